"""What a story is called and who wrote it, from the lines above it that carry no label.

In go the paragraphs set aside, out come title and author as far as they are told. A line that names the author tells
the title too, before or above the name; a line that merely looks like a title comes last, since the name of a site and
its menu look the same.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

from . import abroad, cues, titlepage
from .headings import titled
from .vocabulary import COMMENTS, COUNTS, FRONT, TAGS, listed

TITLE_WORDS = 10

_SITE_NAME = re.compile(
    r"\b(?:ao3|archive of our own|fan ?fi[ck](?:tion)?\W*(?:net|dot net|de)?|wattpad|quotev|live ?journal|tumblr"
    r"|dreamwidth|royal ?road|inkitt|ficbook)\b|^\W*(?:actions|bookmarks?|browse|comments?|download|entire work|home"
    r"|log ?in|main (?:content|navigation)|menu|next|prev|previous|search|share|sign ?up|user (?:menu|navigation)"
    r"|follow|(?:senior|junior) member|join date|reload)\b",
    re.IGNORECASE,
)
_SMALL_PRINT = re.compile(
    r"©|\b(?:terms|privacy|all rights reserved|powered by|log ?in|sign ?up|browse|contact us)\b", re.IGNORECASE
)
_MENU = re.compile(
    r"\b(?:about|blog|browse|communities|community|contact|explore|fandoms|forums?|gallery|groups|guestbook|help|home"
    r"|links|login|members|menu|news|pictures|quizzes|search|stories|works)\b",
    re.IGNORECASE,
)
FEWEST_IN_MENU = 2
_NUMBERS = re.compile(r"\d[\d.,]*k?(?: \w+)?$", re.IGNORECASE)
_SEPARATED = re.compile(r"\s[>›»|·•/]\s|@|\S\s{2,}\S")
_ADDRESS = re.compile(r"\b[A-Za-z0-9-]{2,}\.(?:com|net|org|co\.uk|[a-z]{2})\b")
_STORY_BY = re.compile(r"\b(?:story|posted) by @?(?P<who>[\w.-]{2,40})", re.IGNORECASE)
_BY_ABROAD = re.compile(
    rf"(?:{'|'.join(listed(abroad.BY))})[: ]\s*(?P<who>@?[\w.’'-]+(?: [\w.’'-]+){{0,2}})$", re.IGNORECASE
)
_GENRE = re.compile(r"(?:an?|the) (?:\w+ )?(?:play|comedy|tragedy|tale|novel|romance|farce|story)\b", re.IGNORECASE)
# FanFiction.Net sets the title last, "Books » Ferry Tales » The Goat of the Other Bank", and its buttons before it.
_CRUMBS = re.compile(r"(?P<above>[^»]{1,80}»(?:[^»]{1,80}»)?)\s*(?P<title>[^»]{1,80})$")
_CATEGORY = re.compile(
    r"\W*(?:books|movies|tv(?: shows)?|games|comics|cartoons|anime(?:/manga)?|misc|plays/musicals)\s*»\W*$",
    re.IGNORECASE,
)
_BUTTON_ABOVE = re.compile(r"follow/fav\s+(?P<title>\S.{0,80})$", re.IGNORECASE)
_THOUGHTS = re.compile(
    r"[\d,]{1,7} (?:thoughts?|comments?|responses?|replies) (?:on|to) [“\"‘'](?P<title>.{1,80})[”\"’']$"
)
_SLOGAN = re.compile(r"^(?P<title>\S.*?)\s*[-–—|:~]*\s*\bwhere (?:\w+ )?stories\b", re.IGNORECASE)
_PART_OF = re.compile(r"\s*[-–—:,(]*\s*(?:chapter|part|ch\.?) \d+.*$|\s*\(\d+/[\d?]+\)$", re.IGNORECASE)


def title_and_author(aside: Iterable[tuple[str, str]]) -> tuple[str | None, str | None]:
    """Title and author as the lines without labels tell them, None where they do not.

    Parameters
    ----------
    aside
        Kind and text of each paragraph set aside, in order.
    """
    aside = list(aside)
    names_site = _site_of(aside)
    page = titlepage.lines_of_title_page([text for _, text in aside], [kind for kind, _ in aside])
    lines = [text for _, text in aside[:page] if not names_site(text)]
    if lines and not any(map(cues.byline, lines)):
        return titlepage.title_page(lines)
    sure: list[str] = []
    likely: list[str] = []
    authors: list[str] = []
    above: str | None = None  # the line above, where it may be a title in whatever letters
    for kind, text in aside:
        if stated := _stated(kind, text):
            sure.append(stated)
        elif signed := _STORY_BY.search(text):
            authors.append(signed["who"])
        elif kind in (TAGS, COUNTS) and (byline := cues.byline(text)):
            authors.append(byline[1])
        elif kind == FRONT and not cues.labelled(text):
            title, author = _signed(text)
            if author:
                authors.append(author)
                if title is None or _GENRE.match(title):
                    title = likely[-1] if likely else above or title
                if title:
                    sure.append(title)
            elif likely and text == text.lower() and not text.isdecimal() and text.replace("_", "").isalnum():
                authors.append(text)  # a name as people give themselves on sites, under the title
            elif _like_a_title(text):
                likely.append(_plain(text))
            above = text if len(text.split()) <= TITLE_WORDS and not _no_title(text) else None
    found = [*sure, *likely]
    title = next((one for one in found if not names_site(one)), found[0] if found else None)
    return _PART_OF.sub("", title) or title if title else None, next(iter(authors), None)


def _site_of(aside: Iterable[tuple[str, str]]) -> Callable[[str], bool]:
    """What tells the site's own name from a title: its small print and its address hold it."""
    texts = [text for _, text in aside]
    printed = " ".join(text for text in texts if _SMALL_PRINT.search(text)).casefold()
    hosts = {found.group().rpartition(".")[0].casefold() for text in texts for found in _ADDRESS.finditer(text)}
    plain = {"".join(filter(str.isalnum, host)) for host in hosts}
    return lambda name: name.casefold() in printed or "".join(filter(str.isalnum, name.casefold())) in plain


