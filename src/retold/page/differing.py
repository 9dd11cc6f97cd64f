"""Two wordings of one passage beside one another: their texts come in, their words go out, marked where they differ.

The words are lined up as the words of readings are in a collation (`retold.variants`). A word that has another one at
its place is marked as changed, one that has none as added: each side shows its own.
"""

from __future__ import annotations

from retold.page.model import Mark, Piece
from retold.page.pieces import closed_up
from retold.text import Span
from retold.variants import WORD, Token, columns, fold

ALIGNED = 20_000
"""Code points of a passage that are lined up at most, so that it takes a moment whatever there is."""


def differing(a: str, b: str, words: int) -> tuple[tuple[Piece, ...], tuple[Piece, ...], bool]:
    """Both texts in pieces, up to about so many `words` of the first, and whether that cut them."""
    sides = {"a": a[:ALIGNED], "b": b[:ALIGNED]}
    tokens = {side: _tokens(text) for side, text in sides.items()}
    marks: dict[str, list[tuple[Span, Mark]]] = {"a": [], "b": []}
    cut = len(a) > ALIGNED or len(b) > ALIGNED
    for column in columns(tokens, ["a", "b"], base="a"):
        if len(marks["a"]) >= words:
            cut = True
            break
        mark: Mark = "added"
        if len(column.tokens) == 2:
            mark = "same" if column.tokens["a"].key == column.tokens["b"].key else "changed"
        for side, token in column.tokens.items():
            marks[side].append((token.raw, mark))
    one, other = (_pieces(sides[side], sorted(marks[side]), cut) for side in ("a", "b"))
    return one, other, cut


def _tokens(text: str) -> list[Token]:
    return [Token(found.group(), fold(found.group()), Span(*found.span())) for found in WORD.finditer(text)]


def _pieces(text: str, marks: list[tuple[Span, Mark]], cut: bool) -> tuple[Piece, ...]:
    pieces: list[Piece] = []
    at = 0
    for span, mark in marks:
        pieces += [Piece(text[at : span.start]), Piece(text[span.start : span.end], mark)]
        at = span.end
    pieces.append(Piece(" …" if cut else text[at:]))
    return tuple(closed_up(pieces))
