"""The turns of a telling settled together: a beam search that weighs each turn's clues against how dialogue runs.

A state is the speaker now and the last other one. Going on to the next turn costs little when the two alternate, more
when a third comes in, most when one speaks twice in a row with nothing narrated between.
"""

from __future__ import annotations

from collections.abc import Mapping

from retold.speakers.evidence import WRONG_GENDER, Study, Turn, people

# Costs of a step in natural log odds, tuned on novels and retellings.
SAME_AT_ONCE = -3.0
THIRD_AT_ONCE = -1.5
SAME_AFTER_GAP = -0.8
THIRD_AFTER_GAP = -1.0
SAME_BESIDE = -2.5
ABSENT = -1.2  # nobody has named this person lately
ANSWERS = 1.0  # the one who was called by name speaks next
_BEAM = 16
_CANDIDATES = 7
_WINDOW = 6
FIXED = 20.0


def settle(studied: Study, fixed: Mapping[int, tuple[int, float]] | None = None) -> list[int | None]:
    """The speaker of each turn; `fixed` adds weight for a person at some turns, from other tellings."""
    turns = studied.turns
    fixed = fixed or {}
    if not turns:
        return []
    candidates = _candidates(studied, fixed)
    scores = [_emissions(studied, turn, options, fixed.get(n)) for n, (turn, options) in enumerate(zip(turns, candidates, strict=True))]
    beam: list[tuple[float, int, int]] = [(0.0, -1, -1)]  # score, last other speaker, speaker
    backs: list[list[tuple[int, int]]] = []  # for each kept state: index of the one before, speaker
    for number, options in enumerate(candidates):
        best: dict[tuple[int, int], tuple[float, int]] = {}
        previous = turns[number - 1] if number else None
        for index, (score, other, speaker) in enumerate(beam):
            for person in options:
                step = score + scores[number][person] + _step(turns[number], previous, other, speaker, person)
                state = (speaker if person != speaker else other, person)
                if state not in best or step > best[state][0]:
                    best[state] = (step, index)
        ranked = sorted(best.items(), key=lambda item: (-item[1][0], item[0]))[:_BEAM]
        beam = [(score, state[0], state[1]) for state, (score, _) in ranked]
        backs.append([(index, state[1]) for state, (_, index) in ranked])
    found: list[int | None] = []
    at = 0
    for layer in reversed(backs):
        index, person = layer[at]
        found.append(person if person >= 0 else None)
        at = index
    return found[::-1]


def _candidates(studied: Study, fixed: Mapping[int, tuple[int, float]]) -> list[list[int]]:
    """Who may speak at each turn: whom its clues name, and those whom the turns around it name."""
    turns = studied.turns
    mine = [people(t.clues) for t in turns]
    for number, (person, _) in fixed.items():
        if person not in mine[number]:
            mine[number].append(person)
    found: list[list[int]] = []
    for number, turn in enumerate(turns):
        options = dict.fromkeys(mine[number])
        reach = 1
        while reach <= 40 and (len(options) < _CANDIDATES and (reach <= _WINDOW or len(options) < 2)):
            for near in (number - reach, number + reach):
                if 0 <= near < len(turns):
                    options.update(dict.fromkeys(mine[near]))
                    options.update(dict.fromkeys(p for p in sorted(turns[near].called) if studied.is_person(p)))
            if number - reach < 0 and number + reach >= len(turns):
                break
            reach += 1
        if studied.narrator is not None:
            options.setdefault(studied.narrator)
        if len(options) < 2:
            options.update(dict.fromkeys(p for p in sorted(turn.called | turn.named) if studied.is_person(p)))
        found.append(list(options)[: _CANDIDATES + 2] or [-1])
    return found


def _emissions(studied: Study, turn: Turn, options: list[int], fixed: tuple[int, float] | None) -> dict[int, float]:
    scores = dict.fromkeys(options, 0.0)
    strongest: dict[int, float] = {}
    for clue in turn.clues:
        if clue.person not in scores:
            continue
        if clue.weight < 0:
            scores[clue.person] = max(-3.0, scores[clue.person] + clue.weight)
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
    if fixed is not None and fixed[0] in scores:
        scores[fixed[0]] += fixed[1]
    return scores


def _step(turn: Turn, previous: Turn | None, other: int, speaker: int, person: int) -> float:
    if previous is None or speaker < 0:
        return 0.0
    cost = 0.0
    if person == speaker:
        cost = SAME_BESIDE if turn.beside else SAME_AT_ONCE if not turn.gap else SAME_AFTER_GAP
    elif person != other and other >= 0:
        cost = THIRD_AT_ONCE if not turn.gap else THIRD_AFTER_GAP
    if turn.gap > 3:
        cost *= 0.4
    if person in previous.called and person != speaker:
        cost += ANSWERS
    if speaker in turn.called and person != speaker:
        cost += ANSWERS
    return cost
