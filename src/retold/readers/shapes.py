"""JSON that others may have written: a value and its name come in, checked values go out, or a line says what is wrong.

A `Given` is a value and the path that leads to it (``witnesses[1].tokens[3].t``). What has another shape than is asked
for is an `InputError` that names the place, what was expected and what is there instead.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Collection, Iterator, Mapping
from math import isfinite
from typing import Any

from ..errors import InputError

_SHOWN = 40  # characters of a wrong value that are quoted


def parsed(data: bytes, name: str, shape: str, advice: str = "mend it there") -> object:
    """What some JSON says, in UTF-8, UTF-16 or UTF-32; messages say that `shape` was expected and give the `advice`."""
    try:
        text = data.decode(json.detect_encoding(data))
    except UnicodeDecodeError as error:
        raise InputError(
            f"{name}: byte {data[error.start]:02X} at offset {error.start} is not {error.encoding.upper()}; "
            "save the file again as UTF-8."
        ) from None
    try:
        return json.loads(text.removeprefix("\ufeff"), strict=False, parse_constant=_no_number, parse_float=_number)
    except json.JSONDecodeError as error:
        raise InputError(
            f"{name}: line {error.lineno}, column {error.colno}: this is not JSON ({error.msg}); {advice}. "
            f"Expected is {shape}."
        ) from None
    except RecursionError:
        raise InputError(f"{name}: brackets are nested too deep; expected is {shape}.") from None
    except ValueError as error:  # a number that JSON or Python does not know
        raise InputError(f"{name}: this is not JSON ({error}); expected is {shape}.") from None


def _no_number(found: str) -> float:
    raise ValueError(f"{found} is no number in it")


def _number(found: str) -> float:
    return value if isfinite(value := float(found)) else _no_number(found)


class Given:
    """A value in some JSON: `name` is what it came in, `place` the path to it there, empty for the whole."""

    __slots__ = ("name", "place", "value")

    def __init__(self, value: Any, name: str, place: str = "") -> None:
        self.value, self.name, self.place = value, name, place

    def __getitem__(self, key: str) -> Given:
        """A member that must be there."""
        found = self.get(key)
        if found is None:
            raise InputError(f'{self._where}: "{key}" is missing; add it.')
        return found

    def get(self, key: str) -> Given | None:
        """A member, None where there is none."""
        members = self.members()
        if key not in members:
            return None
        return Given(members[key], self.name, f"{self.place}.{key}" if self.place else key)

    def members(self, shape: str = "") -> Mapping[str, Any]:
        """What an object holds; `shape` is how messages say what it should look like."""
        if isinstance(self.value, Mapping):
            return self.value
        raise self.unlike(f"an object{', ' if shape else ''}{shape}")

    def each(self) -> Iterator[tuple[str, Given]]:
        """The members of an object, in their order."""
        for key, value in self.members().items():
            yield key, Given(value, self.name, f"{self.place}.{key}")

    def items(self, of: str = "values") -> Iterator[Given]:
        """The items of a list; `of` is how messages say of what."""
        if not isinstance(self.value, list | tuple):
            raise self.unlike(f"a list of {of}")
        return (Given(item, self.name, f"{self.place}[{at}]") for at, item in enumerate(self.value))

    def string(self) -> str:
        """A string."""
        if isinstance(self.value, str):
            return self.value
        raise self.unlike("a string")

    def one_of(self, known: Collection[str]) -> str:
        """One of some strings."""
        if isinstance(self.value, str) and self.value in known:
            return self.value
        raise self.unlike(" or ".join(map(self._quoted, known)) if len(known) < 9 else "one that is listed above")

    def number(self, most: float | None = None) -> float:
        """A number of 0 or more, and not above `most`."""
        a_number = isinstance(self.value, int | float) and not isinstance(self.value, bool)
        if a_number and 0 <= self.value <= (sys.float_info.max if most is None else most):
            return float(self.value)
        raise self.unlike("a number of 0 or more" if most is None else f"a number from 0 to {most:g}")

    def whole(self, most: int | None = None) -> int:
        """A whole number of 0 or more, and not above `most`."""
        if type(self.value) is int and self.value >= 0 and (most is None or self.value <= most):
            return self.value
        raise self.unlike("a whole number of 0 or more" if most is None else f"a whole number from 0 to {most}")

    def truth(self) -> bool:
        """True or false."""
        if isinstance(self.value, bool):
            return self.value
        raise self.unlike("true or false")

    @property
    def here(self) -> Given | None:
        """The value itself, None where it is null."""
        return None if self.value is None else self

    def unlike(self, expected: str) -> InputError:
        """The error to raise where a value is not as expected."""
        return self.wrong(f"expected is {expected}, not {shown(self.value)}.")

    def wrong(self, what: str) -> InputError:
        """The error to raise for this place."""
        return InputError(f"{self._where}: {what}")

    @property
    def _where(self) -> str:
        return f"{self.name}: {self.place or 'the whole'}"

    @staticmethod
    def _quoted(value: str) -> str:
        return json.dumps(value)


def shown(value: object) -> str:
    """A value as messages quote it: as JSON, a few characters of it."""
    text = json.dumps(value, ensure_ascii=True, default=lambda other: type(other).__name__)
    return text if len(text) <= _SHOWN else text[: _SHOWN - 1] + "…"
