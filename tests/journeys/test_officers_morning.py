"""An officer's morning: queue, claim, assess, assign, refusal, another force; bulk work from the queue, undone."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import Answer, RunningHub, until
from tests.journeys.test_first_path import assign_it, record_a_crime
from tests.journeys.walking import broken_rules, press, report_in_full, report_link_only, sign_in

pytestmark = [pytest.mark.journey, pytest.mark.xdist_group("journeys")]
LINK = "https://x.com/journey_morning/status/1733333333333331{:03d}"
WYP, KENT = "West Yorkshire Police", "Kent Police"
MINE = "[Invented] A placard in the morning."


def case_of(hub: RunningHub, reference: str) -> str:
    asked = f"from reports.models import Report; print(Report.objects.get(reference='{reference}').case.reference)"
    return hub.manage("shell", "-v", "0", "-c", asked).stdout.split()[-1]


def listed(page: Page, query: str) -> list[str]:
    page.goto(f"/hub/queues/?{query}")
    return [text.strip() for text in page.locator("[data-queue-open]").all_inner_texts()]


def narrow(page: Page) -> None:
    """Choose filters as an officer does, see them in the address, and keep the list under a name."""
    page.goto("/hub/queues/?queue=new")
    page.get_by_text("Filter", exact=True).click()
    page.get_by_label("Religion or belief").check()
    page.get_by_label("Worked by").select_option("Nobody yet")
    page.get_by_role("button", name="Apply filters").click()
    page.wait_for_load_state()
    assert "strand=religion" in page.url
    assert "queue=new" in page.url
    assert broken_rules(page) == []
    expect(page.get_by_role("list", name="Filters in use")).to_contain_text("Strand: Religion or belief")
    page.get_by_role("link", name="Save this view").click()
    page.get_by_label("Name of the view").fill("Religion, new")
    assert broken_rules(page) == []
    page.get_by_role("button", name="Save view").click()
    expect(page.get_by_role("link", name="Religion, new")).to_be_visible()
    page.get_by_role("navigation", name="Order by").get_by_role("link", name="Newest").click()


def test_case_is_claimed_decided_assigned_refused_and_given_to_another_force(
    page: Page, hub: RunningHub, answer: Answer
) -> None:
    sent, _ = report_in_full(page, link=LINK.format(1), words=MINE)
    case = case_of(hub, sent)
    sign_in(page, "officer")
    until(lambda: case in listed(page, "queue=new&strand=religion&order=newest"))
    narrow(page)
    page.get_by_role("link", name=case).click()
    expect(page.get_by_role("heading", name=case)).to_be_visible()
    page.wait_for_load_state()
    press(page, "c")
    expect(page.get_by_text("Yours", exact=True)).to_be_visible()
    assert case in listed(page, "queue=mine")
    record_a_crime(page, case)
    assert case in listed(page, "queue=to_assign&owner=officer")
    page.goto(f"/hub/cases/{case}/")
    assign_it(page)
    until(lambda: answer(WYP, f"cases/{case}")["state"] == "packaged")
    answer(WYP, f"cases/{case}/refuse", reason="[Invented] The victim has moved to Kent.")
    until(lambda: case in listed(page, "queue=to_assign&order=newest"))
    page.goto(f"/hub/cases/{case}/responsibility/")
    page.get_by_label("Another force, if the rule is wrong here").select_option(KENT)
    page.get_by_label("Why another force").fill("[Invented] The victim lives in Kent now.")
    assert broken_rules(page) == []
    page.get_by_role("button", name="Assign", exact=True).click()
    until(lambda: answer(KENT, f"cases/{case}")["state"] == "packaged")
    assert case in listed(page, "queue=on_force&force=E23000032")


def test_three_are_chosen_in_the_queue_claimed_at_once_and_given_back(page: Page, hub: RunningHub) -> None:
    made = [report_link_only(page, link=LINK.format(number))[0] for number in (11, 12, 13)]
    cases = {case_of(hub, reference) for reference in made}
    sign_in(page, "officer")
    until(lambda: cases <= set(listed(page, "queue=new&order=newest&owner=nobody")))
    for case in cases:
        page.get_by_label(f"Select {case}").check()
    expect(page.get_by_text("Selected: 3")).to_be_visible()
    assert broken_rules(page) == []
    page.get_by_role("button", name="Claim", exact=True).click()
    expect(page.get_by_text("Nothing has changed yet.")).to_be_visible()
    assert broken_rules(page) == []
    page.get_by_label("Reason").fill("[Invented] One wave.")
    page.locator("main form").get_by_role("button", name=re.compile("^Claim|^Work on")).click()
    until(lambda: page.get_by_text("Done: 3 of 3").count())
    run = page.url
    assert cases <= set(listed(page, "queue=mine&order=newest"))
    page.goto(run)
    page.get_by_text("Undo all of it").click()
    page.get_by_label("Reason").fill("[Invented] It was another wave.")
    page.get_by_role("button", name="Undo", exact=True).click()
    until(lambda: page.get_by_text(re.compile(r"^\s*Undone:")).count())
    assert not cases & set(listed(page, "queue=mine&order=newest"))
