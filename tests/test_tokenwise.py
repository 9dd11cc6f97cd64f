"""Witnesses side by side, token by token: what stands in one column, what is joined, what has moved."""

from __future__ import annotations

import pytest

from benchmarks.moving import copied, quality, tokens_of
from benchmarks.texts import pair
from retold.pipeline import collate
from retold.tokenwise import Alignment, Run, align, segments

STRANGER = (
    "every quarter the clerks of that office sent to the capital a list of what had been weighed and sealed and the "
    "duty on each barrel with the names of those who owed it"
)


def columns(*texts: str) -> list[list[str]]:
    """The table, a list a column, an absent token as a dash."""
    witnesses = [text.split() for text in texts]
    return _cells(witnesses, align(witnesses), None)


def joined(*texts: str) -> list[list[str]]:
    """The same with neighbouring columns joined."""
    witnesses = [text.split() for text in texts]
    found = align(witnesses)
    return _cells(witnesses, found, segments(witnesses, found))


def _cells(witnesses: list[list[str]], found: Alignment, ranges: list[tuple[int, int]] | None) -> list[list[str]]:
    return [
        [
            " ".join(w for w, c in zip(words, places, strict=True) if start <= c < end) or "-"
            for words, places in zip(witnesses, found.columns, strict=True)
        ]
        for start, end in (ranges if ranges is not None else [(c, c + 1) for c in range(found.width)])
    ]


def test_another_word_stands_in_the_place_of_the_first() -> None:
    assert columns("the ferry left at dawn", "the ferry sailed at dawn") == [
        ["the", "the"], ["ferry", "ferry"], ["left", "sailed"], ["at", "at"], ["dawn", "dawn"],
    ]  # fmt: skip


def test_what_one_witness_lacks_is_a_gap() -> None:
    assert ["old", "-"] in columns("the old ferry left at dawn", "the ferry left at dawn")


def test_near_words_go_together_where_equal_ones_are_wanting() -> None:
    found = columns("she lighted both lanterns quickly", "slowly she lights both of the lantern")
    assert ["lighted", "lights"] in found
    assert ["lanterns", "lantern"] in found


def test_a_lone_function_word_between_other_words_is_no_anchor() -> None:
    found = columns(
        "harbour lights burned amber beside quiet water while the gulls slept near harbour walls",
        "harbour lights burned the whole of a windless evening until dawn crept near harbour walls",
    )
    assert ["the", "the"] not in found
    assert ["walls", "walls"] in found


def test_segments_join_what_the_same_witnesses_share() -> None:
    assert joined("the ferry left at dawn", "the ferry sailed away at dawn", "the ferry left at dawn") == [
        ["the ferry"] * 3,
        ["left", "sailed away", "left"],
        ["at dawn"] * 3,
    ]


@pytest.mark.parametrize("count", [1, 2, 5])
def test_identical_texts_are_one_column(count: int) -> None:
    assert joined(*["the ferry left at dawn"] * count) == [["the ferry left at dawn"] * count]


@pytest.mark.parametrize("texts", [[], [""], ["", ""]])
def test_nothing_is_no_column(texts: list[str]) -> None:
    assert columns(*texts) == []


def test_an_empty_witness_has_no_cells() -> None:
    assert joined("the ferry", "") == [["the ferry", "-"]]


def test_two_halves_that_change_places_are_a_transposition() -> None:
    one = "the ferryman counted his coins while gulls screamed over the grey water"
    other = "gulls screamed over the grey water while the ferryman counted his coins"
    found = align([one.split(), other.split()])
    assert found.moves == ((Run(0, 0, 5), Run(1, 7, 12)),)


def test_every_witness_of_a_moved_passage_is_named() -> None:
    one = ["the", "ferryman", "counted", "his", "coins", "while", "gulls", "screamed", "over", "the", "grey", "water"]
    other = ["gulls", "screamed", "over", "the", "grey", "water", "while", "the", "ferryman", "counted", "his", "coins"]
    (runs,) = align([one, other, one]).moves
    assert runs == (Run(0, 0, 5), Run(1, 7, 12), Run(2, 0, 5))


def test_a_stranger_is_not_aligned_and_changes_nothing() -> None:
    one, other = "the old ferry left at dawn with the barrels", "the ferry sailed at dawn with a barrel"
    texts = [one.split(), other.split()]
    with_it = align([*texts, STRANGER.split()])
    alone = align(texts)
    assert set(with_it.columns[2]).isdisjoint({*with_it.columns[0], *with_it.columns[1]})
    rank = {column: at for at, column in enumerate(sorted({*with_it.columns[0], *with_it.columns[1]}))}
    assert tuple(tuple(rank[c] for c in own) for own in with_it.columns[:2]) == alone.columns


@pytest.mark.parametrize("seed", range(3))
def test_a_copy_is_traced_to_the_token(seed: int) -> None:
    tokens, elsewhere = (tokens_of(pair(3000, at)[0]) for at in (seed, seed + 50))
    copy = copied(tokens, elsewhere, seed)
    witnesses = {
        "witnesses": [
            {"id": name, "tokens": [{"t": token} for token in own]}
            for name, own in (("original", tokens), ("copy", copy.tokens))
        ]
    }
    found = collate(witnesses, segmentation=False)
    result = {
        "witnesses": found.witnesses,
        "table": found.table,
        "transpositions": [
            [{"witness": run.witness, "start": run.start, "end": run.end} for run in runs]
            for runs in found.transpositions
        ],
    }
    right = quality(result, copy)
    assert (right.precision >= 0.98, right.moved >= 0.95, right.misspelt >= 0.95) == (True, True, True), right
