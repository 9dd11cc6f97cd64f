"""The reconstructed scene as a screenplay in Fountain: speeches under their names, the rest as action.

Where no majority decides, the wording likely to be nearest to the source stands in the text. What the tellings have
instead follows in a note each (``[[B: …]]``), which screenplay programs show beside the page or leave out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from retold.apparatus import Comparison, Locus, SourceLine
from retold.wording import listed

from .edition import title
from .plugins import Exporter
from .xmltext import holdable

UNKNOWN = "SOMEBODY"
_WORDS = re.compile(r"\w+")
# What Fountain takes for emphasis, and what begins and ends a note or a comment in it.
_ACTIVE = re.compile(r"[*_]")
_PAIRS = re.compile(r"(?<=\[)(?=\[)|(?<=\])(?=\])|(?<=/)(?=\*)|(?<=\*)(?=/)")


def dumps(comparison: Comparison) -> bytes:
    """The screenplay as the bytes of a file."""
    return "\n".join(_lines(comparison)).encode("utf-8")


def _lines(comparison: Comparison) -> Iterator[str]:
    titles = [title(telling) for telling in comparison.tellings]
    yield f"Title: The scene behind {_plain(listed(titles)) or 'no text'}"
    yield "Source: put together by Retold from what these texts have in common"
    yield ""
    loci = {locus.id: locus for locus in comparison.loci}
    scene = None
    for line in comparison.source:
        locus = loci[line.locus]
        if locus.scene != scene:
            scene = locus.scene
            yield f".SCENE {_plain(scene).upper()}"
            yield ""
        yield from _line(comparison, line, locus)
        yield ""


def _line(comparison: Comparison, line: SourceLine, locus: Locus) -> Iterator[str]:
    words = " ".join(text for word in line.words if (text := word.choices[0].text)) or line.text
    text = _plain(words)
    notes = [
        f"[[{_plain(siglum)}: {_plain(told)}]]"
        for siglum, reading in locus.readings.items()
        if _folded(told := comparison.text_of(reading)) != _folded(words)
    ]
    if locus.kind == "speech":
        who = comparison.character(line.speaker)
        yield f"@{_plain(who.name)}" if who is not None else UNKNOWN
        yield text or "…"
        yield from notes
    else:
        yield f"!{text}"
        for note in notes:
            yield ""
            yield note


def _plain(text: str) -> str:
    """A text on one line in which nothing means anything to Fountain."""
    line = " ".join(holdable(text).split())
    return _ACTIVE.sub(r"\\\g<0>", _PAIRS.sub(" ", line))


def _folded(text: str) -> list[str]:
    return [word.casefold() for word in _WORDS.findall(text)]


EXPORTER = Exporter("the reconstructed scene as a screenplay, what the texts have instead as notes", ".fountain", dumps)
