"""What holds for every format: a story written in it is read as the same story, and every span leads back."""

from __future__ import annotations

import re
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from readback import assert_reads_back

from retold import cleaning, readers, segmenting, speakers
from retold.readers import families
from retold.text import Telling
from tests.formats.writing import WRITERS

PARAGRAPHS = (
    "“It’s late,” said Odile. The café was shut — the goat didn’t mind.",
    '"You might have told me," she said to the water, and the water kept quiet.',
    "She wrote that 3 < 4 & 4 > 3, and underlined it twice with the stump of a pencil.",
    "“Well,” said Bram, “I know *now*.” He looked at the snake_case label on the box.",
    "The sign said {closed} in brackets [and in paint], behind a \\ that nobody had meant.",
    "Nobody (least of all the goat) had thought of the tide until it was under the door.",
    "It was −4° on the pier; déjà vu, thought Odile, naïve as that sounds.",
    "‘Six,’ said the ferryman. ‘Six is when it leaves, and six it was when it left.’",
    "“Left!” he shouted. “No, your other left, and mind the—” The bank did the rest.",
    "“The goat 🐐 stays,” said Odile, “and that’s the last I’ll say about it…”",
    "Nothing else happened that evening which anyone would write down afterwards.",
    "— Too late, said Bram, and sat down on the rope.",
)
SEVERAL = settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
stories = st.lists(st.sampled_from(PARAGRAPHS), min_size=3, max_size=len(PARAGRAPHS), unique=True)


def test_every_format_is_written() -> None:
    assert {writer.format for writer in WRITERS.values()} == {format.name for format in families.formats()}


@pytest.mark.parametrize("name", WRITERS)
@SEVERAL
@given(story=stories)
def test_a_story_comes_back_and_every_span_reads_back(name: str, story: list[str], tmp_path: Path) -> None:
    writer = WRITERS[name]
    story = [paragraph for paragraph in story if writer.fits(paragraph)] or [PARAGRAPHS[7], PARAGRAPHS[10]]
    file = tmp_path / "story"
    file.write_bytes(writer.write(story))
    (path,) = readers.gather([str(file)])
    witness = readers.read(path, "A")
    assert witness.format == writer.format
    content = witness.content
    told = cleaning.clean_content(content) if content else cleaning.clean(witness.raw)
    expected = "\n".join(story) + ("\nANN\nHere.\nBEN\nYes." if writer.format == "Fountain" else "")
    assert re.sub(r"\n+", "\n", told.text) == expected
    if content is not None:
        assert_reads_back(witness.raw, content, writer.spelled)
    _assert_spans_read_back(speakers.attribute(segmenting.segment(witness, told), ()), expected)


def _assert_spans_read_back(telling: Telling, expected: str) -> None:
    raw, story = telling.witness.raw, telling.story
    for span in [one.span for one in (*telling.lines, *telling.utterances, *telling.quoted, *story.chrome)]:
        assert 0 <= span.start < span.end <= len(raw)
    for one in (*telling.lines, *telling.utterances):
        text = story.map.to_text(one.span)
        assert story.map.to_raw(text) == one.span
        assert text.of(story.text) == text.of(story.text).strip()
        assert telling.read(one.span) in expected.replace("\n", " ")
    for one, following in pairwise(telling.lines):
        assert one.span.end <= following.span.start
    said = "".join(telling.read(one.span) for one in telling.lines)
    assert re.sub(r"\s", "", said) == re.sub(r"\s", "", expected)
