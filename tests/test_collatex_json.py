"""Witnesses in JSON: CollateX's and passim's, each its own text that reads back through the escapes."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from readback import assert_reads_back

from retold import compare, inspect, readers
from retold.errors import InputError
from retold.readers import collatex
from retold.text import Content

A = """“The last tram is gone,” said Mira.

“Then walk home slowly,” said Oren. “The ice is thin tonight.”

She laughed, a short dry laugh, and looked at the counter he was wiping.

“I have never minded ice.”

“You kept the shop open.”

“I kept the lamp on. That is not the same thing.”"""
B = """“There is no tram any more,” said Mira.

“Then walk home slowly, and mind the ice. It is thin tonight.”

She laughed her short dry laugh and watched him wipe the counter.

“I never minded the ice. And you kept the shop open.”

“I kept the lamp on,” said Oren. “That is not the same thing at all.”"""


def content_of(record: str) -> Content:
    content = collatex.FORMAT.read(record.encode(), "x", None, False).content
    assert content is not None
    return content


@pytest.fixture(params=["collatex", "ascii", "tokens", "passim", "utf-16"])
def collection(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    file = tmp_path / "novel.json"
    if request.param == "passim":
        lines = [json.dumps({"id": one, "text": text, "title": f"T{one}"}) for one, text in (("A", A), ("B", B))]
        file.write_text("\n".join(lines) + "\n", encoding="utf-8")
    elif request.param == "tokens":
        tokens = {
            one: [{"t": t, "n": t.strip().lower()} for t in text.replace(" ", " \0").split("\0")]
            for one, text in (("A", A), ("B", B))
        }
        file.write_text(
            json.dumps({"witnesses": [{"id": i, "tokens": t} for i, t in tokens.items()]}), encoding="utf-8"
        )
    else:
        ascii = request.param == "ascii"
        data = {"witnesses": [{"id": "A", "content": A}, {"id": "B", "content": B}]}
        encoding = "utf-16" if request.param == "utf-16" else "utf-8"
        file.write_text(json.dumps(data, ensure_ascii=ascii, indent=2), encoding=encoding)
    return file


def test_every_witness_is_a_text_of_its_own(collection: Path) -> None:
    paths = readers.gather([str(collection)])
    assert paths == [f"{collection}!/A", f"{collection}!/B"]
    witnesses = [readers.read(path, siglum) for path, siglum in zip(paths, "AB", strict=True)]
    assert [witness.content.text for witness in witnesses if witness.content] == [A, B]
    assert len({witness.sha256 for witness in witnesses}) == 2


def test_a_collection_is_compared(collection: Path) -> None:
    comparison = compare([collection])
    assert [len(telling.utterances) for telling in comparison.tellings] == [6, 5]
    (relation,) = comparison.relations
    assert relation.same_scene


def test_one_witness_can_be_named(collection: Path) -> None:
    (telling,) = inspect(f"{collection}!/B").tellings
    assert telling.read(telling.utterances[0].span) == "“There is no tram any more,”"


def test_a_witness_that_is_not_there(collection: Path) -> None:
    with pytest.raises(InputError, match=r"novel\.json!/C: there is no text C in that file; there are A, B\."):
        readers.read(f"{collection}!/C", "A")


def test_the_whole_collection_is_no_single_text(collection: Path) -> None:
    with pytest.raises(InputError, match=r"a collection of 2 texts; give one, such as .*novel\.json!/A"):
        readers.read(str(collection), "A")


def test_a_witness_given_twice(collection: Path) -> None:
    with pytest.raises(InputError, match="given twice"):
        readers.gather([str(collection), f"{collection}!/A"])


def test_tokens_without_blanks_are_parted_by_blanks() -> None:
    record = '{"id": "A", "tokens": [{"t": "Mind"}, {"t": "the"}, {"n": "x", "t": "ice."}]}'
    assert content_of(record).text == "Mind the ice."


def test_what_passim_says_of_a_text() -> None:
    content = content_of('{"id": 7, "text": "Mind the ice.", "title": "Ice", "date": "1901", "series": "", "page": 3}')
    assert content.title == "Ice"
    assert content.metadata == {"published": "1901"}


@pytest.mark.parametrize("ascii", [True, False])
def test_names_in_every_writing(tmp_path: Path, ascii: bool) -> None:
    """A lone surrogate, which JSON can spell and no file name can hold, becomes a question mark."""
    names = ["été", "Ōsaka", "хроника", "\U0001f30a", *(["\ud800"] if ascii else [])]
    lines = [json.dumps({"id": one, "text": A}, ensure_ascii=ascii) for one in names]
    file = tmp_path / "x.jsonl"
    file.write_text("\n".join(lines), encoding="utf-8")
    found = readers.gather([str(file)])
    assert found == [f"{file}!/{one}" for one in (*names[:4], *("?" for _ in names[4:]))]
    assert all(readers.read(one, "A").content is not None for one in found)


def test_a_passage_that_passim_found_goes_by_its_place(tmp_path: Path) -> None:
    file = tmp_path / "part-00000.json"
    passages = [
        {"cluster": 7, "size": 2, "id": "A", "begin": 120, "end": 160, "text": A},
        {"cluster": 7, "size": 2, "id": "B", "begin": 0, "end": 40, "text": B},
        {"cluster": 9, "size": 2, "id": "A", "begin": 300, "end": 340, "text": A},
    ]
    file.write_text("\n".join(map(json.dumps, passages)), encoding="utf-8")
    assert readers.gather([str(file)]) == [f"{file}!/{one}" for one in ("A:120-160", "B:0-40", "A:300-340")]


def test_a_name_that_holds_the_mark(tmp_path: Path) -> None:
    file = tmp_path / "x.json"
    file.write_text(
        json.dumps({"witnesses": [{"id": "a!/b", "content": A}, {"id": "c", "content": B}]}), encoding="utf-8"
    )
    first, _ = readers.gather([str(file)])
    content = readers.read(first, "A").content
    assert content is not None
    assert content.text == A


def test_our_own_result_is_refused_with_advice(tmp_path: Path) -> None:
    file = tmp_path / "result.json"
    file.write_text('{"format": "retold/1", "witnesses": [{"siglum": "A"}]}', encoding="utf-8")
    with pytest.raises(InputError, match=r"result\.json: this is a result of Retold, not a text; give the texts"):
        readers.read(str(file), "A")


@pytest.mark.parametrize("other", ['{"a": 1}', "[1, 2]", '{"witnesses": []}', "[" * 100_000 + "]" * 100_000])
def test_other_json(other: str, tmp_path: Path) -> None:
    file = tmp_path / "x.json"
    file.write_text(other, encoding="utf-8")
    said = "is JSON without texts" if len(other) < 100 else r"JSON is damaged or cut short \(nested too deep\)"
    with pytest.raises(InputError, match=rf"x\.json: this {said}"):
        readers.read(str(file), "A")


@pytest.mark.parametrize(
    ("name", "content", "place"),
    [
        ("x.json", '{"witnesses": [{"id": "A",\n "content": "déjà', "line 2, character 13"),
        ("x.txt", '{"witnesses": [{"id": "A", "content": "The lamp', "line 1, character 39"),
        ("x.jsonl", '{"id": "A", "text": "The lamp"}\n\n{"id": "B", "tex', "line 3, character 13"),
        ("x.json", "[1, 2", "line 1, character 6"),
    ],
)
def test_json_that_breaks_off_is_no_text(name: str, content: str, place: str, tmp_path: Path) -> None:
    file = tmp_path / name
    file.write_text(content, encoding="utf-8")
    with pytest.raises(InputError, match=rf"{name}: this JSON is damaged or cut short \({place}\)"):
        readers.read(str(file), "A")


def test_prose_in_braces_is_prose(tmp_path: Path) -> None:
    file = tmp_path / "x.txt"
    file.write_text("{A note of the copyist.} The lamp has gone out.", encoding="utf-8")
    assert readers.gather([str(file)]) == [str(file)]
    assert readers.read(str(file), "A").format == "plain text"


@given(st.text(min_size=1).filter(str.strip), st.booleans())
def test_every_character_reads_back(text: str, ascii: bool) -> None:
    text = text.encode("utf-8", "ignore").decode().replace("\0", "") or "x"
    record = json.dumps(
        {"id": "A", "n": [1, {"content": "x"}], "content": text + "x", "text": "no"}, ensure_ascii=ascii
    )
    content = content_of(record)
    assert content.text == text + "x"

    def spelled(raw: str) -> str:
        said = json.loads(f'"{raw}"', strict=False)
        assert isinstance(said, str)
        return said

    assert_reads_back(record, content, spelled)
