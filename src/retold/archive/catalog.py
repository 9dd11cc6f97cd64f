"""All texts that an archive knows, those that are no longer current as well, and the works that they are.

In goes how people name a work: a path, a title, the name of several parts; out come the texts that it has.
"""

from __future__ import annotations

import difflib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from retold.archive.layout import DOCUMENTS, PARTS, file_name
from retold.archive.manifest import Manifest
from retold.archive.tables import columns
from retold.errors import InputError
from retold.wording import listed, one_line, visible

FACTS = ("doc", "path", "sha256", "length", "words", "work", "part", "run", "title", "author", "date", "language")
"""The columns of `Stored`, and of a snapshot's documents."""

SUGGESTED = 3


@dataclass(frozen=True, slots=True)
class Stored:
    """A text in the archive, by the columns of its table ``documents``, which docs/archive.md describes.

    `doc` is its number, `path` its name there, `sha256` that of its file, `length` in code points, `words` of its
    story; `work` and `part` say what it belongs to, `run` which run brought it; `title`, `author`, `date` and
    `language` are what it says of itself, or None.
    """

    doc: int
    path: str
    sha256: str
    length: int
    words: int
    work: str
    part: float | None
    run: int
    title: str | None
    author: str | None
    date: str | None
    language: str | None


def stored(folder: Path, manifest: Manifest) -> list[Stored]:
    """All texts of an archive in order of path, and of the runs that brought them."""
    found: list[Stored] = []
    for entry in manifest.parts:
        rows = columns(folder / PARTS / entry.name / file_name(DOCUMENTS), FACTS)
        found += [Stored(**row) for row in rows.to_pylist()]
    return sorted(found, key=lambda one: (one.path, one.run, one.doc))


def of_work(wanted: str, texts: Sequence[Stored], archive: str | Path) -> list[Stored]:
    """The texts of the work that somebody means, all versions of them: by path, by name of the work, or by title.

    Raises
    ------
    InputError
        If the archive has no such work, or several.
    """
    path = wanted.removeprefix("./")
    title = " ".join(wanted.casefold().split())
    for which in (
        [one for one in texts if one.path == path],
        [one for one in texts if one.work == path],
        [one for one in texts if " ".join((one.title or "").casefold().split()) == title],
    ):
        works = list(dict.fromkeys(one.work for one in which))
        if len(works) > 1:
            more = f" and {len(works) - SUGGESTED} more" if len(works) > SUGGESTED else ""
            raise InputError(
                f"{visible(str(archive))}: {len(works)} works are called {one_line(wanted, 80)}: name one by its path, "
                f"{listed([one_line(work) for work in works[:SUGGESTED]], 'or')}{more}"
            )
        if which:
            paths = {one.path for one in which}
            return [one for one in texts if one.path in paths]
    names = {name.casefold(): name for one in texts for name in (one.title, one.work, one.path) if name}
    close = [names[name] for name in difflib.get_close_matches(title, names, SUGGESTED)]
    hint = f"; did you mean {listed([one_line(name, 80) for name in close], 'or')}?" if close else "; give its path"
    raise InputError(f"{visible(str(archive))}: no work is called {one_line(wanted, 80)} here{hint}")
