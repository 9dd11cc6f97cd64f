"""What a notebook shows of a comparison, a locus and a telling: well-formed, escaped, and never endless."""

from __future__ import annotations

from dataclasses import replace
from xml.etree import ElementTree

import build

from retold import notebook, read_result
from retold.exporters.json import to_dict

NASTY = "<script>alert(1)</script>&\"'"


def shown(value: object) -> ElementTree.Element:
    html = value._repr_html_()  # type: ignore[attr-defined]
    return ElementTree.fromstring(f"<body>{html}</body>")


def cells(root: ElementTree.Element) -> list[list[str]]:
    return [["".join(cell.itertext()) for cell in row] for row in root.iter("tr")]


def test_a_locus_shows_who_has_it_where() -> None:
    locus = build.bakery().loci[3]
    start = build.B.index("“The last tram")
    rows = cells(shown(locus))
    assert [row[0] for row in rows] == ["", "A", "B", "C"]
    assert rows[2] == ["B", "speech", "c1", f"{start}–{start + len('“The last tram is gone,”')}", "moved"]


def test_a_telling_shows_what_is_said() -> None:
    telling = build.bakery().tellings[0]
    root = shown(telling)
    assert (
        root.findtext(".//caption") == f"A: The Lamp & the Ice, {len(telling.story.text.split())} words, 6 utterances"
    )
    assert cells(root)[1] == ["c1", "0.97", '"You kept the shop open,"']


def test_who_speaks_goes_by_name() -> None:
    """Where the telling knows its people, as it does in a comparison and in a result that was read."""
    telling = read_result(to_dict(build.bakery())).tellings[0]
    assert [row[0] for row in cells(shown(telling))[1:3]] == ["Mira", "Oren"]


def test_texts_are_escaped() -> None:
    found = build.bakery()
    telling = found.tellings[0]
    titled = replace(telling, story=replace(telling.story, title=NASTY))
    assert NASTY in (shown(titled).findtext(".//caption") or "")
    assert NASTY in (shown(replace(found.loci[0], id=NASTY)).findtext(".//caption") or "")
    assert NASTY in "".join(shown(replace(found, relations=(replace(found.relations[0], summary=NASTY),))).itertext())


def test_long_ones_are_cut_and_say_so() -> None:
    found = build.bakery()
    long = replace(found, loci=found.loci * 100)
    rows = cells(shown(long))
    assert len(rows) == 1 + notebook.SHOWN + 1
    assert rows[-1] == [f"… and {len(long.loci) - notebook.SHOWN} more rows"]
    talk = replace(found.tellings[0], utterances=found.tellings[0].utterances * 100)
    assert cells(shown(talk))[-1] == [f"… and {600 - notebook.SHOWN} more utterances"]


def test_a_shell_shows_one_line_of_each() -> None:
    found = build.bakery()
    assert repr(found) == f"<Comparison of 4 texts: {len(found.scenes)} scene, {len(found.loci)} rows>"
    words = len(found.tellings[0].story.text.split())
    assert repr(found.tellings[0]) == f"<Telling A: 'The Lamp & the Ice', {words} words, 6 utterances>"
    nasty = replace(found.tellings[0], story=replace(found.tellings[0].story, title="one\ntwo\x1b"))
    assert repr(nasty).startswith("<Telling A: 'one\\ntwo\\x1b', ")
    for locus in found.loci:
        assert repr(locus).startswith(f"<Locus {locus.id}: {locus.kind} in {' '.join(locus.readings)}, ")
        assert len(repr(locus)) < 100
