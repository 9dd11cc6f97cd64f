"""Editions with several witnesses: each witness's own text out of one document, those that Retold writes among them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from build import bakery

import retold
from retold.apparatus import Comparison
from retold.errors import InputError
from retold.exporters.edition import title
from retold.readers import gather, read
from retold.readers.apparatus import record, witnesses

ROOT = Path(__file__).resolve().parent.parent
SETS = {
    "examples": sorted(str(path) for path in (ROOT / "examples").glob("*.txt")),
    **{name: sorted(map(str, (ROOT / "tests" / "families" / name).glob("*.txt"))) for name in ("bargain", "parlour")},
}

EDITION = """<?xml version="1.0" encoding="UTF-8"?>
<TEI xmlns="http://www.tei-c.org/ns/1.0">
<teiHeader><fileDesc><titleStmt><title>The Ferry &amp; the Goat</title></titleStmt>
<publicationStmt><p/></publicationStmt>
<sourceDesc><listWit><witness xml:id="F">First print</witness><witness xml:id="m1" n="M">Manuscript</witness>
<witness xml:id="lost">Lost</witness></listWit></sourceDesc></fileDesc></teiHeader>
<text><body><p>The ferry <app><lem wit="#F">left</lem><rdg wit="#m1">sailed</rdg></app> at
<app><lem>nine</lem><rdg wit="#m1">ten,
or <app><rdg wit="#F">never</rdg><rdg wit="#m1">later</rdg></app></rdg></app>.</p>
<p>Odile<app><rdg wit="#F"/><rdg wit="#m1"> and the goat</rdg></app> swam<note>So it says.</note>.</p></body></text>
</TEI>
"""


@pytest.fixture
def edition(tmp_path: Path) -> Path:
    (tmp_path / "ferry.xml").write_text(EDITION, encoding="utf-8")
    return tmp_path / "ferry.xml"


def test_each_witness_of_an_edition_is_a_text(edition: Path) -> None:
    found = gather([str(edition)])
    assert found == [f"{edition}!/F", f"{edition}!/M"], "nothing is known of a witness that no reading names"
    first, manuscript = (read(path, "A") for path in found)
    assert first.content is not None
    assert manuscript.content is not None
    assert first.content.text == "The ferry left at nine.\nOdile swam."
    assert manuscript.content.text == "The ferry sailed at ten, or later.\nOdile and the goat swam."
    assert first.content.title == "The Ferry & the Goat"
    assert [one.span.of(first.raw) for one in first.content.chrome] == ["So it says."]


def test_a_witness_has_its_own_title_where_one_is_listed(edition: Path) -> None:
    own = "<bibl><title>The <hi>Goat</hi> &amp;\n the Rope<title>A Tale</title></title><title>No. 2</title></bibl>"
    edition.write_text(EDITION.replace("Manuscript", f"Manuscript, from <title>Papers</title>{own}"), encoding="utf-8")
    first, manuscript = (read(f"{edition}!/{siglum}", "A").content for siglum in "FM")
    assert first is not None
    assert manuscript is not None
    assert (first.title, manuscript.title) == ("The Ferry & the Goat", "The Goat & the RopeA Tale")
    assert manuscript.text == "The ferry sailed at ten, or later.\nOdile and the goat swam."


def test_titles_come_back_with_the_texts_of_an_edition(tmp_path: Path) -> None:
    (tmp_path / "bakery.xml").write_bytes(retold.export(bakery(), "tei"))
    found = {path.rpartition("/")[2]: read(path, "A").content for path in gather([str(tmp_path / "bakery.xml")])}
    assert list(found) == ["A", "B", "C"]
    for siglum, content in found.items():
        assert content is not None
        assert content.title == title(bakery().telling(siglum))


FRAGMENTS = """<TEI xmlns="http://www.tei-c.org/ns/1.0">
<teiHeader><fileDesc><titleStmt><title>The Ferry</title></titleStmt><publicationStmt><p/></publicationStmt>
<sourceDesc><listWit><witness xml:id="A"/><witness xml:id="B"/><witness xml:id="C"/><witness xml:id="D"/></listWit>
</sourceDesc></fileDesc></teiHeader>
<text><body><head>One</head><p>The ferry <app><lem wit="#A">left</lem><rdg wit="#B #D">sailed</rdg></app> at nine.</p>
<p>Nobody <app><lem wit="#A #B">swam</lem><rdg wit="#C"><witStart/>swims</rdg><rdg wit="#D">sw<lacunaStart/></rdg></app>
to the <app><lem>shore</lem><rdg wit="#B">bank<witEnd/></rdg></app> that day.</p>
<p>The goat <app><lem wit="#A #C">ate</lem><rdg wit="#D"><lacunaEnd wit="#D"/>bit</rdg></app> the rope.</p>
</body></text>
</TEI>
"""


def test_a_witness_that_starts_late_breaks_off_or_has_a_lacuna(tmp_path: Path) -> None:
    """What stands outside the readings is common to those alone that are there."""
    (tmp_path / "ferry.xml").write_text(FRAGMENTS, encoding="utf-8")
    texts = {}
    for path in gather([str(tmp_path / "ferry.xml")]):
        content = read(path, "A").content
        assert content is not None
        texts[path[-1]] = content.text.split("\n")
        assert content.title == "The Ferry"
    assert texts == {
        "A": ["The ferry left at nine.", "Nobody swam to the shore that day.", "The goat ate the rope."],
        "B": ["The ferry sailed at nine.", "Nobody swam to the bank"],
        "C": ["swims to the shore that day.", "The goat ate the rope."],
        "D": ["The ferry sailed at nine.", "Nobody sw", "bit the rope."],
    }


def test_an_unknown_witness_names_the_known_ones(edition: Path) -> None:
    with pytest.raises(InputError, match="there is no witness X in that edition; there are F, M, lost"):
        read(f"{edition}!/X", "A")


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("#m1", "#F"),
        ('<witness xml:id="m1" n="M">', "<witness>"),
        ("<teiHeader>", '<teiHeader><encodingDesc><variantEncoding method="double-end-point"/></encodingDesc>'),
        ("<TEI ", "<HTML "),
    ],
)
def test_what_holds_no_several_texts_is_one(old: str, new: str) -> None:
    assert (
        witnesses(EDITION.replace(old, new).replace("</TEI>", "</HTML>" if "HTML" in new else "</TEI>").encode()) == ()
    )


def test_a_broken_edition_says_so(edition: Path) -> None:
    edition.write_text(EDITION[:-20], encoding="utf-8")
    assert gather([str(edition)]) == [str(edition)]
    with pytest.raises(InputError, match=r"ferry\.xml: the XML breaks off"):
        read(str(edition), "A")


def told(found: Comparison, siglum: str) -> list[str]:
    """The paragraphs of what a witness has of the scenes, without blanks."""
    telling = found.telling(siglum)
    spans = [span for scene in found.scenes for span in scene.witnesses.get(siglum, ())]
    lines = "\n".join(telling.read(span) for span in spans).split("\n")
    return [words for line in lines if (words := "".join(line.split()))]


@pytest.mark.parametrize(
    "made", [bakery, *(lambda paths=paths: retold.compare(paths) for paths in SETS.values())], ids=["bakery", *SETS]
)
def test_our_edition_gives_each_text_and_its_paragraphs_back(made: Callable[[], Comparison], tmp_path: Path) -> None:
    found = made()
    sigla = [telling.siglum for telling in found.tellings if told(found, telling.siglum)]
    data = retold.export(found, "tei")
    assert list(witnesses(data)) == sigla
    (tmp_path / "edition.xml").write_bytes(data)
    for siglum in sigla:
        content = read(f"{tmp_path / 'edition.xml'}!/{siglum}", "A").content
        assert content is not None
        assert ["".join(line.split()) for line in content.text.split("\n") if line.strip()] == told(found, siglum)


def test_comparing_our_edition_gives_the_same_rows_and_speakers(tmp_path: Path) -> None:
    found = retold.compare(SETS["examples"])
    (tmp_path / "edition.xml").write_bytes(retold.export(found, "tei"))
    again = retold.compare([str(tmp_path / "edition.xml")])

    def rows(one: Comparison) -> list[dict[str, tuple[str, str, str | None]]]:
        return [
            {
                siglum: (
                    one.text_of(reading),
                    reading.form,
                    who.name if (who := one.character(reading.speaker)) else None,
                )
                for siglum, reading in locus.readings.items()
            }
            for locus in one.loci
        ]

    def shared(one: Comparison) -> list[dict[str, tuple[str, str, str | None]]]:
        return [row for row in rows(one) if len(row) > 1]

    # Where rows that one text has alone stand among those of another is nobody's order.
    assert shared(again) == shared(found)
    assert sorted(map(str, rows(again))) == sorted(map(str, rows(found)))


def test_an_edition_in_another_encoding(edition: Path) -> None:
    text = EDITION.replace('encoding="UTF-8"', 'encoding="ISO-8859-1"').replace("Odile", "Odéle")
    edition.write_bytes(text.encode("iso-8859-1"))
    content = read(f"{edition}!/F", "A").content
    assert content is not None
    assert content.text.endswith("Odéle swam.")


def test_a_greater_than_sign_in_an_attribute_ends_no_tag(edition: Path) -> None:
    edition.write_text(EDITION.replace('<lem wit="#F">', '<lem n="a>b" wit="#F">'), encoding="utf-8")
    content = read(f"{edition}!/F", "A").content
    assert content is not None
    assert content.text == "The ferry left at nine.\nOdile swam."


@pytest.mark.parametrize("order", ["#x", "#e #x", "#x #r #e", "#r #r", "#nothing #x", ""])
def test_an_order_of_what_is_empty_nested_or_missing_does_no_harm(edition: Path, order: str) -> None:
    """What such a join asks for nobody knows; no word is lost, and the document is whole."""
    changed = EDITION.replace('<rdg wit="#F"/>', '<rdg wit="#F" xml:id="e"/>')
    changed = changed.replace('<lem wit="#F">left</lem>', '<lem wit="#F" xml:id="r"><seg xml:id="x">left</seg></lem>')
    join = f'<ab><join type="order" corresp="#F" target="{order}"/></ab></body>'
    edition.write_text(changed.replace("</body>", join), encoding="utf-8")
    content = read(f"{edition}!/F", "A").content
    assert content is not None
    assert sorted(content.text.split()) == sorted(["The", "ferry", "left", "at", "nine.", "Odile", "swam."])


def test_a_record_is_a_document_of_its_own(edition: Path) -> None:
    text = record(EDITION.encode(), "M", str(edition)).decode("utf-8")
    assert "<app>" not in text
    assert text.count("<p>") == EDITION.count("<p>")
