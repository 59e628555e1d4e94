"""Somebody of a police force at work in the portal, with a real worker: from the offer to the outcome."""

import json
import os
import secrets
import subprocess
import sys
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys.conftest import RunningHub, until
from tests.journeys.walking import beyond, broken_rules, sign_in_force, status_text

pytestmark = [pytest.mark.journey, pytest.mark.xdist_group("journeys")]
WORDS = "[Invented] They wrote under my picture that I should leave this street."
MADE = """
import secrets
from django.utils import timezone
from hatehub.accounts.actors import Actor
from hatehub.accounts.roles import Role
from tests.making import reports as making
at, by = timezone.now(), Actor(role=Role.OFFICER, identifier='journey')
report = making.submit(at=at, url=f'https://x.com/journey/status/17999{secrets.randbelow(10**12)}', identity='named',
    narrative=%r, email=f'{secrets.token_hex(4)}@example.org', name='Wilfreda Featherly', shares_with_force=True,
    files=[making.picture(size=(90 + secrets.randbelow(200), 70 + secrets.randbelow(90)))])
making.walk(report, to='packaged', by=by, at=at)
print(report.case.reference, report.reference, report.code)
"""


@pytest.fixture(scope="module")
def made(hub: RunningHub) -> list[str]:
    """Make a case that is offered to West Yorkshire: case, report, receipt code."""
    done = hub.manage("shell", "-v", "0", "-c", MADE % WORDS)
    assert done.returncode == 0, done.stderr
    return done.stdout.split()[-3:]


def look(page: Page, name: str) -> None:
    """Check a page by axe, and keep a picture where a folder is named for them."""
    assert broken_rules(page) == [], name
    folder = os.environ.get("HATEHUB_PICTURES")
    if folder:
        page.screenshot(path=str(Path(folder) / f"{name}.png"), full_page=True)


def test_force_takes_a_case_to_its_outcome(page: Page, made: list[str], tmp_path: Path) -> None:
    case, report, code = made
    sign_in_force(page)
    expect(page.locator(".hub-waiting")).to_contain_text(case)
    look(page, "cases")
    page.locator(".hub-waiting").get_by_role("link", name=case).click()
    expect(page).to_have_title(f"{case} - Online Hate Hub")
    expect(page.get_by_text(WORDS)).to_be_hidden()
    page.get_by_text("Show what the person wrote").click()
    expect(page.get_by_text(WORDS)).to_be_visible()
    look(page, "case")
    _accept(page, case)
    _check_package(page, tmp_path)
    _write(page, case, report)
    until(lambda: "We have spoken to the owner" in status_text(page, report, code))
    sign_in_force(page)
    page.goto(f"/force/cases/{case}/outcome/")
    _record_outcome(page)
    page.goto("/force/")
    page.get_by_label("Case reference or your crime number").fill(f"13/{case}")
    page.get_by_role("button", name="Find").click()
    expect(page.locator("main table").get_by_role("link", name=case)).to_be_visible()


def _accept(page: Page, case: str) -> None:
    page.get_by_role("button", name="Accept", exact=True).click()
    page.get_by_role("button", name="Accept", exact=True).click()
    expect(page.get_by_role("link", name="Enter your crime number.")).to_be_visible()
    look(page, "accept")
    page.get_by_label("Your force's crime number").fill(f"13/{case}")
    page.get_by_role("button", name="Accept", exact=True).click()
    expect(page.get_by_text("The case is yours.")).to_be_visible()


def _check_package(page: Page, folder: Path) -> None:
    with page.expect_download() as started:
        page.get_by_role("button", name="Download version").click()
    package = folder / started.value.suggested_filename
    started.value.save_as(package)
    verifier, key = folder / "verify_package.py", folder / "key.pem"
    verifier.write_bytes(page.request.get("/verify_package.py").body())
    key.write_bytes(page.request.get("/keys/package-signing-key.pem").body())
    checked = subprocess.run(
        [sys.executable, str(verifier), str(package), "--key", str(key)], capture_output=True, text=True, check=False
    )
    assert checked.returncode == 0, checked.stderr
    assert json.loads(checked.stdout)["ok"] is True


