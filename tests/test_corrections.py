"""What a reader corrected in a report holds in the next comparison, and what cannot hold is said."""

from __future__ import annotations

import json
from hashlib import sha256
from pathlib import Path

import pytest

from retold import Comparison, OptionError, compare
from retold.apparatus import Correction, Locus
from retold.cli import run
from retold.readers.corrections import parse_corrections
from retold.text import Span

FIRST = """"Did you bring the lantern?" asked Mina.

"I brought the matches," said Abel. "The lantern is on the hook at home."

Mina counted the steps down to the water and came to forty.

"Then we wait here until the moon is over the mill," she said.

"And what if the miller wakes?"

"He sleeps like his own stones, Abel. Sit down."
"""
SECOND = """"Have you brought the lantern?" Mina asked.

"The matches I brought," said Abel. "The lantern's at home on its hook."

There were forty steps to the water; Mina counted them all.

"Then we wait until the moon stands over the mill," she said.

"What if the miller wakes?"

"That one sleeps like his own stones. Sit down, Abel."
"""
TEXTS = {"first.txt": FIRST, "second.txt": SECOND}


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name, text in TEXTS.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def reading(text: str, words: str) -> dict[str, object]:
    start = text.index(words)
    return {"sha256": sha256(text.encode()).hexdigest(), "start": start, "end": start + len(words)}


def item(do: str, first: str, second: str) -> dict[str, object]:
    return {"do": do, "readings": [reading(FIRST, first), reading(SECOND, second)]}


def corrected(*items: dict[str, object]) -> Comparison:
    given = parse_corrections(json.dumps({"format": "retold-corrections/1", "items": items}))
    return compare(list(TEXTS), corrections=given)


def row_of(result: Comparison, siglum: str, words: str) -> Locus:
    return next(row for row in result.loci if siglum in row.readings and words in result.text_of(row.readings[siglum]))


MILLER, MILLER_TOO = "And what if the miller wakes?", "What if the miller wakes?"


def test_lines_that_are_split_stand_in_rows_of_their_own(folder: Path) -> None:
    assert set(row_of(compare(list(TEXTS)), "A", MILLER).readings) == {"A", "B"}
    result = corrected(item("split", MILLER, MILLER_TOO))
    assert MILLER_TOO not in str({s: result.text_of(r) for s, r in row_of(result, "A", MILLER).readings.items()})
    assert row_of(result, "A", MILLER).id != row_of(result, "B", MILLER_TOO).id
    assert not result.notes


def test_lines_that_are_joined_share_a_row(folder: Path) -> None:
    result = corrected(item("join", MILLER, "That one sleeps like his own stones. Sit down, Abel."))
    row = row_of(result, "A", MILLER)
    assert "stones" in result.text_of(row.readings["B"])
    assert row.score == 1.0
    assert not result.notes


def test_the_later_of_two_that_contradict_each_other_holds(folder: Path) -> None:
    split, join = item("split", MILLER, MILLER_TOO), item("join", MILLER, MILLER_TOO)
    assert set(row_of(corrected(split, join), "A", MILLER).readings) == {"A", "B"}
    assert set(row_of(corrected(join, split), "A", MILLER).readings) == {"A"}


def test_a_correction_holds_whatever_the_files_are_called_and_in_any_order(folder: Path) -> None:
    given = json.dumps({"format": "retold-corrections/1", "items": [item("split", MILLER, MILLER_TOO)]})
    (folder / "other.txt").write_text(FIRST, encoding="utf-8")
    result = compare(["second.txt", "other.txt"], corrections=parse_corrections(given))
    assert set(row_of(result, "B", MILLER).readings) == {"B"}


def test_what_is_not_among_the_texts_is_noted(folder: Path) -> None:
    stranger = item("split", MILLER, MILLER_TOO)
    stranger["readings"][1]["sha256"] = "0" * 64  # type: ignore[index]
    beyond = Correction("split", ((sha256(FIRST.encode()).hexdigest(), Span(0, 5)), ("1" * 64, Span(9, 10))), "here")
    for result in (corrected(stranger), compare(list(TEXTS), corrections=[beyond])):
        assert ["not among these" in note for note in result.notes] == [True]


def test_a_join_of_too_much_is_noted(folder: Path) -> None:
    result = corrected(item("join", FIRST.strip(), MILLER_TOO))
    assert ["too many" in note for note in result.notes] == [True]


def test_corrections_may_be_given_as_the_file_they_are_in(folder: Path) -> None:
    items = [item("split", MILLER, MILLER_TOO)]
    (folder / "c.json").write_text(json.dumps({"format": "retold-corrections/1", "items": items}))
    assert set(row_of(compare(list(TEXTS), corrections="c.json"), "A", MILLER).readings) == {"A"}


def test_the_command_follows_the_file(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    items = [item("split", MILLER, MILLER_TOO)]
    (folder / "c.json").write_text(json.dumps({"format": "retold-corrections/1", "items": items}))
    assert run(["compare", *TEXTS, "--corrections", "c.json", "--json", "-", "--quiet"]) == 0
    loci = json.loads(capsys.readouterr().out)["collation"]["loci"]
    alone = [row for row in loci if list(row["readings"]) == ["A"]]
    assert any(FIRST[slice(*row["readings"]["A"][0])].strip('"') == MILLER for row in alone)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("{", "line 1"),
        ("[]", "no file of corrections"),
        ('{"format": "retold/1"}', "retold/1"),
        ('{"format": "retold-corrections/1"}', "items"),
        ('{"format": "retold-corrections/1", "items": [{"do": "part", "readings": []}]}', "item 1"),
        ('{"format": "retold-corrections/1", "items": [{"do": "join", "readings": [{}]}]}', "two or more"),
        ('{"format": "retold-corrections/1", "items": [{"do": "join", "readings": [{}, {}]}]}', "sha256"),
        (
            json.dumps({"format": "retold-corrections/1", "items": [item("join", MILLER, MILLER_TOO)]}).replace(
                '"start": ', '"start": -'
            ),
            "code points",
        ),
        (
            json.dumps(
                {"format": "retold-corrections/1", "items": [{"do": "join", "readings": [reading(FIRST, MILLER)] * 2}]}
            ),
            "twice",
        ),
        ("[" * 100_000, "no JSON"),
    ],
)
def test_a_malformed_file_is_told_in_one_line(text: str, says: str) -> None:
    with pytest.raises(OptionError, match=says) as caught:
        parse_corrections(text, "c.json")
    assert "\n" not in str(caught.value)
    assert str(caught.value).startswith("c.json")
