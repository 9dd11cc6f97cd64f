"""What is said of values, and texts that cannot steer what shows them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retold.wording import chance, listed, number, one_line, visible


@pytest.mark.parametrize(
    ("e_value", "words"),
    [
        (41.6, "no more alike than unrelated texts"),
        (0.5, "no more alike than unrelated texts"),
        (0.25, "by chance about once in 4"),
        (1 / 2500, "by chance about once in 2,500"),
        (1e-6, "by chance about once in 10⁶"),
        (2e-12, "by chance about once in 10¹²"),
        (0.0, "by chance practically never"),
    ],
)
def test_chance_in_words(e_value: float, words: str) -> None:
    assert chance(e_value) == words


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("\x1b[31mred", "⟨U+001B⟩[31mred"),
        ("evil\u202etxt.exe", "evil⟨U+202E⟩txt.exe"),
        ("\ufeffstart\u200b", "⟨U+FEFF⟩start⟨U+200B⟩"),
        ("a\r\nb\rc\u2028d", "a\nb\nc\nd"),
        ("\x9b2J", "⟨U+009B⟩2J"),
        ("lone \ud800", "lone ⟨U+D800⟩"),
        ("pass\u200dword", "pass⟨U+200D⟩word"),
        ("می\u200cخواهم", "می\u200cخواهم"),
        ("👩\u200d🚀 and naïve café", "👩\u200d🚀 and naïve café"),
    ],
)
def test_what_cannot_be_seen_is_spelled_out(text: str, shown: str) -> None:
    assert visible(text) == shown


@given(st.text())
def test_visible_text_is_safe_to_print_and_stays_so(text: str) -> None:
    shown = visible(text)
    assert all(character.isprintable() or character in "\n\t" for character in shown if ord(character) < 0xA0)
    assert visible(shown) == shown
    shown.encode("utf-8")


@given(st.text(alphabet="ab \n\t\x1b", max_size=80), st.integers(5, 40))
def test_one_line_keeps_to_its_limit(text: str, limit: int) -> None:
    line = one_line(text, limit)
    assert len(line) <= limit
    assert "\n" not in line


def test_a_cut_falls_between_words() -> None:
    assert one_line("the quick brown fox", 12) == "the quick…"


def test_counts_and_lists_are_spoken() -> None:
    assert number(1, "word") == "1 word"
    assert number(1204, "word") == "1,204 words"
    assert number(2, "entry", "entries") == "2 entries"
    assert [listed(list("ABC"[:n])) for n in range(4)] == ["", "A", "A and B", "A, B and C"]
