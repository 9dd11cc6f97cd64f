"""Direct speech in every convention, repair of lost marks, what is quoted but not said, sentences and tags."""

from __future__ import annotations

import pytest

from retold.segmenting import segment
from retold.text import OffsetMap, Span, Story, Telling, Witness


def told(text: str) -> Telling:
    return segment(Witness("A", "a.txt", text, "utf-8", "0"), Story(text, OffsetMap.identity(len(text))))


def said(text: str) -> list[str]:
    return [u.span.of(text) for u in told(text).utterances]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('"Stay," said Ann. "It is late."', ['"Stay,"', '"It is late."']),
        ("“Stay,” said Ann. “It is late.”", ["“Stay,”", "“It is late.”"]),
        ("‘Don’t stay,’ said Ann. ‘It’s late.’", ["‘Don’t stay,’", "‘It’s late.’"]),
        ("'Don't stay,' said Ann. 'It's late at the dogs' home.'", ["'Don't stay,'", "'It's late at the dogs' home.'"]),
        ("„Stay,“ said Ann. „It is late.“", ["„Stay,“", "„It is late.“"]),
        ("„Stay,” said Ann. „It is late.”", ["„Stay,”", "„It is late.”"]),
        ("«Stay,» said Ann. «It is late.»", ["«Stay,»", "«It is late.»"]),
        ("»Stay,« said Ann. »It is late.«", ["»Stay,«", "»It is late.«"]),
        ("`Don´t stay,´ said Ann. `It´s late.´", ["`Don´t stay,´", "`It´s late.´"]),
    ],
)
def test_speech_in_every_pair_of_marks(text: str, expected: list[str]) -> None:
    assert said(text) == expected


def test_dash_dialogue_with_its_tag_set_off_by_dashes() -> None:
    text = "— Stay — said Ann. — It is late.\n— I cannot.\n— Then go."
    assert said(text) == ["— Stay", "— It is late.", "— I cannot.", "— Then go."]


def test_dash_dialogue_with_its_tag_after_a_comma() -> None:
    text = "— Stay, said Ann.\n— I cannot.\n— Then go."
    assert said(text) == ["— Stay,", "— I cannot.", "— Then go."]


def test_script_layout_says_everything_after_the_name() -> None:
    text = "ANN: Stay.\nBOB: I cannot.\nANN (softly): Then go.\nBOB: I will."
    assert said(text) == ["Stay.", "I cannot.", "Then go.", "I will."]


def test_an_apostrophe_is_no_closer_and_an_elision_no_opener() -> None:
    text = "'Twas late. 'I saw the boys' boat,' she said. He took 'em home."
    assert said(text) == ["'I saw the boys' boat,'"]


def test_quotation_inside_speech_stays_inside() -> None:
    text = "\"He told me 'never' and left,\" said Ann."
    assert said(text) == ["\"He told me 'never' and left,\""]


def test_speech_that_breaks_off_before_its_mark() -> None:
    assert said('"I thought you...-" He wept.') == ['"I thought you...-"']


@pytest.mark.parametrize(
    ("text", "expected", "repaired"),
    [
        ('"Come down at once, said Ann. "You hear?"', '"Come down at once,', "closer"),
        ('"Come down at once.\n\n"No."', '"Come down at once.', "closer"),
        ('Come down at once," said Ann.', 'Come down at once,"', "opener"),
        ('The lamp went out. You did that," said Ann.', 'You did that,"', "opener"),
        ('"No," he says, hands up. No, no, no!"', 'No, no, no!"', "opener"),
        (
            "Why would you do that? You never ask me.”\n\n“I ask.”",
            "Why would you do that? You never ask me.”",
            "opener",
        ),
    ],
)
def test_a_lost_mark_is_put_back(text: str, expected: str, repaired: str) -> None:
    found = {u.span.of(text): u.repaired for u in told(text).utterances}
    assert found.get(expected) == repaired


def test_damage_that_cancels_over_the_file_is_repaired_in_each_paragraph() -> None:
    text = '"Who is there?\n\nNobody came.\n\nIt is only me," said Bob.\n\n"Come in," said Ann.'
    found = [(u.span.of(text), u.repaired) for u in told(text).utterances]
    assert found == [
        ('"Who is there?', "closer"),
        ('It is only me,"', "opener"),
        ('"Come in,"', None),
    ]


def test_speech_over_paragraphs_needs_no_closer_before_the_next_opener() -> None:
    long = "“" + "We went along the shore until the light failed and the boats came in. " * 3
    text = f"{long.strip()}\n\n“Then we went home,” said Ann."
    found = told(text).utterances
    assert [u.repaired for u in found] == [None, None, None][: len(found)]
    assert len(found) == 2


def test_a_stray_closer_after_a_tag_makes_no_speech() -> None:
    text = '"Come on," said Ann." Bob came.'
    assert said(text) == ['"Come on,"']


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ('They had a so-called "party" on the roof.', "mention"),
        ('The sign on the door said "closed" in red.', "written"),
        ('"It is too late for that," thought Ann.', "thought"),
        ('"are you home yet" said her phone.', "written"),
    ],
)
def test_words_that_nobody_says_are_quoted(text: str, kind: str) -> None:
    telling = told(text + '\n\n"Well," said Bob.')
    assert [q.kind for q in telling.quoted] == [kind]
    assert [u.span.of(text + '\n\n"Well," said Bob.') for u in telling.utterances] == ['"Well,"']


def test_lines_are_speech_tags_and_sentences_in_order() -> None:
    text = 'It rained. Mr. Lee had gone.\n\n"Stay," said Ann softly. "Please." She shut the door.'
    telling = told(text)
    assert [(line.kind, line.span.of(text)) for line in telling] == [
        ("narration", "It rained."),
        ("narration", "Mr. Lee had gone."),
        ("speech", '"Stay,"'),
        ("tag", "said Ann softly."),
        ("speech", '"Please."'),
        ("narration", "She shut the door."),
    ]
    assert [line.index for line in telling] == list(range(6))
    assert telling.lines[2].utterance == "A.u0"
    assert telling.lines[3].words == ("said", "ann", "softly")


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("He paid 3.50 to J. R. Smith. It was late.", 2),
        ("She waited... and waited. Nobody came…", 2),
        ("At 5 p.m. they left. Dr. Ray stayed.", 2),
        ("What? No! Yes.", 3),
    ],
)
def test_sentences_know_abbreviations_initials_and_ellipses(text: str, count: int) -> None:
    assert len(told(text).lines) == count


def test_spans_count_in_raw_where_chrome_was_set_aside() -> None:
    raw = 'KUDOS 12\n"Stay," said Ann.'
    story = Story(raw[9:], OffsetMap.keeping([Span(9, len(raw))]))
    telling = segment(Witness("B", "b.txt", raw, "utf-8", "0"), story)
    assert telling.utterances[0].span.of(raw) == '"Stay,"'
    assert telling.utterances[0].id == "B.u0"


def test_an_empty_story_has_no_lines() -> None:
    assert told("").lines == ()
    assert told("\n \n").lines == ()
