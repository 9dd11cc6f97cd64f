"""What `inspect` shows of one text: places, limits, structure, repairs, language."""

from __future__ import annotations

import io
import re
from pathlib import Path

import pytest

import retold
from retold.cli import run
from retold.inspection import FEW, MANY, show_telling
from retold.terminal import NARROWEST, console
from retold.wording import unmarked

SPEECH = '"It is not my goat," said Odile, and looked at the water for a long while.'


def shown(tmp_path: Path, raw: str, *, width: int = 100, everything: bool = False, name: str = "goat.txt") -> str:
    file = tmp_path / name
    file.write_text(raw, encoding="utf-8", newline="")
    out = io.StringIO()
    show_telling(retold.inspect(file), console(out, width=width), everything=everything)
    return "\n".join(line.rstrip() for line in out.getvalue().splitlines())


def test_it_says_where_each_thing_set_aside_stands(tmp_path: Path) -> None:
    raw = f"Title: Goats\r\nAuthor: reed\r\n\r\n{SPEECH}\r\n\r\n[A/N: sorry]\r\n\r\n{SPEECH}\r\n"
    text = shown(tmp_path, raw)
    assert "     1  front  Title: Goats / Author: reed\n" in text
    assert "     6  note   [A/N: sorry]\n" in text
    assert "author: reed" in text


def test_chapters_and_scenes_are_listed(tmp_path: Path) -> None:
    raw = f"Chapter 1: The Goat\n\n{SPEECH}\n\n***\n\n{SPEECH}\n\nChapter 2\n\n{SPEECH}\n"
    text = shown(tmp_path, raw)
    assert "2 chapters, 3 scenes" in text
    assert "1 The Goat  32 words; 2 scenes, at 3, 7\n" in text


@pytest.mark.parametrize(
    ("name", "raw"),
    [
        ("goat.txt", f"Chapter 1\n\n{SPEECH}\n\n***\n\n{SPEECH} [A/N: goats swim]\n\nChapter 2\n\n{SPEECH}\n"),
        (
            "goat.html",
            "<!DOCTYPE html><title>Goats</title><body><h2>Chapter 1</h2>"
            f"<p class='a b'>{SPEECH}</p><p><i>The</i> <b class='x y z'>goat</b> slept.</p>"
            f"<h2>Chapter 2</h2><p>{SPEECH}</p>",
        ),
        ("preface.txt", f"{SPEECH}\n\n{SPEECH}\n\nChapter 1\n\n{SPEECH}\n\nChapter 2\n\n{SPEECH}\n"),
    ],
)
def test_the_chapters_hold_the_words_of_the_whole(tmp_path: Path, name: str, raw: str) -> None:
    text = shown(tmp_path, raw, name=name)
    whole, *parts = [int(found.replace(",", "")) for found in re.findall(r"([\d,]+) words", text)]
    assert len(parts) > 1
    assert sum(parts) == whole


def test_markup_is_not_shown(tmp_path: Path) -> None:
    paragraphs = f"<p>{SPEECH}</p><p>The goat slept, and the ferry went on across the water without a sound.</p>" * 4
    raw = (
        "<!DOCTYPE html><html><body><nav><ul><li><a href='/'>Home</a></li><li>Tags &amp; all</li></ul></nav>"
        f"<h2 class='t'>Chapter 1</h2>{paragraphs}<script></script></body></html>"
    )
    text = shown(tmp_path, raw, name="goat.html")
    assert "Home / Tags & all\n" in text
    assert "<" not in text.partition("Set aside")[2]


def test_a_file_of_one_line_has_its_characters_counted(tmp_path: Path) -> None:
    paragraphs = f"<p>{SPEECH}</p>" * 8
    raw = f"<!DOCTYPE html><html><body><h2>Chapter 1</h2>{paragraphs}<h2>Chapter 2</h2>{paragraphs}</body></html>"
    text = shown(tmp_path, raw, name="goat.html")
    assert re.search(r"character +kind\n", text)
    assert re.search(rf"{raw.index('Chapter 2') + 1} +2 ", text)


