"""Characters joined over tellings, and evidence for a speaker carried from one telling to the others.

Characters are one where their names agree, else where they say the same lines: pairs are joined greedily, best first,
never two of one telling. Then each turn looks at the lines it is linked with elsewhere: the strongest single evidence
wins, whatever the number of weaker voices, and each telling settles its turns again with what was carried as anchors.
What the others show of where its turns end and who narrates it is learned on the way. A tag of its own always stands:
where two tellings tag a line differently, the change is theirs. A copy of another telling listens, and is not heard.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace

from retold.apparatus import Link
from retold.errors import OptionError
from retold.speakers.deciding import write
from retold.speakers.evidence import keep
from retold.speakers.forms import Aliases, given_characters
from retold.speakers.joining import Cast, attach, join
from retold.speakers.likeness import answers, shared_lines, who_are_two, who_matters
from retold.speakers.naming import number_jointly
from retold.speakers.reads import Carried, Pair, Read, copies_among, linked, read_beside
from retold.speakers.revising import lessons
from retold.speakers.roster import NARRATES
from retold.speakers.sequence import settle
from retold.speakers.showing import small
from retold.speakers.voices import lendable, together, voice
from retold.text import Character, Evidence, Telling

# Carried evidence is a little less sure than at its source.
_CARRIED = 0.97
_ROUNDS = 4
_LEARNING = 2  # rounds after which tellings are studied anew
# Evidence less sure than this is not carried.
_FIRM = 0.5
# Kinds of evidence that name a speaker, and how sure they must be, to outweigh the order of turns elsewhere.
_SHOWN = ("tag", "script", "narrator", "action")
_SHOWN_SURELY = 0.6
# A tag of its own outweighs anything carried.
_OWN_TAG = 0.9


def carry(
    tellings: Sequence[Telling],
    links: Mapping[tuple[str, str], Sequence[Link]],
    aliases: Aliases = (),
    *,
    rules_only: bool = False,
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
    rules_only : use the weights set by hand, none of those learned from novels.

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
    reads = [read_beside(tellings[n], aliases, rules_only=rules_only) for n in order]
    _check(aliases, reads)
    pairs = linked([read.telling for read in reads], links)
    copies = copies_among(reads)
    firsthand = [n for n in range(len(reads)) if n not in copies]
    cast = _settle_together(
        reads, [pair for pair in pairs if not {pair[0], pair[2]} & copies.keys()], firsthand, aliases
    )
    if copies:
        _settle_copies(reads, pairs, cast, copies, aliases)
    written = [_write(read, cast, number) for number, read in enumerate(reads)]
    for read in reads:
        keep(read.studied, aliases)
    sources = [reads[n].telling.siglum for n in firsthand]
    return number_jointly([written[order.index(n)] for n in range(len(tellings))], sources)


def _settle_together(reads: list[Read], pairs: Sequence[Pair], tellings: Sequence[int], aliases: Aliases) -> Cast:
    """Settle the turns of tellings that hear each other, and say who is who."""
    cast = Cast()
    for round in range(_ROUNDS):
        # Each round joins the characters anew: better speakers make better joins, and these carry further.
        studies = [read.studied for read in reads]
        persons = [who_matters(read) if n in tellings else [] for n, read in enumerate(reads)]
        cast = join(
            persons, studies, shared_lines(reads, pairs), answers(reads, tellings), who_are_two(reads, tellings)
        )
        _hear(reads, pairs, cast, tellings)
        if round < _LEARNING:
            _learn(reads, pairs, cast, tellings, aliases)
    _yield_to_evidence(reads, pairs, cast, tellings)
    return cast


def _settle_copies(
    reads: list[Read], pairs: Sequence[Pair], cast: Cast, copies: Mapping[int, int], aliases: Aliases
) -> None:
    """Give each copy the speakers and characters of what it is a copy of; what it adds is settled between them."""
    of_two: dict[frozenset[int], list[Pair]] = {}
    for pair in pairs:
        of_two.setdefault(frozenset((pair[0], pair[2])), []).append(pair)
    for copy, source in copies.items():
        between = of_two.get(frozenset((copy, source)), [])
        for learned in (False, True):
            cast.forget(copy)
            persons = [who_matters(read) if n in (copy, source) else [] for n, read in enumerate(reads)]
            attach(cast, persons, [read.studied for read in reads], shared_lines(reads, between))
            if not learned:
                _learn(reads, between, cast, [copy], aliases)
        _hear(reads, between, cast, [copy])
        for _, i, _, j, link in _heard(between, [copy]):
            _take_over(reads, copy, reads[copy].turn_of[i], source, reads[source].turn_of[j], link, cast)


def _take_over(reads: Sequence[Read], copy: int, x: int, source: int, y: int, link: float, cast: Cast) -> None:
    """Give a turn of a copy the speaker it has in the source, unless the words beside it name another."""
    mine, theirs = reads[copy], reads[source]
    speaker = theirs.settled.speakers[y]
    if speaker is None or mine.outright(x):
        return
    group = cast.of(source, speaker)
    shown = theirs.carried.get(y)
    if shown is None and theirs.clue(y) is not None:
        shown = _shown(theirs, y, speaker, link, theirs.strength(y))
    if shown is None and not cast.has(copy, group):
        return  # the order of turns brings in nobody
    person = cast.person_in(copy, group, mine.studied, theirs.studied, speaker)
    mine.settled.speakers[x], mine.settled.sure[x] = person, theirs.settled.sure[y]
    mine.carried.pop(x, None)
    if shown is not None and mine.clue(x) is None:
        mine.carried[x] = replace(shown, person=person)


def _learn(reads: list[Read], pairs: Sequence[Pair], cast: Cast, tellings: Collection[int], aliases: Aliases) -> None:
    """Study those tellings anew that others show to be read otherwise."""
    found = lessons(reads, pairs, cast, tellings)
    for here, lesson in found.items():
        if lesson != reads[here].studied.lesson:
            keep(reads[here].studied, aliases)
            rules_only = reads[here].studied.rules_only
            reads[here] = read_beside(reads[here].telling, aliases, lesson, rules_only=rules_only)


_MOST_NAMES = 20  # that an error lists


def _check(aliases: Aliases, reads: list[Read]) -> None:
    for given in given_characters(aliases):
        for name in given.names or (given.name,):
            # Of a list of characters, which may serve many texts, and of a narrator, one name must stand somewhere.
            every = (given.name, *given.names)
            names = every if given.place or NARRATES in every else (name,)
            if any(_has(read, one) for read in reads for one in names):
                continue
            known = dict.fromkeys(
                small(read.studied.roster.persons[n].name)
                for read in reads
                for n in dict.fromkeys(s for s in read.settled.speakers if s is not None)
            )
            some = ", ".join(list(known)[:_MOST_NAMES])
            who = f"{given.place}: {given.name!r}" if given.place else f"the alias {name!r}"
            raise OptionError(f"{who} names nobody in these texts; those who speak are {some}")


def _has(read: Read, name: str) -> bool:
    """Whether a telling has somebody by a name; "I" is its narrator's."""
    return read.studied.narrator is not None if name == NARRATES else read.studied.roster.knows(name)


