"""What the pages show of commands and programs, written anew where they print something else by now.

    python -m documents.renewing              the README and every page of docs/
    python -m documents.renewing README.md    one alone

In come the pages; each is run as the tests run it, in a folder of its own with ``examples/``, and where the output is
not what is shown, it is put there. A block that leaves lines out goes on doing so: each stretch that it shows is looked
for in the new output and replaced by what stands there now. What cannot be found again is left, and named.
"""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from collections.abc import Sequence
from difflib import SequenceMatcher
from pathlib import Path

from documents.blocks import LEFT_OUT, blocks, runs

ROOT = Path(__file__).resolve().parent.parent
ALIKE = 0.5  # how alike, 0 to 1, lines must be to those shown before, to be the same stretch of an output


def main(arguments: Sequence[str] | None = None) -> None:
    """Write the pages that are named anew, or all that show commands or programs."""
    named = [Path(one).resolve() for one in (sys.argv[1:] if arguments is None else arguments)]
    environment = os.environ | {"PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}"}
    left: list[str] = []
    for page in named or [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]:
        text = page.read_text(encoding="utf-8")
        if not any(block.language in ("console", "python") for block in blocks(text)):
            continue
        with tempfile.TemporaryDirectory() as name:
            shutil.copytree(ROOT / "examples", Path(name) / "examples")
            new, unlike = renewed(text, Path(name), environment, sys.executable)
        left += [f"{page.name}: {one}" for one in unlike]
        if new != text:
            page.write_text(new, encoding="utf-8")
            sys.stdout.write(f"{page.name}: written\n")
    if left:
        sys.exit("\n".join(("to be looked at by hand:", *left)))


def renewed(page: str, folder: Path, environment: dict[str, str], python: str) -> tuple[str, list[str]]:
    """A page with what its commands print now, and what could not be put there. Arguments as of `blocks.runs`."""
    pieces, at, left = [], 0, []
    for run in runs(page, folder, environment, python):
        if run.as_shown:
            continue
        new = shortened(run.shown, run.printed) if run.code == 0 else None
        if new is None:
            left.append(f"line {run.line}: {run.what}")
            continue
        pieces += [page[at : run.start], new]
        at = run.start + len(run.shown)
    return "".join([*pieces, page[at:]]), left


def shortened(shown: str, printed: str) -> str | None:
    """The new output with the lines left out that are left out in what was shown; None where that is not to be seen."""
    lines = [line.rstrip() for line in printed.strip("\n").splitlines()]
    shows = [line.rstrip() for line in shown.strip("\n").splitlines()]
    if LEFT_OUT not in shows:
        return "\n".join(lines) + "\n"
    made: list[str] = []
    at = 0
    stretch: list[str] = []
    for line in [*shows, LEFT_OUT]:
        if line != LEFT_OUT:
            stretch.append(line)
            continue
        if stretch:
            place = _place(stretch, lines, at)
            if place is None:
                return None
            made += lines[place : place + len(stretch)]
            at = place + len(stretch)
            stretch = []
        made.append(LEFT_OUT)
    return "\n".join(made[:-1]) + "\n"


def _place(stretch: Sequence[str], lines: Sequence[str], after: int) -> int | None:
    """Where as many lines as a stretch has are most like it, the first such place."""
    wanted = "\n".join(" ".join(line.split()) for line in stretch)
    found = {
        start: SequenceMatcher(
            None, wanted, "\n".join(" ".join(line.split()) for line in lines[start : start + len(stretch)]), False
        ).ratio()
        for start in range(after, len(lines) - len(stretch) + 1)
    }
    best = max(found, key=lambda start: found[start], default=None)
    return best if best is not None and found[best] >= ALIKE else None


if __name__ == "__main__":
    main()
