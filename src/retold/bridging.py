"""Word by word through what lies between two fixed points: how well words match, and the best way across.

In come the words of two short stretches and what each weighs, out come pairs of places in common order. Equal words
bring their weight, alike ones (another spelling, another ending) something of it, different ones side by side cost a
little, and a gap costs by its length up to a limit (Gotoh 1982, in two pieces as in minimap2). The caller sets the
limit by what chance could bring together in so large a stretch, so that a *the* between different words never pays for
the second gap it would need. Time and memory grow with the product of the lengths: the caller keeps it small.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from rapidfuzz.distance import OSA
from rapidfuzz.process import cdist

Matrix = NDArray[np.float64]
Pairs = list[tuple[int, int]]

DIFFERENT = -0.5
"""Nats of two different words side by side. A gap costs 3 to 7: some 5 to 15 words that were replaced by as many stay
side by side."""

SHORT_GAP, GAP_WORD = 2.5, 0.25
"""Nats of a short gap and of every word in it: two gaps of a word cost less than a content word brings (6 or so) and
more than a function word does (3), so that the one is set right beside an added word and the other is not."""

GRAIN = 2.0**-10
"""Nats that amounts are rounded to, so that sums are exact and the way back is found by comparing them."""

ALIKE = 0.6
"""Similarity (optimal string alignment, 0 to 1) from which words count as alike: of two words taken at random from
novels one pair in a hundred is as similar."""

ALIKE_NATS = 10.0
"""Nats a unit of similarity above `ALIKE_FROM`: the odds of words in one place against random ones rise about so."""

ALIKE_FROM = 0.45

ALIKE_SHARE = 0.8
"""Share of its weight that a word brings at most when it is only alike."""

SHORTEST = 3
"""Letters of the shortest word that can be alike: what is shorter is a different word with every letter."""


def likeness(a: Sequence[str], b: Sequence[str], weights_a: Matrix, weights_b: Matrix) -> Matrix:
    """Nats for every word of one side and every one of the other, ``[len(a), len(b)]``.

    `weights_a` and `weights_b` are the words' own nats, above 0. An empty word equals none.
    """
    floor = np.minimum.outer(weights_a, weights_b)
    similar: Matrix = np.asarray(
        cdist(a, b, scorer=OSA.normalized_similarity, score_cutoff=ALIKE, dtype=np.float64), dtype=np.float64
    )
    long_a, long_b = (np.fromiter((len(word) >= SHORTEST for word in side), bool, len(side)) for side in (a, b))
    alike = np.minimum(ALIKE_NATS * (similar - ALIKE_FROM), ALIKE_SHARE * floor)
    nats = np.where((similar >= ALIKE) & np.logical_and.outer(long_a, long_b), alike, DIFFERENT)
    return np.where(similar == 1.0, floor, nats)


def across(nats: Matrix, gap: float, *, open_end: bool = False) -> tuple[float, Pairs]:
    """The best way through two stretches: its nats, and the pairs of places it sets side by side, in order.

    `nats` is ``[n, m]``, what each pair brings. A gap of k words costs ``SHORT_GAP + GAP_WORD × k`` nats or `gap`,
    whichever is less; where a passage gives way to another, the gaps on both sides are one. With `open_end` the way may
    end anywhere, at no cost, else it leads from corner to corner. Amounts count in steps of `GRAIN`.
    """
    n, m = nats.shape
    worth = np.round(nats / GRAIN) * GRAIN
    kinds = ((round(SHORT_GAP / GRAIN) * GRAIN, GAP_WORD), (round(gap / GRAIN) * GRAIN, 0.0))
    pair, best = np.full((n + 1, m + 1), -np.inf), np.full((n + 1, m + 1), -np.inf)
    skips = np.full((len(kinds), 2, n + 1, m + 1), -np.inf)  # by kind: words of the first side skipped, then of both
    pair[0, 0] = 0.0
    for i in range(n + 1):
        if i:
            pair[i, 1:] = best[i - 1, :-1] + worth[i - 1]
        best[i] = pair[i]
        for (opening, word), (down, along) in zip(kinds, skips, strict=True):
            if i:
                np.maximum(pair[i - 1] - opening, down[i - 1], out=down[i])
                down[i] -= word
            ramp = word * np.arange(m + 1)
            started = np.maximum(pair[i] - opening, down[i]) + ramp
            along[i, 1:] = np.maximum.accumulate(started[:-1]) - ramp[1:]
            np.maximum(best[i], np.maximum(down[i], along[i]), out=best[i])
    i, j = n, m
    if open_end:
        at = int(np.argmax(pair))
        i, j = at // (m + 1), at % (m + 1)
    total = float(best[i, j])
    pairs: Pairs = []
    while i or j:
        if pair[i, j] == best[i, j]:
            i, j = i - 1, j - 1
            pairs.append((i, j))
            continue
        kind = next(at for at in range(len(kinds)) if best[i, j] in (skips[at, 0, i, j], skips[at, 1, i, j]))
        (opening, word), (down, along) = kinds[kind], skips[kind]
        if down[i, j] < best[i, j]:
            started = np.maximum(pair[i, :j] - opening, down[i, :j]) - word * np.arange(j, 0, -1)
            j = int(np.flatnonzero(started == along[i, j])[-1])
            if pair[i, j] - opening >= down[i, j]:
                continue
        i = int(np.flatnonzero(pair[:i, j] - opening - word * np.arange(i, 0, -1) == down[i, j])[-1])
    return total, pairs[::-1]
