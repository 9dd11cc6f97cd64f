"""An archive follows a folder: what is new, changed or gone, what cannot be read, and what its texts are called."""

from __future__ import annotations

import json
import os
import runpy
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path
from xml.etree import ElementTree

import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner, Result
from hypothesis import given
from hypothesis import strategies as st

from retold import following, indexing, library
from retold.archive import Damage, open_archive, read_manifest, stored, verify
from retold.archive.layout import README, TEXTS
from retold.archive.works import work_of
from retold.archive.writing import in_raw
from retold.cleaning import clean
from retold.cli import cli
from retold.errors import InputError, OptionError, WorkError
from retold.shingles import words_of
from retold.text import OffsetMap, Span
from tests.shelves import patter, rows, shelf, tale


def texts_of(archive: Path) -> dict[str, str]:
    """The current texts by path."""
    found = open_archive(archive)
    paths = dict(zip(found.documents["doc"].to_pylist(), found.documents["path"].to_pylist(), strict=True))
    return {paths[doc]: raw for doc, raw in found.texts(paths)}


def bytes_of(folder: Path) -> dict[str, bytes]:
    """Every file of a folder."""
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(cli, [str(one) for one in arguments])


def test_a_second_run_reads_nothing_and_writes_nothing(tmp_path: Path) -> None:
    stories, archive = shelf(tmp_path / "stories", 5), tmp_path / "archive"
    first = indexing.index([stories], archive=archive)
    assert len(first.added) == first.documents == 5
    before = bytes_of(archive)
    second = indexing.index([stories], archive=archive)
    assert (second.run, second.added, second.characters) == (None, (), 0)
    assert bytes_of(archive) == before


def test_only_what_is_new_or_has_changed_comes_in(tmp_path: Path) -> None:
    stories, archive = shelf(tmp_path / "stories", 5), tmp_path / "archive"
    indexing.index([stories], archive=archive)
    (stories / "tale-001.txt").write_text(tale(77), encoding="utf-8")
    (stories / "new.txt").write_text(tale(99), encoding="utf-8")
    os.utime(stories / "tale-002.txt", ns=(1, 1))
    done = indexing.index([stories], archive=archive)
    assert (done.added, done.changed) == (("new.txt",), ("tale-001.txt",))
    assert done.characters == len(tale(77)) + len(tale(99))
    assert texts_of(archive)["tale-001.txt"] == tale(77)
    kept = stored(archive, read_manifest(archive))
    assert [one.path for one in kept].count("tale-001.txt") == 2, "the earlier version stays stored"
    assert indexing.index([stories], archive=archive).run is None, "the file that was written again is known"
    (stories / "tale-001.txt").write_text(tale(1), encoding="utf-8")
    indexing.index([stories], archive=archive)
    assert texts_of(archive)["tale-001.txt"] == tale(1)
    assert len(stored(archive, read_manifest(archive))) == len(kept), "a version that came back is stored once"


def test_an_archive_that_grew_has_the_rows_of_one_made_at_once(tmp_path: Path) -> None:
    stories = shelf(tmp_path / "stories", 9)
    late = [stories / f"tale-{number:03}.txt" for number in (2, 4, 5)]
    for file in late:
        shutil.move(file, tmp_path / file.name)
    indexing.index([stories], archive=tmp_path / "grown")
    for file in late:
        shutil.move(tmp_path / file.name, file)
        indexing.index([stories], archive=tmp_path / "grown")
    indexing.index([stories], archive=tmp_path / "whole")
    grown, whole = rows(tmp_path / "grown"), rows(tmp_path / "whole")
    for found in (grown, whole):
        for row in found["documents"]:
            del row["run"]
    assert grown == whole


def test_many_small_parts_become_one(tmp_path: Path) -> None:
    stories, archive = tmp_path / "stories", tmp_path / "archive"
    for count in range(1, 12):
        indexing.index([shelf(stories, count)], archive=archive)
    assert len(read_manifest(archive).parts) < 8
    assert set(texts_of(archive).values()) == {tale(seed) for seed in range(11)}
    assert [one.run for one in stored(archive, read_manifest(archive))] == list(range(1, 12))
    assert verify(archive).damaged == ()


