"""Saved pages: what is story, what the page says of it, and which encoding it is in.

The pages in ``formats/html`` are laid out as the sites lay theirs out; their texts are our own.
"""

from __future__ import annotations

from html import unescape
from pathlib import Path

import pytest

from retold.cleaning import clean_content
from retold.errors import InputError
from retold.readers import html, read
from retold.text import Span, Witness

PAGES = Path(__file__).parent / "formats" / "html"
LATE = '"It\'s late," said Odile.'

STORIES = {
    "ao3-work": [
        "“It’s late,” said Odile. The café was shut—the goat didn’t mind.",
        "“You might have told me,” she said to the water.",
        "* * *",
        "Bram & the ferry",
        "went by.",
        "“Well,” said Bram, “I know now.”",
    ],
    "ao3-download": [
        "The ferry left at six.",
        "“Six,” said Odile, “is late.”",
        "“It is later here,” said the goat’s owner.",
    ],
    "fanfiction-net": [
        f"{LATE} The cafe was shut. The goat didn't mind.",
        '"You might have told me," she said.',
        '"Well," said Bram, "I know now."',
    ],
    "wattpad": [
        f"{LATE} The goat didn't mind.",
        '"You might have told me," she said.',
        '"Well," said Bram, "I know now."',
    ],
    "dreamwidth": [
        "Odile looked at the café. It was shut — the goat didn’t mind.",
        "“It’s late,” said Odile.",
        "“It is,” said Bram.",
        "~",
        "“You might have told me,” she said.",
    ],
    "forum": [
        "The ferry left at six with nobody on it but Odile and the goat.",
        LATE,
        "The goat, which had been told a great many things in its time, said nothing.",
    ],
    "livejournal": [
        "Odile looked at the café. It was shut — the goat didn’t mind.",
        "“It’s late,” said Odile.",
        "“It is,” said Bram.",
    ],
    "tumblr": [
        "The ferry left at six with nobody on it but Odile and the goat.",
        "“It’s late,” said Odile, to the goat, which was the only one to ask.",
        "The goat, which had been told a great many things in its time, said nothing.",
    ],
    "thread": [
        f"{told} That was bell {number}."
        for told in (
            "The ferry left at six with nobody on it but Odile and the goat, and the river kept what it was given.",
            "In the morning there was fog on both banks, and Odile counted the bells of boats that she could not see.",
        )
        for number in ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven")
    ],
    "blog": [
        "The ferry left at six with nobody on it but Odile and the goat, and then it stopped.",
        "“It’s late,” said Odile.",
        "“It is,” said Bram, who had the oar. “It gets late here before it gets late anywhere else on the river.”",
        "She laughed.",
        "The goat, which had been told a great many things in its time, said nothing at all about the hour.",
    ],
    "bare": [
        "The ferry left at six.",
        '"It\'s late," said Odile & sat down. 3 < 4, she thought.',
        '"It is," said Bram.',
        "The goat said nothing.",
    ],
}
FACTS = {
    "ao3-work": {
        "author": "reedwhistle", "rating": "Teen And Up Audiences", "warnings": "No Archive Warnings Apply",
        "category": "Gen", "fandom": "Tidewrack", "relationships": "Odile & Bram Vey", "characters": "Odile, Bram Vey",
        "tags": "Ferries, Goats", "language": "English", "published": "2019-03-04", "updated": "2019-04-01",
        "status": "complete", "words": "4,111", "chapters": "2/2", "comments": "12", "kudos": "87", "hits": "1,305",
        "site": "Archive of Our Own", "summary": "Odile crosses. The goat does not mind.",
        "url": "https://archiveofourown.org/works/1209/page",
    },
    "ao3-download": {
        "author": "reedwhistle", "rating": "Teen And Up Audiences", "fandom": "Tidewrack",
        "characters": "Odile, Bram Vey", "language": "English", "series": "Part 2 of River Books", "words": "4,111",
        "chapters": "2/2", "published": "2019-03-04", "updated": "2019-04-01", "site": "Archive of Our Own",
        "summary": "Odile crosses. The goat does not mind.", "url": "http://archiveofourown.org/works/1209",
    },
    "fanfiction-net": {
        "author": "reedwhistle", "rating": "Fiction T", "language": "English", "chapters": "2", "words": "4,111",
        "comments": "3", "published": "3/4/2019", "updated": "4/1/2019", "status": "Complete",
        "summary": "Odile crosses. The goat does not mind.", "site": "FanFiction.net",
        "url": "https://www.fanfiction.net/s/1209/2/The-Salt-Ledger",
    },
    "wattpad": {"author": "reedwhistle", "reads": "1.2K", "votes": "87", "comments": "12", "site": "Wattpad"},
    "dreamwidth": {"author": "reedwhistle", "published": "Mar. 4th, 2019 08:15 pm", "tags": "fic, river"},
    "forum": {"author": "reedwhistle", "site": "Pier Forums"},
    "livejournal": {
        "author": "reedwhistle", "published": "March 4 2019, 20:15", "tags": "fic, river", "site": "LiveJournal",
    },
    "tumblr": {"author": "reedwhistle", "site": "Tumblr", "tags": "#fic, #goat"},
    "thread": {"author": "reedwhistle"},
    "blog": {"author": "reedwhistle", "site": "Pier Stories", "published": "2019-03-04", "language": "en-GB"},
    "bare": {},
}  # fmt: skip
TITLES = {
    "wattpad": "The Salt Ledger", "dreamwidth": "fic: The Salt Ledger", "forum": "The Salt Ledger (Tidewrack)",
    "livejournal": "fic: The Salt Ledger", "thread": "The Bell Ferry",
    "bare": "THE SALT LEDGER",
}  # fmt: skip


