"""The words of several readings side by side: tokens, columns, consensus.

In come the readings of one locus, out come columns: places where the readings can be compared word by word. Every
reading is aligned with the one that is most like all the others, so the columns do not depend on the order of the
witnesses. The collation says from them what each witness changed, the reconstruction decides from them what the
source said.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import zip_longest

from rapidfuzz.distance import Indel, Levenshtein

from retold.text import Span, Telling

WORD = re.compile(r"[^\W_]+(?:['’´`\-][^\W_]+)*")

_MARKS = '"“”„«»‹›'
_HEAD = re.compile(rf"\s*[{_MARKS}]*\s*(?:[—–―]+\s*|-+\s+)?")
_TAIL = re.compile(rf"\s*[{_MARKS}]*\s*\Z")
"""What stands around a reading and is no part of what it says: quotation marks, and the dash of a turn."""

_SINGLE = re.compile(r"\s*['‘‚`´](.*)['’‘´`]\s*", re.DOTALL)
"""The same in single marks, which are taken for such where they stand at both ends."""

_STRESS = re.compile(r"(?<!\s)[*_]+|[*_]+(?!\s)")
"""Marks of emphasis between words: those that touch one."""

_OPENING = "([{$£€¥#"
"""Marks that belong to the word after them where nothing else tells."""


@dataclass(frozen=True, slots=True)
class Token:
    """A word of a reading: as written, with its punctuation, folded for comparison, and where it stands.

    `after` is the word, folded, to which it is written without a space; empty where there is one. `cut` says that
    something else stands behind it before the reading goes on, such as a tag, which has a comma before it.
    """

    text: str
    key: str
    raw: Span
    after: str = ""
    cut: bool = False


@dataclass(frozen=True, slots=True)
class Column:
    """A place inside a locus where the readings' words are compared: the token of each witness that has one."""

    tokens: Mapping[str, Token]

    def wordings(self, sigla: Sequence[str]) -> list[tuple[str, tuple[str, ...]]]:
        """The different wordings, best attested first, each with its witnesses; an absent word is ``""``."""
        support: dict[str, list[str]] = {}
        for siglum in sigla:
            token = self.tokens.get(siglum)
            support.setdefault(token.key if token else "", []).append(siglum)
        return [(key, tuple(who)) for key, who in sorted(support.items(), key=lambda kw: (-len(kw[1]), kw[0] == ""))]


def columns(readings: Mapping[str, Sequence[Token]], priority: Sequence[str], base: str | None = None) -> list[Column]:
    """The words of several readings side by side, in order.

    Every reading is aligned with the `base` or, where it has none, the one that is most like all the others (ties by
    `priority`); words it lacks open
    columns of their own, shared by the witnesses that have the same word there.
    """
    sigla = [s for s in priority if s in readings]
    keys = {s: [t.key for t in readings[s]] for s in sigla}
    centre = base if base in keys else _most_alike(keys, sigla)
    at_word: list[dict[str, Token]] = [{centre: token} for token in readings[centre]]
    between: list[list[dict[str, Token]]] = [[] for _ in range(len(at_word) + 1)]
    for siglum in sigla:
        if siglum != centre:
            _fit(siglum, readings[siglum], keys[centre], at_word, between)
    out: list[Column] = []
    for at, extra in enumerate(between):
        out.extend(Column(slot) for slot in extra)
        if at < len(at_word):
            out.append(Column(at_word[at]))
    return out


def _most_alike(keys: Mapping[str, Sequence[str]], sigla: Sequence[str]) -> str:
    """The witness that is most like all the others, the first of equals."""
    return max(sigla, key=lambda s: sum(Indel.normalized_similarity(keys[s], keys[o]) for o in sigla if o != s))


def tokens_of(telling: Telling, spans: Iterable[Span]) -> list[Token]:
    """The words of a reading, with all that is written around each."""
    out: list[Token] = []
    story = telling.story
    for raw in spans:
        if out:
            out[-1] = replace(out[-1], cut=True)
        span = _within(story.text, story.map.to_text(raw))
        found = list(WORD.finditer(story.text, span.start, span.end))
        if not found:
            continue
        whole = story.map.to_raw(span)
        # Where nothing was set aside within, every word stands as far from its place in the text as the first one.
        shift = whole.start - span.start if len(whole) == len(span) else None
        before, after = " ".join(_written(story.text, span.start, found[0].start()).split()), ""
        for here, following in zip_longest(found, found[1:]):
            gap = _written(story.text, here.end(), following.start() if following else span.end)
            trail, lead = _shared(gap) if following else (" ".join(gap.split()), "")
            key = fold(here.group())
            place = Span(here.start(), here.end())
            own = Span(place.start + shift, place.end + shift) if shift is not None else story.map.to_raw(place)
            apart = " " if gap[:1].isspace() and trail else ""
            out.append(Token(f"{before}{here.group()}{apart}{trail}", key, own, after))
            before, after = lead, "" if any(map(str.isspace, gap)) else key
    return out


