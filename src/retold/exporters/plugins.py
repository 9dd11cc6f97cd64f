"""The formats that a comparison leaves in: their names, what each is, and the one call that writes one.

An exporter is a plug-in: any installed package can offer one in the entry-point group ``retold.exporters``, and those
of Retold itself are found in the same way. It turns a comparison into the bytes of a file and knows nothing of files,
which `retold.exporters.files` writes.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from importlib.metadata import EntryPoint, entry_points
from pathlib import Path
from typing import Any

from retold.apparatus import Comparison
from retold.errors import InputError, OptionError, RetoldError, WorkError
from retold.readers.results import read_result
from retold.wording import listed

GROUP = "retold.exporters"
CALLED = {"docx": "python-docx"}  # packages by the names of their modules, where these differ
OWN = "retold"  # the distribution whose exporters come before others of the same name


@dataclass(frozen=True, slots=True)
class Exporter:
    """A format that a comparison can leave in.

    `about` says in a few words what it writes, `suffix` how the names of its files end (``".xml"``). `dumps` gives the
    bytes of the whole file, the same for the same comparison; it may raise `RetoldError`. `needs_text` tells that it
    cannot do with a result that was written without the texts.
    """

    about: str
    suffix: str
    dumps: Callable[[Comparison], bytes]
    needs_text: bool = True


def export(comparison: Comparison | str | Path | Mapping[str, Any], to: str) -> bytes:
    """A comparison in another format.

    Parameters
    ----------
    comparison
        What `retold.compare` found, or a result: a file (``-`` is standard input) or the object that it holds.
    to
        The name of the format: ``"tei"``, ``"csv"``, …; `formats` lists them.

    Returns
    -------
    bytes
        A whole file, the same for the same comparison.

    Raises
    ------
    InputError
        If the result cannot be read, or holds no texts and the format needs them.
    OptionError
        If there is no such format.
    WorkError
        If a package that the format needs is missing, or an exporter that somebody else wrote cannot be loaded or
        fails.
    """
    exporter = load(to)
    if not isinstance(comparison, Comparison):
        comparison = read_result(comparison)
    if exporter.needs_text and not _has_texts(comparison):
        raise InputError(f"the result was written with --no-text, and {to} needs the texts: compare again without it")
    entry = known(to)
    if entry.module.partition(".")[0] == OWN:
        return exporter.dumps(comparison)
    try:
        content = exporter.dumps(comparison)
    except RetoldError:
        raise
    except Exception as error:  # the code of somebody else may raise anything
        raise WorkError(
            f"{to} cannot be written: {entry.value}, which is no part of Retold, failed "
            f"({type(error).__name__}: {error})"
        ) from error
    if not isinstance(content, bytes):
        raise WorkError(f"{to} cannot be written: {entry.value} made {type(content).__name__}, not bytes")
    return content


def formats() -> dict[str, str]:
    """What can be exported to.

    Returns
    -------
    dict[str, str]
        The name of each format and what it is in a few words, in the order of the names.

    Raises
    ------
    WorkError
        If Retold is not installed as a package, so that no format can be found.
    """
    return {name: _about(name) for name in sorted(found_entries())}


def _about(name: str) -> str:
    try:
        return load(name).about
    except WorkError as error:
        return f"not to be used: {error}"


def known(name: str) -> EntryPoint:
    """Where the exporter of a format is found, which is not loaded; `OptionError` if there is no such format."""
    entries = found_entries()
    if name not in entries:
        raise OptionError(f"there is no format {name!r} to export to; there are {listed(sorted(entries))}")
    return entries[name]


def load(name: str) -> Exporter:
    """The exporter of a format. Raises as `export` does."""
    entry = known(name)
    try:
        found = entry.load()
    except (ImportError, AttributeError) as error:
        raise WorkError(f"{name} cannot be written: {entry.value} cannot be loaded ({error})") from error
    if not isinstance(found, Exporter):
        raise WorkError(f"{entry.value} is no exporter: it must be a retold.Exporter (see docs/exporting.md)")
    return found


def _has_texts(comparison: Comparison) -> bool:
    return all(telling.story.text or not telling.utterances for telling in comparison.tellings)


@cache
def found_entries() -> Mapping[str, EntryPoint]:
    """The entry points by name, one of Retold's own before any other."""
    found: dict[str, EntryPoint] = {}
    for entry in entry_points(group=GROUP):
        if entry.name not in found or (entry.dist is not None and entry.dist.name == OWN):
            found[entry.name] = entry
    if not any(entry.module.partition(".")[0] == OWN for entry in found.values()):
        raise WorkError("no formats are known, since Retold is not installed as a package: pip install it")
    return found


def brought_by(extra: str, module: str) -> Any:
    """A module of a package that an extra of Retold installs; `WorkError` with the command to install it."""
    try:
        return import_module(module)
    except ImportError as error:
        name = module.partition(".")[0]
        raise WorkError(
            f"this needs {CALLED.get(name, name)}, which is not installed: pip install 'retold[{extra}]'"
        ) from error
