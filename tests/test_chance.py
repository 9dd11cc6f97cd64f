"""E-values by themselves: what the size of an archive makes of them, and what its kind."""

from __future__ import annotations

import numpy as np
import pytest

from retold.archive.chance import CHANCE, HALVING, MOST, e_values

WORDS = np.full(100, 5_000)
PLACES = 100 * 99 / 2 * 5_000**2


def found(bits: np.ndarray, seed: int = 1) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Passages of so many bits, between texts that are drawn, and that all could be reported."""
    draw = np.random.default_rng(seed)
    a = draw.integers(0, 98, len(bits))
    b = draw.integers(a + 1, 99)
    return bits, a, b, np.full(len(bits), True)


def by_chance(times: float, seed: int) -> np.ndarray:
    """Bits of as many passages as chance makes, `times` more than between novels."""
    draw = np.random.default_rng(seed)
    expected = times * CHANCE * PLACES * 2 ** (-64 / HALVING)
    return 64 + draw.exponential(HALVING / np.log(2), draw.poisson(expected))


@pytest.mark.parametrize("times", [1, 10, 50])
def test_of_what_chance_makes_as_many_are_below_an_e_value_as_it_says(times: float) -> None:
    for limit in (0.1, 1.0, 3.0):
        runs = [by_chance(times, seed) for seed in range(200)]
        counts = [int((e_values(*found(bits), WORDS) <= limit).sum()) for bits in runs]
        assert limit / 3 < np.mean(counts) < limit * 3


def test_quotations_do_not_pass_for_the_kind_of_an_archive() -> None:
    flat = np.linspace(64, 118, 200)
    few = e_values(*found(flat), WORDS)
    assert few == pytest.approx(CHANCE * PLACES * 2.0 ** (-flat / HALVING))


def test_texts_that_share_much_say_nothing_of_chance() -> None:
    bits, a, b, considered = found(by_chance(50, 1))
    everyone = np.array([(one, other) for one in range(99) for other in range(one + 1, 100)])
    linked = np.full(len(everyone), 200.0)
    also = (np.append(bits, linked), np.append(a, everyone[:, 0]), np.append(b, everyone[:, 1]))
    alone = e_values(*also, np.append(considered, np.full(len(linked), True)), WORDS)
    assert alone[0] == pytest.approx(CHANCE * PLACES * 2.0 ** (-bits[0] / HALVING))


def test_no_archive_makes_all_of_it_chance() -> None:
    bits = np.full(100_000, 65.0)
    assert e_values(*found(bits), WORDS)[0] == pytest.approx(MOST * CHANCE * PLACES * 2.0 ** (-65 / HALVING))


def test_an_archive_without_passages_has_no_e_values() -> None:
    assert len(e_values(*found(np.zeros(0)), WORDS)) == 0
