"""What an EPUB says of itself: its metadata, its documents in reading order, and what each of them is for.

In go an archive and the members that describe it (the container file, the package file), out comes a `Package`. Books
that are protected against reading are refused here.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from html import unescape
from urllib.parse import unquote

from ..errors import InputError
from . import xml
from .limits import Archive
from .naming import named
from .placeholders import meant

CONTAINER = "META-INF/container.xml"
ENCRYPTION = "META-INF/encryption.xml"
# Fonts are scrambled so that they serve in their book alone; that protects no text.
_FONT_SCRAMBLING = frozenset(("http://www.idpf.org/2008/embedding", "http://ns.adobe.com/pdf/enc#RC"))
_DOCUMENT_TYPES = frozenset(("application/xhtml+xml", "text/html", "application/html", "text/x-oeb1-document"))
_DOCUMENT_NAME = re.compile(r"\.(?:x?html?|xml)$", re.IGNORECASE)
_TAGS = re.compile(r"<[^<>]{0,500}>")
_ADDRESS = re.compile(r"https?://\S+")
# Purposes that the guide of an EPUB 2 or the names of documents give, and the kind that makes of a document.
PURPOSES = {
    "cover": "front", "title-page": "front", "titlepage": "front", "halftitlepage": "front", "toc": "navigation",
    "landmarks": "navigation", "loi": "navigation", "lot": "navigation", "index": "navigation",
    "copyright-page": "front", "colophon": "front", "imprint": "front", "imprimatur": "front", "dedication": "front",
    "acknowledgements": "note", "acknowledgments": "note", "contributors": "front", "other-credits": "front",
    "errata": "note", "footnotes": "note", "endnotes": "note", "rearnotes": "note", "footnote": "note",
    "endnote": "note", "rearnote": "note", "noteref": "note", "pagebreak": "navigation", "page-list": "navigation",
}  # fmt: skip


@dataclass(slots=True)
class Document:
    """A document of the book: its member, and the kind its purpose makes of it (None where it may be story)."""

    name: str
    kind: str | None = None


@dataclass(slots=True)
class Package:
    """A book's documents in reading order, each once, and its metadata."""

    documents: list[Document] = field(default_factory=list)
    title: str | None = None
    metadata: dict[str, str] = field(default_factory=dict)


def package(archive: Archive) -> Package:
    """What the package file of a book says; `InputError` if the book is protected, or says nothing that holds."""
    _refuse_protected(archive)
    name = _package_name(archive)
    found = _Package()
    _walk(archive, name, found)
    folder = posixpath.dirname(name)
    purposes = {_inside(folder, href): PURPOSES.get(kind) for href, kind in found.guide}
    documents: dict[str, Document] = {}
    for idref in found.spine:
        href, media_type, properties = found.manifest.get(idref, ("", "", ""))
        member = _inside(folder, href)
        if not href or not (media_type in _DOCUMENT_TYPES or (not media_type and _DOCUMENT_NAME.search(member))):
            continue
        kind = "navigation" if "nav" in properties.split() else purposes.get(member)
        documents.setdefault(member, Document(member, kind))
    if not documents:
        raise InputError(
            f"{named(archive.path)}: the EPUB book names no text in its reading order ({name}); make or get it again."
        )
    return Package(list(documents.values()), *found.about())


class _Gathering:
    """A visitor that gathers the text of each element; what it wants of them is said in `element`."""

    def __init__(self) -> None:
        self._open: list[tuple[str, Mapping[str, str], list[str]]] = []

    def begin(self, name: str, attributes: Mapping[str, str], at: int) -> None:
        """An element begins: its text is gathered."""
        self._open.append((name, attributes, []))

    def end(self, name: str, at: int) -> None:
        """An element ends: it is handed on with its text."""
        closed, attributes, pieces = self._open.pop()
        self.element(closed, attributes, " ".join("".join(pieces).split()))

    def characters(self, text: str, at: int, width: int) -> None:
        """Some characters of the open element."""
        if self._open:
            self._open[-1][2].append(text)

    def element(self, name: str, attributes: Mapping[str, str], text: str) -> None:
        """An element with its attributes and its own text on one line; derived classes take what they want."""
        raise NotImplementedError


