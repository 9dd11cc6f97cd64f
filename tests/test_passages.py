"""Seeds and passages against slow and obvious ones, and what each of them promises."""

from __future__ import annotations

from collections import defaultdict

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from retold.passages import GAP, MISMATCH, NAME, NAME_GAP, Passages, align, chain, weigh
from retold.seeding import COMMON, REPEATS, Seeds, seeds_of, shared_places
from retold.shingles import Words, shingles_of, words_of

SCENE = (
    "The ferryman set his lantern on the mooring post and waited until the seventh wagon had rolled aboard. Nobody "
    "paid him, and Odile least of all, who had sold her mother’s spectacles that morning to the apothecary. “Cast "
    "off,” she told Barnaby quietly, “before the magistrate remembers where we sleep.” The river took them all."
)
ELSEWHERE = (
    "Spring came late to the valley that year; shepherds grumbled over their porridge, and the schoolmaster measured "
    "every puddle with a ruler he had whittled from applewood. "
)

fingerprints = st.lists(
    st.lists(st.integers(0, 12), max_size=30),
    min_size=2,
    max_size=6,
)


def stretch(documents: list[list[int]]) -> tuple[np.ndarray, ...]:
    rows = [(value, number, at) for number, own in enumerate(documents) for at, value in enumerate(own)]
    columns = np.array(rows, np.int64).reshape(-1, 3).T
    place = columns[2].astype(np.int32)
    return columns[0].copy(), columns[1].astype(np.int32), place, place + 3


def plain_seeds(documents: list[list[int]]) -> list[tuple[int, int, int, int]]:
    """Document, other document, word and other word of every seed."""
    places: dict[int, dict[int, list[int]]] = defaultdict(lambda: defaultdict(list))
    for number, own in enumerate(documents):
        for at, value in enumerate(own):
            if len(places[value][number]) < REPEATS:
                places[value][number].append(at)
    found = []
    for by_document in places.values():
        for one in by_document:
            for other in by_document:
                if one < other and (len(by_document) <= COMMON or one == min(by_document)):
                    found += [(one, other, at, to) for at in by_document[one] for to in by_document[other]]
    return sorted(found)


def all_seeds(documents: list[list[int]]) -> list[tuple[int, int, int, int]]:
    shared = shared_places([stretch(documents)])
    return [
        (number, *row)
        for number, own in seeds_of(shared, len(documents))
        for row in zip(own.document.tolist(), own.first.tolist(), own.other.tolist(), strict=True)
    ]


@given(fingerprints)
@settings(deadline=None)
def test_seeds_are_those_of_the_slow_twin(documents: list[list[int]]) -> None:
    assert all_seeds(documents) == plain_seeds(documents)


def test_what_very_many_have_is_paired_with_the_first_alone() -> None:
    documents = [[7] for _ in range(COMMON + 10)]
    assert all_seeds(documents) == [(0, other, 0, 0) for other in range(1, COMMON + 10)]


def test_it_does_not_matter_in_which_order_documents_are_stored() -> None:
    documents = [[1, 2, 3], [3, 1], [2, 2, 1]]
    columns = stretch(documents)
    turned = np.argsort(-columns[1], kind="stable")
    shared = shared_places([tuple(column[turned] for column in columns)])  # type: ignore[misc]
    rows = [own.other.tolist() for _, own in seeds_of(shared, 3)]
    assert rows == [own.other.tolist() for _, own in seeds_of(shared_places([columns]), 3)]


def passages_of(one: str, other: str) -> tuple[Passages, Words, Words]:
    words = words_of(one), words_of(other)
    shingles = [shingles_of(own) for own in words]
    numbers = np.repeat(np.arange(2, dtype=np.int32), [len(own) for own in shingles])
    columns = (np.concatenate([getattr(own, name) for own in shingles]) for name in ("fingerprints", "first", "last"))
    prints, first, last = columns
    seeds = dict(seeds_of(shared_places([(prints, numbers, first, last)]), 2)).get(0)
    empty = np.zeros(0, np.int32)
    seeds = seeds or Seeds(empty, empty, empty, empty)
    hashes = [own.hashes.astype(np.int32) for own in words]
    weights = [weigh(own, half.halfbits) for own, half in zip(hashes, words, strict=True)]
    chains = chain(seeds, weights[0])
    if not len(chains):
        return Passages(*[empty] * 6), *words
    return align(hashes[0], weights[0], hashes[1], weights[1], chains, slice(0, len(chains))), *words


