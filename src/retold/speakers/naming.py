"""The joint characters of several tellings: numbered by first appearance, each with one name and one gender for all.

Comes in: tellings whose characters and speakers bear ids that are the same in all of them; goes out: the tellings and
the characters with the ids of the result (``"c1"``, ``"c2"``, …) and the names that each telling has for them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import replace

from retold.speakers.showing import is_proper
from retold.speechwords import PERSON_NOUNS, words_of
from retold.text import Character, Name, Telling


def number_jointly(
    written: Sequence[Telling], sources: Collection[str]
) -> tuple[tuple[Telling, ...], tuple[Character, ...]]:
    """Number the joint characters by first appearance and gather their names from all tellings.

    Only the tellings with the sigla `sources` have a say in which name is shown: copies of them would say it twice.
    """
    order: dict[str, str] = {}
    for telling in written:
        for character in telling.characters:
            order.setdefault(character.id, f"c{len(order) + 1}")
    gathered: dict[str, list[tuple[str, Character]]] = defaultdict(list)
    for telling in written:
        for character in telling.characters:
            gathered[order[character.id]].append((telling.siglum, character))
    characters = []
    for id, members in gathered.items():
        names: dict[str, tuple[Name, ...]] = {}
        for _, member in members:
            for siglum, some in member.names.items():
                names[siglum] = (*names.get(siglum, ()), *some)
        heard = [member for member in members if member[0] in sources] or members
        characters.append(Character(id, _best_name(heard), _gender(heard), names))
    final = []
    for telling in written:
        final.append(
            replace(
                telling,
                utterances=tuple(replace(u, speaker=order.get(u.speaker or "")) for u in telling.utterances),
                manner=telling.manner.renamed(order),
                characters=(),
            )
        )
    final = [replace(t, characters=tuple(c for c in characters if t.siglum in c.names)) for t in final]
    return tuple(final), tuple(characters)


def _best_name(members: list[tuple[str, Character]]) -> str:
    """The name that most texts have, of these the one used most; a proper name before an epithet, short before full."""
    given = next((member.name for _, member in members if any(n.why == "given" for n in member.names[_])), None)
    if given is not None:
        return given
    texts: dict[str, int] = defaultdict(int)
    times: dict[str, int] = defaultdict(int)
    for siglum, member in members:
        for name in member.names[siglum]:
            texts[name.name] += 1
            times[name.name] += len(name.spans)
    shown = dict.fromkeys(member.name for _, member in members)
    proper = [name for name in shown if is_proper(name)]
    persons = [name for name in shown if not PERSON_NOUNS.isdisjoint(words_of(name))]  # no "the ceiling"
    return max(proper or persons or list(shown), key=lambda n: (texts[n], times[n], -len(n), n))


def _gender(members: list[tuple[str, Character]]) -> str | None:
    votes: dict[str, int] = defaultdict(int)
    for _, member in members:
        if member.gender:
            votes[member.gender] += 1
    return max(votes, key=lambda g: (votes[g], g)) if votes else None
