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

Hashes are polynomials of the letters of a word, or of the words of a run. All is done in one walk over the text, one
over its words, and one over those that are no names.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from retold.compiling import compiled

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
    starts, ends = np.empty((2, len(points)), np.int32)
    hashes = np.empty(len(points), np.uint64)
    halfbits, capitals = np.empty((2, len(points)), np.uint8)
    while (count := _cut(points, _SIGNS.table, HALFBITS, starts, ends, hashes, halfbits, capitals)) < 0:
        _SIGNS.learn(points)
    # Of all that there was room for, only what is there is kept.
    starts, ends, hashes = starts[:count].copy(), ends[:count].copy(), hashes[:count].copy()
    halfbits, capitals = halfbits[:count].copy(), capitals[:count]
    _leave_out_names(hashes, capitals, halfbits)
    return Words(starts, ends, hashes.view(np.int64), halfbits)


def shingles_of(words: Words) -> Shingles:
    """The shingles of a text: one from each word that is no name, if enough is said within `LONGEST` words.

    Where a run ends is settled by the bits of its words alone, so equal runs have equal shingles wherever they stand.
    Linear in the number of words.
    """
    places = np.flatnonzero(words.halfbits)
    fingerprints = np.empty(len(places), np.uint64)
    first, last = np.empty((2, len(places)), np.int32)
    count = _run(words.hashes.view(np.uint64), words.halfbits, places, fingerprints, first, last)
    return Shingles(fingerprints[:count].view(np.int64), first[:count], last[:count])


_GAP, _SOLO, _INSIDE, _LETTER = range(4)  # what may stand within a word comes last
_KIND, _CAPITAL, _STOP, _KNOWN = 21, 23, 24, 25  # bits of a sign's entry above those of the letter it stands for
_LETTER_BITS = (1 << _KIND) - 1
_BLANK = 1 << _KNOWN  # the entry of a sign that is nothing
_LEARNED = 8  # bits: signs are learned 256 at a time
_SMALL, _WITHIN, _OPENING = range(3)  # how a word is written: with a capital within a sentence, or where one opens

_PRIME = np.uint64(0xC2B2AE3D27D4EB4F)  # odd, with its bits well spread: xxHash's second prime
_MIX = np.uint64(0x9E3779B185EBCA87)  # xxHash's first
_HIGH, _LOW = np.uint64(29), np.uint64(32)
_KEPT = np.uint64(0xFFFFFFFF)  # of the hash of a word: what an archive stores, so that shingles can be made again
_ZERO, _ONE = np.uint64(0), np.uint64(1)


class _Signs:
    """What each character is and stands for, learned as texts bring new ones; 0 for what is not known yet."""

    def __init__(self) -> None:
        self.table = np.zeros(0x110000, np.uint32)

    def learn(self, points: _Array) -> None:
        """Learn all signs of a text."""
        for block in np.unique(points >> _LEARNED).tolist():
            if not self.table[block << _LEARNED]:
                for point in range(block << _LEARNED, (block + 1) << _LEARNED):
                    self.table[point] = _entry(chr(point))


def _entry(sign: str) -> int:
    entry = _BLANK | (sign in '.!?:;…"“”«»„—–\u2029\u3002') << _STOP
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


@compiled
def _cut(
    points: _Array,
    table: _Array,
    said: _Array,
    starts: _Array,
    ends: _Array,
    hashes: _Array,
    halfbits: _Array,
    capitals: _Array,
) -> int:
    """Fill in the words of a text, and how each is written, and say how many there are; -1 if a sign is not known."""
    count = at = 0
    opening = True
    while at < len(points):
        entry = table[points[at]]
        kind = entry >> _KIND & 3
        if kind == _LETTER:
            starts[count] = last = at
            capital = entry >> _CAPITAL & 1 != 0
            total, power, letters = _ZERO, _ONE, 0
            while kind >= _INSIDE:
                if kind == _LETTER:
                    total += np.uint64(entry & _LETTER_BITS) * power
                    power *= _PRIME
                    letters += 1
                    last = at
                at += 1
                entry = table[points[at]] if at < len(points) else _BLANK
                kind = entry >> _KIND & 3
            ends[count] = last + 1
            hashes[count] = _mixed(total)
            halfbits[count] = said[min(letters, len(said) - 1)]
            # A capital that is all there is stands for "I" or is an initial.
            capitals[count] = _SMALL if not capital or letters == 1 else _OPENING if opening else _WITHIN
            opening = False
            count += 1
            continue
        if kind == _SOLO:
            starts[count], ends[count] = at, at + 1
            hashes[count] = _mixed(np.uint64(entry & _LETTER_BITS))
            halfbits[count], capitals[count] = SOLO_HALFBITS, _SMALL
            opening = False
            count += 1
        elif entry >> _STOP & 1:
            opening = True
        elif entry == 0:
            return -1
        at += 1
    return count


@compiled
def _mixed(total: np.uint64) -> np.uint64:
    """A hash from the sum of a polynomial, every bit of which depends on all of it."""
    once = (total ^ total >> _LOW) * _MIX
    return once ^ once >> _HIGH


def _leave_out_names(hashes: _Array, capitals: _Array, halfbits: Halfbits) -> None:
    """Let names say nothing: words with capitals within sentences, and words that are known by such capitals."""
    within = int(np.count_nonzero(capitals == _WITHIN))
    if 0 < within <= CAPITALS_OF_NAMES * np.count_nonzero(capitals != _OPENING):
        slots = 1 << (2 * within).bit_length()
        large, small = np.zeros((2, slots), np.int32)
        _tell_names(hashes, capitals, np.zeros(slots, np.uint64), large, small, halfbits)


@compiled
def _tell_names(
    hashes: _Array, capitals: _Array, keys: _Array, large: _Array, small: _Array, halfbits: _Array
) -> None:  # fmt: skip
    """Set the half-bits of names to 0.

    The rest is for work, tables of a power of two, all 0: the hashes of words with capitals within sentences, how often
    each has one there, and how often it is written small.
    """
    for word in range(len(hashes)):
        if capitals[word] == _WITHIN:
            slot = _slot(hashes[word], keys, large)
            keys[slot] = hashes[word]
            large[slot] += 1
    for word in range(len(hashes)):
        if capitals[word] == _SMALL:
            small[_slot(hashes[word], keys, large)] += 1
    for word in range(len(hashes)):
        if capitals[word] == _WITHIN:
            halfbits[word] = 0
        elif capitals[word] == _OPENING:
            slot = _slot(hashes[word], keys, large)
            if small[slot] * KNOWN_BY < large[slot]:
                halfbits[word] = 0


@compiled
def _slot(value: np.uint64, keys: _Array, times: _Array) -> np.uint64:
    """Where a hash stands in a table, or would."""
    slot = value & np.uint64(len(keys) - 1)
    while times[slot] > 0 and keys[slot] != value:
        slot = slot + _ONE & np.uint64(len(keys) - 1)
    return slot


@compiled
def _run(
    hashes: _Array, halfbits: _Array, places: _Array, fingerprints: _Array, first: _Array, last: _Array
) -> int:  # fmt: skip
    """Fill in the shingles of the words at some `places`, those that are no names, and say how many there are."""
    count = 0
    for start in range(len(places)):
        total, power, said = _ZERO, _ONE, 0
        for at in range(start, min(start + LONGEST, len(places))):
            word = places[at]
            total += (hashes[word] & _KEPT) * power
            power *= _PRIME
            said += halfbits[word]
            if said >= 2 * SHINGLE_BITS:
                fingerprints[count] = _mixed(total)
                first[count], last[count] = places[start], word
                count += 1
                break
    return count
