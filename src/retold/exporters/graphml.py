"""A comparison as graphs in GraphML, for Gephi, yEd, Cytoscape and networkx.

The variant graph has a node for every variant of a row and an edge wherever a text goes from one to the next, with the
texts that do. The graph of relations has a node for every text and an edge for every pair that was compared.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import pairwise

from retold.apparatus import Comparison

from .edition import Passage, passages, title
from .plugins import Exporter
from .xmltext import DECLARATION, Ids, attributes, words

NAMESPACE = "http://graphml.graphdrawing.org/xmlns"
Value = str | int | float | bool | None

_TYPES: dict[type, str] = {str: "string", int: "long", float: "double", bool: "boolean"}
_NODES: dict[str, type] = {
    "label": str, "sigla": str, "scene": str, "row": int, "locus": str, "kind": str, "relation": str, "form": str,
    "speaker": str, "moved": bool, "path": str,
}  # fmt: skip
_EDGES: dict[str, type] = {"witnesses": str, "weight": float, "same_scene": bool, "score": float, "e_value": float}


def variants(comparison: Comparison) -> bytes:
    """The variant graph, each scene from its own start to its own end, as the bytes of a file."""
    ids = Ids()
    body = [line for passage in passages(comparison, ids) for line in _scene(comparison, passage, ids)]
    return _document(body, directed=True)


def relations(comparison: Comparison) -> bytes:
    """The graph of relations as the bytes of a file."""
    ids = Ids()
    nodes = {telling.siglum: ids.new(telling.siglum) for telling in comparison.tellings}
    body = [
        _node(nodes[t.siglum], {"label": title(t), "sigla": t.siglum, "path": t.witness.path})
        for t in comparison.tellings
    ]
    body += (
        _edge(
            nodes[one.a],
            nodes[one.b],
            {"weight": one.score, "same_scene": one.same_scene, "score": one.score, "e_value": one.e_value},
        )
        for one in comparison.relations
    )
    return _document(body, directed=False)


def _scene(comparison: Comparison, passage: Passage, ids: Ids) -> Iterator[str]:
    scene = passage.scene.id
    start, end = ids.new(f"{scene}.start"), ids.new(f"{scene}.end")
    yield _node(start, {"label": "start", "scene": scene})
    node_of: dict[str, str] = {}
    for number, row in enumerate(passage.rows, 1):
        for variant in row.variants:
            node = ids.new(f"{scene}.{number}")
            node_of.update({piece.id: node for piece in variant.pieces})
            spoken = next((piece for piece in variant.pieces if piece.form is not None), variant.pieces[0])
            who = comparison.character(spoken.speaker)
            yield _node(
                node,
                {
                    "label": " ".join(piece.text for piece in variant.pieces),
                    "sigla": " ".join(variant.sigla),
                    "scene": scene,
                    "row": number,
                    "locus": row.locus.id if row.locus else None,
                    "kind": row.locus.kind if row.locus else None,
                    "relation": row.locus.relation if row.locus else None,
                    "form": spoken.form,
                    "speaker": who.name if who else None,
                    "moved": variant.moved,
                },
            )
    yield _node(end, {"label": "end", "scene": scene})
    steps: dict[tuple[str, str], list[str]] = {}
    for siglum, order in passage.orders.items():
        # A reading in pieces may be left and come back to; each way is one step.
        for step in pairwise((start, *(node_of[piece] for piece in order), end)):
            if step[0] != step[1] and siglum not in steps.setdefault(step, []):
                steps[step].append(siglum)
    for (one, other), sigla in steps.items():
        yield _edge(one, other, {"witnesses": " ".join(sigla), "weight": float(len(sigla))})


def _document(body: Iterable[str], *, directed: bool) -> bytes:
    lines = [DECLARATION, f'<graphml xmlns="{NAMESPACE}">\n']
    for scope, columns in (("node", _NODES), ("edge", _EDGES)):
        lines += (
            f'<key id="{scope}.{name}" for="{scope}" attr.name="{name}" attr.type="{_TYPES[kind]}"/>\n'
            for name, kind in columns.items()
        )
    lines.append(f'<graph id="G" edgedefault="{"directed" if directed else "undirected"}">\n')
    lines += body
    lines.append("</graph>\n</graphml>\n")
    return "".join(lines).encode("utf-8")


def _node(id: str, data: Mapping[str, Value]) -> str:
    return f"<node{attributes(id=id)}>{_data('node', data)}</node>\n"


def _edge(one: str, other: str, data: Mapping[str, Value]) -> str:
    return f"<edge{attributes(source=one, target=other)}>{_data('edge', data)}</edge>\n"


def _data(scope: str, data: Mapping[str, Value]) -> str:
    return "".join(
        f'<data key="{scope}.{name}">{words(str(value).lower() if isinstance(value, bool) else str(value))}</data>'
        for name, value in data.items()
        if value is not None
    )


VARIANTS = Exporter("the variant graph: every variant, and how the texts go through them", ".graphml", variants)
RELATIONS = Exporter("the texts and how they relate, as a graph", ".relations.graphml", relations, False)
