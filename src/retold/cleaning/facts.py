"""What the furniture says about the story: its title and the facts that sites print beside it.

In go the paragraphs set aside, out come the title and a mapping of plain strings ("author", "rating", "words"…), with
the value as it is written. The first to say something is believed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from . import abroad, cues
from .titles import title_and_author
from .vocabulary import BUTTONS, COUNTS, END, FOOTER, FRONT, NAVIGATION, TAGS, listed

_NAMES = {
    "story": "title", "story title": "title", "fic": "title", "fic title": "title", "name": "title",
    "writer": "author", "by": "author", "written by": "author", "authors": "author", "penname": "author",
    "pen name": "author", "rated": "rating", "fandoms": "fandom", "pairings": "pairing", "ship": "pairing",
    "ships": "pairing", "relationship": "pairing", "relationships": "pairing", "character": "characters",
    "category": "categories", "genre": "genres", "warning": "warnings", "archive warning": "warnings",
    "archive warnings": "warnings", "content warning": "warnings", "content warnings": "warnings",
    "trigger warning": "warnings", "trigger warnings": "warnings", "tw": "warnings", "cw": "warnings",
    "additional tags": "tags", "tag": "tags", "word count": "words", "wordcount": "words", "length": "words",
    "last updated": "updated", "posted": "published", "posted on": "published", "date posted": "published",
    "favorites": "favourites", "favs": "favourites", "faves": "favourites", "synopsis": "summary",
    "description": "summary", "blurb": "summary", "prompts": "prompt",
    **{label: fact for fact, labels in abroad.FACTS.items() for label in listed(labels)},
}  # fmt: skip
_WANTED = frozenset(
    listed(
        """title, author, date, rating, fandom, pairing, characters, categories, genres, warnings, tags, words,
        chapters, kudos, hits, bookmarks, reviews, favourites, follows, votes, reads, views, likes, status, published,
        updated, completed, language, summary, series, challenge, prompt, comments, parts, id, mood, music"""
    )
)
_AMOUNT = re.compile(
    r"(?<![\w.,])(?P<number>\d[\d,.]*[km]?)\+?[ -](?P<what>words?|reads|views|votes|kudos|comments?|reviews?|hits"
    r"|bookmarks?|likes?|parts?|chapters?|follows)\b",
    re.IGNORECASE,
)
_PAIRS = re.compile(
    r"(?<![A-Za-z])(?P<key>words|chapters|kudos|hits|bookmarks|comments|reviews|favs|follows|votes|reads|views|published"
    r"|updated|completed|status|rated):\s*"
    r"(?P<value>\d[\d,./?-]*+(?:[km](?![^\W\d_]))?|(?:fiction )?(?:k\+?|t|ma?)(?=\s|$))",
    re.IGNORECASE,
)
_UPDATED = re.compile(
    r"\b(?:last )?(?P<what>updated|published|posted)\b\W{0,3}(?:on )?"
    r"(?P<when>(?=[^\n]{0,12}\d)\w(?:(?! by )[\w ,./-])*\w)",
    re.IGNORECASE,
)
_COUNTS = re.compile(
    r"[\W_]*(\d[\d,.]*[km]?)[\s|·•★👁💬❤♥☆⭐]+(\d[\d,.]*[km]?)[\s|·•★👁💬❤♥☆⭐]+(\d[\d,.]*[km]?)[\W_]*$", re.IGNORECASE
)
_RATING = re.compile(
    r"(?:^|[,|·•/]\s*)(?P<rating>(?-i:K\+|NC-17|PG-13|PG|G|K|T|M|MA|R|E)|mature|teen|explicit|general audiences"
    r"|teen and up(?: audiences)?|not rated)\s*(?:$|[,|·•/])",
    re.IGNORECASE,
)
_SITE = re.compile(r"(?:https?://)?(?:www\.)?(?P<site>[A-Za-z0-9-]+\.(?:com|net|org|co\.uk))\b")
_ORNAMENTS = re.compile(r"^[^\w(\"'“‘#@<]+|[^\w)\"'”’.!?+%>]+$")


def facts(aside: Iterable[tuple[str, str]]) -> tuple[str | None, dict[str, str]]:
    """The title of a story, if the furniture gives one, and its metadata.

    Parameters
    ----------
    aside
        Kind and text of each paragraph set aside, in order.
    """
    aside = list(aside)
    known: dict[str, str] = {}
    loose: dict[str, str] = {}
    waiting: str | None = None
    for kind, text in aside:
        label = cues.labelled(text)
        if waiting and label is None:
            known.setdefault(waiting, text.strip())
        waiting = None
        if label:
            name = _NAMES.get(label[1], label[1])
            if name in _WANTED and not (label[2] and all(map(BUTTONS.match, label[2].split()))):
                if label[2]:
                    known.setdefault(name, _value(label[2]))
                else:
                    waiting = name
        for pair in _PAIRS.finditer(text):
            name = _NAMES.get(pair["key"].lower(), pair["key"].lower())
            known.setdefault(name, pair["value"])
        for piece in re.split(r"\s+[|·•/-]\s+", text):
            part = cues.labelled(piece)
            if part and part[2] and _NAMES.get(part[1], part[1]) in _WANTED and piece != text:
                known.setdefault(_NAMES.get(part[1], part[1]), part[2])
        _loose(kind, text, loose)
    title, author = title_and_author(aside)
    if author:
        loose.setdefault("author", author)
    known = {**loose, **known}  # what has a label is surer
    title = known.pop("title", None) or title
    dated = known.pop("date", "")
    if any(map(str.isdigit, dated)):
        known.setdefault("published", dated)  # "Published:" says the same more plainly
    return title, {name: _bare(value) for name, value in sorted(known.items())}


def _value(stated: str) -> str:
    """What a label says, up to the next thing on its line."""
    value = re.split(r"\s[|·•/—–]\s|\s-\s(?=.*\s-\s)", stated)[0].strip(" []*_")
    more = _PAIRS.search(value)
    if more is None:
        return value
    value = value[: more.start()].strip(" ,|·•-")
    return value if any(map(str.isdigit, value)) else value.split(",")[0]


def _bare(value: str) -> str:
    """A value without the ornaments that stand around it, such as a clock beside a date."""
    return _ORNAMENTS.sub("", value)


def _loose(kind: str, text: str, known: dict[str, str]) -> None:
    """Facts that a line gives without a label: "47 parts", "T · Gen", three counts in a row."""
    counts = _COUNTS.match(text)
    if kind == COUNTS and counts:
        for name, value in zip(("reads", "votes", "comments"), counts.groups(), strict=True):
            known.setdefault(name, value)
    for found in () if _PAIRS.search(text) else _AMOUNT.finditer(text):
        what = found["what"].lower()
        known.setdefault(what if what.endswith("s") else what + "s", found["number"])
    if kind in (COUNTS, END, FOOTER) and (dated := _UPDATED.search(text)):
        what = dated["what"].lower()
        known.setdefault("published" if what == "posted" else what, dated["when"])
    if kind in (TAGS, COUNTS, FRONT) and len(text) < cues.LABEL_LINE and (rated := _RATING.search(text)):
        known.setdefault("rating", rated["rating"])
    if kind in (FRONT, FOOTER, NAVIGATION) and (site := _SITE.search(text)):
        known.setdefault("site", site["site"])
