"""How a telling is told: its tense, its person, who narrates and through whose eyes, by the narration's words."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING

from retold.text import Manner, Telling

if TYPE_CHECKING:
    from retold.speakers.turns import Study

_PAST = re.compile(
    r"\b(?:he|she|they|i|it|we)\s+(?:\w+ed|was|were|had|said|did|went|came|saw|took|felt|stood|knew|sat)\b", re.I
)
_PRESENT = re.compile(
    r"\b(?:(?:he|she|it)\s+(?!was\b|is\b|has\b)(?!always\b|perhaps\b|towards\b)\w{2,}[^s\W]s|(?:he|she|it)(?:\s+is|\s+has|'s|’s)|i\s+(?:am|have|do|can|say|see|go|know|feel|think)"
    r"|they\s+are|i'm|i’m)\b",
    re.I,
)
_ENOUGH = 100_000  # characters of narration that tell the tense


def manner_of(telling: Telling, studied: Study, ids: Mapping[int, str]) -> Manner:
    """Tense and person of the narration, and the ids of narrator and viewpoint where they are known."""
    narration = studied.narration[:_ENOUGH]
    past, present = len(_PAST.findall(narration)), len(_PRESENT.findall(narration))
    tense = None if past == present else "past" if past > present else "present"
    narrator = ids.get(studied.narrator) if studied.narrator is not None else None
    person = "first" if studied.narrator is not None else "third" if narration.strip() else None
    return Manner(tense, person, narrator, narrator)
