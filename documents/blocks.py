"""What the documents show at work: a page comes in, its commands and programs are run, what is not so comes out.

A block ``console`` holds commands after ``$`` and below each what it prints; a block ``python`` is a program, and a
block ``text`` right behind it what that prints. ``…`` on a line of its own stands for any lines that are left out. A
block with a title (``json title="ferry.json"``) is a file that the commands below it find in their folder. The blocks
of a page run in their order, in one folder that holds ``examples/``, as a reader would follow them.
"""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

LEFT_OUT = "…"
_COMMAND = re.compile(r"^\$ ([^\n]*)\n?((?:(?!\$ )[^\n]*\n)*)", re.MULTILINE)
_FENCE = re.compile(r"^```(\w+)(?: title=\"([^\"]+)\")?\n(.*?)^```$", re.MULTILINE | re.DOTALL)


@dataclass(frozen=True, slots=True)
class Block:
    """A fenced block: its language, the name of the file that it is (or None), what stands in it and where on the page,
    and its line."""

    language: str
    title: str | None
    text: str
    start: int
    line: int


@dataclass(frozen=True, slots=True)
class Run:
    """A command or program of a page that was run: its line, what it is called, what the page shows of its output and
    where on the page (`start`), what it printed, its exit code, and what it complained of."""

    line: int
    what: str
    shown: str
    start: int
    printed: str
    code: int
    complaint: str

    @property
    def as_shown(self) -> bool:
        """Whether it ended well and printed what is shown; where nothing is shown, anything may be printed."""
        return self.code == 0 and (not self.shown.strip() or agree(closed_up(self.shown), closed_up(self.printed)))


def blocks(page: str) -> list[Block]:
    """The fenced blocks of a page that name their language."""
    return [
        Block(found[1], found[2], found[3], found.start(3), page.count("\n", 0, found.start()) + 1)
        for found in _FENCE.finditer(page)
    ]


def commands(console: str) -> Iterator[tuple[str, str]]:
    """Every command of a console block, and what is shown below it."""
    for found in _COMMAND.finditer(console):
        yield found[1], found[2]


def failures(page: str, folder: Path, environment: Mapping[str, str], python: str) -> list[str]:
    """Run a page in a folder: what fails, or prints something else than is shown. The arguments are those of `runs`."""
    found = []
    for run in runs(page, folder, environment, python):
        if run.code != 0:
            found.append(f"line {run.line}: {run.what} ends with {run.code}: {run.complaint.strip()}")
        elif not run.as_shown:
            found.append(f"line {run.line}: {run.what} prints\n{run.printed}")
    return found


def runs(page: str, folder: Path, environment: Mapping[str, str], python: str) -> Iterator[Run]:
    """Run what a page shows, in its order.

    `environment` is all the environment there is; `retold` must be on its PATH. `python` runs the programs.
    """
    made = blocks(page)
    for at, block in enumerate(made):
        if block.title is not None:
            path = folder / block.title
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(block.text, encoding="utf-8")
        elif block.language == "console":
            for found in _COMMAND.finditer(block.text):
                ran = _ran(["bash", "-c", found[1]], folder, environment)
                place = block.start + found.start(2)
                yield Run(block.line, found[1], found[2], place, ran.stdout, ran.returncode, ran.stderr)
        elif block.language == "python":
            behind = made[at + 1] if at + 1 < len(made) else None
            is_shown = behind is not None and (behind.language, behind.title) == ("text", None)
            shown, place = (behind.text, behind.start) if behind is not None and is_shown else ("", block.start)
            ran = _ran([python, "-c", block.text], folder, environment)
            yield Run(block.line, "the program", shown, place, ran.stdout, ran.returncode, ran.stderr)


def _ran(command: Sequence[str], folder: Path, environment: Mapping[str, str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command,
        cwd=folder,
        env={**environment, "NO_COLOR": "1", "PYTHONIOENCODING": "utf-8", "COLUMNS": "80"},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )


def closed_up(text: str) -> list[str]:
    """The lines of a text that are not blank, without what only pads them."""
    return [" ".join(line.split()) for line in text.splitlines() if line.strip()]


def agree(shown: Sequence[str], printed: Sequence[str]) -> bool:
    """Whether the shown lines are the printed ones, but for what each `LEFT_OUT` leaves out."""
    runs: list[list[str]] = [[]]
    for line in shown:
        if line == LEFT_OUT:
            runs.append([])
        else:
            runs[-1].append(line)
    first, *others = runs
    if not others:
        return first == list(printed)
    if list(printed[: len(first)]) != first:
        return False
    at, last = len(first), others.pop()
    for run in others:
        starts = range(at, len(printed) - len(run) + 1)
        start = next((start for start in starts if list(printed[start : start + len(run)]) == run), None)
        if start is None:
            return False
        at = start + len(run)
    return len(printed) - at >= len(last) and list(printed[len(printed) - len(last) :]) == last
