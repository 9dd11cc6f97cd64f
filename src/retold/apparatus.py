"""What a comparison finds: links between lines, relations between tellings, scenes, loci, and the shared source.

These are the nouns of the result, in the field's own words. They hold plain values and know nothing of how they were
found. ``exporters.json`` writes them in the published format, ``report`` and the terminal show them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from html import escape
from typing import Literal

from retold.notebook import table
from retold.text import Character, Span, Telling

Agreement = Literal["verbatim", "near", "paraphrase", "single"]
Form = Literal["speech", "reported", "narration", "tag"]
Outcome = Literal["kept", "changed", "added", "dropped", "absent"]
Edit = Literal["equal", "replace", "insert", "delete"]

# How a notebook tints rows by how alike their readings are.
_TINTS: Mapping[Agreement, str] = {
    "verbatim": "rgba(40,160,80,.14)",
    "near": "rgba(190,190,30,.16)",
    "paraphrase": "rgba(240,140,40,.16)",
}


@dataclass(frozen=True, slots=True)
class Link:
    """Lines of two tellings that say the same: `a` and `b` are indices of at most three lines on each side.

    `score` is a similarity 0 to 1; `sure` the probability 0 to 1 that the link is right; `moved` tells a link that
    stands outside the common order.
    """

    a: tuple[int, ...]
    b: tuple[int, ...]
    score: float
    sure: float
    moved: bool = False


@dataclass(frozen=True, slots=True)
class Correction:
    """What a reader says of readings: that no two of them are the same line (``split``), or that all are (``join``).

    `readings` are the SHA-256 of a file and the span in its raw text; `place` is where the correction stands, for
    messages.
    """

    do: Literal["split", "join"]
    readings: tuple[tuple[str, Span], ...]
    place: str = "corrections"


@dataclass(frozen=True, slots=True)
class WordEdit:
    """One step from the consensus to a reading: `consensus` in consensus tokens, `raw` in code points of the
    witness."""

    kind: Edit
    consensus: Span
    raw: Span


@dataclass(frozen=True, slots=True)
class Reading:
    """What one witness has at a locus: raw spans in reading order, its form, its speaker, its words."""

    siglum: str
    spans: tuple[Span, ...]
    form: Form
    speaker: str | None
    words: tuple[WordEdit, ...]


@dataclass(frozen=True, slots=True)
class Locus:
    """A place where the witnesses can be compared; a row of the collation. `score` 0 to 1, how sure the row is."""

    id: str
    scene: str
    kind: Literal["speech", "narration"]
    readings: Mapping[str, Reading]
    relation: Agreement
    moved: tuple[str, ...]
    move: str | None
    speaker: str | None
    score: float

    def _repr_html_(self) -> str:
        """Its readings by form, speaker and place, for notebooks; the words are the comparison's (`text_of`)."""
        rows = [
            (
                siglum,
                reading.form,
                reading.speaker or "–",
                ", ".join(f"{span.start}–{span.end}" for span in reading.spans),
                "moved" if siglum in self.moved else "",
            )
            for siglum, reading in self.readings.items()
        ]
        return table(
            rows,
            head=("", "form", "speaker", "code points", ""),
            caption=f"{self.id}: {self.kind}, {self.relation}, {self.score:.2f}",
        )

    @property
    def only_names(self) -> bool:
        """Whether it compares tags, which say who speaks and tell nothing: no line of the scene."""
        return all(reading.form == "tag" for reading in self.readings.values())


@dataclass(frozen=True, slots=True)
class Scene:
    """A stretch of story that several witnesses tell: the raw spans of each, by siglum."""

    id: str
    witnesses: Mapping[str, tuple[Span, ...]]


@dataclass(frozen=True, slots=True)
class Relation:
    """What holds between two witnesses. `score` 0 to 1; `e_value` 0 to 1 is how often an unrelated pair does as well.

    `summary` says it in one neutral sentence; `evidence` lists loci, strongest first.
    """

    a: str
    b: str
    same_scene: bool
    score: float
    e_value: float
    scenes: tuple[str, ...]
    evidence: tuple[str, ...]
    summary: str


@dataclass(frozen=True, slots=True)
class Counts:
    """Loci of one telling by what became of the source there; `moved` counts besides the others."""

    kept: int = 0
    changed: int = 0
    moved: int = 0
    added: int = 0
    dropped: int = 0


@dataclass(frozen=True, slots=True)
class Attested:
    """Words of the source and the witnesses that have them."""

    text: str
    support: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SourceWord:
    """One stretch of a source line: `choices` holds one attested wording, or several where no majority decides."""

    choices: tuple[Attested, ...]

    @property
    def decided(self) -> bool:
        return len(self.choices) == 1


@dataclass(frozen=True, slots=True)
class SourceLine:
    """A line of the reconstructed scene, with who attests it. `confidence` 0 to 1."""

    locus: str
    speaker: str | None
    text: str
    support: tuple[str, ...]
    confidence: float
    words: tuple[SourceWord, ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    """All that a comparison found. It reads as a table in a notebook; ``to_dict`` of the JSON exporter writes it
    out."""

    tellings: tuple[Telling, ...]
    characters: tuple[Character, ...]
    relations: tuple[Relation, ...]
    scenes: tuple[Scene, ...]
    loci: tuple[Locus, ...]
    counts: Mapping[str, Counts]
    source: tuple[SourceLine, ...]
    left_out: tuple[str, ...]
    base: str | None = None
    settings: Mapping[str, object] = field(default_factory=dict)
    notes: tuple[str, ...] = ()

    def telling(self, siglum: str) -> Telling:
        """The telling with this siglum; KeyError when there is none."""
        for telling in self.tellings:
            if telling.siglum == siglum:
                return telling
        raise KeyError(f"no witness {siglum!r}; there are {', '.join(t.siglum for t in self.tellings)}")

    def character(self, id: str | None) -> Character | None:
        """The character with this id, None for None."""
        return next((c for c in self.characters if c.id == id), None)

    def text_of(self, reading: Reading) -> str:
        """The cleaned words of a reading, its spans joined by an ellipsis where something stands between them."""
        telling = self.telling(reading.siglum)
        return " … ".join(" ".join(telling.read(span).split()) for span in reading.spans)

    def _repr_html_(self) -> str:
        """Relations as sentences and the shared scenes side by side, every text escaped, for notebooks.

        A row is tinted by how alike its readings are; many rows are cut, and say so.
        """
        said = "".join(f"<li>{escape(relation.summary)}</li>" for relation in self.relations)
        sigla = [t.siglum for t in self.tellings if any(t.siglum in scene.witnesses for scene in self.scenes)]
        names = {character.id: character.name for character in self.characters}
        rows = [
            (
                names.get(locus.speaker or "", ""),
                *(self.text_of(locus.readings[s]) if s in locus.readings else "–" for s in sigla),
                f"{locus.relation}, moved in {' '.join(locus.moved)}" if locus.moved else locus.relation,
            )
            for locus in self.loci
        ]
        scenes = table(rows, head=("", *sigla, ""), tints=[_TINTS.get(locus.relation) for locus in self.loci])
        return f"<ul>{said}</ul>{scenes if rows else ''}"
