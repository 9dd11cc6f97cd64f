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
_FENCE = re.compile(r"^```(\w+)(?: title=\"([^\"]+)\")?\n(.*?)^```$", re.MULTILINE | re.DOTALL)


@dataclass(frozen=True, slots=True)
class Block:
    """A fenced block: its language, the name of the file that it is (or None), what stands in it, and its line."""

    language: str
    title: str | None
    text: str
    line: int


def blocks(page: str) -> list[Block]:
    """The fenced blocks of a page that name their language."""
    return [
        Block(found[1], found[2], found[3], page.count("\n", 0, found.start()) + 1) for found in _FENCE.finditer(page)
    ]


def commands(console: str) -> Iterator[tuple[str, str]]:
    """Every command of a console block, and what is shown below it."""
    for piece in re.split(r"^\$ ", console, flags=re.MULTILINE)[1:]:
        command, _, shown = piece.partition("\n")
        yield command, shown


def failures(page: str, folder: Path, environment: Mapping[str, str], python: str) -> list[str]:
    """Run a page in a folder: what fails, or prints something else than is shown.

    `environment` is all the environment there is; `retold` must be on its PATH. `python` runs the programs.
    """
    found, made = [], blocks(page)
    for at, block in enumerate(made):
        if block.title is not None:
            path = folder / block.title
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(block.text, encoding="utf-8")
        elif block.language == "console":
            for command, shown in commands(block.text):
                found += _unlike(block.line, command, ["bash", "-c", command], shown, folder, environment)
        elif block.language == "python":
            behind = made[at + 1] if at + 1 < len(made) else None
            shown = behind.text if behind is not None and (behind.language, behind.title) == ("text", None) else ""
            found += _unlike(block.line, "the program", [python, "-c", block.text], shown, folder, environment)
    return found


def _unlike(
    line: int, what: str, command: Sequence[str], shown: str, folder: Path, environment: Mapping[str, str]
) -> list[str]:
    ran = subprocess.run(
        command,
        cwd=folder,
        env={**environment, "NO_COLOR": "1", "PYTHONIOENCODING": "utf-8", "COLUMNS": "80"},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    if ran.returncode != 0:
        return [f"line {line}: {what} ends with {ran.returncode}: {ran.stderr.strip()}"]
    if not shown.strip() or agree(closed_up(shown), closed_up(ran.stdout)):
        return []
    return [f"line {line}: {what} prints\n{ran.stdout}"]


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
