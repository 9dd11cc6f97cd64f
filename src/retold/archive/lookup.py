"""Where words and shingles of one text stand in all others: looked up in the concordances of an archive.

A text comes in; out come its seeds with the texts of the archive (the semi-join of its shingles), and the places of
its words. What it costs grows with what is found, and with the number of parts.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from retold.archive.concordance import Concordance, Searchable
from retold.archive.scanning import rows_of
from retold.archive.snapshot import Snapshot
from retold.archive.tables import values
from retold.seeding import REPEATS, Numbers, Seeds
from retold.shingles import Hashes, Shingles

__all__ = ["Places", "places_of", "ranges", "rows_of", "seeds_with"]

_Array = npt.NDArray[Any]


class Places:
    """Where some terms stand: the text of each place, by its row among the documents, the word and the term's kind.

    All are ``[n]``, those of a kind in a text together, in order. `counts` ``[kinds]`` is how often each stands in the
    archive; `lengths` ``[documents]`` are the words of the texts.
    """

    def __init__(self, documents: Numbers, words: Numbers, kinds: Numbers, counts: _Array, lengths: _Array) -> None:
        self.documents, self.words, self.kinds, self.counts, self.lengths = documents, words, kinds, counts, lengths


def seeds_with(among: Searchable, shingles: Shingles) -> Seeds:
    """The seeds of a text with those of the archive; these are numbered by their rows among the documents.

    What either repeats is looked at `REPEATS` times. Of fingerprints, as many bits are compared as a concordance keeps:
    with a million words in a part they are forty-four.
    """
    kept = np.flatnonzero(_rank(shingles.fingerprints) < REPEATS)
    own = shingles.fingerprints[kept]
    order = np.argsort(own, kind="stable")
    own, at_first, at_last = own[order], shingles.first[kept][order], shingles.last[kept][order]
    keys, begins = np.unique(own, return_index=True)
    counts = np.diff(np.append(begins, len(own)))
    found: list[tuple[_Array, _Array, _Array]] = [(np.zeros(0, np.int32), np.zeros(0, np.int64), np.zeros(0, np.int64))]
    for part in among.parts:
        bits = np.uint64(part.bits)
        least = keys.view(np.uint64) >> bits << bits
        most = least | (np.uint64(1) << bits) - np.uint64(1)
        starts = np.searchsorted(part.shingles, least)
        at, key = ranges(starts, np.searchsorted(part.shingles, most, side="right"))
        place = (part.shingles[at] & (np.uint64(1) << bits) - np.uint64(1)).astype(np.int64)
        found.append((*_placed(among.snapshot, part, place), key))
    document, words, key = (np.concatenate(columns) for columns in zip(*found, strict=True))
    current = document >= 0
    document, words, key = document[current], words[current], key[current]
    order = np.lexsort((words, key, document))
    document, words, key = document[order], words[order], key[order]
    few = _rank(document.astype(np.int64) * max(1, len(keys)) + key) < REPEATS
    document, words, key = document[few], words[few], key[few]
    partner, at = ranges(begins[key], begins[key] + counts[key])
    document, words = document[at], words[at]
    first, last = at_first[partner], at_last[partner]
    order = np.lexsort((words, first, document))
    return Seeds(document[order].astype(np.int32), first[order], last[order], words[order].astype(np.int32))


def places_of(among: Searchable, terms: Hashes, most: int) -> Places:
    """Where some terms stand, each of which is a kind; those that stand more than `most` times are left out."""
    sought = terms.astype(np.int32).view(np.uint32)
    held: list[tuple[Concordance, _Array, _Array, _Array]] = []
    counts = np.zeros(len(terms), np.int64)
    for part in among.parts:
        if len(part.terms):
            at = np.minimum(np.searchsorted(part.terms, sought), len(part.terms) - 1)
            starts, stops = np.where(at > 0, part.ends[at - 1], 0), part.ends[at]
            there = np.flatnonzero(part.terms[at] == sought)
            counts[there] += (stops - starts)[there]
            held.append((part, there, starts, stops))
    found: list[tuple[_Array, _Array, _Array]] = [(np.zeros(0, np.int32), np.zeros(0, np.int64), np.zeros(0, np.int64))]
    for part, there, starts, stops in held:
        few = there[counts[there] <= most]
        which, of = ranges(starts[few], stops[few])
        found.append((*_placed(among.snapshot, part, part.places[which].astype(np.int64)), few[of]))
    documents, words, kinds = (np.concatenate(columns) for columns in zip(*found, strict=True))
    current = documents >= 0
    documents, words, kinds = documents[current], words[current], kinds[current]
    counts = np.bincount(kinds, minlength=len(terms))
    lengths = values(among.snapshot.documents["words"])
    return Places(documents, words.astype(np.int32), kinds.astype(np.int32), counts, lengths)


def _placed(snapshot: Snapshot, part: Concordance, places: _Array) -> tuple[_Array, _Array]:
    """The row of the document in which each word of a part is, -1 if that is not current, and its number there."""
    text = np.minimum(part.document_of(places), len(part.documents) - 1)
    return rows_of(snapshot, part.documents)[text], places - part.borders[text]


def ranges(starts: _Array, stops: _Array) -> tuple[_Array, _Array]:
    """All numbers of some ranges, one range after the other, and which range each is of."""
    counts = stops - starts
    of = np.repeat(np.arange(len(counts)), counts)
    return np.arange(len(of)) + (starts - np.cumsum(counts) + counts)[of], of


def _rank(keys: Hashes) -> _Array:
    """How many equal keys stand before each."""
    order = np.argsort(keys, kind="stable")
    ordered = keys[order]
    begins = np.flatnonzero(np.append(True, ordered[1:] != ordered[:-1])[: len(ordered)])
    rank = np.empty(len(keys), np.int64)
    rank[order] = np.arange(len(keys)) - np.repeat(begins, np.diff(np.append(begins, len(keys))))
    return rank
