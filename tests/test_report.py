"""The report: one safe file that says what was found."""

from __future__ import annotations

import base64
import hashlib
import re
from dataclasses import replace
from html.parser import HTMLParser

import build
import pytest

from retold.apparatus import Comparison, Counts
from retold.report import bars, render

HOSTILE = (
    '</td></script><script>alert(1)</script><img src=x onerror="alert(2)"> {{ 7*7 }} {% raw %} & \' \u202e \x1b[2J'
)
VOID = {"meta", "input", "br"}
PARTS = """html head meta title style body a header p h1 ul li span bdi div nav main section h2 ins del fieldset legend
label input table thead tbody tr th td abbr dl dt dd small i b svg rect details summary footer"""
ALLOWED = set(PARTS.split())


class Reader(HTMLParser):
    """Reads the page as a browser would, and keeps what the tests ask about."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.text: list[str] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag, f"</{tag}> closes nothing"

    def handle_data(self, data: str) -> None:
        self.text.append(data)

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.tags if name == tag]

    @property
    def words(self) -> str:
        return " ".join("".join(self.text).split())


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


@pytest.mark.parametrize("comparison", [build.bakery(), build.single(), hostile()], ids=["bakery", "single", "hostile"])
def test_the_page_is_well_formed_and_holds_only_its_own_tags(comparison: Comparison) -> None:
    read = Reader(render(comparison))
    assert read.open == []
    assert {tag for tag, _ in read.tags} <= ALLOWED
    for tag, attributes in read.tags:
        assert not any(name.startswith("on") or name in {"src", "style", "srcset"} for name in attributes), tag
        assert attributes.get("href", "#").startswith("#")  # type: ignore[union-attr]
    ids = [attributes["id"] for _, attributes in read.tags if "id" in attributes]
    assert len(ids) == len(set(ids))
    assert {a["href"] for a in read.all("a")} <= {f"#{id}" for id in ids}


def test_hostile_text_is_shown_as_text(html: str) -> None:
    shown = render(hostile())
    assert "<script" not in shown
    assert "<img" not in shown
    assert "\u202e" not in shown
    assert "\x1b" not in shown
    assert (
        '<script>alert(1)</script><img src=x onerror="alert(2)"> {{ 7*7 }} {% raw %} & \' ⟨U+202E⟩'
        in Reader(shown).words
    )


def test_the_policy_forbids_everything_but_its_own_style(html: str, read: Reader) -> None:
    [policy] = [m["content"] for m in read.all("meta") if m.get("http-equiv") == "Content-Security-Policy"]
    style = re.search("<style>(.*?)</style>", html, re.DOTALL)
    assert style is not None
    digest = base64.b64encode(hashlib.sha256(style.group(1).encode()).digest()).decode()
    assert policy == f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    assert "url(" not in style.group(1)
    assert "@import" not in style.group(1)
    assert not re.search("https?:|//[a-z]", html)


def test_the_page_says_who_made_it_and_in_which_language(html: str, read: Reader) -> None:
    assert html.startswith("<!doctype html>")
    assert any((m.get("name"), (m.get("content") or "")[:7]) == ("generator", "Retold ") for m in read.all("meta"))
    assert read.all("html")[0]["lang"] == "en"


def test_every_relation_is_a_sentence_with_how_sure_it_is(read: Reader) -> None:
    for relation in build.bakery().relations:
        assert relation.summary in read.words
    assert "Score 0.94; by chance about once in 10¹¹. Best seen in row 3, row 5, row 8." in read.words


def test_rows_have_stable_ids_and_headings_have_scopes(read: Reader) -> None:
    rows = [tr["id"] for tr in read.all("tr") if tr.get("id")]
    assert rows == [f"locus-l000{n}" for n in range(1, 9)]
    assert all(th.get("scope") in {"row", "col"} for th in read.all("th"))


def test_differences_do_not_rest_on_colour_alone(html: str) -> None:
    assert '<ins class="changed">go</ins>' in html
    assert re.search(r"\nins \{[^}]*underline", html)
    assert re.search(r"\ndel \{[^}]*line-through", html)


def test_moves_doubt_gaps_and_reported_speech_are_spelled_out(read: Reader) -> None:
    assert "↑ moved: stands before row 1" in read.words
    assert "unsure, 0.41" in read.words
    assert "reported speech" in read.words
    assert sum(span.get("aria-label") == "nothing here" for span in read.all("span")) == 4
    assert "has A or is B" in read.words


def test_texts_apart_are_named(read: Reader) -> None:
    assert "Texts that stand apart D tales/islands.txt shares no scene with any other text." in read.words


def test_many_texts_scroll_and_few_do_not(html: str) -> None:
    bakery = build.bakery()
    extra = tuple(replace(bakery.tellings[0], witness=replace(bakery.tellings[0].witness, siglum=s)) for s in "EF")
    loci = tuple(
        replace(locus, readings={**locus.readings, **{s: locus.readings["A"] for s in "EF" if "A" in locus.readings}})
        for locus in bakery.loci
    )
    assert 'class="frame wide"' in render(replace(bakery, tellings=(*bakery.tellings, *extra), loci=loci))
    assert 'class="frame wide"' not in html


def test_strangers_get_a_page_too() -> None:
    strangers = replace(build.bakery(), relations=(), scenes=(), loci=(), source=(), counts={})
    assert "No two of these texts tell the same scene" in Reader(render(strangers)).words


def test_bars_fill_their_width_in_order() -> None:
    assert bars(Counts(kept=1, changed=2, dropped=1, moved=9)) == (
        ("kept", 0.0, 25.0),
        ("changed", 25.0, 50.0),
        ("dropped", 75.0, 25.0),
    )
    assert bars(Counts()) == ()


def test_the_same_comparison_gives_the_same_page(html: str) -> None:
    assert render(build.bakery()) == html
