"""The file ``retold.toml`` in the working folder: what it says comes in, defaults for the options of commands go out.

A key is an option without its dashes. Under the name of a command it holds for that command, above all tables for every
command that has the option; what is written on the command line comes before both. Whether to write over other files is
decided on the command line alone.
"""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

import click

from retold.errors import OptionError
from retold.wording import listed

FILE = "retold.toml"
NEVER = frozenset(("force", "help", "list"))  # options that no file may set

Defaults = dict[str, dict[str, Any]]
"""For each command, its parameters by name."""


class Setting(NamedTuple):
    """A setting of a command: its name, its value as TOML writes it, and where that comes from."""

    command: str
    name: str
    value: str
    origin: str


def defaults(commands: Mapping[str, click.Command], path: str = FILE) -> Defaults:
    """What a file sets, none where there is no file.

    Raises
    ------
    OptionError
        If the file is no TOML, or sets what no command has or what cannot be such a value.
    """
    file = Path(path)
    if file.is_dir():
        raise OptionError(f"{path} is a folder, where a file of that name sets options: rename the folder")
    if not file.is_file():
        return {}
    try:
        found = tomllib.loads(file.read_text(encoding="utf-8-sig"))
    except (OSError, ValueError) as error:
        raise OptionError(f"{path} cannot be read: {error}") from error
    if any("force" in table for table in (found, *found.values()) if isinstance(table, dict)):
        raise OptionError(
            f"{path}: force stands in no file, only on the command line: whether to write over other files is decided "
            "each time"
        )
    shared = {key: value for key, value in found.items() if not isinstance(value, dict)}
    tables = {key: value for key, value in found.items() if isinstance(value, dict)}
    for name in tables:
        if name not in commands:
            raise OptionError(f"{path}: there is no command {name!r}; there are {listed(list(commands))}")
    for key in shared:
        if not any(key in options(command) for command in commands.values()):
            raise OptionError(f"{path}: no command has a setting {key!r}; retold settings shows all")
    made: Defaults = {}
    for name, command in commands.items():
        known = options(command)
        own = {key: value for key, value in shared.items() if key in known} | tables.get(name, {})
        for key in own:
            if key not in known:
                raise OptionError(f"{path}: {name} has no setting {key!r}; there are {listed(list(known))}")
        made[name] = {str(known[key].name): _checked(value, known[key], f"{path}: {key}") for key, value in own.items()}
    return made


def options(command: click.Command) -> dict[str, click.Option]:
    """The options of a command that a file may set, by their long names."""
    found = (param for param in command.params if isinstance(param, click.Option))
    named = {max(one.opts, key=len).lstrip("-"): one for one in found}
    return {name: one for name, one in named.items() if name not in NEVER}


def listing(commands: Mapping[str, click.Command], path: str = FILE) -> Iterator[Setting]:
    """Every setting of every command, in their order."""
    found = defaults(commands, path)
    for name, command in commands.items():
        for key, option in options(command).items():
            given = found.get(name, {})
            if option.name in given:
                yield Setting(name, key, _shown(given[option.name]), path)
            else:
                unset = "false" if option.is_flag else "[]" if option.multiple else "–"
                yield Setting(name, key, unset, "default")


def _checked(value: object, option: click.Option, place: str) -> Any:
    """A value that the option can have, or the error that says what it should be."""
    found = _of_kind(value, option, place)
    try:
        for one in found if option.multiple else (found,):
            option.type.convert(one, option, None)
    except click.BadParameter as error:
        raise OptionError(f"{place}: {error.message.rstrip('.')}") from error
    except OptionError as error:
        raise OptionError(f"{place}: {error}") from error
    return found


def _of_kind(value: object, option: click.Option, place: str) -> Any:
    if option.multiple:
        if isinstance(value, str):
            return (value,)
        if isinstance(value, list) and all(isinstance(one, str) for one in value):
            return tuple(value)
        raise OptionError(f"{place} must be a list of strings")
    if option.is_flag:
        if isinstance(value, bool):
            return value
        raise OptionError(f"{place} must be true or false")
    if isinstance(option.type, click.types.IntParamType):
        if type(value) is int:
            return value
        raise OptionError(f"{place} must be a whole number")
    if isinstance(value, str):
        return value
    raise OptionError(f"{place} must be a string")


def _shown(value: object) -> str:
    if isinstance(value, tuple):
        return f"[{', '.join(map(_shown, value))}]"
    return json.dumps(value, ensure_ascii=False)
