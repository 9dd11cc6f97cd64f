"""The tag of each utterance: its piece of the paragraph, and the words beside it that say who speaks.

Comes in: a telling and its cleaned text; goes out: one piece for each utterance, with the narration on both sides of it
and the tag found there. A tag stands right after the speech, or closes the words before it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice

from retold.speechwords import (
    DETERMINERS,
    PERSON_NOUNS,
    SAYING,
    WEAK_SAYING,
    WORD,
    Subject,
    Tag,
    fold,
    noun_phrase_at,
    owner_in,
    read_tag,
    words_of,
    wordset,
)
from retold.text import Span, Telling

# A sentence ends at its stop, not at that of a title or an initial.
SENTENCE = re.compile(
    r"(?<!\bMr)(?<!\bMrs)(?<!\bMs)(?<!\bDr)(?<!\bSt)(?<!\bMme)(?<![ .][A-Z])(?<![.!?…])[.!?…]+[\"'”’*_)]*"
    r"(?:\s+|(?:--|—)(?=[^\W\d_a-z]))"
)


# After these words a name is no subject ("down at Ann, he smiled").
GOVERNING = wordset(
    "at of to with from for by on in into onto over behind beside towards toward against near around than"
)
# Words that open a clause which hangs on another.
OPENING = wordset("that who whom which whose as when while if because than how what where until")
# Clauses join with these; "that" opens one that stays open where it tells how far something went ("so … that").
_JOINING = wordset("and but or nor for so yet then because whereupon")
_SO = wordset("so such")
# Pronouns that are nothing but subjects, wherever they stand.
_SUBJECTS = wordset("he she i")
# What may stand between the beginning of a clause and its subject.
_FILLERS = wordset(
    "then now once again also only still just soon here there meanwhile finally suddenly presently instead"
)
# How far before the speech the verb stands that leads into it.
_LEAD_WORDS = 14
_BARE = wordset(
    "say cry ask reply answer exclaim call shout whisper murmur mutter add remark observe repeat tell declare"
)
_LEADING = (
    SAYING
    | {word[:-2] + "ing" for word in SAYING if word.endswith("ed")}
    | wordset("saying crying replying telling beginning speaking singing breaking")
)
# Of what is said to oneself, in the same marks.
_SAYING_OR_THINKING = SAYING | wordset("thought thinks")
# "heard Ann say": the words of one person as another hears them
_HEARD = re.compile(r"[\s,—–-]*(?:[^\W_]+\s+){1,3}?heard\s+", re.IGNORECASE)
# "… was Ann's answer", "… came from Ann", "It was Ann who spoke"
_NOUN_TAG = re.compile(r"[\s—–-]*(?:(?:was|came|burst|rang|in)\s+)?(?P<from>from\s+)?", re.IGNORECASE)
_WHO_SPOKE = re.compile(r"\s*It (?:was|is)\s+(?=[^\n]{1,40}? who (?:spoke|said|answered|asked|cried))")
_OWN_WORDS = wordset("""
answer reply remark response observation comment question retort rejoinder exclamation cry verdict words greeting
voice
""")


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
        tag = read_tag(text, head.start, head.end, verbs=_SAYING_OR_THINKING) or _heard(text, head)
        if tag is not None and _near(text, head.start, tag) and _fits(text, tag, piece):
            piece.tag = tag
            return
        if text[max(piece.span.start, piece.span.end - 2) : piece.span.end].rstrip("\"'”’»´*_ ").endswith(","):
            # After speech that ends in a comma, any verb says it ("…," Ann tried).
            tag = read_tag(text, head.start, head.end, verbs=_ANY)
            names = tag is not None and (tag.kind != "pronoun" or fold(tag.subject.of(text)) in ("he", "she", "i"))
            plain = tag is not None and (not tag.inverted or (tag.kind == "name" and tag.verb.endswith("ed")))
            if tag is not None and names and plain and _near(text, head.start, tag):
                piece.tag = tag
                return
    before = piece.before
    lead = text[before.start : before.end].rstrip()
    if lead and (lead[-1] in ",:—–-" or _ends_saying(lead)):
        piece.tag = tag_at_end(text, Span(before.start, before.start + len(lead)))
        piece.tag_before = piece.tag is not None
    if piece.tag is None:
        piece.tag = _noun_tag(text, head)


def _ends_saying(lead: str) -> bool:
    """Whether words without a mark behind them end in a verb of saying: ``and Ann cried``."""
    last = WORD.findall(lead[-24:])
    return bool(last) and lead[-1].isalpha() and fold(last[-1]) in _LEADING - WEAK_SAYING


def _heard(text: str, after: Span) -> Tag | None:
    """The tag of what somebody hears: ``she heard Ann say``."""
    heard = _HEARD.match(text, after.start, min(after.end, after.start + 60))
    found = noun_phrase_at(text, heard.end(), after.end) if heard else None
    if heard is None or found is None or found[0] == "pronoun":
        return None
    verb = WORD.search(text, found[1].end, after.end)
    if verb is None or fold(verb.group()) not in _LEADING:
        return None
    return Tag(found[0], found[1], fold(verb.group()), Span(heard.start() + len(heard.group()) - 6, verb.end()), False)


def _noun_tag(text: str, after: Span) -> Tag | None:
    """A tag without a verb of saying: ``was Ann's answer``, ``from Ann``, ``It was Ann who spoke``."""
    spoke = _WHO_SPOKE.match(text, after.start, after.end)
    opened = spoke or _NOUN_TAG.match(text, after.start, after.end)
    if opened is None or not opened.group().strip(" —–-"):
        return None
    found = noun_phrase_at(text, opened.end(), after.end)
    if found is None:
        return None
    kind, span = found
    words = words_of(span.of(text))
    verb = Span(opened.end() - len(opened.group().lstrip(" —–-")), opened.end())
    if spoke or opened.group("from"):
        return Tag(kind, span, "from", verb, True) if kind != "epithet" or words[-1] in PERSON_NOUNS else None
    owner = owner_in(text, span)
    if kind != "epithet" or owner is None:
        return None
    if not any(fold(w.group()) in _OWN_WORDS for w in islice(WORD.finditer(text, owner.end + 2, after.end), 2)):
        return None
    return Tag("name", owner, "was", verb, True)


