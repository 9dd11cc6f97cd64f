"""What holds between two texts, said in one plain sentence that accuses nobody.

In come two tellings, the loci both have, and their characters; out comes a sentence that a person can check: how many
spoken turns and narrated moments are shared, whether one is the other's text, or, when they tell different scenes, who
and what they have in common all the same. What can be worked out of one telling alone is worked out once, in however
many pairs it stands (`Summaries`).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from functools import cached_property
from math import log, prod
from sys import intern

from rapidfuzz.distance import LCSseq

from retold.apparatus import Locus
from retold.lexicon import load
from retold.text import SPEECH, Character, Span, Telling, Utterance
from retold.variants import tokens_of
from retold.wording import how_many

Words = tuple[str, ...]

COPY = 0.8
"""Share of a text's words (names aside) that stand in the other in the same order from which it counts as its text."""

RENAMED = 0.5
"""Share of the occurrences of characters' names that differ from which a copy is one with other names."""

SURE = 0.6
"""Score of a row from which what it joins is said to be in common without more ado."""

OUTRIGHT = frozenset(("tag", "script", "narrator"))
"""Kinds of evidence that name who speaks; where two of them differ, the tellings do."""

MOTIF = range(8, 2, -1)
"""Lengths in words of a run of speech that two different scenes may share, the longest first."""

TELLING, COMMON = 2.0, 2.0
"""Nats that such a run must weigh to be worth a word, and those of each word that do not count ("what do you")."""

SCENE = 2_000
"""Words that are said in a text, up to which such a run means something at that weight: in longer ones it must be as
much rarer as it could stand in more places ("eight o'clock, and" is in every novel)."""

NAMED = 4
"""Characters in both texts who are named one by one; of more, the first and how many others."""


class Summaries:
    """Sentences on the pairs of some tellings, whose joint characters are known; one of them may be the `base` text."""

    def __init__(self, characters: Sequence[Character], base: str | None = None) -> None:
        self._base = base
        self._people: dict[str, dict[str, Character]] = {}
        for who in characters:
            for siglum, names in who.names.items():
                if names:
                    self._people.setdefault(siglum, {})[who.id] = who
        self._texts: dict[str, _Text] = {}

    def of(self, one: Telling, other: Telling, same: bool, shared: Sequence[Locus]) -> str:
        """One neutral sentence on two texts; `shared` are the loci both have, `same` whether they tell one scene.

        Where one of them is the base text the sentence says what the other took from it.
        """
        a, b = one.siglum, other.siglum
        if one.witness.sha256 == other.witness.sha256:
            return f"{a} and {b} are the same text, character for character."
        empty = [telling.siglum for telling in (one, other) if not telling.story.text.strip()]
        if empty:
            has = "has" if len(empty) == 1 else "have"
            return f"{' and '.join(empty)} {has} no words of a story: nothing is left to compare."
        if one.story.text == other.story.text:
            return f"{a} and {b} are the same text; only encoding, line ends or what a site put around them differ."
        if same and shared and self._base in (a, b):
            taker = b if a == self._base else a
            return f"{taker} tells the scene of {self._base}: {_taken(taker, shared)}."
        if same and not shared:
            return f"{a} and {b} tell one scene."
        if same:
            common = _in_common(one, other, shared, self._in_both(a, b))
            return f"{a} and {b} tell one scene: {common}; {self._dependence(one, other, shared)}."
        known = self._people.get(a, {})
        people = [_called(known[who], a, b) for who in self._in_both(a, b)]
        people = [name for name in people if name[:1].isupper()]
        motif = _motif(self._text(one), self._text(other))
        says = f"; both have the words “{motif}”" if motif else ""
        if people:
            return f"{b} is another scene than {a}, with {_people(people)}{says}."
        return f"{a} and {b} have no scene in common{says}."

    def _in_both(self, a: str, b: str) -> list[str]:
        """The ids of the characters of both texts, in order."""
        there = self._people.get(b, {})
        return [who for who in self._people.get(a, {}) if who in there]

    def _text(self, telling: Telling) -> _Text:
        if telling.siglum not in self._texts:
            self._texts[telling.siglum] = _Text(telling)
        return self._texts[telling.siglum]

    def _dependence(self, one: Telling, other: Telling, shared: Sequence[Locus]) -> str:
        """Whether one of two texts is the other's, or holds it, names aside."""
        a, b = one.siglum, other.siglum
        names = {
            word
            for s in (a, b)
            for who in self._people.get(s, {}).values()
            for t in (a, b)
            for name in who.names.get(t, ())
            for word in name.name.casefold().split()
        }
        texts = self._text(one), self._text(other)
        in_a, in_b = (text.words_in(shared) for text in texts)
        plain_a, plain_b = ([word for word in words if word not in names] for words in (in_a, in_b))
        equal = LCSseq.similarity(plain_a, plain_b)
        share_a, share_b = (equal / max(1, text.length_without(names)) for text in texts)
        if min(share_a, share_b) >= COPY:
            called_a, called_b = ([word for word in words if word in names] for words in (in_a, in_b))
            kept = LCSseq.similarity(called_a, called_b) / max(1, min(len(called_a), len(called_b)))
            return (
                f"{b} is {a}'s text with other names"
                if called_a and kept < RENAMED
                else "they are one text with changes"
            )
        if share_a >= COPY:
            return f"{b} holds most of {a}'s text word for word"
        if share_b >= COPY:
            return f"{a} holds most of {b}'s text word for word"
        return "neither is a copy of the other"


