"""What a comparison costs as texts grow: time and memory against their length.

    python -m benchmarks.lengths [--lines 1000,2000,4000] [--full]        a Markdown table
    python -m benchmarks.lengths --many 10,20,50 [--each 400] [--full]    the same for many texts of so many lines

In come nothing but numbers: the texts are made up, of made-up words that are as unevenly common as those of a language
(Zipf), in paragraphs of speech and narration. Out come, for two tellings of one story (words replaced, lines lost,
added and joined, blocks moved) and for two stories that have nothing in common, CPU seconds and the most memory held.
Without ``--full`` only the question is asked who tells the same scene.
"""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
from collections.abc import Sequence
from itertools import accumulate
from pathlib import Path

from benchmarks.measuring import cost

LINES = (1000, 2000, 4000, 8000, 16000)
TIMEOUT = 900.0  # seconds
MEGABYTE = 1e6  # bytes

ONSETS = "b br c cl d dr f g gr h j l m n p pl qu r s sh st t th tr v w"
VOWELS = "a e i o u ai ea oo ou"
CODAS = "b ck d g l ll m n nd ng p r rn sh ss st t th x"
COMMON = "the a and of to in it was he she had with on for but not they from as by"

EVERY_DAY = 0.5  # share of words that are common ones
WORDS = (6, 18)  # words of a line
SPOKEN = 0.4  # share of lines that are speech
REPLACED, LOST, ADDED, JOINED = 0.15, 0.08, 0.08, 0.05  # shares of the words, and of the lines
COPY_REPLACED, COPY_LOST, COPY_MOVED = 0.03, 0.03, 2  # shares of the words and of the lines, and lines
SHORT = 80  # lines of one of many texts
BLOCK, BLOCK_EVERY = 20, 500  # lines of a block that moves, and lines for each of them


def vocabulary(size: int, chance: random.Random) -> list[str]:
    """So many different made-up words."""
    found: dict[str, None] = {}
    while len(found) < size:
        syllables = (chance.choice(ONSETS.split()) + chance.choice(VOWELS.split()) for _ in range(chance.randint(1, 2)))
        found["".join(syllables) + chance.choice(CODAS.split())] = None
    return list(found)


class Author:
    """Somebody who writes lines: the n-th of the words comes up with a weight of 1/n (Zipf's law)."""

    def __init__(self, words: Sequence[str], chance: random.Random) -> None:
        self._words, self._chance = words, chance
        self._weights = list(accumulate(1 / at for at in range(1, len(words) + 1)))

    def word(self) -> str:
        """The next word."""
        if self._chance.random() < EVERY_DAY:
            return self._chance.choice(COMMON.split())
        return self._chance.choices(self._words, cum_weights=self._weights)[0]

    def line(self) -> str:
        """The next line: a paragraph of speech or narration."""
        words = " ".join(self.word() for _ in range(self._chance.randint(*WORDS)))
        return f"“{words[0].upper()}{words[1:]}.”" if self._chance.random() < SPOKEN else f"{words.capitalize()}."


def story(lines: int, seed: int) -> list[str]:
    """A story of so many lines."""
    chance = random.Random(seed)
    author = Author(vocabulary(max(500, 2 * lines), chance), chance)
    return [author.line() for _ in range(lines)]


def again(told: Sequence[str], seed: int) -> tuple[list[str], list[int | None]]:
    """The story told again, and of each line the number of the one that it (first) retells."""
    chance = random.Random(seed)
    author = Author(vocabulary(2000, chance), chance)
    order = list(range(len(told)))
    for _ in range(len(told) // BLOCK_EVERY):
        start, there = chance.randrange(len(order) - BLOCK), chance.randrange(len(order) - BLOCK)
        block = order[start : start + BLOCK]
        rest = order[:start] + order[start + BLOCK :]
        order = rest[:there] + block + rest[there:]
    lines: list[str] = []
    origin: list[int | None] = []
    for at in order:
        if chance.random() < LOST:
            continue
        if chance.random() < ADDED:
            lines.append(author.line())
            origin.append(None)
        words = [author.word() if chance.random() < REPLACED else word for word in told[at].strip("“.”").split()]
        line = f"“{' '.join(words)}.”" if told[at].startswith("“") else f"{' '.join(words).capitalize()}."
        if lines and chance.random() < JOINED and line[0] not in "“" and lines[-1][0] not in "“":
            lines[-1] += " " + line
        else:
            lines.append(line)
            origin.append(at)
    return lines, origin


def copied(told: Sequence[str], seed: int) -> list[str]:
    """The story as somebody posts it again: few words changed, few lines lost, two of them in another place."""
    chance = random.Random(seed)
    lines = [line for line in told if chance.random() >= COPY_LOST]
    for _ in range(COPY_MOVED):
        lines.insert(chance.randrange(len(lines)), lines.pop(chance.randrange(len(lines))))
    author = Author(vocabulary(200, chance), chance)
    return [
        " ".join(author.word() if chance.random() < COPY_REPLACED else word for word in line.split()) for line in lines
    ]


def main(arguments: Sequence[str] | None = None) -> None:
    """Print the table, row by row."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.lengths", description="Cost against length.")
    parser.add_argument("--lines", default=",".join(map(str, LINES)), help="lengths in lines, with commas")
    parser.add_argument("--full", action="store_true", help="the whole comparison, not only who tells the same scene")
    parser.add_argument("--many", help="so many texts instead, with commas")
    parser.add_argument("--each", type=int, default=SHORT, help="lines of each of them")
    asked = parser.parse_args(arguments)
    if asked.many:
        many(list(map(int, asked.many.split(","))), asked.each, full=asked.full)
        return
    print("| lines | words | texts | CPU s | MB |\n| ---: | ---: | --- | ---: | ---: |")
    for count in map(int, asked.lines.split(",")):
        one = story(count, seed=1)
        for name, other in (("retold", again(one, seed=2)[0]), ("unrelated", story(count, seed=3))):
            words = sum(len(line.split()) for line in one)
            print(f"| {count} | {words} | {name} | {row([one, other], full=asked.full)} |", flush=True)


def many(counts: Sequence[int], lines: int, *, full: bool) -> None:
    """Print what it costs to compare many texts: tellings of one scene, copies of one text, and strangers."""
    print("| texts | which | CPU s | MB |\n| ---: | --- | ---: | ---: |")
    one = story(lines, seed=1)
    for count in counts:
        for name, texts in (
            ("retold", [one, *(again(one, seed)[0] for seed in range(2, count + 1))]),
            ("copied", [one, *(copied(one, seed) for seed in range(2, count + 1))]),
            ("unrelated", [story(lines, seed) for seed in range(count)]),
        ):
            print(f"| {count} | {name} | {row(texts, full=full)} |", flush=True)


def row(texts: Sequence[Sequence[str]], *, full: bool) -> str:
    """CPU seconds and megabytes of one comparison."""
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        names = [f"{number:04}.txt" for number in range(len(texts))]
        for name, lines in zip(names, texts, strict=True):
            (folder / name).write_text("\n\n".join(lines) + "\n", encoding="utf-8")
        command = [sys.executable, "-m", "retold", "compare", *names, "--quiet", "--no-report"]
        command += ["--json", "result.json"] if full else ["--relations-only"]
        spent = cost(command, folder=folder, timeout=TIMEOUT)
    if not spent.done:
        return f"not done in {TIMEOUT:.0f} s | {spent.memory / MEGABYTE:.0f}"
    return f"{spent.cpu:.1f} | {spent.memory / MEGABYTE:.0f}"


if __name__ == "__main__":
    main()
