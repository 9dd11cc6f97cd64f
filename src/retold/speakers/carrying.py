"""Characters joined over tellings, and evidence for a speaker carried from one telling to the others.

Characters are one where their names agree, else where they say the same lines: pairs are joined greedily, best first,
never two of one telling. Then each turn looks at the lines it is linked with elsewhere: the strongest single evidence
wins, whatever the number of weaker voices, and each telling settles its turns again with what was carried as anchors.
A tag of its own always stands: where two tellings tag a line differently, the change is theirs.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import product

from retold.apparatus import Link
from retold.errors import OptionError
from retold.speakers.deciding import best_clue, confidence_of, write
from retold.speakers.evidence import keep, study_once
from retold.speakers.forms import Aliases, given_characters
from retold.speakers.joining import Cast, join
from retold.speakers.sequence import ANYBODY, settle
from retold.speakers.showing import is_proper
from retold.speakers.turns import Settled, Study
from retold.speechwords import PERSON_NOUNS, UNNAMED, words_of
from retold.text import Character, Evidence, Name, Telling

# A link less sure than this carries nothing.
_SURE = 0.5
# Carried evidence is a little less sure than at its source.
_CARRIED = 0.97
# Log odds that one telling can add to another's, and the share of them that it does.
_MOST = 4.0
_MOST_BARE = 3.0  # where only the order of turns tells
_HEARD = 0.8
_ODDS = 6.0
_OTHERS = 0.3
_UNKNOWN = 1.5
_LEAST = 0.002
_ROUNDS = 4
# Evidence less sure than this is not carried.
_FIRM = 0.5
# What a linked line that names one person here and one there adds to their being one, in lines surely said by both.
_NAMED_ALIKE = 0.8
# Kinds of evidence that name a speaker, and how sure they must be, to outweigh the order of turns elsewhere.
_SHOWN = ("tag", "script", "narrator", "action")
_SHOWN_SURELY = 0.6
# What being the only voice from outside in two tellings of a scene adds to being one, in the same measure.
_ONE_STRANGER = 1.0
# A tag of its own outweighs anything carried.
_OWN_TAG = 0.9


@dataclass(slots=True)
class _Read:
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


@dataclass(frozen=True, slots=True)
class Carried:
    """What another telling says about a turn: the person here, how sure, and where it stands there."""

    person: int
    confidence: float
    evidence: Evidence


def carry(
    tellings: Sequence[Telling], links: Mapping[tuple[str, str], Sequence[Link]], aliases: Aliases = ()
) -> tuple[tuple[Telling, ...], tuple[Character, ...]]:
    """Join the characters of several tellings and carry evidence for speakers across linked lines.

    Parameters
    ----------
    tellings : sequence of Telling
        Segmented tellings; what ``attribute`` wrote is found again and need not be there.
    links : mapping of (siglum, siglum) to links
        Linked lines, `a` counting lines of the first telling and `b` of the second. Pairs may be missing.
    aliases : names that are one character's
        The name to show, and the others; they outweigh what the texts themselves suggest.

    Returns
    -------
    tuple of tellings, tuple of characters
        The tellings with joint character ids (``"c1"``, ``"c2"``, … by first appearance) and carried evidence, and
        the joint characters with their names in each telling.

    Raises
    ------
    OptionError
        An alias that names nobody in any of the texts.
    """
    # In an order that is the texts' own: which file comes first changes nothing.
    order = sorted(range(len(tellings)), key=lambda n: (tellings[n].story.text, tellings[n].siglum))
    reads = [_read(tellings[n], aliases) for n in order]
    _check(aliases, reads)
    pairs = _linked([read.telling for read in reads], links)
    cast = Cast()
    for _ in range(_ROUNDS):
        # Each round joins the characters anew: better speakers make better joins, and these carry further.
        cast = join([_lone(read) for read in reads], [r.studied for r in reads], _shared(reads, pairs))
        for read in reads:
            read.studied.forget()
        _carry_once(reads, pairs, cast)
    _yield_to_evidence(reads, pairs, cast)
    written = {n: _write(read, cast, number) for number, (n, read) in enumerate(zip(order, reads, strict=True))}
    for read in reads:
        keep(read.studied, aliases)
    return _joint([written[n] for n in range(len(tellings))])


_MOST_NAMES = 20  # that an error lists


def _check(aliases: Aliases, reads: list[_Read]) -> None:
    for given in given_characters(aliases):
        for name in given.names or (given.name,):
            # Of a list of characters, which may serve many texts, one name of each must stand somewhere.
            names = (given.name, *given.names) if given.place else (name,)
            if any(read.studied.roster.knows(one) for read in reads for one in names):
                continue
            known = dict.fromkeys(
                read.studied.roster.persons[n].name
                for read in reads
                for n in dict.fromkeys(s for s in read.settled.speakers if s is not None)
            )
            some = ", ".join(list(known)[:_MOST_NAMES])
            who = f"{given.place}: {given.name!r}" if given.place else f"the alias {name!r}"
            raise OptionError(f"{who} names nobody in these texts; those who speak are {some}")


def _read(telling: Telling, aliases: Aliases) -> _Read:
    studied = study_once(telling, aliases)
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
    return _Read(telling, studied, settle(studied), turn_of, called, named, {}, {}, len(studied.roster.persons))


Pair = tuple[int, int, int, int, float]  # telling, utterance, telling, utterance, how sure


def _linked(tellings: Sequence[Telling], links: Mapping[tuple[str, str], Sequence[Link]]) -> list[Pair]:
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


def _shared(reads: list[_Read], pairs: list[Pair]) -> dict[tuple[int, int, int, int], float]:
    """How much two persons of two tellings have in common: lines that both say, weighed by how surely they are
    theirs, and lines that call or name the one here and the other there."""
    shared: dict[tuple[int, int, int, int], float] = defaultdict(float)
    sure = [_sureness(read) for read in reads]
    for a, i, b, j, link in pairs:
        x, y = reads[a].turn_of[i], reads[b].turn_of[j]
        p, q = reads[a].settled.speakers[x], reads[b].settled.speakers[y]
        if p is not None and q is not None and p < reads[a].own and q < reads[b].own:
            shared[a, p, b, q] += link * sure[a][x] * sure[b][y]
        for mine, theirs in ((reads[a].called[i], reads[b].called[j]), (reads[a].named[i], reads[b].named[j])):
            if len(mine) == 1 and len(theirs) == 1:
                shared[a, mine[0], b, theirs[0]] += link * _NAMED_ALIKE
    for a, b in dict.fromkeys((a, b) for a, _, b, _, _ in pairs):
        strangers = [(p, q) for p in sorted(_strangers(reads[a])) for q in sorted(_strangers(reads[b]))]
        if len(strangers) == 1:
            shared[a, strangers[0][0], b, strangers[0][1]] += _ONE_STRANGER
    return dict(shared)


def _strangers(read: _Read) -> set[int]:
    """The machines, voices and creatures of a telling, where others have not been taken for them."""
    persons = read.studied.roster.persons
    return {p for p in read.studied.strange if persons[p].kind in ("epithet", "unnamed") and p not in read.studied.lent}


def _sureness(read: _Read) -> list[float]:
    """The confidence of the speaker of each turn as it stands."""
    return [
        confidence_of(best_clue(turn.clues, speaker), sure, abroad=read.studied.abroad)
        for turn, speaker, sure in zip(read.studied.turns, read.settled.speakers, read.settled.sure, strict=True)
    ]


def _lone(read: _Read) -> list[int]:
    """The persons of a telling who matter: those who speak, then those named as persons."""
    speaking = dict.fromkeys(s for s in read.settled.speakers if s is not None and s < read.own)
    named = [
        n
        for n, who in enumerate(read.studied.roster.persons[: read.own])
        if read.studied.is_person(n) or (who.kind == "name" and who.gender is not None)
    ]
    return list(dict.fromkeys([*speaking, *named]))


def _carry_once(reads: list[_Read], pairs: list[Pair], cast: Cast) -> None:
    """One round: every turn hears what its linked lines elsewhere say of their speakers, then the turns settle again.

    What a telling says of a turn is all it knows, the turns around it included, without what it was told itself.
    """
    sure = [_sureness(read) for read in reads]
    heard: list[dict[int, list[dict[int, float]]]] = [{} for _ in reads]
    best: list[dict[int, tuple[float, int, int]]] = [{} for _ in reads]
    said = {}
    for a, i, b, j, link in pairs:
        for (here, mine), (there, theirs) in (((a, i), (b, j)), ((b, j), (a, i))):
            x, y = reads[here].turn_of[mine], reads[there].turn_of[theirs]
            if (here, x, there, y) in said:
                continue
            said[here, x, there, y] = True
            voice = _voice(reads[here], reads[there], y, sure[there][y], link)
            if not voice:
                continue
            add: dict[int, float] = {}
            for speaker, weight in voice.items():
                if speaker == ANYBODY:
                    add[ANYBODY] = weight
                    continue
                known = cast.has(here, cast.of(there, speaker))
                if not known and (weight <= 0 or ANYBODY in voice or not _lendable(reads[there].studied, speaker)):
                    continue
                person = cast.person_in(
                    here, cast.of(there, speaker), reads[here].studied, reads[there].studied, speaker
                )
                add[person] = max(add.get(person, -_MOST), weight)
            heard[here].setdefault(x, []).append(add)
            if y not in reads[there].carried:
                confidence = sure[there][y] * link * _CARRIED
                if x not in best[here] or confidence > best[here][x][0]:
                    best[here][x] = (confidence, there, y)
    for here, read in enumerate(reads):
        read.told = {x: _summed(some) for x, some in sorted(heard[here].items())}
        read.settled = settle(read.studied, read.told)
    for here, read in enumerate(reads):
        read.carried = {}
        mine_sure = sure[here]
        for x, (confidence, there, y) in sorted(best[here].items()):
            chosen, source = read.settled.speakers[x], reads[there].settled.speakers[y]
            own = best_clue(read.studied.turns[x].clues, chosen)
            if (
                chosen is None
                or source is None
                or source >= reads[there].own
                or (own is not None and own.confidence >= _OWN_TAG)
            ):
                continue
            if cast.of(here, chosen) != cast.of(there, source) or confidence < max(_FIRM, mine_sure[x]):
                continue
            telling = reads[there].telling
            clue = best_clue(reads[there].studied.turns[y].clues, source)
            cue = telling.story.map.to_raw(clue.cue) if clue and clue.cue else None
            read.carried[x] = Carried(chosen, confidence, Evidence("carried", cue, telling.siglum))


def _yield_to_evidence(reads: list[_Read], pairs: list[Pair], cast: Cast) -> None:
    """Where a telling has nothing but the order of its turns, whoever is shown to speak in another telling speaks.

    The alternation of turns is a guess, however regular; words that show who speaks are evidence, however few.
    """
    sure = [_sureness(read) for read in reads]
    found: dict[tuple[int, int], Carried] = {}
    for a, i, b, j, link in pairs:
        for (here, mine), (there, theirs) in (((a, i), (b, j)), ((b, j), (a, i))):
            x, y = reads[here].turn_of[mine], reads[there].turn_of[theirs]
            speaker, chosen = reads[there].settled.speakers[y], reads[here].settled.speakers[x]
            clue = best_clue(reads[there].studied.turns[y].clues, speaker)
            confidence = sure[there][y] * link * _CARRIED
            if (
                speaker is None
                or clue is None
                or clue.kind not in _SHOWN
                or confidence < _SHOWN_SURELY
                or best_clue(reads[here].studied.turns[x].clues, chosen)
                or ((here, x) in found and found[here, x].confidence >= confidence)
            ):
                continue
            group = cast.of(there, speaker)
            if not cast.has(here, group) and not _lendable(reads[there].studied, speaker):
                continue
            person = cast.person_in(here, group, reads[here].studied, reads[there].studied, speaker)
            telling = reads[there].telling
            cue = telling.story.map.to_raw(clue.cue) if clue.cue else None
            found[here, x] = Carried(person, confidence, Evidence("carried", cue, telling.siglum))
    for (here, x), carried in sorted(found.items()):
        if reads[here].settled.speakers[x] != carried.person:
            reads[here].settled.speakers[x] = carried.person
            reads[here].settled.sure[x] = 0.0
            reads[here].carried[x] = carried


def _lendable(studied: Study, person: int) -> bool:
    """Whether a person can be recognised in a telling that names nobody of the kind: "he" and "someone" cannot."""
    who = studied.roster.persons[person]
    if person in studied.strange:
        return True
    return who.kind != "unnamed" and (who.kind != "epithet" or not UNNAMED.intersection(words_of(who.name)))


def _voice(here: _Read, there: _Read, turn: int, sure: float, link: float) -> dict[int, float]:
    """What a telling says of a turn's speaker, for each person in natural log odds around their mean.

    The sequence is more certain of itself than it is right, so the odds go no further than what it is `sure` of.
    """
    shares = there.settled.shares[turn]
    told = there.told.get(turn, {})
    weights = {p: math.log(share + _LEAST) - told.get(p, 0.0) for p, share in shares.items() if 0 <= p < there.own}
    if not weights or there.settled.speakers[turn] is None:
        return {}
    bare = best_clue(there.studied.turns[turn].clues, there.settled.speakers[turn]) is None
    most = min(_MOST_BARE if bare else _MOST, max(0.0, _ODDS + math.log(sure / (1.0 - sure)))) * _HEARD * link
    top = max(weights.values())
    weights = {p: max(w - top, -most) for p, w in weights.items()}
    mean = sum(weights.values()) / len(weights) if len(weights) > 1 else -most / 2
    said = {p: w - mean for p, w in weights.items()}
    if bare:
        # Only the order of turns tells who it is not: whoever is unknown there may be the one.
        said[ANYBODY] = max(0.0, max(said.values()) - _UNKNOWN)
    return said


def _summed(some: list[dict[int, float]]) -> dict[int, float]:
    """What several tellings say together: the strongest counts in full, the others a little, for they are not apart."""
    sums: dict[int, float] = {}
    for person in dict.fromkeys(p for one in some for p in one):
        terms = sorted((one.get(person, one.get(ANYBODY, 0.0)) for one in some), key=abs, reverse=True)
        sums[person] = terms[0] + _OTHERS * sum(terms[1:])
    return sums


def _write(read: _Read, cast: Cast, number: int) -> Telling:
    telling = write(read.telling, read.studied, read.settled)
    own_ids = {c.id: c for c in telling.characters}
    joint = cast.joint_ids(number, telling, read.studied, own_ids)
    utterances = list(telling.utterances)
    for x, known in sorted(read.carried.items()):
        if read.settled.speakers[x] != known.person:
            continue
        for which in read.studied.turns[x].utterances:
            if utterances[which].confidence < known.confidence:
                utterances[which] = replace(
                    utterances[which], confidence=round(known.confidence, 3), evidence=known.evidence
                )
    utterances = [replace(u, speaker=joint.get(u.speaker or "")) for u in utterances]
    manner = telling.manner.renamed(joint)
    characters = tuple(replace(c, id=joint[c.id]) for c in telling.characters if c.id in joint)
    return replace(telling, utterances=tuple(utterances), manner=manner, characters=characters)


def _joint(written: list[Telling]) -> tuple[tuple[Telling, ...], tuple[Character, ...]]:
    """Number the joint characters by first appearance and gather their names from all tellings."""
    order: dict[str, str] = {}
    for telling in written:
        for character in telling.characters:
            order.setdefault(character.id, f"c{len(order) + 1}")
    gathered: dict[str, list[tuple[str, Character]]] = defaultdict(list)
    for telling in written:
        for character in telling.characters:
            gathered[order[character.id]].append((telling.siglum, character))
    characters = []
    for id, members in gathered.items():
        names: dict[str, tuple[Name, ...]] = {}
        for _, member in members:
            for siglum, some in member.names.items():
                names[siglum] = (*names.get(siglum, ()), *some)
        characters.append(Character(id, _best_name(members), _gender(members), names))
    final = []
    for telling in written:
        final.append(
            replace(
                telling,
                utterances=tuple(replace(u, speaker=order.get(u.speaker or "")) for u in telling.utterances),
                manner=telling.manner.renamed(order),
                characters=(),
            )
        )
    final = [replace(t, characters=tuple(c for c in characters if t.siglum in c.names)) for t in final]
    return tuple(final), tuple(characters)


def _best_name(members: list[tuple[str, Character]]) -> str:
    """The name used most, a proper name before an epithet, the shorter before the fuller."""
    given = next((member.name for _, member in members if any(n.why == "given" for n in member.names[_])), None)
    if given is not None:
        return given
    votes: dict[str, int] = defaultdict(int)
    for siglum, member in members:
        votes[member.name] += sum(len(n.spans) for n in member.names[siglum] if n.name == member.name)
    proper = [name for name in votes if is_proper(name)]
    persons = [name for name in votes if not PERSON_NOUNS.isdisjoint(words_of(name))]  # no "the ceiling"
    return max(proper or persons or list(votes), key=lambda n: (votes[n], -len(n), n))


def _gender(members: list[tuple[str, Character]]) -> str | None:
    votes: dict[str, int] = defaultdict(int)
    for _, member in members:
        if member.gender:
            votes[member.gender] += 1
    return max(votes, key=lambda g: (votes[g], g)) if votes else None
