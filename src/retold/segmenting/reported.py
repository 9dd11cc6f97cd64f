"""Tell speech that is only reported from speech, where a text sets both in marks.

In go the stretches of a text with their kinds, and those that turn out to be reported are marked so: "She was honoured,
and should come." has the narrator's persons and tenses, as was usual until about 1830. Anybody may speak so of a third
person now and then; a text that does it beside narration time and again has the habit.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from retold.segmenting.judging import PERSONS, Stretch
from retold.speechwords import SAYING, WEAK_SAYING, read_tag, words_of, wordset
from retold.text import Span

_THIRD = wordset("he she him her his hers himself herself they them their he'd she'd")
_PAST = wordset("""
was were had did could should would might must wasn't weren't hadn't didn't couldn't wouldn't shouldn't
""")
_PRESENT = wordset("""
is are am have has do does can will shall may it's that's there's don't can't won't isn't let what's he's she's let's
""")
# A text has the habit when it reports so many stretches, and this share of those that could be: of the novels the rule
# was tuned on, those that have it reach 20 to 42 %, the others 5 % at most.
_FEW, _SHARE = 6, 0.12
_SURE = 0.7
_SIDE = 120  # code points in which a tag would stand
_SENTENCE_ENDS = ".!?;-—"
_SENTENCE_END = re.compile("[.!?;—]|--")


def set_reported_apart(text: str, paragraphs: Sequence[Span], told: list[list[Stretch]]) -> None:
    """Make reported what reads so, in a text that has the habit; `told` holds the stretches of each paragraph."""
    beside = [
        (number, at)
        for number, parts in enumerate(told)
        for at, part in enumerate(parts)
        if part.kind == "speech" and _untagged(text, paragraphs[number], part, parts[at - 1] if at else None)
    ]
    shifted = [(number, at) for number, at in beside if _shifted(told[number][at].span.of(text))]
    if len(shifted) < max(_FEW, _SHARE * len(beside)):
        return
    for number, at in shifted:
        told[number][at] = replace(told[number][at], kind="reported", confidence=_SURE)


def _untagged(text: str, paragraph: Span, part: Stretch, earlier: Stretch | None) -> bool:
    """Whether a stretch stands behind a sentence of narration, and no tag beside it."""
    start, end = part.span.start, part.span.end
    if part.repaired is not None or start == paragraph.start:
        return False
    before = text[max(paragraph.start, start - _SIDE) : start].rstrip()
    if before[-1:] not in _SENTENCE_ENDS or read_tag(text, end, min(paragraph.end, end + _SIDE)):
        return False
    if earlier and read_tag(text, earlier.span.end, start):
        return False
    last = _SENTENCE_END.split(before[:-1])[-1]
    return '"' not in last and not (SAYING - WEAK_SAYING).intersection(words_of(last))


def _shifted(inner: str) -> bool:
    """Whether words speak of a third person in the past, and nobody speaks or is spoken to in them."""
    words = frozenset(words_of(inner))
    return bool(words & _THIRD and words & _PAST) and not words & PERSONS and not words & _PRESENT
