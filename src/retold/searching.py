"""Searching an archive: where a text is quoted, reposted or retold, and which lines of a canon live on.

A file comes in, read as for a comparison; rows go out. Its words and shingles are sought in the stored tables
(`retold.archive`); for retellings, the few likeliest stretches of the archive are read as tellings and held against
the text by the same evidence as two files that are compared.
"""

from __future__ import annotations

import hashlib
import os
from collections import Counter
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field
from itertools import islice
from math import log2
from pathlib import Path

import numpy as np

from retold import archive as archives
from retold import cleaning, readers, relating, segmenting
from retold.archive import (
    Finding,
    Meanings,
    Quotation,
    Searchable,
    Snapshot,
    Stretch,
    Terms,
    Tokens,
    Vocabulary,
    in_raw,
    quotations,
    recall,
    searchable,
    together,
)
from retold.errors import InputError, OptionError
from retold.intake import USUAL, Settings
from retold.lexicon import load, normal_form
from retold.readers.members import join, split
from retold.relating import Side
from retold.scoring import Wording
from retold.shingles import Words, shingles_of, words_of
from retold.text import OffsetMap, Span, Story, Telling, Witness
from retold.wording import unmarked

__all__ = ["Found", "Passages", "find", "itself", "made_of", "one_text"]

Progress = Callable[[str, int, int], None]

PIECE = 1000
"""Words of the passages in which a long text is looked for; a text of up to half as many more is one passage."""

CANDIDATES = 6
"""Stretches of the archive that are compared in earnest, and one more for each further passage of a long text: of 39
retellings hidden among 99 novels, 37 had at most two others before them, and two were not among thirty."""

SIGNS = 200
"""Stretches that share rare words, and as many that mean the same, among which those are looked for that do both."""

SURE = 0.1
"""E-value, for all of the archive, up to which anything is reported: in ten searches, one report by chance."""

LINES = 4
"""Lines that a further common sequence must have to be a passage of its own: fewer are some that have moved."""

LEAST = 1e-300
"""The smallest E-value that is told from nothing."""

KNOWN = 0.5
"""Share of a retold passage that is quoted or reposted, in its own words, from which it need not be reported twice."""

LEAD = 2000
"""Code points before a stretch in which the beginning of its paragraph is looked for."""


@dataclass(frozen=True, slots=True)
class Found:
    """What was found of a text, in order of its places; among `texts` others of `words` words in all.

    `itself` is its own path in the archive, if it is there; `common` counts passages that are left out since many
    texts have them; `raw` is the text itself, in which the rows have their spans.
    """

    rows: tuple[Finding, ...]
    texts: int
    words: int
    itself: str | None
    common: int
    raw: str = field(repr=False)

    def by_text(self) -> list[tuple[str, list[Finding]]]:
        """The texts in which something was found, those with most of it first, each with its rows."""
        texts: dict[str, list[Finding]] = {}
        for row in self.rows:
            texts.setdefault(row.b, []).append(row)
        return sorted(texts.items(), key=lambda item: (-sum(row.score for row in item[1]), item[0]))


def find(
    path: str | Path, *, archive: str | Path, settings: Settings = USUAL, progress: Progress | None = None
) -> Found:
    """Where a text, or a passage of it, is quoted, reposted or retold in an archive.

    Parameters
    ----------
    path : one text, in the archive or not; what is stored of it there is left out.
    archive : the archive's folder.
    settings : how the text is read, see `retold.Settings`.
    progress : called with what is being done, how many steps are done, and of how many.

    Returns
    -------
    The passages found, in order of their places in this text, and how many texts were searched.

    Raises
    ------
    InputError : a text that is missing or unreadable; a folder that is no archive, an empty or a newer one.
    OptionError : a path that holds several texts.
    """
    tell = progress or (lambda what, done, total: None)
    snapshot = archives.open_archive(archive)
    tell("reading", 0, 3)
    sought = _read(path, settings)
    own_path = itself(sought.given, snapshot)
    paths = snapshot.documents["path"].to_pylist()
    apart = [paths.index(own_path)] if own_path in paths else []
    among = ready(snapshot, tell)
    tell("looking for quotations", 1, 3)
    quoted, common = quotations(among, sought.own, shingles_of(sought.words), apart)
    tell("looking for retellings", 2, 3)
    rows = _findings(sought, among, quoted, apart, settings)
    total = sum(snapshot.documents["words"].to_pylist())
    return Found(
        tuple(rows), len(paths) - len(apart), total, own_path if apart else None, common, sought.telling.witness.raw
    )


