"""Chapters and scenes, from headings and rules of every sort, in plain text and in marked-up files."""

from __future__ import annotations

import textwrap
from dataclasses import replace
from itertools import pairwise

import build
import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

from retold.cleaning import clean, clean_content, headings
from retold.exporters.json import schema, to_dict
from retold.readers import html
from retold.text import Chapter, Span, Story

SCENE = (
    "The ferry left at six with nobody on it but Odile and the goat, and the goat was not well.\n\n"
    '"You might have told me," she said to the water, and the water, which had been told a great deal, went on by.'
)


def shape(story: Story) -> list[tuple[int | None, str | None, int]]:
    """Number, title and count of scenes of each chapter."""
    return [(chapter.number, chapter.title, len(chapter.scenes)) for chapter in story.chapters]


def test_a_story_without_headings_is_one_chapter() -> None:
    story = clean(SCENE)
    (chapter,) = story.chapters
    assert (chapter.heading, chapter.number, chapter.title) == (None, None, None)
    assert [scene.of(SCENE) for scene in chapter.scenes] == [SCENE]


def test_there_are_no_chapters_where_there_is_no_story() -> None:
    assert clean("").chapters == ()
    assert clean("***\n\nTHE END\n").chapters == ()


def test_headings_open_chapters_and_rules_open_scenes() -> None:
    raw = f"Chapter 1: The Goat\n\n{SCENE}\n\n***\n\n{SCENE}\n\nCHAPTER TWO\nThe Other Bank\n\n{SCENE}\n"
    story = clean(raw)
    assert shape(story) == [(1, "The Goat", 2), (2, "The Other Bank", 1)]
    assert all(scene.of(raw) == SCENE for chapter in story.chapters for scene in chapter.scenes)
    assert [chapter.heading.of(raw).split("\n")[0] for chapter in story.chapters if chapter.heading] == [
        "Chapter 1: The Goat",
        "CHAPTER TWO",
    ]


def test_what_stands_before_the_first_heading_is_a_chapter_without_one() -> None:
    story = clean(f"{SCENE}\n\n1\n\n{SCENE}\n\n2\n\n{SCENE}\n")
    assert shape(story) == [(None, None, 1), (1, None, 1), (2, None, 1)]


def test_a_part_and_its_first_chapter_are_one_heading() -> None:
    raw = f"PART TWO\n\nCHAPTER XII.\n\nTHE FERRY\n\n{SCENE}\n\nCHAPTER XIII.\n\nTHE GOAT\n\n{SCENE}\n"
    assert shape(clean(raw)) == [(12, "THE FERRY", 1), (13, "THE GOAT", 1)]


def test_a_title_that_was_wrapped_is_whole() -> None:
    scene = "\n\n".join(textwrap.fill(paragraph, 60) for paragraph in SCENE.split("\n\n"))
    wrapped = "CHAPTER I. IN WHICH ODILE AT LAST TAKES THE FERRY AND\nTHE GOAT DOES NOT"
    raw = f"{wrapped}\n\n{scene}\n\nCHAPTER II. HAY\n\n{scene}\n"
    assert shape(clean(raw)) == [(1, "IN WHICH ODILE AT LAST TAKES THE FERRY AND THE GOAT DOES NOT", 1), (2, "HAY", 1)]


def test_whose_eyes_we_see_with_opens_a_scene() -> None:
    raw = f"Chapter 4\n\nOdile's POV\n\n{SCENE}\n\nThe Goat's POV\n\n{SCENE}\n\nEpilogue\n\n{SCENE}\n"
    assert shape(clean(raw)) == [(4, None, 2), (None, "Epilogue", 1)]


def test_notes_between_the_scenes_open_none() -> None:
    raw = f"{SCENE}\n\n[A/N: goats can swim]\n\n{SCENE}\n"
    assert [len(chapter.scenes) for chapter in clean(raw).chapters] == [1]


def test_a_page_has_the_chapters_that_its_headings_make() -> None:
    paragraphs = "".join(f"<p>{line}</p>" for line in SCENE.split("\n\n"))
    raw = (
        f"<html><head><title>Goats</title></head><body><article><h2>Chapter 1: The <i>Goat</i> &amp; Odile</h2>"
        f"{paragraphs}<hr/>{paragraphs}<h2>Chapter 2</h2>{paragraphs}</article></body></html>"
    )
    read = html.read(raw.encode(), "goats.html", None, False)
    assert read.content is not None
    story = clean_content(read.content, read.raw)
    assert [(c.number, c.title) for c in story.chapters] == [(1, "The Goat & Odile"), (2, None)]
    first: Chapter = story.chapters[0]
    assert first.heading is not None
    assert first.heading.end <= first.scenes[0].start
    assert first.span.end <= story.chapters[1].span.start


