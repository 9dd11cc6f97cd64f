"""Who says each line: tags, pronouns, turns, names called, narrators, scripts; and what is carried across tellings."""

from __future__ import annotations

from dataclasses import replace
from itertools import product
from pathlib import Path

import numpy as np
import pytest

from retold import Settings, compare
from retold.apparatus import Link
from retold.errors import OptionError
from retold.segmenting import segment
from retold.speakers import attribute, carry
from retold.speakers.evidence import study
from retold.speakers.ranking import Scene
from retold.speakers.sequence import by_weights, marginals, settle
from retold.speakers.style import Style
from retold.speakers.weighing import RULES, trusted
from retold.text import Character, Name, OffsetMap, Span, Story, Telling, Witness


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
    assert names(telling) == ["Nora", "Tobias", "Nora", "Tobias", "Tobias"]
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
    assert characters["Nora"].gender == "f"
    assert {n.name for n in characters["Nora"].names["A"]} == {"Nora", "Nora Quill"}


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
    (found,) = names(attribute(told(text)))
    assert found is not None
    assert found.split()[0] == speaker.split()[0]


def test_characters_go_by_the_name_used_most_and_by_no_mere_title() -> None:
    text = 'Captain Ann Brown met Ann. The Captain sat. "Ann is late," said the Captain. Ann left.'
    assert names(attribute(told(text))) == ["Ann"]


def test_whoever_is_called_by_name_does_not_speak_but_answers() -> None:
    text = 'Ann met Bob at the gate. Bob bowed to Ann.\n\n"Wait, Bob."\n\n"Why should I, Ann?"'
    assert names(attribute(told(text))) == ["Ann", "Bob"]


@pytest.mark.parametrize(
    "line",
    [
        "Wait, Bob.",
        "Bob wait!",
        "Goodbye Bob.",
        "Bob? Are you there?",
        "No Bob. Stop.",
        "Come on Bob, we knew this.",
        "Please Bob, please.",
    ],
)
def test_names_called_in_many_ways_are_never_the_speakers(line: str) -> None:
    text = f'Ann met Bob at the gate. Bob bowed to Ann. Bob shook.\n\n"{line}" Bob looked up.'
    assert names(attribute(told(text))) == ["Ann"]


@pytest.mark.parametrize("line", ["I told Bob so.", "I am Bob.", "They will call me Bob."])
def test_names_spoken_of_or_given_as_ones_own_are_not_called(line: str) -> None:
    text = f'Ann met Bob at the gate. Bob bowed to Ann.\n\n"{line}" said Bob.'
    assert names(attribute(told(text))) == ["Bob"]


def test_a_pronoun_is_not_the_one_its_paragraph_names_as_object() -> None:
    text = 'Adam met Paul. Paul had run. Paul was tired and Paul was cold.\n\n"Sit." He pushed Paul into the chair.'
    assert names(attribute(told(text))) == ["Adam"]


def test_a_plain_epithet_is_one_of_the_few_who_are_named() -> None:
    text = (
        "Adam and Paul ran into the street.\n\n"
        '"Paul, wait!" called the younger of the two.\n\n"No." The man in front stopped. "Go home, Adam."'
    )
    assert names(attribute(told(text))) == ["Adam", "Paul", "Paul"]


def test_what_is_no_human_being_is_one_whatever_it_is_called() -> None:
    text = (
        'Ann stood before the glass. Behind it something moved.\n\n"You came." The creature sounded pleased.\n\n'
        '"I had to," said Ann.\n\n"You will stay," said the alien.'
    )
    first, ann, last = names(attribute(told(text)))
    assert first == last != ann == "Ann"


def test_a_voice_out_of_a_thing_is_nobody_of_the_scene() -> None:
    text = 'Ann met Bob. Ann waved to Bob.\n\n"Stay," said Ann.\n\n"Mind the doors," said the woman in the radio.'
    assert names(attribute(told(text))) == ["Ann", "the woman in the radio"]


def test_a_title_alone_is_the_only_one_who_bears_it() -> None:
    text = 'Captain Brown met Ann. The Captain bowed.\n\n"Good day," said the Captain.'
    assert names(attribute(told(text))) == ["Captain Brown"]


