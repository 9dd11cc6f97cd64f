"""The times that a chat stamps on its lines: "[2021-03-04 21:14] mira: hello", "Mira — 04/03/2021 21:14" above it.

In go paragraphs, out come the paragraphs without their stamps, and where these stand: what is left is a script, with
the name before each speech or on a line above it. A text is a log only if many of its lines are stamped and the same
names come again; in any other a time is part of the story.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from ..text import Chrome, Span
from .stretches import heads_of, tails_of
from .vocabulary import TIMING

if TYPE_CHECKING:
    from .layout import Layout  # which asks here where a message begins

# Fewer stamps than this are no log, and neither is a smaller share of all paragraphs; what somebody says in one breath
# may go over several lines below one stamp.
FEWEST, SHARE = 3, 0.2

_DATE = r"(?:\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}|today|yesterday)"
_TIME = rf"(?:{_DATE}(?:,? (?:at )?|T))?\d{{1,2}}[:.]\d\d(?:[:.]\d\d)?(?:\s?[ap]\.?m\b\.?)?"
_BEFORE = re.compile(rf"(?:\[{_TIME}\]|\({_TIME}\)|{_TIME}(?: [-–—])?)\s+", re.IGNORECASE)
_WHO = re.compile(r"<([^<>\n]{1,40})>\s|([^\W_][^:<>\[\]\n]{0,30}):\s")
_ABOVE = re.compile(
    rf"(?P<who>[^\W\d_](?:[^\s:]| (?=[^\W\d_])){{0,30}})"
    rf"(?P<stamp>\s{{1,4}}(?:[-–—•|]\s*{_TIME}|\[{_TIME}\]|\({_TIME}\)|(?<=\s\s){_TIME}))$",
    re.IGNORECASE,
)
_FIRST, _LAST = frozenset("[(<"), frozenset("0123456789mM.)]")
# What a stamp begins with: a bracket, a digit, the name of a day; and what it ends with, the m of "p.m." included.
_HEAD, _TAIL = re.compile(r"[\[(<\d]"), re.compile(r"[\dmM)\].]")
_DAY, _DAYS = re.compile("[TtYy]"), ("tod", "yes")
_LONGEST = 90  # code points of a line above a message, and of a stamp with a name


def may_be_messages(lines: Sequence[str], heads: str, tails: str) -> set[int]:
    """The lines that may begin a message or stand above one, by the first and the last characters of all."""
    begun = {found.start() for found in _HEAD.finditer(heads)}
    ended = (found.start() for found in _TAIL.finditer(tails))
    # Sentences end in a stop, but seldom in that of "p.m.".
    return begun.union(at for at in ended if tails[at] != "." or lines[at][-2:-1] in "mM")


def may_be_stamped(texts: Sequence[str]) -> set[int]:
    """The paragraphs that may carry a stamp: a message's, or one that begins with the name of a day."""
    heads = heads_of(texts)
    days = (at for found in _DAY.finditer(heads) if texts[at := found.start()][:3].lower() in _DAYS)
    return may_be_messages(texts, heads, tails_of(texts)).union(days)


def begins_message(line: str) -> bool:
    """Whether a line opens with the name of who sends it, in angles or behind a time: "21:14 mira: hello"."""
    if line[0] not in _FIRST and not line[0].isdigit():
        return False
    stamp = _BEFORE.match(line)
    if stamp is None:
        return line[0] == "<" and _WHO.match(line) is not None
    return _WHO.match(line, stamp.end()) is not None


def above_message(line: str) -> bool:
    """Whether a line only says who sends what stands below it, and when: "Mira — 04/03/2021 21:14"."""
    return len(line) <= _LONGEST and line[-1] in _LAST and _ABOVE.match(line) is not None


def without_stamps(layout: Layout, raw: str) -> tuple[Layout, list[Chrome]]:
    """The layout of a log without the times on its lines, and these; any other layout as it is."""
    cuts: dict[int, Span] = {}
    names: list[str] = []
    texts = layout.paragraphs.texts
    stamped = may_be_stamped(texts)
    fewest = max(FEWEST, SHARE * len(texts))
    if len(stamped) < fewest:
        return layout, []
    for at in sorted(stamped):
        head = texts[at][:_LONGEST]
        stamp = _BEFORE.match(head)
        if stamp:
            who = _WHO.match(head, stamp.end())
            names += [who[1] or who[2]] if who else []
            cuts[at] = Span(0, stamp.end())
        elif len(texts[at]) < _LONGEST and (above := _ABOVE.match(head)):
            names.append(above["who"])
            cuts[at] = Span(above.start("stamp"), above.end())
    if len(names) < fewest or len(set(names)) == len(names):
        return layout, []
    changed: dict[int, list[tuple[int, int]]] = {}
    stamps: list[Chrome] = []
    for at, cut in cuts.items():
        (start, end), *rest = layout.lines_of(at)
        if cut.end > end - start or (cut.start == 0 and cut.end == end - start):
            continue  # the line breaks within it, or it is all there is
        stamps.append(Chrome(Span(start + cut.start, start + cut.end), TIMING))
        changed[at] = [(start + cut.end, end) if cut.start == 0 else (start, start + cut.start), *rest]
    return (layout.with_lines(raw, changed) if changed else layout), stamps
