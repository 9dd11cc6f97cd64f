"""What holds for every collation: nothing is lost or doubled, all of it reads back, and order of input changes nothing.

Rows are made from any links at all, also from foolish ones; then whole comparisons are made of files.
"""

from __future__ import annotations

import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from itertools import combinations
from pathlib import Path

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from benchmarks.lengths import again, copied
from benchmarks.lengths import story as made_up
from retold import Comparison, compare
from retold.apparatus import Counts, Link, Locus, Reading
from retold.collating import collate, lines_within
from retold.relating import relate
from retold.scoring import Wording
from retold.segmenting import segment
from retold.speakers import carry
from retold.speakers.reads import copies_among, read_beside
from retold.text import Line, OffsetMap, Span, Story, Telling, Witness
from retold.variants import WORD, fold

LINES = (
    '"Is the kettle on?" asked Wenna.', '"The kettle is on," said Col. "It has been on since six."', '"No."', '"No!"',
    '"Then pour."', '“Pour it yourself, Wenna.”', "He did not get up.", "Col stayed in his chair.",
    "She asked him to pour.", "It was raining on the slates.", '"It´s raining, isn’t it?"', "The 'best' cups were out.",
    '"And so it rains," said Wenna, "and so we wait."', "...", '"Wait for what? For whom?"', "Nobody came.",
    '"I put the kettle on at six, Wenna. I took it off at seven, because you had not come and nobody else would have '
    'drunk it. Now it is eight, and cold, and you ask me for tea."',
    '"Yes. Yes, yes."', '"Yes," he said. "Yes."', "- A dash of milk?", "The clock struck seven and went on ticking.",
)  # fmt: skip
ROADS = (
    '"Two hours to the pass," the driver said, "if the snow holds off."\n\n"And if it does not?"\n\n'
    '"Then we sleep at the customs house with the mules."\n'
)
SIGLA = "ABCD"

texts = st.lists(st.sampled_from(LINES), min_size=1, max_size=8).map("\n".join)
several = st.lists(texts, min_size=2, max_size=4, unique=True)


@dataclass(frozen=True)
class Made:
    """Tellings, the lines that take part, and links between them."""

    tellings: Mapping[str, Telling]
    lines: Mapping[str, Sequence[Line]]
    links: Mapping[tuple[str, str], Sequence[Link]]

    def rows(self, sigla: Sequence[str] | None = None, base: str | None = None) -> tuple[Locus, ...]:
        """The loci of all, or of some in the order given."""
        order = list(sigla or self.tellings)
        links = {}
        for a, b in combinations(order, 2):
            if (a, b) in self.links:
                links[a, b] = self.links[a, b]
            else:
                links[a, b] = [replace(one, a=one.b, b=one.a) for one in self.links[b, a]]
        lines = {s: self.lines[s] for s in order}
        return collate({s: self.tellings[s] for s in order}, links, "s1", lines, base=base)


@st.composite
def made(draw: st.DrawFn) -> Made:
    tellings = {s: telling(s, text) for s, text in zip(SIGLA, draw(several), strict=False)}
    lines = {s: lines_within(one, [Span(0, len(one.witness.raw))]) for s, one in tellings.items()}
    links = {}
    for a, b in combinations(tellings, 2):
        found = draw(st.lists(st.builds(Link, run(lines[a]), run(lines[b]), shares, shares), max_size=6))
        links[a, b] = [link for link in found if link.a and link.b]
    return Made(tellings, lines, links)


unhurried = settings(deadline=None)
bases = st.sampled_from((None, "A", "B"))
shares = st.sampled_from((0.3, 0.5, 0.9, 1.0))


def run(lines: Sequence[Line]) -> st.SearchStrategy[tuple[int, ...]]:
    """Up to three neighbouring lines, by index."""
    at = st.tuples(st.integers(0, max(0, len(lines) - 1)), st.integers(1, 3))
    return at.map(lambda pair: tuple(line.index for line in lines[pair[0] : pair[0] + pair[1]]))


