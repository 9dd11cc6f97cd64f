"""A collation of tokens for people: a table comes in, readable text goes to a console of any width.

A line of the table is a place of the text. Where there is room, the witnesses stand beside one another; where there is
none, the different readings of a place stand under one another, each with the witnesses that have it. Below are the
passages that have moved. Tokens come through `retold.wording.visible`: nothing in them can steer the terminal.
"""

from __future__ import annotations

from collections.abc import Sequence

from rich.box import Box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from retold.tokens import Token, TokenRun, TokenTable
from retold.wording import how_many, listed, number, one_line

COLUMN = 18  # columns of the terminal that a witness needs at least to be read beside others
ROWS = 500  # places that are shown: nobody scrolls through a novel
MOVES = 50  # moved passages that are shown
EXCERPT = 60  # code points of a moved passage that are quoted
ABSENT = "—"

Place = Sequence[tuple[Token, ...] | None]
"""What each witness has in one column."""

_RULE = Box("    \n    \n ── \n    \n    \n    \n    \n    \n")


def show_table(table: TokenTable, to: Console) -> None:
    """Show the table, as much of it as one reads in a terminal, and what has moved."""
    places = list(zip(*table.table, strict=True))
    gaps = _gaps(table)
    together = sum(_agree(place) for place in places)
    heading = f"{number(len(table.witnesses), 'witness', 'witnesses')}, {number(len(places), 'place')}"
    to.print(Text(f"{heading}, in {how_many(together)} of them all have the same" if len(places) else heading, "bold"))
    to.print()
    if places:
        names = [one_line(name) for name in table.witnesses]
        wide = 8 + (COLUMN + 2) * len(names) <= to.width
        to.print((_beside if wide else _stacked)(places[:ROWS], names, gaps))
        if len(places) > ROWS:
            to.print(Text(f"… and {number(len(places) - ROWS, 'more place')}; --json OUT writes them all", "dim"))
    if table.transpositions:
        to.print()
        to.print(Text("Moved", "bold cyan"))
        for runs in table.transpositions[:MOVES]:
            to.print(_moved(runs, table, gaps))
        if len(table.transpositions) > MOVES:
            hidden = number(len(table.transpositions) - MOVES, "more passage")
            to.print(Text(f"… and {hidden}; --json OUT writes them all", "dim"))


def _agree(place: Place) -> bool:
    return len({_forms(cell) for cell in place}) == 1


def _forms(cell: tuple[Token, ...] | None) -> tuple[str, ...] | None:
    return None if cell is None else tuple(token["n"] for token in cell)


def _gaps(table: TokenTable) -> tuple[str, ...]:
    """What to set between the tokens of each witness: nothing where tokens bring their blanks along, else a blank."""
    rows = ([token for cell in row if cell is not None for token in cell] for row in table.table)
    return tuple("" if any(token["t"][-1:].isspace() for token in row) else " " for row in rows)


def _words(cell: tuple[Token, ...] | None, gap: str) -> str:
    """A reading on one line."""
    return ABSENT if cell is None else one_line(gap.join(token["t"] for token in cell))


def _beside(places: Sequence[Place], names: Sequence[str], gaps: Sequence[str]) -> Table:
    table = Table(box=_RULE, show_edge=False, pad_edge=False, padding=(0, 2, 0, 0), expand=True, header_style="bold")
    table.add_column("", justify="right", no_wrap=True, style="dim")
    for name in names:
        table.add_column(Text(name), ratio=1, overflow="fold")
    for at, place in enumerate(places, 1):
        style = "" if _agree(place) else "bold"
        cells = (
            Text(_words(cell, gap), "dim" if cell is None else style) for cell, gap in zip(place, gaps, strict=True)
        )
        table.add_row(str(at), *cells)
    return table


def _stacked(places: Sequence[Place], names: Sequence[str], gaps: Sequence[str]) -> Table:
    table = Table.grid(padding=(0, 1, 0, 0))
    table.add_column(justify="right", no_wrap=True, style="dim")
    table.add_column(overflow="fold")
    for at, place in enumerate(places, 1):
        readings: dict[tuple[str, ...] | None, tuple[str, list[str]]] = {}
        for name, cell, gap in zip(names, place, gaps, strict=True):
            readings.setdefault(_forms(cell), (_words(cell, gap), []))[1].append(name)
        for count, (words, who) in enumerate(readings.values()):
            whose = "all" if len(who) == len(names) > 1 else " ".join(who)
            style = "dim" if words == ABSENT else "" if len(readings) == 1 else "bold"
            line = Text.assemble((f"{whose}  ", "cyan"), (words, style))
            table.add_row("" if count else str(at), line)
    return table


def _numbers(run: TokenRun) -> str:
    """The tokens of a run, counted from 1."""
    return f"{run.end}" if run.end - run.start == 1 else f"{run.start + 1}–{run.end}"


def _moved(runs: Sequence[TokenRun], table: TokenTable, gaps: Sequence[str]) -> Text:
    first = runs[0]
    at = table.witnesses.index(first.witness)
    row = table.table[at]
    tokens = [token for cell in row if cell is not None for token in cell][first.start : first.end]
    places = [f"{one_line(run.witness)} {_numbers(run)}" for run in runs]
    return Text.assemble("  ", (listed(places), "cyan"), f"  {one_line(_words(tuple(tokens), gaps[at]), EXCERPT)}")
