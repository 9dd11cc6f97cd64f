"""Which files a request means, and their bytes.

In go paths as they were typed: files, folders, patterns, ``-``. Out come the files in the order given, a folder's in
the order of their names; and from each its content. Whatever does not hold is said in one line. What can be read once
only, standard input and pipes, is kept, so that it can be looked into before it is read.
"""

from __future__ import annotations

import difflib
import errno
import glob
import os
import stat
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import lru_cache
from pathlib import Path, PurePath
from typing import BinaryIO

from ..errors import InputError
from .heads import HEAD, promises_texts
from .limits import MEGABYTE
from .members import split
from .naming import STANDARD_INPUT, named

# What a text is called; a name without an extension is looked into.
TEXT_EXTENSIONS = frozenset(
    (
        *(".txt", ".text", ".md", ".markdown", ".asc", ".utf8", ".srt", ".vtt", ".ass", ".ssa"),
        *(".fountain", ".docx", ".odt", ".fodt", ".rtf", ".pdf", ".tei", ".xml", ".fdx"),
        *(".html", ".htm", ".xhtml", ".epub"),
    )
)
ARCHIVE_EXTENSIONS = frozenset((".zip", ".gz"))
COLLECTION_EXTENSIONS = frozenset((".json", ".jsonl", ".ndjson"))  # much besides texts is called so
MOST_LOADED = 500 * MEGABYTE  # bytes of one file; a device or a pipe can go on without end
MOST_SUGGESTED = 3
PIPE_WAIT, PIPE_LOOKS = 1.5, 0.05  # seconds that a pipe is waited for, and between two looks whether something comes

Refused = Callable[[InputError], None]
"""Takes what is wrong with one path, so that the others go through."""


def gather(paths: Sequence[str], *, refused: Refused | None = None) -> list[str]:
    """The files that some paths mean, in the order given.

    Parameters
    ----------
    paths
        Files, folders (searched through and through for texts, hidden ones left out, in the order of their names; a
        link to a text of the same folder is no second one, and one to another folder is not followed), patterns such as
        ``drafts/*.txt``, and ``-`` for standard input.
    refused
        Called with what is wrong with a path, which is then left out; None raises it.

    Raises
    ------
    InputError
        If something is missing, a folder or a pattern holds no text, or a text is meant twice.
    """
    found: list[str] = []
    seen: dict[str, str] = {}
    for path in paths:
        try:
            files = _meant(path, refused)
        except InputError as error:
            refuse(error, refused)
            continue
        for file in files:
            identity = file if file == STANDARD_INPUT else os.path.realpath(file)
            if identity in seen:
                also = "" if seen[identity] == file else f" (as {named(seen[identity])} too)"
                refuse(InputError(f"{named(file)}: given twice{also}; give every text once."), refused)
                continue
            seen[identity] = file
            found.append(file)
    return found


def refuse(error: InputError, refused: Refused | None) -> None:
    """Raise an error, or hand it to who goes on without the text."""
    if refused is None:
        raise error
    refused(error)


def load(path: str) -> bytes:
    """The content of a file, of a pipe, or of standard input for ``-``."""
    if path == STANDARD_INPUT:
        data = _standard_input(sys.stdin.buffer)
        if not data:
            raise InputError("standard input: nothing came in; pipe a text into it or give a file.")
        return data
    try:
        about = os.stat(path)  # noqa: PTH116 - the path stays as it was typed
        if stat.S_ISFIFO(about.st_mode):
            return _pipe(path, about.st_dev, about.st_ino)
        if stat.S_ISREG(about.st_mode) and about.st_size <= MOST_LOADED:
            return Path(path).read_bytes()
        with open(path, "rb") as opened:  # noqa: PTH123
            return _all(opened, path)
    except FileNotFoundError:
        raise _missing(path) from None
    except IsADirectoryError:
        raise InputError(f"{named(path)}: this is a folder; give a text file.") from None
    except PermissionError:
        raise InputError(f"{named(path)}: no permission to read it; change its permissions or copy it.") from None
    except (OSError, ValueError) as error:
        raise InputError(f"{named(path)}: it cannot be read ({_reason(error)}); give another file.") from None


def head(path: str, size: int) -> bytes:
    """The first bytes of what a path names; none where it cannot be read, which reading it will say."""
    try:
        if path == STANDARD_INPUT or stat.S_ISFIFO(os.stat(path).st_mode):  # noqa: PTH116
            return load(path)[:size]
        with open(path, "rb") as opened:  # noqa: PTH123
            return opened.read(size)
    except (OSError, ValueError, InputError):
        return b""


@lru_cache(maxsize=1)
def _standard_input(stream: BinaryIO) -> bytes:
    return _all(stream, STANDARD_INPUT)


@lru_cache(maxsize=16)
def _pipe(path: str, device: int, number: int) -> bytes:
    """What comes through a pipe, such as a shell makes for ``<(…)``; waiting for one that nobody fills has an end."""
    opened = os.open(path, os.O_RDONLY | os.O_NONBLOCK)
    with os.fdopen(opened, "rb", buffering=0) as pipe:
        until = time.monotonic() + PIPE_WAIT
        while (first := pipe.read(1)) == b"" and time.monotonic() < until:
            time.sleep(PIPE_LOOKS)
        if first == b"":
            raise InputError(f"{named(path)}: this is a pipe that nothing comes through; give a file.")
        os.set_blocking(opened, True)
        return (first or b"") + _all(pipe, path)


