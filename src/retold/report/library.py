"""The pages of an archive as HTML: what its texts share, where a text lives on, and a canon's lines.

Declared values come in (`retold.page.library`), one HTML file goes out that needs nothing else to be read: no network,
and no script either. Links lead to places of the page, so an address with ``#`` shows the same place again. The
pictures are drawn here, in plain numbers that the templates write as SVG.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import hypot, pi

from retold.page.library import FoundPage, LinesPage, ReusePage, Stripe, Tie, Work
from retold.report import sheet
from retold.report.drawing import ring

__all__ = ["Network", "network", "render_found", "render_lines", "render_reuse", "strip"]

STYLES = ("base", "bar", "overview", "library", "print")

NODE, APART = 11.0, 27.0
"""Radius of a work's circle, and the room on the ring for each."""

LEAST_RING, AROUND = 80.0, 16.0

BEND = 0.7
"""How far towards the middle the line between two works bends that stand opposite one another, 0 to 1."""

CLEAR = 6.0
"""Room between the middle of a line and the circles that it passes."""

WIDE, HIGH, ROOM = 960.0, 150.0, 22.0
"""Width and height of the strip of a canon, and the room above it for the numbers of the most quoted lines."""

MANY = 60
"""Bars from which the strip keeps its width on a small screen and is moved sideways."""

MARKED, NEAR = 12, 26.0
"""Lines that are named above the strip at most, and how far apart their numbers must stand."""


@dataclass(frozen=True, slots=True)
class Node:
    """A work on the ring."""

    work: Work
    x: float
    y: float


@dataclass(frozen=True, slots=True)
class Edge:
    """A line between two works as an SVG path; its class says what they are to one another."""

    path: str
    style: str
    title: str


@dataclass(frozen=True, slots=True)
class Network:
    """Works in a ring, those that belong together beside one another; `box` is x, y, width and height."""

    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]
    box: tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Bar:
    """Some lines of a canon as a bar on the ground of the strip; the darker, the more quoted: `step` is 1 to 4."""

    x: float
    y: float
    width: float
    height: float
    step: int
    title: str


@dataclass(frozen=True, slots=True)
class Marked:
    """A line that is named above the strip: its number, where, and how high its bar is."""

    number: int
    x: float
    y: float
    works: int


@dataclass(frozen=True, slots=True)
class Strip:
    """A canon from left to right."""

    width: float
    height: float
    bars: tuple[Bar, ...]
    marks: tuple[Marked, ...]
    most: int
    many: bool


def render_reuse(page: ReusePage) -> str:
    """The page of what the texts of an archive share."""
    return sheet.filled("reuse.html.j2", styles=STYLES, page=page, network=network(page.works, page.ties))


def render_found(page: FoundPage) -> str:
    """The page of where a text lives on."""
    return sheet.filled("found.html.j2", styles=STYLES, page=page)


def render_lines(page: LinesPage) -> str:
    """The page of the lines of a canon that live on."""
    return sheet.filled("lines.html.j2", styles=STYLES, page=page, strip=strip(page))


def network(works: tuple[Work, ...], ties: tuple[Tie, ...]) -> Network:
    """Where the works and the lines between them stand; a line bends inwards, the more the farther it goes.

    Between neighbours whose circles nearly touch it bends outwards, so that it can be seen.
    """
    radius = max(LEAST_RING, len(works) * APART / (2 * pi))
    nodes = [Node(work, x, y) for work, (x, y) in zip(works, ring(len(works), radius), strict=True)]
    place = {node.work.number: node for node in nodes}
    edges = []
    for tie in ties:
        one, other = place[tie.a], place[tie.b]
        apart, between = hypot(one.x - other.x, one.y - other.y), hypot(one.x + other.x, one.y + other.y) / 2
        middle = min(between * (1 - BEND * apart / (4 * radius)), radius - NODE - CLEAR)
        if apart < 3 * NODE:
            middle = radius + NODE + CLEAR
        bend = (2 * middle - between) / between if between else 0.0  # a curve goes half the way to where it is drawn to
        bend_x, bend_y = bend * (one.x + other.x) / 2, bend * (one.y + other.y) / 2
        path = f"M{one.x:g} {one.y:g}Q{bend_x:.1f} {bend_y:.1f} {other.x:g} {other.y:g}"
        title = f"{one.work.name} and {other.work.name}: {tie.kind}"
        edges.append(Edge(path, tie.kind.replace(" ", "-"), title))
    side = radius + NODE + AROUND
    return Network(
        tuple(nodes), tuple(edges), (round(-side, 1), round(-side, 1), round(2 * side, 1), round(2 * side, 1))
    )


def strip(page: LinesPage) -> Strip:
    """The canon as bars, and the lines among the most quoted that have room for their numbers."""
    most = max((stripe.works for stripe in page.strip), default=0)
    if not most:
        return Strip(WIDE, HIGH + ROOM, (), (), 0, False)
    wide = WIDE / len(page.strip)
    bars = tuple(_bar(stripe, at * wide, wide, most) for at, stripe in enumerate(page.strip) if stripe.works)
    marks: list[Marked] = []
    for line in page.lines:
        at = next(at for at, stripe in enumerate(page.strip) if stripe.first <= line.number <= stripe.last)
        x = min(max((at + 0.5) * wide, NEAR / 2), WIDE - NEAR / 2)
        if len(marks) < MARKED and all(abs(x - mark.x) >= NEAR for mark in marks):
            marks.append(Marked(line.number, round(x, 1), round(ROOM + HIGH * (1 - line.works / most), 1), line.works))
    return Strip(WIDE, HIGH + ROOM, bars, tuple(sorted(marks, key=lambda mark: mark.x)), most, len(page.strip) > MANY)


def _bar(stripe: Stripe, x: float, wide: float, most: int) -> Bar:
    share = stripe.works / most
    which = f"Line {stripe.first:,}" if stripe.first == stripe.last else f"Lines {stripe.first:,} to {stripe.last:,}"
    title = f"{which}: in {stripe.works:,} {'work' if stripe.works == 1 else 'works'}"
    step = 1 + min(3, int(4 * share - 1e-9))
    return Bar(round(x, 2), round(ROOM + HIGH * (1 - share), 1), round(wide, 2), round(HIGH * share, 1), step, title)
