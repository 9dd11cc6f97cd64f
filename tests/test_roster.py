"""Who is who in one telling: titles and surnames, short names, second names, epithets, places and things."""

from __future__ import annotations

import pytest

from retold.segmenting import segment
from retold.speakers import attribute
from retold.text import Chrome, Given, OffsetMap, Span, Story, Telling, Witness


def told(text: str, chrome: tuple[Chrome, ...] = ()) -> Telling:
    story = Story(text, OffsetMap.identity(len(text)), chrome)
    return segment(Witness("A", "a.txt", text, "utf-8", "0"), story)


def cast(text: str, given: tuple[Given, ...] = ()) -> list[set[str]]:
    """The names of each character."""
    return [{name.name for name in c.names["A"]} for c in attribute(told(text), given).characters]


def one(text: str, *names: str, given: tuple[Given, ...] = ()) -> bool:
    """Whether some names are one character's."""
    return any(set(names) <= some for some in cast(text, given))


# Titles and surnames


def test_husband_wife_and_daughter_are_three() -> None:
    text = (
        "Mr. Orme sat by the fire with Mrs. Orme. Lettice Orme came in, and Mrs. Orme looked up at Lettice.\n\n"
        '"You are late," said Mr. Orme.\n\n"I walked," said Lettice.\n\n"She walked, Mr. Orme," said Mrs. Orme.'
    )
    names = cast(text)
    for name in ("Mr. Orme", "Mrs. Orme", "Lettice"):
        assert sum(name in some for some in names) == 1
    assert not one(text, "Mr. Orme", "Mrs. Orme")
    assert not one(text, "Mrs. Orme", "Lettice")
    assert one(text, "Lettice", "Lettice Orme")


def test_adjectives_before_a_title_do_not_hide_its_gender() -> None:
    text = (
        "Clara Orme wept. Poor Mr. Orme was away. Clara called for poor Mr. Orme, and Mr. Orme came to her.\n\n"
        '"Here I am," said Mr. Orme.\n\n"At last," said Clara Orme.'
    )
    assert not one(text, "Clara Orme", "Mr. Orme")


def test_a_knight_is_not_the_plain_man_of_his_name() -> None:
    text = (
        "Sir Hugh Vane met Mr. Vane on the stairs. Sir Hugh bowed; Mr. Vane did not.\n\n"
        '"Cousin," said Sir Hugh.\n\n"Not by choice," said Mr. Vane.'
    )
    assert one(text, "Sir Hugh", "Sir Hugh Vane")
    assert not one(text, "Sir Hugh", "Mr. Vane")


def test_the_elder_brother_keeps_the_plain_title() -> None:
    text = "Mr. Vane came in. " * 6 + (
        "Mr. Lucas Vane came in after him. " * 12 + "Mr. Vane greeted Mr. Lucas Vane.\n\n"
        '"Sit," said Mr. Vane.\n\n"I will," said Mr. Lucas Vane.'
    )
    assert not one(text, "Mr. Vane", "Mr. Lucas Vane")


def test_a_full_name_that_introduces_somebody_goes_with_the_title() -> None:
    text = 'Mr. Lucas Vane came in. Mr. Vane sat down.\n\n"Tea," said Mr. Vane. Vane drank it.'
    assert one(text, "Mr. Lucas Vane", "Mr. Vane", "Vane")


def test_miss_and_surname_alone_is_the_sister_without_her_first_name_behind_it() -> None:
    text = (
        "Jane Orme and Edith Orme sat sewing. Miss Edith Orme was bored, and Miss Edith sighed. Jane hummed.\n\n"
        '"Miss Orme," said the maid, "the post."\n\n"Thank you," said Jane.\n\n"Anything for me?" said Miss Edith.'
    )
    assert one(text, "Jane", "Miss Orme")
    assert not one(text, "Edith Orme", "Miss Orme")


