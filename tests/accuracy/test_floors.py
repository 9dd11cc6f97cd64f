"""The accuracy floors: each set of families scores what floors.toml says, on exactly the texts it was set on."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from benchmarks import accuracy, corpora, scoring

FLOORS_FILE = Path(__file__).with_name("floors.toml")
FLOORS: dict[str, dict[str, Any]] = tomllib.loads(FLOORS_FILE.read_text(encoding="utf-8"))
SETS = corpora.sets()

measured = cache(lambda name: accuracy.means(accuracy.measure(SETS[name])))


def test_our_own_families_are_there_and_have_floors() -> None:
    assert "own" in SETS, f"no gold.json below {corpora.OWN_FAMILIES}"
    assert "own" in FLOORS, "floors.toml has no [own]: `python -m benchmarks.accuracy --toml` prints it"


@pytest.mark.slow
@pytest.mark.parametrize("name", SETS)
def test_floors_stand_on_these_very_texts(name: str) -> None:
    pinned = FLOORS.get(name, {}).get("sha256")
    assert pinned == corpora.fingerprint(SETS[name]), (
        f"the texts or gold of {name!r} are not those its floors were set on: measure anew with "
        "`python -m benchmarks.accuracy --toml`"
    )


@pytest.mark.slow
@pytest.mark.parametrize("question", scoring.QUESTIONS)
@pytest.mark.parametrize("name", SETS)
def test_accuracy_reaches_its_floor(name: str, question: str) -> None:
    figure, floor = measured(name).get(question), FLOORS.get(name, {}).get(question)
    if figure is None:
        assert floor is None, f"{name}: a floor for {question} ({floor}) and nothing to measure it on"
        return
    assert floor is not None, f"{name}: no floor for {question}; measured {figure:.3f}"
    assert figure >= floor, f"{name}: {question} is {figure:.3f}, its floor is {floor}"
