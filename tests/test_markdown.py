"""Markdown: what shows, what is set aside, and which texts are left as they are."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retold.readers import markdown, read
from retold.text import Content, Span

LEDGER = Path(__file__).parent / "formats" / "markdown" / "ledger.md"


def shown(raw: str) -> Content:
    content = markdown.read(raw.encode(), "a.md", None, False).content
    assert content is not None
    return content


def test_a_story_in_markdown_is_read() -> None:
    witness = read(str(LEDGER), "A")
    assert witness.format == "Markdown"
    assert witness.content is not None
    assert witness.content.text.split("\n\n") == [
        "The ferry left at six with nobody on it\nbut Odile and the goat.",
        "“You might have told me,” she said to the water.",
        "“F*** that,” said Bram*, — 2 * 3 * 4 and snake_case_name.\n“Well,” she said.",
        "- “Yes,” said the goat’s owner.",
        "Dear Odile,\ncome back.",
    ]
    assert witness.content.title == "The Salt Ledger"
    assert witness.content.metadata == {
        "author": "reedwhistle", "tags": "ferries, goats", "characters": "Odile, Bram Vey", "published": "2019-03-04",
        "summary": "Odile crosses. The goat does not mind.",
    }  # fmt: skip


def test_what_is_no_story_is_set_aside_by_kind() -> None:
    content = read(str(LEDGER), "A").content
    assert content is not None
    raw = LEDGER.read_text(encoding="utf-8")
    assert [(one.kind, one.span.of(raw).split("\n")[0]) for one in content.chrome] == [
        ("front", "---"),
        ("heading", "# The Salt Ledger"),
        ("markup", "![a ferry](ferry.png)"),
        ("heading", "## 1. The Near Bank"),
        ("rule", "* * *"),
        ("heading", "The End"),
    ]


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        ("*one* _two_ **three** __four__ ***five***", "one two three four five"),
        ("*one two* three*", "one two three*"),
        ("2 * 3 * 4, f*ck, f**k, a_b_c, _x", "2 * 3 * 4, f*ck, f**k, a_b_c, _x"),
        ("“*No*,” she said. “_Never_.”", "“No,” she said. “Never.”"),
        ("*one\ntwo*", "one\ntwo"),
        ("*one\n\ntwo*", "*one\n\ntwo*"),
        (r"\*one\* \_two\_ \\", r"*one* _two_ " + "\\"),
        ("a [link](https://a.example) b ![picture](a.png) c", "a link b c"),
        ("a &amp; b &mdash; &nosuch; <!-- no --> <i>c</i> <br>", "a & b — &nosuch; c"),
        ("> one\n> > two", "one\ntwo"),
        ("one\n\n---\n\ntwo\n***\nthree", "one\n\ntwo\n\nthree"),
        ("one  \ntwo\\\nthree", "one\ntwo\nthree"),
    ],
)
def test_marks_are_taken_off(raw: str, text: str) -> None:
    assert shown("# T\n\n" + raw).text == text


def test_the_first_heading_is_the_title() -> None:
    content = shown("# The *Salt* Ledger #\n\nOne.\n\n# Two\n\nThree.")
    assert content.title == "The Salt Ledger"
    assert [one.kind for one in content.chrome] == ["front", "heading"]


@pytest.mark.parametrize(
    "text",
    [
        "*She sighed.* “No.”\n\n* * *\n\n**Chapter 2**\n\n_Well._\n",
        "#goat #odile #ferry\n\nThe ferry left at six.\n",
        "The Salt Ledger\n---------------\n\nThe ferry left at six.\n",
        "- Hello, said Odile.\n- Hello.\n\n1. One\n2. Two\n",
        "---\n\nThe ferry left at six.\n\n---\n\nIt came back: late.\n\n---\n",
        "See [her] (the goat) and [1].\n",
        "Number # 3 and\n\n# # #\n\nmore\n\n# # #\n",
        "",
    ],
)
def test_a_text_with_asterisks_is_no_markdown(text: str) -> None:
    assert not markdown.knows(text.encode())


@pytest.mark.parametrize(
    "text",
    [
        "# The Salt Ledger\n\nThe ferry left at six.\n",
        "Title\n=====\n\nThe ferry left at six.\n",
        "The ferry.\n\n## One\n\nIt left.\n\n## Two\n\nIt came.\n",
        "---\ntitle: The Salt Ledger\n---\nThe ferry left at six.\n",
        "[a](https://a.example) [b](https://b.example) [c](#c)",
    ],
)
def test_headings_facts_and_links_make_markdown(text: str) -> None:
    assert markdown.knows(text.encode())


def test_a_name_in_angle_brackets_is_text_and_an_element_is_none() -> None:
    found = shown("# T\n\n<Odile> The <em>goat</em> is <B>back</B><br/>.\n")
    assert "<Odile> The goat is back" in found.text


PIECES = (
    "# One", "## Two ##", "Three", "=====", "---", "* * *", "*", "**", "_", "__", "~~", "\\*", "\\", "[a](b)",
    "![a](b)", "&amp;", "&", "<i>", "</i>", "<!-- x -->", "<", "> ", "- ", "\n", "\n\n", "\r\n", "  \n", " ", "Odile",
    "goat", "é", "🐐", "```", "key: value", "\ufeff", "[a]: b", "]", "(",
)  # fmt: skip


@given(st.lists(st.sampled_from(PIECES), max_size=30).map("".join))
def test_every_character_shown_reads_back(raw: str) -> None:
    found = shown("# T\n" + raw)
    raw = "# T\n" + raw
    for at, character in enumerate(found.text):
        if not character.isspace():
            assert found.map.to_raw(Span(at, at + 1)).of(raw) in (character, f"\\{character}", "&amp;")
    kept = bytearray(len(raw))
    for _, start, length in found.map.segments:
        kept[start : start + length] = b"\x01" * length
    assert "\n\n\n" not in found.text
    for chrome in found.chrome:
        kept[chrome.span.start : chrome.span.end] = b"\x01" * len(chrome.span)
    assert all(kept[at] for at, character in enumerate(raw) if character in "Ogé🐐")
