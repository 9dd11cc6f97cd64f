"""How often chance makes a passage as good as one that was found: E-values for the size of an archive and its kind.

Passages of an archive come in, with how many words its texts have; their E-values go out. Between novels of different
authors, passages become rarer by half with every four bits. Texts of one kind have more of them: fairy tales begin and
end in the same words, and one author has his turns of phrase. How much more the archive itself tells: by the passages
that are just long enough to be reported, which are there sixteen times as often as those of sixteen bits more where
they are chance, and about as often where they are quotations.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

__all__ = ["CHANCE", "HALVING", "REPORTED", "e_values"]

REPORTED = 64
"""Bits from which a passage is reported."""

CHANCE, HALVING = 2e-6, 4
"""Passages of 0 bits for each pair of places, extrapolated, and the bits that halve them: from 25 and from 99 novels
(187 and 1,619 of 65 bits, 33 and 322 of 75), those that three or more other novels have left aside."""

BAND = 16
"""Bits that two bands of passages are wide by which it is seen how much chance makes here."""

LINKED = 120
"""Bits of a passage from which its two texts share something, so that nothing between them tells what chance does."""

MOST = 100
"""Times more than between novels that chance is believed to make; in 197 fairy tales of one translator it was 30."""

_Array = npt.NDArray[Any]


def e_values(bits: _Array, a: _Array, b: _Array, considered: _Array, words: _Array) -> npt.NDArray[np.float64]:
    """The E-value of each passage, in the archive that all of them are from.

    Parameters
    ----------
    bits, a, b : of each passage, what it says, and its texts by number.
    considered : whether it could be reported: it is long enough and no common property.
    words : how many words each text has.
    """
    sizes = words.astype(np.float64)
    places = (sizes.sum() ** 2 - (sizes * sizes).sum()) / 2
    keys = a.astype(np.int64) << 32 | b
    linked = np.unique(keys[bits >= LINKED])
    apart = places - (sizes[linked >> 32] * sizes[linked & 0xFFFFFFFF]).sum()
    own = bits[considered & ~np.isin(keys, linked)]
    return _chance(places, bits) * _times(own, apart)


def _times(bits: _Array, places: float) -> float:
    """How many times more passages chance makes in this archive than between novels, from such as may be chance."""
    low = int(((bits >= REPORTED) & (bits < REPORTED + BAND)).sum())
    high = int(((bits >= REPORTED + BAND) & (bits < REPORTED + 2 * BAND)).sum())
    expected = float(_chance(places, np.array(REPORTED)) - _chance(places, np.array(REPORTED + BAND)))
    if low <= high or expected <= 0:
        return 1.0
    seen = low - high - np.sqrt(low)  # by its standard error less: a few passages tell little
    return float(np.clip(seen / expected, 1.0, MOST))


def _chance(places: float, bits: _Array) -> npt.NDArray[np.float64]:
    return np.asarray(CHANCE * places * 2.0 ** (-bits / HALVING))
