"""An archive on any file system that Hadoop knows: a folder of this machine is the copy of what is needed of it.

A URL comes in, a snapshot of the copy or an update of it goes out. To read, the manifest and, of the parts it names,
the documents, words and texts are fetched; the shingles, half of the bytes, only Spark's workers read, where
they are. To write, a part that is whole in the copy is brought there under another name and renamed, then the manifest.
"""

from __future__ import annotations

import os
import platform
import re
import sys
import tempfile
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from retold.archive.layout import DOCUMENTS, MANIFEST, PARTS, README, TEXTS, TOKENS, WRITER, file_name
from retold.archive.manifest import Manifest, read_manifest
from retold.archive.snapshot import Snapshot, open_archive
from retold.archive.updating import Update, update
from retold.errors import InputError, WorkError
from retold.replacing import is_beside
from retold.wording import one_line, visible

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

    from retold.hadoop import Hadoop


def is_remote(archive: str | Path) -> bool:
    """Whether an archive is named by a URL, such as ``s3a://bucket/library``."""
    return isinstance(archive, str) and "://" in archive


def open_remote(url: str, copy: Path, running: SparkSession) -> Snapshot:
    """The archive at a URL as it is now; `copy` is an empty folder for what is fetched of it.

    Raises
    ------
    InputError
        If there is no archive, Hadoop cannot get at it, or it is damaged or of a newer version.
    """
    from retold.hadoop import Hadoop

    source, files = url.rstrip("/"), Hadoop(running)
    with _named(copy, source):
        files.fetch(f"{source}/{MANIFEST}", copy / MANIFEST)
        for entry in read_manifest(copy).parts:
            for table in (DOCUMENTS, TEXTS, TOKENS):
                place = Path(PARTS) / entry.name / file_name(table)
                files.fetch(f"{source}/{place.as_posix()}", copy / place)
        return replace(open_archive(copy), source=source)


@contextmanager
def update_remote(url: str, making: str, running: SparkSession) -> Iterator[Update]:
    """Change the archive at a URL as long as the block lasts; as `update` otherwise.

    Raises
    ------
    InputError
        If something else is there, an archive that is damaged or of a newer version, or Hadoop cannot get at it.
    WorkError
        If another run is writing to it, or has not ended as it should.
    """
    from retold.hadoop import Hadoop

    source, files = url.rstrip("/"), Hadoop(running)
    with tempfile.TemporaryDirectory(prefix="retold-") as folder:
        copy = Path(folder)
        with _named(copy, source), _one_writer(files, source):
            _begin(files, source, copy)
            with update(copy, making, _Source(files, source, copy)) as changes:
                yield changes


def _begin(files: Hadoop, url: str, copy: Path) -> None:
    """Let a copy have the manifest of an archive, and the names of what else is there, by which it is seen."""
    there = files.names(url)
    for name in there:
        if is_beside(name):
            files.remove(f"{url}/{name}")
        elif name == MANIFEST:
            files.fetch(f"{url}/{name}", copy / name)
        elif name != PARTS:
            (copy / name).touch()
    for name in files.names(f"{url}/{PARTS}") if MANIFEST not in there else ():
        (copy / PARTS / name).mkdir(parents=True)


class _Source:
    """The archive at a URL, as an update of its copy needs it."""

    def __init__(self, files: Hadoop, url: str, copy: Path) -> None:
        self._files = files
        self._url = url
        self._copy = copy
        self._there: set[str] = set()
        self._explained = False

    def fetch(self, part: str, table: str) -> None:
        place = Path(PARTS) / part / file_name(table)
        self._files.fetch(f"{self._url}/{place.as_posix()}", self._copy / place)

    def publish(self, manifest: Manifest) -> None:
        for entry in manifest.parts:
            if entry.name not in self._there:
                self._files.bring_folder(self._copy / PARTS / entry.name, f"{self._url}/{PARTS}/{entry.name}")
                self._there.add(entry.name)
        self._files.bring(self._copy / MANIFEST, f"{self._url}/{MANIFEST}")
        if not self._explained:
            self._files.bring(self._copy / README, f"{self._url}/{README}")
            self._explained = True

    def sweep(self, named: Collection[str]) -> None:
        for name in self._files.names(f"{self._url}/{PARTS}"):
            if name not in named:
                self._files.remove(f"{self._url}/{PARTS}/{name}")
        self._there = set(named)


@contextmanager
def _one_writer(files: Hadoop, url: str) -> Iterator[None]:
    """Hold the archive at a URL for writing: a file there says so, which a run that is killed leaves behind."""
    place = f"{url}/{WRITER}"
    here = platform.node()
    while not files.claim(place, f"process {os.getpid()} on {here}, since {datetime.now(UTC):%Y-%m-%d %H:%M} UTC\n"):
        holder = files.read(place)
        claimed = re.fullmatch(r"process (\d+) on (.*), since .*\n", holder)
        if claimed is None or claimed[2] != here or _lives(int(claimed[1])):
            raise WorkError(
                f"{visible(url)}: another run is writing to this archive ({one_line(holder)}); wait until it has "
                f"ended, or remove {visible(place)} if it was killed"
            )
        files.remove(place)
    try:
        yield
    finally:
        files.remove(place)


def _lives(process: int) -> bool:
    """Whether a process of this machine is running, as far as can be told."""
    if sys.platform == "win32":  # where asking ends it
        return True
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except (OSError, OverflowError):
        return True
    return True


@contextmanager
def _named(copy: Path, url: str) -> Iterator[None]:
    """Let errors name the archive, not its copy."""
    try:
        yield
    except (InputError, WorkError) as error:
        raise type(error)(str(error).replace(str(copy), url)) from None