def test_a_title_alone_is_his_who_bears_it_unless_the_two_meet() -> None:
    alone = 'Captain Rook came aboard. The Captain sat.\n\n"Cast off," said the Captain. Rook watched the shore.'
    assert one(alone, "Captain Rook", "Captain")
    met = (
        "Captain Rook met the Colonel. The Colonel knew Colonel Marsh. Rook and the Colonel drank with Colonel Marsh. "
        'The Colonel left Colonel Marsh there.\n\n"Well?" said the Colonel.\n\n"Well," said Colonel Marsh.'
    )
    assert any("the Colonel" in some for some in cast(met))
    assert not one(met, "the Colonel", "Colonel Marsh")


# Short and second names


@pytest.mark.parametrize(("full", "short"), [("Elizabeth", "Lizzy"), ("Matthew", "Matty"), ("Michael", "Mike")])
def test_short_names_are_the_full_ones(full: str, short: str) -> None:
    text = f'{full} Orme shut the gate. "Come, {short}," said Paul.\n\n"In a minute," said {full}. Paul waited.'
    assert one(text, f"{full} Orme", short)


def test_two_full_names_with_the_same_beginning_are_two() -> None:
    text = 'Mary and Margaret sat down. "Tea?" said Mary.\n\n"Please," said Margaret. Mary poured.'
    assert not one(text, "Mary", "Margaret")


SECOND = """Hester sat at the window. Hester saw Dov cross the yard, and Hester smiled.

"Good morning, Miss Falk," said Dov.

"Good morning," said Hester.

"Is it too early, Miss Falk?" said Dov.

"It is never too early," said Hester.

"May I come in, Miss Falk?" said Dov.

"You may," said Hester."""


def test_who_answers_to_a_name_bears_it() -> None:
    assert one(SECOND, "Hester", "Miss Falk")


def test_nobody_is_called_by_himself() -> None:
    text = SECOND.replace("said Dov", "said Hester").replace("said Hester", "said Ruth", 1)
    assert not one(text, "Dov", "Miss Falk")


def test_names_that_meet_are_two_whoever_answers() -> None:
    meeting = "Hester met Miss Falk at the gate. Hester did not like Miss Falk. Miss Falk and Hester parted.\n\n"
    assert not one(meeting + SECOND, "Hester", "Miss Falk")


# What is nobody


@pytest.mark.parametrize(
    "name",
    ["Barrow Hall", "Duke Street", "the Halcyon", "Halloa", "You've", "May", "Frenchwoman", "Tuesday", "Heaven"],
)
def test_places_ships_and_interjections_are_no_characters(name: str) -> None:
    text = (
        f"Ann and Bob talked of {name}. Ann had heard of {name} before; Bob never thought about {name} at all. "
        f'Of {name} they said no more.\n\n"Well?" said Ann.\n\n"Well," said Bob.'
    )
    assert not any(name.removeprefix("the ") in some for some in cast(text))


def test_a_family_is_not_one_of_its_members() -> None:
    text = (
        'Mr. Orme waved. The Ormes were all there, and Bob liked the Ormes.\n\n"Hello," said Mr. Orme.\n\n'
        '"Hello," said Bob.'
    )
    assert not one(text, "Mr. Orme", "Ormes")
    assert not any(some == {"Ormes"} for some in cast(text))


def test_nobody_goes_by_a_name_in_capitals_that_is_written_otherwise_too() -> None:
    text = 'ANN\'S DAY\n\nANN woke. Ann rose. Ann ate.\n\n"Is it late?" said Ann.\n\n"No," said Bob. Bob ate. Ann left.'
    assert "Ann" in {c.name for c in attribute(told(text)).characters}


def test_the_red_fox_is_somebody() -> None:
    text = (
        "The Red Fox sat down. Nobody feared the Red Fox. But the Red Fox laughed, and Hob ran from the Red Fox.\n\n"
        '"Come back," said the Red Fox.\n\n"Never," said Hob.'
    )
    telling = attribute(told(text))
    speaker = {c.id: c.name for c in telling.characters}[telling.utterances[0].speaker or ""]
    assert "Red Fox" in speaker


