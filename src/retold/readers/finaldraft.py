"""Final Draft scripts (FDX).

In goes the XML of a screenplay, out comes its text laid out as a plain script: scene headings and action set apart by
blank lines, a character's name in capitals on a line of its own, the speech on the lines below. Title page, headers and
script notes are set aside; the title page names title and author.
"""

from __future__ import annotations

import re

from ..errors import InputError
from . import xml
from .building import Role
from .elements import Elements
from .naming import named
from .sniffing import Decoded, Format

FRONT, HEADING, NOTE, FOOTER = "front", "heading", "note", "footer"

# Paragraphs that belong to the speech above them, and those that open or close an act.
_SPOKEN = frozenset(("Dialogue", "Parenthetical", "Lyrics", "Singing"))
_ROLES: dict[str, Role] = {"Character": "name", "Dialogue": "speech", "Lyrics": "speech", "Singing": "speech"}
_ACTS = frozenset(("New Act", "End of Act", "End Of Act"))
_ASIDE: dict[str, str | None] = {
    "HeaderAndFooter": FOOTER,
    "ScriptNote": NOTE,
    "ScriptNotes": NOTE,
    "Summary": NOTE,
    "SmartType": None,
    "AltCollection": None,
    "TargetScriptLength": None,
}
_BY = re.compile(r"^(?:(?:written|screenplay|script|teleplay|story)\s+)?by\b[:\s]*(.*)$", re.IGNORECASE)


def read(data: bytes, path: str, encoding: str | None, replace: bool) -> Decoded:
    """The script in an FDX document; `InputError` if it is broken or empty."""
    raw, used = xml.decoded(data, path, encoding, replace)
    script = _Script()
    xml.walk(raw, path, script)
    if not len(script.building):
        raise InputError(f"{named(path)}: there is no text in this Final Draft script; give one with scenes in it.")
    facts = _facts(script.title_page)
    return Decoded(raw, used, content=script.building.content(facts.get("title"), facts))


FORMAT = Format("Final Draft script", lambda data: xml.root(data) == "FinalDraft", read)


def _facts(lines: list[str]) -> dict[str, str]:
    """Title and author from the lines of a title page: the first one, and what stands behind or below "by"."""
    facts: dict[str, str] = {}
    expected = False
    for line in lines:
        by = _BY.match(line)
        if by and "author" not in facts:
            expected = not by[1]
            if by[1]:
                facts["author"] = by[1]
        elif expected:
            facts["author"], expected = line, False
        elif "title" not in facts:
            facts["title"] = line
    return facts


class _Script(Elements):
    def __init__(self) -> None:
        super().__init__(verbatim=True)
        self.title_page: list[str] = []
        self._types: list[str] = []  # of the open paragraphs: two who speak at once stand in one around them
        self._on_title_page = self._in_text = self._in_content = False

    def opened(self, name: str, attributes: xml.Attributes, at: int) -> None:
        """Open a paragraph by its type, or pass over what is no part of the script."""
        if name in _ASIDE:
            self.skip(_ASIDE[name])
        elif name == "TitlePage":
            self._on_title_page = True
        elif name == "Content":
            self._in_content = True
        elif name == "Paragraph" and self._in_content:
            kind = attributes.get("Type", "")
            self._finish(at)
            self._types.append(kind)
            if kind not in _SPOKEN:
                self.building.part(at)
        elif name == "Text":
            self._in_text = bool(self._types)

    def closed(self, name: str, at: int) -> None:
        """Close what was open."""
        if name == "Text":
            self._in_text = False
        elif name == "Paragraph" and self._types:
            self._finish(at)
            self._types.pop()
        elif name == "Content":
            self._in_content = False
        elif name == "TitlePage":
            self._on_title_page = False

    def heard(self, text: str, at: int, width: int) -> None:
        """Add what a paragraph says, a name as Final Draft shows it."""
        if not self._in_text:
            return
        if self._types[-1] == "Character":
            # Final Draft shows names in capitals however they were typed; the few letters that have none stay.
            text = "".join(c.upper() if len(c.upper()) == 1 else c for c in text)
        self.add(text, at, width)

    def _finish(self, at: int) -> None:
        """Close the open paragraph as its type will have it."""
        if not self._types or self.empty:
            self.close(at)
            return
        kind = self._types[-1]
        if self._on_title_page:
            self.title_page.append(self.close(at, FRONT))
        elif kind in _ACTS:
            self.close(at, HEADING)
        else:
            role = _ROLES.get(kind)
            self.close(at, parted=kind not in _SPOKEN and role != "name", role=role)
