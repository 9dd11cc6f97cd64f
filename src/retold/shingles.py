"""Words of a text as numbers, and the short runs of them by which passages are found again.

In comes a text; out come its words (a hash, a span, and how much each says) and its shingles: fingerprints of
neighbouring words. A shingle is not so many words long but so many bits: from each word it runs on until its words
together say enough (`SHINGLE_BITS`) that two unrelated texts seldom share it. So "apothecary’s shutter" is one already,
while "and it was then that she" must go on. Names are passed over: a passage whose people were renamed has the same
shingles.

How much a word says is taken from its length alone. Long words are the rare ones (Piantadosi, Tily and Gibson 2011),
in any language, and counting instead gained nothing when both were tried on planted passages; but a count would change
with every text that comes to an archive, and the shingles of all others with it. This way they depend on the text
alone.

Hashes are polynomials of the letters of a word, or of the words of a run, so that those of all runs come from one sum
over the text; all is done on arrays, a block at a time that stays near the processor.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

__all__ = ["KERNEL", "LONGEST", "SHINGLE_BITS", "Shingles", "Words", "shingles_of", "words_of"]

KERNEL = 2
"""Number of this way to cut and to fingerprint; what an archive keeps of an earlier one is made anew."""

SHINGLE_BITS = 26
"""Bits the words of a shingle must say: between two novels about one in a hundred agrees by chance."""

LONGEST = 10
"""Words a shingle may run over, names not counted; where ten words say less, there is none."""

HALFBITS = np.array([0, 9, 11, 13, 17, 20, 22, 24, 26, 28], np.uint8)
"""Half-bits of a word of so many letters, nine and more alike: about log2 of how seldom it comes in English fiction."""

SOLO_HALFBITS = 16
"""Half-bits of a character that is a word by itself, as Chinese ones are."""

CAPITALS_OF_NAMES = 0.2
"""Above this share of capitals within sentences they are the way a text writes its nouns (German), or all of it."""

KNOWN_BY = 10
"""A word with a capital at the start of a sentence is a name if, for each time it stands within one with a small
letter, it stands there this many times with a capital."""

Places = npt.NDArray[np.int32]
Hashes = npt.NDArray[np.int64]
Halfbits = npt.NDArray[np.uint8]
_Array = npt.NDArray[Any]


@dataclass(frozen=True, slots=True)
class Words:
    """The words of a text, in order; each array has one entry a word.

    `starts` and `ends` are code points of the text, half open. `hashes` are equal for words that are equal without
    regard to case, accents and apostrophes. `halfbits` say how much a word says, in half-bits; 0 for what looks like
    the name of somebody.
    """

    starts: Places
    ends: Places
    hashes: Hashes
    halfbits: Halfbits

    def __len__(self) -> int:
        return len(self.starts)


@dataclass(frozen=True, slots=True)
class Shingles:
    """The shingles of a text: its fingerprint, and the first and the last of its words (inclusive), counted from 0."""

    fingerprints: Hashes
    first: Places
    last: Places

    def __len__(self) -> int:
        return len(self.fingerprints)


def words_of(text: str) -> Words:
    """Cut `text` into words: letters and digits, with the apostrophes among them; some scripts letter by letter.

    Linear in the length of the text, in time and memory.
    """
    points = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32)
    empty = (
        np.zeros(0, np.int32),
        np.zeros(0, np.int32),
        np.zeros(0, np.uint64),
        np.zeros(0, np.uint8),
        np.zeros(0, np.uint8),
    )
    found: list[tuple[_Array, ...]] = [empty]
    at, opening = 0, True
    while at < len(points):
        entries = _block(points, at)
        *columns, opening = _cut(entries, opening)
        starts, ends = ((column + at).astype(np.int32) for column in columns[:2])
        found.append((starts, ends, *columns[2:]))
        at += len(entries)
    starts, ends, hashes, halfbits, capitals = (np.concatenate(parts) for parts in zip(*found, strict=True))
    halfbits[_names(hashes, capitals)] = 0
    return Words(starts, ends, hashes.view(np.int64), halfbits)


def shingles_of(words: Words) -> Shingles:
    """The shingles of a text: one from each word that is no name, if enough is said within `LONGEST` words.

    Where a run ends is settled by the bits of its words alone, so equal runs have equal shingles wherever they stand.
    Linear in the number of words.
    """
    speaking = np.flatnonzero(words.halfbits).astype(np.int32)
    found = [(np.zeros(0, np.uint64), _NO_PLACES, _NO_PLACES)]
    for at in range(0, len(speaking), _BLOCK):
        own = speaking[at : at + _BLOCK + LONGEST - 1]
        first, last, fingerprints = _runs(words.hashes.view(np.uint64)[own], words.halfbits[own], _BLOCK)
        found.append((fingerprints, own[first], own[last]))
    fingerprints, firsts, lasts = (np.concatenate(parts) for parts in zip(*found, strict=True))
    return Shingles(fingerprints.view(np.int64), firsts, lasts)


_NO_PLACES = np.zeros(0, np.int32)
_BLOCK = 1 << 15  # characters or words that are worked on at a time
_GAP, _LETTER, _INSIDE, _SOLO = range(4)
_KIND, _CAPITAL, _STOP, _KNOWN = 21, 23, 24, 25  # bits of a sign's entry above those of the letter it stands for
_LETTER_BITS = (1 << _KIND) - 1
_LEARNED = 8  # bits: signs are learned 256 at a time
_WITHIN_SENTENCE, _OPENING = 1, 2  # of a capital, where it stands

_PRIME = 0xC2B2AE3D27D4EB4F  # odd, with its bits well spread: xxHash's second prime
_MIX = np.uint64(0x9E3779B185EBCA87)  # xxHash's first
_HIGH, _LOW = np.uint64(29), np.uint64(32)
_KEPT = np.uint64(0xFFFFFFFF)  # of the hash of a word: what an archive stores, so that shingles can be made again
_FILTER = np.uint64(0xFFFF)


class _Signs:
    """What each character is and stands for, learned by the block as texts bring new ones."""

    def __init__(self) -> None:
        self.table = np.zeros(0x110000, np.uint32)

    def look(self, points: _Array) -> _Array:
        """The entries of some code points."""
        entries = self.table.take(points)
        if not entries.all():
            for block in np.unique(points[entries == 0] >> _LEARNED).tolist():
                for point in range(block << _LEARNED, (block + 1) << _LEARNED):
                    self.table[point] = _entry(chr(point))
            entries = self.table.take(points)
        return entries


def _entry(sign: str) -> int:
    entry = 1 << _KNOWN | (sign in '.!?:;…"“”«»„—–\u2029\u3002') << _STOP
    if sign in "'’‘ʼ`´\u00ad\u200b\u200c\u200d\u2060" or unicodedata.category(sign)[0] == "M":
        return entry | _INSIDE << _KIND
    if not sign.isalnum():
        return entry
    base = unicodedata.normalize("NFKD", sign.lower())[0]
    kind = _SOLO if unicodedata.category(sign) == "Lo" and _stands_alone(ord(sign)) else _LETTER
    return entry | kind << _KIND | (sign != sign.lower()) << _CAPITAL | ord(base)


def _stands_alone(point: int) -> bool:
    """Whether a letter of a script without blanks between words: Thai and Lao, Khmer, kana, Chinese characters."""
    return (
        0x0E00 <= point < 0x0F00
        or 0x1780 <= point < 0x1800
        or 0x3040 <= point < 0xA000
        or 0xF900 <= point < 0xFB00
        or 0x20000 <= point < 0x40000
    )


_SIGNS = _Signs()


class _Powers:
    """The powers of `_PRIME` and of its inverse, modulo 2^64, as many as were needed yet."""

    def __init__(self) -> None:
        self._up = self._down = np.ones(1, np.uint64)

    def __call__(self, count: int) -> tuple[_Array, _Array]:
        if count > len(self._up):
            for name, base in (("_up", _PRIME), ("_down", pow(_PRIME, -1, 1 << 64))):
                powers = np.full(count, base, np.uint64)
                powers[0] = 1
                setattr(self, name, np.multiply.accumulate(powers))
        return self._up[:count], self._down[:count]


_POWERS = _Powers()


def _hashes(values: _Array, begins: _Array, ends: _Array) -> _Array:
    """A hash of each stretch of some numbers, half open: equal for stretches that are equal, wherever they stand."""
    up, down = _POWERS(len(values))
    sums = np.zeros(len(values) + 1, np.uint64)
    np.cumsum(values * up, out=sums[1:])
    found = (sums[ends] - sums[begins]) * down[begins]
    found ^= found >> _LOW
    found *= _MIX
    found ^= found >> _HIGH
    return found


def _block(points: _Array, at: int) -> _Array:
    """The entries of the signs from a place on, some `_BLOCK` of them, up to where no word is cut."""
    size = _BLOCK
    while True:
        entries = _SIGNS.look(points[at : at + size])
        if at + size >= len(points):
            return entries
        kinds = entries >> _KIND & 3
        borders = np.flatnonzero((kinds[1:] == _GAP) | (kinds[1:] == _SOLO))
        if len(borders):
            return entries[: int(borders[-1]) + 1]
        size *= 2


def _cut(entries: _Array, opening: bool) -> tuple[_Array, _Array, _Array, _Array, _Array, bool]:
    """The columns of `Words` in a block of signs, and where each word has its capital.

    `opening` says whether a sentence has just begun, before the block; the last item says it after the block.
    """
    kinds = (entries >> _KIND).astype(np.uint8)
    kinds &= 3
    outside = kinds != _INSIDE
    places = None
    if not outside.all():  # nothing within words counts for anything
        places = np.flatnonzero(outside)
        entries, kinds = entries[outside], kinds[outside]
    letter, solo = np.zeros(len(kinds) + 2, np.bool_), kinds == _SOLO
    np.equal(kinds, _LETTER, out=letter[1:-1])
    starts = np.flatnonzero((letter[1:-1] > letter[:-2]) | solo)
    ends = np.flatnonzero((letter[1:-1] > letter[2:]) | solo)
    first = entries[starts]
    hashes = _hashes(entries & np.uint32(_LETTER_BITS), starts, ends + 1)
    halfbits = HALFBITS.take(ends - starts + 1, mode="clip")
    if solo.any():
        halfbits[solo[starts]] = SOLO_HALFBITS
    # A capital that is all there is stands for "I" or is an initial.
    capitals = ((first & np.uint32(1 << _CAPITAL)) != 0) & (ends > starts)
    large = np.flatnonzero(capitals)
    capitals = capitals.view(np.uint8)
    stops = np.flatnonzero((entries & np.uint32(1 << _STOP)) != 0)
    before = np.append(-1, stops)[np.searchsorted(stops, starts[large])]  # the last stop before each capital
    opens = before > np.append(-1, ends)[large]
    if opening and len(large) and large[0] == 0:
        opens[0] = True
    capitals[large[opens]] = _OPENING
    after = (len(stops) > 0 and (not len(ends) or stops[-1] > ends[-1])) or (opening and not len(ends))
    if places is not None:
        starts, ends = places[starts], places[ends]
    return starts, ends + 1, hashes, halfbits, capitals, bool(after)


def _names(hashes: _Array, capitals: _Array) -> _Array:
    """Which words are names: capitals within sentences, and words known by such capitals; one flag a word."""
    names: _Array = capitals == _WITHIN_SENTENCE
    opening = np.flatnonzero(capitals == _OPENING)
    if names.sum() > CAPITALS_OF_NAMES * max(1, len(capitals) - len(opening)):
        return np.zeros(len(names), np.bool_)
    known, times = np.unique(hashes[names], return_counts=True)
    if len(known):
        at = _among(hashes[opening], known)
        opening, at = opening[at >= 0], at[at >= 0]
        # Of all words, only those are counted that may be one of these by some of their bits.
        maybe = np.zeros(int(_FILTER) + 1, np.bool_)
        maybe[known[at] & _FILTER] = True
        small = _among(hashes[np.flatnonzero(maybe[hashes & _FILTER] & (capitals == 0))], known)
        counts = np.bincount(small[small >= 0], minlength=len(known))
        names[opening[counts[at] * KNOWN_BY < times[at]]] = True
    return names


def _among(values: _Array, known: _Array) -> _Array:
    """Where each value stands among those that are `known`, in order; -1 where it does not."""
    at = np.minimum(np.searchsorted(known, values), len(known) - 1)
    return np.where(known[at] == values, at, -1)


def _runs(hashes: _Array, halfbits: _Array, starts: int) -> tuple[_Array, _Array, _Array]:
    """The runs from the first `starts` of some words without names: first word, last word, fingerprint."""
    count = len(hashes)
    said = np.append(0, np.cumsum(halfbits, dtype=np.int32)).astype(np.int32)
    enough = said[:-1] + 2 * SHINGLE_BITS
    more = np.ones(count, np.int32)
    for word in range(1, min(LONGEST, count)):
        more[: count - word] += said[word + 1 :] < enough[: count - word]
    last = np.arange(count) + more
    first = np.flatnonzero((more < LONGEST) & (last < count))
    first = first[: np.searchsorted(first, starts)]
    return first, last[first], _hashes(hashes & _KEPT, first, last[first] + 1)