def page(name: str) -> Witness:
    return read(str(PAGES / f"{name}.html"), "A")


def written(folder: Path, content: bytes) -> str:
    path = folder / "page.txt"
    path.write_bytes(content)
    return str(path)


def told(folder: Path, markup: str, codec: str = "utf-8") -> list[str]:
    content = read(written(folder, markup.encode(codec)), "A").content
    assert content is not None
    return [line for line in content.text.split("\n") if line]


@pytest.mark.parametrize("name", STORIES)
def test_the_story_of_a_page_is_found(name: str) -> None:
    witness = page(name)
    assert witness.content is not None
    assert witness.format == "web page"
    assert [line for line in witness.content.text.split("\n") if line] == STORIES[name]


@pytest.mark.parametrize("name", STORIES)
def test_what_a_page_says_of_its_story_is_kept(name: str) -> None:
    content = page(name).content
    assert content is not None
    assert FACTS[name].items() <= content.metadata.items()
    assert content.title == TITLES.get(name, "The Salt Ledger")


@pytest.mark.parametrize("name", STORIES)
def test_every_character_of_the_story_leads_back(name: str) -> None:
    witness = page(name)
    assert witness.raw == (PAGES / f"{name}.html").read_bytes().decode(witness.encoding)
    assert witness.content is not None
    story = clean_content(witness.content)
    for text, way in ((witness.content.text, witness.content.map), (story.text, story.map)):
        for at, character in enumerate(text):
            if not character.isspace():
                assert unescape(way.to_raw(Span(at, at + 1)).of(witness.raw)) == character


@pytest.mark.parametrize(
    ("name", "kind", "words"),
    [
        ("ao3-work", "tags", "No Archive Warnings Apply"),
        ("ao3-work", "summary", "Odile crosses."),
        ("ao3-work", "note", "Short one, sorry."),
        ("ao3-work", "note", "Thank you for crossing."),
        ("ao3-work", "heading", "The Far Bank"),
        ("ao3-work", "comments", "I loved the goat"),
        ("ao3-work", "script", "No story"),
        ("ao3-download", "note", "Short one, sorry."),
        ("ao3-download", "note", "For everybody who asked"),
        ("ao3-download", "summary", "Odile crosses."),
        ("ao3-download", "footer", "let the creator know"),
        ("fanfiction-net", "counts", "Rated:"),
        ("fanfiction-net", "navigation", "1. The Near Bank"),
        ("fanfiction-net", "rule", "<hr size=1 noshade>"),
        ("wattpad", "share", "Share this part"),
        ("wattpad", "navigation", "A prince, a dragon"),
        ("dreamwidth", "comments", "I did not expect the goat"),
        ("forum", "comments", "Lovely! More"),
        ("forum", "footer", "Goats are people too."),
        ("thread", "comments", "the goat went"),
        ("thread", "comments", "nearly missed my stop"),
        ("tumblr", "comments", "normal about this goat"),
        ("tumblr", "front", "The Salt Ledger</h1>"),
        ("livejournal", "comments", "I did not expect the goat"),
        ("livejournal", "tags", "river"),
        ("blog", "comments", "I did not expect the goat"),
        ("blog", "share", "Tweet"),
        ("blog", "navigation", "without advertising"),
    ],
)
def test_what_is_no_story_is_set_aside_by_kind(name: str, kind: str, words: str) -> None:
    witness = page(name)
    assert witness.content is not None
    holding = {chrome.kind for chrome in witness.content.chrome if words in chrome.span.of(witness.raw)}
    assert holding == {kind}


