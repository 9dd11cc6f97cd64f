"""What holds for every reader: each character that it shows stands in the file, and the way there only goes forward."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise

from retold.text import Content, Span


def assert_reads_back(raw: str, content: Content, spelled: Callable[[str], str] = str) -> None:
    """Every character of the text that is no blank space is what `spelled` makes of its raw span."""
    last = 0
    for at, character in enumerate(content.text):
        place = content.map.to_raw(Span(at, at + 1))
        assert last <= place.start < place.end <= len(raw), (at, character, place)
        last = place.end
        if not character.isspace():
            assert spelled(place.of(raw)) == character
    for one, following in pairwise(content.chrome):
        assert one.span.start < one.span.end <= following.span.start
    assert all(0 <= one.span.start < one.span.end <= len(raw) for one in content.chrome)


def assert_nothing_is_lost(raw: str, content: Content) -> None:
    """Every character of raw that is no blank space is shown or set aside."""
    seen = [False] * len(raw)
    for at in range(len(content.text)):
        place = content.map.to_raw(Span(at, at + 1))
        seen[place.start : place.end] = [True] * len(place)
    for one in content.chrome:
        seen[one.span.start : one.span.end] = [True] * len(one.span)
    assert [c for c, known in zip(raw, seen, strict=True) if not known and not c.isspace()] == []
