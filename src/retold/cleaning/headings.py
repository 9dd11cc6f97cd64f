"""Which lines part a story: chapter headings, chapter numbers, scene rules, and how titles are written.

In goes a line, out comes whether it is one of these by its form alone. Each question is asked of every short line of a
text, so each is answered by one look that cannot mistake a line of speech or a sound for a heading.
"""

from __future__ import annotations

import re

from .vocabulary import listed

_NUMBER_WORDS = (
    "one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen"
    "|nineteen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|hundred"
    "|first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|last|final"
)
_NUMBER = rf"(?:\d{{1,4}}|[ivxlc]{{1,9}}|(?:the )?(?:{_NUMBER_WORDS})(?:[ -](?:{_NUMBER_WORDS}))?)"
_FRAME = r"[\W_]{0,12}"
_DIVISION = r"(?:chapter|chap|ch|part|book|volume|vol|section|act|scene|canto|stave|letter|episode|day|verse)"
_HEADING = re.compile(
    rf"{_FRAME}(?:{_DIVISION}\.?[ #]{{1,2}}{_NUMBER}"
    r"(?:(?P<stop>\s*[.:;)|~*_—–\]-]+)\s*|(?P<space>,?\s+)|$)(?P<title>.*)$"
    r"|(?:prologue|epilogue|preface|foreword|afterword|interlude|introduction|prelude|postscript|finale"
    r"|contents|table of contents|dedication|conclusion)"
    r"(?P<end>[\W_]*$|\s*[.:—–-]+\s*(?P<named>.{1,60})$))",
    re.IGNORECASE,
)
HEADING_LINE = 90  # code points
_ROMAN = re.compile(r"(?=[IVXLC])(?:XC|XL|L?X{0,3})(?:IX|IV|V?I{0,3})$")
_BARE_NUMBER = re.compile(r"(?P<left>[#*_~=(\[|\s—–-]*)(?P<number>\d{1,3}|[IVXLC]{1,7})(?P<right>[#*_~=)\]|.:\s—–-]*)$")
DASHES = frozenset("—–-")
NUMBERED = re.compile(r"[\W_]*\d{1,3}\s*[|.:)—–-]+\s+\S.*$")
_POINT_OF_VIEW = re.compile(r"[\W_]*(?:\w+[’'´]?s?[ ]){1,3}(?:p\.?o\.?v\.?|point of view)[\W_]*$", re.IGNORECASE)
ENDS_SENTENCE = re.compile(r"[.!?…](?:['\"”’´`)\]*_]|\s?»)*$")
_ABBREVIATIONS = frozenset(("mr", "mrs", "ms", "dr", "st", "vol", "no", "jr", "vs", "mme", "rev"))
SMALL_WORDS = frozenset(
    listed(
        """a, an, and, as, at, but, by, de, del, for, from, in, into, is, la, le, nor, of, on, or, over, per, than, the,
        to, up, via, vs, with"""
    )
)


def heading(text: str) -> bool:
    """Whether a line is a chapter heading by itself: "CHAPTER IV.", "Part two: The Ferry", "Epilogue"."""
    if len(text) > HEADING_LINE:
        return False
    found = _HEADING.match(text)
    if not found:
        return bool(len(text) < 40 and _POINT_OF_VIEW.match(text))
    if found["end"] is not None:
        return text.strip("#*_~ —–-=[]")[:1].isupper() and (found["named"] is None or titled(found["named"]))
    title = (found["title"] or "").strip(" *_~=—–-[]()#")
    if not title:
        return found["stop"] is None or bool(text[:1].strip() and not text[:1].islower())
    if found["space"]:
        return titled(title)
    return titled(title) or not ENDS_SENTENCE.search(title)


