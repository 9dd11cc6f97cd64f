"""Who says each utterance, measured: novels with gold from raw text, the same with gold spans and roster, the families.

    python -m benchmarks.speakers          (part of make bench; `make bench-speech` runs it alone)

Nothing is learned from these texts. Constants were tuned on every other novel by alphabetical order and on all families
but `HELD_OUT`; what is held out says so. From raw text, characters are matched with those of
the gold one to one by the utterances they share; with a gold roster the ids must agree. Deciles sort all answers by
confidence, the surest tenth first: where confidence is honest they fall. Out come Markdown tables.
"""

from __future__ import annotations

import argparse
import json
import resource
import time
from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from statistics import fmean
from typing import Any, TypeVar

import retold
from benchmarks.corpora import Family, sets, shared_folder
from benchmarks.kept import Value, keep
from benchmarks.scoring import one_to_one, score
from retold import cleaning, readers, segmenting
from retold.exporters.json import to_dict
from retold.speakers import attribute
from retold.text import Character, Name, Span, Telling

HELD_OUT = ("macbeth", "pride")
TENTHS = 10
TYPES = ("explicit", "anaphoric", "implicit")
KILOBYTE = 1024  # bytes; what Linux counts resident memory in
MEGABYTE = 1e6  # bytes
_MARKS = "\"'“”‘’«»_"
_GENDERS = {"M": "m", "F": "f"}
Made = TypeVar("Made")


@dataclass(frozen=True, slots=True)
class Answer:
    """One gold quote: of which type, how sure the answer is, whether there is one, whether it is right."""

    type: str
    confidence: float
    given: bool
    right: bool


@dataclass(slots=True)
class Clock:
    """CPU seconds by stage."""

    spent: dict[str, float] = field(default_factory=dict)

    def time(self, stage: str, work: Callable[[], Made]) -> Made:
        began = time.process_time()
        done = work()
        self.spent[stage] = self.spent.get(stage, 0.0) + time.process_time() - began
        return done


