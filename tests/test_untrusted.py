"""Files made to do harm: nothing is fetched, unpacked without end, opened beside them or written."""

from __future__ import annotations

import io
import os
import sys
import tracemalloc
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from retold.errors import InputError
from retold.readers import gather, read
from tests.formats.epub_books import second, zipped
from tests.formats.writing import packed

LAUGHS = "<!DOCTYPE r [<!ENTITY a0 'ha'>" + "".join(f"<!ENTITY a{n} '{f'&a{n - 1};' * 10}'>" for n in range(1, 10))
PROLOGUES = {
    "billion laughs": (f"{LAUGHS}]>", "&a9;"),
    "quadratic blowup": (f"<!DOCTYPE r [<!ENTITY a '{'ha' * 4_000}'>]>", "&a;" * 50_000),
    "external entity": ("<!DOCTYPE r [<!ENTITY a SYSTEM '{secret}'>]>", "&a;"),
    "external entity of the web": ("<!DOCTYPE r [<!ENTITY a SYSTEM 'http://127.0.0.1:9/a'>]>", "&a;"),
    "external subset": ("<!DOCTYPE r SYSTEM '{secret}'>", "&a;"),
    "parameter entity": ("<!DOCTYPE r [<!ENTITY % a SYSTEM '{secret}'> %a; ]>", "&b;"),
    "parameter entities in a row": (
        "<!DOCTYPE r [<!ENTITY % a '<!ENTITY b \\'ha\\'>'> %a; ]>".replace("\\'", '"'),
        "&b;",
    ),
}
MOST_MEMORY = 30_000_000  # bytes; what these unpack to is a hundred times that and more


def tei(prologue: str, use: str) -> tuple[str, bytes]:
    return "tei.xml", f"{prologue}<TEI><text><body><p>Odile {use}</p></body></text></TEI>".encode()


def final_draft(prologue: str, use: str) -> tuple[str, bytes]:
    body = f"<Content><Paragraph><Text>Odile {use}</Text></Paragraph></Content>"
    return "script.fdx", f"{prologue}<FinalDraft>{body}</FinalDraft>".encode()


def word(prologue: str, use: str) -> tuple[str, bytes]:
    name = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    body = f"<w:body><w:p><w:r><w:t>Odile {use}</w:t></w:r></w:p></w:body>"
    document = f'{prologue}<w:document xmlns:w="{name}">{body}</w:document>'
    return "a.docx", packed({"[Content_Types].xml": "<Types/>", "word/document.xml": document})


def open_document(prologue: str, use: str) -> tuple[str, bytes]:
    name = "urn:oasis:names:tc:opendocument:xmlns:"
    body = f"<o:body><o:text><t:p>Odile {use}</t:p></o:text></o:body>"
    root = f'<o:document-content xmlns:o="{name}office:1.0" xmlns:t="{name}text:1.0">'
    mimetype = "application/vnd.oasis.opendocument.text"
    return "a.odt", packed({"mimetype": mimetype, "content.xml": f"{prologue}{root}{body}</o:document-content>"})


def book(prologue: str, use: str) -> tuple[str, bytes]:
    package = second()["content.opf"]
    assert isinstance(package, str)
    head, _, rest = package.partition("<package")
    hurt = f"{head}{prologue}<package{rest}".replace("The Salt Ledger", f"The {use}")
    return "a.epub", zipped(second() | {"content.opf": hurt})


@contextmanager
def watched() -> Iterator[list[tuple[str, str]]]:
    """What is opened, and whom is called, while it lasts; Python cannot do either without saying so to its hooks."""
    told: list[tuple[str, str]] = []
    _watching.append(told)
    try:
        yield told
    finally:
        _watching.remove(told)


_watching: list[list[tuple[str, str]]] = []


def _hook(event: str, arguments: tuple[object, ...]) -> None:
    if _watching and (event == "open" or event.startswith(("socket.", "subprocess.", "os.", "shutil."))):
        flags = arguments[2] if event == "open" and isinstance(arguments[2], int) else 0
        writes = bool(flags & (os.O_WRONLY | os.O_RDWR | os.O_CREAT))
        for told in _watching:
            told.append(("write" if writes else event, str(arguments[0]) if arguments else ""))


sys.addaudithook(_hook)


@pytest.mark.parametrize("attack", PROLOGUES)
@pytest.mark.parametrize("made", [tei, final_draft, word, open_document, book])
def test_entities_are_neither_unpacked_nor_fetched(
    made: Callable[[str, str], tuple[str, bytes]], attack: str, tmp_path: Path
) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("the goat's own words")
    prologue, use = (part.replace("{secret}", str(secret)) for part in PROLOGUES[attack])
    name, content = made(prologue, use)
    file = tmp_path / name
    file.write_bytes(content)
    tracemalloc.start()
    try:
        with watched() as told, pytest.raises(InputError) as caught:
            read(str(file), "A")
        assert tracemalloc.get_traced_memory()[1] < MOST_MEMORY
    finally:
        tracemalloc.stop()
    assert "entity" in str(caught.value)
    assert "\n" not in str(caught.value)
    assert {(event, what) for event, what in told if event != "open" or "secret" in what} == set()


EVIL = ("../out.txt", "../../out.txt", "/tmp/out.txt", "a/../../out.txt", "..\\out.txt", "C:\\out.txt", "a/./b.txt")


def test_members_are_never_written_and_never_lead_out(tmp_path: Path) -> None:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        for name in ("one.txt", "two.txt", *EVIL):
            archive.writestr(name, f"“Here,” said Odile of {name}.")
    folder = tmp_path / "in"
    folder.mkdir()
    file = folder / "all.zip"
    file.write_bytes(held.getvalue())
    (tmp_path / "out.txt").write_text("the goat's own words")
    before = sorted(tmp_path.rglob("*"))
    with watched() as told:
        found = gather([str(file)])
        texts = [read(path, "A").raw for path in found]
        with pytest.raises(InputError, match="no such member"):
            read(f"{file}!/../../secret.txt", "A")
        assert read(f"{file}!/../out.txt", "A").raw == "“Here,” said Odile of ../out.txt."
    assert sorted(path.partition("!/")[2] for path in found) == sorted(["one.txt", "two.txt", *EVIL])
    assert all("said Odile of" in text for text in texts)
    assert [what for event, what in told if event == "write" or "out.txt" in what] == []
    assert sorted(tmp_path.rglob("*")) == before


@pytest.mark.parametrize("name", ["page.html", "book.epub", "notes.md"])
def test_what_a_file_refers_to_is_not_fetched(name: str, tmp_path: Path) -> None:
    secret = (tmp_path / "secret.txt").as_uri()
    calls = (
        f'<link rel=stylesheet href="{secret}"><img src="http://127.0.0.1:9/a.png"><script src="{secret}"></script>'
        f'<iframe src="{secret}"></iframe><object data="{secret}"></object><p>“Here,” said Odile to the goat.</p>'
    )
    content = {
        "page.html": f"<html><body>{calls}</body></html>".encode(),
        "book.epub": zipped(second() | {"text/part_one.html": f"<html><body>{calls}</body></html>"}),
        "notes.md": f"# Notes\n\n![a]({secret}) “Here,” said Odile to the goat.\n".encode(),
    }[name]
    (tmp_path / name).write_bytes(content)
    with watched() as told:
        witness = read(str(tmp_path / name), "A")
    assert witness.content is not None
    assert "said Odile to the goat" in witness.content.text
    assert {what for event, what in told if event != "open" or "secret" in what} == set()