def titled(text: str) -> bool:
    """Whether a line is written as titles are: capitals on the words that carry weight, no end of a sentence."""
    words = re.findall(r"[^\W_][\w’'´-]*", text)
    if not words or len(words) > 14 or re.search(r"[\"“”„«»]|^[‘']|[,;]$", text) or ENDS_SENTENCE.search(text):
        return False
    if any(len(stop) > 1 and stop.lower() not in _ABBREVIATIONS for stop in re.findall(r"(\w+)[.!?] ", text)):
        return False
    if words[0][0].islower():
        return False
    weighty = [word for word in words if word.lower() not in SMALL_WORDS and not word[0].isdigit()]
    return bool(weighty) and all(not word[0].islower() for word in weighty)


def bare_number(text: str) -> int | None:
    """The number of a line that holds nothing else, in digits or Roman: a chapter number, if it fits a series."""
    if len(text) > 24:
        return None
    found = _BARE_NUMBER.match(text)
    if not found or bool(set(found["left"]) & DASHES) != bool(set(found["right"]) & DASHES):
        return None
    digits = found["number"]
    if digits.isdigit():
        return int(digits)
    if not _ROMAN.match(digits):
        return None
    values = [{"I": 1, "V": 5, "X": 10, "L": 50, "C": 100}[letter] for letter in digits]
    return sum(-a if a < b else a for a, b in zip(values, [*values[1:], 0], strict=True))


_RULE_WORDS = re.compile(
    r"[\W_]*(?:(?:line|scene|section|page|time)[ -]?(?:break|skip|divider)|linebreak|pagebreak|timeskip|break)[\W_]*$",
    re.IGNORECASE,
)
_PUNCTUATION = re.compile(r"[.…!?,;:'\"“”‘’«»()\s—–-]*$")
_WORDED = re.compile(r"[^\W\d_oOxX]")  # letters that draw no rule
RULE_LINE, NAMED_RULE = 120, 40  # code points; one that says what it is stays below the second
FEWEST_PICTURES = 3


def rule(text: str) -> bool:
    """Whether a line only parts scenes: "***", "~*~", "-----", "oOo", a row of pictures, "[scene break]"."""
    if len(text) > RULE_LINE or (len(text) >= NAMED_RULE and _WORDED.search(text)):
        return False
    bare = "".join(text.split())
    if not any(map(str.isalnum, bare)):
        if _PUNCTUATION.match(bare):
            # A dash, a full stop or a row of dots may be all that somebody says.
            return len(bare) >= 2 and set(bare) <= set("—–-") and (len(bare) > 2 or bare != "--")
        pictures = [c for c in bare if ord(c) >= 0x2000 and c not in "\ufe0f\u200d"]
        if len(pictures) < len([c for c in bare if c not in "\ufe0f\u200d"]):
            return not set(bare) <= set("[](){}<>@%$&^\\`´/|")
        return len(pictures) >= FEWEST_PICTURES or bare in {"⁂", "❦", "☙", "❧", "§", "•", "·", "◊", "⸻", "※"}
    if len(bare) <= 2:
        return False
    if bare.lower().strip("o0x-~*=_.+<>|•·:/\\") == "":
        letters = [c for c in bare if c.isalnum()]
        framed = not bare[0].isalnum() and not bare[-1].isalnum()
        mixed = len({*letters} & set("oO")) == 2 or len({*letters} & set("xX")) == 2 or "0" in letters
        return (
            (framed and len(letters) <= len(bare) // 2 + 1)
            or (bare == bare[::-1] and (mixed and not bare.istitle()) and not all(map(str.isdigit, letters)))
            or (len(bare) >= 5 and {*bare} <= {"x", "X"})
        )
    return (
        len(text) < NAMED_RULE
        and bool(_RULE_WORDS.match(text))
        and (not text[0].isalpha() or " " in text or "b" in text)
    )


_DIVIDES = re.compile(rf"{_FRAME}{_DIVISION}\.?[ #]{{1,2}}{_NUMBER}{_FRAME}$", re.IGNORECASE)


def divides(text: str) -> bool:
    """Whether a heading only counts ("CHAPTER IV."), so that its title may stand in the next line."""
    return bool(_DIVIDES.match(text))
