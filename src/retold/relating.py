"""Which tellings share a scene, and how sure that is.

In come two tellings and a scorer for which the names of those present count nothing; out comes what they share, with
an E-value. Two scenes of the same people share words, stock lines and moods; what they do not share is the sequence.
So the evidence is how much better the two texts go together in their own order than with one of them read backwards:
the log-weight of all alignments in order, less that of the mean over backward orders begun at several lines.
Backwards, neighbours stay neighbours, so that what hangs together in any story (a chapter at sea, a run of talk) is
not taken for a common sequence. If either direction were as likely, a ratio of x or more would come up at most once
in x times (Markov's inequality), so this part of the E-value is a bound, and no constant of it was fitted. Texts of a
few lines have no sequence to speak of: what they tell shows in rare words, names left out, and counts as far as it goes
beyond what the same people and the same subject may bring. A text that is mostly in the other, word for word, needs
neither to prove it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import exp, log, sqrt
from zlib import crc32

import numpy as np
from numpy.typing import NDArray
from rapidfuzz.distance import Indel

from retold.aligning import Matrix, local, weight_of_order
from retold.scoring import Wording
from retold.text import NARRATION, SPEECH, TAG, Line, Span, Telling

SKIP = 0.35
"""Nats a line that only one telling has costs inside the common chain: retellings add and drop freely."""

ACROSS_FORMS = -1.0
"""Nats against speech in one telling being narrated in the other."""

EVIDENCE = (-3.0, 3.0)
"""Nats that one pair of lines can bring for or against: a famous sentence is a quotation, a sequence is a scene."""

FEW, ORDERS = 6, 24
"""Other orders that the true one is measured against, at first and in doubt; more than these change E-values by less
than a factor of two."""

HOPELESS, CLEAR = 1.0, 15.0
"""Nats up to which, and from which on with all allowance for chance, a first look settles the question."""

DEVIATIONS = 3.0
"""Standard deviations of the backward orders that are allowed for where only a few could be tried."""

STRONG, SAME_WORDS = 5.0, 0.8
"""Nats, and share of words in common (Indel, 0 to 1), from which two lines count as the same wording by themselves."""

COVERED = 0.5
"""Share of a text's words in lines that stand in the other from which the texts share it, in whatever order."""

USUAL_LIKENESS = 0.1
"""Likeness of two unrelated passages of a thousand words (median of 40 from different novels: .099); it grows with the
root of the length (.02 at 150 words, .06 at 400, .18 at 3,000)."""

SAME_SUBJECT, FEW_WORDS, NATS_OF_LIKENESS = 0.2, 0.016, 20.0
"""Likeness beyond the usual that the same people and the same subject may bring; more in short texts, where a few words
decide, as the root of their length; and nats for all above it (the largest among 160 pairs of passages from the same
novels was .23 above the usual, one in 20 above .1)."""

BUDGET = 4_000_000
"""Cells of alignment that the backward orders of one pair may take; of long texts only a few are tried."""

SIGNIFICANT = 0.01
"""E-value up to which two tellings are held to tell the same scene."""

HALF = 12.0
"""Nats of evidence at which `score` is one half."""


@dataclass(frozen=True, slots=True)
class Kinship:
    """What two tellings share: their best common chain of lines, as pairs of `Line.index` in order.

    `score` is 0 to 1 and rises with the evidence; `e_value` is 0 or more.
    """

    a: str
    b: str
    score: float
    e_value: float
    chain: tuple[tuple[int, int], ...]


