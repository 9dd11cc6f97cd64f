"""The people of one telling, gathered from its own words: names with their shorter forms, epithets, the narrator.

A name is a capitalised word that the text does not also write small, standing where a sentence does not begin, or one
that is the subject of a tag. Longer forms take in shorter ones ("Ann Lee", "Miss Lee", "Ann"), as long as title and
gender agree. Gender comes from titles, from common first names, and from the pronouns that follow the name.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from retold.speechwords import (
    DETERMINERS,
    FEMALE_NAMES,
    FEMALE_NOUNS,
    FEMALE_TITLES,
    MALE_NAMES,
    MALE_NOUNS,
    MALE_TITLES,
    NICKNAMES,
    NOT_NAMES,
    PLACE_CUES,
    SAYING,
    TITLES,
    Tag,
    fold,
    words_of,
)
from retold.text import Span

_CAPITAL = r"[A-Z\u00c0-\u00de\u0100-\u017f\u0391-\u03a9\u0410-\u042f]"
_NAME_WORD = rf"{_CAPITAL}[^\W_]*(?:['’-][^\W_]+)*"
_RUN = re.compile(rf"(?<![\w'’-]){_NAME_WORD}(?:(?:\.?[ ]|[ ](?:of|de|von|van|du|la|le|di|the)[ ])(?={_CAPITAL}){_NAME_WORD})*")
_SMALL = re.compile(r"(?<![\w'’-])[a-zß-ÿ]+")
_PRONOUN = re.compile(r"(?<![\w'’-])(?:he|she|his|her|him|himself|herself)(?![\w-])", re.IGNORECASE)
_PART = re.compile(r"[^\s.]+")
_BEFORE_WORD = re.compile(r"([^\W_]+)\W*$")

Form = tuple[str, ...]

# How far after a name a pronoun may stand to tell its gender, in code points.
_PRONOUN_REACH = 90
# Sightings that a common first name weighs against the pronouns seen near it.
_NAME_WEIGHT = 4.0
_TITLE_WEIGHT = 50.0


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

    def note(self, name: str, span: Span) -> None:
        self.spans.setdefault(name, []).append(span)


@dataclass(frozen=True, slots=True)
class Mention:
    """A name in the text: who, where, in speech or not, whether it acts, whether it is called out."""

    span: Span
    person: int
    speech: bool
    owner: bool
    called: bool


@dataclass(slots=True)
class _Sighting:
    span: Span
    form: Form
    speech: bool
    begins: bool
    owner: bool
    called: bool
    place: bool


class Roster:
    """The persons of a telling and where they are named. Spans count in the cleaned text."""

    def __init__(self, text: str, speech: Sequence[Span], tags: Sequence[Tag]) -> None:
        self.text = text
        self.persons: list[Person] = []
        self.mentions: list[Mention] = []
        self._by_form: dict[Form, int] = {}
        self._epithets: dict[str, int] = {}
        self._speech_starts = [s.start for s in speech]
        self._speech = speech
        sightings = _accept(self._sightings(), text, tags)
        self._persons_of(sightings, tags)
        for seen in sightings:
            person = self._by_form.get(seen.form)
            if person is None:
                continue
            who = self.persons[person]
            if not seen.speech:
                who.told += 1
            if seen.called:
                who.called += 1
            who.note(" ".join(seen.span.of(text).split()), seen.span)
            self.mentions.append(Mention(seen.span, person, seen.speech, seen.owner, seen.called))
        self.narrated = [m for m in self.mentions if not m.speech]
        self.narrated_at = [m.span.start for m in self.narrated]
        self.all_at = [m.span.start for m in self.mentions]
        self._genders()

    def in_speech(self, at: int) -> bool:
        which = bisect_right(self._speech_starts, at) - 1
        return which >= 0 and at < self._speech[which].end

    def mentions_in(self, span: Span) -> list[Mention]:
        return self.mentions[bisect_left(self.all_at, span.start) : bisect_left(self.all_at, span.end)]

    def named(self, span: Span) -> int | None:
        """The person whose name the words of a span are."""
        for form in _shorter(_form(span.of(self.text))):
            if form in self._by_form:
                return self._by_form[form]
        return None

    def epithet(self, span: Span) -> int:
        """The person of an epithet such as "the old man": one with that title, else one of its own."""
        words = words_of(span.of(self.text))
        key = " ".join(w for w in words if w not in ("the", "a", "an", "this", "that"))
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

    def add(self, name: str, kind: str, gender: str | None) -> int:
        self.persons.append(Person(name, kind, gender=gender))
        return len(self.persons) - 1

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
                owner = words.endswith(("'s", "’s", "´s")) or (words.endswith(("'", "’")))
                if words.endswith(("'s", "’s", "´s")):
                    end -= 2
                span = Span(start, end)
                form = _form(span.of(text))
                if not form:
                    continue
                at = start - 1
                while at >= 0 and text[at] in " \"'“‘„‚«»`*_([":
                    at -= 1
                begins = at < 0 or text[at] in ".!?…\n:—–”’" or start - at > 1 and text[start - 1] in "\"“‘'`«"
                speech = self.in_speech(start)
                following = text[end] if end < size else "\n"
                called = speech and following in ",.!?…—–-;\"'”’´»" and (begins or text[at] in ",;")
                before = _BEFORE_WORD.search(text[max(0, start - 14) : start])
                place = bool(before and fold(before.group(1)) in PLACE_CUES)
                found.append(_Sighting(span, form, speech, begins, owner, called, place))
        return found

    def _persons_of(self, sightings: list[_Sighting], tags: Sequence[Tag]) -> None:
        counts: Counter[Form] = Counter(s.form for s in sightings)
        tagged: Counter[Form] = Counter(_form(t.subject.of(self.text)) for t in tags if t.kind == "name")
        places: Counter[Form] = Counter(s.form for s in sightings if s.place)
        first: dict[Form, str] = {}
        for seen in sightings:
            first.setdefault(seen.form, " ".join(seen.span.of(self.text).split()))
        for form in [f for f in counts if places[f] * 2 > counts[f] and not tagged[f] and not _titles(f)]:
            if not any(s.called for s in sightings if s.form == form):
                del counts[form]
        order = sorted(counts, key=lambda f: (-len(_bare(f)), -len(f), -counts[f], f))
        for form in order:
            home = self._home(form, counts)
            if home is None:
                home = len(self.persons)
                self.persons.append(Person(first[form], "name"))
            self._by_form[form] = home
            who = self.persons[home]
            who.forms[form] += counts[form]
            who.tags += tagged[form]
        for who in self.persons:
            best = max(who.forms, key=lambda f: (len(_bare(f)) if who.forms[f] > 1 else 0, who.forms[f], f))
            who.name = first[best]

    def _home(self, form: Form, counts: Counter[Form]) -> int | None:
        """The person whom a form belongs to among those made from longer forms; None for a new one."""
        bare, gender = _bare(form), title_gender(form)
        if not bare:
            return None
        fits: list[tuple[int, int]] = []
        for number, who in enumerate(self.persons):
            known = next((g for f in who.forms if (g := title_gender(f))), None)
            married = any(f[0] in ("mrs", "mme", "madame") for f in who.forms)
            for other in who.forms:
                theirs = _bare(other)
                if gender and known and gender != known:
                    break
                if _titles(form) and len(bare) == 1:
                    # A title goes with a surname: the last word of a full name.
                    if theirs and theirs[-1] == bare[-1] and (len(theirs) > 1 or len(theirs) == 1):
                        given = name_gender(theirs[0]) if len(theirs) > 1 else None
                        if gender and given and gender != given:
                            break
                        if form[0] in ("mrs", "mme", "madame") and not married:
                            break
                        fits.append((counts[other], number))
                        break
                elif set(bare) <= set(theirs) or (len(bare) == 1 and any(alike(bare[0], t) for t in theirs[:1])):
                    weight = counts[other] + (1000 if theirs[0] == bare[0] and not (len(theirs) == 1 and known == "f" and married) else 0)
                    fits.append((weight, number))
                    break
        if not fits:
            return None
        if _titles(form) and len({n for _, n in fits}) > 1:
            return None
        return max(fits, key=lambda f: (f[0], -f[1]))[1]

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
                votes[mention.person]["m" if word in ("he", "his", "him", "himself") else "f"] += 1
        for who, vote in zip(self.persons, votes, strict=True):
            score = float(vote["m"] - vote["f"])
            for form in sorted(who.forms):
                gender = title_gender(form)
                bare = _bare(form)
                weight = _TITLE_WEIGHT
                if gender is None and bare:
                    gender, weight = name_gender(bare[0]), _NAME_WEIGHT + 0.2 * (vote["m"] + vote["f"])
                    if gender is None and len(form) == 1:
                        gender = noun_gender(form)
                score += weight * {"m": 1, "f": -1}.get(gender or "", 0)
            who.gender = "m" if score > 0 else "f" if score < 0 else None


def title_gender(form: Form) -> str | None:
    if len(form) > 1 or form[0] in ("mr", "mrs", "miss", "sir", "madam"):
        return "m" if form[0] in MALE_TITLES else "f" if form[0] in FEMALE_TITLES else None
    return None


def name_gender(name: str) -> str | None:
    name = NICKNAMES.get(name, name)
    return "m" if name in MALE_NAMES else "f" if name in FEMALE_NAMES else None


def noun_gender(words: Sequence[str]) -> str | None:
    """The gender an epithet shows by its noun: "the old man" m, "the wall" None."""
    for word in reversed(words):
        if word in MALE_NOUNS or word in MALE_TITLES:
            return "m"
        if word in FEMALE_NOUNS or word in FEMALE_TITLES:
            return "f"
    return None


def alike(a: str, b: str) -> bool:
    """Whether one first name is a short form of the other ("Matty" and "Matthew")."""
    if a == b or NICKNAMES.get(a, a) == NICKNAMES.get(b, b):
        return True
    short, long = sorted((a, b), key=len)
    stem = re.sub(r"(?:ie|y|ey)$", "", short)
    if len(stem) > 3 and stem[-1] == stem[-2]:
        stem = stem[:-1]
    ga, gb = name_gender(a), name_gender(b)
    return len(stem) >= 3 and len(long) > len(short) and long.startswith(stem) and not (ga and gb and ga != gb) and len(long) - len(stem) >= 2


def bare_tokens(form: Form) -> Form:
    return _bare(form)


def _form(words: str) -> Form:
    parts = [fold(p).strip(",;:!?\"'") for p in _PART.findall(words)]
    parts = [re.sub(r"'s$", "", p) for p in parts]
    while parts and parts[0] in NOT_NAMES and parts[0] not in TITLES and len(parts) >= 1:
        parts = parts[1:]
    return tuple(p for p in parts if p)


def _titles(form: Form) -> bool:
    return len(form) > 1 and (form[0] in TITLES)


def _bare(form: Form) -> Form:
    at = 0
    while at < len(form) - 1 and form[at] in TITLES:
        at += 1
    if len(form) == 1 and form[0] in TITLES:
        return form
    return tuple(w for w in form[at:] if w not in ("of", "the"))


def _shorter(form: Form) -> list[Form]:
    return [form, *(form[:n] for n in range(len(form) - 1, 0, -1)), *(form[n:] for n in range(1, len(form)))]


def _cut(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """Cut a run of capitalised words where a full stop ends a sentence and trim words that are no names."""
    pieces, at = [], start
    for stop in re.finditer(r"\.\s", text[start:end]):
        word = text[start:end][: stop.start()].rpartition(" ")[2].rpartition(".")[2]
        folded = fold(word)
        if folded not in TITLES and folded + "." not in TITLES and len(word) > 1:
            pieces.append((at, start + stop.start()))
            at = start + stop.end()
    pieces.append((at, end))
    trimmed = []
    for a, b in pieces:
        while True:
            head = re.match(r"[^\s.]+\.?\s*", text[a:b])
            if not head:
                break
            word = fold(head.group().strip(" ."))
            single = head.end() >= b - a
            is_title = word in TITLES or word + "." in TITLES
            if word in NOT_NAMES and not (is_title and not single):
                a += head.end()
                continue
            if word in DETERMINERS:
                a += head.end()
                continue
            break
        if a < b and text[a:b].strip():
            trimmed.append((a, b))
    return trimmed


def _accept(sightings: list[_Sighting], text: str, tags: Sequence[Tag]) -> list[_Sighting]:
    """Drop capitalised words that the text mostly writes small or that stand only where sentences begin."""
    small = Counter(_SMALL.findall(text))
    inside: Counter[str] = Counter()
    starting: Counter[str] = Counter()
    for seen in sightings:
        for n, word in enumerate(seen.form):
            (starting if seen.begins and n == 0 else inside)[word] += 1
    tagged = {w for t in tags if t.kind == "name" for w in _form(t.subject.of(text))}

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
        form = seen.form
        if len(form) == 1:
            if is_name(form[0], True) and form[0] not in SAYING:
                kept.append(seen)
        elif form[0] in TITLES or any(is_name(w, False) for w in form):
            kept.append(seen)
    return kept
