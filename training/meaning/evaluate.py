"""Measure how well weights, vectors and letter trigrams find a line's counterpart in another telling.

In come folders of parallel texts, each with its ``gold.json``; out come a table and a handful of constants. For every
gold pair each side asks in turn, and all lines of the other telling are candidates: hit@1 is how often the
counterpart scores best, MRR the mean of 1/rank. A logistic regression, fitted on the tuning half alone, turns the
similarities of two lines into log-odds that they are counterparts.

    PYTHONPATH=src python training/meaning/evaluate.py --tuning SET… --held-out SET… [--lexicon FOLDER]

A gold file names its `witnesses` (name → file beside it) and either `pairs` (a, a_start, a_end, b, b_start, b_end,
level) or the `utterances`, `indirect` speech and `events` of several retellings (w, id, start, end), where one id is
one line.
"""

from __future__ import annotations

import argparse
import json
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from itertools import pairwise
from pathlib import Path

import numpy as np
import numpy.typing as npt

from retold.lexicon import Lexicon, load, words_of

Floats = npt.NDArray[np.float32]

BLEND_STEPS = 20
AS_GOOD = 1e-3
"""Difference of MRR below which two blends are held to be equally good."""
CONTENT_NATS = 3.0
"""A word counts as content from this weight: rarer than one sentence in twenty."""
SEED = 20
NEGATIVES_A_PAIR = 20
RIDGE = 1e-5
FIT_ROUNDS = 40


@dataclass
class Task:
    """Lines of two tellings and which of them correspond: `gold` holds (row in a, row in b)."""

    a: list[str] = field(default_factory=list)
    b: list[str] = field(default_factory=list)
    retelling: bool = False
    gold: list[tuple[int, int]] = field(default_factory=list)


@dataclass
class Measured:
    """A task with its similarity matrices [a, b], by the name of the similarity."""

    task: Task
    similarity: dict[str, Floats]
    content: tuple[Floats, Floats]


