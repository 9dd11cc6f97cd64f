"""Every format a comparison leaves in: whole, the same every time, safe whatever the texts hold, and read back."""

from __future__ import annotations

import copy
import csv
import importlib
import io
import json
import re
import sys
import tomllib
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import build
import pytest
from pyarrow import parquet

import retold
from retold import readers
from retold.apparatus import Comparison
from retold.cli import run
from retold.errors import InputError, OptionError, WorkError
from retold.exporters import arrow, collatex, fountain, graphml, markdown, plaintext, plugins
from retold.exporters import csv as csv_exporter
from retold.exporters.json import dumps, to_dict
from retold.exporters.sheets import SHEETS, sheet
from retold.readers import fountain as fountain_reader
from retold.text import Name

ROOT = Path(__file__).resolve().parent.parent
DECLARED = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["entry-points"][
    "retold.exporters"
]
NASTY = "=1+1|<b>&\"'\x00\x07\ufffe\ud800‮ [[x]] *y* {z} ]]> \u2028"
WITHOUT_TEXT = {name for name in DECLARED if name.startswith("csv-") or name.endswith("-relations")} - {
    "csv-readings",
    "csv-utterances",
}

Captured = pytest.CaptureFixture[str]


def hostile() -> Comparison:
    """The bakery with names, titles and paths that no format can hold as they are."""
    found = build.bakery()
    first, *others = found.tellings
    story = replace(first.story, title=NASTY, metadata={"author": NASTY})
    named = replace(first, witness=replace(first.witness, path=NASTY), story=story)
    person = replace(found.characters[0], name=NASTY, names={"A": (Name(NASTY, NASTY),)})
    relation = replace(found.relations[0], summary=NASTY)
    return replace(
        found,
        tellings=(named, *others),
        characters=(person, *found.characters[1:]),
        relations=(relation, *found.relations[1:]),
        source=tuple(replace(line, text=NASTY + line.text) for line in found.source),
    )


ATTACKS = (
    '=HYPERLINK("http://x.example","click") she read aloud from the board.',
    '"+1+1 is the sum," said Mira.',
    '"@SUM(A1:A9)," said Oren & Co <b>bold</b>.',
    '"-2+3 is less," said Mira, "and {= 1}."',
    '"]]> closes nothing," said Oren.',
    '"Bell\x07 and null\x00 and \x1f unit," said Mira.',
    '"Right \u202eto left\u202c and \u200bzero," said Oren.',
    '"\U0001f469\u200d\U0001f680 and \ufffe and \uffff," said Mira.',
    '"[[note]] and /* boneyard */ and *stars* _under_," said Oren.',
    '"| pipe | and ` tick ` and # hash and \\\\ back," said Mira.',
    '"_x0041_ is an escape," said Oren.',
    '"&amp; &#13; &lt;script&gt;alert(1)&lt;/script&gt;," said Mira.',
    '"<script>alert(1)</script> <!-- comment --> <?pi?>," said Oren.',
    '"Line\u2028separator and para\u2029too and next\x85line," said Mira.',
    f'"A {"very " * 7000}long line," said Oren.',
)


@pytest.fixture(scope="module")
def attacked(tmp_path_factory: pytest.TempPathFactory) -> Comparison:
    """Two tellings whose words mean something to every format, compared as anybody would."""
    folder = tmp_path_factory.mktemp("attack")
    text = "\n\n".join(ATTACKS)
    paths = [folder / "=a'\"&<b>.txt", folder / "b\n|x|.txt"]
    paths[0].write_text(text, encoding="utf-8", newline="")
    paths[1].write_text(text.replace(" and ", " or "), encoding="utf-8", newline="")
    return retold.compare(paths)


