"""What a text is made of: spans, the witness as read, the story as cleaned, and the telling as segmented.

A **witness** is one text that tells the story, decoded and otherwise untouched. Cleaning sets the chrome around the
story aside and keeps an ``OffsetMap`` back; segmenting finds lines and utterances in what is left. Every ``Span`` that
leaves a stage counts code points of the witness's ``raw`` text, half open, so that each claim leads back to the exact
characters of the file. Stages that read the cleaned text translate with the map, at the door, in both directions.
"""

from __future__ import annotations

from array import array
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final, Literal, overload

from retold.notebook import table

SPEECH: Final = "speech"
NARRATION: Final = "narration"
TAG: Final = "tag"
SUBTITLES: Final = "subtitles"
"""The `Witness.format` in which all there is to read is said aloud."""

LineKind = Literal["speech", "narration", "tag"]
Repaired = Literal["opener", "closer", "both"]


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A half-open stretch of code points, ``0 <= start <= end``."""

    start: int
    end: int

    def __len__(self) -> int:
        return self.end - self.start

    def overlap(self, other: Span) -> int:
        """How many code points the two spans share, 0 or more."""
        return max(0, min(self.end, other.end) - max(self.start, other.start))

    def of(self, text: str) -> str:
        """The characters of `text` that the span covers."""
        return text[self.start : self.end]


class Rows(Sequence[tuple[int, ...]]):
    """Rows of whole numbers from 0 to 2³² - 1, kept in an array a column: 4 bytes a number, where a tuple takes 50.

    They read and compare like a tuple of tuples. Who makes one may `append`; once given away it stays as it is.
    """

    __slots__ = ("columns",)

    def __init__(self, *columns: array[int]) -> None:
        self.columns = columns

    @classmethod
    def of(cls, rows: Iterable[Sequence[int]], *, width: int) -> Rows:
        """Some rows, each of `width` numbers; what is `Rows` already is taken as it is."""
        if isinstance(rows, Rows):
            return rows
        made = cls(*(array(_NUMBER) for _ in range(width)))
        for row in rows:
            made.append(*row)
        return made

    def append(self, *row: int) -> None:
        """Add a row at the end."""
        for column, number in zip(self.columns, row, strict=True):
            column.append(number)

    @overload
    def __getitem__(self, which: int) -> tuple[int, ...]: ...
    @overload
    def __getitem__(self, which: slice) -> tuple[tuple[int, ...], ...]: ...
    def __getitem__(self, which: int | slice) -> tuple[int, ...] | tuple[tuple[int, ...], ...]:
        if isinstance(which, slice):
            return tuple(zip(*(column[which] for column in self.columns), strict=True))
        return tuple([column[which] for column in self.columns])

    def __len__(self) -> int:
        return len(self.columns[0])

    def __iter__(self) -> Iterator[tuple[int, ...]]:
        return zip(*self.columns, strict=True)

    def __eq__(self, other: object) -> bool:
        if isinstance(other, Rows):
            return self.columns == other.columns
        return isinstance(other, tuple) and tuple(self) == other

    def __hash__(self) -> int:
        return hash(tuple(self))

    def __repr__(self) -> str:
        return repr(tuple(self))


_NUMBER = "I"  # the array type of unsigned numbers of 4 bytes; no text in memory has more code points


@dataclass(frozen=True, slots=True, init=False)
class OffsetMap:
    """Where each stretch of the cleaned text stands in ``raw``.

    `segments` holds ``(text_start, raw_start, length)`` in rising order of both; within a segment the two texts run in
    step, code point for code point (a repaired character counts for the one it replaces). Text between segments does
    not exist in the cleaned text; raw between segments was set aside. `wide` lists, in rising order, the characters
    that stand for more than one of raw, such as an entity: ``(text position, length in raw)``; each is the last of its
    segment.
    """

    segments: Rows
    wide: Rows

    def __init__(self, segments: Iterable[Sequence[int]], wide: Iterable[Sequence[int]] = ()) -> None:
        object.__setattr__(self, "segments", Rows.of(segments, width=3))
        object.__setattr__(self, "wide", Rows.of(wide, width=2))

    @classmethod
    def identity(cls, length: int) -> OffsetMap:
        """The map of a text from which nothing was set aside; `length` in code points."""
        return cls(((0, 0, length),) if length else ())

    @classmethod
    def keeping(cls, kept: Iterable[Span]) -> OffsetMap:
        """The map of the text made by joining the `kept` raw spans, given in order and without overlap."""
        segments, at = Rows.of((), width=3), 0
        for span in kept:
            if len(span):
                segments.append(at, span.start, len(span))
                at += len(span)
        return cls(segments)

    def through(self, inner: OffsetMap) -> OffsetMap:
        """The map from this map's text straight to raw, where this map leads to a text that `inner` maps to raw."""
        segments, wide = Rows.of((), width=3), Rows.of((), width=2)
        inner_starts, inner_raws, inner_lengths = inner.segments.columns
        for start, middle, length in self.segments:
            which = max(0, bisect_right(inner_starts, middle) - 1)
            while length and which < len(inner_starts):
                skip = middle - inner_starts[which]
                taken = min(length, inner_lengths[which] - skip)
                if taken > 0:
                    segments.append(start, inner_raws[which] + skip, taken)
                    last = inner._width(middle + taken - 1)
                    if last > 1:
                        wide.append(start + taken - 1, last)
                    start, middle, length = start + taken, middle + taken, length - taken
                which += 1
        if not self.wide:
            return OffsetMap(segments, wide)
        widths = dict(zip(*wide.columns, strict=True))
        for at, width in self.wide:
            # The middle text's characters that one of ours stands for, measured in raw.
            begin = self._raw_at(at)
            widths[at] = len(inner.to_raw(Span(begin, begin + width)))
        return OffsetMap(segments, sorted(widths.items()))

    def to_raw(self, span: Span) -> Span:
        """The raw span from the first to the last character of a span of the cleaned text."""
        if not len(span):
            at = self._raw_at(span.start)
            return Span(at, at)
        return Span(self._raw_at(span.start), self._raw_at(span.end - 1) + self._width(span.end - 1))

    def to_text(self, span: Span) -> Span:
        """The span of the cleaned text that a raw span covers; empty where all of it was set aside."""
        return Span(self._text_at(span.start), self._text_at(span.end))

    def _raw_at(self, at: int) -> int:
        text_starts, raw_starts, lengths = self.segments.columns
        if not text_starts:
            return 0
        which = max(0, bisect_right(text_starts, at) - 1)
        return raw_starts[which] + min(at - text_starts[which], lengths[which])

    def _width(self, at: int) -> int:
        """How many code points of raw the character at a place of the text stands for."""
        places, widths = self.wide.columns
        which = bisect_right(places, at) - 1
        return widths[which] if which >= 0 and places[which] == at else 1

    def _text_at(self, at: int) -> int:
        text_starts, raw_starts, lengths = self.segments.columns
        which = bisect_right(raw_starts, at) - 1
        if which < 0:
            return 0
        return text_starts[which] + min(at - raw_starts[which], lengths[which])


