"""What the last run of reuse found, kept in the cache, so that the next one need look only at what has changed.

It is written as a whole, and only while no other run writes to the archive and the archive is still the one that was
read; what is damaged, or was made in another way, counts for nothing. It may be deleted at any time.
"""

from __future__ import annotations

import secrets
import shutil
import tempfile
import time
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from retold import passages, shingles
from retold.archive.comparing import WITNESSED, Links
from retold.archive.layout import CACHE, UNFINISHED
from retold.archive.locking import one_writer
from retold.archive.manifest import read_manifest
from retold.archive.said import SaidWords
from retold.archive.snapshot import Snapshot
from retold.errors import RetoldError
from retold.seeding import COMMON, REPEATS

__all__ = ["Joined", "Kept", "kept_in"]

_FILE = "reuse.npz"
_MAKING = f"1 {shingles.KERNEL} {passages.KERNEL} {COMMON} {REPEATS} {WITNESSED}"
_LEFT_FOR = 86_400  # seconds after which what an earlier run has begun is known to be left over
_LINKS = ("text", "document", "first", "last", "other")

_Array = npt.NDArray[Any]


@dataclass(frozen=True, slots=True)
class Joined:
    """All that some texts have in common, two by two: numbers stand for the places of the texts in `docs`.

    `links` and `rows` are what `retold.archive.comparing` has as `linked` and `aligned`; `common` are the fingerprints
    that too many texts have, in order, and `heads` the first texts of each.
    """

    docs: npt.NDArray[np.int64]
    links: Links
    rows: npt.NDArray[np.int32]
    common: npt.NDArray[np.int64]
    heads: npt.NDArray[np.int32]


class Kept:
    """The cache of an archive as reuse sees it: `cache` is its folder, `fresh` one for what this run makes."""

    def __init__(self, snapshot: Snapshot, cache: Path, fresh: Path) -> None:
        self._snapshot = snapshot
        self.cache, self.fresh = cache, fresh

    def load(self) -> Joined | None:
        """What the last run has found; None if there is nothing, or nothing that can be used."""
        try:
            with np.load(self.cache / _FILE, allow_pickle=False) as stored:
                if str(stored["making"]) != _MAKING:
                    return None
                links = Links(*(stored[name] for name in _LINKS))
                return Joined(stored["docs"], links, stored["rows"], stored["common"], stored["heads"])
        except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile):
            return None

    def save(self, joined: Joined | None, words: SaidWords) -> None:
        """Keep what this run has found (None: that is there already), if it can be kept."""
        with suppress(OSError, RetoldError):
            made = self.fresh / _FILE
            if joined is not None:
                links: dict[str, _Array] = {name: getattr(joined.links, name) for name in _LINKS}
                state: dict[str, _Array] = {
                    "docs": joined.docs,
                    "rows": joined.rows,
                    "common": joined.common,
                    "heads": joined.heads,
                }
                np.savez(made, allow_pickle=False, making=np.array(_MAKING), **links, **state)
            with one_writer(self._snapshot.folder):
                if read_manifest(self._snapshot.folder) != self._snapshot.manifest:
                    return  # a work may have been forgotten meanwhile
                if joined is not None:
                    made.replace(self.cache / _FILE)
                words.publish()


@contextmanager
def kept_in(snapshot: Snapshot) -> Iterator[Kept]:
    """The cache of an archive, as long as the block lasts; where the archive cannot be written to, one that is lost."""
    cache = snapshot.folder / CACHE
    try:
        cache.mkdir(exist_ok=True)
        for left in cache.glob(f"{UNFINISHED}*"):
            if left.stat().st_mtime < time.time() - _LEFT_FOR:  # else a run may be at it
                shutil.rmtree(left, ignore_errors=True)
        fresh = cache / f"{UNFINISHED}{secrets.token_hex(8)}"
        fresh.mkdir()
    except OSError:
        fresh = Path(tempfile.mkdtemp(prefix="retold-"))
    try:
        yield Kept(snapshot, cache, fresh)
    finally:
        shutil.rmtree(fresh, ignore_errors=True)
