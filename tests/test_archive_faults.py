"""What happens to an archive when a run ends in the middle, the disk is full, or somebody else was there."""

from __future__ import annotations

import json
import os
import random
import resource
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from retold import indexing, library, taking
from retold.archive import open_archive, read_manifest, verify
from retold.archive.layout import MANIFEST
from retold.archive.locking import one_writer
from retold.errors import InputError
from retold.text import Witness
from tests.shelves import rows, shelf, tale

KILLS = 20
TEXTS = 60

# Forked from a process that has imported everything, a child begins at once; nothing runs beside it in the parent.
CHILD = """
import os, resource, signal, sys, time
from retold import indexing, library
from retold.archive import updating
from retold.errors import RetoldError

stories, archive, mode = sys.argv[1:4]
updating.PART = 20_000


def child():
    pid = os.fork()
    if pid:
        return pid
    os.dup2(os.open(os.devnull, os.O_WRONLY), 2)
    try:
        indexing.index([stories], archive=archive)
    finally:
        os._exit(0)


for wait in sys.stdin:
    pid = child()
    if wait.strip() != "whole":
        time.sleep(float(wait))
        os.kill(pid, signal.SIGKILL)
    began = time.perf_counter()
    os.waitpid(pid, 0)
    print(time.perf_counter() - began, flush=True)
"""


def killer(stories: Path, archive: Path) -> subprocess.Popen[str]:
    """A process that runs `index` for every line it is sent, and kills that run after so many seconds."""
    command = [sys.executable, "-c", CHILD, str(stories), str(archive), ""]
    return subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)


def ran(process: subprocess.Popen[str], wait: str) -> float:
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdin.write(f"{wait}\n")
    process.stdin.flush()
    return float(process.stdout.readline())


def test_killed_at_any_moment_and_run_again_gives_the_same_rows(tmp_path: Path) -> None:
    stories = shelf(tmp_path / "stories", TEXTS)
    indexing.index([stories], archive=tmp_path / "whole")
    with killer(stories, tmp_path / "timed") as process:
        ran(process, "whole")  # what a first run compiles is kept
    with killer(stories, tmp_path / "again") as process:
        took = ran(process, "whole")
    pick = random.Random(7)
    archive = tmp_path / "killed"
    with killer(stories, archive) as process:
        known = 0
        for _ in range(KILLS):
            ran(process, str(pick.uniform(0, took)))
            if not (archive / MANIFEST).exists():
                continue
            parts = read_manifest(archive).parts
            now = sum(part.documents for part in parts)
            assert now >= known, "what was finished is kept"
            known = now
            assert verify(archive).damaged == ()
        ran(process, "whole")
    assert rows(archive) == rows(tmp_path / "whole") == rows(tmp_path / "again")
    manifest = read_manifest(archive)
    assert [run.run for run in manifest.runs] == [1], "what was cut short goes on as one run"
    assert manifest.runs[0].finished is not None
    assert {path.name for path in (archive / "parts").iterdir()} >= {part.name for part in manifest.parts}
    assert indexing.index([stories], archive=archive).run is None


def test_a_full_disk_leaves_the_archive_as_it_was(tmp_path: Path) -> None:
    """The system refuses every byte beyond a size, as a disk does that is full."""
    stories, archive = shelf(tmp_path / "stories", 3), tmp_path / "archive"
    indexing.index([stories], archive=archive)
    before = rows(archive)
    shelf(stories, 80, words=2_000)
    command = [sys.executable, "-m", "retold", "index", str(stories), "--archive", str(archive)]
    limit = 100_000
    full = subprocess.run(
        command,
        capture_output=True,
        text=True,
        check=False,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit)),
    )
    assert full.returncode == 1
    assert "cannot write to the archive" in full.stderr
    assert full.stderr.count("\n") == 1
    assert rows(archive) == before
    assert verify(archive).damaged == ()
    assert all(not path.name.startswith(".") for path in (archive / "parts").iterdir()), "nothing half done is left"
    assert len(indexing.index([stories], archive=archive).added) == 77


