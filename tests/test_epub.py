"""EPUB books: reading order, parts, what is no story, what the book says of itself, and books that cannot be read."""

from __future__ import annotations

import hashlib
import io
import zipfile
from html import unescape
from pathlib import Path

import pytest
from formats.epub_books import second, third, xhtml, zipped

from retold.errors import InputError
from retold.readers import read
from retold.text import Content, Span, Witness

Members = dict[str, str | bytes]


def book(folder: Path, data: bytes) -> Witness:
    path = folder / "book.epub"
    path.write_bytes(data)
    return read(str(path), "A")


def seen(witness: Witness) -> Content:
    assert witness.content is not None
    return witness.content


def refusal(folder: Path, data: bytes) -> str:
    with pytest.raises(InputError) as caught:
        book(folder, data)
    message = str(caught.value)
    assert "\n" not in message
    assert "book.epub" in message
    return message


def test_the_second_version_is_read(tmp_path: Path) -> None:
    witness = book(tmp_path, zipped(second()))
    assert witness.format == "EPUB book"
    assert seen(witness).text.split("\n\n") == [
        "The ferry left at six.",
        "“Six,” said Odile, “is late.”",
        "“It is later here,” said the goat’s owner — and rowed.",
    ]
    assert seen(witness).title == "The Salt Ledger"
    assert seen(witness).metadata == {
        "author": "reedwhistle", "language": "en", "site": "Pier Stories", "tags": "Ferries, Goats",
        "summary": "Odile crosses. The goat & she.", "published": "2019-03-04", "series": "River Books",
    }  # fmt: skip


def test_the_third_version_is_read(tmp_path: Path) -> None:
    witness = book(tmp_path, zipped(third()))
    assert seen(witness).text == "“It’s late,” said Odile.\n\nThe goat & she sat down."
    assert seen(witness).title == "The Far Bank"
    assert seen(witness).metadata == {
        "author": "A. Reed, B. Whistle", "language": "en-GB", "url": "https://pier.example/1209",
        "updated": "2019-04-01T00:00:00Z",
    }  # fmt: skip


@pytest.mark.parametrize("members", [second(), third()], ids=["2", "3"])
def test_raw_is_the_documents_in_reading_order(tmp_path: Path, members: Members) -> None:
    witness = book(tmp_path, zipped(members))
    assert witness.parts is not None
    read_in_order = [part.path for part in witness.parts]
    assert read_in_order == (
        ["titlepage.xhtml", "text/part_one.html", "text/part two.html"]
        if "toc.ncx" in members
        else ["OEBPS/text/title.xhtml", "OEBPS/nav.xhtml", "OEBPS/text/c1.xhtml"]
    )
    documents = [members[name] for name in read_in_order]
    assert witness.raw == "\n".join(str(document) for document in documents)
    for part, document in zip(witness.parts, documents, strict=True):
        assert part.span.of(witness.raw) == document
        assert part.sha256 == hashlib.sha256(str(document).encode()).hexdigest()


@pytest.mark.parametrize("members", [second(), third()], ids=["2", "3"])
def test_every_character_leads_back(tmp_path: Path, members: Members) -> None:
    witness = book(tmp_path, zipped(members))
    content = seen(witness)
    for at, character in enumerate(content.text):
        if not character.isspace():
            assert unescape(content.map.to_raw(Span(at, at + 1)).of(witness.raw)) == character


def test_what_is_no_story_is_set_aside_by_kind(tmp_path: Path) -> None:
    witness = book(tmp_path, zipped(third()))
    found = {(chrome.kind, chrome.span.of(witness.raw)) for chrome in seen(witness).chrome}
    assert {
        ("front", "The Far Bank"),
        ("heading", "One"),
        ("navigation", "One"),
        ("navigation", '<span epub:type="pagebreak" id="p2">2'),
        ("note", '<a epub:type="noteref" href="#n1">1'),
        ("note", "It was six."),
    } <= found


def test_the_preface_and_the_end_of_a_download_are_no_story(tmp_path: Path) -> None:
    members = second()
    members["titlepage.xhtml"] = xhtml(
        "T",
        '<div id="preface"><p class="message1">Posted originally on the Archive</p><dl class="tags1"><dt>Rating:</dt>'
        "<dd>Mature</dd><dt>Stats:</dt><dd>Published: 2019-03-04 Words: 4,111</dd></dl><h1>The Salt Ledger</h1>"
        "<p>Summary</p><blockquote><p>Odile crosses.</p></blockquote></div>",
    )
    members["text/part_one.html"] = xhtml(
        "1",
        '<div id="chapters"><div class="meta"><h2>One</h2><p>Notes</p><p>Sorry!</p></div><p>The ferry left.</p></div>',
    )
    members["text/part two.html"] = xhtml("2", '<p>It came.</p><div id="afterword"><p>Please drop by.</p></div>')
    package = str(members["content.opf"])
    members["content.opf"] = package[: package.index("<guide>")] + "</package>"
    witness = book(tmp_path, zipped(members))
    assert seen(witness).text == "The ferry left.\n\nIt came."
    assert {"rating": "Mature", "words": "4,111", "author": "reedwhistle"}.items() <= seen(witness).metadata.items()


