"""How well two lines match, as log-odds: the scorers, and what makes one.

In come two lists of lines, each a list of words; out comes a matrix of log-likelihood ratios in nats: how much
likelier the two lines are if they render the same line than if they come from anywhere. A scorer is any callable of
that shape (`Scorer`). The built-in `Wording` weighs three things: what the words mean (the cosine of the lines'
vectors), how much the lines share (their common words, each by how rare it is in fiction, so that function words
cannot outweigh content), and how unlike they are in length. A logistic function of the three, fitted on tellings
written for the purpose, gives the odds (``training/odds.py``). More features fitted better where they were fitted,
and worse on texts held out.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from typing import Protocol, overload
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from retold.errors import OptionError
from retold.lexicon import load

Words = Sequence[str]
Matrix = NDArray[np.float64]
Floats = NDArray[np.float32]

BIAS = -2.88
COEFFICIENTS = {"meaning": 8.19, "shared": 1.33, "unequal": -2.12}
"""Nats a unit of each feature; from ``training/odds.py``."""

ODDS_RANGE = (-8.0, 14.0)
"""Nats; outside it the fit has seen nothing, and one line should not decide over a whole scene."""

COMMON = 2.0
"""Nats of weight below which a word tells nothing: those in more than one sentence of seven (the, and, you)."""

FAINT = 0.15
"""Nats that the commonest words keep, so that lines made of them alone can still be told apart."""

MUTED = 0.3
"""Share of its weight that a muted word keeps unless told otherwise: names say who is there, not what happens."""

LENGTH_DAMPING = 3
"""Words added to both lengths before they are compared: one word more or less on a short line means little."""

KEPT_CELLS, KEPT_MATRICES = 100_000, 256
"""How large a matrix of odds may be to be remembered, in cells, and how many are."""

WIDTH = 4096
"""Columns of a bag of words; where there are more different words, they share columns by hash, at little cost."""


class Scorer(Protocol):
    """Log-odds ``[len(a), len(b)]`` in nats that lines of a and b say the same, for any two lists of lines.

    A line is a sequence of its words, folded; a list of lines may be empty, and a line may be several of a telling
    taken together. Above 0 speaks for two lines saying the same, below 0 against; it must not depend on what else is
    asked. Who speaks, and in what form, is weighed besides: a bonus or a doubt, never a veto.
    """

    def __call__(self, a: Sequence[Words], b: Sequence[Words], /) -> Matrix: ...


class Studied(Sequence[Words]):
    """Lines whose terms and directions are worked out once, when first asked for, however often they are scored."""

    def __init__(self, lines: Sequence[Words]) -> None:
        self._lines = lines

    def __len__(self) -> int:
        return len(self._lines)

    @overload
    def __getitem__(self, at: int) -> Words: ...

    @overload
    def __getitem__(self, at: slice) -> Sequence[Words]: ...

    def __getitem__(self, at: int | slice) -> Words | Sequence[Words]:
        return self._lines[at]

    @cached_property
    def terms(self) -> list[list[str]]:
        """The base forms of each line's words, as they are compared."""
        lexicon = load()
        return [lexicon.terms(words) for words in self._lines]

    @cached_property
    def vectors(self) -> Floats:
        """What each line means: ``[lines, dimensions]``, of unit length."""
        return load().vectors(self._lines)


