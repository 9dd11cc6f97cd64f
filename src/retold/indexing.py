"""Texts come into an archive: files and folders come in, what is new among them is read, cleaned and kept.

The archive knows nothing of files that people have, the readers nothing of archives; what one finds reaches the other
through here.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

from retold import archive as archives
from retold import cleaning, readers
from retold.archive import Entry, Update
from retold.errors import InputError, OptionError, RetoldError, WorkError
from retold.readers.limits import MEGABYTE
from retold.readers.members import join, split
from retold.readers.naming import STANDARD_INPUT, named
from retold.shingles import KERNEL
from retold.text import Witness
from retold.wording import number

__all__ = ["Indexed", "file_of", "index"]

Progress = Callable[[str, int, int], None]

READING = 1
"""Number of the way that texts are read and cleaned; raised when it changes, so that archives read them anew."""

OWN_MEMORY, MEMORY_OF_CHARACTER = 400_000_000, 25
"""Bytes that a run takes up besides the text it reads (375 MB in runs over 99 novels), and for each character of that
(21 where one text had 30 million)."""

LEAST_MEMORY = 500 * MEGABYTE

LOOKS = 3
"""Times that a file is read which changes while it is read, before it is left for the next run."""


@dataclass(frozen=True, slots=True)
class Indexed:
    """What a run of `index` did.

    `added`, `changed` and `dropped` are texts that came, have a new version, or are no longer current because their
    files are gone; `missing` are such that are still current; all by their paths in the archive. `skipped` holds what
    could not be read, with the reason; `kept_out` how many were forgotten and stay out; `documents`, `words` and
    `characters` count what is current now. `run` is the number of the run, None if nothing has changed.
    """

    run: int | None
    documents: int
    added: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    dropped: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    skipped: tuple[tuple[str, str], ...] = ()
    kept_out: int = 0
    characters: int = 0
    """Characters of text that were read in this run."""


@dataclass(slots=True)
class _Log:
    """What happens in a run, as it happens."""

    added: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    skipped: list[tuple[str, str]] = field(default_factory=list)
    kept_out: int = 0
    characters: int = 0


@dataclass(frozen=True, slots=True)
class _Reading:
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
class _File:
    """A text to be read: the path as the readers take it, its name in the archive, and its file's size in bytes."""

    path: str
    name: str
    size: int


