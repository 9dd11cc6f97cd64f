"""The rules of the house that a machine can hold: layers, sizes, opening paragraphs, public names, licences."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
import tomllib
import types
from importlib import metadata
from pathlib import Path

import pytest

import retold

ROOT = Path(__file__).resolve().parent.parent
MODULES = sorted((ROOT / "src" / "retold").rglob("*.py"))
EVERY_FILE = sorted(
    path for folder in ("src", "tests", "benchmarks", "documents") for path in (ROOT / folder).rglob("*.py")
)
LONGEST = 600  # lines; beyond that a module has more than one subject

GROUND_FLOOR = ("text", "apparatus", "errors", "notebook")
STANDARD_LIBRARY_ONLY = (*GROUND_FLOOR, "speechwords")

# Licences that bind those who use Retold. A name of one may stand beside "OR" or "WITH … exception" in an expression.
COPYLEFT = re.compile(r"\b(?:A|L)?GPL|affero|general public|SSPL|BUSL|non-?commercial|CC-BY-(?:NC|SA)", re.IGNORECASE)


def pins(file: str) -> dict[str, str]:
    lines = (ROOT / "constraints" / file).read_text(encoding="utf-8").splitlines()
    pairs = (line.partition("==") for line in lines if "==" in line and not line.startswith("#"))
    return {plain(package): version for package, _, version in pairs}


def plain(package: str) -> str:
    return re.sub(r"[-_.]+", "-", package).lower()


RUN_PINS = pins("run.txt")


def name(path: Path) -> str:
    """The path inside the project, as a test's id."""
    return path.relative_to(ROOT).as_posix()


def test_layers_hold() -> None:
    check = "import sys; from importlinter.cli import lint_imports_command as check; sys.argv[1:] = []; check()"
    ran = subprocess.run([sys.executable, "-c", check], cwd=ROOT, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stdout + ran.stderr
    assert "1 kept, 0 broken" in ran.stdout


@pytest.mark.parametrize("path", MODULES, ids=name)
def test_every_module_says_what_it_is(path: Path) -> None:
    assert ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))), f"{name(path)} opens with no paragraph"


def test_no_module_is_too_long() -> None:
    lengths = {name(path): len(path.read_text(encoding="utf-8").splitlines()) for path in EVERY_FILE}
    assert {path: lines for path, lines in lengths.items() if lines > LONGEST} == {}


def test_public_names_are_those_listed() -> None:
    """What `retold` offers without an underscore, its modules aside, is what `__all__` lists; every name is there."""
    for listed in retold.__all__:
        assert getattr(retold, listed) is not None
    modules = {"annotations"} | {n for n, value in vars(retold).items() if isinstance(value, types.ModuleType)}
    public = {n for n in vars(retold) if not n.startswith("_")} - modules
    assert public == {n for n in retold.__all__ if not n.startswith("_")}
    assert len(set(retold.__all__)) == len(retold.__all__)


@pytest.mark.parametrize("module", STANDARD_LIBRARY_ONLY)
def test_the_ground_floor_imports_the_standard_library_only(module: str) -> None:
    path = ROOT / "src" / "retold" / f"{module}.py"
    ours = {f"retold.{other}" for other in GROUND_FLOOR}
    foreign = {
        imported
        for imported in _imports(path)
        if imported not in ours and imported.partition(".")[0] not in sys.stdlib_module_names
    }
    assert foreign == set()


def test_what_we_name_is_pinned_and_the_pins_are_installed() -> None:
    about = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    needed = {plain(re.split(r"[<>=!~ \[;]", requirement)[0]) for requirement in about["project"]["dependencies"]}
    assert needed - RUN_PINS.keys() == set()
    assert {plain(package) for package in about["dependency-groups"]["dev"]} - pins("dev.txt").keys() == set()
    for pinned in (RUN_PINS, pins("dev.txt")):
        assert {package: metadata.version(package) for package in pinned} == pinned


@pytest.mark.parametrize("package", RUN_PINS)
def test_what_we_run_on_is_free_for_any_use(package: str) -> None:
    licence = _licence(package)
    assert licence, f"{package} names no licence"
    assert not COPYLEFT.search(licence), f"{package}: {licence}"


def test_nothing_of_ours_imports_what_it_is_measured_against() -> None:
    """The tools of constraints/bench.txt live in another environment; only the program run there imports them."""
    rivals = {"collatex", "Levenshtein", "networkx"}
    importing = {name(path) for path in EVERY_FILE if rivals & {full.partition(".")[0] for full in _imports(path)}}
    assert importing == {"benchmarks/collatex_job.py"}


def test_only_guided_damage_imports_what_guides_it() -> None:
    importing = {name(path) for path in EVERY_FILE if "atheris" in _imports(path)}
    assert importing == {"tests/fuzz/guided.py"}


def _imports(path: Path) -> set[str]:
    """The full names of the modules that a file imports, anywhere in it."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            found.add("." * node.level + (node.module or ""))
    return found


def _licence(package: str) -> str:
    """What the package says of its licence: the expression, else the classifiers, else the first line of the text."""
    about = metadata.metadata(package)
    classifiers = [c for c in about.get_all("Classifier") or [] if c.startswith("License ::")]
    first_line = (about.get("License") or "").strip().partition("\n")[0]
    return about.get("License-Expression") or "; ".join(classifiers) or first_line
