"""The visible text of a marked-up file, put together with the way back.

In go stretches of raw text, in the order they are read, and what parts them; out comes a `Content`. Breaks are written
only between things that are there, so that no text begins or ends with one and empty paragraphs add up to one blank
line; each stands for a character of raw where the break was.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from io import StringIO
from typing import Literal

from ..text import Chrome, Content, OffsetMap, Rows, Script, Span

Role = Literal["name", "speech"]

_PIECE = re.compile(r"[ \t\r\n]+|[^ \t\r\n]+")


class Building:
    """A text under construction. Raw positions must rise from call to call."""

    def __init__(self) -> None:
        self._text = StringIO()
        self._length = 0
        self._segments = Rows.of((), width=3)
        self._wide = Rows.of((), width=2)
        self._begun = (0, 0)  # the open segment: where it begins in the text, and in raw
        self._end = -1  # of the open segment, in raw
        self._space: int | None = None  # where a blank waits for more text
        self._breaks: list[int] = []
        self._chrome: list[Chrome] = []
        self._declared: dict[Role, list[Span]] = {"name": [], "speech": []}

    def __len__(self) -> int:
        return self._length

    def put(self, text: str, at: int, width: int | None = None) -> None:
        """Add characters that stand at `at` as they are; `width` is what a single one takes up in raw."""
        if not text:
            return
        if self._breaks:
            if self._length:
                for place in self._breaks[:2]:
                    self._write("\n", place, 1)
            self._breaks.clear()
            self._space = None
        if self._space is not None:
            self._write(" ", self._space, 1)
            self._space = None
        self._write(text, at, len(text) if width is None else width)

    def flow(self, text: str, at: int, width: int | None = None) -> None:
        """Add running text: white space is one blank, and none where a paragraph begins or ends."""
        if width is not None and width != len(text):
            if text.strip(" \t\r\n"):
                self.put(text, at, width)
            else:
                self._wait(at)
            return
        for piece in _PIECE.finditer(text):
            if piece.group()[0] in " \t\r\n":
                self._wait(at + piece.start())
            else:
                self.put(piece.group(), at + piece.start())

    def end(self, at: int) -> None:
        """End the paragraph, if one is open; what ends it stands at `at`."""
        if not self._breaks:
            self._breaks.append(at)

    def part(self, at: int) -> None:
        """Leave a blank line before what follows; what parts it stands at `at`, which takes up two characters."""
        self.end(at)
        if len(self._breaks) < 2:
            self._breaks.append(max(at, self._breaks[0] + 1))

    def aside(self, start: int, end: int, kind: str) -> None:
        """Set a stretch of raw aside; touching ones of a kind are one, and empty ones none."""
        if start >= end:
            return
        if self._chrome and self._chrome[-1].kind == kind and self._chrome[-1].span.end >= start:
            start = min(start, self._chrome.pop().span.start)
        self._chrome.append(Chrome(Span(start, end), kind))

    def declare(self, role: Role, start: int, end: int) -> None:
        """Note that a stretch of raw is the name of who speaks, or what is said below one."""
        self._declared[role].append(Span(start, end))

    def content(self, title: str | None = None, metadata: Mapping[str, str] | None = None) -> Content:
        """What was built."""
        self._close()
        map_ = OffsetMap(self._segments, self._wide)
        chrome: list[Chrome] = []
        for one in sorted(self._chrome, key=lambda one: (one.span.start, -one.span.end)):
            # A note in a heading goes with the heading.
            if not chrome or one.span.start >= chrome[-1].span.end:
                chrome.append(one)
        names, speeches = (tuple(spans) for spans in self._declared.values())
        script = Script(names, speeches) if names else None
        return Content(self._text.getvalue(), map_, tuple(chrome), title or None, dict(metadata or {}), script=script)

    def _wait(self, at: int) -> None:
        if self._length and not self._breaks and self._space is None:
            self._space = at

    def _write(self, text: str, at: int, width: int) -> None:
        if at != self._end:
            self._close()
            self._begun = (self._length, at)
        self._text.write(text)
        self._length += len(text)
        self._end = at + width
        if width != len(text):
            # Within a segment the two texts run in step; this one ends here.
            self._wide.append(self._length - 1, width)
            self._close()
            self._end = -1

    def _close(self) -> None:
        start, raw = self._begun
        if self._length > start:
            self._segments.append(start, raw, self._length - start)
        self._begun = (self._length, 0)


def joined(words: list[str]) -> str:
    """Pieces of text as one line, its white space single blanks."""
    return " ".join("".join(words).split())
