"""Which places of which texts have a shingle in common: the join behind reuse, on arrays.

In come the shingles of many documents, a stretch of the fingerprints at a time; out come, for one document after the
other, its seeds: pairs of places with the same fingerprint, one in it and one in a later document. A shingle that too
many documents have says nothing about two of them: from `COMMON` documents on, each is paired with the first that has
it, so that fifty copies of one novel cost forty-nine pairs and not twelve hundred, and a footer under a thousand works
is still known for what it is. What a text repeats over and over is looked at `REPEATS` times.

Memory is that of the places that have a partner, never of the pairs. `retold.engines` has the same join as SQL, for
what does not fit; the rows are the same.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from retold.compiling import compiled

__all__ = ["COMMON", "REPEATS", "Seeds", "Shared", "seeds_of", "shared_places", "sorted_by"]

COMMON = 40
"""Documents up to which those that share a shingle are paired each with each."""

REPEATS = 8
"""Times that a shingle of one document is looked at, its first ones."""

Numbers = npt.NDArray[np.int32]
_Array = npt.NDArray[Any]


@dataclass(frozen=True, slots=True)
class Shared:
    """The places whose fingerprint stands in two documents or more, gathered by fingerprint.

    `documents` are numbers, `first` and `last` words (inclusive), one entry a place; within a fingerprint they are in
    order of document and word. `ends` is where the places of the same fingerprint end, exclusive; of too common a one,
    for places in other documents than its first, where they themselves end. `common` are the fingerprints that are too
    common, in order, and `heads` their first documents.
    """

    documents: Numbers
    first: Numbers
    last: Numbers
    ends: Numbers
    common: npt.NDArray[np.int64]
    heads: Numbers


@dataclass(frozen=True, slots=True)
class Seeds:
    """Seeds of one document with later ones, in order of the other `document`, the own `first` word and the `other`.

    `first` and `last` (inclusive) are words of the one, `other` is the first word in the other document.
    """

    document: Numbers
    first: Numbers
    last: Numbers
    other: Numbers

    def __len__(self) -> int:
        return len(self.first)


def shared_places(stretches: Iterable[tuple[_Array, Numbers, Numbers, Numbers]]) -> Shared:
    """Gather the places that have a partner in another document.

    Parameters
    ----------
    stretches : fingerprints (int64), document numbers, first and last words; those of a document in order of word. A
        fingerprint must not stand in two stretches. Each is worked on alone: the smaller, the less memory.
    """
    empty = np.zeros(0, np.int32)
    parts: list[tuple[_Array, ...]] = [(empty, empty, empty, empty, np.zeros(0, np.int64), empty)]
    total = 0
    for fingerprints, documents, first, last in stretches:
        if (documents[1:] < documents[:-1]).any():
            order = sorted_by(documents, np.arange(len(documents), dtype=np.int32))
            fingerprints, documents, first, last = (column[order] for column in (fingerprints, documents, first, last))
        rows = len(fingerprints)
        slots = np.full(1 << (2 * rows).bit_length(), -1, np.int32)
        own, latest = np.full(rows, -1, np.int32), np.full(rows, -1, np.int32)
        places, holders, times, members, ends = np.zeros((5, rows), np.int32)
        count = _gather(
            fingerprints.view(np.uint64), documents, slots, own, latest, places, holders, times, members, ends
        )
        kept = members[:count]
        common = np.flatnonzero(holders > COMMON)
        shared = documents[kept], first[kept], last[kept], ends[:count] + np.int32(total)
        parts.append((*shared, fingerprints[common], documents[common]))
        total += count
    places_in, first_in, last_in, ends_in, commons, heads = (
        np.concatenate(arrays) for arrays in zip(*parts, strict=True)
    )
    in_order = np.argsort(commons)
    return Shared(places_in, first_in, last_in, ends_in, commons[in_order], heads[in_order])


def seeds_of(shared: Shared, documents: int, only: npt.NDArray[np.bool_] | None = None) -> Iterator[tuple[int, Seeds]]:
    """The seeds of each document, 0 to `documents` - 1, with later ones; those without any are left out.

    With `only` (one flag a document), pairs of two documents without the flag are left out.
    """
    wanted = np.ones(documents, np.bool_) if only is None else only
    order = sorted_by(shared.first, np.arange(len(shared.first), dtype=np.int32))
    order = sorted_by(shared.documents, order)
    begins = np.searchsorted(shared.documents[order], np.arange(documents + 1))
    for document in range(documents):
        own = order[begins[document] : begins[document + 1]]
        found = np.empty((4, int((shared.ends[own] - own - 1).sum())), np.int32)
        count = _pair(own, shared.ends, shared.documents, shared.first, shared.last, wanted, *found)
        if count:
            by_other = sorted_by(found[0, :count], np.arange(count, dtype=np.int32))
            yield document, Seeds(*found.take(by_other, axis=1))


def sorted_by(keys: Numbers, rows: Numbers) -> Numbers:
    """The rows in order of their keys (from 0, small), those of equal keys as they were."""
    counts = np.bincount(keys)
    begins = (np.cumsum(counts) - counts).astype(np.int32)
    order = np.empty(len(rows), np.int32)
    if len(rows) < len(keys):  # not all of them: those that are left out leave no holes
        return rows[np.argsort(keys[rows], kind="stable")]
    _place(keys, rows, begins, order)
    return order


@compiled
def _place(keys: _Array, rows: _Array, begins: _Array, order: _Array) -> None:
    for at in range(len(rows)):
        key = keys[rows[at]]
        order[begins[key]] = rows[at]
        begins[key] += 1


@compiled
def _gather(
    fingerprints: _Array,
    documents: _Array,
    slots: _Array,
    own: _Array,
    latest: _Array,
    places: _Array,
    holders: _Array,
    times: _Array,
    members: _Array,
    ends: _Array,
) -> int:
    """Fill `members`, the rows of shared fingerprints, and `ends`, and say how many they are; the rest is for work.

    `slots`, a table of a power of two, is to hold the first row of each fingerprint, and `own` each row's; both come
    with -1, as does `latest`, the others with 0.
    """
    mask = np.uint64(len(slots) - 1)
    for row in range(len(fingerprints)):
        # Its high bits are the same within a stretch; any others serve.
        slot = (fingerprints[row] >> np.uint64(8)) & mask
        while slots[slot] >= 0 and fingerprints[slots[slot]] != fingerprints[row]:
            slot = (slot + np.uint64(1)) & mask
        if slots[slot] < 0:
            slots[slot] = row
        head = slots[slot]
        if latest[head] != documents[row]:
            latest[head] = documents[row]
            holders[head] += 1
            times[head] = 0
        times[head] += 1
        if times[head] <= REPEATS:
            own[row] = head
            places[head] += 1
    total = 0
    for head in range(len(fingerprints)):
        if holders[head] > 1:
            latest[head] = total  # from here on: where its next place goes
            total += places[head]
    for row in range(len(fingerprints)):
        head = own[row]
        if head >= 0 and holders[head] > 1:
            # Of too common a shingle, only the first document looks at what comes after.
            common = holders[head] > COMMON and documents[row] != documents[head]
            members[latest[head]] = row
            latest[head] += 1
            places[head] -= 1
            ends[latest[head] - 1] = latest[head] if common else latest[head] + places[head]
    return total


@compiled
def _pair(
    own: _Array,
    ends: _Array,
    documents: _Array,
    first: _Array,
    last: _Array,
    wanted: _Array,
    found_document: _Array,
    found_first: _Array,
    found_last: _Array,
    found_other: _Array,
) -> int:
    """Fill the columns of `Seeds` of the document whose places are `own`, and say how many seeds there are."""
    count = 0
    for at in range(len(own)):
        place = own[at]
        document = documents[place]
        for partner in range(place + 1, ends[place]):
            other = documents[partner]
            if other != document and (wanted[document] or wanted[other]):
                found_document[count] = other
                found_first[count] = first[place]
                found_last[count] = last[place]
                found_other[count] = first[partner]
                count += 1
    return count
