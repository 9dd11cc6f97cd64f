"""What the texts of an archive have in common: every passage that two of them share, and what that makes of the two.

A state of the archive comes in; passages with spans on both sides, verdicts on pairs of works, and what is common
property go out. Seeds (`retold.archive.shared`) become aligned passages (`retold.passages`); a passage counts if it is
long enough in bits (`REPORTED`). One that many other texts have as well is a stock phrase, a famous line or a footer:
that says nothing about two of them, so it is counted and not reported.

How often chance makes a passage as good as this one, anywhere in the archive, is its E-value. Between novels without
any reuse, passages become rarer by half with every four bits more, not with every one, for language repeats itself.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from retold.archive.comparing import COMPARED, REPOST, runs
from retold.archive.findings import Finding
from retold.archive.shared import compared
from retold.archive.snapshot import Snapshot, Tokens
from retold.engines import Engine
from retold.passages import Weights, weigh
from retold.seeding import Numbers, sorted_by

__all__ = ["Common", "Shares", "Sharing", "find_reuse"]

Verdict = Literal["repost", "repost with names changed", "shares a source", "quotes"]

REPORTED = 64
"""Bits from which a passage is reported."""

PLAIN_WORDS, PLAIN_BITS = 8, 76
"""Words that must be the same in a passage of fewer bits than these: what is shorter is a turn of phrase."""

STOCK_TEXTS, STOCK_BITS = 4, 120
"""Other texts from which a passage of fewer bits than these is a stock phrase."""

COMMON_TEXTS, COMMON_WORDS = 10, 200
"""Other texts from which a passage of at most so many words is common property: famous lines, footers."""

CHANCE, HALVING = 2e-6, 4
"""Passages of 0 bits for each pair of places, extrapolated, and the bits that halve them: from 25 and from 99 novels
(187 and 1,619 of 65 bits, 33 and 322 of 75), those that three or more other novels have left aside."""

SURE = 0.01
"""E-value up to which a passage speaks for a verdict on two works."""

SOURCE_PASSAGES, SOURCE_SHARE = 4, 0.02
"""Passages, and the share of the shorter text in them, from which two texts share more than a quotation."""

RENAMED, RENAMED_TIMES = 0.3, 2
"""Share of the names in common passages that differ, from which names were changed; times that one became another."""

COUNTED = 1000
"""Passages beside one another that are looked at for how many texts have them."""

Column = npt.NDArray[Any]


@dataclass(frozen=True, slots=True)
class Sharing:
    """What two texts are to one another: `a` and `b` are their paths, `verdict` says it in a word.

    `share_a` and `share_b` (0 to 1) are the part of each that the other has; `passages` those that chance does not
    explain, with so many `bits` together; `names` are which became which, the most frequent first.
    """

    a: str
    b: str
    verdict: Verdict
    share_a: float
    share_b: float
    passages: int
    bits: float
    names: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Common:
    """A phrase that is common property: a text that has it (`path`), the raw span there (`start`, `end`), and in how
    many other `texts` it stands.
    """

    path: str
    start: int
    end: int
    texts: int


@dataclass(frozen=True, slots=True)
class Shares:
    """All that the texts of an archive share.

    `rows` are the passages, in order of paths and places; `pairs` what every two texts are to one another, the closest
    first; `common` the phrases that are common property, the commonest first, and `left_out` how many passages were
    left out for these. `texts` and `words` are the size of the archive.
    """

    rows: tuple[Finding, ...]
    pairs: tuple[Sharing, ...]
    common: tuple[Common, ...]
    left_out: int
    texts: int
    words: int


@dataclass(slots=True)
class _Found:
    """Passages between all texts, one entry each in every column; `a` and `b` are places among the documents."""

    a: Numbers
    b: Numbers
    first: Numbers
    last: Numbers
    other_first: Numbers
    other_last: Numbers
    halfbits: Numbers
    equal: Numbers

    def only(self, rows: Column) -> _Found:
        return _Found(*(getattr(self, name)[rows] for name in self.__slots__))


class _Words:
    """The words of the texts, each read once, with what they say in their text."""

    def __init__(self, snapshot: Snapshot) -> None:
        numbers = snapshot.documents["doc"].to_pylist()
        by_number: dict[int, tuple[Tokens, Weights]] = {
            doc: (tokens, weigh(tokens.hashes, tokens.halfbits)) for doc, tokens in snapshot.tokens(numbers)
        }
        self._texts = [by_number[doc] for doc in numbers]
        self.counts = np.array([len(tokens.starts) for tokens, _ in self._texts], np.int64)

    def __iter__(self) -> Iterator[tuple[int, Tokens]]:
        return ((text, tokens) for text, (tokens, _) in enumerate(self._texts))

    def __getitem__(self, text: int) -> Tokens:
        return self._texts[text][0]

    def said(self, text: int) -> tuple[npt.NDArray[np.int32], Weights]:
        """The hashes of a text's words, and what each says there."""
        tokens, weights = self._texts[text]
        return tokens.hashes, weights


