"""The aligner against a slow, obvious twin that writes out every alignment."""

from __future__ import annotations

from math import exp, log

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from retold.aligning import (
    STEPS,
    USUAL,
    Gaps,
    Matrix,
    Step,
    decode,
    local,
    longest_rise,
    majority_order,
    posteriors,
    weight_of_order,
)


def every_alignment(odds: dict[Step, Matrix], gaps: Gaps) -> tuple[float, Matrix]:
    """The weight of all alignments, and for each cell that of those that join it, by walking every path."""
    n, m = odds[1, 1].shape
    share = {step: log(1 - 4 * gaps.merge) if step == (1, 1) else log(gaps.merge) for step in odds}
    into = {
        ("match", "match"): 1 - 2 * gaps.open,
        ("match", "a"): gaps.open,
        ("match", "b"): gaps.open,
        ("a", "a"): gaps.stay,
        ("b", "b"): gaps.stay,
        ("a", "b"): gaps.swap,
        ("b", "a"): gaps.swap,
        ("a", "match"): 1 - gaps.stay - gaps.swap,
        ("b", "match"): 1 - gaps.stay - gaps.swap,
    }
    joined = np.zeros((n, m))
    total = 0.0

    def walk(i: int, j: int, state: str, weight: float, cells: list[tuple[int, int]]) -> None:
        nonlocal total
        if (i, j) == (n, m):
            # The end mirrors the start: reversed, it is the chance to come from either skip.
            weight *= into["a", "match"]
            if state != "match":
                weight *= (gaps.stay + gaps.swap) / 2 / gaps.open
            total += weight
            for cell in set(cells):
                joined[cell] += weight
        if i < n:
            walk(i + 1, j, "a", weight * into[state, "a"], cells)
        if j < m:
            walk(i, j + 1, "b", weight * into[state, "b"], cells)
        for (di, dj), matrix in odds.items():
            if i + di <= n and j + dj <= m:
                block = [(i + x, j + y) for x in range(di) for y in range(dj)]
                step = weight * into[state, "match"] * exp(matrix[i, j] + share[di, dj])
                walk(i + di, j + dj, "match", step, cells + block)

    walk(0, 0, "a", 0.5, [])
    walk(0, 0, "b", 0.5, [])
    return total, joined / total


def odds_of(n: int, m: int, seed: int) -> dict[Step, Matrix]:
    rng = np.random.default_rng(seed)
    return {(di, dj): rng.normal(0, 3, (max(0, n - di + 1), max(0, m - dj + 1))) for di, dj in STEPS}


@settings(deadline=None, max_examples=40)
@given(n=st.integers(1, 4), m=st.integers(1, 4), seed=st.integers(0, 10_000))
def test_posteriors_are_those_of_all_alignments(n: int, m: int, seed: int) -> None:
    odds = odds_of(n, m, seed)
    _, expected = every_alignment(odds, USUAL)
    assert np.allclose(posteriors(odds), expected, atol=1e-9)


@settings(deadline=None, max_examples=40)
@given(n=st.integers(1, 4), m=st.integers(1, 4), seed=st.integers(0, 10_000))
def test_weight_of_order_is_that_of_all_alignments_of_single_lines(n: int, m: int, seed: int) -> None:
    single = odds_of(n, m, seed)[1, 1]
    free = Gaps(merge=1e-12)
    total, _ = every_alignment({(1, 1): single}, free)
    turned = np.arange(m)[::-1]
    total_turned, _ = every_alignment({(1, 1): single[:, turned]}, free)
    weights = weight_of_order(single, np.stack([np.arange(m), turned]))
    assert weights == pytest.approx([log(total), log(total_turned)], abs=1e-6)


def test_posteriors_ask_for_single_lines() -> None:
    with pytest.raises(ValueError, match=r"odds\[1, 1\]"):
        posteriors({(1, 2): np.zeros((2, 1))})


def test_nothing_against_something_is_nothing() -> None:
    assert posteriors({(1, 1): np.zeros((0, 5))}).shape == (0, 5)
    assert decode(np.zeros((0, 5)), 0.3) == []


def test_a_long_text_does_not_overflow() -> None:
    n = 300
    odds = np.full((n, n), -8.0)
    np.fill_diagonal(odds, 14.0)
    belief = posteriors({(1, 1): odds})
    assert np.allclose(np.diag(belief), 1.0, atol=1e-6)
    assert belief.sum() == pytest.approx(n, abs=1e-3)


def test_decode_takes_the_likely_lines_in_order_and_leaves_the_rest() -> None:
    belief = np.array([[0.9, 0.0, 0.0], [0.0, 0.1, 0.0], [0.0, 0.0, 0.8]])
    assert decode(belief, 0.3) == [((0,), (0,)), ((2,), (2,))]


def test_decode_joins_the_halves_of_a_line_but_not_its_rivals() -> None:
    assert decode(np.array([[0.95, 0.95]]), 0.3) == [((0,), (0, 1))]
    assert decode(np.array([[0.45, 0.45]]), 0.3) in ([((0,), (0,))], [((0,), (1,))])


def test_local_finds_the_common_stretch() -> None:
    odds = np.full((6, 7), -2.0)
    for i, j in ((2, 3), (3, 4), (4, 6)):
        odds[i, j] = 3.0
    score, chain = local(odds, skip=0.5)
    assert chain == [(2, 3), (3, 4), (4, 6)]
    assert score == pytest.approx(8.5)


@given(st.permutations(list(range(7))))
def test_longest_rise_is_a_longest_common_order(order: list[int]) -> None:
    place = {item: item for item in range(7)}
    kept = longest_rise(order, place)
    assert kept == sorted(kept)
    lengths = [1] * 7
    for at in range(7):
        lengths[at] += max((lengths[k] for k in range(at) if order[k] < order[at]), default=0)
    assert len(kept) == max(lengths)


def test_the_order_of_most_wins() -> None:
    straight, turned = [0, 1, 2, 3, 4, 5], [3, 4, 0, 1, 2, 5]
    assert majority_order([straight, turned, straight]) == straight
    assert majority_order([turned, turned, straight]) == turned


@given(st.lists(st.permutations(list(range(6))), min_size=1, max_size=4))
def test_majority_order_places_each_item_once(orders: list[list[int]]) -> None:
    assert sorted(majority_order(orders)) == list(range(6))
