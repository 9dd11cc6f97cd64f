"""Archives that Spark's workers make: the rows are those of a run on this machine, wherever the files and the archive
lie, whatever is wrong with some of them."""

from __future__ import annotations

import os
import platform
import subprocess
import sys
import zipfile
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from retold import distributing, indexing, library
from retold.archive import open_archive, read_manifest, stored, verify
from retold.archive.layout import MANIFEST, PARTS, WRITER
from retold.errors import InputError, OptionError, WorkError
from retold.indexing import Indexed
from tests.shelves import rows, shelf, tale

pytestmark = pytest.mark.slow


@dataclass(frozen=True)
class Way:
    """How a run is done: where the texts and the archive are said to be, and by which engine they are read."""

    spark: bool
    texts: str = ""
    archive: str = ""

    def index(self, stories: Path, archive: Path, **options: bool | int | str) -> Indexed:
        return indexing.index(
            [f"{self.texts}{stories}"],
            archive=f"{self.archive}{archive}" if self.archive else archive,
            engine="spark" if self.spark else None,
            **options,  # type: ignore[arg-type]
        )


WAYS = {
    "here": Way(False),
    "spark": Way(True),
    "texts by URL": Way(True, texts="file://"),
    "archive by URL": Way(True, archive="file://"),
    "both by URL": Way(True, "file://", "file://"),
}


@pytest.fixture(params=list(WAYS))
def way(request: pytest.FixtureRequest) -> Way:
    """Each way to make an archive."""
    if WAYS[request.param].spark:
        request.getfixturevalue("spark")
    return WAYS[request.param]


def odd_shelf(folder: Path) -> Path:
    """Texts whose names mean something to patterns and URLs, in folders and in an archive, and files that are none."""
    stories = shelf(folder / "odd [x] {na,me} %20*", 3)
    shelf(stories / "more #1?", 2)
    (stories / "ü & ö.txt").write_text(tale(20), encoding="utf-8")
    (stories / "notes").write_text(tale(21), encoding="utf-8")
    (stories / ".hidden.txt").write_text(tale(22), encoding="utf-8")
    (stories / "picture.png").write_bytes(b"\x89PNG")
    (stories / "none").write_bytes(b"\x00" * 50)
    (stories / "bad.txt").write_bytes(b"\x00\x01\x02\x00" * 300)
    (stories / "bad.docx").write_bytes(b"PK\x03\x04 and then nothing")
    with zipfile.ZipFile(stories / "all.zip", "w") as packed:
        packed.writestr("one.txt", tale(30))
        packed.writestr("sea/two.txt", tale(31))
        packed.writestr("bad.txt", b"\x00\x01" * 300)
    return stories


def same(archive: Path) -> dict[str, list[dict[str, object]]]:
    """All rows, but for the times of files to the millisecond: Hadoop counts no smaller ones."""
    found = rows(archive)
    for row in found["documents"]:
        row["mtime_ns"] //= 1_000_000
    return found


def test_the_rows_are_those_of_a_run_on_this_machine(tmp_path: Path, way: Way, monkeypatch: pytest.MonkeyPatch) -> None:
    stories = odd_shelf(tmp_path)
    monkeypatch.setattr(distributing, "TASK", 6_000)  # so that there are several
    there = way.index(stories, tmp_path / "there")
    here = indexing.index([stories], archive=tmp_path / "here")
    assert same(tmp_path / "there") == same(tmp_path / "here")
    assert [(name, why.replace("file://", "")) for name, why in there.skipped] == list(here.skipped)
    assert replace(there, skipped=()) == replace(here, skipped=())
    assert len(there.skipped) == 3
    assert verify(tmp_path / "there").damaged == ()
    assert sorted(path.name for path in (tmp_path / "there").iterdir()) == sorted(
        path.name for path in (tmp_path / "here").iterdir() if way.archive != "file://" or path.name != "lock"
    )
    again = way.index(stories, tmp_path / "there")
    assert (again.run, again.added, again.characters) == (None, (), 0)


def test_it_goes_on_from_what_is_there(tmp_path: Path, way: Way) -> None:
    stories, archive = shelf(tmp_path / "stories", 5), tmp_path / "archive"
    way.index(stories, archive)
    (stories / "tale-001.txt").write_text(tale(77), encoding="utf-8")
    (stories / "new.txt").write_text(tale(99), encoding="utf-8")
    os.utime(stories / "tale-002.txt", ns=(10**15, 10**15))
    (stories / "tale-003.txt").unlink()
    done = way.index(stories, archive)
    assert (done.added, done.changed, done.missing) == (("new.txt",), ("tale-001.txt",), ("tale-003.txt",))
    assert done.characters == len(tale(77)) + len(tale(99))
    (stories / "tale-001.txt").write_text(tale(1), encoding="utf-8")
    back = way.index(stories, archive, prune=True)
    assert (back.changed, back.dropped, back.documents) == (("tale-001.txt",), ("tale-003.txt",), 5)
    assert len(stored(archive, read_manifest(archive))) == 7, "a version that came back is stored once"
    found = open_archive(archive)
    paths = dict(zip(found.documents["doc"].to_pylist(), found.documents["path"].to_pylist(), strict=True))
    texts = {paths[doc]: raw for doc, raw in found.texts(paths)}
    assert texts == {file.name: file.read_text("utf-8") for file in stories.iterdir()}
    assert [one.run for one in stored(archive, read_manifest(archive)) if one.path == "new.txt"] == [2]


