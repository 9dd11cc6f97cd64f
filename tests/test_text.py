"""Spans and the map between the cleaned text and raw."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retold.text import OffsetMap, Repair, Repairs, Rows, Span


def test_an_entity_is_one_character_and_its_span_is_whole() -> None:
    # raw: a&amp;b   text: a&b
    back = OffsetMap(((0, 0, 2), (2, 6, 1)), ((1, 5),))
    assert back.to_raw(Span(0, 2)) == Span(0, 6)
    assert back.to_raw(Span(1, 3)) == Span(1, 7)
    assert back.to_text(Span(1, 6)) == Span(1, 2)


@st.composite
def texts_with_holes(draw: st.DrawFn, length: int) -> list[Span]:
    """Stretches that are kept of a text of some length, in order."""
    cuts = sorted(draw(st.sets(st.integers(0, length), max_size=8)))
    return [Span(a, b) for a, b in zip(cuts[::2], cuts[1::2], strict=False)]


@given(st.data())
def test_two_maps_in_a_row_are_one(data: st.DataObject) -> None:
    raw = data.draw(st.text("abcdef", max_size=30))
    inner_kept = data.draw(texts_with_holes(len(raw)))
    inner, middle = OffsetMap.keeping(inner_kept), "".join(span.of(raw) for span in inner_kept)
    outer_kept = data.draw(texts_with_holes(len(middle)))
    outer, text = OffsetMap.keeping(outer_kept), "".join(span.of(middle) for span in outer_kept)
    both = outer.through(inner)
    for at in range(len(text)):
        found = both.to_raw(Span(at, at + 1))
        assert found.of(raw) == text[at]
        assert found == inner.to_raw(outer.to_raw(Span(at, at + 1)))


def test_wide_characters_stay_wide_through_another_map() -> None:
    # raw <p>x&amp;y</p>, middle x&y, text &y
    inner = OffsetMap(((0, 3, 2), (2, 9, 1)), ((1, 5),))
    both = OffsetMap.keeping([Span(1, 3)]).through(inner)
    assert both.to_raw(Span(0, 1)) == Span(4, 9)
    assert both.to_raw(Span(0, 2)) == Span(4, 10)


def test_rows_read_like_a_tuple_of_tuples() -> None:
    rows = Rows.of([(0, 3, 2), (2, 9, 1)], width=3)
    assert rows == ((0, 3, 2), (2, 9, 1))
    assert hash(rows) == hash(((0, 3, 2), (2, 9, 1)))
    assert (rows[1], rows[-1], rows[:1], len(rows)) == ((2, 9, 1), (2, 9, 1), ((0, 3, 2),), 2)
    assert rows != Rows.of([(0, 3, 2)], width=3)
    with pytest.raises(ValueError, match="shorter"):
        rows.append(1, 2)


def test_repairs_are_made_as_they_are_asked_for() -> None:
    listed = (Repair(Span(0, 2), "mojibake"), Repair(Span(5, 6), "apostrophe"), Repair(Span(8, 10), "mojibake"))
    repairs = Repairs.of(listed)
    assert repairs == listed
    assert (len(repairs), repairs[-1], repairs[1:]) == (3, listed[-1], listed[1:])
    assert Repairs() == ()
