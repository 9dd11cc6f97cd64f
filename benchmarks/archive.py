"""What finding reuse in an archive reaches and costs, on passages planted in novels.

    python -m benchmarks.archive [--small] [--seeds 7,21,33]        (`make bench-archive`)

Constants were tuned on seed `TUNED`; the others are held out. Passages copied from one novel into another at several
levels of editing (the planter and the scorer of the shared folder) are looked for in an archive of 25 novels and of all
99, each command in a process of its own, as anybody runs it. CPU seconds and memory are those of whole processes;
nothing is kept compiled between them. Out come Markdown tables.
"""

from __future__ import annotations

import argparse
import json
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from benchmarks.corpora import shared_folder
from benchmarks.kept import keep
from benchmarks.measuring import Cost, cost

TUNED = 7
SEEDS = (TUNED, 21, 33)
SMALL = 25  # novels
HARD = "hard:0.4:1:30:120,line:0:0:8:15,line_light:0.12:1:8:15"  # level, edits, names changed, words
PLANTS = {"usual": "", "hard": HARD}
CAPS = ("400MB", "500MB", "1GB")  # what a run may take, measured besides
TIMEOUT = 3600.0  # seconds
MEGABYTE = 1e6  # bytes


def main(arguments: Sequence[str] | None = None) -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.archive", description=main.__doc__)
    parser.add_argument("--small", action="store_true", help=f"{SMALL} novels only")
    parser.add_argument("--seeds", default=",".join(map(str, SEEDS)), help="of the planted passages")
    parser.add_argument("--keep", action="store_true", help="keep what was found for the documents")
    given = parser.parse_args(arguments)
    shared = shared_folder()
    if shared is None or not (shared / "data" / "novels").is_dir():
        sys.exit("no novels to plant passages in: RETOLD_SHARED names the folder that has them")
    seeds = [int(seed) for seed in given.seeds.split(",")]
    sizes = [SMALL] if given.small else [SMALL, 0]
    with tempfile.TemporaryDirectory() as scratch:
        place = Path(scratch)
        print("| novels | passages | seed | recall by level | precision | span overlap |\n|---|---|---|---|---|---|")
        for size in sizes:
            for name, levels in PLANTS.items():
                for seed in seeds:
                    planted = _planted(shared, place / f"{size}-{name}-{seed}", size, seed, levels)
                    score = _quality(shared, planted, place)
                    print(_row(score, size, name, seed), flush=True)
                    if given.keep:
                        key = f"reuse {size or 'all'} {name} {seed}"
                        keep({f"{key}, {level}": float(share) for level, share in score["recall"].items()})
                        overall = (("precision", "prec_verified"), ("overlap", "span_iou"))
                        keep({f"{key}, {told}": float(score[one]) for told, one in overall})
        print("\n| novels | run | CPU s | MB per CPU s | memory |\n|---|---|---|---|---|")
        for size in sizes:
            for what, spent, megabytes in _costs(place / f"{size}-usual-{seeds[0]}" / "docs", place):
                print(_line(size, what, spent, megabytes), flush=True)
                if given.keep:
                    key = f"reuse costs {size or 'all'} {what}"
                    keep({f"{key}, seconds": spent.cpu, f"{key}, memory": spent.memory / MEGABYTE})
                    keep({f"{key}, rate": megabytes / spent.cpu} if megabytes is not None else {})


def _planted(shared: Path, folder: Path, size: int, seed: int, levels: str) -> Path:
    command = [sys.executable, shared / "score" / "plant.py", shared / "data" / "novels", folder]
    options = ["--docs", size, "--seed", seed, "--levels", levels]
    subprocess.run([str(part) for part in (*command, *options)], check=True, stdout=subprocess.DEVNULL)
    return folder


def _quality(shared: Path, planted: Path, place: Path) -> dict[str, Any]:
    archive, rows = place / "archive", place / "rows.jsonl"
    _index(planted / "docs", archive, place)
    _reuse(archive, rows, place)
    shutil.rmtree(archive)
    scorer = str(shared / "score" / "score_reuse.py")
    said = subprocess.run([sys.executable, scorer, str(planted), str(rows)], check=True, capture_output=True, text=True)
    score: dict[str, Any] = json.loads(said.stdout)
    return score


def _row(score: Mapping[str, Any], size: int, name: str, seed: int) -> str:
    recall = ", ".join(f"{level} {value}" for level, value in score["recall"].items())
    tuned = " (tuned)" if seed == TUNED else ""
    return f"| {size or 'all'} | {name} | {seed}{tuned} | {recall} | {score['prec_verified']} | {score['span_iou']} |"


def _costs(texts: Path, place: Path) -> Iterator[tuple[str, Cost, float | None]]:
    """What runs cost: first and second ones, with the megabytes of their texts, one novel more, and within a cap."""
    novels = sorted(texts.glob("*.txt"))
    held = novels[-1]
    megabytes = sum(novel.stat().st_size for novel in novels) / MEGABYTE
    archive, rows, aside = place / "archive", place / "rows.jsonl", place / held.name
    for run in ("first", "second"):
        shutil.rmtree(archive, ignore_errors=True)
        spent = [_index(texts, archive, place), _reuse(archive, rows, place)]
        yield f"{run}, index", spent[0], None
        yield f"{run}, reuse", spent[1], None
        total = Cost(sum(one.wall for one in spent), sum(one.cpu for one in spent), max(one.memory for one in spent))
        yield f"{run}, both", total, megabytes
    shutil.rmtree(archive)
    shutil.move(held, aside)
    _index(texts, archive, place)
    _reuse(archive, rows, place)
    shutil.move(aside, held)
    yield "one novel more, index", _index(texts, archive, place), None
    yield "one novel more, reuse", _reuse(archive, rows, place), None
    for cap in CAPS:
        yield f"reuse within {cap}", _reuse(archive, rows, place, "--memory", cap), None
    shutil.rmtree(archive)


def _line(size: int, what: str, spent: Cost, megabytes: float | None = None) -> str:
    rate = "" if megabytes is None else f"{megabytes / spent.cpu:.1f}"
    return f"| {size or 'all'} | {what} | {spent.cpu:.1f} | {rate} | {spent.memory / MEGABYTE:,.0f} MB |"


def _index(texts: Path, archive: Path, place: Path) -> Cost:
    return cost(_retold("index", texts, "--archive", archive), folder=place, timeout=TIMEOUT)


def _reuse(archive: Path, rows: Path, place: Path, *options: str) -> Cost:
    """Reuse with nothing kept from an earlier run, where `options` say how; else with what is kept."""
    rows.unlink(missing_ok=True)
    if options:
        shutil.rmtree(archive / "cache", ignore_errors=True)
    return cost(_retold("reuse", "--archive", archive, "--jsonl", rows, *options), folder=place, timeout=TIMEOUT)


def _retold(*arguments: object) -> list[str]:
    return [sys.executable, "-m", "retold", *map(str, arguments), "--quiet"]


if __name__ == "__main__":
    main()
