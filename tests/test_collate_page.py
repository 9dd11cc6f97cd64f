"""The page about collating keeps its word: its commands and its program run and print what is shown."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

PAGE = (Path(__file__).parent.parent / "docs" / "collate.md").read_text(encoding="utf-8")


def block(language: str) -> str:
    (found,) = re.findall(rf"^```{language}\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)
    return str(found)


def commands() -> list[tuple[str, str]]:
    """Every command of the page, and what is shown below it."""
    blocks = re.findall(r"^```console\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)
    found = re.findall(r"^\$ (.+)\n((?:(?!\$ ).*\n)*)", "".join(blocks), re.MULTILINE)
    return [(str(command), str(shown)) for command, shown in found]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "ferry.json").write_text(block("json"), encoding="utf-8")
    return tmp_path


def printed(folder: Path, *arguments: str) -> str:
    ran = subprocess.run(
        [sys.executable, *arguments],
        cwd=folder,
        env={**os.environ, "NO_COLOR": "1", "PYTHONIOENCODING": "utf-8"},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert ran.returncode == 0, ran.stderr
    return "".join(f"{line.rstrip()}\n" for line in ran.stdout.splitlines())


@pytest.mark.parametrize(("command", "shown"), commands())
def test_a_command_prints_what_is_shown(command: str, shown: str, folder: Path) -> None:
    out = printed(folder, "-m", *shlex.split(command))
    assert not shown or out == shown


def test_a_table_is_shown() -> None:
    assert any("Moved" in shown for _, shown in commands())


def test_the_program_prints_what_is_shown(folder: Path) -> None:
    assert printed(folder, "-c", block("python")) == block("text")