def test_kin_without_an_article_speak_under_that_name() -> None:
    text = 'Ann sat by the fire.\n\n"Is it late?" said Ann.\n\n"It is," said granny.'
    assert names(attribute(told(text))) == ["Ann", "granny"]


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


BARE = """Nora sat in the shed with Tobias. The lamp was out, and Tobias lit it.

"You said noon."

"The tide said otherwise."

"I kept your supper."

"Then I shall eat it."

"Mind the bones." """

CLEAR = """Nora sat in the shed with Tobias. The lamp was out, and Tobias lit it.

"You said noon," said Nora.

"The tide said otherwise."

"I kept your supper."

"Then I shall eat it."

"Mind the bones," said Nora."""


def test_turns_between_told_lines_follow_from_another_telling() -> None:
    a, b = told(BARE, "A"), told(CLEAR, "B")
    (one, _), characters = carry([a, b], _links(a, b, [(0, 0), (4, 4)]))
    assert _named(characters, one) == ["Nora", "Tobias", "Nora", "Tobias", "Nora"]
    assert one.utterances[0].evidence.source == "B"


def test_somebody_unknown_to_a_telling_speaks_there_by_another() -> None:
    a = told(PLAIN.replace('"The tide said otherwise," said Tobias.', '"The lamp is out."'), "A")
    b = told(PLAIN.replace('"The tide said otherwise," said Tobias.', '"The lamp is out," said Ruth.'), "B")
    (one, two), characters = carry([a, b], _links(a, b, [(0, 0), (1, 1), (2, 2)]))
    assert _named(characters, one) == _named(characters, two) == ["Nora", "Ruth", "Nora"]


def test_aliases_make_one_character_with_the_name_given() -> None:
    text = PLAIN.replace('"I kept your supper," said Nora.', '"I kept your supper," said Quill.')
    given = attribute(told(text), [("Nora", ("Quill",))])
    assert names(given) == ["Nora", "Tobias", "Nora"]
    nora = next(c for c in given.characters if c.name == "Nora")
    assert {(n.name, n.why) for n in nora.names["A"]} == {("Nora", "given"), ("Quill", "given")}
    assert names(attribute(told(text))) == ["Nora", "Tobias", "Quill"]


def test_aliases_join_characters_over_tellings_and_may_be_epithets() -> None:
    a = told(PLAIN, "A")
    b = told(PLAIN.replace("Nora", "the old nurse").replace("the old nurse came", "The old nurse came"), "B")
    (one, two), characters = carry([a, b], {}, [("Nurse Nora", ("Nora", "the old nurse"))])
    assert _named(characters, one) == _named(characters, two) == ["Nurse Nora", "Tobias", "Nurse Nora"]


def test_an_alias_that_names_nobody_is_an_error_that_says_who_is_there() -> None:
    with pytest.raises(OptionError, match=r"'Norah' names nobody .* Nora, Tobias"):
        carry([told(PLAIN)], {}, [("Nora", ("Norah",))])


