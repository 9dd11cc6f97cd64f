"""What makes such texts hard, seen on the trio in ``examples/``: each trouble is one test, and says how it must end.

Two of the three texts tell one night at a harbour gate from two sides; the third tells another evening of the same two
people and borrows their phrases. Every expectation is argued from the texts: the words are looked up in the files as
they stand, and what must be true of them was decided by reading them.
"""

from __future__ import annotations

import re
from itertools import pairwise
from pathlib import Path

import pytest

import retold
from retold.apparatus import Comparison, Locus, Relation
from retold.text import Span, Utterance

EXAMPLES = Path(__file__).resolve().parent.parent / "examples"
PATHS = [EXAMPLES / f"harbour-{letter}.txt" for letter in "abc"]

UNSURE = 0.6
"""Score below which the report itself marks a row as unsure."""


@pytest.fixture(scope="module")
def trio() -> Comparison:
    return retold.compare(PATHS)


# Looking things up


def at(trio: Comparison, siglum: str, words: str) -> Span:
    """Where these words stand in the file; they must stand there exactly once."""
    raw = trio.telling(siglum).witness.raw
    assert raw.count(words) == 1, f"{words!r} stands {raw.count(words)} times in {siglum}"
    return Span(raw.index(words), raw.index(words) + len(words))


def between(trio: Comparison, siglum: str, first: str, last: str) -> Span:
    """From the first of these words to the end of the last of them."""
    return Span(at(trio, siglum, first).start, at(trio, siglum, last).end)


def said(trio: Comparison, siglum: str, words: str) -> Utterance:
    """The one utterance in which these words stand."""
    where = at(trio, siglum, words)
    found = [u for u in trio.telling(siglum).utterances if u.span.start <= where.start and where.end <= u.span.end]
    assert len(found) == 1, f"{words!r} of {siglum} stands in {len(found)} utterances"
    return found[0]


def rows(trio: Comparison, siglum: str, where: Span) -> list[Locus]:
    """The loci in which a witness has something of this stretch, in the order of the scene."""
    return [
        locus
        for locus in trio.loci
        if siglum in locus.readings and any(span.overlap(where) for span in locus.readings[siglum].spans)
    ]


def row(trio: Comparison, siglum: str, words: str) -> Locus:
    found = rows(trio, siglum, at(trio, siglum, words))
    assert len(found) == 1, f"{words!r} of {siglum} stands in {len(found)} loci"
    return found[0]


def read(trio: Comparison, siglum: str, locus: Locus) -> list[str]:
    """What a witness has at a locus, straight from the file."""
    raw = trio.telling(siglum).witness.raw
    return [span.of(raw) for span in locus.readings[siglum].spans]


def relation(trio: Comparison, a: str, b: str) -> Relation:
    return next(found for found in trio.relations if (found.a, found.b) == (a, b))


def called(trio: Comparison, siglum: str, words: str) -> set[str]:
    """Every name that any text gives to whoever says these words; none where nobody is known to."""
    who = trio.character(said(trio, siglum, words).speaker)
    return {name.name for names in who.names.values() for name in names} if who else set()


# Which texts tell one scene


def test_only_two_of_the_three_tell_one_scene(trio: Comparison) -> None:
    assert relation(trio, "A", "B").same_scene
    assert not relation(trio, "A", "C").same_scene
    assert not relation(trio, "B", "C").same_scene
    assert [set(scene.witnesses) for scene in trio.scenes] == [{"A", "B"}]


def test_borrowed_phrases_do_not_make_a_scene(trio: Comparison) -> None:
    """C has “count the lamps with me”, “right behind me” and “enough to steer by”, each word for word in A or B."""
    for borrowed in ("ount the lamps with me", "you'd be right behind me", "enough to steer by"):
        assert borrowed in trio.telling("A").witness.raw
        assert borrowed in trio.telling("C").witness.raw
    assert all(set(locus.readings) <= {"A", "B"} for locus in trio.loci)
    assert relation(trio, "A", "B").score > 10 * max(relation(trio, a, "C").score for a in "AB")


# Who speaks


CARRIED = [
    ("A", '"There was a lift. It went', "Isak", "B", "says Isak"),
    ("A", '"And that has to be you', "Kerra", "B", "says Kerra"),
    ("A", '"That\'s paint."', "Isak", "B", "Isak lies"),
    ("B", '"Count the lamps with me.', "Isak", "A", "said Isak"),
    ("B", "\"One. Two. There's only two", "Kerra", "A", "said Kerra"),
]