def joined(tokens: Iterable[Token]) -> str:
    """Words one after the other as they are written: what was written together in a reading is together again."""
    out: list[str] = []
    last = ""
    for token in tokens:
        out += [" " if out and (not token.after or token.after != last) else "", token.text]
        last = token.key
    return "".join(out)


def _within(text: str, span: Span) -> Span:
    """A reading without the marks around it."""
    if single := _SINGLE.fullmatch(text, span.start, span.end):
        return Span(*single.span(1))
    head = _HEAD.match(text, span.start, span.end)
    tail = _TAIL.search(text, span.start, span.end)
    start, end = head.end() if head else span.start, tail.start() if tail else span.end
    return Span(start, max(start, end))


def _written(text: str, start: int, end: int) -> str:
    return _STRESS.sub("", text[start:end]) if end > start else ""


def _shared(gap: str) -> tuple[str, str]:
    """What of the marks between two words is written behind the one, and what before the other."""
    if not any(map(str.isspace, gap)):
        trail = gap.rstrip(_OPENING)
        return trail, gap[len(trail) :]
    *parts, last = (" ".join(gap.split()) + (" " if gap[-1:].isspace() else "")).rpartition(" ")
    return parts[0].strip(), last


def fold(word: str) -> str:
    """A word as it is compared: case and the shape of its apostrophe do not matter."""
    return word.casefold().replace("’", "'").replace("´", "'").replace("`", "'")


def _fit(
    siglum: str,
    tokens: Sequence[Token],
    centre: Sequence[str],
    at_word: list[dict[str, Token]],
    between: list[list[dict[str, Token]]],
) -> None:
    """Put one reading's tokens into the columns of the centre, or between them."""
    for op in Levenshtein.opcodes(centre, [t.key for t in tokens]):
        if op.tag in ("equal", "replace"):
            for i, j in zip(range(op.src_start, op.src_end), range(op.dest_start, op.dest_end), strict=True):
                at_word[i][siglum] = tokens[j]
        elif op.tag == "insert":
            slots = between[op.src_start]
            free = 0
            for token in tokens[op.dest_start : op.dest_end]:
                same = next(
                    (k for k in range(free, len(slots)) if token.key in {t.key for t in slots[k].values()}), None
                )
                if same is None:
                    slots.insert(len(slots) if free == len(slots) else free, {siglum: token})
                    same = free if free < len(slots) else len(slots) - 1
                else:
                    slots[same][siglum] = token
                free = same + 1


def settled(column: Column, sigla: Sequence[str]) -> str | None:
    """The word that more than half of the witnesses have, folded; ``""`` where more than half have none, else None."""
    key, support = column.wordings(sigla)[0]
    return key if 2 * len(support) > len(sigla) else None


def originals(tellings: Mapping[str, Telling]) -> dict[str, str]:
    """For each witness the one it is a copy of, to the letter of its story; for most of them themselves."""
    first: dict[str, str] = {}
    for siglum, telling in sorted(tellings.items(), key=lambda item: item[1].witness.sha256):
        first.setdefault(telling.story.text, siglum)
    return {siglum: first[telling.story.text] for siglum, telling in tellings.items()}


def distinct(sigla: Sequence[str], original: Mapping[str, str]) -> list[str]:
    """Of witnesses that are copies of one text only the first: the others bear no witness of their own."""
    return list({original[siglum]: siglum for siglum in reversed(sigla)}.values())[::-1]


def has_place(column: Column, sigla: Sequence[str]) -> bool:
    """Whether the consensus has a word here: one that the majority shares, or one that the witnesses disagree about.

    A word that only some have, where the others have none and nothing is settled, has no place of its own.
    """
    word = settled(column, sigla)
    return bool(word) if word is not None else len({token.key for token in column.tokens.values()}) > 1


def likeness(readings: Sequence[Sequence[str]], base: Sequence[str] | None = None) -> float:
    """How alike the least alike reading is to the base or the one most like all others: 0 to 1 (Indel, in words)."""
    if base is not None:
        return min(Indel.normalized_similarity(base, one) for one in readings)
    shares = [
        [Indel.normalized_similarity(one, other) for at, other in enumerate(readings) if at != of]
        for of, one in enumerate(readings)
    ]
    return min(max(shares, key=sum))