class _Text:
    """A telling whose words are worked out when first asked for, line by line, and kept."""

    def __init__(self, telling: Telling) -> None:
        self.telling = telling
        self._keys: dict[Span, Words] = {}

    def keys(self, span: Span) -> Words:
        """The words of a line, folded; equal ones are one object, since many texts hold them."""
        found = self._keys.get(span)
        if found is None:
            found = self._keys[span] = tuple(intern(token.key) for token in tokens_of(self.telling, [span]))
        return found

    def words_in(self, shared: Sequence[Locus]) -> list[str]:
        """The words that some loci have of this telling, in its order."""
        spans = sorted(span for locus in shared for span in locus.readings[self.telling.siglum].spans)
        return [word for span in spans for word in self.keys(span)]

    def length_without(self, names: Collection[str]) -> int:
        """How many words the telling has that are none of these names."""
        return self._counts.total() - sum(self._counts[name] for name in names)

    @cached_property
    def _counts(self) -> Counter[str]:
        return Counter(word for line in self.telling.lines for word in line.words)

    @cached_property
    def said(self) -> dict[Words, list[int]]:
        """Every shortest run of words that is said in the telling, and the lines in which it is."""
        found: dict[Words, list[int]] = {}
        for number, line in enumerate(self.telling.lines):
            if line.kind == SPEECH:
                for run, _ in _runs(self.keys(line.span), MOTIF[-1:]):
                    found.setdefault(run, []).append(number)
        return found


def _called(who: Character, a: str, b: str) -> str:
    """What a character is called where two texts are compared: a name that one of them has."""
    own = [name.name for siglum in (a, b) for name in who.names[siglum]]
    return who.name if who.name in own else next((name for name in own if name[:1].isupper()), who.name)


def _in_common(one: Telling, other: Telling, shared: Sequence[Locus], both: Collection[str]) -> str:
    a, b = one.siglum, other.siglum
    # In the row of a third text that speaks, these two may both narrate.
    said_in = [[locus.readings[s].form == "speech" for s in (a, b)] for locus in shared]
    spoken = [locus for locus, said in zip(shared, said_in, strict=True) if all(said)]
    narrated = [locus for locus, said in zip(shared, said_in, strict=True) if not any(said)]
    turns = min(_utterances(one, spoken), _utterances(other, spoken))
    reported = len(shared) - len(spoken) - len(narrated)
    parts = [_number(turns, "spoken line") + " in common" if turns else "no spoken line in common"]
    if changed := _given_to_others(one, other, shared, both):
        parts[0] += f" ({changed} of them said by somebody else)"
    if reported:
        parts.append(f"{reported:,} spoken in one and told in the other")
    return ", ".join([*parts, _narrated(narrated) or "no narration"])


