"""Archives of texts: which works a ZIP archive holds, and the bytes of each.

In goes a path, out come the paths of the texts in it, or the content of one. An archive of several works is several
witnesses, each named as in ``tales.zip!/first/one.txt``; one that holds a single text reads as that text, and gzip is
taken off whatever it wraps. A document that is a ZIP archive inside (a book, an office file) is no archive here.
Nothing is unpacked to disk: members are read into memory, within the limits.
"""

from __future__ import annotations

import os
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import PurePosixPath

from ..errors import InputError
from . import files
from .heads import HEAD
from .limits import DEEPEST_NESTING, GZIP_MARK, Archive, Budget, gunzip, is_zip, members
from .members import join, split
from .naming import STANDARD_INPUT, named
from .sniffing import zipped

_MARKS = (b"PK", GZIP_MARK)
# Members that make a ZIP archive one document: the first of EPUB and OpenDocument, of Word and its kin, of EPUB again.
_DOCUMENT_MEMBERS = frozenset(("mimetype", "[Content_Types].xml", "META-INF/container.xml", "word/document.xml"))
_RESOURCES = "__MACOSX"  # folder where macOS keeps icons and the like beside the files

_Chain = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Found:
    """What a path leads to: the content of a text, and the way there.

    `given` is the content at the path itself; `data` that of the text, which differs where the path names an archive
    of one text. `inside` are the members that lead from the path to the text; `rest` the names in the path that no
    archive answers to, for formats that hold texts of their own.
    """

    given: bytes
    data: bytes
    inside: tuple[str, ...] = ()
    rest: tuple[str, ...] = ()


def gather(paths: Sequence[str], *, refused: files.Refused | None = None) -> list[str]:
    """The texts that some paths mean: as `files.gather`, and for an archive of several texts each of them.

    Raises
    ------
    InputError
        If something is missing, a folder or a pattern holds no text, or a text is meant twice.
    """
    found: list[str] = []
    seen: set[str] = set()
    for path in files.gather(paths, refused=refused):
        # An archive without texts among other files is one more file that is no text; given by name it is a mistake.
        for text in works(path) or ([path] if path in paths else []):
            file, inside = split(text)
            identity = join(file if file == STANDARD_INPUT else os.path.realpath(file), *inside)
            if identity in seen:
                files.refuse(InputError(f"{named(text)}: given twice; give every text once."), refused)
                continue
            seen.add(identity)
            found.append(text)
    return found


def works(path: str) -> list[str]:
    """The paths of the texts in a file, sorted; the path itself where it is one text, none where it holds none.

    What cannot be listed stands for itself, so that reading it says why.
    """
    file, inside = split(path)
    if not (inside or files.head(file, len(GZIP_MARK)).startswith(_MARKS)):
        return [path]
    try:
        chains = _chains_at(path)
    except InputError:
        return [path]
    return [path] if len(chains) == 1 else [join(path, *chain) for chain in chains]


def fetch(path: str) -> Found:
    """The text that a path leads to.

    Raises
    ------
    InputError
        If it is missing, damaged, passes a limit, or is an archive with no text or several in it.
    """
    file, inside = split(path)
    given, rest = _content(file, inside)
    budget = Budget(path)
    data, depth = _bare(given, path, len(inside), budget)
    chain: _Chain = ()
    if not rest and _is_archive(data):
        chains = _chains(given, path, len(inside), budget)
        if len(chains) != 1:
            raise InputError(_not_one(path, chains, data))
        (chain,) = chains
        for name in chain:
            data = Archive(data, path, budget).read(name)
            depth += 1
            data, depth = _bare(data, join(path, *chain), depth, budget)
        if _is_archive(data):
            # It could not be listed, or its texts would be in the chain: listing it again says why.
            _chains(data, join(path, *chain), depth, budget)
    return Found(given, data, chain, rest)


def _not_one(path: str, chains: Sequence[_Chain], data: bytes) -> str:
    if not chains:
        if document := zipped(data):
            return f"{named(path)}: this is {document[0]}, not a plain text; {document[1]}."
        kinds = ", ".join(sorted(files.TEXT_EXTENSIONS))
        return f"{named(path)}: there is no text in this archive ({kinds}); give one that has texts in it."
    return (
        f"{named(path)}: this is an archive of {len(chains)} texts; give one, such as {named(join(path, *chains[0]))}."
    )


