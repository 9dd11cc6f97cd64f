"""A comparison as an edition sets it: each scene with its rows, equal readings together, no word left out.

A comparison comes in, plain values go out that an exporter writes down. A row holds what a locus holds; witnesses that
have the same words from the same speaker in the same form share a variant. A collation passes over words that only say
who speaks: these become pieces without a form, inside the reading they interrupt or in rows of their own, so that the
pieces of a witness in its own order are its whole text of the scene.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from retold.apparatus import Comparison, Form, Locus, Scene
from retold.text import Span, Telling

from .xmltext import Ids


@dataclass(frozen=True, slots=True)
class Piece:
    """An unbroken stretch of a reading, its white space made plain.

    `form` is None for words between the rows; `opens` are the witnesses in which it begins a paragraph; `close` tells
    that no blank parts it from what its witness has before it.
    """

    id: str
    form: Form | None
    speaker: str | None
    text: str
    opens: tuple[str, ...] = ()
    close: bool = False


@dataclass(frozen=True, slots=True)
class Variant:
    """What some witnesses have alike in a row; `moved` when it stands out of the common order in them."""

    sigla: tuple[str, ...]
    pieces: tuple[Piece, ...]
    moved: bool


@dataclass(frozen=True, slots=True)
class Row:
    """A locus, or words of one witness between loci (`locus` None).

    `omitted` are the witnesses that leave it out; a witness is in `begins` or `ceases` where it comes in after the
    first row, or goes before the last.
    """

    locus: Locus | None
    variants: tuple[Variant, ...]
    omitted: tuple[str, ...] = ()
    begins: tuple[str, ...] = ()
    ceases: tuple[str, ...] = ()

    @property
    def sigla(self) -> frozenset[str]:
        return frozenset(siglum for variant in self.variants for siglum in variant.sigla)

    def variant_of(self, siglum: str) -> Variant | None:
        """What a witness has here, None where it has nothing."""
        return next((variant for variant in self.variants if siglum in variant.sigla), None)


@dataclass(frozen=True, slots=True)
class Passage:
    """A scene: its rows in the shared order, and for each witness the ids of its pieces in its own order.

    `base` is the witness that the others are held against, if any; its variants come first. `utterances` are the ids of
    pieces that are said in one breath, where the rows cut them apart.
    """

    scene: Scene
    base: str | None
    rows: tuple[Row, ...]
    orders: Mapping[str, tuple[str, ...]]
    utterances: tuple[tuple[str, ...], ...]

    def is_reordered(self, siglum: str) -> bool:
        """Whether a witness has its pieces in another order than that of the rows."""
        variants = (row.variant_of(siglum) for row in self.rows)
        here = tuple(piece.id for variant in variants if variant is not None for piece in variant.pieces)
        return here != self.orders[siglum]


def title(telling: Telling) -> str:
    """The title of a text, or the name of its file."""
    return telling.story.title or re.split(r"[\\/]", telling.witness.path)[-1]


def passages(comparison: Comparison, ids: Ids, *, based: bool = False) -> Iterator[Passage]:
    """Each scene of the comparison, with ids that nothing else has.

    A scene that the comparison's base does not tell has none, or where all must be `based` the first of its witnesses.
    """
    loci: defaultdict[str, list[Locus]] = defaultdict(list)
    for locus in comparison.loci:
        loci[locus.scene].append(locus)
    for scene in comparison.scenes:
        yield _passage(comparison, scene, loci[scene.id], ids, based)


@dataclass(slots=True)
class _Stretch:
    """A piece of one witness: where it stands in the cleaned text and in raw, and in which row, None for no row.

    `after` is the row, by number, behind which words of no row stand; `inside` tells that they interrupt its reading.
    """

    text: str
    at: Span
    row: int | None
    opens: bool
    close: bool
    after: int = -1
    inside: bool = False
    id: str = ""


def _passage(comparison: Comparison, scene: Scene, loci: Sequence[Locus], ids: Ids, based: bool) -> Passage:
    own = {
        telling.siglum: list(_stretches(telling, scene, loci))
        for telling in comparison.tellings
        if telling.siglum in scene.witnesses or any(telling.siglum in locus.readings for locus in loci)
    }
    base = comparison.base if comparison.base in own else next(iter(own), None) if based else None
    between: defaultdict[int, list[tuple[str, _Stretch]]] = defaultdict(list)
    within: defaultdict[int, defaultdict[str, list[_Stretch]]] = defaultdict(lambda: defaultdict(list))
    for siglum, stretches in own.items():
        for stretch in stretches:
            if stretch.row is None and not stretch.inside:
                between[stretch.after].append((siglum, stretch))
            else:
                within[stretch.after if stretch.row is None else stretch.row][siglum].append(stretch)

    rows = [_loose(siglum, stretch, scene, ids) for siglum, stretch in between[-1]]
    for number, locus in enumerate(loci):
        rows.append(_row(locus, within[number], ids, base))
        rows.extend(_loose(siglum, stretch, scene, ids) for siglum, stretch in between[number])
    orders = {siglum: tuple(stretch.id for stretch in stretches) for siglum, stretches in own.items()}
    utterances = dict.fromkeys(
        spoken for siglum, stretches in own.items() for spoken in _spoken(comparison.telling(siglum), stretches)
    )
    return Passage(scene, base, tuple(_framed(rows, tuple(own))), orders, tuple(utterances))


def _stretches(telling: Telling, scene: Scene, loci: Sequence[Locus]) -> Iterator[_Stretch]:
    """All that a witness has of a scene, in its own order."""
    text, to_text = telling.story.text, telling.story.map.to_text
    placed = sorted(
        (to_text(span), number)
        for number, locus in enumerate(loci)
        if telling.siglum in locus.readings
        for span in locus.readings[telling.siglum].spans
    )
    ranges = _joined(
        (*(to_text(span) for span in scene.witnesses.get(telling.siglum, ())), *(span for span, _ in placed))
    )
    at, last, row, following = 0, 0, -1, 0
    for stretch in ranges:
        at = max(at, stretch.start)
        while following < len(placed) and placed[following][0].start < stretch.end:
            span, number = placed[following]
            for words in _paragraphs(text, Span(at, max(at, span.start))):
                yield _made(text, words, last, None, row, inside=row == number)
                last = words.end
            yield _made(text, span, last, number)
            at = last = max(at, span.end)
            row = number
            following += 1
        for words in _paragraphs(text, Span(at, max(at, stretch.end))):
            yield _made(text, words, last, None, row)
            last = words.end
        at = max(at, stretch.end)


def _made(text: str, at: Span, last: int, row: int | None, after: int = -1, *, inside: bool = False) -> _Stretch:
    """A stretch behind the one that ended at `last`, 0 for the first."""
    before = text[last : at.start]
    opens = last == 0 or "\n" in before
    return _Stretch(" ".join(at.of(text).split()), at, row, opens, not opens and not before, after, inside)


def _paragraphs(text: str, span: Span) -> Iterator[Span]:
    """The words of each line of a stretch of the text, those without letters or marks left out."""
    start = span.start
    for line in span.of(text).split("\n"):
        bare = line.strip()
        if bare:
            first = start + line.index(bare)
            yield Span(first, first + len(bare))
        start += len(line) + 1


def _joined(spans: Iterable[Span]) -> list[Span]:
    """The stretches that some spans cover together."""
    joined: list[Span] = []
    for span in sorted(spans):
        if joined and span.start <= joined[-1].end:
            joined[-1] = Span(joined[-1].start, max(joined[-1].end, span.end))
        else:
            joined.append(span)
    return joined


def _row(locus: Locus, stretches: Mapping[str, Sequence[_Stretch]], ids: Ids, base: str | None) -> Row:
    """A locus with the witnesses of each reading together, those that agree with the base first."""
    alike: dict[object, list[str]] = {}
    for siglum in sorted(stretches, key=lambda siglum: siglum != base):
        reading = locus.readings[siglum]
        told = tuple((s.row is None, s.text, s.close) for s in stretches[siglum])
        alike.setdefault((told, reading.form, reading.speaker, siglum in locus.moved), []).append(siglum)
    variants, number = [], 0
    for sigla in alike.values():
        reading = locus.readings[sigla[0]]
        pieces = []
        for together in zip(*(stretches[siglum] for siglum in sigla), strict=True):
            number += 1
            first, id = together[0], ids.new(f"{locus.id}.{number}")
            for stretch in together:
                stretch.id = id
            opens = tuple(siglum for siglum, stretch in zip(sigla, together, strict=True) if stretch.opens)
            spoken = first.row is not None
            form, speaker = (reading.form, reading.speaker) if spoken else (None, None)
            pieces.append(Piece(id, form, speaker, first.text, opens, first.close))
        variants.append(Variant(tuple(sigla), tuple(pieces), sigla[0] in locus.moved))
    return Row(locus, tuple(variants))


def _loose(siglum: str, stretch: _Stretch, scene: Scene, ids: Ids) -> Row:
    """Words between the loci, in a row of their own."""
    stretch.id = ids.new(f"{scene.id}.{siglum}")
    opens = (siglum,) if stretch.opens else ()
    return Row(None, (Variant((siglum,), (Piece(stretch.id, None, None, stretch.text, opens, stretch.close),), False),))


def _framed(rows: Sequence[Row], sigla: Sequence[str]) -> Iterator[Row]:
    """The rows with who leaves each out, and where a witness comes late or goes early."""
    first: dict[str, int] = {}
    last: dict[str, int] = {}
    for number, row in enumerate(rows):
        for siglum in row.sigla:
            first.setdefault(siglum, number)
            last[siglum] = number
    for number, row in enumerate(rows):
        here = row.sigla
        yield Row(
            row.locus,
            row.variants,
            ()
            if row.locus is None
            else tuple(s for s in sigla if s in first and s not in here and first[s] < number < last[s]),
            tuple(s for s in sigla if first.get(s) == number > 0),
            tuple(s for s in sigla if last.get(s) == number < len(rows) - 1),
        )


def _spoken(telling: Telling, stretches: Sequence[_Stretch]) -> Iterator[tuple[str, ...]]:
    """The ids of the pieces of each utterance that is in several."""
    following = 0
    for utterance in telling.utterances:
        span = telling.story.map.to_text(utterance.span)
        while following < len(stretches) and stretches[following].at.end <= span.start:
            following += 1
        found, number = [], following
        while number < len(stretches) and stretches[number].at.start < span.end:
            if stretches[number].row is not None:
                found.append(stretches[number].id)
            number += 1
        if len(dict.fromkeys(found)) > 1:
            yield tuple(dict.fromkeys(found))
