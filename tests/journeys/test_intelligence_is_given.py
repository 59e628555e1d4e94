"""What a case has taught is written down, sanitised, signed off by another, and read by a force: without its source."""

import os
import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys.conftest import RunningHub
from tests.journeys.walking import beyond, broken_rules, sign_in, sign_in_force

pytestmark = [pytest.mark.journey, pytest.mark.xdist_group("journeys")]
NAME, EMAIL = "Zennor Quillfeather", "zennor.quillfeather@journey.invalid"
CASE = f"""
from django.utils import timezone
from hatehub.accounts.actors import Actor
from hatehub.accounts.roles import Role
from tests.making import reports as making
by, at = Actor(role=Role.OFFICER, identifier="officer"), timezone.now()
sent = making.submit(
    at=at, url="https://x.com/journey_marcher/status/1700000000000000088", name="{NAME}", email="{EMAIL}",
    narrative="[Invented] They stood by the indigo kiosk behind our bakery.", kind="victim", is_demonstration=True,
)
report = making.walk(sent, to="assessed_crime", by=by, at=at)
print(making.assign(report, by=by, at=at).case.reference)
"""
TOLD = f"{NAME} saw three people put up posters by the indigo kiosk. Write to {EMAIL} for more."
ROUNDS = 5
"""What is settled is searched again: so many times at the most until nothing is left."""


def look(page: Page, name: str) -> None:
    """Check a page by axe and that nothing hangs over, and keep a picture where a folder is named for them."""
    assert broken_rules(page) == [], name
    assert beyond(page) == [], name
    folder = os.environ.get("HATEHUB_PICTURES")
    if folder:
        page.screenshot(path=str(Path(folder) / f"{name}.png"), full_page=True)


def write(page: Page, case: str) -> str:
    """Write a report of one item and sanitise it; return its reference."""
    page.goto(f"/hub/cases/{case}/intelligence/reports/new/")
    look(page, "intelligence-begin")
    page.get_by_role("button", name="Begin it").click()
    page.get_by_role("button", name="Go on to sanitise it").click()
    expect(page.get_by_role("link", name="Write what the source told.")).to_be_visible()
    look(page, "intelligence-item-refused")
    page.get_by_label(re.compile("OHR-|victim|complainant", re.IGNORECASE)).first.check()
    page.get_by_label("What did the source tell?").fill(TOLD)
    for label in (re.compile("^2: "), re.compile("^D: "), re.compile("^P: ")):
        page.get_by_label(label).check()
    page.get_by_role("button", name="Go on to sanitise it").click()
    expect(page.locator("mark").first).to_contain_text(NAME)
    look(page, "intelligence-sanitise")
    for _ in range(ROUNDS):
        if page.get_by_text("The item is sanitised.").count():
            break
        page.get_by_role("button", name="Keep what I have chosen").click()
    expect(page.get_by_text("The item is sanitised.")).to_be_visible()
    expect(page.get_by_role("main")).not_to_contain_text(NAME)
    look(page, "intelligence-draft")
    reference = page.locator("h1").inner_text().strip()
    page.get_by_role("link", name="Submit it to be signed off").click()
    page.get_by_role("button", name="Submit").click()
    expect(page.get_by_text("somebody else signs it off")).to_be_visible()
    return reference


def sign_off_and_give(page: Page, reference: str) -> None:
    page.goto(f"/hub/intelligence/{reference}/sign-off/")
    look(page, "intelligence-sign-off")
    year = page.evaluate("String(new Date().getFullYear() + 1)")
    for label, value in (("Day", "1"), ("Month", "6"), ("Year", year)):
        page.get_by_label(label, exact=True).fill(value)
    page.get_by_role("button", name="Sign off").click()
    page.get_by_role("link", name="Give it to a force").click()
    look(page, "intelligence-give")
    page.get_by_role("button", name="Give it").click()
    expect(page.locator(".govuk-error-summary")).to_be_visible()
    page.get_by_label("Why", exact=False).last.fill("[Invented] It happens in their area.")
    page.get_by_role("button", name="Give it").click()
    expect(page.get_by_text("Not read yet.")).to_be_visible()
    look(page, "intelligence-given")


def test_what_a_case_taught_reaches_a_force_without_its_source(page: Page, browser: Browser, hub: RunningHub) -> None:
    done = hub.manage("shell", "-v", "0", "-c", CASE)
    assert done.returncode == 0, done.stderr
    case = done.stdout.split()[-1]
    sign_in(page, "officer")
    reference = write(page, case)
    page.goto(f"/hub/cases/{case}/tab/intelligence/")
    expect(page.get_by_text(reference).first).to_be_visible()

    above = browser.new_context(base_url=hub.site)
    supervisor = above.new_page()
    sign_in(supervisor, "supervisor")
    sign_off_and_give(supervisor, reference)
    above.close()

    theirs = browser.new_context(base_url=hub.site)
    force = theirs.new_page()
    sign_in_force(force)
    force.goto("/force/guidance/intelligence/")
    look(force, "force-intelligence")
    force.get_by_role("link", name=reference).first.click()
    text = force.get_by_role("main").inner_text()
    assert "three people put up posters" in text
    for trace in (NAME, "Quillfeather", EMAIL, "indigo kiosk behind our", case):
        assert trace not in text, trace
    look(force, "force-intelligence-report")
    paper = force.request.get(f"/force/guidance/intelligence-pdf/?reference={reference}")
    assert paper.ok
    assert paper.body().startswith(b"%PDF")
    theirs.close()
    page.goto(f"/hub/intelligence/{reference}/")
    expect(page.get_by_text("First read on")).to_be_visible()
