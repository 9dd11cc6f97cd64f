"""Corrections: what a reader marks stays, can be taken back, and leaves as the file that a comparison honours."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import build

Open = Callable[..., Any]


def saved(page: Any) -> dict[str, Any]:
    with page.expect_download() as taken:
        page.click(".corrections .export")
    assert taken.value.suggested_filename == "retold-corrections.json"
    return json.loads(Path(taken.value.path()).read_text(encoding="utf-8"))  # type: ignore[no-any-return]


def words(reading: dict[str, Any]) -> str:
    """What a reading of the file stands for, read from the text that it names."""
    [telling] = [t for t in build.bakery().tellings if t.witness.sha256 == reading["sha256"]]
    return telling.witness.raw[reading["start"] : reading["end"]]


def test_lines_that_are_not_the_same_are_split(look: Open) -> None:
    page = look("bakery")
    page.click("#locus-l0007 .who")
    page.click("#locus-l0003 .who")
    page.keyboard.press("x")
    assert "1 correction" in page.inner_text(".corrections")
    assert page.locator("#locus-l0003 .corrected").count() == 3
    file = saved(page)
    assert file["format"] == "retold-corrections/1"
    [item] = file["items"]
    assert item["do"] == "split"
    assert len({reading["sha256"] for reading in item["readings"]}) == 3
    assert all("lamp" in words(reading) for reading in item["readings"])


def test_one_reading_can_be_taken_out_of_a_row(look: Open) -> None:
    page = look("bakery")
    page.click("#locus-l0003 .more")
    page.click("text=C: not this line")
    items = saved(page)["items"]
    assert [item["do"] for item in items] == ["split", "split"]
    for item in items:
        assert len(item["readings"]) == 2
    shared = [reading for reading in items[0]["readings"] if reading in items[1]["readings"]]
    assert shared[0]["sha256"] == build.bakery().telling("C").witness.sha256


def test_two_lines_are_linked(look: Open) -> None:
    page = look("bakery")
    page.click("#locus-l0006 .more")
    page.click("text=Link with another line…")
    assert "now choose" in page.inner_text(".corrections")
    page.click("#locus-l0007 [data-siglum=B]")
    [item] = saved(page)["items"]
    assert item["do"] == "join"
    assert [words(reading) for reading in item["readings"]] == [
        "She laughed at that, a short dry laugh.",
        "Nobody has ever told me to be careful in quite so few words.",
    ]


def test_a_link_can_be_given_up(look: Open) -> None:
    page = look("bakery")
    page.click("#locus-l0006 .who")
    page.keyboard.press("=")
    seen = page.inner_text(".corrections").split("\n")
    assert [line for line in seen if line] == [
        "A row 6: now choose the line of another telling that it belongs with.",
        "Cancel",
    ]
    page.keyboard.press("Escape")
    assert not page.locator(".corrections").is_visible()


def test_corrections_stay_and_can_be_taken_back(look: Open) -> None:
    page = look("bakery")
    page.click("#locus-l0003 .who")
    page.keyboard.press("x")
    page.reload()
    assert page.locator("#locus-l0003 .corrected").count() == 3
    page.locator("#locus-l0003 .corrected button").first.click()
    assert page.locator(".corrected").count() == 0
    assert not page.locator(".corrections").is_visible()