def test_more_names_than_any_story_has_are_still_read() -> None:
    names = [
        f"{a}{b}{c}on {d}{b}{a.lower()}ard" for a in "BDFGK" for b in "aeiou" for c in "lmnrst" for d in "PRSTVWZHJLMN"
    ]
    text = " ".join(f"{name} bowed to Ann." for name in names) + '\n\n"Good day," said Ann. Ann sat down.'
    assert len(names) > 1500
    assert any("Ann" in some for some in cast(text))


# What the user says


def test_given_characters_are_named_joined_and_kept_apart() -> None:
    text = (
        "Edith Orme and her sister sat down. Miss Orme poured. The old nurse watched.\n\n"
        '"Milk?" said Miss Orme.\n\n"No," said Edith Orme.\n\n"Drink it," said the old nurse.'
    )
    given = (
        Given("Edith", ("Edith Orme",), "f"),
        Given("Jane", ("Miss Orme",)),
        Given("Nurse", ("the old nurse",)),
    )
    telling = attribute(told(text), given)
    by_id = {c.id: c for c in telling.characters}
    assert [by_id[u.speaker or ""].name for u in telling.utterances] == ["Jane", "Edith", "Nurse"]
    assert {name.why for c in telling.characters for name in c.names["A"]} == {"given"}


def test_a_given_gender_stands_against_the_pronouns() -> None:
    text = 'Quell sat down and she sighed. "Late," said Quell. Quell took off her hat. "Yes," said Bob.'
    genders = {c.name: c.gender for c in attribute(told(text), (Given("Quell", gender="m"),)).characters}
    assert genders["Quell"] == "m"
    assert {c.name: c.gender for c in attribute(told(text)).characters}["Quell"] == "f"


# Manner


def test_parts_between_rules_are_told_each_in_its_way() -> None:
    first = "I went up the hill, and I was cold. My coat was thin and I had no hat. I saw my brother. " * 4
    third = "Dov wondered why. Dov knew the road. He was tired and he had no map. Dov felt lost. He turned back. " * 4
    text = f"{first.strip()}\n\n{third.strip()}"
    border = len(first.strip())
    telling = attribute(told(text, (Chrome(Span(border, border + 2), "rule"),)))
    one, other = telling.manner.parts
    assert (one.person, one.tense) == ("first", "past")
    assert (other.person, other.tense) == ("third", "past")
    assert other.viewpoint == next(c.id for c in telling.characters if c.name == "Dov")
    assert one.span is not None
    assert other.span is not None
    assert one.span.end <= other.span.start


def test_the_present_is_told_apart_and_more_of_it_is_surer() -> None:
    line = "She opens the door. He looks up and he smiles. She sits down beside him. "
    short, long = (attribute(told(line * times)).manner for times in (1, 8))
    assert short.tense == long.tense == "present"
    assert 0 < short.confidence["tense"] < long.confidence["tense"] < 1


def test_without_narration_there_is_no_manner() -> None:
    assert attribute(told('"Hello."')).manner.person is None


ONE_PRONOUN = """Odran has the wheel, and he has had it since noon. His arms are gone. Odran, he tells himself, hold on.

It is Velk on the ladder: he knows that tread. She comes up wet through. She ought to be ashore with her brother's boat.

"You lied to me," she says.

She wipes her face. She looks at what he has done with the rope, and she takes the other side of the wheel.

"I did," says Odran.

"Twice," says Velk."""


def test_one_pronoun_that_means_another_does_not_make_two_persons_of_one() -> None:
    telling = attribute(told(ONE_PRONOUN))
    by_id = {c.id: c.name for c in telling.characters}
    assert [by_id[u.speaker or ""] for u in telling.utterances] == ["Velk", "Odran", "Velk"]
    assert {c.name: c.gender for c in telling.characters} == {"Odran": "m", "Velk": "f"}
