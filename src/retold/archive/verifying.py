"""Whether all that an archive has stored is as it was: each file and each text against its checksum.

What is damaged is named by the texts that it costs; `repair` sets those aside and keeps what is whole.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from retold.archive.layout import DOCUMENTS, PARTS, SHINGLES, TABLES, TEXTS, TOKENS, file_name
from retold.archive.manifest import Manifest, PartEntry, read_manifest
from retold.archive.tables import columns, opened
from retold.archive.updating import update
from retold.errors import WorkError

Progress = Callable[[str, int, int], None]

_UNREADABLE = (pa.ArrowException, OSError, ValueError)
_Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Damage:
    """What damage costs: a text, by its number (`doc`) and `path` (None where that is lost, too), in a `file` of the
    archive.

    `what` says in words what of it is damaged; `current` is False for an earlier version or a text whose file is gone.
    """

    file: str
    doc: int | None
    path: str | None
    what: str
    current: bool


@dataclass(frozen=True, slots=True)
class Verdict:
    """How many texts were looked at, and what is damaged; `lost` are the names of parts that cannot be read at all.

    `hurt` counts the texts that damage costs, `lost_texts` those in parts that are lost, also where nothing says any
    longer which these are.
    """

    texts: int
    damaged: tuple[Damage, ...]
    lost: tuple[str, ...]
    hurt: int
    lost_texts: int


def verify(folder: str | Path, *, progress: Progress | None = None) -> Verdict:
    """Read an archive to its end and see that every text is what it was.

    `progress` is called with what is being done, how many characters are done, and of how many.

    Raises
    ------
    InputError
        If the folder is missing or no archive, or of a newer version.
    """
    tell = progress or (lambda what, done, total: None)
    place = Path(folder)
    manifest = read_manifest(place)
    texts, hurt, lost_texts = 0, 0, 0
    done, whole = 0, sum(entry.characters for entry in manifest.parts)
    damaged: list[Damage] = []
    lost: list[str] = []
    for entry in manifest.parts:
        tell("verifying", done, whole)
        found = list(_Part(place, entry, manifest).damage())
        damaged += found
        if any(one.doc is None for one in found):
            lost.append(entry.name)
            lost_texts += entry.documents
        else:
            hurt += len({one.doc for one in found})
        texts += entry.documents
        done += entry.characters
    return Verdict(texts, tuple(damaged), tuple(lost), hurt + lost_texts, lost_texts)


def repair(folder: str | Path, verdict: Verdict) -> None:
    """Set aside what is damaged, so that the rest can be used; the next run of index reads those texts anew.

    The parts that were damaged are kept in the folder ``damaged``, for whoever may save more of them.
    """
    with update(folder) as changes:
        changes.set_aside({one.doc for one in verdict.damaged if one.doc is not None}, verdict.lost)


class _Part:
    """A part that is looked through."""

    def __init__(self, archive: Path, entry: PartEntry, manifest: Manifest) -> None:
        self._folder = archive / PARTS / entry.name
        self._sums = entry.sha256
        self._past = manifest.past
        self._rows: list[_Row] = []

    def damage(self) -> Iterator[Damage]:
        """What of the part is damaged."""
        broken = [table for table in TABLES if not self._opens(table)]
        if DOCUMENTS not in broken:
            if _sha256(self._place(DOCUMENTS)) == self._sums[DOCUMENTS]:
                self._rows = columns(self._place(DOCUMENTS), ("doc", "path", "raw_sha256", "words")).to_pylist()
            else:  # nothing that it says can be trusted
                broken.append(DOCUMENTS)
        if broken:
            yield Damage(self._shown(broken[0]), None, None, "the whole part", True)
            yield from (self._one(broken[0], row, "the whole part") for row in self._rows)
            return
        for table, look in ((TEXTS, self._texts), (TOKENS, self._tokens), (SHINGLES, self._shingles)):
            place = self._place(table)
            # Each text has a checksum of its own; the other tables are looked into only where they have changed.
            if table == TEXTS or _sha256(place) != self._sums[table]:
                with opened(place) as file:
                    found = list(look(file))
                if not found and table != TEXTS:  # somewhere in it
                    found = [self._one(table, row, "its words") for row in self._rows]
                yield from found

    def _texts(self, file: pq.ParquetFile) -> Iterator[Damage]:
        for group, rows in self._groups(file):
            try:
                raws = file.read_row_group(group, ["raw"])["raw"].cast(pa.binary())
                sums = [hashlib.sha256(raw.as_buffer()).hexdigest() for raw in raws]
            except _UNREADABLE:
                sums = [""] * len(rows)
            for row, found in zip(rows, sums, strict=True):
                if found != row["raw_sha256"]:
                    yield self._one(TEXTS, row, "the text")

    def _tokens(self, file: pq.ParquetFile) -> Iterator[Damage]:
        for group, rows in self._groups(file):
            try:
                counts = [len(one) for one in file.read_row_group(group)["starts"]]
            except _UNREADABLE:
                counts = [-1] * len(rows)
            for row, count in zip(rows, counts, strict=True):
                if count != row["words"]:
                    yield self._one(TOKENS, row, "its words")

    def _shingles(self, file: pq.ParquetFile) -> Iterator[Damage]:
        """A group that cannot be read may hold shingles of the texts from that before it up to that behind it."""
        place = {row["doc"]: at for at, row in enumerate(self._rows)}
        last, hurt = 0, False
        for group in range(file.num_row_groups):
            try:
                docs = file.read_row_group(group)["doc"]
                first, final = place[docs[0].as_py()], place[docs[-1].as_py()]
            except (*_UNREADABLE, KeyError):
                hurt = True
                continue
            if hurt:
                yield from (self._one(SHINGLES, row, "its fingerprints") for row in self._rows[last : first + 1])
            last, hurt = final, False
        if hurt:
            yield from (self._one(SHINGLES, row, "its fingerprints") for row in self._rows[last:])

    def _groups(self, file: pq.ParquetFile) -> Iterator[tuple[int, Sequence[_Row]]]:
        """Each row group with the texts in it: all tables have them in one order."""
        at = 0
        for group in range(file.num_row_groups):
            count = file.metadata.row_group(group).num_rows
            yield group, self._rows[at : at + count]
            at += count

    def _one(self, table: str, row: _Row, what: str) -> Damage:
        return Damage(self._shown(table), row["doc"], row["path"], what, row["doc"] not in self._past)

    def _opens(self, table: str) -> bool:
        try:
            with opened(self._place(table)):
                return True
        except WorkError:
            return False

    def _place(self, table: str) -> Path:
        return self._folder / file_name(table)

    def _shown(self, table: str) -> str:
        return f"{PARTS}/{self._folder.name}/{file_name(table)}"


def _sha256(place: Path) -> str:
    with place.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
