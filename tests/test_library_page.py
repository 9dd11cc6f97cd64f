"""The pages of an archive: what they say and draw, from own texts in an archive to declared values and HTML."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from itertools import pairwise
from math import hypot
from pathlib import Path
from xml.etree import ElementTree

import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st
from shelves import FERRY_CANON, ferry_shelf, patter

from retold import find, index, library
from retold.canons import lines
from retold.cli import run
from retold.page.differing import differing
from retold.page.library import FoundPage, LinesPage, ReusePage, Tie, Work
from retold.page.model import Piece
from retold.report.library import network, render_found, render_lines, render_reuse, strip
from retold.showing import found_page, lines_page, reuse_page


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return ferry_shelf(tmp_path_factory.mktemp("pages"))


@pytest.fixture(scope="module")
def reused(shelf: Path) -> ReusePage:
    return reuse_page(library.reuse(shelf / "archive"))


@pytest.fixture(scope="module")
def canon(shelf: Path) -> LinesPage:
    found = lines(shelf / "canon.fountain", archive=shelf / "archive")
    return lines_page(found, "canon.fountain", archive=shelf / "archive")


@pytest.fixture(scope="module")
def found(shelf: Path) -> FoundPage:
    return found_page(find(shelf / "ferry.txt", archive=shelf / "archive"), "ferry.txt", archive=shelf / "archive")


def test_pairs_say_in_words_what_two_texts_are_to_one_another(reused: ReusePage) -> None:
    pairs = {(pair.a, pair.b): pair for pair in reused.pairs}
    repost = pairs["anselm.txt", "renamed.txt"]
    assert repost.kind == "repost with names changed"
    assert set(repost.names) == {("Anselm", "Gottfried"), ("Rosamund", "Kunigunde")}
    assert pairs["miller.txt", "tanner <b>.txt"].kind == "quotes"
    assert reused.pair_count == len(reused.pairs)


def test_every_pair_leads_to_its_passages(reused: ReusePage) -> None:
    passages = {one.number: one for one in reused.passages}
    for pair in reused.pairs:
        assert pair.passages
        assert {(passages[at].a.path, passages[at].b.path) for at in pair.passages} == {(pair.a, pair.b)}


def test_passages_stand_side_by_side_with_other_words_marked(reused: ReusePage) -> None:
    passage = next(one for one in reused.passages if one.a.path == "anselm.txt")
    marked = [[piece.text for piece in side.pieces if piece.mark != "same"] for side in (passage.a, passage.b)]
    assert set(marked[0]) == {"Anselm", "Rosamund"}
    assert set(marked[1]) == {"Gottfried", "Kunigunde"}
    words = "".join(piece.text for piece in passage.a.pieces)
    assert "counted the icicles on his beard" in words


def test_the_network_joins_the_works_that_share(reused: ReusePage) -> None:
    names = {work.number: work.name for work in reused.works}
    ties = {(frozenset((names[tie.a], names[tie.b])), tie.kind) for tie in reused.ties}
    assert (frozenset(("anselm.txt", "renamed.txt")), "repost with names changed") in ties
    assert len(names) == reused.works_sharing
    drawn = network(reused.works, reused.ties)
    assert len(drawn.edges) == len(reused.ties)
    x, y, width, height = drawn.box
    assert all(x < node.x < x + width and y < node.y < y + height for node in drawn.nodes)


def test_works_that_stand_beside_one_another_leave_room(reused: ReusePage) -> None:
    works = tuple(Work(at, str(at), str(at), (), 1) for at in range(1, 37))
    drawn = network(works, (Tie(1, 19, "quotes"),))
    for one, other in pairwise(drawn.nodes):
        assert (one.x - other.x) ** 2 + (one.y - other.y) ** 2 > 22**2


@pytest.mark.parametrize("count", [2, 3, 10, 15, 20, 36])
def test_no_line_of_the_network_hides_under_a_work(count: int) -> None:
    works = tuple(Work(at, str(at), str(at), (), 1) for at in range(1, count + 1))
    drawn = network(works, tuple(Tie(a, b, "quotes") for b in range(2, count + 1) for a in range(1, b)))
    x, y, width, height = drawn.box
    for edge in drawn.edges:
        ax, ay, cx, cy, bx, by = (float(one) for one in re.findall(r"-?[\d.]+(?:e-?\d+)?", edge.path))
        middle_x, middle_y = (ax + 2 * cx + bx) / 4, (ay + 2 * cy + by) / 4
        assert all(hypot(middle_x - node.x, middle_y - node.y) > 11 + 2 for node in drawn.nodes), edge.title
        assert x < middle_x < x + width
        assert y < middle_y < y + height


def test_the_places_of_a_text_are_shown_where_they_are_in_it(found: FoundPage, shelf: Path) -> None:
    raw = (shelf / "ferry.txt").read_text(encoding="utf-8")
    lanes = {lane.path: lane for lane in found.lanes}
    assert set(lanes) == {"anselm.txt", "renamed.txt", "miller.txt", "tanner <b>.txt"}
    (proverb,) = lanes["miller.txt"].places
    assert raw[round(proverb.first * len(raw)) :].startswith("Whoever lends his boat")
    passage = next(one for one in found.passages if one.number == proverb.passage)
    assert passage.b.path == "miller.txt"
    assert "swim to his own wedding" in "".join(piece.text for piece in passage.a.pieces)
    for lane in found.lanes:
        for place in lane.places:
            assert 0 <= place.first < place.last <= 1


def test_a_text_that_nobody_knows_has_a_page(shelf: Path, tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text(patter(60), encoding="utf-8")
    page = found_page(find(tmp_path / "mine.txt", archive=shelf / "archive"), "mine.txt", archive=shelf / "archive")
    assert page.lanes == ()
    assert "lives on in this archive" in render_found(page)


def test_a_page_is_whole_escaped_and_runs_nothing(reused: ReusePage, canon: LinesPage, found: FoundPage) -> None:
    for page in (render_reuse(reused), render_lines(canon), render_found(found)):
        assert "<script" not in page
        assert "https:" not in page
        policy = re.search(r'http-equiv="Content-Security-Policy" content="([^"]*)"', page)
        assert policy is not None
        assert "default-src &#39;none&#39;" in policy[1]
        assert "script-src" not in policy[1]
        ids = re.findall(r' id="([^"]+)"', page)
        assert len(ids) == len(set(ids))
        assert set(re.findall(r' href="#([^"]+)"', page)) <= set(ids)
    assert "tanner &lt;b&gt;.txt" in render_reuse(reused)


def test_pictures_are_well_formed(reused: ReusePage, canon: LinesPage) -> None:
    for page in (render_reuse(reused), render_lines(canon)):
        pictures = re.findall(r"<svg.*?</svg>", page, re.DOTALL)
        assert pictures
        for picture in pictures:
            ElementTree.fromstring(picture)


def test_without_text_a_page_quotes_first_words_only(shelf: Path) -> None:
    page = reuse_page(library.reuse(shelf / "archive"), quoting=True)
    for passage in page.passages:
        for side in (passage.a, passage.b):
            assert len("".join(piece.text for piece in side.pieces)) <= 40
    assert "icicles on his beard" not in render_reuse(page)
    found = lines(shelf / "canon.fountain", archive=shelf / "archive")
    quoted = lines_page(found, "canon.fountain", archive=shelf / "archive", quoting=True)
    assert all(len(line.text) <= 40 and not line.drifts for line in quoted.lines)
    assert "complaining to the" not in render_lines(quoted)


def test_lines_show_how_they_drift_and_where_they_are(canon: LinesPage) -> None:
    fish = next(line for line in canon.lines if "thawed" in line.text)
    assert (fish.works, fish.verbatim, fish.use_count) == (2, 1, 2)
    assert {use.path for use in fish.uses} == {"fish.txt", "canal.txt"}
    (drift,) = fish.drifts
    assert [piece.text for piece in drift.pieces if piece.mark == "changed"] == ["canal"]
    assert {reader.path for reader in canon.readers} >= {"fish.txt", "canal.txt"}


def test_the_strip_covers_the_canon_and_the_most_quoted_stand_highest(canon: LinesPage) -> None:
    borders = [(stripe.first, stripe.last) for stripe in canon.strip]
    assert borders[0][0] == 1
    assert borders[-1][1] == canon.line_count
    assert all(one[1] + 1 == other[0] for one, other in pairwise(borders))
    drawn = strip(canon)
    best = max(drawn.bars, key=lambda bar: bar.height)
    assert f"Line {canon.lines[0].number}:" in best.title
    assert best.step == 4
    assert {mark.number for mark in drawn.marks} <= {line.number for line in canon.lines}


def test_an_archive_without_anything_in_common_has_a_page(tmp_path: Path) -> None:
    (tmp_path / "texts").mkdir()
    (tmp_path / "texts" / "one.txt").write_text(patter(70), encoding="utf-8")
    (tmp_path / "canon.fountain").write_text(FERRY_CANON, encoding="utf-8")
    index([tmp_path / "texts"], archive=tmp_path / "archive")
    assert "No two of these texts" in render_reuse(reuse_page(library.reuse(tmp_path / "archive")))
    found = lines(tmp_path / "canon.fountain", archive=tmp_path / "archive")
    page = lines_page(found, "canon.fountain", archive=tmp_path / "archive")
    assert "No line of it lives on" in render_lines(page)
    assert strip(replace(page, strip=())).bars == ()


WORDY = st.lists(st.sampled_from(["ferry", "ice", "Ice,", "soup", "lid"]), max_size=12).map(" ".join)


@given(WORDY, WORDY)
def test_each_side_of_a_passage_keeps_its_own_words(one: str, other: str) -> None:
    a, b, cut = differing(one, other, 100)
    assert not cut
    for text, pieces in ((one, a), (other, b)):
        assert "".join(piece.text for piece in pieces) == text
    same, its_same = (
        re.findall(r"\w+", " ".join(piece.text.casefold() for piece in side if piece.mark == "same")) for side in (a, b)
    )
    assert same == its_same


@given(WORDY)
def test_what_is_the_same_is_not_marked(text: str) -> None:
    a, b, _ = differing(text, text, 100)
    assert a == b
    assert {piece.mark for piece in a} <= {"same"}


def test_a_long_passage_is_cut_at_its_words() -> None:
    a, b, cut = differing("ferry " * 300, "ferry " * 300, 50)
    assert cut
    assert a == b == (Piece("ferry " * 50 + "…"),)


def test_the_commands_write_pages_and_tables(shelf: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    archive, script, text = (str(shelf / name) for name in ("archive", "canon.fountain", "ferry.txt"))
    for command, key in (
        (["reuse"], "a"),
        (["reuse", "--clusters"], "cluster"),
        (["lines", script], "line"),
        (["find", text], "ab"),
    ):
        table, rows, page = (tmp_path / f"{len(command)}{key}.{end}" for end in ("parquet", "jsonl", "html"))
        asked = [*command, "--archive", archive, "-q", "--parquet", str(table), "--jsonl", str(rows)]
        for _ in range(2):  # what Retold wrote it writes over
            assert run([*asked, "--report", str(page)]) == 0
        told = [json.loads(line) for line in rows.read_text(encoding="utf-8").splitlines()]
        assert told
        assert key in told[0]
        assert pq.read_table(table).to_pylist() == told
        assert page.read_text(encoding="utf-8").startswith("<!doctype html>")
    pq.write_table(pq.read_table(tmp_path / "1a.parquet").replace_schema_metadata(None), tmp_path / "own.parquet")
    assert run(["reuse", "--archive", archive, "--parquet", str(tmp_path / "own.parquet")]) == 2
    assert "--force" in capsys.readouterr().err
    assert run(["reuse", "--archive", archive, "--jsonl", "-", "--report", "-"]) == 2
