"""A telling read beside others: its study, its turns as they are settled now, and the lines linked with elsewhere.

Comes in: segmented tellings and links between their lines; goes out: one `Read` a telling, which `carrying` works on,
and the linked utterances as plain rows.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import product

import numpy as np
from numpy.typing import NDArray

from retold.apparatus import Link
from retold.speakers.deciding import best_clue, confidence_of
from retold.speakers.evidence import study_once
from retold.speakers.forms import Aliases
from retold.speakers.sequence import settle
from retold.speakers.turns import NOTHING, Clue, Lesson, Settled, Study
from retold.speechwords import words_of
from retold.text import Evidence, Telling

# A link less sure than this carries nothing.
_SURE = 0.5
# Kinds of clue that show who speaks outright.
_RUN = 4  # words
_SPREAD = np.uint64(0x9E3779B97F4A7C15)  # odd, 2⁶⁴ over the golden ratio: runs of other words get other numbers
_COPIED = 0.5  # of the runs of words of the longer telling; retellings written for this project share .1 at most
OUTRIGHT = ("tag", "script", "narrator")
# How much evidence of each kind counts beside that of other tellings, 0 to 1. Kinds are kept apart here: however likely
# a speaker is by the order of turns, words that show one are better evidence.
_STRENGTH = {"tag": 0.95, "script": 0.98, "narrator": 0.95, "pronoun": 0.75, "action": 0.75}
_OF_TURN, _LEAST_OF_TURN = 0.74, 0.14
_ABROAD = 0.6  # of the strength of anything else than a tag in a telling that is not in English
_DOUBT = 0.7  # the share of the strength of words that stands whatever the turns around them say


@dataclass(slots=True)
class Read:
    """One telling with its study, settled speakers by turn, and the turn of each utterance."""

    telling: Telling
    studied: Study
    settled: Settled
    turn_of: list[int]
    called: list[list[int]]  # for each utterance whom it calls by name
    named: list[list[int]]  # and whom it speaks of
    carried: dict[int, Carried]
    told: dict[int, dict[int, float]]  # for each turn what the other tellings said of its speaker, in log odds
    own: int  # persons that it has itself; those behind them are lent by others

    def forget(self) -> None:
        """Let go of the persons that other tellings have lent."""
        if self.studied.lent:
            own = [{p: share for p, share in shares.items() if p < self.own} for shares in self.settled.shares]
            self.settled = replace(self.settled, shares=own)
        self.studied.forget()

    def confidence(self, turn: int) -> float:
        """The confidence of the speaker of a turn as it stands, 0 to 1."""
        return confidence_of(self.clue(turn), self.settled.sure[turn], abroad=self.studied.abroad)

    def strengths(self) -> list[float]:
        """How much the evidence for the speaker of each turn as it stands counts beside other tellings', 0 to 1."""
        return [self.strength(turn) for turn in range(len(self.settled.sure))]

    def strength(self, turn: int) -> float:
        """The same for one turn."""
        clue, sure = self.clue(turn), self.settled.sure[turn]
        share = _ABROAD if self.studied.abroad and (clue is None or clue.kind not in ("tag", "script")) else 1.0
        if clue is None:
            return share * (_LEAST_OF_TURN + (_OF_TURN - _LEAST_OF_TURN) * sure)
        return share * min(_STRENGTH[clue.kind], clue.confidence) * (_DOUBT + (1 - _DOUBT) * sure)

    def clue(self, turn: int) -> Clue | None:
        """The strongest evidence for who speaks a turn as it stands."""
        return best_clue(self.studied.turns[turn].clues, self.settled.speakers[turn])

    def outright(self, turn: int) -> bool:
        """Whether the words beside a turn name who speaks it as it stands."""
        clue = self.clue(turn)
        return clue is not None and clue.kind in OUTRIGHT


@dataclass(frozen=True, slots=True)
class Carried:
    """What another telling says about a turn: the person here, how strongly, how sure, and where it stands there."""

    person: int
    strength: float  # of the evidence, as `Read.strength` has it
    confidence: float
    evidence: Evidence


def read_beside(telling: Telling, aliases: Aliases, lesson: Lesson = NOTHING, *, rules_only: bool = False) -> Read:
    """A telling with its turns settled by itself, and by what others taught about it before."""
    studied = study_once(telling, aliases, lesson, rules_only=rules_only)
    turn_of = [0] * len(telling.utterances)
    for number, turn in enumerate(studied.turns):
        for which in turn.utterances:
            turn_of[which] = number
    called: list[list[int]] = [[] for _ in telling.utterances]
    named: list[list[int]] = [[] for _ in telling.utterances]
    for which, utterance in enumerate(telling.utterances):
        for mention in studied.roster.mentions_in(telling.story.map.to_text(utterance.span)):
            some = (called if mention.called else named)[which]
            if mention.person not in some:
                some.append(mention.person)
    return Read(telling, studied, settle(studied), turn_of, called, named, {}, {}, len(studied.roster.persons))


Pair = tuple[int, int, int, int, float]  # telling, utterance, telling, utterance, how sure


def linked(tellings: Sequence[Telling], links: Mapping[tuple[str, str], Sequence[Link]]) -> list[Pair]:
    """The linked utterances in order, each pair once however many of its lines are linked: the surest counts."""
    place = {t.siglum: n for n, t in enumerate(tellings)}
    sure: dict[tuple[int, int, int, int], float] = {}
    for (a, b), some in links.items():
        if a not in place or b not in place:
            continue
        first, second = tellings[place[a]], tellings[place[b]]
        for link in some:
            if link.sure < _SURE:
                continue
            for i, j in product(link.a, link.b):
                mine, theirs = first.lines[i].utterance, second.lines[j].utterance
                if mine is not None and theirs is not None:
                    here, there = sorted(((place[a], _index(mine)), (place[b], _index(theirs))))
                    sure[*here, *there] = max(sure.get((*here, *there), 0.0), link.sure)
    return [(*both, link) for both, link in sorted(sure.items())]


def _index(utterance: str) -> int:
    return int(utterance.rpartition("u")[2])


def copies_among(reads: Sequence[Read]) -> dict[int, int]:
    """For each telling that is a copy of another of them, which it is a copy of: the one that shows most speakers.

    A text that was posted twice says nothing twice, whatever was changed in passing.
    """
    if len(reads) < 2:
        return {}
    runs = _runs(reads)
    shown = [sum(read.outright(turn) for turn in range(len(read.studied.turns))) for read in reads]
    order = sorted(range(len(reads)), key=lambda n: (-shown[n], len(runs[n]), reads[n].telling.story.text))
    copies: dict[int, int] = {}
    for at, n in enumerate(order):
        for source in order[:at]:
            least, most = sorted((len(runs[n]), len(runs[source])))
            if source in copies or least <= _COPIED * most:
                continue
            if len(np.intersect1d(runs[n], runs[source], assume_unique=True)) > _COPIED * most:
                copies[n] = source
                break
    return copies


def _runs(reads: Sequence[Read]) -> list[NDArray[np.uint64]]:
    """All runs of a few words in each telling, once each, as numbers that are equal where runs are.

    Numbers, for runs of words of many novels would fill the memory.
    """
    number: dict[str, int] = {}
    found = []
    for read in reads:
        words = words_of(read.telling.story.text)
        numbered = np.array([number.setdefault(word, len(number)) for word in words], np.uint64)
        runs = np.zeros(max(0, len(words) - _RUN + 1), np.uint64)
        for start in range(_RUN):
            runs = runs * _SPREAD + numbered[start : start + len(runs)]
        found.append(np.unique(runs))
    return found
