"""Let the teacher speak once: its vectors for the words of the lexicon and for a sample of sentences.

In come the teacher's folder, the novels and the table of `count_words.py`; out goes one ``.npz`` with the chosen words,
their vectors, the sampled sentences as text and their vectors: all that `distil.py` learns from. The vocabulary joins
the whole words of the teacher's own word list, which is sorted by frequency in modern prose, with the words of the
novels, and keeps those that stand highest in either.

    PYTHONPATH=src python training/meaning/teach.py TEACHER NOVELS COUNTS.tsv LESSONS.npz
"""

from __future__ import annotations

import argparse
import random
from collections.abc import Iterator
from pathlib import Path

import novels
import numpy as np
from teacher import Teacher

from retold.lexicon import CONTRACTIONS, parts_of, words_of

SEED = 7
SENTENCES_A_WORK = 800
"""About 77,000 sentences in all; 10,000 of them already bring most of the gain, so more would hardly help."""

SHORTEST_SENTENCE, LONGEST_SENTENCE = 4, 30
"""Words of a sentence worth learning from: about what a line of fiction holds."""


def main() -> None:
    """Run the teacher and write the lessons."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("teacher", type=Path, help="folder with model.safetensors and tokenizer.json")
    parser.add_argument("novels", type=Path)
    parser.add_argument("counts", type=Path)
    parser.add_argument("lessons", type=Path)
    parser.add_argument("--words", type=int, default=30_000)
    parser.add_argument("--until", type=int, default=novels.LAST_YEAR, help="leave out works of later years")
    arguments = parser.parse_args()
    teacher = Teacher(arguments.teacher)
    counts, sentences = read_counts(arguments.counts)
    modern = teacher.whole_words()
    words = vocabulary(counts, modern, arguments.words)
    sample = [line for work in novels.works(arguments.novels, arguments.until) for line in sampled(work)]
    print(f"{len(words)} words, {len(sample)} sentences", flush=True)
    np.savez(
        arguments.lessons,
        words=np.array(words),
        word_vectors=teacher.encode(words).astype(np.float16),
        lines=np.array(sample),
        line_vectors=teacher.encode(sample).astype(np.float16),
        word_counts=np.array([counts.get(word, 0.0) for word in words]),
        modern_ranks=modern_ranks(words, modern),
        sentences=np.array(sentences),
    )


def sampled(work: list[str]) -> Iterator[str]:
    """Yield some sentences of middling length, chosen by a fixed seed."""
    fit = [line for line in work if SHORTEST_SENTENCE <= len(words_of(line)) <= LONGEST_SENTENCE]
    random.Random(SEED).shuffle(fit)
    yield from fit[:SENTENCES_A_WORK]


def read_counts(path: Path) -> tuple[dict[str, float], int]:
    """Return sentences by word, contractions taken apart, and the number of sentences read."""
    counts: dict[str, float] = {}
    sentences = 0
    for line in path.read_text(encoding="utf-8").splitlines():
        word, count, _ = line.split("\t")
        if word == "#":
            sentences = int(count)
            continue
        for part in parts_of(word):
            counts[part] = counts.get(part, 0.0) + float(count)
    return counts, sentences


def vocabulary(counts: dict[str, float], modern: list[str], size: int) -> list[str]:
    """Return the words to keep, those first that stand highest in either source; contractions are left out."""
    in_novels = {word: rank for rank, word in enumerate(sorted(counts, key=lambda w: (-counts[w], w)))}
    in_modern = {word: rank for rank, word in enumerate(modern)}
    nowhere = len(in_novels) + len(in_modern)
    known = [
        word
        for word in {**in_modern, **in_novels}
        if word.isascii() and word.isalpha() and (len(word) > 1 or word in "aio") and word not in CONTRACTIONS
    ]

    def best_place(word: str) -> tuple[int, int, str]:
        places = (in_novels.get(word, nowhere), in_modern.get(word, nowhere))
        return min(places), max(places), word

    return sorted(known, key=best_place)[:size]


def modern_ranks(words: list[str], modern: list[str]) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    """Return each word's rank in modern prose, from 1; 0 where the teacher does not know the word as a whole."""
    rank = {word: place for place, word in enumerate(modern, start=1)}
    return np.array([rank.get(word, 0) for word in words], np.int64)


if __name__ == "__main__":
    main()
