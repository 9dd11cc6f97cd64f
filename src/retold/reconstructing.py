"""The scene behind the tellings: for every shared line the wording best attested, who says it, and its support.

In come loci in the order of the scene, out come source lines and the counts of what each telling did with them. How
faithful each telling is (`retold.fidelity`) says how much its wording weighs; copies of one text weigh once. The most
faithful one that has a line is its copy-text: the others are set beside it word by word. A word is decided where it is
the likeliest and most witnesses have it; else all wordings are shown and none is chosen: the likeliest stands first,
and the text of the line reads it. What only one witness has is no part of the source and is listed apart, but for words
within a turn that others have too, where it is likelier that they left them out: these are left open. Where the base
text is known it is the source, with those that kept each of its words.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby
from math import log
from sys import float_info

from retold.apparatus import Attested, Counts, Locus, Outcome, Scene, SourceLine, SourceWord
from retold.fidelity import chances, fidelities
from retold.text import SPEECH, Span, Telling
from retold.variants import Column, Token, columns, distinct, joined, originals, tokens_of

SMALLEST = float_info.min
"""What a chance too small for a number is taken for, where its logarithm is asked."""


def reconstruct(
    loci: Sequence[Locus], tellings: Mapping[str, Telling], base: str | None = None
) -> tuple[tuple[SourceLine, ...], tuple[str, ...]]:
    """The source, line by line in the order of `loci`, and the ids of the loci that only one witness has.

    Of scenes that the `base` has part in the source is what it says, the lines that nobody took included.
    """
    known = {locus.scene for locus in loci if base in locus.readings}
    unknown = [locus for locus in loci if locus.scene not in known]
    witnesses = _Witnesses(tellings)
    fidelity = witnesses.fidelities([locus for locus in unknown if len(locus.readings) > 1])
    kept = _kept(unknown, witnesses, fidelity)
    source = []
    for locus in loci:
        if base is not None and base in locus.readings:
            source.append(_line_of(base, locus, tellings))
        elif locus.id in kept:
            source.append(kept[locus.id])
        elif len(locus.readings) > 1 and locus.scene not in known:
            source.append(_line(locus, witnesses, fidelity))
    there = {line.locus for line in source}
    return tuple(source), tuple(locus.id for locus in loci if len(locus.readings) == 1 and locus.id not in there)


def count(
    loci: Iterable[Locus],
    source: Iterable[SourceLine],
    scenes: Sequence[Scene],
    sigla: Sequence[str],
    base: str | None = None,
) -> dict[str, Counts]:
    """What became of the source in each telling, in loci; of witnesses in no scene, nothing.

    A line is kept where the telling has every word that the source has and nothing else, and the source leaves none
    undecided; of a line that two witnesses give in two wordings, neither is held to have kept it. Against a `base`,
    what it lacks is added, whoever else has it.
    """
    there = {scene.id: set(scene.witnesses) for scene in scenes}
    lines = decided(source)
    tally = {siglum: {"kept": 0, "changed": 0, "moved": 0, "added": 0, "dropped": 0} for siglum in sigla}
    for locus in loci:
        for siglum in there[locus.scene]:
            found = outcome(locus, siglum, lines, base)
            if found != "absent":
                tally[siglum][found] += 1
            tally[siglum]["moved"] += found in ("kept", "changed") and siglum in locus.moved
    return {siglum: Counts(**tally[siglum]) for siglum in sigla}


def decided(source: Iterable[SourceLine]) -> dict[str, bool]:
    """For the locus of every line of the source, whether the line leaves no word open."""
    return {line.locus: all(word.decided for word in line.words) for line in source}


def outcome(locus: Locus, siglum: str, lines: Mapping[str, bool], base: str | None = None) -> Outcome:
    """What became of the source at a locus in one telling of its scene; `lines` are those of the source, as `decided`.

    A telling is absent where another one has what the source has not: nothing was dropped there. What the `base` alone
    has is not added by it.
    """
    if siglum not in locus.readings:
        return "dropped" if locus.id in lines and (len(locus.readings) > 1 or base in locus.readings) else "absent"
    if locus.id not in lines or (len(locus.readings) == 1 and siglum != base):
        return "added"
    same = lines[locus.id] and all(edit.kind == "equal" for edit in locus.readings[siglum].words)
    return "kept" if same else "changed"


def _line_of(base: str, locus: Locus, tellings: Mapping[str, Telling]) -> SourceLine:
    """A line of the base text, each of its words with those who kept it."""
    sigla = [base, *(s for s in locus.readings if s != base)]
    table = columns({s: tokens_of(tellings[s], locus.readings[s].spans) for s in sigla}, sigla, base)
    own = [column for column in table if base in column.tokens]

    def kept(column: Column) -> tuple[str, ...]:
        return tuple(
            s for s in locus.readings if s in column.tokens and column.tokens[s].key == column.tokens[base].key
        )

    words = tuple(
        SourceWord((Attested(joined(column.tokens[base] for column in run), support),))
        for support, run in groupby(own, key=kept)
    )
    return SourceLine(
        locus=locus.id,
        speaker=locus.readings[base].speaker or locus.speaker,
        text=joined(column.tokens[base] for column in own),
        support=tuple(locus.readings),
        confidence=locus.score,
        words=words,
    )


class _Witnesses:
    """The tellings, and what of them bears witness at a locus."""

    def __init__(self, tellings: Mapping[str, Telling]) -> None:
        self.tellings = tellings
        self.original = originals(tellings)
        self._spoken = {
            siglum: {line.span: line for line in telling.lines if line.kind == SPEECH}
            for siglum, telling in tellings.items()
        }

    def fidelities(self, loci: Iterable[Locus]) -> dict[str, float]:
        """The share of the source's words that each witness keeps; a copy keeps as many as what it is a copy of."""
        found = fidelities([{self.original[s]: own for s, own in self.words(locus).items()} for locus in loci])
        return {siglum: found[one] for siglum, one in self.original.items() if one in found}

    def words(self, locus: Locus) -> dict[str, list[Token]]:
        """The words of each witness whose wording counts, in an order that only the texts make.

        What is said aloud is better evidence of a spoken line than what is made of it in narration: of a reading that
        is partly spoken aloud, that part alone counts.
        """
        spoken = locus.kind == SPEECH
        counting = [s for s, reading in locus.readings.items() if reading.form == "speech" or not spoken]
        return {
            s: tokens_of(self.tellings[s], self._aloud(locus, s) if spoken else locus.readings[s].spans)
            for s in sorted(counting, key=lambda s: self.tellings[s].witness.sha256)
        }

    def paragraphs(self, locus: Locus, siglum: str) -> set[int]:
        """The paragraphs in which a witness lets the line be spoken."""
        spoken = self._spoken[siglum]
        return {spoken[span].paragraph for span in locus.readings[siglum].spans if span in spoken}

    def _aloud(self, locus: Locus, siglum: str) -> Sequence[Span]:
        spans = locus.readings[siglum].spans
        return [span for span in spans if span in self._spoken[siglum]] or spans


