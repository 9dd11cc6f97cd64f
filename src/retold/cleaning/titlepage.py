"""The title page of a book: title and author in lines of their own, above the first chapter or around the word "by".

In go the lines at the top of a text, out come how many of them make a title page, and what it says. Such lines are
written as titles are, carry no labels, and end at a heading, or name the author in so many words; anything less could
be the first line of a story.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from . import cues, headings
from .vocabulary import FRONT, HEADING, RULE

LONGEST = 12  # lines of a title page that names its author
LONGEST_UNSIGNED = 4  # lines of one that does not: title, subtitle, a name, a year
NAME_WORDS = (2, 4)  # fewest and most words of an author's name that no "by" introduces

_BY = re.compile(r"[\W_]*(?:written )?by[\W_]*$", re.IGNORECASE)
_YEAR = re.compile(r"[\W_]*(?:1[4-9]|20)\d\d[\W_]*$")
_BELOW = re.compile(r"[\W_]*(?:authors? of|in (?:one|two|three|four) volumes|illustrated|\S+ edition)\b", re.IGNORECASE)
_OF_A_NAME = re.compile(r"(?:[^\W\d_]\.){1,4}$|[^\W\d_][^\W\d_]*(?:[-’'][^\W\d_]{2,})?\.?$")
_AROUND = " *_~=—–-.,;:"


def lines_of_title_page(texts: Sequence[str], kinds: Sequence[str | None]) -> int:
    """How many of the paragraphs at the top of a text make a title page; 0 where there is none.

    Parameters
    ----------
    texts, kinds
        The paragraphs from the top on, and the kind of each that is known to be furniture.
    """
    signed: int | None = None  # the line after which the author's name is done
    for at, (text, kind) in enumerate(zip(texts[: LONGEST + 1], kinds, strict=False)):
        if kind == HEADING:
            return at if signed is not None or at <= LONGEST_UNSIGNED else 0
        if _BY.match(text) and at:
            signed = at + _lines_of_name(texts[at + 1 :])
        elif signed is not None and at > signed and not (_YEAR.match(text) or _BELOW.match(text)):
            return at
        elif kind != RULE and (kind not in (None, FRONT) or not _fits(text)):
            return 0
    return min(len(texts), LONGEST) if signed is not None else 0


def title_page(lines: Sequence[str]) -> tuple[str | None, str | None]:
    """Title and author of a title page; None for what it does not surely tell."""
    lines = [line.strip(" *_~=") for line in lines if not _YEAR.match(line)]
    by = next((at for at, line in enumerate(lines) if _BY.match(line)), None)
    if by is not None:
        name = lines[by + 1 :][: _lines_of_name(lines[by + 1 :])]
        return _title(lines[:by]), " ".join(name).strip(_AROUND) or None
    if len(lines) > 1 and _a_name(lines[0]) != _a_name(lines[1]):
        author, title = lines[:2] if _a_name(lines[0]) else lines[1::-1]
        return _title([title]), author.strip(_AROUND)
    return _title(lines), None


def _lines_of_name(below: Sequence[str]) -> int:
    """How many of the lines below "by" are the name: one, or all that hold a word each."""
    alone = next((at for at, line in enumerate(below[:LONGEST]) if " " in line), len(below))
    return max(1, alone if alone <= NAME_WORDS[1] else 0)


def _fits(text: str) -> bool:
    """Whether a line may stand on a title page: written as a title is, without a label."""
    if len(text) > headings.HEADING_LINE or cues.labelled(text) or cues.speech(text):
        return False
    return text.isupper() or bool(_YEAR.match(text)) or headings.titled(text.strip(_AROUND))


def _title(lines: Sequence[str]) -> str | None:
    """The first line, and the next where it does not end there ("THE GOAT," is followed by "A TALE")."""
    title = ""
    for line in lines:
        title = f"{title} {line}".strip()
        if not line.endswith(",") and line.rpartition(" ")[2].lower() not in headings.SMALL_WORDS:
            break
    return title.strip(_AROUND) or None


def _a_name(text: str) -> bool:
    """Whether a line may be somebody's name, rather than a title: no article, no genitive, no word in between."""
    words = text.strip("*_~, ").split()
    fewest, most = NAME_WORDS
    return (
        fewest <= len(words) <= most
        and all(_OF_A_NAME.match(word) and (word in cues.BETWEEN_NAMES or word[0].isupper()) for word in words)
        and not any(word.lower() in headings.SMALL_WORDS and word not in cues.BETWEEN_NAMES for word in words)
    )