def _write(page: Page, case: str, report: str) -> None:
    page.get_by_role("link", name="Ask the hub").click()
    page.get_by_label("Question").fill("[Invented] Is there an earlier report of this account?")
    look(page, "ask")
    page.get_by_role("button", name="Send the question").click()
    expect(page.get_by_text("Not answered yet")).to_be_visible()
    page.get_by_role("link", name="Tell those who reported it").click()
    page.get_by_label("What shall they be told?").fill("[Invented] We have spoken to the owner of the account.")
    page.get_by_role("button", name="See who will read it").click()
    expect(page.get_by_role("heading", name="Who will read it")).to_be_visible()
    look(page, "tell_preview")
    page.get_by_role("button", name="Tell them").click()
    expect(page.get_by_text("They are told by the way")).to_be_visible()


def _record_outcome(page: Page) -> None:
    page.get_by_label("Home Office outcome").select_option("1")
    page.get_by_label("Or in your own words").fill("[Invented] An offence")
    page.get_by_role("button", name="Add another charge").click()
    expect(page.get_by_role("group", name="Charge 2")).to_be_visible()
    expect(page.get_by_label("Or in your own words").first).to_have_value("[Invented] An offence")
    look(page, "outcome")
    page.get_by_role("button", name="Record the outcome").click()
    expect(page.get_by_role("link", name="Enter a date").first).to_be_visible()
    for label, value in (("Day", "1"), ("Month", "3"), ("Year", "2026")):
        page.get_by_role("group", name="When was it decided?").get_by_label(label).fill(value)
    page.get_by_role("button", name="Record the outcome").click()
    expect(page.get_by_text("The outcome is recorded.")).to_be_visible()


def test_hooks_and_programs_are_looked_after(page: Page, made: list[str]) -> None:
    sign_in_force(page)
    page.get_by_role("link", name="Web hooks").click()
    page.get_by_role("button", name="Add a web hook").click()
    page.get_by_label("Address").fill("http://10.0.0.1/in")
    page.get_by_role("button", name="Add it").click()
    expect(page.get_by_role("alert")).to_be_visible()
    look(page, "hook_new")
    page.get_by_label("Address").fill(f"https://hooks.invalid/{secrets.token_hex(4)}")
    page.get_by_role("button", name="Add it").click()
    expect(page.get_by_text("whsec_")).to_be_visible()
    look(page, "hook_secret")
    page.get_by_role("link", name="I have kept it").click()
    page.get_by_role("button", name="Send a test message").click()
    expect(page.get_by_text("A test message is on its way.")).to_be_visible()
    look(page, "hook")
    page.get_by_role("button", name="Pause").click()
    expect(page.get_by_text("The web hook is paused.")).to_be_visible()
    page.get_by_role("link", name="A test").click()
    look(page, "delivery")
    page.goto("/force/hooks/")
    look(page, "hooks")
    page.get_by_role("link", name="hooks.invalid").last.click()
    page.get_by_text("Remove this web hook").click()
    page.get_by_role("button", name="Remove it").click()
    page.get_by_role("link", name="Programs").click()
    look(page, "programs")
    page.get_by_role("link", name="Make a new secret").first.click()
    look(page, "program_renew")


@pytest.mark.parametrize("width", [320, 375, 1280])
def test_no_page_of_the_portal_is_wider_than_the_screen(page: Page, made: list[str], width: int) -> None:
    sign_in_force(page)
    page.set_viewport_size({"width": width, "height": 800})
    of_case = [f"cases/{made[0]}/{each}" for each in ("", "note/", "tell/", "outcome/", "refuse/", "reports/")]
    for path in ("", "?order=limit", *of_case, "hooks/", "hooks/new/", "programs/"):
        page.goto(f"/force/{path}")
        assert beyond(page) == [], path
        look(page, f"{width}-{path.replace(made[0], 'one').replace('/', '-').strip('-?')}")


def test_portal_works_without_scripts_and_by_keyboard(browser: Browser, hub: RunningHub, made: list[str]) -> None:
    with browser.new_context(base_url=hub.site, java_script_enabled=False) as plain:
        page = plain.new_page()
        sign_in_force(page)
        page.keyboard.press("Tab")
        expect(page.get_by_role("link", name="Skip to main content")).to_be_focused()
        page.goto(f"/force/cases/{made[0]}/outcome/")
        page.get_by_role("button", name="Add another charge").press("Enter")
        expect(page.get_by_role("group", name="Charge 2")).to_be_visible()
        page.goto("/force/")
        page.locator(".hub-filter__details > summary").press("Enter")
        page.get_by_label("Accepted").press(" ")
        page.get_by_role("button", name="Apply filters").press("Enter")
        expect(page.get_by_role("link", name="Remove this filter: Accepted")).to_be_visible()
