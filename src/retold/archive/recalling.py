"""Which stretches of an archive may retell a text: those that share more of its rare words than their texts explain.

In come the words of a passage and where these stand in all texts; out come stretches, the likeliest first, to be
compared in earnest. Each text is looked at through windows of two widths, for a retelling may be terse or ample. A word
of the passage that stands in a window counts the surprise of that, by how often its text has the word elsewhere, and
the archive: a whale says little in a book on whales. What counts in the end is by how many standard deviations the sum
is above what chance brings to a window of this text.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from retold.archive.scanning import Places, places_of
from retold.archive.snapshot import Snapshot
from retold.compiling import compiled
from retold.seeding import Numbers
from retold.shingles import Hashes, Words, words_of

__all__ = ["Stretch", "Terms", "recall"]

TERSE, AMPLE = 0.5, 2.0
"""Widths of the windows, for each word of the passage; each overlaps the next by half."""

NARROWEST = 100
"""Words of the narrowest window: in fewer there is nothing to be counted."""

COMMONEST = 0.002
"""Share of an archive's words from which one is too common to tell a passage by."""

OFTEN = 50
"""Times that any word may stand in an archive, however small."""

USUAL = 3.5
"""Nats of a word in English fiction below which it is not even looked for: it is in one sentence of thirty."""

OWN = 20_000
"""Words of a text that its own counts must have to weigh as much as the archive's."""

_AT_ONCE = 1000  # documents whose terms are weighed at a time

_Array = npt.NDArray[Any]


@dataclass(frozen=True, slots=True)
class Stretch:
    """A stretch that may retell a passage: the text's row among the documents, its first word and the one after its
    last, and by how many standard deviations it has more of its words than chance brings."""

    document: int
    first: int
    stop: int
    surplus: float


class Terms:
    """The words of a text by the terms that they are forms of, and where all forms of these stand in an archive.

    `lexicon` lists words, each with its base form and the nats of this: all forms of one are one term, and those of
    less than `USUAL` nats are not looked for.
    """

    def __init__(self, snapshot: Snapshot, words: Words, lexicon: Iterable[tuple[str, str, float]] = ()) -> None:
        own = np.unique(words.hashes[words.halfbits > 0].astype(np.int32))
        forms, bases, nats = _known(lexicon)
        unknown = own[~np.isin(own, forms)].astype(np.int64)
        alike = np.isin(bases, bases[np.isin(forms, own)]) & (nats >= USUAL)
        # A term is named by the hash of its base form; a word that no list knows, by its own.
        hashes, once = np.unique(np.concatenate([unknown, forms[alike]]), return_index=True)
        names, kinds = np.unique(np.concatenate([unknown, bases[alike]])[once], return_inverse=True)
        self._hashes, self._kinds = hashes.astype(np.int32), kinds.astype(np.int32)
        self.places = _without_common(places_of(snapshot, self._hashes, self._kinds), len(names))

    def of(self, words: Words, first: int, stop: int) -> Numbers:
        """The terms in a part of the text, each once."""
        own = words.hashes[first:stop][words.halfbits[first:stop] > 0].astype(np.int32)
        at = np.searchsorted(self._hashes, own)
        at = at[at < len(self._hashes)] if not len(self._hashes) else np.minimum(at, len(self._hashes) - 1)
        return np.unique(self._kinds[at[self._hashes[at] == own]])


