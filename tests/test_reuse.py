"""What texts of an archive share, from files to rows and to what a person reads: the same on every engine."""

from __future__ import annotations

import json
import random
from collections.abc import Mapping
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from retold import indexing, library
from retold.archive import shared
from retold.archive.groups import clusters_of, families_of
from retold.archive.reuse import Sharing
from retold.cli import cli, run
from retold.engines import Engine
from retold.errors import OptionError

LITTLE = 600_000_000  # bytes

SCENE = (
    "The ferryman set his lantern on the mooring post and waited until the seventh wagon had rolled aboard. Nobody "
    "paid him, and then Odile least of all, who had sold her mother’s spectacles that morning to the apothecary. "
    "“Cast off,” she told Barnaby quietly, “before the magistrate remembers where we sleep.” So Odile watched the far "
    "bank, while Barnaby counted what was left of the money; then Odile laughed, because Barnaby had lost count again. "
    "The river took them without a murmur."
)
SYLLABLES = (
    "ba",
    "do",
    "fen",
    "gri",
    "hul",
    "jost",
    "kam",
    "lir",
    "mon",
    "nup",
    "quo",
    "ras",
    "sil",
    "tav",
    "urd",
    "vek",
)


def babble(seed: int, words: int = 300) -> str:
    """A text that shares nothing with any other."""
    draw = random.Random(seed)
    spoken = ["".join(draw.choices(SYLLABLES, k=draw.randint(2, 4))) for _ in range(words)]
    return " ".join(word + ("." if at % 9 == 8 else "") for at, word in enumerate(spoken))


def shelf(folder: Path, texts: Mapping[str, str]) -> Path:
    """An archive of some texts, by path."""
    for name, text in texts.items():
        place = folder / "texts" / name
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(text, encoding="utf-8")
    indexing.index([str(folder / "texts")], archive=folder / "archive")
    return folder / "archive"


def renamed(text: str) -> str:
    return text.replace("Odile", "Brona").replace("Barnaby", "Wystan")


TEXTS = {
    "copy.txt": f"{babble(1)} {SCENE} {babble(2)}",
    "quote.txt": f"{babble(3)} {SCENE[:215]} {babble(4)}",
    "first.txt": f"by Nora Quill\n\n{SCENE}",
    "renamed.txt": renamed(SCENE),
    "stranger.txt": babble(5),
}


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return shelf(tmp_path_factory.mktemp("shelf"), TEXTS)


def test_spans_read_back_from_the_files(archive: Path, engine: Engine | None) -> None:
    rows = library.reuse(archive, engine=engine).shares.rows
    assert rows
    for row in rows:
        one, other = TEXTS[row.a][row.ab : row.ae], TEXTS[row.b][row.bb : row.be]
        assert renamed(one) == renamed(other)
        assert "ferryman" in one
        assert row.e_value < 1e-9
    assert not any("stranger.txt" in (row.a, row.b) for row in rows)


def test_texts_that_share_no_more_than_a_turn_of_phrase_share_no_passage(tmp_path: Path, engine: Engine | None) -> None:
    def asking(seed: int) -> str:
        turns = [f"what do you mean by that {babble(seed + at, 6)}" for at in (1, 2)]
        return " ".join([babble(seed, 60), *turns, babble(seed + 3, 60)])

    archive = shelf(tmp_path, {"one.txt": asking(100), "other.txt": asking(200)})
    assert library.reuse(archive, engine=engine).shares.rows == ()


def test_it_says_what_texts_are_to_one_another(archive: Path, engine: Engine | None) -> None:
    pairs = {(pair.a, pair.b): pair for pair in library.reuse(archive, engine=engine).shares.pairs}
    verdicts = {key: pair.verdict for key, pair in pairs.items()}
    assert verdicts["first.txt", "renamed.txt"] == "repost with names changed"
    assert verdicts["copy.txt", "first.txt"] == "repost"
    assert verdicts["copy.txt", "quote.txt"] == "quotes"
    assert set(pairs["first.txt", "renamed.txt"].names) == {("Odile", "Brona"), ("Barnaby", "Wystan")}


