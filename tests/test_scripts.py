"""Scripts in plain text, from the file to the speakers: names before a colon, and names on lines of their own."""

from pathlib import Path

import pytest

from retold import inspect

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
