"""One function a command of the archive: see that it is whole, let a work go, follow one, find what its texts share."""

from __future__ import annotations

import shutil
import tempfile
import weakref
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from retold import archive as archives
from retold.archive import Snapshot, Stored, Update, Verdict, open_archive
from retold.archive.groups import Cluster, Member, clusters_of, families_of
from retold.archive.remote import is_remote, open_remote
from retold.archive.reuse import Shares, find_reuse
from retold.engines import Engine
from retold.errors import InputError, OptionError
from retold.readers.limits import MEGABYTE
from retold.readers.members import join, split
from retold.taking import file_of
from retold.wording import one_line, visible

__all__ = ["Reused", "copies", "follow", "forget", "readmit", "reuse", "verify"]

Progress = Callable[[str, int, int], None]

JOIN_MEMORY = 2000 * MEGABYTE
"""Bytes that `reuse` may take unless told otherwise."""


def verify(archive: str | Path, *, repair: bool = False, progress: Progress | None = None) -> Verdict:
    """See that every stored text is what it was, each against its checksum.

    Parameters
    ----------
    archive : the archive's folder.
    repair : set aside what is damaged, so that the rest can be used; the next `index` reads those texts anew.
    progress : called with what is being done, how many characters are done, and of how many.

    Returns
    -------
    How many texts were looked at, and every text that damage costs.

    Raises
    ------
    InputError : a folder that is missing, no archive, or one of a newer version.
    WorkError : with `repair`, when another run is writing, or the disk is full.
    """
    verdict = archives.verify(archive, progress=progress)
    if repair and verdict.damaged:
        archives.repair(archive, verdict)
    return verdict


def forget(work: str, *, archive: str | Path) -> list[Stored]:
    """Take a work out of an archive for good, all its versions and every trace, and keep it out.

    Parameters
    ----------
    work : the path of a text, in the archive or on the disk; or the name or the title of a work, for all its parts.
    archive : the archive's folder.

    Returns
    -------
    What was stored of it.

    Raises
    ------
    InputError : no such archive, no such work in it, or one that is forgotten already.
    WorkError : another run is writing, or the disk is full; nothing is forgotten then.
    """
    with archives.update(archive) as changes:
        texts = archives.stored(changes.folder, changes.manifest)
        try:
            out = _meant(work, texts, changes)
        except InputError:
            if changes.has_forgotten([work.removeprefix("./"), *_named_on_disk(work, changes)]):
                raise InputError(f"{visible(str(archive))}: {one_line(work, 80)} is forgotten already") from None
            raise
        whole = {one.path for one in out} == {one.path for one in texts if one.work in {other.work for other in out}}
        changes.forget(out, whole_work=whole)
    return out


def copies(of: Sequence[Stored], *, archive: str | Path) -> list[str]:
    """The paths at which an archive has the very content of some texts, which may be forgotten, in order."""
    contents = {one.sha256 for one in of}
    texts = archives.stored(Path(archive), archives.read_manifest(Path(archive)))
    return list(dict.fromkeys(one.path for one in texts if one.sha256 in contents))


def readmit(work: str, *, archive: str | Path) -> bool:
    """Let a work come in again that was forgotten: its path, or the name of several parts; whether it was."""
    with archives.update(archive) as changes:
        return changes.readmit([work, *_named_on_disk(work, changes)])


def follow(work: str | None = None, *, archive: str | Path, stop: bool = False) -> list[str]:
    """Follow a work, so that `news` tells of it and of what is made of it, or stop following it.

    Parameters
    ----------
    work : the path of a text, in the archive or on the disk; or the name or the title of a work. None changes nothing.
    archive : the archive's folder.
    stop : follow it no longer.

    Returns
    -------
    The names of all works that are followed now.

    Raises
    ------
    InputError : no such archive, or no such work in it.
    WorkError : another run is writing, or the disk is full.
    """
    if work is None:
        return list(archives.read_manifest(Path(archive)).follows)
    with archives.update(archive) as changes:
        texts = archives.stored(changes.folder, changes.manifest)
        changes.follow(_meant(work, texts, changes)[0].work, follow=not stop)
        return list(changes.manifest.follows)


def _meant(work: str, texts: Sequence[Stored], changes: Update) -> list[Stored]:
    """The stored texts of a work, however it is named."""
    for name in _named_on_disk(work, changes):
        if found := [one for one in texts if one.path == name]:
            return found
    return archives.of_work(work, texts, changes.folder)


def _named_on_disk(path: str, changes: Update) -> list[str]:
    """What the text in a file is called in the archive, if it lies in a folder that was indexed."""
    _, inside = split(path)
    name = changes.roots.find(file_of(path))
    return [] if name is None else [join(name, *inside)]


@dataclass(frozen=True, slots=True, weakref_slot=True)
class Reused:
    """What the texts of an archive share (`shares`), and the groups of it, each worked out when it is asked for.

    `snapshot` is the state of the archive in which it was found.
    """

    shares: Shares
    snapshot: Snapshot

    @property
    def clusters(self) -> tuple[Cluster, ...]:
        """Passages that are one text, those in the most texts first."""
        return clusters_of(self.shares.rows)

    @property
    def families(self) -> tuple[tuple[Member, ...], ...]:
        """Reposts, each family a tree: a work comes right before what may come from it."""
        columns = (self.snapshot.documents[name].to_pylist() for name in ("path", "date", "author", "words"))
        facts = {path: (date, author, words) for path, date, author, words in zip(*columns, strict=True)}
        return families_of(self.shares.pairs, facts)

    def excerpt(self, path: str, start: int, end: int) -> str:
        """A stretch of the raw text at a path."""
        at = self.snapshot.documents["path"].to_pylist().index(path)
        doc = self.snapshot.documents["doc"][at].as_py()
        return next(raw for _, raw in self.snapshot.texts([doc]))[start:end]


def reuse(
    archive: str | Path,
    *,
    engine: Engine | None = None,
    memory: int | None = None,
    progress: Progress | None = None,
) -> Reused:
    """Every passage that the texts of an archive share.

    Parameters
    ----------
    archive : the folder of the archive; with the engine ``spark``, also its URL on any file system that Hadoop knows.
    engine : what runs the join; None leaves it to the size of the archive. The result is the same.
    memory : bytes that the run may take (with Spark, its Java process); `JOIN_MEMORY` when None.
    progress : called with what is being done, how many texts are done, and of how many.

    Returns
    -------
    The passages, what every two texts are to one another, and on demand families and clusters of them.

    Raises
    ------
    InputError : no such archive, an empty one, or one of a newer version.
    OptionError : less memory than this archive needs; a URL for another engine.
    WorkError : the engine is not installed or fails; a file of the archive is damaged or missing, or the join needs
        more disk than there is.
    """
    cap = JOIN_MEMORY if memory is None else memory
    tell = progress or (lambda what, done, total: None)
    if not is_remote(archive):
        snapshot = open_archive(archive)
        return Reused(find_reuse(snapshot, engine=engine, memory=cap, progress=tell), snapshot)
    if engine != "spark":
        raise OptionError(f"archive: {visible(str(archive))} is a URL, which only the engine spark reads")
    from retold.spark import session

    copy = tempfile.mkdtemp(prefix="retold-")
    try:
        with session(cap) as running:
            snapshot = open_remote(str(archive), Path(copy), running)
            reused = Reused(find_reuse(snapshot, engine=engine, memory=cap, progress=tell), snapshot)
    except BaseException:
        shutil.rmtree(copy, ignore_errors=True)
        raise
    weakref.finalize(reused, shutil.rmtree, copy, ignore_errors=True)  # its texts may be asked for until then
    return reused
