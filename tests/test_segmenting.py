from __future__ import annotations

import pytest

from retold.segmenting import segment
from retold.text import OffsetMap, Story, Telling, Witness


def told(text: str) -> Telling:
    return segment(Witness("A", "a.txt", text, "utf-8", "0"), Story(text, OffsetMap.identity(len(text))))


def said(text: str) -> list[str]:
    telling = told(text)
    return [u.span.of(text) for u in telling.utterances]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('"Stay," said Ann. "It is late."', ['"Stay,"', '"It is late."']),
        ("“Stay,” said Ann. “It is late.”", ["“Stay,”", "“It is late.”"]),
        ("‘Don’t stay,’ said Ann. ‘It’s late.’", ["‘Don’t stay,’", "‘It’s late.’"]),
        ("'Don't stay,' said Ann. ''Tis late at the dogs' home.'", ["'Don't stay,'", "''Tis late at the dogs' home.'"]),
        ("„Stay,“ said Ann. „It is late.“", ["„Stay,“", "„It is late.“"]),
        ("«Stay,» said Ann. «It is late.»", ["«Stay,»", "«It is late.»"]),
        ("»Stay,« said Ann. »It is late.«", ["»Stay,«", "»It is late.«"]),
        ("`Don´t stay,´ said Ann. `It´s late.´", ["`Don´t stay,´", "`It´s late.´"]),
    ],
)
def test_speech_in_every_pair_of_marks(text: str, expected: list[str]) -> None:
    assert said(text) == expected