def index(
    paths: Sequence[str | Path],
    *,
    archive: str | Path,
    encoding: str | None = None,
    replace: bool = False,
    memory: int | None = None,
    prune: bool = False,
    progress: Progress | None = None,
) -> Indexed:
    """Take the texts of some files and folders into an archive, those that are new or have changed.

    A file that cannot be read is left out and named; what is known of it stays. Run again after it was cut short, it
    goes on where it was.

    Parameters
    ----------
    paths : files, folders or patterns. A text goes by its path below the folder given first, with the folder's name
        before it for any other folder.
    archive : the archive's folder, which is made if it is not there.
    encoding, replace : decode all files so; read what cannot be decoded with U+FFFD.
    memory : bytes that the run may take up; texts too long to be read within that are left out.
    prune : drop texts below `paths` whose files are gone; their last version stays stored.
    progress : called with what is being done, how many bytes are done, and of how many.

    Returns
    -------
    What the run did: which texts came, changed or went, and how many there are now.

    Raises
    ------
    InputError : a path that is missing or holds no text; a folder that is no archive, or one of a newer version.
    WorkError : not a single text could be read; another run is writing; the disk is full.
    """
    tell = progress or (lambda what, done, total: None)
    place = Path(archive)
    if memory is not None and memory < LEAST_MEMORY:
        raise OptionError(f"memory: at least {LEAST_MEMORY // MEGABYTE} MB are needed, not {memory // MEGABYTE}")
    reading = _Reading(encoding, replace, None if memory is None else (memory - OWN_MEMORY) // MEMORY_OF_CHARACTER)
    log = _Log()
    texts = _listed([str(path) for path in paths], place, log)
    with archives.update(place, f"{READING}.{KERNEL}.{encoding or ''}.{'replace' * replace}") as changes:
        files, seen = _new(texts, changes, log)
        whole, done = sum(file.size for file in files), 0
        for file in files:
            tell("reading", done, whole)
            _take(file, changes, log, reading)
            done += file.size
        if log.skipped and changes.known.keys().isdisjoint(seen):
            more = f"; and {number(len(log.skipped) - 1, 'other text')} neither" if len(log.skipped) > 1 else ""
            raise WorkError(f"no text could be read: {log.skipped[0][1].removesuffix('.')}{more}")
        gone = _gone([str(path) for path in paths], changes, seen)
        if prune:
            changes.drop(gone, "gone")
        tell("writing", whole, whole)
    return Indexed(
        run=changes.run if changes.wrote else None,
        documents=len(changes.known),
        added=tuple(log.added),
        changed=tuple(log.changed),
        dropped=tuple(gone if prune else ()),
        missing=tuple(() if prune else gone),
        skipped=tuple(log.skipped),
        kept_out=log.kept_out,
        characters=log.characters,
    )


def _listed(paths: Sequence[str], archive: Path, log: _Log) -> list[tuple[str, str]]:
    """The texts that some paths mean, each with the folder that its name is to begin in."""
    own = _absolute(str(archive)) + os.sep
    found: list[tuple[str, str]] = []
    for path in paths:
        if path == STANDARD_INPUT:
            raise OptionError("an archive knows texts by their files: give files or folders, not standard input")
        refused: list[InputError] = []
        texts = [text for text in readers.gather([path], refused=refused.append) if not file_of(text).startswith(own)]
        if not texts:
            raise refused[0] if refused else InputError(f"{named(path)}: no text is here but those of the archive")
        log.skipped += [(path, str(error)) for error in refused]
        folder = _absolute(path) if Path(path).is_dir() else None
        found += [(text, folder or str(Path(file_of(text)).parent)) for text in texts]
    return found


def _new(texts: Sequence[tuple[str, str]], changes: Update, log: _Log) -> tuple[list[_File], set[str]]:
    """The texts that are new or may have changed, and the names of all."""
    files: list[_File] = []
    seen: set[str] = set()
    for path, folder in texts:
        file, inside = split(path)
        name = join(changes.roots.name(file_of(path), folder), *inside)
        if name in seen:
            continue
        seen.add(name)
        if changes.is_forgotten("path", name):
            log.kept_out += 1
            continue
        size, mtime_ns = _stamp(file) or (0, 0)
        known = changes.known.get(name)
        if known is None or (known.size, known.mtime_ns) != (size, mtime_ns) or not changes.holds(name, known.sha256):
            files.append(_File(path, name, size))
    return files, seen


def _take(file: _File, changes: Update, log: _Log, reading: _Reading) -> None:
    """Read a text and keep it, or say why not."""
    try:
        (size, mtime_ns), witness = _at_rest(file, reading)
        if changes.is_forgotten("sha256", witness.sha256):
            log.kept_out += 1
            return
        if changes.holds(file.name, witness.sha256):
            changes.touch(file.name, mtime_ns)
            return
        story = cleaning.clean_content(witness.content, witness.raw) if witness.content else cleaning.clean(witness.raw)
        work, _ = archives.work_of(file.name, story.title, story.metadata.get("author"))
        if changes.is_forgotten("work", work):
            log.kept_out += 1
            return
    except RetoldError as error:
        log.skipped.append((file.name, str(error)))
        return
    except Exception as error:  # whatever one file of ten thousand is, the others are to come in
        log.skipped.append((file.name, f"{named(file.path)}: it cannot be read ({type(error).__name__}: {error})."))
        return
    known = changes.known.get(file.name)
    changes.add(Entry(file.name, size, mtime_ns, witness, story))
    log.characters += len(witness.raw)
    if known is None:
        log.added.append(file.name)
    elif known.sha256 != witness.sha256:
        log.changed.append(file.name)


def _at_rest(file: _File, reading: _Reading) -> tuple[tuple[int, int], Witness]:
    """The size and time of a file, and what was read of it while these stayed the same."""
    place, inside = split(file.path)
    if not inside:
        reading.check(file.path, file.size)
    for _ in range(LOOKS):
        before = _stamp(place)
        witness = readers.read(file.path, "A", encoding=reading.encoding, replace=reading.replace)
        if before is not None and before == _stamp(place):
            reading.check(file.path, len(witness.raw))
            return before, witness
    raise InputError(f"{named(file.path)}: it changes while it is read; run this again when it is at rest.")


def _gone(paths: Sequence[str], changes: Update, seen: set[str]) -> list[str]:
    """The known texts below some paths whose files are gone, or no longer hold them, in order."""
    below = [_absolute(path) for path in paths]
    listed = {split(place)[0] for name in seen if (place := changes.roots.place(name))}
    gone: list[str] = []
    for name in sorted(changes.known.keys() - seen):
        place = changes.roots.place(name)
        if place is None or not any(place == path or place.startswith(path.rstrip(os.sep) + os.sep) for path in below):
            continue
        file, inside = split(place)
        if (inside and file in listed) or _is_gone(file):
            gone.append(name)
    return gone


def _is_gone(file: str) -> bool:
    """Whether a file is not there; one that cannot be looked for may be."""
    try:
        os.lstat(file)
    except (FileNotFoundError, NotADirectoryError):
        return True
    except (OSError, ValueError):
        return False
    return False


def _stamp(file: str) -> tuple[int, int] | None:
    """Size and time of a file; None where it cannot be looked at, which reading it will say."""
    try:
        about = os.stat(file)  # noqa: PTH116 - as it is named
    except (OSError, ValueError):
        return None
    return about.st_size, about.st_mtime_ns


def file_of(path: str) -> str:
    """The absolute path of the file that a text is in; links to folders are followed, the file's own name stays."""
    file, _ = split(path)
    folder, name = os.path.split(file)
    return os.path.join(_absolute(folder or os.curdir), name)  # noqa: PTH118 - as it is named


@lru_cache(maxsize=1024)
def _absolute(folder: str) -> str:
    return os.path.realpath(folder)
