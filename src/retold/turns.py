"""Turns whole, tags in their place: what the alignment of single lines leaves open around the links it finds.

In come the links between the lines of two passages, by place; out come links by `Line.index` that say more. A line of
one telling may be broken up in the other, by narration or by a full stop, farther than a step of the aligner reaches:
what is left of it is looked for beside what is linked. Tags take no part in the alignment, since *he said* goes with
every *he said*: here each follows its speech. It goes with the other's tag; or with the narration that the other tells
in its stead (*she replied, and sat down*); or, where the other has it within the speech, to that.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from retold.apparatus import Link
from retold.scoring import Scorer, Studied
from retold.text import NARRATION, SPEECH, TAG, Line, Telling

WIDEST, BEYOND = 3, 8
"""Lines of one telling that a link may hold, and how far apart they may stand."""

WEAK, REST = 0.5, 1.0
"""Belief below which a link gives way to a broken turn, and nats from which a line says what is left of another."""


@dataclass(frozen=True, slots=True)
class Passage:
    """The lines of a telling that take part, in order; and the tags, by the place of the line of speech they name."""

    telling: Telling
    lines: tuple[Line, ...]
    tags: Mapping[int, Line]
    _runs: dict[int, Studied] = field(default_factory=dict, init=False, repr=False, compare=False)

    @classmethod
    def of(cls, telling: Telling, lines: Sequence[Line]) -> Passage:
        """Lines of a telling as a passage: a tag belongs to the speech before it in its paragraph, else to that after
        it."""
        own = [line for line in lines if line.kind != TAG and line.words]
        place = {line.index: at for at, line in enumerate(own) if line.kind == SPEECH}
        tags: dict[int, Line] = {}
        for tag in (line for line in lines if line.kind == TAG):
            beside = (at for at in (tag.index - 1, tag.index + 1) if at in place)
            spoken = next((at for at in beside if telling.lines[at].paragraph == tag.paragraph), None)
            if spoken is not None:
                tags.setdefault(place[spoken], tag)
        return cls(telling, tuple(own), tags)

    def part(self, lines: range) -> Passage:
        """Some of the lines, without their tags."""
        if len(lines) == len(self.lines):
            return self
        return replace(self, lines=self.lines[lines.start : lines.stop], tags={})

    def runs(self, size: int) -> Studied:
        """Every run of `size` neighbouring lines as one line; worked out once for all that the passage is held
        against."""
        return self._runs.setdefault(size, Studied(runs([line.words for line in self.lines], size)))

    def tags_of(self, places: Iterable[int]) -> list[Line]:
        """The tags of the lines at some places."""
        return [self.tags[at] for at in places if at in self.tags]

    def lead_in(self, places: Sequence[int]) -> list[Line]:
        """The tag, if there is one, that parts the lines at some places from the beginning of their turn."""
        tag, line = self.tags.get(places[0] - 1), self.lines[places[0]]
        parts = (
            tag is not None and line.kind == SPEECH and (tag.index, tag.paragraph) == (line.index - 1, line.paragraph)
        )
        return [tag] if tag is not None and parts else []


def runs(lines: Sequence[Sequence[str]], size: int) -> list[tuple[str, ...]]:
    """Every run of `size` neighbouring lines as one line."""
    return [tuple(word for line in lines[at : at + size] for word in line) for at in range(len(lines) - size + 1)]


def completed(links: Sequence[Link], one: Passage, other: Passage, scorer: Scorer) -> tuple[Link, ...]:
    """The links with the rest of each turn and with the tags, indices those of `Line.index` instead of places."""
    whole = turned(_mended(turned(_mended(links, one, other, scorer)), other, one, scorer))
    return tuple(_with_tags(whole, one, other, scorer))


def turned(links: Iterable[Link]) -> tuple[Link, ...]:
    """Links the other way round."""
    return tuple(sorted((replace(link, a=link.b, b=link.a) for link in links), key=lambda link: (link.moved, link.a)))


def _mended(links: Sequence[Link], mine: Passage, theirs: Passage, scorer: Scorer) -> list[Link]:
    """The links with the lines of `mine` added that say what is left of a line of `theirs`, the surest link first.

    Only the lines next to linked ones are asked if they are free, and of a turn the next speech before or after it; a
    weak link that held that is given up.
    """
    spoken = [at for at, line in enumerate(mine.lines) if line.kind == SPEECH]
    nth = {at: number for number, at in enumerate(spoken)}
    found = dict.fromkeys(links)
    holder = {at: link for link in links for at in link.a}
    for link in sorted(links, key=lambda link: (-link.sure, link.a)):
        if link not in found or link.moved:
            continue
        own = list(link.a)
        facing = [word for at in link.b for word in theirs.lines[at].words]
        left = Counter(facing)
        left.subtract(word for at in own for word in mine.lines[at].words)
        near = (at for at in (own[-1] + 1, own[0] - 1) if 0 <= at < len(mine.lines) and at not in holder)
        beside = [at for at in near if mine.lines[at].kind == mine.lines[own[0]].kind]
        if all(at in nth for at in own):
            turns = (nth[own[-1]] + 1, nth[own[0]] - 1)
            beside = [spoken[number] for number in turns if 0 <= number < len(spoken)] + beside
        for at in dict.fromkeys(beside):
            if len(own) == WIDEST or abs(at - own[0]) >= BEYOND:
                continue
            holds = holder.get(at)
            if holds is not None and (holds.sure >= WEAK or len(holds.a) > 1):
                continue
            words = mine.lines[at].words
            if _says_rest(words, facing, left, scorer):
                own.append(at)
                left.subtract(words)
                if holds is not None:
                    found.pop(holds, None)
        if len(own) > len(link.a):
            whole = replace(link, a=tuple(sorted(own)))
            found.pop(link)
            found[whole] = None
            holder.update(dict.fromkeys(own, whole))
    return list(found)


def _with_tags(links: Sequence[Link], one: Passage, other: Passage, scorer: Scorer) -> Iterator[Link]:
    """Links by `Line.index`, each followed by those of the tags of its lines."""
    free_a = set(range(len(one.lines))).difference(at for link in links for at in link.a)
    free_b = set(range(len(other.lines))).difference(at for link in links for at in link.b)
    facing: dict[Link, list[tuple[Line, Line]]] = {}
    for link in links:
        tags_a, tags_b = one.tags_of(link.a), other.tags_of(link.b)
        facing[link] = [
            *zip(tags_a, tags_b, strict=False),
            *_told(tags_a[len(tags_b) :], link.b, other, free_b, scorer),
            *((line, tag) for tag, line in _told(tags_b[len(tags_a) :], link.a, one, free_a, scorer)),
        ]
    taken_a, taken_b = ({pair[side].index for pairs in facing.values() for pair in pairs} for side in (0, 1))
    for link in links:
        a = _with_spoken(link.a, one, [other.lines[at] for at in link.b], taken_a, scorer)
        b = _with_spoken(link.b, other, [one.lines[at] for at in link.a], taken_b, scorer)
        yield replace(link, a=a, b=b)
        for tag, line in facing[link]:
            yield replace(link, a=(tag.index,), b=(line.index,))


def _told(
    tags: Iterable[Line], places: Sequence[int], theirs: Passage, free: set[int], scorer: Scorer
) -> Iterator[tuple[Line, Line]]:
    """Tags that face none but what the other tells at length beside the speech, each with that: `free` no longer."""
    for tag in tags:
        beside = (at for at in _told_beside(places, theirs) if at in free)
        at = next((at for at in beside if _stands_for(theirs, at, tag, scorer)), None)
        if at is not None:
            free.discard(at)
            yield tag, theirs.lines[at]


def _with_spoken(
    places: Sequence[int], mine: Passage, theirs: Sequence[Line], taken: set[int], scorer: Scorer
) -> tuple[int, ...]:
    """The lines at some places by `Line.index`, and the tags that the facing lines have within: `taken` from now on."""
    own = [mine.lines[at] for at in places]
    facing = [word for line in theirs for word in line.words]
    left = Counter(facing)
    left.subtract(word for line in own for word in line.words)
    for tag in (*mine.lead_in(places), *mine.tags_of(places)):
        if tag.index not in taken and _says_rest(tag.words, facing, left, scorer):
            taken.add(tag.index)
            left.subtract(tag.words)
            own.append(tag)
    return tuple(sorted(line.index for line in own))


def _told_beside(places: Sequence[int], passage: Passage) -> Iterator[int]:
    """Narration after and before some speech, in its paragraph."""
    for at, near in ((places[-1], places[-1] + 1), (places[0], places[0] - 1)):
        if 0 <= near < len(passage.lines):
            line = passage.lines[near]
            if line.kind == NARRATION and line.paragraph == passage.lines[at].paragraph:
                yield near


def _stands_for(passage: Passage, at: int, tag: Line, scorer: Scorer) -> bool:
    """Whether narration beside a speech has the place of a tag: it goes on with the sentence, or says the same."""
    line = passage.lines[at]
    text = passage.telling.witness.raw[line.span.start : line.span.end]
    goes_on = next((letter.islower() for letter in text if letter.isalpha()), False)
    return goes_on or float(scorer([tag.words], [line.words])[0, 0]) >= REST


def _says_rest(words: Sequence[str], facing: Sequence[str], left: Counter[str], scorer: Scorer) -> bool:
    """Whether a line says those words of the `facing` ones of which some are `left`."""
    rest = [word for word in facing if left[word] > 0]
    said = sum((Counter(words) & +left).values())
    return bool(rest) and (2 * said >= len(words) or float(scorer([words], [rest])[0, 0]) >= REST)
