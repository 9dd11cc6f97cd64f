"""A list of characters in a file: what may stand in it, what it does, and what is said when it does not hold."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given as drawn
from hypothesis import strategies as st

from retold import Settings, inspect
from retold.cli import cli, run
from retold.errors import OptionError, RetoldError
from retold.exporters.json import dumps
from retold.readers.characters import parse_characters, read_characters
from retold.text import Given

TEXT = (
    "Nora Quill came down with a lamp. The old nurse slept. Toby was mending a net.\n\n"
    '"You said noon," said Miss Quill.\n\n"The tide said otherwise," said Toby.\n\n"Hush," said the old nurse.'
)


def _plain(found: tuple[Given, ...]) -> list[tuple[str, tuple[str, ...], str | None]]:
    return [(one.name, one.names, one.gender) for one in found]


def test_one_character_a_line() -> None:
    text = """# who is on the island
    Nora = Miss Quill, the old nurse (she)
    Tobias (he) = Toby            # the brother

    Captain Rook
    The Sea (it)
    """
    assert _plain(parse_characters(text)) == [
        ("Nora", ("Miss Quill", "the old nurse"), "f"),
        ("Tobias", ("Toby",), "m"),
        ("Captain Rook", (), None),
        ("The Sea", (), "n"),
    ]


def test_the_same_in_json() -> None:
    text = json.dumps({"characters": [{"name": "Nora", "names": ["Miss Quill"], "gender": "f"}, "Toby"]}, indent=1)
    assert _plain(parse_characters(text)) == [("Nora", ("Miss Quill",), "f"), ("Toby", (), None)]


def test_a_result_is_such_a_list(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(TEXT, encoding="utf-8")
    result = inspect(tmp_path / "a.txt", settings=Settings(characters=(Given("Nora", ("Miss Quill", "Nora Quill")),)))
    (tmp_path / "a.json").write_bytes(dumps(result))
    assert "Nora" in {one.name for one in read_characters(str(tmp_path / "a.json"))}


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "lists no characters"),
        ("# nobody\n", "lists no characters"),
        ("Nora\n= Quill\n", "line 2: no name before"),
        ("Nora =\n", "line 1: no names after"),
        ("Nora\n\n42\n", "line 3: '42' is no name"),
        ("Nora (woman)\n", r"line 1: \(woman\) is no pronoun"),
        ("Nora = Quill\nToby = quill\n", r"line 2: 'quill' is Nora's name already \(line 1\)"),
        ("Nora\nToby\nNora = Quill\n", r"line 3: 'Nora' is Nora's name already \(line 1\)"),
        ("Nora = Quill = Toby\n", "line 1: two equals signs"),
        ("Nora (she) = Quill (he)\n", "line 1: two pronouns"),
        ("Nora = Quill (she\n", "line 1: a bracket that is not closed"),
        ("Nora, Miss Quill\n", "line 1: other names follow an equals sign"),
        ("Nora: Miss Quill\n", "line 1: other names follow an equals sign"),
        ("x" * 200, "line 1: .* too long"),
        ('{"characters": [\n{"name": "Nora",\n]}', "line 3 is no JSON"),
        ("[" * 100_000, "no JSON"),
        ('{"people": []}', 'no list of "characters"'),
        ('{"characters": [{"names": ["Nora"]}]}', "character 1: write it like"),
        ('{"characters": [{"name": "Nora", "names": 3}]}', "character 1"),
    ],
)
def test_what_does_not_hold_is_said_with_its_line(text: str, message: str) -> None:
    with pytest.raises(OptionError, match=message) as caught:
        parse_characters(text, "cast.txt")
    assert str(caught.value).startswith("cast.txt")
    assert "\n" not in str(caught.value)


@drawn(st.text(max_size=200))
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        found = parse_characters(text)
    except RetoldError:
        return
    assert found
    assert all(one.name.strip() == one.name for one in found)


@drawn(st.lists(st.from_regex(r"[A-Z][a-z]{2,8}", fullmatch=True), min_size=2, max_size=6, unique_by=str.casefold))
def test_what_is_written_is_read(names: list[str]) -> None:
    (found,) = parse_characters(f"{names[0]} = {', '.join(names[1:])} (she)\n")
    assert (found.name, found.names, found.gender) == (names[0], tuple(names[1:]), "f")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a.txt").write_text(TEXT, encoding="utf-8")
    return tmp_path


def test_the_command_takes_the_file(folder: Path) -> None:
    (folder / "cast.txt").write_text(
        "Nora = Miss Quill, Nora Quill (she)\nOld Bess = the old nurse\n", encoding="utf-8"
    )
    found = CliRunner().invoke(cli, ["inspect", "a.txt", "--characters", "cast.txt", "--json", "-"])
    assert found.exit_code == 0
    result = json.loads(found.output)
    characters = {c["id"]: c for c in result["characters"]}
    assert [characters[u["speaker"]]["name"] for u in result["witnesses"][0]["utterances"]] == [
        "Nora",
        "Toby",
        "Old Bess",
    ]
    nora = next(c for c in characters.values() if c["name"] == "Nora")
    assert {n["why"] for n in nora["names"]["A"]} == {"given"}


@pytest.mark.parametrize(
    ("lines", "message"),
    [("Nora\nNobody Here = Nemo\n", "line 2: 'Nobody Here' names nobody"), ("Nora = \n", "line 1: no names after")],
)
def test_the_command_says_what_does_not_hold(
    folder: Path, capsys: pytest.CaptureFixture[str], lines: str, message: str
) -> None:
    (folder / "cast.txt").write_text(lines, encoding="utf-8")
    assert run(["inspect", "a.txt", "--characters", "cast.txt", "--quiet"]) == 2
    said = capsys.readouterr().err
    assert message in said
    assert said.count("\n") == 1


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--alias", "Nora=Miss Quill", "--alias", "Toby=miss quill"], "--alias: 'miss quill' is Nora's name already"),
        (["--characters", "cast.txt", "--alias", "Toby=Miss Quill"], "--alias: 'Miss Quill' is Nora's name already"),
        (["--alias", "Nora=Quill=Toby"], "--alias wants NAME=OTHER"),
    ],
)
def test_one_name_is_one_characters_wherever_it_is_given(
    folder: Path, capsys: pytest.CaptureFixture[str], options: list[str], message: str
) -> None:
    (folder / "cast.txt").write_text("Nora = Miss Quill\n", encoding="utf-8")
    assert run(["inspect", "a.txt", *options, "--quiet"]) == 2
    said = capsys.readouterr().err
    assert message in said
    assert said.count("\n") == 1


def test_an_alias_adds_to_the_list() -> None:
    settings = Settings(characters=(Given("Nora", ("Miss Quill",), "f"),), aliases=(("nora", ("the nurse",)),))
    assert settings.given == (Given("Nora", ("Miss Quill", "the nurse"), "f"),)


def test_a_missing_file_is_an_error_like_any_other(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["inspect", "a.txt", "--characters", "casts.txt", "--quiet"]) == 2
    assert "no such file" in capsys.readouterr().err


def test_of_a_list_for_many_texts_one_name_of_each_suffices(folder: Path) -> None:
    settings = Settings(characters=(Given("Nora", ("Miss Quill", "Lady Quill"), place="cast.txt, line 1"),))
    assert "Nora" in {c.name for c in inspect(folder / "a.txt", settings=settings).characters}
