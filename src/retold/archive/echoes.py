"""In which texts the lines of a canon live on: its words come in, cut in lines, and the uses of each line go out.

A line is too short for the chains of seeds by which longer passages are found. So each is looked for by its rarest
words (`ANCHORS`): wherever one stands in a text, the line is aligned with what is around it, in bits, a word being
worth what its frequency in the archive says. Chance is asked for each line by itself, with the size of the archive
(`SURE`): "don't" and "what do you mean by that" can never say enough, and what says hardly enough in several texts is a
turn of phrase. What says too little alone counts beside its neighbours: lines of the canon that stand beside one
another in a text, in order, count together, and then even "don't" between them is one.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from math import log2
from typing import Any

import numpy as np
import numpy.typing as npt

from retold.archive.scanning import hits_of, table_of
from retold.archive.snapshot import Snapshot, Tokens
from retold.compiling import compiled

__all__ = ["Echo", "echoes"]

ANCHORS = 4
"""Words of a line, its rarest, that a use of it must have one of."""

SUBJECT = 64
"""Lines of a canon from which a word in them is no anchor: it is what the canon is about, or a refrain."""

COMMONEST, OFTEN = 0.001, 200
"""Share of the words of an archive from which one is no anchor, and times that any word may stand there: what all texts
of a small archive quote is no common word."""

PRIOR, KNOWN = 1000, 100_000
"""Words that what a word says by its length is worth against how often the archive has it, and what the language says
of a word that is listed."""

EVERYDAY, SAYING = 11.0, 6.0
"""Bits that any word may say, as often as it is said by everybody, and bits beyond that, of all words together, from
which a line is no everyday one."""

LONG = 7
"""Words that must be the same for an everyday line to count by itself."""

ENGLISH = 2_000_000
"""Words of an archive, at least, in which chance is asked for a line: what anybody says is no rarer in a small one."""

LEAST, MOST = 2.0, 18.0
"""Bits of the commonest and of the rarest words."""

NAME, CHANGED, GAP = 1.0, 6.0, 5.0
"""Bits for two names, and against another word and a word too many, as in `retold.passages`."""

DRIFT = 4
"""Words by which a use may be longer or shorter than the line up to any of its words."""

AROUND = 200
"""Words of a line around such a word that are looked at: what is longer is no line."""

FAINT, HALF = 20.0, 0.5
"""Bits, and the share of a line's bits, from which something is looked at as a use of it."""

PLENTY = 80.0
"""Bits from which a part of a long line is a use whatever its share."""

CHANCE, HALVING = 2e-6, 4.0
"""How often chance brings 0 bits to a pair of places, and the bits that halve that (see `retold.archive.reuse`)."""

SURE, PLAIN = 0.02, 0.001
"""E-values up to which something is a use of a line, by itself or with its neighbours: where `WORDS` words of it are
the same, and where these are fewer, or more texts than `STOCK` have it, and it may be a turn of phrase."""

WORDS = 6
"""Words that must be the same for `SURE` to do."""

STOCK = 2
"""Texts that may have a line with an E-value above `PLAIN`, if not all of it, word for word."""

NEXT, NEAR = 2, 40
"""Lines of the canon, and words of a text, up to which two uses are neighbours."""

ENDING = 2
"""Words at the end of a line that may be others and are still taken to be those of the line."""

BESIDE = 0.1
"""How often chance may bring a line that says little into the words beside a use in which it is looked for."""

_Array = npt.NDArray[Any]


@dataclass(frozen=True, slots=True)
class Echo:
    """A use of a line: its number, the row of the text among the documents, raw span, the share of what the line says
    that the use keeps (0 to 1), and whether it is word for word."""

    line: int
    document: int
    start: int
    end: int
    score: float
    verbatim: bool


@dataclass(frozen=True, slots=True)
class _Use:
    """A use of a line in a text, in words (the last inclusive), and its bits."""

    line: int
    first: int
    last: int
    bits: float
    verbatim: bool
    equal: int
    plain: bool = True


