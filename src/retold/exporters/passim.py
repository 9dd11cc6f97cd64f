"""passim's JSON Lines: the passages that texts have in common, and the texts themselves.

A comparison comes in, one record a line goes out. `passages` writes what passim writes of the clusters it finds: each
row that two texts or more have is a cluster, each unbroken stretch of a reading a record of it. `texts` writes what
passim reads, and what Retold reads too: a record a text, the story as it was cleaned. `begin` and `end` of a passage
count code points of that ``text``, half open, as those of passim do, and not of the file.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping

from retold.apparatus import Comparison, Reading
from retold.readers.collatex import FACTS
from retold.text import Telling

from .plugins import Exporter

Record = Mapping[str, str | int | float | None]


def passages(comparison: Comparison) -> bytes:
    """The rows that two texts or more have, as passim's clusters; scene, locus and speaker stand beside its keys."""
    return _lines(_passages(comparison))


def texts(comparison: Comparison) -> bytes:
    """The texts as documents for passim, each under its siglum."""
    return _lines({**_about(telling), "text": telling.story.text} for telling in comparison.tellings)


def _passages(comparison: Comparison) -> Iterator[Record]:
    shared = (locus for locus in comparison.loci if len(locus.readings) > 1)
    for number, locus in enumerate(shared, 1):
        for siglum, reading in locus.readings.items():
            telling, who = comparison.telling(siglum), comparison.character(reading.speaker)
            for begin, end in _stretches(telling, reading):
                yield {
                    "cluster": number,
                    "size": len(locus.readings),
                    **_about(telling),
                    "begin": begin,
                    "end": end,
                    "text": telling.story.text[begin:end],
                    "scene": locus.scene,
                    "locus": locus.id,
                    "relation": locus.relation,
                    "score": locus.score,
                    "speaker": who.name if who is not None else None,
                }


def _stretches(telling: Telling, reading: Reading) -> Iterator[tuple[int, int]]:
    """The places of a reading in the text, those that only blanks part as one."""
    text = telling.story.text
    begin, end = -1, -1
    for span in sorted(telling.story.map.to_text(span) for span in reading.spans):
        if begin >= 0 and not text[end : span.start].strip():
            end = max(end, span.end)
            continue
        if begin >= 0:
            yield begin, end
        begin, end = span.start, span.end
    if begin >= 0:
        yield begin, end


def _about(telling: Telling) -> Record:
    """What passim calls a document and the facts that are known of it."""
    known = {"title": telling.story.title, **telling.story.metadata}
    facts = {key: fact for key, name in FACTS.items() if (fact := known.get(name))}
    return {"id": telling.siglum, **facts, "path": telling.witness.path}


def _lines(records: Iterable[Record]) -> bytes:
    # A lone surrogate, which UTF-8 cannot hold, is written as the escape it came from.
    return "".join(f"{json.dumps(one, ensure_ascii=False)}\n" for one in records).encode("utf-8", "backslashreplace")


PASSAGES = Exporter(
    "what the texts have in common as clusters of passages, in passim's JSON Lines", ".passim.jsonl", passages
)
TEXTS = Exporter("the texts as they were cleaned, in JSON Lines for passim", ".texts.jsonl", texts)
