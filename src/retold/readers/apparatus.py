"""Critical editions in TEI that hold several witnesses by parallel segmentation: what editors make and we export.

In goes the content of an edition, out come the sigla of its witnesses (``edition.xml!/A``) and for each a TEI document
of its own: the edition with the readings of the others cut out, in the order of that witness and with its paragraphs.
Its title is its own where the list of witnesses says one. What all have in common is not in a witness that starts
later, breaks off or has a lacuna there. The reader of TEI then reads that as any other.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from xml.sax.saxutils import escape

from ..errors import InputError
from . import xml
from .archives import fetch
from .files import head
from .members import join, split
from .naming import named

INLINE = "parallel-segmentation"
"""The one way of holding variants that is read."""

_ROOTS = frozenset(("TEI", "TEI.2"))
_READINGS = frozenset(("lem", "rdg"))
_DROPPED = frozenset(("app", "rdgGrp", "lem", "rdg", "join"))  # tags of the apparatus; what stands inside is text
_PARAGRAPHS = frozenset(("p", "ab"))
_THERE = {"witStart": True, "lacunaEnd": True, "witEnd": False, "lacunaStart": False}  # whether a witness goes on
_CLOSE = "\0"  # no XML holds one: here it takes away the blanks before it
_PEEK = 20_000  # bytes in which the first element shows
_TAG = re.compile(r"""<(?:[^<>"']|"[^"]*"|'[^']*')*>""")
_DECLARATION = re.compile(r"\ufeff?<\?xml[^>]*\?>\s*")  # names the encoding of the whole edition


@dataclass(slots=True)
class _Tag:
    """A tag as it stands in the document: `start` and `end` are code points, equal at the end of an empty element."""

    name: str
    attributes: xml.Attributes
    start: int
    end: int
    opens: bool


@dataclass(slots=True)
class _Edition:
    """A walk through an edition: its tags in order, its witnesses by id, and the orders that some of them have."""

    raw: str
    tags: list[_Tag] = field(default_factory=list)
    sigla: dict[str, str] = field(default_factory=dict)
    orders: dict[str, list[list[str]]] = field(default_factory=dict)
    named: set[str] = field(default_factory=set)  # the ids of the witnesses that a reading names
    attached: bool = False
    titles: dict[str, str] = field(default_factory=dict)  # of the witnesses, by their ids
    title: int | None = None  # the number of the tag that begins the edition's own title
    _open: list[str] = field(default_factory=list)
    _witness: str = ""  # the id of the one that is described
    _titling: int = 0  # how many elements are open in its title, 0 outside of one

    def begin(self, name: str, attributes: xml.Attributes, at: int) -> None:
        """Note a tag and what it says of witnesses."""
        tag = _TAG.match(self.raw, at)
        self.tags.append(_Tag(name, attributes, at, tag.end() if tag else at, True))
        own = attributes.get("id")
        if name == "title" and self._open[-1:] == ["titleStmt"] and self.title is None:
            self.title = len(self.tags) - 1
        elif name == "title" and self._open[-2:] == ["witness", "bibl"] and self._witness not in self.titles:
            self.titles[self._witness] = ""
            self._titling = len(self._open) + 1
        self._open.append(name)
        if name == "witness":
            self._witness = own or ""
        if name == "witness" and own:
            self.sigla[own] = attributes.get("n") or own
        elif name in _READINGS:
            self.named.update(_ids(attributes.get("wit", "")))
        elif name == "variantEncoding":
            self.attached = attributes.get("method", INLINE) != INLINE
        elif name == "join" and attributes.get("type") == "order":
            for who in _ids(attributes.get("corresp", "")):
                self.orders.setdefault(who, []).append(_ids(attributes.get("target", "")))

    def end(self, name: str, at: int) -> None:
        """Note an end tag; that of an empty element is its only tag, which has been noted."""
        if len(self._open) == self._titling:
            self._titling = 0
        self._open.pop()
        last = self.tags[-1]
        if last.opens and self.raw.startswith("/>", last.end - 2):
            self.tags.append(_Tag(name, {}, last.end, last.end, False))
        else:
            self.tags.append(_Tag(name, {}, at, self.raw.index(">", at) + 1, False))

    def characters(self, text: str, at: int, width: int) -> None:
        """Characters stay where they are; the title of a witness is noted."""
        if self._titling:
            self.titles[self._witness] += text


def works(path: str) -> list[str]:
    """The paths of the witnesses in an edition; the path itself where it holds no several.

    What cannot be read stands for itself, so that reading it says why.
    """
    file, inside = split(path)
    if not inside and xml.root(head(file, _PEEK)) not in _ROOTS:
        return [path]
    try:
        found = fetch(path)
        sigla = () if found.rest else witnesses(found.data)
    except InputError:
        return [path]
    return [join(path, siglum) for siglum in sigla] or [path]


def witnesses(data: bytes) -> tuple[str, ...]:
    """The sigla of the witnesses of an edition, none where it has fewer than two or its text is another's."""
    if xml.root(data) not in _ROOTS:
        return ()
    edition = _walked(data)
    there = dict.fromkeys(siglum for id, siglum in edition.sigla.items() if id in edition.named)
    return tuple(there) if len(there) > 1 and not edition.attached else ()


def record(data: bytes, siglum: str, path: str) -> bytes:
    """The text of one witness as a TEI document, in UTF-8; `InputError` if there is none of that name."""
    edition = _walked(data)
    id = next((id for id, name in edition.sigla.items() if name == siglum), None)
    if id is None:
        there = ", ".join(edition.sigla.values())
        raise InputError(f"{named(path)}: there is no witness {named(siglum)} in that edition; there are {there}.")
    return _DECLARATION.sub("", "".join(_evened(_Witness(edition, id).pieces())), count=1).encode("utf-8")


@lru_cache(maxsize=2)  # the witnesses of an edition are read one after another
def _walked(data: bytes) -> _Edition:
    raw, _ = xml.decoded(data, "the edition")
    edition = _Edition(raw)
    xml.walk(raw, "the edition", edition)
    return edition


class _Witness:
    """The document of one witness, put together piece by piece."""

    def __init__(self, edition: _Edition, id: str) -> None:
        self._edition, self._id = edition, id
        self._orders = edition.orders.get(id, [])
        self._wanted = {piece for order in self._orders for piece in order}
        self._named = _named_together(edition.tags)
        self._title = " ".join(edition.titles.get(id, "").split())
        self._out: list[str] = []
        self._slices: dict[str, tuple[int, int]] = {}  # where the elements that have an order stand in what goes out
        self._skipped = 0  # open elements of readings that others have
        self._naming: list[bool] = []  # of each open reading, whether it names the witness
        self._presence = self._begins_and_ceases()
        self._there = not next(iter(self._presence.values()), False)  # one that starts somewhere is not there before
        self._open: list[tuple[str, str, int]] = []  # of each open element its name, its id, and where it begins
        self._parting = -1  # where a paragraph was parted directly before what follows; that goes with it

    def pieces(self) -> list[str]:
        """The document in pieces, the elements that have an order in it."""
        self._copy()
        instead: dict[int, tuple[int, int]] = {}  # what goes to the place of an element, by where that begins
        for order in self._orders:
            here = [id for id in order if id in self._slices]
            places = sorted(self._slices[id][0] for id in here)
            instead.update((place, self._slices[id]) for place, id in zip(places, here, strict=True))
        ends = dict(self._slices.values())
        result: list[str] = []
        at = 0
        while at < len(self._out):
            start, end = instead.get(at, (at, at + 1))
            result += self._out[start:end]
            at = ends[at] if at in instead else at + 1
        return result

    def _copy(self) -> None:
        raw, at, inside = self._edition.raw, 0, False
        for number, tag in enumerate(self._edition.tags):
            if not self._skipped and (self._there or any(self._naming) or not inside):
                self._put(raw[at : tag.start])
            at = tag.end
            self._there = self._presence.get(number, self._there)
            inside = tag.opens if tag.name == "text" else inside
            if tag.opens:
                if self._skipped or (tag.name in _READINGS and not self._reads(tag, number)):
                    self._skipped += 1
                elif self._title and number == self._edition.title:
                    self._put(f"<title>{escape(self._title)}</title>")  # its own instead of the edition's
                    self._skipped += 1
                else:
                    self._begin(tag)
            elif self._skipped:
                self._skipped -= 1
            else:
                self._end(tag)
        self._put(raw[at:])

    def _begins_and_ceases(self) -> dict[int, bool]:
        """By the number of a tag, whether the witness is there from that place on, where something says so."""
        found: dict[int, bool] = {}
        mine: list[bool] = []  # of each open reading, whether the witness has it
        for number, tag in enumerate(self._edition.tags):
            if tag.name in _READINGS and tag.opens:
                mine.append(self._has(tag, self._named[number]))
            elif tag.name in _READINGS:
                mine.pop()
            elif tag.opens and tag.name in _THERE:
                named = tag.attributes.get("wit")
                if (bool(mine) and all(mine)) if named is None else self._id in _ids(named):
                    found[number] = _THERE[tag.name]
        return found

    def _put(self, text: str) -> None:
        if text:
            self._out.append(text)
            self._parting = self._parting if text.isspace() else -1

    def _begin(self, tag: _Tag) -> None:
        if tag.name == "milestone" and self._parts(tag):
            self._part()
            self._open.append(("join", "", 0))  # its own tag is dropped
            return
        if tag.name in _READINGS:
            self._naming.append("wit" in tag.attributes)
        start = len(self._out) if self._parting < 0 else self._parting
        self._open.append((tag.name, tag.attributes.get("id", ""), start))
        if tag.attributes.get("rend") == "close":
            self._out.append(_CLOSE)
        if tag.name not in _DROPPED:
            self._put(self._edition.raw[tag.start : tag.end])

    def _end(self, tag: _Tag) -> None:
        name, id, start = self._open.pop()
        if name in _READINGS:
            self._naming.pop()
        if name not in _DROPPED:
            self._put(self._edition.raw[tag.start : tag.end])
        if id in self._wanted and start < len(self._out):
            self._slices[id] = (start, len(self._out))

    def _part(self) -> None:
        """End the open paragraph and begin another one, where that is what is open."""
        around = next((name for name, _, _ in reversed(self._open) if name not in _DROPPED), "")
        if around in _PARAGRAPHS:
            self._out.append(f"</{around}>\n<{around}>")
            self._parting = len(self._out) - 1

    def _reads(self, reading: _Tag, number: int) -> bool:
        """Whether the witness has a reading here; what it has with all others it lacks where it has a gap."""
        return self._has(reading, self._named[number]) and (self._there or "wit" in reading.attributes)

    def _has(self, reading: _Tag, others: frozenset[str]) -> bool:
        """Whether the witness has a reading: it is named there, or nowhere in the entry where this is the lemma."""
        if "wit" in reading.attributes:
            return self._id in _ids(reading.attributes["wit"])
        return reading.name == "lem" and self._id not in others

    def _parts(self, tag: _Tag) -> bool:
        """Whether a milestone begins a paragraph in this witness."""
        return tag.attributes.get("unit") == "paragraph" and self._id in _ids(tag.attributes.get("edRef", ""))


def _named_together(tags: list[_Tag]) -> dict[int, frozenset[str]]:
    """For each reading, by the number of its tag, the witnesses that the readings of its entry name together."""
    found: dict[int, frozenset[str]] = {}
    open_: list[tuple[set[str], list[int]]] = []
    for number, tag in enumerate(tags):
        if tag.name == "app":
            if tag.opens:
                open_.append((set(), []))
            else:
                who, readings = open_.pop()
                found.update(dict.fromkeys(readings, frozenset(who)))
        elif tag.name in _READINGS and tag.opens:
            if open_:
                open_[-1][0].update(_ids(tag.attributes.get("wit", "")))
                open_[-1][1].append(number)
            else:
                found[number] = frozenset()
    return found


def _ids(pointers: str) -> list[str]:
    return [one.rpartition("#")[2] for one in pointers.split()]


def _evened(pieces: list[str]) -> Iterator[str]:
    """The pieces without the blanks before those that stand close to what their witness has before them."""
    held: list[str] = []
    for piece in pieces:
        if piece == _CLOSE:
            while held and not held[-1].strip():
                held.pop()
            if held:
                held[-1] = held[-1].rstrip()
        else:
            if piece.strip():
                yield from held
                held = []
            held.append(piece)
    yield from held
