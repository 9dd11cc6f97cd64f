"""Each text alone: paths come in, tellings go out, read, cleaned, segmented and with the speakers that they show.

read → clean → segment → attribute; what several texts are to one another is the pipeline's business. The settings
that a user may give stand here, since the first of them say how a text is read.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import cast

from retold import cleaning, readers, relating, segmenting, speakers
from retold.errors import InputError, OptionError, RetoldError
from retold.readers.characters import check_names, read_characters
from retold.text import Given, Telling

Progress = Callable[[str, int, int], None]

CANON = "Canon"
"""The siglum of the canon, unless the user gives it one."""


@dataclass(frozen=True, slots=True)
class Settings:
    """What a user may set; every default is meant to do.

    `significance` is the E-value below which two texts tell the same scene; `encoding` decodes all files so, `replace`
    reads what cannot be decoded with U+FFFD; `aliases` joins names of one character; `characters` are those the user
    knows: a file that lists them (see docs/speech.md) or what it lists; `rules_only` names speakers by weights set by
    hand, by none learned from novels; `relations_only` stops after the question who tells the same scene as whom;
    `skip_bad` leaves out files that cannot be read.

    Raises `OptionError` where a name is two characters', or `significance` is not above 0 and up to 1.
    """

    significance: float = relating.SIGNIFICANT
    encoding: str | None = None
    replace: bool = False
    aliases: tuple[tuple[str, tuple[str, ...]], ...] = ()
    characters: str | Path | tuple[Given, ...] = ()
    rules_only: bool = False
    relations_only: bool = False
    skip_bad: bool = False

    def __post_init__(self) -> None:
        if not isinstance(self.significance, int | float) or not 0 < self.significance <= 1:
            raise OptionError(f"significance must be a number above 0 and up to 1, not {self.significance!r}")
        if isinstance(self.characters, str | Path):
            object.__setattr__(self, "characters", read_characters(str(self.characters)))
        check_names(self.given)

    @property
    def given(self) -> tuple[Given, ...]:
        """All that the user says of names, each character once."""
        known = {who.name.casefold(): who for who in cast(tuple[Given, ...], self.characters)}
        for name, others in self.aliases:
            who = known.setdefault(name.casefold(), Given(name))
            known[name.casefold()] = replace(who, names=tuple(dict.fromkeys((*who.names, *others))))
        return tuple(known.values())


USUAL = Settings()


def read_all(
    paths: Sequence[str | Path],
    settings: Settings,
    *,
    sigla: Sequence[str] | None = None,
    canon: str | Path | None = None,
    progress: Progress,
) -> tuple[list[Telling], str | None, tuple[str, ...]]:
    """The tellings that some paths mean, the siglum of the canon, and what there is to say of the reading.

    A canon that is none of the texts comes before them. Raises as `retold.compare` does.
    """
    if not paths:
        raise InputError("no text to compare: give two or more")
    notes: list[str] = []

    def leave_out(error: RetoldError) -> None:
        notes.append(f"left out: {error}")

    found = readers.gather([str(path) for path in paths], refused=leave_out if settings.skip_bad else None)
    if sigla is not None and len(sigla) != len(found):
        raise OptionError(f"{len(sigla)} sigla for {len(found)} texts; give one for each")
    if sigla is not None and len(set(sigla)) != len(sigla):
        twice = next(one for one in sigla if sigla.count(one) > 1)
        raise OptionError(f"two witnesses have the siglum {twice}; give each its own")
    named = None if canon is None else _canon_path(canon, found)
    apart = named is not None and named not in found
    if apart and CANON in (sigla or ()):
        raise OptionError(f"a text has the siglum {CANON}, which is that of the canon; give it another one")
    tellings: list[Telling] = []
    base: str | None = None
    steps = len(found) + apart
    if named is not None and apart:
        progress("reading", 0, steps)
        try:
            tellings.append(read_one(named, CANON, settings))
        except RetoldError as error:  # nothing can be said against a canon that is not there
            raise type(error)(f"the canon: {error}") from error
        base = CANON
    for done, path in enumerate(found):
        progress("reading", done + apart, steps)
        try:
            # Labels that nobody chose have no gaps where a text is left out.
            siglum = sigla[done] if sigla is not None else label(len(tellings) - apart)
            tellings.append(read_one(path, siglum, settings))
        except RetoldError as error:
            if not settings.skip_bad or path == named:
                raise
            leave_out(error)
        else:
            base = siglum if path == named else base
    if len(tellings) == apart:
        raise InputError("; ".join(["no text could be read", *(note.removesuffix(".") for note in notes)]))
    if len(tellings) < 2:
        only = tellings[0].witness.path
        more = (note.removesuffix(".") for note in (*notes, *notes_of(tellings)))
        left = "; ".join([f"only one text to compare ({only})", *more])
        stop = "" if left.endswith("?") else "."
        raise InputError(f"{left}{stop} Give two or more, or see it alone with 'retold inspect {only}'")
    return tellings, base, (*notes, *notes_of(tellings), *_equal_texts(tellings))


def read_one(path: str, siglum: str, settings: Settings) -> Telling:
    """One text as a telling."""
    witness = readers.read(path, siglum, encoding=settings.encoding, replace=settings.replace)
    story = cleaning.clean_content(witness.content, witness.raw) if witness.content else cleaning.clean(witness.raw)
    return speakers.attribute(segmenting.segment(witness, story), settings.given, rules_only=settings.rules_only)


def notes_of(tellings: Sequence[Telling]) -> tuple[str, ...]:
    """What the readers have to say of some texts, such as pages that hold none."""
    return tuple(note for telling in tellings if telling.witness.content for note in telling.witness.content.notes)


def label(number: int) -> str:
    """The siglum of the text with this number from 0: A … Z, AA, AB …"""
    out = ""
    number += 1
    while number:
        number, rest = divmod(number - 1, 26)
        out = chr(ord("A") + rest) + out
    return out


def _canon_path(canon: str | Path, found: Sequence[str]) -> str:
    """The one text that the canon is; as the texts name it where it is one of them."""
    try:
        (path, *others) = readers.gather([str(canon)])
    except InputError as error:
        raise InputError(f"the canon: {error}") from error
    if others:
        raise OptionError(f"the canon {canon} holds {len(others) + 1} texts; name one of them, such as {path}")
    return next((one for one in found if _same_file(one, path)), path)


def _same_file(one: str, other: str) -> bool:
    try:
        return one == other or Path(one).samefile(other)
    except (OSError, ValueError):  # standard input, or a text inside an archive
        return False


def _equal_texts(tellings: Sequence[Telling]) -> tuple[str, ...]:
    """A note for every text that is there more than once."""
    paths: dict[str, list[str]] = {}
    for telling in tellings:
        paths.setdefault(telling.witness.sha256, []).append(telling.witness.path)
    return tuple(f"{', '.join(same[:-1])} and {same[-1]} are the same text" for same in paths.values() if len(same) > 1)
