"""Settle who says what in one telling: evidence for each turn, then the turns together as one sequence.

The utterances of a paragraph that belong together make a turn. Each turn gathers evidence for persons: its tag, the
one who acts beside it, the pronoun, the names called out in it (never the speaker's own). A beam search over the
sequence then weighs that evidence against the habit of dialogue: speakers alternate from paragraph to paragraph, two at
a time. Confidence is that of the kind of evidence which the chosen speaker rests on.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import replace

from retold.speakers.evidence import Clue, Study, study
from retold.speakers.manner import manner_of
from retold.speakers.sequence import settle
from retold.text import Character, Evidence, Name, Span, Telling, Utterance

# How often a speaker found by each kind of evidence was right, measured on novels and retellings.
CONFIDENCE = {
    "tag": 0.95,
    "script": 0.98,
    "narrator": 0.95,
    "pronoun": 0.75,
    "action": 0.75,
    "turn": 0.6,
    "none": 0.4,
}
# Each step away from firm evidence makes a turn found by alternation less sure.
_TURN_DECAY = 0.95
_NEAREST = 0.4


def attribute(telling: Telling) -> Telling:
    """Name the speaker of every utterance of one telling, from that telling alone.

    Returns
    -------
    Telling
        With `characters` (ids such as ``"A.1"``), `manner`, and for each utterance its speaker, a confidence 0 to 1
        and the evidence; a speaker who cannot be told is None.
    """
    studied = study(telling)
    speakers = settle(studied)
    return write(telling, studied, speakers, {})


def write(telling: Telling, studied: Study, speakers: list[int | None], anchors: Mapping[int, Clue]) -> Telling:
    """The telling with the settled `speakers` of its turns written out."""
    to_raw = telling.story.map.to_raw
    ids = _ids(telling.siglum, studied, speakers)
    utterances = list(telling.utterances)
    distance = _distances(studied, speakers, anchors)
    for number, turn in enumerate(studied.turns):
        speaker = speakers[number]
        clue = best_clue(turn.clues, speaker)
        for which in turn.utterances:
            if speaker is None:
                continue
            if clue is not None:
                confidence = min(CONFIDENCE[clue.kind], clue.confidence)
                evidence = Evidence(clue.kind, to_raw(clue.cue) if clue.cue else None)
            else:
                steps = distance[number]
                confidence = CONFIDENCE["turn"] * _TURN_DECAY**steps if steps < 12 else _NEAREST
                confidence = max(confidence, _NEAREST)
                evidence = Evidence("turn")
            utterances[which] = _said(utterances[which], ids[speaker], round(confidence, 3), evidence)
    characters = tuple(
        _character(studied, person, ids[person], telling) for person in sorted(ids, key=lambda p: int(ids[p].rpartition(".")[2]))
    )
    return replace(
        telling, utterances=tuple(utterances), characters=characters, manner=manner_of(telling, studied, ids)
    )


def best_clue(clues: list[Clue], speaker: int | None) -> Clue | None:
    """The strongest evidence for the speaker that was chosen."""
    mine = [c for c in clues if c.person == speaker and c.weight > 0 and c.kind in CONFIDENCE]
    return max(mine, key=lambda c: (c.confidence, c.weight)) if mine else None


def _said(utterance: Utterance, speaker: str, confidence: float, evidence: Evidence) -> Utterance:
    return replace(utterance, speaker=speaker, confidence=confidence, evidence=evidence)


def _distances(studied: Study, speakers: list[int | None], anchors: Mapping[int, Clue]) -> list[int]:
    """For each turn how many turns away the nearest one with firm evidence stands."""
    far = 99
    distance = [far] * len(speakers)
    for order in (range(len(speakers)), range(len(speakers) - 1, -1, -1)):
        last = far
        for number in order:
            clue = best_clue(studied.turns[number].clues, speakers[number])
            last = 0 if number in anchors or (clue and clue.confidence >= 0.7) else min(far, last + 1)
            distance[number] = min(distance[number], last)
    return distance


def _ids(siglum: str, studied: Study, speakers: list[int | None]) -> dict[int, str]:
    """Ids of the persons who speak or are named as persons, by first appearance."""
    first: dict[int, int] = {}
    for number, speaker in enumerate(speakers):
        if speaker is not None:
            at = studied.turns[number].span.start
            first[speaker] = min(first.get(speaker, at), at)
    for mention in studied.roster.mentions:
        if studied.is_person(mention.person):
            at = mention.span.start
            first[mention.person] = min(first.get(mention.person, at), at)
    order = sorted(first, key=lambda p: (first[p], p))
    studied.ids = {person: f"{siglum}.{n}" for n, person in enumerate(order, 1)}
    return studied.ids


_MOST_SPANS = 12  # of each name: enough to show where it stands


def _character(studied: Study, person: int, id: str, telling: Telling) -> Character:
    who = studied.roster.persons[person]
    to_raw = telling.story.map.to_raw
    names = []
    for name, spans in sorted(who.spans.items(), key=lambda item: (-len(item[1]), item[0])):
        shown = tuple(to_raw(Span(s.start, s.end)) for s in spans[:_MOST_SPANS])
        why = "named" if who.kind == "name" else "called so" if who.kind == "epithet" else who.kind
        names.append(Name(name, why, shown))
    if not names:
        names = [Name(who.name, who.kind)]
    if who.kind == "narrator" and all(n.name != "I" for n in names):
        names.append(Name("I", "narrator"))
    return Character(id, who.name, who.gender, {telling.siglum: tuple(names)})


def speaker_counts(telling: Telling) -> Counter[str]:
    """How many utterances each character says."""
    return Counter(u.speaker for u in telling.utterances if u.speaker is not None)
