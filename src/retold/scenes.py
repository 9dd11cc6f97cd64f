"""Which passages of the texts are one scene: what every two have in common comes in, scenes go out.

Two texts have common sequences of lines (`retold.relating`); where these lie at one place of a text, or side by side in
several, they are one scene, and each text tells a stretch of it.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from itertools import pairwise

from retold import relating
from retold.apparatus import Link, Scene
from retold.relating import Kinship
from retold.text import Span, Telling

__all__ = ["scenes_of", "trimmed"]

Pair = tuple[str, str]
_Lines = dict[str, set[int]]

OVERLAP = 0.25
"""Share of the shorter of two stretches of a text from which what they have in common is one scene."""

BLOCK = 12
"""Lines up to which what stands beside a scene, elsewhere in each text, is a part of it that has moved; what is longer
is a scene of its own."""


def scenes_of(tellings: Sequence[Telling], kin: Mapping[Pair, Kinship], significance: float) -> tuple[Scene, ...]:
    """What is told more than once: the passages that common sequences join, each telling with its stretch of them.

    Two texts that have sequences in common with a third tell one scene with it only where these lie at one place there.
    Sequences that lie side by side in two texts or more are one scene, parts of which may have moved. The surest come
    first, so that the order of the texts does not matter.
    """
    content = {telling.siglum: telling.witness.sha256 for telling in tellings}
    found: list[_Lines] = []
    for (a, b), common in sorted(
        kin.items(), key=lambda item: (item[1].e_value, sorted((content[item[0][0]], content[item[0][1]])))
    ):
        for chain in common.chains if common.e_value <= significance else ():
            new = {a: {i for i, _ in chain}, b: {j for _, j in chain}}
            while (at := next((at for at, old in enumerate(found) if _are_one(old, new)), None)) is not None:
                old = found.pop(at)
                new = {siglum: old.get(siglum, set()) | new.get(siglum, set()) for siglum in {**old, **new}}
            found.append(new)
    place = {telling.siglum: at for at, telling in enumerate(tellings)}
    found.sort(key=lambda lines: min((place[siglum], min(own)) for siglum, own in lines.items()))
    passages = {telling.siglum: _passages(telling, found) for telling in tellings}
    return tuple(
        Scene(f"s{at + 1}", {s: (passages[s][at],) for s in sorted(lines, key=lambda s: place[s])})
        for at, lines in enumerate(found)
    )


def _are_one(one: _Lines, other: _Lines) -> bool:
    """Whether two sets of common lines are one scene: they overlap in a telling, or one is a block that has moved.

    A block is a neighbour of the rest in all tellings that they share, no further away than it is long.
    """
    blocks = []
    for siglum in one.keys() & other.keys():
        (first, last), (start, end) = ((min(x[siglum]), max(x[siglum]) + 1) for x in (one, other))
        gap, shorter = max(first, start) - min(last, end), min(last - first, end - start)
        if -gap >= OVERLAP * shorter:
            return True
        blocks.append(gap <= shorter <= BLOCK)
    return len(blocks) > 1 and all(blocks)


def _passages(telling: Telling, scenes: Sequence[_Lines]) -> dict[int, Span]:
    """The passage of a telling in each scene it has part in, by the scene's number; no two of them overlap."""
    lines = {at: scene[telling.siglum] for at, scene in enumerate(scenes) if telling.siglum in scene}
    out = {at: relating.passage(telling, sorted(own)) for at, own in lines.items()}
    for before, after in pairwise(sorted(lines, key=lambda at: min(lines[at]))):
        border = telling.lines[(max(lines[before]) + min(lines[after]) + 1) // 2].span.start
        out[before] = Span(out[before].start, min(out[before].end, border))
        out[after] = Span(max(out[after].start, border), out[after].end)
    return out


def trimmed(
    tellings: Sequence[Telling], scenes: Sequence[Scene], links: Mapping[Pair, Sequence[Link]]
) -> tuple[Scene, ...]:
    """The scenes, each with no more of a longer work than another telling has of it.

    Around what two works have in common nobody can say where the scene begins and ends: only between the first and the
    last line that another one has does a line count as added or dropped. A text told from beginning to end stays whole.
    """
    linked: dict[str, set[int]] = {telling.siglum: set() for telling in tellings}
    for (a, b), found in links.items():
        for link in found:
            linked[a].update(link.a)
            linked[b].update(link.b)
    by_siglum = {telling.siglum: telling for telling in tellings}
    return tuple(
        Scene(scene.id, {s: _stretch(by_siglum[s], spans, linked[s]) for s, spans in scene.witnesses.items()})
        for scene in scenes
    )


def _stretch(telling: Telling, spans: tuple[Span, ...], linked: Collection[int]) -> tuple[Span, ...]:
    """What of some spans reaches from the first to the last of the linked lines; all if they are the whole telling."""
    told = relating.told(telling)
    lines = [line for line in told if any(line.span.overlap(span) for span in spans)]
    shared = [line for line in lines if line.index in linked]
    return (Span(shared[0].span.start, shared[-1].span.end),) if shared and len(lines) < len(told) else spans
