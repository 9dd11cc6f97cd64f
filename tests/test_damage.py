"""Documents that were cut short or had bytes changed: read as far as they go, or refused in one line."""

from __future__ import annotations

import random
from itertools import pairwise
from pathlib import Path

import pytest

from retold.errors import InputError
from retold.readers import gather, read
from retold.text import Content, Span

FORMATS = Path(__file__).parent / "formats"
DOCUMENTS = [
    *("office/ferry.docx", "office/ferry.odt", "office/ferry.fodt", "rtf/ferry.rtf", "pdf/steer.pdf"),
    *("tei/ferry-play.xml", "tei/ferry-prose.xml", "fdx/ferry.fdx"),
]
TIMES = 60


def damaged(whole: bytes, chance: random.Random) -> bytes:
    data = bytearray(whole)
    for _ in range(chance.choice((1, 1, 2, 10))):
        at, width = chance.randrange(len(data)), chance.randrange(1, 60)
        how = chance.randrange(4)
        if how == 0:
            data[at] = chance.randrange(256)
        elif how == 1:
            del data[at : at + width]
        elif how == 2:
            data[at:at] = data[:width]
        else:
            del data[max(1, at) :]
        data = data or bytearray(b"x")
    return bytes(data)


@pytest.mark.parametrize("name", DOCUMENTS)
def test_damage_is_survived_or_said(name: str, tmp_path: Path) -> None:
    chance = random.Random(name)
    whole = (FORMATS / name).read_bytes()
    path = tmp_path / "damaged"
    refusals: list[str] = []
    for _ in range(TIMES):
        path.write_bytes(damaged(whole, chance))
        try:
            gather([str(path)])
            witness = read(str(path), "A", replace=True)
        except InputError as error:
            refusals.append(str(error))
            continue
        if witness.content is not None:
            assert_in_order(witness.raw, witness.content)
    assert refusals
    assert not [message for message in refusals if "\n" in message]


def assert_in_order(raw: str, content: Content) -> None:
    """Whatever was found leads forward through raw, and nothing is set aside twice."""
    last = 0
    for at in range(len(content.text)):
        place = content.map.to_raw(Span(at, at + 1))
        assert last <= place.start < place.end <= len(raw)
        last = place.end
    for one, following in pairwise(content.chrome):
        assert one.span.end <= following.span.start
