"""What a paragraph looks like: story or furniture, and which furniture.

In goes one paragraph as text; out comes a `Look`: a weight (above 0 speaks for furniture, below 0 for story) and the
kind it would have. The weights add up the way a reader's suspicion does: words that only story sites use, the shape of
lists and labels, decoration, against the shape of sentences and speech. They decide at the edges of a text, where one
look says little and a run of them says enough; `alone` names the few looks that are certain anywhere.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from . import abroad
from .headings import DASHES, ENDS_SENTENCE, HEADING_LINE, NUMBERED, RULE_LINE, SMALL_WORDS, heading, rule, titled
from .stamps import begins_message
from .vocabulary import (
    AD,
    BARE_LABELS,
    BUTTONS,
    COUNTS,
    DISCLAIMER,
    END,
    FOOTER,
    FRONT,
    HEADING,
    LABELS,
    NAVIGATION,
    NOTE,
    PLAIN_LABELS,
    RULE,
    WORDS,
    listed,
    phrases_in,
)


@dataclass(frozen=True, slots=True)
class Look:
    """How much a paragraph looks like furniture, and which kind it would be."""

    weight: float
    kind: str


# Weights, in the unit of "one weak hint". A sentence of story outweighs two site words; a label outweighs a sentence.
LABEL, PHRASE, SHAPE, WORD, HINT = 5.0, 4.0, 2.0, 1.5, 0.6
SPEECH, LONG, SENTENCE, CLAUSE, SHORT, LOOSE = -4.0, -6.0, -4.0, -2.0, -1.2, -0.4
WALL = -3.5  # a look this low is story beyond doubt; nothing behind it is looked at
LONG_WORDS, SENTENCE_WORDS, CLAUSE_WORDS = 40, 12, 5
FEWEST_ITEMS, ITEM_WORDS = 3, 4  # items that make a list of tags, and the most words of one
MOST_WORDS = 4  # words of story sites that count; a chapter may hold any number
FIRST_ARROW = 0x2190  # code point where arrows begin
LABEL_LINE = 400  # code points; a labelled paragraph may be prose, but not a chapter


_LABEL = re.compile(
    r"[\W_]{0,6}(?P<key>[^\W\d_](?:[^\W\d_]|[’'´ /.\\-]){0,32}?)(?P<number>\s*#?\d+)?[*_\s]*[:：][*_]*\s*(?P<value>.*)$"
)
_MARKED_LABEL = re.compile(
    r"[\W_]{0,6}(?P<key>[^\W\d_](?:[^\W\d_]|[’'´ /.\\]){0,32}?)[*_\s]*(?:\s[-–—~=]+\s|[)\]])(?P<value>.*)$"
)


_AROUND_LABELS = " *_~=-[]()#"


def labelled(text: str) -> tuple[str, str, str] | None:
    """A labelled line as kind, key and value ("Rating: T" is tags, "rating", "T"); None for any other line."""
    head = text[:LABEL_LINE].replace("´", "'").replace("’", "'")
    found = _LABEL.match(head) if ":" in head or "：" in head else None
    if not found:
        bare = head.strip(_AROUND_LABELS).lower()
        if bare in BARE_LABELS and not head.isupper():  # capitals head the preface of a book
            return LABELS[bare], bare, ""
        found = _MARKED_LABEL.match(head)
        if not found or found["key"].lower().strip() in PLAIN_LABELS:
            return None
    key = " ".join(found["key"].lower().split())
    kind = LABELS.get(key)
    return (kind, key, text[found.start("value") :].strip(" *_")) if kind else None


_BYLINE = re.compile(
    r"(?:^|\s)(?:written |posted |translated |art |story |a (?:fan)?fic(?:tion)? )?by[: ]+"
    r"(?P<who>@?[\w.’'-]+(?:[ ,&]+(?!by\b)[\w.’'-]+){0,5})[\W_]*$",
    re.IGNORECASE,
)
_YEAR = re.compile(r",? \d{4}$")
BETWEEN_NAMES = ("and", "&", "de", "del", "la", "le", "van", "von", "der")
_SEPARATORS = re.compile(r"\s[|·•/»›‹«→←~:]+\s|\s[|·•›»]|[|·•›»]\s|\s[-–—]\s(?=\w+\s[-–—]\s)")
_TABLE_ROW = re.compile(r"\|(?: [^|]* \|){1,40}$")  # a story may hold a table, such as a ledger or a list of messages
_BETWEEN_ITEMS = re.compile(r"[,/|·•]")
_LISTED = re.compile(r"\s[|·•]\s")
_SPEECH_START = re.compile(r"[\"“„«»‘']\S|«\s\S|[`´]\w|[—–-] ?\w")
_COUNTS_ONLY = re.compile(r"[\W_]*\d[\d,.]*[km]?(?:[\s|·•/★👁💬❤♥☆⭐]+\d[\d,.]*[km]?){1,5}[\W_]*$", re.IGNORECASE)
_HANDLE = re.compile(r"(?:^|\s)(?:@\w{2,}|[a-z0-9]+_[a-z0-9_]+)\b", re.IGNORECASE)
_BRACKETED = re.compile(r"[\[({<*~_#=]{1,3}.*[\])}>*~_#=]{1,3}$", re.DOTALL)
_INNER_STOP = re.compile(r"[,;.!?…:—-][\])}>*~_#=]{1,3}$")  # a line of a song, or a stage direction
_PICTURE = re.compile("[\u2600-\U0010ffff]")
_NUMBERED_ITEMS = re.compile(r"(?:^|\s)\d{1,3}[.)]\s+\S")
_SPEECH_INSIDE = re.compile(r"[\"“„«][^\"“”„«»]{2,}[,.!?…—–-]+(?:[\"”»“]|\s»)")
_MONTH = r"(?:jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec)[a-z]{0,6}"
_BARE_DATE = re.compile(
    r"[\W_]*(?:(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?[,.]? )?"
    rf"(?:\d{{1,4}}[-/.]\d{{1,2}}[-/.]\d{{1,4}}|{_MONTH}\.? \d{{1,2}}(?:st|nd|rd|th)?,? \d{{4}}"
    rf"|\d{{1,2}} {_MONTH}\.? \d{{4}})"
    r"(?:[ ,@at]{0,6}\d{1,2}[:.]\d\d.{0,6})?[\W_]*$",
    re.IGNORECASE,
)


# Who disclaims a boat may stand in a story; who disclaims characters stands above one.
_OF_CHARACTERS = re.compile(rf"\b(?:characters|{'|'.join(listed(abroad.FACTS['characters']))})\b")


def look(text: str) -> Look:
    """What a paragraph at the edge of a text looks like."""
    label = labelled(text)
    if rule(text):
        return Look(SHAPE, RULE)
    if heading(text):
        return Look(LABEL, HEADING)
    if _COUNTS_ONLY.match(text):
        return Look(LABEL, COUNTS)
    weight, kind = _sentence(text), FRONT
    if label:
        kind = label[0]
        weight = max(weight, -LABEL) + (LABEL if label[1] not in PLAIN_LABELS else SHAPE) + SHAPE
    head = text[:LABEL_LINE].replace("’", "'").replace("´", "'")
    lowered = head.lower()
    phrases = phrases_in(lowered)
    if phrases:
        kind = kind if label else phrases[0]
        weight += PHRASE + SHAPE * (len(phrases) - 1)
    if kind == DISCLAIMER and not label and _OF_CHARACTERS.search(lowered):
        weight += WORD
    if BUTTONS.match(text):
        kind, weight = NAVIGATION, weight + SHAPE
    weight += _shape(text) + WORD * min(MOST_WORDS, len(set(WORDS.findall(lowered))))
    return Look(weight, _kind(text, kind))


def certain_story(text: str) -> bool:
    """Whether a paragraph is story beyond doubt: all that a look adds to its sentences is not enough."""
    return _sentence(text) <= WALL and look(text).weight <= WALL


def reads_like_story(text: str) -> bool:
    """Whether a paragraph looks like a sentence, however short, and like no furniture."""
    return look(text).weight <= SHORT and alone(text) is None


def _kind(text: str, kind: str) -> str:
    if kind == FRONT and (NUMBERED.match(text) and len(text) <= HEADING_LINE):
        return HEADING
    return kind


def _sentence(text: str) -> float:
    """How much a paragraph reads like story: below 0, and the further the longer its sentences."""
    words = text.count(" ") + 1
    if words > LONG_WORDS or len(text) > LABEL_LINE:
        return LONG
    if begins_message(text):
        return SPEECH
    framed = text[0] in DASHES and text[-1] in DASHES
    if (_SPEECH_START.match(text) and words > 1 and not framed) or _SPEECH_INSIDE.search(text):
        return SPEECH
    if ENDS_SENTENCE.search(text):
        return SENTENCE if words >= SENTENCE_WORDS else CLAUSE if words >= CLAUSE_WORDS else SHORT
    listed = len(_LISTED.findall(text)) > 1
    return LOOSE if words <= SENTENCE_WORDS or listed else CLAUSE if words < 2 * SENTENCE_WORDS else SENTENCE


def _shape(text: str) -> float:
    """How much a paragraph is shaped like furniture, whatever its words."""
    if len(text) > LABEL_LINE or _TABLE_ROW.match(text):
        return 0.0
    ends = bool(ENDS_SENTENCE.search(text))
    counts = any(map(str.isdigit, text))
    weight = 0.0
    separators = len(_SEPARATORS.findall(text))
    if separators:
        weight += (SHAPE + WORD * (separators > 1)) if not ends else HINT
    if counts and not ends and text.count(" ") < SENTENCE_WORDS:
        weight += HINT
    if counts and not ends and text.count(" ") <= CLAUSE_WORDS + 2 and NUMBERED.match(text):
        weight += SHAPE
    if counts and len(_NUMBERED_ITEMS.findall(text)) >= FEWEST_ITEMS:
        weight += PHRASE
    signed = byline(text)
    if signed and (not signed[0] or titled(signed[0])):
        weight += PHRASE
    if ("@" in text or "_" in text) and _HANDLE.search(text):
        weight += SHAPE
    if _BRACKETED.match(text) and not _INNER_STOP.search(text):
        weight += SHAPE
    if _BARE_DATE.match(text):
        weight += WORD
    if not text[0].isalnum() and not text[-1].isalnum() and ord(text[0]) > FIRST_ARROW and ord(text[-1]) > FIRST_ARROW:
        weight += SHAPE
    elif _PICTURE.search(text):
        weight += WORD
    items = [] if ends else _BETWEEN_ITEMS.split(text)
    if len(items) >= FEWEST_ITEMS and all(len(item.split()) <= ITEM_WORDS for item in items):
        weight += WORD
    if text[0].islower() and not ends and text.count(" ") < SENTENCE_WORDS and text[-1] not in ",;:-":
        weight += HINT
    return weight


def dated(text: str) -> bool:
    """Whether a line is a date and no more."""
    return bool(_BARE_DATE.match(text))


def byline(text: str) -> tuple[str, str] | None:
    """Title and author of a line such as "The Long Ferry by saltmarsh"; the title may be empty."""
    found = _BYLINE.search(text) if "by" in text.lower() else None
    if not found or ENDS_SENTENCE.search(text) or (text[-1] in ",;" and not text.isupper()):
        return None
    names = found["who"].split()
    if len(names) > 1 and any(name[0].islower() and name not in BETWEEN_NAMES for name in names):
        return None
    title = text[: found.start()].strip(" \"“”*_'-–—,")
    if title.rpartition(" ")[2].lower() in SMALL_WORDS:
        return None  # "readable by both humans and by computers"
    return title, _YEAR.sub("", found["who"])


# --- certain anywhere ---------------------------------------------------------------------------------------------

NOTE_WORDS = (
    r"(?:a ?[/\\] ?n\.?|a\.n\.?(?=\s*:)|(?-i:AN)(?=\s*:)|author['’´]?s?['’´]?[ -]notes?"
    r"|beta['’´]?s?[ -]notes?|t/n|e/n|translator['’´]?s?['’´]? notes?"
    r"|editor['’´]?s? notes?|note (?:to|from|for) (?:the |my |our |all )?(?:readers?|author|beta)"
    rf"|chapter (?:end )?notes?|end notes?|{abroad.NOTE_WORDS})"
)
_NOTE_ALONE = re.compile(
    rf"[\[({{<*_~#\s-]*{NOTE_WORDS}(?:[*_]*\s*[:;.–—~=-]|[*_)\]}}>\s]*$)"
    rf"|[\[({{<]\s*(?:notes?\s*:|n\.?b\.?\s*:|{NOTE_WORDS}\b)",
    re.IGNORECASE,
)
_DIVISION = r"(?:chapter|part|book|vol(?:ume)?\.?|act|section)"
_BETWEEN_PARTS = re.compile(
    r"[\W_]*+(?:(?P<ad>advertisements?|sponsored(?: content)?|ad|continue reading(?: below| next part)?"
    r"|story continues below|keep reading below)"
    rf"|(?P<end>end {_DIVISION} .{{1,20}}|(?:the )?end of (?:the )?{_DIVISION}(?: .{{1,20}})?"
    r"|to be continued|tbc))[\W_]*$",
    re.IGNORECASE,
)
# The first letters of all that a note may call itself: they are asked of every paragraph, the words of few.
_NOTE_BEGINS = re.compile(r"[\W_]*+(?:a[ /\\.nu]|be|t[/r]|e[/dn]|n[bdo.]|ch|se|п[р/]|от)", re.IGNORECASE)
_SEE_NOTES = re.compile(r"[\W_]*\(?see the end of the (?:chapter|work) for (?:more |further )?notes\b", re.IGNORECASE)


# What sites put between the paragraphs of a story so that those who copy it copy that too.
_THEFT = re.compile(
    r"\b(?:stolen|theft|without (?:\w+ ){0,2}(?:author['’]s |creator['’]s )?(?:consent|permission|approval)"
    r"|not rightfully|unlawfully|unauthori[sz]ed|pilfered|misappropriated|lifted|illicitly)\b",
    re.IGNORECASE,
)
_THIS_TEXT = re.compile(r"\b(?:story|content|tale|narrative|text|novel|work|book|chapter|author)\b", re.IGNORECASE)
_TO_REPORT = re.compile(
    r"\breport (?:it|any|all|this|the (?:violation|infringement|theft))\b|\broyal ?road\b", re.IGNORECASE
)


def _against_theft(text: str) -> bool:
    """Whether a paragraph says that the text was stolen, and where to report it."""
    if len(text) > LABEL_LINE or not ("eport" in text or "oyal" in text):  # true of few: the patterns cost more
        return False
    return all(pattern.search(text) for pattern in (_TO_REPORT, _THEFT, _THIS_TEXT))


QUOTES = frozenset('"“„«»‹')


def alone(text: str) -> str | None:
    """The kind of a paragraph that is furniture wherever it stands; None for all that only might be."""
    if len(text) <= RULE_LINE:
        if rule(text):
            return RULE
        if heading(text):
            return HEADING
        if between := _BETWEEN_PARTS.match(text):
            return AD if between["ad"] else END
    if text[0] in QUOTES:
        return None  # somebody says it
    if _against_theft(text):
        return FOOTER
    if _NOTE_BEGINS.match(text):
        head = text[:80].replace("’", "'").replace("´", "'")
        if _NOTE_ALONE.match(head) or _SEE_NOTES.match(head):
            return NOTE
    return None


_BARE_NOTE = re.compile(rf"{NOTE_WORDS}[.\s]*$", re.IGNORECASE)


def bare_note(text: str) -> bool:
    """Whether a line is the label of a note and no more, without any ornament."""
    return bool(_BARE_NOTE.match(text))


BRACKETS = {"[": "]", "(": ")", "{": "}", "<": ">"}
_PERSONAL = re.compile(r"\b(?:I|I['’´]\w+|i['’´]?m|my|me|you guys|y['’]?all|u|everyone)\b")


def closed(text: str) -> bool:
    """Whether a note stands in brackets that it closes itself."""
    bare = text.strip("*_~ .")
    return bare[:1] in BRACKETS and BRACKETS[bare[0]] in bare


def empty_label(text: str) -> bool:
    """Whether a line is a label whose value stands in the next one ("Summary:")."""
    label = labelled(text)
    return label is not None and not label[2]


def speech(text: str) -> bool:
    """Whether a paragraph opens with or holds direct speech."""
    return bool(_SPEECH_START.match(text) or _SPEECH_INSIDE.search(text))


def personal(text: str) -> bool:
    """Whether the writer speaks of themselves or to the readers."""
    return bool(_PERSONAL.search(text) or WORDS.search(text.lower()))
