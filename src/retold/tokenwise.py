"""Several sequences of tokens become one table: which tokens stand in one column, and which runs have moved.

In come the normal forms of each witness's tokens, out comes the column of every token; columns rise within a witness.
Witnesses are joined two groups at a time, the most alike first, so that what is joined never depends on the order they
were given in, nor on a stranger among them (`retold.pairing` joins two groups). Strong passages beside the common order
are moves; they get no column in common, but are told. Neighbouring columns can then be shown as one.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

import numpy as np

from retold.chaining import NOTHING, Floats, Ints
from retold.lexicon import Lexicon, load, normal_form
from retold.pairing import Pairing, Side, merged

SENTENCE = 2.0
"""Nats between a word's share of sentences, which the lexicon counts, and its share of all words."""

PRIOR = 1000
"""Tokens that the lexicon's counts are worth beside those of the witnesses."""


@dataclass(frozen=True, slots=True)
class Run:
    """Tokens ``start`` up to ``end`` of the witness with this number, counted from 0."""

    witness: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Alignment:
    """The table: `columns` holds for each witness the column of every token, rising; `width` is their number.

    `moves` are passages that stand in different columns though they are the same, each with the run of every witness
    that has it, in order of the first column.
    """

    columns: tuple[tuple[int, ...], ...]
    width: int
    moves: tuple[tuple[Run, ...], ...]


def align(witnesses: Sequence[Sequence[str]], lexicon: Lexicon | None = None) -> Alignment:
    """Align any number of witnesses, each the normal forms of its tokens; equal forms are equal tokens.

    Time grows with the number of tokens times its logarithm, and with the square of the number of witnesses.
    """
    words = sorted({word for witness in witnesses for word in witness})
    number = {word: at for at, word in enumerate(words)}
    contents = [tuple(number[word] for word in witness) for witness in witnesses]
    different = sorted(set(contents), key=lambda content: (-len(content), content))
    texts = [np.array(content, dtype=np.int64) for content in different]
    joining = _Joining(words, texts, lexicon or load())
    whole = joining.all()
    place = {content: at for at, content in enumerate(different)}
    at = [place[content] for content in contents]
    columns = [whole.columns[which] for which in at]
    moves = _told(whole.moves, [texts[which] for which in at], columns)
    return Alignment(tuple(tuple(own.tolist()) for own in columns), whole.width, tuple(moves))


def segments(witnesses: Sequence[Sequence[str]], alignment: Alignment) -> list[tuple[int, int]]:
    """Neighbouring columns that can be shown as one, as half-open ranges in order.

    Columns go together where no two witnesses agree in one of them and differ in the other, and where those that have
    a token in one have one in the other, or are the only ones.
    """
    present = [0] * alignment.width  # the witnesses that have a token in each column, a bit for each
    forms: list[dict[str, int]] = [{} for _ in range(alignment.width)]  # and those that have each form
    for at, (tokens, columns) in enumerate(zip(witnesses, alignment.columns, strict=True)):
        mark = 1 << at
        for word, column in zip(tokens, columns, strict=True):
            present[column] |= mark
            forms[column][word] = forms[column].get(word, 0) | mark

    def kept(one: int, other: int) -> bool:
        """Whether those who agree in one column agree, or have nothing, in the other."""
        return all(
            not (who & present[other]) or any(who & those == who for those in forms[other].values())
            for who in forms[one].values()
            if who & (who - 1)
        )

    def together(one: int, other: int) -> bool:
        nested = present[one] | present[other] in (present[one], present[other])
        return nested and kept(one, other) and kept(other, one)

    starts = [column for column in range(alignment.width) if not column or not together(column - 1, column)]
    return list(pairwise([*starts, alignment.width])) if starts else []


@dataclass(slots=True)
class _Group:
    """Witnesses joined so far: the column of every token by the witness's number, and the moves between columns."""

    columns: dict[int, Ints]
    width: int
    moves: list[tuple[Ints, Ints]] = field(default_factory=list)