@pytest.mark.parametrize("name", sorted(DECLARED))
def test_whatever_the_words_are_the_file_is_whole(attacked: Comparison, name: str) -> None:
    assert len(attacked.loci) > len(ATTACKS)
    data = retold.export(attacked, name)
    if name.startswith(("tei", "graphml")) or name in ("xlsx", "docx"):
        for document in documents(name, attacked):
            ElementTree.fromstring(document)
    elif name.startswith("csv"):
        rows = list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))
        assert len({len(row) for row in rows}) == 1
        assert not [cell for row in rows for cell in row if cell.startswith(csv_exporter.FORMULA)]
    elif name.startswith("passim"):
        assert len(records(data)) == data.count(b"\n")
    elif name == "collatex":
        json.loads(data)
    elif name.startswith("parquet"):
        assert parquet.read_table(io.BytesIO(data)).num_rows
    else:
        text = data.decode("utf-8")
        assert "\x00" not in text
        assert "long line" in text
        plain = name in ("diff", "fountain")  # which know no such marks
        assert plain or "<script>alert(1)" not in text, "it is no markup, in HTML or in Markdown"


def test_a_cell_holds_what_fits(attacked: Comparison) -> None:
    with zipfile.ZipFile(io.BytesIO(retold.export(attacked, "xlsx"))) as package:
        strings = ElementTree.fromstring(package.read("xl/sharedStrings.xml"))
    longest = max(("".join(one.itertext()) for one in strings), key=len)
    assert len(longest) == 32_767, "the most that the format allows"
    assert longest.endswith("…")


@pytest.mark.parametrize("name", sorted(DECLARED))
def test_every_exporter_is_found_and_gives_the_same_bytes_for_the_same_comparison(name: str) -> None:
    assert plugins.load(name).about
    for found in (build.bakery(), build.single(), hostile()):
        first = retold.export(found, name)
        assert first or (name == "passim" and not found.loci)  # JSON Lines of nothing are no lines
        assert retold.export(found, name) == first


@pytest.mark.parametrize("name", sorted(DECLARED))
def test_a_comparison_has_every_format_as_a_method(name: str) -> None:
    found = build.bakery()
    assert getattr(found, f"to_{name.replace('-', '_')}")() == plugins.export(found, name)
    assert not hasattr(found, "to_stone")
    assert copy.deepcopy(found) == found


@pytest.mark.parametrize("name", sorted(set(DECLARED) - {"html"}))
def test_a_result_gives_what_the_comparison_gives(name: str) -> None:
    """All but chrome, whose words no result holds."""
    found = build.bakery()
    bare = replace(found, tellings=tuple(replace(t, story=replace(t.story, chrome=())) for t in found.tellings))
    assert retold.export(to_dict(bare), name) == retold.export(bare, name)


@pytest.mark.parametrize("name", sorted(DECLARED))
def test_a_result_without_texts_is_refused_where_texts_are_needed(name: str) -> None:
    result = to_dict(build.bakery(), text=False)
    if name in WITHOUT_TEXT:
        assert retold.export(result, name)
    else:
        with pytest.raises(InputError, match="written with --no-text, and"):
            retold.export(result, name)


def test_formats_lists_what_is_declared() -> None:
    assert set(retold_formats()) >= set(DECLARED)
    assert all(retold_formats().values())


def retold_formats() -> dict[str, str]:
    return plugins.formats()


def test_an_unknown_format_names_the_known_ones() -> None:
    with pytest.raises(OptionError, match=r"no format 'word' to export to; there are collatex, csv,"):
        retold.export(build.bakery(), "word")


def test_a_missing_package_names_the_extra() -> None:
    with pytest.raises(WorkError, match=r"needs no_such_package, .* pip install 'retold\[office\]'"):
        plugins.brought_by("office", "no_such_package.part")


# ---- XML and packages of XML


def documents(name: str, found: Comparison) -> Iterator[bytes]:
    data = retold.export(found, name)
    if name in ("xlsx", "docx"):
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            assert package.testzip() is None
            yield from (package.read(one) for one in package.namelist() if one.endswith((".xml", ".rels")))
    else:
        yield data


@pytest.mark.parametrize("name", ["tei", "tei-dep", "graphml", "graphml-relations", "xlsx", "docx"])
def test_whatever_the_texts_hold_it_is_well_formed(name: str) -> None:
    for found in (build.bakery(), hostile()):
        for document in documents(name, found):
            ElementTree.fromstring(document)