def main() -> None:
    """Print retrieval by set and similarity, the blend, and the regression."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--tuning", type=Path, nargs="+", required=True, help="sets that choose the constants")
    parser.add_argument("--held-out", type=Path, nargs="+", required=True, help="sets that only measure")
    parser.add_argument("--lexicon", type=Path, help="folder of another lexicon's files, to compare builds")
    arguments = parser.parse_args()
    lexicon = Lexicon(arguments.lexicon) if arguments.lexicon else load()
    halves = {
        half: {folder.name: [measure(task, lexicon) for task in tasks(folder)] for folder in folders}
        for half, folders in (("tuning", arguments.tuning), ("held out", arguments.held_out))
    }
    tuning = list(halves["tuning"].values())
    blend = best_blend(tuning)
    print("blend", {name: round(weight, 2) for name, weight in blend.items()})
    scorers: dict[str, Callable[[Measured], Floats]] = {
        "idf": lambda m: m.similarity["idf"],
        "vector": lambda m: m.similarity["vector"],
        "trigram": lambda m: m.similarity["trigram"],
        "blend": lambda m: mix(m, blend),
    }
    coefficients = fit(tuning)
    scorers["regression"] = lambda m: log_odds(m, coefficients)
    print(f"{'set':20}" + "".join(f"{name:>22}" for name in scorers) + "      (hit@1 / MRR)")
    for half, sets in halves.items():
        table = {name: [retrieval(measured, scorer) for scorer in scorers.values()] for name, measured in sets.items()}
        table[half] = [tuple(pair) for pair in np.mean(list(table.values()), axis=0)]
        for name, cells in table.items():
            print(f"{name:20}" + "".join(f"{hit:14.3f} /{rank:6.3f}" for hit, rank in cells))
    print_regression(coefficients)
    for half, sets in halves.items():
        print_calibration(half, [m for measured in sets.values() for m in measured], scorers["regression"])
    print_random_pairs([m for sets in halves.values() for measured in sets.values() for m in measured], blend)


# --- gold ---------------------------------------------------------------------------------------------------------


def tasks(folder: Path) -> list[Task]:
    """Return the retrieval tasks of one set: one for each pair of tellings."""
    gold = json.loads((folder / "gold.json").read_text(encoding="utf-8"))
    texts = {w: read(folder / file_of(entry)) for w, entry in gold["witnesses"].items()}
    return family_tasks(gold, texts) if "utterances" in gold else pair_tasks(gold, texts)


def read(path: Path) -> str:
    """Return the text with its line ends as they are: gold offsets count them."""
    with path.open(encoding="utf-8", newline="") as file:
        return file.read()


def file_of(entry: object) -> str:
    """Return the file name of a witness, given as a name or as a record that holds one."""
    return str(entry["file"]) if isinstance(entry, dict) else str(entry)


def pair_tasks(gold: dict[str, list[dict[str, str]]], texts: dict[str, str]) -> list[Task]:
    """Return one task for each two witnesses that gold pairs join; sentences where gold has several levels."""
    by_pair: dict[tuple[str, str], Task] = {}
    levels = {pair.get("level") for pair in gold["pairs"]}
    for pair in gold["pairs"]:
        if "sentence" in levels and pair["level"] != "sentence":
            continue
        a = texts[pair["a"]][int(pair["a_start"]) : int(pair["a_end"])]
        b = texts[pair["b"]][int(pair["b_start"]) : int(pair["b_end"])]
        if not words_of(a) or not words_of(b):
            continue
        task = by_pair.setdefault((pair["a"], pair["b"]), Task())
        task.gold.append((len(task.a), len(task.b)))
        task.a.append(a)
        task.b.append(b)
    return [task for task in by_pair.values() if len(task.gold) > 1]


def family_tasks(gold: dict[str, list[dict[str, str]]], texts: dict[str, str]) -> list[Task]:
    """Return a task for each two of a family's retellings: turns and events, all lines of the other as candidates."""
    lines: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for kind in ("utterances", "indirect", "events"):
        for record in gold[kind]:
            lines[record["w"]][record["id"]].append(texts[record["w"]][int(record["start"]) : int(record["end"])])
    joined = {w: {line: " ".join(parts) for line, parts in of.items()} for w, of in lines.items()}
    found = []
    tellings = [w for w in sorted(joined) if w.startswith("T")]
    for at, first in enumerate(tellings):
        for second in tellings[at + 1 :]:
            places = {line: row for row, line in enumerate(joined[second])}
            gold_rows = [(row, places[line]) for row, line in enumerate(joined[first]) if line in places]
            found.append(
                Task(
                    list(joined[first].values()),
                    list(joined[second].values()),
                    retelling=True,
                    gold=gold_rows,
                )
            )
    return found


# --- similarities -------------------------------------------------------------------------------------------------


def measure(task: Task, lexicon: Lexicon) -> Measured:
    """Return the task with all its similarity matrices."""
    a, b = ([words_of(line) for line in side] for side in (task.a, task.b))
    similarity = {
        "idf": cosines(a, b, lambda words: term_weights(words, lexicon)),
        "vector": np.clip(lexicon.vectors(a) @ lexicon.vectors(b).T, 0, 1),
        "trigram": cosines(a, b, lambda words: trigram_weights(words, lexicon)),
    }
    content = tuple(np.array([content_words(line, lexicon) for line in side], np.float32) for side in (a, b))
    return Measured(task, similarity, (content[0], content[1]))


def content_words(words: Sequence[str], lexicon: Lexicon) -> int:
    """Return how many different terms of a line carry content."""
    return sum(lexicon.idf(term) >= CONTENT_NATS for term in dict.fromkeys(lexicon.terms(words)))


def term_weights(words: Sequence[str], lexicon: Lexicon) -> dict[str, float]:
    """Return the distinct terms of a line, each with its weight."""
    return {term: lexicon.idf(term) for term in lexicon.terms(words)}


def trigram_weights(words: Sequence[str], lexicon: Lexicon) -> dict[str, float]:
    """Return the letter trigrams of a line's words, each word's weight shared among its own."""
    weights: dict[str, float] = defaultdict(float)
    for word in dict.fromkeys(words):
        padded = f" {word} "
        grams = [padded[n : n + 3] for n in range(len(padded) - 2)]
        for gram in grams:
            weights[gram] += lexicon.idf(word) / len(grams) ** 0.5
    return weights