def _near(text: str, start: int, tag: Tag) -> bool:
    return tag.span.start - start <= 12 and not any(c in ".!?:" for c in text[start : tag.span.start])


def _fits(text: str, tag: Tag, piece: Piece) -> bool:
    """A verb that seldom says anything counts only after speech that ends open ("…," he went on)."""
    if tag.kind == "pronoun" and fold(tag.subject.of(text)) in ("you", "it", "they", "we"):
        return fold(tag.subject.of(text)) != "you" and tag.verb not in WEAK_SAYING
    if tag.verb in WEAK_SAYING and not tag.inverted:
        head = text[piece.after.start : tag.span.start].strip()
        if head.startswith(("-", "—", "–")):
            return True
        ends = text[max(piece.span.start, piece.span.end - 4) : piece.span.end].rstrip("\"'”’»´* ")[-1:]
        return ends in ",!?—–-…" or (not head and text[tag.span.start].islower())
    return True


def tag_at_end(text: str, before: Span) -> Tag | None:
    """The last clause before the speech that names who says it: ``Ann turned and said,``."""
    starts = [m.end() for m in SENTENCE.finditer(text, before.start, before.end)]
    start = starts[-1] if starts else before.start
    words = list(WORD.finditer(text, start, before.end))
    verb = next((w for w in reversed(words[-_LEAD_WORDS:]) if fold(w.group()) in _LEADING), None)
    if verb is None:
        # "Ann turned to him:", but a name alone is a script's
        closed = text[before.start : before.end].rstrip("—–- ").endswith((":", " with", " with,"))
        subject = _subject(text, words) if closed else None
        if subject is None or not any(word.start() >= subject[1].end for word in words):
            return None
        return Tag(subject[0], subject[1], "", subject[1], False)
    head = [word for word in words if word.start() < verb.start()]
    said = Span(verb.start(), verb.end())
    if (beside := _right_before(text, head, verb)) is not None:
        return Tag("name", beside, fold(verb.group()), said, False)
    for at, word in enumerate(head):
        tag = read_tag(text, word.start(), verb.end())
        if tag is None or tag.verb_span.end != verb.end():
            continue
        # "Ann screwed up her mouth and said": what an earlier subject does things to says nothing itself.
        between = text[tag.subject.end : verb.start()]
        if tag.kind != "epithet" or not (at and _joins(between)):
            return tag
        break
    for at in range(len(head) - 1, 0, -1):
        # "… from Ann, who looked up and said"
        if fold(head[at].group()) == "who" and head[at - 1].group()[0].isupper():
            first = at - 1
            while first and head[first - 1].group()[0].isupper() and head[first].start() - head[first - 1].end() <= 2:
                first -= 1
            return Tag("name", Span(head[first].start(), head[at - 1].end()), fold(verb.group()), said, False)
    subject = _last_subject(text, head)
    if subject is not None:
        return Tag(subject[0], subject[1], fold(verb.group()), said, False)
    return read_tag(text, verb.start(), before.end)


