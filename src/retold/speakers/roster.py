"""The people of one telling, gathered from its own words: names with their shorter forms, epithets, the narrator.

A name is a capitalised word that the text does not also write small, standing where a sentence does not begin, or one
that is the subject of a tag. Longer forms take in shorter ones ("Ann Lee", "Miss Lee", "Ann"), as long as title and
gender agree. Gender comes from titles, from common first names, and from the pronouns that follow the name.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Sequence, Set
from dataclasses import dataclass, field, replace
from itertools import islice

from retold.speakers.forms import (
    Aliases,
    Form,
    alike,
    bare,
    epithet_key,
    form_of,
    looks,
    name_gender,
    names_of,
    noun_gender,
    shorter,
    title_gender,
    titled,
)
from retold.speechwords import (
    DETERMINERS,
    FEMALE_NAMES,
    MALE_NAMES,
    NOT_NAMES,
    PERSON_NOUNS,
    PLACE_CUES,
    SAYING,
    TITLES,
    YOUNG,
    Tag,
    fold,
    words_of,
    wordset,
)
from retold.text import Character, Span

_CAPITAL = r"[A-Z\u00c0-\u00de\u0100-\u017f\u0391-\u03a9\u0410-\u042f]"
_NAME_WORD = rf"{_CAPITAL}[^\W_]*(?:['’´-][^\W_]+)*"
_RUN = re.compile(
    rf"(?<![\w'’-]){_NAME_WORD}(?:(?:\.?[ ]|[ ](?:of|de|von|van|du|la|le|di|the)[ ])(?={_CAPITAL}){_NAME_WORD})*"
)
_SMALL = re.compile(r"(?<![\w'’-])[a-zß-ÿ]+")
_PRONOUN = re.compile(r"(?<![\w'’-])(?:he|she|his|her|him|himself|herself)(?![\w-])", re.IGNORECASE)
_BEFORE_WORD = re.compile(r"([^\W_]+)\W*$")

# After these, 's is short for is or has ("Ann's looking", "Ann's got").
_CONTRACTED = re.compile(r"\s+(?:[^\W_]+ing|got|been|not|a|an|the|in|at|on|so|just|gone|here|there)\b")
_EPITHET = re.compile(r"\b[Tt]he (?:[^\W\d_]+ ){0,2}[^\W\d_]+")

# How far after a name a pronoun may stand to tell its gender, in code points.
_PRONOUN_REACH = 90
# Sightings that a common first name weighs against the pronouns seen near it.
_NAME_WEIGHT = 4.0
_TITLE_WEIGHT = 50.0
# An epithet without a name means one of the main persons: named at least this often, against the one named most.
_MAIN_SHARE = 0.1
_ARTICLES = ("The ", "A ", "An ")
_MARRIED = ("mrs", "mme", "madame")
_CLEARLY = 4  # times as often
_GIVEN_TITLES = wordset("miss master sir lady aunt auntie uncle cousin poor old young dear little")
_FIRST_CHOICE = 100_000  # outweighs any count of sightings
_LOOKS_WEIGHT = 0.5  # of the ending of an unknown name
_EPITHET_VOTES = 4
_SENTENCE_REACH = 200  # code points


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

    def note(self, name: str, span: Span) -> None:
        self.spans.setdefault(name, []).append(span)


@dataclass(frozen=True, slots=True)
class Mention:
    """A name in the text: who, where, in speech or not, whether it acts, whether it is called out."""

    span: Span
    person: int
    speech: bool
    owner: bool
    called: int  # 0 not, 1 perhaps, 2 surely


@dataclass(slots=True)
class _Sighting:
    span: Span
    form: Form
    speech: bool
    begins: bool
    owner: bool
    called: int
    place: bool


class Roster:
    """The persons of a telling and where they are named. Spans count in the cleaned text."""

    def __init__(
        self, text: str, speech: Sequence[Span], tags: Sequence[Tag], aliases: Aliases, known: Sequence[Character]
    ) -> None:
        self.text = text
        self.persons: list[Person] = []
        self.known = len(known)  # the first persons, where they are given
        self.mentions: list[Mention] = []
        self._by_form: dict[Form, int] = {}
        self._epithets: dict[str, int] = {}
        self._speech_starts = [s.start for s in speech]
        self._speech = speech
        wanted = {form_of(name) for display, others in aliases for name in (display, *others)}
        wanted.update(form_of(name) for who in known for name in names_of(who))
        sightings = _accept(self._sightings(), text, tags, wanted)
        self._take_in(known)
        self._persons_of(sightings, tags)
        for seen in sightings:
            person = self._by_form.get(seen.form)
            if person is None:
                continue
            who = self.persons[person]
            if not seen.speech:
                who.told += 1
            who.placed += seen.place
            if seen.called > 1:
                who.called += 1
            who.note(" ".join(seen.span.of(text).split()), seen.span)
            self.mentions.append(Mention(seen.span, person, seen.speech, seen.owner, seen.called))
        self.narrated = [m for m in self.mentions if not m.speech]
        self._genders()
        self._surnames()
        self._join_given(aliases)
        self._read_epithets(tags)
        self._genders()
        self.narrated_at = [m.span.start for m in self.narrated]
        self.all_at = [m.span.start for m in self.mentions]

    def in_speech(self, at: int) -> bool:
        which = bisect_right(self._speech_starts, at) - 1
        return which >= 0 and at < self._speech[which].end

    def mentions_in(self, span: Span) -> list[Mention]:
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
        key = epithet_key(words)
        capital = _RUN.search(self.text, span.start, span.end)
        if capital and key not in self._epithets and capital.end() == span.end and capital.start() > span.start:
            # "The Lodger", "our Ann": the name with an article.
            named = self.named(Span(capital.start(), capital.end()))
            if named is not None:
                self._epithets[key] = named
        if key in self._epithets:
            person = self._epithets[key]
        else:
            person = self._titled(words) if words and words[0] in ("the", "this", "that") else -1
            if person < 0:
                person = len(self.persons)
                self.persons.append(Person(span.of(self.text), "epithet", gender=noun_gender(words)))
            self._epithets[key] = person
        self.persons[person].note(" ".join(span.of(self.text).split()), span)
        return person

    def knows(self, name: str) -> bool:
        """Whether this text has somebody by a name or an epithet."""
        return form_of(name) in self._by_form or epithet_key(words_of(name)) in self._epithets

    def _join_given(self, aliases: Aliases) -> None:
        """Make one person of those whose names the user says are one person's."""
        for display, others in aliases:
            names = [name for name in (display, *others) if self._stands(name)]
            found = [p for name in names if (p := self._by_form.get(form_of(name))) is not None]
            if not names:
                continue
            if found:
                home = found[0]
                for person in dict.fromkeys(found[1:]):
                    if person != home:
                        self._merge(person, home)
            else:
                home = self.add(display, "name", noun_gender(words_of(display)))
            self.persons[home].name = self.persons[home].given = display
            for name in names:
                self._epithets[epithet_key(words_of(name))] = home

    def _stands(self, name: str) -> bool:
        return form_of(name) in self._by_form or bool(
            re.search(rf"(?<!\w){re.escape(name)}(?!\w)", self.text, re.IGNORECASE)
        )

    def add(self, name: str, kind: str, gender: str | None) -> int:
        self.persons.append(Person(name, kind, gender=gender))
        return len(self.persons) - 1

    def _read_epithets(self, tags: Sequence[Tag]) -> None:
        """Find the epithets of narration ("the child") and the names they stand for, where only one can be meant."""
        spoken = {epithet_key(words_of(t.subject.of(self.text))) for t in tags if t.kind == "epithet"}
        seen: dict[str, list[Span]] = {}
        for found in _EPITHET.finditer(self.text):
            words = words_of(found.group())
            noun = next((n for n, w in enumerate(words[1:4], 1) if w in PERSON_NOUNS), 0)
            if not noun or self.in_speech(found.start()):
                continue
            end = found.start() + len(" ".join(words[: noun + 1]))
            seen.setdefault(epithet_key(words[: noun + 1]), []).append(Span(found.start(), end))
        extra: list[Mention] = []
        for key, spans in seen.items():
            if key not in spoken and len(spans) < 2 and key not in YOUNG:
                continue
            name = self._stands_for(key, spans)
            if name is not None:
                self._epithets[key] = name
            for span in spans:
                if self._epithets.get(key) == name and name is not None:
                    self.persons[name].told += 1
                extra.append(Mention(span, self.epithet(span), False, self._owns(span.end), 0))
        if extra:
            self.mentions = sorted([*self.mentions, *extra], key=lambda m: m.span)
            self.narrated = [m for m in self.mentions if not m.speech]

    def _owns(self, end: int) -> bool:
        return self.text[end : end + 2] in ("'s", "’s", "´s") and not _CONTRACTED.match(self.text, end + 2)

    def _stands_for(self, key: str, spans: Sequence[Span]) -> int | None:
        """The one named person an epithet can mean: of its gender, and never named in the same sentence."""
        words = tuple(key.split())
        titled = self._titled(("the", *words))
        if titled >= 0:
            return titled
        gender = noun_gender(words)
        young = words[-1] in YOUNG
        most = max((p.told for p in self.persons), default=0)
        fits = []
        for number, who in enumerate(self.persons):
            if who.kind != "name" or not who.told or who.told < most * _MAIN_SHARE:
                continue
            if who.gender is None or (gender and who.gender != gender):
                continue
            if any(title_gender(f) for f in who.forms) and young:
                continue
            places = [m.span.start for m in self.narrated if m.person == number]
            if gender is None and (not young or not places or places[0] < spans[0].start):
                continue
            if any(self._together(span, places) for span in spans):
                continue
            fits.append(number)
        return fits[0] if len(fits) == 1 else None

    def _together(self, span: Span, places: Sequence[int]) -> bool:
        near = bisect_left(places, span.start)
        for place in places[max(0, near - 1) : near + 1]:
            a, b = sorted((place, span.start))
            if b - a < _SENTENCE_REACH and not any(c in ".!?\n" for c in self.text[a:b]):
                return True
        return False

    def _titled(self, words: tuple[str, ...]) -> int:
        """The one person whose name bears the last word as its title ("the captain" for Captain Brown)."""
        if not words or words[-1] not in TITLES:
            return -1
        holders = {p for form, p in sorted(self._by_form.items()) if form[0] == words[-1] and len(form) > 1}
        return holders.pop() if len(holders) == 1 else -1

    def _sightings(self) -> list[_Sighting]:
        text, found = self.text, []
        size = len(text)
        for run in _RUN.finditer(text):
            for start, end in _cut(text, run.start(), run.end()):
                words = text[start:end]
                owner = words.endswith(("'s", "’s", "´s")) and not _CONTRACTED.match(text, end)
                if words.endswith(("'s", "’s", "´s")):
                    end -= 2
                span = Span(start, end)
                form = form_of(span.of(text))
                if not form:
                    continue
                at = start - 1
                while at >= 0 and text[at] in " \"'“‘„‚«»`*_([":
                    at -= 1
                begins = at < 0 or text[at] in ".!?…\n:—–”’" or (start - at > 1 and text[start - 1] in "\"“‘'`«")
                speech = self.in_speech(start)
                following = text[end] if end < size else "\n"
                called = _calls(text, at, end, following, begins) if speech else 0
                before = _BEFORE_WORD.search(text[max(0, start - 14) : start])
                place = bool(before and fold(before.group(1)) in PLACE_CUES)
                found.append(_Sighting(span, form, speech, begins, owner, called, place))
        return found

    def _take_in(self, known: Sequence[Character]) -> None:
        """Persons who are given and not gathered: nobody else gets a name."""
        for number, who in enumerate(known):
            self.persons.append(Person(who.name, "name", gender=who.gender))
            for name in names_of(who):
                form = form_of(name)
                self._epithets.setdefault(epithet_key(words_of(name)), number)
                if form and any(word[:1].isupper() for word in name.split()[name.startswith(_ARTICLES) :]):
                    self._by_form.setdefault(form, number)
                    self.persons[number].forms[form] += 0

    def _persons_of(self, sightings: list[_Sighting], tags: Sequence[Tag]) -> None:
        counts: Counter[Form] = Counter(s.form for s in sightings)
        tagged: Counter[Form] = Counter(form_of(t.subject.of(self.text)) for t in tags if t.kind == "name")
        places: Counter[Form] = Counter(s.form for s in sightings if s.place)
        first: dict[Form, str] = {}
        for seen in sightings:
            first.setdefault(seen.form, " ".join(seen.span.of(self.text).split()))
        for form in [f for f in counts if places[f] * 2 > counts[f] and not tagged[f] and not titled(f)]:
            if not any(s.called > 1 for s in sightings if s.form == form):
                del counts[form]
        order = sorted(counts, key=lambda f: (-len(bare(f)), -len(f), -counts[f], f))
        for form in order:
            home = self._by_form[form] if form in self._by_form else self._home(form, counts)
            if home is None and self.known:
                continue
            if home is None:
                home = len(self.persons)
                self.persons.append(Person(first[form], "name"))
            self._by_form[form] = home
            who = self.persons[home]
            who.forms[form] += counts[form]
            who.tags += tagged[form]
        for who in self.persons[self.known :]:
            best = max(who.forms, key=lambda f: (not set(f) <= TITLES, who.forms[f], -len(f), f))  # a title is no name
            who.name = first[best]

    def _home(self, form: Form, counts: Counter[Form]) -> int | None:
        """The person whom a form belongs to among those made from longer forms; None for a new one."""
        gender = title_gender(form)
        if not bare(form):
            return None
        if len(form) == 1 and form[0] in TITLES:
            # "the Captain" for the only one who bears that title.
            holders = [
                n for n, who in enumerate(self.persons) if any(f[0] == form[0] and len(f) > 1 for f in who.forms)
            ]
            return holders[0] if len(holders) == 1 else None
        fits: list[tuple[int, int]] = []
        for number, who in enumerate(self.persons):
            weight = max((self._fit(form, other, who, counts) for other in sorted(who.forms)), default=0)
            if weight:
                fits.append((weight, number))
        if not fits:
            return None
        fits.sort(key=lambda f: (-f[0], f[1]))
        if gender and len(fits) > 1 and fits[0][0] < _CLEARLY * fits[1][0]:
            return None
        return max(fits, key=lambda f: (f[0], -f[1]))[1]

    def _fit(self, form: Form, other: Form, who: Person, counts: Counter[Form]) -> int:
        """How well a form goes with a longer one of a person, 0 for not at all."""
        own, theirs, gender = bare(form), bare(other), title_gender(form)
        known = next((g for f in sorted(who.forms) if (g := title_gender(f))), None)
        given = name_gender(theirs[0]) if len(theirs) > 1 else None
        if not theirs or (gender and (known or given) and gender != (known or given)):
            return 0
        if titled(form) and len(own) == 1:
            # A title goes with a surname, the last word of a full name; one for the young also with a first name.
            wife = (form[0] in _MARRIED) != any(f[0] in _MARRIED for f in who.forms) and gender == "f"
            if theirs[-1] == own[0] and not wife:
                return 1 + counts[other]
            given_too = form[0] in _GIVEN_TITLES and theirs[0] == own[0]
            return 1 + counts[other] if given_too and (len(theirs) > 1 or not titled(other)) else 0
        if len(own) == 1 and theirs == own:
            # A own surname is the man's before his wife's or sister's.
            return 1 + counts[other] + (_FIRST_CHOICE if known != "f" else 0)
        noble = other[0] in ("lady", "sir", "lord") and own[0] != theirs[0]
        if len(own) == 1 and alike(own[0], theirs[0]) and not noble and not (titled(other) and len(theirs) == 1):
            return 1 + counts[other] + (2 if theirs[0] == own[0] else 1) * _FIRST_CHOICE
        return 1 + counts[other] if set(own) <= set(theirs) else 0

    def _genders(self) -> None:
        """Settle each person's gender by title, first name, and the pronouns that follow the name in narration."""
        votes = [Counter[str]() for _ in self.persons]
        pronouns = [m for m in _PRONOUN.finditer(self.text) if not self.in_speech(m.start())]
        at = [m.start() for m in pronouns]
        for number, mention in enumerate(self.narrated):
            limit = mention.span.end + _PRONOUN_REACH
            if number + 1 < len(self.narrated) and self.narrated[number + 1].person != mention.person:
                limit = min(limit, self.narrated[number + 1].span.start)
            paragraph = self.text.find("\n", mention.span.end, limit)
            limit = paragraph if paragraph >= 0 else limit
            which = bisect_left(at, mention.span.end)
            if which < len(at) and at[which] < limit:
                word = pronouns[which].group().casefold()
                if word != "him":
                    votes[mention.person]["m" if word in ("he", "his", "himself") else "f"] += 1 if word == "her" else 2
        for number, (who, vote) in enumerate(zip(self.persons, votes, strict=True)):
            if number < self.known and who.gender is not None:
                continue
            score = float(vote["m"] - vote["f"])
            for form in sorted(who.forms):
                gender = title_gender(form)
                own = bare(form)
                weight = _TITLE_WEIGHT
                if gender is None and own:
                    gender, weight = name_gender(own[0]), _NAME_WEIGHT + 0.2 * (vote["m"] + vote["f"])
                    if gender is None and len(form) == 1:
                        gender = noun_gender(form)
                if gender is None and len(own) == 1 and not vote:
                    gender, weight = looks(own[0]), _LOOKS_WEIGHT
                score += weight * {"m": 1, "f": -1}.get(gender or "", 0)
            if who.kind == "epithet" and (who.gender or vote["m"] + vote["f"] < _EPITHET_VOTES):
                continue
            who.gender = "m" if score > 0 else "f" if score < 0 else None

    def _surnames(self) -> None:
        """Join a person known only by title and surname with the one of that gender known only by first name."""
        for number, who in enumerate(self.persons):
            if (
                number < self.known
                or not who.told
                or not who.forms
                or not all(titled(f) and len(bare(f)) == 1 for f in who.forms)
            ):
                continue
            if not self._kin(number):
                continue
            places = [m.span.start for m in self.narrated if m.person == number]
            fits = []
            for n, other in enumerate(self.persons):
                if n == number or other.told <= who.told or other.gender != who.gender or who.gender is None:
                    continue
                mine = [m.span for m in self.narrated if m.person == n]
                fits.append(
                    n
                    if all(len(bare(f)) == 1 and not titled(f) for f in other.forms)
                    and not any(self._together(s, places) for s in mine)
                    else -1
                )
            if len(fits) == 1 and fits[0] >= 0:
                self._merge(number, fits[0])

    def _kin(self, person: int) -> bool:
        """Whether somebody else bears this person's surname."""
        surnames = {bare(f)[-1] for f in self.persons[person].forms}
        return any(
            n != person and any(len(bare(f)) > 1 and bare(f)[-1] in surnames for f in other.forms)
            for n, other in enumerate(self.persons)
        )

    def take_in(self, person: int, into: int) -> None:
        """Make two epithets one; the first stays behind empty."""
        gone, kept = self.persons[person], self.persons[into]
        for name, spans in gone.spans.items():
            kept.spans.setdefault(name, []).extend(spans)
        kept.tags, kept.told, kept.called = kept.tags + gone.tags, kept.told + gone.told, kept.called + gone.called
        self.persons[person] = Person(gone.name, "merged")
        self._epithets = {key: into if p == person else p for key, p in self._epithets.items()}
        self.mentions = [replace(m, person=into) if m.person == person else m for m in self.mentions]
        self.narrated = [m for m in self.mentions if not m.speech]

    def _merge(self, person: int, into: int) -> None:
        """Make one person of two; the first stays behind empty."""
        gone, kept = self.persons[person], self.persons[into]
        kept.forms += gone.forms
        kept.placed += gone.placed
        for name, spans in gone.spans.items():
            kept.spans.setdefault(name, []).extend(spans)
        kept.tags, kept.told, kept.called = kept.tags + gone.tags, kept.told + gone.told, kept.called + gone.called
        self.persons[person] = Person(gone.name, "merged")
        self._by_form = {f: into if p == person else p for f, p in self._by_form.items()}
        self.mentions = [replace(m, person=into) if m.person == person else m for m in self.mentions]
        self.narrated = [m for m in self.mentions if not m.speech]


