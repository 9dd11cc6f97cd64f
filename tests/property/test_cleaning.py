"""What holds for every text: no character is lost without a word, and every one kept leads back."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import example, given
from hypothesis import strategies as st

from retold.cleaning import clean
from retold.cleaning.layout import UNSEEN_SIGNS
from retold.cleaning.repairs import INVISIBLE
from retold.text import Span

LINES = (
    "Odile looked up at the bank.", '"Is it far?" she asked, and nobody answered.', "***", "~*~", "Chapter 1",
    "2", "CRASH", "A/N: sorry!!", "Words: 200 | Kudos: 3", "Title: Other Bank", "by reedwhistle", "", "", " ",
    "It wasnâ€™t far.", "[A/N: open", "closed]", "she didn´t go", "`No,´ she said.", "\ufeff", "wa\u200bter",
    "THE END", "Next >>", "#goat #odile",
    "The ferry left at six with nobody on it but Odile and the goat, and then", "half-",
    "the goat ate all of the rope it had.",
)  # fmt: skip
ENDS = ("\n", "\r\n", "\r", "\n\n", "\u2028", "\x85", "\x0c")
built = st.lists(st.tuples(st.sampled_from(LINES), st.sampled_from(ENDS)), max_size=25).map(
    lambda pairs: "".join(line + end for line, end in pairs)
)
loose = st.text(st.sampled_from("aI1. \t\n\r\u2028*~-\"'´`“”â€™Ã©\u200b\ufeff[]()/:#🐐xX"), max_size=60)
texts = st.one_of(built, loose, st.text(max_size=80))


@given(texts)
def test_every_character_kept_leads_back(raw: str) -> None:
    story = clean(raw)
    mended = {repair.span.start for repair in story.repairs}
    for at, character in enumerate(story.text):
        place = story.map.to_raw(Span(at, at + 1))
        assert len(place) == 1
        same = raw[place.start] == character
        assert same or (character.isspace() and raw[place.start].isspace()) or place.start in mended


@given(texts)
def test_the_map_can_be_inverted(raw: str) -> None:
    story = clean(raw)
    assert sum(length for _, _, length in story.map.segments) == len(story.text)
    for at in range(len(story.text)):
        assert story.map.to_text(story.map.to_raw(Span(at, at + 1))) == Span(at, at + 1)


@given(texts)
def test_kept_and_set_aside_make_up_the_text(raw: str) -> None:
    story = clean(raw)
    owner = [0] * len(raw)
    for _, start, length in story.map.segments:
        for at in range(start, start + length):
            owner[at] += 1
    aside = set()
    for chrome in story.chrome:
        assert chrome.span.of(raw).strip()
        aside.update(range(chrome.span.start, chrome.span.end))
    mended = {at for repair in story.repairs for at in range(repair.span.start, repair.span.end)}
    for at, count in enumerate(owner):
        assert count + (at in aside) <= 1
        blank = raw[at].isspace() or raw[at] in UNSEEN_SIGNS
        assert count or at in aside or at in mended or blank


@given(texts)
def test_spans_come_in_order(raw: str) -> None:
    story = clean(raw)
    for spans in ([c.span for c in story.chrome], [r.span for r in story.repairs]):
        assert all(a.end <= b.start for a, b in pairwise(spans))
    assert all(raw[r.span.start : r.span.end] or r.kind == INVISIBLE for r in story.repairs)


@given(texts)
@example("1\r\u200b")
def test_the_story_is_in_its_canonical_form(raw: str) -> None:
    text = clean(raw).text
    assert "\n\n\n" not in text
    assert not (set(text) & set("\r\u2028\u2029\x85\x0b\x0c"))
    assert text == text.strip("\n")
    assert text == clean(raw).text