def telling(siglum: str, text: str) -> Telling:
    witness = Witness(siglum, f"{siglum}.txt", text, "utf-8", sha256(text.encode()).hexdigest())
    return segment(witness, Story(text, OffsetMap.identity(len(text))))


def words(raw: str, spans: Sequence[Span]) -> list[str]:
    return [fold(found.group()) for span in spans for found in WORD.finditer(raw, span.start, span.end)]


def check_words(readings: Mapping[str, Reading], raws: Mapping[str, str]) -> None:
    """The steps of every reading cover the consensus once, stay in the reading, and rebuild its words."""
    agreed: dict[int, str] = {}
    for siglum, reading in readings.items():
        for edit in reading.words:
            if edit.kind == "equal":
                spelled = words(raws[siglum], [edit.raw])
                assert len(spelled) == len(edit.consensus)
                for at, word in zip(range(edit.consensus.start, edit.consensus.end), spelled, strict=True):
                    assert agreed.setdefault(at, word) == word
    lengths = set()
    for siglum, reading in readings.items():
        at, rebuilt = 0, []
        for edit in reading.words:
            assert edit.consensus.start == at
            at = edit.consensus.end
            own = words(raws[siglum], [edit.raw])
            if edit.kind == "equal":
                rebuilt += [agreed[place] for place in range(edit.consensus.start, edit.consensus.end)]
            elif edit.kind == "delete":
                assert len(edit.raw) == 0 < len(edit.consensus)
            else:
                assert any(span.overlap(edit.raw) == len(edit.raw) > 0 for span in reading.spans)
                assert len(edit.consensus) == (len(own) if edit.kind == "replace" else 0)
                rebuilt += own
        assert rebuilt == words(raws[siglum], reading.spans)
        lengths.add(at)
    assert len(lengths) == 1


@unhurried
@given(made(), bases)
def test_every_line_of_a_scene_is_in_one_row_and_a_tag_in_none_or_with_others(case: Made, base: str | None) -> None:
    rows = case.rows(base=base)
    found = [(s, span) for locus in rows for s, reading in locus.readings.items() for span in reading.spans]
    told = {(s, line.span) for s, lines in case.lines.items() for line in lines if line.kind != "tag"}
    tags = {(s, line.span) for s, lines in case.lines.items() for line in lines if line.kind == "tag"}
    assert len(found) == len(set(found))
    assert told <= set(found) <= told | tags
    assert all(len(locus.readings) > 1 for locus in rows if locus.only_names)


@unhurried
@given(made(), bases)
def test_words_can_be_replayed_from_the_consensus(case: Made, base: str | None) -> None:
    raws = {s: one.witness.raw for s, one in case.tellings.items()}
    for locus in case.rows(base=base):
        check_words(locus.readings, raws)


@unhurried
@given(made(), st.sampled_from("AB"))
def test_the_steps_of_a_reading_turn_the_words_of_the_base_into_its_own_and_back(case: Made, base: str) -> None:
    raws = {s: one.witness.raw for s, one in case.tellings.items()}
    for locus in (row for row in case.rows(base=base) if base in row.readings):
        agreed = words(raws[base], locus.readings[base].spans)
        for siglum, reading in locus.readings.items():
            own = words(raws[siglum], reading.spans)
            forth, back, at = [], [], 0
            for edit in reading.words:
                took, gave = agreed[edit.consensus.start : edit.consensus.end], words(raws[siglum], [edit.raw])
                assert took == gave if edit.kind == "equal" else took != gave
                forth += gave
                back += took
                assert gave == own[at : at + len(gave)]
                at += len(gave)
            assert (forth, back) == (own, agreed)


@unhurried
@given(made(), st.sampled_from("AB"))
def test_rows_of_the_base_stand_in_its_order_and_it_never_moves(case: Made, base: str) -> None:
    rows = [row for row in case.rows(base=base) if base in row.readings and not row.only_names]
    assert not any(base in row.moved for row in rows)
    shared = [row for row in rows if len(row.readings) > 1]
    telling = case.tellings[base]
    longest = [
        max(row.readings[base].spans, key=lambda span: len(words(telling.witness.raw, [span]))) for row in shared
    ]
    assert longest == sorted(longest)


