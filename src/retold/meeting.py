"""Where two long texts run together, line by line: shared rare words, chains of them, and pieces to align one by one.

In come two lists of lines, each a list of words. Lines that share words (or two words in a row) that are rare in both
texts are found through an index; of these cells, chains that chance does not explain (`retold.chaining`) say where the
texts meet: in the common order, or beside it. Along the common order an alignment is cut into pieces of a bounded
area, which overlap a little, so that no piece ends where its lines are still in question. Two texts that are short
enough are one piece. Time and memory grow with the number of lines.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from math import isqrt, log, sqrt

import numpy as np
from numpy.typing import NDArray

from retold import chaining
from retold.chaining import Floats, Ints, Runs
from retold.scoring import Studied, Words

WHOLE = 250_000
"""Pairs of lines up to which two texts are one piece: 500 lines each, about 8,000 words, in a quarter of a second."""

AREA = 65_536
"""Pairs of lines in a piece of longer texts, before it is widened; the cost for a line is about the root of this."""

CONTEXT = 24
"""Lines by which a piece reaches beyond its own on either side: farther off a belief has forgotten where it began."""

LOOK_BACK = 64
"""Cells looked at for the one before in a chain: what chance brings to as many lines as a chain may skip, and more."""

BURSTS = 2.0
"""How much more than independent words would a chain must weigh: words come in bursts (two chains in a thousand cells
of unrelated novels weigh more; those of retold pages weigh five times as much)."""

TIGHT = 2.0
"""Nats a line of either text that part of a chain beside the common order must have to be looked at for lines that have
moved: verbatim lines have 10 to 20, chains of a subject that runs through both texts less than 1."""

CLOSE = 1.0
"""Nats of shared rare words a line from which a chain of them is a passage to compare; retellings have 3 and more, the
chains of a subject that runs through two texts 0.5."""

BESIDE = 8
"""Lines around such a chain that are looked at with it."""

PART = 2
"""Lines of a long text, for each of a short one, beyond which the short one is rather a passage of it."""

MOST = 6
"""Lines of either text that a word may stand in to say where they meet; more, and it is the subject of both."""


@dataclass(frozen=True, slots=True)
class Piece:
    """Lines of two texts to be aligned; of the lines `own`, a part of `rows`, no other piece has the say."""

    rows: range
    columns: range
    own: range

    @property
    def area(self) -> int:
        """Pairs of lines."""
        return len(self.rows) * len(self.columns)


@dataclass(frozen=True, slots=True)
class Meeting:
    """Pieces in the common order of two texts, and boxes beside it where something has moved."""

    pieces: tuple[Piece, ...]
    elsewhere: tuple[Piece, ...] = field(default=())


def meeting(a: Sequence[Words], b: Sequence[Words]) -> Meeting:
    """Where two texts are to be aligned: all of both, if they are short, else along the chains that they share."""
    n, m = len(a), len(b)
    if n * m <= WHOLE:
        return Meeting((Piece(range(n), range(m), range(n)),))
    found = chains(*indexed([a, b]))
    strong = _of_chains(found)
    order = strong.take(chaining.heaviest_order(strong))
    beside = (chain.take(~_among(chain, order, m)) for chain in found)
    moved = (part for chain in beside for part in _tight_parts(chain) if part.weight.sum() >= _worth(n, m))
    return Meeting(tuple(_pieces(n, m, order)), tuple(box for part in moved for box in boxes(part, n, m, BESIDE)))


@dataclass(frozen=True, slots=True)
class Index:
    """Where the words of a text, and two in a row, stand that are rare in it.

    All are ``[n]``, in order of `items`: numbers that are equal where words are, the line of each, and nats: half of
    surprising it is there, for the other half is the other text's. `lines` is how many lines the text has.
    """

    items: Ints
    places: Ints
    nats: Floats
    lines: int


def indexed(texts: Sequence[Sequence[Words]]) -> list[Index]:
    """An index of each text; what is equal in two of them has one number."""
    number: dict[str, int] = {}
    numbered = []
    for lines in texts:
        terms = (lines if isinstance(lines, Studied) else Studied(lines)).terms
        found = [[number.setdefault(term, len(number)) for term in line] for line in terms]
        places = np.repeat(np.arange(len(lines), dtype=np.int64), np.array([len(line) for line in found], np.int64))
        numbered.append((np.array([term for line in found for term in line], np.int64), places, len(lines)))
    return [_index(*text, len(number)) for text in numbered]


def chains(a: Index, b: Index) -> list[Runs]:
    """Cells, each a line of either text, that follow one another and weigh more together than chance explains.

    The weightiest chain comes first; no cell is in two of them.
    """
    cells = shared_cells(a, b)
    found = chaining.chains(cells, _worth(a.lines, b.lines), look_back=LOOK_BACK)
    return [cells.take(chain) for _, chain in found]


def _worth(n: int, m: int) -> float:
    """Nats that a chain must weigh in texts of n and m lines."""
    return BURSTS * chaining.chance(n * m)


def togetherness(a: Index, b: Index) -> float:
    """Nats of the best chain of two texts for each of their lines: the geometric mean of both numbers, or `PART` times
    the smaller one, since a short text may be a passage of a long one."""
    found = chaining.chains(shared_cells(a, b), look_back=LOOK_BACK)
    return found[0][0] / min(sqrt(a.lines * b.lines), PART * min(a.lines, b.lines)) if found else 0.0


def hold_a_passage(a: Index, b: Index) -> bool:
    """Whether two long texts have a passage in common that is worth comparing line by line."""
    return any(tightness(chain) >= CLOSE for chain in chains(a, b))


def boxes(chain: Runs, n: int, m: int, margin: int = CONTEXT) -> list[Piece]:
    """The lines of a chain and `margin` lines around it, in boxes of a bounded area that do not overlap."""
    around: list[Piece] = []
    at, done_i, done_j = 0, 0, 0
    i, j = chain.i.tolist(), chain.j.tolist()
    side = isqrt(AREA)
    while at < len(i):
        last = at
        while last + 1 < len(i) and max(i[last + 1] - i[at], j[last + 1] - j[at]) < side:
            last += 1
        end = last + 1 == len(i)
        after_i, after_j = (n, m) if end else (i[last + 1], j[last + 1])
        rows = range(max(done_i, i[at] - margin), min(after_i, i[last] + 1 + margin))
        columns = range(max(done_j, j[at] - margin), min(after_j, j[last] + 1 + margin))
        around.append(Piece(rows, columns, rows))
        at, done_i, done_j = last + 1, rows.stop, columns.stop
    return around


def tightness(chain: Runs) -> float:
    """Nats a line, from the first to the last cell of a chain, on the side where these are more lines; 0 of nothing."""
    if not len(chain):
        return 0.0
    return float(chain.weight.sum()) / (int(max(chain.i[-1] - chain.i[0], chain.j[-1] - chain.j[0])) + 1)


def _tight_parts(chain: Runs) -> list[Runs]:
    """The parts of a chain that have `TIGHT` nats for each of their lines.

    A chain that runs through two long texts joins several passages that both have: it is cut wherever it skips more
    lines than what came before is worth, so that each passage is looked at by itself.
    """
    i, j, weight = chain.i.tolist(), chain.j.tolist(), chain.weight.tolist()
    parts: list[list[int]] = []
    left = 0.0
    for at in range(len(chain)):
        skipped = max(i[at] - i[at - 1], j[at] - j[at - 1]) - 1 if at else 0
        left -= TIGHT * skipped
        if left > 0.0:
            parts[-1].append(at)
        else:
            parts.append([at])
            left = 0.0
        left += weight[at]
    return [part for part in map(chain.take, parts) if tightness(part) >= TIGHT]


def _among(cells: Runs, others: Runs, m: int) -> NDArray[np.bool_]:
    """Which cells are also among others; `m` is the number of lines of the second text."""
    return np.isin(cells.i * m + cells.j, others.i * m + others.j)


def shared_cells(a: Index, b: Index) -> Runs:
    """Pairs of lines and the nats of the rare words that they share: those that chance brings to a line hardly once."""
    n, m = a.lines, b.lines
    first, last = (np.searchsorted(b.items, a.items, side) for side in ("left", "right"))
    many = last - first
    number = np.arange(int(many.sum())) - np.repeat(np.cumsum(many) - many, many)
    at = np.repeat(first, many) + number
    kept, place = np.unique(np.repeat(a.places, many) * m + b.places[at], return_inverse=True)
    nats = np.zeros(len(kept))
    np.add.at(nats, place, np.repeat(a.nats, many) + b.nats[at])
    enough = nats >= log(max(1, n * m)) - log(max(1, n + m))
    found = kept[enough]
    return Runs(found // max(1, m), found % max(1, m), np.ones(len(found), np.int64), nats[enough])


def _index(items: Ints, places: Ints, lines: int, kinds: int) -> Index:
    """The index of a text whose words are numbers below `kinds`, each at the place of its line."""
    words, here, nats = _rare(items, places, lines)
    rare = np.zeros(kinds, bool)
    rare[words] = True
    # Two words in a row tell something where neither does by itself.
    both = (places[1:] == places[:-1]) & ~rare[items[1:]] & ~rare[items[:-1]]
    pairs = _rare((items[:-1] * kinds + items[1:])[both], places[:-1][both], lines)
    return Index(
        np.concatenate((words, kinds + pairs[0])),
        np.concatenate((here, pairs[1])),
        np.concatenate((nats, pairs[2])),
        lines,
    )


def _rare(items: Ints, places: Ints, lines: int) -> tuple[Ints, Ints, Floats]:
    """The items that stand in few lines, in order, with their places and nats; twice in a line is once."""
    order = np.lexsort((places, items))
    items, places = items[order], places[order]
    new = np.ones(len(items), bool)
    new[1:] = (items[1:] != items[:-1]) | (places[1:] != places[:-1])
    items, places = items[new], places[new]
    _, kind, counts = np.unique(items, return_inverse=True, return_counts=True)
    standing = counts[kind] if len(items) else counts
    few = standing <= MOST
    return items[few], places[few], 0.5 * np.log(lines / standing[few])


def _of_chains(found: Sequence[Runs]) -> Runs:
    """The cells of all chains, in order of lines."""
    i, j, weight = (np.concatenate([getattr(c, name) for c in found] or [np.zeros(0)]) for name in ("i", "j", "weight"))
    order = np.lexsort((j, i))
    return Runs(
        i[order].astype(np.int64), j[order].astype(np.int64), np.ones(len(order), np.int64), weight[order].astype(float)
    )


def _pieces(n: int, m: int, order: Runs) -> list[Piece]:
    """The whole alignment in pieces, cut where the common order is known; from wide stretches without a chain only
    the edges."""
    corners = [(0, 0), *_cuts(n, m, order), (n, m)]
    out: list[Piece] = []
    for (i, j), (k, l) in pairwise(corners):  # noqa: E741
        if (k - i) * (l - j) <= 2 * AREA:
            out.append(_widened(range(i, k), range(j, l), n, m))
            continue
        side = isqrt(AREA)
        middle = (i + k) // 2
        head, tail = range(i, min(middle, i + side)), range(max(middle, k - side), k)
        out.append(_widened(head, range(j, min(l, j + side)), n, m))
        out.append(_widened(tail, range(max(j, l - side), l), n, m))
    return [piece for piece in out if piece.own and piece.area]


def _cuts(n: int, m: int, order: Runs) -> list[tuple[int, int]]:
    """Cells of the common order that part an alignment into pieces of about `AREA`, each between near neighbours."""
    i, j = [-1, *order.i.tolist(), n], [-1, *order.j.tolist(), m]
    cuts: list[tuple[int, int]] = []
    begin = (0, 0)
    waiting: list[int] = []
    for at in range(1, len(i)):
        while waiting and (i[at] - begin[0]) * (j[at] - begin[1]) > AREA:
            # The nearer its neighbours, the surer a cell; one of the later half, so that pieces are not too small.
            best = min(waiting[len(waiting) // 2 :], key=lambda x: (i[x + 1] - i[x - 1] + j[x + 1] - j[x - 1], -x))
            begin = (i[best], j[best])
            cuts.append(begin)
            waiting = [later for later in waiting if later > best]
        waiting.append(at)
    return cuts


def _widened(rows: range, columns: range, n: int, m: int) -> Piece:
    """A piece with the lines around it."""
    return Piece(_around(rows, n), _around(columns, m), rows)


def _around(lines: range, count: int) -> range:
    return range(max(0, lines.start - CONTEXT), min(count, lines.stop + CONTEXT))
