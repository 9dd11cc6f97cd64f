"""What a result shows of somebody: the name they go by, and every other with its reason and its places.

A person of the roster comes in with all that the text calls them; a `Character` goes out. An article is no part of a
name and opens with a small letter, wherever its sentence begins; the same words in capitals are the same name.
"""

from __future__ import annotations

from retold.speakers.roster import Person
from retold.text import Character, Name, OffsetMap, Span

_ARTICLES = ("The ", "A ", "An ", "This ", "That ", "Our ", "My ", "His ", "Her ", "Their ", "One ", "Another ")
_MOST_SPANS = 12  # of each name: enough to show where it stands

NAMED, CALLED_SO, GROUP, NARRATOR, UNNAMED, GIVEN = "named", "called so", "group", "narrator", "unnamed", "given"


def small(name: str) -> str:
    """A name whose article, if it has one, begins small."""
    return name[0].lower() + name[1:] if name.startswith(_ARTICLES) and not name.isupper() else name


def is_proper(name: str) -> bool:
    """Whether words are somebody's name, "the Lodger" included, and no epithet."""
    words = name.split()
    behind = words[1:] if small(name) != name or words[0][:1].islower() else words
    return name != "I" and any(word[:1].isupper() for word in behind)


def character_of(who: Person, id: str, siglum: str, offsets: OffsetMap) -> Character:
    """Somebody as the result shows them, with all names that one telling has for them, the most used first."""
    places: dict[str, list[Span]] = {}
    for name, spans in who.spans.items():
        places.setdefault(small(name), []).extend(spans)
    names = [
        Name(name, _why(who, name), tuple(offsets.to_raw(span) for span in sorted(set(spans))[:_MOST_SPANS]))
        for name, spans in sorted(places.items(), key=lambda item: (-len(item[1]), item[0]))
    ]
    if not names:
        names = [Name(small(who.name), _why(who, who.name))]
    if who.kind == "narrator" and all(name.name != "I" for name in names):
        names.append(Name("I", NARRATOR))
    return Character(id, small(who.name), who.gender, {siglum: tuple(names)})


def _why(who: Person, name: str) -> str:
    if who.given:
        return GIVEN
    if name == "I" and who.kind == "narrator":
        return NARRATOR
    if who.is_group:
        return GROUP
    if not who.spans:
        return UNNAMED
    return NAMED if is_proper(name) else CALLED_SO