def relate(one: Telling, other: Telling, scorer: Wording) -> Kinship:
    """What two tellings share; symmetric but for the order of the names."""
    a, b = told(one), told(other)
    if (len(b), other.witness.sha256) < (len(a), one.witness.sha256):
        # Always the same way round, for the last bits of a sum depend on its order.
        found = relate(other, one, scorer)
        return Kinship(one.siglum, other.siglum, found.score, found.e_value, tuple((j, i) for i, j in found.chain))
    if not a or not b:
        return Kinship(one.siglum, other.siglum, 0.0, 1.0, ())
    odds = np.array(scorer([x.words for x in a], [y.words for y in b]), float)
    _, chain = local(np.clip(odds + _forms(a, b), *EVIDENCE), SKIP)
    in_order = max(0.0, _covered(odds, a, b), _sequence(np.clip(odds, *EVIDENCE), a, b))
    thousands = sqrt(sum(len(x.words) for x in a) * sum(len(y.words) for y in b)) / 1000
    alike = scorer.likeness([x.words for x in a], [y.words for y in b]) - USUAL_LIKENESS * sqrt(thousands)
    evidence = in_order + NATS_OF_LIKENESS * max(0.0, alike)
    nats = in_order + NATS_OF_LIKENESS * max(0.0, alike - SAME_SUBJECT - FEW_WORDS / sqrt(thousands))
    return Kinship(
        one.siglum,
        other.siglum,
        round(evidence / (evidence + HALF), 6),
        float(f"{exp(-nats):.3g}"),
        tuple((a[i].index, b[j].index) for i, j in chain),
    )


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


def _sequence(odds: Matrix, fixed: Sequence[Line], free: Sequence[Line]) -> float:
    """Nats by which the lines go together better in their own order than with the `free` ones backwards.

    Speech and narration are each measured in their own sequence: a retelling may hang the same talk on other deeds.
    """
    parts = []
    for kind in (SPEECH, NARRATION):
        rows = [i for i, line in enumerate(fixed) if line.kind == kind]
        columns = [j for j, line in enumerate(free) if line.kind == kind]
        if len(rows) > 1 and len(columns) > 1:
            parts.append(odds[np.ix_(rows, columns)])
    nats, spread = _against_backwards(parts, FEW)
    if nats <= HOPELESS or nats - DEVIATIONS * spread >= CLEAR:
        return nats
    rounds = min(ORDERS, max(FEW, BUDGET // sum(part.size for part in parts)))
    nats, spread = _against_backwards(parts, rounds)
    # A mean over few orders of long texts can miss how far they vary.
    return nats if rounds == ORDERS else nats - DEVIATIONS * spread


def _against_backwards(parts: Sequence[Matrix], rounds: int) -> tuple[float, float]:
    """Nats of the true order of the columns over the mean of some backward ones, and how far those vary."""
    nats, variance = 0.0, 0.0
    for odds in parts:
        m = odds.shape[1]
        weights = weight_of_order(odds, np.stack([np.arange(m), *(_turned(m, round_) for round_ in range(rounds))]))
        nats += float(weights[0] - (np.logaddexp.reduce(weights[1:]) - log(rounds)))
        variance += float(weights[1:].var())
    return nats, sqrt(variance)


def _turned(count: int, round_: int) -> NDArray[np.intp]:
    """One of the orders that run backwards, begun at another line each round, the same on every machine."""
    first = crc32(f"{round_}:{count}".encode()) % count
    return (first - np.arange(count, dtype=np.intp)) % count


def _covered(odds: Matrix, a: Sequence[Line], b: Sequence[Line]) -> float:
    """Nats of the lines that stand in both word for word, when they make up most of the shorter text; else 0."""
    found: list[tuple[float, float]] = []
    for matrix, lines, others in ((odds, a, b), (odds.T, b, a)):
        words, nats = 0, 0.0
        for line, row, at in zip(lines, matrix, matrix.argmax(axis=1), strict=True):
            if row[at] >= STRONG and Indel.normalized_similarity(line.words, others[at].words) >= SAME_WORDS:
                words += len(line.words)
                nats += float(row[at])
        found.append((words / sum(len(line.words) for line in lines), nats))
    share, nats = max(found)
    return nats if share >= COVERED else 0.0


def _forms(a: Sequence[Line], b: Sequence[Line]) -> Matrix:
    spoken_a = np.array([line.kind == SPEECH for line in a])
    spoken_b = np.array([line.kind == SPEECH for line in b])
    return np.where(spoken_a[:, None] == spoken_b[None, :], 0.0, ACROSS_FORMS)
