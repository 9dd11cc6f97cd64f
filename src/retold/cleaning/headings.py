"""Which lines part a story: chapter headings, chapter numbers, scene rules, and how titles are written.

In goes a line, out comes whether it is one of these by its form alone. Each question is asked of every short line of a
text, so each is answered by one look that cannot mistake a line of speech or a sound for a heading.
"""

from __future__ import annotations

import re

from . import abroad
from .vocabulary import listed

_NUMBER_WORDS = (
    "one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen"
    "|nineteen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|hundred"
    "|first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|last|final|" + "".join(abroad.NUMBERS.split())
)
_NUMBER = rf"(?:\d{{1,4}}|[ivxlc]{{1,9}}|(?:the )?(?:{_NUMBER_WORDS})(?:[ -](?:{_NUMBER_WORDS}))?)"
_FRAME = r"[\W_]{0,12}"
_DIVISION = (
    r"(?:chapter|chap|ch|part|book|volume|vol|section|act|scene|canto|stave|letter|episode|day|verse"
    rf"|{'|'.join(listed(abroad.DIVISIONS))})"
)
_HEADING = re.compile(
    rf"{_FRAME}(?:(?:{_DIVISION}\.?[ #]{{1,2}}(?P<number>{_NUMBER})"
    rf"|(?P<ordinal>\d{{1,4}}\.?|[ivxlc]{{1,9}}\.|{_NUMBER_WORDS}) (?:{'|'.join(listed(abroad.AFTER_ORDINALS))}))"
    r"(?:(?P<stop>\s*[.:;)|~*_—–\]-]+)\s*|(?P<space>,?\s+)|$)(?P<title>.*)$"
    r"|(?:prologue|epilogue|preface|foreword|afterword|interlude|introduction|prelude|postscript|finale"
    rf"|contents|table of contents|dedication|conclusion|{'|'.join(listed(abroad.STANDING_ALONE))})"
    r"(?P<end>[\W_]*$|\s*[.:—–-]+\s*(?P<named>.{1,60})$))",
    re.IGNORECASE,
)
HEADING_LINE, POINT_OF_VIEW_LINE, NUMBER_LINE = 90, 40, 24  # code points
_ROMAN = re.compile(r"(?=[IVXLC])(?:XC|XL|L?X{0,3})(?:IX|IV|V?I{0,3})$")
_BARE_NUMBER = re.compile(r"(?P<left>[#*_~=(\[|\s—–-]*)(?P<number>\d{1,3}|[IVXLC]{1,7})(?P<right>[#*_~=)\]|.:\s—–-]*)$")
DASHES = frozenset("—–-")
NUMBERED = re.compile(r"[\W_]*(?P<number>\d{1,3})\s*[|.:)—–-]+\s+(?P<title>\S.*)$")
_POINT_OF_VIEW = re.compile(
    r"[\W_]*(?:(?:\w+[’'´]?s?[ ]){1,3}(?:p\.?o\.?v\.?|p\.?d\.?v\.?|point of view|sicht)"
    r"|p\.?[od]\.?v\.?:? (?:d[ei] |von )?(?-i:[^\W\d_a-z]\w*)(?: \w+)?)[\W_]*$",
    re.IGNORECASE,
)
_FRAMED_NAME = re.compile(r"([~=#•♥★])\1{0,4} ?(?P<name>[^\W\d_][\w’' ]{1,30}?) ?\1{1,5}$")
ENDS_SENTENCE = re.compile(r"[.!?…](?:['\"”’´`)\]*_]|\s?»)*$")
_ABBREVIATIONS = frozenset(("mr", "mrs", "ms", "dr", "st", "vol", "no", "jr", "vs", "mme", "rev"))
MOST_TITLE_WORDS = 14  # "In Which …" aside, titles of chapters are shorter; sentences go on
SMALL_WORDS = frozenset(
    listed(
        """a, an, and, as, at, but, by, de, del, for, from, in, into, is, la, le, nor, of, on, or, over, per, than, the,
        to, up, via, vs, with"""
    )
)


_FIRST_WORDS = re.compile(r"[\W_]{0,12}([^\W_]+)(?:\.? ([^\W_]+))?")
# Words that one of the headings above begins with, and that stand second: a line without them need not be matched.
_FIRST = frozenset(
    re.findall(
        r"[^\W_]+",
        "chapter chap ch part book volume vol section act scene canto stave letter episode day verse prologue epilogue"
        " preface foreword afterword interlude introduction prelude postscript finale contents table dedication the"
        f" conclusion {abroad.DIVISIONS} {abroad.STANDING_ALONE}",
    )
)
_SECOND = frozenset(listed(abroad.AFTER_ORDINALS))


def _begins_like_one(text: str) -> bool:
    found = _FIRST_WORDS.match(text)
    return found is not None and (found[1].lower() in _FIRST or (found[2] or "").lower() in _SECOND)


