"""Which lines of a canon live on in an archive: own texts, from files to rows and to what a person reads."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner
from shelves import patter

from retold import index, lines
from retold.canons import Canon, CanonLine
from retold.cli import cli, run

CANON = """Title: The Lighthouse Keeper

INT. LAMP ROOM - NIGHT

MARGERY
Nobody ever apologised to a thunderstorm and kept his eyebrows.

TOBIAS
Don't.

MARGERY
What do you mean by that?

TOBIAS
Seven winters I polished brass for a drowned man's daughter, and never once asked her name.

MARGERY
I love you.

TOBIAS
The kettle is yours, the lamp is mine, and the weather belongs to the gulls.
"""
BRASS = "Seven winters I polished brass for a drowned man’s daughter, and never once asked her name"
CHANGED = "Eleven winters I polished brass for a drowned man’s widow, and never once asked her name"
ANYBODY = "What do you mean by that? I love you."
STORM = "Nobody ever apologised to a thunderstorm and kept his eyebrows"
TEXTS = {
    "verbatim.txt": f"{patter(1)}\n“{BRASS},” he said.\n\n{patter(2)}",
    "changed.txt": f"{patter(3)}\n“{CHANGED},” he said.\n\n{patter(4)}",
    "story-chapter-1.txt": f"{patter(5)}\n“{STORM}!”\n\n{patter(6)}",
    "story-chapter-2.txt": f"{patter(7)}\n“{STORM}!”\n\n“Don’t.” She laughed.\n\n{patter(8)}",
    **{
        f"other-{seed}.txt": f"{patter(seed)}\n“Don’t,” said she. “{ANYBODY}”\n\n{patter(seed + 50)}"
        for seed in range(10, 20)
    },
}


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("lines")
    (folder / "texts").mkdir()
    for name, text in TEXTS.items():
        (folder / "texts" / name).write_text(text, encoding="utf-8")
    (folder / "canon.fountain").write_text(CANON, encoding="utf-8")
    index([folder / "texts"], archive=folder / "archive")
    return folder


@pytest.fixture(scope="module")
def canon(shelf: Path) -> Canon:
    return lines(shelf / "canon.fountain", archive=shelf / "archive")


def line(canon: Canon, words: str) -> CanonLine:
    (found,) = [one for one in canon.lines if words in one.text]
    return found


def test_a_line_is_found_verbatim_and_changed(canon: Canon) -> None:
    brass = line(canon, "polished brass")
    assert {(use.doc, use.relation) for use in brass.uses} == {("verbatim.txt", "verbatim"), ("changed.txt", "near")}
    assert brass.works == 2
    by_doc = {use.doc: use for use in brass.uses}
    whole, part = by_doc["verbatim.txt"], by_doc["changed.txt"]
    assert TEXTS["verbatim.txt"][whole.start : whole.end] == BRASS
    assert "polished brass for a drowned" in TEXTS["changed.txt"][part.start : part.end]
    assert part.score < whole.score == 1.0


def test_a_changed_line_shows_which_words_are_others(canon: Canon) -> None:
    (variant,) = line(canon, "polished brass").variants
    assert [word for word, changed in variant.words if changed] == ["widow,"]
    assert variant.works == 1


def test_parts_of_one_work_count_once(canon: Canon) -> None:
    storm = line(canon, "thunderstorm")
    assert len(storm.uses) == 2
    assert storm.works == 1


def test_what_anybody_says_is_no_use_unless_its_neighbour_is_quoted_beside_it(canon: Canon) -> None:
    assert [use.doc for use in line(canon, "Don't").uses] == ["story-chapter-2.txt"]
    assert line(canon, "What do you mean").uses == ()
    assert line(canon, "I love you").uses == ()


def test_what_anybody_says_is_no_use_in_a_small_archive_either(shelf: Path, tmp_path: Path) -> None:
    (tmp_path / "texts").mkdir()
    for seed in (30, 31):
        said = f"{patter(seed)}\n“{ANYBODY}”\n\n{patter(seed + 50)}"
        (tmp_path / "texts" / f"{seed}.txt").write_text(said, encoding="utf-8")
    index([tmp_path / "texts"], archive=tmp_path / "archive")
    assert not any(one.uses for one in lines(shelf / "canon.fountain", archive=tmp_path / "archive").lines)


def test_a_famous_line_is_a_use_in_every_work_that_has_it(shelf: Path, tmp_path: Path) -> None:
    (tmp_path / "texts").mkdir()
    for seed in range(30, 42):
        said = f"{patter(seed)}\n“{STORM}!”\n\n{patter(seed + 50)}"
        (tmp_path / "texts" / f"{seed}.txt").write_text(said, encoding="utf-8")
    index([tmp_path / "texts"], archive=tmp_path / "archive")
    assert line(lines(shelf / "canon.fountain", archive=tmp_path / "archive"), "thunderstorm").works == 12


def test_a_use_ends_with_the_line_even_where_its_last_word_is_another(shelf: Path, tmp_path: Path) -> None:
    said = f"{BRASS.removesuffix('name')}age"
    (tmp_path / "texts").mkdir()
    text = f"{patter(1)}\n“{said},” he lied.\n\n{patter(2)}"
    (tmp_path / "texts" / "one.txt").write_text(text, encoding="utf-8")
    index([tmp_path / "texts"], archive=tmp_path / "archive")
    (use,) = line(lines(shelf / "canon.fountain", archive=tmp_path / "archive"), "polished brass").uses
    assert text[use.start : use.end] == said
    assert use.relation == "near"


def test_lines_know_their_speakers_and_places(canon: Canon) -> None:
    brass = line(canon, "polished brass")
    assert brass.speaker == "TOBIAS"
    assert CANON[brass.start : brass.end].startswith("Seven winters")
    assert [one.line for one in canon.lines] == list(range(len(canon.lines)))


def test_a_canon_in_the_archive_is_left_out(shelf: Path, tmp_path: Path) -> None:
    own = shelf / "texts" / "verbatim.txt"
    found = lines(own, archive=shelf / "archive")
    assert found.itself == "verbatim.txt"
    assert not any(use.doc == "verbatim.txt" for one in found.lines for use in one.uses)


def test_the_order_of_indexing_does_not_matter(shelf: Path, canon: Canon, tmp_path: Path) -> None:
    for name in sorted(TEXTS, reverse=True):
        (tmp_path / "texts").mkdir(exist_ok=True)
        (tmp_path / "texts" / name).write_text(TEXTS[name], encoding="utf-8")
        if name.startswith(("story", "changed", "other-15")):
            index([tmp_path / "texts"], archive=tmp_path / "archive")
    assert lines(shelf / "canon.fountain", archive=tmp_path / "archive") == canon


def test_the_command_shows_the_most_quoted_line_first_and_writes_all(shelf: Path, tmp_path: Path) -> None:
    script, archive = str(shelf / "canon.fountain"), str(shelf / "archive")
    shown = CliRunner().invoke(cli, ["lines", script, "--archive", archive, "--width", "120"])
    assert shown.exit_code == 0
    assert "live on in 3 of 13 works" in " ".join(shown.output.split())
    assert shown.output.index("polished brass") < shown.output.index("thunderstorm")
    assert "*widow,*" in shown.output
    out = tmp_path / "lines.jsonl"
    assert run(["lines", script, "--archive", archive, "--jsonl", str(out), "-q"]) == 0
    rows = [json.loads(row) for row in out.read_text(encoding="utf-8").splitlines()]
    assert all(list(row) == ["line", "start", "end", "speaker", "text", "works", "uses"] for row in rows)
    assert {tuple(use) for row in rows for use in row["uses"]} == {("doc", "start", "end", "score", "relation")}