@dataclass(frozen=True, slots=True)
class Part:
    """A member of a container or a page of a PDF: its `path` there, `span` of ``raw``, and `sha256` of its bytes."""

    path: str
    span: Span
    sha256: str


@dataclass(frozen=True, slots=True)
class Chrome:
    """A raw `span` that is not the story, and its `kind` in a word: counts, tags, note, heading, footer and others."""

    span: Span
    kind: str


@dataclass(frozen=True, slots=True)
class Script:
    """Who speaks where, as a file itself declares it: raw spans, in order.

    Each of `names` stands above what that character says; `speeches` are what is said, as far as the format marks it.
    """

    names: tuple[Span, ...]
    speeches: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class Content:
    """What people see of a file whose raw text is marked up: its text, and the way back to ``raw``.

    In `text` a line feed ends a paragraph, two where something parts them; markup is gone and entities are characters.
    `map` leads from there to ``raw``.
    `chrome` lists, in raw spans, what the format itself says is no story: navigation, scripts, notes, headings.
    `metadata` holds what the file says of itself (title, author, site, rating, tags, language, dates, counts …);
    `notes` says what of it could not be read, a sentence each; `script` is None where the file declares no speakers.
    """

    text: str
    map: OffsetMap
    chrome: tuple[Chrome, ...] = ()
    title: str | None = None
    metadata: Mapping[str, str] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    script: Script | None = None


