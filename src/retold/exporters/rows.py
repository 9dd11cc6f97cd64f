"""Rows of an archive as a Parquet file: rows of plain values come in, the bytes of one file go out.

The columns and their types are declared here, so that a file without rows has them as well, and each file says that
Retold made it. Needs the extra ``retold[archive]``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from retold.version import VERSION

_PLACE = [("doc", pa.string()), ("start", pa.int64()), ("end", pa.int64())]

SCHEMAS: Mapping[str, pa.Schema] = {
    "passages": pa.schema(
        [
            *(("a", pa.string()), ("ab", pa.int64()), ("ae", pa.int64())),
            *(("b", pa.string()), ("bb", pa.int64()), ("be", pa.int64())),
            *(("score", pa.float64()), ("e_value", pa.float64()), ("kind", pa.string())),
        ]
    ),
    "clusters": pa.schema([("cluster", pa.int64()), ("texts", pa.int64()), ("places", pa.list_(pa.struct(_PLACE)))]),
    "lines": pa.schema(
        [
            *(("line", pa.int64()), ("start", pa.int64()), ("end", pa.int64())),
            *(("speaker", pa.string()), ("text", pa.string()), ("works", pa.int64())),
            ("uses", pa.list_(pa.struct([*_PLACE, ("score", pa.float64()), ("relation", pa.string())]))),
        ]
    ),
}
"""The columns of each kind of rows; docs/archive.md says what they mean."""


def parquet(rows: Sequence[Mapping[str, Any]], kind: str) -> bytes:
    """The Parquet file of some rows of a `kind` of `SCHEMAS`."""
    schema = SCHEMAS[kind]
    sink = pa.BufferOutputStream()
    with pq.ParquetWriter(sink, schema, compression="zstd", store_schema=False) as writer:
        writer.write_table(pa.Table.from_pylist([_spelled(row) for row in rows], schema=schema))
        writer.add_key_value_metadata({"retold": VERSION})
    written: bytes = sink.getvalue().to_pybytes()
    return written


def _spelled(row: Mapping[str, Any]) -> Mapping[str, Any]:
    """The row with strings that UTF-8 can hold."""
    return {
        name: value.encode("utf-8", "replace").decode() if isinstance(value, str) else value
        for name, value in row.items()
    }
