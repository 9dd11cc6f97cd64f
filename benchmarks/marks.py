"""Speech set in other marks than its author's: a text and its gold in, the same text re-marked and its gold moved, out.

Retold should find speech in whatever marks a text has, so a corpus in one convention is asked in all of them. Each mark
of the text is turned by what it does: those at the edges of the gold's quotations open or close them, the others point
where their neighbours let them. A re-marking replaces each mark and nothing else; the gold follows, so that whoever
knew it all would still score 1.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

Extent = tuple[int, int]

MARK = re.compile('["“”„]')
_AT_EDGE = "_*'‘’"  # what may stand between a mark and the words of the gold
LOST = 0.10  # share of marks that `losing` takes away
_PARAGRAPH_END = re.compile(r"\s*(?:\n[^\S\n]*\n|\Z)")
_PARAGRAPH_START = re.compile(r"(?:\A|\n[^\S\n]*\n)\s*\Z")


@dataclass(frozen=True, slots=True)
class Marked:
    """A text and the extents of its quotations, in code points, half open, marks and dashes left out."""

    text: str
    quotations: tuple[Extent, ...]


@dataclass(frozen=True, slots=True)
class Mark:
    """One mark: where it stands, whether it opens, whether it is at the edge of a quotation of the gold."""

    at: int
    opens: bool
    speech: bool
    first: bool  # nothing stands before it in its paragraph
    last: bool  # nothing stands behind it


Spelling = Callable[[Mark], str | None]


def losing(marked: Marked, seed: str) -> Marked:
    """Every tenth mark gone, by chance; the same ones for the same seed."""
    chance = random.Random(seed)
    return _respelt(marked, lambda mark: "" if chance.random() < LOST else None)


def in_pairs(opener: str, closer: str) -> Callable[[Marked, str], Marked]:
    """A re-marking in which every mark becomes one of these two."""
    return lambda marked, seed: _respelt(marked, lambda mark: opener if mark.opens else closer)


def in_dashes(marked: Marked, seed: str) -> Marked:
    """Speech behind dashes, closed by one where narration follows; marks around other words stay as they are."""

    def spelling(mark: Mark) -> str | None:
        if not mark.speech:
            return None
        if mark.opens:
            return "— "
        return "" if mark.last else " —"

    return _respelt(marked, spelling)


def marks_of(marked: Marked) -> list[Mark]:
    """The marks of a text in order, each with its direction."""
    text = marked.text
    starts, ends = _edges(marked)
    found: list[Mark] = []
    for mark in MARK.finditer(text):
        at = mark.start()
        first = _PARAGRAPH_START.search(text, max(0, at - 40), at) is not None
        last = _PARAGRAPH_END.match(text, at + 1) is not None
        if at in starts or at in ends:
            # A quotation that has lost its opener may begin right behind the closer of another.
            found.append(Mark(at, at in starts and not (at in ends and last), True, first, last))
            continue
        before, after = text[at - 1 : at] or " ", text[at + 1 : at + 2] or " "
        if before.isspace() != after.isspace():
            opens = before.isspace()
        else:
            opens = before in "-—(" or not (found and found[-1].opens)
        found.append(Mark(at, opens, False, first, last))
    return found


def _edges(marked: Marked) -> tuple[frozenset[int], frozenset[int]]:
    """The places of the marks right before and right behind the gold's quotations, blanks aside."""
    starts, ends = set(), set()
    for start, end in marked.quotations:
        before, after = start - 1, end
        while before >= 0 and _beside(marked.text, before):
            before -= 1
        while after < len(marked.text) and _beside(marked.text, after):
            after += 1
        starts.add(before)
        ends.add(after)
    return frozenset(starts), frozenset(ends)


def _beside(text: str, at: int) -> bool:
    """Whether a mark may stand on the other side of this character and still be the quotation's: no paragraph ends."""
    if text[at] == "\n":
        return text[at - 1 : at] != "\n" and text[at + 1 : at + 2] != "\n"
    return text[at].isspace() or text[at] in _AT_EDGE


def _respelt(marked: Marked, spelling: Spelling) -> Marked:
    """The text with each mark as `spelling` has it (None: as it was), and the quotations where they now stand."""
    pieces: list[str] = []
    changes: list[tuple[int, int]] = []  # (place in the old text behind which all moved, by how much altogether)
    at = moved = 0
    for mark in marks_of(marked):
        new = spelling(mark)
        if new is None:
            continue
        pieces += (marked.text[at : mark.at], new)
        at = mark.at + 1
        moved += len(new) - 1
        changes.append((at, moved))
    pieces.append(marked.text[at:])
    edges = sorted({edge for extent in marked.quotations for edge in extent})
    places = dict(zip(edges, _moved(edges, changes), strict=True))
    return Marked("".join(pieces), tuple((places[start], places[end]) for start, end in marked.quotations))


def _moved(edges: Sequence[int], changes: Iterable[tuple[int, int]]) -> list[int]:
    """Where each place of the old text, in rising order, stands in the new one."""
    found: list[int] = []
    steps = [(0, 0), *changes, (1 << 62, 0)]
    which = 0
    for edge in edges:
        while steps[which + 1][0] <= edge:
            which += 1
        found.append(edge + steps[which][1])
    return found
