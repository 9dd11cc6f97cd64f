"""What a file is, by its first bytes.

In goes the content, out comes nothing if it may be a text, or an error that names what it is and what to do instead.
Also here: what a reader of a format has to offer.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from ..errors import InputError
from ..text import Content, Part
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

# Magic numbers as the formats' own specifications define them, longest first where one begins another.
_MAGIC: tuple[tuple[bytes, str, str], ...] = (
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old or password-protected Office document", _SAVE_AS_TEXT),
    (b"BZh", "a bzip2 archive", _UNPACK),
    (b"\xfd7zXZ\x00", "an xz archive", _UNPACK),
    (b"\x28\xb5\x2f\xfd", "a zstd archive", _UNPACK),
    (b"7z\xbc\xaf\x27\x1c", "a 7z archive", _UNPACK),
    (b"Rar!\x1a\x07", "a RAR archive", _UNPACK),
    (b"\x89PNG\r\n", "a PNG image", _NO_TEXT),
    (b"\xff\xd8\xff", "a JPEG image", _NO_TEXT),
    (b"GIF87a", "a GIF image", _NO_TEXT),
    (b"GIF89a", "a GIF image", _NO_TEXT),
    (b"II*\x00", "a TIFF image", _NO_TEXT),
    (b"MM\x00*", "a TIFF image", _NO_TEXT),
    (b"RIFF", "an image, a sound or a film", _NO_TEXT),
    (b"ID3", "a sound", _NO_TEXT),
    (b"OggS", "a sound", _NO_TEXT),
    (b"fLaC", "a sound", _NO_TEXT),
    (b"SQLite format 3\x00", "an SQLite database", _NO_TEXT),
    (b"\x7fELF", "a program", _NO_TEXT),
    (b"PAR1", "a Parquet table", _NO_TEXT),
)
_ZIPPED: tuple[tuple[bytes, str, str], ...] = (
    (b"mimetypeapplication/vnd.oasis", "an OpenDocument file", _SAVE_AS_TEXT),
    (b"word/", "a Word document", _SAVE_AS_TEXT),
    (b"xl/", "an Excel table", _NO_TEXT),
)
_MARKUP: tuple[tuple[bytes, str], ...] = ((b"<?xml", "an XML document"),)
MOBI_AT = 60  # bytes before the type of a Palm database
TAR_AT = 257  # bytes before the mark in the header of a tar archive's first member
HEAD = 4096  # bytes in which a container names its kind


def refuse_other_formats(data: bytes, path: str) -> None:
    """Raise `InputError` if the content is of a format known not to be plain text."""
    found = _known(data[:HEAD])
    if found:
        what, advice = found
        raise InputError(f"{named(path)}: this is {what}, not a plain text; {advice}.")


def _known(head: bytes) -> tuple[str, str] | None:
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return next(((what, advice) for mark, what, advice in _ZIPPED if mark in head), ("a ZIP archive", _UNPACK))
    if head[MOBI_AT : MOBI_AT + 8] == b"BOOKMOBI":
        return "a Kindle book", "convert it to plain text (.txt), then give that file"
    if head[TAR_AT : TAR_AT + 5] == b"ustar" and b"\x00" in head:
        return "a tar archive", _UNPACK
    markup = head.removeprefix(b"\xef\xbb\xbf").lstrip()[:20].lower()
    for mark, what in _MARKUP:
        if markup.startswith(mark):
            return what, "copy its text into a .txt file and give that"
    if b"\x00" not in head and head[:4] in (b"RIFF", b"PAR1"):
        # These open with letters that a text could open with too; as formats they always hold zero bytes early on.
        return None
    if b"\x00" not in head and head[:3] in (b"ID3", b"BZh"):
        return None
    return next(((what, advice) for mark, what, advice in _MAGIC if head.startswith(mark)), None)
