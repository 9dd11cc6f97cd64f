"""The published result: a comparison comes in, one JSON object of the format ``retold/1`` goes out.

The schema that holds it ships beside (``schemas/retold-1.schema.json``). Nothing is worked out here: each value is
copied to its place, spans become pairs, witnesses keep the order they were given in. Figures are rounded, so that the
last bits of a processor never change a file, and the layout puts one record on a line, so that a difference between
two results can be read.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Mapping
from dataclasses import asdict, is_dataclass
from importlib.resources import files
from pathlib import PurePath
from typing import Any

from retold.apparatus import Attested, Comparison, Counts, Locus, Relation, Scene, SourceLine, SourceWord
from retold.text import Chapter, Character, Manner, Span, Telling, Utterance
from retold.version import VERSION

FORMAT = "retold/1"
SCORE_DIGITS = 6  # decimals of a score, likelihood or confidence: far below what any of them can tell
E_VALUE_DIGITS = 4  # significant digits of an E-value, whose order of magnitude is what counts


def to_dict(comparison: Comparison, *, text: bool = True) -> dict[str, Any]:
    """The comparison in the published format, as plain lists and dictionaries.

    Parameters
    ----------
    comparison
        What a comparison or an inspection found.
    text
        Whether each witness carries its cleaned ``text`` and the ``map`` back to raw offsets.
    """
    order = [telling.siglum for telling in comparison.tellings]
    return {
        "format": FORMAT,
        "retold": VERSION,
        "settings": _plain(comparison.settings),
        "witnesses": [_witness(telling, text) for telling in comparison.tellings],
        "characters": [_character(character, order) for character in comparison.characters],
        "relations": [_relation(relation) for relation in comparison.relations],
        "scenes": [_scene(scene, order) for scene in comparison.scenes],
        "base": comparison.base,
        "collation": {"loci": [_locus(locus, order) for locus in comparison.loci]},
        "counts": {siglum: _counts(comparison.counts.get(siglum, Counts())) for siglum in order},
        "source": [_source_line(line) for line in comparison.source],
        "left_out": list(comparison.left_out),
        "notes": list(comparison.notes),
    }


def dumps(comparison: Comparison, *, text: bool = True) -> bytes:
    """The comparison as the bytes of a JSON file: UTF-8, one record a line, a line feed at the end.

    The same comparison gives the same bytes on every run.
    """
    lines = _laid_out(to_dict(comparison, text=text))
    # A file name that is not UTF-8 reaches us with lone surrogates, which UTF-8 cannot hold: as "\udc80" JSON can.
    return (lines + "\n").encode("utf-8", "backslashreplace")


def schema() -> dict[str, Any]:
    """The JSON Schema (2020-12) of the format, as shipped with the package."""
    loaded: dict[str, Any] = json.loads(
        (files("retold") / "schemas" / "retold-1.schema.json").read_text(encoding="utf-8")
    )
    return loaded


def _witness(telling: Telling, text: bool) -> dict[str, Any]:
    witness, story = telling.witness, telling.story
    body: dict[str, Any] = {"text": story.text, "map": [list(segment) for segment in story.map.segments]}
    return {
        "siglum": witness.siglum,
        "path": witness.path,
        "title": story.title,
        "metadata": {str(key): str(value) for key, value in story.metadata.items()},
        "manner": {**_manner(telling.manner), "parts": [_part(part) for part in telling.manner.parts]},
        "encoding": witness.encoding,
        "sha256": witness.sha256,
        "length": len(witness.raw),
        "parts": None
        if witness.parts is None
        else [
            {"path": part.path, "start": part.span.start, "end": part.span.end, "sha256": part.sha256}
            for part in witness.parts
        ],
        **(body if text else {}),
        "chrome": [{"start": c.span.start, "end": c.span.end, "kind": c.kind} for c in story.chrome],
        "repairs": [{"start": r.span.start, "end": r.span.end, "kind": r.kind} for r in story.repairs],
        "chapters": [_chapter(chapter) for chapter in story.chapters],
        "utterances": [_utterance(utterance) for utterance in telling.utterances],
        "quoted": [
            {"start": q.span.start, "end": q.span.end, "kind": q.kind, "confidence": _score(q.confidence)}
            for q in telling.quoted
        ],
    }


def _chapter(chapter: Chapter) -> dict[str, Any]:
    return {
        "start": chapter.span.start,
        "end": chapter.span.end,
        "heading": None if chapter.heading is None else _pair(chapter.heading),
        "number": chapter.number,
        "title": chapter.title,
        "scenes": _pairs(chapter.scenes),
    }


def _manner(manner: Manner) -> dict[str, Any]:
    return {
        "tense": manner.tense,
        "person": manner.person,
        "narrator": manner.narrator,
        "viewpoint": manner.viewpoint,
        "confidence": {what: _score(sure) for what, sure in manner.confidence.items()},
    }


def _part(manner: Manner) -> dict[str, Any]:
    span = manner.span or Span(0, 0)
    return {"start": span.start, "end": span.end, **_manner(manner)}


def _utterance(utterance: Utterance) -> dict[str, Any]:
    evidence = utterance.evidence
    return {
        "id": utterance.id,
        "start": utterance.span.start,
        "end": utterance.span.end,
        "speaker": utterance.speaker,
        "confidence": _score(utterance.confidence),
        "evidence": {
            "kind": evidence.kind,
            "cue": None if evidence.cue is None else _pair(evidence.cue),
            "from": evidence.source,
        },
        "repaired": utterance.repaired,
    }


def _character(character: Character, order: list[str]) -> dict[str, Any]:
    return {
        "id": character.id,
        "name": character.name,
        "gender": character.gender,
        "names": {
            siglum: [
                {"name": name.name, "why": name.why, "spans": _pairs(name.spans)} for name in character.names[siglum]
            ]
            for siglum in _in_order(character.names, order)
        },
    }


def _relation(relation: Relation) -> dict[str, Any]:
    return {
        "a": relation.a,
        "b": relation.b,
        "same_scene": relation.same_scene,
        "score": _score(relation.score),
        "e_value": _e_value(relation.e_value),
        "scenes": list(relation.scenes),
        "evidence": list(relation.evidence),
        "summary": relation.summary,
    }


def _scene(scene: Scene, order: list[str]) -> dict[str, Any]:
    return {
        "id": scene.id,
        "witnesses": {siglum: _pairs(scene.witnesses[siglum]) for siglum in _in_order(scene.witnesses, order)},
    }


def _locus(locus: Locus, order: list[str]) -> dict[str, Any]:
    readings = {siglum: locus.readings[siglum] for siglum in _in_order(locus.readings, order)}
    return {
        "id": locus.id,
        "scene": locus.scene,
        "kind": locus.kind,
        "readings": {siglum: _pairs(reading.spans) for siglum, reading in readings.items()},
        "forms": {siglum: reading.form for siglum, reading in readings.items()},
        "relation": locus.relation,
        "moved": list(locus.moved),
        "move": locus.move,
        "speakers": {siglum: reading.speaker for siglum, reading in readings.items() if reading.speaker is not None},
        "speaker": locus.speaker,
        "words": {
            siglum: [[edit.kind, _pair(edit.consensus), _pair(edit.raw)] for edit in reading.words]
            for siglum, reading in readings.items()
        },
        "score": _score(locus.score),
    }


def _counts(counts: Counts) -> dict[str, int]:
    return {
        "kept": counts.kept,
        "changed": counts.changed,
        "moved": counts.moved,
        "added": counts.added,
        "dropped": counts.dropped,
    }


def _source_line(line: SourceLine) -> dict[str, Any]:
    return {
        "locus": line.locus,
        "speaker": line.speaker,
        "text": line.text,
        "support": list(line.support),
        "confidence": _score(line.confidence),
        "words": [_source_word(word) for word in line.words],
    }


def _source_word(word: SourceWord) -> dict[str, Any]:
    choices = [_attested(choice) for choice in word.choices]
    return choices[0] if word.decided else {"undecided": choices}


def _attested(attested: Attested) -> dict[str, Any]:
    return {"text": attested.text, "support": list(attested.support)}


def _pair(span: Span) -> list[int]:
    return [span.start, span.end]


def _pairs(spans: Iterable[Span]) -> list[list[int]]:
    return [_pair(span) for span in spans]


def _in_order(by_siglum: Mapping[str, Any], order: list[str]) -> list[str]:
    return [siglum for siglum in order if siglum in by_siglum]


def _score(value: float) -> float:
    return round(float(value), SCORE_DIGITS)


def _e_value(value: float) -> float:
    return min(float(f"{float(value):.{E_VALUE_DIGITS}g}"), sys.float_info.max)  # JSON has no infinity


def _plain(value: object) -> Any:
    """A setting as JSON can hold it."""
    if value is None or isinstance(value, bool | int | float | str):
        return value
    if is_dataclass(value) and not isinstance(value, type):
        return _plain(asdict(value))
    if isinstance(value, Mapping):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, set | frozenset):
        return sorted((_plain(item) for item in value), key=str)
    if isinstance(value, Iterable) and not isinstance(value, PurePath):
        return [_plain(item) for item in value]
    return str(value)


def _laid_out(result: dict[str, Any]) -> str:
    """The result with one top-level key a line, and one line for each member of the lists that hold records."""
    return "{\n" + ",\n".join(f"{_json(key)}: {_value(value, 1)}" for key, value in result.items()) + "\n}"


def _value(value: object, depth: int) -> str:
    pad, back = " " * depth, " " * (depth - 1)
    if isinstance(value, list) and value and isinstance(value[0], dict):
        return "[\n" + ",\n".join(pad + _record(item, depth + 1) for item in value) + f"\n{back}]"
    if isinstance(value, dict) and any(_holds_records(item) for item in value.values()):
        return "{\n" + ",\n".join(f"{pad}{_json(k)}: {_value(v, depth + 1)}" for k, v in value.items()) + f"\n{back}}}"
    return _json(value)


def _record(item: dict[str, Any], depth: int) -> str:
    return _value(item, depth) if "siglum" in item else _json(item)


def _holds_records(value: object) -> bool:
    return isinstance(value, list) and bool(value) and isinstance(value[0], dict)


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, allow_nan=False)
