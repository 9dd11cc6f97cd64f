"""The re-marking of benchmarks: every mark turned the right way, the gold moved along, whatever the text."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks import corpora
from benchmarks.marks import Marked, in_dashes, in_pairs, losing, marks_of
from benchmarks.quotes import CONDITIONS, Document, as_quotes, extents, f1, own, read, score
from benchmarks.scoring import Figure

TEXT = (
    'Ines shut the door. "Who is there?" she said. "Only me."\n\n"Only you," said Ruben, and the "door" creaked.\n\n'
    '"I have been out since noon, and nobody came.\n\n"Now I am home," said Ines.\n'
)
SAID = (
    "Who is there?",
    "Only me.",
    "Only you,",
    "I have been out since noon, and nobody came.",
    "Now I am home,",
)
MARKED = Marked(TEXT, tuple((TEXT.index(words), TEXT.index(words) + len(words)) for words in SAID))


def quotations(marked: Marked) -> tuple[str, ...]:
    return tuple(marked.text[start:end] for start, end in marked.quotations)


def test_every_mark_points_the_way_it_does_in_the_text() -> None:
    opens = "".join("(" if mark.opens else ")" for mark in marks_of(MARKED))
    assert opens == "()()()()(()"


def test_pairs_take_the_place_of_marks_and_nothing_else_changes() -> None:
    guillemets = in_pairs("«", "»")(MARKED, "")
    assert guillemets.text.startswith("Ines shut the door. «Who is there?» she said. «Only me.»\n\n«Only you,» said")
    assert "the «door» creaked" in guillemets.text
    assert quotations(guillemets) == SAID


def test_dashes_begin_speech_and_close_it_before_narration() -> None:
    dashes = in_dashes(MARKED, "")
    assert dashes.text.startswith("Ines shut the door. — Who is there? — she said. — Only me.\n\n— Only you, — said")
    assert 'the "door" creaked' in dashes.text
    assert quotations(dashes) == SAID


def test_lost_marks_are_the_same_for_the_same_seed() -> None:
    long = Marked(TEXT * 20, ())
    once, again, other = losing(long, "a"), losing(long, "a"), losing(long, "b")
    assert once == again != other
    lost = long.text.count('"') - once.text.count('"')
    assert 0.04 < lost / long.text.count('"') < 0.18


@pytest.mark.parametrize("condition", CONDITIONS)
@given(words=st.lists(st.text(alphabet='ab"\n .,', max_size=12), max_size=8))
def test_gold_keeps_its_words_under_every_condition(condition: str, words: list[str]) -> None:
    text = '"'.join(words)
    spans = extents(text, ((at, at + 5) for at in range(0, len(text) - 5, 7)))
    inside = tuple((start, end) for start, end in spans if '"' not in text[start:end])
    marked = CONDITIONS[condition](Marked(text, inside), "seed")
    assert quotations(marked) == tuple(text[start:end] for start, end in inside)


@pytest.mark.parametrize("condition", CONDITIONS)
def test_gold_scores_one_under_every_condition(condition: str) -> None:
    for document in own():
        marked = CONDITIONS[condition](document.marked, document.name)
        assert extents(marked.text, marked.quotations) == tuple(sorted(set(marked.quotations))), document.name


@pytest.mark.parametrize("condition", CONDITIONS)
def test_the_scorer_of_the_shared_corpora_gives_the_same_figure(condition: str, tmp_path: Path) -> None:
    shared = corpora.shared_folder()
    if shared is None:
        return
    document = own()[0]
    marked = CONDITIONS[condition](document.marked, document.name)
    found = as_quotes(read(marked.text))
    (tmp_path / "text.txt").write_text(marked.text, encoding="utf-8", newline="")
    quotes = [{"start": start, "end": end, "speaker_id": None} for start, end in marked.quotations]
    gold = {"id": "one", "text_file": "text.txt", "quotes": quotes, "characters": []}
    # The dash belongs to an utterance, and the scorer does not know it: compare without.
    spans = extents(marked.text, ((quote["start"], quote["end"]) for quote in found["quotes"]))
    given = {**found, "quotes": [{"start": start, "end": end, "speaker_id": None} for start, end in spans]}
    figures = {}
    for name, prediction in (("gold", gold), ("found", given)):
        for file, content in (("gold.json", gold), ("given.json", prediction)):
            (tmp_path / file).write_text(json.dumps(content), encoding="utf-8")
        scorer = str(shared / "score" / "score_quotes.py")
        command = [sys.executable, scorer, "gold.json", "given.json", "--json", "figures.json"]
        subprocess.run(command, cwd=tmp_path, check=True, capture_output=True)
        figures[name] = json.loads((tmp_path / "figures.json").read_text(encoding="utf-8"))["one"]["spans"]["exact"][
            "f1"
        ]
    assert figures["gold"] == 1
    assert figures["found"] == pytest.approx(f1([score(document, CONDITIONS[condition])]))


def test_a_text_that_is_found_whole_scores_one() -> None:
    plain = Document("own", "", "one", Marked('"Stay," said Ann. "Do."\n', ((1, 6), (19, 22))))
    assert score(plain, CONDITIONS["as written"]) == Figure(2, 0, 0)
    assert f1([Figure(2, 0, 0), Figure(1, 1, 0)]) == pytest.approx(6 / 7)
