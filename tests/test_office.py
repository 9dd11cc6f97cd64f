"""Word and OpenDocument texts: what is seen of real documents, where it stands, and what is said of bad ones.

The ferry was written once as flat ODT and saved by LibreOffice in the other formats; python-docx made the other one.
"""

from __future__ import annotations

import html
import io
import zipfile
from pathlib import Path

import pytest
from readback import assert_reads_back

from retold import inspect
from retold.errors import InputError
from retold.readers import read
from retold.text import Content, Witness

FOLDER = Path(__file__).parent / "formats" / "office"
FERRY = (
    "“The ferry left an hour ago,” said Odile.\n"
    "The goat only chewed.\n"
    "“Then we swim,” said Bram & laughed.\n"
    "\tNobody swam.\n"
    "\n"
    "Déjà vu — the café’s lamp went out. 🐐"
)
WORD_BODY = (
    '<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    ' xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"><w:body>{}</w:body></w:document>'
)


def content_of(witness: Witness) -> Content:
    assert witness.content is not None
    return witness.content


def aside(witness: Witness) -> list[tuple[str, str]]:
    return [(one.kind, html.unescape(one.span.of(witness.raw))) for one in content_of(witness).chrome]


def word(folder: Path, body: str, **others: str) -> str:
    path = folder / "made.docx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("word/document.xml", WORD_BODY.format(body))
        for name, text in others.items():
            archive.writestr(f"word/{name}.xml", text)
    return str(path)


def refusal(path: str | Path) -> str:
    with pytest.raises(InputError) as caught:
        read(str(path), "A")
    assert "\n" not in str(caught.value)
    return str(caught.value)


@pytest.mark.parametrize("name", ["ferry.odt", "ferry.docx", "ferry.fodt"])
def test_the_ferry_reads_alike_in_every_format(name: str) -> None:
    witness = read(str(FOLDER / name), "A")
    content = content_of(witness)
    # Word keeps the three blanks that OpenDocument writes as one element.
    assert content.text.replace("Nobody   swam", "Nobody swam") == FERRY
    kinds = dict(aside(witness))
    assert kinds["front"] == "The Last Ferry & the Goat"
    assert kinds["heading"] == "Low Water"
    assert kinds["note"] == "Ferries here leave when they please."
    assert kinds["deleted"] == "yesterday "
    assert content.title == "The Last Ferry & the Goat"
    expected = {"author": "Wren Tolliver", "title": "The Last Ferry & the Goat", "summary": "Odile waits for a boat."}
    assert content.metadata.items() >= expected.items()
    assert content.metadata["language"] == "en-GB"
    assert content.metadata["published"].startswith("2024-03-01")
    assert content.metadata["tags"].replace(",", "") == "ferry goat"


@pytest.mark.parametrize("name", ["ferry.odt", "ferry.docx", "ferry.fodt", "steer.docx"])
def test_every_character_reads_back(name: str) -> None:
    witness = read(str(FOLDER / name), "A")
    assert_reads_back(witness.raw, content_of(witness), html.unescape)


def test_parts_are_the_members_read() -> None:
    witness = read(str(FOLDER / "ferry.docx"), "A")
    assert witness.parts is not None
    with zipfile.ZipFile(FOLDER / "ferry.docx") as archive:
        members = {part.path: archive.read(part.path).decode() for part in witness.parts}
    assert list(members) == ["word/document.xml", "word/footnotes.xml"]
    assert [part.span.of(witness.raw) for part in witness.parts] == list(members.values())
    assert witness.raw == "\n".join(members.values())


def test_a_document_of_another_program_is_read() -> None:
    witness = read(str(FOLDER / "steer.docx"), "A")
    content = content_of(witness)
    assert content.text == (
        "“Steer left,” said Odile.\n“Left is rocks,” said Bram.\n\nOdile\nBram\n\n"
        "The boat\tturned.\nThe goat did not.\n\nNobody said “I told you so”. 🐐"
    )
    assert aside(witness) == [
        ("front", "Two to Steer By"),
        ("heading", "Chapter One"),
        ("heading", "Chapter Two"),
        ("comments", "Check the chart."),
        ("footer", "Two to Steer By, draft"),
    ]
    assert content.metadata["author"] == "Wren Tolliver"
    assert content.metadata["tags"] == "goat; boat"
    assert witness.format == "Word document"


