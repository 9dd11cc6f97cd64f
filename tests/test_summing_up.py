"""One plain sentence on two texts: right in its numbers, and it accuses nobody."""

from __future__ import annotations

import re
from collections.abc import Sequence
from hashlib import sha256

import pytest

from retold.apparatus import Link, Locus
from retold.collating import collate, lines_within
from retold.segmenting import segment
from retold.speakers import carry
from retold.summing_up import Summaries
from retold.text import Character, Name, OffsetMap, Span, Story, Telling, Witness

SHED = [
    '"Nell, who moved the ladder?"',
    '"Tom had it last, down by the hives."',
    "He wiped his hands on the sack.",
    '"Then Tom can fetch it back before the rain."',
    '"You tell him, Nell. He never listens to me."',
]
OTHER_WORDS = [
    '"Somebody has had the ladder away."',
    '"It was down at the beehives when Tom had done with it."',
    "There was honey on all his fingers, and he used the sack to be rid of it.",
    '"He should be the one to bring it up here while it is dry."',
    '"I am not going to be the one to say so, for he is deaf on that side."',
]
MARKET = ['"Nine pence for a jar of that?"', '"Tom had it last, and he paid ten."']


def telling(siglum: str, lines: Sequence[str]) -> Telling:
    text = "\n".join(lines)
    witness = Witness(siglum, f"{siglum}.txt", text, "utf-8", sha256(text.encode()).hexdigest())
    return segment(witness, Story(text, OffsetMap.identity(len(text))))


def shared(one: Telling, other: Telling, pairs: Sequence[tuple[int, int]]) -> list[Locus]:
    both = {t.siglum: t for t in (one, other)}
    links = {(one.siglum, other.siglum): [Link((i,), (j,), 0.9, 0.9) for i, j in pairs]}
    lines = {s: lines_within(t, [Span(0, len(t.witness.raw))]) for s, t in both.items()}
    return [locus for locus in collate(both, links, "s1", lines) if len(locus.readings) == 2]


def say(a: Sequence[str], b: Sequence[str], pairs: Sequence[tuple[int, int]], *characters: Character) -> str:
    one, other = telling("A", a), telling("B", b)
    return Summaries(characters).of(one, other, bool(pairs), shared(one, other, pairs))


def somebody(number: int, a: str | None, b: str | None) -> Character:
    names = {s: (Name(name, "named"),) for s, name in (("A", a), ("B", b)) if name}
    return Character(f"c{number}", a or b or "", None, names)


DIAGONAL = [(at, at) for at in range(5)]


def test_the_same_text_is_called_that() -> None:
    assert say(SHED, SHED, DIAGONAL) == "A and B are the same text, character for character."


def test_a_retelling_in_other_words_is_no_copy() -> None:
    said = say(SHED, OTHER_WORDS, DIAGONAL)
    assert "4 spoken lines in common, 1 narrated moment" in said
    assert said.endswith("neither is a copy of the other.")


def test_one_line_is_counted_in_the_singular() -> None:
    assert "1 spoken line in common, no narration" in say(SHED, OTHER_WORDS, [(0, 0)])


def test_what_one_says_and_the_other_tells_is_counted_apart() -> None:
    told = ["She asked who had moved the ladder.", *OTHER_WORDS[1:]]
    assert "3 spoken lines in common, 1 spoken in one and told in the other, 1 narrated" in say(SHED, told, DIAGONAL)


def test_a_third_text_that_speaks_makes_no_speech_of_what_two_narrate() -> None:
    told = ["She asked who had moved the ladder.", *OTHER_WORDS[1:]]
    texts = {s: telling(s, lines) for s, lines in (("A", told), ("B", SHED), ("C", [*told, *MARKET[:1]]))}
    pairs = [("A", "B"), ("A", "C"), ("B", "C")]
    links = {pair: [Link((at,), (at,), 0.9, 0.9) for at in range(5)] for pair in pairs}
    lines = {s: lines_within(t, [Span(0, len(t.witness.raw))]) for s, t in texts.items()}
    rows = [row for row in collate(texts, links, "s1", lines) if {"A", "C"} <= row.readings.keys()]
    said = Summaries([]).of(texts["A"], texts["C"], True, rows)
    assert "3 spoken lines in common, 2 narrated moments" in said


def test_a_text_with_a_word_changed_here_and_there_is_one_text() -> None:
    nearly = [line.replace("wiped", "cleaned").replace("fetch", "bring") for line in SHED]
    assert "one text with changes" in say(SHED, nearly, DIAGONAL)


