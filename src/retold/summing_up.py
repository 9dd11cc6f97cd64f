"""What holds between two texts, said in one plain sentence that accuses nobody.

In come two tellings, the loci both have, and their characters; out comes a sentence that a person can check: how many
spoken turns and narrated moments are shared, whether one is the other's text, or, when they tell different scenes, who
and what they have in common all the same.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from math import log, prod

from rapidfuzz.distance import LCSseq

from retold.apparatus import Locus
from retold.lexicon import load
from retold.text import SPEECH, Character, Span, Telling, Utterance
from retold.variants import Token, tokens_of
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


def summary(
    one: Telling,
    other: Telling,
    same: bool,
    shared: Sequence[Locus],
    characters: Sequence[Character],
    motifs: Motifs,
    base: str | None = None,
) -> str:
    """One neutral sentence on two texts; `shared` are the loci both have, `same` whether they tell one scene.

    Where one of them is the `base` text the sentence says what the other took from it.
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
    if same and shared and base in (a, b):
        return f"{b if a == base else a} tells the scene of {base}: {_taken(b if a == base else a, shared)}."
    if same and not shared:
        return f"{a} and {b} tell one scene."
    if same:
        common, dependence = (say(one, other, shared, characters) for say in (_in_common, _dependence))
        return f"{a} and {b} tell one scene: {common}; {dependence}."
    people = [_called(who, a, b) for who in characters if who.names.get(a) and who.names.get(b)]
    people = [name for name in people if name[:1].isupper()]
    motif = motifs.of(one, other)
    says = f"; both have the words “{motif}”" if motif else ""
    if people:
        return f"{b} is another scene than {a}, with {_people(people)}{says}."
    return f"{a} and {b} have no scene in common{says}."


def _called(who: Character, a: str, b: str) -> str:
    """What a character is called where two texts are compared: a name that one of them has."""
    own = [name.name for siglum in (a, b) for name in who.names[siglum]]
    return who.name if who.name in own else next((name for name in own if name[:1].isupper()), who.name)


def _in_common(one: Telling, other: Telling, shared: Sequence[Locus], characters: Sequence[Character]) -> str:
    a, b = one.siglum, other.siglum
    # In the row of a third text that speaks, these two may both narrate.
    said_in = [[locus.readings[s].form == "speech" for s in (a, b)] for locus in shared]
    spoken = [locus for locus, said in zip(shared, said_in, strict=True) if all(said)]
    narrated = [locus for locus, said in zip(shared, said_in, strict=True) if not any(said)]
    turns = min(_utterances(one, spoken), _utterances(other, spoken))
    reported = len(shared) - len(spoken) - len(narrated)
    parts = [_number(turns, "spoken line") + " in common" if turns else "no spoken line in common"]
    if changed := _given_to_others(one, other, shared, characters):
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


def _given_to_others(one: Telling, other: Telling, shared: Sequence[Locus], characters: Sequence[Character]) -> int:
    """How many lines two tellings give outright to two people whom both of them know."""
    both = {who.id for who in characters if who.names.get(one.siglum) and who.names.get(other.siglum)}
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
        changed += all(len(who) == 1 and who <= both for who in said) and said[0] != said[1]
    return changed


def _outright(utterance: Utterance) -> bool:
    return utterance.evidence.kind in OUTRIGHT


def _dependence(one: Telling, other: Telling, shared: Sequence[Locus], characters: Sequence[Character]) -> str:
    a, b = one.siglum, other.siglum
    names = {
        word for who in characters for s in (a, b) for n in who.names.get(s, ()) for word in n.name.casefold().split()
    }
    in_a, in_b = _words(one, shared, a), _words(other, shared, b)
    plain_a, plain_b = ([t.key for t in words if t.key not in names] for words in (in_a, in_b))
    equal = LCSseq.similarity(plain_a, plain_b)
    share_a, share_b = (equal / max(1, _length(telling, names)) for telling in (one, other))
    if min(share_a, share_b) >= COPY:
        called_a, called_b = ([t.key for t in words if t.key in names] for words in (in_a, in_b))
        kept = LCSseq.similarity(called_a, called_b) / max(1, min(len(called_a), len(called_b)))
        return (
            f"{b} is {a}'s text with other names" if called_a and kept < RENAMED else "they are one text with changes"
        )
    if share_a >= COPY:
        return f"{b} holds most of {a}'s text word for word"
    if share_b >= COPY:
        return f"{a} holds most of {b}'s text word for word"
    return "neither is a copy of the other"


def _words(telling: Telling, shared: Sequence[Locus], siglum: str) -> list[Token]:
    spans = sorted(span for locus in shared for span in locus.readings[siglum].spans)
    return tokens_of(telling, spans)


def _length(telling: Telling, names: set[str]) -> int:
    return sum(word not in names for line in telling.lines for word in line.words)


class Motifs:
    """Runs of words that somebody says in two texts; the shortest of a text, by its siglum, are looked for once."""

    def __init__(self) -> None:
        self._known: dict[str, dict[Words, list[int]]] = {}

    def of(self, one: Telling, other: Telling) -> str | None:
        """The most telling run that is said in both, as the first text writes it; None without one."""
        here, there = self._said(one), self._said(other)
        common = here.keys() & there.keys()
        lines, facing = (
            [tokens_of(telling, [telling.lines[at].span]) for at in sorted({at for run in common for at in said[run]})]
            for telling, said in ((one, here), (other, there))
        )
        known = {run for line in facing for run, _ in _runs([token.key for token in line], MOTIF)}
        places = prod(max(1.0, sum(map(len, said.values())) / SCENE) for said in (here, there))
        best, weight = None, TELLING + log(places)
        for line in lines:
            for run, at in _runs([token.key for token in line], MOTIF):
                if run in known and (nats := sum(max(0.0, load().idf(word) - COMMON) for word in run)) > weight:
                    best, weight = Span(line[at].raw.start, line[at + len(run) - 1].raw.end), nats
        return " ".join(one.read(best).split()) if best else None

    def _said(self, telling: Telling) -> dict[Words, list[int]]:
        """Every shortest run that is said in a telling, and the lines in which it is."""
        if telling.siglum not in self._known:
            found: dict[Words, list[int]] = {}
            for number, line in enumerate(telling.lines):
                if line.kind == SPEECH:
                    keys = [token.key for token in tokens_of(telling, [line.span])]
                    for run, _ in _runs(keys, MOTIF[-1:]):
                        found.setdefault(run, []).append(number)
            self._known[telling.siglum] = found
        return self._known[telling.siglum]


def _runs(words: Sequence[str], sizes: Iterable[int]) -> list[tuple[Words, int]]:
    """Every run of some numbers of words, and where it starts."""
    return [(tuple(words[at : at + size]), at) for size in sizes for at in range(len(words) - size + 1)]


def _people(names: Sequence[str]) -> str:
    if len(names) > NAMED:
        names = [*names[: NAMED - 1], f"{len(names) - NAMED + 1} others by name"]
    return f"{', '.join(names[:-1])} and {names[-1]} in both" if len(names) > 1 else f"{names[0]} in both"


def _number(count: int, noun: str) -> str:
    return f"{count:,} {noun}{'s' * (count != 1)}"
