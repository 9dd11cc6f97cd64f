"""The instruments of `make bench`: made-up texts that are the same everywhere, costs of a whole process tree."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from benchmarks.measuring import CommandError, cost
from benchmarks.texts import pair

ROOT = Path(__file__).resolve().parent.parent


def test_made_up_texts_are_as_long_as_asked_and_alike() -> None:
    first, second = pair(1000)
    assert 1000 <= len(first.split()) < 1100
    assert 1000 <= len(second.split()) < 1200
    shared = set(first.split("\n\n")) & set(second.split("\n\n"))
    assert 0.4 < len(shared) / len(first.split("\n\n")) < 0.9
    assert first != second


def test_made_up_texts_do_not_depend_on_the_process() -> None:
    program = (
        "from benchmarks.texts import pair; import hashlib; print(hashlib.sha256(repr(pair(500)).encode()).digest())"
    )
    said = {
        subprocess.run(
            [sys.executable, "-c", program],
            cwd=ROOT,
            env=os.environ | {"PYTHONHASHSEED": seed},
            capture_output=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert len(said) == 1


def test_a_cost_counts_what_children_take(tmp_path: Path) -> None:
    """A process that only starts another is charged for the other's 150 MB and its computing."""
    child = "import time; held = bytearray(150_000_000); sum(range(5_000_000)); time.sleep(0.3)"
    parent = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {child!r}])"
    alone = cost([sys.executable, "-c", "pass"], folder=tmp_path, timeout=60)
    both = cost([sys.executable, "-c", parent], folder=tmp_path, timeout=60)
    assert both.done
    assert both.memory > 150_000_000 > alone.memory
    assert both.wall > 0.3
    assert both.cpu > alone.cpu


def test_a_command_is_stopped_at_its_limit(tmp_path: Path) -> None:
    stopped = cost([sys.executable, "-c", "import time; time.sleep(60)"], folder=tmp_path, timeout=0.3)
    assert not stopped.done
    assert stopped.wall < 30


def test_a_command_that_fails_says_why(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="no such story"):
        cost([sys.executable, "-c", "raise SystemExit('no such story')"], folder=tmp_path, timeout=60)
