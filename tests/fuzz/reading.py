"""What reading a file must hold, whatever is in it: a telling whose spans lie in the text, or one clear error."""

from __future__ import annotations

from pathlib import Path

from retold import cleaning, readers, segmenting
from retold.errors import RetoldError
from retold.text import Witness


def read(file: Path) -> str:
    """Read a file as far as segmenting; what became of it. Anything but `RetoldError` leaves as it is."""
    try:
        paths = readers.gather([str(file)])
    except RetoldError as error:
        _check(error)
        return "refused"
    done = "refused"
    for path in paths[:3]:
        try:
            witness = readers.read(path, "A")
        except RetoldError as error:
            _check(error)
            continue
        _segment(witness)
        done = witness.format
    return done


def _segment(witness: Witness) -> None:
    story = cleaning.clean(witness.raw) if witness.content is None else cleaning.clean_content(witness.content)
    telling = segmenting.segment(witness, story)
    size = len(witness.raw)
    spans = [one.span for one in (*telling.lines, *telling.utterances, *telling.quoted, *story.chrome)]
    outside = [span for span in spans if not 0 <= span.start <= span.end <= size]
    assert not outside, f"outside of a raw text of {size}: {outside[:3]}"


def _check(error: RetoldError) -> None:
    message = str(error)
    assert message, "an error without words"
    assert "\n" not in message, f"an error of several lines: {message!r}"
