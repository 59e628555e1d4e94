"""A platform has declined: the next lawful line is planned and allowed, and what works is looked at."""

import os
import re

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys.conftest import RunningHub
from tests.journeys.walking import beyond, broken_rules, sign_in

pytestmark = [pytest.mark.journey, pytest.mark.xdist_group("journeys")]
WHY = "[Invented] Nothing else tells who wrote it, and it asks for no more."
# The demonstration has a case whose platform declined; whoever was identified in it by chance is made to be nobody.
DECLINED = """
from intel.models import Enquiry
row = Enquiry.objects.get(result="declined")
Enquiry.objects.filter(case=row.case, result="identified").update(result="nothing")
print(row.case.reference)
"""


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


def test_platform_that_declined_is_followed_by_the_next_line(page: Page, browser: Browser, hub: RunningHub) -> None:
    case = hub.manage("shell", "-v", "0", "-c", DECLINED).stdout.split()[-1]
    sign_in(page, "officer")
    page.goto(f"/hub/cases/{case}/tab/intelligence/")
    expect(page.get_by_text("A platform that declines is not the end.").first).to_be_visible()
    look(page, "tab")
    page.goto(f"/hub/cases/{case}/enquiries/new/")
    look(page, "plan")
    page.get_by_role("button", name="Plan it").click()
    expect(page.get_by_role("alert").or_(page.locator(".govuk-error-summary")).first).to_be_visible()
    look(page, "plan-refused")
    page.get_by_label("Platform disclosure request").check()
    page.get_by_label("What is it about?").select_option(index=1)
    page.get_by_label("Why is it necessary and proportionate?").fill(WHY)
    page.get_by_role("button", name="Plan it").click()
    expect(page.get_by_text("The line is planned.")).to_be_visible()
    page.get_by_role("link", name=re.compile("^Platform disclosure request")).last.click()
    expect(page.get_by_text(WHY)).to_be_visible()
    look(page, "line")
    address = page.url

    above = browser.new_context(base_url=hub.site)
    there = above.new_page()
    sign_in(there, "supervisor")
    there.goto("/hub/enquiries/?state=planned")
    look(there, "open")
    there.goto(address)
    there.get_by_role("link", name="Allow it, or not").click()
    look(there, "allow")
    there.get_by_label("Yes", exact=True).check()
    there.get_by_label("Your reason").fill("[Invented] It asks for the account alone.")
    there.get_by_role("button", name="Record").click()
    expect(there.get_by_text("The line is allowed.")).to_be_visible()
    for path, name in (
        ("what-works/", "what-works"),
        ("methods/", "methods"),
        ("methods/new/", "method-new"),
        ("methods/open_source/", "method"),
        ("trials/", "trials"),
        ("trials/new/", "trial-new"),
    ):
        there.goto(f"/hub/enquiries/{path}")
        look(there, name)
    there.goto("/hub/enquiries/trials/")
    there.get_by_role("link", name=re.compile("against")).first.click()
    expect(there.get_by_role("heading", name="By chance", exact=True)).to_be_visible()
    look(there, "trial")
    above.close()

    page.goto(f"{address}begin/")
    look(page, "begin")
    page.get_by_role("button", name="Begin it").click()
    page.goto(f"{address}end/")
    look(page, "end")
    page.get_by_label("It was declined").check()
    page.get_by_label("What did it cost, in pounds?").fill("0")
    page.get_by_label("What came of it?").fill("[Invented] They decline again.")
    page.get_by_role("button", name="Record").click()
    expect(page.get_by_text("Noted. What is left to do stands below.")).to_be_visible()
    for path in ("intelligence", "close"):
        page.goto(f"/hub/cases/{case}/{path}/")
        expect(page.get_by_text("A platform that declines is not the end.").first).to_be_visible()
        look(page, path)