@pytest.mark.skipif(sys.platform == "win32", reason="signals")
def test_an_interrupt_ends_a_run_and_leaves_the_archive_as_it_was(tmp_path: Path) -> None:
    stories, archive = shelf(tmp_path / "stories", 80, words=8_000), tmp_path / "archive"
    indexing.index([stories / "tale-000.txt"], archive=archive)
    before = rows(archive)
    command = [sys.executable, "-m", "retold", "index", str(stories), "--archive", str(archive)]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as process:
        until = time.monotonic() + 60
        while not list((archive / "parts").glob(".new-*")) and time.monotonic() < until:
            time.sleep(0.02)
        process.send_signal(signal.SIGINT)
        _, said = process.communicate(timeout=60)
    assert process.returncode == 130
    assert said.strip() == "retold: interrupted"
    assert not list((archive / "parts").glob(".new-*"))
    assert rows(archive) == before
    assert len(indexing.index([stories], archive=archive).added) == 79


def test_a_second_writer_is_told_who_the_first_is(tmp_path: Path) -> None:
    stories, archive = shelf(tmp_path / "stories", 2), tmp_path / "archive"
    indexing.index([stories], archive=archive)
    (stories / "more.txt").write_text(tale(9), encoding="utf-8")
    with one_writer(archive):
        command = [sys.executable, "-m", "retold", "index", str(stories), "--archive", str(archive)]
        second = subprocess.run(command, capture_output=True, text=True, check=False)
        assert open_archive(archive).documents.num_rows == 2, "reading goes on"
    assert second.returncode == 1
    assert f"another run is writing to this archive (process {os.getpid()}, since " in second.stderr
    assert indexing.index([stories], archive=archive).added == ("more.txt",)


def test_folders_that_are_no_archives_are_left_alone(tmp_path: Path) -> None:
    stories = shelf(tmp_path / "stories", 1)
    foreign = tmp_path / "foreign"
    foreign.mkdir()
    (foreign / "README.md").write_text("my own", encoding="utf-8")
    file = tmp_path / "file"
    file.write_text("mine", encoding="utf-8")
    for place, said in ((foreign, "something else"), (file, "this is a file")):
        with pytest.raises(InputError, match=said):
            indexing.index([stories], archive=place)
    for place, said in ((foreign, "no archive"), (tmp_path / "none", "no such archive"), (file, "no such archive")):
        for command in (open_archive, verify):
            with pytest.raises(InputError, match=said):
                command(place)
    assert [path.read_text(encoding="utf-8") for path in (foreign / "README.md", file)] == ["my own", "mine"]
    assert [path.name for path in foreign.iterdir()] == ["README.md"]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("", "damaged"),
        ("{", "damaged"),
        ("[" * 100_000, "damaged"),
        ("\x00\xff", "damaged"),
        ("[]", "no archive"),
        ('{"format": 3}', "no archive"),
        ('{"format": "retold-archive/1"}', "damaged"),
        ('{"format": "retold-archive/2", "all": "else"}', "newer"),
    ],
)
def test_a_manifest_that_is_none_is_said_in_one_line(tmp_path: Path, content: str, said: str) -> None:
    stories, archive = shelf(tmp_path / "stories", 2), tmp_path / "archive"
    indexing.index([stories], archive=archive)
    parts = sorted(path.name for path in (archive / "parts").iterdir())
    (archive / MANIFEST).write_bytes(content.encode("latin-1"))
    for action in (
        lambda: indexing.index([stories], archive=archive),
        lambda: open_archive(archive),
        lambda: verify(archive),
        lambda: library.forget("tale-000.txt", archive=archive),
    ):
        with pytest.raises(InputError, match=said) as error:
            action()
        assert "\n" not in str(error.value)
    assert sorted(path.name for path in (archive / "parts").iterdir()) == parts
    assert (archive / MANIFEST).read_bytes() == content.encode("latin-1")


