"""The passages that two texts have in common: seeds come in, aligned passages go out, each with its evidence in bits.

Seeds on about one diagonal, not far apart, make a chain; what a chain's seeds say together must be more than chance
says of two texts of this length. From the middle of a chain the words are aligned to both sides, in a band that follows
the seeds, as far as it pays: a word that is the same gains what it says, another one in its place costs `MISMATCH`, one
too many `GAP`. Names are transparent: two of them match whatever they are, so that a repost with other names scores
like a faithful one. The ends of a passage are where its score is highest, as in local alignment (Smith and Waterman
1981); it is left off where the score has dropped too far (Altschul et al. 1990).

What a word says, `weigh` takes from its text and its length. So all is settled by the words of the two texts, and what
holds between them stays when an archive grows.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from retold.compiling import compiled
from retold.seeding import Seeds

__all__ = ["KERNEL", "Chains", "Passages", "align", "chain", "strands", "weigh"]

KERNEL = 1
"""Number of this way to chain and align; what an archive keeps of an earlier one is made anew."""

REACH = 40
"""Words between two seeds of one chain, at most."""

DRIFT = 8
"""Words by which two neighbouring seeds may be off one another's diagonal, and one more for every `SLOPE` between."""

SLOPE = 3

CHAIN_BITS = 38
"""Bits that the words under a chain's seeds must say: one and a half seeds."""

MISMATCH, GAP, NAME, NAME_GAP = -12, -10, 2, -2
"""Half-bits of another word, of a word too many, of two names, and of a name too many."""

DROP = 160
"""Half-bits below the best from which an alignment is left off: some thirteen other words in a row."""

SLACK = 10
"""Words by which a passage may leave the diagonals of its seeds, to either side."""

COMPACT = 12
"""Words within which all seeds of a chain begin that is tried for one plain run first: most such are chance."""

RUN_BITS = 50
"""Bits that such a run must say."""

RUN_DROP = 40
"""Half-bits below the best from which a run is left off."""

PRIOR = 1000
"""Words that what a word says by its length is worth against how often a text has it: 300 did as well, 30,000 worse."""

LEAST, MOST = 4, 36
"""Half-bits of the commonest and of the rarest words."""

WIDEST = 2 * SLACK + 1 + DRIFT + REACH // SLOPE
"""Diagonals of the band, at most: two seeds of a chain may be so far off one another."""

_EXPECTED = PRIOR * np.exp2(-0.5 * np.arange(256))  # among so many words, by half-bits

NOTHING = -(1 << 29)
"""Half-bits of what cannot be, with room to take more away."""

Weights = npt.NDArray[np.uint8]
Numbers = npt.NDArray[np.int32]
_Array = npt.NDArray[Any]


@dataclass(frozen=True, slots=True)
class Chains:
    """The seeds of one document that stand in chains, gathered by chain; `ends` is where each chain ends, exclusive.

    `document` is the other document of each chain; `first` and `other` are the first words of the seeds.
    """

    document: Numbers
    ends: Numbers
    first: Numbers
    other: Numbers

    def __len__(self) -> int:
        return len(self.ends)


@dataclass(frozen=True, slots=True)
class Passages:
    """Passages that two documents share, one entry each: first and last words (inclusive) in the one and the `other`.

    `halfbits` is the score; `equal` is how many words are the same.
    """

    first: Numbers
    last: Numbers
    other_first: Numbers
    other_last: Numbers
    halfbits: Numbers
    equal: Numbers

    def __len__(self) -> int:
        return len(self.first)


def weigh(hashes: _Array, halfbits: Weights) -> Weights:
    """How many half-bits each word of a text says there, from `LEAST` to `MOST`; 0 for names.

    By how often the text has it, against what its length lets expect: in long texts their own counts tell, in short
    ones the lengths. Linear in the number of words.
    """
    # Words are counted by a part of their hash: of those that fall together with others, few are common ones.
    place = hashes & ((1 << max(4, len(hashes).bit_length())) - 1)
    share = np.bincount(place)[place] - 1 + _EXPECTED[halfbits]
    share /= len(hashes) - 1 + PRIOR
    said: Weights = np.clip((0.5 - 2 * np.log2(share)).astype(np.int32), LEAST, MOST).astype(np.uint8)
    said[halfbits == 0] = 0
    return said


def strands(seeds: Seeds, weights: Weights) -> Numbers:
    """Which seeds of a document are within reach of one another, and of others again: the first seed of its strand for
    each, -1 where the words under a whole strand do not say enough for a chain.

    A chain never leaves its strand, so a strand can be looked at without the rest, and one that says too little can be
    left out; taking seeds away never makes one say more. Linear in the seeds: within `REACH` there are few.
    """
    heads, said, covered = np.zeros((3, len(seeds)), np.int32)
    _tie(seeds.document, seeds.first, seeds.last, seeds.other, weights, heads, said, covered)
    return heads