def test_nothing_of_a_page_is_lost_without_a_word() -> None:
    """Every word that stands between tags is either told or set aside."""
    for name in STORIES:
        witness = page(name)
        assert witness.content is not None
        kept = bytearray(len(witness.raw))
        for _, start, length in witness.content.map.segments:
            kept[start : start + length] = b"\x01" * length
        for chrome in witness.content.chrome:
            kept[chrome.span.start : chrome.span.end] = b"\x01" * len(chrome.span)
        depth, comment = 0, False
        for at, character in enumerate(witness.raw):
            comment = (comment or witness.raw.startswith("<!--", at)) and not witness.raw.startswith("-->", at - 2)
            if character == "<" and witness.raw[at + 1] not in " 0123456789":
                depth = 1
            elif character == ">":
                depth = 0
            elif not depth and not comment and character.isalpha() and not kept[at]:
                entity = witness.raw.rfind("&", max(0, at - 10), at)
                assert entity >= 0, (name, witness.raw[max(0, at - 30) : at + 30])
                blank = witness.raw.startswith("&nbsp;", entity)
                assert kept[entity] or blank, (name, witness.raw[entity : at + 30])


def test_the_declared_encoding_is_believed(tmp_path: Path) -> None:
    for declared, codec, text in (
        ('<meta charset="iso-8859-2">', "iso8859-2", "Żółć"),
        ('<META HTTP-EQUIV="Content-Type" CONTENT="text/html; charset=windows-1251">', "cp1251", "Одиль"),
        ('<?xml version="1.0" encoding="koi8-r"?>', "koi8-r", "Одиль"),
        ("<meta charset=shift_jis>", "cp932", "オディール"),
        ("<meta charset='iso-8859-1'>", "cp1252", "“Odile”"),
        ("<meta charset=utf-8>", "utf-8", "Odile — Одиль"),
        ("<meta charset=iso-8859-1>", "utf-8", "Odile — mislabelled"),
        ("<meta charset=klingon>", "utf-8", "Odile — unknown"),
        ("<meta charset=utf-16>", "utf-8", "Odile — impossible"),
    ):
        path = written(tmp_path, f"{declared}<html><p>{text}</p></html>".encode(codec))
        witness = read(path, "A")
        assert (witness.encoding, witness.content and witness.content.text) == (codec, text)


def test_the_encoding_asked_for_and_a_mark_go_before_the_declared_one(tmp_path: Path) -> None:
    markup = "<meta charset=iso-8859-2><p>“Odile”</p>"
    assert read(written(tmp_path, markup.encode("cp1252")), "A", encoding="cp1252").encoding == "cp1252"
    assert read(written(tmp_path, markup.encode("utf-8-sig")), "A").encoding == "utf-8-sig"
    assert told(tmp_path, "\ufeff" + markup, "utf-16-le") == ["“Odile”"]


@pytest.mark.parametrize(
    "content",
    [
        b"<!DOCTYPE html><p>Odile", b"\n  <html><body>Odile", b"<!-- saved --><HTML>", b"<p>Odile</p>",
        b'<?xml version="1.0"?>\n<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Strict//EN" "x">\n<html>',
        b"\xef\xbb\xbf<div class=x>Odile</div>", "\ufeff<html><p>Odile".encode("utf-16-le"),
        b"Odile<br>\nsat<br>\ndown<br>\nand<br>\nwaited.<br>\n",
    ],
)  # fmt: skip
def test_a_page_is_known_by_its_content(content: bytes) -> None:
    assert html.knows(content)


