"""What a reader is shown of a comparison: the comparison comes in, a ``Page`` of plain, ready strings goes out.

The page holds what the HTML report and the terminal both need and nothing they would have to work out: names instead
of ids, words with the marks that say how they differ, the place a moved line comes from, chance in words. All strings
are visible text (see `retold.wording`), still to be escaped by whoever sets them.

`model` declares the page, `building` makes it, with a module for each of its parts: `rows`, `script`, `whole`,
`overview` and `people`.
"""

from retold.page.building import page, related
from retold.page.model import (
    Bar,
    Cell,
    Choice,
    Ghost,
    Page,
    Person,
    Piece,
    Place,
    Ribbon,
    Row,
    SceneTable,
    ScriptLine,
    Share,
    Stretch,
    TextCard,
    Verdict,
)
from retold.page.people import reason

__all__ = [
    "Bar",
    "Cell",
    "Choice",
    "Ghost",
    "Page",
    "Person",
    "Piece",
    "Place",
    "Ribbon",
    "Row",
    "SceneTable",
    "ScriptLine",
    "Share",
    "Stretch",
    "TextCard",
    "Verdict",
    "page",
    "reason",
    "related",
]
