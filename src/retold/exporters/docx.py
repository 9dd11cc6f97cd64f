"""The scenes side by side as a document for a word processor (DOCX).

Needs python-docx (``pip install 'retold[office]'``). A table a scene, its head repeated on every page; words in which a
reading differs are bold, rows are tinted by how alike their readings are, and what has moved says so.
"""

from __future__ import annotations

import zipfile
from io import BytesIO
from typing import Any

from retold.apparatus import Comparison, Locus
from retold.wording import number

from .edition import title
from .marking import Marked, marked
from .plugins import Exporter, brought_by
from .xlsx import MADE, TINTS
from .xmltext import holdable

ABSENT = "–"
POINTS = 9  # size of the letters in tables
WHO, HOW = 2.6, 2.6  # centimetres of the first and the last column


def dumps(comparison: Comparison) -> bytes:
    """The document as the bytes of a file. Raises `WorkError` without python-docx."""
    docx = brought_by("office", "docx")
    for part in ("docx.enum.section", "docx.oxml.ns", "docx.shared"):
        brought_by("office", part)
    document = docx.Document()
    document.core_properties.author = "Retold"
    document.core_properties.title = "What the texts tell alike"
    document.core_properties.created = document.core_properties.modified = MADE
    section = document.sections[0]
    section.orientation = docx.enum.section.WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = docx.shared.Cm(29.7), docx.shared.Cm(21)
    section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = docx.shared.Cm(1.8)
    document.add_heading("What the texts tell alike", 0)
    for telling in comparison.tellings:
        line = document.add_paragraph(style="List Bullet")
        line.add_run(holdable(telling.siglum)).bold = True
        line.add_run(f"  {holdable(title(telling))}")
    for relation in comparison.relations:
        document.add_paragraph(holdable(relation.summary))
    for at, scene in enumerate(comparison.scenes, 1):
        loci = [locus for locus in comparison.loci if locus.scene == scene.id]
        document.add_heading(f"Scene {at}: {number(len(loci), 'row')}", 1)
        sigla = [telling.siglum for telling in comparison.tellings if telling.siglum in scene.witnesses]
        _table(docx, document, comparison, loci, sigla)
    out = BytesIO()
    document.save(out)
    return _undated(out.getvalue())


def _table(docx: Any, document: Any, comparison: Comparison, loci: list[Locus], sigla: list[str]) -> None:
    table = document.add_table(rows=1, cols=len(sigla) + 2, style="Table Grid")
    table.autofit = False
    section = document.sections[0]
    text_width = section.page_width - section.left_margin - section.right_margin
    edges = docx.shared.Cm(WHO) + docx.shared.Cm(HOW)
    widths = [docx.shared.Cm(WHO), *([(text_width - edges) // max(1, len(sigla))] * len(sigla)), docx.shared.Cm(HOW)]
    for column, width in zip(table.columns, widths, strict=True):
        column.width = width
    head = table.rows[0]
    for cell, words, width in zip(head.cells, ["", *map(holdable, sigla), ""], widths, strict=True):
        _write(docx, cell, ((words, True),), width)
    head._tr.get_or_add_trPr().append(docx.oxml.OxmlElement("w:tblHeader"))
    for locus in loci:
        who = comparison.character(locus.speaker)
        row = table.add_row()
        row._tr.get_or_add_trPr().append(docx.oxml.OxmlElement("w:cantSplit"))
        contents: list[Marked] = [((who.name if who else "", False),)]
        contents += [
            marked(comparison, locus, locus.readings[siglum]) if siglum in locus.readings else ((ABSENT, False),)
            for siglum in sigla
        ]
        moved = f", moved in {' '.join(locus.moved)}" if locus.moved else ""
        contents.append(((f"{locus.relation}{moved}", False),))
        for cell, content, width in zip(row.cells, contents, widths, strict=True):
            _write(docx, cell, content, width, TINTS[locus.relation])


def _write(docx: Any, cell: Any, content: Marked, width: int, tint: str | None = None) -> None:
    cell.width = width
    paragraph = cell.paragraphs[0]
    paragraph.paragraph_format.space_after = 0
    for words, differs in content:
        run = paragraph.add_run(holdable(words))
        run.font.size = docx.shared.Pt(POINTS)
        run.bold = differs
    if tint is not None:
        shade = docx.oxml.OxmlElement("w:shd")
        for name, value in (("val", "clear"), ("color", "auto"), ("fill", tint[1:])):
            shade.set(docx.oxml.ns.qn(f"w:{name}"), value)
        cell._tc.get_or_add_tcPr().append(shade)


def _undated(data: bytes) -> bytes:
    """The same package without the times at which its members were written."""
    out = BytesIO()
    with zipfile.ZipFile(BytesIO(data)) as dated, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as undated:
        for name in dated.namelist():
            undated.writestr(zipfile.ZipInfo(name, MADE.timetuple()[:6]), dated.read(name), zipfile.ZIP_DEFLATED)
    return out.getvalue()


EXPORTER = Exporter("the scenes side by side, for a word processor", ".docx", dumps)
