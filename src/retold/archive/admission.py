"""On what terms texts come into an archive: what is known of it, how it reads them, and what it is to keep out.

The terms can be sent to wherever texts are read; an update of the archive is what they are taken from.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from retold.archive.layout import document_id
from retold.archive.writing import Entry


@dataclass(frozen=True, slots=True)
class Known:
    """A text that is current: its number, the file that it was read from, and the run that brought it."""

    doc: int
    sha256: str
    size: int
    mtime_ns: int
    run: int


@dataclass(frozen=True, slots=True)
class Arrival:
    """A text that comes in: its name, the SHA-256 of its file's bytes, the file's size and time, its length."""

    path: str
    sha256: str
    size: int
    mtime_ns: int
    length: int


@dataclass(frozen=True, slots=True)
class Admission:
    """On what terms texts come in: how they are read (`making`), in which `run`, what is `known` by path and what
    was `forgotten`, as digests."""

    making: str
    run: int
    known: Mapping[str, Known]
    forgotten: AbstractSet[str]

    def holds(self, path: str, sha256: str) -> bool:
        """Whether the text at a path is known with this content, read as it would be now."""
        known = self.known.get(path)
        return known is not None and known.doc == document_id(path, sha256, self.making)

    def is_forgotten(self, what: str, value: str) -> bool:
        """Whether a text was forgotten: by its ``"path"``, its ``"work"`` or the ``"sha256"`` of its file."""
        return digest(what, value) in self.forgotten

    def is_reread(self, path: str, sha256: str) -> bool:
        """Whether the text at a path is known with this content, however it was read."""
        known = self.known.get(path)
        return known is not None and known.sha256 == sha256

    def run_of(self, path: str, sha256: str) -> int:
        """The run that brings a text; one that is read anew stays with the run that brought it first."""
        return self.known[path].run if self.is_reread(path, sha256) else self.run


def arrival_of(entry: Entry) -> Arrival:
    """What is to be known of a text that was read."""
    return Arrival(entry.path, entry.witness.sha256, entry.size, entry.mtime_ns, len(entry.witness.raw))


def digest(what: str, value: str) -> str:
    """What is kept of a forgotten text: not its path or what it says, only by what these are known again."""
    return hashlib.sha256(f"{what}\n{value}".encode("utf-8", "surrogatepass")).hexdigest()
