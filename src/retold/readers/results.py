"""A result that was written earlier: its JSON comes in, the comparison it was made from goes out.

Everything that the format holds comes back as it was, so that writing it again gives the same result. What the format
leaves out is not there: lines, and of the raw text all but the story, for which blanks stand in. Whatever a place in
the file says of another one (a siglum, a character, a span of a text) is checked, so that who takes the comparison need
not doubt it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Literal, cast, get_args

from ..apparatus import (
    Agreement,
    Attested,
    Comparison,
    Counts,
    Edit,
    Form,
    Locus,
    Reading,
    Relation,
    Scene,
    SourceLine,
    SourceWord,
    WordEdit,
)
from ..errors import InputError
from ..text import (
    Chapter,
    Character,
    Chrome,
    Evidence,
    Manner,
    Name,
    OffsetMap,
    Part,
    Quoted,
    Repair,
    Repaired,
    Repairs,
    Rows,
    Span,
    Story,
    Telling,
    Utterance,
    Witness,
)
from .files import load
from .limits import MOST_EXPANDED
from .naming import named
from .shapes import Given, parsed, shown

FORMAT = "retold/1"
UNKNOWN = " "  # stands in raw for what a result does not hold: chrome then shows as nothing
SHAPE = "a result of `retold compare --json`"
CUT_SHORT = "the file is damaged or cut short, make it again"


def read_result(source: str | Path | Mapping[str, Any]) -> Comparison:
    """The comparison that a result holds.

    Parameters
    ----------
    source
        A file (``-`` is standard input), or the object that such a file holds.

    Returns
    -------
    Comparison
        What was compared when the result was written; the raw texts hold what the result has of them, blanks elsewhere.

    Raises
    ------
    InputError
        If there is no such file, it is damaged or cut short, of another or a newer format, or says what cannot be.
    """
    if isinstance(source, Mapping):
        return _comparison(Given(source, "the result"))
    path = str(source)
    data = load(path)
    if data.lstrip()[:1] != b"{":
        raise InputError(f"{named(path)}: this is no result of Retold; give what `retold compare --json` wrote.")
    return _comparison(Given(parsed(data, named(path), SHAPE, CUT_SHORT), named(path)))


def _comparison(top: Given) -> Comparison:
    _check_format(top)
    tellings: dict[str, Telling] = {}
    room = (
        MOST_EXPANDED  # code points that texts may have together: a length is only a number, the text it makes is not
    )
    for given in top["witnesses"].items("witnesses"):
        telling = _telling(given, given["length"].whole(room))
        room -= len(telling.witness.raw)
        if telling.siglum in tellings:
            raise given["siglum"].wrong(f"{shown(telling.siglum)} is the siglum of two witnesses.")
        tellings[telling.siglum] = telling
    known = _Known(
        {siglum: len(telling.witness.raw) for siglum, telling in tellings.items()},
        _ids(top["characters"]),
        _ids(top["scenes"]),
        _ids(top["collation"]["loci"]),
    )
    for given in top["witnesses"].items():
        for utterance in given["utterances"].items():
            known.character(utterance["speaker"])
            _check_cue(utterance["evidence"], given["siglum"].string(), known)
    base = top["base"].here
    characters = tuple(_character(one, known) for one in top["characters"].items("characters"))
    return Comparison(
        tellings=tuple(
            replace(telling, characters=tuple(one for one in characters if siglum in one.names))
            for siglum, telling in tellings.items()
        ),
        characters=characters,
        relations=tuple(_relation(one, known) for one in top["relations"].items("relations")),
        scenes=tuple(_scene(one, known) for one in top["scenes"].items("scenes")),
        loci=tuple(_locus(one, known) for one in top["collation"]["loci"].items("loci")),
        counts={key: _counts(one) for key, one in _by_siglum(top["counts"], known)},
        source=tuple(_source_line(one, known) for one in top["source"].items("lines")),
        left_out=tuple(one.one_of(known.loci) for one in top["left_out"].items("ids")),
        base=None if base is None else base.one_of(known.lengths),
        settings=dict(top["settings"].members()),
        notes=tuple(one.string() for one in top["notes"].items("sentences")),
    )


def _check_format(top: Given) -> None:
    stated = top.members().get("format")
    if stated == FORMAT:
        return
    family, _, version = stated.rpartition("/") if isinstance(stated, str) else ("", "", "")
    if family == FORMAT.rpartition("/")[0]:
        raise InputError(
            f"{top.name}: this result has the format {shown(stated)}, this version of Retold reads {FORMAT}; "
            + ("install a newer one." if version.isdecimal() else "make the result again with it.")
        )
    kind = f"its format is {shown(stated)}" if stated is not None else "it names no format"
    raise InputError(f"{top.name}: this is no result of Retold: {kind}, not {FORMAT}; give {SHAPE}.")


@dataclass(frozen=True, slots=True)
class _Known:
    """What a result may speak of: the lengths of the raw texts by siglum, and the ids of what it lists."""

    lengths: Mapping[str, int]
    characters: Collection[str]
    scenes: Collection[str]
    loci: Collection[str]

    def character(self, given: Given) -> str | None:
        """A character's id, or None."""
        return None if given.value is None else given.one_of(self.characters)

    def sigla(self, given: Given) -> tuple[str, ...]:
        """Some sigla."""
        return tuple(one.one_of(self.lengths) for one in given.items("sigla"))


