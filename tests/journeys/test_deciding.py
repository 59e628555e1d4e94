"""Deciding: a non-crime under each regime, who it is about withheld, and a review by another officer."""

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys.conftest import RunningHub, until
from tests.journeys.walking import broken_rules, report_in_full, sign_in, status_text

pytestmark = [pytest.mark.journey, pytest.mark.xdist_group("journeys")]

NOT_A_CRIME = (
    ("Does the report concern a crime?", "No"),
    ("Does anyone other than the subject perceive", "Yes"),
    ("Is it a distinct event", "Yes"),
    ("Is the complaint trivial", "No"),
    ("Did it happen at a school", "No"),
)
OF_2023 = (
    *NOT_A_CRIME,
    ("does somebody significant harm?", "No"),
    ("commits an offence in future?", "No"),
)
OF_2026 = (
    *NOT_A_CRIME,
    ("Is it among the most serious", "No"),
    ("Does it tell something that helps", "Yes"),
    ("does somebody significant harm?", "No"),
    ("commits an offence in future?", "Yes"),
    ("Would it endanger somebody", "Yes"),
)


def send_one(page: Page, number: int) -> tuple[str, str]:
    """Report a post that no other journey reports."""
    link = f"https://x.com/journey_deciding/status/17555555555555{number:05d}"
    return report_in_full(page, link=link, words=f"[Invented] Sign {number}: they should all be gone.")


def open_case(page: Page, hub: RunningHub, reference: str) -> str:
    """Open the case of a report; return its address."""
    made = f"from reports.models import Report\nprint(Report.objects.get(reference='{reference}').case.reference)"
    case = hub.manage("shell", "-v", "0", "-c", made).stdout.split()[-1]
    page.goto(f"/hub/cases/{case}/")
    return f"/hub/cases/{case}/"


def answer_all(page: Page, answers: tuple[tuple[str, str], ...]) -> None:
    """Answer the questions of the policy one after the other, each with a reason."""
    page.get_by_role("button", name="Assess").click()
    for question, answer in answers:
        page.get_by_role("group", name=question).get_by_label(answer, exact=True).check()
        page.get_by_label("Reason").last.fill("[Invented] What was reported says so.")
        page.get_by_role("button", name="Continue").click()


def record(page: Page) -> None:
    assert broken_rules(page) == []
    page.get_by_role("button", name="Record this decision").click()
    expect(page.get_by_text("The decision is recorded")).to_be_visible()


def put_in_force(page: Page, version: str) -> None:
    page.goto(f"/hub/policy/{version}/")
    page.get_by_label("Why is this version put in force?").fill("[Invented] The review is in force.")
    page.get_by_role("button", name=f"Put {version} in force").click()
    expect(page.get_by_text("In force since")).to_be_visible()


def test_non_crime_of_2023_is_withheld_and_reviewed_by_somebody_else(
    page: Page, browser: Browser, hub: RunningHub
) -> None:
    reference, code = send_one(page, 1)
    officer = browser.new_context(base_url=hub.site).new_page()
    sign_in(officer, "officer")
    address = open_case(officer, hub, reference)
    officer.get_by_role("button", name="Begin triage").click()
    answer_all(officer, OF_2023)
    expect(officer.get_by_text("These answers lead to: Non-crime hate incident")).to_be_visible()
    record(officer)
    expect(officer.get_by_text("Withheld: it is not a crime").first).to_be_visible()
    assert "journey_deciding" not in officer.locator("main").inner_text()
    assert broken_rules(officer) == []
    officer.goto(f"{address}close/")
    expect(officer.get_by_text("Who can meet it: An officer, on the tab Intelligence.")).to_be_visible()
    assert until(lambda: "not a crime" in status_text(page, reference, code).lower())
    page.get_by_role("link", name="Ask for a review").click()
    page.get_by_role("button", name="Ask for a review").click()
    officer.goto(address)
    expect(officer.get_by_text("somebody else decides").first).to_be_visible()
    expect(officer.get_by_role("button", name="Assess")).to_have_count(0)
    expect(officer.get_by_text("journey_deciding").first).to_be_visible()
    other = browser.new_context(base_url=hub.site).new_page()
    sign_in(other, "supervisor")
    other.goto(address)
    answer_all(other, OF_2023)
    record(other)
    expect(other.get_by_text("Withheld: it is not a crime").first).to_be_visible()


def test_non_crime_under_the_review_of_2026_is_intelligence_whose_data_is_kept(page: Page, hub: RunningHub) -> None:
    reference, _code = send_one(page, 2)
    sign_in(page, "supervisor")
    put_in_force(page, "2026-review.1")
    try:
        open_case(page, hub, reference)
        page.get_by_role("button", name="Begin triage").click()
        answer_all(page, OF_2026)
        expect(page.get_by_text("These answers lead to: Intelligence only")).to_be_visible()
        record(page)
        assert page.get_by_text("Withheld: it is not a crime").count() == 0
        expect(page.get_by_text("journey_deciding").first).to_be_visible()
        expect(page.get_by_text("policy 2026-review.1").first).to_be_visible()
        expect(page.get_by_role("link", name="Have a force record it")).to_have_count(0)
    finally:
        put_in_force(page, "2023-code.2")
