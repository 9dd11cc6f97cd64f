"""What a walk over markup sees, and that every character of it leads back to its place."""

from __future__ import annotations

from html import unescape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retold.errors import InputError
from retold.readers.limits import DEEPEST_ELEMENT
from retold.readers.markup import walk
from retold.readers.pages import Page, content
from retold.text import Content, Span


def shown(raw: str) -> Content:
    page = walk(raw, "page.html")
    return content(page, [None] * len(page.paragraphs), [], None, {})


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        ("<p>One</p><p>Two</p>", "One\n\nTwo"),
        ("<p>One<p>Two", "One\n\nTwo"),
        ("<div>One</div><div>Two</div>", "One\nTwo"),
        ("One<br>Two<br/>Three", "One\nTwo\nThree"),
        ("One<br><br>Two<br>\n<br/>Three", "One\n\nTwo\n\nThree"),
        ("<div>One</div><div><br></div><div>Two</div>", "One\n\nTwo"),
        ("<div>One<br></div><div>Two</div>", "One\nTwo"),
        ("<div>One</div><p>&nbsp;</p><div>Two</div>", "One\n\nTwo"),
        ("<div>One</div><hr><div>Two</div>", "One\n\nTwo"),
        ("<p> One \n  <i>two</i>\tthree </p>", "One two three"),
        ("<p><b>On</b>e<i> two</i></p>", "One two"),
        ("<ul><li>One<li>Two<ul><li>Three</ul><li>Four</ul>", "One\nTwo\n\nThree\n\nFour"),
        ("<table><tr><td>One<td>Two<tr><td>Three</table>", "One\nTwo\nThree"),
        ("<pre>One\n  two\r\n\r\nThree</pre>", "One\ntwo\n\nThree"),
        ("<h1>One</h1><blockquote>Two</blockquote>Three", "One\n\nTwo\n\nThree"),
        ("One &amp; two &lt;3 &#8212; &#x2014; &eacute;", "One & two <3 — — é"),
        ("AT&T &nosuch; &amp two &copyright;", "AT&T &nosuch; & two ©right;"),
        ("a&nbsp;b", "a\u00a0b"),
        ("a &#32;&#10; b", "a b"),
        ("1 < 2 <3", "1 < 2 <3"),
        ("One<!-- no --> two<!-- never <p>closed", "One two"),
        ("One<script>var a = '<p>no</p>';</script><style>p{}</style> two", "One two"),
        ("One<template><p>no</p></template><noscript>no</noscript>", "One"),
        ("One<select><option>no</select><textarea>no</textarea><button>no</button>", "One"),
        ("One <span hidden>no</span><span style='color:red; display : none'>no <b>no</b></span>two", "One two"),
        ("<p>One<span class='sr-only'>no</span></p><div style='display:none'><div>no</div>no</div>Two", "One\n\nTwo"),
        ("<p>One</p></div></b></section>Two</p>Three", "One\n\nTwo\n\nThree"),
        ("<html><head><title>No</title><body>One", "One"),
        ("<p>One <![CDATA[<two>]]></p>", "One <two>"),
        ("<?xml version='1.0'?><!DOCTYPE html [ <!ENTITY a 'b'> ]><p>One</p>", "One"),
        ("One<p", "One"),
        ("", ""),
    ],
)  # fmt: skip
def test_what_is_seen(raw: str, text: str) -> None:
    assert shown(raw).text == text


def test_a_page_that_waits_for_a_script_is_shown() -> None:
    raw = "<body style='display:none'><p>It’s late, said Odile, and the goat did not mind at all.</p></body>"
    assert shown(raw).text == "It’s late, said Odile, and the goat did not mind at all."


def test_what_is_not_seen_is_listed() -> None:
    raw = "<title>T</title><p>One<script>var a;</script> two</p><hr><p hidden>Three</p><style> </style>"
    found = [(one.kind, one.span.of(raw)) for one in shown(raw).chrome]
    assert found == [
        ("front", "<title>T"),
        ("script", "<script>var a;"),
        ("rule", "<hr>"),
        ("style", "<p hidden>Three"),
    ]