class Wording:
    """The built-in scorer: meaning, shared words and length.

    `muted` are words (folded) that count for little, such as the names of those present; each keeps the share
    `muted_weight` (0 to 1) of its weight.
    """

    def __init__(self, muted: Iterable[str] = (), *, muted_weight: float = MUTED) -> None:
        self._lexicon = load()
        self._muted_weight = muted_weight
        self._muted = frozenset(self._lexicon.terms(muted))
        self._weights: dict[str, float] = {}

    def __call__(self, a: Sequence[Words], b: Sequence[Words], /) -> Matrix:
        odds = np.full((len(a), len(b)), BIAS)
        if odds.size:
            for name, feature in self.features(a, b).items():
                odds += COEFFICIENTS[name] * feature
        clipped: Matrix = np.clip(odds, *ODDS_RANGE, out=odds)
        return clipped

    def features(self, a: Sequence[Words], b: Sequence[Words]) -> dict[str, Floats]:
        """What the odds are made of, each a matrix ``[len(a), len(b)]`` of values from 0.

        ``meaning`` is the cosine of the lines' vectors, 0 to 1; ``shared`` the logarithm of one and the nats of the
        words in common; ``unequal`` the difference of the logarithms of the numbers of words.
        """
        one, other = (lines if isinstance(lines, Studied) else Studied(lines) for lines in (a, b))
        terms_a, terms_b = one.terms, other.terms
        column = common_columns(terms_a, terms_b)
        roots = np.array([self.weight(term) ** 0.5 for term in column], np.float32)
        lengths_a, lengths_b = (
            np.log(LENGTH_DAMPING + np.array([len(t) for t in x])).astype(np.float32) for x in (terms_a, terms_b)
        )
        return {
            "meaning": np.maximum(one.vectors @ other.vectors.T, 0.0),
            "shared": np.log1p(_bag(terms_a, column, roots) @ _bag(terms_b, column, roots).T),
            "unequal": np.abs(lengths_a[:, None] - lengths_b[None, :]),
        }

    def terms(self, words: Words) -> list[str]:
        """The base forms of words, as they are compared."""
        return self._lexicon.terms(words)

    def rarity(self, term: str) -> float:
        """Nats of how rare a base form is in fiction, 0 for a muted one."""
        return 0.0 if term in self._muted else max(0.0, self._lexicon.idf(term))

    def weight(self, term: str) -> float:
        """Nats that a base form counts: how rare it is in fiction, less what every common word has; muted if a name."""
        known = self._weights.get(term)
        if known is None:
            known = max(FAINT, self._lexicon.idf(term) - COMMON)
            if term in self._muted:
                known *= self._muted_weight
            self._weights[term] = known
        return known


class Brought(Wording):
    """A scorer that a user brings, held to what `Scorer` promises; rare words are weighed as `Wording` does.

    What it gives is cut to `ODDS_RANGE`. Raises OptionError for anything but a matrix of its shape without NaN.
    """

    def __init__(self, scorer: Scorer, muted: Iterable[str] = (), *, muted_weight: float = MUTED) -> None:
        super().__init__(muted, muted_weight=muted_weight)
        self._scorer = scorer

    def __call__(self, a: Sequence[Words], b: Sequence[Words], /) -> Matrix:
        try:
            odds = np.array(self._scorer(a, b), float)
        except (TypeError, ValueError) as error:
            raise OptionError(f"the scorer given failed on {len(a)} × {len(b)} lines: {error}") from error
        if odds.shape != (len(a), len(b)) or np.isnan(odds).any():
            has = "NaN in it" if odds.shape == (len(a), len(b)) else f"the shape {odds.shape}"
            raise OptionError(f"the scorer given must return a matrix of {len(a)} × {len(b)} numbers; it has {has}")
        clipped: Matrix = np.clip(odds, *ODDS_RANGE)
        return clipped


class Remembering:
    """A scorer that remembers what it was asked of late: a comparison asks before and after it knows the speakers."""

    def __init__(self, scorer: Scorer) -> None:
        self._scorer = scorer
        self._known: dict[tuple[tuple[Words, ...], tuple[Words, ...]], Matrix] = {}

    def __call__(self, a: Sequence[Words], b: Sequence[Words], /) -> Matrix:
        if len(a) * len(b) > KEPT_CELLS:
            return self._scorer(a, b)
        asked = tuple(tuple(line) for line in a), tuple(tuple(line) for line in b)
        if asked not in self._known:
            if len(self._known) >= KEPT_MATRICES:
                self._known.clear()
            self._known[asked] = self._scorer(a, b)
        return self._known[asked].copy()


def common_columns(a: Sequence[Words], b: Sequence[Words]) -> dict[str, int]:
    """A column for every term that is on both sides, in order of first appearance; by hash when there are more than
    `WIDTH`."""
    there = {term for line in b for term in line}
    common = dict.fromkeys(term for line in a for term in line if term in there)
    if len(common) <= WIDTH:
        return {term: at for at, term in enumerate(common)}
    return {term: crc32(term.encode()) % WIDTH for term in common}


def _bag(lines: Sequence[Words], column: Mapping[str, int], roots: Floats) -> Floats:
    """Roots of the weights of each line's terms, ``[lines, columns]``, so that products of two bags add up nats.

    `roots` are those of the terms in `column`, in its order. A term said twice counts once.
    """
    bag = np.zeros((len(lines), min(WIDTH, max(1, len(column)))), np.float32)
    nth = {term: at for at, term in enumerate(column)}
    held = [[at for term in line if (at := nth.get(term)) is not None] for line in lines]
    rows = np.repeat(np.arange(len(lines)), [len(line) for line in held])
    terms = np.array([at for line in held for at in line], np.intp)
    if len(terms):
        bag[rows, np.array(list(column.values()))[terms]] = roots[terms]
    return bag
