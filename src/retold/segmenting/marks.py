"""Pair the marks of each paragraph into stretches of speech, and put back those the text has lost.

Every mark is an opener, a closer, or could be either, by what stands beside it. Pairing runs through the paragraph
once; an opener inside speech tells of a lost closer, a closer outside of a lost opener, and the judge says where the
lost one stood: at the tag, at the end of a sentence, or at the edge of the paragraph.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import accumulate

from retold.segmenting.conventions import CLOSING_STOPS, GLYPHS, Convention, Family, script_name
from retold.segmenting.dashes import Dashes
from retold.segmenting.elsewhere import tag_inside
from retold.segmenting.judging import PERSONS, Judge, Stretch
from retold.segmenting.kinds import tell_apart
from retold.speechwords import read_tag, words_of, wordset
from retold.text import Span

_MARK = {
    family: re.compile("[" + "".join(g for g in GLYPHS if GLYPHS[g] == family) + "]+")
    for family in ("double", "single", "guillemet", "corner")
}
# Words that begin with an apostrophe for a letter left out.
_ELIDED = wordset("""
tis twas twere twill twould tisn twasn em cause til till bout round ere cos coz n neath gainst twixt un ud im er ow ave
e is as at ome ouse and appen alf ead isself eard ad eaven ell prentice change ceptin fore squire
""")
# Lost marks that make a text a damaged one: at least so many, and so many a stretch.
_FEW_LOST = 3
_DAMAGED = 0.05
# Unclosed paragraphs that are added to either side before any is seen.
_DOUBT = 0.5
# A leaning towards narration, in log odds, that tells it from the words of the speech.
_TOLD = -1.8
# A tag without marks: what stands before it and behind it. A mark of other speech inside the stretch speaks against it.
_TAG_COMES = re.compile(r"[,.!?—]\s+(?=[a-z])")
_TAG_OVER = re.compile(r"[.:,;—]\s+")
_WITHIN = re.compile(r"\s['‘`]\w")
_FIRST_WORD = re.compile(r"[^\W_]+")


@dataclass(slots=True)
class _Mark:
    at: int
    end: int
    role: str  # "open", "close", "either", "weak" (an apostrophe that may close), "elided" (one that may open)


def stretches(text: str, paragraphs: Sequence[Span], convention: Convention, judge: Judge) -> list[list[Stretch]]:
    """The stretches of every paragraph, in order."""
    dashes = Dashes(text, paragraphs, convention, judge) if convention.dash else None
    found: list[list[Stretch]] = []
    for paragraph in paragraphs:
        parts = dashes.stretches(paragraph) if dashes else []
        found.append(parts or _of_paragraph(text, paragraph, convention, judge))
    _settle_unclosed(text, paragraphs, found, judge)
    if not dashes and _damaged(found):
        found = [[piece for part in parts for piece in _unmarked_tag(text, part, judge)] for parts in found]
        found = [_with_bare(paragraph, parts, judge) for paragraph, parts in zip(paragraphs, found, strict=True)]
    cut = [
        [part for whole in parts for between in _around_tags(text, whole) for part in _around_asides(text, between)]
        for parts in found
    ]
    return tell_apart(text, paragraphs, cut)


def _damaged(found: Sequence[Sequence[Stretch]]) -> bool:
    """Whether a text has lost so many marks that some stretches must have lost both."""
    lost = sum(part.repaired is not None for parts in found for part in parts)
    return lost >= _FEW_LOST and lost >= _DAMAGED * sum(map(len, found))


def _unmarked_tag(text: str, stretch: Stretch, judge: Judge) -> list[Stretch]:
    """A stretch cut at a tag that has lost the marks on both sides: "Stay, said Ann. It rains."

    Only a verb before a name tells of that: who quotes somebody else mostly has "he said".
    """
    at, end = stretch.span.start, stretch.span.end
    if _WITHIN.search(text, at, end):
        return [stretch]
    for stop in _TAG_COMES.finditer(text, at + 1, end):
        tag = read_tag(text, stop.end(), end)
        if tag is None or not tag.inverted or tag.kind != "name" or tag.span.start > stop.end():
            continue
        over = _TAG_OVER.search(text, tag.span.end, end)
        resumes = judge.taken_up(over.end(), end) if over else end
        parts = [replace(stretch, span=Span(at, stop.start() + 1), repaired="closer", unclosed=False)]
        return parts + [replace(stretch, span=Span(resumes, end), repaired="opener")] * (resumes < end)
    return [stretch]


def _with_bare(paragraph: Span, parts: list[Stretch], judge: Judge) -> list[Stretch]:
    """The stretches of a paragraph and those that have lost both marks, before a tag or as a whole paragraph."""
    found: list[Stretch] = []
    at = paragraph.start
    for part in parts:
        found += [Stretch(span, repaired="both") for span in judge.bare(at, part.span.start, paragraph)]
        found.append(part)
        at = part.span.end
    return found + [Stretch(span, repaired="both") for span in judge.bare(at, paragraph.end, paragraph)]


def _of_paragraph(text: str, paragraph: Span, convention: Convention, judge: Judge) -> list[Stretch]:
    if convention.script and (named := script_name(text, paragraph)):
        start = named.end()
        while start < paragraph.end and text[start].isspace():
            start += 1
        return [Stretch(Span(start, paragraph.end))] if start < paragraph.end else []
    if convention.script:
        return []
    for family in convention.families:
        marks = _read_marks(text, paragraph, family, convention)
        if any(mark.role in ("open", "close", "either") for mark in marks):
            pairs = _pair(text, paragraph, marks, family, judge)
            if family != convention.families[0]:
                # Marks that are not the text's own must come in pairs, or open the paragraph.
                pairs = [s for s in pairs if s.repaired is None or s.span.start == marks[0].at == paragraph.start]
            if not pairs:
                continue
            return pairs
    return []


_SAID = re.compile(r"\w")
# Narration in brackets within the marks: "And (lowering her voice) nobody hears."
_BRACKETS = re.compile(r"\s*\(([^()\n]{3,120})\)\s*")
_ASIDE = re.compile(
    r"(?:[a-z]+ly\s+|again\s+|half\s+)?(?:[A-Za-z]?[a-z]+ing\b|aside\b|to [A-Z]|with (?:an?|some|his|her) |here was |"
    r"in (?:an?|his|her) (?:[a-z]+,? ){0,4}(?:tone|voice|accent|manner|whisper))"
)
_NO_ASIDE = wordset("including excepting considering according being having something anything nothing during")


def _around_asides(text: str, stretch: Stretch) -> list[Stretch]:
    """A stretch cut at the bracketed words that tell how it is said."""
    parts: list[Stretch] = []
    at = stretch.span.start
    for aside in _BRACKETS.finditer(text, stretch.span.start, stretch.span.end):
        if not _is_aside(aside.group(1)):
            continue
        if aside.start() > at + 1 and aside.end() < stretch.span.end - 1:
            parts.append(Stretch(Span(at, aside.start()), repaired=stretch.repaired))
            at = aside.end()
    return [*parts, Stretch(Span(at, stretch.span.end), repaired=stretch.repaired, unclosed=stretch.unclosed)]


def _around_tags(text: str, stretch: Stretch) -> list[Stretch]:
    """A stretch between guillemets cut at the tags within, as French sets them: "« Viens, dit-il, vite. »"."""
    if GLYPHS.get(text[stretch.span.start]) != "guillemet":
        return [stretch]
    parts: list[Stretch] = []
    at, end = stretch.span.start, stretch.span.end
    while (tag := tag_inside(text, at, end)) is not None and tag[0] < end:
        parts.append(replace(stretch, span=Span(at, tag[0])))
        at = tag[1]
    if _SAID.search(text, at, end):
        parts.append(replace(stretch, span=Span(at, end)))
    return parts


def _is_aside(inside: str) -> bool:
    """Whether words in brackets tell how something is said, rather than being said with it."""
    words = words_of(inside)
    return _ASIDE.match(inside) is not None and words[0] not in _NO_ASIDE and not PERSONS.intersection(words)


def _read_marks(text: str, paragraph: Span, family: Family, convention: Convention) -> list[_Mark]:
    marks: list[_Mark] = []
    for found in _MARK[family].finditer(text, paragraph.start, paragraph.end):
        at, end = found.span()
        before = text[at - 1] if at > paragraph.start else " "
        after = text[end] if end < paragraph.end else " "
        if family == "single" and before.isalnum() and after.isalnum():
            continue
        # Two single marks are speech within speech, unless the text writes all its marks so.
        length = 1 if family == "single" and not convention.doubled else end - at
        for start in range(at, end, length):
            glyphs = text[start : start + length]
            role = _role(text, glyphs, before, after, start, paragraph, family, convention)
            marks.append(_Mark(start, start + length, role))
    return marks


def _role(
    text: str, glyphs: str, before: str, after: str, at: int, paragraph: Span, family: Family, convention: Convention
) -> str:
    opening = all(g in convention.opens for g in glyphs)
    closing = all(g in convention.closes for g in glyphs)
    left_free = before.isspace() or before in "([{*_/"
    right_free = after.isspace() or after in ")]}*_/.,;:!?…"
    if family == "corner" or (family in ("double", "guillemet") and (opening or closing)):
        # A glyph with a direction keeps it, unless it stands plainly the wrong way round.
        if opening and not (not left_free and after.isspace() and before in CLOSING_STOPS and family == "double"):
            return "open"
        if closing and not (left_free and not right_free and family == "double"):
            return "close"
        return "open" if closing else "close"
    if family == "single":
        if left_free or (before in '—–-"“' and not right_free):
            behind = text[at + len(glyphs) + 1 : at + len(glyphs) + 2]
            emphatic = after in "*_/" and behind.isalnum()
            if right_free and not after.isspace() and after != "…" and not emphatic:
                return "close"
            if right_free and after.isspace():
                return "either" if opening or closing else "weak"
            return _before_word(text, glyphs, before, at, paragraph, closing=closing and not left_free)
        if before.isalnum():
            return "weak" if right_free or after in '—–-"”' else "skip"
        if opening and not right_free and glyphs != "'":
            return "open"
        return "close"
    if left_free:
        alone = right_free and at + len(glyphs) < paragraph.end
        return "either" if alone else "close" if right_free else "open"
    if right_free or (after in "—–-" and before not in "—–-.,!?…;:"):
        return "close"
    return "either"


def _before_word(text: str, glyphs: str, before: str, at: int, paragraph: Span, *, closing: bool) -> str:
    """What a single mark does that stands right before a word: it may be a letter left out."""
    word = _FIRST_WORD.match(text, at + len(glyphs))
    if word is not None:
        elided = word.group().casefold() in _ELIDED or word.group()[0].isdigit()
        if elided and "`" not in glyphs:
            return "elided"
        # In the run of a sentence dialect drops its letters.
        if word.group()[0].islower() and before.isspace() and at > paragraph.start and text[at - 2].isalnum():
            return "elided"
    return "close" if closing and glyphs != "'" else "open"


def _pair(text: str, paragraph: Span, marks: list[_Mark], family: Family, judge: Judge) -> list[Stretch]:
    found: list[Stretch] = []
    opened: _Mark | None = None
    free = paragraph.start  # where the words outside speech begin
    inside = 0  # quotations begun within the speech
    next_strong = _next_strong(marks)
    surplus = _surplus(marks)
    for at, mark in enumerate(marks):
        role = mark.role
        if opened is None:
            if role in ("open", "either") or (role == "elided" and next_strong[at] == "close"):
                opened = mark
            elif role == "close":
                start = judge.lost_opener(free, mark.at, paragraph)
                if start is not None:
                    found.append(Stretch(Span(start, mark.end), repaired="opener"))
                    free = mark.end
            continue
        lost = role == "open"
        if role == "either" and not inside and next_strong[at] == "close":
            lost = judge.lost_closer(opened.end, mark.at, paragraph) < mark.at
        if lost and role == "open" and _nests(text, marks, at, inside, family, surplus[at]):
            inside += 1
        elif lost:
            end = judge.lost_closer(opened.end, mark.at, paragraph)
            found.append(Stretch(Span(opened.at, end), repaired="closer"))
            free, opened, inside = end, mark, 0
        elif role in ("close", "either") or (
            role == "weak"
            and (_weak_closes(text, opened, mark, next_strong[at]) or _told_behind(marks, at, paragraph, judge))
        ):
            if inside:
                inside -= 1
            else:
                found.append(Stretch(Span(opened.at, mark.end)))
                free, opened = mark.end, None
    if opened is not None:
        found.append(Stretch(Span(opened.at, paragraph.end), repaired="closer", unclosed=True))
    return found


def _next_strong(marks: list[_Mark]) -> list[str]:
    """For each mark the role of the next one that surely opens or closes."""
    roles, role = [""] * len(marks), ""
    for at in range(len(marks) - 1, -1, -1):
        roles[at] = role
        if marks[at].role in ("open", "close"):
            role = marks[at].role
    return roles


def _surplus(marks: list[_Mark]) -> list[int]:
    """How many more closers than openers there are from each mark to the last."""
    steps = ({"close": 1, "open": -1}.get(mark.role, 0) for mark in reversed(marks))
    return list(accumulate(steps))[::-1]


def _weak_closes(text: str, opened: _Mark, mark: _Mark, following: str) -> bool:
    """Whether an apostrophe after a letter closes the speech: it does where no better closer comes first."""
    if following != "close":
        return text[mark.at - 1] not in "sn" or following == "open" or mark.end - opened.at < 40
    return False


def _told_behind(marks: list[_Mark], at: int, paragraph: Span, judge: Judge) -> bool:
    """Whether what stands between an apostrophe and one that may open is narration: '...' he nodded 'till ...'."""
    if at + 1 < len(marks) and marks[at + 1].role != "elided":
        return False
    end = marks[at + 1].at if at + 1 < len(marks) else paragraph.end
    return judge.leaning(Span(marks[at].end, end)) < _TOLD


def _nests(text: str, marks: list[_Mark], at: int, depth: int, family: Family, surplus: int) -> bool:
    """Whether the opener at `at` begins a quotation inside the speech, rather than telling of a lost closer."""
    if family == "single":
        # The same mark for both, or an apostrophe: nothing is lost where the rest of the paragraph closes them all.
        return surplus > depth
    if at + 2 >= len(marks) or marks[at + 1].role != "close" or marks[at + 2].role != "close":
        return False
    before = text[max(0, marks[at].at - 200) : marks[at].at].rstrip()[-1:]
    return before.isalnum() or before in ",:"


def _settle_unclosed(text: str, paragraphs: Sequence[Span], found: list[list[Stretch]], judge: Judge) -> None:
    """Tell a speech that goes on in the next paragraph, each with its own opener, from one whose closer was lost.

    A closer is lost as often before a paragraph that opens with a mark as before one that does not, but only the first
    looks like speech that goes on: what is unclosed there beyond that rate does go on.
    """
    follows = [_opens(paragraphs, found, number + 1) for number in range(len(found))]
    unclosed: Counter[bool] = Counter()
    closed: Counter[bool] = Counter()
    narrated = 0
    for number, parts in enumerate(found):
        if parts and parts[-1].unclosed:
            unclosed[follows[number]] += 1
        elif parts and parts[-1].span.end == paragraphs[number].end:
            closed[follows[number]] += 1
        elif parts and not judge.tags(Span(parts[-1].span.end, paragraphs[number].end)):
            narrated += 1
    to_edge = math.log((closed.total() + _DOUBT) / (narrated + _DOUBT))
    lost = unclosed[False] / (closed[False] + unclosed[False] + 1)
    going_on = max(0.0, unclosed[True] - lost * (closed[True] + unclosed[True]))
    odds = math.log((going_on + _DOUBT) / (unclosed[True] - going_on + _DOUBT))
    for number, parts in enumerate(found):
        if not parts or not parts[-1].unclosed:
            continue
        last = parts[-1]
        goes_on = max(0.0, odds + judge.goes_on(last.span)) if follows[number] else 0.0
        paragraph = paragraphs[number]
        end = judge.lost_closer(last.span.start + 1, paragraph.end, paragraph, whole=goes_on + max(0.0, to_edge))
        intact = end == paragraph.end and goes_on > 0
        parts[-1] = replace(last, span=Span(last.span.start, end), repaired=None if intact else "closer")


def _opens(paragraphs: Sequence[Span], found: list[list[Stretch]], number: int) -> bool:
    """Whether a paragraph begins with a mark that opens speech."""
    if number >= len(found) or not found[number]:
        return False
    first = found[number][0]
    return first.span.start == paragraphs[number].start and first.repaired != "opener"
