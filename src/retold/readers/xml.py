"""XML with positions: what a parser sees, and where it stands in the decoded text.

In goes an XML document as decoded text; out come calls for each element and each stretch of characters, with code-point
offsets. expat decides what the document says and at which byte; bytes of the UTF-8 it is fed are counted back to code
points as the events come, so the walk is linear. Entities that a document declares itself are refused, since a few
lines of them can unpack into gigabytes, and nothing outside the document is ever opened.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Mapping
from typing import Protocol
from xml.parsers import expat

from ..errors import InputError
from .decoding import decode
from .limits import DEEPEST_ELEMENT
from .naming import named

HEAD = 1_000  # bytes or characters in which a document names its encoding and its first element
_ENCODING = re.compile(
    rb"""^(?:\xef\xbb\xbf)?<\?xml[^>]{0,100}?\sencoding\s{0,9}=\s{0,9}["']([A-Za-z0-9._-]{1,40})["']"""
)
# Before the first element stand the declaration, comments, instructions and a document type.
_BEFORE_ROOT = re.compile(r"\s+|<\?(?:[^?]|\?(?!>))*\?>|<!--(?:[^-]|-(?!->))*-->|<![A-Za-z](?:[^>\[]|\[[^\]]*\])*>")
_ROOT = re.compile(r"<(?:[\w.-]+:)?([\w.-]+)")
_ROOT_HEAD = 20_000  # characters before the first element that are looked through
_SEPARATOR = " "  # between namespace and name, as expat joins them; neither can hold a space

Attributes = Mapping[str, str]


class Visitor(Protocol):
    """What is called as a document is walked. Offsets are code points of the decoded document."""

    def begin(self, name: str, attributes: Attributes, at: int) -> None:
        """An element begins; its tag opens at `at`."""

    def end(self, name: str, at: int) -> None:
        """An element ends; its end tag opens at `at`, or its only tag does."""

    def characters(self, text: str, at: int, width: int) -> None:
        """Some characters; `width` is ``len(text)``, or more for a single one that an entity or a line break spells."""


