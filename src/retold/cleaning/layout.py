"""How the raw text is laid out: its lines, and the paragraphs they make.

In goes the raw text; out come paragraphs, each with the raw stretches of its lines. A text is either **wrapped** (an
editor broke its paragraphs into lines of 60 to 80 columns, so a break inside a paragraph stands for a space) or not
(every line is a paragraph). Which of the two is decided once a text, from where its lines break: in a wrapped text
the next word would not have fitted on the line before.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

BYTE_ORDER_MARK = "\ufeff"

# Widths in columns. Plain-text editors and mailers wrap between 55 and 80; anything much wider is a paragraph a line.
NARROWEST, WIDEST = 45, 110
# Two shares of the line breaks that no blank line makes. Explained: the next word would have passed the width; wrapped
# novels lie above .6, paragraphs a line below .2. Running on: inside a sentence, before a small letter; wrapped prose
# lies above .5 however ragged, verse at .3, paragraphs a line below .05.
EXPLAINED, RUNNING_ON = 0.6, 0.4
# Share of the same breaks that no sentence ends at: wrapped prose lies above .6, paragraphs a line at .1.
BROKEN_OFF = 0.4
# With blank lines between paragraphs a ragged right edge does no harm: a line this full has been wrapped.
RAGGED = 0.85
FEWEST_BREAKS = 2

_OPENERS = "\"“‘'«„`´—–"
_ENDS_SENTENCE = re.compile(r"[.!?…:]['\"”’»)\]*_]*$")


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One paragraph of the raw text, as stretches of its lines without the space around them.

    `lines` holds ``(start, end)`` in raw, one for each line that was joined; `opens` and `closes` are where the line
    before ends (the last code point of its break) and where this one's own break does; `gap` counts blank lines above.
    """

    lines: tuple[tuple[int, int], ...]
    text: str
    opens: int
    closes: int
    gap: int

    @property
    def start(self) -> int:
        return self.lines[0][0]

    @property
    def end(self) -> int:
        return self.lines[-1][1]


def paragraphs(raw: str) -> list[Paragraph]:
    """The paragraphs of a text in order; blank lines belong to none.

    Parameters
    ----------
    raw
        The text with any line breaks: LF, CRLF, CR, form feed, U+0085, U+2028 or U+2029.
    """
    lines = _lines(raw)
    width = _wrapped_at(lines)
    if width is None:
        return [Paragraph(((line.start, line.end),), line.text, line.opens, line.closes, line.gap) for line in lines]
    return _joined(lines, *width)


@dataclass(frozen=True, slots=True)
class _Line:
    start: int
    end: int
    text: str
    opens: int
    closes: int
    gap: int


def _lines(raw: str) -> list[_Line]:
    """The lines that are not blank, with the blank ones counted in `gap`."""
    lines: list[_Line] = []
    at = gap = 0
    for whole in raw.splitlines(keepends=True):
        text = whole.strip()
        skipped = 0
        if text.startswith(BYTE_ORDER_MARK):
            bare = text.lstrip(BYTE_ORDER_MARK).lstrip()
            skipped, text = len(text) - len(bare), bare
        if text:
            start = at + len(whole) - len(whole.lstrip()) + skipped
            lines.append(_Line(start, start + len(text), text, at - 1, at + len(whole) - 1, gap))
            gap = 0
        else:
            gap += 1
        at += len(whole)
    return lines


def _wrapped_at(lines: Sequence[_Line]) -> tuple[int, bool] | None:
    """The width a text was wrapped at and whether blank lines part its paragraphs; None for a paragraph a line."""
    if len(lines) <= FEWEST_BREAKS:
        return None
    lengths = sorted(len(line.text) for line in lines)
    width = lengths[min(len(lengths) - 1, len(lengths) * 98 // 100)]
    if not NARROWEST <= width <= WIDEST:
        return None
    inner = [(line, following) for line, following in pairwise(lines) if not following.gap]
    if len(inner) < FEWEST_BREAKS:
        return None
    # Paragraphs of a line that happen to be as long as each other end in sentences; broken lines mostly do not.
    if sum(not _ENDS_SENTENCE.search(line.text) for line, _ in inner) < BROKEN_OFF * len(inner):
        return None
    parted = (len(lines) - len(inner)) * 20 >= len(lines)
    if sum(_full(line, following, width) for line, following in inner) >= EXPLAINED * len(inner):
        return width, parted
    if sum(_runs_on(line, following) for line, following in inner) >= RUNNING_ON * len(inner):
        # The edge is ragged: what most lines reach counts as full.
        return lengths[len(lengths) // 2], parted
    return None


def _runs_on(line: _Line, following: _Line) -> bool:
    """Whether a sentence goes on from one line to the next."""
    return following.text[0].islower() and not _ENDS_SENTENCE.search(line.text)


def _full(line: _Line, following: _Line, width: float) -> bool:
    """Whether the first word of the following line would have passed the width."""
    return len(line.text) + 1 + len(following.text.split(None, 1)[0]) > width


def _joined(lines: Sequence[_Line], width: int, parted: bool) -> list[Paragraph]:
    """Paragraphs of a wrapped text: a line that was full goes on in the next one."""
    found: list[Paragraph] = []
    run: list[_Line] = []
    for line in lines:
        if run and (line.gap or not _goes_on(run[-1], line, width, parted)):
            found.append(_paragraph(run))
            run = []
        run.append(line)
    if run:
        found.append(_paragraph(run))
    return found


def _goes_on(line: _Line, following: _Line, width: int, parted: bool) -> bool:
    if len(line.text) * 2 > width and _runs_on(line, following):
        return True
    if not _full(line, following, width * RAGGED if parted else width):
        return False
    # Without blank lines a full last line and a line of speech below it look like one paragraph: speech opens its own.
    return parted or following.text[0] not in _OPENERS or not _ENDS_SENTENCE.search(line.text)


def _paragraph(run: Sequence[_Line]) -> Paragraph:
    return Paragraph(
        tuple((line.start, line.end) for line in run),
        " ".join(line.text for line in run),
        run[0].opens,
        run[-1].closes,
        run[0].gap,
    )
