"""The one file that says what an archive holds: read as values, replaced as a whole.

``manifest.json`` names the live parts, the texts in them that are no longer current, and the runs that brought them.
It is written beside and renamed over, so that whoever reads it sees one state, before or after, never between.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any, Literal

from retold.archive.layout import FORMAT, MANIFEST, TABLES
from retold.errors import InputError, WorkError
from retold.replacing import replace_file
from retold.wording import visible

Why = Literal["changed", "gone", "reread"]
"""Why a text is no longer current: its file has changed or is gone, or it was read anew in another way."""


@dataclass(frozen=True, slots=True)
class PartEntry:
    """A live part: its folder below ``parts/``, how much it holds, and the SHA-256 of each table's file."""

    name: str
    documents: int
    words: int
    characters: int
    sha256: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Past:
    """A text that is no longer current: since which run, and why."""

    run: int
    why: Why


@dataclass(frozen=True, slots=True)
class Run:
    """One run that changed the archive; `finished` is None while it lasts, or where it was cut short.

    Times are UTC, ISO 8601. Of a text that came, left or changed, the tables know more.
    """

    run: int
    begun: str
    finished: str | None = None


@dataclass(frozen=True, slots=True)
class Manifest:
    """What an archive holds.

    `making` says how texts are read, cut and fingerprinted; what another way has made is made anew. `roots` are the
    folders that were indexed, each with what the paths of its texts begin with. `past` is by document number;
    `touched` holds the time (ns since 1970) of files that were written again with the same content. `follows` are
    works; `forgotten` holds digests, together those of one work, by which what was forgotten is known
    again and kept out.
    """

    making: str
    roots: tuple[tuple[str, str], ...] = ()
    parts: tuple[PartEntry, ...] = ()
    past: Mapping[int, Past] = field(default_factory=dict)
    touched: Mapping[int, int] = field(default_factory=dict)
    runs: tuple[Run, ...] = ()
    follows: tuple[str, ...] = ()
    forgotten: tuple[tuple[str, ...], ...] = ()


def read_manifest(folder: Path) -> Manifest:
    """The manifest of an archive.

    Raises
    ------
    InputError
        If the folder is missing or no archive, or its manifest is damaged or of another version of the format.
    """
    shown = visible(str(folder))
    try:
        text = (folder / MANIFEST).read_text("utf-8")
    except (FileNotFoundError, NotADirectoryError):
        if folder.is_dir():
            raise InputError(
                f"{shown}: this folder is no archive (it has no {MANIFEST}); name another, or make one with "
                "'retold index'"
            ) from None
        raise InputError(f"{shown}: there is no such archive; make one with 'retold index'") from None
    except UnicodeDecodeError:
        raise InputError(_damaged(shown)) from None
    except OSError as error:
        raise WorkError(f"{shown}: the archive cannot be read ({(error.strerror or str(error)).lower()})") from None
    try:
        stored = json.loads(text)
    except (ValueError, RecursionError):
        raise InputError(_damaged(shown)) from None
    claimed = stored.get("format") if isinstance(stored, dict) else None
    if not isinstance(claimed, str) or not claimed.startswith("retold-archive/"):
        raise InputError(f"{shown}: this folder is no archive of Retold's; name another")
    if claimed != FORMAT:
        raise InputError(
            f"{shown}: the archive is in the format {visible(claimed[:40])} and this Retold reads {FORMAT}; use a "
            "newer Retold for it"
        )
    try:
        return _from_json(stored)
    except (KeyError, TypeError, ValueError, AttributeError):
        raise InputError(_damaged(shown)) from None


def write_manifest(folder: Path, manifest: Manifest) -> None:
    """Put a manifest in the place of the one that is there, all at once."""
    replace_file(folder / MANIFEST, (json.dumps(_to_json(manifest), indent=1) + "\n").encode())


def _to_json(manifest: Manifest) -> dict[str, Any]:
    ordered = replace(
        manifest, past=dict(sorted(manifest.past.items())), touched=dict(sorted(manifest.touched.items()))
    )
    return {"format": FORMAT, **asdict(ordered)}


def _from_json(stored: Mapping[str, Any]) -> Manifest:
    return Manifest(
        making=_string(stored["making"]),
        roots=tuple((_string(root), _string(prefix)) for root, prefix in stored["roots"]),
        parts=tuple(_part(one) for one in stored["parts"]),
        past={int(doc): Past(int(one["run"]), one["why"]) for doc, one in stored["past"].items()},
        touched={int(doc): int(time) for doc, time in stored["touched"].items()},
        runs=tuple(Run(int(one["run"]), _string(one["begun"]), one["finished"]) for one in stored["runs"]),
        follows=_strings(stored["follows"]),
        forgotten=tuple(_strings(work) for work in stored["forgotten"]),
    )


def _part(stored: Mapping[str, Any]) -> PartEntry:
    part = PartEntry(
        _string(stored["name"]),
        int(stored["documents"]),
        int(stored["words"]),
        int(stored["characters"]),
        {table: _string(stored["sha256"][table]) for table in TABLES},
    )
    if not part.name.isalnum():  # the name of a folder: nothing in a manifest may lead out of the archive
        raise ValueError(part.name)
    return part


def _strings(values: Sequence[Any]) -> tuple[str, ...]:
    return tuple(_string(value) for value in values)


def _string(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError(value)
    return value


def _damaged(shown: str) -> str:
    return (
        f"{shown}: the archive's {MANIFEST} is damaged; put it back from a copy, or index the texts again into a new "
        "folder (what was forgotten is listed in that file alone: forget it there anew)"
    )
