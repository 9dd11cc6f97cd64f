"""Which files are meant, what they hold, and what is said when they do not hold a text."""

from __future__ import annotations

import gzip
import hashlib
import io
import os
import select
import sys
import threading
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from retold.errors import InputError
from retold.readers import files, gather, read

STORY = "“It’s late,” said Odile. The café was shut — the goat didn’t mind.\n"


def write(folder: Path, name: str, content: str | bytes = STORY) -> str:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return str(path)


def refusal(path: str, **how: object) -> str:
    with pytest.raises(InputError) as caught:
        read(path, "A", **how)  # type: ignore[arg-type]
    message = str(caught.value)
    assert "\n" not in message
    return message


def test_a_file_is_read_as_it_is(tmp_path: Path) -> None:
    content = b"Odile looked up.\r\nThe goat did not.\rNobody did.\n"
    path = write(tmp_path, "a.txt", content)
    witness = read(path, "B")
    assert (witness.siglum, witness.path, witness.encoding) == ("B", path, "utf-8")
    assert witness.raw == "Odile looked up.\r\nThe goat did not.\rNobody did.\n"
    assert witness.sha256 == hashlib.sha256(content).hexdigest()
    assert witness.parts is None


@pytest.mark.parametrize(
    ("codec", "mark", "name"),
    [
        ("utf-8", b"", "utf-8"),
        ("utf-8", b"\xef\xbb\xbf", "utf-8-sig"),
        ("utf-16-le", b"\xff\xfe", "utf-16-le"),
        ("utf-16-be", b"\xfe\xff", "utf-16-be"),
        ("utf-32-le", b"\xff\xfe\x00\x00", "utf-32-le"),
        ("utf-32-be", b"\x00\x00\xfe\xff", "utf-32-be"),
        ("utf-16-le", b"", "utf-16-le"),
        ("utf-16-be", b"", "utf-16-be"),
        ("cp1252", b"", "cp1252"),
    ],
)
def test_the_encoding_is_found_and_the_mark_is_kept(tmp_path: Path, codec: str, mark: bytes, name: str) -> None:
    witness = read(write(tmp_path, "a.txt", mark + STORY.encode(codec)), "A")
    assert witness.encoding == name
    assert witness.raw == ("\ufeff" if mark else "") + STORY


def test_offsets_are_those_of_the_file_opened_plainly(tmp_path: Path) -> None:
    path = write(tmp_path, "a.txt", b"\xef\xbb\xbf" + STORY.replace("\n", "\r\n").encode())
    with open(path, encoding="utf-8", newline="") as opened:  # noqa: PTH123
        assert read(path, "A").raw == opened.read()


ABROAD = {
    "shift-jis": "「夜が明けた」とオディールは言った。川は静かで、山羊は何も言わなかった。\n",
    "gb18030": "“天亮了，”奥迪尔说。河水很安静，那只山羊在岸上站着，她没有看它一眼。\n",
    "big5": "「天亮了，」奧迪爾說。河水很安靜，那隻山羊在岸上站著，她沒有看牠一眼。\n",
    "euc-kr": "“날이 밝았다.” 오딜이 말했다. 강은 조용했고 염소는 아무 말도 하지 않았다.\n",
    "cp1251": "Одиль посмотрела на берег и ничего не сказала. Коза тоже молчала.\n",
    "cp1253": "«Ξημέρωσε», είπε η Οντίλ. Το ποτάμι ήταν ήσυχο και η κατσίκα δεν είπε τίποτα.\n",
    "cp1255": "העז שתקה. אודיל אמרה שהשחר עלה, והנהר היה שקט מאוד.\n",
    "cp1256": "قالت أوديل إن الفجر قد طلع، وكان النهر هادئا ولم تقل الماعز شيئا.\n",
    "mac-roman": STORY,
    "cp1250": "„Świta” – powiedziała Odila. Rzeka była cicha, a koza stała na brzegu i milczała, bo było późno.\n",
}
ABROAD |= {"euc-jp": ABROAD["shift-jis"], "iso8859-2": "Rzeka była cicha, a koza stała na brzegu; późno się zrobiło.\n"}
ABROAD |= dict.fromkeys(("koi8-r", "cp866", "iso8859-5"), ABROAD["cp1251"])


@pytest.mark.parametrize("codec", ABROAD)
def test_another_encoding_is_suggested_and_taken(tmp_path: Path, codec: str) -> None:
    text = ABROAD[codec] * 4
    path = write(tmp_path, "a.txt", text.encode(codec))
    message = refusal(path)
    assert path in message
    assert "offset" in message
    assert f"--encoding {codec}," in message
    assert read(path, "A", encoding=codec).raw == text


