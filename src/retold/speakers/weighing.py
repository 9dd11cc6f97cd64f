"""What each feature of a turn and a person says, and each step from speaker to speaker: names, and their weights.

Weights are natural log odds. Those in ``data/speakers.json`` were learned from novels whose tags were hidden
(training/speakers.py); `RULES` are set by hand and serve where nothing learned is wanted.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

# What clues may say, each group measured by its weight in `evidence`: as much as it says there, times what is learned.
CLUES = (
    "pronoun",
    "acts before",
    "acts earlier",
    "acts after",
    "pronoun acts",
    "epithet acts",
    "near",
    "narrator acts",
    "called",
    "called perhaps",
    "spoken of",
)
# What is known of a person at a turn besides, each 0 or 1 or a measure that grows slowly.
SCENE = (
    "other gender",
    "unknown gender",
    "named in this paragraph",
    "named one paragraph before",
    "named 2 to 4 paragraphs before",
    "named 5 to 12 paragraphs before",
    "named last",
    "named one paragraph after",
    "named 2 to 4 paragraphs after",
    "share of the scene",
    "named in the scene",
    "fame",
    "speaks up to 4 turns before",
    "speaks up to 12 turns before",
    "speaks up to 4 turns after",
    "speaks up to 12 turns after",
    "talks around",
    "share of the talk around",
    "spoken to like this",
    "spoken to otherwise",
    "beside the turn before",
    "called before",
    "called before a gap",
    "called 2 to 4 turns before",
    "called after",
    "narrator bare",
    "narrator marked",
    "epithet",
    "nameless",
    "speaks often",
    "called around",
    "spoken of around",
    "sounds like",
    "he: subject before",
    "he: named in this paragraph",
    "he: spoke last",
    "he: share of the scene",
    "he: talks around",
)
FEATURES = (*CLUES, *SCENE)
PLACE = {name: at for at, name in enumerate(FEATURES)}

# Steps: who speaks now against the two who spoke last, by what stands between, by whether the turn bears a mark of its
# own (tag, pronoun, action beside it).
MOVES = ("same", "back", "third", "change")  # "change": after somebody who spoke twice
GAPS = ("beside", "at once", "after a question", "1 paragraph", "2 or 3", "more")
MARKS = ("bare", "marked")


@dataclass(frozen=True, slots=True)
class Weights:
    """How much each feature says, alone and together with others, and each step; all in natural log odds.

    `features` ``[feature]`` in the order of `FEATURES`; `steps` ``[mark, gap, move]``. What features say together goes
    through a small hidden layer: `into` ``[feature, unit]``, `bias` ``[unit]``, `out` ``[unit]``.
    """

    features: Floats
    steps: Floats
    into: Floats
    bias: Floats
    out: Floats

    def of(self, features: NDArray[np.floating[Any]]) -> Floats:
        """What features ``[…, feature]`` say for each candidate ``[…]``."""
        alone: Floats = features @ self.features
        return alone + np.tanh(features @ self.into + self.bias) @ self.out if len(self.out) else alone


def _rules() -> Weights:
    features = np.zeros(len(FEATURES))
    features[: len(CLUES)] = 1.0
    by_hand = {
        "other gender": -5.7,
        "called before": 1.9,
        "called before a gap": 1.9,
        "called after": 1.9,
        "narrator bare": -1.2,
    }
    for name, weight in by_hand.items():
        features[PLACE[name]] = weight
    of_gap = np.array(
        [
            [-0.34, 0, -1.0, 0],
            [-3.2, 0, -3.0, 0],
            [-3.2, 0, -3.0, 0],
            [-0.5, 0, -0.22, 0],
            [-0.5, 0, -0.22, 0],
            [-0.2, 0, -0.1, 0],
        ]
    )
    return Weights(features, np.stack([of_gap, of_gap]), np.zeros((len(FEATURES), 0)), np.zeros(0), np.zeros(0))


RULES = _rules()


@cache
def shipped() -> dict[str, Any]:
    """What was learned and comes with the package, as training/speakers.py wrote it."""
    found: dict[str, Any] = json.loads((files("retold") / "data" / "speakers.json").read_text(encoding="utf-8"))
    return found


@cache
def learned(*, short: bool = False) -> Weights:
    """The weights that come with the package; for a `short` telling some features and the hidden layer are left out."""
    held = shipped()["short"] if short else shipped()
    features = np.array([held["features"][name] for name in FEATURES])
    steps = np.array([[[held["steps"][m][g][v] for v in MOVES] for g in GAPS] for m in MARKS])
    together = held.get("together", {"into": {name: [] for name in FEATURES}, "bias": [], "out": []})
    into = np.array([together["into"][name] for name in FEATURES])
    bias, out = (np.array(together[name]) for name in ("bias", "out"))
    return Weights(features, steps, into, bias, out)


@cache
def trusted(kind: str) -> tuple[Floats, Floats]:
    """Shares of all readings, rising, and how often who has that share on evidence of some kind is right."""
    points = np.array([(0.0, 0.0), *shipped()["sure"][kind]])
    return points[:, 0], points[:, 1]
