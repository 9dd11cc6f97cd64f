r"""Rich Text Format: what is seen of it, straight from its source.

In goes the content of an RTF file, out comes its text. RTF is plain characters with control words between them
(``\par`` ends a paragraph, ``\u8220`` is a quotation mark, braces hold groups), so the source itself is the raw text
and every token of it knows its place. Groups that hold no story (fonts, styles, pictures) are passed over; notes,
headers and deletions are set aside; the information group becomes metadata. One pass, token by token.
"""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass, field, replace

from ..errors import InputError
from ..text import Content
from .elements import Elements
from .heads import HEAD
from .limits import DEEPEST_ELEMENT
from .naming import named
from .office import COMMENTS, DELETED, LONGEST_HEADING, style_kind
from .placeholders import meant
from .sniffing import Decoded, Format

FOOTER, NOTE, HEADING = "footer", "note", "heading"

_TOKEN = re.compile(
    r"\\([A-Za-z]{1,40})(-?[0-9]{1,10})?[ ]?|\\'([0-9A-Fa-f]{2})|\\([^A-Za-z])|([{}])|[\r\n\0]+|([^\\{}\r\n\0]+)|\\",
    re.DOTALL,
)
_CODE_PAGE = re.compile(rb"\\ansicpg([0-9]{1,5})")
_USUAL = "cp1252"

# Characters that have a control word or symbol of their own.
_CHARACTERS = {
    "tab": "\t",
    "emdash": "—",
    "endash": "–",
    "lquote": "‘",
    "rquote": "’",
    "ldblquote": "“",
    "rdblquote": "”",
    "bullet": "•",
    "emspace": "\u2003",
    "enspace": "\u2002",
    "qmspace": "\u2005",
    "~": "\u00a0",
    "_": "\u2011",
    "{": "{",
    "}": "}",
    "\\": "\\",
}
_ENDS = frozenset(("par", "cell", "nestcell", "row", "nestrow", "\n", "\r"))
_PARTS = frozenset(("sect", "page"))
_BREAKS = frozenset(("line", "softline"))
_ASIDE = {
    "footnote": NOTE,
    "annotation": COMMENTS,
    **dict.fromkeys(("header", "headerl", "headerr", "headerf", "footer", "footerl", "footerr", "footerf"), FOOTER),
}
_PASSED_OVER = frozenset(
    ("colortbl", "pict", "object", "fldinst", "listtext", "pntext", "nonshppict", "xe", "tc", "filetbl", "revtbl")
)
_FACTS = {
    "title": "title",
    "author": "author",
    "keywords": "tags",
    "doccomm": "summary",
    "category": "category",
    "creatim": "published",
    "revtim": "updated",
}
# Code pages of the character sets that a font can be in; 0 and 1 are the document's own.
_CHARSETS = {
    77: "mac-roman",
    128: "cp932",
    129: "cp949",
    134: "cp936",
    136: "cp950",
    161: "cp1253",
    162: "cp1254",
    163: "cp1258",
    177: "cp1255",
    178: "cp1256",
    186: "cp1257",
    204: "cp1251",
    222: "cp874",
    238: "cp1250",
}


def read(data: bytes, path: str, encoding: str | None, replace: bool) -> Decoded:
    """The story in an RTF file; `InputError` if it is cut short, nested too deeply or without text."""
    page = _code_page(data)
    raw, used = _decoded(data, encoding or page)
    return Decoded(raw, used, content=_Reading(raw, path, encoding or page).content())


FORMAT = Format("RTF document", lambda data: data.startswith(b"{\\rtf"), read)


def _code_page(data: bytes) -> str:
    named_page = _CODE_PAGE.search(data[:HEAD])
    page = f"cp{named_page[1].decode()}" if named_page else "mac-roman" if b"\\mac" in data[:100] else _USUAL
    page = {"cp10000": "mac-roman", "cp65001": "utf-8"}.get(page, page)
    try:
        codecs.lookup(page)
    except LookupError:
        return _USUAL
    return page


def _decoded(data: bytes, page: str) -> tuple[str, str]:
    """The source as text: its bytes beyond ASCII, which RTF does without, are in its code page or in none."""
    for codec in (page, "utf-8"):
        try:
            return data.decode(codec), codec
        except (UnicodeDecodeError, LookupError):
            continue
    return data.decode("latin-1"), "latin-1"


@dataclass(frozen=True, slots=True)
class _Group:
    """What holds in a group and ends with it. `aside` is the kind its text is set aside as, `over` passes it over."""

    fallback: int = 1  # characters after a \u that stand for it in old programs
    codec: str = _USUAL
    over: bool = False
    aside: str | None = None
    destination: str = ""
    hidden: bool = False
    deleted: bool = False


@dataclass(slots=True)
class _Letter:
    """A character that more of the source may belong to: its fallback, or the other half of a pair."""

    code: int
    at: int
    end: int
    fallback: int