def test_where_the_manifest_is_damaged_the_texts_can_be_indexed_into_a_new_folder(tmp_path: Path) -> None:
    stories, archive = shelf(tmp_path / "stories", 2), tmp_path / "archive"
    indexing.index([stories], archive=archive)
    (archive / MANIFEST).write_bytes(b"{")
    with pytest.raises(InputError, match="index the texts again into a new folder"):
        indexing.index([stories], archive=archive)
    assert indexing.index([stories], archive=tmp_path / "new").documents == 2


def test_a_manifest_leads_nowhere_else(tmp_path: Path) -> None:
    archive = tmp_path / "archive"
    indexing.index([shelf(tmp_path / "stories", 1)], archive=archive)
    stored = json.loads((archive / MANIFEST).read_text(encoding="utf-8"))
    stored["parts"][0]["name"] = "../../stories"
    (archive / MANIFEST).write_text(json.dumps(stored), encoding="utf-8")
    with pytest.raises(InputError, match="damaged"):
        open_archive(archive)


def test_without_its_manifest_an_archive_is_not_begun_anew(tmp_path: Path) -> None:
    stories, archive = shelf(tmp_path / "stories", 2), tmp_path / "archive"
    indexing.index([stories], archive=archive)
    manifest = (archive / MANIFEST).read_bytes()
    (archive / MANIFEST).unlink()
    with pytest.raises(InputError):
        indexing.index([stories], archive=archive)
    (archive / MANIFEST).write_bytes(manifest)
    assert verify(archive).damaged == ()


def test_a_file_that_changes_while_it_is_read_is_left_for_the_next_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stories, archive = shelf(tmp_path / "stories", 2), tmp_path / "archive"
    restless = stories / "restless.txt"
    restless.write_text(tale(5), encoding="utf-8")
    read = taking.readers.read

    def written_to_meanwhile(path: str, siglum: str, **options: Any) -> Witness:
        witness = read(path, siglum, **options)
        if Path(path).name == restless.name:
            with restless.open("a", encoding="utf-8") as file:
                file.write("And more.")
        return witness

    monkeypatch.setattr(taking.readers, "read", written_to_meanwhile)
    done = indexing.index([stories], archive=archive)
    assert [name for name, _ in done.skipped] == ["restless.txt"]
    assert "changes while it is read" in done.skipped[0][1]
    assert done.documents == 2
    monkeypatch.undo()
    assert indexing.index([stories], archive=archive).added == ("restless.txt",)


def test_damage_anywhere_is_found_or_does_no_harm(tmp_path: Path) -> None:
    """Bytes are changed in each file of a part, place after place; of the texts only what changes them is damage."""
    indexing.index([shelf(tmp_path / "stories", 4)], archive=tmp_path / "archive")
    whole = rows(tmp_path / "archive")
    program = """
import sys
from pathlib import Path
from retold.archive import open_archive, verify
from retold.errors import RetoldError
archive, file = sys.argv[1:]
content = Path(file).read_bytes()
for at in range(0, len(content), max(1, len(content) // 40)):
    Path(file).write_bytes(content[:at] + bytes([content[at] ^ 0x55]) + content[at + 1:])
    try:
        print(at, len(verify(archive).damaged))
    except RetoldError as error:
        print(at, error)
    try:
        found = open_archive(archive)
        docs = found.documents["doc"].to_pylist()
        list(found.tokens(docs)), list(found.texts(docs))
    except RetoldError:
        pass
Path(file).write_bytes(content)
"""
    for table in ("documents", "texts", "tokens", "shingles"):
        (file,) = open_archive(tmp_path / "archive").files(table)
        command = [sys.executable, "-c", program, str(tmp_path / "archive"), file]
        tried = subprocess.run(command, capture_output=True, text=True, check=False)
        assert tried.returncode == 0, f"{table}: {tried.stdout[-300:]} {tried.stderr[-2000:]}"
        found = [line for line in tried.stdout.splitlines() if not line.endswith(" 0")]
        assert len(found) >= (len(tried.stdout.splitlines()) if table != "texts" else 20), f"{table}: not all was found"
    assert rows(tmp_path / "archive") == whole
