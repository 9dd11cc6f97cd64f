"""Results read back: what was written comes again, and what cannot be is refused in one line that names the place."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import build
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import retold
from retold.apparatus import Comparison
from retold.errors import InputError
from retold.exporters import tei
from retold.exporters.json import dumps, to_dict
from retold.readers.results import read_result

EXAMPLES = sorted(str(path) for path in (Path(__file__).resolve().parent.parent / "examples").glob("*.txt"))


@pytest.mark.parametrize("made", [build.bakery, build.single, lambda: retold.compare(EXAMPLES)])
@pytest.mark.parametrize("text", [True, False])
def test_a_result_written_and_read_is_the_same_result(
    made: Callable[[], Comparison], text: bool, tmp_path: Path
) -> None:
    written = dumps(made(), text=text)
    (tmp_path / "result.json").write_bytes(written)
    assert dumps(read_result(tmp_path / "result.json"), text=text) == written
    assert dumps(read_result(json.loads(written)), text=text) == written


def test_spans_read_the_same_words(tmp_path: Path) -> None:
    found = build.bakery()
    again = read_result(to_dict(found))
    for locus, other in zip(found.loci, again.loci, strict=True):
        assert [found.text_of(r) for r in locus.readings.values()] == [
            again.text_of(r) for r in other.readings.values()
        ]
    assert again.tellings[0].witness.raw[:8] == " " * 8, "chrome is not in a result"
    start = build.A.index("Oren wiped")
    assert again.tellings[0].witness.raw[start:].startswith("Oren wiped the counter")


def test_every_result_cut_short_is_refused(tmp_path: Path) -> None:
    written = dumps(build.bakery())
    cut = tmp_path / "cut.json"
    for length in range(0, len(written) - 2, 97):
        cut.write_bytes(written[:length])
        wrong = "damaged or cut short" if length > 1 else "no result of Retold|empty"
        with pytest.raises(InputError, match=rf"cut\.json: .*(?:{wrong})"):
            read_result(cut)


@pytest.mark.parametrize(
    ("result", "message"),
    [
        ({"format": "retold/2"}, 'the result: this result has the format "retold/2", .* install a newer one'),
        ({"format": "retold/x"}, "make the result again"),
        ({"format": "retold-collation/1"}, 'its format is "retold-collation/1", not retold/1'),
        ({"format": 3}, "its format is 3, not retold/1"),
        ({"witnesses": []}, "it names no format"),
        ({"format": "retold/1"}, 'the whole: "witnesses" is missing'),
    ],
)
def test_other_formats_are_told_apart(result: dict[str, Any], message: str) -> None:
    with pytest.raises(InputError, match=message):
        read_result(result)


@pytest.mark.parametrize("content", [b"", b"[1]", b"Once upon a time", b"\x00\x01"])
def test_a_file_that_is_no_result(content: bytes, tmp_path: Path) -> None:
    (tmp_path / "tale.txt").write_bytes(content)
    with pytest.raises(InputError, match=r"tale\.txt"):
        read_result(tmp_path / "tale.txt")


@pytest.mark.parametrize(
    ("where", "value", "message"),
    [
        (("base",), "Z", "base: expected is"),
        (("witnesses", 1, "siglum"), "A", r'witnesses\[1\]\.siglum: "A" is the siglum of two witnesses'),
        (("witnesses", 0, "map", 0), [0, 0], r"witnesses\[0\]\.map\[0\]: expected is three whole numbers"),
        (("witnesses", 0, "map", 0, 2), 10_000, "the segment ends after the text does"),
        (("witnesses", 0, "utterances", 0, "start"), -1, r"utterances\[0\]\.start: expected is a whole number"),
        (("witnesses", 0, "utterances", 0, "end"), 10_000, r"utterances\[0\]\.end: expected is a whole number from 0"),
        (("witnesses", 0, "utterances", 0, "speaker"), "c9", r"utterances\[0\]\.speaker: expected is"),
        (("witnesses", 0, "utterances", 0, "evidence", "cue"), [0, 10_000], r"evidence\.cue: expected is a start and"),
        (("collation", "loci", 0, "readings", "Z"), [[0, 1]], 'there is no witness "Z"'),
        (("collation", "loci", 0, "readings", "A"), [], "one span or more"),
        (("collation", "loci", 0, "readings"), {}, "one reading or more"),
        (("collation", "loci", 0, "readings", "A", 0), [9, 3], "a start and an end"),
        (("collation", "loci", 0, "relation"), "same", 'expected is "verbatim" or "near"'),
        (("collation", "loci", 0, "scene"), "s9", "expected is"),
        (("collation", "loci", 1, "id"), "l0001", "is the id of another one too"),
        (("collation", "loci", 0, "words", "A", 0), ["equal", [0, 1]], "a list of a kind and two spans"),
        (("relations", 0, "score"), 1.5, "a number from 0 to 1"),
        (("relations", 0, "same_scene"), 1, "true or false"),
        (("relations", 0, "same_scene"), "x" * 100, r"not \"x+…"),
        (("source", 0, "words", 0), {"undecided": []}, "two wordings or more"),
        (("characters", 0, "gender"), "x", '"f" or "m" or "n"'),
        (("relations", 0, "e_value"), 10**400, "a number of 0 or more"),
        (("witnesses", 0, "length"), 10**10, r"witnesses\[0\]\.length: expected is a whole number from 0 to"),
        (("counts", "A", "kept"), 1.5, "a whole number"),
    ],
)
def test_what_cannot_be_is_refused_with_its_place(where: tuple[str | int, ...], value: object, message: str) -> None:
    result = changed(where, value)
    with pytest.raises(InputError, match=message):
        read_result(result)


def changed(where: tuple[str | int, ...], value: object) -> dict[str, Any]:
    result: dict[str, Any] = json.loads(dumps(build.bakery()))
    place: Any = result
    for key in where[:-1]:
        place = place[key]
    place[where[-1]] = value
    return result


def places(value: object, path: tuple[str | int, ...] = ()) -> list[tuple[str | int, ...]]:
    """The path to every value inside."""
    inside = (
        list(value.items()) if isinstance(value, dict) else list(enumerate(value)) if isinstance(value, list) else []
    )
    return [here for key, one in inside for here in [(*path, key), *places(one, (*path, key))]]


PLACES = places(json.loads(dumps(build.bakery())))
JSON = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-3, 3000),
    st.floats(allow_nan=False),
    st.sampled_from(["", "A", "B", "c1", "s1", "speech", "equal", "\x00"]),
    st.just([]),
    st.just({}),
    st.just([[0, 1]]),
    st.just([3, 1]),
)


@settings(deadline=None)
@given(st.sampled_from(PLACES), JSON)
def test_a_changed_result_is_refused_or_can_be_exported(where: tuple[str | int, ...], value: object) -> None:
    """Nothing else happens, whatever somebody writes into a result."""
    with contextlib.suppress(InputError):
        found = read_result(changed(where, value))
        tei.document(found)
        tei.document(found, method="double-end-point")