@pytest.mark.parametrize(
    "content",
    [
        b"Odile looked <i>up</i>. <b>Nobody</b> <i>did</i>. <i>Not</i> <i>ever</i>.",
        b"<Odile has entered the room>\nHello!\n<Bram has entered the room>\nHello.",
        b"He typed <p> and then <br> into the page.\n\n" + b"And it went on. " * 900,
        b'<?xml version="1.0"?><TEI><p>Odile</p></TEI>', b"%PDF-1.7 <p><p><p><p><p><p>", b"",
    ],
)  # fmt: skip
def test_what_is_no_page_is_not_taken_for_one(content: bytes) -> None:
    assert not html.knows(content)


@pytest.mark.parametrize("content", ["<html><body><img src=a.png></body></html>", "<html><script>go()</script></html>"])
def test_a_page_without_text_is_refused(tmp_path: Path, content: str) -> None:
    path = written(tmp_path, content.encode())
    with pytest.raises(InputError) as caught:
        read(path, "A")
    assert str(caught.value).startswith(f"{path}: this is a web page with no text in it; ")
    assert "\n" not in str(caught.value)


def test_the_longer_post_is_the_story(tmp_path: Path) -> None:
    posts = ["Here is my fic, be kind.", "The ferry left at six. " * 20, "Lovely! More, please."]
    markup = "<html>" + "".join(f"<div class=message-body><div class=bbWrapper>{post}</div></div>" for post in posts)
    assert told(tmp_path, markup) == [posts[1].strip()]


@pytest.mark.parametrize(
    "around",
    [
        "<div><h1 class=b-singlepost-title>fic</h1><article class=b-singlepost-body>{}</article></div>"
        "<div class=b-tree><div>The goat! I did not expect the goat, not at all, and then there it was.</div></div>",
        "<h2 class=aentry-post__title>fic</h2><div class=aentry-post__text>{}</div><div id=comments>First!</div>",
        "<div class=asset-body>{}</div><div class=ljtags>Tags: fic</div><div class=comments>First!</div>",
        "<div class=reblog-header>reedwhistle</div><div class=reblog-content>{}</div><div class=tags>#fic #goat</div>"
        "<ol class=notes><li>anna liked this</ol>",
        "<article class=post><div class=body-text>{}</div><ul class=post-tags><li><a href=x>fic</a></ul></article>"
        "<section class=related-posts><p>A prince, a dragon, and a long description of what happens.</p></section>",
        "<div class=post><div class=inner>{}</div></div><div class=post><div class=inner>First!</div></div>",
        "<div class=postbody><div class=content>{}</div><div class=signature>Goats are people too.</div></div>",
        "<section id=pg-header><p>The licence of this book, which is long and stands above all.</p></section>{}"
        "<section id=pg-footer><p>End of the book, and more of its licence, longer than one likes.</p></section>",
    ],
)  # fmt: skip
def test_more_places_that_keep_stories(tmp_path: Path, around: str) -> None:
    story = "The ferry left at six with nobody on it but Odile.<br><br>“It’s late,” said Odile, and the goat agreed."
    assert told(tmp_path, "<html><body>" + around.format(story)) == [
        "The ferry left at six with nobody on it but Odile.",
        "“It’s late,” said Odile, and the goat agreed.",
    ]


def test_page_numbers_are_taken_out_of_a_paragraph(tmp_path: Path) -> None:
    markup = "<html><p>The ferry <span class=pagenum>[12]</span>left at six.</p>"
    assert told(tmp_path, markup) == ["The ferry left at six."]


def test_a_story_in_large_letters_is_no_heading(tmp_path: Path) -> None:
    assert told(tmp_path, "<html><h3>It’s late, said Odile.</h3><h3>The goat agreed.</h3>") == [
        "It’s late, said Odile.",
        "The goat agreed.",
    ]


def test_a_class_on_the_whole_page_sets_nothing_aside(tmp_path: Path) -> None:
    markup = (
        "<html><body class='comments sidebar nav'><div class='ad menu'><p>The ferry left at six, she said.</p></div>"
    )
    assert told(tmp_path, markup) == ["The ferry left at six, she said."]