def spans(found: Passages, one: Words, other: Words) -> list[tuple[int, int, int, int]]:
    return [
        (int(one.starts[a]), int(one.ends[b]), int(other.starts[c]), int(other.ends[d]))
        for a, b, c, d in zip(found.first, found.last, found.other_first, found.other_last, strict=True)
    ]


def test_a_copied_scene_is_found_to_the_letter() -> None:
    one, other = f"{ELSEWHERE}{SCENE}", f"{SCENE} And that was the end of the tale."
    (span, *more) = spans(*passages_of(one, other))
    assert not more
    assert one[span[0] : span[1]] == SCENE[:-1] == other[span[2] : span[3]]


def test_other_names_cost_next_to_nothing() -> None:
    renamed = SCENE.replace("Odile", "Brona").replace("Barnaby", "Wystan")
    same, other = passages_of(SCENE, SCENE)[0], passages_of(SCENE, renamed)[0]
    assert other.halfbits[0] >= 0.97 * same.halfbits[0]
    assert other.equal[0] == same.equal[0] - 2


def test_edited_words_are_bridged() -> None:
    edited = SCENE.replace("waited until", "stayed there till").replace("Nobody paid him, and", "And nobody paid,")
    (span, *more) = spans(*passages_of(SCENE, edited))
    assert not more
    assert span[1] - span[0] > 0.95 * len(SCENE)


def test_two_scenes_with_much_between_them_are_two_passages() -> None:
    first, second = SCENE[:190], SCENE[190:]
    found, *_ = passages_of(f"{first} {ELSEWHERE * 2} {second}", f"{first} {second}")
    assert len(found) == 2


def test_what_is_told_over_and_over_ends() -> None:
    found, one, other = passages_of(SCENE * 6, SCENE * 9)
    assert len(found) > 0
    assert (found.last < len(one)).all()
    assert (found.other_last < len(other)).all()


prose = st.lists(st.sampled_from(SCENE.split()), min_size=10, max_size=60).map(" ".join)


def plain_best(one: Words, other: Words) -> int:
    """The half-bits of the best local alignment, cell by cell, without any band."""
    hashes = [own.hashes.astype(np.int32) for own in (one, other)]
    mine, its = (weigh(own, half.halfbits) for own, half in zip(hashes, (one, other), strict=True))
    best, above = 0, [0] * (len(other) + 1)
    for a in range(len(one)):
        row = [0]
        for b in range(len(other)):
            if mine[a] == 0 and its[b] == 0:
                gain = NAME
            else:
                gain = max(int(mine[a]), int(its[b])) if hashes[0][a] == hashes[1][b] else MISMATCH
            over, under = (GAP if mine[a] else NAME_GAP), (GAP if its[b] else NAME_GAP)
            row.append(max(0, above[b] + gain, above[b + 1] + over, row[b] + under))
        best, above = max(best, *row), row
    return best


@given(prose, prose)
@settings(deadline=None)
def test_no_passage_is_better_than_the_best_alignment(one: str, other: str) -> None:
    found, mine, its = passages_of(one, other)
    assert (found.first <= found.last).all()
    assert (found.other_first <= found.other_last).all()
    assert max(found.halfbits.tolist(), default=0) <= plain_best(mine, its)


@given(st.lists(st.sampled_from(["", " gladly", " and yet"]), min_size=4, max_size=4))
@settings(deadline=None)
def test_a_scene_with_words_put_in_scores_like_the_best_alignment(put_in: list[str]) -> None:
    parts = SCENE.split(",")
    edited = ",".join(part + more for part, more in zip(parts, [*put_in, *[""] * len(parts)], strict=False))
    found, mine, its = passages_of(SCENE, edited)
    assert max(found.halfbits.tolist()) == plain_best(mine, its)


def test_words_that_a_text_has_often_say_less() -> None:
    words = words_of("apothecary harbour " * 2000 + "candlestick")
    weights = weigh(words.hashes.astype(np.int32), words.halfbits)
    assert weights[-1] > weights[0]
