"""What the texts of an archive share, engine by engine: one stored state of it comes in, the rows of
`retold.archive.comparing` go out, the same whichever engine made them.

What fits into memory is joined on arrays (`retold.seeding`), which costs least; DuckDB runs the same join as SQL
(`retold.engines`) where it does not, or where it is asked for; Spark runs that and the kernel on many machines. What
was joined on arrays is kept, and only what has changed since is joined anew (`retold.archive.renewing`).
"""

from __future__ import annotations

import secrets
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path

import numpy as np
import pyarrow as pa

from retold.archive.comparing import COMPARED, Rows, compare, compare_seeds, said_in, settled, write_said
from retold.archive.kept import Joined, Kept, kept_in
from retold.archive.layout import SHINGLES
from retold.archive.parting import seeds_through_files, stretches
from retold.archive.renewing import joined_on, renewed
from retold.archive.said import SaidWords
from retold.archive.snapshot import Snapshot
from retold.archive.tables import values
from retold.engines import LEAST_MEMORY, Engine, by_document, seeds_in_duckdb
from retold.errors import OptionError
from retold.seeding import Seeds, seeds_of, shared_places

__all__ = ["compared"]

MEGABYTE = 1_000_000

OWN, LONGEST, ROW = 320 * MEGABYTE, 100, 40
"""Bytes of memory that a run takes in any case (Python, Arrow and compiled kernels; 99 novels took 325 MB where they
might take 370); for each word of the longest text; and, where all is joined in memory, for each word (34)."""

DUCKDB = 100 * MEGABYTE + LEAST_MEMORY
"""Bytes more that DuckDB takes at least."""

_Tell = Callable[[str, int, int], None]


def compared(snapshot: Snapshot, *, engine: Engine | None, memory: int, progress: _Tell) -> Iterator[Rows]:
    """The passages that the texts of a snapshot share, two by two, as rows of `COMPARED`.

    `engine` is what joins the shingles, None for arrays; `memory` is what all of it may take, in bytes. Where that is
    too little for all of them at once, they go to temporary files, and nothing is kept for the next run. The rows of
    two texts come together and in order; in which order the pairs come is the engine's.

    Raises
    ------
    OptionError : less memory than the longest text needs.
    """
    numbers = {doc: number for number, doc in enumerate(snapshot.documents["doc"].to_pylist())}
    needed = OWN + LONGEST * int(values(snapshot.documents["words"]).max()) + DUCKDB * (engine == "duckdb")
    if engine != "spark":
        if memory < needed:
            least = -(-needed // MEGABYTE)
            raise OptionError(f"memory: at least {least} MB are needed for this archive, not {memory // MEGABYTE}")
        pa.set_memory_pool(pa.system_memory_pool())  # the default one keeps what it has had
    with kept_in(snapshot) as kept:
        room = memory - OWN
        words = SaidWords(snapshot, kept.cache, kept.fresh, room // 4)
        if engine == "spark":
            yield from _compared_in_spark(snapshot, words, numbers, memory)
        elif engine == "duckdb":
            own = LEAST_MEMORY + (memory - needed) // 2
            seeds = by_document(seeds_in_duckdb(snapshot.files(SHINGLES), numbers, own))
            yield from compare_seeds(_told(seeds, len(numbers), progress), words, words.lengths)
        elif int(words.lengths.sum()) * ROW > room:
            seeds = seeds_through_files(words.texts(), words.lengths, room // 4, kept.fresh)
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
    docs = values(snapshot.documents["doc"])
    known = kept.load()
    if known is not None and np.array_equal(known.docs, docs):
        return known
    joined = None if known is None else renewed(known, snapshot, words)
    if joined is None:
        shared = shared_places(stretches(words.texts()))
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
    yield np.array([values(column) for column in rows.columns], np.int32)
