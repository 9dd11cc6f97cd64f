"""A scorer that a user brings: promises are held, speakers have no veto."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from retold import OptionError, compare
from retold.scoring import ODDS_RANGE, Brought

ROOT = Path(__file__).parent.parent
TEXTS = [ROOT / "examples" / "harbour-a.txt", ROOT / "examples" / "harbour-b.txt"]
Lines = Sequence[Sequence[str]]


def test_a_scorer_that_knows_no_match_finds_no_row() -> None:
    found = compare(TEXTS, scorer=lambda a, b: np.full((len(a), len(b)), -8.0))
    assert not any(len(row.readings) > 1 for row in found.loci)


@pytest.mark.parametrize(
    ("bad", "says"),
    [
        (lambda a, b: np.zeros((len(b) + 1, len(a))), "the shape"),
        (lambda a, b: np.full((len(a), len(b)), np.nan), "NaN"),
        (lambda a, b: "much alike", "failed"),
    ],
)
def test_a_scorer_that_breaks_its_promise_is_named(bad: object, says: str) -> None:
    with pytest.raises(OptionError, match=says):
        compare(TEXTS, scorer=bad)  # type: ignore[arg-type]


def test_what_it_says_is_cut_to_what_one_line_may_decide() -> None:
    odds = Brought(lambda a, b: np.array([[-99.0, 99.0]]))([("one",)], [("one",), ("two",)])
    assert odds.tolist() == [list(ODDS_RANGE)]


def test_a_line_said_by_somebody_else_is_still_the_same_line(tmp_path: Path) -> None:
    lines = [
        ("Ada", "The mill wheel has stopped again, and it is not the ice this time."),
        ("Tom", "Then somebody has let the sluice down in the night."),
        ("Ada", "Nobody but you has the key to the sluice house."),
        ("Tom", "My father had one too, and he is not as dead as they say."),
        ("Ada", "You told me you buried him under the walnut tree."),
        ("Tom", "I told you that I dug a grave there, and so I did."),
    ]
    for name, turned in (("a.txt", {}), ("b.txt", {"Ada": "Tom", "Tom": "Ada"})):
        text = "\n\n".join(f"“{said}” said {turned.get(who, who)}." for who, said in lines)
        (tmp_path / name).write_text(text, encoding="utf-8")
    found = compare([tmp_path / "a.txt", tmp_path / "b.txt"])
    spoken = [row for row in found.loci if row.kind == "speech"]
    assert [row.relation for row in spoken] == ["verbatim"] * len(lines)