def chain(seeds: Seeds, weights: Weights) -> Chains:
    """The chains among the seeds of a document whose words say `weights`; linear in the seeds."""
    own, latest, diagonal, said, covered = np.zeros((5, len(seeds)), np.int32)
    _chain(seeds.document, seeds.first, seeds.last, seeds.other, weights, own, latest, diagonal, said, covered)
    kept = np.flatnonzero(own >= 0)
    order = kept[np.argsort(own[kept], kind="stable")]
    ends = np.flatnonzero(np.append(np.diff(own[order]) != 0, True)[: len(order)]) + 1
    return Chains(seeds.document[order[ends - 1]], ends.astype(np.int32), seeds.first[order], seeds.other[order])


def align(
    hashes: _Array, weights: Weights, other_hashes: _Array, other_weights: Weights, chains: Chains, of: slice
) -> Passages:
    """The passages on some chains of a document with one other, none within another one.

    `hashes` and `weights` (see `weigh`) are of the words of the one and the other document; `of` are the chains.
    """
    begin = int(chains.ends[of.start - 1]) if of.start else 0
    found = np.empty((6, int(chains.ends[of.stop - 1]) - begin), np.int32)
    best, band = np.empty(4, np.int32), np.empty((4, WIDEST), np.int32)
    words = hashes, weights, other_hashes, other_weights
    count = _align(*words, chains.first, chains.other, begin, chains.ends[of], found, best, band)
    return Passages(*found[:, :count])


@compiled
def _tie(
    document: _Array,
    first: _Array,
    last: _Array,
    other: _Array,
    weights: _Array,
    heads: _Array,
    said: _Array,
    covered: _Array,
) -> None:
    """Fill `heads`; the rest is for work, one entry a strand: the half-bits and the last word under its seeds."""
    count = len(first)
    oldest = 0
    for seed in range(count):
        heads[seed] = seed
        at, off = first[seed], other[seed] - first[seed]
        while document[oldest] != document[seed] or first[oldest] < at - REACH:
            oldest += 1
        for candidate in range(oldest, seed):
            if abs(off - other[candidate] + first[candidate]) <= DRIFT + (at - first[candidate]) // SLOPE:
                one, two = candidate, seed
                while heads[one] != one:
                    heads[one] = heads[heads[one]]
                    one = heads[one]
                while heads[two] != two:
                    heads[two] = heads[heads[two]]
                    two = heads[two]
                heads[max(one, two)] = min(one, two)
    for seed in range(count):
        head = heads[seed] = heads[heads[seed]]  # those before are settled
        if head == seed:
            covered[head] = first[seed] - 1
        for word in range(max(covered[head] + 1, first[seed]), last[seed] + 1):
            said[head] += weights[word]
        covered[head] = max(covered[head], last[seed])
    for seed in range(count):
        if said[heads[seed]] < 2 * CHAIN_BITS:
            heads[seed] = -1


@compiled
def _chain(
    document: _Array,
    first: _Array,
    last: _Array,
    other: _Array,
    weights: _Array,
    chains: _Array,
    latest: _Array,
    diagonal: _Array,
    said: _Array,
    covered: _Array,
) -> None:
    """Fill `chains`: the chain of each seed, -1 for none worth a look; they are numbered by their first seeds.

    The rest is for work, one entry a chain: the word and the diagonal of its last seed, the half-bits and the last word
    under its seeds.
    """
    count = len(first)
    known, oldest = 0, 0
    for seed in range(count):
        if seed == 0 or document[seed] != document[seed - 1]:
            oldest = known
        at, off = first[seed], other[seed] - first[seed]
        while oldest < known and latest[oldest] < at - REACH:
            oldest += 1
        best, nearest = -1, 1 << 30
        for candidate in range(known - 1, oldest - 1, -1):
            between = at - latest[candidate]
            distance = abs(off - diagonal[candidate])
            if between <= REACH and distance <= DRIFT + between // SLOPE and distance < nearest:
                best, nearest = candidate, distance
        if best >= 0 and latest[best] == at:
            chains[seed] = -1  # one word has one partner in a chain
            continue
        if best < 0:
            best = known
            known += 1
            covered[best] = at - 1
        chains[seed] = best
        latest[best], diagonal[best] = at, off
        for word in range(max(covered[best] + 1, at), last[seed] + 1):
            said[best] += weights[word]
        covered[best] = max(covered[best], last[seed])
    for seed in range(count):
        if chains[seed] >= 0 and said[chains[seed]] < 2 * CHAIN_BITS:
            chains[seed] = -1


