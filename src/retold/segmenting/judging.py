"""Tell speech from narration by its words: where a lost mark stood, and where speech stands that has none.

A sentence of speech speaks of I and you and asks; a sentence of narration has he, she and verbs in the past. The judge
begins with a few words whose leaning holds for any story and adds what the undamaged paragraphs of this text teach.
"""

from __future__ import annotations

import itertools
import math
import re
from collections import Counter
from dataclasses import dataclass
from itertools import pairwise

from retold.segmenting.conventions import Convention, Family
from retold.segmenting.sentences import sentences
from retold.speechwords import (
    FIRST_PERSON,
    NOT_NAMES,
    SECOND_PERSON,
    VOICE_NOUNS,
    WEAK_SAYING,
    WORD,
    Tag,
    fold,
    read_tag,
    words_of,
    wordset,
)
from retold.text import Repaired, Span

# Leaning of a word towards speech (above 0) or narration (below), in natural log odds: rounded from intuition, then
# corrected by each text's own counts, which soon outweigh them.
_LEANING = {
    **dict.fromkeys(sorted(wordset("you your yours you're you've you'll you'd yourself thou thee thy ye")), 1.6),
    **dict.fromkeys(sorted(wordset("i i'm i've i'll i'd my me we we're we'll us our")), 1.1),
    **dict.fromkeys(
        sorted(wordset("don't can't won't isn't that's it's what's let's there's didn't no yes oh please well")), 0.7
    ),
    **dict.fromkeys(sorted(wordset("he she his her him they their")), -0.9),
    **dict.fromkeys(sorted(wordset("was were had")), -0.6),
    **dict.fromkeys(sorted(wordset("himself herself")), -1.5),
}
_TOLD = wordset("""
went came took stood sat lay ran saw knew felt held fell rose gave made told thought got kept left began met shook sank
put set let drew threw caught brought turned bent led spoke woke wore broke struck hung slid swung crept leant slept
""")
_TOLD_LEANING = -0.6
_THING_LEANING = -0.5  # a sentence that begins with a thing and has no I or you
_NAME_LEANING = -0.5  # or with a name
_PAST = re.compile(r"[^\W_]{2,}ed$")
_PAST_LEANING = -0.5
_ASKING = 1.2  # a question or exclamation mark
_EDGE = 0.9  # a lost opener most often stood at the head of the paragraph
_TAKEN_UP = 1.5  # a lost opener after a tag most often stood right behind it
_LED_IN = 1.0  # so did one in the middle of a sentence, where a capital stands that is no name's
_CLAUSE = 3.0  # not before the words that tell how it was said
_TAG_SURE = 6.0  # a tag is never part of the speech
_PRIOR_WORDS = 12.0  # how many sightings in the text the given leanings weigh
# What is surely said, for a text to learn from.
_SAID: dict[Family, re.Pattern[str]] = {
    "double": re.compile(r"[“\"„]([^“”\"„\n]{3,400})[”\"“]"),
    "single": re.compile(r"(?<!\w)['‘‚`]([^\n'‘’‚`´]{2,400}(?:\w['’´]\w[^\n'‘’‚`´]{1,200}){0,9}[,.!?…—-])['’‘´](?!\w)"),
    "corner": re.compile(r"[「『]([^「」『』\n]{3,400})[」』]"),
    "guillemet": re.compile(r"[«»‹›]([^«»‹›\n]{3,400})[«»‹›]"),
}
# What stands between the verb of a tag and its end: "she went on.", "he told Ann."
_TAG_OVER = re.compile(r"(?:\s(?:on|out|back|again|at last|me|him|her|us|them|[A-Z]\w+|[a-z]+ly))?[,.;:—-]")
# A tag whose verb is none of saying: "mourned Ann.", "was her reply".
_ANY_TAG = re.compile(
    r"[a-z]{3,20}ed [A-Z][\w’']*\.?(?: [A-Z][\w’']*){0,2}[,.;:—-]|"
    r"was (?:[\w’'-]{1,30} ){1,3}(?:reply|answer|response|comment|remark|rejoinder|question|greeting)\b"
)
_GAP = 4  # code points from the stop to the tag behind it
_MANY_WORDS = 400_000  # characters that teach enough

