"""Floors for exact spans of direct speech, on our own families in every kind of marks."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from benchmarks import corpora, quotes

PINNED = tomllib.loads(Path(__file__).with_name("quotes.toml").read_text(encoding="utf-8"))


def test_every_condition_has_a_floor_on_these_very_texts() -> None:
    assert PINNED["sha256"] == corpora.fingerprint(corpora.sets()["own"])
    assert PINNED["floors"].keys() == quotes.CONDITIONS.keys()


@pytest.mark.slow
@pytest.mark.parametrize("condition", quotes.CONDITIONS)
def test_spans_reach_their_floor(condition: str) -> None:
    figures = quotes.measure(quotes.own(), {condition: quotes.CONDITIONS[condition]})[condition]
    assert quotes.f1(figures.values()) >= PINNED["floors"][condition]