def _utterances(telling: Telling, shared: Sequence[Locus]) -> int:
    """How many utterances of a telling have part in some loci; a long one stands in several."""
    spans = {span for locus in shared for span in locus.readings[telling.siglum].spans}
    return len({line.utterance for line in telling.lines if line.utterance is not None and line.span in spans})


def _narrated(told: Sequence[Locus]) -> str:
    """How many moments are narrated, and how many of them less surely; nothing where none is."""
    sure = sum(locus.score >= SURE for locus in told)
    if not told:
        return ""
    less = f" and {len(told) - sure:,} less sure" if len(told) > sure > 0 else ""
    return (_number(sure, "narrated moment") if sure else "no sure narration") + less


def _taken(siglum: str, shared: Sequence[Locus]) -> str:
    spoken = [locus for locus in shared if locus.kind == "speech"]
    kept = sum(all(edit.kind == "equal" for edit in locus.readings[siglum].words) for locus in spoken)
    told = sum(locus.readings[siglum].form != "speech" for locus in spoken)
    parts = [_number(len(spoken), "spoken line") + " taken"]
    if spoken:
        parts[0] += f", {how_many(kept)} of them word for word" if kept < len(spoken) else " word for word"
    if told:
        parts.append(f"{told} only told")
    if narrated := _narrated([locus for locus in shared if locus.kind != "speech"]):
        parts.append(narrated)
    if moved := sum(siglum in locus.moved for locus in shared):
        parts.append(f"{moved} moved")
    return ", ".join(parts)


def _given_to_others(one: Telling, other: Telling, shared: Sequence[Locus], both: Collection[str]) -> int:
    """How many lines two tellings give outright to two people whom both of them know, by their ids."""
    everyone = set(both)
    spoken = [{u.span.start: u for u in telling.utterances} for telling in (one, other)]
    changed = 0
    for locus in shared:
        said = [
            {
                u.speaker
                for span in locus.readings[telling.siglum].spans
                if (u := by_start.get(span.start)) and _outright(u)
            }
            for telling, by_start in zip((one, other), spoken, strict=True)
        ]
        changed += all(len(who) == 1 and who <= everyone for who in said) and said[0] != said[1]
    return changed


def _outright(utterance: Utterance) -> bool:
    return utterance.evidence.kind in OUTRIGHT


def _motif(one: _Text, other: _Text) -> str | None:
    """The most telling run of words that is said in both, as the first text writes it; None without one."""
    common = one.said.keys() & other.said.keys()
    facing = {other.telling.lines[at].span for run in common for at in other.said[run]}
    known = {run for span in facing for run, _ in _runs(other.keys(span), MOTIF)}
    places = prod(max(1.0, sum(map(len, text.said.values())) / SCENE) for text in (one, other))
    best, weight = None, TELLING + log(places)
    for at in sorted({at for run in common for at in one.said[run]}):
        span = one.telling.lines[at].span
        for run, first in _runs(one.keys(span), MOTIF):
            if run in known and (nats := sum(max(0.0, load().idf(word) - COMMON) for word in run)) > weight:
                best, weight = (span, first, first + len(run) - 1), nats
    if best is None:
        return None
    span, first, last = best
    tokens = tokens_of(one.telling, [span])
    return " ".join(one.telling.read(Span(tokens[first].raw.start, tokens[last].raw.end)).split())


def _runs(words: Sequence[str], sizes: Iterable[int]) -> list[tuple[Words, int]]:
    """Every run of some numbers of words, and where it starts."""
    return [(tuple(words[at : at + size]), at) for size in sizes for at in range(len(words) - size + 1)]


def _people(names: Sequence[str]) -> str:
    if len(names) > NAMED:
        names = [*names[: NAMED - 1], f"{len(names) - NAMED + 1} others by name"]
    return f"{', '.join(names[:-1])} and {names[-1]} in both" if len(names) > 1 else f"{names[0]} in both"


def _number(count: int, noun: str) -> str:
    return f"{count:,} {noun}{'s' * (count != 1)}"
