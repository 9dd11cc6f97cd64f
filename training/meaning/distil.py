"""Distil the package's lexicon: words, weights, base forms and small static vectors.

In come the lessons of `teach.py`; out go the files that `retold.lexicon` reads. The vectors begin as model2vec's (van
Dongen and Tulkens 2024): the teacher's vector of each word alone, on principal components, pulling as strongly as the
word is rare. Then, as in that project's later models, they learn from sentences: the sum of a sentence's word vectors
is drawn towards the teacher's vector of the whole sentence, and held near where it began so that rare words keep their
place.

Weights are sentence counts of the novels, blended with what a word's rank in the teacher's word list (sorted by
frequency in modern prose) foretells, so that words younger than the novels weigh sanely.

    PYTHONPATH=src python training/meaning/distil.py LESSONS.npz [--out src/retold/data] [--dimensions 128]
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt
import torch

from retold.lexicon import IDF_STEP, IRREGULAR, bases_by_rule, parts_of, words_of

PACKAGE_DATA = Path(__file__).resolve().parents[2] / "src" / "retold" / "data"

SEED = 20

MODERN_SHARE = 0.15
"""How much of a word's frequency is taken from modern prose; the novels give the rest."""

UNMET_SENTENCES = 1.0
"""Sentences a word is taken to have been in when the novels never used it, before blending."""

MOST_FREQUENT = 0.99
"""Share of sentences no word's share may pass, so that its weight stays above nought."""

SAME_WORD = 0.45
SAME_ROOT = 0.55
"""Cosine of the teacher's vectors from which a form that a rule derives from a base counts as its inflection, or, more
strictly, as its adverb, comparative or agent (`ROOT_ENDINGS`) or as a form of a form: set by reading some hundred of
the commonest pairs on either side."""

ROOT_ENDINGS = ("er", "est", "ly")

RARER_BASE = 30
"""A base this many times rarer than the form is a coincidence (power/pow, peter/pete)."""

COMMONEST_BASE = 0.1
"""Share of sentences above which a word is no base for a rule (withered/with)."""

ROUNDS = 1
"""Passes over the sentences: a second one gained nothing."""

BATCH = 1024
LEARNING_RATE = 5e-3
HOLD = 0.1
"""Weight of the squared distance from where a word began, against 1 − cosine of the sentences."""

Floats = npt.NDArray[np.float32]
Rows = npt.NDArray[np.int64]