def find_reuse(
    snapshot: Snapshot,
    *,
    engine: Engine | None = None,
    memory: int = 2_000_000_000,
    progress: Callable[[str, int, int], None] = lambda what, done, total: None,
) -> Shares:
    """All that the texts of an archive share. The same texts give the same result, however they came to be stored.

    `engine` joins their shingles, None for what suits the size of the archive; `memory` is what that may take, in
    bytes; `progress` is told what is being done, how many texts are done, and of how many.
    """
    progress("reading", 0, 1)
    words = _Words(snapshot)
    renaming: dict[tuple[int, int], dict[tuple[int, int], int]] = {}
    progress("joining", 0, 1)
    found = _gathered(compared(snapshot, words, engine=engine, memory=memory, progress=progress), renaming)
    partners = _partners(found)
    pairs = _closeness(found, words.counts, REPOST)
    one_work = np.isin(_pair_keys(found), [a << 32 | b for (a, b), share in pairs.items() if max(share) >= REPOST])
    length = np.maximum(found.last - found.first, found.other_last - found.other_first) + 1
    bits = found.halfbits / 2
    stock = (partners >= STOCK_TEXTS) & (bits < STOCK_BITS)
    common = ~one_work & (stock | ((partners >= COMMON_TEXTS) & (length <= COMMON_WORDS)))
    long_enough = (bits >= REPORTED) & ((found.equal >= PLAIN_WORDS) | (bits >= PLAIN_BITS))
    kept = np.flatnonzero(long_enough & ~common)
    total = int(words.counts.sum())
    places = (total * total - int((words.counts * words.counts).sum())) / 2
    e_values = CHANCE * places * 2.0 ** (-bits / HALVING)
    paths = snapshot.documents["path"].to_pylist()
    rows = tuple(_rows(found.only(kept), e_values[kept], one_work[kept], paths, words))
    shares = _sharings(found.only(kept), e_values[kept], paths, words, renaming, snapshot)
    left_out = np.flatnonzero(long_enough & common)
    phrases = _phrases(found.only(left_out), partners[left_out], paths, words)
    return Shares(rows, shares, phrases, len(left_out), len(paths), total)


def _gathered(batches: Iterable[pa.RecordBatch], renaming: dict[tuple[int, int], dict[tuple[int, int], int]]) -> _Found:
    """What was compared, pair by pair of texts, in whatever order it came; `renaming` gets the names."""
    rows = pa.Table.from_batches(batches, COMPARED)
    columns = [rows[name].to_numpy() for name in COMPARED.names]
    order = np.lexsort((columns[1], columns[0]))  # within a pair as it came
    found = _Found(*(column[order] for column in columns[:-1]))
    times = columns[-1][order]
    names = np.flatnonzero(times)
    places = zip(
        *(column[names].tolist() for column in (found.a, found.b, found.first, found.other_first)), strict=True
    )
    for (a, b, place, its_place), often in zip(places, times[names].tolist(), strict=True):
        renaming.setdefault((a, b), {})[place, its_place] = often
    return found.only(np.flatnonzero(times == 0))


def _pair_keys(found: _Found) -> npt.NDArray[np.int64]:
    return found.a.astype(np.int64) << 32 | found.b


def _closeness(
    found: _Found, counts: npt.NDArray[np.int64], least: float = 0.0
) -> dict[tuple[int, int], tuple[float, float]]:
    """The share of each of two texts that lies in passages of theirs, by their places among the documents.

    Pairs that share less than `least` of the shorter may be left out.
    """
    shares: dict[tuple[int, int], tuple[float, float]] = {}
    lengths = np.append(0, np.cumsum(np.maximum(found.last - found.first, found.other_last - found.other_first) + 1))
    for a, b, rows in _by_pair(found):
        if lengths[rows.stop] - lengths[rows.start] < least * min(counts[a], counts[b]):
            continue
        one = _covered(found.first[rows], found.last[rows]) / max(1, int(counts[a]))
        other = _covered(found.other_first[rows], found.other_last[rows]) / max(1, int(counts[b]))
        shares[a, b] = one, other
    return shares


def _by_pair(found: _Found) -> Iterator[tuple[int, int, slice]]:
    keys = _pair_keys(found)
    for start, stop in runs(keys):
        yield int(found.a[start]), int(found.b[start]), slice(start, stop)


def _covered(first: Numbers, last: Numbers) -> int:
    """How many words lie in any of some stretches (inclusive)."""
    order = np.argsort(first, kind="stable")
    reach = np.maximum.accumulate(last[order])
    start = np.maximum(first[order], np.append(-1, reach[:-1]) + 1)
    return int(np.maximum(0, last[order] - start + 1).sum())


