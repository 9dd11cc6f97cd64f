"""Archives of texts: which works they hold, how each is read, and what passes the limits."""

from __future__ import annotations

import gzip
import hashlib
import io
import json
import stat
import sys
import tarfile
import zipfile
from collections.abc import Mapping
from pathlib import Path

import pytest

from retold.errors import InputError
from retold.readers import gather, limits, read

ONE = "“The tide is in,” said Odile.\n"
TWO = "“The tide is out,” said the goat, déjà.\n"


def zipped(members: Mapping[str, str | bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", method) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return held.getvalue()


def put(folder: Path, name: str, content: bytes) -> str:
    path = folder / name
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(content)
    return str(path)


def refusal(path: str) -> str:
    with pytest.raises(InputError) as caught:
        read(path, "A")
    assert "\n" not in str(caught.value)
    return str(caught.value)


def test_an_archive_of_several_works_is_several_witnesses(tmp_path: Path) -> None:
    path = put(tmp_path, "all.zip", zipped({"tales/two.txt": TWO, "one.md": ONE, "tales/a/one.txt": ONE}))
    texts = gather([path])
    assert texts == [f"{path}!/one.md", f"{path}!/tales/a/one.txt", f"{path}!/tales/two.txt"]
    witness = read(texts[2], "C")
    assert (witness.path, witness.raw, witness.parts) == (texts[2], TWO, None)
    assert witness.sha256 == hashlib.sha256(TWO.encode()).hexdigest()


def test_an_archive_of_one_text_is_that_text(tmp_path: Path) -> None:
    content = zipped({"tales/one.txt": ONE, "cover.png": b"\x89PNG\r\n", "tales/": b""})
    path = put(tmp_path, "one.zip", content)
    assert gather([path]) == [path]
    witness = read(path, "A")
    assert witness.raw == ONE
    assert witness.sha256 == hashlib.sha256(content).hexdigest()
    assert witness.parts is not None
    ((name, span, sha256),) = [(part.path, part.span, part.sha256) for part in witness.parts]
    assert (name, span.of(witness.raw), sha256) == ("tales/one.txt", ONE, hashlib.sha256(ONE.encode()).hexdigest())
    assert read(f"{path}!/tales/one.txt", "A").raw == ONE


def test_what_systems_leave_in_archives_is_passed_over(tmp_path: Path) -> None:
    clutter = {
        "__MACOSX/._one.txt": b"\x00\x05",
        ".notes.txt": ONE,
        ".git/a.txt": ONE,
    }
    path = put(tmp_path, "one.zip", zipped({"one.txt": ONE, **clutter}))
    assert gather([path]) == [path]
    assert read(path, "A").raw == ONE
    assert not (tmp_path.parent / "up.txt").exists()


def test_a_name_that_leads_out_of_the_archive_is_only_a_name(tmp_path: Path) -> None:
    put(tmp_path, "one.txt", b"Not this one.\n")
    content = zipped({"../one.txt": ONE, "/two.txt": TWO, "./three.txt": ONE + TWO, "../.hidden.txt": ONE})
    path = put(tmp_path, "out.zip", content)
    texts = gather([path])
    assert {read(text, "A").raw for text in texts} == {ONE, TWO, ONE + TWO}
    assert texts == [f"{path}!/{name}" for name in ("../one.txt", "/two.txt", "./three.txt")]


def test_archives_in_archives_are_followed(tmp_path: Path) -> None:
    inner = zipped({"a.txt": ONE, "b.txt.gz": gzip.compress(TWO.encode())})
    path = put(tmp_path, "all.zip", zipped({"inner.zip": inner, "single.zip": zipped({"c.txt": TWO}), "d.txt": ONE}))
    texts = gather([path])
    assert [text.removeprefix(path) for text in texts] == [
        "!/d.txt",
        "!/inner.zip!/a.txt",
        "!/inner.zip!/b.txt.gz",
        "!/single.zip!/c.txt",
    ]
    assert [read(text, "A").raw for text in texts] == [ONE, ONE, TWO, TWO]
    assert gather([f"{path}!/inner.zip"]) == texts[1:3]


def test_gzip_is_taken_off_whatever_it_wraps(tmp_path: Path) -> None:
    content = gzip.compress(ONE.encode()) + gzip.compress(TWO.encode())
    path = put(tmp_path, "a.txt.gz", content)
    witness = read(path, "A")
    assert (witness.raw, witness.sha256) == (ONE + TWO, hashlib.sha256(content).hexdigest())
    several = put(tmp_path, "several.zip.gz", gzip.compress(zipped({"a.txt": ONE, "b.txt": TWO})))
    assert gather([several]) == [f"{several}!/a.txt", f"{several}!/b.txt"]
    assert read(f"{several}!/b.txt", "A").raw == TWO


def test_a_folder_s_archives_are_looked_into(tmp_path: Path) -> None:
    put(tmp_path, "b.zip", zipped({"2.txt": TWO, "1.txt": ONE}))
    put(tmp_path, "a.txt", ONE.encode())
    put(tmp_path, "pictures.zip", zipped({"a.png": b"\x89PNG\r\n"}))
    put(tmp_path, "code.tar.gz", gzip.compress(b"no text"))
    found = [Path(path).relative_to(tmp_path).as_posix() for path in gather([str(tmp_path)])]
    assert found == ["a.txt", "b.zip!/1.txt", "b.zip!/2.txt"]


def test_a_changed_archive_is_read_anew(tmp_path: Path) -> None:
    path = put(tmp_path, "all.zip", zipped({"a.txt": ONE, "b.txt": ONE}))
    assert read(f"{path}!/b.txt", "A").raw == ONE
    put(tmp_path, "all.zip", zipped({"a.txt": ONE, "b.txt": TWO, "c.txt": TWO}))
    assert read(f"{path}!/b.txt", "A").raw == TWO


def test_a_text_meant_twice_is_refused(tmp_path: Path) -> None:
    path = put(tmp_path, "all.zip", zipped({"a.txt": ONE, "b.txt": TWO}))
    with pytest.raises(InputError, match=r"b\.txt: given twice"):
        gather([path, f"{path}!/b.txt"])


def test_names_that_no_program_marked_as_unicode_are_read(tmp_path: Path) -> None:
    content = bytearray(zipped({"déjà.txt": ONE, "vu.txt": TWO}))
    # Take the mark of a UTF-8 name out of the local and the central header of the first member.
    for header, flags in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        content[content.index(header) + flags + 1] &= ~0x08
    path = put(tmp_path, "all.zip", bytes(content))
    assert gather([path])[0] == f"{path}!/déjà.txt"
    assert read(f"{path}!/déjà.txt", "A").raw == ONE


def test_standard_input_may_be_an_archive(monkeypatch: pytest.MonkeyPatch) -> None:
    for content, expected in ((zipped({"a.txt": ONE}), ONE), (gzip.compress(TWO.encode()), TWO)):
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(content)))
        assert gather(["-"]) == ["-"]
        assert read("-", "A").raw == expected
    for content in (zipped({"b.txt": TWO, "a.txt": ONE}), gzip.compress(zipped({"b.txt": TWO, "a.txt": ONE}))):
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(content)))
        assert gather(["-"]) == ["-!/a.txt", "-!/b.txt"]
        assert [read(path, "A").raw for path in gather(["-"])] == [ONE, TWO]
        assert "an archive of 2 texts; give one, such as -!/a.txt" in refusal("-")


