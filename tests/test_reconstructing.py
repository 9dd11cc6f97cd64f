"""The scene behind the tellings: the faithful decide, a draw is shown, what one alone has is left out."""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha256

import pytest

from retold.apparatus import Counts, Link, Locus, Scene
from retold.collating import collate, lines_within
from retold.reconstructing import count, reconstruct
from retold.segmenting import segment
from retold.text import SPEECH, OffsetMap, Span, Story, Telling, Witness


def telling(siglum: str, lines: Sequence[str]) -> Telling:
    text = "\n".join(lines)
    witness = Witness(siglum, f"{siglum}.txt", text, "utf-8", sha256(text.encode()).hexdigest())
    return segment(witness, Story(text, OffsetMap.identity(len(text))))


def rows(
    *texts: Sequence[str], pairs: dict[str, list[tuple[int, int]]]
) -> tuple[tuple[Locus, ...], dict[str, Telling]]:
    """Loci of texts A, B, C… whose lines go together as `pairs` says, such as ``{"AB": [(0, 0)]}``."""
    tellings = {chr(ord("A") + at): telling(chr(ord("A") + at), lines) for at, lines in enumerate(texts)}
    links = {(a, b): [Link((i,), (j,), 0.9, 0.9) for i, j in found] for (a, b), found in pairs.items()}
    lines = {s: lines_within(one, [Span(0, len(one.witness.raw))]) for s, one in tellings.items()}
    return collate(tellings, links, "s1", lines), tellings


def test_two_of_three_decide_a_word() -> None:
    loci, tellings = rows(
        ['"The kettle is cold."'], ['"The kettle was cold."'], ['"The kettle is cold!"'],
        pairs={"AB": [(0, 0)], "AC": [(0, 0)], "BC": [(0, 0)]},
    )  # fmt: skip
    (line,), left_out = reconstruct(loci, tellings)
    assert line.text == "The kettle is cold."
    assert line.support == ("A", "B", "C")
    assert left_out == ()
    assert {choice.support for word in line.words for choice in word.choices if "is" in choice.text.split()} == {
        ("A", "C")
    }


def test_a_draw_is_left_open_and_both_wordings_are_shown() -> None:
    loci, tellings = rows(['"The kettle is cold."'], ['"The kettle was cold."'], pairs={"AB": [(0, 0)]})
    (line,), _ = reconstruct(loci, tellings)
    open_ = [word for word in line.words if not word.decided]
    assert [{choice.text: choice.support for choice in word.choices} for word in open_] == [
        {"is": ("A",), "was": ("B",)}
    ]
    assert line.text == f"The kettle {open_[0].choices[0].text} cold."


def test_a_word_that_most_do_not_have_is_no_part_of_the_source() -> None:
    loci, tellings = rows(
        ['"Come in."'], ['"Do come in."'], ['"Come in!"'], pairs={"AB": [(0, 0)], "AC": [(0, 0)], "BC": [(0, 0)]}
    )
    (line,), _ = reconstruct(loci, tellings)
    assert line.text == "Come in."


@pytest.mark.parametrize("odd", [0, 1, 2])
def test_capitals_and_stops_are_those_of_most(odd: int) -> None:
    texts = [['"Run, the tide is in."', aside] for aside in ('"Yes."', '"No."', '"Well."')]
    texts[odd] = ['"Now run! The tide is in."']
    loci, tellings = rows(*texts, pairs={"AB": [(0, 0)], "AC": [(0, 0)], "BC": [(0, 0)]})
    assert reconstruct(loci, tellings)[0][0].text == "Run, the tide is in."


PLAIN = ('"The kettle is on the hob and the cups are out."', '"Nobody has come up from the ferry since six."')
CLOSE = ('"The kettle is on the hob, the cups are out."', '"Nobody has come up from the ferry since noon."')
FREE = ('"Tea is made. The kettle boiled long ago."', '"Not a soul from that ferry, not all day."')


def test_where_nobody_has_a_majority_the_telling_nearest_to_the_others_comes_first() -> None:
    lines = [(0, 0), (1, 1)]
    for order in ((PLAIN, CLOSE, FREE), (FREE, CLOSE, PLAIN), (CLOSE, FREE, PLAIN)):
        loci, tellings = rows(*order, pairs={"AB": lines, "AC": lines, "BC": lines})
        source, _ = reconstruct(loci, tellings)
        nearest = "ABC"[order.index(PLAIN)]
        for word in (word for line in source for word in line.words if not word.decided):
            assert nearest in word.choices[0].support


