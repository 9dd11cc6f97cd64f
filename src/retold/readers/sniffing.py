"""What a file is, by its first bytes.

In goes the content, out comes nothing if it may be a text, or an error that names what it is and what to do instead.
Also here: what a reader of a format has to offer.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from ..errors import InputError
from ..text import Content, Part
from . import xml
from .heads import HEAD
from .limits import is_zip, members
from .naming import named


@dataclass(frozen=True, slots=True)
class Decoded:
    """The text of a file: `raw`, the encoding it was read with, its parts if it is a container, and what is in it.

    `content` is None for plain text, where everything there is to see is `raw` itself.
    """

    raw: str
    encoding: str
    parts: tuple[Part, ...] | None = None
    content: Content | None = None


@dataclass(frozen=True, slots=True)
class Format:
    """A family of formats: its name, whether some content belongs to it, and how it is read.

    `read` takes the content, the path for messages, the encoding asked for or None, and whether to replace what
    cannot be decoded; it raises `InputError`.
    """

    name: str
    knows: Callable[[bytes], bool]
    read: Callable[[bytes, str, str | None, bool], Decoded]


_SAVE_AS_TEXT = "open it and save it as plain text (.txt), then give that file"
_UNPACK = "unpack it and give the texts inside"
_NO_TEXT = "give a text instead"
_WITHOUT_PROTECTION = "give a copy without protection"
_CONVERT = "convert it to EPUB or plain text (.txt), then give that file"


@dataclass(frozen=True, slots=True)
class _Magic:
    """A magic number, what it is the mark of, and what to do instead.

    Some are `letters` that a text could open with too; as formats these always hold zero bytes early on.
    """

    mark: bytes
    what: str
    advice: str
    letters: bool = False


# Magic numbers as the formats' own specifications define them, longest first where one begins another.
_MAGIC = (
    _Magic(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old or password-protected Office document", _SAVE_AS_TEXT),
    _Magic(b"BZh", "a bzip2 archive", _UNPACK, letters=True),
    _Magic(b"\xfd7zXZ\x00", "an xz archive", _UNPACK),
    _Magic(b"\x28\xb5\x2f\xfd", "a zstd archive", _UNPACK),
    _Magic(b"7z\xbc\xaf\x27\x1c", "a 7z archive", _UNPACK),
    _Magic(b"Rar!\x1a\x07", "a RAR archive", _UNPACK),
    _Magic(b"\x89PNG\r\n", "a PNG image", _NO_TEXT),
    _Magic(b"\xff\xd8\xff", "a JPEG image", _NO_TEXT),
    _Magic(b"GIF87a", "a GIF image", _NO_TEXT),
    _Magic(b"GIF89a", "a GIF image", _NO_TEXT),
    _Magic(b"II*\x00", "a TIFF image", _NO_TEXT),
    _Magic(b"MM\x00*", "a TIFF image", _NO_TEXT),
    _Magic(b"RIFF", "an image, a sound or a film", _NO_TEXT, letters=True),
    _Magic(b"ID3", "a sound", _NO_TEXT, letters=True),
    _Magic(b"OggS", "a sound", _NO_TEXT),
    _Magic(b"fLaC", "a sound", _NO_TEXT),
    _Magic(b"SQLite format 3\x00", "an SQLite database", _NO_TEXT),
    _Magic(b"\x7fELF", "a program", _NO_TEXT),
    _Magic(b"PAR1", "a Parquet table", _NO_TEXT, letters=True),
    _Magic(b"\xeaDRMION\xee", "a Kindle book protected by DRM (KFX)", _WITHOUT_PROTECTION),
    _Magic(b"CONT\x02\x00", "a Kindle book (KFX)", _CONVERT),
    _Magic(b"TPZ0", "a Kindle book (Topaz)", _CONVERT, letters=True),
    _Magic(b"ITOLITLS", "a Microsoft Reader book (LIT)", _CONVERT, letters=True),
    _Magic(b"L\x00R\x00F\x00\x00\x00", "a Sony book (LRF)", _CONVERT),
)
_ZIPPED: tuple[tuple[bytes, str, str], ...] = (
    (b"mimetypeapplication/vnd.oasis", "an OpenDocument file", _SAVE_AS_TEXT),
    (b"word/", "a Word document", _SAVE_AS_TEXT),
    (b"xl/", "an Excel table", _NO_TEXT),
    (b"ppt/", "a PowerPoint presentation", _SAVE_AS_TEXT),
    (b"Index/Document.iwa", "a Pages document", "export it as Word or EPUB, then give that file"),
)
# XML by its first element; what else is XML is said to be of a kind that is not read.
_ROOTS: dict[str, tuple[str, str]] = {
    "fulfillmentToken": (
        "a ticket for a book protected by Adobe DRM (ACSM)",
        "give a copy of the book without protection",
    ),
    "FictionBook": ("a FictionBook document (FB2)", "convert it to EPUB, then give that file"),
    "opml": ("an outline (OPML)", _SAVE_AS_TEXT),
    "rss": ("a feed (RSS)", "save the page of the story and give that"),
    "feed": ("a feed (Atom)", "save the page of the story and give that"),
}
MOBI_AT = 60  # bytes before the type of a Palm database
_FIRST_RECORD_AT = 78  # bytes before the place of a Palm database's first record, which is four bytes long
_PROTECTION_AT = 12  # bytes in that record before the kind of protection; 0 is none
TAR_AT = 257  # bytes before the mark in the header of a tar archive's first member


def refuse_other_formats(data: bytes, path: str) -> None:
    """Raise `InputError` if the content is of a format known not to be plain text."""
    found = _known(data) or _kindle(data) or _markup(data)
    if found:
        what, advice = found
        raise InputError(f"{named(path)}: this is {what}, not a plain text; {advice}.")


def _known(data: bytes) -> tuple[str, str] | None:
    if is_zip(data):
        return zipped(data) or ("a ZIP archive", _UNPACK)
    head = data[:HEAD]
    if head[TAR_AT : TAR_AT + 5] == b"ustar" and b"\x00" in head:
        return "a tar archive", _UNPACK
    plain = b"\x00" not in head
    marked = (one for one in _MAGIC if head.startswith(one.mark) and not (one.letters and plain))
    return next(((one.what, one.advice) for one in marked), None)


def zipped(data: bytes) -> tuple[str, str] | None:
    """What document a ZIP archive is that is not read, and what to do; None where it is none."""
    names = "\n".join(members(data)).encode("utf-8", "replace")
    return next(((what, advice) for mark, what, advice in _ZIPPED if mark in data[:HEAD] or mark in names), None)


def _kindle(data: bytes) -> tuple[str, str] | None:
    if data[MOBI_AT : MOBI_AT + 8] not in (b"BOOKMOBI", b"TEXtREAd"):
        return None
    at = int.from_bytes(data[_FIRST_RECORD_AT : _FIRST_RECORD_AT + 4], "big") + _PROTECTION_AT
    if data[at : at + 2] not in (b"", b"\x00\x00"):
        return "a Kindle book protected by DRM", _WITHOUT_PROTECTION
    return "a Kindle book", _CONVERT


def _markup(data: bytes) -> tuple[str, str] | None:
    """What some XML is: said by its first element, with an XML declaration above it or a name that is known."""
    name = xml.root(data)
    if name in _ROOTS:
        return _ROOTS[name]
    if not data[:HEAD].removeprefix(b"\xef\xbb\xbf").lstrip().lower().startswith(b"<?xml"):
        return None
    kind = f" of a kind that is not read (<{name[:40]}>)" if name else ""
    return f"an XML document{kind}", "copy its text into a .txt file and give that"
