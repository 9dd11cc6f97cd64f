"""Files on any file system that Hadoop knows, by URL: listed, fetched, brought there, and put in the place of others.

All goes through Hadoop's own classes, in the Java process of a Spark session, so that the cluster's settings and keys
hold. Nothing is put where others read it but whole: it is written beside and renamed.
"""

from __future__ import annotations

import secrets
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from retold.errors import InputError
from retold.spark import Py4JJavaError, SparkSession, said
from retold.wording import visible

__all__ = ["Hadoop", "Seen"]


@dataclass(frozen=True, slots=True)
class Seen:
    """A file in a listing: its URL below the one that was listed, the same as Hadoop spells it, its size in bytes, its
    time in nanoseconds since 1970."""

    url: str
    source: str
    size: int
    mtime_ns: int


class Hadoop:
    """The file systems that a Spark session can reach. What Hadoop refuses is an `InputError` that names the URL."""

    def __init__(self, session: SparkSession) -> None:
        context = session.sparkContext
        self._gateway: Any = context._gateway
        self._java: Any = context._jvm
        self._settings = context._jsc.hadoopConfiguration()

    def names(self, url: str) -> list[str]:
        """What is in a folder, sorted; nothing where there is no such folder."""
        return sorted(str(one.getPath().getName()) for one in self._listed(url)) if self.exists(url) else []

    def exists(self, url: str) -> bool:
        """Whether there is a file or a folder."""
        return bool(self._do(url, lambda system, path: system.exists(path)))

    def files(self, url: str) -> Iterator[Seen]:
        """The file at a URL, or all below a folder in order of their names, hidden ones left out."""
        status = self._do(url, lambda system, path: system.getFileStatus(path))
        yield from self._below(url.rstrip("/"), str(status.getPath().toString()), status)

    def read(self, url: str) -> str:
        """A small file of UTF-8."""
        with tempfile.TemporaryDirectory(prefix="retold-") as folder:
            self.fetch(url, Path(folder) / "file")
            return (Path(folder) / "file").read_text("utf-8", "replace")

    def fetch(self, url: str, target: Path) -> None:
        """Copy a file to this machine."""
        target.parent.mkdir(parents=True, exist_ok=True)
        local = self._path(f"file://{target.absolute().as_posix()}")
        self._do(url, lambda system, path: system.copyToLocalFile(False, path, local, True))

    def bring(self, source: Path, url: str) -> None:
        """Copy a file of this machine to a URL, in place of whatever is there, all at once."""
        folder, _, name = url.rpartition("/")
        beside = f"{folder}/.{name}.{secrets.token_hex(4)}.part"
        self._copy(source, beside)
        self._move(beside, url)

    def bring_folder(self, source: Path, url: str) -> None:
        """Copy a folder of files to a URL, all at once; one that is there already is the same."""
        folder, _, name = url.rpartition("/")
        beside = f"{folder}/.new-{name}-{secrets.token_hex(4)}"
        for file in sorted(source.iterdir()):
            self._copy(file, f"{beside}/{file.name}")
        if self.exists(url):
            self.remove(url)
        self._do(beside, lambda system, path: system.rename(path, self._path(url)))

    def claim(self, url: str, content: str) -> bool:
        """Make a small file; False where there is one."""

        def make(system: Any, path: Any) -> bool:
            try:
                system.setWriteChecksum(False)
                stream = system.create(path, False)
            except Py4JJavaError:
                if system.exists(path):
                    return False
                raise
            stream.write(bytearray(content.encode()))
            stream.close()
            return True

        return bool(self._do(url, make))

    def remove(self, url: str) -> None:
        """Remove a file or a folder with all that is in it."""
        self._do(url, lambda system, path: system.delete(path, True))

    def _listed(self, url: str) -> list[Any]:
        return list(self._do(url, lambda system, path: system.listStatus(path)))

    def _below(self, url: str, source: str, status: Any) -> Iterator[Seen]:
        if not status.isDirectory():
            yield Seen(url, source, int(status.getLen()), int(status.getModificationTime()) * 1_000_000)
            return
        inside = {str(one.getPath().getName()): one for one in self._listed(url)}
        for name in sorted(inside):
            if not name.startswith("."):
                yield from self._below(f"{url}/{name}", f"{source}/{name}", inside[name])

    def _copy(self, source: Path, url: str) -> None:
        local = self._path(f"file://{source.absolute().as_posix()}")

        def copy(system: Any, path: Any) -> None:
            system.setWriteChecksum(False)  # which Hadoop would keep in files of its own beside those of a folder
            system.copyFromLocalFile(False, True, local, path)

        self._do(url, copy)

    def _move(self, url: str, target: str) -> None:
        """Rename a file over another one."""
        options = self._java.org.apache.hadoop.fs.Options.Rename
        over = self._gateway.new_array(options, 1)
        over[0] = options.OVERWRITE
        contexts = self._java.org.apache.hadoop.fs.FileContext
        self._do(
            target,
            lambda _, path: contexts.getFileContext(path.toUri(), self._settings).rename(self._path(url), path, over),
        )

    def _path(self, url: str) -> Any:
        return self._java.org.apache.hadoop.fs.Path(url)

    def _do(self, url: str, what: Any) -> Any:
        try:
            path = self._path(url)
            return what(path.getFileSystem(self._settings), path)
        except Py4JJavaError as error:
            raise InputError(f"{visible(url)}: Hadoop cannot get at it ({said(error)})") from None
