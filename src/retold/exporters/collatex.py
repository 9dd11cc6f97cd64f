"""The scenes as a table of tokens in CollateX's JSON: a column a row of the comparison, what has moved besides.

Columns stand in the order of the shared scene. A witness that has passages elsewhere is read in that order too; the
runs of tokens that it moved are listed as transpositions, with those of the first witness that did not move them.
"""

from __future__ import annotations

from collections import defaultdict

from retold.apparatus import Comparison
from retold.tokens import Token, TokenRun, TokenTable, tokens_of

from . import tables
from .plugins import Exporter


def table(comparison: Comparison) -> TokenTable:
    """The table of the witnesses that stand in a scene."""
    sigla = [t.siglum for t in comparison.tellings if any(t.siglum in locus.readings for locus in comparison.loci)]
    rows: list[tuple[tuple[Token, ...] | None, ...]] = []
    runs: defaultdict[tuple[str, str], list[tuple[int, int]]] = defaultdict(list)
    for siglum in sigla:
        read, at = comparison.telling(siglum).read, 0
        cells: list[tuple[Token, ...] | None] = []
        for locus in comparison.loci:
            reading = locus.readings.get(siglum)
            words = "" if reading is None else " ".join(" ".join(read(span).split()) for span in reading.spans)
            tokens = tokens_of(f"{words} ") if words else ()
            cells.append(tokens or None)
            if tokens and locus.move is not None:
                runs[locus.move, siglum].append((at, at + len(tokens)))
            at += len(tokens)
        rows.append(tuple(cells))
    return TokenTable(tuple(sigla), tuple(rows), _transpositions(comparison, sigla, runs))


def _transpositions(
    comparison: Comparison, sigla: list[str], runs: dict[tuple[str, str], list[tuple[int, int]]]
) -> tuple[tuple[TokenRun, ...], ...]:
    moved: dict[str, set[str]] = {}
    for locus in comparison.loci:
        if locus.move is not None:
            moved.setdefault(locus.move, set()).update(locus.moved)
    found = []
    for move, who in moved.items():
        stayed = [siglum for siglum in sigla if siglum not in who and (move, siglum) in runs][:1]
        found.append(
            tuple(
                TokenRun(siglum, runs[move, siglum][0][0], runs[move, siglum][-1][1])
                for siglum in sigla
                if (siglum in who or siglum in stayed) and (move, siglum) in runs
            )
        )
    return tuple(run for run in found if len(run) > 1)


def dumps(comparison: Comparison) -> bytes:
    """The table as the bytes of a JSON file."""
    return tables.dumps(table(comparison))


EXPORTER = Exporter("the scenes as a table of tokens, in CollateX's JSON", ".collatex.json", dumps)
