"""What the report weighs and how fast it opens: the short texts people start with, and two made-up novels.

    make bench-report            (or python -m benchmarks.report [--words N])

For each job: bytes of the file, processor seconds to write it, seconds from opening it in Chromium until the first row
can be read (the median of several openings), and the longest that a frame takes while the page is scrolled through by
the wheel. A Markdown table goes to standard output; the limits are those that the project sets itself.
"""

from __future__ import annotations

import argparse
import shutil
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any

from benchmarks.corpora import EXAMPLES, shared_folder
from benchmarks.texts import pair
from retold import compare
from retold.report import render

NOVEL = 75_000  # words of each of two
OPENINGS = 5
TURNS = 60  # of the wheel
TURN = 600  # pixels
LIMITS = {"short texts": (400e3, 2.0), "two novels": (8e6, 2.0)}  # bytes, seconds until the first row is there


@dataclass(frozen=True, slots=True)
class Opened:
    """`first` seconds until the first row is painted, `frame` milliseconds of the slowest frame in a hundred."""

    first: float
    frame: float


def main(arguments: Sequence[str] | None = None) -> None:
    """Write the reports, open them, print the table."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.report", description="Weight and speed of the report.")
    parser.add_argument("--words", type=int, default=NOVEL, help=f"words of each novel ({NOVEL:,})")
    asked = parser.parse_args(arguments)
    shared = shared_folder()
    short = sorted((shared / "seeds").glob("*.txt")) if shared else []
    print("| texts | rows | bytes (limit) | written, CPU s | first row, s (limit) | slow frames, ms |")
    print("| --- | ---: | ---: | ---: | ---: | ---: |")
    with tempfile.TemporaryDirectory() as folder:
        novels = []
        for name, text in zip("ab", pair(asked.words), strict=True):
            novels.append(Path(folder) / f"{name}.txt")
            novels[-1].write_text(text, encoding="utf-8")
        for job, paths in (("short texts", short or sorted(EXAMPLES.glob("*.txt"))), ("two novels", novels)):
            found = compare(paths)
            began = time.process_time()
            html = render(found)
            spent = time.process_time() - began
            target = Path(folder) / "report.html"
            target.write_text(html, encoding="utf-8")
            size, seconds = LIMITS[job]
            opened = open_in_chromium(target)
            print(
                f"| {job} | {len(found.loci):,} | {target.stat().st_size:,} ({size:,.0f}) | {spent:.2f} |"
                f" {opened.first:.2f} ({seconds:.0f}) | {opened.frame:.0f} |",
                flush=True,
            )


def open_in_chromium(path: Path) -> Opened:
    """How fast a report opens and scrolls."""
    from playwright.sync_api import sync_playwright

    chromium = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if chromium is None:
        sys.exit("benchmarks.report: Chromium is not on PATH")
    with sync_playwright() as started:
        browser = started.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        first = [_first_row(browser, path) for _ in range(OPENINGS)]
        frame = _slow_frame(browser, path)
        browser.close()
    return Opened(median(first), frame)


def _first_row(browser: Any, path: Path) -> float:
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    began = time.perf_counter()
    page.goto(path.as_uri(), wait_until="commit")
    page.locator(".row").first.wait_for()
    page.evaluate("new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")
    spent = time.perf_counter() - began
    page.close()
    return spent


def _slow_frame(browser: Any, path: Path) -> float:
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    page.goto(path.as_uri())
    page.locator(".row").first.wait_for()
    page.evaluate(
        """() => {
          window.frames_ = [];
          let before = performance.now();
          const look = now => { window.frames_.push(now - before); before = now; requestAnimationFrame(look); };
          requestAnimationFrame(look);
        }"""
    )
    page.mouse.move(700, 500)
    for _ in range(TURNS):
        page.mouse.wheel(0, TURN)
        page.wait_for_timeout(30)
    frames = sorted(page.evaluate("window.frames_"))
    page.close()
    return float(frames[int(0.99 * len(frames))])


if __name__ == "__main__":
    main()
