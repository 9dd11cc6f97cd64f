"""What a comparison finds: links between lines, relations between tellings, scenes, loci, and the shared source.

These are the nouns of the result, in the field's own words. They hold plain values and know nothing of how they were
found. ``exporters.json`` writes them in the published format, ``report`` and the terminal show them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from html import escape
from importlib import import_module
from typing import Any, Literal

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
    """What a reader says of readings: `do` is ``split`` (no two of them are the same line) or ``join`` (all are).

    `readings` are the SHA-256 of a file and the span in its raw text; `place` is where the correction stands, for
    messages.
    """

    do: Literal["split", "join"]
    readings: tuple[tuple[str, Span], ...]
    place: str = "corrections"


@dataclass(frozen=True, slots=True)
class WordEdit:
    """One step from the consensus to a reading: equal, replace, insert or delete (`kind`).

    `consensus` counts tokens of the consensus from 0, `raw` code points of the witness, both half open; what is
    inserted covers no token, what is deleted no code point.
    """

    kind: Edit
    consensus: Span
    raw: Span


@dataclass(frozen=True, slots=True)
class Reading:
    """What the witness `siglum` has at a locus.

    `spans` are raw, in reading order; several are a split or a merge. `form` says whether it is said (``speech``), told
    in other words (``reported``), ``narration``, or a ``tag``, which only says who speaks; `speaker` is the id of a
    character, None where it is unknown; `words` lead from the consensus to it.
    """

    siglum: str
    spans: tuple[Span, ...]
    form: Form
    speaker: str | None
    words: tuple[WordEdit, ...]


@dataclass(frozen=True, slots=True)
class Locus:
    """A place where the witnesses can be compared; a row of the collation.

    `id` is made from the hashes of the files and the spans: same texts, same id. `scene` is the id of its scene; `kind`
    is ``speech`` where any reading is said aloud. `readings` are by siglum, none for a witness that is absent.
    `relation` is the loosest that a reading has to the base or the consensus. `moved` are the sigla that have it
    elsewhere, `move` is the id of the block that moved, shared by its loci. `speaker` is the best attested one, None if
    nobody is. `score` (0 to 1) is how sure the row is.
    """

    id: str
    scene: str
    kind: Literal["speech", "narration"]
    readings: Mapping[str, Reading]
    relation: Agreement
    moved: tuple[str, ...]
    move: str | None
    speaker: str | None
    score: float

    def __repr__(self) -> str:
        """What it is, in a line; what it holds would fill a page."""
        return f"<Locus {self.id}: {self.kind} in {' '.join(self.readings)}, {self.relation}, {self.score:.2f}>"

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
    """A stretch of story that several witnesses tell: its `id`, and the raw spans of each of its `witnesses`, by
    siglum.
    """

    id: str
    witnesses: Mapping[str, tuple[Span, ...]]


@dataclass(frozen=True, slots=True)
class Relation:
    """What holds between the witnesses with the sigla `a` and `b`.

    `same_scene` is the verdict, which follows from `e_value` (0 to 1), how often an unrelated pair does as well;
    `score` (0 to 1) is the same evidence for sorting, one half at the limit. `scenes` are the ids of those they share;
    `evidence` the ids of loci, strongest first; `summary` says it in one neutral sentence. See docs/scenes.md.
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
    """Loci of one telling by what became of the source there, each a number from 0.

    `kept` word for word, `changed` in other words, `added` here alone, `dropped` in the source and absent here; `moved`
    counts besides the others.
    """

    kept: int = 0
    changed: int = 0
    moved: int = 0
    added: int = 0
    dropped: int = 0


@dataclass(frozen=True, slots=True)
class Attested:
    """Words of the source (`text`) and the sigla of the witnesses that have them (`support`)."""

    text: str
    support: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SourceWord:
    """One stretch of a source line: `choices` holds one attested wording, or several where no majority decides."""

    choices: tuple[Attested, ...]

    @property
    def decided(self) -> bool:
        """Whether one wording has the majority."""
        return len(self.choices) == 1


@dataclass(frozen=True, slots=True)
class SourceLine:
    """A line of the reconstructed scene, with who attests it.

    `locus` is the id of the row that it comes from, `speaker` that of a character or None, `text` the likeliest
    wording, `support` the sigla that have the row; `confidence` (0 to 1) is how sure row and words are together;
    `words` are the stretches of the line with what is decided and what is not.
    """

    locus: str
    speaker: str | None
    text: str
    support: tuple[str, ...]
    confidence: float
    words: tuple[SourceWord, ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    """All that a comparison found. It reads as a table in a notebook, `retold.export` writes it in other formats.

    Attributes
    ----------
    tellings : the texts as they were read, in the order given.
    characters : who is in them, each once over all texts.
    relations : what holds between every two texts.
    scenes : what several texts tell.
    loci : the rows in which the texts are compared, scene by scene, in the order of the base, else of the majority.
    counts : what became of the scenes in each text, by siglum.
    source : the scene behind the tellings, line by line.
    left_out : the ids of the loci that one text alone has.
    base : the siglum of the canon, None without one.
    settings : what was asked for, as it stands in a result.
    notes : what should be known besides, a sentence each.
    """

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

    def __repr__(self) -> str:
        """How much there is of what, in a line; what it holds would fill many pages."""
        counted = (len(self.tellings), "text"), (len(self.scenes), "scene"), (len(self.loci), "row")
        texts, scenes, rows = (f"{count:,} {noun}{'' if count == 1 else 's'}" for count, noun in counted)
        return f"<Comparison of {texts}: {scenes}, {rows}>"

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

    def __getattr__(self, name: str) -> Callable[..., Any]:
        """``to_arrow(table)``, ``to_tei()``, ``to_csv_readings()``, …: what `retold.to_arrow` and `retold.export` make.

        There is one for every format that is installed, whoever wrote it, with ``_`` for ``-`` in its name.
        """
        # What stands above is found by name when somebody asks for it: the nouns themselves need none of it.
        retold = import_module("retold")
        if name == "to_arrow":
            return partial(retold.to_arrow, self)
        made = name.removeprefix("to_").replace("_", "-")
        if name.startswith("to_") and made in retold.formats():
            return partial(retold.export, self, made)
        raise AttributeError(f"{type(self).__name__!r} object has no attribute {name!r}", name=name, obj=self)

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
