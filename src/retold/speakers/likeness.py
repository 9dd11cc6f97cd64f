"""What persons of several tellings have in common, for `joining` to tell who is who.

Comes in: tellings read beside each other with their linked lines; goes out: weights for pairs of persons, in lines
surely said by both: the lines that both say, those that call or name the one here and the other there, and in one
telling the answers that a call gets.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence

from retold.speakers.reads import Pair, Read

# What a linked line that names one person here and one there adds to their being one, in lines surely said by both.
_NAMED_ALIKE = 0.8
# A line that each of two tellings gives outright to somebody says this many times as much as one known by its place.
_OUTRIGHT = 2.0
# What being the only voice from outside in two tellings of a scene adds to being one, in the same measure.
_ONE_STRANGER = 1.0


def shared_lines(reads: Sequence[Read], pairs: Sequence[Pair]) -> dict[tuple[int, int, int, int], float]:
    """How much two persons of two tellings have in common: (telling, person, telling, person) to a weight from 0."""
    shared: dict[tuple[int, int, int, int], float] = defaultdict(float)
    sure = {n: reads[n].strengths() for n in {n for pair in pairs for n in (pair[0], pair[2])}}
    for a, i, b, j, link in pairs:
        x, y = reads[a].turn_of[i], reads[b].turn_of[j]
        p, q = reads[a].settled.speakers[x], reads[b].settled.speakers[y]
        if p is not None and q is not None and p < reads[a].own and q < reads[b].own:
            both = reads[a].outright(x) and reads[b].outright(y)
            shared[a, p, b, q] += link * sure[a][x] * sure[b][y] * (_OUTRIGHT if both else 1.0)
        for mine, theirs in ((reads[a].called[i], reads[b].called[j]), (reads[a].named[i], reads[b].named[j])):
            if len(mine) == 1 and len(theirs) == 1:
                shared[a, mine[0], b, theirs[0]] += link * _NAMED_ALIKE
    for a, b in dict.fromkeys((a, b) for a, _, b, _, _ in pairs):
        strangers = [(p, q) for p in sorted(_strangers(reads[a])) for q in sorted(_strangers(reads[b]))]
        if len(strangers) == 1:
            shared[a, strangers[0][0], b, strangers[0][1]] += _ONE_STRANGER
    return dict(shared)


def answers(reads: Sequence[Read], tellings: Collection[int]) -> dict[tuple[int, int, int], float]:
    """How often, telling by telling, one person speaks at once where another is called by name."""
    found: dict[tuple[int, int, int], float] = defaultdict(float)
    for here in tellings:
        one = reads[here]
        turns, speakers = one.studied.turns, one.settled.speakers
        sure = one.strengths()
        for number, turn in enumerate(turns[1:], 1):
            speaker = speakers[number]
            if turn.gap or speaker is None or not turn.utterances or speakers[number - 1] == speaker:
                continue
            for called in sorted(turns[number - 1].called):
                found[here, called, speaker] += sure[number]
    return found


def who_are_two(reads: Sequence[Read], tellings: Collection[int]) -> set[tuple[int, int, int]]:
    """Pairs of persons of one telling who speak to each other there or of whom one calls the other, both ways round."""
    found: set[tuple[int, int, int]] = set()
    for here in tellings:
        speakers, turns = reads[here].settled.speakers, reads[here].studied.turns
        before: int | None = None  # who spoke the turn before, where the words beside it say so
        for number, turn in enumerate(turns):
            speaker = speakers[number] if reads[here].outright(number) else None
            if speaker is not None:
                others = [*sorted(turn.called), *([before] if before is not None and not turn.gap else [])]
                found |= {pair for p in others if p != speaker for pair in ((here, p, speaker), (here, speaker, p))}
            before = speaker
    return found


def _strangers(read: Read) -> set[int]:
    """The machines, voices and creatures of a telling, where others have not been taken for them."""
    persons = read.studied.roster.persons
    return {p for p in read.studied.strange if persons[p].kind in ("epithet", "unnamed") and p not in read.studied.lent}


def who_matters(read: Read) -> list[int]:
    """The persons of a telling who matter: those who speak, then those named as persons."""
    speaking = dict.fromkeys(s for s in read.settled.speakers if s is not None and s < read.own)
    named = [
        n
        for n, who in enumerate(read.studied.roster.persons[: read.own])
        if read.studied.is_person(n) or (who.kind == "name" and who.gender is not None)
    ]
    return list(dict.fromkeys([*speaking, *named]))
