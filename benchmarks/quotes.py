"""How much direct speech Retold finds, to the letter, in every kind of marks.

    python -m benchmarks.quotes [--corpus NAME] [--condition NAME] [--each]        a Markdown table
    python -m benchmarks.quotes --predictions DIR                                  files for a scorer of quotations

In come texts with gold quotations: our own families, and PDNC and LitBank where the shared corpora are. Each is read as
it is and re-marked (`marks`): marks lost, single, guillemets, dashes. Out comes exact F1, the share of quotations found
with both ends right, marks and blanks aside. PDNC is halved by title: rules were tuned on one half (first, third …
title), the other (`HELD_OUT`) was only ever measured.
"""

from __future__ import annotations

import argparse
import json
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.corpora import EXAMPLES, OWN_FAMILIES, shared_folder
from benchmarks.kept import keep
from benchmarks.marks import Extent, Marked, in_dashes, in_pairs, losing
from benchmarks.scoring import Figure
from retold.cleaning import clean
from retold.segmenting import segment
from retold.text import Telling, Witness

Condition = Callable[[Marked, str], Marked]

CONDITIONS: Mapping[str, Condition] = {
    "as written": lambda marked, seed: marked,
    "10 % of marks lost": losing,
    "single, straight": in_pairs("'", "'"),
    "single, curly": in_pairs("‘", "’"),
    "low and high": in_pairs("„", "“"),
    "guillemets «»": in_pairs("«", "»"),
    "guillemets »«": in_pairs("»", "«"),
    "guillemets, blanks": in_pairs("« ", " »"),
    "dashes": in_dashes,
}

TUNED, HELD_OUT = "tuned", "held out"

# What does not count at either end, as in the scorers of quotations in the shared folder.
_TRIMMED = " \t\r\n\"“”„«»‹›‘’'`´_*"
_DASH = re.compile(r"[—–―]\s?")


@dataclass(frozen=True, slots=True)
class Document:
    """A text with gold; `part` is tuned or held out, `thoughts` whether its gold counts thoughts between marks."""

    corpus: str
    part: str
    name: str
    marked: Marked
    thoughts: bool = True


