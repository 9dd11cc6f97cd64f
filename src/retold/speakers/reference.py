"""Whom a pronoun or a plain epithet means: the few persons it can stand for, likeliest first.

Names fade as others are named. A pronoun cannot mean those whom its paragraph names only as its object or owner, and in
a scene of two men "he" is mostly the one through whose eyes it is seen; "the younger man" is then the other.
"""

from __future__ import annotations

import math
import re
from bisect import bisect_left
from dataclasses import replace

from retold.speakers.roster import Mention
from retold.speakers.tags import GOVERNING, OPENING
from retold.speakers.turns import Study
from retold.speechwords import DEVICES, PLAIN, VOICE_NOUNS, WORD, fold, words_of, wordset

_WITH_NAME = re.compile(r"\s+and\s+[^\W\d_a-z]")
_AFTER_NAME = re.compile(r"[^\W\d_a-z]\w*\s+and\s+$")
_WORD_BEFORE = re.compile(r"([^\W_]+)\s+$")
# Verbs of what goes on in somebody: who does them is the one through whose eyes the scene is seen.
INNER = wordset("""
felt feels feel knew knows know thought thinks think wondered wonders wonder realised realises realise realized
realizes realize remembered remembers hoped hopes wished wishes believed believes noticed notices understood
understands regretted regrets hated hates wanted wants could couldn't can can't
""")
# Nouns for somebody who is no human being; numbers can be names of such too.
_STRANGE = wordset("alien aliens creature being beast monster robot machine computer thing entity ghost spirit demon")
PERSONAL = re.compile(r"(?<![\w'’-])(he|she|i|they|it)(?=(?:['’´](?:s|d|ll|m|ve|re))?(?![\w'’´-]))", re.IGNORECASE)
_PRONOUN_OF = {"m": "he", "f": "she", "n": "it"}

EPITHET_SHARE = 0.4  # an epithet that never speaks by a tag mostly stands for somebody named
FEW = 3  # persons whom a plain epithet may stand for
HABIT = 0.8  # share of the log odds with which pronouns mean one of the main persons elsewhere in the telling
RECENT = 2.0  # how fast a name fades from mind: the power and offset of its place among the names before
FADES = 1.3
CALLED_ONLY = 0.1  # how recent somebody is who is called by name and never told of, where one just named is 0.5
HABIT_MOST = 1.2
ONE_VIEW = 60_000  # code points: what is longer is seldom seen through the same eyes throughout
MAIN = 0.08  # of the sightings of the one named most
MAIN_THIRD = 0.15  # the same for a third and more of one gender