@dataclass(frozen=True, slots=True)
class Witness:
    """One text as decoded from its file: `raw` is never altered, line ends and byte order mark included.

    `siglum` is its short label, `path` as it was given, `encoding` what it was decoded from, `sha256` that of the
    file's bytes, `format` what the file is, in words. `parts` are the members or pages that raw is made of, None for
    one file; `content` is what a reader of marked-up text found in it, None where raw is plain text.
    """

    siglum: str
    path: str
    raw: str
    encoding: str
    sha256: str
    parts: tuple[Part, ...] | None = None
    content: Content | None = None
    format: str = "plain text"


@dataclass(frozen=True, slots=True)
class Repair:
    """A raw `span` that the cleaned text spells otherwise, and of which `kind`, such as an accent typed for an
    apostrophe.
    """

    span: Span
    kind: str


class Repairs(Sequence[Repair]):
    """The repairs of a text in order, made as they are asked for: a garbled text has one in every other word.

    `places` holds ``(start, end, which of the kinds)``.
    """

    __slots__ = ("kinds", "places")

    def __init__(self, places: Rows | None = None, kinds: Sequence[str] = ()) -> None:
        self.places = Rows.of((), width=3) if places is None else places
        self.kinds = kinds

    @classmethod
    def of(cls, repairs: Iterable[Repair]) -> Repairs:
        """Some repairs, in order."""
        kinds: list[str] = []
        places = Rows.of((), width=3)
        for repair in repairs:
            if repair.kind not in kinds:
                kinds.append(repair.kind)
            places.append(repair.span.start, repair.span.end, kinds.index(repair.kind))
        return cls(places, kinds)

    @overload
    def __getitem__(self, which: int) -> Repair: ...
    @overload
    def __getitem__(self, which: slice) -> tuple[Repair, ...]: ...
    def __getitem__(self, which: int | slice) -> Repair | tuple[Repair, ...]:
        if isinstance(which, slice):
            return tuple(self[at] for at in range(*which.indices(len(self))))
        start, end, kind = self.places[which]
        return Repair(Span(start, end), self.kinds[kind])

    def __len__(self) -> int:
        return len(self.places)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, (Repairs, tuple)) and tuple(self) == tuple(other)

    def __hash__(self) -> int:
        return hash(tuple(self))


@dataclass(frozen=True, slots=True)
class Chapter:
    """A chapter of a story: its raw `span`, from its `heading`, None where it has none, to the last of its `scenes`.

    `number` is what the heading counts, `title` what it says besides; None where it says no such thing.
    """

    span: Span
    heading: Span | None
    number: int | None
    title: str | None
    scenes: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Story:
    """The text as cleaned: `text` is what the later stages read, `map` leads back to ``raw``.

    `chrome` is what was set aside, `repairs` what was spelled anew, both in order; `title` and `metadata` are what the
    file says of itself; `chapters` are empty where the text has no headings.
    """

    text: str
    map: OffsetMap
    chrome: tuple[Chrome, ...] = ()
    repairs: Sequence[Repair] = ()
    title: str | None = None
    metadata: Mapping[str, str] = field(default_factory=dict)
    chapters: tuple[Chapter, ...] = ()


@dataclass(frozen=True, slots=True)
class Evidence:
    """Why an utterance has its speaker.

    `kind` is ``"tag"`` (name and verb of saying), ``"pronoun"``, ``"action"`` (who acts beside the line),
    ``"narrator"``, ``"turn"`` (the turns alternate), ``"script"``, ``"carried"`` (another telling says so) or
    ``"none"``. `cue` is the raw span of the words that show it, in the witness `source` when that is another one.
    """

    kind: str
    cue: Span | None = None
    source: str | None = None


@dataclass(frozen=True, slots=True)
class Utterance:
    """One unbroken stretch of direct speech: its raw `span`, marks or dash included; a tag inside splits it.

    `paragraph` counts paragraphs of the telling from 0. `speaker` is a character id or None where it is unknown,
    `confidence` (0 to 1) is how sure that is, `evidence` why; `repaired` says which mark the text had lost.
    """

    id: str
    span: Span
    paragraph: int
    speaker: str | None = None
    confidence: float = 0.0
    evidence: Evidence = Evidence("none")
    repaired: Repaired | None = None


@dataclass(frozen=True, slots=True)
class Quoted:
    """A raw `span` between marks that nobody says aloud.

    `kind` says what it is: thoughts, letters, signs, scare quotes, reported speech; `confidence` (0 to 1) how sure that
    is.
    """

    span: Span
    kind: str
    confidence: float


