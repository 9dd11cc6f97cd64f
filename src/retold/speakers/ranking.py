"""Who may speak each turn, and what there is to say of each of them: readable features of turn and person.

Comes in: the study of a telling; goes out: for each turn its candidates, their features and the kinds of step that lead
to it. The features say what the clues say (a pronoun, an action beside the line, a name called out) and who is in the
scene: named lately, named soon, known to speak nearby, called just before. What they weigh is in `weighing`.
"""

from __future__ import annotations

import math
from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from retold.speakers.style import Style
from retold.speakers.turns import FIRST, Study, Turn, people
from retold.speakers.weighing import FEATURES, PLACE, SCENE, Floats

# Who is about says something only where there are enough people that some are not.
PRESENCE = tuple(
    PLACE[name] for name in SCENE if name.startswith(("named", "speaks", "talks", "share")) or name == "fame"
)
CROWD = 4  # people who speak by a tag or are named often
_OFTEN = 3

NOBODY_KNOWN = -1  # a candidate: somebody of whom nothing is known
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
class Choice:
    """The candidates of a turn, what speaks for them for certain, and their features ``[candidates, features]``."""

    options: list[int]
    shown: Floats
    features: Floats
    gap: int
    marked: bool


def gap_of(turn: Turn, before: Turn | None) -> int:
    """The place in `GAPS` of what stands before a turn."""
    if turn.beside:
        return 0
    if turn.gap == 0:
        return 2 if before is not None and before.asks else 1
    return 2 + bisect_right((1, 2, 4), turn.gap)


