"""The gender of the persons of a telling: by titles, by common first names, and by the pronouns that follow a name.

Votes are counted for each form where it stands in narration, so that they can be read before it is known whose form it
is; `settled` weighs them with what the names themselves show.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Sequence

from retold.speakers.forms import Form, bare, looks, name_gender, noun_gender, title_gender
from retold.text import Span

_PRONOUN = re.compile(r"(?<![\w'’-])(?:he|she|his|her|him|himself|herself)(?![\w-])", re.IGNORECASE)
# How far after a name a pronoun may stand to tell its gender, in code points.
_REACH = 90
# Sightings that a common first name weighs against the pronouns seen near it, and the share of these it weighs besides.
_NAME_WEIGHT = 4.0
_NAME_SHARE = 0.2
_TITLE_WEIGHT = 50.0
_LOOKS_WEIGHT = 0.5  # of the ending of an unknown name
_DOUBTFUL = 2  # weight of all pronouns seen near a name up to which one of them may mean somebody else
_TOLD_OF = 5  # pronouns of narration from which a text tells of somebody of that gender


class Pronouns:
    """The pronouns of narration that have a gender."""

    def __init__(self, text: str, in_speech: Callable[[int], bool]) -> None:
        self._text = text
        self._found = [m for m in _PRONOUN.finditer(text) if not in_speech(m.start())]
        self._at = [m.start() for m in self._found]

    def vote(self, span: Span, until: int) -> tuple[str, int] | None:
        """The gender of the next pronoun after a name and its weight; none behind `until` or the paragraph's end."""
        limit = min(until, span.end + _REACH)
        paragraph = self._text.find("\n", span.end, limit)
        limit = paragraph if paragraph >= 0 else limit
        which = bisect_left(self._at, span.end)
        if which == len(self._at) or self._at[which] >= limit:
            return None
        word = self._found[which].group().casefold()
        if word == "him":
            return None  # mostly another
        return _gender_of(word), 1 if word == "her" else 2

    def told_of(self) -> set[str]:
        """The genders of which narration has pronouns again and again."""
        counts = Counter(_gender_of(m.group().casefold()) for m in self._found)
        return {gender for gender, count in counts.items() if count >= _TOLD_OF}


def _gender_of(pronoun: str) -> str:
    return "f" if pronoun in ("she", "her", "herself") else "m"


def doubtful(forms: Sequence[Form], votes: Counter[str]) -> bool:
    """Whether one pronoun beside the name is all that tells the gender of a person: it may mean somebody else."""
    return 0 < votes.total() <= _DOUBTFUL and settled(forms, Counter(m=1, f=1)) is None


def settled(forms: Sequence[Form], votes: Counter[str]) -> str | None:
    """The gender of a person with these forms of the name and these votes of pronouns."""
    score = float(votes["m"] - votes["f"])
    for form in sorted(forms):
        gender, own, weight = title_gender(form), bare(form), _TITLE_WEIGHT
        if gender is None and own:
            gender, weight = name_gender(own[0]), _NAME_WEIGHT + _NAME_SHARE * votes.total()
            if gender is None and len(form) == 1:
                gender = noun_gender(form)
        if gender is None and len(own) == 1 and not votes:
            gender, weight = looks(own[0]), _LOOKS_WEIGHT
        score += weight * {"m": 1, "f": -1}.get(gender or "", 0)
    return "m" if score > 0 else "f" if score < 0 else None
