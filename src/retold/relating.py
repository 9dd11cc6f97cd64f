"""Which tellings share a scene, and how sure that is.

In come two tellings and a scorer for which the names of those present count nothing; out comes what they share, with
an E-value: how many of as many unrelated pairs would share as much. Two scenes of the same people share words, stock
lines and moods; what they do not share is the sequence, and rare wording. So the evidence is twofold, E = P₁ · P₂.

*Sequence.* The log-weight w of all alignments in order is compared with that of orders in which one text runs backwards
in stretches of a page. Backwards, neighbours stay neighbours, so that what hangs together in any story (a chapter at
sea, a run of talk) is not taken for a common sequence; and the stretches stay in order, so that neither is the course
that stories have in common: once upon a time, three trials, a wedding. Best alignments of what is unrelated follow
Gumbel's law: P₁ = 1 − exp(−exp(−πz/√6 − γ)), z = (w − mean) / deviation (Altschul and Erickson 1985; Pearson,
*Empirical statistical estimates for sequence similarity searches*, 1998). The deviation is that of these orders and of
the text backwards as a whole: either alone is too small where few lines are formulas.

*Wording.* A run of words that the two have in common, I nats rare, is found by chance in n · m places with probability
n·m·exp(−λI) (Karlin and Altschul 1990). P₂ is the product over all runs, and no line counts for more than `QUOTED`: one
line in common is a quotation, a sequence is a scene.

Of long texts only those passages are compared in which they share rare words (`retold.meeting`).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import islice
from math import exp, expm1, hypot, log, pi, sqrt

import numpy as np
from numpy.typing import NDArray

from retold.aligning import Matrix, local, weight_of_order
from retold.meeting import CLOSE, WHOLE, boxes, chains, indexed, tightness
from retold.phrases import Once, Place, once, runs_from
from retold.scoring import Studied, Wording
from retold.text import NARRATION, SPEECH, TAG, Line, Span, Telling

Chain = tuple[tuple[int, int], ...]

SKIP = 0.35
"""Nats a line that only one telling has costs inside the common chain: retellings add and drop freely."""

ACROSS_FORMS = -1.0
"""Nats against speech in one telling being narrated in the other."""

CLEAR = (-3.0, 3.0)
"""Nats that one pair of lines can bring for or against a place in the common chain."""

FAINT = (-1.5, 1.5)
"""Nats that one pair of lines can bring to the sequence: many pairs that say a little are a retelling, few that say
much a quotation (widening it to 3 takes an inquiry that quotes a scene for the scene)."""

STRETCH = 24
"""Lines of a stretch that runs backwards, about a page: shorter ones leave too much of a true sequence in order, longer
ones too little of the course that tales have in common (looked for with ``training/chance.py`` and on formulaic tales).
"""

FEW, ORDERS, BUDGET = 4, 12, 2_000_000
"""Orders of either kind at least and at most, and cells of alignment from which there are fewer than that."""

LEAST_SPREAD = 0.2
"""Nats of deviation at least: the orders of texts of a few lines hardly differ (fitted by ``training/chance.py``)."""

UNIT, MEAN = sqrt(6) / pi, 0.5772
"""Of Gumbel's law: its unit in standard deviations, and its mean in that unit (Euler's constant)."""

RARE, QUOTED = 0.72, 5.0
"""λ: how rare a run of words is for each nat of its words, which seldom come alone; and the nats of one quotation at
most (both looked for on ``tests/families`` and held against ``training/chance.py``)."""

QUOTATION = 25
"""Words of a line that may be one quotation; what is longer in one breath is a passage."""

SIGNIFICANT = 1e-4
"""E-value up to which two tellings are held to tell the same scene. Unrelated texts need no bound so strict; other
scenes of the same people that borrow lines reach 1 in 2,000."""

LEAST = 1e-300
"""The smallest E-value that is told from nothing."""


@dataclass(frozen=True, slots=True)
class Kinship:
    """What two tellings share: their common chains of lines, as pairs of `Line.index` in order, the strongest first.

    `score` is 0 to 1, 0.5 where the E-value is `SIGNIFICANT`, near 0 for what is unrelated; `e_value` is 0 to 1.
    There is a chain wherever any two lines go together; each after the first is significant by itself.
    """

    a: str
    b: str
    score: float
    e_value: float
    chains: tuple[Chain, ...]

    def turned(self) -> Kinship:
        """The same, the other telling first."""
        chains = tuple(tuple((j, i) for i, j in chain) for chain in self.chains)
        return Kinship(self.b, self.a, self.score, self.e_value, chains)


class Side:
    """A telling, or a passage of it, to be compared: what can be worked out of its lines alone is worked out once."""

    def __init__(self, telling: Telling, lines: Sequence[Line] | None = None) -> None:
        self.telling = telling
        self.lines = told(telling) if lines is None else lines
        self.words = Studied([line.words for line in self.lines])

    def __len__(self) -> int:
        return len(self.lines)

    def part(self, places: Iterable[int]) -> Side:
        """Some of the lines."""
        return Side(self.telling, [self.lines[at] for at in places])

    def of_kind(self, kind: str) -> list[int]:
        """The places of the lines of a kind."""
        return [at for at, line in enumerate(self.lines) if line.kind == kind]

    @cached_property
    def once(self) -> Once:
        """The pairs of neighbouring terms that the lines hold once."""
        return once(self.words.terms)

    @cached_property
    def size(self) -> int:
        """How many terms there are."""
        return sum(map(len, self.words.terms))


def relate(one: Telling | Side, other: Telling | Side, scorer: Wording, significance: float = SIGNIFICANT) -> Kinship:
    """What two tellings share; symmetric but for the order of the names."""
    a, b = (side if isinstance(side, Side) else Side(side) for side in (one, other))
    if (len(b), b.telling.witness.sha256) < (len(a), a.telling.witness.sha256):
        # Always the same way round, for the last bits of a sum depend on its order.
        return relate(b, a, scorer, significance).turned()
    if not len(a) or not len(b):
        return unrelated(a.telling, b.telling)
    compared = _by_passages if len(a) * len(b) > WHOLE else _line_by_line
    return compared(a, b, scorer, significance)


def _line_by_line(a: Side, b: Side, scorer: Wording, significance: float) -> Kinship:
    """What two texts, or passages of them, share: every line of one is held against every line of the other."""
    odds = np.array(scorer(a.words, b.words), float)
    nats = _in_order(odds, a, b) + _in_words(a, b, scorer)
    found = _chains(odds, a, b, scorer, significance)
    # What a chain leaves over is only asked for where it can count.
    chains = tuple(found) if nats >= -log(significance) else tuple(islice(found, 1))
    return Kinship(a.telling.siglum, b.telling.siglum, _score(nats), float(f"{exp(-nats):.3g}"), chains)


def unrelated(one: Telling, other: Telling) -> Kinship:
    """What two tellings share that have nothing in common."""
    return Kinship(one.siglum, other.siglum, 0.0, 1.0, ())


def _by_passages(a: Side, b: Side, scorer: Wording, significance: float) -> Kinship:
    """What two long tellings share: what their passages do that have rare words in common, less what chance may bring.

    A passage might have been any of as many as there is room for, so each must be surer by the logarithm of their
    number. Passages that follow one another make one chain.
    """
    total, found = 0.0, []
    for shared in chains(*indexed([a.words, b.words])):
        if tightness(shared) < CLOSE:
            continue
        nats, chain = 0.0, []
        for box in boxes(shared, len(a), len(b)):
            kin = _line_by_line(a.part(box.rows), b.part(box.columns), scorer, significance)
            nats += max(0.0, -log(max(kin.e_value, LEAST)) - log(len(a) * len(b) / box.area))
            chain += [pair for common in kin.chains[:1] for pair in common]
        total += nats
        if nats >= -log(significance):
            found.append((nats, tuple(chain)))
    found.sort(key=lambda sure: -sure[0])
    surest = tuple(chain for _, chain in found)
    return Kinship(a.telling.siglum, b.telling.siglum, _score(total), float(f"{exp(-total):.3g}"), surest)


def _score(nats: float) -> float:
    return round(nats**2 / (nats**2 + log(SIGNIFICANT) ** 2), 6)


def told(telling: Telling) -> list[Line]:
    """The lines of a telling that say something: all but tags."""
    return [line for line in telling.lines if line.kind != TAG and line.words]


def passage(telling: Telling, indices: Sequence[int]) -> Span:
    """The raw span of the scene in a telling, given the lines (`Line.index`) found in common.

    A telling that is mostly this scene counts whole, from first line to last, so that what it alone has at its start
    and end is seen; in a longer work the scene reaches as far around the common lines as they are long.
    """
    lines, common = told(telling), set(indices)
    reach = around([at for at, line in enumerate(lines) if line.index in common], len(lines))
    return Span(lines[reach[0]].span.start, lines[reach[-1]].span.end)


def around(places: Sequence[int], count: int) -> range:
    """The places from first to last and as many again on both sides, at least ten, within `count`."""
    first, last = min(places), max(places)
    margin = max(10, last - first + 1)
    return range(max(0, first - margin), min(count, last + margin + 1))


def _chains(odds: Matrix, a: Side, b: Side, scorer: Wording, significance: float) -> Iterator[Chain]:
    """The best chain of lines in common, and those of what it leaves over, for as long as that is significant too."""
    while True:
        _, chain = local(np.clip(odds + _forms(a, b), *CLEAR), SKIP)
        if not chain:
            return
        yield tuple((a.lines[i].index, b.lines[j].index) for i, j in chain)
        rows, columns = _left_over([i for i, _ in chain], len(a)), _left_over([j for _, j in chain], len(b))
        odds, a, b = odds[np.ix_(rows, columns)], a.part(rows), b.part(columns)
        if not odds.size or _in_order(odds, a, b) + _in_words(a, b, scorer) < -log(significance):
            return


def _left_over(places: Sequence[int], count: int) -> list[int]:
    """The places before the first and after the last."""
    return [*range(min(places)), *range(max(places) + 1, count)]


def _in_order(odds: Matrix, a: Side, b: Side) -> float:
    """Nats for a common sequence, −ln P₁."""
    better, spread = sequence(odds, a, b)
    if not better and not spread:
        return 0.0
    far = better / hypot(spread, LEAST_SPREAD) / UNIT + MEAN
    # Far out 1 − exp(−x) is x, which may be too small to write, but its logarithm is not.
    return far if far > 20 else -log(-expm1(-exp(-far)))


def sequence(odds: Matrix, a: Side, b: Side) -> tuple[float, float]:
    """Nats by which the lines go together better in order than in backward stretches, and the deviation of such orders.

    Speech and narration are each measured in their own sequence: a retelling may hang the same talk on other deeds.
    """
    parts = []
    for kind in (SPEECH, NARRATION):
        rows, columns = a.of_kind(kind), b.of_kind(kind)
        if len(rows) > 1 and len(columns) > 1:
            parts.append(np.clip(odds[np.ix_(rows, columns)], *FAINT))
    better = variance = 0.0
    for part in parts:
        m = part.shape[1]
        rounds = min(ORDERS, max(FEW, BUDGET // sum(part.size for part in parts)))
        orders = [_turned(m, length, rounds) for length in (min(m, STRETCH), m)]
        weights = weight_of_order(part, np.concatenate(([np.arange(m)], *orders)))
        in_stretches, as_a_whole = weights[1 : 1 + rounds], weights[1 + rounds :]
        better += float(weights[0] - in_stretches.mean())
        variance += float(in_stretches.var(ddof=1) + as_a_whole.var(ddof=1)) / 2
    return better, sqrt(variance)


def _turned(count: int, length: int, rounds: int) -> NDArray[np.intp]:
    """Orders that run backwards in stretches of a length, evenly cut at other places each: ``[rounds, count]``."""
    lines = np.arange(count)
    return np.stack([np.lexsort((-lines, (lines + at * length // rounds) // length)) for at in range(rounds)])


def _in_words(a: Side, b: Side, scorer: Wording) -> float:
    """Nats for common wording, −ln P₂; what may be one quotation has `QUOTED` at most, in however many runs."""
    chance = log(max(1, a.size * b.size))
    in_a: defaultdict[Place, float] = defaultdict(float)
    in_b: defaultdict[Place, float] = defaultdict(float)
    for run in runs_from(a.words.terms, a.once, b.words.terms, b.once):
        nats = max(0.0, RARE * sum(map(scorer.rarity, run.words)) - chance)
        for quotations, (row, at) in ((in_a, run.here), (in_b, run.there)):
            quotations[row, at // QUOTATION] += nats
    return min(sum(min(QUOTED, nats) for nats in quotations.values()) for quotations in (in_a, in_b))


def _forms(a: Side, b: Side) -> Matrix:
    spoken_a, spoken_b = (np.array([line.kind == SPEECH for line in side.lines]) for side in (a, b))
    return np.where(spoken_a[:, None] == spoken_b[None, :], 0.0, ACROSS_FORMS)