@pytest.mark.parametrize(
    ("codec", "text"),
    [
        ("cp1257", "Ožys tylėjo, o upė buvo rami; kažkas šūktelėjo, ėmė švisti.\n"),
        ("cp037", '"The tide is out," said Odile, and the goat looked at the river for a long time.\n'),
        ("cp500", '"The tide is out," said Odile, and the goat looked at the river for a long time.\n'),
        ("cp874", "แม่น้ำเงียบสงบ แพะไม่พูดอะไรเลย โอดีลมองไปที่ฝั่ง\n"),
    ],
)
def test_what_is_not_sure_is_not_suggested(tmp_path: Path, codec: str, text: str) -> None:
    path = write(tmp_path, "a.txt", (text * 4).encode(codec))
    assert "name its encoding with --encoding, or save" in refusal(path)
    assert read(path, "A", encoding=codec).raw == text * 4


def test_one_bad_byte_is_named(tmp_path: Path) -> None:
    content = ("Odile a dit “non”, la chèvre — déjà fâchée — aussi. " * 5).encode() + b"bad \xff byte"
    message = refusal(write(tmp_path, "a.txt", content))
    assert "0xFF" in message
    assert f"offset {content.index(0xFF)}" in message


def test_what_cannot_be_decoded_can_be_replaced(tmp_path: Path) -> None:
    path = write(tmp_path, "a.txt", ("Odile a dit “non” — déjà. " * 5).encode() + b"bad \xff byte")
    assert read(path, "A", replace=True).raw.endswith("bad \ufffd byte")
    assert read(path, "A", encoding="ascii", replace=True).raw.startswith("Odile a dit \ufffd")


def test_a_wrong_encoding_is_refused(tmp_path: Path) -> None:
    path = write(tmp_path, "a.txt")
    assert "no encoding named 'klingon'" in refusal(path, encoding="klingon")
    assert "no encoding named 'rot13'" in refusal(path, encoding="rot13")
    assert "is not ascii" in refusal(path, encoding="ascii")


def kindle(protection: int) -> bytes:
    """A Palm database: its type behind 60 bytes, the place of its first record, and in that the kind of protection."""
    return (
        b"title".ljust(60, b"\0")
        + b"BOOKMOBI"
        + bytes(10)
        + (90).to_bytes(4, "big")
        + bytes(20)
        + bytes([0, protection])
    )


def zipped(names: dict[str, bytes]) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        for name, content in names.items():
            archive.writestr(name, content)
    return held.getvalue()


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"%PDF-1.7\n%\xe2\xe3", "PDF document is damaged"),
        (zipped({"mimetype": b"application/epub+zip"}), "the EPUB book has no package file"),
        (zipped({"word/document.xml": b"<w/>"}), "a Word document"),
        (b"\x1f\x8b\x08\x00\x00\x00\x00\x00", "gzip archive is damaged"),
        (kindle(0), "a Kindle book, not a plain text; convert it"),
        (kindle(2), "a Kindle book protected by DRM"),
        (b"\xeaDRMION\xee\x00\x01", "a Kindle book protected by DRM (KFX)"),
        (b"ITOLITLS\x01\x00\x00", "a Microsoft Reader book"),
        (b"<fulfillmentToken xmlns='x'/>", "a ticket for a book protected by Adobe DRM"),
        (b"<?xml version='1.0'?><FictionBook/>", "a FictionBook document"),
        (
            b'<?xml version="1.0"?><article xmlns="http://docbook.org/ns/docbook"><para>x</para></article>',
            "(<article>)",
        ),
        (b"<?xml version='1.0'?><plist/>", "of a kind that is not read (<plist>)"),
        (zipped({"Index/Document.iwa": b"x"}), "a Pages document"),
        (zipped({"[Content_Types].xml": bytes(9_000), "ppt/presentation.xml": b"x"}), "a PowerPoint presentation"),
        (zipped({"[Content_Types].xml": b"<a/>", "xl/workbook.xml": b"x"}), "an Excel table"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "a PNG image"),
        (b"\xff\xd8\xff\xe0\x00\x10JFIF", "a JPEG image"),
        (b"{\\rtf1\\ansi Odile", "RTF document is cut short"),
        (b"\n<!DOCTYPE html><img src=odile.png>", "a web page with no text"),
        (b"", "empty"),
        (b" \r\n\t\n", "nothing but blank space"),
        (bytes(range(256)) * 8, "binary content"),
        (b"\x01\x02\x03\x04" * 20, "binary content"),
    ],
)
def test_what_is_no_text_is_refused_by_name(tmp_path: Path, content: bytes, said: str) -> None:
    path = write(tmp_path, "story.txt", content)
    message = refusal(path)
    assert message.startswith(f"{path}: ")
    assert said in message