def test_changes_are_read_as_accepted_and_what_is_hidden_is_not_seen(tmp_path: Path) -> None:
    body = (
        "<w:p><w:r><w:t>The </w:t></w:r><w:ins><w:r><w:t>old </w:t></w:r></w:ins>"
        "<w:del><w:r><w:delText>young </w:delText></w:r></w:del>"
        "<w:r><w:rPr><w:vanish/></w:rPr><w:t>secret </w:t></w:r>"
        "<w:r><w:t>goat</w:t><w:noBreakHyphen/><w:t>herd.</w:t></w:r></w:p>"
        "<w:p><w:pPr><w:tabs><w:tab w:val='left'/></w:tabs></w:pPr><w:r><w:instrText>PAGE</w:instrText></w:r>"
        "<mc:AlternateContent><mc:Choice><w:r><w:t>One.</w:t></w:r></mc:Choice>"
        "<mc:Fallback><w:r><w:t>Two.</w:t></w:r></mc:Fallback></mc:AlternateContent></w:p>"
    )
    witness = read(word(tmp_path, body), "A")
    assert content_of(witness).text == "The old goat\u2011herd.\nOne."
    assert aside(witness) == [("deleted", "young ")]


def test_text_boxes_are_story(tmp_path: Path) -> None:
    box = "<w:r><w:pict><w:txbxContent><w:p><w:r><w:t>Dear goat,</w:t></w:r></w:p></w:txbxContent></w:pict></w:r>"
    heading = "<w:pPr><w:outlineLvl w:val='0'/></w:pPr>"
    body = f"<w:p><w:r><w:t>She read:</w:t></w:r>{box}</w:p><w:p>{heading}{box}<w:r><w:t>Two</w:t></w:r></w:p>"
    witness = read(word(tmp_path, body), "A")
    assert content_of(witness).text == "She read:\nDear goat,\n\nDear goat,"
    assert aside(witness) == [("heading", "Two")]
    flat = (FOLDER / "ferry.fodt").read_text(encoding="utf-8")
    frame = (
        '<draw:frame xmlns:draw="urn:oasis:names:tc:opendocument:xmlns:drawing:1.0" '
        'xmlns:svg="urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0"><svg:title>a box</svg:title>'
        "<draw:text-box><text:p>Dear goat,</text:p></draw:text-box></draw:frame>"
    )
    (tmp_path / "box.fodt").write_text(flat.replace("<text:tab/>Nobody", f"{frame}Nobody"), encoding="utf-8")
    assert "\nDear goat,\nNobody swam.\n" in content_of(read(str(tmp_path / "box.fodt"), "A")).text


def test_breaks_in_a_paragraph_end_lines_and_two_of_them_part(tmp_path: Path) -> None:
    texts = "<w:t>One</w:t><w:br/><w:t>two</w:t><w:br/><w:br/><w:t>three</w:t><w:br w:type='page'/><w:t>four</w:t>"
    assert content_of(read(word(tmp_path, f"<w:p><w:r>{texts}</w:r></w:p>"), "A")).text == "One\ntwo\n\nthree\n\nfour"


def test_styles_are_known_in_any_language(tmp_path: Path) -> None:
    styles = (
        "<w:styles xmlns:w='http://schemas.openxmlformats.org/wordprocessingml/2006/main'>"
        "<w:style w:styleId='berschrift1'><w:name w:val='heading 1'/></w:style>"
        "<w:style w:styleId='Kapitel'><w:name w:val='Kapitel'/><w:basedOn w:val='berschrift1'/></w:style>"
        "<w:style w:styleId='Titel'><w:name w:val='Title'/></w:style></w:styles>"
    )
    paragraph = "<w:p><w:pPr><w:pStyle w:val='{}'/></w:pPr><w:r><w:t>{}</w:t></w:r></w:p>"
    long_one = "The goat went on and on. " * 20
    body = "".join(
        paragraph.format(style, text)
        for style, text in (("Titel", "Low Water"), ("Kapitel", "Eins"), ("berschrift1", long_one), ("x", "End."))
    )
    witness = read(word(tmp_path, body, styles=styles), "A")
    assert aside(witness) == [("front", "Low Water"), ("heading", "Eins")]
    assert content_of(witness).title == "Low Water"
    assert content_of(witness).text == f"{long_one}\nEnd."


