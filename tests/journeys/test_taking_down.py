"""Getting a post taken down, with a real worker and mail server: from what is missing to the answer of the platform."""

import re
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import Mailbox, RunningHub, until
from tests.journeys.walking import beyond, broken_rules, sign_in, status_text

pytestmark = [pytest.mark.journey, pytest.mark.xdist_group("journeys")]
ADDRESS = "abuse@journey-platform.example"
MADE = """
import secrets
from django.utils import timezone
from hatehub.accounts.actors import Actor
from hatehub.accounts.roles import Role
from hatehub.reference.models import Platform
from referrals.rules.takedowns.steps import Asked
from tests.making import reports as making, takedowns
Platform.objects.filter(code='bitchute').update(takedown_channel='email', takedown_address='%s')
at, by = timezone.now(), Actor(role=Role.OFFICER, identifier='journey')
report = making.submit(at=at, url=f'https://www.bitchute.com/video/{secrets.token_hex(6)}/', name='Wilfreda Featherly',
    email=f'{secrets.token_hex(4)}@example.org', files=[making.picture(size=(90 + secrets.randbelow(200), 70))])
making.walk(report, to='assessed_crime', by=by, at=at)
takedowns.draft(report, by=by, at=at, platform='bitchute', action=Asked.PRESERVE, terms='')
print(report.case.reference, report.reference, report.code)
"""


@pytest.fixture(scope="module")
def made(hub: RunningHub) -> list[str]:
    """Make a case with one video, on a platform that takes requests by e-mail: case, report, receipt code."""
    done = hub.manage("shell", "-v", "0", "-c", MADE % ADDRESS)
    assert done.returncode == 0, done.stderr
    return done.stdout.split()[-3:]


def test_a_video_is_taken_down(page: Page, made: list[str], mailbox: Mailbox) -> None:
    case, report, code = made
    sign_in(page, "officer")
    page.goto(f"/hub/cases/{case}/tab/takedown/")
    expect(page.get_by_text("is not sealed yet")).to_be_visible()
    assert broken_rules(page) == []
    page.get_by_role("link", name="Draft a request to BitChute").click()
    page.get_by_label("Remove the posts").check()
    page.get_by_label("Which rule of the platform is broken?").fill("[Invented] Calls for violence.")
    page.get_by_label("Why is it illegal, or against that rule?").fill("[Invented] Wilfreda saw the threat.")
    page.get_by_label("I believe in good faith").check()
    page.get_by_role("button", name="Keep the draft").click()
    expect(page.get_by_role("link", name="part of the name, of somebody who complained")).to_be_visible()
    assert broken_rules(page) == []
    page.get_by_label("Why is it illegal, or against that rule?").fill("[Invented] The video threatens those people.")
    page.get_by_role("button", name="Keep the draft").click()
    expect(page.get_by_text("The request is drafted.")).to_be_visible()
    expect(page.locator("pre")).to_contain_text("The video threatens those people.")
    assert broken_rules(page) == []
    page.get_by_role("button", name="Send", exact=True).click()
    expect(page.get_by_text("is not sealed yet").first).to_be_visible()
    page.get_by_role("button", name="Seal the evidence").click()
    expect(page.get_by_text("The evidence is sealed.")).to_be_visible()
    page.get_by_role("link", name="BitChute: Remove the posts").click()
    page.get_by_role("button", name="Send", exact=True).click()
    expect(page.get_by_text("The request is approved.")).to_be_visible()
    [letter] = until(lambda: mailbox.to(ADDRESS))
    body = letter.get_payload(decode=True).decode()
    for hidden in ("Wilfreda", "Featherly", report, "LS6"):
        assert hidden not in body
    address = re.search(r"https?://\S+/answer/\S+", body)
    assert address, body
    _answer_as_the_platform(page, urlsplit(address.group()).path)
    page.goto(f"/hub/cases/{case}/tab/takedown/")
    expect(page.get_by_text("Removed, it says")).to_be_visible()
    until(lambda: "The post has been taken down" in status_text(page, report, code))
    expect(page.get_by_role("heading", name="What we are doing about the post")).to_be_visible()
    assert broken_rules(page) == []


def _answer_as_the_platform(page: Page, path: str) -> None:
    page.context.clear_cookies()
    page.goto(path)
    expect(page.get_by_text("The video threatens those people.")).to_be_visible()
    assert broken_rules(page) == []
    page.get_by_role("button", name="Send the answer").click()
    expect(page.get_by_role("link", name="Choose your answer.")).to_be_visible()
    page.get_by_label("We have removed it, or disabled access to it").check()
    page.get_by_role("button", name="Send the answer").click()
    expect(page.get_by_role("heading", name="Your answer has been received")).to_be_visible()
    page.goto(path)
    expect(page.get_by_role("heading", name="This has been answered")).to_be_visible()
    sign_in(page, "officer")


@pytest.mark.parametrize("width", [320, 375, 1280])
def test_no_page_of_requests_is_wider_than_the_screen(page: Page, made: list[str], width: int) -> None:
    sign_in(page, "officer")
    page.set_viewport_size({"width": width, "height": 800})
    for path in (f"cases/{made[0]}/tab/takedown/", f"cases/{made[0]}/takedowns/new/bitchute/", "takedowns/?show=open"):
        page.goto(f"/hub/{path}")
        assert beyond(page) == [], path
        assert broken_rules(page) == [], path
    page.goto(f"/hub/cases/{made[0]}/tab/takedown/")
    page.get_by_role("link", name="BitChute: Preserve the data").click()
    expect(page.get_by_role("heading", name="What became of it")).to_be_visible()
    assert beyond(page) == []