def test_nothing_in_a_workbook_is_a_formula_or_a_link() -> None:
    everything = b"".join(documents("xlsx", hostile()))
    assert b"=1+1" in everything
    assert b"<f>" not in everything
    assert b"<hyperlink " not in everything


def test_a_workbook_has_the_rows_of_the_tables() -> None:
    found = build.bakery()
    with zipfile.ZipFile(io.BytesIO(retold.export(found, "xlsx"))) as package:
        first = ElementTree.fromstring(package.read("xl/worksheets/sheet1.xml"))
        names = re.findall(r'<sheet name="([^"]+)"', package.read("xl/workbook.xml").decode())
    assert len(list(first.iter("{http://schemas.openxmlformats.org/spreadsheetml/2006/main}row"))) == 9
    assert names == ["Side by side", "Texts", "Relations", "Source", "Characters", "Who says what"]


def test_a_document_quotes_every_reading() -> None:
    found = build.bakery()
    with zipfile.ZipFile(io.BytesIO(retold.export(found, "docx"))) as package:
        root = ElementTree.fromstring(package.read("word/document.xml"))
    w = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
    cells = {"".join(text.text or "" for text in cell.iter(f"{w}t")) for cell in root.iter(f"{w}tc")}
    assert {found.text_of(reading) for locus in found.loci for reading in locus.readings.values()} <= cells
    bold = {r.findtext(f"{w}t") for r in root.iter(f"{w}r") if r.find(f"{w}rPr/{w}b") is not None}
    assert "go" in bold, "B says go where the others say walk"


# ---- tables


@pytest.mark.parametrize("name", ["rows", "readings", "utterances", "characters", "relations", "source"])
def test_csv_reads_back_and_holds_no_formula(name: str) -> None:
    for found in (build.bakery(), hostile()):
        data = csv_exporter.dumps(found, name).decode("utf-8-sig")
        head, *rows = csv.reader(io.StringIO(data, newline=""))
        table = sheet(found, name)
        assert head == [column for column, _ in table.columns]
        assert len(rows) == len(table.rows)
        for row, values in zip(rows, table.rows, strict=True):
            for cell, value in zip(row, values, strict=True):
                assert not (isinstance(value, str) and cell.startswith(csv_exporter.FORMULA))
                if isinstance(value, str) and value.isprintable() and not value.startswith(csv_exporter.FORMULA):
                    assert cell == value


@pytest.mark.parametrize("name", sorted(SHEETS))
def test_arrow_and_parquet_hold_the_same_rows(name: str) -> None:
    found = build.bakery()
    table = arrow.to_arrow(found, name)
    assert [tuple(row.values()) for row in table.to_pylist()] == list(sheet(found, name).rows)
    assert parquet.read_table(io.BytesIO(arrow.dumps(found, name))).equals(table)
    nothing = replace(found, loci=(), characters=(), relations=(), source=(), tellings=())
    assert arrow.to_arrow(nothing, name).num_rows == 0


def test_an_unknown_table_names_the_known_ones() -> None:
    with pytest.raises(OptionError, match="no table 'verses'; there are rows, readings"):
        retold.to_arrow(build.bakery(), "verses")


# ---- texts


def test_the_screenplay_is_read_as_one() -> None:
    found = build.bakery()
    data = fountain.dumps(found)
    content = fountain_reader.FORMAT.read(data, "scene.fountain", None, False).content
    assert content is not None
    assert content.script is not None
    kinds = {locus.id: locus.kind for locus in found.loci}
    spoken = [line for line in found.source if kinds[line.locus] == "speech"]
    assert len(content.script.names) == len(spoken)
    names = [span.of(data.decode()).lstrip("@") for span in content.script.names]
    assert names == [who.name for line in spoken if (who := found.character(line.speaker))]
    assert "[[B: “The last tram is gone,”]]" in data.decode()
    assert "[[" not in content.text