def _calls(text: str, at: int, end: int, following: str, begins: bool) -> int:
    """How surely a name in speech is called out: 2 when set off by a comma, or at the head before one or another mark,
    after a greeting, or before a request, 1 where it only ends a sentence, 0 elsewhere."""
    if following == " " and begins:
        return 2 if (after := _NEXT_WORD.match(text, end)) and fold(after.group(1)) in _REQUESTS else 0
    if following not in ",.!?…—–;-\"”»´`'’)" or (following in "'’´" and text[end + 1 : end + 2].isalpha()):
        return 0
    if _LISTS.match(text, end):
        return 0
    if at >= 0 and text[at] in ",;":
        return 2
    if begins:
        return 1 if following in ".—–-" else 2
    before = _BEFORE_WORD.search(text[max(0, at - 14) : at + 1])
    word = fold(before.group(1)) if before and text[at].isalpha() else ""
    return 2 if word in _GREETINGS or text[max(0, at - 9) : at + 1].casefold().endswith(_ADDRESSES) else 0


_NEXT_WORD = re.compile(r" ([^\W_]+(?:['’´][^\W_]+)?)")
_REQUESTS = wordset("""
wait stop stay look listen come go get let don't please what why how you you're i i'm i'll i've we where can do will
can't won't tell give take help hold keep leave hurry run shut be talk
""")
_GREETINGS = wordset("""
no yes yeah yep nope oh ah hey hi hello goodbye bye farewell welcome good-bye please sorry thanks sake well okay
ok now right sir madam dear dearest darling poor old aye nay but stop wait listen look night morning evening
""")
_ADDRESSES = ("thank you", "come on", "love you", "bless you", "damn you")
_LISTS = re.compile(r",\s+(?:and|or|who|which|the|a|my|his|her)\b")


