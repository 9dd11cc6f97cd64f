"""One function a command: the stages in their one order, and the settings they take.

read → clean → segment → attribute → relate → align → carry → align again with the speakers → collate → reconstruct.
Stages know nothing of each other; what one finds reaches the next through here.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict
from itertools import combinations
from pathlib import Path
from typing import Any, TypeVar

from retold import (
    collating,
    correcting,
    kinships,
    linking,
    readers,
    reconstructing,
    relating,
    screening,
    speakers,
    tokenwise,
)
from retold.apparatus import Comparison, Correction, Link, Locus, Relation, Scene
from retold.errors import OptionError
from retold.intake import USUAL, Progress, Settings, label, notes_of, read_all, read_one
from retold.readers.corrections import read_corrections
from retold.readers.tokens import read_tokens
from retold.relating import Kinship
from retold.scenes import scenes_of, trimmed
from retold.scoring import MUTED, Brought, Remembering, Scorer, Wording
from retold.summing_up import Summaries
from retold.text import Character, Telling
from retold.tokens import Token, TokenRun, TokenTable
from retold.turns import Passage

__all__ = ["Progress", "Settings", "collate", "compare", "inspect", "label"]

Pair = tuple[str, str]
_Item = TypeVar("_Item")

VOUCHED = 100.0
"""Times the limit of the E-value up to which two texts tell one scene because both tell it with a third: where lines of
their own say less, the third has formulas in common with each."""


def compare(
    paths: Sequence[str | Path],
    *,
    canon: str | Path | None = None,
    corrections: str | Path | Sequence[Correction] = (),
    settings: Settings = USUAL,
    scorer: Scorer | None = None,
    sigla: Sequence[str] | None = None,
    progress: Progress | None = None,
) -> Comparison:
    """Read texts and work out which tell the same scene, how they run side by side, and what lies behind them.

    Parameters
    ----------
    paths : files, folders or globs; ``-`` is standard input.
    canon : the text that the others retell, when it is known: a script, subtitles, a book, of any length; it may be one
        of `paths`. It is the base text then: rows stand in its order, each telling is compared with it word by word
        and counted against it, and the source is what it says, with the tellings that kept it.
    corrections : what a reader of an earlier report corrected: the file that the report wrote, or what it holds. One
        that cannot be followed is named in the notes.
    settings : see `Settings`.
    scorer : how well two lines match, in place of the built-in `Wording`: see `Scorer` and docs/scorer.md. Names are
        not muted for it.
    sigla : the short labels of the texts, in their order; A, B, C… when None. The canon is ``Canon``.
    progress : called with what is being done, how many are done, and of how many.

    Returns
    -------
    The comparison: relations, scenes, loci, counts and source, the same for the same texts and settings.

    Raises
    ------
    InputError : a text that is missing, empty, unreadable or not a text, or fewer than two texts.
    OptionError : sigla that are too few or not different; a canon of several texts; a malformed file of corrections;
        a scorer that breaks its promise.
    """
    if isinstance(paths, str | Path):
        raise OptionError(f"paths must be a list of files, not {str(paths)!r} alone")
    if isinstance(corrections, str | Path):
        corrections = read_corrections(str(corrections))
    tell = progress or (lambda what, done, total: None)
    read, base, notes = read_all(paths, settings, sigla=sigla, canon=canon, progress=tell)
    tellings: Sequence[Telling] = read
    # What a scorer that somebody brings goes by need not be words.
    candidates = _candidates if scorer is None else _all_pairs

    def relate(one: relating.Side, other: relating.Side) -> Kinship:
        # Only their own names are muted: what else is compared must not change what holds between two texts.
        muted = _scorer(scorer, [one.telling, other.telling], muted_weight=0.0)
        return relating.relate(one, other, muted, settings.significance)

    kin = kinships.every_two([relating.Side(telling) for telling in tellings], relate, candidates, tell)
    scenes = scenes_of(tellings, kin, settings.significance)
    if base is not None and not any(base in scene.witnesses for scene in scenes):
        notes += (f"the canon ({canon}) shares no scene with any of the texts: nothing is compared with it",)
        base = None
    if settings.relations_only:
        tellings, characters = speakers.carry(tellings, {}, settings.given, rules_only=settings.rules_only)
        return _comparison(tellings, characters, kin, scenes, (), settings, base, notes)
    tell("aligning", 0, 2)
    scorers = _scorers(tellings, scenes, scorer)
    corrected = correcting.read_in(corrections, tellings)
    links = corrected.links(_link(tellings, scenes, scorers))
    tellings, characters = speakers.carry(tellings, links, settings.given, rules_only=settings.rules_only)
    tell("aligning", 1, 2)
    links = corrected.links(_link(tellings, scenes, scorers))
    tellings, characters = speakers.carry(tellings, links, settings.given, rules_only=settings.rules_only)
    tell("collating", 0, 1)
    scenes = trimmed(tellings, scenes, links)
    loci = _collate(tellings, scenes, links, base, corrected.apart)
    notes += corrected.unheeded(loci)
    return _comparison(tellings, characters, kin, scenes, loci, settings, base, notes)


def inspect(path: str | Path, *, settings: Settings = USUAL, progress: Progress | None = None) -> Comparison:
    """One text as it was read: chrome set aside, characters, utterances and who says them; a result of one witness.

    Parameters
    ----------
    path : a file, ``-`` for standard input, or a member of an archive such as ``tales.zip!/one.txt``.
    settings : see `Settings`.
    progress : called with what is being done, how many steps are done, and of how many.

    Returns
    -------
    A comparison with one telling and its characters, without relations, scenes and loci.

    Raises
    ------
    InputError : a text that is missing, empty, unreadable or not a text.
    OptionError : a path that holds several texts.
    """
    tell = progress or (lambda what, done, total: None)
    tell("reading", 0, 2)
    found = readers.gather([str(path)])
    if len(found) != 1:
        raise OptionError(f"{path} holds {len(found)} texts; inspect looks at one, such as {found[0]}")
    telling = read_one(found[0], "A", settings)
    tell("naming the speakers", 1, 2)
    tellings, characters = speakers.carry([telling], {}, settings.given, rules_only=settings.rules_only)
    return _comparison(tellings, characters, {}, (), (), settings, None, notes_of(tellings))


def collate(source: str | Path | Mapping[str, Any], *, segmentation: bool = True) -> TokenTable:
    """Collate witnesses token by token: which tokens stand in one column, and which passages have moved.

    Permuting the witnesses permutes the result.

    Parameters
    ----------
    source : a JSON file of CollateX's witnesses (``-`` is standard input), or the object that such a file holds:
        ``{"witnesses": [{"id", "content"} or {"id", "tokens": [{"t", "n"?, …}]}, …]}``.
    segmentation : join neighbouring columns where the same witnesses agree; else there is one token a cell.

    Returns
    -------
    The table: a row a witness, in the order given, a cell a column.

    Raises
    ------
    InputError : no such file, no JSON, or another shape.
    """
    witnesses = read_tokens(source)
    forms = [[token["n"] for token in witness.tokens] for witness in witnesses]
    found = tokenwise.align(forms)
    columns = tokenwise.segments(forms, found) if segmentation else [(at, at + 1) for at in range(found.width)]
    rows = tuple(
        _row(witness.tokens, places, columns) for witness, places in zip(witnesses, found.columns, strict=True)
    )
    moves = tuple(
        tuple(TokenRun(witnesses[run.witness].id, run.start, run.end) for run in runs) for runs in found.moves
    )
    return TokenTable(tuple(witness.id for witness in witnesses), rows, moves)


def _row(
    tokens: Sequence[Token], places: Sequence[int], columns: Sequence[tuple[int, int]]
) -> tuple[tuple[Token, ...] | None, ...]:
    """A witness's cells; `places` are the columns of its tokens, `columns` ranges of them."""
    cells: list[tuple[Token, ...] | None] = []
    start = 0
    for _, last in columns:
        end = bisect_left(places, last, start)
        cells.append(tuple(tokens[start:end]) or None)
        start = end
    return tuple(cells)