def _partners(found: _Found) -> Numbers:
    """In how many other texts the words of each passage stand, at least by half: the larger of both sides.

    What is longer than `COMMON_WORDS` is looked at no closer; texts are counted up to `COUNTED`.
    """
    text, other = np.concatenate([found.a, found.b]), np.concatenate([found.b, found.a])
    first, last = np.concatenate([found.first, found.other_first]), np.concatenate([found.last, found.other_last])
    short = np.flatnonzero(last - first < COMMON_WORDS).astype(np.int32)
    order = sorted_by(text, sorted_by(first, short))
    counts = np.ones(len(text), np.int32)
    counts[order] = _count_partners(text[order], other[order], first[order], last[order])
    return np.maximum(counts[: len(found.a)], counts[len(found.a) :])


def _count_partners(text: Column, other: Column, first: Column, last: Column) -> Column:
    """Of stretches in order of text and first word: how many `other` texts have half of each."""
    own = np.arange(len(text))
    owners, partners = [own], [other]
    for step in range(1, COUNTED):
        # All those that begin within a stretch stand behind it in a row; the later ones only if those before do.
        own = own[own + step < len(text)]
        beside = own + step
        meet = (text[beside] == text[own]) & (first[beside] <= last[own])
        own, beside = own[meet], beside[meet]
        if not len(own):
            break
        both = np.minimum(last[own], last[beside]) - first[beside] + 1
        for one, two in ((own, beside), (beside, own)):
            half = 2 * both >= last[one] - first[one] + 1
            owners.append(one[half])
            partners.append(other[two[half]])
    pairs = np.unique(np.concatenate(owners) << 32 | np.concatenate(partners))
    return np.bincount(pairs >> 32, minlength=len(text))


def _rows(found: _Found, e_values: Column, one_work: Column, paths: list[str], words: _Words) -> Iterator[Finding]:
    for at in np.lexsort((found.other_last, found.other_first, found.last, found.first, found.b, found.a)).tolist():
        a, b = int(found.a[at]), int(found.b[at])
        one, other = words[a], words[b]
        yield Finding(
            paths[a],
            int(one.starts[found.first[at]]),
            int(one.ends[found.last[at]]),
            paths[b],
            int(other.starts[found.other_first[at]]),
            int(other.ends[found.other_last[at]]),
            float(found.halfbits[at]) / 2,
            float(f"{e_values[at]:.3g}"),
            "reposted" if one_work[at] else "quoted",
        )


def _sharings(
    found: _Found,
    e_values: Column,
    paths: list[str],
    words: _Words,
    renaming: dict[tuple[int, int], dict[tuple[int, int], int]],
    snapshot: Snapshot,
) -> tuple[Sharing, ...]:
    sure = found.only(np.flatnonzero(e_values <= SURE))
    shares = _closeness(sure, words.counts)
    reposts = [pair for pair, share in shares.items() if max(share) >= REPOST]
    docs = snapshot.documents["doc"].to_pylist()
    raw = dict(snapshot.texts({docs[text] for pair in reposts for text in pair})) if reposts else {}
    result = []
    for a, b, rows in _by_pair(sure):
        share_a, share_b = shares[a, b]
        count, bits = rows.stop - rows.start, float(sure.halfbits[rows].sum()) / 2
        names: tuple[tuple[str, str], ...] = ()
        verdict: Verdict = "quotes"
        if max(share_a, share_b) >= REPOST:
            one, other = words[a], words[b]
            told = renaming.get((a, b), {})
            changed = {where: times for where, times in told.items() if one.hashes[where[0]] != other.hashes[where[1]]}
            much = sum(changed.values()) >= RENAMED * sum(told.values())
            verdict = "repost with names changed" if changed and much else "repost"
            frequent = sorted((-times, where) for where, times in changed.items() if times >= RENAMED_TIMES)
            if verdict != "repost":
                names = tuple(
                    (
                        raw[docs[a]][one.starts[place] : one.ends[place]],
                        raw[docs[b]][other.starts[its_place] : other.ends[its_place]],
                    )
                    for _, (place, its_place) in frequent
                )
        elif count >= SOURCE_PASSAGES and max(share_a, share_b) >= SOURCE_SHARE:
            verdict = "shares a source"
        result.append(Sharing(paths[a], paths[b], verdict, share_a, share_b, count, bits, names))
    return tuple(sorted(result, key=lambda one: (-one.bits, one.a, one.b)))


def _phrases(found: _Found, partners: Column, paths: list[str], words: _Words) -> tuple[Common, ...]:
    """One example of each phrase: of those that overlap in a text, the commonest."""
    phrases: list[Common] = []
    order = np.lexsort((found.first, found.a, -partners))
    taken: set[tuple[int, int]] = set()
    for at in order.tolist():
        text, first, last = int(found.a[at]), int(found.first[at]), int(found.last[at])
        stretch = {(text, word) for word in range(first, last + 1)}
        other = {(int(found.b[at]), word) for word in range(int(found.other_first[at]), int(found.other_last[at]) + 1)}
        if taken.isdisjoint(stretch) and taken.isdisjoint(other):
            tokens = words[text]
            start, end = int(tokens.starts[first]), int(tokens.ends[last])
            phrases.append(Common(paths[text], start, end, int(partners[at]) + 1))
        taken |= stretch | other
    return tuple(phrases)