@unhurried
@given(made(), st.permutations(SIGLA), bases)
def test_the_order_of_the_witnesses_changes_nothing(case: Made, order: list[str], base: str | None) -> None:
    forth, back = case.rows(base=base), case.rows([s for s in order if s in case.tellings], base)
    assert [locus.id for locus in forth] == [locus.id for locus in back]
    for here, there in zip(forth, back, strict=True):
        assert here.readings == there.readings
        assert (here.relation, here.score, here.move, set(here.moved)) == (
            there.relation, there.score, there.move, set(there.moved),
        )  # fmt: skip


@given(made())
def test_a_witness_without_links_leaves_the_other_rows_as_they_are(case: Made) -> None:
    alone = telling("Z", ROADS)
    more = Made(
        {**case.tellings, "Z": alone},
        {**case.lines, "Z": lines_within(alone, [Span(0, len(ROADS))])},
        {**case.links, **{(s, "Z"): [] for s in case.tellings}},
    )
    assert [locus for locus in more.rows() if "Z" not in locus.readings] == list(case.rows())


@given(made())
def test_no_row_is_wider_than_three_lines_of_a_witness_and_their_tags(case: Made) -> None:
    tags = {siglum: {line.span for line in own if line.kind == "tag"} for siglum, own in case.lines.items()}
    for locus in case.rows():
        for siglum, reading in locus.readings.items():
            assert reading.spans
            assert len(set(reading.spans) - tags[siglum]) <= 3
        assert 0 <= locus.score <= 1


def compared(stories: Mapping[str, str], canon: str | None = None) -> Comparison:
    """A comparison of files named by their sigla; one of them may be the canon."""
    with tempfile.TemporaryDirectory() as folder:
        paths = []
        for siglum, text in stories.items():
            path = Path(folder) / f"{siglum}.txt"
            path.write_bytes(text.encode())
            paths.append(path)
        named = None if canon is None else Path(folder) / f"{canon}.txt"
        return compare(paths, sigla=list(stories), canon=named)


@st.composite
def retold(draw: st.DrawFn) -> list[str]:
    """Two or three stories of some lines in common: each drops some, doubles one, or moves one."""
    scene = draw(st.lists(st.sampled_from(LINES), min_size=8, max_size=14, unique=True))
    found = []
    for _ in range(draw(st.integers(2, 3))):
        told = [line for line in scene if draw(st.integers(0, 5))]
        told.insert(draw(st.integers(0, len(told))), draw(st.sampled_from(LINES)))
        if draw(st.booleans()):
            told.append(told.pop(draw(st.integers(0, len(told) - 1))))
        found.append(draw(st.sampled_from(("\n\n", "\r\n\r\n", "\n\n\n"))).join(told))
    return found


stories = retold()
few = settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])
many = settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@settings(max_examples=150, deadline=None)
@given(stories)
def test_what_two_texts_share_is_the_same_to_the_last_bit_either_way(found: list[str]) -> None:
    one, other = telling("A", found[0]), telling("B", found[1])
    assume(found[0] != found[1])
    names = Wording(("col", "wenna"), muted_weight=0.0)
    forth, back = relate(one, other, names), relate(other, one, names)
    turned = tuple(tuple((i, j) for j, i in chain) for chain in back.chains)
    assert (forth.score, forth.e_value, forth.chains) == (back.score, back.e_value, turned)


