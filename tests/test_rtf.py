"""RTF: the text in the source, code pages and fallbacks, and what is passed over or set aside."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retold.errors import InputError
from retold.readers import read
from retold.readers.rtf import FORMAT
from retold.text import Content, Span

FERRY = Path(__file__).parent / "formats" / "rtf" / "ferry.rtf"


def content_of(source: str | bytes) -> tuple[str, Content]:
    decoded = FORMAT.read(source if isinstance(source, bytes) else source.encode(), "a.rtf", None, False)
    assert decoded.content is not None
    return decoded.raw, decoded.content


def text_of(body: str) -> str:
    return content_of("{\\rtf1\\ansi\\ansicpg1252 " + body + "}")[1].text


def refusal(source: bytes) -> str:
    with pytest.raises(InputError) as caught:
        FORMAT.read(source, "a.rtf", None, False)
    assert "\n" not in str(caught.value)
    return str(caught.value)


def test_a_document_of_a_real_program_is_read() -> None:
    witness = read(str(FERRY), "A")
    assert witness.raw == FERRY.read_bytes().decode("ascii")
    content = witness.content
    assert content is not None
    assert content.text == (
        "“The ferry left an hour ago,” said Odile.\nThe goat only chewed.\n“Then we swim,” said Bram & laughed.\n"
        "\tNobody   swam.\n\nDéjà vu — the café’s lamp went out. 🐐"
    )
    assert [(one.kind, one.span.of(witness.raw)) for one in content.chrome] == [
        ("front", "The Last Ferry & the Goat"),
        ("heading", "Low Water"),
        ("deleted", "yesterday "),
        ("note", "Ferries here leave when they please."),
    ]
    assert content.title == "The Last Ferry & the Goat"
    assert content.metadata == {
        "title": "The Last Ferry & the Goat",
        "author": "Wren Tolliver",
        "tags": "ferry, goat",
        "summary": "Odile waits for a boat.",
        "published": "2024-03-01",
    }


def test_characters_lead_to_all_that_spells_them() -> None:
    raw, content = content_of("{\\rtf1\\ansi\\ansicpg1252 caf\\'e9 \\u8220\\'93No\\emdash \\u8221 ?\\{x\\}}")
    assert content.text == "café “No—”{x}"
    spelled = [content.map.to_raw(Span(at, at + 1)).of(raw) for at in range(len(content.text))]
    assert spelled == [
        "c",
        "a",
        "f",
        "\\'e9",
        " ",
        "\\u8220\\'93",
        "N",
        "o",
        "\\emdash ",
        "\\u8221 ?",
        "\\{",
        "x",
        "\\}",
    ]


@pytest.mark.parametrize(
    ("body", "text"),
    [
        ("One\\par Two\\line Three\\par\\par Four", "One\nTwo\nThree\n\nFour"),
        ("One\\\nTwo", "One\nTwo"),
        ("One\r\ntwo", "Onetwo"),
        ("{\\uc2\\u233 ??t\\u233 ??} {\\u233 ?t}", "été ét"),
        ("\\u-4051?", "\uf02d"),
        ("\\u55357?\\u56336?", "🐐"),
        ("\\u55357?x", "\ufffdx"),
        ("\\uc0\\u233 t\\u233", "été"),
        ("a{\\*\\unheard of}b{\\pict 00ff}c{\\v hidden}d\\~e\\_f\\-g", "abcd\u00a0e\u2011fg"),
        ("{\\field{\\*\\fldinst HYPERLINK x}{\\fldrslt link}}", "link"),
        ("{\\upr{a}{\\*\\ud{b}}}", "a"),
        ("a{\\pict\\bin3 }{}b}c", "ac"),
        ("{\\header Ferry 9}{\\deleted no }yes", "yes"),
        ("a{\\footnote \\pard\\s3 note\\par more}b\\par c", "ab\nc"),
    ],
)
def test_control_words_do_what_they_say(body: str, text: str) -> None:
    assert text_of(body) == text


def test_fonts_bring_their_code_pages() -> None:
    fonts = "{\\fonttbl{\\f0\\fcharset0 Some;}{\\f1\\fcharset204 Other;}{\\f2\\fcharset128 Third;}}"
    body = "{\\f1\\'cf\\'f0\\'e8}{\\f0\\'e9}{\\f2\\'82\\'a0}"
    raw, content = content_of("{\\rtf1\\ansi\\ansicpg1252" + fonts + body + "}")
    assert content.text == "Приéあ"
    assert content.map.to_raw(Span(4, 5)).of(raw) == "\\'82\\'a0"
    assert content_of("{\\rtf1\\ansi\\ansicpg1250 \\'9aala}")[1].text == "šala"
    assert content_of(b"{\\rtf1\\mac caf\\'8e}")[1].text == "café"
    assert content_of("{\\rtf1\\ansi\\ansicpg1251 При}".encode("cp1251"))[1].text == "При"


def test_bad_documents_are_refused_in_one_line() -> None:
    assert "cut short (1 group is left open)" in refusal(b"{\\rtf1 story")
    assert "cut short (2 groups are left open)" in refusal(b"{\\rtf1 {\\b story")
    assert "no text in this RTF document" in refusal(b"{\\rtf1{\\fonttbl{\\f0 A;}}\\par}")
    assert "more than 1,000 deep" in refusal(b"{\\rtf1" + b"{" * 1_001 + b"x" + b"}" * 1_002)


def test_long_lines_and_many_groups_are_read_in_one_pass() -> None:
    assert len(text_of("goat " * 400_000)) == 2_000_000
    assert text_of("{\\b g}" * 50_000) == "g" * 50_000


@given(st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), min_size=1, max_size=60))
def test_every_text_comes_back(text: str) -> None:
    units = text.encode("utf-16-le")
    codes = [int.from_bytes(units[at : at + 2], "little", signed=True) for at in range(0, len(units), 2)]
    source = "{\\rtf1\\ansi x" + "".join(f"\\u{code}?" for code in codes) + "x}"
    raw, content = content_of(source)
    assert content.text == f"x{text}x"
    assert "".join(content.map.to_raw(Span(at, at + 1)).of(raw) for at in range(len(text) + 2)) == raw[12:-1]