def test_texts_whose_files_are_gone_stay_until_they_are_pruned(tmp_path: Path) -> None:
    stories, archive = shelf(tmp_path / "stories", 4), tmp_path / "archive"
    shelf(stories / "more", 2)
    indexing.index([stories], archive=archive)
    (stories / "tale-003.txt").unlink()
    (stories / "more" / "tale-001.txt").unlink()
    kept = indexing.index([stories], archive=archive)
    assert (kept.missing, kept.dropped, kept.documents) == (("more/tale-001.txt", "tale-003.txt"), (), 6)
    part = indexing.index([stories / "more"], archive=archive, prune=True)
    assert (part.dropped, part.documents) == (("more/tale-001.txt",), 5), "only below the paths that were given"
    rest = indexing.index([stories], archive=archive, prune=True)
    assert (rest.dropped, rest.documents) == (("tale-003.txt",), 4)
    shutil.rmtree(stories)
    stories.mkdir()
    with pytest.raises(InputError, match="no text in this folder"):
        indexing.index([stories], archive=archive, prune=True)
    assert open_archive(archive).documents.num_rows == 4, "a folder that is empty may be a disk that is not there"


def test_a_folder_that_moved_is_known_again(tmp_path: Path) -> None:
    stories, archive = shelf(tmp_path / "here" / "stories", 3), tmp_path / "archive"
    indexing.index([stories], archive=archive)
    shutil.move(stories, tmp_path / "stories")
    assert indexing.index([tmp_path / "stories"], archive=archive).added == ()


def test_what_texts_are_called(tmp_path: Path) -> None:
    stories, others, archive = shelf(tmp_path / "a" / "stories", 2), shelf(tmp_path / "b" / "tales", 2), tmp_path / "it"
    with zipfile.ZipFile(stories / "all.zip", "w") as packed:
        packed.writestr("sea/one.txt", tale(50))
        packed.writestr("two.txt", tale(51))
    (stories / "..far").mkdir()
    (stories / "..far" / "line\nfeed \x1b[31m.txt").write_text(tale(52), encoding="utf-8")
    (stories / "loop").symlink_to(stories)
    (stories / "circle.txt").symlink_to(stories / "circle.txt")
    done = indexing.index([stories, others], archive=archive)
    assert set(texts_of(archive)) == {
        "all.zip!/sea/one.txt", "all.zip!/two.txt", "tale-000.txt", "tale-001.txt",
        "tales/tale-000.txt", "tales/tale-001.txt",
    }  # fmt: skip
    assert len(done.skipped) == 1, "the link that leads nowhere"
    again = indexing.index([stories / "tale-000.txt", tmp_path / "b"], archive=archive)
    assert again.added == ("b/tales/tale-000.txt", "b/tales/tale-001.txt")[:0]
    (stories / "other").mkdir()
    (stories / "other" / "line\nfeed \x1b[31m.txt").write_text(tale(52), encoding="utf-8")
    assert indexing.index([stories], archive=archive).added == ("other/line\nfeed \x1b[31m.txt",)
    shown = run("news", "--archive", archive).output
    assert "\x1b" not in shown
    assert "line feed ⟨U+001B⟩" in shown
    (stories / "all.zip").unlink()
    with zipfile.ZipFile(stories / "all.zip", "w") as packed:
        packed.writestr("two.txt", tale(51))
        packed.writestr("three.txt", tale(53))
    done = indexing.index([stories], archive=archive, prune=True)
    assert (done.added, done.dropped) == (("all.zip!/three.txt",), ("all.zip!/sea/one.txt",))


@pytest.mark.skipif(sys.platform == "darwin", reason="file names are text there")
def test_a_file_whose_name_is_no_text_comes_in(tmp_path: Path) -> None:
    stories, archive = shelf(tmp_path / "stories", 1), tmp_path / "archive"
    Path(os.fsdecode(os.fsencode(stories) + b"/caf\xe9.txt")).write_text(tale(3), encoding="utf-8")
    assert indexing.index([stories], archive=archive).added == ("caf\\xe9.txt", "tale-000.txt")
    assert indexing.index([stories], archive=archive, prune=True).run is None


