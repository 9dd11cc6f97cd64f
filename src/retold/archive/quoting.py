"""Where a text, or a passage of it, stands in others in its own words: its shingles come in, aligned passages go out.

The same seeds, chains and kernel as between the texts of an archive (`retold.archive.reuse`), from one text to all
others: only those that share a chain of seeds with it are read. What many of them have is a stock phrase, a famous
line or a footer: it is counted and not reported.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from itertools import islice, pairwise
from typing import Any, Literal

import numpy as np
import numpy.typing as npt

from retold.archive.chance import CHANCE, HALVING, REPORTED
from retold.archive.comparing import REPOST, WITNESSED
from retold.archive.concordance import Searchable
from retold.archive.lookup import seeds_with
from retold.archive.reuse import COMMON_TEXTS, COMMON_WORDS, PLAIN_BITS, PLAIN_WORDS, STOCK_BITS, STOCK_TEXTS
from retold.archive.snapshot import Tokens
from retold.archive.tables import values
from retold.passages import Chains, align, chain, weigh
from retold.seeding import Seeds
from retold.shingles import Shingles

__all__ = ["Quotation", "quotations"]

_Array = npt.NDArray[Any]
_Row = tuple[int, int, int, int, int, int, int]


@dataclass(frozen=True, slots=True)
class Quotation:
    """A passage that a text shares with another: the row of that among the documents, words in both (inclusive), raw
    spans in both, bits, the E-value, and whether one of the two has most of the other."""

    document: int
    first: int
    last: int
    start: int
    end: int
    other_start: int
    other_end: int
    bits: float
    e_value: float
    kind: Literal["quoted", "reposted"]


def quotations(
    among: Searchable,
    own: Tokens,
    shingles: Shingles,
    leave_out: Collection[int] = (),
    wanted: Collection[int] | None = None,
) -> tuple[list[Quotation], int]:
    """The passages that a text shares with those of an archive, in order, and how many were left out as common.

    `leave_out` are rows of documents that do not count: the text itself. Where some are `wanted`, others are looked
    at only to see whether they have the same.
    """
    weights = weigh(own.hashes, own.halfbits)
    chains = chain(_without(seeds_with(among, shingles), leave_out), weights)
    snapshot = among.snapshot
    docs = snapshot.documents["doc"].to_pylist()
    borders = [*np.flatnonzero(np.diff(chains.document, prepend=-1)).tolist(), len(chains)]
    of = {
        docs[int(chains.document[start])]: (int(chains.document[start]), slice(start, stop))
        for start, stop in pairwise(borders)
    }
    lengths = values(snapshot.documents["words"])
    places = len(own.starts) * float(lengths.sum())
    found: list[tuple[_Row, Quotation]] = []

    def look(into: Collection[int]) -> None:
        for doc, other in snapshot.tokens(into):
            document, which = of[doc]
            rows = _passages(own, weights, other, chains, which)
            share = max(_covered(rows, 0) / max(1, len(own.starts)), _covered(rows, 2) / max(1, len(other.starts)))
            for first, last, other_first, other_last, halfbits, equal in rows:
                one = Quotation(
                    document,
                    first,
                    last,
                    int(own.starts[first]),
                    int(own.ends[last]),
                    int(other.starts[other_first]),
                    int(other.ends[other_last]),
                    halfbits / 2,
                    float(f"{CHANCE * places * 2.0 ** (-halfbits / 2 / HALVING):.3g}"),
                    "reposted" if share >= REPOST else "quoted",
                )
                found.append(((document, first, last, other_first, other_last, halfbits, equal), one))

    first_of_all = {doc for doc, (document, _) in of.items() if wanted is None or document in wanted}
    look(first_of_all)
    if wanted is not None:
        there = np.zeros(len(own.starts), np.bool_)
        for row, _ in found:
            there[row[1] : row[2] + 1] = True
        seeds_of = {doc: _seeds_of(chains, which) for doc, (_, which) in of.items() if doc not in first_of_all}
        look([doc for doc, seeds in seeds_of.items() if there[seeds].any()])
    found.sort(key=lambda one: one[0])
    partners = _partners([row for row, _ in found])
    kept: list[Quotation] = []
    common = 0
    for (row, one), texts in zip(found, partners, strict=True):
        if one.bits < REPORTED or (row[6] < PLAIN_WORDS and one.bits < PLAIN_BITS):
            continue
        stock = texts >= STOCK_TEXTS and one.bits < STOCK_BITS
        famous = texts >= COMMON_TEXTS and one.last - one.first < COMMON_WORDS
        if one.kind == "quoted" and (stock or famous):
            common += 1
        else:
            kept.append(one)
    return [one for one in kept if wanted is None or one.document in wanted], common


def _seeds_of(chains: Chains, of: slice) -> npt.NDArray[np.int32]:
    """The first words of all seeds in some chains."""
    return chains.first[int(chains.ends[of.start - 1]) if of.start else 0 : int(chains.ends[of.stop - 1])]


def _without(seeds: Seeds, documents: Collection[int]) -> Seeds:
    if not documents:
        return seeds
    kept = ~np.isin(seeds.document, list(documents))
    return Seeds(seeds.document[kept], seeds.first[kept], seeds.last[kept], seeds.other[kept])


def _passages(
    own: Tokens, weights: npt.NDArray[np.uint8], other: Tokens, chains: Chains, of: slice
) -> list[tuple[int, int, int, int, int, int]]:
    """First and last words in both, half-bits and equal words of the passages that lie within no better one."""
    got = align(own.hashes, weights, other.hashes, weigh(other.hashes, other.halfbits), chains, of)
    columns = (got.first, got.last, got.other_first, got.other_last, got.halfbits, got.equal)
    rows = [row for row in zip(*(column.tolist() for column in columns), strict=True) if row[4] >= 2 * WITNESSED]
    kept: list[tuple[int, int, int, int, int, int]] = []
    for row in sorted(rows, key=lambda row: (-row[4], row)):
        first, last, other_first, other_last = row[:4]
        if not any(a <= first and last <= b and c <= other_first and other_last <= d for a, b, c, d, *_ in kept):
            kept.append(row)
    return sorted(kept)


def _covered(rows: list[tuple[int, int, int, int, int, int]], side: int) -> int:
    """How many words of a side (0 or 2) lie in passages."""
    reach, covered = -1, 0
    for first, last in sorted((row[side], row[side + 1]) for row in rows):
        covered += max(0, last - max(first, reach + 1) + 1)
        reach = max(reach, last)
    return covered


def _partners(rows: list[_Row]) -> list[int]:
    """How many texts have at least half the words of each passage; those that are longer than `COMMON_WORDS` have 1."""
    order = sorted(range(len(rows)), key=lambda at: rows[at][1:3])
    short = [at for at in order if rows[at][2] - rows[at][1] < COMMON_WORDS]
    counts = [1] * len(rows)
    begin = 0
    for at in short:
        first, last = rows[at][1:3]
        while rows[short[begin]][1] < first - COMMON_WORDS:
            begin += 1
        texts = set()
        for other in islice(short, begin, None):
            start, stop = rows[other][1:3]
            if start > last:
                break
            if 2 * (min(last, stop) - max(first, start) + 1) >= last - first + 1:
                texts.add(rows[other][0])
        counts[at] = len(texts)
    return counts
