"""How right the roster of a novel is: the characters found, against those a reader listed with all their names.

    python -m benchmarks.characters [FOLDER]

Comes in: for each novel the characters that Retold found, and a gold file with characters, their aliases and every
quote with its speaker; goes out: three figures a novel, each weighed by the quotes of the gold speakers, since a
character who talks through a whole book matters more than one who says a word. A found character bears a gold one when
one of its names is, folded and without article, one of the gold one's aliases; it belongs to the gold character whose
aliases are most of its sightings. A name that several gold characters share counts for the one it belongs to, if that
is one of them. The home of a gold character is the found one with most sightings of the gold one's aliases. Then

``covered``  quotes whose speaker has a home, among all quotes
``pure``     quotes of the gold character with most quotes at each home, among the quotes of all who live there
``split``    found characters that bear a gold one, at least 1.0: a mean over the quotes of those that have a home

Every second novel, by name, is for tuning; the others are held out.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.corpora import shared_folder
from benchmarks.kept import keep
from retold import pipeline
from retold.text import Character

_BEFORE = frozenset(("the", "a", "an", "my", "dear", "dearest"))


@dataclass(frozen=True, slots=True)
class Cast:
    """Counts of quotes: all of them, those covered, those at pure homes, and those covered once for each bearer."""

    quotes: int
    covered: int
    pure: int
    bearers: int

    @property
    def figures(self) -> tuple[float, float, float]:
        """Covered and pure, 0 to 1, and split, 1 or more; nan where there is nothing to say."""
        return _share(self.covered, self.quotes), _share(self.pure, self.covered), _share(self.bearers, self.covered)


def score(found: Sequence[Character], gold: Mapping[str, Any]) -> Cast:
    """Weigh the characters found in one novel against its gold file."""
    quotes = Counter(quote["speaker_id"] for quote in gold["quotes"])
    owners: dict[str, set[str]] = defaultdict(set)
    for character in gold["characters"]:
        for alias in (character["name"], *character["aliases"]):
            owners[folded(alias)].add(character["id"])
    borne: dict[str, Counter[int]] = defaultdict(Counter)  # gold character -> sightings under each found one
    for number, one in enumerate(found):
        names = _sightings(one)
        weights: Counter[str] = Counter()
        for name, times in names.items():
            for owner in owners.get(name, ()):
                weights[owner] += times
        mine = max(weights, key=lambda owner: (weights[owner], quotes[owner], owner), default="")
        for name, times in names.items():
            some = owners.get(name, set())
            for owner in [mine] if mine in some else sorted(some):
                borne[owner][number] += times
    home = {who: max(sorted(some), key=lambda number: some[number]) for who, some in borne.items()}
    living: dict[int, list[int]] = defaultdict(list)
    for who, said in quotes.items():
        if who in home:
            living[home[who]].append(said)
    return Cast(
        quotes.total(),
        sum(map(sum, living.values())),
        sum(map(max, living.values())),
        sum(said * len(borne[who]) for who, said in quotes.items() if who in home),
    )


def folded(name: str) -> str:
    """A name in lower case without stops, article or endearment before it."""
    words = name.casefold().replace("’", "'").replace(".", " ").replace(",", " ").split()
    while len(words) > 1 and words[0] in _BEFORE:
        words = words[1:]
    return " ".join(words)


def total(casts: Iterable[Cast]) -> Cast:
    """The counts of several novels together."""
    casts = list(casts)
    return Cast(*(sum(getattr(cast, field) for cast in casts) for field in Cast.__slots__))


def measure(folder: Path) -> dict[str, Cast]:
    """The counts of every novel in a folder of texts with gold files beside them, by name."""
    return {
        gold.stem: score(
            pipeline.inspect(gold.with_suffix(".txt")).characters, json.loads(gold.read_text(encoding="utf-8"))
        )
        for gold in sorted(folder.glob("*.json"))
    }


def table(measured: Mapping[str, Cast]) -> str:
    """A Markdown table: a row a novel, then one for those tuned on and one for those held out."""
    rows = ["| novel | quotes | covered | pure | split |", "| --- | ---: | ---: | ---: | ---: |"]
    rows += [_row(name, measured[name]) for name in sorted(measured)]
    rows += [_row(f"**{half}**", cast) for half, cast in halves(measured).items()]
    return "\n".join(rows)


def halves(measured: Mapping[str, Cast]) -> dict[str, Cast]:
    """The counts of the novels tuned on together, and of those held out."""
    names = sorted(measured)
    parts = {"tuned": names[::2], "held out": names[1::2]}
    return {part: total(measured[name] for name in some) for part, some in parts.items() if some}


def main(arguments: Sequence[str] | None = None) -> None:
    """Print the table for a folder of novels, by default the shared one."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.characters", description="How right the roster is.")
    parser.add_argument("folder", nargs="?", type=Path, help="texts with gold files beside them")
    parser.add_argument("--keep", action="store_true", help="keep the figures for the documents")
    asked = parser.parse_args(arguments)
    folder = asked.folder or novels()
    if folder is None:
        sys.exit("no novels with gold characters here: name their folder")
    measured = measure(folder)
    print(table(measured))
    if asked.keep:
        for half, cast in halves(measured).items():
            names = ("covered", "pure", "split")
            keep({f"characters, {half}, {name}": value for name, value in zip(names, cast.figures, strict=True)})


def novels() -> Path | None:
    """The shared folder of novels with gold characters, None where it is not."""
    shared = shared_folder()
    folder = shared / "data" / "quotes" / "pdnc_dev" if shared else None
    return folder if folder is not None and folder.is_dir() else None


def _row(name: str, cast: Cast) -> str:
    covered, pure, split = cast.figures
    return f"| {name} | {cast.quotes} | {covered:.3f} | {pure:.3f} | {split:.2f} |"


def _share(part: int, whole: int) -> float:
    return part / whole if whole else float("nan")


def _sightings(character: Character) -> Counter[str]:
    """How often each name of a character is shown, at least once."""
    names: Counter[str] = Counter()
    for some in character.names.values():
        for name in some:
            names[folded(name.name)] += max(1, len(name.spans))
    return names


if __name__ == "__main__":
    main()
