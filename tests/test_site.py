"""The documents as a site: built without a warning, whole, and fetching nothing from anywhere."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
FETCHED = {("script", "src"), ("link", "href"), ("img", "src"), ("iframe", "src"), ("source", "srcset")}
WIDTHS = (390, 820, 1400)  # pixels: a phone, a tablet, a desk

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site as `make docs` builds it; a warning is an error there."""
    folder = tmp_path_factory.mktemp("site")
    ran = subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", "--site-dir", str(folder)],
        cwd=ROOT,
        env=os.environ | {"NO_MKDOCS_2_WARNING": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr
    assert "WARNING" not in ran.stderr
    return folder


class _Page(HTMLParser):
    """What a page fetches, leads to, and can be led to."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.fetched: list[str] = []
        self.links: list[str] = []
        self.anchors: set[str] = set()
        self.feed(text)

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        for key, value in attributes:
            if key in ("id", "name") and value:
                self.anchors.add(value)
            elif (tag, key) in FETCHED and value:
                self.fetched.append(value)
            elif (tag, key) == ("a", "href") and value:
                self.links.append(value)


@pytest.fixture(scope="module")
def pages(site: Path) -> dict[Path, _Page]:
    return {path: _Page(path.read_text(encoding="utf-8")) for path in site.rglob("*.html") if path.name != "404.html"}


def test_every_page_that_is_written_is_built(site: Path) -> None:
    written = {path.relative_to(ROOT / "docs").with_suffix(".html") for path in (ROOT / "docs").rglob("*.md")}
    assert written <= {path.relative_to(site) for path in site.rglob("*.html")}


def test_nothing_comes_from_elsewhere(site: Path, pages: dict[Path, _Page]) -> None:
    assert {url for page in pages.values() for url in page.fetched if re.match(r"(?:[a-z]+:)?//", url)} == set()
    styles = "".join(path.read_text(encoding="utf-8") for path in site.rglob("*.css"))
    assert re.findall(r"(?:url\(|@import )[\"']?(?:https?:)?//[^)\"']*", styles) == []


def test_no_link_is_dead(pages: dict[Path, _Page]) -> None:
    dead = []
    for path, page in pages.items():
        for link in page.links:
            if re.match(r"[a-z]+:", link):
                continue
            file, _, anchor = link.partition("#")
            target = (path.parent / file).resolve() if file else path
            if target not in pages or (anchor and anchor not in pages[target].anchors):
                dead.append(f"{path.name}: {link}")
    assert dead == []


@pytest.mark.browser
def test_a_browser_shows_it_without_a_network(site: Path, pages: dict[Path, _Page], chromium: object) -> None:
    """No page asks for anything but files, complains, or is wider than its window."""
    wrong: list[str] = []
    for width in WIDTHS:
        window = chromium.new_page(viewport={"width": width, "height": 900})  # type: ignore[attr-defined]
        window.on("request", lambda r: wrong.append(r.url) if not r.url.startswith(("file:", "data:", "blob:")) else 0)
        window.on("pageerror", lambda error: wrong.append(str(error)))
        for path in sorted(pages):
            window.goto(path.as_uri())
            if (over := window.evaluate("document.documentElement.scrollWidth - innerWidth")) > 0:
                wrong.append(f"{path.relative_to(site)} is {over} pixels too wide at {width}")
        window.close()
    assert wrong == []
