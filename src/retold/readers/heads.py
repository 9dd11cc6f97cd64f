"""The first characters of some content, for telling what it is before it is decoded."""

from __future__ import annotations

HEAD = 4096  # bytes in which a format shows
_MARKS = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")


def first_characters(data: bytes) -> str:
    """What the first bytes spell in Latin letters, in whichever encoding, without a byte order mark."""
    head = data[:HEAD]
    for mark in _MARKS:
        head = head.removeprefix(mark)
    return head.replace(b"\x00", b"").decode("latin-1")
