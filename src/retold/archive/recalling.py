"""Which stretches of an archive may retell a text: those that share more of its rare words than their texts explain.

In come the words of a passage and where these stand in all texts; out come stretches, the likeliest first, to be
compared in earnest. Each text is looked at through windows of two widths, for a retelling may be terse or ample. A word
of the passage that stands in a window counts the surprise of that, by how often its text has the word elsewhere, and
the archive: a whale says little in a book on whales. What counts in the end is by how many standard deviations the sum
is above what chance brings to a window of this text.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt

from retold.archive.concordance import Searchable
from retold.archive.lookup import places_of, ranges
from retold.archive.tables import values
from retold.seeding import Numbers
from retold.shingles import Words

__all__ = ["Stretch", "Terms", "apart_from_one_another", "recall", "together"]

TERSE, AMPLE = 0.5, 2.0
"""Widths of the windows, for each word of the passage; each overlaps the next by half."""

NARROWEST = 100
"""Words of the narrowest window: in fewer there is nothing to be counted."""

COMMONEST = 0.0005
"""Share of an archive's words from which one is too common to tell a passage by."""

OFTEN = 50
"""Times that any word may stand in an archive, however small."""

OWN = 20_000
"""Words of a text that its own counts must have to weigh as much as the archive's."""

MEANT = 1.4
"""What a standard deviation of meaning is worth in such of words: chance brings 5 of the one as often as 7 of the
other."""

_AT_ONCE = 4096  # texts whose expectations are worked out together

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
    """The words of a text by the terms that they are forms of, and where all forms of these stand in an archive."""

    def __init__(self, among: Searchable, words: Words, apart: Collection[int] = ()) -> None:
        """`apart` are rows of documents in which nothing is looked for."""
        hashes = words.hashes.astype(np.int32)
        terms, sought = among.vocabulary.terms(hashes, among.vocabulary.rows(hashes))
        sought &= words.halfbits > 0
        names, kinds = np.unique(terms[sought], return_inverse=True)
        self._kinds = np.full(len(words), -1, np.int32)
        self._kinds[sought] = kinds
        lengths = values(among.snapshot.documents["words"])
        total = int(lengths.sum())
        places = places_of(among, names, max(OFTEN, int(COMMONEST * total)))
        self.documents = np.flatnonzero(np.isin(np.arange(len(lengths)), list(apart), invert=True))
        self.lengths = lengths[self.documents]
        self.shares = places.counts / max(1, total)
        row = np.full(len(lengths), -1, np.int64)
        row[self.documents] = np.arange(len(self.documents))
        kept = np.flatnonzero(row[places.documents] >= 0)
        kept = kept[np.argsort(places.kinds[kept], kind="stable")]
        self._owners, self._words = row[places.documents[kept]], places.words[kept]
        self._ends = np.cumsum(np.bincount(places.kinds[kept], minlength=len(names)))

    def places(self, own: Numbers) -> tuple[_Array, _Array, _Array]:
        """Where some terms stand: the text, by its place in `documents`, the word, and which of these it is; those of
        one in a text together, in order."""
        at, which = ranges(np.where(own > 0, self._ends[own - 1], 0), self._ends[own])
        return self._owners[at], self._words[at], which

    def of(self, first: int, stop: int) -> Numbers:
        """The terms in a part of the text, each once."""
        own = self._kinds[first:stop]
        return np.unique(own[own >= 0])


