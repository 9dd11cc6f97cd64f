"""Words and shingles against slow and obvious ones, and what each of them promises."""

from __future__ import annotations

import unicodedata
from collections import Counter, defaultdict
from itertools import islice

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from retold.shingles import LONGEST, SHINGLE_BITS, SOLO_HALFBITS, Words, shingles_of, words_of

HALFBITS = (0, 9, 11, 13, 17, 20, 22, 24, 26, 28)

VOCABULARY = (
    "the goat Odile odile’s RIVER river, Was was. “Come” Nora’s ca\u0301fe café naïve — 狐狸 ไทย हिन्दी ’tis don't "
    "over and over … rock-a-bye I x2 No! 3rd O'Brien Odile the apothecary lanternlight \n"
)
prose = st.lists(st.sampled_from(VOCABULARY.split(" ")), max_size=60).map(" ".join)
texts = st.one_of(prose, st.text(max_size=60), st.text(st.sampled_from("aB'’ .\u0301狐\u200b?\ud800"), max_size=40))


def plain_words(text: str) -> list[tuple[int, int, str, str]]:
    """Start, end, letters folded, and where the capital of the word stands: "", "within" or "opening"."""
    found: list[tuple[int, int, str, str]] = []
    at, opening = 0, True
    while at < len(text):
        if not text[at].isalnum():
            opening |= text[at] in '.!?:;…"“”«»„—–\u2029\u3002'
            at += 1
            continue
        end, letters = at + 1, folded(text[at])
        if not stands_alone(text[at]):
            following = at + 1
            while following < len(text) and (belongs(text[following]) or joins(text[following])):
                if belongs(text[following]):
                    end, letters = following + 1, letters + folded(text[following])
                following += 1
        capital = text[at] != text[at].lower() and len(letters) > 1
        found.append((at, end, letters, "" if not capital else "opening" if opening else "within"))
        at, opening = end, False
    return found


def folded(sign: str) -> str:
    return unicodedata.normalize("NFKD", sign.lower())[0]


def belongs(sign: str) -> bool:
    return sign.isalnum() and not stands_alone(sign)


def joins(sign: str) -> bool:
    return sign in "'’‘ʼ`´\u00ad\u200b\u200c\u200d\u2060" or unicodedata.category(sign).startswith("M")


def stands_alone(sign: str) -> bool:
    blocks = ((0x0E00, 0x0F00), (0x1780, 0x1800), (0x3040, 0xA000), (0xF900, 0xFB00), (0x20000, 0x40000))
    return unicodedata.category(sign) == "Lo" and any(low <= ord(sign) < high for low, high in blocks)


def plain_halfbits(text: str) -> list[int]:
    words = plain_words(text)
    where: dict[str, Counter[str]] = defaultdict(Counter)
    for _, _, letters, capital in words:
        where[letters][capital] += 1
    within = sum(capital == "within" for *_, capital in words)
    nouns = within > 0.2 * max(1, sum(capital != "opening" for *_, capital in words))
    found = []
    for start, _, letters, capital in words:
        seen = where[letters]
        known = seen["within"] > 0 and seen[""] * 10 < seen["within"]
        name = not nouns and (capital == "within" or (capital == "opening" and known))
        said = SOLO_HALFBITS if stands_alone(text[start]) else HALFBITS[min(9, len(letters))]
        found.append(0 if name else said)
    return found


def plain_shingles(halfbits: list[int]) -> list[tuple[int, ...]]:
    """The words of each shingle."""
    found = []
    for start in range(len(halfbits)):
        speaking = (at for at in range(start, len(halfbits)) if halfbits[at])
        run = list(islice(speaking, LONGEST)) if halfbits[start] else []
        for length in range(2, len(run) + 1):
            if sum(halfbits[at] for at in run[:length]) >= 2 * SHINGLE_BITS:
                found.append(tuple(run[:length]))
                break
    return found


def same_partition(keys: list[object], hashes: list[int]) -> bool:
    """Whether two lists are equal at the same pairs of places."""
    return len(set(keys)) == len(set(hashes)) == len(set(zip(keys, hashes, strict=True)))


