"""The word error of benchmarks.source: a small scene counted by hand."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from benchmarks.corpora import Family
from benchmarks.source import WordError, table, word_errors

X, Y = "Come in, Ann. Sit down now.", "Come in. Sit down."
LINES = [(0, 13, 0, 8), (14, 27, 9, 18)]  # a turn each, in X and in Y


@pytest.fixture
def family(tmp_path: Path) -> Family:
    said = [
        {"w": w, "id": f"L{at}", "speaker": "ben", "start": line[first], "end": line[first + 1]}
        for at, line in enumerate(LINES)
        for w, first in (("X", 0), ("Y", 2))
    ]
    for name, text in (("x", X), ("y", Y)):
        (tmp_path / f"{name}.txt").write_text(text, encoding="utf-8")
    gold = {
        "family": "tiny",
        "witnesses": {"X": "x.txt", "Y": "y.txt"},
        "turns": {"L0": {"source": "Come in, Ann!"}, "L1": {"source": "Sit down."}, "L2": {"source": "(nods)"}},
        "utterances": said,
    }
    return Family("tiny", gold, (tmp_path / "x.txt", tmp_path / "y.txt"), ("utf-8", "utf-8"))


def result(*words: list[dict[str, Any]], merged: bool = False) -> dict[str, Any]:
    spans = [{"A": [[a, b]], "B": [[c, d]]} for a, b, c, d in LINES]
    if merged:
        spans = [{s: spans[0][s] + spans[1][s] for s in "AB"}]
    return {
        "witnesses": [{"siglum": "A", "path": "in/x.txt"}, {"siglum": "B", "path": "in/y.txt"}],
        "collation": {"loci": [{"id": f"l{at}", "kind": "speech", "readings": own} for at, own in enumerate(spans)]},
        "source": [{"locus": f"l{at}", "words": own} for at, own in enumerate(words)],
    }


COME = [{"text": "Come in,"}, {"undecided": [{"text": "Ann."}, {"text": ""}]}]
SIT = [{"text": "Sit down."}]


def test_words_that_differ_are_counted(family: Family) -> None:
    assert word_errors(result(COME, SIT), family) == {
        "X": WordError(1, 5),
        "Y": WordError(1, 5),
        "first": WordError(0, 5),
        "none": WordError(1, 5),
    }


def test_a_turn_that_no_line_says_is_lost_whole(family: Family) -> None:
    assert word_errors(result(SIT), family)["first"] == WordError(5, 5)
    assert word_errors(result(COME), family)["first"] == WordError(2, 5)


def test_a_line_that_holds_two_turns_is_no_error(family: Family) -> None:
    assert word_errors(result([*COME, *SIT], merged=True), family)["first"] == WordError(0, 5)


def test_the_table_has_a_row_a_family(family: Family) -> None:
    shown = table({"tiny": word_errors(result(COME, SIT), family), "empty": {}}).splitlines()
    assert shown[-1] == "| tiny | 0.200 | 0.200 | 0.000 | 0.200 | 5 |"
    assert len(shown) == 3
