"""The page about reading the report says what the report does."""

from __future__ import annotations

import re
from pathlib import Path

import build

from retold.page.pieces import QUOTED
from retold.page.scenes import UNSURE_BELOW
from retold.report import render

DOCS = Path(__file__).parent.parent / "docs"
PAGE = (DOCS / "report.md").read_text(encoding="utf-8")


def test_every_picture_is_there_and_every_picture_is_shown() -> None:
    shown = set(re.findall(r"\(pictures/(report[\w-]*\.png)\)", PAGE))
    assert shown == {path.name for path in (DOCS / "pictures").glob("report*.png")}


def test_the_keys_are_those_of_the_help() -> None:
    listed = re.findall(r"^\| ([^|]+) \| ([^|]+) \|$", PAGE, re.MULTILINE)[1:]
    html = render(build.bakery())
    helped = re.findall(r"<kbd>([^<]+)</kbd></th><td>([^<]+)</td>", html)
    assert [key for key, _ in listed] == [key for key, _ in helped]
    assert [what for key, what in listed if key != "?"] == [what for key, what in helped if key != "?"]


def test_the_figures_are_those_of_the_program() -> None:
    assert QUOTED == 40
    assert "at most forty characters" in PAGE
    assert f"Below {UNSURE_BELOW} it says *unsure*" in PAGE
