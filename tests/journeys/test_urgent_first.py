"""An officer finds the most urgent first, sees why, and knows better."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import until
from tests.journeys.walking import beyond, broken_rules, sign_in

pytestmark = [pytest.mark.journey, pytest.mark.xdist_group("journeys")]
ORDER = ["Urgent", "High", "Normal", "Low"]
ORDERED = re.compile(r"order=time_bar")


def test_officer_sees_why_a_case_is_urgent_and_sets_it_by_hand(page: Page) -> None:
    sign_in(page, "supervisor")
    seen = {"queue": broken_rules(page)}
    until(lambda: page.reload() and not page.get_by_text("Not weighed yet").count())
    bands = page.locator(".hub-queue__priority .govuk-tag").all_inner_texts()
    assert bands == sorted(bands, key=ORDER.index)
    assert "High" in bands
    page.get_by_role("navigation", name="Order by").get_by_role("link", name="Time bar").click()
    expect(page).to_have_url(ORDERED)
    page.locator(".hub-queue tbody tr").filter(has_not_text="set by hand").last.get_by_role("link").click()
    reference = page.locator("h1").inner_text()
    expect(page.get_by_role("heading", name="Priority")).to_be_visible()
    page.get_by_role("link", name="Set it by hand").click()
    page.get_by_role("button", name="Set the priority").click()
    expect(page.get_by_role("alert")).to_contain_text("Give the reason.")
    seen["refused"] = broken_rules(page)
    page.get_by_label("Urgent", exact=True).check()
    page.get_by_label("Why, for whoever opens the case next").fill("[Invented] A call came in.")
    page.get_by_role("button", name="Set the priority").click()
    expect(page.locator(".hub-identity-bar")).to_contain_text("set by hand")
    seen["set by hand"] = broken_rules(page)
    page.goto("/hub/queues/")
    row = page.locator(".hub-queue tbody tr", has=page.get_by_role("link", name=reference))
    expect(row).to_contain_text("set by hand")
    row.get_by_role("link").click()
    page.get_by_role("link", name="Change it or take it back").click()
    page.get_by_role("button", name="Take back, and go by the points").click()
    expect(page.locator(".hub-identity-bar")).not_to_contain_text("set by hand")
    page.get_by_role("link", name="How priorities are weighed").click()
    seen["weights"] = broken_rules(page)
    assert {path: rules for path, rules in seen.items() if rules} == {}


@pytest.mark.parametrize("width", [320, 375])
def test_queue_and_weights_fit_a_narrow_screen(page: Page, width: int) -> None:
    sign_in(page, "officer")
    page.set_viewport_size({"width": width, "height": 800})
    for path in ("/hub/queues/", "/hub/priorities/"):
        page.goto(path)
        assert beyond(page) == [], path
    page.goto("/hub/queues/")
    page.locator(".hub-queue tbody tr").first.get_by_role("link").click()
    page.goto(f"{page.url}priority/")
    assert beyond(page) == []
