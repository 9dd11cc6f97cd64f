"""Reading and cleaning, measured: what is set aside, rightly and wrongly, how fast it goes, and what memory it takes.

    python -m benchmarks.reading            all of it, as a Markdown report
    python -m benchmarks.reading FILE       read and clean one file, to measure that

Families have gold for what is no story; novels hold hardly anything but story, so that whatever is set aside there
besides title pages, headings, rules and the licence around them is wrong. Speed is that of reading and cleaning
together, in megabytes of UTF-8 for a second of the processor; memory is the peak of a process less that of one which
reads a single line, by the size of the file's text.
"""

from __future__ import annotations

import re
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path

from benchmarks.corpora import ROOT, Family, sets, shared_folder
from benchmarks.inputs import files, garbled
from benchmarks.measuring import cost
from benchmarks.scoring import Figure, set_aside
from benchmarks.texts import pair
from retold import readers
from retold.cleaning import clean, clean_content
from retold.text import Story, Witness

FRAME = ("front", "heading", "rule", "end")  # the kinds of what stands in a novel beside its story
LICENCE = "licence"
MEGABYTE = 1e6  # bytes
WORDS = 150_000  # of the made-up telling that memory is measured on, about a megabyte
LIMIT = 300.0  # seconds for one file
_STARTS = re.compile(r"^\*\*\* ?START OF TH.*$", re.MULTILINE)
_ENDS = re.compile(r"^\*\*\* ?END OF TH", re.MULTILINE)


def main(arguments: Sequence[str] | None = None) -> None:
    """Read the files given, or print the report."""
    paths = sys.argv[1:] if arguments is None else arguments
    for path in paths:
        read_and_clean(path)
    if not paths:
        print(report())


def report() -> str:
    """All figures as Markdown."""
    shared = shared_folder()
    parts: list[str] = []
    if shared is None:
        parts.append("No shared corpora here (RETOLD_SHARED names their folder): memory and mojibake alone.")
    else:
        parts += [
            families_table(sets().get("families", ())),
            novels_report(sorted((shared / "data" / "novels").glob("*.txt"))),
        ]
    text = garbled("\n\n".join(pair(WORDS)))
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "garbled.txt")
        file.write_text(text, encoding="utf-8")
        parts.append(f"Mojibake in every line: {speed([file]):.1f} MB per CPU second.")
        parts.append(memory_table(Path(folder)))
    return "\n\n".join(parts)


def read_and_clean(path: str | Path) -> tuple[Witness, Story]:
    """One text as it was read, and its story."""
    witness = readers.read(str(path), "A")
    return witness, clean(witness.raw) if witness.content is None else clean_content(witness.content)


def families_table(families: Iterable[Family]) -> str:
    """For each text with gold, F1 of what was set aside and how many characters of story went with it."""
    rows = ["| text | chrome F1 | story set aside |", "| --- | ---: | ---: |"]
    figures: list[Figure] = []
    for family in families:
        for name, path in zip(family.gold["witnesses"], family.texts, strict=True):
            true = [(item["start"], item["end"]) for item in family.gold.get("chrome", ()) if item["w"] == name]
            _, story = read_and_clean(path)
            figures.append(set_aside([(one.span.start, one.span.end) for one in story.chrome], true))
            rows.append(f"| {family.name} {name} | {_share(figures[-1].value)} | {figures[-1].false} |")
    if not figures:
        return "No families with gold here."
    values = [figure.value for figure in figures if figure.value is not None]
    lost = [figure.false for figure in figures]
    mean = sum(values) / len(values) if values else None
    rows.append(f"| *mean* | {_share(mean)} | {sum(lost) / len(lost):.1f} |")
    rows.append(f"| *worst* | {_share(min(values, default=None))} | {max(lost)} |")
    return "\n".join(rows)


def novels_report(novels: Sequence[Path]) -> str:
    """What was set aside in novels, by kind, and how fast they went."""
    if not novels:
        return "No novels here."
    counts: Counter[str] = Counter()
    doubtful: list[str] = []
    length = 0
    for path in novels:
        witness, story = read_and_clean(path)
        kinds = aside_by_kind(witness.raw, story)
        counts += kinds
        length += len(witness.raw)
        doubtful += [
            f"{path.name}: {count} as {kind}" for kind, count in sorted(kinds.items()) if kind not in (*FRAME, LICENCE)
        ]
    rows = [f"| set aside in {len(novels)} novels | characters | % |", "| --- | ---: | ---: |"]
    rows += [f"| {kind} | {count} | {100 * count / length:.3f} |" for kind, count in sorted(counts.items())]
    wrong = "; ".join(doubtful) if doubtful else "nothing"
    return "\n".join(rows) + f"\n\nBeside the frame: {wrong}.\n\nClean novels: {speed(novels):.1f} MB per CPU second."


def aside_by_kind(raw: str, story: Story) -> Counter[str]:
    """How many characters were set aside as each kind; as licence what stands outside the lines that bound a text."""
    starts, ends = _STARTS.search(raw), _ENDS.search(raw)
    first, last = starts.end() if starts else 0, ends.start() if ends else len(raw)
    counts: Counter[str] = Counter()
    for one in story.chrome:
        inside = max(0, min(one.span.end, last) - max(one.span.start, first))
        counts[one.kind] += inside
        counts[LICENCE] += len(one.span) - inside
    return +counts


def speed(paths: Iterable[Path]) -> float:
    """Megabytes of text that are read and cleaned in a second of the processor."""
    size, began = 0, time.process_time()
    for path in paths:
        size += path.stat().st_size
        read_and_clean(path)
    return size / MEGABYTE / (time.process_time() - began)


def memory_table(folder: Path) -> str:
    """The peak of memory for one text in every format, by the length of what the file holds and of its story."""
    rows = ["| file | text MB | peak MB | × text | × story |", "| --- | ---: | ---: | ---: | ---: |"]
    line = folder / "line.txt"
    line.write_text("It rained.\n", encoding="utf-8")
    least = _peak(line)
    for name, data in files(pair(WORDS)[0]).items():
        file = folder / name
        file.write_bytes(data)
        witness, story = read_and_clean(file)
        held = _peak(file) - least
        text, told = len(witness.raw), len(story.text)
        rows.append(
            f"| {name} | {text / MEGABYTE:.1f} | {held / MEGABYTE:.0f} | {held / text:.1f} | {held / told:.1f} |"
        )
    return "\n".join(rows)


def _peak(file: Path) -> int:
    """Bytes that reading and cleaning a file takes at most, in a process of its own."""
    return cost([sys.executable, "-m", "benchmarks.reading", str(file)], folder=ROOT, timeout=LIMIT).memory


def _share(value: float | None) -> str:
    return "–" if value is None else f"{value:.3f}"


if __name__ == "__main__":
    main()