def _check_cue(evidence: Given, siglum: str, known: _Known) -> None:
    """See that the words that show who speaks stand in the text itself, or in another one where the result has that."""
    cue = evidence["cue"].here
    if cue is not None:
        _span(cue, known.lengths.get(_string(evidence["from"]) or siglum))


def _ids(given: Given) -> dict[str, None]:
    found: dict[str, None] = {}
    for one in given.items("objects"):
        own = one["id"].string()
        if own in found:
            raise one["id"].wrong(f"{shown(own)} is the id of another one too.")
        found[own] = None
    return found


def _by_siglum(given: Given, known: _Known) -> Iterator[tuple[str, Given]]:
    for siglum, one in given.each():
        if siglum not in known.lengths:
            raise one.wrong(f"there is no witness {shown(siglum)} in this result.")
        yield siglum, one


# ---- witnesses


def _telling(given: Given, length: int) -> Telling:
    story = _story(given, length)
    parts = given["parts"].here
    witness = Witness(
        siglum=given["siglum"].string(),
        path=given["path"].string(),
        raw=_raw(story, length),
        encoding=given["encoding"].string(),
        sha256=given["sha256"].string(),
        parts=None
        if parts is None
        else tuple(
            Part(one["path"].string(), _stretch(one, length), one["sha256"].string()) for one in parts.items("parts")
        ),
    )
    return Telling(
        witness,
        story,
        lines=(),
        utterances=tuple(_utterance(one, length) for one in given["utterances"].items("utterances")),
        quoted=tuple(
            Quoted(_stretch(one, length), one["kind"].string(), one["confidence"].number(1))
            for one in given["quoted"].items("stretches")
        ),
        manner=_manner(given["manner"], length),
    )


def _story(given: Given, length: int) -> Story:
    text, chapters, repairs = given.get("text"), given.get("chapters"), given.get("repairs")
    return Story(
        text="" if text is None else text.string(),
        map=OffsetMap(()) if text is None else _map(given["map"], len(text.string()), length),
        chrome=tuple(Chrome(_stretch(one, length), one["kind"].string()) for one in given["chrome"].items("stretches")),
        repairs=Repairs.of(
            Repair(_stretch(one, length), one["kind"].string())
            for one in (repairs.items("stretches") if repairs else ())
        ),
        title=_string(given["title"]),
        metadata={key: one.string() for key, one in given["metadata"].each()},
        chapters=tuple(_chapter(one, length) for one in (chapters.items("chapters") if chapters else ())),
    )


def _map(given: Given, text_length: int, length: int) -> OffsetMap:
    """The way back to raw, its segments in rising order and within both texts."""
    segments = Rows.of((), width=3)
    text_end = raw_end = 0
    for one in given.items("segments"):
        row = one.value
        if not (isinstance(row, list) and len(row) == 3 and all(type(number) is int for number in row)):
            raise one.unlike("three whole numbers")
        at, raw_at, count = row
        if not (text_end <= at and raw_end <= raw_at and count >= 1):
            raise one.wrong("the segments must rise and not overlap.")
        text_end, raw_end = at + count, raw_at + count
        if text_end > text_length or raw_end > length:
            raise one.wrong("the segment ends after the text does.")
        segments.append(at, raw_at, count)
    return OffsetMap(segments)


def _raw(story: Story, length: int) -> str:
    """The raw text as far as a result holds it: the story at its places."""
    pieces: list[str] = []
    at = 0
    for text_at, raw_at, count in story.map.segments:
        pieces += (UNKNOWN * (raw_at - at), story.text[text_at : text_at + count])
        at = raw_at + count
    return "".join((*pieces, UNKNOWN * (length - at)))


def _chapter(given: Given, length: int) -> Chapter:
    heading, number = given["heading"].here, given["number"].here
    return Chapter(
        _stretch(given, length),
        None if heading is None else _span(heading, length),
        None if number is None else number.whole(),
        _string(given["title"]),
        _spans(given["scenes"], length),
    )


def _utterance(given: Given, length: int) -> Utterance:
    evidence, repaired = given["evidence"], given["repaired"].here
    cue = evidence["cue"].here
    return Utterance(
        id=given["id"].string(),
        span=_stretch(given, length),
        paragraph=0,
        speaker=_string(given["speaker"]),
        confidence=given["confidence"].number(1),
        evidence=Evidence(
            evidence["kind"].string(),
            None if cue is None else _span(cue, None),  # within which text is known when all are
            _string(evidence["from"]),
        ),
        repaired=None if repaired is None else cast(Repaired, repaired.one_of(get_args(Repaired))),
    )


