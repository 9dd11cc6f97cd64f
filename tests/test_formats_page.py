"""The page about formats names each one that is read."""

from pathlib import Path

import pytest

from retold.readers import files, limits
from retold.readers.families import formats

PAGE = (Path(__file__).parent.parent / "docs" / "formats.md").read_text(encoding="utf-8")
TABLES = [
    [line for line in part.splitlines() if line.startswith("| ")] for part in PAGE.split("## What cannot be read")
]
ROWS = [line.split("|")[1].strip() for line in TABLES[0]]


@pytest.mark.parametrize("name", [one.name for one in formats()])
def test_a_format_has_its_row(name: str) -> None:
    assert sum(row.startswith(name) for row in ROWS) == 1


def test_a_row_has_its_format() -> None:
    names = tuple(one.name for one in formats())
    assert [row for row in ROWS[1:] if not row.startswith(names)] == []


def test_the_limits_are_those_that_hold() -> None:
    said = {line.split("|")[1].strip().partition(",")[0]: line.split("|")[2].strip() for line in TABLES[1][1:]}
    assert said == {
        "file size": f"{files.MOST_LOADED // limits.MEGABYTE} MB",
        "expanded size": f"{limits.MOST_EXPANDED // limits.MEGABYTE} MB",
        "members of an archive": f"{limits.MOST_MEMBERS:,}",
        "nesting depth of archives": f"{limits.DEEPEST_NESTING}",
        "compression ratio": f"{limits.MOST_COMPRESSION}",
        "elements in elements": f"{limits.DEEPEST_ELEMENT:,}",
    }