_PAUSE = re.compile(r"[,;:!?…—–-]\s+|\.\s+(?=[^\W\d_A-Z])|[—–]+|--+")
_MANNER = VOICE_NOUNS | wordset("with in without half then his her arms shoulder chin")
# Multi-paragraph speech goes on after a long paragraph; a short line without its closer has lost it.
_LONG_SPEECH = 140  # code points
_GOING_ON = 2.0  # log odds at most
# What speech that has lost both marks must lean by, in log odds: with a tag behind it, by itself, or behind a tag.
_BARE_TAGGED = 0.9
_BARE_ALONE = 3.5
_BARE_AFTER = 3.0
# Who tells a story aloud speaks as narration does: how much of the leaning counts where no tag follows, and at most.
_UNTAGGED = 0.4
_TOLD_ALOUD = 3.0


@dataclass(frozen=True, slots=True)
class Stretch:
    """Words between marks in one paragraph: speech, or quoted for another reason named by `kind`."""

    span: Span
    kind: str = "speech"
    confidence: float = 1.0
    repaired: Repaired | None = None
    unclosed: bool = False


class Judge:
    """Weighs the sentences of one text; made once, asked about its damaged and doubtful places."""

    def __init__(self, text: str, convention: Convention) -> None:
        self._text = text
        said = convention.dashes_said if convention.dash else _SAID[convention.families[0]]
        spelt = Counter(WORD.findall(text[:_MANY_WORDS]))
        self._small = frozenset(word for word in spelt if word.islower())
        self._learnt = _learn(text[:_MANY_WORDS], said, spelt)

    def lost_opener(self, start: int, closer: int, paragraph: Span) -> int | None:
        """Where the speech that ends at `closer` began, somewhere after `start`; None where no speech ends there."""
        pieces = self._pieces(start, closer)
        if not pieces:
            return None
        tagged = [self._tags(piece, start > paragraph.start and n == 0) for n, piece in enumerate(pieces)]
        if tagged[-1] and start > paragraph.start and len(pieces) == 1:
            return None
        manner = [self._tells_how(piece) for piece in pieces]
        behind = [False] * len(pieces)  # a tag, and what tells how it was said
        for n in range(1, len(pieces)):
            behind[n] = tagged[n - 1] or (behind[n - 1] and manner[n - 1])
        best, best_score, total = len(pieces) - 1, -math.inf, 0.0
        for n in range(len(pieces) - 1, -1, -1):
            total += self.leaning(pieces[n]) - _TAG_SURE * tagged[n]
            likely = _EDGE if n == 0 and start == paragraph.start else 0.0
            if n and self._led_in(pieces[n]):
                likely += _LED_IN
            if behind[n]:
                likely += _TAKEN_UP - _CLAUSE * manner[n]
            if total + likely > best_score:
                best, best_score = n, total + likely
        if start > paragraph.start and best == 0 and self._text[start : start + 1].isspace() is False:
            best = min(1, len(pieces) - 1)
        at = pieces[best].start
        while at < closer and self._text[at].isspace():
            at += 1
        return at if at < closer else None

    def lost_closer(self, start: int, limit: int, paragraph: Span, *, whole: float = 0.0) -> int:
        """Where the speech that begins at `start` ended, before the next opener or the paragraph's end at `limit`.

        `whole` is what speaks for its running up to the limit, in log odds.
        """
        pieces = self._pieces(start, limit)
        if not pieces:
            return limit
        to_edge = limit == paragraph.end
        at = 0.0
        best, best_score = len(pieces), whole
        # Speech runs over pieces[:n], narration over pieces[n:]: sum what the narration gains.
        for n in range(len(pieces) - 1, 0, -1):
            tag = self._tags(pieces[n], True)
            at += (_TAG_SURE if tag else 0.0) - self.leaning(pieces[n]) - (0.8 if to_edge and not tag else 0.2)
            gain = at if tag else min(_UNTAGGED * at, _TOLD_ALOUD)
            if gain > best_score:
                best, best_score = n, gain
        said = self._text[start : pieces[best - 1].end]
        if best < len(pieces):
            said = said.rstrip("—–-")  # a dash that touches the tag stood behind the mark
        return start + len(said.rstrip())

    def taken_up(self, start: int, end: int) -> int:
        """Where after a tag the speech takes up again, of which only its words tell; `end` where it does not.

        Behind a comma the sentence goes on, after the words that tell how it is said; behind a stop narration may.
        """
        text = self._text
        pieces = sentences(text, start, end)
        if text[max(0, start - 2) : start].rstrip().endswith(",") and pieces:
            clauses = [0, *(stop.end() - start for stop in _PAUSE.finditer(text, start, pieces[0].end)), len(pieces[0])]
            for clause, over in pairwise(clauses):
                if over > clause and not self._tells_how(Span(start + clause, start + over)):
                    return start + clause
        best, best_score, total = end, 0.0, 0.0
        for piece in reversed(pieces):
            total += self.leaning(piece)
            if total >= best_score:
                best, best_score = piece.start, total
        return best + len(text[best:end]) - len(text[best:end].lstrip())

    def bare(self, start: int, end: int, paragraph: Span) -> list[Span]:
        """Speech without any mark in ``text[start:end]``, which stands at an edge of its paragraph or between marks.

        Either a tag stands right behind it, or a tag that ends with a comma before it, or it is a paragraph by itself.
        """
        pieces = self._pieces(start, end)
        if not pieces:
            return []
        text = self._text
        tags = [self._tags(piece, n > 0 or start > paragraph.start) for n, piece in enumerate(pieces)]
        if start == paragraph.start:
            first = next((n for n, tag in enumerate(tags) if tag), 0)
            said = Span(start, pieces[first - 1].end) if first else Span(start, start)
            stopped = text[start : said.end].rstrip()[-1:] in ",?!"
            lean = sum(self.leaning(piece) for piece in pieces[: first or len(pieces)])
            if first and stopped and lean > _BARE_TAGGED:
                return [self._trimmed(said)]
            if not first and end == paragraph.end and lean > _BARE_ALONE:
                return [self._trimmed(Span(start, end))]
        elif tags[0] and end == paragraph.end and len(pieces) > 1:
            lean = sum(self.leaning(piece) for piece in pieces[1:])
            comma = text[start : pieces[0].end].rstrip()[-1:] in ",;"
            if lean + _TAKEN_UP * comma - _CLAUSE * self._tells_how(pieces[1]) > _BARE_AFTER:
                return [self._trimmed(Span(pieces[1].start, end))]
        return []

    def _trimmed(self, span: Span) -> Span:
        found = span.of(self._text)
        return Span(span.start + len(found) - len(found.lstrip()), span.start + len(found.rstrip()))

    def leaning(self, piece: Span) -> float:
        """Log odds that a sentence is said rather than told."""
        words = words_of(piece.of(self._text))
        total = 0.0
        for word in words:
            known = self._learnt.get(word)
            total += _given(word) if known is None else known
        if words and words[0] in ("the", "a", "an", "his", "her", "its") and not PERSONS.intersection(words):
            total += _THING_LEANING
        elif self._names_first(piece) and not PERSONS.intersection(words):
            total += _NAME_LEANING
        if self._text[piece.start : piece.end].rstrip("\"'”’ ").endswith(("?", "!")):
            total += _ASKING
        return max(-4.0, min(4.0, total))

    def _names_first(self, piece: Span) -> bool:
        """Whether a sentence begins with a name and what it did: "Tomas put"."""
        first, second = (*itertools.islice(WORD.finditer(self._text, piece.start, piece.end), 2), None, None)[:2]
        if first is None or second is None or not first.group()[0].isupper() or fold(first.group()) in NOT_NAMES:
            return False
        return second.group() in _TOLD or _PAST.match(second.group()) is not None

    def goes_on(self, last: Span) -> float:
        """Log odds that an unclosed paragraph of speech goes on in the next one, by its length alone."""
        return min(_GOING_ON, _GOING_ON * (len(last) - _LONG_SPEECH) / _LONG_SPEECH)

    def tags(self, piece: Span) -> bool:
        """Whether a piece right beside speech begins with a tag."""
        return self._tags(piece, True)

    def _tags(self, piece: Span, near: bool) -> bool:
        """Whether a piece begins with a tag; `near` where speech stands right before it."""
        if not near:
            return False
        tag = read_tag(self._text, piece.start, piece.end)
        if tag is None:
            return self._behind_pause(piece) and _ANY_TAG.match(self._text, piece.start, piece.end) is not None
        gap = self._text[piece.start : tag.span.start].strip(" ,.;:—–-")
        strong = tag.verb not in WEAK_SAYING or tag.inverted or self._set_off(piece, tag)
        if tag.kind == "pronoun" and fold(tag.subject.of(self._text)) in ("you", "we", "it"):
            return False
        return strong and len(gap) <= 6

    def _led_in(self, piece: Span) -> bool:
        """Whether a piece begins as a sentence does behind a colon, a comma or a dash: "He said, Go."."""
        text = self._text
        before = text[max(0, piece.start - _GAP) : piece.start].rstrip()[-1:]
        if not before or before not in ",:—–-":
            return False
        first = WORD.match(text, piece.start, piece.end)
        if first is None or not first.group()[0].isupper():
            return False
        return before == ":" or fold(first.group()) in self._small

    def _set_off(self, piece: Span, tag: Tag) -> bool:
        """Whether a tag stands between a comma, or a mark that asks, and a stop: "Stay, she began."."""
        return self._behind_pause(piece) and _TAG_OVER.match(self._text, tag.span.end) is not None

    def _behind_pause(self, piece: Span) -> bool:
        return self._text[max(0, piece.start - _GAP) : piece.start].rstrip()[-1:] in (",", "?", "!")

    def _tells_how(self, piece: Span) -> bool:
        """Whether a piece behind a tag goes on to tell how it is said: "smiling at the boy", "with a sigh"."""
        first = WORD.search(self._text, piece.start, piece.end)
        return first is not None and (first.group().endswith("ing") or first.group() in _MANNER)

    def _pieces(self, start: int, end: int) -> list[Span]:
        """Sentences, cut once more where a tag begins, and at the commas behind it."""
        pieces: list[Span] = []
        for sentence in sentences(self._text, start, end):
            at = sentence.start
            behind_tag = self._tags(sentence, True) and (at == start or bool(pieces))
            for stop in _PAUSE.finditer(self._text, sentence.start, sentence.end):
                if stop.end() - at < 2 or stop.end() >= sentence.end:
                    continue
                tag = self._tags(Span(stop.end(), sentence.end), True)
                led_in = self._led_in(Span(stop.end(), sentence.end))
                if tag or led_in or (behind_tag and self._text[stop.start()] in ",;:—–-"):
                    pieces.append(Span(at, stop.end()))
                    at = stop.end()
                behind_tag = behind_tag or tag
            if self._text[at : sentence.end].strip():
                pieces.append(Span(at, sentence.end))
        return pieces


