"""Forms of names grouped to persons: how each form is used comes in, groups of forms go out, one a person.

The words of the names come first: full names by first name and surname, then what can be short for them, each title
and single name with the person it fits best. Then the text's own evidence: who answers when a name is called is that
person, whatever other name the narration has for them. Two forms are never joined whose genders or first names
disagree, or which keep company as two persons do.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from retold.speakers.company import Company
from retold.speakers.forms import (
    COMMON,
    MARRIED,
    NOBLE,
    RANKS,
    UNMARRIED,
    Form,
    alike,
    bare,
    name_gender,
    noun_gender,
    takes_given,
    title_gender,
    titles,
)
from retold.speakers.genders import settled
from retold.speechwords import PERSON_NOUNS, TITLES
from retold.text import Given

# Meetings and calls that show two persons: so many, and this share of the rarer name's sightings.
_APART = 2
_APART_SHARE = 0.08
# How often "Mr. John Lee" must stand to be another than "Mr. Lee": so often, or less where the two also meet.
_CONTRASTED = 10
_CONTRASTED_MEETING = 3
# Pronouns that must follow a form, and the share of them that must agree, to tell its gender.
_VOTES = 4
_VOTES_AGAINST = 20  # a common first name
_VOTE_SHARE = 0.75
# Sightings of both names from which it tells that they never meet.
_TELLING = 30
# Sightings of a shorter name that may stand before the full one that introduces its bearer.
_BEFORE_FULL = 3
# Calls that one person answers, and their share of all that somebody is seen to answer, to join unlike names.
_ANSWERS = 2
_ANSWER_SHARE = 0.5
_CLEARLY = 4  # times as often
# Share of narration up to which a name is only for calling, and sightings up to which one answer to it tells.
_UNTOLD = 0.2
_FEW = 10
_SECOND = 0.65  # share of narration among the sightings of a second name at most
_ELDER = 0.01  # share of title and first name that elder ones may have too
_MOSTLY_YOUNGER = 0.5  # the same share for somebody whom the title alone hardly means
_SHORT = 20  # sightings of two names that are few
_FULL = 2  # words of most full names
_MOST_FORMS = 2000  # that are held against each other; novels have some hundreds
_MAN_FIRST = 3  # times as likely to be meant by the surname alone


@dataclass(slots=True)
class Usage:
    """How a form is used: sightings in all, in narration, called, where places stand, behind an article; and where."""

    count: int = 0
    told: int = 0
    called: int = 0
    placed: int = 0
    articles: int = 0
    places: list[int] = field(default_factory=list)
    votes: Counter[str] = field(default_factory=Counter)  # of the pronouns after it, by gender


class Group:
    """The forms of one person, and what they say together: names, gender, and what kinds of titles go before them."""

    __slots__ = ("count", "forms", "gender", "given", "givens", "standing", "surnames")

    def __init__(self) -> None:
        self.forms: list[Form] = []
        self.givens: set[str] = set()
        self.surnames: set[str] = set()
        self.gender: str | None = None
        self.standing: set[str] = set()
        self.count = 0
        self.given: Given | None = None  # whom the user says this is

    def take(self, other: Group) -> None:
        self.forms += other.forms
        self.givens |= other.givens
        self.surnames |= other.surnames
        self.gender = self.gender or other.gender
        self.standing |= other.standing
        self.count += other.count
        self.given = self.given or other.given


def group(usage: Mapping[Form, Usage], company: Company, given: Mapping[Form, Given]) -> list[Group]:
    """Groups of forms, one a person; every form is in one group.

    `given` names the characters whose forms the user says some are: those stay together, and apart from others'.
    """
    return _Grouping(usage, company, given).groups


def standing(form: Form) -> set[str]:
    """The kinds of titles before a name; one person bears one of them, but for a man of rank."""
    return {kind for kind, some in _STANDINGS.items() if any(t in some for t in titles(form))}


_STANDINGS = {"wife": MARRIED, "maid": UNMARRIED, "noble": NOBLE, "man": COMMON, "rank": RANKS}
_TOGETHER = ({"man", "rank"}, {"noble", "rank"})


def agree(one: Group, other: Group) -> bool:
    """Whether nothing in the names of two groups speaks against their being one person."""
    if one.given and other.given and one.given is not other.given:
        return False
    if one.gender and other.gender and one.gender != other.gender:
        return False
    if one.givens and other.givens and not any(alike(a, b) for a in one.givens for b in other.givens):
        return False
    both = one.standing | other.standing
    return len(both) <= 1 or both in _TOGETHER


class _Grouping:
    def __init__(self, usage: Mapping[Form, Usage], company: Company, given: Mapping[Form, Given]) -> None:
        self.usage, self.company, self.given = usage, company, given
        self.groups: list[Group] = []
        forms = sorted(usage, key=lambda f: (f not in given, -usage[f].count, f))
        forms, seldom = forms[:_MOST_FORMS], forms[_MOST_FORMS:]
        self._full = [f for f in forms if len(bare(f)) > 1]
        single = [f for f in forms if len(bare(f)) == 1]
        alone = [f for f in single if len(f) == 1 and f[0] in TITLES]
        self._firsts, self._lasts = Counter[str](), Counter[str]()
        for form in self._full:
            if not _wife(form):
                self._firsts[bare(form)[0]] += usage[form].count
            self._lasts[bare(form)[-1]] += usage[form].count
        self._behind_titles = {bare(f)[0] for f in single if titles(f)}
        for form in single:
            (word,), times = bare(form), usage[form].count
            first = takes_given(form) or name_gender(word) is not None or self._firsts[word] >= times
            if titles(form) and not first:
                self._lasts[word] += times
        named = [f for f in single if f not in set(alone)]
        for made in map(self._made, self._full):
            self._place(made, self._same_full(made))
        for made in (self._made(f) for f in named if not titles(f) and not self._is_surname(bare(f)[0])):
            self._place(made, self._by_given(made))
        for made in (self._made(f) for f in named if titles(f)):
            self._place(made, self._by_given(made) if made.givens else self._by_surname(made))
        for made in (self._made(f) for f in named if not titles(f) and self._is_surname(bare(f)[0])):
            self._place(made, self._by_surname(made))
        for made in map(self._made, alone):
            self._place(made, self._bearer(made))
        self._by_noun()
        self._by_initial()
        self._by_answers()
        self._by_exclusion()
        self.groups += map(self._made, seldom)

    def _is_surname(self, word: str) -> bool:
        """Whether a word stands last in full names and behind titles more than first."""
        return self._lasts[word] > self._firsts[word]

    def _surname(self, own: Form) -> str:
        """The surname of a full name: its last word, or one before it that titles show ("Ann Lee Sails", a heading)."""
        shown = [word for word in own[1:] if word in self._behind_titles]
        return shown[-1] if len(own) > _FULL and shown else own[-1]

    def _is_given(self, word: str) -> bool:
        """Whether a word is a first name where its title leaves that open ("Miss Lucy")."""
        known = word in self._firsts or name_gender(word) is not None or (word,) in self.usage
        return known and not self._is_surname(word)

    def _made(self, form: Form) -> Group:
        """A group of one form."""
        made, own = Group(), bare(form)
        made.forms = [form]
        made.count = self.usage[form].count
        made.given = self.given.get(form)
        above = titles(form)
        made.standing = standing(form)
        if (len(form) == 1 and form[0] in TITLES) or (len(own) > 1 and own[-1] in PERSON_NOUNS):
            made.gender = noun_gender(form)
            return made  # "the Captain", "the Red Fox": no names
        made.gender = (made.given.gender if made.given else None) or title_gender(form)
        if len(own) > 1:
            made.surnames = {self._surname(own)}
            if not _wife(form) and not self._is_surname(own[0]):
                made.givens = {own[0]}
        elif self._is_surname(own[0]) or (above and not self._is_given(own[0])):
            made.surnames = {own[0]}
        else:
            made.givens = {own[0]}
        if made.gender is None:
            alone = ({(word,) for word in made.givens} - {form}) & self.usage.keys()
            votes = sum((self.usage[f].votes for f in alone), self.usage[form].votes)
            made.gender = _gender(votes, next(iter(made.givens), None))
        return made

    def _place(self, made: Group, home: Group | None) -> None:
        if made.given:
            home = next((g for g in self.groups if g.given is made.given), None)
        if home is None:
            self.groups.append(made)
        else:
            home.take(made)

    def _apart(self, one: Group, other: Group) -> bool:
        """Whether two groups keep company as two persons do."""
        met = self._met(one.forms, other.forms)
        calls = self.company.calls(one.forms, other.forms) + self.company.calls(other.forms, one.forms)
        if calls and one.count + other.count <= _SHORT:
            return True  # where little is told of either, nobody calls himself
        met -= 2 * self.company.answered(one.forms, other.forms) + 2 * self.company.answered(other.forms, one.forms)
        return met >= max(_APART, _APART_SHARE * min(one.count, other.count))

    def _met(self, some: Iterable[Form], others: Iterable[Form]) -> int:
        some, others = list(some), list(others)
        calls = self.company.calls(some, others) + self.company.calls(others, some)
        return self.company.meetings(some, others) + calls

    def _fits(self, made: Group, some: Iterable[Group]) -> Iterator[Group]:
        return (g for g in some if agree(made, g) and not self._apart(made, g))

    def _same_full(self, made: Group) -> Group | None:
        """The person with this full name, its first name perhaps in another shape."""
        wife = _wife(made.forms[0])
        first = bare(made.forms[0])[0]
        for one in self.groups:
            if one.surnames & made.surnames and agree(made, one):
                wives = [f for f in one.forms if _wife(f)]
                if (wife and any(bare(f)[0] == first for f in wives)) or (not wife and not wives):
                    return one
        return None

    def _by_given(self, made: Group) -> Group | None:
        """The person of this first name, or one of a name that it is short for."""
        (word,) = made.givens
        if "wife" in made.standing and name_gender(word) is None and not made.given:
            # "Lady Lee" and "Lee" are one only where the text says "she" of both; else he is her husband.
            lees = [g for g in self.groups if word in g.givens]
            for lee in lees:
                lee.gender = lee.gender or "m"
            return next((g for g in lees if g.gender == "f"), None)
        same = [g for g in self.groups if word in g.givens and agree(made, g)]
        if len(same) > 1:
            same = list(self._fits(made, same)) or same
        alikes = same or self._fits(made, (g for g in self.groups if any(alike(word, w) for w in g.givens)))
        return max(alikes, key=lambda g: g.count, default=None)

    def _by_surname(self, made: Group) -> Group | None:
        """The person of this surname: for a title one it can go with, without one the man before the woman."""
        (form,) = made.forms
        named = [g for g in self.groups if g.surnames & made.surnames and agree(made, g)]
        if not titles(form):
            if made.gender != "f":
                # "Mrs. Lee" is known by her husband's name: who is called so without a title is he.
                named = [g for g in named if g.givens or g.standing != {"wife"}]
            return max(named, key=lambda g: g.count * (1 if g.gender == "f" else _MAN_FIRST), default=None)
        fits = [g for g in self._fits(made, named) if self._goes(form, made, g)]
        answers = {id(g): self.company.answered(made.forms, g.forms) for g in fits}
        young = {id(g): self._younger(form, g) for g in fits}
        least = _ELDER + 2 * min(young.values(), default=0.0)
        weight = {id(g): g.count * (1 if young[id(g)] > least else _CLEARLY) for g in fits}
        best = max(fits, key=lambda g: (answers[id(g)], weight[id(g)]), default=None)
        if best is not None and self._is_second(made):
            # Another who has no surname yet answers rather.
            nameless = [g for g in self.groups if not g.surnames and self._answers(made, g)]
            rival = max(self._fits(made, nameless), key=lambda g: self._answers(made, g), default=None)
            # One whose title always has the first name behind it is rather another of the family.
            # So is one who never has the title at all.
            title = titles(form)[-1]
            borne = any(title in titles(f) for f in best.forms)
            least = 0 if young[id(best)] > _MOSTLY_YOUNGER or not borne else _ANSWERS
            if rival is not None and self._answers(made, rival) > max(least, _CLEARLY * answers[id(best)]):
                return rival
        return best

    def _is_second(self, one: Group) -> bool:
        """Whether a name is mostly heard in speech, as a second name for somebody is."""
        return self._told(one) <= _SECOND * one.count

    def _answers(self, one: Group, other: Group) -> int:
        """How often somebody answers to another name, where the two do not meet more often."""
        answered = self.company.answered(one.forms, other.forms)
        return answered if answered > self._met(one.forms, other.forms) else 0

    def _goes(self, form: Form, made: Group, home: Group) -> bool:
        """Whether a title and surname can mean somebody: not the wife for a daughter, nor the elder for the younger."""
        fuller = [f for f in home.forms if titles(f)[-1:] == titles(form)[-1:] and len(bare(f)) > 1]
        if any(_wife(f) for f in fuller) and self._met(fuller, [form]):
            return False
        if fuller and not any(self._introduces(f, form) for f in fuller):
            # "Mr. John Lee", where "Mr. Lee" was there before.
            times = sum(self.usage[f].count for f in fuller)
            if times >= _CONTRASTED or (times >= _CONTRASTED_MEETING and self._met(home.forms, made.forms)):
                return False
        if "wife" in made.standing and "wife" not in home.standing and home.givens:
            known = min(made.count, home.count) >= _TELLING
            return known or self.company.answered(made.forms, home.forms) >= _ANSWERS
        return True

    def _introduces(self, full: Form, short: Form) -> bool:
        before = [at for at in self.usage[short].places if at < self.usage[full].places[0]]
        return len(before) <= _BEFORE_FULL

    def _younger(self, form: Form, home: Group) -> float:
        """How often somebody has a title before the first name, as younger sisters and brothers have: a share."""
        title = titles(form)[-1:]
        fuller = [f for f in home.forms if titles(f)[-1:] == title and bare(f)[0] in home.givens]
        return sum(self.usage[f].count for f in fuller) / home.count

    def _bearer(self, made: Group) -> Group | None:
        """The one who bears a title, or bears it much more often than others do."""
        (title,) = made.forms[0]
        weights = [(sum(self.usage[f].count for f in g.forms if title in titles(f)), g) for g in self.groups]
        bearers = sorted((w for w in weights if w[0]), key=lambda w: -w[0])
        rival = bearers[1][0] if len(bearers) > 1 else 0
        if not bearers or bearers[0][0] < _CLEARLY * rival or self._apart(made, bearers[0][1]):
            return None
        return bearers[0][1]

    def _by_noun(self) -> None:
        """Join "the Rabbit" with the only one whose name is fuller, "the White Rabbit"."""
        for one in [g for g in self.groups if all(len(f) == 1 and f[0] in PERSON_NOUNS for f in g.forms)]:
            nouns = {f[0] for f in one.forms}
            fuller = [g for g in self.groups if any(len(f) > 1 and f == bare(f) and f[-1] in nouns for f in g.forms)]
            self._join_only(one, fuller)

    def _by_initial(self) -> None:
        """Join a title and an initial, "Mr. E.", with the only one whom they can be short for."""
        for one in [g for g in self.groups if g.standing and all(len(bare(f)[0]) == 1 for f in g.forms)]:
            letters = {bare(f)[0] for f in one.forms}
            same = [g for g in self.groups if g is not one and one.standing <= g.standing and agree(one, g)]
            fuller = [g for g in same if any(bare(f)[-1][0] in letters for f in g.forms if titles(f))]
            one.surnames = one.surnames if len(fuller) != 1 else set()
            self._join_only(one, fuller)

    def _join_only(self, one: Group, others: Sequence[Group]) -> None:
        """Join a group with the only one there is, unless the two keep company as two persons do."""
        if len(others) == 1 and others[0] is not one and agree(one, others[0]) and not self._apart(one, others[0]):
            others[0].take(one)
            self.groups = [g for g in self.groups if g is not one]

    def _by_answers(self) -> None:
        """Join names that are unlike where one is called and the other answers, the surest first."""
        while True:
            home_of = {form: number for number, one in enumerate(self.groups) for form in one.forms}
            found = [pair for number in range(len(self.groups)) if (pair := self._answerer(number, home_of))]
            if not found:
                return
            _, number, home = max(found, key=lambda p: (p[0], -p[1], -p[2]))
            self.groups[home].take(self.groups[number])
            del self.groups[number]

    def _by_exclusion(self) -> None:
        """Join a title and the surname of somebody's kin with the only one of that gender who is told of more."""
        for one in list(self.groups):
            told, gender = self._told(one), self._settled(one)
            kin = any(g.surnames & one.surnames and g.givens for g in self.groups if g is not one)
            if not told or not kin or one.given or not all(titles(f) and len(bare(f)) == 1 for f in one.forms):
                continue
            others = [g for g in self.groups if self._told(g) > told and self._settled(g) == gender]
            if len(others) != 1 or others[0].surnames or any(titles(f) for f in others[0].forms):
                continue
            if agree(one, others[0]) and not self._met(one.forms, others[0].forms):
                others[0].take(one)
                self.groups = [g for g in self.groups if g is not one]

    def _told(self, one: Group) -> int:
        return sum(self.usage[form].told for form in one.forms)

    def _settled(self, one: Group) -> str | None:
        return settled(one.forms, sum((self.usage[form].votes for form in one.forms), Counter()))

    def _may_be(self, one: Group, other: Group) -> bool:
        """Whether two groups can be one person though no word of their names is the same."""
        other_name = one.surnames and other.surnames and not one.surnames & other.surnames
        wife = {"wife"} in (one.standing, other.standing) and one.standing != other.standing
        # Only a wife had another surname before.
        met = self._met(one.forms, other.forms) >= max(_APART, _APART_SHARE * min(one.count, other.count))
        return (wife or not other_name) and not met and agree(one, other)

    def _answerer(self, number: int, home_of: Mapping[Form, int]) -> tuple[float, int, int] | None:
        """How surely another group answers where this one is called: the share, this one and the other."""
        one = self.groups[number]
        counts: Counter[int] = Counter()
        for form in one.forms:
            for other, times in self.company.answers.get(form, {}).items():
                if other in home_of:
                    counts[home_of[other]] += times
        own = counts.pop(number, 0)
        counts = Counter({home: times for home, times in counts.items() if self._may_be(one, self.groups[home])})
        if not counts:
            return None
        home, times = max(counts.items(), key=lambda item: (item[1], -item[0]))
        whole = own + counts.total()
        theirs = self.groups[home]
        known = one.gender is not None and one.gender == theirs.gender and one.count <= min(_FEW, theirs.count)
        least = 1 if known and self._told(one) <= _UNTOLD * one.count else _ANSWERS
        if times < least or times <= _ANSWER_SHARE * whole or times < 2 * own:
            return None
        if not self._is_second(one) or times <= self._met(one.forms, theirs.forms):
            return None
        return times / (whole + 1), number, home


def _gender(votes: Counter[str], given: str | None) -> str | None:
    """The gender that the pronouns after a form have, against a common first name only where there are many."""
    usual = name_gender(given) if given is not None else None
    gender, times = max(votes.items(), key=lambda item: (item[1], item[0]), default=(None, 0))
    enough = _VOTES_AGAINST if usual not in (gender, None) else _VOTES
    return gender if times >= max(enough, _VOTE_SHARE * votes.total()) else usual


def _wife(form: Form) -> bool:
    """Whether a form names a woman by her husband's name ("Mrs. John Lee")."""
    own = bare(form)
    return len(own) > 1 and any(t in MARRIED for t in titles(form)) and name_gender(own[0]) == "m"
