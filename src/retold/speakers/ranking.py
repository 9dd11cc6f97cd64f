"""How likely each of a few persons is to speak a turn: readable features of turn and person, weighed and summed.

Comes in: the study of a telling; goes out: for each turn its candidates, their features and the kinds of step that lead
to it. The features say what the clues say (a pronoun, an action beside the line, a name called out) and who is in the
scene: named lately, named soon, known to speak nearby, called just before. Weights are natural log odds. Those in
``data/speakers.json`` were learned from novels whose tags were hidden (training/speakers.py); `RULES` are set by hand
and serve where nothing learned is wanted.
"""

from __future__ import annotations

import json
import math
from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import numpy as np
from numpy.typing import NDArray

from retold.speakers.turns import Study, Turn, people

Floats = NDArray[np.float64]

# What clues may say, each group measured by its weight in `evidence`: as much as it says there, times what is learned.
CLUES = (
    "pronoun",
    "acts before",
    "acts earlier",
    "acts after",
    "pronoun acts",
    "epithet acts",
    "near",
    "narrator acts",
    "called",
    "called perhaps",
    "spoken of",
)
# What is known of a person at a turn besides, each 0 or 1 or a measure that grows slowly.
SCENE = (
    "other gender",
    "unknown gender",
    "named in this paragraph",
    "named one paragraph before",
    "named 2 to 4 paragraphs before",
    "named 5 to 12 paragraphs before",
    "named last",
    "named one paragraph after",
    "named 2 to 4 paragraphs after",
    "share of the scene",
    "named in the scene",
    "fame",
    "speaks up to 4 turns before",
    "speaks up to 12 turns before",
    "speaks up to 4 turns after",
    "speaks up to 12 turns after",
    "talks around",
    "share of the talk around",
    "spoken to like this",
    "spoken to otherwise",
    "beside the turn before",
    "called before",
    "called before a gap",
    "called 2 to 4 turns before",
    "called after",
    "narrator bare",
    "narrator marked",
    "epithet",
    "nameless",
)
FEATURES = (*CLUES, *SCENE)
_PLACE = {name: at for at, name in enumerate(FEATURES)}

# Steps: who speaks now against the two who spoke last, by what stands between, by whether the turn bears a mark of its
# own (tag, pronoun, action beside it).
MOVES = ("same", "back", "third", "change")  # "change": after somebody who spoke twice
GAPS = ("beside", "at once", "after a question", "1 paragraph", "2 or 3", "more")
MARKS = ("bare", "marked")

# Who is about says something only where there are enough people that some are not.
PRESENCE = tuple(
    _PLACE[name] for name in SCENE if name.startswith(("named", "speaks", "talks", "share")) or name == "fame"
)
CROWD = 4  # people who speak by a tag or are named often
_OFTEN = 3

MOST = 8  # candidates a turn
TALK = 8  # turns to either side that show who talks
FEW = 0.05  # share of the talk that is none
PAUSE = 3  # paragraphs of narration after which another conversation begins
SCENE_REACH = 30  # paragraphs to either side
SURELY = 4.0  # log odds of a clue that names somebody outright, from which they surely speak
_NEAR, _FAR = 4, 12  # turns or paragraphs
_WINDOW = 6  # turns to either side whose speakers may speak
_WIDEST = 40


@dataclass(frozen=True, slots=True)
class Weights:
    """`features` in the order of `FEATURES`; `steps` ``[marks, gaps, moves]``; both in natural log odds."""

    features: Floats
    steps: Floats


@dataclass(frozen=True, slots=True)
class Choice:
    """The candidates of a turn, what speaks for them for certain, and their features ``[candidates, features]``."""

    options: list[int]
    shown: Floats
    features: Floats
    gap: int
    marked: bool


def _rules() -> Weights:
    features = np.zeros(len(FEATURES))
    features[: len(CLUES)] = 1.0
    by_hand = {
        "other gender": -5.7,
        "called before": 1.9,
        "called before a gap": 1.9,
        "called after": 1.9,
        "narrator bare": -1.2,
    }
    for name, weight in by_hand.items():
        features[_PLACE[name]] = weight
    of_gap = np.array(
        [
            [-0.34, 0, -1.0, 0],
            [-3.2, 0, -3.0, 0],
            [-3.2, 0, -3.0, 0],
            [-0.5, 0, -0.22, 0],
            [-0.5, 0, -0.22, 0],
            [-0.2, 0, -0.1, 0],
        ]
    )
    return Weights(features, np.stack([of_gap, of_gap]))


RULES = _rules()


