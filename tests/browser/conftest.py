"""The report in a real Chromium: pages to look at, and a browser that fails a test for any error or request."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any, get_args

import build
import pytest
from shelves import ferry_shelf

import retold
from retold import library
from retold.apparatus import Comparison
from retold.page.library import (
    LinesPage,
    LivingLine,
    Pair,
    Quote,
    Reader,
    ReusePage,
    Stripe,
    Tie,
    TieKind,
    Work,
)
from retold.report import render
from retold.report.library import render_found, render_lines, render_reuse
from retold.showing import found_page, lines_page, reuse_page

ROOT = Path(__file__).parents[2]

Open = Callable[..., Any]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everything in this folder drives a browser."""
    for item in items:
        if item.path.parent == Path(__file__).parent:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def report(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., str]:
    """Writes the report of a comparison, or a page of an archive, once and gives its address."""
    folder = tmp_path_factory.mktemp("reports")
    written: dict[str, str] = {}

    def write(name: str, *, text: bool = True) -> str:
        key = f"{name}{'' if text else '-quoting'}"
        if key not in written:
            path = folder / f"{key}.html"
            made = PAGES[name](folder) if name in PAGES else render(COMPARISONS[name](folder), text=text)
            path.write_text(made, encoding="utf-8", errors="replace")
            written[key] = path.as_uri()
        return written[key]

    return write


@pytest.fixture
def look(chromium: Any, report: Callable[..., str]) -> Iterator[Open]:
    """Opens a report; at the end of the test nothing may have been fetched or complained of."""
    contexts: list[Any] = []
    asked: list[str] = []
    said: list[str] = []
    allowed: set[str] = set()

    def open_(
        name: str,
        hash: str = "",
        *,
        text: bool = True,
        width: int = 1280,
        height: int = 900,
        **more: Any,
    ) -> Any:
        context = chromium.new_context(viewport={"width": width, "height": height}, **more)
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(10_000)
        page.on("request", lambda request: asked.append(request.url.split("#")[0]))
        page.on("console", lambda message: said.append(message.text))
        page.on("pageerror", lambda error: said.append(str(error)))
        address = report(name, text=text)
        allowed.add(address)
        page.goto(address + hash)
        return page

    yield open_
    for context in contexts:
        context.close()
    assert {url for url in asked if not url.startswith("blob:")} <= allowed
    assert said == []


def _harbour(folder: Path) -> Comparison:
    return retold.compare(sorted((ROOT / "examples").glob("*.txt")))


def _many(folder: Path) -> Comparison:
    """Twelve tellings of one scene, each with a wording of its own in one line, and one that lacks a line."""
    nouns = ["lamp", "rope", "gate", "bell", "oar", "chart", "stair", "winch", "kettle", "ledger", "anchor", "lantern"]
    paths = []
    for number, noun in enumerate(nouns):
        lines = [
            '"You kept the harbour light burning all night," said Mira.',
            "Oren wiped the brass rail and did not look up from it.",
            f'"I kept it for the {noun}, and for nobody else," said Oren.',
            '"The last ferry has gone and the tide is on the turn," said Mira.',
            *(['"Then wait until the morning and mind the ice," said Oren.'] if number != 3 else []),
            "She laughed, and the rain went on over the roofs of the town.",
            f'"I have never minded ice{" in all my life" * (number != 5)}," said Mira.',
        ]
        path = folder / f"many-{number:02}.txt"
        path.write_text("\n\n".join(lines) + "\n", encoding="utf-8")
        paths.append(path)
    return retold.compare(paths)


