"""Whether E-values keep what they promise: how many unrelated pairs have one so small.

In come the novels of the shared folder, parted by author into a half to learn from (``training/chance.py``) and a half
to check on; out come pairs of texts that tell nothing in common, and how many of them have an E-value up to .01, .1 and
1, beside how many should. There are two kinds: passages from different novels, and chapters of one novel, which share
people, places and habits of speech.
"""

from __future__ import annotations

import random
import re
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

import retold
from benchmarks.kept import Value
from retold.apparatus import Relation

PASSAGE = 1000  # words
CHAPTER = (800, 7000)  # words of a chapter: shorter ones are tables of contents, longer ones whole parts
SEED = 20
LEVELS = (0.01, 0.1, 1.0)
RELATIONS = retold.Settings(relations_only=True)

HEADING = re.compile(r"\s*(?:chapter|book|part)\b.{0,70}$|\s*[IVXLC]{1,8}\.?\s*$|\s*\d{1,3}\.?\s*$", re.IGNORECASE)

Texts = tuple[str, str]


def halves(folder: Path) -> tuple[list[Path], list[Path]]:
    """The novels to learn from and those to check on; all that one author wrote is in one half."""
    novels = sorted(folder.glob("*.txt"))
    authors = sorted({novel.name.split("_")[0] for novel in novels})
    learn = set(authors[::2])
    return [n for n in novels if n.name.split("_")[0] in learn], [
        n for n in novels if n.name.split("_")[0] not in learn
    ]


def strangers(novels: Sequence[Path], pairs: int) -> Iterator[Texts]:
    """Random passages of two different novels."""
    chance = random.Random(SEED)
    for _ in range(pairs):
        one, other = chance.sample(novels, 2)
        yield passage(one.read_text(encoding="utf-8"), chance), passage(other.read_text(encoding="utf-8"), chance)


def siblings(novels: Sequence[Path], pairs: int) -> Iterator[Texts]:
    """Random chapters of one novel; novels without headings are passed over."""
    chance = random.Random(SEED)
    cut = [found for novel in novels if len(found := chapters(novel.read_text(encoding="utf-8"))) > 1]
    for _ in range(pairs if cut else 0):
        one, other = chance.sample(chance.choice(cut), 2)
        yield one, other


def passage(text: str, chance: random.Random) -> str:
    """Whole paragraphs of `PASSAGE` words or a little more, from a random place in the middle of a text."""
    paragraphs = [line for line in text.split("\n") if line.strip()]
    at = chance.randrange(len(paragraphs) // 10, len(paragraphs) // 2)
    taken: list[str] = []
    while at < len(paragraphs) and sum(len(one.split()) for one in taken) < PASSAGE:
        taken.append(paragraphs[at])
        at += 1
    return "\n\n".join(taken)


def chapters(text: str) -> list[str]:
    """What stands between headings, where it is as long as a chapter."""
    found: list[list[str]] = [[]]
    for paragraph in (line for line in text.split("\n") if line.strip()):
        if HEADING.match(paragraph):
            found.append([])
        else:
            found[-1].append(paragraph)
    joined = ["\n\n".join(chapter) for chapter in found]
    return [chapter for chapter in joined if CHAPTER[0] <= len(chapter.split()) <= CHAPTER[1]]


def relations(pairs: Iterator[Texts]) -> Iterator[Relation]:
    """What Retold says of each pair."""
    with tempfile.TemporaryDirectory() as made:
        files = [Path(made) / "a.txt", Path(made) / "b.txt"]
        for texts in pairs:
            for text, file in zip(texts, files, strict=True):
                file.write_text(text, encoding="utf-8")
            yield retold.compare(files, settings=RELATIONS).relations[0]


def row(name: str, found: Sequence[Relation]) -> str:
    """How many pairs have an E-value up to each level, of how many that should; and how many are called one scene."""
    counts = " | ".join(count(found, level) for level in LEVELS)
    return f"| {name} | {len(found)} | {counts} | {sum(r.same_scene for r in found)} |"


def figures(name: str, found: Sequence[Relation]) -> dict[str, Value]:
    """The same, to be kept."""
    return {
        f"chance {name}, pairs": len(found),
        f"chance {name}, E to a hundredth": count(found, 0.01),
        f"chance {name}, E to a tenth": count(found, 0.1),
        f"chance {name}, called one scene": sum(r.same_scene for r in found),
    }


def count(found: Sequence[Relation], level: float) -> str:
    """How many pairs have an E-value up to a level, of how many that should."""
    return f"{sum(r.e_value <= level for r in found)} of {level * len(found):g}"
