"""The blocks of furniture at the edges of a text and of its chapters.

In go the paragraphs with the kinds that are certain already, and an edge; the weights of the looks are summed from the
edge inward, and the block ends where the sum was highest. A paragraph that can only be story is a wall. What a note or
a label says may go on behind it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from . import cues
from .cues import Look
from .layout import Paragraphs
from .vocabulary import FOOTER, FRONT, HEADING, NOTE, RULE, SUMMARY, Kinds

# What furniture that is certain by itself adds to a block that has begun, and a value to its label.
SHORT_STEP = 0.5
# The sum of weights a block must reach before it is furniture: one label, or one phrase and a hint.
ENOUGH = 2.5
# The least weight of a line that looks like furniture by itself.
SIGN = 1.5
# Sum below the best one at which the search for more gives up.
PATIENCE = 8.0
CAUTION = 5.0  # the same before anything has been found
# No single look may pull more than this much doubtful text in with it.
MOST = 5.0
# Lines of a block are short; a short line in one block with furniture is suspect itself.
STACK, STACK_BONUS, SHORT_WORDS, SIBLING = 12, 1.4, 14, 2.0
FULL_LINE = 45  # code points; a line that is shorter was not broken because it was full
DEEPEST = 150  # paragraphs looked at from an edge of the text
DEEPEST_INSIDE = 40  # the same from an edge of a chapter, where stand notes and no lists of contents
NOTE_PARAGRAPHS, NOTE_LENGTH = 8, 2500  # the longest note, in paragraphs and code points
GREETING_WORDS = 4


class Edges:
    """The blocks of furniture at the edges of a text and of its chapters."""

    def __init__(self, found: Paragraphs, kinds: Kinds, speeches: Iterable[int] = ()) -> None:
        self.found = found
        self.kinds = kinds
        # A speech of a script is story whatever its words look like.
        self.looks = dict.fromkeys(speeches, Look(cues.SPEECH, FRONT))
        self.labels: dict[int, str] = {}  # the kind of what stands below a label

    def header(self, first: int, last: int, *, opening: bool) -> None:
        """Set aside the block that begins at `first`: that of the text, or of a chapter."""
        reach = range(first, min(last, first + (DEEPEST if opening else DEEPEST_INSIDE)))
        if not opening and not self._begins(reach):
            return
        self.set(self._block(reach, HEADING if opening else NOTE))

    def footer(self, first: int, last: int, *, closing: bool) -> None:
        """Set aside the block that ends before `last`."""
        reach = range(last - 1, max(first - 1, last - 1 - (DEEPEST if closing else DEEPEST_INSIDE)), -1)
        block = self._block(reach, None) if closing or self._begins(reach) else []
        above = self.found.texts[min(block) - 1] if block and min(block) > first else ""
        if above.endswith(",") and above.count(" ") <= GREETING_WORDS:
            # Somebody is greeted: what asks for an answer below is a letter.
            block = []
        note = self._last_note(first, last, closing=closing)
        if note is not None and note < (min(block) if block else last):
            block = list(range(note, last))
            self.labels.update(dict.fromkeys(block, NOTE))
        self.set(block, below=closing)

    def _begins(self, reach: range) -> bool:
        """Whether the first paragraph at the edge of a chapter may be furniture at all."""
        if not reach or (self.kinds[reach[0]] is None and len(self.found[reach[0]].text) > cues.LABEL_LINE // 2):
            return False
        return self.look(reach[0]).weight >= 0

    def set(self, block: Sequence[int], *, below: bool = False) -> None:
        for at in block:
            kind = self.look(at).kind
            if kind == FRONT and at - 1 in block and cues.empty_label(self.found.texts[at - 1]):
                kind = self.look(at - 1).kind
            if kind == FRONT:
                kind = self.labels.get(at, FOOTER if below else FRONT)
            self.kinds[at] = self.kinds[at] or kind

    def look(self, at: int) -> Look:
        seen = self.looks.get(at)
        if seen is None:
            seen = self.looks[at] = cues.look(self.found.texts[at])
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
            elif seen.kind == NOTE and self.kinds[at] and cues.closed(self.found.texts[at]):
                weight = SHORT_STEP
            else:
                weight = min(MOST, seen.weight + self._stacked(at))
                if seen.weight < cues.PHRASE and self._runs_on(at):
                    weight = min(weight, cues.CLAUSE)
            if label is not None:
                self.labels[at] = label.kind
                weight = weight if weight >= 0 else SHORT_STEP
            if reach.step > 0 and cues.empty_label(self.found.texts[at]):
                label = seen
            elif label is not None and not self._one_block(at):
                label = None
            if weight <= cues.WALL:
                break
            total += weight
            if total > best:
                best, cut = total, count
            if total < best - (PATIENCE if best else CAUTION):
                break
        # Hints alone, however many, are no furniture: some line of the block has to look like it by itself.
        block = list(reach[:cut]) if best >= ENOUGH else []
        if not any(self.look(at).weight >= SIGN for at in block):
            return []
        if closes_notes and block:
            rest = self._rest_of_note(reach, len(block))
            self.labels.update(dict.fromkeys(rest, NOTE))
            block += rest
        return block

    def _runs_on(self, at: int) -> bool:
        """Whether a sentence runs into a line from the one above it, as it does where prose was broken into lines."""
        line, above = self.found[at], self.found.texts[at - 1] if at else ""
        broken = len(above) >= FULL_LINE and above[-1].isalpha() and line.text[0].islower()
        return broken and not line.gap and cues.labelled(above) is None

    def _one_block(self, at: int) -> bool:
        """Whether a line and those below it, up to a blank one, may be what a label above them says."""
        for below in range(at + 1, min(len(self.found), at + 1 + STACK)):
            if self.found.gaps[below] or self.kinds[below]:
                return below > at + 1
            if self.look(below).weight <= cues.WALL:
                return False
        return False

    def _stacked(self, at: int) -> float:
        """A bonus for short lines in one block, without a blank line, with something that is furniture."""
        text = self.found.texts[at]
        if text.count(" ") >= SHORT_WORDS or self.look(at).weight < cues.CLAUSE - 0.1:
            return 0.0
        low = at
        while low > 0 and at - low <= STACK and not self.found.gaps[low]:
            low -= 1
        high = at + 1
        while high < len(self.found) and high - at <= STACK and not self.found.gaps[high]:
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
            kind, text = self.kinds[at], self.found.texts[at]
            if kind == HEADING or (kind == RULE and count <= NOTE_PARAGRAPHS // 2):
                return list(reach[done : done + count])
            length += len(text)
            if length > NOTE_LENGTH or cues.speech(text):
                break
        return []

    def _last_note(self, first: int, last: int, *, closing: bool) -> int | None:
        """Where a note of several paragraphs at the bottom begins: all below it talks as authors do."""
        if NOTE not in self.kinds[max(first, last - NOTE_PARAGRAPHS) : last]:
            return None
        length = 0
        for at in range(last - 1, max(first, last - NOTE_PARAGRAPHS) - 1, -1):
            text = self.found.texts[at]
            length += len(text)
            if length > NOTE_LENGTH or cues.speech(text):
                return None
            if self.kinds[at] == NOTE and not cues.closed(text):
                # Above the first chapter, such a label in capitals heads the preface of a book.
                return at if closing or not (text.isupper() and cues.bare_note(text)) else None
            if not (self.look(at).weight > cues.WALL or cues.personal(text)):
                return None
        return None
