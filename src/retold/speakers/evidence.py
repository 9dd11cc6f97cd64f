"""What the text shows about the speaker of each turn: tags, pronouns, actions beside the line, names called out.

A turn is a run of utterances that one person says without another between: the stretches of one paragraph, and of the
next when the speech goes on over the break. Every clue names a person of the roster with a weight in natural log odds
(negative speaks against) and the words that show it.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from itertools import islice

from retold.speakers.roster import Mention, Person, Roster, name_gender
from retold.speakers.tags import SENTENCE, Piece, find_tag, pieces_of, tag_at_end
from retold.speechwords import (
    DEVICES,
    PERSON_NOUNS,
    UNNAMED,
    VOICE_NOUNS,
    WORD,
    Tag,
    fold,
    read_tag,
    words_of,
    wordset,
)
from retold.text import Span, Telling

_BEHIND_NAME = re.compile(r"\s*[(\[:^]")
_WITH_NAME = re.compile(r"\s+and\s+[^\W\d_a-z]")
_AFTER_NAME = re.compile(r"[^\W\d_a-z]\w*\s+and\s+$")
_WORD_BEFORE = re.compile(r"([^\W_]+)\s+$")
# After these words a name is no subject ("down at Ann, he smiled").
_GOVERNING = wordset(
    "at of to with from for by on in into onto over behind beside towards toward against near around than"
)
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
_PERSONAL = re.compile(r"(?<![\w'’-])(he|she|i|they|it)(?=(?:['’´](?:s|d|ll|m|ve|re))?(?![\w'’´-]))", re.IGNORECASE)
_VOICE = re.compile(r"\W*(his|her|my)\s+(?:[^\W_]+\s+)?([^\W_]+)", re.IGNORECASE)

# Narration speaks in the first person where this share of its words is I, my or me.
_FIRST_SHARE = 0.012
_FEW_WORDS = 30

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
CALLED = -1.5
CALLED_ALONE = -1.1
SPOKEN_OF = -0.3
EPITHET_SHARE = 0.4  # an epithet that never speaks by a tag mostly stands for somebody named
REPORTED = 2.1  # a share of what the same tag weighs beside marks
SELF_NAMED = 3.0
NAME_ANSWERED_WITHIN = 8  # utterances
NEAR = 1.5
WRONG_GENDER = -5.7


@dataclass(frozen=True, slots=True)
class Clue:
    """Evidence about one person as the speaker of a turn: `weight` in log odds, `confidence` 0 to 1."""

    kind: str
    person: int
    weight: float
    confidence: float = 0.5
    cue: Span | None = None


@dataclass(slots=True)
class Turn:
    """A run of utterances with one speaker; `gap` counts the narrated paragraphs since the turn before."""

    utterances: list[int]
    span: Span
    paragraph: int
    gap: int
    clues: list[Clue] = field(default_factory=list)
    gender: str | None = None
    called: set[int] = field(default_factory=set)
    named: set[int] = field(default_factory=set)
    beside: bool = False  # follows another turn in the same paragraph
    bare: bool = True  # no tag or action tells of anybody
    reported: Tag | None = None  # a turn told in the narrator's words ("She asked him how bad."), without utterances


def _once(who: Person) -> int:
    """How often narration must at least have named somebody: more than once where the name is no known first name."""
    return 0 if any(name_gender(word) for form in who.forms for word in form) else 1


@dataclass(slots=True)
class Study:
    """All that is known about the speakers of one telling before the turns are settled together."""

    telling: Telling
    text: str
    roster: Roster
    turns: list[Turn]
    narration: str
    narrator: int | None = None
    ids: dict[int, str] = field(default_factory=dict)
    self_named: set[int] = field(default_factory=set)

    def may_return(self, person: int) -> bool:
        """Whether a person may speak where nothing says so: not "somebody" or a voice out of a box."""
        who = self.roster.persons[person]
        words = words_of(who.name)
        return who.kind != "epithet" or not words or (words[-1] in PERSON_NOUNS and words[-1] not in UNNAMED)

    def is_person(self, person: int) -> bool:
        who = self.roster.persons[person]
        if who.kind == "merged":
            return False
        return (
            who.kind != "name"
            or person in self.self_named
            or who.tags > 0
            or who.called > 0
            or (who.told > _once(who) and who.gender is not None and who.placed * 4 < who.told)
        )


def study(telling: Telling) -> Study:
    """Gather the roster and the clues of a telling."""
    text = telling.story.text
    to_text = telling.story.map.to_text
    spans = [to_text(u.span) for u in telling.utterances]
    pieces = pieces_of(telling, text, spans)
    for piece in pieces:
        find_tag(text, piece)
    roster = Roster(text, spans, [p.tag for p in pieces if p.tag is not None])
    narration = _outside(text, spans)
    turns = _turns(telling, text, pieces)
    studied = Study(telling, text, roster, turns, narration)
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


def _turns(telling: Telling, text: str, pieces: list[Piece]) -> list[Turn]:
    turns: list[Turn] = []
    last: Piece | None = None
    heads = _paragraph_heads(telling)
    for piece in pieces:
        for paragraph in range((last.paragraph if last else piece.paragraph) + 1, piece.paragraph):
            reported = _reported(text, heads.get(paragraph))
            if reported is not None:
                gap = paragraph - (turns[-1].paragraph if turns else paragraph) - 1
                turns.append(Turn([], reported.span, paragraph, gap, reported=reported))
        if last is not None and turns[-1].utterances and _same_turn(telling, text, last, piece):
            turns[-1].utterances.append(piece.number)
            turns[-1].span = Span(turns[-1].span.start, piece.span.end)
            turns[-1].paragraph = piece.paragraph
        else:
            beside = last is not None and last.paragraph == piece.paragraph
            gap = 0 if last is None or beside else piece.paragraph - turns[-1].paragraph - 1
            turns.append(Turn([piece.number], piece.span, piece.paragraph, gap, beside=beside))
        last = piece
    return turns


_REPORTING = wordset("""
told tells tell asked asks ask answered answers replied replies explained explains begged begs ordered orders
reminded reminds assured assures said says wanted informed informs promised promises insisted insists admitted
admits
""")


def _paragraph_heads(telling: Telling) -> dict[int, Span]:
    """The first sentence of every paragraph without speech."""
    heads: dict[int, Span] = {}
    speaking = {u.paragraph for u in telling.utterances}
    for line in telling.lines:
        if line.paragraph not in speaking:
            heads.setdefault(line.paragraph, telling.story.map.to_text(line.span))
    return heads


def _reported(text: str, head: Span | None) -> Tag | None:
    """The tag of a paragraph that tells what somebody said."""
    if head is None:
        return None
    tag = read_tag(text, head.start, head.end, verbs=_REPORTING)
    if tag is None or tag.inverted or tag.span.start > head.start + 12 or text[head.end - 1] in ":,":
        return None
    return tag


def _same_turn(telling: Telling, text: str, last: Piece, piece: Piece) -> bool:
    if last.paragraph == piece.paragraph:
        between = text[last.span.end : piece.span.start]
        if not between.strip():
            return False
        if last.tag and piece.tag and last.tag.span != piece.tag.span:
            ours, theirs = (fold(t.subject.of(text)) for t in (last.tag, piece.tag))
            if last.tag.kind == "name" and piece.tag.kind == "name" and ours.split()[-1] != theirs.split()[-1]:
                return False
            if last.tag.kind == piece.tag.kind == "pronoun" and ours != theirs:
                return False
        return True
    if piece.paragraph != last.paragraph + 1:
        return False
    utterance = telling.utterances[last.number]
    closed = text[last.span.end - 1] in "\"'”’»«“´‘`"
    return (
        not closed
        and utterance.repaired is None
        and text[last.span.start] in "\"'“‘«»„`"
        and not last.after.of(text).strip()
    )


def _find_narrator(studied: Study, pieces: list[Piece]) -> None:
    words = len(WORD.findall(studied.narration[:60_000]))
    said_i = sum(1 for p in pieces if p.tag and p.tag.kind == "pronoun" and fold(p.tag.subject.of(studied.text)) == "i")
    first = len(_FIRST.findall(studied.narration[:60_000]))
    if words < _FEW_WORDS or not (first > _FIRST_SHARE * words or (said_i > 1 and first > 0.004 * words)):
        return
    # Whom others call by name in a first-person telling that never names them itself is the narrator; surest where
    # the narrator speaks right before or after.
    roster = studied.roster
    mine = {
        p.number for p in pieces if p.tag and p.tag.kind == "pronoun" and fold(p.tag.subject.of(studied.text)) == "i"
    }
    scores: dict[int, float] = {}
    for piece in pieces:
        for mention in roster.mentions_in(piece.span):
            who = roster.persons[mention.person]
            if not mention.called or who.told or who.tags or who.kind != "name":
                continue
            beside = (piece.number - 1 in mine) + (piece.number + 1 in mine)
            score = -2.0 if piece.number in mine else (0.3 + beside) * mention.called / 2
            scores[mention.person] = scores.get(mention.person, 0.0) + score
    best = max(scores, key=lambda n: (scores[n], -n), default=None)
    rest = max((scores[n] for n in scores if n != best), default=0.0)
    if best is not None and scores[best] > 2 * max(0.0, rest) and roster.persons[best].called:
        studied.narrator = best
        roster.persons[best].kind = "narrator"
    else:
        studied.narrator = roster.add("I", "narrator", None)


_PRONOUN_OF = {"m": "he", "f": "she", "n": "it"}
_GENDER = {"he": "m", "she": "f", "it": "n"}


class _Weigher:
    """Turns what stands beside each utterance into clues about persons."""

    def __init__(self, studied: Study, pieces: list[Piece]) -> None:
        self.studied, self.pieces = studied, pieces
        self.text, self.roster = studied.text, studied.roster
        self.headings = _names_above(studied.telling)
        self.unnamed: dict[str, int] = {}
        self.names_self = self._self_namings()

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
            for place, piece in enumerate(own):
                self._tag(turn, piece.tag)
                self._script(turn, piece)
                self._beside(turn, piece, first=place == 0 and not turn.beside, last=self._is_last(number, place, own))
                self._names(turn, piece)
            self._lead_in(number, turn, own[0])
            turn.bare = not any(c.weight > 0 for c in turn.clues)

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
        elif tag.kind == "epithet":
            self._epithet(turn, tag)
        elif subject == "i" and self.studied.narrator is not None:
            self._clue(turn, "narrator", self.studied.narrator, TAG, 0.95, tag.span)
        elif subject in ("he", "she", "it"):
            self._pronoun(turn, _GENDER[subject], tag.span, "pronoun", PRONOUN)

    def _epithet(self, turn: Turn, tag: Tag) -> None:
        person = self.roster.epithet(tag.subject)
        who = self.roster.persons[person]
        if who.kind != "epithet":
            self._clue(turn, "tag", person, TAG, 0.9, tag.span)
        elif words_of(tag.subject.of(self.text))[-1] in DEVICES:
            # A voice out of a box is somebody's.
            self._clue(turn, "tag", person, DEVICE, 0.5, tag.span)
        else:
            self._clue(turn, "tag", person, TAG - 2.0, 0.75, tag.span)

    def _script(self, turn: Turn, piece: Piece) -> None:
        lead = self.text[piece.before.start : piece.before.end]
        if self.text[piece.span.start] not in "\"'“‘«»„`—–-" and lead.rstrip().endswith(":"):
            name: Span | None = Span(piece.before.start, piece.before.start + len(lead.rstrip()) - 1)
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
                    if self._subject(turn, start, before.end, 1.0 - 0.4 * back):
                        break
        if piece.tag is None or piece.tag_before:
            after = piece.after
            if after.of(self.text).strip() and last:
                stop = SENTENCE.search(self.text, after.start, after.end)
                self._subject(turn, after.start, stop.start() if stop else after.end, 0.9)

    def _subject(self, turn: Turn, start: int, end: int, share: float) -> bool:
        name = next(
            (m for m in self.roster.mentions_in(Span(start, end)) if not m.speech and self._acts(m, start)), None
        )
        epithet = self._acting_epithet(start, end)
        if epithet is not None and (name is None or epithet.end <= name.span.start):
            self._clue(turn, "action", self.roster.epithet(epithet), ACTION * 0.6 * share, 0.6, epithet)
            return True
        pronoun = _PERSONAL.search(self.text, start, end)
        if (voice := _VOICE.match(self.text, start, end)) and fold(voice.group(2)) in VOICE_NOUNS:
            cue = Span(voice.start(1), voice.end(2))
            word = voice.group(1).casefold()
            if word == "my":
                if self.studied.narrator is not None:
                    self._clue(turn, "action", self.studied.narrator, ACTION * 0.8 * share, 0.7, cue)
            else:
                self._pronoun(turn, "m" if word == "his" else "f", cue, "action", ACTION_PRONOUN * share)
            return True
        if pronoun and (name is None or pronoun.start() < name.span.start):
            word = pronoun.group(1).casefold()
            cue = Span(pronoun.start(), pronoun.end())
            if word == "i" and self.studied.narrator is not None:
                if pronoun.group(1) == "I" and share > 0.5:
                    self._clue(turn, "action", self.studied.narrator, NARRATOR_ACTION * share, 0.6, cue)
                    return True
                return False
            if word in ("he", "she"):
                self._pronoun(turn, "m" if word == "he" else "f", cue, "action", ACTION_PRONOUN * share)
                return True
            return False
        if name is not None and self.studied.is_person(name.person):
            self._clue(turn, "action", name.person, ACTION * share, 0.78, name.span)
            return True
        return False

    def _acts(self, mention: Mention, start: int) -> bool:
        """Whether a named person is the subject: not a mere owner, unless of the voice or face that acts."""
        if not mention.owner:
            if _WITH_NAME.match(self.text, mention.span.end) or _AFTER_NAME.search(
                self.text, max(start, mention.span.start - 40), mention.span.start
            ):
                return False  # "Ann and Bob" act together
            before = _WORD_BEFORE.search(self.text, max(start, mention.span.start - 20), mention.span.start)
            word = fold(before.group(1)) if before else ""
            return word not in _GOVERNING and not (len(word) > 4 and word.endswith("ing"))
        following = WORD.search(self.text, mention.span.end + 2, mention.span.end + 40)
        return mention.span.start - start <= 3 and following is not None and fold(following.group()) in VOICE_NOUNS

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
        for mention in self.roster.mentions_in(piece.span):
            if self.names_self.get(piece.number) == mention.span.start:
                self._clue(turn, "action", mention.person, SELF_NAMED, 0.8, mention.span)
                continue
            if not mention.called:
                turn.named.add(mention.person)
                turn.clues.append(Clue("spoken of", mention.person, SPOKEN_OF))
                continue
            alone = mention.called == 1
            turn.called.add(mention.person)
            turn.clues.append(Clue("called", mention.person, CALLED_ALONE if alone else CALLED))

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
            self._subject(turn, final, end, NEAR / ACTION)
            turn.clues[before:] = [replace(c, kind="near", confidence=0.45) for c in turn.clues[before:]]

    def _pronoun(self, turn: Turn, gender: str, cue: Span, kind: str, weight: float) -> None:
        """Spread the weight of a pronoun over the persons of its gender, the latest named first."""
        if kind == "pronoun" or weight > 1.0:
            turn.gender = gender
        other = self._other_than(cue.start, gender)
        ranked = [p for p in self._recent(cue.start, gender) if p not in other]
        if not ranked:
            person = self._nameless(gender)
            self._clue(turn, kind, person, weight, 0.6, cue)
            return
        known = any(self.roster.persons[p].gender for p in ranked[:4])
        for rank, person in enumerate(ranked[:4]):
            certain = 0.75 if len(ranked) == 1 or rank == 0 else 0.6
            unsure = UNSURE_GENDER if known and gender != "n" and not self.roster.persons[person].gender else 0.0
            self._clue(turn, kind, person, weight + RANK * rank + unsure, certain, cue)

    def _other_than(self, at: int, gender: str) -> set[int]:
        """Whom a pronoun cannot mean: those named as somebody else's object after the same pronoun just before."""
        start = self.text.rfind("\n", 0, max(0, self.text.rfind("\n", 0, at))) + 1
        others: set[int] = set()
        word = _PRONOUN_OF[gender]
        for mention in self.roster.mentions_in(Span(max(start, at - 600), at)):
            if mention.speech or self.roster.persons[mention.person].gender != gender:
                continue
            opening = max(self.text.rfind(stop, 0, mention.span.start) for stop in ".!?\n")
            pronoun = _PERSONAL.search(self.text, opening + 1, mention.span.start)
            if pronoun and pronoun.group(1).casefold() == word and pronoun.start() - opening < 4:
                others.add(mention.person)
            else:
                others.discard(mention.person)
        return others

    def _nameless(self, gender: str) -> int:
        own = [n for n in sorted(self.studied.self_named) if not self.roster.persons[n].told]
        own = [n for n in own if self.roster.persons[n].gender in (gender, None) and n != self.studied.narrator]
        if gender not in self.unnamed and len(own) == 1:
            self.unnamed[gender] = own[0]
        if gender not in self.unnamed:
            self.unnamed[gender] = self.roster.add(_PRONOUN_OF[gender], "unnamed", gender)
        return self.unnamed[gender]

    _REACH = 24  # mentions looked back through

    def _recent(self, at: int, gender: str) -> list[int]:
        """Persons who may have this gender, by how lately the narration named them."""
        which = bisect_left(self.roster.narrated_at, at)
        scores: dict[int, float] = {}
        for back, mention in enumerate(reversed(self.roster.narrated[max(0, which - self._REACH) : which])):
            who = self.roster.persons[mention.person]
            if mention.person == self.studied.narrator or not self.studied.is_person(mention.person):
                continue
            if who.gender not in (gender, None) or (gender == "n" and who.gender):
                continue
            score = 1.0 / (2 + back) * (0.6 if mention.owner else 1.0) * (1.0 if who.gender else 0.7)
            if who.kind == "epithet" and not who.tags:
                score *= EPITHET_SHARE
            scores[mention.person] = scores.get(mention.person, 0.0) + score
        if not scores:
            some = [
                (p.told + p.tags, -n)
                for n, p in enumerate(self.roster.persons)
                if p.gender == (None if gender == "n" else gender)
                and p.kind in ("name", "epithet")
                and (p.told or p.tags or p.called)
            ]
            return [-max(some)[1]] if some else []
        return sorted(scores, key=lambda p: (-scores[p], p))

    def _clue(self, turn: Turn, kind: str, person: int, weight: float, confidence: float, cue: Span) -> None:
        turn.clues.append(Clue(kind, person, weight, confidence, cue))
        if kind in ("tag", "script"):
            self.roster.persons[person].tags += 1


def people(clues: Iterable[Clue]) -> list[int]:
    """The persons whom clues speak for, in order, each once."""
    return list(dict.fromkeys(c.person for c in clues if c.weight > 0))
