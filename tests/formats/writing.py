"""Files of every format that is read, written from a story: paragraphs in, bytes out.

Each writer does what the format wants and no more, spelled from its specification. `fits` tells whether a format can
hold a paragraph as it stands: brackets are sounds in subtitles.
"""

from __future__ import annotations

import gzip
import html
import io
import json
import re
import zipfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from tests.formats.epub_books import CONTAINER, xhtml, zipped

Story = Sequence[str]
_WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_OPEN = "urn:oasis:names:tc:opendocument:xmlns:"


@dataclass(frozen=True)
class Writer:
    """How a format is written: its name among the readers, its bytes, what a paragraph must not hold, and how a
    character of the text is spelled in raw."""

    format: str
    write: Callable[[Story], bytes]
    never: str = ""
    spelled: Callable[[str], str] = str

    def fits(self, paragraph: str) -> bool:
        return not any(mark in paragraph for mark in self.never)


def plain(ends: str = "\n\n", codec: str = "utf-8") -> Callable[[Story], bytes]:
    return lambda story: (ends.join(story) + ends[: len(ends) // 2]).encode(codec)


def wrapped(story: Story) -> bytes:
    """Lines of about sixty characters, as old mail has them."""
    return "\n\n".join(re.sub(r"(.{50,60}) ", r"\1\n", paragraph) for paragraph in story).encode()


def markdown(story: Story) -> bytes:
    return (
        "# The Far Bank\n\n" + "\n\n".join(re.sub(r"([\\`*_{}\[\]<>&#+|~])", r"\\\1", one) for one in story)
    ).encode()


def web_page(story: Story) -> bytes:
    return xhtml("The Far Bank", paragraphs(story)).encode()


def old_web_page(story: Story) -> bytes:
    """Line breaks for paragraphs, named entities, an encoding of its own."""
    body = "<br><br>\r\n".join(html.escape(one) for one in story)
    page = f'<HTML><HEAD><META http-equiv=Content-Type content="text/html; charset=windows-1252"></HEAD><BODY>{body}'
    return page.encode("cp1252", "xmlcharrefreplace")


def paragraphs(story: Story) -> str:
    return "\n".join(f"<p>{html.escape(one, quote=False)}</p>" for one in story)


def book(version: int) -> Callable[[Story], bytes]:
    def write(story: Story) -> bytes:
        half = len(story) // 2
        names = ("one.xhtml", "two.xhtml")
        items = "".join(f'<item id="{n}" href="{n}" media-type="application/xhtml+xml"/>' for n in names)
        spine = "".join(f'<itemref idref="{n}"/>' for n in names)
        package = (
            f'<?xml version="1.0"?><package xmlns="http://www.idpf.org/2007/opf" version="{version}.0">'
            '<metadata xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>The Far Bank</dc:title></metadata>'
            f"<manifest>{items}</manifest><spine>{spine}</spine></package>"
        )
        return zipped(
            {
                "META-INF/container.xml": CONTAINER.format("content.opf"),
                "content.opf": package,
                "one.xhtml": xhtml("One", paragraphs(story[:half])),
                "two.xhtml": xhtml("Two", paragraphs(story[half:])),
            }
        )

    return write


def word(story: Story) -> bytes:
    body = "".join(
        f'<w:p><w:r><w:t xml:space="preserve">{html.escape(one, quote=False)}</w:t></w:r></w:p>' for one in story
    )
    document = f'<?xml version="1.0"?><w:document xmlns:w="{_WORD}"><w:body>{body}</w:body></w:document>'
    return packed({"[Content_Types].xml": "<Types/>", "word/document.xml": document})


def open_document(*, flat: bool) -> Callable[[Story], bytes]:
    def write(story: Story) -> bytes:
        body = "".join(f"<text:p>{html.escape(one, quote=False)}</text:p>" for one in story)
        root = "document" if flat else "document-content"
        mimetype = "application/vnd.oasis.opendocument.text"
        content = (
            f'<?xml version="1.0"?><office:{root} office:mimetype="{mimetype}" xmlns:office="{_OPEN}office:1.0" '
            f'xmlns:text="{_OPEN}text:1.0"><office:body><office:text>{body}</office:text></office:body></office:{root}>'
        )
        return content.encode() if flat else packed({"mimetype": mimetype, "content.xml": content})

    return write


def rtf(story: Story) -> bytes:
    def spell(one: str) -> str:
        units = one.encode("utf-16-le")
        codes = [int.from_bytes(units[at : at + 2], "little") for at in range(0, len(units), 2)]
        return "".join(
            f"\\{chr(code)}"
            if chr(code) in "\\{}"
            else chr(code)
            if code < 0x80
            else f"\\u{code - (code >> 15 << 16)}?"
            for code in codes
        )

    return ("{\\rtf1\\ansi\\uc1\n" + "".join(f"\\pard {spell(one)}\\par\n" for one in story) + "}").encode()


def pdf(*pages: Story) -> bytes:
    """Pages in Helvetica, a paragraph a line."""
    count = len(pages)
    first = 4  # the object of the first page; its content follows it
    kids = " ".join(f"{first + 2 * at} 0 R" for at in range(count))
    objects = [
        "<</Type/Catalog/Pages 2 0 R>>",
        f"<</Type/Pages/Kids[{kids}]/Count {count}>>",
        "<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>",
    ]
    for at, story in enumerate(pages):
        shown = "".join(
            "(" + re.sub(rb"[^ -~]|[\\()]", lambda m: b"\\%03o" % m[0][0], one.encode("cp1252")).decode() + ") Tj T*\n"
            for one in story
        )
        stream = f"BT /F1 10 Tf 14 TL 40 800 Td\n{shown}ET"
        objects += [
            f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 842]/Contents {first + 2 * at + 1} 0 R"
            "/Resources<</Font<</F1 3 0 R>>>>>>",
            f"<</Length {len(stream)}>>\nstream\n{stream}\nendstream",
        ]
    held, places = "%PDF-1.4\n", []
    for number, one in enumerate(objects, 1):
        places.append(len(held))
        held += f"{number} 0 obj\n{one}\nendobj\n"
    table = "".join(f"{at:010} 00000 n \n" for at in places)
    size = len(objects) + 1
    end = f"xref\n0 {size}\n0000000000 65535 f \n{table}trailer\n<</Size {size}/Root 1 0 R>>\nstartxref\n{len(held)}\n"
    return f"{held}{end}%%EOF\n".encode("latin-1")


def tei(story: Story) -> bytes:
    return (
        '<?xml version="1.0"?><TEI xmlns="http://www.tei-c.org/ns/1.0"><teiHeader><fileDesc><titleStmt>'
        "<title>The Far Bank</title></titleStmt></fileDesc></teiHeader><text><body>"
        f"{paragraphs(story)}</body></text></TEI>"
    ).encode()


def final_draft(story: Story) -> bytes:
    body = "".join(
        f'<Paragraph Type="Action"><Text>{html.escape(one, quote=False)}</Text></Paragraph>' for one in story
    )
    return f'<?xml version="1.0"?><FinalDraft DocumentType="Script"><Content>{body}</Content></FinalDraft>'.encode()


def fountain(story: Story) -> bytes:
    action = "\n\n".join("!" + re.sub(r"([*_])", r"\\\1", one) for one in story)
    return f"INT. FERRY - NIGHT\n\n{action}\n\nEXT. BANK\n\nANN\nHere.\n\nBEN\nYes.\n".encode()


def _times(number: int, mark: str) -> tuple[str, str]:
    """From and to; so far apart that no sentence runs on."""
    hours, minutes = divmod(number, 60)
    return f"{hours:02}:{minutes:02}:01{mark}", f"{hours:02}:{minutes:02}:05{mark}"


def subrip(story: Story) -> bytes:
    cues = (f"{at}\r\n{' --> '.join(_times(at, ',000'))}\r\n{one}\r\n" for at, one in enumerate(story, 1))
    return "\r\n".join(cues).encode("utf-8-sig")


def webvtt(story: Story) -> bytes:
    cues = (f"{' --> '.join(_times(at, '.000'))}\n{html.escape(one, quote=False)}\n" for at, one in enumerate(story, 1))
    return ("WEBVTT\n\n" + "\n".join(cues)).encode()


def substation(story: Story) -> bytes:
    lines = (f"Dialogue: 0,{','.join(_times(at, '.00'))},Default,,0,0,0,,{one}" for at, one in enumerate(story, 1))
    fields = "Format: Layer, Start, End, Style, Name, MarginL, MarginR, MarginV, Effect, Text"
    return "\n".join(("[Script Info]", "Title: The Far Bank", "", "[Events]", fields, *lines, "")).encode()


def collatex(story: Story) -> bytes:
    return json.dumps({"witnesses": [{"id": "A", "content": "\n\n".join(story)}]}, indent=1).encode()


def collatex_tokens(story: Story) -> bytes:
    words = [{"t": word} for one in story for word in (*re.findall(r"\S+ ?", one), "\n\n")]
    return json.dumps({"witnesses": [{"id": "A", "tokens": words}]}, ensure_ascii=False).encode()


def passim(story: Story) -> bytes:
    return (json.dumps({"id": "A", "title": "The Far Bank", "text": "\n\n".join(story)}) + "\n").encode()


def packed(members: Mapping[str, str | bytes]) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return held.getvalue()


def _from_json(spelled: str) -> str:
    return str(json.loads(f'"{spelled}"', strict=False))


def _from_rtf(spelled: str) -> str:
    units = re.findall(r"\\u(-?\d+)\??", spelled)
    if not units:
        return spelled.removeprefix("\\")
    return b"".join((int(unit) & 0xFFFF).to_bytes(2, "little") for unit in units).decode("utf-16-le")


def _escaped(spelled: str) -> str:
    return spelled if len(spelled) == 1 else spelled.removeprefix("\\")


_SUBTITLES = "subtitles"
_NO_SUBTITLE = "[]{}()<>&\\*"
WRITERS: Mapping[str, Writer] = {
    "plain": Writer("plain text", plain()),
    "windows": Writer("plain text", plain("\r\n\r\n", "utf-8-sig")),
    "macintosh": Writer("plain text", plain("\r\r", "utf-16")),
    "western": Writer("plain text", plain("\r\n\r\n", "cp1252"), never="🐐−"),
    "wrapped": Writer("plain text", wrapped),
    "gzip": Writer("plain text", lambda story: gzip.compress(plain()(story), mtime=0)),
    "zip": Writer("web page", lambda story: packed({"a/page.html": web_page(story), "b.png": b"x"}), "", html.unescape),
    "markdown": Writer("Markdown", markdown, spelled=_escaped),
    "web page": Writer("web page", web_page, spelled=html.unescape),
    "old web page": Writer("web page", old_web_page, spelled=html.unescape),
    "EPUB 2": Writer("EPUB book", book(2), spelled=html.unescape),
    "EPUB 3": Writer("EPUB book", book(3), spelled=html.unescape),
    "DOCX": Writer("Word document", word, spelled=html.unescape),
    "ODT": Writer("OpenDocument text", open_document(flat=False), spelled=html.unescape),
    "flat ODT": Writer("OpenDocument text", open_document(flat=True), spelled=html.unescape),
    "RTF": Writer("RTF document", rtf, spelled=_from_rtf),
    "PDF": Writer("PDF document", pdf, never="🐐−"),
    "TEI": Writer("TEI document", tei, spelled=html.unescape),
    "Final Draft": Writer("Final Draft script", final_draft, spelled=html.unescape),
    "Fountain": Writer("Fountain", fountain, spelled=_escaped),
    "SubRip": Writer(_SUBTITLES, subrip, _NO_SUBTITLE, html.unescape),
    "WebVTT": Writer(_SUBTITLES, webvtt, _NO_SUBTITLE, html.unescape),
    "SubStation": Writer(_SUBTITLES, substation, _NO_SUBTITLE, html.unescape),
    "CollateX": Writer("JSON", collatex, spelled=_from_json),
    "CollateX, tokens": Writer("JSON", collatex_tokens, spelled=_from_json),
    "passim": Writer("JSON", passim, spelled=_from_json),
}
