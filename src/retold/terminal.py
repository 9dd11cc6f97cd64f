"""What a person sees in the terminal: a comparison comes in, readable text goes to a console.

The same ready page as the report's, laid out for a number of columns: what was read, one sentence a pair, the scene
side by side, the counts. Where there is colour, changed words are underlined and coloured; without it, or when the
output is no terminal, they carry marks: ``*other words*``, ``+words more+``, ``-words it lacks-``. Texts come through
`retold.wording.visible`, so that nothing in them can steer the terminal, and never pass as console markup.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TextIO

from rich.box import Box
from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from retold.apparatus import Comparison
from retold.page import Cell, Page, Row, SceneTable, page
from retold.text import Span, Telling, Utterance
from retold.wording import listed, number, one_line, visible

NARROW = 60  # columns; below it texts stand under one another
SIDE_BY_SIDE = 4  # texts that a terminal shows beside one another
COLUMN = 16  # columns a text needs at least to be read beside others
LONG_NARRATION = 90  # code points of a sentence of narration before it is cut: speech is what a reader compares
VERDICTS = 12  # pairs that get their sentence; pairs that tell the same scene always do
ROWS = 500  # rows of one scene that are printed: a terminal is read from its end, and nobody scrolls through a novel
EXCERPT = 56  # code points of chrome that are quoted
MARKS = {"changed": ("*", "*"), "added": ("+", "+"), "missing": ("-", "-")}
LANGUAGES = {
    "de": "German", "en": "English", "es": "Spanish", "fr": "French", "it": "Italian", "nl": "Dutch", "pl": "Polish",
    "pt": "Portuguese", "ru": "Russian", "sv": "Swedish",
}  # fmt: skip
STYLES = {"changed": "bold underline yellow", "added": "bold underline green", "missing": "strike red"}

_RULE = Box("    \n    \n ── \n    \n    \n    \n    \n    \n")


def console(file: TextIO, *, width: int | None = None) -> Console:
    """A console on `file`, `width` columns wide or as wide as the terminal; ``NO_COLOR`` is honoured."""
    made = Console(file=file, width=width, highlight=False, markup=False, emoji=False)
    if made.no_color or not made.is_terminal:  # styles without colour would still be escape sequences
        made = Console(
            file=file,
            width=width or made.width,
            highlight=False,
            markup=False,
            emoji=False,
            color_system=None,
            force_terminal=False,
        )
    return made


def show(comparison: Comparison, to: Console, *, report: str | None = None) -> None:
    """Show a comparison: texts as read, relations, the shared scenes, counts, and where the `report` lies."""
    ready = page(comparison, whole_texts=False)
    coloured = to.color_system is not None
    _heading(to, ready.headline)
    _texts(ready, to)
    _verdicts(ready, to)
    for scene in ready.scenes:
        _scene(scene, to, coloured)
    if ready.scenes:
        _counts(ready, to)
    for note in ready.notes:
        to.print(Text(f"Note: {note}"))
    if report is not None:
        to.print(Text.assemble("The whole of it side by side: ", (visible(report), "bold")), soft_wrap=True)


def show_telling(comparison: Comparison, to: Console) -> None:
    """Show one text as it was read: chrome, characters, utterances with their speakers and why, repairs."""
    for telling in comparison.tellings:
        _heading(to, one_line(telling.story.title or telling.witness.path))
        _texts(page(comparison, whole_texts=False), to)
        _language(telling, to)
        _chrome(telling, to)
        _people(comparison, to)
        _utterances(comparison, telling, to)
        _repairs(telling, to)
    for note in comparison.notes:
        to.print(Text(f"Note: {one_line(note)}"))


def _language(telling: Telling, to: Console) -> None:
    """The language of the text, by its name where it is written in two letters."""
    language = telling.story.metadata.get("language")
    if language:
        to.print(Text(f"Language: {LANGUAGES.get(language, one_line(language))}"))
        to.print()


def _heading(to: Console, words: str) -> None:
    to.print(Text(words, "bold"))
    to.print()


def _section(to: Console, words: str) -> None:
    to.print(Text(words, "bold cyan"))


def _texts(ready: Page, to: Console) -> None:
    table = Table.grid(padding=(0, 2, 0, 0))
    table.add_column(no_wrap=True)
    table.add_column(overflow="fold")
    for text in ready.texts:
        chrome = listed([kind if count == 1 else f"{kind} × {count}" for kind, count in text.chrome])
        facts = [
            number(text.words, "word"),
            f"{number(text.utterances, 'utterance')}"
            + (f", {text.attributed} with a speaker" if text.utterances else ""),
            f"set aside: {chrome}" if chrome else "",
            number(text.repairs, "repair") if text.repairs else "",
            text.manner or "",
        ]
        name = Text(text.path, "bold", overflow="fold")
        if text.title:
            name.append(f"  {text.title}", "not bold italic")
        table.add_row(Text(text.siglum, "bold cyan"), Group(name, Text("; ".join(f for f in facts if f), "dim")))
    to.print(table)
    to.print()


def _verdicts(ready: Page, to: Console) -> None:
    ordered = sorted(ready.verdicts, key=lambda v: not v.same)
    shown = max(VERDICTS, sum(verdict.same for verdict in ordered))
    for verdict in ordered[:shown]:
        style = "" if verdict.same else "dim"
        sure = f"score {verdict.score:.2f}, {verdict.chance}"
        to.print(Text.assemble(("= " if verdict.same else "≠ ", "bold"), (verdict.sentence, style)))
        to.print(Padding(Text(sure, "dim"), (0, 0, 0, 2)))
    if len(ordered) > shown:
        to.print(Text(f"≠ {number(len(ordered) - shown, 'more pair')} that tell different things", "dim"))
    if ordered:
        to.print()


def _scene(scene: SceneTable, to: Console, coloured: bool) -> None:
    hidden = len(scene.rows) - ROWS
    if hidden > 0:
        scene = replace(scene, rows=scene.rows[:ROWS])
    _section(to, scene.title)
    if not coloured and scene.rows:
        to.print(Text("*other words*  +words more+  -words it lacks-  than most tellings"))
    beside = 1 < len(scene.sigla) <= SIDE_BY_SIDE and to.width >= max(NARROW, 14 + (COLUMN + 2) * len(scene.sigla))
    to.print(_beside(scene, coloured) if beside else _stacked(scene, coloured))
    if hidden > 0:
        to.print(Text(f"… and {number(hidden, 'more row', 'more rows')}, in the report and the JSON", "dim"))
    to.print()


def _beside(scene: SceneTable, coloured: bool) -> Table:
    table = Table(box=_RULE, show_edge=False, pad_edge=False, padding=(0, 2, 0, 0), expand=True, header_style="bold")
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
        for text, sigla in said.values():
            table.add_row("", Text.assemble((" ".join(sigla) + "  ", "bold cyan"), text), style=style)
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
    _section(to, f"What became of the scene, {ready.counted_against}")
    table = Table(box=_RULE, show_edge=False, pad_edge=False, padding=(0, 2, 0, 0), header_style="bold")
    table.add_column("")
    for head in ("kept", "changed", "added", "dropped", "moved"):
        table.add_column(head, justify="right")
    for text in ready.texts:
        if not text.apart:
            c = text.counts
            table.add_row(Text(text.siglum), *(str(n) for n in (c.kept, c.changed, c.added, c.dropped, c.moved)))
    to.print(table)
    to.print()


def _chrome(telling: Telling, to: Console) -> None:
    _section(to, "Set aside as not the story")
    kinds: dict[str, list[Span]] = {}
    for chrome in telling.story.chrome:
        kinds.setdefault(chrome.kind, []).append(chrome.span)
    if not kinds:
        to.print("  nothing")
    for kind, spans in kinds.items():
        times = f" × {len(spans)}" if len(spans) > 1 else ""
        to.print(
            Text.assemble(f"  {visible(kind)}{times}: ", (one_line(spans[0].of(telling.witness.raw), EXCERPT), "dim"))
        )
    to.print()


def _people(comparison: Comparison, to: Console) -> None:
    _section(to, "Characters")
    characters = comparison.characters or tuple(c for t in comparison.tellings for c in t.characters)
    if not characters:
        to.print("  none found")
    for character in characters:
        names = [name for given in character.names.values() for name in given]
        why = "; ".join(f"{one_line(name.name)}: {one_line(name.why)}" for name in names)
        gender = {"f": " (she)", "m": " (he)", "n": " (it)"}.get(character.gender or "", "")
        line = Text.assemble(("  " + one_line(character.name), "bold"), gender, (f"  {why}" if why else "", "dim"))
        to.print(line)
    to.print()


def _utterances(comparison: Comparison, telling: Telling, to: Console) -> None:
    _section(to, "Utterances in order")
    if not telling.utterances:
        to.print("  no direct speech found")
        to.print()
        return
    names = {c.id: one_line(c.name) for c in (*telling.characters, *comparison.characters)}
    if to.width < NARROW:
        for index, utterance in enumerate(telling.utterances):
            who = names.get(utterance.speaker or "", "?")
            to.print(Text.assemble(f"{index} ", (who, "bold"), (f"  {_why(comparison, telling, utterance)}", "dim")))
            to.print(Padding(Text(one_line(telling.read(utterance.span))), (0, 0, 0, 2)))
        to.print()
        return
    table = Table(box=_RULE, show_edge=False, pad_edge=False, padding=(0, 2, 0, 0), expand=True, header_style="bold")
    table.add_column("", justify="right", no_wrap=True, style="dim")
    table.add_column("speaker", overflow="fold", max_width=14)
    table.add_column("sure", justify="right", no_wrap=True)
    table.add_column("why", overflow="fold", ratio=1, style="dim")
    table.add_column("words", overflow="fold", ratio=2)
    for index, utterance in enumerate(telling.utterances):
        table.add_row(
            str(index),
            Text(names.get(utterance.speaker or "", "?"), "bold"),
            f"{utterance.confidence:.2f}" if utterance.speaker else "",
            Text(_why(comparison, telling, utterance)),
            Text(one_line(telling.read(utterance.span))),
        )
    to.print(table)
    to.print()


_REASONS = {
    "tag": "named beside it",
    "pronoun": "pronoun",
    "action": "acts beside it",
    "narrator": "the narrator",
    "turn": "the turns alternate",
    "script": "script",
    "carried": "another telling",
    "none": "nothing tells",
}


def _why(comparison: Comparison, telling: Telling, utterance: Utterance) -> str:
    evidence = utterance.evidence
    reason = _REASONS.get(evidence.kind, visible(evidence.kind))
    source = next((t for t in comparison.tellings if t.siglum == evidence.source), None) or telling
    if evidence.source is not None:
        reason += f" ({visible(evidence.source)})"
    if evidence.cue is not None and (evidence.source is None or source.siglum == evidence.source):
        reason += f": “{one_line(evidence.cue.of(source.witness.raw), EXCERPT)}”"
    return reason


def _repairs(telling: Telling, to: Console) -> None:
    repaired = [u for u in telling.utterances if u.repaired]
    if not (repaired or telling.story.repairs):
        return
    _section(to, "Repaired")
    kinds: dict[str, list[Span]] = {}
    for repair in telling.story.repairs:
        kinds.setdefault(repair.kind, []).append(repair.span)
    for kind, spans in kinds.items():
        near = Span(max(0, spans[0].start - 12), min(len(telling.witness.raw), spans[0].end + 12))
        where = one_line(near.of(telling.witness.raw), EXCERPT)
        to.print(Text.assemble(f"  {visible(kind)} × {len(spans)}: ", (f"…{where}…", "dim")))
    lost = {"opener": "opening mark lost", "closer": "closing mark lost", "both": "both marks lost"}
    for utterance in repaired:
        words = one_line(telling.read(utterance.span), EXCERPT)
        to.print(Text.assemble(f"  {lost[utterance.repaired or 'both']}: ", (words, "dim")))
    to.print()
