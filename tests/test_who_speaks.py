"""Whom the words beside a speech name: owners and what is theirs, two together, strangers, narrators, other tongues."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from retold import Settings, inspect
from retold.apparatus import Comparison
from retold.errors import OptionError
from retold.readers.characters import parse_characters
from retold.segmenting import segment
from retold.speakers.naming import number_jointly
from retold.text import Character, Name, OffsetMap, Span, Story, Witness

SCENE = "Nora Quill came down the steps with a lamp. Tobias was mending a net on the quay.\n\n"


def looked_at(folder: Path, text: str, settings: Settings | None = None, name: str = "a.txt") -> Comparison:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return inspect(path, settings=settings or Settings())


def speakers(found: Comparison) -> list[str | None]:
    names = {one.id: one.name for one in found.characters}
    return [names.get(u.speaker or "") for u in found.tellings[0].utterances]


@pytest.mark.parametrize(
    ("tag", "speaker"),
    [
        ("said Nora's sister", "Nora's sister"),
        ("said Nora’s sister crossly", "Nora’s sister"),
        ("Nora's sister answered", "Nora's sister"),
        ("said Nora's sister's dog", "Nora's sister's dog"),
        ("said London's mayor", "London's mayor"),
        ("said Nora's Uncle Ralph", "Uncle Ralph"),
        ("said Nora's voice", "Nora"),
        ("was Nora's answer", "Nora"),
        ("said Nora and Tobias in one voice", "Nora and Tobias"),
        ("shouted Nora and Tobias together", "Nora and Tobias"),
        ("Nora and Tobias said at once", "Nora and Tobias"),
        ("said Nora and Tobias laughed", "Nora"),
        ("cried the men together", "the men"),
    ],
)
def test_a_tag_names(tag: str, speaker: str, tmp_path: Path) -> None:
    assert speakers(looked_at(tmp_path, f'{SCENE}"The boat is late," {tag}.\n')) == [speaker]


def test_whose_they_are_is_another(tmp_path: Path) -> None:
    found = looked_at(tmp_path, SCENE + '"You said noon," said Nora\'s sister.\n\n"So I did," said Nora.\n')
    assert speakers(found) == ["Nora's sister", "Nora"]


def test_two_together_are_a_group_beside_the_two(tmp_path: Path) -> None:
    text = '"Tea," said Nora and Tobias at once.\n\n"Milk," said Nora.\n\n"None," said Tobias.\n'
    found = looked_at(tmp_path, SCENE + text)
    assert speakers(found) == ["Nora and Tobias", "Nora", "Tobias"]
    (together,) = [one for one in found.characters if one.name == "Nora and Tobias"]
    assert {name.why for name in together.names["A"]} == {"group"}


def test_neither_of_them_says_nothing(tmp_path: Path) -> None:
    found = looked_at(tmp_path, SCENE + '"Shall we go?" asked neither of them.\n\n"Late," said Nora.\n')
    assert "neither of them" not in {one.name for one in found.characters}


def test_a_second_voice_is_another_in_the_same_paragraph(tmp_path: Path) -> None:
    text = '"Who is there?" said a voice. "Nobody," said a second voice. "Go home," said a third.\n'
    assert speakers(looked_at(tmp_path, SCENE + text)) == ["a voice", "a second voice", "a third"]


WALK = """I came home late. My wife was in the kitchen.

"Where were you?" she asked.

"Walking," I said.

"In this rain?"

"I like rain," I said. She put down the knife.