def test_standard_input_may_be_a_collection(monkeypatch: pytest.MonkeyPatch) -> None:
    lines = "".join(json.dumps({"id": name, "text": text}) + "\n" for name, text in (("A", ONE), ("B", TWO)))
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(lines.encode())))
    assert gather(["-"]) == ["-!/A", "-!/B"]
    content = read("-!/B", "A").content
    assert content is not None
    assert content.text == TWO


def test_collections_in_folders_and_archives_are_texts_and_other_json_is_not(tmp_path: Path) -> None:
    members = {
        "a.jsonl": json.dumps({"id": "A", "text": ONE}) + "\n" + json.dumps({"id": "B", "text": TWO}) + "\n",
        "b.json": json.dumps({"witnesses": [{"id": "C", "content": ONE}]}),
        "package.json": '{"name": "tide", "id": 3}',
        "result.json": '{"format": "retold/1", "witnesses": []}',
        "z.txt": ONE,
    }
    inside = ["a.jsonl!/A", "a.jsonl!/B", "b.json!/C", "z.txt"]
    packed = put(tmp_path, "all.zip", zipped(members))
    assert gather([packed]) == [f"{packed}!/{name}" for name in inside]
    for name, content in members.items():
        put(tmp_path / "folder", name, content.encode())
    assert gather([str(tmp_path / "folder")]) == [f"{tmp_path / 'folder'}/{name}" for name in inside]