def _heard(pairs: Sequence[Pair], tellings: Collection[int]) -> Iterator[Pair]:
    """Each linked pair once for each of its sides that listens: what hears, then what is heard."""
    for a, i, b, j, link in pairs:
        if a in tellings:
            yield a, i, b, j, link
        if b in tellings:
            yield b, j, a, i, link


def _hear(reads: list[Read], pairs: Sequence[Pair], cast: Cast, tellings: Collection[int]) -> None:
    """One round: every turn hears what its linked lines elsewhere say of their speakers, then the turns settle again.

    What a telling says of a turn is all it knows, the turns around it included, without what it was told itself.
    """
    for here in tellings:
        reads[here].forget()
    concerned = {*tellings, *(n for pair in pairs for n in (pair[0], pair[2]))}
    strengths = {n: reads[n].strengths() for n in concerned}
    heard: list[dict[int, list[dict[int, float]]]] = [{} for _ in reads]
    best: list[dict[int, _Best]] = [{} for _ in reads]
    said = set()
    for here, mine, there, theirs, link in _heard(pairs, tellings):
        x, y = reads[here].turn_of[mine], reads[there].turn_of[theirs]
        if (here, x, there, y) in said:
            continue
        said.add((here, x, there, y))
        weights = voice(reads, here, there, y, strengths[there][y], link, cast)
        if not weights:
            continue
        heard[here].setdefault(x, []).append(weights)
        strength = strengths[there][y] * link * _CARRIED
        if y not in reads[there].carried and (x not in best[here] or strength > best[here][x][0]):
            best[here][x] = (strength, link, there, y)
    for here in tellings:
        reads[here].told = {x: together(some) for x, some in sorted(heard[here].items())}
        reads[here].settled = settle(reads[here].studied, reads[here].told, before=reads[here].settled)
    for here in tellings:
        reads[here].carried = _carried(reads, here, best[here], strengths[here], cast)


