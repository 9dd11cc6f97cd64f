"""The list of characters as a reader sees it: reasons for names, articles, groups, narrators, offices, one family."""

from __future__ import annotations

import pytest
from hypothesis import given as drawn
from hypothesis import strategies as st

from retold import compare
from retold.segmenting import segment
from retold.speakers import attribute
from retold.speakers.forms import alike
from retold.speakers.showing import is_proper, small
from retold.speechwords import is_group, words_of
from retold.text import Character, OffsetMap, Story, Telling, Witness


def told(text: str) -> Telling:
    story = Story(text, OffsetMap.identity(len(text)))
    return attribute(segment(Witness("A", "a.txt", text, "utf-8", "0"), story))


def reasons(text: str) -> dict[str, dict[str, str]]:
    """For each character by name, why each of its names is its own."""
    return {c.name: {name.name: name.why for name in c.names["A"]} for c in told(text).characters}


def speakers(text: str) -> list[str | None]:
    telling = told(text)
    by_id: dict[str | None, Character] = {c.id: c for c in telling.characters}
    return [by_id[u.speaker].name if u.speaker in by_id else None for u in telling.utterances]


# Groups

QUAY = (
    'Nora Penhale stood on the quay. "Where is it?" the boys cried.\n\n'
    '"Coming," said Nora.\n\n'
    '"We see it!" they all shouted.\n\n'
    '"It is not ours," said Tom.\n\n'
    '"It is," both of them answered.\n\n'
    '"We want our tea," said the Penhales.\n\n'
    '"Tea!" they cried together.\n\n'
    '"Not before it lands," said one of the boys.\n\n'
    '"Shame!" roared the crowd.\n\n'
    '"Tea it is," said Nora.'
)


def test_many_who_speak_together_are_a_speaker_of_their_own() -> None:
    said = ["the boys", "Nora", "they all", "Tom", "both of them", "the Penhales", "they", "one of the boys"]
    assert speakers(QUAY) == [*said, "the crowd", "Nora"]
    shown = reasons(QUAY)
    for group in ("the boys", "they all", "both of them", "the Penhales", "they", "the crowd"):
        assert shown[group] == {group: "group"}
    assert shown["one of the boys"] == {"one of the boys": "called so"}
    assert set(shown["Nora"]) == {"Nora", "Nora Penhale"}


@pytest.mark.parametrize("words", ["the two men", "everyone", "all of them", "the women in the boat", "ladies"])
def test_words_for_many(words: str) -> None:
    assert is_group(words_of(words))


@pytest.mark.parametrize(
    "words", ["one of the men", "each of them", "a voice", "the princess", "the man with two dogs"]
)
def test_words_for_one(words: str) -> None:
    assert not is_group(words_of(words))


# What the list shows


def test_who_mostly_has_an_article_is_shown_with_it_wherever_the_sentence_begins() -> None:
    text = (
        "The Lodger came down. Hob looked at the Lodger, and the Lodger looked at the wall.\n\n"
        '"Cold," said the Lodger.\n\n"It is that, Lodger," said Hob.\n\nThe Lodger sat.'
    )
    shown = reasons(text)
    assert shown["the Lodger"] == {"the Lodger": "named", "Lodger": "named"}
    assert "The Lodger" not in shown["the Lodger"]


def test_each_name_says_for_itself_what_it_is() -> None:
    text = (
        "Mr. Hale, the watchman, held up his lamp. Dorcas hid.\n\n"
        '"Who goes there?" said the watchman.\n\n"Nobody," said Dorcas.\n\n"Come out, Nobody," said Mr. Hale.'
    )
    assert reasons(text)["Mr. Hale"] == {"Mr. Hale": "named", "the watchman": "called so"}


def test_who_says_nothing_and_has_no_name_is_no_character() -> None:
    text = 'The curate passed. The boy ran by. "Late again," said Ann.\n\n"As ever," said Tom. The other boy laughed.'
    assert set(reasons(text)) == {"Ann", "Tom"}


@pytest.mark.parametrize("cry", ["Mind", "Hollo", "Heave"])
def test_what_is_only_ever_cried_is_no_name(cry: str) -> None:
    text = f'Ann pulled. "{cry}! {cry}!" said Ann.\n\n"{cry} yourself!" said Tom.\n\n"{cry}, I say!" said Ann.'
    assert set(reasons(text)) == {"Ann", "Tom"}


@drawn(st.text(alphabet="abcABC '", min_size=1).filter(str.strip))
def test_an_article_is_no_name(rest: str) -> None:
    assert small(f"The {rest.strip()}") == f"the {rest.strip()}" or rest.strip().isupper()
    assert is_proper(f"the {rest.lower()}") is False


# Narrators


