"""From paths to witnesses: which files are meant, what they hold, and their text.

In go the paths of a request (files, folders, patterns, ``-`` for standard input); out come witnesses with their raw
text, character for character. What a file is, its content decides, never its name; a family of formats is one module
that knows its own and reads it.
"""

from __future__ import annotations

import hashlib

from ..text import Witness
from . import plain
from .files import gather, load
from .sniffing import Format, refuse_other_formats

# Asked in this order; the last one takes whatever no other format claims and no magic number rules out.
FORMATS: tuple[Format, ...] = (plain.FORMAT,)


def read(path: str, siglum: str, *, encoding: str | None = None, replace: bool = False) -> Witness:
    """One witness from a file or from standard input.

    Parameters
    ----------
    path
        A file, or ``-`` for standard input.
    siglum
        The short label of the witness.
    encoding
        The file's encoding, as Python names it; found out where it is None.
    replace
        Read what cannot be decoded as U+FFFD instead of raising.

    Raises
    ------
    InputError
        If the file is missing, empty, unreadable or not a text.
    """
    data = load(path)
    if encoding is None:
        refuse_other_formats(data, path)
    chosen = next(format for format in FORMATS if format.knows(data))
    decoded = chosen.read(data, path, encoding, replace)
    sha256 = hashlib.sha256(data).hexdigest()
    return Witness(siglum, path, decoded.raw, decoded.encoding, sha256, decoded.parts, decoded.content, chosen.name)


__all__ = ["gather", "read"]
