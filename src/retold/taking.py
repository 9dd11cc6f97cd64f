"""What one file gives an archive: a text, read and cleaned, or the reason why it stays out.

A file and the terms of the archive come in (`retold.archive.Admission`), so that the same function serves a run on this
machine and the workers of one on many.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from retold import archive as archives
from retold import cleaning, readers
from retold.archive import Admission, Entry
from retold.errors import InputError, RetoldError
from retold.readers.limits import MEGABYTE
from retold.readers.members import split
from retold.readers.naming import named
from retold.text import Witness

READING = 1
"""Number of the way that texts are read and cleaned; raised when it changes, so that archives read them anew."""

LOOKS = 3
"""Times that a file is read which changes while it is read, before it is left for the next run."""


@dataclass(frozen=True, slots=True)
class Reading:
    """How texts are read; `most` is how many characters one may have, None for any number."""

    encoding: str | None
    replace: bool
    most: int | None

    def check(self, path: str, size: int) -> None:
        """Refuse a text that is too long."""
        if self.most is not None and size > self.most:
            raise InputError(
                f"{named(path)}: with its {size / MEGABYTE:.1f} MB it needs more memory than is allowed (--memory); "
                "allow more, or cut it into parts."
            )


@dataclass(frozen=True, slots=True)
class File:
    """A text to be read: the path as the readers take it, its name in the archive, its file's size in bytes, and where
    Hadoop has it if it is to come from there."""

    path: str
    name: str
    size: int
    source: str = ""


@dataclass(frozen=True, slots=True)
class Left:
    """A text that does not come in: it is `known`, though its file was written again at some time (`mtime_ns`), it was
    `forgotten`, or it is `unreadable`, for the reason `why`."""

    name: str
    what: Literal["known", "forgotten", "unreadable"]
    why: str = ""
    mtime_ns: int = 0


def taken(file: File, admission: Admission, reading: Reading) -> Entry | Left:
    """The text of a file as the archive takes it, or why it does not."""
    try:
        (size, mtime_ns), witness = _at_rest(file, reading)
        if admission.is_forgotten("sha256", witness.sha256):
            return Left(file.name, "forgotten")
        if admission.holds(file.name, witness.sha256):
            return Left(file.name, "known", mtime_ns=mtime_ns)
        story = cleaning.clean_content(witness.content, witness.raw) if witness.content else cleaning.clean(witness.raw)
        work, _ = archives.work_of(file.name, story.title, story.metadata.get("author"))
        if admission.is_forgotten("work", work):
            return Left(file.name, "forgotten")
    except RetoldError as error:
        return Left(file.name, "unreadable", str(error))
    except Exception as error:  # whatever one file of ten thousand is, the others are to come in
        why = f"{named(file.path)}: it cannot be read ({type(error).__name__}: {error})."
        return Left(file.name, "unreadable", why)
    return Entry(file.name, size, mtime_ns, witness, story)


def file_of(path: str) -> str:
    """The absolute path of the file that a text is in; links to folders are followed, the file's own name stays.

    A URL is its own place.
    """
    if "://" in path:
        return path.rstrip("/")
    file, _ = split(path)
    folder, name = os.path.split(file)
    return os.path.join(absolute(folder or os.curdir), name)  # noqa: PTH118 - as it is named


@lru_cache(maxsize=1024)
def absolute(folder: str) -> str:
    """A folder where it really lies."""
    return os.path.realpath(folder)


def stamp(file: str) -> tuple[int, int] | None:
    """Size and time of a file; None where it cannot be looked at, which reading it will say."""
    try:
        about = os.stat(file)  # noqa: PTH116 - as it is named
    except (OSError, ValueError):
        return None
    return about.st_size, about.st_mtime_ns


def _at_rest(file: File, reading: Reading) -> tuple[tuple[int, int], Witness]:
    """The size and time of a file, and what was read of it while these stayed the same."""
    place, inside = split(file.path)
    if not inside:
        reading.check(file.path, file.size)
    for _ in range(LOOKS):
        before = stamp(place)
        witness = readers.read(file.path, "A", encoding=reading.encoding, replace=reading.replace)
        if before is not None and before == stamp(place):
            reading.check(file.path, len(witness.raw))
            return before, witness
    raise InputError(f"{named(file.path)}: it changes while it is read; run this again when it is at rest.")
