"""Cut a stretch of narration in sentences: spans in, spans out, nothing lost between them.

A sentence ends at a full stop, question mark, exclamation mark or ellipsis that is followed by a space and something
that can begin a sentence, unless the stop belongs to an abbreviation, an initial or a number.
"""

from __future__ import annotations

import re

from retold.speechwords import wordset
from retold.text import Span

_END = re.compile(r"[.!?…]+[)\]\"'”’»´*_]*(?=\s+(\S\S?))")
_WORD_BEFORE = re.compile(r"[^\W_]+(?:['’.][^\W_]+)*$")
# Words before a stop that do not end a sentence.
_ABBREVIATIONS = wordset("""
mr mrs ms dr st prof rev hon messrs mme mlle capt col gen lt lieut sgt maj esq jr sr vs viz cf e.g i.e fig no vol pp ed
gov sen rep supt insp mt ft approx dept
""")
_LOOK_BACK = 24


def sentences(text: str, start: int, end: int) -> list[Span]:
    """The sentences of ``text[start:end]``; their spans meet, so that together they cover it."""
    found, at = [], start
    for mark in _END.finditer(text, start, end):
        if mark.end() < end and _ends(text, start, mark):
            found.append(Span(at, mark.end()))
            at = mark.end()
    if at < end:
        found.append(Span(at, end))
    return found


def _ends(text: str, start: int, mark: re.Match[str]) -> bool:
    following = mark.group(1)
    first = following[0]
    marks = mark.group()
    if first.islower():
        return False
    if not (first.isalnum() or first in "\"'“‘«„—–-([*_¿¡`…" or not first.isascii()):
        return False
    before = _WORD_BEFORE.search(text[max(start, mark.start() - _LOOK_BACK) : mark.start()])
    if marks[0] == "." and not marks.startswith("..") and before:
        word = before.group().casefold()
        if word in _ABBREVIATIONS:
            return word == "no" and not first.isdigit()
        if len(word) == 1 and word.isalpha() and word != "i" and before.group().isupper():
            return False
        if re.fullmatch(r"(?:[^\W\d_]\.)+[^\W\d_]", word) and word not in ("a.m", "p.m"):
            return False
    return True
