"""Notes that an author put into the middle of a paragraph: "the green dress [A/N: link in my profile!!] and".

In go paragraphs, out come the paragraphs without such notes, and where these stand. A note has to name itself and to
stand in brackets that it closes; a paragraph that is nothing else stays as it is, for others to judge.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from ..text import Chrome, Span
from .cues import NOTE_WORDS
from .layout import Paragraph
from .vocabulary import NOTE

LONGEST = 600  # code points of a note inside a paragraph

_NOTE = re.compile(
    rf"\[[*_ ]{{0,3}}{NOTE_WORDS}\b[^\[\]]{{0,{LONGEST}}}\]|\([*_ ]{{0,3}}{NOTE_WORDS}\b[^()]{{0,{LONGEST}}}\)"
    rf"|\{{[*_ ]{{0,3}}{NOTE_WORDS}\b[^{{}}]{{0,{LONGEST}}}\}}",
    re.IGNORECASE,
)


def without_notes(found: Sequence[Paragraph], raw: str) -> tuple[Sequence[Paragraph], list[Chrome]]:
    """The paragraphs without the notes inside them, and these."""
    if not _NOTE.search(raw):
        return found, []
    kept: list[Paragraph] = []
    notes: list[Chrome] = []
    for paragraph in found:
        cuts = [note.span() for note in _NOTE.finditer(paragraph.text)]
        lines = _lines_between(paragraph, cuts, raw) if cuts else []
        if not any(raw[start].isalnum() or raw[end - 1].isalnum() for start, end in lines):
            kept.append(paragraph)
            continue
        text = " ".join(raw[start:end] for start, end in lines)
        kept.append(Paragraph(tuple(lines), text, paragraph.opens, paragraph.closes, paragraph.gap))
        notes += [Chrome(Span(_place(paragraph, start), _place(paragraph, end - 1) + 1), NOTE) for start, end in cuts]
    return kept, notes


def _lines_between(paragraph: Paragraph, cuts: Sequence[tuple[int, int]], raw: str) -> list[tuple[int, int]]:
    """The stretches of raw that are left of a paragraph's lines, without the space around them."""
    aside = [(_place(paragraph, start), _place(paragraph, end - 1) + 1) for start, end in cuts]
    lines: list[tuple[int, int]] = []
    for start, end in paragraph.lines:
        for cut_start, cut_end in aside:
            if start < cut_end and cut_start < end:
                lines.append((start, max(start, cut_start)))
                start = min(end, cut_end)
        lines.append((start, end))
    return [trimmed for line in lines if (trimmed := _trimmed(raw, *line))[0] < trimmed[1]]


def _trimmed(raw: str, start: int, end: int) -> tuple[int, int]:
    piece = raw[start:end]
    return start + len(piece) - len(piece.lstrip()), end - (len(piece) - len(piece.rstrip()))


def _place(paragraph: Paragraph, at: int) -> int:
    """Where a character of a paragraph's text stands in raw; its lines are joined by one blank each."""
    for start, end in paragraph.lines:
        if at <= end - start:
            return start + at
        at -= end - start + 1
    return paragraph.end