def test_a_story_all_in_headings_is_a_story(tmp_path: Path) -> None:
    line = "<w:p><w:pPr><w:outlineLvl w:val='2'/></w:pPr><w:r><w:t>{}</w:t></w:r></w:p>"
    witness = read(word(tmp_path, "".join(map(line.format, ("“Swim,” he said.", "She swam.", "He did too.")))), "A")
    assert content_of(witness).text == "“Swim,” he said.\nShe swam.\nHe did too."
    assert content_of(witness).chrome == ()


def test_bad_documents_are_refused_in_one_line(tmp_path: Path) -> None:
    assert "no text in this document" in refusal(word(tmp_path, "<w:p/>"))
    assert "made.docx!/word/document.xml: the XML" in refusal(word(tmp_path, "<w:p>"))
    bomb = WORD_BODY.replace("<w:doc", '<!DOCTYPE x [<!ENTITY a "goat">]><w:doc', 1).format("<w:p>&a;</w:p>")
    path = tmp_path / "bomb.docx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("word/document.xml", bomb)
    assert "declares an entity ('a')" in refusal(path)
    assert "more than 1,000 deep" in refusal(word(tmp_path, "<w:p>" * 1_001 + "</w:p>" * 1_001))
    whole = (FOLDER / "ferry.docx").read_bytes()
    (tmp_path / "cut.docx").write_bytes(whole[: len(whole) // 2])
    assert "damaged or cut short" in refusal(tmp_path / "cut.docx")


DAMAGE = {
    "cut short": lambda member: member[: len(member) // 2],
    "no XML": lambda member: b"\x00\xff" + member,
    "an entity": lambda member: b"<!DOCTYPE x [<!ENTITY a 'goat'>]>" + member.partition(b"?>")[2].lstrip(),
}


@pytest.mark.parametrize("damage", DAMAGE)
@pytest.mark.parametrize(
    ("name", "member"),
    [
        ("ferry.docx", "docProps/core.xml"),
        ("ferry.docx", "word/styles.xml"),
        ("ferry.docx", "word/footnotes.xml"),
        ("steer.docx", "word/comments.xml"),
        ("steer.docx", "word/header1.xml"),
        ("ferry.odt", "meta.xml"),
    ],
)
def test_a_story_is_read_without_a_broken_member_beside_it(tmp_path: Path, name: str, member: str, damage: str) -> None:
    path = tmp_path / name
    with zipfile.ZipFile(FOLDER / name) as whole, zipfile.ZipFile(path, "w") as hurt:
        assert member in whole.namelist()
        for one in whole.namelist():
            hurt.writestr(one, DAMAGE[damage](whole.read(one)) if one == member else whole.read(one))
    witness = read(str(path), "A")
    sound = content_of(read(str(FOLDER / name), "A"))
    assert sound.text in content_of(witness).text
    assert sound.notes == ()
    (note,) = content_of(witness).notes
    assert note.startswith(f"{path}!/{member}: ")
    assert note.endswith("The rest of the document was read without it.")
    assert inspect(path).notes == (note,)
    assert_reads_back(witness.raw, content_of(witness), html.unescape)


def test_a_password_is_named(tmp_path: Path) -> None:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.text")
        archive.writestr("content.xml", b"\x00\x01\x02")
        archive.writestr("META-INF/manifest.xml", "<manifest:encryption-data manifest:checksum='x'/>")
    (tmp_path / "locked.odt").write_bytes(held.getvalue())
    assert "behind a password" in refusal(tmp_path / "locked.odt")
    (tmp_path / "locked.docx").write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600))
    assert "password-protected Office document" in refusal(tmp_path / "locked.docx")


def test_documents_in_an_archive_are_found(tmp_path: Path) -> None:
    path = tmp_path / "all.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.write(FOLDER / "ferry.docx", "tales/ferry.docx")
    witness = read(str(path), "A")
    assert content_of(witness).text.startswith("“The ferry left")
    assert witness.parts is not None
    assert witness.parts[0].path == "tales/ferry.docx!/word/document.xml"