def test_rows_are_the_same_on_every_engine_and_within_little_memory(
    archive: Path, engine: Engine | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    arrays = library.reuse(archive).shares
    assert library.reuse(archive, engine=engine).shares == arrays
    monkeypatch.setattr(shared, "ROW", LITTLE)  # no memory has room for so much
    assert library.reuse(archive, engine=engine, memory=LITTLE).shares == arrays


def test_what_is_no_longer_current_is_on_no_engine(tmp_path: Path, engine: Engine | None) -> None:
    shelf(tmp_path, {"one.txt": SCENE, "two.txt": renamed(SCENE), "three.txt": babble(3), "four.txt": SCENE})
    grown = shelf(tmp_path, {"one.txt": f"{babble(1)} {SCENE}", "four.txt": babble(4)})
    found = library.reuse(grown, engine=engine).shares
    assert [(pair.a, pair.b, pair.verdict) for pair in found.pairs] == [
        ("one.txt", "two.txt", "repost with names changed")
    ]
    assert found == library.reuse(grown).shares


def test_what_a_text_repeats_is_the_same_on_every_engine(tmp_path: Path, engine: Engine | None) -> None:
    refrain = SCENE[:260]
    texts = {f"{number}.txt": " ".join([babble(number), refrain] * (3 * number)) for number in range(1, 5)}
    grown = shelf(tmp_path, texts)
    found = library.reuse(grown, engine=engine).shares
    assert len(found.pairs) == 6
    assert found == library.reuse(grown).shares


def test_too_little_memory_is_said_in_one_line(archive: Path) -> None:
    for engine, least in ((None, 321), ("duckdb", 571)):
        with pytest.raises(OptionError, match=f"at least {least} MB are needed for this archive, not 300"):
            library.reuse(archive, engine=engine, memory=300_000_000)  # type: ignore[arg-type]


@given(st.permutations(sorted(TEXTS)), st.integers(1, 3))
@settings(max_examples=5, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_the_order_of_indexing_and_the_number_of_runs_do_not_matter(
    tmp_path_factory: pytest.TempPathFactory, archive: Path, order: list[str], runs: int
) -> None:
    folder = tmp_path_factory.mktemp("again")
    for at in range(runs):
        grown = shelf(folder, {name: TEXTS[name] for name in order[at::runs]})
    assert library.reuse(grown).shares == library.reuse(archive).shares


def test_what_very_many_have_is_counted_and_not_reported(tmp_path: Path, engine: Engine | None) -> None:
    footer = "Thus ends what the lighthouse keepers of the northern harbour told one another while the paraffin lasted."
    texts = {f"{number:02}.txt": f"{babble(number)}\n\n{footer}\n" for number in range(50)}
    shares = library.reuse(shelf(tmp_path, texts), engine=engine).shares
    assert shares.rows == ()
    assert shares.left_out >= 49
    assert shares.common[0].texts >= 50 - 1


def test_a_line_that_very_many_quote_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    line = "Whoever lends his boat to a bishop shall swim to his own wedding and be late for it as well."
    folder = shelf(tmp_path, {f"{seed}.txt": f"{babble(seed)}\n\n{line}\n\n{babble(100 + seed)}" for seed in range(12)})
    assert run(["reuse", "--archive", str(folder)]) == 0
    said = capsys.readouterr().out
    assert "0 shared passages" in said
    assert "12 texts" in said.split("What many texts have")[1]
    assert line[:50] in said


def test_many_copies_of_one_work_make_no_explosion(tmp_path: Path, engine: Engine | None) -> None:
    work = babble(1, 400)
    texts = {f"{number:02}.txt": f"{babble(number + 7, 20)} {work}" for number in range(50)}
    found = library.reuse(shelf(tmp_path, texts), engine=engine)
    assert len(found.shares.pairs) == 49
    assert {pair.verdict for pair in found.shares.pairs} == {"repost"}
    assert [len(family) for family in found.families] == [50]
    assert [cluster.texts for cluster in clusters_of(found.shares.rows)] == [50]


def test_a_family_hangs_from_its_earliest_work() -> None:
    def repost(a: str, b: str, bits: float) -> Sharing:
        return Sharing(a, b, "repost", 0.9, 0.8, 3, bits)

    pairs = [repost("a", "b", 900.0), repost("b", "c", 800.0), repost("a", "c", 700.0), repost("x", "y", 600.0)]
    dates = {"a": "2012-05-01", "b": "2009-01-30", "c": "2015"}
    (first, later, last), others = families_of(pairs, {path: (date, None, 0) for path, date in dates.items()})
    assert (first.path, first.first, first.parent) == ("b", True, None)
    assert (later.path, later.parent, later.share) == ("a", "b", 0.9)
    assert (last.path, last.parent) == ("c", "b")
    assert [(member.path, member.first) for member in others] == [("x", False), ("y", False)]


def hanging(pairs: list[tuple[str, str, float, float]], **facts: tuple[str | None, int]) -> list[dict[str, str | None]]:
    """From which work each hangs, family by family; by two works and the shares of them, and by dates and words."""
    shared = [Sharing(a, b, "repost", share_a, share_b, 3, 500.0) for a, b, share_a, share_b in pairs]
    about = {path: (date, None, words) for path, (date, words) in facts.items()}
    return [{one.path: one.parent for one in family} for family in families_of(shared, about)]


def test_a_patchwork_does_not_make_its_sources_one_family() -> None:
    halves = [("novel", "patchwork", 0.5, 0.5), ("other", "patchwork", 0.5, 0.5)]
    assert hanging(halves, novel=(None, 1000), other=(None, 1000), patchwork=(None, 1000)) == [
        {"novel": None, "patchwork": "novel"}
    ]
    chapters = [("novel", "patchwork", 0.02, 0.45), ("other", "patchwork", 0.02, 0.55)]
    dated = {"novel": ("1890", 90_000), "other": ("1897", 90_000), "patchwork": ("2012-03-01", 3000)}
    assert hanging(chapters, **dated) == [{"other": None, "patchwork": "other"}]
    excerpt = [*chapters, ("patchwork", "excerpt", 0.1, 1.0), ("novel", "excerpt", 0.01, 0.9)]
    assert hanging(excerpt, **dated, excerpt=("2013", 300)) == [
        {"novel": None, "excerpt": "novel"}, {"other": None, "patchwork": "other"}
    ]  # fmt: skip


def test_a_work_within_a_larger_one_hangs_from_it_only_where_it_is_not_earlier() -> None:
    within = [("book", "story", 0.1, 1.0)]
    assert hanging(within, book=(None, 9000), story=(None, 900)) == [{"book": None, "story": "book"}]
    assert hanging(within, book=(None, 9000), story=("1899", 900)) == [{"book": None, "story": "book"}]
    assert hanging(within, book=("2001", 9000), story=("1899", 900)) == []


def test_nobody_is_first_where_dates_do_not_say_so() -> None:
    def firsts(*dates: str | None) -> list[bool]:
        paths = [f"{at}" for at in range(len(dates))]
        pairs = [Sharing(a, b, "repost", 0.9, 0.9, 3, 500.0) for a in paths for b in paths if a < b]
        (family,) = families_of(pairs, {path: (date, None, 10) for path, date in zip(paths, dates, strict=True)})
        return [one.first for one in family]

    assert firsts("2011", "2012", None) == [True, False, False]
    assert not any(firsts("2011-04-05", "2011-04-05"))
    assert not any(firsts("2011", "2011-04-05"))
    assert not any(firsts("2011", None))
    assert not any(firsts(None, None))


@given(
    st.dictionaries(
        st.tuples(st.sampled_from("abcdefg"), st.sampled_from("abcdefg")).filter(lambda two: two[0] < two[1]),
        st.tuples(st.sampled_from([0.1, 0.5, 0.8, 1.0]), st.sampled_from([0.1, 0.5, 0.8, 1.0])),
    ),
    st.fixed_dictionaries(
        {
            path: st.tuples(st.sampled_from([None, "2011", "2011-04-05", "2012"]), st.integers(1, 3))
            for path in "abcdefg"
        }
    ),
)
def test_families_are_trees_in_which_nobody_hangs_from_a_later_work(
    shares: dict[tuple[str, str], tuple[float, float]], facts: dict[str, tuple[str | None, int]]
) -> None:
    pairs = [Sharing(a, b, "repost", *both, 3, 500.0) for (a, b), both in shares.items()]
    families = families_of(pairs, {path: (date, None, words) for path, (date, words) in facts.items()})
    paths = [one.path for family in families for one in family]
    assert len(paths) == len(set(paths))
    assert families == families_of(pairs[::-1], {path: (date, None, words) for path, (date, words) in facts.items()})
    for root, *others in families:
        assert root.parent is None
        assert others
        above = {root.path: root.date}
        for one in others:
            assert one.parent in above
            assert one.share >= 0.5
            assert (above[one.parent] or "", one.date) not in {("2012", "2011"), ("2012", "2011-04-05")}
            above[one.path] = one.date


def test_copies_that_share_with_one_alone_are_one_family() -> None:
    star = [("0", f"{at}", 0.95, 0.95) for at in range(1, 9)]
    (family,) = hanging(star, **{f"{at}": (None, 1000 + at) for at in range(9)})
    assert len(family) == 9


def test_the_command_writes_rows_and_shows_people_what_they_mean(archive: Path, tmp_path: Path) -> None:
    out = tmp_path / "rows.jsonl"
    shown = CliRunner().invoke(cli, ["reuse", "--archive", str(archive), "--clusters"])
    assert shown.exit_code == 0, shown.output
    assert "repost with names changed" in shown.output
    assert "Odile → Brona" in shown.output
    assert "Reposts, and what each may come from" in shown.output
    assert CliRunner().invoke(cli, ["reuse", "--archive", str(archive), "--jsonl", str(out)]).exit_code == 0
    rows = [json.loads(line) for line in out.read_text("utf-8").splitlines()]
    assert [*rows[0]] == ["a", "ab", "ae", "b", "bb", "be", "score", "e_value", "kind"]
    assert {row["kind"] for row in rows} == {"quoted", "reposted"}


@pytest.mark.parametrize("size", ["much", "10MB", "-1GB", ""])
def test_a_size_that_is_none_is_refused(archive: Path, size: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["reuse", "--archive", str(archive), "--memory", size]) == 2
    assert "memory" in capsys.readouterr().err