def main(arguments: Sequence[str] | None = None) -> None:
    """Print every table whose texts are here."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.speakers", description="Who says each utterance.")
    parser.add_argument("--keep", action="store_true", help="keep the figures for the documents")
    asked = parser.parse_args(arguments)
    said, figures = measured()
    print(said)
    if asked.keep:
        keep(figures)


def measured() -> tuple[str, dict[str, Value]]:
    """All tables as Markdown, without those whose texts are missing; and what of them is kept."""
    shared = shared_folder()
    found = []
    if shared is not None:
        found += [_quotes(shared / "data" / "quotes" / "pdnc_dev", halves=True)]
        found += [_quotes(shared / "data" / "quotes" / "litbank", halves=False)]
    found += [_families(name, families) for name, families in sets().items()]
    figures: dict[str, Value] = {}
    for _, some in found:
        figures |= some
    return "\n\n".join(part for part, _ in found if part), figures


def _quotes(folder: Path, *, halves: bool) -> tuple[str, dict[str, Value]]:
    """A set of novels: raw text and given spans, the tuned and the held-out half apart, then what it costs."""
    texts = sorted(folder.glob("*.txt"))
    if not texts:
        return "", {}
    parts = {"tuned": texts[0::2], "held out": texts[1::2]} if halves else {"all": texts}
    clock, size = Clock(), 0
    raw: dict[str, list[list[Answer]]] = {}
    known: dict[str, list[list[Answer]]] = {}
    by_rules: dict[str, list[list[Answer]]] = {}
    for part, some in parts.items():
        raw[part], known[part], by_rules[part] = [], [], []
        for path in some:
            gold = json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))
            telling = _read(path, clock)
            size += len(telling.witness.raw)
            raw[part].append(answers(telling, gold, matched=True))
            if halves:
                known[part].append(answers(_given(telling, gold), gold, matched=False))
                rules = _given(telling, gold, rules_only=True)
                by_rules[part].append(answers(rules, gold, matched=False))
    rows = [("raw text", part, each) for part, each in raw.items()]
    rows += [("spans and roster given", part, each) for part, each in known.items() if any(each)]
    rows += [("the same, by rules only", part, each) for part, each in by_rules.items() if any(each)]
    cost = ", ".join(f"{stage} {spent:.1f}" for stage, spent in clock.spent.items())
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * KILOBYTE / MEGABYTE
    by_novel = [
        f"{path.stem} {_share(answer.right for answer in answered)}"
        for part, some in parts.items()
        for path, answered in zip(some, raw[part], strict=True)
    ]
    each = f"Raw text, novel by novel: {', '.join(sorted(by_novel))}.\n\n" if halves else ""
    figures: dict[str, Value] = {
        f"speakers {folder.name}, {way}, {part}, {name}": value
        for way, part, each in rows
        for name, value in shares(each).items()
    }
    said = (
        f"### {folder.name}\n\n{table(rows)}\n\n{reliability(rows)}\n\n{each}"
        f"{len(texts)} texts, {size / 1e6:.2f} million code points, CPU seconds: {cost}; "
        f"together {sum(clock.spent.values()):.1f}. Peak of this process so far {peak:.0f} MB."
    )
    return said, figures


def _read(path: Path, clock: Clock) -> Telling:
    witness = clock.time("read", lambda: readers.read(str(path), "A"))
    story = clock.time("clean", lambda: cleaning.clean(witness.raw))
    telling = clock.time("segment", lambda: segmenting.segment(witness, story))
    return clock.time("attribute", lambda: attribute(telling))


def _given(telling: Telling, gold: Mapping[str, Any], *, rules_only: bool = False) -> Telling:
    """The telling with the spans and the characters of the gold."""
    raw = telling.witness.raw
    speech = [_with_marks(raw, start, end) for quote in gold["quotes"] for start, end in _spans(quote)]
    roster = [
        Character(
            who["id"],
            who["name"],
            _GENDERS.get(who.get("gender")),
            {"A": tuple(Name(name, "given") for name in sorted(who["aliases"]))},
        )
        for who in gold["characters"]
    ]
    segmented = segmenting.segment(telling.witness, telling.story, speech=speech)
    return attribute(segmented, known=roster, rules_only=rules_only)


def _with_marks(raw: str, start: int, end: int) -> Span:
    while start and raw[start - 1] in _MARKS:
        start -= 1
    while end < len(raw) and raw[end] in _MARKS:
        end += 1
    return Span(start, end)


def _spans(quote: Mapping[str, Any]) -> Iterable[tuple[int, int]]:
    return [(start, end) for start, end in quote.get("spans") or [(quote["start"], quote["end"])]]


def answers(telling: Telling, gold: Mapping[str, Any], *, matched: bool) -> list[Answer]:
    """One answer for each gold quote: that of the utterance it shares most with."""
    utterances = telling.utterances
    starts = [u.span.start for u in utterances]
    met = []
    for quote in gold["quotes"]:
        common: Counter[int] = Counter()
        for start, end in _spans(quote):
            at = max(0, bisect_right(starts, start) - 1)
            while at < len(utterances) and utterances[at].span.start < end:
                common[at] += max(0, min(end, utterances[at].span.end) - max(start, utterances[at].span.start))
                at += 1
        best = max(common, key=lambda n: (common[n], -n), default=None)
        met.append((quote, utterances[best] if best is not None and common[best] else None))
    pairs = [(u.speaker, q["speaker_id"]) for q, u in met if u is not None and u.speaker is not None]
    same = one_to_one(Counter(pairs)) if matched else {speaker: speaker for speaker, _ in pairs}
    return [
        Answer(
            quote.get("type") or "unknown",
            0.0 if said is None else said.confidence,
            said is not None and said.speaker is not None,
            said is not None and said.speaker is not None and same.get(said.speaker) == quote["speaker_id"],
        )
        for quote, said in met
    ]


def shares(texts: Sequence[Sequence[Answer]]) -> dict[str, float]:
    """How many answers are right, of all, of each type, and of the half that is surest; and the error of confidence.

    The error is the mean distance between confidence and share that is right over equal steps of confidence, each
    weighed by its answers (expected calibration error; Naeini, Cooper and Hauskrecht 2015). All are 0 to 1; a share of
    no answers is left out.
    """
    every = [answer for text in texts for answer in text]
    surest = sorted((a for a in every if a.given), key=lambda a: -a.confidence)
    asked = {"right": every, **{type: [a for a in every if a.type == type] for type in TYPES}}
    asked["surest half"] = surest[: len(every) // 2]
    found = {name: sum(a.right for a in some) / len(some) for name, some in asked.items() if some}
    off = sum(abs(sum(a.confidence - a.right for a in some)) for some in steps(every))
    return found | {"error": off / max(1, len(surest))}


def steps(every: Iterable[Answer]) -> list[list[Answer]]:
    """The answers by tenths of confidence."""
    bins: list[list[Answer]] = [[] for _ in range(TENTHS)]
    for answer in every:
        if answer.given:
            bins[min(TENTHS - 1, int(answer.confidence * TENTHS))].append(answer)
    return bins


def table(rows: Sequence[tuple[str, str, list[list[Answer]]]]) -> str:
    """A Markdown table: a row for each way of asking and part of the set; every figure 0 to 1."""
    asked = ("right", *TYPES, "surest half")
    head = ["given", "part", "quotes", "mean of texts", *asked, "by tenths, surest first"]
    lines = [head, ["---"] * 2 + ["---:"] * 7 + ["---"]]
    for way, part, texts in rows:
        every = [answer for text in texts for answer in text]
        surest = sorted((a for a in every if a.given), key=lambda a: -a.confidence)
        cuts = [len(surest) * n // TENTHS for n in range(TENTHS + 1)]
        tenths = " ".join(_share(a.right for a in surest[first:last]).lstrip("0") for first, last in pairwise(cuts))
        means = fmean(sum(a.right for a in text) / len(text) for text in texts if text)
        found = shares(texts)
        told = [f"{found[name]:.3f}" if name in found else "–" for name in asked]
        lines.append([way, part, str(len(every)), f"{means:.3f}", *told, tenths])
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def reliability(rows: Sequence[tuple[str, str, list[list[Answer]]]]) -> str:
    """A Markdown table: of the answers held so sure, how many are right, and how far that is off on the whole."""
    named = [f"{n / TENTHS:.1f}–{(n + 1) / TENTHS:.1f}" for n in range(TENTHS)]
    lines = [["given", "part", "error", *named], ["---"] * 2 + ["---:"] * (1 + TENTHS)]
    for way, part, texts in rows:
        bins = steps(answer for text in texts for answer in text)
        told = [f"{_share(a.right for a in some)} ({len(some)})" if some else "–" for some in bins]
        lines.append([way, part, f"{shares(texts)['error']:.3f}", *told])
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _share(right: Iterable[bool]) -> str:
    some = list(right)
    return f"{sum(some) / len(some):.3f}" if some else "–"


def _families(name: str, families: Sequence[Family]) -> tuple[str, dict[str, Value]]:
    """Each family of a set with every telling alone, and with the others; what is kept are the means of each part."""
    lines = ["| family | | each telling alone | with the others |", "| --- | --- | ---: | ---: |"]
    found: dict[str, list[tuple[float, float]]] = {}
    for family in families:
        alone = [score(to_dict(retold.inspect(path), text=False), family.gold)["speakers"] for path in family.texts]
        right, all = sum(f.right for f in alone), sum(f.right + f.missed for f in alone)
        together = score(to_dict(retold.compare([str(p) for p in family.texts]), text=False), family.gold)["speakers"]
        part = "held out" if family.name in HELD_OUT else "tuned"
        found.setdefault(part, []).append((right / all, together.value or 0.0))
        lines.append(f"| {family.name} | {part} | {right / all:.3f} | {together.value or 0.0:.3f} |")
    figures: dict[str, Value] = {
        f"speakers {name}, {part}, {way}": fmean(pair[at] for pair in pairs)
        for part, pairs in found.items()
        for at, way in enumerate(("alone", "together"))
    }
    return f"### Families: {name}\n\n" + "\n".join(lines), figures


if __name__ == "__main__":
    main()
