"""A day with the keyboard: lists, cases and pages by single keys; what is covered, shown, hidden and counted."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import RunningHub, until
from tests.journeys.walking import broken_rules, press, report_in_full, sign_in

pytestmark = [pytest.mark.journey, pytest.mark.xdist_group("journeys")]
CASE = re.compile(r"/hub/cases/OHC-[0-9A-Z]{4}-[0-9A-Z]{4}/")
LINK = "https://x.com/journey_keys/status/17666666666666{:05d}"
IS_GREY = "element => getComputedStyle(element).filter.includes('grayscale(1)')"


def send(page: Page, number: int) -> str:
    """Report a post that no other journey reports; return the reference."""
    return report_in_full(page, link=LINK.format(number), words=f"[Invented] Placard {number}: go away.")[0]


def go(page: Page, *keys: str) -> None:
    with page.expect_navigation():
        press(page, *keys)


def current(page: Page) -> str:
    return page.locator(".hub-queue__row--current [data-queue-open]").inner_text()


def test_lists_and_cases_by_keys(page: Page, hub: RunningHub) -> None:
    for number in range(2):
        send(page, number)
    sign_in(page, "officer")
    references = page.locator("[data-queue-open]").all_inner_texts()
    press(page, "j", "j")
    assert current(page) == references[1]
    press(page, "k")
    assert current(page) == references[0]
    go(page, "o")
    expect(page).to_have_url(CASE)
    expect(page.get_by_role("heading", name=references[0])).to_be_visible()
    expect(page.locator("[data-beside-previous]")).to_be_hidden()
    go(page, "n")
    expect(page.get_by_role("heading", name=references[1])).to_be_visible()
    expect(page.locator("[data-beside-place]")).to_have_text(re.compile(r"^2 of \d+$"))
    go(page, "p")
    expect(page.get_by_role("heading", name=references[0])).to_be_visible()
    go(page, "2")
    expect(page).to_have_url(re.compile("/tab/reports/"))
    go(page, "1")
    expect(page).to_have_url(re.compile("/tab/overview/"))
    go(page, "u")
    expect(page).to_have_url(re.compile("/hub/queues/"))


def test_steps_of_a_case_by_keys(page: Page, hub: RunningHub) -> None:
    send(page, 3)
    sign_in(page, "officer")
    page.goto("/hub/queues/?queue=new")
    press(page, "j")
    go(page, "o")
    case = page.url
    assert page.locator("[data-key=a]").count() == 0
    press(page, "a")
    assert page.url == case
    go(page, "b")
    go(page, "a")
    expect(page).to_have_url(re.compile("/assess/$"))
    go(page, "u")
    page.goto(case)
    go(page, "!")
    expect(page).to_have_url(re.compile(r"/emergency/(\?|$)"))
    page.goto(case)
    go(page, "2")
    go(page, "e")
    expect(page).to_have_url(re.compile("/ask/"))


def test_two_keys_lead_to_pages_and_one_alone_is_forgotten(page: Page, hub: RunningHub) -> None:
    sign_in(page, "officer")
    go(page, "g", "u")
    expect(page.get_by_role("heading", name="Surges")).to_be_visible()
    go(page, "g", "i")
    expect(page.get_by_role("heading", name="What I have seen", exact=True)).to_be_visible()
    press(page, "g")
    page.wait_for_timeout(1700)
    press(page, "q")
    page.wait_for_timeout(200)
    expect(page).to_have_url(re.compile("/hub/wellbeing/$"))
    go(page, "g", "q")
    expect(page).to_have_url(re.compile("/hub/queues/"))


def test_help_is_built_from_the_page_and_keys_can_be_turned_off(page: Page, hub: RunningHub) -> None:
    sign_in(page, "officer")
    assert page.locator("[data-key=h]").first.get_attribute("aria-keyshortcuts") == "h"
    press(page, "?")
    help_ = page.locator("#shortcuts")
    expect(help_).to_contain_text("Open the report")
    expect(help_).to_contain_text("Next report in the list")
    assert broken_rules(page) == []
    press(page, "j")
    assert page.locator(".hub-queue__row--current").count() == 0
    page.get_by_label("Turn the single-letter shortcuts off in this browser").check()
    page.get_by_role("button", name="Close").click()
    press(page, "j")
    assert page.locator(".hub-queue__row--current").count() == 0
    assert page.locator("[aria-keyshortcuts]").count() == 0
    page.get_by_role("button", name="Keyboard shortcuts").first.click()
    page.get_by_label("Turn the single-letter shortcuts off in this browser").uncheck()
    page.get_by_role("button", name="Close").click()
    go(page, "g", "i")
    press(page, "?")
    expect(help_.get_by_text("Show this help")).to_be_visible()
    expect(help_.get_by_text("Next report in the list")).to_be_hidden()


def test_keys_are_letters_where_one_types_and_nothing_with_modifiers(page: Page, hub: RunningHub) -> None:
    sign_in(page, "officer")
    page.goto("/hub/wellbeing/preferences/")
    field = page.get_by_label("After how many minutes without a break")
    field.focus()
    press(page, "g", "q")
    page.wait_for_timeout(200)
    expect(page).to_have_url(re.compile("/preferences/$"))
    page.locator("h1").click()
    press(page, "Alt+g", "q", "Control+u")
    page.wait_for_timeout(200)
    expect(page).to_have_url(re.compile("/preferences/$"))


def test_what_is_covered_is_shown_hidden_and_counted(page: Page, hub: RunningHub) -> None:
    send(page, 4)
    sign_in(page, "officer")
    page.goto("/hub/queues/?queue=new")
    before = int(page.locator("[data-seen-today]").inner_text().split()[0])
    assert page.locator("details.hub-reveal[open]").count() == 0
    press(page, "r")
    assert page.locator("details.hub-reveal[open]").count() == 0, "no row is marked"
    page.locator("[data-queue-row]:has(details) [data-queue-open]").first.focus()
    press(page, "r")
    expect(page.locator("details.hub-reveal[open]")).to_have_count(1)
    expect(page.locator("[data-seen-today]")).to_have_text(f"{before + 1} seen today")
    press(page, "h")
    assert page.locator("details.hub-reveal[open]").count() == 0
    go(page, "o")
    press(page, "r", "r")
    expect(page.locator("details.hub-reveal[open]")).to_have_count(2)
    assert broken_rules(page) == []
    press(page, "Escape")
    assert page.locator("details.hub-reveal[open]").count() == 0
    press(page, "r")
    page.go_back()
    expect(page.locator("[data-seen-today]")).to_be_visible()
    assert page.locator("details.hub-reveal[open]").count() == 0


def test_picture_is_grey_until_asked_again(page: Page, hub: RunningHub) -> None:
    reference = send(page, 5)
    sign_in(page, "officer")
    made = f"from reports.models import Report\nprint(Report.objects.get(reference='{reference}').case.reference)"
    case = hub.manage("shell", "-v", "0", "-c", made).stdout.split()[-1]
    page.goto(f"/hub/cases/{case}/")
    page.get_by_role("link", name="Look at the picture").first.click()
    expect(page.locator("img.hub-look")).to_be_hidden()
    press(page, "r")
    picture = page.locator("img.hub-look")
    expect(picture).to_be_visible()
    assert picture.evaluate(IS_GREY)
    press(page, "i")
    assert not picture.evaluate(IS_GREY)
    assert broken_rules(page) == []
    press(page, "h", "r")
    assert picture.evaluate(IS_GREY)
    go(page, "v")
    expect(page).to_have_url(re.compile("/divert/$"))


def test_strands_are_left_to_colleagues_and_keys_off_for_good(page: Page, hub: RunningHub) -> None:
    send(page, 6)
    sign_in(page, "supervisor")
    until(lambda: page.goto("/hub/queues/?strand=religion&order=newest") and page.locator("[data-queue-open]").count())
    case = page.locator("[data-queue-open]").first.get_attribute("href")
    page.goto("/hub/wellbeing/preferences/")
    assert broken_rules(page) == []
    page.get_by_label("Religion or belief").check()
    page.get_by_label("Off in every browser").check()
    page.get_by_role("button", name="Keep this").click()
    expect(page.get_by_text("Kept. It holds from this page on.")).to_be_visible()
    press(page, "g", "q")
    page.wait_for_timeout(200)
    expect(page).to_have_url(re.compile("/preferences/$"))
    page.goto(str(case))
    expect(page.get_by_text("you asked not to see")).to_be_visible()
    assert broken_rules(page) == []
    page.get_by_role("button", name="Open it").click()
    expect(page.locator(".hub-identity-bar")).to_be_visible()
    page.goto("/hub/wellbeing/")
    assert broken_rules(page) == []
    page.goto("/hub/wellbeing/preferences/")
    page.get_by_label("Religion or belief").uncheck()
    page.get_by_role("group", name="Single keys as shortcuts").get_by_label("On").check()
    page.get_by_role("button", name="Keep this").click()


def test_typing_keeps_the_session_and_says_when_it_is_over(page: Page, hub: RunningHub) -> None:
    sign_in(page, "officer")
    page.clock.install()
    page.goto("/hub/search/")
    typed = page.locator("main input[type=search], main input[type=text]").first
    typed.press_sequentially("a")
    page.clock.fast_forward(301_000)
    with page.expect_response("**/accounts/sessions/typing/") as told:
        typed.press_sequentially("b")
    assert told.value.status == 204
    page.context.clear_cookies()
    page.clock.fast_forward(301_000)
    typed.press_sequentially("c")
    expect(page.get_by_role("alert")).to_contain_text("You have been signed out.")
    assert broken_rules(page) == []
    assert typed.input_value().endswith("abc")
