"""Which lines go together, given how well every two of them match: posterior alignment with merges, and moves.

In come log-odds for every pair of lines of two sequences (and for runs of up to three lines against one), out come
links. The model is a pair hidden Markov model: a state that matches, and two that skip a line on one side. Its
posteriors (forward-backward; Durbin et al., *Biological Sequence Analysis*, ch. 4) say how probable it is that two
lines belong together given everything before and after them, so a worn-down line between two clear ones is still
found, and a stock line far from its place is not. Links are then read off by maximum expected accuracy (as in
ProbCons, Do et al. 2005). What is left over is aligned once more, and again, until nothing is found: blocks that
stand elsewhere are moves, and are never forced into the common order.
"""

from __future__ import annotations

import heapq
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Matrix = NDArray[np.float64]
Step = tuple[int, int]

STEPS: tuple[Step, ...] = ((1, 1), (1, 2), (2, 1), (1, 3), (3, 1))
"""How many lines of either side one link may join; wider ones are more often wrong than right."""

EITHER = float(np.log(0.5))
"""Log-probability of either of two."""

LEAST_WEIGHT = 1e-300
"""The smallest weight whose logarithm is taken."""

NEVER = -1e9
"""Log-probability of what cannot be; far below any sum of real ones, and safe to add up."""


@dataclass(frozen=True, slots=True)
class Gaps:
    """How readily a telling skips lines. All are probabilities, tuned on the families in ``tests/families``.

    `open` is the chance that a matched line is followed by a line the other side lacks, `stay` that such a run goes on,
    `swap` that it gives way to lines only the other side has; `merge` is the chance that a match joins several lines.
    """

    open: float = 0.15
    stay: float = 0.55
    swap: float = 0.10
    merge: float = 0.04


USUAL = Gaps()


def posteriors(odds: Mapping[Step, Matrix], gaps: Gaps = USUAL) -> Matrix:
    """The probability that line i of one side and line j of the other belong together, shape ``[n, m]``, 0 to 1.

    `odds` holds for each step ``(di, dj)`` a matrix ``[n - di + 1, m - dj + 1]`` of log-likelihood ratios in nats: how
    much likelier the words are if the run of `di` lines at i and that of `dj` lines at j say the same than if not.
    Raises ValueError when the step ``(1, 1)`` is missing. Time and memory grow with n × m.
    """
    if (1, 1) not in odds:
        raise ValueError("log-odds of single lines, odds[1, 1], are needed")
    n, m = odds[1, 1].shape
    if not n or not m:
        return np.zeros((n, m))
    emitted = _with_prior(odds, gaps)
    forward = _forward(emitted, n, m, gaps)
    flipped = {step: matrix[::-1, ::-1] for step, matrix in emitted.items()}
    # The model reads the same in both directions but for the order of transitions, so the backward pass is the forward
    # pass over the reversed sequences, taken before instead of after the emission.
    backward = _forward(flipped, n, m, gaps)[:, ::-1, ::-1]
    total = float(_total(forward[:, n, m], gaps))
    out = np.zeros((n, m))
    enter_, leave_ = _into_match(forward, gaps), _into_match(backward, gaps)
    for (di, dj), matrix in emitted.items():
        rows, columns = matrix.shape
        joint = enter_[:rows, :columns] + matrix + leave_[di : di + rows, dj : dj + columns] - total
        share = np.exp(np.minimum(joint, 0.0))
        for i in range(di):
            for j in range(dj):
                out[i : i + rows, j : j + columns] += share
    np.clip(out, 0.0, 1.0, out=out)
    return out


def decode(belief: Matrix, threshold: float, merge_cost: float = 0.25) -> list[tuple[tuple[int, ...], tuple[int, ...]]]:
    """The links in common order that are expected to be right most often, as pairs of index tuples in rising order.

    `belief` is ``[n, m]``, 0 to 1; a link gains what its cells exceed `threshold` by, and every cell beyond the first
    of a merge costs `merge_cost`, since two rivals for one line look like a merge otherwise.
    """
    n, m = belief.shape
    best = np.zeros((n + 1, m + 1))
    choice = np.zeros((n + 1, m + 1), dtype=np.int8)
    gain = belief - threshold
    wide = {step: _block_sum(gain, step) - merge_cost * (step[0] * step[1] - 1) for step in STEPS}
    for i in range(1, n + 1):
        row = best[i - 1].copy()
        pick = np.full(m + 1, -1, dtype=np.int8)
        for k, (di, dj) in enumerate(STEPS):
            if i < di or m < dj:
                continue
            reached = best[i - di, : m - dj + 1] + wide[di, dj][i - di]
            better = reached > row[dj:] + 1e-12
            row[dj:][better] = reached[better]
            pick[dj:][better] = k + 1
        along = np.maximum.accumulate(row)
        pick[along > row] = 0
        best[i], choice[i] = along, pick
    links = []
    i, j = n, m
    while i > 0 and j > 0:
        step = choice[i, j]
        if step == -1:
            i -= 1
        elif step == 0:
            j -= 1
        else:
            di, dj = STEPS[step - 1]
            links.append((tuple(range(i - di, i)), tuple(range(j - dj, j))))
            i, j = i - di, j - dj
    return links[::-1]


