"""Which readers are asked about a file: those that may know it, and no others are loaded."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from retold.readers.families import formats

FORMATS = Path(__file__).parent / "formats"
FILES = sorted(file for file in FORMATS.rglob("*") if file.is_file() and file.suffix not in (".py", ".pyc"))


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_the_reader_that_knows_a_file_is_asked(file: Path) -> None:
    data = file.read_bytes()
    versions = [data]
    if not data.startswith((b"PK", b"%PDF")):
        versions.append("\ufeff".encode("utf-16-le") + data.decode("utf-8", "replace").encode("utf-16-le"))
    for version in versions:
        of_all = next(format.name for format in formats() if format.knows(version))
        assert next(format.name for format in formats(version) if format.knows(version)) == of_all


def test_plain_text_loads_no_reader_of_markup_or_containers(tmp_path: Path) -> None:
    file = tmp_path / "tale.txt"
    file.write_text("“Rain,” said Orla.\n\nNobody looked up.\n", encoding="utf-8")
    program = (
        "import sys; from retold import readers; readers.read(sys.argv[1], 'A');"
        "print(*(name.rpartition('.')[2] for name in sys.modules if name.startswith('retold.readers.')))"
    )
    said = subprocess.run(
        [sys.executable, "-c", program, str(file)],
        env=os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)},
        capture_output=True,
        check=True,
        text=True,
    ).stdout
    assert "plain" in said.split()
    assert {"html", "epub", "office", "rtf", "pdf", "tei", "subtitles", "markdown"}.isdisjoint(said.split())
