"""What a person sees in a terminal, at fixed widths and without colour; the expected texts stand in ``golden/``."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import build
import pytest
from rich.cells import cell_len
from rich.console import Console

from retold.apparatus import Comparison
from retold.inspection import show_telling
from retold.page import Cell, Piece, Row, SceneTable
from retold.terminal import NARROWEST, ROWS, TEXTS, VERDICTS, WORDINGS, _stacked, console, show

GOLDEN = Path(__file__).parent / "golden"


def shown(comparison: Comparison, width: int, view: Callable[..., None] = show, **more: str) -> str:
    """What the view prints without colour, the blanks at line ends taken off."""
    out = io.StringIO()
    view(comparison, console(out, width=width), **more)
    return "".join(f"{line.rstrip()}\n" for line in out.getvalue().splitlines())


@pytest.mark.parametrize(("name", "width"), [("compare-100", 100), ("compare-50", 50)])
def test_a_comparison(name: str, width: int) -> None:
    expected = (GOLDEN / f"{name}.txt").read_text(encoding="utf-8")
    assert shown(build.bakery(), width, report="retold-report.html") == expected


def test_an_inspection() -> None:
    assert shown(build.single(), 90, show_telling) == (GOLDEN / "inspect-90.txt").read_text(encoding="utf-8")


@pytest.mark.parametrize("width", [20, 37, 59, 60, 79, 80, 200])
@pytest.mark.parametrize("view", [show, show_telling])
def test_no_line_is_wider_than_the_terminal(width: int, view: Callable[..., None]) -> None:
    for line in shown(build.bakery(), width, view).splitlines():
        assert cell_len(line) <= max(width, NARROWEST)


@pytest.mark.parametrize("view", [show, show_telling])
def test_what_is_piped_has_no_blanks_at_its_line_ends(view: Callable[..., None]) -> None:
    out = io.StringIO()
    view(build.bakery(), console(out, width=100))
    assert [line for line in out.getvalue().splitlines() if line.endswith(" ")] == []


def test_words_stay_whole_however_narrow_the_terminal() -> None:
    assert {"utterances,", "speaker;"} <= set(shown(build.bakery(), 20).split())
    assert shown(build.bakery(), 20) == shown(build.bakery(), NARROWEST)


def test_nothing_is_lost_in_narrow_columns() -> None:
    words = re.sub(r"[^\w]+", "", shown(build.bakery(), 34))
    for telling in build.bakery().tellings[:3]:
        for utterance in telling.utterances:
            assert re.sub(r"[^\w]+", "", telling.read(utterance.span)) in words


def test_five_texts_stand_under_one_another_and_share_what_they_share() -> None:
    bakery = build.bakery()
    extra = tuple(replace(bakery.tellings[0], witness=replace(bakery.tellings[0].witness, siglum=s)) for s in "EF")
    loci = tuple(
        replace(locus, readings={**locus.readings, **{s: locus.readings["A"] for s in "EF" if "A" in locus.readings}})
        for locus in bakery.loci
    )
    text = shown(replace(bakery, tellings=(*bakery.tellings, *extra), loci=loci), 200)
    assert '\n  A E F  "You kept the shop open,"\n' in text
    assert "\n  B  “Then *go* home slowly, and mind the ice.”\n" in text


def test_a_terminal_gets_colour_and_a_pipe_gets_marks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("NO_COLOR", raising=False)
    out = io.StringIO()
    show(build.bakery(), Console(file=out, width=100, force_terminal=True, color_system="standard", highlight=False))
    assert re.search(r"\x1b\[[0-9;]*4[0-9;]*mgo\x1b\[0m", out.getvalue())  # 4 is underline
    assert "*go*" not in out.getvalue()
    assert "*go*" in shown(build.bakery(), 100)
    assert "\x1b" not in shown(build.bakery(), 100)


def test_no_color_means_none_even_on_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    class Screen(io.StringIO):
        def isatty(self) -> bool:
            return True

    monkeypatch.setenv("NO_COLOR", "1")
    monkeypatch.setenv("TERM", "xterm-256color")
    out = Screen()
    show(build.bakery(), console(out, width=100))
    assert "\x1b" not in out.getvalue()
    assert "*go*" in out.getvalue()
    monkeypatch.delenv("NO_COLOR")
    out = Screen()
    show(build.bakery(), console(out, width=100))
    assert "\x1b" in out.getvalue()


def test_texts_cannot_steer_the_terminal() -> None:
    raw = 'She read:\x1b]0;owned\x07 \x9b2J\n\n"[bold red]\x1b[31mNo\u202e[/]," said Ann\x08.\n'
    said = build.utterance("A", 0, raw, '"[bold red]\x1b[31mNo\u202e[/],"', "A.1", 0.9, "tag", "said Ann\x08")
    made = build.telling(
        "A", raw, path="\x1b[2Ja.txt", title="\x1bc", chrome={"She read:\x1b]0;": "no\x1bte"}, said=[said]
    )
    text = shown(replace(build.single(raw), tellings=(made,)), 100, show_telling)
    assert all(character.isprintable() or character == "\n" for character in text)
    assert '"[bold red]⟨U+001B⟩[31mNo⟨U+202E⟩[/],"' in re.sub(r"\n\s*", "", text)


def test_sentences_that_one_text_has_alone_are_taken_together() -> None:
    raw = "It rained. It snowed. It froze. It thawed."
    single = build.single(raw)
    sentences = ["It rained.", "It snowed.", "It froze.", "It thawed."]
    loci = tuple(
        build.locus(n, "narration", "single", {"A": [s]}, consensus=s, texts={"A": raw})
        for n, s in enumerate(sentences, 1)
    )
    text = shown(replace(single, loci=loci), 80)
    assert "1–4 only A\n" in text
    assert "It rained. [+3 sentences]" in text
    assert "snowed" not in text


def test_a_novel_does_not_flood_the_terminal() -> None:
    raw = "\n\n".join(f'"Line {n} of many."' for n in range(ROWS + 40))
    loci = tuple(
        build.locus(n, "speech", "single", {"A": [f'"Line {n} of many."']}, consensus="Line", texts={"A": raw})
        for n in range(ROWS + 40)
    )
    text = shown(replace(build.single(raw), loci=loci), 80)
    assert f"Line {ROWS - 1} of" in text
    assert f"Line {ROWS} of" not in text
    assert "… and 40 more rows, in the report and the JSON" in text


def test_many_strangers_are_counted_not_listed() -> None:
    bakery = build.bakery()
    strangers = tuple(replace(bakery.relations[2], summary=f"Pair {n} differs.") for n in range(50))
    text = shown(replace(bakery, relations=bakery.relations[:2] + strangers), 100)
    assert "Pair 9 differs." in text
    assert "Pair 10 differs." not in text
    assert "≠ 40 more pairs that tell different things" in text


def many(pairs: int, same: bool) -> Comparison:
    """The bakery with this many pairs of texts, each of which tells the same scene or does not."""
    found = build.bakery()
    relation = found.relations[0]
    sigla = [(a, b) for b in range(100) for a in range(b)][:pairs]
    more = (replace(relation, a=f"T{a}", b=f"T{b}", same_scene=same, summary=f"T{a}, T{b}.") for a, b in sigla)
    return replace(found, relations=tuple(more))


def test_of_very_many_pairs_a_few_get_a_sentence_and_all_of_them_one() -> None:
    out = shown(many(45, same=True), 100)
    assert "= T0, T1, T2, T3, T4, T5 … (10 texts) tell one scene." in out
    assert sum(line.startswith("= T") and line.endswith(".") for line in out.splitlines()) == 1 + VERDICTS
    assert f"= {45 - VERDICTS} more pairs, in the report and the JSON" in out
    assert "tell one scene" not in shown(many(VERDICTS, same=True), 100)


def test_texts_that_hang_together_by_some_pairs_only_are_not_said_to_tell_one_scene() -> None:
    assert "T0, T1, T2, T3, T4, T5 … (7 texts) share scenes, 20 pairs of them." in shown(many(20, same=True), 100)


def strangers(count: int) -> Comparison:
    """Three tellings of one scene, and texts that have nothing to do with them or each other."""
    found = build.bakery()
    *telling, alone = found.tellings
    others = [replace(alone, witness=replace(alone.witness, siglum=f"S{n}", path=f"s{n}.txt")) for n in range(count)]
    last = found.relations[-1]
    apart = [replace(last, a=t.siglum, b=s.siglum, summary=f"{s.siglum}!") for t in telling for s in others]
    same = [relation for relation in found.relations if relation.same_scene]
    return replace(found, tellings=(*telling, *others), relations=(*same, *apart))


def test_of_a_folder_of_many_those_are_shown_that_share_a_scene() -> None:
    out = shown(strangers(TEXTS - 2), 100)
    assert f"{TEXTS - 2} more texts with no scene in common with any other" in out
    assert not re.search(r"\bs\d+\.txt|S\d+!", out)
    assert f"≠ {3 * (TEXTS - 2)} more pairs that tell different things" in out
    few = shown(strangers(TEXTS - 3), 100)
    assert len(set(re.findall(r"\bs\d+\.txt", few))) == TEXTS - 3
    assert "S0!" in few


def test_many_pairs_of_strangers_are_counted() -> None:
    assert f"≠ {45 - VERDICTS} more pairs that tell different things" in shown(many(45, same=False), 100)


def test_a_row_of_many_wordings_shows_those_of_most_texts() -> None:
    sigla = [f"T{at}" for at in range(12)]
    cells = tuple(
        Cell(siglum, (Piece("Come in." if at < 5 else f"Come in, {siglum}."),), "speech", None, None)
        for at, siglum in enumerate(sigla)
    )
    row = Row("locus-1", 1, "speech", "Nell", "near", "near", cells, 1.0, False)
    out = io.StringIO()
    console(out, width=80).print(_stacked(SceneTable("s", "Scene", tuple(sigla), (row,), ()), coloured=False))
    assert out.getvalue().split("\n")[1].split() == ["T0", "T1", "T2", "T3", "T4", "Come", "in."]
    assert f"… and {8 - WORDINGS} other wordings" in out.getvalue()
