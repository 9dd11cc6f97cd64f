"""An archive on any file system that Hadoop knows: what one machine reads of it is fetched, the rest stays there.

A URL comes in, a snapshot of a copy in a local folder goes out. Fetched are the manifest and, of the parts it names,
the documents, words and texts; the shingles, half of the bytes, only Spark's workers read, where they are.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from retold.archive.layout import DOCUMENTS, MANIFEST, PARTS, TEXTS, TOKENS, file_name
from retold.archive.manifest import read_manifest
from retold.archive.snapshot import Snapshot, open_archive
from retold.errors import InputError


def is_remote(archive: str | Path) -> bool:
    """Whether an archive is named by a URL, such as ``s3a://bucket/library``."""
    return isinstance(archive, str) and "://" in archive


def open_remote(url: str, copy: Path, memory: int) -> Snapshot:
    """The archive at a URL as it is now; `copy` is an empty folder for what is fetched of it.

    Raises
    ------
    InputError
        If there is no archive, Hadoop cannot get at it, or it is damaged or of a newer version.
    WorkError
        If Spark is not installed or does not start.
    """
    from retold.spark import fetch, session

    source = url.rstrip("/")
    with session(memory) as running:
        fetch(running, f"{source}/{MANIFEST}", copy / MANIFEST)
        try:
            for entry in read_manifest(copy).parts:
                for table in (DOCUMENTS, TEXTS, TOKENS):
                    place = Path(PARTS) / entry.name / file_name(table)
                    fetch(running, f"{source}/{place.as_posix()}", copy / place)
            return replace(open_archive(copy), source=source)
        except InputError as error:
            raise InputError(str(error).replace(str(copy), source)) from None
