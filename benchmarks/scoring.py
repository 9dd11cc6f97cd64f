"""Score one result against the gold of its family: how much of what is true was found, and how much found is true.

In come a result as ``exporters.json.to_dict`` gives it and a gold with spans in code points of the texts; out comes one
`Figure` a question:

``same_scene``   pairs of texts that tell the same scene
``utterances``   stretches of direct speech; found when a predicted one covers it with intersection over union ≥ 0.7
``speakers``     utterances given to the right character, over all there are; characters are matched one to one by the
                 utterances they share, most first
``turns``        a turn in a pair of texts that some speech locus brings together, reported speech included; a locus
                 whose readings belong to different turns is wrong, and so is one that ties a decoy to a telling
``events``       the same for narrated events, over all loci
``chrome_chars`` characters set aside as not the story

A locus that touches more than `WIDEST` turns (or events) of one text says nothing and counts as wrong once for each.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from pathlib import PurePath
from typing import Any

QUESTIONS = ("same_scene", "utterances", "speakers", "turns", "events", "chrome_chars")

WIDEST = 4  # gold items; a merge or split of three lines can touch one more at its edge
SAME_STRETCH = 0.7  # intersection over union

Extent = tuple[int, int]
Places = Mapping[str, Sequence[tuple[str, Extent]]]  # witness -> (id of the turn or event, where it stands)
Meeting = tuple[str, str, str]  # two witnesses, and the turn or event they share


@dataclass(frozen=True, slots=True)
class Figure:
    """Counts and what they make: `right` found and true, `false` found and not true, `missed` true and not found."""

    right: int
    false: int
    missed: int

    @property
    def precision(self) -> float:
        """Right among all found, 0 to 1."""
        return self.right / (self.right + self.false) if self.right + self.false else 0.0

    @property
    def recall(self) -> float:
        """Right among all that is there, 0 to 1."""
        return self.right / (self.right + self.missed) if self.right + self.missed else 0.0

    @property
    def value(self) -> float | None:
        """F1 of precision and recall, 0 to 1; None where there was nothing to find and nothing was found."""
        if not self.right + self.false + self.missed:
            return None
        return 2 * self.right / (2 * self.right + self.false + self.missed)


@dataclass(frozen=True, slots=True)
class Share(Figure):
    """A figure whose value is the plain share of those there: each is right or missed."""

    @property
    def value(self) -> float | None:
        return self.right / (self.right + self.missed) if self.right + self.missed else None


def score(result: Mapping[str, Any], gold: Mapping[str, Any]) -> dict[str, Figure]:
    """Answer every question of `QUESTIONS` for one result; witnesses meet their gold by file name."""
    by_file = {PurePath(file).name: name for name, file in gold["witnesses"].items()}
    known = {
        witness["siglum"]: by_file[PurePath(witness["path"]).name]
        for witness in result["witnesses"]
        if PurePath(witness["path"]).name in by_file
    }
    utterances, speakers = _speech(result, gold, known)
    return {
        "same_scene": _same_scene(result, gold, known),
        "utterances": utterances,
        "speakers": speakers,
        "turns": _turns(result, gold, known),
        "events": _events(result, gold, known),
        "chrome_chars": _chrome(result, gold, known),
    }


def total(figures: Iterable[Figure]) -> Figure:
    """The counts of several figures of one question together: large texts weigh more."""
    figures = list(figures)
    make = type(figures[0]) if figures else Figure
    return make(sum(f.right for f in figures), sum(f.false for f in figures), sum(f.missed for f in figures))


def _same_scene(result: Mapping[str, Any], gold: Mapping[str, Any], known: Mapping[str, str]) -> Figure:
    tellings = [name for name in gold["witnesses"] if name not in gold.get("decoys", ())]
    true = {frozenset(pair) for pair in combinations(tellings, 2)}
    found = {
        frozenset((known[relation["a"]], known[relation["b"]]))
        for relation in result["relations"]
        if relation["same_scene"] and relation["a"] in known and relation["b"] in known
    }
    return Figure(len(found & true), len(found - true), len(true - found))


def _speech(result: Mapping[str, Any], gold: Mapping[str, Any], known: Mapping[str, str]) -> tuple[Figure, Figure]:
    """Utterances found, and speakers right among all the gold has."""
    true = defaultdict(list)
    for utterance in gold["utterances"]:
        true[utterance["w"]].append(utterance)
    met: list[tuple[str | None, str]] = []  # the speaker given (None for none or for an utterance missed), the true one
    shared: Counter[tuple[str, str]] = Counter()
    right = false = missed = 0
    for witness in result["witnesses"]:
        wanted = true[known[witness["siglum"]]] if witness["siglum"] in known else []
        if not wanted:
            continue
        given = [(utterance["start"], utterance["end"]) for utterance in witness["utterances"]]
        used = set()
        for utterance in wanted:
            best = _closest((utterance["start"], utterance["end"]), given)
            if best is None:
                missed += 1
                met.append((None, utterance["speaker"]))
                continue
            right += 1
            used.add(best)
            speaker = witness["utterances"][best].get("speaker")
            met.append((speaker, utterance["speaker"]))
            if speaker is not None:
                shared[speaker, utterance["speaker"]] += 1
        false += len(given) - len(used)
    same = one_to_one(shared)
    named = sum(speaker is not None and same.get(speaker) == wanted for speaker, wanted in met)
    return Figure(right, false, missed), Share(named, 0, len(met) - named)


def _closest(wanted: Extent, given: Sequence[Extent]) -> int | None:
    """The index of the stretch most like the wanted one, None when none is the same stretch."""
    ratios = [_overlap(wanted, one) / (max(wanted[1], one[1]) - min(wanted[0], one[0])) for one in given]
    best = max(range(len(ratios)), key=ratios.__getitem__, default=None)
    return best if best is not None and ratios[best] >= SAME_STRETCH else None


def one_to_one(shared: Counter[tuple[str, str]]) -> dict[str, str]:
    """Match characters found with characters of the gold, the pair that shares most utterances first.

    Equals keep the order in which each character found first spoke, then that of its pairs.
    """
    first: dict[str, int] = {}
    for speaker, _ in shared:
        first.setdefault(speaker, len(first))
    same: dict[str, str] = {}
    for (speaker, true), _ in sorted(shared.items(), key=lambda item: (-item[1], first[item[0][0]])):
        if speaker not in same and true not in same.values():
            same[speaker] = true
    return same


def _turns(result: Mapping[str, Any], gold: Mapping[str, Any], known: Mapping[str, str]) -> Figure:
    spoken = _places(gold["utterances"])
    told = _places([*gold["utterances"], *gold.get("indirect", ())])
    decoys = gold.get("decoys", ())
    found: set[Meeting] = set()
    false = 0
    for readings in _readings(result, known, speech_only=True):
        for a, b in combinations(sorted(readings), 2):
            in_a, in_b = touched(readings[a], told.get(a, ())), touched(readings[b], told.get(b, ()))
            if max(len(in_a), len(in_b)) > WIDEST:
                false += max(len(in_a), len(in_b))
            elif in_a & in_b:
                found |= {(a, b, turn) for turn in in_a & in_b}
            elif in_a or in_b or (a in decoys) != (b in decoys):
                false += 1
    true = _meetings(spoken)
    return Figure(len(found & true), false, len(true - found))


def _events(result: Mapping[str, Any], gold: Mapping[str, Any], known: Mapping[str, str]) -> Figure:
    places = _places(gold.get("events", ()))
    found: set[Meeting] = set()
    false = 0
    for readings in _readings(result, known, speech_only=False):
        for a, b in combinations(sorted(readings), 2):
            in_a, in_b = touched(readings[a], places.get(a, ())), touched(readings[b], places.get(b, ()))
            if max(len(in_a), len(in_b)) > WIDEST:
                false += max(len(in_a), len(in_b))
            elif in_a & in_b:
                found |= {(a, b, event) for event in in_a & in_b}
            elif in_a and in_b:
                false += 1
    true = _meetings(places)
    return Figure(len(found & true), false, len(true - found))


def _chrome(result: Mapping[str, Any], gold: Mapping[str, Any], known: Mapping[str, str]) -> Figure:
    figures = []
    for witness in result["witnesses"]:
        name = known.get(witness["siglum"])
        if name is not None:
            true = [(item["start"], item["end"]) for item in gold.get("chrome", ()) if item["w"] == name]
            figures.append(set_aside([(item["start"], item["end"]) for item in witness["chrome"]], true))
    return total(figures)


def set_aside(given: Iterable[Extent], true: Iterable[Extent]) -> Figure:
    """Characters set aside that are not the story, those that are, and those that were left in it."""
    found, wanted = ({at for start, end in extents for at in range(start, end)} for extents in (given, true))
    return Figure(len(found & wanted), len(found - wanted), len(wanted - found))


def _readings(
    result: Mapping[str, Any], known: Mapping[str, str], *, speech_only: bool
) -> Iterable[dict[str, list[Extent]]]:
    """The spans of each locus by witness of the gold."""
    for locus in result["collation"]["loci"]:
        if locus["kind"] == "speech" or not speech_only:
            yield {
                known[siglum]: [(start, end) for start, end in spans]
                for siglum, spans in locus["readings"].items()
                if siglum in known
            }


def _places(items: Iterable[Mapping[str, Any]]) -> dict[str, list[tuple[str, Extent]]]:
    places = defaultdict(list)
    for item in items:
        places[item["w"]].append((item["id"], (item["start"], item["end"])))
    return dict(places)


def _meetings(places: Places) -> set[Meeting]:
    """Every turn or event that two texts have in common."""
    ids = {witness: {id for id, _ in items} for witness, items in places.items()}
    return {(a, b, id) for a, b in combinations(sorted(ids), 2) for id in ids[a] & ids[b]}


def touched(spans: Iterable[Extent], items: Sequence[tuple[str, Extent]]) -> set[str]:
    """The turns or events of which some span shares half of the shorter one's length."""
    return {
        id
        for span in spans
        for id, extent in items
        if (common := _overlap(span, extent)) > 0 and common * 2 >= min(span[1] - span[0], extent[1] - extent[0])
    }


def _overlap(a: Extent, b: Extent) -> int:
    return max(0, min(a[1], b[1]) - max(a[0], b[0]))
