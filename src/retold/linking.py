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
from typing import Any

import numpy as np
from numpy.typing import NDArray

from retold import vouching
from retold.aligning import STEPS, Gaps, Matrix, Step, decode, posteriors
from retold.apparatus import Link
from retold.meeting import Piece, meeting
from retold.scoring import Scorer
from retold.text import SPEECH
from retold.turns import Passage, completed, turned

Pair = tuple[str, str]
_Numbers = tuple[int, int]

GAPS = Gaps(swap=0.15, merge=0.05)
"""Lines give way to others more readily than the aligner usually expects (tuned on ``tests/families``)."""

THRESHOLD = 0.25
"""Belief above which a link is expected to be worth making (tuned on ``tests/families``)."""

MOVED_PRIOR = -3.5
"""Nats against a line standing somewhere else than in order: about one line in thirty moves."""

NEARBY, REACH, CERTAIN = 6.0, 6.0, 0.5
"""Nats for narration that has moved hardly at all, since a deed may be told before or after the words that go with it;
the lines from its place at which they are spent; and the belief from which a link tells where that place is."""

FAR_BETTER, ELSEWHERE = 6.0, 3
"""Nats by which a match elsewhere must beat the one in its place to be taken for the true one, and lines from it that
count as elsewhere."""

TOGETHER, BLOCK = 6, 12.0
"""Lines from one link to the next in a block of long texts that has moved, and nats that its words must have together:
around a passage that has moved, lines match by chance as anywhere."""

MOVED_THRESHOLD = 0.35
"""Belief above which what the common order left over is held to have moved."""

ROUNDS = 4
"""How often the leftovers are aligned again; each round can find one more block in an order of its own."""

SAME_SPEAKER, OTHER_SPEAKER = 1.0, -1.5
"""Nats for two utterances whose speakers are known to be the same, or two different people: a bonus, never a veto."""

SAME_PARAGRAPH, NEW_PARAGRAPH = 2.0, -1.0
"""Nats for and against two neighbouring lines being told as one: mostly a new paragraph is a new turn."""

MIXED = -1.5
"""Nats at most for joining an utterance with the words around it: they are lines of different kinds."""

ACROSS_FORMS = -2.0
"""Nats against speech in one telling being narrated or reported in the other."""

FRAME, OUTSIDE = 2, 0.7
"""Common lines of speech from which they frame the scene, and what belief in narration outside it is worth."""

LEAST = 1e-4
"""Half of the last digit of a score, so that a score of 1 has odds."""

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

    pieces: tuple[_Belief, ...]
    elsewhere: tuple[_Belief, ...]
    mass: float
    """How many links are expected."""

    @classmethod
    def of(cls, one: Passage, other: Passage, scorer: Scorer) -> _Alignment:
        met = meeting([line.words for line in one.lines], [line.words for line in other.lines])
        pieces = tuple(_Belief.between(piece, one, other, scorer) for piece in met.pieces)
        elsewhere = tuple(_Belief.between(box, one, other, scorer) for box in met.elsewhere)
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
            elsewhere = all(_distance(link, rival) > ELSEWHERE for link, rival in facing)
            if elsewhere and sum(map(_nats, moved)) >= sum(map(_nats, rivals)) + FAR_BETTER:
                beaten |= rivals
    return beaten


def _distance(one: Link, other: Link) -> int:
    """Lines from one link to another, on the side where these are more."""
    return max(abs(one.a[0] - other.a[0]), abs(one.b[0] - other.b[0]))


def _nats(link: Link) -> float:
    """The log-odds of a link's words, from its score."""
    return float(np.log((link.score + LEAST) / (1 - link.score + LEAST)))