class Scene:
    """Where everybody is named and speaks, so that each turn can be asked who is about."""

    def __init__(self, studied: Study) -> None:
        self.studied = studied
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
        if studied.narrator is not None:
            self._narrate(studied.narrator)
        self.style = Style(studied, self.speaks)
        self.most_turns = 1 + max(map(len, self.speaks.values()), default=0)
        persons = studied.roster.persons
        about = [p for p in persons if p.kind in ("name", "narrator")]
        self.crowded = sum(p.tags > 0 or p.told + p.called >= _OFTEN for p in about) >= CROWD
        whole = 1 + max((p.told + p.tags for p in persons), default=0)
        self.fame = [math.log((1 + p.told + p.tags) / whole) for p in persons]
        if studied.narrator is not None:
            often = len(self.named[studied.narrator]) + len(self.speaks.get(studied.narrator, ()))
            self.fame[studied.narrator] = min(0.0, math.log((1 + often) / whole))
        self.last_of: list[dict[str, int]] = []
        latest: dict[str, int] = {}
        surely: dict[int, int] = {}
        for person, places in self.speaks.items():
            for number in places:
                surely[number] = person
        for number in range(len(self.turns)):
            self.last_of.append(dict(latest))
            if number in surely and (gender := persons[surely[number]].gender):
                latest[gender] = surely[number]

    def _narrate(self, narrator: int) -> None:
        """Count every paragraph that says "I" as one that names the narrator."""
        speech = self.studied.roster.in_speech
        text = self.studied.text
        places = {bisect_right(self.starts, m.start()) - 1 for m in FIRST.finditer(text) if not speech(m.start())}
        mine = {self.paragraphs[which] for which in places if which >= 0}
        self.named[narrator] = sorted(mine.union(self.named.get(narrator, ())))

    def choices(self, told: Mapping[int, Mapping[int, float]]) -> list[Choice]:
        """The candidates of every turn with their features; `told` names more candidates for some turns."""
        return [self._choice(number, options) for number, options in enumerate(_candidates(self.studied, told))]

    def with_talk(self, found: Sequence[Choice], shares: Sequence[Mapping[int, float]]) -> list[Choice]:
        """The same choices, knowing who talks around each turn: `shares` says how likely each person speaks it."""
        return [self._with_talk(number, choice, shares) for number, choice in enumerate(found)]

    def _with_talk(self, number: int, choice: Choice, shares: Sequence[Mapping[int, float]]) -> Choice:
        around = self._around(number, shares)
        gender = self.turns[number].gender
        features = choice.features.copy()
        for at, person in enumerate(choice.options):
            share = around.get(person, 0.0) if person >= 0 else 0.0
            if share <= FEW:
                continue
            if self.crowded:
                features[at, PLACE["talks around"]] = 1.0
                features[at, PLACE["share of the talk around"]] = share
            if gender is not None and self.studied.roster.persons[person].gender == gender:
                features[at, PLACE["he: talks around"]] = share
        return replace(choice, features=features)

    def _choice(self, number: int, options: list[int]) -> Choice:
        turn = self.turns[number]
        features = np.zeros((len(options), len(FEATURES)))
        shown = np.zeros(len(options))
        row = {person: at for at, person in enumerate(options)}
        for clue in turn.clues:
            at = row.get(clue.person)
            if at is None:
                continue
            if not clue.group:
                shown[at] = max(shown[at], clue.weight)
            else:
                place = PLACE[clue.group]
                if abs(clue.weight) > abs(features[at, place]):
                    features[at, place] = clue.weight
        for at, person in enumerate(options):
            if person >= 0:
                for name, value in self._of(number, turn, person).items():
                    features[at, PLACE[name]] = value
        if not self.crowded:
            features[:, PRESENCE] = 0.0
        gap = gap_of(turn, self.turns[number - 1] if number else None)
        return Choice(options, shown, features, gap, not turn.bare)

    def _around(self, number: int, shares: Sequence[Mapping[int, float]]) -> dict[int, float]:
        """Who talks near a turn in the same conversation, the turns right beside it left out; shares of 1."""
        sums: dict[int, float] = {}
        for step in (-1, 1):
            for away in range(1, TALK + 1):
                other = number + step * away
                # What parts two turns is counted on the later one.
                later = other + 1 if step < 0 else other
                if not 0 <= other < len(self.turns) or self.turns[later].gap > PAUSE:
                    break
                if away > 1:
                    for person, share in shares[other].items():
                        sums[person] = sums.get(person, 0.0) + share
        whole = sum(sums.values())
        return {person: share / whole for person, share in sums.items()} if whole else {}

    def _of(self, number: int, turn: Turn, person: int) -> dict[str, float]:
        studied, who = self.studied, self.studied.roster.persons[person]
        found: dict[str, float] = {"fame": self.fame[person] if person < len(self.fame) else 0.0}
        found["speaks often"] = math.log((1 + len(self.speaks.get(person, ()))) / self.most_turns)
        if (alike := self.style.sounds_like(number, person)) != 0.0:
            found["sounds like"] = alike
        around = range(max(0, number - _FAR), min(len(self.turns), number + _FAR + 1))
        if any(person in self.turns[n].called for n in around if n != number):
            found["called around"] = 1.0
        spoken = sum(person in self.turns[n].named for n in around if n != number)
        if spoken:
            found["spoken of around"] = min(1.0, spoken / _NEAR)
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
        if turn.gender is not None and who.gender == turn.gender:
            found["he: share of the scene"] = found.get("share of the scene", 0.0)
            if "named in this paragraph" in found:
                found["he: named in this paragraph"] = 1.0
            if person == turn.before_pronoun:
                found["he: subject before"] = 1.0
            if self.last_of[number].get(turn.gender) == person:
                found["he: spoke last"] = 1.0
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
            found["share of the scene"] = min(1.0, here / max(1, everybody))
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
    if len(found) == 1 and not mine:
        found.append(NOBODY_KNOWN)  # a line that nothing shows to be hers is not the only known person's for certain
    if studied.narrator is not None and studied.narrator not in found:
        found = [*found[: MOST - 1], studied.narrator]
    return found or [NOBODY_KNOWN]