PARAGRAPHS = "".join(f"<p>{line}</p>" for line in SCENE.split("\n\n"))


@pytest.mark.parametrize(
    ("above", "number", "title"),
    [
        ("<h3>Chapter 1: The Goat</h3><h3>Chapter Text</h3>", 1, "The Goat"),
        ("<h3>Chapter 1</h3><h3>Chapter Text</h3>", 1, None),
        ("<h1>1. The Goat</h1><h2>A Tide of Goats</h2>", 1, "The Goat"),
        ("<h1>A Tide of Goats</h1><h2>Chapter 3</h2><h3>The Other Bank</h3>", 3, "The Other Bank"),
        ("<h2>The Goat</h2><h1>A Tide of Goats</h1>", None, "The Goat"),
        ("<h2>Chapter 2</h2><h2>A Tide of Goats</h2><h3>Hay</h3>", 2, "Hay"),
        ("<h2>Chapter 4: The <b>Goat</b><br/>and Odile</h2>", 4, "The Goat and Odile"),
        ("<h2>A Tide of Goats</h2>", None, "A Tide of Goats"),
    ],
)
def test_neither_landmarks_nor_the_title_of_the_story_name_a_chapter(
    above: str, number: int | None, title: str | None
) -> None:
    page = f"<!DOCTYPE html><html><head><title>A Tide of Goats</title></head><body><article>{above}"
    raw = f"{page}{PARAGRAPHS * 2}</article></body></html>"
    read = html.read(raw.encode(), "goats.html", None, False)
    assert read.content is not None
    story = clean_content(read.content, read.raw)
    assert story.title == "A Tide of Goats"
    assert shape(story) == [(number, title, 1)]


@pytest.mark.parametrize(
    ("line", "number", "title"),
    [
        ("Chapter 7", 7, ""), ("CHAPTER XLIV. THE FERRY.", 44, "THE FERRY."), ("Chapter Twenty-One", 21, ""),
        ("Part the Second: Goats", 2, "Goats"), ("XII", 12, ""), ("07 | the goat", 7, "the goat"),
        ("2. Kapitel: Der Hafen", 2, "Der Hafen"), ("Глава 3. Паром", 3, "Паром"), ("Chapitre IX", 9, ""),
        ("Capítulo 5: La cabra", 5, "La cabra"), ("Chapter the Last", None, ""),
    ],
)  # fmt: skip
def test_a_heading_says_its_number_and_its_title(line: str, number: int | None, title: str) -> None:
    assert headings.counted(line) == (number, title)


@pytest.mark.parametrize("line", ["Epilogue", "The Goat", "Odile said nothing.", "1984 was a bad year for goats."])
def test_what_does_not_count_has_no_number(line: str) -> None:
    assert headings.counted(line) is None


PIECES = st.sampled_from([SCENE, "***", "Chapter 1", "Chapter 2: The Goat", "[A/N: goats]", "Odile's POV", "1", "2"])


@given(st.lists(PIECES, max_size=12))
def test_scenes_are_in_order_and_hold_all_of_the_story(pieces: list[str]) -> None:
    raw = "\n\n".join(pieces)
    story = clean(raw)
    scenes = [scene for chapter in story.chapters for scene in chapter.scenes]
    assert all(one.end <= other.start for one, other in pairwise(scenes))
    for at, character in enumerate(story.text):
        place = story.map.to_raw(Span(at, at + 1)).start
        assert character.isspace() or any(scene.start <= place < scene.end for scene in scenes)


def test_the_result_lists_them() -> None:
    raw = f"Chapter 1\n\n{SCENE}\n\n***\n\n{SCENE}\n"
    single = build.single()
    told = build.telling("A", raw)
    story = clean(raw)
    result = to_dict(replace(single, tellings=(replace(told, story=story),)))
    jsonschema.Draft202012Validator(schema()).validate(result)
    (chapter,) = result["witnesses"][0]["chapters"]
    assert (chapter["number"], chapter["title"], len(chapter["scenes"])) == (1, None, 2)
    assert raw[slice(*chapter["heading"])] == "Chapter 1"
