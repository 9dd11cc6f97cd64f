"""Following lines: what lights up, moves and their ghosts, the map, finding, reasons, keys, whole texts."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

Open = Callable[..., Any]


def test_a_line_lights_up_with_its_counterparts_and_its_band(look: Open) -> None:
    page = look("bakery")
    page.hover("#locus-l0003 [data-siglum=A]")
    assert page.locator(".row.lit").get_attribute("id") == "locus-l0003"
    assert page.locator(".band.lit").count() >= 1
    page.hover("h2 >> nth=0")
    assert page.locator(".lit").count() == 0
    page.click("#locus-l0005 [data-siglum=B]")
    page.hover("h2 >> nth=0")
    assert page.locator(".row.current.lit").get_attribute("id") == "locus-l0005"
    assert page.url.endswith("#locus-l0005")


def test_a_move_is_a_jump_there_and_back(look: Open) -> None:
    page = look("bakery")
    fourth = page.locator("#locus-l0004")
    assert "moved: stands before row 1" in fourth.inner_text()
    ghost = page.locator(".ghost")
    assert "B has this here, in row 4: “The last tram is gone,”" in " ".join(ghost.inner_text().split())
    assert ghost.evaluate("e => e.nextElementSibling.id") == "locus-l0001"
    fourth.locator(".move a").click()
    assert page.evaluate("document.activeElement.classList.contains('ghost')")
    page.keyboard.press("m")
    assert page.evaluate("document.activeElement.id") == "locus-l0004"
    page.keyboard.press("m")
    assert page.evaluate("document.activeElement.classList.contains('ghost')")
    page.hover("#locus-l0004 [data-siglum=A]")
    assert page.locator(".ghost.lit").count() == 1


def test_a_block_that_moved_leaves_one_ghost(look: Open) -> None:
    page = look("long")
    page.uncheck("[name=show][value=kept]")
    page.uncheck("[name=show][value=changed]")
    assert page.locator(".ghost").count() <= 3
    assert "rows" in page.locator(".ghost").first.inner_text()


def test_a_click_on_the_map_leads_to_the_place(look: Open) -> None:
    page = look("long")
    box = page.locator(".map .drawn").bounding_box()
    visible = min(box["height"], 880 - box["y"])
    page.mouse.click(box["x"] + 3, box["y"] + visible - 20)
    page.wait_for_timeout(200)
    number = int(page.locator(".row.current .n").inner_text())
    share = (visible - 20) / box["height"]
    total = int(page.locator(".collation").get_attribute("aria-rowcount")) - 1
    assert abs(number / total - share) < 0.03
    here = page.locator(".here rect").first.bounding_box()
    assert here["height"] < box["height"] / 10


def test_words_are_found_counted_painted_and_on_the_map(look: Open) -> None:
    page = look("bakery")
    page.keyboard.press("/")
    page.keyboard.type("ICE")
    page.locator(".found:has-text('2 rows')").wait_for()
    assert page.locator(".row.hit .n").all_inner_texts() == ["5", "8"]
    assert page.evaluate("[...CSS.highlights.get('found')].map(String)") == ["ice"] * 6
    assert page.locator(".map:visible .hits rect").count() == 6
    page.keyboard.press("Enter")
    assert page.locator(".row.current .n").inner_text() == "5"
    page.keyboard.press("Enter")
    assert page.locator(".row.current .n").inner_text() == "8"
    assert page.inner_text(".found") == "2 of 2 rows"
    page.keyboard.press("Shift+Enter")
    assert page.locator(".row.current .n").inner_text() == "5"
    page.keyboard.press("Escape")
    assert page.locator(".row.hit").count() == 0
    assert page.input_value("#find") == ""


def test_words_far_away_are_found(look: Open) -> None:
    page = look("long")
    page.fill("#find", "number 1111 is")
    page.press("#find", "Enter")
    page.wait_for_timeout(200)
    assert page.locator(".row.current:has-text('Number 1111')").is_visible()


def test_why_a_row_is_aligned_is_said_in_words(look: Open) -> None:
    page = look("harbour")
    row = page.locator(".row", has_text="Motor two has failed").first
    row.locator(".more").click()
    said = page.inner_text(".drawer")
    assert "Sure, 1.00 on a scale from 0 to 1: nearly the same words." in said
    assert "Both have 10 of 11 words in one order: “failed”" in said
    assert "It stands in order with what is aligned around it: row 6 and row" in said
    assert "speaks: carried over from A; 0." in said
    assert page.locator(".drawer .readings").count() == 0  # they stand in the row itself
    assert row.locator(".more").get_attribute("aria-expanded") == "true"
    page.keyboard.press("Escape")
    assert page.locator(".drawer").count() == 0


def test_a_row_is_copied_as_text(look: Open) -> None:
    page = look("bakery", permissions=["clipboard-read", "clipboard-write"])
    page.click("#locus-l0005 .more")
    page.click("text=Copy as text")
    page.locator(".said:has-text('Copied')").wait_for(state="attached")
    assert page.evaluate("navigator.clipboard.readText()").split("\n")[:3] == [
        "5  Oren",
        'A  "Then walk home slowly," … "And mind the ice."',
        "B  “Then go home slowly, and mind the ice.”",
    ]


def test_everything_can_be_reached_by_keys(look: Open) -> None:
    page = look("many")  # only the third row differs among the first ones
    current = page.locator(".row.current .n")
    for key, number in (("j", "1"), ("n", "3"), ("k", "2"), ("n", "3"), ("j", "4"), ("p", "3"), ("ArrowUp", "2")):
        page.keyboard.press(key)
        assert (key, current.inner_text()) == (key, number)
    page.keyboard.press("Enter")
    assert page.locator(".drawer").count() == 1
    page.keyboard.press("Escape")
    page.keyboard.press("?")
    assert page.locator("dialog").is_visible()
    page.uncheck(".keys-on")
    page.keyboard.press("Escape")
    assert not page.locator("dialog").is_visible()
    page.keyboard.press("j")
    assert current.inner_text() == "2"


def test_keys_rest_while_something_is_typed(look: Open) -> None:
    page = look("bakery")
    page.click("#find")
    page.keyboard.type("jx?")
    assert page.locator(".row.current").count() == 0
    assert not page.locator("dialog").is_visible()


def test_whole_texts_show_what_was_set_aside_and_scroll_together(look: Open) -> None:
    page = look("long", "#whole")
    panes = page.locator(".page")
    assert panes.count() == 2
    line = """([x, y]) => {
      for (; y < 700; y += 10) {
        const row = document.elementFromPoint(x, y).closest("[data-row]");
        if (row) return Number(row.dataset.row);
      }
    }"""

    def seen() -> list[int]:
        return [page.evaluate(line, [pane.bounding_box()["x"] + 120, 450]) for pane in panes.all()]

    first = panes.first.bounding_box()
    page.mouse.move(first["x"] + 100, first["y"] + 200)
    for _ in range(6):
        page.mouse.wheel(0, 3000)
        page.wait_for_timeout(150)
    one, other = seen()
    assert one > 60
    assert abs(one - other) <= 4
    page.uncheck("[name=together]")
    page.mouse.move(first["x"] + 100, first["y"] + 200)
    page.mouse.wheel(0, 6000)
    page.wait_for_timeout(200)
    assert seen()[1] == other
    assert seen()[0] > one + 20


def test_chrome_is_dimmed_and_lines_lead_to_their_rows(look: Open) -> None:
    page = look("bakery", "#whole")
    assert page.locator(".chrome").all_inner_texts()[0].split("\n")[0] == "set aside: votes 41 7 2"
    assert page.locator(".page >> nth=0 >> .shared").count() >= 6
    page.dblclick(".page >> nth=0 >> .shared:has-text('I kept the lamp')")
    assert page.locator(".view:visible").get_attribute("id") == "side"
    assert page.locator(".row.current .n").inner_text() == "3"
    page.click(".views a[href='#whole']")
    page.check("[name=pane][value='3']")
    assert "four islands" in page.locator(".pane").last.inner_text()
    page.fill("#find", "islands")
    page.locator(".found:has-text('1 place')").wait_for()


def test_words_in_closed_panes_are_counted_and_found_when_opened(look: Open) -> None:
    page = look("bakery", "#whole")
    page.fill("#find", "islands")
    page.locator(".found:has-text('0 places; 1 in D')").wait_for()
    closed = page.locator(".panes-chosen label", has_text="D")
    assert closed.locator(".count").inner_text() == "1 found"
    page.check("[name=pane][value='3']")
    page.locator(".found:has-text('1 place')").wait_for()
    page.press("#find", "Enter")
    assert page.evaluate("[...CSS.highlights.get('found-now')].map(String)") == ["islands"]
    assert closed.locator(".count").inner_text() == ""


def test_the_place_found_in_a_long_text_is_brought_into_sight(look: Open) -> None:
    page = look("long", "#whole")
    page.fill("#find", "number 1111 is")
    page.press("#find", "Enter")
    page.wait_for_timeout(300)
    assert page.inner_text(".found") == "1 of 2 places"
    place = page.evaluate("[...CSS.highlights.get('found-now')][0].getBoundingClientRect().toJSON()")
    pane = page.locator(".page").first.bounding_box()
    assert pane["y"] < place["top"] < pane["y"] + pane["height"]


def test_words_found_in_what_a_row_does_not_show_are_named_with_their_texts(look: Open) -> None:
    page = look("many")
    seen = page.locator(".row", has_text="I kept it for the").inner_text()
    # The row has room for three of twelve wordings.
    word, siglum = next(
        pair for pair in zip(("rope", "gate", "stair", "winch"), "BCGH", strict=True) if pair[0] not in seen
    )
    page.fill("#find", word)
    row = page.locator(".row.hit")
    assert row.locator(".elsewhere").inner_text() == f"found in {siglum}"
    page.uncheck("[name=show][value=changed]")
    page.locator(".found:has-text('0 rows; 1 filtered out')").wait_for()


def test_the_reconstructed_scene_reads_as_a_script(look: Open) -> None:
    page = look("bakery", "#script")
    lines = page.locator("#script .line")
    assert lines.count() == 6
    words = " ".join(lines.nth(3).inner_text().split())
    assert words == "Mira The last tram has A or is B gone. row 4, supported by A B C"
    lines.nth(3).locator("a.support").click()
    assert page.locator(".row.current .n").inner_text() == "4"


def test_a_link_to_a_row_keeps_what_else_is_shown(look: Open) -> None:
    page = look("bakery", "#side&base=B&show=kept,changed,moved")
    page.click("header a:has-text('row 5')")
    assert page.locator(".row.current .n").inner_text() == "5"
    assert page.url.endswith("#locus-l0005&base=B&show=kept%2Cchanged%2Cmoved")
    page.keyboard.press("Tab")
    page.evaluate("location.hash = 'main'")
    page.wait_for_timeout(100)
    assert page.locator("[name=base] option:checked").inner_text() == "B: b.txt"


def test_keys_lead_from_a_whole_text_to_the_row(look: Open) -> None:
    page = look("bakery", "#whole")
    page.focus(".page >> nth=0")
    page.keyboard.press("Enter")
    assert page.locator(".view:visible").get_attribute("id") == "side"
    assert page.locator(".row.current").count() == 1
