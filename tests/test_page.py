"""The page holds what a reader is shown, ready made."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from pathlib import Path

import build
import pytest

from retold.apparatus import Attested, Comparison, Counts, Locus, Reading, Scene, SourceWord, WordEdit
from retold.cleaning import clean
from retold.page import Ghost, Page, Piece, Place, page
from retold.pipeline import compare
from retold.segmenting import segment
from retold.text import Chrome, Manner, OffsetMap, Span, Story, Witness
from retold.wording import one_line

EXAMPLES = Path(__file__).parents[1] / "examples"


@pytest.fixture
def shown() -> Page:
    return page(build.bakery())


def test_the_headline_says_who_tells_the_same(shown: Page) -> None:
    bakery = build.bakery()
    assert shown.headline == "3 of 4 texts tell the same scene"
    assert page(build.single()).headline == "One text, read by itself"
    two = replace(bakery, tellings=bakery.tellings[:2], relations=bakery.relations[:1], scenes=(), loci=(), source=())
    assert page(two).headline == "Both texts tell the same scene"
    strangers = replace(bakery, relations=(), scenes=(), loci=(), source=())
    assert page(strangers).headline == "None of the 4 texts shares a scene with another"
    assert page(replace(strangers, tellings=bakery.tellings[2:])).headline == "The two texts tell different scenes"


def test_rows_come_in_order_with_a_cell_for_every_column(shown: Page) -> None:
    [scene] = shown.scenes
    assert scene.sigla == ("A", "B", "C")
    assert [row.number for row in scene.rows] == list(range(1, 9))
    assert all(len(row.cells) == 3 for row in scene.rows)
    assert scene.rows[5].cells[1:] == (None, None)
    assert scene.rows[5].label == "only A"
    assert [row.speaker for row in scene.rows][:3] == ["Mira", None, "Oren"]


def test_words_that_differ_are_marked_and_the_rest_is_not(shown: Page) -> None:
    fifth = shown.scenes[0].rows[4]
    assert fifth.cells[1] is not None
    assert fifth.cells[1].pieces == (
        Piece("“Then "),
        Piece("go", "changed"),
        Piece(" home slowly, and mind the ice.”"),
    )
    assert fifth.cells[0] is not None
    assert fifth.cells[0].text == '"Then walk home slowly," … "And mind the ice."'


def test_words_that_are_missing_are_quoted_from_a_witness_that_has_them() -> None:
    texts = {"A": '"Mind the thin ice."', "B": '"Mind the ice."', "C": '"Mind, the ice thin."'}
    made = build.locus(
        1, "speech", "near", {s: [t] for s, t in texts.items()}, consensus="Mind the thin ice", texts=texts
    )
    bare = replace(
        build.bakery(),
        tellings=tuple(build.telling(s, t) for s, t in texts.items()),
        scenes=(Scene("s1", {s: (Span(0, len(t)),) for s, t in texts.items()}),),
        loci=(made,),
        source=(),
        relations=(),
    )
    a, b, _ = page(bare).scenes[0].rows[0].cells
    assert a is not None
    assert b is not None
    assert a.pieces == (Piece('"Mind the thin ice."'),)
    assert b.pieces == (Piece('"Mind the '), Piece("thin", "missing"), Piece(' ice."'))
    assert b.text == texts["B"]


def test_a_reworded_line_is_not_marked_all_over(shown: Page) -> None:
    cell = shown.scenes[0].rows[3].cells[2]
    assert cell is not None
    assert cell.pieces == (Piece('"There are no more trams tonight."'),)


def test_a_moved_reading_tells_where_it_stands(shown: Page) -> None:
    rows = shown.scenes[0].rows
    assert [cell.moved for cell in rows[3].cells if cell] == [None, Place(True, False, 1, "locus-l0001"), None]
    assert not [cell for row in rows if row.number != 4 for cell in row.cells if cell and cell.moved]


def test_forms_and_doubt_are_told(shown: Page) -> None:
    rows = shown.scenes[0].rows
    assert rows[0].cells[2] is not None
    assert rows[0].cells[2].form == "reported"
    assert [row.number for row in rows if row.unsure] == [2]


def test_another_speaker_than_the_rows_is_named() -> None:
    bakery = build.bakery()
    first, *others = bakery.loci
    readings = dict(first.readings)
    readings["B"] = replace(readings["B"], speaker="c2")
    cells = page(replace(bakery, loci=(replace(first, readings=readings), *others))).scenes[0].rows[0].cells
    assert [cell.speaker for cell in cells if cell] == [None, "Oren", None]


def test_the_scene_behind_them_offers_what_no_majority_decides(shown: Page) -> None:
    script = shown.scenes[0].script
    assert [(line.row, line.speaker) for line in script][:2] == [(1, "Mira"), (2, None)]
    assert [[(c.text, c.support) for c in stretch] for stretch in script[3].stretches] == [
        [("The last tram", ("A", "B"))],
        [("has", ("A",)), ("is", ("B",))],
        [("gone.", ("A", "B"))],
    ]
    assert script[1].unsure


def test_readings_that_agree_in_little_stand_whole() -> None:
    bakery = build.bakery()
    fourth = bakery.source[3]
    words = (
        SourceWord((Attested("The last tram has", ("A",)), Attested("There are no more trams", ("C",)))),
        SourceWord((Attested("gone.", ("A", "B")),)),
    )
    source = (*bakery.source[:3], replace(fourth, words=words))
    assert [(c.text, c.support) for c in page(replace(bakery, source=source)).scenes[0].script[3].stretches[0]] == [
        ('"The last tram has gone."', ("A",)),
        ("“The last tram is gone,”", ("B",)),
        ('"There are no more trams tonight."', ("C",)),
    ]


def test_texts_are_described_as_read(shown: Page) -> None:
    a, b, _, d = shown.texts
    assert (a.title, a.path, a.utterances, a.attributed) == ("The Lamp & the Ice", "tales/bakery.txt", 6, 5)
    assert a.chrome == (("votes", 1), ("note", 1))
    assert b.repairs == 2  # the apostrophe and the lost opening mark
    assert b.manner == "first person, past tense, told by Mira"
    assert a.counts == Counts(kept=6, added=1)
    assert [text.siglum for text in shown.apart] == [d.siglum] == ["D"]


def test_the_whole_text_is_there_with_chrome_and_speech_marked(shown: Page) -> None:
    whole = shown.texts[0].whole
    assert "".join(stretch.text for stretch in whole) == build.A
    assert [(s.label, s.text.strip()) for s in whole if s.kind == "chrome"] == [
        ("votes", "41 7 2"),
        ("note", "Thank you for reading!"),
    ]
    assert [s.label for s in whole if s.kind == "speech" and s.label][:2] == ["Mira", "Oren"]


def test_markup_that_is_neither_story_nor_chrome_is_not_shown() -> None:
    raw = "<p>Rain.</p><p>Snow.</p>"
    kept = [build.at(raw, "Rain."), build.at(raw, "Snow.")]
    made = build.telling("A", raw)
    story = Story("Rain.Snow.", OffsetMap.keeping(kept))
    bare = replace(build.single(raw), tellings=(replace(made, story=story),))
    assert "".join(s.text for s in page(bare).texts[0].whole) == "Rain.Snow."


def test_long_chrome_is_cut_and_counted() -> None:
    raw = "x" * 5000 + "\n\nThe story."
    made = build.telling("A", raw)
    story = Story("\n\nThe story.", OffsetMap(((0, 5000, 12),)), (Chrome(Span(0, 5000), "licence"),))
    [first, *_] = page(replace(build.single(raw), tellings=(replace(made, story=story),))).texts[0].whole
    assert first.text.endswith("… (4,400 characters more)")


def test_relations_speak_of_chance_and_point_to_rows(shown: Page) -> None:
    assert shown.verdicts[0].chance == "by chance about once in 10¹¹"
    assert shown.verdicts[0].evidence == ((3, "locus-l0003"), (5, "locus-l0005"), (8, "locus-l0008"))
    assert [v.same for v in shown.verdicts] == [True, True, False, True, False, False]


def test_people_are_listed_with_what_each_text_calls_them(shown: Page) -> None:
    assert shown.people[1].name == "Oren"
    assert shown.people[1].names == (("A", "Oren"), ("B", "Oren"), ("C", "Oren or the baker"))


def test_several_scenes_are_numbered_through() -> None:
    bakery = build.bakery()
    second = tuple(replace(locus, scene="s2", id=f"z{locus.id}") for locus in bakery.loci[:2])
    shown = page(replace(bakery, loci=bakery.loci + second))
    assert [scene.title for scene in shown.scenes] == ["Scene 1", "Scene 2"]
    assert [row.number for row in shown.scenes[1].rows] == [9, 10]


def test_edits_outside_their_reading_do_not_duplicate_words() -> None:
    raw = "One two three four."
    edits = (WordEdit("replace", Span(0, 1), Span(0, 9)), WordEdit("insert", Span(1, 1), Span(4, 19)))
    reading = Reading("A", (Span(4, 13),), "narration", None, edits)
    locus = Locus("l1", "s1", "narration", {"A": reading}, "near", (), None, None, 1.0)
    bare: Comparison = replace(build.single(raw), loci=(locus,))
    [cell] = page(bare).scenes[0].rows[0].cells
    assert cell is not None
    assert cell.text == "two three"


def test_strings_of_the_page_are_visible_text() -> None:
    raw = "\x1b[2JShe said \u202enothing.\n"
    made = build.telling("A", raw, path="a\x07b.txt", title="t\u200b", manner=Manner("past"))
    text = page(replace(build.single(raw), tellings=(made,))).texts[0]
    assert (text.path, text.title) == ("a⟨U+0007⟩b.txt", "t⟨U+200B⟩")
    assert text.whole[0].text == "⟨U+001B⟩[2JShe said ⟨U+202E⟩nothing.\n"


def test_a_moved_line_leaves_a_ghost_where_its_telling_has_it(shown: Page) -> None:
    assert shown.scenes[0].ghosts == (Ghost(1, 0, 4, 4, "“The last tram is gone,”"),)


def test_neighbouring_lines_that_moved_together_leave_one_ghost() -> None:
    names = [f"{name}{' again' * 20}"[:99] for name in ("one", "two", "three", "four", "five", "six")]
    raws = {"A": "\n".join(names), "B": "\n".join([*names[:1], *names[3:5], *names[1:3], *names[5:]])}
    loci = tuple(
        replace(
            build.locus(n, "narration", "verbatim", {s: [name] for s in raws}, consensus=name, texts=raws),
            moved=("B",) if name in names[3:5] else (),
        )
        for n, name in enumerate(names, 1)
    )
    made = replace(
        build.single(),
        tellings=tuple(build.telling(s, raw) for s, raw in raws.items()),
        scenes=(Scene("s1", {s: (Span(0, len(raw)),) for s, raw in raws.items()}),),
        loci=loci,
    )
    [scene] = page(made).scenes
    assert scene.ghosts == (Ghost(1, 1, 4, 5, one_line(names[3], 60)),)
    moved = [ribbon for ribbon in scene.ribbons if ribbon.moved]
    assert [(ribbon.first, ribbon.last) for ribbon in moved] == [(4, 5)]
    # In A the lines stand at 300/599 to 499/599 of the passage, in B at 100/599 to 299/599.
    assert [(r.above, r.below) for r in moved] == [((500, 834), (166, 500))]


def test_ribbons_take_together_what_runs_side_by_side(shown: Page) -> None:
    [scene] = shown.scenes
    for ribbon in scene.ribbons:
        assert 0 <= ribbon.above[0] < ribbon.above[1] <= 1000
        assert 0 <= ribbon.below[0] < ribbon.below[1] <= 1000
        rows = scene.rows[ribbon.first - 1 : ribbon.last]
        assert all(row.cells[ribbon.column] or row.cells[ribbon.column + 1] for row in rows)
    paired = {
        (column, row.number) for row in scene.rows for column in (0, 1) if row.cells[column] and row.cells[column + 1]
    }
    covered = {(r.column, n) for r in scene.ribbons for n in range(r.first, r.last + 1)}
    assert paired <= covered


def test_tags_stand_where_the_text_has_them_and_are_no_words_of_the_line() -> None:
    telling = segment(Witness("A", "a.txt", TAGGED, "utf-8", "0" * 64), clean(TAGGED))
    spoken = tuple(line.span for line in telling.lines if line.kind == "speech")
    reading = Reading("A", spoken, "speech", None, ())
    locus = Locus("l1", "s1", "speech", {"A": reading}, "single", (), None, None, 1.0)
    shown = page(replace(build.single(TAGGED), tellings=(telling,), loci=(locus,)))
    cell = shown.scenes[0].rows[0].cells[0]
    assert cell is not None
    assert cell.tagged == (
        Piece("“Mind the ice,” "),
        Piece("said Oren.", "tag"),
        Piece(" “And the step.”"),
    )
    assert cell.pieces[1] == Piece(" … ")
    assert "Oren" not in cell.text


TAGGED = "“Mind the ice,” said Oren. “And the step.”\n"


def test_words_said_are_counted_by_speaker_and_telling(shown: Page) -> None:
    shares = shown.scenes[0].shares
    assert shares[0].name in {"Mira", "Oren"}
    bakery = build.bakery()
    for column, siglum in enumerate("ABC"):
        lines = [line for line in bakery.telling(siglum).lines if line.kind == "speech"]
        assert sum(share.words[column] for share in shares) == sum(len(line.words) for line in lines)


def test_outcomes_of_the_rows_add_up_to_the_counts() -> None:
    found = compare([EXAMPLES / f"harbour-{which}.txt" for which in "ab"])
    [scene] = page(found).scenes
    for column, siglum in enumerate(scene.sigla):
        tally = Counter(row.outcomes[column] for row in scene.rows)
        counts = found.counts[siglum]
        assert [tally[o] for o in ("kept", "changed", "added", "dropped")] == [
            counts.kept, counts.changed, counts.added, counts.dropped,
        ]  # fmt: skip
        assert sum(row.cells[column] is not None and row.cells[column].moved is not None for row in scene.rows) == (
            counts.moved
        )


def test_every_stretch_of_a_whole_text_knows_its_row(shown: Page) -> None:
    for text, column in zip(shown.texts, (0, 1, 2), strict=False):
        for row in shown.scenes[0].rows:
            cell = row.cells[column]
            if cell is not None:
                words = "".join(s.text for s in text.whole if s.row == row.number)
                assert "".join(words.split()) == "".join(cell.text.replace(" … ", " ").split())


def test_a_quoting_page_keeps_the_beginning_of_each_line() -> None:
    quoting = page(build.bakery(), quoting=True)
    full = page(build.bakery())
    for short, long in zip(quoting.scenes[0].rows, full.scenes[0].rows, strict=True):
        assert short.outcomes == long.outcomes
        for one, other in zip(short.cells, long.cells, strict=True):
            if one is not None and other is not None:
                assert len(one.text) <= 40
                assert other.text.startswith(one.text.rstrip("…")) or "…" in other.text
    assert all(text.whole == () for text in quoting.texts)
