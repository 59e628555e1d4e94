"""Sending in loud times: with JavaScript through a piece of work, without it by waiting; nobody loses an answer."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys.conftest import PATIENCE, RunningHub
from tests.journeys.walking import broken_rules, cont, send

pytestmark = [pytest.mark.journey, pytest.mark.xdist_group("journeys")]
BITS, WAIT = 16, 6
LINK = "https://x.com/flood/status/1755555555555555555"
TABLE = {
    "version": "journey",
    "levels": [{"scope": "hub", "ten_minutes": 0, "hour": 0, "bits": BITS}],
    "waits": {str(BITS): WAIT},
    "suspicious_bits": BITS,
    "challenge_minutes": 30,
    "most_an_hour": {"drafts": {}, "files": {}},
    "retry_seconds": 600,
}


@pytest.fixture(scope="module")
def loud_hub(make_hub: Callable[..., RunningHub], tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningHub]:
    """A hub that always asks for work, with a short wait."""
    table: Path = tmp_path_factory.mktemp("flood") / "table.json"
    table.write_text(json.dumps(TABLE))
    hub = make_hub(FLOOD_TABLE_PATH=str(table))
    hub.start()
    yield hub
    hub.stop()


@pytest.fixture
def loud_page(browser: Browser, loud_hub: RunningHub) -> Iterator[Page]:
    context = browser.new_context(base_url=loud_hub.site)
    context.set_default_timeout(PATIENCE)
    page = context.new_page()
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("console", lambda line: complaints.append(line.text) if line.type == "error" else None)
    yield page
    context.close()
    assert not complaints, complaints


@pytest.fixture
def plain_page(browser: Browser, loud_hub: RunningHub) -> Iterator[Page]:
    """A browser without JavaScript on a screen of 320 pixels."""
    context = browser.new_context(
        base_url=loud_hub.site, java_script_enabled=False, viewport={"width": 320, "height": 640}
    )
    context.set_default_timeout(PATIENCE)
    yield context.new_page()
    context.close()


def walk_to_the_check(page: Page) -> None:
    page.goto("/report/link/")
    page.get_by_label("What is the link?").fill(LINK)
    cont(page)
    cont(page)
    expect(page.get_by_role("heading", name="Check your answers")).to_be_visible()


def test_work_is_done_in_the_browser_and_then_the_report_is_sent(loud_page: Page) -> None:
    walk_to_the_check(loud_page)
    expect(loud_page.locator("[data-work-text]")).to_contain_text("You can send your report now")
    assert loud_page.locator("[data-work-answer]").input_value().isdecimal()
    assert broken_rules(loud_page) == []
    send(loud_page)


def test_send_pressed_before_the_work_is_done_sends_when_it_is(loud_page: Page) -> None:
    walk_to_the_check(loud_page)
    loud_page.route("**/work-worker.js", lambda route: route.fulfill(body="", content_type="text/javascript"))
    loud_page.reload()
    loud_page.get_by_role("button", name="Send report").click()
    expect(loud_page.locator("[data-work-text]")).to_contain_text("sent as soon as the work is done")
    expect(loud_page.get_by_role("progressbar")).to_be_visible()
    assert broken_rules(loud_page) == []
    expect(loud_page.get_by_role("heading", name="We have your report")).to_be_visible(timeout=WAIT * 1000 + PATIENCE)


def test_without_javascript_a_wait_is_enough(plain_page: Page) -> None:
    walk_to_the_check(plain_page)
    expect(plain_page.get_by_text(f"Wait {WAIT} seconds from when this page opened")).to_be_visible()
    plain_page.get_by_role("button", name="Send report").click()
    expect(plain_page.get_by_role("alert")).to_contain_text("Your answers are kept")
    expect(plain_page.get_by_text(LINK)).to_be_visible()
    plain_page.wait_for_timeout(WAIT * 1000 + 1000)
    send(plain_page)


def test_trap_is_out_of_reach_of_people(loud_page: Page) -> None:
    loud_page.goto("/report/link/")
    assert broken_rules(loud_page) == []
    loud_page.get_by_label("What is the link?").focus()
    for _ in range(4):
        loud_page.keyboard.press("Tab")
        assert loud_page.evaluate("document.activeElement.name") != "homepage"