def test_aliases_reach_a_comparison(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(PLAIN, encoding="utf-8")
    (tmp_path / "b.txt").write_text(PLAIN.replace("Nora", "Mira"), encoding="utf-8")
    paths = [tmp_path / "a.txt", tmp_path / "b.txt"]
    result = compare(paths, settings=Settings(aliases=(("Nora", ("Mira",)),)))
    assert [c.name for c in result.characters] == ["Nora", "Tobias"]
    with pytest.raises(OptionError, match="'Myra' names nobody"):
        compare(paths, settings=Settings(aliases=(("Nora", ("Myra",)),)))


def test_what_was_carried_once_leaves_no_trace() -> None:
    a, b = told(PLAIN, "A"), told(RENAMED, "B")
    before = carry([a, b], {})
    carry([a, b], _links(a, b, [(0, 0), (1, 1), (2, 2)]), [("Nora", ("Tobias",))])
    carry([a, b], _links(a, b, [(0, 1), (1, 2)]))
    assert carry([a, b], {}) == before
    assert attribute(a) == attribute(told(PLAIN, "A"))


def test_speech_and_characters_may_be_given() -> None:
    text = "Nora sat by the fire with Tobias. Here they are, said Nora.\n\nWho, said the smith."
    story = Story(text, OffsetMap.identity(len(text)))
    spoken = [Span(text.index(words), text.index(words) + len(words)) for words in ("Here they are,", "Who,")]
    telling = segment(Witness("A", "a.txt", text, "utf-8", "0"), story, speech=spoken)
    assert [u.span for u in telling.utterances] == spoken
    known = [
        Character("n", "Nora", "f", {"A": (Name("Nora", "given"),)}),
        Character("t", "Tobias", "m", {"A": (Name("Tobias", "given"), Name("the smith", "given"))}),
    ]
    found = attribute(telling, known=known)
    assert [u.speaker for u in found.utterances] == ["n", "t"]
    assert {c.id for c in found.characters} == {"n", "t"}


def test_given_speech_is_cut_where_a_paragraph_ends() -> None:
    text = "One two.\n\nThree."
    story = Story(text, OffsetMap.identity(len(text)))
    telling = segment(Witness("A", "a.txt", text, "utf-8", "0"), story, speech=[Span(4, len(text))])
    assert [u.span.of(text) for u in telling.utterances] == ["two.", "Three."]


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        ('Ann Lee and Bob Ray sat. Ann screwed up her mouth and said, "Stay."', "Ann"),
        ('Ann Lee and Bob Ray sat. Ann, going to the door where Bob stood, said: "Stay."', "Ann"),
        ('Mr. Ray and Mrs. Ray sat. Mrs. Ray, taking up a book that Mr. Ray had left, exclaimed, "Stay."', "Mrs."),
        ('Ann Lee and Bob Ray sat. "Stay," was Bob\'s answer.', "Bob"),
        ('Ann Lee and Bob Ray sat. "Stay!" burst from Bob.', "Bob"),
        ('Ann Lee and Bob Ray sat. "Stay." It was Bob who spoke.', "Bob"),
        ('Ann Lee and Bob Ray sat. Bob turned to her: "Stay."', "Bob"),
        ('Ann Lee and Bob Ray sat. She had a word from Bob, who looked up and cried, "Stay."', "Bob"),
        ('Ann Lee and Bob Ray sat. Ann wept till her brother shook, and Bob got up and said: "Stay."', "Bob"),
        ('Ann Lee and Bob Ray sat. Ann wept so much that Bob put down his cup and asked: "Stay?"', "Bob"),
        ('Ann Lee and Bob Ray sat. Bob, before Ann had found her hat, was saying: "Stay."', "Bob"),
        ('Ann Lee and Bob Ray sat. Seeing that Ann was cold, Bob bent towards her and said: "Stay."', "Bob"),
        ('Ann Lee and Bob Ray sat. Ann had risen when she heard Bob say, "Stay."', "Bob"),
        ('Ann Lee and Bob Ray sat. Ann was roused by Bob\'s saying, "Stay."', "Bob"),
        ('Ann Lee and Bob Ray sat. "Stay," Ann heard Bob say.', "Bob"),
        ('Ann Lee and Bob Ray sat. Ann rose, but Bob began with, "Stay."', "Bob"),
        ('Ann Lee and Bob Ray sat. Ann rose, and Bob cried "Stay."', "Bob"),
        ('Ann Lee and Bob Ray sat. Ann rose. "Stay," corroborated Bob.', "Bob"),
        ('Ann Lee and Bob Ray sat. Ann rose. "Stay!" cried the voice of old Bob.', "Bob"),
    ],
)
def test_tags_that_stand_far_from_their_verb_or_have_none(text: str, speaker: str) -> None:
    (found,) = names(attribute(told(text)))
    assert found is not None
    assert found.split()[0] == speaker


