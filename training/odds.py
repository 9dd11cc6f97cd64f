"""Fit the log-odds of `retold.scoring.Wording` on the families of tellings in ``tests/families``.

    python training/odds.py [FAMILY_FOLDER …]

Every turn that two tellings have in common (all its stretches joined) and every narrated event is a pair that says the
same; every other pair of lines of the same kind in the same two tellings is one that does not. A logistic function
with equal weight for both sides gives log-likelihood ratios directly. Prints the bias and the coefficients to put into
``scoring.py``, and how well they tell true pairs from others; folders given as arguments are measured, not learned.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Sequence
from itertools import combinations, groupby
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from retold import cleaning, readers, segmenting
from retold.scoring import COEFFICIENTS, Wording
from retold.text import NARRATION, SPEECH, Line, Telling

HERE = Path(__file__).resolve().parent.parent
FAMILIES = ("bargain", "docking", "harbour", "parlour")
RIDGE = 0.5
"""Pull of the coefficients towards 0, in weighted pairs."""

Floats = NDArray[np.float64]
Unit = tuple[tuple[str, ...], str | None]


def main(extra: Sequence[str]) -> None:
    own = [HERE / "tests" / "families" / name for name in FAMILIES]
    features, same = pairs_of(own)
    bias, *coefficients = fit(features, same)
    print("BIAS =", round(bias, 2))
    print("COEFFICIENTS =", dict(zip(COEFFICIENTS, np.round(coefficients, 2).tolist(), strict=True)))
    print("fitted on", *FAMILIES, report(bias, coefficients, features, same))
    for folder in extra:
        print("held out", Path(folder).name, report(bias, coefficients, *pairs_of([Path(folder)])))


def pairs_of(folders: Sequence[Path]) -> tuple[Floats, NDArray[np.bool_]]:
    """Features ``[pairs, features]`` of all pairs of lines of one kind, and which of them say the same."""
    features, same = [], []
    for folder in folders:
        gold = json.loads((folder / "gold.json").read_text(encoding="utf-8"))
        scorer = Wording(names_in(gold))
        units = {w: list(units_of(gold, w, telling(folder, file))) for w, file in gold["witnesses"].items()}
        for one, other in combinations(units, 2):
            for a, b in zip(units[one], units[other], strict=True):
                found = scorer.features([words for words, _ in a], [words for words, _ in b])
                features.append(np.stack([found[name].ravel() for name in COEFFICIENTS], axis=1))
                same.append(np.array([[i is not None and i == j for _, j in b] for _, i in a], bool).ravel())
    return np.concatenate(features).astype(float), np.concatenate(same)


def telling(folder: Path, file: str) -> Telling:
    path = folder / file if (folder / file).exists() else HERE / "examples" / file
    witness = readers.read(str(path), "A")
    return segmenting.segment(witness, cleaning.clean(witness.raw))


def units_of(gold: dict[str, list[dict[str, object]]], witness: str, told: Telling) -> Iterator[list[Unit]]:
    """The turns, then the narrated events of a telling, each joined into one line, among all its other lines."""
    for kind, listed in ((SPEECH, gold["utterances"]), (NARRATION, gold["events"])):
        marked = [(item_of(line, witness, listed), line) for line in told.lines if line.kind == kind and line.words]
        units: list[Unit] = []
        for item, run in groupby(marked, key=lambda pair: pair[0]):
            lines = [line.words for _, line in run]
            units += (
                [(tuple(w for words in lines for w in words), item)] if item else [(words, None) for words in lines]
            )
        yield units


def item_of(line: Line, witness: str, listed: list[dict[str, object]]) -> str | None:
    """The gold item of which at least half of the shorter of the two lies in the line."""
    for item in listed:
        start, end = int(str(item["start"])), int(str(item["end"]))
        common = min(end, line.span.end) - max(start, line.span.start)
        if item["w"] == witness and common > 0 and 2 * common >= min(end - start, len(line.span)):
            return str(item["id"])
    return None


def names_in(gold: dict[str, dict[str, dict[str, dict[str, list[str]]]]]) -> list[str]:
    named = [name for who in gold["characters"].values() for names in who["names"].values() for name in names]
    return sorted({word for name in named if name[:1].isupper() for word in name.casefold().replace("’", "'").split()})


def fit(features: Floats, same: NDArray[np.bool_]) -> Floats:
    """Bias and coefficients by Newton's method, both sides weighing the same."""
    inputs = np.c_[np.ones(len(features)), features]
    weight = np.where(same, 1 / same.sum(), 1 / (~same).sum()) * len(same) / 2
    ridge = RIDGE * np.eye(inputs.shape[1])
    ridge[0, 0] = 0.0
    found = np.zeros(inputs.shape[1])
    for _ in range(50):
        chance = 1 / (1 + np.exp(-inputs @ found))
        slope = inputs.T @ (weight * (chance - same)) + ridge @ found
        curve = (inputs * (weight * chance * (1 - chance) + 1e-9)[:, None]).T @ inputs + ridge
        step = np.linalg.solve(curve, slope)
        found -= step
        if np.abs(step).max() < 1e-6:
            break
    return found


def report(bias: float, coefficients: Sequence[float], features: Floats, same: NDArray[np.bool_]) -> str:
    odds = bias + features @ np.array(coefficients)
    true, other = odds[same], np.sort(odds[~same])
    area = float(np.mean(np.searchsorted(other, true) / len(other)))
    means = f"odds {true.mean():.1f} / {other.mean():.1f}"
    return f"{same.sum()} of {len(same)} pairs, area under the curve {area:.3f}, {means}"


if __name__ == "__main__":
    main(sys.argv[1:])