def test_one_file_that_cannot_be_read_is_named_and_stops_nothing(tmp_path: Path) -> None:
    stories, archive = shelf(tmp_path / "stories", 12), tmp_path / "archive"
    (stories / "tale-005.txt").write_bytes(b"\x00\x01\x02\x00" * 300)
    (stories / "tale-007.docx").write_bytes(b"PK\x03\x04 and then nothing")
    ran = run("index", stories, "--archive", archive)
    assert ran.exit_code == 0
    assert "11 texts; 11 new, 2 left out" in ran.output
    assert "tale-005.txt" in ran.output
    assert "tale-007.docx" in ran.output
    (stories / "tale-005.txt").write_text(tale(5), encoding="utf-8")
    assert indexing.index([stories], archive=archive).added == ("tale-005.txt",)
    (stories / "tale-005.txt").write_bytes(b"\x00" * 300)
    done = indexing.index([stories], archive=archive, prune=True)
    assert (len(done.skipped), done.documents) == (2, 12), "what is known of a file stays when it can no longer be read"


def test_a_text_too_long_for_the_memory_is_left_out(tmp_path: Path) -> None:
    stories, archive = shelf(tmp_path / "stories", 2), tmp_path / "archive"
    (stories / "long.txt").write_text(tale(5) * 2_000, encoding="utf-8")
    ran = run("index", stories, "--archive", archive, "--memory", "500MB")
    assert "2 texts; 2 new, 1 left out" in ran.output
    assert "long.txt" in ran.output
    assert indexing.index([stories], archive=archive, memory=2_000_000_000).added == ("long.txt",)
    for wrong in ("much", "1 GB of it", "-1GB", "300MB"):
        ran = CliRunner().invoke(cli, ["index", str(stories), "--archive", str(archive), f"--memory={wrong}"])
        assert isinstance(ran.exception, OptionError), wrong


def test_where_nothing_can_be_read_the_work_is_not_done(tmp_path: Path) -> None:
    (tmp_path / "stories").mkdir()
    (tmp_path / "stories" / "one.txt").write_bytes(b"\x00" * 300)
    with pytest.raises(WorkError, match="no text could be read"):
        indexing.index([tmp_path / "stories"], archive=tmp_path / "archive")
    with pytest.raises(InputError, match="nowhere"):
        indexing.index([tmp_path / "nowhere"], archive=tmp_path / "other")
    assert not (tmp_path / "other").exists()
    with pytest.raises(OptionError, match="standard input"):
        indexing.index(["-"], archive=tmp_path / "other")


def test_an_archive_within_the_folder_is_none_of_its_texts(tmp_path: Path) -> None:
    stories = shelf(tmp_path / "stories", 2)
    for _ in range(2):
        indexing.index([stories], archive=stories / "archive")
    assert set(texts_of(stories / "archive")) == {"tale-000.txt", "tale-001.txt"}


def test_texts_that_are_read_anew_are_no_earlier_versions(tmp_path: Path) -> None:
    stories, archive = shelf(tmp_path / "stories", 3), tmp_path / "archive"
    indexing.index([stories], archive=archive)
    done = indexing.index([stories], archive=archive, encoding="cp1252")
    assert (done.added, done.changed, done.documents) == ((), (), 3)
    assert len(stored(archive, read_manifest(archive))) == 3
    assert following.news(archive=archive) == []


