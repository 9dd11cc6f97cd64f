"""The scenes side by side: loci come in, numbered rows with a cell for every column go out, and what moved in them."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from retold.apparatus import Comparison, Locus, Reading, SourceLine
from retold.page import overview, pieces
from retold.page.model import Cell, Ghost, Place, Row, SceneTable
from retold.page.people import People, reason
from retold.page.script import script_line
from retold.page.whole import anchor
from retold.reconstructing import decided, outcome
from retold.text import Span, Telling, Utterance
from retold.wording import one_line, visible

UNSURE_BELOW = 0.6  # a row scored lower shows its score: it is about as likely wrong as right
GHOST = 60  # code points of a moved line that are quoted where it came from


@dataclass(frozen=True, slots=True)
class _Book:
    """What every row of a page is made with."""

    comparison: Comparison
    people: People
    quoting: bool
    numbers: Mapping[str, int]
    source: Mapping[str, SourceLine]
    decided: Mapping[str, bool]
    tags: Mapping[str, Mapping[int, Sequence[Span]]]
    utterance_at: Callable[[Telling, Reading], Utterance | None]


def tables(comparison: Comparison, people: People, *, quoting: bool) -> Iterator[SceneTable]:
    """The scenes with their rows, numbered through; rows of a scene that is not listed come last.

    `quoting` leaves the first words of each line and takes the rest away.
    """
    by_scene: dict[str, list[Locus]] = {scene.id: [] for scene in comparison.scenes}
    for locus in (row for row in comparison.loci if not row.only_names):
        by_scene.setdefault(locus.scene, []).append(locus)
    told = {scene.id: scene.witnesses for scene in comparison.scenes}
    filled = [(id, loci) for id, loci in by_scene.items() if loci]
    book = _Book(
        comparison,
        people,
        quoting,
        {locus.id: number for number, locus in enumerate((own for _, loci in filled for own in loci), 1)},
        {line.locus: line for line in comparison.source},
        decided(comparison.source),
        {telling.siglum: pieces.tags_beside(telling) for telling in comparison.tellings},
        _utterances(comparison),
    )
    for index, (id, loci) in enumerate(filled, 1):
        has = {siglum for locus in loci for siglum in locus.readings} | set(told.get(id, ()))
        sigla = [telling.siglum for telling in comparison.tellings if telling.siglum in has]
        places = {siglum: _places(siglum, loci, book.numbers) for siglum in sigla}
        rows = tuple(_row(book, locus, sigla, places) for locus in loci)
        extents = tuple(_extent(loci, siglum) for siglum in sigla)
        yield SceneTable(
            anchor=f"scene-{index}",
            title="The scene side by side" if len(filled) == 1 else f"Scene {index}",
            sigla=tuple(visible(siglum) for siglum in sigla),
            rows=rows,
            script=tuple(
                script_line(comparison, line, locus, book.numbers[locus.id], people, quoting=quoting)
                for locus in loci
                if (line := book.source.get(locus.id)) is not None
            ),
            ghosts=tuple(_ghosts(rows)),
            extents=extents,
            ribbons=tuple(overview.ribbons(rows, extents)),
            shares=tuple(overview.shares(comparison, people, sigla, extents)),
        )


def _row(book: _Book, locus: Locus, sigla: Sequence[str], places: Mapping[str, Mapping[str, Place]]) -> Row:
    words = {} if book.quoting else pieces.consensus(book.comparison, locus)
    cells = tuple(
        _cell(book, locus, siglum, words, places[siglum].get(locus.id)) if siglum in locus.readings else None
        for siglum in sigla
    )
    only = visible(next(iter(locus.readings))) if len(locus.readings) == 1 else None
    return Row(
        anchor=anchor(locus.id),
        number=book.numbers[locus.id],
        kind=locus.kind,
        speaker=book.people.name(locus.speaker),
        relation=locus.relation,
        label=f"only {only}" if only and locus.relation == "single" else locus.relation,
        cells=cells,
        score=locus.score,
        unsure=locus.score < UNSURE_BELOW,
        outcomes=tuple(outcome(locus, siglum, book.decided, book.comparison.base) for siglum in sigla),
    )


def _cell(book: _Book, locus: Locus, siglum: str, words: Mapping[int, str], moved: Place | None) -> Cell:
    telling, reading = book.comparison.telling(siglum), locus.readings[siglum]
    if book.quoting:
        shown = pieces.quotation(telling, reading)
    else:
        shown = pieces.marked(telling, reading, words, locus.relation, book.tags[siglum])
    said = book.utterance_at(telling, reading)
    return Cell(
        siglum=visible(siglum),
        tagged=shown,
        form=reading.form,
        speaker=book.people.name(reading.speaker if reading.speaker not in (None, locus.speaker) else None),
        moved=moved,
        evidence=reason(book.comparison, telling, said) if said else None,
        sure=said.confidence if said else 0.0,
        spans=reading.spans,
    )


def _utterances(comparison: Comparison) -> Callable[[Telling, Reading], Utterance | None]:
    """A way to find the utterance that a reading begins in."""
    starts = {t.siglum: [utterance.span.start for utterance in t.utterances] for t in comparison.tellings}

    def at(telling: Telling, reading: Reading) -> Utterance | None:
        for span in reading.spans:
            which = bisect_left(starts[telling.siglum], span.end) - 1
            if which >= 0 and telling.utterances[which].span.overlap(span):
                return telling.utterances[which]
        return None

    return at


def _places(siglum: str, loci: Sequence[Locus], numbers: Mapping[str, int]) -> dict[str, Place]:
    """For each row at which the witness has moved words, the row that they follow in the witness itself."""

    def start(locus: Locus) -> int:
        return min(span.start for span in locus.readings[siglum].spans)

    here = [locus for locus in loci if siglum in locus.readings and locus.readings[siglum].spans]
    stay = sorted((locus for locus in here if siglum not in locus.moved), key=start)
    starts = [start(locus) for locus in stay]
    places = {}
    for locus in here:
        if siglum in locus.moved and stay:
            before = bisect_left(starts, start(locus))
            neighbour = stay[before - 1] if before else stay[0]
            up = numbers[neighbour.id] < numbers[locus.id]
            places[locus.id] = Place(up, before > 0, numbers[neighbour.id], anchor(neighbour.id))
    return places


def _ghosts(rows: Sequence[Row]) -> Iterator[Ghost]:
    """Where moved lines stand in their own telling; neighbouring rows that moved to one place are one ghost."""
    found: list[Ghost] = []
    open_: dict[int, int] = {}  # by column, the ghost that the next row may join
    for row in rows:
        for column, cell in enumerate(row.cells):
            if cell is None or cell.moved is None:
                continue
            after = cell.moved.row if cell.moved.after else cell.moved.row - 1
            last = found[open_[column]] if column in open_ else None
            if last is not None and last.after == after and last.last == row.number - 1:
                found[open_[column]] = Ghost(column, after, last.first, row.number, last.text)
            else:
                open_[column] = len(found)
                found.append(Ghost(column, after, row.number, row.number, one_line(cell.text, GHOST)))
    yield from sorted(found, key=lambda ghost: (ghost.after, ghost.column, ghost.first))


def _extent(loci: Sequence[Locus], siglum: str) -> Span:
    spans = [span for locus in loci if siglum in locus.readings for span in locus.readings[siglum].spans]
    return Span(min(s.start for s in spans), max(s.end for s in spans)) if spans else Span(0, 0)
