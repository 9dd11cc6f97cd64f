"""The turns of a telling settled together: a chain over who speaks, each step weighed by the two speakers before it.

A state is the pair of who spoke before and who speaks now. All paths through the candidates are summed forward and
backward (a conditional random field of second order), so each turn gets the share of all readings of the dialogue in
which somebody speaks it; the likeliest is its speaker.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from retold.speakers.ranking import Choice, Scene
from retold.speakers.turns import Settled, Study
from retold.speakers.weighing import RULES, Floats, Weights, learned

# Code points of text: in what is shorter, too little is known of how each person talks and how often.
SHORT = 60_000
ANYBODY = -2  # stands for all whom another telling does not speak of
Told = Mapping[int, Mapping[int, float]]  # for some turns what other tellings add for some persons, in log odds


def settle(studied: Study, told: Told | None = None, *, before: Settled | None = None) -> Settled:
    """The speaker of each turn; `told` adds weight for persons at some turns, from other tellings.

    The turns are settled by rules first; who talks around each turn is then known well enough to settle them again by
    the weights learned from novels. In a study that wants rules only they have the last word; how the turns were
    settled `before` they were told as much spares them the first.
    """
    by_itself = not told and not studied.lent
    if by_itself and studied.settled is not None:
        return studied.settled.copy()
    scene = Scene(studied)
    choices = scene.choices(told or {})
    found = before if before is not None and not studied.rules_only else by_weights(choices, RULES, told or {})
    if not studied.rules_only:
        found = by_weights(scene.with_talk(choices, found.shares), learned(short=len(studied.text) < SHORT), told or {})
    if by_itself:
        studied.settled = found.copy()
    return found


def by_weights(found: Sequence[Choice], weights: Weights, told: Told) -> Settled:
    """The speaker of each turn by some weights."""
    if not found:
        return Settled([], [], [])
    scores = [_scores(choice, weights, told.get(number)) for number, choice in enumerate(found)]
    ids = [np.array(choice.options) for choice in found]
    steps = [np.zeros((1, 1, len(ids[0]))), *_steps(found, ids, weights)]
    speakers: list[int | None] = []
    sure: list[float] = []
    every: list[dict[int, float]] = []
    for choice, share in zip(found, marginals(scores, steps), strict=True):
        top = int(share.argmax())
        speakers.append(choice.options[top] if choice.options[top] >= 0 else None)
        sure.append(float(share[top]))
        every.append(dict(zip(choice.options, share.tolist(), strict=True)))
    return Settled(speakers, sure, every)


def marginals(scores: list[Floats], steps: list[Floats]) -> list[Floats]:
    """For each turn the share of all paths in which each candidate speaks it.

    `scores` holds ``[candidates]`` a turn, `steps` ``[before last, last, now]``, all in natural log odds.
    """
    forward: list[Floats] = []  # [last, now], scaled to a sum of 1: only ratios count
    mass = np.ones((1, 1))
    for score, step in zip(scores, steps, strict=True):
        gains = np.exp(step + (score - score.max()))
        mass = np.einsum("ab,abc->bc", mass, gains)
        mass = mass / mass.sum()
        forward.append(mass)
    shares: list[Floats] = [np.zeros(0)] * len(scores)
    back = np.ones_like(forward[-1])
    for number in range(len(scores) - 1, -1, -1):
        share = (forward[number] * back).sum(axis=0)
        shares[number] = share / share.sum()
        gains = np.exp(steps[number] + (scores[number] - scores[number].max()))
        back = np.einsum("abc,bc->ab", gains, back)
        back = back / back.max()
    return shares


def _scores(choice: Choice, weights: Weights, told: Mapping[int, float] | None) -> Floats:
    scores: Floats = weights.of(choice.features) + choice.shown
    if told:
        anybody = told.get(ANYBODY, 0.0)
        scores = scores + np.array([told.get(person, anybody) for person in choice.options])
    return scores


def _steps(found: Sequence[Choice], ids: list[np.ndarray], weights: Weights) -> list[Floats]:
    """What each step from two speakers to the next adds, ``[before last, last, now]`` for all turns but the first."""
    steps: list[Floats] = []
    for number in range(1, len(found)):
        choice = found[number]
        same, back, third, change = weights.steps[int(choice.marked), choice.gap]
        earlier = ids[number - 2][:, None, None] if number > 1 else np.full((1, 1, 1), -3)
        last, now = ids[number - 1][None, :, None], ids[number][None, None, :]
        other = np.where(earlier == now, back, third)
        if number > 1:
            other = np.where(earlier == last, change, other)
        steps.append(np.where(last == now, same, other))
    return steps