@pytest.mark.parametrize(
    ("path", "title", "author", "work", "part"),
    [
        ("harbour.txt", "The Harbour", "Ada", "harbour.txt", None),
        ("harbour/chapter-03.txt", None, None, "harbour", 3),
        ("harbour/Chapter 12 - The Storm.txt", "The Storm", "Ada", "harbour", 12),
        ("sea/Storm ch2.html", None, None, "sea/storm", 2),
        ("poems/poem-03.txt", "Three", None, "poems/poem-03.txt", None),
        ("a/7.html", "The Storm - Chapter 7", "Ada", "a/the storm by ada", 7),
        ("a/epilogue-1999.txt", None, None, "a/epilogue-1999.txt", None),
    ],
)
def test_parts_of_a_work(path: str, title: str | None, author: str | None, work: str, part: float | None) -> None:
    assert work_of(path, title, author) == (work, part)


def test_news_tells_parts_changes_and_what_is_gone(tmp_path: Path) -> None:
    stories, archive = tmp_path / "stories", tmp_path / "archive"
    (stories / "harbour").mkdir(parents=True)
    for number in (1, 2):
        (stories / "harbour" / f"chapter-{number}.txt").write_text(tale(number), encoding="utf-8")
    shelf(stories, 3)
    indexing.index([stories], archive=archive)
    assert [item.kind for item in following.news(archive=archive)] == ["added"] * 5
    (stories / "harbour" / "chapter-3.txt").write_text(patter(3), encoding="utf-8")
    (stories / "tale-000.txt").write_text(tale(0, 500), encoding="utf-8")
    (stories / "tale-001.txt").unlink()
    (stories / "other.txt").write_text(patter(8), encoding="utf-8")
    library.follow("tale-000.txt", archive=archive)
    indexing.index([stories], archive=archive, prune=True)
    told = [(item.kind, item.path, item.before is None, item.followed) for item in following.news(archive=archive)]
    assert told == [
        ("changed", "tale-000.txt", False, True),
        ("part", "harbour/chapter-3.txt", True, False),
        ("added", "other.txt", True, False),
        ("gone", "tale-001.txt", True, False),
    ]
    every = [item for item in following.news(archive=archive, since="0") if not item.of]
    assert len(every) == 7, "of a text that came and changed since, the change"
    assert following.news(archive=archive, since="2") == []
    assert following.news(archive=archive, since="2999-01-01") == []
    assert following.news(archive=archive, since="2001-01-01") == following.news(archive=archive, since="0")
    for wrong in ("3", "yesterday", "2026-1-1"):
        with pytest.raises(OptionError, match="--since"):
            following.news(archive=archive, since=wrong)


def test_news_is_written_for_programs(tmp_path: Path) -> None:
    stories, archive = shelf(tmp_path / "stories", 2), tmp_path / "archive"
    (stories / "sea.txt").write_text("Title: Salt & <Rope>\x01\nAuthor: Ada\n\n" + tale(9), encoding="utf-8")
    indexing.index([stories], archive=archive)
    rows_out, feed_out = tmp_path / "news.jsonl", tmp_path / "news.xml"
    for since in ("0", "1", "0"):  # a file with no news in it is written over like one with some
        ran = run("news", "--archive", archive, "--since", since, "--jsonl", rows_out, "--atom", feed_out)
        assert ran.exit_code == 0, ran.exception
    told = [json.loads(line) for line in rows_out.read_text(encoding="utf-8").splitlines()]
    assert [(row["kind"], row["path"], row["run"]) for row in told] == [
        ("added", "sea.txt", 1), ("added", "tale-000.txt", 1), ("added", "tale-001.txt", 1),
    ]  # fmt: skip
    atom = "{http://www.w3.org/2005/Atom}"
    feed = ElementTree.parse(feed_out).getroot()
    entries = feed.findall(f"{atom}entry")
    assert {entry.findtext(f"{atom}title") for entry in entries} >= {"New: Salt & <Rope>⟨U+0001⟩", "New: tale-000.txt"}
    needed = ("id", "title", "updated")
    assert all(one.findtext(f"{atom}{name}") for one in (feed, *entries) for name in needed)
    assert len({entry.findtext(f"{atom}id") for entry in entries}) == 3
    first = feed_out.read_bytes()
    run("news", "--archive", archive, "--since", "0", "--atom", feed_out)
    assert feed_out.read_bytes() == first
    feed_out.write_text("my own", encoding="utf-8")
    assert isinstance(run("news", "--archive", archive, "--atom", feed_out).exception, OptionError)


