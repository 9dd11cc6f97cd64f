"""Collation of tokens, measured: how right it is on copies known to the token, and what it costs.

    python -m benchmarks.collation [--without-collatex] [--limit S]

Passages of novels (in the shared folder; else made-up tellings) are copied with moves, other words, misspellings,
losses and additions (`benchmarks.moving`). Every other novel serves for tuning, the rest are held out. Beside Retold
stand difflib and rapidfuzz, which know neither moves nor near matches, but set as many words beside as many others, and
CollateX on a small job.
"""

from __future__ import annotations

import argparse
import difflib
import json
import random
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from statistics import mean
from typing import Any

from rapidfuzz.distance import Levenshtein

import retold
from benchmarks.corpora import ROOT, shared_folder
from benchmarks.measuring import CommandError, Cost, cost
from benchmarks.moving import Copy, Quality, copied, quality, tokens_of
from benchmarks.texts import pair
from retold.exporters.tables import dumps

COLLATEX_PYTHON = ROOT / ".bench" / "venv" / "bin" / "python"
COLLATEX_JOB = ROOT / "benchmarks" / "collatex_job.py"
SIZES = (2_000, 5_000, 10_000)  # tokens of a passage
PASSAGES = 10  # a size and half of the novels
SMALL = 1_000  # tokens of the job that CollateX gets as well
COSTS = ((5, 10_000), (2, 50_000), (2, 200_000))  # witnesses, tokens
FRONT = 2_000  # tokens at the beginning of a novel that are title pages and contents
LIMIT = 600.0  # seconds for one run
MEGABYTE = 1e6  # bytes

Collation = dict[str, Any]
Tool = Callable[[Collation], Collation]


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure and print the tables."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.collation", description=__doc__.split("\n")[0])
    parser.add_argument("--without-collatex", action="store_true", help="measure Retold alone")
    parser.add_argument("--limit", type=float, default=LIMIT, help=f"seconds a run may take ({LIMIT:.0f})")
    asked = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as folder:
        report(Path(folder), limit=asked.limit, with_collatex=not asked.without_collatex)


def report(folder: Path, *, limit: float, with_collatex: bool) -> None:
    """Print what is right and what it costs; `folder` takes the files."""
    novels = _novels()
    print("| passages | tokens | tool | precision | moved | misspelt | CPU s |")
    print("| --- | ---: | --- | ---: | ---: | ---: | ---: |")
    for half, books in (("tuned on", novels[::2]), ("held out", novels[1::2])):
        for size in SIZES:
            cases = [_case(books, at, size) for at in range(min(PASSAGES, len(books)))]
            for name, tool in TOOLS.items():
                _row(half, size, name, [_measured(tool, *case) for case in cases])
    if with_collatex:
        witnesses, copy = _case(novels[1::2], 0, SMALL)
        _row("held out", SMALL, "Retold", [_measured(_retold, witnesses, copy)])
        if (theirs := _collatex(folder, witnesses, limit)) is not None:
            result, spent = theirs
            _row("held out", SMALL, "CollateX 2.3", [(quality(result, copy), spent)])
    print("\n| job | wall s | CPU s | peak MB |\n| --- | ---: | ---: | ---: |")
    for count, size in COSTS:
        each = _cost(folder, _many(novels, count, size), limit)
        print(f"| {count} × {size:,} tokens | {each.wall:.2f} | {each.cpu:.2f} | {each.memory / MEGABYTE:.0f} |")


def _row(half: str, size: int, tool: str, measured: Sequence[tuple[Quality, float]]) -> None:
    shares = ((q.precision, q.moved, q.misspelt) for q, _ in measured)
    figures = " | ".join(f"{mean(share):.3f}" for share in zip(*shares, strict=True))
    print(
        f"| {len(measured)} {half} | {size:,} | {tool} | {figures} | {mean(s for _, s in measured):.2f} |", flush=True
    )


