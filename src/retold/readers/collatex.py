"""Collections of witnesses in JSON: the input of CollateX, and the JSON Lines of passim.

In goes the content of a file, out come the names of its texts (``novel.json!/B``), the record of each, and from a
record its text. CollateX holds its witnesses in one object, as text or as tokens; passim has an object a line, a whole
document or, in what it writes, a passage of one (``passages.json!/A:120-560``). The raw text of a witness is its own
record, character for character, so that every span leads back through the escapes.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from functools import lru_cache
from pathlib import PurePosixPath
from typing import Any

from ..errors import InputError
from ..text import Content
from .archives import fetch
from .building import Building
from .files import COLLECTION_EXTENSIONS, head
from .heads import first_characters, promises_texts
from .members import join, split
from .naming import named
from .plain import read as read_plain
from .sniffing import Decoded, Format
from .tokens import COLLATED, is_table

PEEK = 64  # bytes in which JSON shows
RESULT = "retold/"  # begins the format of a result
FACTS = {
    "title": "title",
    "author": "author",
    "date": "published",
    "url": "url",
    "series": "series",
    "lang": "language",
}
"""What passim calls the facts of a text, and what they are called here."""

# A string is one token, and so is whatever else stands between marks and blanks.
_TOKEN = re.compile(r'"[^"\\]*(?:\\.[^"\\]*)*"|[{}\[\],:]|[^\s"{}\[\],:]+', re.DOTALL)
_IN_STRING = re.compile(
    r"\\u(?P<high>[dD][89abAB][0-9a-fA-F]{2})\\u(?P<low>[dD][c-fC-F][0-9a-fA-F]{2})"
    r"|\\u(?P<code>[0-9a-fA-F]{4})|\\(?P<escape>.)|[^\\]+",
    re.DOTALL,
)
_ESCAPES = {"b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t"}

_Path = tuple[str | int, ...]
_Value = tuple[_Path, int, int]
_Record = tuple[bytes, Any]


def works(path: str) -> list[str]:
    """The paths of the witnesses in a collection; the path itself where it is none.

    What cannot be read stands for itself, so that reading it says why.
    """
    file, inside = split(path)
    if not (PurePosixPath(path).suffix.lower() in COLLECTION_EXTENSIONS if inside else _may_be(file)):
        return [path]
    try:
        found = fetch(path)
        records = {} if found.rest else _records(found.data)
    except InputError:
        return [path]
    return [join(path, name) for name in records] or [path]


def record(data: bytes, name: str, path: str) -> bytes:
    """The record of one witness of a collection; `InputError` if there is none of that name."""
    records = _records(data)
    if name in records:
        return records[name]
    if not records:
        raise InputError(
            f"{named(path)}: there is no {named(name)} in that file, which holds no other texts; check it."
        )
    raise InputError(f"{named(path)}: there is no text {named(name)} in that file; {_some(tuple(records))}.")


def read(data: bytes, path: str, encoding: str | None, replace: bool) -> Decoded:
    """The text of a record, or of a collection that holds one alone."""
    plain = read_plain(data, path, encoding, replace)
    try:
        value = _parsed(plain.raw)
    except ValueError:  # an object a line
        value = None
    if isinstance(value, dict) and str(value.get("format")).startswith(RESULT):
        raise InputError(
            f"{named(path)}: this is a result of Retold, not a text; give the texts that it was made from."
        )
    if isinstance(value, dict) and is_table(value):
        raise InputError(f"{named(path)}: {COLLATED}, not a text; give the texts that it was made from.")
    if isinstance(value, dict) and _is_record(value):
        content = _content(plain.raw, value)
        if not content.text.strip():
            raise InputError(f"{named(path)}: this text is empty; give one with words in it.")
        return Decoded(plain.raw, plain.encoding, None, content)
    records = _records(data)
    if len(records) == 1:
        return read(next(iter(records.values())), path, encoding, replace)
    if records:
        first = join(path, next(iter(records)))
        raise InputError(
            f"{named(path)}: this is a collection of {len(records)} texts; give one, such as {named(first)}."
        )
    raise InputError(
        f"{named(path)}: this is JSON without texts; what is read are CollateX's witnesses "
        '({"witnesses": [{"id", "content"}]}) and records of passim ({"id", "text"} a line).'
    )


def refuse_broken(data: bytes, path: str) -> None:
    """Raise `InputError` if the content is no whole JSON but set out to be: by its name, or by a collection's keys."""
    if first_characters(data).lstrip()[:1] not in ("{", "["):
        return
    if PurePosixPath(path).suffix.lower() in COLLECTION_EXTENSIONS or promises_texts(data):
        raise InputError(
            f"{named(path)}: this JSON is damaged or cut short{_broken_at(_text(data))}; get or make the file again."
        )


