"""Which of many texts may have a scene in common at all: the question that comes before any alignment.

In come texts, each a list of lines, and the names that count for nothing in each; out come the pairs that are worth a
closer look. A retelling keeps more of the rare words of what it retells than texts of the same length share by chance,
and keeps them in some order. So texts are first compared as wholes, all at once through an index of their words; and
those that are alike at all, by the best chain of lines that share rare words (`retold.meeting`). What is said of two
does not depend on the others. Long texts may share a passage only: what counts is whether any of their chains is one.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from math import log, sqrt

import numpy as np

from retold.meeting import WHOLE, Index, hold_a_passage, indexed, togetherness
from retold.scoring import Studied, Wording, Words

USUAL = 0.1
"""Likeness of two unrelated passages of a thousand words (median of 40 from different novels: .099); it grows with the
root of the length (.02 at 150 words, .06 at 400, .18 at 3,000)."""

UNLIKE = 0.04
"""Likeness beyond the usual below which nothing is a retelling: the least alike of 230 had .06, and of unrelated tales
one pair in three has less than this."""

APART = 1.0
"""Nats of the best chain for each line below which nothing is a retelling: the freest had 1.3, and two of three pairs
of unrelated tales have less than this."""

LIKELY, STEADY = 0.09, 0.1
"""Likeness from which both together make a retelling possible, and what an e-fold of the chain adds to it: the freest
of 90 has .12, and of the pairs of unrelated tales that pass by either alone, half have less than this."""

SMALL = 400
"""Pairs of lines up to which two texts are simply aligned: there is no chain to speak of in 20 lines."""

UNEQUAL = 4
"""Times that a text is longer than another from which a passage of it does not show in the whole."""


def candidates(texts: Sequence[Sequence[Words]], names: Sequence[Collection[str]]) -> Iterator[tuple[int, int]]:
    """Pairs of texts, by number and in order, that may tell the same; `names` are folded words, for each text."""
    lengths = np.array([sum(map(len, lines)) for lines in texts], float)
    lines = np.array([len(own) for own in texts], float)
    holds = [_weighed(own, muted) for own, muted in zip(texts, names, strict=True)]
    number = {term: at for at, term in enumerate(dict.fromkeys(term for own in holds for term in own))}
    terms = np.array([number[term] for own in holds for term in own], np.intp)
    values = np.array([value for own in holds for value in own.values()])
    owners = np.repeat(np.arange(len(texts)), [len(own) for own in holds])
    by_term = np.argsort(terms, kind="stable")
    standing = np.bincount(terms, minlength=len(number))
    first = np.cumsum(standing) - standing
    indices = indexed(texts)
    for one in range(len(texts)):
        own = owners == one
        many = standing[terms[own]]
        within = np.arange(int(many.sum())) - np.repeat(np.cumsum(many) - many, many)
        at = by_term[np.repeat(first[terms[own]], many) + within]
        alike = np.bincount(owners[at], np.repeat(values[own], many) * values[at], len(texts))
        usual = USUAL * np.sqrt(np.sqrt(lengths * lengths[one]) / 1000)
        short, long = np.minimum(lengths, lengths[one]), np.maximum(lengths, lengths[one])
        pairs = lines * lines[one]
        surplus = np.where(long > UNEQUAL * short, np.inf, alike - usual)  # a passage is alike in vain
        worth = (surplus >= UNLIKE) | (pairs <= SMALL) | (pairs > WHOLE)
        for other in (np.flatnonzero(worth[one + 1 :]) + one + 1).tolist():
            if _possible(indices[one], indices[other], float(surplus[other])):
                yield one, other


def _possible(one: Index, other: Index, surplus: float) -> bool:
    """Whether two texts may tell the same, that are more alike than usual by `surplus`."""
    if one.lines * other.lines <= SMALL:
        return True
    if one.lines * other.lines > WHOLE:
        return hold_a_passage(one, other)
    chain = togetherness(one, other)
    return chain >= APART and surplus + STEADY * log(chain) >= LIKELY


def _weighed(lines: Sequence[Words], names: Collection[str]) -> dict[str, float]:
    """The words of a text and what each counts, as a vector of length 1; names are left out."""
    wording = Wording(names, muted_weight=0.0)
    terms = (lines if isinstance(lines, Studied) else Studied(lines)).terms
    counts = Counter(term for line in terms for term in line)
    weighed = {term: wording.weight(term) * (1 + log(count)) for term, count in counts.items()}
    length = sqrt(sum(value * value for value in weighed.values()))
    return {term: value / length for term, value in weighed.items() if value}
