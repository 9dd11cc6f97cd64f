"""What the texts of an archive have in common: every passage that two of them share, and what that makes of the two.

A state of the archive comes in; passages with spans on both sides, verdicts on pairs of works, and what is common
property go out. Seeds (`retold.archive.shared`) become aligned passages (`retold.passages`); a passage counts if it is
long enough in bits (`REPORTED`). One that many other texts have as well is a stock phrase, a famous line or a footer:
that says nothing about two of them, so it is counted and not reported.

How often chance makes a passage as good as this one, anywhere in the archive, is its E-value (`retold.archive.chance`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import numpy.typing as npt

from retold.archive.chance import REPORTED, e_values
from retold.archive.comparing import COMPARED, REPOST, Rows, runs
from retold.archive.findings import Finding
from retold.archive.shared import compared
from retold.archive.snapshot import Snapshot
from retold.archive.tables import values
from retold.engines import Engine
from retold.seeding import Numbers

__all__ = ["Common", "Shares", "Sharing", "find_reuse"]

Verdict = Literal["repost", "repost with names changed", "shares a source", "quotes"]

PLAIN_WORDS, PLAIN_BITS = 8, 76
"""Words that must be the same in a passage of fewer bits than these: what is shorter is a turn of phrase."""

STOCK_TEXTS, STOCK_BITS = 4, 120
"""Other texts from which a passage of fewer bits than these is a stock phrase."""

COMMON_TEXTS, COMMON_WORDS = 10, 200
"""Other texts from which a passage of at most so many words is common property: famous lines, footers."""

SURE = 0.01
"""E-value up to which a passage speaks for a verdict on two works."""

SOURCE_PASSAGES, SOURCE_SHARE = 4, 0.02
"""Passages, and the share of the shorter text in them, from which two texts share more than a quotation."""

RENAMED, RENAMED_TIMES = 0.3, 2
"""Share of the names in common passages that differ, from which names were changed; times that one became another."""

COUNTED = 1000
"""Passages beside one another that are looked at for how many texts have them."""

_IN_ORDER = ("other_last", "other_first", "last", "first", "b", "a")  # of what is reported, the first one last

Column = npt.NDArray[Any]
_Renaming = dict[tuple[int, int], list[tuple[int, int, int, bool]]]
"""By two texts: how often (negative) a name stands for another, where each first stands, and whether it is the same."""


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
    progress("joining", 0, 1)
    found, renaming = _gathered(compared(snapshot, engine=engine, memory=memory, progress=progress))
    counts = values(snapshot.documents["words"])
    partners = _partners(found)
    close = _closeness(found, counts, REPOST)
    one_work = np.isin(_pair_keys(found), [a << 32 | b for (a, b), share in close.items() if max(share) >= REPOST])
    length = np.maximum(found.last - found.first, found.other_last - found.other_first) + 1
    bits = found.halfbits / 2
    stock = (partners >= STOCK_TEXTS) & (bits < STOCK_BITS)
    common = ~one_work & (stock | ((partners >= COMMON_TEXTS) & (length <= COMMON_WORDS)))
    long_enough = (bits >= REPORTED) & ((found.equal >= PLAIN_WORDS) | (bits >= PLAIN_BITS))
    expected = e_values(bits, found.a, found.b, long_enough & ~common, counts)
    kept, left_out = np.flatnonzero(long_enough & ~common), np.flatnonzero(long_enough & common)
    kept = kept[np.lexsort([getattr(found, name)[kept] for name in _IN_ORDER])]
    phrases = left_out[_phrases(found.only(left_out), partners[left_out])]
    starts, ends = _spans(snapshot, found.only(np.append(kept, phrases)))
    one, other = slice(len(kept)), slice(len(kept), None)
    paths = snapshot.documents["path"].to_pylist()
    rows = _findings(found.only(kept), starts[:, one], ends[:, one], expected[kept], one_work[kept], paths)
    columns = found.a[phrases], starts[0, other], ends[0, other], partners[phrases] + 1
    examples = (Common(paths[text], *rest) for text, *rest in zip(*(one.tolist() for one in columns), strict=True))
    pairs = _sharings(found.only(kept), expected[kept], counts, renaming, snapshot)
    return Shares(tuple(rows), pairs, tuple(examples), len(left_out), len(counts), int(counts.sum()))


def _gathered(compared: Iterable[Rows]) -> tuple[_Found, _Renaming]:
    """What was compared, pair by pair of texts, in whatever order it came: passages, and names."""
    rows = np.concatenate([np.zeros((len(COMPARED), 0), np.int32), *compared], axis=1)
    order = np.argsort(rows[0].astype(np.int64) << 32 | rows[1], kind="stable")  # within a pair as it came
    *columns, times = rows[:, order]
    found = _Found(*columns)
    names = np.flatnonzero(times)
    renaming: _Renaming = {}
    told = (found.a, found.b, found.first, found.other_first, times, found.equal)
    for a, b, place, its_place, often, same in zip(*(column[names].tolist() for column in told), strict=True):
        renaming.setdefault((a, b), []).append((-often, place, its_place, bool(same)))
    return found.only(np.flatnonzero(times == 0)), renaming


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
    short = np.flatnonzero(last - first < COMMON_WORDS)
    order = short[np.lexsort((first[short], text[short]))]
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
    pairs = np.sort(np.concatenate(owners) << 32 | np.concatenate(partners))
    new = np.append(True, pairs[1:] != pairs[:-1])[: len(pairs)]
    return np.bincount(pairs[new] >> 32, minlength=len(text))


def _spans(snapshot: Snapshot, found: _Found) -> tuple[Column, Column]:
    """Where passages begin and end in both raw texts, ``[2, n]``; one text is read at a time."""
    texts = np.concatenate([found.a, found.b])
    first, last = np.concatenate([found.first, found.other_first]), np.concatenate([found.last, found.other_last])
    starts, ends = np.zeros((2, len(texts)), np.int64)
    docs = snapshot.documents["doc"].to_pylist()
    order = np.argsort(texts, kind="stable")
    own = {docs[texts[order[start]]]: order[start:stop] for start, stop in runs(texts[order])}
    for doc, begins, stops in snapshot.places(own):
        starts[own[doc]], ends[own[doc]] = begins[first[own[doc]]], stops[last[own[doc]]]
    return starts.reshape(2, -1), ends.reshape(2, -1)


def _findings(
    found: _Found, starts: Column, ends: Column, expected: Column, one_work: Column, paths: list[str]
) -> Iterator[Finding]:
    columns = (found.a, starts[0], ends[0], found.b, starts[1], ends[1], found.halfbits, expected, one_work)
    for a, ab, ae, b, bb, be, halfbits, e_value, reposted in zip(*(one.tolist() for one in columns), strict=True):
        kind: Literal["reposted", "quoted"] = "reposted" if reposted else "quoted"
        yield Finding(paths[a], ab, ae, paths[b], bb, be, halfbits / 2, float(f"{e_value:.3g}"), kind)


def _sharings(
    found: _Found, expected: Column, counts: Column, renaming: _Renaming, snapshot: Snapshot
) -> tuple[Sharing, ...]:
    paths = snapshot.documents["path"].to_pylist()
    sure = found.only(np.flatnonzero(expected <= SURE))
    shares = _closeness(sure, counts)
    result = []
    for a, b, rows in _by_pair(sure):
        share_a, share_b = shares[a, b]
        count, bits = rows.stop - rows.start, float(sure.halfbits[rows].sum()) / 2
        names: tuple[tuple[str, str], ...] = ()
        verdict: Verdict = "quotes"
        if max(share_a, share_b) >= REPOST:
            told = renaming.get((a, b), [])
            changed = [one for one in told if not one[-1]]
            much = sum(one[0] for one in changed) <= RENAMED * sum(one[0] for one in told)
            verdict = "repost with names changed" if changed and much else "repost"
            frequent = [one for one in sorted(changed) if -one[0] >= RENAMED_TIMES]
            if verdict != "repost":
                own = _words(snapshot, a, [one[1] for one in frequent])
                names = tuple(zip(own, _words(snapshot, b, [one[2] for one in frequent]), strict=True))
        elif count >= SOURCE_PASSAGES and max(share_a, share_b) >= SOURCE_SHARE:
            verdict = "shares a source"
        result.append(Sharing(paths[a], paths[b], verdict, share_a, share_b, count, bits, names))
    return tuple(sorted(result, key=lambda one: (-one.bits, one.a, one.b)))


def _words(snapshot: Snapshot, text: int, places: list[int]) -> list[str]:
    """Some words of a text."""
    if not places:
        return []
    doc = snapshot.documents["doc"][text].as_py()
    ((_, starts, ends),) = snapshot.places([doc])
    ((_, raw),) = snapshot.texts([doc])
    return [raw[starts[place] : ends[place]] for place in places]


def _phrases(found: _Found, partners: Column) -> list[int]:
    """One example of each phrase: of those that overlap in a text, the commonest."""
    chosen = []
    taken: set[tuple[int, int]] = set()
    for at in np.lexsort((found.first, found.a, -partners)).tolist():
        stretch = {(int(found.a[at]), word) for word in range(int(found.first[at]), int(found.last[at]) + 1)}
        other = {(int(found.b[at]), word) for word in range(int(found.other_first[at]), int(found.other_last[at]) + 1)}
        if taken.isdisjoint(stretch) and taken.isdisjoint(other):
            chosen.append(at)
        taken |= stretch | other
    return chosen
