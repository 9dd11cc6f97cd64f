"""The reference of the Python interface: public names come in, a page in Markdown made of their docstrings goes out.

Functions, classes and errors are those of ``retold.__all__``; what their results hold is listed module by module. A
docstring is prose with numpydoc's sections, whose entries become lists.
"""

from __future__ import annotations

import dataclasses
import importlib
import inspect
import re
from collections.abc import Callable, Iterator
from types import ModuleType

import retold

HELD = (
    "retold.apparatus",
    "retold.text",
    "retold.tokens",
    "retold.scoring",
    "retold.settingsfile",
    "retold.indexing",
    "retold.library",
    "retold.searching",
    "retold.canons",
    "retold.archive.catalog",
    "retold.archive.reuse",
    "retold.archive.groups",
    "retold.archive.novelties",
    "retold.archive.verifying",
)
"""The modules whose nouns results are made of, in the order in which a reader meets them."""

HEAD = """\
# From Python

Every command has a function of the same name. All of them return plain values that never change, and raise a
`RetoldError` that says what was wrong and what to do. Spans count code points of the file as it was decoded, half open.
"""

_SECTION = re.compile(r"^(\w[\w ]*)\n-{3,}\n", re.MULTILINE)
_ENTRY = re.compile(r"^(?=\S)", re.MULTILINE)
_LINE = 88  # columns of a signature before it is broken


def page() -> str:
    """The page: functions, classes, errors, then what results hold."""
    public = [(name, getattr(retold, name)) for name in retold.__all__ if not name.startswith("_")]
    functions = [(name, one) for name, one in public if inspect.isfunction(one)]
    errors = [(name, one) for name, one in public if inspect.isclass(one) and issubclass(one, Exception)]
    classes = [(name, one) for name, one in public if inspect.isclass(one) and not issubclass(one, Exception)]
    shown = {one for _, one in classes}
    parts = [HEAD, "## Functions\n"]
    parts += [_function(f"retold.{name}", one) for name, one in functions]
    parts += ["## Classes\n", *(_class(f"retold.{name}", one) for name, one in classes)]
    parts += ["## Errors\n", *(_class(f"retold.{name}", one) for name, one in sorted(errors, key=_depth))]
    parts.append("## What results hold\n")
    for module in map(importlib.import_module, HELD):
        parts += [_class(f"{module.__name__}.{one.__name__}", one) for one in nouns(module) if one not in shown]
    return "\n".join(parts)


def _depth(item: tuple[str, type]) -> int:
    """How far below the root of all errors a class stands."""
    return len(item[1].__mro__)


def nouns(module: ModuleType) -> Iterator[type]:
    """The public classes that a module defines, in its order."""
    for name, one in vars(module).items():
        if inspect.isclass(one) and one.__module__ == module.__name__ and not name.startswith("_"):
            yield one


def _function(name: str, function: Callable[..., object], level: int = 3) -> str:
    return f"{_heading(name, level)}```python\n{_signature(name, function)}\n```\n\n{prose(_doc(function))}\n"


def _class(name: str, one: type) -> str:
    bases = [base.__name__ for base in one.__bases__ if base.__name__ not in ("object", "Protocol", "Generic")]
    above = f"({', '.join(bases)})" if bases else ""
    lines = [f"class {one.__name__}{above}"]
    if dataclasses.is_dataclass(one):
        lines += [f"    {field.name}: {field.type}{_default(field)}" for field in dataclasses.fields(one)]
    shown = "\n".join(lines)
    parts = [f"{_heading(name, 3)}```python\n{shown}\n```\n\n{prose(_doc(one))}\n"]
    for member, value in vars(one).items():
        found = getattr(value, "__func__", value)
        if isinstance(value, property):
            parts.append(f"\n{_heading(f'{name}.{member}', 4)}{prose(_doc(value))}\n")
        elif inspect.isfunction(found) and found.__doc__ and (not member.startswith("_") or member == "__call__"):
            parts.append("\n" + _function(f"{name}.{member}", found, 4))
    return "".join(parts)


def _heading(name: str, level: int) -> str:
    shown = name.rpartition(".")[2] if level > 3 else name
    return f"{'#' * level} `{shown}` {{ #{name} }}\n\n"


def _default(field: dataclasses.Field[object]) -> str:
    if field.default is not dataclasses.MISSING:
        return f" = {field.default!r}"
    return " = …" if field.default_factory is not dataclasses.MISSING else ""


def _signature(name: str, function: Callable[..., object]) -> str:
    """How a function is called: on one line where it fits, else a parameter a line."""
    found = inspect.signature(function)
    plain = found.replace(
        parameters=[_short(one) for name, one in found.parameters.items() if name not in ("self", "cls")]
    )
    short = name.rpartition(".")[2]
    text = short + str(plain).replace("'", "")
    if len(text) <= _LINE:
        return text
    called = re.sub(r"^\(|\)(?= ->|$)", "", str(plain).replace("'", ""))
    inside, arrow, back = called.rpartition(" -> ")
    pieces = re.split(r", (?![^\[]*\])", inside if arrow else back)
    return "\n".join([f"{short}(", *(f"    {piece}," for piece in pieces), f"){arrow}{back if arrow else ''}"])


def _short(parameter: inspect.Parameter) -> inspect.Parameter:
    """A parameter whose default, where it is one of our nouns, is named and not spelled out."""
    default = parameter.default
    if not dataclasses.is_dataclass(default):
        return parameter
    return parameter.replace(default=_Named(f"{type(default).__name__}()"))


class _Named:
    """Something that shows as its name."""

    def __init__(self, name: str) -> None:
        self._name = name

    def __repr__(self) -> str:
        return self._name


def _doc(thing: object) -> str:
    return inspect.getdoc(thing) or ""


def prose(docstring: str) -> str:
    """A docstring as Markdown: its prose, then each section as a list of its entries."""
    opening, *sections = _SECTION.split(docstring)
    parts = [opening.strip()]
    for title, body in zip(sections[::2], sections[1::2], strict=True):
        if title == "Returns" and "\n " not in body:  # a sentence, no list of values
            parts.append(f"**{title}**\n\n{' '.join(body.split())}")
            continue
        entries = [entry for entry in _ENTRY.split(body) if entry.strip()]
        parts.append(f"**{title}**\n\n" + "\n".join(f"- {_entry(entry)}" for entry in entries))
    return "\n\n".join(part for part in parts if part) + "\n"


def _entry(entry: str) -> str:
    """An entry such as ``paths : the texts``, or a name with its text below it; the name is set as code."""
    name, colon, text = entry.partition(" : ")
    if not colon:
        name, colon, text = entry.partition("\n")
    said = " ".join(text.split())
    return f"`{name.strip()}`: {said}" if said else name.strip()
