"""Where two long sequences run together: rare seeds, chains of them, the best common order, and what has moved.

In come two sequences of whole numbers, equal where their items are equal, and a weight in nats for every item; out come
runs ``(i, j, length)`` of equal items, joined into chains. Seeds are n-grams that are rare on both sides, so that their
number grows with the length of the sequences and not with its product. Runs that follow one another closely make a
chain, at a price for what is skipped (Li, "Minimap2", *Bioinformatics* 2018), and a chain counts when its weight is
more than chance would bring together anywhere in the two sequences. The heaviest set of runs in common order is the
backbone; chains beside it are moves.

A sequence may be several that run side by side (the witnesses of a collation so far): then each item has a **place**,
and places are what is paired. Time grows with n log n, memory with n.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import log, log1p

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]

NOTHING = -1
"""An item that is equal to no other."""

MOST = 4
"""Places at which an n-gram may stand on either side to be a seed; a more frequent one says little of where it is."""

REACH = 48
"""Places of either side that a chain may skip at once; more is the work of the backbone."""

GAPS = np.array([[log1p(max(g, h)) + log1p(abs(g - h)) for h in range(REACH + 1)] for g in range(REACH + 1)])
"""Nats that it costs to skip g places of one side and h of the other."""

AT_ONCE = 4096
"""Runs whose predecessors are looked for at once: some megabytes."""

LOOK_BACK = 16
"""Runs before a run that are looked at for its predecessor."""

MARGIN = 3.0
"""Nats by which a chain must outweigh chance: about one chain in twenty texts is then there by chance."""


@dataclass(frozen=True, slots=True)
class Paths:
    """Sequences that run side by side through one row of places: all their items, and the place of each.

    `items` and `places` are ``[n]``; the places of one sequence rise, and `NOTHING` at place -1 parts two sequences.
    """

    items: Ints
    places: Ints

    @classmethod
    def single(cls, items: Sequence[int] | Ints) -> Paths:
        """One sequence, whose places are counted from 0."""
        found = np.asarray(items, dtype=np.int64)
        return cls(found, np.arange(len(found), dtype=np.int64))

    def without(self, taken: NDArray[np.bool_]) -> Paths:
        """The same with nothing at the places that are `taken` (``[places]``)."""
        return Paths(np.where(np.append(taken, True)[self.places], NOTHING, self.items), self.places)


@dataclass(frozen=True, slots=True)
class Runs:
    """Equal stretches: place ``i + k`` of one side and ``j + k`` of the other for all ``k < length``.

    All are ``[n]``; `weight` is in nats. In order of i, then j.
    """

    i: Ints
    j: Ints
    length: Ints
    weight: Floats

    def __len__(self) -> int:
        return len(self.i)

    def take(self, which: Sequence[int] | NDArray[np.bool_]) -> Runs:
        """Some of the runs, in the order asked for."""
        at = np.asarray(which) if len(which) else np.zeros(0, dtype=np.int64)
        return Runs(self.i[at], self.j[at], self.length[at], self.weight[at])

    def pairs(self) -> tuple[Ints, Ints, Floats]:
        """Every pair of equal places, run by run, and an even share of the run's weight for each."""
        step = np.arange(int(self.length.sum()), dtype=np.int64) - np.repeat(
            np.cumsum(self.length) - self.length, self.length
        )
        share = np.repeat(self.weight / np.maximum(self.length, 1), self.length)
        return np.repeat(self.i, self.length) + step, np.repeat(self.j, self.length) + step, share


def runs(a: Paths, b: Paths, weights: Floats, size: int, most: int = MOST) -> Runs:
    """The equal stretches of `a` and `b` that hold an n-gram of `size` items standing at no more than `most` places.

    `weights` are the nats of every item, by its number. There are at most ``most² × size`` pairs an item.
    """
    at_a, at_b = _seeds(a, b, size, most)
    reach = np.arange(size)
    in_a, in_b = (at_a[:, None] + reach).ravel(), (at_b[:, None] + reach).ravel()
    return _joined(a.places[in_a], b.places[in_b], weights[a.items[in_a]])