@pytest.mark.parametrize(
    ("opening", "end"),
    [
        ("My name is Silas Pegg, and I was a cooper.", ""),
        ("They call me Silas Pegg. I was a cooper.", ""),
        ("Dear Mother, I write in haste, for I am watched.", "\n\nYour loving son,\nSilas"),
    ],
)
def test_a_narrator_who_gives_a_name_is_known_by_it(opening: str, end: str) -> None:
    text = (
        f"{opening} I had the cask on my shoulder when I came to the gate, and I set it down.\n\n"
        f'"Silas!" cried Dorcas. "Have you got it?"\n\n"I have," I said. I was glad of it.\n\n"Oh, Silas," said Dorcas.'
        f"\n\nI said nothing. I took up my cask and I went home.{end}"
    )
    telling = told(text)
    narrator = next(c for c in telling.characters if c.id == telling.manner.narrator)
    assert "Silas" in narrator.name
    assert {"I": "narrator"}.items() <= {name.name: name.why for name in narrator.names["A"]}.items()


def test_another_whose_name_is_told_is_not_the_narrator() -> None:
    text = (
        'I had the cask on my shoulder when I came to the gate. "My name is Hale," said the watchman.\n\n'
        '"I did not ask," I said. I set it down and I waited, for I was tired.\n\n"Nor did I," said Hale. I laughed.'
    )
    telling = told(text)
    assert next(c.name for c in telling.characters if c.id == telling.manner.narrator) == "I"


# One person, one family


@pytest.mark.parametrize("beside", ["The mate, Mr. Tully, had", "Mr. Tully, the mate. He had"])
def test_who_stands_beside_an_office_holds_it(beside: str) -> None:
    text = f'{beside} the wheel.\n\n"Hard over," said Ann.\n\n"She sticks," said the mate.\n\n"Ann," said Mr. Tully.'
    assert {"Mr. Tully", "the mate"} <= set(reasons(text)["Mr. Tully"])


def test_a_list_is_no_apposition() -> None:
    text = '"So," said Ann to Mr. Tully, the mate, and the cook.\n\n"No," said the mate.\n\n"No," said Mr. Tully.'
    assert "the mate" not in reasons(text)["Mr. Tully"]


def test_of_two_captains_neither_is_the_captain_for_want_of_another_man() -> None:
    text = (
        'Mr. Tully had the wheel. He spat. "Bring her round," said Captain Voss.\n\n"She sticks," said Mr. Tully.\n\n'
        '"Where is she now?" said the captain.\n\n"Ahoy!" called Captain Brand.'
    )
    shown = reasons(text)
    assert all("the captain" not in shown[name] for name in ("Mr. Tully", "Captain Voss", "Captain Brand"))


def test_a_short_tale_of_a_family_keeps_its_people_apart() -> None:
    text = (
        'Mr. Carne put down his paper. "Harriet is late," said Mrs. Carne.\n\n'
        '"Tom, look down the lane," said Mr. Carne.\n\nTom Carne did not move. "I went last time," said Tom.\n\n'
        'Miss Carne came in with mud to her knees. "The bridge is down," said Harriet.\n\n'
        '"You are wet, Miss Carne," said Captain Rusk.\n\n"For shame, sir," said Harriet.\n\n'
        'Aunt Louisa woke. "Who is that man?" said Louisa Carne.\n\n"Captain Rusk, Aunt," said Tom.'
    )
    names = [set(some) for some in reasons(text).values()]
    home = {name: next(n for n, some in enumerate(names) if name in some) for some in names for name in some}
    people = ["Mr. Carne", "Mrs. Carne", "Tom", "Harriet", "Louisa Carne", "Captain Rusk"]
    assert len({home[name] for name in people}) == len(people)
    assert home["Miss Carne"] == home["Harriet"]
    assert home["Tom Carne"] == home["Tom"]


@pytest.mark.parametrize(("a", "b"), [("mary", "marmalade"), ("harry", "hartfield"), ("mary", "maria")])
def test_names_that_only_begin_alike_are_two(a: str, b: str) -> None:
    assert not alike(a, b)


@pytest.mark.parametrize(
    ("a", "b"), [("sophy", "sophie"), ("evie", "evelyn"), ("letty", "lettice"), ("max", "maximilian")]
)
def test_names_and_their_short_forms_are_alike(a: str, b: str) -> None:
    assert alike(a, b)
    assert alike(b, a)


@drawn(st.text(alphabet="abeily", min_size=1, max_size=8), st.text(alphabet="abeily", min_size=1, max_size=8))
def test_being_alike_goes_both_ways(a: str, b: str) -> None:
    assert alike(a, b) == alike(b, a)


# Over several tellings


def test_the_parrot_of_the_parlour_is_nobody_of_the_family() -> None:
    result = compare([f"tests/families/parlour/{name}.txt" for name in ("D1", "T1", "T2", "T3")])
    named = {name.name: who for who in result.characters for some in who.names.values() for name in some}
    assert named["the Admiral"] is not named["Lettice"]
    assert named["the Admiral"] is not named["Letty"]
    assert named["Letty"] is named["Lettice"]
    assert named["Lettice"] is not named["Miss Drusilla Orme"]