def check_spans(result: Comparison) -> None:
    raws = {one.siglum: one.witness.raw for one in result.tellings}
    for one in result.tellings:
        raw = raws[one.siglum]
        last = 0
        for line in one.lines:
            assert last <= line.span.start < line.span.end <= len(raw)
            last = line.span.end
            if line.utterance is not None:
                said = one.utterance(line)
                assert said is not None
                assert said.id == line.utterance
                assert said.span.overlap(line.span) == len(line.span)
        for said in one.utterances:
            cue, source = said.evidence.cue, said.evidence.source or one.siglum
            assert cue is None or raws[source][cue.start : cue.end].strip()
            assert not raw[said.span.start].isspace()
            assert not raw[said.span.end - 1].isspace()
            # A long utterance is several lines; together they are the whole of it.
            told = [line.span for line in one.lines if line.utterance == said.id]
            assert words(raw, told) == words(raw, [said.span])
    for scene in result.scenes:
        for siglum, spans in scene.witnesses.items():
            inside = lines_within(result.telling(siglum), spans)
            found = sorted(
                span
                for locus in result.loci
                if locus.scene == scene.id and siglum in locus.readings
                for span in locus.readings[siglum].spans
            )
            assert len(found) == len(set(found))
            assert {line.span for line in inside if line.kind != "tag"} <= set(found) <= {line.span for line in inside}
    for locus in result.loci:
        check_words(locus.readings, raws)
        for siglum, reading in locus.readings.items():
            assert all(span.of(raws[siglum]).strip() for span in reading.spans)


def check_order(found: Sequence[str], order: Sequence[int], sigla: str = SIGLA) -> None:
    named = dict(zip(sigla, found, strict=False))
    forth = compared(named)
    back = compared({sigla[at]: named[sigla[at]] for at in order if at < len(found)})
    assert rows_of(forth) == rows_of(back)
    assert {frozenset((one.a, one.b)): (one.same_scene, one.score, one.e_value) for one in forth.relations} == {
        frozenset((one.a, one.b)): (one.same_scene, one.score, one.e_value) for one in back.relations
    }
    assert forth.counts == {siglum: back.counts[siglum] for siglum in forth.counts}
    assert who_speaks(forth) == who_speaks(back)


def rows_of(result: Comparison) -> tuple[list[object], list[object]]:
    """The rows and the source, in order, whatever the order of the witnesses."""
    rows = [(row.id, dict(row.readings).keys(), row.relation, row.score, set(row.moved)) for row in result.loci]
    source = [(line.locus, line.text, line.confidence, set(line.support)) for line in result.source]
    return [*rows], [*source]


def who_speaks(result: Comparison) -> dict[str, list[tuple[str | None, float]]]:
    """By siglum the name of the speaker of each utterance, and how sure it is."""
    shown = {character.id: character.name for character in result.characters}
    return {
        telling.siglum: [(shown.get(said.speaker or ""), said.confidence) for said in telling.utterances]
        for telling in result.tellings
    }


@few
@given(stories)
def test_every_span_of_a_comparison_reads_back(found: list[str]) -> None:
    check_spans(compared(dict(zip(SIGLA, found, strict=False))))


@few
@given(stories, st.permutations(range(3)))
def test_the_order_of_the_files_changes_nothing(found: list[str], order: list[int]) -> None:
    assume(len(set(found)) == len(found))
    check_order(found, order)


@pytest.mark.slow
@many
@given(stories)
def test_every_span_of_many_comparisons_reads_back(found: list[str]) -> None:
    check_spans(compared(dict(zip(SIGLA, found, strict=False))))


@settings(max_examples=3, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.integers(0, 1000), st.permutations(range(11)))
def test_the_order_of_many_near_copies_changes_nothing(seed: int, order: list[int]) -> None:
    told = made_up(20, seed)
    texts = [*(copied(told, seed + at) for at in range(1, 11)), again(told, seed)[0]]
    assume(len({tuple(text) for text in texts}) == len(texts))
    check_order(["\n".join(text) for text in texts], order, "ABCDEFGHIJK")


@pytest.mark.slow
@many
@given(stories, st.permutations(range(3)))
def test_the_order_of_the_files_changes_nothing_in_many(found: list[str], order: list[int]) -> None:
    assume(len(set(found)) == len(found))
    check_order(found, order)


@few
@given(stories)
def test_an_unrelated_file_changes_no_row_of_the_others(found: list[str]) -> None:
    named = dict(zip(SIGLA, found, strict=False))
    without, beside = compared(named), compared({**named, "Z": ROADS})
    assume(not any(one.same_scene for one in beside.relations if one.b == "Z"))
    assert [(one.id, one.readings.keys(), one.relation) for one in without.loci] == [
        (one.id, one.readings.keys(), one.relation) for one in beside.loci
    ]


