"""What is stored of texts comes back, in one state, with spans that read back from the raw text."""

from __future__ import annotations

from pathlib import Path

import pyarrow.parquet as pq
import pytest

from retold import cleaning, readers
from retold.archive import Entry, open_archive, update
from retold.archive.layout import SCHEMAS, SHINGLES, TABLES, TEXTS, file_name
from retold.errors import InputError
from retold.shingles import KERNEL, shingles_of, words_of

HARBOUR = """\
Chapter 3

Kerra held the lamp over the water and counted the steamers as they came in, seven of them. “We were promised an
escort,” she said to Isak, who had the ropes.

“Promised,” said Isak. “By whom? The harbourmaster is asleep and his apothecary is drunk.”
"""
MILL = "The miller&#8217;s daughter opened the sluice, and the wheel turned without anybody to feed it.\n" * 3


def entry(folder: Path, name: str, text: str) -> Entry:
    """A text as the archive takes it, written to a file and read from there."""
    place = folder / name
    place.write_text(text, encoding="utf-8")
    witness = readers.read(str(place), "A")
    story = cleaning.clean_content(witness.content, witness.raw) if witness.content else cleaning.clean(witness.raw)
    about = place.stat()
    return Entry(name, about.st_size, about.st_mtime_ns, witness, story)


def test_what_is_stored_comes_back(tmp_path: Path) -> None:
    texts = {"harbour.txt": HARBOUR, "mill.html": f"<html><body><p>{MILL}</p></body></html>"}
    entries = [entry(tmp_path, name, text) for name, text in texts.items()]
    with update(tmp_path / "archive", "1") as changes:
        numbers = [changes.add(one) for one in entries]
    found = open_archive(tmp_path / "archive")
    assert found.documents["path"].to_pylist() == ["harbour.txt", "mill.html"]
    assert found.documents["doc"].to_pylist() == numbers
    assert found.pure
    assert dict(found.texts(numbers)) == dict(zip(numbers, texts.values(), strict=True))
    for (doc, tokens), one in zip(found.tokens(numbers), entries, strict=True):
        words = words_of(one.story.text)
        raw = one.witness.raw
        spelled = [raw[start:stop] for start, stop in zip(tokens.starts, tokens.ends, strict=True)]
        assert [len(word) for word in spelled if "&" not in word] == [
            stop - start for start, stop, word in zip(words.starts, words.ends, spelled, strict=True) if "&" not in word
        ]
        assert "miller&#8217;s" in spelled or "harbourmaster" in spelled
        assert tokens.hashes.tolist() == words.hashes.astype("int32").tolist()
        shingles = pq.read_table(found.files(SHINGLES)[0], filters=[("doc", "=", doc)])
        assert shingles["fingerprint"].to_pylist() == shingles_of(words).fingerprints.tolist()


def test_tables_have_the_documented_columns(tmp_path: Path) -> None:
    with update(tmp_path / "archive", "1") as changes:
        changes.add(entry(tmp_path, "harbour.txt", HARBOUR))
    for table in TABLES:
        (file,) = open_archive(tmp_path / "archive").files(table)
        assert Path(file).name == file_name(table)
        assert pq.read_schema(file).equals(SCHEMAS[table])


def test_an_archive_whose_shingles_are_of_another_kind_is_not_searched_in_vain(tmp_path: Path) -> None:
    for making, whole in ((f"1.{KERNEL}..", True), (f"1.{KERNEL + 1}..", False)):
        with update(tmp_path / making, making) as changes:
            changes.add(entry(tmp_path, "mill.txt", MILL))
        if whole:
            assert len(open_archive(tmp_path / making).documents) == 1
        else:
            with pytest.raises(InputError, match="run 'retold index' on their folders again"):
                open_archive(tmp_path / making)


def test_a_changed_text_stays_stored_and_is_no_longer_current(tmp_path: Path) -> None:
    archive = tmp_path / "archive"
    with update(archive, "1") as changes:
        first = changes.add(entry(tmp_path, "harbour.txt", HARBOUR))
        changes.add(entry(tmp_path, "mill.txt", MILL))
    with update(archive, "1") as changes:
        second = changes.add(entry(tmp_path, "harbour.txt", HARBOUR.replace("seven", "eight")))
    found = open_archive(archive)
    assert second in found.documents["doc"].to_pylist()
    assert first not in found.documents["doc"].to_pylist()
    assert not found.pure
    assert dict(found.texts([first])) == {first: HARBOUR}
    with update(archive, "1") as changes:
        assert changes.add(entry(tmp_path, "harbour.txt", HARBOUR)) == first
    assert first in open_archive(archive).documents["doc"].to_pylist()
    assert len(open_archive(archive).files(TEXTS)) == 1, "the part of the second version holds nothing that is current"


def test_a_folder_of_something_else_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "letters.txt").write_text("mine", encoding="utf-8")
    with pytest.raises(InputError, match="something else"), update(tmp_path, "1"):
        pass
    assert [one.name for one in tmp_path.iterdir()] == ["letters.txt"]
