"""What the text shows about the speaker of each turn: tags, pronouns, actions beside the line, names called out.

A turn is a run of utterances that one person says without another between: the stretches of one paragraph, and of the
next when the speech goes on over the break. Every clue names a person of the roster with a weight in natural log odds
(negative speaks against) and the words that show it.
"""

from __future__ import annotations

import re
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import replace
from itertools import islice

from retold.speakers.abroad import PRONOUNS, find_tag_abroad
from retold.speakers.forms import Aliases
from retold.speakers.reference import PERSONAL, Reference, acts
from retold.speakers.roster import Roster
from retold.speakers.tags import SENTENCE, Piece, find_tag, pieces_of, tag_at_end
from retold.speakers.turns import NOTHING, Clue, Lesson, Study, Turn, turns_of
from retold.speechwords import (
    DEVICES,
    PERSON_NOUNS,
    VOICE_NOUNS,
    WORD,
    Tag,
    fold,
    noun_phrase_at,
    words_of,
    wordset,
)
from retold.text import Character, Span, Telling

# What may stand behind a speaker's name above a speech: "ANN (O.S.)", "ANN ^".
_BEHIND_NAME = re.compile(r"\s*[(\[:^]")
# A name in the same line before a speech without marks: "Ann:", in capitals also "ANN." and "ANN (aside)."
_LABEL = re.compile(r"\s*([^\W_][^\n]*?)\s*(?::|(?P<stop>\.))\s*")
_NAME_WORDS = 4
# What stands there too and is nobody's name.
_HEADS = wordset("act scene setting time place persons characters cast curtain note")
_ASKS_NAME = re.compile(
    r"\b(?:your name|who are you|are you called|call yourself|call you|called|who is it|who's there|who’s there)\b",
    re.I,
)
_ANSWER = re.compile(
    r"\W*(?:(?:(?:yes|no|well|oh|why|sir|please|it's|it’s|it is)\W+){0,2})"
    r"((?:my name(?:'s|’s| is)|(?:i'm|i’m|i am)(?: called)?|call me) )?(?=[^\W_])",
    re.I,
)
_FIRST = re.compile(r"(?<![\w'’-])(?:I|me|my|mine|myself|I'm|I’m|I've|I’ve|I'd|I’d|I'll|I’ll)(?![\w-])")
# "The old man sounds tired": what was heard was said by the one who sounds so.
_SOUNDS = re.compile(r"\W*(?:[^\W_]+ ){1,4}sound(?:s|ed)\b")
_A_VOICE = re.compile(r"\W*it (?:was|is) (?:the|a|that) (?:[^\W_]+ )?voice\b", re.IGNORECASE)
_BEHIND = re.compile(r"\s+(?:in|on|from|inside|behind|over|through|out of)\s+(?:the|a|her|his|my)\s+([^\W_]+)")
_MORE = re.compile(r"\s+((?:with|in|of|from|at)(?: +[^\W_]+(?:['’-][^\W_]+)*){1,5})")
_OF_WHOM = re.compile(r"\s+of\s+(?:(?:old|poor|little|young|dear)\s+)?")
_LONGEST = 60  # code points of a phrase that says who somebody is
_VOICE = re.compile(r"\W*(his|her|my)\s+(?:[^\W_]+\s+)?([^\W_]+)", re.IGNORECASE)

# Somebody spoken to without a name.
_ADDRESS = re.compile(
    r"(?<![^\W_])(?:(?P<m>sir|papa|father|dad|daddy|uncle|grandpa|grandfather|old (?:man|fellow|chap|boy)"
    r"|my (?:boy|lad|son|lord|dear fellow)|monsieur|brother)"
    r"|ma[’'´]am|madam|madame|mademoiselle|mamma|mama|mother|mum|mummy|aunt|auntie|miss|sister"
    r"|my (?:girl|lady|dear girl))"
    r"(?=\s*[,.!?;:—\"”’'´-])",
    re.IGNORECASE,
)

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

