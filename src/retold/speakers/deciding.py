"""Settle who says what in one telling: evidence for each turn, then the turns together as one sequence.

The utterances of a paragraph that belong together make a turn. Each turn gathers evidence for persons: its tag, the
one who acts beside it, the pronoun, the names called out in it (never the speaker's own).
The sequence then weighs that evidence against the habit of dialogue: speakers alternate from paragraph to paragraph,
two at a time. Confidence is how often a speaker held so likely, on evidence of the same kind, is right.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from retold.speakers.evidence import keep, study, study_once
from retold.speakers.forms import Aliases
from retold.speakers.manner import manner_of
from retold.speakers.sequence import settle
from retold.speakers.showing import character_of
from retold.speakers.turns import Clue, Settled, Study
from retold.speakers.weighing import trusted
from retold.text import Character, Evidence, Telling

_NAMED = ("tag", "script", "narrator")
# Kinds whose speakers are as likely as learned from hidden tags (`weighing.trusted`).
_WEIGHED = {"pronoun": "pronoun", "action": "turn"}
# Of the confidence of anything else than a tag in a telling that is not in English.
_ABROAD = 0.6


def attribute(
    telling: Telling, aliases: Aliases = (), *, known: Sequence[Character] = (), rules_only: bool = False
) -> Telling:
    """Name the speaker of every utterance of one telling, from that telling alone.

    Parameters
    ----------
    telling : a segmented telling.
    aliases : names that are one character's: the name to show, and the others. Those that the telling does not have
        are passed over.
    known : the characters of the telling, where somebody has listed them: names and genders are then taken from here,
        and speakers bear the ids given. Nobody else is taken for somebody with a name.
    rules_only : use the weights set by hand, none of those learned from novels.

    Returns
    -------
    Telling
        With `characters` (ids such as ``"A.1"``), `manner`, and for each utterance its speaker, a confidence 0 to 1
        and the evidence; a speaker who cannot be told is None.
    """
    if known:
        studied = study(telling, aliases, known, rules_only=rules_only)
        return write(telling, studied, settle(studied), [who.id for who in known])
    studied = study_once(telling, aliases, rules_only=rules_only)
    written = write(telling, studied, settle(studied))
    keep(studied, aliases)
    return written


def write(telling: Telling, studied: Study, settled: Settled, given: Sequence[str] = ()) -> Telling:
    """The telling with the settled speakers of its turns written out; `given` are the ids of the first persons."""
    to_raw = telling.story.map.to_raw
    ids = _ids(telling.siglum, studied, settled.speakers)
    ids.update(enumerate(given))
    utterances = list(telling.utterances)
    for number, turn in enumerate(studied.turns):
        speaker = settled.speakers[number]
        if speaker is None:
            continue
        clue = best_clue(turn.clues, speaker)
        confidence = confidence_of(clue, settled.sure[number], abroad=studied.abroad)
        evidence = Evidence(clue.kind, to_raw(clue.cue) if clue.cue else None) if clue else Evidence("turn")
        for which in turn.utterances:
            utterances[which] = replace(
                utterances[which], speaker=ids[speaker], confidence=round(confidence, 3), evidence=evidence
            )
    characters = tuple(
        character_of(studied.roster.persons[person], id, telling.siglum, telling.story.map)
        for person, id in ids.items()
    )
    manner = manner_of(telling, studied, ids)
    return replace(telling, utterances=tuple(utterances), characters=characters, manner=manner)


def confidence_of(clue: Clue | None, sure: float, *, abroad: bool = False) -> float:
    """How sure a speaker is, 0 to 1: by the kind of evidence, lowered where the sequence leaves room for others.

    In a language other than English (`abroad`) only what names somebody outright counts in full.
    """
    share = _ABROAD if abroad and (clue is None or clue.kind not in ("tag", "script")) else 1.0
    if clue is not None and clue.kind in _NAMED:
        return share * clue.confidence * sure
    shares, right = trusted("turn" if clue is None else _WEIGHED[clue.kind])
    return share * float(np.interp(sure, shares, right))


def best_clue(clues: list[Clue], speaker: int | None) -> Clue | None:
    """The strongest evidence for the speaker that was chosen."""
    mine = [c for c in clues if c.person == speaker and c.weight > 0 and (c.kind in _NAMED or c.kind in _WEIGHED)]
    return max(mine, key=lambda c: (c.confidence, c.weight)) if mine else None


def _ids(siglum: str, studied: Study, speakers: list[int | None]) -> dict[int, str]:
    """Ids of the persons who speak or are named as persons, by first appearance."""
    first: dict[int, int] = {}
    for number, speaker in enumerate(speakers):
        if speaker is not None:
            at = studied.turns[number].span.start
            first[speaker] = min(first.get(speaker, at), at)
    for mention in studied.roster.mentions:
        if studied.is_listed(mention.person):
            at = mention.span.start
            first[mention.person] = min(first.get(mention.person, at), at)
    order = sorted(first, key=lambda p: (first[p], p))
    studied.ids = {person: f"{siglum}.{n}" for n, person in enumerate(order, 1)}
    return studied.ids