class Reference:
    """Whom the words of one telling's narration may mean."""

    def __init__(self, studied: Study) -> None:
        self.studied, self.text, self.roster = studied, studied.text, studied.roster
        self._unnamed: dict[str, int] = {}
        self._says_i = self.roster.told_by
        self._main = studied.main = self._named_most()
        self._apart = self._told_apart()
        self.habit = self._habits()
        self._stands_for: dict[int, list[int]] = {}

    def _named_most(self) -> list[int]:
        """The persons named most in narration, at least two of a gender where there are two."""
        some = [n for n, p in enumerate(self.roster.persons) if p.kind == "name" and p.told and p.gender]
        most = max((self.roster.persons[n].told for n in some), default=0)
        main: list[int] = []
        for gender in ("f", "m"):
            mine = sorted(
                (n for n in some if self.roster.persons[n].gender == gender),
                key=lambda n: (-self.roster.persons[n].told, n),
            )
            main += [
                n
                for rank, n in enumerate(mine)
                if self.roster.persons[n].told >= most * (MAIN if rank < 2 else MAIN_THIRD)
            ]
        return main

    def _told_apart(self) -> dict[int, dict[str, set[int]]]:
        """For each paragraph whom its pronouns cannot mean: named only as the object or owner after "he" or "she"."""
        apart: dict[int, dict[str, set[int]]] = {}
        acting: dict[int, set[int]] = {}
        for mention in self.roster.narrated:
            gender = self.roster.persons[mention.person].gender
            word = _PRONOUN_OF.get(gender or "")
            if word is None:
                continue
            paragraph = self.text.rfind("\n", 0, mention.span.start) + 1
            opening = max(paragraph, max(self.text.rfind(stop, paragraph, mention.span.start) for stop in ".!?") + 1)
            pronoun = PERSONAL.search(self.text, opening, mention.span.start)
            between = self.text[pronoun.end() : mention.span.start] if pronoun else ""
            if pronoun and fold(pronoun.group(1)) == word and not any(c in ';"“”' for c in between):
                apart.setdefault(paragraph, {}).setdefault(gender or "", set()).add(mention.person)
            elif not mention.owner and acts(self.text, mention, opening):
                acting.setdefault(paragraph, set()).add(mention.person)
        for paragraph, by_gender in apart.items():
            for persons in by_gender.values():
                persons -= acting.get(paragraph, set())
        return apart

    def _habits(self) -> dict[int, float]:
        """How much likelier than the others of their gender a pronoun means each of the main persons."""
        if len(self.text) > ONE_VIEW:
            return {}
        counts: dict[int, float] = {}
        groups: dict[str, list[int]] = {}
        for number in self._main:
            gender = self.roster.persons[number].gender
            if gender in ("m", "f"):
                groups.setdefault(gender, []).append(number)
        for some in self._apart.values():
            for gender, persons in some.items():
                rest = [p for p in groups.get(gender, []) if p not in persons]
                for person in rest:
                    counts[person] = counts.get(person, 0.0) + 1.0 / len(rest)
        for mention in self.roster.narrated:
            following = WORD.match(self.text, min(len(self.text), mention.span.end + 1))
            if following and fold(following.group()) in INNER and not mention.owner:
                counts[mention.person] = counts.get(mention.person, 0.0) + 1.0
        habit: dict[int, float] = {}
        for rivals in groups.values():
            if len(rivals) < 2:
                continue
            whole = sum(counts.get(p, 0.0) for p in rivals)
            for person in rivals:
                share = (counts.get(person, 0.0) + 1.0) / (whole + len(rivals))
                habit[person] = max(-HABIT_MOST, min(HABIT_MOST, HABIT * math.log(share * len(rivals))))
        return habit

    def other_than(self, at: int, gender: str) -> set[int]:
        """Whom a pronoun cannot mean: those its paragraph names only as somebody else's object or owner."""
        start = self.text.rfind("\n", 0, at) + 1
        return self._apart.get(start, {}).get(gender, set())

    def nameless(self, gender: str) -> int:
        own = [n for n in sorted(self.studied.self_named) if not self.roster.persons[n].told]
        own = [n for n in own if self.roster.persons[n].gender in (gender, None) and n != self.studied.narrator]
        if gender not in self._unnamed and len(own) == 1:
            self._unnamed[gender] = own[0]
        if gender not in self._unnamed:
            self._unnamed[gender] = self.roster.add(_PRONOUN_OF[gender], "unnamed", gender)
        return self._unnamed[gender]

    def narrator(self) -> int | None:
        """Whoever says "I" outside speech: in a short text that hardly says it somebody of whom no more is known.

        In a long one told in the third person that is a tale within a speech that has lost its marks.
        """
        if self.studied.narrator is None and self._says_i is None and len(self.text) <= ONE_VIEW:
            self._says_i = self.roster.add("I", "narrator", None)
        return self._says_i if self.studied.narrator is None else self.studied.narrator

    _REACH = 24  # mentions looked back through

    def recent(self, at: int, gender: str) -> list[int]:
        """Persons who may have this gender, by how lately the narration named them."""
        which = bisect_left(self.roster.narrated_at, at)
        scores: dict[int, float] = {}
        for back, mention in enumerate(reversed(self.roster.narrated[max(0, which - self._REACH) : which])):
            who = self.roster.persons[mention.person]
            if mention.person == self.studied.narrator or not self.studied.is_person(mention.person):
                continue
            if self.may_be(mention.person):
                continue
            if who.gender not in (gender, None) or (gender == "n" and who.gender):
                continue
            score = (RECENT + back) ** -FADES * (0.6 if mention.owner else 1.0) * (1.0 if who.gender else 0.7)
            if who.kind == "epithet" and not who.tags:
                score *= EPITHET_SHARE
            scores[mention.person] = scores.get(mention.person, 0.0) + score
        for number, who in enumerate(self.roster.persons):
            # Who is only ever called by name may be near as well.
            if who.kind == "name" and not who.told and who.called and who.gender in (gender, None):
                scores.setdefault(number, CALLED_ONLY)
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

    def may_be(self, person: int) -> list[int]:
        """The few persons whom a plain epithet may stand for."""
        if person not in self._stands_for:
            who = self.roster.persons[person]
            fits: list[int] = []
            if who.kind == "epithet" and PLAIN.intersection(words_of(who.name)):
                fits = [p for p in self._main if self.roster.persons[p].gender in (who.gender, None) or not who.gender]
            self._stands_for[person] = fits if len(fits) <= FEW else []
            if self._stands_for[person]:
                self.studied.plain.add(person)
        return self._stands_for[person]

    def one_stranger(self) -> None:
        """Take "the alien" and "the creature" for one where a telling never has them side by side."""
        turns = self.studied.turns
        some = dict.fromkeys(c.person for t in turns for c in t.clues if c.weight > 0)
        strange = [p for p in some if self._is_strange(p)]
        self.studied.strange.update(strange)
        if len(strange) < 2:
            return
        first, *others = strange
        for other in others:
            if self._side_by_side(first, other):
                continue
            for turn in turns:
                turn.clues = [replace(c, person=first) if c.person == other else c for c in turn.clues]
            self.roster.take_in(other, first)

    def _is_strange(self, person: int) -> bool:
        who = self.roster.persons[person]
        words = words_of(who.name)
        if who.kind == "unnamed":
            return who.gender == "n"
        if who.kind != "epithet":
            return False
        return bool(words) and (
            words[-1] in DEVICES or (who.gender is None and any(w in _STRANGE or w.isdigit() for w in words))
        )

    def _side_by_side(self, a: int, b: int) -> bool:
        """Whether one paragraph tells of both, or both speak in turn."""
        places = [
            {self.text.rfind("\n", 0, s.start) for some in self.roster.persons[p].spans.values() for s in some}
            for p in (a, b)
        ]
        return bool(places[0] & places[1])


def acts(text: str, mention: Mention, start: int) -> bool:
    """Whether a named person is the subject: not a mere owner, unless of the voice or face that acts."""
    if not mention.owner:
        if _WITH_NAME.match(text, mention.span.end) or _AFTER_NAME.search(
            text, max(start, mention.span.start - 40), mention.span.start
        ):
            return False  # "Ann and Bob" act together
        before = _WORD_BEFORE.search(text, max(start, mention.span.start - 20), mention.span.start)
        word = fold(before.group(1)) if before else ""
        if word in OPENING and mention.span.start - start > len(word) + 4:
            return False  # of a clause that hangs on another: "all that Ann had"
        return word not in GOVERNING and not (len(word) > 4 and word.endswith("ing"))
    following = WORD.search(text, mention.span.end + 2, mention.span.end + 40)
    return mention.span.start - start <= 3 and following is not None and fold(following.group()) in VOICE_NOUNS