def main() -> None:
    """Write the data files."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("lessons", type=Path)
    parser.add_argument("--out", type=Path, default=PACKAGE_DATA)
    parser.add_argument("--dimensions", type=int, default=128)
    arguments = parser.parse_args()
    out: Path = arguments.out
    with np.load(arguments.lessons) as lessons:
        words = [str(word) for word in lessons["words"]]
        word_vectors = unit(lessons["word_vectors"].astype(np.float32))
        line_vectors = unit(lessons["line_vectors"].astype(np.float32))
        lines = [str(line) for line in lessons["lines"]]
        shares = sentence_shares(lessons["word_counts"], lessons["modern_ranks"], int(lessons["sentences"]))

    bases = base_rows(words, word_vectors, shares)
    weights = family_weights(shares, bases)
    axes = principal_axes(line_vectors, arguments.dimensions)
    start = unit((word_vectors - word_vectors.mean(0)) @ axes) * (weights / weights.mean())[:, None]
    goals = unit((line_vectors - line_vectors.mean(0)) @ axes)
    rows = {word: row for row, word in enumerate(words)}
    bags = [[rows[part] for word in words_of(line) for part in parts_of(word) if part in rows] for line in lines]
    vectors = learned(start, bags, goals)

    scales = (np.abs(vectors).max(1) / 127).astype(np.float16)
    out.mkdir(parents=True, exist_ok=True)
    (out / "words.txt").write_text("\n".join(words), encoding="utf-8", newline="\n")
    np.save(out / "bases.npy", bases.astype(np.uint16))
    np.save(out / "weights.npy", np.clip(np.rint(weights / IDF_STEP), 0, 255).astype(np.uint8))
    np.save(out / "scales.npy", scales)
    np.save(out / "vectors.npy", np.clip(np.rint(vectors / scales[:, None]), -127, 127).astype(np.int8))
    print(f"{len(words)} words, {(bases != np.arange(len(words))).sum()} of them forms of another")


def unit(vectors: Floats) -> Floats:
    """Return the rows at unit length."""
    return np.asarray(vectors / np.linalg.norm(vectors, axis=1, keepdims=True), np.float32)


def sentence_shares(counts: npt.NDArray[np.float64], ranks: Rows, sentences: int) -> npt.NDArray[np.float64]:
    """Return the share of sentences that hold each word, novels and modern prose blended.

    What a rank foretells comes from a straight line through ln count over ln rank of the words that both know.
    """
    both = (ranks > 0) & (counts > 0)
    slope, height = np.polyfit(np.log(ranks[both]), np.log(counts[both]), 1)
    met = np.maximum(counts, UNMET_SENTENCES)
    foretold = np.where(ranks > 0, np.exp(height + slope * np.log(np.maximum(ranks, 1))), met)
    blended = (1 - MODERN_SHARE) * met + MODERN_SHARE * np.maximum(foretold, UNMET_SENTENCES)
    return np.asarray(np.minimum(blended / sentences, MOST_FREQUENT), np.float64)


def base_rows(words: Sequence[str], vectors: Floats, shares: npt.NDArray[np.float64]) -> Rows:
    """Return for each word the row of its base form: itself, or what table, rule and teacher agree on."""
    rows = {word: row for row, word in enumerate(words)}
    bases = np.arange(len(words))
    for row, word in enumerate(words):
        candidates = []
        for derived in bases_by_rule(word):
            base = rows.get(IRREGULAR.get(derived, derived))
            if base is None:
                continue
            least = SAME_ROOT if word.endswith(ROOT_ENDINGS) or derived in IRREGULAR else SAME_WORD
            near = vectors[row] @ vectors[base] >= least
            if word in IRREGULAR or (near and shares[row] / RARER_BASE <= shares[base] <= COMMONEST_BASE):
                candidates.append(base)
        if candidates:
            bases[row] = max(candidates, key=lambda base, row=row: vectors[row] @ vectors[base])  # type: ignore[misc]
    for row in range(len(words)):
        path = [row]
        while bases[path[-1]] not in path:
            path.append(int(bases[path[-1]]))
        bases[row] = path[-1]
    return bases


def family_weights(shares: npt.NDArray[np.float64], bases: Rows) -> Floats:
    """Return −ln of the share of sentences that hold any form of a word's family, the forms taken as independent."""
    without = np.zeros(len(shares))
    np.add.at(without, bases, np.log1p(-shares))
    return np.asarray(-np.log(-np.expm1(without[bases])), np.float32)


def principal_axes(vectors: Floats, dimensions: int) -> Floats:
    """Return the directions in which the teacher's sentences differ most, as columns, each with a fixed sign."""
    centred = (vectors - vectors.mean(0)).astype(np.float64)
    _, axes = np.linalg.eigh(centred.T @ centred)
    axes = axes[:, ::-1][:, :dimensions]
    return np.asarray(axes * np.sign(axes[np.abs(axes).argmax(0), np.arange(dimensions)]), np.float32)


def learned(start: Floats, bags: Sequence[Sequence[int]], goals: Floats) -> Floats:
    """Return word vectors whose sums point where the teacher's sentence vectors point."""
    torch.manual_seed(SEED)
    order = np.random.default_rng(SEED)
    origin, target = torch.tensor(start), torch.tensor(goals)
    vectors = torch.nn.Parameter(origin.clone())
    optimiser = torch.optim.Adam([vectors], lr=LEARNING_RATE)
    filled = np.array([number for number, bag in enumerate(bags) if bag])
    for _ in range(ROUNDS):
        order.shuffle(filled)
        for at in range(0, len(filled), BATCH):
            chosen = filled[at : at + BATCH]
            sizes = [len(bags[number]) for number in chosen]
            rows = torch.tensor([row for number in chosen for row in bags[number]])
            starts = torch.tensor([0, *np.cumsum(sizes)[:-1]])
            sums = torch.nn.functional.embedding_bag(rows, vectors, starts, mode="sum")
            apart = 1 - torch.nn.functional.cosine_similarity(sums, target[torch.tensor(chosen)])
            met = torch.unique(rows)
            moved = ((vectors[met] - origin[met]) ** 2).sum(1)
            loss = apart.mean() + HOLD * moved.mean()
            optimiser.zero_grad()
            loss.backward()  # type: ignore[no-untyped-call]
            optimiser.step()
    return np.asarray(vectors.detach().numpy(), np.float32)


if __name__ == "__main__":
    main()
