"""Word and OpenDocument texts: DOCX, ODT and flat ODT.

In goes the content of a document, out comes its story: paragraphs as they read with all changes accepted, headings,
titles and notes set aside as what their styles say they are. The text that offsets count in is the XML of the members
that are read, the document first, its notes, comments, headers and footers behind it; styles and metadata are looked up
in the others. A broken member that is not the story itself is left out and noted.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from dataclasses import replace as replace_fields

from ..errors import InputError
from ..text import Content, Part, Span
from . import xml
from .elements import Elements
from .heads import HEAD
from .limits import Archive, members
from .members import join
from .naming import named
from .placeholders import meant
from .sniffing import Decoded, Format

FRONT, HEADING, NAVIGATION, NOTE, COMMENTS = "front", "heading", "navigation", "note", "comments"
DELETED = "deleted"  # struck out in a tracked change
FOOTER = "footer"
LONGEST_HEADING = 300  # code points; longer paragraphs in the style of a heading are story in large letters

_WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_STRICT_WORD = "http://purl.oclc.org/ooxml/wordprocessingml/main"
_WORD_PREFIXES = {
    _WORD: "w",
    _STRICT_WORD: "w",
    "http://schemas.openxmlformats.org/markup-compatibility/2006": "mc",
}
_EDGES = re.compile(r"(?:header|footer)[0-9]{0,4}\.xml")  # what stands above and below every page
_OPEN = "urn:oasis:names:tc:opendocument:xmlns:"
_OPEN_PREFIXES = {
    **{f"{_OPEN}{name}:1.0": name for name in ("office", "text", "style", "meta", "table")},
    f"{_OPEN}drawing:1.0": "draw",
    f"{_OPEN}svg-compatible:1.0": "svg",
    "http://purl.org/dc/elements/1.1/": "dc",
}
_OPEN_TEXT = b"application/vnd.oasis.opendocument.text"
_LEVELS = tuple("012345678")  # of an outline; the ninth is body text
_NO_BREAK_HYPHEN = "\u2011"

# What documents call the facts about themselves, and what we do.
_FACTS = {
    "title": "title",
    "creator": "author",
    "keywords": "tags",
    "keyword": "tags",
    "description": "summary",
    "language": "language",
    "created": "published",
    "creation-date": "published",
    "modified": "updated",
    "date": "updated",
    "category": "category",
    "contentStatus": "status",
}


def read_word(data: bytes, path: str, encoding: str | None, replace: bool) -> Decoded:
    """The story in a DOCX document; `InputError` if it is damaged or has no text."""
    archive = Archive(data, path)
    main = _main_document(archive, path)
    folder = main.rpartition("/")[0]
    besides = _Besides(archive, path)
    styles = besides.text(f"{folder}/styles.xml")
    kinds = _word_kinds(styles, path) if styles is not None else {}
    notes = [f"{folder}/{name}.xml" for name in ("footnotes", "endnotes", "comments")]
    edges = sorted(name for name in archive.names if _EDGES.fullmatch(name.removeprefix(f"{folder}/")))
    names = [main, *(name for name in (*notes, *edges) if besides.text(name) is not None)]
    story = _Word(kinds)
    raw, parts = _walk(archive, names, path, story, _WORD_PREFIXES)
    if story.headed > len(story.building):
        # Who sets the whole story in the style of a heading means its size.
        story = _Word(kinds, headings=False)
        raw, parts = _walk(archive, names, path, story, _WORD_PREFIXES)
    return Decoded(raw, "utf-8", parts, _content(story, besides.facts("docProps/core.xml"), path, besides.notes))


def read_open(data: bytes, path: str, encoding: str | None, replace: bool) -> Decoded:
    """The story in an ODT document; `InputError` if it is damaged, behind a password or has no text."""
    story = _Open()
    if not xml.root(data):
        archive = Archive(data, path)
        manifest = archive.read("META-INF/manifest.xml") if "META-INF/manifest.xml" in archive else b""
        if b"encryption-data" in manifest:
            raise InputError(f"{named(path)}: this document is behind a password; save it without one and give that.")
        raw, parts = _walk(archive, ["content.xml"], path, story, _OPEN_PREFIXES)
        besides = _Besides(archive, path)
        return Decoded(raw, "utf-8", parts, _content(story, besides.facts("meta.xml"), path, besides.notes))
    raw, used = xml.decoded(data, path, encoding, replace)
    xml.walk(raw, path, story, _OPEN_PREFIXES)
    facts = _Facts()
    xml.walk(raw, path, facts, None)
    return Decoded(raw, used, None, _content(story, facts.found, path))


def _knows_word(data: bytes) -> bool:
    names = members(data)
    return "[Content_Types].xml" in names and any(name.startswith("word/document") for name in names)


def _knows_open(data: bytes) -> bool:
    if "content.xml" in members(data):
        archive = Archive(data, "")
        return (
            "mimetype" in archive
            and archive.size("mimetype") < HEAD
            and archive.read("mimetype").startswith(_OPEN_TEXT)
        )
    return _OPEN_TEXT in data[:HEAD] and xml.root(data) == "document"


WORD = Format("Word document", _knows_word, read_word)
OPEN = Format("OpenDocument text", _knows_open, read_open)


def _main_document(archive: Archive, path: str) -> str:
    """The member that holds the text: relations name it, since some programs number it."""
    if "word/document.xml" in archive:
        return "word/document.xml"
    numbered = [name for name in archive.names if name.startswith("word/document") and name.endswith(".xml")]
    if not numbered:
        raise InputError(f"{named(path)}: this Word document has no text part; it may be cut short, save it again.")
    return min(numbered)


def _walk(
    archive: Archive, names: list[str], path: str, story: Elements, prefixes: Mapping[str, str]
) -> tuple[str, tuple[Part, ...]]:
    """Walk some members in a row; their text joined by line feeds, and the parts it is made of."""
    texts: list[str] = []
    parts: list[Part] = []
    for name in names:
        data = archive.read(name)
        text, _ = xml.decoded(data, join(path, name))
        xml.walk(text, join(path, name), story, prefixes)
        parts.append(Part(name, Span(story.offset, story.offset + len(text)), hashlib.sha256(data).hexdigest()))
        texts.append(text)
        story.offset += len(text) + 1
    return "\n".join(texts), tuple(parts)


class _Besides:
    """The members that a story can be read without: what is wrong with one is noted, and nothing is taken from it."""

    def __init__(self, archive: Archive, path: str) -> None:
        self._archive, self._path = archive, path
        self._texts: dict[str, str | None] = {}
        self.notes: list[str] = []

    def text(self, name: str) -> str | None:
        """The XML of a member; None where there is none, or a broken one."""
        if name not in self._texts:
            self._texts[name] = self._sound(name) if name in self._archive else None
        return self._texts[name]

    def facts(self, name: str) -> dict[str, str]:
        """What a member says of the document."""
        facts = _Facts()
        text = self.text(name)
        if text is not None:
            xml.walk(text, join(self._path, name), facts, None)
        return facts.found

    def _sound(self, name: str) -> str | None:
        path = join(self._path, name)
        try:
            text, _ = xml.decoded(self._archive.read(name), path)
            xml.walk(text, path, _Facts(), None)
        except InputError as error:
            self.notes.append(f"{error} The rest of the document was read without it.")
            return None
        return text


def _content(story: _Story, facts: Mapping[str, str], path: str, notes: Sequence[str] = ()) -> Content:
    if not len(story.building):
        raise InputError(f"{named(path)}: there is no text in this document; give one with a story in it.")
    facts = meant(facts)
    title = story.title or facts.get("title")
    content = story.building.content(title, {**facts, **({"title": title} if title else {})})
    return replace_fields(content, notes=tuple(notes))


class _Story(Elements):
    """Paragraphs and the kinds that their styles make them; `title` is the first paragraph styled as one."""

    def __init__(self, *, verbatim: bool) -> None:
        super().__init__(verbatim=verbatim)
        self.title = ""
        self.headed = 0  # code points set aside as headings

    def finish(self, at: int, kind: str | None, *, title: bool) -> None:
        """Close a paragraph; an empty one parts its neighbours."""
        text = self.close(at, kind, parted=self.empty)
        if kind == HEADING:
            self.headed += len(text)
        if title and not self.title:
            self.title = text

    def length(self) -> int:
        """Code points in the open paragraph."""
        return sum(len(piece.text) for piece in self._pieces)


def style_kind(style: str) -> str | None:
    """What the English name of a style makes of a paragraph."""
    name = style.replace("_20_", " ").casefold()
    if name in ("title", "subtitle"):
        return FRONT
    if name.startswith(("heading", "toc heading", "contents heading")):
        return HEADING
    if name.startswith(("toc ", "contents ")):
        return NAVIGATION
    return NOTE if name.startswith(("footnote", "endnote")) else None


class _Word(_Story):
    """The body of a DOCX document, and its notes."""

    _PASSED_OVER: Mapping[str, str | None] = {
        "w:del": DELETED,
        "w:moveFrom": DELETED,
        "w:instrText": None,
        "w:delInstrText": None,
        "w:pPrChange": None,
        "w:rPrChange": None,
        "w:sectPr": None,
        "mc:Fallback": None,
        "w:rt": None,
    }
    _ROOTS: Mapping[str, str] = {
        "w:footnotes": NOTE,
        "w:endnotes": NOTE,
        "w:comments": COMMENTS,
        "w:hdr": FOOTER,
        "w:ftr": FOOTER,
    }
    _BLANKS: Mapping[str, str] = {"w:tab": "\t", "w:ptab": "\t", "w:noBreakHyphen": _NO_BREAK_HYPHEN}

    def __init__(self, kinds: Mapping[str, tuple[str, str]], *, headings: bool = True) -> None:
        super().__init__(verbatim=True)
        self._kinds = kinds
        self._headings = headings
        self._around: list[tuple[str, bool]] = []  # paragraphs that hold a text box with paragraphs of its own
        self._style = ""
        self._heading = self._hidden = self._in_text = self._in_properties = False
        self._besides: str | None = None  # the kind of a member that holds no story

    def opened(self, name: str, attributes: xml.Attributes, at: int) -> None:
        """Open a paragraph, a run or a break, or pass over what is no part of the text."""
        if name in self._PASSED_OVER:
            self.skip(self._PASSED_OVER[name])
        elif name in self._ROOTS:
            self._besides = self._ROOTS[name]
        elif name == "w:p":
            self.close(at)
            self._around.append((self._style, self._heading))
            self._style, self._heading = "", False
        elif name == "w:pPr":
            self._in_properties = True
        elif name == "w:pStyle":
            self._style = attributes.get("w:val", "")
        elif name == "w:outlineLvl":
            self._heading = attributes.get("w:val") in _LEVELS
        elif name == "w:r":
            self._hidden = False
        elif name == "w:vanish":
            self._hidden = attributes.get("w:val", "1") not in ("0", "false", "off")
        elif name == "w:t":
            self._in_text = True
        elif not self._in_properties:
            self._sign(name, attributes, at)

    def _sign(self, name: str, attributes: xml.Attributes, at: int) -> None:
        """Elements that stand for a character, or end a line."""
        if name in self._BLANKS:
            self.add(self._BLANKS[name], at, 1)
        elif name in ("w:br", "w:cr"):
            self.break_line(at)
            if attributes.get("w:type") == "page":
                self.break_line(at + 1)

    def closed(self, name: str, at: int) -> None:
        """Close what was open."""
        if name == "w:t":
            self._in_text = False
        elif name == "w:pPr":
            self._in_properties = False
        elif name == "w:p":
            style, kind = self._kinds.get(self._style, ("", ""))
            found = HEADING if self._heading else kind or None
            if (found != NOTE and self.length() > LONGEST_HEADING) or (found == HEADING and not self._headings):
                found = None
            self.finish(at, self._besides or found, title=style == "title" and not self._besides)
            self._style, self._heading = self._around.pop()

    def heard(self, text: str, at: int, width: int) -> None:
        """Add what is text and not hidden."""
        if self._in_text and not self._hidden:
            self.add(text, at, width)


@dataclass(slots=True)
class _Style:
    name: str = ""
    based_on: str = ""
    heading: bool = False


@dataclass(slots=True)
class _Styles:
    """The paragraph styles of a DOCX document by their identifiers, which follow the language of the program."""

    styles: dict[str, _Style] = field(default_factory=dict)
    _open: _Style | None = None

    def begin(self, name: str, attributes: xml.Attributes, at: int) -> None:
        """A style begins, or something is said of the open one."""
        value = attributes.get("w:val", "")
        if name == "w:style":
            self._open = self.styles.setdefault(attributes.get("w:styleId", ""), _Style())
        elif self._open is None:
            return
        elif name == "w:name":
            self._open.name = value
        elif name == "w:basedOn":
            self._open.based_on = value
        elif name == "w:outlineLvl":
            self._open.heading = value in _LEVELS

    def end(self, name: str, at: int) -> None:
        """A style ends."""
        if name == "w:style":
            self._open = None

    def characters(self, text: str, at: int, width: int) -> None:
        """Styles hold no text."""


def _word_kinds(styles: str, path: str) -> dict[str, tuple[str, str]]:
    """By identifier, the English name of a style in small letters and the kind it makes of a paragraph."""
    found = _Styles()
    xml.walk(styles, path, found, _WORD_PREFIXES)
    kinds: dict[str, tuple[str, str]] = {}
    for key in found.styles:
        style, seen = found.styles[key], {key}
        kind = style_kind(style.name)
        while kind is None and not style.heading and style.based_on in found.styles and style.based_on not in seen:
            seen.add(style.based_on)
            style = found.styles[style.based_on]
            kind = style_kind(style.name)
        kinds[key] = (style.name.casefold(), kind or (HEADING if style.heading else ""))
    return kinds


class _Open(_Story):
    """The body of an ODT document; its notes stand where they are called."""

    _PASSED_OVER: Mapping[str, str | None] = {
        "office:change-info": None,
        "office:annotation": COMMENTS,
        "text:note-citation": None,
        "text:note-body": NOTE,
        "text:table-of-content": NAVIGATION,
        "text:illustration-index": NAVIGATION,
        "text:alphabetical-index": NAVIGATION,
        "text:bibliography": NAVIGATION,
        "text:ruby-text": None,
        "text:hidden-text": None,
        "office:forms": None,
        "draw:object": None,
        "svg:title": None,
        "svg:desc": None,
    }

    def __init__(self) -> None:
        super().__init__(verbatim=False)
        self._parents: dict[str, str] = {}
        self._style = ""
        self._level = ""
        self._around: list[tuple[str, str]] = []  # paragraphs that hold a text box with paragraphs of its own
        self._in_body = self._in_deletion = False

    def opened(self, name: str, attributes: xml.Attributes, at: int) -> None:
        """Open a paragraph, a span or a break, or note what a style says."""
        if name == "style:style":
            self._parents[attributes.get("style:name", "")] = attributes.get("style:parent-style-name", "")
        elif name == "office:text":
            self._in_body = True
        elif not self._in_body:
            return
        elif name in self._PASSED_OVER:
            self.skip(self._PASSED_OVER[name])
        elif name == "text:deletion":
            self._in_deletion = True
        elif name in ("text:p", "text:h"):
            self.close(at)
            self._around.append((self._style, self._level))
            self._style, self._level = attributes.get("text:style-name", ""), name
        elif name == "text:s":
            self.add(" ", at, 1)
        elif name == "text:tab":
            self.add("\t", at, 1, verbatim=True)
        elif name == "text:line-break":
            self.break_line(at)

    def closed(self, name: str, at: int) -> None:
        """Close what was open."""
        if name == "office:text":
            self._in_body = False
        elif name == "text:deletion":
            self._in_deletion = False
        elif name in ("text:p", "text:h") and self._around:
            style = self._style
            kind = style_kind(style) or style_kind(self._parents.get(style, ""))
            if self._level == "text:h" and kind is None:
                kind = HEADING
            if self.length() > LONGEST_HEADING:
                kind = None
            if self._in_deletion:
                kind = DELETED
            titled = "title" in (style.casefold(), self._parents.get(style, "").casefold())
            self.finish(at, kind, title=titled)
            self._style, self._level = self._around.pop()

    def heard(self, text: str, at: int, width: int) -> None:
        """Add what stands in a paragraph."""
        if self._around:
            self.add(text, at, width)


@dataclass(slots=True)
class _Facts:
    """What a document says of itself."""

    found: dict[str, str] = field(default_factory=dict)
    _stack: list[str] = field(default_factory=list)
    _heard: list[str] = field(default_factory=list)

    def begin(self, name: str, attributes: xml.Attributes, at: int) -> None:
        """A fact may begin."""
        self._stack.append(name)
        self._heard = []
        if name == "document-statistic" and attributes.get("word-count"):
            self.found["words"] = attributes["word-count"]

    def end(self, name: str, at: int) -> None:
        """A fact ends: it is noted if it is one of ours."""
        self._stack.pop()
        value = " ".join("".join(self._heard).split())
        self._heard = []
        if not value or self._stack[-1:] not in (["coreProperties"], ["meta"]):
            return
        key = "author" if name == "initial-creator" else _FACTS.get(name)
        if key == "tags" and key in self.found:
            self.found[key] += f", {value}"
        elif key is not None and (key not in self.found or name == "initial-creator"):
            self.found[key] = value

    def characters(self, text: str, at: int, width: int) -> None:
        """Some characters of the open fact."""
        if self._stack[-2:-1] in (["coreProperties"], ["meta"]):
            self._heard.append(text)
