"""``python -m tests.fuzz [HOW MANY]``: read thousands of damaged files, each within 10 seconds and 1 GB.

A process of its own reads them one after another; the one that hangs is ended and counted, the one that fails is kept
with its number, so that ``damaged(seeds(), NUMBER)`` makes it again.
"""

from __future__ import annotations

import multiprocessing
import resource
import sys
import tempfile
import time
import traceback
from collections import Counter
from multiprocessing.connection import Connection
from pathlib import Path

from tests.fuzz.damage import damaged, seeds

USUAL = 10_000  # files
LONGEST = 10.0  # seconds a file may take
MOST_MEMORY = 1_000_000_000  # bytes of address space
SHOWN = 10  # failures that are printed in full


def main(count: int) -> int:
    """Read `count` damaged files and print what became of them; 1 where one broke the rules."""
    files = seeds()
    became: Counter[str] = Counter()
    failed: list[tuple[int, str, str]] = []
    slowest = (0.0, -1, "")
    peak = 0
    with tempfile.TemporaryDirectory(prefix="retold-fuzz-") as folder:
        file = Path(folder) / "file"
        pipe, reader = _start(file)
        for number in range(count):
            name, data = damaged(files, number)
            file.write_bytes(data)
            begun = time.perf_counter()
            pipe.send(number)
            answered = pipe.poll(LONGEST)
            took = time.perf_counter() - begun
            slowest = max(slowest, (took, number, name))
            try:
                done, error, memory = pipe.recv() if answered else ("", f"took more than {LONGEST:.0f} s", 0)
            except EOFError:
                done, error, memory = "", "the process died", 0
            peak = max(peak, memory)
            became["failed" if error else done] += 1
            if error:
                failed.append((number, name, error))
            if not memory:
                reader.kill()
                pipe, reader = _start(file)
        pipe.send(None)
    _report(count, became, failed, slowest, peak)
    return 1 if failed else 0


def _start(file: Path) -> tuple[Connection, multiprocessing.Process]:
    ours, theirs = multiprocessing.Pipe()
    reader = multiprocessing.Process(target=_serve, args=(theirs, file), daemon=True)
    reader.start()
    theirs.close()
    return ours, reader


def _serve(pipe: Connection, file: Path) -> None:
    from tests.fuzz.reading import read

    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    while pipe.recv() is not None:
        done = error = ""
        try:
            done = read(file)
        except Exception:
            error = traceback.format_exc(limit=-4)
        pipe.send((done, error, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024))


def _report(
    count: int,
    became: Counter[str],
    failed: list[tuple[int, str, str]],
    slowest: tuple[float, int, str],
    peak: int,
) -> None:
    lines = [f"{count} damaged files"]
    lines += [f"  {number:6} {what}" for what, number in sorted(became.items(), key=lambda item: (-item[1], item[0]))]
    lines.append(f"slowest: {slowest[0]:.2f} s, number {slowest[1]}, made from {slowest[2]}")
    lines.append(f"peak memory: {peak / 1e6:.0f} MB")
    for number, name, error in failed[:SHOWN]:
        lines.append(f"\nnumber {number}, made from {name}:\n{error}")
    sys.stdout.write("\n".join(lines) + "\n")


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else USUAL))
