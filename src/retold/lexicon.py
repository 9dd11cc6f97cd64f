"""What English words weigh and mean, for comparing two short lines.

In come words; out come their weights (how rare a word is in a sentence of fiction, in nats), their base forms, and
unit vectors whose cosine says how alike two lines are in meaning. The numbers were counted and distilled beforehand
(see ``training/meaning``) and ship with the package, so two texts of a page each can be compared as if a library stood
behind them: nothing is fetched, numpy is all it takes, and the vectors stay on disk until a line asks for them.

A word is looked up in one normal form: lower case, without accents, apostrophes straight. Contractions fall into the
words they stand for (``don't`` → ``do not``), a possessive loses its ``'s``, and inflections and old spellings share
the weight of their base form (``walked``, ``walketh`` → ``walk``; ``thou`` → ``you``), so that ``idf("walked")`` equals
``idf("walk")``.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from functools import lru_cache
from importlib import resources
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

__all__ = ["Lexicon", "load", "normal_form", "words_of"]

Floats = npt.NDArray[np.float32]

WORD = re.compile(r"[^\W_]+(?:['’ʼ`´][^\W_]+)*")
APOSTROPHES = str.maketrans("’‘ʼ`´", "'''''")

IDF_STEP = 1 / 16
"""Nats a step of the stored one-byte weights: finer than the counts are certain."""

NUMBER_IDF = 7.0
"""Nats of a word made of digits: about one sentence in a thousand of the counted novels holds a given number."""


@lru_cache(maxsize=1)
def load() -> Lexicon:
    """Return the lexicon that ships with the package; read once, then shared.

    Returns
    -------
    Lexicon
        The words and weights in memory, the vectors mapped from disk.
    """
    folder = resources.files("retold").joinpath("data")
    if not isinstance(folder, Path):
        raise FileNotFoundError("retold's data folder must lie on disk, not inside a zip file: install it unzipped")
    return Lexicon(folder)


def words_of(text: str) -> list[str]:
    """Return the words of `text` in their normal form, in order; inner apostrophes stay, hyphens part words."""
    return [normal_form(word) for word in WORD.findall(text)]


def normal_form(word: str) -> str:
    """Return `word` in lower case, without accents, with straight apostrophes."""
    word = word.translate(APOSTROPHES).lower()
    if word.isascii():
        return word
    return "".join(sign for sign in unicodedata.normalize("NFKD", word) if not unicodedata.combining(sign))


class Lexicon:
    """Weights, base forms and vectors of English words.

    Parameters
    ----------
    folder
        Where ``words.txt``, ``weights.npy``, ``bases.npy``, ``vectors.npy`` and ``scales.npy`` lie.

    Attributes
    ----------
    dimensions
        Length of a vector.
    unknown_idf
        Nats of a word that is not in the list: that of the rarest word counted.
    """

    def __init__(self, folder: Path) -> None:
        self._words = (folder / "words.txt").read_text(encoding="utf-8").split("\n")
        self._rows = {word: row for row, word in enumerate(self._words)}
        self._weights = np.load(folder / "weights.npy").astype(np.float32) * np.float32(IDF_STEP)
        self._bases = np.load(folder / "bases.npy")
        self._vectors = np.load(folder / "vectors.npy", mmap_mode="r")
        self._scales = np.load(folder / "scales.npy").astype(np.float32)
        self._readings: dict[str, tuple[int, ...]] = {}
        self._terms: dict[str, tuple[str, ...]] = {}
        self._idfs: dict[str, float] = {}
        self.dimensions: int = self._vectors.shape[1]
        self.unknown_idf: float = float(self._weights.max())

    def __len__(self) -> int:
        return len(self._words)

    def __contains__(self, word: str) -> bool:
        return normal_form(word) in self._rows

    def tables(self) -> tuple[list[str], npt.NDArray[np.int32], Floats, npt.NDArray[Any], Floats]:
        """The list: words, the row of each one's base form, nats, and vectors with the scale of each."""
        return self._words, self._bases, self._weights, self._vectors, self._scales

    def terms(self, words: Iterable[str]) -> list[str]:
        """Return the base forms `words` stand for, contractions taken apart: the terms to compare lines by.

        A list may come out longer than it went in: ``["I'm", "walking"]`` gives ``["i", "be", "walk"]``.
        """
        return [term for word in words for term in self._terms_of(word)]

    def lemma(self, word: str) -> str:
        """Return the base form of `word`; of a contraction the part that weighs most; of no word the empty string."""
        terms = self._terms_of(word)
        return max(terms, key=self._idf_of_term) if terms else ""

    def idf(self, word: str) -> float:
        """Return how rare `word` is: −ln of the share of sentences of fiction that hold one of its forms, in nats.

        From about 0.5 (the) to `unknown_idf` for a word never met. A number weighs `NUMBER_IDF`; what holds neither
        letter nor digit weighs 0. A contraction weighs as its heaviest part.
        """
        idf = self._idfs.get(word)
        if idf is None:
            idf = max((self._idf_of_term(term) for term in self._terms_of(word)), default=0.0)
            self._idfs[word] = idf
        return idf

    def idfs(self, words: Sequence[str]) -> Floats:
        """Return `idf` of each word: shape [words]."""
        return np.array([self.idf(word) for word in words], np.float32)

    def vector_of(self, words: Sequence[str], weights: Sequence[float] | None = None) -> Floats:
        """Return the direction of a line's meaning: the weighted mean of its word vectors, at unit length.

        Parameters
        ----------
        words
            The words of the line.
        weights
            One weight a word. Without them each word pulls as strongly as was learned: common words little.

        Returns
        -------
        ndarray
            Shape [dimensions]; all zeros when no word is known.
        """
        if weights is not None and len(weights) != len(words):
            raise ValueError(f"{len(words)} words but {len(weights)} weights: give one weight a word")
        line: Floats = self._mean_directions([words], None if weights is None else [weights])[0]
        return line

    def vectors(self, lines: Sequence[Sequence[str]]) -> Floats:
        """Return `vector_of` for each line: shape [lines, dimensions]."""
        return self._mean_directions(lines, None)

    def _mean_directions(self, lines: Sequence[Sequence[str]], weights: Sequence[Sequence[float]] | None) -> Floats:
        readings = [[self._readings.get(word) or self._rows_of(word) for word in line] for line in lines]
        rows = [row for line in readings for reading in line for row in reading]
        ends = np.cumsum([sum(map(len, line)) for line in readings], dtype=np.int64)
        means = np.zeros((len(lines), self.dimensions), np.float32)
        if not rows:
            return means
        distinct, place_of = np.unique(np.array(rows), return_inverse=True)
        directions = self._vectors[distinct] * self._scales[distinct, None]
        if weights is not None:
            directions /= np.linalg.norm(directions, axis=1, keepdims=True)
        weighted = directions[place_of]
        if weights is not None:
            spread = [
                weight
                for line, given in zip(readings, weights, strict=True)
                for reading, weight in zip(line, given, strict=True)
                for _ in reading
            ]
            weighted *= np.array(spread, np.float32)[:, None]
        starts = np.concatenate(([0], ends[:-1]))
        filled = starts < ends
        means[filled] = np.add.reduceat(weighted, starts[filled], axis=0)
        lengths: Floats = np.linalg.norm(means, axis=1, keepdims=True)
        np.divide(means, lengths, out=means, where=lengths > 0)
        return means

    def _rows_of(self, word: str) -> tuple[int, ...]:
        """Return the rows whose vectors make up `word`: itself, else the terms it stands for."""
        known = self._readings.get(word)
        if known is None:
            row = self._rows.get(normal_form(word))
            if row is not None:
                known = (row,)
            else:
                known = tuple(self._rows[term] for term in self._terms_of(word) if term in self._rows)
            self._readings[word] = known
        return known

    def _terms_of(self, word: str) -> tuple[str, ...]:
        terms = self._terms.get(word)
        if terms is None:
            terms = tuple(self._base(part) for part in parts_of(normal_form(word)))
            self._terms[word] = terms
        return terms

    def _base(self, word: str) -> str:
        row = self._rows.get(word)
        if row is not None:
            return self._words[int(self._bases[row])]
        for base in bases_by_rule(word):
            row = self._rows.get(base)
            if row is not None:
                return self._words[int(self._bases[row])]
        return word

    def _idf_of_term(self, term: str) -> float:
        row = self._rows.get(term)
        if row is not None:
            return float(self._weights[row])
        if term.isdigit():
            return NUMBER_IDF
        return self.unknown_idf if any(sign.isalnum() for sign in term) else 0.0


