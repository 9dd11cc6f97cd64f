"""How probable it is that lines of two tellings belong together, piece by piece, and the links that follow from it.

In come two passages and a piece of both (`retold.meeting`), out comes a `Belief`: posteriors for every pair of lines,
given their words, their forms and who speaks, and given everything before and after them. Links are read off in the
common order; what that leaves over is aligned again with little regard to place, and what is found there has moved.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from retold.aligning import STEPS, Gaps, Matrix, Step, decode, posteriors
from retold.apparatus import Link
from retold.meeting import Piece
from retold.scoring import Scorer
from retold.text import SPEECH
from retold.turns import Passage

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

LEAST = 1e-4
"""Half of the last digit of a score, so that a score of 1 has odds."""


@dataclass(frozen=True, slots=True)
class Belief:
    """How probable it is that lines of a piece belong together, ``[n, m]``, and the odds it rests on.

    `loose` says of which pairs at least one line is narration.
    """

    piece: Piece
    matrix: Matrix
    odds: Mapping[Step, NDArray[np.float32]]
    loose: NDArray[np.bool_]

    @classmethod
    def between(cls, piece: Piece, all_one: Passage, all_other: Passage, scorer: Scorer) -> Belief:
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
            if last and distance(last, link) <= TOGETHER:
                found[-1].append(link)
            else:
                found.append([link])
        return [block for block in found if sum(map(nats_of, block)) >= BLOCK]

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


def distance(one: Link, other: Link) -> int:
    """Lines from one link to another, on the side where these are more."""
    return max(abs(one.a[0] - other.a[0]), abs(one.b[0] - other.b[0]))


def nats_of(link: Link) -> float:
    """The log-odds of a link's words, from its score."""
    return float(np.log((link.score + LEAST) / (1 - link.score + LEAST)))
