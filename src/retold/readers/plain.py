"""Plain text: bytes in some encoding and nothing around them.

In goes the content of a file, out comes its text. The plain reader stands last and takes whatever is left; what turns
out to be no text at all is refused here.
"""

from __future__ import annotations

from ..errors import InputError
from .decoding import decode
from .naming import named
from .sniffing import Decoded, Format

# Control characters that texts do hold: tab, line breaks, form feed, the old end-of-file mark, escape.
_TEXT_CONTROLS = frozenset("\t\n\v\f\r\x1a\x1b")
_CONTROLS = [bytes([code]) for code in range(0x20) if chr(code) not in _TEXT_CONTROLS]
# A share of other control characters that no text reaches and binary content passes at once.
MOST_CONTROLS = 0.01


def read(data: bytes, path: str, encoding: str | None, replace: bool) -> Decoded:
    """The text of a plain file; `InputError` if it is empty, undecodable or binary."""
    if not data:
        raise InputError(f"{named(path)}: the file is empty; give one with a text in it.")
    raw, used = decode(data, path, encoding=encoding, replace=replace)
    if not raw.strip("\ufeff \t\r\n\f\v\u00a0\u200b\x00"):
        raise InputError(f"{named(path)}: there is nothing but blank space in it; give a file with a text in it.")
    # In UTF-8 such a character is a byte of its own, and bytes are looked through in a fraction of the time.
    held = data if used in ("utf-8", "utf-8-sig") else raw.encode("utf-8", "surrogatepass")
    controls = sum(held.count(control) for control in _CONTROLS if control in held)  # counting is slow, looking is not
    if controls > max(2, MOST_CONTROLS * len(raw)):
        raise InputError(
            f"{named(path)}: this is not a text but binary content ({controls} control characters); "
            "give a plain text file."
        )
    return Decoded(raw, used)


FORMAT = Format("plain text", lambda data: True, read)
