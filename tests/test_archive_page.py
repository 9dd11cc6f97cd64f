"""docs/archive.md says what is so: the columns, the keys of the manifest, the kinds of news, and its query."""

from __future__ import annotations

import json
import re
import typing
from pathlib import Path

import duckdb

from retold import indexing
from retold.archive.layout import MANIFEST, SCHEMAS
from retold.archive.manifest import Why
from retold.archive.novelties import Item, Kind
from tests.shelves import shelf

PAGE = (Path(__file__).resolve().parent.parent / "docs" / "archive.md").read_text(encoding="utf-8")


def column(after: str) -> list[str]:
    """What stands as code in the first cells of the first table behind some words."""
    table = PAGE.split(after, 1)[1].lstrip().split("\n\n")
    rows = next(block for block in table if block.startswith("|")).splitlines()[2:]
    return [name for row in rows for name in re.findall(r"`(\w+)`", row.split("|")[1])]


def test_columns_are_described() -> None:
    for table, schema in SCHEMAS.items():
        assert column(f"**{table}**") == schema.names


def test_keys_of_the_manifest_are_described(tmp_path: Path) -> None:
    indexing.index([shelf(tmp_path / "stories", 1)], archive=tmp_path / "archive")
    stored = json.loads((tmp_path / "archive" / MANIFEST).read_text(encoding="utf-8"))
    assert column("it always names parts") == list(stored)
    for why in typing.get_args(Why):
        assert f"`{why}`" in PAGE


def test_kinds_of_news_are_described() -> None:
    assert column("**News** are") == list(typing.get_args(Kind))
    for field in Item.__dataclass_fields__:
        assert f"`{field}`" in PAGE


def test_the_query_is_answered(tmp_path: Path, monkeypatch: typing.Any) -> None:
    indexing.index([shelf(tmp_path / "stories", 12)], archive=tmp_path / "library")
    monkeypatch.chdir(tmp_path)
    query = PAGE.split("```sql\n", 1)[1].split("```", 1)[0]
    assert len(duckdb.sql(query).fetchall()) == 10
