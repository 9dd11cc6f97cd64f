"""CollateX's JSON as the input of a collation: what is taken as it is, and what is refused with its place."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from retold.errors import InputError
from retold.readers.tokens import read_tokens
from retold.tokens import tokens_of


def read(tmp_path: Path, content: str | bytes) -> list[tuple[str, list[dict[str, Any]]]]:
    file = tmp_path / "in.json"
    file.write_bytes(content.encode() if isinstance(content, str) else content)
    return [(witness.id, [dict(token) for token in witness.tokens]) for witness in read_tokens(file)]


def test_a_text_is_cut_into_words_and_marks_that_give_it_back() -> None:
    text = "  “Well, don't-know’s no answer…” said Ann.\n\n— No 7!"
    tokens = tokens_of(text)
    assert "".join(token["t"] for token in tokens) == text
    forms = ["“", "well", ",", "don't-know's", "no", "answer", "…”", "said", "ann", ".", "—", "no", "7", "!"]
    assert [token["n"] for token in tokens] == forms


def test_tokens_stay_as_they_are_given(tmp_path: Path) -> None:
    given = [{"t": "Ferry ", "n": "FERRY", "page": [1, {"line": 2.5}]}, {"t": "Left", "x": None}]
    found = read(tmp_path, json.dumps({"witnesses": [{"id": "A", "tokens": given}], "algorithm": "dekker"}))
    assert found == [("A", [given[0], {"t": "Left", "x": None, "n": "left"}])]


def test_content_goes_before_tokens(tmp_path: Path) -> None:
    witness = {"id": "A", "content": "one two", "tokens": [{"t": "three"}]}
    assert [t["n"] for t in read(tmp_path, json.dumps({"witnesses": [witness]}))[0][1]] == ["one", "two"]


@pytest.mark.parametrize("codec", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-32"])
def test_every_encoding_of_json_is_read(tmp_path: Path, codec: str) -> None:
    text = '{"witnesses": [{"id": "Ä", "content": "größer"}]}'
    assert read(tmp_path, text.encode(codec)) == [("Ä", [{"t": "größer", "n": "grösser"}])]


def test_an_empty_witness_is_a_witness(tmp_path: Path) -> None:
    witnesses = [{"id": "A", "content": ""}, {"id": "B", "tokens": []}]
    assert read(tmp_path, json.dumps({"witnesses": witnesses})) == [("A", []), ("B", [])]


def test_the_object_itself_is_taken_too() -> None:
    (witness,) = read_tokens({"witnesses": ({"id": "A", "tokens": ({"t": "one"},)},)})
    assert (witness.id, witness.tokens) == ("A", ({"t": "one", "n": "one"},))


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ("", "line 1, column 1"),
        ('{"witnesses": [\n {"id": "A" "content": "x"}]}', "line 2, column 13"),
        ("[]", "the whole: expected is an object"),
        ("{}", '"witnesses" is missing'),
        ('{"witnesses": {}}', "witnesses: expected is a list of witnesses, not {}"),
        ('{"witnesses": []}', "witnesses: there is none"),
        ('{"witnesses": ["A"]}', 'witnesses[0]: expected is an object, {"id": …, "content": …}'),
        ('{"witnesses": [{"content": "x"}]}', 'witnesses[0]: "id" is missing'),
        ('{"witnesses": [{"id": 7, "content": "x"}]}', "witnesses[0].id: expected is a string, not 7"),
        ('{"witnesses": [{"id": "A"}]}', 'witnesses[0]: there is neither "content" nor "tokens"'),
        ('{"witnesses": [{"id": "A", "content": ["x"]}]}', "witnesses[0].content: expected is a string"),
        ('{"witnesses": [{"id": "A", "tokens": "x"}]}', "witnesses[0].tokens: expected is a list"),
        ('{"witnesses": [{"id": "A", "tokens": ["x"]}]}', "witnesses[0].tokens[0]: expected is an object"),
        ('{"witnesses": [{"id": "A", "tokens": [{"t": "x"}, {"n": "y"}]}]}', 'witnesses[0].tokens[1]: "t" is missing'),
        ('{"witnesses": [{"id": "A", "tokens": [{"t": null}]}]}', "witnesses[0].tokens[0].t: expected is a string"),
        ('{"witnesses": [{"id": "A", "tokens": [{"t": "x", "n": 1}]}]}', "witnesses[0].tokens[0].n: expected"),
        (
            '{"witnesses": [{"id": "A", "content": ""}, {"id": "A", "content": ""}]}',
            'witnesses[1].id: "A" is the id of witnesses[0] too',
        ),
        ('{"witnesses": [{"id": "A", "tokens": [{"t": "x", "y": NaN}]}]}', "NaN is no number"),
        ('{"witnesses": [{"id": "A", "tokens": [{"t": "x", "y": 1e999}]}]}', "1e999 is no number"),
        ('{"witnesses": ' + "[" * 200_000, "in.json: "),
        ('{"witnesses": [{"id": "A", "tokens": [{"t": "x", "y": ' + "9" * 5000 + "}]}]}", "this is not JSON"),
        (b'{"witnesses": [{"id": "\xff"}]}', "byte FF at offset 23 is not UTF-8"),
    ],
)
def test_what_has_another_shape_is_refused_with_its_place(tmp_path: Path, content: str | bytes, says: str) -> None:
    with pytest.raises(InputError) as refused:
        read(tmp_path, content)
    assert says in str(refused.value)
    assert "in.json" in str(refused.value)
    assert len(str(refused.value)) < 400
