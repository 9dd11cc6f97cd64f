"""The pages of the documents that nobody writes by hand: commands, the Python interface, the result format."""