def test_what_a_free_telling_leaves_out_may_have_been_there() -> None:
    kept, free = ['"Come in out of the rain, Wenna."'], ['"Come on in, you are wet."']
    loci, tellings = rows(kept, free, ['"In you come, quick."'], pairs={"AB": [(0, 0)], "AC": [(0, 0)], "BC": [(0, 0)]})
    (line,), _ = reconstruct(loci, tellings)
    assert any("Wenna" in choice.text for word in line.words if not word.decided for choice in word.choices)
    loci, tellings = rows(kept, ['"Come in out of the rain."'], ['"Come in out of the rain!"'],
        pairs={"AB": [(0, 0)], "AC": [(0, 0)], "BC": [(0, 0)]})  # fmt: skip
    (line,), _ = reconstruct(loci, tellings)
    assert line.text.rstrip(".,!") == "Come in out of the rain"


def test_a_copy_of_a_witness_decides_nothing_and_is_named_all_the_same() -> None:
    pairs = {"AB": [(0, 0)], "AC": [(0, 0)], "BC": [(0, 0)]}
    one, other = ['"The kettle is cold."'], ['"The kettle was cold."']
    loci, tellings = rows(one, other, other, pairs=pairs)
    (line,), _ = reconstruct(loci, tellings)
    (open_,) = [word for word in line.words if not word.decided]
    assert {choice.text: set(choice.support) for choice in open_.choices} == {"is": {"A"}, "was": {"B", "C"}}
    alone, two = rows(one, other, pairs={"AB": [(0, 0)]})
    assert line.confidence == reconstruct(alone, two)[0][0].confidence


FAITHFUL = (
    '"I shall not go down to the water before the lamps are lit, Mistress Orrin."',
    '"Thrice have they sent for me, and thrice I have sent them home."',
    '"He that would cross must carry his own lantern, and a stout heart besides."',
    '"I do not fear it. I have seen worse upon the marsh in my father\'s day."',
)
FREE_ONE = (
    '"I\'m not going down to the water till someone lights the lamps."',
    "\"They've sent for me three times and I've sent them home.\"",
    '"If you want to cross you need your own lantern."',
    '"I don\'t fear it. I saw worse on the marsh when my father was alive."',
)
FREE_OTHER = (
    '"No way, not before the lamps are on, Mrs Orrin."',
    '"They\'ve called. I told them to get lost."',
    '"Anyone who wants to get across brings a torch, and guts."',
    "\"I don't mind. I've had worse.\"",
)


@pytest.mark.parametrize("order", [(0, 1, 2), (2, 0, 1), (1, 2, 0)])
def test_two_free_tellings_do_not_outvote_a_faithful_one(order: tuple[int, ...]) -> None:
    texts = [(FAITHFUL, FREE_ONE, FREE_OTHER)[at] for at in order]
    lines = [(at, at) for at in range(4)]
    loci, tellings = rows(*texts, pairs={"AB": lines, "AC": lines, "BC": lines})
    source, _ = reconstruct(loci, tellings)
    text = " ".join(line.text for line in source)
    assert "I do not fear it" in text
    assert "don't" not in text
    faithful = "ABC"[order.index(0)]
    for word in (word for line in source for word in line.words):
        assert faithful in word.choices[0].support


def test_a_sentence_that_a_free_telling_leaves_out_of_a_turn_is_left_open() -> None:
    full = ['"Thrice have they sent for me, and thrice I have sent them home. I keep a dog for it. Ask them, then ask '
            'the ferryman what he was promised for his trouble, and what he was paid in the end."']  # fmt: skip
    free = ['"They have sent for me, ask the ferryman. He knows what was promised, and what he was paid. Nobody else '
            'ever did, as far as I can see."']  # fmt: skip
    loci, tellings = rows(full, free, pairs={"AB": [(0, 0), (2, 1)]})
    source, left_out = reconstruct(loci, tellings)
    assert [line.support for line in source] == [("A", "B"), ("A",), ("A", "B")]
    (open_,) = source[1].words
    assert [(choice.text, choice.support) for choice in open_.choices] == [
        ("I keep a dog for it.", ("A",)),
        ("", ("B",)),
    ]
    assert len(left_out) == 1, "what the free telling added"
    scene = Scene("s1", {siglum: (Span(0, 1),) for siglum in "AB"})
    tally = count(loci, source, [scene], ["A", "B"])
    assert (tally["A"].added, tally["B"].added, tally["B"].dropped) == (1, 1, 0)


