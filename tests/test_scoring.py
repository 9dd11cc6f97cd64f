"""The built-in scorer: what must beat what."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from retold.scoring import ODDS_RANGE, Matrix, Remembering, Wording, Words


def odds(one: str, other: str, muted: tuple[str, ...] = ()) -> float:
    return float(Wording(muted)([one.lower().split()], [other.lower().split()])[0, 0])


def test_the_same_line_beats_another_one() -> None:
    line = "there is a lantern hanging in the orchard"
    assert odds(line, line) > 5 > odds(line, "nobody asked the bishop about his mule")


def test_function_words_do_not_outweigh_content() -> None:
    shared_content = odds("the miller sold his grain", "grain was sold by that miller")
    shared_function = odds("the miller sold his grain", "the bishop lost his mule")
    assert shared_content > shared_function + 3


def test_other_words_of_the_same_meaning_count() -> None:
    assert odds("i am terribly hungry", "i am so starving") > odds("i am terribly hungry", "i am so tall")


def test_stock_lines_prove_less() -> None:
    assert odds("no", "no") < odds("the lantern in the orchard", "the lantern in the orchard") - 2


def test_muted_names_count_for_little() -> None:
    one, other = "come here barnaby", "listen to barnaby"
    assert odds(one, other, muted=("barnaby",)) < odds(one, other)


def test_it_is_symmetric_and_bounded() -> None:
    lines = [["a", "lantern"], ["no"], [], ["the", "old", "lantern", "swung"] * 20]
    matrix = Wording()(lines, lines)
    assert np.allclose(matrix, matrix.T, atol=1e-5)
    assert matrix.min() >= ODDS_RANGE[0]
    assert matrix.max() <= ODDS_RANGE[1]


def test_no_lines_at_all() -> None:
    assert Wording()([], [["a"]]).shape == (0, 1)


def test_what_was_asked_before_is_not_worked_out_again_and_cannot_be_spoilt() -> None:
    asked = 0

    def slow(a: Sequence[Words], b: Sequence[Words], /) -> Matrix:
        nonlocal asked
        asked += 1
        return np.full((len(a), len(b)), float(asked))

    scorer = Remembering(slow)
    first = scorer([["a"]], [["b"], ["c"]])
    first += 40
    assert scorer([["a"]], [["b"], ["c"]]).tolist() == [[1.0, 1.0]]
    assert scorer([["a"]], [["b"]]).tolist() == [[2.0]]
