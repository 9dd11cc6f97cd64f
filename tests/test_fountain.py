"""Fountain: who says what, what is set aside, what the title page says, and the way back."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from readback import assert_reads_back

from retold import cleaning, inspect, readers
from retold.errors import InputError
from retold.readers import fountain

GOLDEN = Path(__file__).parent / "formats" / "fountain" / "lighthouse.fountain"
SCRIPT = "INT. ROOM - DAY\n\nANN\nIt is late.\n\nBEN\nIt is.\n\n"


def text_of(raw: str) -> str:
    content = fountain.FORMAT.read(raw.encode(), "x", None, False).content
    assert content is not None
    return content.text


def test_from_file_to_speakers() -> None:
    comparison = inspect(GOLDEN)
    (telling,) = comparison.tellings
    names = {one.id: one.name.title() for one in comparison.characters}
    said = [(names[u.speaker] if u.speaker else None, telling.read(u.span)) for u in telling.utterances]
    assert telling.witness.format == "Fountain"
    assert said == [
        ("Tamsin", "Who had the watch?"),
        ("Jory", "I had it, sir. I had it all night."),
        ("Tamsin", "Then why is it dark?"),
        ("Tamsin", "Why is it cold?"),
        ("Mcgraw", "It was the wind."),
        ("Jory", "I fell asleep over the log."),
        ("Tamsin", "2 * 3 is six *always*."),
        ("Jory", "It is."),
    ]


def test_what_is_no_story_is_set_aside() -> None:
    witness = readers.read(str(GOLDEN), "A")
    assert witness.content is not None
    aside = [(one.kind, one.span.of(witness.raw)) for one in witness.content.chrome]
    assert aside[1:] == [
        ("heading", "# Act One"),
        ("summary", "= Nobody lit the lamp."),
        ("heading", "INT. LIGHTHOUSE - NIGHT"),
        ("note", "/* She\nhad a dog\n\nhere. */"),
        ("note", "[[Too meek?]]"),
        ("heading", ".THE GALLERY"),
        ("heading", "CUT TO:"),
        ("heading", "EXT. ROCKS - DAY"),
        ("rule", "==="),
    ]
    assert aside[0][0] == "front"
    assert aside[0][1].endswith("3 May 2021")


def test_the_title_page_says_what_it_is() -> None:
    content = readers.read(str(GOLDEN), "A").content
    assert content is not None
    assert content.title == "The Lamp"
    assert content.metadata == {"author": "R. Keeper", "updated": "3 May 2021"}


def test_every_character_reads_back() -> None:
    witness = readers.read(str(GOLDEN), "A")
    assert witness.content is not None
    assert_reads_back(witness.raw, witness.content)


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        ("ANN\nIt is\nlate.\n", "ANN\nIt is late."),
        ("ANN\nIt is\n  \nlate.\n", "ANN\nIt is late."),
        ("ANN (V.O.)\nLate.\n\nBEN ^\nLate.\n", "ANN (V.O.)\nLate.\n\nBEN\nLate."),
        ("\n> THE END <\n", "THE END"),
        ("ANN\n\nNot said.\n", "ANN\n\nNot said."),
        (
            "She is *very* late, **really**, ***late***, _so_ snake_case * here.\n",
            "She is very late, really, late, so snake_case * here.",
        ),
        ("She [[not really]] waits.\n", "She waits."),
        ("She [waits]] here [[still.\n", "She [waits]] here [[still."),
        ("> FADE OUT.\n\nShe waits.\n", "She waits."),
    ],
)
def test_what_people_see(raw: str, text: str) -> None:
    assert text_of(raw) == text


@pytest.mark.parametrize("ends", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_line_ends_and_encodings(ends: str, encoding: str, tmp_path: Path) -> None:
    file = tmp_path / "x.txt"
    file.write_bytes(SCRIPT.replace("\n", ends).encode(encoding))
    witness = readers.read(str(file), "A")
    assert witness.format == "Fountain"
    assert witness.content is not None
    assert witness.content.text == "ANN\nIt is late.\n\nBEN\nIt is."


@pytest.mark.parametrize(
    "prose",
    [
        "Title: The Lamp\n\nThe lamp has gone out.\n",
        "“INT?” she said.\n\nSTOP\nThe sign said so.\n",
        "ANN\nLate.\n\nBEN\nIt is.\n",
        "Title: The Lamp\n\nAuthor: R. Keeper\n\n"
        + "".join(f"CHAPTER {n}.\nTHE NIGHT OF THE LAMP\n\nThe lamp has gone out.\n\n" for n in ("I", "II", "III")),
        "Title: The Lamp\nAuthor: R. Keeper\n\nANN\nI lit it.\n\nIt went out.\n\nBEN\nI did not.\n\nIt was dark.\n",
        "INT. ROOM\n\n" + "The lamp has gone out.\n\n" * 30 + "ANN\nLate.\n\nBEN\nIt is.\n",
    ],
)
def test_prose_is_no_screenplay(prose: str, tmp_path: Path) -> None:
    file = tmp_path / "x.fountain"
    file.write_text(prose, encoding="utf-8")
    assert readers.read(str(file), "A").format == "plain text"


def test_lines_of_blanks_and_brackets_take_no_longer_than_others(tmp_path: Path) -> None:
    """Names are short: what may stand behind one is looked for in no line of thousands."""
    file = tmp_path / "x.txt"
    for line in (
        "ANN" + " " * 100_000 + "x",
        "ANN" + " (" * 50_000,
        "ANN" + " ()" * 50_000 + "x",
        "@" + " " * 99_999 + "x",
    ):
        file.write_text(f"INT. ROOM\n\n{line}\nLate.\n\n{line}\nIt is.\n", encoding="utf-8")
        assert readers.read(str(file), "A").format == "plain text"
        text_of(file.read_text(encoding="utf-8"))


def test_a_play_without_scene_headings_is_known_by_its_title_page(tmp_path: Path) -> None:
    file = tmp_path / "x.txt"
    file.write_text("Title: The Lamp\nCredit: by\n\nANN\nIs it late?\n\nBEN\nIt is.\n\nANN\nOh.\n", encoding="utf-8")
    assert readers.read(str(file), "A").format == "Fountain"


def test_headings_alone_are_refused() -> None:
    with pytest.raises(InputError, match=r"^x: this script holds headings and notes alone"):
        text_of("INT. ROOM\n\n[[ANN\nLate.]]\n")


_MARKS = ("*", "_", "**", "\\*", "[[", "]]", "/*", "*/", "@", "!", ">", "<", "=", "===", "#", "~", "^")
_WORDS = ("ANN", "\n", "\n\n", "\r\n", "word", " ", "(beat)", "INT. ROOM", "Title: x", "\ufeff", "CUT TO:")
_PIECES = st.sampled_from((*_MARKS, *_WORDS))


@given(st.lists(_PIECES, max_size=40))
def test_whatever_comes_reads_back_or_is_refused(pieces: list[str]) -> None:
    raw = "".join(pieces)
    try:
        content = fountain.FORMAT.read(raw.encode(), "x", None, False).content
    except InputError:
        return
    assert content is not None
    assert_reads_back(raw, content)
    cleaning.clean_content(content)
