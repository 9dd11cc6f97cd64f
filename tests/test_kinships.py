"""Of many copies of one text each is related with one of them, and what that shares with others it shares too."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from hashlib import sha256
from itertools import combinations

import pytest

from benchmarks.lengths import again, copied, story
from retold.kinships import LOOSE, every_two
from retold.relating import SIGNIFICANT, Kinship, Side, relate
from retold.scoring import Wording
from retold.segmenting import segment
from retold.text import OffsetMap, Story, Telling, Witness

Texts = dict[str, list[str]]
Found = dict[tuple[str, str], Kinship]

LINES, COPIES = 40, 10
TOLD, OTHER = story(LINES, seed=1), story(LINES, seed=2)
POSTINGS: Texts = {f"C{at}": copied(TOLD, seed=at + 10) for at in range(COPIES)}


def side(siglum: str, lines: Sequence[str]) -> Side:
    text = "\n".join(lines)
    witness = Witness(siglum, f"{siglum}.txt", text, "utf-8", sha256(text.encode()).hexdigest())
    telling: Telling = segment(witness, Story(text, OffsetMap.identity(len(text))))
    return Side(telling)


class Related:
    """What every two of some texts share, and the pairs that were compared for it."""

    def __init__(self, texts: Texts) -> None:
        self.pairs: list[set[str]] = []
        self.found = every_two(
            [side(siglum, lines) for siglum, lines in texts.items()],
            self._relate,
            lambda sides: combinations(range(len(sides)), 2),
            lambda what, done, total: None,
        )

    def _relate(self, one: Side, other: Side) -> Kinship:
        self.pairs.append({one.telling.siglum, other.telling.siglum})
        return relate(one, other, Wording())

    def between(self, a: str, b: str) -> Kinship:
        return self.found[a, b] if (a, b) in self.found else self.found[b, a].turned()


def directly(texts: Texts, a: str, b: str) -> Kinship:
    return relate(side(a, texts[a]), side(b, texts[b]), Wording())


def reach(kin: Kinship) -> tuple[int, int]:
    """The first and the last line of the second text that it has in common with the first."""
    return kin.chains[0][0][1], kin.chains[0][-1][1]


def test_many_copies_cost_one_comparison_each() -> None:
    related = Related({**POSTINGS, "T": again(TOLD, seed=3)[0], "X": OTHER})
    assert len(related.pairs) == COPIES - 1 + 3  # each copy, and what stands for them, T and X with one another
    assert list(related.found) == list(combinations([*POSTINGS, "T", "X"], 2))


def test_few_copies_are_related_as_ever() -> None:
    texts = {**dict(list(POSTINGS.items())[:8]), "T": again(TOLD, seed=3)[0]}
    assert len(Related(texts).pairs) == 9 * 8 // 2


def test_copies_share_with_others_what_they_would_by_themselves() -> None:
    texts = {**POSTINGS, "T": again(TOLD, seed=3)[0], "X": OTHER}
    related = Related(texts)
    for a in POSTINGS:
        kin = related.between(a, "T")
        assert kin.e_value <= SIGNIFICANT
        for end, as_compared in zip(reach(kin), reach(directly(texts, a, "T")), strict=True):
            assert abs(end - as_compared) <= LOOSE
        assert related.between(a, "X").e_value > SIGNIFICANT


def test_two_copies_share_line_after_line() -> None:
    related = Related(POSTINGS)
    for a, b in combinations(POSTINGS, 2):
        kin, lines = related.between(a, b), (side(a, POSTINGS[a]).lines, side(b, POSTINGS[b]).lines)
        assert kin.e_value <= SIGNIFICANT
        assert len(kin.chains[0]) > 0.7 * LINES
        assert all(len({*lines[0][i].words} & {*lines[1][j].words}) >= 3 for i, j in kin.chains[0])


def with_a_scene(lines: list[str]) -> list[str]:
    return [*lines[:20], *OTHER[:8], *lines[20:]]


def without_a_scene(lines: list[str]) -> list[str]:
    return [*lines[:20], *lines[27:]]


@pytest.mark.parametrize("changed", [with_a_scene, without_a_scene])
def test_a_copy_with_a_passage_more_or_less_stands_for_itself(changed: Callable[[list[str]], list[str]]) -> None:
    texts = {**POSTINGS, "W": changed(TOLD), "X": OTHER}
    related = Related(texts)
    assert {"W", "X"} in related.pairs
    assert related.between("W", "X") == directly(texts, "W", "X")


def test_what_copies_share_does_not_depend_on_their_order() -> None:
    texts = {**POSTINGS, "T": again(TOLD, seed=3)[0]}
    forth, back = Related(texts), Related(dict(reversed(list(texts.items()))))
    assert all(forth.between(a, b) == back.between(a, b) for a, b in combinations(texts, 2))
