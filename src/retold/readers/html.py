"""Saved web pages and HTML downloads.

In go the bytes of a page, out comes its text with the story found in it: the encoding it declares is believed, the
elements tell story from furniture, and the site's own blocks give title and facts.
"""

from __future__ import annotations

import codecs
import re

from ..errors import InputError
from .about import about
from .decoding import decode
from .extracting import extract
from .heads import HEAD
from .markup import walk
from .naming import named
from .pages import content
from .sniffing import Decoded, Format

SAMPLE = 65_536  # bytes in which a page without a head shows its tags
FEWEST_TAGS = 5  # of blocks, in a text that opens with none
TAGGED_EVERY = 1_500  # bytes; paragraphs are shorter than that

_LEAD = re.compile(
    rb"(?:\s+|<\?xml[^>]{0,200}\?>|<!--(?:[^-]|-(?!->)){0,3000}-->|<!doctype[^>\[]{0,300}>)*", re.IGNORECASE
)
_OPENS = re.compile(
    rb"<(?:!doctype\s{1,9}html|(?:html|head|body|title|meta|link|script|style|p|div|h[1-6]|br|hr|blockquote|article"
    rb"|section|main|header|table|center|pre|ul|ol|dl|font)[\s/>])",
    re.IGNORECASE,
)
_DOCBOOK = re.compile(rb"xmlns(?::\w{1,20})?=[\"']http://docbook\.org/ns/docbook|-//OASIS//DTD DocBook")
_TAG = re.compile(rb"</?(?:p|div|br|blockquote|h[1-6]|li)\s{0,9}/?>|<(?:p|div)\s[^<>]{1,300}>", re.IGNORECASE)
_DECLARED = re.compile(
    rb"""<meta\s[^>]{0,300}?charset\s{0,9}=\s{0,9}["']?\s{0,9}([A-Za-z0-9._:-]{1,40})"""
    rb"""|^\s{0,99}<\?xml[^>]{0,100}?\sencoding\s{0,9}=\s{0,9}["']([A-Za-z0-9._-]{1,40})["']""",
    re.IGNORECASE,
)
# What pages declare, and what is meant by it: the web reads the small Latin sets as their supersets.
_MEANT = {
    "iso8859-1": "cp1252", "ascii": "cp1252", "iso8859-9": "cp1254", "gb2312": "gb18030", "gbk": "gb18030",
    "shift_jis": "cp932", "euc_kr": "cp949", "utf-16": "utf-8", "utf-16-le": "utf-8", "utf-16-be": "utf-8",
}  # fmt: skip
_FAMILIES = ("utf-8", "cp", "iso8859", "iso2022", "koi8", "mac", "shift", "euc", "gb", "big5", "hz", "tis")


def knows(data: bytes) -> bool:
    """Whether some content is HTML: it opens with a tag of its own, or has tags throughout."""
    head = _plain(data[:HEAD])
    if _DOCBOOK.search(head):
        return False  # its elements are called like those of pages, and mean other things
    lead = _LEAD.match(head)
    start = lead.end() if lead else 0
    if b"<!doctype html" in head[:start].lower() or _OPENS.match(head, start):
        return True
    if head[:1] == b"%" or head.startswith((b"PK", b"{\\rtf", b"<?xml")):
        return False
    sample = data[:SAMPLE]
    tags = sum(1 for _ in _TAG.finditer(sample))
    return tags >= FEWEST_TAGS and tags * TAGGED_EVERY >= len(sample)


def read(data: bytes, path: str, encoding: str | None, replace: bool) -> Decoded:
    """The text of a page with its story; `InputError` if it cannot be decoded or shows no text."""
    raw, used = decode_markup(data, path, encoding, replace)
    page = walk(raw, path)
    if not page.paragraphs:
        raise InputError(
            f"{named(path)}: this is a web page with no text in it; open it in a browser, wait until the story shows, "
            "and save it again."
        )
    found = extract(page)
    title, metadata = about(page, found.site, found.kinds)
    return Decoded(raw, used, content=content(page, found.kinds, found.cuts, title, metadata))


def decode_markup(data: bytes, path: str, encoding: str | None, replace: bool) -> tuple[str, str]:
    """The text of a page and its encoding: the one asked for, a byte order mark's, the declared one, or a guess."""
    declared = declared_encoding(data) if encoding is None else None
    return decode(data, path, encoding=encoding, declared=declared, replace=replace)


def declared_encoding(data: bytes) -> str | None:
    """The encoding that a page declares in its head, as Python names it; None where it names none that serves."""
    for found in _DECLARED.finditer(data[:HEAD]):
        try:
            name = codecs.lookup((found[1] or found[2]).decode("ascii").removeprefix("x-")).name
        except LookupError:
            continue
        if name.startswith(_FAMILIES) or name in _MEANT:
            return _MEANT.get(name, name)
    return None


def _plain(head: bytes) -> bytes:
    """The opening bytes without a byte order mark, and without the zeroes of UTF-16."""
    for mark in (codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE):
        head = head.removeprefix(mark)
    return head.replace(b"\x00", b"") if head[:1] == b"\x00" or head[1:2] == b"\x00" else head


FORMAT = Format("web page", knows, read)
