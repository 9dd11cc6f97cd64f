"""PDF: pages, what runs along their edges, and documents that cannot be read."""

from __future__ import annotations

import hashlib
import io
import logging
import sys
from pathlib import Path

import pypdf
import pytest
from readback import assert_reads_back

from retold.errors import InputError
from retold.readers import read
from tests.formats.writing import pdf

STEER = Path(__file__).parent / "formats" / "pdf" / "steer.pdf"


def refusal(path: Path, content: bytes) -> str:
    path.write_bytes(content)
    with pytest.raises(InputError) as caught:
        read(str(path), "A")
    assert "\n" not in str(caught.value)
    return str(caught.value)


def written(writer: pypdf.PdfWriter) -> bytes:
    held = io.BytesIO()
    writer.write(held)
    return held.getvalue()


def test_pages_are_parts_and_their_edges_are_set_aside() -> None:
    witness = read(str(STEER), "A")
    content = witness.content
    assert content is not None
    assert content.text.rstrip("\n") == (
        "Steer left, said Odile, and\nthe boat went left of the rock.\n"
        "Bram said nothing at all and\nlooked at the goat.\n"
        "The goat looked at the rock.\n"
        "Then they were past it,\nand the rock was past them."
    )
    # The title and the author head every other page; all four pages have a number.
    heads = [one.span.of(witness.raw) for one in content.chrome]
    assert heads == ["WREN TOLLIVER", "9", "Two to Steer By", "10", "WREN TOLLIVER", "11", "Two to Steer By", "12"]
    assert {one.kind for one in content.chrome} == {"footer"}
    assert_reads_back(witness.raw, content)
    assert witness.parts is not None
    pages = [part.span.of(witness.raw) for part in witness.parts]
    assert "\n".join(pages) == witness.raw
    assert [part.path for part in witness.parts] == ["page 1", "page 2", "page 3", "page 4"]
    assert [part.sha256 for part in witness.parts] == [hashlib.sha256(page.encode()).hexdigest() for page in pages]
    assert (witness.format, content.title) == ("PDF document", "Two to Steer By")
    assert content.metadata["author"] == "Wren Tolliver"
    assert content.metadata["tags"] == "goat, boat"


def test_a_line_on_two_pages_is_story_unless_it_is_the_document_s_own_name(tmp_path: Path) -> None:
    writer = pypdf.PdfWriter()
    for number in (0, 1):
        writer.add_page(pypdf.PdfReader(STEER).pages[2 * number])
    (tmp_path / "two.pdf").write_bytes(written(writer))
    content = read(str(tmp_path / "two.pdf"), "A").content
    assert content is not None
    assert content.chrome == ()
    assert content.text.count("WREN TOLLIVER") == 2


def test_two_pages_are_enough_for_numbers_that_count_them(tmp_path: Path) -> None:
    for numbers, told in (
        (("7", "8"), False),
        (("- 1 -", "- 2 -"), False),
        (("1/2", "2/2"), False),
        (("7", "9"), True),
    ):
        path = tmp_path / "two.pdf"
        path.write_bytes(pdf(["The ferry left.", numbers[0]], ["It came back.", numbers[1]]))
        witness = read(str(path), "A")
        assert witness.content is not None
        assert (numbers[1] in witness.content.text) == told


def test_a_password_is_named(tmp_path: Path) -> None:
    writer = pypdf.PdfWriter(clone_from=STEER)
    writer.encrypt("goat", algorithm="RC4-128")
    assert "behind a password" in refusal(tmp_path / "a.pdf", written(writer))


def test_a_document_that_anybody_may_open_is_read(tmp_path: Path) -> None:
    writer = pypdf.PdfWriter(clone_from=STEER)
    writer.encrypt("", "goat", algorithm="RC4-128")
    (tmp_path / "a.pdf").write_bytes(written(writer))
    assert "Steer left, said Odile" in read(str(tmp_path / "a.pdf"), "A").raw


def test_pictures_of_pages_are_no_text(tmp_path: Path) -> None:
    writer = pypdf.PdfWriter()
    writer.add_blank_page(200, 200)
    assert "run text recognition (OCR)" in refusal(tmp_path / "a.pdf", written(writer))


def test_broken_documents_are_refused_quietly(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    whole = STEER.read_bytes()
    level = logging.getLogger("pypdf").level
    for content in (whole[:300], b"%PDF-1.4\n", b"%PDF-1.4\n" + b"\x00\xff" * 500):
        assert "PDF document is damaged or cut short" in refusal(tmp_path / "a.pdf", content)
    assert capfd.readouterr() == ("", "")
    assert logging.getLogger("pypdf").level == level


def test_without_the_extra_its_name_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pypdf", None)
    assert "pip install 'retold[pdf]'" in refusal(tmp_path / "a.pdf", STEER.read_bytes())
