"""How the raw text is laid out: its lines, and the paragraphs they make.

In goes the raw text; out comes a `Layout`: paragraphs, and where in raw the lines stand that they are made of. A text
is either **wrapped** (an editor broke its paragraphs into lines of 60 to 80 columns, so a break inside a paragraph
stands for a space) or not (every line is a paragraph). Which of the two is decided once a text, from where its lines
break: in a wrapped text the next word would not have fitted on the line before. What is asked of every line is asked of
all of them at once, in arrays with an entry a line.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import compress, pairwise, repeat
from typing import overload

import numpy as np

from ..text import OffsetMap
from .hyphens import HYPHEN, breaks, goes_on
from .stamps import above_message, begins_message, may_be_messages
from .stretches import Flags, Numbers, characters, code_points, heads_of, mapped, tails_of

BYTE_ORDER_MARK = "\ufeff"
# Characters without a width; a line of nothing else is blank.
UNSEEN_SIGNS = "\u200b\u200c\u200d\u200e\u200f\u2060\ufeff\u00ad"

# Widths in columns. Plain-text editors and mailers wrap between 55 and 80; anything much wider is a paragraph a line.
NARROWEST, WIDEST = 45, 110
# Two shares of the line breaks that no blank line makes. Explained: the next word would have passed the width; wrapped
# novels lie above .6, paragraphs a line below .2. Running on: inside a sentence, before a small letter; wrapped prose
# lies above .5 however ragged, verse at .3, paragraphs a line below .05.
EXPLAINED, RUNNING_ON = 0.6, 0.4
# Share of the same breaks that no sentence ends at: wrapped prose lies above .6, paragraphs a line at .1.
BROKEN_OFF = 0.4
# With blank lines between paragraphs a ragged right edge does no harm: a line this full has been wrapped.
RAGGED = 0.85
FEWEST_BREAKS = 2

_OPENERS = frozenset("\"“‘'«„`´—–")
_CLOSERS = "'\"”’»)]*_"
_CLOSES = re.compile(f"[{re.escape(_CLOSERS)}]")
_ENDS_SENTENCE = frozenset(".!?…:")
_CLINGING = re.compile("[,.;:!?]")  # signs that no space belongs before
# What stands between two lines of a story's text.
_COMPOUND, _BLANK, _BREAK, _GAP = 0, 1, 2, 3
_BETWEEN = ("", " ", "\n", "\n\n")


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One paragraph: its lines joined by blanks, where it stands in raw, and the number of blank lines above it."""

    text: str
    start: int
    end: int
    gap: int


class Paragraphs(Sequence[Paragraph]):
    """The paragraphs of a text in order, made as they are asked for: most questions are about `texts` alone.

    Each of `texts` stands in raw from `starts` to `ends`, below as many blank lines as `gaps` says.
    """

    __slots__ = ("ends", "gaps", "starts", "texts")

    def __init__(self, texts: Sequence[str], starts: Sequence[int], ends: Sequence[int], gaps: Sequence[int]) -> None:
        self.texts, self.starts, self.ends, self.gaps = texts, starts, ends, gaps

    @overload
    def __getitem__(self, which: int) -> Paragraph: ...
    @overload
    def __getitem__(self, which: slice) -> list[Paragraph]: ...
    def __getitem__(self, which: int | slice) -> Paragraph | list[Paragraph]:
        if isinstance(which, slice):
            return [self[at] for at in range(*which.indices(len(self)))]
        return Paragraph(self.texts[which], self.starts[which], self.ends[which], self.gaps[which])

    def __len__(self) -> int:
        return len(self.texts)


@dataclass(frozen=True, slots=True)
class Lines:
    """The lines of a text that are not blank, an entry a line.

    `texts` are without the space around them; they stand in raw from `starts` to `ends`. `opens` is the last code point
    of the break before the line (-1 where there is none), `closes` that of its own; `gaps` counts blank lines above.
    `heads` and `tails` are the first and the last characters of all: one search there asks every line what it begins or
    ends with.
    """

    texts: Sequence[str]
    heads: str
    tails: str
    starts: Numbers
    ends: Numbers
    opens: Numbers
    closes: Numbers
    gaps: Numbers