def test_a_text_with_other_names_is_seen_through() -> None:
    renamed = [line.replace("Nell", "Ada").replace("Tom", "Jem") for line in SHED]
    people = somebody(1, "Nell", "Ada"), somebody(2, "Tom", "Jem")
    assert "B is A's text with other names" in say(SHED, renamed, DIAGONAL, *people)


@pytest.mark.parametrize("flipped", [False, True])
def test_a_text_that_holds_another_is_told_from_its_part(flipped: bool) -> None:
    longer = [*OTHER_WORDS, *SHED, *MARKET]
    pairs = [(at, at + 5) for at in range(5)]
    if flipped:
        said = say(longer, SHED, [(j, i) for i, j in pairs])
        assert "A holds most of B's text word for word" in said
    else:
        said = say(SHED, longer, pairs)
        assert "B holds most of A's text word for word" in said


def test_another_scene_names_who_is_in_both_and_what_is_said_in_both() -> None:
    said = say(SHED, MARKET, [], somebody(1, "Tom", "Tom"), somebody(2, "Nell", None))
    assert "another scene" in said
    assert "Tom in both" in said
    assert "Nell" not in said
    assert re.search("“Tom had it last”", said)


def test_what_novels_may_both_say_by_chance_is_not_worth_a_word() -> None:
    one, other = ['"I shall wait for you by the bridge."'], ['"Somebody has to stand by the bridge."']
    assert "“by the bridge”" in say(one, other, [])
    talk = ['"Come in out of this rain, all of you, before supper is cold."'] * 2_000
    more = ['"Where did they put my boots after yesterday, I would like to know?"'] * 2_000
    assert say([*one, *talk], [*other, *more], []) == "A and B have no scene in common."


def test_of_many_people_in_both_some_are_named_and_the_others_counted() -> None:
    names = ["Ada", "Bea", "Cyril", "Dora", "Edwin", "Flora"]
    said = say(SHED[:1], MARKET[:1], [], *(somebody(at, name, name) for at, name in enumerate(names)))
    assert said == "B is another scene than A, with Ada, Bea, Cyril and 3 others by name in both."


def test_strangers_have_nothing_in_common() -> None:
    assert say(SHED[:1], MARKET[:1], []) == "A and B have no scene in common."


def test_stories_without_a_word_are_not_the_same_text() -> None:
    assert say([""] * 2, [], []) == "A and B have no words of a story: nothing is left to compare."
    assert say(SHED, [], []) == "B has no words of a story: nothing is left to compare."


def test_it_says_nothing_of_theft() -> None:
    for pairs in (DIAGONAL, []):
        said = say(SHED, [line.replace("hives", "barn") for line in SHED], pairs)
        assert not re.search("plagiar|stol|steal|thie|theft|original", said, re.IGNORECASE)


def carried(*texts: str) -> tuple[list[Telling], tuple[Character, ...]]:
    """Tellings with the speakers of all of them, line by line linked."""
    tellings = [telling(siglum, text.splitlines()) for siglum, text in zip("AB", texts, strict=False)]
    spoken = [[line.index for line in one if line.kind == "speech"] for one in tellings]
    links = [Link((i,), (j,), 0.9, 0.9) for i, j in zip(*spoken, strict=True)]
    named, characters = carry(tellings, {("A", "B"): links})
    return list(named), characters


HIVE = """Nell came down the ladder. Tom was scraping a frame.
"Who left the hive open?" said Nell.
"The wind did that," said Tom.
"The wind has no hands," said Nell."""


def test_lines_that_another_person_says_are_counted() -> None:
    swapped = HIVE.replace('open?" said Nell', 'open?" said Tom').replace('that," said Tom', 'that," said Nell')
    (one, other), characters = carried(HIVE, swapped)
    rows = shared(one, other, [(line.index, line.index) for line in one])
    assert "(2 of them said by somebody else)" in Summaries(characters).of(one, other, True, rows)


def test_a_speaker_who_is_only_guessed_or_renamed_is_no_change() -> None:
    for text in (HIVE.replace(" said Tom.", ""), HIVE.replace("Nell", "Ada").replace("Tom", "Ivo")):
        (one, other), characters = carried(HIVE, text)
        rows = shared(one, other, [(line.index, line.index) for line in other])
        assert "somebody else" not in Summaries(characters).of(one, other, True, rows)


def test_two_texts_are_compared_with_a_name_that_one_of_them_has() -> None:
    who = Character(
        "c1", "Greer", "f", {s: (Name(n, "named"),) for s, n in (("A", "Lady"), ("B", "Lady"), ("D", "Greer"))}
    )
    assert say(["Come here."], ["Leave at once."], [], who) == "B is another scene than A, with Lady in both."
