"""The tables of a comparison as CSV, for spreadsheets and data frames.

RFC 4180: commas, CRLF, quotes where they are needed; UTF-8 with a byte order mark, by which spreadsheets know it. Text
that a spreadsheet would take for a formula gets an apostrophe before it, which there means "as it stands".
"""

from __future__ import annotations

import csv
from codecs import BOM_UTF8
from collections.abc import Callable
from io import StringIO

from retold.apparatus import Comparison

from .plugins import Exporter
from .sheets import SHEETS, Value
from .xmltext import holdable

FORMULA = ("=", "+", "-", "@", "\t", "\r")  # what begins a formula in one spreadsheet or another


def dumps(comparison: Comparison, sheet: str = "rows") -> bytes:
    """One of the tables (see `retold.exporters.sheets.SHEETS`) as the bytes of a file."""
    table = SHEETS[sheet](comparison)
    out = StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow([_cell(name) for name, _ in table.columns])
    writer.writerows([_cell(value) for value in row] for row in table.rows)
    return BOM_UTF8 + out.getvalue().encode("utf-8")


def _cell(value: Value) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if not isinstance(value, str):
        return str(value)
    text = holdable(value).replace("\0", "")
    return f"'{text}" if text.startswith(FORMULA) else text


def _of(sheet: str) -> Callable[[Comparison], bytes]:
    return lambda comparison: dumps(comparison, sheet)


ROWS = Exporter("the scenes side by side as a table: a row a locus, a column a text", ".csv", dumps)
READINGS = Exporter("what each text has at each locus, a row each", ".readings.csv", _of("readings"))
UTTERANCES = Exporter("all that is said, by whom, and why that is thought", ".utterances.csv", _of("utterances"))
CHARACTERS = Exporter("who is in the texts and what each calls them", ".characters.csv", _of("characters"), False)
RELATIONS = Exporter("what holds between every two texts", ".relations.csv", _of("relations"), False)
SOURCE = Exporter("the reconstructed scene, a row a line", ".source.csv", _of("source"), False)
