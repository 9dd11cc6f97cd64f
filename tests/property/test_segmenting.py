"""Whatever the text, lines are in order, disjoint, within the story, and marks never make the work quadratic."""

from __future__ import annotations

import time

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from retold.segmenting import segment
from retold.speakers import attribute
from retold.text import OffsetMap, Story, Telling, Witness

MARKS = list("\"“”‘’'«»„`´— \n.,?…:()")
WORDS = ["said", "Ann", "he", "I", "Bob", "don't", "the", "man", "left", "You", "Mr.", "x", "É", "😀", "\r\n"]
PIECES = st.sampled_from([*MARKS, *WORDS])
TEXTS = st.lists(PIECES, max_size=60).map("".join) | st.text(max_size=200)


def told(text: str) -> Telling:
    return segment(Witness("A", "a.txt", text, "utf-8", "0"), Story(text, OffsetMap.identity(len(text))))


@given(TEXTS)
@settings(max_examples=300, deadline=None)
def test_lines_are_ordered_disjoint_and_inside(text: str) -> None:
    telling = told(text)
    at = 0
    for line in telling:
        assert at <= line.span.start < line.span.end <= len(text)
        assert "\n" not in line.span.of(text)
        at = line.span.end


@given(TEXTS)
@settings(max_examples=300, deadline=None)
def test_every_utterance_is_one_line_and_every_word_is_in_a_line(text: str) -> None:
    telling = told(text)
    speech = [line for line in telling if line.kind == "speech"]
    assert [line.utterance for line in speech] == [u.id for u in telling.utterances]
    assert [line.span for line in speech] == [u.span for u in telling.utterances]
    covered = sum(sum(c.isalnum() for c in line.span.of(text)) for line in telling)
    assert covered == sum(c.isalnum() for c in text)


@given(TEXTS)
@example('’:’"')
@settings(max_examples=200, deadline=None)
def test_speakers_are_characters_of_the_telling_and_confidence_is_a_probability(text: str) -> None:
    telling = attribute(told(text))
    ids = {c.id for c in telling.characters}
    for utterance in telling.utterances:
        assert utterance.speaker is None or utterance.speaker in ids
        assert 0.0 <= utterance.confidence <= 1.0
        if utterance.evidence.cue is not None:
            assert 0 <= utterance.evidence.cue.start <= utterance.evidence.cue.end <= len(text)


@pytest.mark.parametrize(
    "unit",
    ['" ', '"a" ', '"Oh, ', 'no." ', "'tis ", "— x — ", "Ann. ", '"No," he said. ', '--"a ', '", A', '"Dear Ann,"\n\n'],
)
def test_a_hundred_thousand_marks_on_one_line_take_linear_time(unit: str) -> None:
    def seconds(count: int) -> float:
        start = time.process_time()
        attribute(told(unit * count))
        return time.process_time() - start

    seconds(1000)
    small, large = seconds(3000), seconds(24000)
    # Eight times the text may take eight times as long and some noise, not sixty-four times.
    assert large < 24 * max(small, 0.05)
