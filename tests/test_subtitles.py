"""Subtitles: what is spoken, who the file says speaks, what is set aside, and the way back."""

from __future__ import annotations

import html
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from readback import assert_nothing_is_lost, assert_reads_back

from retold import cleaning, inspect, readers
from retold.errors import InputError
from retold.readers import subtitles
from retold.text import Content

GOLDEN = Path(__file__).parent / "formats" / "subtitles"
FILES = sorted(GOLDEN.iterdir())


def shown(text: str) -> Content:
    content = subtitles.FORMAT.read(text.encode(), "x.srt", None, False).content
    assert content is not None
    return content


def srt(*cues: str) -> str:
    """Cues of two seconds, one right after the other."""
    return "\n".join(
        f"{n}\n00:00:{2 * n:02},000 --> 00:00:{2 * n + 2:02},000\n{text}\n" for n, text in enumerate(cues, 1)
    )


def said(path: Path) -> list[tuple[str | None, str]]:
    comparison = inspect(path)
    (telling,) = comparison.tellings
    names = {one.id: one.name.title() for one in comparison.characters}
    return [(names[u.speaker] if u.speaker else None, telling.read(u.span)) for u in telling.utterances]


def test_subrip_from_file_to_speakers() -> None:
    assert said(GOLDEN / "lighthouse.srt") == [
        (None, "The lamp has gone out and nobody climbed up to light it again."),
        (None, "- Who had the watch?"),
        (None, "- I had it, sir."),
        ("Tamsin", "Then why is it dark?"),
        ("Jory", "I fell asleep over the log."),
        (None, "Tom & I will go... ...and light it."),
    ]


def test_webvtt_from_file_to_speakers() -> None:
    assert said(GOLDEN / "lighthouse.vtt") == [
        ("Tamsin", "Who had the watch?"),
        ("Jory", "I had it, 00:04.000 is not a cue, sir."),
        ("Tamsin", "Then why is it dark & cold?"),
        ("Jory", "I fell asleep over the log."),
    ]


def test_substation_from_file_to_speakers() -> None:
    assert said(GOLDEN / "lighthouse.ass") == [
        ("Tamsin", "Who had the watch, the second one?"),
        ("Jory", "I had it, sir."),
        ("Tamsin", "Then why is it dark?"),
        ("Jory", "I fell asleep over the log."),
    ]


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_every_character_reads_back_and_none_is_lost(file: Path) -> None:
    witness = readers.read(str(file), "A")
    assert witness.format == "subtitles"
    assert witness.content is not None
    assert_reads_back(witness.raw, witness.content, html.unescape)
    assert_nothing_is_lost(witness.raw, witness.content)


def test_times_and_title_are_facts() -> None:
    srt_facts = readers.read(str(GOLDEN / "lighthouse.srt"), "A").content
    assert srt_facts is not None
    assert srt_facts.metadata == {"first_time": "0:00:01", "last_time": "1:02:06"}
    ass_facts = readers.read(str(GOLDEN / "lighthouse.ass"), "A").content
    assert ass_facts is not None
    assert ass_facts.title == "The Lamp"


def test_sounds_are_set_aside_as_such() -> None:
    raw = (GOLDEN / "lighthouse.srt").read_text(encoding="utf-8")
    sounds = [one.span.of(raw) for one in shown(raw).chrome if one.kind == "sound"]
    assert sounds == ["[thunder rolls]", "(SIGHS)", "(waves crashing)"]


