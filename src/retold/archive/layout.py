"""What lies where in an archive's folder: names, tables and columns of the format ``retold-archive/1``.

An archive is a folder. ``manifest.json`` says what is live; ``parts/`` holds folders of four Parquet tables each, one
part for a batch of texts, never altered once the manifest names it. docs/archive.md tells the same to people, and the
README inside every archive to whoever finds it. Nothing here reads or writes.
"""

from __future__ import annotations

import hashlib

import pyarrow as pa

FORMAT = "retold-archive/1"

MANIFEST = "manifest.json"
README = "README.md"
LOCK = "lock"
WRITER = "writer"
"""File that is there while an archive that is named by a URL is written to, where no lock can be held."""

PARTS = "parts"
DAMAGED = "damaged"
"""Folder of parts in which something is damaged, once what is whole of them was taken over."""

CACHE = "cache"
"""Folder of what may be deleted at any time, since it can be made again from the parts."""

UNFINISHED = ".new-"
"""How the name of a part begins that is still being written, or was when its run ended."""

DOCUMENTS, TEXTS, TOKENS, SHINGLES = "documents", "texts", "tokens", "shingles"
TABLES = (DOCUMENTS, TEXTS, TOKENS, SHINGLES)

_SPANS = pa.list_(pa.struct([("start", pa.int32()), ("stop", pa.int32()), ("kind", pa.string())]))

SCHEMAS: dict[str, pa.Schema] = {
    # One row a text; all offsets in all tables count code points of its `raw`, from 0, half open.
    DOCUMENTS: pa.schema(
        [
            ("doc", pa.int64()),  # see `document_id`
            ("path", pa.string()),  # below the indexed folder, "/" between names, members of archives after "!/"
            ("sha256", pa.string()),  # of the file's bytes
            ("size", pa.int64()),  # of the file on disk, in bytes
            ("mtime_ns", pa.int64()),  # of the file on disk, in nanoseconds since 1970
            ("raw_sha256", pa.string()),  # of `raw` in UTF-8 (lone surrogates as three bytes each)
            ("length", pa.int64()),  # of `raw`, in code points
            ("words", pa.int64()),
            ("work", pa.string()),  # the same for all parts of one work
            ("part", pa.float64()),  # which part of its work, null for a work in one piece
            ("run", pa.int32()),  # which run of 'retold index' brought it, counted from 1
            ("title", pa.string()),
            ("author", pa.string()),
            ("date", pa.string()),  # as the text states it
            ("language", pa.string()),
            ("encoding", pa.string()),
            ("format", pa.string()),
            ("metadata", pa.string()),  # all that the text says of itself: a JSON object of strings
            ("chrome", _SPANS),  # what is no story: its words are in no table
        ]
    ),
    TEXTS: pa.schema([("doc", pa.int64()), ("raw", pa.string())]),
    # One row a text; the lists have one entry a word of the story, in order.
    TOKENS: pa.schema(
        [
            ("doc", pa.int64()),
            ("starts", pa.list_(pa.field("element", pa.int32(), nullable=False))),
            ("lengths", pa.list_(pa.field("element", pa.int32(), nullable=False))),
            ("hashes", pa.list_(pa.field("element", pa.int32(), nullable=False))),  # low 32 bits
            ("halfbits", pa.list_(pa.field("element", pa.uint8(), nullable=False))),  # 0: a name
        ]
    ),
    # One row a shingle; the rows of a text stand together, in order of `first`.
    SHINGLES: pa.schema(
        [
            pa.field("fingerprint", pa.int64(), nullable=False),
            pa.field("doc", pa.int64(), nullable=False),
            pa.field("first", pa.int32(), nullable=False),  # its first word, counted from 0
            pa.field("last", pa.int32(), nullable=False),  # its last word, inclusive
        ]
    ),
}


def file_name(table: str) -> str:
    """The file of a table in the folder of a part."""
    return f"{table}.parquet"


def document_id(path: str, sha256: str, making: str) -> int:
    """The number of a text: from where it stands, what its bytes are, and how it was read.

    The same three always make the same number, so a run that was killed and begun again makes the same rows.
    """
    seen = "\n".join((making, sha256, path))
    return int.from_bytes(_digest(seen)[:8], "little", signed=True)


def part_id(documents: list[int]) -> str:
    """The name of a part: from what it holds."""
    return _digest(",".join(str(doc) for doc in sorted(documents))).hex()[:16]


def _digest(text: str) -> bytes:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest()
