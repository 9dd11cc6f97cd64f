"""Laws of maps made in arrays: they lead where the plain ones lead."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from retold.cleaning.stretches import mapped, raw_places
from retold.text import OffsetMap, Span

# Stretches in order and without overlap, some of them empty, some touching: alternately what is left out and kept.
STRETCHES = st.lists(st.tuples(st.integers(0, 4), st.integers(0, 4)), min_size=1, max_size=12)


def _spans(lengths: list[tuple[int, int]]) -> list[Span]:
    spans, at = [], 0
    for skipped, kept in lengths:
        spans.append(Span(at + skipped, at + skipped + kept))
        at += skipped + kept
    return spans


@given(STRETCHES)
def test_a_map_made_at_once_leads_where_one_made_step_by_step_does(lengths: list[tuple[int, int]]) -> None:
    spans = _spans(lengths)
    back = mapped(np.array([span.start for span in spans]), np.array([span.end for span in spans]))
    plain = OffsetMap.keeping(spans)
    size = sum(len(span) for span in spans)
    assert [back.to_raw(Span(at, at + 1)) for at in range(size)] == [
        plain.to_raw(Span(at, at + 1)) for at in range(size)
    ]
    ends = [start + length for _, start, length in back.segments]
    assert all(
        start > end for (_, start, _), end in zip(back.segments[1:], ends, strict=False)
    )  # touching ones are one


@given(STRETCHES)
def test_many_places_lead_where_each_does(lengths: list[tuple[int, int]]) -> None:
    spans = _spans(lengths)
    back = OffsetMap.keeping(spans)
    size = sum(len(span) for span in spans)
    if size:
        assert raw_places(np.arange(size), back).tolist() == [back.to_raw(Span(at, at + 1)).start for at in range(size)]