def _right_before(text: str, head: Sequence[re.Match[str]], verb: re.Match[str]) -> Span | None:
    """The name right before a verb that is no sentence's own: ``she heard Ann say``, ``roused by Ann's saying``."""
    word = fold(verb.group())
    if not (word.endswith("ing") or word in _BARE):
        return None
    for first in range(max(0, len(head) - 4), len(head)):
        if first and head[first - 1].group()[0].isupper() and head[first].start() - head[first - 1].end() == 1:
            continue
        found = noun_phrase_at(text, head[first].start(), verb.start())
        if found is None or found[0] != "name" or not head[first].group()[0].isupper():
            continue
        between = text[found[1].end : verb.start()]
        if len(between.split()) <= 1 and not any(mark in between for mark in ",;"):
            name = found[1].of(text)
            return Span(found[1].start, found[1].end - 2) if fold(name).endswith("'s") else found[1]
    return None


def _joins(between: str) -> bool:
    return " and " in between or "," in between


def _last_subject(text: str, words: Sequence[re.Match[str]]) -> tuple[Subject, Span] | None:
    """The subject of the last clause that does not hang on another, else of the last that does."""
    hanging: tuple[Subject, Span] | None = None
    free: tuple[Subject, Span] | None = None
    begins, opened, so_far = True, "", False
    for at, word in enumerate(words):
        folded = fold(word.group())
        between = text[words[at - 1].end() : word.start()] if at else ""
        if any(mark in between for mark in ",;:—–()") or "--" in between:
            begins, opened = True, ""
        so_far = so_far or folded in _SO
        if (begins or folded in _SUBJECTS) and (found := _phrase(text, words, at)) is not None:
            if opened and not (opened == "that" and so_far):
                hanging = found
            else:
                free = found
        if folded in _JOINING:
            begins = True
        elif folded in OPENING:
            begins, opened = True, folded
        elif folded not in _FILLERS and not folded.endswith("ly"):
            begins = False
    return free or hanging or _subject(text, words)


def _subject(text: str, words: Sequence[re.Match[str]]) -> tuple[Subject, Span] | None:
    """The first of some words that does something, and neither owns, nor is governed, nor opens a clause."""
    for at, word in enumerate(words):
        before = fold(words[at - 1].group()) if at else ""
        near = bool(at) and word.start() - words[at - 1].end() == 1
        if near and (before in GOVERNING or before in OPENING or before in DETERMINERS):
            continue
        if (found := _phrase(text, words, at)) is not None:
            return found
    return None


def _phrase(text: str, words: Sequence[re.Match[str]], at: int) -> tuple[Subject, Span] | None:
    """The pronoun, name or person that can be a subject at one of some words."""
    word = words[at]
    folded = fold(word.group())
    if folded in _SUBJECTS and (at == 0 or folded != "i" or word.group() == "I"):
        return "pronoun", Span(word.start(), word.end())
    found = noun_phrase_at(text, word.start(), words[-1].end())
    if found is None or found[0] == "pronoun":
        return None
    kind, span = found
    own = list(WORD.finditer(text, span.start, span.end))
    if kind == "name":
        following = fold(words[at + 1].group()) if at + 1 < len(words) else ""
        doing = folded.endswith("ing") and (following in DETERMINERS or following in GOVERNING or following == "that")
        return None if doing or fold(own[-1].group()).endswith("'s") else (kind, span)
    person = next((w for w in own if fold(w.group()) in PERSON_NOUNS), None)
    return (kind, Span(span.start, person.end())) if person is not None else None


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
