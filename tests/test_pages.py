"""The documents keep their word: what they show runs and prints so, links lead somewhere, references are whole."""

from __future__ import annotations

import dataclasses
import importlib
import inspect
import json
import os
import re
import shlex
import shutil
import sys
import tomllib
from pathlib import Path

import click
import pytest

import retold
from benchmarks import drawn, figures, kept
from documents import commands, interface, resultformat
from documents.blocks import Block, agree, blocks, failures
from documents.hooks import GENERATED
from retold.cli import cli

ROOT = Path(__file__).resolve().parent.parent
DOCS = ROOT / "docs"
BESIDE = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", ROOT / "CHANGELOG.md"]
PAGES = [ROOT / "README.md", *sorted(DOCS.rglob("*.md"))]
MADE = {name: make() for name, make in GENERATED.items()}

_LINK = re.compile(r"(?<!!)\[[^\]]*\]\(([^)\s]+)\)")
_PICTURE = re.compile(r"!\[[^\]]+\]\(([^)\s]+)\)")


def name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def shown(page: Path, languages: set[str]) -> list[Block]:
    return [block for block in blocks(page.read_text(encoding="utf-8")) if block.language in languages]


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    """One with a `retold` on its PATH that is this checkout's, and nothing of the user's."""
    shims = tmp_path / "bin"
    shims.mkdir()
    (shims / "retold").write_text(f'#!/bin/sh\nexec {shlex.quote(sys.executable)} -m retold "$@"\n', encoding="utf-8")
    (shims / "retold").chmod(0o755)
    kept = {key: value for key, value in os.environ.items() if key in ("PYTHONPATH", "LANG", "LC_ALL", "TMPDIR")}
    return kept | {"PATH": f"{shims}:{os.defpath}", "HOME": str(tmp_path)}


@pytest.mark.parametrize("page", [page for page in PAGES if shown(page, {"console", "python"})], ids=name)
def test_what_a_page_shows_runs_and_prints_so(page: Path, tmp_path: Path, environment: dict[str, str]) -> None:
    folder = tmp_path / "here"
    shutil.copytree(ROOT / "examples", folder / "examples")
    text = page.read_text(encoding="utf-8")
    assert not (wrong := failures(text, folder, environment, sys.executable)), "\n".join(wrong)


@pytest.mark.parametrize("page", [page for page in PAGES if shown(page, {"json", "toml"})], ids=name)
def test_what_a_page_shows_of_a_file_can_be_read(page: Path) -> None:
    for block in shown(page, {"json", "toml"}):
        (json.loads if block.language == "json" else tomllib.loads)(block.text)


@pytest.mark.parametrize(
    ("lines", "printed", "same"),
    [
        (["a", "b"], ["a", "b"], True),
        (["a"], ["a", "b"], False),
        (["a", "…"], ["a", "b", "c"], True),
        (["…", "b"], ["a", "b", "c"], False),
        (["…", "b", "…"], ["a", "b", "c"], True),
        (["a", "…", "c"], ["a", "b", "c"], True),
        (["a", "…", "a"], ["a"], False),
        (["…", "b", "c", "…", "b", "…"], ["b", "c", "d"], False),
        (["…", "b", "c", "…"], ["b", "d", "c"], False),
    ],
)
def test_what_is_shown_may_leave_out_only_what_it_says(lines: list[str], printed: list[str], same: bool) -> None:
    assert agree(lines, printed) is same


