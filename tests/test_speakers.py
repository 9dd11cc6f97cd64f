"""Who says each line: tags, pronouns, turns, names called, narrators, scripts; and what is carried across tellings."""

from __future__ import annotations

from dataclasses import replace

import pytest

from retold.apparatus import Link
from retold.segmenting import segment
from retold.speakers import attribute, carry
from retold.text import Character, OffsetMap, Story, Telling, Witness


def told(text: str, siglum: str = "A") -> Telling:
    return segment(Witness(siglum, f"{siglum}.txt", text, "utf-8", "0"), Story(text, OffsetMap.identity(len(text))))


def names(telling: Telling) -> list[str | None]:
    by_id = {c.id: c.name for c in telling.characters}
    return [by_id.get(u.speaker or "") for u in telling.utterances]


HARBOUR = """Nora Quill came down the steps with a lamp. Tobias was mending a net.

"You said noon," said Nora.

"The tide said otherwise," Tobias answered.

"The tide always does."

"Sit down, Nora."

She sat. Tobias put the net away.

"I kept your supper," he said."""


def test_tags_pronouns_and_turns() -> None:
    telling = attribute(told(HARBOUR))
    assert names(telling) == ["Nora Quill", "Tobias", "Nora Quill", "Tobias", "Tobias"]
    assert [u.evidence.kind for u in telling.utterances] == ["tag", "tag", "turn", "turn", "pronoun"]


def test_confidence_falls_with_the_kind_of_evidence() -> None:
    tag, _, turn, _, pronoun = attribute(told(HARBOUR)).utterances
    assert 1 >= tag.confidence > pronoun.confidence > turn.confidence > 0


def test_the_cue_reads_back_from_raw() -> None:
    telling = attribute(told(HARBOUR))
    cue = telling.utterances[0].evidence.cue
    assert cue is not None
    assert cue.of(telling.witness.raw) == "said Nora"


def test_gender_comes_from_pronouns_and_full_names_take_in_first_names() -> None:
    characters = {c.name: c for c in attribute(told(HARBOUR)).characters}
    assert characters["Nora Quill"].gender == "f"
    assert {n.name for n in characters["Nora Quill"].names["A"]} == {"Nora", "Nora Quill"}


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        ('Ann Lee and Bob Ray sat. "Stay," said Bob.', "Bob Ray"),
        ('Ann Lee and Bob Ray sat. "Stay," Bob said.', "Bob Ray"),
        ('Ann Lee and Bob Ray sat. Then Ann said, "Stay."', "Ann Lee"),
        ('Ann Lee and Bob Ray sat. "Stay." Bob shut the door.', "Bob Ray"),
        ('Ann Lee and Bob Ray sat.\n\nBob Ray wept. "Stay."', "Bob Ray"),
        ('Ann Lee and Bob Ray sat. "Stay," Ann tried.', "Ann Lee"),
        ('Ann Lee and Bob Ray sat. "Stay," said the older man.', "Bob Ray"),
        ('Ann Lee and Bob Ray sat. His face fell. He had no hat. "Stay." His voice shook.', "Bob Ray"),
    ],
)
def test_who_stands_beside_the_line(text: str, speaker: str) -> None:
    assert names(attribute(told(text))) == [speaker]


def test_whoever_is_called_by_name_does_not_speak_but_answers() -> None:
    text = 'Ann met Bob at the gate. Bob bowed to Ann.\n\n"Wait, Bob."\n\n"Why should I, Ann?"'
    assert names(attribute(told(text))) == ["Ann", "Bob"]


def test_two_tags_in_one_paragraph_are_two_speakers() -> None:
    text = 'Ann met Bob. "Stay," said Ann. "No," said Bob.'
    assert names(attribute(told(text))) == ["Ann", "Bob"]


def test_the_narrator_speaks_where_i_said_stands_and_is_named_by_others() -> None:
    text = (
        "I opened the gate and I saw my sister on the step. I had run all the way, and my coat was wet through.\n\n"
        '"You are late, Martin," said Ann.\n\n"I ran," I said.\n\n"Come in, Martin."\n\nI went in and I shut the door.'
    )
    telling = attribute(told(text))
    assert names(telling) == ["Ann", "Martin", "Ann"]
    assert telling.utterances[1].evidence.kind == "narrator"
    assert (telling.manner.person, telling.manner.tense) == ("first", "past")
    assert telling.manner.narrator == telling.utterances[1].speaker


def test_script_lines_are_said_by_the_name_before_them() -> None:
    telling = attribute(told("ANN: Stay.\nBOB: I cannot.\nANN: Then go.\nBOB: I will."))
    assert names(telling) == ["ANN", "BOB", "ANN", "BOB"]
    assert {u.evidence.kind for u in telling.utterances} == {"script"}


def test_speech_that_goes_on_over_a_paragraph_keeps_its_speaker() -> None:
    long = "“" + "We went along the shore until the light failed and the boats came in. " * 3
    telling = attribute(told(f"Ann and Bob sat by the fire. Ann said,\n\n{long.strip()}\n\n“Then we went home.”"))
    assert len(set(names(telling))) == 1