def test_a_forgotten_work_leaves_no_trace_and_stays_out(tmp_path: Path) -> None:
    stories, archive = shelf(tmp_path / "stories", 3), tmp_path / "archive"
    secret = stories / "secret-harbour.txt"
    secret.write_text("Title: Quicksilver Lamps\nAuthor: Zenobia Thrale\n\n" + tale(40), encoding="utf-8")
    indexing.index([stories], archive=archive)
    secret.write_text("Title: Quicksilver Lamps\nAuthor: Zenobia Thrale\n\n" + tale(41), encoding="utf-8")
    indexing.index([stories], archive=archive)
    library.follow("secret-harbour.txt", archive=archive)
    (archive / "cache").mkdir()
    (archive / "cache" / "pairs").write_text("secret-harbour.txt", encoding="utf-8")
    docs = {one.doc for one in library.forget(str(secret), archive=archive)}
    assert len(docs) == 2
    held = {doc for table in rows(archive).values() for doc in (row["doc"] for row in table)}
    assert held.isdisjoint(docs)
    for name, content in bytes_of(archive).items():
        for trace in (b"secret", b"Quicksilver", b"Zenobia", *(str(doc).encode() for doc in docs)):
            assert trace not in content, f"{trace!r} in {name}"
    assert {path.name for path in (archive / "parts").iterdir()} == {part.name for part in read_manifest(archive).parts}
    assert set(texts_of(archive)) == {"tale-000.txt", "tale-001.txt", "tale-002.txt"}
    assert verify(archive).damaged == ()

    shutil.copy(secret, stories / "the-same-elsewhere.txt")
    secret.write_text(tale(42), encoding="utf-8")
    done = indexing.index([stories], archive=archive)
    assert (done.added, done.kept_out) == ((), 2)
    assert library.readmit("secret-harbour.txt", archive=archive)
    assert not library.readmit("secret-harbour.txt", archive=archive)
    assert len(indexing.index([stories], archive=archive).added) == 2


def test_a_copy_of_what_was_forgotten_goes_without_a_trace_when_it_is_met_again(tmp_path: Path) -> None:
    stories, archive = shelf(tmp_path / "stories", 2), tmp_path / "archive"
    for name in ("harbour.txt", "quayside.txt"):
        (stories / name).write_text(tale(40), encoding="utf-8")
    indexing.index([stories], archive=archive)
    library.follow("quayside.txt", archive=archive)
    told = run("forget", "harbour.txt", "--archive", archive).output
    assert "The same text is still there as quayside.txt: forget that, too" in told
    assert "quayside.txt" in texts_of(archive)

    done = indexing.index([stories], archive=archive)
    assert (done.added, done.kept_out, done.documents) == ((), 2, 2)
    for name, content in bytes_of(archive).items():
        assert b"quayside" not in content, name
    assert {path.name for path in (archive / "parts").iterdir()} == {part.name for part in read_manifest(archive).parts}
    again = indexing.index([stories], archive=archive)
    assert (again.run, again.kept_out) == (None, 2)
    assert library.readmit("harbour.txt", archive=archive)
    assert set(indexing.index([stories], archive=archive).added) == {"harbour.txt", "quayside.txt"}


def test_an_earlier_version_of_what_was_forgotten_goes_as_well(tmp_path: Path) -> None:
    stories, archive = shelf(tmp_path / "stories", 2), tmp_path / "archive"
    (stories / "tale-001.txt").write_text(tale(0), encoding="utf-8")
    indexing.index([stories], archive=archive)
    (stories / "tale-001.txt").write_text(tale(7), encoding="utf-8")
    indexing.index([stories], archive=archive)
    library.forget("tale-000.txt", archive=archive)
    indexing.index([stories], archive=archive)
    kept = stored(archive, read_manifest(archive))
    assert [(one.path, one.length) for one in kept] == [("tale-001.txt", len(tale(7)))]


