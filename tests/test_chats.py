"""Logs of chats, from the file to the speakers: the time and the name before a message are its label."""

from pathlib import Path

import pytest

from retold import inspect
from retold.cleaning import clean

SAID = [
    ("Mira", "is anyone on the ferry"),
    ("Oren", "only me and the goat"),
    ("Mira", "ask the goat then"),
    ("Oren", "it says hold on, and it means the rail"),
    ("Mira", "tell it that i have never held on to anything"),
]
SHAPES = {
    "irc, dated": "[2021-03-04 21:14] {who}: {words}\n",
    "irc": "<{who}> {words}\n",
    "irc, ranks": "21:14 <@{who}> {words}\n",
    "whatsapp": "04/03/2021, 21:14 - {who}: {words}\n",
    "whatsapp, seconds": "[04.03.21, 21:14:05] {who}: {words}\n",
    "whatsapp, american": "3/4/21, 9:14 PM - {who}: {words}\n",
    "discord": "{who} — 04/03/2021 21:14\n{words}\n\n",
    "discord, today": "{who} — Today at 9:14 PM\n{words}\n\n",
}


@pytest.mark.parametrize("shape", SHAPES.values(), ids=SHAPES)
def test_a_chat_is_a_script(shape: str, tmp_path: Path) -> None:
    file = tmp_path / "chat.txt"
    file.write_text("".join(shape.format(who=who, words=words) for who, words in SAID), encoding="utf-8")
    result = inspect(file)
    (telling,) = result.tellings
    names = {who.id: who.name for who in result.characters}
    assert [(names.get(one.speaker or ""), telling.read(one.span)) for one in telling.utterances] == SAID


def test_a_message_of_several_lines_keeps_them() -> None:
    log = "21:14 mira: are you there\nor are you not\n21:15 oren: here\n21:15 mira: good\n21:16 oren: yes\n"
    assert " ".join(clean(log).text.split()) == "mira: are you there or are you not oren: here mira: good oren: yes"


def test_a_time_in_a_story_is_story() -> None:
    raw = (
        "21:14 Odile: awake, she wrote in the log of the ferry, and put down the pencil.\n\n"
        "The goat looked at her for a while, and then it looked at the water.\n\n"
        "21:20 Goat: asleep, she wrote.\n\nThe lamp went out above them both.\n\nNobody came to light it again.\n\n"
        "They went on until the morning, which was late.\n\nThe other bank was where it had been.\n\n"
        "She rang the bell for it, twice.\n\nThen she wrote no more."
    )
    assert clean(raw).text == raw
