"""The README keeps its word: its commands run, what it shows is what they print, and its links lead somewhere."""

from __future__ import annotations

import difflib
import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
LEFT_OUT = "…"


def blocks(language: str) -> list[str]:
    """The code blocks of one language, without their fences."""
    return re.findall(rf"^```{language}\n(.*?)^```$", README, re.MULTILINE | re.DOTALL)


def commands() -> list[tuple[str, list[str]]]:
    """Every command of the console blocks, and the lines that are shown as its output."""
    found: list[tuple[str, list[str]]] = []
    for line in "".join(blocks("console")).splitlines():
        if line.startswith("$ "):
            found.append((line[2:], []))
        else:
            found[-1][1].append(line)
    return found


def closed_up(text: str) -> list[str]:
    """The lines of a text that are not blank, without what only pads them."""
    return [" ".join(line.split()) for line in text.splitlines() if line.strip()]


def missing(shown: Sequence[str], printed: Sequence[str]) -> list[str]:
    """The shown lines that do not follow one another in what was printed, each with the line most like it."""
    at, lost = 0, []
    for line in shown:
        if line in printed[at:]:
            at += printed[at:].index(line) + 1
        else:
            near = difflib.get_close_matches(line, printed, n=1, cutoff=0.0)
            lost.append(f"shown:   {line}\nprinted: {near[0] if near else ''}")
    return lost


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    shutil.copytree(ROOT / "examples", tmp_path / "examples")
    return tmp_path


def run(arguments: Sequence[str], folder: Path) -> str:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("RETOLD_")}
    ran = subprocess.run(
        [sys.executable, *arguments],
        cwd=folder,
        env=environment | {"NO_COLOR": "1", "PYTHONIOENCODING": "utf-8", "COLUMNS": "80"},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert ran.returncode == 0, ran.stderr
    return ran.stdout


@pytest.mark.parametrize(("command", "shown"), commands(), ids=[command for command, _ in commands()])
def test_every_command_runs_and_prints_what_is_shown(command: str, shown: list[str], folder: Path) -> None:
    name, *words = shlex.split(command)
    assert name == "retold"
    arguments: list[str] = []
    for word in words:
        found = sorted(path.relative_to(folder).as_posix() for path in folder.glob(word)) if "*" in word else []
        arguments += found or [word]
    printed = closed_up(run(["-m", "retold", *arguments], folder))
    expected = [line for line in closed_up("\n".join(shown)) if line != LEFT_OUT]
    assert not (lost := missing(expected, printed)), "\n".join(lost)


def test_both_commands_are_shown_at_work() -> None:
    shown = {command.split()[1] for command, lines in commands() if len(lines) > 5}
    assert shown == {"compare", "inspect"}


def test_the_python_block_runs_and_prints_what_is_shown(folder: Path) -> None:
    (program,), (shown,) = blocks("python"), blocks("text")
    assert closed_up(run(["-c", program], folder)) == closed_up(shown)


def test_links_and_pictures_are_there() -> None:
    targets = re.findall(r"\]\(([^)\s]+)\)", README)
    assert targets
    assert [target for target in targets if not (ROOT / target).exists()] == []


def test_make_knows_what_the_readme_asks_of_it() -> None:
    asked = set(re.findall(r"(?:^ {4}|`)make ([a-z-]+)", README, re.MULTILINE))
    assert {"demo", "test"} <= asked
    known = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    assert asked <= known


@pytest.mark.parametrize("picture", sorted((ROOT / "docs" / "pictures").glob("*.png")), ids=lambda path: path.name)
def test_pictures_are_small_enough_to_open_with_the_page(picture: Path) -> None:
    assert picture.stat().st_size <= 300_000
