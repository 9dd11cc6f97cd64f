"""What other tellings show about how one is to be read: where its turns end, and who its narrator is.

Comes in: tellings with their turns settled, the lines linked between them and their joint cast; goes out: a `Lesson`
for each telling, which is studied anew with it. A paragraph of speech that lost its closing mark seems to go on in the
next, until another telling has the two said by two people; and whose lines stand beside "I said" tells who "I" is.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from retold.speakers.joining import Cast, name_score
from retold.speakers.reads import Pair, Read
from retold.speakers.turns import Lesson

# What linked lines must add up to, each weighed by how sure the link and the speaker there are, before they teach
# anything; and how much more must speak for another narrator than for the one who was found.
_ENOUGH = 0.5
_RATHER = 2.0

Heard = Mapping[int, Sequence[tuple[int, int, float]]]  # for an utterance: telling, turn there, how sure


def lessons(reads: Sequence[Read], pairs: Sequence[Pair], cast: Cast, tellings: Iterable[int]) -> dict[int, Lesson]:
    """What each of some tellings is to learn from the others, with what it has learned before."""
    sure = {n: reads[n].strengths() for n in {n for pair in pairs for n in (pair[0], pair[2])}}
    heard: list[dict[int, list[tuple[int, int, float]]]] = [{} for _ in reads]
    for a, i, b, j, link in pairs:
        x, y = reads[a].turn_of[i], reads[b].turn_of[j]
        heard[a].setdefault(i, []).append((b, y, link * sure[b][y]))
        heard[b].setdefault(j, []).append((a, x, link * sure[a][x]))
    return {
        here: Lesson(
            _apart(here, reads, heard[here]), _narrator(here, reads, heard[here], cast), _genders(here, reads, cast)
        )
        for here in tellings
    }


def _apart(here: int, reads: Sequence[Read], heard: Heard) -> frozenset[int]:
    """The utterances that begin a turn of their own: elsewhere two people say them and the speech before."""
    found = set(reads[here].studied.lesson.apart)
    utterances = reads[here].telling.utterances
    for turn in reads[here].studied.turns:
        for before, after in zip(turn.utterances, turn.utterances[1:], strict=False):
            if utterances[before].paragraph == utterances[after].paragraph:
                continue
            weight = 0.0
            for there, x, one in heard.get(before, ()):
                for other, y, two in heard.get(after, ()):
                    if there == other:
                        speakers = reads[there].settled.speakers
                        weight += one * two if speakers[x] != speakers[y] else -one * two
            if weight > 0:
                found.add(after)
    return frozenset(found)


def _narrator(here: int, reads: Sequence[Read], heard: Heard, cast: Cast) -> int | None:
    """The person whose lines elsewhere are those that stand beside "I said" here; None where there is nothing new."""
    studied = reads[here].studied
    narrator = studied.narrator
    learned = studied.lesson.narrator
    if narrator is None:
        return learned
    votes: dict[int, float] = defaultdict(float)
    for turn in studied.turns:
        if not any(clue.kind == "narrator" for clue in turn.clues):
            continue
        for which in turn.utterances:
            for there, y, weight in heard.get(which, ()):
                speaker = reads[there].settled.speakers[y]
                if speaker is not None and speaker < reads[there].own:
                    known = cast.mine(here, cast.of(there, speaker))
                    votes[-1 if known is None or known >= reads[here].own else known] += weight
    mine = votes.pop(narrator, 0.0)
    best = max(votes, key=lambda p: (votes[p], -p), default=None)
    if best is None or votes[best] < _ENOUGH:
        return learned
    unnamed = not studied.roster.persons[narrator].forms
    if unnamed:
        return best if best >= 0 and _may_narrate(reads[here], best) else learned
    if votes[best] <= _RATHER * mine or (best >= 0 and not _may_narrate(reads[here], best)):
        return learned
    return best


def _may_narrate(read: Read, person: int) -> bool:
    """Whether a person has a name that the narration gives no line to: nobody tells what he said as another's."""
    who = read.studied.roster.persons[person]
    return who.kind == "name" and not who.tags


def _genders(here: int, reads: Sequence[Read], cast: Cast) -> tuple[tuple[int, str], ...]:
    """The genders of those who are named here without a sign of it, where all who bear the name elsewhere agree."""
    found = dict(reads[here].studied.lesson.genders)
    persons = reads[here].studied.roster.persons
    for person in sorted({p for p in reads[here].settled.speakers if p is not None and p < reads[here].own}):
        if persons[person].gender is None and persons[person].forms:
            others = [reads[t].studied.roster.persons[p] for t, p in cast.nodes(cast.of(here, person))]
            shown = {who.gender for who in others if who.gender and name_score(persons[person], who)}
            if len(shown) == 1:
                found[person] = shown.pop()
    return tuple(sorted(found.items()))
