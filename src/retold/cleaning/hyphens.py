"""Words that a line end broke: "Dr. Morti-" and "mer" below it, but not "half-" and "moon".

In go the lines of a text, out come those whose last hyphen only says that the word goes on. How the text writes it
elsewhere tells; where it does not, the words that are known do: a compound begins with one, a broken word rarely.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Sequence, Set
from itertools import filterfalse

from .. import lexicon

HYPHEN = "-"
FEW = 48  # words that are looked for one after another in the time that it takes to part a text into words
_LONGEST = 60  # code points at the end of a line that are looked at
_LETTER, _JOINS = r"[^\W\d_]", "['’-]"
_WORD = re.compile(rf"{_LETTER}+(?:{_JOINS}{_LETTER}+)*")
_BEGINS, _ENDS = re.compile(rf"(?<!{_LETTER})(?<!{_LETTER}{_JOINS})"), re.compile(rf"(?!{_JOINS}?{_LETTER})")
_LAST, _FIRST = re.compile(rf"{_WORD.pattern}(?=-$)"), re.compile(rf"{_LETTER}+")


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
    halves = {at: (_last(lines[at]).casefold(), _FIRST.match(lines[at + 1])) for at in ends}
    pairs = [(at, left, right.group().casefold()) for at, (left, right) in halves.items() if right and "-" not in left]
    if not pairs:
        return []
    known = lexicon.load()
    doubtful = [(first, second) for _, first, second in pairs if first + second not in known]
    asked = {f"{first}-{second}" for _, first, second in pairs}
    asked.update(first + second for first, second in doubtful)
    asked.update(first for first, _ in doubtful if first not in known)
    written = _written(asked, lines, halves)
    found: list[int] = []
    for at, first, second in pairs:
        whole = first + second
        if f"{first}-{second}" in written:
            continue
        if whole in written or whole in known or not (first in known or first in written):
            found.append(at)
    return found


def _written(asked: Set[str], lines: Sequence[str], halves: Container[int]) -> Set[str]:
    """Those of some words, in small letters, that stand in the lines; the `halves` themselves say nothing."""
    beside: set[str] = set()
    others: list[str] = []
    for at, line in enumerate(lines):
        if at in halves or at - 1 in halves:
            words = _WORD.findall(line.casefold())
            beside.update(words[at - 1 in halves : len(words) - (at in halves)])
        else:
            others.append(line)
    # What is ASCII alone is folded ten times as fast.
    texts = ["\n".join(some).casefold() for some in (filter(str.isascii, others), filterfalse(str.isascii, others))]
    if len(asked) <= FEW:
        return {word for word in asked if word in beside or any(_stands(word, text) for text in texts)}
    pieces = {piece for text in texts for piece in text.split()}
    return asked & beside.union(_WORD.findall(" ".join(pieces)))


def _stands(word: str, text: str) -> bool:
    """Whether a word stands in a text, and not only as a part of another one."""
    at = text.find(word)
    while at >= 0 and not (_BEGINS.match(text, at) and _ENDS.match(text, at + len(word))):
        at = text.find(word, at + 1)
    return at >= 0


def _last(line: str) -> str:
    """The part of a word that a line ends with, without its hyphen."""
    piece = line[-_LONGEST:]
    last = _LAST.search(piece)
    return last.group() if last else piece[:-1]