def chains(found: Runs, worth: float = 0.0, look_back: int = LOOK_BACK) -> list[tuple[float, list[int]]]:
    """Runs that follow one another closely on both sides, the weightiest first: nats, and the runs' numbers in order.

    Every run is in one chain at most. Skipping g places of one side and h of the other costs ``ln(1 + max(g, h)) +
    ln(1 + |g − h|)`` nats, about the logarithm of the number of places where a next run could as well have been.
    Chains of less than `worth` nats are left out. The one before a run is looked for among `look_back` runs.
    """
    weight = found.weight.tolist()
    score, best, before = list(weight), [0.0] * len(found), [-1] * len(found)
    for first in range(0, len(found), AT_ONCE):
        for at, earlier, price in _steps(found, range(first, min(first + AT_ONCE, len(found))), look_back):
            reached = score[earlier] - price
            if reached > best[at]:
                best[at], before[at], score[at] = reached, earlier, weight[at] + reached
    return sorted(_traced(score, before, worth), key=lambda chain: (-chain[0], chain[1]))


def heaviest_order(found: Runs) -> list[int]:
    """The numbers of the runs that stand in one order on both sides, do not overlap and weigh most together.

    A heaviest rising subsequence, n log n, with a tree of prefix maxima (Fenwick 1994).
    """
    starts_i, starts_j = found.i.tolist(), found.j.tolist()
    ends_i, ends_j = (found.i + found.length).tolist(), (found.j + found.length).tolist()
    weight = found.weight.tolist()
    ranks = sorted(set(ends_j))
    rank = {end: at for at, end in enumerate(ranks, 1)}
    top: list[tuple[float, int]] = [(0.0, -1)] * (len(ranks) + 1)
    total, before = [0.0] * len(found), [-1] * len(found)
    by_end = sorted(range(len(found)), key=lambda at: (ends_i[at], at))
    entered = 0
    for at in range(len(found)):
        while entered < len(by_end) and ends_i[by_end[entered]] <= starts_i[at]:
            done = by_end[entered]
            place, value = rank[ends_j[done]], (total[done], done)
            while place < len(top):
                if value[0] > top[place][0]:
                    top[place] = value
                place += place & -place
            entered += 1
        place, best = bisect_right(ranks, starts_j[at]), (0.0, -1)
        while place:
            if top[place][0] > best[0]:
                best = top[place]
            place &= place - 1
        total[at], before[at] = best[0] + weight[at], best[1]
    out: list[int] = []
    at = max(range(len(found)), key=lambda at: (total[at], -at), default=-1)
    while at >= 0:
        out.append(at)
        at = before[at]
    return out[::-1]


def backbone(found: Runs, area: float) -> Runs:
    """The runs of chains that chance does not explain, in the heaviest common order.

    `area` is the number of pairs of places in which chance could have found them.
    """
    strong = sorted(at for _, chain in chains(found, chance(area)) for at in chain)
    candidates = found.take(strong)
    return candidates.take(heaviest_order(candidates))


def moves(found: Runs, area: float) -> list[Runs]:
    """Chains that chance does not explain, each in its own order; no place is in two of them, the weightiest first."""
    out: list[Runs] = []
    taken_i: set[int] = set()
    taken_j: set[int] = set()
    for _, chain in chains(found, chance(area)):
        i, j, share = found.take(chain).pairs()
        free = np.fromiter(
            (x not in taken_i and y not in taken_j for x, y in zip(i.tolist(), j.tolist(), strict=True)), bool, len(i)
        )
        if share[free].sum() < chance(area):
            continue
        kept = _joined(i[free], j[free], share[free])
        out.append(kept)
        taken_i.update(i[free].tolist())
        taken_j.update(j[free].tolist())
    return out


def beside(found: Runs, taken_i: NDArray[np.bool_], taken_j: NDArray[np.bool_]) -> Runs:
    """What is left of the runs where neither side is taken; masks are ``[places]``."""
    i, j, share = found.pairs()
    free = ~(taken_i[i] | taken_j[j])
    return _joined(i[free], j[free], share[free])


def chance(area: float) -> float:
    """Nats that a chain must weigh among `area` pairs of places to be more than chance."""
    return log(max(area, 1.0)) + MARGIN