@given(texts)
@settings(max_examples=300, deadline=None)
def test_words_are_those_of_the_slow_twin(text: str) -> None:
    words, plain = words_of(text), plain_words(text)
    spans = list(zip(words.starts.tolist(), words.ends.tolist(), strict=True))
    assert spans == [(start, end) for start, end, _, _ in plain]
    assert same_partition([letters for _, _, letters, _ in plain], words.hashes.tolist())
    assert words.halfbits.tolist() == plain_halfbits(text)


@given(texts)
@settings(max_examples=300, deadline=None)
def test_shingles_are_those_of_the_slow_twin(text: str) -> None:
    words = words_of(text)
    shingles, plain = shingles_of(words), plain_shingles(words.halfbits.tolist())
    assert shingles.first.tolist() == [run[0] for run in plain]
    assert shingles.last.tolist() == [run[-1] for run in plain]
    contents: list[object] = [tuple(words.hashes[list(run)].tolist()) for run in plain]
    assert same_partition(contents, shingles.fingerprints.tolist())


@pytest.mark.parametrize("sign", [" ", "", "狐", "’"])
def test_a_text_of_many_blocks_is_cut_as_the_slow_twin_cuts_it(sign: str) -> None:
    text = sign.join(f"{VOCABULARY}{number} Stop. And{number}" for number in range(600))
    words, plain = words_of(text), plain_words(text)
    assert len(text) > 2 * 2**15
    assert words.starts.tolist() == [start for start, *_ in plain]
    assert words.ends.tolist() == [end for _, end, *_ in plain]
    assert same_partition([letters for _, _, letters, _ in plain], words.hashes.tolist())
    assert words.halfbits.tolist() == plain_halfbits(text)
    shingles = shingles_of(words)
    assert list(zip(shingles.first, shingles.last, strict=True)) == [
        (run[0], run[-1]) for run in plain_shingles(words.halfbits.tolist())
    ]


def test_a_word_may_be_longer_than_a_block() -> None:
    word = "ab’" * 40_000
    words = words_of(f"the {word} end {word}")
    assert words.starts.tolist() == [0, 4, 5 + len(word), 9 + len(word)]
    assert words.ends.tolist() == [3, 3 + len(word), 8 + len(word), 8 + 2 * len(word)]
    assert words.hashes[1] == words.hashes[3] != words.hashes[0]


@given(prose, prose)
@settings(deadline=None)
def test_a_passage_has_the_same_shingles_wherever_it_stands(before: str, passage: str) -> None:
    own = words_of(passage)
    moved = words_of(f"{before}. {passage}")
    tail = slice(len(moved) - len(own), None)
    kept = Words(moved.starts[tail], moved.ends[tail], moved.hashes[tail], own.halfbits)
    assert shingles_of(kept).fingerprints.tolist() == shingles_of(own).fingerprints.tolist()


def test_case_accents_and_apostrophes_make_no_difference() -> None:
    plain = words_of("dont go to the cafe tonight")
    fancy = words_of("DON’T go to the Cafe\u0301 to\u00adnight")
    assert plain.hashes.tolist() == fancy.hashes.tolist()


def test_other_names_leave_the_shingles_as_they_are() -> None:
    text = "The lantern went out, and {0} heard the ferryman laugh behind her. So {0} turned to {1} at once."
    one, other = (shingles_of(words_of(text.format(*names))) for names in (("Odile", "Nora"), ("Brona", "Quill")))
    assert len(one) > 5
    assert one.fingerprints.tolist() == other.fingerprints.tolist()


def test_german_nouns_are_no_names() -> None:
    words = words_of("Der Hund lief über die Brücke, und das Kind sah ihm vom Fenster aus nach, ohne ein Wort.")
    assert (words.halfbits > 0).all()


@pytest.mark.parametrize("text", ["", " ", "…", "\ud800", "a", "'", "\u0301"])
def test_what_holds_no_two_words_has_no_shingles(text: str) -> None:
    assert len(shingles_of(words_of(text))) == 0


def test_arrays_are_small() -> None:
    words = words_of("a word and another")
    assert [array.dtype for array in (words.starts, words.ends, words.hashes, words.halfbits)] == [
        np.int32, np.int32, np.int64, np.uint8,
    ]  # fmt: skip
