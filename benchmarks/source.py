"""How near the reconstructed scene comes to the wording behind the tellings, beside every single telling.

    python -m benchmarks.source             a Markdown table, family by family

In come the results and golds of `accuracy`; out comes the **word error** of every spoken turn whose own wording the
gold gives and two tellings or more hold: words to insert, delete or replace, over the words of the gold. A turn that a
telling lacks is lost whole. The source says for a turn what those of its spoken lines say that stand on it in most of
their witnesses; where it leaves a choice open it is read with the choice that it names first, or with none. Case and
punctuation do not count.
"""

from __future__ import annotations

import argparse
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePath
from typing import Any

from rapidfuzz.distance import Levenshtein

from benchmarks.corpora import Family, result_of, sets
from benchmarks.scoring import touched
from retold.variants import WORD, fold

READINGS = ("first", "none")
"""How a choice that the source leaves open is read."""

Extent = tuple[int, int]


@dataclass(frozen=True, slots=True)
class WordError:
    """Words that differ, of so many words of the gold."""

    differ: int
    of: int

    @property
    def value(self) -> float:
        """From 0; above 1 where there is more wrong than there should be words."""
        return self.differ / self.of if self.of else 0.0


def word_errors(result: Mapping[str, Any], family: Family) -> dict[str, WordError]:
    """The word error of each telling by its name in the gold, and of the source by each of `READINGS`."""
    gold, raws = family.gold, family.read()
    by_file = {PurePath(file).name: name for name, file in gold["witnesses"].items()}
    known = {
        one["siglum"]: by_file[PurePath(one["path"]).name]
        for one in result["witnesses"]
        if PurePath(one["path"]).name in by_file
    }
    places: dict[str, list[tuple[str, Extent]]] = defaultdict(list)
    holds: dict[str, set[str]] = defaultdict(set)
    for said in (*gold["utterances"], *gold.get("indirect", ())):
        places[said["w"]].append((said["id"], (said["start"], said["end"])))
        if said["w"] not in gold.get("decoys", ()):
            holds[said["id"]].add(said["w"])
    wanted = {
        turn: words(about["source"])
        for turn, about in gold["turns"].items()
        if len(holds[turn]) > 1 and about.get("source") and not about["source"].startswith("(")
    }
    told: dict[str, dict[str, list[str]]] = {name: defaultdict(list) for name in gold["witnesses"]}
    for said in sorted(gold["utterances"], key=lambda one: (one["w"], one["start"])):
        told[said["w"]][said["id"]] += words(raws[said["w"]][said["start"] : said["end"]])
    differ: Counter[str] = Counter()
    for turns, lines in _together(result, known, places, wanted):
        true = [word for turn in turns for word in wanted[turn]]
        given = {name: [word for turn in turns for word in own[turn]] for name, own in told.items()}
        given |= {reading: _read(lines, reading) for reading in READINGS}
        differ.update({name: Levenshtein.distance(own, true) for name, own in given.items()})
    size = sum(map(len, wanted.values()))
    return (
        {name: WordError(differ[name], size) for name in differ if name not in gold.get("decoys", ())} if size else {}
    )


def words(text: str) -> list[str]:
    """The words of a text as they are compared."""
    return [fold(found.group()) for found in WORD.finditer(text)]


def _together(
    result: Mapping[str, Any],
    known: Mapping[str, str],
    places: Mapping[str, Sequence[tuple[str, Extent]]],
    wanted: Iterable[str],
) -> list[tuple[list[str], list[Mapping[str, Any]]]]:
    """The turns, those together that one line of the source joins, and the lines that say them.

    A line stands on the turns that most of its witnesses have there: a merge of two turns is no error of wording.
    """
    loci = {locus["id"]: locus for locus in result["collation"]["loci"]}
    group = {turn: [turn] for turn in wanted}
    stands: list[tuple[str, Mapping[str, Any]]] = []
    for line in (line for line in result["source"] if loci[line["locus"]]["kind"] == "speech"):
        votes: Counter[str] = Counter()
        for siglum, spans in loci[line["locus"]]["readings"].items():
            if siglum in known:
                votes.update(touched([(s, e) for s, e in spans], places.get(known[siglum], ())) & group.keys())
        most = sorted(turn for turn, count in votes.items() if count == max(votes.values()))
        if most:
            stands.append((most[0], line))
        for turn in most[1:]:
            if group[turn] is not group[most[0]]:
                group[most[0]] += group[turn]
                group.update(dict.fromkeys(group[turn], group[most[0]]))
    return [
        (sorted(turns), [line for turn, line in stands if turn in turns])
        for turns in {id(turns): turns for turns in group.values()}.values()
    ]


def _read(lines: Iterable[Mapping[str, Any]], reading: str) -> list[str]:
    """The words of some lines of the source, open choices read in one of `READINGS`."""
    out: list[str] = []
    for line in lines:
        for word in line["words"]:
            if "undecided" not in word:
                out += words(word["text"])
            elif reading == "first":
                out += words(word["undecided"][0]["text"])
    return out


def table(found: Mapping[str, Mapping[str, WordError]]) -> str:
    """A Markdown table: a row a family, the word error of each telling and of the source read in each way."""
    tellings = sorted({name for errors in found.values() for name in errors} - set(READINGS))
    rows = [["word error", *tellings, *(f"source, {reading}" for reading in READINGS), "words"]]
    rows.append(["---", *["---:"] * (len(rows[0]) - 1)])
    for family, errors in found.items():
        if not errors:
            continue
        cells = [f"{errors[name].value:.3f}" if name in errors else "–" for name in (*tellings, *READINGS)]
        rows.append([family, *cells, str(errors[READINGS[0]].of)])
    return "\n".join(f"| {' | '.join(row)} |" for row in rows)


def main(arguments: Sequence[str] | None = None) -> None:
    """Print the word errors of every family that is here."""
    argparse.ArgumentParser(prog="python -m benchmarks.source", description="Word error.").parse_args(arguments)
    families = [family for each in sets().values() for family in each]
    print(table({family.name: word_errors(result_of(family), family) for family in families}))


if __name__ == "__main__":
    main()
