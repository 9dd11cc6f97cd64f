"""What a reader is shown of a comparison: the comparison comes in, a ``Page`` of plain, ready strings goes out.

The page holds what the HTML report and the terminal both need and nothing they would have to work out: names instead
of ids, words with the marks that say how they differ, the place a moved line comes from, chance in words. All strings
are visible text (see `retold.wording`), still to be escaped by whoever sets them.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from retold.apparatus import Comparison, Counts, Locus, Reading, SourceLine
from retold.text import Character, Span, Telling
from retold.version import VERSION
from retold.wording import chance, listed, number, one_line, unsure_in, visible

Mark = Literal["same", "changed", "added", "missing"]

UNSURE_BELOW = 0.6  # a row scored lower shows its score: it is about as likely wrong as right
WHOLE_TEXTS = 3_000_000  # code points; a page that prints more than this is slow to open in any browser
LONG_CHROME = 600  # code points of one stretch of chrome that are printed before the rest is only counted


@dataclass(frozen=True, slots=True)
class Piece:
    """Words of a reading; `mark` tells how they stand to the consensus (missing: the others' words, absent here)."""

    text: str
    mark: Mark = "same"


@dataclass(frozen=True, slots=True)
class Place:
    """Where a moved reading stands in its own telling: after another row, or before the first one (`after` False)."""

    up: bool
    after: bool
    row: int
    anchor: str


@dataclass(frozen=True, slots=True)
class Cell:
    """What one witness has at a row. `speaker` is given only where it differs from the row's."""

    siglum: str
    pieces: tuple[Piece, ...]
    form: str
    speaker: str | None
    moved: Place | None

    @property
    def text(self) -> str:
        """The witness's own words, without those that are missing."""
        return " ".join("".join(piece.text for piece in self.pieces if piece.mark != "missing").split())


@dataclass(frozen=True, slots=True)
class Row:
    """One locus: `cells` has one entry a column, None where the witness has nothing."""

    anchor: str
    number: int
    kind: str
    speaker: str | None
    relation: str
    label: str
    cells: tuple[Cell | None, ...]
    score: float
    unsure: bool


@dataclass(frozen=True, slots=True)
class Choice:
    """One attested wording and the sigla that have it."""

    text: str
    support: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ScriptLine:
    """A line of the reconstructed scene; each stretch holds one choice, or several that no majority decides."""

    row: int | None
    anchor: str | None
    speaker: str | None
    stretches: tuple[tuple[Choice, ...], ...]
    support: tuple[str, ...]
    unsure: bool


@dataclass(frozen=True, slots=True)
class SceneTable:
    """A scene side by side: one column a witness that tells it, and the reconstructed scene."""

    anchor: str
    title: str
    sigla: tuple[str, ...]
    rows: tuple[Row, ...]
    script: tuple[ScriptLine, ...]


@dataclass(frozen=True, slots=True)
class Verdict:
    """What holds between two witnesses, and the rows that show it best."""

    a: str
    b: str
    same: bool
    sentence: str
    score: float
    chance: str
    evidence: tuple[tuple[int, str], ...]


@dataclass(frozen=True, slots=True)
class Stretch:
    """A stretch of a whole text: `kind` is ``story``, ``speech`` or ``chrome``; `label` says whose or what kind of."""

    kind: str
    text: str
    label: str | None = None
    anchor: str | None = None


@dataclass(frozen=True, slots=True)
class TextCard:
    """A witness as it was read."""

    siglum: str
    path: str
    title: str | None
    encoding: str
    words: int
    utterances: int
    attributed: int
    chrome: tuple[tuple[str, int], ...]
    repairs: int
    manner: str | None
    apart: bool
    counts: Counts
    whole: tuple[Stretch, ...]


@dataclass(frozen=True, slots=True)
class Person:
    """A character and what each telling calls them, in the order of the texts; empty where a telling does not."""

    name: str
    names: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Page:
    """Everything a reader is shown, in the order in which it is shown."""

    version: str
    headline: str
    texts: tuple[TextCard, ...]
    verdicts: tuple[Verdict, ...]
    people: tuple[Person, ...]
    scenes: tuple[SceneTable, ...]
    notes: tuple[str, ...]
    counted_against: str

    @property
    def apart(self) -> tuple[TextCard, ...]:
        """The texts that share no scene with any other."""
        return tuple(text for text in self.texts if text.apart)


def page(comparison: Comparison, *, whole_texts: bool = True) -> Page:
    """The page of a comparison.

    Parameters
    ----------
    comparison
        What a comparison or an inspection found.
    whole_texts
        Whether the whole text of each witness is part of it; they are left out all the same when they are longer than
        `WHOLE_TEXTS` together, and a note says so.
    """
    people = _People(comparison)
    length = sum(len(telling.witness.raw) for telling in comparison.tellings)
    notes = [one_line(note) for note in comparison.notes]
    if whole_texts and length > WHOLE_TEXTS:
        whole_texts = False
        notes.append(f"The whole texts ({number(length, 'character')}) are too long to be printed here.")
    languages = [telling.story.metadata.get("language") for telling in comparison.tellings]
    notes += dict.fromkeys(note for stated in languages if stated and (note := unsure_in(stated)))
    tables = tuple(_tables(comparison, people))
    rows = {row.anchor: (row.number, row.anchor) for table in tables for row in table.rows}
    return Page(
        version=VERSION,
        headline=_headline(comparison),
        texts=tuple(_text(comparison, telling, people, whole_texts) for telling in comparison.tellings),
        verdicts=tuple(
            Verdict(
                visible(relation.a),
                visible(relation.b),
                relation.same_scene,
                one_line(relation.summary),
                relation.score,
                chance(relation.e_value),
                tuple(rows[_anchor(locus)] for locus in relation.evidence if _anchor(locus) in rows),
            )
            for relation in comparison.relations
        ),
        people=tuple(people.table()),
        scenes=tables,
        notes=tuple(notes),
        counted_against=f"against {visible(comparison.base)}" if comparison.base else "against the reconstructed scene",
    )


def related(comparison: Comparison) -> tuple[str, ...]:
    """The sigla of the witnesses that tell a scene which another one tells too, in the order given."""
    found = {s for r in comparison.relations if r.same_scene for s in (r.a, r.b)}
    found |= {s for scene in comparison.scenes if len(scene.witnesses) > 1 for s in scene.witnesses}
    return tuple(telling.siglum for telling in comparison.tellings if telling.siglum in found)


def _headline(comparison: Comparison) -> str:
    texts, same = len(comparison.tellings), len(related(comparison))
    if texts == 1:
        return "One text, read by itself"
    if texts == 2:
        return "Both texts tell the same scene" if same else "The two texts tell different scenes"
    if not same:
        return f"None of the {texts} texts shares a scene with another"
    # Different pairs may share different scenes: only where every pair does is it one.
    one = len(comparison.scenes) <= 1
    what = "tell the same scene" if one else "share scenes with one another"
    return f"All {texts} texts {what}" if same == texts else f"{same} of {texts} texts {what}"


class _People:
    """Names by character id: the joint characters first, then those a telling found for itself."""

    def __init__(self, comparison: Comparison) -> None:
        self._sigla = [telling.siglum for telling in comparison.tellings]
        own = (character for telling in comparison.tellings for character in telling.characters)
        self._by_id: dict[str, Character] = {}
        for character in (*comparison.characters, *own):
            self._by_id.setdefault(character.id, character)
        self._shown = comparison.characters or tuple(self._by_id.values())

    def name(self, id: str | None) -> str | None:
        if id is None:
            return None
        return one_line(self._by_id[id].name if id in self._by_id else id)

    def table(self) -> Iterator[Person]:
        for character in self._shown:
            names = tuple(
                (visible(siglum), listed(_distinct(one_line(name.name) for name in character.names[siglum]), "or"))
                for siglum in self._sigla
                if character.names.get(siglum)
            )
            yield Person(one_line(character.name), names)


def _tables(comparison: Comparison, people: _People) -> Iterator[SceneTable]:
    """The scenes with their rows, numbered through; rows of a scene that is not listed come last."""
    by_scene: dict[str, list[Locus]] = {scene.id: [] for scene in comparison.scenes}
    for locus in (row for row in comparison.loci if not row.only_names):
        by_scene.setdefault(locus.scene, []).append(locus)
    told = {scene.id: scene.witnesses for scene in comparison.scenes}
    source = {line.locus: line for line in comparison.source}
    filled = [(id, loci) for id, loci in by_scene.items() if loci]
    first = 1
    for index, (id, loci) in enumerate(filled, 1):
        has = {siglum for locus in loci for siglum in locus.readings} | set(told.get(id, ()))
        sigla = [telling.siglum for telling in comparison.tellings if telling.siglum in has]
        numbers = {locus.id: first + offset for offset, locus in enumerate(loci)}
        first += len(loci)
        places = {siglum: _places(siglum, loci, numbers) for siglum in sigla}
        yield SceneTable(
            anchor=f"scene-{index}",
            title="The scene side by side" if len(filled) == 1 else f"Scene {index}",
            sigla=tuple(visible(siglum) for siglum in sigla),
            rows=tuple(_row(comparison, locus, numbers[locus.id], sigla, places, people) for locus in loci),
            script=tuple(
                _script_line(comparison, source[locus.id], locus, numbers[locus.id], people)
                for locus in loci
                if locus.id in source
            ),
        )


def _row(
    comparison: Comparison,
    locus: Locus,
    row: int,
    sigla: Sequence[str],
    places: Mapping[str, Mapping[str, Place]],
    people: _People,
) -> Row:
    consensus = _consensus(comparison, locus)
    cells: list[Cell | None] = []
    for siglum in sigla:
        reading = locus.readings.get(siglum)
        if reading is None:
            cells.append(None)
            continue
        other = reading.speaker if reading.speaker not in (None, locus.speaker) else None
        pieces = _pieces(comparison.telling(siglum), reading, consensus, locus.relation)
        cells.append(
            Cell(visible(siglum), pieces, reading.form, people.name(other), places[siglum].get(locus.id)),
        )
    only = visible(next(iter(locus.readings))) if len(locus.readings) == 1 else None
    return Row(
        anchor=_anchor(locus.id),
        number=row,
        kind=locus.kind,
        speaker=people.name(locus.speaker),
        relation=locus.relation,
        label=f"only {only}" if only and locus.relation == "single" else locus.relation,
        cells=tuple(cells),
        score=locus.score,
        unsure=locus.score < UNSURE_BELOW,
    )


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
            places[locus.id] = Place(up, before > 0, numbers[neighbour.id], _anchor(neighbour.id))
    return places


_WORD = re.compile(r"[^\W_]+(?:['\u2019\u00b4`-][^\W_]+)*")


def _consensus(comparison: Comparison, locus: Locus) -> dict[int, str]:
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


def _pieces(telling: Telling, reading: Reading, consensus: Mapping[int, str], relation: str) -> tuple[Piece, ...]:
    """The words of a reading, marked where they differ from the consensus.

    A paraphrase shows what it has otherwise but not what it leaves out, and where more than half is otherwise it is not
    marked at all: marks that stand everywhere show nothing.
    """
    to_text = telling.story.map.to_text
    pieces: list[Piece] = []
    edits = sorted((edit for edit in reading.words if edit.kind != "equal"), key=lambda e: (e.raw, e.consensus))
    other = sum(len(edit.raw) for edit in edits)
    if relation == "single" or (relation == "paraphrase" and 2 * other > sum(len(span) for span in reading.spans)):
        edits = []
    used = 0
    for index, span in enumerate(reading.spans):
        if index:
            pieces.append(Piece(" … "))
        here = to_text(span)
        at = here.start
        last = index == len(reading.spans) - 1
        while used < len(edits) and (last or edits[used].raw.start < span.end):
            edit = edits[used]
            used += 1
            where = to_text(edit.raw)
            start, end = max(at, min(where.start, here.end)), min(max(where.end, at), here.end)
            pieces.append(Piece(Span(at, start).of(telling.story.text)))
            at = max(start, end)
            if start < end:
                pieces.append(
                    Piece(Span(start, end).of(telling.story.text), "added" if edit.kind == "insert" else "changed")
                )
            elif edit.kind == "delete" and relation != "paraphrase":
                lost = [consensus[i] for i in range(edit.consensus.start, edit.consensus.end) if i in consensus]
                if lost:
                    pieces += _missing(" ".join(lost), telling.story.text[here.start : at], telling.story.text[at:])
        pieces.append(Piece(Span(at, here.end).of(telling.story.text)))
    return tuple(_joined(pieces))


def _missing(words: str, before: str, after: str) -> tuple[Piece, ...]:
    """Missing words with a space on each side where a word stands there."""
    space, none = Piece(" "), Piece("")
    return (space if before[-1:].isalnum() else none, Piece(words, "missing"), space if after[:1].isalnum() else none)


def _joined(pieces: Iterable[Piece]) -> Iterator[Piece]:
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


def _script_line(comparison: Comparison, line: SourceLine, locus: Locus, row: int, people: _People) -> ScriptLine:
    """A line of the reconstructed scene; whole readings instead of words where fewer than half the words are decided.

    Readings that share no more than "the" and "his" are told apart by a reader at once, but not when they are cut up.
    """
    open_ = sum(max(len(choice.text) for choice in word.choices) for word in line.words if len(word.choices) > 1)
    decided = sum(len(word.choices[0].text) for word in line.words if word.decided)
    if open_ > decided:
        whole: dict[str, list[str]] = {}
        for telling in comparison.tellings:
            if telling.siglum in locus.readings:
                text = one_line(comparison.text_of(locus.readings[telling.siglum]))
                whole.setdefault(text, []).append(visible(telling.siglum))
        stretches: tuple[tuple[Choice, ...], ...] = (
            tuple(Choice(text, tuple(sigla)) for text, sigla in whole.items()),
        )
    elif all(word.decided for word in line.words):
        stretches = ((Choice(one_line(line.text), _seen(line.support)),),)
    else:
        stretches = tuple(
            tuple(Choice(one_line(choice.text) or "nothing", _seen(choice.support)) for choice in word.choices)
            for word in line.words
        )
    return ScriptLine(
        row,
        _anchor(line.locus),
        people.name(line.speaker),
        stretches,
        _seen(line.support),
        line.confidence < UNSURE_BELOW,
    )


def _text(comparison: Comparison, telling: Telling, people: _People, whole: bool) -> TextCard:
    witness, story = telling.witness, telling.story
    return TextCard(
        siglum=visible(witness.siglum),
        path=one_line(witness.path),
        title=one_line(story.title) if story.title else None,
        encoding=visible(witness.encoding),
        words=sum(len(line.words) for line in telling.lines),
        utterances=len(telling.utterances),
        attributed=sum(utterance.speaker is not None for utterance in telling.utterances),
        chrome=tuple((visible(kind), count) for kind, count in Counter(c.kind for c in story.chrome).items()),
        repairs=len(story.repairs) + sum(utterance.repaired is not None for utterance in telling.utterances),
        manner=_manner(telling, people),
        apart=len(comparison.tellings) > 1 and telling.siglum not in related(comparison),
        counts=comparison.counts.get(telling.siglum, Counts()),
        whole=tuple(_whole(telling, people)) if whole else (),
    )


def _manner(telling: Telling, people: _People) -> str | None:
    manner = telling.manner
    parts = [f"{manner.person} person" if manner.person else "", f"{manner.tense} tense" if manner.tense else ""]
    narrator = people.name(manner.narrator)
    said = ", ".join(part for part in parts if part)
    if narrator:
        said += f"{', ' if said else ''}told by {'the narrator (I)' if narrator == 'I' else narrator}"
    return one_line(said) or None


def _whole(telling: Telling, people: _People) -> Iterator[Stretch]:
    """The whole text in reading order: story, utterances, and the chrome that was set aside.

    Whatever else stands between stretches of the story, such as the tags of a web page, has no words and is left out.
    """
    raw, to_text, text = telling.witness.raw, telling.story.map.to_text, telling.story.text
    marks = [(c.span, "chrome", c.kind, None) for c in telling.story.chrome] + [
        (u.span, "speech", people.name(u.speaker), f"text-{_safe(u.id)}") for u in telling.utterances
    ]
    at = 0
    for span, kind, label, anchor in sorted(marks, key=lambda mark: mark[0]):
        start = max(at, span.start)
        yield from _plain(to_text(Span(at, start)).of(text))
        if start < span.end:
            words = Span(start, span.end).of(raw) if kind == "chrome" else to_text(Span(start, span.end)).of(text)
            if kind == "chrome" and len(words) > LONG_CHROME:
                words = f"{words[:LONG_CHROME]}… ({number(len(words) - LONG_CHROME, 'character')} more)"
            if words.strip():
                yield Stretch(kind, visible(words), visible(label) if label else None, anchor)
        at = max(at, span.end)
    yield from _plain(to_text(Span(at, len(raw))).of(text))


def _plain(text: str) -> Iterator[Stretch]:
    if text:
        yield Stretch("story", visible(text))


def _anchor(locus: str) -> str:
    return f"locus-{_safe(locus)}"


def _safe(id: str) -> str:
    """An id as an address can hold it."""
    return re.sub(r"[^A-Za-z0-9._-]", "_", id)


def _seen(sigla: Iterable[str]) -> tuple[str, ...]:
    return tuple(visible(siglum) for siglum in sigla)


def _distinct(items: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(items))
