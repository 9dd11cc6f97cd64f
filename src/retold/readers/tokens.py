"""CollateX's witnesses as tokens: the input of ``retold collate``.

In goes a path, or the object itself, out come the witnesses, each with its tokens as given. What has another shape is
refused with its place: the line and column where it is no JSON, else the path that leads there
(``witnesses[1].tokens[3].t``), what was expected and what is there instead.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from math import isfinite
from pathlib import Path
from typing import Any

from ..errors import InputError
from ..tokens import Token, TokenWitness, normal_form, tokens_of
from .files import load
from .naming import named

SHAPE = '{"witnesses": [{"id": …, "content": …} or {"id": …, "tokens": [{"t": …}, …]}, …]}'
_SHOWN = 40  # characters of a wrong value that are quoted


def read_tokens(source: str | Path | Mapping[str, Any]) -> tuple[TokenWitness, ...]:
    """The witnesses of a JSON file (``-`` is standard input), or of the object that such a file holds.

    Raises
    ------
    InputError
        If there is no such file, it is no JSON, or not of CollateX's shape.
    """
    if isinstance(source, Mapping):
        return _witnesses(source, "the collation")
    path = str(source)
    return _witnesses(_parsed(load(path), named(path)), named(path))


def _parsed(data: bytes, name: str) -> object:
    try:
        text = data.decode(json.detect_encoding(data))
    except UnicodeDecodeError as error:
        raise InputError(
            f"{name}: byte {data[error.start]:02X} at offset {error.start} is not {error.encoding.upper()}; "
            "save the file again as UTF-8."
        ) from None
    try:
        return json.loads(text.removeprefix("\ufeff"), strict=False, parse_constant=_no_number, parse_float=_number)
    except json.JSONDecodeError as error:
        raise InputError(
            f"{name}: line {error.lineno}, column {error.colno}: this is not JSON ({error.msg}); mend it there. "
            f"Expected is {SHAPE}."
        ) from None
    except RecursionError:
        raise InputError(f"{name}: brackets are nested too deep; expected is {SHAPE}.") from None
    except ValueError as error:  # a number that JSON or Python does not know
        raise InputError(f"{name}: this is not JSON ({error}); expected is {SHAPE}.") from None


def _no_number(found: str) -> float:
    raise ValueError(f"{found} is no number in it")


def _number(found: str) -> float:
    return value if isfinite(value := float(found)) else _no_number(found)


def _witnesses(value: object, name: str) -> tuple[TokenWitness, ...]:
    top = _object(value, name, "", SHAPE)
    given = _list(_member(top, "witnesses", name, ""), name, "witnesses", "witnesses")
    if not given:
        raise InputError(f"{name}: witnesses: there is none; give one or more, as in {SHAPE}.")
    found: dict[str, TokenWitness] = {}
    for at, one in enumerate(given):
        place = f"witnesses[{at}]"
        witness = _object(one, name, place, '{"id": …, "content": …} or {"id": …, "tokens": […]}')
        own = _string(_member(witness, "id", name, place), name, f"{place}.id")
        if own in found:
            first = list(found).index(own)
            raise InputError(
                f"{name}: {place}.id: {_shown(own)} is the id of witnesses[{first}] too; give each its own."
            )
        found[own] = TokenWitness(own, _tokens(witness, name, place))
    return tuple(found.values())


def _tokens(witness: Mapping[str, Any], name: str, place: str) -> tuple[Token, ...]:
    if "content" in witness:
        return tokens_of(_string(witness["content"], name, f"{place}.content"))
    if "tokens" not in witness:
        raise InputError(f'{name}: {place}: there is neither "content" nor "tokens"; give it one of them.')
    tokens = []
    for at, one in enumerate(_list(witness["tokens"], name, f"{place}.tokens", "tokens")):
        here = f"{place}.tokens[{at}]"
        token = _object(one, name, here, '{"t": …}')
        text = _string(_member(token, "t", name, here), name, f"{here}.t")
        form = _string(token["n"], name, f"{here}.n") if "n" in token else normal_form(text)
        tokens.append({**token, "n": form})
    return tuple(tokens)


def _member(value: Mapping[str, Any], key: str, name: str, place: str) -> object:
    if key not in value:
        raise InputError(f'{name}: {place or "the whole"}: "{key}" is missing; add it.')
    return value[key]


def _object(value: object, name: str, place: str, shape: str) -> Mapping[str, Any]:
    if isinstance(value, Mapping):
        return value
    raise InputError(f"{name}: {place or 'the whole'}: expected is an object, {shape}, not {_shown(value)}.")


def _list(value: object, name: str, place: str, of: str) -> Sequence[Any]:
    if isinstance(value, list | tuple):
        return value
    raise InputError(f"{name}: {place}: expected is a list of {of}, not {_shown(value)}.")


def _string(value: object, name: str, place: str) -> str:
    if isinstance(value, str):
        return value
    raise InputError(f"{name}: {place}: expected is a string, not {_shown(value)}.")


def _shown(value: object) -> str:
    text = json.dumps(value, ensure_ascii=True, default=lambda other: type(other).__name__)
    return text if len(text) <= _SHOWN else text[: _SHOWN - 1] + "…"