def _kept(loci: Iterable[Locus], witnesses: _Witnesses, fidelity: Mapping[str, float]) -> dict[str, SourceLine]:
    """By locus what one witness alone has within a turn that others have too, where it is likelier that they left it
    out than that it was added."""
    turns: defaultdict[tuple[str, int], set[str]] = defaultdict(set)
    alone: list[Locus] = []
    for locus in (locus for locus in loci if locus.kind == SPEECH):
        if len(locus.readings) == 1:
            alone.append(locus)
            continue
        for siglum in locus.readings:
            for paragraph in witnesses.paragraphs(locus, siglum):
                turns[siglum, paragraph].update(locus.readings.keys() & fidelity.keys())
    kept = {}
    for locus in alone:
        ((siglum, words),) = witnesses.words(locus).items()
        others = set().union(*(turns[siglum, at] for at in witnesses.paragraphs(locus, siglum))) - {siglum}
        if not others or siglum not in fidelity:
            continue
        sigla = distinct([siglum, *sorted(others)], witnesses.original)
        there = chances(Column({siglum: words[0]}), sigla, fidelity)
        chance = 1.0 - there[""] if "" in there else 0.0
        if chance > 0.5:
            text = joined(words)
            open_ = SourceWord((Attested(text, (siglum,)), Attested("", tuple(sorted(others)))))
            kept[locus.id] = SourceLine(
                locus.id, locus.speaker, text, (siglum,), round(locus.score * chance, 4), (open_,)
            )
    return kept


