"""Files of every format, and what happens to files: bytes that flip, files cut short, doubled, mixed and recoded."""

from __future__ import annotations

import io
import random
import zipfile
from collections.abc import Callable
from pathlib import Path

from tests.formats.epub_books import second, third, zipped

TESTS = Path(__file__).parent.parent
LONGEST = 200_000  # bytes of a damaged file: many small ones find more than a few big ones
MOST_WOUNDS = 4  # one after another
ENCODINGS = ("utf-16", "utf-16-be", "utf-8-sig", "utf-32", "cp1252", "latin-1", "cp437", "koi8-r", "gb18030")
METHODS = {
    zipfile.ZIP_STORED: "stored",
    zipfile.ZIP_DEFLATED: "deflated",
    zipfile.ZIP_BZIP2: "bzip2",
    zipfile.ZIP_LZMA: "lzma",
}
# What formats are made of: a file with one of these in the wrong place is likelier to be misread than one with noise.
SHARDS = (
    b"<", b">", b"</p>", b"<!--", b"-->", b"<![CDATA[", b"<!DOCTYPE x [<!ENTITY a 'b'>]>", b"&a;", b"&#1114112;",
    b"&#xD800;", b"\x00", b"\xff\xfe", b"\xef\xbb\xbf", b"PK\x03\x04", b"%PDF-", b"{\\rtf", b"\\'", b"\\u-99999",
    b"\\bin99999 ", b"{", b"}", b"[[", b"/*", b"00:00:01,000 --> 00:00:02,000\n", b"WEBVTT\n", b"[Events]\n",
    b"Dialogue: ", b"INT. ", b"\n\nANN\n", b'"', b"\\", b'{"id": "A", "text": "', b'{"witnesses": [', b"]}", b"\r",
    b"\n\n", b"\xe2\x80\x9c", b"\xe2\x80\x94", b"\xc2\xa0", b"\xed\xa0\x80",
)  # fmt: skip


def seeds() -> dict[str, bytes]:
    """The files to damage, by name: all golden files of the formats, the families, books, and archives of some."""
    files = [
        file for file in sorted((TESTS / "formats").rglob("*")) if file.is_file() and file.suffix not in (".py", ".pyc")
    ]
    files += sorted((TESTS / "families").rglob("*.txt"))
    found = {file.relative_to(TESTS).as_posix(): file.read_bytes() for file in files}
    found.update({"second.epub": zipped(second()), "third.epub": zipped(third())})
    for method, name in METHODS.items():
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w", method) as archive:
            for inside in ("formats/subtitles/lighthouse.srt", "formats/json/lighthouse.json"):
                archive.writestr(inside, found[inside])
        found[f"{name}.zip"] = packed.getvalue()
    return found


def damaged(files: dict[str, bytes], number: int) -> tuple[str, bytes]:
    """The damaged file with this number, and what it was made from; the same on every run."""
    chance = random.Random(number)
    names = list(files)
    name = chance.choice(names)
    data = files[name]
    if is_zip(data) and chance.random() < 0.7:
        data = inside(data, chance, lambda member: _wounded(member, files, chance))
    else:
        data = _wounded(data, files, chance)
    return name, data[:LONGEST]


def _wounded(data: bytes, files: dict[str, bytes], chance: random.Random) -> bytes:
    for _ in range(chance.randint(1, MOST_WOUNDS)):
        data = chance.choice(WOUNDS)(data, files, chance)[:LONGEST]
    return data


def is_zip(data: bytes) -> bool:
    return zipfile.is_zipfile(io.BytesIO(data))


def inside(data: bytes, chance: random.Random, wound: Callable[[bytes], bytes]) -> bytes:
    """A whole archive with one damaged member: what lies beyond its checksums."""
    with zipfile.ZipFile(io.BytesIO(data)) as whole:
        members = [(info, whole.read(info)) for info in whole.infolist()]
    hurt = chance.randrange(len(members))
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for at, (info, content) in enumerate(members):
            archive.writestr(info, wound(content) if at == hurt else content)
    return packed.getvalue()


def _flip(data: bytes, files: dict[str, bytes], chance: random.Random) -> bytes:
    hurt = bytearray(data)
    for _ in range(chance.randint(1, 12) if data else 0):
        hurt[chance.randrange(len(hurt))] ^= 1 << chance.randrange(8)
    return bytes(hurt)


def _cut(data: bytes, files: dict[str, bytes], chance: random.Random) -> bytes:
    at = chance.randint(0, len(data))
    return data[:at] if chance.random() < 0.7 else data[at:]


def _lose(data: bytes, files: dict[str, bytes], chance: random.Random) -> bytes:
    start = chance.randint(0, len(data))
    return data[:start] + data[start + chance.randint(1, 400) :]


def _double(data: bytes, files: dict[str, bytes], chance: random.Random) -> bytes:
    start = chance.randint(0, len(data))
    piece = data[start : start + chance.choice((1, 10, 100, 2000))]
    at = chance.randint(0, len(data))
    return data[:at] + piece * chance.choice((1, 2, 10, 300)) + data[at:]


def _splice(data: bytes, files: dict[str, bytes], chance: random.Random) -> bytes:
    other = chance.choice(list(files.values()))
    return data[: chance.randint(0, len(data))] + other[chance.randint(0, len(other)) :]


def _shard(data: bytes, files: dict[str, bytes], chance: random.Random) -> bytes:
    at = chance.randint(0, len(data))
    return data[:at] + chance.choice(SHARDS) * chance.choice((1, 1, 1, 50, 2000)) + data[at:]


def _recode(data: bytes, files: dict[str, bytes], chance: random.Random) -> bytes:
    return data.decode("utf-8", "replace").encode(chance.choice(ENCODINGS), "replace")


def _join_lines(data: bytes, files: dict[str, bytes], chance: random.Random) -> bytes:
    return data.replace(b"\n", chance.choice((b"", b" ", b"\r", b"\r\n", b"\n\n", b"\x85")))


Wound = Callable[[bytes, dict[str, bytes], random.Random], bytes]
WOUNDS: tuple[Wound, ...] = (_flip, _cut, _lose, _double, _splice, _shard, _recode, _join_lines)
