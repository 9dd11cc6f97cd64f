"""Persons of several tellings joined to one cast, by their names and by the lines they share.

Pairs of persons are scored, best first joined, as long as no telling ends up with two persons in one. Equal proper
names join with no further proof; unlike names join only where the lines say so, and never when one telling has both.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from functools import lru_cache

from retold.speakers.epithets import key_of
from retold.speakers.forms import Form, alike, bare, first_keys
from retold.speakers.roster import Person
from retold.speakers.turns import Study
from retold.speechwords import GROUPS, PLAIN, UNNAMED, VOICE_NOUNS, YOUNG, words_of
from retold.text import Character, Telling

Node = tuple[int, int]  # telling, person

# Scores of names that agree, on the scale where 1 is a pair that shares all its lines.
_SAME_NAME = 3.0
_PART_NAME = 2.0
_LIKE_NAME = 1.2
_SAME_EPITHET = 1.0
_RARE_FORM = 0.5
# Words of epithets that many may be called by.
_VAGUE = PLAIN | UNNAMED | YOUNG | VOICE_NOUNS | GROUPS
# Unlike names need this share of their common lines, and this weight of lines, to be one.
_LEAST_SHARE = 0.34
_LEAST_LINES = 0.5
# Answers to a call, each weighed by how sure its speaker is, that tell who is meant: one shown outright, or two.
_LEAST_ANSWERS = 0.9


class Cast:
    """Which persons of the tellings are one. Nodes are (telling, person).

    `apart` holds pairs of persons of one telling who are two whatever else is shown, (telling, person, person).
    """

    def __init__(self, apart: Collection[tuple[int, int, int]] = frozenset()) -> None:
        self._apart = apart
        self._group: dict[Node, int] = {}
        self._members: dict[int, dict[int, list[int]]] = {}
        self._next = 0

    def of(self, telling: int, person: int) -> int:
        """The group of a person, a new one of its own when it has none."""
        node = (telling, person)
        if node not in self._group:
            self._group[node] = self._next
            self._members[self._next] = {telling: [person]}
            self._next += 1
        return self._group[node]

    def merge(self, a: Node, b: Node, *, within: bool = False) -> bool:
        """Join the groups of two persons; unless `within`, never where a telling has one in each."""
        x, y = self.of(*a), self.of(*b)
        both = self._members[x].keys() & self._members[y].keys()
        if x == y or (both and not within):
            return False
        if any((t, p, q) in self._apart for t in both for p in self._members[x][t] for q in self._members[y][t]):
            return False
        for telling, persons in self._members.pop(y).items():
            for person in persons:
                self._group[telling, person] = x
                self._members[x].setdefault(telling, []).append(person)
        return True

    def __contains__(self, group: int) -> bool:
        return group in self._members

    def forget(self, telling: int) -> None:
        """Take the persons of a telling out of their groups."""
        for node in [node for node in self._group if node[0] == telling]:
            group = self._group.pop(node)
            self._members[group].pop(telling, None)

    def nodes(self, group: int) -> list[Node]:
        """The persons of a group."""
        return [(telling, person) for telling, persons in self._members[group].items() for person in persons]

    def has(self, telling: int, group: int) -> bool:
        """Whether a telling knows somebody of a group."""
        return telling in self._members[group]

    def mine(self, telling: int, group: int) -> int | None:
        """The person who stands for a group in a telling, None where it knows nobody of it."""
        some = self._members[group].get(telling)
        return some[0] if some else None

    def person_in(self, telling: int, group: int, here: Study, there: Study, person: int) -> int:
        """The person who stands for a group in a telling; one is added where the telling names nobody of it."""
        if telling in self._members[group]:
            return self._members[group][telling][0]
        source = there.roster.persons[person]
        added = next(
            (n for n, who in enumerate(here.roster.persons) if who.kind == "unnamed" and who.name == source.name), -1
        )
        if added < 0 or (telling, added) in self._group:
            added = here.roster.add(source.name, "unnamed", source.gender)
            here.lent.add(added)
        self._group[telling, added] = group
        self._members[group][telling] = [added]
        return added

    def joint_ids(self, number: int, telling: Telling, studied: Study, own: Mapping[str, Character]) -> dict[str, str]:
        """The group of each character of a telling, as a name that is the same in all tellings."""
        by_id = {id: person for person, id in studied.ids.items()}
        return {id: f"g{self.of(number, by_id[id])}" for id in own if id in by_id}


def join(
    persons: Sequence[Sequence[int]],
    studies: Sequence[Study],
    shared: Mapping[tuple[int, int, int, int], float],
    answers: Mapping[tuple[int, int, int], float],
    apart: Collection[tuple[int, int, int]],
) -> Cast:
    """The cast of several tellings.

    `persons` lists those of each telling who matter; `shared` holds for two persons of two tellings the weight of the
    lines that both say, `answers` how often in a telling one is called and another answers, `apart` who there are two.
    """
    cast = Cast(apart)
    given: dict[str, Node] = {}
    for a, some in enumerate(persons):
        for p in some:
            display = studies[a].roster.persons[p].given
            if display is not None:
                cast.merge(given.setdefault(display, (a, p)), (a, p))
    attach(cast, persons, studies, shared)
    _take_in_epithets(cast, persons, studies, shared)
    _name_the_nameless(cast, studies, answers)
    return cast


def attach(
    cast: Cast,
    persons: Sequence[Sequence[int]],
    studies: Sequence[Study],
    shared: Mapping[tuple[int, int, int, int], float],
) -> None:
    """Join persons by their names and the lines they share, the pairs that have most in common first."""
    total: dict[tuple[int, int, int], float] = {}
    for (a, p, b, q), weight in shared.items():
        total[a, p, b] = total.get((a, p, b), 0.0) + weight
        total[b, q, a] = total.get((b, q, a), 0.0) + weight
    scored: list[tuple[float, Node, Node]] = []
    for a, p, b, q in _pairs(persons, studies, shared):
        here, there = studies[a].roster.persons, studies[b].roster.persons
        lines = shared.get((a, p, b, q), 0.0) + shared.get((b, q, a, p), 0.0)
        if here[p].is_group != there[q].is_group:
            continue
        name = name_score(here[p], there[q])
        if here[p].gender and there[q].gender and here[p].gender != there[q].gender:
            name *= 0.3
            lines *= 0.5
        share = 2 * lines / (total.get((a, p, b), 0.0) + total.get((b, q, a), 0.0)) if lines else 0.0
        if not name and (share < _LEAST_SHARE or lines < _LEAST_LINES):
            continue
        if not name and _elsewhere(here[p], there, q) and _elsewhere(there[q], here, p):
            continue
        scored.append((name + share * min(1.0, lines / 2.0), (a, p), (b, q)))
    for _, x, y in sorted(scored, key=lambda s: (-s[0], s[1], s[2])):
        cast.merge(x, y)


def _pairs(
    persons: Sequence[Sequence[int]],
    studies: Sequence[Study],
    shared: Mapping[tuple[int, int, int, int], float],
) -> set[tuple[int, int, int, int]]:
    """The persons of two tellings each, the earlier telling's first, who say a line in common or may bear one name.

    Novels have hundreds of persons: to hold each against all those of every other text would cost more than to read it.
    """
    found = {(a, p, b, q) if a < b else (b, q, a, p) for a, p, b, q in shared}
    namesakes: dict[str, list[Node]] = {}
    for a, some in enumerate(persons):
        for p in some:
            for key in name_keys(studies[a].roster.persons[p]):
                others = namesakes.setdefault(key, [])
                found.update((b, q, a, p) for b, q in others if b != a)
                others.append((a, p))
    listed = [set(some) for some in persons]
    return {(a, p, b, q) for a, p, b, q in found if p in listed[a] and q in listed[b]}


def _name_the_nameless(cast: Cast, studies: Sequence[Study], answers: Mapping[tuple[int, int, int], float]) -> None:
    """Join a name that is only called with whoever answers to it and has no name in that telling."""
    tally: dict[tuple[int, int], float] = {}
    whole: dict[int, float] = {}
    for (telling, called, speaker), weight in answers.items():
        name, voice = cast.of(telling, called), cast.of(telling, speaker)
        whole[name] = whole.get(name, 0.0) + weight
        if _silent(studies[telling].roster.persons[called]) and not studies[telling].roster.persons[speaker].forms:
            tally[name, voice] = tally.get((name, voice), 0.0) + weight
    for (name, voice), weight in sorted(tally.items()):
        if weight < _LEAST_ANSWERS or weight * 2 < whole[name] or name not in cast or voice not in cast:
            continue
        if not _two_named(cast, studies, name, voice):
            cast.merge(cast.nodes(name)[0], cast.nodes(voice)[0], within=True)


def _silent(who: Person) -> bool:
    """Whether a name is only called out: it stands beside no speech and not in the narration."""
    return who.kind == "name" and not who.tags and not who.told


def _take_in_epithets(
    cast: Cast,
    persons: Sequence[Sequence[int]],
    studies: Sequence[Study],
    shared: Mapping[tuple[int, int, int, int], float],
) -> None:
    """Give an epithet to the group that says its lines elsewhere, though its own telling names that person too."""
    for a, some in enumerate(persons):
        for p in some:
            who = studies[a].roster.persons[p]
            if who.kind == "name":
                _take_in_surname(cast, (a, p), persons, studies)
            nameless = who.kind == "narrator" and not who.forms
            if (who.kind not in ("epithet", "unnamed") and not nameless) or who.is_group:
                continue
            weights: dict[int, float] = {}
            for (x, i, y, j), weight in shared.items():
                for mine, theirs in (((x, i), (y, j)), ((y, j), (x, i))):
                    if mine == (a, p):
                        group = cast.of(*theirs)
                        weights[group] = weights.get(group, 0.0) + weight
            mine_group = cast.of(a, p)
            best = max(weights, key=lambda g: (weights[g], -g), default=mine_group)
            if best == mine_group or weights[best] < _LEAST_LINES or weights[best] * 2 < sum(weights.values()):
                continue
            genders = {studies[t].roster.persons[n].gender for t, n in cast.nodes(best)} - {None}
            ours = [studies[t].roster.persons[n] for t, n in cast.nodes(best) if t == a]
            if who.tags and any(other.tags for other in ours):
                continue  # the telling has both say something
            if nameless and any(other.told or other.tags for other in ours):
                continue  # a narrator does not name himself
            if (who.gender is None or not genders or who.gender in genders) and not _two_named(
                cast, studies, best, mine_group
            ):
                cast.merge(cast.nodes(best)[0], (a, p), within=True)


def _two_named(cast: Cast, studies: Sequence[Study], a: int, b: int) -> bool:
    """Whether joining two groups would make one of two persons whom a telling names apart."""
    persons = [(t, studies[t].roster.persons[n]) for g in (a, b) for t, n in cast.nodes(g)]
    named = [t for t, who in persons if who.forms]
    return len(named) != len(set(named))


def _take_in_surname(cast: Cast, node: Node, persons: Sequence[Sequence[int]], studies: Sequence[Study]) -> None:
    """Join "Miss Lee" with Ann of the same telling where another telling uses both for one person."""
    here, number = node
    who = studies[here].roster.persons[number]
    if not who.forms or any(len(f) < 2 or f == bare(f) for f in who.forms):
        return
    namesakes = [
        (there, q)
        for there, some in enumerate(persons)
        for q in some
        if there != here and who.forms.keys() & studies[there].roster.persons[q].forms.keys()
    ]
    fits = {cast.of(*namesake) for namesake in namesakes}
    if len(cast.nodes(cast.of(*node))) == 1 and len(fits) == 1:
        cast.merge(cast.nodes(fits.pop())[0], node, within=True)
    elif not who.tags:
        theirs = {form for there, q in namesakes for form in studies[there].roster.persons[q].forms}
        own = [p for p in persons[here] if p != number and studies[here].roster.persons[p].forms.keys() & theirs]
        if len(own) == 1 and len(cast.nodes(cast.of(here, own[0]))) == 1:
            cast.merge(node, (here, own[0]), within=True)


def name_score(a: Person, b: Person) -> float:
    """How well the names of two persons agree, 0 for not at all, on the scale where 1 is all their lines shared."""
    if not a.forms or not b.forms:
        return _SAME_EPITHET if _told_alike(a, b) else 0.0
    best = 0.0
    for x in sorted(a.forms):
        for y in sorted(b.forms):
            # A form that is seldom used for somebody says less about who it is.
            common = min(a.forms[x] / a.forms.total(), b.forms[y] / b.forms.total())
            best = max(best, _form_score(x, y, a, b) * (_RARE_FORM + (1 - _RARE_FORM) * common))
    return best


def name_keys(who: Person) -> set[str]:
    """Words of which two persons share one wherever `name_score` finds that their names agree."""
    keys = {f"the {_called(name)}" for name in who.spans}
    for form in filter(None, who.forms):
        keys.update(first_keys(bare(form)[0]))
    return keys


def _told_alike(a: Person, b: Person) -> bool:
    """Whether two are called by the same words, and those say who it is: "the Admiral", but not "the man"."""
    if "epithet" not in (a.kind, b.kind):
        return False
    ours, theirs = ({_called(name) for name in who.spans} for who in (a, b))
    return any(_VAGUE.isdisjoint(key.split()) for key in ours & theirs)


@lru_cache(maxsize=4096)
def _called(name: str) -> str:
    """What somebody is called, without an article: asked again for every other person of a folder of texts."""
    return key_of(words_of(name))


def _form_score(x: Form, y: Form, a: Person, b: Person) -> float:
    bare_x, bare_y = bare(x), bare(y)
    if x == y:
        return _SAME_NAME + 0.2 * (len(x) - 1)
    if bare_x == bare_y:
        return _PART_NAME if a.gender is None or b.gender is None or a.gender == b.gender else 0.0
    if bare_x and bare_y and bare_x[0] == bare_y[0]:
        return _PART_NAME
    if bare_x and bare_y and len(bare_x) == len(bare_y) == 1 and alike(bare_x[0], bare_y[0]):
        return _LIKE_NAME
    return 0.0


def _elsewhere(who: Person, others: Sequence[Person], but: int) -> bool:
    """Whether the other telling has somebody else by this person's name."""
    return any(n != but and name_score(who, other) >= _PART_NAME for n, other in enumerate(others) if other.forms)
