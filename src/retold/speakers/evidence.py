"""The study of one telling: its roster, its narrator, its turns, and the clues about who speaks each.

Comes in: a telling as it was segmented; goes out: all that is known of its speakers before the turns are settled
together. What a clue is, and what shows it, is in `clues`; a study already made is kept for the next question.
"""

from __future__ import annotations

import re
from collections import OrderedDict
from collections.abc import Sequence

from retold.speakers.abroad import find_tag_abroad
from retold.speakers.clues import Weigher
from retold.speakers.forms import Aliases
from retold.speakers.roster import Roster
from retold.speakers.tags import Piece, find_tag, pieces_of
from retold.speakers.turns import FIRST, NOTHING, Lesson, Study, turns_of
from retold.speechwords import WORD, fold, words_of
from retold.text import SUBTITLES, Character, Span, Telling

# Narration speaks in the first person where this share of its words is I, my or me.
_FIRST_SHARE = 0.012
_FEW_WORDS = 30
# A narrator who speaks does so in this share of all tags.
_SAID_I = 0.02
# Sightings by name in speech for one in narration: narrators seldom name themselves.
_NARRATOR_CALLED = 5
# What "My name is Ann" in narration weighs beside calls.
_NAMES_HIMSELF = 3.0
_MY_NAME = re.compile(
    r"\b(?:my name(?: is| was|['’]s)|I (?:am|was) (?:called|named|christened)|(?:call|calls|called) me) $", re.I
)
_SIGNED_WITHIN = 60  # code points from the end, of a name that stands alone on its line
# What calls must add up to before the one called is taken for the narrator: one heard beside an "I said" is enough.
NARRATOR_SURELY = 0.9

# Studies kept for the next question about the same telling: in use by nobody while they are here.
_kept: OrderedDict[tuple[int, str, Lesson, bool], Study] = OrderedDict()
_MOST_KEPT = 32


def study_once(telling: Telling, aliases: Aliases = (), lesson: Lesson = NOTHING, *, rules_only: bool = False) -> Study:
    """The study of a telling, made anew only when its lines, the aliases, the lesson or how to settle it are others."""
    studied = _kept.pop((id(telling.lines), repr(aliases), lesson, rules_only), None)
    if studied is None or studied.telling.lines is not telling.lines or studied.text is not telling.story.text:
        return study(telling, aliases, lesson=lesson, rules_only=rules_only)
    studied.forget()
    return studied


def keep(studied: Study, aliases: Aliases = ()) -> None:
    """Keep a study that is no longer in use."""
    _kept[id(studied.telling.lines), repr(aliases), studied.lesson, studied.rules_only] = studied
    while len(_kept) > _MOST_KEPT:
        _kept.popitem(last=False)


def study(
    telling: Telling,
    aliases: Aliases = (),
    known: Sequence[Character] = (),
    *,
    lesson: Lesson = NOTHING,
    rules_only: bool = False,
) -> Study:
    """Gather the roster and the clues of a telling; `known` are its characters where they need not be gathered.

    With `rules_only` its turns will be settled by the weights set by hand alone.
    """
    text = telling.story.text
    to_text = telling.story.map.to_text
    spans = [to_text(u.span) for u in telling.utterances]
    pieces = pieces_of(telling, text, spans)
    abroad = not telling.story.metadata.get("language", "en").startswith("en")
    for piece in pieces:
        find_tag(text, piece)
        if abroad and piece.tag is None:
            find_tag_abroad(text, piece)
    roster = Roster(text, spans, [p.tag for p in pieces if p.tag is not None], aliases, known)
    for person, gender in lesson.genders:
        roster.persons[person].gender = gender
    narration = _outside(text, spans)
    turns = turns_of(telling, text, pieces, lesson.apart)
    by_tags = abroad or telling.witness.format == SUBTITLES
    studied = Study(telling, text, roster, turns, narration, abroad=by_tags, lesson=lesson, rules_only=rules_only)
    _find_narrator(studied, pieces)
    Weigher(studied, pieces).weigh()
    return studied


def _outside(text: str, spans: list[Span]) -> str:
    parts, at = [], 0
    for span in spans:
        parts.append(text[at : span.start])
        at = span.end
    parts.append(text[at:])
    return " ".join(parts)


def _find_narrator(studied: Study, pieces: list[Piece]) -> None:
    words = len(WORD.findall(studied.narration[:60_000]))
    said_i = sum(1 for p in pieces if p.tag and p.tag.kind == "pronoun" and fold(p.tag.subject.of(studied.text)) == "i")
    first = len(FIRST.findall(studied.narration[:60_000]))
    often = said_i > max(1, _SAID_I * sum(p.tag is not None for p in pieces))
    if words < _FEW_WORDS and not said_i:
        return
    if not (first > _FIRST_SHARE * words or (often and first > 0.004 * words)):
        return
    if studied.roster.told_by is not None:
        _narrate(studied, studied.roster.told_by)
        return
    if studied.lesson.narrator is not None:
        _narrate(studied, studied.lesson.narrator)
        return
    # Whom others call by name in a first-person telling that never names them itself is the narrator; surest where
    # the narrator speaks right before or after.
    roster = studied.roster
    mine = {
        p.number for p in pieces if p.tag and p.tag.kind == "pronoun" and fold(p.tag.subject.of(studied.text)) == "i"
    }
    scores = _names_himself(studied)
    for piece in pieces:
        for mention in roster.mentions_in(piece.span):
            who = roster.persons[mention.person]
            seldom = mention.person in scores or who.told * _NARRATOR_CALLED <= who.called
            if not mention.called or not seldom or who.tags or who.kind != "name":
                continue
            beside = (piece.number - 1 in mine) + (piece.number + 1 in mine)
            alone = len(words_of(piece.span.of(studied.text))) == len(words_of(mention.span.of(studied.text)))
            if piece.number in mine and alone:
                continue  # "Ann," I said: a call, or an answer
            score = -2.0 if piece.number in mine else (0.3 + beside) * mention.called / 2
            scores[mention.person] = scores.get(mention.person, 0.0) + score
    best = max(scores, key=lambda n: (scores[n], -n), default=None)
    rest = max((scores[n] for n in scores if n != best), default=0.0)
    shown = best is not None and (roster.persons[best].called or scores[best] >= _NAMES_HIMSELF)
    if best is not None and shown and scores[best] > max(NARRATOR_SURELY, 2 * rest):
        _narrate(studied, best)
    else:
        _narrate(studied, -1)


def _narrate(studied: Study, person: int) -> None:
    """Make a person the narrator, a new one without a name for -1."""
    if person < 0:
        person = studied.roster.add("I", "narrator", None)
    studied.roster.persons[person].kind = "narrator"
    studied.narrator = person


def _names_himself(studied: Study) -> dict[int, float]:
    """Whom narration in the first person names as itself: "My name is Ann", or below a letter."""
    found: dict[int, float] = {}
    text, last = studied.text, len(studied.text.rstrip())
    for mention in studied.roster.narrated:
        start, end = mention.span.start, mention.span.end
        line = text.rfind("\n", 0, start) + 1
        below = end >= last - _SIGNED_WITHIN and not text[end : end + _SIGNED_WITHIN].partition("\n")[0].strip(" .*_")
        signed = below and not text[line:start].strip(" —–-*_")
        who = studied.roster.persons[mention.person]
        if who.kind == "name" and not who.tags and (signed or _MY_NAME.search(text, max(line, start - 40), start)):
            found[mention.person] = found.get(mention.person, 0.0) + _NAMES_HIMSELF
    return found