def heading(text: str) -> bool:
    """Whether a line is a chapter heading by itself: "CHAPTER IV.", "Part two: The Ferry", "Epilogue"."""
    if len(text) > HEADING_LINE:
        return False
    found = _HEADING.match(text) if _begins_like_one(text) else None
    if not found:
        if len(text) >= POINT_OF_VIEW_LINE:
            return False
        framed = _FRAMED_NAME.match(text)
        return bool(framed and titled(framed["name"])) or _from_whose_eyes(text)
    if found["end"] is not None:
        return text.strip("#*_~ —–-=[]")[:1].isupper() and (found["named"] is None or titled(found["named"]))
    title = (found["title"] or "").strip(" *_~=—–-[]()#")
    if not title:
        return found["stop"] is None or bool(text[:1].strip() and not text[:1].islower())
    if found["space"]:
        return titled(title)
    return titled(title.rstrip(".")) or not ENDS_SENTENCE.search(title)


def viewpoint(text: str) -> bool:
    """Whether a line says whose eyes we see with ("Maren's POV"): it opens a scene and no chapter."""
    return len(text) < POINT_OF_VIEW_LINE and (_from_whose_eyes(text) or bool(_FRAMED_NAME.match(text)))


def _from_whose_eyes(text: str) -> bool:
    """Whether a short line names its point of view; all names for one but the German have a V."""
    return ("v" in text or "V" in text or "cht" in text.lower()) and bool(_POINT_OF_VIEW.match(text))


_LANDMARK = re.compile(r"[\W_]*(?:work|chapter|story) text[\W_]*$", re.IGNORECASE)


def landmark(text: str) -> bool:
    """Whether a line only says that the text begins below it, as sites do for those who have pages read to them."""
    return bool(_LANDMARK.match(text))


def counted(text: str) -> tuple[int | None, str] | None:
    """Number and title of a heading that counts ("CHAPTER IV. The Ferry", "XII", "07 | eels"); None for any other.

    The number is None where it is a word that is not read ("Chapter the Last").
    """
    bare = bare_number(text)
    if bare is not None:
        return bare, ""
    found = _HEADING.match(text) if _begins_like_one(text) else None
    if found is not None and (found["number"] or found["ordinal"]):
        return _value(found["number"] or found["ordinal"]), found["title"] or ""
    found = NUMBERED.match(text)
    return (int(found["number"]), found["title"]) if found else None


_UNITS = {
    word: value
    for value, words in enumerate(
        listed(
            """one first, two second, three third, four fourth, five fifth, six sixth, seven seventh, eight eighth,
        nine ninth, ten tenth, eleven, twelve, thirteen, fourteen, fifteen, sixteen, seventeen, eighteen, nineteen,
        twenty"""
        ),
        1,
    )
    for word in words.split()
}
_TENS = {
    word: 10 * value
    for value, word in enumerate(listed("twenty, thirty, forty, fifty, sixty, seventy, eighty, ninety"), 2)
}


def _value(number: str) -> int | None:
    """What a number in digits, in Roman or in English words comes to."""
    bare = number.strip(". ")
    if bare.isdigit():
        return int(bare)
    if _ROMAN.match(bare.upper()):
        return _roman(bare.upper())
    words = bare.lower().removeprefix("the ").replace("-", " ").split()
    if len(words) == 1 and words[0] in _UNITS:
        return _UNITS[words[0]]
    if words and words[0] in _TENS and all(word in _UNITS for word in words[1:]):
        return _TENS[words[0]] + sum(_UNITS[word] for word in words[1:])
    return None


def titled(text: str) -> bool:
    """Whether a line is written as titles are: capitals on the words that carry weight, no end of a sentence."""
    words = re.findall(r"[^\W_][\w’'´-]*", text)
    if (
        not words
        or len(words) > MOST_TITLE_WORDS
        or re.search(r"[\"“”„«»]|^[‘']|[,;]$", text)
        or ENDS_SENTENCE.search(text)
    ):
        return False
    if any(len(stop) > 1 and stop.lower() not in _ABBREVIATIONS for stop in re.findall(r"(\w+)[.!?] ", text)):
        return False
    if words[0][0].islower():
        return False
    weighty = [word for word in words if word.lower() not in SMALL_WORDS and not word[0].isdigit()]
    return bool(weighty) and all(not word[0].islower() for word in weighty)


def bare_number(text: str) -> int | None:
    """The number of a line that holds nothing else, in digits or Roman: a chapter number, if it fits a series."""
    if len(text) > NUMBER_LINE:
        return None
    found = _BARE_NUMBER.match(text)
    if not found or bool(set(found["left"]) & DASHES) != bool(set(found["right"]) & DASHES):
        return None
    digits = found["number"]
    if digits.isdigit():
        return int(digits)
    if not _ROMAN.match(digits):
        return None
    return _roman(digits)


