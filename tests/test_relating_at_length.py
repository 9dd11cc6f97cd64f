"""Long texts are compared where they share rare words, and found to tell one scene as short ones are."""

from __future__ import annotations

from hashlib import sha256

import pytest

from benchmarks.lengths import again, story
from retold import relating
from retold.relating import SIGNIFICANT, relate
from retold.scoring import Wording
from retold.segmenting import segment
from retold.text import OffsetMap, Story, Telling, Witness

LINES, SCENE, PLACE = 600, slice(100, 160), 300


def telling(siglum: str, lines: list[str]) -> Telling:
    text = "\n".join(lines)
    witness = Witness(siglum, f"{siglum}.txt", text, "utf-8", sha256(text.encode()).hexdigest())
    return segment(witness, Story(text, OffsetMap.identity(len(text))))


ONE, OTHER = story(LINES, seed=1), story(LINES, seed=2)
SCENE_AGAIN = again(ONE[SCENE], seed=3)[0]
WITH_SCENE = [*OTHER[:PLACE], *SCENE_AGAIN, *OTHER[PLACE:]]


def test_a_scene_in_two_long_texts_is_found_where_it_is() -> None:
    found = relate(telling("A", ONE), telling("B", WITH_SCENE), Wording())
    assert found.e_value <= SIGNIFICANT
    inside = [
        i in range(SCENE.start, SCENE.stop) and j in range(PLACE, PLACE + len(SCENE_AGAIN)) for i, j in found.chains[0]
    ]
    assert sum(inside) > 0.8 * len(SCENE_AGAIN)
    assert sum(inside) > 0.7 * len(found.chains[0])


def test_long_texts_that_share_nothing_have_no_scene_in_common() -> None:
    found = relate(telling("A", ONE), telling("B", OTHER), Wording())
    assert (found.e_value, found.score, found.chains) == (1.0, 0.0, ())


def test_a_long_text_told_again_is_found_in_order() -> None:
    found = relate(telling("A", ONE), telling("B", again(ONE, seed=4)[0]), Wording())
    assert found.e_value <= SIGNIFICANT
    assert len(found.chains[0]) > LINES / 2


def test_passages_say_what_the_whole_says(monkeypatch: pytest.MonkeyPatch) -> None:
    a, b, c = telling("A", ONE[:150]), telling("B", [*OTHER[:60], *SCENE_AGAIN]), telling("C", OTHER[:150])
    whole = relate(a, b, Wording()), relate(a, c, Wording())
    monkeypatch.setattr(relating, "WHOLE", 15_000)
    passages = relate(a, b, Wording()), relate(a, c, Wording())
    assert [kin.e_value <= SIGNIFICANT for kin in whole] == [kin.e_value <= SIGNIFICANT for kin in passages]
    assert len(set(whole[0].chains[0]) & set(passages[0].chains[0])) > 0.8 * len(whole[0].chains[0])