class _Joining:
    """Texts on their way into one table: what their words weigh, and which are joined first."""

    def __init__(self, words: Sequence[str], texts: Sequence[Ints], lexicon: Lexicon) -> None:
        self._words = words
        self._texts = texts
        self._prior = np.exp(
            -np.fromiter((lexicon.idf(normal_form(word)) + SENTENCE for word in words), float, len(words))
        )

    def all(self) -> _Group:
        """All texts in one group: the two groups that are most alike are joined, and again (average linkage)."""
        groups = [_Group({at: np.arange(len(text))}, len(text)) for at, text in enumerate(self._texts)]
        alike = self._likeness() if len(groups) > 2 else np.ones((len(groups), len(groups)))
        left = list(range(len(groups)))
        while len(left) > 1:
            open_pairs = np.triu(alike[np.ix_(left, left)] + 1.0, 1)
            one, other = divmod(int(np.argmax(open_pairs)), len(left))
            a, b = left[one], left[other]
            size_a, size_b = len(groups[a].columns), len(groups[b].columns)
            alike[a] = alike[:, a] = (size_a * alike[a] + size_b * alike[b]) / (size_a + size_b)
            groups[a] = self._join(groups[a], groups[b])
            left.remove(b)
        return groups[left[0]] if left else _Group({}, 0)

    def _likeness(self) -> Floats:
        """What every two texts have in common, 0 to 1: the weight of their common words and word pairs."""
        weights = -np.log(self._prior)
        grams = []
        for text in self._texts:
            two = text[:-1] * len(self._words) + text[1:] + len(self._words)
            kinds = np.unique(np.concatenate((text, two)))
            first = np.where(kinds < len(self._words), kinds, kinds // len(self._words) - 1)
            grams.append((kinds, weights[first]))
        total = [float(weight.sum()) for _, weight in grams]
        out = np.zeros((len(grams), len(grams)))
        for a in range(len(grams)):
            for b in range(a + 1, len(grams)):
                _, at, _ = np.intersect1d(grams[a][0], grams[b][0], assume_unique=True, return_indices=True)
                out[a, b] = out[b, a] = float(grams[a][1][at].sum()) / max(total[a], total[b], 1.0)
        return out

    def _join(self, one: _Group, other: _Group) -> _Group:
        items = np.concatenate([self._texts[at] for group in (one, other) for at in group.columns])
        share = np.bincount(items, minlength=len(self._words)) + PRIOR * self._prior
        weights = -np.log(share / (len(items) + PRIOR))
        a, b = (Side(group.columns, group.width, self._texts, self._words) for group in (one, other))
        pair = Pairing(a, b, weights)
        pair.align()
        to_one, to_other, width = merged(pair.pairs, one.width, other.width)
        moves = [(to_one[c], to_other[d]) for c, d in pair.moves]
        for group, to in ((one, to_one), (other, to_other)):
            moves += [(to[c], to[d]) for c, d in group.moves]
        columns = {at: to[own] for group, to in ((one, to_one), (other, to_other)) for at, own in group.columns.items()}
        return _Group(columns, width, moves)


def _told(
    moves: Sequence[tuple[Ints, Ints]], texts: Sequence[Ints], columns: Sequence[Ints]
) -> Iterator[tuple[Run, ...]]:
    """Moves as runs of tokens, in order of their columns: of every witness that has half of the passage."""
    for sides in sorted((tuple(sorted((c.tolist(), d.tolist()))) for c, d in moves)):
        there = [[_at(text, own, side) for text, own in zip(texts, columns, strict=True)] for side in sides]
        here, elsewhere = ([set(words) - {NOTHING} for words in zip(*side, strict=True)] for side in there)
        common = [one & other for one, other in zip(here, elsewhere, strict=True)]
        half = sum(map(bool, common)) / 2
        runs = []
        for side, held in zip(sides, there, strict=True):
            for at, words in enumerate(held):
                if sum(word in of for word, of in zip(words, common, strict=True)) >= max(half, 1):
                    tokens = np.flatnonzero(np.isin(columns[at], side))
                    runs.append(Run(at, int(tokens[0]), int(tokens[-1]) + 1))
        if len(runs) > 1:  # a part may be made of words that are alike and no more
            yield tuple(sorted(runs, key=lambda run: (run.witness, run.start)))


def _at(text: Ints, columns: Ints, wanted: Sequence[int]) -> list[int]:
    """The words of a witness in some columns, by number; `NOTHING` where it has none."""
    if not len(text):
        return [NOTHING] * len(wanted)
    at = np.minimum(np.searchsorted(columns, wanted), len(columns) - 1)
    return [int(word) for word in np.where(columns[at] == wanted, text[at], NOTHING)]