def roman_alone(text: str) -> bool:
    """Whether a line is a Roman number of two letters or more with a stop ("III."); one letter may be an initial."""
    return len(text) > 2 and text[-1] == "." and text[:-1].isalpha() and bare_number(text) is not None


def _roman(digits: str) -> int:
    values = [{"I": 1, "V": 5, "X": 10, "L": 50, "C": 100}[letter] for letter in digits]
    return sum(-a if a < b else a for a, b in zip(values, [*values[1:], 0], strict=True))


_RULE_WORDS = re.compile(
    r"[\W_]*(?:(?:line|scene|section|page|time)[ -]?(?:break|skip|divider)|linebreak|pagebreak|timeskip|break"
    r"|(?:(?:start|begin|end)(?: of)? (?:the )?)?flash ?back(?: (?:starts?|begins?|ends?|over))?)[\W_]*$",
    re.IGNORECASE,
)
_PUNCTUATION = re.compile(r"[.…!?,;:'\"“”‘’«»()\s—–-]*$")
_TABLE_LINE = re.compile(r"\|(?::?-+:?\|){2,}$")  # below the head of a table in Markdown
_WORDED = re.compile(r"[^\W\d_oOxX]")  # letters that draw no rule
RULE_LINE, NAMED_RULE = 120, 40  # code points; one that says what it is stays below the second
FEWEST_PICTURES = 3
FIRST_PICTURE = 0x2000  # code point: general punctuation, arrows, symbols and emoji begin here
_JOINERS = "\ufe0f\u200d"  # signs without a shape of their own, inside emoji
_MEANT_SIGNS = frozenset("[](){}<>@%$&^\\`´/|")  # a line of these says something: a curse, a face, code
_ORNAMENTS = frozenset("⁂❦☙❧§•·◊⸻※")  # printers part scenes with one of these alone
_DRAWN = "o0x-~*=_.+<>|•·:/\\"  # what people draw a rule with
HALF_CIRCLE = "\uff9f"  # a Japanese sound mark, which ornaments use for a small ring
LONG_ORNAMENT = 5  # signs; fewer may be something said
KISSES = 9  # letters of "xoxo…"; fewer end a letter


def rule(text: str) -> bool:
    """Whether a line only parts scenes: "***", "~*~", "-----", "oOo", a row of pictures, "[scene break]"."""
    if len(text) > RULE_LINE:
        return False
    if _WORDED.search(text) and (HALF_CIRCLE not in text or len(text) >= NAMED_RULE):
        return (
            len(text) < NAMED_RULE
            and bool(_RULE_WORDS.match(text))
            and (not text[0].isalpha() or " " in text or "b" in text)
        )
    bare = "".join(text.split()).replace(HALF_CIRCLE, "")
    if not any(map(str.isalnum, bare)):
        if _TABLE_LINE.match(bare):
            return False
        if _PUNCTUATION.match(bare):
            # A dash, a full stop or a row of dots may be all that somebody says.
            dashes = len(bare) >= 2 and set(bare) <= DASHES and bare != "--"
            return dashes or (len(bare) >= LONG_ORNAMENT and set(bare) in ({".", ":"}, {".", ";"}, {".", "-"}))
        pictures = [c for c in bare if ord(c) >= FIRST_PICTURE and c not in _JOINERS]
        if len(pictures) < len([c for c in bare if c not in _JOINERS]):
            return not set(bare) <= _MEANT_SIGNS or (len(bare) > 3 and set(bare) == {"<", ">"})
        return len(pictures) >= FEWEST_PICTURES or bare in _ORNAMENTS
    if len(bare) <= 2:
        return False
    if bare.lower().strip(_DRAWN) == "":
        letters = [c for c in bare if c.isalnum()]
        framed = not bare[0].isalnum() and not bare[-1].isalnum()
        mixed = len({*letters} & set("oO")) == 2 or len({*letters} & set("xX")) == 2 or "0" in letters
        return (
            (framed and len(letters) <= len(bare) // 2 + 1)
            or (bare == bare[::-1] and (mixed and not bare.istitle()) and not all(map(str.isdigit, letters)))
            or (len(bare) >= LONG_ORNAMENT and {*bare} <= {"x", "X"})
            or (len(bare) >= KISSES and bare == bare[::-1] and len({*bare}) == 2)
        )
    return False


_DIVIDES = re.compile(rf"{_FRAME}{_DIVISION}\.?[ #]{{1,2}}{_NUMBER}{_FRAME}$", re.IGNORECASE)


def divides(text: str) -> bool:
    """Whether a heading only counts ("CHAPTER IV."), so that its title may stand in the next line."""
    return bool(_DIVIDES.match(text))
