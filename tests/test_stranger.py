"""Somebody who has the source, Python, make and the README: every command in it runs as it stands and does as shown.

What is run here has nothing of this environment but the way to the packages: a home of its own, no variables, a copy of
the checkout without what was made in it. `make test` alone is left out, since that is what runs this.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from documents.blocks import failures

ROOT = Path(__file__).resolve().parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
MADE = (".*", "__pycache__", "site", "shots", "dist", "build", "*.egg-info", "retold-report.html")
REACHING = re.compile(r"PIP_|SSL_|REQUESTS_|(?:https?|no|all)_proxy$", re.IGNORECASE)  # how packages are reached here
INSTALLS = ["make demo", "make test", "pip install .", "pipx install ."]

pytestmark = [pytest.mark.slow, pytest.mark.timeout(1800)]


@pytest.fixture(scope="module")
def checkout(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The source as somebody gets it."""
    folder = tmp_path_factory.mktemp("stranger") / "retold"
    shutil.copytree(ROOT, folder, ignore=shutil.ignore_patterns(*MADE))
    shutil.copy(ROOT / ".gitignore", folder)
    return folder


@pytest.fixture(scope="module")
def bare(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """An environment with a home, a PATH that has this Python, and nothing else of ours."""
    reaching = {name: value for name, value in os.environ.items() if REACHING.match(name)}
    path = f"{Path(sys.base_prefix) / 'bin'}:{os.defpath}"
    return reaching | {"HOME": str(tmp_path_factory.mktemp("home")), "PATH": path, "LANG": "C.UTF-8"}


def test_the_readme_installs_in_these_ways() -> None:
    """`pipx install .` does what `pip install .` does, in an environment that pipx makes; the others are run below."""
    prose = re.sub(r"^```.*?^```$", "", README, flags=re.MULTILINE | re.DOTALL)
    shown = re.findall(r"^ {4}(\S.*?)(?: +#.*)?$", prose, re.MULTILINE)
    assert [command for command in shown if command in INSTALLS] == INSTALLS
    assert set(shown) == set(INSTALLS)


def test_make_demo_ends_with_a_report(checkout: Path, bare: dict[str, str]) -> None:
    said = run("make demo", checkout, bare)
    assert "2 of 3 texts tell the same scene" in said
    report = (checkout / "retold-report.html").read_text(encoding="utf-8")
    assert report.lstrip().lower().startswith("<!doctype html>")
    assert f"The report: {checkout}/retold-report.html" in said


def test_pip_install_and_then_all_that_the_readme_and_the_tutorial_show(
    checkout: Path, bare: dict[str, str], tmp_path: Path
) -> None:
    run(f"python3 -m venv {tmp_path}/venv", checkout, bare)
    active = bare | {"PATH": f"{tmp_path}/venv/bin:{bare['PATH']}"}
    run("pip install .", checkout, active)
    python = str(tmp_path / "venv" / "bin" / "python")
    for page in ("README.md", "docs/tutorial.md"):
        folder = tmp_path / page.replace("/", "-")
        shutil.copytree(checkout / "examples", folder / "examples")
        text = (checkout / page).read_text(encoding="utf-8")
        assert not (wrong := failures(text, folder, active, python)), "\n".join(wrong)


def run(command: str, folder: Path, environment: dict[str, str]) -> str:
    """Standard output of a command that a shell must run to its end."""
    ran = subprocess.run(
        ["bash", "-c", command],
        cwd=folder,
        env=environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert ran.returncode == 0, f"{command}\n{ran.stdout}{ran.stderr}"
    return ran.stdout
