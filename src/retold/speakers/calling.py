"""What speech says of those who speak: the name somebody gives as their own, and how somebody is spoken to.

Comes in: the pieces of a telling and its roster; goes out: the utterances in which a speaker says who they are, and
whether one is said to a man or a woman.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from retold.speakers.roster import Roster
from retold.speakers.tags import Piece
from retold.text import Span

_ASKS_NAME = re.compile(
    r"\b(?:your name|who are you|are you called|call yourself|call you|called|who is it|who's there|who’s there)\b",
    re.I,
)
_ANSWER = re.compile(
    r"\W*(?:(?:(?:yes|no|well|oh|why|sir|please|it's|it’s|it is)\W+){0,2})"
    r"((?:my name(?:'s|’s| is)|(?:i'm|i’m|i am)(?: called)?|call me) )?(?=[^\W_])",
    re.I,
)
# Somebody spoken to without a name.
_ADDRESS = re.compile(
    r"(?<![^\W_])(?:(?P<m>sir|papa|father|dad|daddy|uncle|grandpa|grandfather|old (?:man|fellow|chap|boy)"
    r"|my (?:boy|lad|son|lord|dear fellow)|monsieur|brother)"
    r"|ma[’'´]am|madam|madame|mademoiselle|mamma|mama|mother|mum|mummy|aunt|auntie|miss|sister"
    r"|my (?:girl|lady|dear girl))"
    r"(?=\s*[,.!?;:—\"”’'´-])",
    re.IGNORECASE,
)
_ANSWERED_WITHIN = 8  # utterances


def names_given(text: str, roster: Roster, pieces: Sequence[Piece]) -> dict[int, tuple[int, int]]:
    """Utterances that say the speaker's own name, with the place where they do and the person."""
    found: dict[int, tuple[int, int]] = {}
    open_for = 0  # for how many more utterances a question for a name stands open
    for piece in pieces:
        answer = _ANSWER.match(text, piece.span.start, piece.span.end)
        if answer is not None and (open_for > 0 or answer.group(1)):
            for mention in roster.mentions_in(Span(answer.end(), answer.end() + 1)):
                following = text[mention.span.end : mention.span.end + 1]
                if following in ".,!…\"”’'´" and roster.persons[mention.person].kind == "name":
                    found[piece.number] = mention.span.start, mention.person
                    open_for = 0
        open_for -= 1
        if _ASKS_NAME.search(text, piece.span.start, piece.span.end):
            open_for = _ANSWERED_WITHIN
    return found


def spoken_to(text: str, span: Span) -> str | None:
    """The gender of who is spoken to without a name ("sir", "mamma"), None where nothing shows it."""
    addressed = _ADDRESS.search(text, span.start, span.end)
    if addressed is None:
        return None
    return "m" if addressed.lastgroup == "m" else "f"