def parts_of(word: str) -> tuple[str, ...]:
    """Return the words that a contraction in normal form stands for; a possessive without its ``'s``; else `word`."""
    whole = CONTRACTIONS.get(word)
    if whole is not None:
        return whole
    stem, apostrophe, ending = word.rpartition("'")
    if not apostrophe:
        return (word,) if word else ()
    if ending == "t" and stem.endswith("n") and len(stem) > 2:
        return (stem[:-1], "not")
    if ending == "s":
        return (stem, "is") if stem in SUBJECTS else parts_of(stem)
    if ending in ENDINGS:
        return (*parts_of(stem), ENDINGS[ending])
    return (word,) if stem and ending else parts_of(stem or ending)


def bases_by_rule(word: str) -> list[str]:
    """Return what `word` might be an inflection of, the likeliest first, whether or not such a word exists."""
    if word in IRREGULAR:
        return [IRREGULAR[word]]
    if word in IRREGULAR_BASES:
        return []
    found: list[str] = []
    for ending, replacements in ENDINGS_OF_INFLECTION:
        stem = word[: -len(ending)]
        if word.endswith(ending) and not word.endswith("ss"):
            if ending[0] in "ei" and len(stem) > SHORTEST_BASE and stem[-1] == stem[-2] and stem[-1] not in "aeiou":
                found.append(stem[:-1])
            found.extend(stem + replacement for replacement in replacements)
    return [base for base in found if len(base) >= SHORTEST_BASE and base != word]


