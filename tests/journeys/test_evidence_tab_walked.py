"""The evidence tab in a browser: a capture with its picture, one that failed, and an officer's copy in its place."""

from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import CHROMIUM, RunningHub
from tests.journeys.walking import broken_rules, sign_in
from tests.making.reports import picture

pytestmark = [pytest.mark.journey, pytest.mark.xdist_group("journeys")]

MADE = """
import secrets
from datetime import timedelta
from pathlib import Path
from django.utils import timezone
from hatehub.accounts.actors import Actor
from hatehub.accounts.roles import Role
from referrals.clients.chromium.picture import Drawer
from referrals.models import Capture
from referrals.services import capturing
from tests.making import reports as making, sites
at, by = timezone.now(), Actor(role=Role.OFFICER, identifier='journey')
later = at + timedelta(hours=1)  # the hub's own worker, which would ask the real internet, leaves them alone
site = sites.Site()
site.answers['/story'] = sites.page('<title>A story</title><p>Those people should be sent away.</p>' * 9)
site.answers['/wall'] = sites.page('<title>Log in</title><p>Log in to see what your friends have to say, for free.</p>')
drawer = Drawer(path=next(path for path in %r if Path(path).exists()), is_sandboxed=False)
reach = sites.reach_of(sites.Dialled(http=site.port))
tools = capturing.Tools(user_agent='TestHub/1.0', reach=reach, drawer=drawer)
mark = secrets.token_hex(4)
report = making.submit(at=at, url=f'http://{mark}.example.org/story', words='Those people should be sent away.',
    files=[making.picture(size=(90, 70))])
asked = [
    capturing.ask(case_id=report.case_id, content_id=report.contents.get().id, by=by, at=later),
    capturing.ask(case_id=report.case_id, link=f'http://wall-{mark}.example.org/wall', by=by, at=later),
]
for each in asked:
    capturing.run(capture_id=each.id, at=later, tools=tools)
print(report.case.reference, *(Capture.objects.get(id=each.id).state for each in asked))
"""


@pytest.fixture(scope="module")
def case(hub: RunningHub) -> str:
    """Make a case of which one link is captured and another is walled."""
    done = hub.manage("shell", "-v", "0", "-c", MADE % CHROMIUM)
    assert done.stdout.split()[-2:] == ["captured", "failed"], done.stdout + done.stderr
    return str(done.stdout.split()[-3])


def test_an_officer_reads_what_was_captured_and_adds_a_copy_where_there_was_a_wall(page: Page, case: str) -> None:
    sign_in(page, "officer")
    page.goto(f"/hub/cases/{case}/")
    page.get_by_role("link", name="Evidence", exact=True).click()
    expect(page.get_by_text("The page shows the words that were reported.")).to_be_visible()
    expect(page.get_by_text("only to people who have signed in")).to_be_visible()
    assert broken_rules(page) == []
    page.get_by_role("link", name="Add your own copy of this").click()
    seen = datetime.now(UTC) - timedelta(days=1)
    page.get_by_label("Day").fill(str(seen.day))
    page.get_by_label("Month").fill(str(seen.month))
    page.get_by_label("Year").fill(str(seen.year))
    page.get_by_label("The time at which you saw it (UTC)").fill("09:30")
    page.get_by_label("How you saw it").fill("Firefox 140")
    page.get_by_role("button", name="Keep it as an exhibit").click()
    expect(page.get_by_role("link", name="Choose the file.")).to_be_visible()
    assert broken_rules(page) == []
    page.get_by_label("Your copy").set_input_files([{"name": "a.png", "mimeType": "image/png", "buffer": picture()}])
    page.get_by_role("button", name="Keep it as an exhibit").click()
    expect(page.get_by_text("Your copy is kept as an exhibit.")).to_be_visible()
    expect(page.get_by_text("Firefox 140")).to_be_visible()
    page.get_by_role("link", name="Look at it").first.click()
    expect(page.locator("main")).to_be_visible()


def test_a_link_that_no_capture_follows_is_refused_in_words(page: Page, case: str) -> None:
    sign_in(page, "officer")
    page.goto(f"/hub/cases/{case}/captures/")
    page.get_by_label("Link to capture").fill("http://192.168.0.1/admin")
    page.get_by_role("button", name="Capture").click()
    expect(page.get_by_text("not on the public internet").first).to_be_visible()
    assert broken_rules(page) == []


@pytest.mark.parametrize("width", [320, 375, 1280])
def test_nothing_is_wider_than_the_screen(page: Page, case: str, width: int) -> None:
    sign_in(page, "officer")
    page.set_viewport_size({"width": width, "height": 800})
    for path in ("tab/evidence/", "captures/", "captures/own/"):
        page.goto(f"/hub/cases/{case}/{path}")
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path
