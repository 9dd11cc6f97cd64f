"""Which of many rows hold one of some keys: a hash table of the keys, asked for each row; and the scan of an archive's
shingles for some fingerprints, for which nothing else is read.
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

from retold.archive.layout import SHINGLES
from retold.archive.snapshot import Snapshot
from retold.archive.tables import opened, values
from retold.compiling import compiled
from retold.seeding import Numbers
from retold.shingles import Hashes

__all__ = ["hits_of", "rows_of", "shingles_with", "table_of"]

_Array = npt.NDArray[Any]
_SOME = np.uint64((1 << 20) - 1)  # bits by which most fingerprints are known for others, without a look at the table


def shingles_with(snapshot: Snapshot, fingerprints: Hashes) -> tuple[Hashes, Numbers, Numbers, Numbers]:
    """The shingles of the archive with some fingerprints (each once, in order): fingerprint, row of the document among
    the documents, first and last word."""
    key, document, first, last = _holding(snapshot, fingerprints, ("first", "last"))
    return fingerprints[key], document, first, last


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
    document = rows_of(snapshot, docs)
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


def rows_of(snapshot: Snapshot, docs: Hashes) -> Numbers:
    """The rows of documents with these numbers, -1 for those that are not current."""
    own = values(snapshot.documents["doc"])
    order = np.argsort(own)
    at = np.minimum(np.searchsorted(own[order], docs), len(own) - 1)
    return np.where(own[order[at]] == docs, order[at], -1).astype(np.int32)


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