def test_what_is_forgotten_stays_out(tmp_path: Path, way: Way) -> None:
    stories, archive = odd_shelf(tmp_path), tmp_path / "archive"
    way.index(stories, archive)
    for name in ("tale-001.txt", "all.zip!/one.txt"):
        library.forget(name, archive=archive)
    (stories / "copy.txt").write_text(tale(1), encoding="utf-8")
    done = way.index(stories, archive)
    assert done.added == ()
    assert done.kept_out >= 2
    assert not {"tale-001.txt", "copy.txt", "all.zip!/one.txt"} & {row["path"] for row in rows(archive)["documents"]}


@pytest.mark.usefixtures("spark")
def test_many_small_parts_become_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    stories, archive, by_url = shelf(tmp_path / "stories", 4), tmp_path / "archive", WAYS["archive by URL"]
    monkeypatch.setattr(distributing, "TASK", 1)
    by_url.index(stories, archive)
    assert len(read_manifest(archive).parts) == 4
    by_url.index(shelf(stories, 8), archive)
    assert len(read_manifest(archive).parts) == 1
    assert sorted(row["raw"] for row in rows(archive)["texts"]) == sorted(tale(seed) for seed in range(8))
    assert verify(archive).damaged == ()


def test_where_nothing_can_be_read_the_work_is_not_done(tmp_path: Path, way: Way) -> None:
    (tmp_path / "stories").mkdir()
    (tmp_path / "stories" / "one.txt").write_bytes(b"\x00" * 300)
    with pytest.raises(WorkError, match="no text could be read"):
        way.index(tmp_path / "stories", tmp_path / "archive")
    with pytest.raises(InputError, match="nowhere"):
        way.index(tmp_path / "nowhere", tmp_path / "other")


@pytest.mark.usefixtures("spark")
def test_folders_that_are_no_archives_are_left_alone(tmp_path: Path) -> None:
    stories, other = shelf(tmp_path / "stories", 1), tmp_path / "other"
    other.mkdir()
    (other / "letter.txt").write_text("Dear all")
    by_url = WAYS["archive by URL"]
    with pytest.raises(InputError, match=f"file://{other}: this folder holds something else"):
        by_url.index(stories, other)
    assert [path.name for path in other.iterdir()] == ["letter.txt"]
    (other / "letter.txt").rename(other / MANIFEST)
    with pytest.raises(InputError, match=f"file://{other}: the archive's manifest.json is damaged"):
        by_url.index(stories, other)


@pytest.mark.usefixtures("spark")
def test_one_run_writes_at_a_url_and_one_that_was_killed_hinders_nobody(tmp_path: Path) -> None:
    stories, archive, by_url = shelf(tmp_path / "stories", 2), tmp_path / "archive", WAYS["archive by URL"]
    by_url.index(stories, archive)
    shelf(stories, 3)
    for holder in (f"process {os.getpid()} on {platform.node()}, since today\n", "process 1 on moon, since today\n"):
        (archive / WRITER).write_text(holder)
        with pytest.raises(WorkError, match=f"another run is writing .*{holder.strip()}"):
            by_url.index(stories, archive)
    ended = subprocess.Popen([sys.executable, "-c", ""])
    ended.wait()
    (archive / WRITER).write_text(f"process {ended.pid} on {platform.node()}, since today\n")
    (archive / PARTS / ".new-rest").mkdir()
    (archive / ".manifest.json.1234.part").write_text("{")
    assert by_url.index(stories, archive).added == ("tale-002.txt",)
    assert sorted(path.name for path in archive.iterdir()) == ["README.md", MANIFEST, PARTS]
    assert {path.name for path in (archive / PARTS).iterdir()} == {one.name for one in read_manifest(archive).parts}


@pytest.mark.usefixtures("spark")
def test_a_file_that_spark_passes_over_is_named(tmp_path: Path) -> None:
    stories = shelf(tmp_path / "stories", 2)
    (stories / "tale-001.txt").rename(stories / "_tale.txt")
    done = WAYS["texts by URL"].index(stories, tmp_path / "archive")
    assert done.added == ("tale-000.txt",)
    ((name, why),) = done.skipped
    assert name == "_tale.txt"
    assert why.startswith(f"file://{stories}/_tale.txt: Spark did not get at it")


def test_a_url_is_for_spark_alone(tmp_path: Path) -> None:
    stories = shelf(tmp_path / "stories", 1)
    for texts, archive in (
        (f"file://{stories}", str(tmp_path / "archive")),
        (str(stories), f"file://{tmp_path}/archive"),
    ):
        with pytest.raises(OptionError, match="only the engine spark"):
            indexing.index([texts], archive=archive)
