"""How much a container may hold, and openers that hold it to that.

In goes the content of a ZIP archive or a gzip stream, out come its members' bytes: in memory, never on disk. A small
file can be made to unpack into terabytes, or into archives in archives without end; every limit is a constant here, and
the error that one raises names it. What one request unpacks, nested archives included, is charged to one `Budget`.
"""

from __future__ import annotations

import gzip
import io
import lzma
import zipfile
import zlib

from ..errors import InputError
from .naming import named

MEGABYTE = 1_000_000
MOST_EXPANDED = 200 * MEGABYTE  # bytes a file may unpack to; the longest novels are 10 MB
MOST_MEMBERS = 10_000  # of one archive
DEEPEST_NESTING = 3  # archives in archives, the outermost counted
MOST_COMPRESSION = 200  # bytes for one byte stored; prose reaches 3 to 5, the same page over and over 100
COMPRESSION_JUDGED_FROM = MEGABYTE  # bytes of a member; below, even a blank one does no harm
DEEPEST_ELEMENT = 1_000  # elements in elements

ZIP_MARKS = (b"PK\x03\x04", b"PK\x05\x06")
GZIP_MARK = b"\x1f\x8b"
_STEP = 1 << 20  # bytes unpacked at once
_ENCRYPTED = 0x1  # flag of a member behind a password
_NAMED_IN_UTF8 = 0x800  # flag of a member whose name is in UTF-8
# What the unpackers of `zipfile` raise on damage; LZMA may ask for a dictionary larger than the memory.
_DAMAGED = (zipfile.BadZipFile, zlib.error, lzma.LZMAError, EOFError, OSError, ValueError, RuntimeError, MemoryError)
_ENTRY = b"PK\x01\x02"  # begins each member's entry in the directory


class Budget:
    """What a file may still unpack to, in bytes; `path` names the file in errors."""

    def __init__(self, path: str) -> None:
        self.path = path
        self.left = MOST_EXPANDED

    def spend(self, size: int) -> None:
        """Charge some unpacked bytes; `InputError` once they pass `MOST_EXPANDED`."""
        self.left -= size
        if self.left < 0:
            raise InputError(
                f"{named(self.path)}: it unpacks to more than {MOST_EXPANDED // MEGABYTE} MB, the most that is read "
                "(expanded size); unpack it and give fewer texts at a time."
            )


class Archive:
    """The members of a ZIP archive. `names` are in the archive's order, without folders, each once.

    Parameters
    ----------
    data
        The archive's bytes.
    path
        What it is called in errors.
    budget
        What unpacking is charged to; one of its own where None.

    Raises
    ------
    InputError
        If the archive is damaged or has too many members.
    """

    def __init__(self, data: bytes, path: str, budget: Budget | None = None) -> None:
        self.path = path
        self._budget = budget or Budget(path)
        if data.count(_ENTRY) > MOST_MEMBERS:
            raise InputError(
                f"{named(path)}: it has more than {MOST_MEMBERS:,} members, the most that are read; unpack it and give "
                "the texts inside."
            )
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
        except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError, EOFError):
            raise InputError(
                f"{named(path)}: the archive is damaged or cut short (its list of members cannot be read); get or make "
                "it again."
            ) from None
        self._members = {_name(one): one for one in self._zip.infolist() if not one.filename.endswith("/")}
        self.names: tuple[str, ...] = tuple(self._members)

    def __contains__(self, name: object) -> bool:
        return name in self._members

    def size(self, name: str) -> int:
        """The bytes that a member says it unpacks to."""
        return self._members[name].file_size

    def read(self, name: str, most: int | None = None, budget: Budget | None = None) -> bytes:
        """The bytes of a member, or the first `most` of them; `InputError` if it cannot be had within the limits.

        Unpacking is charged to the archive's budget, or to `budget` where one is given.
        """
        budget = budget or self._budget
        where = f"{self.path}!/{name}"
        if name not in self._members:
            raise InputError(f"{named(where)}: there is no such member in the archive; it may be cut short.")
        member = self._members[name]
        if member.flag_bits & _ENCRYPTED:
            raise InputError(f"{named(where)}: it is behind a password; unpack it and give the texts inside.")
        _check_compression(where, member.file_size, member.compress_size)
        pieces: list[bytes] = []
        wanted = member.file_size if most is None else min(most, member.file_size)
        try:
            with self._zip.open(member) as opened:
                while wanted > 0 and (piece := opened.read(min(_STEP, wanted))):
                    budget.spend(len(piece))
                    pieces.append(piece)
                    wanted -= len(piece)
        except NotImplementedError:
            raise InputError(
                f"{named(where)}: it is packed in a way that is not read; unpack it and give the texts inside."
            ) from None
        except _DAMAGED:
            raise InputError(
                f"{named(where)}: this member is damaged or cut short; get or make the file again."
            ) from None
        return b"".join(pieces)


def is_zip(data: bytes) -> bool:
    """Whether some content is a ZIP archive, by its first bytes."""
    return data.startswith(ZIP_MARKS)


def members(data: bytes) -> tuple[str, ...]:
    """The names in a ZIP archive, for telling what it is; none where the content is no archive or a damaged one."""
    if not is_zip(data):
        return ()
    try:
        return Archive(data, "").names
    except InputError:
        return ()


def gunzip(data: bytes, path: str, budget: Budget | None = None) -> bytes:
    """What a gzip stream holds, all its members in a row; `InputError` if it is damaged or passes the limits."""
    budget = budget or Budget(path)
    pieces: list[bytes] = []
    size = 0
    try:
        with gzip.GzipFile(fileobj=io.BytesIO(data)) as opened:
            while piece := opened.read(_STEP):
                budget.spend(len(piece))
                size += len(piece)
                _check_compression(path, size, len(data))
                pieces.append(piece)
    except (OSError, EOFError, zlib.error):
        raise InputError(f"{named(path)}: the gzip archive is damaged or cut short; get or make it again.") from None
    return b"".join(pieces)


def _check_compression(where: str, expanded: int, stored: int) -> None:
    if expanded > COMPRESSION_JUDGED_FROM and expanded > MOST_COMPRESSION * max(1, stored):
        raise InputError(
            f"{named(where)}: one byte of it unpacks to over {MOST_COMPRESSION} (compression ratio), as no text does; "
            "unpack it yourself if you trust it, and give the texts inside."
        )


def _name(member: zipfile.ZipInfo) -> str:
    """A member's name; many programs write UTF-8 without saying so, and `zipfile` then reads it as code page 437."""
    if member.flag_bits & _NAMED_IN_UTF8:
        return member.filename
    try:
        return member.filename.encode("cp437").decode("utf-8")
    except UnicodeError:
        return member.filename