def test_nothing_in_a_text_is_an_instruction_to_fountain() -> None:
    lines = fountain.dumps(hostile()).decode("utf-8").splitlines()
    assert lines[0].startswith("Title: The scene behind =1+1")
    assert "[ [x] ] \\*y\\*" in lines[0]


def test_the_table_of_tokens_has_all_words_of_the_rows() -> None:
    found = build.bakery()
    table = collatex.table(found)
    assert table.witnesses == ("A", "B", "C")
    for siglum, row in zip(table.witnesses, table.table, strict=True):
        for locus, cell in zip(found.loci, row, strict=True):
            words = "".join(token["t"] for token in cell).split() if cell else []
            told = found.text_of(locus.readings[siglum]).replace(" … ", " ").split() if siglum in locus.readings else []
            assert words == told
    [[stayed, moved]] = table.transpositions
    assert (stayed.witness, moved.witness) == ("A", "B")
    tokens = [token["t"] for cell in table.table[1] if cell for token in cell]
    assert "".join(tokens[moved.start : moved.end]) == "“The last tram is gone,” "
    assert json.loads(collatex.dumps(found))["witnesses"] == ["A", "B", "C"]


def test_each_text_goes_through_the_graph_from_start_to_end() -> None:
    root = ElementTree.fromstring(graphml.variants(build.bakery()))
    g = "{http://graphml.graphdrawing.org/xmlns}"

    def data(element: ElementTree.Element, key: str) -> str:
        return next((d.text or "" for d in element.iter(f"{g}data") if (d.get("key") or "").endswith(f".{key}")), "")

    sigla = {node.get("id"): data(node, "sigla").split() for node in root.iter(f"{g}node")}
    labels = {node.get("id"): data(node, "label") for node in root.iter(f"{g}node")}
    edges = [(e.get("source"), e.get("target"), data(e, "witnesses").split()) for e in root.iter(f"{g}edge")]
    for siglum in "ABC":
        own = {id for id, who in sigla.items() if siglum in who}
        reached = {target for _, target, who in edges if siglum in who}
        left = {source for source, _, who in edges if siglum in who}
        assert {labels[id] for id in reached - own} == {"end"}
        assert {labels[id] for id in left - own} == {"start"}
        assert own <= reached & left
    related = ElementTree.fromstring(graphml.relations(build.bakery()))
    assert len(list(related.iter(f"{g}node"))) == 4
    assert len(list(related.iter(f"{g}edge"))) == len(build.bakery().relations)


def records(data: bytes) -> list[dict[str, Any]]:
    return [json.loads(line) for line in data.decode("utf-8").split("\n") if line]


def test_what_passim_gets_of_the_passages_stands_in_what_it_gets_of_the_texts() -> None:
    found = build.bakery()
    texts = {one["id"]: one["text"] for one in records(retold.export(found, "passim-texts"))}
    passages = records(retold.export(found, "passim"))
    assert texts == {telling.siglum: telling.story.text for telling in found.tellings}
    assert all(texts[one["id"]][one["begin"] : one["end"]] == one["text"] for one in passages)
    shared = [locus for locus in found.loci if len(locus.readings) > 1]
    for number, locus in enumerate(shared, 1):
        cluster = [one for one in passages if one["cluster"] == number]
        assert {one["size"] for one in cluster} == {len(locus.readings)}
        told = {siglum: found.text_of(reading) for siglum, reading in locus.readings.items()}
        for siglum, words in told.items():
            own = [" ".join(one["text"].split()) for one in cluster if one["id"] == siglum]
            assert "".join(own) == words.replace(" … ", "")
    assert passages[-1]["cluster"] == len(shared)