@dataclass(frozen=True, slots=True)
class Line:
    """The unit of comparison: an utterance or a sentence of a long one, a sentence of narration, or a tag (`kind`).

    A tag only says who speaks. `index` is its place in the telling, `span` its place in raw, `paragraph` counts
    paragraphs from 0. `words` are its folded words (lower case, straight apostrophes); `utterance` is the id of the
    utterance when the line is speech.
    """

    index: int
    span: Span
    kind: LineKind
    paragraph: int
    words: tuple[str, ...]
    utterance: str | None = None


@dataclass(frozen=True, slots=True)
class Name:
    """A name that a telling gives a character, why it is held to be theirs, and where it stands (raw spans)."""

    name: str
    why: str
    spans: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class Character:
    """Somebody who speaks or is spoken of: an `id`, the `name` to show, and by siglum the `names` in each text.

    `gender` is ``"f"``, ``"m"``, ``"n"`` or None.
    """

    id: str
    name: str
    gender: str | None
    names: Mapping[str, tuple[Name, ...]]


@dataclass(frozen=True, slots=True)
class Given:
    """A character as the user knows it: the name to show, the other names, the gender (``"f"``, ``"m"``, ``"n"``).

    `place` says where the user wrote it, for messages.
    """

    name: str
    names: tuple[str, ...] = ()
    gender: str | None = None
    place: str | None = None


@dataclass(frozen=True, slots=True)
class Manner:
    """How a telling is told: `tense` past or present, `person` first, second or third, narrator and viewpoint (ids).

    `confidence` says for each of these that is known how sure it is, 0 to 1. `parts` holds the same for each stretch
    between headings and scene rules, with its raw `span`, where there are several.
    """

    tense: str | None = None
    person: str | None = None
    narrator: str | None = None
    viewpoint: str | None = None
    confidence: Mapping[str, float] = field(default_factory=dict)
    span: Span | None = None
    parts: tuple[Manner, ...] = ()

    def renamed(self, ids: Mapping[str, str]) -> Manner:
        """The same with other ids for the characters; those without one are unknown."""
        return replace(
            self,
            narrator=ids.get(self.narrator or ""),
            viewpoint=ids.get(self.viewpoint or ""),
            parts=tuple(part.renamed(ids) for part in self.parts),
        )


@dataclass(frozen=True, slots=True)
class Telling:
    """A witness after segmentation: its `story` as cleaned, its `lines`, `utterances` and `quoted` words in order.

    `characters` are its own, found in it alone, until tellings are joined; `manner` is how it is told.
    """

    witness: Witness
    story: Story
    lines: tuple[Line, ...]
    utterances: tuple[Utterance, ...]
    quoted: tuple[Quoted, ...] = ()
    characters: tuple[Character, ...] = ()
    manner: Manner = Manner()

    @property
    def siglum(self) -> str:
        """The short label of the witness."""
        return self.witness.siglum

    def read(self, span: Span) -> str:
        """The cleaned characters that a raw span covers."""
        return self.story.map.to_text(span).of(self.story.text)

    def utterance(self, line: Line) -> Utterance | None:
        """The utterance that a line of speech is, None for narration."""
        return None if line.utterance is None else self.utterances[int(line.utterance.rpartition("u")[2])]

    def __iter__(self) -> Iterator[Line]:
        return iter(self.lines)

    def __repr__(self) -> str:
        """Which text it is and how long, in a line; what it holds would fill a book."""
        return f"<Telling {self.siglum}: {self.story.title or self.witness.path!r}, {self._size}>"

    def _repr_html_(self) -> str:
        """Title, size and what is said with who says it, every text escaped, for notebooks."""
        names = {character.id: character.name for character in self.characters}
        rows = [
            (
                names.get(one.speaker or "", one.speaker or "–"),
                f"{one.confidence:.2f}",
                " ".join(self.read(one.span).split()),
            )
            for one in self.utterances
        ]
        caption = f"{self.siglum}: {self.story.title or self.witness.path}, {self._size}"
        return table(rows, head=("speaker", "sure", "words"), caption=caption, more="utterances")

    @property
    def _size(self) -> str:
        return f"{len(self.story.text.split()):,} words, {len(self.utterances):,} utterances"


def spans_of(lines: Sequence[Line]) -> tuple[Span, ...]:
    """The raw spans of some lines, in reading order."""
    return tuple(sorted(line.span for line in lines))
