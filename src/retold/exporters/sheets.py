"""A comparison as plain tables: each has a name, typed columns and rows of plain values.

What spreadsheets, data frames and databases take. Texts are on one line; who speaks is given by id and by name; spans
count code points of the raw file, as everywhere.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from retold.apparatus import Comparison, Counts
from retold.text import Telling

Kind = Literal["text", "whole", "number", "truth"]
Value = str | int | float | bool | None


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table: `columns` are names with the kind of their values, any of which may be None."""

    name: str
    columns: tuple[tuple[str, Kind], ...]
    rows: tuple[tuple[Value, ...], ...]


def sheet(comparison: Comparison, name: str) -> Sheet:
    """One of the tables named in `SHEETS`; KeyError for another name."""
    return SHEETS[name](comparison)


def rows(comparison: Comparison) -> Sheet:
    """The scenes side by side: a row a locus, a column a witness that stands in a scene."""
    sigla = [t.siglum for t in comparison.tellings if any(t.siglum in locus.readings for locus in comparison.loci)]
    columns: list[tuple[str, Kind]] = [("row", "whole"), ("scene", "text"), ("speaker", "text")]
    columns += ((siglum, "text") for siglum in sigla)
    columns += (("relation", "text"), ("moved", "text"), ("score", "number"), ("locus", "text"))
    return Sheet(
        "rows",
        tuple(columns),
        tuple(
            (
                number,
                locus.scene,
                _name(comparison, locus.speaker),
                *(comparison.text_of(locus.readings[s]) if s in locus.readings else None for s in sigla),
                locus.relation,
                " ".join(locus.moved) or None,
                locus.score,
                locus.id,
            )
            for number, locus in enumerate(comparison.loci, 1)
        ),
    )


def readings(comparison: Comparison) -> Sheet:
    """What each witness has at each locus, a row a reading; `start` and `end` are its first and last span's."""
    return Sheet(
        "readings",
        (
            ("row", "whole"), ("locus", "text"), ("scene", "text"), ("kind", "text"), ("relation", "text"),
            ("score", "number"), ("siglum", "text"), ("form", "text"), ("speaker", "text"), ("name", "text"),
            ("moved", "truth"), ("start", "whole"), ("end", "whole"), ("spans", "whole"), ("text", "text"),
        ),
        tuple(
            (
                number, locus.id, locus.scene, locus.kind, locus.relation,
                locus.score, siglum, reading.form, reading.speaker, _name(comparison, reading.speaker),
                siglum in locus.moved, reading.spans[0].start, reading.spans[-1].end, len(reading.spans),
                comparison.text_of(reading),
            )
            for number, locus in enumerate(comparison.loci, 1)
            for siglum, reading in locus.readings.items()
        ),
    )  # fmt: skip


def utterances(comparison: Comparison) -> Sheet:
    """All that is said in each text, in a scene or not, with who says it and why that is thought."""
    return Sheet(
        "utterances",
        (
            ("siglum", "text"), ("id", "text"), ("start", "whole"), ("end", "whole"), ("speaker", "text"),
            ("name", "text"), ("confidence", "number"), ("evidence", "text"), ("repaired", "text"), ("text", "text"),
        ),
        tuple(
            (
                telling.siglum, one.id, one.span.start, one.span.end, one.speaker,
                _name(comparison, one.speaker), one.confidence, one.evidence.kind, one.repaired,
                " ".join(telling.read(one.span).split()),
            )
            for telling in comparison.tellings
            for one in telling.utterances
        ),
    )  # fmt: skip


def characters(comparison: Comparison) -> Sheet:
    """Who is in the texts, a row for each name that a text gives somebody; `times` is how often it was seen."""
    return Sheet(
        "characters",
        (
            ("id", "text"), ("character", "text"), ("gender", "text"), ("siglum", "text"), ("name", "text"),
            ("why", "text"), ("times", "whole"),
        ),
        tuple(
            (who.id, who.name, who.gender, siglum, one.name, one.why, len(one.spans))
            for who in comparison.characters
            for siglum, names in who.names.items()
            for one in names
        ),
    )  # fmt: skip


def relations(comparison: Comparison) -> Sheet:
    """What holds between every two texts."""
    return Sheet(
        "relations",
        (
            ("a", "text"), ("b", "text"), ("same_scene", "truth"), ("score", "number"), ("e_value", "number"),
            ("scenes", "text"), ("summary", "text"),
        ),
        tuple(
            (one.a, one.b, one.same_scene, one.score, one.e_value, " ".join(one.scenes) or None, one.summary)
            for one in comparison.relations
        ),
    )  # fmt: skip


def source(comparison: Comparison) -> Sheet:
    """The reconstructed scene; where no majority decides, the text has the wordings in brackets."""
    return Sheet(
        "source",
        (
            ("locus", "text"),
            ("speaker", "text"),
            ("name", "text"),
            ("text", "text"),
            ("support", "text"),
            ("confidence", "number"),
        ),
        tuple(
            (
                line.locus,
                line.speaker,
                _name(comparison, line.speaker),
                line.text,
                " ".join(line.support),
                line.confidence,
            )
            for line in comparison.source
        ),
    )


def witnesses(comparison: Comparison) -> Sheet:
    """The texts: what each is and what became of the scene in it."""
    return Sheet(
        "witnesses",
        (
            ("siglum", "text"), ("title", "text"), ("author", "text"), ("language", "text"), ("path", "text"),
            ("kept", "whole"), ("changed", "whole"), ("moved", "whole"), ("added", "whole"), ("dropped", "whole"),
            ("tense", "text"), ("person", "text"), ("utterances", "whole"), ("sha256", "text"),
        ),
        tuple(_witness(telling, comparison.counts.get(telling.siglum, Counts())) for telling in comparison.tellings),
    )  # fmt: skip


def _witness(telling: Telling, counts: Counts) -> tuple[Value, ...]:
    story, manner = telling.story, telling.manner
    return (
        telling.siglum, story.title, story.metadata.get("author"), story.metadata.get("language"), telling.witness.path,
        counts.kept, counts.changed, counts.moved, counts.added, counts.dropped,
        manner.tense, manner.person, len(telling.utterances), telling.witness.sha256,
    )  # fmt: skip


SHEETS: dict[str, Callable[[Comparison], Sheet]] = {
    "rows": rows,
    "readings": readings,
    "utterances": utterances,
    "characters": characters,
    "relations": relations,
    "source": source,
    "witnesses": witnesses,
}


def _name(comparison: Comparison, id: str | None) -> str | None:
    who = comparison.character(id)
    return who.name if who is not None else None