def test_what_is_wrong_with_an_archive_is_said(tmp_path: Path) -> None:
    whole = zipped({"a.txt": ONE * 50, "b.txt": TWO})
    path = put(tmp_path, "cut.zip", whole[:-20])
    assert gather([path]) == [path]
    assert "damaged or cut short" in refusal(path)
    path = put(tmp_path, "several.zip", whole)
    assert f"an archive of 2 texts; give one, such as {path}!/a.txt" in refusal(path)
    assert "no such member" in refusal(f"{path}!/c.txt")
    assert "there is no b.txt in that file" in refusal(put(tmp_path, "a.txt", ONE.encode()) + "!/b.txt")
    path = put(tmp_path, "none.zip", zipped({"a.png": b"\x89PNG\r\n"}))
    assert gather([path]) == [path]
    assert "no text in this archive" in refusal(path)
    assert "gzip archive is damaged" in refusal(put(tmp_path, "a.gz", gzip.compress(ONE.encode())[:-6]))
    broken = bytearray(whole)
    broken[60] ^= 0xFF
    assert "a.txt: this member is damaged" in refusal(put(tmp_path, "broken.zip", bytes(broken)) + "!/a.txt")


@pytest.mark.parametrize("method", [zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_damage_is_said_however_a_member_is_packed(method: int, tmp_path: Path) -> None:
    whole = zipped({"a.txt": ONE * 50, "b.txt": TWO}, method)
    refusals = []
    begins = 30 + len("a.txt")  # bytes of a member's header, and its name
    for at in range(begins, whole.index(b"PK\x03\x04", begins)):
        hurt = bytearray(whole)
        hurt[at] ^= 0x5A
        path = put(tmp_path, "broken.zip", bytes(hurt))
        try:
            assert read(f"{path}!/a.txt", "A").raw == ONE * 50  # the last bits of a stream may be padding
        except InputError as error:
            refusals.append(str(error))
        assert read(f"{path}!/b.txt", "B").raw == TWO
    assert refusals
    assert all("a.txt: this member is damaged or cut short" in message for message in refusals)


def test_a_member_without_a_name_does_no_harm(tmp_path: Path) -> None:
    content = bytearray(zipped({"a": TWO, "b.txt": ONE}))
    content[content.index(b"PK\x01\x02") + 46] = 0  # a zero byte ends the name in the directory
    assert read(put(tmp_path, "nameless.zip", bytes(content)), "A").raw == ONE


def test_a_tar_archive_is_named(tmp_path: Path) -> None:
    held = io.BytesIO()
    with tarfile.open(fileobj=held, mode="w:gz") as archive:
        archive.addfile(tarfile.TarInfo("a.txt"), io.BytesIO())
    assert "this is a tar archive" in refusal(put(tmp_path, "a.tar.gz", held.getvalue()))


def test_a_password_is_named(tmp_path: Path) -> None:
    content = bytearray(zipped({"a.txt": ONE, "b.txt": TWO}))
    content[6] |= 1
    content[content.index(b"PK\x01\x02") + 8] |= 1
    path = put(tmp_path, "locked.zip", bytes(content))
    assert "a.txt: it is behind a password" in refusal(f"{path}!/a.txt")
    assert read(f"{path}!/b.txt", "A").raw == TWO


def test_limits_are_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    blank = b" " * 2_000_000
    path = put(tmp_path, "bomb.zip", zipped({"a.txt": blank}))
    assert "compression ratio" in refusal(path)
    assert "compression ratio" in refusal(put(tmp_path, "bomb.gz", gzip.compress(blank)))
    nested = zipped({"a.txt": ONE})
    for depth in range(4):
        nested = zipped({f"{depth}.zip": nested})
    assert "nesting depth" in refusal(put(tmp_path, "deep.zip", nested))
    many = put(tmp_path, "many.zip", zipped({f"{number}.txt": "" for number in range(limits.MOST_MEMBERS + 1)}))
    assert "more than 10,000 members" in refusal(many)
    monkeypatch.setattr(limits, "MOST_EXPANDED", 2_000_000)
    pieces = {f"{number}.txt": f"{number} tide " * 100_000 for number in range(4)}
    assert "expanded size" in refusal(put(tmp_path, "large.zip", zipped(pieces)))


def test_links_in_archives_lead_nowhere(tmp_path: Path) -> None:
    """A member that says it is a symbolic link is read as the few characters it holds, never followed."""
    put(tmp_path, "secret.txt", TWO.encode())
    link = zipfile.ZipInfo("link.txt")
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        archive.writestr(link, str(tmp_path / "secret.txt"))
    assert read(put(tmp_path, "link.zip", held.getvalue()), "A").raw == str(tmp_path / "secret.txt")
