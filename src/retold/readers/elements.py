"""What readers of XML documents share: paragraphs that wait until their kind is known, and elements set aside.

In go the calls of a walk, out comes a `Building` filled paragraph by paragraph. A reader derives from `Elements`, says
in `begin` and `end` which elements open and close paragraphs and which are skipped, and the characters between find
their place. Several members of a container are walked one after another, each with its own `offset` in raw.
"""

from __future__ import annotations

from dataclasses import dataclass

from .building import Building, Role
from .xml import Attributes


@dataclass(frozen=True, slots=True)
class _Piece:
    text: str
    at: int
    width: int
    verbatim: bool


@dataclass(slots=True)
class _Skipped:
    kind: str | None
    depth: int
    start: int = -1
    end: int = -1


class Elements:
    """A visitor that gathers paragraphs. `verbatim` keeps white space as it stands; otherwise it flows."""

    def __init__(self, *, verbatim: bool = False) -> None:
        self.building = Building()
        self.offset = 0
        self._verbatim = verbatim
        self._depth = 0
        self._skipped: _Skipped | None = None
        self._pieces: list[_Piece] = []

    def begin(self, name: str, attributes: Attributes, at: int) -> None:
        """An element begins; derived readers act in `opened` and `closed`, which skipped elements do not reach."""
        self._depth += 1
        if self._skipped is None:
            self.opened(name, attributes, at + self.offset)

    def end(self, name: str, at: int) -> None:
        """An element ends."""
        skipped = self._skipped
        if skipped is None:
            self.closed(name, at + self.offset)
        elif skipped.depth == self._depth:
            if skipped.kind is not None and skipped.end > skipped.start:
                self.building.aside(skipped.start, skipped.end, skipped.kind)
            self._skipped = None
        self._depth -= 1

    def characters(self, text: str, at: int, width: int) -> None:
        """Some characters: of the open paragraph, or of what is skipped."""
        at += self.offset
        skipped = self._skipped
        if skipped is None:
            self.heard(text, at, width)
        elif text.strip():
            skipped.start = at if skipped.start < 0 else skipped.start
            skipped.end = at + width

    def opened(self, name: str, attributes: Attributes, at: int) -> None:
        """An element begins that is not skipped."""

    def closed(self, name: str, at: int) -> None:
        """An element ends that is not skipped."""

    def heard(self, text: str, at: int, width: int) -> None:
        """Characters that are not skipped; they belong to the open paragraph unless a reader knows better."""
        self.add(text, at, width)

    def skip(self, kind: str | None) -> None:
        """Pass over the element that has just begun; the text in it is set aside as `kind`, markup where None."""
        self._skipped = _Skipped(kind, self._depth)

    def add(self, text: str, at: int, width: int, *, verbatim: bool = False) -> None:
        """Add characters to the open paragraph."""
        if verbatim or self._verbatim:
            # A line break in the source is a blank to the programs that show it.
            self._pieces.append(_Piece(text.replace("\n", " "), at, width, True))
        else:
            self._pieces.append(_Piece(text, at, width, False))

    def break_line(self, at: int) -> None:
        """End the line inside the open paragraph."""
        self._pieces.append(_Piece("\n", at, 1, True))

    @property
    def empty(self) -> bool:
        """Whether the open paragraph has nothing to see in it."""
        return not any(piece.text.strip() for piece in self._pieces)

    def close(self, at: int, kind: str | None = None, *, parted: bool = False, role: Role | None = None) -> str:
        """Close the paragraph and return its text on one line; with a `kind` it is set aside.

        `parted` leaves a blank line after it, even where nothing was in it; `role` is what the format declares it to be
        in a script.
        """
        pieces, self._pieces = self._pieces, []
        text = " ".join("".join(piece.text for piece in pieces).split())
        if not text:
            if parted:
                self.building.part(at)
            return ""
        seen = [piece for piece in pieces if piece.text.strip()]
        start, end = seen[0].at, seen[-1].at + seen[-1].width
        if kind is not None:
            self.building.aside(start, end, kind)
            self.building.part(at)
            return text
        if role is not None:
            self.building.declare(role, start, end)
        broken = False
        for piece in pieces:
            breaks, broken = broken, piece.verbatim and piece.text == "\n"
            if broken:
                (self.building.part if breaks else self.building.end)(piece.at)
            elif piece.verbatim:
                self.building.put(piece.text, piece.at, piece.width)
            else:
                self.building.flow(piece.text, piece.at, piece.width)
        (self.building.part if parted else self.building.end)(at)
        return text
