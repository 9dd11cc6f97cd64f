"""How a path is written in a message: on one line, whatever characters it holds."""

from __future__ import annotations

STANDARD_INPUT = "-"


def named(path: str) -> str:
    """The path for a message; control characters and undecodable bytes are escaped, ``-`` is spelled out."""
    if path == STANDARD_INPUT:
        return "standard input"
    shown = "".join(c if c.isprintable() else c.encode("unicode_escape").decode("ascii") for c in path)
    return shown or "''"
