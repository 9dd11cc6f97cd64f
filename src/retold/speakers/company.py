"""Which names keep company: what a text shows of two names being one person's or two persons', beyond their words.

Two names in one sentence are seldom one person's. Whoever is called by a name mostly speaks next, or spoke last, so
that the names of tags around a call tell who was meant; and nobody calls himself. Comes in: where forms of names stand,
the speech and its tags; goes out: counts for pairs of forms.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence

from retold.speakers.forms import Form, form_of
from retold.speakers.sightings import SURELY, Sighting
from retold.speechwords import Tag
from retold.text import Span

# A stop ends a sentence unless it belongs to a title or an initial. What it begins with stands first, to be found fast.
_END = re.compile(
    r"[.!?…\n](?:(?<=\n)|(?<!\b[A-Z].)(?<!\bM[rsx].)(?<!\bMrs.)(?<!\bMme.)(?<!\b[DS]t.)(?<!\bDr.)(?<!\bRev.)"
    r"[.!?…]*[\"'”’»*_)]*\s+)"
)
# Paragraphs without speech that may lie between a call and its answer.
_PAUSE = 1


class Company:
    """Counts for pairs of forms: named `together`, `answers` to a call, `callers` of a name."""

    def __init__(self, text: str, found: Iterable[Sighting], speech: Sequence[Span], tags: Sequence[Tag]) -> None:
        found = list(found)
        self.together: dict[Form, Counter[Form]] = defaultdict(Counter)
        self.answers: dict[Form, Counter[Form]] = defaultdict(Counter)
        self.callers: dict[Form, Counter[Form]] = defaultdict(Counter)
        self._meet(text, found)
        self._call(text, found, speech, tags)

    def meetings(self, some: Iterable[Form], others: Iterable[Form]) -> int:
        """Sentences that have a form of each."""
        return _pairs(self.together, some, others)

    def answered(self, some: Iterable[Form], others: Iterable[Form]) -> int:
        """Calls of `some` beside which one of `others` speaks."""
        return _pairs(self.answers, some, others)

    def calls(self, some: Iterable[Form], others: Iterable[Form]) -> int:
        """Calls of `some` by one of `others`."""
        return _pairs(self.callers, some, others)

    def _meet(self, text: str, found: list[Sighting]) -> None:
        ends = [m.end() for m in _END.finditer(text)]
        sentences: dict[tuple[int, bool], set[Form]] = defaultdict(set)
        for seen in found:
            sentences[bisect_right(ends, seen.span.start), seen.speech].add(seen.form)
        for forms in sentences.values():
            if len(forms) > 1:
                for form in forms:
                    self.together[form].update(forms)

    def _call(self, text: str, found: list[Sighting], speech: Sequence[Span], tags: Sequence[Tag]) -> None:
        breaks = [m.start() for m in re.finditer("\n+", text)]

        def paragraph(at: int) -> int:
            return bisect_right(breaks, at)

        speaking = sorted({paragraph(s.start) for s in speech})
        place = {where: n for n, where in enumerate(speaking)}
        says: dict[int, set[Form]] = defaultdict(set)
        for tag in tags:
            if tag.kind != "pronoun" and (form := form_of(tag.subject.of(text))):
                says[paragraph(tag.subject.start)].add(form)
        for seen in found:
            where = paragraph(seen.span.start)
            if seen.called != SURELY or where not in place:
                continue
            self.callers[seen.form].update(says[where])
            for near in (place[where] - 1, place[where] + 1):
                if 0 <= near < len(speaking) and abs(speaking[near] - where) <= 1 + _PAUSE:
                    self.answers[seen.form].update(says[speaking[near]])


def _pairs(counts: dict[Form, Counter[Form]], some: Iterable[Form], others: Iterable[Form]) -> int:
    wanted = list(others)
    return sum(counts[form][other] for form in some if form in counts for other in wanted)
