"""Which marks a text sets its speech in, inferred from the text alone.

Every mark votes with its neighbours: one that stands before a word and after a space opens, one that stands after a
stop and before a space closes. The family of marks that most often behaves so around whole sentences carries the
speech; the others can only stand inside it, except in paragraphs where the first is missing altogether.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from retold.text import Span

Family = Literal["double", "single", "guillemet", "corner"]

GLYPHS: dict[str, Family] = {
    **dict.fromkeys('"“”„‟″', "double"),
    **dict.fromkeys("'‘’‚‛`´", "single"),
    **dict.fromkeys("«»‹›", "guillemet"),
    **dict.fromkeys("「」『』", "corner"),
}
# What may stand on either side of the words between marks.
AROUND = "".join(GLYPHS) + " "
CLOSING_STOPS = ".,!?…;:—–-。，、！？；："
_TWICE = re.compile(r"(?:``|´´|''|‘‘|’’)(?!['`´‘’])")
_MARK = re.compile("[" + "".join(GLYPHS) + "]")
_DASH = re.compile(r"(?:—|―|–|--?)\s?(?=[^\W\d_]|[¿¡…“\"'(])")
_DASHES = re.compile(r"\s?(?:—|―|–|--)\s?|\s-\s")
_NAME = r"([^\W\d_][\w.'’ -]{0,30}?)\s*(?:[(\[][^()\[\]]{1,60}[)\]])?\s*"
_NAME_COLON = re.compile(_NAME + r":(?=\s)")
_NAME_ANGLED = re.compile(r"<[@+%&~ ]?([^\W\d_][^<>\n]{0,38})>(?=\s)")  # in logs of chats, with its rank
_NAME_STOP = re.compile(_NAME + r"\.(?=\s)")
_NUMERAL = re.compile(r"[IVXLC]+$")
_LONGEST_NAME = 100  # code points, with what stands in brackets behind it

# Fewer dashes or script names than this at the head of paragraphs are no convention.
_FEW = 3
# A paragraph of script or dash dialogue is rarely alone: this share of all paragraphs must look so.
_SCRIPT_SHARE = 0.4
_DASH_SHARE = 0.3
# A dash that begins fewer of the dashed paragraphs than this is not the one that begins speech.
_USUAL_DASH = 0.1
# Where a guillemet opens this often for each time it closes, one glyph does both.
_BOTH_WAYS = 0.5


@dataclass(frozen=True, slots=True)
class Convention:
    """How speech is set: `families` in order of use, what each glyph usually does, and whole-paragraph habits."""

    families: tuple[Family, ...]
    opens: frozenset[str]
    closes: frozenset[str]
    dash: bool = False
    script: bool = False
    doubled: bool = False
    """Whether two single marks stand for one double mark: ``so''."""
    dashes: re.Pattern[str] = _DASHES
    """The dashes that can begin or end speech, with the blanks beside them."""

    @property
    def dashes_said(self) -> re.Pattern[str]:
        """What surely is said behind a dash: from the head of a paragraph to the next dash, or its end."""
        return re.compile(r"^(?:—|―|–|--?)\s?([^—―–\n]{3,400}?)(?:\s?(?:—|―|–|--)|$)", re.MULTILINE)


def script_name(text: str, paragraph: Span) -> re.Match[str] | None:
    """The name before its speech on one line: "Ann: Stay.", "<ann> stay", or in capitals "ANN. Stay."."""
    end = min(paragraph.end, paragraph.start + _LONGEST_NAME)
    named = _NAME_COLON.match(text, paragraph.start, end) or _NAME_ANGLED.match(text, paragraph.start, end)
    if named is None:
        named = _NAME_STOP.match(text, paragraph.start, end)
        name = named.group(1) if named else ""
        if len(name) < 2 or not name.isupper() or _NUMERAL.match(name):
            return None
    return named


def infer(text: str, paragraphs: Sequence[Span]) -> Convention:
    """The convention of a text. Looks at every mark once."""
    openers: Counter[str] = Counter()
    closers: Counter[str] = Counter()
    speech: Counter[Family] = Counter()
    scripted = 0
    heads: Counter[str] = Counter()
    names: Counter[str] = Counter()
    for paragraph in paragraphs:
        first = text[paragraph.start]
        if first in GLYPHS:
            speech[GLYPHS[first]] += 2
        elif head := _DASH.match(text, paragraph.start, paragraph.end):
            heads[head.group().strip()] += 1
        elif named := script_name(text, paragraph):
            scripted += 1
            names[named.group(1).casefold()] += 1
    size = len(text)
    for mark in _MARK.finditer(text):
        glyph, at = mark.group(), mark.start()
        before = text[at - 1] if at else "\n"
        after = text[at + 1] if at + 1 < size else "\n"
        family = GLYPHS[glyph]
        if family == "corner":
            (openers if glyph in "「『" else closers)[glyph] += 1
            speech[family] += 1
            continue
        if before.isalnum() and after.isalnum():
            continue
        if glyph in "«»" and before.isspace() and after.isspace():
            # French sets a blank on both sides; the glyph says which way it points.
            (openers if glyph == "«" else closers)[glyph] += 1
            speech["guillemet"] += 1
        elif (before.isspace() or before in "([—–-") and not after.isspace():
            openers[glyph] += 1
        elif (after.isspace() or after in ")].,;:!?—–-") and not before.isspace():
            closers[glyph] += 1
            if before in CLOSING_STOPS and (GLYPHS[glyph] != "single" or before != "-"):
                speech[GLYPHS[glyph]] += 1
    families = tuple(sorted((f for f in speech if speech[f]), key=lambda f: (-speech[f], f)))
    dashes = heads.total()
    quoted = sum(text[p.start] in GLYPHS for p in paragraphs)
    twice = sum(1 for _ in _TWICE.finditer(text))
    script = scripted >= _FEW and scripted >= _SCRIPT_SHARE * len(paragraphs) and len(names) < scripted
    dash = dashes >= _FEW and (dashes >= _DASH_SHARE * len(paragraphs) or dashes > quoted)
    dash = dash or (dashes >= 2 and not any(speech.values()))
    return Convention(
        families or ("double",),
        frozenset(_settled(openers, closers, "“‘„‚«‹`‟‛「『") if families else "“‘«„`「『"),
        frozenset(_settled(closers, openers, "”’»›´」』") if families else "”’»´」』"),
        dash=dash and not script,
        script=script,
        doubled=twice * 2 > speech["single"],
        dashes=_dashes(heads) if heads else _DASHES,
    )


def _dashes(heads: Counter[str]) -> re.Pattern[str]:
    """The dashes of a text's speech: those it sets at the head of paragraphs more than by chance."""
    usual = [glyph for glyph in heads if heads[glyph] >= _USUAL_DASH * heads.total()]
    spelt = [rf"\s?{glyph}\s?" for glyph in sorted(usual) if glyph != "-"]
    return re.compile("|".join([*spelt, *([r"\s-\s|(?<=\n)-\s?|\A-\s?"] if "-" in usual else [])]))


def _settled(mine: Counter[str], others: Counter[str], usual: str) -> list[str]:
    """Glyphs that point one way in this text: the usual ones unless it says otherwise, others by a clear majority."""
    straight = "\"'″"
    glyphs = [g for g in usual if others[g] <= mine[g] or (others[g] < _FEW and mine[g])]
    # Finnish opens and closes with one glyph, »so»: it has no direction of its own.
    glyphs = [g for g in glyphs if g not in "»›" or others[g] < _BOTH_WAYS * mine[g] or not others[g]]
    glyphs += [g for g in GLYPHS if g not in usual and g not in straight and mine[g] and mine[g] > 3 * others[g]]
    return glyphs
