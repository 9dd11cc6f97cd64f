"""What a person sees in the terminal: a comparison comes in, readable text goes to a console.

The same ready page as the report's, laid out for a number of columns: what was read, one sentence a pair, the scene
side by side, the counts. Where there is colour, changed words are underlined and coloured; without it, or when the
output is no terminal, they carry marks: ``*other words*``, ``+words more+``, ``-words it lacks-``. Texts come through
`retold.wording.visible`, so that nothing in them can steer the terminal, and never pass as console markup.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, TextIO, cast

from rich.box import Box
from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from retold.apparatus import Comparison
from retold.page import Cell, Page, Row, SceneTable, TextCard, Verdict, page
from retold.wording import listed, number, one_line, visible

NARROW = 60  # columns; below it texts stand under one another
SIDE_BY_SIDE = 4  # texts that a terminal shows beside one another
NARROWEST = 40  # columns; in fewer, words come apart into letters, and a terminal wraps the lines as well
COLUMN = 16  # columns a text needs at least to be read beside others
LONG_NARRATION = 90  # code points of a sentence of narration before it is cut: speech is what a reader compares
VERDICTS = 12  # pairs that get their sentence, those that tell the same scene first
TEXTS = 24  # texts that are all shown as they were read; of more, those that share a scene with another
SIGLA = 6  # texts that are named one by one
WORDINGS = 6  # wordings of one row that are printed under one another, those of most texts first
ROWS = 500  # rows of one scene that are printed: a terminal is read from its end, and nobody scrolls through a novel
MARKS = {"changed": ("*", "*"), "added": ("+", "+"), "missing": ("-", "-")}
STYLES = {"changed": "bold underline yellow", "added": "bold underline green", "missing": "strike red"}

RULED = Box("    \n    \n ── \n    \n    \n    \n    \n    \n")


def console(file: TextIO, *, width: int | None = None) -> Console:
    """A console on `file`, `width` columns wide or as wide as the terminal; ``NO_COLOR`` is honoured.

    It is never narrower than `NARROWEST`. What is no terminal gets its lines without blanks at their ends.
    """
    made = _Plain(file=file, width=width, highlight=False, markup=False, emoji=False)
    made.width = max(made.width, NARROWEST)
    if made.no_color or not made.is_terminal:  # styles without colour would still be escape sequences
        made = _Plain(
            file=file if made.is_terminal else cast("TextIO", _Unpadded(file)),
            width=made.width,
            highlight=False,
            markup=False,
            emoji=False,
            color_system=None,
            force_terminal=False,
        )
    return made


class _Plain(Console):
    """A console that leaves a reader who goes away to the command: rich would end the process with exit code 1."""

    def on_broken_pipe(self) -> None:
        raise BrokenPipeError


class _Unpadded:
    """A file whose lines lose the blanks at their ends; each line is written at once, as a console does."""

    def __init__(self, file: TextIO) -> None:
        self._file = file

    def write(self, text: str) -> int:
        return self._file.write("\n".join(line.rstrip(" ") for line in text.split("\n")))

    def __getattr__(self, name: str) -> Any:
        return getattr(self._file, name)


def show(comparison: Comparison, to: Console, *, report: str | None = None) -> None:
    """Show a comparison: texts as read, relations, the shared scenes, counts, and where the `report` lies."""
    ready = page(comparison, whole_texts=False)
    coloured = to.color_system is not None
    heading(to, ready.headline)
    texts(ready, to)
    _verdicts(ready, to, None if comparison.base is None else visible(comparison.base))
    for scene in ready.scenes:
        _scene(scene, to, coloured, comparison.base)
    if ready.scenes:
        _counts(ready, to)
    for note in ready.notes:
        to.print(Text(f"Note: {note}"))
    if report is not None:
        to.print(Text.assemble("The whole of it side by side: ", (visible(report), "bold")), soft_wrap=True)


def heading(to: Console, words: str) -> None:
    """The first line of what is shown, and a blank one."""
    to.print(Text(words, "bold"))
    to.print()


def section(to: Console, words: str) -> None:
    """The line above a part of what is shown."""
    to.print(Text(words, "bold cyan"))


def texts(ready: Page, to: Console) -> None:
    """The texts as they were read, with their facts in brief; of a folder of many, those that share a scene."""
    shown = ready.texts if len(ready.texts) <= TEXTS else [text for text in ready.texts if not text.apart]
    table = Table.grid(padding=(0, 2, 0, 0))
    table.add_column(no_wrap=True)
    table.add_column(overflow="fold")
    for text in shown:
        chrome = listed([kind if count == 1 else f"{kind} × {count}" for kind, count in text.chrome])
        facts = [
            number(text.words, "word") if text.words else "no words of a story",
            _speech(text) if text.words else "",
            f"set aside: {chrome}" if chrome else "",
            number(text.repairs, "repair") if text.repairs else "",
            (text.manner or "") if text.words else "",
        ]
        name = Text(text.path, "bold", overflow="fold")
        if text.title:
            name.append(f"  {text.title}", "not bold italic")
        table.add_row(Text(text.siglum, "bold cyan"), Group(name, Text("; ".join(f for f in facts if f), "dim")))
    to.print(table)
    if hidden := len(ready.texts) - len(shown):
        more = number(hidden, "more text" if shown else "text")
        to.print(Text(f"{more} with no scene in common with any other, in the report and the JSON", "dim"))
    to.print()


def _speech(text: TextCard) -> str:
    told = f", {text.attributed:,} with a speaker" if text.utterances else ""
    return number(text.utterances, "utterance") + told


def _verdicts(ready: Page, to: Console, base: str | None) -> None:
    """One sentence a pair; of many texts one sentence for all that tell the same scene, and those that tell most."""
    ordered = sorted(ready.verdicts, key=lambda v: (not v.same, base not in (v.a, v.b)))
    same = [verdict for verdict in ordered if verdict.same]
    if len(same) > VERDICTS:
        for sigla, pairs in _together(same):
            every = len(pairs) == len(sigla) * (len(sigla) - 1) // 2
            scores = [verdict.score for verdict in pairs]
            what = "tell one scene" if every else f"share scenes, {number(len(pairs), 'pair')} of them"
            to.print(Text.assemble(("= ", "bold"), f"{_some(sigla)} {what}."))
            to.print(Padding(Text(f"scores from {min(scores):.2f} to {max(scores):.2f}", "dim"), (0, 0, 0, 2)))
    told = [verdict for verdict in ordered if verdict.same or len(ready.texts) <= TEXTS][:VERDICTS]
    for verdict in told:
        style = "" if verdict.same else "dim"
        sure = f"score {verdict.score:.2f}, {verdict.chance}"
        to.print(Text.assemble(("= " if verdict.same else "≠ ", "bold"), (verdict.sentence, style)))
        to.print(Padding(Text(sure, "dim"), (0, 0, 0, 2)))
    rest = ordered[len(told) :]
    if more := sum(verdict.same for verdict in rest):
        to.print(Text(f"= {number(more, 'more pair')}, in the report and the JSON", "dim"))
    if other := len(rest) - more:
        to.print(Text(f"≠ {number(other, 'more pair' if told else 'pair')} that tell different things", "dim"))
    if ordered:
        to.print()


def _together(same: Sequence[Verdict]) -> list[tuple[list[str], list[Verdict]]]:
    """Texts that pairs join, directly or by way of others, each group with its pairs."""
    group: dict[str, list[str]] = {}
    for verdict in same:
        one, other = (group.setdefault(siglum, [siglum]) for siglum in (verdict.a, verdict.b))
        if one is not other:
            one += other
            group.update(dict.fromkeys(other, one))
    groups = {id(sigla): sigla for sigla in group.values()}
    return [(sigla, [v for v in same if group[v.a] is sigla]) for sigla in groups.values()]


def _some(sigla: Sequence[str]) -> str:
    """The sigla of some texts, or the first of many and how many they are."""
    return listed(sigla) if len(sigla) <= SIGLA else f"{', '.join(sigla[:SIGLA])} … ({number(len(sigla), 'text')})"


def _scene(scene: SceneTable, to: Console, coloured: bool, base: str | None) -> None:
    hidden = len(scene.rows) - ROWS
    if hidden > 0:
        scene = replace(scene, rows=scene.rows[:ROWS])
    section(to, scene.title)
    if not coloured and scene.rows:
        others = f"than {visible(base)}" if base is not None and visible(base) in scene.sigla else "than most tellings"
        to.print(Text(f"*other words*  +words more+  -words it lacks-  {others}"))
    beside = 1 < len(scene.sigla) <= SIDE_BY_SIDE and to.width >= max(NARROW, 14 + (COLUMN + 2) * len(scene.sigla))
    to.print(_beside(scene, coloured) if beside else _stacked(scene, coloured))
    if hidden > 0:
        to.print(Text(f"… and {number(hidden, 'more row', 'more rows')}, in the report and the JSON", "dim"))
    to.print()


def _beside(scene: SceneTable, coloured: bool) -> Table:
    table = Table(box=RULED, show_edge=False, pad_edge=False, padding=(0, 2, 0, 0), expand=True, header_style="bold")
    table.add_column("", justify="right", no_wrap=True, style="dim")
    table.add_column("", overflow="fold", max_width=12)
    for siglum in scene.sigla:
        table.add_column(Text(siglum), ratio=1, overflow="fold")
    for run in _runs(scene.rows):
        row = run[0]
        cells: list[RenderableType] = [
            Text("—", "dim") if cell is None else _cell(row, cell, coloured) + _more(run) for cell in row.cells
        ]
        table.add_row(_numbers(run), _who(row), *cells, style="dim" if row.kind == "narration" else "")
    return table


def _stacked(scene: SceneTable, coloured: bool) -> Table:
    """Rows under one another; the texts that say the same in a row share its line."""
    table = Table.grid(padding=(0, 1, 0, 0))
    table.add_column(justify="right", no_wrap=True)
    table.add_column(overflow="fold")
    for run in _runs(scene.rows):
        row = run[0]
        style = "dim" if row.kind == "narration" else ""
        table.add_row(_numbers(run), Text(" ".join(_who(row).plain.split("\n")), "bold"), style=style)
        said: dict[str, tuple[Text, list[str]]] = {}
        for cell in row.cells:
            if cell is not None:
                text = _cell(row, cell, coloured) + _more(run)
                said.setdefault(text.plain, (text, []))[1].append(cell.siglum)
        shown = sorted(said.values(), key=lambda each: -len(each[1])) if len(said) > WORDINGS else list(said.values())
        for text, sigla in shown[:WORDINGS]:
            named = " ".join(sigla) if len(sigla) <= SIGLA else _some(sigla)
            table.add_row("", Text.assemble((named + "  ", "bold cyan"), text), style=style)
        if len(shown) > WORDINGS:
            table.add_row("", Text(f"… and {number(len(shown) - WORDINGS, 'other wording')}", "dim"))
    return table


def _runs(rows: Sequence[Row]) -> list[list[Row]]:
    """Rows in order; neighbouring sentences of narration that only one and the same text has are taken together."""
    runs: list[list[Row]] = []
    for row in rows:
        alone = row.kind == "narration" and row.relation == "single"
        if runs and alone and (runs[-1][-1].kind, runs[-1][-1].label) == (row.kind, row.label):
            runs[-1].append(row)
        else:
            runs.append([row])
    return runs


def _numbers(run: Sequence[Row]) -> str:
    return str(run[0].number) if len(run) == 1 else f"{run[0].number}–{run[-1].number}"


def _more(run: Sequence[Row]) -> Text:
    return Text(f" [+{number(len(run) - 1, 'sentence')}]" if len(run) > 1 else "")


def _who(row: Row) -> Text:
    who = [] if row.kind == "narration" else [(row.speaker or "?", "bold")]
    if row.relation == "single":
        who.append((row.label, "dim"))
    if row.unsure and row.relation != "single":
        who.append((f"unsure {row.score:.2f}", "dim"))
    return Text("\n").join(Text(*part) for part in who)


def _cell(row: Row, cell: Cell, coloured: bool) -> Text:
    text = Text(overflow="fold")
    if cell.moved is not None:
        place = f"{'after' if cell.moved.after else 'before'} {cell.moved.row}"
        text.append(f"{'↑' if cell.moved.up else '↓'} {place}: ", "bold magenta")
    if cell.form == "reported":
        text.append("[reported] ", "dim")
    if cell.speaker is not None:
        text.append(f"[{cell.speaker}] ", "dim")
    long = row.kind == "narration" and len(cell.text) > LONG_NARRATION
    left = LONG_NARRATION
    for piece in cell.pieces:
        words = piece.text
        if long and len(words) > left:
            words = words[: len(words) - len(words.lstrip())] + one_line(words, max(left, 1))
        if piece.mark == "same":
            text.append(words)
        elif coloured:
            text.append(words.rstrip(" "), STYLES[piece.mark])
            text.append(" " * (len(words) - len(words.rstrip(" "))))
        else:
            before, after = MARKS[piece.mark]
            text.append(f"{before}{words.rstrip(' ')}{after}" + " " * (len(words) - len(words.rstrip(" "))))
        if long and piece.mark != "missing":
            left -= len(piece.text)
            if left <= 0:
                break
    return text


def _counts(ready: Page, to: Console) -> None:
    section(to, f"What became of the scene, {ready.counted_against}")
    table = Table(box=RULED, show_edge=False, pad_edge=False, padding=(0, 2, 0, 0), header_style="bold")
    table.add_column("")
    for head in ("kept", "changed", "added", "dropped", "moved"):
        table.add_column(head, justify="right")
    for text in ready.texts:
        if not text.apart:
            c = text.counts
            table.add_row(Text(text.siglum), *(str(n) for n in (c.kept, c.changed, c.added, c.dropped, c.moved)))
    to.print(table)
    to.print()
