"""Markdown, as writers of stories use it.

In goes a text with marks for headings, emphasis, links and rules, out comes what they show: the text without the marks;
headings, rules and pictures are set aside, and the block of facts at the top is read. A text that merely has asterisks
is no Markdown: it takes a heading, a block of facts or links. Single line breaks stay lines, since many who write it
end their paragraphs so; whether a text was wrapped, cleaning decides as for any other.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from html import unescape
from itertools import pairwise

from .building import Building
from .decoding import decode
from .sniffing import Decoded, Format

SAMPLE = 200_000  # bytes in which Markdown shows
FEWEST_HEADINGS, FEWEST_LINKS = 2, 3  # by themselves; one heading at the very top will do too
MOST_FACTS = 150  # lines of the block at the top
LONGEST_RUN = 3  # marks of emphasis in a row; longer runs are drawn

_LINE = re.compile(r"(?P<text>[^\r\n]*)(?P<end>\r\n|\r|\n|$)")
_HEADING = re.compile(r" {0,3}(?P<marks>#{1,6})[ \t]+(?P<text>\S.*?)(?:[ \t]+#{1,10})?[ \t]*$")
_UNDERLINE = re.compile(r" {0,3}={3,}[ \t]*$")
_RULE = re.compile(r" {0,3}(?:(?:\*[ \t]*){3,}|(?:-[ \t]*){3,}|(?:_[ \t]*){3,})$")
_FENCE = re.compile(r" {0,3}(?:```|~~~)[\w-]{0,30}[ \t]*$")
_DEFINITION = re.compile(r" {0,3}\[[^\]\[]{1,99}\]:[ \t]+\S+")
_QUOTED = re.compile(r" {0,3}(?:>[ \t]?)+")
_LINK = re.compile(r"(?<!!)\[[^\]\[\n]{1,300}\]\((?:https?:|mailto:|#|/|\.)[^()\s]{0,500}\)")
_TOP = re.compile(r"\ufeff?---[ \t]*(?:\r\n|\r|\n)")
_FACT = re.compile(r"(?P<key>[A-Za-z][\w -]{0,40}):(?:[ \t]+(?P<value>.*))?$")
_ITEM = re.compile(r"[ \t]{0,8}-[ \t]+(?P<item>.+)$")
# What else stands in angle brackets is no markup but text: "<Odile> Hello".
_ELEMENTS = (
    "a|abbr|article|aside|audio|b|big|blockquote|body|br|button|caption|center|cite|code|col|dd|del|details|dfn|div|dl|dt"
    "|em|figcaption|figure|font|footer|h[1-6]|header|hr|html|i|iframe|img|input|ins|kbd|label|li|main|mark|nav|ol|p|pre|q"
    "|rp|rt|ruby|s|samp|section|small|source|span|strike|strong|style|sub|summary|sup|table|tbody|td|tfoot|th|thead|time"
    "|tr|tt|u|ul|var|video|wbr"
)
_INLINE = re.compile(
    r"(?P<escape>\\[!-/:-@\[-`{-~])"
    r"|(?P<image>!\[[^\]\[\n]{0,300}\](?:\([^()\n]{0,1000}\)|\[[^\]\[\n]{0,100}\]))"
    r"|(?P<link>\[(?P<shown>[^\]\[\n]{1,300})\]\([^()\n]{1,1000}\))"
    r"|(?P<address><https?://[^\s<>]{1,1000}>)|(?P<comment><!--(?:[^-\n]|-(?!->)){0,2000}-->)"
    rf"|(?P<tag></?(?i:{_ELEMENTS})(?=[\s/>])[^<>\n]{{0,300}}>)"
    r"|(?P<entity>&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});)"
    r"|(?P<run>\*+|_+)|(?P<strike>~~)"
)
_KEYS = {
    "title": "title", "author": "author", "authors": "author", "by": "author", "fandom": "fandom", "fandoms": "fandom",
    "rating": "rating", "warnings": "warnings", "warning": "warnings", "category": "category",
    "categories": "category", "relationships": "relationships", "relationship": "relationships",
    "pairing": "relationships", "pairings": "relationships", "characters": "characters", "tags": "tags",
    "keywords": "tags", "summary": "summary", "description": "summary", "language": "language", "lang": "language",
    "date": "published", "published": "published", "updated": "updated", "lastmod": "updated", "words": "words",
    "chapters": "chapters", "status": "status", "series": "series", "url": "url", "source": "url", "site": "site",
}  # fmt: skip

_BLANK = " \t\ufeff"

_Line = tuple[int, int]  # where the text of a line starts and ends


def knows(data: bytes) -> bool:
    """Whether a text is Markdown: it opens with a block of facts, or has headings or links written as such."""
    text = data[:SAMPLE].decode("utf-8", "ignore")
    if "\x00" in text:
        return False
    if _facts(text)[1]:
        return True
    if not any(mark in text for mark in ("#", "===", "](")):
        return False
    lines = text.lstrip("\ufeff").splitlines()
    told = [line for line in lines if line.strip()]
    headings = sum(_is_heading(line) for line in told)
    underlined = sum(bool(_UNDERLINE.match(below)) and _titles(above) for above, below in pairwise(lines))
    if not told or not headings + underlined:
        return len(_LINK.findall(text)) >= FEWEST_LINKS
    opens = _is_heading(told[0]) or (len(told) > 1 and bool(_UNDERLINE.match(told[1])) and _titles(told[0]))
    return opens or headings + underlined >= FEWEST_HEADINGS


def read(data: bytes, path: str, encoding: str | None, replace: bool) -> Decoded:
    """The text of a Markdown file without its marks; `InputError` if it cannot be decoded."""
    raw, used = decode(data, path, encoding=encoding, replace=replace)
    metadata, top = _facts(raw)
    title = metadata.pop("title", None)
    building = Building()
    building.aside(0, len(raw[:top].rstrip()), "front")
    told = False
    for kind, lines in _blocks(raw, top):
        start, end = lines[0][0], lines[-1][1]
        if kind is None:
            _write(building, raw, lines)
            building.part(end)
            told = True
            continue
        if kind == "heading":
            shown = _heading(raw[slice(*lines[0])])
            if not told and title is None:
                title = _plain(shown)
                kind = "front"
        building.aside(start, end, kind)
    return Decoded(raw, used, content=building.content(title, metadata))


# --- blocks -----------------------------------------------------------------------------------------------------------


def _blocks(raw: str, at: int) -> Iterator[tuple[str | None, list[_Line]]]:
    """The blocks of a text from a place on, each with its kind (None for text) and its lines."""
    lines = [(found.start(), found.end("text")) for found in _LINE.finditer(raw, at) if found.group()]
    block: list[_Line] = []
    underlined = False
    for number, (start, end) in enumerate(lines):
        if underlined:
            underlined = False
            continue
        text = raw[start:end]
        below = raw[slice(*lines[number + 1])] if number + 1 < len(lines) else ""
        underlined = _titles(text) and not block and bool(_UNDERLINE.match(below))
        kind = "heading" if underlined or _is_heading(text) else _furniture(text)
        blank = not text.strip(_BLANK)
        if kind is None and not blank:
            block.append((start, end))
            continue
        if block:
            yield None, block
            block = []
        if kind is not None:
            yield kind, lines[number : number + 1 + underlined]
    if block:
        yield None, block


def _is_heading(line: str) -> bool:
    found = _HEADING.match(line)
    return found is not None and any(map(str.isalnum, found["text"]))


def _heading(line: str) -> str:
    """The words of a heading."""
    found = _HEADING.match(line)
    return found["text"] if found else line.strip(_BLANK)


def _titles(line: str) -> bool:
    """Whether a line may be a heading if it is underlined: signs may not."""
    return bool(line.strip(_BLANK)) and line.lstrip(_BLANK)[0].isalnum()


def _furniture(line: str) -> str | None:
    if _RULE.match(line):
        return "rule"
    return "markup" if _FENCE.match(line) or _DEFINITION.match(line) else None


# --- lines ------------------------------------------------------------------------------------------------------------


def _write(building: Building, raw: str, lines: Sequence[_Line]) -> None:
    """Write the lines of a block. Marks of emphasis pair up within it; one without its like is a character."""
    dropped = _emphasis(raw, lines)
    for number, (start, end) in enumerate(lines):
        if number:
            building.end(lines[number - 1][1])
        quoted = _QUOTED.match(raw, start, end)
        at = quoted.end() if quoted else start + len(raw[start:end]) - len(raw[start:end].lstrip(_BLANK))
        last = start + len(raw[start:end].rstrip(" \t"))
        if number + 1 < len(lines) and raw[last - 1 : last] == "\\":
            last -= 1  # a break that is meant
        for found in _INLINE.finditer(raw, at, last):
            building.flow(raw[at : found.start()], at)
            at = found.end()
            _write_found(building, found, dropped)
        building.flow(raw[at:last], at)


def _write_found(building: Building, found: re.Match[str], dropped: frozenset[int]) -> None:
    kind, start, shown = found.lastgroup, found.start(), found.group()
    if found["link"] is not None:
        building.flow(found["shown"], found.start("shown"))
    elif kind == "escape":
        building.put(shown[1], start, 2)
    elif kind == "entity" and len(unescape(shown)) == 1:
        building.flow(unescape(shown), start, len(shown))
    elif kind == "image":
        building.aside(start, found.end(), "markup")
    elif kind == "address":
        building.put(shown[1:-1], start + 1)
    elif kind not in ("comment", "tag", "strike") and start not in dropped:
        building.put(shown, start)


def _emphasis(raw: str, lines: Sequence[_Line]) -> frozenset[int]:
    """Where the runs of asterisks and underscores stand that open or close emphasis."""
    waiting: dict[str, int] = {}  # the last run that may open, by its characters
    dropped: list[int] = []
    for first, last in lines:
        for found in _INLINE.finditer(raw, first, last):
            if found["run"] is None or len(found["run"]) > LONGEST_RUN:
                continue
            before = raw[found.start() - 1] if found.start() > first else " "
            after = raw[found.end()] if found.end() < last else " "
            inside = found["run"][0] == "_"  # an underscore inside a word is a character
            opener = waiting.get(found["run"])
            if opener is not None and not before.isspace() and not (inside and after.isalnum()):
                dropped += [opener, found.start()]
                del waiting[found["run"]]
            elif not after.isspace() and not (inside and before.isalnum()):
                waiting[found["run"]] = found.start()
    return frozenset(dropped)


def _plain(text: str) -> str:
    """A heading without its marks."""
    building = Building()
    _write(building, text, [(0, len(text))])
    return building.content().text


# --- the block of facts -----------------------------------------------------------------------------------------------


def _facts(raw: str) -> tuple[dict[str, str], int]:
    """The facts in the block at the top, and where it ends; none and 0 where there is no such block."""
    opened = _TOP.match(raw)
    if not opened:
        return {}, 0
    known: dict[str, list[str]] = {}
    key = ""
    for number, line in enumerate(_LINE.finditer(raw, opened.end())):
        text = line["text"].rstrip()
        if text in ("---", "..."):
            facts = {_KEYS[name]: ", ".join(values) for name, values in known.items() if name in _KEYS and values}
            return (dict(sorted(facts.items())), line.end()) if known else ({}, 0)
        fact, item = _FACT.match(text), _ITEM.match(text)
        if fact:
            key = fact["key"].strip().lower()
            known.setdefault(key, []).extend(_values(fact["value"] or ""))
        elif key and item:
            known[key].extend(_values(item["item"]))
        elif key and text[:1] in (" ", "\t"):
            known[key][-1:] = [" ".join([*known[key][-1:], text.strip()])]
        elif text and not text.startswith("#"):
            return {}, 0
        if number >= MOST_FACTS or not line["end"]:
            return {}, 0
    return {}, 0


def _values(written: str) -> list[str]:
    """The values of a fact: one, or those of a list in brackets, without their quotes."""
    written = written.strip()
    if written in ("", "|", ">", "|-", ">-"):
        return []
    listed = written[1:-1].split(",") if written[0] == "[" and written[-1] == "]" else [written]
    return [one.strip().strip("\"'") for one in listed if one.strip()]


FORMAT = Format("Markdown", knows, read)