def _manner(given: Given, length: int) -> Manner:
    sure, parts = given.get("confidence"), given.get("parts")
    start = given.get("start")
    return Manner(
        tense=_string(given["tense"]),
        person=_string(given["person"]),
        narrator=_string(given["narrator"]),
        viewpoint=_string(given["viewpoint"]),
        confidence={} if sure is None else {key: one.number(1) for key, one in sure.each()},
        span=None if start is None else _stretch(given, length),
        parts=() if parts is None else tuple(_manner(one, length) for one in parts.items("parts")),
    )


# ---- what was found


def _character(given: Given, known: _Known) -> Character:
    gender = given["gender"].here
    return Character(
        given["id"].string(),
        given["name"].string(),
        None if gender is None else gender.one_of(("f", "m", "n")),
        {
            siglum: tuple(
                Name(one["name"].string(), one["why"].string(), _spans(one["spans"], known.lengths[siglum]))
                for one in names.items("names")
            )
            for siglum, names in _by_siglum(given["names"], known)
        },
    )


def _relation(given: Given, known: _Known) -> Relation:
    return Relation(
        given["a"].one_of(known.lengths),
        given["b"].one_of(known.lengths),
        given["same_scene"].truth(),
        given["score"].number(1),
        given["e_value"].number(),
        tuple(one.one_of(known.scenes) for one in given["scenes"].items("ids")),
        tuple(one.one_of(known.loci) for one in given["evidence"].items("ids")),
        given["summary"].string(),
    )


def _scene(given: Given, known: _Known) -> Scene:
    told = _by_siglum(given["witnesses"], known)
    return Scene(given["id"].string(), {siglum: _spans(spans, known.lengths[siglum]) for siglum, spans in told})


def _locus(given: Given, known: _Known) -> Locus:
    readings = {}
    for siglum, spans in _by_siglum(given["readings"], known):
        form, who, edits = given["forms"][siglum], given["speakers"].get(siglum), given["words"].get(siglum)
        length = known.lengths[siglum]
        readings[siglum] = Reading(
            siglum,
            _spans(spans, length),
            cast(Form, form.one_of(get_args(Form))),
            None if who is None else known.character(who),
            tuple(_edit(one, length) for one in (edits.items("steps") if edits else ())),
        )
        if not readings[siglum].spans:
            raise spans.wrong("a reading has one span or more.")
    if not readings:
        raise given["readings"].wrong("there is none; a locus has one reading or more.")
    return Locus(
        id=given["id"].string(),
        scene=given["scene"].one_of(known.scenes),
        kind=cast(Literal["speech", "narration"], given["kind"].one_of(("speech", "narration"))),
        readings=readings,
        relation=cast(Agreement, given["relation"].one_of(get_args(Agreement))),
        moved=known.sigla(given["moved"]),
        move=_string(given["move"]),
        speaker=known.character(given["speaker"]),
        score=given["score"].number(1),
    )


def _edit(given: Given, length: int) -> WordEdit:
    step = list(given.items("a kind and two spans"))
    if len(step) != 3:
        raise given.unlike("a list of a kind and two spans")
    return WordEdit(cast(Edit, step[0].one_of(get_args(Edit))), _span(step[1], None), _span(step[2], length))


def _counts(given: Given) -> Counts:
    return Counts(*(given[key].whole() for key in ("kept", "changed", "moved", "added", "dropped")))


def _source_line(given: Given, known: _Known) -> SourceLine:
    return SourceLine(
        locus=given["locus"].one_of(known.loci),
        speaker=known.character(given["speaker"]),
        text=given["text"].string(),
        support=known.sigla(given["support"]),
        confidence=given["confidence"].number(1),
        words=tuple(_source_word(one, known) for one in given["words"].items("words")),
    )


def _source_word(given: Given, known: _Known) -> SourceWord:
    undecided = given.get("undecided")
    if undecided is None:
        return SourceWord((_attested(given, known),))
    choices = tuple(_attested(one, known) for one in undecided.items("wordings"))
    if len(choices) < 2:
        raise undecided.wrong("undecided is what has two wordings or more.")
    return SourceWord(choices)


def _attested(given: Given, known: _Known) -> Attested:
    return Attested(given["text"].string(), known.sigla(given["support"]))


def _string(given: Given) -> str | None:
    return None if given.value is None else given.string()


# ---- spans


def _stretch(given: Given, length: int) -> Span:
    """The span of an object with a `start` and an `end`."""
    return Span(given["start"].whole(given["end"].whole(length)), given["end"].whole(length))


def _span(given: Given, length: int | None) -> Span:
    """A pair of a start and an end within a text, of any length where `length` is None."""
    pair = given.value
    whole = isinstance(pair, list) and len(pair) == 2 and type(pair[0]) is type(pair[1]) is int
    if whole and 0 <= pair[0] <= pair[1] and (length is None or pair[1] <= length):
        return Span(*pair)
    where = "" if length is None else f" within the {length} code points of the text"
    raise given.unlike(f"a start and an end, the first not the greater{where}")


def _spans(given: Given, length: int) -> tuple[Span, ...]:
    return tuple(_span(one, length) for one in given.items("spans"))
