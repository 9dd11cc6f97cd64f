"""What is new in an archive since some run: texts and parts that came, texts that changed, texts whose files are gone.

In goes an archive's manifest with all that it has stored, out come items in the order in which they are told. What is
new of works that somebody follows (reposts, quotations, retellings) is of the same kind of item, with `of` set.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from retold.archive.catalog import Stored
from retold.archive.manifest import Manifest, Past
from retold.errors import OptionError
from retold.wording import one_line

Kind = Literal["added", "part", "changed", "gone", "reposted", "quoted", "retold"]
"""What happened: a new work, a new part of a known work, a new version of a text, a file that is gone; and, where `of`
names a work that is followed, what somebody made of it."""

_DATE = re.compile(r"\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d)?Z?)?")


@dataclass(frozen=True, slots=True)
class Item:
    """One piece of news about the text at `path`, a `part` of a `work`: of which `kind`, in which `run` and `when`
    (UTC, ISO 8601).

    `title` and `author` are what it says of itself, `sha256` is that of its file. `words` counts those of the text,
    `before` those of its earlier version. `followed` says whether somebody follows the work; `of` is the path of the
    followed text that this one is made from, where it is.
    """

    kind: Kind
    path: str
    work: str
    part: float | None
    title: str | None
    author: str | None
    sha256: str
    words: int
    before: int | None
    run: int
    when: str
    followed: bool = False
    of: str | None = None


def news(manifest: Manifest, texts: Sequence[Stored], since: str | None = None) -> list[Item]:
    """What is new, run by run, followed works first within a run, then by path.

    `texts` are all that is stored. `since` is the number of a run or a date (UTC), None the run before the last.

    Raises
    ------
    OptionError
        If `since` is neither, or there is no such run yet.
    """
    after = _after(manifest, since)
    when = {run.run: run.finished or run.begun for run in manifest.runs}
    current = {one.path: one for one in texts if one.doc not in manifest.past}
    known = {one.doc: one for one in texts}
    earlier = _earlier(manifest.past, known)
    old_works = {one.work for one in texts if one.run <= after}
    found: list[Item] = []

    def tell(kind: Kind, one: Stored, run: int, before: int | None = None) -> None:
        followed = one.work in manifest.follows
        facts = (one.path, one.work, one.part, one.title, one.author, one.sha256, one.words)
        found.append(Item(kind, *facts, before, run, when.get(run, ""), followed))

    for path, one in current.items():
        last = earlier.get(path)
        if last is not None and last[0].run > after and last[0].why == "changed":
            tell("changed", one, last[0].run, last[1].words)
        elif one.run > after and last is None:
            tell("part" if one.part is not None and one.work in old_works else "added", one, one.run)
    for path, (past, one) in earlier.items():
        if path not in current and past.why == "gone" and past.run > after:
            tell("gone", one, past.run)
    return sorted(found, key=lambda item: (item.run, not item.followed, item.path))


def _earlier(past: Mapping[int, Past], known: Mapping[int, Stored]) -> dict[str, tuple[Past, Stored]]:
    """The last earlier version at each path, and since when and why it is one; what was only read anew is none."""
    found: dict[str, tuple[Past, Stored]] = {}
    for doc, gone in sorted(past.items(), key=lambda item: item[1].run):
        if doc in known and gone.why != "reread":
            found[known[doc].path] = (gone, known[doc])
    return found


def _after(manifest: Manifest, since: str | None) -> int:
    """The last run that is not new."""
    last = manifest.runs[-1].run if manifest.runs else 0
    if since is None:
        return last - 1
    if since.isdecimal() and len(since) < 9:
        if int(since) > last:
            raise OptionError(f"--since: there is no run {since} yet; the last one was run {last}")
        return int(since)
    if not _DATE.fullmatch(since):
        raise OptionError(
            f"--since wants the number of a run or a date, not {one_line(since, 40)!r}: write it like 3 or 2026-01-31"
        )
    moment = since.replace(" ", "T")
    return max((run.run for run in manifest.runs if (run.finished or run.begun) < moment), default=0)
