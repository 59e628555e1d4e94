"""An officer finds a case by what comes to mind, with the keyboard, on a wide screen and a narrow one."""

import os
import re

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import until
from tests.journeys.walking import beyond, broken_rules, press, sign_in

pytestmark = [pytest.mark.journey, pytest.mark.xdist_group("journeys")]
FOUND = re.compile(r"\d+ cases? found")
PATHS = {"found": "/hub/search/?q=2026", "none": "/hub/search/?q=wheelbarrow", "box": "/hub/queues/"}
PICTURES = os.environ.get("SEARCH_PICTURES", "")


def look(page: Page, words: str) -> None:
    page.goto("/hub/queues/")
    press(page, "/")
    page.keyboard.type(words)
    press(page, "Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Search all cases")


def test_case_is_found_by_what_an_officer_remembers(page: Page) -> None:
    sign_in(page, "officer")
    until(lambda: page.goto("/hub/search/?q=2026") and page.get_by_text(FOUND).count())
    look(page, "2026 -mountain or religion")
    expect(page.locator("main p[role=status]")).to_contain_text("date 2026")
    seen = {"found": broken_rules(page)}
    reference = page.locator(".hub-queue tbody tr").first.get_by_role("link").inner_text()
    look(page, "windowsill wheelbarrow")
    expect(page.locator("main p[role=status]")).to_contain_text("Nothing found for")
    seen["nothing"] = broken_rules(page)
    page.get_by_label("What do you remember?").fill(reference.replace("-", "").lower())
    press(page, "Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text(reference)
    seen["case"] = broken_rules(page)
    assert {path: rules for path, rules in seen.items() if rules} == {}


@pytest.mark.parametrize("width", [320, 375, 1280])
def test_search_fits_the_screen(page: Page, width: int) -> None:
    sign_in(page, "officer")
    page.set_viewport_size({"width": width, "height": 800})
    for name, path in (
        ("found", "/hub/search/?q=2026"),
        ("none", "/hub/search/?q=wheelbarrow"),
        ("box", "/hub/queues/"),
    ):
        page.goto(path)
        if PICTURES:
            page.screenshot(path=f"{PICTURES}/{name}-{width}.png")
        assert beyond(page) == [], path


def test_a_table_that_is_too_wide_scrolls_by_itself(page: Page) -> None:
    sign_in(page, "officer")
    page.goto("/hub/queues/")
    state = page.locator(".hub-queue tbody tr").first.locator(".govuk-tag").last
    state.evaluate("element => { element.textContent = 'x'.repeat(120); }")
    region = page.locator(".hub-scroll").first
    assert region.evaluate("element => element.scrollWidth > element.clientWidth")
    assert beyond(page) == []
