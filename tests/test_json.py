"""The published format: real output is valid, complete, and the same bytes on every run."""

from __future__ import annotations

import json
from dataclasses import replace

import build
import jsonschema
import pytest

from retold.apparatus import Comparison
from retold.exporters.json import dumps, schema, to_dict
from retold.text import Evidence

KEYS = "format retold settings witnesses characters relations scenes base collation counts source left_out notes"


@pytest.fixture
def bakery() -> Comparison:
    return build.bakery()


@pytest.fixture(scope="module")
def validator() -> jsonschema.Draft202012Validator:
    jsonschema.Draft202012Validator.check_schema(schema())
    return jsonschema.Draft202012Validator(schema())


@pytest.mark.parametrize("text", [True, False])
def test_a_comparison_and_an_inspection_are_valid(validator: jsonschema.Draft202012Validator, text: bool) -> None:
    validator.validate(json.loads(dumps(build.bakery(), text=text)))
    validator.validate(json.loads(dumps(build.single(), text=text)))


@pytest.mark.parametrize(
    ("where", "value"),
    [
        (("format",), "retold/2"),
        (("surprise",), 1),
        (("witnesses", 0, "sha256"), "abc"),
        (("witnesses", 0, "utterances", 0, "start"), -1),
        (("witnesses", 0, "utterances", 0, "confidence"), 1.2),
        (("witnesses", 0, "utterances", 0, "evidence", "kind"), "guess"),
        (("relations", 0, "e_value"), -0.1),
        (("relations", 0, "same_scene"), 1),
        (("collation", "loci", 0, "readings", "A"), [[1]]),
        (("collation", "loci", 0, "relation"), "same"),
        (("collation", "loci", 0, "words", "A"), [["swap", [0, 1], [0, 1]]]),
        (("counts", "A", "kept"), 1.5),
        (("counts", "A", "lost"), 1),
        (("source", 0, "words"), [{"undecided": []}]),
        (("characters", 0, "gender"), "x"),
    ],
)
def test_the_schema_refuses_what_the_format_does_not_know(
    bakery: Comparison, validator: jsonschema.Draft202012Validator, where: tuple[str | int, ...], value: object
) -> None:
    result = json.loads(dumps(bakery))
    place = result
    for key in where[:-1]:
        place = place[key]
    place[where[-1]] = value
    assert not validator.is_valid(result)


def test_the_keys_stand_in_the_order_of_the_format(bakery: Comparison) -> None:
    assert list(json.loads(dumps(bakery))) == KEYS.split()
    assert dumps(bakery).startswith(b'{\n"format": "retold/1"')
    assert dumps(bakery).endswith(b"}\n")


def test_spans_lead_back_to_the_raw_text(bakery: Comparison) -> None:
    result = to_dict(bakery)
    raws = {t.siglum: t.witness.raw for t in bakery.tellings}
    first = result["collation"]["loci"][0]
    [[start, end]] = first["readings"]["C"]
    assert raws["C"][start:end] == "she came in and told him he had kept the shop open."
    assert first["forms"] == {"A": "speech", "B": "speech", "C": "reported"}
    assert result["collation"]["loci"][4]["readings"]["A"] == [
        [span.start, span.end]
        for span in (build.at(build.A, '"Then walk home slowly,"'), build.at(build.A, '"And mind the ice."'))
    ]
    for witness in result["witnesses"]:
        raw = raws[witness["siglum"]]
        assert witness["length"] == len(raw)
        for text_start, raw_start, length in witness["map"]:
            assert witness["text"][text_start : text_start + length] == raw[raw_start : raw_start + length]


def test_evidence_names_the_other_witness(bakery: Comparison) -> None:
    evidence = to_dict(bakery)["witnesses"][0]["utterances"][2]["evidence"]
    assert (evidence["kind"], evidence["from"]) == ("carried", "B")
    assert build.B[slice(*evidence["cue"])] == "I said"


def test_words_speakers_and_undecided_readings(bakery: Comparison) -> None:
    result = to_dict(bakery)
    fifth = result["collation"]["loci"][4]
    start = build.B.index("go home")
    assert ["replace", [1, 2], [start, start + 2]] in fifth["words"]["B"]
    assert fifth["speakers"] == {"A": "c2", "B": "c2", "C": "c2"}
    assert result["collation"]["loci"][5]["speakers"] == {}
    assert result["source"][3]["words"][1] == {
        "undecided": [{"text": "has", "support": ["A"]}, {"text": "is", "support": ["B"]}]
    }
    assert result["source"][4]["words"][1] == {"text": "walk", "support": ["A", "C"]}


def test_every_witness_is_counted_even_when_nothing_was(bakery: Comparison) -> None:
    bare = replace(bakery, counts={"A": bakery.counts["A"]})
    nothing = {"kept": 0, "changed": 0, "moved": 0, "added": 0, "dropped": 0}
    assert to_dict(bare)["counts"]["D"] == nothing
    assert list(to_dict(bare)["counts"]) == ["A", "B", "C", "D"]


def test_without_text_neither_text_nor_map_is_left(bakery: Comparison) -> None:
    for witness in to_dict(bakery, text=False)["witnesses"]:
        assert not {"text", "map"} & set(witness)
    assert b"Thank you for reading" not in dumps(bakery, text=False)
    assert b"a short dry laugh" in dumps(bakery)
    assert b"a short dry laugh" not in dumps(bakery, text=False)


def test_mappings_of_sigla_follow_the_witnesses_not_their_making(bakery: Comparison) -> None:
    turned = tuple(replace(l, readings=dict(reversed(l.readings.items()))) for l in bakery.loci)  # noqa: E741
    assert dumps(replace(bakery, loci=turned)) == dumps(bakery)


def test_figures_are_rounded_so_that_the_last_bits_do_not_tell(bakery: Comparison) -> None:
    first, *others = bakery.relations
    result = to_dict(replace(bakery, relations=(replace(first, score=0.1 + 0.2, e_value=3.20004e-12), *others)))
    assert result["relations"][0]["score"] == 0.3
    assert result["relations"][0]["e_value"] == 3.2e-12


def test_an_endless_e_value_is_still_json(bakery: Comparison, validator: jsonschema.Draft202012Validator) -> None:
    first, *others = bakery.relations
    result = dumps(replace(bakery, relations=(replace(first, e_value=float("inf")), *others)))
    validator.validate(json.loads(result))
    assert b"Infinity" not in result


def test_a_file_name_that_is_not_utf8_survives(bakery: Comparison) -> None:
    first, *others = bakery.tellings
    odd = replace(first, witness=replace(first.witness, path="caf\udce9.txt"))
    result = dumps(replace(bakery, tellings=(odd, *others)))
    result.decode("utf-8")
    assert json.loads(result)["witnesses"][0]["path"] == "caf\udce9.txt"


def test_one_record_a_line(bakery: Comparison) -> None:
    lines = dumps(bakery).decode().splitlines()
    for id in ("A.u0", "A.u5", "l0001", "l0008"):
        assert sum(line.lstrip().startswith(f'{{"id": "{id}"') for line in lines) == 1


def test_an_utterance_without_a_speaker_is_null_not_a_guess(bakery: Comparison) -> None:
    last = to_dict(bakery)["witnesses"][0]["utterances"][5]
    assert last["speaker"] is None
    assert last["evidence"] == {"kind": Evidence("none").kind, "cue": None, "from": None}