def _long(folder: Path) -> Comparison:
    """Two tellings of twelve hundred lines, a block of which has moved."""
    words = [
        "harbour",
        "lantern",
        "winter",
        "ferry",
        "kettle",
        "ledger",
        "copper",
        "orchard",
        "sparrow",
        "granite",
        "velvet",
        "thunder",
        "meadow",
    ]
    said = []
    for number in range(1200):
        one, other, third = (words[number * step % 11] for step in (1, 7, 5))
        who = ("Mira", "Oren")[number // 11 % 2]
        said.append(f'"Number {number} is the {one} of the {other} and the {third}," said {who}.')
    told = said[:600] + said[620:640] + said[600:620] + said[640:]
    paths = [folder / "long-a.txt", folder / "long-b.txt"]
    for path, lines in zip(paths, (said, told), strict=True):
        path.write_text("\n\n".join(lines) + "\n", encoding="utf-8")
    return retold.compare(paths)


def _hostile(folder: Path) -> Comparison:
    """Markup, scripts, signs that turn the line round or cannot be seen, and a word without an end."""
    hostile = '<img src=x onerror="document.title=1"></script><script>document.title="2"</script> \u202e \u200b'
    bakery = build.bakery()
    raw = f'{hostile}\n\n"{hostile} {"x" * 3000}" said Mira.\n'
    loci = tuple(
        replace(
            locus,
            readings={
                siglum: replace(reading, speaker="c9") if siglum == "B" else reading
                for siglum, reading in locus.readings.items()
            },
        )
        for locus in bakery.loci
    )
    strange = build.telling("D", raw, path=hostile, title=hostile)
    people = tuple(replace(c, name=f"{c.name} {hostile}") for c in bakery.characters)
    tellings = (*bakery.tellings[:3], strange)
    return replace(bakery, tellings=tellings, loci=loci, characters=people, notes=(hostile,))


def _strangers(folder: Path) -> Comparison:
    return replace(build.bakery(), relations=(), scenes=(), loci=(), source=(), counts={})


COMPARISONS: dict[str, Callable[[Path], Comparison]] = {
    "bakery": lambda folder: build.bakery(),
    "canon": lambda folder: replace(build.bakery(), base="A"),
    "harbour": _harbour,
    "many": _many,
    "long": _long,
    "hostile": _hostile,
    "strangers": _strangers,
    "single": lambda folder: build.single(),
}


def _reuse(folder: Path) -> str:
    return render_reuse(reuse_page(library.reuse(ferry_shelf(folder / "reuse") / "archive")))


def _canon(folder: Path) -> str:
    shelf = ferry_shelf(folder / "lines")
    canon = retold.lines(shelf / "canon.fountain", archive=shelf / "archive")
    return render_lines(lines_page(canon, "canon.fountain", archive=shelf / "archive"))


def _found(folder: Path) -> str:
    shelf = ferry_shelf(folder / "found")
    found = retold.find(shelf / "ferry.txt", archive=shelf / "archive")
    return render_found(found_page(found, "ferry.txt", archive=shelf / "archive"))


def _crowd(folder: Path) -> str:
    """The busiest network there can be, with names that have no room."""
    kinds = get_args(TieKind)
    works = tuple(Work(at, "unbroken" * 8, f"{'x' * 90}-{at}", ("Somebody", "2011"), 9) for at in range(1, 37))
    ties = tuple(Tie(a, b, kinds[a * b % 4]) for a in range(1, 37) for b in range(a + 1, 37) if a * b % 5 < 3)
    pairs = tuple(Pair("x" * 90, "y" * 90, kinds[at % 4], "They share much.") for at in range(50))
    page = ReusePage(
        "0",
        "Crowded",
        (),
        works,
        ties,
        9000,
        pairs,
        12_000,
        (),
        0,
        (),
        0,
        (),
        0,
        (Quote("yes", 99, ("z" * 90,)),),
        1,
        99,
    )
    return render_reuse(page)


def _play(folder: Path) -> str:
    """A long canon, many lines of which live on."""
    lines = tuple(
        LivingLine(at * 20, "MIRA", f"The {at}th lamp is lit.", 400 - at, 3, 90, (), ()) for at in range(1, 301)
    )
    strip = tuple(Stripe(at * 25 + 1, at * 25 + 25, at * at % 400) for at in range(240))
    return render_lines(LinesPage("0", "A long play", (), 6000, 5000, strip, lines, (Reader("a.txt", 9, 3),), 1))


PAGES: dict[str, Callable[[Path], str]] = {
    "reuse": _reuse,
    "lines": _canon,
    "found": _found,
    "crowd": _crowd,
    "play": _play,
}
