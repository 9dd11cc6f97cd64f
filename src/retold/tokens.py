"""Witnesses as tokens, and the table that a collation of them is.

These are the nouns of ``retold collate``, in the words of CollateX: a token is an object with its text ``t``, the form
``n`` it is compared by, and whatever else its owner keeps in it. A text that comes without tokens is cut into words,
each with its inner apostrophes and hyphens, and punctuation; the blanks behind a token stay with it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

Token = Mapping[str, Any]
"""At least ``t`` and ``n``, both strings."""

_TOKEN = re.compile(r"\s*(?:\w+(?:['’\-]\w+)*|[^\w\s]+)\s*")
_APOSTROPHES = str.maketrans("’‘ʼ`´", "'''''")


@dataclass(frozen=True, slots=True)
class TokenWitness:
    """A witness: the name it goes by (`id`), and its `tokens` in order."""

    id: str
    tokens: tuple[Token, ...]


@dataclass(frozen=True, slots=True)
class TokenRun:
    """Tokens `start` up to `end` (counted from 0, half open) of the witness with this id."""

    witness: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class TokenTable:
    """What a collation found.

    `witnesses` are their ids as given. `table` has a row for each, with a cell for each column: tokens in order, or
    None where the witness has nothing; a row read from left to right is the whole witness. `transpositions` are
    passages that stand in different columns though they are the same: the run of every witness that has one.
    """

    witnesses: tuple[str, ...]
    table: tuple[tuple[tuple[Token, ...] | None, ...], ...]
    transpositions: tuple[tuple[TokenRun, ...], ...]


def tokens_of(text: str) -> tuple[Token, ...]:
    """The tokens of a text; put together, their ``t`` are the text again, unless it is blank."""
    return tuple({"t": found.group(), "n": normal_form(found.group())} for found in _TOKEN.finditer(text))


def normal_form(text: str) -> str:
    """What a token is compared by unless it says so itself: case and the shape of its apostrophe do not matter."""
    return text.strip().casefold().translate(_APOSTROPHES)
