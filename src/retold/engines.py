"""The join behind reuse as SQL, for what does not fit into memory: DuckDB runs it and spills to disk.

In come the Parquet files of shingles and the numbers of the texts that count; out come seeds, the same rows in the
same order as from arrays (`retold.seeding`), and as from Spark (`retold.spark`).
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Literal

import numpy as np
import pyarrow as pa

from retold.errors import WorkError
from retold.seeding import COMMON, REPEATS, Seeds

__all__ = ["JOIN", "LEAST_MEMORY", "ORDER", "Engine", "by_document", "seeds_in_duckdb"]

Engine = Literal["duckdb", "spark"]

JOIN = f"""
WITH placed AS (
    SELECT shingles.fingerprint AS fingerprint, texts.number AS number,
           shingles.first AS first_word, shingles.last AS last_word
    FROM shingles JOIN texts ON shingles.doc = texts.doc
),
held AS (
    SELECT fingerprint, COUNT(*) AS holders, MIN(number) AS head
    FROM (SELECT DISTINCT fingerprint, number FROM placed) AS each_once
    GROUP BY fingerprint HAVING COUNT(*) > 1
),
places AS (
    SELECT placed.fingerprint AS fingerprint, number, first_word, last_word, holders, head,
           ROW_NUMBER() OVER (PARTITION BY placed.fingerprint, number ORDER BY first_word) AS time
    FROM placed JOIN held ON placed.fingerprint = held.fingerprint
),
kept AS (SELECT * FROM places WHERE time <= {REPEATS})
SELECT one.number AS number, other.number AS other_number,
       one.first_word AS first_word, one.last_word AS last_word, other.first_word AS other_word
FROM kept AS one JOIN kept AS other ON one.fingerprint = other.fingerprint AND one.number < other.number
WHERE one.holders <= {COMMON} OR one.number = one.head
"""
"""Seeds from two tables: ``shingles`` (fingerprint, doc, first, last) and ``texts`` (doc, number from 0)."""

ORDER = ("number", "other_number", "first_word", "other_word")
"""The order that the seeds are asked for in, at least those of two texts."""

LEAST_MEMORY = 150_000_000
"""Bytes with which DuckDB does its part, whatever the size of the archive."""

_BATCH = 1_000_000  # rows
_AT_ONCE, _ROW = 1_500_000, 350  # shingles that are joined at a time, at most, and bytes of memory for each
_TABLE = "number INTEGER, other_number INTEGER, first_word INTEGER, last_word INTEGER, other_word INTEGER"


def seeds_in_duckdb(files: Sequence[str], numbers: Mapping[int, int], memory: int) -> Iterator[pa.RecordBatch]:
    """The seeds of each text with later ones: rows of `JOIN`, in `ORDER`.

    Fingerprints are joined a stretch at a time, and what is found put in order some texts at a time: that takes less
    memory, and less time as well, than all at once.

    Parameters
    ----------
    files : the Parquet files of shingles.
    numbers : the number, from 0, of each text that counts; others are passed over.
    memory : bytes that DuckDB may take, `LEAST_MEMORY` and more; what is more goes to a temporary folder.

    Raises
    ------
    WorkError : DuckDB is not installed, or fails, such as for want of disk.
    """
    try:
        import duckdb
    except ImportError:
        raise WorkError("this needs one package more (duckdb): pip install 'retold[archive]'") from None
    with tempfile.TemporaryDirectory(prefix="retold-") as spilled:
        try:
            with duckdb.connect(Path(spilled) / "seeds.duckdb") as connection:
                connection.execute(f"SET memory_limit = '{memory // 1_000_000}MB'")
                connection.execute("SET preserve_insertion_order = false")
                connection.execute("SET threads = 1")  # each takes memory of its own before it spills
                connection.execute("SET temp_directory = $place", {"place": spilled})
                texts = pa.table({"doc": list(numbers), "number": pa.array(list(numbers.values()), pa.int32())})
                connection.register("texts", texts)
                connection.read_parquet(list(files)).create_view("stored")
                connection.execute(f"CREATE TABLE seeds ({_TABLE})")
                rows = connection.sql("SELECT COUNT(*) FROM stored").fetchall()[0][0]
                passes = 1 + rows // min(_AT_ONCE, max(1, memory // _ROW))
                for first, last in _parts(-(1 << 63), 1 << 63, passes):
                    own = f"SELECT * FROM stored WHERE fingerprint BETWEEN {first} AND {last}"
                    connection.execute(f"CREATE OR REPLACE TEMP VIEW shingles AS {own}")
                    connection.execute(f"INSERT INTO seeds {JOIN}")
                for first, last in _parts(0, len(numbers), passes):
                    own = f"SELECT * FROM seeds WHERE number BETWEEN {first} AND {last}"
                    yield from connection.sql(f"{own} ORDER BY {', '.join(ORDER)}").to_arrow_reader(_BATCH)
        except duckdb.Error as error:
            said = str(error).split("\n")[0]
            raise WorkError(f"DuckDB could not join the archive ({said}); try more --memory or more disk") from None


def _parts(begin: int, end: int, count: int) -> Iterator[tuple[int, int]]:
    """The first and the last number of each of about `count` stretches between two numbers, the latter exclusive."""
    step = -(-(end - begin) // count)
    return ((first, min(end, first + step) - 1) for first in range(begin, end, step))


def by_document(batches: Iterable[pa.RecordBatch]) -> Iterator[tuple[int, Seeds]]:
    """The rows of `JOIN`, in whatever pieces they come, as the seeds of one text after the other."""
    pending: list[pa.RecordBatch] = []
    for batch in batches:
        while batch.num_rows:
            numbers = batch.column(0).to_numpy()
            if pending and pending[0].column(0)[0].as_py() != numbers[0]:
                yield _seeds(pending)
                pending = []
            same = int(np.searchsorted(numbers, numbers[0], "right"))
            pending.append(batch.slice(0, same))
            batch = batch.slice(same)
    if pending:
        yield _seeds(pending)


def _seeds(batches: Sequence[pa.RecordBatch]) -> tuple[int, Seeds]:
    rows = pa.Table.from_batches(batches)
    number = rows["number"][0].as_py()
    other, first, last, place = (
        rows[name].to_numpy().astype(np.int32) for name in ("other_number", "first_word", "last_word", "other_word")
    )
    return number, Seeds(other, first, last, place)
