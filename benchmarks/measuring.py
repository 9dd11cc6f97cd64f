"""What a command costs: wall time, CPU time of its whole process tree, and the most memory it held."""

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

LOOK = 0.002  # seconds between two looks whether the command has ended
LOOK_AT_MEMORY = 10  # looks at the process between two at its memory
KILOBYTE = 1024  # bytes; what Linux counts resident memory in


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

    Compiled modules are kept between runs, as for anybody who uses the command twice.
    """
    with tempfile.TemporaryFile() as said:
        began = time.perf_counter()
        running = subprocess.Popen(
            command,
            cwd=folder,
            env={name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"},
            stdin=subprocess.DEVNULL,
            stdout=said,
            stderr=said,
            start_new_session=True,
        )
        done, looks, memory = True, 0, 0
        while True:
            pid, status, used = os.wait4(running.pid, os.WNOHANG)
            wall = time.perf_counter() - began
            if pid:
                break
            if wall > timeout and done:
                os.killpg(running.pid, signal.SIGKILL)
                done = False
            if looks % LOOK_AT_MEMORY == 0:
                memory = max(memory, _held(running.pid))
            looks += 1
            time.sleep(LOOK)
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
    """Bytes that a process and those below it have held at most, each by the system's own mark, while they run."""
    try:
        status = Path(f"/proc/{pid}/status").read_text(encoding="ascii", errors="replace")
        below = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii").split()
    except OSError:  # ended meanwhile
        return 0
    mark = next((line for line in status.splitlines() if line.startswith("VmHWM:")), "VmHWM: 0")
    return int(mark.split()[1]) * KILOBYTE + sum(_held(int(child)) for child in below)
