"""A piece of guidance on its way: written by an officer, published by a supervisor, read and judged by a force."""

import os
import secrets
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import RunningHub
from tests.journeys.walking import beyond, broken_rules, sign_in, sign_in_force

pytestmark = [pytest.mark.journey, pytest.mark.xdist_group("journeys")]
OFFERED = """
from reports.models import Report
from referrals.models import EvidencePackage
from intel.models import GuidanceGiven
print(GuidanceGiven.objects.filter(case__lead__state='with_force').order_by('id').first().case.reference)
"""


def look(page: Page, name: str) -> None:
    """Check a page by axe, and keep a picture where a folder is named for them."""
    assert broken_rules(page) == [], name
    folder = os.environ.get("HATEHUB_PICTURES")
    if folder:
        page.screenshot(path=str(Path(folder) / f"{name}.png"), full_page=True)


def reference_of(hub: RunningHub) -> str:
    """Return a case of the demonstration's force with which guidance went."""
    done = hub.manage("shell", "-v", "0", "-c", OFFERED)
    assert done.returncode == 0, done.stderr
    return done.stdout.split()[-1]


def test_a_piece_is_written_reviewed_and_judged(page: Page, hub: RunningHub) -> None:
    code = f"journey-{secrets.token_hex(4)}"
    sign_in(page, "officer")
    page.goto("/hub/guidance/new/")
    page.get_by_role("button", name="Keep the draft").click()
    expect(page.get_by_role("link", name="Write a title.")).to_be_visible()
    look(page, "guidance-refused")
    page.get_by_label("Code", exact=True).fill(code)
    page.get_by_label("Title").fill("[Invented] Look at the clock")
    page.get_by_label("What does an officer have in front of them?").fill("[Invented] It was long ago.")
    page.get_by_label("What is to be done").fill("[Invented] First this.\n\nThen that.")
    page.get_by_label("Whoever did it is said to be abroad").check()
    page.get_by_role("button", name="Keep the draft").click()
    expect(page.get_by_text("Draft of version 1")).to_be_visible()
    look(page, "guidance-draft")
    page.context.clear_cookies()
    sign_in(page, "supervisor")
    page.goto(f"/hub/guidance/{code}/")
    page.get_by_role("link", name="Review and publish").click()
    look(page, "guidance-review")
    for label, value in (("Day", "1"), ("Month", "6"), ("Year", "2020")):
        page.get_by_label(label).fill(value)
    page.get_by_role("button", name="Publish").click()
    expect(page.get_by_role("link", name="Name a day that is still to come.")).to_be_visible()
    page.get_by_label("Year").fill(page.evaluate("String(new Date().getFullYear() + 1)"))
    page.get_by_role("button", name="Publish").click()
    expect(page.get_by_text("Published: version 1")).to_be_visible()
    _judge(page, reference_of(hub))


def _judge(page: Page, case: str) -> None:
    page.context.clear_cookies()
    sign_in_force(page)
    page.goto(f"/force/cases/{case}/")
    look(page, "guidance-case")
    page.get_by_role("link", name="Say whether the guidance helped").click()
    look(page, "guidance-said")
    page.get_by_label("It was used and did not help").first.check()
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_text("Thank you.")).to_be_visible()


@pytest.mark.parametrize("width", [320, 1280])
def test_pages_of_guidance_fit_the_screen(page: Page, hub: RunningHub, width: int) -> None:
    case = reference_of(hub)
    page.set_viewport_size({"width": width, "height": 800})
    page.context.clear_cookies()
    sign_in(page, "supervisor")
    of_hub = ("guidance/", "guidance/new/", "guidance/in-danger/", "guidance/in-danger/review/", "practice/?period=all")
    for path in (*of_hub, "guidance/in-danger/withdraw/", f"cases/{case}/tab/intelligence/"):
        page.goto(f"/hub/{path}")
        assert beyond(page) == [], path
        look(page, f"{width}-hub-{path.replace('/', '-').strip('-')}")
    page.context.clear_cookies()
    sign_in_force(page)
    for path in ("", "practice/?period=all", "piece/?code=in-danger", f"said/?case={case}"):
        page.goto(f"/force/guidance/{path}")
        assert beyond(page) == [], path
        look(page, f"{width}-force-{path.replace('/', '-').strip('-')}")
