"""The scorer of rosters: covered, pure and split are counted in quotes, by the names found."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from benchmarks.characters import Cast, folded, score, table, total
from retold.text import Character, Name, Span


def _found(*names: Mapping[str, int]) -> list[Character]:
    return [
        Character(f"c{n}", next(iter(some)), None, {"A": tuple(_name(name, times) for name, times in some.items())})
        for n, some in enumerate(names)
    ]


def _name(name: str, times: int) -> Name:
    return Name(name, "named", tuple(Span(n, n + 1) for n in range(times)))


def _gold(characters: Mapping[str, tuple[str, ...]], quotes: Mapping[str, int]) -> dict[str, Any]:
    return {
        "characters": [{"id": id, "name": some[0], "aliases": list(some[1:])} for id, some in characters.items()],
        "quotes": [{"speaker_id": id} for id, times in quotes.items() for _ in range(times)],
    }


GOLD = _gold(
    {"n": ("Nora Quill", "Nora", "Miss Quill"), "t": ("Tobias", "Toby"), "p": ("A Porter",)}, {"n": 6, "t": 3, "p": 1}
)


def test_a_cast_that_is_right_has_everything_once() -> None:
    found = _found({"Nora": 9, "Miss Quill": 2}, {"Tobias": 4}, {"the porter": 1})
    assert score(found, GOLD).figures == (1.0, 1.0, 1.0)


def test_who_is_not_found_is_not_covered() -> None:
    assert score(_found({"Nora": 9}, {"Tobias": 4}), GOLD) == Cast(10, 9, 9, 9)


def test_one_found_twice_is_split_by_the_quotes() -> None:
    found = _found({"Nora": 9}, {"Miss Quill": 2}, {"Tobias": 4}, {"porter": 1})
    assert score(found, GOLD).figures == (1.0, 1.0, pytest.approx((6 * 2 + 3 + 1) / 10))


def test_two_found_as_one_are_pure_for_the_one_who_speaks_more() -> None:
    found = _found({"Nora": 9, "Tobias": 4}, {"porter": 1})
    assert score(found, GOLD).figures == (1.0, pytest.approx(0.7), 1.0)


def test_a_name_that_two_share_counts_for_the_one_it_belongs_to() -> None:
    gold = _gold({"n": ("Nora", "Miss Quill"), "e": ("Edda", "Miss Quill")}, {"n": 1, "e": 1})
    found = _found({"Nora": 5, "Miss Quill": 5}, {"Edda": 5})
    assert score(found, gold).figures == (1.0, 1.0, 1.0)


def test_folding_leaves_out_articles_stops_and_endearments() -> None:
    assert folded("My dear Mr. Bell") == folded("mr Bell")
    assert folded("The Porter") == "porter"
    assert folded("Dear") == "dear"


def test_totals_add_quotes_and_the_table_keeps_the_halves_apart() -> None:
    one, other = Cast(10, 9, 8, 9), Cast(30, 30, 30, 60)
    assert total([one, other]) == Cast(40, 39, 38, 69)
    rows = table({"b": other, "a": one}).splitlines()
    assert rows[2].startswith("| a | 10 |")
    assert rows[-2].startswith("| **tuned** | 10 |")
    assert rows[-1].startswith("| **held out** | 30 |")
