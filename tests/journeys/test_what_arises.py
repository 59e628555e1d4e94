"""A supervisor deals with what arises; an officer writes a profile of it, which is published, read and acted upon."""

import os
import re
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect

from tests.journeys.conftest import RunningHub
from tests.journeys.walking import beyond, broken_rules, sign_in, sign_in_force

pytestmark = [pytest.mark.journey, pytest.mark.xdist_group("journeys")]
TITLE = "[Invented] One account, several people"


def look(page: Page, name: str) -> None:
    """Check a page under axe, and on a small screen; keep a picture where a folder for them is named."""
    assert broken_rules(page) == [], name
    folder = os.environ.get("HATEHUB_PICTURES")
    for width in (1280, 375, 320):
        page.set_viewport_size({"width": width, "height": 900})
        if folder:
            page.screenshot(path=f"{folder}/{name}-{width}.png", full_page=True)
    assert beyond(page) == [], name
    page.set_viewport_size({"width": 1280, "height": 900})


def fill_day(page: Page, name: str, *, ago: int) -> None:
    day = timezone.localdate() - timedelta(days=ago)
    for part in ("day", "month", "year"):
        page.locator(f"#id_{name}_{part}").fill(str(getattr(day, part)))


def record(page: Page, step: str, words: str = "") -> None:
    page.get_by_label(step).check()
    page.get_by_label("What was done, or why").fill(words)
    page.get_by_role("button", name="Record it").click()


def test_what_arises_is_dealt_with_profiled_and_acted_upon(page: Page, browser: Browser, hub: RunningHub) -> None:
    sign_in(page, "supervisor")
    page.goto("/hub/notices/?kind=wave")
    look(page, "notices")
    page.locator("table th a").first.click()
    expect(page.get_by_text("so many or more would be seen in")).to_be_visible()
    record(page, "It is a false alarm")
    expect(page.get_by_role("link", name="Say until when it is to be quiet.")).to_be_visible()
    look(page, "notice-refused")
    fill_day(page, "quiet_until", ago=-14)
    record(page, "It is a false alarm", "[Invented] The council asked people to report.")
    expect(page.get_by_text("Quietened").first).to_be_visible()
    page.goto("/hub/notices/?kind=subject")
    page.locator("table th a").first.click()
    record(page, "I take it on")
    expect(page.get_by_text("Taken on").first).to_be_visible()
    case = page.locator("a[href^='/hub/cases/']").first.inner_text()
    begins = page.get_by_role("link", name="Begin a problem profile of these reports").get_attribute("href")

    beside = browser.new_context(base_url=hub.site)
    there = beside.new_page()
    sign_in(there, "officer")
    there.goto(f"/hub/cases/{case}/tab/intelligence/")
    expect(there.get_by_role("heading", name="Part of something larger")).to_be_visible()
    there.goto(str(begins))
    there.get_by_label("Title").fill(TITLE)
    fill_day(there, "since", ago=28)
    fill_day(there, "until", ago=1)
    look(there, "profile-new")
    there.get_by_role("button", name="Draw it").click()
    there.get_by_role("link", name="Edit the words").click()
    there.get_by_role("textbox", name="Analysis: what is known of causes").fill("[Invented] Nothing is known yet.")
    look(there, "profile-edit")
    there.get_by_role("button", name="Keep the draft").click()
    expect(there.get_by_text("[Invented] Nothing is known yet.")).to_be_visible()
    look(there, "profile")
    address = there.url

    page.goto(address)
    page.get_by_role("link", name="Review and publish").click()
    page.get_by_label("All forces").check()
    look(page, "profile-publish")
    page.get_by_role("button", name="Publish").click()
    expect(page.get_by_text("Reviewed and published by")).to_be_visible()

    force = browser.new_context(base_url=hub.site).new_page()
    sign_in_force(force)
    force.goto("/force/guidance/products/")
    look(force, "force-products")
    force.get_by_role("link", name=TITLE).click()
    force.get_by_role("link", name="Record what your force did").click()
    force.get_by_label("What was done?").fill("[Invented] The account was visited.")
    force.get_by_label("Who did it?").fill("[Invented] Neighbourhood team")
    force.get_by_label("For whom?").fill("[Invented] The town")
    force.get_by_label("What was it to change?").fill("[Invented] Fewer posts")
    fill_day(force, "began_on", ago=0)
    force.get_by_label("Cases that this profile counts").check()
    force.get_by_label(re.compile("How many days are compared")).fill("14")
    look(force, "force-prevention")
    force.get_by_role("button", name="Record it").click()
    expect(force.get_by_text("[Invented] The account was visited.").first).to_be_visible()
    look(force, "force-product")
