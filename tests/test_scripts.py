"""Scripts in plain text, from the file to the speakers: names before a colon, and names on lines of their own."""

from pathlib import Path

import pytest

from retold import inspect
from retold.text import Span

COLON = """MIRA: You kept the shop open.
OREN: I kept the lamp on. That is not the same thing.
MIRA: The last tram has gone.
OREN (V.O.): Then walk home slowly.
[She laughs.]
MIRA: I have never minded ice.
"""
CAPITALS = """INT. BAKERY - NIGHT

Oren wipes the counter. Mira comes in.

MIRA
You kept the shop open.

OREN
(not looking up)
I kept the lamp on. That is not the same thing.

MIRA (CONT'D)
The last tram has gone.

She looks at the door.

OREN
Then walk home slowly.

MIRA
I have never minded ice.
"""
CENTRED = """
                    MIRA
          You kept the shop open.

                    OREN
               (not looking up)
          I kept the lamp on. That is not the
          same thing.

                    MIRA
          The last tram has gone.

                    OREN
          Then walk home slowly.

                    MIRA
          I have never minded ice.
"""
APART = CAPITALS.replace("\n", "\n\n").replace("\n\n\n\n", "\n\n")
AS_THEY_ARE = """Mira
You kept the shop open.

Oren
I kept the lamp on. That is not the same thing.

Mira
The last tram has gone.

Oren
Then walk home slowly.

Mira
I have never minded ice.
"""
SAID = [
    ("mira", "You kept the shop open."),
    ("oren", "I kept the lamp on. That is not the same thing."),
    ("mira", "The last tram has gone."),
    ("oren", "Then walk home slowly."),
    ("mira", "I have never minded ice."),
]


def said(path: Path) -> list[tuple[str | None, str]]:
    """Who says what in a file; every speaker must come from the script itself."""
    comparison = inspect(path)
    (telling,) = comparison.tellings
    names = {one.id: one.name.casefold() for one in comparison.characters}
    assert {one.evidence.kind for one in telling.utterances} <= {"script"}
    return [
        (names[one.speaker] if one.speaker else None, " ".join(telling.read(one.span).split()))
        for one in telling.utterances
    ]


@pytest.mark.parametrize(
    "script",
    [COLON, CAPITALS, CENTRED, APART, AS_THEY_ARE],
    ids=["colon", "capitals", "centred", "apart", "as-they-are"],
)
def test_a_script_names_its_speakers(script: str, tmp_path: Path) -> None:
    file = tmp_path / "bakery.txt"
    file.write_text(script, encoding="utf-8")
    assert said(file) == SAID


def test_the_name_is_the_cue(tmp_path: Path) -> None:
    file = tmp_path / "bakery.txt"
    file.write_text(CAPITALS, encoding="utf-8")
    (telling,) = inspect(file).tellings
    cues = [one.evidence.cue.of(CAPITALS) for one in telling.utterances if one.evidence.cue]
    assert cues == ["MIRA", "OREN", "MIRA", "OREN", "MIRA"]


def test_capitals_in_prose_are_no_names(tmp_path: Path) -> None:
    file = tmp_path / "shouting.txt"
    prose = "“What?” said Mira.\n\nSTOP\nThat was on the sign.\n\n“Why?” said Oren.\n\n"
    file.write_text(prose * 4, encoding="utf-8")
    (telling,) = inspect(file).tellings
    assert [telling.read(one.span) for one in telling.utterances] == ["“What?”", "“Why?”"] * 4


