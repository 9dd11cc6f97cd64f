"""What texts are called in an archive: by their paths below the folders that were indexed.

In goes where a file is, out comes its name, and back. The first folder's texts go by their paths below it; those of any
other folder have its name before that. A folder that has moved is known again by its name, if it is gone from where it
was.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

Stored = tuple[tuple[str, str], ...]
"""Folders that were indexed, as absolute paths, each with what the names of its texts begin with."""


class Roots:
    """The folders of an archive; `taken` says whether names that begin so are in use already."""

    def __init__(self, stored: Stored, taken: Callable[[str], bool]) -> None:
        self._roots = dict(stored)
        self._taken = taken

    @property
    def stored(self) -> Stored:
        """The folders as they are kept."""
        return tuple(self._roots.items())

    def name(self, file: str, folder: str) -> str:
        """The name of the text in a file, by absolute path; it is counted to `folder` if it is in no known one."""
        found = self.find(file)
        if found is None:
            self._new(folder)
            found = self.find(file)
        assert found is not None
        return found

    def find(self, file: str) -> str | None:
        """The name of the text in a file that lies in a known folder."""
        known = [root for root in self._roots if _below(file, root)]
        if not known:
            return None
        root = max(known, key=len)
        return self._roots[root] + _named(os.path.relpath(file, root))

    def place(self, name: str) -> str | None:
        """The absolute path that a name stands for; None if it begins like no folder's."""
        fitting = [(len(prefix), root, prefix) for root, prefix in self._roots.items() if name.startswith(prefix)]
        if not fitting:
            return None
        _, root, prefix = max(fitting)
        return os.path.join(root, *name.removeprefix(prefix).split("/"))  # noqa: PTH118 - names are no paths of ours

    def _new(self, folder: str) -> None:
        base = _named(Path(folder).name) or "root"
        for root, prefix in list(self._roots.items()):
            if Path(root).name == Path(folder).name and "://" not in root and not Path(root).exists():
                del self._roots[root]
                self._roots[folder] = prefix
                return
        prefix, number = "" if not self._roots else f"{base}/", 1
        while self._roots and (prefix in self._roots.values() or self._taken(prefix)):
            number += 1
            prefix = f"{base}-{number}/"
        self._roots[folder] = prefix


def _below(file: str, folder: str) -> bool:
    return file.startswith(folder.rstrip(os.sep) + os.sep)


def _named(path: str) -> str:
    """A path with strokes between names; bytes of a name that are no text are spelled out."""
    parts = Path(path).parts
    return "/".join(os.fsencode(part).decode("utf-8", "backslashreplace") for part in parts)
