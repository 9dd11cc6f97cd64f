"""A comparison as a workbook: the scenes side by side on the first sheet, every other table on one of its own.

Needs XlsxWriter (``pip install 'retold[office]'``). Texts are written as texts, whatever they begin with: nothing in
them becomes a formula, a link or a number. The rows of the first sheet are tinted by how alike the readings are.
"""

from __future__ import annotations

from datetime import datetime
from io import BytesIO
from math import ceil
from typing import Any

from retold.apparatus import Comparison
from retold.errors import WorkError
from retold.version import VERSION

from .plugins import Exporter, brought_by
from .sheets import SHEETS, Kind, Sheet, Value
from .xmltext import holdable

MOST_ROWS = 1_048_576  # of a sheet, as the format has it
MOST_TEXT = 32_767  # UTF-16 units in a cell, as the format has it
TITLES = {
    "rows": "Side by side",
    "witnesses": "Texts",
    "relations": "Relations",
    "source": "Source",
    "characters": "Characters",
    "utterances": "Who says what",
}
WIDTHS: dict[Kind, int] = {"whole": 8, "number": 11, "truth": 11, "text": 15}  # in characters
WIDE = {"text": 60, "summary": 70, "path": 30, "title": 30, "why": 30, "character": 20, "name": 20, "speaker": 14} | {
    "scene": 7,
    "siglum": 7,
    "moved": 9,
}
SHOWN_AS: dict[Kind, str] = {"whole": "0", "number": "0.00"}  # formats of a cell; a text or a truth needs none
TINY = "0.0E+00"  # format of a number that may be as near to 0 as chance can be
SIDE_BY_SIDE = 45  # characters of a text's column on the first sheet
LINE = 15  # points of a line of text
HIGHEST = 409  # points of a row, as the format has it
FULLER = 1.05  # lines that a text takes for each that its letters fill: words are not cut
TINTS = {"verbatim": "#E3F1E4", "near": "#F4F6DD", "paraphrase": "#FCEBD6", "single": "#F2F2F2"}
MADE = datetime(1980, 1, 1)  # the same workbook for the same comparison, whenever it is written


def dumps(comparison: Comparison) -> bytes:
    """The bytes of the workbook. Raises `WorkError` without XlsxWriter, or for more rows than a sheet can have."""
    xlsxwriter = brought_by("office", "xlsxwriter")
    out = BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    book.set_properties({"title": "What the texts tell alike", "comments": f"Retold {VERSION}", "created": MADE})
    for name, title in TITLES.items():
        _write(book, SHEETS[name](comparison), title)
    book.close()
    return out.getvalue()


def _write(book: Any, table: Sheet, title: str) -> None:
    if len(table.rows) >= MOST_ROWS:
        raise WorkError(f"{title}: {len(table.rows):,} rows are more than a sheet can have; export to csv or parquet")
    page = book.add_worksheet(title)
    plain = {"valign": "top", "align": "left", "text_wrap": True}
    heading = book.add_format({**plain, "bold": True, "bottom": 1, "bg_color": "#E8E8EE"})
    shown = [TINY if name == "e_value" else SHOWN_AS.get(kind, "General") for name, kind in table.columns]
    tints = [{}, *({"bg_color": tint} for tint in TINTS.values())]
    looks = [
        {form: book.add_format({**plain, **tint, "num_format": form}) for form in dict.fromkeys(shown)}
        for tint in tints
    ]
    look_of = dict(zip(("", *TINTS), looks, strict=True))
    names = [name for name, _ in table.columns]
    side_by_side = table.name == "rows"
    widths = []
    for at, (name, kind) in enumerate(table.columns):
        of_text = side_by_side and 3 <= at < names.index("relation")
        widths.append(SIDE_BY_SIDE if of_text else WIDE.get(name, WIDTHS[kind]))
        page.set_column(at, at, widths[at])
        page.write_string(0, at, _fitting(name), heading)
    for number, row in enumerate(table.rows, 1):
        lines = (len(value) / width for value, width in zip(row, widths, strict=True) if isinstance(value, str))
        page.set_row(number, min(HIGHEST, LINE * max(1, ceil(FULLER * max(lines, default=0)))))
        look = look_of[str(row[names.index("relation")]) if side_by_side else ""]
        for at, value in enumerate(row):
            _put(page, number, at, value, look[shown[at]])
    page.freeze_panes(1, 3 if side_by_side else 0)
    page.autofilter(0, 0, max(1, len(table.rows)), len(names) - 1)
    page.set_landscape()
    page.set_paper(9)  # A4
    page.fit_to_pages(1, 0)
    page.repeat_rows(0)
    page.set_footer("&C&A, page &P of &N")


def _put(page: Any, number: int, at: int, value: Value, look: Any) -> None:
    if value is None:
        page.write_blank(number, at, None, look)
    elif isinstance(value, bool):
        page.write_boolean(number, at, value, look)
    elif isinstance(value, str):
        page.write_string(number, at, _fitting(value), look)
    else:
        page.write_number(number, at, value, look)


def _fitting(text: str) -> str:
    """A text as a cell can hold it, cut with an ellipsis where it is too long."""
    text = holdable(text)
    units = text.encode("utf-16-le")
    if len(units) <= 2 * MOST_TEXT:
        return text
    return units[: 2 * (MOST_TEXT - 1)].decode("utf-16-le", "ignore") + "…"


EXPORTER = Exporter("a workbook: the scenes side by side, and sheets of all that was found", ".xlsx", dumps)
