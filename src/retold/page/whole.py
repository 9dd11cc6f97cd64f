"""A whole text as it is read: what was set aside, who speaks, and in which row of the scene each stretch stands."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from retold.page.model import Stretch
from retold.page.people import People
from retold.text import Span, Telling
from retold.wording import number, visible

LONG_CHROME = 600  # code points of one stretch of chrome that are printed before the rest is only counted


def stretches(telling: Telling, people: People, rows: Mapping[Span, int]) -> Iterator[Stretch]:
    """The whole text in reading order: story, utterances, and the chrome that was set aside.

    `rows` has the number of the row for every raw span of the telling that stands in one. Whatever else stands between
    stretches of the story, such as the tags of a web page, has no words and is left out.
    """
    raw, to_text, text = telling.witness.raw, telling.story.map.to_text, telling.story.text
    chrome = {c.span: c.kind for c in telling.story.chrome}
    said = {u.span: people.name(u.speaker) for u in telling.utterances}
    for span, inside in _cut(len(raw), (*chrome, *said, *rows)):
        aside = next((chrome[around] for around in inside if around in chrome), None)
        if aside is not None:
            words = span.of(raw)
            if len(words) > LONG_CHROME:
                words = f"{words[:LONG_CHROME]}… ({number(len(words) - LONG_CHROME, 'character')} more)"
            if words.strip():
                yield Stretch("chrome", visible(words), visible(aside))
            continue
        words = to_text(span).of(text)
        if words:
            spoken = next((around for around in inside if around in said), None)
            row = next((rows[around] for around in inside if around in rows), None)
            if spoken is None:
                yield Stretch("story", visible(words), row=row)
            else:
                first = spoken.start == span.start
                yield Stretch("speech", visible(words), (said[spoken] or "unknown") if first else None, row)


def anchor(locus: str) -> str:
    """The address of a locus within the page: its id, as an address can hold it."""
    return f"locus-{re.sub(r'[^A-Za-z0-9._-]', '_', locus)}"


def _cut(length: int, spans: Iterable[Span]) -> Iterator[tuple[Span, list[Span]]]:
    """A text cut wherever one of some spans begins or ends, each stretch with the spans around it."""
    starts: dict[int, list[Span]] = {}
    ends = {0, length}
    for span in spans:
        if len(span):
            starts.setdefault(span.start, []).append(span)
            ends.add(span.end)
    at, inside = 0, list[Span]()
    for edge in sorted(ends | set(starts)):
        if at < edge:
            yield Span(at, edge), inside
        inside = [span for span in (*inside, *starts.get(edge, ())) if span.end > edge]
        at = edge