def ready(snapshot: Snapshot, progress: Progress) -> Searchable:
    """An archive, ready to be searched: in a first search, what searches look things up in is made."""
    vocabulary = Vocabulary(*load().tables())
    return searchable(snapshot, vocabulary, lambda done, total: progress("making ready to search", done, total))


def made_of(path: str, by: Collection[str], *, among: Searchable, settings: Settings = USUAL) -> list[Finding]:
    """What the texts at some paths of an archive make of another one in it, as `find` would say of that text's file.

    Its spans are counted in what is stored of it from its first paragraph on.
    """
    snapshot = among.snapshot
    docs, paths, works = (snapshot.documents[name].to_pylist() for name in ("doc", "path", "work"))
    row = paths.index(path)
    ((_, raw),) = snapshot.texts([docs[row]])
    ((_, tokens),) = snapshot.tokens([docs[row]])
    if not len(tokens.starts):
        return []
    _, telling, _ = _told(raw, tokens, Stretch(row, 0, len(tokens.starts), 0.0), 0)
    sought = _Sought.of(path, telling)
    if not len(sought.words):
        return []
    kin = [at for at, work in enumerate(works) if work == works[row]]
    apart = [at for at, name in enumerate(paths) if name not in by or at in kin]
    wanted = set(range(len(paths))).difference(apart)
    quoted, _ = quotations(among, sought.own, shingles_of(sought.words), kin, wanted)
    return _findings(sought, among, quoted, apart, settings)


@dataclass(frozen=True, slots=True)
class _Sought:
    """A text that is looked for: its path as given, its telling, and its words, in the story and in raw."""

    given: str
    telling: Telling
    words: Words
    own: Tokens

    @classmethod
    def of(cls, given: str, telling: Telling) -> _Sought:
        words = words_of(telling.story.text)
        starts, ends = in_raw(words, telling.story.map)
        return cls(given, telling, words, Tokens(starts, ends, words.hashes.astype(np.int32), words.halfbits))


class Passages:
    """The stretches of text that findings mean, to be shown: of the text itself, and of `names` in the archive."""

    def __init__(self, found: Found, names: Sequence[str], *, archive: str | Path) -> None:
        snapshot = archives.open_archive(archive)
        self._own = found.raw
        rows = zip(*(snapshot.documents[column].to_pylist() for column in ("doc", "path")), strict=True)
        wanted = {doc: name for doc, name in rows if name in names}
        self._texts = {wanted[doc]: raw for doc, raw in snapshot.texts(wanted)}
        self._roots = _roots(snapshot)

    def of(self, row: Finding) -> tuple[str, str]:
        """What stands at a finding in the text, and in the other one."""
        return self._own[row.ab : row.ae], self._texts[row.b][row.bb : row.be]

    def file(self, name: str) -> str | None:
        """Where the file of a text was when it was indexed, if it is there still."""
        place = self._roots.place(name)
        return place if place is not None and Path(split(place)[0]).is_file() else None


def _read(path: str | Path, settings: Settings) -> _Sought:
    given = one_text(path)
    witness = readers.read(given, "A", encoding=settings.encoding, replace=settings.replace)
    story = cleaning.clean_content(witness.content, witness.raw) if witness.content else cleaning.clean(witness.raw)
    sought = _Sought.of(given, segmenting.segment(witness, story))
    if not len(sought.words):
        raise InputError(f"{given}: there is no story in it to look for")
    return sought


def _findings(
    sought: _Sought,
    among: Searchable,
    quoted: Sequence[Quotation],
    apart: Collection[int],
    settings: Settings,
) -> list[Finding]:
    """All that was `quoted` and chance does not explain, and what is retold, in order of its places."""
    paths = among.snapshot.documents["path"].to_pylist()
    rows = [
        Finding(sought.given, q.start, q.end, paths[q.document], q.other_start, q.other_end, q.bits, q.e_value, q.kind)
        for q in quoted
        if q.e_value <= SURE
    ]
    rows += _retold(sought, among, quoted, apart, settings)
    return sorted(rows, key=lambda row: (row.ab, row.ae, row.b, row.bb, row.be, row.kind))


