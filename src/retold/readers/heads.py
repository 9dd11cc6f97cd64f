"""The first characters of some content, for telling what it is before it is decoded."""

from __future__ import annotations

import re

HEAD = 4_096  # bytes in which a format shows, and names its encoding; browsers look at 1,024
_MARKS = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")


def first_characters(data: bytes) -> str:
    """What the first bytes spell in Latin letters, in whichever encoding, without a byte order mark."""
    head = data[:HEAD]
    for mark in _MARKS:
        head = head.removeprefix(mark)
    return head.replace(b"\x00", b"").decode("latin-1")


_WITNESSES = re.compile(r'"witnesses"\s{0,20}:\s{0,20}\[')
_RESULT = re.compile(r'"format"\s{0,20}:\s{0,20}"retold/')
_ID = re.compile(r'^\s{0,99}\{[^\r\n]*?"id"\s{0,20}:')
_TEXT = re.compile(r'"(?:text|content|tokens)"\s{0,20}:\s{0,20}["\[]')


def promises_texts(data: bytes) -> bool:
    """Whether the first bytes of some JSON promise texts: witnesses, or a record a line with an id and a text."""
    text = first_characters(data)
    if _RESULT.search(text):
        return False
    return bool(_WITNESSES.search(text) or (_ID.match(text) and _TEXT.search(text)))
