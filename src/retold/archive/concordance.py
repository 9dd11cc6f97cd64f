"""Where the words and shingles of an archive stand, and what its stretches mean: to search it without reading it.

A part of an archive comes in, once. What is made of it is kept in the cache as arrays that are mapped into memory, so
that a search reads no more of them than it touches: the shingles in order of their fingerprints; the places of all
words but the commonest, by their base forms; and for every `STEP` words of a text, the sum of what they mean. All of it
follows from the stored tables and a vocabulary. It may be deleted at any time; what is missing is made anew, and
where nothing can be kept, for each search.
"""

from __future__ import annotations

import os
import secrets
import shutil
import zlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from retold.archive.layout import CACHE, SHINGLES, TOKENS, file_name
from retold.archive.manifest import read_manifest
from retold.archive.scanning import hits_of, table_of
from retold.archive.snapshot import Snapshot, tokens_in
from retold.archive.tables import opened, values
from retold.compiling import compiled
from retold.errors import RetoldError
from retold.seeding import Numbers
from retold.shingles import words_of

__all__ = ["STEP", "Concordance", "Searchable", "Vocabulary", "searchable"]

KERNEL = 1
"""Number of this way to make a concordance; what an earlier one made is made anew."""

STEP = 128
"""Words whose meaning is kept as one sum: half of the narrowest window that is looked at."""

SIZES = (1, 2, 4, 8)
"""Of so many steps the sums are kept as well."""

FINE = 16.0
"""What such a sum is multiplied with to be kept as a small number, of a step; of several less, by the root of these. Of
English novels, the greatest in a thousand is 70; what is beyond 127 is cut."""

USUAL = 3.5
"""Nats of a word in English fiction below which its places are not kept: it is in one sentence of thirty."""

SENTENCE = 15
"""Words of a sentence of fiction, about: nats count sentences."""

_Array = npt.NDArray[Any]


class Vocabulary:
    """The words that a lexicon lists, by their hashes as an archive keeps them, in order of these.

    Parameters
    ----------
    words : the list; what is several words to `words_of` is left out.
    bases : ``[words]``, the row of each word's base form.
    nats : ``[words]``, how rare each word is.
    vectors, scales : ``[words, dimensions]`` and ``[words]``, whose product is what each word means.
    """

    def __init__(self, words: Sequence[str], bases: Numbers, nats: _Array, vectors: _Array, scales: _Array) -> None:
        cut = words_of("\n".join(words))
        starts = np.cumsum([0, *map(len, words)]) + np.arange(len(words) + 1)
        line = np.searchsorted(starts, cut.starts, side="right") - 1
        whole = np.bincount(line, minlength=len(words))[: len(words)] == 1
        hashes = np.zeros(len(words), np.int32)
        hashes[line] = cut.hashes.astype(np.int32)
        good = np.flatnonzero(whole & whole[bases])
        _, first = np.unique(hashes[good], return_index=True)
        rows = good[first]
        self.forms, self.bases, self.nats = hashes[rows], hashes[bases[rows]], nats[bases[rows]]
        self._rows, self._vectors, self._scales = rows, vectors, scales
        self.dimensions: int = vectors.shape[1]
        self.mark = 0
        for table in (self.forms, self.bases, self.nats, vectors, scales):
            self.mark = zlib.crc32(np.ascontiguousarray(table).tobytes(), self.mark)

    def __len__(self) -> int:
        return len(self.forms)

    def rows(self, hashes: _Array) -> _Array:
        """The row of each word, -1 for those that are not listed."""
        at = np.minimum(np.searchsorted(self.forms, hashes), len(self) - 1)
        return np.where(self.forms[at] == hashes, at, -1)

    def meanings(self, rows: _Array) -> npt.NDArray[np.float32]:
        """What the words in some rows mean: ``[rows, dimensions]``."""
        chosen = self._rows[rows]
        return np.asarray(self._vectors[chosen] * self._scales[chosen, None], np.float32)

    def shares(self, hashes: _Array) -> _Array:
        """The shares of words among all that is said, about; 0 for those that are not listed."""
        rows = self.rows(hashes)
        return np.where(rows >= 0, np.exp(-self.nats[rows]) / SENTENCE, 0.0)

    def terms(self, hashes: _Array, rows: _Array) -> tuple[_Array, _Array]:
        """What words are looked for as, the hash of their base forms, and whether they are looked for at all."""
        known = rows >= 0
        return np.where(known, self.bases[rows], hashes), ~known | (self.nats[rows] >= USUAL)


