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
LONGEST = 10.0  # seconds of computing that a file may take
PATIENCE = 60.0  # seconds until a reader that does not answer hangs: the machine may have other things to do
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
            pipe.send(number)
            try:
                done, error, took, memory = pipe.recv() if pipe.poll(PATIENCE) else ("", "did not answer", PATIENCE, 0)
            except EOFError:
                done, error, took, memory = "", "the process died", 0.0, 0
            if took > LONGEST:
                error = error or f"took more than {LONGEST:.0f} s"
            slowest = max(slowest, (took, number, name))
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
        begun = time.process_time()
        try:
            done = read(file)
        except Exception:
            error = traceback.format_exc(limit=-4)
        took = time.process_time() - begun
        pipe.send((done, error, took, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024))


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
