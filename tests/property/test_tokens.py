"""What holds of every collation of tokens, whatever the witnesses."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import permutations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from retold import chaining, pairing
from retold.pipeline import collate
from retold.tokens import TokenTable
from retold.tokenwise import align

WORDS = ["the", "of", ",", ".", "ferry", "ferries", "lantern", "lanterns", "harbour", "harbor", "gull", "dawn", "coin"]

texts = st.lists(st.sampled_from(WORDS), max_size=25)


@pytest.fixture(scope="module", params=["as they are", "as in long texts"], autouse=True)
def steps(request: pytest.FixtureRequest) -> Iterator[None]:
    """Short texts are compared word by word; here they also take every way that long ones take."""
    with pytest.MonkeyPatch.context() as patch:
        if request.param == "as in long texts":
            patch.setattr(pairing, "SEED_SIZES", ((60, 3), (30, 2), (9, 1)))
            patch.setattr(pairing, "WIDEST", 40)
            patch.setattr(pairing, "EDGE", 6)
            patch.setattr(chaining, "MARGIN", 0.5)
        yield


@st.composite
def copies(draw: st.DrawFn) -> list[list[str]]:
    """Two to four witnesses, some of them made from others by moving, dropping and adding."""
    found = [draw(st.lists(st.sampled_from(WORDS), min_size=4, max_size=25))]
    for _ in range(draw(st.integers(1, 3))):
        words = list(draw(st.sampled_from(found)))
        for _ in range(draw(st.integers(0, 3))):
            start, length, there = (draw(st.integers(0, 25)) for _ in range(3))
            block = words[start : start + length]
            del words[start : start + length]
            words[there:there] = draw(st.sampled_from([block, block, [], draw(texts)]))
        found.append(words)
    return found


def given_as(witnesses: list[list[str]], order: list[int] | tuple[int, ...]) -> dict[str, object]:
    return {
        "witnesses": [
            {"id": f"W{at}", "tokens": [{"t": w, "at": n} for n, w in enumerate(witnesses[at])]} for at in order
        ]
    }


def table_of(witnesses: list[list[str]], *, segmentation: bool) -> TokenTable:
    return collate(given_as(witnesses, range(len(witnesses))), segmentation=segmentation)  # type: ignore[arg-type]


@given(copies(), st.booleans())
def test_every_token_stands_once_in_its_row_and_in_order(witnesses: list[list[str]], segmentation: bool) -> None:
    table = table_of(witnesses, segmentation=segmentation)
    for words, row in zip(witnesses, table.table, strict=True):
        assert [(t["t"], t["at"]) for cell in row if cell is not None for t in cell] == list(
            zip(words, range(len(words)), strict=True)
        )
        assert () not in row
        assert segmentation or all(cell is None or len(cell) == 1 for cell in row)
    assert len({len(row) for row in table.table}) == 1
    assert all(any(row[at] for row in table.table) for at in range(len(table.table[0])))


@given(copies())
def test_one_witness_and_the_table_give_the_other(witnesses: list[list[str]]) -> None:
    table = table_of(witnesses, segmentation=True)
    first = table.table[0]
    edits = [(mine, other) for mine, other in zip(first, table.table[1], strict=True) if mine or other]
    words, replayed = list(witnesses[0]), []
    for mine, other in edits:
        taken, words = words[: len(mine or ())], words[len(mine or ()) :]
        assert taken == [token["t"] for token in mine or ()]
        same = mine and other and [t["n"] for t in mine] == [t["n"] for t in other]
        replayed += taken if same else [token["t"] for token in other or ()]
    assert (words, replayed) == ([], witnesses[1])


@given(copies())
def test_moved_passages_stand_in_different_columns(witnesses: list[list[str]]) -> None:
    found = align(witnesses)
    for runs in found.moves:
        assert len(runs) > 1
        starts = {found.columns[run.witness][run.start] for run in runs}
        assert len(starts) > 1
        for run in runs:
            assert 0 <= run.start < run.end <= len(witnesses[run.witness])


@settings(deadline=None)
@given(copies(), st.booleans())
def test_permuting_the_witnesses_permutes_the_result(witnesses: list[list[str]], segmentation: bool) -> None:
    numbers = range(len(witnesses))
    first = collate(given_as(witnesses, numbers), segmentation=segmentation)  # type: ignore[arg-type]
    rows = dict(zip(first.witnesses, first.table, strict=True))
    moves = [sorted((run.witness, run.start, run.end) for run in runs) for runs in first.transpositions]
    for order in list(permutations(numbers))[1:6]:
        other = collate(given_as(witnesses, order), segmentation=segmentation)
        assert dict(zip(other.witnesses, other.table, strict=True)) == rows
        assert [sorted((run.witness, run.start, run.end) for run in runs) for runs in other.transpositions] == moves


@given(copies(), st.lists(st.sampled_from(["0", "11", "22", "333", "4444"]), max_size=30))
def test_a_stranger_changes_nothing_among_the_rest(witnesses: list[list[str]], stranger: list[str]) -> None:
    for segmentation in (False, True):
        alone = table_of(witnesses, segmentation=segmentation)
        beside = table_of([*witnesses, stranger], segmentation=segmentation)
        kept = [column for column in zip(*beside.table[:-1], strict=True) if any(column)]
        assert kept == list(zip(*alone.table, strict=True))
        assert beside.transpositions == alone.transpositions


@given(st.lists(st.sampled_from(WORDS), min_size=1, max_size=40), st.integers(1, 5))
def test_identical_texts_are_one_column(words: list[str], count: int) -> None:
    table = table_of([words] * count, segmentation=True)
    assert [len(row) for row in table.table] == [1] * count
    assert table.transpositions == ()
