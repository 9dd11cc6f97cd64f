"""Public-domain novels as sentences: what counting and teaching both read.

In comes a folder of plain-text files, one a work, named ``Author_Title_Year.txt``; out come the sentences of each work.
"""

import re
from collections.abc import Iterator
from pathlib import Path

SENTENCE_END = re.compile(r"(?<=[.!?])[\"'”’)]*\s+|\n\s*\n")
"""A sentence ends at its stop and any closing marks, before white space; an empty line always ends one."""

YEAR_IN_NAME = re.compile(r"_(1[89]\d\d|20\d\d)$")

LAST_YEAR = 1929
"""Year of first publication up to which a work is taken; later ones are not in the public domain everywhere."""


def works(folder: Path, until: int = LAST_YEAR) -> Iterator[list[str]]:
    """Yield the sentences of each work whose file name does not give a year after `until`, in order of the names."""
    for path in sorted(folder.glob("*.txt")):
        year = YEAR_IN_NAME.search(path.stem)
        if year is None or int(year[1]) <= until:
            yield [" ".join(part.split()) for part in SENTENCE_END.split(path.read_text(encoding="utf-8"))]
