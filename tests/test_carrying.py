"""Who speaks, across tellings: what one shows outright, the others take over, and nothing is said twice by saying it
twice."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path

import pytest

from retold import compare
from retold.apparatus import Comparison, Link
from retold.segmenting import segment
from retold.speakers import carry
from retold.speakers.reads import read_beside
from retold.text import Character, OffsetMap, Story, Telling, Witness


def told(siglum: str, text: str) -> Telling:
    """A telling of a text that has nothing to be cleaned."""
    witness = Witness(siglum, f"{siglum}.txt", text, "utf-8", sha256(text.encode()).hexdigest())
    return segment(witness, Story(text, OffsetMap.identity(len(text))))


def linked(a: Telling, b: Telling, pairs: list[tuple[int, int]]) -> dict[tuple[str, str], list[Link]]:
    """Links between utterances, by number."""
    mine, theirs = ([line.index for line in one if line.kind == "speech"] for one in (a, b))
    return {(a.siglum, b.siglum): [Link((mine[i],), (theirs[j],), 0.9, 0.95) for i, j in pairs]}


def names(telling: Telling, characters: tuple[Character, ...]) -> list[str | None]:
    """The name of who says each utterance."""
    shown = {one.id: one.name for one in characters}
    return [shown.get(said.speaker or "") for said in telling.utterances]


MILL = """Oda stood at the hopper with a lantern. Perrin came in out of the rain.

"The stones are cold," said Oda.

"They were turning at four," said Perrin.

"Then somebody has stopped them. Somebody who knows where the pin is kept, and who was dry when he came in here."

"You think it was me," said Perrin.

"I think it was wet boots," said Oda."""


MILL_AGAIN = """Perrin was wet through when he got to the mill, and Oda had the lantern at the hopper.

"Cold stones," said Oda.

"At four they turned."

"So who has stopped them since? It must be one who knows the place of the pin and had no rain on him.

"Me, do you think?"

"Whoever has dry boots."
"""


def test_a_speech_that_lost_its_mark_ends_where_another_telling_changes_speakers() -> None:
    a, b = told("A", MILL), told("B", MILL_AGAIN)
    (alone,), people = carry([b], {})
    assert names(alone, people)[2] == names(alone, people)[3]
    (_, joint), people = carry([a, b], linked(a, b, [(n, n) for n in range(5)]))
    assert names(joint, people) == ["Oda", "Perrin", "Oda", "Perrin", "Oda"]


KILN = """Brannoch and Sefa were unloading the kiln.

"Mind the glaze," said Sefa.

"It has run again, Sefa," said Brannoch.

"It runs when you hurry it," said Sefa.

"I have never hurried anything," said Brannoch.

"You hurried the blue bowl," said Sefa."""
KILN_I = """We were at the kiln, and my hands were grey to the wrist, and my back hurt me.

"Be careful with that one," I said.

It was the glaze. He would not look at me or at my bowls.

"Run again, has it, Brannoch?"

"You hurried my best bowl, the one in blue," I said, and I had to laugh at myself.

"""


def test_the_narrator_is_whoever_says_those_lines_elsewhere() -> None:
    a, b = told("A", KILN), told("B", KILN_I)
    (alone,), people = carry([b], {})
    assert names(alone, people)[0] == "Brannoch"
    (one, other), people = carry([a, b], linked(a, b, [(0, 0), (4, 2)]))
    assert names(one, people)[0] == names(other, people)[0] == names(other, people)[2] == "Sefa"


QUAY = """Hesper walked the quay with Lowen.

"Are the nets in?" said Hesper.

"They are in and mended," said Lowen.

"Then we sail," said Hesper."""


def test_two_who_speak_to_each_other_are_never_made_one() -> None:
    stranger = QUAY.replace("said Hesper", "said the stranger")
    by_one = QUAY.replace("said Hesper", "said Lowen")
    a, b = told("A", stranger), told("B", by_one)
    (one, _), people = carry([a, b], linked(a, b, [(0, 0), (1, 1), (2, 2)]))
    first, second, third = (said.speaker for said in one.utterances)
    assert first == third != second
    assert names(one, people)[1] == "Lowen"


def test_a_line_that_two_tellings_tag_differently_is_a_change_and_stays_one() -> None:
    swapped = QUAY.replace('in?" said Hesper', 'in?" said Lowen').replace('mended," said Lowen', 'mended," said Hesper')
    a, b, c = told("A", QUAY), told("B", swapped), told("C", QUAY.replace("Are the nets", "Well, are the nets"))
    pairs = [(0, 0), (1, 1), (2, 2)]
    links = {**linked(a, b, pairs), **linked(a, c, pairs), **linked(b, c, pairs)}
    (one, two, _), people = carry([a, b, c], links)
    assert names(one, people) == ["Hesper", "Lowen", "Hesper"]
    assert names(two, people) == ["Lowen", "Hesper", "Hesper"]


SHOWN = """Lowen and Hesper were on the quay.

"So are the nets in?"

"In, and mended as well," said Hesper.

