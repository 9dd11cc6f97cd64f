"""What searches look things up in: made once, made again where it is missing or damaged, and no more than a cache."""

from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
import pytest
from shelves import patter

from retold import find, forget, index
from retold.archive import Vocabulary, open_archive, searchable
from retold.archive.lookup import places_of, seeds_with
from retold.lexicon import load
from retold.shingles import shingles_of, words_of

EXAMPLES = Path(__file__).parents[1] / "examples"


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    """An archive of two parts: a retelling, and texts that share nothing with it but a sentence."""
    texts = tmp_path / "texts"
    texts.mkdir()
    shutil.copy(EXAMPLES / "harbour-b.txt", texts)
    index([texts], archive=tmp_path / "archive")
    for seed in range(4):
        (texts / f"{seed}.txt").write_text(f"{patter(seed)}\n{patter(9, 20)}", encoding="utf-8")
    index([texts], archive=tmp_path / "archive")
    return tmp_path / "archive"


def kept(archive: Path) -> list[Path]:
    return sorted((archive / "cache").rglob("*.npy"))


def test_what_is_found_does_not_depend_on_what_is_kept(archive: Path) -> None:
    first = find(EXAMPLES / "harbour-a.txt", archive=archive)
    assert any(row.kind == "retold" for row in first.rows)
    files = kept(archive)
    assert files
    assert find(EXAMPLES / "harbour-a.txt", archive=archive) == first
    for file in files:
        file.write_bytes(file.read_bytes()[:-8])
    assert find(EXAMPLES / "harbour-a.txt", archive=archive) == first
    shutil.rmtree(archive / "cache")
    (archive / "cache").write_text("no folder", encoding="utf-8")  # so that nothing can be kept
    assert find(EXAMPLES / "harbour-a.txt", archive=archive) == first


def test_nothing_of_a_forgotten_text_is_kept(archive: Path) -> None:
    find(EXAMPLES / "harbour-a.txt", archive=archive)
    forget("harbour-b.txt", archive=archive)
    assert kept(archive) == []
    find(EXAMPLES / "harbour-a.txt", archive=archive)
    live = {entry.name for entry in (archive / "parts").iterdir()}
    assert {file.parent.name.split("-")[0] for file in kept(archive)} <= live


def test_words_and_shingles_are_looked_up_where_they_stand(archive: Path) -> None:
    snapshot = open_archive(archive)
    among = searchable(snapshot, Vocabulary(*load().tables()))
    docs = snapshot.documents["doc"].to_pylist()
    words = words_of(f"{patter(2, 60)} {patter(9, 20)}")
    shingles = shingles_of(words)
    stored = {docs.index(doc): tokens for doc, tokens in snapshot.tokens(docs)}
    expected = set()
    for row, tokens in stored.items():
        one = shingles_of(type(words)(tokens.starts, tokens.ends, tokens.hashes.astype(np.int64), tokens.halfbits))
        for fingerprint, first in zip(one.fingerprints.tolist(), one.first.tolist(), strict=True):
            for own in np.flatnonzero(shingles.fingerprints == fingerprint).tolist():
                expected.add((row, int(shingles.first[own]), first))
    seeds = seeds_with(among, shingles)
    assert expected
    assert set(zip(seeds.document.tolist(), seeds.first.tolist(), seeds.other.tolist(), strict=True)) == expected
    terms = np.unique(words.hashes[words.halfbits > 0].astype(np.int32))  # in no language: each is its own term
    places = places_of(among, terms, most=1000)
    found = set(zip(places.documents.tolist(), places.words.tolist(), strict=True))
    assert found == {
        (row, at)
        for row, tokens in stored.items()
        for at in np.flatnonzero(np.isin(tokens.hashes, terms) & (tokens.halfbits > 0)).tolist()
    }
