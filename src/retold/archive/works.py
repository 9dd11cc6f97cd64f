"""Which texts are parts of one work, as far as each says so by itself.

In go a text's path, title and author; out come the name of its work and which part of it the text is. A text is a part
only where its file name or its title counts one in so many words ("chapter-03", "Part 2"): a mere number may count the
works of a collection. Parts go together within one folder, so that a copy in another folder is a work of its own.
"""

from __future__ import annotations

import re
from pathlib import PurePosixPath

_WORDS = (
    "chapters?|chap|ch|parts?|pt|episodes?|ep|instal{1,2}ments?|books?|volumes?|vol|canto|act"
    "|kapitel|kap|teil|chapitre|partie|cap[ií]tulo|capitolo|parte|hoofdstuk|deel|rozdzia[lł]|глава|часть"
)
_COUNTED = re.compile(
    rf"(?P<before>.{{0,300}}?)(?<![^\W\d_])(?:{_WORDS})[\s._#-]{{0,3}}(?P<number>\d{{1,4}}(?:[._]\d)?)(?!\d)"
    r"(?P<after>.{0,300})",
    re.IGNORECASE | re.DOTALL,
)
UNNAMED = "chapters"
"""The name of the work whose parts lie in the indexed folder itself and say no more than which part they are."""

_EDGES = " \t_-–—.,:;|·#()[]"


def work_of(path: str, title: str | None, author: str | None) -> tuple[str, float | None]:
    """The name of the work that a text belongs to, and which part it is; None for a work in one piece.

    Texts are parts of one work if their names are the same; a name begins with the path of the folder.
    """
    place = PurePosixPath(path)
    folder = str(place.parent)
    named = _COUNTED.fullmatch(place.stem)
    if named:
        before = named["before"].strip(_EDGES).casefold()
        return _joined(folder, before) or UNNAMED, _number(named["number"])
    counted = _COUNTED.fullmatch(title or "")
    if counted and (before := _plain(counted["before"])):
        by = f" by {_plain(author)}" if author else ""
        return _joined(folder, f"{before}{by}"), _number(counted["number"])
    return path, None


def _joined(folder: str, name: str) -> str:
    return "/".join(part for part in ("" if folder == "." else folder, name) if part)


def _plain(text: str | None) -> str:
    return " ".join((text or "").casefold().split()).strip(_EDGES)


def _number(text: str) -> float:
    return float(text.replace("_", "."))
