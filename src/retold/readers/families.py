"""Which readers a file may be for, without loading those it cannot be for.

In goes the content of a file, out come the formats to ask, in order. A family of formats is one module, imported when
some content first holds a mark without which no file of the family is one: who compares plain texts waits for no reader
of web pages or books.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from importlib import import_module

from .sniffing import Format

HEAD = 200_000  # bytes in which a file shows what it is; no reader looks at more
START = 4_096  # bytes in which those do that open with a mark


@dataclass(frozen=True, slots=True)
class Family:
    """A module of this package and the `Format` in it; `marks` are what its files show themselves by.

    One of them stands in the first `within` bytes of each, zero bytes left out, as UTF-16 has them. No marks: any file.
    """

    module: str
    marks: tuple[bytes, ...] = ()
    within: int = HEAD
    name: str = "FORMAT"

    def may_hold(self, head: bytes) -> bool:
        """Whether a file may be of this family; `head` is its first `HEAD` bytes."""
        start = head[: self.within]
        return not self.marks or any(mark in start for mark in self.marks)

    def load(self) -> Format:
        format: Format = getattr(import_module(f".{self.module}", __package__), self.name)
        return format


# Asked in this order; the last one takes whatever no other format claims and no magic number rules out.
FAMILIES = (
    Family("office", (b"PK",), START, "WORD"),
    Family("office", (b"PK", b"<"), HEAD, "OPEN"),
    Family("rtf", (b"{\\rtf",), START),
    Family("pdf", (b"%PDF-",), START),
    Family("tei", (b"<",)),
    Family("finaldraft", (b"<",)),
    Family("collatex", (b"{", b"["), START),
    Family("fountain"),
    Family("subtitles", (b"-->", b"WEBVTT", b"["), START),
    Family("epub", (b"PK",), START),
    Family("html", (b"<",)),
    Family("markdown", (b"#", b"===", b"](", b"---")),
    Family("plain"),
)


def formats(data: bytes | None = None) -> Iterator[Format]:
    """The formats that some content may be in, in the order to ask them; all there are where None."""
    head = None if data is None else data[:HEAD].replace(b"\x00", b"")
    return (family.load() for family in FAMILIES if head is None or family.may_hold(head))