def test_a_text_that_opens_like_a_magic_number_is_read(tmp_path: Path) -> None:
    for opening in ("BZhello", "RIFF raff", "ID3 was her number", "PAR1S"):
        assert read(write(tmp_path, "a.txt", opening), "A").raw == opening


def test_a_missing_file_brings_its_neighbours_to_mind(tmp_path: Path) -> None:
    write(tmp_path, "ferry-one.txt")
    missing = str(tmp_path / "fery-one.txt")
    for act in (lambda: gather([missing]), lambda: read(missing, "A")):
        with pytest.raises(InputError, match=r"no such file; did you mean .*ferry-one\.txt\?"):
            act()
    with pytest.raises(InputError, match="there is no folder"):
        gather([str(tmp_path / "nowhere" / "a.txt")])


def test_a_strange_name_makes_no_second_line(tmp_path: Path) -> None:
    for name in ("a\nb.txt", "a\x1b[31m.txt", "a\udcff.txt", "n\x00ul"):
        assert "\n" not in refusal(str(tmp_path / name))
        refusal(str(tmp_path / name)).encode("utf-8")


def test_folders_are_searched_in_order(tmp_path: Path) -> None:
    for name in ("b.txt", "a/z.md", "a/y.txt", "README", ".hidden.txt", ".git/x.txt", "c.png", "d.json", "e.txt~"):
        write(tmp_path, name)
    write(tmp_path, "data", b"\x00\x01")
    found = [Path(path).relative_to(tmp_path).as_posix() for path in gather([str(tmp_path)])]
    assert found == ["README", "a/y.txt", "a/z.md", "b.txt"]


def test_the_order_given_is_kept(tmp_path: Path) -> None:
    b, a, c = (write(tmp_path, name) for name in ("b.txt", "a.txt", "sub/c.txt"))
    assert gather([b, a, "-", str(tmp_path / "sub")]) == [b, a, "-", c]


@pytest.mark.parametrize("codec", ["idna", "punycode", "unicode_escape", "rot13", "klingon"])
def test_what_encodes_no_files_is_no_encoding(tmp_path: Path, codec: str) -> None:
    with pytest.raises(InputError, match="there is no encoding named"):
        read(write(tmp_path, "a.txt"), "A", encoding=codec)


def test_an_encoding_that_a_format_has_no_use_for_is_noted() -> None:
    path = str(Path(__file__).parent / "formats" / "office" / "ferry.docx")
    for encoding, notes in (("cp1252", 1), ("UTF8", 0), (None, 0)):
        content = read(path, "A", encoding=encoding).content
        assert content is not None
        assert len([note for note in content.notes if "--encoding cp1252" in note]) == notes


def test_patterns_are_expanded(tmp_path: Path) -> None:
    paths = [write(tmp_path, name) for name in ("t1.txt", "t2.txt", "t3.md")]
    odd = write(tmp_path, "odd[1].txt")
    assert gather([str(tmp_path / "t*.txt")]) == paths[:2]
    assert gather([odd]) == [odd]
    with pytest.raises(InputError, match="no file has a name like that"):
        gather([str(tmp_path / "*.doc")])


def test_a_text_meant_twice_is_refused(tmp_path: Path) -> None:
    path = write(tmp_path, "a.txt")
    (tmp_path / "also.txt").symlink_to(path)
    for paths in ([path, path], [path, str(tmp_path / "." / "a.txt")], [path, str(tmp_path / "also.txt")], ["-", "-"]):
        with pytest.raises(InputError, match="given twice"):
            gather(paths)


def test_a_link_in_a_folder_to_a_text_there_is_no_second_text(tmp_path: Path) -> None:
    path = write(tmp_path, "sub/text.txt")
    other = write(tmp_path.parent / f"{tmp_path.name}-other", "other.txt")
    for name, target in (("a.txt", path), ("z.txt", path), ("out.txt", other), ("out2.txt", other), ("gone", "no")):
        (tmp_path / name).symlink_to(target)
    (tmp_path / "sub" / "loop").symlink_to(tmp_path)
    assert gather([str(tmp_path)]) == [str(tmp_path / "out.txt"), path]
    assert gather([str(tmp_path / "*.txt")]) == [str(tmp_path / "a.txt"), str(tmp_path / "out.txt")]