def test_a_forgotten_work_in_parts_gets_no_new_part(tmp_path: Path) -> None:
    stories, archive = tmp_path / "stories", tmp_path / "archive"
    (stories / "harbour").mkdir(parents=True)
    for number in (1, 2):
        (stories / "harbour" / f"chapter-{number}.txt").write_text(tale(number), encoding="utf-8")
    shelf(stories, 1)
    indexing.index([stories], archive=archive)
    assert "forgot 2 texts" in run("forget", "harbour", "--archive", archive).output
    (stories / "harbour" / "chapter-3.txt").write_text(tale(3), encoding="utf-8")
    assert indexing.index([stories], archive=archive).added == ()
    assert set(texts_of(archive)) == {"tale-000.txt"}


def test_what_is_forgotten_is_said_to_be_so_when_it_is_to_be_forgotten_again(tmp_path: Path) -> None:
    stories, archive = shelf(tmp_path / "stories", 2), tmp_path / "archive"
    indexing.index([stories], archive=archive)
    run("forget", "tale-000.txt", "--archive", archive)
    for name in ("tale-000.txt", stories / "tale-000.txt"):
        again = run("forget", name, "--archive", archive).exception
        assert isinstance(again, InputError)
        assert str(again).endswith("is forgotten already")
    assert "no work is called" in str(run("forget", "tale-009.txt", "--archive", archive).exception)


def test_a_work_that_nobody_knows_is_no_work(tmp_path: Path) -> None:
    stories, archive = shelf(tmp_path / "stories", 2), tmp_path / "archive"
    indexing.index([stories], archive=archive)
    before = bytes_of(archive)
    for command in ("forget", "follow"):
        ran = CliRunner().invoke(cli, [command, "tale-00.txt", "--archive", str(archive)])
        assert isinstance(ran.exception, InputError)
        assert "did you mean tale-00" in str(ran.exception)
    assert bytes_of(archive) == before