def test_the_shares_of_a_turn_are_those_of_all_its_readings() -> None:
    rng = np.random.default_rng(3)
    sizes = [2, 3, 2, 3]
    scores = [rng.normal(size=size) for size in sizes]
    steps = [
        rng.normal(size=(*shape, size)) for shape, size in zip([(1, 1), (1, 2), (2, 3), (3, 2)], sizes, strict=True)
    ]
    slow = [np.zeros(size) for size in sizes]
    for path in product(*map(range, sizes)):
        before = (0, 0, *path)
        weight = np.exp(sum(scores[t][now] + steps[t][before[t], before[t + 1], now] for t, now in enumerate(path)))
        for turn, now in enumerate(path):
            slow[turn][now] += weight
    for share, every in zip(marginals(scores, steps), slow, strict=True):
        np.testing.assert_allclose(share, every / every.sum())


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("fr", "— Qui garde la lampe ? demanda Tamsin.\n\n— Moi, répondit Jory.\n\n— Encore ? dit Tamsin."),
        ("fr", "Tamsin dit : « Qui garde la lampe ? »\n\n« Moi », lui répondit Jory.\n\n« Encore ? » dit Tamsin."),
        ("es", "—¿Quién cuida la lámpara? —preguntó Tamsin.\n\n—Yo —dijo Jory.\n\n—¿Otra vez? —dijo Tamsin."),
        ("de", "»Wer hütet die Lampe?«, fragte Tamsin.\n\n»Ich«, erwiderte Jory.\n\n»Schon wieder?«, sagte Tamsin."),
        ("it", "«Chi guarda la lampada?» chiese Tamsin.\n\n«Io» rispose Jory.\n\n«Ancora?» disse Tamsin."),
        ("ru", "— Кто у лампы? — спросила Тамсин.\n\n— Я, — ответил Джори.\n\n— Опять? — сказала Тамсин."),
    ],
)
def test_a_tag_in_another_language_names_the_speaker(language: str, text: str) -> None:
    story = Story(text, OffsetMap.identity(len(text)), metadata={"language": language})
    telling = attribute(segment(Witness("A", "A.txt", text, "utf-8", "0"), story))
    first, second, third = names(telling)
    assert first == third != second
    assert (first, second) in (("Tamsin", "Jory"), ("Тамсин", "Джори"))
    assert {u.evidence.kind for u in telling.utterances} == {"tag"}


def test_turns_are_less_sure_where_word_lists_are_of_another_language() -> None:
    text = '"Lamp?" said Tamsin.\n\n"Yes," said Jory.\n\n"Oil?"\n\n"No," he said.'
    found = {}
    for language in ("fr", "en"):
        story = Story(text, OffsetMap.identity(len(text)), metadata={"language": language})
        telling = attribute(segment(Witness("A", "A.txt", text, "utf-8", "0"), story))
        found[language] = [u.confidence for u in telling.utterances]
    assert found["fr"][:2] == found["en"][:2]
    assert found["fr"][2] < found["en"][2]
    assert found["fr"][3] < found["en"][3]


def test_a_play_with_names_and_stops_on_the_line_of_the_speech() -> None:
    play = "TAMSIN. Who kept the lamp?\n\nJORY. I kept it all night.\n\nTAMSIN. Then why is it dark?\n\nJORY. I slept."
    telling = attribute(told(play))
    assert names(telling) == ["TAMSIN", "JORY", "TAMSIN", "JORY"]
    assert {u.evidence.kind for u in telling.utterances} == {"script"}


def test_a_voice_that_is_hers_is_her() -> None:
    text = """Jory knocked. "Who is it?" said Tamsin from behind the door, and she put out the lamp.

"It is Jory," said Jory.

"Go away," answered her voice."""
    assert names(attribute(told(text))) == ["Tamsin", "Jory", "Tamsin"]


def test_a_list_of_characters_serves_for_the_shorter_names_in_the_text() -> None:
    text = '"The lamp is out," said Quill.\n\n"Then light it," Miss Penrose answered.\n\n"With what?" said Jory.'
    cast = [
        Character("q", "Nora Quill", "f", {}),
        Character("p", "Tamsin Penrose", "f", {}),
        Character("b", "Ned Penrose", "m", {}),
        Character("j", "Jory", "m", {}),
    ]
    assert [u.speaker for u in attribute(told(text), known=cast).utterances] == ["q", "p", "j"]


