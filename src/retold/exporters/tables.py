"""The collation of tokens as JSON: what CollateX writes, and the transpositions besides.

A table comes in, bytes go out: UTF-8, one row of the table a line. The object begins with ``format``, which those who
read CollateX's output pass over, and by which Retold knows the files it may write over.
"""

from __future__ import annotations

import json

from retold.tokens import TokenTable

FORMAT = "retold-collation/1"


def dumps(table: TokenTable) -> bytes:
    """The bytes of the JSON file; the same table gives the same bytes."""
    rows = ",\n ".join(_json(row) for row in table.table)
    moves = ",\n ".join(
        _json([{"witness": run.witness, "start": run.start, "end": run.end} for run in runs])
        for runs in table.transpositions
    )
    text = (
        f'{{"format": {_json(FORMAT)},\n"witnesses": {_json(table.witnesses)},\n"table": [\n {rows}],\n'
        f'"transpositions": [{moves}]}}\n'
    )
    # A lone surrogate, which UTF-8 cannot hold, is written as the escape it came from.
    return text.encode("utf-8", "backslashreplace")


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, allow_nan=False)
