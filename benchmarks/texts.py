"""Two long tellings of one scene, made up: the same texts on every machine, as long as asked.

In come a number of words and a seed; out come two texts. The first is a scene of talk and narration put together from a
stock of words; the second retells it: most lines kept, some reworded, some dropped or added, a few blocks moved. They
are for measuring time and memory, where what the texts say is of no matter but their size and likeness is.
"""

from __future__ import annotations

import random
from collections.abc import Sequence

NAMES = ("Orla", "Tobin", "Maren", "Casper", "Ysolde")
ADJECTIVES = """
narrow green quiet broken heavy painted distant crooked silver borrowed cold brittle early faded gentle hollow loose
muddy patient rusty salted shallow spare tall uneven velvet warm wooden yellow younger
"""
NOUNS = """
lantern ferry harbour ladder window orchard letter kettle bridge engine river staircase garden basket mirror compass
blanket chimney hammer island jacket market needle oven pocket quarry ribbon saddle tunnel umbrella valley wagon anchor
barrel candle drawer fence glove hinge kitchen
"""
VERBS = """
carried opened followed mended dropped watched counted hid borrowed cleaned crossed found lifted lost painted pulled
pushed reached remembered sold shook searched sketched tied traded turned untied washed weighed wrapped
"""
STOCKS = tuple(tuple(words.split()) for words in (ADJECTIVES, NOUNS, VERBS))
PLACES = (
    "before the bells",
    "behind the mill",
    "below the cliff",
    "beside the road",
    "in the rain",
    "near the locks",
    "on the landing",
    "over the wall",
    "past the gate",
    "since the thaw",
    "under the arches",
    "without a word",
    "by the old well",
)
SAID = ("said", "asked", "answered", "whispered", "called", "replied", "muttered")
OPENINGS = ("Listen", "No", "Well", "Perhaps", "Tell me", "Never mind", "Wait", "So", "Honestly", "You know")

# What becomes of a line in the second telling; the rest stays as it is.
REWORDED, DROPPED, ADDED = 0.30, 0.08, 0.08
MOVED_EVERY, MOVED_LINES = 60, 6  # one block of so many lines changes its place in every so many


def pair(words: int, seed: int = 1) -> tuple[str, str]:
    """Two tellings of one scene, each of at least `words` words."""
    rng = random.Random(seed)
    first: list[str] = []
    while _count(first) < words:
        first.append(_line(rng, NAMES[len(first) % len(NAMES)]))
    second = _retold(first, rng)
    while _count(second) < words:
        second.append(_line(rng, rng.choice(NAMES)))
    return "\n\n".join(first) + "\n", "\n\n".join(second) + "\n"


def _line(rng: random.Random, who: str) -> str:
    """A paragraph: half of them speech with its tag, half narration."""
    if rng.random() < 0.5:
        words = f"{rng.choice(OPENINGS)}, {rng.choice(NAMES)}, I {_deed(rng)}, and we {_deed(rng)}."
        return f"“{words[:-1]},” {rng.choice(SAID)} {who}. “{_sentence(rng, 'They')}”"
    return f"{_sentence(rng, who)} {_sentence(rng, 'Nobody')}"


def _sentence(rng: random.Random, who: str) -> str:
    return f"{who} {_deed(rng)} and {_deed(rng)} {rng.choice(PLACES)}."


def _deed(rng: random.Random) -> str:
    adjective, noun, verb = (rng.choice(stock) for stock in STOCKS)
    return f"{verb} the {adjective} {noun}"


def _retold(lines: Sequence[str], rng: random.Random) -> list[str]:
    told = []
    for line in lines:
        chance = rng.random()
        if chance < ADDED:
            told.append(_line(rng, rng.choice(NAMES)))
        if chance > 1 - DROPPED:
            continue
        told.append(_reworded(line, rng) if rng.random() < REWORDED else line)
    for start in range(0, len(told) - MOVED_EVERY, MOVED_EVERY):
        block = told[start : start + MOVED_LINES]
        del told[start : start + MOVED_LINES]
        there = start + MOVED_EVERY // 2
        told[there:there] = block
    return told


def _reworded(line: str, rng: random.Random) -> str:
    """The line with about every other word of the stock exchanged for another of its kind."""
    for stock in STOCKS:
        line = " ".join(rng.choice(stock) if word in stock and rng.random() < 0.5 else word for word in line.split(" "))
    return line


def _count(lines: Sequence[str]) -> int:
    return sum(len(line.split()) for line in lines)