@dataclass(slots=True)
class _Reading:
    raw: str
    path: str
    codec: str
    story: Elements = field(default_factory=lambda: Elements(verbatim=True))
    title: str = ""
    facts: dict[str, str] = field(default_factory=dict)
    _groups: list[_Group] = field(default_factory=list)
    _now: _Group = _Group()
    _fresh: bool = False  # the group has just begun: its first control word may be its destination
    _starred: bool = False
    _letter: _Letter | None = None
    _bytes: tuple[int, codecs.IncrementalDecoder] | None = None  # the first bytes of a character, and where they began
    _set_aside: tuple[int, int] | None = None
    _fonts: dict[int, str] = field(default_factory=dict)
    _font: int = 0
    _styles: dict[int, str] = field(default_factory=dict)
    _style: int = -1
    _outlined: bool = False
    _date: dict[str, int] = field(default_factory=dict)
    _length: int = 0

    def content(self) -> Content:
        """The text of the document, token after token; `InputError` if it is cut short or holds none."""
        self._now = replace(self._now, codec=self.codec)
        at, size = 0, len(self.raw)
        while at < size:
            token = _TOKEN.match(self.raw, at)
            assert token is not None
            after = token.end()
            word, number, byte, symbol, brace, text = token.groups()
            if text is not None:
                self._text(text, at)
            elif word is not None:
                after += self._word(word, None if number is None else int(number), at, after)
            elif byte is not None:
                self._byte(int(byte, 16), at, after)
            elif symbol is not None:
                self._symbol(symbol, at, after)
            elif brace == "{":
                self._open()
            elif brace == "}":
                self._close(at)
                if not self._groups:
                    break
            at = after
        if self._groups:
            open_groups = "1 group is" if len(self._groups) == 1 else f"{len(self._groups)} groups are"
            raise InputError(
                f"{named(self.path)}: this RTF document is cut short ({open_groups} left open); get or save it again."
            )
        self._end_paragraph(min(at, size - 1))
        if not len(self.story.building):
            raise InputError(f"{named(self.path)}: there is no text in this RTF document; give one with a story in it.")
        facts = meant({key: value.strip() for key, value in self.facts.items()})
        if self.title:
            facts["title"] = self.title
        return self.story.building.content(facts.get("title"), facts)

    def _open(self) -> None:
        self._flush()
        self._groups.append(self._now)
        if len(self._groups) > DEEPEST_ELEMENT:
            raise InputError(
                f"{named(self.path)}: its groups are nested more than {DEEPEST_ELEMENT:,} deep, the most that is read; "
                "save the file again."
            )
        self._fresh, self._starred = True, False

    def _close(self, at: int) -> None:
        self._flush()
        now, outer = self._now, self._groups.pop()
        if now.aside and not outer.aside and self._set_aside:
            self.story.building.aside(*self._set_aside, now.aside)
            self._set_aside = None
        if now.destination in ("creatim", "revtim") and outer.destination != now.destination:
            self._dated(_FACTS[now.destination])
        self._now = outer
        self._fresh = False

    def _word(self, word: str, number: int | None, at: int, end: int) -> int:
        """Act on a control word; returns how many characters of binary data follow it."""
        letter = self._letter
        if word == "bin":
            return max(0, number or 0)
        if word == "u" and number is not None:
            self._unicode(number & 0xFFFF, at, end)
            return 0
        if letter and letter.fallback and word not in ("uc", "loch", "hich", "dbch"):
            letter.fallback -= 1
            letter.end = end
            return 0
        if word == "uc":
            self._now = replace(self._now, fallback=min(max(0, number or 0), 8))
            return 0
        self._flush()
        if self._fresh:
            fresh_word = self._destination(word)
            self._fresh = False
            if fresh_word:
                return 0
        if self._now.destination:
            self._inside(word, number)
        elif not self._now.over:
            self._formatting(word, number, at, end)
        return 0

    def _destination(self, word: str) -> bool:
        """Whether the first word of a group says what the group is for."""
        now = self._now
        if now.over or (now.destination and now.destination not in ("info", "stylesheet", "fonttbl")):
            return False
        if word in _ASIDE:
            self._now = replace(now, aside=now.aside or _ASIDE[word])
        elif word in ("info", "stylesheet", "fonttbl"):
            self._now = replace(now, destination=word)
        elif now.destination == "info":
            self._now = replace(now, destination=word if word in _FACTS else "", over=word not in _FACTS)
            self._date = {}
        elif (word in _PASSED_OVER or self._starred) and not now.destination:
            self._now = replace(now, over=True)
        else:
            return False
        return True

    def _inside(self, word: str, number: int | None) -> None:
        """Words in the tables of fonts and styles, and in the information group."""
        destination = self._now.destination
        if destination == "fonttbl":
            if word == "f":
                self._font = number or 0
            elif word == "fcharset" and number in _CHARSETS:
                self._fonts[self._font] = _CHARSETS[number]
        elif destination == "stylesheet" and word == "s":
            self._style = number or 0
        elif number is not None:
            self._date[word] = number

    def _formatting(self, word: str, number: int | None, at: int, end: int) -> None:
        if word in _CHARACTERS:
            self._add(_CHARACTERS[word], at, end)
        elif word in _ENDS or word in _PARTS:
            if self._now.aside is None:
                self._end_paragraph(at, parted=word in _PARTS)
        elif word in _BREAKS:
            if self._now.aside is None:
                self.story.break_line(at)
        elif word == "f":
            self._now = replace(self._now, codec=self._fonts.get(number or 0, self.codec))
        elif self._now.aside:
            return  # a note's own style must not become that of the paragraph it stands in
        elif word == "pard":
            self._style, self._outlined = -1, False
        elif word == "s":
            self._style = number or 0
        elif word == "outlinelevel":
            self._outlined = number is not None and 0 <= number < 9
        elif word == "v":
            self._now = replace(self._now, hidden=number != 0)
        elif word == "deleted":
            self._now = replace(self._now, deleted=number != 0)
        elif word == "plain":
            self._now = replace(self._now, hidden=False, deleted=False)

    def _symbol(self, symbol: str, at: int, end: int) -> None:
        letter = self._letter
        if letter and letter.fallback:
            letter.fallback -= 1
            letter.end = end
        elif symbol == "*" and self._fresh:
            self._starred = True
        else:
            self._flush()
            self._fresh = False
            if not (self._now.over or self._now.destination):
                self._formatting(symbol, None, at, end)

    def _unicode(self, code: int, at: int, end: int) -> None:
        letter = self._letter
        if letter and 0xD800 <= letter.code < 0xDC00 <= code < 0xE000:
            letter.code = 0x10000 + ((letter.code - 0xD800) << 10) + (code - 0xDC00)
            letter.end, letter.fallback = end, self._now.fallback
            return
        self._flush()
        self._fresh = False
        self._letter = _Letter(code, at, end, self._now.fallback)

    def _byte(self, byte: int, at: int, end: int) -> None:
        letter = self._letter
        if letter and letter.fallback:
            letter.fallback -= 1
            letter.end = end
            return
        self._flush_letter()
        self._fresh = False
        begun, decoder = self._bytes or (at, codecs.getincrementaldecoder(self._now.codec)("replace"))
        character = decoder.decode(bytes((byte,)))
        self._bytes = None if character else (begun, decoder)
        if len(character) == 1:
            self._add(character, begun, end)

    def _text(self, text: str, at: int) -> None:
        letter = self._letter
        if letter and letter.fallback:
            skipped = min(letter.fallback, len(text))
            letter.fallback -= skipped
            letter.end = at + skipped
            text, at = text[skipped:], at + skipped
            if not text:
                return
        self._flush()
        self._fresh = False
        self._add(text, at, at + len(text))

    def _flush(self) -> None:
        self._bytes = None
        self._flush_letter()

    def _flush_letter(self) -> None:
        letter, self._letter = self._letter, None
        if letter:
            lone = 0xD800 <= letter.code < 0xE000
            self._add("\ufffd" if lone else chr(letter.code), letter.at, letter.end)

    def _add(self, text: str, at: int, end: int) -> None:
        """Some characters that the group's state sends to the story, aside, to the metadata or nowhere."""
        now = self._now
        if now.over:
            return
        if now.destination:
            self._note_down(text)
        elif now.aside:
            if text.strip():
                self._set_aside = (self._set_aside[0] if self._set_aside else at, end)
        elif now.deleted:
            self.story.building.aside(at, end, DELETED)
        elif not now.hidden:
            self._length += len(text)
            self.story.add(text, at, end - at)

    def _note_down(self, text: str) -> None:
        destination = self._now.destination
        if destination == "stylesheet":
            self._styles[self._style] = self._styles.get(self._style, "") + text.partition(";")[0]
        elif destination in _FACTS:
            key = _FACTS[destination]
            self.facts[key] = self.facts.get(key, "") + text

    def _dated(self, key: str) -> None:
        year, month, day = (self._date.get(part, 0) for part in ("yr", "mo", "dy"))
        if year and month and day:
            self.facts[key] = f"{year:04}-{month:02}-{day:02}"

    def _end_paragraph(self, at: int, *, parted: bool = False) -> None:
        style = self._styles.get(self._style, "")
        kind = HEADING if self._outlined else style_kind(style)
        if self._length > LONGEST_HEADING:
            kind = None
        text = self.story.close(at, kind, parted=parted or self.story.empty)
        if style.strip().casefold() == "title" and not self.title:
            self.title = text
        self._length = 0
