"""How a text inside a file is named: ``all.zip!/tales/one.txt``, ``novel.json!/B``, ``all.zip!/inner.zip!/two.txt``.

In goes a path as people give it, out come the file on disk and the names of the members that lead from there to the
text; and back. A folder whose own name ends in an exclamation mark is no container: the disk decides what is a file.
"""

from __future__ import annotations

from pathlib import Path

from .naming import STANDARD_INPUT

MARK = "!/"
# A member whose own name holds the mark is written so that it still reads as one name.
_ESCAPES = (("!%", "!%25"), (MARK, "!%2F"))


def split(path: str) -> tuple[str, tuple[str, ...]]:
    """The file on disk, and the names of the members from there inwards; none where the path is just a file."""
    at = path.find(MARK)
    if at < 0 or _is_file(path):
        return path, ()
    first = at
    while at >= 0 and not _is_file(path[:at]):
        at = path.find(MARK, at + 1)
    if at < 0:
        at = first
    return path[:at], tuple(_read(name) for name in path[at + len(MARK) :].split(MARK))


def join(path: str, *members: str) -> str:
    """The path of a member of the file at `path`, which may itself be a member."""
    return MARK.join((path, *(_written(name) for name in members)))


def _is_file(path: str) -> bool:
    try:
        return path == STANDARD_INPUT or Path(path).is_file()
    except (OSError, ValueError):  # a name too long or with a zero byte is no file
        return False


def _written(name: str) -> str:
    for plain, escaped in _ESCAPES:
        name = name.replace(plain, escaped)
    return name


def _read(name: str) -> str:
    for plain, escaped in reversed(_ESCAPES):
        name = name.replace(escaped, plain)
    return name