@pytest.mark.parametrize(("siglum", "words", "who", "source", "cue"), CARRIED)
def test_an_untagged_line_has_its_speaker_from_the_telling_that_names_one(
    trio: Comparison, siglum: str, words: str, who: str, source: str, cue: str
) -> None:
    line = said(trio, siglum, words)
    assert who in called(trio, siglum, words)
    assert (line.evidence.kind, line.evidence.source) == ("carried", source)
    assert line.evidence.cue is not None
    assert line.evidence.cue.of(trio.telling(source).witness.raw) == cue


@pytest.mark.parametrize(
    ("siglum", "words"),
    [
        ("A", '"Attention, please.'),
        ("A", '"Motor two has failed.'),
        ("A", '"Lamp nine is out,"'),
        ("B", '"Motor two has failed,"'),
        ("B", '"Lamp nine is out."'),
        ("B", '"The gate is shut,"'),
        ("B", '"All craft are asked'),
    ],
)
def test_the_voice_that_nobody_names_is_neither_of_the_two(trio: Comparison, siglum: str, words: str) -> None:
    """A woman in a grille, a ceiling that talks: a recording, and the only third speaker there is."""
    assert not called(trio, siglum, words) & {"Kerra", "Isak"}


def test_the_voice_that_nobody_names_is_somebody(trio: Comparison) -> None:
    """“said the woman in the grille”, “it says”, “says the ceiling”: somebody, and over the shared lines one."""
    voice = {said(trio, "A", '"Lamp nine is out,"').speaker, said(trio, "B", '"Motor two has failed,"').speaker}
    voice |= {said(trio, "B", '"The gate is shut,"').speaker}
    assert len(voice) == 1
    assert voice != {None}


def test_each_of_the_two_is_one_character_in_all_three_texts(trio: Comparison) -> None:
    for name, in_full in (("Kerra", "Kerra Dunnock"), ("Isak", "Isak Thole")):
        found = [
            who for who in trio.characters if any(n.name in (name, in_full) for ns in who.names.values() for n in ns)
        ]
        assert len(found) == 1
        assert set(found[0].names) == {"A", "B", "C"}
    assert {"Kerra", "Ker"} <= called(trio, "A", '"You told me there was a lift!"')


# Turns cut differently


STRETCHES = [
    (
        ['"Motor two has failed. The gate may be held by hand."'],
        ['"Motor two has failed,"', '"The gate can be held by hand."'],
    ),
    (
        ['"You told me there was a lift!"', '"You told me you\'d be right behind me."'],
        ['"You told me there was a lift. You said you´d be right behind me!"'],
    ),
    (
        ['"There was a lift. It went into the harbour with the pier."'],
        ['"There was a lift,"', '"It went into the harbour with the pier."'],
    ),
    (
        ['"Well, I\'m here now, alright? So that makes two of us!"'],
        ['"Well, now I\'m here,"', '"all right? That\'s two of us."'],
    ),
    (
        ['"You\'ve forty people in that boat,"', '"and nobody to steer her."'],
        ['"You\'ve got forty people in that boat and nobody to steer it."'],
    ),
    (
        ['"Isak!"', '"Get up. Get up, get up. Get up, Isak, get up."', '"Please. Please get up."'],
        ['"Isak! Get up. Get up, get up, get up, Isak. Please, please get up."'],
    ),
    (
        ['"Count the lamps with me,"', '"Come on. Like we used to."'],
        ['"Count the lamps with me. Like we used to."'],
    ),
    (
        ['"One,"', '"Two. There\'s only the two."'],
        ['"One. Two. There\'s only two, Isak."'],
    ),
]


@pytest.mark.parametrize(("in_a", "in_b"), STRETCHES, ids=[b[0][1:22].strip() for _, b in STRETCHES])
def test_one_turn_against_two_or_three_stretches_is_one_locus(
    trio: Comparison, in_a: list[str], in_b: list[str]
) -> None:
    locus = row(trio, "A", in_a[-1])
    assert read(trio, "A", locus) == in_a
    assert read(trio, "B", locus) == in_b


# Order