def recall(terms: Terms, own: Numbers, width: int, most: int, apart: Collection[int] = ()) -> list[Stretch]:
    """At most so many stretches that may retell a passage of `width` words that has the terms `own`; none overlap.

    None is of a document in the rows `apart`.
    """
    places = terms.places
    total = int(places.lengths.sum())
    wanted = own[places.counts[own] > 0]
    columns = np.full(len(places.counts), -1, np.int32)
    columns[wanted] = np.arange(len(wanted))
    share = places.counts[wanted] / max(1, total)
    found: list[tuple[_Array, _Array, _Array, _Array]] = []
    for scale in (TERSE, AMPLE):
        step = max(NARROWEST, int(scale * width)) // 2
        windows = np.maximum(1, places.lengths // step)
        begins = np.cumsum(windows) - windows
        surplus = np.zeros(int(windows.sum()))
        for start in range(0, len(windows), _AT_ONCE):
            some = slice(start, start + _AT_ONCE)
            borders = places.borders[start : start + _AT_ONCE + 1]
            times = np.zeros((len(borders) - 1, len(wanted)), np.int64)
            _count(places.kinds, borders, columns, times)
            nats, mean, spread = _rarity(times, places.lengths[some], share, 2 * step)
            last, begin, count = np.zeros(len(wanted), np.int64), begins[some], windows[some]
            at = places.words, places.kinds, columns, borders
            _surplus(*at, nats, mean, spread, step, begin, count, last, surplus)
        owner = np.repeat(np.arange(len(windows)), windows)
        first = (np.arange(len(surplus)) - begins[owner]) * step
        kept = np.flatnonzero(np.isin(owner, list(apart), invert=True))
        kept = kept[np.argsort(-surplus[kept], kind="stable")][: 4 * most]
        found.append((owner[kept], first[kept], first[kept] + 2 * step, surplus[kept]))
    document, first, stop, surplus = (np.concatenate(parts) for parts in zip(*found, strict=True))
    out: list[Stretch] = []
    for at in np.lexsort((first, document, -surplus)).tolist():
        one = Stretch(int(document[at]), int(first[at]), int(stop[at]), float(surplus[at]))
        if not any(one.document == old.document and one.first < old.stop and old.first < one.stop for old in out):
            out.append(one)
        if len(out) == most:
            break
    return out


def _known(lexicon: Iterable[tuple[str, str, float]]) -> tuple[Hashes, Hashes, npt.NDArray[np.float64]]:
    """The hashes of words that are one word each, those of their base forms, and the nats of these."""
    rows = list(lexicon)
    forms, one = _hashes([form for form, _, _ in rows])
    bases, alone = _hashes([base for _, base, _ in rows])
    both = one & alone
    return forms[both], bases[both], np.array([nats for _, _, nats in rows])[both]


def _hashes(words: list[str]) -> tuple[Hashes, npt.NDArray[np.bool_]]:
    """The hash of each word, as an archive keeps it, and whether it is one."""
    cut = words_of("\n".join(words))
    starts = np.cumsum([0, *map(len, words)]) + np.arange(len(words) + 1)
    line = np.searchsorted(starts, cut.starts, side="right") - 1
    hashes = np.zeros(len(words), np.int64)
    hashes[line] = cut.hashes.astype(np.int32)
    return hashes, np.bincount(line, minlength=len(words))[: len(words)] == 1


def _without_common(places: Places, kinds: int) -> Places:
    counts = np.zeros(kinds, np.int64)
    counts[: len(places.counts)] = places.counts
    rare = counts <= max(OFTEN, COMMONEST * int(places.lengths.sum()))
    kept = rare[places.kinds]
    counts[~rare] = 0
    return Places(places.documents[kept], places.words[kept], places.kinds[kept], counts, places.lengths)


def _rarity(times: _Array, lengths: _Array, share: _Array, width: int) -> tuple[_Array, _Array, _Array]:
    """What it says in nats that a term is in a window of so many words, for each of some documents and each term; and
    the mean and the spread of what a window of each document says.

    `times` ``[documents, terms]`` are how often each has it, `share` ``[terms]`` the share of all words that it is.
    """
    # But for one time: the window at hand has to be surprising against the rest.
    rate = (np.maximum(0, times - 1) + OWN * share) / (lengths[:, None] + OWN)
    chance = -np.expm1(-width * rate)
    nats = -np.log(chance)
    return nats, (chance * nats).sum(axis=1), np.sqrt((chance * (1 - chance) * nats**2).sum(axis=1))


@compiled
def _count(kinds: _Array, borders: _Array, columns: _Array, times: _Array) -> None:
    """Count how often each document has each term that has a column."""
    for document in range(len(borders) - 1):
        for at in range(borders[document], borders[document + 1]):
            if columns[kinds[at]] >= 0:
                times[document, columns[kinds[at]]] += 1


@compiled
def _surplus(
    words: _Array,
    kinds: _Array,
    columns: _Array,
    borders: _Array,
    nats: _Array,
    mean: _Array,
    spread: _Array,
    step: int,
    begins: _Array,
    windows: _Array,
    last: _Array,
    surplus: _Array,
) -> None:
    """Fill in the surplus of each window, which is two steps wide; those of a text begin at its `begins`.

    `last` is for work, one entry a term.
    """
    for document in range(len(windows)):
        begin, count = begins[document], windows[document]
        for term in range(len(last)):
            last[term] = -2
        for at in range(borders[document], borders[document + 1]):
            term = columns[kinds[at]]
            if term < 0:
                continue
            block = min(words[at] // step, count)
            for window in range(block - 1, block + 1):
                if 0 <= window < count and last[term] < window:
                    surplus[begin + window] += nats[document, term]
                    last[term] = window
        for window in range(begin, begin + count):
            if spread[document] > 0:
                surplus[window] = (surplus[window] - mean[document]) / spread[document]
            else:
                surplus[window] = 0
