"""An officer does one thing to five cases: sees what would happen, confirms it, watches it, and undoes it."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import RunningHub, until
from tests.journeys.walking import beyond, broken_rules, sign_in

pytestmark = [pytest.mark.journey, pytest.mark.xdist_group("journeys")]
WIDTHS = (320, 375)
REASON = "[Invented] The same wave."


def references(page: Page) -> list[str]:
    page.goto("/hub/queues/?queue=new")
    return [text.strip() for text in page.locator("[data-queue-open]").all_inner_texts()][:5]


def bands(hub: RunningHub, cases: list[str]) -> str:
    """Return what an officer set by hand on these cases, as a list is written."""
    rows = f"Priority.objects.filter(case__reference__in={cases!r}).values_list('overridden_band', flat=True)"
    asked = f"from triage.models import Priority; print(sorted({rows}))"
    return hub.manage("shell", "-v", "0", "-c", asked).stdout.strip().splitlines()[-1]


def test_five_are_chosen_tried_confirmed_watched_and_undone(page: Page, hub: RunningHub) -> None:
    sign_in(page, "officer")
    chosen = references(page)
    assert len(chosen) == 5
    page.locator(".hub-further__summary").click()
    page.get_by_role("link", name="Bulk work").click()
    seen = {"list": broken_rules(page)}
    page.get_by_role("button", name="Continue").click()
    expect(page.get_by_role("alert")).to_contain_text("Give at least one reference.")
    page.get_by_label("References").fill("\n".join(chosen))
    page.get_by_role("button", name="Continue").click()
    expect(page.get_by_text("5 cases are chosen.")).to_be_visible()
    seen["acts"] = broken_rules(page)
    page.get_by_label("Set the priority by hand").check()
    page.get_by_role("button", name="Continue").click()
    page.get_by_label("Urgent", exact=True).check()
    seen["form"] = broken_rules(page)
    page.get_by_role("button", name="See what would happen").click()
    expect(page.get_by_text("Nothing has changed yet.")).to_be_visible()
    assert "urgent" not in bands(hub, chosen)
    seen["tried"] = broken_rules(page)
    page.get_by_role("button", name=re.compile("^Set the priority by hand")).click()
    expect(page.get_by_role("alert")).to_contain_text("Give the reason.")
    page.get_by_label("Reason").fill(REASON)
    page.get_by_role("button", name=re.compile("^Set the priority by hand")).click()
    until(lambda: page.get_by_text("Done: 5 of 5").count())
    seen["done"] = broken_rules(page)
    assert bands(hub, chosen) == str(["urgent"] * 5)
    page.get_by_text("Undo all of it").click()
    page.get_by_label("Reason").fill(REASON)
    page.get_by_role("button", name="Undo", exact=True).click()
    until(lambda: page.get_by_text(re.compile(r"^\s*Undone:")).count())
    seen["undone"] = broken_rules(page)
    assert "urgent" not in bands(hub, chosen)
    assert {name: rules for name, rules in seen.items() if rules} == {}


def assert_fits(page: Page, *, heading: str, width: int) -> None:
    """Wait for a page, and see that nothing of it has to be scrolled to sideways."""
    expect(page.get_by_role("heading", level=1, name=heading, exact=True)).to_be_visible()
    page.wait_for_load_state()
    assert beyond(page) == [], heading


@pytest.mark.parametrize("width", WIDTHS)
def test_pages_fit_a_narrow_screen(page: Page, width: int) -> None:
    sign_in(page, "officer")
    chosen = references(page)
    page.set_viewport_size({"width": width, "height": 800})
    page.goto("/hub/bulk/")
    assert_fits(page, heading="Bulk work", width=width)
    page.get_by_label("References").fill(" ".join(chosen))
    page.get_by_role("button", name="Continue").click()
    expect(page.get_by_label("Close them")).to_be_visible()
    assert_fits(page, heading="Bulk work", width=width)
    page.get_by_label("Close them").check()
    page.get_by_role("button", name="Continue").click()
    page.get_by_label("Not something the hub acts on").check()
    page.get_by_label("Reason").fill(REASON)
    assert_fits(page, heading="Close them", width=width)
    page.get_by_role("button", name="See what would happen").click()
    assert_fits(page, heading="What would happen", width=width)
    page.get_by_role("link", name="See every one of them").click()
    assert_fits(page, heading="Left out, or not undone", width=width)
