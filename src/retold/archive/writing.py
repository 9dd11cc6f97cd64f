"""Texts come in one at a time, a part of the archive goes out: four Parquet tables, written as the texts come.

Never more than one text and a pending group of rows is in memory. A part is written under a name that says it is
unfinished, and gets its own, made from what it holds, when all of it is on the disk; it becomes part of the archive
only when the manifest names it.
"""

from __future__ import annotations

import hashlib
import io
import json
import os
import re
import secrets
import shutil
from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO, Self

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
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
from retold.archive.manifest import PartEntry
from retold.archive.tables import opened
from retold.archive.works import work_of
from retold.compiling import compiled
from retold.replacing import sync_folder
from retold.shingles import Places, Words, shingles_of, words_of
from retold.text import OffsetMap, Story, Witness

GROUPS = {DOCUMENTS: 10_000, TEXTS: 64_000, TOKENS: 1_000_000, SHINGLES: 1_000_000}
"""What a row group holds at least: rows, characters of texts, words, rows. A damaged place costs the texts of a group,
so that of the texts themselves is small."""

_Row = dict[str, Any]
_Columns = list[pa.Array]
_Array = npt.NDArray[Any]
_DELTAS = "DELTA_BINARY_PACKED"
_OPTIONS: dict[str, dict[str, Any]] = {
    # Measured on novels, for 1 MB of text: places of words rise, so that their differences take 1.8 ms and .1 MB, plain
    # ones 1.2 ms and .7 MB; a dictionary of word hashes halves these .7 MB but takes 3 ms. Fingerprints are all
    # different, and what is packed into bits already is not worth compressing.
    DOCUMENTS: {"compression": "zstd"},
    TEXTS: {"compression": "zstd", "compression_level": 1, "use_dictionary": False, "write_statistics": False},
    TOKENS: {
        "compression": "none",
        "use_dictionary": ["halfbits.list.element"],
        "column_encoding": {"starts.list.element": _DELTAS, "lengths.list.element": _DELTAS},
        "write_statistics": False,
    },
    SHINGLES: {
        "compression": {"doc": "lz4", "fingerprint": "none", "first": "none", "last": "none"},
        "use_dictionary": False,
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
    """A part that is being written; `close` makes it whole, and leaving the block without that leaves nothing.

    Texts are read anew (`add`), or come from other parts (`copy`).
    """

    def __init__(self, archive: Path) -> None:
        self.documents: list[int] = []
        self.words = 0
        self.characters = 0
        self._parts = archive / PARTS
        self._folder = self._parts / f"{UNFINISHED}{secrets.token_hex(8)}"
        self._folder.mkdir()
        self._tables = {table: _TableWriter(self._folder / file_name(table), table) for table in TABLES}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        for table in self._tables.values():
            table.abandon()
        shutil.rmtree(self._folder, ignore_errors=True)

    def add(self, entry: Entry, making: str, run: int) -> int:
        """Store a text that was read as `making` says, in this run; the number it has got."""
        witness, story = entry.witness, entry.story
        stored = _stored(witness.raw)
        doc = document_id(entry.path, witness.sha256, making)
        words = words_of(story.text)
        author = story.metadata.get("author")
        work, part = work_of(entry.path, story.title, author)
        facts = {
            "doc": doc,
            "path": entry.path,
            "sha256": witness.sha256,
            "size": entry.size,
            "mtime_ns": entry.mtime_ns,
            "raw_sha256": hashlib.sha256(stored).hexdigest(),
            "length": len(witness.raw),
            "words": len(words),
            "work": work,
            "part": part,
            "run": run,
            "title": story.title,
            "author": author,
            "date": story.metadata.get("published") or story.metadata.get("updated"),
            "language": story.metadata.get("language"),
            "encoding": witness.encoding,
            "format": witness.format,
            "metadata": json.dumps(dict(story.metadata), sort_keys=True),
            "chrome": [{"start": one.span.start, "stop": one.span.end, "kind": one.kind} for one in story.chrome],
        }
        self._tables[DOCUMENTS].add(1, facts)
        self._tables[TEXTS].add(len(witness.raw), {"doc": doc, "raw": stored})
        starts, ends = in_raw(words, story.map)
        hashes = words.hashes.astype(np.int32)
        tokens = {"starts": starts, "lengths": ends - starts, "hashes": hashes, "halfbits": words.halfbits}
        self._tables[TOKENS].add(len(words), {"doc": doc, **tokens})
        shingles = shingles_of(words)
        found = {"fingerprint": shingles.fingerprints, "first": shingles.first, "last": shingles.last}
        self._tables[SHINGLES].add(len(shingles), {"doc": np.full(len(shingles), doc), **found})
        self._count(doc, len(words), len(witness.raw))
        return doc

    def copy(self, part: Path, leave_out: Collection[int] = (), *, damaged: bool = False) -> None:
        """Take over the texts of another part, but for some; where it is `damaged`, what can be read of these."""
        out = pa.array(sorted(leave_out), pa.int64())
        for table in TABLES:
            with opened(part / file_name(table)) as file:
                for group in range(file.num_row_groups):
                    try:
                        rows = file.read_row_group(group)
                    except (pa.ArrowException, OSError):
                        if damaged:
                            continue
                        raise
                    kept = rows.filter(pc.invert(pc.is_in(rows["doc"], out)))
                    self._tables[table].write(kept)
                    if table == DOCUMENTS:
                        for doc, words, length in zip(
                            *(kept[name].to_pylist() for name in ("doc", "words", "length")), strict=True
                        ):
                            self._count(doc, words, length)

    def close(self) -> PartEntry:
        """Finish the part and give it its name; it lasts when this returns."""
        sums = {table: file.close() for table, file in self._tables.items()}
        name = part_id(self.documents)
        _named(self._folder, self._parts / name)
        return PartEntry(name, len(self.documents), self.words, self.characters, sums)

    def _count(self, doc: int, words: int, characters: int) -> None:
        self.documents.append(doc)
        self.words += words
        self.characters += characters


def part_from(archive: Path, part: PartEntry, tables: Mapping[str, bytes]) -> None:
    """Store a part that was written elsewhere, from the bytes of its tables."""
    folder = archive / PARTS / f"{UNFINISHED}{secrets.token_hex(8)}"
    folder.mkdir()
    try:
        for table, content in tables.items():
            with (folder / file_name(table)).open("xb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
        _named(folder, archive / PARTS / part.name)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _named(folder: Path, part: Path) -> None:
    """Give a part its name once all of it is on the disk; it lasts when this returns."""
    sync_folder(folder)
    if part.exists():  # of a run that ended before the manifest named it
        shutil.rmtree(part)
    folder.rename(part)
    sync_folder(part.parent)


class _TableWriter:
    """A Parquet file that is being written, a group of rows at a time."""

    def __init__(self, path: Path, table: str) -> None:
        self._schema = SCHEMAS[table]
        self._group = GROUPS[table]
        self._made = _TABLES[table]
        self._pending: list[_Row] = []
        self._held = 0
        self._file = _Summed(path.open("wb"))
        self._writer = pq.ParquetWriter(self._file, self._schema, write_page_checksum=True, **_OPTIONS[table])

    def add(self, amount: int, row: _Row) -> None:
        """Add what the table has of one text, which counts `amount` towards the group."""
        self._pending.append(row)
        self._held += amount
        if self._held >= self._group or len(self._pending) >= GROUPS[DOCUMENTS]:
            self._flush()

    def write(self, rows: pa.Table) -> None:
        """Write some rows, if there are any, as a group of their own."""
        if rows.num_rows:
            self._writer.write_table(rows, row_group_size=rows.num_rows)

    def close(self) -> str:
        """Write what is pending and see it on the disk; the SHA-256 of the file."""
        self._flush()
        self._writer.close()
        self._file.last()
        return self._file.sum.hexdigest()

    def abandon(self) -> None:
        """Let go of the file, whatever is in it; a writer that is not told so writes its end when it is let go of."""
        self._file.discard()
        self._writer.close()

    def _flush(self) -> None:
        if self._pending:
            self.write(pa.Table.from_arrays(self._made(self._pending, self._schema), schema=self._schema))
            self._pending.clear()
            self._held = 0


class _Summed(io.RawIOBase):
    """A file that is written from its beginning to its end, and the SHA-256 of what has been written."""

    def __init__(self, file: BinaryIO) -> None:
        self.sum = hashlib.sha256()
        self._file = file
        self._at = 0

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        self._at += len(data)
        if self._file.closed:
            return len(data)
        self.sum.update(data)
        return self._file.write(data)

    def tell(self) -> int:
        return self._at

    def last(self) -> None:
        """See all that was written on the disk."""
        self._file.flush()
        os.fsync(self._file.fileno())
        self._file.close()

    def discard(self) -> None:
        """Close the file; what is still written goes nowhere."""
        with suppress(OSError):  # what waited to be written need not be
            self._file.close()


def _documents(rows: Sequence[_Row], schema: pa.Schema) -> _Columns:
    return [
        pa.array(
            [_stored(value).decode() if isinstance(value := row[field.name], str) else value for row in rows],
            field.type,
        )
        for field in schema
    ]


def _texts(rows: Sequence[_Row], schema: pa.Schema) -> _Columns:
    raws = pa.array([row["raw"] for row in rows], pa.binary())  # UTF-8 already
    return [pa.array([row["doc"] for row in rows]), raws.cast(schema.field("raw").type)]


def _tokens(rows: Sequence[_Row], schema: pa.Schema) -> _Columns:
    """Columns of lists, one list a text."""
    ends = pa.array(np.cumsum([0, *(len(row["starts"]) for row in rows)], dtype=np.int32))
    docs, *lists = schema
    columns: _Columns = [pa.array([row[docs.name] for row in rows], docs.type)]
    for field in lists:
        values = pa.array(np.concatenate([row[field.name] for row in rows]))
        columns.append(pa.ListArray.from_arrays(ends, values, type=field.type))
    return columns


def _shingles(rows: Sequence[_Row], schema: pa.Schema) -> _Columns:
    return [pa.array(np.concatenate([row[field.name] for row in rows])) for field in schema]


_TABLES: dict[str, Callable[[Sequence[_Row], pa.Schema], _Columns]] = {
    DOCUMENTS: _documents, TEXTS: _texts, TOKENS: _tokens, SHINGLES: _shingles,
}  # fmt: skip


def in_raw(words: Words, back: OffsetMap) -> tuple[Places, Places]:
    """Where each word of a story begins and ends in the raw text, as `OffsetMap.to_raw` says of one."""
    texts, raws, _ = (np.frombuffer(column, np.uint32) for column in back.segments.columns)
    places, widths = (np.frombuffer(column, np.uint32) for column in back.wide.columns)
    starts, ends = words.starts.copy(), words.ends.copy()
    _move(starts, ends, texts, raws, places, widths)
    return starts, ends


@compiled
def _move(starts: _Array, ends: _Array, texts: _Array, raws: _Array, places: _Array, widths: _Array) -> None:
    """Move spans of a story, in order, to where they are in the raw text; segments of it begin at `texts`, `raws`."""
    segment = wide = 0
    for word in range(len(starts)):
        last = ends[word] - 1
        while segment + 1 < len(texts) and texts[segment + 1] <= starts[word]:
            segment += 1
        starts[word] += raws[segment] - texts[segment]
        while segment + 1 < len(texts) and texts[segment + 1] <= last:
            segment += 1
        ends[word] += raws[segment] - texts[segment]
        # What is one character in the story and several in the raw text ends behind all of them.
        while wide < len(places) and places[wide] < last:
            wide += 1
        if wide < len(places) and places[wide] == last:
            ends[word] += widths[wide] - 1


def _stored(text: str) -> bytes:
    """A text in UTF-8; a lone surrogate is no character that can be stored, another one stands in its place."""
    try:
        return text.encode()
    except UnicodeEncodeError:
        return _SURROGATE.sub("\ufffd", text).encode()
