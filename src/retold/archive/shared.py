"""The seeds of an archive, engine by engine: one stored state of it comes in, the seeds of one text after the other go
out, the same rows whichever engine made them.

What fits into memory is joined on arrays (`retold.seeding`), which takes a fifth of the time; DuckDB runs the same
join as SQL (`retold.engines`) where it does not, or where it is asked for.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt
import pyarrow.parquet as pq

from retold.archive.layout import SHINGLES
from retold.archive.snapshot import Snapshot
from retold.engines import Engine, seeds_in_duckdb
from retold.seeding import Numbers, Seeds, seeds_of, shared_places, sorted_by

__all__ = ["seeds"]

ROW = 60
"""Bytes of memory that a shingle takes while an archive is joined on arrays: three copies of its row at most."""

_BUCKETS = 6  # bits: a 64th of the shingles is gathered at a time, so that its table stays near the processor

_Stretch = tuple[npt.NDArray[np.int64], Numbers, Numbers, Numbers]


def seeds(snapshot: Snapshot, *, engine: Engine | None, memory: int) -> Iterator[tuple[int, Seeds]]:
    """The seeds of each text of the snapshot, by its place among the documents, with later ones.

    `engine` is what makes them, None for what suits their number; `memory` is what the join may take, in bytes.
    """
    documents = snapshot.documents
    if engine is None and int(documents["words"].to_numpy().sum()) * ROW <= memory:
        return seeds_of(shared_places(_stretches(snapshot)), documents.num_rows)
    numbers = {doc: number for number, doc in enumerate(documents["doc"].to_pylist())}
    return seeds_in_duckdb(snapshot.files(SHINGLES), numbers, memory)


def _stretches(snapshot: Snapshot) -> Iterator[_Stretch]:
    """The shingles of the current texts, those with the same first bits together."""
    docs = snapshot.documents["doc"].to_numpy()
    by_doc = np.argsort(docs)
    groups: list[tuple[_Stretch, npt.NDArray[np.int64]]] = []
    for name in snapshot.files(SHINGLES):
        with pq.ParquetFile(name) as file:
            for group in range(file.num_row_groups):
                rows = file.read_row_group(group, ["fingerprint", "doc", "first", "last"])
                fingerprints, owners, first, last = (column.to_numpy() for column in rows.columns)
                runs = np.flatnonzero(np.append(True, owners[1:] != owners[:-1])[: len(owners)])
                place = np.minimum(np.searchsorted(docs[by_doc], owners[runs]), len(docs) - 1)
                documents = np.repeat(by_doc[place].astype(np.int32), np.diff(runs, append=len(owners)))
                bucket = (fingerprints.view(np.uint64) >> np.uint64(64 - _BUCKETS)).astype(np.int32)
                order = sorted_by(bucket, np.arange(len(owners), dtype=np.int32))
                if not snapshot.pure:
                    order = order[docs[documents[order]] == owners[order]]
                cuts = np.searchsorted(bucket[order], np.arange((1 << _BUCKETS) + 1))
                groups.append(((fingerprints[order], documents[order], first[order], last[order]), cuts))
    for bucket_number in range(1 << _BUCKETS):
        pieces = [
            [column[cuts[bucket_number] : cuts[bucket_number + 1]] for column in columns] for columns, cuts in groups
        ]
        if pieces:
            fingerprints, documents, first, last = (np.concatenate(parts) for parts in zip(*pieces, strict=True))
            yield fingerprints, documents, first, last