def _measured(tool: Tool, witnesses: Collation, copy: Copy) -> tuple[Quality, float]:
    began = time.process_time()
    result = tool(witnesses)
    spent = time.process_time() - began
    return quality(result, copy), spent


def _retold(witnesses: Collation) -> Collation:
    result: Collation = json.loads(dumps(retold.collate(witnesses, segmentation=False)))
    return result


def _by_steps(opcodes: Callable[[list[str], list[str]], Iterable[Any]]) -> Tool:
    """A tool that tells steps from one sequence to another; as many words are set beside as many others."""

    def collate(witnesses: Collation) -> Collation:
        one, other = (witness["tokens"] for witness in witnesses["witnesses"])
        rows: tuple[list[Any], list[Any]] = [], []
        for _, a, b, c, d in opcodes(*([token["n"] for token in own] for own in (one, other))):
            cells, others = [[token] for token in one[a:b]], [[token] for token in other[c:d]]
            beside = len(cells) == len(others)
            rows[0].extend(cells if beside else [*cells, *[None] * len(others)])
            rows[1].extend(others if beside else [*[None] * len(cells), *others])
        return {"witnesses": ["W0", "W1"], "table": rows, "transpositions": []}

    return collate


TOOLS: dict[str, Tool] = {
    "Retold": _retold,
    "rapidfuzz": _by_steps(lambda one, other: Levenshtein.opcodes(one, other).as_list()),
    "difflib": _by_steps(lambda one, other: difflib.SequenceMatcher(None, one, other, autojunk=False).get_opcodes()),
}


def _collatex(folder: Path, witnesses: Collation, limit: float) -> tuple[Collation, float] | None:
    """What CollateX makes of the witnesses, in an environment of its own, and the CPU seconds it took."""
    (folder / "small.json").write_text(json.dumps(witnesses), encoding="utf-8")
    program = f"{COLLATEX_PYTHON} -W ignore {COLLATEX_JOB} small.json > small-out.json"
    try:
        spent = cost(["/bin/sh", "-c", program], folder=folder, timeout=limit)
        result = json.loads((folder / "small-out.json").read_text(encoding="utf-8"))
    except (CommandError, ValueError) as failure:
        print(f"CollateX did not finish: {failure}", file=sys.stderr)
        return None
    return {**result, "transpositions": []}, spent.cpu


def _cost(folder: Path, witnesses: Collation, limit: float) -> Cost:
    (folder / "large.json").write_text(json.dumps(witnesses), encoding="utf-8")
    command = [sys.executable, "-m", "retold", "collate", "large.json", "--json", "large-out.json"]
    return cost(command, folder=folder, timeout=limit)


def _novels() -> list[list[str]]:
    shared = shared_folder()
    paths = sorted((shared / "data" / "novels").glob("*.txt"))[: 2 * PASSAGES] if shared else []
    if not paths:
        return [tokens_of(pair(20_000, seed)[0]) for seed in range(4)]
    return [tokens_of(path.read_text(encoding="utf-8", errors="replace")) for path in paths]


def _case(books: Sequence[Sequence[str]], at: int, size: int) -> tuple[Collation, Copy]:
    book = books[at]
    start = random.Random(at).randrange(min(FRONT, len(book) // 4), max(len(book) - size, len(book) // 4 + 1))
    tokens = book[start : start + size]
    copy = copied(tokens, books[(at + 1) % len(books)], at)
    return _collation(tokens, copy.tokens), copy


def _many(books: Sequence[Sequence[str]], count: int, size: int) -> Collation:
    tokens = [token for book in books for token in book[FRONT:]][:size]
    return _collation(tokens, *(copied(tokens, books[-1], seed).tokens for seed in range(1, count)))


def _collation(*witnesses: Sequence[str]) -> Collation:
    return {
        "witnesses": [
            {"id": f"W{at}", "tokens": [{"t": token, "n": token.casefold()} for token in tokens]}
            for at, tokens in enumerate(witnesses)
        ]
    }


if __name__ == "__main__":
    main()
