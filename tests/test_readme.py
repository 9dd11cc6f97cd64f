"""The README shows what it promises: both commands at work, targets that exist, pictures that open with the page.

That its commands run and print what is shown, test_pages.py holds of every page.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from documents.blocks import blocks, commands

ROOT = Path(__file__).resolve().parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")


def test_both_commands_are_shown_at_work() -> None:
    consoles = "".join(block.text for block in blocks(README) if block.language == "console")
    at_work = {command.split()[1] for command, shown in commands(consoles) if shown.count("\n") > 5}
    assert at_work == {"compare", "inspect"}


def test_make_knows_what_the_readme_asks_of_it() -> None:
    asked = set(re.findall(r"(?:^ {4}|`)make ([a-z-]+)", README, re.MULTILINE))
    assert {"demo", "test"} <= asked
    known = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    assert asked <= known


@pytest.mark.parametrize("picture", sorted((ROOT / "docs" / "pictures").glob("*.png")), ids=lambda path: path.name)
def test_pictures_are_small_enough_to_open_with_the_page(picture: Path) -> None:
    assert picture.stat().st_size <= 300_000
