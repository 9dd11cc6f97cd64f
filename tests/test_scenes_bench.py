"""The benchmark of scenes: which texts are compared with which."""

from __future__ import annotations

import random

from benchmarks.chance import chapters, passage
from benchmarks.scenes import groups


def test_texts_that_pairs_join_are_one_group() -> None:
    assert groups([("a", "b"), ("c", "d"), ("b", "e"), ("a", "b")]) == [["c", "d"], ["a", "b", "e"]]


def test_a_passage_is_whole_paragraphs() -> None:
    paragraphs = [f"{number} " + "word " * 99 for number in range(100)]
    taken = passage("\n".join(paragraphs), random.Random(1)).split("\n\n")
    assert len(taken) == 10
    first = paragraphs.index(taken[0])
    assert taken == paragraphs[first : first + 10]


def test_a_chapter_stands_between_headings() -> None:
    long, short = "word " * 900, "Too short to be one."
    assert chapters(f"Contents\nCHAPTER I\n{long}\nII.\n{short}\nChapter 3 The Goat\n{long}\n{long}") == [
        long,
        f"{long}\n\n{long}",
    ]
