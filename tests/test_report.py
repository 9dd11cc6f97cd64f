"""The report: one safe file that holds what was found, for the reader's eyes and for the script that shows it."""

from __future__ import annotations

import base64
import gzip
import hashlib
import json
import re
from dataclasses import replace
from html.parser import HTMLParser
from typing import Any

import build
import pytest

from retold.apparatus import Comparison, Counts
from retold.exporters.json import dumps
from retold.page import Piece, page
from retold.page.overview import bars
from retold.report import data, drawing, render

HOSTILE = (
    '</td></script><script>alert(1)</script><img src=x onerror="alert(2)"> {{ 7*7 }} {% raw %} & \' \u202e \x1b[2J'
)
VOID = {"meta", "input", "br"}
RAW = {"script", "style"}
PARTS = """html head meta title style body a header p h1 h2 h3 ul li span bdi div nav main aside section figure
figcaption noscript form label
select option output ins del fieldset legend input button table thead tbody tr th td dl dt dd svg g
defs pattern rect path line circle text details summary dialog kbd footer script"""
ALLOWED = set(PARTS.split())


class Reader(HTMLParser):
    """Reads the page as a browser would, and keeps what the tests ask about."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.text: list[str] = []
        self.raw: dict[str, str] = {}
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag, f"</{tag}> closes nothing"

    def handle_data(self, data: str) -> None:
        if self.open and self.open[-1] in RAW:
            self.raw[self.tags[-1][1].get("id") or self.open[-1]] = data
        else:
            self.text.append(data)

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.tags if name == tag]

    @property
    def words(self) -> str:
        return " ".join("".join(self.text).split())

    def data(self, which: str) -> Any:
        return json.loads(self.raw[f"{which}-data"])


@pytest.fixture(scope="module")
def html() -> str:
    return render(build.bakery())


@pytest.fixture(scope="module")
def read(html: str) -> Reader:
    return Reader(html)


def hostile() -> Comparison:
    """A comparison in which every string that a text, a file or a user can bring is an attack."""
    bakery = build.bakery()
    raw = f'{HOSTILE}\n"{HOSTILE}" said {HOSTILE}.'
    made = build.telling(HOSTILE, raw, path=HOSTILE, title=HOSTILE)
    people = tuple(replace(c, name=HOSTILE, names={HOSTILE: next(iter(c.names.values()))}) for c in bakery.characters)
    attested = tuple(
        replace(
            line,
            text=HOSTILE,
            words=tuple(
                replace(word, choices=tuple(replace(c, text=HOSTILE, support=(HOSTILE,)) for c in word.choices))
                for word in line.words
            ),
        )
        for line in bakery.source
    )
    loci = tuple(replace(locus, id=f"{HOSTILE}{i}", move=HOSTILE) for i, locus in enumerate(bakery.loci))
    return replace(
        bakery,
        tellings=(*bakery.tellings, made),
        characters=people,
        relations=tuple(replace(r, a=HOSTILE, summary=HOSTILE) for r in bakery.relations),
        loci=loci,
        source=tuple(replace(line, locus=f"{HOSTILE}{i}") for i, line in enumerate(attested)),
        notes=(HOSTILE,),
    )


@pytest.mark.parametrize("text", [True, False], ids=["texts", "quoting"])
@pytest.mark.parametrize("comparison", [build.bakery(), build.single(), hostile()], ids=["bakery", "single", "hostile"])
def test_the_page_is_well_formed_and_holds_only_its_own_tags(comparison: Comparison, text: bool) -> None:
    html = render(comparison, text=text)
    read = Reader(html)
    assert read.open == []
    assert {tag for tag, _ in read.tags} <= ALLOWED
    assert sum(tag == "script" for tag, _ in read.tags) == html.count("</script>") == (5 if text else 4)
    for tag, attributes in read.tags:
        assert not any(name.startswith("on") or name in {"src", "style", "srcset"} for name in attributes), tag
        assert attributes.get("href", "#").startswith("#")  # type: ignore[union-attr]
    ids = [attributes["id"] for _, attributes in read.tags if "id" in attributes]
    assert len(ids) == len(set(ids))
    # What a link leads to is in the page, or is a row that the script sets.
    ids += [row["id"] for scene in read.data("rows")["scenes"] for row in scene["rows"]]
    assert {a["href"] for a in read.all("a")} <= {f"#{id}" for id in ids}


def test_hostile_text_is_shown_as_text() -> None:
    shown = render(hostile())
    assert "<img" not in shown
    assert "\u202e" not in shown
    assert "\x1b" not in shown
    seen = '<script>alert(1)</script><img src=x onerror="alert(2)"> {{ 7*7 }} {% raw %} & \' ⟨U+202E⟩'
    read = Reader(shown)
    assert seen in read.words
    assert any(seen in stretch[1] for text in read.data("texts") for stretch in text)
    assert read.data("rows")["texts"][-1]["siglum"] == f"</td></script>{seen} ⟨U+001B⟩[2J"


def test_the_policy_allows_its_own_style_and_script_and_nothing_else(html: str, read: Reader) -> None:
    [policy] = [m["content"] for m in read.all("meta") if m.get("http-equiv") == "Content-Security-Policy"]
    style, script = (
        base64.b64encode(hashlib.sha256(read.raw[part].encode()).digest()).decode() for part in ("style", "script")
    )
    assert policy == (
        f"default-src 'none'; style-src 'sha256-{style}'; script-src 'sha256-{script}'; base-uri 'none'; "
        "form-action 'none'"
    )
    assert "url(" not in read.raw["style"]
    assert "@import" not in read.raw["style"]
    names = html.replace("http://www.w3.org/2000/svg", "").replace(read.raw["result-data"], "")
    assert not re.search("https?:|//[a-z]", names)


def test_the_script_sets_text_as_text(read: Reader) -> None:
    script = read.raw["script"]
    assert not re.search(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\b|new Function", script)
    assert not re.search(r"\bfetch\(|XMLHttpRequest|WebSocket|import\(", script)


def test_the_page_says_who_made_it_and_in_which_language(html: str, read: Reader) -> None:
    assert html.startswith("<!doctype html>")
    assert any((m.get("name"), (m.get("content") or "")[:7]) == ("generator", "Retold ") for m in read.all("meta"))
    assert read.all("html")[0]["lang"] == "en"


def test_every_relation_is_a_sentence_with_how_sure_it_is(read: Reader) -> None:
    for relation in build.bakery().relations:
        assert relation.summary in read.words
    assert "Score 0.94; by chance about once in 10¹¹. Best seen in row 3, row 5, row 8." in read.words


def test_differences_do_not_rest_on_colour_alone(read: Reader) -> None:
    assert re.search(r"\nins \{[^}]*underline", read.raw["style"])
    assert re.search(r"\ndel \{[^}]*line-through", read.raw["style"])


def test_rows_come_as_data_with_the_ids_that_addresses_lead_to(read: Reader) -> None:
    [scene] = read.data("rows")["scenes"]
    assert [row["id"] for row in scene["rows"]] == [f"locus-l000{n}" for n in range(1, 9)]
    assert [scene["columns"], len(scene["extents"])] == [[0, 1, 2], 3]
    fifth = scene["rows"][4]["cells"][1]
    assert fifth["text"] == "“Then go home slowly, and mind the ice.”"
    assert [fifth["text"][start:end] for mark, start, end in fifth["marks"] if mark == "changed"] == ["go"]
    start, end = fifth["at"][0]
    assert build.B[start:end] == fifth["text"]


def test_places_in_strings_count_as_scripts_count() -> None:
    text, marks = data._marks([Piece("𝔸 lamp "), Piece("went", "changed"), Piece("all", "missing"), Piece(" out")])
    units = text.encode("utf-16-le")
    assert units[2 * marks[0][1] : 2 * marks[0][2]].decode("utf-16-le") == "went"
    assert marks[1] == ["missing", marks[0][2], "all"]


def test_the_key_of_the_texts_does_not_depend_on_their_names_or_order() -> None:
    bakery = build.bakery()
    turned = replace(bakery, tellings=bakery.tellings[::-1])
    first, second = (Reader(render(one)).data("rows")["key"] for one in (bakery, turned))
    assert first == second


def test_the_result_is_in_the_page_byte_for_byte(read: Reader) -> None:
    assert gzip.decompress(base64.b64decode(read.raw["result-data"])) == dumps(build.bakery())


def test_a_quoting_report_holds_no_more_than_the_beginning_of_a_line() -> None:
    bakery = build.bakery()
    html = render(bakery, text=False)
    read = Reader(html)
    hidden = gzip.decompress(base64.b64decode(read.raw["result-data"])).decode()
    for telling in bakery.tellings:
        for line in telling.lines:
            words = telling.read(line.span)
            if len(words) > 45:
                for part in (html, hidden):
                    assert words not in part
                    assert json.dumps(words, ensure_ascii=False)[1:-1] not in part
    assert "are left out" in read.words
    assert read.data("texts") == [[], [], [], []]
    assert json.loads(hidden)["format"] == "retold/1"
    assert "text" not in json.loads(hidden)["witnesses"][0]
    [scene] = read.data("rows")["scenes"]
    assert scene["rows"][1]["cells"][0]["text"].endswith("…")


def test_texts_apart_are_named(read: Reader) -> None:
    assert "Texts that stand apart D islands.txt shares no scene with any other text." in read.words


def test_strangers_get_a_page_too() -> None:
    strangers = replace(build.bakery(), relations=(), scenes=(), loci=(), source=(), counts={})
    assert "No two of these texts tell the same scene" in Reader(render(strangers)).words


def test_bars_fill_their_width_in_order() -> None:
    assert [(bar.outcome, bar.left, bar.width) for bar in bars(Counts(kept=1, changed=2, dropped=1, moved=9))] == [
        ("kept", 0.0, 25.0),
        ("changed", 25.0, 50.0),
        ("dropped", 75.0, 25.0),
    ]
    assert bars(Counts()) == ()


def test_the_picture_of_relations_joins_the_texts_that_share_a_scene() -> None:
    picture = drawing.relations(page(build.bakery()))
    assert [(node.siglum, node.apart) for node in picture.nodes] == [
        ("A", False),
        ("B", False),
        ("C", False),
        ("D", True),
    ]
    places = {(node.x, node.y): node.siglum for node in picture.nodes}
    joined = {places[e.x1, e.y1] + places[e.x2, e.y2]: e.width for e in picture.edges}
    assert joined.keys() == {"AB", "AC", "BC"}
    assert joined["AB"] > joined["AC"] > joined["BC"]  # as their scores
    x, y, width, height = picture.box
    assert all(x < node.x < x + width and y < node.y < y + height for node in picture.nodes)


def test_the_map_has_a_bar_a_column_and_bands_between_neighbours() -> None:
    [scene] = page(build.bakery()).scenes
    drawn = drawing.ribbons(scene)
    assert len(drawn.bars) == 3
    assert sum(band.moved for band in drawn.bands) == 2  # B moved one line, seen from A and from C
    assert all(re.fullmatch(r"[MCVZ0-9. -]+", band.path) for band in drawn.bands)


def test_the_same_comparison_gives_the_same_page(html: str) -> None:
    assert render(build.bakery()) == html
