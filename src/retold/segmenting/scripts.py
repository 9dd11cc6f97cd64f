"""Scripts that set the name of the speaker on a line of its own, above the speech.

In go the paragraphs of a text, out come its speeches: the paragraph of the name, and the stretches said under it. Where
the file declares them, that is all there is to know. Elsewhere a screenplay has its names in capitals, a transcript may
have them as they are; either way the same few names come back again and again, each right above a line that is no name.
Lines that only tell how something is said stand in brackets.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from retold.segmenting.conventions import GLYPHS
from retold.text import Script, Span, Story

# Behind a name: "(V.O.)", "(CONT'D)", the caret of two who speak at once, a colon.
_BEHIND_NAME = re.compile(r"(?:\s*\([^()\n]{1,30}\)){0,2}\s*\^?\s*:?$")
_NAME = re.compile(r"[^\W\d_][\w.'’#&/ -]{0,38}$")
_NO_NAME = re.compile(r"(?:INT|EXT|EST|I/E)[. /]|.*\bTO:?$|(?:FADE|CUT|THE END|END)\b")
_LONGEST = 60  # code points of a line that can be a name
_MOST_WORDS = 4
# Fewer names than this on their own lines are no convention.
_FEW = 3
# Share of all paragraphs that names make up: where they are in capitals, and where they look like any short line.
_CAPITAL_SHARE, _ANY_SHARE = 0.12, 0.25


@dataclass(frozen=True, slots=True)
class Layout:
    """What a script's paragraphs are: `names` and `speeches` by their number, in paragraphs where speech is joined."""

    paragraphs: tuple[Span, ...]
    names: frozenset[int]
    speeches: frozenset[int]


def layout(text: str, paragraphs: Sequence[Span]) -> Layout | None:
    """The speeches of a script with names on their own lines; None where the text is no such script."""
    names, tight = _names(text, paragraphs)
    if not names:
        return None
    out: list[Span] = []
    heads: set[int] = set()
    speeches: set[int] = set()
    speaking = False  # in a speech
    waiting = False  # for a speech that a blank line parts from its name
    for at, paragraph in enumerate(paragraphs):
        if at in names:
            heads.add(len(out))
            out.append(paragraph)
            speaking, waiting = True, not tight
            continue
        joined = at > 0 and _touching(text, paragraphs, at - 1)
        speaking = speaking and (joined or waiting)
        aside = text[paragraph.start] == "(" and text[paragraph.end - 1] == ")"
        if speaking and not aside:
            if joined and len(out) - 1 in speeches:
                out[-1] = Span(out[-1].start, paragraph.end)
                continue
            speeches.add(len(out))
            waiting = False
        out.append(paragraph)
    return Layout(tuple(out), frozenset(heads), frozenset(speeches))


def declared(script: Script, story: Story, paragraphs: Sequence[Span]) -> Layout | None:
    """The speeches that a file itself declares; None where none of them is left in the story.

    Parameters
    ----------
    script : Script
        Names and speeches, as raw spans.
    story : Story
        The cleaned text.
    paragraphs : sequence of Span
        The paragraphs of the cleaned text, in order.
    """
    raw = [story.map.to_raw(span) for span in paragraphs]
    names, said = _covered(raw, script.names), _covered(raw, script.speeches)
    if not names:
        return None
    out: list[Span] = []
    heads: set[int] = set()
    speeches: set[int] = set()
    for at, paragraph in enumerate(paragraphs):
        if at in said and len(out) - 1 in speeches and _touching(story.text, paragraphs, at - 1):
            out[-1] = Span(out[-1].start, paragraph.end)
            continue
        if at in names:
            heads.add(len(out))
        elif at in said:
            speeches.add(len(out))
        out.append(paragraph)
    return Layout(tuple(out), frozenset(heads), frozenset(speeches))


def _covered(raw: Sequence[Span], spans: Sequence[Span]) -> frozenset[int]:
    """Which paragraphs lie in one of some spans by more than half; both are raw and in order."""
    found: set[int] = set()
    at = 0
    for number, paragraph in enumerate(raw):
        while at < len(spans) and spans[at].end <= paragraph.start:
            at += 1
        shared, beside = 0, at
        while beside < len(spans) and spans[beside].start < paragraph.end:
            shared += paragraph.overlap(spans[beside])
            beside += 1
        if shared * 2 > len(paragraph):
            found.add(number)
    return frozenset(found)


def opens_quoted(text: str, paragraphs: Iterable[Span]) -> int:
    """How many of some paragraphs open with a quotation mark."""
    return sum(text[span.start] in GLYPHS for span in paragraphs)


def _names(text: str, paragraphs: Sequence[Span]) -> tuple[frozenset[int], bool]:
    """The paragraphs that are names above speech, and whether they stand right above it, without a blank line."""
    read = [_name(span.of(text)) if len(span) <= _LONGEST else None for span in paragraphs]
    titled = [at for at, name in enumerate(read) if name and _heads(read, at)]
    capitals = [at for at in titled if (read[at] or "").isupper()]
    quoted = opens_quoted(text, paragraphs)
    for found, share in ((capitals, _CAPITAL_SHARE), (titled, _ANY_SHARE)):
        touching = [at for at in found if _touching(text, paragraphs, at)]
        tight = len(touching) * 2 > len(found)
        if tight:
            found = touching
        different = {read[at] for at in found}
        # A text that sets its speech in marks has short lines too, but no names on them.
        few = len(found) < _FEW or len(different) == len(found) or len(found) < share * len(paragraphs)
        if few or quoted * 2 > len(found):
            continue
        if tight:
            # Among names in capitals, "McGraw" is one as well where it stands as they do.
            known = frozenset(touching)
            found = [at for at in titled if at in known or _alone_above(text, paragraphs, at)]
        return frozenset(found), tight
    return frozenset(), False


def _alone_above(text: str, paragraphs: Sequence[Span], at: int) -> bool:
    """Whether a line stands right above the next one, and not right below another."""
    return _touching(text, paragraphs, at) and not (at and _touching(text, paragraphs, at - 1))


def _heads(read: Sequence[str | None], at: int) -> bool:
    """Whether a line that is no name, or not the same one, follows."""
    return at + 1 < len(read) and (read[at + 1] is None or not (read[at + 1] or "").isupper())


def _name(line: str) -> str | None:
    """The name that a line is, without what stands behind it."""
    if _NO_NAME.match(line):
        return None
    name = line[: _behind(line)].strip()
    name = name.removesuffix(".") if name.isupper() else name
    if not _NAME.match(name) or name.count(" ") >= _MOST_WORDS or name[-1] in "-/&":
        return None
    # A sentence may be short as well; its later words are small, and it ends with a stop.
    if name[-1] == "." or not all(word[0].isupper() or word[0].isdigit() or word[0] in "#&" for word in name.split()):
        return None
    return name


def _behind(line: str) -> int:
    found = _BEHIND_NAME.search(line)
    return found.start() if found else len(line)


def _touching(text: str, paragraphs: Sequence[Span], at: int) -> bool:
    """Whether no blank line parts a paragraph from the next one."""
    return at + 1 < len(paragraphs) and text.count("\n", paragraphs[at].end, paragraphs[at + 1].start) == 1
