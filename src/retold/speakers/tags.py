"""The tag of each utterance: its piece of the paragraph, and the words beside it that say who speaks.

Comes in: a telling and its cleaned text; goes out: one piece for each utterance, with the narration on both sides of it
and the tag found there. A tag stands right after the speech, or closes the words before it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from retold.speechwords import SAYING, WEAK_SAYING, WORD, Tag, fold, read_tag, wordset
from retold.text import Span, Telling

SENTENCE = re.compile(r"[.!?…]+[\"'”’*_)]*\s+")


@dataclass(slots=True)
class Piece:
    """An utterance with the narration on both sides of it within its paragraph."""

    number: int
    span: Span
    paragraph: int
    before: Span
    after: Span
    tag: Tag | None = None
    tag_before: bool = False


def pieces_of(telling: Telling, text: str, spans: list[Span]) -> list[Piece]:
    pieces: list[Piece] = []
    for number, (utterance, span) in enumerate(zip(telling.utterances, spans, strict=True)):
        start = text.rfind("\n", 0, span.start) + 1
        end = text.find("\n", span.end)
        end = len(text) if end < 0 else end
        if number and spans[number - 1].end > start:
            start = spans[number - 1].end
        if number + 1 < len(spans):
            end = max(span.end, min(end, spans[number + 1].start))
        pieces.append(Piece(number, span, utterance.paragraph, Span(start, span.start), Span(span.end, end)))
    return pieces


def find_tag(text: str, piece: Piece) -> None:
    """The tag of an utterance: right after it, or at the end of the words before it."""
    head = piece.after
    if head.end > head.start:
        tag = read_tag(text, head.start, head.end)
        if tag is not None and _near(text, head.start, tag) and _fits(text, tag, piece):
            piece.tag = tag
            return
        if text[max(piece.span.start, piece.span.end - 2) : piece.span.end].rstrip("\"'”’»´*_ ").endswith(","):
            # After speech that ends in a comma, any verb says it ("…," Ann tried).
            tag = read_tag(text, head.start, head.end, verbs=_ANY)
            names = tag is not None and (tag.kind != "pronoun" or fold(tag.subject.of(text)) in ("he", "she", "i"))
            if tag is not None and names and not tag.inverted and _near(text, head.start, tag):
                piece.tag = tag
                return
    before = piece.before
    lead = text[before.start : before.end].rstrip()
    if lead and lead[-1] in ",:—–-":
        piece.tag = tag_at_end(text, Span(before.start, before.start + len(lead)))
        piece.tag_before = piece.tag is not None


def _near(text: str, start: int, tag: Tag) -> bool:
    return tag.span.start - start <= 12 and not any(c in ".!?:" for c in text[start : tag.span.start])


def _fits(text: str, tag: Tag, piece: Piece) -> bool:
    """A verb that seldom says anything counts only after speech that ends open ("…," he went on)."""
    if tag.kind == "pronoun" and fold(tag.subject.of(text)) in ("you", "it", "they", "we"):
        return fold(tag.subject.of(text)) != "you" and tag.verb not in WEAK_SAYING
    if tag.verb in WEAK_SAYING and not tag.inverted:
        head = text[piece.after.start : tag.span.start].strip()
        ends = text[max(piece.span.start, piece.span.end - 4) : piece.span.end].rstrip("\"'”’»´* ")[-1:]
        return ends in ",!?—–-…" or (not head and text[tag.span.start].islower())
    return True


def tag_at_end(text: str, before: Span) -> Tag | None:
    """The last clause before the speech that names who says it: ``Ann turned and said,``."""
    starts = [m.end() for m in SENTENCE.finditer(text, before.start, before.end)]
    start = starts[-1] if starts else before.start
    words = list(WORD.finditer(text, start, before.end))
    tag: Tag | None = None
    verb: re.Match[str] | None = None
    for word in reversed(words[-14:]):
        if fold(word.group()) in SAYING:
            verb = word
            break
    if verb is None:
        return None
    for word in words:
        if word.start() >= verb.start():
            break
        tag = read_tag(text, word.start(), verb.end())
        if tag is not None and tag.verb_span.end == verb.end():
            return tag
    # "Ann turned to the window and said,": the subject of the sentence carries over to the verb.
    for word in words:
        if word.start() >= verb.start():
            break
        tag = read_tag(text, word.start(), min(before.end, word.start() + 80), verbs=_ANY)
        if tag is not None and not tag.inverted and tag.subject.end <= verb.start():
            return Tag(tag.kind, tag.subject, fold(verb.group()), Span(verb.start(), verb.end()), False)
    return read_tag(text, verb.start(), before.end)


class _AnyVerb(frozenset[str]):
    """Every word that has the look of a verb in the narrated tenses."""

    def __contains__(self, word: object) -> bool:
        return isinstance(word, str) and (
            word in SAYING
            or word in _COMMON_VERBS
            or (len(word) > 3 and word.endswith(("ed", "es")))
            or (len(word) > 3 and word[-1] == "s" and word[-2] not in "siu'")
        )


_COMMON_VERBS = wordset("""
was is had has did does could would can will might must may should went goes came comes took takes gave gives got
gets made makes saw sees knew knows felt feels stood stands sat sits lay lies ran runs turned turns looked looks
held holds kept keeps let lets put puts met meets left leaves lost found finds threw throws caught drew draws rose
rises fell falls shook shakes bent swung spun sank sent brought thought thinks heard hears began bit blew bowed
broke paid read rode set shot shut slid slipped strode struck swallowed swept told tore woke wore wrote leant
dropped stopped nodded stared
""")
_ANY = _AnyVerb()
