"""Where long texts are aligned: pieces that cover what they share, and links as if they had been aligned whole."""

from __future__ import annotations

from hashlib import sha256
from itertools import pairwise

import pytest

from benchmarks.lengths import again, story
from retold import meeting as module
from retold.linking import link
from retold.meeting import boxes, chains, indexed, meeting, shared_cells, tightness, togetherness
from retold.scoring import Wording
from retold.segmenting import segment
from retold.text import OffsetMap, Story, Telling, Witness
from retold.turns import Passage

LINES = 400
TOLD = story(LINES, seed=5)
AGAIN, ORIGIN = again(TOLD, seed=6)


def words(lines: list[str]) -> list[list[str]]:
    return [line.strip("“.”").lower().split() for line in lines]


@pytest.fixture
def in_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "WHOLE", 0)
    monkeypatch.setattr(module, "AREA", 4096)


def test_short_texts_are_one_piece() -> None:
    (piece,) = meeting(words(TOLD[:20]), words(AGAIN[:30])).pieces
    assert (piece.rows, piece.columns, piece.own) == (range(20), range(30), range(20))
    assert [piece.area for piece in meeting([], [["word"]]).pieces] == [0]


def test_lines_that_share_rare_words_are_cells() -> None:
    a = [["the", "lamp"], ["a", "zither", "fell"], ["the", "end"]]
    b = [["the", "zither", "fell"], ["the", "lamp"], *([["the", "rain"]] * 9)]
    found = shared_cells(*indexed([a, b]))
    assert list(zip(found.i.tolist(), found.j.tolist(), strict=True)) == [(0, 1), (1, 0)]


@pytest.mark.usefixtures("in_pieces")
def test_pieces_hold_what_goes_together_and_little_else() -> None:
    pieces = meeting(words(TOLD), words(AGAIN)).pieces
    assert len(pieces) > 5
    assert sum(piece.area for piece in pieces) < LINES * LINES / 2
    for before, after in pairwise(pieces):
        assert before.own.stop <= after.own.start
    true = [(i, j) for j, i in enumerate(ORIGIN) if i is not None]
    held = [any(i in piece.own and j in piece.columns for piece in pieces) for i, j in true]
    assert sum(held) > 0.9 * len(true)


@pytest.mark.usefixtures("in_pieces")
def test_what_stands_far_from_its_place_has_a_box() -> None:
    moved = [*TOLD[300:330], *TOLD[:300], *TOLD[330:]]
    found = meeting(words(TOLD), words(moved))
    assert any(310 in box.rows and 10 in box.columns for box in found.elsewhere)


@pytest.mark.usefixtures("in_pieces")
def test_each_of_several_short_passages_that_stand_elsewhere_has_a_box() -> None:
    starts, size, between = (20, 60, 100), 4, story(70, seed=11)
    rest = [line for at, line in enumerate(TOLD) if not any(start <= at < start + size for start in starts)]
    moved = list(rest)
    places = []
    for number, start in enumerate(starts):
        moved += between[number * 35 : number * 35 + 35]
        places.append(len(moved))
        moved += TOLD[start : start + size]
    found = meeting(words(TOLD), words(moved)).elsewhere
    for start, place in zip(starts, places, strict=True):
        assert any(start + 1 in box.rows and place + 1 in box.columns for box in found)
    assert sum(box.area for box in found) < 4 * (size + 2 * module.BESIDE) ** 2


def test_a_long_stretch_without_a_counterpart_does_not_cost_its_square(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "WHOLE", 0)
    monkeypatch.setattr(module, "AREA", 1024)
    other = [*TOLD[:20], *story(300, seed=9), *TOLD[-20:]]
    pieces = meeting(words(TOLD), words(other)).pieces
    assert max(piece.area for piece in pieces) <= (2 * 1024**0.5 + 2 * module.CONTEXT) ** 2


def test_unrelated_stories_hardly_run_together() -> None:
    told, retold, other, nothing = indexed([words(TOLD), words(AGAIN), words(story(LINES, seed=7)), []])
    assert togetherness(told, retold) > 5.0
    assert togetherness(told, other) < 1.0
    assert togetherness(told, nothing) == 0.0


def test_boxes_of_a_chain_hold_its_cells_and_do_not_overlap() -> None:
    (best, *_) = chains(*indexed([words(TOLD), words(AGAIN)]))
    assert tightness(best) > 5
    found = boxes(best, len(TOLD), len(AGAIN))
    cells = zip(best.i.tolist(), best.j.tolist(), strict=True)
    assert all(sum(i in box.rows and j in box.columns for box in found) == 1 for i, j in cells)
    for before, after in pairwise(found):
        assert before.rows.stop <= after.rows.start
        assert before.columns.stop <= after.columns.start


def telling(siglum: str, lines: list[str]) -> Telling:
    text = "\n".join(lines)
    witness = Witness(siglum, f"{siglum}.txt", text, "utf-8", sha256(text.encode()).hexdigest())
    return segment(witness, Story(text, OffsetMap.identity(len(text))))


@pytest.mark.parametrize("count", [2, 3])
def test_links_in_pieces_are_those_of_the_whole(count: int, monkeypatch: pytest.MonkeyPatch) -> None:
    texts = [TOLD, AGAIN, again(TOLD, seed=8)[0]][:count]
    passages = [Passage.of(one, one.lines) for one in map(telling, "ABC", texts)]
    whole = link(passages, Wording())
    monkeypatch.setattr(module, "WHOLE", 0)
    monkeypatch.setattr(module, "AREA", 10_000)
    parts = link(passages, Wording())
    assert whole.keys() == parts.keys()
    for pair, links in whole.items():
        dense, pieces = ({(i, j) for one in found for i in one.a for j in one.b} for found in (links, parts[pair]))
        assert len(dense ^ pieces) <= 0.02 * len(dense)
        for side in ("a", "b"):
            used = [line for one in parts[pair] for line in getattr(one, side)]
            assert len(used) == len(set(used))
