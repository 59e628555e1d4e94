"""An officer blacks out parts of a picture with the mouse and by keyboard, and words of a text."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.journeys.conftest import RunningHub
from tests.journeys.walking import broken_rules, press, report_in_full, sign_in

pytestmark = [pytest.mark.journey, pytest.mark.xdist_group("journeys")]
LINK = "https://x.com/journey_redacting/status/1766666666677700001"
SELECT = """([passage, words]) => {
  const node = passage.firstChild, range = document.createRange(), from = node.textContent.indexOf(words);
  range.setStart(node, from);
  range.setEnd(node, from + words.length);
  document.getSelection().removeAllRanges();
  document.getSelection().addRange(range);
}"""
DARKEST = """image => {
  const canvas = document.createElement("canvas");
  canvas.width = image.naturalWidth; canvas.height = image.naturalHeight;
  const pen = canvas.getContext("2d");
  pen.drawImage(image, 0, 0);
  return Array.from(pen.getImageData(12, 12, 1, 1).data).slice(0, 3).join();
}"""


def open_redactions(page: Page, hub: RunningHub, reference: str) -> str:
    """Sign in, and open the redactions of the case that a report is in."""
    made = f"from reports.models import Report\nprint(Report.objects.get(reference='{reference}').case.reference)"
    case = hub.manage("shell", "-v", "0", "-c", made).stdout.split()[-1]
    sign_in(page, "officer")
    page.goto(f"/hub/cases/{case}/tab/package/")
    page.get_by_role("link", name="Black out parts, or leave exhibits out").click()
    expect(page.get_by_role("heading", name="Redactions", exact=True)).to_be_visible()
    assert broken_rules(page) == []
    return case


def sides(row: Locator) -> list[int]:
    return [int(row.locator(f"[name$={side}]").input_value()) for side in ("-left", "-top", "-width", "-height")]


def draw(page: Page, *, start: tuple[float, float], end: tuple[float, float]) -> None:
    """Draw a box with the mouse, between two points given as parts of the picture."""
    seen = page.locator("[data-sheet] img").bounding_box()
    assert seen is not None
    places = [(seen["x"] + seen["width"] * x, seen["y"] + seen["height"] * y) for x, y in (start, end)]
    page.mouse.move(*places[0])
    page.mouse.down()
    page.mouse.move(*places[1], steps=4)
    page.mouse.up()


def test_picture_by_mouse_and_keyboard_then_words_of_a_text(page: Page, hub: RunningHub) -> None:
    reference, _code = report_in_full(page, link=LINK, words="[Invented] Placard: go away.")
    open_redactions(page, hub, reference)
    page.get_by_role("link", name=re.compile("Black out Exhibit")).click()
    picture = page.get_by_alt_text("The picture as it is")
    expect(picture).to_be_hidden()
    press(page, "r")
    expect(picture).to_be_visible()
    expect(picture).not_to_have_js_property("naturalWidth", 0)
    width, height = (
        int(page.locator("[data-redact]").get_attribute(f"data-{side}") or 0) for side in ("width", "height")
    )
    picture.scroll_into_view_if_needed()

    draw(page, start=(0.6, 0.5), end=(0.1, 0.1))
    first = page.locator("[data-rows] [data-row]").nth(0)
    left, top, wide, high = sides(first)
    assert abs(left - 0.1 * width) <= 3
    assert abs(top - 0.1 * height) <= 3
    assert abs(wide - 0.5 * width) <= 5
    assert abs(high - 0.4 * height) <= 5
    expect(page.get_by_role("group", name=re.compile("Box 1: left"))).to_be_focused()

    press(page, "Alt+ArrowRight")
    press(page, "Alt+Shift+ArrowDown")
    assert sides(first) == [left + 1, top, wide, high + 1]
    expect(page.locator("[data-said]")).to_have_text(
        f"Box 1: left {left + 1}, top {top}, width {wide}, height {high + 1}"
    )
    page.get_by_role("button", name="Add a box").press("Enter")
    expect(page.get_by_role("group", name=re.compile("Box 2: left"))).to_be_focused()
    press(page, "Delete")
    expect(page.locator("[data-said]")).to_have_text("Box 2 is removed")
    expect(page.get_by_role("group", name=re.compile("Box 1: left"))).to_be_focused()
    assert broken_rules(page) == []

    for side, value in (("left", 10), ("top", 10), ("width", 12), ("height", 9)):
        first.locator(f"[name$=-{side}]").fill(str(value))
    first.get_by_label("Why").select_option("child")
    page.get_by_role("button", name="Preview").click()
    expect(page.get_by_role("heading", name="As the force will see it")).to_be_visible()
    assert sides(page.locator("[data-rows] [data-row]").nth(0)) == [10, 10, 12, 9]
    page.get_by_text("Show what is left").click()
    preview = page.get_by_alt_text("The picture with its boxes black")
    expect(preview).to_be_visible()
    expect(preview).not_to_have_js_property("naturalWidth", 0)
    assert preview.evaluate(DARKEST) == "0,0,0"
    assert broken_rules(page) == []
    page.get_by_role("button", name="Keep the copy").click()
    expect(page.get_by_text("1 part blacked out (a child)")).to_be_visible()

    page.get_by_role("link", name="Black out What the person told").click()
    passage = page.locator("[data-passage]")
    expect(passage).to_be_hidden()
    press(page, "r")
    page.evaluate(SELECT, [passage.element_handle(), "my shop"])
    page.get_by_role("button", name="Black out what is marked").click()
    expect(passage.locator("mark")).to_have_text("my shop")
    assert broken_rules(page) == []
    page.get_by_label("Words to black out").fill("PICTURE")
    page.get_by_role("button", name="Add", exact=True).click()
    expect(page.get_by_text("1 passage was added.")).to_be_visible()
    page.get_by_text("Show what is left").click()
    expect(page.get_by_text("under a █████ [redacted] of █████ [redacted].")).to_be_visible()
    assert broken_rules(page) == []
    page.get_by_role("button", name="Keep it so").click()
    expect(page.get_by_text("2 parts blacked out (a third party)")).to_be_visible()
    page.get_by_role("link", name="Take back What the person told").click()
    assert broken_rules(page) == []
    page.get_by_label("Why, in words").fill("[Invented] It is needed after all.")
    page.get_by_role("button", name="Take it back").click()
    expect(page.get_by_text("Taken back. The original goes out again")).to_be_visible()
    expect(page.get_by_text("2 parts blacked out")).to_have_count(0)


def test_boxes_are_typed_where_there_is_no_script(page: Page, hub: RunningHub) -> None:
    reference, _code = report_in_full(page, link=LINK[:-1] + "2", words="[Invented] Placard: go away.")
    open_redactions(page, hub, reference)
    address = page.get_by_role("link", name=re.compile("Black out Exhibit")).get_attribute("href")
    browser = page.context.browser
    assert browser is not None
    plain = browser.new_context(base_url=hub.site, java_script_enabled=False, viewport={"width": 375, "height": 800})
    plain.add_cookies(page.context.cookies())  # type: ignore[arg-type]  # what it gave is what it takes
    tab = plain.new_page()
    tab.goto(str(address))
    tab.get_by_role("button", name="Add a box").click()
    for side, value in (("Left", "1"), ("Top", "2"), ("Width", "9"), ("Height", "8")):
        tab.get_by_label(side, exact=True).fill(value)
    tab.get_by_role("button", name="Preview").click()
    tab.get_by_text("Show what is left").click()
    expect(tab.get_by_alt_text("The picture with its boxes black")).to_be_visible()
    tab.get_by_role("button", name="Keep the copy").click()
    expect(tab.get_by_text("1 part blacked out (a third party)")).to_be_visible()
    plain.close()