class _Canon:
    """The lines of a canon, ready to be looked for: words of lines `begins` to `ends`, and the lines of each anchor."""

    def __init__(self, words: Tokens, shares: _Array, lines: Sequence[range], counts: _Array, total: int) -> None:
        self.hashes, self.names = words.hashes, words.halfbits == 0
        prior = np.where(shares > 0, KNOWN, PRIOR)
        expected = prior * np.where(shares > 0, shares, np.exp2(-0.5 * words.halfbits.astype(float)))
        bits = -np.log2((counts + expected) / (total + prior))
        self.bits = np.where(self.names, NAME, np.clip(bits, LEAST, MOST))
        self.begins = np.array([line.start for line in lines], np.int32)
        self.ends = np.array([line.stop for line in lines], np.int32)
        beyond = np.where(shares > 0, -np.log2(np.maximum(shares, 1e-9)) - EVERYDAY, SAYING)
        beyond = np.append(0.0, np.cumsum(np.where(self.names, 0.0, np.maximum(0.0, beyond))))
        self.everyday = beyond[self.ends] - beyond[self.begins] < SAYING
        said = np.append(0.0, np.cumsum(self.bits))
        self.said = said[self.ends] - said[self.begins]
        self.chance = np.maximum(1e-9, CHANCE * (self.ends - self.begins) * float(max(total, ENGLISH)))
        anchors = [
            (int(self.hashes[at]), number, at)
            for number, line in enumerate(lines)
            for at in sorted(line, key=lambda at: (counts[at], at))[:ANCHORS]
            if counts[at] <= max(OFTEN, COMMONEST * total) and not self.names[at]
        ]
        many = Counter(anchor for anchor, _, _ in anchors)
        anchors = sorted(one for one in anchors if many[one[0]] < SUBJECT)
        hashes, begins = np.unique(np.array([one for one, _, _ in anchors], np.int32), return_index=True)
        self.keys = _keys(hashes)
        self.table = table_of(self.keys)
        self.anchor_ends = np.append(begins[1:], len(anchors)).astype(np.int32)
        self.anchored = np.array([(number, at) for _, number, at in anchors], np.int32).reshape(-1, 2)

    def needed(self, line: int, e_value: float) -> float:
        """Bits that a use of a line must have to be chance no more often than this."""
        return HALVING * log2(max(1.0, float(self.chance[line]) / e_value))


def echoes(
    snapshot: Snapshot, words: Tokens, shares: _Array, lines: Sequence[range], leave_out: Collection[int] = ()
) -> list[Echo]:
    """The uses of the lines of a canon, by line, text and place.

    `shares` are those of its words among all that is said, 0 where that is not known. `lines` are ranges of its words,
    in order; `leave_out` are rows of documents that do not count: the canon itself.
    """
    docs = snapshot.documents["doc"].to_pylist()
    row = {doc: at for at, doc in enumerate(docs) if at not in leave_out}
    known, own = np.unique(words.hashes, return_inverse=True)
    counts, total = np.zeros(len(known), np.int64), 0
    keys, table = _keys(known), table_of(_keys(known))
    for _, tokens in snapshot.tokens(row):
        counts += np.bincount(hits_of(_keys(tokens.hashes), keys, table)[1], minlength=len(known))
        total += len(tokens.hashes)
    canon = _Canon(words, shares, lines, counts[own], total)
    found: list[tuple[bool, Echo]] = []
    for doc, tokens in snapshot.tokens(row):
        for use in _used(canon, tokens):
            start, end = int(tokens.starts[use.first]), int(tokens.ends[_last(canon, tokens, use)])
            share = min(1.0, use.bits / max(LEAST, float(canon.said[use.line])))
            found.append((use.plain, Echo(use.line, row[doc], start, end, round(share, 3), use.verbatim)))
    doubtful: dict[int, set[int]] = {}
    for plain, echo in found:
        if not plain:
            doubtful.setdefault(echo.line, set()).add(echo.document)
    kept = [echo for plain, echo in found if plain or len(doubtful[echo.line]) <= STOCK]
    return sorted(kept, key=lambda one: (one.line, one.document, one.start, one.end))


