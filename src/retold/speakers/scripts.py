"""Names of a script: before a speech without marks ("ANN: …"), or on a line of their own above it.

Comes in: a telling, its text and a piece; goes out: the span of the name that says who speaks it.
"""

from __future__ import annotations

import re

from retold.speakers.tags import Piece
from retold.speechwords import words_of, wordset
from retold.text import Span, Telling

# What may stand behind a speaker's name above a speech: "ANN (O.S.)", "ANN ^".
_BEHIND_NAME = re.compile(r"\s*[(\[:^]")
# A name in the same line before a speech without marks: "Ann:", in capitals also "ANN." and "ANN (aside)."
_LABEL = re.compile(r"\s*(?:<[@+%&~ ]?)?([^\W_][^\n]*?)\s*(?:[:>]|(?P<stop>\.))\s*")
_NAME_WORDS = 4
# What stands there too and is nobody's name.
_HEADS = wordset("act scene setting time place persons characters cast curtain note")
_MARKS = "\"'“‘«»„`—–-"


def names_above(telling: Telling) -> dict[int, Span]:
    """The name on a line of its own above each utterance that has one, by the number of the utterance.

    Between the two, and between the parts of one speech, only paragraphs in brackets may stand.
    """
    text, to_text = telling.story.text, telling.story.map.to_text
    speaking = {u.paragraph for u in telling.utterances}
    above: dict[int, Span] = {}
    name: Span | None = None
    spent = False  # the name has had its speech
    bracketed = -1  # the last paragraph in brackets
    number = 0
    for line in telling.lines:
        if line.kind == "speech":
            if name is not None and not spent:
                above[number] = name
            spent = True
            number += 1
        elif line.paragraph in speaking:
            name = None
        elif line.kind == "tag":
            name, spent = to_text(line.span), False
        elif text[to_text(line.span).start] == "(":
            spent, bracketed = False, line.paragraph
        elif line.paragraph != bracketed:
            name = None
    return above


def name_shown(text: str, piece: Piece, above: Span | None) -> Span | None:
    """The name that a script gives to a speech, without what stands behind it ("ANN (O.S.)")."""
    lead = piece.before.of(text)
    name = above
    if text[piece.span.start] not in _MARKS and (label := _label(lead)):
        name = Span(piece.before.start + label.start(1), piece.before.start + label.end(1))
        if not _HEADS.isdisjoint(words_of(label.group(1))[:1]):
            return None
    if name is None:
        return None
    cut = _BEHIND_NAME.search(name.of(text))
    return Span(name.start, name.start + cut.start()) if cut else name


def _label(lead: str) -> re.Match[str] | None:
    """The name that a line of a script opens with; before a stop it must be in capitals."""
    found = _LABEL.fullmatch(lead)
    if found is not None and found["stop"]:
        shown = _BEHIND_NAME.split(found.group(1), 1)[0]
        return found if shown.isupper() and len(words_of(shown)) <= _NAME_WORDS else None
    return found