class _Attributes(_Gathering):
    """Gathers one attribute of every element of a name."""

    def __init__(self, name: str, attribute: str) -> None:
        super().__init__()
        self._wanted = name, attribute
        self.values: list[str] = []

    def element(self, name: str, attributes: Mapping[str, str], text: str) -> None:
        """Take the attribute."""
        if name == self._wanted[0] and self._wanted[1] in attributes:
            self.values.append(attributes[self._wanted[1]])


class _Package(_Gathering):
    """Gathers what stands in a package file."""

    def __init__(self) -> None:
        super().__init__()
        self.manifest: dict[str, tuple[str, str, str]] = {}
        self.spine: list[str] = []
        self.guide: list[tuple[str, str]] = []
        self._facts: dict[str, list[str]] = {}

    def element(self, name: str, attributes: Mapping[str, str], text: str) -> None:
        """Take members, reading order, guide and facts."""
        if name == "item":
            given = (attributes.get(key, "") for key in ("href", "media-type", "properties"))
            href, media_type, properties = given
            self.manifest.setdefault(attributes.get("id", ""), (href, media_type, properties))
        elif name == "itemref":
            self.spine.append(attributes.get("idref", ""))
        elif name == "reference":
            self.guide.append((attributes.get("href", ""), attributes.get("type", "").lower()))
        elif name == "meta":
            key = attributes.get("property") or attributes.get("name") or ""
            self._note(key, text or attributes.get("content", ""))
        elif any(around == "metadata" for around, _, _ in self._open):
            self._note(name, text)

    def _note(self, key: str, value: str) -> None:
        if key and value and value not in self._facts.setdefault(key, []):
            self._facts[key].append(value)

    def about(self) -> tuple[str | None, dict[str, str]]:
        """The title and the metadata."""
        facts = self._facts
        addresses = [found.group() for one in (*facts.get("source", ()), *facts.get("identifier", ()))
                     if (found := _ADDRESS.search(one))]  # fmt: skip
        metadata = {
            "author": ", ".join(facts.get("creator", ())),
            "site": next(iter(facts.get("publisher", ())), ""),
            "url": next(iter(addresses), ""),
            "tags": ", ".join(facts.get("subject", ())),
            "summary": " ".join(unescape(_TAGS.sub(" ", next(iter(facts.get("description", ())), ""))).split()),
            "language": next(iter(facts.get("language", ())), ""),
            "published": next(iter(facts.get("date", ())), ""),
            "updated": next(iter(facts.get("dcterms:modified", ())), ""),
            "series": next(iter((*facts.get("belongs-to-collection", ()), *facts.get("calibre:series", ()))), ""),
        }
        title = meant({"title": next(iter(facts.get("title", ())), "")})
        return title.get("title"), meant(metadata)


def _refuse_protected(archive: Archive) -> None:
    if ENCRYPTION not in archive:
        return
    found = _Attributes("EncryptionMethod", "Algorithm")
    _walk(archive, ENCRYPTION, found)
    if any(algorithm not in _FONT_SCRAMBLING for algorithm in found.values):
        raise InputError(
            f"{named(archive.path)}: this EPUB book is protected by DRM ({ENCRYPTION}) and cannot be read; give a copy "
            "without protection."
        )


def _package_name(archive: Archive) -> str:
    found = _Attributes("rootfile", "full-path")
    if CONTAINER in archive:
        _walk(archive, CONTAINER, found)
    packages = [name for name in archive.names if name.lower().endswith(".opf")]
    for name in (*found.values, *packages):
        if name in archive:
            return name
    raise InputError(
        f"{named(archive.path)}: the EPUB book has no package file (.opf) that says what is in it; make or get it "
        "again."
    )


def _walk(archive: Archive, name: str, visitor: xml.Visitor) -> None:
    path = f"{archive.path}!/{name}"
    raw, _ = xml.decoded(archive.read(name), path)
    xml.walk(raw.removeprefix("\ufeff"), path, visitor)


def _inside(folder: str, href: str) -> str:
    """The member that a reference means."""
    return posixpath.normpath(posixpath.join(folder, unquote(href.partition("#")[0])))
