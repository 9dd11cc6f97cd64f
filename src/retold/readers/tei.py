"""TEI: texts as editions encode them, plays and prose.

In goes an XML document of the Text Encoding Initiative, out comes its text as it reads: paragraphs and verses, with the
speaker of a speech on a line above it, as in a script. The header becomes metadata; notes, running heads, front and
back matter and the readings that the edition did not choose are set aside. Where an element stands for quotation marks,
or for the brackets around a direction inside a speech, and the text itself leaves them out, its tags are shown as them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from dataclasses import replace as replace_fields

from ..errors import InputError
from . import xml
from .apparatus import INLINE
from .building import Building, Role
from .elements import Elements
from .naming import named
from .sniffing import Decoded, Format

FRONT, HEADING, NOTE, FOOTER, END, DELETED = "front", "heading", "note", "footer", "end", "deleted"

_ROOTS = frozenset(("TEI", "TEI.2", "teiCorpus"))
# Elements that stand on lines of their own.
_BLOCKS = frozenset(
    (
        *("p", "ab", "l", "lg", "sp", "spGrp", "speaker", "stage", "head", "trailer", "div", "div1", "div2", "div3"),
        *("list", "item", "label", "row", "cell", "opener", "closer", "salute", "signed", "dateline", "byline"),
        *("epigraph", "argument", "postscript", "floatingText", "group", "text", "body", "u", "docTitle", "titlePart"),
    )
)
_PARTING = frozenset(("sp", "lg", "div", "div1", "div2", "div3", "head", "trailer", "text", "body"))
_ASIDE: dict[str, str | None] = {
    "front": FRONT,
    "castList": FRONT,
    "back": END,
    "note": NOTE,
    "noteGrp": NOTE,
    "fw": FOOTER,
    "del": DELETED,
    "surplus": DELETED,
    "figure": NOTE,
    "standOff": None,
    "facsimile": None,
    "sourceDoc": None,
    "index": None,
    "metamark": None,
}
_KINDS = {"head": HEADING, "trailer": END}
_UNCHOSEN = frozenset(("sic", "orig", "abbr"))  # beside a correction, a regular spelling or an expansion
_SPEECHES = frozenset(("sp", "u"))
_CHARACTERS = frozenset(("castItem", "role", "person"))  # the entries in lists of them
_SPOKEN = frozenset(("q", "said"))
_TAG_HEAD = 2  # code points of a tag that stand for the blank line above a name
_BRACKETS = "([{"
_MARKS = "\"'“”„‘’‚«»‹›—–-"
_NEXT_TAG = re.compile(r"\s*<([\w.-]*)")

# Where in the header a fact stands: the last names of the elements around it.
_FACTS = {
    ("titleStmt", "title"): "title",
    ("titleStmt", "author"): "author",
    ("publicationStmt", "publisher"): "site",
    ("publicationStmt", "date"): "published",
    ("langUsage", "language"): "language",
    ("keywords", "term"): "tags",
    ("list", "item"): "tags",
    ("abstract", "p"): "summary",
    ("editionStmt", "edition"): "",
}


def read(data: bytes, path: str, encoding: str | None, replace: bool) -> Decoded:
    """The text of a TEI document; `InputError` if it is broken or holds only a header."""
    raw, used = xml.decoded(data, path, encoding, replace)
    story = _Edition(raw)
    xml.walk(raw, path, story)
    if not len(story.building):
        raise InputError(f"{named(path)}: there is no text in this TEI document; give one with more than a header.")
    facts = {key: even for key, value in story.facts.items() if (even := " ".join(value.split()))}
    content = story.building.content(facts.get("title"), facts)
    if story.attached:
        note = f"{named(path)}: the apparatus is attached ({story.attached}), of which the base text alone is read."
        content = replace_fields(content, notes=(note,))
    return Decoded(raw, used, content=content)


FORMAT = Format("TEI document", lambda data: xml.root(data) in _ROOTS, read)


@dataclass(frozen=True, slots=True)
class _Voice:
    """A name that only the tag of a speech gives: the tag opens at `at` and is `width` code points wide."""

    name: str
    at: int
    width: int

    def declare(self, building: Building) -> None:
        """Set the name above the speech, its last letter for the rest of the tag; breaks stand for the tag's ends."""
        start, end, last = self.at + _TAG_HEAD, self.at + self.width - 1, len(self.name) - 1
        building.put(self.name[:last], start)
        building.put(self.name[last:], start + last, end - start - last)
        building.declare("name", start, end)
        building.end(end)


