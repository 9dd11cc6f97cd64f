"""The kernel of reuse as one function over Arrow batches: seeds of texts come in, the passages on them go out.

Whatever engine has joined the shingles hands its batches to `compare`: DuckDB through a record batch reader, Spark in
its workers (``mapInArrow``), and what was joined on arrays comes the same way. A row depends on the two texts alone, so
the rows are the same wherever they were made.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from retold.archive.tables import values
from retold.engines import by_document
from retold.passages import Chains, Weights, align, chain, strands
from retold.seeding import Numbers, Seeds

__all__ = [
    "COMPARED",
    "REPOST",
    "WITNESSED",
    "Links",
    "Rows",
    "Said",
    "aligned",
    "compare",
    "compare_seeds",
    "linked",
    "runs",
    "said_in",
    "settled",
    "write_said",
]

WITNESSED = 50
"""Bits from which a passage says that two texts have a phrase, whether or not it is reported."""

REPOST = 0.5
"""Share of the shorter text that the other has, from which the two are one work."""

COMPARED = pa.schema(
    [
        (name, pa.int32())
        for name in (
            "number",
            "other_number",
            "first_word",
            "last_word",
            "other_first_word",
            "other_last_word",
            "halfbits",
            "equal",
            "times",
        )
    ]
)
"""A row is a passage that two texts share, its words inclusive, with its score and how many words are equal; or, where
`times` is not 0, of two texts that may be one work, a name at `first_word` and the one that stands for it at
`other_first_word`, so often; `equal` is 1 if it is the same."""

_Hashes = npt.NDArray[np.int32]
Rows = npt.NDArray[np.int32]
"""Passages, an array with a row for each column of `COMPARED`."""

Said = Callable[[int], tuple[_Hashes, Weights]]
"""The words of a text, by its number: their hashes, and what each says there (`retold.passages.weigh`)."""


@dataclass(frozen=True, slots=True)
class Links:
    """Seeds of texts with later ones that may make passages (`linked`), in order of their columns but for `last`.

    The columns of `Seeds`, and before them the number of the `text`.
    """

    text: Numbers
    document: Numbers
    first: Numbers
    last: Numbers
    other: Numbers

    def __len__(self) -> int:
        return len(self.text)

    def only(self, rows: npt.NDArray[Any] | slice) -> Links:
        return Links(self.text[rows], self.document[rows], self.first[rows], self.last[rows], self.other[rows])

    def of(self, text: int, other: int | None = None) -> Seeds:
        """Those of one text, with all others or with one."""
        own = np.array([text, text + 1], np.int32)  # of another type, the whole column would be copied
        start, stop = np.searchsorted(self.text, own).tolist()
        if other is not None:
            stop = start + int(np.searchsorted(self.document[start:stop], other, "right"))
            start += int(np.searchsorted(self.document[start:stop], other))
        return Seeds(*(column[start:stop] for column in (self.document, self.first, self.last, self.other)))


def compare(batches: Iterable[pa.RecordBatch], said: Said, lengths: npt.NDArray[np.int64]) -> Iterator[pa.RecordBatch]:
    """Rows of `retold.engines.JOIN`, all of two texts together and in order, become rows of `COMPARED`.

    `lengths` are the numbers of words of all texts.
    """
    for rows in compare_seeds(by_document(batches), said, lengths):
        yield pa.record_batch(list(rows), COMPARED)


def compare_seeds(seeds: Iterable[tuple[int, Seeds]], said: Said, lengths: npt.NDArray[np.int64]) -> Iterator[Rows]:
    """The passages on the seeds of each text with later ones, none within another; an array a text that has any."""
    for text, own in seeds:
        links = linked(text, own, said)
        rows = settled(aligned(links, said), links, said, lengths)
        if rows.shape[1]:
            yield rows


def linked(text: int, seeds: Seeds, said: Said) -> Links:
    """The seeds of one text that are not alone with too little; what the others are changes nothing."""
    kept = np.flatnonzero(strands(seeds, said(text)[1]) >= 0)
    columns = (column[kept] for column in (seeds.document, seeds.first, seeds.last, seeds.other))
    return Links(np.full(len(kept), text, np.int32), *columns)


def aligned(links: Links, said: Said) -> Rows:
    """The passages of `WITNESSED` bits and more on some whole strands, by row the columns of `COMPARED` but the last.

    They depend on the words of the two texts and on their strand alone; some may lie within others.
    """
    found: list[Rows] = [np.zeros((len(COMPARED) - 1, 0), np.int32)]
    for text in np.unique(links.text).tolist():
        hashes, weights = said(text)
        chains = chain(links.of(text), weights)
        for start, stop in runs(chains.document):
            other = int(chains.document[start])
            got = align(hashes, weights, *said(other), chains, slice(start, stop))
            good = np.flatnonzero(got.halfbits >= 2 * WITNESSED)
            if len(good):
                columns = got.first, got.last, got.other_first, got.other_last, got.halfbits, got.equal
                places = np.full(len(good), text), np.full(len(good), other)
                found.append(np.array([*places, *(column[good] for column in columns)], np.int32))
    return np.concatenate(found, axis=1)


def settled(rows: Rows, links: Links, said: Said, lengths: npt.NDArray[np.int64]) -> Rows:
    """What `aligned` found between some texts, without what lies within something better, and names: the columns of
    `COMPARED`."""
    rows = rows[:, _outermost(rows)]
    names: list[Rows] = []
    if rows.shape[1]:
        borders = np.array([start for start, _ in runs(_pair(rows))])
        covered = np.add.reduceat(rows[3] - rows[2] + 1, borders)
        a, b = rows[0, borders], rows[1, borders]
        for at in np.flatnonzero(covered >= REPOST * np.minimum(lengths[a], lengths[b])).tolist():
            one, other = said(int(a[at])), said(int(b[at]))
            chains = chain(links.of(int(a[at]), int(b[at])), one[1])
            for place, its_place, times in _renaming(chains, slice(0, len(chains)), one, other):
                same = one[0][place] == other[0][its_place]
                names.append(np.array([a[at], b[at], place, 0, its_place, 0, 0, same, times], np.int32)[:, None])
    return np.concatenate([np.vstack([rows, np.zeros_like(rows[:1])]), *names], axis=1)


def runs(keys: npt.NDArray[Any]) -> Iterator[tuple[int, int]]:
    """Where each run of equal keys begins and ends, exclusive."""
    borders = [0, *(np.flatnonzero(keys[1:] != keys[:-1]) + 1).tolist(), len(keys)]
    return pairwise(borders) if len(keys) else iter(())


def write_said(texts: Iterable[tuple[_Hashes, Weights]], file: Path) -> None:
    """Keep the words of all texts, in order of their numbers, for `said_in`: five bytes a word."""
    schema = pa.schema([("hash", pa.int32()), ("weight", pa.uint8())])
    with pa.OSFile(str(file), "wb") as sink, pa.ipc.new_file(sink, schema) as writer:
        for hashes, weights in texts:
            writer.write_batch(pa.record_batch([hashes, weights], schema))


def said_in(file: str) -> Said:
    """The words in a file of `write_said`, which is mapped: what several processes look at is in memory once."""
    reader = pa.ipc.open_file(pa.memory_map(file))

    def said(text: int) -> tuple[_Hashes, Weights]:
        batch = reader.get_batch(text)
        return values(batch.column(0)), values(batch.column(1))

    return said


def _pair(rows: Rows) -> npt.NDArray[np.int64]:
    keys: npt.NDArray[np.int64] = rows[0].astype(np.int64) << 32 | rows[1]
    return keys


def _outermost(rows: Rows) -> npt.NDArray[np.intp]:
    """The passages that lie within no better one of the same texts, in order of texts and places."""
    _, _, first, last, other_first, other_last, halfbits, equal = rows
    pair = _pair(rows)
    order = np.lexsort((equal, other_last, last, other_first, first, -halfbits, pair))
    first, last, other_first, other_last = rows[2:6, order]
    begins = [start for start, _ in runs(pair[order])]
    before = np.arange(len(order)) - np.repeat(begins, np.diff([*begins, len(order)]))  # better ones, of each
    inside = np.zeros(len(order), np.bool_)
    left = np.flatnonzero(before)
    step = 1
    while len(left):
        better = left - step
        inside[left] = (
            (first[better] <= first[left])
            & (last[left] <= last[better])
            & (other_first[better] <= other_first[left])
            & (other_last[left] <= other_last[better])
        )
        step += 1
        left = left[~inside[left] & (before[left] >= step)]
    kept = order[~inside]
    placed: npt.NDArray[np.intp] = kept[np.lexsort((rows[4, kept], rows[2, kept], pair[kept]))]
    return placed


def _renaming(
    chains: Chains, of: slice, one: tuple[_Hashes, Weights], other: tuple[_Hashes, Weights]
) -> list[tuple[int, int, int]]:
    """Names that stand at the same place of the seeds: words of the one and the other, as they first do, and how often.

    Names are known by their hashes; what is returned are places of words in both texts.
    """
    begin = int(chains.ends[of.start - 1]) if of.start else 0
    at, beside = chains.first[begin : chains.ends[of.stop - 1]], chains.other[begin : chains.ends[of.stop - 1]]
    (hashes, weights), (its_hashes, its_weights) = one, other
    pairs: dict[int, int] = {}
    alive = np.ones(len(at), np.bool_)
    for _ in range(10):
        alive &= (at < len(weights)) & (beside < len(its_weights))
        at, beside = at[alive], beside[alive]
        names = (weights[at] == 0) & (its_weights[beside] == 0)
        pairs.update(zip(at[names].tolist(), beside[names].tolist(), strict=True))
        alive = names | (hashes[at] == its_hashes[beside])
        at, beside = at + 1, beside + 1
    seen: dict[tuple[int, int], tuple[int, int]] = {}
    counts: dict[tuple[int, int], int] = {}
    for place, its_place in sorted(pairs.items()):
        key = int(hashes[place]), int(its_hashes[its_place])
        where = seen.setdefault(key, (place, its_place))
        counts[where] = counts.get(where, 0) + 1
    return [(place, its_place, times) for (place, its_place), times in counts.items()]