def test_a_link_to_no_file_is_named_and_the_others_are_read(tmp_path: Path) -> None:
    path = write(tmp_path, "one.txt")
    for name, target in (("gone.txt", "no"), ("loop.txt", "round"), ("round", "loop.txt"), ("gone.png", "no")):
        (tmp_path / name).symlink_to(target)
    told: list[str] = []
    assert gather([str(tmp_path)], refused=lambda error: told.append(str(error))) == [path]
    assert [message.partition(":")[0] for message in told] == [str(tmp_path / "gone.txt"), str(tmp_path / "loop.txt")]
    with pytest.raises(InputError, match=r"gone\.txt: this link leads to no file"):
        gather([str(tmp_path)])


def test_a_link_to_a_folder_is_not_followed(tmp_path: Path) -> None:
    write(tmp_path, "far/one.txt")
    (tmp_path / "near").mkdir()
    (tmp_path / "near" / "linked").symlink_to(tmp_path / "far")
    with pytest.raises(InputError, match="links to other folders are not followed"):
        gather([str(tmp_path / "near")])
    assert gather([str(tmp_path / "near" / "linked")]) == [str(tmp_path / "near" / "linked" / "one.txt")]


def test_what_is_wrong_with_one_path_need_not_stop_the_others(
    without_rights: tuple[Path, Callable[[Callable[[], object]], None]],
) -> None:
    folder, run = without_rights
    one, two = write(folder, "texts/one.txt"), write(folder, "texts/two.txt")
    write(folder, "texts/locked/three.txt")
    (folder / "empty").mkdir()
    (folder / "texts" / "locked").chmod(0)

    def attempt() -> None:
        told: list[str] = []
        paths = [str(folder / "texts"), str(folder / "none.txt"), str(folder / "empty"), one, str(folder / "*.doc")]
        assert gather(paths, refused=lambda error: told.append(str(error))) == [one, two]
        said = (
            "no permission to look into",
            "no such file",
            "no text in this folder",
            "given twice",
            "no file has a name",
        )
        assert len(told) == len(said)
        assert all(words in message for words, message in zip(said, told, strict=True))

    try:
        run(attempt)
    finally:
        (folder / "texts" / "locked").chmod(0o755)


def test_a_text_that_goes_away_is_missed(tmp_path: Path) -> None:
    path = write(tmp_path, "a.txt")
    (found,) = gather([path])
    Path(path).unlink()
    assert "there is no such file" in refusal(found)


def test_what_comes_through_a_pipe_is_looked_into_and_read(tmp_path: Path) -> None:
    for content in (STORY.encode(), gzip.compress(STORY.encode()), STORY.encode() * 2000):
        pipe = tmp_path / f"pipe-{len(content)}"
        os.mkfifo(pipe)
        held = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
        writer = threading.Thread(target=pipe.write_bytes, args=(content,))
        writer.start()
        select.select([held], [], [])
        try:
            assert gather([str(pipe)]) == [str(pipe)]
            assert read(str(pipe), "A").raw.startswith(STORY)
        finally:
            os.close(held)
            writer.join()


def test_a_pipe_is_waited_for_that_is_filled_later(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    writer = threading.Timer(0.5, pipe.write_bytes, [STORY.encode()])
    writer.start()
    try:
        assert read(str(pipe), "A").raw == STORY
    finally:
        writer.join()


def test_a_pipe_that_nobody_fills_is_not_waited_for_without_end(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    assert "a pipe that nothing comes through" in refusal(str(tmp_path / "pipe"))
    assert "the file is empty" in refusal("/dev/null")


def test_a_file_without_end_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "MOST_LOADED", 3_000_000)
    assert "larger than 3 MB, the most that is read (file size)" in refusal("/dev/zero")


def test_a_folder_without_texts_is_refused(tmp_path: Path) -> None:
    write(tmp_path, "picture.png", b"\x89PNG\r\n")
    with pytest.raises(InputError, match="no text in this folder"):
        gather([str(tmp_path)])
    assert "this is a folder" in refusal(str(tmp_path))


def test_a_file_that_may_not_be_read_is_refused(
    without_rights: tuple[Path, Callable[[Callable[[], object]], None]],
) -> None:
    folder, run = without_rights
    path = write(folder, "a.txt")
    Path(path).chmod(0)

    def attempt() -> None:
        assert "no permission" in refusal(path)

    run(attempt)


def test_standard_input_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(STORY.encode())))
    witness = read("-", "A")
    assert (witness.path, witness.raw) == ("-", STORY)
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"")))
    assert refusal("-").startswith("standard input: ")
