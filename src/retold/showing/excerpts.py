"""Stretches of the texts that an archive has stored: places come in, what a reader sees there goes out."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from retold.archive import Snapshot
from retold.page.pieces import QUOTED
from retold.wording import one_line, unmarked

Place = tuple[str, int, int]
"""Path, and a span of raw text, half open."""

LONGEST = 30_000
"""Code points of a stretch that are read at most."""


def excerpts(snapshot: Snapshot, places: Iterable[Place], *, quoting: bool) -> dict[Place, str]:
    """What stands at each place, its first words alone with `quoting`; each text is read once."""
    columns = (snapshot.documents[name].to_pylist() for name in ("path", "doc"))
    numbers = dict(zip(*columns, strict=True))
    wanted: dict[int, list[Place]] = defaultdict(list)
    for place in dict.fromkeys(places):
        wanted[numbers[place[0]]].append(place)
    found: dict[Place, str] = {}
    for doc, raw in snapshot.texts(wanted):
        for place in wanted[doc]:
            text = unmarked(raw[place[1] : min(place[2], place[1] + LONGEST)])
            found[place] = one_line(text, QUOTED) if quoting else text
    return found
