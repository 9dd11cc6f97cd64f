"""Compiled functions do what Python does with the same source, and what cannot be compiled is refused by name."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from retold.compiling import compiled

PRIME = np.uint64(0x9E3779B185EBCA87)
HALF = 0.5

small = st.integers(-1000, 1000)
divisors = small.filter(bool)
columns = st.lists(small, min_size=1, max_size=20)


def in_python(kernel: Callable[..., Any], *arguments: Any) -> Any:
    """What the function returns when it is not compiled."""
    return kernel.__wrapped__(*arguments)  # type: ignore[attr-defined]


@compiled
def arithmetic(a: int, b: int, out: Any) -> int:
    out[0], out[1], out[2] = a // b, a % b, a * b - (a + b)
    out[3], out[4] = min(a, b, 7), max(a, -b)
    out[5] = abs(a) << 3
    out[6] = (a >> 1) ^ (b & 255) | 16
    out[7] = (a > b) + (a != 3)
    return int(a < 0) if b > 2 else -a


@given(small, divisors)
def test_whole_numbers_are_those_of_python(a: int, b: int) -> None:
    ours, theirs = np.zeros((2, 8), np.int64)
    assert arithmetic(a, b, ours) == in_python(arithmetic, a, b, theirs)
    assert ours.tolist() == theirs.tolist()


@compiled
def conditions(a: int, b: int, c: int, out: Any) -> None:
    out[0] = a < b < c
    out[1] = a < b or (b < c and c != a)
    out[2] = 1 if a <= b else 2 if b <= c else 3
    out[3] = not (a and b)
    same = a == b
    out[4] = same


@given(small, small, small)
def test_conditions_are_those_of_python(a: int, b: int, c: int) -> None:
    ours, theirs = np.zeros((2, 5), np.int32)
    conditions(a, b, c, ours)
    in_python(conditions, a, b, c, theirs)
    assert ours.tolist() == theirs.tolist()


@compiled
def walk(values: Any, out: Any) -> int:
    """Loops of all kinds, left early and gone on with."""
    count = at = 0
    for value in range(len(values) - 1, -1, -1):
        if values[value] == 7:
            continue
        if values[value] > 900:
            break
        out[count] = values[value]
        count += 1
    while at < len(values) and values[at] < 500:
        at += 1
    for step in range(2, 2 * at, 3):
        count += step
        step = 0
    for row in range(3):
        for column in range(row):
            if column == 1:
                break
            count += 1
    return count * 100 + at


@given(columns)
def test_loops_are_those_of_python(values: list[int]) -> None:
    ours, theirs = np.zeros((2, 20), np.int32)
    column = np.array(values, np.int16)
    assert walk(column, ours) == in_python(walk, column, theirs)
    assert ours.tolist() == theirs.tolist()


@compiled
def mixed(numbers: Any, hashes: Any) -> float:
    """Fractions, two dimensions, and numbers without a sign."""
    total, times = 0.0, 0
    for row in range(len(numbers)):
        for column in range(numbers.shape[1]):
            numbers[row, column] *= HALF if column else 2
            total += numbers[row, column]
            times += numbers[row, column] > 1
    for at in range(len(hashes)):
        hashes[at] = (hashes[at] ^ hashes[at] >> np.uint64(32)) * PRIME
    return max(total, 0) / 4 - times


@given(st.lists(st.floats(-100, 100), min_size=6, max_size=6), st.lists(st.integers(0, 2**64 - 1), max_size=9))
def test_fractions_and_hashes_are_those_of_numpy(fractions: list[float], numbers: list[int]) -> None:
    ours = np.array(fractions).reshape(2, 3), np.array(numbers, np.uint64)
    theirs = ours[0].copy(), ours[1].copy()
    with np.errstate(over="ignore"):
        assert mixed(*ours) == in_python(mixed, *theirs)
    assert ours[0].tolist() == theirs[0].tolist()
    assert ours[1].tolist() == theirs[1].tolist()


@compiled
def added(sums: Any, values: Any) -> None:
    for at in range(len(values)):
        sums[at] += values[at]


@given(st.lists(st.floats(-100, 100, width=32), max_size=9))
def test_fractions_of_32_bits_are_added_as_numpy_adds_them(numbers: list[float]) -> None:
    values = np.array(numbers, np.float32)
    sums = np.arange(len(values), dtype=np.float32) / 3
    expected = sums + values
    added(sums, values)
    assert sums.tolist() == expected.tolist()


@compiled
def twice(values: Any, by: int) -> int:
    values[0] += by
    return 2 * by


@compiled
def caller(values: Any) -> int:
    twice(values, 1)
    return twice(values, 3) + twice(values, values[0])


@pytest.mark.parametrize("kind", ["i1", "u1", "i2", "u2", "i4", "u4", "i8"])
def test_one_calls_another_and_any_width_will_do(kind: str) -> None:
    ours, theirs = np.array([5], kind), np.array([5], kind)
    assert caller(ours) == in_python(caller, theirs) == 24
    assert ours.tolist() == theirs.tolist() == [18]


def test_what_is_too_large_for_an_array_is_cut_to_its_width() -> None:
    values = np.array([250], np.uint8)
    twice(values, 10)
    assert values.tolist() == [4]


def test_what_is_no_loop_over_numbers_is_refused_with_its_line() -> None:
    @compiled
    def makes_a_list(values: Any) -> None:
        values[0] = 1
        [2 * value for value in values]

    @compiled
    def mixes(values: Any) -> None:
        values[0] = values[0] + 0.5

    with pytest.raises(TypeError, match=r"makes_a_list: '\[2 \* value .*' cannot be compiled \(line 4 of it\)"):
        makes_a_list(np.zeros(1, np.int32))
    with pytest.raises(TypeError, match="mixes: float where int is meant"):
        mixes(np.zeros(1, np.int32))
    with pytest.raises(TypeError, match="not in order of its rows"):
        twice(np.zeros((2, 2), np.int32)[:, 0], 1)
