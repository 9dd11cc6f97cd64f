"""Epithets: persons called by a noun ("the old man", "the child"), and the name such a noun can only mean.

Comes in: the text and where its named persons stand; goes out: the epithets of narration by key, which is their words
without the article, and for each the one named person it stands for, or None. An epithet and the name it stands for
share scenes, but never a sentence.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Mapping, Sequence, Set

from retold.speakers.forms import noun_gender
from retold.speechwords import PERSON_NOUNS, PLAIN, TRADES, YOUNG, words_of
from retold.text import Span

_EPITHET = re.compile(r"\b[Tt]he (?:[^\W\d_]+ ){0,2}[^\W\d_]+")
_SENTENCE_REACH = 200  # code points
# Who is meant is named no further before the epithet than this, in code points, most times it stands.
_SCENE = 2500
_MOSTLY = 0.8
_ONE_SCENE = 60_000  # code points: what is shorter has few scenes without its main persons
_SOMETIMES = 0.3  # where somebody is met before the name is known
_ARTICLES = frozenset(("the", "a", "an", "this", "that"))


def key_of(words: Sequence[str]) -> str:
    """The words of an epithet without its article."""
    return " ".join(w for w in words if w not in _ARTICLES)


def epithets_of(text: str, in_speech: Callable[[int], bool], speaking: Set[str]) -> dict[str, list[Span]]:
    """Where narration has a person by a noun, by key; nouns that are `speaking` somewhere are persons' too."""
    seen: dict[str, list[Span]] = {}
    for found in _EPITHET.finditer(text):
        words = words_of(found.group())
        noun = next((n for n, w in enumerate(words[1:4], 1) if w in PERSON_NOUNS or w in TRADES or w in speaking), 0)
        if noun and not in_speech(found.start()):
            end = found.start() + len(" ".join(words[: noun + 1]))
            seen.setdefault(key_of(words[: noun + 1]), []).append(Span(found.start(), end))
    return seen


def stands_for(
    text: str, key: str, spans: Sequence[Span], genders: Mapping[int, str], places: Mapping[int, Sequence[int]]
) -> int | None:
    """The one named person an epithet can mean: of its gender, in its scenes, never named in the same sentence.

    `genders` holds those who may be meant, `places` where narration names each, in order.
    """
    gender = noun_gender(key.split())
    young = key.split()[-1] in YOUNG
    fits = [
        number
        for number, theirs in genders.items()
        if (not gender or theirs == gender)
        # A noun without a gender is somebody young who is named later.
        and (gender or (young and places[number][0] >= spans[0].start))
        and not any(_together(text, span, places[number]) for span in spans)
    ]
    if len(fits) != 1:
        return None
    (number,) = fits
    if len(text) <= _ONE_SCENE:
        return number
    near = sum(_shares_scene(span, places[number]) for span in spans)
    return number if near >= (_MOSTLY if gender else _SOMETIMES) * len(spans) else None


# What ends an apposition: any mark but the comma of a list.
_CLOSED = re.compile(r"[.;:!?)—–]|,(?!\s+(?:and|or|the|an?|[A-Z])\b)")
_COMMA = ", "
_JOINT = re.compile(r",? whose name (?:was|is) |,? (?:called|named|known as) |,? ")


def apposed(
    text: str, key: str, spans: Sequence[Span], ends: Mapping[int, int], starts: Mapping[int, tuple[int, int]]
) -> int | None:
    """The one beside whose name an epithet stands in apposition: "Mr. Lee, the vicar." and "the vicar Mr. Lee".

    `ends` holds for the end of every name in narration whose it is, `starts` for every start who and where it ends.
    """
    words = key.split()
    if not PLAIN.isdisjoint(words):
        return None
    found = Counter[int]()
    for span in spans:
        comma = text.startswith(_COMMA, max(0, span.start - len(_COMMA)))
        before = ends.get(span.start - (len(_COMMA) if comma else 1))
        if before is not None and _CLOSED.match(text, span.end):
            found[before] += 1
        joint = _JOINT.match(text, span.end)
        after = starts.get(joint.end()) if joint else None
        if joint is None or after is None:
            continue
        # "The vicar Mr. Lee" is one, but in "the unseen Mr. Lee" the word says what he is like.
        noun = joint.group() != " " or words[-1] in PERSON_NOUNS
        if noun and (joint.group() != _COMMA or _CLOSED.match(text, after[1])):
            found[after[0]] += 1
    return next(iter(found)) if len(found) == 1 else None


def _together(text: str, span: Span, places: Sequence[int]) -> bool:
    near = bisect_left(places, span.start)
    for place in places[max(0, near - 1) : near + 1]:
        a, b = sorted((place, span.start))
        if b - a < _SENTENCE_REACH and not any(c in ".!?\n" for c in text[a:b]):
            return True
    return False


def _shares_scene(span: Span, places: Sequence[int]) -> bool:
    near = bisect_left(places, span.start)
    return any(abs(place - span.start) < _SCENE for place in places[max(0, near - 1) : near + 1])
