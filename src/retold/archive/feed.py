"""News as an Atom feed (RFC 4287): items come in, one XML document goes out.

The same news makes the same feed: names of entries are made from what they say, and the feed is as old as its newest.
"""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from xml.etree import ElementTree

from retold.archive.novelties import Item
from retold.wording import number, one_line

_ATOM = "http://www.w3.org/2005/Atom"
_BEGINNING = "1970-01-01T00:00:00Z"
_SAID = {
    "added": "New", "part": "New part", "changed": "Changed", "gone": "Gone", "reposted": "Reposted",
    "quoted": "Quoted", "retold": "Retold",
}  # fmt: skip


def atom(items: Sequence[Item], archive: str) -> bytes:
    """The feed of some news; `archive` is what it is called in the title."""
    ElementTree.register_namespace("", _ATOM)
    feed = ElementTree.Element(f"{{{_ATOM}}}feed")
    _put(feed, "title", f"News of {one_line(archive)}")
    _put(feed, "id", _urn(f"archive\n{archive}"))
    _put(feed, "updated", max((item.when for item in items), default=_BEGINNING))
    _put(feed, "generator", "Retold")
    _put(ElementTree.SubElement(feed, f"{{{_ATOM}}}author"), "name", "Retold")
    for item in reversed(items):
        entry = ElementTree.SubElement(feed, f"{{{_ATOM}}}entry")
        _put(entry, "title", f"{_SAID[item.kind]}: {one_line(item.title or item.path, 200)}")
        _put(entry, "id", _urn("\n".join((item.kind, item.path, item.sha256, str(item.run), item.of or ""))))
        _put(entry, "updated", item.when or _BEGINNING)
        if item.author:
            _put(ElementTree.SubElement(entry, f"{{{_ATOM}}}author"), "name", one_line(item.author, 200))
        _put(entry, "summary", summary(item))
    ElementTree.indent(feed)
    written: bytes = ElementTree.tostring(feed, "utf-8", xml_declaration=True)
    return written + b"\n"


def summary(item: Item) -> str:
    """One piece of news in a few words: where it is, and how long."""
    parts = [one_line(item.path, 300), number(item.words, "word")]
    if item.before is not None:
        parts[-1] += f", {item.before:,} before"
    if item.part is not None:
        parts.append(f"part {item.part:g} of {one_line(item.work, 200)}")
    if item.of:
        parts.append(f"from {one_line(item.of, 200)}")
    return "; ".join(parts)


def _put(parent: ElementTree.Element, name: str, text: str) -> None:
    ElementTree.SubElement(parent, f"{{{_ATOM}}}{name}").text = text


def _urn(text: str) -> str:
    return uuid.uuid5(uuid.NAMESPACE_OID, text).urn
