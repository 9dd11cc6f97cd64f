"""Groups of what is shared: passages that are one text told on and on, and works that are reposts of one another.

Rows of shared passages come in, clusters of places go out: two passages that share half of either are in one cluster.
Pairs of works that are one work come in, families go out, each a tree: the earliest by its date is the root, and every
other one hangs from the one before it, by date, that it shares most with. Where no date is known, the closest pair
comes first and nobody is said to have been first.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from heapq import heappop, heappush

from retold.archive.findings import Finding
from retold.archive.reuse import Sharing
from retold.wording import one_line

__all__ = ["Cluster", "Member", "clusters_of", "families_of", "told"]

SAID = 40
"""Code points of an author's name or a date that are said."""

Place = tuple[str, int, int]
"""Path, and a span of raw text, half open."""


@dataclass(frozen=True, slots=True)
class Cluster:
    """The `places` of one passage, in order, and in how many `texts` they are."""

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
    families: list[tuple[Member, ...]] = []
    reached: set[str] = set()
    for root in sorted(kin, key=lambda path: (_date(facts, path) or "~", path)):
        if root in reached:
            continue
        family: list[Member] = []
        # A work known to be later than another one hangs from it, not the other way round.
        hanging = [("", 0.0, root, "")]
        while hanging:
            _, _, path, parent = heappop(hanging)
            if path in reached:
                continue
            reached.add(path)
            date, author = facts.get(path, (None, None))
            if parent:
                pair = kin[path][parent]
                share = pair.share_a if pair.a == path else pair.share_b
                family.append(Member(path, date, author, parent, share))
            else:
                family.append(Member(path, date, author, first=bool(_date(facts, path))))
            for other, pair in kin[path].items():
                if other not in reached:
                    heappush(hanging, (_date(facts, other) or "~", -pair.bits, other, path))
        families.append(tuple(family))
    return tuple(sorted(families, key=lambda family: (-len(family), family[0].path)))


def told(family: Sequence[Member]) -> Iterator[tuple[Member, int, tuple[str, ...]]]:
    """The members of a family, each with how far below the root it hangs and what is to be said of it, in short."""
    depth: dict[str, int] = {}
    for member in family:
        depth[member.path] = 0 if member.parent is None else depth[member.parent] + 1
        said = [one_line(fact, SAID) for fact in (member.author, member.date) if fact]
        if member.parent is not None:
            said.append(f"{member.share:.0%} of it")
        elif member.first:
            said.append("the earliest known")
        yield member, depth[member.path], tuple(said)


def _date(facts: Mapping[str, tuple[str | None, str | None]], path: str) -> str:
    """A date that can be put in order, such as 2012-05 or 2012-05-01; empty where there is none."""
    date = facts.get(path, (None, None))[0] or ""
    return date if date[:4].isdigit() else ""


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
