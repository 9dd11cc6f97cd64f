"""Which files a request means, and their bytes.

In go paths as they were typed: files, folders, patterns, ``-``. Out come the files in the order given, a folder's in
the order of their names; and from each its content. Whatever does not hold is said in one line.
"""

from __future__ import annotations

import difflib
import errno
import glob
import os
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path, PurePath

from ..errors import InputError
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
HEAD = 4096  # bytes of a file without extension that must look like text
MOST_SUGGESTED = 3


def gather(paths: Sequence[str]) -> list[str]:
    """The files that some paths mean, in the order given.

    Parameters
    ----------
    paths
        Files, folders (searched through and through for texts, hidden ones left out, in the order of their names),
        patterns such as ``drafts/*.txt``, and ``-`` for standard input.

    Raises
    ------
    InputError
        If something is missing, a folder or a pattern holds no text, or a text is meant twice.
    """
    found: list[str] = []
    seen: dict[str, str] = {}
    for path in paths:
        for file in _meant(path):
            identity = file if file == STANDARD_INPUT else os.path.realpath(file)
            if identity in seen:
                also = "" if seen[identity] == file else f" (as {named(seen[identity])} too)"
                raise InputError(f"{named(file)}: given twice{also}; give every text once.")
            seen[identity] = file
            found.append(file)
    return found


def load(path: str) -> bytes:
    """The content of a file, or of standard input for ``-``."""
    if path == STANDARD_INPUT:
        data = sys.stdin.buffer.read()
        if not data:
            raise InputError("standard input: nothing came in; pipe a text into it or give a file.")
        return data
    try:
        return Path(path).read_bytes()
    except FileNotFoundError:
        raise _missing(path) from None
    except IsADirectoryError:
        raise InputError(f"{named(path)}: this is a folder; give a text file.") from None
    except PermissionError:
        raise InputError(f"{named(path)}: no permission to read it; change its permissions or copy it.") from None
    except (OSError, ValueError) as error:
        raise InputError(f"{named(path)}: it cannot be read ({_reason(error)}); give another file.") from None


def _meant(path: str) -> list[str]:
    """The files of one path."""
    if path == STANDARD_INPUT:
        return [path]
    try:
        if os.path.isdir(path):  # noqa: PTH112 - the path stays as it was typed
            return _folder(path)
        if os.path.lexists(path):
            return [path]
        if split(path)[1]:
            return [path]
        if glob.has_magic(path):
            return _pattern(path)
    except (OSError, ValueError) as error:
        raise InputError(f"{named(path)}: it cannot be read ({_reason(error)}); give another file.") from None
    raise _missing(path)


def _folder(path: str) -> list[str]:
    texts = sorted(_texts_below(Path(path)), key=lambda file: file.parts)
    if not texts:
        kinds = ", ".join(sorted(TEXT_EXTENSIONS))
        raise InputError(f"{named(path)}: no text in this folder; put texts there ({kinds}) or give the files by name.")
    return [str(file) for file in texts]


def _texts_below(folder: Path) -> Iterator[Path]:
    try:
        entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
    except PermissionError:
        raise InputError(f"{named(str(folder))}: no permission to look into this folder; change that.") from None
    for entry in entries:
        if entry.name.startswith("."):
            continue
        if entry.is_dir(follow_symlinks=False):
            yield from _texts_below(folder / entry.name)
        elif entry.is_file() and _looks_like_text(folder / entry.name):
            yield folder / entry.name


def _looks_like_text(file: Path) -> bool:
    by_name = named_like_text(file.name)
    if by_name is not None:
        return by_name
    try:
        with file.open("rb") as opened:
            head = opened.read(HEAD)
    except OSError:
        return False
    return bool(head) and b"\x00" not in head


def named_like_text(name: str) -> bool | None:
    """Whether a file is called like a text or an archive; None where its name has no extension to tell by."""
    extension = PurePath(name).suffix.lower()
    if extension == ".gz":
        extension = PurePath(PurePath(name).stem).suffix.lower() or extension
    if extension or name.endswith("~"):
        return extension in TEXT_EXTENSIONS or extension in ARCHIVE_EXTENSIONS
    return None


def _pattern(path: str) -> list[str]:
    files = sorted(file for file in glob.glob(path, recursive=True) if os.path.isfile(file))  # noqa: PTH113, PTH207
    if not files:
        raise InputError(f"{named(path)}: no file has a name like that; check the pattern and the folder.")
    return files


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