def test_what_passim_gets_is_read_back(tmp_path: Path) -> None:
    found = build.bakery()
    for name in ("passim", "passim-texts"):
        (tmp_path / f"{name}.jsonl").write_bytes(retold.export(found, name))
    paths = readers.gather([str(tmp_path / "passim-texts.jsonl")])
    again = [readers.read(path, "A").content for path in paths]
    assert [one.text for one in again if one] == [telling.story.text for telling in found.tellings]
    assert [one.title for one in again if one] == [telling.story.title for telling in found.tellings]
    passages = records(retold.export(found, "passim"))
    paths = readers.gather([str(tmp_path / "passim.jsonl")])
    assert [path.partition("!/")[2] for path in paths] == [f"{o['id']}:{o['begin']}-{o['end']}" for o in passages]


def test_markdown_keeps_its_tables_whole() -> None:
    for found in (build.bakery(), hostile()):
        text = markdown.dumps(found).decode("utf-8")
        rows = [line for line in text.splitlines() if line.startswith("| ")]
        assert len(rows) == 2 + len(found.loci)
        assert {len(re.findall(r"(?<!\\)\|", row)) for row in rows} == {7}
    assert "Then <b>go</b> home slowly" in text
    assert "\\<b\\>&amp;" in text


def test_differences_say_who_has_what() -> None:
    text = plaintext.dumps(build.bakery()).decode("utf-8")
    assert "@@ 4 · Mira · paraphrase\n" in text
    assert "~> B  “The last tram {+is+} gone,”" in text
    assert "+  A  She laughed at that, a short dry laugh.\n-  B\n-  C\n" in text


# ---- plug-ins of others


def block(language: str, having: str) -> str:
    page = (ROOT / "docs" / "exporting.md").read_text(encoding="utf-8")
    blocks = re.findall(rf"^```{language}\n(.*?)^```$", page, re.MULTILINE | re.DOTALL)
    [found] = [one for one in blocks if having in one]
    return str(found)


