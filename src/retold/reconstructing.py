"""The scene behind the tellings: for every shared line the wording best attested, who says it, and its support.

In come loci in the order of the scene, out come source lines and the counts of what each telling did with them. Words
are decided by majority of the witnesses that have the line; where none has a majority, all wordings are shown and
none is chosen. What only one witness has is no part of the source and is listed apart.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby

from retold.apparatus import Attested, Counts, Locus, Outcome, Scene, SourceLine, SourceWord
from retold.text import Telling
from retold.variants import Column, columns, tokens_of


def reconstruct(
    loci: Sequence[Locus], tellings: Mapping[str, Telling]
) -> tuple[tuple[SourceLine, ...], tuple[str, ...]]:
    """The source, line by line in the order of `loci`, and the ids of the loci that only one witness has."""
    source = tuple(_line(locus, tellings) for locus in loci if len(locus.readings) > 1)
    return source, tuple(locus.id for locus in loci if len(locus.readings) == 1)


def count(
    loci: Iterable[Locus], source: Iterable[SourceLine], scenes: Sequence[Scene], sigla: Sequence[str]
) -> dict[str, Counts]:
    """What became of the source in each telling, in loci; of witnesses in no scene, nothing.

    A line is kept where the telling has every word that the source has and nothing else, and the source leaves none
    undecided; of a line that two witnesses give in two wordings, neither is held to have kept it.
    """
    there = {scene.id: set(scene.witnesses) for scene in scenes}
    lines = decided(source)
    tally = {siglum: {"kept": 0, "changed": 0, "moved": 0, "added": 0, "dropped": 0} for siglum in sigla}
    for locus in loci:
        for siglum in there[locus.scene]:
            found = outcome(locus, siglum, lines)
            if found != "absent":
                tally[siglum][found] += 1
            tally[siglum]["moved"] += siglum in locus.moved and len(locus.readings) > 1
    return {siglum: Counts(**tally[siglum]) for siglum in sigla}


def decided(source: Iterable[SourceLine]) -> dict[str, bool]:
    """For the locus of every line of the source, whether the line leaves no word open."""
    return {line.locus: all(word.decided for word in line.words) for line in source}


def outcome(locus: Locus, siglum: str, lines: Mapping[str, bool], base: str | None = None) -> Outcome:
    """What became of the source at a locus in one telling of its scene; `lines` are those of the source, as `decided`.

    A telling is absent where another one has what the source has not: nothing was dropped there. What the `base` alone
    has is not added by it.
    """
    if siglum not in locus.readings:
        return "dropped" if locus.id in lines else "absent"
    if locus.id not in lines or (len(locus.readings) == 1 and siglum != base):
        return "added"
    same = lines[locus.id] and all(edit.kind == "equal" for edit in locus.readings[siglum].words)
    return "kept" if same else "changed"


def _line(locus: Locus, tellings: Mapping[str, Telling]) -> SourceLine:
    # What is said aloud is better evidence of a spoken line than what a telling makes of it in narration.
    voiced = [s for s, reading in locus.readings.items() if reading.form == "speech"]
    attesting = voiced if locus.kind == "speech" else list(locus.readings)
    priority = sorted(attesting, key=lambda s: tellings[s].witness.sha256)
    table = columns({s: tokens_of(tellings[s], locus.readings[s].spans) for s in attesting}, priority)
    words = tuple(_words(table, priority))
    decided = sum(word.decided for word in words)
    share = decided / len(words) if words else 0.0
    return SourceLine(
        locus=locus.id,
        speaker=locus.speaker,
        text=" ".join(
            word.choices[0].text if word.decided else "[" + " | ".join(c.text or "–" for c in word.choices) + "]"
            for word in words
        ),
        support=tuple(locus.readings),
        confidence=round(locus.score * share, 4),
        words=words,
    )


def _words(table: Sequence[Column], sigla: Sequence[str]) -> Iterable[SourceWord]:
    """The source of one line: stretches of columns that the same witnesses decide in the same way."""

    def verdict(column: Column) -> tuple[str, tuple[str, ...]]:
        wordings = column.wordings(sigla)
        key, support = wordings[0]
        if 2 * len(support) > len(sigla):
            return ("absent" if not key else "decided"), support
        return "open", ()

    for (kind, support), group in groupby(table, key=verdict):
        run = list(group)
        if kind == "decided":
            yield SourceWord((Attested(" ".join(_spelling(column, support) for column in run), support),))
        elif kind == "open":
            yield SourceWord(tuple(_readings(run, sigla)))


def _spelling(column: Column, support: Sequence[str]) -> str:
    """A word as most of those who have it write it, capital and punctuation included; the first of equals."""
    spelled = [column.tokens[siglum].text for siglum in support]
    return max(spelled, key=spelled.count)


def _readings(run: Sequence[Column], sigla: Sequence[str]) -> Iterable[Attested]:
    """What each witness has in an undecided run of columns, equal wordings together, the best attested first."""
    support: dict[tuple[str, ...], list[str]] = {}
    for siglum in sigla:
        support.setdefault(tuple(c.tokens[siglum].key if siglum in c.tokens else "" for c in run), []).append(siglum)
    for _, who in sorted(support.items(), key=lambda kw: (-len(kw[1]), kw[0])):
        text = " ".join(column.tokens[who[0]].text for column in run if who[0] in column.tokens)
        yield Attested(text, tuple(who))
