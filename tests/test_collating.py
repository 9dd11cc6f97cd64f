"""Rows out of links: what belongs together, in whose order, with whose words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from hashlib import sha256

import pytest

from retold.apparatus import Link, Locus
from retold.collating import collate, lines_within
from retold.segmenting import segment
from retold.text import OffsetMap, Span, Story, Telling, Witness

WELL = '"Who let the bucket down the well?" asked Tamsin. "It was full this morning."\n"Not me."\n"Then haul it up."'
WELL_AGAIN = '"Who let that bucket down the well? It was full this morning."\n"It was not me."\n"Then haul it up."'


def telling(siglum: str, text: str) -> Telling:
    witness = Witness(siglum, f"{siglum}.txt", text, "utf-8", sha256(text.encode()).hexdigest())
    return segment(witness, Story(text, OffsetMap.identity(len(text))))


def whole(telling: Telling) -> Span:
    return Span(0, len(telling.witness.raw))


def rows(texts: Mapping[str, str], links: Mapping[tuple[str, str], Sequence[Link]]) -> tuple[Locus, ...]:
    """The loci of whole texts; `links` count the lines that are not tags."""
    tellings = {siglum: telling(siglum, text) for siglum, text in texts.items()}
    lines = {siglum: lines_within(one, [whole(one)]) for siglum, one in tellings.items()}
    told = {siglum: [line for line in own if line.kind != "tag"] for siglum, own in lines.items()}
    placed = {
        (a, b): [
            replace(link, a=tuple(told[a][i].index for i in link.a), b=tuple(told[b][j].index for j in link.b))
            for link in found
        ]
        for (a, b), found in links.items()
    }
    return collate(tellings, placed, "s1", lines)


def words(locus: Locus, siglum: str, texts: Mapping[str, str]) -> list[str]:
    return [span.of(texts[siglum]) for span in locus.readings[siglum].spans]


def same(a: int, b: int, *, sure: float = 0.9) -> Link:
    return Link((a,), (b,), 0.9, sure)


def three(*, a: str = "ABC", b: str = "ABC", c: str = "ABC") -> dict[str, str]:
    """Texts of one line a letter."""
    said = {"A": '"Bring the ladder."', "B": '"The moon is in the well."', "C": '"Leave it there till morning."'}
    return {"a": "\n".join(said[x] for x in a), "b": "\n".join(said[x] for x in b), "c": "\n".join(said[x] for x in c)}


def test_a_split_turn_is_one_reading_without_the_tag_inside() -> None:
    texts = {"A": WELL, "B": WELL_AGAIN}
    first = rows(texts, {("A", "B"): [Link((0, 1), (0,), 0.9, 0.9), same(2, 1), same(3, 2)]})[0]
    assert words(first, "A", texts) == ['"Who let the bucket down the well?"', '"It was full this morning."']
    assert first.kind == "speech"


def test_no_word_edit_reaches_over_what_is_no_part_of_the_reading() -> None:
    texts = {"A": WELL, "B": WELL_AGAIN}
    first = rows(texts, {("A", "B"): [Link((0, 1), (0,), 0.9, 0.9)]})[0]
    reading = first.readings["A"]
    for edit in reading.words:
        assert any(span.overlap(edit.raw) == len(edit.raw) for span in reading.spans)
    assert [edit.raw.of(WELL) for edit in reading.words if edit.kind == "equal"] == [
        "Who let", "bucket down the well", "It was full this morning",
    ]  # fmt: skip


def test_every_line_is_somewhere_once_and_tags_nowhere() -> None:
    texts = {"A": WELL, "B": WELL_AGAIN}
    found = rows(texts, {("A", "B"): [same(2, 1)]})
    assert sum(len(words(locus, "A", texts)) for locus in found if "A" in locus.readings) == 4
    assert not any("asked Tamsin" in text for locus in found for s in locus.readings for text in words(locus, s, texts))


def test_links_over_a_third_telling_join_one_row() -> None:
    texts = three()
    found = rows(texts, {("a", "b"): [same(0, 0)], ("b", "c"): [same(0, 0)], ("a", "c"): []})
    assert [sorted(locus.readings) for locus in found if len(locus.readings) > 1] == [["a", "b", "c"]]


def test_the_surer_link_wins_where_two_would_make_a_row_too_wide() -> None:
    lines = [f'"Line number {number}."' for number in ("one", "two", "three", "four", "five")]
    texts = {"A": "\n".join(lines), "B": '"Line number."'}
    wide, narrow = Link((0, 1, 2), (0,), 0.9, 0.6), Link((3, 4), (0,), 0.9, 0.8)
    found = rows(texts, {("A", "B"): [wide, narrow]})
    both = [locus for locus in found if len(locus.readings) == 2]
    assert [words(locus, "A", texts) for locus in both] == [lines[3:]]


def test_rows_follow_the_order_of_most_tellings_and_the_other_has_moved() -> None:
    texts = three(c="BCA")
    diagonal = [same(at, at) for at in range(3)]
    to_c = [same(0, 2), same(1, 0), same(2, 1)]
    found = rows(texts, {("a", "b"): diagonal, ("a", "c"): to_c, ("b", "c"): to_c})
    assert [words(locus, "a", texts)[0][1:4] for locus in found] == ["Bri", "The", "Lea"]
    assert [locus.moved for locus in found] == [("c",), (), ()]
    assert found[0].move is not None


def test_lines_that_moved_together_are_one_move() -> None:
    texts = three(c="CAB")
    diagonal = [same(at, at) for at in range(3)]
    found = rows(texts, {("a", "b"): diagonal, ("a", "c"): [same(0, 1), same(1, 2), same(2, 0)]})
    assert [locus.moved for locus in found] == [(), (), ("c",)]
    texts = {
        **three(),
        "c": '"Leave it there till morning."\n"Go home."\n"Bring the ladder."\n"The moon is in the well."',
    }
    texts |= {s: texts[s] + '\n"Go home."\n"Mind the step."\n"Good night."' for s in "ab"}
    texts["c"] += '\n"Mind the step."\n"Good night."'
    ab = [same(at, at) for at in range(6)]
    ac = [same(0, 2), same(1, 3), same(2, 0), same(3, 1), same(4, 4), same(5, 5)]
    found = rows(texts, {("a", "b"): ab, ("a", "c"): ac, ("b", "c"): ac})
    moves = [locus.move for locus in found if locus.moved]
    assert len(moves) == 2
    assert len(set(moves)) == 1


def test_what_one_telling_has_alone_follows_what_it_follows_there() -> None:
    texts = three(a="AC", b="ABC", c="AC")
    ac = [same(0, 0), same(1, 1)]
    ab = [same(0, 0), same(1, 2)]
    found = rows(texts, {("a", "b"): ab, ("a", "c"): ac, ("b", "c"): [same(0, 0), same(2, 1)]})
    assert [sorted(locus.readings) for locus in found] == [["a", "b", "c"], ["b"], ["a", "b", "c"]]


@pytest.mark.parametrize(
    ("a", "b", "relation"),
    [
        ('"The boat is gone."', '"The boat is gone!"', "verbatim"),
        ('"The boat is gone."', '"THE BOAT is gone."', "verbatim"),
        ('"The boat is gone now."', '"The boat is gone."', "near"),
        ('"The boat is gone."', '"They have taken every vessel."', "paraphrase"),
    ],
)
def test_how_loosely_two_readings_agree(a: str, b: str, relation: str) -> None:
    assert rows({"A": a, "B": b}, {("A", "B"): [same(0, 0)]})[0].relation == relation


def test_what_one_telling_reports_the_other_says() -> None:
    texts = {"A": '"The boat is gone."', "B": "She told him that the boat was gone."}
    found = rows(texts, {("A", "B"): [same(0, 0)]})[0]
    assert found.kind == "speech"
    assert {s: reading.form for s, reading in found.readings.items()} == {"A": "speech", "B": "reported"}


def test_a_single_row_agrees_with_itself() -> None:
    found = rows({"A": '"The boat is gone."', "B": '"Bring a ladder."'}, {("A", "B"): []})
    assert [locus.relation for locus in found] == ["single", "single"]
    assert all(edit.kind == "equal" for locus in found for r in locus.readings.values() for edit in r.words)


def test_the_best_attested_speaker_speaks_for_the_row() -> None:
    texts = {"A": '"The boat is gone."', "B": '"The boat is gone."\n"Yes."'}
    tellings = {siglum: telling(siglum, text) for siglum, text in texts.items()}
    for siglum, who, sure in (("A", "c1", 0.4), ("B", "c2", 0.9)):
        said = tuple(replace(u, speaker=who, confidence=sure) for u in tellings[siglum].utterances)
        tellings[siglum] = replace(tellings[siglum], utterances=said)
    lines = {siglum: lines_within(one, [whole(one)]) for siglum, one in tellings.items()}
    found = collate(tellings, {("A", "B"): [same(0, 0)]}, "s1", lines)[0]
    assert found.speaker == "c2"
    assert {s: reading.speaker for s, reading in found.readings.items()} == {"A": "c1", "B": "c2"}


def test_ids_come_from_the_texts_and_not_from_their_labels() -> None:
    texts = {"A": WELL, "B": WELL_AGAIN}
    links = [Link((0, 1), (0,), 0.9, 0.9), same(2, 1)]
    named = rows(texts, {("A", "B"): links})
    renamed = rows({"Q": WELL, "F": WELL_AGAIN}, {("Q", "F"): links})
    assert [locus.id for locus in named] == [locus.id for locus in renamed]
    assert len({locus.id for locus in named}) == len(named)
