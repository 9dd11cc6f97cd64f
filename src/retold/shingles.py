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
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from retold.compiling import compiled

__all__ = ["KERNEL", "LONGEST", "SHINGLE_BITS", "Shingles", "Words", "shingles_of", "words_of"]

KERNEL = 1
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
    words = _cut(points, _SIGNS.table, HALFBITS, _SIGNS.unknown)
    if _SIGNS.unknown.any():
        _SIGNS.learn()
        words = _cut(points, _SIGNS.table, HALFBITS, _SIGNS.unknown)
    starts, ends, hashes, halfbits, capitals = words
    _mute_names(hashes, capitals, halfbits)
    return Words(starts, ends, hashes.view(np.int64), halfbits)


def shingles_of(words: Words) -> Shingles:
    """The shingles of a text: one from each word that is no name, if enough is said within `LONGEST` words.

    Where a run ends is settled by the bits of its words alone, so equal runs have equal shingles wherever they stand.
    Linear in the number of words.
    """
    fingerprints = np.empty(len(words), np.uint64)
    first, last = np.empty(len(words), np.int32), np.empty(len(words), np.int32)
    count = _shingle(words.hashes.view(np.uint64), words.halfbits, fingerprints, first, last)
    return Shingles(fingerprints[:count].view(np.int64), first[:count], last[:count])


_GAP, _LETTER, _INSIDE, _SOLO = range(4)
_KIND, _CAPITAL, _STOP, _KNOWN = 21, 23, 24, 25  # bits of a sign's entry above those of the letter it stands for
_LETTER_BITS = (1 << _KIND) - 1
_BLOCK = 8  # bits: signs are learned 256 at a time
_WITHIN_SENTENCE, _OPENING = 1, 2  # of a capital, where it stands

_OFFSET, _PRIME = np.uint64(0xCBF29CE484222325), np.uint64(0x100000001B3)  # of the hash FNV-1a, 64 bits
_MIX = np.uint64(0xC2B2AE3D27D4EB4F)  # odd, with its bits well spread: xxHash's second prime
_HIGH, _LOW = np.uint64(29), np.uint64(32)
_KEPT = np.uint64(
    0xFFFFFFFF
)  # of the hash of a word: what an archive stores, so that shingles can be made from it again


class _Signs:
    """What each character is and stands for, learned by the block as texts bring new ones."""

    def __init__(self) -> None:
        self.table = np.zeros(0x110000, np.uint32)
        self.unknown = np.zeros(0x110000 >> _BLOCK, np.bool_)

    def learn(self) -> None:
        for block in np.flatnonzero(self.unknown).tolist():
            for point in range(block << _BLOCK, (block + 1) << _BLOCK):
                self.table[point] = _entry(chr(point))
        self.unknown[:] = False


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


@compiled
def _cut(points: _Array, table: _Array, halfbits_of_length: _Array, unknown: _Array) -> tuple[_Array, ...]:
    """The arrays of `Words` and where each word has its capital; blocks of signs that the table lacks are marked."""
    most = len(points)
    starts, ends = np.empty(most, np.int32), np.empty(most, np.int32)
    hashes = np.empty(most, np.uint64)
    halfbits, capitals = np.empty(most, np.uint8), np.empty(most, np.uint8)
    count, place, opening = 0, 0, True
    while place < most:
        entry = table[points[place]]
        kind = (entry >> _KIND) & 3
        if kind != _LETTER and kind != _SOLO:
            if entry == 0:
                unknown[points[place] >> _BLOCK] = True
            if (entry >> _STOP) & 1:
                opening = True
            place += 1
            continue
        starts[count], capital = place, (entry >> _CAPITAL) & 1
        length, value = 1, (_OFFSET ^ np.uint64(entry & _LETTER_BITS)) * _PRIME
        place += 1
        end = place
        if kind == _LETTER:
            while place < most:
                entry = table[points[place]]
                inner = (entry >> _KIND) & 3
                if inner == _LETTER:
                    value = (value ^ np.uint64(entry & _LETTER_BITS)) * _PRIME
                    length += 1
                    end = place + 1
                elif inner != _INSIDE:
                    break
                place += 1
        ends[count] = end
        value = (value ^ (value >> _LOW)) * _MIX
        hashes[count] = value ^ (value >> _HIGH)
        halfbits[count] = SOLO_HALFBITS if kind == _SOLO else halfbits_of_length[min(length, 9)]
        # A capital that is all there is stands for "I" or is an initial.
        capitals[count] = 0 if not capital or length == 1 else _OPENING if opening else _WITHIN_SENTENCE
        opening = False
        count += 1
    return (
        starts[:count].copy(), ends[:count].copy(), hashes[:count].copy(),
        halfbits[:count].copy(), capitals[:count].copy(),
    )  # fmt: skip


@compiled
def _mute_names(hashes: _Array, capitals: _Array, halfbits: _Array) -> None:
    """Set the half-bits of names to 0: of capitals within sentences, and of words known by such capitals."""
    large, open_ = 0, 0
    for capital in capitals:
        large += capital == _WITHIN_SENTENCE
        open_ += capital == _OPENING
    if large > CAPITALS_OF_NAMES * max(1, len(capitals) - open_):
        return
    size = 16
    while size < 2 * len(hashes):
        size *= 2
    mask = np.uint64(size - 1)
    slots = np.full(size, -1, np.int32)  # the first word of its kind, by hash
    own = np.empty(len(hashes), np.int32)
    small, capital_within = np.zeros(len(hashes), np.int32), np.zeros(len(hashes), np.int32)
    for at in range(len(hashes)):
        slot = hashes[at] & mask
        while slots[slot] >= 0 and hashes[slots[slot]] != hashes[at]:
            slot = (slot + np.uint64(1)) & mask
        if slots[slot] < 0:
            slots[slot] = at
        own[at] = slots[slot]
        small[own[at]] += capitals[at] == 0
        capital_within[own[at]] += capitals[at] == _WITHIN_SENTENCE
    for at in range(len(hashes)):
        within = capital_within[own[at]]
        known = within > 0 and small[own[at]] * KNOWN_BY < within
        if capitals[at] == _WITHIN_SENTENCE or (capitals[at] == _OPENING and known):
            halfbits[at] = 0


@compiled
def _shingle(hashes: _Array, halfbits: _Array, fingerprints: _Array, first: _Array, last: _Array) -> int:
    """Fill the arrays and say how many shingles there are."""
    count = 0
    for start in range(len(hashes)):
        if halfbits[start] == 0:
            continue
        said, words, at = 0, 0, start
        value = _OFFSET
        while at < len(hashes) and words < LONGEST:
            if halfbits[at]:
                said += halfbits[at]
                words += 1
                value = (value ^ (hashes[at] & _KEPT)) * _MIX
                value ^= value >> _HIGH
                if words > 1 and said >= 2 * SHINGLE_BITS:
                    fingerprints[count], first[count], last[count] = value, start, at
                    count += 1
                    break
            at += 1
    return count
