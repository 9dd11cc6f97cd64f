"""How each person of a telling talks: whose words, of those who surely speak elsewhere, a turn sounds like.

Comes in: the text and turns of a study; goes out: for a turn and a person how much likelier the words of the turn are
in what that person is known to say than in what anybody says. Names called out count with the other words: who says
"papa" says it again. A unigram model with a Dirichlet prior (Zhai and Lafferty 2004), each word of a turn once.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence

from retold.speakers.turns import Study
from retold.speechwords import words_of
from retold.text import Span

PRIOR = 300.0  # words of anybody's that stand beside what somebody says
_LEAST = 40  # words somebody must have said
_MOST = 60  # words of a turn that are looked at
_SCALE = 4.0  # log odds that count as much


class Style:
    """What is surely said by whom; `speaks` gives the turns of each person."""

    def __init__(self, studied: Study, speaks: Mapping[int, Sequence[int]]) -> None:
        self._studied = studied
        self._said: list[tuple[str, ...] | None] = [None] * len(studied.turns)
        self._spans = [studied.telling.story.map.to_text(u.span) for u in studied.telling.utterances]
        self._anybody: Counter[str] = Counter()
        own: dict[int, Counter[str]] = {}
        for person, turns in speaks.items():
            counts: Counter[str] = Counter()
            for number in turns:
                counts.update(self._words(number))
            self._anybody.update(counts)
            if counts.total() >= _LEAST:
                own[person] = counts
        self._total = self._anybody.total()
        self._own = {person: (counts, counts.total()) for person, counts in own.items()}

    def sounds_like(self, number: int, person: int) -> float:
        """How much a turn sounds like a person, about -1 to 1; 0 where too little is known."""
        if person not in self._own:
            return 0.0
        counts, total = self._own[person]
        found = 0.0
        whole = math.log(PRIOR / (PRIOR + total))
        for word in self._words(number):
            anybody = self._anybody.get(word, 0)
            if anybody:
                count = counts.get(word, 0)
                found += whole + (math.log1p(count * self._total / (PRIOR * anybody)) if count else 0.0)
        return math.tanh(found / _SCALE)

    def _words(self, number: int) -> tuple[str, ...]:
        """The words of a turn, each once, in their order: sums are then the same to the last bit, run by run."""
        said = self._said[number]
        if said is None:
            spans = (self._spans[u] for u in self._studied.turns[number].utterances)
            said = tuple(dict.fromkeys(word for span in spans for word in _first_words(self._studied.text, span)))
            self._said[number] = said
        return said


def _first_words(text: str, span: Span) -> tuple[str, ...]:
    return words_of(text[span.start : min(span.end, span.start + _MOST * 6)])
