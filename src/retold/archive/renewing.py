"""What texts have in common after some have come or gone: what was known before, and what is new with them.

A link between two texts stands whatever else is in the archive, unless its fingerprint becomes too common
(`retold.seeding.COMMON`). So a text that comes brings its own links, for which its fingerprints are looked for among
the stored shingles; and it may take links away from others. What goes with them is their strand: its passages are
aligned anew from what is left. A text that goes may make a common fingerprint rare, and that brings links between all
that have it: then nothing of what was known serves.
"""

from __future__ import annotations

from collections import Counter
from typing import Any

import numpy as np
import numpy.typing as npt

from retold.archive.comparing import Links, Said, aligned, linked
from retold.archive.kept import Joined
from retold.archive.parting import shingles_again
from retold.archive.said import SaidWords
from retold.archive.scanning import shingles_with
from retold.archive.snapshot import Snapshot
from retold.archive.tables import values
from retold.passages import strands
from retold.seeding import Numbers, Seeds, Shared, seeds_of, shared_places

__all__ = ["joined_on", "renewed"]

MOST = 0.25
"""Share of the words of an archive in new texts from which everything is joined anew: that costs no more then."""

_Array = npt.NDArray[Any]
_Columns = tuple[npt.NDArray[np.int64], Numbers, Numbers, Numbers]
_NONE = np.zeros(0, np.int32)


def renewed(known: Joined, snapshot: Snapshot, words: SaidWords) -> Joined | None:
    """What the texts of a snapshot have in common, from what others had; None where that is of no use."""
    docs = values(snapshot.documents["doc"])
    came = ~np.isin(docs, known.docs)
    if words.lengths[came].sum() > MOST * words.lengths.sum():
        return None
    order = np.argsort(docs)
    at = order[np.minimum(np.searchsorted(docs, known.docs, sorter=order), len(docs) - 1)]
    now = np.where(docs[at] == known.docs, at, -1).astype(np.int32)  # numbers now: in the order in which they were
    places = _places_of(np.flatnonzero(came).astype(np.int32), known.common, snapshot, words)
    shared = shared_places([places])
    if _brings_back(known, now, came, shared):
        return None
    before = known.links
    kept = np.flatnonzero((now[before.text] >= 0) & (now[before.document] >= 0))
    links = before.only(kept)
    links = Links(now[links.text], now[links.document], links.first, links.last, links.other)
    rows = known.rows[:, (now[known.rows[0]] >= 0) & (now[known.rows[1]] >= 0)]
    rows = np.vstack([now[rows[0]], now[rows[1]], rows[2:]])
    lost = _lost(links, known, now, places, shared, words.lengths)
    links, rows = _without(lost, links, rows, words)
    new = joined_on(docs, seeds_of(shared, len(docs), came), shared, words)
    return Joined(docs, _merged(links, new.links), np.concatenate([rows, new.rows], axis=1), new.common, new.heads)


def joined_on(docs: npt.NDArray[np.int64], seeds: Any, shared: Shared, said: Said) -> Joined:
    """What texts have in common on some seeds of theirs, which come from `shared`."""
    links, rows = [Links(_NONE, _NONE, _NONE, _NONE, _NONE)], [np.zeros((8, 0), np.int32)]
    for text, own in seeds:
        links.append(linked(text, own, said))
        rows.append(aligned(links[-1], said))
    columns = (np.concatenate([getattr(one, name) for one in links]) for name in Links.__slots__)
    return Joined(docs, Links(*columns), np.concatenate(rows, axis=1), shared.common, shared.heads)


def _places_of(came: Numbers, common: _Array, snapshot: Snapshot, words: SaidWords) -> _Columns:
    """All places of the fingerprints of the texts that came, and of those that were common."""
    own = [shingles_again(hashes, halfbits).fingerprints for _, hashes, halfbits in words.some(came)]
    fingerprints, documents, first, last = shingles_with(snapshot, np.unique(np.concatenate([common, *own])))
    order = np.lexsort((first, documents))
    return fingerprints[order], documents[order], first[order], last[order]


def _brings_back(known: Joined, now: Numbers, came: _Array, shared: Shared) -> bool:
    """Whether texts that were there before get links with one another, since a fingerprint is no longer common or
    another of them is the first that has it."""
    if not len(known.common):
        return False
    at = np.minimum(np.searchsorted(shared.common, known.common), max(0, len(shared.common) - 1))
    if not len(shared.common) or (shared.common[at] != known.common).any():
        return True
    head = shared.heads[at]
    return bool(((now[known.heads] != head) & ~came[head]).any())


def _lost(
    links: Links, known: Joined, now: Numbers, places: _Columns, shared: Shared, lengths: npt.NDArray[np.int64]
) -> _Array:
    """The links of fingerprints that have become too common, or have another first text; one flag each."""
    before = dict(zip(known.common.tolist(), now[known.heads].tolist(), strict=True))
    heads = zip(shared.common.tolist(), shared.heads.tolist(), strict=True)
    changed = np.array([one for one, head in heads if before.get(one) != head], np.int64)
    fingerprints, documents, first, _ = places
    begins = np.cumsum(lengths) - lengths
    left = np.zeros(int(lengths.sum()), np.bool_)
    rows = np.flatnonzero(np.isin(fingerprints, changed))
    rows = rows[shared.heads[np.searchsorted(shared.common, fingerprints[rows])] != documents[rows]]
    left[begins[documents[rows]] + first[rows]] = True
    lost: _Array = left[begins[links.text] + links.first]
    return lost


def _without(lost: _Array, links: Links, rows: _Array, said: Said) -> tuple[Links, _Array]:
    """The links without those that are lost, and the passages: the strands of these are aligned as they were and as
    they are now, the ones are taken away and the others put in."""
    touched = np.zeros(len(links), np.bool_)
    stays = ~lost
    for text in np.unique(links.text[lost]).tolist():
        start, stop = np.searchsorted(links.text, [text, text + 1])
        seeds, weights = links.of(text), said(text)[1]
        heads = strands(seeds, weights)
        own = np.isin(heads, heads[lost[start:stop]])
        left = np.flatnonzero(own & ~lost[start:stop])
        some = Seeds(*(column[left] for column in (seeds.document, seeds.first, seeds.last, seeds.other)))
        touched[start:stop] = own
        stays[start + left] = strands(some, weights) >= 0
    gone = Counter(map(tuple, aligned(links.only(touched), said).T.tolist()))
    come = aligned(links.only(touched & stays), said)
    maybe = np.isin(_places(rows), [one << 32 | first for one, _, first, *_ in gone])
    kept = ~maybe
    for at in np.flatnonzero(maybe).tolist():
        row = tuple(rows[:, at].tolist())
        kept[at] = gone[row] <= 0
        gone[row] -= 1
    return links.only(stays), np.concatenate([rows[:, kept], come], axis=1)


def _places(rows: _Array) -> npt.NDArray[np.int64]:
    places: npt.NDArray[np.int64] = rows[0].astype(np.int64) << 32 | rows[2]
    return places


def _merged(one: Links, other: Links) -> Links:
    """The links of both, in order; no two texts have some in both."""
    text, document = np.append(one.text, other.text), np.append(one.document, other.document)
    order = np.argsort(text.astype(np.int64) << 32 | document, kind="stable")
    columns = ((getattr(one, name), getattr(other, name)) for name in Links.__slots__)
    return Links(*(np.append(*both)[order] for both in columns))
