"""Laws of names: what may be one person's is found without holding every name against every other."""

from __future__ import annotations

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from retold.speakers.firstnames import FEMALE_NAMES, MALE_NAMES, NICKNAMES
from retold.speakers.forms import alike, first_keys, form_of
from retold.speakers.joining import name_keys, name_score
from retold.speakers.roster import Person
from retold.text import Span

KNOWN = sorted({*MALE_NAMES, *FEMALE_NAMES, *NICKNAMES, *NICKNAMES.values()})
STEMS = st.text("abelmt", min_size=1, max_size=5)
FIRST = st.sampled_from(KNOWN) | st.builds(str.__add__, STEMS, st.sampled_from(["", "y", "ie", "ey", "ia", "a", "ew"]))
TITLES = st.sampled_from(["", "Mr. ", "Lady ", "Captain "])
FULL = st.builds(
    lambda title, first, last: f"{title}{first.title()}{last}", TITLES, FIRST, st.sampled_from(["", " Thole"])
)
EPITHETS = st.sampled_from(["the Admiral", "an admiral", "the man", "the old pilot", "the pilot"])


@given(FIRST, FIRST)
def test_first_names_that_are_alike_have_a_key_in_common(one: str, other: str) -> None:
    assert not alike(one, other) or first_keys(one) & first_keys(other)


def person(names: list[str], epithet: str | None) -> Person:
    who = Person(names[0] if names else epithet or "she", "epithet" if epithet else "name")
    who.forms = Counter(form for name in names if (form := form_of(name)))
    for name in [*names, *([epithet] if epithet else [])]:
        who.note(name, Span(0, 1))
    return who


PERSONS = st.builds(person, st.lists(FULL, max_size=2), st.none() | EPITHETS)


@given(PERSONS, PERSONS)
def test_persons_whose_names_agree_have_a_key_in_common(one: Person, other: Person) -> None:
    assert not name_score(one, other) or name_keys(one) & name_keys(other)
