"""What the text shows about the speaker of each turn: tags, pronouns, actions beside the line, names called out.

Comes in: a study whose roster and turns are gathered, and the pieces with their tags; goes out: the clues of every
turn. Each names a person of the roster with a weight in natural log odds (negative speaks against) and the words that
show it.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import replace
from itertools import islice

from retold.speakers.abroad import PRONOUNS
from retold.speakers.calling import names_given, spoken_to
from retold.speakers.reference import PERSONAL, Reference, acts
from retold.speakers.scripts import name_shown, names_above
from retold.speakers.tags import SENTENCE, Piece, tag_at_end
from retold.speakers.turns import Clue, Study, Turn
from retold.speechwords import (
    DEVICES,
    NOBODY,
    PERSON_NOUNS,
    TRADES,
    VOICE_NOUNS,
    WORD,
    Tag,
    fold,
    noun_phrase_at,
    owner_in,
    words_of,
    wordset,
)
from retold.text import Span

# "The old man sounds tired": what was heard was said by the one who sounds so.
_SOUNDS = re.compile(r"\W*(?:[^\W_]+ ){1,4}sound(?:s|ed)\b")
_A_VOICE = re.compile(r"\W*it (?:was|is) (?:the|a|that) (?:[^\W_]+ )?voice\b", re.IGNORECASE)
_BEHIND = re.compile(r"\s+(?:in|on|from|inside|behind|over|through|out of)\s+(?:the|a|her|his|my)\s+([^\W_]+)")
_MORE = re.compile(r"\s+((?:with|in|of|from|at)(?: +[^\W_]+(?:['’-][^\W_]+)*){1,5})")
_OF_WHOM = re.compile(r"\s+of\s+(?:(?:old|poor|little|young|dear)\s+)?")
_LONGEST = 60  # code points of a phrase that says who somebody is
_ALL = re.compile(r"\s+(?:all|both)\b", re.IGNORECASE)
_AS_ONE = re.compile(r"\s+(?:all\s+)?(?:together|in (?:chorus|unison)|at once|as one)\b", re.IGNORECASE)
_VOICE = re.compile(r"\W*(his|her|my)\s+(?:[^\W_]+\s+)?([^\W_]+)", re.IGNORECASE)

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
CALLED = -6.0
CALLED_ALONE = -2.0
SPOKEN_OF = -1.5
REPORTED = 2.1  # a share of what the same tag weighs beside marks
RELATED = 1.0  # how much less "her brother" and …
UNRELATED = 3.0  # … "the visitor" mean somebody who has a name than themselves
KNOWN = 3.0  # how much less an epithet means somebody of its own where all characters are known
SELF_NAMED = 3.0
NEAR = 1.5
SOUNDS = 1.7
VOICE_ALONE = 0.5
EPITHET_PLAIN = 0.6  # shares of what a name beside the speech weighs
EPITHET_ACTS = 0.9
# How often clues that name somebody outright are right, measured on novels; the evidence of a turn bears them.
BY_NAME = 0.98
BY_EPITHET = 0.85  # "the doctor", where somebody bears that title
UNSURE = 0.6  # a tag below this may not mean the one it is given to
NAMED_RATHER = 0.6
WRONG_GENDER = -5.7

POSSESSIVE = wordset("his her my their our its your")
_OWNED_BY = {"his": "m", "her": "f"}
_GENDER = {**PRONOUNS, "he": "m", "she": "f", "it": "n"}


class Weigher:
    """Turns what stands beside each utterance into clues about persons."""

    def __init__(self, studied: Study, pieces: list[Piece]) -> None:
        self.studied, self.pieces = studied, pieces
        self.text, self.roster = studied.text, studied.roster
        self.headings = names_above(studied.telling)
        given = names_given(self.text, self.roster, pieces)
        self.names_self = {number: start for number, (start, _) in given.items()}
        studied.self_named.update(person for _, person in given.values())
        self.whom = Reference(studied)

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
        if tag.kind == "epithet" and words_of(subject)[0] in NOBODY:
            return  # "asked neither of them"
        if tag.kind == "name":
            person = self.roster.named(tag.subject)
            if person is None:
                person = self.roster.epithet(tag.subject)
            self._clue(turn, "tag", person, TAG, BY_NAME, tag.span)
        elif (words := words_of(subject)) and words[0] in _OWNED_BY and words[-1] in VOICE_NOUNS:
            self._pronoun(turn, _OWNED_BY[words[0]], tag.span, "pronoun", PRONOUN)  # "came her voice"
        elif tag.kind == "epithet":
            self._epithet(turn, tag)
        elif subject == "i":
            if (narrator := self.whom.narrator()) is not None:
                self._clue(turn, "narrator", narrator, TAG, BY_NAME, tag.span)
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
        owner = owner_in(self.text, tag.subject)
        owned_by = self.roster.named(owner) if owner is not None else None
        if noun in VOICE_NOUNS and owned_by is not None:
            self._clue(turn, "tag", owned_by, TAG, BY_NAME, tag.span)  # "said Nora's voice"
            return
        if noun in VOICE_NOUNS and (of := _OF_WHOM.match(self.text, tag.subject.end)):
            named = noun_phrase_at(self.text, of.end(), of.end() + _LONGEST)
            if named is not None and named[0] == "name" and (bearer := self.roster.named(named[1])) is not None:
                self._clue(turn, "tag", bearer, TAG, BY_EPITHET, Span(tag.span.start, max(tag.span.end, named[1].end)))
                return
        person = self.roster.epithet(self._as_listed(tag.subject))
        who = self.roster.persons[person]
        subject_words = words_of(tag.subject.of(self.text))
        if "and" in subject_words:
            self._clue(turn, "tag", person, TAG, BY_NAME, tag.span)  # "said Ann and Bob"
        elif who.kind != "epithet":
            self._clue(turn, "tag", person, TAG, BY_EPITHET, tag.span)
        elif words_of(tag.subject.of(self.text))[-1] in DEVICES:
            # A voice out of a box is somebody's.
            self._clue(turn, "tag", person, DEVICE, 0.5, tag.span)
        else:
            weight = TAG - 2.0 - (KNOWN if self.roster.known else 0.0)
            self._clue(turn, "tag", person, weight, 0.75, tag.span)
            if not self._may_be_named(turn, person, "tag", TAG - 2.0, tag.span):
                related = fold(subject_words[0]) in POSSESSIVE or owner is not None
                self._means_another(turn, tag, who.gender, related=related, but=owned_by)

    def _as_listed(self, subject: Span) -> Span:
        """An epithet with the words behind it that belong to a name of the list of characters."""
        if self.roster.known and (more := _MORE.match(self.text, subject.end, subject.end + _LONGEST)):
            for word in reversed(list(WORD.finditer(self.text, more.start(1), more.end()))):
                if self.roster.knows(self.text[subject.start : word.end()]):
                    return Span(subject.start, word.end())
        return subject

    def _means_another(self, turn: Turn, tag: Tag, gender: str | None, *, related: bool, but: int | None) -> None:
        """ "Her brother" and "the visitor" are mostly people who have a name as well, but not `but`, whose they are."""
        if gender not in ("m", "f"):
            return
        weight = TAG - 2.0 - (RELATED if related else UNRELATED)
        for rank, person in enumerate(self.whom.recent(tag.span.start, gender)[:4]):
            if person not in turn.called and person != but and self.roster.persons[person].kind == "name":
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
        name = name_shown(self.text, piece, self.headings.get(piece.number))
        if name is not None:
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
            if fold(word.group()) in PERSON_NOUNS or fold(word.group()) in TRADES:
                return Span(words[0].start(), word.end())
        return None

    def _names(self, turn: Turn, piece: Piece) -> None:
        """Names within the speech: whom it calls and whom it speaks of are seldom the speaker."""
        turn.addressed = spoken_to(self.text, piece.span) or turn.addressed
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
            turn.before_pronoun = self._acting_before(cue.start, gender)
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

    def _acting_before(self, at: int, gender: str) -> int | None:
        """Who of a gender acts in the narration before a pronoun, in the same paragraph or at the end of the last."""
        start = self.text.rfind("\n", 0, at) + 1
        narrated = self.roster.narrated
        for which in range(bisect_left(self.roster.narrated_at, at) - 1, -1, -1):
            mention = narrated[which]
            if mention.span.start < start:
                return None
            who = self.roster.persons[mention.person]
            if who.gender == gender and mention.person != self.studied.narrator:
                opening = max(start, max(self.text.rfind(stop, start, mention.span.start) for stop in ".!?") + 1)
                if acts(self.text, mention, opening):
                    return mention.person
        return None

    def _clue(
        self, turn: Turn, kind: str, person: int, weight: float, confidence: float, cue: Span, group: str = ""
    ) -> None:
        turn.clues.append(Clue(kind, person, weight, confidence, cue, group))
        if kind == "script" or (kind == "tag" and confidence > UNSURE):
            self.roster.persons[person].tags += 1


def _together(text: str, tag: Tag) -> Span | None:
    """Who speaks in "we said", "they all said" and "they said together", where a plain "they" may be one person."""
    if everyone := _ALL.match(text, tag.subject.end):
        return Span(tag.subject.start, everyone.end())
    return tag.subject if fold(tag.subject.of(text)) == "we" or _AS_ONE.match(text, tag.span.end) else None