SHORTEST_BASE = 3
"""Letters of the shortest base a rule may find; shorter ones (go, do, be) stand in the table."""

ENDINGS_OF_INFLECTION: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("iest", ("y",)),
    ("ier", ("y",)),
    ("ies", ("y", "ie")),
    ("ied", ("y", "ie")),
    ("ieth", ("y",)),
    ("ves", ("f", "fe", "ve")),
    ("ying", ("ie", "y")),
    ("ing", ("", "e")),
    ("in", ("e",)),
    ("ed", ("", "e")),
    ("es", ("e", "")),
    ("s", ("",)),
    ("eth", ("", "e")),
    ("est", ("", "e")),
    ("edst", ("", "e")),
    ("er", ("", "e")),
    ("ly", ("", "le")),
)
"""Endings of inflection (with -ly, and -eth, -est, -edst of old), and what stands in their place at the base."""

ENDINGS = {"m": "am", "re": "are", "ve": "have", "ll": "will", "d": "would", "st": "do"}
"""What follows the apostrophe of a contraction, and the word it stands for."""

SUBJECTS = {
    subject
    for line in (
        ("he", "she", "it", "this", "that", "there", "here", "what", "when", "where", "who", "why", "how", "so"),
        ("somebody", "someone", "something", "everybody", "everyone", "everything", "nobody", "nothing"),
    )
    for subject in line
}
"""Words after which ``'s`` is a verb; after any other it is taken for a possessive."""

CONTRACTIONS: dict[str, tuple[str, ...]] = {
    "won't": ("will", "not"),
    "can't": ("can", "not"),
    "cannot": ("can", "not"),
    "shan't": ("shall", "not"),
    "ain't": ("is", "not"),
    "an't": ("is", "not"),
    "let's": ("let", "us"),
    "y'all": ("you", "all"),
    "ma'am": ("madam",),
    "o'clock": ("clock",),
    "o'er": ("over",),
    "ne'er": ("never",),
    "e'er": ("ever",),
    "e'en": ("even",),
    "tis": ("it", "is"),
    "twas": ("it", "was"),
    "twere": ("it", "were"),
    "twill": ("it", "will"),
    "dont": ("do", "not"),
    "doesnt": ("does", "not"),
    "didnt": ("did", "not"),
    "isnt": ("is", "not"),
    "wasnt": ("was", "not"),
    "wouldnt": ("would", "not"),
    "couldnt": ("could", "not"),
    "shouldnt": ("should", "not"),
    "havent": ("have", "not"),
    "hasnt": ("has", "not"),
    "hadnt": ("had", "not"),
    "arent": ("are", "not"),
    "werent": ("were", "not"),
    "thats": ("that", "is"),
    "whats": ("what", "is"),
    "theres": ("there", "is"),
    "youre": ("you", "are"),
    "theyre": ("they", "are"),
    "youve": ("you", "have"),
    "ive": ("i", "have"),
    "im": ("i", "am"),
    "gonna": ("going", "to"),
    "wanna": ("want", "to"),
    "gotta": ("got", "to"),
    "gimme": ("give", "me"),
    "lemme": ("let", "me"),
    "dunno": ("do", "not", "know"),
    "kinda": ("kind", "of"),
    "sorta": ("sort", "of"),
    "outta": ("out", "of"),
}
"""Contractions that the endings above do not explain, and those that modern haste writes without the apostrophe."""


def _by_base(*families: str) -> dict[str, str]:
    """Return form → base from lines that name the base first."""
    return {form: base for base, *forms in map(str.split, families) for form in forms}


