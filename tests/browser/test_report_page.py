"""The report in a real Chromium: it fetches nothing, fits every width, and its filters work without a script."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[1]))

import build

from retold.report import render

playwright = pytest.importorskip("playwright.sync_api")
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
pytestmark = [pytest.mark.browser, pytest.mark.skipif(CHROMIUM is None, reason="needs Chromium")]


@pytest.fixture(scope="module")
def browser() -> Iterator[playwright.Browser]:
    with playwright.sync_playwright() as started:
        running = started.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield running
        running.close()


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> str:
    path = tmp_path_factory.mktemp("report") / "report.html"
    path.write_text(render(build.bakery()), encoding="utf-8")
    return path.as_uri()


@pytest.mark.parametrize("width", [320, 400, 900, 1400])
def test_nothing_is_fetched_and_nothing_runs_over_the_edge(
    browser: playwright.Browser, address: str, width: int
) -> None:
    page = browser.new_page(viewport={"width": width, "height": 900})
    asked: list[str] = []
    said: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: said.append(message.text))
    page.goto(address)
    assert asked == [address]
    assert said == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.evaluate("getComputedStyle(document.querySelector('ins')).textDecorationLine") == "underline"
    page.close()


def test_filters_hide_rows_without_a_script(browser: playwright.Browser, address: str) -> None:
    page = browser.new_page(java_script_enabled=True)
    page.goto(address)
    rows = page.locator("tbody tr[id]")

    def numbers() -> list[str]:
        return [row.locator("td.n").inner_text() for row in rows.all() if row.is_visible()]

    assert numbers() == list("12345678")
    page.check(".hide-narration")
    assert numbers() == list("13458")
    page.uncheck(".hide-narration")
    page.check(".hide-single")
    assert numbers() == list("123458")
    page.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_text_stands_out_from_its_ground(browser: playwright.Browser, address: str, scheme: str) -> None:
    page = browser.new_page(color_scheme=scheme)
    page.goto(address)
    for selector in ("body", ".fine", "ins.changed", "ins.added", "del", ".label.doubt", ".move", "nav a"):
        ratio = page.evaluate(CONTRAST, selector)
        assert ratio >= 4.5, f"{selector} has a contrast of {ratio:.2f} in {scheme}"  # WCAG 2.2, 1.4.3 (AA)
    page.close()


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
