"""Groups of what is shared: passages that are one text told on and on, and works that are reposts of one another.

Rows of shared passages come in, clusters of places go out: two passages that share half of either are in one cluster.
Pairs of works that are one work come in, families go out, each a tree: every work but the root hangs from the one that
has most of it, half or more, and is not known to be later. Where dates do not tell two apart, the smaller one hangs
from the larger, and nobody is said to have been first.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from retold.archive.comparing import REPOST
from retold.archive.findings import Finding
from retold.archive.reuse import Sharing
from retold.wording import one_line

__all__ = ["Cluster", "Member", "clusters_of", "families_of", "told"]

SAID = 40
"""Code points of an author's name or a date that are said."""

Facts = tuple[str | None, str | None, int]
"""What is known of a work: its date, its author, and how many words it has."""

_NOTHING: Facts = (None, None, 0)

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


def families_of(pairs: Iterable[Sharing], facts: Mapping[str, Facts]) -> tuple[tuple[Member, ...], ...]:
    """Families of reposts, the largest first; in each, a member comes right before what hangs from it.

    `facts` are what each path says of itself, as far as it is known.
    """
    kin: dict[str, dict[str, Sharing]] = defaultdict(dict)
    for pair in pairs:
        if pair.verdict.startswith("repost"):
            kin[pair.a][pair.b] = kin[pair.b][pair.a] = pair
    # The earliest before the others, and of those whose order nobody knows, the largest.
    works = sorted(kin, key=lambda path: (_date(facts, path) or "~", -facts.get(path, _NOTHING)[2], path))
    parent = _parents(works, kin, facts)
    children: dict[str, list[str]] = defaultdict(list)
    for path in reversed(works):
        if path in parent:
            children[parent[path]].append(path)
    families: list[tuple[Member, ...]] = []
    for root in works:
        if root in parent or root not in children:
            continue
        waiting, paths = [root], []
        while waiting:
            paths.append(waiting.pop())
            waiting += children[paths[-1]]
        dates = [date for path in paths[1:] if (date := _date(facts, path))]
        first = bool(dates) and all(_before(_date(facts, root), date) for date in dates)
        families.append(
            tuple(
                Member(path, *facts.get(path, _NOTHING)[:2], parent[path], _share(kin, path, parent[path]))
                if path in parent
                else Member(path, *facts.get(path, _NOTHING)[:2], first=first)
                for path in paths
            )
        )
    return tuple(sorted(families, key=lambda family: (-len(family), family[0].path)))


def _parents(
    works: Sequence[str], kin: Mapping[str, Mapping[str, Sharing]], facts: Mapping[str, Facts]
) -> dict[str, str]:
    """From which other one each work hangs, if from any: one that has half of it and is not known to be later."""
    number = {path: at for at, path in enumerate(works)}
    trees = _Roots(len(works))
    parent: dict[str, str] = {}

    def may_hang(path: str, other: str) -> bool:
        if trees.of(number[path]) == trees.of(number[other]) or _before(_date(facts, path), _date(facts, other)):
            return False
        above = parent.get(other)
        if above is None or above in kin[path]:
            return True
        # Of a patchwork, two works may have different parts: then they are no family. The least that both must have
        # of it is what their shares have over all of it.
        shared = _share(kin, other, path)
        return _share(kin, other, above) + shared - 1 >= REPOST * shared

    # Where nobody knows an order, one that has not found a larger one may hang from a smaller one.
    for larger in (True, False):
        for path in works:
            near = [(-_share(kin, path, other), -pair.bits, number[other], other) for other, pair in kin[path].items()]
            for share, _, at, other in sorted(near) if path not in parent else ():
                if -share >= REPOST and (at < number[path]) == larger and may_hang(path, other):
                    parent[path] = other
                    trees.join(number[path], at)
                    break
    return parent


def _share(kin: Mapping[str, Mapping[str, Sharing]], path: str, other: str) -> float:
    """How much of a work another one has, 0 to 1."""
    pair = kin[path][other]
    return pair.share_a if pair.a == path else pair.share_b


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


def _date(facts: Mapping[str, Facts], path: str) -> str:
    """A date that can be put in order, such as 2012-05 or 2012-05-01; empty where there is none."""
    date = facts.get(path, _NOTHING)[0] or ""
    return date if date[:4].isdigit() else ""


def _before(date: str, other: str) -> bool:
    """Whether a date is known to be before another one; 2012 is not known to be before 2012-05."""
    return date < other and bool(date) and not other.startswith(date)


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
