"""Words side by side."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retold.text import OffsetMap, Span, Story, Telling, Witness
from retold.variants import Column, Token, columns, fold, has_place, joined, likeness, settled, tokens_of


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
        ("A voice cried 'Sleep no more!' there.", ["A", "voice", "cried", "'Sleep", "no", "more!'", "there."]),
        ("(She laughed.) It cost £5 [or so].", ["(She", "laughed.)", "It", "cost", "£5", "[or", "so]."]),
    ],
)
def test_a_word_keeps_its_marks_and_loses_those_around_the_whole(written: str, words: list[str]) -> None:
    story = Story(written, OffsetMap.identity(len(written)))
    telling = Telling(Witness("A", "a.txt", written, "utf-8", "0"), story, (), ())
    assert [token.text for token in tokens_of(telling, [Span(0, len(written))])] == words


@pytest.mark.parametrize(
    "written",
    [
        "It costs $5.50 at 10:30 p.m. on 3/4/2019, or £4/head — 50% off.",
        "Write to nora@quay.example or http://quay.example/a?b=1!",
        "R&B, C++ & C#; 5 + 3 = 8, 2 * 4 = 8",
        "+1 for the plan (or not); @SUM(A1:A9)",
        "-2 °C? ¿Qué? 'Tis cold...so cold. “Le Phare” is shut.",
        "3,50 € – c'est trop, à St.-Jacques le 3.5.1912 (1.000 fr.).",
    ],
)
def test_words_side_by_side_read_as_they_are_written(written: str) -> None:
    for before, after in (("", ""), ("“", "”"), ("— ", ""), ("‘", "’")):
        text = f"{before}{written}{after}"
        story = Story(text, OffsetMap.identity(len(text)))
        telling = Telling(Witness("A", "a.txt", text, "utf-8", "0"), story, (), ())
        assert joined(tokens_of(telling, [Span(0, len(text))])) == written


def test_words_that_were_never_beside_one_another_stand_apart() -> None:
    story = Story("R&B and B", OffsetMap.identity(9))
    telling = Telling(Witness("A", "a.txt", story.text, "utf-8", "0"), story, (), ())
    first, second, both, last = tokens_of(telling, [Span(0, 9)])
    assert joined([first, second, both, last]) == "R&B and B"
    assert joined([both, second]) == "and B"
