"""Cut a cleaned story into paragraphs, direct speech, tags and sentences: a witness and its story in, a telling out.

The text's own convention is inferred first (which marks, or dashes, or a script's names). Then each paragraph is read
by itself, so that a lost mark never spoils more than its paragraph: marks get a direction from their neighbours and are
paired, and where one is missing it is put back where speech and narration part. Words between marks that nobody says
aloud are set apart as quoted. What is left is cut in sentences. All spans that leave are in code points of ``raw``.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from retold.segmenting.conventions import infer, script_name
from retold.segmenting.judging import Judge, Stretch
from retold.segmenting.marks import stretches
from retold.segmenting.scripts import Layout, declared, layout, opens_quoted
from retold.segmenting.sentences import sentences
from retold.speechwords import WORD, read_tag, words_of
from retold.text import SUBTITLES, Line, LineKind, Quoted, Span, Story, Telling, Utterance, Witness

__all__ = ["segment"]

_PARAGRAPH = re.compile(r"[^\n]*[^\s\n][^\n]*")
# A fragment that only says who speaks has few words besides subject and verb ("said Ann to the cat").
_SPARE_TAG_WORDS = 4
# A speech of up to so many words is compared as one line, a longer one sentence by sentence: retellings keep short
# retorts whole and shorten speeches (tuned on the project's own families).
_ONE_LINE_WORDS = 25


def segment(witness: Witness, story: Story, *, speech: Sequence[Span] | None = None) -> Telling:
    """Find the lines of a story: every short utterance one line, all else cut in sentences, in order, no overlap.

    Parameters
    ----------
    witness : Witness
        The text as read; its siglum begins the utterance ids.
    story : Story
        The text as cleaned; a line feed in it ends a paragraph.
    speech : sequence of Span, optional
        Where direct speech stands in ``witness.raw``, when somebody knows; it is looked for when None.

    Returns
    -------
    Telling
        Lines, utterances without speakers, and quoted words; every span in code points of ``witness.raw``.
    """
    text = story.text
    paragraphs = [_trim(text, m.start(), m.end()) for m in _PARAGRAPH.finditer(text)]
    if speech is not None:
        return _telling(witness, story, paragraphs, _given([story.map.to_text(s) for s in speech], paragraphs))
    everything = witness.format == SUBTITLES
    given = witness.content.script if witness.content else None
    script = (declared(given, story, paragraphs) if given else None) or layout(text, paragraphs)
    if script or everything:
        script = script or Layout(tuple(paragraphs), frozenset(), frozenset())
        spoken = _spoken(text, script, everything=everything)
        if given and not everything and _quotes_too(text, script):
            marked = _marked(text, script.paragraphs)
            told = script.names | script.speeches
            spoken = [spoken[at] if at in told else found for at, found in enumerate(marked)]
        return _telling(witness, story, script.paragraphs, spoken, script.names)
    return _telling(witness, story, paragraphs, _marked(text, paragraphs))


def _marked(text: str, paragraphs: Sequence[Span]) -> list[list[Stretch]]:
    """The stretches between marks, or behind dashes, in the text's own convention."""
    convention = infer(text, paragraphs)
    return stretches(text, paragraphs, convention, Judge(text, convention))


def _quotes_too(text: str, script: Layout) -> bool:
    """Whether a text with declared speeches sets others in marks: a novel with a scene of a play in it."""
    others = (span for at, span in enumerate(script.paragraphs) if at not in script.speeches)
    return opens_quoted(text, others) * 2 > len(script.names)


def _given(speech: Sequence[Span], paragraphs: Sequence[Span]) -> list[list[Stretch]]:
    """Stretches known beforehand, cut where paragraphs end; of two that overlap the first counts."""
    found: list[list[Stretch]] = [[] for _ in paragraphs]
    at = last = 0
    for span in sorted(speech):
        while at < len(paragraphs) and paragraphs[at].end <= span.start:
            at += 1
        for number in range(at, len(paragraphs)):
            paragraph = paragraphs[number]
            start, end = max(span.start, paragraph.start, last), min(span.end, paragraph.end)
            if paragraph.start >= span.end:
                break
            if start < end:
                found[number].append(Stretch(Span(start, end)))
                last = end
    return found


def _spoken(text: str, script: Layout, *, everything: bool) -> list[list[Stretch]]:
    """The stretches of a script with names on their own lines, or of subtitles, where `everything` is said aloud."""
    found: list[list[Stretch]] = []
    for number, paragraph in enumerate(script.paragraphs):
        spoken = number in script.speeches or (everything and number not in script.names)
        label = script_name(text, paragraph)
        start = paragraph.start
        if spoken and label and label.group(1).isupper():
            start = _trim(text, label.end(), paragraph.end).start
        found.append([Stretch(Span(start, paragraph.end))] if spoken and start < paragraph.end else [])
    return found


def _trim(text: str, start: int, end: int) -> Span:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return Span(start, end)


def _telling(
    witness: Witness,
    story: Story,
    paragraphs: Sequence[Span],
    found: list[list[Stretch]],
    names: frozenset[int] = frozenset(),
) -> Telling:
    text, to_raw = story.text, story.map.to_raw
    lines: list[Line] = []
    utterances: list[Utterance] = []
    quoted: list[Quoted] = []

    def narrate(start: int, end: int, paragraph: int, beside: bool) -> None:
        for piece in sentences(text, start, end):
            span = _trim(text, piece.start, piece.end)
            words = words_of(span.of(text))
            if not words:
                continue
            only_tag = paragraph in names or (beside and _only_tag(text, span, len(words)))
            kind: LineKind = "tag" if only_tag else "narration"
            lines.append(Line(len(lines), to_raw(span), kind, paragraph, words))

    for number, (paragraph, parts) in enumerate(zip(paragraphs, found, strict=True)):
        at = paragraph.start
        speaks = any(part.kind == "speech" for part in parts)
        for part in parts:
            if part.kind != "speech":
                quoted.append(Quoted(to_raw(part.span), part.kind, part.confidence))
                continue
            narrate(at, part.span.start, number, speaks)
            raw = to_raw(part.span)
            utterance = Utterance(f"{witness.siglum}.u{len(utterances)}", raw, number, repaired=part.repaired)
            utterances.append(utterance)
            for piece in _portions(text, part.span):
                words = words_of(piece.of(text))
                lines.append(Line(len(lines), to_raw(piece), "speech", number, words, utterance.id))
            at = part.span.end
        narrate(at, paragraph.end, number, speaks)
    return Telling(witness, story, tuple(lines), tuple(utterances), tuple(quoted))


def _portions(text: str, span: Span) -> list[Span]:
    """The lines of an utterance: one, or one a sentence where it is long; all of them together are the utterance."""
    if len(words_of(span.of(text))) <= _ONE_LINE_WORDS:
        return [span]
    found: list[Span] = []
    for piece in sentences(text, span.start, span.end):
        portion = _trim(text, piece.start, piece.end)
        if found and not words_of(portion.of(text)):
            found[-1] = Span(found[-1].start, portion.end)
        else:
            found.append(portion)
    return found


def _only_tag(text: str, span: Span, words: int) -> bool:
    if words <= _SPARE_TAG_WORDS and (span.of(text).endswith((":", ">")) or span.of(text).isupper()):
        return True
    start = WORD.search(text, span.start, span.end)
    tag = read_tag(text, start.start(), span.end) if start else None
    if tag is None:
        return False
    return words - len(words_of(tag.span.of(text))) <= _SPARE_TAG_WORDS and span.end - span.start < 120