# Weights of clues in natural log odds, tuned on novels and retellings.
TAG = 8.0
SCRIPT = 12.0
DEVICE = 0.99
UNSURE_GENDER = -1.2  # a pronoun means somebody of unknown gender only if nobody else fits
PRONOUN = 2.0
RANK = -0.59  # for each person named since
ACTION = 3.9
ACTION_PRONOUN = 1.6
NARRATOR_ACTION = -0.07  # a narrator watches while others speak
CALLED = -4.5
CALLED_ALONE = -2.0
SPOKEN_OF = -1.5
REPORTED = 2.1  # a share of what the same tag weighs beside marks
RELATED = 1.0  # how much less "her brother" and …
UNRELATED = 3.0  # … "the visitor" mean somebody who has a name than themselves
KNOWN = 3.0  # how much less an epithet means somebody of its own where all characters are known
SELF_NAMED = 3.0
NAME_ANSWERED_WITHIN = 8  # utterances
NEAR = 1.5
SOUNDS = 1.7
VOICE_ALONE = 0.5
EPITHET_PLAIN = 0.6  # shares of what a name beside the speech weighs
EPITHET_ACTS = 0.9
UNSURE = 0.7  # a tag below this may not mean the one it is given to
NAMED_RATHER = 0.6
WRONG_GENDER = -5.7


# Studies kept for the next question about the same telling: in use by nobody while they are here.
_kept: OrderedDict[tuple[int, str, Lesson], Study] = OrderedDict()
_MOST_KEPT = 32


def study_once(telling: Telling, aliases: Aliases = (), lesson: Lesson = NOTHING) -> Study:
    """The study of a telling, made anew only when its lines, the aliases or the lesson are others than before."""
    studied = _kept.pop((id(telling.lines), repr(aliases), lesson), None)
    if studied is None or studied.telling.lines is not telling.lines or studied.text is not telling.story.text:
        return study(telling, aliases, lesson=lesson)
    studied.forget()
    return studied


def keep(studied: Study, aliases: Aliases = ()) -> None:
    """Keep a study that is no longer in use."""
    _kept[id(studied.telling.lines), repr(aliases), studied.lesson] = studied
    while len(_kept) > _MOST_KEPT:
        _kept.popitem(last=False)


def study(
    telling: Telling, aliases: Aliases = (), known: Sequence[Character] = (), *, lesson: Lesson = NOTHING
) -> Study:
    """Gather the roster and the clues of a telling; `known` are its characters where they need not be gathered."""
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
    studied = Study(telling, text, roster, turns, narration, abroad=abroad, lesson=lesson)
    _find_narrator(studied, pieces)
    weigher = _Weigher(studied, pieces)
    weigher.weigh()
    return studied


def _names_above(telling: Telling) -> dict[int, Span]:
    """The name on a line of its own above each utterance that has one, by the number of the utterance.

    Between the two, and between the parts of one speech, only paragraphs in brackets may stand.
    """
    text, to_text = telling.story.text, telling.story.map.to_text
    speaking = {u.paragraph for u in telling.utterances}
    above: dict[int, Span] = {}
    name: Span | None = None
    spent = False  # the name has had its speech
    bracketed = -1  # the last paragraph in brackets
    number = 0
    for line in telling.lines:
        if line.kind == "speech":
            if name is not None and not spent:
                above[number] = name
            spent = True
            number += 1
        elif line.paragraph in speaking:
            name = None
        elif line.kind == "tag":
            name, spent = to_text(line.span), False
        elif text[to_text(line.span).start] == "(":
            spent, bracketed = False, line.paragraph
        elif line.paragraph != bracketed:
            name = None
    return above


def _outside(text: str, spans: list[Span]) -> str:
    parts, at = [], 0
    for span in spans:
        parts.append(text[at : span.start])
        at = span.end
    parts.append(text[at:])
    return " ".join(parts)


def _label(lead: str) -> re.Match[str] | None:
    """The name that a line of a script opens with; before a stop it must be in capitals."""
    found = _LABEL.fullmatch(lead)
    if found is not None and found["stop"]:
        shown = _BEHIND_NAME.split(found.group(1), 1)[0]
        return found if shown.isupper() and len(words_of(shown)) <= _NAME_WORDS else None
    return found


def _find_narrator(studied: Study, pieces: list[Piece]) -> None:
    words = len(WORD.findall(studied.narration[:60_000]))
    said_i = sum(1 for p in pieces if p.tag and p.tag.kind == "pronoun" and fold(p.tag.subject.of(studied.text)) == "i")
    first = len(_FIRST.findall(studied.narration[:60_000]))
    often = said_i > max(1, _SAID_I * sum(p.tag is not None for p in pieces))
    if words < _FEW_WORDS or not (first > _FIRST_SHARE * words or (often and first > 0.004 * words)):
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


