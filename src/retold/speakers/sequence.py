"""The turns of a telling settled together: a beam search that weighs each turn's clues against how dialogue runs.

A state is the speaker now and the last other one. Going on to the next turn costs little when the two alternate, more
when a third comes in, most when one speaks twice in a row with nothing narrated between.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

from retold.speakers.evidence import WRONG_GENDER
from retold.speakers.turns import Study, Turn, people

# Costs of a step in natural log odds, tuned on novels and retellings.
SAME_AT_ONCE = -3.2
THIRD_AT_ONCE = -3.0
SAME_AFTER_GAP = -0.5
THIRD_AFTER_GAP = -0.22
SAME_BESIDE = -0.34
OUTSIDE = 0.6  # share of this for a voice that only says what it is given
NARRATOR_BARE = -1.2  # narrators mostly say that they speak
ANSWERS = 1.9  # the one who was called by name speaks next
LEAST = -6.0  # clues against somebody weigh no more together
_BEAM = 16
# Clues and steps are less independent than their sum pretends.
_TEMPERATURE = 1.0
_CANDIDATES = 7
_WINDOW = 6


@dataclass(frozen=True, slots=True)
class Settled:
    """The speaker of each turn, None where nobody is known, and how sure the sequence makes it, 0 to 1.

    `shares` holds for each turn how likely each of those is who may speak there; -1 stands for nobody known.
    """

    speakers: list[int | None]
    sure: list[float]
    shares: list[dict[int, float]]


_State = tuple[int, int, int]  # the last other of the two who talk, the last of them, who speaks now


ANYBODY = -2  # stands for all whom another telling does not speak of
Told = Mapping[int, Mapping[int, float]]  # for some turns what other tellings add for some persons, in log odds


def settle(studied: Study, told: Told | None = None) -> Settled:
    """The speaker of each turn; `told` adds weight for persons at some turns, from other tellings."""
    turns = studied.turns
    told = told or {}
    candidates = _candidates(studied, told)
    layers: list[dict[_State, float]] = []  # for each turn the kept states with their best score so far
    steps: list[list[tuple[_State, _State, float]]] = []  # between kept states, with what the step adds
    before: dict[_State, float] = {(-1, -1, -1): 0.0}
    for number, options in enumerate(candidates):
        turn, previous = turns[number], turns[number - 1] if number else None
        scores = _emissions(studied, turn, options, told.get(number))
        best: dict[_State, float] = {}
        taken: list[tuple[_State, _State, float]] = []
        for state, score in before.items():
            other, speaker, _ = state
            for person in options:
                gain = scores[person] + _step(studied, turn, previous, other, speaker, person)
                if speaker >= 0 and person in studied.strange:
                    following = (other, speaker, person)  # a voice from outside: the two talk on
                else:
                    following = (speaker if person != speaker else other, person, person)
                taken.append((state, following, gain))
                if score + gain > best.get(following, -math.inf):
                    best[following] = score + gain
        kept = sorted(best.items(), key=lambda item: (-item[1], item[0]))[:_BEAM]
        before = dict(kept)
        layers.append(before)
        steps.append([step for step in taken if step[1] in before])
    return _read_off(layers, steps)


def _read_off(layers: list[dict[_State, float]], steps: list[list[tuple[_State, _State, float]]]) -> Settled:
    """The most likely speaker of each turn and their share of all paths through the kept states."""
    forward: list[dict[_State, float]] = []
    mass: dict[_State, float] = {(-1, -1, -1): 0.0}
    for layer, moves in zip(layers, steps, strict=True):
        sums: dict[_State, list[float]] = {state: [] for state in layer}
        for state, following, gain in moves:
            sums[following].append(mass[state] + gain / _TEMPERATURE)
        mass = {state: _log_sum(terms) for state, terms in sums.items()}
        forward.append(mass)
    speakers: list[int | None] = [None] * len(layers)
    sure = [0.0] * len(layers)
    every: list[dict[int, float]] = [{} for _ in layers]
    back: dict[_State, float] = dict.fromkeys(layers[-1], 0.0) if layers else {}
    for number in range(len(layers) - 1, -1, -1):
        shares: dict[int, list[float]] = {}
        for state in layers[number]:
            shares.setdefault(state[2], []).append(forward[number][state] + back[state])
        totals = {person: _log_sum(terms) for person, terms in shares.items()}
        top = max(totals, key=lambda p: (totals[p], -p))
        speakers[number] = top if top >= 0 else None
        whole = _log_sum(list(totals.values()))
        every[number] = {person: math.exp(total - whole) for person, total in totals.items()}
        sure[number] = every[number][top]
        sums = {}
        for state, following, gain in steps[number]:
            sums.setdefault(state, []).append(back[following] + gain / _TEMPERATURE)
        back = {state: _log_sum(terms) for state, terms in sums.items()}
        if number:
            back = {state: back.get(state, -math.inf) for state in layers[number - 1]}
    return Settled(speakers, sure, every)


def _log_sum(terms: list[float]) -> float:
    top = max(terms)
    return top + math.log(sum(math.exp(t - top) for t in terms)) if top > -math.inf else top


def _candidates(studied: Study, told: Told) -> list[list[int]]:
    """Who may speak at each turn: whom its clues name, and those whom the turns around it name."""
    turns = studied.turns
    mine = [people(t.clues) for t in turns]
    passing = [[p for p in some if studied.may_return(p)] for some in mine]
    for number, some in told.items():
        mine[number] += [
            person for person, weight in some.items() if weight > 0 and person >= 0 and person not in mine[number]
        ]
    found: list[list[int]] = []
    for number, turn in enumerate(turns):
        options = dict.fromkeys(mine[number])
        reach = 1
        while reach <= 40 and (len(options) < _CANDIDATES and (reach <= _WINDOW or len(options) < 2)):
            for near in (number - reach, number + reach):
                if 0 <= near < len(turns):
                    options.update(dict.fromkeys(passing[near]))
                    options.update(dict.fromkeys(p for p in sorted(turns[near].called) if studied.is_person(p)))
            if number - reach < 0 and number + reach >= len(turns):
                break
            reach += 1
        if turn.called.issuperset(options) or len(options) < 2:
            options.update(dict.fromkeys(studied.main))
        if studied.narrator is not None:
            options.setdefault(studied.narrator)
        if len(options) < 2:
            options.update(dict.fromkeys(p for p in sorted(turn.called | turn.named) if studied.is_person(p)))
        found.append(list(options)[: _CANDIDATES + 2] or [-1])
    return found


def _emissions(studied: Study, turn: Turn, options: list[int], told: Mapping[int, float] | None) -> dict[int, float]:
    scores = dict.fromkeys(options, 0.0)
    strongest: dict[int, float] = {}
    for clue in turn.clues:
        if clue.person not in scores:
            continue
        if clue.weight < 0:
            scores[clue.person] = max(LEAST, scores[clue.person] + clue.weight)
        else:
            # Several clues of one kind say little more than the strongest of them.
            top = strongest.get(clue.person, 0.0)
            strongest[clue.person] = max(top, clue.weight) + 0.3 * min(top, clue.weight)
    for person, weight in strongest.items():
        scores[person] += weight
    if turn.gender is not None:
        for person in options:
            gender = studied.roster.persons[person].gender if person >= 0 else None
            if gender in ("m", "f") and gender != turn.gender and person not in strongest:
                scores[person] += WRONG_GENDER
    if told:
        for person in options:
            scores[person] += told.get(person, told.get(ANYBODY, 0.0))
    return scores


def _step(studied: Study, turn: Turn, previous: Turn | None, other: int, speaker: int, person: int) -> float:
    if previous is None or speaker < 0:
        return 0.0
    cost = 0.0
    if person == speaker:
        cost = SAME_BESIDE if turn.beside else SAME_AT_ONCE if not turn.gap else SAME_AFTER_GAP
    elif person != other and other >= 0:
        cost = THIRD_AT_ONCE if not turn.gap else THIRD_AFTER_GAP
        if person in studied.strange:
            cost *= OUTSIDE
    if turn.gap > 3:
        cost *= 0.4
    if person == studied.narrator and turn.bare:
        cost += NARRATOR_BARE
    if person in previous.called and person != speaker:
        cost += ANSWERS
    if speaker in turn.called and person != speaker:
        cost += ANSWERS
    return cost
