"""How a story is divided: its chapters, and the scenes in them.

In go the stretches of raw text that are story and those that were set aside, out come chapters in order. A heading
opens a chapter; a rule, or a line that says whose eyes we see with, opens a scene. What kind of file it was does not
matter: whatever set the headings and rules aside has marked them all alike.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from itertools import zip_longest

from ..text import Chapter, Chrome, OffsetMap, Span
from ..wording import unmarked
from . import headings
from .vocabulary import HEADING, RULE

_EDGES = " \t\r\n#*_~=—–-.:;|[]()"


def chapters(raw: str, map_: OffsetMap, chrome: Sequence[Chrome], *, markup: bool = False) -> tuple[Chapter, ...]:
    """The chapters of a story with their scenes; a story without headings is one chapter.

    Parameters
    ----------
    raw
        The text as decoded.
    map_
        From the story to `raw`.
    chrome
        What was set aside, in raw spans, in order.
    markup
        Whether the headings in `raw` are marked up.
    """
    found: list[Chapter] = []
    heading: Span | None = None
    words: list[str] = []
    scenes: list[Span] = []
    for border, story in _stretches(map_, chrome):
        if border is not None and border.kind == HEADING:
            here = _words(border.span, raw, markup)
            if not all(map(headings.viewpoint, here)):
                if scenes:
                    found.append(_chapter(heading, words, scenes))
                    words, scenes = [], []
                # Headings without story between, of a part and of its first chapter, are read together.
                heading = border.span
                words += (line for line in here if not headings.viewpoint(line))
        if story is not None and (scene := _bare(story, raw)):
            scenes.append(scene)
    if scenes:
        found.append(_chapter(heading, words, scenes))
    return tuple(found)


def _stretches(map_: OffsetMap, chrome: Sequence[Chrome]) -> Iterator[tuple[Chrome | None, Span | None]]:
    """Each heading and rule with the stretch of story below it, None where there is none; first what has none above."""
    _, starts, lengths = map_.segments.columns
    borders: list[Chrome | None] = [None, *(one for one in chrome if one.kind in (HEADING, RULE))]
    first = 0
    for border, following in zip_longest(borders, borders[1:]):
        last = bisect_left(starts, following.span.start, first) if following is not None else len(starts)
        yield border, Span(starts[first], starts[last - 1] + lengths[last - 1]) if last > first else None
        first = last


def _bare(span: Span, raw: str) -> Span | None:
    """A stretch without the breaks at its edges; None where there is nothing else."""
    text = span.of(raw)
    start, end = span.start + len(text) - len(text.lstrip()), span.end - (len(text) - len(text.rstrip()))
    return Span(start, end) if start < end else None


def _chapter(heading: Span | None, words: Sequence[str], scenes: Sequence[Span]) -> Chapter:
    number, title = _named(words)
    start = scenes[0].start if heading is None else heading.start
    return Chapter(Span(start, scenes[-1].end), heading, number, title, tuple(scenes))


def _words(span: Span, raw: str, markup: bool) -> list[str]:
    """The lines of a heading as people see them."""
    text = span.of(raw)
    if markup:
        text = unmarked(text)
    return [" ".join(line.split()) for line in text.splitlines() if line.strip()]


def _named(words: Sequence[str]) -> tuple[int | None, str | None]:
    """Number and title of a chapter; of several headings in a row, such as a list of contents, the last one counts."""
    number, title = None, [*words[-1:]]
    for at in range(len(words) - 1, -1, -1):
        counted = headings.counted(words[at])
        if counted is not None:
            number = counted[0]
            title = [counted[1], *words[at + 1 :]]
            break
    told = " ".join(part for part in (piece.strip(_EDGES) for piece in title) if part)
    return number, told or None
