"""Which readers a file may be for, without loading those it cannot be for.

In goes the content of a file, out come the formats to ask, in order. A family of formats is one module, imported when
some content first holds a mark without which no file of the family is one: who compares plain texts waits for no reader
of web pages or books.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from importlib import import_module

from .heads import HEAD
from .sniffing import Format

LOOKED_AT = 200_000  # bytes in which a file shows what it is; no reader looks at more


@dataclass(frozen=True, slots=True)
class Family:
    """A module of this package and the `Format` in it; `marks` are what its files show themselves by.

    One of them stands in the first `within` bytes of each, zero bytes left out, as UTF-16 has them. No marks: any file.
    """

    module: str
    marks: tuple[bytes, ...] = ()
    within: int = LOOKED_AT
    name: str = "FORMAT"

    def may_hold(self, head: bytes) -> bool:
        """Whether a file may be of this family; `head` is its first `LOOKED_AT` bytes."""
        start = head[: self.within]
        return not self.marks or any(mark in start for mark in self.marks)

    def load(self) -> Format:
        """The format, its module imported."""
        format: Format = getattr(import_module(f".{self.module}", __package__), self.name)
        return format


# Asked in this order; the last one takes whatever no other format claims and no magic number rules out.
FAMILIES = (
    Family("office", (b"PK",), HEAD, "WORD"),
    Family("office", (b"PK", b"<"), LOOKED_AT, "OPEN"),
    Family("rtf", (b"{\\rtf",), HEAD),
    Family("pdf", (b"%PDF-",), HEAD),
    Family("tei", (b"<",)),
    Family("finaldraft", (b"<",)),
    Family("collatex", (b"{", b"["), HEAD),
    Family("fountain"),
    Family("subtitles", (b"-->", b"WEBVTT", b"["), HEAD),
    Family("epub", (b"PK",), HEAD),
    Family("html", (b"<",)),
    Family("markdown", (b"#", b"===", b"](", b"---")),
    Family("plain"),
)


def formats(data: bytes | None = None) -> Iterator[Format]:
    """The formats that some content may be in, in the order to ask them; all there are where None."""
    head = None if data is None else data[:LOOKED_AT].replace(b"\x00", b"")
    return (family.load() for family in FAMILIES if head is None or family.may_hold(head))