def cosines(
    a: Sequence[Sequence[str]], b: Sequence[Sequence[str]], weigh: Callable[[Sequence[str]], dict[str, float]]
) -> Floats:
    """Return the cosine of each line of `a` with each of `b`, as bags of weighted features."""
    columns: dict[str, int] = {}
    bags = [[weigh(line) for line in side] for side in (a, b)]
    for bag in (bag for side in bags for bag in side):
        for feature in bag:
            columns.setdefault(feature, len(columns))
    sides = []
    for side in bags:
        matrix = np.zeros((len(side), len(columns)), np.float32)
        for row, bag in enumerate(side):
            for feature, weight in bag.items():
                matrix[row, columns[feature]] = weight
        matrix /= np.maximum(np.linalg.norm(matrix, axis=1, keepdims=True), 1e-9)
        sides.append(matrix)
    return np.asarray(sides[0] @ sides[1].T, np.float32)


def mix(measured: Measured, weights: dict[str, float]) -> Floats:
    """Return the weighted sum of the similarities."""
    weighted = [weight * measured.similarity[name] for name, weight in weights.items()]
    return np.asarray(np.sum(weighted, axis=0), np.float32)


# --- scores -------------------------------------------------------------------------------------------------------


def retrieval(measured: Sequence[Measured], scorer: Callable[[Measured], Floats]) -> tuple[float, float]:
    """Return hit@1 and MRR over both directions; of equal scores half rank above."""
    ranks: list[float] = []
    for m in measured:
        score = scorer(m)
        for row, column in m.task.gold:
            for line, place in ((score[row], column), (score[:, column], row)):
                above, level = (line > line[place]).sum(), (line == line[place]).sum() - 1
                ranks.append(1 + above + level / 2)
    return float(np.mean([rank < 1.25 for rank in ranks])), float(np.mean([1 / rank for rank in ranks]))


def best_blend(sets: Sequence[Sequence[Measured]]) -> dict[str, float]:
    """Return the weights, summing to one, with the best MRR over the tuning sets; of those as good, the most even."""
    tried: list[tuple[float, dict[str, float]]] = []
    for idf in range(BLEND_STEPS + 1):
        for vector in range(BLEND_STEPS + 1 - idf):
            third = BLEND_STEPS - idf - vector
            weights = {"idf": idf / BLEND_STEPS, "vector": vector / BLEND_STEPS, "trigram": third / BLEND_STEPS}
            rank = float(np.mean([retrieval(of_set, partial(mix, weights=weights))[1] for of_set in sets]))
            tried.append((rank, weights))
    enough = max(rank for rank, _ in tried) - AS_GOOD
    return min((weights for rank, weights in tried if rank >= enough), key=lambda w: max(w.values()) - min(w.values()))


FEATURES = ("√idf", "vector", "√trigram", "ln shorter", "ln ratio")


def features(m: Measured) -> Floats:
    """Return the features of every pair of lines: shape [a, b, features].

    `shorter` and `ratio` are the content words of the shorter line and those of the longer for each of the shorter's.
    """
    a, b = np.maximum(m.content[0], 1)[:, None], np.maximum(m.content[1], 1)[None, :]
    shorter, longer = np.minimum(a, b), np.maximum(a, b)
    lexical, meaning, letters = (np.clip(m.similarity[name], 0, 1) for name in ("idf", "vector", "trigram"))
    table = [np.sqrt(lexical), meaning, np.sqrt(letters), np.log(shorter), np.log(longer / shorter)]
    return np.stack(table, axis=2).astype(np.float32)


def fit(sets: Sequence[Sequence[Measured]]) -> Floats:
    """Fit log-odds(counterpart | features) on the tuning half; return the coefficients, the intercept last.

    Each true pair meets random lines of the same telling, and true and random pairs weigh the same: the log-odds leave
    out the prior, and the caller adds ln(prior odds). Free retellings count as much as all other sets together: they
    are what the scores are for.
    """
    rows, labels, weights = [], [], []
    random = np.random.default_rng(SEED)
    others = sum(not measured[0].task.retelling for measured in sets)
    for measured in sets:
        of_set = list(samples(measured, random))
        true = sum(label for _, label in of_set)
        share = max(others, 1) / (len(sets) - others) if measured[0].task.retelling else 1
        for feature, label in of_set:
            rows.append(feature)
            labels.append(label)
            weights.append(share / (true if label else len(of_set) - true))
    x, y, w = np.array(rows, np.float64), np.array(labels, np.float64), np.array(weights, np.float64)
    w /= w.sum()
    x = np.hstack([x, np.ones((len(x), 1))])
    coefficients = np.zeros(x.shape[1])
    for _ in range(FIT_ROUNDS):
        chance = 1 / (1 + np.exp(-x @ coefficients))
        slope = x.T @ (w * (y - chance)) - RIDGE * coefficients
        curve = (x * (w * chance * (1 - chance))[:, None]).T @ x + RIDGE * np.eye(x.shape[1])
        coefficients += np.linalg.solve(curve, slope)
    return coefficients.astype(np.float32)


