"""What the script of the report reads: a page comes in, compact JSON that is safe inside a page goes out.

Rows are objects with few keys, and what is usual is left out: thousands of them are read at once. Places in strings
count UTF-16 units, as scripts do; raw places count code points, as everywhere.
"""

from __future__ import annotations

import base64
import gzip
import json
from collections.abc import Iterable
from hashlib import sha256
from typing import Any

from retold.page import Cell, Ghost, Page, Piece, Row, SceneTable, ScriptLine

KINDS = ("story", "speech", "chrome")  # of the stretches of a whole text, by number


def rows(page: Page) -> str:
    """The scenes: columns, rows, ghosts and the reconstructed scene.

    ``key`` stands for these texts, whatever they are called: what a reader marks is kept under it.
    """
    content = sorted(text.sha256 for text in page.texts)
    return _json(
        {
            "key": sha256("".join(content).encode()).hexdigest()[:16],
            "quoting": page.quoting,
            "base": page.base,
            "texts": [{"siglum": text.siglum, "title": text.name, "sha256": text.sha256} for text in page.texts],
            "scenes": [_scene(page, scene) for scene in page.scenes],
        }
    )


def texts(page: Page) -> str:
    """The whole texts: for each a list of stretches ``[kind, text, label, row]``, short where nothing follows."""
    return _json(
        [
            [_short([KINDS.index(s.kind), s.text, s.label or 0, s.row or 0], keep=2) for s in text.whole]
            for text in page.texts
        ]
    )


def result(published: bytes, *, text: bool) -> str:
    """The published result, packed.

    Without `text`, the reconstructed scene is taken out as well.
    """
    if not text:
        published = f"{_json({**json.loads(published), 'source': []})}\n".encode("utf-8", "backslashreplace")
    return packed(published)


def packed(file: bytes) -> str:
    """A file as the page keeps it for a reader to save: its bytes, packed with gzip, in base64."""
    return base64.b64encode(gzip.compress(file, mtime=0)).decode("ascii")


def embedded(text: str) -> str:
    """JSON that cannot end the element it stands in: every ``<`` is written as its escape."""
    return text.replace("<", "\\u003c")


def _scene(page: Page, scene: SceneTable) -> dict[str, Any]:
    place = {text.siglum: at for at, text in enumerate(page.texts)}
    return {
        "title": scene.title,
        "columns": [place[siglum] for siglum in scene.sigla],
        "extents": [[span.start, span.end] for span in scene.extents],
        "rows": [_row(row) for row in scene.rows],
        "ghosts": [_ghost(ghost) for ghost in scene.ghosts],
        "script": [_script(line) for line in scene.script],
    }


def _row(row: Row) -> dict[str, Any]:
    made: dict[str, Any] = {
        "id": row.anchor,
        "n": row.number,
        "relation": row.relation,
        "score": round(row.score, 2),
        "out": "".join(outcome[0] if outcome != "absent" else "-" for outcome in row.outcomes),
        "cells": [_cell(cell) if cell else 0 for cell in row.cells],
    }
    if row.kind != "speech":
        made["told"] = 1
    if row.speaker:
        made["who"] = row.speaker
    return made


def _cell(cell: Cell) -> dict[str, Any]:
    text, marks = _marks(cell.tagged)
    made: dict[str, Any] = {"text": text, "at": [[span.start, span.end] for span in cell.spans]}
    if marks:
        made["marks"] = marks
    if cell.form != "speech":
        made["form"] = cell.form
    if cell.speaker:
        made["who"] = cell.speaker
    if cell.evidence:
        made["why"] = [cell.evidence, round(cell.sure, 2)]
    if cell.moved:
        made["from"] = [int(cell.moved.up), int(cell.moved.after), cell.moved.row]
    return made


def _marks(pieces: Iterable[Piece]) -> tuple[str, list[list[Any]]]:
    """The words that are there, and the marks: ``[mark, start, end]``, or ``["missing", at, words]``."""
    text, at = "", 0
    marks: list[list[Any]] = []
    for piece in pieces:
        if piece.mark == "missing":
            marks.append(["missing", at, piece.text.strip()])
            continue
        end = at + _units(piece.text)
        if piece.mark != "same":
            marks.append([piece.mark, at, end])
        text, at = text + piece.text, end
    return text, marks


def _units(text: str) -> int:
    """The length of a string in UTF-16 units."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2


def _ghost(ghost: Ghost) -> list[Any]:
    return [ghost.column, ghost.after, ghost.first, ghost.last, ghost.text]


def _script(line: ScriptLine) -> dict[str, Any]:
    """A line of the reconstructed scene; a decided stretch is its words, an open one a list of choices."""
    made: dict[str, Any] = {
        "row": line.row,
        "words": [
            stretch[0].text if len(stretch) == 1 else [[choice.text, *choice.support] for choice in stretch]
            for stretch in line.stretches
        ],
        "support": list(line.support),
    }
    if line.speaker:
        made["who"] = line.speaker
    if line.unsure:
        made["unsure"] = 1
    return made


def _short(values: list[Any], *, keep: int) -> list[Any]:
    while len(values) > keep and not values[-1]:
        values.pop()
    return values


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
