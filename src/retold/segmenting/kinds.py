"""Tell words that nobody says aloud from speech: thoughts, letters, signs, verse, titles and scare quotes.

In go the marked stretches of a text, out come the same with their `kind` and how sure it is. A stretch is judged by the
words around it: the verb behind it, the noun or verb before it, whether it stands in the run of a sentence. Letters and
verse run over several paragraphs, so those are looked at together.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from retold.segmenting.conventions import CLOSING_STOPS, GLYPHS
from retold.segmenting.judging import Stretch
from retold.speechwords import (
    DETERMINERS,
    NAMING,
    SAYING,
    THINKING,
    WEAK_SAYING,
    WRITING,
    WRITTEN,
    Tag,
    fold,
    read_tag,
    words_of,
    wordset,
)
from retold.text import Span

_GLYPHS = "".join(GLYPHS) + " "
_LAST_WORD = re.compile(r"([^\W_]+(?:['’-][^\W_]+)*)\W*$")
_WRITING_BEFORE = re.compile(r"\b(?:" + "|".join(sorted(WRITTEN)) + r")\b[^.!?\n]{0,40}$", re.IGNORECASE)
_WROTE_BEFORE = re.compile(
    r"\b(?:(?:wrote|scribbled|scrawled|typed|texted|messaged|emailed)(?: back| again)?|"
    r"(?:it|note|letter|sign|card|message|text|label|telegram|poster|inscription|paper|plaque|banner) "
    r"(?:read|ran|said|reads|says))\s*[,:]?$",
    re.IGNORECASE,
)
_SIDE = 60  # code points that are looked at on either side
_TAG_SIDE = 120
_BESIDE_SAID, _BESIDE = 8, 3  # code points from the mark to a tag that speaks of the marked words
_FEW_WORDS = 4
_RUN_ON_WORDS = 12
_TAKEN_UP_WORDS = 3
_SMALL = wordset("a an and at by for from in of on or the to with de la le du der die das von")

# A letter begins with its greeting and ends with its signature, paragraphs on.
_GREETING = re.compile(
    r"(?:my )?(?:(?:very )?dear(?:est)?\b[^.!?\n]{0,40}|sirs?|madam)[,:;.]?(?:[—–-]{1,3}.*)?$", re.IGNORECASE
)
_ANNOUNCED = re.compile(
    r"\b(?:letter|note|postscript|telegram|card|notice|paragraph|inscription|lines|wrote|written|ran|as follows)\b"
    r"[^.!?\n]{0,80}[:—–-]$"
)
_SIGNATURE = re.compile(
    r"(?:(?:i am|i remain|believe me|ever)\b.{0,60}|(?:yours?|your .{0,60}|love|sincerely|best wishes)\b.{0,60})[,.]?$",
    re.IGNORECASE,
)
_LETTER = 40  # paragraphs a letter may have
_NAME_BELOW = 40  # code points of the name below the signature
_VERSE_LINE = 70  # code points


def tell_apart(text: str, paragraphs: Sequence[Span], found: Sequence[Sequence[Stretch]]) -> list[list[Stretch]]:
    """The stretches of every paragraph with their kinds."""
    told: list[list[Stretch]] = []
    for paragraph, parts in zip(paragraphs, found, strict=True):
        kinds: list[Stretch] = []
        for part in parts:
            kind, sure = _kind(text, part, paragraph, kinds[-1] if kinds else None)
            kinds.append(part if kind == "speech" else replace(part, kind=kind, confidence=sure))
        told.append(kinds)
    _letters(text, paragraphs, told)
    _verse(text, paragraphs, told)
    return told


def _kind(text: str, stretch: Stretch, paragraph: Span, earlier: Stretch | None) -> tuple[str, float]:
    """What a stretch is, and how sure that is, 0 to 1."""
    if stretch.repaired is not None or text[stretch.span.start] not in GLYPHS:
        return "speech", 1.0
    inner = stretch.span.of(text).strip(_GLYPHS)
    if not inner:
        return "mention", 0.9
    before = text[max(paragraph.start, stretch.span.start - _SIDE) : stretch.span.start].rstrip()
    after = text[stretch.span.end : min(paragraph.end, stretch.span.end + _SIDE)]
    return (
        (_by_what_follows(text, stretch.span.end, paragraph.end) if after.strip() else None)
        or _by_what_precedes(before)
        or (("speech", 1.0) if not before or before[-1] in CLOSING_STOPS + _GLYPHS else None)
        or (("speech", 0.9) if _takes_up(text, inner, before, earlier) else None)
        or _in_a_sentence(inner, before, after.lstrip())
    )


def _by_what_follows(text: str, start: int, end: int) -> tuple[str, float] | None:
    def tag(verbs: frozenset[str], reach: int) -> Tag | None:
        found = read_tag(text, start, min(end, start + _TAG_SIDE), verbs=verbs)
        return found if found is not None and found.span.start - start <= reach else None

    writes = tag(WRITING, _BESIDE)
    if writes is not None and not writes.verb.startswith("read"):
        return "written", 0.7
    says = tag(SAYING, _BESIDE_SAID)
    # What somebody goes on to do ("and called it a day") says nothing of the words before.
    if says is not None and not text[start : start + _BESIDE_SAID].lstrip().startswith(("and ", "but ")):
        subject = words_of(says.subject.of(text))
        if says.kind == "epithet" and subject and subject[-1] in WRITTEN:
            return "written", 0.7
        return "speech", 1.0
    return ("thought", 0.8) if tag(THINKING, _BESIDE) is not None else None


def _by_what_precedes(before: str) -> tuple[str, float] | None:
    if before[-1:] in (",", ":") and _last_word(before) in THINKING:
        return "thought", 0.7
    return ("written", 0.7) if _WROTE_BEFORE.search(before) else None


def _takes_up(text: str, inner: str, before: str, earlier: Stretch | None) -> bool:
    """Whether words go on with speech that narration broke into: "This sort" he pointed "takes time."."""
    if earlier is None or earlier.kind != "speech" or not inner[0].islower():
        return False
    broken = earlier.span.of(text).rstrip(_GLYPHS)[-1:] not in (".", "!", "?")
    whole = inner[-1] in ".,!?…—-" and len(inner.split()) >= _TAKEN_UP_WORDS
    return broken and whole and _last_word(before) not in DETERMINERS


def _in_a_sentence(inner: str, before: str, after: str) -> tuple[str, float]:
    """What words are that stand in the run of a sentence, with no stop before them."""
    previous = _last_word(before)
    words = inner.split()
    exclaimed = inner[-1] in "!?…" or inner.endswith(("--", "—"))
    begins = inner[0].isupper()
    if previous in SAYING and previous not in WEAK_SAYING and not (previous in ("said", "says") and _written(before)):
        return "speech", 1.0
    if previous in WRITTEN or (previous in ("said", "says", "read", "reads") and _written(before)):
        return "written", 0.8
    if previous in NAMING and not (exclaimed and begins and previous in SAYING):
        return "mention", 0.8
    if _titled(inner):
        return "mention", 0.7
    if len(words) <= _FEW_WORDS and not (exclaimed and begins):
        ends = not after or after[0] == '"' or after[0].isupper()
        if not begins or not ends or previous in DETERMINERS:
            return "mention", 0.8
        return ("speech", 0.8) if inner[-1] in ".," else ("mention", 0.6)
    if not begins and not exclaimed and len(words) <= _RUN_ON_WORDS:
        return "mention", 0.6
    return "speech", 1.0


def _titled(inner: str) -> bool:
    """Whether words are spelt as a title is: every one with a capital, but for the small ones."""
    words = [word for word in re.findall(r"[^\W_][\w’'-]*", inner) if word not in _SMALL]
    return len(words) > 1 and inner[-1] not in "!?…" and all(word[0].isupper() or word[0].isdigit() for word in words)


def _written(before: str) -> bool:
    return _WRITING_BEFORE.search(before) is not None


def _last_word(before: str) -> str:
    found = _LAST_WORD.search(before)
    return fold(found.group(1)) if found else ""


def _letters(text: str, paragraphs: Sequence[Span], told: list[list[Stretch]]) -> None:
    """Make written what stands from a greeting to its signature, where every paragraph is marked as a whole."""
    at = 0
    while at < len(paragraphs):
        end = at + 1
        if _whole(paragraphs, told, at):
            while end < min(len(paragraphs), at + _LETTER) and _whole(paragraphs, told, end):
                end += 1
            signed = [n for n in range(at + 1, end) if _SIGNATURE.match(_inner(text, paragraphs[n]))]
            if signed and _GREETING.match(_inner(text, paragraphs[at])):
                end = signed[-1] + 1
                below = end < len(paragraphs) and len(paragraphs[end]) <= _NAME_BELOW and bool(told[end])
                end += below
            elif at and _ANNOUNCED.search(text, max(0, paragraphs[at - 1].end - _TAG_SIDE), paragraphs[at - 1].end):
                end = at + 1
                while told[end - 1][0].unclosed and end < len(paragraphs) and _whole(paragraphs, told, end):
                    end += 1
            else:
                at += 1
                continue
            for number in range(at, end):
                told[number] = [replace(part, kind="written", confidence=0.8) for part in told[number]]
        at = end


def _verse(text: str, paragraphs: Sequence[Span], told: list[list[Stretch]]) -> None:
    """Make verse of short lines that touch, marked before the first and behind the last."""
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


def _whole(paragraphs: Sequence[Span], told: list[list[Stretch]], at: int) -> bool:
    """Whether one stretch is the whole of a paragraph."""
    return len(told[at]) == 1 and told[at][0].span == paragraphs[at]


def _inner(text: str, paragraph: Span) -> str:
    return paragraph.of(text).strip(_GLYPHS)
