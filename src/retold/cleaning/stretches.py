"""What is made and asked of many stretches of text at once, in arrays with an entry a stretch.

In go the stretches of raw text that a text is joined from; out comes the `OffsetMap`. The same the other way: the
places in raw of many places in a text. And of many texts what they begin and end with, as one text.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Sequence
from operator import itemgetter

import numpy as np
import numpy.typing as npt

from ..text import OffsetMap, Rows

Numbers = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]
Codes = npt.NDArray[np.uint32]

BLOCK = 1 << 16  # code points


def mapped(starts: Numbers, ends: Numbers) -> OffsetMap:
    """The map of the text made by joining stretches of raw, in order and without overlap; touching ones become one.

    Parameters
    ----------
    starts, ends
        Where each stretch begins and ends in raw, in code points; empty ones are left out.
    """
    kept = ends > starts
    starts, ends = starts[kept], ends[kept]
    apart = starts[1:] != ends[:-1]
    starts = np.concatenate((starts[:1], starts[1:][apart]))
    ends = np.concatenate((ends[:-1][apart], ends[-1:]))
    lengths = ends - starts
    return OffsetMap(Rows(*map(column, (np.cumsum(lengths) - lengths, starts, lengths))))


def raw_places(places: Numbers, back: OffsetMap) -> Numbers:
    """Where characters of a text stand in raw, as `back` leads there; the text has no wide characters."""
    text_starts, raw_starts, _ = map(numbers, back.segments.columns)
    which = np.searchsorted(text_starts, places, side="right") - 1
    return raw_starts[which] + places - text_starts[which]


def numbers(column: array[int]) -> Numbers:
    """The numbers of one column of `Rows`."""
    return np.frombuffer(column, np.uint32).astype(np.int64)


def column(numbers: Numbers) -> array[int]:
    """One column of `Rows` from numbers."""
    return array("I", numbers.astype(np.uint32).tobytes())


def code_points(text: str) -> Codes:
    """The code points of a text, an entry a character."""
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32)


def blocks(text: str, beyond: int) -> Iterator[tuple[int, Codes]]:
    """The code points of a text, a block at a time: where each begins, and its own with so many `beyond` it.

    What is made of one block fits into the processor's cache, and the memory of all the others is never needed.
    """
    for start in range(0, len(text), BLOCK):
        yield start, code_points(text[start : start + BLOCK + beyond])


def characters(codes: Codes) -> str:
    """The text that some code points spell."""
    return codes.tobytes().decode("utf-32-le", "surrogatepass")


def heads_of(texts: Sequence[str]) -> str:
    """The first characters of some texts, none of them empty: one search asks all at once what they begin with."""
    return "".join(map(itemgetter(0), texts))


def tails_of(texts: Sequence[str]) -> str:
    """The last characters of some texts, none of them empty."""
    return "".join(map(itemgetter(-1), texts))
