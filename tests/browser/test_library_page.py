"""The pages of an archive in a browser: complete at every width, readable by everyone, led through by links, keys."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Open = Callable[..., Any]

PAGES = ["reuse", "lines", "found", "crowd", "play"]


@pytest.mark.parametrize("width", [320, 390, 820, 1440])
@pytest.mark.parametrize("name", PAGES)
def test_nothing_runs_over_the_edge(look: Open, name: str, width: int) -> None:
    page = look(name, width=width)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
    assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize(
    ("width", "scheme"), [(1280, "light"), (1280, "dark"), (390, "light")], ids=["light", "dark", "phone"]
)
@pytest.mark.parametrize("name", PAGES)
def test_axe_finds_no_fault(look: Open, name: str, width: int, scheme: str) -> None:
    library = pytest.importorskip("axe_playwright_python")
    page = look(name, width=width, color_scheme=scheme)
    page.evaluate((Path(library.__file__).parent / "axe.min.js").read_text(encoding="utf-8"))
    found = page.evaluate("axe.run(document)")
    assert found["passes"]
    faults = [(fault["id"], [node["html"] for node in fault["nodes"]][:3]) for fault in found["violations"]]
    assert faults == []


def test_texts_cannot_change_the_page(look: Open) -> None:
    page = look("reuse")
    assert page.locator("script").count() == 0
    assert "tanner <b>.txt" in page.inner_text("#pairs")


def test_a_work_in_the_picture_leads_to_its_name_by_keys_alone(look: Open) -> None:
    page = look("reuse")
    page.locator(".network a").first.focus()
    page.keyboard.press("Enter")
    assert page.url.endswith("#work-1")
    assert page.locator("#work-1").evaluate("row => row.matches(':target')")


def test_a_place_of_the_page_has_an_address(look: Open) -> None:
    page = look("play", "#line-2000")
    assert page.locator("#line-2000 h3").is_visible()
    assert 0 <= page.locator("#line-2000 h3").bounding_box()["y"] < 900


def test_kinds_of_ties_differ_without_colour(look: Open) -> None:
    page = look("crowd")
    styles = page.evaluate(
        """[...document.querySelectorAll('.ties .tie')].map(tie => {
          const style = getComputedStyle(tie);
          return [style.strokeWidth, style.strokeDasharray].join();
        })"""
    )
    assert len(set(styles)) == 4


def test_paper_gets_no_links_to_click(look: Open) -> None:
    page = look("lines")
    page.emulate_media(media="print")
    assert not page.locator(".bar").is_visible()
    assert page.locator(".living").first.is_visible()
