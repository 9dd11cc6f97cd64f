"""What a person sees of a search in an archive: rows and the stretches of text they mean come in, tables go out."""

from __future__ import annotations

import shlex
from collections.abc import Sequence
from typing import TYPE_CHECKING

from rich.console import Console
from rich.table import Table
from rich.text import Text

from retold.terminal import MARKS, RULED, STYLES, heading
from retold.wording import chance, listed, number, one_line, unmarked, visible

if TYPE_CHECKING:
    from retold.archive import Finding
    from retold.canons import Canon, CanonLine, Variant
    from retold.searching import Found, Passages

SHOWN = 20  # texts that a table names; files have all
PASSAGES = 3  # passages of one text that are quoted, the surest first
LINES = 30  # lines of a canon that a table names
BAR = 12  # columns of the bar of the most quoted line
HOW = 24  # columns of what a row is and how sure
QUOTED = 160  # code points of a passage that are quoted


def show_found(found: Found, path: str, passages: Passages, to: Console) -> None:
    """Where a text was found: one text after the other, the closest first, with passages of both.

    `passages` are those of the closest `SHOWN` texts at least.
    """
    texts = found.by_text()
    heading(to, _headline(found, path, len(texts)))
    for name, rows in texts[:SHOWN]:
        _show_text(name, rows, passages, to)
    if len(texts) > SHOWN:
        to.print(Text(f"… and {number(len(texts) - SHOWN, 'other text')}; --jsonl writes all rows"))
    if found.common:
        to.print(Text(f"Left out: {number(found.common, 'passage')} that many texts have, such as stock phrases."))
    files = (passages.file(name) for name, _ in texts[:SHOWN])
    if other := next((file for file in files if file), None):
        command = f"retold compare {shlex.quote(visible(path))} {shlex.quote(visible(other))}"
        to.print(Text.assemble((command, "bold"), " shows them side by side"), soft_wrap=True)


def show_lines(canon: Canon, path: str, to: Console) -> None:
    """The lines of a canon that live on: the most quoted first, each with a bar and how it changes."""
    living = sorted((line for line in canon.lines if line.works), key=lambda line: (-line.works, line.line))
    others = f"{canon.quoting:,} of {number(canon.works, 'work')}"
    itself = f" besides itself ({visible(canon.itself)})" if canon.itself else ""
    heading(to, f"{visible(path)}: {len(living):,} of {number(len(canon.lines), 'line')} live on in {others}{itself}")
    if not living:
        return
    coloured = to.color_system is not None
    table = Table(box=RULED, padding=(0, 2, 0, 0), pad_edge=False)
    table.add_column("works", justify="right")
    table.add_column("", no_wrap=True, width=BAR)
    table.add_column("word for word", justify="right")
    table.add_column("line", overflow="fold", ratio=1)
    for line in living[:LINES]:
        same = sum(use.relation == "verbatim" for use in line.uses)
        bar = "█" * max(1, round(BAR * line.works / living[0].works))
        table.add_row(f"{line.works:,}", Text(bar, "cyan"), f"{same:,} of {len(line.uses):,}", _drift(line, coloured))
    to.print(table)
    if len(living) > LINES:
        to.print(Text(f"… and {number(len(living) - LINES, 'other line')}; --jsonl writes all"))


def _drift(line: CanonLine, coloured: bool) -> Text:
    """A line, and under it how it is changed; what the line lacks is marked."""
    who = f"{visible(line.speaker)}: " if line.speaker else ""
    text = Text.assemble((who, "bold"), one_line(line.text, QUOTED))
    for variant in line.variants:
        text.append("\n→ ", "dim")
        text.append_text(_variant(variant, coloured))
        if variant.works > 1:
            text.append(f"  ({number(variant.works, 'work')})", "dim")
    return text


def _variant(variant: Variant, coloured: bool) -> Text:
    (before, after), text, length = MARKS["changed"], Text(), 0
    for at, (word, changed) in enumerate(variant.words):
        text.append(" " if at else "")
        if length > QUOTED:
            return text.append("…")
        shown = word if coloured or not changed else f"{before}{word}{after}"
        text.append(visible(shown), STYLES["changed"] if changed and coloured else "")
        length += len(shown) + 1
    return text


def _headline(found: Found, path: str, texts: int) -> str:
    among = f"among {number(found.texts, 'text')} of {number(found.words, 'word')}"
    itself = f" (left out: the text itself, {visible(found.itself)})" if found.itself else ""
    if not texts:
        return f"{visible(path)}: not found {among}{itself}"
    return f"{visible(path)}: found in {number(texts, 'text')} {among}{itself}"


def _show_text(name: str, rows: Sequence[Finding], passages: Passages, to: Console) -> None:
    kinds = [kind for kind in ("reposted", "retold", "quoted") if any(row.kind == kind for row in rows)]
    to.print(Text.assemble((visible(name), "bold"), f"  {listed(kinds)}, {number(len(rows), 'passage')}"))
    table = Table(box=RULED, padding=(0, 2, 0, 0), pad_edge=False, expand=True)
    table.add_column("", overflow="fold", max_width=HOW)
    table.add_column("here", overflow="fold", ratio=1)
    table.add_column("there", overflow="fold", ratio=1)
    for row in sorted(rows, key=lambda row: (row.e_value, -row.score, row.ab))[:PASSAGES]:
        here, there = passages.of(row)
        how = f"{row.kind}, {number(row.ae - row.ab, 'character')}; {chance(row.e_value)}"
        table.add_row(Text(how), _quoted(here, row.ab), _quoted(there, row.bb))
    to.print(table)
    if len(rows) > PASSAGES:
        to.print(Text(f"… and {number(len(rows) - PASSAGES, 'other passage')}", "dim"))
    to.print()


def _quoted(text: str, at: int) -> Text:
    return Text.assemble((f"from {at:,}: ", "dim"), one_line(unmarked(text), QUOTED))
