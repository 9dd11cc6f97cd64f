"""What readers correct: two lines that are not the same line after all, or that are.

In come corrections, which name places in files; go out links that follow them, the pairs of lines that no locus may
hold, and what could not be followed. Where two corrections contradict each other, the later one holds.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from retold.apparatus import Correction, Link, Locus
from retold.text import Span, Telling

Line = tuple[str, int]  # siglum and Line.index
Pair = tuple[str, str]

COVERED = 0.5
"""Share of a line, or of a reading, that the other has to cover for the line to belong to the reading."""


@dataclass(frozen=True, slots=True)
class Corrected:
    """Corrections told in the lines of some tellings.

    `apart` are pairs of lines that must not come together, `together` groups of lines that must; `asked` are the
    corrections, each with the siglum and span of those of its readings that are in these tellings.
    """

    apart: tuple[tuple[Line, Line], ...]
    together: tuple[tuple[Line, ...], ...]
    asked: tuple[tuple[Correction, tuple[tuple[str, Span], ...]], ...]

    def links(self, found: Mapping[Pair, Sequence[Link]]) -> dict[Pair, tuple[Link, ...]]:
        """The links found, without those that are corrected away, and with those that a reader makes."""
        parted = {frozenset(pair) for pair in self.apart}
        made: dict[Pair, list[Link]] = defaultdict(list)
        taken: dict[Pair, set[Line]] = defaultdict(set)
        for group in self.together:
            by_siglum: dict[str, list[int]] = defaultdict(list)
            for siglum, index in group:
                by_siglum[siglum].append(index)
            for a, b in combinations(by_siglum, 2):
                pair = (a, b) if (a, b) in found or (b, a) not in found else (b, a)
                one, other = (tuple(by_siglum[siglum]) for siglum in pair)
                made[pair].append(Link(one, other, score=1.0, sure=1.0))
                taken[pair].update(line for line in group if line[0] in pair)
        out: dict[Pair, tuple[Link, ...]] = {}
        for pair in [*found, *(pair for pair in made if pair not in found)]:
            kept = [
                link
                for link in found.get(pair, ())
                if not any(frozenset(((pair[0], i), (pair[1], j))) in parted for i in link.a for j in link.b)
                and not any(
                    (siglum, at) in taken[pair]
                    for siglum, own in zip(pair, (link.a, link.b), strict=True)
                    for at in own
                )
            ]
            out[pair] = (*kept, *made[pair])
        return out

    def unheeded(self, loci: Sequence[Locus]) -> tuple[str, ...]:
        """A note on each correction that the loci do not follow."""
        notes = []
        for correction, readings in self.asked:
            if len(readings) < len(correction.readings):
                notes.append(f"{correction.place} is about a text, or a place in it, that is not among these: left out")
                continue
            holds = [{row.id for row in loci if _holds(row, *reading)} for reading in readings]
            if correction.do == "join" and not set.intersection(*holds):
                why = "are in no common scene, are too many, or are parted by a later item"
                notes.append(f"{correction.place} joins lines that {why}: left out")
            elif correction.do == "split" and any(one & other for one, other in combinations(holds, 2)):
                notes.append(f"{correction.place} parts what is one line, or what a later item joins: left out")
        return tuple(notes)


def read_in(corrections: Sequence[Correction], tellings: Sequence[Telling]) -> Corrected:
    """Find the lines that corrections speak of. Several copies of a text are corrected alike."""
    apart: dict[tuple[Line, Line], None] = {}
    together: list[tuple[Line, ...]] = []
    asked = []
    for correction in corrections:
        readings: list[tuple[str, Span]] = []
        lines: list[list[Line]] = []
        for content, span in correction.readings:
            of_content = [telling for telling in tellings if telling.witness.sha256 == content]
            own = [(t.siglum, line.index) for t in of_content for line in t.lines if _is_of(line.span, span)]
            if own:
                lines.append(own)
                readings.extend((telling.siglum, span) for telling in of_content[:1])
        asked.append((correction, tuple(readings)))
        if len(lines) < len(correction.readings):
            continue
        pairs = [(x, y) for one, other in combinations(lines, 2) for x in one for y in other if x != y]
        if correction.do == "split":
            apart.update(dict.fromkeys(pairs))
            together = [group for group in together if not any(x in group and y in group for x, y in pairs)]
        else:
            for x, y in pairs:
                apart.pop((x, y), None)
                apart.pop((y, x), None)
            together.append(tuple(dict.fromkeys(line for own in lines for line in own)))
    return Corrected(tuple(apart), tuple(together), tuple(asked))


def _is_of(line: Span, reading: Span) -> bool:
    common = line.overlap(reading)
    return common > 0 and common >= COVERED * min(len(line), len(reading))


def _holds(locus: Locus, siglum: str, span: Span) -> bool:
    reading = locus.readings.get(siglum)
    return reading is not None and any(_is_of(own, span) for own in reading.spans)
