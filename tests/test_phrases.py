"""The runs of words that two texts share."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from retold.phrases import shared_runs

lines = st.lists(st.lists(st.sampled_from("abcdef"), max_size=8), max_size=5)


def runs(a: str, b: str) -> list[str]:
    """Lines are parted by strokes, words by spaces."""
    one, other = ([line.split() for line in text.split("/")] for text in (a, b))
    return [" ".join(run.words) for run in shared_runs(one, other)]


def test_a_run_is_as_long_as_both_texts_agree() -> None:
    assert runs("she sold the goat on friday", "they say he sold the goat at noon") == ["sold the goat"]


def test_a_run_grows_back_over_words_that_both_texts_say_twice() -> None:
    twice = "of the sea / of the moon / of the sky"
    assert runs(twice, "of the sun / of the stars / of the sky") == ["of the sky"]


def test_what_a_text_says_twice_tells_nothing() -> None:
    assert runs("mind the step / she fell / mind the step", "mind the step") == []


def test_no_run_goes_over_the_end_of_a_line() -> None:
    assert runs("count the lamps / with me", "count the lamps with me") == ["count the lamps", "with me"]


@settings(deadline=None)
@given(lines, lines)
def test_every_run_stands_in_both_texts(a: list[list[str]], b: list[list[str]]) -> None:
    for words, here, there in shared_runs(a, b):
        assert len(words) >= 2
        for text, (row, at) in ((a, here), (b, there)):
            assert tuple(text[row][at : at + len(words)]) == words


@settings(deadline=None)
@given(lines)
def test_no_word_belongs_to_two_runs(a: list[list[str]]) -> None:
    assert sum(len(run.words) for run in shared_runs(a, a)) <= sum(map(len, a))
