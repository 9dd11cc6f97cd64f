"""The runs of words that two texts have in common, found in linear time.

In come two texts, each a list of lines of words; out come the longest runs that stand in both, none of them over the
end of a line. Each grows in both directions from a pair of words that stands exactly once in either text: what a text
says twice is its subject, a refrain or a stock phrase, and tells nothing. (As greedy string tiling, Wise 1993, with
seeds that need no search.)
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

Lines = Sequence[Sequence[str]]
Place = tuple[int, int]
Once = dict[tuple[str, str], Place]


class Run(NamedTuple):
    """Words in a row that two texts have in common, and where they begin in either: number of the line, and place."""

    words: tuple[str, ...]
    here: Place
    there: Place


def shared_runs(a: Lines, b: Lines) -> list[Run]:
    """The longest runs of two words or more that a line of `a` and one of `b` have in common, in the order of `a`.

    No word of `a` belongs to two of them.
    """
    return runs_from(a, once(a), b, once(b))


def runs_from(a: Lines, here: Once, b: Lines, there: Once) -> list[Run]:
    """`shared_runs` of two texts, given what `once` finds in each."""
    found: list[Run] = []
    row, free = -1, 0
    for pair in [pair for pair in here if pair in there]:
        (line, at), (other, start) = here[pair], there[pair]
        if line > row:
            row, free = line, 0
        if at < free:
            continue
        first, last = _extended(a[line], at, free, b[other], start)
        found.append(Run(tuple(a[line][first:last]), (line, first), (other, start - at + first)))
        free = last
    return found


def once(lines: Lines) -> Once:
    """Line and place of every pair of neighbouring words that stands in a text exactly once, in its order."""
    first: Once = {}
    again: set[tuple[str, str]] = set()
    for row, line in enumerate(lines):
        for at, pair in enumerate(pairwise(line)):
            if first.setdefault(pair, (row, at)) != (row, at):
                again.add(pair)
    return {pair: place for pair, place in first.items() if pair not in again}


def _extended(line: Sequence[str], at: int, free: int, other: Sequence[str], start: int) -> tuple[int, int]:
    """From where to where two lines agree around a place in each; not before `free` in the first."""
    back = 0
    while at - back > free and start > back and line[at - back - 1] == other[start - back - 1]:
        back += 1
    on = 0
    while at + on < len(line) and start + on < len(other) and line[at + on] == other[start + on]:
        on += 1
    return at - back, at + on
