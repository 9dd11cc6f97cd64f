"""What the options of a command mean: the words a user wrote come in, values that the pipeline takes go out.

A wish that cannot be granted is an `OptionError`, which names the option and says how to write it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from click.core import ParameterSource

from retold.errors import OptionError
from retold.wording import one_line

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

    from retold.intake import Settings

REPORT = "retold-report.html"  # in the working folder, unless told otherwise
WIDTH = click.IntRange(40, 1000)  # columns; a terminal view is never laid out for fewer (terminal.NARROWEST)

PLACES = dict.fromkeys(("FILE", "IN.json", "OUT", "OUT.html", "PATH", "RESULT.json", "SCRIPT"), "file") | {"DIR": "dir"}
"""What the help calls a value that names a file or a folder, and what a shell is told to complete it with."""

_SIZE = re.compile(r"(?P<number>\d{1,9}(?:\.\d{1,9})?)\s?(?P<unit>[kmgt]?)i?b?", re.IGNORECASE)
_SIGLUM = re.compile(r"\w[\w.*'+-]{0,15}")


class _Place(click.types.StringParamType):
    """A path as it was written; a shell completes it. The stages see whether it is there, and say so."""

    name = "path"

    def __init__(self, kind: str) -> None:
        self._kind = kind

    def shell_complete(self, ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
        """What makes the shell look among its own files."""
        from click.shell_completion import CompletionItem

        return [CompletionItem(incomplete, type=self._kind)]


class Checked(click.types.StringParamType):
    """A string that is checked as soon as it is read, on the command line or in retold.toml."""

    def __init__(self, check: Callable[[str], object]) -> None:
        self._check = check

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """The string itself, where the check raises nothing."""
        found = super().convert(value, param, ctx)
        self._check(found)
        return found


def complete_places(command: click.Command) -> None:
    """Have the shell complete every value of a command that the help calls a file or a folder."""
    for parameter in command.params:
        if kind := PLACES.get((parameter.metavar or "").rstrip("…")):
            parameter.type = _Place(kind)


def assigned(wanted: Sequence[tuple[str, str]], found: Sequence[str]) -> list[str]:
    """The siglum of each file found: the wanted one, else the next letter that nobody wanted.

    A file is named by its path or, where no other has it, by its file name alone.
    """
    from retold.intake import label

    chosen: dict[int, str] = {}
    for siglum, path in wanted:
        which = [index for index, name in enumerate(found) if name == path or same_file(name, path)]
        which = which or [index for index, name in enumerate(found) if Path(name).name == path]
        if not which:
            raise OptionError(f"--sigla gives {siglum} to {path}, which is not among the texts: name one of the FILEs")
        if len(which) > 1:
            raise OptionError(f"--sigla gives {siglum} to {path}, which is there {len(which)} times: give its path")
        if which[0] in chosen:
            raise OptionError(f"--sigla gives {path} two labels, {chosen[which[0]]} and {siglum}: keep one")
        chosen[which[0]] = siglum
    taken, number, labels = set(chosen.values()), 0, []
    for index in range(len(found)):
        if index in chosen:
            labels.append(chosen[index])
            continue
        while label(number) in taken:
            number += 1
        labels.append(label(number))
        number += 1
    return labels


def parse_sigla(given: Sequence[str]) -> list[tuple[str, str]]:
    """The labels that ``--sigla`` gives, each with the file it names."""
    pairs: list[tuple[str, str]] = []
    for text in given:
        items: list[str] = []
        for part in text.split(","):  # a comma without an equals sign after it belongs to a file name
            if "=" in part or not items:
                items.append(part)
            else:
                items[-1] += f",{part}"
        for item in items:
            siglum, equals, path = (part.strip() for part in item.partition("="))
            if not (equals and path):
                raise OptionError(f"--sigla wants LABEL=FILE, not {item!r}: write it like A=first.txt,B=second.txt")
            if not _SIGLUM.fullmatch(siglum):
                raise OptionError(f"--sigla: {siglum!r} is no label: use up to 16 letters and digits without spaces")
            if siglum in {other for other, _ in pairs}:
                raise OptionError(f"--sigla gives {siglum} to two texts: each needs its own label")
            pairs.append((siglum, path))
    return pairs


def parse_aliases(given: Sequence[str]) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """The names that ``--alias`` joins: each character's, and what else they are called."""
    aliases = []
    for text in given:
        name, equals, others = text.partition("=")
        names = tuple(other.strip() for other in others.split(",") if other.strip())
        if not (equals and name.strip() and names) or "=" in others:
            raise OptionError(f"--alias wants NAME=OTHER,…, not {text!r}: write it like Jack=Captain,Harkness")
        aliases.append((name.strip(), names))
    return tuple(aliases)


def settings_of(
    aliases: Sequence[str], characters: str | None, encoding: str | None, replace: bool, **more: bool
) -> Settings:
    """The settings that the options of a command make; a file of characters is read."""
    parsed = parse_aliases(aliases)

    from retold.intake import Settings

    return Settings(aliases=parsed, characters=characters or (), encoding=encoding, replace=replace, **more)


def check_encoding(encoding: str) -> None:
    """Refuse an encoding that Python does not know."""
    from retold.readers.decoding import codec_of

    if codec_of(encoding) is None:
        raise OptionError(f"--encoding: there is no encoding {encoding!r}: try utf-8, cp1252 or latin-1")


def parse_size(option: str, given: str | None) -> int | None:
    """An amount of memory in bytes: ``1GB``, ``800MB``, ``1.5G``; a thousand megabytes are a gigabyte."""
    if given is None:
        return None
    found = _SIZE.fullmatch(given.strip())
    if found is None:
        raise OptionError(f"{option} wants an amount such as 1GB or 800MB, not {one_line(given, 40)!r}")
    return int(float(found["number"]) * 1000 ** " kmgt".index(found["unit"].lower() or " "))


def outweighs(one: str, other: str) -> bool:
    """Whether a parameter of the running command is from the command line, and another only from retold.toml."""
    source = click.get_current_context().get_parameter_source
    return source(one) is ParameterSource.COMMANDLINE and source(other) is ParameterSource.DEFAULT_MAP


def report_place(report_out: str | None, no_report: bool, json_out: str | None) -> str | None:
    """Where the report goes: where the user says, else the default place unless JSON takes standard output."""
    if no_report and report_out is not None:
        raise OptionError("--report and --no-report contradict each other: keep one")
    if report_out == "-" and json_out == "-":
        raise OptionError("--json and --report cannot both go to standard output: give one of them a file")
    if report_out is not None:
        return report_out
    return None if no_report or json_out == "-" else REPORT


ENCODING = Checked(check_encoding)
MEMORY = Checked(partial(parse_size, "--memory"))


def exported_place(path: str, suffix: str) -> str:
    """Where an exported result goes unless the user says: named after it, in the working folder."""
    return "-" if path == "-" else Path(path).stem + suffix


def check_stdin(paths: Sequence[str]) -> None:
    """Refuse to read standard input twice."""
    if paths.count("-") > 1:
        raise OptionError("standard input can be read once only: name - once")


def same_file(one: str, other: str) -> bool:
    """Whether two paths name one file, or standard input."""
    if "-" in (one, other):
        return one == other
    try:
        return Path(one).resolve() == Path(other).resolve()
    except (OSError, RuntimeError, ValueError):
        return one == other
