"""A run that changes an archive: texts are added and taken away, and every so often the manifest says so.

What is written but not yet named in the manifest is no part of the archive: a run that is killed leaves a whole archive
and a folder that the next run sweeps away. Each commit names whole parts, so a run that was cut short has kept what it
had finished, and the next one goes on from there.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Collection, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Self

import pyarrow as pa
import pyarrow.parquet as pq

from retold.archive.layout import DOCUMENTS, LOCK, MANIFEST, PARTS, UNFINISHED, document_id, file_name
from retold.archive.locking import one_writer
from retold.archive.manifest import Manifest, Past, Run, Why, read_manifest, write_manifest
from retold.archive.writing import Entry, PartWriter
from retold.errors import InputError, WorkError
from retold.wording import visible

PART = 64_000_000
"""Characters of text from which a part is closed and named in the manifest: what a killed run may lose."""


@dataclass(frozen=True, slots=True)
class Known:
    """A text that is current: its number, and the file that it was read from."""

    doc: int
    sha256: str
    size: int
    mtime_ns: int


@contextmanager
def update(folder: str | Path, making: str, *, part: int = PART) -> Iterator[Update]:
    """Change the archive in `folder`, which is made if it is not there, as long as the block lasts.

    `making` says how the texts that come are read and fingerprinted. What is added or dropped counts from the moment at
    which the block ends, or earlier for a part that is full; left by an error, the block keeps the parts that are full.

    Raises
    ------
    InputError
        If the folder holds something else, or an archive that is damaged or of a newer version.
    WorkError
        If another run is writing to it, or the disk is full or refuses.
    """
    place = Path(folder)
    shown = visible(str(place))
    try:
        _make(place)
        with one_writer(place):
            started = Update(place, _manifest(place), making, part)
            with started:
                yield started
    except (OSError, pa.ArrowException) as error:
        reason = (error.strerror if isinstance(error, OSError) and error.strerror else str(error)).lower()
        raise WorkError(
            f"{shown}: cannot write to the archive ({reason}); what was finished is kept, and the same command goes on "
            "from there"
        ) from error


class Update:
    """The archive as a run finds it, and what the run makes of it; see `update`.

    `known` are the texts that are current, by path.
    """

    def __init__(self, folder: Path, manifest: Manifest, making: str, part: int) -> None:
        self.folder = folder
        self.manifest = _with_run(replace(manifest, making=making))
        self._making = making
        self._full = part
        self._sweep()
        self.known, self._stored = self._read_known()
        self._writer: PartWriter | None = None
        self._open = ExitStack()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, *error: object) -> None:
        with self._open:
            if kind is None:
                self._commit(finished=True)

    @property
    def run(self) -> int:
        """The number of this run, counted from 1; one that was cut short goes on under its own."""
        return self.manifest.runs[-1].run

    def add(self, entry: Entry) -> int:
        """Take a text in, in place of what was known at its path; the number it has got."""
        doc = document_id(entry.path, entry.witness.sha256, self._making)
        before = self.known.get(entry.path)
        if doc in self._stored:
            self._forget_past(doc)
            self.touch(doc, entry.mtime_ns)
        else:
            if self._writer is None:
                self._writer = self._open.enter_context(PartWriter(self.folder, self._making))
            self._writer.add(entry)
            self._stored.add(doc)
        if before is not None and before.doc != doc:
            self.drop([before.doc], "reread" if before.sha256 == entry.witness.sha256 else "changed")
        self.known[entry.path] = Known(doc, entry.witness.sha256, entry.size, entry.mtime_ns)
        if self._writer is not None and self._writer.characters >= self._full:
            self._commit()
        return doc

    def touch(self, doc: int, mtime_ns: int) -> None:
        """Remember that a file was written again, with the same content, at another time."""
        self.manifest = replace(self.manifest, touched={**self.manifest.touched, doc: mtime_ns})

    def drop(self, docs: Collection[int], why: Why) -> None:
        """Say that some texts are no longer current; they stay stored."""
        past = {doc: Past(self.run, why) for doc in docs}
        self.manifest = replace(self.manifest, past={**self.manifest.past, **past})

    def _forget_past(self, doc: int) -> None:
        past = {other: gone for other, gone in self.manifest.past.items() if other != doc}
        self.manifest = replace(self.manifest, past=past)

    def _commit(self, finished: bool = False) -> None:
        """Let the manifest say what has been done so far."""
        if self._writer is not None:
            entry = self._writer.close(self.run)
            self.manifest = replace(self.manifest, parts=(*self.manifest.parts, entry))
            self._open.close()
            self._writer = None
        if finished:
            last = replace(self.manifest.runs[-1], finished=_now())
            self.manifest = replace(self.manifest, runs=(*self.manifest.runs[:-1], last))
        write_manifest(self.folder, self.manifest)

    def _sweep(self) -> None:
        """Remove what earlier runs left that no manifest names."""
        named = {entry.name for entry in self.manifest.parts}
        for found in (self.folder / PARTS).iterdir():
            if found.name not in named:
                shutil.rmtree(found)
        for found in self.folder.glob(f".{MANIFEST}.*.part"):
            found.unlink()

    def _read_known(self) -> tuple[dict[str, Known], set[int]]:
        """The current texts by path, and the numbers of all that are stored."""
        known: dict[str, Known] = {}
        stored: set[int] = set()
        for entry in self.manifest.parts:
            place = self.folder / PARTS / entry.name / file_name(DOCUMENTS)
            rows = pq.read_table(place, columns=["path", "doc", "sha256", "size", "mtime_ns"])
            for path, doc, sha256, size, mtime_ns in zip(*(column.to_pylist() for column in rows.columns), strict=True):
                stored.add(doc)
                if doc not in self.manifest.past:
                    known[path] = Known(doc, sha256, size, self.manifest.touched.get(doc, mtime_ns))
        return known, stored


def _make(folder: Path) -> None:
    """See that there is a folder for an archive, and that nothing else is in it."""
    if folder.exists() and not folder.is_dir():
        raise InputError(f"{visible(str(folder))}: this is a file; name a folder for the archive")
    folder.mkdir(parents=True, exist_ok=True)
    own = {MANIFEST, LOCK, PARTS}
    if not (folder / MANIFEST).exists() and any(name.name not in own for name in os.scandir(folder)):
        raise InputError(
            f"{visible(str(folder))}: this folder holds something else and is no archive; name one that is new or empty"
        )
    (folder / PARTS).mkdir(exist_ok=True)


def _manifest(folder: Path) -> Manifest:
    return read_manifest(folder) if (folder / MANIFEST).exists() else Manifest("")


def _with_run(manifest: Manifest) -> Manifest:
    """The manifest with the run that begins now, or with the one that was cut short."""
    runs = manifest.runs
    if runs and runs[-1].finished is None:
        return manifest
    return replace(manifest, runs=(*runs, Run(runs[-1].run + 1 if runs else 1, _now())))


def _now() -> str:
    return f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}"


assert UNFINISHED.startswith(".")
