"""The page as a whole: the head line, one verdict a pair, one card a text, and what `retold.page.scenes` makes."""

from __future__ import annotations

from collections import Counter

from retold.apparatus import Comparison, Counts
from retold.page.model import Page, TextCard, Verdict
from retold.page.overview import bars
from retold.page.people import People
from retold.page.scenes import tables
from retold.page.whole import anchor, stretches
from retold.text import Span, Telling
from retold.version import VERSION
from retold.wording import chance, number, one_line, unsure_in, visible

WHOLE_TEXTS = 3_000_000  # code points; a page that prints more than this is slow to open in any browser


def page(comparison: Comparison, *, whole_texts: bool = True, quoting: bool = False) -> Page:
    """The page of a comparison.

    Parameters
    ----------
    comparison
        What a comparison or an inspection found.
    whole_texts
        Whether the whole text of each witness is part of it; they are left out all the same when they are longer than
        `WHOLE_TEXTS` together, and a note says so.
    quoting
        Whether it holds the first words of each line only, for texts that may not be passed on.
    """
    people = People(comparison)
    length = sum(len(telling.witness.raw) for telling in comparison.tellings)
    notes = [one_line(note) for note in comparison.notes]
    if quoting:
        whole_texts = False
        notes.append("This report quotes the first words of each line; the texts themselves are left out.")
    elif whole_texts and length > WHOLE_TEXTS:
        whole_texts = False
        notes.append(f"The whole texts ({number(length, 'character')}) are too long to be printed here.")
    languages = [telling.story.metadata.get("language") for telling in comparison.tellings]
    notes += dict.fromkeys(note for stated in languages if stated and (note := unsure_in(stated)))
    scenes = tuple(tables(comparison, people, quoting=quoting))
    rows = {row.anchor: (row.number, row.anchor) for scene in scenes for row in scene.rows}
    numbers: dict[str, dict[Span, int]] = {visible(telling.siglum): {} for telling in comparison.tellings}
    for row in (row for scene in scenes for row in scene.rows):
        for cell in filter(None, row.cells):
            numbers[cell.siglum].update(dict.fromkeys(cell.spans, row.number))
    return Page(
        version=VERSION,
        headline=_headline(comparison),
        texts=tuple(
            _text(comparison, telling, people, numbers[visible(telling.siglum)] if whole_texts else None)
            for telling in comparison.tellings
        ),
        verdicts=tuple(
            Verdict(
                visible(relation.a),
                visible(relation.b),
                relation.same_scene,
                one_line(relation.summary),
                relation.score,
                chance(relation.e_value),
                tuple(rows[anchor(locus)] for locus in relation.evidence if anchor(locus) in rows),
            )
            for relation in comparison.relations
        ),
        people=tuple(people.table()),
        scenes=scenes,
        notes=tuple(notes),
        counted_against=f"against {visible(comparison.base)}" if comparison.base else "against the reconstructed scene",
        quoting=quoting,
        base=visible(comparison.base) if comparison.base else None,
    )


def related(comparison: Comparison) -> tuple[str, ...]:
    """The sigla of the witnesses that tell a scene which another one tells too, in the order given."""
    found = {s for r in comparison.relations if r.same_scene for s in (r.a, r.b)}
    found |= {s for scene in comparison.scenes if len(scene.witnesses) > 1 for s in scene.witnesses}
    return tuple(telling.siglum for telling in comparison.tellings if telling.siglum in found)


def _headline(comparison: Comparison) -> str:
    texts, same = len(comparison.tellings), len(related(comparison))
    if texts == 1:
        return "One text, read by itself"
    if texts == 2:
        return "Both texts tell the same scene" if same else "The two texts tell different scenes"
    if not same:
        return f"None of the {texts} texts shares a scene with another"
    # Different pairs may share different scenes: only where every pair does is it one.
    one = len(comparison.scenes) <= 1
    what = "tell the same scene" if one else "share scenes with one another"
    return f"All {texts} texts {what}" if same == texts else f"{same} of {texts} texts {what}"


def _text(comparison: Comparison, telling: Telling, people: People, rows: dict[Span, int] | None) -> TextCard:
    """A text as it was read; `rows` None leaves its words out."""
    witness, story = telling.witness, telling.story
    counts = comparison.counts.get(telling.siglum, Counts())
    return TextCard(
        siglum=visible(witness.siglum),
        path=one_line(witness.path),
        title=one_line(story.title) if story.title else None,
        encoding=visible(witness.encoding),
        sha256=witness.sha256,
        words=sum(len(line.words) for line in telling.lines),
        utterances=len(telling.utterances),
        attributed=sum(utterance.speaker is not None for utterance in telling.utterances),
        chrome=tuple((visible(kind), count) for kind, count in Counter(c.kind for c in story.chrome).items()),
        repairs=len(story.repairs) + sum(utterance.repaired is not None for utterance in telling.utterances),
        manner=_manner(telling, people),
        apart=len(comparison.tellings) > 1 and telling.siglum not in related(comparison),
        counts=counts,
        bars=bars(counts),
        whole=() if rows is None else tuple(stretches(telling, people, rows)),
    )


def _manner(telling: Telling, people: People) -> str | None:
    manner = telling.manner
    parts = [f"{manner.person} person" if manner.person else "", f"{manner.tense} tense" if manner.tense else ""]
    narrator = people.name(manner.narrator)
    said = ", ".join(part for part in parts if part)
    if narrator:
        said += f"{', ' if said else ''}told by {'the narrator (I)' if narrator == 'I' else narrator}"
    return one_line(said) or None
