"""What was found in an archive, made ready for a page: results come in, `retold.page.library` goes out.

The words are read from what the archive has stored, only those that a page shows. With `quoting` a page holds but the
first words of each place, for texts that may not be passed on.
"""

from retold.showing.found import found_page
from retold.showing.lines import lines_page
from retold.showing.reuse import reuse_page

__all__ = ["found_page", "lines_page", "reuse_page"]
