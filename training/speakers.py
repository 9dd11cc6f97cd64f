"""Learn the weights of `retold.speakers.weighing` from public-domain novels whose tags are hidden.

    python training/speakers.py NOVELS_FOLDER [--out src/retold/data/speakers.json]

An utterance with a name and a verb of saying beside it says who speaks. Comes in: a folder of novels; each is read once
as it stands, which gives names and labels. Then tags are hidden *in the text itself*, in runs of turns: "said Ann"
becomes "said she", or the paragraph is left with its speech alone. The changed text is read anew with the same
characters, so that what is learned from is exactly what the program sees. Goes out: the weights of a conditional random
field over the turns, fitted to the hidden speakers; all other turns are summed over. With them goes, for each kind of
evidence, how often the likeliest speaker is right by how likely it is held: fitted to novels that nothing else was
learned from.

Each novel is read as a whole, and once more in excerpts as long as a short tale. A second set of weights, for short
tellings, is fitted to the whole novels alone, without the hidden layer and without what only a long text shows.

Authors tag the turns that would be unclear without: a hidden tag is no fair sample of an untagged turn. So a turn whose
tag was hidden still counts as *marked* in the steps from speaker to speaker, and how dialogue runs over unmarked turns
is learned from those alone, through the tagged turns on both sides of them.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from retold import cleaning, readers, segmenting
from retold.speakers.clues import BY_NAME
from retold.speakers.evidence import study
from retold.speakers.ranking import MOST, Choice, Scene
from retold.speakers.sequence import by_weights
from retold.speakers.turns import Study
from retold.speakers.weighing import CLUES, FEATURES, GAPS, MARKS, MOVES, RULES, Floats, Weights
from retold.speechwords import wordset
from retold.text import Character, Name, OffsetMap, Span, Story, Witness

SEED = 7
LAST_YEAR = 1929  # of first publication; later works are not in the public domain everywhere
LENGTH = 600_000  # code points of each novel
EXCERPT = 10_000  # code points of each excerpt, up to the next end of a line
CHUNK = 40  # turns that are fitted as one sequence
BATCH = 256  # sequences
EPOCHS = 10
EPOCHS_SHORT = 8  # for short tellings, where nothing but sums is learned
RATE = 0.03  # of Adam
UNITS = 12  # of the hidden layer
SLOWER = 0.3  # share of the rate at which the hidden layer learns
SMALL = 0.1  # spread of its weights before it learns
DECAY = 1e-4  # towards none, a labelled turn
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
# Who speaks how often and how, and whom the talk is about, are known in long tellings only.
LONG_ONLY = frozenset(name for name in FEATURES if name.startswith("he: ")) | {
    "speaks often",
    "called around",
    "spoken of around",
    "sounds like",
}
GROUPS = 8  # of answers of like share, for how often they are right
HELD_BACK = 10  # every so many novels one is not learned from but measured

Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]
Slopes = dict[str, Floats]
_MARKS = "\"'“”‘’«»„`´"


@dataclass(frozen=True, slots=True)
class Example:
    """Turns in order: their choices, and for hidden ones the number of the true candidate, else -1."""

    found: list[Choice]
    truth: list[int]
    kinds: list[str]  # of the evidence each speaker would have, as far as a hidden tag shows: "pronoun", else "turn"


def main(arguments: Sequence[str]) -> None:
    parser = argparse.ArgumentParser(description="Learn who speaks from novels with hidden tags.")
    parser.add_argument("novels", type=Path)
    parser.add_argument("--out", type=Path, default=Path("src/retold/data/speakers.json"))
    asked = parser.parse_args(arguments)
    paths = [
        p for p in sorted(asked.novels.glob("*.txt")) if p.stem not in MEASURED_ON and int(p.stem[-4:]) <= LAST_YEAR
    ]
    lessons: list[Example] = []
    pieces: list[Example] = []
    measured: list[Example] = []
    for number, path in enumerate(paths):
        novel = readers.read(str(path), "A").raw[:LENGTH]
        whole = hidden(novel, random.Random(f"{SEED} {path.stem}"))
        cut = [hidden(text, random.Random(f"{SEED} {path.stem} {EXCERPT} {at}")) for at, text in excerpts(novel)]
        if number % HELD_BACK == HELD_BACK - 1:
            measured.append(whole)
        else:
            lessons.append(whole)
            pieces += cut
        print(path.stem, len(whole.found), sum(t >= 0 for t in whole.truth), file=sys.stderr, flush=True)
    taught, asked_of = Batches(lessons + pieces), Batches(measured)
    print("by hand ", asked_of.report(RULES))
    weights = fit(taught, asked_of)
    short = fit(Batches(lessons), asked_of, units=0, epochs=EPOCHS_SHORT, but=LONG_ONLY)
    write(weights, short, trusted(asked_of, weights), asked.out)


def excerpts(text: str) -> Iterator[tuple[int, str]]:
    """A text cut in excerpts, each with where it begins."""
    at = 0
    while at < len(text):
        end = text.find("\n", at + EXCERPT) + 1 or len(text)
        yield at, text[at:end]
        at = end


def hidden(raw: str, rng: random.Random) -> Example:
    """A text with some of its tags hidden, its turns and the true speakers of those."""
    story = cleaning.clean(raw)
    telling = segmenting.segment(_witness(raw), story)
    studied = study(telling)
    people = [n for n, who in enumerate(studied.roster.persons) if who.kind == "name" and studied.is_person(n)]
    known = [_character(studied, n) for n in people]
    changed = _Changed(studied, {n: at for at, n in enumerate(people)}, rng)
    text = changed.text
    again = segmenting.segment(_witness(text), Story(text, OffsetMap.identity(len(text))), speech=changed.speech)
    return _example(study(again, (), known), changed)


def _witness(raw: str) -> Witness:
    return Witness("A", "novel.txt", raw, "utf-8", "0")


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
                if clue.kind in ("tag", "narrator") and clue.confidence >= BY_NAME and clue.cue is not None:
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
    scene = Scene(studied)
    found = scene.choices({})
    found = scene.with_talk(found, by_weights(found, RULES, {}).shares)
    truth = []
    for number, choice in enumerate(found):
        person = truths.get(number, -1)
        if person == _Changed.NARRATOR:
            person = -1 if studied.narrator is None else studied.narrator
        truth.append(choice.options.index(person) if person >= 0 and person in choice.options else -1)
    kinds = ["pronoun" if turn.gender is not None else "turn" for turn in studied.turns]
    return Example(found, truth, kinds)


class Batches:
    """Examples cut in sequences of equal length, as arrays.

    ``features [sequence, turn, candidate, feature]``, ``shown`` and ``there [sequence, turn, candidate]``,
    ``truth [sequence, turn]``, ``kinds [sequence, turn, before last, last, now]``: the kind of each step.
    """

    NO_STEP = len(MARKS) * len(GAPS) * len(MOVES)

    def __init__(self, examples: Sequence[Example]) -> None:
        pieces = [
            (e.found[at : at + CHUNK], e.truth[at : at + CHUNK], e.kinds[at : at + CHUNK])
            for e in examples
            for at in range(0, len(e.found), CHUNK)
        ]
        pieces = [piece for piece in pieces if any(t >= 0 for t in piece[1])]
        count = len(pieces)
        self.features = np.zeros((count, CHUNK, MOST, len(FEATURES)), np.float32)
        self.shown = np.zeros((count, CHUNK, MOST), np.float32)
        self.there = np.zeros((count, CHUNK, MOST), bool)
        self.truth = np.full((count, CHUNK), -1)
        self.pronoun = np.zeros((count, CHUNK), bool)
        self.kinds = np.full((count, CHUNK, MOST, MOST, MOST), self.NO_STEP, np.int8)
        for n, (found, truth, evidence) in enumerate(pieces):
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
            self.pronoun[n, : len(truth)] = [kind == "pronoun" for kind in evidence]

    def __len__(self) -> int:
        return len(self.truth)

    def slope(self, weights: Weights, which: Ints) -> tuple[float, Slopes]:
        """Log-likelihood of the truth in some sequences, and its slope in all weights, a labelled turn."""
        features = self.features[which]
        free = self._scores(weights, which)
        truth = self.truth[which]
        bound = free.copy()
        n, t = np.nonzero(truth >= 0)
        bound[n, t] = -np.inf
        bound[n, t, truth[n, t]] = free[n, t, truth[n, t]]
        flat = np.append(weights.steps.ravel(), 0.0)
        log_free, at_free, steps_free = chain(free, self.kinds[which], flat)
        log_bound, at_bound, steps_bound = chain(bound, self.kinds[which], flat)
        of_scores = (at_bound - at_free) / max(1, len(n))
        units = np.tanh(features @ weights.into + weights.bias)
        of_units = of_scores[..., None] * weights.out * (1 - units * units)
        slopes = {
            "features": np.einsum("ntk,ntkf->f", of_scores, features),
            "steps": ((steps_bound - steps_free)[:-1] / max(1, len(n))).reshape(weights.steps.shape),
            "into": np.einsum("ntkf,ntkh->fh", features, of_units, optimize=True),
            "bias": of_units.sum(axis=(0, 1, 2)),
            "out": np.einsum("ntk,ntkh->h", of_scores, units),
        }
        return float((log_bound - log_free).sum()), slopes

    def _scores(self, weights: Weights, which: Ints) -> Floats:
        scores = weights.of(self.features[which]) + self.shown[which]
        return np.where(self.there[which], scores, -np.inf)

    def asked(self, weights: Weights) -> tuple[Floats, Floats, Bools, Bools]:
        """Of every hidden turn the greatest share, that of the truth, whether the two agree, and whether by pronoun."""
        tops, trues, rights, pronouns = [], [], [], []
        for which in self.cut(np.arange(len(self))):
            shares = chain(self._scores(weights, which), self.kinds[which], np.append(weights.steps.ravel(), 0.0))[1]
            truth = self.truth[which]
            n, t = np.nonzero(truth >= 0)
            tops.append(shares[n, t].max(axis=1))
            trues.append(shares[n, t, truth[n, t]])
            rights.append(shares[n, t].argmax(axis=1) == truth[n, t])
            pronouns.append(self.pronoun[which][n, t])
        return np.concatenate(tops), np.concatenate(trues), np.concatenate(rights), np.concatenate(pronouns)

    def report(self, weights: Weights) -> str:
        """How many hidden speakers are right, and how likely the true ones are held to be."""
        _, true, right, _ = self.asked(weights)
        return (
            f"{len(right)} hidden turns, {right.mean():.4f} right, mean log likelihood {np.log(true + 1e-9).mean():.4f}"
        )

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


def fit(
    lessons: Batches, measured: Batches, *, units: int = UNITS, epochs: int = EPOCHS, but: Set[str] = frozenset()
) -> Weights:
    """Climb the likelihood of the hidden speakers by Adam (Kingma and Ba 2015), pulled towards the rules.

    The hidden layer has so many `units`; nothing is learned of the features `but`.
    """
    rng = np.random.default_rng(SEED)
    # Each feature enters the hidden layer at a like size: none outweighs the others before anything is learned.
    widest = np.abs(lessons.features).reshape(-1, len(FEATURES)).max(axis=0)
    rows = 1 / np.maximum(1.0, widest / 2)[:, None]
    weights = replace(
        RULES,
        into=rng.normal(0, SMALL, (len(FEATURES), units)) * rows,
        bias=np.zeros(units),
        out=rng.normal(0, SMALL, units),
    )
    hand = {"features": RULES.features, "steps": RULES.steps}
    free = np.array([name not in BY_HAND | but for name in FEATURES])
    mean: Slopes = {}
    square: Slopes = {}
    step = 0
    for epoch in range(epochs):
        rate = RATE * (1 - epoch / epochs)
        whole = 0.0
        for which in lessons.cut(rng.permutation(len(lessons))):
            gain, slopes = lessons.slope(weights, which)
            whole += gain
            step += 1
            found = {}
            for name, slope in slopes.items():
                held = getattr(weights, name)
                slope = slope - (PULL * (held - hand[name]) if name in hand else DECAY * held)
                mean[name] = 0.9 * mean.get(name, 0.0) + 0.1 * slope
                square[name] = 0.99 * square.get(name, 0.0) + 0.01 * slope**2
                pace = rate * (free if name == "features" else 1.0 if name == "steps" else SLOWER)
                pace = pace * rows if name == "into" else pace
                found[name] = held + pace * (mean[name] / (1 - 0.9**step)) / (
                    np.sqrt(square[name] / (1 - 0.99**step)) + 1e-8
                )
            weights = Weights(**found)
        print(f"{epoch:3d} {whole:.0f}", measured.report(weights), file=sys.stderr, flush=True)
    print("learned ", measured.report(weights))
    return weights


def trusted(measured: Batches, weights: Weights) -> dict[str, list[list[float]]]:
    """How often the likeliest speaker is right by its share, for each kind of evidence: points of a rising line."""
    top, _, right, pronoun = measured.asked(weights)
    return {
        kind: rising(top[some], right[some].astype(float)) for kind, some in (("pronoun", pronoun), ("turn", ~pronoun))
    }


def rising(shares: Floats, right: Floats) -> list[list[float]]:
    """Points of the rising line nearest to some answers: equal groups by share, pooled where they fall (isotonic).

    Pool adjacent violators (Ayer and others 1955). Each group counts one right and one wrong answer more than it has
    (Laplace's rule of succession): a few answers make nothing certain.
    """
    order = np.argsort(shares, kind="stable")
    pooled: list[list[float]] = []  # share, right, count
    for group in np.array_split(order, GROUPS):
        often = (right[group].sum() + 1) / (len(group) + 2)
        pooled.append([float(shares[group].mean()), float(often), float(len(group))])
        while len(pooled) > 1 and pooled[-2][1] >= pooled[-1][1]:
            (s, r, n), (t, q, m) = pooled[-2:]
            pooled[-2:] = [[(s * n + t * m) / (n + m), (r * n + q * m) / (n + m), n + m]]
    return [[round(share, 3), round(often, 3)] for share, often, _ in pooled]


def write(weights: Weights, short: Weights, sure: Mapping[str, list[list[float]]], path: Path) -> None:
    """The weights, those for short tellings, and how often who is held so likely is right, as readable JSON."""
    held = {
        **_alone(weights),
        "together": {
            "into": {name: _rounded(row) for name, row in zip(FEATURES, weights.into, strict=True)},
            "bias": _rounded(weights.bias),
            "out": _rounded(weights.out),
        },
        "sure": sure,
        "short": _alone(short),
    }
    path.write_text(json.dumps(held, indent=1) + "\n", encoding="utf-8")


def _alone(weights: Weights) -> dict[str, Any]:
    """What each feature and each step says by itself."""
    return {
        "features": _named(FEATURES, weights.features),
        "steps": {
            mark: {gap: _named(MOVES, weights.steps[m, g]) for g, gap in enumerate(GAPS)}
            for m, mark in enumerate(MARKS)
        },
    }


def _named(names: Sequence[str], weights: Floats) -> dict[str, float]:
    return dict(zip(names, _rounded(weights), strict=True))


def _rounded(weights: Floats) -> list[float]:
    return [round(float(w), 3) for w in weights]


if __name__ == "__main__":
    main(sys.argv[1:])
