"""What a page says of the story: its title and the facts around it.

In goes a page with its site, out come the title and a mapping of plain strings, with the values as they are written.
What the site's own elements say goes before what the page tells search engines.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from .pages import Element, Page
from .sites import LABELS, Site

# What sites call a fact, and its key. The labels are compared in lower case without their colon.
_KEYS = {
    "rating": "rating", "rated": "rating", "archive warning": "warnings", "archive warnings": "warnings",
    "warning": "warnings", "warnings": "warnings", "category": "category", "categories": "category",
    "fandom": "fandom", "fandoms": "fandom", "relationship": "relationships", "relationships": "relationships",
    "character": "characters", "characters": "characters", "additional tag": "tags", "additional tags": "tags",
    "tags": "tags", "language": "language", "series": "series", "published": "published", "updated": "updated",
    "completed": "updated", "words": "words", "chapters": "chapters", "chapter": "chapters", "kudos": "kudos",
    "votes": "votes", "reads": "reads", "comments": "comments", "reviews": "comments", "bookmarks": "bookmarks",
    "favs": "favourites", "follows": "follows", "hits": "hits", "status": "status", "genre": "genre",
}  # fmt: skip
_META = (
    ("author", ("author", "article:author", "dc.creator", "dcterms.creator", "byl")),
    ("site", ("og:site_name",)),
    ("url", ("canonical", "og:url")),
    ("published", ("article:published_time", "dc.date", "date", "datepublished")),
    ("updated", ("article:modified_time", "og:updated_time", "datemodified")),
    ("tags", ("keywords", "article:tag")),
    ("summary", ("description", "og:description", "dc.description")),
    ("language", ("dc.language", "og:locale")),
)
_SAVED_FROM = re.compile(r"<!-- saved from url=\(\d{4}\)(\S{1,2000}) -->")
_SAVED_FROM_WITHIN = 5_000  # code points from the top in which browsers write that
_STATS = re.compile(
    r"(?P<label>published|completed|updated|words|chapters|reviews|favs|follows|kudos|hits|rated|status|comments"
    r"|bookmarks):\s{0,3}(?P<value>(?:(?! - |\s[A-Za-z]{1,12}:).){1,60})",
    re.IGNORECASE,
)
_RATED = re.compile(r"\brated:\s{1,3}[\w +-]{1,30}? - (?P<language>[^\W\d_][^\d:-]{1,30}) - ", re.IGNORECASE)
_BYLINE = re.compile(r"(?:written )?by[: ]\s*", re.IGNORECASE)
_TITLE_TAIL = re.compile(r"\s+[|·»–—-]\s+[^|·»–—]{1,60}$")
MOST = 5_000  # code points of a fact; a summary of that length is no summary


def about(page: Page, site: Site | None, kinds: Sequence[str | None]) -> tuple[str | None, dict[str, str]]:
    """The title of a page's story, if there is one, and its metadata."""
    known: dict[str, str] = {}
    title = ""
    if site is not None:
        title = next((text for one in page.select(*site.title)[:1] if (text := page.text(one))), "")
        for key, selectors in site.facts:
            _note(known, key, _first(page, selectors, address=key == "url"))
        for label, value in _pairs(page, site):
            _note_labelled(known, label, value)
        for element in page.select(*site.stats)[:1]:
            _note_stats(known, page.text(element))
        _note(known, "summary", _summary(page, kinds))
        _note(known, "site", site.name)
    for key, names in _META:
        if key == "summary" and site is not None and site.name:
            continue  # what such sites put there is an advertisement, or the first lines
        _note(known, key, next((page.meta[name] for name in names if page.meta.get(name)), ""))
    _note(known, "author", _first(page, ("[rel=author]", "[itemprop=author]", ".byline", ".author")))
    saved_from = _SAVED_FROM.search(page.raw, 0, _SAVED_FROM_WITHIN)
    _note(known, "url", saved_from[1] if saved_from else "")
    _note(known, "language", next((lang for one in page.elements[:1] if (lang := _language(one))), ""))
    if "author" in known:
        known["author"] = (
            _BYLINE.sub("", known["author"], count=1) if _BYLINE.match(known["author"]) else known["author"]
        )
    return title or _title(page, kinds), dict(sorted(known.items()))


def _summary(page: Page, kinds: Sequence[str | None]) -> str:
    """What stands above the story as its summary."""
    first = kinds.index(None) if None in kinds else len(kinds)
    above = zip(page.paragraphs[:first], kinds[:first], strict=True)
    texts = [paragraph.text for paragraph, kind in above if kind == "summary"]
    return " ".join(text for text in texts if text.rstrip(" :").lower() not in LABELS)


def _first(page: Page, selectors: tuple[str, ...], *, address: bool = False) -> str:
    """What the first element of some shows; of an address, the first that shows one."""
    for selector in selectors:
        for element in page.select(selector):
            text = _listed(page, element)
            if text and (not address or text.startswith("http")):
                return text
    return ""


def _listed(page: Page, element: Element) -> str:
    """The text of an element; the items of a list with commas between."""
    held = page.held(element)
    items = any(
        paragraph.element.tag == "li" or (paragraph.element.parent or element).tag == "li" for paragraph in held
    )
    return page.text(element, ", " if items else " ")


def _pairs(page: Page, site: Site) -> Iterator[tuple[str, str]]:
    for terms in page.select(*site.pairs):
        label = ""
        for element in page.elements:
            if element.parent is terms and element.tag == "dt":
                label = page.text(element)
            elif element.parent is terms and element.tag == "dd":
                yield label, _listed(page, element)


def _note_labelled(known: dict[str, str], label: str, value: str) -> None:
    name = label.strip(" :").lower()
    if name == "stats":
        _note_stats(known, value)
    elif name in _KEYS:
        _note(known, _KEYS[name], value)
        if name == "completed":
            _note(known, "status", "complete")


def _note_stats(known: dict[str, str], text: str) -> None:
    if rated := _RATED.search(text):
        _note(known, "language", rated["language"])
    for found in _STATS.finditer(text):
        _note_labelled(known, found["label"], found["value"])


def _note(known: dict[str, str], key: str, value: str) -> None:
    value = value.strip(" \u00a0,")
    if value and len(value) <= MOST:
        known.setdefault(key, value)


def _language(element: Element) -> str:
    return element.attributes.get("lang") or element.attributes.get("xml:lang") or ""


def _title(page: Page, kinds: Sequence[str | None]) -> str | None:
    """The title of a page of no known site: its only first heading, or what it calls itself without the site's name."""
    headings = [text for one in page.select("h1") if (text := page.text(one))]
    if not headings and page.paragraphs and kinds[0] == "heading":
        headings = [page.paragraphs[0].text]
    own = page.meta.get("og:title") or page.title
    if len(headings) == 1 and (not own or headings[0].casefold() in own.casefold()):
        return headings[0]
    return _TITLE_TAIL.sub("", own) or own or next(iter(headings), None)
