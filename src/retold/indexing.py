"""Texts come into an archive: files and folders come in, what is new among them is read, cleaned and kept.

The archive knows nothing of files that people have, the readers nothing of archives; what one finds reaches the other
through here.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from retold import archive as archives
from retold import readers
from retold.archive import Admission, Arrival, Entry, Update, arrival_of
from retold.archive.remote import is_remote, update_remote
from retold.distributing import by_file, made_of
from retold.errors import InputError, OptionError, WorkError
from retold.readers.files import named_like_text
from retold.readers.limits import MEGABYTE
from retold.readers.members import join, split
from retold.readers.naming import STANDARD_INPUT, named
from retold.shingles import KERNEL
from retold.taking import READING, File, Left, Reading, absolute, file_of, stamp, taken
from retold.wording import number, visible

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

__all__ = ["Indexed", "index"]

Progress = Callable[[str, int, int], None]

OWN_MEMORY, MEMORY_OF_CHARACTER = 400_000_000, 25
"""Bytes that a run takes up besides the text it reads (375 MB in runs over 99 novels), and for each character of that
(21 where one text had 30 million)."""

LEAST_MEMORY = 500 * MEGABYTE

SPARK_MEMORY = 2000 * MEGABYTE
"""Bytes for Spark's Java process unless told otherwise."""


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
    kept_out: set[str] = field(default_factory=set)
    characters: int = 0
    seen: set[str] = field(default_factory=set)

    def came(self, arrival: Arrival, changes: Update) -> None:
        """Note a text that is about to come in."""
        known = changes.known.get(arrival.path)
        self.seen.add(arrival.path)
        self.characters += arrival.length
        if known is None:
            self.added.append(arrival.path)
        elif known.sha256 != arrival.sha256:
            self.changed.append(arrival.path)

    def left(self, one: Left, changes: Update) -> None:
        """Note a text that does not come in."""
        self.seen.add(one.name)
        if one.what == "known":
            changes.touch(one.name, one.mtime_ns)
        elif one.what == "forgotten":
            self.kept_out.add(one.name)
        else:
            self.skipped.append((one.name, one.why))


@dataclass(frozen=True, slots=True)
class _Listed:
    """A text as it is found: its path, the folder that its name is to begin in, size and time of its file, and the
    file's URL as Hadoop has it if it comes from there, empty if it is one of this machine."""

    path: str
    folder: str
    size: int
    mtime_ns: int
    source: str = ""


