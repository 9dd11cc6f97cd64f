"""The people of one telling, gathered from its own words: names with their shorter forms, epithets, the narrator.

Comes in: the cleaned text, the spans of its speech, the tags found beside it, and what the user says of names; goes
out: persons, and every place where one is named. What stands where is `sightings`, whose it is `grouping`; here names
become persons with a gender, and epithets ("the old man") get the person they stand for.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from retold.speakers.company import Company
from retold.speakers.epithets import apposed, epithets_of, key_of, stands_for
from retold.speakers.forms import (
    COMMON,
    GENERAL_TITLES,
    MARRIED,
    RANKS,
    UNMARRIED,
    Aliases,
    Form,
    alike,
    bare,
    form_of,
    given_characters,
    names_of,
    noun_gender,
    shorter,
    title_gender,
    titled,
    titles,
)
from retold.speakers.genders import Pronouns, doubtful, settled
from retold.speakers.grouping import Usage, group
from retold.speakers.sightings import RUN, SURELY, Sighting, owns, sightings
from retold.speechwords import (
    COUNTY,
    PERSON_NOUNS,
    PLACE_NOUNS,
    TITLES,
    TRADES,
    YOUNG,
    Tag,
    is_group,
    words_of,
    wordset,
)
from retold.text import Character, Given, Span

_EPITHET_VOTES = 4  # of pronouns, to tell the gender of an epithet
# An epithet without a name means one of the main persons: named at least this often, against the one named most.
_MAIN_SHARE = 0.1
_SPEAKS = 3  # tags that a noun needs to be taken for a person wherever it stands
_RATHER = 20  # times as readily a person goes by a name as by a title alone
_SELDOM_CALLED = 10  # a place is called, or a family, in one of so many sightings at most
_SEVERAL = wordset("misses messrs messieurs mesdames captains lords ladies")
_SHORTEST_FAMILY = 4  # letters, the plural's included
NARRATES = "I"  # the name by which a list of characters means the narrator
_WITH = "the "  # before a name that mostly has it: "the Lodger"
_ARTICLES = ("The ", "A ", "An ")
_ARTICLE = re.compile(r"(?:the|an?|this|that|our|my|his|her|their)\s+", re.IGNORECASE)


@dataclass(slots=True)
class Person:
    """A character of one telling while the roster is made. `forms` counts the forms of the name, folded."""

    name: str
    kind: str  # "name", "epithet", "narrator", "unnamed"
    forms: Counter[Form] = field(default_factory=Counter)
    spans: dict[str, list[Span]] = field(default_factory=dict)
    gender: str | None = None
    tags: int = 0
    told: int = 0  # times named in narration
    called: int = 0  # times called by name in speech
    placed: int = 0  # times it stands where places do
    given: str | None = None  # the name the user gives
    known_gender: str | None = None  # the gender the user gives
    is_group: bool = False  # many together ("the boys"), and never one of the persons

    def note(self, name: str, span: Span) -> None:
        self.spans.setdefault(name, []).append(span)


class Mention(NamedTuple):
    """A name in the text: who, where, in speech or not, whether it acts, whether it is called out."""

    span: Span
    person: int
    speech: bool
    owner: bool
    called: int  # 0 not, 1 perhaps, 2 surely


class Roster:
    """The persons of a telling and where they are named. Spans count in the cleaned text.

    Where the characters are `known`, they are the first persons, and nobody else has a name.
    """

    def __init__(
        self,
        text: str,
        speech: Sequence[Span],
        tags: Sequence[Tag],
        aliases: Aliases = (),
        known: Sequence[Character] = (),
    ) -> None:
        self.text = text
        self.persons: list[Person] = []
        self.known = len(known)
        self.told_by: int | None = None  # who says "I", where the user says it
        self.mentions: list[Mention] = []
        self._by_form: dict[Form, int] = {}
        self._epithets: dict[str, int] = {}
        self._families: set[Form] = set()
        self._speech = speech
        self._speech_starts = [s.start for s in speech]
        self._pronouns = Pronouns(text, self.in_speech)
        given = given_characters(aliases)
        wanted = {form_of(name): one for one in given for name in (one.name, *one.names)}
        names = {form_of(name) for who in known for name in names_of(who)}
        found = sightings(text, speech, tags, wanted.keys() | names)
        if known:
            self._enter(known, found, tags)
        else:
            self._persons_of(found, tags, Company(text, found, speech, tags), wanted)
        self._mention(found)
        self._genders()
        self._join_given(given)
        self._read_epithets(tags)
        self._genders()
        self.narrated_at = [m.span.start for m in self.narrated]
        self.all_at = [m.span.start for m in self.mentions]

    def in_speech(self, at: int) -> bool:
        """Whether a place lies within speech."""
        which = bisect_right(self._speech_starts, at) - 1
        return which >= 0 and at < self._speech[which].end

    def mentions_in(self, span: Span) -> list[Mention]:
        """The mentions that begin within a span, in order."""
        return self.mentions[bisect_left(self.all_at, span.start) : bisect_left(self.all_at, span.end)]

    def named(self, span: Span) -> int | None:
        """The person whose name the words of a span are."""
        for form in shorter(form_of(span.of(self.text))):
            if form in self._by_form:
                return self._by_form[form]
        return None

    def epithet(self, span: Span) -> int:
        """The person of an epithet such as "the old man": one with that title, else one of its own."""
        words = words_of(span.of(self.text))
        key = key_of(words)
        if key not in self._epithets and (named := self._named_within(span)) is not None:
            self._epithets[key] = named
        if key in self._epithets:
            person = self._epithets[key]
        else:
            bearer = self._bearer(words[-1]) if words and words[0] in ("the", "this", "that") else None
            person = bearer if bearer is not None else self.add(span.of(self.text), "epithet", noun_gender(words))
            self._epithets[key] = person
            if bearer is None:
                self.persons[person].is_group = is_group(words) or form_of(key) in self._families
        self.persons[person].note(" ".join(span.of(self.text).split()), span)
        return person

    def _named_within(self, span: Span) -> int | None:
        """The person whose name an epithet ends with: "the Lodger", "our Ann"."""
        article = _ARTICLE.match(self.text, span.start, span.end)
        capital = RUN.search(self.text, article.end() if article else span.start, span.end)
        return self.named(Span(*capital.span())) if capital and capital.end() == span.end else None

    def knows(self, name: str) -> bool:
        """Whether this text has somebody by a name or an epithet."""
        return form_of(name) in self._by_form or key_of(words_of(name)) in self._epithets

    def add(self, name: str, kind: str, gender: str | None) -> int:
        """A new person, by number."""
        self.persons.append(Person(name, kind, gender=gender))
        return len(self.persons) - 1

    def take_in(self, person: int, into: int) -> None:
        """Make two persons one; the first stays behind empty."""
        gone, kept = self.persons[person], self.persons[into]
        if kept.kind == "unnamed" and gone.kind != "unnamed":
            kept.name = gone.name  # "the woman in the grille" says more than "it"
        kept.forms += gone.forms
        kept.placed += gone.placed
        for name, spans in gone.spans.items():
            kept.spans.setdefault(name, []).extend(spans)
        kept.tags, kept.told, kept.called = kept.tags + gone.tags, kept.told + gone.told, kept.called + gone.called
        self.persons[person] = Person(gone.name, "merged")
        self._by_form = {f: into if p == person else p for f, p in self._by_form.items()}
        self._epithets = {key: into if p == person else p for key, p in self._epithets.items()}
        self.mentions = [m._replace(person=into) if m.person == person else m for m in self.mentions]
        self.narrated = [m for m in self.mentions if not m.speech]

    def _persons_of(
        self, found: Sequence[Sighting], tags: Sequence[Tag], company: Company, wanted: Mapping[Form, Given]
    ) -> None:
        """Make persons of the forms that are no places, each with the name it is called by most."""
        usage: dict[Form, Usage] = {}
        spelt: dict[Form, Counter[str]] = {}
        borders = [seen.span.start for seen in found[1:]] + [len(self.text)]
        for seen, border in zip(found, borders, strict=False):
            one = usage.setdefault(seen.form, Usage())
            one.count += 1
            one.told += not seen.speech
            one.called += seen.called == SURELY
            one.placed += seen.place
            one.articles += seen.article
            one.places.append(seen.span.start)
            if not seen.speech and (vote := self._pronouns.vote(seen.span, border)) is not None:
                one.votes[vote[0]] += vote[1]
            spelt.setdefault(seen.form, Counter())[" ".join(seen.span.of(self.text).split())] += 1
        tagged = Counter(form_of(t.subject.of(self.text)) for t in tags if t.kind == "name")
        # "The Lodger" speaks, though by his article he is an epithet.
        speaking = Counter(form_of(t.subject.of(self.text)) for t in tags if t.kind != "pronoun")
        others = usage.keys() - wanted.keys()
        self._families = {form for form in others if _is_family(form, usage, tagged)}
        for form in {form for form in others if _is_thing(form, usage[form], speaking[form])} | self._families:
            del usage[form]
        for made in group(usage, company, wanted):
            forms = made.forms
            counts = Counter({form: usage[form].count for form in forms})
            # A title is a name only where it stands much more often than one.
            best = max(counts, key=lambda f: (counts[f] * (1 if set(f) <= TITLES else _RATHER), -len(f), f))
            shown = min(spelt[best], key=lambda name: (name.isupper(), -spelt[best][name], name))
            if usage[best].articles * 2 > usage[best].count:
                shown = _WITH + shown
            who = Person(shown, "name", counts, gender=made.gender, tags=sum(tagged[f] for f in forms))
            self._by_form.update(dict.fromkeys(forms, len(self.persons)))
            self.persons.append(who)

    def _enter(self, known: Sequence[Character], found: Sequence[Sighting], tags: Sequence[Tag]) -> None:
        """Make persons of those who are known."""
        for number, who in enumerate(known):
            self.persons.append(Person(who.name, "name", gender=who.gender, known_gender=who.gender))
            for name in names_of(who):
                self._epithets.setdefault(key_of(words_of(name)), number)
                if form_of(name) and any(word[:1].isupper() for word in name.split()[name.startswith(_ARTICLES) :]):
                    self._by_form.setdefault(form_of(name), number)
        listed = dict(self._by_form)
        often = Counter(listed[seen.form] for seen in found if seen.form in listed)
        for form in dict.fromkeys(seen.form for seen in found if seen.form not in listed):
            if (person := self._short_for(form, listed, often)) is not None:
                self._by_form[form] = person
        for form, count in Counter(seen.form for seen in found).items():
            if form in self._by_form:
                self.persons[self._by_form[form]].forms[form] += count
        for form, count in Counter(form_of(t.subject.of(self.text)) for t in tags if t.kind == "name").items():
            if form in self._by_form:
                self.persons[self._by_form[form]].tags += count

    def _short_for(self, form: Form, listed: Mapping[Form, int], often: Mapping[int, int]) -> int | None:
        """The person of a list whose name a shorter or differently titled one can stand for ("Lee" for Ann Lee).

        Of several it is whoever the text names most `often` by the names of the list.
        """
        words, gender = set(bare(form)), title_gender(form)
        if words & TITLES:
            return None
        fits = {person for full, person in listed.items() if words <= set(bare(full))}
        if not fits and len(words) == 1 and not titles(form):
            (word,) = words
            fits = {person for full, person in listed.items() if alike(word, bare(full)[0])}
        fits = {p for p in fits if gender is None or self.persons[p].gender in (gender, None)}
        return max(fits, key=lambda p: (often[p], -p)) if fits else None

    def _mention(self, found: Sequence[Sighting]) -> None:
        for seen in found:
            person = self._by_form.get(seen.form)
            if person is None:
                continue
            who = self.persons[person]
            who.told += not seen.speech
            who.placed += seen.place
            who.called += seen.called == SURELY
            span = self._with_article(seen) if who.name.startswith(_WITH) else seen.span
            who.note(" ".join(span.of(self.text).split()), span)
            self.mentions.append(Mention(seen.span, person, seen.speech, seen.owner, seen.called))
        self.narrated = [m for m in self.mentions if not m.speech]

    def _with_article(self, seen: Sighting) -> Span:
        start = max(0, seen.span.start - len(_WITH))
        article = self.text[start : seen.span.start].casefold() == _WITH
        return Span(start, seen.span.end) if article else seen.span

    def _genders(self) -> None:
        """Settle each person's gender by title, first name, and the pronouns that follow the name in narration."""
        votes = [Counter[str]() for _ in self.persons]
        after: Mention | None = None
        border = len(self.text)  # where somebody else is named next
        for mention in reversed(self.narrated):
            if after is not None and after.person != mention.person:
                border = after.span.start
            if (vote := self._pronouns.vote(mention.span, border)) is not None:
                votes[mention.person][vote[0]] += vote[1]
            after = mention
        for who, theirs in zip(self.persons, votes, strict=True):
            if who.kind != "epithet" or (not who.gender and theirs.total() >= _EPITHET_VOTES):
                who.gender = who.known_gender or settled(list(who.forms), theirs) or who.gender
        self._in_doubt(votes)

    def _in_doubt(self, votes: Sequence[Counter[str]]) -> None:
        """Where narration says "she" again and again and no woman is there, she is the only man of whom but one "he"
        tells that he is one."""
        for gender in self._pronouns.told_of() - {who.gender for who in self.persons}:
            maybe = [
                who
                for who, theirs in zip(self.persons, votes, strict=True)
                if who.kind == "name" and not who.known_gender and doubtful(list(who.forms), theirs)
            ]
            if len(maybe) == 1 and len({who.gender for who in self.persons if who not in maybe} - {None}) == 1:
                maybe[0].gender = gender

    def _join_given(self, given: Sequence[Given]) -> None:
        """Make one person of those whose names the user says are one person's."""
        for one in given:
            names = [name for name in (one.name, *one.names) if name != NARRATES and self._stands(name)]
            tells = NARRATES in (one.name, *one.names)
            found = dict.fromkeys(p for name in names if (p := self._by_form.get(form_of(name))) is not None)
            if not names and not tells:
                continue
            home, *others = found or [self.add(one.name, "name", noun_gender(words_of(one.name)))]
            for person in others:
                self.take_in(person, home)
            who = self.persons[home]
            who.name = who.given = one.names[0] if one.name == NARRATES and one.names else one.name
            who.known_gender = one.gender
            self.told_by = home if tells else self.told_by
            self._epithets.update({key_of(words_of(name)): home for name in names})

    def _stands(self, name: str) -> bool:
        return form_of(name) in self._by_form or bool(
            re.search(rf"(?<!\w){re.escape(name)}(?!\w)", self.text, re.IGNORECASE)
        )

    def _read_epithets(self, tags: Sequence[Tag]) -> None:
        """Give the epithets of narration their persons: the one each can only stand for, else one of its own."""
        spoken = Counter(key_of(words_of(t.subject.of(self.text))) for t in tags if t.kind == "epithet")
        nouns = Counter[str]()
        for key, times in spoken.items():
            nouns[key.rpartition(" ")[2]] += times
        speaking = {noun for noun, times in nouns.items() if times >= _SPEAKS}
        places: dict[int, list[int]] = {}
        for mention in self.narrated:
            places.setdefault(mention.person, []).append(mention.span.start)
        most = max((p.told for p in self.persons), default=0)
        main: dict[int, str] = {
            n: p.gender
            for n, p in enumerate(self.persons)
            if p.kind == "name" and p.gender and n in places and p.told >= most * _MAIN_SHARE
        }
        untitled = {n: g for n, g in main.items() if not any(title_gender(f) for f in self.persons[n].forms)}
        extra: list[Mention] = []
        named = {mention.span.end for mention in self.mentions}
        ends = {mention.span.end: mention.person for mention in self.narrated}
        starts = {mention.span.start: (mention.person, mention.span.end) for mention in self.narrated}
        for key, spans in epithets_of(self.text, self.in_speech, nouns.keys()).items():
            noun = key.split()[-1]
            young = noun in YOUNG
            name = self._epithets.get(key, self._by_form.get(tuple(key.split())))
            if name is None:
                name = self._bearer(noun)
            if name is None:
                name = apposed(self.text, key, spans, ends, starts)
            if noun not in PERSON_NOUNS | TRADES | speaking:
                # What speaks once or twice may be a thing elsewhere: only a name beside it tells.
                self._epithets.update({key: name} if name is not None else {})
                continue
            if key not in spoken and len(spans) < 2 and not young and name is None:
                continue
            if name is None and not self._bearers(noun):
                name = stands_for(self.text, key, spans, untitled if young else main, places)
            # "The Captain" ends as a name does that is there already.
            spans = [span for span in spans if span.end not in named]
            if name is not None:
                self._epithets[key] = name
                self.persons[name].told += len(spans)
            extra += [Mention(span, self.epithet(span), False, owns(self.text, span.end), 0) for span in spans]
        if extra:
            self.mentions = sorted([*self.mentions, *extra], key=lambda m: m.span)
            self.narrated = [m for m in self.mentions if not m.speech]

    def _bearer(self, title: str) -> int | None:
        """The one person whose name bears a title ("the captain" for Captain Brown)."""
        holders = self._bearers(title)
        return holders.pop() if len(holders) == 1 else None

    def _bearers(self, title: str) -> set[int]:
        if title not in TITLES or title in GENERAL_TITLES:
            return set()
        return {p for form, p in self._by_form.items() if form[0] == title and len(form) > 1}


