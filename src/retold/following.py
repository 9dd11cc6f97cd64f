"""What is new in an archive, and of the works that somebody follows, what others have made of them since.

The runs of `index` say what came, changed or went. Each text that came is held against the followed works as
`retold.searching` would hold it: whether it reposts, quotes or retells them.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from retold import archive as archives
from retold.archive import Finding, Item
from retold.intake import USUAL, Settings
from retold.searching import made_of, ready

__all__ = ["news"]

Progress = Callable[[str, int, int], None]

SURE = 0.01
"""E-value up to which something is news: who looks every day is called for nothing no more than every few months."""

CAME = ("added", "part", "changed")
"""Kinds of news of texts in which something may stand that was not there before."""

TELLING = ("reposted", "retold", "quoted")
"""What a text may make of another one; where it does several of these, the first of them is told."""


def news(
    *, archive: str | Path, since: str | None = None, settings: Settings = USUAL, progress: Progress | None = None
) -> list[Item]:
    """What is new in an archive: texts and parts that came, changed or are gone, and what is made of followed works.

    Parameters
    ----------
    archive : the archive's folder.
    since : the number of a run of `index`, or a date such as 2026-01-31; None tells what the last run brought.
    settings : how sure a retelling must be, see `retold.Settings`.
    progress : called with what is being done, how many followed texts are done, and of how many.

    Returns
    -------
    Items run by run, followed works and what is made of these first within a run, then by path. A text that is made
    from a followed work has an item of its own besides the one that it came: ``reposted``, ``retold`` or ``quoted``,
    with `Item.of` naming the followed text that most of it is from.

    Raises
    ------
    InputError : no such archive.
    OptionError : `since` is neither a run nor a date.
    WorkError : a file of the archive is damaged.
    """
    place = Path(archive)
    manifest = archives.read_manifest(place)
    items = archives.news(manifest, archives.stored(place, manifest), since)
    came = [item for item in items if item.kind in CAME]
    if came and manifest.follows:
        items += _made(place, came, manifest.follows, settings, progress or (lambda what, done, total: None))
    return sorted(items, key=lambda item: (item.run, not (item.followed or item.of), item.path, item.of or ""))


def _made(
    archive: Path, came: Sequence[Item], follows: Sequence[str], settings: Settings, tell: Progress
) -> list[Item]:
    """What the texts that came make of the works that are followed: of each text and work one piece of news."""
    snapshot = archives.open_archive(archive)
    paths, works = (snapshot.documents[name].to_pylist() for name in ("path", "work"))
    followed = [(path, work) for path, work in zip(paths, works, strict=True) if work in follows]
    there = set(paths)
    among = ready(snapshot, tell)
    best: dict[tuple[str, str], list[Finding]] = {}
    for at, (path, work) in enumerate(followed):
        tell("looking for what is made of followed works", at, len(followed))
        by = {item.path for item in came if item.work != work} & there
        for row in made_of(path, by, among=among, settings=settings) if by else ():
            if row.e_value <= SURE:
                best.setdefault((row.b, work), []).append(row)
    by_path = {item.path: item for item in came}
    found = []
    for (path, _), rows in best.items():
        kind = min((row.kind for row in rows), key=TELLING.index)
        source = _source([row for row in rows if row.kind == kind])
        found.append(replace(by_path[path], kind=kind, of=source, before=None))
    return found


def _source(rows: Sequence[Finding]) -> str:
    """The text that most of what was found is from."""
    bits: dict[str, float] = {}
    for row in rows:
        bits[row.a] = bits.get(row.a, 0.0) + row.score
    return min(bits, key=lambda path: (-bits[path], path))
