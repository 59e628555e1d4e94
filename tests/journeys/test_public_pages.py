"""The public pages for everybody: without JavaScript, by keyboard, on a small screen, in Arabic, and under axe."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys.conftest import PATIENCE, RunningHub
from tests.journeys.walking import (
    broken_rules,
    cont,
    go_on,
    report_in_full,
    report_link_only,
    sign_in,
    speak,
    status_text,
)

pytestmark = [pytest.mark.journey, pytest.mark.xdist_group("journeys")]
QUESTIONS = (
    "danger",
    "help",
    "you",
    "agreement",
    "work",
    "links",
    "no-link",
    "story",
    "when",
    "files",
    "why",
    "suspect",
    "suspect-details",
    "place",
    "impact",
    "identity",
    "name",
    "reach",
    "safe",
    "consents",
    "link",
    "hear",
)
OTHERS = ("/", "/status/", "/report/resume/", "/report/check/", "/nowhere/")


@pytest.fixture
def plain_page(browser: Browser, hub: RunningHub) -> Iterator[Page]:
    """A browser without JavaScript on a screen of 320 pixels."""
    context = browser.new_context(base_url=hub.site, java_script_enabled=False, viewport={"width": 320, "height": 640})
    context.set_default_timeout(PATIENCE)
    yield context.new_page()
    context.close()


def test_the_form_is_finished_without_javascript_on_a_small_screen(plain_page: Page) -> None:
    reference, code = report_in_full(
        plain_page, link="https://x.com/plain/status/1766666666666666666", words="[Invented] Other words."
    )
    assert "We have your report" in status_text(plain_page, reference, code)


@pytest.mark.parametrize("language", ["en-gb", "ar"])
def test_no_page_is_wider_than_a_small_screen(browser: Browser, hub: RunningHub, language: str) -> None:
    context = browser.new_context(base_url=hub.site, viewport={"width": 320, "height": 640})
    page = context.new_page()
    page.goto("/")
    speak(page, language)
    for path in (*OTHERS, *(f"/report/{slug}/" for slug in QUESTIONS)):
        page.goto(path)
        assert page.evaluate("document.documentElement.scrollWidth") <= 320, path
    context.close()


def test_the_whole_way_is_walked_by_keyboard_alone(page: Page) -> None:
    page.goto("/")
    press_on(page, "Start now")
    press_space_on(page, "#id_danger_3")
    enter(page)
    press_space_on(page, "#id_kind_1")
    enter(page)
    tab_to(page, "#id_pasted")
    page.keyboard.type("https://x.com/keys/status/1777777777777777771")
    press_on(page, "Continue")
    press_on(page, "Continue")
    tab_to(page, "#id_narrative")
    page.keyboard.type("[Invented] Told without a mouse.")
    press_on(page, "Continue")
    for _question in ("when", "files", "why", "suspect", "place", "impact"):
        press_on(page, "Continue")
    press_space_on(page, "#id_identity_0")
    enter(page)
    press_on(page, "Continue")
    expect(page.get_by_role("heading", name="Check your answers")).to_be_visible()
    press_on(page, "Send report")
    expect(page.get_by_role("heading", name="We have your report")).to_be_visible()


def tab_to(page: Page, selector: str) -> None:
    """Press Tab until an element has the focus; fail where it never gets it."""
    page.locator(selector).wait_for()
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.evaluate("selector => document.activeElement === document.querySelector(selector)", selector):
            return
    pytest.fail(f"{selector} is not reached by the keyboard")


def press_space_on(page: Page, selector: str) -> None:
    """Choose a radio button: Tab to its group, then the arrow keys."""
    group = selector.rpartition("_")[0]
    tab_to(page, f"{group}_0")
    for _ in range(int(selector.rpartition("_")[2])):
        page.keyboard.press("ArrowDown")
    if page.locator(selector).is_checked() is False:
        page.keyboard.press("Space")
    expect(page.locator(selector)).to_be_checked()


def enter(page: Page) -> None:
    with page.expect_navigation():
        page.keyboard.press("Enter")


def press_on(page: Page, name: str) -> None:
    """Tab to a button or link of this name, and press Enter."""
    handle = page.get_by_role("button", name=name, exact=True).first.element_handle()
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.evaluate("element => document.activeElement === element", handle):
            enter(page)
            return
    pytest.fail(f"{name} is not reached by the keyboard")


def test_a_mistake_moves_the_focus_to_the_summary_and_keeps_what_was_typed(page: Page) -> None:
    page.goto("/report/reach/")
    page.get_by_label("E-mail address").fill("not an address")
    page.get_by_label("Telephone number").fill("07700 900 982")
    cont(page)
    summary = page.get_by_role("alert")
    expect(summary).to_contain_text("Enter an e-mail address")
    assert page.title().startswith("Error:")
    assert page.evaluate("document.activeElement.className").startswith("govuk-error-summary")
    expect(page.get_by_label("Telephone number")).to_have_value("07700 900 982")
    summary.get_by_role("link").first.click()
    assert page.evaluate("document.activeElement.name") == "email"


@pytest.mark.parametrize("language", ["en-gb", "ar"])
def test_every_public_page_passes_axe(page: Page, language: str) -> None:
    number = 1799999999999999990 + (language == "ar")
    page.goto("/")
    speak(page, language)
    seen: dict[str, list[Any]] = {}

    def look(name: str) -> None:
        seen[name] = broken_rules(page)

    for path in (*OTHERS, *(f"/report/{slug}/" for slug in QUESTIONS)):
        page.goto(path)
        look(path)
    page.goto("/report/when/")
    for part, value in (("day", "31"), ("month", "2"), ("year", "2026")):
        page.locator(f"[name=happened_on_{part}]").fill(value)
    go_on(page)
    look("an impossible date")
    page.goto("/report/why/")
    page.locator("[name=strands]").first.check()
    go_on(page)
    look("why-more")
    page.goto("/report/links/")
    page.locator("[name=pasted]").fill(f"https://x.com/axe/status/{number}")
    go_on(page)
    look("posts")
    for path in ("/report/posts/1/", "/report/saved/", "/report/check/"):
        page.goto(path)
        look(path)
    page.locator("main form").first.locator("button").click()
    page.locator(".govuk-panel").wait_for()
    look("sent")
    reference = page.locator(".govuk-panel .hub-code").inner_text()
    code = page.locator(".hub-code--large").inner_text()
    page.goto("/report/about-you/")
    look("about you")
    page.goto("/status/")
    page.locator("[name=reference]").fill(reference)
    page.locator("[name=code]").fill(code)
    go_on(page)
    page.locator(".moj-timeline").wait_for()
    look("status")
    for path in ("add", "contact", "consents", "withdraw", "review"):
        page.goto(f"/status/{path}/")
        look(path)
    assert page.locator("html").get_attribute("dir") == ("rtl" if language == "ar" else "ltr")
    assert {path: rules for path, rules in seen.items() if rules} == {}


def test_every_officers_page_passes_axe(page: Page) -> None:
    sign_in(page, "supervisor")
    seen = {"queue": broken_rules(page)}
    page.goto("/hub/late/")
    seen["late"] = broken_rules(page)
    page.goto("/hub/time-limits/")
    seen["time limits"] = broken_rules(page)
    for path in ("second-readings", "second-readings/quality"):
        page.goto(f"/hub/{path}/")
        seen[path] = broken_rules(page)
    page.goto("/hub/second-readings/")
    page.locator("main").get_by_role("link", name="OHC-").first.click()
    seen["second reading"] = broken_rules(page)
    page.goto("/hub/policy/2026-review.1/")
    seen["policy"] = broken_rules(page)
    page.goto("/hub/queues/?queue=to_assign")
    page.locator("[data-queue-open]").first.click()
    address = page.url
    for tab in ("overview", "reports", "messages", "duplicates", "package", "advice", "intelligence", "timeline"):
        page.goto(f"{address}tab/{tab}/")
        seen[tab] = broken_rules(page)
    page.goto(f"{address}tab/messages/")
    page.get_by_role("link", name="Ask the complainant").first.click()
    seen["ask"] = broken_rules(page)
    pages = ("offences", "responsibility", "close", "contact", "gates/support_offered", "intelligence", "emergency")
    pages += ("advice", "advice/prosecutor")
    for more in pages:
        page.goto(f"{address}{more}/")
        seen[more] = broken_rules(page)
    page.goto("/hub/time-stamps/")
    seen["time stamps"] = broken_rules(page)
    page.goto("/hub/web-hooks/")
    seen["web hooks"] = broken_rules(page)
    for path in ("advice", "glossary", "glossary/new"):
        page.goto(f"/hub/{path}/")
        seen[path] = broken_rules(page)
    page.goto("/hub/diverted/")
    seen["diverted"] = broken_rules(page)
    page.goto("/hub/quarantine/")
    seen["quarantine"] = broken_rules(page)
    page.goto("/hub/exhibits/1/custody/")
    seen["custody"] = broken_rules(page)
    page.goto("/hub/queues/?queue=triage")
    page.locator("[data-queue-open]").first.click()
    page.get_by_role("button", name="Assess").click()
    seen["assess"] = broken_rules(page)
    assert {path: rules for path, rules in seen.items() if rules} == {}


def test_leaving_leaves_nothing_behind(page: Page) -> None:
    report_link_only(page, link="https://x.com/leaving/status/1799999999999999992")
    page.get_by_role("button", name="I have written it down").click()
    assert [cookie for cookie in page.context.cookies() if cookie["name"] == "hub-draft"] == []
    assert page.evaluate("localStorage.length + sessionStorage.length") == 0
    assert Path(page.url).name != "sent"


def test_exit_closes_what_was_open_and_back_shows_nothing(page: Page) -> None:
    reference, code = report_link_only(page, link="https://x.com/exit/status/1799999999999999993")
    status_text(page, reference, code)
    page.goto("/report/begin/")
    page.goto("/report/story/")
    page.get_by_label("What happened?").fill("[Invented] Nobody may see this.")
    cont(page)
    page.route("https://www.bbc.co.uk/**", lambda route: route.fulfill(body="weather", content_type="text/html"))
    page.get_by_role("button", name="Exit this page").click()
    page.wait_for_url("https://www.bbc.co.uk/**")
    assert [each for each in page.context.cookies() if each["name"].startswith("hub-")] == []
    page.go_back()
    assert "Nobody may see this" not in page.content()
    for path in ("/report/check/", "/report/sent/", "/status/report/"):
        page.goto(path)
        assert "Nobody may see this" not in page.content(), path
        assert code not in page.content(), path
        assert reference not in page.content(), path