def samples(measured: Sequence[Measured], random: np.random.Generator) -> Iterator[tuple[Floats, int]]:
    """Yield the features of true pairs and of random false ones."""
    for m in measured:
        table, gold = features(m), set(m.task.gold)
        for row, column in m.task.gold:
            yield table[row, column], 1
            for other in random.integers(0, table.shape[1], NEGATIVES_A_PAIR):
                if (row, int(other)) not in gold:
                    yield table[row, other], 0


def log_odds(m: Measured, coefficients: Floats) -> Floats:
    """Return the fitted log-odds of every pair of lines at even prior odds."""
    return np.asarray(features(m) @ coefficients[:-1] + coefficients[-1], np.float32)


def print_regression(coefficients: Floats) -> None:
    """Print the regression."""
    print(f"log-odds at even prior odds = {coefficients[-1]:+.3f}")
    for name, value in zip(FEATURES, coefficients[:-1], strict=True):
        print(f"    {value:+8.3f} × {name}")


def print_calibration(half: str, measured: Sequence[Measured], scorer: Callable[[Measured], Floats]) -> None:
    """Print how often pairs within a band of log-odds are counterparts, true and random weighed equally."""
    true: list[float] = []
    false: list[Floats] = []
    for m in measured:
        score, gold = scorer(m), set(m.task.gold)
        true.extend(float(score[pair]) for pair in m.task.gold)
        mask = np.ones(score.shape, bool)
        for pair in gold:
            mask[pair] = False
        false.append(score[mask])
    wrong, right = np.concatenate(false), np.array(true)
    print(f"{half}: log-odds band, share of true pairs, share of random pairs, observed ln ratio")
    edges = [-np.inf, -8, -6, -4, -2, 0, 2, 4, 6, 8, np.inf]
    for low, high in pairwise(edges):
        t = float(np.mean((right >= low) & (right < high)))
        f = float(np.mean((wrong >= low) & (wrong < high)))
        print(f"    [{low:5}, {high:5})  {t:.4f}  {f:.6f}  {np.log((t + 1e-7) / (f + 1e-7)):+.2f}")


def print_random_pairs(measured: Sequence[Measured], blend: dict[str, float]) -> None:
    """Print mean and deviation of similarities of random and true pairs, by content words of the shorter line."""
    bands = ((0, 2), (2, 4), (4, 7), (7, 12), (12, 25), (25, 10_000))
    print("content words of the shorter line: random mean ± sd | true mean ± sd, for idf, vector, trigram, blend")
    random: dict[tuple[int, int], list[Floats]] = defaultdict(list)
    matched: dict[tuple[int, int], list[Floats]] = defaultdict(list)
    for m in measured:
        table = np.stack([*(m.similarity[n] for n in ("idf", "vector", "trigram")), mix(m, blend)], axis=2)
        shorter = np.minimum(m.content[0][:, None], m.content[1][None, :])
        mask = np.ones(shorter.shape, bool)
        for pair in m.task.gold:
            mask[pair] = False
        for band in bands:
            inside = (shorter >= band[0]) & (shorter < band[1])
            random[band].append(table[mask & inside])
            matched[band].append(table[~mask & inside])
    for band in bands:
        cells = []
        for side in (random, matched):
            values = np.concatenate(side[band])
            cells.append("  ".join(f"{v.mean():.3f}±{v.std():.3f}" for v in values.T) if len(values) else "-")
        print(f"    {band[0]:3}–{band[1] - 1:<5} {cells[0]} | {cells[1]}")


if __name__ == "__main__":
    main()
