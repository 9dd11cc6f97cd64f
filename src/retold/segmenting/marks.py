"""Pair the marks of each paragraph into stretches of speech, and put back those the text has lost.

Every mark is an opener, a closer, or could be either, by what stands beside it. Pairing runs through the paragraph
once; an opener inside speech tells of a lost closer, a closer outside of a lost opener, and the judge says where the
lost one stood: at the tag, at the end of a sentence, or at the edge of the paragraph.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from dataclasses import dataclass

from retold.segmenting.conventions import CLOSING_STOPS, GLYPHS, SCRIPT_NAME, Convention, Family
from retold.segmenting.judging import Judge
from retold.speechwords import SAYING, WORD, read_tag, wordset
from retold.text import Repaired, Span

_MARK = {
    family: re.compile("[" + "".join(g for g in GLYPHS if GLYPHS[g] == family) + "]+")
    for family in ("double", "single", "guillemet")
}
_DASHES = re.compile(r"\s?(?:—|―|–|--)\s?|\s-\s")
# Words that begin with an apostrophe for a letter left out.
_ELIDED = wordset("""
tis twas twere twill twould tisn twasn em cause til till bout round ere cos coz n neath gainst twixt un ud im er ow ave
e is as at ome ouse and appen alf ead isself eard ad eaven ell prentice change ceptin fore squire
""")
# Verbs of saying in languages that set speech behind dashes: French, Spanish, Italian, Portuguese, Russian, Polish.
_SAYING_ELSEWHERE = wordset("""
dit demanda répondit reprit cria murmura ajouta répliqua s'écria s’écria fit disait dis demandai répondis expliqua
dijo preguntó respondió contestó gritó murmuró añadió susurró exclamó replicó dije pregunté respondí explicó
disse chiese domandò rispose gridò mormorò aggiunse esclamò sussurrò replicò dissi chiesi risposi
perguntou respondeu gritou murmurou acrescentou sussurrou exclamou perguntei respondi
сказал сказала спросил спросила ответил ответила крикнул крикнула прошептал прошептала добавил добавила воскликнул
воскликнула пробормотал пробормотала говорил говорила отвечал отвечала произнёс произнесла
powiedział powiedziała zapytał zapytała odpowiedział odpowiedziała spytał spytała krzyknął krzyknęła szepnął szepnęła
odparł odparła dodał dodała rzekł rzekła
""")
# Before such a verb: "me dijo", "lui répondit", "он сказал".
_BEFORE_SAYING = wordset("me te le les se lui leur m’ mi gli si он она я ему ей ona on")
_FIRST_WORD = re.compile(r"[^\W_]+")


@dataclass(frozen=True, slots=True)
class Stretch:
    """Words between marks in one paragraph: speech, or quoted for another reason named by `kind`."""

    span: Span
    kind: str = "speech"
    confidence: float = 1.0
    repaired: Repaired | None = None
    unclosed: bool = False


@dataclass(slots=True)
class _Mark:
    at: int
    end: int
    role: str  # "open", "close", "either", "weak" (an apostrophe that may close), "elided" (one that may open)


def stretches(text: str, paragraphs: Sequence[Span], convention: Convention, judge: Judge) -> list[list[Stretch]]:
    """The stretches of every paragraph, in order."""
    found = [_of_paragraph(text, paragraph, convention, judge) for paragraph in paragraphs]
    _settle_unclosed(text, paragraphs, found, judge)
    return found


def _of_paragraph(text: str, paragraph: Span, convention: Convention, judge: Judge) -> list[Stretch]:
    if convention.script and (
        named := SCRIPT_NAME.match(text, paragraph.start, min(paragraph.end, paragraph.start + 100))
    ):
        start = named.end()
        while start < paragraph.end and text[start].isspace():
            start += 1
        return [Stretch(Span(start, paragraph.end))] if start < paragraph.end else []
    if convention.dash and _DASHES.match(text, paragraph.start, paragraph.end):
        return _dash_dialogue(text, paragraph)
    if convention.script:
        return []
    for family in convention.families:
        marks = _read_marks(text, paragraph, family, convention)
        if any(mark.role in ("open", "close", "either") for mark in marks):
            pairs = _pair(text, paragraph, marks, judge)
            if family != convention.families[0]:
                # Marks that are not the text's own must come in pairs, or open the paragraph.
                pairs = [s for s in pairs if s.repaired is None or s.span.start == marks[0].at == paragraph.start]
            if not pairs:
                continue
            return [judge.kind_of(part, paragraph) for stretch in pairs for part in _around_asides(text, stretch)]
    return []


# Narration in brackets within the marks: "And (lowering her voice) nobody hears."
_ASIDE = re.compile(r"\s*\((?:[a-z]+ing|with an?|in an?|aside|smiling|laughing)\b[^()\n]{2,90}\)[\s—–-]*")


def _around_asides(text: str, stretch: Stretch) -> list[Stretch]:
    """A stretch cut at the bracketed words that tell how it is said."""
    parts: list[Stretch] = []
    at = stretch.span.start
    for aside in _ASIDE.finditer(text, stretch.span.start, stretch.span.end):
        if aside.start() > at + 1 and aside.end() < stretch.span.end - 1:
            parts.append(Stretch(Span(at, aside.start()), repaired=stretch.repaired))
            at = aside.end()
    return [*parts, Stretch(Span(at, stretch.span.end), repaired=stretch.repaired, unclosed=stretch.unclosed)]


def _read_marks(text: str, paragraph: Span, family: Family, convention: Convention) -> list[_Mark]:
    marks: list[_Mark] = []
    for found in _MARK[family].finditer(text, paragraph.start, paragraph.end):
        at, end = found.span()
        before = text[at - 1] if at > paragraph.start else " "
        after = text[end] if end < paragraph.end else " "
        if family == "single" and before.isalnum() and after.isalnum():
            continue
        role = _role(text, found.group(), before, after, at, paragraph, family, convention)
        marks.append(_Mark(at, end, role))
    return marks


def _role(
    text: str, glyphs: str, before: str, after: str, at: int, paragraph: Span, family: Family, convention: Convention
) -> str:
    opening = all(g in convention.opens for g in glyphs)
    closing = all(g in convention.closes for g in glyphs)
    left_free = before.isspace() or before in "([{*_/"
    right_free = after.isspace() or after in ")]}*_/.,;:!?…"
    if family == "guillemet" or (family == "double" and (opening or closing)):
        # A glyph with a direction keeps it, unless it stands plainly the wrong way round.
        if opening and not (not left_free and after.isspace() and before in CLOSING_STOPS and family == "double"):
            return "open"
        if closing and not (left_free and not right_free and family == "double"):
            return "close"
        return "open" if closing else "close"
    if family == "single":
        if left_free or (before in '—–-"“' and not right_free):
            if right_free and not after.isspace() and after != "…":
                return "close"
            if right_free and after.isspace():
                return "either" if opening or closing else "weak"
            word = _FIRST_WORD.match(text, at + len(glyphs))
            if word and (word.group().casefold() in _ELIDED or word.group()[0].isdigit()) and "`" not in glyphs:
                return "elided"
            return "close" if closing and glyphs != "'" and not left_free else "open"
        if before.isalnum():
            return "weak" if right_free or after in '—–-"”' else "skip"
        if opening and not right_free and glyphs != "'":
            return "open"
        return "close"
    if left_free and not right_free:
        return "open"
    if left_free:
        return "either"
    if right_free:
        return "close"
    if before in "—–-":
        return "either"
    if before in ".,!?…;:":
        return "either"
    if after in "—–-":
        return "close"
    return "either"


def _pair(text: str, paragraph: Span, marks: list[_Mark], judge: Judge) -> list[Stretch]:
    found: list[Stretch] = []
    opened: _Mark | None = None
    free = paragraph.start  # where the words outside speech begin
    at = 0
    skip_closers = 0
    next_strong = _next_strong(marks)
    while at < len(marks):
        mark = marks[at]
        role = mark.role
        if opened is None:
            if role in ("open", "either") or (role == "elided" and next_strong[at] == "close"):
                opened = mark
            elif role == "close":
                start = judge.lost_opener(free, mark.at, paragraph)
                if start is not None:
                    found.append(Stretch(Span(start, mark.end), repaired="opener"))
                    free = mark.end
        elif role in ("close", "either") or (role == "weak" and _weak_closes(text, opened, mark, next_strong[at])):
            if skip_closers:
                skip_closers -= 1
            else:
                found.append(Stretch(Span(opened.at, mark.end)))
                free, opened = mark.end, None
        elif role == "open":
            if _nests(text, marks, at):
                skip_closers += 1
            else:
                end = judge.lost_closer(opened.end, mark.at, paragraph)
                found.append(Stretch(Span(opened.at, end), repaired="closer"))
                free, opened, skip_closers = end, mark, 0
        at += 1
    if opened is not None:
        end = judge.lost_closer(opened.end, paragraph.end, paragraph)
        found.append(Stretch(Span(opened.at, end), repaired="closer", unclosed=end == paragraph.end))
    return found


def _next_strong(marks: list[_Mark]) -> list[str]:
    """For each mark the role of the next one that surely opens or closes."""
    roles, role = [""] * len(marks), ""
    for at in range(len(marks) - 1, -1, -1):
        roles[at] = role
        if marks[at].role in ("open", "close"):
            role = marks[at].role
    return roles


def _weak_closes(text: str, opened: _Mark, mark: _Mark, following: str) -> bool:
    """Whether an apostrophe after a letter closes the speech: it does where no better closer comes first."""
    if following != "close":
        return text[mark.at - 1] not in "sn" or following == "open" or mark.end - opened.at < 40
    return False


def _nests(text: str, marks: list[_Mark], at: int) -> bool:
    """Whether the opener at `at` begins a quotation inside the speech: two closers follow before another opener."""
    if at + 2 >= len(marks) or marks[at + 1].role != "close" or marks[at + 2].role != "close":
        return False
    before = (
        text[: marks[at].at].rstrip()[-1:]
        if marks[at].at < 200
        else text[marks[at].at - 200 : marks[at].at].rstrip()[-1:]
    )
    return before.isalnum() or before in ",:"


def _settle_unclosed(text: str, paragraphs: Sequence[Span], found: list[list[Stretch]], judge: Judge) -> None:
    """Tell a speech that goes on in the next paragraph, each with its own opener, from one whose closer was lost."""
    for number, parts in enumerate(found):
        if not parts or not parts[-1].unclosed:
            continue
        last = parts[-1]
        following = found[number + 1] if number + 1 < len(found) else []
        goes_on = bool(following) and following[0].span.start == paragraphs[number + 1].start
        goes_on = goes_on and following[0].repaired != "opener" and judge.may_go_on(last.span, following[0].span)
        repaired: Repaired | None = None if goes_on else last.repaired
        parts[-1] = Stretch(last.span, last.kind, last.confidence, repaired, True)


def _dash_dialogue(text: str, paragraph: Span) -> list[Stretch]:
    """Speech after a dash, up to a tag; after the tag, from the next dash or sentence on."""
    found: list[Stretch] = []
    cuts = list(_DASHES.finditer(text, paragraph.start, paragraph.end))
    edges = [*(m.start() for m in cuts), paragraph.end]
    start: int | None = None
    for mark, edge in zip(cuts, edges[1:], strict=True):
        inside = mark.end()
        narrates = mark.start() > paragraph.start and (
            read_tag(text, inside, edge) is not None or _says_elsewhere(text, inside, edge) is not None
        )
        if narrates:
            if start is not None:
                found.append(Stretch(Span(start, _rstrip(text, mark.start()))))
            start = None
            continue
        if start is None:
            start = mark.start() if text[mark.start()] != " " else mark.start() + 1
        tag = _tag_inside(text, inside, edge)
        if tag is not None:
            found.append(Stretch(Span(start, tag[0])))
            start = tag[1] if tag[1] < edge else None
    if start is not None:
        found.append(Stretch(Span(start, paragraph.end)))
    return found


_TAG_COMES = re.compile(r"[,.!?…]\s+(?=\S)")
_TAG_ENDS = re.compile(r"[.:,]\s+")


def _says_elsewhere(text: str, start: int, end: int) -> int | None:
    """Where a verb of saying of another language ends that stands first, in small letters, or behind a pronoun."""
    for word in itertools.islice(WORD.finditer(text, start, min(end, start + 60)), 2):
        first = word.group().partition("-")[0]
        if first in _SAYING_ELSEWHERE:
            return word.end()
        if word.group() not in _BEFORE_SAYING:
            return None
    return None


def _tag_inside(text: str, start: int, end: int) -> tuple[int, int] | None:
    """A tag in the run of dash dialogue: where speech stops and where it takes up again."""
    for stop in _TAG_COMES.finditer(text, start, end):
        if stop.end() < end and (text[stop.end()].islower() or stop.group()[0] == ","):
            tag = read_tag(text, stop.end(), end)
            if tag is not None and tag.verb in SAYING and tag.span.start - stop.end() < 12:
                over = _TAG_ENDS.search(text, tag.span.end, end)
                return stop.start() + 1, over.end() if over else end
            verb = _says_elsewhere(text, stop.end(), end)
            if verb is not None:
                over = _TAG_ENDS.search(text, verb, end)
                return stop.start() + 1, over.end() if over else end
    return None


def _rstrip(text: str, at: int) -> int:
    while at and text[at - 1].isspace():
        at -= 1
    return at