def _line(locus: Locus, witnesses: _Witnesses, fidelity: Mapping[str, float]) -> SourceLine:
    readings = witnesses.words(locus)
    sigla = sorted(readings, key=lambda s: -fidelity[s])
    table = columns(readings, sigla, sigla[0])
    words, text, sure = _words(table, sigla, distinct(sigla, witnesses.original), fidelity)
    return SourceLine(
        locus=locus.id,
        speaker=locus.speaker,
        text=text,
        support=tuple(locus.readings),
        confidence=round(locus.score * sure, 4),
        words=words,
    )


def _words(
    table: Sequence[Column], sigla: Sequence[str], voters: Sequence[str], fidelity: Mapping[str, float]
) -> tuple[tuple[SourceWord, ...], str, float]:
    """The source of one line, its likeliest text, and how sure its words are: 0 to 1.

    Stretches of columns that the same witnesses decide in the same way stand together. What is both likeliest and what
    most have is decided.
    """
    likely = [chances(column, voters, fidelity) for column in table]
    best = [max(each, key=each.__getitem__) for each in likely]

    def verdict(at: int) -> tuple[str, tuple[str, ...]]:
        who = dict(table[at].wordings(sigla))[best[at]]
        if 2 * sum(siglum in voters for siglum in who) <= len(voters):
            return "open", ()
        return ("decided" if best[at] else "absent"), who

    words: list[SourceWord] = []
    likeliest: list[Token] = []
    sure = []
    for (kind, support), group in groupby(range(len(table)), key=verdict):
        places = list(group)
        run = [table[at] for at in places]
        if kind == "decided":
            spelled = [_spelling(column, support) for column in run]
            words.append(SourceWord((Attested(joined(spelled), support),)))
            likeliest += spelled
        elif kind == "open":
            choices = list(_choices(run, [likely[at] for at in places], sigla))
            words.append(SourceWord(tuple(Attested(joined(own), who) for own, who in choices)))
            likeliest += choices[0][0]
        if kind != "absent":
            sure += [likely[at][best[at]] for at in places]
    return tuple(words), joined(likeliest), sum(sure) / len(sure) if sure else 0.0


def _spelling(column: Column, support: Sequence[str]) -> Token:
    """A word as most of those who have it write it, capital and punctuation included; the first of equals.

    Those count who go on behind it: the comma before a tag is none of the line's.
    """
    tokens = [column.tokens[siglum] for siglum in support]
    tokens = [token for token in tokens if not token.cut] or tokens
    written = [(token.text, token.after) for token in tokens]
    return tokens[written.index(max(written, key=written.count))]


def _choices(
    run: Sequence[Column], likely: Sequence[Mapping[str, float]], sigla: Sequence[str]
) -> Iterable[tuple[list[Token], tuple[str, ...]]]:
    """What each witness has in an undecided run of columns, equal wordings together, the likeliest first.

    A stretch is taken as a whole: words that no witness has beside one another make no sense.
    """
    support: dict[tuple[str, ...], list[str]] = {}
    for siglum in sigla:
        support.setdefault(tuple(c.tokens[siglum].key if siglum in c.tokens else "" for c in run), []).append(siglum)

    def nats(wording: tuple[str, ...]) -> float:
        return sum(log(max(each[word], SMALLEST)) for each, word in zip(likely, wording, strict=True))

    for _, who in sorted(support.items(), key=lambda item: -nats(item[0])):
        yield [column.tokens[who[0]] for column in run if who[0] in column.tokens], tuple(who)