def test_a_long_chapter_named_like_a_cover_is_story(tmp_path: Path) -> None:
    members = second()
    package = str(members["content.opf"]).replace("part_one.html", "cover.html")
    long = "<p>The ferry left at six.</p>" * 300
    members |= {"content.opf": package, "text/cover.html": xhtml("One", long)}
    assert seen(book(tmp_path, zipped(members))).text.count("The ferry left at six.") == 300


def test_a_book_of_a_cover_alone_keeps_its_text(tmp_path: Path) -> None:
    members = second()
    package = str(members["content.opf"])
    members["content.opf"] = package.replace('<itemref idref="a"/><itemref idref="b"/>', "")
    assert seen(book(tmp_path, zipped(members))).text == "The Salt Ledger\n\nreedwhistle"


def test_documents_may_be_in_different_encodings(tmp_path: Path) -> None:
    members = second()
    part = str(members["text/part_one.html"]).replace("utf-8", "windows-1252")
    members["text/part_one.html"] = part.encode("cp1252")
    witness = book(tmp_path, zipped(members))
    assert "“Six,” said Odile, “is late.”" in seen(witness).text
    assert witness.encoding == "utf-8"


def test_a_book_without_the_mark_is_known(tmp_path: Path) -> None:
    assert book(tmp_path, zipped(second(), mimetype=False)).format == "EPUB book"


def encrypted(algorithm: str) -> Members:
    members = third()
    held = str(members["META-INF/encryption.xml"])
    members["META-INF/encryption.xml"] = held.replace("http://www.idpf.org/2008/embedding", algorithm)
    return members


def test_a_protected_book_is_refused(tmp_path: Path) -> None:
    message = refusal(tmp_path, zipped(encrypted("http://www.w3.org/2001/04/xmlenc#aes128-cbc")))
    assert "protected by DRM (META-INF/encryption.xml)" in message


def test_scrambled_fonts_are_no_protection(tmp_path: Path) -> None:
    assert seen(book(tmp_path, zipped(encrypted("http://ns.adobe.com/pdf/enc#RC")))).text


def without(members: Members, *names: str) -> Members:
    return {name: content for name, content in members.items() if name not in names}


@pytest.mark.parametrize(
    ("members", "said"),
    [
        (without(second(), "content.opf"), "no package file"),
        (without(second(), "text/part_one.html"), "book.epub!/text/part_one.html: there is no such member"),
        (second() | {"content.opf": "<package><spine>"}, "book.epub!/content.opf: the XML breaks off"),
        (second() | {"content.opf": "<package/>"}, "names no text in its reading order"),
        (
            second() | {"content.opf": '<!DOCTYPE package [<!ENTITY a "b">]><package>&a;</package>'},
            "declares an entity",
        ),
    ],
)
def test_a_broken_book_is_refused(tmp_path: Path, members: Members, said: str) -> None:
    assert said in refusal(tmp_path, zipped(members))


def test_a_book_cut_short_is_refused(tmp_path: Path) -> None:
    data = zipped(second())
    assert "damaged or cut short" in refusal(tmp_path, data[: len(data) // 2])


def test_a_book_of_pictures_is_refused(tmp_path: Path) -> None:
    members = second()
    for name in ("titlepage.xhtml", "text/part_one.html", "text/part two.html"):
        members[name] = xhtml("", '<img src="a.png" alt=""/>')
    assert "hold no text" in refusal(tmp_path, zipped(members))


def test_members_outside_the_book_are_no_files(tmp_path: Path) -> None:
    """A reference that climbs out of the book finds nothing, whatever lies there on disk."""
    (tmp_path / "secret.html").write_text("<p>secret</p>", encoding="utf-8")
    members = second()
    members["content.opf"] = str(members["content.opf"]).replace("text/part_one.html", "../secret.html")
    assert "there is no such member" in refusal(tmp_path, zipped(members))


def test_a_member_behind_a_password_is_refused(tmp_path: Path) -> None:
    data = bytearray(zipped(second()))
    with zipfile.ZipFile(io.BytesIO(bytes(data))) as archive:
        member = archive.getinfo("text/part_one.html")
    at = data.index(b"PK\x01\x02")
    while data[at + 46 : at + 46 + len(member.filename)] != member.filename.encode():
        at = data.index(b"PK\x01\x02", at + 4)
    data[at + 8] |= 1  # the flag in the directory
    assert "behind a password" in refusal(tmp_path, bytes(data))
