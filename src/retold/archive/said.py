"""What the words of all texts say: one file a part, read a text at a time.

The words of a part come in from its table, once; their hashes and what each says in its text (`retold.passages.weigh`)
go into a file of the cache, five bytes a word, from which any text is read in a millisecond. As many texts are held in
memory as there is room for; those that were asked for last stay.
"""

from __future__ import annotations

import os
import zlib
from collections import OrderedDict
from collections.abc import Iterator
from itertools import accumulate
from pathlib import Path

import numpy as np
import numpy.typing as npt

from retold.archive.layout import DOCUMENTS, TOKENS, file_name
from retold.archive.snapshot import Snapshot
from retold.archive.tables import columns, opened, values
from retold.errors import WorkError
from retold.passages import KERNEL, Weights, weigh
from retold.wording import visible

__all__ = ["SaidWords"]

Hashes = npt.NDArray[np.int32]

_WORD = 5  # bytes: four of its hash, one of what it says
_SUM = 4  # bytes at the end of a file: the CRC-32 of all before
_CHUNK = 1 << 20  # bytes that are read at a time where only their sum counts


class SaidWords:
    """The words of the current texts of a snapshot, by the place of the text among the documents.

    `cache` is the folder where the files of earlier runs lie, `fresh` the one where those go that are not there, and
    `room` the bytes that may be held; `lengths` are the numbers of words.
    """

    def __init__(self, snapshot: Snapshot, cache: Path, fresh: Path, room: int) -> None:
        self.lengths: npt.NDArray[np.int64] = values(snapshot.documents["words"])
        self._cache, self._fresh, self._room = cache, fresh, room
        self._numbers = {doc: number for number, doc in enumerate(snapshot.documents["doc"].to_pylist())}
        self._parts = snapshot.parts
        self._files: dict[Path, Path] = {}
        self._places: dict[int, tuple[Path, int, int, int]] = {}  # part, first word, words, and words of the part
        for part in self._parts:
            documents = columns(part / file_name(DOCUMENTS), ["doc", "words"])
            docs, words = (column.to_pylist() for column in documents.columns)
            total = sum(words)
            for doc, begin, count in zip(docs, accumulate(words, initial=0), words, strict=False):
                if doc in self._numbers:
                    self._places[self._numbers[doc]] = part, begin, count, total
            file = cache / _name(part)
            if _is_whole(file, total):
                self._files[part] = file
        self._held: OrderedDict[int, tuple[Hashes, Weights]] = OrderedDict()
        self._bytes = 0

    def __call__(self, text: int) -> tuple[Hashes, Weights]:
        """The hashes of a text's words, and what each says there."""
        held = self._held.get(text)
        if held is None:
            part, begin, count, total = self._places[text]
            if part not in self._files:
                for _ in self._read(part):
                    pass
            try:
                with self._files[part].open("rb") as file:
                    file.seek(4 * begin)
                    hashes = np.fromfile(file, np.int32, count)
                    file.seek(4 * total + begin)
                    held = self._hold(text, hashes, np.fromfile(file, np.uint8, count))
            except OSError:
                place = visible(str(self._files[part]))
                raise WorkError(f"{place}: this file of the cache has gone meanwhile; try again") from None
        else:
            self._held.move_to_end(text)
        return held

    def texts(self) -> Iterator[tuple[int, Hashes, Weights]]:
        """All texts, as they are stored: number, hashes of the words, and half-bits by their lengths."""
        for part in self._parts:
            for doc, hashes, halfbits in self._read(part):
                if doc in self._numbers:
                    yield self._numbers[doc], hashes, halfbits

    def some(self, texts: npt.NDArray[np.int32]) -> Iterator[tuple[int, Hashes, Weights]]:
        """The same of some texts."""
        wanted = set(texts.tolist())
        for part in {self._places[text][0] for text in wanted}:
            for doc, hashes, halfbits in self._read(part):
                if self._numbers.get(doc) in wanted:
                    yield self._numbers[doc], hashes, halfbits

    def publish(self) -> None:
        """Move the files that this run has made to where later ones look, and remove those of parts that are gone."""
        own = {_name(part) for part in self._parts}
        for file in self._cache.glob(_name(Path("*"))):
            if file.name not in own:
                file.unlink()
        for part, file in self._files.items():
            if file.parent == self._fresh:
                self._files[part] = file.replace(self._cache / file.name)

    def _read(self, part: Path) -> Iterator[tuple[int, Hashes, Weights]]:
        """The words of all texts of a part: numbers of documents, hashes and half-bits; its file is made on the way."""
        made = None if part in self._files else self._fresh / _name(part)
        beside: list[Weights] = []
        total = 0
        with (made or Path(os.devnull)).open("wb") as file, opened(part / file_name(TOKENS)) as table:
            for group in range(table.num_row_groups):
                rows = table.read_row_group(group, ["doc", "hashes", "halfbits"], use_threads=False)
                for at, doc in enumerate(rows["doc"].to_pylist()):
                    row = rows.slice(at, 1).combine_chunks()
                    hashes, halfbits = (values(row[name].chunk(0).flatten()) for name in ("hashes", "halfbits"))
                    if made:
                        weights = weigh(hashes, halfbits)
                        total = zlib.crc32(hashes.data, total)
                        file.write(hashes.data)
                        beside.append(weights)
                        if doc in self._numbers:
                            self._hold(self._numbers[doc], hashes.copy(), weights)  # and not all of its group
                    yield doc, hashes, halfbits
            for weights in beside:
                total = zlib.crc32(weights.data, total)
                file.write(weights.data)
            file.write(total.to_bytes(_SUM, "little"))
        if made:
            self._files[part] = made

    def _hold(self, text: int, hashes: Hashes, weights: Weights) -> tuple[Hashes, Weights]:
        held = hashes, weights
        self._bytes += _WORD * len(hashes)
        while self._held and self._bytes > self._room:
            _, (gone, _) = self._held.popitem(last=False)
            self._bytes -= _WORD * len(gone)
        self._held[text] = held
        return held


def _name(part: Path) -> str:
    return f"words-{KERNEL}-{part.name}"


def _is_whole(file: Path, words: int) -> bool:
    """Whether a file has so many words, and the sum that it says."""
    try:
        if file.stat().st_size != _WORD * words + _SUM:
            return False
        left, total = _WORD * words, 0
        with file.open("rb") as content:
            while left:
                chunk = content.read(min(left, _CHUNK))
                total = zlib.crc32(chunk, total)
                left -= len(chunk)
            return content.read() == total.to_bytes(_SUM, "little")
    except OSError:
        return False
