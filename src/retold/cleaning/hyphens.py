"""Words that a line end broke: "Dr. Morti-" and "mer" below it, but not "half-" and "moon".

In go the lines of a text, out come those whose last hyphen only says that the word goes on. How the text writes it
elsewhere tells; where it does not, the words that are known do: a compound begins with one, a broken word rarely.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence, Set
from itertools import filterfalse

import numpy as np

from .. import lexicon
from .stretches import Codes, Flags, blocks, code_points

HYPHEN = "-"
LETTERS = 5  # that a word is looked for by; with fewer, too many others begin like it
_BITS, _FACTOR = 16, np.uint32(0x9E3779B1)  # of a sum: its length, and 2³² by the golden ratio, which spreads it well
_LONGEST = 60  # code points at the end of a line that are looked at
_LETTER, _JOINS = r"[^\W\d_]", "['’-]"
_WORD = re.compile(rf"{_LETTER}+(?:{_JOINS}{_LETTER}+)*")
_BEGINS = re.compile(rf"(?<!{_LETTER})(?<!{_LETTER}{_JOINS})")
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


def _written(asked: Set[str], lines: Sequence[str], halves: Collection[int]) -> Set[str]:
    """Those of some words, in small letters, that stand in the lines; the `halves` themselves say nothing."""
    beside: set[str] = set()
    touched = {*halves, *(at + 1 for at in halves)}
    for at in touched:
        words = _WORD.findall(lines[at].casefold())
        beside.update(words[at - 1 in halves : len(words) - (at in halves)])
    others = [line for at, line in enumerate(lines) if at not in touched]
    # What is ASCII alone is folded ten times as fast.
    texts = ["\n".join(some).casefold() for some in (filter(str.isascii, others), filterfalse(str.isascii, others))]
    return beside.intersection(asked).union(*(_standing(asked, text) for text in texts))


def _standing(asked: Set[str], text: str) -> set[str]:
    """Those of some words that stand in a text, and not only as a part of another one.

    All are looked for at once by a sum of the letters that they begin with (Karp and Rabin 1987), in one pass for those
    of `LETTERS` and more and one for each shorter length: where the sums agree, the words are read.
    """
    by_length: dict[int, list[str]] = {}
    for word in asked:
        by_length.setdefault(min(len(word), LETTERS), []).append(word[:LETTERS])
    sought: dict[int, Flags] = {}  # which sums of so many letters are those of a word
    for count, heads in by_length.items():
        sought[count] = np.zeros(1 << _BITS, np.bool_)
        sought[count][_sums(code_points("".join(heads)), count)[::count]] = True
    found: set[str] = set()
    for start, codes in blocks(text, LETTERS - 1):
        for count, ours in sought.items():
            places = np.flatnonzero(ours[_sums(codes, count)])
            after_a_letter = (places > 0) & (codes[places - 1] - ord("a") <= ord("z") - ord("a"))
            for at in (places[~after_a_letter] + start).tolist():
                if _BEGINS.match(text, at) and (whole := _WORD.match(text, at)):
                    found.add(whole.group())
    return found & asked


def _sums(codes: Codes, count: int) -> Codes:
    """A sum of so many letters from each place of a text on, `_BITS` long."""
    sums = np.zeros(max(0, len(codes) - count + 1), np.uint32)
    for at in range(count):
        sums += codes[at : at + len(sums)]
        sums *= _FACTOR
    sums >>= np.uint32(32 - _BITS)
    return sums


def _last(line: str) -> str:
    """The part of a word that a line ends with, without its hyphen."""
    piece = line[-_LONGEST:]
    last = _LAST.search(piece)
    return last.group() if last else piece[:-1]
