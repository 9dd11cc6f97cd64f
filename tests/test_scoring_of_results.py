"""The scores of benchmarks.scoring: small results counted by hand, and a second scorer's counts where one is here."""

from __future__ import annotations

import importlib.util
import json
import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from benchmarks import corpora
from benchmarks.scoring import Figure, Share, score

SECOND_SCORER = corpora.shared_scorer()
FAMILIES = {f"{name}-{family.name}": family for name, families in corpora.sets().items() for family in families}

GOLD = {
    "family": "tiny",
    "witnesses": {"X": "x.txt", "Y": "y.txt", "Z": "z.txt"},
    "decoys": ["Z"],
    "utterances": [
        {"w": "X", "start": 0, "end": 10, "id": "L1", "speaker": "ann"},
        {"w": "X", "start": 20, "end": 30, "id": "L2", "speaker": "ben"},
        {"w": "Y", "start": 0, "end": 10, "id": "L1", "speaker": "ann"},
        {"w": "Y", "start": 40, "end": 50, "id": "L2", "speaker": "ben"},
        {"w": "Z", "start": 0, "end": 10, "id": "D1", "speaker": "ann"},
    ],
    "events": [{"w": "X", "start": 60, "end": 80, "id": "E1"}, {"w": "Y", "start": 60, "end": 80, "id": "E1"}],
    "chrome": [{"w": "X", "start": 90, "end": 100}],
}


def result(**changes: Any) -> dict[str, Any]:
    """A result that is right in everything, with some parts replaced."""
    witnesses = [
        {
            "siglum": siglum,
            "path": f"in/{name.lower()}.txt",
            "chrome": [{k: c[k] for k in ("start", "end")} for c in GOLD["chrome"] if c["w"] == name],
            "utterances": [
                {"start": u["start"], "end": u["end"], "speaker": f"c-{u['speaker']}"}
                for u in GOLD["utterances"]
                if u["w"] == name
            ],
        }
        for siglum, name in zip("ABC", "XYZ", strict=True)
    ]
    loci = [
        {"kind": "speech", "readings": {"A": [[0, 10]], "B": [[0, 10]]}},
        {"kind": "speech", "readings": {"A": [[20, 30]], "B": [[40, 50]]}},
        {"kind": "narration", "readings": {"A": [[60, 80]], "B": [[60, 80]]}},
    ]
    relations = [{"a": "A", "b": "B", "same_scene": True}, {"a": "A", "b": "C", "same_scene": False}]
    return {"witnesses": witnesses, "relations": relations, "collation": {"loci": loci}} | changes


def test_a_result_that_is_right_has_every_figure_at_one() -> None:
    assert {question: figure.value for question, figure in score(result(), GOLD).items()} == {
        "same_scene": 1, "utterances": 1, "speakers": 1, "turns": 1, "events": 1, "chrome_chars": 1,
    }  # fmt: skip


def test_an_empty_result_misses_all_there_is() -> None:
    empty = result(relations=[], collation={"loci": []})
    for witness in empty["witnesses"]:
        witness |= {"utterances": [], "chrome": []}
    assert score(empty, GOLD) == {
        "same_scene": Figure(0, 0, 1),
        "utterances": Figure(0, 0, 5),
        "speakers": Share(0, 0, 5),
        "turns": Figure(0, 0, 2),
        "events": Figure(0, 0, 1),
        "chrome_chars": Figure(0, 0, 10),
    }


def test_relating_the_decoy_is_false() -> None:
    relations = [{"a": "A", "b": "B", "same_scene": True}, {"a": "B", "b": "C", "same_scene": True}]
    assert score(result(relations=relations), GOLD)["same_scene"] == Figure(1, 1, 0)


def test_crossed_turns_are_wrong_once_each_and_the_true_ones_missed() -> None:
    loci = [
        {"kind": "speech", "readings": {"A": [[0, 10]], "B": [[40, 50]]}},
        {"kind": "speech", "readings": {"A": [[20, 30]], "B": [[0, 10]]}},
    ]
    assert score(result(collation={"loci": loci}), GOLD)["turns"] == Figure(0, 2, 2)


def test_a_line_tied_to_the_decoy_is_wrong() -> None:
    loci = [{"kind": "speech", "readings": {"A": [[32, 38]], "C": [[70, 80]]}}]
    assert score(result(collation={"loci": loci}), GOLD)["turns"] == Figure(0, 1, 2)