@cache
def learned() -> Weights:
    """The weights that come with the package."""
    held = json.loads((files("retold") / "data" / "speakers.json").read_text(encoding="utf-8"))
    features = np.array([held["features"][name] for name in FEATURES])
    steps = np.array([[[held["steps"][m][g][v] for v in MOVES] for g in GAPS] for m in MARKS])
    return Weights(features, steps)


def choices(
    studied: Study, told: Mapping[int, Mapping[int, float]], shares: Sequence[Mapping[int, float]] = ()
) -> list[Choice]:
    """The candidates of every turn with their features.

    `told` names more candidates for some turns; `shares` says for each turn how likely each person was held to speak
    it before, which shows who talks around a turn.
    """
    scene = _Scene(studied, shares)
    return [scene.choice(number, options) for number, options in enumerate(_candidates(studied, told))]


def gap_of(turn: Turn, before: Turn | None) -> int:
    """The place in `GAPS` of what stands before a turn."""
    if turn.beside:
        return 0
    if turn.gap == 0:
        return 2 if before is not None and before.asks else 1
    return 2 + bisect_right((1, 2, 4), turn.gap)


class _Scene:
    """Where everybody is named and speaks, so that each turn can be asked who is about."""

    def __init__(self, studied: Study, shares: Sequence[Mapping[int, float]]) -> None:
        self.studied = studied
        self.shares = shares
        self.turns = studied.turns
        to_text = studied.telling.story.map.to_text
        starts: dict[int, int] = {}
        for line in studied.telling.lines:
            starts.setdefault(line.paragraph, to_text(line.span).start)
        self.paragraphs = list(starts)
        self.starts = list(starts.values())
        self.named: dict[int, list[int]] = {}
        self.narrated: list[int] = []
        for mention in studied.roster.narrated:
            which = bisect_right(self.starts, mention.span.start) - 1
            paragraph = self.paragraphs[which] if which >= 0 else -1
            self.named.setdefault(mention.person, []).append(paragraph)
            self.narrated.append(paragraph)
        self.speaks: dict[int, list[int]] = {}
        for number, turn in enumerate(self.turns):
            for person in dict.fromkeys(c.person for c in turn.clues if not c.group and c.weight > SURELY):
                self.speaks.setdefault(person, []).append(number)
        persons = studied.roster.persons
        about = [p for p in persons if p.kind in ("name", "narrator")]
        self.crowded = sum(p.tags > 0 or p.told + p.called >= _OFTEN for p in about) >= CROWD
        whole = 1 + max((p.told + p.tags for p in persons), default=0)
        self.fame = [math.log((1 + p.told + p.tags) / whole) for p in persons]

    def choice(self, number: int, options: list[int]) -> Choice:
        turn = self.turns[number]
        features = np.zeros((len(options), len(FEATURES)))
        shown = np.zeros(len(options))
        row = {person: at for at, person in enumerate(options)}
        around = self._around(number)
        for clue in turn.clues:
            at = row.get(clue.person)
            if at is None:
                continue
            if not clue.group:
                shown[at] = max(shown[at], clue.weight)
            else:
                place = _PLACE[clue.group]
                if abs(clue.weight) > abs(features[at, place]):
                    features[at, place] = clue.weight
        for at, person in enumerate(options):
            if person >= 0:
                for name, value in self._of(number, turn, person).items():
                    features[at, _PLACE[name]] = value
                if (share := around.get(person, 0.0)) > FEW:
                    features[at, _PLACE["talks around"]] = 1.0
                    features[at, _PLACE["share of the talk around"]] = share
        if not self.crowded:
            features[:, PRESENCE] = 0.0
        gap = gap_of(turn, self.turns[number - 1] if number else None)
        return Choice(options, shown, features, gap, not turn.bare)

    def _around(self, number: int) -> dict[int, float]:
        """Who talks near a turn in the same conversation, the turns right beside it left out; shares of 1."""
        if not self.shares:
            return {}
        sums: dict[int, float] = {}
        for step in (-1, 1):
            for away in range(1, TALK + 1):
                other = number + step * away
                # What parts two turns is counted on the later one.
                later = other + 1 if step < 0 else other
                if not 0 <= other < len(self.turns) or self.turns[later].gap > PAUSE:
                    break
                if away > 1:
                    for person, share in self.shares[other].items():
                        sums[person] = sums.get(person, 0.0) + share
        whole = sum(sums.values())
        return {person: share / whole for person, share in sums.items()} if whole else {}

    def _of(self, number: int, turn: Turn, person: int) -> dict[str, float]:
        studied, who = self.studied, self.studied.roster.persons[person]
        found: dict[str, float] = {"fame": self.fame[person] if person < len(self.fame) else 0.0}
        if turn.gender is not None:
            if who.gender is None:
                found["unknown gender"] = 1.0
            elif who.gender != turn.gender:
                found["other gender"] = 1.0
        if person == studied.narrator:
            found["narrator bare" if turn.bare else "narrator marked"] = 1.0
        elif who.kind == "epithet":
            found["epithet"] = 1.0
        elif who.kind == "unnamed":
            found["nameless"] = 1.0
        if turn.addressed is not None and who.gender is not None:
            found["spoken to like this" if who.gender == turn.addressed else "spoken to otherwise"] = 1.0
        self._named(found, turn.paragraph, person)
        self._speaks(found, number, person)
        turns = self.turns
        if number and person in turns[number - 1].called:
            found["called before a gap" if turn.gap else "called before"] = 1.0
        if number and not turn.gap and self._beside(turns[number - 1].paragraph, person):
            found["beside the turn before"] = 1.0
        if number + 1 < len(turns) and person in turns[number + 1].called:
            found["called after"] = 1.0
        if any(person in turns[n].called for n in range(max(0, number - _NEAR), number - 1)):
            found["called 2 to 4 turns before"] = 1.0
        return found

    def _beside(self, paragraph: int, person: int) -> bool:
        places = self.named.get(person, [])
        at = bisect_left(places, paragraph)
        return at < len(places) and places[at] == paragraph

    def _named(self, found: dict[str, float], paragraph: int, person: int) -> None:
        places = self.named.get(person, [])
        after = bisect_right(places, paragraph)
        before = bisect_left(places, paragraph)
        if after > before:
            found["named in this paragraph"] = 1.0
        if before:
            since = paragraph - places[before - 1]
            if since <= _FAR:
                found[
                    "named one paragraph before"
                    if since == 1
                    else "named 2 to 4 paragraphs before"
                    if since <= _NEAR
                    else "named 5 to 12 paragraphs before"
                ] = 1.0
            last = bisect_left(self.narrated, paragraph) - 1
            if last >= 0 and self.narrated[last] == places[before - 1]:
                found["named last"] = 1.0
        if after < len(places) and places[after] - paragraph <= _NEAR:
            soon = places[after] - paragraph == 1
            found["named one paragraph after" if soon else "named 2 to 4 paragraphs after"] = 1.0
        first, last = paragraph - SCENE_REACH, paragraph + SCENE_REACH
        here = bisect_right(places, last) - bisect_left(places, first)
        if here:
            everybody = bisect_right(self.narrated, last) - bisect_left(self.narrated, first)
            found["share of the scene"] = here / everybody
            found["named in the scene"] = 1.0

    def _speaks(self, found: dict[str, float], number: int, person: int) -> None:
        places = self.speaks.get(person)
        if not places:
            return
        at = bisect_left(places, number)
        if at and number - places[at - 1] <= _FAR:
            near = number - places[at - 1] <= _NEAR
            found["speaks up to 4 turns before" if near else "speaks up to 12 turns before"] = 1.0
        at = bisect_right(places, number)
        if at < len(places) and places[at] - number <= _FAR:
            near = places[at] - number <= _NEAR
            found["speaks up to 4 turns after" if near else "speaks up to 12 turns after"] = 1.0