@pytest.mark.parametrize("ends", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_line_ends_and_encodings(ends: str, encoding: str, tmp_path: Path) -> None:
    file = tmp_path / "x.txt"  # the name says nothing
    file.write_bytes(srt("Déjà vu, she said", "to nobody.").replace("\n", ends).encode(encoding))
    content = readers.read(str(file), "A").content
    assert content is not None
    assert content.text == "Déjà vu, she said to nobody."


@pytest.mark.parametrize(
    ("cues", "text"),
    [
        (("We could go", "home now."), "We could go home now."),
        (("We could go.", "Home now."), "We could go.\nHome now."),
        (("We could...", "...go home."), "We could... ...go home."),
        (("We could…", "Home now."), "We could…\nHome now."),
        (("- Go.\n- Home.",), "- Go.\n- Home."),
        (("-Go\n-Home",), "-Go\n-Home"),
        (("I can\n-40 is cold",), "I can -40 is cold"),
        (("MIRA: Go\nOREN: Home",), "MIRA: Go\nOREN: Home"),
        (("♪ Row the boat ♪", "Go on."), "Row the boat Go on."),
        (("{\\an8}Up here.",), "Up here."),
        (("2 < 3 & 4 > 1",), "2 < 3 & 4 > 1"),
        (("So I said", "So I said\nto nobody", "to nobody\nat all."), "So I said to nobody at all."),
    ],
)
def test_paragraphs(cues: tuple[str, ...], text: str) -> None:
    assert shown(srt(*cues)).text == text


def test_silence_ends_a_sentence() -> None:
    quiet = "1\n00:00:01,000 --> 00:00:02,000\nWe could go\n\n2\n00:00:09,000 --> 00:00:10,000\nhome now\n"
    assert shown(quiet).text == "We could go\nhome now"


def test_a_missing_blank_line_joins_no_cues() -> None:
    assert shown(srt("Go.", "Home.").replace("\n\n", "\n")).text == "Go.\nHome."


def test_without_words_there_is_nothing_to_read(tmp_path: Path) -> None:
    file = tmp_path / "silent.srt"
    file.write_text(srt("[wind]", "♪"), encoding="utf-8")
    with pytest.raises(InputError, match=r"silent\.srt: these subtitles hold no words"):
        readers.read(str(file), "A")


@pytest.mark.parametrize(
    "prose", ["WEBVTTs are files.\n", "She said:\n\n\n00:01:02,000 --> 00:01:03,000\nNo.", "[Events] came thick.\n"]
)
def test_prose_that_speaks_of_subtitles_is_prose(prose: str, tmp_path: Path) -> None:
    file = tmp_path / "prose.txt"
    file.write_text(prose, encoding="utf-8")
    assert readers.read(str(file), "A").format == "plain text"


_MARKUP = ("00:00:01,000 --> 00:00:02,000\n", "<i>", "</i>", "<v Ann>", "{\\an8}", "&amp;", "&lt;", "[Events]\n")
_WORDS = ("1\n", "\n", "\r\n", "\\N", "[", "]", "{", "<", "(SIGH)", "- ", "MIRA: ", "word", " ", ".", "♪")
_PIECES = st.sampled_from((*_MARKUP, *_WORDS, "Dialogue: 0,1,2,a,b,,,,,"))


@given(st.lists(_PIECES, max_size=40))
def test_whatever_comes_reads_back_or_is_refused(pieces: list[str]) -> None:
    raw = "".join(pieces)
    try:
        content = subtitles.FORMAT.read(raw.encode(), "x.srt", None, False).content
    except InputError:
        return
    assert content is not None
    assert_reads_back(raw, content, html.unescape)
    assert_nothing_is_lost(raw, content)
    cleaning.clean_content(content)


def test_lines_out_of_the_order_of_their_times_are_read_as_they_stand_and_noted() -> None:
    head = "[Script Info]\n\n[Events]\nFormat: Start, End, Text\n"
    lines = ("Dialogue: 0:00:20.00,0:00:22.00,Second.\n", "Dialogue: 0:00:10.00,0:00:12.00,First.\n")
    backwards, forwards = shown(head + "".join(lines)), shown(head + "".join(reversed(lines)))
    assert backwards.text == "Second.\nFirst."
    assert backwards.notes == ("x.srt: the times of its lines go back once; they are read in the order of the file.",)
    assert (forwards.text, forwards.notes) == ("First.\nSecond.", ())
    assert_reads_back(head + "".join(lines), backwards)