def test_a_name_that_several_of_a_list_bear_is_the_one_named_most() -> None:
    text = '"Out," said Penrose.\n\nThen Ned Penrose wept; Ned Penrose rose. Mrs. Penrose sat.\n\n"No," said Penrose.'
    cast = [Character("t", "Mrs. Penrose", "f", {}), Character("b", "Ned Penrose", "m", {})]
    assert [u.speaker for u in attribute(told(text), known=cast).utterances] == ["b", "b"]


def test_a_listed_name_of_several_words_is_found_behind_its_noun() -> None:
    text = '"Out," said the man with the black hat.\n\n"Stay," said the man with the lamp.'
    cast = [
        Character("h", "the man with the black hat", "m", {}),
        Character("l", "the man with the lamp", "m", {}),
        Character("m", "a man", "m", {}),
    ]
    assert [u.speaker for u in attribute(told(text), known=cast).utterances] == ["h", "l"]


def test_a_narrator_answers_whom_the_narration_never_names() -> None:
    text = """I came down to the quay with a lamp. I was late, and Tobias was mending a net by the boats. I sat by him.

"You said noon," said Tobias.

"I said one," I answered.

"Noon," said Tobias, and I laughed. I had a hole in my boot.

"I never did."

"You did," said Tobias.

"I was in my bed at noon," I said."""
    found = names(attribute(told(text)))
    assert found[3] == found[1] == found[5]
    assert found[3] != "Tobias"


def test_who_has_the_words_of_a_turn_is_heard_in_it() -> None:
    said = {"Nora": "the tide and the rope and the keel", "Tobias": "my roses want rain, sweet roses, my garden"}
    text = "\n\n".join(
        f'"{words}, {number} {words}," said {name}.' for number in range(8) for name, words in said.items()
    )
    studied = study(told(text + '\n\n"The keel and the rope and the tide."'))
    nora, tobias = (
        next(n for n, who in enumerate(studied.roster.persons) if who.name == name) for name in ("Nora", "Tobias")
    )
    style = Style(studied, {nora: range(0, 16, 2), tobias: range(1, 16, 2)})
    assert 1 >= style.sounds_like(16, nora) > 0 > style.sounds_like(16, tobias) >= -1
    assert Style(studied, {nora: [0]}).sounds_like(16, nora) == 0


@pytest.mark.parametrize("kind", ["turn", "pronoun"])
def test_whoever_is_likelier_is_trusted_no_less(kind: str) -> None:
    shares, right = trusted(kind)
    assert shares[0] == 0
    assert np.all(np.diff(shares) > 0)
    assert np.all(np.diff(right) >= 0)
    assert right[0] == 0
    assert right[-1] <= 1


def test_by_rules_only_nothing_learned_is_asked() -> None:
    studied = study(told(HARBOUR), rules_only=True)
    settled = settle(studied)
    first = by_weights(Scene(studied).choices({}), RULES, {})
    assert (settled.speakers, settled.sure) == (first.speakers, first.sure)
    assert settle(study(told(HARBOUR))).sure != settled.sure


def test_a_lady_is_not_her_husband() -> None:
    text = """Trevanion stood by the fire. He did not turn round. Lady Trevanion came in and shut the door behind her.

"They are asleep," said Lady Trevanion.

"All of them?" said Trevanion, and he put down his glass.

"All of them," said Lady Trevanion."""
    first, second, third = names(attribute(told(text)))
    assert first == third == "Lady Trevanion"
    assert second == "Trevanion"


def test_the_order_of_turns_elsewhere_brings_in_nobody_whom_a_telling_does_not_name() -> None:
    ours = '"Is it done?"\n\n"It is done and paid for," said Jory.\n\n"Then come away from the window."'
    theirs = """"Who is there?" said Piran.

"Is it done?"

"It is done and paid for," said Jory.

"Then come away from the window." """
    a, b = attribute(told(ours, "A")), attribute(told(theirs, "B"))
    lines = {s: [x.index for x in t.lines if x.kind == "speech"] for s, t in (("A", a), ("B", b))}
    links = [Link((i,), (j,), 1.0, 1.0) for i, j in zip(lines["A"], lines["B"][1:], strict=True)]
    (joint, _), cast = carry([a, b], {("A", "B"): links})
    shown = {c.id: c.name for c in cast}
    assert "Piran" not in {shown.get(u.speaker or "") for u in joint.utterances}