@pytest.fixture
def installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A package as the page describes it, installed where Python finds it."""
    about = tmp_path / "my_package-1.0.dist-info"
    about.mkdir()
    (about / "METADATA").write_text("Metadata-Version: 2.1\nName: my-package\nVersion: 1.0\n", encoding="utf-8")
    points = tomllib.loads(block("toml", "entry-points"))["project"]["entry-points"]["retold.exporters"]
    points |= {"broken": "my_package:NOTHING", "wrong": "my_package:dumps", "tei": "my_package:EXPORTER"}
    lines = ["[retold.exporters]", *(f"{name} = {value}" for name, value in points.items())]
    (about / "entry_points.txt").write_text("\n".join(lines), encoding="utf-8")
    (tmp_path / "my_package.py").write_text(block("python", "EXPORTER ="), encoding="utf-8")
    monkeypatch.syspath_prepend(str(tmp_path))
    plugins.found_entries.cache_clear()
    yield tmp_path
    plugins.found_entries.cache_clear()
    sys.modules.pop("my_package", None)


@pytest.mark.usefixtures("installed")
def test_the_exporter_of_the_page_is_found_and_writes() -> None:
    assert len(block("python", "EXPORTER =").splitlines()) <= 20
    text = retold.export(build.bakery(), "alone").decode("utf-8")
    assert text.startswith("Only in A:\n  She laughed at that, a short dry laugh.\nOnly in B:\n  Nobody has ever")


@pytest.mark.usefixtures("installed")
def test_an_exporter_that_is_none_says_so_and_spoils_no_other() -> None:
    with pytest.raises(WorkError, match="broken cannot be written: my_package:NOTHING cannot be loaded"):
        retold.export(build.bakery(), "broken")
    with pytest.raises(WorkError, match="my_package:dumps is no exporter"):
        retold.export(build.bakery(), "wrong")
    assert retold.export(build.bakery(), "tei").startswith(b"<?xml"), "one of Retold's own comes first"
    assert plugins.formats()["broken"].startswith("not to be used")


def test_an_exporter_of_somebody_else_that_fails_is_named(installed: Path) -> None:
    made = installed / "my_package.py"
    made.write_text(
        made.read_text(encoding="utf-8").replace("EXPORTER = ", "FINE = ")
        + "\nfrom dataclasses import replace\n"
        + "EXPORTER = replace(FINE, dumps=lambda comparison: bytes(1 // 0))\n",
        encoding="utf-8",
    )
    with pytest.raises(WorkError, match=r"alone cannot be written: my_package:EXPORTER, .* \(ZeroDivisionError: "):
        retold.export(build.bakery(), "alone")
    sys.modules.pop("my_package")
    made.write_text(made.read_text(encoding="utf-8").replace("bytes(1 // 0)", "'text'"), encoding="utf-8")
    importlib.invalidate_caches()
    with pytest.raises(WorkError, match="alone cannot be written: my_package:EXPORTER made str, not bytes"):
        retold.export(build.bakery(), "alone")


def test_a_missing_package_is_named_as_it_is_installed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "docx", None)
    with pytest.raises(WorkError, match=r"needs python-docx, which is not installed: pip install 'retold\[office\]'"):
        retold.export(build.bakery(), "docx")


# ---- the command


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "result.json").write_bytes(dumps(build.bakery()))
    return tmp_path


def test_export_writes_beside_and_asks_before_it_replaces(folder: Path, capsys: Captured) -> None:
    assert run(["export", "result.json", "--to", "tei"]) == 0
    assert capsys.readouterr().err == "Written: result.tei.xml\n"
    written = (folder / "result.tei.xml").read_bytes()
    assert written == retold.export("result.json", "tei")
    assert run(["export", "result.json", "--to", "tei"]) == 2
    assert "result.tei.xml is there already: name another file, or add --force" in capsys.readouterr().err
    assert run(["export", "result.json", "--to", "tei", "--force", "-q"]) == 0
    assert capsys.readouterr().err == ""
    assert {path.name for path in folder.iterdir()} == {"result.json", "result.tei.xml"}


def test_export_never_writes_to_the_result(folder: Path, capsys: Captured) -> None:
    before = (folder / "result.json").read_bytes()
    assert run(["export", "result.json", "--to", "csv", "--output", "result.json", "--force"]) == 2
    assert "is one of the files to read" in capsys.readouterr().err
    assert (folder / "result.json").read_bytes() == before


def test_export_to_standard_output(folder: Path, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    assert run(["export", "result.json", "--to", "diff", "--output", "-"]) == 0
    assert capfdbinary.readouterr().out == plaintext.dumps(build.bakery())
    assert [path.name for path in folder.iterdir()] == ["result.json"]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["export"], "export needs RESULT.json"),
        (["export", "result.json"], "export needs --to FORMAT"),
        (["export", "result.json", "--to", "word"], "there is no format 'word'"),
        (["export", "nowhere.json", "--to", "tei"], "nowhere.json"),
        (["export", "cut.json", "--to", "tei"], "cut.json: line"),
        (["export", "newer.json", "--to", "tei"], "install a newer one"),
        (["export", "result.json", "--to", "tei", "--output", "."], "is a folder"),
    ],
)
def test_a_wrong_request_is_one_line(folder: Path, capsys: Captured, arguments: list[str], message: str) -> None:
    (folder / "cut.json").write_bytes((folder / "result.json").read_bytes()[:5000])
    (folder / "newer.json").write_text('{"format": "retold/2"}', encoding="utf-8")
    before = {path.name for path in folder.iterdir()}
    assert run(arguments) == 2
    error = capsys.readouterr().err
    assert message in error
    assert error.count("\n") == 1
    assert {path.name for path in folder.iterdir()} == before


def test_the_list_names_every_format(capsys: Captured) -> None:
    assert run(["export", "--list"]) == 0
    listed = capsys.readouterr().out
    assert [line.split()[0] for line in listed.splitlines()] == sorted(plugins.formats())


# ---- the page


def test_the_page_names_every_format() -> None:
    page = (ROOT / "docs" / "exporting.md").read_text(encoding="utf-8")
    table = "\n".join(line for line in page.splitlines() if line.startswith("| `"))
    assert set(re.findall(r"`([a-z-]+)`", table)) == set(DECLARED)
