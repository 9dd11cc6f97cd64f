"""Forms of names as tuples of folded words, and what a form alone shows: title, gender, what it is short for."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from retold.speakers.firstnames import FEMALE_NAMES, MALE_NAMES, NICKNAMES
from retold.speechwords import (
    FEMALE_NOUNS,
    FEMALE_TITLES,
    MALE_NOUNS,
    MALE_TITLES,
    NOT_NAMES,
    TITLES,
    fold,
    wordset,
)
from retold.text import Character, Given

_PART = re.compile(r"[^\s.]+")

Form = tuple[str, ...]
# What the user says of names: characters, or the name to show and the others that are the same person's.
Aliases = Sequence[Given | tuple[str, tuple[str, ...]]]


def given_characters(aliases: Aliases) -> list[Given]:
    """What the user says of names, as characters."""
    return [one if isinstance(one, Given) else Given(*one) for one in aliases]


SOFT = wordset("poor dear old young little thane")
"""Adjectives that stand before a name as a title does and say nothing of who it is."""
MARRIED = wordset("mrs mme madame signora frau lady")
UNMARRIED = wordset("miss mlle mademoiselle signorina fräulein")
NOBLE = wordset("sir lord duke earl baron count king prince")
COMMON = wordset("mr mister monsieur signor herr señor")
RANKS = wordset("""
captain capt colonel col general gen major lieutenant lieut lt sergeant sgt corporal private admiral commander
reverend rev bishop archbishop inspector constable sheriff judge dr doctor prof professor
""")
# Titles that many may bear in a telling without being named by them.
GENERAL_TITLES = SOFT | wordset("""
lady master sir madam father mother sister brother aunt auntie uncle cousin nurse dame miss mr mrs lord private agent
officer chief minister president grandfather grandmother grandpa grandma granny gran nan nana dad daddy papa mum mummy
mom mommy mam mama mamma monk friar saint st honourable
""")
# Titles that stand before first names too ("Sir Walter", "Aunt Jane").
_GIVEN = UNMARRIED | wordset("""
sir lady dame king queen prince princess duke duchess saint st aunt auntie uncle cousin brother sister father mother
nurse grandma grandpa gran granny nan lord fra frère
""")
_SMALL_WORDS = wordset("of the")


def titles(form: Form) -> Form:
    """The titles before a name, adjectives left out: ("captain",) of "poor Captain Ann Brown"."""
    at = 0
    while at < len(form) - 1 and form[at] in TITLES:
        at += 1
    return tuple(word for word in form[:at] if word not in SOFT)


def titled(form: Form) -> bool:
    """Whether a title stands before the name."""
    return bool(titles(form))


def takes_given(form: Form) -> bool:
    """Whether the title may stand before a first name alone."""
    return bool(titles(form)) and titles(form)[-1] in _GIVEN


def title_gender(form: Form) -> str | None:
    """The gender that a title shows, "m" or "f"; of a title alone only where it cannot be anybody's name."""
    if len(form) == 1 and form[0] not in ("mr", "mrs", "miss", "sir", "madam"):
        return None
    for word in titles(form) or form[:1]:
        if word in MALE_TITLES:
            return "m"
        if word in FEMALE_TITLES:
            return "f"
    return None


def name_gender(name: str) -> str | None:
    """The gender of a common first name or its short form."""
    name = NICKNAMES.get(name, name) if name not in MALE_NAMES and name not in FEMALE_NAMES else name
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
    if a == b or NICKNAMES.get(a, a) == NICKNAMES.get(b, b) or _spelt(_ENDING, a) == _spelt(_ENDING, b):
        return True
    if a[:1] != b[:1]:
        return False
    if _is_full(a) and _is_full(b):
        return False
    if _spelt(_LATIN, a) == _spelt(_LATIN, b):
        return True
    short, long = sorted((a, b), key=len)
    stem = short
    if short not in NICKNAMES and not _is_full(short):
        # "Letty" may be any that begins with Lett; whose short form "Harry" is, is known.
        stem = _ENDING.sub("", short)
        if len(stem) > _STEM and stem[-1] == stem[-2]:
            stem = stem[:-1]
    ga, gb = name_gender(a), name_gender(b)
    return (
        len(stem) >= _STEM
        and len(long) > len(short)
        and long.startswith(stem)
        and not (ga and gb and ga != gb)
        and len(long) - len(stem) >= 2
    )


@lru_cache(maxsize=4096)
def first_keys(name: str) -> frozenset[str]:
    """Spellings of which two first names share one wherever they are `alike`."""
    return frozenset((NICKNAMES.get(name, name), _spelt(_ENDING, name), _spelt(_LATIN, name), name[:_STEM]))


# Endings that one name may have in turn: "Sophy", "Sophie"; and in Latin "Sophia".
_ENDING = re.compile(r"(?:ie|ey|y)$")
_LATIN = re.compile(r"(?:ia|ie|ey|y)$")
_STEM = 3  # letters that a short form has in common with the name


def _spelt(ending: re.Pattern[str], name: str) -> str:
    return ending.sub("y", name)


def _is_full(name: str) -> bool:
    """Whether a name is common as it stands and short for no other."""
    return (name in MALE_NAMES or name in FEMALE_NAMES) and name not in NICKNAMES


def form_of(words: str) -> Form:
    """The folded words of a name, without stops, possessive endings, and words before it that are no part of it."""
    parts = [fold(p).strip(",;:!?\"'") for p in _PART.findall(words)]
    parts = [p.removesuffix("'s") for p in parts]
    while parts and parts[0] in NOT_NAMES and parts[0] not in TITLES:
        parts = parts[1:]
    return tuple(p for p in parts if p)


def bare(form: Form) -> Form:
    """The name without titles and small words; a title alone is its own name."""
    at = 0
    while at < len(form) - 1 and form[at] in TITLES:
        at += 1
    return tuple(w for w in form[at:] if w not in _SMALL_WORDS) or form[-1:]


def names_of(who: Character) -> list[str]:
    """Every name of a character in any telling, each once, the one to show first."""
    return list(dict.fromkeys([who.name, *(name.name for names in who.names.values() for name in names)]))


def shorter(form: Form) -> list[Form]:
    """The form and what it can be cut to, at the end first, then at the head."""
    return [form, *(form[:n] for n in range(len(form) - 1, 0, -1)), *(form[n:] for n in range(1, len(form)))]
