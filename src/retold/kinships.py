"""What every two of several tellings share; of many copies of one text, what follows from the one that stands for them.

In come the sides of tellings, how two of them are related, and which are worth it; out comes what every two share. Near
copies that are more than a few are each related with one of them alone, the first by content. Where line after line of
a copy goes with a line of that one, what this shares with a third text the copy shares too, and what two copies share
follows from what each does with it: fifty postings of one text cost fifty comparisons and not a thousand.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations, pairwise

from rapidfuzz.distance import Indel

from retold import vouching
from retold.relating import Kinship, Side, unrelated

LOOSE = 4
"""Lines in a row that a copy may have for itself, or lack: what it shares with others beside its text takes more."""

LONGEST = 20_000
"""Words up to which texts are looked at for copies word by word: a hundred such pairs take a second."""

Relate = Callable[[Side, Side], Kinship]
Candidates = Callable[[Sequence[Side]], Iterable[tuple[int, int]]]
Progress = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True)
class _Copy:
    """What stands for a copy, by its number; what both share, and for each line of that the copy's (`Line.index`)."""

    leader: int
    kin: Kinship
    lines: Mapping[int, int]


def every_two(
    sides: Sequence[Side], relate: Relate, candidates: Candidates, tell: Progress
) -> dict[tuple[str, str], Kinship]:
    """What every two tellings share, by their sigla, in order; `tell` hears how far it is.

    `candidates` picks of some sides the pairs, by their places, that are worth to be related; others are unrelated.
    """
    copies = _copies(sides, relate, tell)
    own = [at for at in range(len(sides)) if at not in copies]
    near = []
    tell("screening", 0, len(own))
    for x, y in candidates([sides[at] for at in own]):
        tell("screening", x, len(own))
        near.append((own[x], own[y]))
    found: dict[tuple[int, int], Kinship] = {}
    for done, (x, y) in enumerate(near):
        tell("relating", done, len(near))
        found[x, y] = relate(sides[x], sides[y])
    out = {}
    for x, y in combinations(range(len(sides)), 2):
        one, other = sides[x].telling, sides[y].telling
        kin = found.get((x, y)) or _vouched(x, y, copies, found) or unrelated(one, other)
        out[one.siglum, other.siglum] = Kinship(one.siglum, other.siglum, kin.score, kin.e_value, kin.chains)
    return out


def _copies(sides: Sequence[Side], relate: Relate, tell: Progress) -> dict[int, _Copy]:
    """The near copies, by their numbers, of texts that there are many copies of."""
    if len(sides) <= vouching.FEW:
        return {}
    short = [at for at, side in enumerate(sides) if side.size <= LONGEST]
    # By content: which text stands for others does not depend on the order in which they are given.
    short.sort(key=lambda at: (sides[at].telling.story.text, sides[at].telling.siglum))
    tell("looking for copies", 0, len(short))
    standing = vouching.representatives([_text(sides[at]) for at in short])
    many = {one for one, count in Counter(standing).items() if count > vouching.FEW}
    alike = [(short[one], short[at]) for at, one in enumerate(standing) if one in many and one != at]
    found = {}
    for done, (leader, at) in enumerate(alike):
        tell("relating copies", done, len(alike))
        same = _same_lines(sides[leader], sides[at])
        if _is_close(same, len(sides[leader])) and _is_close(same.values(), len(sides[at])):
            lines = {sides[leader].lines[i].index: sides[at].lines[j].index for i, j in same.items()}
            found[at] = _Copy(leader, relate(sides[leader], sides[at]), lines)
    return found


def _text(side: Side) -> vouching.Text:
    return tuple(word for line in side.lines for word in line.words)


def _same_lines(one: Side, other: Side) -> dict[int, int]:
    """For each line of a text that a near copy keeps the line there, by their places; both rise.

    A line is kept in that with which it has most words in common and in order, at least half of those of either.
    """
    homes = [[at for at, line in enumerate(side.lines) for _ in line.words] for side in (one, other)]
    common: Counter[tuple[int, int]] = Counter()
    for block in Indel.editops(_text(one), _text(other)).as_matching_blocks():
        common.update((homes[0][block.a + k], homes[1][block.b + k]) for k in range(block.size))
    return {
        i: j for (i, j), words in common.items() if 2 * words >= max(len(one.lines[i].words), len(other.lines[j].words))
    }


def _is_close(kept: Iterable[int], count: int) -> bool:
    """Whether no more than `LOOSE` lines in a row are none of those that are kept, which rise."""
    return all(after - before <= LOOSE + 1 for before, after in pairwise([-1, *kept, count]))


def _vouched(x: int, y: int, copies: Mapping[int, _Copy], found: Mapping[tuple[int, int], Kinship]) -> Kinship | None:
    """What two tellings share by way of what stands for them; None where that is not known to share anything."""
    one, other = copies.get(x), copies.get(y)
    if one is None and other is None:
        return None
    a, b = (copy.leader if copy else at for copy, at in ((one, x), (other, y)))
    kin = found.get((a, b))
    if a == b:
        kin = _with_itself([copy for copy in (one, other) if copy])
    elif a > b and (known := found.get((b, a))):
        kin = known.turned()
    if kin is None:
        return None
    chains = (
        tuple(
            (one.lines[i] if one else i, other.lines[j] if other else j)
            for i, j in chain
            if (one is None or i in one.lines) and (other is None or j in other.lines)
        )
        for chain in kin.chains
    )
    return Kinship("", "", kin.score, kin.e_value, tuple(chain for chain in chains if chain))


def _with_itself(copies: Sequence[_Copy]) -> Kinship:
    """What a text that stands for one copy or two shares with itself, no surer than either copy is."""
    kin = max((copy.kin for copy in copies), key=lambda kin: kin.e_value)
    lines = tuple((i, i) for i in copies[0].lines)
    return Kinship(kin.a, kin.a, min(copy.kin.score for copy in copies), kin.e_value, (lines,))