def _candidates(sides: Sequence[relating.Side]) -> Iterator[tuple[int, int]]:
    """The pairs of tellings, by number, that may tell the same scene."""
    return screening.candidates([side.words for side in sides], [_names([side.telling]) for side in sides])


def _all_pairs(sides: Sequence[relating.Side]) -> Iterator[tuple[int, int]]:
    return combinations(range(len(sides)), 2)


def _names(tellings: Iterable[Telling]) -> list[str]:
    """The words of all names, folded: they say who is there, not what happens."""
    return sorted(
        {
            word
            for telling in tellings
            for character in telling.characters
            for name in character.names.get(telling.siglum, ())
            for word in name.name.casefold().replace("’", "'").split()
        }
    )


def _scorers(tellings: Sequence[Telling], scenes: Sequence[Scene], own: Scorer | None) -> dict[str, Scorer]:
    """For each scene a scorer that mutes the names of those in it."""
    return {
        scene.id: Remembering(_scorer(own, [t for t in tellings if t.siglum in scene.witnesses])) for scene in scenes
    }


def _scorer(own: Scorer | None, tellings: Sequence[Telling], muted_weight: float = MUTED) -> Wording:
    """The scorer of some tellings: the user's `own` if there is one."""
    names = _names(tellings)
    return Wording(names, muted_weight=muted_weight) if own is None else Brought(own, names, muted_weight=muted_weight)


