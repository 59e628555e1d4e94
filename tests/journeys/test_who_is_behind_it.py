"""An analyst finds who is behind two accounts, and the forces that have them learn of one another."""

import os
import secrets
import string
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys.conftest import RunningHub, until
from tests.journeys.walking import beyond, broken_rules, sign_in, sign_in_force

pytestmark = [pytest.mark.journey, pytest.mark.xdist_group("journeys")]
CASES = """
from django.utils import timezone
from hatehub.accounts.actors import Actor
from hatehub.accounts.roles import Role
from tests.making import reports as making
by, at = Actor(role=Role.OFFICER, identifier="officer"), timezone.now()
own = ("https://x.com/{name}_7/status/1{number}", "{own}")
other = ("https://www.tiktok.com/@{name}.7/video/7{number}", "{other}")
for url, force in (own, other):
    sent = making.submit(at=at, url=url, narrative="[Invented] The same one.", kind="victim", is_demonstration=True)
    report = making.walk(sent, to="assessed_crime", by=by, at=at)
    making.assign(report, by=by, at=at, force=force)
    print(report.case.reference)
"""
LINK = """
from intel.models import AccountLink
link = AccountLink.objects.filter(account__handle__startswith="{name}", is_offered=True).first()
print(link.id if link else "none")
"""
WEST_YORKSHIRE, KENT = "E23000010", "E23000032"


def look(page: Page, name: str) -> None:
    """Check a page by axe and that nothing hangs over, and keep a picture where a folder is named for them."""
    assert broken_rules(page) == [], name
    assert beyond(page) == [], name
    folder = os.environ.get("HATEHUB_PICTURES")
    if folder:
        page.screenshot(path=str(Path(folder) / f"{name}.png"), full_page=True)


def said(hub: RunningHub, script: str) -> list[str]:
    done = hub.manage("shell", "-v", "0", "-c", script)
    assert done.returncode == 0, done.stderr
    return done.stdout.split()


def test_two_accounts_are_tied_and_two_forces_told(page: Page, browser: Browser, hub: RunningHub) -> None:
    name = "ink" + "".join(secrets.choice(string.ascii_lowercase) for _ in range(12))
    number = secrets.randbelow(10**15) + 10**15
    own, other = said(hub, CASES.format(name=name, number=number, own=WEST_YORKSHIRE, other=KENT))
    found = until(lambda: (ids := said(hub, LINK.format(name=name))) != ["none"] and ids[0])
    sign_in(page, "officer")
    page.goto("/hub/subjects/")
    look(page, "links")
    page.goto(f"/hub/subjects/links/{found}/")
    page.get_by_role("button", name="Record it").click()
    expect(page.get_by_role("link", name="Say why, for whoever looks at it next.")).to_be_visible()
    look(page, "link-refused")
    page.get_by_label("Yes: they belong together").check()
    page.get_by_label("Why", exact=True).fill("[Invented] The same picture of a dog.")
    page.get_by_role("button", name="Record it").click()
    expect(page.get_by_text("Recorded.")).to_be_visible()

    page.goto(f"/hub/cases/{own}/tab/intelligence/")
    page.get_by_role("link", name="OHS-").first.click()
    expect(page.get_by_role("heading", name="Network")).to_be_visible()
    picture = page.locator("svg.hub-network")
    for reference in (own, other):
        expect(picture.get_by_text(reference)).to_be_visible()
        expect(page.get_by_role("link", name=reference)).to_be_visible()
    look(page, "subject")
    page.get_by_role("link", name="Change which force leads").click()
    page.get_by_label("Kent").check()
    page.get_by_label("Yes, they have").check()
    look(page, "lead")
    page.get_by_role("button", name="Record and tell the forces").click()
    expect(page.get_by_role("link", name="Say why, or what was agreed.")).to_be_visible()
    page.get_by_label("Why, or what was agreed and when").fill("[Invented] Agreed by telephone.")
    page.get_by_role("button", name="Record and tell the forces").click()
    expect(page.get_by_text("[Invented] Agreed by telephone.")).to_be_visible()

    theirs = browser.new_context(base_url=hub.site)
    there = theirs.new_page()
    sign_in_force(there)
    there.goto(f"/force/cases/{own}/")
    part = there.get_by_role("region", name="Who is behind it")
    expect(part.get_by_text("Kent Police (1)")).to_be_visible()
    expect(part.get_by_text("[Invented] Agreed by telephone.")).to_be_visible()
    expect(part.get_by_text(other)).to_have_count(0)
    look(there, "force-subject")
    for width in (320, 1280):
        page.set_viewport_size({"width": width, "height": 800})
        page.reload()
        look(page, f"subject-{width}")
    theirs.close()
