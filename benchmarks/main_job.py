"""The main job, measured: how right Retold is on every set of families, and what it costs beside CollateX.

    make bench            (or python -m benchmarks.main_job [--without-collatex] [--runs N] [--limit S])

Two jobs are timed: the short texts people start with (the shared seeds where they are here, else ``examples/``), and
two made-up tellings of 5,000 words. Retold runs several times as a command and counts with its median: once for the
result alone, which is what CollateX writes, and once with the report and the view in the terminal besides. CollateX
runs once, within a limit. All figures of a run come from one machine in one
sitting. A Markdown table goes to standard output, the figures to ``.bench/results.json``.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

from benchmarks import accuracy, characters, collation, quotes, reading, speakers
from benchmarks.corpora import EXAMPLES, ROOT, sets, shared_folder
from benchmarks.measuring import CommandError, Cost, cost, middle
from benchmarks.texts import pair

BENCH = ROOT / ".bench"
COLLATEX_PYTHON = BENCH / "venv" / "bin" / "python"
COLLATEX_JOB = ROOT / "benchmarks" / "collatex_job.py"

COLLATEX, WITH_REPORT = "CollateX 2.3", "Retold, report and view"
LONG_TEXT = 5000  # words
ELSEWHERE = (
    (
        "make bench-scenes",
        "passages, verdicts and chance, a row a set: alice, ablit, candide, gospels, grimm, clough, random",
    ),
    ("make bench-lengths", "cost against length; --many for fifty copies and tellings"),
    ("make bench-speech", "who speaks, novel by novel"),
    ("make bench-report", "what the report weighs and how fast it opens"),
)
"""What takes long has targets of its own, named at the end."""
RUNS = 5
LIMIT = 600.0  # seconds for one run
MEGABYTE = 1e6  # bytes


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure, print the tables, write the figures."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.main_job", description="Accuracy and cost of the main job."
    )
    parser.add_argument("--without-collatex", action="store_true", help="measure Retold alone")
    parser.add_argument("--runs", type=int, default=RUNS, help=f"runs of Retold a job, the median counts ({RUNS})")
    parser.add_argument("--limit", type=float, default=LIMIT, help=f"seconds a run may take ({LIMIT:.0f})")
    asked = parser.parse_args(arguments)
    measured = {name: accuracy.measure(families) for name, families in sets().items()}
    print(f"## Accuracy\n\n{accuracy.table(measured)}\n", flush=True)
    speech = quotes.measure(quotes.documents(), quotes.CONDITIONS)
    print(f"## Direct speech, exact spans\n\n{quotes.table(speech)}\n", flush=True)
    if shared_folder() is None:
        print("No shared corpora here (RETOLD_SHARED names their folder): own families only.\n")
    print(f"## Reading\n\n{reading.report()}\n", flush=True)
    if (novels := characters.novels()) is not None:
        print(f"## Characters\n\n{characters.table(characters.measure(novels))}\n", flush=True)
    print(f"## Speakers\n\n{speakers.measured()[0]}\n", flush=True)
    with tempfile.TemporaryDirectory() as folder:
        costs = measure(Path(folder), runs=asked.runs, limit=asked.limit, with_collatex=not asked.without_collatex)
    print(f"## Cost\n\n{table(costs)}\n")
    print(f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}.")
    print(f"Retold: median of {asked.runs} runs, from start to end of the command.")
    print(f"CollateX: one run of at most {asked.limit:.0f} s.")
    print("\n## Collation of tokens\n")
    with tempfile.TemporaryDirectory() as folder:
        collation.report(Path(folder), limit=asked.limit, with_collatex=not asked.without_collatex)
    print("\n## Measured by themselves\n\n| command | what it measures |\n| --- | --- |")
    for command, what in ELSEWHERE:
        print(f"| `{command}` | {what} |")
    BENCH.mkdir(exist_ok=True)
    results = {
        "accuracy": {name: accuracy.means(figures) for name, figures in measured.items()},
        "speech": {name: quotes.by_corpus(figures) for name, figures in speech.items()},
        "cost": {job: {tool: asdict(each) for tool, each in tools.items()} for job, tools in costs.items()},
    }
    (BENCH / "results.json").write_text(json.dumps(results, indent=1) + "\n", encoding="utf-8")


def measure(folder: Path, *, runs: int, limit: float, with_collatex: bool) -> dict[str, dict[str, Cost]]:
    """The cost of each job with each tool; `folder` takes what they write."""
    costs: dict[str, dict[str, Cost]] = {}
    for job, texts in _jobs(folder).items():
        files = [str(text) for text in texts]
        retold = [sys.executable, "-m", "retold", "compare", *files, "--json", "result.json"]
        costs[job] = {}
        for tool, options in (("Retold", ["--no-report", "--quiet"]), (WITH_REPORT, ["--report", "report.html"])):
            _progress(f"{job}: {tool}, {runs} runs")
            costs[job][tool] = middle([cost([*retold, *options], folder=folder, timeout=limit) for _ in range(runs)])
        if with_collatex:
            _progress(f"{job}: CollateX, at most {limit:.0f} s")
            collatex = [str(COLLATEX_PYTHON), "-W", "ignore", str(COLLATEX_JOB), *files]
            try:
                costs[job][COLLATEX] = cost(collatex, folder=folder, timeout=limit)
            except CommandError as failure:
                _progress(f"CollateX did not finish: {failure}")
    return costs


def table(costs: dict[str, dict[str, Cost]]) -> str:
    """A Markdown table: a row a job and tool, and how many times as much the other tool needs."""
    rows = ["| job | tool | wall s | CPU s | peak MB |", "| --- | --- | ---: | ---: | ---: |"]
    for job, tools in costs.items():
        for tool, each in tools.items():
            least = "" if each.done else ">"
            memory = f"{least}{each.memory / MEGABYTE:.0f}"
            rows.append(f"| {job} | {tool} | {least}{each.wall:.2f} | {least}{each.cpu:.2f} | {memory} |")
        theirs = tools.get(COLLATEX)
        for tool, ours in tools.items():
            if theirs is None or tool == COLLATEX:
                continue
            least = "" if theirs.done else ">"
            ratios = (theirs.wall / ours.wall, theirs.cpu / ours.cpu, theirs.memory / ours.memory)
            wall, cpu, held = (f"{least}{ratio:.1f} ×" for ratio in ratios)
            rows.append(f"| | *CollateX / {tool}* | {wall} | {cpu} | {held} |")
    return "\n".join(rows)


def _jobs(folder: Path) -> dict[str, list[Path]]:
    shared = shared_folder()
    seeds = sorted((shared / "seeds").glob("*.txt")) if shared else []
    short = seeds or sorted(EXAMPLES.glob("*.txt"))
    long = []
    for name, text in zip(("long-a.txt", "long-b.txt"), pair(LONG_TEXT), strict=True):
        (folder / name).write_text(text, encoding="utf-8")
        long.append(folder / name)
    words = sum(len(text.read_text(encoding="utf-8").split()) for text in short)
    return {
        f"{len(short)} {'seeds' if seeds else 'examples'}, {words} words": short,
        f"2 tellings of {LONG_TEXT} words": long,
    }


def _progress(message: str) -> None:
    print(message, file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
