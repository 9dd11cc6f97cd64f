"""Notes that an author put into the middle of a paragraph: "the green dress [A/N: link in my profile!!] and".

In go paragraphs, out come the paragraphs without such notes, and where these stand. A note has to name itself and to
stand in brackets that it closes; a paragraph that is nothing else stays as it is, for others to judge.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from ..text import Chrome, Span
from .cues import NOTE_WORDS
from .layout import Layout
from .vocabulary import NOTE

Stretch = tuple[int, int]  # of raw, half open

LONGEST = 600  # code points of a note inside a paragraph

_NOTE = re.compile(
    rf"\[[*_ ]{{0,3}}{NOTE_WORDS}\b[^\[\]]{{0,{LONGEST}}}\]|\([*_ ]{{0,3}}{NOTE_WORDS}\b[^()]{{0,{LONGEST}}}\)"
    rf"|\{{[*_ ]{{0,3}}{NOTE_WORDS}\b[^{{}}]{{0,{LONGEST}}}\}}",
    re.IGNORECASE,
)


def without_notes(layout: Layout, raw: str) -> tuple[Layout, list[Chrome]]:
    """The layout without the notes inside its paragraphs, and these."""
    if not _NOTE.search(raw):
        return layout, []
    changed: dict[int, list[Stretch]] = {}
    notes: list[Chrome] = []
    for at, paragraph in enumerate(layout.paragraphs):
        cuts = [note.span() for note in _NOTE.finditer(paragraph.text)]
        if not cuts:
            continue
        whole = layout.lines_of(at)
        aside = [(_place(whole, start), _place(whole, end - 1) + 1) for start, end in cuts]
        lines = _lines_between(whole, aside, raw)
        if any(raw[start].isalnum() or raw[end - 1].isalnum() for start, end in lines):
            changed[at] = lines
            notes += [Chrome(Span(start, end), NOTE) for start, end in aside]
    return (layout.with_lines(raw, changed) if changed else layout), notes


def _lines_between(whole: Sequence[Stretch], aside: Sequence[Stretch], raw: str) -> list[Stretch]:
    """The stretches of raw that are left of a paragraph's lines, without the space around them."""
    lines: list[Stretch] = []
    for start, end in whole:
        for cut_start, cut_end in aside:
            if start < cut_end and cut_start < end:
                lines.append((start, max(start, cut_start)))
                start = min(end, cut_end)
        lines.append((start, end))
    return [trimmed for line in lines if (trimmed := _trimmed(raw, *line))[0] < trimmed[1]]


def _trimmed(raw: str, start: int, end: int) -> tuple[int, int]:
    piece = raw[start:end]
    return start + len(piece) - len(piece.lstrip()), end - (len(piece) - len(piece.rstrip()))


def _place(lines: Sequence[Stretch], at: int) -> int:
    """Where a character of a paragraph's text stands in raw; its lines are joined by one blank each."""
    for start, end in lines:
        if at <= end - start:
            return start + at
        at -= end - start + 1
    return lines[-1][1]
