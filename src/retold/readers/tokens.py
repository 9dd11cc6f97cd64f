"""CollateX's witnesses as tokens: the input of ``retold collate``.

In goes a path, or the object itself, out come the witnesses, each with its tokens as given. What has another shape is
refused with its place: the line and column where it is no JSON, else the path that leads there
(``witnesses[1].tokens[3].t``), what was expected and what is there instead.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from ..errors import InputError
from ..tokens import Token, TokenWitness, normal_form, tokens_of
from .files import load
from .naming import named
from .shapes import Given, parsed, shown

SHAPE = '{"witnesses": [{"id": …, "content": …} or {"id": …, "tokens": [{"t": …}, …]}, …]}'

COLLATED = "this is a table that was collated already"


def is_table(members: Mapping[str, Any]) -> bool:
    """Whether an object of CollateX's JSON is what a collation makes: a table, and witnesses that are but named."""
    witnesses = members.get("witnesses")
    return "table" in members and isinstance(witnesses, list) and all(isinstance(one, str) for one in witnesses)


def read_tokens(source: str | Path | Mapping[str, Any]) -> tuple[TokenWitness, ...]:
    """The witnesses of a JSON file (``-`` is standard input), or of the object that such a file holds.

    Raises
    ------
    InputError
        If there is no such file, it is no JSON, or not of CollateX's shape.
    """
    if isinstance(source, Mapping):
        return _witnesses(Given(source, "the collation"))
    path = str(source)
    return _witnesses(Given(parsed(load(path), named(path), SHAPE), named(path)))


def _witnesses(top: Given) -> tuple[TokenWitness, ...]:
    if is_table(top.members(SHAPE)):
        raise InputError(f"{top.name}: {COLLATED}; give the witnesses that it was made from.")
    given = list(top["witnesses"].items("witnesses"))
    if not given:
        raise top["witnesses"].wrong(f"there is none; give one or more, as in {SHAPE}.")
    found: dict[str, TokenWitness] = {}
    for witness in given:
        witness.members('{"id": …, "content": …} or {"id": …, "tokens": […]}')
        own = witness["id"].string()
        if own in found:
            first = list(found).index(own)
            raise witness["id"].wrong(f"{shown(own)} is the id of witnesses[{first}] too; give each its own.")
        found[own] = TokenWitness(own, _tokens(witness))
    return tuple(found.values())


def _tokens(witness: Given) -> tuple[Token, ...]:
    content, given = witness.get("content"), witness.get("tokens")
    if content is not None:
        return tokens_of(content.string())
    if given is None:
        raise witness.wrong('there is neither "content" nor "tokens"; give it one of them.')
    tokens = []
    for token in given.items("tokens"):
        members = token.members('{"t": …}')
        text, form = token["t"].string(), token.get("n")
        tokens.append({**members, "n": normal_form(text) if form is None else form.string()})
    return tuple(tokens)
