"""The page as a whole: safe, complete at every width, readable by everyone, the same view from its address."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import build
import pytest

from retold.exporters import tei
from retold.exporters.json import dumps

Open = Callable[..., Any]

WIDTHS = [320, 400, 900, 1400]
VIEWS = ["side", "script", "whole", "overview"]


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("name", ["bakery", "harbour", "many", "hostile", "strangers", "single"])
def test_nothing_runs_over_the_edge(look: Open, name: str, width: int) -> None:
    page = look(name, width=width)
    for view in VIEWS:
        link = page.locator(f".views a[href='#{view}']")
        if link.count():
            link.click()
            assert page.evaluate("document.documentElement.scrollWidth") <= width, view


def test_hostile_text_stays_text(look: Open) -> None:
    page = look("hostile")
    assert page.title().startswith("Retold: ")
    for view in VIEWS:
        page.click(f".views a[href='#{view}']")
    assert page.locator("img").count() == 0
    assert "⟨U+202E⟩" in page.inner_text(".note >> nth=0")
    page.click(".views a[href='#whole']")
    page.check("[name=pane][value='3']")
    assert "<script>document.title=" in page.inner_text(".pane >> nth=-1")
    assert page.title().startswith("Retold: ")


def test_one_view_is_shown_at_a_time_and_the_address_says_which(look: Open) -> None:
    page = look("bakery")
    assert page.locator(".view:visible").get_attribute("id") == "side"
    page.click("text=The scene behind them")
    assert page.locator(".view:visible").get_attribute("id") == "script"
    assert page.url.endswith("#script")
    page.keyboard.press("4")
    assert page.locator(".view:visible").get_attribute("id") == "overview"
    page.go_back()
    assert page.locator(".view:visible").get_attribute("id") == "script"
    assert page.locator("[aria-current=page]").inner_text() == "The scene behind them"


def test_what_is_shown_is_in_the_address_and_comes_back_from_it(look: Open) -> None:
    page = look("bakery")
    page.select_option("[name=base]", label="A: The Lamp & the Ice")
    page.select_option("[name=who]", label="Mira (3)")
    page.fill("#find", "ice")
    page.wait_for_url("**find=ice*")
    page.uncheck("[name=show][value=added]")
    shown = page.locator(".row").all_inner_texts()
    again = look("bakery", page.evaluate("location.hash"))
    assert again.locator(".row").all_inner_texts() == shown
    assert again.input_value("#find") == "ice"
    assert not again.is_checked("[name=show][value=added]")


def test_the_head_names_every_pair_and_the_overview_everything_else(look: Open) -> None:
    page = look("bakery", "#overview")
    page.click("header summary:has-text('3 pairs that tell different things')")
    seen = page.inner_text("body")
    for relation in build.bakery().relations:
        assert relation.summary in seen
    assert "shares no scene with any other text" in seen
    assert page.locator(".relations line").count() == 3
    assert page.locator(".relations .apart text").all_text_contents() == ["D"]
    assert page.locator(".shares tbody tr").count() >= 2


def test_the_result_can_be_taken_along(look: Open, tmp_path: Path) -> None:
    page = look("bakery")
    with page.expect_download() as taken:
        page.click("button.save")
    taken.value.save_as(tmp_path / "result.json")
    assert (tmp_path / "result.json").read_bytes() == dumps(build.bakery())


def test_the_edition_can_be_taken_along_where_the_texts_may_be(look: Open) -> None:
    page = look("bakery")
    with page.expect_download() as taken:
        page.click("button.save-tei")
    assert taken.value.suggested_filename == "retold-edition.xml"
    assert Path(taken.value.path()).read_bytes() == tei.dumps(build.bakery())
    assert look("bakery", text=False).locator("button.save-tei").count() == 0


def test_a_quoting_report_says_so_and_shows_the_beginning_of_lines(look: Open) -> None:
    page = look("bakery", text=False)
    assert "texts themselves are left out" in page.inner_text("header")
    assert page.locator(".views a").all_inner_texts() == ["Side by side", "The scene behind them", "Overview"]
    assert "I kept the lamp on" in page.inner_text(".collation")
    assert "is not the same thing" not in page.inner_text(".collation")
    with page.expect_download() as taken:
        page.click("button.save")
    result = json.loads(Path(taken.value.path()).read_text(encoding="utf-8"))
    assert "text" not in result["witnesses"][0]


def test_light_and_dark_follow_the_system_or_the_reader(look: Open) -> None:
    ground = "getComputedStyle(document.body).backgroundColor"
    page = look("bakery", color_scheme="dark")
    dark = page.evaluate(ground)
    assert look("bakery", color_scheme="light").evaluate(ground) != dark
    page.click("button.theme")
    assert page.evaluate(ground) == dark
    page.click("button.theme")
    light = page.evaluate(ground)
    assert light != dark
    page.reload()
    assert page.evaluate(ground) == light


def test_strangers_are_said_to_be_so(look: Open) -> None:
    page = look("strangers")
    assert "No two of these texts tell the same scene" in page.inner_text("main")
    page.click(".views a[href='#overview']")
    assert page.locator("ul.apart li").count() == 4


@pytest.mark.parametrize(
    ("width", "scheme"), [(1280, "light"), (1280, "dark"), (390, "light")], ids=["light", "dark", "phone"]
)
@pytest.mark.parametrize("name", ["bakery", "many", "strangers"])
def test_axe_finds_no_fault(look: Open, name: str, width: int, scheme: str) -> None:
    library = pytest.importorskip("axe_playwright_python")
    page = look(name, width=width, color_scheme=scheme, reduced_motion="reduce")
    page.evaluate((Path(library.__file__).parent / "axe.min.js").read_text(encoding="utf-8"))
    faults = []
    for view in VIEWS:
        link = page.locator(f".views a[href='#{view}']")
        if not link.count():
            continue
        link.click()
        if view == "side":
            page.keyboard.press("j")
            page.keyboard.press("e")
            page.fill("#find", "ice")
        found = page.evaluate("axe.run(document)")
        assert found["passes"]
        faults += [(view, fault["id"], [node["html"] for node in fault["nodes"]][:3]) for fault in found["violations"]]
    page.keyboard.press("?")
    faults += [("help", fault["id"]) for fault in page.evaluate("axe.run(document)")["violations"]]
    assert faults == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_text_stands_out_from_its_ground(look: Open, scheme: str) -> None:
    page = look("bakery", color_scheme=scheme)
    for selector in ("body", ".fine", "ins.changed", "ins.added", "del", ".label.doubt", ".move", ".views a"):
        ratio = page.evaluate(CONTRAST, selector)
        assert ratio >= 4.5, f"{selector} has a contrast of {ratio:.2f} in {scheme}"  # WCAG 2.2, 1.4.3 (AA)


def test_without_a_script_the_overview_is_there(look: Open) -> None:
    page = look("bakery", java_script_enabled=False)
    assert page.locator("noscript .note, .note").filter(has_text="set by a script").is_visible()
    assert page.locator("table.texts").is_visible()
    assert page.locator(".map .drawn").first.is_visible()


def test_paper_gets_every_row_and_no_buttons(look: Open) -> None:
    page = look("long")
    assert page.locator(".row[data-row]").count() < 1000
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    page.emulate_media(media="print")
    assert page.locator(".row[data-row]").count() >= 1200
    assert not page.locator(".bar").is_visible()
    assert not page.locator(".more").first.is_visible()
    assert page.locator(".row[data-row]").last.is_visible()


# Relative luminance and contrast as WCAG 2.2 defines them, against the nearest painted background.
CONTRAST = """selector => {
  const parse = colour => colour.match(/[\\d.]+/g).map(Number);
  const light = ([r, g, b]) => [r, g, b].map(v => v / 255)
    .map(v => v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4)
    .reduce((sum, v, i) => sum + v * [0.2126, 0.7152, 0.0722][i], 0);
  const element = document.querySelector(selector);
  let ground = element;
  while (ground && (parse(getComputedStyle(ground).backgroundColor)[3] ?? 1) === 0) ground = ground.parentElement;
  const [a, b] = [getComputedStyle(element).color, getComputedStyle(ground).backgroundColor].map(c => light(parse(c)));
  return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
}"""
