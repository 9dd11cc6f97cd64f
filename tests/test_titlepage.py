"""Title pages of books: what they say, and that no story is taken for one."""

from __future__ import annotations

import pytest

from retold.cleaning import clean

TALE = (
    "The ferry left at six with nobody on it but Odile and the goat, and the goat was not well.\n\n"
    '"You might have told me," she said to the water, and the water went on by.\n\n'
    "Nobody had told the water either, and so the two of them were quits for that day at least."
)


@pytest.mark.parametrize(
    ("above", "title", "author"),
    [
        ("Odile Marsh\n\nThe Goat of the Long Ferry\n\nChapter 1\n\n", "The Goat of the Long Ferry", "Odile Marsh"),
        ("THE LONG FERRY\n\nO. P. Marsh\n\nCHAPTER I\n\n", "THE LONG FERRY", "O. P. Marsh"),
        ("THE LONG FERRY.\nBY\nODILE VAN DER MARSH.\n\n", "THE LONG FERRY", "ODILE VAN DER MARSH"),
        ("The Goat of\nFerry Lane\n\n_By_\nODILE MARSH\n1887\nAUTHOR OF HAY, ETC.\n\n", "The Goat of Ferry Lane",
         "ODILE MARSH"),
        ("The Ferry\n\nby\n\nODILE\nPETRA\nMARSH\n\nPREFACE\n\n", "The Ferry", "ODILE PETRA MARSH"),
        ("Long Ferry\n\nOdile Marsh\n\nChapter 1\n\n", "Long Ferry", None),
    ],
)  # fmt: skip
def test_a_title_page_says_title_and_author(above: str, title: str, author: str | None) -> None:
    story = clean(above + TALE)
    assert story.text == TALE
    assert (story.title, story.metadata.get("author")) == (title, author)
    assert [chapter.title for chapter in story.chapters if chapter.heading is None] == [None] * (
        not any(word in above.lower() for word in ("chapter", "preface"))
    )


@pytest.mark.parametrize(
    "above",
    [
        "Odile stood by\nthe water.\n\n",
        "by\nand by the goat slept.\n\n",
        '"Odile!"\n\n"Goat!"\n\nChapter 1\n\n',
        "Rain again\n\nand nobody to be seen on the water, not even a goat.\n\nChapter 1\n\n",
    ],
)
def test_lines_of_a_story_are_no_title_page(above: str) -> None:
    kept = clean(above + TALE).text
    assert [line for line in above.split("\n") if line and line not in kept] in ([], ["Chapter 1"])


@pytest.mark.parametrize("line", ["203", "12", "1,203"])
def test_a_number_is_no_pen_name(line: str) -> None:
    story = clean(f"The Long Ferry\n{line}\nKudos: 9\nRating: T\n\n{TALE}")
    assert "author" not in story.metadata
