"""A bar on standard error that says what is being done: steps come in as they are begun, only the bar goes out."""

from __future__ import annotations

import sys
import threading
from types import TracebackType
from typing import TYPE_CHECKING, Self

from retold.wording import visible

if TYPE_CHECKING:
    from rich.progress import Progress as Bar

PATIENCE = 1.0  # seconds before a progress bar is worth its flicker


class Progress:
    """A bar on standard error: only on a terminal, and only once the work has taken longer than `PATIENCE`.

    A clock of its own shows it then, since a step may take longer than that alone. Steps that are counted in `bytes_`
    are shown with the rate and the time that is left.
    """

    def __init__(self, quiet: bool, *, bytes_: bool = False) -> None:
        self._bytes = bytes_
        self._shown = not quiet and sys.stderr.isatty()
        self._bar: Bar | None = None
        self._now = ("", 0, 0)  # what is being done, how many are done, and of how many
        self._lock = threading.Lock()
        self._clock = threading.Timer(PATIENCE, self._start)
        self._clock.daemon = True

    def __enter__(self) -> Self:
        if self._shown:
            self._clock.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._clock.cancel()
        with self._lock:
            self._shown = False
            if self._bar is not None:
                self._bar.stop()

    def __call__(self, what: str, done: int, total: int) -> None:
        with self._lock:
            self._now = (visible(what), done, max(total, 1))
            self._update()

    def _start(self) -> None:
        from rich.console import Console
        from rich.progress import (
            BarColumn,
            DownloadColumn,
            MofNCompleteColumn,
            TextColumn,
            TimeRemainingColumn,
            TransferSpeedColumn,
        )
        from rich.progress import Progress as Bar

        amounts = (DownloadColumn(), TransferSpeedColumn(), TimeRemainingColumn())

        with self._lock:
            if not self._shown:
                return
            self._bar = Bar(
                TextColumn("{task.description}", markup=False),
                BarColumn(),
                *(amounts if self._bytes else (MofNCompleteColumn(),)),
                console=Console(file=sys.stderr),
                transient=True,
            )
            self._bar.add_task("")
            self._bar.start()
            self._update()

    def _update(self) -> None:
        if self._bar is not None:
            what, done, total = self._now
            self._bar.update(self._bar.task_ids[0], description=what, completed=done, total=total)
