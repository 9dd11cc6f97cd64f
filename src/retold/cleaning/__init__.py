"""From the raw text to the story in it.

In goes ``raw`` as it was decoded; out comes a `Story`: the text without the furniture of the site it was copied from,
repaired where its letters went wrong, one paragraph a line, and the `OffsetMap` back to every character. What was set
aside is listed with its kind, what was repaired says so, and no word of the story is lost: where it is not clear
whether a paragraph is story or furniture, it is story.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Mapping, Sequence

from ..text import Chrome, Content, Repair, Repairs, Span, Story
from .asides import without_notes
from .chrome import furniture
from .facts import facts
from .language import language_of
from .layout import Paragraphs, lay_out
from .repairs import Draft, repaired
from .stamps import without_stamps
from .structure import chapters
from .vocabulary import Kinds

# The certainty, 0 to 1, from which the words tell a language against what the file claims; a few sentences reach 0.8.
PLAIN = 0.7
_CODE = re.compile(r"([a-z]{2})(?:[-_]|$)")


def clean(raw: str) -> Story:
    """The story in a raw text, with what was set aside and the way back.

    In the story's text every line break ends a paragraph: ``"\\n"`` between neighbours, ``"\\n\\n"`` where a blank line
    or something set aside parted them; the breaks inside a hard-wrapped paragraph are spaces.

    Parameters
    ----------
    raw
        A decoded text, line endings and byte order mark included.
    """
    layout, stamps = without_stamps(lay_out(raw), raw)
    layout, notes = without_notes(layout, raw)
    found = layout.paragraphs
    kinds = furniture(found)
    draft = repaired(Draft(*layout.told([kind is None for kind in kinds])))
    title, metadata = facts((kind, text) for text, kind in zip(found.texts, kinds, strict=True) if kind is not None)
    language, _ = language_of(draft.text)
    if language:
        metadata.setdefault("language", language)
    chrome = _set_aside(found, kinds, [*stamps, *notes])
    told = chapters(raw, draft.map, chrome, title)
    return Story(draft.text, draft.map, chrome, draft.repairs, title, dict(sorted(metadata.items())), told)


def clean_content(content: Content, raw: str = "") -> Story:
    """The story in a marked-up text: what its format set aside stays so, the rest is cleaned like plain text.

    What the file says of itself goes before what its text seems to say, but for a language that is plainly not
    that of the words. Chapters are named from `raw`, the marked-up
    text; without it they are not told apart.
    """
    story = clean(content.text)
    found = [Chrome(content.map.to_raw(one.span), one.kind) for one in story.chrome]
    chrome = tuple(sorted([*content.chrome, *found], key=lambda one: one.span))
    back = story.map.through(content.map)
    repairs = Repairs.of(Repair(content.map.to_raw(one.span), one.kind) for one in story.repairs)
    title = content.title or story.title
    told = chapters(raw, back, chrome, title, markup=True) if raw else ()
    return Story(story.text, back, chrome, repairs, title, _agreed(content.metadata, story), told)


def _agreed(claims: Mapping[str, str], story: Story) -> dict[str, str]:
    """What the file says of itself goes first, but for its language where the words are plainly of another one.

    Templates and programs state a language that nobody chose.
    """
    facts = {**story.metadata, **claims}
    claimed = _CODE.match(claims.get("language", "").lower())
    if claimed:
        spoken, sure = language_of(story.text)
        if spoken and sure >= PLAIN and spoken != claimed[1]:
            facts["language"] = spoken
    return facts


def _set_aside(found: Paragraphs, kinds: Kinds, pieces: Sequence[Chrome]) -> tuple[Chrome, ...]:
    """One span for each run of lines of a kind: whole lines, the breaks between them, but not the last one.

    The `pieces` of lines inside what was set aside whole go with it.
    """
    aside: list[Chrome] = []
    for at, kind in enumerate(kinds):
        if kind is None:
            continue
        start = found.starts[at]
        before = kinds[at - 1] if at else None
        if before is not None:
            # What parts two things set aside is no story either; it goes with the first.
            earlier = aside.pop()
            if kind == before:
                start = earlier.span.start
            else:
                aside.append(Chrome(Span(earlier.span.start, start), before))
        aside.append(Chrome(Span(start, found.ends[at]), kind))
    if pieces:
        ends = [one.span.end for one in aside]
        starts = [*(one.span.start for one in aside), found.ends[-1] + 1]
        inside = [piece for piece in pieces if piece.span.start < starts[bisect_left(ends, piece.span.end)]]
        aside = sorted([*aside, *inside], key=lambda one: one.span)
    return tuple(aside)


__all__ = ["clean", "clean_content", "language_of"]