def _candidates(studied: Study, told: Mapping[int, Mapping[int, float]]) -> list[list[int]]:
    """Who may speak at each turn: whom its clues name, and those whom the turns around it name."""
    turns = studied.turns
    mine = [people(t.clues) for t in turns]
    passing = [[p for p in some if studied.may_return(p)] for some in mine]
    for number, some in told.items():
        mine[number] += [
            person for person, weight in some.items() if weight > 0 and person >= 0 and person not in mine[number]
        ]
    return [_options(studied, turns, number, mine[number], passing) for number in range(len(turns))]


def _options(
    studied: Study, turns: Sequence[Turn], number: int, mine: Sequence[int], passing: Sequence[Sequence[int]]
) -> list[int]:
    turn = turns[number]
    options = dict.fromkeys(mine[:MOST])
    reach = 1
    while reach <= _WIDEST and (len(options) < MOST - 1 and (reach <= _WINDOW or len(options) < 2)):
        for near in (number - reach, number + reach):
            if 0 <= near < len(turns):
                options.update(dict.fromkeys(passing[near]))
                options.update(dict.fromkeys(p for p in sorted(turns[near].called) if studied.is_person(p)))
        if number - reach < 0 and number + reach >= len(turns):
            break
        reach += 1
    if turn.called.issuperset(options) or len(options) < 2:
        options.update(dict.fromkeys(studied.main))
    if len(options) < 2:
        options.update(dict.fromkeys(p for p in sorted(turn.called | turn.named) if studied.is_person(p)))
    found = list(options)[:MOST]
    if studied.narrator is not None and studied.narrator not in found:
        found = [*found[: MOST - 1], studied.narrator]
    return found or [-1]
