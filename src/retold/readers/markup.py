"""HTML and XHTML as people see them: paragraphs, the elements around them, and where each character stands.

In goes decoded markup, out comes a `Page`: its paragraphs in order, each with the raw stretches its text is made of,
and the elements that hold them, so that a reader can say which are story. However broken the tags are, something comes
out, as in a browser. Scripts, styles and what styling hides are set aside; comments are markup.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from html.parser import HTMLParser

from ..errors import InputError
from ..text import Chrome, Rows, Span
from .limits import DEEPEST_ELEMENT
from .naming import named
from .pages import BLANK, INVISIBLE, NO_ATTRIBUTES, Element, Page, Paragraph, seen


def _names(words: str) -> frozenset[str]:
    return frozenset(words.split())


# Elements that stand apart from their neighbours, and those that merely begin a line.
_PARTING = _names(
    """p h1 h2 h3 h4 h5 h6 blockquote ul ol dl pre table article section header footer main nav aside form fieldset
    address hgroup details figure menu"""
)
BLOCKS = _PARTING | _names(
    "html head body div li dt dd tr td th thead tbody tfoot caption figcaption legend center summary"
)
HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
_VOID = _names("area base br col embed hr img input link meta param source track wbr")
_CELLS = frozenset(("td", "th", "tr", "thead", "tbody", "tfoot", "caption"))
_SCOPES = frozenset(("table", "td", "th", "html"))  # an end tag does not reach through these
_LISTED = frozenset(("li", "dt", "dd"))
_PASSABLE = frozenset(("p", "div", "address"))  # a list item closes the one before through these
# What is never seen as text, and the kind it is set aside as.
_UNSEEN = {
    "script": "script", "noscript": "script", "template": "script", "object": "script", "applet": "script",
    "iframe": "script", "svg": "script", "canvas": "script", "audio": "script", "video": "script", "style": "style",
    "select": "navigation", "button": "navigation", "textarea": "navigation", "datalist": "navigation",
    "dialog": "navigation", "title": "front",
}  # fmt: skip
HIDDEN = "style"  # the kind of what styling hides
_HIDES = re.compile(r"display\s{0,9}:\s{0,9}none|visibility\s{0,9}:\s{0,9}hidden", re.IGNORECASE)
_HIDING_CLASSES = frozenset(("sr-only", "visually-hidden", "visuallyhidden", "screen-reader-text"))
_KEEPS_BREAKS = re.compile(r"white-space\s{0,9}:\s{0,9}(?:pre|break-spaces)", re.IGNORECASE)
_KEPT_ATTRIBUTES = frozenset(("href", "role", "itemprop", "rel", "epub:type", "lang", "xml:lang"))
_LINES = re.compile(r"[^\r\n]+|\r\n?|\n")
_TAG_BEGINS = re.compile(r"<[A-Za-z/!?]")
_DECLARES_INSIDE = re.compile(r"<!doctype[^<>\[]{0,500}\[", re.IGNORECASE)
_DECLARED_INSIDE = re.compile(r"\]\s{0,99}>")
_COMMENT_END = re.compile(r"--!?>")


def walk(raw: str, path: str, spans: Sequence[Span] | None = None) -> Page:
    """The page that some markup makes.

    Parameters
    ----------
    raw
        The decoded markup.
    path
        What it is called in errors.
    spans
        The documents in it, in order; all of `raw` is one where None.

    Raises
    ------
    InputError
        If its elements are nested too deeply.
    """
    spans = [Span(0, len(raw))] if spans is None else spans
    page = _walked(raw, path, spans, hiding=True)
    visible = sum(len(p.text) for p in page.paragraphs)
    hidden = sum(len(one.span) for one in page.aside if one.kind == HIDDEN)
    if hidden > visible:
        # Pages that wait for a script to show them hide everything; as saved, that is what there is to read.
        shown = _walked(raw, path, spans, hiding=False)
        if sum(len(p.text) for p in shown.paragraphs) > 2 * visible:
            return shown
    return page


def _walked(raw: str, path: str, spans: Sequence[Span], *, hiding: bool) -> Page:
    page = Page(raw)
    for span in spans:
        _Walker(page, path, span.start, hiding).run(span)
    return page


class _Walker(HTMLParser):
    """Follows the tags. The parser counts its place with `updatepos`; here that is in code points of raw."""

    def __init__(self, page: Page, path: str, start: int, hiding: bool) -> None:
        super().__init__(convert_charrefs=True)
        self._page, self._path, self._hiding = page, path, hiding
        self._place = start
        self._text = False  # whether what the parser passes over next is text
        self._open: list[Element] = [Element("", None, -1, start, len(page.paragraphs))]
        self._links: list[Element] = []
        self._inner: dict[Element, int] = {}  # open inline elements, with the nameless ones of their tag inside
        self._classes: dict[str, tuple[str, ...]] = {"": ()}  # a page has few of them, on many elements
        self._unseen: list[str] = []  # the tag whose content is set aside, once for each time it is open
        self._unseen_from = (start, start, HIDDEN)  # the place of that tag, of what is in it, and the kind
        self._tokens = Rows.of((), width=2)
        self._linked = 0
        self._gap = True
        self._cut_off = False  # whether a comment goes on to the end
        self._declared = False  # whether a document type has been passed
        self._last_section = -1  # where the last marked section ends

    def run(self, span: Span) -> None:
        """Walk one document."""
        # Behind the last closing bracket nothing can be a tag, and the parser would look for the end of each anew.
        last = self._page.raw.rfind(">", span.start, span.end) + 1
        self._last_section = self._page.raw.rfind("]]>", span.start, span.end)
        if last:
            self.feed(self._page.raw[span.start : last])
            self.close()
        if not self._cut_off:
            tail = _TAG_BEGINS.search(self._page.raw, self._place, span.end)
            self._seen_text(self._place, tail.start() if tail else span.end)
        self._place = span.end
        if self._unseen:
            self._show()
        self._pop_to(0)

    # --- what the parser calls ------------------------------------------------------------------------------------

    def updatepos(self, i: int, j: int) -> int:
        """Note that the parser has passed over a stretch, given by places in its own buffer."""
        end = self._place + max(0, j - i)
        if self._text:
            self._text = False
            self._seen_text(self._place, end)
        self._place = end
        return max(i, j)

    def handle_data(self, data: str) -> None:
        self._text = True

    def parse_comment(self, i: int, report: bool = True) -> int:
        """Pass over a comment; one that never ends reaches to the end, as in browsers."""
        if self.rawdata.startswith((">", "->"), i + 4):
            return self.rawdata.index(">", i) + 1
        found = _COMMENT_END.search(self.rawdata, i + 4)
        self._cut_off = found is None
        return found.end() if found else len(self.rawdata)

    def parse_html_declaration(self, i: int) -> int:
        """Pass over a declaration; marked sections, which only XML knows, are text."""
        end = -1
        if self.rawdata.startswith("<![CDATA[", i) and self._place < self._last_section:
            end = self.rawdata.find("]]>", i)
            self._seen_text(self._place + len("<![CDATA["), self._place + end - i)
            return end + len("]]>")
        if not self._declared and _DECLARES_INSIDE.match(self.rawdata, i):
            inside = _DECLARED_INSIDE.search(self.rawdata, i)
            end = inside.end() - 1 if inside else end
        self._declared = True
        end = self.rawdata.find(">", i) if end < 0 else end
        return end + 1 if end >= 0 else len(self.rawdata)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in _VOID:
            self.handle_endtag(tag)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if self._unseen:
            if tag == self._unseen[0]:
                self._unseen.append(tag)
            return
        given = {name: value or "" for name, value in reversed(attrs)}
        if tag in _VOID:
            self._void(tag, given)
            return
        kind = _UNSEEN.get(tag)
        if kind is None and self._hiding and _hidden(given):
            kind = HIDDEN
        if kind is not None and (tag != "dialog" or "open" not in given):
            if tag in BLOCKS:
                self._flush(tag in _PARTING)
            self._unseen = [tag]
            self._unseen_from = (self._place, self._place + len(self.get_starttag_text() or ""), kind)
            return
        self._close_implied(tag)
        if tag in BLOCKS:
            self._flush(tag in _PARTING)
        self._push(tag, given)

    def handle_endtag(self, tag: str) -> None:
        if self._unseen:
            if tag == self._unseen[0]:
                self._unseen.pop()
                if not self._unseen:
                    self._show()
            return
        if tag == "br":
            self._line()
        if tag in BLOCKS:
            self._flush(tag in _PARTING)
        around = next((one for one in reversed(self._inner) if one.tag == tag), None)
        if around is not None and self._inner[around]:
            self._inner[around] -= 1
            return
        for depth in range(len(self._open) - 1, 0, -1):
            found = self._open[depth].tag
            if found == tag:
                self._pop_to(depth)
                return
            if (found in _SCOPES and tag not in _CELLS and tag != "table") or (found in BLOCKS and tag not in BLOCKS):
                return

    # --- elements -------------------------------------------------------------------------------------------------

    def _void(self, tag: str, given: dict[str, str]) -> None:
        if tag == "br":
            self._line()
        elif tag == "hr":
            self._flush(True)
            self._close_implied(tag)
            end = self._place + len(self.get_starttag_text() or "")
            self._page.aside.append(Chrome(Span(self._place, end), "rule"))
        elif tag == "meta":
            name = (given.get("property") or given.get("name") or given.get("itemprop") or "").lower()
            if name and given.get("content"):
                self._page.meta.setdefault(name, " ".join(given["content"].split()))
        elif tag == "link" and given.get("rel", "").lower() == "canonical":
            self._page.meta.setdefault("canonical", given.get("href", ""))

    def _push(self, tag: str, given: dict[str, str]) -> None:
        names = given.get("class", "")
        if names not in self._classes:
            self._classes[names] = tuple(names.split())
        classes = self._classes[names]
        block = tag in BLOCKS
        if not (block or classes or tag == "a" or given.keys() & {"id", "role", "itemprop", "rel", "epub:type"}):
            around = next((one for one in reversed(self._inner) if one.tag == tag), None)
            if around is not None:
                self._inner[around] += 1
            return
        if len(self._open) > DEEPEST_ELEMENT:
            if not block:
                return  # tags that nobody closed
            raise InputError(
                f"{named(self._path)}: its elements are nested more than {DEEPEST_ELEMENT:,} deep, the most that is "
                "read; copy its text into a .txt file and give that."
            )
        kept = {name: value for name, value in given.items() if name in _KEPT_ATTRIBUTES}
        parent, place = self._open[-1], len(self._page.elements)
        element = Element(
            tag,
            parent,
            place,
            self._place,
            len(self._page.paragraphs),
            given.get("id", ""),
            classes,
            kept or NO_ATTRIBUTES,
        )
        element.keeps_breaks = parent.keeps_breaks or tag == "pre" or bool(_KEEPS_BREAKS.search(given.get("style", "")))
        self._open.append(element)
        self._page.elements.append(element)
        if not block:
            self._inner[element] = 0
        if tag == "a" and "href" in given:
            self._links.append(element)

    def _pop_to(self, depth: int) -> None:
        """Close the elements from a depth on, the innermost first."""
        if any(element.tag in BLOCKS for element in self._open[depth:]) or not depth:
            self._flush(False)
        for element in reversed(self._open[depth:]):
            self._inner.pop(element, None)
            element.end = self._place
            element.last = len(self._page.paragraphs) + bool(self._tokens)
            if self._links and self._links[-1] is element:
                self._links.pop()
        del self._open[depth:]

    def _close_implied(self, tag: str) -> None:
        """Close what the beginning of an element ends by itself: paragraphs, list items, cells, links."""
        if tag not in BLOCKS and tag not in ("a", "hr"):
            return
        for depth in range(len(self._open) - 1, 0, -1):
            found = self._open[depth].tag
            same_kind = (
                (tag in BLOCKS or tag == "hr") and found == "p"
                if tag not in _LISTED or found == "p"
                else found in _LISTED
            )
            if same_kind or (tag in HEADINGS and found in HEADINGS) or (tag == "body" and found == "head"):
                self._pop_to(depth)
                if tag not in _LISTED or found != "p":
                    return
            elif tag in ("td", "th", "tr") and found in ("td", "th", "tr"):
                self._pop_to(depth)
                if tag == found or (tag != "tr" and found != "tr"):
                    return
            elif tag == "a" and found == "a":
                self._pop_to(depth)
                return
            elif found in BLOCKS and not (tag in _LISTED and found in _PASSABLE):
                return

    def _show(self) -> None:
        """End what is not seen, and note what it was."""
        self._unseen = []
        start, inside, kind = self._unseen_from
        held = self._page.raw[inside : self._place]
        if held.strip(INVISIBLE):
            self._page.aside.append(Chrome(Span(start, self._place), kind))

    # --- text -----------------------------------------------------------------------------------------------------

    def _seen_text(self, start: int, end: int) -> None:
        if start >= end:
            return
        if self._unseen:
            if self._unseen[0] == "title" and not self._page.title:
                self._page.title = seen(self._page.raw, [(start, end)])
            return
        if not self._open[-1].keeps_breaks:
            self._take(start, end)
            return
        for line in _LINES.finditer(self._page.raw, start, end):
            if line.group()[0] in "\r\n":
                self._line()
            else:
                self._take(line.start(), line.end())

    def _take(self, start: int, end: int) -> None:
        if not self._tokens and not self._page.raw[start:end].strip(BLANK):
            return
        self._tokens.append(start, end)
        if self._links:
            self._linked += end - start

    def _line(self) -> None:
        """A line break: it ends a line, or makes a blank one."""
        if self._tokens:
            self._flush(False)
        else:
            self._gap = True

    def _flush(self, parting: bool) -> None:
        """End the paragraph; `parting` leaves a gap before the next one."""
        raw, tokens = self._page.raw, self._tokens
        if tokens:
            text = seen(raw, tokens)
            if text:
                first, last = raw[slice(*tokens[0])], raw[slice(*tokens[-1])]
                start = tokens[0][0] + len(first) - len(first.lstrip(BLANK))
                end = tokens[-1][1] - len(last) + len(last.rstrip(BLANK))
                self._page.paragraphs.append(
                    Paragraph(tokens, text, self._open[-1], start, end, self._gap, self._linked)
                )
            self._gap = not text
            self._tokens, self._linked = Rows.of((), width=2), 0
        self._gap = self._gap or parting


def _hidden(given: dict[str, str]) -> bool:
    return (
        ("hidden" in given and given["hidden"].lower() != "until-found")
        or bool(_HIDES.search(given.get("style", "")))
        or not _HIDING_CLASSES.isdisjoint(given.get("class", "").split())
    )