class _Edition(Elements):
    def __init__(self, raw: str) -> None:
        super().__init__()
        self.facts: dict[str, str] = {}
        self._raw = raw
        self._open: list[str] = []
        self._in_header = False
        self._in_text = 0
        self._speeches = 0
        self._chosen: list[bool] = []  # for each open apparatus entry: whether a reading was taken
        self._marked: list[bool] = []  # for each open quotation: whether its tags stand for marks
        self._bracketed = False  # the open stage direction has its tags shown as brackets
        self._who: _Voice | None = None  # who speaks, until the speech shows whether it names them itself
        self._cast: dict[str, str] = {}  # names in the lists of characters, by their ids
        self._listed = ""  # the id of the open entry in one
        self._fact = ""
        self._when = False  # an attribute has said the date
        self.attached = ""  # how its apparatus is attached to the text, where it does not stand in it
        self._marks_stand = False  # the header says that all quotation marks stand in the text

    def begin(self, name: str, attributes: xml.Attributes, at: int) -> None:
        """An element begins; in a list of characters, which is set aside, its id is noted."""
        if name in _CHARACTERS and attributes.get("id"):
            self._listed = attributes["id"]
        super().begin(name, attributes, at)

    def characters(self, text: str, at: int, width: int) -> None:
        """Some characters; the first behind an id in a list of characters are a name."""
        if self._listed and text.strip():
            self._cast.setdefault(self._listed, " ".join(text.split()))
            self._listed = ""
        super().characters(text, at, width)

    def opened(self, name: str, attributes: xml.Attributes, at: int) -> None:
        """Open a paragraph, a speech or a quotation, or pass over what is no part of the text."""
        if name in _BLOCKS and not self._in_header:
            self._end(at, parted=name in _PARTING)
        self._open.append(name)
        if name == "teiHeader":
            self._in_header = True
        if self._in_header:
            self._header(name, attributes)
            return
        if name == "text":
            self._in_text += 1
        if self._passed_over(name):
            self._open.pop()
            return
        if name in _SPEECHES:
            self._speeches += 1
            self._who = self._voice(attributes.get("who", ""), at)
        elif name == "app":
            self._chosen.append(False)
        elif name in ("lem", "rdg") and self._chosen:
            self._chosen[-1] = True
        elif name in ("lb", "cb") and attributes.get("break") != "no":
            self.add(" ", at, 1)
        elif name in ("milestone", "space") and not self._inside_paragraph():
            self.building.part(at)
        elif name in _SPOKEN:
            self._marked.append(self._is_marked(attributes, at))
            if self._marked[-1]:
                self.add("“", at, self._tag_width(at))
        elif name == "stage":
            self._bracketed = bool(self._speeches) and self._stands_alone(at, _BRACKETS)
            if self._bracketed:
                self.add("(", at, self._tag_width(at))

    def _passed_over(self, name: str) -> bool:
        """Skip an element that is no part of the text as it reads."""
        if name in _ASIDE:
            self.skip(_ASIDE[name])
        elif name == "rdg" and self._chosen and self._chosen[-1]:
            self.skip(NOTE)
        elif name in _UNCHOSEN and self._open[-2:-1] == ["choice"]:
            self.skip(None)
        else:
            return False
        return True

    def closed(self, name: str, at: int) -> None:
        """Close what was open."""
        if self._in_header:
            self._open.pop()
            self._fact = ""
            self._in_header = name != "teiHeader"
            return
        if name in _SPOKEN and self._marked.pop():
            self.add("”", at, self._tag_width(at))
        elif name == "stage" and self._bracketed:
            self.add(")", at, self._tag_width(at))
            self._bracketed = False
        if name in _BLOCKS:
            self._end(at, _KINDS.get(name), parted=name in _PARTING)
        self._open.pop()
        if name == "text":
            self._in_text -= 1
        elif name in _SPEECHES:
            self._speeches -= 1
            self._who = None
        elif name == "app":
            self._chosen.pop()

    def heard(self, text: str, at: int, width: int) -> None:
        """Add to the open fact of the header, or to the text."""
        if self._in_header:
            if self._fact and not (self._when and self._fact == "published"):
                self.facts[self._fact] = self.facts.get(self._fact, "") + text
        elif self._in_text:
            self.add(text, at, width)

    def _end(self, at: int, kind: str | None = None, *, parted: bool) -> None:
        role = self._role() if self._speeches else None
        if self._who and not self.empty:
            if role != "name":
                self._who.declare(self.building)
            self._who = None
        self.close(at, kind, parted=parted and bool(self._in_text), role=role)

    def _role(self) -> Role | None:
        """What the open paragraph of a speech is in it; a stage direction is neither name nor speech."""
        if "stage" in self._open:
            return None
        return "name" if "speaker" in self._open else "speech"

    def _voice(self, who: str, at: int) -> _Voice | None:
        """Who speaks by the attribute of a speech: the names in the list of characters, else the ids."""
        ids = [one.rpartition("#")[2] for one in who.split()]
        width = self._tag_width(at)
        readable = " and ".join(re.sub(r"[\W_]+", " ", one).strip() for one in ids)
        listed = " and ".join(self._cast[one] for one in ids) if self._cast.keys() >= set(ids) else ""
        most = width - _TAG_HEAD - 1
        name = next((one for one in (listed, readable.title()) if one.strip() and len(one) <= most), "")
        return _Voice(name, at, width) if name else None

    def _inside_paragraph(self) -> bool:
        return not self.empty

    def _is_marked(self, attributes: xml.Attributes, at: int) -> bool:
        """Whether the tag of a quotation stands for its mark: said aloud, in prose, and without a mark of its own."""
        silent = attributes.get("aloud") == "false" or attributes.get("direct") == "false"
        return not (silent or self._marks_stand) and not self._speeches and self._stands_alone(at, _MARKS)

    def _stands_alone(self, at: int, marks: str) -> bool:
        """Whether the text behind a tag begins with none of some marks, and with no paragraph of its own."""
        after = at + self._tag_width(at)
        inner = _NEXT_TAG.match(self._raw, after)
        first = self._raw[after : after + 40].lstrip()[:1]
        return bool(first) and first not in marks and first != "&" and not (inner and inner[1] in _BLOCKS)

    def _tag_width(self, at: int) -> int:
        return self._raw.index(">", at) + 1 - at

    def _header(self, name: str, attributes: xml.Attributes) -> None:
        """What the header says of the text; the first of each, but all key words."""
        key = _FACTS.get((self._open[-2] if len(self._open) > 1 else "", name), "")
        if name == "quotation":
            self._marks_stand = attributes.get("marks") == "all"
        elif name == "variantEncoding":
            method = attributes.get("method", INLINE)
            self.attached = method if method != INLINE else ""
        elif name == "language" and attributes.get("ident"):
            self.facts.setdefault("language", attributes["ident"])
        elif key == "published" and attributes.get("when"):
            self.facts.setdefault(key, attributes["when"])
            self._when = True
        elif key == "tags" and "keywords" in self._open:
            self.facts[key] = f"{self.facts[key]}, " if self.facts.get(key) else ""
            self._fact = key
        elif key and key != "tags" and key not in self.facts:
            self.facts[key] = ""
            self._fact = key
