"""The page about formats names each one that is read."""

from pathlib import Path

import pytest

from retold.readers.families import formats

PAGE = (Path(__file__).parent.parent / "docs" / "formats.md").read_text(encoding="utf-8")
ROWS = [line.split("|")[1].strip() for line in PAGE.splitlines() if line.startswith("| ")]


@pytest.mark.parametrize("name", [one.name for one in formats()])
def test_a_format_has_its_row(name: str) -> None:
    assert sum(row.startswith(name) for row in ROWS) == 1


def test_a_row_has_its_format() -> None:
    names = tuple(one.name for one in formats())
    assert [row for row in ROWS[1:] if not row.startswith(names)] == []
