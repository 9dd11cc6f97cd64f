"""Where words and shingles of one text stand in all others: a scan over the stored columns, nothing else is read.

A text comes in; out come its seeds with the texts of the archive (the semi-join of its shingles), and the places of
its words. Time grows with the archive, a tenth of a second for ten million words; memory with what is found.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow.parquet as pq

from retold.archive.layout import SHINGLES, TOKENS
from retold.archive.snapshot import Snapshot
from retold.archive.tables import opened, values
from retold.compiling import compiled
from retold.seeding import REPEATS, Numbers, Seeds
from retold.shingles import Hashes, Shingles

__all__ = ["Places", "hits_of", "places_of", "seeds_with", "shingles_with", "table_of"]

_Array = npt.NDArray[Any]
_SOME = np.uint64((1 << 20) - 1)  # bits by which most fingerprints are known for others, without a look at the table


class Places:
    """Where some words stand: the text of each place, by its row among the documents, the word and its kind.

    All are ``[n]``, the places of a text together, in order. `kinds` are what the words were looked for as;
    `counts` ``[kinds]`` how often each stands in the archive; `words` ``[documents]`` the lengths of the texts.
    """

    def __init__(self, documents: Numbers, words: Numbers, kinds: Numbers, counts: _Array, lengths: _Array) -> None:
        order = np.argsort(documents, kind="stable")
        self.documents, self.words, self.kinds = documents[order], words[order], kinds[order]
        self.counts, self.lengths = counts, lengths
        self.borders = np.searchsorted(self.documents, np.arange(len(lengths) + 1))

    def of(self, document: int) -> slice:
        """The places in one text."""
        return slice(int(self.borders[document]), int(self.borders[document + 1]))


def seeds_with(snapshot: Snapshot, shingles: Shingles) -> Seeds:
    """The seeds of a text with those of the archive; these are numbered by their rows among the documents.

    What either repeats is looked at `REPEATS` times.
    """
    kept = np.flatnonzero(_rank(shingles.fingerprints) < REPEATS)
    own = shingles.fingerprints[kept]
    order = np.argsort(own, kind="stable")
    own, at_first, at_last = own[order], shingles.first[kept][order], shingles.last[kept][order]
    keys, begins = np.unique(own, return_index=True)
    counts = np.diff(np.append(begins, len(own)))
    key, document, words = _holding(snapshot, keys, ("first",))
    order = np.lexsort((words, key, document))
    document, words, key = document[order], words[order], key[order]
    few = _rank(document.astype(np.int64) * max(1, len(keys)) + key) < REPEATS
    document, words, key = document[few], words[few], key[few]
    times = counts[key]
    partner = np.repeat(begins[key], times) + np.arange(int(times.sum())) - np.repeat(np.cumsum(times) - times, times)
    document, words = np.repeat(document, times), np.repeat(words, times)
    first, last = at_first[partner], at_last[partner]
    order = np.lexsort((words, first, document))
    return Seeds(document[order].astype(np.int32), first[order], last[order], words[order].astype(np.int32))


def shingles_with(snapshot: Snapshot, fingerprints: Hashes) -> tuple[Hashes, Numbers, Numbers, Numbers]:
    """The shingles of the archive with some fingerprints (each once, in order): fingerprint, row of the document among
    the documents, first and last word."""
    key, document, first, last = _holding(snapshot, fingerprints, ("first", "last"))
    return fingerprints[key], document, first, last


def places_of(snapshot: Snapshot, hashes: _Array, kinds: Numbers) -> Places:
    """Where words with some `hashes` stand (their low 32 bits, each once), as what of `kinds` each counts."""
    keys = hashes.astype(np.int32).astype(np.uint32).astype(np.uint64)
    table = table_of(keys)
    found: list[tuple[_Array, ...]] = [(np.zeros(0, np.int32),) * 3]

    def look(file: pq.ParquetFile, group: int) -> tuple[_Array, ...]:
        rows = file.read_row_group(group, ["doc", "hashes"])
        lists = rows["hashes"].combine_chunks()
        offsets = values(lists.offsets)
        document = _rows(snapshot, values(rows["doc"]))
        hits, key = hits_of(values(lists.flatten()).view(np.uint32), keys, table)
        text = np.searchsorted(offsets - offsets[0], hits, side="right") - 1
        current = document[text] >= 0
        hits, key, text = hits[current], key[current], text[current]
        return document[text], (hits - (offsets[text] - offsets[0])).astype(np.int32), kinds[key]

    found += _each_group(snapshot.files(TOKENS), look)
    documents, places, kind = (np.concatenate(parts) for parts in zip(*found, strict=True))
    counts = np.bincount(kind, minlength=int(kinds.max(initial=-1)) + 1)
    return Places(documents, places, kind, counts, values(snapshot.documents["words"]))


def _holding(snapshot: Snapshot, keys: Hashes, names: Sequence[str]) -> tuple[_Array, ...]:
    """Which shingles have one of some fingerprints: the place of that, the document's row, and columns of the table."""
    table = table_of(keys.view(np.uint64))
    some = np.zeros(int(_SOME) + 1, np.bool_)
    some[keys.view(np.uint64) & _SOME] = True
    nothing = np.zeros(0, np.int32)
    found: list[tuple[_Array, ...]] = [(nothing, np.zeros(0, np.int64), *[nothing] * len(names))]

    def look(file: pq.ParquetFile, group: int) -> tuple[_Array, ...]:
        rows = values(file.read_row_group(group, ["fingerprint"]).column(0)).view(np.uint64)
        maybe = np.flatnonzero(some.take(rows & _SOME))
        hits, key = hits_of(rows[maybe], keys.view(np.uint64), table)
        if not len(hits):
            return found[0]
        hits = maybe[hits]
        beside = file.read_row_group(group, ["doc", *names])
        return key, values(beside["doc"])[hits], *(values(beside[name])[hits] for name in names)

    found += _each_group(snapshot.files(SHINGLES), look)
    key, docs, *beside = (np.concatenate(parts) for parts in zip(*found, strict=True))
    document = _rows(snapshot, docs)
    current = document >= 0
    return tuple(column[current] for column in (key, document, *beside))


