"""Where a text names somebody: capitalised words that are names, each with what its place shows.

Comes in: a cleaned text, the spans of its speech and its tags; goes out: one `Sighting` a name, in order. A name is a
capitalised word that the text does not also write small, standing where a sentence does not begin, or one that is the
subject of a tag. A run of capitals is cut where a sentence ends, where a title opens another name, and at words that
begin with a capital for other reasons.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Sequence, Set
from itertools import islice
from typing import NamedTuple

from retold.speakers.firstnames import FEMALE_NAMES, MALE_NAMES
from retold.speakers.forms import SOFT, Form, form_of
from retold.speechwords import (
    DETERMINERS,
    NOT_NAMES,
    PERSON_NOUNS,
    PLACE_CUES,
    SAYING,
    TITLES,
    Tag,
    fold,
    wordset,
)
from retold.text import Span

_CAPITAL = r"[A-Z\u00c0-\u00de\u0100-\u017f\u0391-\u03a9\u0410-\u042f]"
_NAME_WORD = rf"{_CAPITAL}[^\W_]*(?:['’´-][^\W_]+)*"
RUN = re.compile(
    rf"(?<![\w'’-]){_NAME_WORD}(?:(?:\.?[ ]|[ ](?:of|de|von|van|du|la|le|di)[ ])(?={_CAPITAL}){_NAME_WORD})*"
)
_SMALL = re.compile(r"(?<![\w'’-])[a-zß-ÿ]+")
_BEFORE_WORD = re.compile(r"([^\W_]+)\W*$")
# After these, 's is short for is or has ("Ann's looking", "Ann's got").
_CONTRACTED = re.compile(r"\s+(?:[^\W_]+ing|got|been|not|a|an|the|in|at|on|so|just|gone|here|there)\b")
_OWNERS = ("'s", "’s", "´s", "'S", "’S")
# Ends of words that are two in one ("You've", "They'll").
_SHORTENED = ("'ve", "'ll", "'re", "'d", "'m", "n't")
_PEOPLES = wordset("welshman frenchman englishman scotsman irishman dutchman scotchman frenchwoman englishwoman")


_OFTEN = 3  # sightings of a word that only begins sentences, to be a name
_CAPITAL_EPITHET = 4  # times that "the Red Fox" must stand to be a name
_HEADING_WORDS = 3  # spaces in a run of capital letters that is more than a name

NOT_CALLED, PERHAPS, SURELY = 0, 1, 2


class Sighting(NamedTuple):
    """A name in the text, with its folded words; `begins` a sentence, `owner` of what follows, `place` as places stand,
    `article` right before it.

    `called` says how surely it is called out in speech: 0 not, 1 perhaps, 2 surely.
    """

    span: Span
    form: Form
    speech: bool
    begins: bool
    owner: bool
    called: int
    place: bool
    article: bool


def owns(text: str, end: int) -> bool:
    """Whether what ends here has something: "Ann's coat", but not "Ann's looking"."""
    return text.startswith(_OWNERS, end) and not _CONTRACTED.match(text, end + 2)


def sightings(text: str, speech: Sequence[Span], tags: Sequence[Tag], wanted: Set[Form]) -> list[Sighting]:
    """The names in a text, in order; forms that are `wanted` count as names whatever the text shows."""
    return _accept(_capitals(text, speech), text, tags, wanted)


def _capitals(text: str, speech: Sequence[Span]) -> list[Sighting]:
    found: list[Sighting] = []
    starts = [s.start for s in speech]
    size = len(text)
    for run in RUN.finditer(text):
        if run.group().isupper() and run.group().count(" ") >= _HEADING_WORDS:
            continue  # a heading in capitals
        for start, end in _cut(text, run.start(), run.end()):
            owner = False
            if text.endswith(_OWNERS, start, end):
                end -= 2
                owner = owns(text, end)
            span = Span(start, end)
            form = form_of(span.of(text))
            if not form:
                continue
            at = start - 1
            while at >= 0 and text[at] in " \"'“‘„‚«»`*_([":
                at -= 1
            begins = at < 0 or text[at] in ".!?…\n:—–”’" or (start - at > 1 and text[start - 1] in "\"“‘'`«")
            which = bisect_right(starts, start) - 1
            spoken = which >= 0 and start < speech[which].end
            following = text[end] if end < size else "\n"
            called = _calls(text, at, end, following, begins) if spoken else NOT_CALLED
            before = _BEFORE_WORD.search(text[max(0, start - 14) : start])
            word = fold(before.group(1)) if before else ""
            found.append(Sighting(span, form, spoken, begins, owner, called, word in PLACE_CUES, word == "the"))
    return found


_TOKEN = re.compile(r"[^\s.]+")
_DOTTED = wordset("mr mrs ms dr st prof rev capt col gen lt lieut sgt messrs mme mlle hon jr")
_JOINERS = wordset("of de von van du la le di")


def _cut(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """Cut a run of capitalised words where a sentence ends, where a title opens another name, at words that are no
    names, and before "of" unless only a title stands there ("Duke of Lorne", but "Ann" of "Ann of Barrow Farm")."""
    pieces: list[tuple[int, int]] = []
    first = last = -1
    only_titles = True

    def close() -> None:
        nonlocal first, only_titles
        if first >= 0:
            pieces.append((first, last))
        first, only_titles = -1, True

    tokens = list(_TOKEN.finditer(text, start, end))
    for n, token in enumerate(tokens):
        word = fold(token.group())
        title = word in TITLES
        joins = word in _JOINERS and first >= 0
        if (joins and word == "of" and not only_titles) or (title and not only_titles and word not in SOFT):
            close()
            if joins:
                continue
        joins = joins and first >= 0
        names = word not in NOT_NAMES or (title and n + 1 < len(tokens)) or joins
        shortened = word.endswith(_SHORTENED) or (word.endswith("'s") and word[:-2] in NOT_NAMES)
        if not names or shortened or (word in DETERMINERS and not joins):
            close()
            continue
        if first < 0:
            first = token.start()
        last = token.end()
        only_titles = only_titles and (title or joins)
        stopped = text[token.end() : token.end() + 1] == "." and token.end() < end
        if word.endswith("'s") or (stopped and word not in _DOTTED and len(word) > 1):
            close()
    close()
    return pieces


def _accept(found: list[Sighting], text: str, tags: Sequence[Tag], wanted: Set[Form]) -> list[Sighting]:
    """Drop capitalised words that the text mostly writes small or that stand only where sentences begin."""
    small = Counter(_SMALL.findall(text))
    inside: Counter[str] = Counter()
    starting: Counter[str] = Counter()
    told: set[str] = set()  # words that narration has with a capital: "Hollo" and "Mind" are only ever cried
    for seen in found:
        for n, word in enumerate(seen.form):
            (starting if seen.begins and n == 0 else inside)[word] += 1
        if not seen.speech:
            told.update(seen.form)
    tagged = {w for t in tags if t.kind == "name" for w in form_of(t.subject.of(text))}

    def is_name(word: str, alone: bool) -> bool:
        if word in NOT_NAMES and word not in TITLES:
            return False
        here, low = inside[word] + starting[word], small[word]
        if word in TITLES and alone:
            return (word in tagged or inside[word] >= 2) and inside[word] * 2 > low
        if inside[word] == 0:
            often = starting[word] >= _OFTEN and word in told
            return low == 0 and (word in tagged or often or word in MALE_NAMES or word in FEMALE_NAMES)
        return low * 2 <= here

    epithets = Counter(seen.form for seen in found if len(seen.form) > 1 and seen.form[-1] in PERSON_NOUNS)
    kept = []
    for seen in found:
        if seen.form[-1] in _PEOPLES and not seen.speech and seen.form not in wanted:
            continue  # "the Welshman" is no name
        while (
            len(seen.form) > 1
            and seen.form[0] not in TITLES
            and epithets[seen.form] < _CAPITAL_EPITHET
            and not is_name(seen.form[0], False)
        ):
            # "Whether Miss Lee": a word that only begins the sentence.
            _, second = islice(_TOKEN.finditer(text, seen.span.start, seen.span.end), 2)
            seen = seen._replace(span=Span(second.start(), seen.span.end), form=seen.form[1:], begins=False)
        form = seen.form
        if (
            form in wanted
            or epithets[form] >= _CAPITAL_EPITHET
            or (len(form) == 1 and is_name(form[0], True) and form[0] not in SAYING)
            or (len(form) > 1 and (form[0] in TITLES or any(is_name(w, False) for w in form)))
        ):
            kept.append(seen)
    return kept


def _calls(text: str, at: int, end: int, following: str, begins: bool) -> int:
    """How surely a name in speech is called out: surely when set off by a comma, or at the head before one or another
    mark, after a greeting, or before a request; perhaps where it only ends a sentence."""
    if following == " " and begins:
        return SURELY if (after := _NEXT_WORD.match(text, end)) and fold(after.group(1)) in _REQUESTS else NOT_CALLED
    if following not in ",.!?…—–;-\"”»´`'’)" or (following in "'’´" and text[end + 1 : end + 2].isalpha()):
        return NOT_CALLED
    if _LISTS.match(text, end):
        return NOT_CALLED
    if at >= 0 and text[at] in ",;":
        return SURELY
    if begins:
        return PERHAPS if following in ".—–-" else SURELY
    before = _BEFORE_WORD.search(text[max(0, at - 14) : at + 1])
    word = fold(before.group(1)) if before and text[at].isalpha() else ""
    greeted = word in _GREETINGS or text[max(0, at - 9) : at + 1].casefold().endswith(_ADDRESSES)
    return SURELY if greeted else NOT_CALLED


_NEXT_WORD = re.compile(r" ([^\W_]+(?:['’´][^\W_]+)?)")
_REQUESTS = wordset("""
wait stop stay look listen come go get let don't please what why how you you're i i'm i'll i've we where can do will
can't won't tell give take help hold keep leave hurry run shut be talk
""")
_GREETINGS = wordset("""
no yes yeah yep nope oh ah hey hi hello goodbye bye farewell welcome good-bye please sorry thanks sake well okay
ok now right sir madam dear dearest darling poor old aye nay but stop wait listen look night morning evening
""")
_ADDRESSES = ("thank you", "come on", "love you", "bless you", "damn you")
_LISTS = re.compile(r",\s+(?:and|or|who|which|the|a|my|his|her)\b")
