"""What a comparison finds: links between lines, relations between tellings, scenes, loci, and the shared source.

These are the nouns of the result, in the field's own words. They hold plain values and know nothing of how they were
found. ``exporters.json`` writes them in the published format, ``report`` and the terminal show them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from html import escape
from typing import Literal

from retold.text import Character, Span, Telling

Agreement = Literal["verbatim", "near", "paraphrase", "single"]
Form = Literal["speech", "reported", "narration", "tag"]
Outcome = Literal["kept", "changed", "added", "dropped", "absent"]
Edit = Literal["equal", "replace", "insert", "delete"]

SHOWN = 200  # rows of a comparison that a notebook shows


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
        rows = "".join(
            f"<tr><th>{escape(siglum)}</th><td>{reading.form}</td><td>{escape(reading.speaker or '–')}</td><td>"
            + ", ".join(f"{span.start}–{span.end}" for span in reading.spans)
            + f"</td><td>{'moved' if siglum in self.moved else ''}</td></tr>"
            for siglum, reading in self.readings.items()
        )
        head = f"{escape(self.id)}: {self.kind}, {self.relation}, {self.score:.2f}"
        return f"<table><caption>{head}</caption><tbody>{rows}</tbody></table>"

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
        """Relations as sentences and the shared scene side by side, every text escaped, for notebooks.

        The first `SHOWN` rows are shown and the others counted.
        """
        rows = "".join(f"<li>{escape(relation.summary)}</li>" for relation in self.relations)
        sigla = [t.siglum for t in self.tellings if any(t.siglum in scene.witnesses for scene in self.scenes)]
        head = "".join(f"<th>{escape(s)}</th>" for s in ["", *sigla])
        body = "".join(
            "<tr><td>"
            + escape(who.name if (who := self.character(locus.speaker)) else "")
            + "</td>"
            + "".join(
                f"<td>{escape(self.text_of(locus.readings[s])) if s in locus.readings else '–'}</td>" for s in sigla
            )
            + "</tr>"
            for locus in self.loci[:SHOWN]
        )
        if len(self.loci) > SHOWN:
            body += f'<tr><td colspan="{len(sigla) + 1}">… and {len(self.loci) - SHOWN:,} more rows</td></tr>'
        return f"<ul>{rows}</ul><table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