_ALL = re.compile(r"\s+(?:all|both)\b", re.IGNORECASE)
_AS_ONE = re.compile(r"\s+(?:all\s+)?(?:together|in (?:chorus|unison)|at once|as one)\b", re.IGNORECASE)


def _together(text: str, tag: Tag) -> Span | None:
    """Who speaks in "they all said" and "they said together", where a plain "they" may be one person."""
    if everyone := _ALL.match(text, tag.subject.end):
        return Span(tag.subject.start, everyone.end())
    return tag.subject if _AS_ONE.match(text, tag.span.end) else None


POSSESSIVE = wordset("his her my their our its your")
_OWNED_BY = {"his": "m", "her": "f"}
_GENDER = {**PRONOUNS, "he": "m", "she": "f", "it": "n"}


class _Weigher:
    """Turns what stands beside each utterance into clues about persons."""

    def __init__(self, studied: Study, pieces: list[Piece]) -> None:
        self.studied, self.pieces = studied, pieces
        self.text, self.roster = studied.text, studied.roster
        self.headings = _names_above(studied.telling)
        self.names_self = self._self_namings()
        self.whom = Reference(studied)

    def _self_namings(self) -> dict[int, int]:
        """Utterances that say the speaker's own name, with the place where they do."""
        found: dict[int, int] = {}
        open_for = 0  # for how many more utterances a question for a name stands open
        for piece in self.pieces:
            answer = _ANSWER.match(self.text, piece.span.start, piece.span.end)
            if answer is not None and (open_for > 0 or answer.group(1)):
                for mention in self.roster.mentions_in(Span(answer.end(), answer.end() + 1)):
                    following = self.text[mention.span.end : mention.span.end + 1]
                    if following in ".,!…\"”’'´" and self.roster.persons[mention.person].kind == "name":
                        found[piece.number] = mention.span.start
                        self.studied.self_named.add(mention.person)
                        open_for = 0
            open_for -= 1
            if _ASKS_NAME.search(self.text, piece.span.start, piece.span.end):
                open_for = NAME_ANSWERED_WITHIN
        return found

    def weigh(self) -> None:
        for number, turn in enumerate(self.studied.turns):
            if turn.reported is not None:
                self._tag(turn, turn.reported)
                turn.clues = [replace(c, weight=c.weight * REPORTED) for c in turn.clues]
                continue
            own = [self.pieces[n] for n in turn.utterances]
            for piece in own:
                self._names(turn, piece)
            for place, piece in enumerate(own):
                self._tag(turn, piece.tag)
                self._script(turn, piece)
                self._beside(turn, piece, first=place == 0 and not turn.beside, last=self._is_last(number, place, own))
            self._lead_in(number, turn, own[0])
            self._heard_below(turn, own[-1])
            turn.bare = not any(c.weight > 0 for c in turn.clues)
        self.whom.one_stranger()

    def _is_last(self, number: int, place: int, own: list[Piece]) -> bool:
        turns = self.studied.turns
        return place < len(own) - 1 or not (number + 1 < len(turns) and turns[number + 1].beside)

    def _tag(self, turn: Turn, tag: Tag | None) -> None:
        if tag is None:
            return
        subject = fold(tag.subject.of(self.text))
        if tag.kind == "name":
            person = self.roster.named(tag.subject)
            if person is None:
                person = self.roster.epithet(tag.subject)
            self._clue(turn, "tag", person, TAG, 0.95, tag.span)
        elif (words := words_of(subject)) and words[0] in _OWNED_BY and words[-1] in VOICE_NOUNS:
            self._pronoun(turn, _OWNED_BY[words[0]], tag.span, "pronoun", PRONOUN)  # "came her voice"
        elif tag.kind == "epithet":
            self._epithet(turn, tag)
        elif subject == "i" and self.studied.narrator is not None:
            self._clue(turn, "narrator", self.studied.narrator, TAG, 0.95, tag.span)
        elif subject in ("they", "we") and (together := _together(self.text, tag)):
            self._clue(turn, "tag", self.roster.epithet(together), TAG - 2.0, 0.75, tag.span)
        elif tag.kind == "pronoun" and subject in _GENDER:
            self._pronoun(turn, _GENDER[subject], tag.span, "pronoun", PRONOUN)

    def _epithet(self, turn: Turn, tag: Tag) -> None:
        behind = _BEHIND.match(self.text, tag.subject.end, tag.subject.end + 60)
        noun = words_of(tag.subject.of(self.text))[-1]
        if behind and fold(behind.group(1)) in DEVICES and noun not in DEVICES:
            # "The woman in the radio" is no woman of the scene.
            person = self.roster.epithet(Span(tag.subject.start, behind.end()))
            self._clue(turn, "tag", person, TAG - 2.0, 0.75, tag.span)
            return
        if noun in VOICE_NOUNS and (owner := _OF_WHOM.match(self.text, tag.subject.end)):
            named = noun_phrase_at(self.text, owner.end(), owner.end() + _LONGEST)
            if named is not None and named[0] == "name" and (bearer := self.roster.named(named[1])) is not None:
                self._clue(turn, "tag", bearer, TAG, 0.9, Span(tag.span.start, max(tag.span.end, named[1].end)))
                return
        person = self.roster.epithet(self._as_listed(tag.subject))
        who = self.roster.persons[person]
        subject_words = words_of(tag.subject.of(self.text))
        if who.kind != "epithet":
            self._clue(turn, "tag", person, TAG, 0.9, tag.span)
        elif words_of(tag.subject.of(self.text))[-1] in DEVICES:
            # A voice out of a box is somebody's.
            self._clue(turn, "tag", person, DEVICE, 0.5, tag.span)
        else:
            weight = TAG - 2.0 - (KNOWN if self.roster.known else 0.0)
            self._clue(turn, "tag", person, weight, 0.75, tag.span)
            if not self._may_be_named(turn, person, "tag", TAG - 2.0, tag.span):
                self._means_another(turn, tag, who.gender, related=fold(subject_words[0]) in POSSESSIVE)

    def _as_listed(self, subject: Span) -> Span:
        """An epithet with the words behind it that belong to a name of the list of characters."""
        if self.roster.known and (more := _MORE.match(self.text, subject.end, subject.end + _LONGEST)):
            for word in reversed(list(WORD.finditer(self.text, more.start(1), more.end()))):
                if self.roster.knows(self.text[subject.start : word.end()]):
                    return Span(subject.start, word.end())
        return subject

    def _means_another(self, turn: Turn, tag: Tag, gender: str | None, *, related: bool) -> None:
        """ "Her brother" and "the visitor" are mostly people who have a name as well."""
        if gender not in ("m", "f"):
            return
        weight = TAG - 2.0 - (RELATED if related else UNRELATED)
        for rank, person in enumerate(self.whom.recent(tag.span.start, gender)[:4]):
            if person not in turn.called and self.roster.persons[person].kind == "name":
                self._clue(turn, "tag", person, weight + RANK * rank, UNSURE, tag.span)

    def _may_be_named(self, turn: Turn, person: int, kind: str, weight: float, cue: Span, group: str = "") -> bool:
        """A plain epithet ("the man", "the younger") may stand for one of the few whom the telling names."""
        fits = self.whom.may_be(person)
        for named in fits:
            if named not in turn.called:
                # It is how the one whose eyes we see through looks at others.
                usual = self.whom.habit.get(named, 0.0)
                self._clue(turn, kind, named, weight + NAMED_RATHER - usual, UNSURE, cue, group)
        return bool(fits)

    def _script(self, turn: Turn, piece: Piece) -> None:
        lead = self.text[piece.before.start : piece.before.end]
        if self.text[piece.span.start] not in "\"'“‘«»„`—–-" and (label := _label(lead)):
            name: Span | None = Span(piece.before.start + label.start(1), piece.before.start + label.end(1))
            if not _HEADS.isdisjoint(words_of(label.group(1))[:1]):
                name = None
        else:
            name = self.headings.get(piece.number)
        if name is not None:
            cut = _BEHIND_NAME.search(name.of(self.text))
            name = Span(name.start, name.start + cut.start()) if cut else name
            person = self.roster.named(name)
            if person is None:
                person = self.roster.epithet(name)
            self._clue(turn, "script", person, SCRIPT, 0.98, name)

    def _beside(self, turn: Turn, piece: Piece, *, first: bool, last: bool) -> None:
        """Who acts in the sentence right before and right after the utterance."""
        if piece.tag is None or not piece.tag_before:
            before = piece.before
            if before.of(self.text).strip() and first:
                starts = [
                    m.end() for m in SENTENCE.finditer(self.text, before.start, before.end) if m.end() < before.end
                ]
                for back, start in enumerate(reversed([before.start, *starts][-2:])):
                    if self._subject(
                        turn, start, before.end, 1.0 - 0.4 * back, "acts earlier" if back else "acts before"
                    ):
                        break
        if piece.tag is None or piece.tag_before:
            after = piece.after
            if after.of(self.text).strip() and last:
                stop = SENTENCE.search(self.text, after.start, after.end)
                self._subject(turn, after.start, stop.start() if stop else after.end, 0.9, "acts after")

    def _subject(self, turn: Turn, start: int, end: int, share: float, group: str) -> bool:
        name = next(
            (m for m in self.roster.mentions_in(Span(start, end)) if not m.speech and acts(self.text, m, start)), None
        )
        if _A_VOICE.match(self.text, start, end):
            cue = Span(start, min(end, start + 40))
            self._clue(turn, "action", self.whom.nameless("n"), ACTION * VOICE_ALONE * share, 0.5, cue, group)
            return True
        if _SOUNDS.match(self.text, start, end):
            share *= SOUNDS
        epithet = self._acting_epithet(start, end)
        if epithet is not None and (name is None or epithet.end <= name.span.start):
            self._epithet_acts(turn, self.roster.epithet(epithet), share, epithet)
            return True
        pronoun = PERSONAL.search(self.text, start, end)
        if (voice := _VOICE.match(self.text, start, end)) and fold(voice.group(2)) in VOICE_NOUNS:
            cue = Span(voice.start(1), voice.end(2))
            word = voice.group(1).casefold()
            if word == "my":
                if self.studied.narrator is not None:
                    self._clue(turn, "action", self.studied.narrator, ACTION * 0.8 * share, 0.7, cue, group)
            else:
                self._pronoun(turn, "m" if word == "his" else "f", cue, "action", ACTION_PRONOUN * share)
            return True
        if pronoun and (name is None or pronoun.start() < name.span.start):
            word = pronoun.group(1).casefold()
            cue = Span(pronoun.start(), pronoun.end())
            if word == "i" and self.studied.narrator is not None:
                if pronoun.group(1) == "I" and share > 0.5:
                    self._clue(
                        turn, "action", self.studied.narrator, NARRATOR_ACTION * share, 0.6, cue, "narrator acts"
                    )
                    return True
                return False
            if word in ("he", "she"):
                self._pronoun(turn, "m" if word == "he" else "f", cue, "action", ACTION_PRONOUN * share)
                return True
            return False
        if name is not None and self.roster.persons[name.person].kind == "epithet":
            self._epithet_acts(turn, name.person, share, name.span)
            return True
        if name is not None and self.studied.is_person(name.person):
            self._clue(turn, "action", name.person, ACTION * share, 0.78, name.span, group)
            return True
        return False

    def _epithet_acts(self, turn: Turn, person: int, share: float, cue: Span) -> None:
        plain = bool(self.whom.may_be(person))
        weight = ACTION * share * (EPITHET_PLAIN if plain else EPITHET_ACTS)
        self._clue(turn, "action", person, weight, 0.6 if plain else 0.7, cue, "epithet acts")
        self._may_be_named(turn, person, "action", weight, cue, "epithet acts")

    def _acting_epithet(self, start: int, end: int) -> Span | None:
        """A sentence that begins with "The child" or the like."""
        words = list(islice(WORD.finditer(self.text, start, min(end, start + 60)), 5))
        if not words or fold(words[0].group()) not in ("the", "this", "that"):
            return None
        for word in words[1:]:
            if word.group()[0].isupper():
                return None
            if fold(word.group()) in PERSON_NOUNS:
                return Span(words[0].start(), word.end())
        return None

    def _names(self, turn: Turn, piece: Piece) -> None:
        """Names within the speech: whom it calls and whom it speaks of are seldom the speaker."""
        if addressed := _ADDRESS.search(self.text, piece.span.start, piece.span.end):
            turn.addressed = "m" if addressed.lastgroup == "m" else "f"
        turn.asks = "?" in self.text[max(piece.span.start, piece.span.end - 3) : piece.span.end]
        for mention in self.roster.mentions_in(piece.span):
            if self.names_self.get(piece.number) == mention.span.start:
                self._clue(turn, "action", mention.person, SELF_NAMED, 0.8, mention.span)
                continue
            if not mention.called:
                turn.named.add(mention.person)
                turn.clues.append(Clue("spoken of", mention.person, SPOKEN_OF, group="spoken of"))
                continue
            turn.called.add(mention.person)
            if mention.called == 1:
                turn.clues.append(Clue("called", mention.person, CALLED_ALONE, group="called perhaps"))
            else:
                turn.clues.append(Clue("called", mention.person, CALLED, group="called"))

    def _lead_in(self, number: int, turn: Turn, piece: Piece) -> None:
        """The subject of the narrated paragraph right before a bare turn; one that ends in a colon introduces it."""
        if not turn.gap or piece.before.of(self.text).strip():
            return
        end = self.text.rfind("\n", 0, piece.span.start)
        while end > 0 and self.text[end - 1].isspace():
            end -= 1
        start = self.text.rfind("\n", 0, end) + 1
        lead = self.text[start:end]
        starts = [m.end() for m in SENTENCE.finditer(self.text, start, end) if m.end() < end]
        final = starts[-1] if starts else start
        tag = tag_at_end(self.text, Span(final, end)) if lead.endswith((":", ",", ".", "—", "-")) else None
        last_word = tag is not None and not self.text[tag.verb_span.end : end].strip(" .")
        if tag is not None and (lead[-1:] in ":,—-" or (last_word and not tag.inverted)):
            if piece.tag is None:
                piece.tag, piece.tag_before = tag, True
                self._tag(turn, tag)
            return
        if piece.tag is None:
            before = len(turn.clues)
            self._subject(turn, final, end, NEAR / ACTION, "near")
            turn.clues[before:] = [replace(c, kind="near", confidence=0.45, group="near") for c in turn.clues[before:]]

    def _heard_below(self, turn: Turn, piece: Piece) -> None:
        """Take a paragraph below a bare turn that opens with "It was the voice" for what tells who was heard."""
        if piece.after.of(self.text).strip() or any(c.weight > 0 for c in turn.clues):
            return
        start = piece.span.end
        while start < len(self.text) and self.text[start].isspace():
            start += 1
        if _A_VOICE.match(self.text, start):
            cue = Span(start, min(len(self.text), start + 40))
            self._clue(turn, "action", self.whom.nameless("n"), ACTION, 0.6, cue, "acts after")

    def _pronoun(self, turn: Turn, gender: str, cue: Span, kind: str, weight: float) -> None:
        """Spread the weight of a pronoun over the persons of its gender, the latest named first."""
        if kind == "pronoun" or weight > 1.0:
            turn.gender = gender
        group = "pronoun" if kind == "pronoun" else "pronoun acts"
        other = self.whom.other_than(cue.start, gender)
        ranked = [p for p in self.whom.recent(cue.start, gender) if p not in other and p not in turn.called]
        if not ranked:
            person = self.whom.nameless(gender)
            self._clue(turn, kind, person, weight, 0.6, cue, group)
            return
        known = any(self.roster.persons[p].gender for p in ranked[:4])
        for rank, person in enumerate(ranked[:4]):
            certain = 0.75 if len(ranked) == 1 or rank == 0 else 0.6
            unsure = UNSURE_GENDER if known and gender != "n" and not self.roster.persons[person].gender else 0.0
            usual = self.whom.habit.get(person, 0.0)
            self._clue(turn, kind, person, weight + RANK * rank + unsure + usual, certain, cue, group)

    def _clue(
        self, turn: Turn, kind: str, person: int, weight: float, confidence: float, cue: Span, group: str = ""
    ) -> None:
        turn.clues.append(Clue(kind, person, weight, confidence, cue, group))
        if kind == "script" or (kind == "tag" and confidence > UNSURE):
            self.roster.persons[person].tags += 1
