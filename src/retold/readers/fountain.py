"""Fountain: screenplays in plain text.

In goes the content of a file, out comes the script as people see it: action, and speeches under the name of who speaks.
Scene headings, transitions, sections, notes and what is commented out are set aside; the title page says what the
script is. Emphasis is taken off. Line breaks inside a speech or an action are blanks, as on a wrapped page.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from ..errors import InputError
from .building import Building
from .naming import named
from .plain import read as read_plain
from .sniffing import Decoded, Format

FRONT, HEADING, SUMMARY, NOTE, RULE = "front", "heading", "summary", "note", "rule"
LONGEST_NOTE = 20_000  # code points in which a note must end, so that stray brackets stay what they are
HEAD = 65_536  # bytes in which a script shows itself
# Speeches under names, beside a scene heading, for a text to be a script; where only facts such as its title stand
# above, as above many a story, somebody must speak twice.
FEWEST_SPEECHES = 2
LEAST_SPOKEN = 0.1  # share of the blocks that are speeches; scripts have .3 and more, novels with headings .03

_LINE = re.compile(r"[^\r\n]*(?:\r\n?|\n|$)")
_SCENE = re.compile(r"[ \t]*(?:(?:INT|EXT|EST|I/E)(?:\./?|/|[ \t])|INT\.?/EXT|\.(?=[^\W_]))", re.IGNORECASE)
_SCENE_BELOW = re.compile(rf"[\r\n]{_SCENE.pattern}", re.IGNORECASE)
_TITLE_KEY = re.compile(
    r"(?:title|credit|authors?|source|notes|draft date|date|contact|copyright)[ \t]*:", re.IGNORECASE
)
_KEY = re.compile(r"([^\s:][^:\n]{0,30}?)[ \t]*:[ \t]*")
_TRANSITION = re.compile(r"[ \t]*(?:[A-Z][A-Z ]*TO:|>(?!.*<[ \t]*$).*|FADE (?:IN|OUT)[.:]?)[ \t]*$")
_CENTRED = re.compile(r"[ \t]*>(.*)<[ \t]*$")
_SECTION = re.compile(r"[ \t]*#{1,6}[ \t]*\S")
_SYNOPSIS = re.compile(r"[ \t]*=(?!==)[ \t]*\S")
_PAGE_BREAK = re.compile(r"[ \t]*={3,}[ \t]*$")
_BEHIND_NAME = re.compile(r"(?:[ \t]*\([^()\n]{0,60}\))*[ \t]*\^?[ \t]*$")
_ASIDE = re.compile(r"[ \t]*\(.*\)[ \t]*$")
# Emphasis stands around words; a mark with blanks around it, inside a word or behind a backslash is a character.
_EMPHASIS = re.compile(r"\\(?=[*_])|(?<![\\\w*])[*_]{1,4}(?=[^\s*_])|(?<=[^\s*_\\])[*_]{1,4}(?![\w*])")
_LONGEST_NAME = 80  # code points
_FACTS = {"title": "title", "author": "author", "authors": "author", "draft date": "updated", "date": "updated"}

_Place = tuple[int, int]


def read(data: bytes, path: str, encoding: str | None, replace: bool) -> Decoded:
    """The script in a Fountain file; `InputError` if there is none."""
    plain = read_plain(data, path, encoding, replace)
    content = _Script(plain.raw)
    content.all()
    if not len(content.building):
        raise InputError(f"{named(path)}: this script holds headings and notes alone; give one with speech.")
    facts = content.facts
    return Decoded(plain.raw, plain.encoding, None, content.building.content(facts.pop("title", None), facts))


def _knows(data: bytes) -> bool:
    """Whether scenes are headed or a title page stands first, and a good part of what follows stands under names."""
    head = data[:HEAD].decode("utf-8", "ignore").removeprefix("\ufeff")
    if b"\x00" in data[:HEAD]:
        head = data[:HEAD].replace(b"\x00", b"").decode("latin-1").lstrip("ÿþ")
    # What neither heads a scene anywhere nor opens as a title page does is no script.
    titled = bool(_TITLE_KEY.match(head.lstrip()))
    if not (titled or _SCENE_BELOW.search(f"\n{head}")):
        return False
    lines = [head[start:end] for start, end in _lines(head)]
    scenes = False
    blocks = 0
    names: list[str] = []
    for at, (line, below) in enumerate(pairwise([*lines, ""])):
        if not line.strip() or (at and lines[at - 1].strip()):
            continue
        blocks += 1
        scenes = scenes or (bool(_SCENE.match(line)) and line.strip() == line.strip().upper())
        # Two lines in capitals are a heading; nobody is called "CHAPTER I." with a full stop.
        if _is_name(line) and any(c.islower() for c in below) and not line.rstrip().endswith("."):
            names.append(line[: _behind(line)].strip())
    several = len(names) >= max(FEWEST_SPEECHES, LEAST_SPOKEN * blocks)
    return several and (scenes or (titled and len(set(names)) < len(names)))


def _lines(raw: str) -> Iterator[_Place]:
    for found in _LINE.finditer(raw):
        if found.group():
            yield found.start(), found.start() + len(found.group().rstrip("\r\n"))


def _is_name(line: str) -> bool:
    """Whether a line is the name of who speaks: in capitals, or behind an at sign."""
    line = line.strip()
    if len(line) > _LONGEST_NAME:
        return False
    if line.startswith("@"):
        return len(line) > 1
    name = line[: _behind(line)]
    letters = any(c.isalpha() for c in name)
    return (
        letters
        and name == name.upper()
        and not _TRANSITION.match(line)
        and not _SCENE.match(line)
        and line[0] not in '!#=~>[("“-—'
        and name[-1] not in "!?,;:"
    )


def _behind(line: str) -> int:
    found = _BEHIND_NAME.search(line)
    return found.start() if found else len(line)


class _Script:
    """The lines of a script, put together or aside one after another."""

    def __init__(self, raw: str) -> None:
        self.raw = raw
        self.hidden = _hidden(raw)
        self.shown = _without(raw, self.hidden)  # as long as raw, blank where something is hidden
        self.lines = list(_lines(self.shown))
        self.building = Building()
        self.facts: dict[str, str] = {}
        self.aside: list[tuple[int, int, str]] = [(start, end, NOTE) for start, end in self.hidden]

    def all(self) -> None:
        """Read the title page, then element after element, and set aside what is no part of the script."""
        at = self._title_page()
        while at < len(self.lines):
            at = self._element(at)
        for start, end, kind in _apart(self.aside):
            self.building.aside(start, end, kind)

    def text(self, at: int) -> str:
        """A line as it is shown."""
        start, end = self.lines[at]
        return self.shown[start:end]

    def blank(self, at: int) -> bool:
        """Whether a line is blank or there is none; two blanks on it keep a speech together."""
        return not 0 <= at < len(self.lines) or not self.text(at).strip()

    def _title_page(self) -> int:
        """Read the title page, if there is one; where the script begins."""
        at = 0
        while at < len(self.lines) and self.blank(at):
            at += 1
        first = at
        start = self.lines[at][0] + (self.text(at).startswith("\ufeff")) if at < len(self.lines) else 0
        if not _TITLE_KEY.match(self.shown, start):
            return 0
        key = ""
        while not self.blank(at):
            line = self.text(at).lstrip("\ufeff")
            named_so = None if line[0].isspace() else _KEY.match(line)
            if named_so:
                key, line = named_so.group(1).lower(), line[named_so.end() :]
            fact = _FACTS.get(key)
            if fact and line.strip():
                value = _EMPHASIS.sub("", line.strip())
                self.facts[fact] = f"{self.facts[fact]} {value}" if fact in self.facts else value
            at += 1
        self.aside.append((start, self.lines[at - 1][1], FRONT))
        return max(at, first + 1)

    def _element(self, at: int) -> int:
        """Read what begins at a line; the line after it."""
        line, (start, end) = self.text(at), self.lines[at]
        if self.blank(at):
            self.building.part(max(0, start - 1))
            return at + 1
        kind = self._kind_aside(at, line)
        if kind:
            lead = len(line) - len(line.lstrip("\ufeff \t"))
            self.aside.append((start + lead, start + len(line.rstrip()), kind))
            self.building.part(start)
        elif self.blank(at - 1) and not self.blank(at + 1) and _is_name(line.lstrip("\ufeff")):
            return self._speech(at)
        elif centred := _CENTRED.match(line):
            self.building.end(start)
            self._words(start + centred.start(1), start + centred.end(1))
            self.building.end(end)
        else:
            forced = re.match(r"[\ufeff \t]*[!~]?", line)
            self._words(start + (forced.end() if forced else 0), end)
            if line.lstrip()[:1] == "~":
                self.building.end(end)
            else:
                self.building.flow(" ", end)
        return at + 1

    def _kind_aside(self, at: int, line: str) -> str | None:
        line = line.lstrip("\ufeff")
        if _PAGE_BREAK.match(line):
            return RULE
        if _SYNOPSIS.match(line):
            return SUMMARY
        scene = _SCENE.match(line) and self.blank(at - 1)
        transition = _TRANSITION.match(line) and self.blank(at - 1) and self.blank(at + 1)
        return HEADING if scene or transition or _SECTION.match(line) else None

    def _speech(self, at: int) -> int:
        """A name, and the lines under it up to a blank one; words in brackets on a line of their own stay so."""
        line, (start, end) = self.text(at), self.lines[at]
        self.building.part(max(0, start - 1))
        lead = len(line) - len(line.lstrip("\ufeff \t"))
        lead += line[lead] == "@"
        stop = len(line.rstrip().removesuffix("^").rstrip())
        self._words(start + lead, start + stop)
        self.building.declare("name", start + lead, start + stop)
        self.building.end(end)
        at += 1
        while not self.blank(at) or (at < len(self.lines) and len(self.text(at)) >= 2):
            start, end = self.lines[at]
            if _PAGE_BREAK.match(self.text(at)):
                break
            aside = bool(_ASIDE.match(self.text(at)))
            if aside:
                self.building.end(start - 1)
            self._words(start, end)
            if aside:
                self.building.end(end)
            else:
                self.building.declare("speech", start, end)
                self.building.flow(" ", end)
            at += 1
        self.building.part(self.lines[at - 1][1])
        return at

    def _words(self, start: int, end: int) -> None:
        """Words without the marks of emphasis."""
        at = start
        for mark in _EMPHASIS.finditer(self.shown, start, end):
            self.building.flow(self.shown[at : mark.start()], at)
            at = mark.end()
        self.building.flow(self.shown[at:end], at)


def _hidden(raw: str) -> list[_Place]:
    """What is commented out, and the notes, in order."""
    found: list[_Place] = []
    at = 0
    closers = {"/*": "*/", "[[": "]]"}
    following = {"/*": 0, "[[": 0}  # where each next closes, so that none is looked for twice
    for mark in re.finditer(r"/\*|\[\[", raw):
        kind = mark.group()
        if mark.start() < at or following[kind] < 0:
            continue
        if following[kind] < mark.end():
            following[kind] = raw.find(closers[kind], mark.end())
        end = following[kind]
        if end >= 0 and (kind == "/*" or end - mark.end() <= LONGEST_NOTE):
            at = end + 2
            found.append((mark.start(), at))
    return found


def _without(raw: str, hidden: Sequence[_Place]) -> str:
    pieces: list[str] = []
    at = 0
    for start, end in hidden:
        pieces += (raw[at:start], " " * (end - start))
        at = end
    return "".join((*pieces, raw[at:]))


def _apart(aside: list[tuple[int, int, str]]) -> Iterator[tuple[int, int, str]]:
    """What is set aside, in order, with what lies in something else once."""
    at = 0
    for start, end, kind in sorted(aside):
        if end > at:
            yield max(start, at), end, kind
            at = end


FORMAT = Format("Fountain", _knows, read)
