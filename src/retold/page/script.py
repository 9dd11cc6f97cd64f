"""The reconstructed scene as a script: a line of the source comes in, a line that can be read or spoken goes out."""

from __future__ import annotations

from collections.abc import Iterable

from retold.apparatus import Comparison, Locus, SourceLine
from retold.page.model import Choice, ScriptLine
from retold.page.people import People
from retold.page.pieces import QUOTED
from retold.page.whole import anchor
from retold.wording import one_line, visible

UNSURE_BELOW = 0.6  # as for rows


def script_line(
    comparison: Comparison, line: SourceLine, locus: Locus, row: int, people: People, *, quoting: bool
) -> ScriptLine:
    """A line of the reconstructed scene; whole readings instead of words where fewer than half the words are decided.

    Readings that share no more than "the" and "his" are told apart by a reader at once, but not when they are cut up.
    `quoting` leaves the first words of the line alone.
    """
    return ScriptLine(
        row,
        anchor(line.locus),
        people.name(line.speaker),
        ((Choice(one_line(line.text, QUOTED), _seen(line.support)),),)
        if quoting
        else _stretches(comparison, line, locus),
        _seen(line.support),
        line.confidence < UNSURE_BELOW,
    )


def _stretches(comparison: Comparison, line: SourceLine, locus: Locus) -> tuple[tuple[Choice, ...], ...]:
    open_ = sum(max(len(choice.text) for choice in word.choices) for word in line.words if len(word.choices) > 1)
    decided = sum(len(word.choices[0].text) for word in line.words if word.decided)
    if open_ > decided:
        whole: dict[str, list[str]] = {}
        for telling in comparison.tellings:
            if telling.siglum in locus.readings:
                text = one_line(comparison.text_of(locus.readings[telling.siglum]))
                whole.setdefault(text, []).append(visible(telling.siglum))
        return (tuple(Choice(text, tuple(sigla)) for text, sigla in whole.items()),)
    if all(word.decided for word in line.words):
        return ((Choice(one_line(line.text), _seen(line.support)),),)
    return tuple(
        tuple(Choice(one_line(choice.text), _seen(choice.support)) for choice in word.choices) for word in line.words
    )


def _seen(sigla: Iterable[str]) -> tuple[str, ...]:
    return tuple(visible(siglum) for siglum in sigla)