"You never used to," said Helen.
"""


def test_i_said_is_the_narrator_however_short_the_story(tmp_path: Path) -> None:
    found = looked_at(tmp_path, WALK)
    assert speakers(found) == ["Helen", "I", "Helen", "I", "Helen"]
    assert found.tellings[0].manner.person == "first"


def test_we_said_is_nobody_of_those_named(tmp_path: Path) -> None:
    text = 'I met Tom at the gate.\n\n"Good day," we said.\n\n"Good day," said Tom.\n\n"Come in," I said.\n'
    assert speakers(looked_at(tmp_path, text)) == ["we", "Tom", "I"]


@pytest.mark.parametrize(
    "settings",
    [
        Settings(aliases=(("Ned", ("I",)),)),
        Settings(aliases=(("I", ("Ned",)),)),
        Settings(characters=parse_characters("Ned (he) = I\n")),
    ],
)
def test_the_user_names_the_narrator(settings: Settings, tmp_path: Path) -> None:
    found = looked_at(tmp_path, WALK, settings)
    assert speakers(found) == ["Helen", "Ned", "Helen", "Ned", "Helen"]
    named = {one.id: one.name for one in found.characters}
    assert named[found.tellings[0].manner.narrator or ""] == "Ned"


def test_a_narrator_named_in_the_text_stays_one_person(tmp_path: Path) -> None:
    text = WALK.replace('"Walking,"', '"Walking, Helen,"').replace("You never used to", "You never used to, Ned")
    found = looked_at(tmp_path, text, Settings(aliases=(("I", ("Ned",)),)))
    assert [one.name for one in found.characters] == ["Helen", "Ned"]


def test_no_narrator_no_name_for_one(tmp_path: Path) -> None:
    with pytest.raises(OptionError, match="names nobody"):
        looked_at(tmp_path, SCENE + '"Late," said Nora.\n', Settings(aliases=(("Ned", ("I",)),)))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            "Der Nebel lag über dem Hof. Karl stand am Tor und sah hinaus.\n\n»Was ist hier los?«, fragte der alte "
            "Nachbar leise.\n\n»Nichts«, sagte Karl.\n\n»Dann geh«, sagte eine fremde Frau.\n",
            ["Nachbar", "Karl", "eine fremde Frau"],
        ),
        (
            "Le soir tombait sur la cour. Jean attendait devant la grange.\n\n— Qui est là ? demanda le vieux voisin.\n"
            "\n— C'est moi, répondit Jean.\n\n— Va-t'en, dit la femme en riant.\n",
            ["le vieux voisin", "Jean", "la femme"],
        ),
        (
            "La noche caía sobre el patio. Pedro esperaba junto a la puerta.\n\n—¿Quién es? —preguntó el viejo vecino."
            "\n\n—Soy yo —respondió Pedro.\n\n—Vete —dijo la mujer del panadero.\n",
            ["el viejo vecino", "Pedro", "la mujer"],
        ),
        (
            "Ночь опускалась на двор. Пётр ждал у ворот и смотрел на дорогу.\n\n— Кто там? — спросил старый сосед.\n\n"
            "— Это я, — ответил Пётр.\n\n— Иди, — сказала старуха.\n\n— Стой, — сказал вслух Пётр.\n",
            ["старый сосед", "Пётр", "старуха", "Пётр"],
        ),
    ],
)
def test_epithets_abroad(text: str, said: list[str], tmp_path: Path) -> None:
    assert speakers(looked_at(tmp_path, text)) == said


def test_whoever_acts_beside_a_line_in_a_short_text(tmp_path: Path) -> None:
    text = (
        'The shop was warm. Mira came in and shut the door.\n\n"Is it for sale?" said Mira.\n\n'
        '"It is always for you." The baker wiped his hands.\n\n"Then I shall have it," said Mira.\n'
    )
    assert speakers(looked_at(tmp_path, text)) == ["Mira", "the baker", "Mira"]


def test_a_trade_beside_a_name_is_that_person(tmp_path: Path) -> None:
    text = (
        'The baker, Mrs. Bell, stood by the stove. Tom came in.\n\n"Tea," she said.\n\n"Please," said Tom.\n\n'
        '"Sit down," said the baker.\n'
    )
    assert speakers(looked_at(tmp_path, text)) == ["Mrs. Bell", "Tom", "Mrs. Bell"]


def test_a_line_that_nothing_gives_to_anybody_is_not_the_only_known_persons_for_certain(tmp_path: Path) -> None:
    found = looked_at(tmp_path, SCENE.split(" Tobias")[0] + '\n\n"Late," said Nora.\n\n"Very late."\n\n"Home, then."\n')
    after = found.tellings[0].utterances[1]
    assert speakers(found)[0] == "Nora"
    assert speakers(found)[1] != "Nora"
    assert after.confidence < 0.9


def test_dashes_in_one_subtitle_are_two_people(tmp_path: Path) -> None:
    text = (
        "1\n00:00:01,000 --> 00:00:03,000\nANN: Where is it?\n\n"
        "2\n00:00:04,000 --> 00:00:06,000\n- I have it.\n- Then give it to me!\n"
    )
    found = looked_at(tmp_path, text, name="a.srt")
    first, second, third = speakers(found)
    assert first == "ANN"
    assert second != third
    assert all(u.confidence <= 0.6 for u in found.tellings[0].utterances[1:])


def test_what_only_begins_with_a_capital_is_nobody(tmp_path: Path) -> None:
    text = (
        '"Eh, you are late," said Nora. "Eh?"\n\n"Eh, well," said Tobias. Lastly he put the net away; lastly too the '
        "lamp. On Sundays, and of Sundays, and on all Sundays, he rested. They came from Yorkshire, and Yorkshire was "
        "cold. Whereat Tobias slept. Whereat Nora slept.\n"
    )
    found = looked_at(tmp_path, SCENE + text)
    assert {one.name for one in found.characters} == {"Nora", "Tobias"}


def test_what_is_no_person_and_says_nothing_is_no_character(tmp_path: Path) -> None:
    text = '"You are late," said Nora.\n\nMy first impulse told her to go.\n\n"So are you," said Tobias.\n'
    found = looked_at(tmp_path, SCENE + text)
    assert {one.name for one in found.characters} == {"Nora", "Tobias"}


def test_a_character_of_many_texts_has_the_name_that_most_of_them_use() -> None:
    """One text that says another name over and over does not outweigh the rest."""
    quay = [("A", "Nora", 1), ("B", "Nora", 1), ("C", "Quill", 3)]
    tellings = []
    for siglum, name, times in quay:
        text = " ".join([f"{name} came down."] * 3 * times)
        spans = tuple(Span(at, at + len(name)) for at in range(0, len(text), len(name) + 12))
        told = segment(Witness(siglum, "", text, "utf-8", "0"), Story(text, OffsetMap.identity(len(text))))
        tellings.append(replace(told, characters=(Character("g", name, "f", {siglum: (Name(name, "named", spans),)}),)))
    _, (character,) = number_jointly(tellings, ["A", "B", "C"])
    assert character.name == "Nora"
