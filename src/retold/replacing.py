"""A file in the place of another: bytes come in, the old file or the whole new one stands there, whatever happens.

The new file is written beside the old one and renamed over it, so that a full disk or a broken run never leaves half a
file.
"""

from __future__ import annotations

import os
import secrets
import stat
from pathlib import Path

__all__ = ["BESIDE", "is_beside", "replace_file", "sync_folder"]

BESIDE = ".part"
"""How the name of a file ends that is to be renamed over another one."""

NAME_KEPT = 80
"""Characters of the name that the file beside keeps: names may have 255 bytes, and it needs an ending."""


def replace_file(target: Path, content: bytes) -> None:
    """Put a file in the place of the one that is there, with its permissions, so that it lasts.

    Raises
    ------
    OSError
        When the disk is full or the system refuses; the old file is as it was then.
    """
    beside = target.with_name(f".{target.name[:NAME_KEPT]}.{secrets.token_hex(4)}{BESIDE}")
    try:
        with beside.open("xb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        if target.exists():
            beside.chmod(stat.S_IMODE(target.stat().st_mode))
        beside.replace(target)
        sync_folder(target.parent)
    finally:
        beside.unlink(missing_ok=True)


def is_beside(name: str) -> bool:
    """Whether a file is what was to be renamed over another one, left by a run that was cut short."""
    return name.startswith(".") and name.endswith(BESIDE)


def sync_folder(folder: Path) -> None:
    """See that what was made or renamed in a folder outlasts a power cut, where the system can promise that."""
    try:
        opened = os.open(folder, os.O_RDONLY)
    except OSError:  # Windows opens no folders, and one may be closed to reading
        return
    try:
        os.fsync(opened)
    except OSError:  # some network file systems sync no folders
        return
    finally:
        os.close(opened)
