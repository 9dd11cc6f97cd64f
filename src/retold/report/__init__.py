"""The reading view: a comparison comes in, one HTML file goes out that needs nothing else to be read.

The head and the overview are markup; the rows, the script and the whole texts are data in the page, which its own
script sets as they are needed, so that long texts open at once. Jinja escapes every string in every place, the script
sets text as text, and the content security policy allows the one style sheet and the one script by their hashes and
forbids everything else, so that nothing can be fetched. ``retold.page`` decides what is shown.
"""

from __future__ import annotations

from retold.apparatus import Comparison
from retold.exporters import tei
from retold.exporters.json import dumps
from retold.exporters.plugins import Exporter
from retold.page import Page, page
from retold.page.overview import OUTCOMES
from retold.report import data, drawing, sheet

STYLES = ("base", "bar", "overview", "rows", "reading", "small", "print")
SCRIPTS = (
    "dom",
    "words",
    "state",
    "lists",
    "columns",
    "rows",
    "why",
    "follow",
    "find",
    "map",
    "script",
    "texts",
    "corrections",
    "keys",
    "start",
)
FEW_PAIRS = 6  # pairs of texts whose sentences stand at the head of the page; more of them stand in the overview
FEW_NAMED = 10  # lines in the picture of the texts that have room for their scores, and texts that have it for names
FEW_OTHERS = 2  # pairs that tell different things whose sentences are open to view; more of them are folded


def render(comparison: Comparison, *, text: bool = True) -> str:
    """The report of a comparison as one self-contained HTML document, which offers the result as JSON and as TEI.

    Without `text` it quotes the first words of each line and holds no more of the texts, for those that may not be
    passed on; a TEI document holds the texts, so such a report offers none.
    """
    ready = page(comparison, quoting=not text)
    return render_page(
        ready,
        result=data.result(dumps(comparison, text=text), text=text),
        tei=data.packed(tei.dumps(comparison)) if text else None,
    )


def render_page(ready: Page, *, result: str, tei: str | None = None) -> str:
    """The HTML document of a page; `result` and `tei` are packed files for the page to offer."""
    from markupsafe import Markup

    script = '\n(() => {\n"use strict";\n\n' + sheet.joined("script", SCRIPTS, "js") + "})();\n"
    return sheet.filled(
        "report.html.j2",
        styles=STYLES,
        script=script,
        page=ready,
        rows=Markup(data.embedded(data.rows(ready))),
        texts=Markup(data.embedded(data.texts(ready))),
        result=result,
        tei=tei,
        relations=drawing.relations(ready),
        maps=[drawing.ribbons(scene) for scene in ready.scenes],
        outcomes=OUTCOMES,
        few_pairs=FEW_PAIRS,
        few_others=FEW_OTHERS,
        few_named=FEW_NAMED,
    )


EXPORTER = Exporter(
    "the report: one page to read in", ".html", lambda comparison: render(comparison).encode("utf-8", "replace")
)
