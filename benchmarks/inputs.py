"""One text in every format, made in memory: what reading costs is measured on files that say the same.

In goes a text with a blank line between its paragraphs; out come the bytes of files. The dense ones have a mark around
each word, as word processors and converters write them. `garbled` is the text as UTF-8 that was read as Windows-1252,
with something to mend in every line.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from html import escape

_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_CONTAINER = (
    '<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container" version="1.0"><rootfiles>'
    '<rootfile full-path="book.opf" media-type="application/oebps-package+xml"/></rootfiles></container>'
)
_BOOK = (
    '<package xmlns="http://www.idpf.org/2007/opf" version="3.0"><manifest>'
    '<item id="one" href="one.xhtml" media-type="application/xhtml+xml"/></manifest>'
    '<spine><itemref idref="one"/></spine></package>'
)
LONGEST_CUE = 80  # code points of a subtitle
# Windows-1252 has no character for five bytes; browsers read the control characters of Latin-1 there.
_WINDOWS = {byte: bytes([byte]).decode("cp1252", "ignore") or chr(byte) for byte in range(0x80, 0x100)}


def files(text: str) -> dict[str, bytes]:
    """The text as a file of each format, by the file's name."""
    paragraphs = text.strip().split("\n\n")
    tagged = [" ".join(f"<i>{escape(word)}</i>" for word in paragraph.split(" ")) for paragraph in paragraphs]
    return {
        "plain.txt": text.encode(),
        "page.html": _page([escape(paragraph) for paragraph in paragraphs]).encode(),
        "dense.html": _page(tagged).encode(),
        "book.epub": _zipped(
            {
                "mimetype": "application/epub+zip",
                "META-INF/container.xml": _CONTAINER,
                "book.opf": _BOOK,
                "one.xhtml": _page([escape(paragraph) for paragraph in paragraphs]),
            }
        ),
        "dense.docx": _document(paragraphs),
        "dense.rtf": _rich(paragraphs).encode("ascii"),
        "cues.srt": _subtitles(paragraphs).encode(),
    }


def garbled(text: str) -> str:
    """The text with curly quotes and an accent on every "e", in UTF-8 that was read as Windows-1252."""
    curly = text.replace("'", "’").replace("e", "é")
    return curly.encode().decode("latin-1").translate(_WINDOWS)


def _page(paragraphs: Sequence[str]) -> str:
    body = "\n".join(f"<p>{paragraph}</p>" for paragraph in paragraphs)
    return f'<html xmlns="http://www.w3.org/1999/xhtml"><head><title>Rain</title></head><body>\n{body}\n</body></html>'


def _document(paragraphs: Sequence[str]) -> bytes:
    """A Word document with a run for each word."""
    runs = [
        "".join(f'<w:r><w:t xml:space="preserve">{escape(word)} </w:t></w:r>' for word in paragraph.split(" "))
        for paragraph in paragraphs
    ]
    body = "".join(f"<w:p>{run}</w:p>" for run in runs)
    document = f'<w:document xmlns:w="{_W}"><w:body>{body}</w:body></w:document>'
    return _zipped({"[Content_Types].xml": "<Types/>", "word/document.xml": document})


def _rich(paragraphs: Sequence[str]) -> str:
    """An RTF file with a group for each word."""
    groups = ("".join(f"{{\\i {_ascii(word)} }}" for word in paragraph.split(" ")) for paragraph in paragraphs)
    return "{\\rtf1\\ansi\n" + "".join(f"{group}\\par\n" for group in groups) + "}"


def _ascii(word: str) -> str:
    return "".join(character if character.isascii() else f"\\u{ord(character)}?" for character in word)


def _subtitles(paragraphs: Sequence[str]) -> str:
    cues = (
        f"{number}\n{_clock(2 * number)} --> {_clock(2 * number + 1)}\n{paragraph[:LONGEST_CUE]}\n\n"
        for number, paragraph in enumerate(paragraphs, 1)
    )
    return "".join(cues)


def _clock(seconds: int) -> str:
    return f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02},000"


def _zipped(members: dict[str, str]) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in members.items():
            # The type of a book stands uncompressed at its head.
            archive.writestr(name, text, zipfile.ZIP_STORED if name == "mimetype" else None)
    return made.getvalue()