def test_what_only_one_telling_has_is_left_out() -> None:
    loci, tellings = rows(['"Come in."', '"Sit down."'], ['"Come in."'], pairs={"AB": [(0, 0)]})
    source, left_out = reconstruct(loci, tellings)
    assert [line.text for line in source] == ["Come in."]
    assert left_out == tuple(locus.id for locus in loci if set(locus.readings) == {"A"})


def test_a_spoken_line_is_worded_by_those_who_have_it_spoken() -> None:
    loci, tellings = rows(['"Come in."'], ["She asked him to come in and shut the door."], pairs={"AB": [(0, 0)]})
    (line,), _ = reconstruct(loci, tellings)
    assert line.text == "Come in."
    assert line.support == ("A", "B")


def test_decided_lines_are_surer_than_open_ones() -> None:
    same, tellings = rows(['"Come in."'], ['"Come in!"'], pairs={"AB": [(0, 0)]})
    other, others = rows(['"Come in."'], ['"Step inside."'], pairs={"AB": [(0, 0)]})
    sure, unsure = reconstruct(same, tellings)[0][0], reconstruct(other, others)[0][0]
    assert 0 <= unsure.confidence < sure.confidence <= 1


def test_counts_say_what_became_of_the_source() -> None:
    texts = (
        ['"Come in."', '"Sit down."', '"Mind the cat."'],
        ['"Come in."', '"Do sit down."', '"Have some tea."'],
        ['"Come in!"', '"Sit down."', '"Mind the cat."'],
    )
    ab, bc = [(0, 0), (1, 1)], [(0, 0), (1, 1)]
    loci, tellings = rows(*texts, pairs={"AB": ab, "AC": [(0, 0), (1, 1), (2, 2)], "BC": bc})
    scene = Scene("s1", {siglum: (Span(0, 1),) for siglum in "ABC"})
    tally = count(loci, reconstruct(loci, tellings)[0], [scene], ["A", "B", "C", "D"])
    assert tally["A"] == tally["C"] == Counts(kept=3)
    assert tally["B"] == Counts(kept=1, changed=1, added=1, dropped=1)
    assert tally["D"] == Counts()


def test_of_two_wordings_neither_is_held_to_be_the_one_kept() -> None:
    loci, tellings = rows(['"Do come in."'], ['"Come in."'], pairs={"AB": [(0, 0)]})
    scene = Scene("s1", {siglum: (Span(0, 1),) for siglum in "AB"})
    tally = count(loci, reconstruct(loci, tellings)[0], [scene], ["A", "B"])
    assert tally["A"] == tally["B"] == Counts(changed=1)


def test_what_moved_is_counted_besides() -> None:
    one = ['"Come in."', '"Sit down."', '"Mind the cat."']
    straight = [(0, 0), (1, 1), (2, 2)]
    to_c = [(0, 1), (1, 2), (2, 0)]
    loci, tellings = rows(one, one, [one[2], *one[:2]], pairs={"AB": straight, "AC": to_c, "BC": to_c})
    scene = Scene("s1", {siglum: (Span(0, 1),) for siglum in "ABC"})
    tally = count(loci, reconstruct(loci, tellings)[0], [scene], ["A", "B", "C"])
    assert tally["C"] == Counts(kept=3, moved=1)
    assert tally["A"] == Counts(kept=3)


def test_nothing_comes_of_nothing() -> None:
    assert reconstruct((), {}) == ((), ())
    assert count((), (), (), ["A"]) == {"A": Counts()}


def test_the_comma_before_a_tag_is_none_of_the_line() -> None:
    whole, broken = (
        telling("A", ['"It has failed. It can be held."']),
        telling("B", ['"It has failed," she says. "It can be held."']),
    )
    said = [line.index for line in broken.lines if line.kind == SPEECH]
    tellings = {"A": whole, "B": broken}
    links = {("A", "B"): [Link(tuple(line.index for line in whole.lines), tuple(said), 0.9, 0.9)]}
    lines = {s: lines_within(one, [Span(0, len(one.witness.raw))]) for s, one in tellings.items()}
    source, _ = reconstruct(collate(tellings, links, "s1", lines), tellings)
    assert "It has failed. It can be held." in [line.text for line in source]