def _last(canon: _Canon, tokens: Tokens, use: _Use) -> int:
    """The last word of a use: where the last words of the line were changed, those that stand in their place, as far as
    nothing but a blank stands between them."""
    own = canon.hashes[canon.begins[use.line] : canon.ends[use.line]]
    same = np.flatnonzero(own == tokens.hashes[use.last])
    if not len(same):
        return use.last
    at = int(same[np.argmin(np.abs(same - (use.last - use.first)))])  # where in the line that word is
    last = use.last
    for _ in range(min(ENDING, len(own) - 1 - at)):
        if last + 1 == len(tokens.starts) or tokens.starts[last + 1] > tokens.ends[last] + 1:
            break
        last += 1
    return last


def _keys(hashes: _Array) -> _Array:
    return hashes.view(np.uint32).astype(np.uint64)


def _used(canon: _Canon, tokens: Tokens) -> list[_Use]:
    """The uses of lines in one text, in order of its words."""
    places, keys = hits_of(_keys(tokens.hashes), canon.keys, canon.table)
    begins = np.append(0, canon.anchor_ends)[keys]
    most = int((canon.anchor_ends[keys] - begins).sum())  # of uses, one an anchor
    rows, bits = np.empty((most, 5), np.int32), np.empty(most)
    width = 2 * DRIFT + 1
    count = _look(
        tokens.hashes, tokens.halfbits == 0, places, keys, begins, canon.anchor_ends, canon.anchored,
        canon.hashes, canon.names, canon.bits, canon.begins, canon.ends, canon.said,
        np.zeros((2, width)), np.zeros((2, width), np.int64), np.zeros((2, width), np.int64), rows, bits,
    )  # fmt: skip
    rows, bits = rows[:count], bits[:count]
    faint = _best(
        [
            _Use(line, first, last, said, bool(same), equal)
            for (line, first, last, same, equal), said in zip(rows.tolist(), bits.tolist(), strict=True)
        ]
    )
    sure: list[_Use] = []
    for at, use in enumerate(faint):
        together, plainly = use.bits, canon.needed(use.line, PLAIN)
        needed = canon.needed(use.line, SURE) if use.equal >= WORDS else plainly
        # Of what everybody says, one thing often follows another.
        everyday = canon.everyday[use.line]
        neighbours = [one for one in _neighbours(faint, at) if not (everyday and canon.everyday[one.line])]
        if everyday and not neighbours and use.equal < LONG:
            continue
        for beside in neighbours:
            together += min(beside.bits, needed)
        if together >= needed:
            sure.append(replace(use, plain=together >= plainly or (use.verbatim and use.equal >= WORDS)))
    taken = {(use.line, use.first) for use in sure}
    for use in list(sure):
        for short in _short(canon, tokens, use):
            if (short.line, short.first) not in taken:
                taken.add((short.line, short.first))
                sure.append(short)
    return sorted(sure, key=lambda use: (use.first, use.line))


def _best(uses: list[_Use]) -> list[_Use]:
    """Of uses of one line that overlap the best, in order of their places."""
    kept: dict[int, list[_Use]] = {}
    for use in sorted(uses, key=lambda use: (-use.bits, use.first, use.last)):
        others = kept.setdefault(use.line, [])
        at = bisect_left(others, use.first, key=lambda one: one.first)
        clear = at == 0 or others[at - 1].last < use.first
        if clear and (at == len(others) or use.last < others[at].first):
            others.insert(at, use)
    return sorted((use for some in kept.values() for use in some), key=lambda use: (use.first, use.line))