def decoded(data: bytes, path: str, encoding: str | None = None, replace: bool = False) -> tuple[str, str]:
    """The text of an XML document and its encoding: the one asked for, a byte order mark's, the one it declares."""
    if encoding is None and not data.startswith((codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        declared = _ENCODING.match(data[:HEAD])
        if declared and _serves(declared[1].decode("ascii")):
            encoding = declared[1].decode("ascii").lower()
    return decode(data, path, encoding=encoding, replace=replace)


def root(data: bytes) -> str:
    """The local name of the first element of what may be an XML document; empty where there is none."""
    head = data[:_ROOT_HEAD]
    wide = next((c for c in ("utf-16-le", "utf-16-be") if head[:4] in ("\ufeff<".encode(c), "<?".encode(c))), None)
    text = head.decode(wide or "utf-8", "ignore").removeprefix("\ufeff")
    at = 0
    while skipped := _BEFORE_ROOT.match(text, at):
        at = skipped.end()
    found = _ROOT.match(text, at)
    return found[1] if found else ""


def walk(raw: str, path: str, visitor: Visitor, prefixes: Mapping[str, str] | None = None) -> None:
    """Call `visitor` for everything in a document, in its order.

    Parameters
    ----------
    raw
        The decoded document, byte order mark included.
    path
        What it is called in errors.
    visitor
        Whom to call.
    prefixes
        The prefix of each namespace that matters: ``{address: "w"}`` makes ``w:p`` of its names, whatever prefix the
        document uses; names of other namespaces come as ``?:name``. None leaves all prefixes away.

    Raises
    ------
    InputError
        If the document is not well formed, declares entities, or is nested too deeply.
    """
    _Walk(raw, path, visitor, prefixes).run()


class _Walk:
    def __init__(self, raw: str, path: str, visitor: Visitor, prefixes: Mapping[str, str] | None) -> None:
        self._raw, self._path, self._visitor, self._prefixes = raw, path, visitor, prefixes
        # Lone surrogates, which decoding with replacement can leave, are no XML; expat refuses them in its own words.
        self._bytes = raw.encode("utf-8", "surrogatepass")
        self._plain = len(self._bytes) == len(raw)
        self._byte = self._at = self._depth = 0
        self._verbatim = False
        self._names: dict[str, str] = {}
        # Told the encoding, expat passes over the one that the document declares: it is decoded already.
        parser = expat.ParserCreate("utf-8", _SEPARATOR)
        parser.ordered_attributes = False
        parser.buffer_text = False
        parser.SetParamEntityParsing(expat.XML_PARAM_ENTITY_PARSING_NEVER)
        parser.StartElementHandler = self._begin
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._characters
        parser.EntityDeclHandler = self._refuse_entity
        parser.SkippedEntityHandler = self._skipped
        parser.StartCdataSectionHandler = self._enter_cdata
        parser.EndCdataSectionHandler = self._leave_cdata
        self._parser = parser

    def run(self) -> None:
        try:
            self._parser.Parse(self._bytes, True)
        except expat.ExpatError as error:
            what = expat.ErrorString(error.code) or "not well formed"
            raise InputError(
                f"{named(self._path)}: the XML breaks off or is broken in line {error.lineno} ({what}); save or export "
                "the file again."
            ) from None

    def _here(self) -> int:
        """The code point where the present event stands; events come in rising order."""
        byte = self._parser.CurrentByteIndex
        if self._plain:
            return byte
        if byte > self._byte:
            piece = self._bytes[self._byte : byte]
            self._at += len(piece) if piece.isascii() else len(piece.decode("utf-8", "surrogatepass"))
            self._byte = byte
        return self._at

    def _begin(self, name: str, attributes: dict[str, str]) -> None:
        self._depth += 1
        if self._depth > DEEPEST_ELEMENT:
            raise InputError(
                f"{named(self._path)}: its elements are nested more than {DEEPEST_ELEMENT:,} deep, the most that is "
                "read; save or export the file again."
            )
        given = {self._named(key): value for key, value in attributes.items()}
        self._visitor.begin(self._named(name), given, self._here())

    def _end(self, name: str) -> None:
        self._depth -= 1
        self._visitor.end(self._named(name), self._here())

    def _characters(self, text: str) -> None:
        at = self._here()
        width = len(text)
        if width == 1:
            spelled = self._raw[at]
            if spelled == "&" and not self._verbatim:
                width = self._raw.index(";", at) + 1 - at
            elif spelled == "\r" and self._raw[at + 1 : at + 2] == "\n":
                width = 2
        self._visitor.characters(text, at, width)

    def _named(self, joined: str) -> str:
        """The name with the prefix that the caller gave its namespace."""
        known = self._names.get(joined)
        if known is None:
            address, _, local = joined.rpartition(_SEPARATOR)
            bare = self._prefixes is None or not address
            known = local if bare else f"{(self._prefixes or {}).get(address, '?')}:{local}"
            self._names[joined] = known
        return known

    def _enter_cdata(self) -> None:
        self._verbatim = True

    def _leave_cdata(self) -> None:
        self._verbatim = False

    def _refuse_entity(self, name: str, *_: object) -> None:
        raise InputError(
            f"{named(self._path)}: it declares an entity ({name[:40]!r}), which is not read for safety; save or export "
            "the file without one."
        )

    def _skipped(self, name: str, parameter: bool) -> None:
        if not parameter:
            raise InputError(
                f"{named(self._path)}: it uses an entity ({name[:40]!r}) that is declared elsewhere and not read; save "
                "or export the file with plain characters."
            )


def _serves(encoding: str) -> bool:
    """Whether a declared encoding is one that bytes beginning with an ASCII declaration can be in."""
    try:
        return "<?xml".encode(encoding) == b"<?xml" and codecs.lookup(encoding).name != "utf-8"
    except (LookupError, UnicodeError, TypeError, AttributeError):
        return False