@dataclass(frozen=True, slots=True)
class _Belief:
    """How probable it is that lines of a piece belong together, ``[n, m]``, and the odds it rests on.

    `loose` says of which pairs at least one line is narration.
    """

    piece: Piece
    matrix: Matrix
    odds: Mapping[Step, NDArray[np.float32]]
    loose: NDArray[np.bool_]

    @classmethod
    def between(cls, piece: Piece, all_one: Passage, all_other: Passage, scorer: Scorer) -> _Belief:
        one, other = all_one.part(piece.rows), all_other.part(piece.columns)
        odds = {(di, dj): np.array(scorer(one.runs(di), other.runs(dj)), float) for di, dj in STEPS}
        prior = _forms_agree(one, other) + _speakers_agree(one, other)
        for step, matrix in odds.items():
            matrix += over_runs(prior, step) + _joins(one, step[0])[:, None] + _joins(other, step[1])[None, :]
        spoken_a, spoken_b = _spoken(one), _spoken(other)
        kept = {step: matrix.astype(np.float32) for step, matrix in odds.items()}
        return cls(piece, posteriors(odds, GAPS), kept, ~(spoken_a[:, None] & spoken_b[None, :]))

    def links(self) -> list[Link]:
        """Links in common order, then moved ones, of the piece's own lines."""
        n, m = self.matrix.shape
        rows, columns = np.arange(n), np.arange(m)
        belief: Matrix = self.matrix * (1.0 - _rivals(self.odds[1, 1]))
        links = self._read_off(decode(belief, THRESHOLD), rows, columns, belief, moved=False)
        in_order = [(link.a[0], link.b[0]) for link in links if link.sure > CERTAIN]
        for _ in range(ROUNDS):
            rows = np.setdiff1d(rows, [i for link in links for i in link.a], assume_unique=True)
            columns = np.setdiff1d(columns, [j for link in links for j in link.b], assume_unique=True)
            more = self._moved(rows, columns, in_order)
            if not more:
                break
            links.extend(more)
        return self._own(links)

    def blocks(self) -> list[list[Link]]:
        """Links between the piece's own lines as moved ones, block by block: neighbours have moved together."""
        n, m = self.matrix.shape
        decoded = decode(self.matrix, MOVED_THRESHOLD)
        found: list[list[Link]] = []
        for link in self._own(self._read_off(decoded, np.arange(n), np.arange(m), self.matrix, moved=True)):
            last = found[-1][-1] if found else None
            if last and _distance(last, link) <= TOGETHER:
                found[-1].append(link)
            else:
                found.append([link])
        return [block for block in found if sum(map(_nats, block)) >= BLOCK]

    def _moved(
        self, rows: NDArray[np.intp], columns: NDArray[np.intp], in_order: Sequence[tuple[int, int]]
    ) -> list[Link]:
        """Links between what is left of either side, with little regard to where the links in order expect them."""
        if not len(rows) or not len(columns):
            return []
        rest = np.ix_(rows, columns)
        prior = MOVED_PRIOR + _nearness(rows, columns, in_order) * self.loose[rest]
        belief = posteriors({(1, 1): self.odds[1, 1][rest] + prior}, GAPS)
        return self._read_off(decode(belief, MOVED_THRESHOLD), rows, columns, belief, moved=True)

    def _own(self, links: Iterable[Link]) -> list[Link]:
        """The links that begin in the piece's own lines, by the places of the passages."""
        rows, columns = self.piece.rows.start, self.piece.columns.start
        placed = (
            replace(link, a=tuple(i + rows for i in link.a), b=tuple(j + columns for j in link.b)) for link in links
        )
        return [link for link in placed if link.a[0] in self.piece.own]

    def _read_off(
        self,
        decoded: Sequence[tuple[tuple[int, ...], tuple[int, ...]]],
        rows: NDArray[np.intp],
        columns: NDArray[np.intp],
        belief: Matrix,
        *,
        moved: bool,
    ) -> list[Link]:
        out = []
        for i_s, j_s in decoded:
            sure = float(np.mean(belief[np.ix_(i_s, j_s)]))
            here, there = tuple(int(rows[i]) for i in i_s), tuple(int(columns[j]) for j in j_s)
            odds = float(self.odds[len(i_s), len(j_s)][here[0], there[0]]) if (len(i_s), len(j_s)) in self.odds else 0.0
            score = 1 / (1 + np.exp(-odds))
            out.append(Link(here, there, round(float(score), 4), round(min(1.0, sure), 4), moved))
        return out


def _rivals(odds: NDArray[np.floating[Any]]) -> Matrix:
    """How surely one line of each pair has moved and belongs to a far better match elsewhere: ``[n, m]``, 0 to 1.

    The order of the lines would press such a line into a poor match at its own place.
    """
    n, m = odds.shape
    if n < 2 or m < 2:
        return np.zeros((n, m))
    weight = np.exp(odds + MOVED_PRIOR)
    free = weight / (1.0 + np.maximum(weight.sum(axis=1, keepdims=True), weight.sum(axis=0, keepdims=True)))
    found = np.zeros((n, m))
    for matrix, chance, out in ((odds, free, found), (odds.T, free.T, found.T)):
        best = chance.argmax(axis=1)
        lines = np.arange(len(matrix))
        far_better = matrix[lines, best][:, None] >= matrix + FAR_BETTER
        # The other stretches of the same turn are no rivals.
        far_better &= np.abs(best[:, None] - np.arange(matrix.shape[1])[None, :]) > ELSEWHERE
        np.maximum(out, np.where(far_better, chance[lines, best][:, None], 0.0), out=out)
    return found