def _broken_at(text: str) -> str:
    """Where some JSON breaks off: in the whole, or in the first line that is none where each should be an object."""
    lines = text.splitlines()
    by_line = len(lines) > 1 and _error(lines[0]) is None
    errors = ((number, _error(line)) for number, line in enumerate(lines, 1) if line.strip()) if by_line else ()
    first, error = next(((number, error) for number, error in errors if error), (1, _error(text)))
    if not isinstance(error, json.JSONDecodeError):
        return " (nested too deep)" if error else ""
    line_start = error.doc.rfind("\n", 0, error.pos) + 1
    column = len(error.doc[line_start : error.pos].encode("latin-1").decode("utf-8", "replace")) + 1
    return f" (line {first + error.lineno - 1}, character {column})"


def _error(text: str) -> ValueError | None:
    try:
        _parsed(text)
    except ValueError as error:
        return error
    return None


def _knows(data: bytes) -> bool:
    """Whether the whole of it is JSON, or each line is a record."""
    if first_characters(data).lstrip()[:1] not in ("{", "["):
        return False
    text = _text(data)
    try:
        return isinstance(_parsed(text), dict | list)
    except ValueError:
        return bool(_records(data))


def _may_be(file: str) -> bool:
    return first_characters(head(file, PEEK)).lstrip()[:1] == "{"


def _text(data: bytes) -> str:
    """The content with one character for each byte, which is all that telling its structure takes."""
    if b"\x00" in data[:PEEK]:
        codec = "utf-16-be" if data[:1] in (b"\x00", b"\xfe") else "utf-16-le"
        data = data.decode(codec, "replace").encode("utf-8")
    return data.removeprefix(b"\xef\xbb\xbf").decode("latin-1")


def _parsed(text: str) -> Any:
    """What some JSON says; `ValueError` where it is none."""
    try:
        return json.loads(text.removeprefix("\ufeff"), strict=False)
    except RecursionError:
        raise ValueError("nested too deep") from None


# The texts of a collection are read one after another: its records, once found, serve them all.
@lru_cache(maxsize=2)
def _records(data: bytes) -> dict[str, bytes]:
    """The record of each witness by its name, in order; none where the content is no collection."""
    text = _text(data)
    found: dict[str, bytes] = {}
    for record, value in _witnesses(text) if _is_collection(text) else _lines(text):
        name, number = _name(value), 1
        while (called := name if number == 1 else f"{name} ({number})") in found:
            number += 1
        found[called] = record
    return found


def _name(value: dict[str, Any]) -> str:
    """What a record goes by; a passage that passim found in a document, by the document and its place there."""
    name = str(value["id"]).encode("utf-8", "replace").decode("utf-8")
    begin, end = (value.get(key) for key in ("begin", "end"))
    is_passage = "cluster" in value and isinstance(begin, int) and isinstance(end, int)
    return f"{name}:{begin}-{end}" if is_passage else name


def _is_collection(text: str) -> bool:
    try:
        value = _parsed(text)
    except ValueError:
        return False
    return isinstance(value, dict) and isinstance(value.get("witnesses"), list) and "format" not in value


def _is_record(value: object) -> bool:
    if not isinstance(value, dict) or not isinstance(value.get("id"), str | int):
        return False
    return any(isinstance(value.get(key), str) for key in ("content", "text")) or isinstance(value.get("tokens"), list)


