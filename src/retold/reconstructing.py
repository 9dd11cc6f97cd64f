"""The scene behind the tellings: for every shared line the wording best attested, who says it, and its support.

In come loci in the order of the scene, out come source lines and the counts of what each telling did with them. Words
are decided by majority of the witnesses that have the line; where none has a majority, all wordings are shown and
none is chosen: that of the witness likely to be nearest to the source stands first. A free telling says that there was
a line and not that a word was missing from it. What only one witness has is no part of the source and is listed apart.
Where the base text is known it is the source, with those that kept each of its words.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from itertools import groupby

from rapidfuzz.distance import Indel, LCSseq

from retold.apparatus import Attested, Counts, Locus, Outcome, Scene, SourceLine, SourceWord
from retold.text import SPEECH, Telling
from retold.variants import Column, Token, columns, tokens_of

CLOSE = 0.8
"""Share of words in common (Indel, 0 to 1) from which a witness follows another one so closely that a word it lacks was
not there; what is freer leaves out words that were (.6 to 1 tried on ``tests/families``)."""

ALIKE = 0.5
"""Share in common of a witness that shares lines with no two others: neither near nor far."""


def reconstruct(
    loci: Sequence[Locus], tellings: Mapping[str, Telling], base: str | None = None
) -> tuple[tuple[SourceLine, ...], tuple[str, ...]]:
    """The source, line by line in the order of `loci`, and the ids of the loci that only one witness has.

    Of scenes that the `base` has part in the source is what it says, the lines that nobody took included.
    """
    known = {locus.scene for locus in loci if base in locus.readings}
    shared = [locus for locus in loci if len(locus.readings) > 1]
    fidelity = _fidelity([locus for locus in shared if locus.scene not in known], tellings)
    source = tuple(
        _line_of(base, locus, tellings)
        if base is not None and base in locus.readings
        else _line(locus, tellings, fidelity)
        for locus in loci
        if base in locus.readings or (len(locus.readings) > 1 and locus.scene not in known)
    )
    return source, tuple(locus.id for locus in loci if len(locus.readings) == 1 and base not in locus.readings)


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
        return "dropped" if locus.id in lines else "absent"
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
        SourceWord((Attested(" ".join(column.tokens[base].text for column in run), support),))
        for support, run in groupby(own, key=kept)
    )
    return SourceLine(
        locus=locus.id,
        speaker=locus.readings[base].speaker or locus.speaker,
        text=" ".join(word.choices[0].text for word in words),
        support=tuple(locus.readings),
        confidence=locus.score,
        words=words,
    )


def _line(locus: Locus, tellings: Mapping[str, Telling], fidelity: Mapping[str, float]) -> SourceLine:
    attesting = _attesting(locus)
    priority = sorted(attesting, key=lambda s: tellings[s].witness.sha256)
    readings = {s: _tokens(locus, s, tellings[s]) for s in attesting}
    words = tuple(_words(columns(readings, priority), priority, _close(readings), fidelity))
    decided = sum(word.decided for word in words)
    share = decided / len(words) if words else 0.0
    return SourceLine(
        locus=locus.id,
        speaker=locus.speaker,
        text=" ".join(
            word.choices[0].text if word.decided else "[" + " | ".join(c.text or "–" for c in word.choices) + "]"
            for word in words
        ),
        support=tuple(locus.readings),
        confidence=round(locus.score * share, 4),
        words=words,
    )


def _attesting(locus: Locus) -> list[str]:
    """Whose wording counts: what is said aloud is better evidence of a spoken line than what is made of it in
    narration."""
    voiced = [s for s, reading in locus.readings.items() if reading.form == "speech"]
    return voiced if locus.kind == "speech" else list(locus.readings)


def _tokens(locus: Locus, siglum: str, telling: Telling) -> list[Token]:
    """The words of a reading; of one that is partly spoken aloud, those alone."""
    spans = locus.readings[siglum].spans
    if locus.kind == "speech" and len(spans) > 1:
        spoken = {line.span for line in telling.lines if line.kind == SPEECH}
        spans = tuple(span for span in spans if span in spoken) or spans
    return tokens_of(telling, spans)


def _close(readings: Mapping[str, Sequence[Token]]) -> set[str]:
    """The witnesses that follow another one's words closely enough for what they leave out to mean something."""
    keys = {s: [token.key for token in tokens] for s, tokens in readings.items()}
    return {s for s in keys if any(o != s and Indel.normalized_similarity(keys[s], keys[o]) >= CLOSE for o in keys)}


def _fidelity(loci: Iterable[Locus], tellings: Mapping[str, Telling]) -> dict[str, float]:
    """How near each witness is likely to be to the wording behind them, above 0 and only to compare.

    The nearer one is, the more words it has in common with every other one; lines that only two have cannot tell. Of
    two that have as much in common the fuller is nearer: who copies leaves out more than he adds (Royse, *Scribal
    Habits in Early Greek New Testament Papyri*, 2008).
    """
    common, possible, full, usual = (Counter[str]() for _ in range(4))
    for locus in loci:
        keys = {s: [token.key for token in _tokens(locus, s, tellings[s])] for s in _attesting(locus)}
        size = sum(map(len, keys.values()))
        for siglum, own in keys.items():
            full[siglum] += len(own) * len(keys)
            usual[siglum] += size
            if len(keys) > 2:
                common[siglum] += sum(LCSseq.similarity(own, other) for s, other in keys.items() if s != siglum)
                possible[siglum] += size - len(own)
    return {
        s: (common[s] / possible[s] if possible[s] else ALIKE) * full[s] / usual[s] for s in sorted(full) if usual[s]
    }


def _words(
    table: Sequence[Column], sigla: Sequence[str], close: Collection[str], fidelity: Mapping[str, float]
) -> Iterable[SourceWord]:
    """The source of one line: stretches of columns that the same witnesses decide in the same way."""

    def verdict(column: Column) -> tuple[str, tuple[str, ...]]:
        for key, support in column.wordings(sigla):
            if 2 * len(support if key else [s for s in support if s in close]) > len(sigla):
                return ("decided" if key else "absent"), support
        return "open", ()

    for (kind, support), group in groupby(table, key=verdict):
        run = list(group)
        if kind == "decided":
            yield SourceWord((Attested(" ".join(_spelling(column, support) for column in run), support),))
        elif kind == "open":
            yield SourceWord(tuple(_readings(run, sigla, fidelity)))


def _spelling(column: Column, support: Sequence[str]) -> str:
    """A word as most of those who have it write it, capital and punctuation included; the first of equals."""
    spelled = [column.tokens[siglum].text for siglum in support]
    return max(spelled, key=spelled.count)


def _readings(run: Sequence[Column], sigla: Sequence[str], fidelity: Mapping[str, float]) -> Iterable[Attested]:
    """What each witness has in an undecided run of columns, equal wordings together, the likeliest first.

    Two who write the same have it from somewhere; two who both leave something out need not.
    """
    support: dict[tuple[str, ...], list[str]] = {}
    for siglum in sigla:
        support.setdefault(tuple(c.tokens[siglum].key if siglum in c.tokens else "" for c in run), []).append(siglum)

    def rank(wording: tuple[tuple[str, ...], list[str]]) -> tuple[int, float, tuple[str, ...]]:
        keys, who = wording
        return -len(who) if any(keys) else -1, -max(fidelity.get(s, 0.0) for s in who), keys

    for _, who in sorted(support.items(), key=rank):
        text = " ".join(column.tokens[who[0]].text for column in run if who[0] in column.tokens)
        yield Attested(text, tuple(who))