@pytest.mark.parametrize("page", [*PAGES, *BESIDE[1:]], ids=name)
def test_links_and_pictures_are_there(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    targets = [*_LINK.findall(text), *_PICTURE.findall(text)]
    dead = [target for target in targets if "://" not in target and not _leads(page, target)]
    assert dead == []


def _leads(page: Path, target: str) -> bool:
    """Whether a link on a page leads to a page, and to a place on it where it names one."""
    path, _, anchor = target.partition("#")
    file = (page.parent / path).resolve() if path else page
    if DOCS in file.parents and file.relative_to(DOCS).as_posix() in MADE:
        return not anchor or anchor in _anchors(MADE[file.relative_to(DOCS).as_posix()])
    return file.exists() and (not anchor or anchor in _anchors(file.read_text(encoding="utf-8")))


def _anchors(text: str) -> set[str]:
    """The anchors of a page: what its headings name themselves, else their words in lower case with hyphens."""
    found = set()
    for heading in re.findall(r"^#+ (.+)$", re.sub(r"^```.*?^```$", "", text, flags=re.M | re.S), re.MULTILINE):
        own = re.search(r"\{ ?#([^\s}]+) ?\}", heading)
        found.add(own[1] if own else re.sub(r"[\s-]+", "-", re.sub(r"[^\w\s-]", "", heading).strip().lower()))
    return found


def test_every_page_is_reached_from_the_readme() -> None:
    """By links between written pages alone, since those that are made are in the site only."""
    reached, ahead = set(), [ROOT / "README.md"]
    while ahead:
        page = ahead.pop()
        if page not in reached and page.is_file():
            reached.add(page)
            targets = (one.partition("#")[0] for one in _LINK.findall(page.read_text(encoding="utf-8")))
            ahead += [(page.parent / one).resolve() for one in targets if one.endswith(".md") and "://" not in one]
    assert [name(page) for page in PAGES if page not in reached] == []


@pytest.mark.parametrize("page", sorted(DOCS.rglob("*.md")), ids=name)
def test_a_page_is_in_the_menu(page: Path) -> None:
    menu = (ROOT / "mkdocs.yml").read_text(encoding="utf-8")
    assert f": {page.relative_to(DOCS).as_posix()}\n" in menu


@pytest.mark.parametrize("command", cli.commands)
def test_a_command_is_in_the_reference_with_its_help(command: str) -> None:
    page = MADE["reference/commands.md"]
    assert f"## retold {command}\n\n```text\n{commands.help_of(command)}\n```" in page
    long = {max(one.opts, key=len) for one in cli.commands[command].params if isinstance(one, click.Option)}
    assert {option for option in long if option not in page} == set()


@pytest.mark.parametrize("command", cli.commands)
def test_a_command_has_its_twin_in_python(command: str) -> None:
    assert command in retold.__all__
    assert inspect.isfunction(getattr(retold, command))


@pytest.mark.parametrize("public", [one for one in retold.__all__ if not one.startswith("_")])
def test_a_public_name_is_in_the_reference_with_what_it_is_for(public: str) -> None:
    assert f"### `retold.{public}` {{ #retold.{public} }}" in MADE["reference/api.md"]
    assert inspect.getdoc(getattr(retold, public))


@pytest.mark.parametrize("public", [one for one in retold.__all__ if inspect.isfunction(getattr(retold, one))])
def test_a_public_function_tells_what_it_takes_gives_and_raises(public: str) -> None:
    function = getattr(retold, public)
    told = sections(inspect.getdoc(function) or "")
    parameters = list(inspect.signature(function).parameters)
    named = [name.strip(" *") for entry in told.get("Parameters", []) for name in entry.partition(" : ")[0].split(",")]
    assert named == parameters
    assert told["Returns"]
    assert {entry.partition(" : ")[0].strip() for entry in told["Raises"]} <= set(retold.__all__)


def sections(docstring: str) -> dict[str, list[str]]:
    """The entries of each section of a docstring, which begin at the margin."""
    titles = re.split(r"^(\w+)\n-{3,}\n", docstring, flags=re.MULTILINE)
    return {
        title: [line for line in body.splitlines() if line and not line.startswith(" ")]
        for title, body in zip(titles[1::2], titles[2::2], strict=True)
    }


HOLDING = [one for one in (getattr(retold, name) for name in retold.__all__) if inspect.isclass(one)] + [
    one for module in interface.HELD for one in interface.nouns(importlib.import_module(module))
]


@pytest.mark.parametrize(
    "noun", [one for one in HOLDING if dataclasses.is_dataclass(one)], ids=lambda one: one.__name__
)
def test_whatever_a_result_holds_is_told(noun: type) -> None:
    told = inspect.getdoc(noun) or ""
    assert [one.name for one in dataclasses.fields(noun) if not re.search(rf"\b{one.name}\b", told)] == []
    public = {name: value for name, value in vars(noun).items() if not name.startswith("_")}
    methods = [name for name, value in public.items() if inspect.isfunction(value) or isinstance(value, property)]
    assert [name for name in methods if not inspect.getdoc(public[name])] == []


def test_every_key_of_a_result_is_in_the_reference() -> None:
    schema = json.loads((ROOT / "src/retold/schemas/retold-1.schema.json").read_text(encoding="utf-8"))
    page = resultformat.page()
    for each in (schema, *schema["$defs"].values()):
        assert [key for key in each.get("properties", ()) if f"| `{key}` |" not in page] == []


def test_a_docstring_becomes_markdown() -> None:
    made = interface.prose("What it does.\n\nParameters\n----------\none : a text,\n    or two.\nother : a place.\n")
    assert made == "What it does.\n\n**Parameters**\n\n- `one`: a text, or two.\n- `other`: a place.\n"
    assert (
        interface.prose("Does.\n\nReturns\n-------\nA text,\nor two.\n") == "Does.\n\n**Returns**\n\nA text, or two.\n"
    )
    assert (
        interface.prose("Does.\n\nReturns\n-------\nbytes\n    A file.\n")
        == "Does.\n\n**Returns**\n\n- `bytes`: A file.\n"
    )


def test_no_default_is_spelled_out_over_lines() -> None:
    assert "settings: Settings = Settings()," in MADE["reference/api.md"]


def test_every_extra_is_told() -> None:
    about = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    page = (DOCS / "install.md").read_text(encoding="utf-8")
    for extra, brought in about["optional-dependencies"].items():
        row = next((line for line in page.splitlines() if line.startswith(f"| `{extra}` |")), "")
        assert row, f"docs/install.md says nothing of {extra}"
        assert [need for need in brought if re.split(r"[<>=]", need)[0].lower() not in row.lower()] == []


def test_who_cites_names_this_version() -> None:
    for file, line in (("CITATION.cff", "version: {}"), ("docs/cite.md", "  version = {{{}}},")):
        assert line.format(retold.__version__) in (ROOT / file).read_text(encoding="utf-8").splitlines()


def test_the_changelog_tells_of_this_version() -> None:
    first = re.search(r"^## (\S+)", (ROOT / "CHANGELOG.md").read_text(encoding="utf-8"), re.MULTILINE)
    assert first is not None
    assert first[1] == retold.__version__
    assert re.fullmatch(r"\d+\.\d+\.\d+(-[\w.]+)?", retold.__version__)


@pytest.mark.parametrize(
    "page", [page for page in PAGES if figures.regions(page.read_text(encoding="utf-8"))], ids=name
)
def test_a_region_of_figures_has_figures_and_somebody_who_writes_them(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    assert set(figures.regions(text)) <= figures.FIGURES.keys()
    assert text.count("<!-- figures: ") == len(figures.regions(text))
    assert figures.written(text, dict.fromkeys(figures.FIGURES, "")).count("|") < text.count("|")


def test_figures_are_written_where_they_belong_and_nothing_else_is_touched() -> None:
    page = "one | 1\n<!-- figures: costs -->\nold\n<!-- end -->\ntwo\n<!-- figures: other -->\nkept\n<!-- end -->\n"
    assert figures.written(page, {"costs": "new"}) == page.replace("\nold\n", "\n\nnew\n\n")


@pytest.mark.parametrize("table", drawn.TABLES)
def test_a_table_on_a_page_has_the_figures_that_were_kept(table: str) -> None:
    """So that nobody writes them by hand: `make figures` draws them."""
    texts = [page.read_text(encoding="utf-8") for page in PAGES]
    holding = [text for text in texts if table in figures.regions(text)]
    assert holding
    assert [figures.written(text, {table: drawn.drawn(table, kept.kept())}) for text in holding] == holding


def test_what_is_kept_stays_until_it_is_measured_anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept, "FILE", tmp_path / "kept.json")
    (tmp_path / "kept.json").write_text("{}", encoding="utf-8")
    kept.keep({"one": 0.123456, "two": "1 of 10"})
    kept.keep({"one": 0.5})
    assert kept.kept() == {"one": 0.5, "two": "1 of 10"}
