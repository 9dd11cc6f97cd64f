"""Words side by side."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retold.text import OffsetMap, Span, Story, Telling, Witness
from retold.variants import Column, Token, columns, fold, has_place, likeness, settled, tokens_of


def tokens(text: str) -> list[Token]:
    return [Token(word, fold(word), Span(at, at + 1)) for at, word in enumerate(text.split())]


def table(**readings: str) -> list[Column]:
    return columns({s: tokens(text) for s, text in readings.items()}, sorted(readings))


def row(column: Column) -> dict[str, str]:
    return {s: token.text for s, token in column.tokens.items()}


def test_replaced_and_missing_words_stand_in_their_places() -> None:
    found = [row(column) for column in table(a="then I take it back", b="and I take back")]
    both = [{"a": word, "b": word} for word in ("I", "take", "back")]
    assert found == [{"a": "then", "b": "and"}, *both[:2], {"a": "it"}, both[2]]


def test_words_added_by_two_share_a_column() -> None:
    found = table(a="stay with me", b="stay here with me", c="stay here with me")
    assert {"b": "here", "c": "here"} in [{s: t for s, t in row(c).items() if s != "a"} for c in found]


def test_a_majority_settles_and_a_draw_does_not() -> None:
    assert [settled(c, "abc") for c in table(a="go now", b="go now", c="go then")] == ["go", "now"]
    assert [settled(c, "ab") for c in table(a="go now", b="go then")] == ["go", None]


def test_a_place_that_nobody_settles_counts_only_where_wordings_compete() -> None:
    assert [has_place(c, "ab") for c in table(a="go now", b="go then")] == [True, True]
    assert [has_place(c, "ab") for c in table(a="go now", b="go")] == [True, False]


@given(st.lists(st.lists(st.sampled_from("abcd"), max_size=6).map(" ".join), min_size=1, max_size=4))
def test_every_reading_can_be_read_back(texts: list[str]) -> None:
    readings = {chr(ord("A") + at): text for at, text in enumerate(texts)}
    found = table(**readings)
    for siglum, text in readings.items():
        assert [c.tokens[siglum].text for c in found if siglum in c.tokens] == text.split()


@given(st.permutations(["I never said that", "I never did say that", "you never said this", "never said that"]))
def test_the_columns_do_not_depend_on_the_order_of_the_witnesses(texts: list[str]) -> None:
    named = {text: f"w{at}" for at, text in enumerate(sorted(texts))}
    priority = sorted(named.values())
    shuffled = columns({named[text]: tokens(text) for text in texts}, priority)
    straight = columns({named[text]: tokens(text) for text in sorted(texts)}, priority)
    assert [row(c) for c in shuffled] == [row(c) for c in straight]


def test_likeness_is_that_of_the_odd_one_out() -> None:
    assert likeness([["a", "b"], ["a", "b"]]) == 1.0
    assert likeness([["a", "b"], ["a", "b"], ["x", "y"]]) == 0.0
    assert likeness([["a", "b"], ["a", "c"]]) == pytest.approx(0.5)


@pytest.mark.parametrize(
    ("written", "words"),
    [
        ("“Come in,” ", ["Come", "in,"]),
        ("`It´s late.´", ["It´s", "late."]),
        ("‘Nothin’ doin’.’", ["Nothin’", "doin’."]),
        ("'No!' ", ["No!"]),
        ("*Stay*, she said", ["Stay,", "she", "said"]),
        ("«Well…»", ["Well…"]),
        ("A voice cried 'Sleep no more!' there.", ["A", "voice", "cried", "Sleep", "no", "more!", "there."]),
        ("(She laughed.) It cost £5 [or so].", ["(She", "laughed.)", "It", "cost", "£5", "[or", "so]."]),
    ],
)
def test_a_word_keeps_its_stop_and_loses_the_marks_around_it(written: str, words: list[str]) -> None:
    story = Story(written, OffsetMap.identity(len(written)))
    telling = Telling(Witness("A", "a.txt", written, "utf-8", "0"), story, (), ())
    assert [token.text for token in tokens_of(telling, [Span(0, len(written))])] == words
