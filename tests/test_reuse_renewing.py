"""What reuse keeps between runs: the rows are those of the texts that are there now, whatever was there before."""

from __future__ import annotations

import random
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from retold import indexing, library
from retold.archive import open_archive, shared
from retold.archive.kept import kept_in
from retold.archive.layout import CACHE
from retold.archive.locking import one_writer
from retold.archive.reuse import Shares
from retold.archive.said import SaidWords
from retold.passages import CHAIN_BITS, DRIFT, REACH, SLOPE, chain, strands
from retold.seeding import COMMON, Seeds
from tests.test_reuse import SCENE, babble

SENTENCES = [f"{one.strip()}." for one in SCENE.split(".") if one.strip()]
MEMORY = 600_000_000
TEXTS = COMMON + 8
"""So many that a sentence can become too common for a shingle of it, and rare again."""


def told(number: int, draw: int) -> str:
    """A text that has some of the sentences, each in its place or by itself."""
    choose = random.Random(draw * 100 + number)
    own = [one for one in SENTENCES if choose.random() < 0.85]
    if choose.random() < 0.3:
        choose.shuffle(own)
    return f"{babble(draw * 1000 + number, 12)}. {' '.join(own)} {babble(draw * 1000 + number + 500, 12)}."


def put(folder: Path, texts: dict[int, int]) -> Path:
    """Let the archive hold these texts, each by its number as drawn, and no others."""
    place = folder / "texts"
    place.mkdir(exist_ok=True)
    for file in place.iterdir():
        if int(file.stem) not in texts:
            file.unlink()
    for number, draw in texts.items():
        file, text = place / f"{number:03}.txt", told(number, draw)
        if not file.exists() or file.read_text() != text:
            file.write_text(text)
    indexing.index([str(place)], archive=folder / "archive", prune=True)
    return folder / "archive"


def anew(archive: Path) -> Shares:
    """What the texts share, with nothing known from before."""
    with tempfile.TemporaryDirectory() as scratch:
        copy = Path(shutil.copytree(archive, Path(scratch) / "copy", ignore=shutil.ignore_patterns(CACHE)))
        return library.reuse(copy).shares


changes = st.lists(
    st.dictionaries(st.integers(0, TEXTS - 1), st.integers(0, 3), min_size=1, max_size=8), min_size=1, max_size=4
)


@given(st.integers(COMMON - 3, COMMON + 3), changes)
@settings(max_examples=4, deadline=None)
def test_texts_that_come_change_and_go_leave_the_rows_of_those_that_are_there(
    count: int, steps: list[dict[int, int]]
) -> None:
    with tempfile.TemporaryDirectory() as scratch:
        texts = dict.fromkeys(range(count), 1)
        archive = put(Path(scratch), texts)
        library.reuse(archive)
        for step in steps:
            texts = {number: draw for number, draw in {**texts, **step}.items() if draw}  # 0: it goes
            archive = put(Path(scratch), texts)
            assert library.reuse(archive).shares == anew(archive)


@pytest.fixture
def crowd(tmp_path: Path) -> Path:
    """An archive in which some sentences are just not too common yet."""
    return put(tmp_path, dict.fromkeys(range(1, COMMON + 2), 1))


