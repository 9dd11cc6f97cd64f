"""Notes that an author put into the middle of a paragraph."""

from __future__ import annotations

import pytest

from retold.cleaning import clean


@pytest.mark.parametrize(
    ("raw", "told", "notes"),
    [
        ("She wore the green dress [A/N: link in my profile!!] and came down.",
         "She wore the green dress and came down.", ["[A/N: link in my profile!!]"]),
        ("She came down (author\u2019s note: it was steep), and the goat with her.",
         "She came down, and the goat with her.", ["(author\u2019s note: it was steep)"]),
        ("(A/N: sorry!) She came down, and the goat came with her.",
         "She came down, and the goat came with her.", ["(A/N: sorry!)"]),
        ("The goat [AN: goats!] fell [AN: oh no] over.", "The goat fell over.", ["[AN: goats!]", "[AN: oh no]"]),
        ("Sie kam herab [Anmerkung der Autorin: endlich!] und blieb stehen, und die Ziege auch.",
         "Sie kam herab und blieb stehen, und die Ziege auch.", ["[Anmerkung der Autorin: endlich!]"]),
    ],
)  # fmt: skip
def test_a_note_is_cut_out(raw: str, told: str, notes: list[str]) -> None:
    story = clean(raw)
    assert story.text == told
    assert [(one.kind, one.span.of(raw)) for one in story.chrome] == [("note", note) for note in notes]


@pytest.mark.parametrize(
    "raw",
    [
        "She came down (it was steep) and [being late] ran.",
        "She came down [A/N: and here the bracket never ends, and the goat went on and on.",
        "She had noted (a note: two lines) that the goat was gone.",
        "He read an answer (an: one) and sat.",
    ],
)
def test_other_brackets_stay(raw: str) -> None:
    story = clean(raw)
    assert story.text == raw
    assert not story.chrome


def test_a_note_may_run_over_the_lines_of_a_wrapped_paragraph() -> None:
    line = "The ferry left at six with nobody on it but Odile and the goat, and it\n"
    note = "[A/N: the ferry is a real one and it is slow, I have been on\nit with a goat.]"
    raw = f"{line}went slowly. {note} {line}{line}sank.\n"
    story = clean(raw)
    assert [one.span.of(raw) for one in story.chrome] == [note]
    assert "went slowly. The ferry left" in story.text
    assert "A/N" not in story.text
