"""The scene from afar: which passages of neighbouring columns go together, who speaks how much, and bars of outcomes.

Rows come in; ribbons, shares and bars go out, as plain numbers that a drawing only has to scale.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from retold.apparatus import Comparison, Counts, Outcome
from retold.page.model import Bar, Cell, Ribbon, Row, Share
from retold.page.people import People
from retold.text import SPEECH, Span

SCALE = 1000  # parts of a passage: finer than any screen shows it
APART = 12  # thousandths between two rows from which they are two ribbons
LONGEST = 16  # rows of one ribbon, so that a click leads near the place that it points to
SPEAKERS = 12  # people who get a line of their own; who says less is counted together
OUTCOMES: tuple[Outcome, ...] = ("kept", "changed", "added", "dropped")


def ribbons(rows: Sequence[Row], extents: Sequence[Span]) -> Iterator[Ribbon]:
    """The rows that columns beside one another share; those that run on side by side are one ribbon."""
    for column in range(len(extents) - 1):
        run: Ribbon | None = None
        count = 0
        for row in rows:
            above, below = row.cells[column], row.cells[column + 1]
            if above is None or below is None:
                continue
            a, b = _place(above, extents[column]), _place(below, extents[column + 1])
            moved = above.moved is not None or below.moved is not None
            if run is not None and count < LONGEST and run.moved == moved and _runs_on(run.above, a, run.below, b):
                run = Ribbon(column, (run.above[0], a[1]), (run.below[0], b[1]), moved, run.first, row.number)
                count += 1
                continue
            if run is not None:
                yield run
            run, count = Ribbon(column, a, b, moved, row.number, row.number), 1
        if run is not None:
            yield run


def _runs_on(above: tuple[int, int], a: tuple[int, int], below: tuple[int, int], b: tuple[int, int]) -> bool:
    return all(old[1] <= new[1] and new[0] - old[1] <= APART for old, new in ((above, a), (below, b)))


def _place(cell: Cell, extent: Span) -> tuple[int, int]:
    """Where a cell stands in its passage, in thousandths."""
    length = max(1, len(extent))
    start = min(span.start for span in cell.spans) - extent.start
    end = max(span.end for span in cell.spans) - extent.start
    return SCALE * start // length, -(-SCALE * end // length)


def shares(comparison: Comparison, people: People, sigla: Sequence[str], extents: Sequence[Span]) -> list[Share]:
    """Words said in a scene by each speaker, a number a column; who says most comes first, the unknown last."""
    said = [_said(comparison, siglum, extent) for siglum, extent in zip(sigla, extents, strict=True)]
    totals: Counter[str | None] = sum(said, Counter())
    known = sorted((id for id in totals if id is not None), key=lambda id: (-totals[id], id))
    found = [Share(people.name(id) or id, tuple(one[id] for one in said)) for id in known[:SPEAKERS]]
    if rest := known[SPEAKERS:]:
        found.append(Share(f"{len(rest)} others", tuple(sum(one[id] for id in rest) for one in said)))
    if totals[None]:
        found.append(Share("unknown", tuple(one[None] for one in said)))
    return found


def _said(comparison: Comparison, siglum: str, extent: Span) -> Counter[str | None]:
    telling = comparison.telling(siglum)
    words: Counter[str | None] = Counter()
    for line in telling.lines:
        if line.kind == SPEECH and line.span.overlap(extent):
            said = telling.utterance(line)
            words[said.speaker if said else None] += len(line.words)
    return words


def bars(counts: Counts) -> tuple[Bar, ...]:
    """The stretches of a telling's bar; moved lines count besides and have none."""
    values = [(outcome, int(getattr(counts, outcome))) for outcome in OUTCOMES]
    whole = sum(value for _, value in values)
    found, left = [], 0.0
    for outcome, value in values:
        if value:
            width = 100 * value / whole
            found.append(Bar(outcome, round(left, 2), round(width, 2)))
            left += width
    return tuple(found)
