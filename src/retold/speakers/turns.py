"""Turns, and what is known of them before they are settled: clues, the study of one telling.

A turn is a run of utterances that one person says without another between: the stretches of one paragraph, and of the
next when the speech goes on over the break. A paragraph that only tells what somebody said is a turn too.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import islice

from retold.speakers.forms import name_gender
from retold.speakers.roster import Person, Roster
from retold.speakers.tags import Piece
from retold.speechwords import (
    DEVICES,
    PERSON_NOUNS,
    TRADES,
    UNNAMED,
    WORD,
    Tag,
    fold,
    is_group,
    read_tag,
    words_of,
    wordset,
)
from retold.text import Span, Telling

FIRST = re.compile(r"(?<![\w'’-])(?:I|me|my|mine|myself|I'm|I’m|I've|I’ve|I'd|I’d|I'll|I’ll)(?![\w-])")


@dataclass(frozen=True, slots=True)
class Clue:
    """Evidence about one person as the speaker of a turn: `weight` in log odds, `confidence` 0 to 1.

    `group` says which of the ranker's features it belongs to, empty for what names its person outright.
    """

    kind: str
    person: int
    weight: float
    confidence: float = 0.5
    cue: Span | None = None
    group: str = ""


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
    addressed: str | None = None  # the gender of who is spoken to ("sir", "mamma"), when the words show it
    asks: bool = False  # ends in a question
    beside: bool = False  # follows another turn in the same paragraph
    bare: bool = True  # no tag or action tells of anybody
    before_pronoun: int | None = None  # who acts before the pronoun of the tag, in its sentence or the one before
    reported: Tag | None = None  # a turn told in the narrator's words ("She asked him how bad."), without utterances


_AGAIN = 5  # times that a silent "old man" or "baby" is told of to be a character


def _once(who: Person) -> int:
    """How often narration must at least have named somebody: more than once where the name is no known first name."""
    return 0 if any(name_gender(word) for form in who.forms for word in form) else 1


@dataclass(frozen=True, slots=True)
class Settled:
    """The speaker of each turn, None where nobody is known, and how sure the sequence makes it, 0 to 1.

    `shares` holds for each turn how likely each of those is who may speak there; -1 stands for nobody known.
    """

    speakers: list[int | None]
    sure: list[float]
    shares: list[dict[int, float]]

    def copy(self) -> Settled:
        """The same, with speakers and sureness of its own to change."""
        return Settled([*self.speakers], [*self.sure], self.shares)


@dataclass(frozen=True, slots=True)
class Lesson:
    """What other tellings show about how one is to be read."""

    apart: frozenset[int] = frozenset()  # utterances that begin a turn, though the speech before was left open
    narrator: int | None = None  # the person of the roster who says "I", -1 where none is; None where nothing is shown
    genders: tuple[tuple[int, str], ...] = ()  # of persons of the roster of whom the telling itself shows none


NOTHING = Lesson()


@dataclass(slots=True)
class Study:
    """All that is known about the speakers of one telling before the turns are settled together."""

    telling: Telling
    text: str
    roster: Roster
    turns: list[Turn]
    narration: str
    abroad: bool = False  # not in English, which the word lists for all but tags are in, or lines cut by the clock
    rules_only: bool = False  # settled by rules, by nothing learned
    narrator: int | None = None
    ids: dict[int, str] = field(default_factory=dict)
    self_named: set[int] = field(default_factory=set)
    strange: set[int] = field(default_factory=set)  # epithets for what is no human being
    main: list[int] = field(default_factory=list)  # the persons named most in narration
    lent: set[int] = field(default_factory=set)  # persons known from another telling only
    plain: set[int] = field(default_factory=set)  # epithets that may stand for somebody named
    lesson: Lesson = NOTHING
    settled: Settled | None = None  # what the turns settle to by themselves, once asked

    def forget(self) -> None:
        """Let go of what other tellings added."""
        if self.lent:
            del self.roster.persons[min(self.lent) :]
            self.lent = set()
        self.ids = {}

    def may_return(self, person: int) -> bool:
        """Whether a person may speak where nothing says so: not "somebody" or a voice out of a box."""
        who = self.roster.persons[person]
        words = words_of(who.name)
        if person in self.plain or person in self.strange:
            return False
        return (
            who.kind != "epithet"
            or not words
            or (words[-1] in PERSON_NOUNS and words[-1] not in UNNAMED and words[-1] not in DEVICES)
        )

    def is_person(self, person: int) -> bool:
        who = self.roster.persons[person]
        if who.kind == "merged":
            return False
        return (
            who.kind != "name"
            or who.given is not None
            or person in self.self_named
            or who.tags > 0
            or who.called > 0
            or (who.told > _once(who) and who.gender is not None and who.placed * 4 < who.told)
        )

    def is_listed(self, person: int) -> bool:
        """Whether somebody the sequence gave no line is a character: a name, or a person with a tag or told of often.

        What narration has only once seemed to let speak may be no person at all ("my first impulse").
        """
        who = self.roster.persons[person]
        if who.kind != "epithet":
            return self.is_person(person)
        told = sum(map(len, who.spans.values()))
        human = _is_human(words_of(who.name))
        return self.is_person(person) and human and (who.tags > 0 or told >= _AGAIN)


def _is_human(words: tuple[str, ...]) -> bool:
    """Whether the noun of an epithet is one for persons."""
    return is_group(words) or not (PERSON_NOUNS | TRADES).isdisjoint(words[-1:])


def turns_of(telling: Telling, text: str, pieces: list[Piece], apart: frozenset[int] = frozenset()) -> list[Turn]:
    """The turns of a telling in order; the utterances `apart` never go on with the turn before."""
    turns: list[Turn] = []
    last: Piece | None = None
    heads = _paragraph_heads(telling)
    for piece in pieces:
        for paragraph in range((last.paragraph if last else piece.paragraph) + 1, piece.paragraph):
            reported = _reported(text, heads.get(paragraph))
            if reported is not None:
                gap = paragraph - (turns[-1].paragraph if turns else paragraph) - 1
                turns.append(Turn([], reported.span, paragraph, gap, reported=reported))
        goes_on = last is not None and turns[-1].utterances and piece.number not in apart
        if last is not None and goes_on and _same_turn(telling, text, last, piece):
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
    return tag if tag.kind != "epithet" or _is_human(words_of(tag.subject.of(text))) else None


# An epithet that opens so is somebody not told of before.
_INTRODUCING = wordset("a an another")
# Words of a paragraph of speech that is left open because it goes on in the next: in novels nearly all have more. A
# shorter one has lost its closing mark.
_PARAGRAPH = 20


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
            if piece.tag.kind == "epithet" and theirs.split()[0] in _INTRODUCING and ours != theirs:
                return False  # "said a voice. … said a second voice."
        return True
    if piece.paragraph != last.paragraph + 1:
        return False
    utterance = telling.utterances[last.number]
    closed = text[last.span.end - 1] in "\"'”’»«“´‘`"
    long = sum(1 for _ in islice(WORD.finditer(text, last.span.start, last.span.end), _PARAGRAPH)) == _PARAGRAPH
    return (
        not closed
        and long
        and utterance.repaired is None
        and text[last.span.start] in "\"'“‘«»„`"
        and not last.after.of(text).strip()
    )


def people(clues: Iterable[Clue]) -> list[int]:
    """The persons whom clues speak for, in order, each once."""
    return list(dict.fromkeys(c.person for c in clues if c.weight > 0))
