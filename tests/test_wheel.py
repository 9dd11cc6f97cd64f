"""The built wheel is what people get: it holds everything, installs on its own, and works far from the checkout."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the source archive, built from this checkout, and the wheel, built from that archive alone."""
    folder, away = tmp_path_factory.mktemp("dist"), tmp_path_factory.mktemp("unpacked")
    build = (sys.executable, "-m", "build", "--no-isolation", "--outdir", str(folder))
    run(*build, "--sdist", str(ROOT), cwd=folder)
    with tarfile.open(only(folder, "*.tar.gz")) as archive:
        archive.extractall(away, filter="data")
    run(*build, "--wheel", str(only(away, "retold-*")), cwd=away)
    return folder


@pytest.fixture(scope="module")
def installed(built: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The Python of a fresh environment that has the wheel and what it runs on, and nothing else."""
    folder = tmp_path_factory.mktemp("away")
    run(sys.executable, "-m", "venv", str(folder / "venv"), cwd=folder)
    python = folder / "venv" / "bin" / "python"
    pins = ROOT / "constraints" / "run.txt"
    install = (str(python), "-m", "pip", "install", "--quiet", "--no-input", "--disable-pip-version-check")
    run(*install, "-c", str(pins), str(only(built, "*.whl")), cwd=folder)
    return python


def test_the_wheel_holds_every_file_of_the_package(built: Path) -> None:
    source = ROOT / "src"
    ours = {
        path.relative_to(source).as_posix()
        for path in (source / "retold").rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    with zipfile.ZipFile(only(built, "*.whl")) as wheel:
        names = {name for name in wheel.namelist() if not name.partition("/")[0].endswith(".dist-info")}
        licences = [name for name in wheel.namelist() if name.endswith("/licenses/LICENSE")]
    assert names == ours
    assert {"retold/schemas/retold-1.schema.json", "retold/py.typed"} <= names
    for folder in ("retold/templates/", "retold/data/"):
        assert any(name.startswith(folder) for name in names), f"nothing of {folder} in the wheel"
    assert len(licences) == 1


def test_the_source_archive_can_be_built_and_tried(built: Path) -> None:
    with tarfile.open(only(built, "*.tar.gz")) as archive:
        names = {name.partition("/")[2] for name in archive.getnames()}
    assert {"pyproject.toml", "README.md", "LICENSE", "CHANGELOG.md", "CITATION.cff", "src/retold/__init__.py"} <= names
    assert {f"examples/{path.name}" for path in (ROOT / "examples").glob("*.txt")} <= names


def test_it_says_its_version(installed: Path) -> None:
    command = installed.with_name("retold")
    (version,) = {line.split()[-1] for line in run(str(command), "--version", cwd=installed.parent).splitlines()}
    imported = run(str(installed), "-c", "from importlib.metadata import version; print(version('retold'))", cwd="/")
    assert version == imported.strip()


def test_it_compares_two_texts_far_from_the_checkout(installed: Path, tmp_path: Path) -> None:
    texts = sorted((ROOT / "examples").glob("*.txt"))[:2]
    for text in texts:
        shutil.copy(text, tmp_path)
    names = [text.name for text in texts]
    run(str(installed.with_name("retold")), "compare", *names, "--json", "result.json", cwd=tmp_path)
    result = json.loads((tmp_path / "result.json").read_text(encoding="utf-8"))
    assert result["format"] == "retold/1"
    assert [witness["path"] for witness in result["witnesses"]] == names
    assert result["relations"][0]["same_scene"] is True
    report = (tmp_path / "retold-report.html").read_text(encoding="utf-8")
    assert report.lstrip().lower().startswith("<!doctype html>")


def test_what_needs_an_extra_names_it_and_the_rest_does_without(installed: Path, tmp_path: Path) -> None:
    text = shutil.copy(next(iter(sorted((ROOT / "examples").glob("*.txt")))), tmp_path)
    command = str(installed.with_name("retold"))
    run(command, "inspect", str(text), "--json", "result.json", "--quiet", cwd=tmp_path)
    run(command, "export", "result.json", "--to", "csv", "--quiet", cwd=tmp_path)
    for extra, arguments in (
        ("office", ["export", "result.json", "--to", "docx"]),
        ("archive", ["export", "result.json", "--to", "parquet"]),
        ("archive", ["index", str(text), "--archive", "library"]),
        ("archive", ["reuse", "--archive", "library"]),
    ):
        ran = tried(command, *arguments, cwd=tmp_path)
        assert ran.returncode == 1, ran.stderr
        assert f"pip install 'retold[{extra}]'" in ran.stderr
        assert ran.stderr.count("\n") == 1


def test_programs_that_use_it_are_checked_against_its_types(installed: Path, tmp_path: Path) -> None:
    program = tmp_path / "program.py"
    program.write_text('import retold\n\nfound: int = retold.compare(["one.txt"])\n', encoding="utf-8")
    mypy = (sys.executable, "-m", "mypy", "--strict", "--python-executable", str(installed))
    checked = tried(*mypy, program.name, cwd=tmp_path)
    assert 'has type "Comparison", variable has type "int"' in checked.stdout
    assert "Found 1 error" in checked.stdout


def run(*command: str, cwd: Path | str) -> str:
    """Standard output of a command that must succeed, run without the checkout on its import path."""
    ran = tried(*command, cwd=cwd)
    assert ran.returncode == 0, f"{' '.join(command)}\n{ran.stdout}{ran.stderr}"
    return ran.stdout


def tried(*command: str, cwd: Path | str) -> subprocess.CompletedProcess[str]:
    """A command that may fail, run without the checkout on its import path."""
    ours = {"PYTHONPATH", "PYTHONHOME", "MYPYPATH"}
    environment = {name: value for name, value in os.environ.items() if name not in ours}
    return subprocess.run(
        command, cwd=cwd, env=environment, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False
    )


def only(folder: Path, pattern: str) -> Path:
    """The one file that matches."""
    (found,) = folder.glob(pattern)
    return found
