"""Bytes to characters, without guessing more than the bytes allow.

In goes the content of a file, out come its text and the name of the encoding. The order: the encoding asked for; a byte
order mark; UTF-16 without one, which shows in its zero bytes; the encoding that the content itself names; strict UTF-8;
and for what is left Windows-1252, if every byte is defined in it and the characters stand where such characters stand
in words. Nothing is altered: the byte order mark is a character of the text, line ends stay as they are.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterable

from ..errors import InputError
from .letters import spaced, suggested
from .naming import named

# UTF-32 before UTF-16: the little-endian mark of the one begins with that of the other.
_MARKS: tuple[tuple[bytes, str, str], ...] = (
    (codecs.BOM_UTF8, "utf-8", "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32-le", "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be", "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le", "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be", "utf-16-be"),
)
# Encodings of one byte a character that texts in Latin letters come in, and two of another alphabet that they are not.
_LATIN = ("cp1252", "mac-roman", "cp850", "cp1250", "iso8859-2")
_OTHERS = ("cp1251", "koi8-r")
# Codecs of Python for other things than files: names of hosts, escapes of programs.
_NOT_OF_FILES = frozenset(("idna", "punycode", "unicode-escape", "raw-unicode-escape"))
# Share of the characters beyond ASCII that must stand where such characters stand in words. Right readings of European
# texts lie above .97, wrong ones below .7.
PLAUSIBLE = 0.9
SAMPLE = 20_000  # characters beyond ASCII that are judged; more change nothing
ZEROES = 0.3  # share of one byte's zeroes, in pairs, from which a text is UTF-16; Latin letters give nearly 1
HEAD = 65_536  # bytes in which that shows


def decode(
    data: bytes, path: str, *, encoding: str | None = None, declared: str | None = None, replace: bool = False
) -> tuple[str, str]:
    """The text of some bytes, and the encoding it was read with.

    Parameters
    ----------
    data
        The content of a file.
    path
        Its name, for messages.
    encoding
        The encoding to use; None to find out.
    declared
        The encoding that the content itself names; believed if the bytes fit it and are not UTF-8 beyond ASCII.
    replace
        Whether what cannot be decoded becomes U+FFFD.

    Raises
    ------
    InputError
        If the bytes are not text in the encoding, or in none that can be told.
    """
    if encoding is not None:
        return _as_asked(data, path, encoding, replace)
    for mark, codec, name in _MARKS:
        if data.startswith(mark):
            return _strict(data, path, codec, replace), name
    codec_by_zeroes = _sixteen_bits(data)
    if codec_by_zeroes:
        return _strict(data, path, codec_by_zeroes, replace), codec_by_zeroes
    if declared is not None and (text := _as_declared(data, declared)) is not None:
        return text, declared
    try:
        return data.decode("utf-8"), "utf-8"
    except UnicodeDecodeError as error:
        if b"\x00" in data[:HEAD]:
            raise InputError(f"{named(path)}: this is not a text but binary content; give a plain text file.") from None
        return _single_bytes(data, path, error, replace)


def codec_of(encoding: str) -> str | None:
    """The name of the codec for an encoding of text files; None where there is none by that name."""
    try:
        name = codecs.lookup(encoding).name
        known = isinstance("".encode(encoding), bytes) and name not in _NOT_OF_FILES
    except (LookupError, UnicodeError, TypeError, ValueError):
        return None
    return name if known else None


def _as_asked(data: bytes, path: str, encoding: str, replace: bool) -> tuple[str, str]:
    name = codec_of(encoding)
    if name is None:
        raise InputError(
            f"{named(path)}: there is no encoding named {encoding!r}; try --encoding utf-8, cp1252 or mac-roman."
        )
    # These would swallow the byte order mark, and with it the first code point that offsets count.
    keeping = {"utf-8-sig": "utf-8", "utf-16": _by_mark(data, "utf-16"), "utf-32": _by_mark(data, "utf-32")}
    return _strict(data, path, keeping.get(name, name), replace), "utf-8-sig" if name == "utf-8-sig" else encoding


def _as_declared(data: bytes, declared: str) -> str | None:
    """The text in a declared encoding; None where the bytes do not fit it, or are UTF-8 as no other text is."""
    try:
        text = data.decode(declared)
    except UnicodeDecodeError:
        return None
    if text.isascii() or declared == "utf-8":
        return text
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return text
    return text if data.isascii() else None


def _by_mark(data: bytes, family: str) -> str:
    big = codecs.BOM_UTF16_BE if family == "utf-16" else codecs.BOM_UTF32_BE
    return f"{family}-be" if data.startswith(big) else f"{family}-le"


def _strict(data: bytes, path: str, codec: str, replace: bool) -> str:
    try:
        return data.decode(codec, "replace" if replace else "strict")
    except UnicodeDecodeError as error:
        raise InputError(
            f"{named(path)}: byte {_hex(data, error)} at offset {error.start} is not {codec}; "
            "give the right --encoding, or save the file again as UTF-8."
        ) from None


def _hex(data: bytes, error: UnicodeDecodeError) -> str:
    return " ".join(
        f"0x{byte:02X}" for byte in data[error.start : max(error.start + 1, min(error.end, error.start + 4))]
    )


def _sixteen_bits(data: bytes) -> str | None:
    """UTF-16 without a mark: the high bytes of Latin letters are zero, and the low ones never."""
    head = data[: HEAD & ~1]
    pairs = len(head) // 2
    if len(data) % 2 or pairs < 2:
        return None
    even, odd = head[::2].count(0) / pairs, head[1::2].count(0) / pairs
    for share, other, codec in ((odd, even, "utf-16-le"), (even, odd, "utf-16-be")):
        if share >= ZEROES and other < 0.01:
            try:
                text = head.decode(codec, "ignore")
            except UnicodeDecodeError:
                continue
            if sum(c.isalpha() or c.isspace() for c in text) * 2 > len(text):
                return codec
    return None


def _single_bytes(data: bytes, path: str, error: UnicodeDecodeError, replace: bool) -> tuple[str, str]:
    """Windows-1252 if that is plausible and nothing else is more so; otherwise an error that says what to try."""
    broken = sum(len(piece) for piece in re.findall(rb"[\x80-\xff]+", data))
    lost = data.decode("utf-8", "replace").count("\ufffd")
    mostly_utf8 = lost * 5 < broken
    marks: dict[str, float] = {}
    if not mostly_utf8:
        marks = {codec: _plausible(data, codec) for codec in (*_LATIN, *_OTHERS)}
        best = max(marks.values())
        if marks["cp1252"] >= PLAUSIBLE and marks["cp1252"] >= best - 0.02:
            return data.decode("cp1252"), "cp1252"
    if replace:
        return data.decode("utf-8", "replace"), "utf-8"
    where = f"{named(path)}: byte {_hex(data, error)} at offset {error.start} is not UTF-8"
    if mostly_utf8:
        raise InputError(
            f"{where}, though the rest is; mend that character, or read it all the same with --encoding utf-8 "
            "--replace."
        )
    likely = suggested(data)
    if likely is None and spaced(data[:HEAD].decode("latin-1")):
        best = max(marks.values())
        likely = next((codec for codec in _LATIN if marks[codec] >= PLAUSIBLE and marks[codec] == best), None)
    advice = f"try --encoding {likely}" if likely else "name its encoding with --encoding"
    raise InputError(f"{where}; {advice}, or save the file again as UTF-8.")


_OPENERS, _CLOSERS = "“‘«»„‹›‚¡¿", "”“’»«›‹‘´"  # German closes with “, and sets » « the other way about
_APOSTROPHES = "’´"  # an accent typed for one stands where one does: inside a word, and before a clipped one
_BETWEEN = "…–—•·°©®§£€¢¥½¼¾№×\u00a0™\u00ad¶†"


def _plausible(data: bytes, codec: str) -> float:
    """The share, 0 to 1, of the characters beyond ASCII that stand where such do; 0 where bytes are undefined."""
    try:
        text = data.decode(codec)
    except UnicodeDecodeError:
        return 0.0
    judged = [_fits(text, at) for at in _beyond(text)]
    return sum(judged) / len(judged) if judged else 0.0


def _beyond(text: str) -> Iterable[int]:
    for count, found in enumerate(re.finditer(r"[^\x00-\x7f]", text)):
        if count >= SAMPLE:
            return
        yield found.start()


def _fits(text: str, at: int) -> bool:
    character = text[at]
    before, after = text[at - 1 : at] if at else " ", text[at + 1 : at + 2] or " "
    if character.isalpha() and character not in "ªº":
        return _letter_fits(text, at)
    if character in _BETWEEN or (before.isspace() and after.isspace()):  # an arrow, a bullet or a dash by itself
        return True
    opens = not before.isalnum() and (after.isalnum() or not after.isspace())
    closes = not before.isspace() and (not after.isalnum() or character in _APOSTROPHES)
    return (character in _OPENERS and opens) or (
        character in _CLOSERS and (closes or (character in _APOSTROPHES and opens))
    )


def _letter_fits(text: str, at: int) -> bool:
    """A letter fits its word: one script, no capital behind a small letter, and not a Latin word all in accents."""
    start, end = at, at + 1
    while start and at - start < 24 and text[start - 1].isalpha():
        start -= 1
    while end < len(text) and end - at < 24 and text[end].isalpha():
        end += 1
    word = text[start:end]
    latin = [ord(letter) < 0x250 for letter in word]
    if any(latin) and not all(latin):
        return False
    if not (word.islower() or word.isupper() or word.istitle()):
        return False
    accents = sum(ord(letter) >= 0x80 for letter in word)
    return not latin[0] or len(word) == 1 or accents * 2 <= len(word)
