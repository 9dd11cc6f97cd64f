"""Where a text begins and ends among what a library or a site has put around it.

In go the paragraphs, out come the range that may be story, and in `kinds` what stands outside of it: the licence above
and below a free e-book, all above the line that says where the text starts, the page of readers' comments below it, and
the signature of a mail.
"""

from __future__ import annotations

import re

from . import cues, headings
from .edges import DEEPEST, NOTE_LENGTH
from .layout import Paragraphs
from .vocabulary import COMMENTS, COUNTS, DISCLAIMER, FOOTER, FRONT, NAVIGATION, NOTE, REQUEST, TAGS, Kinds

FEWEST_TO_GO_ON = 2  # paragraphs of certain story below the foot of a page that make it no foot

_LICENCE_START = re.compile(
    r"\*{2,}\s*START OF TH(?:E|IS) .{0,20}E-?(?:BOOK|TEXT)|\*END\*? ?THE SMALL PRINT", re.IGNORECASE
)
_LICENCE_END = re.compile(
    r"\*{2,}\s*END OF TH(?:E|IS) .{0,20}E-?(?:BOOK|TEXT)|[\W_]*end of (?:the |this )?project gutenberg\b", re.IGNORECASE
)
_TEXT_ENDS = re.compile(
    r"[\W_]*(?:you['’´]ve reached the end of (?:the )?published parts|review this (?:chapter|story)\b|actions:?$"
    r"|post comment$)",
    re.IGNORECASE,
)
_LEFT_KUDOS = "left kudos on this"
LICENCE_PART, SITE_TAIL = 0.3, 0.35  # shares of a text: as much of it a licence above or a comment page below may be

# What stands beside a reader's comment: how to answer it, its number, its date, what it quotes, how it was liked.
_BESIDE_COMMENTS = re.compile(
    r"[\W_]*(?:(?P<answer>\(?reply\)?(?: ?\(?(?:thread|parent|share|report|to this)\b.{0,30}|[\W_]*$))"
    r"|(?P<number>#\d{1,6}[\W_]*$)|(?P<quote>click to (?:expand|shrink)|\S.{0,40} said:[\W_]*$)"
    r"|(?P<liked>likes?:? \d{1,6}[\W_]*$|\d{1,6} likes?[\W_]*$)|(?P<level>level \d{1,2}[\W_]*$)"
    r"|(?P<panel>view public profile|send a private message|find (?:more|all) posts by|join date:|reply with quote)"
    r"|(?P<edited>last edited\b)"
    r"|(?P<dated>.{0,60}(?:\(utc\)|\bUTC$|\b\d{1,2} ?(?:yr|mo|hr|min|year|month|week|day|hour|minute)s?\.? ago\b)))",
    re.IGNORECASE,
)
BESIDE_LENGTH = 100  # code points of the longest such line
COMMENT_PARAGRAPHS = 8  # of the longest comment with what stands beside it
FEWEST_BESIDE = 2  # sorts of such lines that make a page of comments
# What a comment and what stands beside it may look like.
_LIKE_COMMENTS = (FRONT, FOOTER, TAGS, COUNTS, NOTE, DISCLAIMER, REQUEST, NAVIGATION)
SIGNATURE_LINES, SIGNATURE_LENGTH = 8, 600  # below "--" at the end of a mail, in paragraphs and code points


def bounds(found: Paragraphs, kinds: Kinds) -> tuple[int, int]:
    """Set aside what stands outside the lines that say where a text begins and ends; the range that is left."""
    if not found:
        return 0, 0
    first, licensed = _start(found)
    talk = _comments(found, first)
    last = _signature(found, min(talk, _end(found, first, licensed)), first)
    for at in range(first):
        kinds[at] = kinds[at] or _kind(found, at)
    for at in range(last, len(found)):
        if at < talk and kinds[at] is not None:
            continue
        seen = cues.look(found.texts[at])
        if at >= talk and seen.kind in _LIKE_COMMENTS:
            kinds[at] = COMMENTS
        elif kinds[at] is None:
            kinds[at] = seen.kind if seen.weight > 0 and seen.kind != FRONT else FOOTER
    return first, last


def _kind(found: Paragraphs, at: int) -> str:
    """The kind of a paragraph above the text: what stands below an empty label is of its kind."""
    kind = cues.look(found.texts[at]).kind
    above = found.texts[at - 1] if at else ""
    return cues.look(above).kind if kind == FRONT and at and cues.empty_label(above) else kind


def _start(found: Paragraphs) -> tuple[int, bool]:
    """Where the text starts, and whether a licence says so."""
    first, licensed = 0, False
    for at, paragraph in enumerate(found[:DEEPEST]):
        if paragraph.end > LICENCE_PART * found.ends[-1] and paragraph.end > NOTE_LENGTH * 2:
            break
        if _LICENCE_START.match(paragraph.text):
            first, licensed = at + 1, True
        elif headings.landmark(paragraph.text):
            first = at + 1
    return first, licensed


def _end(found: Paragraphs, first: int, licensed: bool) -> int:
    """Where the text ends: above the licence, or above the foot of a page, unless story goes on below it."""
    last = looked = len(found)
    story = 0  # paragraphs from `looked` on that are story beyond doubt
    for at in range(len(found) - 1, first, -1):
        if not licensed and _too_much(found, at):
            break
        if _LICENCE_END.match(found.texts[at]):
            last = at
        elif _TEXT_ENDS.match(found.texts[at]) or _LEFT_KUDOS in found.texts[at]:
            if story < FEWEST_TO_GO_ON:
                story += sum(map(cues.certain_story, found.texts[at + 1 : looked]))
            looked = at + 1
            if story < FEWEST_TO_GO_ON:
                last = at
    return last


def _too_much(found: Paragraphs, at: int) -> bool:
    """Whether what stands from a paragraph on is more than a page of comments would be."""
    below = found.ends[-1] - found.starts[at]
    return below > SITE_TAIL * found.ends[-1] and below > NOTE_LENGTH


def _comments(found: Paragraphs, first: int) -> int:
    """Where the readers' comments begin that end the text, if they do: lines of several sorts stand beside them."""
    begin = reach = len(found)
    sorts: set[str] = set()
    for at in range(len(found) - 1, first, -1):
        if reach - at > COMMENT_PARAGRAPHS or _too_much(found, at):
            break
        text = found.texts[at]
        beside = _BESIDE_COMMENTS.match(text) if len(text) <= BESIDE_LENGTH else None
        if beside:
            begin = reach = at
            sorts.add(beside.lastgroup or "")
    return begin if len(sorts) >= FEWEST_BESIDE else len(found)


def _signature(found: Paragraphs, last: int, first: int) -> int:
    """Where the signature of a mail begins, under a line of two dashes, if the text ends with one."""
    for at in range(last - 1, max(first, last - 1 - SIGNATURE_LINES), -1):
        if found.ends[last - 1] - found.starts[at] > SIGNATURE_LENGTH:
            break
        if found.texts[at] == "--":
            return at
    return last