def _each_group(
    names: Sequence[str], look: Callable[[pq.ParquetFile, int], tuple[_Array, ...]]
) -> Iterator[tuple[_Array, ...]]:
    """What `look` finds in every group of rows of some files, in order; several are looked at at a time."""

    def work(place: tuple[Path, int]) -> tuple[_Array, ...]:
        with opened(place[0]) as file:
            return look(file, place[1])

    groups = []
    for name in names:
        with opened(Path(name)) as file:
            groups += [(Path(name), group) for group in range(file.num_row_groups)]
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        yield from pool.map(work, groups)


def _rows(snapshot: Snapshot, docs: Hashes) -> Numbers:
    """The rows of documents with these numbers, -1 for those that are not current."""
    own = values(snapshot.documents["doc"])
    order = np.argsort(own)
    at = np.minimum(np.searchsorted(own[order], docs), len(own) - 1)
    return np.where(own[order[at]] == docs, order[at], -1).astype(np.int32)


def _rank(keys: Hashes) -> _Array:
    """How many equal keys stand before each."""
    order = np.argsort(keys, kind="stable")
    ordered = keys[order]
    begins = np.flatnonzero(np.append(True, ordered[1:] != ordered[:-1])[: len(ordered)])
    rank = np.empty(len(keys), np.int64)
    rank[order] = np.arange(len(keys)) - np.repeat(begins, np.diff(np.append(begins, len(keys))))
    return rank


def table_of(keys: _Array) -> Numbers:
    """A hash table of the places of some keys, each of which is there once."""
    table = np.full(max(1024, 1 << (4 * len(keys)).bit_length()), -1, np.int32)
    _fill(keys, table)
    return table


@compiled
def _fill(keys: _Array, table: _Array) -> None:
    mask = np.uint64(len(table) - 1)
    for at in range(len(keys)):
        slot = (keys[at] ^ (keys[at] >> np.uint64(17))) & mask
        while table[slot] >= 0:
            slot = (slot + np.uint64(1)) & mask
        table[slot] = at


def hits_of(rows: _Array, keys: _Array, table: _Array) -> tuple[_Array, _Array]:
    """Which rows hold one of the keys, and which."""
    hits, found = np.empty(len(rows), np.int64), np.empty(len(rows), np.int32)
    count = _hits(rows, keys, table, hits, found)
    return hits[:count].copy(), found[:count].copy()


@compiled
def _hits(rows: _Array, keys: _Array, table: _Array, hits: _Array, found: _Array) -> int:
    """Fill `hits`, the rows that hold one of the keys, and `found`, which they are, and say how many."""
    mask = np.uint64(len(table) - 1)
    count = 0
    for row in range(len(rows)):
        value = np.uint64(rows[row])
        slot = (value ^ (value >> np.uint64(17))) & mask
        at = table[slot]
        while at >= 0 and keys[at] != value:
            slot = (slot + np.uint64(1)) & mask
            at = table[slot]
        if at >= 0:
            hits[count] = row
            found[count] = at
            count += 1
    return count
