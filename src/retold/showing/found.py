"""The page of a text that was looked for: the texts in which it lives on, where in it each passage stands, and these
side by side."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from retold.archive import Finding, Snapshot, open_archive
from retold.page.differing import differing
from retold.page.library import FoundPage, Lane, Passage, Side
from retold.page.library import Place as Spot
from retold.page.model import Piece
from retold.page.pieces import QUOTED
from retold.searching import Found
from retold.showing.excerpts import LONGEST, Place, excerpts
from retold.version import VERSION
from retold.wording import chance, listed, number, one_line, unmarked, visible

TEXTS = 40
"""Texts that are listed, those with most of it first."""

PASSAGES, OF_TEXT, WORDS = 60, 3, 200
"""Passages side by side, of one text at most, and words of each."""

KINDS = ("reposted", "retold", "quoted")


def found_page(found: Found, path: str, *, archive: str | Path, quoting: bool = False) -> FoundPage:
    """What a reader is shown of where a text was found; `archive` is where it was looked for."""
    texts = found.by_text()
    chosen = _best(texts)
    snapshot = open_archive(archive)
    there = excerpts(snapshot, [(row.b, row.bb, row.be) for row in chosen], quoting=quoting)
    numbers = {row: at for at, row in enumerate(chosen, 1)}
    facts = _facts(snapshot, [name for name, _ in texts[:TEXTS]])
    among = f"{number(found.texts, 'text')} of {number(found.words, 'word')}"
    where = f"found in {number(len(texts), 'text')}" if texts else "not found"
    notes = [f"Left out is the text itself, {visible(found.itself)}."] if found.itself else []
    if found.common:
        notes.append(f"{number(found.common, 'passage')} left out that many texts have, such as stock phrases.")
    return FoundPage(
        version=VERSION,
        headline=f"{one_line(path, 80)}: {where} among {among}",
        notes=tuple(notes),
        lanes=tuple(_lane(name, rows, found, numbers, facts[name]) for name, rows in texts[:TEXTS]),
        text_count=len(texts),
        passages=tuple(_passage(numbers[row], row, found.raw, there, quoting) for row in chosen),
        passage_count=len(found.rows),
        quoting=quoting,
    )


def _best(texts: Sequence[tuple[str, Sequence[Finding]]]) -> list[Finding]:
    """The surest passages of each text, text by text."""
    few = [sorted(rows, key=lambda row: (row.e_value, -row.score, row.ab, row.bb))[:OF_TEXT] for _, rows in texts]
    return [row for rows in few for row in rows][:PASSAGES]


def _facts(snapshot: Snapshot, names: Sequence[str]) -> dict[str, tuple[str, ...]]:
    """Title and author of some texts, as far as they say."""
    columns = (snapshot.documents[name].to_pylist() for name in ("path", "title", "author"))
    known = {path: tuple(one_line(fact, 80) for fact in facts if fact) for path, *facts in zip(*columns, strict=True)}
    return {name: known[name] for name in names}


def _lane(
    name: str, rows: Sequence[Finding], found: Found, numbers: Mapping[Finding, int], facts: tuple[str, ...]
) -> Lane:
    covered, reach = 0, 0
    for row in sorted(rows, key=lambda row: row.ab):
        covered += max(0, row.ae - max(row.ab, reach))
        reach = max(reach, row.ae)
    length = max(1, len(found.raw))
    kinds = [kind for kind in KINDS if any(row.kind == kind for row in rows)]
    percent = max(1, round(100 * covered / length))
    return Lane(
        path=visible(name),
        kinds=listed(kinds),
        facts=(*facts, number(len(rows), "passage"), f"{percent} % of the text"),
        places=tuple(
            Spot(row.ab / length, row.ae / length, row.kind, numbers.get(row))
            for row in sorted(rows, key=lambda row: (row.ab - row.ae, row.ab, row.bb))
        ),
    )


def _passage(at: int, row: Finding, raw: str, there: Mapping[Place, str], quoting: bool) -> Passage:
    own = unmarked(raw[row.ab : min(row.ae, row.ab + LONGEST)])
    other = there[row.b, row.bb, row.be]
    a: tuple[Piece, ...]
    b: tuple[Piece, ...]
    if quoting:
        a, b, cut = (Piece(one_line(own, QUOTED)),), (Piece(other),), True
    elif row.kind == "retold":  # nearly every word is another one
        (a, cut_a), (b, cut_b) = _first_words(own), _first_words(other)
        cut = cut_a or cut_b
    else:
        a, b, cut = differing(own, other, WORDS)
    sides = Side(visible(row.a), row.ab, row.ae, a), Side(visible(row.b), row.bb, row.be, b)
    return Passage(at, row.kind, *sides, chance(row.e_value), cut)


def _first_words(text: str) -> tuple[tuple[Piece, ...], bool]:
    words = text.split()
    cut = len(words) > WORDS
    return (Piece(" ".join(words[:WORDS]) + (" …" if cut else "")),), cut
