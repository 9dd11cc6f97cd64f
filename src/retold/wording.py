"""How values are said to people: chance in words, numbers with their nouns, and texts made safe to look at.

Plain values come in, plain strings go out; the page and the terminal both speak through these, so that they say the
same thing of the same value.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from html import unescape
from math import log10

NEVER = 1e-300  # E-values below are at the floor of double precision: no exponent is worth naming
PLAIN_ODDS = 1e-4  # E-value down to which odds are written out in figures

_SUPERSCRIPT = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")

# Characters that move the cursor, reorder the line or cannot be seen: C0 and C1 controls but tab and line feed, bidi
# controls, zero-width characters, line and paragraph separators, tag characters and lone surrogates.
_UNSEEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u2064\u2066-\u206f\ufeff\ufff9-\ufffb"
    "\U000e0000-\U000e007f\ud800-\udfff]"
)
# Joiners are at home between letters that are not Latin and inside emoji; beside ASCII they only hide.
_HIDDEN_JOINER = re.compile("(?<=[\x00-\x7f])[\u200c\u200d]+")
_LINE_ENDS = re.compile("\r\n?|[\u2028\u2029\x0b\x0c\x85]")


def visible(text: str) -> str:
    """The text with every control, bidi or zero-width character shown as its code point, such as ``⟨U+202E⟩``.

    Line ends of every kind become line feeds; tabs stay. What comes back can be printed on a terminal and set in a
    page without changing anything around it.
    """
    text = _LINE_ENDS.sub("\n", text)
    return _HIDDEN_JOINER.sub(_spelled, _UNSEEN.sub(_spelled, text))


# Tags of elements inside a line, and all others; one that is cut off at the end of a stretch counts.
_INLINE_TAG = re.compile(
    r"</?(?:a|abbr|b|big|cite|em|font|i|mark|q|s|small|span|strong|sub|sup|tt|u)\b[^<>]{0,2000}(?:>|$)", re.IGNORECASE
)
_TAG = re.compile(r"<[A-Za-z/!?][^<>]{0,2000}(?:>|$)")
_BREAK = re.compile(r"<br\b[^<>]{0,2000}>", re.IGNORECASE)


def unmarked(text: str) -> str:
    """What a reader sees of a stretch of a web page or an XML file: no tags, characters for entities, and a line feed
    wherever an element begins or ends that is not part of a line."""
    return unescape(_TAG.sub("\n", _INLINE_TAG.sub("", _BREAK.sub(" ", text))))


def one_line(text: str, limit: int | None = None) -> str:
    """The visible text on one line, cut at a word with an ellipsis when it is longer than `limit` code points."""
    line = " ".join(visible(text).split())
    if limit is None or len(line) <= limit:
        return line
    head = line[: max(1, limit - 1)]
    at = head.rfind(" ")
    return (head[:at] if at > limit // 2 else head).rstrip(" ,;:") + "…"


def chance(e_value: float) -> str:
    """How often chance alone would do as well, for an E-value (0 or more, in unrelated pairs)."""
    if e_value >= 0.5:
        return "no more alike than unrelated texts"
    if e_value >= PLAIN_ODDS:
        return f"by chance about once in {round(1 / e_value):,}"
    if e_value > NEVER:
        return f"by chance about once in 10{str(round(-log10(e_value))).translate(_SUPERSCRIPT)}"
    return "by chance practically never"


def how_many(items: int) -> str:
    """How many, where it may be none at all."""
    return f"{items:,}" if items else "none"


def number(count: int, noun: str, plural: str | None = None) -> str:
    """A count and its noun: ``1 word``, ``1,204 words``."""
    return f"{count:,} {noun if count == 1 else plural or noun + 's'}"


LANGUAGES = {
    "de": "German", "en": "English", "es": "Spanish", "fr": "French", "it": "Italian", "nl": "Dutch", "pl": "Polish",
    "pt": "Portuguese", "ru": "Russian", "sv": "Swedish",
}  # fmt: skip


def language(stated: str) -> str:
    """A language by its English name, where it is known by a code of two letters, alone or with a region after it."""
    return LANGUAGES.get(stated[:2].lower() if re.fullmatch(r"[A-Za-z]{2}(?:[-_]\w+)?", stated) else "", stated)


def unsure_in(stated: str) -> str | None:
    """What works less well in a language; None for English."""
    name = language(stated)
    if name.casefold() == "english":
        return None
    tags = ", and a tag beside it tells who speaks" if name in LANGUAGES.values() else ""
    return (
        f"In {one_line(name, 40)}, speech is found and equal words are lined up{tags}. Whom a pronoun means, who comes"
        " next without a tag, who is who and other words for the same thing are much less sure than in English."
    )


def listed(items: Sequence[str], word: str = "and") -> str:
    """Items as they are spoken: ``A``, ``A and B``, ``A, B and C``."""
    if len(items) < 2:
        return "".join(items)
    return f"{', '.join(items[:-1])} {word} {items[-1]}"


def _spelled(match: re.Match[str]) -> str:
    return "".join(f"⟨U+{ord(character):04X}⟩" for character in match.group())
