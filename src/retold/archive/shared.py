"""What the texts of an archive share, engine by engine: one stored state of it comes in, the rows of
`retold.archive.comparing` go out, the same whichever engine made them.

What fits into memory is joined on arrays (`retold.seeding`), which costs least; DuckDB runs the same join as SQL
(`retold.engines`) where it does not, or where it is asked for; Spark runs that and the kernel on many machines. What
was joined on arrays is kept, and only what has changed since is joined anew (`retold.archive.renewing`).
"""

from __future__ import annotations

import secrets
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from retold.archive.comparing import COMPARED, Rows, compare, compare_seeds, said_in, settled, write_said
from retold.archive.kept import Joined, Kept, kept_in
from retold.archive.layout import SHINGLES
from retold.archive.renewing import joined_on, renewed, shingles_again
from retold.archive.said import SaidWords
from retold.archive.snapshot import Snapshot
from retold.compiling import compiled
from retold.engines import Engine, by_document, seeds_in_duckdb
from retold.seeding import Numbers, Seeds, seeds_of, shared_places
from retold.shingles import Shingles

__all__ = ["compared"]

ROW = 60
"""Bytes of memory that a shingle takes while an archive is joined on arrays: three copies of its row at most."""

_BUCKETS = 6  # bits: a 64th of the shingles is gathered at a time, so that its table stays near the processor

_GROUP = 1_000_000  # words whose shingles are parted at a time

_Columns = tuple[npt.NDArray[np.int64], Numbers, Numbers, Numbers]
_Array = npt.NDArray[Any]
_Tell = Callable[[str, int, int], None]


def compared(snapshot: Snapshot, *, engine: Engine | None, memory: int, progress: _Tell) -> Iterator[Rows]:
    """The passages that the texts of a snapshot share, two by two, as rows of `COMPARED`.

    `engine` is what joins the shingles, None for what suits their number; `memory` is what the join may take, in bytes.
    The rows of two texts come together and in order; in which order the pairs come is the engine's.
    """
    documents = snapshot.documents
    numbers = {doc: number for number, doc in enumerate(documents["doc"].to_pylist())}
    with kept_in(snapshot) as kept:
        words = SaidWords(snapshot, kept.cache, kept.fresh, memory)
        if engine == "spark":
            yield from _compared_in_spark(snapshot, words, numbers, memory)
        elif engine == "duckdb" or int(words.lengths.sum()) * ROW > memory:
            seeds = by_document(seeds_in_duckdb(snapshot.files(SHINGLES), numbers, memory))
            yield from compare_seeds(_told(seeds, len(numbers), progress), words, words.lengths)
        else:
            joined = _joined(snapshot, words, kept, progress)
            yield settled(joined.rows, joined.links, words, words.lengths)


def _told(seeds: Iterable[tuple[int, Seeds]], texts: int, progress: _Tell) -> Iterator[tuple[int, Seeds]]:
    for text, own in seeds:
        progress("comparing", text, texts)
        yield text, own


def _joined(snapshot: Snapshot, words: SaidWords, kept: Kept, progress: _Tell) -> Joined:
    """What the texts have in common: what is known from the last run, and the rest joined now."""
    docs = snapshot.documents["doc"].to_numpy()
    known = kept.load()
    if known is not None and np.array_equal(known.docs, docs):
        return known
    joined = None if known is None else renewed(known, snapshot, words)
    if joined is None:
        shared = shared_places(_stretches(words.texts()))
        joined = joined_on(docs, _told(seeds_of(shared, len(docs)), len(docs), progress), shared, words)
    kept.save(joined, words)
    return joined


def _compared_in_spark(snapshot: Snapshot, said: SaidWords, numbers: Mapping[int, int], memory: int) -> Iterator[Rows]:
    """The join and the kernel in Spark's workers; the words of all texts go there as one file."""
    from retold.spark import joined_in_spark, session, share

    with session(memory) as running, tempfile.TemporaryDirectory(prefix="retold-") as scratch:
        words = Path(scratch) / f"retold-{secrets.token_hex(8)}.arrow"
        write_said((said(number) for number in numbers.values()), words)
        place, lengths = share(running, words), said.lengths

        def kernel(batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
            return compare(batches, said_in(place()), lengths)

        rows = joined_in_spark(running, snapshot.urls(SHINGLES), numbers, kernel, COMPARED)
    yield np.array([column.to_numpy() for column in rows.columns], np.int32)


def _stretches(texts: Iterable[tuple[int, _Array, _Array]]) -> Iterator[_Columns]:
    """The shingles of the texts, by number: those with the same first bits of their fingerprints together."""
    groups = [_parted(group) for group in _groups(texts)]
    for bucket in range(1 << _BUCKETS):
        parts = [[column[cuts[bucket] : cuts[bucket + 1]] for column in columns] for columns, cuts in groups]
        if parts:
            fingerprints, documents, first, last = (np.concatenate(pieces) for pieces in zip(*parts, strict=True))
            yield fingerprints, documents, first, last


def _groups(texts: Iterable[tuple[int, _Array, _Array]]) -> Iterator[list[tuple[int, Shingles]]]:
    """The shingles of some texts at a time; to make them again from the words is cheaper than to read them."""
    group: list[tuple[int, Shingles]] = []
    for number, hashes, halfbits in texts:
        group.append((number, shingles_again(hashes, halfbits)))
        if sum(len(shingles) for _, shingles in group) >= _GROUP:
            yield group
            group = []
    if group:
        yield group


def _parted(group: Sequence[tuple[int, Shingles]]) -> tuple[_Columns, npt.NDArray[np.int64]]:
    """The shingles of some texts in order of their first bits, and where each begins and the last one ends."""
    fingerprints = np.concatenate([shingles.fingerprints for _, shingles in group])
    documents = np.repeat([number for number, _ in group], [len(shingles) for _, shingles in group]).astype(np.int32)
    first = np.concatenate([shingles.first for _, shingles in group])
    last = np.concatenate([shingles.last for _, shingles in group])
    buckets = (fingerprints.view(np.uint64) >> np.uint64(64 - _BUCKETS)).astype(np.uint8)
    cuts = np.append(0, np.cumsum(np.bincount(buckets, minlength=1 << _BUCKETS)))
    parted = np.empty_like(fingerprints), np.empty_like(documents), np.empty_like(first), np.empty_like(last)
    _part(buckets, cuts[:-1].copy(), fingerprints, documents, first, last, *parted)
    return parted, cuts


@compiled
def _part(
    buckets: _Array,
    begins: _Array,
    fingerprints: _Array,
    documents: _Array,
    first: _Array,
    last: _Array,
    to_fingerprints: _Array,
    to_documents: _Array,
    to_first: _Array,
    to_last: _Array,
) -> None:
    for row in range(len(buckets)):
        at = begins[buckets[row]]
        begins[buckets[row]] += 1
        to_fingerprints[at] = fingerprints[row]
        to_documents[at] = documents[row]
        to_first[at] = first[row]
        to_last[at] = last[row]