@dataclass(frozen=True, slots=True)
class Layout:
    """The paragraphs of a text in order; `first` is the first line of each: it goes on to that of the next."""

    lines: Lines
    paragraphs: Paragraphs
    first: Numbers

    def told(self, kept: Sequence[bool]) -> tuple[str, OffsetMap]:
        """The text of the paragraphs kept, and the way back to raw.

        A line break ends a paragraph, two where something parted it from the next. Each stands for a break in raw: that
        behind the one, and that before the other; a blank between two lines stands for what is before the second.
        """
        lines, count = self.lines, len(self.lines.texts)
        told = np.repeat(np.array(kept, np.bool_), np.diff(self.first, append=count))
        inside = np.flatnonzero(told)
        if not len(inside):
            return "", OffsetMap.identity(0)
        kept_lines = told.tolist()
        texts = list(compress(lines.texts, kept_lines))
        heads, tails = ("".join(compress(edges, kept_lines)) for edges in (lines.heads, lines.tails))
        starts, ends, opens = lines.starts[inside], lines.ends[inside], lines.opens[inside]
        closes = np.concatenate((opens[:1], lines.closes[inside[:-1]]))  # those of the line before
        opening = np.zeros(count, np.bool_)
        opening[self.first] = True
        between = np.where(opening[inside], np.where(opens > closes, _GAP, _BREAK), _BLANK)
        between[0] = _COMPOUND
        for at in (*_below(HYPHEN, tails), *(sign.start() for sign in _CLINGING.finditer(heads))):
            if between[at] == _BLANK and _compound(texts[at - 1], texts[at]):
                between[at] = _COMPOUND
        joined = np.flatnonzero(between[1:] == _COMPOUND).tolist()
        for at in breaks(texts, [at for at in joined if texts[at][-1] == HYPHEN]):
            texts[at] = texts[at][:-1]
            ends[at] -= 1
        pieces = [""] * (2 * len(texts))
        pieces[::2] = map(_BETWEEN.__getitem__, between.tolist())
        pieces[1::2] = texts
        begun = np.stack((closes, opens, starts - (between == _BLANK)), axis=1)
        ended = np.stack((closes + (between >= _BREAK), opens + (between == _GAP), ends), axis=1)
        return "".join(pieces), mapped(begun.ravel(), ended.ravel())

    def lines_of(self, paragraph: int) -> list[tuple[int, int]]:
        """Where each line of a paragraph stands in raw."""
        end = self.first[paragraph + 1] if paragraph + 1 < len(self.first) else len(self.lines.texts)
        which = slice(int(self.first[paragraph]), int(end))
        return list(zip(self.lines.starts[which].tolist(), self.lines.ends[which].tolist(), strict=True))

    def with_lines(self, raw: str, changed: Mapping[int, Sequence[tuple[int, int]]]) -> Layout:
        """The layout with other lines in some paragraphs, by the number of each; none may be left without one."""
        lines = self.lines
        number = np.diff(self.first, append=len(lines.texts))
        last = self.first + number - 1
        stretches = [list(changed.get(at) or self.lines_of(at)) for at in range(len(self.paragraphs))]
        counts = np.array([len(own) for own in stretches])
        starts, ends = np.array([place for own in stretches for place in own], np.int64).reshape(-1, 2).T
        texts = [raw[start:end] for own in stretches for start, end in own]
        first = np.cumsum(counts) - counts
        gaps = np.zeros(len(texts), np.int64)
        gaps[first] = lines.gaps[self.first]
        opens, closes = np.repeat(lines.opens[self.first], counts), np.repeat(lines.closes[last], counts)
        return _layout(Lines(texts, heads_of(texts), tails_of(texts), starts, ends, opens, closes, gaps), first)


def lay_out(raw: str) -> Layout:
    """The lines and paragraphs of a text; blank lines belong to none.

    Parameters
    ----------
    raw
        The text with any line breaks: LF, CRLF, CR, form feed, U+0085, U+2028 or U+2029.
    """
    lines = _lines(raw)
    opening = _opening(lines)
    # A line is like any other that shows no stamp at its edges and has no hyphen above it.
    for at in sorted({*may_be_messages(lines.texts, lines.heads, lines.tails), *_below(HYPHEN, lines.tails)}):
        text = lines.texts[at]
        if begins_message(text):
            opening[at] = True
        elif above_message(text):
            opening[at : at + 2] = True
        elif at and not lines.gaps[at] and goes_on(lines.texts[at - 1], text):
            opening[at] = False
    return _layout(lines, np.flatnonzero(opening))


def _below(sign: str, tails: str) -> list[int]:
    """The lines that stand below one with a sign at its end."""
    return [found.end() for found in re.finditer(re.escape(sign), tails[:-1])]


