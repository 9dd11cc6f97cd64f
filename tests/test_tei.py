"""TEI: plays and prose as they read, headers as metadata, and readings that were not chosen."""

from __future__ import annotations

import html
from pathlib import Path

import pytest
from readback import assert_reads_back

from retold.errors import InputError
from retold.readers import read
from retold.readers.tei import FORMAT
from retold.text import Content, Span

FOLDER = Path(__file__).parent / "formats" / "tei"
HEADER = "<teiHeader><fileDesc><titleStmt><title>T</title></titleStmt></fileDesc></teiHeader>"


def edition(body: str, before: str = "") -> tuple[str, Content]:
    source = f'{before}<TEI xmlns="http://www.tei-c.org/ns/1.0">{HEADER}<text><body>{body}</body></text></TEI>'
    decoded = FORMAT.read(source.encode(), "a.xml", None, False)
    assert decoded.content is not None
    return decoded.raw, decoded.content


def test_a_play_is_laid_out_as_a_script() -> None:
    witness = read(str(FOLDER / "ferry-play.xml"), "A")
    content = witness.content
    assert content is not None
    assert content.text == (
        "A landing stage & a goat.\n\n"
        "ODILE\n(to the goat)\nThe ferry left an hour ago.\n\n"
        "BRAM\nThen we swim, my dear,\nand sing—déjà.\n\n"
        "ODILE\nI cannot swim.\n\n"
        "BRAM\nNor can he."
    )
    assert [(one.kind, one.span.of(witness.raw)) for one in content.chrome] == [
        ("front", "Odile</role></castItem><castItem><role>Bram"),
        ("heading", "Scene One"),
        ("note", "As ferries do."),
        ("footer", "The Last Ferry 2"),
        ("note", "Odile"),
        ("note", "drown"),
        ("deleted", "!"),
        ("end", "The End"),
        ("end", "Printed nowhere."),
    ]
    assert content.metadata == {
        "title": "The Last Ferry",
        "author": "Wren Tolliver",
        "site": "Low Water Press",
        "published": "2024-03-01",
        "language": "en-GB",
        "tags": "ferry, goat",
    }
    assert_reads_back(witness.raw, content, html.unescape)


def test_prose_in_another_encoding_and_with_a_prefix() -> None:
    witness = read(str(FOLDER / "ferry-prose.xml"), "A")
    content = witness.content
    assert content is not None
    assert witness.encoding == "iso-8859-1"
    assert content.text == (
        "“The ferry left an hour ago,” said Odile.\n"
        "“Then we swim,” said Bram in the café. And sink, he thought.\n\n"
        "The goat chewed."
    )


def test_tags_that_stand_for_marks_lead_to_the_tags() -> None:
    raw, content = edition('<p><said who="#o">Swim</said> or <q>“sink”</q></p>')
    assert content.text == "“Swim” or “sink”"
    spelled = [content.map.to_raw(Span(at, at + 1)).of(raw) for at in range(6)]
    assert spelled == ['<said who="#o">', "S", "w", "i", "m", "</said>"]


def test_marks_that_the_header_says_stand_in_the_text_are_not_set_again() -> None:
    stated = HEADER.replace("</teiHeader>", '<encodingDesc><quotation marks="all"/></encodingDesc></teiHeader>')
    source = f"<TEI>{stated}<text><body><p><said>Swim,” she said.</said></p></body></text></TEI>"
    content = FORMAT.read(source.encode(), "a.xml", None, False).content
    assert content is not None
    assert content.text == "Swim,” she said."


def test_speech_over_paragraphs_gets_no_marks() -> None:
    assert edition("<q><p>One.</p><p>Two.</p></q>")[1].text == "One.\nTwo."


def test_verses_and_stanzas() -> None:
    assert edition("<lg><l>One</l><l>two</l></lg><lg><l>three</l></lg>")[1].text == "One\ntwo\n\nthree"


def test_bad_documents_are_refused_in_one_line() -> None:
    for act, said in (
        (lambda: edition(""), "no text in this TEI document"),
        (lambda: edition("<p>"), "broken in line 1 (mismatched tag)"),
        (lambda: edition("<p>&goat;</p>", '<!DOCTYPE TEI [<!ENTITY goat "x">]>'), "declares an entity ('goat')"),
        (lambda: edition("<p>&goat;</p>", '<!DOCTYPE TEI SYSTEM "x.dtd">'), "an entity ('goat')"),
        (lambda: edition("<div>" * 1_001 + "x" + "</div>" * 1_001), "more than 1,000 deep"),
    ):
        with pytest.raises(InputError) as caught:
            act()
        assert said in str(caught.value)
        assert "\n" not in str(caught.value)


def test_only_tei_is_claimed() -> None:
    assert FORMAT.knows(b"\xef\xbb\xbf<?xml version='1.0'?><!-- x --><!DOCTYPE TEI.2><TEI.2/>")
    assert FORMAT.knows("\ufeff<TEI/>".encode("utf-16-le"))
    for other in (b"<html><TEI/></html>", b"<p>TEI", b"TEI", b""):
        assert not FORMAT.knows(other)


def test_a_long_document_is_walked_in_one_pass() -> None:
    raw, content = edition("<p>Déjà &amp; vu.</p>" * 30_000)
    assert content.text.count("\n") == 29_999
    assert raw.count("vu") == content.text.count("vu")
