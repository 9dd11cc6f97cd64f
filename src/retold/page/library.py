"""What a reader is shown of an archive, as declared values: the pages of what its texts share, of where
a text lives on, and of a canon's lines.

Everything here is plain, as in `retold.page.model`: strings that are safe to look at, numbers, and tuples of these.
Lists are cut to what a page can hold; beside each stands how many more there are.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from retold.page.model import Piece

TieKind = Literal["repost", "repost with names changed", "shares a source", "quotes"]
"""What two texts are to one another, the closest first."""


@dataclass(frozen=True, slots=True)
class Work:
    """A work of the network: its `number` there, from 1; what it is called, its path or the name of its parts, what is
    known of it (author, date), and with how many works it shares anything."""

    number: int
    name: str
    path: str
    facts: tuple[str, ...]
    partners: int


@dataclass(frozen=True, slots=True)
class Tie:
    """Two works of the network, by their numbers, and the closest that any of their texts are to one another."""

    a: int
    b: int
    kind: TieKind


@dataclass(frozen=True, slots=True)
class Pair:
    """Two texts that share passages: what that makes of them in a sentence, which names became which, and the numbers
    of their first passages on the page."""

    a: str
    b: str
    kind: TieKind
    sentence: str
    names: tuple[tuple[str, str], ...] = ()
    passages: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Side:
    """A passage as one text has it: the text's path, the raw span, and the words, marked where they differ."""

    path: str
    start: int
    end: int
    pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Passage:
    """A passage that two texts share, side by side; `cut` where the page shows only its beginning."""

    number: int
    kind: str
    a: Side
    b: Side
    chance: str
    cut: bool


@dataclass(frozen=True, slots=True)
class Quote:
    """The words at one place that stand for a group of passages, in how many texts they are, and the first of these."""

    text: str
    texts: int
    paths: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Descendant:
    """A work in a family of reposts, `depth` steps from the root; `facts` are author, date and how much is kept."""

    path: str
    depth: int
    facts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ReusePage:
    """All that the texts of an archive share. The counts are of what there is, the tuples are what is shown of it."""

    version: str
    headline: str
    notes: tuple[str, ...]
    works: tuple[Work, ...]
    ties: tuple[Tie, ...]
    works_sharing: int
    pairs: tuple[Pair, ...]
    pair_count: int
    passages: tuple[Passage, ...]
    passage_count: int
    clusters: tuple[Quote, ...]
    cluster_count: int
    families: tuple[tuple[Descendant, ...], ...]
    family_count: int
    common: tuple[Quote, ...]
    common_count: int
    left_out: int
    quoting: bool = False


@dataclass(frozen=True, slots=True)
class Place:
    """A passage in the text that was looked for, as shares of its length (0 to 1), its kind, and its number on the page
    if it stands there."""

    first: float
    last: float
    kind: str
    passage: int | None


@dataclass(frozen=True, slots=True)
class Lane:
    """A text in which another one was found: its path, what kinds of passages it has, what is known of it and of these,
    and where they stand in the other one, the longest first."""

    path: str
    kinds: str
    facts: tuple[str, ...]
    places: tuple[Place, ...]


@dataclass(frozen=True, slots=True)
class FoundPage:
    """Where a text lives on: the texts that have most of it first, and passages side by side."""

    version: str
    headline: str
    notes: tuple[str, ...]
    lanes: tuple[Lane, ...]
    text_count: int
    passages: tuple[Passage, ...]
    passage_count: int
    quoting: bool = False


@dataclass(frozen=True, slots=True)
class Stripe:
    """Some neighbouring lines of a canon, by their numbers (inclusive), and in how many works the most quoted lives."""

    first: int
    last: int
    works: int


@dataclass(frozen=True, slots=True)
class Drift:
    """Another wording of a line, what the line lacks marked, and how many works have it."""

    pieces: tuple[Piece, ...]
    works: int


@dataclass(frozen=True, slots=True)
class LineUse:
    """A use of a line: in which text, its raw span there, the share that is kept (0 to 1), whether word for word."""

    path: str
    start: int
    end: int
    score: float
    verbatim: bool
    text: str


@dataclass(frozen=True, slots=True)
class LivingLine:
    """A line of a canon that lives on: its number from 1, who says it, in how many works, how often word for word, the
    wordings of others, and where it is used; `use_count` are all uses, `uses` those that are shown."""

    number: int
    speaker: str | None
    text: str
    works: int
    verbatim: int
    use_count: int
    drifts: tuple[Drift, ...]
    uses: tuple[LineUse, ...]


@dataclass(frozen=True, slots=True)
class Reader:
    """A text that lines of a canon live on in: how many, and how many of these word for word."""

    path: str
    lines: int
    verbatim: int


@dataclass(frozen=True, slots=True)
class LinesPage:
    """The lines of a canon that live on, the most quoted first, the canon as a strip, and the texts that quote it."""

    version: str
    headline: str
    notes: tuple[str, ...]
    line_count: int
    living: int
    strip: tuple[Stripe, ...]
    lines: tuple[LivingLine, ...]
    readers: tuple[Reader, ...]
    reader_count: int
    quoting: bool = False
