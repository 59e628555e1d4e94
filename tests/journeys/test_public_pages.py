"""The public pages for everybody: without JavaScript, by keyboard, on a small screen, and under axe."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys.conftest import RunningHub
from tests.journeys.walking import broken_rules, cont, report_in_full, report_link_only, sign_in, status_text

pytestmark = [pytest.mark.journey, pytest.mark.xdist_group("journeys")]


@pytest.fixture
def plain_page(browser: Browser, hub: RunningHub) -> Iterator[Page]:
    """A browser without JavaScript on a screen of 320 pixels."""
    context = browser.new_context(base_url=hub.site, java_script_enabled=False, viewport={"width": 320, "height": 640})
    context.set_default_timeout(15_000)
    yield context.new_page()
    context.close()


def test_the_form_is_finished_without_javascript_on_a_small_screen(plain_page: Page) -> None:
    reference, code = report_in_full(
        plain_page, link="https://x.com/plain/status/1766666666666666666", words="[Invented] Other words."
    )
    assert "We have your report" in status_text(plain_page, reference, code)


def test_the_page_is_no_wider_than_a_small_screen(browser: Browser, hub: RunningHub) -> None:
    context = browser.new_context(base_url=hub.site, viewport={"width": 320, "height": 640})
    page = context.new_page()
    for path in (
        "/",
        "/report/post/",
        "/report/story/",
        "/report/files/",
        "/report/why/",
        "/report/contact/",
        "/status/",
    ):
        page.goto(path)
        assert page.evaluate("document.documentElement.scrollWidth") <= 320, path
    context.close()


def test_the_short_way_is_walked_by_keyboard_alone(page: Page) -> None:
    page.goto("/report/link/")
    _tab_to(page, "What is the link?")
    page.keyboard.type("https://x.com/keys/status/1777777777777777777")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="How we can reach you")).to_be_visible()
    page.get_by_label("E-mail address for updates").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Check your answers")).to_be_visible()
    page.get_by_role("button", name="Send report").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="We have your report")).to_be_visible()


def _tab_to(page: Page, label: str) -> None:
    wanted = page.get_by_label(label).get_attribute("id")
    for _ in range(40):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.id") == wanted:
            return
    pytest.fail(f"{label} is not reached by the keyboard")


def test_a_mistake_moves_the_focus_to_the_summary_and_keeps_what_was_typed(page: Page) -> None:
    page.goto("/report/post/")
    page.get_by_label("Link to the post, if you have it").fill("not a link")
    page.get_by_label("What does it say?").fill("words that must not be lost")
    cont(page)
    summary = page.get_by_role("alert")
    expect(summary).to_contain_text("A link looks like")
    assert page.evaluate("document.activeElement.className").startswith("govuk-error-summary")
    expect(page.get_by_label("What does it say?")).to_have_value("words that must not be lost")
    summary.get_by_role("link").first.click()
    assert page.evaluate("document.activeElement.name") == "url"


def test_every_public_page_passes_axe(page: Page) -> None:
    seen = {}
    for path in ("/", "/report/post/", "/report/story/", "/report/files/", "/report/why/", "/report/who/"):
        page.goto(path)
        seen[path] = broken_rules(page)
    for path in ("/report/place/", "/report/contact/", "/report/check/", "/status/", "/nowhere/"):
        page.goto(path)
        seen[path] = broken_rules(page)
    page.goto("/report/story/")
    page.get_by_label("Day").fill("31")
    page.get_by_label("Month").fill("2")
    page.get_by_label("Year").fill("2026")
    cont(page)
    seen["an impossible date"] = broken_rules(page)
    reference, code = report_link_only(page, link="https://x.com/axe/status/1799999999999999991")
    seen["sent"] = broken_rules(page)
    status_text(page, reference, code)
    seen["status"] = broken_rules(page)
    assert {path: rules for path, rules in seen.items() if rules} == {}


def test_every_officers_page_passes_axe(page: Page) -> None:
    sign_in(page, "supervisor")
    seen = {"queue": broken_rules(page)}
    page.goto("/hub/queues/?queue=to_assign")
    page.get_by_role("link", name="OHC-").first.click()
    address = page.url
    for tab in ("overview", "reports", "duplicates", "package", "intelligence", "timeline"):
        page.goto(f"{address}tab/{tab}/")
        seen[tab] = broken_rules(page)
    for more in ("responsibility", "close", "contact", "gates/support_offered", "intelligence"):
        page.goto(f"{address}{more}/")
        seen[more] = broken_rules(page)
    page.goto("/hub/queues/?queue=triage")
    page.get_by_role("link", name="OHC-").first.click()
    page.get_by_role("button", name="Assess").click()
    seen["assess"] = broken_rules(page)
    assert {path: rules for path, rules in seen.items() if rules} == {}


def test_leaving_leaves_nothing_behind(page: Page) -> None:
    report_link_only(page, link="https://x.com/leaving/status/1799999999999999992")
    page.get_by_role("button", name="I have written it down").click()
    assert [cookie for cookie in page.context.cookies() if cookie["name"] == "hub-draft"] == []
    assert page.evaluate("localStorage.length + sessionStorage.length") == 0
    assert Path(page.url).name != "sent"
