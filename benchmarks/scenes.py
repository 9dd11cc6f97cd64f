"""How well Retold tells which texts share a scene, and which of their passages go together, on sets with gold.

    python -m benchmarks.scenes [--set NAME] [--random N] [--keep]        Markdown tables
    python -m benchmarks.scenes --set random --random 1000       whether E-values hold (some minutes)

In come the sets of the shared folder; nothing of them was used to fit anything but ``ablit_dev`` and
``candide_morley_gt``, on which the limits of `linking` were looked at besides the project's own families, and half of
the novels. Out come, for parallel passages, precision, recall and F1 by character (the shared folder's
``score_pairs.py``); for whole texts, how often a pair scores above one that tells something else, and F1 of the verdict
(``score_relations.py``); and of unrelated pairs out of the other half of the novels, how many have an E-value so small,
and how many are called the same scene (``chance.py``).
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import tempfile
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from pathlib import Path
from types import ModuleType
from typing import Any

import retold
from benchmarks import chance
from benchmarks.chance import RELATIONS, halves, relations, row, siblings, strangers
from benchmarks.corpora import shared_folder
from benchmarks.kept import Value, keep
from retold.exporters.json import to_dict

PAIRED = {"alice": None, "ablit_dev": None, "candide_morley_gt": "sentence", "gospels_versions": None}
"""Sets of parallel passages, with the level of those that count."""

RELATED = ("grimm", "scene_docs", "clough_answers")
RANDOM = 100  # pairs of passages from different novels, and a fifth as many of chapters


def main(arguments: Sequence[str] | None = None) -> None:
    """Print the tables of every set that is here."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.scenes", description="Same scene, same passage.")
    parser.add_argument("--set", choices=[*PAIRED, *RELATED, "random"], help="one set alone")
    parser.add_argument("--random", type=int, default=RANDOM, help=f"random pairs of passages ({RANDOM})")
    parser.add_argument("--keep", action="store_true", help="keep the figures for the documents")
    asked = parser.parse_args(arguments)
    said, figures = report(asked.random, [asked.set] if asked.set else [*PAIRED, *RELATED, "random"])
    print(said)
    if asked.keep:
        keep(figures)


