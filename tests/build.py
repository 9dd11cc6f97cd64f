"""A comparison made by hand: three short tellings of one evening in a bakery, and a text that tells something else.

Everything that leaves Retold is tested on it without running the stages. Spans are found by looking the words up in the
texts, so that each can be checked by eye; nothing here was copied from what Retold printed.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from difflib import SequenceMatcher
from hashlib import sha256

from retold.apparatus import (
    Attested,
    Comparison,
    Counts,
    Locus,
    Reading,
    Relation,
    Scene,
    SourceLine,
    SourceWord,
    WordEdit,
)
from retold.text import (
    Character,
    Chrome,
    Evidence,
    Line,
    Manner,
    Name,
    OffsetMap,
    Quoted,
    Repair,
    Span,
    Story,
    Telling,
    Utterance,
    Witness,
)

A = """41 7 2

"You kept the shop open," said Mira.

Oren wiped the counter and did not look up.

"I kept the lamp on. That is not the same thing."

"The last tram has gone."

"Then walk home slowly," said Oren. "And mind the ice."

She laughed at that, a short dry laugh.

"I have never minded ice."

Thank you for reading!
"""

B = """\u201cThe last tram is gone,\u201d I said from the door.

\u201cYou kept the shop open.\u201d

Oren wiped the counter and would not look up. I kept the lamp on,\u201d he said. \
\u201cThat\u00b4s not the same thing.\u201d

\u201cThen go home slowly, and mind the ice.\u201d

Nobody has ever told me to be careful in quite so few words.

\u201cI have never minded ice.\u201d
"""

C = """Oren was still wiping the counter when she came in and told him he had kept the shop open.

"I kept the lamp on," said the baker. "That is not the same thing."

"There are no more trams tonight."

"Then walk home slowly and mind the ice."

"I have never cared about ice."
"""

D = """The chart showed four islands, and the mate could see five.

"Somebody has drawn us a poor map," said the mate.

