"""Which texts share a scene: sequence counts, shared people and stock lines do not."""

from __future__ import annotations

from hashlib import sha256

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.lengths import story
from retold.relating import SIGNIFICANT, _turned, passage, relate, told
from retold.scoring import Wording
from retold.segmenting import segment
from retold.text import OffsetMap, Story, Telling, Witness

FERRY = [
    '"Is the ferry still running?" asked Maud.',
    '"Not since the rope went," said the boatman.',
    '"Then how do people cross?"',
    '"They swim, or they wait for the ice."',
    '"I have a letter for the lighthouse."',
    '"Leave it with the goat. She goes over on Fridays."',
    '"You are making fun of me."',
    '"I never joke about that goat, miss."',
    '"What does she charge?"',
    '"Turnips, mostly. A carrot on feast days."',
]
FERRY_AGAIN = [
    'Maud put down her case. "Does the ferry run still?"',
    '"Not since we lost the rope."',
    '"So how does anybody get across?" she said.',
    '"Swim. Or wait for ice."',
    '"But I have this letter. It is for the lighthouse."',
    '"Give it to the goat," said the man. "Fridays, she goes over."',
    '"You are laughing at me."',
    '"I do not joke about the goat."',
    '"And her fee?"',
    '"Turnips. On feast days a carrot."',
]
MARKET = [
    '"You never told me you could juggle," said Maud.',
    '"You never asked me, miss," said the boatman.',
    '"I have a letter to post and no stamp."',
    '"Then sell them something. Sell them the goat."',
    '"Nobody buys a goat on a Friday."',
    '"They might, for turnips."',
    '"What would your mother say?"',
    '"That I was cheap at the price."',
    '"You are making fun of her."',
    '"I would not dare to."',
]


def telling(siglum: str, paragraphs: list[str]) -> Telling:
    text = "\n".join(paragraphs)
    witness = Witness(siglum, f"{siglum}.txt", text, "utf-8", sha256(text.encode()).hexdigest())
    return segment(witness, Story(text, OffsetMap.identity(len(text))))


SCORER = Wording(("maud", "boatman"), muted_weight=0.0)


def test_a_retelling_is_the_same_scene() -> None:
    found = relate(telling("A", FERRY), telling("B", FERRY_AGAIN), SCORER)
    assert found.e_value < 1e-4
    assert found.score > 0.4
    assert len(found.chains[0]) >= 7


def test_another_scene_of_the_same_people_is_not() -> None:
    found = relate(telling("A", FERRY), telling("C", MARKET), SCORER)
    assert found.e_value > SIGNIFICANT


def test_the_same_lines_in_no_order_prove_nothing_but_the_words() -> None:
    shuffled = [FERRY_AGAIN[at] for at in (7, 2, 9, 0, 5, 3, 8, 1, 6, 4)]
    straight = relate(telling("A", FERRY), telling("B", FERRY_AGAIN), SCORER)
    mixed = relate(telling("A", FERRY), telling("B", shuffled), SCORER)
    assert mixed.score < straight.score


def test_a_short_text_that_stands_whole_in_the_other_is_found() -> None:
    found = relate(telling("A", FERRY), telling("B", FERRY[4:6]), SCORER)
    assert found.e_value <= SIGNIFICANT


def test_it_does_not_matter_which_comes_first() -> None:
    one, other = telling("A", FERRY), telling("B", FERRY_AGAIN)
    forth, back = relate(one, other, SCORER), relate(other, one, SCORER)
    assert (forth.score, forth.e_value) == (back.score, back.e_value)
    assert forth.chains == tuple(tuple((i, j) for j, i in chain) for chain in back.chains)


@pytest.mark.parametrize("paragraphs", [[], ["..."]])
def test_a_text_without_words_shares_nothing(paragraphs: list[str]) -> None:
    assert relate(telling("A", FERRY), telling("B", paragraphs), SCORER).score == 0.0


