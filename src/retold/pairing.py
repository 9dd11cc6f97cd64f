"""Two rows of columns become one: which columns of either go together, and what has moved.

In come two groups of witnesses, each with the column of every token, and what the words weigh; out come pairs of
columns in common order, and moves beside them. The way leads from coarse to fine: long common passages, shorter ones
between them, single rare words between these (`retold.chaining`), and what is left word by word (`retold.bridging`).
Every step asks for more than chance would bring together in the stretch at hand. Time grows with n log n.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from retold import bridging, chaining
from retold.chaining import NOTHING, Floats, Ints, Paths, Runs

Mask = NDArray[np.bool_]
Stretch = tuple[int, int, int, int]
"""Columns of one side and of the other, each from the first up to the one after the last."""

SEED_SIZES = ((1_000_000, 3), (30_000, 2), (2_500, 1))
"""Pairs of columns from which seeds have so many tokens; in less there are none, words are compared one by one."""

WIDEST = 65_536
"""Pairs of columns in which words are compared one by one; in wider stretches only their edges are."""

EDGE = 48
"""Columns at either edge of a wider stretch, and around what has moved, that are compared word by word."""

REPLACED = 12
"""Words of the longest passage that is set word by word beside another that has nothing in common with it."""

HOLE = 8
"""Columns without a counterpart that a moved passage may have within it."""


class Side:
    """A group as it is aligned: the tokens of its witnesses one after another, and the different words of a column.

    `columns` holds the column of every token of the witnesses in the group, by their numbers in `texts`; texts are the
    numbers of their tokens in `words`.
    """

    def __init__(self, columns: Mapping[int, Ints], width: int, texts: Sequence[Ints], words: Sequence[str]) -> None:
        self.width = width
        self._words = words
        self._members = [(texts[at], own) for at, own in sorted(columns.items())]
        both = np.unique(np.concatenate([own * len(words) + text for text, own in self._members]))
        self._forms = both % len(words)
        self._first = np.searchsorted(both // len(words), np.arange(width + 1))

    def paths(self, start: int, end: int, taken: Mask) -> Paths:
        """What the witnesses have from column `start` up to `end`, counted from there, without what is taken."""
        items, places = [], []
        for text, columns in self._members:
            first, last = np.searchsorted(columns, (start, end))
            items += [text[first:last], np.array([NOTHING])]
            places += [columns[first:last] - start, np.array([-1])]
        return Paths(np.concatenate(items), np.concatenate(places)).without(taken[start:end])

    def first_forms(self, start: int, end: int) -> Ints:
        """One word of each column from `start` up to `end`, the same one wherever the same words stand together."""
        return self._forms[self._first[start:end]]

    def forms(self, column: int) -> Ints:
        """The different words of a column, by number."""
        return self._forms[self._first[column] : self._first[column + 1]]

    def spelled(self, columns: Ints) -> tuple[list[str], Ints, Ints]:
        """The different words of some columns, in order: spelled, by number, and where each column's begin."""
        first, last = self._first[columns], self._first[columns + 1]
        if len(columns) == columns[-1] - columns[0] + 1:
            forms = self._forms[first[0] : last[-1]]
        else:
            forms = np.concatenate([self._forms[a:b] for a, b in zip(first, last, strict=True)])
        begins = np.cumsum(last - first) - (last - first)
        return [self._words[at] for at in forms.tolist()], forms, begins


