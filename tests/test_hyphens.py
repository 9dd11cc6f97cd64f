"""Words that were broken at line ends are whole in the story, and compounds keep their hyphen."""

import pytest

from retold.cleaning import clean
from retold.text import Span

WRAPPED = (
    "The ferry had been tied to the other bank since the morning, and Dr. Morti-\n"
    "mer, who was not in a hurry, sat down upon the coil of rope and was very un-\n"
    "happy for the better part of an hour, while the goat, that had seen the half-\n"
    "moon before, looked at him and at the river and at the old lamp by the mother-\n"
    "of-pearl box, and at nothing else, until somebody came at last to row them to-\n"
    "gether to where the lamp stood.\n"
)


@pytest.mark.parametrize("word", ["Mortimer,", "unhappy", "half-moon", "mother-of-pearl", "together"])
def test_a_broken_word_is_whole_and_a_compound_keeps_its_hyphen(word: str) -> None:
    assert word in clean(WRAPPED).text.split()


def test_how_the_text_writes_a_word_elsewhere_decides() -> None:
    line = "He had gone out of the house for the first time since the winter and met no-\nbody there.\n\n"
    assert "no-body there" in clean(line + '"There was no-body at all."\n\n"Not one."').text
    assert "nobody there" in clean(line + '"There was nobody at all."\n\n"Not one."').text


def test_a_broken_word_joins_lines_that_are_paragraphs_elsewhere() -> None:
    raw = 'He met Dr. Morti-\nmer on the road.\n\n"Well," said Dr. Mortimer, "here we are."\n\nHe went.'
    story = clean(raw)
    assert story.text.startswith("He met Dr. Mortimer on the road.\n")
    at = story.text.index("Mortimer")
    assert story.map.to_raw(Span(at, at + len("Mortimer"))).of(raw) == "Morti-\nmer"
