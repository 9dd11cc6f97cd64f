"""Subtitles: SubRip, WebVTT, and the scripts of SubStation Alpha.

In goes the content of a file, out come the words that are spoken, in the order of the file. Numbers, times, positions
and styles are set aside, sounds in brackets too. A sentence that runs over lines or cues is one paragraph; a dash
or the label of a speaker begins a new one, and so does silence. Who the file itself names stands above or before the
line, as in a script.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass
from dataclasses import replace as replace_fields
from itertools import pairwise

from ..errors import InputError
from ..text import SUBTITLES
from .building import Building
from .heads import first_characters
from .naming import named
from .plain import read as read_plain
from .sniffing import Decoded, Format

TIMING = "timing"
SOUND = "sound"
NOTE = "note"
SILENCE = 3.0  # seconds between two cues after which nobody is still in the middle of a sentence

_TIME = r"(?:\d{1,3}:)?\d{1,2}:\d{1,2}[.,]\d{1,3}"
_CUE = re.compile(rf"[ \t]*({_TIME})[ \t]*-->[ \t]*({_TIME})(?:[ \t][^\n]*)?$")
_TIMED = re.compile(rf"^[ \t]*{_TIME}[ \t]*-->[ \t]*{_TIME}", re.MULTILINE)
_NUMBER = re.compile(r"[ \t]*\d{1,9}[ \t]*$")
_STATION = re.compile(r"^\[(?:Script Info|V4\+? Styles|Events)\](?=[ \t]*(?:[\r\n]|\Z))", re.MULTILINE | re.IGNORECASE)
_STATION_FIELDS = 10  # of a line of dialogue, its text the last, where the file does not say
_LINE = re.compile(r"[^\r\n\u2028\u2029]*(?:\r\n?|[\n\u2028\u2029]|$)")
# What a line of text is made of: tags, overrides in braces, breaks and blanks of SubStation, entities, sounds, words.
_PIECE = re.compile(
    r"(?P<voice><v(?:\.[^\s<>]*)?[ \t]+(?P<name>[^<>\n]{1,80})>)"
    r"|(?P<tag></?[a-zA-Z][^<>\n]{0,200}>|</?[0-9:.]{1,20}>|</>)"
    r"|(?P<override>\{\\?[^{}\n]{1,400}\})"
    r"|(?P<entity>&(?:amp|lt|gt|quot|apos|nbsp|lrm|rlm|#\d{1,6}|#x[0-9a-fA-F]{1,5});)"
    r"|(?P<sound>\[[^\[\]\n]{1,200}\]|[♪♫♩♬]+)"
    r"|(?P<brackets>\([^()\n]{1,200}\))"
    r"|(?P<blank>\\[Nnh])"
    r"|[^<{&\[(\\♪♫♩♬]+|."
)
_ENDS = re.compile(r"[.!?…:][\"'”’»)\]*_]*$")
_DASH = re.compile(r"[ \t]*(?:[-–—―‐])[ \t]?(?=[^\s\d–—-])")
_LABEL = re.compile(r"[ \t]*[^\W\d_a-z][^a-z:\n]{0,30}:(?=\s|$)")
_GOES_ON = re.compile(r"(?:\.{2,3}|…)?\s*[^\W\d_]")
_DRAWING = re.compile(r"\\p(\d)")


@dataclass(frozen=True, slots=True)
class _Cue:
    """One subtitle: when it is shown, in seconds, the raw spans of its lines, and of the name it is given."""

    begins: float
    ends: float
    lines: tuple[tuple[int, int], ...]
    name: tuple[int, int] | None = None


def read(data: bytes, path: str, encoding: str | None, replace: bool) -> Decoded:
    """What is spoken in a file of subtitles; `InputError` if it is nothing."""
    plain = read_plain(data, path, encoding, replace)
    raw = plain.raw
    title: str | None = None
    if _STATION.search(raw):
        title, cues = _substation(raw)
    else:
        cues = list(_timed(raw))
    content = _Reading(raw).all(cues)
    if not content:
        raise InputError(f"{named(path)}: these subtitles hold no words; give a file with some.")
    times = {}
    if cues:
        first, last = min(cue.begins for cue in cues), max(cue.ends for cue in cues)
        times = {"first_time": _clock(first), "last_time": _clock(last)}
    found = content.content(title, times)
    back = sum(following.begins < cue.begins for cue, following in pairwise(cues))
    if back:
        times_back = "once" if back == 1 else f"{back} times"
        note = f"{named(path)}: the times of its lines go back {times_back}; they are read in the order of the file."
        found = replace_fields(found, notes=(note,))
    return Decoded(raw, plain.encoding, None, found)


def _knows(data: bytes) -> bool:
    head = first_characters(data)
    if head.startswith("WEBVTT") and head[6:7] in ("", " ", "\t", "\r", "\n"):
        return True
    lines = head.lstrip().splitlines()
    # A transcript may quote a time; subtitles begin with one, behind a number at most.
    if any(_TIMED.match(line) for line in lines[:2]):
        return True
    return bool(_STATION.match(head.lstrip()))


def _lines(raw: str) -> Iterator[tuple[int, int, int]]:
    """Where each line begins, where its text ends, and where its break does."""
    for found in _LINE.finditer(raw):
        whole = found.group()
        if whole:
            yield found.start(), found.start() + len(whole.rstrip("\r\n\u2028\u2029")), found.end()


def _timed(raw: str) -> Iterator[_Cue]:
    """The cues of SubRip and WebVTT: a line of times, then lines of text up to a blank one."""
    lines = [(start, end) for start, end, _ in _lines(raw)]
    times = [_CUE.match(raw, start, end) for start, end in lines]
    at = 0
    while at < len(lines):
        timed = times[at]
        at += 1
        if timed is None:
            continue
        text: list[tuple[int, int]] = []
        while at < len(lines) and times[at] is None and raw[lines[at][0] : lines[at][1]].strip():
            # Where the blank line is missing, the number of the next cue stands right above its times.
            if at + 1 < len(lines) and times[at + 1] is not None and _NUMBER.match(raw, *lines[at]):
                break
            text.append(lines[at])
            at += 1
        yield _Cue(_seconds(timed[1]), _seconds(timed[2]), tuple(text))


def _substation(raw: str) -> tuple[str | None, list[_Cue]]:
    """Title and cues of a SubStation script; its lines of dialogue say in which field what stands."""
    title: str | None = None
    cues: list[_Cue] = []
    fields: list[str] = []
    events = False
    for start, end, _ in _lines(raw):
        line = raw[start:end]
        if line.startswith("["):
            events = line.strip().lower() == "[events]"
        elif not events and line[:6].lower() == "title:":
            title = title or line[6:].strip() or None
        elif events and line[:7].lower() == "format:":
            fields = [name.strip().lower() for name in line[7:].split(",")]
        elif events and line[:9].lower() == "dialogue:" and (cue := _dialogue(raw, start + 9, end, fields)):
            cues.append(cue)
    return title, cues


def _dialogue(raw: str, start: int, end: int, fields: list[str]) -> _Cue | None:
    places: list[tuple[int, int]] = []
    at = start
    for _ in range((len(fields) or _STATION_FIELDS) - 1):
        comma = raw.find(",", at, end)
        if comma < 0:
            return None
        places.append((at, comma))
        at = comma + 1
    order = fields or ["layer", "start", "end", "style", "name"]
    place = dict(zip(order, places, strict=False))
    name = place.get("name") or place.get("actor")
    if name is not None:
        bare = raw[name[0] : name[1]]
        left = name[0] + len(bare) - len(bare.lstrip())
        name = (left, left + len(bare.strip())) if bare.strip() else None
    text: list[tuple[int, int]] = []
    for mark in re.finditer(r"\\[Nn]", raw[at:end]):
        text.append((text[-1][1] + 2 if text else at, at + mark.start()))
    text.append((text[-1][1] + 2 if text else at, end))
    begins, ends = (_seconds(raw[slice(*place[key])]) if key in place else 0.0 for key in ("start", "end"))
    return _Cue(begins, ends, tuple(text), name)


class _Reading:
    """Puts the words of the cues together, and aside what is between them."""

    def __init__(self, raw: str) -> None:
        self.raw = raw
        self.building = Building()
        self.done = 0  # up to where raw has been kept or set aside
        self.tail = ""  # the last words of the open paragraph
        self.voice = ""  # who the file says is speaking
        self.before = ""  # the line shown last

    def all(self, cues: list[_Cue]) -> Building | None:
        """The text of all cues; None where there are no words."""
        ends = 0.0
        for cue in cues:
            if cue.begins - ends > SILENCE:
                self._end(cue.lines[0][0] - 1 if cue.lines else self.done)
            ends = max(ends, cue.ends)
            if cue.name:
                self._speaker(*cue.name)
            elif self.voice:
                self.voice = ""
                self._end(self.done)
            self._cue(cue)
        self._aside(len(self.raw), TIMING)
        return self.building if len(self.building) else None

    def _cue(self, cue: _Cue) -> None:
        drawing = False
        for start, end in cue.lines:
            shown = _PIECE.sub(lambda m: "" if m["tag"] or m["override"] else m[0], self.raw[start:end]).strip()
            if shown and shown == self.before and not drawing:
                continue  # captions that roll show each line twice
            self.before = shown or self.before
            self._head(start, end)
            for piece in _PIECE.finditer(self.raw, start, end):
                if piece["override"] and (switch := _DRAWING.search(piece[0])):
                    drawing = switch[1] != "0"
                if not drawing:
                    self._piece(piece, start, end)
            if self.tail:
                self.building.flow(" ", max(self.done, min(end, len(self.raw) - 1)))

    def _head(self, start: int, end: int) -> None:
        """Whether a line begins a paragraph."""
        at = start
        while (tag := _PIECE.match(self.raw, at, end)) and (tag["tag"] or tag["override"] or tag["sound"]):
            at = tag.end()
        turns = _DASH.match(self.raw, at, end) or _LABEL.match(self.raw, at, end)
        goes_on = _GOES_ON.match(self.raw, at, end)
        small = goes_on is not None and goes_on[0][-1].islower()
        trails = self.tail.endswith(("...", "…"))
        if turns or (_ENDS.search(self.tail) and not (trails and small)):
            self._end(start - 1)

    def _piece(self, piece: re.Match[str], start: int, end: int) -> None:
        at, stop, text = piece.start(), piece.end(), piece.group()
        if piece["voice"]:
            self._speaker(*piece.span("name"))
        elif piece["sound"] or (piece["brackets"] and self._is_sound(piece, start, end)):
            self._aside(at, TIMING)
            self._aside(stop, SOUND)
        elif piece["blank"]:
            self.building.flow(" ", at)
        elif piece["entity"]:
            shown = html.unescape(text)
            self._keep(shown if shown.isprintable() else " ", at, stop - at)
        elif not piece["tag"] and not piece["override"]:
            self._keep(text, at, None)

    def _is_sound(self, piece: re.Match[str], start: int, end: int) -> bool:
        """Whether words in round brackets are a sound: in capitals, or all of the line."""
        around = self.raw[start : piece.start()] + self.raw[piece.end() : end]
        return piece[0].isupper() or not around.strip(" \t-–—")

    def _keep(self, text: str, at: int, width: int | None) -> None:
        if text.strip():
            lead = len(text) - len(text.lstrip()) if width is None else 0
            self._aside(at + lead, TIMING)
            self.tail = (self.tail + text)[-12:].rstrip()
        self.building.flow(text, at, width)
        if text.strip():
            self.done = at + (len(text.rstrip()) if width is None else width)

    def _speaker(self, start: int, end: int) -> None:
        """The name of who speaks, on a line of its own, unless the same voice is in the middle of a sentence."""
        name = " ".join(self.raw[start:end].split())
        if not name or (name == self.voice and self.tail and not _ENDS.search(self.tail)):
            return
        self.voice = name
        self._end(start - 1)
        self._keep(self.raw[start:end], start, None)
        self.building.declare("name", start, end)
        self._end(end)

    def _end(self, at: int) -> None:
        if self.tail:
            self.building.end(max(self.done, min(at, len(self.raw) - 1)))
        self.tail = ""

    def _aside(self, end: int, kind: str) -> None:
        """Set aside what has not been kept up to here, if it is more than blank space."""
        if self.raw[self.done : end].strip():
            self.building.aside(self.done, end, kind)
        self.done = max(self.done, end)


def _seconds(time: str) -> float:
    seconds = 0.0
    for part in re.findall(r"\d+(?:[.,]\d+)?", time):
        seconds = seconds * 60 + float(part.replace(",", "."))
    return seconds


def _clock(seconds: float) -> str:
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes // 60}:{minutes % 60:02}:{rest:02}"


FORMAT = Format(SUBTITLES, _knows, read)