IRREGULAR = _by_base(
    "be am is are was were been being wast wert",
    "have has had having hath hast hadst",
    "do does did done doing doth dost didst doeth",
    "will wilt wouldst would",
    "shall shalt shouldst",
    "can canst couldst could",
    "may mayst might mightest mightst",
    "say says said saying saith sayeth saidst",
    "go goes went gone going goeth",
    "get gets got gotten getting gat",
    "make makes made making maketh",
    "know knows knew known knowing knoweth knowest",
    "think thinks thought thinking",
    "take takes took taken taking taketh",
    "see sees saw seen seeing seeth seest",
    "come comes came coming cometh",
    "give gives gave given giving giveth",
    "find finds found finding",
    "tell tells told telling",
    "become became becoming",
    "leave leaves left leaving",
    "feel feels felt feeling",
    "bring brings brought bringing",
    "begin begins began begun beginning",
    "keep keeps kept keeping",
    "hold holds held holding",
    "stand stands stood standing",
    "hear hears heard hearing heareth",
    "mean means meant meaning",
    "meet meets met meeting",
    "run runs ran running",
    "pay pays paid paying",
    "sit sits sat sitting",
    "speak speaks spoke spoken speaking spake speaketh",
    "lie lay lain lying lies lied",
    "lead leads led leading",
    "lose loses lost losing",
    "fall falls fell fallen falling",
    "send sends sent sending",
    "build builds built building",
    "understand understood understanding",
    "draw draws drew drawn drawing",
    "break breaks broke broken breaking",
    "spend spent spending",
    "rise rises rose risen rising",
    "drive drives drove driven driving",
    "buy buys bought buying",
    "wear wears wore worn wearing",
    "choose chooses chose chosen choosing",
    "eat eats ate eaten eating",
    "drink drinks drank drunk drinking",
    "sing sings sang sung singing",
    "swim swam swum swimming",
    "ring rang rung ringing",
    "sink sank sunk sinking",
    "spring sprang sprung springing",
    "throw throws threw thrown throwing",
    "catch catches caught catching",
    "teach teaches taught teaching",
    "fight fights fought fighting",
    "seek seeks sought seeking",
    "write writes wrote written writing",
    "ride rides rode ridden riding",
    "hide hides hid hidden hiding",
    "bite bites bitten biting",
    "grow grows grew grown growing",
    "fly flies flew flown flying",
    "blow blows blew blown blowing",
    "forget forgets forgot forgotten forgetting",
    "forgive forgave forgiven forgiving",
    "sleep sleeps slept sleeping",
    "weep weeps wept weeping",
    "sweep swept sweeping",
    "creep crept creeping",
    "leap leapt leaped leaping",
    "sell sells sold selling",
    "shake shakes shook shaken shaking",
    "steal stole stolen stealing",
    "swear swore sworn swearing sware",
    "tear tore torn tearing",
    "bear bore borne born bearing",
    "shoot shot shooting",
    "shine shone shining",
    "win won winning",
    "strike struck stricken striking",
    "stick stuck sticking",
    "swing swung swinging",
    "hang hung hanged hanging",
    "dig dug digging",
    "bend bent bending",
    "lend lent lending",
    "bind bound binding",
    "wind winds winding",
    "bleed bled bleeding",
    "feed fed feeding",
    "flee fled fleeing",
    "awake awoke awoken waken",
    "wake woke woken waking",
    "freeze froze frozen freezing",
    "dream dreamt dreamed dreaming",
    "burn burnt burned burning",
    "learn learnt learned learning",
    "smell smelt smelled smelling",
    "deal dealt dealing",
    "kneel knelt kneeling",
    "lay laid laying",
    "light lit lighted lighting",
    "slay slew slain slaying",
    "forsake forsook forsaken",
    "beseech besought",
    "man men",
    "woman women",
    "child children",
    "foot feet",
    "tooth teeth",
    "mouse mice",
    "goose geese",
    "ox oxen",
    "person people persons",
    "brother brethren",
    "good better best",
    "bad worse worst",
    "i me my mine myself",
    "you thou thee ye your yours thy thine yourself thyself",
    "he him his himself hisself",
    "she her hers herself",
    "we us our ours ourselves",
    "they them their theirs themselves",
    "it its itself",
    "who whom whose",
    "a an",
    "this these",
    "that those",
    "no nay nae",
    "yes yea aye yeah yep",
    "before ere afore",
    "often oft",
    "between betwixt",
    "where whither",
    "here hither",
    "there thither yonder",
    "why wherefore",
    "to unto",
    "while whilst",
    "among amongst",
    "though tho",
    "perhaps perchance mayhap peradventure",
    "nothing naught nought",
    "anything aught",
    "on upon",
)
"""Inflections no rule explains, and old words for common ones."""

IRREGULAR_BASES = frozenset(IRREGULAR.values())
