"""Speech behind dashes: a paragraph in, its stretches of speech out.

A dash at the head of a paragraph begins speech, but a dash within it may end the speech, take it up again, or only
interrupt a sentence. Each dash is read with what stands on either side: punctuation and blanks (Spanish sets "—dijo
ella—." close to its words), a tag, capitals, and whether the words lean to speech or narration. The likeliest course
through the whole paragraph, speech and narration by turns, is found in one pass over its dashes.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence

from retold.segmenting.conventions import Convention
from retold.segmenting.elsewhere import says, tag_inside
from retold.segmenting.judging import Judge, Stretch
from retold.segmenting.sentences import sentences
from retold.speechwords import SAYING, read_tag
from retold.text import Span

# What speaks for a turn from speech to narration at a dash, or back, in rough log odds; the dashes of other languages
# have little else to go by, so their typography decides where it is clear.
_STOPPED = 1.5  # a comma or stop stands before the dash: the sentence did not break off
_BROKEN = -1.0  # it did
_UNSTOPPED = 2.0  # it did, but in this text tags follow so, in small letters
_CLOSE_SET = 4.0  # the blank stands on the side that only this turn has
_TAG = 6.0  # a tag follows
_SMALL = 1.0  # a small letter follows a full stop, question or exclamation mark, as in no other place
_TAKEN_UP = 1.0  # narration between dashes mostly ends with the second one
_COLON = 3.0  # "He said: — Go."
_NARRATION_FIRST = -2.0  # in a paragraph that begins with narration, a dash is mostly just a dash
_LEANING = 0.7  # how much of the judge's leaning counts, sentence by sentence
_MOST_SENTENCES = 6  # of a stretch between dashes that are weighed

_TAG_COMES = re.compile(r"[,.!?…]\s+(?=\S)")
_NEAR = 12  # code points from the stop to the tag
_STOP_OF_TAG = re.compile(r"[.,;:]\s+(?=\S)")
_TAG_ENDS = re.compile(r"[.:,]\s+")


class Dashes:
    """Reads the paragraphs of one text whose speech stands behind dashes."""

    def __init__(self, text: str, paragraphs: Sequence[Span], convention: Convention, judge: Judge) -> None:
        self._text, self._dashes, self._judge = text, convention.dashes, judge
        # A text that sets its tags off with dashes has none without: "You see, Ann said so" is all speech there.
        self._tags_bare = self._bare(paragraphs)
        self._unstopped = self._no_stops(paragraphs)

    def stretches(self, paragraph: Span) -> list[Stretch]:
        """The stretches of speech of a paragraph, each with the dash that begins it."""
        text = self._text
        cuts = self._cuts(paragraph)
        if not cuts:
            return []
        begins = cuts[0].start() == paragraph.start
        starts = [paragraph.start, *(cut.end() for cut in cuts)]
        ends = [*(cut.start() for cut in cuts), paragraph.end]
        parts = [Span(start, end) for start, end in zip(starts, ends, strict=True)]
        spoken = [*self._course(cuts, parts, begins), False]
        found: list[Stretch] = []
        at: int | None = None
        for number, part in enumerate(parts):
            if spoken[number] and at is None:
                at = self._opens(cuts[number - 1], part)
            if at is None:
                continue
            if not spoken[number + 1] or self._closes_with_tag(part):
                tag = _tag_inside(text, part.start, part.end) if self._tags_bare else None
                found.append(Stretch(Span(at, tag[0] if tag else part.end)))
                resumes = self._judge.taken_up(tag[1], part.end) if tag else part.end
                if resumes < part.end:
                    found.append(Stretch(Span(resumes, part.end)))
                at = None
        return found

    def _opens(self, cut: re.Match[str], part: Span) -> int:
        """Where speech begins at a dash: with it, or behind the stop of the tag before ("—dijo Ana—. ¿Y tú?")."""
        stop = _STOP_OF_TAG.match(self._text, part.start, part.end)
        return stop.end() if stop else cut.end() - len(cut.group().lstrip())

    def _closes_with_tag(self, part: Span) -> bool:
        """Whether a part ends with a tag that no dash sets off: "I will, she said – and I do."."""
        tag = _tag_inside(self._text, part.start, part.end) if self._tags_bare else None
        return tag is not None and tag[1] == part.end

    def _cuts(self, paragraph: Span) -> list[re.Match[str]]:
        found = self._dashes.finditer(self._text, paragraph.start, paragraph.end)
        return [cut for cut in found if cut.end() < paragraph.end]

    def _no_stops(self, paragraphs: Sequence[Span]) -> bool:
        """Whether speech is followed by its tag without a comma, as in Spanish and Polish: "— Stay — said Ann."."""
        stopped = unstopped = 0
        for paragraph in paragraphs:
            cuts = self._cuts(paragraph)
            if len(cuts) < 2 or cuts[0].start() != paragraph.start:
                continue
            told = Span(cuts[1].end(), cuts[2].start() if len(cuts) > 2 else paragraph.end)
            # What begins small, ends with a stop and is followed by another dash is told, whatever its words are.
            between = len(cuts) > 2 and self._text[told.start].islower() and self._text[told.end - 1] in ".!?…"
            if between or _tagged(self._text, told, self._judge):
                ends = self._text[cuts[1].start() - 1] in ",.!?…:;"
                stopped += ends
                unstopped += not ends
        return unstopped > stopped

    def _bare(self, paragraphs: Sequence[Span]) -> bool:
        """Whether more tags stand in the run of the speech than behind dashes."""
        text = self._text
        bare = dashed = 0
        for paragraph in paragraphs:
            cuts = self._cuts(paragraph)
            if not cuts or cuts[0].start() != paragraph.start:
                continue
            end = cuts[1].start() if len(cuts) > 1 else paragraph.end
            if len(cuts) > 1 and _tagged(text, Span(cuts[1].end(), paragraph.end), self._judge):
                dashed += 1
            elif _tag_inside(text, cuts[0].end(), end):
                bare += 1
        return bare > dashed

    def _course(self, cuts: list[re.Match[str]], parts: list[Span], begins: bool) -> list[bool]:
        """For each part between dashes whether it is said: the best path through the paragraph."""
        score = {True: 0.0 if begins else -1e9, False: -1e9 if begins else 0.0}
        back: list[dict[bool, bool]] = []
        # The first part of a paragraph that begins with a dash is empty: its first dash begins the speech.
        for number, (cut, before, after) in enumerate(zip(cuts, parts, parts[1:], strict=False)):
            if begins and number == 0:
                back.append({True: True, False: False})
                continue
            turn_out, turn_in = self._turns(cut, before, after)
            if not begins:
                turn_in += _NARRATION_FIRST
            lean = _LEANING * _lean(self._text, after, self._judge)
            new, came = {}, {}
            for said, turn in ((True, turn_in), (False, turn_out)):
                stay, change = score[said], score[not said] + turn
                came[said] = said if stay >= change else not said
                new[said] = max(stay, change) + (lean if said else -lean) / 2
            back.append(came)
            score = new
        said = score[True] >= score[False]
        path = [said]
        for came in reversed(back):
            said = came[said]
            path.append(said)
        path.reverse()
        return [path[0] and not begins, *path[1:]]

    def _turns(self, cut: re.Match[str], before: Span, after: Span) -> tuple[float, float]:
        """What speaks for a turn from speech to narration at a dash, and for one from narration to speech."""
        text = self._text
        last = text[before.end - 1 : before.end] if len(before) else ""
        first = text[after.start : after.start + 1]
        out = _STOPPED if last in ",.!?…:;" else _BROKEN
        if self._unstopped and out == _BROKEN:
            out = _UNSTOPPED * first.islower()
        back = _TAKEN_UP + out
        spaced, free = cut.group()[0].isspace(), cut.group()[-1].isspace()
        if spaced != free or (not spaced and first and first in ",.;:!?"):
            close = _CLOSE_SET if spaced and not free else -_CLOSE_SET
            out, back = out + close, back - close
        if _tagged(text, after, self._judge):
            out += _TAG
        elif self._closes_with_tag(before):
            out -= _TAG  # what was told is over already
        if last in ".!?…" and first.islower():
            out += _SMALL
        if last == ":":
            back += _COLON
        return out, back


def _lean(text: str, part: Span, judge: Judge) -> float:
    pieces = itertools.islice(sentences(text, part.start, part.end), _MOST_SENTENCES)
    return max(-4.0, min(4.0, sum(judge.leaning(piece) for piece in pieces)))


def _tagged(text: str, part: Span, judge: Judge) -> bool:
    """Whether a part begins with a tag, in any language."""
    return judge.tags(part) or says(text, part.start, part.end) is not None


def _tag_inside(text: str, start: int, end: int) -> tuple[int, int] | None:
    """A tag in the run of dash dialogue: where speech stops and where it takes up again."""
    for stop in _TAG_COMES.finditer(text, start, end):
        if text[stop.end()].islower() or stop.group()[0] in ",!?":
            tag = read_tag(text, stop.end(), end)
            if tag is not None and tag.verb in SAYING and tag.span.start - stop.end() < _NEAR:
                over = _TAG_ENDS.search(text, tag.span.end, end)
                return stop.start() + 1, over.end() if over else end
    return tag_inside(text, start, end)
