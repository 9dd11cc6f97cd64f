"""Which lines of a canon live on in an archive, in how many works, and how they change there.

A script, subtitles, a play or a book comes in, read like any other text; each of its lines goes out with its uses
(`retold.archive.echoes`) and with the wordings in which other works have it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from pathlib import Path
from typing import Literal

import numpy as np

from retold import archive as archives
from retold import speakers
from retold.archive import Echo, Snapshot, Tokens, Vocabulary, echoes, in_raw
from retold.errors import InputError
from retold.intake import USUAL, Settings, read_one
from retold.lexicon import load
from retold.lexicon import words_of as normal_words
from retold.searching import itself, one_text
from retold.shingles import words_of
from retold.text import TAG, Telling
from retold.wording import one_line, unmarked

__all__ = ["Canon", "CanonLine", "Use", "Variant", "lines"]

Progress = Callable[[str, int, int], None]
Marked = tuple[tuple[str, bool], ...]

VARIANTS = 3
"""Wordings of a line that are told at most, the commonest first."""


@dataclass(frozen=True, slots=True)
class Use:
    """A use of a line: `doc` is the path of the text in the archive, `start` and `end` the raw span there.

    `score` (0 to 1) is the share of what the line says that it keeps; `relation` whether it is word for word.
    """

    doc: str
    start: int
    end: int
    score: float
    relation: Literal["verbatim", "near"]


@dataclass(frozen=True, slots=True)
class Variant:
    """Another wording of a line, in words with a flag for those that the line lacks, and how many works have it."""

    words: Marked
    works: int


@dataclass(frozen=True, slots=True)
class CanonLine:
    """A line of the canon: its number (`line`, from 0), raw span (`start`, `end`), `speaker` and `text`.

    `works` counts the works in which it lives on, `uses` says where, `variants` are the commonest ways in which it
    changes.
    """

    line: int
    start: int
    end: int
    speaker: str | None
    text: str
    works: int
    uses: tuple[Use, ...]
    variants: tuple[Variant, ...] = ()


@dataclass(frozen=True, slots=True)
class Canon:
    """All lines of a canon in order, looked for in so many `works` of an archive, of which some are `quoting` it.

    `itself` is its own path there.
    """

    lines: tuple[CanonLine, ...]
    works: int
    quoting: int
    itself: str | None


def lines(
    path: str | Path, *, archive: str | Path, settings: Settings = USUAL, progress: Progress | None = None
) -> Canon:
    """The lines of a canon and where each lives on, verbatim or changed.

    A line is an utterance, a sentence of a long one, or a sentence of narration.

    Parameters
    ----------
    path : the canon, one text, in the archive or not; what is stored of it there is left out.
    archive : the archive's folder.
    settings : how the canon is read, see `retold.Settings`.
    progress : called with what is being done, how many steps are done, and of how many.

    Returns
    -------
    Every line of the canon in its order, those that live on nowhere too.

    Raises
    ------
    InputError : a canon that is missing, unreadable or without lines; a folder that is no archive, or an empty one.
    OptionError : a path that holds several texts.
    """
    tell = progress or (lambda what, done, total: None)
    snapshot = archives.open_archive(archive)
    tell("reading the canon", 0, 3)
    given = one_text(path)
    (telling,), characters = speakers.carry(
        [read_one(given, "A", settings)], {}, settings.given, rules_only=settings.rules_only
    )
    told = [line for line in telling.lines if line.kind != TAG and line.words]
    if not told:
        raise InputError(f"{given}: there is no line in it to look for")
    tell("looking for its lines", 1, 3)
    own = itself(given, snapshot)
    paths, works = (snapshot.documents[name].to_pylist() for name in ("path", "work"))
    apart = [paths.index(own)] if own in paths else []
    words, ranges = _words(telling, [(line.span.start, line.span.end) for line in told])
    uses: dict[int, list[Echo]] = {}
    shares = Vocabulary(*load().tables()).shares(words.hashes)
    for echo in echoes(snapshot, words, shares, ranges, apart):
        uses.setdefault(echo.line, []).append(echo)
    tell("reading their wordings", 2, 3)
    wordings = _wordings(snapshot, [echo for some in uses.values() for echo in some if not echo.verbatim])
    names = {who.id: who.name for who in characters}
    found = []
    for number, line in enumerate(told):
        speech = telling.utterance(line)
        said = telling.witness.raw[line.span.start : line.span.end]
        here = uses.get(number, [])
        variants = _variants(said, [(wordings[echo], works[echo.document]) for echo in here if not echo.verbatim])
        found.append(
            CanonLine(
                line=number,
                start=line.span.start,
                end=line.span.end,
                speaker=None if speech is None or speech.speaker is None else names.get(speech.speaker),
                text=one_line(telling.read(line.span)),
                works=len({works[echo.document] for echo in here}),
                uses=tuple(sorted((_use(echo, paths) for echo in here), key=lambda use: (use.doc, use.start, use.end))),
                variants=variants,
            )
        )
    others = {work for at, work in enumerate(works) if at not in apart}
    quoting = {works[echo.document] for some in uses.values() for echo in some}
    return Canon(tuple(found), len(others), len(quoting), own if apart else None)


def _words(telling: Telling, spans: Sequence[tuple[int, int]]) -> tuple[Tokens, list[range]]:
    """The words of a telling, and those of some raw spans in order."""
    words = words_of(telling.story.text)
    starts, ends = in_raw(words, telling.story.map)
    borders = np.searchsorted(starts, np.array(spans, np.int64)).tolist()
    return Tokens(starts, ends, words.hashes.astype(np.int32), words.halfbits), [range(*pair) for pair in borders]


def _use(echo: Echo, paths: Sequence[str]) -> Use:
    relation: Literal["verbatim", "near"] = "verbatim" if echo.verbatim else "near"
    return Use(paths[echo.document], echo.start, echo.end, echo.score, relation)


def _wordings(snapshot: Snapshot, changed: Sequence[Echo]) -> dict[Echo, str]:
    """What stands at some uses."""
    docs = snapshot.documents["doc"].to_pylist()
    by_doc: dict[int, list[Echo]] = {}
    for echo in changed:
        by_doc.setdefault(docs[echo.document], []).append(echo)
    return {echo: raw[echo.start : echo.end] for doc, raw in snapshot.texts(by_doc) for echo in by_doc[doc]}


def _variants(line: str, wordings: Sequence[tuple[str, str]]) -> tuple[Variant, ...]:
    """The commonest wordings of a line among some, each with the work that has it."""
    own = normal_words(unmarked(line))
    works: dict[tuple[str, ...], set[str]] = {}
    spelled: dict[tuple[str, ...], Counter[str]] = {}
    for wording, work in wordings:
        shown = one_line(unmarked(wording))
        words = tuple(normal_words(shown))
        works.setdefault(words, set()).add(work)
        spelled.setdefault(words, Counter())[shown] += 1
    commonest = sorted(works, key=lambda words: (-len(works[words]), words))[:VARIANTS]
    return tuple(
        Variant(_marked(own, max(sorted(spelled[words]), key=lambda form: spelled[words][form])), len(works[words]))
        for words in commonest
    )


def _marked(line: Sequence[str], wording: str) -> Marked:
    """The words of a wording as they stand there, with a flag for those that are not the line's."""
    shown = wording.split()
    forms = [" ".join(normal_words(word)) for word in shown]
    same: set[int] = set()
    for block in SequenceMatcher(None, line, forms, autojunk=False).get_matching_blocks():
        same.update(range(block.b, block.b + block.size))
    return tuple((word, at not in same and bool(forms[at])) for at, word in enumerate(shown))
