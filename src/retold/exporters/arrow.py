"""The tables of a comparison as Arrow tables, and as Parquet files.

Needs pyarrow (``pip install 'retold[archive]'``). pandas and polars take an Arrow table as it is:
``to_arrow(found).to_pandas()``, ``polars.from_arrow(to_arrow(found))``.
"""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from typing import Any

from retold.apparatus import Comparison
from retold.errors import OptionError
from retold.wording import listed

from .plugins import Exporter, brought_by
from .sheets import SHEETS, Value

_TYPES = {"text": "string", "whole": "int64", "number": "float64", "truth": "bool_"}


def to_arrow(comparison: Comparison, table: str = "readings") -> Any:
    """One of the tables of a comparison as a ``pyarrow.Table``.

    Parameters
    ----------
    comparison
        What was found.
    table
        ``"readings"`` (one row for what each text has at each locus), ``"rows"`` (one for each locus, one column for
        each text), ``"utterances"``, ``"characters"``, ``"relations"``, ``"source"`` or ``"witnesses"``.

    Returns
    -------
    pyarrow.Table
        Texts as strings, places and counts as int64, sureness (0 to 1) as float64; null for what is unknown.

    Raises
    ------
    OptionError
        If there is no such table.
    WorkError
        If pyarrow is not installed.
    """
    if table not in SHEETS:
        raise OptionError(f"there is no table {table!r}; there are {listed(list(SHEETS))}")
    pyarrow = brought_by("archive", "pyarrow")
    found = SHEETS[table](comparison)
    columns = list(zip(*found.rows, strict=True)) or [()] * len(found.columns)
    arrays = [
        pyarrow.array([_held(value) for value in values], getattr(pyarrow, _TYPES[kind])())
        for values, (_, kind) in zip(columns, found.columns, strict=True)
    ]
    return pyarrow.Table.from_arrays(arrays, names=[_held(name) for name, _ in found.columns])


def dumps(comparison: Comparison, table: str = "readings") -> bytes:
    """One of the tables as the bytes of a Parquet file."""
    parquet = brought_by("archive", "pyarrow.parquet")
    out = BytesIO()
    parquet.write_table(to_arrow(comparison, table), out, compression="zstd")
    return out.getvalue()


def _held(value: Value) -> Value:
    """A value as UTF-8 can hold it."""
    return value.encode("utf-8", "replace").decode("utf-8") if isinstance(value, str) else value


def _of(table: str) -> Callable[[Comparison], bytes]:
    return lambda comparison: dumps(comparison, table)


READINGS = Exporter("what each text has at each locus, a row each, as Parquet", ".parquet", dumps)
UTTERANCES = Exporter("all that is said, by whom, and why, as Parquet", ".utterances.parquet", _of("utterances"))
