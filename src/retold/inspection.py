"""What a person sees of one text: how it was read, what was set aside and why, its chapters, people and utterances.

An inspection comes in, readable text goes to a console. Everything carries the line of the file where it stands, so
that it can be looked up, or the character where a file is hardly broken into lines; long lists are cut and say how much
more there is, unless all is asked for.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Sequence

from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from retold.apparatus import Comparison
from retold.page import page, reason
from retold.terminal import NARROW, RULED, heading, section, texts
from retold.text import Chapter, Name, Span, Telling, Utterance
from retold.wording import language, number, one_line, unmarked, unsure_in, visible

EXCERPT = 56  # code points of what is quoted
FEW, MANY = 12, 60  # items of a list that are shown without --all: of what explains, and of utterances
NAMES = 6  # names of one character that are shown
CONTEXT = 12  # code points around a repair that are quoted
FACT = 200  # code points of a fact
ALIKE = 3  # rows of a kind that differ in nothing but their figures, from which on they are one row
STRUCTURE = ("heading", "rule")  # kinds that the chapters show: always one row
SEARCHED = 4_000  # code points of what was set aside in which words to quote are looked for; markup runs long
LONG_LINE = 500  # code points a line on average, from which on the number of a line tells no place
HIDDEN_FACTS = ("language",)  # shown in a place of their own

_LINE_END = re.compile(r"\r\n?|[\n\x85\u2028\u2029]")
_FIGURES = re.compile(r"\d+")


def show_telling(comparison: Comparison, to: Console, *, everything: bool = False) -> None:
    """Show one text as it was read.

    Parameters
    ----------
    comparison
        What an inspection found.
    to
        The console to write to.
    everything
        Whether long lists are shown whole.
    """
    few, many = (None, None) if everything else (FEW, MANY)
    for telling in comparison.tellings:
        places = _Places(telling)
        heading(to, one_line(telling.story.title or telling.witness.path))
        texts(page(comparison, whole_texts=False), to)
        _reading(telling, to)
        _facts(telling, to)
        _chrome(telling, places, to, few)
        _chapters(telling, places, to, few)
        _repairs(telling, places, to, few)
        if telling.lines:
            _people(comparison, to, few)
            _utterances(comparison, telling, to, many)
    for note in comparison.notes:
        to.print(Text(f"Note: {one_line(note)}"))


class _Places:
    """Where things stand: by line in the file, by character where it is hardly broken into lines, and in its part where
    the text comes from several. `unit` says which of the two it counts, both from 1."""

    def __init__(self, telling: Telling) -> None:
        raw, parts = telling.witness.raw, telling.witness.parts or ()
        self._ends = [found.end() for found in _LINE_END.finditer(raw)]
        self._parts = parts if len(parts) > 1 else ()
        self._starts = [part.span.start for part in self._parts]
        self.unit = "line" if len(raw) <= LONG_LINE * (len(self._ends) + 1) else "character"

    def __call__(self, at: int) -> str:
        if not self._parts:
            return f"{self._counted(at, 0):,}"
        which = max(0, bisect_right(self._starts, at) - 1)
        name = visible(self._parts[which].path).rpartition("/")[2][-20:]
        return f"{name}:{self._counted(at, self._starts[which]):,}"

    def _counted(self, at: int, start: int) -> int:
        """The line or character at a place, counted from the one at `start`."""
        before = at - start if self.unit == "character" else self._line(at) - self._line(start)
        return before + 1

    def _line(self, at: int) -> int:
        return bisect_right(self._ends, at)


def _reading(telling: Telling, to: Console) -> None:
    """The format, the encoding and the language, and what works less well in that."""
    stated = telling.story.metadata.get("language")
    told = f"in {one_line(language(stated), EXCERPT)}" if stated else "in a language that is not known"
    kind, encoding = one_line(telling.witness.format), visible(telling.witness.encoding)
    to.print(Text(f"Read as {kind}, encoded as {encoding}, {told}"))
    if stated and (less := unsure_in(stated)):
        to.print(Text(less, "dim"))
    to.print()


def _facts(telling: Telling, to: Console) -> None:
    """What the file says of the story."""
    facts = {key: value for key, value in telling.story.metadata.items() if key not in HIDDEN_FACTS}
    if not facts:
        return
    section(to, "What it says of itself")
    for key, value in facts.items():
        to.print(Padding(Text.assemble((f"{one_line(key)}: ", "dim"), one_line(value, FACT)), (0, 0, 0, 2)))
    to.print()


def _chrome(telling: Telling, places: _Places, to: Console, limit: int | None) -> None:
    section(to, "Set aside as not the story")
    raw, chrome = telling.witness.raw, telling.story.chrome
    if not chrome:
        to.print("  nothing")
        to.print()
        return
    away = sum(len(one.span) for one in chrome)
    to.print(Text(f"  {number(away, 'character')} of {len(raw):,} in {number(len(chrome), 'place')}", "dim"))
    rows, bare = _rows(telling)
    table = _columns(to, places.unit, "kind")
    for kind, spans in rows[:limit]:
        words = _quoted(telling, spans[0], EXCERPT // 2 if len(spans) > 1 else max(EXCERPT // 2, to.width - 26))
        what = Text(words, "dim") if len(spans) == 1 else Text(f"{len(spans):,} times, first: {words}", "dim")
        table.add_row(places(spans[0].start), Text(one_line(kind, 12)), what)
    _shown(table, len(rows), limit, to, end=False)
    if bare:
        to.print(Text(f"  {number(bare, 'place')} without any words", "dim"))
    to.print()


def _rows(telling: Telling) -> tuple[list[tuple[str, list[Span]]], int]:
    """What was set aside, kind and spans, in file order; and how many places hold no words.

    Headings and rules are one row each, and so is what differs in nothing but its figures, such as the counts of
    comments beside every paragraph.
    """
    groups: dict[tuple[str, str], list[Span]] = {}
    bare = 0
    for one in telling.story.chrome:
        words = "" if one.kind in STRUCTURE else _quoted(telling, one.span)
        if not words and one.kind not in STRUCTURE:
            bare += 1
            continue
        groups.setdefault((one.kind, _FIGURES.sub("0", words)), []).append(one.span)
    rows: list[tuple[str, list[Span]]] = []
    for (kind, _), spans in groups.items():
        if kind in STRUCTURE or len(spans) >= ALIKE:
            rows.append((kind, spans))
        else:
            rows.extend((kind, [span]) for span in spans)
    return sorted(rows, key=lambda row: row[1][0]), bare


def _quoted(telling: Telling, span: Span, limit: int | None = None) -> str:
    """What a person would have seen of a stretch of the file, on one line: its words without the markup."""
    text = span.of(telling.witness.raw)[:SEARCHED]
    if telling.witness.content is not None:
        text = unmarked(text)
    lines = [" ".join(line.split()) for line in visible(text).split("\n")]
    return one_line(" / ".join(line for line in lines if line), limit)


def _chapters(telling: Telling, places: _Places, to: Console, limit: int | None) -> None:
    """The chapters and how many scenes they have, unless the text is all one."""
    chapters = telling.story.chapters
    scenes = sum(len(chapter.scenes) for chapter in chapters)
    if scenes < 2 and not any(chapter.heading for chapter in chapters):
        return
    section(to, f"{number(len(chapters), 'chapter')}, {number(scenes, 'scene')}")
    table = _columns(to, places.unit, "chapter")
    for chapter, words in list(zip(chapters, _words(telling), strict=True))[:limit]:
        held = [number(words, "word")]
        if len(chapter.scenes) > 1:
            held.append(f"{number(len(chapter.scenes), 'scene')}, at {_several(chapter.scenes, places)}")
        table.add_row(places(chapter.span.start), Text(_name(chapter)), Text("; ".join(held), "dim"))
    _shown(table, len(chapters), limit, to)


def _words(telling: Telling) -> list[int]:
    """The words of the story in each chapter; they add up to those of the text."""
    starts = [chapter.span.start for chapter in telling.story.chapters]
    counts = [0] * len(starts)
    for line in telling.lines:
        counts[max(0, bisect_right(starts, line.span.start) - 1)] += len(line.words)
    return counts


def _name(chapter: Chapter) -> str:
    number_ = "" if chapter.number is None else str(chapter.number)
    return " ".join(part for part in (number_, one_line(chapter.title or "", EXCERPT // 2)) if part) or "—"


def _several(spans: Sequence[Span], places: _Places) -> str:
    shown = ", ".join(places(span.start) for span in spans[:NAMES])
    return shown + (" …" if len(spans) > NAMES else "")


def _repairs(telling: Telling, places: _Places, to: Console, limit: int | None) -> None:
    """What the story spells otherwise than the file, and speech whose marks were lost."""
    raw, repairs = telling.witness.raw, telling.story.repairs
    lost = {"opener": "mark before lost", "closer": "mark after lost", "both": "both marks lost"}
    repaired = [u for u in telling.utterances if u.repaired]
    if not (repaired or repairs):
        return
    section(to, "Repaired")
    table = _columns(to, places.unit, "what")
    alike: dict[tuple[str, str], list[Span]] = {}
    for repair in repairs:
        alike.setdefault((repair.kind, repair.span.of(raw)), []).append(repair.span)
    for (kind, _), spans in list(alike.items())[:limit]:
        near = Span(max(0, spans[0].start - CONTEXT), min(len(raw), spans[0].end + CONTEXT))
        was, now = one_line(near.of(raw), EXCERPT), one_line(telling.read(near), EXCERPT)
        what = one_line(kind) + (f" × {len(spans):,}" if len(spans) > 1 else "")
        table.add_row(places(spans[0].start), Text(what), Text(f"…{was}…  →  …{now}…", "dim"))
    _shown(table, len(alike), limit, to, end=not repaired)
    if repaired:
        table = _columns(to, places.unit, "speech")
        for utterance in repaired[:limit]:
            words = Text(one_line(telling.read(utterance.span), EXCERPT), "dim")
            table.add_row(places(utterance.span.start), Text(lost[utterance.repaired or "both"]), words)
        _shown(table, len(repaired), limit, to)


def _people(comparison: Comparison, to: Console, limit: int | None) -> None:
    section(to, "Characters")
    characters = comparison.characters or tuple(c for t in comparison.tellings for c in t.characters)
    if not characters:
        to.print("  none found")
    for character in characters[:limit]:
        names = [name for given in character.names.values() for name in given]
        gender = {"f": " (she)", "m": " (he)", "n": " (it)"}.get(character.gender or "", "")
        line = Text.assemble((one_line(character.name), "bold"), gender, (f"  {_names(names, limit)}", "dim"))
        to.print(Padding(line, (0, 0, 0, 2)))
    _more(len(characters), limit, to)
    to.print()


def _names(names: Sequence[Name], limit: int | None) -> str:
    shown = names if limit is None else names[:NAMES]
    told = "; ".join(f"{one_line(name.name)}: {one_line(name.why)}" for name in shown)
    return told + (f"; and {len(names) - len(shown)} more" if len(shown) < len(names) else "")


def _utterances(comparison: Comparison, telling: Telling, to: Console, limit: int | None) -> None:
    section(to, "Utterances in order")
    if not telling.utterances:
        to.print("  no direct speech found")
        to.print()
        return
    names = {c.id: one_line(c.name) for c in (*telling.characters, *comparison.characters)}
    rows = list(enumerate(telling.utterances))[:limit]
    if to.width < NARROW:
        for index, utterance in rows:
            who = names.get(utterance.speaker or "", "?")
            to.print(Text.assemble(f"{index} ", (who, "bold"), (f"  {reason(comparison, telling, utterance)}", "dim")))
            to.print(Padding(Text(one_line(telling.read(utterance.span))), (0, 0, 0, 2)))
    else:
        to.print(_table(comparison, telling, rows, names))
    _more(len(telling.utterances), limit, to)
    to.print()


def _table(
    comparison: Comparison, telling: Telling, rows: Iterable[tuple[int, Utterance]], names: dict[str, str]
) -> Table:
    table = Table(box=RULED, show_edge=False, pad_edge=False, padding=(0, 2, 0, 0), expand=True, header_style="bold")
    table.add_column("", justify="right", no_wrap=True, style="dim")
    table.add_column("speaker", overflow="fold", max_width=14)
    table.add_column("sure", justify="right", no_wrap=True)
    table.add_column("why", overflow="fold", ratio=1, style="dim")
    table.add_column("words", overflow="fold", ratio=2)
    for index, utterance in rows:
        table.add_row(
            str(index),
            Text(names.get(utterance.speaker or "", "?"), "bold"),
            f"{utterance.confidence:.2f}" if utterance.speaker else "",
            Text(reason(comparison, telling, utterance)),
            Text(one_line(telling.read(utterance.span))),
        )
    return table


def _columns(to: Console, first: str, second: str) -> Table:
    """A table without lines: where, what, and the words."""
    table = Table(box=None, show_edge=False, pad_edge=False, padding=(0, 2, 0, 0), header_style="dim")
    table.add_column(Text(f"  {first}"), justify="right", overflow="fold", style="dim")
    table.add_column(Text(second), overflow="fold", max_width=max(12, to.width // 3))
    table.add_column("", overflow="fold")
    return table


def _shown(table: Table, count: int, limit: int | None, to: Console, *, end: bool = True) -> None:
    if table.row_count:
        to.print(table)
    _more(count, limit, to)
    if end:
        to.print()


def _more(count: int, limit: int | None, to: Console) -> None:
    """How much of a list is not shown, and how it is."""
    if limit is not None and count > limit:
        to.print(Text(f"  … and {count - limit:,} more: --all", "dim"))
