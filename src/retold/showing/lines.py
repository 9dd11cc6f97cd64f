"""The page of a canon: its lines as a strip, those that live on with their uses, and the texts that quote it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import pairwise
from pathlib import Path

from retold.archive import open_archive
from retold.canons import Canon, CanonLine, Variant
from retold.page.library import Drift, LinesPage, LineUse, LivingLine, Reader, Stripe
from retold.page.model import Mark, Piece
from retold.page.pieces import QUOTED, closed_up
from retold.showing.excerpts import Place, excerpts
from retold.version import VERSION
from retold.wording import number, one_line, visible

STRIPES = 240
"""Stripes of the picture of a canon: a column of a telephone's screen for each."""

LINES, USES, EXCERPT = 300, 20, 240
"""Lines that are listed, uses of each, and code points of a use."""

READERS = 100
"""Texts that are listed."""


def lines_page(canon: Canon, path: str, *, archive: str | Path, quoting: bool = False) -> LinesPage:
    """What a reader is shown of the lines of a canon; `archive` is where they were found."""
    living = sorted((line for line in canon.lines if line.works), key=lambda line: (-line.works, line.line))
    shown = living[:LINES]
    places: list[Place] = [(use.doc, use.start, use.end) for line in shown for use in line.uses[:USES]]
    texts = excerpts(open_archive(archive), places, quoting=quoting) if places else {}
    readers = _readers(canon)
    itself = f" besides itself ({visible(canon.itself)})" if canon.itself else ""
    return LinesPage(
        version=VERSION,
        headline=f"{len(living):,} of {number(len(canon.lines), 'line')} of {one_line(path, 80)} live on",
        notes=(f"Looked for in {number(canon.works, 'work')}{itself}.",),
        line_count=len(canon.lines),
        living=len(living),
        strip=_strip(canon.lines),
        lines=tuple(_line(line, texts, quoting) for line in shown),
        readers=readers[:READERS],
        reader_count=len(readers),
        quoting=quoting,
    )


def _strip(lines: Sequence[CanonLine]) -> tuple[Stripe, ...]:
    count = min(STRIPES, len(lines))
    borders = [len(lines) * at // count for at in range(count + 1)] if count else []
    return tuple(
        Stripe(first + 1, stop, max(line.works for line in lines[first:stop])) for first, stop in pairwise(borders)
    )


def _line(line: CanonLine, texts: Mapping[Place, str], quoting: bool) -> LivingLine:
    limit = QUOTED if quoting else None
    return LivingLine(
        number=line.line + 1,
        speaker=one_line(line.speaker, 60) if line.speaker else None,
        text=one_line(line.text, limit),
        works=line.works,
        verbatim=sum(use.relation == "verbatim" for use in line.uses),
        use_count=len(line.uses),
        drifts=tuple(_drift(variant) for variant in line.variants if not quoting),
        uses=tuple(
            LineUse(
                visible(use.doc),
                use.start,
                use.end,
                use.score,
                use.relation == "verbatim",
                one_line(texts[use.doc, use.start, use.end], EXCERPT),
            )
            for use in line.uses[:USES]
        ),
    )


def _drift(variant: Variant) -> Drift:
    pieces: list[Piece] = []
    for at, (word, changed) in enumerate(variant.words):
        mark: Mark = "changed" if changed else "same"
        pieces += [Piece(" " if at else ""), Piece(word, mark)]
    return Drift(tuple(closed_up(pieces)), variant.works)


def _readers(canon: Canon) -> tuple[Reader, ...]:
    lines, verbatim = Counter[str](), Counter[str]()
    for line in canon.lines:
        lines.update({use.doc for use in line.uses})
        verbatim.update({use.doc for use in line.uses if use.relation == "verbatim"})
    order = sorted(lines, key=lambda path: (-lines[path], path))
    return tuple(Reader(visible(path), lines[path], verbatim[path]) for path in order)