class Pairing:
    """Two groups on their way into one: `pairs` of columns that become one, in order, and `moves` beside them.

    `weights` are the nats of every word, by its number.
    """

    def __init__(self, a: Side, b: Side, weights: Floats) -> None:
        self._a, self._b, self._weights = a, b, weights
        self.pairs: list[tuple[int, int]] = []
        self.moves: list[tuple[Ints, Ints]] = []
        self._moved_a, self._moved_b = np.zeros(a.width, bool), np.zeros(b.width, bool)
        self._same_a, self._same_b = np.zeros(a.width, bool), np.zeros(b.width, bool)

    def align(self) -> None:
        """Fix what stands fast, from coarse to fine, then look for what has moved in what is left."""
        whole = (0, self._a.width, 0, self._b.width)
        open_stretches = [whole]
        while open_stretches:
            stretch = open_stretches.pop()
            start_a, end_a, start_b, end_b = stretch
            area = (end_a - start_a) * (end_b - start_b)
            size = next((size for least, size in SEED_SIZES if area >= least), None)
            if not area:
                continue
            between = self._anchored(stretch, size, area) if size is not None else None
            if between is None:
                self._fill(stretch, whole=stretch == whole)
            else:
                open_stretches += between
        self.pairs.sort()
        self._find_moves()

    def _anchored(self, stretch: Stretch, size: int, area: int) -> list[Stretch] | None:
        """Fix the common passages of a stretch; what lies between them, None if there are none.

        Where longer seeds find nothing, shorter ones are tried.
        """
        start_a, end_a, start_b, end_b = stretch
        a = self._a.paths(start_a, end_a, self._moved_a)
        b = self._b.paths(start_b, end_b, self._moved_b)
        for length in range(size, 0, -1):
            found = chaining.runs(a, b, self._weights, length)
            fast = chaining.backbone(found, area)
            if len(fast):
                break
        else:
            fast = self._ends(stretch, area)  # a text may repeat itself so much that nothing in it is rare
            if not len(fast):
                return None
        c, d, _ = fast.pairs()
        self._fix(c + start_a, d + start_b)
        if size == SEED_SIZES[0][1]:
            # Strong passages beside the common order are kept out of the way: they are not at home where they stand.
            used_a, used_b = np.zeros(end_a - start_a, bool), np.zeros(end_b - start_b, bool)
            used_a[c], used_b[d] = True, True
            for move in chaining.moves(chaining.beside(found, used_a, used_b), area):
                c, d, _ = move.pairs()
                self._moved_a[c + start_a], self._moved_b[d + start_b] = True, True
        ends_a, ends_b = fast.i + fast.length + start_a, fast.j + fast.length + start_b
        between = zip(
            [start_a, *ends_a.tolist()],
            [*(fast.i + start_a).tolist(), end_a],
            [start_b, *ends_b.tolist()],
            [*(fast.j + start_b).tolist(), end_b],
            strict=True,
        )
        return [(p, q, r, s) for p, q, r, s in between if p < q and r < s]

    def _ends(self, stretch: Stretch, area: int) -> Runs:
        """What a stretch begins and ends with on both sides, if that is more than chance."""
        start_a, end_a, start_b, end_b = stretch
        a, b = self._a.first_forms(start_a, end_a), self._b.first_forms(start_b, end_b)
        a[self._moved_a[start_a:end_a]] = NOTHING
        least = min(len(a), len(b))
        head = _equal(a[:least], b[:least])
        tail = _equal(a[::-1][: least - head], b[::-1][: least - head])
        spans = ((0, 0, head), (len(a) - tail, len(b) - tail, tail))
        weighed = [(i, j, length, float(self._weights[a[i : i + length]].sum())) for i, j, length in spans]
        kept = [span for span in weighed if span[2] and span[3] > chaining.chance(area)]
        i, j, length, weight = np.array(kept).reshape(-1, 4).T
        return Runs(i.astype(np.int64), j.astype(np.int64), length.astype(np.int64), weight)

    def _fix(self, c: Ints, d: Ints) -> None:
        self.pairs += zip(c.tolist(), d.tolist(), strict=True)
        self._same_a[c], self._same_b[d] = True, True

    def _fill(self, stretch: Stretch, *, whole: bool) -> None:
        """Set words of a stretch side by side, one by one."""
        start_a, end_a, start_b, end_b = stretch
        cs = np.flatnonzero(~self._moved_a[start_a:end_a]) + start_a
        ds = np.flatnonzero(~self._moved_b[start_b:end_b]) + start_b
        if not (len(cs) and len(ds)):
            return
        if len(cs) == len(ds) == 1 and not whole:
            self.pairs.append((int(cs[0]), int(ds[0])))
            if np.intersect1d(self._a.forms(cs[0]), self._b.forms(ds[0])).size:
                self._same_a[cs], self._same_b[ds] = True, True
        elif len(cs) * len(ds) <= WIDEST:
            nats = self._nats(cs, ds)
            total, pairs = bridging.across(nats, _gap(len(cs) * len(ds)))
            if total > 0.0 or not whole:
                self._put(cs, ds, nats, _with_replaced(pairs, nats.shape))
        elif not whole:
            done_a, done_b = self._creep(cs, ds)
            self._creep(cs[done_a:][::-1], ds[done_b:][::-1])

    def _creep(self, cs: Ints, ds: Ints) -> tuple[int, int]:
        """Go on from a place that stands fast as long as there is much to go on with; how far it went on each side."""
        at_a = at_b = 0
        while at_a < len(cs) and at_b < len(ds):
            near_a, near_b = cs[at_a : at_a + EDGE], ds[at_b : at_b + EDGE]
            nats, pairs = self._edge(near_a, near_b)
            self._put(near_a, near_b, nats, pairs)
            step_a, step_b = pairs[-1] if pairs else (-1, -1)
            at_a, at_b = at_a + step_a + 1, at_b + step_b + 1
            if min(step_a, step_b) < EDGE // 2:  # ever smaller steps would take more than linear time
                break
        return at_a, at_b

    def _edge(self, cs: Ints, ds: Ints) -> tuple[Floats, list[tuple[int, int]]]:
        """What goes on from a place that stands fast, as far as it does."""
        nats = self._nats(cs, ds)
        return nats, bridging.across(nats, _gap(len(cs) * len(ds)), open_end=True)[1]

    def _put(self, cs: Ints, ds: Ints, nats: Floats, pairs: Iterable[tuple[int, int]]) -> None:
        for i, j in pairs:
            c, d = int(cs[i]), int(ds[j])
            self.pairs.append((c, d))
            if nats[i, j] > bridging.DIFFERENT:
                self._same_a[c] = self._same_b[d] = True

    def _nats(self, cs: Ints, ds: Ints) -> Floats:
        """What every two columns bring when they become one: as much as the two words in them that are most alike."""
        words_a, forms_a, begins_a = self._a.spelled(cs)
        words_b, forms_b, begins_b = self._b.spelled(ds)
        nats = bridging.likeness(words_a, words_b, self._weights[forms_a], self._weights[forms_b])
        if len(forms_a) > len(cs):
            nats = np.maximum.reduceat(nats, begins_a, axis=0)
        if len(forms_b) > len(ds):
            nats = np.maximum.reduceat(nats, begins_b, axis=1)
        return nats

    def _find_moves(self) -> None:
        """Passages in what is left on both sides, the weightiest first, with the words around that go with them."""
        a = self._a.paths(0, self._a.width, self._same_a)
        b = self._b.paths(0, self._b.width, self._same_b)
        area = float((~self._same_a).sum()) * float((~self._same_b).sum())
        for move in chaining.moves(chaining.runs(a, b, self._weights, 1), area):
            c, d, _ = move.pairs()
            if self._same_a[c].any() or self._same_b[d].any():
                continue  # words around a weightier one
            self._same_a[c], self._same_b[d] = True, True
            pairs = list(zip(c.tolist(), d.tolist(), strict=True))
            first, last = pairs[0], pairs[-1]
            for (c0, d0), (c1, d1) in pairwise(list(pairs)):
                cs, ds = self._free(c0, c1, d0, d1)
                if len(cs) and len(ds):
                    nats = self._nats(cs, ds)
                    pairs += self._along(cs, ds, bridging.across(nats, _gap(len(cs) * len(ds)))[1])
            for cs, ds in self._around(first, last):
                if len(cs) and len(ds):
                    pairs += self._along(cs, ds, self._edge(cs, ds)[1])
            self.moves += _parts(sorted(pairs))

    def _along(self, cs: Ints, ds: Ints, pairs: Iterable[tuple[int, int]]) -> Iterator[tuple[int, int]]:
        for i, j in pairs:
            self._same_a[cs[i]] = self._same_b[ds[j]] = True
            yield int(cs[i]), int(ds[j])

    def _free(self, start_a: int, end_a: int, start_b: int, end_b: int) -> tuple[Ints, Ints]:
        """Columns between two pairs of columns that nothing equals yet."""
        return (
            np.flatnonzero(~self._same_a[start_a + 1 : end_a]) + start_a + 1,
            np.flatnonzero(~self._same_b[start_b + 1 : end_b]) + start_b + 1,
        )

    def _around(self, first: tuple[int, int], last: tuple[int, int]) -> Iterator[tuple[Ints, Ints]]:
        """Columns before a passage, away from it, and after it, as far as nothing equals them yet."""
        (c, d), (e, f) = first, last
        yield _until(self._same_a[:c][::-1][:EDGE], c - 1, -1), _until(self._same_b[:d][::-1][:EDGE], d - 1, -1)
        yield _until(self._same_a[e + 1 :][:EDGE], e + 1, 1), _until(self._same_b[f + 1 :][:EDGE], f + 1, 1)


