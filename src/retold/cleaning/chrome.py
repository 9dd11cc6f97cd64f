"""Which paragraphs are furniture: the block above the story, the block below it, headings, rules and notes between.

In go the paragraphs of a text, out comes a kind for each that is not story. The search works from the edges inward:
from the first paragraph down (and from the last one up) the weights of the looks are summed, and the block ends where
the sum was highest; a paragraph that can only be story is a wall. Between the edges only what is certain by itself
is taken, so that a short or an odd line of story stays where it is.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from . import cues, headings
from .cues import Look
from .layout import Paragraph
from .vocabulary import FOOTER, FRONT, HEADING, NOTE, RULE, SUMMARY

Kinds = list[str | None]

# What furniture that is certain by itself adds to a block that has begun, and a value to its label.
SHORT_STEP = 0.5
# The sum of weights a block must reach before it is furniture: one label, or one phrase and a hint.
ENOUGH = 2.5
# The least weight of a line that looks like furniture by itself.
SIGN = 1.5
# Sum below the best one at which the search for more gives up.
PATIENCE = 8.0
# A look this low is story beyond doubt; nothing behind it is looked at.
WALL = -3.5
# No single look may pull more than this much doubtful text in with it.
MOST = 5.0
# Lines of a block are short; a short line in one block with furniture is suspect itself.
STACK, STACK_BONUS, SHORT_WORDS, SIBLING = 12, 1.4, 14, 2.0
DEEPEST = 150  # paragraphs looked at from an edge
NOTE_PARAGRAPHS, NOTE_LENGTH = 8, 2500  # the longest note, in paragraphs and code points
TITLE_WORDS = 10
GREETING_WORDS = 4
FEWEST_TO_GO_ON = 2  # paragraphs of certain story below the foot of a page that make it no foot
FEWEST_BETWEEN_NUMBERS = 200  # code points between two numbers that count chapters


def furniture(found: Sequence[Paragraph]) -> Kinds:
    """The kind of each paragraph that is furniture, None for story.

    Parameters
    ----------
    found
        All paragraphs of a text, in order.
    """
    kinds: Kinds = [cues.alone(paragraph.text) for paragraph in found]
    _keep_in_speech(found, kinds)
    _number_chapters(found, kinds)
    _name_chapters(found, kinds)
    first, last = _licence(found, kinds)
    edges = _Edges(found, kinds)
    edges.header(first, last, opening=True)
    edges.footer(first, last, closing=True)
    parted = [first - 1, *(at for at in range(first, last) if kinds[at] == HEADING), last]
    for above, at, below in zip(parted, parted[1:], parted[2:], strict=False):
        edges.header(at + 1, below, opening=False)
        edges.footer(above + 1, at, closing=False)
    _title_alone(found, kinds)
    _close_notes(found, kinds)
    if None not in kinds and not any(cues.alone(p.text) or cues.look(p.text).weight >= ENOUGH for p in found):
        # Nothing but furniture, and nothing that surely is any: a language that says nothing to these eyes.
        return [None] * len(found)
    return kinds


# --- between the edges --------------------------------------------------------------------------------------------


def _keep_in_speech(found: Sequence[Paragraph], kinds: Kinds) -> None:
    """Give back headings that a sentence runs into, as a line of verse or a wrapped line does."""
    for at, kind in enumerate(kinds[1:], 1):
        above = found[at - 1].text
        if kind == HEADING and not found[at].gap and above[-1] in ",;" and kinds[at - 1] is None:
            kinds[at] = None


def _number_chapters(found: Sequence[Paragraph], kinds: Kinds) -> None:
    """Take bare numbers for headings when they count up, with story between."""
    runs: list[list[int]] = []
    waiting: dict[int, list[int]] = {}  # the last run that a number would go on
    for at, paragraph in enumerate(found):
        number = headings.bare_number(paragraph.text)
        if number is None:
            continue
        run = waiting.get(number)
        if run is not None and _apart(found, run[-1], at):
            del waiting[number]
            run.append(at)
        elif number == 1:
            run = [at]
            runs.append(run)
        else:
            continue
        waiting[number + 1] = run
    for run in runs:
        for at in run if len(run) > 1 else ():
            kinds[at] = HEADING


def _apart(found: Sequence[Paragraph], above: int, below: int) -> bool:
    return found[below].start - found[above].end >= FEWEST_BETWEEN_NUMBERS


def _name_chapters(found: Sequence[Paragraph], kinds: Kinds) -> None:
    """Take the title in the line under a chapter heading along with it."""
    for at in range(1, len(found)):
        text = found[at].text
        if kinds[at - 1] != HEADING or kinds[at] is not None or len(text) > headings.HEADING_LINE * 2:
            continue
        bare = headings.bare_number(found[at - 1].text) is not None or headings.divides(found[at - 1].text)
        in_which = len(text) > 8 and text.lower().startswith(("in which ", "wherein "))
        shouted = text.isupper() and text.count(" ") > 0
        title = (shouted or headings.titled(text.rstrip("."))) and len(text) <= headings.HEADING_LINE
        below = found[at + 1] if at + 1 < len(found) else None
        if below is None or below.text[0].islower() or any(map(str.isdigit, text)):
            continue
        if bare and (in_which or title) and (text.isupper() or found[at].gap or below.gap):
            kinds[at] = HEADING


_LICENCE_START = re.compile(r"\*{2,}\s*START OF TH(?:E|IS) .{0,20}E-?(?:BOOK|TEXT)", re.IGNORECASE)
_LICENCE_END = re.compile(r"\*{2,}\s*END OF TH(?:E|IS) .{0,20}E-?(?:BOOK|TEXT)", re.IGNORECASE)
_TEXT_STARTS = re.compile(r"[\W_]*(?:work|chapter|story) text[\W_]*$", re.IGNORECASE)
_TEXT_ENDS = re.compile(
    r"[\W_]*(?:you['’´]ve reached the end of (?:the )?published parts|review this (?:chapter|story)\b|actions:?$"
    r"|post comment$|(?:\S+ ){1,200}left kudos on this)",
    re.IGNORECASE,
)
LICENCE_PART, SITE_TAIL = 0.3, 0.35  # shares of a text: as much of it a licence above or a comment page below may be


def _licence(found: Sequence[Paragraph], kinds: Kinds) -> tuple[int, int]:
    """Set aside what stands outside the lines that say where a text begins and ends; the range that is left."""
    first, last = 0, len(found)
    if not found:
        return first, last
    length = found[-1].end
    for at, paragraph in enumerate(found[:DEEPEST]):
        if paragraph.end > LICENCE_PART * length and paragraph.end > NOTE_LENGTH * 2:
            break
        if _LICENCE_START.match(paragraph.text) or _TEXT_STARTS.match(paragraph.text):
            first = at + 1
    for at in range(len(found) - 1, first, -1):
        below = length - found[at].start
        if below > SITE_TAIL * length and below > NOTE_LENGTH:
            if _LICENCE_START.match(found[0].text):
                continue
            break
        if _LICENCE_END.match(found[at].text) or (_TEXT_ENDS.match(found[at].text) and not _goes_on(found[at + 1 :])):
            last = at
    for at in [*range(first), *range(last, len(found))]:
        seen = cues.look(found[at].text)
        kinds[at] = kinds[at] or (seen.kind if seen.weight > 0 or at < first else FOOTER)
    return first, last


def _goes_on(below: Sequence[Paragraph]) -> bool:
    """Whether paragraphs below what looks like an end are story beyond doubt: more than a stray comment would be."""
    return sum(cues.look(paragraph.text).weight <= WALL for paragraph in below) >= FEWEST_TO_GO_ON


# --- the edges ----------------------------------------------------------------------------------------------------


class _Edges:
    """The blocks of furniture at the edges of a text and of its chapters."""

    def __init__(self, found: Sequence[Paragraph], kinds: Kinds) -> None:
        self.found = found
        self.kinds = kinds
        self.looks: dict[int, Look] = {}
        self.parted = sum(p.gap > 0 for p in found) * 3 >= len(found)

    def header(self, first: int, last: int, *, opening: bool) -> None:
        """Set aside the block that begins at `first`: that of the text, or of a chapter."""
        reach = range(first, min(last, first + DEEPEST))
        if not opening and not self._begins(reach):
            return
        self.set(self._block(reach, HEADING if opening else NOTE))

    def footer(self, first: int, last: int, *, closing: bool) -> None:
        """Set aside the block that ends before `last`."""
        reach = range(last - 1, max(first - 1, last - 1 - DEEPEST), -1)
        if not closing and not self._begins(reach):
            return
        block = self._block(reach, None)
        above = self.found[min(block) - 1].text if block and min(block) > first else ""
        if above.endswith(",") and above.count(" ") <= GREETING_WORDS:
            # Somebody is greeted: what asks for an answer below is a letter.
            block = []
        if closing:
            note = self._last_note(first, last)
            if note is not None and note < (min(block) if block else last):
                block = list(range(note, last))
        self.set(block)

    def _begins(self, reach: range) -> bool:
        """Whether the first paragraph at the edge of a chapter may be furniture at all."""
        if not reach or (self.kinds[reach[0]] is None and len(self.found[reach[0]].text) > cues.LABEL_LINE // 2):
            return False
        return self.look(reach[0]).weight >= 0

    def set(self, block: Sequence[int]) -> None:
        for at in block:
            self.kinds[at] = self.kinds[at] or self.look(at).kind

    def look(self, at: int) -> Look:
        seen = self.looks.get(at)
        if seen is None:
            seen = self.looks[at] = cues.look(self.found[at].text)
        return seen

    def _block(self, reach: range, closes_notes: str | None) -> list[int]:
        """The places from the edge to where the summed weights are highest; none if they stay too low."""
        total = best = 0.0
        cut = 0
        label: Look | None = None
        for count, at in enumerate(reach, 1):
            seen = self.look(at)
            if seen.kind in (HEADING, RULE) and self.kinds[at]:
                # Furniture by itself already: it follows a block, and makes none.
                weight = SHORT_STEP if best else 0.0
            elif seen.kind == NOTE and self.kinds[at] and cues.closed(self.found[at].text):
                weight = SHORT_STEP
            else:
                weight = min(MOST, seen.weight + self._stacked(at))
            if label is not None and weight < 0 and reach.step > 0:
                weight = SHORT_STEP
            label = seen if reach.step > 0 and cues.empty_label(self.found[at].text) else None
            if weight <= WALL:
                break
            total += weight
            if total > best:
                best, cut = total, count
            if total < best - PATIENCE:
                break
        # Hints alone, however many, are no furniture: some line of the block has to look like it by itself.
        block = list(reach[:cut]) if best >= ENOUGH else []
        if not any(self.look(at).weight >= SIGN for at in block):
            return []
        if closes_notes and block:
            block += self._rest_of_note(reach, len(block))
        return block

    def _stacked(self, at: int) -> float:
        """A bonus for short lines in one block, without a blank line, with something that is furniture."""
        text = self.found[at].text
        if text.count(" ") >= SHORT_WORDS or self.look(at).weight < cues.CLAUSE - 0.1:
            return 0.0
        low = at
        while low > 0 and at - low <= STACK and not self.found[low].gap:
            low -= 1
        high = at + 1
        while high < len(self.found) and high - at <= STACK and not self.found[high].gap:
            high += 1
        if high - low > STACK or high - low < 2:
            return 0.0
        return STACK_BONUS if any(self.look(i).weight >= SIBLING for i in range(low, high) if i != at) else 0.0

    def _rest_of_note(self, reach: range, done: int) -> list[int]:
        """What follows a note or a summary at the top, up to the heading or rule that ends it."""
        if not any(self.look(at).kind in (NOTE, SUMMARY) for at in reach[max(0, done - 2) : done]):
            return []
        length = 0
        for count, at in enumerate(reach[done : done + NOTE_PARAGRAPHS]):
            kind, text = self.kinds[at], self.found[at].text
            if kind == HEADING or (kind == RULE and count <= NOTE_PARAGRAPHS // 2):
                return list(reach[done : done + count])
            length += len(text)
            if length > NOTE_LENGTH or cues.speech(text):
                break
        return []

    def _last_note(self, first: int, last: int) -> int | None:
        """Where a note of several paragraphs at the bottom begins: all below it talks as authors do."""
        length = 0
        for at in range(last - 1, max(first, last - 1 - NOTE_PARAGRAPHS), -1):
            text = self.found[at].text
            length += len(text)
            if length > NOTE_LENGTH or cues.speech(text):
                return None
            if self.kinds[at] == NOTE and not cues.closed(text):
                return at
            if not (self.look(at).weight > WALL or cues.personal(text)):
                return None
        return None


def _title_alone(found: Sequence[Paragraph], kinds: Kinds) -> None:
    """Take a title for one that stands above a story with nothing else."""
    if len(found) < 3 or kinds[0] is not None:
        return
    text = found[0].text.rstrip(".")
    words = text.lower().split()
    if kinds[1] == HEADING and len(words) <= TITLE_WORDS and headings.titled(text):
        kinds[0] = FRONT
        return
    greets = not words or words[0] in ("dear", "dearest", "hello", "hi", "hey", "my")
    if (
        text == found[0].text
        and 2 <= len(words) <= TITLE_WORDS
        and len(set(words)) == len(words)
        and found[1].gap
        and headings.titled(text)
        and not greets
        and not any(map(str.isdigit, text))
        and (not text.isupper() or kinds[1] is not None)
    ):
        kinds[0] = FRONT


def _close_notes(found: Sequence[Paragraph], kinds: Kinds) -> None:
    """Follow a note that opens a bracket to the paragraph that closes it."""
    for at, paragraph in enumerate(found):
        opener = paragraph.text.lstrip("*_ ")[:1]
        if kinds[at] != NOTE or opener not in cues.BRACKETS or cues.closed(paragraph.text):
            continue
        closer = cues.BRACKETS[opener]
        for end in range(at + 1, min(len(found), at + 1 + NOTE_PARAGRAPHS)):
            if closer in found[end].text:
                if found[end].text.rstrip("*_ .").endswith(closer):
                    for inside in range(at + 1, end + 1):
                        kinds[inside] = kinds[inside] or NOTE
                break
