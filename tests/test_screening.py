"""Which pairs of many texts are worth a closer look."""

from __future__ import annotations

from benchmarks.lengths import again, story
from retold.screening import candidates

FIRST, SECOND, THIRD = (story(60, seed=seed) for seed in (1, 2, 3))


def words(lines: list[str]) -> list[list[str]]:
    return [line.strip("“.”").lower().split() for line in lines]


def found(*texts: list[str], names: tuple[str, ...] = ()) -> set[tuple[int, int]]:
    return set(candidates([words(text) for text in texts], [names] * len(texts)))


def test_a_retelling_is_looked_at_and_another_story_is_not() -> None:
    assert found(FIRST, SECOND, again(FIRST, seed=4)[0], THIRD) == {(0, 2)}


def test_what_else_is_there_changes_nothing() -> None:
    retelling = again(FIRST, seed=4)[0]
    assert found(FIRST, retelling) == found(FIRST, retelling, SECOND, THIRD) == {(0, 1)}


def test_a_short_text_may_be_a_passage_of_a_long_one() -> None:
    assert (0, 1) in found([*SECOND, *FIRST[20:24], *THIRD], FIRST[20:24])


def test_a_line_may_come_from_a_long_text() -> None:
    long = story(600, seed=5)
    assert found(long, long[300:301]) == {(0, 1)}


def test_texts_of_a_few_lines_are_always_looked_at() -> None:
    assert found(["Nothing here."], ["Something else."], []) == {(0, 1), (0, 2), (1, 2)}


def test_no_texts_are_no_pairs() -> None:
    assert found() == set()
