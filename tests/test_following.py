"""News of works that are followed: who reposts, quotes or retells them, from files in an archive to what is told."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner
from shelves import patter

from retold import follow, index, news
from retold.cli import cli

EXAMPLES = Path(__file__).parents[1] / "examples"
FOLLOWED = (EXAMPLES / "harbour-a.txt").read_text(encoding="utf-8")
RETELLING = (EXAMPLES / "harbour-b.txt").read_text(encoding="utf-8")
WORDS = FOLLOWED.split()
QUOTED = " ".join(WORDS[len(WORDS) // 2 : len(WORDS) // 2 + 40])
CAME = {
    "repost.txt": FOLLOWED.replace("Kerra", "Maud").replace("Isak", "Bertram"),
    "retelling.txt": RETELLING,
    "quoting.txt": f"{patter(1)}\n{QUOTED}\n\n{patter(2)}",
    "stranger.txt": patter(3),
}


@pytest.fixture
def shelf(tmp_path: Path) -> Path:
    """An archive with one followed text, a repost of it that was there before, and others that came since."""
    texts = tmp_path / "texts"
    texts.mkdir()
    (texts / "followed.txt").write_text(FOLLOWED, encoding="utf-8")
    (texts / "old-repost.txt").write_text(FOLLOWED.replace("Isak", "Osbert"), encoding="utf-8")
    for seed in range(10, 14):
        (texts / f"patter-{seed}.txt").write_text(patter(seed), encoding="utf-8")
    index([texts], archive=tmp_path / "archive")
    follow("followed.txt", archive=tmp_path / "archive")
    return tmp_path


def come(shelf: Path, *names: str) -> None:
    for name in names:
        (shelf / "texts" / name).write_text(CAME[name], encoding="utf-8")
    index([shelf / "texts"], archive=shelf / "archive")


def told(shelf: Path, since: str | None = None) -> set[tuple[str, str]]:
    items = news(archive=shelf / "archive", since=since)
    assert {item.of for item in items} <= {None, "followed.txt"}
    return {(item.kind, item.path) for item in items if item.of}


def test_what_came_is_held_against_followed_works(shelf: Path) -> None:
    come(shelf, *CAME)
    assert told(shelf) == {("reposted", "repost.txt"), ("retold", "retelling.txt"), ("quoted", "quoting.txt")}
    kinds = {(item.kind, item.path) for item in news(archive=shelf / "archive")}
    assert {("added", name) for name in CAME} <= kinds


def test_what_was_there_before_is_no_news(shelf: Path) -> None:
    come(shelf, "quoting.txt")
    come(shelf, "retelling.txt", "stranger.txt")
    assert told(shelf) == {("retold", "retelling.txt")}
    assert told(shelf, since="1") == {("retold", "retelling.txt"), ("quoted", "quoting.txt")}
    assert ("reposted", "old-repost.txt") in told(shelf, since="0")
    assert told(shelf, since="3") == set()


def test_a_text_that_changes_may_be_made_from_another_one_now(shelf: Path) -> None:
    come(shelf, "stranger.txt")
    (shelf / "texts" / "stranger.txt").write_text(CAME["quoting.txt"], encoding="utf-8")
    index([shelf / "texts"], archive=shelf / "archive")
    assert told(shelf) == {("quoted", "stranger.txt")}


def test_of_works_that_nobody_follows_nothing_is_told(shelf: Path) -> None:
    follow("followed.txt", archive=shelf / "archive", stop=True)
    come(shelf, *CAME)
    assert told(shelf) == set()


def test_a_work_is_not_made_from_its_own_parts(shelf: Path) -> None:
    for number in (1, 2):
        (shelf / "texts" / f"saga-chapter-{number}.txt").write_text(FOLLOWED + patter(30 + number), encoding="utf-8")
        index([shelf / "texts"], archive=shelf / "archive")
    follow("saga-chapter-1.txt", archive=shelf / "archive")
    items = news(archive=shelf / "archive")
    assert {(item.kind, item.of) for item in items if item.path == "saga-chapter-2.txt"} == {
        ("part", None),
        ("reposted", "followed.txt"),
    }


def test_people_and_programs_are_told(shelf: Path) -> None:
    come(shelf, "retelling.txt", "stranger.txt")
    rows, feed = shelf / "news.jsonl", shelf / "news.xml"
    asked = ["news", "--archive", str(shelf / "archive")]
    shown = CliRunner().invoke(cli, asked)
    assert shown.exit_code == 0
    assert any("retold" in line and "from followed.txt" in line for line in shown.output.splitlines())
    assert CliRunner().invoke(cli, [*asked, "--jsonl", str(rows), "--atom", str(feed)]).exit_code == 0
    made = [json.loads(row) for row in rows.read_text(encoding="utf-8").splitlines()]
    assert [(row["kind"], row["path"], row["of"]) for row in made if row["of"]] == [
        ("retold", "retelling.txt", "followed.txt")
    ]
    assert "from followed.txt" in feed.read_text(encoding="utf-8")


def test_the_same_news_is_told_twice_alike(shelf: Path) -> None:
    come(shelf, *CAME)
    assert news(archive=shelf / "archive") == news(archive=shelf / "archive")
