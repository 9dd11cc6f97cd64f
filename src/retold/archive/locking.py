"""One writer at a time: a lock on a file that the system lets go of when its holder ends, however that comes about."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path

from retold.archive.layout import LOCK
from retold.errors import WorkError
from retold.wording import one_line, visible


@contextmanager
def one_writer(folder: Path) -> Iterator[None]:
    """Hold the archive in `folder` for writing, as long as the block lasts; `WorkError` if somebody else holds it."""
    place = folder / LOCK
    opened = os.open(place, os.O_RDWR | os.O_CREAT, 0o666)
    try:
        if not _taken(opened):
            with suppress(OSError):
                holder = one_line(os.read(opened, 200).decode("utf-8", "replace"))
            raise WorkError(
                f"{visible(str(folder))}: another run is writing to this archive ({holder or 'just begun'}); wait "
                "until it has ended"
            )
        os.ftruncate(opened, 0)
        os.write(opened, f"process {os.getpid()}, since {datetime.now(UTC):%Y-%m-%d %H:%M} UTC\n".encode())
        try:
            yield
        finally:
            os.ftruncate(opened, 0)
    finally:
        os.close(opened)


if sys.platform == "win32":
    import msvcrt

    _BEYOND = 1 << 30  # bytes into the file, so that who holds it can still be read

    def _taken(opened: int) -> bool:
        os.lseek(opened, _BEYOND, os.SEEK_SET)
        try:
            msvcrt.locking(opened, msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        finally:
            os.lseek(opened, 0, os.SEEK_SET)
        return True

else:
    import fcntl

    def _taken(opened: int) -> bool:
        try:
            fcntl.flock(opened, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True