def _witnesses(text: str) -> Iterator[_Record]:
    for path, start, end in _values(text):
        if len(path) == 2 and path[0] == "witnesses":
            record, value = _as_record(text[start:end])
            if _is_record(value):
                yield record, value


def _lines(text: str) -> Iterator[_Record]:
    """Records a line; one line that is none makes the whole no collection."""
    found = []
    for line in re.finditer(r"[^\r\n]*[^\s][^\r\n]*", text):
        try:
            record, value = _as_record(line.group())
        except ValueError:
            return
        if not _is_record(value):
            return
        found.append((record, value))
    yield from found


def _as_record(text: str) -> _Record:
    """The bytes that a piece of some content was made of (see `_text`), and what they say."""
    data = text.encode("latin-1")
    return data, _parsed(data.decode("utf-8", "replace"))


def _values(text: str) -> Iterator[_Value]:
    """Every value of some valid JSON with the keys that lead to it and where it stands; containers as they end."""
    path: list[str | int] = []
    starts: list[int] = []
    key = False  # the next string is a key
    keys: list[bool] = []  # of each open container, whether it has keys
    for token in _TOKEN.finditer(text):
        mark = token.group()
        if mark in "{[":
            starts.append(token.start())
            keys.append(mark == "{")
            path.append("" if mark == "{" else 0)
            key = mark == "{"
        elif mark in "}]":
            path.pop()
            keys.pop()
            yield tuple(path), starts.pop(), token.end()
        elif mark == ",":
            key = keys[-1]
            last = path[-1]
            if isinstance(last, int):
                path[-1] = last + 1
        elif mark == ":":
            key = False
        elif key:
            path[-1] = json.loads(mark, strict=False)
        else:
            yield tuple(path), token.start(), token.end()


def _content(raw: str, value: dict[str, Any]) -> Content:
    building = Building()
    wanted: Callable[[_Path], bool]
    text = next((key for key in ("content", "text") if isinstance(value.get(key), str)), None)
    if text is not None:
        wanted = lambda path: path == (text,)  # noqa: E731
        apart = False
    else:
        wanted = lambda path: len(path) == 3 and path[0] == "tokens" and path[2] == "t"  # noqa: E731
        said = [token["t"] for token in value["tokens"] if isinstance(token, dict) and isinstance(token.get("t"), str)]
        # Tokens mostly bring the blank behind them along; where none does, blanks part them.
        apart = not any(token[-1:].isspace() for token in said)
    for path, start, end in _values(raw.removeprefix("\ufeff")):
        start, end = (place + raw.startswith("\ufeff") for place in (start, end))
        if wanted(path) and raw[start] == '"':
            _put(building, raw, start + 1, end - 1)
            if apart:
                building.flow(" ", end - 1)
    facts = {name: value[key].strip() for key, name in FACTS.items() if isinstance(value.get(key), str)}
    facts = {name: fact for name, fact in facts.items() if fact}
    return building.content(facts.pop("title", None), facts)


def _put(building: Building, raw: str, start: int, end: int) -> None:
    """Add what a string of JSON says, each escape as the character it stands for."""
    for piece in _IN_STRING.finditer(raw, start, end):
        if piece["high"]:
            code = 0x10000 + ((int(piece["high"], 16) & 0x3FF) << 10) + (int(piece["low"], 16) & 0x3FF)
            building.put(chr(code), piece.start(), len(piece.group()))
        elif piece["code"]:
            code = int(piece["code"], 16)
            building.put("\ufffd" if 0xD800 <= code < 0xE000 or not code else chr(code), piece.start(), 6)
        elif piece["escape"]:
            building.put(_ESCAPES.get(piece["escape"], piece["escape"]), piece.start(), 2)
        else:
            building.put(piece.group(), piece.start())


def _some(names: tuple[str, ...]) -> str:
    shown = ", ".join(named(name) for name in names[:5])
    return f"there are {shown}" + (f" and {len(names) - 5} more" if len(names) > 5 else "")


FORMAT = Format("JSON", _knows, read)
