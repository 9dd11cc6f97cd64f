"""How a telling is told: its tense, its person, who narrates and through whose eyes, by the narration's words.

Comes in: a telling and its study; goes out: a `Manner` of the whole with how sure each answer is, and one of each
stretch between headings and scene rules, for tellings change hands and eyes there. Only narration counts, a sample of
each stretch; where its words do not tell, there is no answer.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from retold.speakers.reference import INNER
from retold.speakers.turns import FIRST, Study
from retold.speechwords import WORD, fold, wordset
from retold.text import Manner, Span, Telling

_PAST = re.compile(
    r"\b(?:he|she|they|i|it|we|you)\s+(?:\w+ed|was|were|had|said|did|went|came|saw|took|felt|stood|knew|sat)\b", re.I
)
_PRESENT = re.compile(
    r"\b(?:(?:he|she|it)\s+(?!was\b|is\b|has\b)(?!always\b|perhaps\b|towards\b)\w{2,}[^s\W]s|(?:he|she|it)(?:\s+is|\s+has|'s|’s)|i\s+(?:am|have|do|can|say|see|go|know|feel|think)"
    r"|(?:they|you)\s+are|you\s+(?:have|do|can|say|see|go|know|feel|think)|i'm|i’m)\b",
    re.I,
)
_SECOND = re.compile(r"\b(?:you|your|yours|yourself)\b", re.I)
_TOLD_PAST = wordset("was were had said did went came saw took felt stood knew sat")  # after a name, besides -ed
_TOLD_PRESENT = wordset("is has does says goes comes sees takes feels stands knows sits looks turns asks")
_ENOUGH = 100_000  # characters of narration that tell the tense, in all stretches together
_LEAST = 2_000  # of each stretch
_BORDERS = frozenset(("heading", "rule"))  # kinds of chrome that part scenes
_FIRST_SHARE = 0.012  # of the words, from which narration is in the first person
_SECOND_SHARE = 0.03  # and in the second; a narrator who says "you" to the reader now and then stays below
_FEW_WORDS = 30
_INNER_LEAST = 2  # times that somebody must feel or know to be the one through whose eyes a stretch is seen
_INNER_SHARE = 0.5  # of all that anybody feels or knows
_MAYBE = 2  # sightings that count against what was seen, so that few make nobody sure


@dataclass(slots=True)
class _Stretch:
    """The words that tell, counted over one stretch of narration."""

    span: Span
    narration: str
    past: int = 0
    present: int = 0
    first: int = 0
    second: int = 0
    words: int = 0
    inner: Counter[int] = field(default_factory=Counter)


def manner_of(telling: Telling, studied: Study, ids: Mapping[int, str]) -> Manner:
    """Tense, person, narrator and viewpoint of a telling and of its parts; persons by their ids."""
    stretches = _stretches(telling)
    sample = max(_LEAST, _ENOUGH // max(1, len(stretches)))
    for one in stretches:
        narration = one.narration[:sample]
        one.past, one.present = len(_PAST.findall(narration)), len(_PRESENT.findall(narration))
        one.first, one.second = len(FIRST.findall(narration)), len(_SECOND.findall(narration))
        one.words = narration.count(" ") + 1
    _follow_names(studied, stretches)
    whole = _Stretch(
        Span(0, len(telling.witness.raw)),
        "".join(one.narration for one in stretches),
        sum(one.past for one in stretches),
        sum(one.present for one in stretches),
        sum(one.first for one in stretches),
        sum(one.second for one in stretches),
        sum(one.words for one in stretches),
        sum((one.inner for one in stretches), Counter()),
    )
    parts = tuple(
        replace(_manner(one, studied.narrator, _is_first(one), ids), span=one.span)
        for one in stretches
        if one.narration.strip()
    )
    manner = _manner(whole, studied.narrator, studied.narrator is not None, ids)
    return replace(manner, parts=parts if len(parts) > 1 else ())


def _manner(one: _Stretch, narrator: int | None, first: bool, ids: Mapping[int, str]) -> Manner:
    confidence: dict[str, float] = {}
    tense = None if one.past == one.present else "past" if one.past > one.present else "present"
    if tense is not None:
        confidence["tense"] = _sure(max(one.past, one.present), one.past + one.present)
    second = _is_second(one)
    first = first and not second
    person = None if not one.narration.strip() else "second" if second else "first" if first else "third"
    if second:
        confidence["person"] = _sure(one.second, one.first + one.second)
    elif person is not None:
        rate = one.first / (_FIRST_SHARE * max(one.words, _FEW_WORDS))
        confidence["person"] = round((rate if first else 1.0) / (1.0 + rate), 3)
    told_by = ids.get(narrator) if first and narrator is not None else None
    if told_by is not None:
        confidence["narrator"] = confidence["viewpoint"] = confidence.get("person", 0.0)
        return Manner(tense, person, told_by, told_by, confidence)
    seen_by = None
    eyes, times = max(one.inner.items(), key=lambda item: (item[1], -item[0]), default=(-1, 0))
    if not first and times >= max(_INNER_LEAST, _INNER_SHARE * one.inner.total()) and eyes in ids:
        seen_by = ids[eyes]
        confidence["viewpoint"] = _sure(times, one.inner.total())
    return Manner(tense, person, None, seen_by, confidence)


def _is_first(one: _Stretch) -> bool:
    return one.first > _FIRST_SHARE * one.words


def _is_second(one: _Stretch) -> bool:
    """Whether "you" is the one it happens to: a letter has as many of I."""
    return one.second > max(2 * one.first, _SECOND_SHARE * max(one.words, _FEW_WORDS))


def _sure(times: int, whole: int) -> float:
    return round(times / (whole + _MAYBE), 3)


def _stretches(telling: Telling) -> list[_Stretch]:
    """The narration between headings and scene rules; spans in raw."""
    borders = sorted(c.span.start for c in telling.story.chrome if c.kind in _BORDERS)
    gathered: dict[int, list[str]] = {}
    spans: dict[int, Span] = {}
    for line in telling.lines:
        which = bisect_right(borders, line.span.start)
        spans[which] = Span(min(line.span.start, spans.get(which, line.span).start), line.span.end)
        told = gathered.setdefault(which, [])
        if line.kind == "narration":
            told.append(telling.read(line.span))
    return [_Stretch(spans[which], " ".join(told)) for which, told in gathered.items()]


def _follow_names(studied: Study, stretches: list[_Stretch]) -> None:
    """Count for each stretch what follows the names in it: who is said to feel, know or see, and in which tense."""
    to_text = studied.telling.story.map.to_text
    starts = [to_text(one.span).start for one in stretches]
    for mention in studied.roster.narrated:
        following = WORD.match(studied.text, min(len(studied.text), mention.span.end + 1))
        which = bisect_right(starts, mention.span.start) - 1
        if following is None or mention.owner or which < 0:
            continue
        word, one = fold(following.group()), stretches[which]
        one.inner[mention.person] += word in INNER
        one.past += word in _TOLD_PAST or word.endswith("ed")
        one.present += word in _TOLD_PRESENT
