"""A witness that is known to the token: a passage copied with moves, other words, misspellings, losses and additions.

In come the tokens of a passage, tokens from elsewhere and a seed; out comes the copy, and for each of its tokens where
it stood before. So every pair that a collation sets side by side can be called right or wrong.
"""

from __future__ import annotations

import random
import re
import string
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from rapidfuzz.distance import Levenshtein

TOKEN = re.compile(r"\w+(?:['’-]\w+)*|[^\w\s]+")

BLOCK = (40, 120)  # tokens of a block that moves
TRAVEL = 200  # tokens that it moves at least, so that no other block can be said to have moved instead
BLOCK_EVERY = 1000  # tokens for each block that moves
SUBSTITUTED, MISSPELT = 0.08, 0.06  # shares of the tokens
PASSAGES, PASSAGE = 3, 30  # so many passages of so many tokens are lost, and as many added
SHORTEST = 4  # letters of a word that is misspelt


@dataclass(frozen=True, slots=True)
class Copy:
    """The tokens of the copy, the index of each in the original (None where it was added), and what befell some."""

    tokens: tuple[str, ...]
    origin: tuple[int | None, ...]
    moved: frozenset[int]
    misspelt: frozenset[int]
    """Of the copy, by index."""


@dataclass(frozen=True, slots=True)
class Quality:
    """Shares, 0 to 1: of the pairs set side by side that are right, of moved and of misspelt tokens that were found."""

    precision: float
    moved: float
    misspelt: float


def tokens_of(text: str) -> list[str]:
    """Words and punctuation marks."""
    return TOKEN.findall(text)


def copied(tokens: Sequence[str], elsewhere: Sequence[str], seed: int) -> Copy:
    """A copy of the tokens; what is new in it comes from `elsewhere`, of which at least 90 tokens are needed."""
    rng = random.Random(seed)
    order: list[int | None] = list(range(len(tokens)))
    moved: set[int] = set()
    for _ in range(max(1, len(tokens) // BLOCK_EVERY)):
        _move(order, moved, rng)
    for _ in range(PASSAGES):
        at = rng.randrange(len(order) - PASSAGE)
        del order[at : at + PASSAGE]
    added: dict[int, str] = {}
    told: list[str] = []
    misspelt: set[int] = set()
    misspelling = MISSPELT / max(0.1, sum(map(_is_long, tokens)) / len(tokens))
    spots = sorted((rng.randrange(len(order)) for _ in range(PASSAGES)), reverse=True)
    for spot in spots:
        order[spot:spot] = [None] * PASSAGE
    start = 0
    for at, index in enumerate(order):
        if index is None:
            if not at or order[at - 1] is not None:
                start = rng.randrange(max(1, len(elsewhere) - PASSAGE)) - at
            added[at] = elsewhere[(start + at) % len(elsewhere)]
            told.append(added[at])
            continue
        chance, word = rng.random(), tokens[index]
        if chance < SUBSTITUTED:
            word = rng.choice(elsewhere)
        elif chance < SUBSTITUTED + misspelling and _is_long(word):
            word = _misspelt(word, rng)
            misspelt.add(at)
        told.append(word)
    return Copy(
        tuple(told),
        tuple(order),
        frozenset(at for at, index in enumerate(order) if index in moved),
        frozenset(misspelt),
    )


def quality(result: Mapping[str, Any], copy: Copy) -> Quality:
    """How right a collation of original and copy is, one token a cell; transposed runs are paired in their order."""
    found = _columns(result) | _transposed(result)
    right = {j for i, j in found if copy.origin[j] == i}
    return Quality(
        sum(copy.origin[j] == i for i, j in found) / max(1, len(found)),
        len(right & copy.moved) / max(1, len(copy.moved)),
        len(right & copy.misspelt) / max(1, len(copy.misspelt)),
    )


def _columns(result: Mapping[str, Any]) -> set[tuple[int, int]]:
    found = set()
    i = j = 0
    for one, other in zip(*result["table"], strict=True):
        if one and other:
            found.add((i, j))
        i, j = i + len(one or ()), j + len(other or ())
    return found


def _transposed(result: Mapping[str, Any]) -> set[tuple[int, int]]:
    found: set[tuple[int, int]] = set()
    rows = [[token["n"] for cell in row if cell for token in cell] for row in result["table"]]
    for runs in result["transpositions"]:
        (_, a, b), (_, c, d) = sorted((result["witnesses"].index(r["witness"]), r["start"], r["end"]) for r in runs)
        for step in Levenshtein.opcodes(rows[0][a:b], rows[1][c:d]):
            if step.tag in ("equal", "replace"):
                found |= set(
                    zip(
                        range(a + step.src_start, a + step.src_end),
                        range(c + step.dest_start, c + step.dest_end),
                        strict=True,
                    )
                )
    return found


def _move(order: list[int | None], moved: set[int], rng: random.Random) -> None:
    """Move a block of neighbours that nothing has touched yet to where no other block stands."""
    for _ in range(100):
        length = rng.randint(*BLOCK)
        start = rng.randrange(len(order) - length)
        there = rng.randrange(len(order) - length)
        block = order[start : start + length]
        rest = order[:start] + order[start + length :]
        around = {*block, *rest[max(0, there - 1) : there + 1]}
        if abs(there - start) >= TRAVEL and not around & moved and _is_run(block):
            order[:] = rest[:there] + block + rest[there:]
            moved |= {index for index in block if index is not None}
            return


def _is_run(block: Sequence[int | None]) -> bool:
    return block[0] is not None and block == list(range(block[0], block[0] + len(block)))


def _is_long(word: str) -> bool:
    return len(word) >= SHORTEST and word.isalpha()


def _misspelt(word: str, rng: random.Random) -> str:
    """The word with two letters exchanged, one lost, one doubled or one replaced; never the word itself."""
    while True:
        at = rng.randrange(1, len(word) - 1)
        made = rng.choice(
            (
                word[:at] + word[at + 1] + word[at] + word[at + 2 :],
                word[:at] + word[at + 1 :],
                word[:at] + word[at] + word[at:],
                word[:at] + rng.choice(string.ascii_lowercase) + word[at + 1 :],
            )
        )
        if made != word:
            return made
