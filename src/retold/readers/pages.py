"""A page of marked-up text as it was walked: elements, paragraphs, and what is made of them.

In go elements and paragraphs with their raw places, out come the elements that a selector fits, the text of one, and,
once a reader has said what is story, the `Content`: characters for entities, single blanks for white space.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from html import unescape
from html.entities import html5
from types import MappingProxyType

from ..text import Chrome, Content, Rows, Span
from .building import Building

BLANK = " \t\n\r\f"  # what collapses
INVISIBLE = BLANK + "\u00a0\u200b\ufeff"
_COLLAPSED = re.compile(r"[ \t\n\r\f]+")
_PIECE = re.compile(
    r"(?P<words>[^ \t\n\r\f&]++(?: [^ \t\n\r\f&]++)*+)|(?P<blank>[ \t\n\r\f]+)"
    r"|(?P<entity>&(?:#[0-9]{1,12};?|#[xX][0-9a-fA-F]{1,10};?|[A-Za-z][A-Za-z0-9]{1,32};?))|&"
)

NO_ATTRIBUTES: Mapping[str, str] = MappingProxyType({})  # one for all elements that have none

_Step = tuple[str, str, tuple[str, ...], tuple[tuple[str, str], ...]]  # tag, id, classes, attributes


@dataclass(slots=True, eq=False)
class Element:
    """An element that makes a block, or that has a name to know it by. `start` and `end` are raw places,
    `place` is its number on the page.

    Its paragraphs are ``paragraphs[first:last]`` of the page; an inline element may hold only part of them.
    """

    tag: str
    parent: Element | None
    place: int
    start: int
    first: int
    id: str = ""
    classes: tuple[str, ...] = ()
    attributes: Mapping[str, str] = field(default_factory=lambda: NO_ATTRIBUTES)
    end: int = -1
    last: int = -1
    keeps_breaks: bool = False

    def lineage(self) -> Iterator[Element]:
        """The element and those around it, from the inside out."""
        one: Element | None = self
        while one is not None:
            yield one
            one = one.parent


@dataclass(slots=True, eq=False)
class Paragraph:
    """One line or paragraph as it is seen. `tokens` are the raw stretches its text comes from, markup left out.

    `gap` says whether it stands apart from the one before; `linked` counts code points of it that are links.
    """

    tokens: Rows
    text: str
    element: Element
    start: int
    end: int
    gap: bool
    linked: int


@dataclass(slots=True, eq=False)
class Page:
    """What a walk found: see the module."""

    raw: str
    title: str = ""
    paragraphs: list[Paragraph] = field(default_factory=list)
    elements: list[Element] = field(default_factory=list)
    aside: list[Chrome] = field(default_factory=list)
    meta: dict[str, str] = field(default_factory=dict)
    _index: dict[str, list[Element]] = field(default_factory=dict)

    def select(self, *selectors: str) -> list[Element]:
        """The elements, in order, that a selector fits; it knows tags, ``#id``, ``.class``, ``[key=value]``, blanks."""
        found: dict[Element, None] = {}
        for selector in selectors:
            steps = _compiled(selector)
            found.update((one, None) for one in self._named(steps[-1]) if _fits(one, steps))
        return sorted(found, key=lambda one: one.place)

    def _named(self, step: _Step) -> Sequence[Element]:
        """The elements of which one may fit a step."""
        if not self._index:
            for element in self.elements:
                for name in (element.tag, f"#{element.id}", *(f".{one}" for one in element.classes)):
                    self._index.setdefault(name, []).append(element)
        tag, id_, classes, _ = step
        name = f"#{id_}" if id_ else f".{classes[0]}" if classes else tag
        return self._index.get(name, ()) if name else self.elements

    def held(self, element: Element) -> list[Paragraph]:
        """The paragraphs that stand, at least in part, in an element."""
        return self.paragraphs[element.first : element.last]

    def text(self, element: Element, between: str = " ") -> str:
        """What is seen of an element, on one line unless `between` parts its paragraphs otherwise."""
        pieces = []
        for paragraph in self.held(element):
            tokens = [(max(s, element.start), min(e, element.end)) for s, e in paragraph.tokens]
            pieces.append(seen(self.raw, [(s, e) for s, e in tokens if s < e]))
        return between.join(piece for piece in pieces if piece)