_TOKEN = re.compile(r"[^\s.]+")
_DOTTED = wordset("mr mrs ms dr st prof rev capt col gen lt lieut sgt messrs mme mlle hon jr")


def _cut(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """Cut a run of capitalised words where a sentence ends and at words that are no names."""
    pieces: list[tuple[int, int]] = []
    first = last = -1
    tokens = list(_TOKEN.finditer(text, start, end))
    for n, token in enumerate(tokens):
        word = fold(token.group())
        title = word in TITLES or word + "." in TITLES
        joins = word in ("of", "de", "von", "van", "du", "la", "le", "di", "the")
        names = word not in NOT_NAMES or (title and n + 1 < len(tokens)) or (joins and first >= 0)
        if not names or (word in DETERMINERS and not joins):
            if first >= 0:
                pieces.append((first, last))
            first = -1
            continue
        if first < 0:
            first = token.start()
        last = token.end()
        stopped = text[token.end() : token.end() + 1] == "." and token.end() < end
        owner = word.endswith("'s")
        if owner or (stopped and word not in _DOTTED and len(word) > 1):
            pieces.append((first, last))
            first = -1
    if first >= 0:
        pieces.append((first, last))
    return pieces


_PEOPLES = wordset("welshman frenchman englishman scotsman irishman dutchman scotchman frenchwoman englishwoman")


def _accept(sightings: list[_Sighting], text: str, tags: Sequence[Tag], wanted: Set[Form]) -> list[_Sighting]:
    """Drop capitalised words that the text mostly writes small or that stand only where sentences begin."""
    small = Counter(_SMALL.findall(text))
    inside: Counter[str] = Counter()
    starting: Counter[str] = Counter()
    for seen in sightings:
        for n, word in enumerate(seen.form):
            (starting if seen.begins and n == 0 else inside)[word] += 1
    tagged = {w for t in tags if t.kind == "name" for w in form_of(t.subject.of(text))}

    def is_name(word: str, alone: bool) -> bool:
        if word in NOT_NAMES and word not in TITLES:
            return False
        here, low = inside[word] + starting[word], small[word]
        if word in TITLES and alone:
            return (word in tagged or inside[word] >= 2) and inside[word] * 2 > low
        if inside[word] == 0:
            return low == 0 and (word in tagged or starting[word] >= 3 or word in MALE_NAMES or word in FEMALE_NAMES)
        return low * 2 <= here

    kept = []
    for seen in sightings:
        if seen.form[-1] in _PEOPLES and not seen.speech and seen.form not in wanted:
            continue  # "the Welshman" is no name
        while len(seen.form) > 1 and seen.form[0] not in TITLES and not is_name(seen.form[0], False):
            # "Whether Miss Lee": a word that only begins the sentence.
            first, second = islice(_TOKEN.finditer(text, seen.span.start, seen.span.end), 2)
            del first
            seen = replace(seen, span=Span(second.start(), seen.span.end), form=seen.form[1:], begins=False)
        form = seen.form
        if form in wanted:
            kept.append(seen)
        elif len(form) == 1:
            if is_name(form[0], True) and form[0] not in SAYING:
                kept.append(seen)
        elif form[0] in TITLES or any(is_name(w, False) for w in form):
            kept.append(seen)
    return kept
