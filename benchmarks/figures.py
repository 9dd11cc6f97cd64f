"""The figures of the documents, written by what measures them.

    python -m benchmarks.figures            measure what takes minutes, draw the others from what is kept, and write all
    python -m benchmarks.figures costs      one alone

A page holds a region, ``<!-- figures: NAME -->`` to ``<!-- end -->``; what is measured under that name is written
between the two, a Markdown table, wherever it stands. In come the pages, the README among them; out come the same pages
with new figures. What takes long to measure, programs of its own measure, and keep it when told to (``--keep``).
"""

from __future__ import annotations

import re
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from benchmarks import accuracy
from benchmarks.corpora import EXAMPLES, ROOT, sets
from benchmarks.drawn import TABLES, drawn
from benchmarks.kept import kept
from benchmarks.measuring import cost, middle
from benchmarks.texts import pair

RUNS = 5  # of each command; the median counts
LIMIT = 600.0  # seconds for one run
LONG_TEXT = 5000  # words
MEGABYTE = 1e6  # bytes
OWN = "own"  # the families that are part of the project
NAMED = {"same_scene": "same scene", "turns": "spoken turns", "events": "narrated events", "chrome_chars": "furniture"}
"""What people call the questions whose names in `scoring` say too little."""

_REGION = re.compile(r"(<!-- figures: ([\w-]+) -->\n).*?(<!-- end -->)", re.DOTALL)


def main(arguments: Sequence[str] | None = None) -> None:
    """Write the regions that are asked for, or all."""
    wanted = list(sys.argv[1:] if arguments is None else arguments) or list(FIGURES)
    if unknown := [name for name in wanted if name not in FIGURES]:
        sys.exit(f"figures: there are {', '.join(FIGURES)}, and no {', '.join(unknown)}")
    made = {name: FIGURES[name]() for name in wanted}
    for page in pages():
        text = page.read_text(encoding="utf-8")
        if (new := written(text, made)) != text:
            page.write_text(new, encoding="utf-8")
            print(f"{page.relative_to(ROOT)}: written")


def pages() -> Iterator[Path]:
    """Where figures may stand."""
    yield ROOT / "README.md"
    yield from sorted((ROOT / "docs").rglob("*.md"))


def regions(text: str) -> list[str]:
    """The names of the regions of a page."""
    return [found[2] for found in _REGION.finditer(text)]


def written(text: str, made: dict[str, str]) -> str:
    """A page with the tables that were made in their regions, the others as they were."""

    def fill(found: re.Match[str]) -> str:
        return f"{found[1]}\n{made[found[2]]}\n\n{found[3]}" if found[2] in made else found[0]

    return _REGION.sub(fill, text)


def families() -> str:
    """How well the families of the project are read: the mean of each question."""
    means = accuracy.means(accuracy.measure(sets()[OWN]))
    rows = [[NAMED.get(one, one) for one in means], ["---:"] * len(means), [f"{value:.3f}" for value in means.values()]]
    return "\n".join(f"| {' | '.join(row)} |" for row in rows)


def costs() -> str:
    """What the command costs: its help, the examples, two long texts; CPU time and the most memory."""
    rows = ["| command | CPU s | peak MB |", "| --- | ---: | ---: |"]
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        long = []
        for file, text in zip(("long-a.txt", "long-b.txt"), pair(LONG_TEXT), strict=True):
            (folder / file).write_text(text, encoding="utf-8")
            long.append(file)
        short = [str(path) for path in sorted(EXAMPLES.glob("*.txt"))]
        words = sum(len(Path(path).read_text(encoding="utf-8").split()) for path in short)
        for told, command in (
            ("`retold --help`", ["--help"]),
            (f"`retold compare`, {len(short)} texts, {words:,} words", ["compare", *short]),
            (f"`retold compare`, 2 texts of {LONG_TEXT:,} words", ["compare", *long]),
        ):
            runs = [cost([sys.executable, "-m", "retold", *command], folder=folder, timeout=LIMIT) for _ in range(RUNS)]
            spent = middle(runs)
            rows.append(f"| {told} | {spent.cpu:.2f} | {spent.memory / MEGABYTE:.0f} |")
    return "\n".join(rows)


def _kept(name: str) -> Callable[[], str]:
    return lambda: drawn(name, kept())


FIGURES: dict[str, Callable[[], str]] = {"families": families, "costs": costs} | {name: _kept(name) for name in TABLES}

if __name__ == "__main__":
    main()
