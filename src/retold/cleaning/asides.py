"""Notes that an author put into the middle of a paragraph: "the green dress [A/N: link in my profile!!] and".

In go paragraphs, out come the paragraphs without such notes, and where these stand. A note has to name itself and to
stand in brackets that it closes; a paragraph that is nothing else stays as it is, for others to judge.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from itertools import accumulate

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
# The brackets stand first, in one set: a search passes over everything else at full speed.
_BEGINS = re.compile(rf"[\[({{][*_ ]{{0,3}}{NOTE_WORDS}\b", re.IGNORECASE)


def without_notes(layout: Layout, raw: str) -> tuple[Layout, list[Chrome]]:
    """The layout without the notes inside its paragraphs, and these."""
    if not any(bracket in raw for bracket in "[({") or not _BEGINS.search(raw):
        return layout, []
    changed: dict[int, list[Stretch]] = {}
    notes: list[Chrome] = []
    for at, text in enumerate(layout.paragraphs.texts):
        if not _NOTE.search(text):
            continue
        whole = layout.lines_of(at)
        cuts = _cuts(text, whole)
        lines = _lines_between(whole, cuts, raw)
        if any(raw[start].isalnum() or raw[end - 1].isalnum() for start, end in lines):
            changed[at] = lines
            notes += [Chrome(cut, NOTE) for cut in cuts]
    return (layout.with_lines(raw, changed) if changed else layout), notes


def _cuts(text: str, lines: Sequence[Stretch]) -> list[Span]:
    """Where the notes of a paragraph stand in raw. Its lines are joined by one blank each."""
    begins = list(accumulate((end - start + 1 for start, end in lines), initial=0))

    def place(at: int) -> int:
        which = bisect_right(begins, at) - 1
        return lines[which][0] + at - begins[which]

    return [Span(place(note.start()), place(note.end() - 1) + 1) for note in _NOTE.finditer(text)]


def _lines_between(whole: Sequence[Stretch], cuts: Sequence[Span], raw: str) -> list[Stretch]:
    """The stretches of raw that are left of a paragraph's lines, without the space around them."""
    lines: list[Stretch] = []
    waiting = 0  # the first cut that may reach into the line
    for start, end in whole:
        while waiting < len(cuts) and cuts[waiting].start < end:
            cut = cuts[waiting]
            lines.append((start, max(start, cut.start)))
            start = max(start, min(end, cut.end))
            if cut.end > end:
                break  # the note goes on in the next line
            waiting += 1
        lines.append((start, end))
    return [trimmed for line in lines if (trimmed := _trimmed(raw, *line))[0] < trimmed[1]]


def _trimmed(raw: str, start: int, end: int) -> tuple[int, int]:
    piece = raw[start:end]
    return start + len(piece) - len(piece.lstrip()), end - (len(piece) - len(piece.rstrip()))
