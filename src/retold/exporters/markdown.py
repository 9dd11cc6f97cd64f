"""A comparison in Markdown: what was found in sentences, each scene as a table, and the scene behind it.

Words in which a reading differs are bold. Whatever means something to Markdown in a text is escaped, so that the text
reads as it stands.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from retold.apparatus import Comparison, Locus
from retold.wording import number, visible

from .edition import title
from .marking import marked
from .plugins import Exporter

ABSENT = "–"
_ACTIVE = re.compile(r"[\\`*_{}\[\]<>#|~$&!]")
_AT_START = re.compile(r"^(\s*)([-+=]|\d+(?=[.)]))")


def dumps(comparison: Comparison) -> bytes:
    """The document as the bytes of a file."""
    return ("\n".join(_lines(comparison)) + "\n").encode("utf-8", "replace")


def _lines(comparison: Comparison) -> Iterator[str]:
    yield "# What the texts tell alike"
    yield ""
    for telling in comparison.tellings:
        yield f"- **{escaped(telling.siglum)}** {escaped(title(telling))}"
    if comparison.relations:
        yield ""
    for relation in comparison.relations:
        yield f"- {escaped(relation.summary)}"
    for scene in comparison.scenes:
        loci = [locus for locus in comparison.loci if locus.scene == scene.id]
        sigla = [telling.siglum for telling in comparison.tellings if telling.siglum in scene.witnesses]
        yield ""
        yield f"## Scene {escaped(scene.id)}, {number(len(loci), 'row')}"
        yield ""
        yield _row(["", "", *map(escaped, sigla), ""])
        yield _row(["--:", "---", *("---" for _ in sigla), "---"])
        for at, locus in enumerate(loci, 1):
            who = comparison.character(locus.speaker)
            cells = [_cell(comparison, locus, siglum) for siglum in sigla]
            yield _row([str(at), escaped(who.name) if who else "", *cells, locus.relation])
    if comparison.source:
        yield ""
        yield "## The scene behind them"
    for line in comparison.source:
        who = comparison.character(line.speaker)
        yield ""
        yield f"**{escaped(who.name)}:** {escaped(line.text)}" if who else escaped(line.text)


def _cell(comparison: Comparison, locus: Locus, siglum: str) -> str:
    if siglum not in locus.readings:
        return ABSENT
    pieces = marked(comparison, locus, locus.readings[siglum])
    words = "".join(_bold(text) if differs else escaped(text, first=False) for text, differs in pieces)
    return f"{words} *(moved)*" if siglum in locus.moved else words


def _bold(text: str) -> str:
    """A stretch in bold; its marks must touch its words."""
    words = text.strip()
    if not words:
        return text
    before, after = text[: text.index(words)], text[text.index(words) + len(words) :]
    return f"{before}<b>{escaped(words, first=False)}</b>{after}"


def _row(cells: list[str]) -> str:
    return f"| {' | '.join(cells)} |"


def escaped(text: str, *, first: bool = True) -> str:
    """A text on one line in which nothing means anything to Markdown; `first` when it may begin a line."""
    line = _ACTIVE.sub(lambda found: "&amp;" if found.group() == "&" else f"\\{found.group()}", visible(text))
    line = re.sub(r"\s+", " ", line)
    return _AT_START.sub(r"\1\\\2", line) if first else line


EXPORTER = Exporter("a document in Markdown: sentences, the scenes as tables, the scene behind them", ".md", dumps)