def one_text(path: str | Path) -> str:
    """The one text that a path means, as the readers name it."""
    (given, *others) = readers.gather([str(path)])
    if others:
        raise OptionError(f"{path} holds {len(others) + 1} texts; give one of them, such as {given}")
    return given


def itself(given: str, snapshot: Snapshot) -> str | None:
    """What the text in a file is called in the archive, if it lies in a folder that was indexed."""
    file, inside = split(given)
    folder, name = os.path.split(file)
    place = os.path.join(os.path.realpath(folder or os.curdir), name)  # noqa: PTH118 - as it is named
    found = _roots(snapshot).find(place)
    return None if found is None else join(found, *inside)


def _roots(snapshot: Snapshot) -> archives.Roots:
    return archives.Roots(snapshot.manifest.roots, lambda start: False)


def _retold(
    sought: _Sought,
    among: Searchable,
    quoted: Sequence[Quotation],
    apart: Collection[int],
    settings: Settings,
) -> list[Finding]:
    """The stretches of the archive that retell the text or a passage of it, each once, the surest first."""
    telling, own = sought.telling, sought.own
    snapshot = among.snapshot
    likely = _likely(among, sought.words, quoted, apart)
    docs, paths = (snapshot.documents[name].to_pylist() for name in ("doc", "path"))
    wanted = {docs[stretch.document] for stretch, _ in likely}
    raws, tokens = dict(snapshot.texts(wanted)), dict(snapshot.tokens(wanted))
    sides = {piece: _side(telling, own, piece) for _, piece in likely}
    own_names = _names(telling.witness.raw, own, range(len(sought.words)))
    words = sum(snapshot.documents["words"].to_pylist())
    found: list[Finding] = []
    for stretch, piece in likely:
        doc = docs[stretch.document]
        begin, other, names = _told(raws[doc], tokens[doc], stretch, len(piece) // 2)
        # A passage of this length might have been found in so many places. But these few were chosen by other signs: of
        # 300 that tell nothing of the sort, in an archive of 15,000 such places, the surest had an E-value of .001.
        places = max(1.0, words / len(piece)) ** 0.5
        wording = Wording(own_names | names, muted_weight=0.0)
        needed = min(settings.significance, SURE / places)
        kin = relating.relate(sides[piece], Side(other), wording, needed)
        if kin.e_value > needed:
            continue
        for chain in (kin.chains[0], *(chain for chain in kin.chains[1:] if len(chain) >= LINES)):
            a = _around([telling.lines[i].span for i, _ in chain])
            b = _around([other.lines[j].span for _, j in chain], begin)
            bits = round(-log2(max(kin.e_value, LEAST)), 1)
            e_value = float(f"{kin.e_value * places:.3g}")
            found.append(
                Finding(sought.given, a.start, a.end, paths[stretch.document], b.start, b.end, bits, e_value, "retold")
            )
    known = [(paths[one.document], Span(one.start, one.end)) for one in quoted]
    return _new(sorted(found, key=lambda row: (row.e_value, -row.score, row.b, row.bb)), known)


def _likely(
    among: Searchable, words: Words, quoted: Sequence[Quotation], apart: Collection[int]
) -> list[tuple[Stretch, range]]:
    """The stretches to be compared, each with the words of the text that it may retell, the likeliest first.

    By the rare words they share and by what they mean. Not those of texts that are known to have most of these words
    as they are.
    """
    pieces = _pieces(len(words))
    terms, meanings = Terms(among, words, apart), Meanings(among)
    most = max(CANDIDATES, SIGNS // len(pieces))
    near = meanings.nearest(meanings.of(words, pieces), len(pieces[0]), most, apart)
    likely: list[tuple[Stretch, range]] = []
    for piece, alike in zip(pieces, near, strict=True):
        known = Counter[int]()
        for one in quoted:
            known[one.document] += max(0, min(one.last + 1, piece.stop) - max(one.first, piece.start))
        shared = recall(terms, terms.of(piece.start, piece.stop), len(piece), most)
        news = (one for one in together(shared, alike) if known[one.document] < KNOWN * len(piece))
        likely += [(one, piece) for one in islice(news, CANDIDATES)]
    likely.sort(key=lambda one: -one[0].surplus)
    places = int(terms.lengths.sum()) // len(pieces[0])
    return likely[: CANDIDATES + max(0, min(len(pieces), places) - 1)]


def _pieces(words: int) -> list[range]:
    """The passages in which a text of so many words is looked for; each begins in the middle of the one before."""
    if 2 * words <= 3 * PIECE:
        return [range(words)]
    return [range(start, min(words, start + PIECE)) for start in range(0, words - PIECE // 2, PIECE // 2)]


def _side(telling: Telling, own: Tokens, piece: range) -> Side:
    first, last = int(own.starts[piece.start]), int(own.ends[piece.stop - 1])
    return Side(telling, [line for line in relating.told(telling) if first <= line.span.start < last])


def _told(raw: str, tokens: Tokens, stretch: Stretch, margin: int) -> tuple[int, Telling, set[str]]:
    """A stretch of a text and `margin` words around it: where it begins in raw, as a telling, and the names in it."""
    first, stop = max(0, stretch.first - margin), min(len(tokens.starts), stretch.stop + margin)
    words = range(first, stop)
    begin, end = int(tokens.starts[first]), int(tokens.ends[stop - 1])
    # The marks before the first and behind the last of its words are not part of them.
    begin = raw.rfind("\n", max(0, begin - LEAD), begin) + 1 or begin
    part = raw[begin : end + 2]
    story = cleaning.clean(part) if unmarked(part) == part else _unmarked(raw, tokens, words, begin)
    sha256 = hashlib.sha256(part.encode("utf-8", "replace")).hexdigest()
    telling = segmenting.segment(Witness("B", "", part, "utf-8", sha256), story)
    return begin, telling, _names(raw, tokens, words)


def _unmarked(raw: str, tokens: Tokens, words: range, begin: int) -> Story:
    """The story in a stretch of a marked-up text, by its words and what a reader sees between them."""
    text: list[str] = []
    segments: list[tuple[int, int, int]] = []
    wide: list[tuple[int, int]] = []
    at, before = 0, begin
    for start, end in zip(
        tokens.starts[words.start : words.stop].tolist(), tokens.ends[words.start : words.stop].tolist(), strict=True
    ):
        between, word = unmarked(raw[before:start]), unmarked(raw[start:end]) or " "
        text += [between, word]
        at += len(between)
        segments.append((at, start - begin, len(word)))
        if len(word) != end - start:
            wide.append((at + len(word) - 1, end - start - len(word) + 1))
        at, before = at + len(word), end
    return Story("".join(text), OffsetMap(segments, wide))


def _names(raw: str, tokens: Tokens, words: range) -> set[str]:
    """The words that look like names among some of a text, folded."""
    named = words.start + np.flatnonzero(tokens.halfbits[words.start : words.stop] == 0)
    spans = zip(tokens.starts[named].tolist(), tokens.ends[named].tolist(), strict=True)
    return {normal_form(raw[start:end]) for start, end in spans}


def _around(spans: Sequence[Span], begin: int = 0) -> Span:
    """From the first to the last of some spans, in a text that they are counted in from `begin`."""
    return Span(begin + min(span.start for span in spans), begin + max(span.end for span in spans))


def _new(rows: Sequence[Finding], quoted: Sequence[tuple[str, Span]]) -> list[Finding]:
    """The rows that say something new: of two that overlap in both texts the surer, none that is mostly quoted."""
    kept: list[Finding] = []
    for row in rows:
        a, b = Span(row.ab, row.ae), Span(row.bb, row.be)
        verbatim = sum(a.overlap(span) for path, span in quoted if path == row.b)
        twice = any(
            row.b == old.b and a.overlap(Span(old.ab, old.ae)) and b.overlap(Span(old.bb, old.be)) for old in kept
        )
        if not twice and verbatim < KNOWN * len(a):
            kept.append(row)
    return kept