def recall(terms: Terms, own: Numbers, width: int, most: int) -> list[Stretch]:
    """At most so many stretches that may retell a passage of `width` words that has the terms `own`; none overlap."""
    own = own[terms.shares[own] > 0]
    stands, lengths = terms.places(own), terms.lengths
    found: list[tuple[_Array, _Array, _Array, _Array]] = []
    for scale in (TERSE, AMPLE):
        step = max(NARROWEST, int(scale * width)) // 2
        windows = np.maximum(1, lengths // step)
        surplus = _surplus(*stands, lengths, terms.shares[own], step, windows)
        owner = np.repeat(np.arange(len(windows)), windows)
        first = (np.arange(len(surplus)) - (np.cumsum(windows) - windows)[owner]) * step
        at = np.argsort(-surplus, kind="stable")[: 4 * most]
        stop = np.minimum(first[at] + 2 * step, lengths[owner[at]])
        found.append((terms.documents[owner[at]], first[at], stop, surplus[at]))
    document, first, stop, surplus = (np.concatenate(parts) for parts in zip(*found, strict=True))
    return apart_from_one_another(
        Stretch(int(document[at]), int(first[at]), int(stop[at]), float(surplus[at]))
        for at in np.lexsort((first, document, -surplus)).tolist()
    )[:most]


def apart_from_one_another(stretches: Iterable[Stretch]) -> list[Stretch]:
    """Those that overlap none before them."""
    kept: list[Stretch] = []
    taken: defaultdict[int, list[Stretch]] = defaultdict(list)
    for one in stretches:
        if not any(_overlap(one, other) for other in taken[one.document]):
            kept.append(one)
            taken[one.document].append(one)
    return kept


def together(by_words: Sequence[Stretch], by_meaning: Sequence[Stretch]) -> list[Stretch]:
    """Stretches that are likely by their words or by what they mean, or by both, none overlapping a likelier one.

    Of what only one of the two lists has, the other sign is taken to be as good as the last in its list.
    """
    surplus: list[Stretch] = []
    for own, others, weight, other_weight in ((by_words, by_meaning, 1.0, MEANT), (by_meaning, by_words, MEANT, 1.0)):
        there: defaultdict[int, list[Stretch]] = defaultdict(list)
        for one in others:
            there[one.document].append(one)
        least = others[-1].surplus if others else 0.0
        for one in own:
            beside = max((other.surplus for other in there[one.document] if _overlap(one, other)), default=least)
            surplus.append(replace(one, surplus=weight * one.surplus + other_weight * beside))
    surplus.sort(key=lambda one: (-one.surplus, one.document, one.first, one.stop))
    return apart_from_one_another(surplus)


def _overlap(one: Stretch, other: Stretch) -> bool:
    return one.first < other.stop and other.first < one.stop


def _surplus(
    documents: _Array, words: _Array, kinds: _Array, lengths: _Array, share: _Array, step: int, windows: _Array
) -> _Array:
    """The surplus of each window, which is two steps wide, those of a text together.

    `documents`, `words` and `kinds` are the places of the wanted terms, those of one in a text together, in order.
    """
    begins = np.flatnonzero(
        np.append(True, (kinds[1:] != kinds[:-1]) | (documents[1:] != documents[:-1]))[: len(kinds)]
    )
    times = np.diff(np.append(begins, len(kinds)))
    text, kind = documents[begins], kinds[begins]
    mean, variance = np.empty(len(lengths)), np.empty(len(lengths))
    for start in range(0, len(lengths), _AT_ONCE):
        some = slice(start, start + _AT_ONCE)
        _, usual, spread = _surprise(OWN * share / (lengths[some, None] + OWN), step)
        mean[some], variance[some] = usual.sum(axis=1), spread.sum(axis=1)
    # Of what a text has of a term, all but once counts: the window at hand has to be surprising against the rest.
    nats, more, wider = _surprise((times - 1 + OWN * share[kind]) / (lengths[text] + OWN), step)
    _, usual, spread = _surprise(OWN * share[kind] / (lengths[text] + OWN), step)
    mean += np.bincount(text, more - usual, len(lengths))
    variance += np.bincount(text, wider - spread, len(lengths))
    # Each window counts a term once: a place is in two, and the last of those that the place before it is in is known.
    count = windows[documents]
    block = np.minimum(words // step, count)
    before = np.append(-2, np.minimum(block, count - 1)[:-1])[: len(block)]
    before[begins] = -2
    first = np.cumsum(windows) - windows
    surplus = np.zeros(int(windows.sum()))
    value = np.repeat(nats, times)
    for window in (block - 1, block):
        new = np.flatnonzero((window >= 0) & (window < count) & (before < window))
        surplus += np.bincount(first[documents[new]] + window[new], value[new], len(surplus))
    owner = np.repeat(np.arange(len(windows)), windows)
    spread = np.sqrt(np.maximum(variance, 0.0))[owner]
    return np.divide(surplus - mean[owner], spread, out=np.zeros(len(surplus)), where=spread > 0)


def _surprise(rate: _Array, step: int) -> tuple[_Array, _Array, _Array]:
    """The surprise of a term of some rate a word that stands in a window, in nats; what chance brings of it, and the
    variance of that."""
    chance = -np.expm1(-2 * step * rate)
    nats = -np.log(chance)
    return nats, chance * nats, chance * (1 - chance) * nats**2
