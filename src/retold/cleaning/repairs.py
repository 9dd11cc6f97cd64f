"""Letters that went wrong on the way: mojibake, invisible characters, accents typed for apostrophes.

In goes a draft (a text and where each of its characters stands in ``raw``), out comes a draft that reads right, with
a list of what was changed. Every repair puts one character in the place of one or more, or none at all, so that the
way back stays exact: a repaired character stands where the first of those it replaces stood.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import lru_cache

import numpy as np

from ..text import OffsetMap, Repairs, Rows
from .layout import UNSEEN_SIGNS
from .stretches import Numbers, blocks, column, mapped, numbers, raw_places

KINDS = APOSTROPHE, INVISIBLE, MOJIBAKE = "apostrophe", "invisible", "mojibake"  # sorted, as their numbers are


@dataclass(frozen=True, slots=True)
class Draft:
    """A cleaned text in the making: the text, the way back to ``raw``, and what has been repaired so far."""

    text: str
    map: OffsetMap
    repairs: Repairs = field(default_factory=Repairs)


@dataclass(frozen=True, slots=True)
class _Trouble:
    """Something that goes wrong: one of its `signs` is in every text that has it, a `pattern` finds it, in one group.

    `right` says what belongs there, a character or none at all; None leaves it as it is.
    """

    kind: str
    signs: str
    pattern: re.Pattern[str]
    right: Callable[[str], str | None]


def repaired(draft: Draft) -> Draft:
    """The draft with everything repaired that is certain."""
    for _ in range(TIMES_MISREAD):
        if not _may_be_misread(draft.text):
            break
        before, draft = draft, _without(_MISREAD, draft)
        if draft is before:
            break
    draft = _without(_UNSEEN, draft)
    # Where accents serve as quotation marks, one at the edge of a word may close a speech: segmenting has to see it.
    quoting = _holds(draft.text, _ACCENTS) and _OPENING.search(draft.text)
    return _without(_ACCENTS_IN_WORDS if quoting else _ACCENTS_ANYWHERE, draft)


def _holds(text: str, signs: str) -> bool:
    """Whether any of some characters is in a text: a look for each takes a tenth of the time that a pattern does."""
    return any(sign in text for sign in signs)


# --- mojibake: UTF-8 that was read as Windows-1252, once or twice -------------------------------------------------

TIMES_MISREAD = 2
FIRST_BEYOND_ASCII = 0x80  # code point


def _windows_byte(character: str) -> int | None:
    """The byte that Windows-1252 (with the C1 controls for its five gaps, as browsers read it) has for a character."""
    if character in _C1:
        return ord(character)
    try:
        return character.encode("cp1252")[0]
    except UnicodeEncodeError:
        return None


_C1 = "".join(map(chr, range(0x80, 0xA0)))
_CONTINUATION = "".join(dict.fromkeys([*_C1, *(bytes([b]).decode("cp1252", "ignore") for b in range(0x80, 0xC0))]))
_TAIL = f"[{re.escape(_CONTINUATION)}]"
# Sequences of three and four bytes have no other reading. Of two bytes only those led by Â and Ã are taken: capitals
# that hardly ever stand before a sign. A lone â€ has lost an undefined last byte, that of the closing quotation mark.
# The set of leads stands first, in one piece: a search passes over everything else at full speed.
_LEADS = "ÂÃ" + "".join(map(chr, range(ord("à"), ord("ô") + 1)))


def _may_be_misread(text: str) -> bool:
    """Whether a lead stands before a character beyond ASCII, as it does wherever something was misread."""
    if text.isascii():
        return False
    for _, codes in blocks(text, 1):
        leads = np.flatnonzero(codes[:-1] - ord(_LEADS[0]) <= ord(_LEADS[-1]) - ord(_LEADS[0]))
        if np.any(codes[leads + 1] >= FIRST_BEYOND_ASCII):
            return True
    return False


@lru_cache(maxsize=4096)
def _meant(misread: str) -> str | None:
    """The character that some misread ones stand for; None where they make none."""
    if misread == "â€":
        return "”"
    try:
        right = bytes(byte for byte in map(_windows_byte, misread) if byte is not None).decode("utf-8")
    except UnicodeDecodeError:
        return None
    return right if len(right) == 1 and (right.isprintable() or right == "\u00a0") else None


_MISREAD = _Trouble(
    MOJIBAKE,
    _LEADS,
    re.compile(f"([{_LEADS}](?:(?<=[ÂÃ]){_TAIL}|(?<=[à-ï]){_TAIL}{{2}}|(?<=[ð-ô]){_TAIL}{{3}}|(?<=â)€(?=\\s|$)))"),
    _meant,
)


# --- invisible characters -----------------------------------------------------------------------------------------

# Zero-width space, word joiner, byte order mark and soft hyphen say nothing anywhere; joiners do in emoji and in
# scripts that join, so they go only after a Latin letter or a sign of ASCII.
_UNSEEN = _Trouble(
    INVISIBLE,
    UNSEEN_SIGNS,
    re.compile(f"([{UNSEEN_SIGNS}](?:(?<![\u200c\u200d])|(?<=[\x00-\x7f].)))"),
    lambda unseen: "",
)


# --- accents typed for apostrophes --------------------------------------------------------------------------------

_ACCENTS = "`´′"
_INSIDE = rf"[{_ACCENTS}](?<=[^\W\d_].)(?=[^\W\d_])"
# Before a word: an opening quotation mark, unless the word is one that is clipped at its head.
_CLIPPED = r"(?:em|cause|til|till|tis|twas|bout|round|cos|cuz|course|fore|n|im|er|is)\b"
_OPENING = re.compile(rf"[{_ACCENTS}](?<![^\s(\[—–-].)(?!{_CLIPPED})(?=[^\s{_ACCENTS}])", re.IGNORECASE)
_AT_THE_EDGE = rf"[{_ACCENTS}](?:(?:(?<=s.)|(?<=in.))(?=[\s.,;:!?]|$)|(?<![^\s(\[—–\"“-].)(?={_CLIPPED}))"
_ACCENTS_IN_WORDS, _ACCENTS_ANYWHERE = (
    _Trouble(APOSTROPHE, _ACCENTS, re.compile(f"({places})", re.IGNORECASE), lambda accent: "'")
    for places in (_INSIDE, f"{_INSIDE}|{_AT_THE_EDGE}")
)


# --- the way back -------------------------------------------------------------------------------------------------


def _without(trouble: _Trouble, draft: Draft) -> Draft:
    """The draft with a trouble mended; the same draft where there is none."""
    if not _holds(draft.text, trouble.signs):
        return draft
    pieces = trouble.pattern.split(draft.text)  # every second one is what was found
    rights = [trouble.right(found) for found in pieces[1::2]]
    sizes = np.fromiter(map(len, pieces), np.int64, len(pieces))
    mended = np.array([right is not None for right in rights], np.bool_)
    if not mended.any():
        return draft
    bounds = np.cumsum(sizes)
    starts, ends = (bounds - sizes)[1::2][mended], bounds[1::2][mended]
    pieces[1::2] = [found if right is None else right for found, right in zip(pieces[1::2], rights, strict=True)]
    given = np.array([len(right) for right in rights if right is not None], np.int64)
    first, last = raw_places(starts, draft.map), raw_places(ends - 1, draft.map)
    # What is left of the text as it was: up to each repair and the character that now stands there, and the rest.
    back = _narrowed(draft.map, np.append(0, ends), np.append(starts + given, bounds[-1]))
    return Draft("".join(pieces), back, _merged(draft.repairs, first, last + 1, KINDS.index(trouble.kind)))


def _narrowed(back: OffsetMap, starts: Numbers, ends: Numbers) -> OffsetMap:
    """The map of a text of which only some stretches are left."""
    starts, ends = starts[ends > starts], ends[ends > starts]
    if not len(starts):
        return OffsetMap.identity(0)
    # Cut where a segment begins, so that every stretch lies in one.
    cuts = numbers(back.segments.columns[0])
    around = np.searchsorted(starts, cuts, side="right") - 1
    cuts = cuts[(around >= 0) & (cuts > starts[around]) & (cuts < ends[around])]
    starts, ends = np.sort(np.append(starts, cuts)), np.sort(np.append(ends, cuts))
    return mapped(raw_places(starts, back), raw_places(ends - 1, back) + 1)


def _merged(before: Repairs, starts: Numbers, ends: Numbers, kind: int) -> Repairs:
    """All repairs in order; what was repaired twice counts once, over the whole stretch, as what was first in it."""
    old_starts, old_ends, old_kinds = map(numbers, before.places.columns)
    starts, ends = np.append(old_starts, starts), np.append(old_ends, ends)
    kinds = np.append(old_kinds, np.full(len(starts) - len(old_kinds), kind))
    order = np.lexsort((kinds, ends, starts))
    starts, ends, kinds = starts[order], ends[order], kinds[order]
    reached = np.maximum.accumulate(ends)
    first = np.flatnonzero(np.append(True, starts[1:] >= reached[:-1]))
    ends = np.maximum.reduceat(ends, first)
    return Repairs(Rows(*map(column, (starts[first], ends, kinds[first]))), KINDS)