def _is_thing(form: Form, one: Usage, tagged: int) -> bool:
    """Whether a name is a place's or a thing's: it stands mostly where those do, and hardly anybody calls it."""
    if tagged or one.called * _SELDOM_CALLED >= one.count or form[-1] in TITLES | PERSON_NOUNS:
        return False
    place = form[-1] in PLACE_NOUNS or form[-1].endswith(COUNTY)
    by_noun = place and not set(titles(form)) & (COMMON | MARRIED | UNMARRIED | RANKS)
    return by_noun or (one.placed * 2 > one.count and not titled(form)) or one.articles * 2 > one.count


def _is_family(form: Form, usage: Mapping[Form, Usage], tagged: Counter[Form]) -> bool:
    """Whether a name is a family's: the plural of one that stands alone or behind a title."""
    if len(form) > 1 and form[0] in _SEVERAL:
        return True
    word = form[-1]
    if tagged[form] or not word.endswith("s") or len(word) <= _SHORTEST_FAMILY:
        return False
    one = {(*form[:-1], word[: -len(end)]) for end in ("s", "es") if word.endswith(end)}
    if usage[form].articles * 2 > usage[form].count:
        one |= {full for full in usage if (full[-1],) in one}  # "the Penhales" beside Nora Penhale
    return bool(one & usage.keys()) and usage[form].called * _SELDOM_CALLED < usage[form].count
