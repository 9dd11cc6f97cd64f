"""``retold collate`` as people run it: what is written, what is shown, how it ends."""

from __future__ import annotations

import io
import json
import re
from pathlib import Path
from typing import Any

import pytest
from rich.cells import cell_len

import retold
from retold.cli import run
from retold.exporters.tables import dumps
from retold.tabular import ROWS, show_table
from retold.terminal import NARROWEST, console
from retold.tokens import TokenTable

Captured = pytest.CaptureFixture[str]

THIRD = ("Slowly", "the", "colour", "had", "left", "her", "face", ".")
WITNESSES = {
    "witnesses": [
        {"id": "A", "content": "The ferryman counted his coins, and slowly the colour left his face."},
        {"id": "B", "content": "Slowly the color left his face, and the ferryman counted his coins."},
        {
            "id": "C",
            "tokens": [
                {"t": word, "line": 3} for word in ["Slowly", "the", "colour", "had", "left", "her", "face", "."]
            ],
        },
    ]
}


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "in.json").write_text(json.dumps(WITNESSES), encoding="utf-8")
    return tmp_path


def written(path: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return found


def shown(table: TokenTable, width: int) -> str:
    out = io.StringIO()
    show_table(table, console(out, width=width))
    return out.getvalue()


def test_the_table_is_written_as_collatex_writes_it(folder: Path, capsys: Captured) -> None:
    assert run(["collate", "in.json", "--json", "out.json"]) == 0
    assert capsys.readouterr() == ("", "")
    result = written(folder / "out.json")
    assert result["witnesses"] == ["A", "B", "C"]
    assert len({len(row) for row in result["table"]}) == 1
    third = [token for cell in result["table"][2] if cell is not None for token in cell]
    assert third[0] == {"t": "Slowly", "line": 3, "n": "slowly"}
    (moved,) = result["transpositions"]
    assert [(run["witness"], run["end"] - run["start"]) for run in moved] == [("A", 5), ("B", 5)]


def test_one_token_a_cell(folder: Path) -> None:
    assert run(["collate", "in.json", "--json", "out.json", "--no-segmentation"]) == 0
    assert {len(cell) for row in written(folder / "out.json")["table"] for cell in row if cell} == {1}


def test_from_standard_input_to_standard_output(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    class Piped:
        buffer = io.BytesIO(json.dumps(WITNESSES).encode())

    monkeypatch.setattr("sys.stdin", Piped())
    assert run(["collate", "-", "--json", "-"]) == 0
    out = capfdbinary.readouterr()
    assert json.loads(out.out)["witnesses"] == ["A", "B", "C"]
    assert out.err == b""


def test_from_python_it_is_the_same(folder: Path) -> None:
    assert run(["collate", "in.json", "--json", "out.json"]) == 0
    assert dumps(retold.collate(WITNESSES)) == (folder / "out.json").read_bytes()
    assert retold.collate("in.json") == retold.collate(WITNESSES)


def test_it_writes_over_its_own_file_and_no_other(folder: Path, capsys: Captured) -> None:
    for _ in range(2):
        assert run(["collate", "in.json", "--json", "out.json"]) == 0
    (folder / "notes.txt").write_text("mine", encoding="utf-8")
    assert run(["collate", "in.json", "--json", "notes.txt"]) == 2
    assert run(["collate", "in.json", "--json", "in.json", "--force"]) == 2
    assert "--force" in capsys.readouterr().err
    assert (folder / "notes.txt").read_text(encoding="utf-8") == "mine"
    assert run(["collate", "in.json", "--json", "notes.txt", "--force"]) == 0


@pytest.mark.parametrize(
    ("content", "says"),
    [("{", "line 1, column 2"), ('{"witnesses": [{"id": "A"}]}', "witnesses[0]"), (None, "no such")],
)
def test_a_wrong_request_is_one_line_and_exit_code_2(
    folder: Path, capsys: Captured, content: str | None, says: str
) -> None:
    if content is not None:
        (folder / "bad.json").write_text(content, encoding="utf-8")
    assert run(["collate", "bad.json"]) == 2
    out = capsys.readouterr()
    assert (out.out, out.err.count("\n")) == ("", 1)
    assert says in out.err


def test_the_table_for_people_has_every_reading_and_what_moved(folder: Path, capsys: Captured) -> None:
    assert run(["collate", "in.json", "--width", "90"]) == 0
    out = capsys.readouterr().out
    lines = [" ".join(line.split()) for line in out.splitlines()]
    assert any(re.fullmatch(r"\d+ colour color colour", line) for line in lines)
    assert "A 1–5 and B 9–13 The ferryman counted his coins" in lines


def test_one_moved_token_has_one_number() -> None:
    texts = {
        "A": "the black cat sat on the mat",
        "B": "the cat sat on a black mat",
        "C": "Quite other words altogether",
    }
    table = retold.collate({"witnesses": [{"id": name, "content": content} for name, content in texts.items()]})
    lines = [" ".join(line.split()) for line in shown(table, 90).splitlines()]
    assert lines[0] == "3 witnesses, 6 places, in none of them all have the same"
    assert "A 2 and B 6 black" in lines


@pytest.mark.parametrize("width", [20, 33, 59, 60, 80, 200])
def test_no_line_is_wider_than_the_terminal(width: int) -> None:
    for line in shown(retold.collate(WITNESSES), width).splitlines():
        assert cell_len(line) <= max(width, NARROWEST)


@pytest.mark.parametrize("width", [34, 120])
def test_nothing_is_lost_in_the_table(width: int) -> None:
    text = re.sub(r"\s+", "", shown(retold.collate(WITNESSES), width)).lower()
    for words in ("theferrymancountedhis", "coins", "slowlythe", "colour", "color", "had", "her"):
        assert words in text


def test_many_witnesses_share_the_line_of_what_they_share() -> None:
    many = {
        "witnesses": [{"id": f"W{at}", "content": f"the ferry {'left' if at else 'sailed'} at dawn"} for at in range(9)]
    }
    lines = [" ".join(line.split()) for line in shown(retold.collate(many), 80).splitlines()]
    assert "1 all the ferry" in lines
    assert "2 W0 sailed" in lines
    assert "W1 W2 W3 W4 W5 W6 W7 W8 left" in lines


def test_tokens_cannot_steer_the_terminal() -> None:
    table = retold.collate(
        {"witnesses": [{"id": "A\x1b]0;x\x07", "tokens": [{"t": "\x1b[2Jone"}, {"t": "[bold]\u202etwo[/]"}]}]}
    )
    text = shown(table, 100)
    assert all(character.isprintable() or character == "\n" for character in text)
    assert "⟨U+001B⟩[2Jone [bold]⟨U+202E⟩two[/]" in text
    assert json.loads(dumps(table))["witnesses"] == ["A\x1b]0;x\x07"]


def test_a_lone_surrogate_comes_back_as_it_came() -> None:
    table = retold.collate({"witnesses": [{"id": "A", "tokens": [{"t": "\ud800"}]}]})
    assert json.loads(dumps(table))["table"] == [[[{"t": "\ud800", "n": "\ud800"}]]]


def test_a_novel_does_not_flood_the_terminal() -> None:
    words = [f"word{at} " for at in range(4 * ROWS)]
    other = [word if at % 2 else f"other{at} " for at, word in enumerate(words)]
    text = shown(
        retold.collate({"witnesses": [{"id": n, "content": "".join(w)} for n, w in (("A", words), ("B", other))]}), 80
    )
    assert f"… and {3 * ROWS:,} more places" in text
    assert len(text.splitlines()) < ROWS + 20


def test_witnesses_without_a_token_are_no_table() -> None:
    assert shown(retold.collate({"witnesses": [{"id": "A", "content": " "}]}), 80) == "1 witness, 0 places\n\n"


@pytest.mark.slow
def test_ten_megabytes_are_no_trouble(folder: Path) -> None:
    words = [f"w{at * 7919 % 100_003}" for at in range(650_000)]
    contents = [" ".join(words), " ".join(words[:300_000] + words[320_000:])]
    witnesses = {"witnesses": [{"id": str(at), "content": text} for at, text in enumerate(contents)]}
    (folder / "large.json").write_text(json.dumps(witnesses), encoding="utf-8")
    assert run(["collate", "large.json", "--json", "large-out.json"]) == 0
    assert [[cell and len(cell) for cell in row] for row in written(folder / "large-out.json")["table"]] == [
        [300_000, 20_000, 330_000],
        [300_000, None, 330_000],
    ]


@pytest.mark.parametrize("command", [["collate"], ["compare", "a.txt"]])
def test_a_table_is_not_collated_again(folder: Path, capsys: Captured, command: list[str]) -> None:
    (folder / "a.txt").write_text("The ferry sailed at nine.", encoding="utf-8")
    (folder / "table.json").write_bytes(dumps(retold.collate(WITNESSES)))
    assert run([*command, "table.json"]) != 0
    assert "table.json: this is a table that was collated already" in capsys.readouterr().err
