"""A reading with the words marked in which it differs: what documents set in bold and plain text puts between signs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from retold.apparatus import Comparison, Locus, Reading
from retold.text import Span

MOST = 0.6  # share of a reading's letters beyond which it is another wording as a whole

Marked = tuple[tuple[str, bool], ...]
"""Stretches of a text in order, each with whether its words are other ones than those of the consensus."""


def marked(comparison: Comparison, locus: Locus, reading: Reading) -> Marked:
    """The words of a reading on one line; an ellipsis parts its spans.

    What stands alone differs from nothing, and where most of a reading differs no word of it is marked.
    """
    read = comparison.telling(reading.siglum).read
    changed = sorted(
        edit.raw for edit in reading.words if edit.kind in ("replace", "insert") and len(locus.readings) > 1
    )
    found: list[tuple[str, bool]] = []
    for number, span in enumerate(reading.spans):
        if number:
            found.append((" … ", False))
        found.extend((_even(read(piece)), differs) for piece, differs in _cut(span, changed))
    other = sum(len(words) for words, differs in found if differs)
    if other > MOST * sum(len(words) for words, _ in found):
        found = [(words, False) for words, _ in found]
    return tuple(_together(found))


def _together(found: Sequence[tuple[str, bool]]) -> Iterator[tuple[str, bool]]:
    """The stretches with those put together that are marked alike, or that only a blank parts."""
    words, marked = "", False
    for at, (text, differs) in enumerate(found):
        if not text.strip():
            differs = marked and at + 1 < len(found) and found[at + 1][1]
        if words and differs != marked:
            yield words, marked
            words = ""
        words, marked = words + text, differs
    if words:
        yield words, marked


def _cut(span: Span, changed: list[Span]) -> Iterator[tuple[Span, bool]]:
    at = span.start
    for one in changed:
        start, end = max(at, one.start), min(span.end, one.end)
        if start < end:
            yield Span(at, start), False
            yield Span(start, end), True
            at = end
    yield Span(at, span.end), False


def _even(text: str) -> str:
    """The text with every run of white space as one blank, those at its ends too."""
    words = " ".join(text.split())
    if not words:
        return " " if text else ""
    return " " * text[0].isspace() + words + " " * text[-1].isspace()
