"""A list of characters that the user wrote: a small text file or JSON comes in, characters with their names go out.

One character a line: the name to show, an equals sign and the other names, parted by commas; a pronoun in brackets
tells the gender; what follows ``#`` is a remark::

    Nora = Miss Quill, the old nurse (she)
    Tobias = Toby            # the brother
    Captain Rook

In JSON it is ``{"characters": [{"name": …, "names": […], "gender": "f"}]}``, of which a result of Retold is one.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from typing import Any

from ..errors import OptionError
from ..text import Given
from .decoding import decode
from .files import load
from .naming import named

_REMARK = re.compile(r"(?:^|\s)#.*")
_GENDERS = {"she": "f", "he": "m", "it": "n", "they": None, "f": "f", "m": "m", "n": "n"}
_OPEN = re.compile(r"[()]")
_LETTER = re.compile(r"[^\W\d_]")
LONGEST = 100  # characters of a name: what is longer is a line of something else


def read_characters(path: str) -> tuple[Given, ...]:
    """The characters that a file lists.

    Raises
    ------
    InputError
        If there is no such file, or it is no text.
    OptionError
        If a line is no character, a name is two characters', or nobody is listed; the message names the line.
    """
    text, _ = decode(load(path), path)
    return parse_characters(text.removeprefix("\ufeff"), named(path))


def parse_characters(text: str, source: str = "characters") -> tuple[Given, ...]:
    """The characters that a text lists; `source` is its name in messages. Raises `OptionError` as above."""
    found = list(_from_json(text, source) if text.lstrip()[:1] in ("{", "[") else _from_lines(text, source))
    if not found:
        raise OptionError(f"{source} lists no characters: write one a line, like Nora = Miss Quill, the nurse (she)")
    check_names(found)
    return tuple(found)


def check_names(given: Iterable[Given]) -> None:
    """Raise `OptionError` where two characters bear one name; letters in capitals are the same letters."""
    owners: dict[str, Given] = {}
    for one in given:
        for name in (one.name, *one.names):
            owner = owners.setdefault(name.casefold(), one)
            if owner is not one:
                where = f" ({owner.place.rpartition(', ')[2]})" if owner.place and one.place else ""
                place = one.place or "--alias"
                raise OptionError(f"{place}: {name!r} is {owner.name}'s name already{where}: give it to one of them")


def _from_lines(text: str, source: str) -> Iterator[Given]:
    for number, line in enumerate(text.splitlines(), 1):
        place, rest = f"{source}, line {number}", _REMARK.sub("", line).strip()
        if not rest:
            continue
        rest, last = _bracket(rest)
        name, equals, others = rest.partition("=")
        name, first = _bracket(name.strip())
        genders = [_gender(word, place) for word in (first, last) if word is not None]
        names = tuple(dict.fromkeys(other.strip() for other in others.split(",") if other.strip()))
        if wrong := _misshapen(name, equals, others, names, genders):
            raise OptionError(f"{place}: {wrong}: write it like Nora = Miss Quill, the nurse (she)")
        gender = genders[0] if genders else None
        yield _given(name.strip(), names, gender, place)


def _misshapen(name: str, equals: str, others: str, names: tuple[str, ...], genders: list[str | None]) -> str | None:
    """What is wrong with the shape of a line, None where nothing is."""
    if equals and not names:
        return "no names after the equals sign"
    if "=" in others:
        return "two equals signs"
    if len(genders) > 1:
        return "two pronouns"
    if _OPEN.search(f"{name} {others}"):
        return "a bracket that is not closed, or not at the end"
    if not equals and ("," in name or ":" in name):
        return "other names follow an equals sign"
    return None


def _bracket(words: str) -> tuple[str, str | None]:
    """Words without what stands in brackets at their end, and that."""
    before, bracket, inside = words.rpartition("(")
    return (before.rstrip(), inside[:-1]) if bracket and inside.endswith(")") else (words, None)


def _from_json(text: str, source: str) -> Iterator[Given]:
    try:
        listed = json.loads(text)
    except (ValueError, RecursionError) as error:
        line = f", line {error.lineno}" if isinstance(error, json.JSONDecodeError) else ""
        raise OptionError(f"{source}{line} is no JSON ({getattr(error, 'msg', 'nested too deep')})") from None
    characters = listed.get("characters") if isinstance(listed, dict) else listed
    if not isinstance(characters, list):
        raise OptionError(f'{source} has no list of "characters"')
    for number, one in enumerate(characters, 1):
        place = f"{source}, character {number}"
        name = one.get("name") if isinstance(one, dict) else one
        names, gender = (one.get("names") or (), one.get("gender")) if isinstance(one, dict) else ((), None)
        if isinstance(names, dict):  # of a result: by siglum, with what shows them
            names = [n.get("name") if isinstance(n, dict) else n for some in names.values() for n in _listed(some)]
        if not isinstance(name, str) or not isinstance(names, list | tuple) or not all(_is_text(n) for n in names):
            raise OptionError(f'{place}: write it like {{"name": "Nora", "names": ["Miss Quill"], "gender": "f"}}')
        kept = tuple(dict.fromkeys(n.strip() for n in names if n.strip() != name.strip()))
        yield _given(name.strip(), kept, None if gender is None else _gender(str(gender), place), place)


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _is_text(value: Any) -> bool:
    return isinstance(value, str) and bool(value.strip())


def _gender(written: str, place: str) -> str | None:
    word = written.strip().casefold()
    if word not in _GENDERS:
        raise OptionError(f"{place}: ({written.strip()}) is no pronoun: write (she), (he), (it) or (they)")
    return _GENDERS[word]


def _given(name: str, names: tuple[str, ...], gender: str | None, place: str) -> Given:
    for one in (name, *names):
        if not _LETTER.search(one):
            raise OptionError(f"{place}: {one!r} is no name" if one else f"{place}: no name before the equals sign")
        if len(one) > LONGEST:
            raise OptionError(f"{place}: {one[:30]!r}… is too long for a name: write one character a line")
    return Given(name, names, gender, place)
