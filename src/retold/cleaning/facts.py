"""What the furniture says about the story: its title and the facts that sites print beside it.

In go the paragraphs set aside, out come the title and a mapping of plain strings ("author", "rating", "words"…), with
the value as it is written. The first to say something is believed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from . import cues
from .headings import titled
from .vocabulary import COUNTS, END, FOOTER, FRONT, TAGS, listed

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
}  # fmt: skip
_WANTED = frozenset(
    listed(
        """title, author, rating, fandom, pairing, characters, categories, genres, warnings, tags, words, chapters,
        kudos, hits, bookmarks, reviews, favourites, follows, votes, reads, views, likes, status, published, updated,
        completed, language, summary, series, challenge, prompt, comments, parts, id, mood, music"""
    )
)
_AMOUNT = re.compile(
    r"(?<![\w.,])(?P<number>\d[\d,.]*[km]?)\+?[ -](?P<what>words?|reads|views|votes|kudos|comments?|reviews?|hits"
    r"|bookmarks?|likes?|parts?|chapters?|follows)\b",
    re.IGNORECASE,
)
_PAIRS = re.compile(
    r"\b(?P<key>words|chapters|kudos|hits|bookmarks|comments|reviews|favs|follows|votes|reads|views|published|updated"
    r"|completed|status|rated):\s*(?P<value>\d[\w,./-]*|(?:fiction )?(?:k\+?|t|ma?)(?=\s|$))",
    re.IGNORECASE,
)
_UPDATED = re.compile(
    r"\b(?:last )?(?P<what>updated|published|posted)\b\W{0,3}(?:on )?(?P<when>(?=[^\n]*\d)[\w][\w ,./-]*\w)",
    re.IGNORECASE,
)
_COUNTS = re.compile(
    r"[\W_]*(\d[\d,.]*[km]?)[\s|·•★👁💬❤♥☆⭐]+(\d[\d,.]*[km]?)[\s|·•★👁💬❤♥☆⭐]+(\d[\d,.]*[km]?)[\W_]*$", re.IGNORECASE
)
_RATING = re.compile(
    r"(?:^|[,|·•/]\s*)(?P<rating>K\+|NC-17|PG-13|PG|G|K|T|M|MA|R|E|mature|teen|explicit|general audiences"
    r"|teen and up(?: audiences)?|not rated)\s*(?:$|[,|·•/])",
    re.IGNORECASE,
)
_SITE = re.compile(r"(?:https?://)?(?:www\.)?(?P<site>[A-Za-z0-9-]+\.(?:com|net|org|co\.uk))\b")
_ORNAMENTS = re.compile(r"^[^\w(\"'“‘#@<]+|[^\w)\"'”’.!?+%>]+$")
_NO_TITLE = re.compile(
    r"\b(?:ao3|archive of our own|fan ?fic(?:tion)?\W*(?:net|dot net)?|wattpad|quotev|live ?journal|tumblr|dreamwidth"
    r"|royal ?road|inkitt)\b|^\W*(?:actions|bookmarks?|browse|comments?|download|entire work|home"
    r"|log ?in|menu|next|prev|previous|search|share|sign ?up)\b",
    re.IGNORECASE,
)
_SMALL_PRINT = re.compile(
    r"©|\b(?:terms|privacy|all rights reserved|powered by|log ?in|sign ?up|browse|contact us)\b", re.IGNORECASE
)
_SLOGAN = re.compile(r"^(?P<title>\S.*?)\s*[-–—|:~]*\s*\bwhere (?:\w+ )?stories\b", re.IGNORECASE)


def facts(aside: Iterable[tuple[str, str]]) -> tuple[str | None, dict[str, str]]:
    """The title of a story, if the furniture gives one, and its metadata.

    Parameters
    ----------
    aside
        Kind and text of each paragraph set aside, in order.
    """
    known: dict[str, str] = {}
    titles: list[str] = []
    waiting: str | None = None
    aside = list(aside)
    for kind, text in aside:
        label = cues.labelled(text)
        if waiting and label is None:
            known.setdefault(waiting, text.strip())
        waiting = None
        if label:
            name = _NAMES.get(label[1], label[1])
            if name in _WANTED:
                if label[2]:
                    known.setdefault(name, re.split(r"\s[|·•/—–]\s|\s-\s(?=.*\s-\s)", label[2])[0].strip(" []*_"))
                else:
                    waiting = name
        for pair in _PAIRS.finditer(text):
            name = _NAMES.get(pair["key"].lower(), pair["key"].lower())
            known.setdefault(name, pair["value"])
        for piece in re.split(r"\s+[|·•/-]\s+", text):
            part = cues.labelled(piece)
            if part and part[2] and _NAMES.get(part[1], part[1]) in _WANTED and piece != text:
                known.setdefault(_NAMES.get(part[1], part[1]), part[2])
        _loose(kind, text, known)
        titles += _titles(kind, text, known, titles)
    title = known.pop("title", None) or _not_the_site(titles, [text for _, text in aside], known)
    return title, {name: _bare(value) for name, value in sorted(known.items())}


def _not_the_site(titles: Sequence[str], aside: Sequence[str], known: dict[str, str]) -> str | None:
    """The first of what looks like titles that is not the name of the site, which its address and small print say."""
    printed = " ".join(text for text in aside if _SMALL_PRINT.search(text)).casefold()
    address = known.get("site", "").partition(".")[0].casefold()
    for title in titles:
        plain = title.casefold()
        if plain not in printed and (not address or "".join(filter(str.isalnum, plain)) != address.replace("-", "")):
            return title
        if len(titles) > 1:
            known.setdefault("site", title)
    return next(iter(titles), None)


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
    if site := _SITE.search(text):
        known.setdefault("site", site["site"])


def _titles(kind: str, text: str, known: dict[str, str], titles: Sequence[str]) -> list[str]:
    slogan = _SLOGAN.match(text)
    if slogan:
        return [slogan["title"].rstrip(" -–—|:~")]
    if kind != FRONT or cues.labelled(text):
        return []
    byline = cues.byline(text)
    if byline:
        known.setdefault("author", byline[1])
        if not byline[0] and titles:
            # A byline of its own stands under the title, not under the name of the site.
            known.setdefault("title", titles[-1])
        if byline[0]:
            # Surer than any line that merely looks like a title, such as the name of the site above it.
            known.setdefault("title", byline[0])
        return []
    bare = re.sub(r"[^\w\s'’.,:;!?&()-]+", "", text).strip(" -:")
    crumbs = re.search(r"\s[>›»|·•/]\s|@|\S\s{2,}\S", text) or _NO_TITLE.search(text)
    return [bare] if not crumbs and titled(bare) and bare.count(" ") < 10 and not _SITE.search(text) else []