def _stated(kind: str, text: str) -> str | None:
    """The title where a site says which it is by the way it prints it."""
    if slogan := _SLOGAN.match(text):
        return slogan["title"].rstrip(" -–—|:~")
    if thoughts := _THOUGHTS.match(text):
        return thoughts["title"]
    if kind == COMMENTS:
        return None
    crumbs = _CRUMBS.match(text)
    if crumbs and not _CATEGORY.match(crumbs["above"]) and titled(crumbs["title"].strip()):
        return crumbs["title"].strip()
    button = _BUTTON_ABOVE.match(text)
    return button["title"] if button else None


def _signed(text: str) -> tuple[str | None, str | None]:
    """Title and author of a line that names the author."""
    abroad = _BY_ABROAD.match(text)
    if abroad:
        return None, abroad["who"]
    byline = cues.byline(text)
    return (byline[0] or None, byline[1]) if byline else (None, None)


def _plain(text: str) -> str:
    return re.sub(r"[^\w\s'’.,:;!?&()-]+", "", text).strip(" -:")


def _like_a_title(text: str) -> bool:
    bare = _plain(text)
    bare = bare.rstrip(".") if bare.isupper() else bare
    return not _no_title(text) and titled(bare) and bare.count(" ") < TITLE_WORDS


def _no_title(text: str) -> bool:
    """Whether a line is a site's own: its name, its menu, an address, a date or a count."""
    return bool(
        _SEPARATED.search(text)
        or _SITE_NAME.search(text)
        or _ADDRESS.search(text)
        or _NUMBERS.match(text)
        or cues.dated(text)
        or len(_MENU.findall(text)) >= FEWEST_IN_MENU
    )