def main(arguments: Sequence[str] | None = None) -> None:
    """Print the table, or write predictions."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.quotes", description="Exact spans of direct speech.")
    parser.add_argument("--corpus", action="append", help="only this corpus: own, pdnc_dev, litbank")
    parser.add_argument("--condition", action="append", choices=CONDITIONS, help="only this setting of the marks")
    parser.add_argument("--each", action="store_true", help="a row for every text as well")
    parser.add_argument("--predictions", type=Path, metavar="DIR", help="write what is found as one JSON file a text")
    parser.add_argument("--keep", action="store_true", help="keep the figures for the documents")
    asked = parser.parse_args(arguments)
    found = [one for one in documents() if not asked.corpus or one.corpus in asked.corpus]
    if asked.predictions:
        for one in found:
            folder = asked.predictions / one.corpus
            folder.mkdir(parents=True, exist_ok=True)
            quotes = as_quotes(read(one.marked.text), thoughts=one.thoughts)
            (folder / f"{one.name}.json").write_text(json.dumps(quotes, ensure_ascii=False), encoding="utf-8")
        return
    conditions = {name: CONDITIONS[name] for name in asked.condition or CONDITIONS}
    measured = measure(found, conditions)
    print(table(measured, each=asked.each))
    if asked.keep:
        keep(
            {
                f"quotes {corpus}, {condition}, {part}": value
                for condition, figures in measured.items()
                for corpus, parts in by_corpus(figures).items()
                for part, value in parts.items()
            }
        )


def documents() -> list[Document]:
    """Every text with gold quotations that is here."""
    found = list(own())
    shared = shared_folder()
    if shared is not None:
        for corpus in ("pdnc_dev", "litbank"):
            golds = sorted((shared / "data" / "quotes" / corpus).glob("*.json"))
            for number, gold in enumerate(golds):
                found.append(_shared(corpus, TUNED if number % 2 == 0 else HELD_OUT, gold))
    return found


def own() -> list[Document]:
    """The texts of our own families whose gold has utterances."""
    found = []
    for gold_file in sorted(OWN_FAMILIES.glob("*/gold.json")):
        gold = json.loads(gold_file.read_text(encoding="utf-8"))
        for witness, name in gold["witnesses"].items():
            path = next(folder / name for folder in (gold_file.parent, EXAMPLES) if (folder / name).is_file())
            text = path.read_bytes().decode()
            spans = [(u["start"], u["end"]) for u in gold["utterances"] if u["w"] == witness]
            if spans:
                marked = Marked(text, extents(text, spans))
                found.append(Document("own", "", f"{gold['family']}-{witness}", marked, thoughts=False))
    return found


def read(text: str) -> Telling:
    """A text cleaned and segmented."""
    return segment(Witness("A", "text.txt", text, "utf-8", ""), clean(text))


def as_quotes(telling: Telling, *, thoughts: bool = False) -> dict[str, Any]:
    """What scorers of quotations read: quotations with their speaker, and characters; spans in code points of raw.

    With `thoughts`, thoughts between marks count as quotations, as in PDNC's guidelines.
    """
    quotes = [
        {"start": u.span.start, "end": u.span.end, "speaker_id": u.speaker, "confidence": u.confidence}
        for u in telling.utterances
    ]
    quotes += [
        {"start": q.span.start, "end": q.span.end, "speaker_id": None, "confidence": 0.0}
        for q in telling.quoted
        if thoughts and q.kind == "thought"
    ]
    characters = [
        {
            "id": c.id,
            "name": c.name,
            "aliases": [name.name for each in c.names.values() for name in each],
            "gender": c.gender,
        }
        for c in telling.characters
    ]
    return {"quotes": sorted(quotes, key=lambda quote: quote["start"]), "characters": characters}


def extents(text: str, spans: Iterable[Extent]) -> tuple[Extent, ...]:
    """Spans without marks, blanks and the dash that begins speech; empty ones and doubles left out, in order."""
    found = set()
    for start, end in spans:
        start, end = _trim(text, start, end)
        if dash := _DASH.match(text, start, end):
            start, end = _trim(text, dash.end(), end)
        if start < end:
            found.add((start, end))
    return tuple(sorted(found))


def score(document: Document, condition: Condition) -> Figure:
    """Quotations found exactly, falsely, and missed in a text re-marked so."""
    marked = condition(document.marked, document.name)
    quotes = as_quotes(read(marked.text), thoughts=document.thoughts)["quotes"]
    given = set(extents(marked.text, ((quote["start"], quote["end"]) for quote in quotes)))
    true = set(extents(marked.text, marked.quotations))
    return Figure(len(given & true), len(given - true), len(true - given))


def measure(found: Sequence[Document], conditions: Mapping[str, Condition]) -> dict[str, dict[Document, Figure]]:
    """The figure of every text under every condition."""
    return {
        name: {document: score(document, condition) for document in found} for name, condition in conditions.items()
    }


def table(measured: Mapping[str, Mapping[Document, Figure]], *, each: bool = False) -> str:
    """A Markdown table of exact F1: a row a condition and corpus, tuned and held-out texts apart."""
    rows = ["| corpus | marks | texts | exact F1 |", "| --- | --- | --- | ---: |"]
    for condition, figures in measured.items():
        rows += [
            f"| {corpus} | {condition} | {part} | {value:.4f} |"
            for corpus, parts in by_corpus(figures).items()
            for part, value in parts.items()
        ]
        if each:
            rows += [f"| {d.corpus} | {condition} | {d.name} | {f1([figure]):.4f} |" for d, figure in figures.items()]
    return "\n".join(rows)


def by_corpus(figures: Mapping[Document, Figure]) -> dict[str, dict[str, float]]:
    """Exact F1 of each corpus: of all its texts, and of the tuned and the held-out ones apart where it has both."""
    groups: dict[str, dict[str, list[Figure]]] = {}
    for document, figure in figures.items():
        for part in filter(None, dict.fromkeys((document.part, "all"))):
            groups.setdefault(document.corpus, {}).setdefault(part, []).append(figure)
    return {corpus: {part: f1(group) for part, group in parts.items()} for corpus, parts in groups.items()}


def f1(figures: Iterable[Figure]) -> float:
    """F1 over all quotations of some texts together, 0 to 1."""
    figures = list(figures)
    right = sum(figure.right for figure in figures)
    wrong = sum(figure.false + figure.missed for figure in figures)
    return 2 * right / (2 * right + wrong) if right + wrong else 1.0


def _shared(corpus: str, part: str, gold_file: Path) -> Document:
    gold = json.loads(gold_file.read_text(encoding="utf-8"))
    text = (gold_file.parent / gold["text_file"]).read_bytes().decode()
    spans = [span for quote in gold["quotes"] for span in quote.get("spans") or [[quote["start"], quote["end"]]]]
    return Document(corpus, part, gold_file.stem, Marked(text, _trimmed(text, spans)))


def _trimmed(text: str, spans: Iterable[Sequence[int]]) -> tuple[Extent, ...]:
    return tuple(sorted({(s, e) for s, e in (_trim(text, *span) for span in spans) if s < e}))


def _trim(text: str, start: int, end: int) -> Extent:
    while start < end and text[start] in _TRIMMED:
        start += 1
    while end > start and text[end - 1] in _TRIMMED:
        end -= 1
    return start, end


if __name__ == "__main__":
    main()
