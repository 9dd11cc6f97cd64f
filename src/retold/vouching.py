"""Copies among many texts: few of them are compared in full, and what these have in common is known of the others too.

In come the words of several texts; out comes for each the text that stands for it, its representative. What a copy has
in common with a third text follows from two alignments: that with its representative, and that of the representative
with the third (`by_way_of`). So fifty postings of one text cost fifty alignments and not a thousand.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Sequence

from rapidfuzz.distance import Indel

from retold.apparatus import Link

Text = tuple[str, ...]
"""The words of a text, folded."""

FEW = 8
"""Texts up to which all are compared with all, but for those that are the same word for word."""

NEAR = 0.8
"""Share of words in common and in order (Indel, 0 to 1) from which one of many texts is a near copy of another; free
tellings of one scene reach .5."""


def representatives(texts: Sequence[Text]) -> list[int]:
    """For each text the number of the one that stands for it: itself, or an earlier one that it is a copy of."""
    found: list[int] = []
    first: dict[Text, int] = {}
    leaders: list[tuple[int, array[int]]] = []
    number: dict[str, int] = {}
    for at, text in enumerate(texts):
        same = first.setdefault(text, at)
        if same == at and len(texts) > FEW:
            # Numbers, for words would be hashed anew each time.
            words = array("L", [number.setdefault(word, len(number)) for word in text])
            same = next((leader for leader, other in leaders if _near(words, other)), at)
            if same == at:
                leaders.append((at, words))
        found.append(same if same == at else found[same])
    return found


def _near(one: array[int], other: array[int]) -> bool:
    """Whether two texts of numbered words are near copies; what differs in length alone need not be looked at."""
    longest = len(one) + len(other)
    if 2 * min(len(one), len(other)) < NEAR * longest or not longest:
        return False
    return Indel.normalized_similarity(one, other, score_cutoff=NEAR) >= NEAR


def by_way_of(first: Iterable[Link], second: Iterable[Link]) -> tuple[Link, ...]:
    """Links from a to c, of those from a to b and from b to c: lines go together that go with the same lines of b.

    They are as sure as both links together; a line that has moved twice is held to be in its place again.
    """
    onward = {i: link for link in second for i in link.a}
    taken: set[int] = set()
    out = []
    for link in sorted(first, key=lambda link: (-link.sure, link.a)):
        steps = list({id(step): step for i in link.b if (step := onward.get(i)) is not None}.values())
        steps = [step for step in steps if taken.isdisjoint(step.b)]
        if steps:
            there = tuple(sorted(j for step in steps for j in step.b))
            taken.update(there)
            out.append(
                Link(
                    link.a,
                    there,
                    min(link.score, *(step.score for step in steps)),
                    round(link.sure * min(step.sure for step in steps), 4),
                    link.moved != any(step.moved for step in steps),
                )
            )
    return tuple(sorted(out, key=lambda link: (link.moved, link.a)))


def itself(lines: Iterable[int], same: Iterable[int]) -> tuple[Link, ...]:
    """Links between the lines of a text and of its copy, by their numbers in order: nothing is surer."""
    return tuple(Link((i,), (j,), 1.0, 1.0) for i, j in zip(lines, same, strict=True))
