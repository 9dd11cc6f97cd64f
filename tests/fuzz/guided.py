"""``python -m tests.fuzz.guided SECONDS FOLDER``: let the code that is reached choose what to damage next.

Atheris, libFuzzer for Python, reads files of its own making through the same door as ``tests.fuzz``; it begins with the
golden files of all formats. What reaches new code is kept in FOLDER/corpus for the next run; a file that breaks the
rules (a traceback, more than 10 seconds, more than 1 GB) ends the run and lies in FOLDER/found.
"""

from __future__ import annotations

import random
import re
import subprocess
import sys
import tempfile
import zipfile
import zlib
from pathlib import Path

from tests.fuzz.damage import LONGEST, SHARDS, inside, is_zip, seeds

LONGEST_TIME = 10  # seconds a file may take
MOST_MEMORY = 1_000  # megabytes
SPARE = 30  # seconds beyond the time given: loading, and the last file
_STATS = {
    "number_of_executed_units": "files",
    "new_units_added": "reached new code",
    "slowest_unit_time_sec": "seconds for the slowest",
    "peak_rss_mb": "MB of memory at most",
}


def main(seconds: int, folder: Path) -> int:
    """Run for some time in a process of its own, and print what came of it; 1 where a file broke the rules."""
    corpus, found = folder / "corpus", folder / "found"
    for place in (corpus, found):
        place.mkdir(parents=True, exist_ok=True)
    for number, data in enumerate(seeds().values()):
        (corpus / f"golden-{number:03}").write_bytes(data)
    words = folder / "words"
    words.write_text("".join(f'"{_spelled(shard)}"\n' for shard in SHARDS), encoding="ascii")
    options = {
        "max_total_time": seconds, "timeout": LONGEST_TIME, "rss_limit_mb": MOST_MEMORY, "max_len": LONGEST,
        "dict": words, "artifact_prefix": f"{found}/", "print_final_stats": 1, "verbosity": 0,
    }  # fmt: skip
    command = [sys.executable, "-m", "tests.fuzz.guided", *(f"-{key}={value}" for key, value in options.items())]
    done = subprocess.run([*command, str(corpus)], capture_output=True, text=True, errors="replace", check=False)
    stats = dict(re.findall(r"^stat::(\w+):\s+(\d+)$", done.stderr, re.MULTILINE))
    lines = [f"  {stats[key]:>6} {what}" for key, what in _STATS.items() if key in stats]
    sys.stdout.write("\n".join([f"{seconds} seconds of guided damage", *lines, ""]))
    if done.returncode:
        sys.stdout.write(f"a file broke the rules; it lies in {found}:\n{done.stdout[-4000:]}\n{done.stderr[-4000:]}\n")
    return 1 if done.returncode else 0


def run(arguments: list[str]) -> None:
    """Read what libFuzzer makes until its time is over; it ends the process."""
    import atheris

    with atheris.instrument_imports(include=["retold"]):
        from tests.fuzz.reading import read

    def mutate(data: bytes, most: int, seed: int) -> bytes:
        if is_zip(data):
            try:
                packed = inside(data, random.Random(seed), lambda member: atheris.Mutate(member, max(len(member), 64)))
            except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError, RuntimeError, EOFError, zlib.error):
                return bytes(atheris.Mutate(data, most))
            if len(packed) <= most:
                return packed
        return bytes(atheris.Mutate(data, most))

    with tempfile.TemporaryDirectory(prefix="retold-fuzz-") as folder:
        file = Path(folder) / "file"

        def one(data: bytes) -> None:
            file.write_bytes(data)
            read(file)

        atheris.Setup(arguments, one, custom_mutator=mutate)
        atheris.Fuzz()


def _spelled(shard: bytes) -> str:
    return "".join(chr(byte) if 0x20 <= byte < 0x7F and byte not in b'"\\' else f"\\x{byte:02X}" for byte in shard)


if __name__ == "__main__":
    if sys.argv[1].startswith("-"):
        run(sys.argv)
    else:
        sys.exit(main(int(sys.argv[1]), Path(sys.argv[2])))
