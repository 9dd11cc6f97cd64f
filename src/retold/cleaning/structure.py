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


def chapters(
    raw: str, map_: OffsetMap, chrome: Sequence[Chrome], title: str | None, *, markup: bool = False
) -> tuple[Chapter, ...]:
    """The chapters of a story with their scenes; a story without headings is one chapter.

    Parameters
    ----------
    raw
        The text as decoded.
    map_
        From the story to `raw`.
    chrome
        What was set aside, in raw spans, in order.
    title
        The story's own title, which may stand among the headings and names no chapter.
    markup
        Whether the headings in `raw` are marked up.
    """
    found: list[Chapter] = []
    heading: Span | None = None
    blocks: list[list[str]] = []
    scenes: list[Span] = []
    for border, story in _stretches(map_, chrome):
        if border is not None and border.kind == HEADING:
            here = _blocks(border.span, raw, markup)
            if here:
                if scenes:
                    found.append(_chapter(heading, blocks, scenes, title))
                    blocks, scenes = [], []
                # Headings without story between, of a part and of its first chapter, are read together.
                heading = border.span
                blocks += here
        if story is not None and (scene := _bare(story, raw)):
            scenes.append(scene)
    if scenes:
        found.append(_chapter(heading, blocks, scenes, title))
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
    start, end = span.start, span.end
    while start < end and raw[start].isspace():
        start += 1
    while start < end and raw[end - 1].isspace():
        end -= 1
    return Span(start, end) if start < end else None


def _chapter(
    heading: Span | None, blocks: Sequence[Sequence[str]], scenes: Sequence[Span], story: str | None
) -> Chapter:
    number, title = _named(blocks, story)
    start = scenes[0].start if heading is None else heading.start
    return Chapter(Span(start, scenes[-1].end), heading, number, title, tuple(scenes))


def _blocks(span: Span, raw: str, markup: bool) -> list[list[str]]:
    """The headings in a stretch as people see them, each with its lines; that it is whose eyes we see with, or where
    the text begins, is no heading of a chapter.

    Blank lines part them in plain text, elements in marked-up text.
    """
    text = span.of(raw)
    blocks: list[list[str]] = [[]]
    for line in (unmarked(text) if markup else text).splitlines():
        words = " ".join(line.split())
        if (markup or not words) and blocks[-1]:
            blocks.append([])
        if words and not headings.viewpoint(words) and not headings.landmark(words):
            blocks[-1].append(words)
    return [lines for lines in blocks if lines]


def _named(blocks: Sequence[Sequence[str]], story: str | None) -> tuple[int | None, str | None]:
    """Number and title of a chapter of a story with a title of its own.

    Of several headings in a row, such as a list of contents, the last one that counts is the chapter's; what it says
    beside its number is the title, or else the headings below it.
    """
    number: int | None = None
    title: Sequence[Sequence[str]] | None = None
    for at in range(len(blocks) - 1, -1, -1):
        lines = blocks[at]
        counts = [(line, counted) for line, text in enumerate(lines) if (counted := headings.counted(text)) is not None]
        if counts:
            line, (number, rest) = counts[-1]
            own = [rest, *lines[line + 1 :]]
            title = [own] if any(piece.strip(_EDGES) for piece in own) else blocks[at + 1 :]
            break
    found = blocks if title is None else title
    names = [lines for lines in found if [line.casefold() for line in lines] != [(story or "").casefold()]] or found
    told = names[-1:] if title is None else names
    return number, " ".join(part for lines in told for line in lines if (part := line.strip(_EDGES))) or None