def _with_replaced(pairs: Sequence[tuple[int, int]], shape: tuple[int, ...]) -> Iterator[tuple[int, int]]:
    """Pairs of places, and between them the words of a short passage beside those of the one it replaced."""
    for (i, j), (next_i, next_j) in pairwise([(-1, -1), *pairs, (shape[0], shape[1])]):
        if i >= 0:
            yield i, j
        if max(next_i - i, next_j - j) <= REPLACED + 1:
            yield from zip(range(i + 1, next_i), range(j + 1, next_j), strict=False)


def _parts(pairs: Sequence[tuple[int, int]]) -> Iterator[tuple[Ints, Ints]]:
    """A passage that has moved, parted where much of either side is not in it."""
    c, d = np.array(pairs, dtype=np.int64).T
    holes = np.flatnonzero((np.diff(c) > HOLE) | (np.diff(d) > HOLE)) + 1
    yield from zip(np.split(c, holes), np.split(d, holes), strict=True)


def _equal(a: Ints, b: Ints) -> int:
    """How far two sequences of one length are equal from their beginning."""
    return int(np.argmin(a == b)) if (a != b).any() else len(a)


def _until(taken: Mask, start: int, step: int) -> Ints:
    """Places from `start` on up to the first that is taken."""
    count = int(np.argmax(taken)) if taken.any() else len(taken)
    return start + step * np.arange(count)


def _gap(area: int) -> float:
    """Nats of a long gap in so large a stretch: half of what chance brings together there, for each end of a match."""
    return chaining.chance(area) / 2


def merged(pairs: Sequence[tuple[int, int]], width_a: int, width_b: int) -> tuple[Ints, Ints, int]:
    """The new number of every column of both sides: pairs share one, between them the first side's come first."""
    c, d = np.array(pairs, dtype=np.int64).reshape(-1, 2).T
    before_a = np.searchsorted(c, np.arange(width_a))
    before_b = np.searchsorted(d, np.arange(width_b), side="left")
    to_a = np.arange(width_a) + np.concatenate(([0], d + 1))[before_a] - before_a
    to_b = np.arange(width_b) + np.concatenate((c, [width_a]))[before_b] - before_b
    to_a[c] = to_b[d] = c + d - np.arange(len(c))
    return to_a, to_b, width_a + width_b - len(c)