def local(odds: Matrix, skip: float) -> tuple[float, list[tuple[int, int]]]:
    """The best chain of matches anywhere: its score in nats and its pairs ``(i, j)`` in order (Smith and Waterman
    1981).

    `odds` is ``[n, m]`` log-likelihood ratios; every line skipped inside the chain, on either side, costs `skip` nats.
    """
    n, m = odds.shape
    score = np.zeros((n + 1, m + 1))
    ramp = skip * np.arange(m + 1)
    for i in range(1, n + 1):
        row = np.maximum(score[i - 1] - skip, 0.0)
        np.maximum(row[1:], score[i - 1, :-1] + odds[i - 1], out=row[1:])
        score[i] = np.maximum.accumulate(row + ramp) - ramp
    at = np.unravel_index(int(np.argmax(score)), score.shape)
    i, j = int(at[0]), int(at[1])
    top, chain = float(score[i, j]), []
    while i > 0 and j > 0 and score[i, j] > 1e-9:
        here = score[i, j]
        if abs(here - (score[i - 1, j - 1] + odds[i - 1, j - 1])) < 1e-9:
            chain.append((i - 1, j - 1))
            i, j = i - 1, j - 1
        elif abs(here - (score[i - 1, j] - skip)) < 1e-9:
            i -= 1
        else:
            j -= 1
    return top, chain[::-1]


def weight_of_order(odds: Matrix, orders: NDArray[np.intp], gaps: Gaps = USUAL) -> NDArray[np.float64]:
    """The log-weight of all alignments in common order, for each of several `orders` of the second side.

    `odds` is ``[n, m]``, `orders` ``[k, m]`` with a permutation in each row; the result is ``[k]``. Only single lines
    are matched. What it says is relative: compare the true order with others. Memory grows with k × m alone.

    Weights are added up as they are, not as logarithms, which is ten times as fast: each in the unit of an alignment
    that skips all lines up to its cell, and each row in that of its best cell. What is 700 nats below that is lost.
    """
    n, m = odds.shape
    match, opening, stay, swap, after = (float(np.exp(nats)) for nats in _transitions(gaps))
    matched, below, beside = (np.zeros((len(orders), m + 1)) for _ in range(3))
    enter = np.zeros((len(orders), m + 1))
    scale = np.zeros(len(orders))
    likely = np.exp(odds) / stay**2
    for i in range(n + 1):
        if i:
            below += (matched * opening + beside * swap) / stay
            matched = np.zeros_like(matched)
            np.multiply(enter[:, :-1], likely[i - 1][orders], out=matched[:, 1:])
        else:
            below[:, 0] = 0.5
        beside = np.zeros_like(matched)
        np.cumsum((matched[:, :-1] * opening + below[:, :-1] * swap) / stay, axis=1, out=beside[:, 1:])
        if i == 0:
            beside += 0.5
        enter = matched * match + (below + beside) * after
        best = enter.max(axis=1, keepdims=True)
        for part in (matched, below, beside, enter):
            part /= best
        scale += np.log(best[:, 0])
    last = np.log(np.maximum(np.stack([matched[:, m], below[:, m], beside[:, m]]), LEAST_WEIGHT))
    weights: NDArray[np.float64] = _total(last, gaps) + scale + (n + m) * np.log(stay)
    return weights


def longest_rise(sequence: Sequence[int], place: Mapping[int, int]) -> list[int]:
    """The longest part of `sequence` that rises in `place` (patience sorting, n log n); the earliest of equals."""
    tops: list[int] = []
    ends: list[int] = []
    before: list[int] = []
    for at, item in enumerate(sequence):
        rank = place[item]
        pile = bisect_left(tops, rank)
        before.append(ends[pile - 1] if pile else -1)
        if pile == len(tops):
            tops.append(rank)
            ends.append(at)
        else:
            tops[pile], ends[pile] = rank, at
    out, at = [], ends[-1] if ends else -1
    while at >= 0:
        out.append(sequence[at])
        at = before[at]
    return out[::-1]


