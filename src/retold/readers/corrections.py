"""What a reader of a report corrected: a small JSON file comes in, corrections with their places go out.

``{"format": "retold-corrections/1", "items": [{"do": …, "readings": [{"sha256", "start", "end"}, …]}, …]}``, where no
two readings of a ``"split"`` are the same line and all of a ``"join"`` are. A reading is named by the SHA-256 of its
file and its code points there, so that a correction holds whatever the text is called or compared with.
"""

from __future__ import annotations

import json
import re
from typing import Any

from ..apparatus import Correction
from ..errors import OptionError
from ..text import Span
from .decoding import decode
from .files import load
from .naming import named

FORMAT = "retold-corrections/1"

_KEYS = ("sha256", "start", "end")
_SHA256 = re.compile(r"[0-9a-f]{64}")


def read_corrections(path: str) -> tuple[Correction, ...]:
    """The corrections that a file holds.

    Raises
    ------
    InputError
        If there is no such file.
    OptionError
        If it is not of this format; the message names the item.
    """
    text, _ = decode(load(path), path)
    return parse_corrections(text.removeprefix("\ufeff"), named(path))


def parse_corrections(text: str, source: str = "corrections") -> tuple[Correction, ...]:
    """The corrections that a text holds; `source` is its name in messages. Raises `OptionError` as above."""
    try:
        given = json.loads(text)
    except (ValueError, RecursionError) as error:
        line = f", line {error.lineno}" if isinstance(error, json.JSONDecodeError) else ""
        raise OptionError(f"{source}{line} is no JSON: give the file that a report wrote") from None
    if not isinstance(given, dict) or given.get("format") != FORMAT:
        stated = given.get("format") if isinstance(given, dict) else None
        raise OptionError(f'{source} is no file of corrections: its "format" is {stated!r}, not {FORMAT!r}')
    items = given.get("items")
    if not isinstance(items, list):
        raise OptionError(f'{source}: "items" must be a list of corrections')
    return tuple(_correction(item, f"{source}, item {number}") for number, item in enumerate(items, 1))


def _correction(item: Any, place: str) -> Correction:
    do = item.get("do") if isinstance(item, dict) else None
    if do not in ("split", "join"):
        raise OptionError(f'{place}: "do" must be "split" or "join", not {do!r}')
    readings = item.get("readings")
    if not isinstance(readings, list) or len(readings) < 2:
        raise OptionError(f'{place}: "readings" must be a list of two or more')
    found = tuple(_reading(one, place) for one in readings)
    if len(set(found)) < len(found):
        raise OptionError(f"{place} names one reading twice: a line is itself already")
    return Correction(do, found, place)


def _reading(reading: Any, place: str) -> tuple[str, Span]:
    content, start, end = (reading.get(key) for key in _KEYS) if isinstance(reading, dict) else (None, None, None)
    if not (isinstance(content, str) and _SHA256.fullmatch(content)):
        raise OptionError(f'{place}: a reading needs "sha256", the 64 hexadecimal digits of its file')
    if type(start) is not int or type(end) is not int or not 0 <= start < end:
        raise OptionError(f'{place}: a reading needs "start" and "end", code points of its file, the first the smaller')
    return content, Span(start, end)
