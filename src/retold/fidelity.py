"""How faithfully each witness keeps the wording behind them all, and how probable that makes each reading.

In come the words of many lines, by witness; out comes for every witness the share of the source's words that it keeps,
and for every column of words the chance of each reading. The two are found together, in turns: who agrees with the
likeliest readings is faithful, and what the faithful have is likely (Dawid and Skene, *Maximum Likelihood Estimation of
Observer Error-Rates*, 1979). So two free retellings that chance upon the same modern word do not outvote one that keeps
to the letter, and two good copies outvote a third. Readings are compared along the most faithful witness of each line,
as an editor chooses a copy-text (Greg, *The Rationale of Copy-Text*, 1950).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from math import exp, log, sqrt

from rapidfuzz.distance import LCSseq

from retold import lexicon
from retold.variants import Column, Token, columns

Readings = Mapping[str, Sequence[Token]]
"""The words of one line, by witness."""

BEST = 0.9
"""Share of the words that the witness nearest to the others is held to keep before anything is known."""

LEAST, MOST = 0.02, 0.98
"""Shares between which a witness is held to keep the source: nobody is beyond doubt."""

ALIKE = 0.5
"""Share in common of a witness that shares lines with no two others: neither near nor far."""

ROUNDS = 5
"""How often witnesses and readings are weighed by one another; after four nothing changes any more."""

FIRST_GUESS = 20.0
"""Words for which the first guess at a witness counts."""

OF_ONE_MEANING = 0.5
"""Share of a word's rarity, in nats, that two who write it by chance must overcome: they reword the same thing, for
which there are few words (.5 to 1.5 tried on ``tests/families``)."""

LEAVING_OUT = log(2)
"""Nats for two who both leave a word out: every second change of a free telling leaves something out."""

LEARNT_FROM = 400
"""Lines, evenly spread, from which the witnesses are known well enough: some thousands of words."""


def fidelities(lines: Sequence[Readings]) -> dict[str, float]:
    """The share of the source's words that each witness keeps, above 0 and below 1.

    Two witnesses alone cannot tell which of them is the better one: of lines that fewer than three have only their
    fullness counts. Ties go by the order of the witnesses in `lines`.
    """
    first = _first_guess(lines)
    found = dict(first)
    telling = [readings for readings in lines if len(readings) > 2]
    telling = telling[:: max(1, len(telling) // LEARNT_FROM)]
    tables: dict[tuple[int, str], list[Column]] = {}
    for _ in range(ROUNDS if telling else 0):
        kept, of = dict.fromkeys(first, 0.0), dict.fromkeys(first, 0)
        for at, readings in enumerate(telling):
            sigla = list(readings)
            base = max(sigla, key=lambda s: found[s])
            if (at, base) not in tables:
                tables[at, base] = columns(readings, sigla, base)
            for column in tables[at, base]:
                likely = chances(column, sigla, found)
                for siglum in sigla:
                    kept[siglum] += likely[_word(column, siglum)]
                    of[siglum] += 1
        found = {
            s: min(MOST, max(LEAST, (kept[s] + FIRST_GUESS * first[s]) / (of[s] + FIRST_GUESS))) for s in sorted(first)
        }
    return found


def chances(column: Column, sigla: Sequence[str], fidelity: Mapping[str, float]) -> dict[str, float]:
    """How probable each wording is to be the source's: chances by word, which sum to 1; ``""`` for none.

    Whoever departs from the source takes a word as often as it is used: so the same rare word in two witnesses comes
    from the source, and the same common one may be chance.
    """
    nats: dict[str, float] = {}
    for siglum in sigla:
        word = _word(column, siglum)
        by_chance = -_surprise(word) if word not in nats else 0.0
        nats[word] = nats.get(word, 0.0) + by_chance + odds(fidelity[siglum]) + _surprise(word)
    most = max(nats.values())
    weights = {word: exp(value - most) for word, value in nats.items()}
    total = sum(weights.values())
    return {word: weight / total for word, weight in weights.items()}


def odds(share: float) -> float:
    """A share as log-odds, in nats."""
    return log(share / (1.0 - share))


def _word(column: Column, siglum: str) -> str:
    return column.tokens[siglum].key if siglum in column.tokens else ""


def _surprise(word: str) -> float:
    """Nats for two witnesses having this by chance."""
    return OF_ONE_MEANING * lexicon.load().idf(word) if word else LEAVING_OUT


def _first_guess(lines: Sequence[Readings]) -> dict[str, float]:
    """How near each witness is to the others, as a share of the words kept: of the nearest one, `BEST`.

    The nearer one is, the more words it has in common with every other one; lines that only two have cannot tell. Of
    two that have as much in common the fuller is nearer: who copies leaves out more than he adds (Royse, *Scribal
    Habits in Early Greek New Testament Papyri*, 2008).
    """
    common, possible, full, usual = (Counter[str]() for _ in range(4))
    for readings in lines:
        keys = {s: [token.key for token in tokens] for s, tokens in readings.items()}
        size = sum(map(len, keys.values()))
        for siglum, own in keys.items():
            full[siglum] += len(own) * len(keys)
            usual[siglum] += size
            if len(keys) > 2:
                common[siglum] += sum(LCSseq.similarity(own, other) for s, other in keys.items() if s != siglum)
                possible[siglum] += size - len(own)
    near = {
        s: (common[s] / possible[s] if possible[s] else ALIKE) * full[s] / usual[s] for s in sorted(full) if usual[s]
    }
    most = max(near.values(), default=1.0) or 1.0
    return {s: max(LEAST, BEST * sqrt(near.get(s, 0.0) / most)) for s in sorted(full)}