def test_an_inline_element_without_a_name_does_not_end_one_with_a_name() -> None:
    page = walk("<p><span class=a>One <span>two</span> three</span> four</p>", "a.html")
    assert [page.text(element) for element in page.select(".a")] == ["One two three"]


def test_elements_are_selected_by_what_is_around_them() -> None:
    page = walk(
        "<div id=a class='x y'><p class=t>One</p><ul><li>Two</ul></div><p class=t role=note>Three</p>", "a.html"
    )

    def found(*selectors: str) -> list[str]:
        return [page.text(element) for element in page.select(*selectors)]

    assert found("p") == ["One", "Three"]
    assert found("#a .t") == ["One"]
    assert found(".x.y li", "[role=note]") == ["Two", "Three"]
    assert found("div.x") == ["One Two"]
    assert found("li p") == found("#b") == []


def test_nesting_has_a_limit() -> None:
    page = walk("<div>" * DEEPEST_ELEMENT + "One", "a.html")
    assert [paragraph.text for paragraph in page.paragraphs] == ["One"]
    with pytest.raises(InputError, match=r"a\.html: its elements are nested more than 1,000 deep"):
        walk("<div>" * (DEEPEST_ELEMENT + 1), "a.html")


def test_tags_that_nobody_closed_do_no_harm() -> None:
    assert shown("<span class=a>One " * 3 * DEEPEST_ELEMENT).text == " ".join(["One"] * 3 * DEEPEST_ELEMENT)
    assert shown("<font color=red>One<p>" * 3 * DEEPEST_ELEMENT).text.count("One") == 3 * DEEPEST_ELEMENT


# What holds for every page

PIECES = (
    "<p>", "</p>", "<div class=a>", "</div>", "<br>", "<hr>", "<i>", "</i>", "<span id=s>", "</span>", "<li>", "<ul>",
    "</ul>", "<td>", "<tr>", "<table>", "</table>", "<a href=x>", "</a>", "<pre>", "</pre>", "<script>", "</script>",
    "<p hidden>", "<!-- x -->", "<!--", "<!x>", "<![CDATA[", "]]>", "</", "<", ">", "&", "&amp;", "&amp", "&#8217;",
    "&nbsp;", "&notit;", "&NotEqualTilde;", "&#10;", "&#0;", " ", "\n", "\r\n", "\t", "Odile", "goat", "“x”", "é", "🐐",
    "</p", "<p title='>", "<h2>", "</h2>", "<title>", "<body>", "\u00a0", "\ufeff",
)  # fmt: skip
markup = st.lists(st.sampled_from(PIECES), max_size=40).map("".join)


@given(st.one_of(markup, st.text("<>/!-pbr&;#=\"' a\n[]", max_size=60), st.text(max_size=40)))
def test_every_character_seen_reads_back_from_raw(raw: str) -> None:
    found = shown(raw)
    for at, character in enumerate(found.text):
        if not character.isspace():
            place = found.map.to_raw(Span(at, at + 1))
            spelled = place.of(raw)
            # A name that stands for two characters gives each a part of itself.
            assert unescape(spelled) == character or "&NotEqualTilde;" in raw
    assert sum(length for _, _, length in found.map.segments) == len(found.text)
    assert "\n\n\n" not in found.text
    assert found.text == found.text.strip(" \n")


@given(markup)
def test_spans_are_in_order_and_within_raw(raw: str) -> None:
    found = shown(raw)
    ends = 0
    for _, start, length in found.map.segments:
        assert start >= ends
        ends = start + length
    assert ends <= len(raw)
    aside = 0
    for one in found.chrome:
        assert aside <= one.span.start < one.span.end <= len(raw)
        aside = one.span.end


@given(markup)
def test_setting_everything_aside_leaves_nothing(raw: str) -> None:
    page: Page = walk(raw, "a.html")
    found = content(page, ["note"] * len(page.paragraphs), [], None, {})
    assert found.text == ""
    for paragraph in page.paragraphs:
        assert any(one.span.start <= paragraph.start and paragraph.end <= one.span.end for one in found.chrome)
