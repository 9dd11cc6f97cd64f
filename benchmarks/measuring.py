"""What a command costs: wall time, CPU time of its whole process tree, and the most memory the tree held at once."""

from __future__ import annotations

import os
import signal
import subprocess
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

import psutil

SAMPLE = 0.01  # seconds between two looks at the memory
SAMPLES_A_RUN = 1000  # a long run is looked at more seldom, so that looking costs it nothing


@dataclass(frozen=True, slots=True)
class Cost:
    """`wall` and `cpu` in seconds, `memory` in bytes; `done` is False where the time allowed ran out first."""

    wall: float
    cpu: float
    memory: int
    done: bool = True


class CommandError(Exception):
    """A measured command ended with an error; the message holds its last words."""


def cost(command: Sequence[str], *, folder: Path, timeout: float) -> Cost:
    """Run a command in `folder` to its end, or for `timeout` seconds, and say what it cost.

    Memory is sampled: a peak shorter than a hundredth of a second can be missed.
    """
    with tempfile.TemporaryFile() as said:
        began = time.perf_counter()
        running = subprocess.Popen(
            command, cwd=folder, stdin=subprocess.DEVNULL, stdout=said, stderr=said, start_new_session=True
        )
        memory, done = 0, True
        while True:
            pid, status, used = os.wait4(running.pid, os.WNOHANG)
            wall = time.perf_counter() - began
            if pid:
                break
            if wall > timeout and done:
                os.killpg(running.pid, signal.SIGKILL)
                done = False
            memory = max(memory, _held(running.pid))
            time.sleep(max(SAMPLE, wall / SAMPLES_A_RUN))
        running.returncode = os.waitstatus_to_exitcode(status)
        if done and running.returncode:
            said.seek(0)
            raise CommandError(f"{' '.join(command)}: {said.read().decode(errors='replace').strip()[-500:]}")
    return Cost(wall, used.ru_utime + used.ru_stime, memory, done)


def middle(costs: Sequence[Cost]) -> Cost:
    """The median of each figure of several runs of one command."""
    return Cost(
        median(c.wall for c in costs),
        median(c.cpu for c in costs),
        int(median(c.memory for c in costs)),
        all(c.done for c in costs),
    )


def _held(pid: int) -> int:
    """Bytes of memory that a process and all below it hold now."""
    try:
        process = psutil.Process(pid)
        family = [process, *process.children(recursive=True)]
    except psutil.Error:
        return 0
    held = 0
    for member in family:
        try:
            held += member.memory_info().rss
        except psutil.Error:  # ended meanwhile
            continue
    return held