# What a file declares holds from its first speech on: two short ones are no habit that could be recognised.
_TEI = '<TEI xmlns="http://www.tei-c.org/ns/1.0"><teiHeader/><text>{}</text></TEI>'
_PAIR = [("mira", "You kept the shop open."), ("oren", "I kept the lamp on.")]
DECLARED = {
    "voices.vtt": "WEBVTT\n\n00:01.000 --> 00:02.000\n<v Mira>You kept the shop open.\n\n"
    "00:02.100 --> 00:03.000\n<v.low Oren>I kept the lamp on.\n",
    "actors.ass": "[Script Info]\n\n[Events]\nFormat: Layer, Start, End, Style, Name, Text\n"
    "Dialogue: 0,0:00:01.00,0:00:02.00,Default,Mira,You kept the shop open.\n"
    "Dialogue: 0,0:00:02.00,0:00:03.00,Default,Oren,I kept the lamp on.\n",
    "script.fdx": '<FinalDraft DocumentType="Script"><Content>'
    '<Paragraph Type="Action"><Text>Mira comes in.</Text></Paragraph>'
    '<Paragraph Type="Character"><Text>Mira</Text></Paragraph>'
    '<Paragraph Type="Dialogue"><Text>You kept the shop open.</Text></Paragraph>'
    '<Paragraph Type="Character"><Text>Oren</Text></Paragraph>'
    '<Paragraph Type="Parenthetical"><Text>(not looking up)</Text></Paragraph>'
    '<Paragraph Type="Dialogue"><Text>I kept the lamp on.</Text></Paragraph></Content></FinalDraft>',
    "speaker.xml": _TEI.format(
        "<body><stage>Mira comes in.</stage><sp><speaker>Mira</speaker><p>You kept the shop open.</p></sp>"
        "<sp><speaker>Oren</speaker><stage>Not looking up.</stage><p>I kept the lamp on.</p></sp></body>"
    ),
    "who.xml": _TEI.format(
        '<body><sp who="#mira"><p>You kept the shop open.</p></sp>\n<u who="#oren">I kept the lamp on.</u></body>'
    ),
    "cast.xml": _TEI.format(
        '<front><castList><castItem xml:id="r1"><role>Mira</role></castItem>'
        '<castItem><role xml:id="r2">Oren</role></castItem></castList></front>'
        '<body><sp who="#r1"><p>You kept the shop open.</p></sp><sp who="#r2"><p>I kept the lamp on.</p></sp></body>'
    ),
}


@pytest.mark.parametrize("name", DECLARED)
def test_a_declared_speaker_needs_no_habit(name: str, tmp_path: Path) -> None:
    file = tmp_path / name
    file.write_text(DECLARED[name], encoding="utf-8")
    assert said(file) == _PAIR


def test_the_cue_of_a_speaker_in_an_attribute_is_the_tag(tmp_path: Path) -> None:
    file = tmp_path / "who.xml"
    file.write_text(DECLARED["who.xml"], encoding="utf-8")
    (telling,) = inspect(file).tellings
    cues = [one.evidence.cue.of(DECLARED["who.xml"]) for one in telling.utterances if one.evidence.cue]
    assert ["mira" in cues[0], "oren" in cues[1]] == [True, True]
    content = telling.witness.content
    assert content is not None
    last = 0
    for at in range(len(content.text)):
        place = content.map.to_raw(Span(at, at + 1))
        assert last <= place.start < place.end
        last = place.end


def test_a_voice_of_two_cues_says_both(tmp_path: Path) -> None:
    file = tmp_path / "voice.ass"
    said_so = ("You kept the shop", "open.", "And the lamp on.")
    lines = [f"Dialogue: 0,0:00:0{at}.00,0:00:0{at}.90,Default,Mira,{words}" for at, words in enumerate(said_so)]
    file.write_text(
        "\n".join(("[Script Info]\n\n[Events]\nFormat: Layer, Start, End, Style, Name, Text", *lines)), encoding="utf-8"
    )
    assert said(file) == [("mira", "You kept the shop open."), ("mira", "And the lamp on.")]


def test_a_scene_of_a_play_in_a_novel_leaves_the_novel_its_speech(tmp_path: Path) -> None:
    file = tmp_path / "novel.xml"
    told = "<p>“Is it open?” said Mira.</p><p>“It is,” said Oren.</p>"
    file.write_text(
        _TEI.format(f"<body>{told}<sp><speaker>Mira</speaker><p>You kept the lamp on.</p></sp>{told}</body>"),
        encoding="utf-8",
    )
    (telling,) = inspect(file).tellings
    novel = ["“Is it open?”", "“It is,”"]
    assert [telling.read(one.span) for one in telling.utterances] == [*novel, "You kept the lamp on.", *novel]
