"""The page as declared values: what each part of it holds, in the order in which a reader meets it.

Everything here is plain: strings that are safe to look at, numbers, and tuples of these. Columns are the witnesses of a
scene in the order given; rows are loci, numbered through all scenes from 1.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from retold.apparatus import Counts, Outcome
from retold.text import Span

Mark = Literal["same", "changed", "added", "missing", "tag"]


@dataclass(frozen=True, slots=True)
class Piece:
    """Words of a reading; `mark` tells how they stand to the consensus.

    Missing are the others' words, absent here; a tag stands beside the line and only says who speaks.
    """

    text: str
    mark: Mark = "same"


@dataclass(frozen=True, slots=True)
class Place:
    """Where a moved reading stands in its own telling: after another row, or before the first one (`after` False)."""

    up: bool
    after: bool
    row: int
    anchor: str


@dataclass(frozen=True, slots=True)
class Cell:
    """What one witness has at a row.

    `speaker` is given only where it differs from the row's; `evidence` says why the line is whose it is, and `sure`
    how sure that is, 0 to 1; `spans` are the raw spans of the reading. `tagged` are all its words with the tags beside
    them, `pieces` those that are compared.
    """

    siglum: str
    tagged: tuple[Piece, ...]
    form: str
    speaker: str | None
    moved: Place | None
    evidence: str | None = None
    sure: float = 0.0
    spans: tuple[Span, ...] = ()

    @property
    def pieces(self) -> tuple[Piece, ...]:
        """The words that are compared: an ellipsis stands for a tag between them."""
        last = len(self.tagged) - 1
        return tuple(
            Piece(" … ") if piece.mark == "tag" else piece
            for at, piece in enumerate(self.tagged)
            if piece.mark != "tag" or 0 < at < last
        )

    @property
    def text(self) -> str:
        """The witness's own words, without those that are missing."""
        return " ".join("".join(piece.text for piece in self.pieces if piece.mark != "missing").split())


@dataclass(frozen=True, slots=True)
class Row:
    """One locus: `cells` has one entry a column, None where the witness has nothing.

    `outcomes` says for each column what became of the source there; absent is a witness at a line that only another
    one has.
    """

    anchor: str
    number: int
    kind: str
    speaker: str | None
    relation: str
    label: str
    cells: tuple[Cell | None, ...]
    score: float
    unsure: bool
    outcomes: tuple[Outcome, ...] = ()


@dataclass(frozen=True, slots=True)
class Ghost:
    """Where moved lines stand in their own telling: `column` has rows `first` to `last` there, `after` that row.

    `after` 0 is the place before the first row of the scene; `text` begins what stands there.
    """

    column: int
    after: int
    first: int
    last: int
    text: str


@dataclass(frozen=True, slots=True)
class Ribbon:
    """Neighbouring rows that two columns beside one another share, in thousandths of the passage of each."""

    column: int
    above: tuple[int, int]
    below: tuple[int, int]
    moved: bool
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class Choice:
    """One attested wording and the sigla that have it; an empty one is that they have nothing there."""

    text: str
    support: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ScriptLine:
    """A line of the reconstructed scene; each stretch holds one choice, or several that no majority decides."""

    row: int
    anchor: str
    speaker: str | None
    stretches: tuple[tuple[Choice, ...], ...]
    support: tuple[str, ...]
    unsure: bool


@dataclass(frozen=True, slots=True)
class Share:
    """Who speaks how much: words said by one person, and by whom in particular, a number a column."""

    name: str
    words: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class SceneTable:
    """A scene side by side: one column a witness that tells it, what moved in it, and the reconstructed scene.

    `extents` are the raw spans from the first to the last line of the scene, one a column.
    """

    anchor: str
    title: str
    sigla: tuple[str, ...]
    rows: tuple[Row, ...]
    script: tuple[ScriptLine, ...]
    ghosts: tuple[Ghost, ...] = ()
    extents: tuple[Span, ...] = ()
    ribbons: tuple[Ribbon, ...] = ()
    shares: tuple[Share, ...] = ()


@dataclass(frozen=True, slots=True)
class Verdict:
    """What holds between two witnesses, and the rows that show it best."""

    a: str
    b: str
    same: bool
    sentence: str
    score: float
    chance: str
    evidence: tuple[tuple[int, str], ...]


@dataclass(frozen=True, slots=True)
class Stretch:
    """A stretch of a whole text: `kind` is ``story``, ``speech`` or ``chrome``; `label` says whose or what kind of.

    `row` is the number of the row that it stands in, None where it stands in none.
    """

    kind: str
    text: str
    label: str | None = None
    row: int | None = None


@dataclass(frozen=True, slots=True)
class Bar:
    """A stretch of a telling's bar of outcomes: left edge and width, 0 to 100."""

    outcome: Outcome
    left: float
    width: float


@dataclass(frozen=True, slots=True)
class TextCard:
    """A witness as it was read."""

    siglum: str
    path: str
    title: str | None
    encoding: str
    sha256: str
    words: int
    utterances: int
    attributed: int
    chrome: tuple[tuple[str, int], ...]
    repairs: int
    manner: str | None
    apart: bool
    counts: Counts
    bars: tuple[Bar, ...]
    whole: tuple[Stretch, ...]

    @property
    def name(self) -> str:
        """The title, or the name of the file where it has none: for places in which its folders have no room."""
        return self.title or self.path.replace("\\", "/").rsplit("/", 1)[-1] or self.path


@dataclass(frozen=True, slots=True)
class Person:
    """A character and what each telling calls them, in the order of the texts; empty where a telling does not."""

    name: str
    names: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Page:
    """Everything a reader is shown. `quoting` tells a page that quotes a few words of each line and no more.

    `base` is the text that the others are compared with, None where it is what most of them have.
    """

    version: str
    headline: str
    texts: tuple[TextCard, ...]
    verdicts: tuple[Verdict, ...]
    people: tuple[Person, ...]
    scenes: tuple[SceneTable, ...]
    notes: tuple[str, ...]
    counted_against: str
    quoting: bool = False
    base: str | None = None

    @property
    def apart(self) -> tuple[TextCard, ...]:
        """The texts that share no scene with any other."""
        return tuple(text for text in self.texts if text.apart)
