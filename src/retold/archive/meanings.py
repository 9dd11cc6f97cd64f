"""Which stretches of an archive speak of the same things as a text, in whatever words: free retellings, other names.

In comes what the words of some passages mean together, the sum of their vectors, names left out; out come stretches
whose words mean most nearly the same, the likeliest first, to be compared in earnest. Windows of two widths about that
of a passage are made of the steps that a concordance keeps. In what most windows of an archive differ from one
another (talk and landscape, old words and new) two tellings of a scene differ, too; so that counts less: directions
are weighed by how seldom windows differ in them (Mahalanobis 1936).
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from retold.archive.concordance import SIZES, STEP, Searchable
from retold.archive.recalling import Stretch, apart_from_one_another
from retold.archive.scanning import rows_of
from retold.archive.tables import values
from retold.shingles import Words

__all__ = ["Meanings"]

TERSE, AMPLE = 0.7, 1.4
"""Widths of the windows for each word of a passage, as near as two steps of one of `SIZES` come to these; each window
overlaps the next by half."""

PRIOR = 1000
"""Windows that a guess that they differ alike in all directions is worth against how those of the archive differ."""

KEPT = 0.3
"""Share of the mean variance that is added to that of each direction, lest the least ones count for too much."""

SAMPLED = 4
"""Of so many windows, one is looked at for how they differ."""

ROUGHLY = 20
"""Windows that are looked at more closely for each that is wanted; all others are measured without their own lengths
in such directions."""

_AT_ONCE = 1 << 14  # steps that are looked at together: twenty novels, 8 MB

_Floats = npt.NDArray[np.float32]
_Array = npt.NDArray[Any]


class Meanings:
    """What the stretches of an archive mean, ready to be searched."""

    def __init__(self, among: Searchable) -> None:
        self._lengths = values(among.snapshot.documents["words"])
        self._among = among

    def of(self, words: Words, passages: Sequence[range]) -> _Floats:
        """What some passages of a text mean: ``[passages, dimensions]``."""
        rows = self._among.vocabulary.rows(words.hashes.astype(np.int32))
        known = (rows >= 0) & (words.halfbits > 0)
        out = np.zeros((len(passages), self._among.vocabulary.dimensions), np.float32)
        for at, passage in enumerate(passages):
            own = rows[passage.start : passage.stop][known[passage.start : passage.stop]]
            out[at] = self._among.vocabulary.meanings(own).sum(axis=0)
        return out

    def nearest(self, sought: _Floats, width: int, most: int, apart: Collection[int] = ()) -> list[list[Stretch]]:
        """For each of some passages of `width` words, at most so many stretches that none overlap, the nearest first.

        `Stretch.surplus` counts standard deviations of what chance brings. None is of a document in the rows `apart`.
        """
        found: list[list[Stretch]] = [[] for _ in sought]
        for size in sorted({_size(scale * width) for scale in (TERSE, AMPLE)}):
            mean, weigh = self._differences(size)
            own = _directions((_directions(sought) - mean) @ weigh)
            for rows, number, windows in self._windows(size):
                if not len(rows):
                    continue
                windows -= mean
                rough = windows @ (weigh @ own.T) / np.linalg.norm(windows, axis=1, keepdims=True)
                rough[np.isin(rows, list(apart))] = -np.inf
                for stretches, passage, column in zip(found, own, rough.T, strict=True):
                    top = np.argpartition(-column, min(ROUGHLY * most, len(column) - 1))[: ROUGHLY * most]
                    near = _directions(windows[top] @ weigh) @ passage
                    best = np.argsort(-near, kind="stable")[: 4 * most]
                    stretches += [
                        self._stretch(rows[top[at]], number[top[at]], size, near[at])
                        for at in best
                        if column[top[at]] > 0
                    ]
        for stretches in found:
            stretches.sort(key=lambda one: (-one.surplus, one.document, one.first, one.stop))
        return [apart_from_one_another(stretches)[:most] for stretches in found]

    def _stretch(self, row: int, number: int, size: int, cosine: float) -> Stretch:
        """A window as a stretch of a text; the deviation of a cosine is one by the root of the dimensions."""
        first, stop = int(number) * size * STEP, (int(number) + 2) * size * STEP
        surplus = float(cosine) * float(np.sqrt(self._among.vocabulary.dimensions))
        return Stretch(int(row), first, min(int(self._lengths[row]), stop), surplus)

    def _differences(self, size: int) -> tuple[_Floats, _Floats]:
        """The mean of windows of two steps of a size, and a matrix by which they differ alike in all directions."""
        dimensions = self._among.vocabulary.dimensions
        total, products, count = np.zeros(dimensions), np.zeros((dimensions, dimensions)), 0
        for _, number, windows in self._windows(size):
            some = windows[number % SAMPLED == 0]
            total += some.sum(axis=0)
            products += some.T @ some
            count += len(some)
        mean = total / (count + PRIOR)
        spread = products - np.outer(total, mean)
        spread += np.eye(dimensions) * (PRIOR / max(1, count) * np.trace(products) / dimensions)
        variances, directions = np.linalg.eigh(spread)
        weigh = directions / np.sqrt(variances + KEPT * variances.mean() + 1e-12)
        return mean.astype(np.float32), weigh.astype(np.float32)

    def _windows(self, size: int) -> Iterator[tuple[_Array, _Array, _Floats]]:
        """All windows of two steps of a size, some at a time: the row of the text, the number in it, and its direction.

        A text of one step is one window.
        """
        for part in self._among.parts:
            steps, begins = part.steps_of(size)
            rows = rows_of(self._among.snapshot, part.documents)
            for start in range(0, len(steps), _AT_ONCE):
                some = np.arange(start, min(len(steps), start + _AT_ONCE))
                text = np.searchsorted(begins, some, side="right") - 1
                sums = np.zeros((len(some) + 1, steps.shape[1]), np.float32)
                sums[:-1] = steps[start : start + len(some)]
                if start + len(some) < len(steps):
                    sums[-1] = steps[start + len(some)]
                last = some + 1 == begins[text + 1]
                alone = last & (some == begins[text])
                windows = sums[:-1]
                windows[~last] += sums[1:][~last]
                kept = np.flatnonzero((~last | alone) & (rows[text] >= 0))
                yield rows[text][kept], (some - begins[text])[kept], _directions(windows[kept])


def _size(words: float) -> int:
    """Steps of half a window that is about so many words wide."""
    return min(SIZES, key=lambda size: abs(float(np.log2(2 * size * STEP / max(1.0, words)))))


def _directions(sums: _Array) -> _Floats:
    lengths = np.linalg.norm(sums, axis=1, keepdims=True)
    directions: _Floats = np.divide(sums, lengths, out=np.zeros_like(sums), where=lengths > 0)
    return directions
