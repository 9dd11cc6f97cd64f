"""The same story in another kind of file gives the same figures: line ends, byte order mark, encoding."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from benchmarks import corpora, scoring
from benchmarks.corpora import ENCODINGS, Encoding, Family

FAMILIES = {f"{name}-{family.name}": family for name, families in corpora.sets().items() for family in families}

CASES = [
    (name, encoding) for name, family in FAMILIES.items() for encoding in ENCODINGS if encoding.holds_some_of(family)
]

# Chrome is counted in characters, and a line end inside it may be two characters now where it was one.
TOLERANCE = {"chrome_chars": 0.01}

as_written = cache(lambda name: scoring.score(corpora.result_of(FAMILIES[name]), FAMILIES[name].gold))


@pytest.mark.slow
@pytest.mark.parametrize(("name", "encoding"), CASES, ids=[f"{name}-{encoding.name}" for name, encoding in CASES])
def test_same_figures_in_another_file(name: str, encoding: Encoding, tmp_path: Path) -> None:
    family = corpora.reencoded(FAMILIES[name], encoding, tmp_path)
    result = corpora.result_of(family)
    _lengths_agree(result["witnesses"], family)
    before, after = as_written(name), scoring.score(result, family.gold)
    for question in scoring.QUESTIONS:
        was, now = before[question].value, after[question].value
        assert now == pytest.approx(was, abs=TOLERANCE.get(question, 1e-9)), f"{question}: {before} became {after}"


@pytest.mark.parametrize("encoding", ENCODINGS, ids=lambda encoding: encoding.name)
def test_gold_moves_along_with_its_text(encoding: Encoding, tmp_path: Path) -> None:
    """Every gold span covers the same words in the new file as in the old one."""
    for name, family in ((name, FAMILIES[name]) for name, each in CASES if each == encoding):
        folder = tmp_path / name
        folder.mkdir()
        moved = corpora.reencoded(family, encoding, folder)
        old, new = family.read(), moved.read()
        for kind in corpora.SPANNED:
            for was, now in zip(family.gold.get(kind, []), moved.gold.get(kind, []), strict=True):
                before = old[was["w"]][was["start"] : was["end"]]
                after = new[now["w"]][now["start"] : now["end"]]
                assert after.replace(corpora.BOM, "").split() == before.replace(corpora.BOM, "").split()


def _lengths_agree(witnesses: Sequence[Mapping[str, Any]], family: Family) -> None:
    """The result counts in the code points of the file, a byte order mark included, as the gold does."""
    for witness, text in zip(witnesses, family.read().values(), strict=True):
        assert witness["length"] == len(text), f"{witness['path']}: read as {witness['encoding']}"
