"""Texts come in one at a time, a part of the archive goes out: four Parquet tables, written as the texts come.

Never more than one text and a pending group of rows is in memory. A part is written under a name that says it is
unfinished, and gets its own, made from what it holds, when all of it is on the disk; it becomes part of the archive
only when the manifest names it.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import secrets
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.parquet as pq

from retold.archive.layout import (
    DOCUMENTS,
    PARTS,
    SCHEMAS,
    SHINGLES,
    TABLES,
    TEXTS,
    TOKENS,
    UNFINISHED,
    document_id,
    file_name,
    part_id,
)
from retold.archive.manifest import PartEntry, sync_folder
from retold.archive.works import work_of
from retold.shingles import Words, shingles_of, words_of
from retold.text import OffsetMap, Story, Witness

GROUPS = {DOCUMENTS: 10_000, TEXTS: 64_000, TOKENS: 1_000_000, SHINGLES: 1_000_000}
"""How much a row group holds, at least: rows, characters of texts, words, rows. A damaged place costs the texts of one
group, so that of the texts themselves is small."""

_DELTAS = "DELTA_BINARY_PACKED"
_WRITTEN: dict[str, dict[str, Any]] = {
    # Measured on novels, in CPU ms and MB for each 10 MB of text: the numbers rise or are small, so differences take
    # 10 ms and 1 MB a column where plain ones take 15 and 7; hashes are few, fingerprints all different.
    DOCUMENTS: {"compression": "zstd"},
    TEXTS: {"compression": "zstd", "compression_level": 1, "use_dictionary": False, "write_statistics": False},
    TOKENS: {
        "compression": "lz4",
        "use_dictionary": ["hashes.list.element", "halfbits.list.element"],
        "column_encoding": {"starts.list.element": _DELTAS, "lengths.list.element": _DELTAS},
        "write_statistics": False,
    },
    SHINGLES: {
        "compression": "lz4",
        "use_dictionary": ["doc"],
        "column_encoding": {"first": _DELTAS, "last": _DELTAS},
        "write_statistics": ["doc"],
    },
}
_SURROGATE = re.compile("[\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Entry:
    """A text for the archive: `path` below the indexed folder, size and time of its file, and what was read of it."""

    path: str
    size: int
    mtime_ns: int
    witness: Witness
    story: Story


class PartWriter:
    """A part that is being written; `close` makes it whole, leaving the block without that leaves nothing.

    `making` says how the texts were read and fingerprinted: it is a part of the numbers they get.
    """

    def __init__(self, archive: Path, making: str) -> None:
        self.documents: list[int] = []
        self.words = 0
        self.characters = 0
        self._making = making
        self._parts = archive / PARTS
        self._folder = self._parts / f"{UNFINISHED}{secrets.token_hex(8)}"
        self._folder.mkdir(parents=True)
        self._tables = {table: _Table(self._folder / file_name(table), table) for table in TABLES}

    def __enter__(self) -> PartWriter:
        return self

    def __exit__(self, *error: object) -> None:
        for table in self._tables.values():
            table.abandon()
        shutil.rmtree(self._folder, ignore_errors=True)

    def add(self, entry: Entry) -> int:
        """Store a text; the number it has got."""
        witness, story = entry.witness, entry.story
        raw = witness.raw if witness.raw.isascii() else _SURROGATE.sub("\ufffd", witness.raw)
        stored = raw.encode()
        doc = document_id(entry.path, witness.sha256, self._making)
        words = words_of(story.text)
        shingles = shingles_of(words)
        starts, ends = in_raw(words, story.map)
        work, part = work_of(entry.path, story.title, story.metadata.get("author"))
        self._tables[DOCUMENTS].add(
            1,
            {
                "doc": doc,
                "path": entry.path,
                "sha256": witness.sha256,
                "size": entry.size,
                "mtime_ns": entry.mtime_ns,
                "raw_sha256": hashlib.sha256(stored).hexdigest(),
                "length": len(raw),
                "words": len(words),
                "work": work,
                "part": part,
                "title": _clean(story.title),
                "author": _clean(story.metadata.get("author")),
                "date": _clean(story.metadata.get("published") or story.metadata.get("updated")),
                "language": _clean(story.metadata.get("language")),
                "encoding": witness.encoding,
                "format": witness.format,
                "metadata": json.dumps(dict(story.metadata), sort_keys=True),
                "chrome": [{"start": one.span.start, "stop": one.span.end, "kind": one.kind} for one in story.chrome],
            },
        )
        self._tables[TEXTS].add(len(raw), {"doc": doc, "raw": stored})
        self._tables[TOKENS].add(
            len(words),
            {
                "doc": doc,
                "starts": starts,
                "lengths": ends - starts,
                "hashes": words.hashes.astype(np.int32),
                "halfbits": words.halfbits,
            },
        )
        self._tables[SHINGLES].add(
            len(shingles),
            {"doc": doc, "fingerprint": shingles.fingerprints, "first": shingles.first, "last": shingles.last},
        )
        self.documents.append(doc)
        self.words += len(words)
        self.characters += len(raw)
        return doc

    def close(self, run: int) -> PartEntry:
        """Finish the part, which `run` has brought, and give it its name; it lasts when this returns."""
        for table in self._tables.values():
            table.close()
        name = part_id(self.documents)
        target = self._parts / name
        sync_folder(self._folder)
        if target.exists():  # of a run that ended before the manifest named it
            shutil.rmtree(target)
        self._folder.rename(target)
        sync_folder(self._parts)
        return PartEntry(name, run, len(self.documents), self.words, self.characters)


class _Table:
    """A Parquet file that is being written, a group of rows at a time."""

    def __init__(self, path: Path, table: str) -> None:
        self._schema = SCHEMAS[table]
        self._rows = _ROWS[table]
        self._group = GROUPS[table]
        self._pending: list[dict[str, Any]] = []
        self._held = 0
        self._file = path.open("wb")
        self._writer = pq.ParquetWriter(self._file, self._schema, write_page_checksum=True, **_WRITTEN[table])

    def add(self, amount: int, row: dict[str, Any]) -> None:
        """Add the rows of one text, which count `amount` towards the group."""
        self._pending.append(row)
        self._held += amount
        if self._held >= self._group or len(self._pending) >= GROUPS[DOCUMENTS]:
            self._flush()

    def close(self) -> None:
        """Write what is pending and see it on the disk."""
        self._flush()
        self._writer.close()
        self._file.flush()
        os.fsync(self._file.fileno())
        self._file.close()

    def abandon(self) -> None:
        """Let go of the file, whatever is in it."""
        if not self._file.closed:
            self._file.close()

    def _flush(self) -> None:
        if self._pending:
            rows = pa.Table.from_arrays(self._rows(self._pending, self._schema), schema=self._schema)
            self._writer.write_table(rows, row_group_size=max(1, rows.num_rows))
            self._pending.clear()
            self._held = 0


_Columns = list[pa.Array]


def _documents(rows: list[dict[str, Any]], schema: pa.Schema) -> _Columns:
    return [pa.array([row[field.name] for row in rows], field.type) for field in schema]


def _texts(rows: list[dict[str, Any]], schema: pa.Schema) -> _Columns:
    del schema
    raw = pa.array([row["raw"] for row in rows], pa.binary())
    return [_numbers(rows, "doc"), raw.cast(pa.string())]


def _tokens(rows: list[dict[str, Any]], schema: pa.Schema) -> _Columns:
    ends = np.cumsum([0, *(len(row["starts"]) for row in rows)], dtype=np.int32)
    lists = [
        pa.ListArray.from_arrays(
            pa.array(ends),
            pa.array(np.concatenate([row[field.name] for row in rows]), field.type.value_type),
            type=field.type,
        )
        for field in schema
        if field.name != "doc"
    ]
    return [_numbers(rows, "doc"), *lists]


def _shingles(rows: list[dict[str, Any]], schema: pa.Schema) -> _Columns:
    counts = [len(row["fingerprint"]) for row in rows]
    docs = np.repeat(np.array([row["doc"] for row in rows], np.int64), counts)
    return [
        pa.array(docs if field.name == "doc" else np.concatenate([row[field.name] for row in rows]), field.type)
        for field in schema
    ]


def _numbers(rows: list[dict[str, Any]], name: str) -> pa.Array:
    return pa.array([row[name] for row in rows], pa.int64())


_ROWS: dict[str, Callable[[list[dict[str, Any]], pa.Schema], _Columns]] = {
    DOCUMENTS: _documents,
    TEXTS: _texts,
    TOKENS: _tokens,
    SHINGLES: _shingles,
}


def in_raw(words: Words, back: OffsetMap) -> tuple[npt.NDArray[np.int32], npt.NDArray[np.int32]]:
    """Where each word of a story begins and ends in the raw text, as `OffsetMap.to_raw` says of one."""
    if not len(words):
        return words.starts, words.ends
    texts, raws, _ = (np.frombuffer(column, np.uint32).astype(np.int64) for column in back.segments.columns)
    shift = raws - texts
    starts = words.starts + shift[np.searchsorted(texts, words.starts, "right") - 1]
    lasts = words.ends - 1
    ends = lasts + shift[np.searchsorted(texts, lasts, "right") - 1] + 1
    if len(back.wide):
        places, widths = (np.frombuffer(column, np.uint32).astype(np.int64) for column in back.wide.columns)
        at = np.minimum(np.searchsorted(places, lasts), len(places) - 1)
        ends += np.where(places[at] == lasts, widths[at] - 1, 0)
    return starts.astype(np.int32), ends.astype(np.int32)


def _clean(text: str | None) -> str | None:
    return None if text is None else _SURROGATE.sub("\ufffd", text)
