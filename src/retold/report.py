"""The reading view: a comparison comes in, one HTML file goes out that needs nothing else to be read.

Jinja escapes every string in every place; the page runs no script and fetches nothing, and its content security policy
forbids both: the one style sheet is allowed by its hash. ``retold.page`` decides what is shown, the template how.
"""

from __future__ import annotations

import base64
import hashlib
from importlib.resources import files

from retold.apparatus import Comparison, Counts
from retold.page import Page, page
from retold.wording import listed, number

LABELS = {"verbatim": "verbatim", "near": "near", "paraphrase": "paraphrase", "single": "only here"}
SIDE_BY_SIDE = 4  # columns that a wide screen shows without scrolling
OUTCOMES = ("kept", "changed", "added", "dropped")


def render(comparison: Comparison) -> str:
    """The report of a comparison as one self-contained HTML document."""
    return render_page(page(comparison))


def render_page(ready: Page) -> str:
    """The HTML document of a page."""
    from jinja2 import Environment, StrictUndefined
    from markupsafe import Markup

    folder = files("retold") / "templates"
    style = "\n" + (folder / "report.css").read_text(encoding="utf-8")
    digest = base64.b64encode(hashlib.sha256(style.encode("utf-8")).digest()).decode("ascii")
    environment = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    environment.filters.update(number=number, listed=listed)
    template = environment.from_string((folder / "report.html.j2").read_text(encoding="utf-8"))
    return template.render(
        page=ready,
        style=Markup(style),
        policy=f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'",
        bars={text.siglum: bars(text.counts) for text in ready.texts},
        side_by_side=SIDE_BY_SIDE,
        outcomes=OUTCOMES,
    )


def bars(counts: Counts) -> tuple[tuple[str, float, float], ...]:
    """The stretches of a telling's bar: outcome, left edge and width, 0 to 100."""
    values = [(outcome, int(getattr(counts, outcome))) for outcome in OUTCOMES]
    whole = sum(value for _, value in values)
    stretches, left = [], 0.0
    for outcome, value in values:
        if value:
            width = 100 * value / whole
            stretches.append((outcome, round(left, 2), round(width, 2)))
            left += width
    return tuple(stretches)
