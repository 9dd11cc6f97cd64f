"""A comparison as plain text, laid out like the differences that programmers read.

Each row has a head (``@@ 12 · Nora · near``) and a line for each text of the scene, which begins with a sign: a blank
for the words of the one it is held against (the base, else the first that has the row), ``=`` for the same words, ``~``
for others, ``+`` where only this text has the row, ``-`` where it lacks it, and ``>`` behind the sign where it stands
elsewhere. Words that differ stand between ``{+`` and ``+}``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from retold.apparatus import Comparison, Locus
from retold.wording import one_line

from .edition import title
from .marking import marked
from .plugins import Exporter

_WORDS = re.compile(r"\w+")


def dumps(comparison: Comparison) -> bytes:
    """The differences as the bytes of a file."""
    return ("\n".join(_lines(comparison)) + "\n").encode("utf-8", "replace")


def _lines(comparison: Comparison) -> Iterator[str]:
    for telling in comparison.tellings:
        yield f"# {telling.siglum}  {one_line(title(telling))}"
    for relation in comparison.relations:
        yield f"# {one_line(relation.summary)}"
    number = 0
    for scene in comparison.scenes:
        sigla = [telling.siglum for telling in comparison.tellings if telling.siglum in scene.witnesses]
        yield ""
        yield f"=== {scene.id}: {', '.join(sigla)}"
        for locus in comparison.loci:
            if locus.scene == scene.id:
                number += 1
                yield from _row(comparison, locus, sigla, number)


def _row(comparison: Comparison, locus: Locus, sigla: list[str], number: int) -> Iterator[str]:
    who = comparison.character(locus.speaker)
    yield ""
    yield " · ".join((f"@@ {number}", *([one_line(who.name)] if who else []), locus.relation))
    here = [siglum for siglum in sigla if siglum in locus.readings]
    against = comparison.base if comparison.base in here else here[0]
    said = {siglum: _folded(comparison.text_of(locus.readings[siglum])) for siglum in here}
    for siglum in sigla:
        if siglum not in said:
            yield f"-  {siglum}"
            continue
        alone = len(here) == 1
        sign = "+" if alone else " " if siglum == against else "=" if said[siglum] == said[against] else "~"
        moved = ">" if siglum in locus.moved else " "
        pieces = marked(comparison, locus, locus.readings[siglum])
        words = "".join(_signed(text) if differs else text for text, differs in pieces)
        yield f"{sign}{moved} {siglum}  {one_line(words)}"


def _signed(text: str) -> str:
    words = text.strip()
    return text.replace(words, f"{{+{words}+}}") if words else text


def _folded(text: str) -> list[str]:
    return [word.casefold() for word in _WORDS.findall(text)]


EXPORTER = Exporter("plain text, laid out like a list of differences", ".diff.txt", dumps)