def test_nobody_in_the_text_means_no_speaker() -> None:
    telling = attribute(told('"Hello."'))
    assert [u.speaker for u in telling.utterances] == [None]


def test_attributing_twice_gives_the_same() -> None:
    telling = told(HARBOUR)
    assert attribute(telling) == attribute(attribute(telling))


PLAIN = """Nora came down with a lamp. Tobias was mending a net.

"You said noon," said Nora.

"The tide said otherwise," said Tobias.

"I kept your supper," said Nora."""

RENAMED = """Mira came down with a torch. Dov was in the shed.

"You said noon, didn't you."

"The tide had other ideas."

"I've kept you some supper."

"Kind of you," said Dov."""


def _links(
    a: Telling, b: Telling, pairs: list[tuple[int, int]], sure: float = 0.9
) -> dict[tuple[str, str], list[Link]]:
    mine = [line.index for line in a if line.kind == "speech"]
    theirs = [line.index for line in b if line.kind == "speech"]
    return {(a.siglum, b.siglum): [Link((mine[i],), (theirs[j],), 0.8, sure) for i, j in pairs]}


def _named(characters: tuple[Character, ...], telling: Telling) -> list[str | None]:
    by_id = {c.id: c.name for c in characters}
    return [by_id.get(u.speaker or "") for u in telling.utterances]


def test_the_same_name_is_one_character_without_any_link() -> None:
    a, b = told(PLAIN, "A"), told(PLAIN.replace("lamp", "candle"), "B")
    (one, two), characters = carry([attribute(a), attribute(b)], {})
    assert [u.speaker for u in one.utterances] == [u.speaker for u in two.utterances] == ["c1", "c2", "c1"]
    assert [(c.id, c.name, set(c.names)) for c in characters] == [
        ("c1", "Nora", {"A", "B"}),
        ("c2", "Tobias", {"A", "B"}),
    ]


def test_renamed_characters_join_by_the_lines_they_share() -> None:
    a, b = told(PLAIN, "A"), told(RENAMED, "B")
    (one, two), characters = carry([attribute(a), attribute(b)], _links(a, b, [(0, 0), (1, 1), (2, 2)]))
    assert [u.speaker for u in two.utterances[:3]] == [u.speaker for u in one.utterances]
    joined = next(c for c in characters if c.id == two.utterances[0].speaker)
    assert {n.name for n in joined.names["A"]} == {"Nora"}
    assert "Mira" in {n.name for n in joined.names["B"]} or "B" in joined.names


def test_carried_evidence_says_where_it_comes_from() -> None:
    a, b = told(PLAIN, "A"), told(RENAMED, "B")
    (one, two), _ = carry([attribute(a), attribute(b)], _links(a, b, [(0, 0), (1, 1), (2, 2)]))
    first = two.utterances[0]
    assert (first.evidence.kind, first.evidence.source) == ("carried", "A")
    assert first.evidence.cue is not None
    assert first.evidence.cue.of(a.witness.raw) == "said Nora"
    assert 0 < first.confidence < one.utterances[0].confidence


def test_a_tag_of_its_own_is_never_overruled() -> None:
    swapped = (
        PLAIN.replace("said Tobias", "said N").replace("said Nora", "said Tobias").replace("said N.", "said Nora.")
    )
    a, b = told(PLAIN, "A"), told(swapped.replace('"You said noon," said Tobias', '"You said noon," said Tobias'), "B")
    (one, two), characters = carry([attribute(a), attribute(b)], _links(a, b, [(0, 0)]))
    assert _named(characters, one)[0] == "Nora"
    assert _named(characters, two)[0] == "Tobias"
    assert two.utterances[0].evidence.kind == "tag"


def test_a_link_that_is_not_sure_carries_nothing() -> None:
    a, b = told(PLAIN, "A"), told(RENAMED, "B")
    tellings, _ = carry([attribute(a), attribute(b)], _links(a, b, [(0, 0), (1, 1), (2, 2)], sure=0.2))
    assert all(u.evidence.kind != "carried" for t in tellings for u in t.utterances)


def test_carry_needs_no_attribution_before_it_and_leaves_lines_alone() -> None:
    a, b = told(PLAIN, "A"), told(RENAMED, "B")
    links = _links(a, b, [(0, 0)])
    (one, two), _ = carry([a, b], links)
    assert (one.lines, two.lines) == (a.lines, b.lines)
    again, _ = carry([attribute(a), attribute(b)], links)
    assert again == (one, two)
    assert replace(one, utterances=(), characters=(), manner=a.manner).witness == a.witness


def test_carry_of_one_telling_only_renames_its_characters() -> None:
    alone = attribute(told(PLAIN))
    (only,), characters = carry([alone], {})
    assert [c.name for c in characters] == [c.name for c in alone.characters]
    assert [u.confidence for u in only.utterances] == [u.confidence for u in alone.utterances]