def content(
    page: Page, kinds: Sequence[str | None], cuts: Sequence[Chrome], title: str | None, metadata: dict[str, str]
) -> Content:
    """What is left of a page once some of it is set aside.

    Parameters
    ----------
    page
        The page as walked.
    kinds
        For each of its paragraphs the kind it is set aside as, None for story.
    cuts
        Stretches inside paragraphs to set aside, in order.
    title, metadata
        As the reader found them.
    """
    building = Building()
    aside = [*page.aside, *cuts]
    run: Chrome | None = None
    before: Paragraph | None = None
    cut = 0
    for paragraph, kind in zip(page.paragraphs, kinds, strict=True):
        if run is not None and run.kind == kind:
            run = Chrome(Span(run.span.start, paragraph.end), run.kind)
            continue
        if run is not None:
            aside.append(run)
        if kind is not None:
            run = Chrome(Span(paragraph.start, paragraph.end), kind)
            continue
        if before is not None:
            (building.part if paragraph.gap or run is not None else building.end)(before.end)
        run, before = None, paragraph
        for start, end in paragraph.tokens:
            while cut < len(cuts) and cuts[cut].span.end <= start:
                cut += 1
            if cut == len(cuts) or start < cuts[cut].span.start:
                _write(building, page.raw, start, end)
    if run is not None:
        aside.append(run)
    done = 0
    for one in sorted(aside, key=lambda one: (one.span.start, -one.span.end)):
        if one.span.end > done:
            building.aside(one.span.start, one.span.end, one.kind)
            done = one.span.end
    return building.content(title, metadata)


def _write(building: Building, raw: str, start: int, end: int) -> None:
    for piece in _PIECE.finditer(raw, start, end):
        if piece.lastgroup == "words":
            building.put(piece.group(), piece.start())
        elif piece.lastgroup == "blank":
            building.flow(" ", piece.start())
        elif piece.lastgroup == "entity":
            _write_entity(building, piece.group(), piece.start())
        else:
            building.put("&", piece.start())


def _write_entity(building: Building, spelled: str, at: int) -> None:
    """Write what an entity stands for. Names without a semicolon may run on into letters that are meant as such."""
    length = len(spelled)
    if spelled[1] != "#" and spelled[1:] not in html5:
        length = next((n for n in range(length - 1, 1, -1) if spelled[1:n] in html5), 0)
    meant = unescape(spelled[:length])
    for character in meant[:-1]:  # two names in a hundred stand for two characters
        building.flow(character, at, 1)
        at, length, spelled = at + 1, length - 1, spelled[1:]
    if meant:
        building.flow(meant[-1], at, length)
    if length < len(spelled):
        building.put(spelled[length:], at + length)


def seen(raw: str, tokens: Iterable[Sequence[int]]) -> str:
    """What some raw stretches show on one line."""
    joined = "".join(unescape(raw[start:end]) for start, end in tokens)
    return _COLLAPSED.sub(" ", joined).strip(INVISIBLE)


_PART = re.compile(r"(?P<mark>[#.]?)(?P<name>[\w:-]+)|\[(?P<key>[\w:-]+)=(?P<value>[^\]]*)\]")


def _compiled(selector: str) -> list[_Step]:
    steps: list[_Step] = []
    for word in selector.split():
        found = list(_PART.finditer(word))
        named_ = {mark: [m["name"] for m in found if m["name"] and m["mark"] == mark] for mark in ("", "#", ".")}
        keys = tuple((m["key"], m["value"]) for m in found if m["key"])
        steps.append(("".join(named_[""]), "".join(named_["#"]), tuple(named_["."]), keys))
    return steps


def _fits(element: Element, steps: Sequence[_Step]) -> bool:
    """Whether an element fits the last step, and those around it the others, in order."""
    if not _fits_step(element, steps[-1]):
        return False
    left = len(steps) - 2
    around = element.parent
    while left >= 0 and around is not None:
        left -= _fits_step(around, steps[left])
        around = around.parent
    return left < 0


def _fits_step(element: Element, step: _Step) -> bool:
    tag, id_, classes, keys = step
    return (
        (not tag or element.tag == tag)
        and (not id_ or element.id == id_)
        and all(one in element.classes for one in classes)
        and all(element.attributes.get(key) == value for key, value in keys)
    )
