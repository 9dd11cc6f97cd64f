"""retold.toml: what it sets holds, the command line comes before it, and what it cannot mean is said in one line."""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import build
import pytest

import retold
from retold.cli import cli, run
from retold.settingsfile import NEVER, defaults, options

Captured = pytest.CaptureFixture[str]
PAGE = (Path(__file__).resolve().parent.parent / "docs" / "settings.md").read_text(encoding="utf-8")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A working folder with two of the bakery's texts in it."""
    monkeypatch.chdir(tmp_path)
    for name, text in (("a.txt", build.A), ("b.txt", build.B)):
        (tmp_path / name).write_text(text, encoding="utf-8", newline="")
    return tmp_path


def settings(folder: Path, text: str) -> None:
    (folder / "retold.toml").write_text(text, encoding="utf-8")


def test_what_the_file_sets_holds(folder: Path) -> None:
    settings(folder, 'replace = true\nquiet = true\n[compare]\njson = "out.json"\nno-report = true\n')
    assert run(["compare", "a.txt", "b.txt"]) == 0
    assert {path.name for path in folder.iterdir()} == {"a.txt", "b.txt", "retold.toml", "out.json"}
    assert json.loads((folder / "out.json").read_bytes())["settings"]["replace"] is True


def test_the_command_line_comes_first(folder: Path) -> None:
    settings(folder, 'quiet = true\n[compare]\njson = "out.json"\nno-report = true\n')
    assert run(["compare", "a.txt", "b.txt", "--json", "other.json"]) == 0
    assert (folder / "other.json").exists()
    assert not (folder / "out.json").exists()


@pytest.mark.parametrize(
    ("text", "given", "written"),
    [
        ('report = "evening.html"', ["--no-report"], set()),
        ("no-report = true", ["--report", "morning.html"], {"morning.html"}),
        ('report = "evening.html"', ["--report", "morning.html"], {"morning.html"}),
        ('report = "evening.html"', [], {"evening.html"}),
        ("no-report = false", [], {"retold-report.html"}),
    ],
)
def test_what_the_command_line_says_of_the_report_holds(
    folder: Path, text: str, given: list[str], written: set[str]
) -> None:
    settings(folder, f"quiet = true\n[compare]\n{text}\n")
    assert run(["compare", "a.txt", "b.txt", *given]) == 0
    assert {path.name for path in folder.iterdir()} == {"a.txt", "b.txt", "retold.toml"} | written


@pytest.mark.parametrize(
    ("text", "given"),
    [
        ("", ["--report", "morning.html", "--no-report"]),
        ('report = "evening.html"', ["--report", "morning.html", "--no-report"]),
        ('report = "evening.html"\nno-report = true', []),
    ],
)
def test_one_place_does_not_say_both_of_the_report(folder: Path, capsys: Captured, text: str, given: list[str]) -> None:
    settings(folder, f"[compare]\n{text}\n")
    assert run(["compare", "a.txt", "b.txt", *given]) == 2
    assert "contradict each other" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("alias = [", "retold.toml cannot be read"),
        ("alais = []", "no command has a setting 'alais'"),
        ("force = true", "retold.toml: force stands in no file, only on the command line"),
        ("[compare]\nforce = true", "whether to write over other files is decided each time"),
        ("[inspect]\ncanon = 'x.txt'", "inspect has no setting 'canon'; there are all, json"),
        ("[comapre]\n", "there is no command 'comapre'; there are compare, inspect"),
        ("alias = 3", "alias must be a list of strings"),
        ("quiet = 'yes'", "quiet must be true or false"),
        ("width = '80'", "width must be a whole number"),
        ("width = true", "width must be a whole number"),
        ("encoding = 8", "encoding must be a string"),
        ("width = 20", "retold.toml: width: 20 is not in the range 40<=x<=1000"),
        ("encoding = 'klingon'", "retold.toml: encoding: --encoding: there is no encoding 'klingon'"),
        ("alias = ['Jack=Captain', 'Jack']", "retold.toml: alias: --alias wants NAME=OTHER,…, not 'Jack'"),
        ("[compare]\nsigla = 'A'", "retold.toml: sigla: --sigla wants LABEL=FILE, not 'A'"),
        ("[export]\nto = 'nope'", "retold.toml: to: there is no format 'nope'"),
        ("[reuse]\nengine = 'abacus'", "retold.toml: engine: 'abacus' is not one of 'duckdb', 'spark'"),
        ("[index]\nmemory = 'much'", "retold.toml: memory: --memory wants an amount such as 1GB"),
    ],
)
def test_what_the_file_cannot_mean_is_said(folder: Path, capsys: Captured, text: str, message: str) -> None:
    settings(folder, text)
    for command in (["compare", "a.txt", "b.txt"], ["settings"]):
        assert run(command) == 2
        error = capsys.readouterr().err
        assert message in error
        assert error.count("\n") == 1
    assert {path.name for path in folder.iterdir()} == {"a.txt", "b.txt", "retold.toml"}