PERSONS = FIRST_PERSON | SECOND_PERSON


def _given(word: str) -> float:
    """The leaning of a word before the text has taught anything."""
    if word in _TOLD:
        return _TOLD_LEANING
    return _LEANING.get(word, _PAST_LEANING if _PAST.match(word) else 0.0)


def _learn(text: str, speech: re.Pattern[str], spelt: Counter[str]) -> dict[str, float]:
    """Leanings of frequent words from the well marked speech of a text, against all its words as they are `spelt`."""
    said: Counter[str] = Counter()
    for quote in speech.finditer(text):
        said.update(words_of(quote.group(1)))
    spoken = sum(said.values())
    everything: Counter[str] = Counter()
    for word, count in spelt.items():
        everything[fold(word)] += count
    told = sum(everything.values()) - spoken
    if spoken < 100 or told < 100:
        return {}
    learnt = {}
    for word in sorted(everything):
        given = _given(word)
        here = said[word]
        there = everything[word] - here
        if here + there < 3:
            continue
        seen = math.log(((here + 0.5) / spoken) / ((there + 0.5) / told))
        weight = here + there
        learnt[word] = max(-2.0, min(2.0, (given * _PRIOR_WORDS + seen * weight) / (_PRIOR_WORDS + weight)))
    return learnt
