"""Which lines of several tellings go together: the alignment stage.

In come tellings (or the passages of them that tell one scene) and a scorer; out come, for every two of them, links
between lines. Speech is the backbone of a retold scene, so utterances are aligned with utterances first; then what is
left, narration and the speech that the other telling only reports, is aligned with the backbone as a sense of place.
With three tellings or more, each pair also learns from the others: if B's line goes with C's and C's with A's, A's
and B's likely do too (probabilistic consistency, Do et al. 2005). What the common order leaves over is aligned again
without regard to place; what is found there has moved.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from retold.aligning import STEPS, USUAL, Gaps, Matrix, Step, decode, posteriors
from retold.apparatus import Link
from retold.scoring import Scorer
from retold.text import SPEECH, TAG, Line, Telling

Pair = tuple[str, str]

SPEECH_GAPS = Gaps(swap=0.20)
"""Talk is replaced by other talk more readily than the aligner usually expects (tuned on ``tests/families``)."""

SPEECH_THRESHOLD = 0.30
"""Belief above which a link between utterances is expected to be worth making (tuned on ``tests/families``)."""

NARRATION_THRESHOLD = 0.30
"""The same for links in which narration takes part."""

MOVED_PRIOR = -3.5
"""Nats against a line standing somewhere else than in order: about one line in thirty moves."""

FAR_BETTER, ELSEWHERE = 6.0, 3
"""Nats by which a match elsewhere must beat the one in its place to be taken for the true one, and lines from it that
count as elsewhere."""

MOVED_THRESHOLD = 0.5
"""Belief above which what the common order left over is held to have moved."""

ROUNDS = 4
"""How often the leftovers are aligned again; each round can find one more block in an order of its own."""

SAME_SPEAKER, OTHER_SPEAKER = 1.0, -1.5
"""Nats for two utterances whose speakers are known to be the same, or two different people: a bonus, never a veto."""

SAME_PARAGRAPH, NEW_PARAGRAPH = 2.0, -1.0
"""Nats for and against two neighbouring utterances being one turn: mostly a new paragraph is a new speaker."""

ACROSS_FORMS = -1.5
"""Nats against speech in one telling being narrated or reported in the other."""

NEAR, FAR = 2.0, -3.0
"""Nats for narration at the place that the aligned speech leads to expect, and far away from it."""

REACH = 6.0
"""Lines from the expected place at which the place no longer speaks for a pair."""

CONSISTENCY = 0.8
"""How much of what two links by way of a third telling imply is believed."""


@dataclass(frozen=True, slots=True)
class Passage:
    """The lines of a telling that take part: all but tags, between two line indices."""

    telling: Telling
    lines: tuple[Line, ...]

    @classmethod
    def whole(cls, telling: Telling) -> Passage:
        """Every line of a telling that says something."""
        return cls(telling, tuple(line for line in telling.lines if line.kind != TAG and line.words))

    def of_kind(self, kind: str) -> NDArray[np.intp]:
        """Places (in `lines`) of the lines of one kind."""
        return np.array([at for at, line in enumerate(self.lines) if line.kind == kind], np.intp)


def link(passages: Sequence[Passage], scorer: Scorer) -> dict[Pair, tuple[Link, ...]]:
    """Links between the lines of every two passages, by sigla in the order given; indices are those of `Line.index`.

    Each line takes part in at most one link of a pair; links in the common order come first, moved ones after them.
    """
    pairs = list(combinations(range(len(passages)), 2))
    speech = {(x, y): _Belief.between(passages[x], passages[y], scorer, SPEECH) for x, y in pairs}
    speech = _consistent(speech, len(passages))
    backbone = {pair: belief.links(SPEECH_THRESHOLD) for pair, belief in speech.items()}
    rest = {(x, y): _Belief.leftover(passages[x], passages[y], scorer, backbone[x, y]) for x, y in pairs}
    found = {
        pair: [*backbone[pair], *_keeping_order(rest[pair].links(NARRATION_THRESHOLD), backbone[pair])]
        for pair in pairs
    }
    return {
        (passages[x].telling.siglum, passages[y].telling.siglum): tuple(
            Link(
                tuple(passages[x].lines[i].index for i in link.a),
                tuple(passages[y].lines[j].index for j in link.b),
                link.score,
                link.sure,
                link.moved,
            )
            for link in sorted(found[x, y], key=lambda one: (one.moved, one.a))
        )
        for x, y in pairs
    }


@dataclass(frozen=True, slots=True)
class _Belief:
    """How probable it is that lines belong together: `matrix` over the places `a` and `b` of two passages."""

    a: NDArray[np.intp]
    b: NDArray[np.intp]
    matrix: Matrix
    odds: Mapping[Step, Matrix]
    gaps: Gaps

    @classmethod
    def between(cls, one: Passage, other: Passage, scorer: Scorer, kind: str) -> _Belief:
        a, b = one.of_kind(kind), other.of_kind(kind)
        odds = step_odds([one.lines[i].words for i in a], [other.lines[j].words for j in b], scorer)
        agreement = _speakers_agree(one, other, a, b)
        for step, matrix in odds.items():
            matrix += over_runs(agreement, step) + _joins(one, a, step[0])[:, None] + _joins(other, b, step[1])[None, :]
        return cls(a, b, posteriors(odds, SPEECH_GAPS), odds, SPEECH_GAPS)

    @classmethod
    def leftover(cls, one: Passage, other: Passage, scorer: Scorer, backbone: Sequence[Link]) -> _Belief:
        """Belief over all lines that the `backbone` leaves unlinked, with its sense of place."""
        a, b = (
            _unlinked(one, [i for link in backbone for i in link.a]),
            _unlinked(other, [j for link in backbone for j in link.b]),
        )
        odds = step_odds([one.lines[i].words for i in a], [other.lines[j].words for j in b], scorer)
        spoken_a = np.array([one.lines[i].kind == SPEECH for i in a], bool)
        spoken_b = np.array([other.lines[j].kind == SPEECH for j in b], bool)
        forms = np.where(spoken_a[:, None] != spoken_b[None, :], ACROSS_FORMS, 0.0)
        # Two utterances had their chance in the backbone, with more to go by than here.
        forms[spoken_a[:, None] & spoken_b[None, :]] = -20.0
        place = _place_prior(a, b, backbone)
        for step, matrix in odds.items():
            matrix += over_runs(forms + place, step)
        return cls(a, b, posteriors(odds, USUAL), odds, USUAL)

    def links(self, threshold: float) -> list[Link]:
        """Links in common order, then moved ones; places are those of the passages."""
        n, m = self.matrix.shape
        rows, columns = np.arange(n), np.arange(m)
        belief = self.matrix * (1.0 - _rivals(self.odds[1, 1]))
        links = self._read_off(decode(belief, threshold), rows, columns, belief, moved=False)
        for _ in range(ROUNDS):
            rows = np.setdiff1d(rows, [i for link in links for i in link[0]], assume_unique=True)
            columns = np.setdiff1d(columns, [j for link in links for j in link[1]], assume_unique=True)
            if not len(rows) or not len(columns):
                break
            odds = {(1, 1): self.odds[1, 1][np.ix_(rows, columns)] + MOVED_PRIOR}
            belief = posteriors(odds, self.gaps)
            more = self._read_off(decode(belief, MOVED_THRESHOLD), rows, columns, belief, moved=True)
            if not more:
                break
            links.extend(more)
        return [
            Link(tuple(int(self.a[i]) for i in i_s), tuple(int(self.b[j]) for j in j_s), score, sure, moved)
            for i_s, j_s, score, sure, moved in links
        ]

    def _read_off(
        self,
        decoded: Sequence[tuple[tuple[int, ...], tuple[int, ...]]],
        rows: NDArray[np.intp],
        columns: NDArray[np.intp],
        belief: Matrix,
        *,
        moved: bool,
    ) -> list[tuple[tuple[int, ...], tuple[int, ...], float, float, bool]]:
        out = []
        for i_s, j_s in decoded:
            sure = float(np.mean(belief[np.ix_(i_s, j_s)]))
            here, there = tuple(int(rows[i]) for i in i_s), tuple(int(columns[j]) for j in j_s)
            odds = float(self.odds[len(i_s), len(j_s)][here[0], there[0]]) if (len(i_s), len(j_s)) in self.odds else 0.0
            out.append((here, there, round(float(1 / (1 + np.exp(-odds))), 4), round(min(1.0, sure), 4), moved))
        return out


def _rivals(odds: Matrix) -> Matrix:
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


def step_odds(a: Sequence[Sequence[str]], b: Sequence[Sequence[str]], scorer: Scorer) -> dict[Step, Matrix]:
    """The log-odds of every step of the aligner: single lines, and runs of two and three against one."""
    runs_a = {size: runs(a, size) for size in {di for di, _ in STEPS}}
    runs_b = {size: runs(b, size) for size in {dj for _, dj in STEPS}}
    return {
        (di, dj): np.array(scorer(runs_a[di], runs_b[dj]), float).reshape(len(runs_a[di]), len(runs_b[dj]))
        for di, dj in STEPS
    }


def runs(lines: Sequence[Sequence[str]], size: int) -> list[tuple[str, ...]]:
    """Every run of `size` neighbouring lines as one line."""
    return [tuple(word for line in lines[at : at + size] for word in line) for at in range(len(lines) - size + 1)]


def _keeping_order(links: Sequence[Link], backbone: Sequence[Link]) -> list[Link]:
    """Narration that stands on the same side of every aligned utterance in both tellings, and what surely has moved."""
    anchors = [link for link in backbone if not link.moved]
    starts_a, starts_b = sorted(link.a[0] for link in anchors), sorted(link.b[0] for link in anchors)
    out = []
    for link in links:
        if bisect_left(starts_a, link.a[0]) == bisect_left(starts_b, link.b[0]):
            out.append(link)
        elif link.sure >= MOVED_THRESHOLD:
            out.append(replace(link, moved=True))
    return out


def over_runs(prior: Matrix, step: Step) -> Matrix:
    """What a prior on single pairs says of every step: of a run, what it says of the pair it likes least.

    So a run is no way to carry a line along that the prior speaks against, such as one that somebody else says.
    """
    di, dj = step
    rows, columns = (max(0, size - by + 1) for size, by in zip(prior.shape, step, strict=True))
    shifted = [prior[i : i + rows, j : j + columns] for i in range(di) for j in range(dj)]
    worst: Matrix = np.minimum.reduce(shifted)
    return worst


def _speakers_agree(one: Passage, other: Passage, a: NDArray[np.intp], b: NDArray[np.intp]) -> Matrix:
    """Nats ``[len(a), len(b)]`` for or against a pair by who speaks, weighed by how sure both are.

    Characters found in one telling alone bear its siglum in their ids and say nothing about those of another.
    """

    def known(passage: Passage, places: NDArray[np.intp]) -> list[tuple[str | None, float]]:
        said = [passage.telling.utterance(passage.lines[at]) for at in places]
        return [(u.speaker, u.confidence) if u else (None, 0.0) for u in said]

    out = np.zeros((len(a), len(b)))
    local = (f"{one.telling.siglum}.", f"{other.telling.siglum}.")
    for i, (who, sure) in enumerate(known(one, a)):
        if who is None or who.startswith(local):
            continue
        for j, (whom, as_sure) in enumerate(known(other, b)):
            if whom is not None:
                out[i, j] = (SAME_SPEAKER if who == whom else OTHER_SPEAKER) * sure * as_sure
    return out


def _joins(passage: Passage, places: NDArray[np.intp], size: int) -> Matrix:
    """Nats for or against joining each run of `size` utterances, by the paragraphs they stand in: shape ``[runs]``."""
    if len(places) < size:
        return np.zeros(0)
    breaks = np.diff([passage.lines[at].paragraph for at in places]) > 0
    nats = np.where(breaks, NEW_PARAGRAPH, SAME_PARAGRAPH)
    return np.array([nats[at : at + size - 1].sum() for at in range(len(places) - size + 1)], float)


def _unlinked(passage: Passage, linked: Sequence[int]) -> NDArray[np.intp]:
    taken = set(linked)
    return np.array([at for at in range(len(passage.lines)) if at not in taken], np.intp)


def _place_prior(a: NDArray[np.intp], b: NDArray[np.intp], backbone: Sequence[Link]) -> Matrix:
    """Nats for or against each pair by how far it lies from where the backbone leads to expect it.

    Between two anchors a line is expected in proportion; before the first and after the last the place says only that
    the other line should be there too.
    """
    anchors = sorted((link.a[0], link.b[0]) for link in backbone if not link.moved and link.sure > 0.5)
    if len(anchors) < 2 or not len(a) or not len(b):
        return np.zeros((len(a), len(b)))
    xs, ys = np.array([x for x, _ in anchors], float), np.array([y for _, y in anchors], float)
    expected_b, expected_a = np.interp(a, xs, ys), np.interp(b, ys, xs)
    off = np.minimum(np.abs(expected_b[:, None] - b[None, :]), np.abs(expected_a[None, :] - a[:, None]))
    prior = NEAR + (FAR - NEAR) * np.minimum(off / REACH, 1.0)
    before = (a[:, None] < xs[0]) & (b[None, :] < ys[0])
    after = (a[:, None] > xs[-1]) & (b[None, :] > ys[-1])
    return np.where(before | after, 0.0, prior)


def _consistent(beliefs: Mapping[tuple[int, int], _Belief], count: int) -> dict[tuple[int, int], _Belief]:
    """Each belief joined with what the other tellings imply; shapes stay as they are."""
    if count < 3:
        return dict(beliefs)

    def of(x: int, y: int) -> Matrix:
        return beliefs[x, y].matrix if x < y else beliefs[y, x].matrix.T

    joined = {}
    for (x, y), belief in beliefs.items():
        # The best of the other tellings speaks for all: many that say a little would add up to what none of them says.
        implied = np.zeros_like(belief.matrix)
        for z in range(count):
            if z not in (x, y):
                implied = np.maximum(implied, np.minimum(1.0, of(x, z) @ of(z, y)))
        doubt = (1.0 - belief.matrix) * (1.0 - CONSISTENCY * implied)
        joined[x, y] = _Belief(belief.a, belief.b, 1.0 - doubt, belief.odds, belief.gaps)
    return joined
