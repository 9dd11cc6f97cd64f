"""The pictures of the report as plain numbers: where each thing stands in a drawing that the template writes as SVG."""

from __future__ import annotations

from dataclasses import dataclass
from math import cos, pi, sin

from retold.page import Page, SceneTable
from retold.page.overview import SCALE

RADIUS = 100.0  # of the ring on which the texts stand
AROUND = 20.0  # room for a text that stands at the edge of the drawing
THICKEST = 9.0  # a line between two texts that are as alike as can be, where there are few
FEW = 5  # texts between which lines of that width leave room
GAP = 100.0  # between the bars of two columns
BAR = 14.0  # width of a bar
MANY = 8  # columns; between more of them bands are too narrow to be followed, and each is a strip of what it has


@dataclass(frozen=True, slots=True)
class Node:
    """A text on the ring; `apart` shares no scene."""

    siglum: str
    x: float
    y: float
    apart: bool


@dataclass(frozen=True, slots=True)
class Edge:
    """Two texts that share a scene; the thicker the line, the surer that is."""

    x1: float
    y1: float
    x2: float
    y2: float
    width: float
    title: str
    score: str

    @property
    def middle(self) -> tuple[float, float]:
        """Where the score stands: nearer to one end, so that lines that cross do not hide one another's."""
        return round(0.58 * self.x1 + 0.42 * self.x2, 1), round(0.58 * self.y1 + 0.42 * self.y2, 1)


@dataclass(frozen=True, slots=True)
class Relations:
    """Who shares a scene with whom, texts in a ring; `box` is x, y, width and height of the drawing."""

    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]
    box: tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Band:
    """A ribbon as an SVG path, with the rows it stands for."""

    path: str
    moved: bool
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class Map:
    """The bars of a scene, by their left edges, and the bands between them; `height` is that of a bar.

    Where there are `many`, the bars touch and there are no bands: the page's script paints what became of each line.
    """

    width: float
    height: float
    bar: float
    bars: tuple[float, ...]
    bands: tuple[Band, ...]
    many: bool


def ring(count: int, radius: float) -> list[tuple[float, float]]:
    """Places on a ring around 0, clockwise from the top."""
    turns = (2 * pi * at / count - pi / 2 for at in range(count))
    return [(round(radius * cos(turn), 1), round(radius * sin(turn), 1)) for turn in turns]


def relations(page: Page) -> Relations:
    """The texts in a ring, with a line between every two that share a scene."""
    count = len(page.texts)
    places = ring(count, max(RADIUS, 6.0 * count))
    nodes = [Node(text.siglum, x, y, text.apart) for text, (x, y) in zip(page.texts, places, strict=True)]
    place = {node.siglum: node for node in nodes}
    thickest = max(1.5, THICKEST * min(1.0, FEW / max(1, count)))
    edges = []
    for verdict in page.verdicts:
        if verdict.same and verdict.a in place and verdict.b in place:
            one, other = place[verdict.a], place[verdict.b]
            score = f"{verdict.score:.2f}"
            title = f"{verdict.a} and {verdict.b}: {score}"
            width = round(1 + (thickest - 1) * verdict.score, 1)
            edges.append(Edge(one.x, one.y, other.x, other.y, width, title, score))
    xs, ys = [node.x for node in nodes] or [0.0], [node.y for node in nodes] or [0.0]
    box = (min(xs) - AROUND, min(ys) - AROUND, max(xs) - min(xs) + 2 * AROUND, max(ys) - min(ys) + 2 * AROUND)
    return Relations(tuple(nodes), tuple(edges), box)


def ribbons(scene: SceneTable) -> Map:
    """The map of a scene: a bar a column from top to bottom, bands between the passages that correspond."""
    many = len(scene.sigla) > MANY
    lefts = tuple(at * (BAR if many else BAR + GAP) for at in range(len(scene.sigla)))
    bands = []
    for ribbon in () if many else scene.ribbons:
        x, z = lefts[ribbon.column] + BAR, lefts[ribbon.column + 1]
        middle = (x + z) / 2
        (a, b), (c, d) = ribbon.above, ribbon.below
        path = (
            f"M{x:g} {a}C{middle:g} {a} {middle:g} {c} {z:g} {c}V{d}"
            f"C{middle:g} {d} {middle:g} {b} {x:g} {b}Z"
        )  # fmt: skip
        bands.append(Band(path, ribbon.moved, ribbon.first, ribbon.last))
    return Map((lefts[-1] if lefts else 0.0) + BAR, float(SCALE), BAR, lefts, tuple(bands), many)
