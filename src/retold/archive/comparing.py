"""The kernel of reuse as one function over Arrow batches: seeds of texts come in, the passages on them go out.

Whatever engine has joined the shingles hands its batches to `compare`: DuckDB through a record batch reader, Spark in
its workers (``mapInArrow``), and what was joined on arrays comes the same way. A row depends on the two texts alone, so
the rows are the same wherever they were made.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from retold.engines import by_document
from retold.passages import Chains, Passages, Weights, align, chain
from retold.seeding import Numbers, Seeds

__all__ = ["COMPARED", "REPOST", "WITNESSED", "Said", "compare", "compare_seeds", "runs", "said_in", "write_said"]

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
`other_first_word`, so often."""

_AT_ONCE = 256  # passages of two texts that are compared with all before them at a time

_Hashes = npt.NDArray[np.int32]
_Rows = npt.NDArray[np.int32]

Said = Callable[[int], tuple[_Hashes, Weights]]
"""The words of a text, by its number: their hashes, and what each says there (`retold.passages.weigh`)."""


def compare(batches: Iterable[pa.RecordBatch], said: Said) -> Iterator[pa.RecordBatch]:
    """Rows of `retold.engines.JOIN`, all of two texts together and in order, become rows of `COMPARED`."""
    return compare_seeds(by_document(batches), said)


def compare_seeds(seeds: Iterable[tuple[int, Seeds]], said: Said) -> Iterator[pa.RecordBatch]:
    """The passages on the seeds of each text with later ones, none within another; a batch a text that has any."""
    for text, own in seeds:
        found: list[_Rows] = []
        hashes, weights = said(text)
        chains = chain(own, weights)
        for start, stop in runs(chains.document):
            other = int(chains.document[start])
            its_hashes, its_weights = said(other)
            got = align(hashes, weights, its_hashes, its_weights, chains, slice(start, stop))
            kept = _outermost(got)
            if not len(kept):
                continue
            found.append(_rows(text, other, [*(column[kept] for column in _columns(got)), np.zeros(len(kept))]))
            covered = int((got.last[kept] - got.first[kept] + 1).sum())
            if covered >= REPOST * min(len(hashes), len(its_hashes)):
                one, its = (hashes, weights), (its_hashes, its_weights)
                names = np.array(_renaming(chains, slice(start, stop), one, its), np.int32).reshape(-1, 3).T
                nothing = np.zeros(names.shape[1])
                found.append(_rows(text, other, [names[0], nothing, names[1], nothing, nothing, nothing, names[2]]))
        if found:
            yield pa.record_batch(list(np.concatenate(found, axis=1)), COMPARED)


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
        return batch.column(0).to_numpy(), batch.column(1).to_numpy()

    return said


def _rows(text: int, other: int, columns: Sequence[npt.NDArray[Any]]) -> _Rows:
    count = len(columns[0])
    return np.array([np.full(count, text), np.full(count, other), *columns], np.int32)


def _columns(got: Passages) -> tuple[Numbers, ...]:
    return got.first, got.last, got.other_first, got.other_last, got.halfbits, got.equal


def _outermost(got: Passages) -> Numbers:
    """The passages that witness something and lie within no better one, in order of their places."""
    order = np.lexsort((got.other_first, got.first, -got.halfbits))
    order = order[got.halfbits[order] >= 2 * WITNESSED].astype(np.int32)
    first, last, other_first, other_last = (column[order] for column in _columns(got)[:4])
    inside = np.zeros(len(order), np.bool_)
    for start in range(0, len(order), _AT_ONCE):
        own = slice(start, start + _AT_ONCE)
        before = slice(0, start + _AT_ONCE)
        within = (first[before] <= first[own, None]) & (last[own, None] <= last[before])
        within &= (other_first[before] <= other_first[own, None]) & (other_last[own, None] <= other_last[before])
        inside[own] = np.tril(within, start - 1).any(axis=1)
    kept = order[~inside]
    placed = kept[np.lexsort((got.other_first[kept], got.first[kept]))]
    return placed.astype(np.int32, copy=False)


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
