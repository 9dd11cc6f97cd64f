"""The scene side by side: columns, bases, filters, the consensus of many, and rows made as they are needed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

Open = Callable[..., Any]


def numbers(page: Any) -> list[str]:
    return [row.locator(".n").inner_text() for row in page.locator(".row[data-row]").all()]


def test_every_telling_has_a_column_and_every_gap_is_seen(look: Open) -> None:
    page = look("bakery")
    assert [h.split("\n")[0] for h in page.locator(".heads [role=columnheader].tell").all_inner_texts()] == [
        "A The Lamp & the Ice",
        "B b.txt",
        "C c.txt",
    ]
    assert numbers(page) == list("12345678")
    sixth = page.locator(".row[data-row='6']")
    assert sixth.locator(".tell").all_inner_texts()[1:] == ["—\nnothing here", "—\nnothing here"]
    assert sixth.locator(".rel .alike").inner_text() == "only A"


def test_words_that_differ_are_marked(look: Open) -> None:
    page = look("bakery")
    assert page.locator("#locus-l0005 ins").all_inner_texts() == ["go"]
    assert (
        page.locator("#locus-l0005 [data-siglum=B] .words").inner_text() == "“Then go home slowly, and mind the ice.”"
    )


def test_tags_stand_beside_their_line_and_are_not_compared(look: Open) -> None:
    page = look("harbour")
    line = page.locator(".row", has_text="Motor two has failed").first
    assert line.locator("[data-siglum=B] .beside-line").inner_text() == "it says."
    assert line.locator("ins").all_inner_texts() == ["may", "can"]


def test_any_telling_can_be_the_base(look: Open) -> None:
    page = look("bakery")
    page.select_option("[name=base]", label="B: b.txt")
    fifth = page.locator("#locus-l0005")
    assert fifth.locator("[data-siglum=B] ins").count() == 0
    assert fifth.locator("[data-siglum=A] ins").all_inner_texts()[0] == "walk"
    assert "compared with" in page.locator(".heads .tell").nth(1).inner_text()
    # What B has and another lacks is dropped there, and what B lacks is added.
    page.uncheck("[name=show][value=kept]")
    page.uncheck("[name=show][value=changed]")
    page.uncheck("[name=show][value=moved]")
    page.uncheck("[name=show][value=dropped]")
    assert numbers(page) == ["6"]
    page.keyboard.press("Escape")
    page.locator("h2").first.click()
    page.keyboard.press("b")
    assert page.locator("[name=base] >> option:checked").inner_text().startswith("C:")


def test_words_that_the_base_has_more_are_shown_as_missing(look: Open) -> None:
    page = look("many", "#side&base=A&columns=A,F")
    row = page.locator(".row", has_text="I have never minded ice")
    assert row.locator("[data-siglum=F] del").all_inner_texts() == ["in all my life"]
    assert row.locator("[data-siglum=A] :is(del, ins)").count() == 0
    page = look("many", "#side&base=F&columns=A,F")
    row = page.locator(".row", has_text="I have never minded ice")
    assert row.locator("[data-siglum=A] ins.added").all_inner_texts() == ["in all my life"]


@pytest.mark.parametrize("outcome", ["kept", "changed", "moved", "added", "dropped"])
def test_rows_are_filtered_by_what_became_of_them(look: Open, outcome: str) -> None:
    page = look("bakery")
    for other in ("kept", "changed", "moved", "added", "dropped"):
        if other != outcome:
            page.uncheck(f"[name=show][value={other}]")
    count = int(page.locator(f"[name=show][value={outcome}] + .count").inner_text())
    assert len(numbers(page)) == count
    assert page.inner_text("#side .shown") == f"{count} of 8 rows are shown."


def test_rows_are_filtered_by_kind_and_speaker(look: Open) -> None:
    page = look("bakery")
    page.select_option("[name=who]", label="narration")
    assert numbers(page) == list("267")
    page.select_option("[name=who]", label="speech")
    assert numbers(page) == list("13458")
    page.select_option("[name=who]", label="Oren (2)")
    assert numbers(page) == list("35")


def test_columns_can_be_chosen_up_to_four(look: Open) -> None:
    page = look("many")
    heads = page.locator(".heads .tell")
    assert heads.all_inner_texts() == ["What most tellings have"]
    page.click("summary:has-text('Columns')")
    for place in (0, 3, 5):
        page.check(f"[name=column][value='{place}']")
    page.uncheck("[name=merged]")
    page.check("[name=column][value='7']")
    assert [head.split()[0] for head in heads.all_inner_texts()] == ["A", "D", "F", "H"]
    assert page.locator("[name=column][value='8']").is_disabled()
    assert page.locator(".row .gap").count() == 1  # D lacks one line


def test_rows_that_no_chosen_column_has_are_not_shown(look: Open) -> None:
    page = look("bakery", "#side&columns=B,C")
    assert numbers(page) == list("1234578")
    page.evaluate("location.hash = 'locus-l0006&columns=B,C'")
    page.locator("#locus-l0006.current").wait_for()
    assert page.locator("#locus-l0006 [data-siglum=A]").is_visible()


def test_the_map_of_many_tellings_has_a_strip_for_each(look: Open) -> None:
    page = look("many")
    assert page.locator(".map .band").count() == 0
    assert page.locator(".map .extent").count() == 12
    # The third row, 12 strips: every telling has a wording of its own there, so that none keeps it.
    kept = page.locator(".strips .kept").get_attribute("d")
    changed = page.locator(".strips .changed").get_attribute("d")
    assert kept.count("M") + changed.count("M") == 7 * 12 - 1
    assert changed.count("M") == 12 + 1
    height = page.locator(".map .drawn").bounding_box()["height"]
    page.locator(".map .drawn").click(position={"x": 3, "y": 0.95 * height})
    assert page.locator(".row.current .n").inner_text() == "7"
    assert page.locator(".here rect").count() == 1


def test_on_paper_tellings_stand_side_by_side_and_folded_pairs_are_read(look: Open) -> None:
    page = look("bakery", width=720)
    page.emulate_media(media="print")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    one, other = (page.locator(f"#locus-l0003 [data-siglum={siglum}]").bounding_box() for siglum in "AB")
    assert one["y"] == other["y"]
    assert one["x"] + one["width"] <= other["x"] + 1
    assert page.locator("header details ul").is_visible()
    assert not page.locator(".bar").is_visible()


def test_of_many_tellings_the_consensus_shows_its_support_and_its_readings(look: Open) -> None:
    page = look("many")
    fourth = page.locator(".row", has_text="Then wait until the morning")
    assert "11 of 12 tellings" in fourth.inner_text()
    row = page.locator(".row", has_text="I kept it for the")
    assert "12 of 12 tellings, 12 readings" in " ".join(row.inner_text().split())
    row.locator("button:has-text('readings')").click()
    readings = page.locator(".drawer .readings li")
    assert readings.count() == 12
    assert "lantern" in readings.nth(11).inner_text()
    row.locator("button:has-text('readings')").click()
    assert page.locator(".drawer").count() == 0


def test_rows_are_made_as_they_are_needed(look: Open) -> None:
    page = look("long")
    assert 0 < page.locator(".row[data-row]").count() < 400
    page.keyboard.press("End")
    page.locator(".row[data-row]").last.wait_for()
    page.evaluate("scrollTo(0, document.documentElement.scrollHeight)")
    page.locator(".row:has-text('Number 1199')").first.wait_for()
    assert page.locator(".row[data-row]").count() < 600
    assert page.locator(".row:has-text('Number 1199')").first.is_visible()


def test_an_address_leads_to_its_row_and_holds_there(look: Open) -> None:
    row = look("long").evaluate("JSON.parse(document.getElementById('rows-data').textContent).scenes[0].rows[900].id")
    page = look("long", f"#{row}")
    page.wait_for_timeout(300)
    box = page.locator(f"#{row}").bounding_box()
    assert 100 < box["y"] < 800
    assert page.locator(f"#{row}.current").count() == 1
    page.wait_for_timeout(300)
    assert abs(page.locator(f"#{row}").bounding_box()["y"] - box["y"]) < 2


def test_a_base_text_is_what_the_others_are_compared_with(look: Open) -> None:
    page = look("canon")
    assert page.locator("[name=base] option").all_inner_texts() == ["what A has", "B: b.txt", "C: c.txt"]
    assert "compared with" in page.locator(".heads .tell").first.inner_text()
    assert "what differs from the words of A" in page.inner_text("#side .key")
    page.uncheck("[name=show][value=kept]")
    assert "1" in numbers(page)  # C changed it, whatever A has
