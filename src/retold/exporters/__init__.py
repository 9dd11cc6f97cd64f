"""Ways in which a result leaves: one module a format, and the one that writes files."""