def majority_order(sequences: Sequence[Sequence[int]]) -> list[int]:
    """One order of all items that contradicts as few of the sequences' neighbouring pairs as possible.

    Items are placed one by one: next comes the item that the fewest sequences want preceded by another unplaced one
    (a greedy feedback order on the graph of direct successions); ties go to the mean relative place, then the item.
    """
    mean: dict[int, list[float]] = {}
    ahead: dict[int, dict[int, int]] = {}
    for sequence in sequences:
        for at, item in enumerate(sequence):
            mean.setdefault(item, []).append((at + 0.5) / len(sequence))
            needs = ahead.setdefault(item, {})
            if at:
                needs[sequence[at - 1]] = needs.get(sequence[at - 1], 0) + 1
    key = {item: (sum(places) / len(places), item) for item, places in mean.items()}
    follows: dict[int, list[int]] = {item: [] for item in key}
    for item, needs in ahead.items():
        for earlier in needs:
            follows[earlier].append(item)
    waiting = {item: sum(needs.values()) for item, needs in ahead.items()}
    heap = [(count, *key[item]) for item, count in waiting.items()]
    heapq.heapify(heap)
    placed: list[int] = []
    done: set[int] = set()
    while heap:
        count, _, item = heapq.heappop(heap)
        if item in done or count != waiting[item]:
            continue
        done.add(item)
        placed.append(item)
        for later in follows[item]:
            if later not in done:
                waiting[later] -= ahead[later][item]
                heapq.heappush(heap, (waiting[later], *key[later]))
    return placed


def _with_prior(odds: Mapping[Step, Matrix], gaps: Gaps) -> dict[Step, Matrix]:
    """The log-odds of each step with the prior of joining so many lines; steps wider than the texts are left out."""
    single = np.log(1.0 - 4 * gaps.merge)
    joined = np.log(gaps.merge)
    return {
        step: matrix + (single if step == (1, 1) else joined) for step, matrix in odds.items() if min(matrix.shape) > 0
    }


def _transitions(gaps: Gaps) -> tuple[float, float, float, float, float]:
    """Logs of: match after match, skip after match, skip after skip, other skip after skip, match after skip."""
    return (
        float(np.log(1 - 2 * gaps.open)),
        float(np.log(gaps.open)),
        float(np.log(gaps.stay)),
        float(np.log(gaps.swap)),
        float(np.log(1 - gaps.stay - gaps.swap)),
    )


def _into_match(state: Matrix, gaps: Gaps) -> Matrix:
    """The log-weight of all ways to stand at each cell and match next; shape of one state's plane."""
    match, _, _, _, after = _transitions(gaps)
    entered: Matrix = np.logaddexp(state[0] + match, np.logaddexp(state[1], state[2]) + after)
    return entered


def _total(last: NDArray[np.float64], gaps: Gaps) -> NDArray[np.float64]:
    """The log-weight of all alignments from their last cells, by state.

    Texts end as they begin, as if among skips of either side, so that what one telling alone has at its start or end is
    not pressed into a match with what the other has there. The weights are those that the reversed texts would get.
    """
    _, opening, stay, swap, after = _transitions(gaps)
    total: NDArray[np.float64] = np.logaddexp(
        last[0] + after, np.logaddexp(last[1], last[2]) + EITHER + np.logaddexp(stay, swap) + after - opening
    )
    return total


def _forward(emitted: Mapping[Step, Matrix], n: int, m: int, gaps: Gaps) -> Matrix:
    """Log-weights ``[3, n + 1, m + 1]`` of all alignments of the first i and j lines, by last state (match, skip,
    skip).

    A skip costs its transition alone: skipped words are as likely under both models. Rows are worked out whole; the run
    of skips along a row is a cumulative log-sum.
    """
    match, opening, stay, swap, after = _transitions(gaps)
    state = np.full((3, n + 1, m + 1), NEVER)
    state[1:, 0, 0] = EITHER
    enter = np.full((n + 1, m + 1), NEVER)
    ramp = stay * np.arange(m + 1)
    for i in range(n + 1):
        here = state[0, i]
        for (di, dj), matrix in emitted.items():
            if i >= di:
                reach = enter[i - di, : m - dj + 1] + matrix[i - di]
                here[dj:] = np.logaddexp(here[dj:], reach)
        if i:
            down = state[:, i - 1]
            state[1, i] = np.logaddexp(down[0] + opening, np.logaddexp(down[1] + stay, down[2] + swap))
        # Skips on the second side run along the row; one may follow a match or a skip on the first side.
        source = np.logaddexp(here + opening, state[1, i] + swap)[:-1]
        if i == 0:
            source[0] = np.logaddexp(source[0], EITHER + stay)
        state[2, i, 1:] = np.logaddexp.accumulate(source - ramp[:-1]) + ramp[:-1]
        enter[i] = np.logaddexp(here + match, np.logaddexp(state[1, i], state[2, i]) + after)
    return state


def _block_sum(gain: Matrix, step: Step) -> Matrix:
    """Sums of `gain` over every block of ``step`` cells, shape ``[n - di + 1, m - dj + 1]`` (empty where it is
    wider)."""
    di, dj = step
    n, m = gain.shape
    if n < di or m < dj:
        return np.zeros((max(0, n - di + 1), max(0, m - dj + 1)))
    out = np.zeros((n - di + 1, m - dj + 1))
    for i in range(di):
        for j in range(dj):
            out += gain[i : n - di + 1 + i, j : m - dj + 1 + j]
    return out