def test_a_folder_of_that_name_is_no_file_of_settings(folder: Path, capsys: Captured) -> None:
    (folder / "retold.toml").mkdir()
    for command in (["compare", "a.txt", "b.txt"], ["settings"]):
        assert run(command) == 2
        assert "retold.toml is a folder" in capsys.readouterr().err


def test_settings_shows_every_option_and_where_it_comes_from(folder: Path, capsys: Captured) -> None:
    [example] = re.findall(r"^```toml\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)
    settings(folder, example)
    assert run(["settings"]) == 0
    rows = [line.split() for line in capsys.readouterr().out.splitlines()]
    shown = {(row[0], row[1]) for row in rows}
    assert shown == {(name, key) for name, command in cli.commands.items() for key in options(command)}
    given = {(row[0], row[1]): row[2] for row in rows if row[-1] == "retold.toml"}
    assert given["compare", "canon"] == '"script.fountain"'
    assert given["inspect", "characters"] == '"who.txt"'
    assert given["export", "to"] == '"tei"'
    assert tomllib.loads(f"x = {given['compare', 'alias']}") == {"x": ["Jack=Captain,Harkness"]}


def test_every_option_but_those_can_be_set() -> None:
    every = {opt for command in cli.commands.values() for param in command.params for opt in param.opts}
    named = {f"--{key}" for command in cli.commands.values() for key in options(command)}
    assert {opt for opt in every if opt.startswith("--")} - named <= {f"--{key}" for key in NEVER}


def test_no_file_sets_nothing(folder: Path) -> None:
    assert defaults(cli.commands) == {}


@pytest.mark.skipif(shutil.which("bash") is None, reason="there is no bash")
@pytest.mark.parametrize(
    ("line", "offered"),
    [
        ("retold exp", ["export"]),
        ("retold export x --to te", ["tei", "tei-dep"]),
        ("retold compare --cano", ["--canon"]),
        ("retold compare one", ["one tale.txt", "one.txt"]),
        ("retold compare one.txt --canon shelf/s", ["shelf/script.fountain"]),
        ("retold export one.txt --output one.", ["one.txt"]),
        ("retold reuse --archive sh", ["shelf"]),
        ("retold reuse --engine s", ["spark"]),
    ],
)
def test_bash_completes_what_is_typed(folder: Path, line: str, offered: list[str]) -> None:
    """The script that the page names, in a real bash; what it leaves to bash itself is looked up as bash does."""
    (folder / "shelf").mkdir()
    for name in ("one.txt", "one tale.txt", "shelf/script.fountain", "bin/retold"):
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(f'#!/bin/sh\nexec {shlex.quote(sys.executable)} -m retold "$@"\n', encoding="utf-8")
        (folder / name).chmod(0o755)
    script = f"""
        eval "$(_RETOLD_COMPLETE=bash_source retold)"
        words=({line}); COMP_WORDS=("${{words[@]}}"); COMP_CWORD=$((${{#words[@]}} - 1)); COMPREPLY=(); OPTIONS=
        compopt() {{ OPTIONS=$2; }}
        _retold_completion retold
        case $OPTIONS in
            default) compgen -f -- "${{words[-1]}}" ;;
            dirnames) compgen -d -- "${{words[-1]}}" ;;
            *) printf '%s\\n' "${{COMPREPLY[@]}}" ;;
        esac
    """
    ran = subprocess.run(
        ["bash", "--norc", "-c", script],
        cwd=folder,
        env=os.environ | {"PATH": f"{folder / 'bin'}:{os.environ['PATH']}"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert sorted(ran.stdout.splitlines()) == offered


def test_python_is_told_the_same(folder: Path, capsys: Captured) -> None:
    settings(folder, "[inspect]\nwidth = 72\n")
    found = retold.settings()
    assert ("inspect", "width", "72", "retold.toml") in found
    assert run(["settings"]) == 0
    shown = [line.split() for line in capsys.readouterr().out.splitlines()]
    assert shown == [" ".join(row).split() for row in found]
    (folder / "other.toml").write_text("[compere]\nwidth = 72\n", encoding="utf-8")
    with pytest.raises(retold.OptionError, match="no command"):
        retold.settings("other.toml")
