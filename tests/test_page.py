"""The page holds what a reader is shown, ready made."""

from __future__ import annotations

from dataclasses import replace

import build
import pytest

from retold.apparatus import Attested, Comparison, Counts, Locus, Reading, Scene, SourceWord, WordEdit
from retold.page import Page, Piece, Place, page
from retold.text import Chrome, Manner, OffsetMap, Span, Story


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
