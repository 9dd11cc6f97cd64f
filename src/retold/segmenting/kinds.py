"""Tell words that nobody says aloud from speech: thoughts, letters, signs, verse, titles and scare quotes.

In go the marked stretches of a text, out come the same with their `kind` and how sure it is. A stretch is judged by the
words around it: the verb behind it, the noun or verb before it, whether it stands in the run of a sentence. Reported
speech is told by the habit of the whole text, letters and verse by several paragraphs together.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from retold.segmenting.conventions import AROUND, CLOSING_STOPS, GLYPHS
from retold.segmenting.judging import Stretch
from retold.segmenting.letters import set_letters_apart, set_verse_apart
from retold.segmenting.reported import set_reported_apart
from retold.speechwords import (
    DETERMINERS,
    NAMING,
    SAYING,
    THINKING,
    WEAK_SAYING,
    WRITING,
    WRITTEN,
    fold,
    read_tag,
    words_of,
    wordset,
)
from retold.text import Span

_LAST_WORD = re.compile(r"([^\W_]+(?:['’-][^\W_]+)*)\W*$")
_WRITING_BEFORE = re.compile(r"\b(?:" + "|".join(sorted(WRITTEN)) + r")\b[^.!?\n]{0,40}$", re.IGNORECASE)
_WROTE_BEFORE = re.compile(
    r"\b(?:(?:wrote|scribbled|scrawled|typed|texted|messaged|emailed)(?: back| again)?|"
    r"(?:it|note|letter|sign|card|message|text|label|telegram|poster|inscription|paper|plaque|banner) "
    r"(?:read|ran|said|reads|says))\s*[,:]?$",
    re.IGNORECASE,
)
# What only might be said, or is said by a look: "as if to say", "she was going to ask", "he had never said".
_SAY = r"(?:say|ask|answer|reply|exclaim|cry|shout|tell|whisper|murmur|add|call|remark|respond)"
_SAID = rf"(?:said|told|{_SAY}e?d)"
_MIGHT = (
    r"(?:as (?:much as|if|though)|(?:seem|want|wish|long|hope|mean|intend|like|need)(?:ed|s|ing)?|tr(?:ied|ies|ying)|"
    r"about|going|ready|tempted|inclined|meant|impulse|power|useless|impossible|hard)"
)
_UNSAID_BEFORE = re.compile(
    rf"\b(?:{_MIGHT} to (?:\w+ ){{0,6}}?{_SAY}|"
    rf"(?:(?:would|could|might|should|must)(?:n't| not)? have|never|nearly|almost) (?:\w+ )?{_SAID}|"
    rf"as (?:if|though) (?:\w+ ){{1,2}}(?:had )?{_SAID}|"
    rf"(?:on the point of|instead of|dreamed? of|thought of|far from|without) {_SAY}ing|"
    r"as the (?:saying|phrase|proverb) (?:is|goes|was|went|runs|ran|has it))"
    r"(?: (?:to|of|at) [^.!?\n]{1,30}| aloud| out)?\s*[,:]?(?:--|—)?$"
)
# A thought that somebody has, as against somebody who thought.
_A_THOUGHT = re.compile(r"\b(?:of|an?|the|this|that|his|her|my)\s+(?:\w+\s+)?thought\W*$")
_SIDE = 60  # code points that are looked at on either side
_BLANK_LINES = 4  # code points between paragraphs
_TAG_SIDE = 120
_BESIDE_SAID, _BESIDE = 8, 3  # code points from the mark to a tag that speaks of the marked words
_FEW_WORDS = 4
_RUN_ON_WORDS = 12
_TAKEN_UP_WORDS = 3
_VERBS = SAYING | THINKING | WRITING
_PREPOSITIONS = wordset("of to as in by for with on at from after before than like it")
_SMALL = wordset("a an and at by for from in of on or the to with de la le du der die das von")


def tell_apart(text: str, paragraphs: Sequence[Span], found: Sequence[Sequence[Stretch]]) -> list[list[Stretch]]:
    """The stretches of every paragraph with their kinds."""
    told: list[list[Stretch]] = []
    for paragraph, parts in zip(paragraphs, found, strict=True):
        kinds: list[Stretch] = []
        for part in parts:
            earlier = kinds[-1] if kinds else None
            if _endless_mention(text, part, paragraph, earlier):
                continue
            kind, sure = _kind(text, part, paragraph, earlier)
            kinds.append(part if kind == "speech" else replace(part, kind=kind, confidence=sure))
        told.append(kinds)
    set_reported_apart(text, paragraphs, told)
    set_letters_apart(text, paragraphs, told)
    set_verse_apart(text, paragraphs, told)
    return told


def _endless_mention(text: str, stretch: Stretch, paragraph: Span, earlier: Stretch | None) -> bool:
    """Whether a stretch whose closer was lost began as a title or scare quote does: nobody knows where it ended."""
    if stretch.repaired != "closer":
        return False
    before = text[max(paragraph.start, stretch.span.start - _SIDE) : stretch.span.start].rstrip()
    if not before[-1:].isalnum() or _last_word(before) in SAYING:
        return False
    first = text[stretch.span.start : stretch.span.end].lstrip(AROUND)[:1]
    return earlier is None or earlier.kind != "speech" or not first.islower()


def _kind(text: str, stretch: Stretch, paragraph: Span, earlier: Stretch | None) -> tuple[str, float]:
    """What a stretch is, and how sure that is, 0 to 1."""
    if stretch.repaired is not None or text[stretch.span.start] not in GLYPHS:
        return "speech", 1.0
    inner = stretch.span.of(text).strip(AROUND)
    if not inner:
        return "mention", 0.9
    before = text[max(paragraph.start, stretch.span.start - _SIDE) : stretch.span.start].rstrip()
    leading = before or _leading_over(text, paragraph)
    after = text[stretch.span.end : min(paragraph.end, stretch.span.end + _SIDE)]
    return (
        (_by_what_follows(text, stretch.span.end, paragraph.end) if after.strip() else None)
        or _by_what_precedes(leading)
        or (("speech", 1.0) if not before or before[-1] in CLOSING_STOPS + AROUND else None)
        or (("speech", 0.9) if _takes_up(text, inner, stretch.span.start, earlier) else None)
        or _in_a_sentence(inner, before, after.lstrip(), goes_on=earlier is not None)
    )


def _leading_over(text: str, paragraph: Span) -> str:
    """The end of the paragraph above, where it leads over to this one."""
    above = text[max(0, paragraph.start - _SIDE - _BLANK_LINES) : paragraph.start].rstrip()
    return above.rpartition("\n")[2] if above.endswith((":", ",", "--", "—")) else ""


def _by_what_follows(text: str, start: int, end: int) -> tuple[str, float] | None:
    tag = read_tag(text, start, min(end, start + _TAG_SIDE), verbs=_VERBS)
    if tag is None:
        return None
    away = tag.span.start - start
    if tag.verb in WRITING and not tag.verb.startswith("read") and away <= _BESIDE:
        return "written", 0.7
    # What somebody goes on to do ("and called it a day") says nothing of the words before.
    goes_on = text[start : start + _BESIDE_SAID].lstrip().startswith(("and ", "but "))
    if tag.verb in SAYING and away <= _BESIDE_SAID and not goes_on:
        subject = words_of(tag.subject.of(text))
        written = tag.kind == "epithet" and subject and subject[-1] in WRITTEN
        return ("written", 0.7) if written else ("speech", 1.0)
    ended = text[start - 2 : start].rstrip(AROUND).endswith(".")
    return ("thought", 0.8) if tag.verb in THINKING and away <= _BESIDE and not ended else None


def _by_what_precedes(before: str) -> tuple[str, float] | None:
    if before[-1:] in (",", ":") and _last_word(before) in THINKING and not _A_THOUGHT.search(before):
        return "thought", 0.7
    if _UNSAID_BEFORE.search(before):
        return "unsaid", 0.7
    return ("written", 0.7) if _WROTE_BEFORE.search(before) else None


def _takes_up(text: str, inner: str, start: int, earlier: Stretch | None) -> bool:
    """Whether words go on with speech that narration broke into: "This sort" he pointed "takes time."."""
    if earlier is None or earlier.kind != "speech" or not inner[0].islower() or inner[-1] not in ".,!?…—-":
        return False
    if _last_word(text[max(earlier.span.end, start - _SIDE) : start]) in DETERMINERS:
        return False
    if start - earlier.span.end <= _SIDE and read_tag(text, earlier.span.end, start) is not None:
        return True
    broken = earlier.span.of(text).rstrip(AROUND)[-1:] not in (".", "!", "?")
    return broken and len(inner.split()) >= _TAKEN_UP_WORDS


def _in_a_sentence(inner: str, before: str, after: str, *, goes_on: bool) -> tuple[str, float]:
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
        if not begins or not ends or previous in DETERMINERS | _PREPOSITIONS:
            return "mention", 0.8
        return ("speech", 0.8) if inner[-1] in ".," else ("mention", 0.6)
    if not begins and not exclaimed and len(words) <= _RUN_ON_WORDS:
        return "mention", 0.6
    if not begins and not goes_on:
        return "reported", 0.6
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
