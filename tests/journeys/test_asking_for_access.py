"""Somebody asks what the hub holds on them: prepared by an officer, approved by a supervisor, made, and read."""

import os
import re
import zipfile
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys.conftest import RunningHub
from tests.journeys.walking import beyond, broken_rules, sign_in

pytestmark = [pytest.mark.journey, pytest.mark.xdist_group("journeys")]
LIST = "/hub/access-requests/"


def look(page: Page, name: str) -> None:
    """Check a page under axe, and on a small screen; keep a picture where a folder for them is named."""
    assert broken_rules(page) == [], name
    folder = os.environ.get("HATEHUB_PICTURES")
    for width in (1280, 375, 320):
        page.set_viewport_size({"width": width, "height": 900})
        if folder:
            page.screenshot(path=f"{folder}/access-{name}-{width}.png", full_page=True)
    assert beyond(page) == [], name
    page.set_viewport_size({"width": 1280, "height": 900})


def test_somebody_is_given_what_the_hub_holds_on_them(
    page: Page, browser: Browser, hub: RunningHub, tmp_path: Path
) -> None:
    sign_in(page, "officer")
    page.goto(LIST)
    expect(page.get_by_text("They reported something")).to_be_visible()
    look(page, "list")
    page.goto(f"{LIST}new/")
    page.get_by_role("button", name="Look for what is held").click()
    expect(page.get_by_role("heading", name="There is a problem")).to_be_visible()
    look(page, "new")
    page.goto(LIST)
    page.locator("tbody a").first.click()
    look(page, "one")
    page.get_by_role("link", name=re.compile(r"Decide\s*: OHR")).click()
    look(page, "item")
    page.get_by_label("It is about this person: include it").check()
    page.get_by_label("Why?").fill("[Invented] It gives the same number.")
    page.get_by_role("button", name="Save").click()
    page.get_by_role("link", name=re.compile(r"Decide\s*: What was decided")).click()
    look(page, "section")
    page.get_by_label("Hold it back").check()
    page.get_by_label("(a) It would obstruct").check()
    page.get_by_label("Why is that necessary").fill("[Invented] A hearing is near.")
    page.get_by_role("button", name="Save").click()
    address = page.url
    page.get_by_role("button", name="Hand it to a supervisor").click()
    chief = browser.new_context(base_url=hub.site).new_page()
    sign_in(chief, "supervisor")
    chief.goto(address)
    look(chief, "submitted")
    chief.get_by_role("button", name="Approve, and make the bundle").click()
    page.goto(address)
    expect(page.get_by_role("button", name="Download the bundle")).to_be_visible(timeout=60_000)
    look(page, "made")
    with page.expect_download() as coming:
        page.get_by_role("button", name="Download the bundle").click()
    coming.value.save_as(tmp_path / "bundle.zip")
    with zipfile.ZipFile(tmp_path / "bundle.zip") as bundle:
        bundle.extractall(tmp_path)
    read = browser.new_context().new_page()
    read.goto(f"file://{tmp_path}/index.html")
    expect(read.get_by_role("heading", name="What the hub holds on you")).to_be_visible()
    expect(read.get_by_text("section 45(4)(a)")).to_be_visible()
    look(read, "bundle")
    page.goto(address)
    page.get_by_role("button", name="The person has it").click()
    look(page, "given")