def test_a_passage_in_a_long_text_is_found_and_cut_out() -> None:
    filler = [f'"The {noun} was {colour} when I painted it," said the {who}.' for noun, colour, who in NONSENSE]
    long = telling("B", [*filler, *FERRY_AGAIN, *filler[::-1]])
    found = relate(telling("A", FERRY), long, SCORER)
    assert found.e_value < 1e-4
    cut = passage(long, [j for _, j in found.chains[0]])
    assert cut.start <= long.witness.raw.index("Maud put down") < cut.end < len(long.witness.raw)


def test_a_scene_told_with_other_names_is_the_same_scene() -> None:
    renamed = [line.replace("Maud", "Odile").replace("man", "keeper") for line in FERRY_AGAIN]
    other = Wording(("maud", "boatman", "odile", "keeper"), muted_weight=0.0)
    assert relate(telling("A", FERRY), telling("B", renamed), other).e_value <= SIGNIFICANT


def test_one_sentence_in_common_is_a_quotation() -> None:
    proverb = '"My mother used to say that a borrowed umbrella keeps nobody dry but its owner\'s enemies."'
    one, other = [*FERRY[:5], proverb, *FERRY[5:]], [proverb, *MARKET]
    found = relate(telling("A", one), telling("B", other), SCORER)
    assert found.e_value > SIGNIFICANT
    assert found.score < 0.5


def test_the_score_is_one_half_where_two_texts_begin_to_count_as_one_scene() -> None:
    for paragraphs in (FERRY_AGAIN, MARKET, FERRY[4:6], FERRY_AGAIN[3:7]):
        found = relate(telling("A", FERRY), telling("B", paragraphs), SCORER)
        assert (found.score >= 0.5) == (found.e_value <= SIGNIFICANT)


NONSENSE = [
    (noun, colour, who)
    for noun in ("door", "fence", "cart", "barrel", "kite", "chapel", "kettle")
    for colour in ("green", "yellow", "grey", "scarlet", "purple")
    for who in ("cooper", "sexton", "duchess")
]


def test_tags_are_not_lines_that_say_something() -> None:
    assert all(line.kind != "tag" for line in told(telling("A", FERRY)))


BEGINS, ENDS = "There's a path under the chapel floor,", "that the monks dug and nobody has swept since the plague."
QUOTED_AT_ONCE = f'"{BEGINS} {ENDS}"'
QUOTED_IN_TWO = f'"{BEGINS}" said the boatman, "{ENDS}"'


@pytest.mark.parametrize("whole", [FERRY, [*story(300, seed=8), *FERRY, *story(300, seed=9)]], ids=["scene", "novel"])
@pytest.mark.parametrize("line", [QUOTED_AT_ONCE, QUOTED_IN_TWO])
def test_a_line_by_itself_is_a_quotation_wherever_it_comes_from(whole: list[str], line: str) -> None:
    found = relate(telling("A", [QUOTED_AT_ONCE]), telling("B", [*whole[:-5], line, *whole[-5:]]), SCORER)
    assert found.e_value > SIGNIFICANT
    assert found.score > 0.05  # but it is seen


@pytest.mark.parametrize("lines", [3, 5, 8])
@pytest.mark.parametrize("around", [0, 300], ids=["scene", "novel"])
def test_a_few_lines_in_a_row_are_an_excerpt_of_the_scene(lines: int, around: int) -> None:
    whole = [*story(around, seed=8), *FERRY, *story(around, seed=9)]
    found = relate(telling("A", FERRY[1 : 1 + lines]), telling("B", whole), SCORER)
    assert found.e_value <= SIGNIFICANT


@settings(deadline=None)
@given(st.integers(1, 60), st.integers(1, 30), st.integers(1, 12))
def test_every_stretch_runs_backwards_and_stays_where_it_is(count: int, length: int, rounds: int) -> None:
    for order in _turned(count, min(count, length), rounds).tolist():
        assert sorted(order) == list(range(count))
        stretches = [[order[0]]]
        for line in order[1:]:
            if line == stretches[-1][-1] - 1:
                stretches[-1].append(line)
            else:
                stretches.append([line])
        assert all(len(stretch) <= length for stretch in stretches)
        assert [line for stretch in stretches for line in reversed(stretch)] == list(range(count))