def index(
    paths: Sequence[str | Path],
    *,
    archive: str | Path,
    encoding: str | None = None,
    replace: bool = False,
    memory: int | None = None,
    prune: bool = False,
    engine: Literal["spark"] | None = None,
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
    engine : ``spark`` to read on many machines; then paths and the archive may also be URLs that Hadoop knows.
    progress : called with what is being done, how many bytes are done, and of how many.

    Returns
    -------
    What the run did: which texts came, changed or went, and how many there are now.

    Raises
    ------
    InputError : a path that is missing or holds no text; a folder that is no archive, or one of a newer version.
    OptionError : less memory than `LEAST_MEMORY`; standard input; a URL for another engine.
    WorkError : not a single text could be read; another run is writing; the disk is full.
    """
    tell = progress or (lambda what, done, total: None)
    if memory is not None and memory < LEAST_MEMORY:
        raise OptionError(f"memory: at least {LEAST_MEMORY // MEGABYTE} MB are needed, not {memory // MEGABYTE}")
    reading = Reading(encoding, replace, None if memory is None else (memory - OWN_MEMORY) // MEMORY_OF_CHARACTER)
    making = f"{READING}.{KERNEL}.{encoding or ''}.{'replace' * replace}"
    log = _Log()
    with ExitStack() as held:
        running = held.enter_context(_session(memory)) if engine == "spark" else None
        texts = _listed([str(path) for path in paths], archive, running, log)
        changes = held.enter_context(
            update_remote(str(archive), making, running)
            if running is not None and is_remote(archive)
            else archives.update(archive, making)
        )
        files = _new(texts, changes, log)
        whole = sum(file.size for file in files)
        if running is None:
            _take(files, changes, log, reading, lambda done: tell("reading", done, whole))
        else:
            _take_in_spark(running, files, changes, log, reading, lambda done: tell("reading", done, whole))
        if log.skipped and changes.known.keys().isdisjoint(log.seen):
            more = f"; and {number(len(log.skipped) - 1, 'other text')} neither" if len(log.skipped) > 1 else ""
            raise WorkError(f"no text could be read: {log.skipped[0][1].removesuffix('.')}{more}")
        log.kept_out |= changes.forget_copies(log.seen)
        gone = _gone([str(path) for path in paths], changes, log.seen, running)
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
        kept_out=len(log.kept_out),
        characters=log.characters,
    )


def _session(memory: int | None) -> AbstractContextManager[SparkSession]:
    from retold.spark import session

    return session(memory or SPARK_MEMORY)


def _listed(paths: Sequence[str], archive: str | Path, running: SparkSession | None, log: _Log) -> list[_Listed]:
    """The texts that some paths mean; of URLs, the files that may hold some."""
    if running is None and (afar := [path for path in (*paths, str(archive)) if is_remote(path)]):
        raise OptionError(f"{visible(afar[0])}: this is a URL, which only the engine spark reads and writes")
    own = file_of(str(archive)).rstrip(os.sep) + os.sep
    found: list[_Listed] = []
    for path in paths:
        if path == STANDARD_INPUT:
            raise OptionError("an archive knows texts by their files: give files or folders, not standard input")
        listed = _listed_afar(path, running) if running is not None and is_remote(path) else _listed_here(path, log)
        texts = [one for one in listed if not file_of(one.path).startswith(own)]
        if not texts:
            raise InputError(f"{named(path)}: no text is here but those of the archive")
        found += texts
    return found


def _listed_here(path: str, log: _Log) -> list[_Listed]:
    refused: list[InputError] = []
    texts = readers.gather([path], refused=refused.append)
    if not texts and refused:
        raise refused[0]
    log.skipped += [(path, str(error)) for error in refused]
    folder = absolute(path) if Path(path).is_dir() else None
    return [
        _Listed(text, folder or str(Path(file_of(text)).parent), *(stamp(split(text)[0]) or (0, 0))) for text in texts
    ]


def _listed_afar(path: str, running: SparkSession) -> list[_Listed]:
    from retold.hadoop import Hadoop

    url = path.rstrip("/")
    found = list(Hadoop(running).files(url))
    folder = url.rpartition("/")[0] if [one.url for one in found] == [url] else url
    may_be = [one for one in found if one.url == url or named_like_text(one.url.rpartition("/")[2]) is not False]
    if not may_be:
        raise InputError(f"{named(path)}: no text in this folder; put texts there or give the files by name.")
    return [_Listed(one.url, folder, one.size, one.mtime_ns, one.source) for one in may_be]


def _new(texts: Sequence[_Listed], changes: Update, log: _Log) -> list[File]:
    """The texts that are new or may have changed."""
    files: list[File] = []
    admission = changes.admission
    members = by_file(admission.known)
    for text in texts:
        _, inside = split(text.path)
        name = join(changes.roots.name(file_of(text.path), text.folder), *inside)
        if name in log.seen:
            continue
        log.seen.add(name)
        if admission.is_forgotten("path", name):
            log.kept_out.add(name)
            continue
        # Of a file that is far away, nobody has looked how many texts it holds.
        names = members.get(name) or [name] if text.source else [name]
        if all(_is_held(one, text, admission) for one in names):
            log.seen.update(names)
        else:
            files.append(File(text.path, name, text.size, text.source))
    return files


def _is_held(name: str, text: _Listed, admission: Admission) -> bool:
    known = admission.known.get(name)
    stamped = known is not None and (known.size, known.mtime_ns) == (text.size, text.mtime_ns)
    return stamped and known is not None and admission.holds(name, known.sha256)


def _take(files: Sequence[File], changes: Update, log: _Log, reading: Reading, tell: Callable[[int], None]) -> None:
    """Read texts and keep them, or note why not."""
    done = 0
    for file in files:
        tell(done)
        one = taken(file, changes.admission, reading)
        if isinstance(one, Entry):
            log.came(arrival_of(one), changes)
            changes.add(one)
        else:
            log.left(one, changes)
        done += file.size


def _take_in_spark(
    running: SparkSession,
    files: Sequence[File],
    changes: Update,
    log: _Log,
    reading: Reading,
    tell: Callable[[int], None],
) -> None:
    """The same in Spark's workers; the parts that they make are taken over."""
    done = 0
    tell(done)
    for made in made_of(running, files, changes.admission, reading):
        for arrival in made.arrivals:
            log.came(arrival, changes)
        for left in made.left:
            log.left(left, changes)
        if made.part is not None:
            changes.adopt(made.part, made.tables, made.arrivals)
        done += sum(file.size for file in made.files)
        tell(done)


def _gone(paths: Sequence[str], changes: Update, seen: set[str], running: SparkSession | None) -> list[str]:
    """The known texts below some paths whose files are gone, or no longer hold them, in order."""
    below = [file_of(path) if is_remote(path) else absolute(path) for path in paths]
    listed = {split(place)[0] for name in seen if (place := changes.roots.place(name))}
    gone: list[str] = []
    for name in sorted(changes.known.keys() - seen):
        place = changes.roots.place(name)
        if place is None or not any(place == path or place.startswith(path.rstrip(os.sep) + os.sep) for path in below):
            continue
        file, inside = split(place)
        if (inside and file in listed) or (_is_gone_afar(file, running) if is_remote(file) else _is_gone(file)):
            gone.append(name)
    return gone


def _is_gone_afar(url: str, running: SparkSession | None) -> bool:
    from retold.hadoop import Hadoop

    return running is not None and not Hadoop(running).exists(url)


def _is_gone(file: str) -> bool:
    """Whether a file is not there; one that cannot be looked for may be."""
    try:
        os.lstat(file)
    except (FileNotFoundError, NotADirectoryError):
        return True
    except (OSError, ValueError):
        return False
    return False