def told_to(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Grows with each run that joins all texts."""
    runs: list[int] = []
    everything = shared.stretches

    def counted(texts: Iterator[tuple[int, np.ndarray, np.ndarray]]) -> Iterator[tuple[np.ndarray, ...]]:
        runs.append(1)
        yield from everything(texts)

    monkeypatch.setattr(shared, "stretches", counted)
    return runs


def test_a_text_that_comes_first_and_makes_phrases_too_common_is_joined_alone(
    crowd: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    runs = told_to(monkeypatch)
    library.reuse(crowd)
    assert len(runs) == 1
    put(crowd.parent, dict.fromkeys(range(COMMON + 5), 1))
    found = library.reuse(crowd).shares
    assert len(runs) == 1
    assert found == library.reuse(crowd).shares == anew(crowd)


@pytest.mark.parametrize("harm", ["cut", "garbled", "gone", "other"])
def test_a_cache_that_is_damaged_counts_for_nothing(crowd: Path, harm: str) -> None:
    before = library.reuse(crowd).shares
    files = [file for file in (crowd / CACHE).iterdir() if file.is_file()]
    assert files
    for file in files:
        content = file.read_bytes()
        middle = len(content) // 2
        if harm == "cut":
            file.write_bytes(content[:middle])
        elif harm == "garbled":
            file.write_bytes(content[:middle] + bytes([content[middle] ^ 255]) + content[middle + 1 :])
        elif harm == "other":
            file.write_bytes(b"something else")
        else:
            file.unlink()
    assert library.reuse(crowd).shares == before
    put(crowd.parent, dict.fromkeys(range(COMMON + 5), 1))
    assert library.reuse(crowd).shares == anew(crowd)


def test_nothing_is_kept_of_what_was_forgotten(crowd: Path) -> None:
    library.reuse(crowd)
    library.forget("007.txt", archive=crowd)
    assert not (crowd / CACHE).exists()
    rows = library.reuse(crowd).shares.rows
    assert rows
    assert not any("007.txt" in (row.a, row.b) for row in rows)


def test_what_was_forgotten_meanwhile_is_not_kept(crowd: Path) -> None:
    snapshot = open_archive(crowd)
    with kept_in(snapshot) as kept:
        words = SaidWords(snapshot, kept.cache, kept.fresh, MEMORY)
        assert len(list(words.texts())) == COMMON + 1
        library.forget("007.txt", archive=crowd)
        kept.save(None, words)
    assert not list((crowd / CACHE).glob("*"))


def test_a_run_that_writes_is_not_disturbed(crowd: Path) -> None:
    with one_writer(crowd):
        rows = library.reuse(crowd).shares
    assert rows == library.reuse(crowd).shares
    assert library.verify(crowd).damaged == ()


def components(rows: Sequence[tuple[int, int, int, int]]) -> list[set[int]]:
    """Seeds that are within reach of one another, by looking at all pairs over and over."""
    groups = [{at} for at in range(len(rows))]
    for one in range(len(rows)):
        for two in range(one):
            between = abs(rows[one][1] - rows[two][1])
            off = abs((rows[one][3] - rows[one][1]) - (rows[two][3] - rows[two][1]))
            if rows[one][0] == rows[two][0] and between <= REACH and off <= DRIFT + between // SLOPE:
                mine, its = (next(group for group in groups if at in group) for at in (one, two))
                if mine is not its:
                    mine |= its
                    groups.remove(its)
    return groups


seed_rows = st.lists(
    st.tuples(st.integers(0, 1), st.integers(0, 150), st.integers(0, 3), st.integers(0, 150)), max_size=60
).map(lambda rows: sorted({(one, at, at + more, to) for one, at, more, to in rows}))


@given(seed_rows, st.integers(8, 36))
@settings(deadline=None)
def test_strands_are_those_of_the_slow_twin_and_hold_all_chains(
    rows: list[tuple[int, int, int, int]], weight: int
) -> None:
    rows = [(one, at, next(row[2] for row in rows if row[1] == at), to) for one, at, _, to in rows]
    columns = np.array(rows, np.int32).reshape(-1, 4).T
    seeds, weights = Seeds(*map(np.ascontiguousarray, columns)), np.full(200, weight, np.uint8)
    heads = strands(seeds, weights)
    expected = [-1] * len(rows)
    for group in components(rows):
        words = {word for at in group for word in range(rows[at][1], rows[at][2] + 1)}
        if weight * len(words) >= 2 * CHAIN_BITS:
            for at in group:
                expected[at] = min(group)
    assert heads.tolist() == expected
    strong = np.flatnonzero(heads >= 0)
    some = chain(Seeds(*(column[strong] for column in (seeds.document, seeds.first, seeds.last, seeds.other))), weights)
    every = chain(seeds, weights)
    for name in ("document", "ends", "first", "other"):
        assert getattr(some, name).tolist() == getattr(every, name).tolist()
