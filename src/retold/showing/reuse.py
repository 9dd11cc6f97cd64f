"""The page of what the texts of an archive share: verdicts in words, a network of works, passages side by side."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from typing import get_args

from retold.archive.findings import Finding
from retold.archive.groups import Member, told
from retold.archive.reuse import SURE, Sharing
from retold.library import Reused
from retold.page.differing import differing
from retold.page.library import Descendant, Pair, Passage, Quote, ReusePage, Side, Tie, TieKind, Work
from retold.page.model import Piece
from retold.showing.excerpts import Place, excerpts
from retold.version import VERSION
from retold.wording import chance, number, one_line, visible

WORKS = 36
"""Works in the network: more of them leave no room for their numbers on a telephone."""

PAIRS, NAMES = 500, 12
"""Pairs of texts that are listed, and pairs of names of each."""

PASSAGES, OF_PAIR, WORDS = 60, 3, 200
"""Passages side by side, of one pair of texts at most, and words of each."""

GROUPS, PATHS, EXCERPT = 60, 12, 300
"""Clusters, families and phrases that are listed, texts named of each, and code points of the words that they share."""

MEMBERS = 200
"""Works of a family that are listed."""

_CLOSENESS = {kind: at for at, kind in enumerate(get_args(TieKind))}


def reuse_page(found: Reused, *, quoting: bool = False) -> ReusePage:
    """What a reader is shown of what the texts of an archive share."""
    shares, clusters, families = found.shares, [one for one in found.clusters if one.texts > 2], found.families
    sure = [row for row in shares.rows if row.e_value <= SURE]
    chosen = _best(sure)
    common = shares.common[:GROUPS]
    places: list[Place] = [place for row in chosen for place in _places(row)]
    places += [one.places[0] for one in clusters[:GROUPS]]
    places += [(one.path, one.start, one.end) for one in common]
    texts = excerpts(found.snapshot, places, quoting=quoting)
    works, ties, sharing = _network(found)
    passages = tuple(_passage(at, row, texts, quoting) for at, row in enumerate(chosen, 1))
    size = f"{number(shares.texts, 'text')} of {number(shares.words, 'word')}"
    notes = []
    if len(shares.rows) > len(sure):
        notes.append(
            f"{number(len(shares.rows) - len(sure), 'shorter passage')} may be chance and are not counted here."
        )
    return ReusePage(
        version=VERSION,
        headline=f"{number(len(sure), 'passage')} shared by {number(len(shares.pairs), 'pair')} among {size}",
        notes=tuple(notes),
        works=works,
        ties=ties,
        works_sharing=sharing,
        pairs=tuple(_pair(pair, passages) for pair in shares.pairs[:PAIRS]),
        pair_count=len(shares.pairs),
        passages=passages,
        passage_count=len(sure),
        clusters=tuple(
            Quote(
                one_line(texts[one.places[0]], EXCERPT),
                one.texts,
                tuple(visible(path) for path in list(dict.fromkeys(path for path, _, _ in one.places))[:PATHS]),
            )
            for one in clusters[:GROUPS]
        ),
        cluster_count=len(clusters),
        families=tuple(_family(family) for family in families[:GROUPS]),
        family_count=len(families),
        common=tuple(
            Quote(one_line(texts[one.path, one.start, one.end], EXCERPT), one.texts, (visible(one.path),))
            for one in common
        ),
        common_count=len(shares.common),
        left_out=shares.left_out,
        quoting=quoting,
    )


def _best(rows: Sequence[Finding]) -> list[Finding]:
    """The strongest passages, few of any one pair of texts."""
    taken = Counter[tuple[str, str]]()
    chosen: list[Finding] = []
    for row in sorted(rows, key=lambda row: (-row.score, row.a, row.ab, row.b, row.bb)):
        if len(chosen) == PASSAGES:
            break
        if taken[row.a, row.b] < OF_PAIR:
            taken[row.a, row.b] += 1
            chosen.append(row)
    return chosen


def _places(row: Finding) -> tuple[Place, Place]:
    return (row.a, row.ab, row.ae), (row.b, row.bb, row.be)


def _passage(at: int, row: Finding, texts: Mapping[Place, str], quoting: bool) -> Passage:
    one, other = (texts[place] for place in _places(row))
    a, b, cut = ((Piece(one),), (Piece(other),), True) if quoting else differing(one, other, WORDS)
    return Passage(
        at,
        row.kind,
        Side(visible(row.a), row.ab, row.ae, a),
        Side(visible(row.b), row.bb, row.be, b),
        chance(row.e_value),
        cut,
    )


def _pair(pair: Sharing, passages: Sequence[Passage]) -> Pair:
    both = (visible(pair.a), visible(pair.b))
    count = number(pair.passages, "passage")
    much = f"{count}: {pair.share_a:.0%} of the first, {pair.share_b:.0%} of the second"
    sentence = {
        "repost": f"One is a repost of the other. They share {much}.",
        "repost with names changed": f"One is a repost of the other, with names changed. They share {much}.",
        "shares a source": f"One draws on the other, or both on one source. They share {much}.",
        "quotes": f"One quotes the other, or both the same. They share {much}.",
    }[pair.verdict]
    names = tuple((one_line(old, 40), one_line(new, 40)) for old, new in pair.names[:NAMES])
    shown = tuple(one.number for one in passages if (one.a.path, one.b.path) == both)
    return Pair(*both, pair.verdict, sentence, names, shown)


def _network(found: Reused) -> tuple[tuple[Work, ...], tuple[Tie, ...], int]:
    """The works that share most, with the ties between them, and how many works share anything at all."""
    columns = [found.snapshot.documents[name].to_pylist() for name in ("path", "work", "title", "author", "date")]
    facts = {path: rest for path, *rest in zip(*columns, strict=True)}
    bits: dict[str, float] = defaultdict(float)
    closest: dict[tuple[str, str], TieKind] = {}
    partners: dict[str, set[str]] = defaultdict(set)
    text_of: dict[str, str] = {}
    for pair in found.shares.pairs:
        one, other = sorted((facts[pair.a][0], facts[pair.b][0]))
        if one == other:  # two parts of one work
            continue
        for path in (pair.a, pair.b):
            text_of.setdefault(facts[path][0], path)
            bits[facts[path][0]] += pair.bits
        known = closest.setdefault((one, other), pair.verdict)
        closest[one, other] = min(known, pair.verdict, key=lambda kind: _CLOSENESS[kind])
        partners[one].add(other)
        partners[other].add(one)
    chosen = sorted(bits, key=lambda work: (-bits[work], work))[:WORKS]
    order = {work: at for at, work in enumerate(_beside(chosen, closest), 1)}
    works = []
    for work, at in order.items():
        _, title, author, date = facts[text_of[work]]
        named = one_line(title or work.rsplit("/", 1)[-1], 60)
        about = tuple(one_line(fact, 40) for fact in (author, date) if fact)
        works.append(Work(at, named, visible(work), about, len(partners[work])))
    ties = [
        Tie(min(order[one], order[other]), max(order[one], order[other]), kind)
        for (one, other), kind in closest.items()
        if one in order and other in order
    ]
    ties.sort(key=lambda tie: (-_CLOSENESS[tie.kind], tie.a, tie.b))  # the closest are drawn over the others
    return tuple(works), tuple(ties), len(partners)


def _beside(works: Sequence[str], closest: Mapping[tuple[str, str], TieKind]) -> list[str]:
    """The works in an order in which those that belong together stand together: each after one that it is close to."""
    near: dict[str, list[tuple[int, int, str]]] = defaultdict(list)
    rank = {work: at for at, work in enumerate(works)}
    for (one, other), kind in closest.items():
        if one in rank and other in rank:
            near[one].append((_CLOSENESS[kind], rank[other], other))
            near[other].append((_CLOSENESS[kind], rank[one], one))
    order: dict[str, None] = {}
    for start in works:
        waiting = [start]
        while waiting:
            work = waiting.pop()
            if work not in order:
                order[work] = None
                waiting += [other for _, _, other in sorted(near[work], reverse=True) if other not in order]
    return list(order)


def _family(family: Sequence[Member]) -> tuple[Descendant, ...]:
    return tuple(Descendant(visible(member.path), depth, said) for member, depth, said in told(family[:MEMBERS]))