def _all(opened: BinaryIO, path: str) -> bytes:
    """All there is to read, up to the limit."""
    pieces: list[bytes] = []
    size = 0
    while piece := opened.read(MEGABYTE):
        size += len(piece)
        pieces.append(piece)
        if size > MOST_LOADED:
            raise InputError(
                f"{named(path)}: it is larger than {MOST_LOADED // MEGABYTE} MB, the most that is read (file size); "
                "give fewer texts at a time."
            )
    return b"".join(pieces)


def _meant(path: str, refused: Refused | None) -> list[str]:
    """The files of one path."""
    if path == STANDARD_INPUT:
        return [path]
    try:
        if os.path.isdir(path):  # noqa: PTH112 - the path stays as it was typed
            return _folder(path, refused)
        if os.path.lexists(path):
            return [path]
        if split(path)[1]:
            return [path]
        if glob.has_magic(path):
            return _pattern(path)
    except (OSError, ValueError) as error:
        raise InputError(f"{named(path)}: it cannot be read ({_reason(error)}); give another file.") from None
    raise _missing(path)


def _folder(path: str, refused: Refused | None) -> list[str]:
    texts = sorted(_texts_below(Path(path), refused), key=lambda file: file.parts)
    if not texts:
        kinds = ", ".join(sorted(TEXT_EXTENSIONS))
        linked = any(entry.is_symlink() and os.path.isdir(entry.path) for entry in os.scandir(path))  # noqa: PTH112
        besides = " (links to other folders are not followed)" if linked else ""
        raise InputError(
            f"{named(path)}: no text in this folder{besides}; put texts there ({kinds}) or give the files by name."
        )
    return _once(str(file) for file in texts)


def _once(files: Iterable[str]) -> list[str]:
    """The files without the links to others among them."""
    listed = list(files)
    own = {os.path.realpath(file) for file in listed if not os.path.islink(file)}  # noqa: PTH114
    found: list[str] = []
    for file in listed:
        target = os.path.realpath(file)
        if not os.path.islink(file) or target not in own:  # noqa: PTH114
            own.add(target)
            found.append(file)
    return found


def _texts_below(folder: Path, refused: Refused | None) -> Iterator[Path]:
    try:
        entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
    except PermissionError:
        refuse(
            InputError(f"{named(str(folder))}: no permission to look into this folder; change that."),
            refused,
        )
        return
    for entry in entries:
        if entry.name.startswith("."):
            continue
        if entry.is_dir(follow_symlinks=False):
            yield from _texts_below(folder / entry.name, refused)
        elif os.path.isfile(entry.path):  # noqa: PTH113 - a link in a circle is no file, and no error
            if looks_like_text(entry.name, lambda: head(entry.path, HEAD)):  # noqa: B023
                yield folder / entry.name
        elif entry.is_symlink() and named_like_text(entry.name) and not os.path.isdir(entry.path):  # noqa: PTH112
            refuse(InputError(f"{named(entry.path)}: this link leads to no file; mend or remove it."), refused)


def looks_like_text(name: str, first: Callable[[], bytes]) -> bool:
    """Whether a file may hold a text, by its name and, where that does not tell, by its first bytes."""
    by_name = named_like_text(name)
    if by_name is not None:
        return by_name
    begins = first()
    if PurePath(name).suffix.lower() in COLLECTION_EXTENSIONS:
        return promises_texts(begins)
    return bool(begins) and b"\x00" not in begins


def named_like_text(name: str) -> bool | None:
    """Whether a file is called like a text or an archive; None where its name does not tell."""
    extension = PurePath(name).suffix.lower()
    if extension == ".gz":
        extension = PurePath(PurePath(name).stem).suffix.lower() or extension
    elif extension in COLLECTION_EXTENSIONS:
        return None
    if extension or name.endswith("~"):
        return extension in TEXT_EXTENSIONS or extension in ARCHIVE_EXTENSIONS
    return None


def _pattern(path: str) -> list[str]:
    files = sorted(file for file in glob.glob(path, recursive=True) if os.path.isfile(file))  # noqa: PTH113, PTH207
    if not files:
        raise InputError(f"{named(path)}: no file has a name like that; check the pattern and the folder.")
    return _once(files)


def _missing(path: str) -> InputError:
    folder, name = os.path.split(path)
    place = Path(folder or ".")
    if not place.is_dir():
        return InputError(f"{named(path)}: there is no folder {named(folder)}; check the path.")
    try:
        names = sorted(entry.name for entry in os.scandir(place))
    except OSError:
        names = []
    folded = {entry.casefold(): entry for entry in reversed(names)}
    close = [folded[entry] for entry in difflib.get_close_matches(name.casefold(), sorted(folded), MOST_SUGGESTED)]
    if close:
        options = " or ".join(named(os.path.join(folder, entry)) for entry in close)  # noqa: PTH118
        return InputError(f"{named(path)}: there is no such file; did you mean {options}?")
    return InputError(f"{named(path)}: there is no such file; check the name and the folder.")


def _reason(error: OSError | ValueError) -> str:
    if isinstance(error, OSError) and error.errno:
        return os.strerror(error.errno).lower() if error.errno != errno.ENAMETOOLONG else "the name is too long"
    return "its name is not one"
