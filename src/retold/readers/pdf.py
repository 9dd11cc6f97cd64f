"""PDF, with the extra ``retold[pdf]``.

In goes a PDF document, out come its pages' texts, joined by line feeds, one part a page. A PDF holds characters at
places on a page, no paragraphs: pypdf puts its lines together, cleaning joins what they broke. Running heads and page
numbers, which come back at the same edge of page after page, are set aside. Without pypdf an error says how to get it.
"""

from __future__ import annotations

import hashlib
import io
import logging
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING

from ..errors import InputError
from ..text import Chrome, Content, OffsetMap, Part, Span
from .limits import MOST_MEMBERS, Budget
from .naming import named
from .placeholders import meant
from .sniffing import Decoded, Format

if TYPE_CHECKING:
    import pypdf

FOOTER = "footer"
EDGE = 2  # lines at the top and at the bottom of a page that can be running heads
# A head stands on this many pages at least, and on this share of them: left and right pages and chapters differ.
FEWEST_PAGES, SHARE = 3, 0.25
FEWEST_WITH_OWN_NAME = 2  # pages, for a head that is the document's title or author
LONGEST_HEAD = 90  # code points
FEWEST_NUMBERED, NUMBERED = 2, 0.5  # pages, and share of them, for numbers that count them
_DIGITS = re.compile(r"[0-9]+")
_NUMBER = re.compile(r"[^\w]{0,3}([0-9]{1,5})[^\w]{0,3}(?:[0-9]{1,5})?")  # also "- 7 -" and "7/12"
_ROMAN = re.compile(r"^[ivxlc]{1,6}$")
_Edges = list[tuple[tuple[bool, str], Span]]
_FACTS = {"/Title": "title", "/Author": "author", "/Subject": "summary", "/Keywords": "tags"}


def read(data: bytes, path: str, encoding: str | None, replace: bool) -> Decoded:
    """The text of a PDF document; `InputError` without pypdf, and where it is locked, broken or has no text."""
    try:
        import pypdf
    except ImportError:
        raise InputError(
            f"{named(path)}: to read this PDF document run pip install 'retold[pdf]', or save it as plain text."
        ) from None
    with _quiet():
        try:
            reader = pypdf.PdfReader(io.BytesIO(data))
            locked = reader.is_encrypted and not reader.decrypt("")
            pages = [] if locked else _pages(reader, path)
            facts = {} if locked else _facts(reader)
        except InputError:
            raise
        except pypdf.errors.DependencyError:
            locked, pages, facts = True, [], {}
        except Exception:
            # Broken documents break pypdf in every way there is; which, says nothing to who reads the message.
            raise InputError(
                f"{named(path)}: this PDF document is damaged or cut short; get it again, or save it as plain text."
            ) from None
    if locked:
        raise InputError(f"{named(path)}: this PDF document is behind a password; save it without one and give that.")
    if not any(page.strip() for page in pages):
        raise InputError(
            f"{named(path)}: this PDF document holds no text, only pictures of pages; run text recognition (OCR) on it "
            "and give the result."
        )
    raw = "\n".join(pages)
    parts, at = [], 0
    for number, page in enumerate(pages, 1):
        parts.append(Part(f"page {number}", Span(at, at + len(page)), hashlib.sha256(page.encode()).hexdigest()))
        at += len(page) + 1
    return Decoded(raw, "pdf", tuple(parts), _content(raw, parts, facts))


FORMAT = Format("PDF document", lambda data: data[:1024].lstrip().startswith(b"%PDF-"), read)


@contextmanager
def _quiet() -> Iterator[None]:
    """Keep pypdf from printing what it thinks of a document."""
    logger = logging.getLogger("pypdf")
    level = logger.level
    logger.setLevel(logging.CRITICAL + 1)
    try:
        yield
    finally:
        logger.setLevel(level)


