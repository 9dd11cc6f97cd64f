"""Where a text is quoted, reposted or retold in an archive, from files to rows and to what a person reads."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from shelves import patter

from retold import find, index
from retold.cli import cli, run
from retold.errors import InputError, OptionError
from retold.searching import Found

EXAMPLES = Path(__file__).parents[1] / "examples"
QUOTED = (
    "Whoever mends a sluice by moonlight, old Perrin used to say, will have mended his neighbour’s luck and spoilt his "
    "own supper, since no pudding ever waited for an honest plumber."
)
TEXTS = {
    "harbour-b.txt": (EXAMPLES / "harbour-b.txt").read_text(encoding="utf-8"),
    "harbour-c.txt": (EXAMPLES / "harbour-c.txt").read_text(encoding="utf-8"),
    "quoting.txt": f"{patter(1)}\n{QUOTED}\n\n{patter(2)}",
    **{f"tale-{seed}.txt": patter(seed) for seed in range(3, 9)},
}


def archive_of(folder: Path, names: list[str]) -> Path:
    """An archive into which texts came in this order, each in a run of its own."""
    for name in names:
        (folder / "texts").mkdir(parents=True, exist_ok=True)
        (folder / "texts" / name).write_text(TEXTS[name], encoding="utf-8", newline="")
        index([folder / "texts"], archive=folder / "archive")
    return folder / "archive"


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return archive_of(tmp_path_factory.mktemp("found"), sorted(TEXTS))


def kinds(found: Found) -> set[tuple[str, str]]:
    return {(row.b, row.kind) for row in found.rows}


def test_a_retelling_is_found_and_the_other_scene_of_its_people_is_not(archive: Path) -> None:
    found = find(EXAMPLES / "harbour-a.txt", archive=archive)
    assert ("harbour-b.txt", "retold") in kinds(found)
    assert {row.b for row in found.rows} == {"harbour-b.txt"}
    scene = max((row for row in found.rows if row.kind == "retold"), key=lambda row: row.ae - row.ab)
    raw = (EXAMPLES / "harbour-a.txt").read_text(encoding="utf-8")
    assert "tie the bar down" in raw[scene.ab : scene.ae]
    assert "tie the bar down" in TEXTS["harbour-b.txt"][scene.bb : scene.be]
    assert scene.e_value < 1e-6


def test_a_retelling_in_other_names_is_found(archive: Path, tmp_path: Path) -> None:
    raw = (EXAMPLES / "harbour-a.txt").read_text(encoding="utf-8")
    for name, other in (("Kerra", "Maud"), ("Isak", "Bertram"), ("Dunnock", "Leary"), ("Thole", "Finch")):
        raw = raw.replace(name, other)
    (tmp_path / "renamed.txt").write_text(raw, encoding="utf-8")
    assert ("harbour-b.txt", "retold") in kinds(find(tmp_path / "renamed.txt", archive=archive))


def test_a_quotation_is_found_with_its_spans(archive: Path, tmp_path: Path) -> None:
    text = f"{patter(50)}\n“{QUOTED}” So it was told.\n\n{patter(51)}"
    (tmp_path / "mine.txt").write_text(text, encoding="utf-8")
    found = find(tmp_path / "mine.txt", archive=archive)
    (row,) = [row for row in found.rows if row.b == "quoting.txt"]
    assert row.kind == "quoted"
    assert text[row.ab : row.ae] == TEXTS["quoting.txt"][row.bb : row.be] == QUOTED.removesuffix(".")
    assert row.a == str(tmp_path / "mine.txt")


def test_a_repost_with_other_names_is_found(archive: Path, tmp_path: Path) -> None:
    (tmp_path / "repost.txt").write_text(TEXTS["harbour-b.txt"].replace("Isak", "Bertram"), encoding="utf-8")
    found = find(tmp_path / "repost.txt", archive=archive)
    best = max(found.rows, key=lambda row: row.score)
    assert (best.b, best.kind) == ("harbour-b.txt", "reposted")
    assert best.be - best.bb > len(TEXTS["harbour-b.txt"]) * 0.8


def test_the_text_itself_is_left_out_and_a_copy_is_not(archive: Path, tmp_path: Path) -> None:
    own = archive.parent / "texts" / "tale-3.txt"
    found = find(own, archive=archive)
    assert found.itself == "tale-3.txt"
    assert "tale-3.txt" not in {row.b for row in found.rows}
    assert found.texts == len(TEXTS) - 1
    copy = find(shutil.copy(own, tmp_path / "copy.txt"), archive=archive)
    assert copy.itself is None
    assert ("tale-3.txt", "reposted") in kinds(copy)


def test_a_marked_up_text_is_found_and_its_spans_are_those_of_its_file(tmp_path: Path) -> None:
    paragraphs = "".join(f"<p>{line}</p>\n" for line in TEXTS["harbour-b.txt"].split("\n\n"))
    page = f"<!DOCTYPE html>\n<html><head><title>Ebb</title></head><body>{paragraphs}</body></html>"
    (tmp_path / "texts").mkdir()
    (tmp_path / "texts" / "ebb.html").write_text(page, encoding="utf-8")
    index([tmp_path / "texts"], archive=tmp_path / "archive")
    found = find(EXAMPLES / "harbour-a.txt", archive=tmp_path / "archive")
    scenes = [row for row in found.rows if row.kind == "retold"]
    assert scenes
    assert any("tie the bar down" in page[row.bb : row.be] for row in scenes)


@settings(max_examples=4, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.permutations(sorted(TEXTS)[:4]))
def test_the_order_of_indexing_does_not_matter(tmp_path_factory: pytest.TempPathFactory, names: list[str]) -> None:
    one, other = (archive_of(tmp_path_factory.mktemp("order"), order) for order in (sorted(names), names))
    text = EXAMPLES / "harbour-a.txt"
    assert find(text, archive=one) == find(text, archive=other)


def test_what_cannot_be_looked_for_is_said(archive: Path, tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"nothing\.txt"):
        find(tmp_path / "nothing.txt", archive=archive)
    with pytest.raises(OptionError, match="texts; give one"):
        find(EXAMPLES, archive=archive)
    with pytest.raises(InputError):
        find(EXAMPLES / "harbour-a.txt", archive=tmp_path)


def test_the_command_shows_both_sides_and_writes_rows(archive: Path, tmp_path: Path) -> None:
    text = str(EXAMPLES / "harbour-a.txt")
    shown = CliRunner().invoke(cli, ["find", text, "--archive", str(archive), "--width", "100"])
    assert shown.exit_code == 0
    assert "harbour-b.txt" in shown.output
    assert "retold" in shown.output
    assert f"retold compare {text} " in shown.output
    out = tmp_path / "rows.jsonl"
    assert run(["find", text, "--archive", str(archive), "--jsonl", str(out), "-q"]) == 0
    rows = [json.loads(line) for line in out.read_text(encoding="utf-8").splitlines()]
    assert rows
    assert all(list(row) == ["a", "ab", "ae", "b", "bb", "be", "score", "e_value", "kind"] for row in rows)
    assert {row["a"] for row in rows} == {text}


def test_a_text_may_come_from_standard_input(archive: Path) -> None:
    text = TEXTS["quoting.txt"].encode()
    shown = CliRunner().invoke(cli, ["find", "-", "--archive", str(archive), "--width", "100"], input=text)
    assert shown.exit_code == 0
    assert "reposted" in shown.output


def test_a_text_that_nobody_knows_is_said_to_be_nowhere(archive: Path, tmp_path: Path) -> None:
    (tmp_path / "new.txt").write_text("She folded seventeen umbrellas and emigrated to the moon.", encoding="utf-8")
    shown = CliRunner().invoke(cli, ["find", str(tmp_path / "new.txt"), "--archive", str(archive), "--width", "200"])
    assert "not found among" in shown.output
