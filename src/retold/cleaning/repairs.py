"""Letters that went wrong on the way: mojibake, invisible characters, accents typed for apostrophes.

In goes a draft (a text and where each of its characters stands in ``raw``), out comes a draft that reads right, with
a list of what was changed. Every repair puts one character in the place of one or more, or none at all, so that the
way back stays exact: a repaired character stands where the first of those it replaces stood.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from ..text import OffsetMap, Repair, Span
from .stretches import Numbers, mapped, raw_places

Edit = tuple[int, int, str]
Repaired = tuple[int, int, str]  # start and end in raw, and the kind; objects for each are made at the very end

APOSTROPHE, MOJIBAKE, INVISIBLE = "apostrophe", "mojibake", "invisible"


@dataclass(frozen=True, slots=True)
class Draft:
    """A cleaned text in the making: the text, the way back to ``raw``, and what has been repaired so far, in order."""

    text: str
    map: OffsetMap
    repaired: tuple[Repaired, ...] = ()

    @property
    def repairs(self) -> tuple[Repair, ...]:
        """What was repaired, as the story lists it."""
        return tuple([Repair(Span(start, end), kind) for start, end, kind in self.repaired])


def repaired(draft: Draft) -> Draft:
    """The draft with everything repaired that is certain."""
    if not draft.text.isascii():
        for _ in range(TIMES_MISREAD):
            before, draft = draft, _edited(draft, MOJIBAKE, _mojibake)
            if draft is before:
                break
        draft = _edited(draft, INVISIBLE, _invisible)
    return _edited(draft, APOSTROPHE, _apostrophes)


def _holds(text: str, characters: Iterable[str]) -> bool:
    """Whether any of some characters is in a text: a look for each takes a tenth of the time that a pattern does."""
    return any(character in text for character in characters)


# --- mojibake: UTF-8 that was read as Windows-1252, once or twice -------------------------------------------------

TIMES_MISREAD = 2


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
_MISREAD = re.compile(f"[{_LEADS}](?:(?<=[ÂÃ]){_TAIL}|(?<=[à-ï]){_TAIL}{{2}}|(?<=[ð-ô]){_TAIL}{{3}}|(?<=â)€(?=\\s|$))")


def _mojibake(text: str) -> Iterable[Edit]:
    if not _holds(text, _LEADS):
        return
    for found in _MISREAD.finditer(text):
        right = _meant(found.group())
        if right is not None:
            yield found.start(), found.end(), right


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


# --- invisible characters -----------------------------------------------------------------------------------------

# Zero-width space, word joiner, byte order mark and soft hyphen say nothing anywhere; joiners do in emoji and in
# scripts that join, so they go only after a Latin letter or a sign of ASCII.
_UNSEEN_SIGNS = "\u200b\u200c\u200d\u200e\u200f\u2060\ufeff\u00ad"
_UNSEEN = re.compile(f"[{_UNSEEN_SIGNS}](?:(?<![\u200c\u200d])|(?<=[\x00-\x7f].))")


def _invisible(text: str) -> Iterable[Edit]:
    if not _holds(text, _UNSEEN_SIGNS):
        return
    for found in _UNSEEN.finditer(text):
        yield found.start(), found.end(), ""


# --- accents typed for apostrophes --------------------------------------------------------------------------------

_ACCENTS = "`´′"
_INSIDE = re.compile(rf"[{_ACCENTS}](?<=[^\W\d_].)(?=[^\W\d_])")
# Before a word: an opening quotation mark, unless the word is one that is clipped at its head.
_CLIPPED = r"(?:em|cause|til|till|tis|twas|bout|round|cos|cuz|course|fore|n|im|er|is)\b"
_OPENING = re.compile(rf"[{_ACCENTS}](?<![^\s(\[—–-].)(?!{_CLIPPED})(?=[^\s{_ACCENTS}])", re.IGNORECASE)
_AT_THE_EDGE = re.compile(
    rf"[{_ACCENTS}](?:(?:(?<=s.)|(?<=in.))(?=[\s.,;:!?]|$)|(?<![^\s(\[—–\"“-].)(?={_CLIPPED}))",
    re.IGNORECASE,
)


def _apostrophes(text: str) -> Iterable[Edit]:
    if not _holds(text, _ACCENTS):
        return
    # Where accents serve as quotation marks, one at the edge of a word may close a speech: segmenting has to see it.
    patterns = [_INSIDE] if _OPENING.search(text) else [_INSIDE, _AT_THE_EDGE]
    places = sorted({found.start() for pattern in patterns for found in pattern.finditer(text)})
    for at in places:
        yield at, at + 1, "'"


# --- the way back -------------------------------------------------------------------------------------------------


def _edited(draft: Draft, kind: str, find: Callable[[str], Iterable[Edit]]) -> Draft:
    """The draft after the edits that `find` names, in order and without overlap; the same where there are none."""
    text, edits = draft.text, list(find(draft.text))
    if not edits:
        return draft
    pieces: list[str] = []
    at = 0
    for start, end, right in edits:
        pieces += (text[at:start], right)
        at = end
    pieces.append(text[at:])
    starts = np.array([start for start, _, _ in edits], np.int64)
    ends = np.array([end for _, end, _ in edits], np.int64)
    sizes = np.array([len(right) for _, _, right in edits], np.int64)
    # What is left of the text as it was: up to each edit and what now stands first in it, and the rest.
    kept = np.append(0, ends), np.append(starts + sizes, len(text))
    first, last = raw_places(starts, draft.map), raw_places(ends - 1, draft.map)
    new = [(start, end, kind) for start, end in zip(first.tolist(), (last + 1).tolist(), strict=True)]
    return Draft("".join(pieces), _narrowed(draft.map, *kept), _merged(draft.repaired, new))


def _narrowed(back: OffsetMap, starts: Numbers, ends: Numbers) -> OffsetMap:
    """The map of a text of which only some stretches are left."""
    starts, ends = starts[ends > starts], ends[ends > starts]
    if not len(starts):
        return OffsetMap.identity(0)
    # Cut where a segment begins, so that every stretch lies in one.
    cuts = np.frombuffer(back.segments.columns[0], np.uint32).astype(np.int64)
    around = np.searchsorted(starts, cuts, side="right") - 1
    cuts = cuts[(around >= 0) & (cuts > starts[around]) & (cuts < ends[around])]
    starts, ends = np.sort(np.append(starts, cuts)), np.sort(np.append(ends, cuts))
    return mapped(raw_places(starts, back), raw_places(ends - 1, back) + 1)


def _merged(before: Sequence[Repaired], new: Sequence[Repaired]) -> tuple[Repaired, ...]:
    """Repairs in order; what was repaired twice counts once, over the whole stretch."""
    if not before:
        return tuple(new)
    merged: list[Repaired] = []
    for start, end, kind in sorted([*before, *new]):
        if merged and start < merged[-1][1]:
            begun, reached, first = merged[-1]
            merged[-1] = (begun, max(reached, end), first)
        else:
            merged.append((start, end, kind))
    return tuple(merged)
