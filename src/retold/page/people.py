"""Who is who on the page: names for ids, what each telling calls them, and why a line is whose it is."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from retold.apparatus import Comparison
from retold.page.model import Person
from retold.text import Character, Telling, Utterance
from retold.wording import listed, one_line, visible

EXCERPT = 56  # code points of the words that are quoted as evidence

_REASONS = {
    "tag": "named beside it",
    "pronoun": "pronoun",
    "action": "acts beside it",
    "narrator": "the narrator",
    "turn": "the turns alternate",
    "script": "script",
    "carried": "carried over",
    "none": "nothing tells",
}


class People:
    """Names by character id: the joint characters first, then those a telling found for itself."""

    def __init__(self, comparison: Comparison) -> None:
        self._sigla = [telling.siglum for telling in comparison.tellings]
        own = (character for telling in comparison.tellings for character in telling.characters)
        self._by_id: dict[str, Character] = {}
        for character in (*comparison.characters, *own):
            self._by_id.setdefault(character.id, character)
        self._shown = comparison.characters or tuple(self._by_id.values())

    def name(self, id: str | None) -> str | None:
        """The name to show for an id, None for None."""
        if id is None:
            return None
        return one_line(self._by_id[id].name if id in self._by_id else id)

    def table(self) -> Iterator[Person]:
        """Everybody, with what each telling calls them."""
        for character in self._shown:
            names = tuple(
                (visible(siglum), listed(_distinct(one_line(name.name) for name in character.names[siglum]), "or"))
                for siglum in self._sigla
                if character.names.get(siglum)
            )
            yield Person(one_line(character.name), names)


def reason(comparison: Comparison, telling: Telling, utterance: Utterance) -> str:
    """Why an utterance is whose it is, with the words that show it, such as ``pronoun: “she said”``."""
    evidence = utterance.evidence
    why = _REASONS.get(evidence.kind, visible(evidence.kind))
    source = next((t for t in comparison.tellings if t.siglum == evidence.source), None) or telling
    if evidence.source is not None:
        why += f" from {visible(evidence.source)}"
    if evidence.cue is not None and (evidence.source is None or source.siglum == evidence.source):
        why += f": “{one_line(evidence.cue.of(source.witness.raw), EXCERPT)}”"
    return why


def _distinct(items: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(items))
