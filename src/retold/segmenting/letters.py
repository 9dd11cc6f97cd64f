"""Tell letters and verse from speech: kinds that show only over several paragraphs.

In go the stretches of a text, and those that are written or sung are marked so. A letter runs from its greeting to its
signature, every paragraph marked as a whole; place and date may stand above, a name below. Verse is short lines that
touch, marked before the first and behind the last.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from retold.segmenting.conventions import AROUND
from retold.segmenting.judging import Stretch
from retold.speechwords import SAYING, WRITING, fold, read_tag
from retold.text import Span

_GREETING = re.compile(
    r"(?:my )?(?:(?:very )?dear(?:est)?\b[^.!?\n]{0,40}|sirs?|madam)[,:;.]?(?:[—–-]{1,3}.*)?$", re.IGNORECASE
)
_ANNOUNCED = re.compile(
    r"\b(?:letter|note|postscript|telegram|card|notice|paragraph|inscription|lines|wrote|written|ran|as follows)\b"
    r"[^.!?\n]{0,80}[:—–-]$"
)
_LAST_WORD = re.compile(r"([^\W_]+)\W*$")
_FOND = r"(?:affectionate|sincere|devoted|obedient|humble|loving|obliged|faithful|grateful)"
# How a letter with a greeting may end, and what ends one by itself.
_SIGNED = re.compile(
    r"^(?:(?:i am|i remain|believe me|ever)\b.{0,60}|"
    r"(?:yours?|your .{0,60}|love|sincerely|best wishes)\b.{0,60})[,.]?$|"
    rf"\b(?:yours|your (?:very |most )?{_FOND})\b[^?!]{{0,60}}$",
    re.IGNORECASE,
)
_SIGNATURE = re.compile(
    rf"(?:i remain|yours|your (?:very |most |own )?{_FOND}|with love|best wishes)\b.{{0,40}}$", re.IGNORECASE
)
_OF_LETTER = re.compile(r"\b(?:letter|note|postscript|telegram|wrote|written|read)\b", re.IGNORECASE)
_LETTER = 40  # paragraphs a letter may have
_SHORT = 40  # code points of the name below the signature, and of the place and date above the greeting
_END = 120  # code points of a paragraph in which its end is looked at
_SURE = 0.8
_VERSE_LINE = 70  # code points


def set_letters_apart(text: str, paragraphs: Sequence[Span], told: list[list[Stretch]]) -> None:
    """Make written what is a letter; `told` holds the stretches of each paragraph."""
    for run in _runs(text, paragraphs, told):
        for number in _letter(text, paragraphs, told, run):
            told[number] = [replace(part, kind="written", confidence=_SURE) for part in told[number]]


def _runs(text: str, paragraphs: Sequence[Span], told: Sequence[Sequence[Stretch]]) -> Iterator[range]:
    """Paragraphs that are one stretch each; the first may be a greeting, and tell besides who wrote."""
    at = 0
    while at < len(paragraphs):
        end = at
        if _whole(paragraphs, told, at) or _greets_and_tells(text, paragraphs[at], told[at]):
            end += 1
            while end < len(paragraphs) and _whole(paragraphs, told, end):
                end += 1
            yield range(at, end)
        at = max(end, at + 1)


def _letter(text: str, paragraphs: Sequence[Span], told: Sequence[Sequence[Stretch]], run: range) -> range:
    """The paragraphs of the first letter in a run; an empty range where there is none."""
    above = text[max(0, paragraphs[run.start - 1].end - _END) : paragraphs[run.start - 1].end] if run.start else ""
    greeting = next((number for number in run if _greets(text, told[number])), None)
    start = run.start if greeting is None else greeting
    near = range(start, min(run.stop, start + _LETTER))
    if greeting is not None:
        signed = [number for number in near if _SIGNED.search(_inner(text, paragraphs[number])[-_END:])]
        while start > run.start and len(paragraphs[start - 1]) <= _SHORT:
            start -= 1
    elif _OF_LETTER.search(above):
        signed = [number for number in near if _SIGNATURE.match(_inner(text, paragraphs[number]))]
    else:
        signed = []
    if signed:
        last = signed[-1] + 1
        named = last < len(paragraphs) and len(paragraphs[last]) <= _SHORT and _whole(paragraphs, told, last)
        return range(start, last + named)
    if not _announces(above):
        return range(0)
    last = run.start
    while last + 1 < run.stop and told[last][0].unclosed:
        last += 1
    return range(run.start, last + 1)


def _announces(above: str) -> bool:
    """Whether the end of a paragraph leads over to a letter, and not to somebody who speaks of one."""
    last = _LAST_WORD.search(above)
    return _ANNOUNCED.search(above) is not None and not (last and fold(last.group(1)) in SAYING)


def _greets(text: str, parts: Sequence[Stretch]) -> bool:
    return bool(parts) and _GREETING.match(parts[0].span.of(text).strip(AROUND)) is not None


def _greets_and_tells(text: str, paragraph: Span, parts: Sequence[Stretch]) -> bool:
    """Whether a paragraph is a greeting and who wrote it: "Dear Ann" [wrote Tom],"""
    return _greets(text, parts) and read_tag(text, parts[-1].span.end, paragraph.end, verbs=WRITING) is not None


def set_verse_apart(text: str, paragraphs: Sequence[Span], told: list[list[Stretch]]) -> None:
    """Make verse of short lines that touch, where the first opens what the last closes."""
    at = 0
    while at < len(paragraphs):
        end = at + 1
        opened = told[at] and told[at][0].unclosed and told[at][0].span.start == paragraphs[at].start
        if opened and len(paragraphs[at]) <= _VERSE_LINE and text[paragraphs[at].end - 1] not in ".!?…":
            while end < len(paragraphs) and _goes_on(text, paragraphs, end) and not told[end]:
                end += 1
            closes = end < len(paragraphs) and _goes_on(text, paragraphs, end) and told[end]
            if closes and told[end][0].repaired == "opener" and told[end][-1].span.end == paragraphs[end].end:
                for number in range(at, end + 1):
                    told[number] = [Stretch(paragraphs[number], "verse", 0.8)]
        at = end


def _goes_on(text: str, paragraphs: Sequence[Span], at: int) -> bool:
    """Whether a line could be the next one of a verse: right below, short, with a capital."""
    below = text.count("\n", paragraphs[at - 1].end, paragraphs[at].start) == 1
    return below and len(paragraphs[at]) <= _VERSE_LINE and text[paragraphs[at].start].isupper()


def _whole(paragraphs: Sequence[Span], told: Sequence[Sequence[Stretch]], at: int) -> bool:
    """Whether one stretch is the whole of a paragraph."""
    return len(told[at]) == 1 and told[at][0].span == paragraphs[at]


def _inner(text: str, paragraph: Span) -> str:
    return paragraph.of(text).strip(AROUND)
