"""Which paragraphs of a page are the story.

In goes a page as it was walked, out comes a kind for each paragraph that is not story. On a site that is known its own
names decide. On any other, elements whose names say what they are (comments, navigation, sidebars) go first; what is
left counts as prose by length and by how little of it is links, and the smallest element that holds nearly all of it is
the main one. Where it is not clear whether something is story or furniture, it is story.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate

from ..text import Chrome, Span
from .markup import BLOCKS, HEADINGS
from .pages import Element, Page, Paragraph
from .sites import ANYWHERE, LABELS, SITES, Site

STORY = ""
"""The kind of what is story, among the kinds of elements."""

SENTENCE = 40  # code points from which a paragraph counts as prose whatever its end
LOOSE_PROSE = 80  # code points of a paragraph that nothing but prose has
STUMP = 0.2  # what a shorter paragraph without a sentence's end counts for
LINKED = 0.6  # share of links from which a short paragraph is navigation
NAVIGATION_LENGTH = 200  # code points; longer ones are prose with links
MOST_ASIDE = 0.5  # share of a page's prose that an element may hold and still be what its name says
LEAST_STORY = 0.1  # share of a page's prose that must be left beside its comments
MAIN = 0.5  # share of the prose that an element marked as the main one must hold to be believed
MOST_OUTSIDE = 0.1  # share of the prose that may stand outside the main element
HEADING_LENGTH = 160  # code points; longer ones are text in large letters
MOST_HEADED = 0.3  # share of a story that may be headings; beyond, the author liked large letters
POST = 0.5  # share of the longest post's length from which the first one is the story
# Code points from which another post of the story's author is a chapter rather than a reply, and the share of the first
# chapter's length that it must reach.
CHAPTER, CHAPTER_SHARE = 1_000, 0.2

_ENDS = re.compile(r"[.!?…:;,\"'”’»)\]—–-]$")
_WORDS = re.compile(r"[a-z]+|[A-Z][a-z]*")
_NAMES: tuple[tuple[str, frozenset[str]], ...] = tuple(
    (kind, frozenset(words.split()))
    for kind, words in (
        ("comments", "comment comments commentlist commentarea replies respond reply disqus reviews kudos guestbook"),
        ("share", "share sharing sharedaddy social addthis addtoany"),
        ("navigation", "nav navigation navbar menu breadcrumb breadcrumbs pagination pager sidebar widget widgets"
                       " related recommended recommendations toolbar skip modal popup cookie cookies consent masthead"),
        ("footer", "footer colophon copyright"),
        ("ad", "ad ads adsbygoogle advert advertisement sponsored promo promoted"),
        ("tags", "tagcloud taglist tags posttags"),
        ("front", "meta postmeta byline bio"),
    )
)  # fmt: skip
_BY_TAG = {"nav": "navigation", "aside": "navigation", "footer": "footer", "form": "navigation", "menu": "navigation"}
_BY_ROLE = {
    "navigation": "navigation", "banner": "front", "contentinfo": "footer", "complementary": "navigation",
    "search": "navigation", "dialog": "navigation", "menu": "navigation",
}  # fmt: skip
_NEVER_ASIDE = frozenset(("html", "body", "main", "article"))

Kinds = list[str | None]


@dataclass(frozen=True, slots=True)
class Extracted:
    """What is story: for each paragraph None or its kind, stretches inside paragraphs, and the site if it is known."""

    kinds: Kinds
    cuts: tuple[Chrome, ...] = ()
    site: Site | None = None


def extract(page: Page) -> Extracted:
    """The story of a page."""
    for site in _sites(page):
        named = _named(page, site)
        story = [one for one in page.select(*site.story) if not any(around in named for around in one.lineage())]
        posts = _told_in(page, site, story, named) if site.posts else story
        marks = {**named, **dict.fromkeys(story, "comments"), **dict.fromkeys(posts, STORY)}
        kinds = _labelled(page, _spread(page, marks))
        if None in kinds:
            return _extracted(page, kinds, named, site)
    named = _named(page, None)
    return _extracted(page, _by_prose(page, named), named, None)


def extract_book(page: Page, documents: Mapping[Element, str]) -> Extracted:
    """The story of a book, whose documents are story or of some kind as a whole.

    Parameters
    ----------
    page
        All its documents.
    documents
        `STORY` or a kind for elements, the documents' outermost among them.
    """
    site = next(iter(_sites(page)), None)
    named = _named(page, site)
    kinds = _labelled(page, _spread(page, {**named, **documents}))
    return _extracted(page, kinds, {**named, **{one: kind for one, kind in documents.items() if kind}}, site)


def _sites(page: Page) -> Iterator[Site]:
    return (site for site in SITES if all(page.select(mark) for mark in site.marks))


def _named(page: Page, site: Site | None) -> dict[Element, str]:
    """The elements that a site, or any, is known to have besides the story."""
    aside = (*ANYWHERE, *(site.aside if site else ()))
    return {element: kind for selector, kind in aside for element in page.select(selector)}


def _extracted(page: Page, kinds: Kinds, named: Mapping[Element, str], site: Site | None) -> Extracted:
    cuts = []
    for element, kind in named.items():
        if element.tag not in BLOCKS:
            for at in range(element.first, element.last):
                if all(element.start <= start and end <= element.end for start, end in page.paragraphs[at].tokens):
                    kinds[at] = kind
            cuts.append(Chrome(Span(element.start, element.end), kind))
    return Extracted(head(kinds, page), tuple(_inside_story(page, kinds, cuts)), site)


def head(kinds: Sequence[str | None], page: Page) -> Kinds:
    """Take the headings among what is story for headings."""
    found = list(kinds)
    story = sum(len(p.text) for p, kind in zip(page.paragraphs, kinds, strict=True) if kind is None)
    headed = [
        at
        for at, paragraph in enumerate(page.paragraphs)
        if kinds[at] is None and len(paragraph.text) <= HEADING_LENGTH and _in_heading(paragraph.element)
    ]
    if sum(len(page.paragraphs[at].text) for at in headed) <= MOST_HEADED * story:
        for at in headed:
            found[at] = "heading"
    return found


def _in_heading(element: Element) -> bool:
    return any(one.tag in HEADINGS for one in element.lineage())


# --- known sites ------------------------------------------------------------------------------------------------------


def _labelled(page: Page, kinds: Kinds) -> Kinds:
    """Give what follows a label such as "Summary", in a block that is no story, the kind it names."""
    found: Kinds = []
    named: str | None = None
    for paragraph, kind in zip(page.paragraphs, kinds, strict=True):
        if kind not in ("front", "note", "summary"):
            named = None
        else:
            named = LABELS.get(paragraph.text.rstrip(" :").lower(), named)
        found.append(named or kind)
    return found


def _inside_story(page: Page, kinds: Kinds, cuts: Sequence[Chrome]) -> list[Chrome]:
    """The cuts that take something out of a paragraph of the story."""
    starts = [p.start for p, kind in zip(page.paragraphs, kinds, strict=True) if kind is None]
    ends = [p.end for p, kind in zip(page.paragraphs, kinds, strict=True) if kind is None]
    found: list[Chrome] = []
    at = 0
    for cut in sorted(cuts, key=lambda one: one.span):
        while at < len(ends) and ends[at] <= cut.span.start:
            at += 1
        if at < len(ends) and starts[at] < cut.span.end and (not found or cut.span.start >= found[-1].span.end):
            found.append(cut)
    return found


def _told_in(page: Page, site: Site, posts: Sequence[Element], named: Mapping[Element, str]) -> list[Element]:
    """The posts that tell the story: the first if it is long for its thread, else the longest; and its author's other
    long ones, which are its chapters, between the answers of readers and to them."""
    own = [
        sum(len(p.text) for p in page.held(post) if not any(one in named for one in p.element.lineage()))
        for post in posts
    ]
    if not own:
        return []
    chosen = 0 if own[0] >= POST * max(own) else own.index(max(own))
    writers = _writers(page, site, posts)
    least = max(CHAPTER, CHAPTER_SHARE * own[chosen])
    return [
        post
        for at, post in enumerate(posts)
        if at == chosen or (writers[chosen] and writers[at] == writers[chosen] and own[at] >= least)
    ]


def _writers(page: Page, site: Site, posts: Sequence[Element]) -> list[str]:
    """Who wrote each post: the author named last before it, outside of any post; empty where nobody is."""
    selectors = next((selectors for key, selectors in site.facts if key == "author"), ())
    inside = set(posts)
    names = next((found for one in selectors if (found := page.select(one))), [])
    names = [name for name in names if inside.isdisjoint(name.lineage())]
    writers: list[str] = []
    at = 0
    for post in posts:
        while at < len(names) and names[at].place < post.place:
            at += 1
        writers.append(page.text(names[at - 1]) if at else "")
    return writers


def _spread(page: Page, marks: Mapping[Element, str]) -> Kinds:
    """A kind for each paragraph from the innermost marked element around it; where there is none, from its place."""
    within: dict[Element, str | None] = {}
    for element in page.elements:  # those around come first
        own = marks.get(element)
        within[element] = own if own is not None else within.get(element.parent) if element.parent else None
    found = [within.get(paragraph.element) for paragraph in page.paragraphs]
    told = [at for at, kind in enumerate(found) if kind == STORY]
    first = told[0] if told else len(found)
    kinds: Kinds = []
    for at, (paragraph, kind) in enumerate(zip(page.paragraphs, found, strict=True)):
        if kind is None:
            kind = _named_kind(paragraph.element) or ("front" if at < first else "footer")
        kinds.append(None if kind == STORY else kind)
    return kinds


def _named_kind(element: Element) -> str | None:
    return next((kind for one in element.lineage() if (kind := _kind(one))), None)


# --- any page ---------------------------------------------------------------------------------------------------------


def _by_prose(page: Page, named: Mapping[Element, str]) -> Kinds:
    weights = [_prose(paragraph) for paragraph in page.paragraphs]
    sums = [0.0, *accumulate(weights)]
    total = sums[-1]
    marks: dict[Element, str] = {}
    for element in page.elements:
        kind = _kind(element)
        if kind and element.tag in BLOCKS and element.tag not in _NEVER_ASIDE:
            held = sums[element.last] - sums[element.first]
            most = 1 - LEAST_STORY if kind == "comments" else MOST_ASIDE
            if held <= most * total:
                marks[element] = kind
    kinds: Kinds = [None] * len(page.paragraphs)
    marks.update((element, kind) for element, kind in named.items() if element.tag in BLOCKS)
    for element, kind in reversed(marks.items()):
        kinds[element.first : element.last] = [kind] * (element.last - element.first)
    for at, kind in enumerate(kinds):
        if kind is not None:
            weights[at] = 0.0
    first, last = _main(page, weights)
    for at, paragraph in enumerate(page.paragraphs):
        if kinds[at] is None:
            if at < first:
                kinds[at] = "front"
            elif at >= last:
                kinds[at] = "footer"
            elif len(paragraph.text) < NAVIGATION_LENGTH and paragraph.linked > LINKED * len(paragraph.text):
                kinds[at] = "navigation"
    return kinds if None in kinds else [None] * len(kinds)


def _prose(paragraph: Paragraph) -> float:
    """How much of a paragraph counts as prose, in code points."""
    length = len(paragraph.text)
    free = max(0.0, 1 - paragraph.linked / length)
    return length * free * (1.0 if length >= SENTENCE or _ENDS.search(paragraph.text) else STUMP)


def _kind(element: Element) -> str | None:
    """What an element says that it is, by its tag, role, id and classes."""
    if element.tag in _BY_TAG:
        return _BY_TAG[element.tag]
    role = _BY_ROLE.get(element.attributes.get("role", ""))
    if role or not (element.id or element.classes):
        return role
    names = [element.id, *element.classes]
    words = {word.lower() for name in names for word in _WORDS.findall(name)}
    return next((kind for kind, known in _NAMES if not known.isdisjoint(words)), None)


def _main(page: Page, weights: Sequence[float]) -> tuple[int, int]:
    """The paragraphs of the main element, as a range: down from the whole page while one element holds the prose."""
    sums = [0.0, *accumulate(weights)]
    loose = [0, *accumulate(weight >= LOOSE_PROSE for weight in weights)]
    first, last = 0, len(page.paragraphs)
    candidates = page.select("[itemprop=articleBody]") or page.select("article", "main", "[role=main]")
    best = max(candidates, key=lambda one: sums[one.last] - sums[one.first], default=None)
    if best is not None and sums[best.last] - sums[best.first] >= MAIN * sums[-1]:
        first, last = best.first, best.last
    for element in page.elements:
        if element.tag not in BLOCKS or element.first < first or element.last > last:
            continue
        whole, held = sums[last] - sums[first], sums[element.last] - sums[element.first]
        outside = (loose[last] - loose[first]) - (loose[element.last] - loose[element.first])
        if held >= (1 - MOST_OUTSIDE) * whole and outside < 2:
            first, last = element.first, element.last
    return first, last
