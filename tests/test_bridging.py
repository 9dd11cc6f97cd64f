"""The way across a short stretch, against a slow reference, and how well words match."""

from __future__ import annotations

from functools import cache
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from retold.bridging import DIFFERENT, GAP_WORD, SHORT_GAP, across, likeness

GAP = 3.0


def nats(a: str, b: str, weight: float = 8.0) -> float:
    return float(likeness([a], [b], np.array([weight]), np.array([weight]))[0, 0])


def price(first: int, second: int, gap: float) -> float:
    """Of a gap of so many words of the two sides."""
    return min(SHORT_GAP + GAP_WORD * (first + second), gap) if first or second else 0.0


def reference(matrix: list[list[float]], gap: float) -> float:
    """The best total, by trying every next pair from every place."""
    n, m = len(matrix), len(matrix[0])

    @cache
    def best(i: int, j: int) -> float:
        return max(
            -price(n - i, m - j, gap),
            *(matrix[k][h] - price(k - i, h - j, gap) + best(k + 1, h + 1) for k in range(i, n) for h in range(j, m)),
            -np.inf,
        )

    return best(0, 0)


@st.composite
def matrices(draw: st.DrawFn) -> list[list[float]]:
    n, m = draw(st.integers(1, 6)), draw(st.integers(1, 6))
    value = st.sampled_from([-0.5, 1.0, 2.5, 8.0])
    return [[draw(value) for _ in range(m)] for _ in range(n)]


@given(matrices(), st.sampled_from([0.25, 3.0, 4.0]))
def test_the_way_is_the_best_there_is(matrix: list[list[float]], gap: float) -> None:
    total, pairs = across(np.array(matrix), gap)
    assert total == pytest.approx(reference(matrix, gap))
    assert all(i < k and j < m for (i, j), (k, m) in pairwise(pairs))


@given(matrices(), st.sampled_from([0.25, 3.0, 4.0]))
def test_the_pairs_are_worth_what_is_said(matrix: list[list[float]], gap: float) -> None:
    total, pairs = across(np.array(matrix), gap)
    stops = [(-1, -1), *pairs, (len(matrix), len(matrix[0]))]
    gaps = sum(price(c - a - 1, d - b - 1, gap) for (a, b), (c, d) in pairwise(stops))
    assert sum(matrix[i][j] for i, j in pairs) - gaps == pytest.approx(total)


def test_an_open_end_stops_where_nothing_matches_any_more() -> None:
    matrix = np.full((5, 5), DIFFERENT)
    matrix[0, 0] = matrix[2, 2] = 4.0
    assert across(matrix, GAP, open_end=True) == (7.5, [(0, 0), (1, 1), (2, 2)])
    assert across(np.full((3, 3), DIFFERENT), GAP, open_end=True) == (0.0, [])


def test_a_light_word_pays_for_no_gap_and_a_heavy_one_does() -> None:
    for weight, expected in ((2.0, False), (9.0, True)):
        matrix = np.full((4, 4), DIFFERENT)
        matrix[0, 3] = weight
        assert ((0, 3) in across(matrix, GAP)[1]) == expected


@pytest.mark.parametrize(
    ("a", "b"), [("colour", "color"), ("walk", "walked"), ("captain", "captian"), ("ferry-man", "ferryman")]
)
def test_spellings_and_endings_are_alike(a: str, b: str) -> None:
    assert DIFFERENT < 0 < nats(a, b) < nats(a, a)


@pytest.mark.parametrize(("a", "b"), [("an", "in"), ("ferry", "lantern"), (",", "."), ("", "word")])
def test_other_words_are_different(a: str, b: str) -> None:
    assert nats(a, b) == DIFFERENT


def test_an_equal_word_brings_its_weight() -> None:
    assert nats("of", "of", 2.0) == 2.0
    assert nats("lantern", "lantern", 9.0) == 9.0
