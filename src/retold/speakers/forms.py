"""Forms of names as tuples of folded words, and what a form alone shows: title, gender, what it is short for."""

from __future__ import annotations

import re
from collections.abc import Sequence

from retold.speechwords import (
    FEMALE_NAMES,
    FEMALE_NOUNS,
    FEMALE_TITLES,
    MALE_NAMES,
    MALE_NOUNS,
    MALE_TITLES,
    NICKNAMES,
    NOT_NAMES,
    TITLES,
    fold,
)
from retold.text import Character

_PART = re.compile(r"[^\s.]+")

Form = tuple[str, ...]
# Names that the user says are one person's: the name to show, and the others.
Aliases = Sequence[tuple[str, tuple[str, ...]]]


def title_gender(form: Form) -> str | None:
    if len(form) > 1 or form[0] in ("mr", "mrs", "miss", "sir", "madam"):
        return "m" if form[0] in MALE_TITLES else "f" if form[0] in FEMALE_TITLES else None
    return None


def name_gender(name: str) -> str | None:
    name = NICKNAMES.get(name, name)
    return "m" if name in MALE_NAMES else "f" if name in FEMALE_NAMES else None


def looks(name: str) -> str | None:
    """The gender that the ending of a name suggests."""
    if name.endswith(("a", "ette", "elle", "ine", "lyn", "ah", "ice", "ina")):
        return "f"
    return "m" if name.endswith(("o", "us", "rd", "rt", "ck", "as")) else None


def noun_gender(words: Sequence[str]) -> str | None:
    """The gender an epithet shows by its noun: "the old man" m, "the wall" None."""
    for word in reversed(words):
        if word in MALE_NOUNS or word in MALE_TITLES:
            return "m"
        if word in FEMALE_NOUNS or word in FEMALE_TITLES:
            return "f"
    return None


def alike(a: str, b: str) -> bool:
    """Whether one first name is a short form of the other ("Matty" and "Matthew")."""
    if a == b or NICKNAMES.get(a, a) == NICKNAMES.get(b, b):
        return True
    short, long = sorted((a, b), key=len)
    stem = re.sub(r"(?:ie|y|ey)$", "", short)
    if len(stem) > 3 and stem[-1] == stem[-2]:
        stem = stem[:-1]
    ga, gb = name_gender(a), name_gender(b)
    return (
        len(stem) >= 3
        and len(long) > len(short)
        and long.startswith(stem)
        and not (ga and gb and ga != gb)
        and len(long) - len(stem) >= 2
    )


def form_of(words: str) -> Form:
    parts = [fold(p).strip(",;:!?\"'") for p in _PART.findall(words)]
    parts = [re.sub(r"'s$", "", p) for p in parts]
    while parts and parts[0] in NOT_NAMES and parts[0] not in TITLES and len(parts) >= 1:
        parts = parts[1:]
    return tuple(p for p in parts if p)


def titled(form: Form) -> bool:
    return len(form) > 1 and (form[0] in TITLES)


def bare(form: Form) -> Form:
    at = 0
    while at < len(form) - 1 and form[at] in TITLES:
        at += 1
    if len(form) == 1 and form[0] in TITLES:
        return form
    return tuple(w for w in form[at:] if w not in ("of", "the"))


def names_of(who: Character) -> list[str]:
    """Every name of a character in any telling, each once, the one to show first."""
    return list(dict.fromkeys([who.name, *(name.name for names in who.names.values() for name in names)]))


def epithet_key(words: Sequence[str]) -> str:
    """The words of an epithet without its article: what two sightings of it have in common."""
    return " ".join(w for w in words if w not in ("the", "a", "an", "this", "that"))


def shorter(form: Form) -> list[Form]:
    return [form, *(form[:n] for n in range(len(form) - 1, 0, -1)), *(form[n:] for n in range(1, len(form)))]