@st.composite
def retellings(draw: st.DrawFn) -> list[str]:
    """A scene, and two or three tellings of it: words left out or put in, lines dropped, a block moved."""
    scene = draw(st.permutations(sorted(LINES)))[:12]
    found = ["\n\n".join(scene)]
    for _ in range(draw(st.integers(2, 3))):
        told = []
        for line in (line for line in scene if draw(st.integers(0, 7))):
            said = line.split(" ")
            if not draw(st.integers(0, 2)):
                said.insert(draw(st.integers(0, len(said) - 1)), draw(st.sampled_from(("now", "then", "I say,"))))
            if len(said) > 4 and not draw(st.integers(0, 2)):
                said.pop(draw(st.integers(1, len(said) - 2)))
            told.append(" ".join(said))
        start = draw(st.integers(0, len(told)))
        block = told[start : start + draw(st.integers(0, 3))]
        del told[start : start + len(block)]
        at = draw(st.integers(0, len(told)))
        found.append("\n\n".join([*told[:at], *block, *told[at:]]))
    return found


@few
@given(retellings())
def test_against_a_canon_every_line_of_it_is_kept_changed_or_dropped(found: list[str]) -> None:
    assume(len(set(found)) == len(found))
    result = compared(dict(zip(SIGLA, found, strict=False)), canon="A")
    check_spans(result)
    assume(result.base == "A")
    lines = {row.id: row for row in result.loci if "A" in row.readings and not row.only_names}
    assert [line.locus for line in result.source] == list(lines)
    assert result.counts["A"] == Counts(kept=len(lines))
    raw = result.telling("A").witness.raw
    for line in result.source:
        assert words(line.text, [Span(0, len(line.text))]) == words(raw, lines[line.locus].readings["A"].spans)
        assert all(word.decided and "A" in word.choices[0].support for word in line.words)
    told = {s for scene in result.scenes for s in scene.witnesses}
    if len(result.scenes) == 1:
        for siglum in told:
            counts = result.counts[siglum]
            assert counts.kept + counts.changed + counts.dropped == len(lines)


@few
@given(stories)
def test_an_unrelated_file_changes_no_speaker(found: list[str]) -> None:
    named = dict(zip(SIGLA, found, strict=False))
    without, beside = compared(named), compared({**named, "Z": ROADS})
    assume(not any(one.same_scene for one in beside.relations if one.b == "Z"))
    said = who_speaks(beside)
    assert who_speaks(without) == {siglum: said[siglum] for siglum in named}


def same_lines(one: Telling, other: Telling) -> list[Link]:
    """Links between lines of the same words, each line in one at most."""
    free = {line.index: fold(" ".join(line.words)) for line in other}
    found = []
    for line in one:
        at = next((n for n, said in free.items() if said == fold(" ".join(line.words))), None)
        if at is not None:
            del free[at]
            found.append(Link((line.index,), (at,), 0.9, 0.9))
    return found


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much])
@given(stories, st.integers(0, 1))
def test_a_copy_changes_no_speaker_while_the_links_are_the_same(found: list[str], which: int) -> None:
    named = [telling(siglum, text) for siglum, text in zip(SIGLA, found, strict=False)]
    assume(not copies_among([read_beside(one, ()) for one in named]))
    copy = telling("Z", found[which] + "\n\nThe end.")
    links = {(a.siglum, b.siglum): same_lines(a, b) for a, b in combinations(named, 2)}
    more = {(one.siglum, "Z"): same_lines(one, copy) for one in named}
    without, beside = carry(named, links), carry([*named, copy], {**links, **more})
    shown = [{who.id: who.name for who in people} for _, people in (without, beside)]
    for one, other in zip(without[0], beside[0], strict=False):
        assert [shown[0].get(said.speaker or "") for said in one.utterances] == [
            shown[1].get(said.speaker or "") for said in other.utterances
        ]