@dataclass(frozen=True, slots=True)
class Concordance:
    """What is kept of a part, as arrays. Its words are numbered through all of its texts, from 0.

    `documents` are its texts, `borders` (one more) where the words of each begin. A shingle is its fingerprint with the
    number of its first word in place of the last `bits` bits; they are in order. `terms` are in order, `ends` is where
    the `places` of each end. `meanings` are the sums of what words mean, those of steps of the first of `SIZES` before
    those of the next, in each those of a text together, the last one of fewer words.
    """

    documents: _Array
    borders: _Array
    shingles: _Array
    terms: _Array
    ends: _Array
    places: _Array
    meanings: _Array

    @property
    def bits(self) -> int:
        """Bits of the number of a word."""
        return int(self.borders[-1]).bit_length()

    def document_of(self, places: _Array) -> _Array:
        """In which of the texts, by its row, each word is."""
        found: _Array = np.searchsorted(self.borders, places, side="right") - 1
        return found

    def steps_of(self, size: int) -> tuple[_Array, _Array]:
        """What steps of a size mean, ``[steps, dimensions]``, and where those of each text begin, and end at last."""
        before = sum(int(self._steps(one).sum()) for one in SIZES if one < size)
        begins = np.append(0, np.cumsum(self._steps(size)))
        return self.meanings[before : before + int(begins[-1])], begins

    def _steps(self, size: int) -> _Array:
        steps: _Array = -(-np.diff(self.borders) // (size * STEP))
        return steps

    def fits(self, dimensions: int) -> bool:
        """Whether the arrays go together, so that no search fails on them."""
        steps = sum(int(self._steps(size).sum()) for size in SIZES) if len(self.borders) else -1
        return (
            len(self.borders) == len(self.documents) + 1
            and len(self.ends) == len(self.terms)
            and (int(self.ends[-1]) if len(self.ends) else 0) == len(self.places)
            and self.meanings.shape == (steps, dimensions)
        )


_NAMES = tuple(field.name for field in fields(Concordance))


@dataclass(frozen=True)
class Searchable:
    """A state of an archive with the concordance of each of its parts, and the vocabulary that these were made with."""

    snapshot: Snapshot
    parts: Sequence[Concordance]
    vocabulary: Vocabulary


def searchable(
    snapshot: Snapshot, vocabulary: Vocabulary, tell: Callable[[int, int], None] = lambda done, total: None
) -> Searchable:
    """An archive, ready to be searched; `tell` is called with how many of the missing concordances are made."""
    folder = snapshot.folder / CACHE / "concordance"
    places = [folder / f"{part.name}-{KERNEL}-{vocabulary.mark:08x}" for part in snapshot.parts]
    found = [_kept(place, vocabulary.dimensions) for place in places]
    missing = [at for at, one in enumerate(found) if one is None]
    for done, at in enumerate(missing):
        tell(done, len(missing))
        made = _made(snapshot.parts[at], vocabulary)
        _keep(made, places[at])
        found[at] = _kept(places[at], vocabulary.dimensions) or made
    if missing:
        _sweep(snapshot.folder, folder, f"-{KERNEL}-{vocabulary.mark:08x}")
    return Searchable(snapshot, [one for one in found if one is not None], vocabulary)


def _kept(place: Path, dimensions: int) -> Concordance | None:
    """What is kept in a folder; None where that is missing or damaged."""
    try:
        one = Concordance(*(np.load(place / f"{name}.npy", mmap_mode="r") for name in _NAMES))
    except (OSError, ValueError, EOFError):
        return None
    return one if one.fits(dimensions) else None


def _keep(made: Concordance, place: Path) -> None:
    """Keep it for the next search, all at once; where nothing can be written, that will make it anew."""
    beside = place.with_name(f".new-{secrets.token_hex(8)}")
    try:
        beside.mkdir(parents=True)
        for name in _NAMES:
            np.save(beside / f"{name}.npy", getattr(made, name), allow_pickle=False)
        if place.exists():  # it was damaged
            shutil.rmtree(place, ignore_errors=True)
        os.replace(beside, place)  # noqa: PTH105 - as for files
    except OSError:
        shutil.rmtree(beside, ignore_errors=True)


def _sweep(archive: Path, folder: Path, ending: str) -> None:
    """Remove what was kept of parts that are gone: a work may have been forgotten while this was made."""
    try:
        live = {f"{entry.name}{ending}" for entry in read_manifest(archive).parts}
    except RetoldError:
        return
    for one in folder.glob("[!.]*"):
        if one.name not in live:
            shutil.rmtree(one, ignore_errors=True)


def _made(part: Path, vocabulary: Vocabulary) -> Concordance:
    """Make the concordance of a part."""
    texts = list(tokens_in([part / file_name(TOKENS)]))
    documents = np.array([doc for doc, _ in texts], np.int64)
    borders = np.append(0, np.cumsum([len(tokens.hashes) for _, tokens in texts])).astype(np.int64)
    hashes = np.concatenate([tokens.hashes for _, tokens in texts])
    spoken = np.concatenate([tokens.halfbits for _, tokens in texts]) > 0
    del texts
    forms = vocabulary.forms.view(np.uint32).astype(np.uint64)
    at, row = hits_of(hashes.view(np.uint32), forms, table_of(forms))
    rows = np.full(len(hashes), -1, np.int32)
    rows[at] = row
    rows[~spoken] = -1
    return Concordance(
        documents,
        borders,
        _shingles(part / file_name(SHINGLES), documents, borders),
        *_places(hashes, rows, spoken, vocabulary),
        _meanings(rows, vocabulary, borders),
    )


def _shingles(table: Path, documents: _Array, borders: _Array) -> _Array:
    """The shingles of a part, as `Concordance` has them."""
    order = np.argsort(documents)
    bits = np.uint64(int(borders[-1]).bit_length())
    with opened(table) as file:
        packed = np.empty(file.metadata.num_rows, np.uint64)
        end = 0
        for group in range(file.num_row_groups):
            read = file.read_row_group(group, ["fingerprint", "doc", "first"], use_threads=False)
            fingerprint, doc, first = (values(read[name]) for name in ("fingerprint", "doc", "first"))
            own = order[np.minimum(np.searchsorted(documents, doc, sorter=order), len(documents) - 1)]
            place = (borders[own] + first).astype(np.uint64)
            packed[end : end + len(doc)] = fingerprint.view(np.uint64) >> bits << bits | place
            end += len(doc)
    packed.sort()
    return packed


def _places(hashes: _Array, rows: _Array, spoken: _Array, vocabulary: Vocabulary) -> tuple[_Array, _Array, _Array]:
    """The terms of a part, where the places of each end, and these."""
    terms, sought = vocabulary.terms(hashes, rows)
    kept = np.flatnonzero(sought & spoken)
    packed = terms[kept].view(np.uint32).astype(np.uint64) << np.uint64(32) | kept.astype(np.uint64)
    packed.sort()
    term = (packed >> np.uint64(32)).astype(np.uint32)
    begins = np.flatnonzero(np.append(True, term[1:] != term[:-1])[: len(term)])
    return term[begins], np.append(begins[1:], len(term))[: len(begins)].astype(np.int64), packed.astype(np.uint32)


def _meanings(rows: _Array, vocabulary: Vocabulary, borders: _Array) -> npt.NDArray[np.int8]:
    """The sums of what words mean of a part."""
    counts = -(-np.diff(borders) // STEP)
    sums = np.zeros((int(counts.sum()), vocabulary.dimensions), np.float32)
    _sum_up(rows, vocabulary.meanings(np.arange(len(vocabulary))), borders, np.cumsum(counts) - counts, sums)
    kept = []
    for size in SIZES:
        if size > 1:  # two of the size before make one, but the last one of a text
            pairs = np.concatenate([np.arange(0, count, 2) + at for at, count in _begun(counts)])
            sums = np.add.reduceat(sums, pairs, axis=0) if len(sums) else sums
            counts = -(-counts // 2)
        kept.append(np.clip(np.rint(sums * (FINE / size**0.5)), -127, 127).astype(np.int8))
    return np.concatenate(kept)


def _begun(counts: _Array) -> list[tuple[int, int]]:
    """For each of some counts, the sum of those before it, and it."""
    return list(zip((np.cumsum(counts) - counts).tolist(), counts.tolist(), strict=True))


@compiled
def _sum_up(rows: _Array, meanings: _Array, borders: _Array, firsts: _Array, sums: _Array) -> None:
    for document in range(len(firsts)):
        step = firsts[document]
        for start in range(borders[document], borders[document + 1], STEP):
            for word in range(start, min(start + STEP, borders[document + 1])):
                if rows[word] >= 0:
                    for at in range(meanings.shape[1]):
                        sums[step, at] += meanings[rows[word], at]
            step += 1
