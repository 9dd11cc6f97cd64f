"""One state of an archive, to read from: which files are live, which texts, and their words.

A snapshot rests on one manifest. What other runs bring or take away meanwhile, it does not see.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from retold.archive.catalog import FACTS
from retold.archive.layout import DOCUMENTS, PARTS, TEXTS, TOKENS, file_name
from retold.archive.manifest import Manifest, read_manifest
from retold.archive.tables import columns, opened, values
from retold.errors import InputError
from retold.shingles import KERNEL
from retold.wording import visible


@dataclass(frozen=True, slots=True)
class Tokens:
    """The words of a text in order: raw spans (half open), 32 bits of their hashes, and half-bits (0: a name)."""

    starts: npt.NDArray[np.int32]
    ends: npt.NDArray[np.int32]
    hashes: npt.NDArray[np.int32]
    halfbits: npt.NDArray[np.uint8]


@dataclass(frozen=True)
class Snapshot:
    """An archive as one manifest has it.

    `documents` are the texts that are current, in order of their paths, with the columns `FACTS`. `parts` are the
    folders of the parts that hold any of them; `pure` is True where these hold nothing else, so that no row of theirs
    need be left out. `source` is the URL of the archive where `folder` is a copy of it without its shingles.
    """

    folder: Path
    manifest: Manifest
    documents: pa.Table
    parts: tuple[Path, ...]
    pure: bool
    source: str | None = None

    def files(self, table: str) -> list[str]:
        """The Parquet files of a table; rows of texts that are not among `documents` may be in them unless `pure`."""
        return [str(part / file_name(table)) for part in self.parts]

    def urls(self, table: str) -> list[str]:
        """The same by URL, as Hadoop takes them: nothing in them is spelled in another way."""
        source = self.source or f"file://{self.folder.absolute().as_posix()}"
        return [f"{source}/{PARTS}/{part.name}/{file_name(table)}" for part in self.parts]

    def tokens(self, docs: Collection[int]) -> Iterator[tuple[int, Tokens]]:
        """The words of some texts, by number, in the order in which they are stored."""
        return tokens_in(map(Path, self.files(TOKENS)), docs)

    def places(self, docs: Collection[int]) -> Iterator[tuple[int, npt.NDArray[np.int32], npt.NDArray[np.int32]]]:
        """Where the words of some texts begin and end in their raw text, by number, in the order of storage."""
        for doc, row in _rows(map(Path, self.files(TOKENS)), docs, ["doc", "starts", "lengths"]):
            starts, lengths = (values(row[name].chunk(0).flatten()) for name in ("starts", "lengths"))
            yield doc, starts, starts + lengths

    def texts(self, docs: Collection[int]) -> Iterator[tuple[int, str]]:
        """The raw text of some texts, by number, in the order in which they are stored."""
        for doc, row in _rows(map(Path, self.files(TEXTS)), docs):
            yield doc, row["raw"][0].as_py()


def tokens_in(files: Iterable[Path], docs: Collection[int] | None = None) -> Iterator[tuple[int, Tokens]]:
    """The words of some texts, or of all, in files of that table, in the order in which they are stored."""
    for doc, row in _rows(files, docs):
        starts, lengths, hashes, halfbits = (
            values(row[name].chunk(0).flatten()) for name in ("starts", "lengths", "hashes", "halfbits")
        )
        yield doc, Tokens(starts, starts + lengths, hashes, halfbits)


def _rows(
    files: Iterable[Path], docs: Collection[int] | None, names: list[str] | None = None
) -> Iterator[tuple[int, pa.Table]]:
    wanted = None if docs is None else set(docs)
    for place in files:
        with opened(place) as file:
            for group in range(file.num_row_groups):
                numbers = file.read_row_group(group, ["doc"], use_threads=False)["doc"].to_pylist()
                if wanted is not None and wanted.isdisjoint(numbers):
                    continue
                rows = file.read_row_group(group, names, use_threads=False)  # threads cost more than they bring
                for at, doc in enumerate(numbers):
                    if wanted is None or doc in wanted:
                        yield doc, rows.slice(at, 1).combine_chunks()


def open_archive(folder: str | Path) -> Snapshot:
    """The archive in a folder as it is now.

    Raises
    ------
    InputError
        If the folder is missing or no archive, or the archive is damaged, of a newer version, or its shingles are of
        another one.
    """
    place = Path(folder)
    manifest = read_manifest(place)
    _, kernel, *_ = *manifest.making.split("."), "", ""
    if kernel not in ("", str(KERNEL)):
        raise InputError(
            f"{visible(str(place))}: the texts were fingerprinted in the way of another Retold; run 'retold index' on "
            "their folders again"
        )
    past = None
    if manifest.past:  # making an Arrow array loads pandas where that is installed, which takes longer than all of this
        past = pa.array(sorted(manifest.past), pa.int64())
    tables, parts, pure = [], [], True
    for entry in manifest.parts:
        part = place / PARTS / entry.name
        rows = columns(part / file_name(DOCUMENTS), FACTS)
        live = rows if past is None else rows.filter(pc.invert(pc.is_in(rows["doc"], past)))
        pure = pure and live.num_rows in (0, rows.num_rows)
        if live.num_rows:
            tables.append(live)
            parts.append(part)
    if not tables:
        raise InputError(f"{visible(str(place))}: the archive is empty; add texts with 'retold index'")
    documents = pa.concat_tables(tables).sort_by("path").combine_chunks()
    return Snapshot(place, manifest, documents, tuple(parts), pure)
