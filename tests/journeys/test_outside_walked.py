"""An officer signs in by OpenID Connect, in a real browser, and shows again who they are in another tab."""

import os
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys.conftest import RunningHub
from tests.journeys.walking import beyond, broken_rules

pytestmark = [pytest.mark.journey, pytest.mark.long, pytest.mark.xdist_group("journeys")]
pytest_plugins = ["tests.making.oidc_server"]


def test_officer_comes_in_by_way_of_the_provider(
    make_hub: Callable[..., RunningHub], browser: Browser, open_provider: Any
) -> None:
    open_provider.person = {"sub": "1", "preferred_username": "officer"}
    open_provider.of_token = {"amr": ["mfa"]}
    hub = make_hub(
        OIDC_ISSUER=open_provider.issuer,
        OIDC_CLIENT_ID="the-hub",
        OIDC_CLIENT_SECRET="a secret: of the hub & of nobody else's",
        OIDC_NAME="Police sign-in",
        OIDC_MFA_TRUSTED="yes",
        NO_PROXY="127.0.0.1",
    )
    hub.start()
    context = browser.new_context(base_url=hub.site)
    page = context.new_page()
    page.goto("/hub/")
    _look(page, "sign-in", heading="Sign in")
    open_provider.person["preferred_username"] = "stranger"
    page.get_by_role("button", name="Sign in with Police sign-in").click()
    _look(page, "refused", heading="You are not signed in")
    page.get_by_role("link", name="Back to the sign-in").click()
    open_provider.person["preferred_username"] = "officer"
    page.get_by_role("button", name="Sign in with Police sign-in").click()
    expect(page.get_by_role("heading", name="All open reports", exact=True)).to_be_visible()
    page.goto("/accounts/2fa/webauthn/add/")
    _look(page, "add", heading="Add a passkey")
    open_provider.of_token["auth_time"] = int(time.time())
    page.goto("/accounts/outside/confirm/")
    _look(page, "confirmed", heading="Thank you, it is you")


def _look(page: Page, name: str, *, heading: str) -> None:
    """Find the page sound at every width, and keep a picture of it where somebody wants to look at it."""
    expect(page.get_by_role("heading", name=heading, exact=True)).to_be_visible()
    page.wait_for_load_state()
    for width in (320, 375, 1280):
        page.set_viewport_size({"width": width, "height": 900})
        assert beyond(page) == []
        folder = os.environ.get("KEEP_PICTURES")
        if folder:
            page.screenshot(path=str(Path(folder) / f"outside-{name}-{width}.png"), full_page=True)
    assert broken_rules(page) == []
