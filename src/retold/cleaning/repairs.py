"""Letters that went wrong on the way: mojibake, invisible characters, accents typed for apostrophes.

In goes a draft (a text and where each of its characters stands in ``raw``), out comes a draft that reads right, with
a list of what was changed. Every repair puts one character in the place of one or more, or none at all, so that the
way back stays exact: a repaired character stands where the first of those it replaces stood.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from ..text import OffsetMap, Repair, Span

Edit = tuple[int, int, str]

APOSTROPHE, MOJIBAKE, INVISIBLE = "apostrophe", "mojibake", "invisible"


@dataclass(frozen=True, slots=True)
class Draft:
    """A cleaned text in the making: the text, the way back to ``raw``, and what has been repaired so far."""

    text: str
    map: OffsetMap
    repairs: tuple[Repair, ...] = ()


def repaired(draft: Draft) -> Draft:
    """The draft with everything repaired that is certain."""
    for _ in range(TIMES_MISREAD):
        draft = _edited(draft, MOJIBAKE, _mojibake)
    draft = _edited(draft, INVISIBLE, _invisible)
    return _edited(draft, APOSTROPHE, _apostrophes)


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
_MISREAD = re.compile(f"[ÂÃà-ô](?:(?<=[ÂÃ]){_TAIL}|(?<=[à-ï]){_TAIL}{{2}}|(?<=[ð-ô]){_TAIL}{{3}}|(?<=â)€(?=\\s|$))")


def _mojibake(text: str) -> Iterable[Edit]:
    for found in _MISREAD.finditer(text):
        if found.group() == "â€":
            yield found.start(), found.end(), "”"
            continue
        try:
            right = bytes(byte for byte in map(_windows_byte, found.group()) if byte is not None).decode("utf-8")
        except UnicodeDecodeError:
            continue
        if len(right) == 1 and (right.isprintable() or right == "\u00a0"):
            yield found.start(), found.end(), right


# --- invisible characters -----------------------------------------------------------------------------------------

# Zero-width space, word joiner, byte order mark and soft hyphen say nothing anywhere; joiners do in emoji and in
# scripts that join, so they go only after a Latin letter or a sign of ASCII.
_UNSEEN = re.compile("[\u200b-\u200f\u2060\ufeff\u00ad](?:(?<![\u200c\u200d])|(?<=[\x00-\x7f].))")


def _invisible(text: str) -> Iterable[Edit]:
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
    if not any(accent in text for accent in _ACCENTS):
        return
    # Where accents serve as quotation marks, one at the edge of a word may close a speech: segmenting has to see it.
    patterns = [_INSIDE] if _OPENING.search(text) else [_INSIDE, _AT_THE_EDGE]
    places = sorted({found.start() for pattern in patterns for found in pattern.finditer(text)})
    for at in places:
        yield at, at + 1, "'"


# --- the way back -------------------------------------------------------------------------------------------------


def _edited(draft: Draft, kind: str, find: Callable[[str], Iterable[Edit]]) -> Draft:
    """The draft after the edits that `find` names, in order and without overlap."""
    edits = [] if draft.text.isascii() and kind != APOSTROPHE else list(find(draft.text))
    if not edits:
        return draft
    pieces: list[str] = []
    kept: list[tuple[int, int]] = []
    at = 0
    for start, end, right in edits:
        pieces += (draft.text[at:start], right)
        kept.append((at, start + len(right)))
        at = end
    pieces.append(draft.text[at:])
    kept.append((at, len(draft.text)))
    repairs = [Repair(draft.map.to_raw(Span(start, end)), kind) for start, end, _ in edits]
    return Draft("".join(pieces), _narrowed(draft.map, kept), _merged([*draft.repairs, *repairs]))


def _narrowed(back: OffsetMap, kept: Iterable[tuple[int, int]]) -> OffsetMap:
    """The map of a text of which only the `kept` stretches are left."""
    segments: list[tuple[int, int, int]] = []
    which = at = 0
    for start, end in kept:
        while start < end:
            text_start, raw_start, length = back.segments[which]
            if text_start + length <= start:
                which += 1
                continue
            taken = min(end, text_start + length) - start
            raw_at = raw_start + start - text_start
            if segments and segments[-1][0] + segments[-1][2] == at and segments[-1][1] + segments[-1][2] == raw_at:
                segments[-1] = (segments[-1][0], segments[-1][1], segments[-1][2] + taken)
            else:
                segments.append((at, raw_at, taken))
            at, start = at + taken, start + taken
    return OffsetMap(tuple(segments))


def _merged(repairs: Iterable[Repair]) -> tuple[Repair, ...]:
    """Repairs in order; what was repaired twice counts once, over the whole stretch."""
    merged: list[Repair] = []
    for repair in sorted(repairs, key=lambda repair: (repair.span, repair.kind)):
        if merged and repair.span.start < merged[-1].span.end:
            last = merged[-1]
            merged[-1] = Repair(Span(last.span.start, max(last.span.end, repair.span.end)), last.kind)
        else:
            merged.append(repair)
    return tuple(merged)