"We can sail, then." """
GUESSED = (
    """Hesper walked down the quay with Lowen behind her. It was early.

"Are the nets in?"

"They are in and mended."

"Then we sail." """,
    """It is cold, and Lowen has come to find Hesper beside the boats.

"Have the nets come in?"

"They have, with the holes mended."

"We are sailing, in that case." """,
)


def test_one_proof_outweighs_several_guesses() -> None:
    tellings = [told(siglum, text) for siglum, text in zip("ABC", (SHOWN, *GUESSED), strict=True)]
    links = {}
    for at, one in enumerate(tellings):
        for other in tellings[at + 1 :]:
            links |= linked(one, other, [(0, 0), (1, 1), (2, 2)])
    found, people = carry(tellings, links)
    assert [names(one, people)[1] for one in found] == ["Hesper"] * 3
    for guess in found[1:]:
        evidence = guess.utterances[1].evidence
        assert (evidence.kind, evidence.source) == ("carried", "A")
        assert evidence.cue is not None
        assert evidence.cue.of(found[0].witness.raw) == "said Hesper"


def test_the_order_of_turns_counts_less_than_words_however_sure_it_is() -> None:
    read = read_beside(told("A", MILL), ())
    turns = range(len(read.studied.turns))
    named, bare = [n for n in turns if read.outright(n)], [n for n in turns if read.clue(n) is None]
    assert len(named) == 4
    assert len(bare) == 1
    read.settled.sure[:] = [0.9 if n in named else 1.0 for n in turns]
    assert read.confidence(bare[0]) > 0.8
    assert all(read.strength(bare[0]) < read.strength(n) for n in named)
    assert read.strengths() == [read.strength(n) for n in turns]


LOFT = [
    "Imre climbed into the loft. Yolande was there before him, and she had the ledger.",
    '"You were told to leave that alone," said Imre.',
    '"I was told a good many things."',
    '"What does it say?"',
    '"That you sold the mare before my father died," said Yolande.',
    "He sat down on a sack of seed.",
    '"She was lame."',
    '"She was not lame, Imre, she was worth more than the roof."',
]
OTHER_LOFT = [
    "Imre has come up the ladder, and Yolande is in the loft already with the ledger on her knee.",
    '"I said you were to leave that alone."',
    '"People say a good many things to me."',
    '"Well, what does it say?" Imre asks.',
    '"It says you sold the mare, and my father was still alive."',
    '"She was lame, that mare," says Imre.',
    '"She was worth more than this roof, lame or not."',
]
FAR = '"Two hours to the pass," the driver said.\n\n"And if it snows?"\n\n"Then we sleep with the mules," he said.'


def compared(folder: Path, *stories: str) -> Comparison:
    """A comparison of stories, A, B, C …"""
    paths = []
    for number, story in enumerate(stories):
        paths.append(folder / f"{number}.txt")
        paths[-1].write_text(story, encoding="utf-8")
    return compare(paths)


def speakers(found: Comparison, number: int) -> list[str | None]:
    """Who says each utterance of a story, by number."""
    return names(found.tellings[number], found.characters)


ONE, OTHER = "\n\n".join(LOFT), "\n\n".join(OTHER_LOFT)


@pytest.mark.parametrize(
    ("source", "changed"),
    [
        (ONE, ONE.replace("climbed", "went up")),
        (ONE, ONE + "\n\nPosted again."),
        (OTHER, OTHER.replace("Well, w", "W")),
    ],
)
def test_a_copy_changes_no_speaker_and_has_those_of_its_source(tmp_path: Path, source: str, changed: str) -> None:
    without, beside = compared(tmp_path, ONE, OTHER), compared(tmp_path, ONE, OTHER, changed, changed + " ")
    for number in range(2):
        assert speakers(beside, number) == speakers(without, number)
    said = speakers(without, (ONE, OTHER).index(source))
    assert speakers(beside, 2)[: len(said)] == speakers(beside, 3)[: len(said)] == said


def test_a_copy_has_no_second_say_in_the_name_that_is_shown() -> None:
    a = told("A", QUAY + "\n\nHesper went below with Lowen, and Lowen slept, and Hesper slept.")
    renamed = SHOWN.replace("Hesper", "Hes").replace('in?"', 'in?" said Low.').replace("Lowen", "Low")
    places = {"B": "quay", "C": "mole", "D": "pier"}
    others = [told(siglum, renamed.replace("quay", place)) for siglum, place in places.items()]
    links = {}
    for one in others:
        links |= linked(a, one, [(0, 0), (1, 1), (2, 2)])
    _, people = carry([a, *others], links)
    assert [who.name for who in people if "A" in who.names] == ["Hesper", "Lowen"]


def test_an_unrelated_text_changes_no_speaker(tmp_path: Path) -> None:
    without, beside = compared(tmp_path, ONE, OTHER), compared(tmp_path, ONE, OTHER, FAR)
    assert [speakers(beside, number) for number in range(2)] == [speakers(without, number) for number in range(2)]
