"""The words of one reading, marked where they differ from the consensus.

A reading and the consensus words of its locus come in, pieces with their white space closed up go out. Tags that stand
beside the line are shown where they stand and never compared: they say who speaks and tell nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

from retold.apparatus import Comparison, Locus, Reading, WordEdit
from retold.page.model import Piece
from retold.text import TAG, Line, OffsetMap, Span, Telling
from retold.wording import one_line, visible

QUOTED = 40  # code points of a line that a page quotes which may not hold the texts

_WORD = re.compile(r"[^\W_]+(?:['\u2019\u00b4`-][^\W_]+)*")


def consensus(comparison: Comparison, locus: Locus) -> dict[int, str]:
    """The consensus words by position, as spelled by the first witness that has each of them."""
    words: dict[int, str] = {}
    for siglum, reading in locus.readings.items():
        telling = comparison.telling(siglum)
        for edit in reading.words:
            if edit.kind == "equal":
                found = _WORD.findall(telling.read(edit.raw))
                if len(found) == len(edit.consensus):
                    for offset, word in enumerate(found):
                        words.setdefault(edit.consensus.start + offset, word)
    return words


def tags_beside(telling: Telling) -> dict[int, list[Span]]:
    """The tags of a telling, in raw spans, by where the speech starts that they belong to.

    As in linking, a tag belongs to the speech before it in its paragraph, else to that after it.
    """
    found: dict[int, list[Span]] = {}
    for at, tag in enumerate(telling.lines):
        if tag.kind == TAG:
            spoken = next((line for line in _neighbours(telling.lines, at) if line.paragraph == tag.paragraph), None)
            if spoken is not None and spoken.kind != TAG:
                found.setdefault(spoken.span.start, []).append(tag.span)
    return found


def _neighbours(lines: Sequence[Line], at: int) -> Iterator[Line]:
    if at > 0:
        yield lines[at - 1]
    if at + 1 < len(lines):
        yield lines[at + 1]


def marked(
    telling: Telling,
    reading: Reading,
    words: Mapping[int, str],
    relation: str,
    tags: Mapping[int, Sequence[Span]],
) -> tuple[Piece, ...]:
    """The words of a reading, marked where they differ from the consensus `words`.

    A paraphrase shows what it has otherwise but not what it leaves out, and where more than half is otherwise it is not
    marked at all: marks that stand everywhere show nothing.
    """
    edits = sorted((edit for edit in reading.words if edit.kind != "equal"), key=lambda e: (e.raw, e.consensus))
    other = sum(len(edit.raw) for edit in edits)
    if relation == "single" or (relation == "paraphrase" and 2 * other > sum(len(span) for span in reading.spans)):
        edits = []
    own = {span.start for span in reading.spans}
    beside = [tag for span in reading.spans for tag in tags.get(span.start, ()) if tag.start not in own]
    last = reading.spans[-1] if reading.spans else None
    pieces: list[Piece] = []
    used = 0
    before: str | None = None
    for span in sorted((*reading.spans, *beside)):
        kind = "line" if span.start in own else "tag"
        if before is not None:
            pieces.append(Piece(" … " if kind == before == "line" else " ", "same"))
        before = kind
        if kind == "tag":
            pieces.append(Piece(telling.read(span).strip(), "tag"))
            continue
        upto = used
        while upto < len(edits) and (span is last or edits[upto].raw.start < span.end):
            upto += 1
        pieces += _line(telling, span, edits[used:upto], words, relation)
        used = upto
    return tuple(closed_up(pieces))


def quotation(telling: Telling, reading: Reading) -> tuple[Piece, ...]:
    """The first words of a reading, for a page that may not hold the texts."""
    return (Piece(one_line(" ".join(telling.read(span) for span in reading.spans[:1]), QUOTED)),)


def _line(
    telling: Telling, span: Span, edits: Sequence[WordEdit], words: Mapping[int, str], relation: str
) -> Iterator[Piece]:
    """One stretch of a reading, cut where its words change their standing."""
    text, to_text = telling.story.text, telling.story.map.to_text
    here = to_text(span)
    at = here.start
    for edit in edits:
        start, end = _within(edit.raw, here, at, telling.story.map)
        yield Piece(text[at:start])
        at = max(start, end)
        if start < end:
            yield Piece(text[start:end], "added" if edit.kind == "insert" else "changed")
        elif edit.kind == "delete" and relation != "paraphrase":
            lost = [words[i] for i in range(edit.consensus.start, edit.consensus.end) if i in words]
            if lost:
                yield from _missing(" ".join(lost), text[here.start : at], text[at : here.end])
    yield Piece(text[at : here.end])


def _within(raw: Span, here: Span, at: int, places: OffsetMap) -> tuple[int, int]:
    """Where raw words stand in the cleaned text, kept inside their stretch and behind what was shown before."""
    where = places.to_text(raw)
    return max(at, min(where.start, here.end)), min(max(where.end, at), here.end)


def _missing(words: str, before: str, after: str) -> tuple[Piece, ...]:
    """Missing words with a space on each side where a word stands there."""
    space, none = Piece(" "), Piece("")
    return (space if before[-1:].isalnum() else none, Piece(words, "missing"), space if after[:1].isalnum() else none)


def closed_up(pieces: Iterable[Piece]) -> Iterator[Piece]:
    """Pieces with their white space closed up; changed words with nothing but space between them become one piece."""
    closed: list[Piece] = []
    for piece in pieces:
        text = re.sub(r"\s+", " ", visible(piece.text))
        if not closed or closed[-1].text.endswith(" "):
            text = text.lstrip(" ")
        if not text:
            continue
        if len(closed) > 1 and closed[-1] == Piece(" ") and closed[-2].mark == piece.mark != "same":
            closed[-2:] = [Piece(f"{closed[-2].text} {text}", piece.mark)]
        elif closed and closed[-1].mark == piece.mark:
            closed[-1] = Piece(closed[-1].text + text, piece.mark)
        else:
            closed.append(Piece(text, piece.mark))
    if closed:
        closed[-1] = Piece(closed[-1].text.rstrip(" "), closed[-1].mark)
    return iter(closed)