def _link(
    tellings: Sequence[Telling], scenes: Sequence[Scene], scorers: Mapping[str, Scorer]
) -> dict[Pair, tuple[Link, ...]]:
    by_siglum = {telling.siglum: telling for telling in tellings}
    links: dict[Pair, tuple[Link, ...]] = {}
    for scene in scenes:
        passages = [
            Passage.of(by_siglum[siglum], collating.lines_within(by_siglum[siglum], spans))
            for siglum, spans in scene.witnesses.items()
        ]
        for pair, found in linking.link(passages, scorers[scene.id]).items():
            links[pair] = (*links.get(pair, ()), *found)
    return links


def _collate(
    tellings: Sequence[Telling],
    scenes: Sequence[Scene],
    links: Mapping[Pair, Sequence[Link]],
    base: str | None,
    apart: Sequence[collating.Apart],
) -> tuple[Locus, ...]:
    by_siglum = {telling.siglum: telling for telling in tellings}
    return tuple(
        locus
        for scene in scenes
        for locus in collating.collate(
            {siglum: by_siglum[siglum] for siglum in scene.witnesses},
            {pair: found for pair, found in links.items() if set(pair) <= set(scene.witnesses)},
            scene.id,
            {s: collating.lines_within(by_siglum[s], spans) for s, spans in scene.witnesses.items()},
            base=base,
            apart=apart,
        )
    )


def _comparison(
    tellings: Sequence[Telling],
    characters: Sequence[Character],
    kin: Mapping[Pair, Kinship],
    scenes: Sequence[Scene],
    loci: Sequence[Locus],
    settings: Settings,
    base: str | None,
    notes: Sequence[str],
) -> Comparison:
    by_siglum = {telling.siglum: telling for telling in tellings}
    rows = [locus for locus in loci if not locus.only_names]
    source, left_out = reconstructing.reconstruct(rows, by_siglum, base)
    relations = []
    in_both, told_by = _by_pair(rows, lambda row: row.readings), _by_pair(scenes, lambda scene: scene.witnesses)
    summaries = Summaries(characters, base)
    for (a, b), found in kin.items():
        both = frozenset((a, b))
        alike = found.e_value <= VOUCHED * settings.significance
        shared = sorted(in_both.get(both, ()), key=lambda row: (-row.score, row.id)) if alike else []
        common = told_by.get(both, ()) if alike else ()
        relations.append(
            Relation(
                a,
                b,
                same_scene=bool(common),
                score=found.score,
                e_value=found.e_value,
                scenes=tuple(scene.id for scene in common),
                evidence=tuple(locus.id for locus in shared),
                summary=summaries.of(by_siglum[a], by_siglum[b], bool(common), shared),
            )
        )
    return Comparison(
        tellings=tuple(tellings),
        characters=tuple(characters),
        relations=tuple(relations),
        scenes=tuple(scenes),
        loci=tuple(loci),
        counts=reconstructing.count(rows, source, scenes, list(by_siglum), base),
        source=source,
        left_out=left_out,
        base=base,
        settings=asdict(settings),
        notes=tuple(notes),
    )


def _by_pair(items: Iterable[_Item], sigla: Callable[[_Item], Iterable[str]]) -> dict[frozenset[str], list[_Item]]:
    """What every two witnesses have part in, in order."""
    found: dict[frozenset[str], list[_Item]] = {}
    for item in items:
        for pair in combinations(sigla(item), 2):
            found.setdefault(frozenset(pair), []).append(item)
    return found
