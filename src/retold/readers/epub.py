"""EPUB books, versions 2 and 3.

In go the bytes of a book, out comes the text of its documents in reading order, joined by line feeds, each a part. What
the book says its documents are for, and the names they go by, tell covers, title pages and contents from the story.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence

from ..errors import InputError
from ..text import Part, Span
from .about import about
from .extracting import STORY, extract_book
from .html import decode_markup
from .limits import Archive, is_zip, members
from .markup import walk
from .naming import named
from .packages import CONTAINER, PURPOSES, Document, package
from .pages import Element, Page, content
from .sniffing import Decoded, Format

_MARK = b"mimetypeapplication/epub+zip"
_MARK_WITHIN = 200  # bytes; it is the first member, at byte 30
# Names of documents without story. They count for short documents only: a chapter may be called "The Cover".
_NAMED = re.compile(
    r"(?:^|[/_.-])(?:(?P<front>cover|title_?-?page|half_?-?title|titlepg|copyright|colophon|imprint|dedication|front"
    r"|frontmatter|info)|(?P<navigation>toc|nav|contents|table_?-?of_?-?contents)"
    r"|(?P<note>about_?-?(?:the_?-?)?author|acknowledge?ments|backmatter|afterword_?-?note))[^/]{0,12}\.\w+$",
    re.IGNORECASE,
)
MOST_NAMED = (
    4_000  # code points that a title page or a table of contents has at most; longer ones need more than a name
)
_CONTENTS = 0.8  # share of links from which a document is a table of contents
_FEWEST_ENTRIES = 3


def knows(data: bytes) -> bool:
    """Whether some content is an EPUB book."""
    return is_zip(data) and (_MARK in data[:_MARK_WITHIN] or CONTAINER in members(data))


def read(data: bytes, path: str, encoding: str | None, replace: bool) -> Decoded:
    """The text of a book with its story; `InputError` if it is damaged, protected, or holds no text."""
    archive = Archive(data, path)
    book = package(archive)
    pieces: list[str] = []
    parts: list[Part] = []
    encodings: list[str] = []
    at = 0
    for document in book.documents:
        held = archive.read(document.name)
        text, used = decode_markup(held, f"{path}!/{document.name}", encoding, replace)
        pieces.append(text)
        encodings.append(used)
        parts.append(Part(document.name, Span(at, at + len(text)), hashlib.sha256(held).hexdigest()))
        at += len(text) + 1
    raw = "\n".join(pieces)
    page = walk(raw, path, [part.span for part in parts])
    if not page.paragraphs:
        raise InputError(
            f"{named(path)}: the documents of this EPUB book hold no text, only pictures perhaps; give one with a text."
        )
    found = extract_book(page, _marks(page, book.documents, parts))
    title, metadata = about(page, found.site, found.kinds) if found.site else (None, {})
    return Decoded(
        raw,
        max(encodings, key=encodings.count),
        tuple(parts),
        content(page, found.kinds, found.cuts, book.title or title, {**metadata, **book.metadata}),
    )


def _marks(page: Page, documents: Sequence[Document], parts: Sequence[Part]) -> dict[Element, str]:
    """What the outermost elements of each document are, and every element that says its purpose."""
    marks: dict[Element, str] = {}
    tops: list[list[Element]] = [[] for _ in parts]
    at = 0
    for element in page.elements:
        while element.start >= parts[at].span.end:
            at += 1
        if element.parent is not None and not element.parent.tag:
            tops[at].append(element)
        purpose = next((PURPOSES[one] for one in _purposes(element) if one in PURPOSES), None)
        if purpose is not None:
            marks[element] = purpose
    told = [document.kind or _by_name(page, document, top) for document, top in zip(documents, tops, strict=True)]
    if all(kind is not None for kind in told):
        told = [None] * len(told)  # nothing would be left
    for kind, top in zip(told, tops, strict=True):
        marks.update((element, kind or STORY) for element in top if element not in marks)
    return marks


def _purposes(element: Element) -> list[str]:
    return [word.rpartition(":")[2].lower() for word in element.attributes.get("epub:type", "").split()] + [
        element.attributes.get("role", "").removeprefix("doc-")
    ]


def _by_name(page: Page, document: Document, top: Sequence[Element]) -> str | None:
    """The kind that a document's name, or that it consists of links, makes of it."""
    held = [paragraph for element in top for paragraph in page.held(element)]
    length = sum(len(paragraph.text) for paragraph in held)
    if length > MOST_NAMED:
        return None
    if len(held) > _FEWEST_ENTRIES and sum(paragraph.linked for paragraph in held) >= _CONTENTS * length:
        return "navigation"
    found = _NAMED.search(document.name)
    return found.lastgroup if found else None


FORMAT = Format("EPUB book", knows, read)
