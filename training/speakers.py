"""Learn the weights of `retold.speakers.ranking` from public-domain novels whose tags are hidden.

    python training/speakers.py NOVELS_FOLDER [--out src/retold/data/speakers.json]

An utterance with a name and a verb of saying beside it says who speaks. Comes in: a folder of novels; each is read once
as it stands, which gives names and labels. Then tags are hidden *in the text itself*, in runs of turns: "said Ann"
becomes "said she", or the paragraph is left with its speech alone. The changed text is read anew with the same
characters, so that what is learned from is exactly what the program sees. Goes out: the weights of a conditional random
field over the turns, fitted to the hidden speakers; all other turns are summed over.

Authors tag the turns that would be unclear without: a hidden tag is no fair sample of an untagged turn. So a turn whose
tag was hidden still counts as *marked* in the steps from speaker to speaker, and how dialogue runs over unmarked turns
is learned from those alone, through the tagged turns on both sides of them.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from retold import cleaning, readers, segmenting
from retold.speakers.evidence import study
from retold.speakers.ranking import CLUES, FEATURES, GAPS, MARKS, MOST, MOVES, RULES, Choice, Floats, Weights, choices
from retold.speakers.sequence import by_weights
from retold.speakers.turns import Study
from retold.speechwords import wordset
from retold.text import Character, Name, OffsetMap, Span, Story, Witness

SEED = 7
LAST_YEAR = 1929  # of first publication; later works are not in the public domain everywhere
LENGTH = 250_000  # code points of each novel
CHUNK = 40  # turns that are fitted as one sequence
BATCH = 256  # sequences
EPOCHS = 16
RATE = 0.03  # of Adam
PULL = 2e-4  # towards the weights set by hand, a labelled turn
RUN = 0.3  # chance that a run of turns hidden alike ends
HOW = (("keep", 0.34), ("pronoun", 0.33), ("bare", 0.33))
# These are among the texts that the result is measured on: nothing is learned from them.
MEASURED_ON = wordset("""
Burnett_Garden_1911 Cbronte_Jane_1847 Chesterton_Thursday_1908 Dickens_Bleak_1853 Dickens_Expectations_1861
Dickens_Oliver_1839 Doyle_Hound_1902 Ford_Soldier_1915 Forster_Howards_1910 Forster_View_1908 Haggard_Mines_1885
Hardy_Madding_1874 Hardy_Tess_1891 James_Ambassadors_1903 Stevenson_Treasure_1883 Woolf_Night_1919
""")
# What stands beside a hidden tag is not what stands beside a line in place of a tag, so the weights of actions stay as
# they were set by hand; so do those of names in the speech, which must hold against any action.
BY_HAND = frozenset(CLUES) - {"narrator acts"}
HELD_BACK = 10  # every so many novels one is not learned from but measured

Ints = NDArray[np.int64]
_MARKS = "\"'“”‘’«»„`´"


@dataclass(frozen=True, slots=True)
class Example:
    """Turns in order: their choices, and for hidden ones the number of the true candidate, else -1."""

    found: list[Choice]
    truth: list[int]


def main(arguments: Sequence[str]) -> None:
    parser = argparse.ArgumentParser(description="Learn who speaks from novels with hidden tags.")
    parser.add_argument("novels", type=Path)
    parser.add_argument("--out", type=Path, default=Path("src/retold/data/speakers.json"))
    asked = parser.parse_args(arguments)
    paths = [
        p for p in sorted(asked.novels.glob("*.txt")) if p.stem not in MEASURED_ON and int(p.stem[-4:]) <= LAST_YEAR
    ]
    lessons: list[Example] = []
    measured: list[Example] = []
    for number, path in enumerate(paths):
        rng = random.Random(f"{SEED} {path.stem}")
        example = hidden(path, rng)
        (measured if number % HELD_BACK == HELD_BACK - 1 else lessons).append(example)
        print(path.stem, len(example.found), sum(t >= 0 for t in example.truth), file=sys.stderr, flush=True)
    taught, asked_of = Batches(lessons), Batches(measured)
    print("by hand ", asked_of.report(RULES))
    weights = fit(taught, asked_of)
    write(weights, asked.out)


def hidden(path: Path, rng: random.Random) -> Example:
    """One novel with some of its tags hidden, its turns and the true speakers of those."""
    witness = readers.read(str(path), "A")
    raw = witness.raw[:LENGTH]
    story = cleaning.clean(raw)
    telling = segmenting.segment(Witness("A", str(path), raw, "utf-8", "0"), story)
    studied = study(telling)
    people = [n for n, who in enumerate(studied.roster.persons) if who.kind == "name" and studied.is_person(n)]
    known = [_character(studied, n) for n in people]
    changed = _Changed(studied, {n: at for at, n in enumerate(people)}, rng)
    text = changed.text
    again = segmenting.segment(
        Witness("A", str(path), text, "utf-8", "0"), Story(text, OffsetMap.identity(len(text))), speech=changed.speech
    )
    return _example(study(again, (), known), changed)


def _character(studied: Study, person: int) -> Character:
    who = studied.roster.persons[person]
    return Character(str(person), who.name, who.gender, {"A": tuple(Name(name, "given") for name in sorted(who.spans))})


class _Changed:
    """The text of a telling with some tags hidden: `speech` are its utterances, `truth` who says some of them.

    A person is a number in the list of the known; NARRATOR stands for who says "I".
    """

    NARRATOR = -7

    def __init__(self, studied: Study, number_of: dict[int, int], rng: random.Random) -> None:
        self.parts: list[str] = []
        self.length = 0
        self.speech: list[Span] = []
        self.truth: dict[int, int] = {}
        self.bare: set[int] = set()
        text = studied.text
        paragraphs: dict[int, list[int]] = {}
        spans = [studied.telling.story.map.to_text(u.span) for u in studied.telling.utterances]
        for number, span in enumerate(spans):
            paragraphs.setdefault(text.rfind("\n", 0, span.start) + 1, []).append(number)
        tags: dict[int, list[tuple[str, int, Span]]] = {}
        for turn in studied.turns:
            for clue in turn.clues:
                if clue.kind in ("tag", "narrator") and clue.confidence >= 0.95 and clue.cue is not None:
                    start = text.rfind("\n", 0, clue.cue.start) + 1
                    tags.setdefault(start, []).append((clue.kind, clue.person, clue.cue))
        how = "keep"
        at = 0
        for start, own in paragraphs.items():
            end = text.find("\n", start)
            end = len(text) if end < 0 else end
            self._copy(text[at:start])
            at = end
            some = tags.get(start, [])
            who = {person for _, person, _ in some}
            if rng.random() < RUN:
                how = rng.choices([h for h, _ in HOW], [share for _, share in HOW])[0]
            person = who.pop() if len(who) == 1 else -1
            gender = studied.roster.persons[person].gender if person >= 0 else None
            narrator = bool(some) and some[0][0] == "narrator"
            if person < 0 or how == "keep" or (not narrator and person not in number_of):
                self._replaced(text, start, end, [spans[n] for n in own], [])
                continue
            truth = self.NARRATOR if narrator else number_of[person]
            if how == "pronoun" and gender in ("m", "f") and not narrator:
                names = [subject for _, _, cue in some if (subject := _name_in(studied, cue, person)) is not None]
                if len(names) == len(some):
                    pronoun = "he" if gender == "m" else "she"
                    self._replaced(text, start, end, [spans[n] for n in own], [(n, pronoun) for n in names], truth)
                    continue
            if how == "bare":
                self._only_speech(text, [spans[n] for n in own], truth)
                continue
            self._replaced(text, start, end, [spans[n] for n in own], [])
        self._copy(text[at:])
        self.text = "".join(self.parts)

    def _copy(self, text: str) -> None:
        self.parts.append(text)
        self.length += len(text)

    def _replaced(
        self,
        text: str,
        start: int,
        end: int,
        speech: list[Span],
        names: list[tuple[Span, str]],
        truth: int | None = None,
    ) -> None:
        at = start
        for span, word in sorted([*((s, "") for s in speech), *names]):
            self._copy(text[at : span.start])
            if word:
                before = text[start : span.start].rstrip()[-1:]
                self._copy(word.capitalize() if before in ("", ".", "!", "?") else word)
            else:
                if truth is not None:
                    self.truth[len(self.speech)] = truth
                self.speech.append(Span(self.length, self.length + span.end - span.start))
                self._copy(span.of(text))
            at = span.end
        self._copy(text[at:end])

    def _only_speech(self, text: str, speech: list[Span], truth: int) -> None:
        words = " ".join(span.of(text).strip(_MARKS + " ") for span in speech)
        first, last = text[speech[0].start], text[speech[-1].end - 1]
        said = (first if first in _MARKS else "") + words + (last if last in _MARKS else "")
        self.truth[len(self.speech)] = truth
        self.bare.add(len(self.speech))
        self.speech.append(Span(self.length, self.length + len(said)))
        self._copy(said)


def _name_in(studied: Study, cue: Span, person: int) -> Span | None:
    return next((m.span for m in studied.roster.mentions_in(cue) if m.person == person and not m.owner), None)


def _example(studied: Study, changed: _Changed) -> Example:
    truths: dict[int, int] = {}
    for number, turn in enumerate(studied.turns):
        said = {changed.truth[u] for u in turn.utterances if u in changed.truth}
        if len(said) == 1:
            truths[number] = said.pop()
        if changed.bare.intersection(turn.utterances):
            turn.bare = False
    found = choices(studied, {}, by_weights(studied, RULES, {}).shares)
    truth = []
    for number, choice in enumerate(found):
        person = truths.get(number, -1)
        if person == _Changed.NARRATOR:
            person = -1 if studied.narrator is None else studied.narrator
        truth.append(choice.options.index(person) if person >= 0 and person in choice.options else -1)
    return Example(found, truth)


class Batches:
    """Examples cut in sequences of equal length, as arrays.

    ``features [sequence, turn, candidate, feature]``, ``shown`` and ``there [sequence, turn, candidate]``,
    ``truth [sequence, turn]``, ``kinds [sequence, turn, before last, last, now]``: the kind of each step.
    """

    NO_STEP = len(MARKS) * len(GAPS) * len(MOVES)

    def __init__(self, examples: Sequence[Example]) -> None:
        pieces = [
            (e.found[at : at + CHUNK], e.truth[at : at + CHUNK])
            for e in examples
            for at in range(0, len(e.found), CHUNK)
        ]
        pieces = [piece for piece in pieces if any(t >= 0 for t in piece[1])]
        count = len(pieces)
        self.features = np.zeros((count, CHUNK, MOST, len(FEATURES)), np.float32)
        self.shown = np.zeros((count, CHUNK, MOST), np.float32)
        self.there = np.zeros((count, CHUNK, MOST), bool)
        self.truth = np.full((count, CHUNK), -1)
        self.kinds = np.full((count, CHUNK, MOST, MOST, MOST), self.NO_STEP, np.int8)
        for n, (found, truth) in enumerate(pieces):
            ids = np.arange(-10 - CHUNK * MOST, -10).reshape(CHUNK, MOST)
            self.there[n, :, 0] = True
            for t, choice in enumerate(found):
                some = len(choice.options)
                ids[t, :some] = choice.options
                self.features[n, t, :some] = choice.features
                self.shown[n, t, :some] = choice.shown
                self.there[n, t, :some] = True
                if t:
                    self.kinds[n, t] = _kinds(ids[t - 2] if t > 1 else None, ids[t - 1], ids[t], choice)
            self.truth[n, : len(truth)] = truth

    def __len__(self) -> int:
        return len(self.truth)

    def slope(self, weights: Weights, which: Ints) -> tuple[float, Floats, Floats]:
        """Log-likelihood of the truth in some sequences, and its slope in features and steps."""
        features = self.features[which]
        scores = features @ weights.features + self.shown[which]
        free = np.where(self.there[which], scores, -np.inf)
        truth = self.truth[which]
        bound = free.copy()
        n, t = np.nonzero(truth >= 0)
        bound[n, t] = -np.inf
        bound[n, t, truth[n, t]] = free[n, t, truth[n, t]]
        flat = np.append(weights.steps.ravel(), 0.0)
        log_free, at_free, steps_free = chain(free, self.kinds[which], flat)
        log_bound, at_bound, steps_bound = chain(bound, self.kinds[which], flat)
        feature_slope = np.einsum("ntk,ntkf->f", at_bound - at_free, features)
        return float((log_bound - log_free).sum()), feature_slope, (steps_bound - steps_free)[:-1]

    def report(self, weights: Weights) -> str:
        """How many hidden speakers are right, and how likely the true ones are held to be."""
        right = true = total = 0.0
        for which in self.cut(np.arange(len(self))):
            scores = self.features[which] @ weights.features + self.shown[which]
            free = np.where(self.there[which], scores, -np.inf)
            shares = chain(free, self.kinds[which], np.append(weights.steps.ravel(), 0.0))[1]
            truth = self.truth[which]
            n, t = np.nonzero(truth >= 0)
            right += float((shares[n, t].argmax(axis=1) == truth[n, t]).sum())
            true += float(np.log(shares[n, t, truth[n, t]] + 1e-9).sum())
            total += len(n)
        return f"{total:.0f} hidden turns, {right / total:.4f} right, mean log likelihood {true / total:.4f}"

    def cut(self, order: Ints) -> Iterator[Ints]:
        for at in range(0, len(order), BATCH):
            yield order[at : at + BATCH]


def _kinds(earlier: Ints | None, last: Ints, now: Ints, choice: Choice) -> Ints:
    base = (int(choice.marked) * len(GAPS) + choice.gap) * len(MOVES)
    same, back, third, change = range(len(MOVES))
    a = np.full((MOST, 1, 1), -3) if earlier is None else earlier[:, None, None]
    b, c = last[None, :, None], now[None, None, :]
    kinds = np.where(a == c, back, third)
    if earlier is not None:
        kinds = np.where(a == b, change, kinds)
    return base + np.where(b == c, same, kinds)


def chain(scores: Floats, kinds: NDArray[np.int8], steps: Floats) -> tuple[Floats, Floats, Floats]:
    """Log of the sum over all paths of each sequence; the share of each candidate; how often each step is taken."""
    count, turns, most = scores.shape
    tops = scores.max(axis=2, keepdims=True)
    gains = np.exp(scores - tops).astype(np.float64)
    by_kind = np.exp(steps)
    mass = np.zeros((count, most, most))
    mass[:, 0, :] = gains[:, 0]
    log = np.log(mass.sum(axis=(1, 2)))
    mass /= mass.sum(axis=(1, 2), keepdims=True)
    masses = [mass]
    for t in range(1, turns):
        moves = by_kind[kinds[:, t]] * gains[:, t, None, None, :]
        mass = np.einsum("nab,nabc->nbc", mass, moves)
        whole = mass.sum(axis=(1, 2), keepdims=True)
        log += np.log(whole[:, 0, 0])
        mass = mass / whole
        masses.append(mass)
    log += tops[:, :, 0].sum(axis=1)
    shares = np.zeros((count, turns, most))
    taken = np.zeros(len(steps))
    back = np.ones((count, most, most))
    for t in range(turns - 1, -1, -1):
        both = masses[t] * back
        whole = both.sum(axis=(1, 2), keepdims=True)
        shares[:, t] = both.sum(axis=1) / whole[:, 0]
        if not t:
            break
        moves = by_kind[kinds[:, t]] * gains[:, t, None, None, :] * back[:, None, :, :]
        paths = masses[t - 1][:, :, :, None] * moves
        paths /= paths.sum(axis=(1, 2, 3), keepdims=True)
        taken += np.bincount(kinds[:, t].ravel(), paths.ravel(), len(steps))
        back = moves.sum(axis=3)
        back /= back.max(axis=(1, 2), keepdims=True)
    return log, shares, taken


def fit(lessons: Batches, measured: Batches) -> Weights:
    """Climb the likelihood of the hidden speakers by Adam (Kingma and Ba 2015), pulled towards the rules."""
    rng = np.random.default_rng(SEED)
    hand = np.concatenate([RULES.features, RULES.steps.ravel()])
    free = np.array([name not in BY_HAND for name in FEATURES] + [True] * RULES.steps.size)
    found, mean, square, step = hand.copy(), np.zeros_like(hand), np.zeros_like(hand), 0
    for epoch in range(EPOCHS):
        rate = RATE * (1 - epoch / EPOCHS)
        whole = 0.0
        for which in lessons.cut(rng.permutation(len(lessons))):
            labelled = max(1, int((lessons.truth[which] >= 0).sum()))
            gain, of_features, of_steps = lessons.slope(_weights(found), which)
            slope = np.concatenate([of_features, of_steps]) / labelled - PULL * (found - hand)
            slope *= free
            whole += gain
            step += 1
            mean = 0.9 * mean + 0.1 * slope
            square = 0.99 * square + 0.01 * slope**2
            found = found + rate * (mean / (1 - 0.9**step)) / (np.sqrt(square / (1 - 0.99**step)) + 1e-8)
        print(f"{epoch:3d} {whole:.0f}", measured.report(_weights(found)), file=sys.stderr, flush=True)
    print("learned ", measured.report(_weights(found)))
    return _weights(found)


def _weights(flat: Floats) -> Weights:
    count = len(FEATURES)
    return Weights(flat[:count], flat[count:].reshape(len(MARKS), len(GAPS), len(MOVES)))


def write(weights: Weights, path: Path) -> None:
    held = {
        "features": {name: round(float(w), 3) for name, w in zip(FEATURES, weights.features, strict=True)},
        "steps": {
            mark: {
                gap: {move: round(float(weights.steps[m, g, v]), 3) for v, move in enumerate(MOVES)}
                for g, gap in enumerate(GAPS)
            }
            for m, mark in enumerate(MARKS)
        },
    }
    path.write_text(json.dumps(held, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
