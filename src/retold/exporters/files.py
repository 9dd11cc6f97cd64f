"""Writing results: bytes come in, a whole file stands there afterwards or nothing has changed.

The new file is written beside the old one and renamed over it, so that a full disk or a broken run never leaves half a
result. No file that is one of the inputs is ever written to. What stands in the way is replaced where `force` says so,
and where it is a result or a report of Retold, which are known by how they begin; what people edit by hand, such as an
edition or a table, is not. ``-`` is standard output.
"""

from __future__ import annotations

import os
import re
import stat
import sys
from collections.abc import Iterable
from pathlib import Path

from retold.errors import OptionError, OutputError
from retold.readers.members import split
from retold.replacing import replace_file
from retold.wording import visible

STDOUT = "-"
HEAD = 4096  # bytes read to know one of our own files: the generator tag stands in the first 300

_OURS = (
    re.compile(rb'\s*\{\s*"format"\s*:\s*"retold(?:-collation)?/1"'),
    re.compile(rb'\s*<!doctype html>[^\0]*?<meta name="generator" content="Retold[ "]', re.IGNORECASE),
    re.compile(rb'<\?xml [^>]*>\s*<feed xmlns="http://www\.w3\.org/2005/Atom">[^\0]*?<generator>Retold</generator>'),
    re.compile(rb'\{"kind": "[a-z]+", "path": '),
    re.compile(rb'\{"a": "[^\0]*?", "ab": \d+, "ae": \d+, "b": "'),
    re.compile(rb'\{"cluster": 1, "texts": \d+, "places": '),
    re.compile(rb'\{"line": 0, "start": \d+, "end": \d+, "speaker": '),
)
_PARQUET = b"PAR1"  # a Parquet file begins and ends so; before its end stands what it says of itself
_SAYS_SO = re.compile(rb"\x06retold")  # a key there, with its length before it


def check(out: str, *, inputs: Iterable[str] = (), force: bool = False) -> None:
    """See that a result may and can be written to `out`, before any work is done for it.

    Raises
    ------
    OptionError
        When `out` is a folder, one of the inputs, or another file that `is_ours` does not know and `force` is False.
    OutputError
        When the folder is missing or cannot be written to.
    """
    if out == STDOUT:
        return
    _target(out, inputs, force)


def write(out: str, content: bytes, *, inputs: Iterable[str] = (), force: bool = False) -> None:
    """Write a result to the file `out`, or to standard output for ``-``.

    Raises
    ------
    OptionError, OutputError
        As `check` does, and OutputError when the disk is full or the system refuses.
    """
    if out == STDOUT:
        sys.stdout.flush()
        sys.stdout.buffer.write(content)
        sys.stdout.buffer.flush()
        return
    target = _target(out, inputs, force)
    try:
        if target.exists() and not target.is_file():  # a device or a pipe: there is nothing to rename over
            target.write_bytes(content)
        else:
            replace_file(target, content)
    except BrokenPipeError:
        raise
    except OSError as error:
        raise OutputError(_refused(out, error)) from error


def is_ours(path: str | os.PathLike[str]) -> bool:
    """Whether Retold wrote this file: a result in one of its formats, rows of an archive, or one of its reports."""
    try:
        with Path(path).open("rb") as file:
            head = file.read(HEAD)
            if head.startswith(_PARQUET):
                file.seek(max(0, file.seek(0, os.SEEK_END) - HEAD))
                return _SAYS_SO.search(file.read()) is not None
    except OSError:
        return False
    return any(pattern.match(head) for pattern in _OURS)


def _target(out: str, inputs: Iterable[str], force: bool) -> Path:
    """The file to write, symbolic links followed, or the reason why not."""
    if not out:
        raise OptionError("a file to write to has no name: give one")
    try:
        target = Path(out).resolve()
        found = target.stat() if target.exists() else None
    except (OSError, RuntimeError, ValueError) as error:
        raise OutputError(_refused(out, error)) from error
    if found is not None:
        if stat.S_ISDIR(found.st_mode):
            raise OptionError(f"{visible(out)} is a folder: name a file in it to write to")
        if any(_same(target, path) for path in inputs):
            raise OptionError(f"{visible(out)} is one of the files to read: name another file to write to")
        if stat.S_ISREG(found.st_mode):
            if not (force or is_ours(target)):
                raise OptionError(
                    f"{visible(out)} is there already: name another file, or add --force to write over it"
                )
            if not os.access(target, os.W_OK):
                raise OutputError(f"{visible(out)} is write-protected: name another file, or change its permissions")
        else:
            return target
    folder = target.parent
    if not folder.is_dir():
        raise OutputError(f"cannot write {visible(out)}: there is no folder {visible(str(folder))}; make it first")
    if not os.access(folder, os.W_OK | os.X_OK):
        raise OutputError(f"cannot write {visible(out)}: no permission to write in the folder {visible(str(folder))}")
    return target


def _same(target: Path, path: str) -> bool:
    if path == STDOUT:
        return False
    try:
        return target.samefile(split(path)[0])
    except (OSError, ValueError):
        return False


def _refused(out: str, error: Exception) -> str:
    reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
    return f"cannot write {visible(out)}: {reason[:1].lower()}{reason[1:]}"
