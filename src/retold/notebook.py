"""Tables for notebooks: rows of words come in, one HTML table goes out, every word escaped, what is long cut.

Notebooks set cells to the right, which suits numbers; words that are read are set to the left here, in a style of each
cell, since nothing else of a style survives everywhere that notebooks are shown. Tints let the page shine through, so
that they do on dark pages as on light ones.
"""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

SHOWN = 100  # rows of a table; the others are counted
_CELL = "text-align:left;vertical-align:top"
_CAPTION = "text-align:left;white-space:nowrap;font-weight:bold"


def table(
    rows: Sequence[Sequence[str]],
    *,
    head: Sequence[str] = (),
    caption: str = "",
    tints: Sequence[str | None] = (),
    more: str = "rows",
) -> str:
    """The rows as a table.

    Parameters
    ----------
    rows
        The cells of each row, as plain text; at most `SHOWN` rows are shown.
    head
        What stands above the columns.
    caption
        What stands above the table.
    tints
        For each row a colour of CSS for its background, or None.
    more
        What the rows are, to say how many more there are.
    """
    parts = ['<table style="border-collapse:collapse">']
    if caption:
        parts.append(f'<caption style="{_CAPTION}">{escape(caption)}</caption>')
    if head:
        parts.append(f"<thead><tr>{''.join(_cell('th', words) for words in head)}</tr></thead>")
    parts.append("<tbody>")
    for at, row in enumerate(rows[:SHOWN]):
        tint = tints[at] if at < len(tints) else None
        about = f' style="background:{tint}"' if tint else ""
        parts.append(f"<tr{about}>{''.join(_cell('td', words) for words in row)}</tr>")
    if len(rows) > SHOWN:
        parts.append(
            f'<tr><td colspan="{len(rows[0])}" style="{_CELL}">… and {len(rows) - SHOWN:,} more {more}</td></tr>'
        )
    parts.append("</tbody></table>")
    return "".join(parts)


def _cell(tag: str, words: str) -> str:
    return f'<{tag} style="{_CELL}">{escape(words)}</{tag}>'
