"""Text as XML 1.0 can hold it: any string comes in, character data, attributes and names for ids go out.

XML has no way to write most control characters, not even escaped. They are spelled as their code points, such as
``⟨U+0007⟩``: nothing is lost, and no file that we write is refused by a parser.
"""

from __future__ import annotations

import re
from html import escape

DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>\n'

# What the production Char of XML 1.0 leaves out: controls but tab, line feed and return; surrogates; U+FFFE, U+FFFF.
_NO_CHARACTER = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_NO_NAME = re.compile(r"[^A-Za-z0-9._-]")


def holdable(text: str) -> str:
    """The text with every character that XML cannot hold spelled as its code point."""
    return _NO_CHARACTER.sub(lambda found: f"⟨U+{ord(found.group()):04X}⟩", text)


def words(text: str) -> str:
    """Character data for the inside of an element."""
    return escape(holdable(text), quote=False).replace("\r", "&#13;")


def attributes(**values: str | None) -> str:
    """The attributes of a tag, a blank before each; those without a value are left out.

    An underscore at the end of a name is dropped and any other is a colon: ``from_`` is ``from``, ``xml_id`` is
    ``xml:id``.
    """
    found = ((name.rstrip("_").replace("_", ":"), value) for name, value in values.items() if value is not None)
    return "".join(f' {name}="{_quoted(value)}"' for name, value in found)


def _quoted(value: str) -> str:
    return re.sub(r"[\t\n\r]", lambda found: f"&#{ord(found.group())};", escape(holdable(value)))


class Ids:
    """Names for ``xml:id``: like what was wished for, without what a name cannot hold, and none given twice."""

    def __init__(self) -> None:
        self._given: dict[str, int] = {}

    def new(self, wish: str) -> str:
        """A name that nothing has yet."""
        name = _NO_NAME.sub("_", wish)
        if not (name[:1].isalpha() or name[:1] == "_"):
            name = f"_{name}"
        chosen = name
        while chosen in self._given:
            self._given[name] += 1
            chosen = f"{name}-{self._given[name]}"
        self._given[chosen] = 1
        return chosen
