"""Aligned tellings become loci: the rows of the collation, each with its readings, in the order of the shared scene.

In come tellings and the links between their lines, out come loci for every line that takes part in a scene. Links are
taken strongest first and join lines of all witnesses into one locus as long as no witness brings more than three
neighbouring lines; so the result does not depend on the order in which the witnesses were given. Inside a locus the
words of all readings are aligned with one another; the columns give the consensus and say what each witness changed.
Where one witness is the base text, the rows stand in its order and its words are the consensus.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from hashlib import sha256
from math import fsum

from retold.aligning import longest_rise, majority_order
from retold.apparatus import Agreement, Edit, Form, Link, Locus, Reading, WordEdit
from retold.text import NARRATION, SPEECH, TAG, Line, Span, Telling
from retold.variants import WORD, Column, columns, distinct, has_place, likeness, originals, settled, tokens_of

Pair = tuple[str, str]
_Ends = tuple[str, tuple[int, ...]]
Apart = tuple[tuple[str, int], tuple[str, int]]

WIDEST = 3
"""Lines that one witness may bring to a locus, not counting tags; wider ones say nothing."""

REACH = 8
"""How far apart, in lines, the lines that one witness brings to a locus may stand (a tag may part them)."""

NEAR = 0.6
"""Share of words in common (Indel similarity, 0 to 1) from which a reading counts as near rather than paraphrase."""


def collate(
    tellings: Mapping[str, Telling],
    links: Mapping[Pair, Sequence[Link]],
    scene: str,
    lines: Mapping[str, Sequence[Line]],
    *,
    base: str | None = None,
    apart: Iterable[Apart] = (),
) -> tuple[Locus, ...]:
    """The loci of one scene, in the order of the `base` if it has part in the scene, else in majority order.

    `lines` holds the lines of each witness that stand in the scene; each ends up in exactly one locus, but a tag that
    no link joins in none. `links` are those between these lines, by pairs of sigla. Two lines that are `apart`, each a
    siglum and a `Line.index`, never come into one locus.
    """
    rank = {siglum: telling.witness.sha256 for siglum, telling in tellings.items()}
    original = originals(tellings)
    clusters = _clusters(links, lines, rank, original, apart)
    order, moved = _order(clusters, lines, rank, base)
    loci = [
        _locus(
            clusters[at], tellings, original, lines, scene, moved.get(at, ()), sorted(lines, key=rank.__getitem__), base
        )
        for at in order
    ]
    return _name_moves(loci, tellings)


@dataclass(slots=True)
class _Cluster:
    """Lines that belong together: places in the scene's lines by siglum, and how sure each link in it was.

    A link that copies of a text have too is the same link.
    """

    places: dict[str, set[int]]
    sure: dict[frozenset[_Ends], float] = field(default_factory=dict)

    @property
    def belief(self) -> float:
        # Whatever order the links came in: fsum rounds once, at the end.
        return fsum(self.sure.values()) / len(self.sure) if self.sure else 1.0

    def lines(self, siglum: str) -> tuple[int, ...]:
        return tuple(sorted(self.places[siglum]))

    def main(self, siglum: str, lines: Sequence[Line]) -> int:
        """The place of the longest line of a witness, the first of equals."""
        return max(self.lines(siglum), key=lambda at: len(lines[at].words))

    def names_only(self, lines: Mapping[str, Sequence[Line]]) -> bool:
        """Whether nothing but tags stands here."""
        return all(lines[siglum][at].kind == TAG for siglum, places in self.places.items() for at in places)

    def content(self, rank: Mapping[str, str]) -> list[tuple[str, tuple[int, ...]]]:
        """What the cluster holds, independent of how the witnesses were named."""
        return sorted((rank[siglum], self.lines(siglum)) for siglum in self.places)


def _clusters(
    links: Mapping[Pair, Sequence[Link]],
    lines: Mapping[str, Sequence[Line]],
    rank: Mapping[str, str],
    original: Mapping[str, str],
    apart: Iterable[Apart],
) -> list[_Cluster]:
    """Every line of the scene in one cluster, joined by the links, the surest first."""
    place = {siglum: {line.index: at for at, line in enumerate(own)} for siglum, own in lines.items()}
    parted = [tuple((siglum, place.get(siglum, {}).get(index)) for siglum, index in pair) for pair in apart]
    home = {(siglum, at): _Cluster({siglum: {at}}) for siglum, own in lines.items() for at in range(len(own))}
    found = [(link, a, b) for (a, b), of_pair in links.items() for link in of_pair]
    found.sort(
        key=lambda one: (-one[0].sure, -one[0].score, sorted([(rank[one[1]], one[0].a), (rank[one[2]], one[0].b)]))
    )
    for link, a, b in found:
        nodes = [(a, place[a][i]) for i in link.a if i in place[a]] + [
            (b, place[b][j]) for j in link.b if j in place[b]
        ]
        clusters = list({id(home[node]): home[node] for node in nodes}.values())
        ends = frozenset(((original[a], link.a), (original[b], link.b)))
        if len(clusters) == 1 and len(clusters[0].places) > 1:  # as most are, of many witnesses
            if len(ends) > 1:
                clusters[0].sure.setdefault(ends, link.sure)
            continue
        places: dict[str, set[int]] = {}
        for cluster in clusters:
            for siglum, at in cluster.places.items():
                places.setdefault(siglum, set()).update(at)
        if len(places) < 2 or not all(_narrow(at, lines[siglum]) for siglum, at in places.items()):
            continue
        if any(all(at in places.get(siglum, ()) for siglum, at in pair) for pair in parted):
            continue
        sure = {ends: sure for cluster in clusters for ends, sure in cluster.sure.items()}
        if len(ends) > 1:
            sure.setdefault(ends, link.sure)
        joined = _Cluster(places, sure)
        for siglum, at in places.items():
            for one in at:
                home[siglum, one] = joined
    every = {id(cluster): cluster for cluster in home.values()}.values()
    return [cluster for cluster in every if len(cluster.places) > 1 or not cluster.names_only(lines)]


def _narrow(places: set[int], lines: Sequence[Line]) -> bool:
    """Whether lines of one witness are few enough, not counting tags, and stand near enough to be one reading."""
    return sum(lines[at].kind != TAG for at in places) <= WIDEST and max(places) - min(places) < REACH


def _order(
    clusters: Sequence[_Cluster], lines: Mapping[str, Sequence[Line]], rank: Mapping[str, str], base: str | None
) -> tuple[list[int], dict[int, tuple[str, ...]]]:
    """Clusters in the order of the base or of most, and for each the witnesses that have it elsewhere.

    Shared clusters are put in order first; what one witness alone has follows what it follows there, within a paragraph
    also what has moved. So do tags: on which side of its speech a tag stands is no order.
    """
    sigla = sorted(lines, key=lambda s: (s != base, rank[s]))
    # A cluster stands where its longest line does: what parts its lines may stand on either side of it elsewhere.
    holds = {(s, cluster.main(s, lines[s])): number for number, cluster in enumerate(clusters) for s in cluster.places}
    sequences = {s: [holds[s, at] for at in range(len(lines[s])) if (s, at) in holds] for s in sigla}
    tags = {number for number, own in enumerate(clusters) if own.names_only(lines)}
    shared = {s: [c for c in sequences[s] if len(clusters[c].places) > 1 and c not in tags] for s in sigla}
    # Numbers of clusters follow the order of input; renumbering by content keeps ties independent of it.
    content = sorted({c for own in shared.values() for c in own}, key=lambda c: clusters[c].content(rank))
    name = {cluster: number for number, cluster in enumerate(content)}
    order = [content[number] for number in majority_order([[name[c] for c in shared[s]] for s in sigla if shared[s]])]
    if base in shared:
        order = _by_base(shared[base], order, [shared[s] for s in sigla if s != base])
    rises = {cluster: at for at, cluster in enumerate(order)}
    moved: dict[int, list[str]] = {}
    after: dict[int, list[int]] = {}
    followed: set[int] = set()
    for siglum in sigla:
        in_order = set(longest_rise(shared[siglum], rises))
        anchor, last, turn = -1, -1, -1
        for cluster in sequences[siglum]:
            paragraph = lines[siglum][clusters[cluster].main(siglum, lines[siglum])].paragraph
            if cluster in rises:
                last, turn = cluster, paragraph
                if cluster in in_order:
                    anchor = cluster
                else:
                    moved.setdefault(cluster, []).append(siglum)
            elif cluster not in followed:
                after.setdefault(last if paragraph == turn else anchor, []).append(cluster)
                followed.add(cluster)
    full = [c for cluster in [-1, *order] for c in ([cluster] if cluster >= 0 else []) + after.get(cluster, [])]
    return full, {cluster: tuple(who) for cluster, who in moved.items()}


def _by_base(base: Sequence[int], order: Sequence[int], others: Sequence[Sequence[int]]) -> list[int]:
    """The clusters of the base in its order; each that it lacks after the one that it follows in most of the others."""
    rises = {cluster: at for at, cluster in enumerate(base)}
    follows: dict[int, Counter[int]] = {}
    for own in others:
        in_order, last = set(longest_rise([c for c in own if c in rises], rises)), -1
        for cluster in own:
            if cluster in in_order:
                last = cluster
            elif cluster not in rises:
                follows.setdefault(cluster, Counter())[last] += 1
    after: dict[int, list[int]] = {}
    for cluster in order:
        if cluster in follows:
            most = max(follows[cluster].items(), key=lambda item: (item[1], -rises.get(item[0], -1)))[0]
            after.setdefault(most, []).append(cluster)
    return [*after.get(-1, []), *(c for own in base for c in (own, *after.get(own, [])))]


def _locus(
    cluster: _Cluster,
    tellings: Mapping[str, Telling],
    original: Mapping[str, str],
    lines: Mapping[str, Sequence[Line]],
    scene: str,
    moved: Sequence[str],
    priority: Sequence[str],
    base: str | None,
) -> Locus:
    picked = {s: [lines[s][at] for at in cluster.lines(s)] for s in lines if s in cluster.places}
    spans = {siglum: tuple(line.span for line in found) for siglum, found in picked.items()}
    table: list[Column] = []
    if len(picked) > 1:
        table = columns({s: tokens_of(tellings[s], spans[s]) for s in picked}, priority, base)
        # What the base says is what the others are compared with; where it says nothing, most of them; copies are one.
        deciding = [base] if base is not None and base in picked else distinct(list(picked), original)
        agreed = [(settled(column, deciding), has_place(column, deciding)) for column in table]
        edits = {s: tuple(_edits(table, agreed, s, spans[s])) for s in picked}
    else:
        edits = {s: tuple(_alone(tellings[s], spans[s])) for s in picked}
    spoken = any(line.kind == SPEECH for found in picked.values() for line in found)
    readings = {
        siglum: Reading(
            siglum,
            spans[siglum],
            _form(found, spoken),
            _speaker(tellings[siglum], found),
            edits[siglum],
        )
        for siglum, found in picked.items()
    }
    return Locus(
        id=_locus_id(spans, tellings),
        scene=scene,
        kind=SPEECH if spoken else NARRATION,
        readings=readings,
        relation=_agreement(table, tuple(picked), base),
        moved=tuple(siglum for siglum in picked if siglum in moved),
        move=None,
        speaker=_best_speaker(tellings, picked),
        score=round(cluster.belief, 4),
    )


def _locus_id(spans: Mapping[str, tuple[Span, ...]], tellings: Mapping[str, Telling]) -> str:
    """An id made from what stands there, so that the same texts give the same id however they were named."""
    content = sorted((tellings[s].witness.sha256, [(span.start, span.end) for span in own]) for s, own in spans.items())
    return "l" + sha256(repr(content).encode()).hexdigest()[:12]


def _form(found: Sequence[Line], spoken_elsewhere: bool) -> Form:
    if any(line.kind == SPEECH for line in found):
        return "speech"
    if all(line.kind == TAG for line in found):
        return "tag"
    return "reported" if spoken_elsewhere else "narration"


def _speaker(telling: Telling, found: Sequence[Line]) -> str | None:
    said = [u for line in found if (u := telling.utterance(line)) is not None and u.speaker is not None]
    return max(said, key=lambda u: u.confidence).speaker if said else None


def _best_speaker(tellings: Mapping[str, Telling], picked: Mapping[str, Sequence[Line]]) -> str | None:
    """The speaker for whom the single strongest evidence stands; how many agree breaks ties."""
    support: dict[str, list[float]] = {}
    for siglum, found in picked.items():
        for line in found:
            said = tellings[siglum].utterance(line)
            if said is not None and said.speaker is not None:
                support.setdefault(said.speaker, []).append(said.confidence)
    if not support:
        return None
    return max(sorted(support), key=lambda who: (max(support[who]), len(support[who])))


def _edits(
    table: Sequence[Column], agreed: Sequence[tuple[str | None, bool]], siglum: str, spans: Sequence[Span]
) -> Iterator[WordEdit]:
    """Steps from the consensus to a reading, neighbouring steps of one kind joined.

    `agreed` says of each column what word is settled there, if any, and whether the consensus has a word.
    No step reaches from one stretch of a reading into the next: what stands between is no part of it. Where no wording
    has a majority, every witness that has a word there departs from it: none is taken for the source.
    """
    step: WordEdit | None = None
    at, raw_at = 0, next((c.tokens[siglum].raw.start for c in table if siglum in c.tokens), 0)
    for column, (word, place) in zip(table, agreed, strict=True):
        token = column.tokens.get(siglum)
        kind: Edit
        if token is None:
            if not place:
                continue
            kind, raw = "delete", Span(raw_at, raw_at)
        elif not place:
            kind, raw = "insert", token.raw
        else:
            kind, raw = ("equal" if token.key == word else "replace"), token.raw
        here = WordEdit(kind, Span(at, at + place), raw)
        at, raw_at = at + place, raw.end
        if step is not None and step.kind == kind and not _parted(step.raw, raw, spans):
            step = WordEdit(kind, Span(step.consensus.start, here.consensus.end), Span(step.raw.start, raw.end))
            continue
        if step is not None:
            yield step
        step = here
    if step is not None:
        yield step


def _parted(before: Span, after: Span, spans: Sequence[Span]) -> bool:
    """Whether words stand in two stretches of a reading, the first before one of `spans` begins, the other in it."""
    return len(after) > 0 and any(before.end <= span.start <= after.start for span in spans)


def _alone(telling: Telling, spans: Sequence[Span]) -> Iterator[WordEdit]:
    """The steps of a reading that is its own consensus: one for each of its stretches that has words."""
    at, story = 0, telling.story
    for span in spans:
        within = story.map.to_text(span)
        if found := list(WORD.finditer(story.text, within.start, within.end)):
            words = Span(found[0].start(), found[-1].end())
            yield WordEdit("equal", Span(at, at + len(found)), story.map.to_raw(words))
            at += len(found)


def _agreement(table: Sequence[Column], sigla: Sequence[str], base: str | None) -> Agreement:
    """How loosely the readings follow the base, or one another."""
    if len(sigla) < 2:
        return "single"
    if all(len(column.wordings(sigla)) == 1 for column in table):
        return "verbatim"
    readings = {s: [column.tokens[s].key for column in table if s in column.tokens] for s in sigla}
    return "near" if likeness(list(readings.values()), readings.get(base or "")) >= NEAR else "paraphrase"


def _name_moves(loci: Sequence[Locus], tellings: Mapping[str, Telling]) -> tuple[Locus, ...]:
    """Neighbouring loci that the same witnesses moved are one move and share its id."""
    out: list[Locus] = []
    last: Locus | None = None
    for locus in loci:
        if len(locus.readings) < 2:
            out.append(locus)
            continue
        if locus.moved:
            follows = last is not None and last.moved == locus.moved
            locus = replace(locus, move=last.move if follows and last else "m" + locus.id[1:])
        last = locus
        out.append(locus)
    return tuple(out)


def lines_within(telling: Telling, spans: Sequence[Span]) -> list[Line]:
    """The lines of a telling that stand in a scene: all but those without a word."""
    return [line for line in telling.lines if line.words and any(line.span.overlap(span) for span in spans)]
