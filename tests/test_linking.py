"""Which lines go together: order first, place for narration, moves last, and a third telling as go-between."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from hashlib import sha256
from itertools import pairwise

import pytest

from retold.apparatus import Link
from retold.linking import link
from retold.scoring import Wording
from retold.segmenting import segment
from retold.text import OffsetMap, Story, Telling, Witness
from retold.turns import Passage

ATTIC = [
    '"The roof is leaking over the cot."',
    "He set the pail under the drip.",
    '"Have you told your mother?"',
    '"She has gone to fetch the tarpaulin from Uncle Peder."',
    "Thunder rolled along the ridge of the hill.",
    '"Lift the child out, will you?"',
    '"He is asleep, and he is heavier than he was."',
    "She wrapped the boy in a horse blanket.",
    '"Mind the third stair."',
]
ATTIC_AGAIN = [
    '"There is rain coming in over the cot."',
    "Under the drip he put a pail.",
    '"Does your mother know?"',
    '"She is fetching a tarpaulin from Peder."',
    '"Take the boy up, please."',
    '"He has got heavy, and he is fast asleep."',
    "A horse blanket went round the boy.",
    '"Careful on the third stair."',
]


def telling(siglum: str, lines: Sequence[str]) -> Telling:
    text = "\n".join(lines)
    witness = Witness(siglum, f"{siglum}.txt", text, "utf-8", sha256(text.encode()).hexdigest())
    return segment(witness, Story(text, OffsetMap.identity(len(text))))


def linked(*texts: Sequence[str] | Telling) -> dict[tuple[str, str], tuple[Link, ...]]:
    tellings = [
        text if isinstance(text, Telling) else telling(chr(ord("A") + at), text) for at, text in enumerate(texts)
    ]
    return link([Passage.of(one, one.lines) for one in tellings], Wording())


def pairs(links: Sequence[Link]) -> set[tuple[int, int]]:
    return {(i, j) for one in links for i in one.a for j in one.b}


def test_a_text_goes_with_itself_line_by_line() -> None:
    found = linked(ATTIC, ATTIC)["A", "B"]
    assert pairs(found) == {(at, at) for at in range(len(ATTIC))}
    assert not any(one.moved for one in found)


def test_a_retelling_is_followed_through_other_words_and_a_dropped_line() -> None:
    found = pairs(linked(ATTIC, ATTIC_AGAIN)["A", "B"])
    expected = {(0, 0), (1, 1), (2, 2), (3, 3), (5, 4), (6, 5), (7, 6), (8, 7)}
    assert found == expected


def test_one_turn_over_two_stretches_is_one_link() -> None:
    split = [*ATTIC[:3], '"She has gone," he said, "to fetch the tarpaulin from Uncle Peder."', *ATTIC[4:]]
    other = telling("B", split)
    found = linked(ATTIC, other)["A", "B"]
    stretches = tuple(
        line.index for line in other if line.kind == "speech" and line.paragraph == other.lines[4].paragraph
    )
    here = next(one for one in found if 3 in one.a)
    assert here.a == (3,)
    assert here.b == stretches
    assert len(stretches) == 2


def test_what_stands_elsewhere_has_moved() -> None:
    moved = [*ATTIC[2:], *ATTIC[:1]]
    found = linked(ATTIC, moved)["A", "B"]
    leak = next(one for one in found if 0 in one.a)
    assert leak.b == (len(moved) - 1,)
    assert leak.moved
    assert sum(one.moved for one in found) == 1


def test_a_run_of_one_short_line_does_not_cross() -> None:
    calls = [
        '"No."',
        '"Yes."',
        '"No."',
        '"Oh, yes."',
        '"No!"',
        '"Then hold the lamp yourself, you stubborn mule."',
        '"No."',
    ]
    found = linked(calls, [*calls[:3], *calls[4:]])["A", "B"]
    assert len(found) >= len(calls) - 2
    assert not any(one.moved for one in found)
    for before, after in pairwise(found):
        assert before.a[-1] < after.a[0]
        assert before.b[-1] < after.b[0]


def test_each_line_is_in_one_link_of_a_pair_at_most() -> None:
    for found in linked(ATTIC, ATTIC_AGAIN, [*ATTIC[4:], *ATTIC_AGAIN[:4]]).values():
        for side in ("a", "b"):
            used = [index for one in found for index in getattr(one, side)]
            assert len(used) == len(set(used))


def test_belief_and_likeness_are_shares_of_one() -> None:
    for found in linked(ATTIC, ATTIC_AGAIN).values():
        for one in found:
            assert 0 < one.sure <= 1
            assert 0 <= one.score <= 1
            assert max(len(one.a), len(one.b)) <= 3


def test_speech_in_one_may_be_told_in_the_other() -> None:
    told = [*ATTIC[:5], "She asked him whether he would lift the child out.", *ATTIC[6:]]
    assert (5, 5) in pairs(linked(ATTIC, told)["A", "B"])


def test_who_speaks_decides_between_two_lines_of_the_same_words() -> None:
    one = ['"The bell has rung."', '"I heard it."']
    other = ['"I heard it."', '"I heard it."']
    tellings = [voiced(telling("A", one), ["c1", "c2"])]
    first = linked(tellings[0], voiced(telling("B", other), ["c2", "c1"]))["A", "B"]
    second = linked(tellings[0], voiced(telling("B", other), ["c1", "c2"]))["A", "B"]
    assert (1, 0) in pairs(first)
    assert (1, 1) in pairs(second)


def voiced(telling: Telling, speakers: Sequence[str]) -> Telling:
    said = tuple(replace(u, speaker=who, confidence=0.95) for u, who in zip(telling.utterances, speakers, strict=True))
    return replace(telling, utterances=said)


def test_characters_of_one_telling_alone_say_nothing_of_another() -> None:
    plain = linked(ATTIC, ATTIC_AGAIN)
    a, b = telling("A", ATTIC), telling("B", ATTIC_AGAIN)
    own = linked(voiced(a, [f"A.{at}" for at in range(6)]), voiced(b, [f"B.{at}" for at in range(6)]))
    assert own == plain


def test_a_third_telling_makes_a_doubtful_link_surer() -> None:
    far, near = '"Supper is ruined."', '"The stew has burned."'
    between = '"Supper is ruined, the stew has burned."'
    a, b, c = ([ATTIC[0], one, ATTIC[8]] for one in (far, near, between))
    assert sure_of(linked(a, b, c)["A", "B"], 1) > sure_of(linked(a, b)["A", "B"], 1)


def sure_of(links: Sequence[Link], line: int) -> float:
    return next((one.sure for one in links if line in one.a), 0.0)


@pytest.mark.parametrize("mute", [[], ["..."], ["He slept."]])
def test_a_text_without_speech_changes_nothing_between_the_others(mute: list[str]) -> None:
    without = linked(telling("A", ATTIC), telling("C", ATTIC_AGAIN))
    found = linked(ATTIC, mute, ATTIC_AGAIN)
    assert found["A", "C"] == without["A", "C"]
    assert set(found) == {("A", "B"), ("A", "C"), ("B", "C")}
    assert linked([], [])["A", "B"] == ()


def test_it_does_not_matter_which_comes_first() -> None:
    forth = linked(ATTIC, ATTIC_AGAIN)["A", "B"]
    back = linked(ATTIC_AGAIN, ATTIC)["A", "B"]
    assert {(one.a, one.b, one.moved) for one in forth} == {(one.b, one.a, one.moved) for one in back}


LAMP = '"The lamp has gone out."'


@pytest.mark.parametrize(
    ("brief", "long"),
    [
        (f"{LAMP} said the keeper softly.", f"{LAMP} said the keeper softly, who had climbed the stairs since noon."),
        (f"{LAMP} he replied.", f"{LAMP} he replied, with the grave face of one who brings bad news."),
    ],
)
def test_a_tag_goes_with_what_the_other_tells_in_its_stead(brief: str, long: str) -> None:
    one, other = telling("A", [brief, *ATTIC[4:]]), telling("B", [long, *ATTIC[4:]])
    assert [one.lines[1].kind, other.lines[1].kind] == ["tag", "narration"]
    for x, y in ((one, other), (other, one)):
        assert (1, 1) in pairs(linked(x, y)[x.siglum, y.siglum])


def test_a_tag_does_not_go_with_what_is_told_of_something_else() -> None:
    one = telling("A", [f"{LAMP} said the keeper.", *ATTIC[4:]])
    other = telling("B", [f"{LAMP} A sail stood in to the bay, and gulls rose from the rocks.", *ATTIC[4:]])
    assert one.lines[1].kind == "tag"
    assert not any(1 in link.a for link in linked(one, other)["A", "B"])


def test_a_tag_goes_to_its_speech_where_the_other_has_it_within() -> None:
    said = "The lamp has gone out, said the keeper to his sister, and the ship is close in."
    one = telling("A", ['"The lamp has gone out," said the keeper, "and the ship is close in."', *ATTIC[4:]])
    other = telling("B", [f'"{said}"', *ATTIC[4:]])
    assert [line.kind for line in one.lines[:3]] == ["speech", "tag", "speech"]
    assert (other.lines[0].kind, other.lines[1].paragraph) == ("speech", 1)
    here = next(link for link in linked(one, other)["A", "B"] if 0 in link.b)
    assert here.a == (0, 1, 2)


def test_a_tag_goes_to_the_second_part_of_a_turn_where_the_other_has_it_there() -> None:
    one = telling("A", ['"Pardon me, my lord," answered the steward humbly, "for the cellar is empty."', *ATTIC[4:]])
    other = telling(
        "B", ['"Pardon me, my lord."', '"The steward answered humbly, for the cellar is empty."', *ATTIC[4:]]
    )
    assert [line.kind for line in one.lines[:3]] == ["speech", "tag", "speech"]
    found = linked(one, other)["A", "B"]
    assert [link.a for link in found if link.b in ((0,), (1,))] == [(0,), (1, 2)]


def test_narration_that_one_telling_cuts_in_more_sentences_is_one_link() -> None:
    cut = ["The cart stood in the yard. It had lost a wheel on the hill road. The horse was gone.", *ATTIC[4:]]
    whole = ["The cart stood in the yard, having lost a wheel on the hill road, and the horse was gone.", *ATTIC[4:]]
    found = linked(cut, whole)["A", "B"]
    assert next(link.a for link in found if 0 in link.b) == (0, 1, 2)


def many_copies(count: int) -> dict[str, list[str]]:
    """So many postings of one text, each with one word of its own, and one that lacks a line."""
    told = [
        "The ferry had gone before the lamps were lit along the quay.",
        '"You might have waited for the rest of us," said Orla, and sat down on the bollard.',
        "Nobody answered her, for the tide was making a noise under the planks.",
        '"There is another boat at nine, if the pilot is sober enough to find it."',
        "They counted what was left of the money and divided it into three heaps.",
        '"Keep yours," said Tam. "I never liked the look of that purse."',
    ]
    texts = {}
    for at in range(count):
        own = [*told]
        own[at % 6] = own[at % 6].replace(" the ", f" the {'abcdefghijklmnop'[at]}ish ", 1)
        texts[chr(ord("A") + at)] = own[:2] + own[3:] if at == 0 else own
    return texts


def test_many_near_copies_are_linked_as_every_two_of_them_would_be() -> None:
    texts = list(many_copies(10).values())
    found = linked(*texts)
    for (a, b), links in found.items():
        if "A" not in (a, b):
            # The first text, which may stand for the others, lacks a line that all of these have.
            assert {(i, j) for link in links for i in link.a for j in link.b} >= pairs(linked(
                texts[ord(a) - ord("A")], texts[ord(b) - ord("A")]
            )["A", "B"])  # fmt: skip
        lines = [i for link in links for i in link.a]
        assert len(lines) == len(set(lines))


def test_a_copy_makes_no_link_surer() -> None:
    one = ["She shut the door behind her.", '"You came back for the lamp, then."', "He said nothing to that."]
    other = ["The door closed.", '"So it is the lamp that you came for."', "There was no answer from him."]
    alone = linked(one, other)["A", "B"]
    found = linked(one, other, other)
    assert found["A", "B"] == found["A", "C"] == alone
    assert all(link.a == link.b and link.sure == 1.0 for link in found["B", "C"])