def _layout(lines: Lines, first: Numbers) -> Layout:
    """The paragraphs that begin with some of the lines."""
    count = len(lines.texts)
    texts = lines.texts
    if len(first) < count:
        texts = [" ".join(texts[start:end]) for start, end in pairwise((*first.tolist(), count))]
    last = np.append(first[1:], count)[: len(first)] - 1
    places = (lines.starts[first], lines.ends[last], lines.gaps[first])
    return Layout(lines, Paragraphs(texts, *(place.tolist() for place in places)), first)


def _lines(raw: str) -> Lines:
    """The lines that are not blank, with the blank ones counted in `gaps`."""
    whole = raw.splitlines(keepends=True)
    texts = list(map(str.strip, whole))
    # Most texts that have such a sign have the byte order mark alone, before all else.
    anywhere = any(raw.find(sign, 1) > 0 for sign in UNSEEN_SIGNS)
    for at in range(len(texts) if anywhere else min(1, len(texts))):
        text = texts[at]
        if text[:1] == BYTE_ORDER_MARK:
            text = text.lstrip(BYTE_ORDER_MARK).lstrip()
        texts[at] = text if text.strip(UNSEEN_SIGNS) else ""
    sizes = np.fromiter(map(len, whole), np.int64, len(whole))
    lengths = np.fromiter(map(len, texts), np.int64, len(texts))
    told = np.flatnonzero(lengths)
    closes = np.cumsum(sizes)[told] - 1
    starts = closes + 1 - sizes[told]
    opens = starts - 1
    codes = code_points(raw)
    first = codes[starts]
    before = [ord(sign) for sign in set(characters(first)) if sign.isspace() or sign == BYTE_ORDER_MARK]
    for line in np.flatnonzero(np.isin(first, before)).tolist():
        starts[line] += len(whole[told[line]].rstrip()) - lengths[told[line]]
    ends = starts + lengths[told]
    gaps = np.diff(told, prepend=-1) - 1
    texts = list(filter(None, texts))
    return Lines(texts, characters(codes[starts]), characters(codes[ends - 1]), starts, ends, opens, closes, gaps)


def _opening(lines: Lines) -> Flags:
    """Which lines begin a paragraph: all, unless the text is wrapped; then those that no full line stands before."""
    texts, count = lines.texts, len(lines.texts)
    every = np.ones(count, np.bool_)
    if count <= FEWEST_BREAKS:
        return every
    lengths = lines.ends - lines.starts
    ordered = np.sort(lengths)
    width = int(ordered[min(count - 1, count * 98 // 100)])
    inner = lines.gaps[1:] == 0  # which line breaks no blank line makes
    breaks = int(np.count_nonzero(inner))
    if not NARROWEST <= width <= WIDEST or breaks < FEWEST_BREAKS:
        return every
    blanks = np.fromiter(map(str.find, texts, repeat(" ")), np.int64, count)
    words = np.where(blanks < 0, lengths, blanks)
    ends = np.fromiter(map(_ENDS_SENTENCE.__contains__, lines.tails), np.bool_, count)
    for closer in _CLOSES.finditer(lines.tails):
        ends[closer.start()] = texts[closer.start()].rstrip(_CLOSERS)[-1:] in _ENDS_SENTENCE
    ends = ends[:-1]
    # Paragraphs of a line that happen to be as long as each other end in sentences; broken lines mostly do not.
    if np.count_nonzero(~ends[inner]) < BROKEN_OFF * breaks:
        return every
    reach = lengths[:-1] + 1 + words[1:]  # how wide a line would be with the next word
    runs_on = np.fromiter(map(str.islower, lines.heads), np.bool_, count)[1:] & ~ends
    parted = (count - breaks) * 20 >= count  # by blank lines
    if np.count_nonzero(reach[inner] > width) < EXPLAINED * breaks:
        if np.count_nonzero(runs_on[inner]) < RUNNING_ON * breaks:
            return every
        # The edge is ragged: what most lines reach counts as full.
        width = int(ordered[count // 2])
    if parted:
        full = reach > width * RAGGED
    else:
        # A full last line and a line of speech below it look like one paragraph: speech opens its own.
        speech = np.array([head in _OPENERS for head in lines.heads], np.bool_)[1:]
        full = (reach > width) & ~(speech & ends)
    every[1:] = ~(inner & (((lengths[:-1] * 2 > width) & runs_on) | full))
    return every


def _compound(line: str, following: str) -> bool:
    """Whether no space belongs between two lines: one was broken after the hyphen of a compound, or a note cut out."""
    return bool(_CLINGING.match(following)) or goes_on(line, following)