def over_runs(prior: Matrix, step: Step) -> Matrix:
    """What a prior on single pairs says of every step: of a run, what it says of the pair it likes least.

    So a run is no way to carry a line along that the prior speaks against, such as one that somebody else says.
    """
    di, dj = step
    rows, columns = (max(0, size - by + 1) for size, by in zip(prior.shape, step, strict=True))
    shifted = [prior[i : i + rows, j : j + columns] for i in range(di) for j in range(dj)]
    worst: Matrix = np.minimum.reduce(shifted)
    return worst


def _forms_agree(one: Passage, other: Passage) -> Matrix:
    """Nats ``[n, m]`` against what is said aloud on one side alone."""
    return np.where(_spoken(one)[:, None] != _spoken(other)[None, :], ACROSS_FORMS, 0.0)


def _spoken(passage: Passage) -> NDArray[np.bool_]:
    return np.array([line.kind == SPEECH for line in passage.lines], np.bool_)


def _speakers_agree(one: Passage, other: Passage) -> Matrix:
    """Nats ``[n, m]`` for or against a pair by who speaks, weighed by how sure both are.

    Characters found in one telling alone bear its siglum in their ids and say nothing about those of another.
    """
    numbers: dict[str, int] = {}
    alone = (f"{one.telling.siglum}.", f"{other.telling.siglum}.")

    def known(passage: Passage) -> tuple[NDArray[np.intp], NDArray[np.float64]]:
        said = [passage.telling.utterance(line) for line in passage.lines]
        who = [
            numbers.setdefault(u.speaker, len(numbers)) if u and u.speaker and not u.speaker.startswith(alone) else -1
            for u in said
        ]
        return np.array(who, np.intp), np.array([u.confidence if u else 0.0 for u in said], float)

    (who, sure), (whom, as_sure) = known(one), known(other)
    nats = np.where(who[:, None] == whom[None, :], SAME_SPEAKER, OTHER_SPEAKER) * sure[:, None] * as_sure[None, :]
    return np.where((who[:, None] >= 0) & (whom[None, :] >= 0), nats, 0.0)


def _nearness(rows: NDArray[np.intp], columns: NDArray[np.intp], in_order: Sequence[tuple[int, int]]) -> Matrix:
    """Nats ``[rows, columns]`` for pairs near where the links in order lead to expect them: small moves are common."""
    if len(in_order) < 2:
        return np.zeros((len(rows), len(columns)))
    xs, ys = np.array(in_order, float).T
    off_b = np.abs(np.interp(rows, xs, ys)[:, None] - columns[None, :])
    off_a = np.abs(np.interp(columns, ys, xs)[None, :] - rows[:, None])
    near: Matrix = NEARBY * np.maximum(0.0, 1.0 - np.minimum(off_a, off_b) / REACH)
    return near


def _joins(passage: Passage, size: int) -> NDArray[np.float64]:
    """Nats for or against joining each run of `size` lines, by their paragraphs and kinds: shape ``[runs]``."""
    lines = passage.lines
    if len(lines) < size:
        return np.zeros(0)
    nats = np.zeros(len(lines))
    for at, (line, after) in enumerate(pairwise(lines)):
        nats[at] = SAME_PARAGRAPH if line.paragraph == after.paragraph else NEW_PARAGRAPH
        if line.kind != after.kind:
            nats[at] = min(nats[at], MIXED)
    return np.array([nats[at : at + size - 1].sum() for at in range(len(lines) - size + 1)], float)


def _consistent(x: int, y: int, others: Sequence[int], alignments: Mapping[tuple[int, int], _Alignment]) -> _Alignment:
    """The alignment of x and y joined with what the other tellings imply; shapes stay as they are."""
    pieces = (replace(piece, matrix=_with_others(piece, x, y, others, alignments)) for piece in alignments[x, y].pieces)
    return replace(alignments[x, y], pieces=tuple(pieces)) if others else alignments[x, y]


def _with_others(
    belief: _Belief, x: int, y: int, others: Sequence[int], alignments: Mapping[tuple[int, int], _Alignment]
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
