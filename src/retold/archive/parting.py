"""The shingles of all texts, parted by the first bits of their fingerprints, and the seeds among them.

The words of texts come in, one text after the other. In memory, what is parted is gathered a stretch at a time, and
seeds are made text by text. Where there is no room for that, both go through temporary files (`seeds_through_files`):
then memory is that of one stretch or of the seeds of one text, and does not grow with the archive.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
import numpy.typing as npt

from retold.compiling import compiled
from retold.seeding import Numbers, Seeds, seeds_of, shared_places, sorted_by
from retold.shingles import Shingles, Words, shingles_of

__all__ = ["seeds_through_files", "shingles_again", "stretches"]

BUCKETS = 6
"""Bits: a 64th of the shingles is gathered at a time, so that its table stays near the processor."""

GATHERED = 100
"""Bytes of memory that a shingle takes while its stretch is gathered: its row twice, a table, and seven numbers."""

_GROUP, _FEW = 1_000_000, 100_000  # words whose shingles are parted at a time, in memory and through files
_SEED = 16  # bytes in a file

_Array = npt.NDArray[Any]
_Text = tuple[int, _Array, _Array]  # number, hashes of the words, half-bits by their lengths
_Columns = tuple[npt.NDArray[np.int64], Numbers, Numbers, Numbers]
_NONE = np.zeros(0, np.int32)


def shingles_again(hashes: _Array, halfbits: _Array) -> Shingles:
    """The shingles of a text, from what is stored of its words: that is cheaper than to read them."""
    return shingles_of(Words(_NONE, _NONE, hashes.astype(np.int64), halfbits))


def stretches(texts: Iterable[_Text], bits: int = BUCKETS, file: BinaryIO | None = None) -> Iterator[_Columns]:
    """The shingles of the texts, by number: those with the same first `bits` of their fingerprints together.

    They are held in memory, or in a `file`.
    """
    groups: list[tuple[Sequence[_Array | _Stored], _Array]] = []
    for group in _groups(texts, _GROUP if file is None else _FEW):
        columns, cuts = _parted(group, bits)
        groups.append((columns if file is None else [_Stored(file, column) for column in columns], cuts))
    for bucket in range(1 << bits):
        parts = [[column[cuts[bucket] : cuts[bucket + 1]] for column in columns] for columns, cuts in groups]
        if parts:
            fingerprints, documents, first, last = (np.concatenate(pieces) for pieces in zip(*parts, strict=True))
            yield fingerprints, documents, first, last


def seeds_through_files(
    texts: Iterable[_Text], lengths: npt.NDArray[np.int64], room: int, folder: Path
) -> Iterator[tuple[int, Seeds]]:
    """The seeds of each text with later ones, as `retold.seeding.seeds_of` has them.

    `lengths` are the numbers of words of the texts; what is gathered at a time takes `room` bytes, or the least there
    is. The files are made in `folder`, and last as long as the iterator.
    """
    bits = min(16, max(BUCKETS, (int(lengths.sum()) * GATHERED // max(1, room)).bit_length()))
    with tempfile.TemporaryFile(dir=folder) as parted, tempfile.TemporaryFile(dir=folder) as file:
        begins = []  # for each stretch, where the seeds of each text begin in the file
        for stretch in stretches(texts, bits, parted):
            counts = np.zeros(len(lengths) + 1, np.int64)
            counts[0] = file.tell() // _SEED
            for text, seeds in seeds_of(shared_places([stretch]), len(lengths)):
                counts[text + 1] = len(seeds)
                file.write(np.array([seeds.document, seeds.first, seeds.last, seeds.other]).data)
            begins.append(np.cumsum(counts))
        for text in range(len(lengths)):
            pieces = []
            for stretch_begins in begins:
                begin, end = stretch_begins[text : text + 2].tolist()
                if end > begin:
                    file.seek(_SEED * begin)
                    pieces.append(np.frombuffer(file.read(_SEED * (end - begin)), np.int32).reshape(4, -1))
            if pieces:
                columns = np.concatenate(pieces, axis=1)
                order = sorted_by(columns[1], np.arange(columns.shape[1], dtype=np.int32))
                yield text, Seeds(*columns.take(sorted_by(columns[0], order), axis=1))


class _Stored:
    """An array in a file, of which the slices that are asked for are read."""

    def __init__(self, file: BinaryIO, array: _Array) -> None:
        self._file, self._type, self._at = file, array.dtype, file.tell()
        file.write(array.data)

    def __getitem__(self, part: slice) -> _Array:
        self._file.seek(self._at + part.start * self._type.itemsize)
        return np.frombuffer(self._file.read((part.stop - part.start) * self._type.itemsize), self._type)


def _groups(texts: Iterable[_Text], least: int) -> Iterator[list[tuple[int, Shingles]]]:
    """The shingles of some texts at a time, at least so many if there are."""
    group: list[tuple[int, Shingles]] = []
    for number, hashes, halfbits in texts:
        group.append((number, shingles_again(hashes, halfbits)))
        if sum(len(shingles) for _, shingles in group) >= least:
            yield group
            group = []
    if group:
        yield group


def _parted(group: Sequence[tuple[int, Shingles]], bits: int) -> tuple[_Columns, npt.NDArray[np.int64]]:
    """The shingles of some texts in order of their first bits, and where each begins and the last one ends."""
    fingerprints = np.concatenate([shingles.fingerprints for _, shingles in group])
    documents = np.repeat([number for number, _ in group], [len(shingles) for _, shingles in group]).astype(np.int32)
    first = np.concatenate([shingles.first for _, shingles in group])
    last = np.concatenate([shingles.last for _, shingles in group])
    buckets = (fingerprints.view(np.uint64) >> np.uint64(64 - bits)).astype(np.uint16)
    cuts = np.append(0, np.cumsum(np.bincount(buckets, minlength=1 << bits)))
    parted = np.empty_like(fingerprints), np.empty_like(documents), np.empty_like(first), np.empty_like(last)
    _part(buckets, cuts[:-1].copy(), fingerprints, documents, first, last, *parted)
    return parted, cuts


@compiled
def _part(
    buckets: _Array,
    begins: _Array,
    fingerprints: _Array,
    documents: _Array,
    first: _Array,
    last: _Array,
    to_fingerprints: _Array,
    to_documents: _Array,
    to_first: _Array,
    to_last: _Array,
) -> None:
    for row in range(len(buckets)):
        at = begins[buckets[row]]
        begins[buckets[row]] += 1
        to_fingerprints[at] = fingerprints[row]
        to_documents[at] = documents[row]
        to_first[at] = first[row]
        to_last[at] = last[row]
