"""A platform says removed and it is still there: seen, asked again, gone at last, and reported again. A real worker."""

import os
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import RunningHub, until
from tests.journeys.walking import beyond, broken_rules, sign_in

pytestmark = [pytest.mark.journey, pytest.mark.xdist_group("journeys")]
MADE = """
import secrets
from django.utils import timezone
from hatehub.accounts.actors import Actor
from hatehub.accounts.roles import Role
from referrals.services import takedowns
from tests.making import reports as making, takedowns as asking
at, by = timezone.now(), Actor(role=Role.OFFICER, identifier='journey')
url = f'https://www.bitchute.com/video/{secrets.token_hex(6)}/'
report = making.submit(at=at, url=url, name='Wilfreda Featherly', email=f'{secrets.token_hex(4)}@example.org')
making.walk(report, to='assessed_crime', by=by, at=at)
asking.sealed(report, by=by, at=at)
takedown = asking.sent(report, by=by, at=at, platform='bitchute')
takedowns.note_removed(takedown_id=takedown.id, at=timezone.now())
print(report.case.reference, takedown.id, url)
"""
AGAIN = """
from django.utils import timezone
from tests.making import reports as making
report = making.submit(at=timezone.now(), url='%s')
print(report.case.reference)
"""


@pytest.fixture(scope="module")
def made(hub: RunningHub) -> list[str]:
    """Make a request that the platform says it has done: case, request, link."""
    done = hub.manage("shell", "-v", "0", "-c", MADE)
    assert done.returncode == 0, done.stderr
    return done.stdout.split()[-3:]


def test_what_is_said_to_be_removed_is_looked_at(page: Page, made: list[str], hub: RunningHub) -> None:
    case, takedown, url = made
    path = f"/hub/cases/{case}/takedowns/{takedown}/"
    sign_in(page, "officer")
    page.goto(path)
    expect(page.get_by_text("Removed, it says").first).to_be_visible()
    until(lambda: page.reload() and page.get_by_text("The next look is due").count())
    assert broken_rules(page) == []
    page.get_by_role("button", name="Note what I saw").click()
    expect(page.get_by_role("link", name="Choose what you saw.")).to_be_visible()
    assert broken_rules(page) == []
    _note(page, "It is still there")
    expect(page.get_by_text("Said to be removed, and there").first).to_be_visible()
    page.goto("/hub/takedowns/?show=found_up")
    expect(page.get_by_text(case).first).to_be_visible()
    page.goto(path)
    _note(page, "It is gone")
    expect(page.get_by_text("Removed, and seen gone").first).to_be_visible()
    done = hub.manage("shell", "-v", "0", "-c", AGAIN % url)
    assert done.returncode == 0, done.stderr
    other = done.stdout.split()[-1]
    until(lambda: page.reload() and page.get_by_role("heading", name="Reported again").count())
    expect(page.get_by_text("Re-appeared").first).to_be_visible()
    assert broken_rules(page) == []
    for width in (320, 375, 1280):
        page.set_viewport_size({"width": width, "height": 900})
        assert beyond(page) == []
        _keep(page, f"request-{width}")
    page.get_by_role("link", name=other).click()
    page.goto(f"/hub/cases/{other}/tab/takedown/")
    expect(page.get_by_text("What this case reports was removed once")).to_be_visible()
    assert broken_rules(page) == []
    page.goto(path)
    page.get_by_role("button", name="I have looked at them").click()
    expect(page.get_by_text("Noted.")).to_be_visible()


@pytest.mark.parametrize("width", [320, 375, 1280])
def test_what_platforms_do_fits_every_screen(page: Page, made: list[str], width: int) -> None:
    sign_in(page, "officer")
    page.set_viewport_size({"width": width, "height": 900})
    page.goto("/hub/takedowns/")
    page.get_by_role("link", name="What platforms do").click()
    expect(page.get_by_role("heading", name="By platform: where requests stand")).to_be_visible()
    assert beyond(page) == []
    assert broken_rules(page) == []
    _keep(page, f"platforms-{width}")


def _note(page: Page, what: str) -> None:
    page.get_by_label(what).check()
    page.get_by_role("button", name="Note what I saw").click()


def _keep(page: Page, name: str) -> None:
    """Keep a picture of the page where somebody wants to look at it."""
    folder = os.environ.get("KEEP_PICTURES")
    if folder:
        page.screenshot(path=str(Path(folder) / f"{name}.png"), full_page=True)