def test_what_repeats_is_one_row_and_the_rows_stand_in_order(tmp_path: Path) -> None:
    paragraphs = "".join(f"<p>{SPEECH}</p><span class='comment-marker'>{n}</span>\n" for n in range(10, 18))
    raw = (
        f"<!DOCTYPE html><body><div class='panel-reading'><h1 class='h2'>Goats</h1><pre>\n{paragraphs}</pre></div>"
        "\n<footer>About us</footer></body>"
    )
    rows = shown(tmp_path, raw, name="goat.html").partition("kind\n")[2].partition("\n\n")[0].splitlines()
    assert sum("comments" in row for row in rows) == 1
    assert "8 times, first: 10" in "\n".join(rows)
    places = [int(found[1]) for row in rows if (found := re.match(r" +(\d+)  ", row))]
    assert len(places) > 2
    assert places == sorted(places)


def test_of_a_text_without_a_story_nothing_is_claimed(tmp_path: Path) -> None:
    text = shown(tmp_path, "Chapter 1\n\n***\n\nTHE END\n")
    assert "no words of a story; set aside: " in text
    assert "person" not in text
    assert "utterance" not in text.lower()


@pytest.mark.parametrize(
    ("markup", "seen"),
    [
        ("Goats</h2>\n<ol><li>", "Goats\n\n\n\n"), ("a <b class='x'>b</b>old &amp; <i>goat", "a bold & goat"),
        ("one<br/>two", "one two"), ("cut off <a href='http", "cut off "), ("1 < 2 and I <3 you", "1 < 2 and I <3 you"),
    ],
)  # fmt: skip
def test_what_is_seen_of_markup(markup: str, seen: str) -> None:
    assert unmarked(markup) == seen


def test_a_long_list_is_cut_and_says_so(tmp_path: Path) -> None:
    raw = "\n\n".join(f"Chapter {n}\n\n" + "\n\n".join([SPEECH] * 4) for n in range(1, 31))
    text, whole = shown(tmp_path, raw), shown(tmp_path, raw, everything=True)
    assert f"… and {30 - FEW} more: --all" in text
    assert f"… and {120 - MANY} more: --all" in text
    assert "--all" not in whole
    assert [f"\n{n:3}   " in whole for n in (0, MANY, 119)] == [True, True, True]
    assert f"\n{MANY:3}   " not in text


def test_a_broken_letter_is_shown_beside_what_it_was(tmp_path: Path) -> None:
    text = shown(tmp_path, f"{SPEECH}\n\nIt wasnâ€™t hers, it wasnâ€™t his.\n\n{SPEECH}\n")
    assert "mojibake × 2" in text
    assert "It wasnâ€™t hers" in text
    assert "It wasn’t hers" in text


GERMAN = (
    "»Das ist nicht meine Ziege«, sagte Odile und sah lange auf das Wasser hinaus. Die Fähre war um sechs gefahren, "
    "und niemand war darauf gewesen als sie und das Tier, das nichts dazu sagen wollte.\n"
)


def test_it_says_what_works_less_well_in_another_language(tmp_path: Path) -> None:
    assert "In German, speech is found" in shown(tmp_path, GERMAN, width=200)
    english = shown(tmp_path, f"{SPEECH}\n\n{SPEECH}\n")
    assert "in English" in english
    assert "speech is found" not in english


def test_the_comparison_says_it_too(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for name in ("a.txt", "b.txt"):
        (tmp_path / name).write_text(GERMAN, encoding="utf-8")
    paths = [str(tmp_path / "a.txt"), str(tmp_path / "b.txt")]
    assert run(["compare", *paths, "--no-report", "--width", "200"]) == 0
    assert capsys.readouterr().out.count("In German, speech is found") == 1


@pytest.mark.parametrize("width", [20, 40, 60, 100, 200])
def test_no_line_is_wider_than_asked(tmp_path: Path, width: int) -> None:
    raw = (
        f"Title: Goats\n\n#goats #{'very' * 30}\n\nChapter 1: {'The Goat and ' * 5}Odile\n\n{SPEECH}\n\n***\n\n{SPEECH}"
    )
    widest = max(width, NARROWEST)
    assert all(len(line) <= widest for line in shown(tmp_path, raw, width=width).splitlines() if "goat.txt" not in line)


def test_the_command_shows_all_when_asked(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "goat.txt"
    file.write_text("\n\n".join([SPEECH] * (MANY + 5)), encoding="utf-8")
    assert run(["inspect", str(file)]) == 0
    assert "… and 5 more: --all" in capsys.readouterr().out
    assert run(["inspect", str(file), "--all"]) == 0
    assert "--all" not in capsys.readouterr().out
