"""Words that a line end broke: "Dr. Morti-" and "mer" below it, but not "half-" and "moon".

In go the lines of a text, out come those whose last hyphen only says that the word goes on. How the text writes it
elsewhere tells; where it does not, the words that are known do: a compound begins with one, a broken word rarely.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from .. import lexicon

HYPHEN = "-"
_LONGEST = 60  # code points at the end of a line that are looked at
_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_LAST, _FIRST = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*(?=-$)"), re.compile(r"[^\W\d_]+")


def goes_on(line: str, following: str) -> bool:
    """Whether a line ends inside a word or a compound: its hyphen stands at a letter, and a small one follows."""
    return line[-1] == HYPHEN and line[-2:-1].isalpha() and following[0].islower()


def breaks(lines: Sequence[str], ends: Iterable[int]) -> list[int]:
    """The lines whose hyphen is none of the word's own, of those that end inside one.

    Parameters
    ----------
    lines
        All lines of a text, in order.
    ends
        The numbers of those that end inside a word or a compound.
    """
    halves = {at: (_last(lines[at]), _FIRST.match(lines[at + 1])) for at in ends}
    if not halves:
        return []
    written: set[str] = set()
    for at, line in enumerate(lines):
        words = _WORD.findall(line.casefold())
        # The halves themselves say nothing.
        written.update(words[at - 1 in halves : len(words) - (at in halves)])
    known = lexicon.load()
    found: list[int] = []
    for at, (left, right) in halves.items():
        if right is None:
            continue
        first, second = left.casefold(), right.group().casefold()
        if f"{first}-{second}" in written or "-" in first:
            continue
        whole = first + second
        if whole in written or whole in known or not (first in known or first in written):
            found.append(at)
    return found


def _last(line: str) -> str:
    """The part of a word that a line ends with, without its hyphen."""
    piece = line[-_LONGEST:]
    last = _LAST.search(piece)
    return last.group() if last else piece[:-1]
