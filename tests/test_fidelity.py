"""How faithful each witness is, found without a gold: who keeps most is known, whoever outnumbers him."""

from __future__ import annotations

import random
from collections.abc import Sequence

import pytest

from retold import lexicon
from retold.fidelity import chances, fidelities
from retold.text import Span
from retold.variants import Column, Token, columns

WORDS = [
    "lantern",
    "harbour",
    "widow",
    "candle",
    "ferry",
    "marsh",
    "kettle",
    "bargain",
    "thimble",
    "orchard",
    "gate",
    "winter",
    "sorrow",
    "copper",
]
COMMON = ["get", "thing", "say", "go", "come", "look", "want", "take", "make", "know"]


def tokens(words: Sequence[str]) -> list[Token]:
    return [Token(word, word, Span(0, 1)) for word in words]


def told(kept: Sequence[float], lines: int = 40, seed: int = 1) -> list[dict[str, list[Token]]]:
    """Lines as witnesses A, B, C… tell them who keep such shares of their words and put common ones for the rest."""
    chance = random.Random(seed)
    source = [chance.choices(WORDS, k=9) for _ in range(lines)]
    return [
        {
            chr(ord("A") + at): tokens([w if chance.random() < share else chance.choice(COMMON) for w in line])
            for at, share in enumerate(kept)
        }
        for line in source
    ]


@pytest.mark.parametrize("kept", [(0.9, 0.9, 0.9), (0.95, 0.5, 0.3), (0.6, 0.9, 0.9), (0.9, 0.6, 0.6, 0.6, 0.6)])
def test_the_share_that_each_witness_keeps_is_found(kept: tuple[float, ...]) -> None:
    found = fidelities(told(kept))
    assert [found[siglum] for siglum in sorted(found)] == pytest.approx(kept, abs=0.2)


def test_the_faithful_one_outweighs_two_free_ones_and_two_faithful_ones_outweigh_him() -> None:
    column = Column({"A": tokens(["upon"])[0], "B": tokens(["on"])[0], "C": tokens(["on"])[0]})
    free = chances(column, "ABC", {"A": 0.95, "B": 0.4, "C": 0.3})
    equal = chances(column, "ABC", {"A": 0.9, "B": 0.9, "C": 0.9})
    assert free["upon"] > 0.5 > free["on"]
    assert equal["on"] > 0.5 > equal["upon"]
    assert sum(free.values()) == pytest.approx(1.0)


def test_a_rare_word_in_two_witnesses_counts_for_more_than_a_common_one() -> None:
    assert lexicon.load().idf("pianoforte") > lexicon.load().idf("thing")
    share = {"A": 0.9, "B": 0.5, "C": 0.5}
    rare, common = (
        chances(Column({s: tokens([w])[0] for s, w in zip("ABC", ("spinet", word, word), strict=True)}), "ABC", share)
        for word in ("pianoforte", "thing")
    )
    assert rare["pianoforte"] > common["thing"]


def test_two_witnesses_are_told_apart_by_their_fullness_alone() -> None:
    found = fidelities([{"A": tokens(WORDS), "B": tokens(WORDS[:-3])}])
    assert found["A"] > found["B"] > 0


def test_nothing_is_known_of_nobody() -> None:
    assert fidelities([]) == {}
    assert fidelities([{"A": [], "B": []}]).keys() == {"A", "B"}


def test_the_order_of_the_lines_does_not_matter() -> None:
    lines = told((0.9, 0.6, 0.4))
    one, other = fidelities(lines), fidelities(lines[::-1])
    assert one == pytest.approx(other)
    assert len(columns(lines[0], list(lines[0]))) >= 9