@compiled
def _align(
    hashes: _Array,
    weights: _Array,
    other_hashes: _Array,
    other_weights: _Array,
    first: _Array,
    other: _Array,
    begin: int,
    ends: _Array,
    found: _Array,
    best: _Array,
    band: _Array,
) -> int:
    """Fill the rows of `Passages` and say how many there are."""
    count = 0
    for chain in range(len(ends)):
        start, end = begin, int(ends[chain])  # one type, so that `_extend` is compiled once
        begin = end
        while start < end:
            middle = (start + end) // 2
            if first[end - 1] - first[start] < COMPACT:
                run = _run(hashes, weights, other_hashes, other_weights, first[middle], other[middle])
                if run < 2 * RUN_BITS:
                    break
            # From the first seed to the end of its passage, and from the last seed there back to where it begins: the
            # first may be there by chance. Seeds behind it may lie on another passage.
            _extend(hashes, weights, other_hashes, other_weights, first, other, start, end, 1, best, band)
            latest = start
            while latest + 1 < end and first[latest + 1] <= best[0]:
                latest += 1
            _extend(hashes, weights, other_hashes, other_weights, first, other, latest, end, 1, best, band)
            found[1, count], found[3, count], found[4, count], found[5, count] = best[0], best[1], best[2], best[3]
            _extend(hashes, weights, other_hashes, other_weights, first, other, latest, start - 1, -1, best, band)
            found[0, count], found[2, count] = best[0], best[1]
            found[4, count] += best[2]
            found[5, count] += best[3]
            start = latest + 1
            while start < end and first[start] <= found[1, count]:
                start += 1
            count += 1
    return count


@compiled
def _run(hashes: _Array, weights: _Array, other_hashes: _Array, other_weights: _Array, place: int, partner: int) -> int:
    """The half-bits of the best run of words through a place, with one word too many or too few to either side."""
    total = 0
    for step in range(1, -2, -2):
        at, beside = (place if step > 0 else place - 1), (partner if step > 0 else partner - 1)
        before = 0
        for leap in range(3):
            # First the words at hand; then, from behind them, with a word left out of the one or of the other text.
            here, there = at + step * (leap == 1), beside + step * (leap == 2)
            best, score = 0, (GAP if leap else 0)
            best_here, best_there = at, beside
            while 0 <= here < len(hashes) and 0 <= there < len(other_hashes) and score >= best - RUN_DROP:
                if weights[here] == 0 and other_weights[there] == 0:
                    score += NAME
                elif hashes[here] == other_hashes[there]:
                    score += max(weights[here], other_weights[there])
                else:
                    score += MISMATCH
                here += step
                there += step
                if score > best:
                    best, best_here, best_there = score, here, there
            if leap == 0:
                total += best
                at, beside = best_here, best_there
            else:
                before = max(before, best)
        total += before
    return total


@compiled
def _extend(
    hashes: _Array,
    weights: _Array,
    other_hashes: _Array,
    other_weights: _Array,
    first: _Array,
    other: _Array,
    seed: int,
    stop: int,
    step: int,
    found: _Array,
    band: _Array,
) -> None:
    """Align from a seed on (`step` 1) or up to it (-1): where that is best to end, the half-bits and the equal words.

    The band holds the diagonals of the seeds before and behind each word, and some to either side. `stop` is the first
    seed that is no longer one of the chain.
    """
    low = high = other[seed] - first[seed]
    now, before = 0, 1  # the rows of the band: scores, and two below each the words that are the same
    band[before, 0] = band[before + 2, 0] = 0
    place = first[seed] if step > 0 else first[seed] - 1
    best = best_equal = 0
    best_place, best_partner = place - step, place - step + low
    while 0 <= place < len(hashes):
        while seed + step != stop and (first[seed + step] - place) * step <= 0:
            seed += step
        here = there = other[seed] - first[seed]
        if seed + step != stop:
            there = other[seed + step] - first[seed + step]
        new_low, new_high = min(here, there) - SLACK, max(here, there) + SLACK
        top = NOTHING
        for at in range(new_high - new_low + 1):
            offset = new_low + at if step > 0 else new_high - at
            partner = place + offset
            score, equal = NOTHING, 0
            if 0 <= partner < len(other_hashes):
                if low <= offset <= high:
                    same = hashes[place] == other_hashes[partner]
                    score, equal = band[before, offset - low], band[before + 2, offset - low]
                    if weights[place] == 0 and other_weights[partner] == 0:
                        score += NAME
                    elif same:
                        score += max(weights[place], other_weights[partner])
                    else:
                        score += MISMATCH
                    if same:
                        equal += 1
                beyond = offset + step
                if low <= beyond <= high:
                    gapped = band[before, beyond - low] + (GAP if weights[place] else NAME_GAP)
                    if gapped > score:
                        score, equal = gapped, band[before + 2, beyond - low]
                if at:
                    beyond = offset - step - new_low
                    gapped = band[now, beyond] + (GAP if other_weights[partner] else NAME_GAP)
                    if gapped > score:
                        score, equal = gapped, band[now + 2, beyond]
            if score < best - DROP:
                score = NOTHING
            band[now, offset - new_low], band[now + 2, offset - new_low] = score, equal
            top = max(top, score)
            if score > best:
                best, best_equal, best_place, best_partner = score, equal, place, partner
        if top == NOTHING:
            break
        now, before = before, now
        low, high = new_low, new_high
        place += step
    found[0], found[1], found[2], found[3] = best_place, best_partner, best, best_equal