"Or somebody has built us a good island."
"""

PLAIN = Manner("past", "third", None, None)

_WORD = re.compile(r"\w+(?:['\u2019\u00b4]\w+)*")
_SENTENCE = re.compile(r"[^\s].*?(?:[.!?]+(?=\s|$)|$)")


def at(raw: str, words: str) -> Span:
    """Where these words stand in the text; they must stand there exactly once."""
    assert raw.count(words) == 1, f"{words!r} stands {raw.count(words)} times"
    return Span(raw.index(words), raw.index(words) + len(words))


def telling(
    siglum: str,
    raw: str,
    *,
    path: str | None = None,
    title: str | None = None,
    chrome: Mapping[str, str] | None = None,
    said: Sequence[Utterance] = (),
    characters: tuple[Character, ...] = (),
    quoted: tuple[Quoted, ...] = (),
    repairs: tuple[Repair, ...] = (),
    manner: Manner = PLAIN,
) -> Telling:
    """A telling whose story is the text without the chrome, cut in utterances and the sentences between them."""
    aside = sorted((at(raw, words), kind) for words, kind in (chrome or {}).items())
    kept, start = [], 0
    for span, _ in aside:
        kept.append(Span(start, span.start))
        start = span.end
    kept.append(Span(start, len(raw)))
    bounds = OffsetMap.keeping(kept)
    story = Story("".join(span.of(raw) for span in kept), bounds, tuple(Chrome(s, k) for s, k in aside), repairs, title)
    taken = [span for span, _ in aside] + [utterance.span for utterance in said]
    cuts = [(utterance.span, "speech", utterance.id) for utterance in said]
    free, start = [], 0
    for span in [*sorted(taken), Span(len(raw), len(raw))]:
        free.append(Span(start, span.start))
        start = span.end
    for gap in free:
        for sentence in _SENTENCE.finditer(gap.of(raw)):
            cuts.append((Span(gap.start + sentence.start(), gap.start + sentence.end()), "narration", None))
    lines = tuple(
        Line(index, span, kind, raw.count("\n\n", 0, span.start), _folded(span.of(raw)), utterance)  # type: ignore[arg-type]
        for index, (span, kind, utterance) in enumerate(sorted(cuts, key=lambda cut: cut[0]))
    )
    witness = Witness(siglum, path or f"{siglum.lower()}.txt", raw, "utf-8", sha256(raw.encode("utf-8")).hexdigest())
    return Telling(witness, story, lines, tuple(said), quoted, characters, manner)


def utterance(
    siglum: str,
    index: int,
    raw: str,
    words: str,
    speaker: str | None,
    confidence: float = 0.0,
    kind: str = "none",
    cue: str | None = None,
    *,
    source: str | None = None,
    cue_raw: str | None = None,
    repaired: str | None = None,
) -> Utterance:
    span = at(raw, words)
    evidence = Evidence(kind, at(cue_raw or raw, cue) if cue else None, source)
    return Utterance(
        f"{siglum}.u{index}",
        span,
        raw.count("\n\n", 0, span.start),
        speaker,
        confidence,
        evidence,
        repaired,  # type: ignore[arg-type]
    )


def locus(
    number: int,
    kind: str,
    relation: str,
    readings: Mapping[str, Sequence[str]],
    *,
    consensus: str,
    texts: Mapping[str, str],
    speaker: str | None = None,
    forms: Mapping[str, str] | None = None,
    moved: tuple[str, ...] = (),
    score: float = 0.97,
) -> Locus:
    """A row; `readings` quotes the words of each witness, `consensus` the words they are compared with."""
    made = {}
    for siglum, quotes in readings.items():
        spans = tuple(at(texts[siglum], quote) for quote in quotes)
        form = (forms or {}).get(siglum, kind)
        words = word_edits(texts[siglum], spans, consensus)
        made[siglum] = Reading(siglum, spans, form, speaker if form != "narration" else None, words)  # type: ignore[arg-type]
    move = f"m{number}" if moved else None
    return Locus(f"l{number:04x}", "s1", kind, made, relation, moved, move, speaker, score)  # type: ignore[arg-type]


def word_edits(raw: str, spans: Sequence[Span], consensus: str) -> tuple[WordEdit, ...]:
    """The steps from the consensus words to the words under the spans."""
    tokens = [
        Span(span.start + word.start(), span.start + word.end())
        for span in spans
        for word in _WORD.finditer(span.of(raw))
    ]
    theirs = [_fold(token.of(raw)) for token in tokens]
    edits = []
    for kind, c0, c1, w0, w1 in SequenceMatcher(None, list(_folded(consensus)), theirs, autojunk=False).get_opcodes():
        if w0 < w1:
            where = Span(tokens[w0].start, tokens[w1 - 1].end)
        else:
            here = tokens[w0].start if w0 < len(tokens) else tokens[-1].end
            where = Span(here, here)
        edits.append(WordEdit(kind, Span(c0, c1), where))
    return tuple(edits)


def bakery() -> Comparison:
    """The whole comparison: A, B and C tell the evening in the bakery, D tells of a map."""
    texts = {"A": A, "B": B, "C": C, "D": D}
    mira = Character(
        "c1",
        "Mira",
        "f",
        {
            "A": (Name("Mira", "said Mira", (at(A, "Mira"),)),),
            "B": (Name("I", "tells the story", ()),),
            "C": (Name("she", "the only woman who speaks", (at(C, "she"),)),),
        },
    )
    oren = Character(
        "c2",
        "Oren",
        "m",
        {
            "A": (Name("Oren", "said Oren", (at(A, "Oren wiped"),)),),
            "B": (Name("Oren", "he said, of Oren", (at(B, "Oren"),)),),
            "C": (
                Name("Oren", "the one spoken to", (at(C, "Oren"),)),
                Name("the baker", "said the baker", (at(C, "the baker"),)),
            ),
        },
    )
    mate = Character("c3", "the mate", None, {"D": (Name("the mate", "said the mate", (at(D, "said the mate"),)),)})
    tellings = (
        telling(
            "A",
            A,
            path="tales/bakery.txt",
            title="The Lamp & the Ice",
            chrome={"41 7 2\n\n": "votes", "\nThank you for reading!\n": "note"},
            said=[
                utterance("A", 0, A, '"You kept the shop open,"', "c1", 0.97, "tag", "said Mira"),
                utterance(
                    "A", 1, A, '"I kept the lamp on. That is not the same thing."', "c2", 0.7, "action", "Oren wiped"
                ),
                utterance(
                    "A", 2, A, '"The last tram has gone."', "c1", 0.9, "carried", "I said", source="B", cue_raw=B
                ),
                utterance("A", 3, A, '"Then walk home slowly,"', "c2", 0.97, "tag", "said Oren"),
                utterance("A", 4, A, '"And mind the ice."', "c2", 0.97, "tag", "said Oren"),
                utterance("A", 5, A, '"I have never minded ice."', None),
            ],
        ),
        telling(
            "B",
            B,
            said=[
                utterance("B", 0, B, "\u201cThe last tram is gone,\u201d", "c1", 0.98, "narrator", "I said"),
                utterance(
                    "B",
                    1,
                    B,
                    "\u201cYou kept the shop open.\u201d",
                    "c1",
                    0.9,
                    "carried",
                    "said Mira",
                    source="A",
                    cue_raw=A,
                ),
                utterance("B", 2, B, "I kept the lamp on,\u201d", "c2", 0.8, "pronoun", "he said", repaired="opener"),
                utterance("B", 3, B, "\u201cThat\u00b4s not the same thing.\u201d", "c2", 0.8, "pronoun", "he said"),
                utterance("B", 4, B, "\u201cThen go home slowly, and mind the ice.\u201d", "c2", 0.6, "turn"),
                utterance("B", 5, B, "\u201cI have never minded ice.\u201d", "c1", 0.6, "turn"),
            ],
            repairs=(Repair(at(B, "\u00b4"), "apostrophe"),),
            manner=Manner("past", "first", "c1", "c1"),
        ),
        telling(
            "C",
            C,
            said=[
                utterance("C", 0, C, '"I kept the lamp on,"', "c2", 0.9, "tag", "said the baker"),
                utterance("C", 1, C, '"That is not the same thing."', "c2", 0.9, "tag", "said the baker"),
                utterance("C", 2, C, '"There are no more trams tonight."', "c1", 0.5, "turn"),
                utterance("C", 3, C, '"Then walk home slowly and mind the ice."', "c2", 0.5, "turn"),
                utterance("C", 4, C, '"I have never cared about ice."', "c1", 0.5, "turn"),
            ],
        ),
        telling(
            "D",
            D,
            path="tales/islands.txt",
            said=[
                utterance("D", 0, D, '"Somebody has drawn us a poor map,"', "c3", 0.9, "tag", "said the mate"),
                utterance("D", 1, D, '"Or somebody has built us a good island."', None),
            ],
        ),
    )

    def row(number: int, kind: str, relation: str, readings: Mapping[str, Sequence[str]], **more: object) -> Locus:
        return locus(number, kind, relation, readings, texts=texts, **more)  # type: ignore[arg-type]

    loci = (
        row(
            1,
            "speech",
            "paraphrase",
            {
                "A": ['"You kept the shop open,"'],
                "B": ["\u201cYou kept the shop open.\u201d"],
                "C": ["she came in and told him he had kept the shop open."],
            },
            consensus="You kept the shop open",
            forms={"C": "reported"},
            speaker="c1",
        ),
        row(
            2,
            "narration",
            "paraphrase",
            {
                "A": ["Oren wiped the counter and did not look up."],
                "B": ["Oren wiped the counter and would not look up."],
                "C": ["Oren was still wiping the counter when"],
            },
            consensus="Oren wiped the counter and did not look up",
            score=0.41,
        ),
        row(
            3,
            "speech",
            "near",
            {
                "A": ['"I kept the lamp on. That is not the same thing."'],
                "B": ["I kept the lamp on,\u201d", "\u201cThat\u00b4s not the same thing.\u201d"],
                "C": ['"I kept the lamp on,"', '"That is not the same thing."'],
            },
            consensus="I kept the lamp on That is not the same thing",
            speaker="c2",
        ),
        row(
            4,
            "speech",
            "paraphrase",
            {
                "A": ['"The last tram has gone."'],
                "B": ["\u201cThe last tram is gone,\u201d"],
                "C": ['"There are no more trams tonight."'],
            },
            consensus="The last tram has gone",
            speaker="c1",
            moved=("B",),
            score=0.74,
        ),
        row(
            5,
            "speech",
            "near",
            {
                "A": ['"Then walk home slowly,"', '"And mind the ice."'],
                "B": ["\u201cThen go home slowly, and mind the ice.\u201d"],
                "C": ['"Then walk home slowly and mind the ice."'],
            },
            consensus="Then walk home slowly and mind the ice",
            speaker="c2",
        ),
        row(
            6,
            "narration",
            "single",
            {"A": ["She laughed at that, a short dry laugh."]},
            consensus="She laughed at that a short dry laugh",
        ),
        row(
            7,
            "narration",
            "single",
            {"B": ["Nobody has ever told me to be careful in quite so few words."]},
            consensus="Nobody has ever told me to be careful in quite so few words",
        ),
        row(
            8,
            "speech",
            "near",
            {
                "A": ['"I have never minded ice."'],
                "B": ["\u201cI have never minded ice.\u201d"],
                "C": ['"I have never cared about ice."'],
            },
            consensus="I have never minded ice",
            speaker="c1",
        ),
    )
    everyone = ("A", "B", "C")

    def source(number: int, speaker: str | None, text: str, *words: SourceWord, confidence: float = 0.9) -> SourceLine:
        decided = words or (SourceWord((Attested(text, everyone),)),)
        return SourceLine(f"l{number:04x}", speaker, text, everyone, confidence, decided)

    def relation(a: str, b: str, same: bool, score: float, e_value: float, sentence: str) -> Relation:
        evidence = ("l0003", "l0005", "l0008") if same else ()
        return Relation(a, b, same, score, e_value, ("s1",) if same else (), evidence, sentence)

    return Comparison(
        tellings=tellings,
        characters=(mira, oren, mate),
        relations=(
            relation(
                "A", "B", True, 0.94, 3.2e-12, "A and B tell the same scene: 6 lines in common, one of them moved."
            ),
            relation("A", "C", True, 0.81, 4.0e-6, "A and C tell the same scene: 6 lines in common."),
            relation("A", "D", False, 0.03, 2.6, "A and D tell different things."),
            relation(
                "B", "C", True, 0.78, 2.0e-3, "B and C tell the same scene: 6 lines in common, one of them moved."
            ),
            relation("B", "D", False, 0.02, 3.4, "B and D tell different things."),
            relation("C", "D", False, 0.02, 4.1, "C and D tell different things."),
        ),
        scenes=(
            Scene(
                "s1",
                {
                    "A": (Span(at(A, '"You kept').start, at(A, 'minded ice."').end),),
                    "B": (Span(0, at(B, "minded ice.\u201d").end),),
                    "C": (Span(0, len(C) - 1),),
                },
            ),
        ),
        loci=loci,
        counts={
            "A": Counts(kept=6, added=1),
            "B": Counts(kept=2, changed=4, moved=1, added=1),
            "C": Counts(kept=2, changed=4),
            "D": Counts(),
        },
        source=(
            source(1, "c1", "You kept the shop open."),
            source(2, None, "Oren wiped the counter and did not look up.", confidence=0.4),
            source(3, "c2", "I kept the lamp on. That is not the same thing."),
            source(
                4,
                "c1",
                "The last tram has gone.",
                SourceWord((Attested("The last tram", ("A", "B")),)),
                SourceWord((Attested("has", ("A",)), Attested("is", ("B",)))),
                SourceWord((Attested("gone.", ("A", "B")),)),
            ),
            source(
                5,
                "c2",
                "Then walk home slowly, and mind the ice.",
                SourceWord((Attested("Then", everyone),)),
                SourceWord((Attested("walk", ("A", "C")),)),
                SourceWord((Attested("home slowly, and mind the ice.", everyone),)),
            ),
            source(8, "c1", "I have never minded ice."),
        ),
        left_out=("l0006", "l0007"),
        settings={"encoding": None, "significance": 0.001, "aliases": (("Oren", ("the baker",)),)},
        notes=("D shares no scene with any other text.",),
    )


def single(raw: str = A) -> Comparison:
    """What an inspection finds: the first telling of the bakery, or another text without speech, and nothing else."""
    whole = bakery()
    if raw == A:
        names = tuple(
            Character(c.id, c.name, c.gender, {"A": c.names["A"]}) for c in whole.characters if "A" in c.names
        )
        return Comparison(whole.tellings[:1], names, (), (), (), {"A": Counts()}, (), ())
    return Comparison((telling("A", raw),), (), (), (), (), {"A": Counts()}, (), ())


def _folded(text: str) -> tuple[str, ...]:
    return tuple(_fold(word.group()) for word in _WORD.finditer(text))


def _fold(word: str) -> str:
    return word.casefold().replace("\u2019", "'").replace("\u00b4", "'")