def _pages(reader: pypdf.PdfReader, path: str) -> list[str]:
    if len(reader.pages) > MOST_MEMBERS:
        raise InputError(f"{named(path)}: it has more than {MOST_MEMBERS:,} pages, the most that are read; split it.")
    budget = Budget(path)
    pages: list[str] = []
    for page in reader.pages:
        # Half of a surrogate pair, as broken fonts give, is no character.
        text = page.extract_text().encode("utf-16", "surrogatepass").decode("utf-16", "replace")
        budget.spend(len(text))
        pages.append(text)
    return pages


def _facts(reader: pypdf.PdfReader) -> dict[str, str]:
    """What the document says of itself."""
    about: Mapping[str, object] = reader.metadata or {}
    facts = {ours: " ".join(str(about[theirs]).split()) for theirs, ours in _FACTS.items() if about.get(theirs)}
    for theirs, ours in (("/CreationDate", "published"), ("/ModDate", "updated")):
        date = re.match(r"D:([0-9]{4})([0-9]{2})([0-9]{2})", str(about.get(theirs, "")))
        if date:
            facts[ours] = "-".join(date.groups())
    return meant(facts)


def _content(raw: str, parts: list[Part], facts: dict[str, str]) -> Content:
    """The pages without what runs along their edges, the last line of one right above the first of the next."""
    pages = [_lines(raw, part.span) for part in parts]
    edges = [_edges(raw, lines) for lines in pages]
    seen = Counter(key for page in edges for key in dict.fromkeys(key for key, _ in page))
    enough = max(FEWEST_PAGES, SHARE * len(parts))
    own = {_but_numbers(facts[key]) for key in ("title", "author") if key in facts}
    heads = {
        span for page in edges for key, span in page if seen[key] >= (FEWEST_WITH_OWN_NAME if key[1] in own else enough)
    }
    heads.update(_page_numbers(raw, edges))
    kept: list[Span] = []
    for lines in pages:
        told = [line for line in lines if line not in heads]
        while told and not told[-1].of(raw).strip():
            told.pop()
        begun = False
        for line in told:
            begun = begun or bool(line.of(raw).strip())
            if begun:
                kept.append(Span(line.start, min(line.end + 1, len(raw))))
    text = "".join(span.of(raw) for span in kept)
    chrome = tuple(Chrome(head, FOOTER) for head in sorted(heads))
    return Content(text, OffsetMap.keeping(_run_together(kept)), chrome, facts.get("title"), facts)


def _run_together(spans: list[Span]) -> list[Span]:
    """The same stretches, neighbours as one."""
    found: list[Span] = []
    for span in spans:
        if found and found[-1].end == span.start:
            found[-1] = Span(found[-1].start, span.end)
        else:
            found.append(span)
    return found


def _lines(raw: str, page: Span) -> list[Span]:
    lines: list[Span] = []
    at = page.start
    for line in page.of(raw).split("\n"):
        lines.append(Span(at, at + len(line)))
        at += len(line) + 1
    return lines


def _edges(raw: str, lines: list[Span]) -> _Edges:
    """The outermost lines of a page: whether at its top, what they say but for numbers, and their span."""
    filled = [line for line in lines if line.of(raw).strip()]
    outer = [(True, line) for line in filled[:EDGE]] + [
        (False, line) for line in filled[max(EDGE, len(filled) - EDGE) :]
    ]
    return [((top, _but_numbers(line.of(raw))), line) for top, line in outer if len(line) <= LONGEST_HEAD]


def _page_numbers(raw: str, edges: Sequence[_Edges]) -> Iterator[Span]:
    """Lines of a number alone that counts up from page to page; two such pages are enough."""
    found: dict[tuple[bool, int], list[Span]] = {}
    for number, page in enumerate(edges):
        for (top, _), span in page:
            if counted := _NUMBER.fullmatch(span.of(raw).strip()):
                found.setdefault((top, int(counted[1]) - number), []).append(span)
    for spans in found.values():
        if len(spans) >= max(FEWEST_NUMBERED, NUMBERED * len(edges)):
            yield from spans


def _but_numbers(line: str) -> str:
    """A line with its numbers made alike, so that page 9 and page 10 end in the same one."""
    words = " ".join(line.split()).casefold()
    return "#" if _ROMAN.match(words) else _DIGITS.sub("#", words)
