"""What the measurements of reading count, and the files they are made on."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.inputs import files, garbled
from benchmarks.reading import aside_by_kind, families_table, novels_report, read_and_clean
from benchmarks.scoring import set_aside
from retold.cleaning import clean
from retold.text import Chrome, OffsetMap, Span, Story

TALE = """“Who left the gate open?” Maren asked, and nobody answered her.

Casper's dog came up the lane with a glove in its mouth.

“There,” said Orla. “Now you know as much as the rest of us.”"""


def test_every_line_is_garbled_and_cleaning_mends_it() -> None:
    broken = garbled(TALE)
    told = TALE.replace("'", "’").replace("e", "é")
    pairs = [(line, right) for line, right in zip(broken.split("\n"), told.split("\n"), strict=True) if right]
    assert all(line != right for line, right in pairs)
    assert clean(broken).text == told


@pytest.mark.parametrize("name", files(TALE))
def test_every_file_tells_the_same(name: str, tmp_path: Path) -> None:
    (tmp_path / name).write_bytes(files(TALE)[name])
    _, story = read_and_clean(tmp_path / name)
    assert story.text.split() == TALE.split()


def test_the_files_are_of_different_formats(tmp_path: Path) -> None:
    found = set()
    for name, data in files(TALE).items():
        (tmp_path / name).write_bytes(data)
        found.add(read_and_clean(tmp_path / name)[0].format)
    assert found == {"plain text", "web page", "EPUB book", "Word document", "RTF document", "subtitles"}


def test_characters_are_counted_once_as_right_false_or_missed() -> None:
    figure = set_aside([(0, 4), (10, 12)], [(2, 6), (11, 12)])
    assert (figure.right, figure.false, figure.missed) == (3, 3, 2)


def test_what_stands_outside_the_bounds_of_a_text_is_its_licence() -> None:
    raw = "Terms.\n*** START OF THE BOOK ***\nCHAPTER I\nIt rained.\n*** END OF THE BOOK ***\nMore terms."
    first, last = raw.index("CHAPTER"), raw.index("*** END")
    chrome = (Chrome(Span(0, first - 1), "front"), Chrome(Span(first, first + 9), "heading"))
    story = Story("", OffsetMap(()), (*chrome, Chrome(Span(last, len(raw)), "footer")))
    assert aside_by_kind(raw, story) == {"licence": first - 1 + len(raw) - last, "heading": 9}


def test_missing_corpora_are_said_in_a_line() -> None:
    for said in (families_table(()), novels_report(())):
        assert said.count("\n") == 0
        assert said.startswith("No ")