def report(pairs: int = RANDOM, wanted: Sequence[str] = (*PAIRED, *RELATED, "random")) -> tuple[str, dict[str, Value]]:
    """The tables in Markdown, and what of them is kept; a line where the shared corpora are not here."""
    shared = shared_folder()
    if shared is None:
        return "No shared corpora here (RETOLD_SHARED names their folder).", {}
    figures: dict[str, Value] = {}
    data = shared / "data"
    passages, texts = scorer(shared, "score_pairs"), scorer(shared, "score_relations")
    rows = ["| passages | precision | recall | F1 | CPU s |", "| --- | ---: | ---: | ---: | ---: |"]
    for name in (name for name in PAIRED if name in wanted):
        found, spent = timed(partial(_paired, data / name, passages, PAIRED[name]))
        figures[f"scenes {name}, F1"] = float(found["f1"])
        rows.append(f"| {name} | {found['precision']:.3f} | {found['recall']:.3f} | {found['f1']:.3f} | {spent:.1f} |")
    rows += [
        "",
        "| texts | AUC | above all rivals | F1 | right, false, missed | CPU s |",
        "| --- | ---: | ---: | ---: | ---: | ---: |",
    ]
    for name in (name for name in RELATED if name in wanted):
        found, spent = timed(partial(related, data / name, texts))
        counts = f"{found['tp']}, {found['fp']}, {found['fn']}"
        figures |= {f"scenes {name}, AUC": float(found["auc"]), f"scenes {name}, verdicts": counts}
        rows.append(f"| {name} | {found['auc']:.4f} | {found['beats']} | {found['f1']:.3f} | {counts} | {spent:.1f} |")
    if "random" in wanted:
        _, novels = halves(data / "novels")
        rows += ["", "| unrelated | pairs | E ≤ .01 | E ≤ .1 | E ≤ 1 | called one scene |", "| --- |" + " ---: |" * 5]
        passages_of, chapters_of = strangers(novels, pairs), siblings(novels, pairs // 5)
        for told, name, some in (
            ("passages of different novels", "passages", passages_of),
            ("chapters of one novel", "chapters", chapters_of),
        ):
            related_by_chance = list(relations(some))
            rows.append(row(told, related_by_chance))
            figures |= chance.figures(name, related_by_chance)
    return "\n".join(rows), figures


def scorer(shared: Path, name: str) -> ModuleType:
    """A scorer of the shared folder as a module."""
    spec = importlib.util.spec_from_file_location(name, shared / "score" / f"{name}.py")
    if spec is None or spec.loader is None:
        raise FileNotFoundError(f"{shared / 'score'} has no {name}.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def gold_of(folder: Path) -> dict[str, Any]:
    """The gold of a set."""
    found: dict[str, Any] = json.loads((folder / "gold.json").read_text(encoding="utf-8"))
    return found


def aligned(folder: Path) -> list[dict[str, Any]]:
    """A result for every group of texts that the gold pairs with one another."""
    gold = gold_of(folder)
    return [
        to_dict(retold.compare([folder / gold["witnesses"][witness] for witness in group]), text=False)
        for group in groups((pair["a"], pair["b"]) for pair in gold["pairs"])
    ]


def _paired(folder: Path, passages: ModuleType, level: str | None) -> Mapping[str, Any]:
    found: Mapping[str, Any] = passages.score(gold_of(folder), aligned(folder), level)
    return found


def groups(pairs: Iterable[tuple[str, str]]) -> list[list[str]]:
    """The witnesses that pairs join, directly or by way of others: each group sorted, in order of first appearance."""
    found: list[set[str]] = []
    for pair in dict.fromkeys(pairs):
        joined = [group for group in found if group & set(pair)]
        found = [group for group in found if group not in joined] + [set(pair).union(*joined)]
    return [sorted(group) for group in found]


def related(folder: Path, texts: ModuleType) -> Mapping[str, Any]:
    """The verdicts on the pairs that the gold speaks of; of a set with units, on every two of them across the texts."""
    gold = gold_of(folder)
    with tempfile.TemporaryDirectory() as made:
        if "units" in gold:
            gold = _cut(folder, gold, Path(made))
            folder = Path(made)
        pairs = [*((pair["a"], pair["b"]) for pair in gold["pairs"]), *map(tuple, gold["negatives"])]
        groups = [tuple(gold["witnesses"])] if "units" in gold else pairs  # a folder is compared as a folder
        results = []
        for number, group in enumerate(groups):
            files = [folder / gold["witnesses"][witness] for witness in group]
            results.append(Path(made) / f"result-{number}.json")
            verdict = to_dict(retold.compare(files, settings=RELATIONS), text=False)
            results[-1].write_text(json.dumps(verdict), encoding="utf-8")
        (Path(made) / "gold.json").write_text(json.dumps(gold), encoding="utf-8")
        scored: Mapping[str, Any] = texts.main(Path(made) / "gold.json", results)
        return scored


def _cut(folder: Path, gold: Mapping[str, Any], made: Path) -> dict[str, Any]:
    """Write each unit of the texts to a file, and say the gold of those: pairs, and all others as negatives."""
    witnesses, starts = {}, {}
    for name, file in gold["witnesses"].items():
        text = (folder / file).open(encoding="utf-8", newline="").read()
        for number, (start, end) in enumerate(gold["units"][name]):
            witnesses[f"{name}.{number}"] = f"{name}.{number}.txt"
            starts[name, start] = f"{name}.{number}"
            (made / f"{name}.{number}.txt").write_text(text[start:end], encoding="utf-8", newline="")
    pairs = [{"a": starts[p["a"], p["a_start"]], "b": starts[p["b"], p["b_start"]]} for p in gold["pairs"]]
    right = {(pair["a"], pair["b"]) for pair in pairs}
    one, other = gold["witnesses"]
    across = [(a, b) for a in witnesses for b in witnesses if a.startswith(f"{one}.") and b.startswith(f"{other}.")]
    return {
        "set": gold["set"],
        "witnesses": witnesses,
        "pairs": pairs,
        "negatives": [p for p in across if p not in right],
    }


def timed(job: Callable[[], Any]) -> tuple[Any, float]:
    """What a job gives, and the CPU seconds it took."""
    began = time.process_time()
    return job(), time.process_time() - began


if __name__ == "__main__":
    main()