def _content(file: str, inside: _Chain) -> tuple[bytes, _Chain]:
    """The content at the end of a chain of members, and what of the chain is no member of an archive."""
    if not inside:
        return files.load(file), ()
    stamp = _stamp(file)
    followed = 0
    while followed < len(inside) and _archive(file, stamp, inside[:followed]) is not None:
        followed += 1
    if not followed:
        return files.load(file), inside
    archive = _archive(file, stamp, inside[: followed - 1])
    assert archive is not None
    where = Budget(join(file, *inside[:followed]))
    return archive.read(inside[followed - 1], budget=where), inside[followed:]


def _stamp(file: str) -> tuple[int, int, int]:
    """What changes when a file does."""
    if file == STANDARD_INPUT:
        data = files.load(file)
        return (len(data), zlib.crc32(data), 0)
    try:
        about = os.stat(file)  # noqa: PTH116
    except (OSError, ValueError):
        return (0, 0, 0)
    return (about.st_mtime_ns, about.st_size, about.st_ino)


# An archive's texts are read one after another: its list of members, once read, serves them all.
@lru_cache(maxsize=DEEPEST_NESTING)
def _archive(file: str, stamp: tuple[int, int, int], inside: _Chain) -> Archive | None:
    """The archive at the end of a chain of members; None where a text or a document is."""
    path = join(file, *inside)
    budget = Budget(path)
    if inside:
        outer = _archive(file, stamp, inside[:-1])
        if outer is None:
            return None
        data = outer.read(inside[-1], budget=budget)
    else:
        data = files.load(file)
    data, depth = _bare(data, path, len(inside), budget)
    if not _is_archive(data):
        return None
    _check_depth(path, depth + 1)
    return Archive(data, path)


def _chains_at(path: str) -> list[_Chain]:
    file, inside = split(path)
    given, rest = _content(file, inside)
    return [()] if rest else _chains(given, path, len(inside), Budget(path))


def _chains(data: bytes, path: str, depth: int, budget: Budget) -> list[_Chain]:
    """The members that lead to each text in some content, sorted; one empty chain where it is a text itself."""
    data, depth = _bare(data, path, depth, budget)
    if not _is_archive(data):
        return [()]
    _check_depth(path, depth + 1)
    archive = Archive(data, path, budget)
    found: list[_Chain] = []
    for name in sorted(archive.names, key=lambda name: PurePosixPath(name).parts):
        if not _visible(name) or not _looks_like_text(archive, name):
            continue
        inner: list[_Chain] = [()]
        if PurePosixPath(name).suffix.lower() in files.ARCHIVE_EXTENSIONS:
            try:
                inner = _chains(archive.read(name), join(path, name), depth + 1, budget)
            except InputError:
                # Reading it will say what is wrong with it; too much in all is wrong with the whole.
                if budget.left < 0:
                    raise
        else:
            budget.spend(archive.size(name))
        found += [(name, *chain) for chain in inner]
    return found


def _bare(data: bytes, path: str, depth: int, budget: Budget) -> tuple[bytes, int]:
    """The content without the gzip around it, and how deep it lies."""
    while data.startswith(GZIP_MARK):
        depth += 1
        _check_depth(path, depth)
        data = gunzip(data, path, budget)
    return data, depth


def _is_archive(data: bytes) -> bool:
    return is_zip(data) and _DOCUMENT_MEMBERS.isdisjoint(members(data))


def _check_depth(path: str, depth: int) -> None:
    if depth > DEEPEST_NESTING:
        raise InputError(
            f"{named(path)}: it lies in archives more than {DEEPEST_NESTING} deep, the most that are read (nesting "
            "depth); unpack it and give the texts inside."
        )


def _visible(name: str) -> bool:
    """Whether a member is no hidden file and no resource of macOS.

    A name that leads out of the archive hides nothing, and is harmless: members are never written to disk.
    """
    steps = name.replace("\\", "/").split("/")
    hidden = any(step.startswith(".") and step not in (".", "..") for step in steps)
    return bool(steps[-1]) and _RESOURCES not in steps and not hidden


def _looks_like_text(archive: Archive, name: str) -> bool:
    def first() -> bytes:
        try:
            return archive.read(name, HEAD)
        except InputError:
            return b""

    return files.looks_like_text(name, first)