def _seeds(a: Paths, b: Paths, size: int, most: int) -> tuple[Ints, Ints]:
    """Where an equal and rare n-gram begins, as indices into the items of both sides."""
    grams = _grams(np.concatenate((a.items, [NOTHING], b.items)), size)
    sides = []
    for side, first in ((a, 0), (b, len(a.items) + 1)):
        own = grams[first : first + max(0, len(side.items) - size + 1)]
        at = np.flatnonzero(own != NOTHING)
        # What several sequences have at one place is there once.
        order = np.lexsort((side.places[at], own[at]))
        at, own = at[order], own[at][order]
        new = np.ones(len(at), dtype=bool)
        new[1:] = (own[1:] != own[:-1]) | (side.places[at][1:] != side.places[at][:-1])
        at, own = at[new], own[new]
        kinds, first_of, counts = np.unique(own, return_index=True, return_counts=True)
        rare = counts <= most
        sides.append((at, kinds[rare], first_of[rare], counts[rare]))
    (at_a, kinds_a, first_a, counts_a), (at_b, kinds_b, first_b, counts_b) = sides
    _, in_a, in_b = np.intersect1d(kinds_a, kinds_b, assume_unique=True, return_indices=True)
    times_a, times_b = counts_a[in_a], counts_b[in_b]
    many = times_a * times_b
    number = np.arange(int(many.sum())) - np.repeat(np.cumsum(many) - many, many)
    wide = np.repeat(times_b, many)
    return (
        at_a[np.repeat(first_a[in_a], many) + number // np.maximum(wide, 1)],
        at_b[np.repeat(first_b[in_b], many) + number % np.maximum(wide, 1)],
    )


def _grams(items: Ints, size: int) -> Ints:
    """A number for the n-gram at every index, equal where n-grams are; `NOTHING` where one holds nothing."""
    grams = items
    for step in range(1, size):
        more = items[step:]
        grams = grams[: len(more)]
        whole = (grams != NOTHING) & (more != NOTHING)
        if not whole.any():
            return np.full(max(0, len(items) - size + 1), NOTHING, dtype=np.int64)
        joined = grams * (int(items.max()) + 1) + more
        numbered = np.full(len(grams), NOTHING, dtype=np.int64)
        numbered[whole] = np.unique(joined[whole], return_inverse=True)[1]
        grams = numbered
    return grams


def _joined(i: Ints, j: Ints, weight: Floats) -> Runs:
    """Pairs of places as runs along their diagonals; a pair that is there twice counts once, with its largest
    weight."""
    order = np.lexsort((-weight, i, j - i))
    i, j, weight = i[order], j[order], weight[order]
    new = np.ones(len(i), dtype=bool)
    new[1:] = (i[1:] != i[:-1]) | (j[1:] != j[:-1])
    i, j, weight = i[new], j[new], weight[new]
    begins = np.ones(len(i), dtype=bool)
    begins[1:] = (i[1:] != i[:-1] + 1) | (j[1:] != j[:-1] + 1)
    at = np.flatnonzero(begins)
    length = np.diff(np.append(at, len(i)))
    total = np.add.reduceat(weight, at) if len(at) else weight
    order = np.lexsort((j[at], i[at]))
    return Runs(i[at][order], j[at][order], length[order].astype(np.int64), total[order])


def _steps(found: Runs, which: range, look_back: int) -> Iterator[tuple[int, int, float]]:
    """For some of the runs, in order, each that may stand before it in a chain, the nearest first, and the price."""
    at = np.arange(which.start, which.stop)[:, None]
    earlier = at - np.arange(1, look_back + 1)
    ends_i, ends_j = (ends[np.maximum(earlier, 0)] for ends in (found.i + found.length, found.j + found.length))
    gap_i, gap_j = found.i[at] - ends_i, found.j[at] - ends_j
    near = (earlier >= 0) & (np.minimum(gap_i, gap_j) >= 0) & (np.maximum(gap_i, gap_j) <= REACH)
    row, lag = np.nonzero(near)
    price = GAPS[gap_i[row, lag], gap_j[row, lag]]
    return zip((row + which.start).tolist(), earlier[row, lag].tolist(), price.tolist(), strict=True)


def _traced(score: Sequence[float], before: Sequence[int], worth: float) -> Iterator[tuple[float, list[int]]]:
    """Chains by their ends, the best first; a chain that runs into one already told keeps what is its own."""
    used = [False] * len(score)
    for end in sorted(range(len(score)), key=lambda at: (-score[at], at)):
        if score[end] < worth:
            return
        chain: list[int] = []
        at = end
        while at >= 0 and not used[at]:
            used[at] = True
            chain.append(at)
            at = before[at]
        own = score[end] - (score[at] if at >= 0 else 0.0)
        if chain and own >= worth:
            yield own, chain[::-1]