def test_runs_of_the_same_short_line_keep_their_order(trio: Comparison) -> None:
    """“Get up” and “One … Two” come again and again; both texts have all their shared speech in one order."""
    shared = [locus for locus in trio.loci if all(r.form == "speech" for r in locus.readings.values())]
    shared = [locus for locus in shared if len(locus.readings) == 2]
    assert len(shared) >= 20
    for siglum in "AB":
        for before, after in pairwise(shared):
            assert before.readings[siglum].spans[-1].end <= after.readings[siglum].spans[0].start
    assert not any(locus.moved for locus in shared)


def test_the_count_on_the_stairs_is_not_the_count_of_the_lamps(trio: Comparison) -> None:
    """A counts twice, “One … Two” at the window and again going down; B counts once, at the window."""
    counted = row(trio, "B", '"One. Two. There\'s only two, Isak."')
    stairs = at(trio, "A", '"Two. Three. Four."')
    assert max(span.end for span in counted.readings["A"].spans) < at(trio, "A", "She went out at the door").start
    assert not any("B" in locus.readings for locus in rows(trio, "A", stairs))


# What only one telling has


ALONE = [
    ("A", '"Attention, please. All craft are to clear'),
    ("B", '"There, old girl.'),
    ("A", '"Two. Three. Four."'),
    ("B", '"She\'d have stayed,"'),
    ("B", '"I only want it noted."'),
    ("B", '"The gate is shut,"'),
    ("B", '"All craft are asked to keep out'),
    ("B", "Out on the mole there are still two lamps."),
    ("A", "She had lost her hat"),
    ("B", "It weighs four hundred tons"),
]


@pytest.mark.parametrize(("siglum", "words"), ALONE, ids=[f"{s} {w[:20]}" for s, w in ALONE])
def test_what_one_telling_alone_has_at_its_start_and_end_is_not_matched(
    trio: Comparison, siglum: str, words: str
) -> None:
    locus = row(trio, siglum, words)
    assert set(locus.readings) == {siglum} or locus.score < UNSURE


# Deeds told in other words


DEEDS = {
    "she puts her weight on the bar": (
        ("Kerra dragged off her wet gloves", "the way a horse will."),
        ("She spits her gloves out", "the thing settles."),
    ),
    "the bar throws him against the wall": (
        ("Then a long way down", "slid down it."),
        ("He doesn't see what goes", "quite a lot of ceiling."),
    ),
    "she takes him in her arms": (
        ("She was down on the boards", "as they would go round."),
        ("She has him gathered up", "done with her belt."),
    ),
    "she wipes the blood away": (
        ("She put up her sleeve", "black to the elbow."),
        ("She dabs at his head", "have to see."),
    ),
    "she brings him back to the bar": (
        ("Between them they got him", "like a coat on a rail."),
        ("She does most of it.", "a thing that has missed him."),
    ),
    "the belt goes": (
        ("The buckle went pinging", "into a corner."),
        ("And here goes the belt.", "And here goes the belt."),
    ),
}


@pytest.mark.parametrize("deed", DEEDS)
def test_a_deed_that_both_tell_in_other_words_is_one_place(trio: Comparison, deed: str) -> None:
    in_a, in_b = (between(trio, siglum, *ends) for siglum, ends in zip("AB", DEEDS[deed], strict=True))
    there = {locus.id for locus in rows(trio, "A", in_a)} & {locus.id for locus in rows(trio, "B", in_b)}
    assert there
    assert all(locus.kind == "narration" for locus in trio.loci if locus.id in there)


# Small variants


VARIANTS = [
    ("may be held", ["may"], ["can"]),
    ("Then we'll tie", ["Then", "we'll"], ["And", "so", "we"]),
    ("It snaps. It has", ["It", "has", "leaning"], ["It´s", "got", "lean"]),
    ("that has to be you", ["that"], ["it"]),
    ("I'm the one", ["that's"], ["who's"]),
    ("alright?", ["now", "alright", "So", "that", "makes"], ["now", "all", "right", "That's"]),
    ("That's paint", ["That's"], ["It's"]),
    ("Two's enough", ["Two's"], ["Two", "is"]),
    ("I'm coming back", ["I'm", "coming", "am", "am", "do", "you", "me"], ["I'll", "come", "will", "will", "d´you"]),
]


