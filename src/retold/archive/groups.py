"""Groups of what is shared: passages that are one text told on and on, and works that are reposts of one another.

Rows of shared passages come in, clusters of places go out: two passages that share half of either are in one cluster.
Pairs of works that are one work come in, families go out, each a tree: the earliest by its date is the root, and every
other one hangs from the one before it, by date, that it shares most with. Where no date is known, the closest pair
comes first and nobody is said to have been first.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from retold.archive.findings import Finding
from retold.archive.reuse import Sharing

__all__ = ["Cluster", "Member", "clusters_of", "families_of"]

Place = tuple[str, int, int]
"""Path, and a span of raw text, half open."""


@dataclass(frozen=True, slots=True)
class Cluster:
    """Places of one passage, in order, and in how many texts they are."""

    places: tuple[Place, ...]
    texts: int


@dataclass(frozen=True, slots=True)
class Member:
    """A work of a family: its path, date and author as it states them, and the path of the one that it hangs from.

    `share` (0 to 1) is how much of it that one has. The root of a family has no `parent`; it is `first` where its date
    says so.
    """

    path: str
    date: str | None
    author: str | None
    parent: str | None = None
    share: float = 1.0
    first: bool = False


def clusters_of(rows: Sequence[Finding]) -> tuple[Cluster, ...]:
    """Clusters of passages, those in the most texts first."""
    places = sorted({(row.a, row.ab, row.ae) for row in rows} | {(row.b, row.bb, row.be) for row in rows})
    number = {place: at for at, place in enumerate(places)}
    roots = _Roots(len(places))
    for row in rows:
        roots.join(number[row.a, row.ab, row.ae], number[row.b, row.bb, row.be])
    # Places that overlap by half of the longer one; each looks back to those that can still reach it.
    open_: list[int] = []
    for at, (path, start, end) in enumerate(places):
        open_ = [one for one in open_ if places[one][0] == path and places[one][2] > start]
        for one in open_:
            _, other_start, other_end = places[one]
            if 2 * (min(end, other_end) - start) >= max(end - start, other_end - other_start):
                roots.join(one, at)
        open_.append(at)
    members: dict[int, list[Place]] = defaultdict(list)
    for at, place in enumerate(places):
        members[roots.of(at)].append(place)
    clusters = (Cluster(tuple(own), len({path for path, _, _ in own})) for own in members.values())
    return tuple(sorted(clusters, key=lambda one: (-one.texts, one.places)))


def families_of(
    pairs: Iterable[Sharing], facts: Mapping[str, tuple[str | None, str | None]]
) -> tuple[tuple[Member, ...], ...]:
    """Families of reposts, the largest first; in each, a member comes after the one that it hangs from.

    `facts` are the date and the author of each path, as far as they are known.
    """
    kin: dict[str, dict[str, Sharing]] = defaultdict(dict)
    for pair in pairs:
        if pair.verdict.startswith("repost"):
            kin[pair.a][pair.b] = kin[pair.b][pair.a] = pair
    left, families = set(kin), []
    while left:
        known = {path for path in left if _date(facts, path)}
        root = min(left, key=lambda path: (path not in known, _date(facts, path), path))
        dated = root in known
        family = [_member(root, facts, first=dated)]
        left.discard(root)
        reached = {root}
        while True:
            # A work known to be later than another one hangs from it, not the other way round.
            hanging = [
                (_date(facts, path) or "~", -pair.bits, path, parent)
                for parent in reached
                for path, pair in kin[parent].items()
                if path in left
            ]
            if not hanging:
                break
            path = min(hanging)[2]
            parent = min((-kin[path][one].bits, one) for one in reached if one in kin[path])[1]
            pair = kin[path][parent]
            family.append(_member(path, facts, parent, pair.share_a if pair.a == path else pair.share_b))
            reached.add(path)
            left.discard(path)
        families.append(tuple(family))
    return tuple(sorted(families, key=lambda family: (-len(family), family[0].path)))


def _date(facts: Mapping[str, tuple[str | None, str | None]], path: str) -> str:
    """A date that can be put in order, such as 2012-05 or 2012-05-01; empty where there is none."""
    date = facts.get(path, (None, None))[0] or ""
    return date if date[:4].isdigit() else ""


def _member(
    path: str,
    facts: Mapping[str, tuple[str | None, str | None]],
    parent: str | None = None,
    share: float = 1.0,
    first: bool = False,
) -> Member:
    date, author = facts.get(path, (None, None))
    return Member(path, date, author, parent, share, first)


class _Roots:
    """Which things are one, as pairs of them are joined; a group is known by its first."""

    def __init__(self, count: int) -> None:
        self._above = list(range(count))

    def of(self, at: int) -> int:
        while self._above[at] != at:
            self._above[at] = self._above[self._above[at]]
            at = self._above[at]
        return at

    def join(self, one: int, other: int) -> None:
        first, second = sorted((self.of(one), self.of(other)))
        self._above[second] = first
