"""Fit how little other orders of two texts may vary, so that E-values hold: `retold.relating.LEAST_SPREAD`.

    python -m training.chance [PAIRS]

Half of the shared novels, by author, give pairs that tell nothing in common: passages of different novels, and chapters
of one novel. For each least deviation tried, prints what share of the pairs is as unlikely by its sequence as one in
ten and one in a hundred, as a multiple of the share that should be: 1 is right, and what holds for both kinds within a
factor of three is to be taken. ``python -m benchmarks.scenes --set random`` checks it on the other half.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterator
from math import exp, hypot
from pathlib import Path

import numpy as np

import retold
from benchmarks.chance import Texts, halves, siblings, strangers
from benchmarks.corpora import shared_folder
from retold.relating import MEAN, UNIT, Side, sequence
from retold.scoring import Wording
from retold.text import Telling

TRIED = (0.1, 0.15, 0.2, 0.25, 0.3)  # nats
LEVELS = (0.1, 0.01)
PAIRS = 300


def main(pairs: int) -> None:
    shared = shared_folder()
    if shared is None:
        sys.exit("No shared corpora here (RETOLD_SHARED names their folder).")
    novels, _ = halves(shared / "data" / "novels")
    print("least deviation", *(f"E ≤ {level}" for level in LEVELS), sep="\t")
    for name, texts in (("strangers", strangers(novels, pairs)), ("siblings", siblings(novels, pairs // 3))):
        measured = list(sequences(texts))
        for least in TRIED:
            chance = np.array([chance_of(better, hypot(spread, least)) for better, spread in measured])
            print(name, least, *(f"{(chance <= level).mean() / level:.2f}" for level in LEVELS), sep="\t")


def chance_of(better: float, spread: float) -> float:
    """Gumbel's law, as in `retold.relating`."""
    return -np.expm1(-exp(-(better / spread / UNIT + MEAN)))


def sequences(pairs: Iterator[Texts]) -> Iterator[tuple[float, float]]:
    """How much better each pair goes together in order than in others, and the deviation of those."""
    with tempfile.TemporaryDirectory() as made:
        file = Path(made) / "text.txt"
        for texts in pairs:
            tellings: list[Telling] = []
            for text in texts:
                file.write_text(text, encoding="utf-8")
                tellings.append(retold.inspect(file).tellings[0])
            names = {word for telling in tellings for word in names_in(telling)}
            a, b = sorted(map(Side, tellings), key=len)
            scorer = Wording(names, muted_weight=0.0)
            yield sequence(scorer(a.words, b.words), a, b)


def names_in(telling: Telling) -> Iterator[str]:
    for character in telling.characters:
        for name in character.names.get(telling.siglum, ()):
            yield from name.name.casefold().replace("’", "'").split()


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else PAIRS)