@pytest.mark.parametrize(("words", "in_a", "in_b"), VARIANTS, ids=[words for words, _, _ in VARIANTS])
def test_small_variants_are_marked_word_by_word_on_both_sides(
    trio: Comparison, words: str, in_a: list[str], in_b: list[str]
) -> None:
    """With two tellings neither is the measure: what they do not share is marked in both, and nothing else is."""
    locus = row(trio, "A", words)
    assert changed(trio, "A", locus) == in_a
    assert changed(trio, "B", locus) == in_b


def changed(trio: Comparison, siglum: str, locus: Locus) -> list[str]:
    """The words of a reading that are not those of the consensus, read from the file."""
    raw = trio.telling(siglum).witness.raw
    marked = [edit.raw.of(raw) for edit in locus.readings[siglum].words if edit.kind in ("replace", "insert")]
    assert all(text == text.strip(' \n\t.,!?"') for text in marked)
    return [word for text in marked for word in re.findall(r"[\w'´]+", text)]


# Damage


def test_two_broken_paragraphs_that_even_each_other_out_are_mended_each(trio: Comparison) -> None:
    """One paragraph of B never closes, the next never opens: over the file the marks come out even."""
    raw = trio.telling("B").witness.raw
    assert raw.count('"') % 2 == 0
    broken = at(trio, "B", "\"And so we tie the bar down! There's rope, there's miles of rope in this place.")
    headless = at(trio, "B", "I've tried rope,\"")
    assert raw[broken.end] == "\n"
    assert raw[headless.start - 1] == "\n"
    mended = {u.span: u.repaired for u in trio.telling("B").utterances if u.repaired is not None}
    assert mended == {broken: "closer", headless: "opener"}


def test_what_follows_the_broken_paragraphs_is_not_turned_inside_out(trio: Comparison) -> None:
    for spoken in ('"It snaps. It´s got to have somebody lean on it."', '"Lamp nine is out."'):
        assert said(trio, "B", spoken).span == at(trio, "B", spoken)
    for told in ("he tells her.", "He watches her understand."):
        where = at(trio, "B", told)
        assert not any(u.span.overlap(where) for u in trio.telling("B").utterances)


@pytest.mark.parametrize(
    ("siglum", "words"), [("A", '"emergency provision"'), ("B", '"safe"'), ("C", '"every confidence"')]
)
def test_a_quoted_word_that_nobody_says_is_no_speech(trio: Comparison, siglum: str, words: str) -> None:
    where = at(trio, siglum, words)
    telling = trio.telling(siglum)
    assert not any(u.span.overlap(where) for u in telling.utterances)
    assert where in {quoted.span for quoted in telling.quoted}


def test_an_accent_typed_for_an_apostrophe_is_read_as_one_and_stays_in_the_file(trio: Comparison) -> None:
    telling = trio.telling("B")
    assert telling.witness.raw == PATHS[1].read_bytes().decode("utf-8")
    accents = [at for at, character in enumerate(telling.witness.raw) if character == "´"]
    assert len(accents) > 5
    assert "´" not in telling.story.text
    assert "that he's stopped being able" in telling.story.text
    assert {repair.span for repair in telling.story.repairs} >= {Span(at, at + 1) for at in accents}


def test_the_furniture_of_the_site_is_set_aside_and_read(trio: Comparison) -> None:
    telling = trio.telling("A")
    for line in (
        "48 3 1",
        "That's all the published parts for now!",
        "⏰ Last updated: Mar 03, 2019 ⏰",
        "Add this story to your reading list so you don't miss the next part",
        "Two to Steer By - where stories are read",
    ):
        where = at(trio, "A", line)
        assert any(c.span.start <= where.start and where.end <= c.span.end for c in telling.story.chrome), line
        assert line not in telling.story.text
    assert telling.story.text.strip().startswith('"Attention, please.')
    assert telling.story.text.strip().endswith("there was the boat.")
    assert telling.story.title == "Two to Steer By"
    facts = list(telling.story.metadata.values())
    assert "Mar 03, 2019" in facts
    assert "48" in " ".join(facts).split()


def test_a_title_that_quotes_a_word_is_no_speech(trio: Comparison) -> None:
    heading = at(trio, "C", 'Saltgate Drabbles, number 14: "licence"')
    assert any(c.span.start <= heading.start and heading.end <= c.span.end for c in trio.telling("C").story.chrome)
