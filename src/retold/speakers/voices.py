"""What one telling says of who speaks a turn of another, in natural log odds, and what several say together.

Comes in: a turn of another telling, settled with its candidates; goes out: a weight for each of them, so far as they
can be known here. The strongest voice counts in full whatever the number of weaker ones.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from retold.speakers.joining import Cast
from retold.speakers.reads import Read
from retold.speakers.sequence import ANYBODY
from retold.speakers.turns import Study
from retold.speechwords import UNNAMED, words_of

# Log odds that one telling can add to another's, and the share of them that it does.
_MOST = 4.0
_MOST_BARE = 3.0  # where only the order of turns tells
_HEARD = 0.8
_ODDS = 6.0
_OTHERS = 0.3  # of what is said besides the strongest
_UNKNOWN = 1.5
_LEAST = 0.002


def voice(
    reads: Sequence[Read], here: int, there: int, turn: int, sure: float, link: float, cast: Cast
) -> dict[int, float]:
    """What the telling `there` says of its `turn`, for the persons of the telling `here`; empty for nothing.

    `sure` says how sure the speaker is there and `link` that the lines are one; whoever is recognised here without
    being known here is added to the persons.
    """
    said: dict[int, float] = {}
    spoken = _spoken(reads[there], turn, sure, link)
    for speaker, weight in spoken.items():
        if speaker == ANYBODY:
            said[ANYBODY] = weight
            continue
        group = cast.of(there, speaker)
        known = cast.has(here, group)
        if not known and (weight <= 0 or ANYBODY in spoken or not lendable(reads[there].studied, speaker)):
            continue
        person = cast.person_in(here, group, reads[here].studied, reads[there].studied, speaker)
        said[person] = max(said.get(person, -_MOST), weight)
    return said


def _spoken(there: Read, turn: int, sure: float, link: float) -> dict[int, float]:
    """What a telling says of a turn's speaker, for each person in natural log odds around their mean.

    The sequence is more certain of itself than it is right, so the odds go no further than what it is `sure` of.
    """
    shares = there.settled.shares[turn]
    told = there.told.get(turn, {})
    weights = {p: math.log(share + _LEAST) - told.get(p, 0.0) for p, share in shares.items() if 0 <= p < there.own}
    if not weights or there.settled.speakers[turn] is None:
        return {}
    bare = there.clue(turn) is None
    most = min(_MOST_BARE if bare else _MOST, max(0.0, _ODDS + math.log(sure / (1.0 - sure)))) * _HEARD * link
    top = max(weights.values())
    weights = {p: max(w - top, -most) for p, w in weights.items()}
    mean = sum(weights.values()) / len(weights) if len(weights) > 1 else -most / 2
    said = {p: w - mean for p, w in weights.items()}
    if bare:
        # Only the order of turns tells who it is not: whoever is unknown there may be the one.
        said[ANYBODY] = max(0.0, max(said.values()) - _UNKNOWN)
    return said


def together(some: Sequence[dict[int, float]]) -> dict[int, float]:
    """What several tellings say together: the strongest counts in full, the others a little, for they are not apart."""
    sums: dict[int, float] = {}
    for person in dict.fromkeys(p for one in some for p in one):
        terms = sorted((one.get(person, one.get(ANYBODY, 0.0)) for one in some), key=abs, reverse=True)
        sums[person] = terms[0] + _OTHERS * sum(terms[1:])
    return sums


def lendable(studied: Study, person: int) -> bool:
    """Whether a person can be recognised in a telling that names nobody of the kind: "he" and "someone" cannot."""
    who = studied.roster.persons[person]
    if person in studied.strange:
        return True
    return who.kind != "unnamed" and (who.kind != "epithet" or not UNNAMED.intersection(words_of(who.name)))
