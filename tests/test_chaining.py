"""Seeds, chains, the heaviest order and moves, against slow and obvious references."""

from __future__ import annotations

from itertools import combinations, pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from retold import chaining
from retold.chaining import NOTHING, Paths, Runs

NATS = np.full(1000, 5.0)


def single(*items: int) -> Paths:
    return Paths.single(items)


def made(*found: tuple[int, int, int]) -> Runs:
    """Runs of 5 nats an item."""
    i, j, length = (np.array(column, dtype=np.int64) for column in zip(*sorted(found), strict=True))
    return Runs(i, j, length, length * 5.0)


def told(found: Runs) -> list[tuple[int, int, int]]:
    return list(zip(found.i.tolist(), found.j.tolist(), found.length.tolist(), strict=True))


def test_seeds_join_into_the_whole_stretch() -> None:
    found = chaining.runs(single(1, 2, 3, 4, 5, 9), single(7, 1, 2, 3, 4, 5), NATS, 3)
    assert told(found) == [(0, 1, 5)]
    assert found.weight.tolist() == [25.0]


def test_what_stands_in_many_places_is_no_seed() -> None:
    often = single(*[1, 2] * 10)
    assert told(chaining.runs(often, single(1, 2), NATS, 2)) == []
    assert len(chaining.runs(often, single(1, 2), NATS, 2, most=10)) == 10


def test_no_seed_reaches_over_nothing() -> None:
    assert told(chaining.runs(single(1, 2, NOTHING, 3), single(1, 2, NOTHING, 3), NATS, 3)) == []
    assert told(chaining.runs(single(NOTHING), single(NOTHING), NATS, 1)) == []


@pytest.mark.parametrize("size", [1, 2, 3])
def test_empty_sides_have_nothing_in_common(size: int) -> None:
    assert told(chaining.runs(single(), single(1, 2, 3), NATS, size)) == []
    assert told(chaining.runs(single(), single(), NATS, size)) == []


def test_paths_side_by_side_count_once_where_they_agree() -> None:
    twice = Paths(np.array([1, 2, 3, NOTHING, 1, 2, 4]), np.array([0, 1, 2, -1, 0, 1, 3]))
    assert told(chaining.runs(twice, single(1, 2), NATS, 2, most=1)) == [(0, 0, 2)]
    assert told(chaining.runs(twice, single(1, 2, 4), NATS, 2)) == [(0, 0, 2), (3, 2, 1)]


@given(st.lists(st.integers(0, 5), max_size=14), st.lists(st.integers(0, 5), max_size=14), st.integers(1, 3))
def test_runs_are_the_pairs_of_common_n_grams(a: list[int], b: list[int], size: int) -> None:
    expected = {
        (i + k, j + k)
        for i in range(len(a) - size + 1)
        for j in range(len(b) - size + 1)
        for k in range(size)
        if a[i : i + size] == b[j : j + size]
    }
    i, j, _ = chaining.runs(Paths.single(a), Paths.single(b), NATS, size, most=100).pairs()
    assert sorted(zip(i.tolist(), j.tolist(), strict=True)) == sorted(expected)


@given(st.lists(st.tuples(st.integers(0, 12), st.integers(0, 12), st.integers(1, 4)), max_size=8, unique=True))
def test_the_heaviest_order_is_the_heaviest(found: list[tuple[int, int, int]]) -> None:
    def in_order(chosen: tuple[tuple[int, int, int], ...]) -> bool:
        return all(a + n <= b and c + n <= d for (a, c, n), (b, d, _) in pairwise(chosen))

    chosen = [told(made(*found))[at] for at in chaining.heaviest_order(made(*found))] if found else []
    assert in_order(tuple(chosen))
    best = max(
        sum(length for _, _, length in some)
        for size in range(len(found) + 1)
        for some in combinations(sorted(found), size)
        if in_order(some)
    )
    assert sum(length for _, _, length in chosen) == best


def test_near_runs_make_a_chain_and_far_ones_do_not() -> None:
    found = made((0, 0, 4), (6, 5, 4), (300, 12, 4))
    assert sorted(chain for _, chain in chaining.chains(found)) == [[0, 1], [2]]


def test_a_chain_weighs_its_runs_less_what_it_skips() -> None:
    ((weight, _),) = chaining.chains(made((0, 0, 4), (5, 5, 4)))
    assert weight == pytest.approx(40.0 - np.log(2.0))


def test_what_chance_explains_is_no_move() -> None:
    assert chaining.moves(made((0, 50, 1)), area=1e6) == []
    assert [told(move) for move in chaining.moves(made((0, 50, 8)), area=1e6)] == [[(0, 50, 8)]]


def test_no_place_is_in_two_moves() -> None:
    moves = chaining.moves(made((0, 50, 9), (0, 200, 8)), area=100)
    assert [told(move) for move in moves] == [[(0, 50, 9)]]


def test_a_block_that_moved_stands_beside_the_backbone() -> None:
    a = Paths.single([*range(100), *range(100, 120), *range(200, 300)])
    b = Paths.single([*range(100), *range(200, 300), *range(100, 120)])
    found = chaining.runs(a, b, NATS, 3)
    fast = chaining.backbone(found, 220 * 220)
    assert told(fast) == [(0, 0, 100), (120, 100, 100)]
    used_a, used_b = np.zeros(220, bool), np.zeros(220, bool)
    i, j, _ = fast.pairs()
    used_a[i], used_b[j] = True, True
    moved = chaining.moves(chaining.beside(found, used_a, used_b), 220 * 220)
    assert [told(move) for move in moved] == [[(100, 200, 20)]]
