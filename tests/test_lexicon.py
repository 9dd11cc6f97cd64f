"""The lexicon: what words weigh, what they share, and which lines it holds to be alike."""

from __future__ import annotations

from importlib import resources

import numpy as np
import pytest

from retold.lexicon import NUMBER_IDF, Lexicon, load, normal_form, words_of

MOST_BYTES = 4_500_000


@pytest.fixture(scope="module")
def lexicon() -> Lexicon:
    return load()


def test_words_are_lower_case_with_straight_apostrophes_and_no_accents() -> None:
    assert words_of("“Don’t,” said Zoë — it's half-past two…") == [
        "don't",
        "said",
        "zoe",
        "it's",
        "half",
        "past",
        "two",
    ]
    assert words_of("") == []
    assert normal_form("O’Clock") == normal_form("o'clock")


@pytest.mark.parametrize(
    ("word", "terms"),
    [
        ("don't", ["do", "not"]),
        ("don’t", ["do", "not"]),
        ("dont", ["do", "not"]),
        ("couldn't", ["can", "not"]),
        ("wouldn't've", ["will", "not", "have"]),
        ("I'm", ["i", "be"]),
        ("it's", ["it", "be"]),
        ("Tamsin's", ["tamsin"]),
        ("walked", ["walk"]),
        ("stopping", ["stop"]),
        ("ladies", ["lady"]),
        ("hath", ["have"]),
        ("thee", ["you"]),
        ("went", ["go"]),
        ("evening", ["evening"]),
        ("seed", ["seed"]),
        ("nothing", ["nothing"]),
        ("yes", ["yes"]),
        ("power", ["power"]),
        ("this", ["this"]),
        ("qorvath", ["qorvath"]),
        ("", []),
    ],
)
def test_terms_are_base_forms_with_contractions_taken_apart(lexicon: Lexicon, word: str, terms: list[str]) -> None:
    assert lexicon.terms([word]) == terms


def test_lemma_is_the_part_that_weighs_most(lexicon: Lexicon) -> None:
    assert lexicon.lemma("walking") == "walk"
    assert lexicon.lemma("Tamsin’s") == "tamsin"
    assert lexicon.lemma("they’ll") in {"they", "will"}
    assert lexicon.idf(lexicon.lemma("they’ll")) == max(lexicon.idf("they"), lexicon.idf("will"))
    assert lexicon.lemma("") == ""


def test_base_forms_are_their_own_base(lexicon: Lexicon) -> None:
    bases = {word: lexicon.lemma(word) for word in ("walked", "children", "spoke", "thine", "happier", "slowly")}
    assert bases == {base_of: lexicon.lemma(base) for base_of, base in bases.items()}


def test_rarer_words_weigh_more(lexicon: Lexicon) -> None:
    weights = lexicon.idfs(["the", "said", "house", "kitchen", "spoon", "qorvath"])
    assert weights.dtype == np.float32
    assert np.all(np.diff(weights) > 0)
    assert weights[-1] == lexicon.unknown_idf


def test_modern_words_weigh_less_than_unknown_ones(lexicon: Lexicon) -> None:
    assert all(lexicon.idf(word) < lexicon.unknown_idf - 1 for word in ("phone", "television", "okay", "internet"))


def test_forms_of_a_word_weigh_alike(lexicon: Lexicon) -> None:
    assert lexicon.idf("walked") == lexicon.idf("walk") == lexicon.idf("WALKS")
    assert lexicon.idf("thou") == lexicon.idf("you")


def test_numbers_and_marks_have_sober_weights(lexicon: Lexicon) -> None:
    assert lexicon.idf("1812") == NUMBER_IDF
    assert [lexicon.idf(mark) for mark in ("", "—", "***", "'")] == [0, 0, 0, 0]
    assert lexicon.idf("b12x") == lexicon.unknown_idf


def test_vectors_are_unit_length_or_zero(lexicon: Lexicon) -> None:
    lines = [words_of("The lamp went out."), [], ["qorvath"], words_of("Nobody spoke of it again.")]
    vectors = lexicon.vectors(lines)
    assert vectors.shape == (4, lexicon.dimensions)
    assert vectors.dtype == np.float32
    assert np.linalg.norm(vectors, axis=1) == pytest.approx([1, 0, 0, 1], abs=1e-5)


def test_a_batch_gives_what_single_lines_give(lexicon: Lexicon) -> None:
    lines = [words_of(line) for line in ("I can’t find the key!", "", "Rain, and more rain.", "I can’t find the key!")]
    singly = np.stack([lexicon.vector_of(line) for line in lines])
    np.testing.assert_allclose(lexicon.vectors(lines), singly, atol=1e-6)
    assert lexicon.vectors([]).shape == (0, lexicon.dimensions)


def test_weights_choose_what_counts(lexicon: Lexicon) -> None:
    only_fire = lexicon.vector_of(["fire", "bread"], [1, 0])
    np.testing.assert_allclose(only_fire, lexicon.vector_of(["fire"]), atol=1e-6)
    with pytest.raises(ValueError, match="2 words but 1 weights"):
        lexicon.vector_of(["fire", "bread"], [1])


def test_a_retold_line_is_nearest_to_its_counterpart(lexicon: Lexicon) -> None:
    told = [
        "Where on earth have you been all night?",
        "He shut the door quietly and took off his wet coat.",
        "I never want to see your face again.",
        "The old woman gave the boy a piece of bread.",
        "They rode north before the sun was up.",
        "She laughed until she had to sit down.",
    ]
    retold = [
        "You were gone till morning; tell me which place kept you!",
        "Softly the gate was closed behind him, and the soaked jacket hung up.",
        "Leave, and do not come back before my eyes.",
        "Grandmother handed the child some of her loaf.",
        "On horseback, in the dark before dawn, the company set out.",
        "It was so funny that her knees gave way and she dropped into a chair giggling.",
    ]
    alike = lexicon.vectors([words_of(line) for line in told]) @ lexicon.vectors([words_of(line) for line in retold]).T
    assert (alike.argmax(axis=1) == np.arange(len(told))).sum() >= len(told) - 1


def test_the_data_is_small_and_consistent(lexicon: Lexicon) -> None:
    folder = resources.files("retold").joinpath("data")
    names = ("words.txt", "weights.npy", "bases.npy", "vectors.npy", "scales.npy")
    assert sum(len(folder.joinpath(name).read_bytes()) for name in names) <= MOST_BYTES
    words = folder.joinpath("words.txt").read_text(encoding="utf-8").split("\n")
    assert len(words) == len(set(words)) == len(lexicon)
    assert all(word == normal_form(word) and word.isalpha() for word in words)
