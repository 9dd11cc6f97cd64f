"""From paths to witnesses: which files are meant, what they hold, and their text.

In go the paths of a request (files, folders, patterns, ``-`` for standard input); out come witnesses with their raw
text, character for character. What a file is, its content decides, never its name; a family of formats is one module
that knows its own and reads it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import replace as replace_fields

from ..errors import InputError
from ..text import Part, Span, Witness
from . import apparatus, archives, collatex, plain
from .archives import Found, fetch
from .decoding import codec_of
from .families import formats
from .files import Refused, refuse
from .members import join
from .naming import named
from .sniffing import Decoded, refuse_other_formats


def gather(paths: Sequence[str], *, refused: Refused | None = None) -> list[str]:
    """The texts that some paths mean, in the order given, those inside archives and collections each by itself.

    Parameters
    ----------
    paths
        Files, folders (searched through and through for texts), patterns, and ``-`` for standard input.
    refused
        Called with what is wrong with a path, which is then left out; None raises it.

    Raises
    ------
    InputError
        If something is missing, a folder or a pattern holds no text, or a text is meant twice.
    """
    found: dict[str, None] = {}
    for path in archives.gather(paths, refused=refused):
        for text in (one for work in collatex.works(path) for one in apparatus.works(work)):
            if text in found:
                refuse(InputError(f"{named(text)}: given twice; give every text once."), refused)
            found[text] = None
    return list(found)


def read(path: str, siglum: str, *, encoding: str | None = None, replace: bool = False) -> Witness:
    """One witness from a file or from standard input.

    Parameters
    ----------
    path
        A file, a member of an archive (``tales.zip!/one.txt``), or ``-`` for standard input.
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
    found = fetch(path)
    if found.rest:
        if len(found.rest) > 1:
            raise InputError(f"{named(path)}: no text holds {named(found.rest[-1])}; check the path.")
        holds = apparatus if apparatus.witnesses(found.data) else collatex
        one = holds.record(found.data, found.rest[0], path)
        found = Found(one, one)
    chosen = next(format for format in formats(found.data) if format.knows(found.data))
    if chosen is plain.FORMAT:
        collatex.refuse_broken(found.data, path)
        if encoding is None:
            refuse_other_formats(found.data, path)
    decoded = chosen.read(found.data, path, encoding, replace)
    if decoded.content and encoding is not None and codec_of(encoding) != codec_of(decoded.encoding):
        note = (
            f"{named(path)}: read as {chosen.name}, which says itself how it is encoded; --encoding {encoding} was not "
            "used."
        )
        decoded = replace_fields(decoded, content=replace_fields(decoded.content, notes=(*decoded.content.notes, note)))
    sha256 = hashlib.sha256(found.given).hexdigest()
    parts = _parts(decoded, found)
    return Witness(siglum, path, decoded.raw, decoded.encoding, sha256, parts, decoded.content, chosen.name)


def _parts(decoded: Decoded, found: Found) -> tuple[Part, ...] | None:
    """The parts of a text; the member of an archive that holds it alone is one, or leads to each."""
    if not found.inside:
        return decoded.parts
    inside = join(*found.inside)
    if decoded.parts is None:
        return (Part(inside, Span(0, len(decoded.raw)), hashlib.sha256(found.data).hexdigest()),)
    return tuple(Part(join(inside, part.path), part.span, part.sha256) for part in decoded.parts)


__all__ = ["gather", "read"]