def test_damage_is_named_and_what_is_whole_stays_usable(tmp_path: Path) -> None:
    stories, archive = shelf(tmp_path / "stories", 6, words=12_000), tmp_path / "archive"
    indexing.index([stories], archive=archive)
    whole = rows(archive)
    (file,) = open_archive(archive).files(TEXTS)
    chunk = pq.read_metadata(file).row_group(2).column(1)
    with Path(file).open("r+b") as opened:
        opened.seek(chunk.data_page_offset + chunk.total_compressed_size // 2)
        opened.write(b"\xff\x00\xff\x00")
    verdict = verify(archive)
    assert [(one.path, one.what) for one in verdict.damaged] == [("tale-002.txt", "the text")]
    ran = CliRunner().invoke(cli, ["verify", "--archive", str(archive)])
    assert isinstance(ran.exception, WorkError)
    assert "damaged: tale-002.txt" in ran.output
    library.verify(archive, repair=True)
    assert verify(archive).damaged == ()
    assert set(texts_of(archive)) == {f"tale-{at:03}.txt" for at in (0, 1, 3, 4, 5)}
    assert indexing.index([stories], archive=archive).added == ("tale-002.txt",)
    mended = rows(archive)
    for row in (*mended["documents"], *whole["documents"]):
        del row["run"]
    assert mended == whole


@pytest.mark.parametrize("table", ["documents", "texts", "tokens", "shingles"])
@pytest.mark.parametrize("how", ["missing", "empty", "cut", "other"])
def test_a_part_that_cannot_be_read_is_lost_and_the_others_are_not(tmp_path: Path, table: str, how: str) -> None:
    stories, archive = shelf(tmp_path / "stories", 2), tmp_path / "archive"
    indexing.index([stories], archive=archive)
    indexing.index([shelf(stories, 4)], archive=archive)
    hurt = Path(open_archive(archive).files(table)[0])
    content = hurt.read_bytes()
    hurt.unlink()
    if how != "missing":
        hurt.write_bytes({"empty": b"", "cut": content[: len(content) // 2], "other": b"no table at all" * 50}[how])
    verdict = verify(archive)
    assert (verdict.lost, verdict.hurt, verdict.lost_texts) == ((hurt.parent.name,), 2, 2)
    told = run("verify", "--archive", archive)
    assert "2 of 4 texts are damaged (2 in a part lost as a whole); --repair" in str(told.exception)
    assert Damage(f"parts/{hurt.parent.name}/{hurt.name}", None, None, "the whole part", True) in verdict.damaged
    library.verify(archive, repair=True)
    assert verify(archive).damaged == ()
    assert set(texts_of(archive)) == {"tale-002.txt", "tale-003.txt"}
    assert indexing.index([stories], archive=archive).added == ("tale-000.txt", "tale-001.txt")


def test_texts_can_be_read_with_nothing_but_the_readme(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    indexing.index([shelf(tmp_path / "stories", 3)], archive=tmp_path / "archive")
    lines = (tmp_path / "archive" / README).read_text(encoding="utf-8").splitlines()
    first = next(at for at, line in enumerate(lines) if "import glob" in line)
    last = next(at for at in range(first, len(lines)) if lines[at] and not lines[at].startswith("    "))
    (tmp_path / "program.py").write_text("\n".join(line[4:] for line in lines[first:last]), encoding="utf-8")
    shutil.copytree(tmp_path / "archive", tmp_path / "copy")
    monkeypatch.chdir(tmp_path / "copy")
    runpy.run_path(str(tmp_path / "program.py"))
    written = {path.read_text(encoding="utf-8") for path in (tmp_path / "copy").glob("* tale-*.txt")}
    assert written == {tale(seed) for seed in range(3)}


PIECES = st.lists(st.text(alphabet="ab é’-\n|«", max_size=12), max_size=8)


@given(PIECES)
def test_words_are_where_the_map_says(pieces: list[str]) -> None:
    """Of a text from which every other piece was set aside, and some letters of which stand for several."""
    raw, text, kept, at = "", "", [], 0
    for number, piece in enumerate(pieces):
        if number % 2:
            kept.append((at, len(raw), len(piece)))
            text += piece
            at += len(piece)
        raw += piece
    segments = [segment for segment in kept if segment[2]]
    wide = [(start + length - 1, 3) for start, _, length in segments[::2]]
    back = OffsetMap(segments, wide)
    words = words_of(text)
    starts, ends = in_raw(words, back)
    expected = [back.to_raw(Span(int(a), int(b))) for a, b in zip(words.starts, words.ends, strict=True)]
    assert [Span(int(a), int(b)) for a, b in zip(starts, ends, strict=True)] == expected


def test_words_of_a_repaired_text_are_where_they_stand() -> None:
    raw = "\ufeffShe didn´t know the light-\nhouse keepÃ©r.\r\n\r\n* * *\r\n\r\nHe “knew”.\r\n"
    story = clean(raw)
    words = words_of(story.text)
    starts, ends = in_raw(words, story.map)
    spelled = [raw[start:end] for start, end in zip(starts, ends, strict=True)]
    assert spelled[0] == "She"
    assert spelled[-1] == "knew"


WITHOUT = """
import sys
sys.modules["{package}"] = None
from retold.cli import run
sys.exit(run(["index", "{stories}", "--archive", "{archive}"]))
"""


@pytest.mark.parametrize("package", ["pyarrow", "llvmlite"])
def test_without_the_extra_the_commands_say_how_to_get_it(tmp_path: Path, package: str) -> None:
    stories = shelf(tmp_path / "stories", 1)
    program = WITHOUT.format(package=package, stories=stories, archive=tmp_path / "archive")
    ran = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert ran.returncode == 1
    assert ran.stderr == f"retold: archives need more packages ({package}): pip install 'retold[archive]'\n"


def test_help_imports_nothing_that_archives_run_on() -> None:
    program = """
import sys
from retold.cli import run
for arguments in (["--help"], ["index", "--help"], ["news", "--help"]):
    assert run(arguments) == 0
assert not {"pyarrow", "duckdb", "llvmlite", "numpy"} & set(sys.modules), sorted(sys.modules)
"""
    ran = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stderr