def _neighbours(uses: Sequence[_Use], at: int) -> list[_Use]:
    """Uses of neighbouring lines near a use, on the side where they belong, each line once."""
    use = uses[at]
    found: dict[int, _Use] = {}
    for step in (-1, 1):
        beside = at + step
        while 0 <= beside < len(uses) and abs(uses[beside].first - use.first) <= NEAR + use.last - use.first:
            other = uses[beside]
            clear = other.last < use.first if step < 0 else use.last < other.first
            if clear and 0 < (other.line - use.line) * step <= NEXT:
                found.setdefault(other.line, other)
            beside += step
    return list(found.values())


def _short(canon: _Canon, tokens: Tokens, use: _Use) -> list[_Use]:
    """The lines before and after a use that say little, where they stand word for word beside it."""
    found = []
    for line in (use.line - 1, use.line + 1):
        if not 0 <= line < len(canon.begins) or canon.said[line] >= FAINT:
            continue
        own = canon.hashes[canon.begins[line] : canon.ends[line]]
        reach = len(own) + min(NEAR, int(BESIDE * 2.0 ** float(canon.said[line])))
        first = max(0, use.first - reach) if line < use.line else use.last + 1
        around = tokens.hashes[first : use.first if line < use.line else use.last + 1 + reach]
        if not 0 < len(own) <= len(around):
            continue
        same = (np.lib.stride_tricks.sliding_window_view(around, len(own)) == own).all(axis=1)
        places = np.flatnonzero(same)
        if len(places):
            at = first + int(places[-1] if line < use.line else places[0])
            found.append(_Use(line, at, at + len(own) - 1, float(canon.said[line]), True, len(own)))
    return found


@compiled
def _look(
    hashes: _Array, names: _Array, places: _Array, keys: _Array, first_anchors: _Array, anchor_ends: _Array,
    anchored: _Array, own: _Array, own_names: _Array, bits: _Array, begins: _Array, ends: _Array, said: _Array,
    score: _Array, start: _Array, equal: _Array, found: _Array, values: _Array,
) -> int:  # fmt: skip
    """Fill in the uses around the anchors at some `places` of a text, and say how many there are.

    `found` are line, first and last word, whether it is verbatim, how many words are the same; `values` are bits.
    `score`, `start` and `equal` are for work: two rows of a band.
    """
    width = 2 * DRIFT + 1
    count = 0
    for hit in range(len(places)):
        for anchor in range(first_anchors[hit], anchor_ends[keys[hit]]):
            line, at = anchored[anchor, 0], anchored[anchor, 1]
            best, best_start, best_end, best_equal = 0.0, 0, 0, 0
            now = 0
            for band in range(width):
                score[1, band], equal[1, band] = 0.0, 0
            for word in range(max(begins[line], at - AROUND), min(ends[line], at + AROUND)):
                for band in range(width):
                    place = places[hit] + word - at + band - DRIFT
                    value, since, same = 0.0, place, 0
                    if 0 <= place < len(hashes):
                        alike = hashes[place] == own[word]
                        gain = bits[word] if alike else NAME if names[place] and own_names[word] else -CHANGED
                        before = score[1 - now, band]
                        if before + gain > value:
                            value, same = before + gain, equal[1 - now, band] + alike
                            since = start[1 - now, band] if before > 0 else place
                        if band + 1 < width and score[1 - now, band + 1] - GAP > value:
                            value = score[1 - now, band + 1] - GAP
                            since, same = start[1 - now, band + 1], equal[1 - now, band + 1]
                        if band and score[now, band - 1] - GAP > value:
                            value = score[now, band - 1] - GAP
                            since, same = start[now, band - 1], equal[now, band - 1]
                    score[now, band], start[now, band], equal[now, band] = value, since, same
                    if value > best:
                        best, best_start, best_end, best_equal = value, since, place, same
                now = 1 - now
            if best < FAINT or (best < HALF * said[line] and best < PLENTY):
                continue
            length = ends[line] - begins[line]
            found[count, 0], found[count, 1], found[count, 2] = line, best_start, best_end
            found[count, 3] = best_equal == length and best_end - best_start + 1 == length
            found[count, 4] = best_equal
            values[count] = best
            count += 1
    return count