def test_an_utterance_counts_from_seven_tenths_on() -> None:
    for end, found in ((7, 1), (6, 0)):
        shorter = result()
        shorter["witnesses"][0]["utterances"][0]["end"] = end
        assert score(shorter, GOLD)["utterances"] == Figure(4 + found, 1 - found, 1 - found)


def test_one_character_cannot_stand_for_two() -> None:
    merged = result()
    for witness in merged["witnesses"]:
        for utterance in witness["utterances"]:
            utterance["speaker"] = "c1"
    assert score(merged, GOLD)["speakers"] == Share(3, 0, 2)


def test_a_locus_over_everything_says_nothing() -> None:
    gold = GOLD | {
        "utterances": [
            {"w": w, "start": 10 * n, "end": 10 * n + 9, "id": f"L{n}", "speaker": "ann"}
            for w in "XY"
            for n in range(5)
        ]
    }
    wide = result(collation={"loci": [{"kind": "speech", "readings": {"A": [[0, 50]], "B": [[0, 50]]}}]})
    assert score(wide, gold)["turns"] == Figure(0, 5, 5)


if SECOND_SCORER is not None:

    @pytest.mark.parametrize("family", FAMILIES.values(), ids=FAMILIES)
    def test_a_second_scorer_counts_the_same(family: corpora.Family, tmp_path: Path) -> None:
        """Results spoilt at random get the same counts from both."""
        second = _load(SECOND_SCORER)
        rng = random.Random(family.name)
        for _ in range(10):
            spoilt = _spoilt(family, rng)
            (tmp_path / "result.json").write_text(json.dumps(spoilt))
            (tmp_path / "gold.json").write_text(json.dumps(family.gold))
            theirs = second(str(tmp_path / "result.json"), str(tmp_path / "gold.json"))
            for question, ours in score(spoilt, family.gold).items():
                if question == "speakers":
                    counts = {"right": ours.right, "of": ours.right + ours.missed}
                else:
                    counts = {"tp": ours.right, "fp": ours.false, "fn": ours.missed}
                assert counts == {name: theirs[question][name] for name in counts}, question


def _load(scorer: Path) -> Callable[[str, str], dict[str, Any]]:
    spec = importlib.util.spec_from_file_location("second_scorer", scorer)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    main: Callable[[str, str], dict[str, Any]] = module.main
    return main


def _spoilt(family: corpora.Family, rng: random.Random) -> dict[str, Any]:
    """A result made from the gold, with edges shifted, utterances dropped, speakers mixed, loci crossed or widened."""
    gold = family.gold
    names = list(gold["witnesses"])
    sigla = {name: chr(ord("A") + at) for at, name in enumerate(names)}
    length = max(len(text) for text in family.read().values())

    def shifted(item: dict[str, Any]) -> list[int]:
        start = max(0, item["start"] + rng.choice((0, 0, 0, -3, 9)))
        return [start, max(start + 1, item["end"] + rng.choice((0, 0, 0, 4, -8, 200)))]

    witnesses = []
    for name in names:
        spans = [
            (shifted(u), rng.choice((u["speaker"], u["speaker"], "c9", None)))
            for u in gold["utterances"]
            if u["w"] == name
        ]
        kept = [pair for pair in spans if rng.random() < 0.9]
        chrome = [shifted(c) for c in gold.get("chrome", []) if c["w"] == name and rng.random() < 0.8]
        witnesses.append({
            "siglum": sigla[name],
            "path": gold["witnesses"][name],
            "utterances": [{"start": s, "end": e, "speaker": speaker} for (s, e), speaker in kept],
            "chrome": [{"start": s, "end": e} for s, e in chrome],
        })  # fmt: skip
    relations = [
        {"a": a, "b": b, "same_scene": rng.random() < 0.7} for a in sigla.values() for b in sigla.values() if a < b
    ]
    loci = []
    for kind, items in (
        ("speech", [*gold["utterances"], *gold.get("indirect", [])]),
        ("narration", gold.get("events", [])),
    ):
        for id in sorted({item["id"] for item in items}):
            readings: dict[str, list[list[int]]] = {}
            for item in items:
                if item["id"] == id and rng.random() < 0.85:
                    readings.setdefault(sigla[item["w"]], []).append(shifted(item))
            if rng.random() < 0.1:
                readings[rng.choice(list(sigla.values()))] = [[0, rng.choice((40, length))]]
            loci.append({"kind": kind, "readings": readings})
    return {"witnesses": witnesses, "relations": relations, "collation": {"loci": loci}}