_Best = tuple[float, float, int, int]  # how strong the evidence is, how sure the link, the telling, its turn


def _carried(
    reads: Sequence[Read], here: int, best: Mapping[int, _Best], strengths: Sequence[float], cast: Cast
) -> dict[int, Carried]:
    """For the turns that rest on another telling's evidence rather than on their own, that evidence."""
    carried = {}
    for x, (strength, link, there, y) in sorted(best.items()):
        chosen, source = reads[here].settled.speakers[x], reads[there].settled.speakers[y]
        own = reads[here].clue(x)
        if (
            chosen is None
            or source is None
            or source >= reads[there].own
            or (own is not None and own.confidence >= _OWN_TAG)
            or cast.of(here, chosen) != cast.of(there, source)
            or strength < max(_FIRM, strengths[x])
        ):
            continue
        carried[x] = _shown(reads[there], y, chosen, link, strength)
    return carried


def _shown(read: Read, turn: int, person: int, link: float, strength: float) -> Carried:
    """What a turn shows to another telling of a person there: how surely, where it stands, and the words, if any."""
    clue = read.clue(turn)
    cue = read.telling.story.map.to_raw(clue.cue) if clue is not None and clue.cue else None
    confidence = read.confidence(turn) * link * _CARRIED
    return Carried(person, strength, confidence, Evidence("carried", cue, read.telling.siglum))


def _yield_to_evidence(reads: list[Read], pairs: Sequence[Pair], cast: Cast, tellings: Collection[int]) -> None:
    """Where a telling has nothing but the order of its turns, whoever is shown to speak in another telling speaks.

    The alternation of turns is a guess, however regular; words that show who speaks are evidence, however few.
    """
    strengths = [read.strengths() for read in reads]
    found: dict[tuple[int, int], Carried] = {}
    for here, mine, there, theirs, link in _heard(pairs, tellings):
        x, y = reads[here].turn_of[mine], reads[there].turn_of[theirs]
        speaker, clue = reads[there].settled.speakers[y], reads[there].clue(y)
        strength = strengths[there][y] * link * _CARRIED
        if (
            speaker is None
            or clue is None
            or clue.kind not in _SHOWN
            or strength < _SHOWN_SURELY
            or reads[here].clue(x) is not None
            or ((here, x) in found and found[here, x].strength >= strength)
        ):
            continue
        group = cast.of(there, speaker)
        if cast.has(here, group) or lendable(reads[there].studied, speaker):
            person = cast.person_in(here, group, reads[here].studied, reads[there].studied, speaker)
            found[here, x] = _shown(reads[there], y, person, link, strength)
    for (here, x), carried in sorted(found.items()):
        if reads[here].settled.speakers[x] != carried.person:
            reads[here].settled.speakers[x] = carried.person
            reads[here].settled.sure[x] = 0.0
            reads[here].carried[x] = carried


def _write(read: Read, cast: Cast, number: int) -> Telling:
    telling = write(read.telling, read.studied, read.settled)
    own_ids = {c.id: c for c in telling.characters}
    joint = cast.joint_ids(number, telling, read.studied, own_ids)
    utterances = list(telling.utterances)
    for x, known in sorted(read.carried.items()):
        if read.settled.speakers[x] != known.person or read.strength(x) >= known.strength:
            continue
        for which in read.studied.turns[x].utterances:
            sure = max(utterances[which].confidence, round(known.confidence, 3))
            utterances[which] = replace(utterances[which], confidence=sure, evidence=known.evidence)
    utterances = [replace(u, speaker=joint.get(u.speaker or "")) for u in utterances]
    manner = telling.manner.renamed(joint)
    characters = tuple(replace(c, id=joint[c.id]) for c in telling.characters if c.id in joint)
    return replace(telling, utterances=tuple(utterances), manner=manner, characters=characters)
