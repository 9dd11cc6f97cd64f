"""How a telling is told, by its narration alone: tense, person, narrator, viewpoint."""

from __future__ import annotations

import pytest

from retold.segmenting import segment
from retold.speakers import attribute
from retold.text import Manner, OffsetMap, Story, Witness


def manner(text: str) -> Manner:
    """The manner of a text that has nothing to be cleaned."""
    return attribute(
        segment(Witness("A", "a.txt", text, "utf-8", "0"), Story(text, OffsetMap.identity(len(text))))
    ).manner


SAID = '"I am on my way to you, and I have my own lamp, and you are not to wait," {}.'


@pytest.mark.parametrize(
    ("text", "tense", "person"),
    [
        ("Nell came down the steps. Tom lit the stove.\n\n" + SAID.format("said Nell"), "past", "third"),
        ("Nell comes down the steps. She has a lamp.\n\n" + SAID.format("Nell says"), "present", "third"),
        ("I went down to my boat. My hands were cold, and I was late.\n\n" + SAID.format("I said"), "past", "first"),
        ("You walk to the water. You have your lamp.\n\n" + SAID.format("you say"), "present", "second"),
        ("You were late. Your lamp was out, and you had no match.\n\n" + SAID.format("you said"), "past", "second"),
    ],
)
def test_tense_and_person_are_those_of_the_narration(text: str, tense: str, person: str) -> None:
    """What is said aloud is in the present and the first person everywhere here."""
    longer = text + "\n\n" + text.split("\n\n", 1)[0] * 3
    found = manner(longer)
    assert (found.tense, found.person) == (tense, person)
    assert 0 < found.confidence["tense"] <= 1
    assert 0 < found.confidence["person"] <= 1


def test_a_narrator_who_speaks_to_the_reader_is_no_second_person() -> None:
    told = "I was born at the mill, and I was its miller. You may not know the place, reader. My father built it. " * 3
    assert manner(told).person == "first"


def test_speech_alone_has_no_manner() -> None:
    assert manner('"You are late," said nobody.\n\n"I was born late."'.replace(" said nobody.", "")).person is None
