"""A new officer sets a passkey up, signs in with it alone and after the password, in a real browser with a made key."""

import os
import secrets
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import RunningHub
from tests.journeys.walking import beyond, broken_rules

pytestmark = [pytest.mark.journey, pytest.mark.xdist_group("journeys")]
WORDS = "words that nobody guesses"
MADE = """
from hatehub.accounts.roles import Role
from hatehub.accounts.services import make_staff
make_staff(username='%s', role=Role.OFFICER, password='%s')
"""
KEY = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


@pytest.fixture
def username(hub: RunningHub) -> str:
    name = f"passkey-{secrets.token_hex(4)}"
    done = hub.manage("shell", "-v", "0", "-c", MADE % (name, WORDS))
    assert done.returncode == 0, done.stderr
    return name


def test_officer_works_with_a_passkey(page: Page, hub: RunningHub, username: str) -> None:
    site = hub.site.replace("127.0.0.1", "localhost")
    protocol = page.context.new_cdp_session(page)
    protocol.send("WebAuthn.enable")
    key = protocol.send("WebAuthn.addVirtualAuthenticator", {"options": KEY})["authenticatorId"]
    page.goto(f"{site}/hub/")
    _look(page, "sign-in", heading="Sign in")
    _enter_password(page, username)
    _confirm_password(page)
    _look(page, "app", heading="Set up your second factor")
    page.get_by_role("link", name="Use a passkey instead").click()
    _look(page, "add", heading="Add a passkey")
    page.get_by_role("textbox", name="Name").fill("Made by a test")
    page.get_by_role("button", name="Add the passkey").click()
    _look(page, "recovery-codes", heading="Recovery codes")
    assert protocol.send("WebAuthn.getCredentials", {"authenticatorId": key})["credentials"][0]["rpId"] == "localhost"
    _sign_out(page, site)
    page.get_by_role("button", name="Sign in with a passkey").click()
    expect(page.get_by_role("heading", name="All open reports", exact=True)).to_be_visible()
    page.goto(f"{site}/accounts/2fa/")
    _look(page, "factors", heading="Your second factor")
    page.goto(f"{site}/accounts/2fa/webauthn/")
    expect(page.get_by_role("rowheader", name="Made by a test")).to_be_visible()
    _look(page, "list", heading="Passkeys")
    _sign_out(page, site)
    _enter_password(page, username)
    expect(page.get_by_role("button", name="Use a passkey")).to_be_visible()
    _look(page, "second", heading="Your second factor")
    page.get_by_role("button", name="Use a passkey").click()
    expect(page.get_by_role("heading", name="All open reports", exact=True)).to_be_visible()
    _sign_out(page, site)
    protocol.send("WebAuthn.setUserVerified", {"authenticatorId": key, "isUserVerified": False})
    page.get_by_role("button", name="Sign in with a passkey").click()
    expect(page.get_by_text("No passkey was used.")).to_be_visible()
    _look(page, "failed", heading="Sign in")


def _enter_password(page: Page, username: str) -> None:
    page.get_by_label("Username").fill(username)
    page.get_by_role("textbox", name="Password").fill(WORDS)
    with page.expect_navigation():
        page.get_by_role("button", name="Sign in", exact=True).click()


def _confirm_password(page: Page) -> None:
    """Give the password once more, which is asked for before the way of signing in is changed."""
    _look(page, "again", heading="Make sure it is you")
    page.get_by_role("textbox", name="Password").fill(WORDS)
    with page.expect_navigation():
        page.get_by_role("button", name="Continue").click()


def _sign_out(page: Page, site: str) -> None:
    page.goto(f"{site}/accounts/logout/")
    with page.expect_navigation():
        page.locator("main").get_by_role("button", name="Sign out").click()


def _look(page: Page, name: str, *, heading: str) -> None:
    """Find the page sound at every width, and keep a picture of it where somebody wants to look at it."""
    expect(page.get_by_role("heading", name=heading, exact=True)).to_be_visible()
    page.wait_for_load_state()
    said = [each for each in page.locator(".govuk-error-message").all() if each.is_visible()]
    assert len(said) == (1 if name == "failed" else 0)
    for width in (320, 375, 1280):
        page.set_viewport_size({"width": width, "height": 900})
        assert beyond(page) == []
        folder = os.environ.get("KEEP_PICTURES")
        if folder:
            page.screenshot(path=str(Path(folder) / f"passkeys-{name}-{width}.png"), full_page=True)
    assert broken_rules(page) == []
