"""Which lines of several tellings go together: the alignment stage.

In come tellings (or the passages of them that tell one scene) and a scorer; out come, for every two of them, links
between lines. Speech and narration are aligned at once, in their common order: one telling may report what another lets
say, so a line's form speaks for or against a pair, as does who says it, and neither decides. With three tellings or
more, each pair also learns from the others: if B's line goes with C's and C's with A's, A's and B's likely do too
(probabilistic consistency, Do et al. 2005). What the common order leaves over is aligned again with little regard to
place; what is found there has moved. Last, turns that one telling breaks up are put together, and tags follow the
speech that they belong to. Long texts are aligned in pieces where they meet (`retold.meeting`), each as if it stood
alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import reduce
from heapq import nlargest
from itertools import combinations, pairwise

import numpy as np
from numpy.typing import NDArray

from retold import vouching
from retold.aligning import Matrix
from retold.apparatus import Link
from retold.believing import ELSEWHERE, FAR_BETTER, Belief, distance, nats_of
from retold.meeting import meeting
from retold.scoring import Scorer
from retold.text import SPEECH
from retold.turns import Passage, completed, turned

Pair = tuple[str, str]
_Numbers = tuple[int, int]

FRAME, OUTSIDE = 2, 0.7
"""Common lines of speech from which they frame the scene, and what belief in narration outside it is worth."""

CONSISTENCY, VOICES = 0.8, 8
"""How much of what two links by way of a third telling imply is believed, and how many tellings are asked at most."""


def link(passages: Sequence[Passage], scorer: Scorer) -> dict[Pair, tuple[Link, ...]]:
    """Links between the lines of every two passages, by sigla in the order given; indices are those of `Line.index`.

    Each line takes part in at most one link of a pair; links in the common order come first, moved ones after them.
    """
    # In an order of their own, that of what they tell: which of two equal ways is taken depends on it.
    ordered = sorted(passages, key=lambda passage: (passage.telling.story.text, passage.telling.siglum))
    found = _linked(ordered, scorer)
    at = {passage.telling.siglum: place for place, passage in enumerate(ordered)}
    given = combinations([passage.telling.siglum for passage in passages], 2)
    return {(a, b): found[at[a], at[b]] if at[a] < at[b] else turned(found[at[b], at[a]]) for a, b in given}


def _linked(passages: Sequence[Passage], scorer: Scorer) -> dict[_Numbers, tuple[Link, ...]]:
    """Links between every two passages, by their numbers, the smaller one first."""
    pairs = list(combinations(range(len(passages)), 2))
    standing = vouching.representatives([_text(passage) for passage in passages])
    same = {(x, y) for x, y in pairs if standing[y] == x and _are_same(passages[x], passages[y])}
    compared = [(x, y) for x, y in pairs if standing[x] == x and standing[y] in (x, y) and (x, y) not in same]
    alignments = {(x, y): _Alignment.of(passages[x], passages[y], scorer) for x, y in compared}
    found: dict[_Numbers, tuple[Link, ...]] = {}
    for x, y in compared:
        alignment = _consistent(x, y, _voices(x, y, len(passages), alignments), alignments)
        links = _in_frame(alignment.links(), passages[x], passages[y])
        found[x, y] = completed(links, passages[x], passages[y], scorer)
    for x, y in same:
        found[x, y] = vouching.itself(_indices(passages[x]), _indices(passages[y]))
    if len(found) < len(pairs):
        known = {**found, **{(y, x): turned(links) for (x, y), links in found.items()}}
        found = {pair: known[pair] if pair in known else _vouched(*pair, standing, known) for pair in pairs}
    for leader in sorted({one for at, one in enumerate(standing) if one != at}):
        for pair, more in _lacking(leader, standing, passages, scorer, found).items():
            found[pair] = _by_place([*found[pair], *more])
    return found


def _vouched(x: int, y: int, standing: Sequence[int], known: Mapping[_Numbers, tuple[Link, ...]]) -> tuple[Link, ...]:
    """The links of two passages by way of what stands for them; those `known` are so both ways round."""
    way = dict.fromkeys([x, standing[x], standing[y], y])
    return reduce(vouching.by_way_of, (known[step] for step in pairwise(way)))


def _lacking(
    leader: int,
    standing: Sequence[int],
    passages: Sequence[Passage],
    scorer: Scorer,
    found: Mapping[_Numbers, tuple[Link, ...]],
) -> dict[_Numbers, tuple[Link, ...]]:
    """Links between lines of near copies that what stands for them lacks: these are compared as the whole was."""
    members, rests = [], []
    for at, one in enumerate(standing):
        if one == leader != at:
            linked = {j for link in found[leader, at] for j in link.b}
            rest = [line for line in passages[at].lines if line.index not in linked]
            if rest:
                members.append(at)
                rests.append(Passage.of(passages[at].telling, rest))
    return {(members[x], members[y]): links for (x, y), links in _linked(rests, scorer).items()}


def _text(passage: Passage) -> tuple[str, ...]:
    """The words of a passage."""
    return tuple(word for line in passage.lines for word in line.words)


def _indices(passage: Passage) -> list[int]:
    """The numbers of all lines of a passage, tags included."""
    return sorted(line.index for line in (*passage.lines, *passage.tags.values()))


def _are_same(one: Passage, other: Passage) -> bool:
    """Whether two passages are one, to the letter."""
    return one.telling.story.text == other.telling.story.text and _indices(one) == _indices(other)


def _by_place(links: Iterable[Link]) -> tuple[Link, ...]:
    return tuple(sorted(links, key=lambda link: (link.moved, link.a)))


def _voices(x: int, y: int, count: int, alignments: Mapping[_Numbers, _Alignment]) -> list[int]:
    """The tellings that are asked what they imply of x and y: of many, those that have most in common with both."""

    def mass(a: int, b: int) -> float:
        one = alignments.get((min(a, b), max(a, b)))
        return -1.0 if one is None else one.mass

    voices = [(min(mass(x, z), mass(y, z)), -z) for z in range(count) if z not in (x, y)]
    return sorted(-z for common, z in nlargest(VOICES, voices) if common >= 0.0)


def _in_frame(links: Sequence[Link], one: Passage, other: Passage) -> list[Link]:
    """The links, less sure of narration outside the common talk.

    Before the first common line and after the last nothing else says that the two tellings are at the same point.
    """
    talk = [
        link for link in links if one.lines[link.a[0]].kind == other.lines[link.b[0]].kind == SPEECH and not link.moved
    ]
    if len(talk) < FRAME:
        return list(links)
    first, last = min(link.a for link in talk), max(link.a for link in talk)
    return [link if first <= link.a <= last else replace(link, sure=round(link.sure * OUTSIDE, 4)) for link in links]


@dataclass(frozen=True, slots=True)
class _Alignment:
    """What is believed of two passages: pieces in their common order, and boxes where something may have moved to."""

    pieces: tuple[Belief, ...]
    elsewhere: tuple[Belief, ...]
    mass: float
    """How many links are expected."""

    @classmethod
    def of(cls, one: Passage, other: Passage, scorer: Scorer) -> _Alignment:
        met = meeting([line.words for line in one.lines], [line.words for line in other.lines])
        pieces = tuple(Belief.between(piece, one, other, scorer) for piece in met.pieces)
        elsewhere = tuple(Belief.between(box, one, other, scorer) for box in met.elsewhere)
        return cls(pieces, elsewhere, sum(float(belief.matrix.sum()) for belief in pieces))

    def links(self) -> list[Link]:
        """Links in common order, then moved ones; each line is in one of them at most."""
        found = [link for belief in self.pieces for link in belief.links()]
        blocks = [block for belief in self.elsewhere for block in belief.blocks()]
        in_order = _apart(link for link in found if not link.moved)
        beaten = _beaten(blocks, in_order)
        in_order = [link for link in in_order if link not in beaten]
        moved = [*(link for block in blocks for link in block), *(link for link in found if link.moved)]
        return [*in_order, *_apart(moved, in_order)]

    def columns(self, rows: range) -> NDArray[np.intp]:
        """The lines of the other side that some line among `rows` is compared with."""
        return _union(belief.piece.columns for belief in self.pieces if _overlap(belief.piece.own, rows))

    def rows(self, columns: range) -> NDArray[np.intp]:
        """The lines of this side that some line among `columns` is compared with."""
        return _union(belief.piece.own for belief in self.pieces if _overlap(belief.piece.columns, columns))

    def within(self, rows: NDArray[np.intp], columns: NDArray[np.intp]) -> Matrix:
        """What is believed of some lines of either side, ``[rows, columns]``; both rise."""
        if len(self.pieces) == 1 and self.pieces[0].matrix.shape == (len(rows), len(columns)):
            return self.pieces[0].matrix
        out = np.zeros((len(rows), len(columns)))
        for belief in self.pieces:
            own, facing = belief.piece.own, belief.piece.columns
            here, there = (
                slice(*np.searchsorted(lines, (part.start, part.stop)))
                for lines, part in ((rows, own), (columns, facing))
            )
            at = np.ix_(rows[here] - belief.piece.rows.start, columns[there] - facing.start)
            out[here, there] = belief.matrix[at]
        return out


def _union(ranges: Iterable[range]) -> NDArray[np.intp]:
    lines = [np.arange(part.start, part.stop, dtype=np.intp) for part in ranges]
    return np.unique(np.concatenate(lines)) if lines else np.zeros(0, np.intp)


def _overlap(one: range, other: range) -> bool:
    return max(one.start, other.start) < min(one.stop, other.stop)


def _apart(links: Iterable[Link], before: Iterable[Link] = ()) -> list[Link]:
    """The links that share no line with an earlier one: where pieces overlap, both may say what joins them."""
    used_a = {i for link in before for i in link.a}
    used_b = {j for link in before for j in link.b}
    out = []
    for link in links:
        if used_a.isdisjoint(link.a) and used_b.isdisjoint(link.b):
            out.append(link)
            used_a.update(link.a)
            used_b.update(link.b)
    return out


def _beaten(blocks: Iterable[Sequence[Link]], in_order: Iterable[Link]) -> set[Link]:
    """The links in order that give way to moved ones, since those match far better: all of a block, or one by one."""
    at_a: dict[int, Link] = {}
    at_b: dict[int, Link] = {}
    for link in in_order:
        at_a.update(dict.fromkeys(link.a, link))
        at_b.update(dict.fromkeys(link.b, link))
    beaten: set[Link] = set()
    for block in blocks:
        for moved in (block, *([link] for link in block)):
            facing = [
                (link, rival)
                for link in moved
                for rival in (*(at_a.get(i) for i in link.a), *(at_b.get(j) for j in link.b))
                if rival is not None and rival not in beaten
            ]
            rivals = {rival for _, rival in facing}
            elsewhere = all(distance(link, rival) > ELSEWHERE for link, rival in facing)
            if elsewhere and sum(map(nats_of, moved)) >= sum(map(nats_of, rivals)) + FAR_BETTER:
                beaten |= rivals
    return beaten


def _consistent(x: int, y: int, others: Sequence[int], alignments: Mapping[tuple[int, int], _Alignment]) -> _Alignment:
    """The alignment of x and y joined with what the other tellings imply; shapes stay as they are."""
    pieces = (replace(piece, matrix=_with_others(piece, x, y, others, alignments)) for piece in alignments[x, y].pieces)
    return replace(alignments[x, y], pieces=tuple(pieces)) if others else alignments[x, y]


def _with_others(
    belief: Belief, x: int, y: int, others: Sequence[int], alignments: Mapping[tuple[int, int], _Alignment]
) -> Matrix:
    """What is believed of a piece of x and y, and what the other tellings imply of it."""

    def facing(x: int, lines: range, z: int) -> NDArray[np.intp]:
        return alignments[x, z].columns(lines) if x < z else alignments[z, x].rows(lines)

    def within(x: int, z: int, rows: NDArray[np.intp], columns: NDArray[np.intp]) -> Matrix:
        return alignments[x, z].within(rows, columns) if x < z else alignments[z, x].within(columns, rows).T

    rows, columns = (np.arange(lines.start, lines.stop) for lines in (belief.piece.rows, belief.piece.columns))
    # The best of the other tellings speaks for all: many that say a little would add up to what none of them says.
    implied = np.zeros_like(belief.matrix)
    for z in others:
        reached_x, reached_y = facing(x, belief.piece.rows, z), facing(y, belief.piece.columns, z)
        between = np.intersect1d(reached_x, reached_y, assume_unique=True)
        through = within(x, z, rows, between) @ within(z, y, between, columns)
        implied = np.maximum(implied, np.minimum(1.0, through))
    doubt = (1.0 - belief.matrix) * (1.0 - CONSISTENCY * implied)
    one_less: Matrix = 1.0 - doubt
    return one_less
