"""The offences of a case worked through: points, hostility, days, and the time limit that follows."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Locator, Page, expect

from tests.journeys.walking import broken_rules, sign_in

pytestmark = [pytest.mark.journey, pytest.mark.xdist_group("journeys")]


def fill_day(group: Locator, day: str) -> None:
    for label, part in zip(("Year", "Month", "Day"), day.split("-"), strict=True):
        group.get_by_label(label).fill(part)


def test_officer_works_through_an_offence_and_sees_the_limit_come_near(page: Page) -> None:
    sign_in(page, "officer")
    page.goto("/hub/queues/?queue=to_assign")
    page.locator("[data-queue-open]").last.click()
    reference = page.locator("h1").inner_text().split()[0]
    page.get_by_role("link", name="Offences and points to prove").click()
    address = page.url
    option = page.get_by_label("Offence", exact=True).locator("option").filter(has_text="Public Order Act 1986, s 5)")
    page.get_by_label("Offence", exact=True).select_option(option.get_attribute("value"))
    page.get_by_role("button", name="Work through it").click()
    first = page.get_by_label("Threatening or abusive words or behaviour were used")
    first.fill("[Invented] Exhibit HUB/1 shows the words.")
    page.get_by_label("What was said or done").check()
    page.get_by_role("button", name="Record this offence").click()
    expect(page.get_by_role("link", name="Say what shows the hostility.")).to_be_visible()
    expect(first).to_have_value("[Invented] Exhibit HUB/1 shows the words.")
    assert broken_rules(page) == []
    page.get_by_label("Evidence of the hostility").fill("[Invented] The words name those people.")
    act = timezone.localdate() - timedelta(days=170)
    fill_day(page.get_by_role("group", name="First act"), act.isoformat())
    page.get_by_role("button", name="Record this offence").click()
    expect(page.get_by_text("The offence is recorded.")).to_be_visible()
    expect(page.get_by_text("Evidence for 5 points")).to_be_visible()
    expect(page.get_by_text("the first act that an officer has recorded")).to_be_visible()
    assert broken_rules(page) == []
    page.get_by_role("link", name="Time limits").click()
    row = page.get_by_role("row").filter(has_text=reference)
    expect(row.get_by_text("days left")).to_be_visible()
    assert broken_rules(page) == []
    page.goto(address)
    page.get_by_role("link", name="Take off").first.click()
    page.get_by_label("Why is it taken off?").fill("Nobody could hear it.")
    assert broken_rules(page) == []
    page.get_by_role("button", name="Take it off").click()
    expect(page.get_by_text("The offence is taken off.")).to_be_visible()
