"""A run that changes an archive: texts are added and taken away, and every so often the manifest says so.

What is written but not yet named in the manifest is no part of the archive: a run that is killed leaves a whole archive
and a folder that the next run sweeps away. Each commit names whole parts, so a run that was cut short has kept what it
had finished, and the next one goes on from there, under the same number.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Protocol, Self

import pyarrow as pa

from retold.archive.admission import Admission, Arrival, Known, arrival_of, digest
from retold.archive.catalog import Stored, stored
from retold.archive.layout import (
    CACHE,
    DAMAGED,
    DOCUMENTS,
    LOCK,
    MANIFEST,
    PARTS,
    README,
    TABLES,
    UNFINISHED,
    WRITER,
    document_id,
    file_name,
)
from retold.archive.locking import one_writer
from retold.archive.manifest import Manifest, PartEntry, Past, Run, Why, read_manifest, write_manifest
from retold.archive.readme import README_TEXT
from retold.archive.roots import Roots
from retold.archive.tables import columns
from retold.archive.writing import Entry, PartWriter, part_from
from retold.errors import InputError, WorkError
from retold.replacing import BESIDE, replace_file
from retold.wording import visible

PART = 64_000_000
"""Characters of text from which a part is closed and named in the manifest: what a killed run may lose."""

SMALL, MANY = PART // 8, 8
"""Parts of fewer characters than `SMALL` are put together into one when a run leaves `MANY` of them: reading many small
files costs more than reading one."""


_KNOWN = ("path", "doc", "sha256", "size", "mtime_ns", "run")


class Origin(Protocol):
    """Where an archive lies of which a folder is a copy: what an update needs of it, and what it makes of it."""

    def fetch(self, part: str, table: str) -> None:
        """Bring a table of a part into the copy, if it is not there."""

    def publish(self, manifest: Manifest) -> None:
        """Let the archive be what the copy is: first the parts that are new, then the manifest."""

    def sweep(self, named: Collection[str]) -> None:
        """Remove what is left of runs that were cut short: all parts but those that are named."""


@contextmanager
def update(folder: str | Path, making: str | None = None, origin: Origin | None = None) -> Iterator[Update]:
    """Change the archive in `folder` as long as the block lasts.

    `making` says how the texts that come are read and fingerprinted; the folder is then made if it is not there. What
    is added or dropped counts from the moment at which the block ends, or earlier for a part that is full. A block
    that is left by an error keeps the parts that were full. With an `origin`, the folder is a copy of the archive.

    Raises
    ------
    InputError
        If the folder holds something else, or an archive that is damaged or of a newer version.
    WorkError
        If another run is writing to it, or the disk is full or refuses.
    """
    place = Path(folder)
    try:
        if making is None:
            read_manifest(place)
        else:
            _make_folder(place)
        with one_writer(place), _begun(place, making, origin) as started:
            yield started
    except (OSError, pa.ArrowException) as error:
        reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        raise WorkError(
            f"{visible(str(place))}: cannot write to the archive ({reason[:1].lower()}{reason[1:]}); what was finished "
            "is kept, and the same command goes on from there"
        ) from error


class Update:
    """The archive as a run finds it, and what the run makes of it; see `update`.

    `roots` gives files their paths; `wrote` is True once the manifest has been written.
    """

    def __init__(self, folder: Path, manifest: Manifest, making: str | None, origin: Origin | None = None) -> None:
        self.folder = folder
        self._origin = origin
        self.manifest = manifest if making is None else _with_run(replace(manifest, making=making))
        self.roots = Roots(manifest.roots, lambda start: any(path.startswith(start) for path in self.known))
        self.wrote = False
        self._before = manifest
        self._past, self._touched = dict(manifest.past), dict(manifest.touched)
        self._forgotten = {one for work in manifest.forgotten for one in work}
        self._known: dict[str, Known] | None = None
        self._stored: set[int] = set()
        self._indexes = making is not None
        self._writer: PartWriter | None = None
        self._open = ExitStack()
        self._sweep()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, *error: object) -> None:
        try:
            with self._open:
                if kind is None:
                    self._finish()
        finally:
            for left in (self.folder / PARTS).glob(f"{UNFINISHED}*"):  # made just when an error came
                shutil.rmtree(left, ignore_errors=True)

    @property
    def known(self) -> dict[str, Known]:
        """The texts that are current, by path."""
        if self._known is None:
            self._known = self._read_known()
        return self._known

    @property
    def run(self) -> int:
        """The number of this run, counted from 1."""
        return self.manifest.runs[-1].run

    @property
    def admission(self) -> Admission:
        """On what terms texts come in; what is known changes as they do."""
        return Admission(self.manifest.making, self.run, self.known, self._forgotten)

    def add(self, entry: Entry) -> int:
        """Take a text in, in place of what was known at its path; its number."""
        arrival = arrival_of(entry)
        admission = self.admission
        number = document_id(arrival.path, arrival.sha256, admission.making)
        if number not in self._stored:
            if self._writer is None:
                self._writer = self._open.enter_context(PartWriter(self.folder))
            self._writer.add(entry, admission.making, admission.run_of(arrival.path, arrival.sha256))
        self._came(arrival)
        if self._writer is not None and self._writer.characters >= PART:
            self._commit()
        return number

    def adopt(self, part: PartEntry, tables: Mapping[str, bytes], arrivals: Iterable[Arrival]) -> None:
        """Take in the texts of a part that was written elsewhere on these terms: the bytes of its tables."""
        part_from(self.folder, part, tables)
        coming = list(arrivals)
        docs = {document_id(one.path, one.sha256, self.manifest.making) for one in coming}
        if again := docs & self._stored:  # files that are again what they once were
            entries = [self._rewritten([part], again)] if docs != again else []
        else:
            entries = [part]
        self.manifest = replace(self.manifest, parts=(*self.manifest.parts, *entries))
        for one in coming:
            self._came(one)
        self._commit()

    def _came(self, arrival: Arrival) -> None:
        """Know a text that is stored now as the one at its path."""
        admission, path = self.admission, arrival.path
        doc = document_id(path, arrival.sha256, admission.making)
        run, before = admission.run_of(path, arrival.sha256), admission.known.get(path)
        reread = admission.is_reread(path, arrival.sha256)
        self._past.pop(doc, None)  # the file may be again what it once was
        self._stored.add(doc)
        if before is not None and before.doc != doc:
            self.drop([path], "reread" if reread else "changed")
        self.known[path] = Known(doc, arrival.sha256, arrival.size, arrival.mtime_ns, run)

    def touch(self, path: str, mtime_ns: int) -> None:
        """Remember that a file was written again, with the same content, at another time."""
        self.known[path] = replace(self.known[path], mtime_ns=mtime_ns)
        self._touched[self.known[path].doc] = mtime_ns

    def drop(self, paths: Iterable[str], why: Why) -> None:
        """Say that the texts at some paths are no longer current; they stay stored."""
        for path in paths:
            self._past[self.known.pop(path).doc] = Past(self.run, why)

    def forget(self, texts: Sequence[Stored], *, whole_work: bool) -> None:
        """Take some texts out with every trace, at once; they are kept out from now on, as is the rest of the work.

        The parts that hold them are written anew without them; caches and what was set aside as damaged go as well.
        """
        digests = {digest("path", one.path) for one in texts} | {digest("sha256", one.sha256) for one in texts}
        if whole_work:
            digests |= {digest("work", one.work) for one in texts}
        self.manifest = replace(self.manifest, forgotten=(*self.manifest.forgotten, tuple(sorted(digests))))
        self._forgotten |= digests
        self._erase(texts)

    def forget_copies(self, paths: Collection[str]) -> set[str]:
        """Take out with every trace what has the content of a forgotten text at one of these paths; at which it was."""
        if not self._forgotten:
            return set()
        everything = stored(self.folder, self.manifest)
        copies = [one for one in everything if one.path in paths and self.admission.is_forgotten("sha256", one.sha256)]
        if copies:
            self._commit()  # what came in this run is left, too
            self._erase(copies)
        return {one.path for one in copies}

    def _erase(self, texts: Sequence[Stored]) -> None:
        """Take out some texts with every trace, at once, and no longer follow works of which nothing is left."""
        out, works = {one.doc for one in texts}, {one.work for one in texts}
        left = {one.work for one in stored(self.folder, self.manifest) if one.doc not in out}
        follows = tuple(work for work in self.manifest.follows if work in left or work not in works)
        self.manifest = replace(self.manifest, follows=follows)
        self._remove(out)
        self._sweep()
        for place in (CACHE, DAMAGED):
            shutil.rmtree(self.folder / place, ignore_errors=True)

    def has_forgotten(self, names: Iterable[str]) -> bool:
        """Whether a work was forgotten under one of these names, its path or its own."""
        return any(self.admission.is_forgotten(what, name) for name in names for what in ("path", "work"))

    def readmit(self, names: Iterable[str]) -> bool:
        """Let works come in again that were forgotten under one of these names; whether there was any."""
        digests = {digest(what, name) for name in names for what in ("path", "work")}
        kept = tuple(work for work in self.manifest.forgotten if digests.isdisjoint(work))
        found = kept != self.manifest.forgotten
        self.manifest = replace(self.manifest, forgotten=kept)
        return found

    def follow(self, work: str, *, follow: bool = True) -> None:
        """Follow a work, or follow it no longer."""
        others = tuple(other for other in self.manifest.follows if other != work)
        self.manifest = replace(self.manifest, follows=(*others, work) if follow else others)

    def set_aside(self, docs: Collection[int], lost: Collection[str]) -> None:
        """Take out texts that are damaged, and the parts with these names whole; the old parts are kept aside."""
        before = {entry.name for entry in self.manifest.parts}
        self._remove(docs, lost)
        aside = self.folder / DAMAGED
        aside.mkdir(exist_ok=True)
        for name in before - {entry.name for entry in self.manifest.parts}:
            if (self.folder / PARTS / name).exists() and not (aside / name).exists():
                (self.folder / PARTS / name).rename(aside / name)

    def _remove(self, docs: Collection[int], lost: Collection[str] = ()) -> None:
        """Write the parts anew that hold some texts, without them, and let the manifest say so."""
        out = set(docs)
        parts: list[PartEntry] = []
        for entry in self.manifest.parts:
            if entry.name in lost:
                continue
            rows = columns(self._table(entry, DOCUMENTS), ["doc"])["doc"].to_pylist()
            if out.isdisjoint(rows):
                parts.append(entry)
            elif not out.issuperset(rows):
                parts.append(self._rewritten([entry], out))
        self.manifest = replace(self.manifest, parts=tuple(parts))
        for doc in out:
            self._past.pop(doc, None)
            self._touched.pop(doc, None)
        self._known = None
        self._stored -= out
        self._commit()

    def _finish(self) -> None:
        """Let the manifest say what the run has done, if it has done anything."""
        small = [entry for entry in self.manifest.parts if entry.characters < SMALL]
        if len(small) + (self._writer is not None and self._writer.characters < SMALL) >= MANY:
            self._commit()
            small = [entry for entry in self.manifest.parts if entry.characters < SMALL]
            others = [entry for entry in self.manifest.parts if entry not in small]
            self.manifest = replace(self.manifest, parts=(*others, self._rewritten(small)))
        self._drop_reread()
        same = replace(self._current(), runs=self._before.runs) == self._before
        if self._writer is not None or not same or self.manifest.runs == self._before.runs:
            self._commit(finished=self._indexes)

    def _drop_reread(self) -> None:
        """Let go of parts in which all texts were read anew: they are no earlier versions of anything."""
        reread = {doc for doc, past in self._past.items() if past.why == "reread"}
        for entry in self.manifest.parts if reread else ():
            docs = columns(self._table(entry, DOCUMENTS), ["doc"])["doc"].to_pylist()
            if reread.issuperset(docs):
                parts = tuple(other for other in self.manifest.parts if other != entry)
                self.manifest = replace(self.manifest, parts=parts)
                for doc in docs:
                    del self._past[doc]

    def _commit(self, finished: bool = False) -> None:
        """Let the manifest say what has been done so far."""
        if self._writer is not None:
            entry = self._writer.close()
            self.manifest = replace(self.manifest, parts=(*self.manifest.parts, entry))
            self._open.close()
            self._writer = None
        if finished:
            last = replace(self.manifest.runs[-1], finished=now())
            self.manifest = replace(self.manifest, runs=(*self.manifest.runs[:-1], last))
        self.manifest = self._current()
        write_manifest(self.folder, self.manifest)
        if self._origin is not None:
            self._origin.publish(self.manifest)
        self.wrote = True

    def _current(self) -> Manifest:
        return replace(self.manifest, roots=self.roots.stored, past=dict(self._past), touched=dict(self._touched))

    def _rewritten(self, parts: Iterable[PartEntry], leave_out: Collection[int] = ()) -> PartEntry:
        """One part that holds what some parts hold, but for some texts, which may be damaged."""
        with PartWriter(self.folder) as writer:
            for entry in parts:
                for table in TABLES:
                    self._table(entry, table)
                writer.copy(self.folder / PARTS / entry.name, leave_out, damaged=bool(leave_out))
            return writer.close()

    def _table(self, entry: PartEntry, table: str) -> Path:
        place = self.folder / PARTS / entry.name / file_name(table)
        if self._origin is not None and not place.exists():
            self._origin.fetch(entry.name, table)
        return place

    def _sweep(self) -> None:
        """Remove what no manifest names: what runs left that were cut short, and parts that were written anew.

        Parts that were put together stay until the next run, for those who are reading them.
        """
        named = {entry.name for entry in self.manifest.parts}
        for found in (self.folder / PARTS).iterdir():
            if found.name not in named:
                shutil.rmtree(found)
        if self._origin is not None:
            self._origin.sweep(named)
        for found in self.folder.glob(f".*{BESIDE}"):
            found.unlink()

    def _read_known(self) -> dict[str, Known]:
        known: dict[str, Known] = {}
        for entry in self.manifest.parts:
            rows = columns(self._table(entry, DOCUMENTS), _KNOWN)
            for path, doc, sha256, size, mtime_ns, run in zip(
                *(column.to_pylist() for column in rows.columns), strict=True
            ):
                self._stored.add(doc)
                if doc not in self._past:
                    known[path] = Known(doc, sha256, size, self._touched.get(doc, mtime_ns), run)
        return known


@contextmanager
def _begun(folder: Path, making: str | None, origin: Origin | None) -> Iterator[Update]:
    """The update of a folder that nobody else writes to."""
    (folder / PARTS).mkdir(exist_ok=True)
    if (folder / MANIFEST).exists():
        manifest = read_manifest(folder)
    else:
        manifest = Manifest(making or "")
        write_manifest(folder, manifest)
    if not (folder / README).exists() or (folder / README).read_bytes() != README_TEXT:
        replace_file(folder / README, README_TEXT)
    if origin is not None and not manifest.runs:
        origin.publish(manifest)  # what is there from now on is an archive, whenever the run ends
    with Update(folder, manifest, making, origin) as started:
        yield started


def _make_folder(folder: Path) -> None:
    """See that there is a folder for an archive, and that nothing else is in it."""
    shown = visible(str(folder))
    if folder.exists() and not folder.is_dir():
        raise InputError(f"{shown}: this is a file; name a folder for the archive")
    folder.mkdir(parents=True, exist_ok=True)
    if (folder / MANIFEST).exists():
        return
    if any(entry.name not in (LOCK, WRITER, PARTS) for entry in os.scandir(folder)):
        raise InputError(f"{shown}: this folder holds something else and is no archive; name one that is new or empty")
    if (folder / PARTS).is_dir() and any((folder / PARTS).iterdir()):
        raise InputError(
            f"{shown}: the archive's {MANIFEST} is missing, though there are texts; put it back from a copy, or name "
            "another folder"
        )


def _with_run(manifest: Manifest) -> Manifest:
    """The manifest with the run that begins now, or with the one that was cut short."""
    runs = manifest.runs
    if runs and runs[-1].finished is None:
        return manifest
    return replace(manifest, runs=(*runs, Run(runs[-1].run + 1 if runs else 1, now())))


def now() -> str:
    """The time in UTC, as ISO 8601 has it."""
    return f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}"
