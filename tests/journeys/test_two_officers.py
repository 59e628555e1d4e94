"""Two officers, two browsers, one case: they see each other, one claims, and the slower decision loses nothing."""

import secrets
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys.conftest import PATIENCE, RunningHub
from tests.journeys.walking import broken_rules, sign_in

pytestmark = [pytest.mark.journey, pytest.mark.xdist_group("journeys")]

MAKE = """
from django.utils import timezone
from tests.making import reports as making
report = making.submit(at=timezone.now(), url='{url}', narrative='[Invented] They mean those people.')
print(report.case.reference)
"""
MINE = "[Invented] I had thought about this for an hour."


def make(hub: RunningHub) -> str:
    url = f"https://x.com/journey_two/status/{1_700_000_000_000_000_000 + secrets.randbelow(10**17)}"
    done = hub.manage("shell", "-v", "0", "-c", MAKE.format(url=url))
    return f"/hub/cases/{done.stdout.split()[-1]}/"


@pytest.fixture
def other(browser: Browser, hub: RunningHub) -> Iterator[Page]:
    """A second officer's browser, on a telephone."""
    context = browser.new_context(base_url=hub.site, viewport={"width": 375, "height": 800})
    context.set_default_timeout(PATIENCE)
    tab = context.new_page()
    yield tab
    context.close()


def answer(page: Page, question: str, *, choose: str, reason: str = "") -> None:
    page.locator(f'input[name="answer_{question}"][value="{choose}"]').check()
    if reason:
        page.locator(f'textarea[name="reason_{question}"]:visible').fill(reason)
    page.get_by_role("button", name="Continue", exact=True).click()


def to_no_record(page: Page, *, reason: str) -> None:
    """Answer the questions that lead out of scope, up to the decision itself."""
    answer(page, "concerns_crime", choose="no")
    answer(page, "perceived", choose="no", reason=reason)
    expect(page.get_by_role("button", name="Record this decision")).to_be_visible()


def test_two_officers_on_one_case(page: Page, other: Page, hub: RunningHub) -> None:
    address = make(hub)
    sign_in(page, "officer")
    sign_in(other, "officer2")
    page.goto(address)
    other.goto(address)
    expect(other.get_by_text("Also looking: officer")).to_be_visible()
    page.reload()
    expect(page.get_by_text("Also looking: officer2")).to_be_visible()

    page.get_by_role("button", name="Begin triage").click()
    expect(page.get_by_text("Yours", exact=True)).to_be_visible()
    # A look at the page again is a sign of life too: the other is told without loading anything.
    other.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    expect(other.get_by_text("officer has changed this case since you opened it.")).to_be_visible()
    expect(other.get_by_text("Works on it now: officer")).to_be_visible()
    assert broken_rules(other) == []
    other.get_by_role("button", name="Claim", exact=True).click()
    expect(other.get_by_text("officer works on this case already.")).to_be_visible()
    assert broken_rules(other) == []

    page.goto(f"{address}assess/")
    other.goto(f"{address}assess/")
    expect(other.get_by_text("officer works on this case. Talk to them before you go on")).to_be_visible()
    to_no_record(page, reason="[Invented] Nobody sees hostility.")
    to_no_record(other, reason=MINE)
    page.get_by_role("button", name="Record this decision").click()
    expect(page.get_by_text("The decision is recorded, and the complainant is told.")).to_be_visible()
    other.get_by_role("button", name="Record this decision").click()
    expect(other.get_by_role("heading", name="Somebody was faster")).to_be_visible()
    expect(other.get_by_text(MINE)).to_be_visible()
    expect(other.get_by_text("marked out of scope")).to_be_visible()
    assert broken_rules(other) == []


def test_the_other_officer_is_shown_the_form_again_where_it_can_go_on(page: Page, other: Page, hub: RunningHub) -> None:
    address = make(hub)
    sign_in(page, "officer")
    sign_in(other, "officer2")
    page.goto(f"{address}priority/")
    other.goto(f"{address}priority/")
    page.get_by_label("Urgent").check()
    page.get_by_label("Why, for whoever opens the case next").fill("[Invented] It names a place and a day.")
    page.get_by_role("button", name="Set the priority").click()
    expect(page.get_by_text("The priority is set")).to_be_visible()
    other.get_by_label("Low").check()
    other.get_by_label("Why, for whoever opens the case next").fill(MINE)
    other.get_by_role("button", name="Set the priority").click()
    expect(other.get_by_role("heading", name="Somebody was faster")).to_be_visible()
    expect(other.get_by_label("Why, for whoever opens the case next")).to_have_value(MINE)
    expect(other.get_by_label("Low")).to_be_checked()
    assert broken_rules(other) == []
    other.get_by_role("button", name="Set the priority").click()
    expect(other.get_by_text("The priority is set")).to_be_visible()


def test_a_shift_is_handed_over(page: Page, other: Page, hub: RunningHub) -> None:
    address = make(hub)
    reference = address.strip("/").split("/")[-1]
    sign_in(other, "officer2")
    other.goto(address)
    other.get_by_role("button", name="Claim", exact=True).click()
    expect(other.get_by_text("This case is yours.")).to_be_visible()
    other.goto("/hub/hand-over/")
    assert broken_rules(other) == []
    other.get_by_label("Who gets them?").select_option(label="officer")
    other.get_by_label("Note for every case").fill("[Invented] Nothing is urgent here.")
    other.get_by_role("button", name="See what would change").click()
    expect(other.get_by_role("heading", name="These go to: officer")).to_be_visible()
    assert broken_rules(other) == []
    other.get_by_role("button", name="Hand them over").click()
    expect(other.get_by_text("handed over.").first).to_be_visible()
    sign_in(page, "officer")
    page.goto("/hub/hand-over/")
    expect(page.get_by_role("link", name=reference)).to_be_visible()
    assert broken_rules(page) == []
