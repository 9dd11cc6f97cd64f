"""From the raw text to the story in it.

In goes ``raw`` as it was decoded; out comes a `Story`: the text without the furniture of the site it was copied from,
repaired where its letters went wrong, one paragraph a line, and the `OffsetMap` back to every character. What was set
aside is listed with its kind, what was repaired says so, and no word of the story is lost: where it is not clear
whether a paragraph is story or furniture, it is story.
"""

from __future__ import annotations

from collections.abc import Sequence

from ..text import Chrome, Content, Repair, Repairs, Span, Story
from .chrome import Kinds, furniture
from .facts import facts
from .language import language_of
from .layout import Paragraph, lay_out
from .repairs import Draft, repaired


def clean(raw: str) -> Story:
    """The story in a raw text, with what was set aside and the way back.

    In the story's text every line break ends a paragraph: ``"\\n"`` between neighbours, ``"\\n\\n"`` where a blank line
    or something set aside parted them; the breaks inside a hard-wrapped paragraph are spaces.

    Parameters
    ----------
    raw
        A decoded text, line endings and byte order mark included.
    """
    layout = lay_out(raw)
    found = layout.paragraphs
    kinds = furniture(found)
    draft = repaired(Draft(*layout.told([kind is None for kind in kinds])))
    title, metadata = facts((kind, p.text) for p, kind in zip(found, kinds, strict=True) if kind is not None)
    language, _ = language_of(draft.text)
    if language:
        metadata.setdefault("language", language)
    return Story(draft.text, draft.map, _set_aside(found, kinds), draft.repairs, title, dict(sorted(metadata.items())))


def clean_content(content: Content) -> Story:
    """The story in a marked-up text: what its format set aside stays so, the rest is cleaned like plain text.

    What the file says of itself goes before what its text seems to say.
    """
    story = clean(content.text)
    chrome = [Chrome(content.map.to_raw(one.span), one.kind) for one in story.chrome]
    repairs = Repairs.of(Repair(content.map.to_raw(one.span), one.kind) for one in story.repairs)
    return Story(
        story.text,
        story.map.through(content.map),
        tuple(sorted([*content.chrome, *chrome], key=lambda one: one.span)),
        repairs,
        content.title or story.title,
        {**story.metadata, **content.metadata},
    )


def _set_aside(found: Sequence[Paragraph], kinds: Kinds) -> tuple[Chrome, ...]:
    """One span for each run of lines of a kind: whole lines, the breaks between them, but not the last one."""
    aside: list[Chrome] = []
    before: str | None = None
    for paragraph, kind in zip(found, kinds, strict=True):
        start = paragraph.start
        if kind is not None and before is not None:
            # What parts two things set aside is no story either; it goes with the first.
            earlier = aside.pop()
            start = start if kind != before else earlier.span.start
            if kind != before:
                aside.append(Chrome(Span(earlier.span.start, paragraph.start), before))
        if kind is not None:
            aside.append(Chrome(Span(start, paragraph.end), kind))
        before = kind
    return tuple(aside)


__all__ = ["clean", "clean_content", "language_of"]
