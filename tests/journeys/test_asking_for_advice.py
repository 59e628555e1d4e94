"""An officer asks an adviser, who answers over a link without an account; the answer becomes a glossary entry."""

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys.conftest import Mailbox, RunningHub, until
from tests.journeys.walking import beyond, broken_rules, report_in_full, sign_in

pytestmark = [pytest.mark.journey, pytest.mark.xdist_group("journeys")]
LINK = "https://x.com/journey_advised/status/1766666666677700055"
WORDS = "[Invented] Those people with their moon sign should go."
DESK = "desk@institute.invalid"
AGREE = """
from reports.models import Report
report = Report.objects.select_related("case", "complainant").get(reference="{reference}")
report.complainant.shares_with_experts = True
report.complainant.save()
print(report.case.reference)
"""


def address_in(letter: object) -> str:
    body = letter.get_payload(decode=True).decode()  # type: ignore[attr-defined]
    found = re.search(r"/answer/[\w-]{43}/", body)
    assert found, body
    return found.group()


def look(page: Page, name: str) -> None:
    """Check a page under axe, and on a small screen."""
    assert broken_rules(page) == [], name
    page.set_viewport_size({"width": 320, "height": 800})
    assert beyond(page) == [], name
    page.set_viewport_size({"width": 1280, "height": 900})


def test_adviser_answers_and_the_officer_keeps_what_it_means(
    page: Page, browser: Browser, hub: RunningHub, mailbox: Mailbox
) -> None:
    reference, _code = report_in_full(page, link=LINK, words=WORDS)
    case = hub.manage("shell", "-v", "0", "-c", AGREE.format(reference=reference)).stdout.split()[-1]
    sign_in(page, "officer")
    page.goto(f"/hub/cases/{case}/tab/advice/")
    page.get_by_role("link", name="Ask a community organisation or an adviser").click()
    look(page, "asking")
    page.get_by_label("Whom do you ask?").select_option(
        label="Invented Institute for the Study of Symbols (Expert adviser)"
    )
    page.get_by_label("What do you want to know?").fill("[Invented] What does the moon sign mean?")
    page.get_by_label("Words of post 1").check()
    page.get_by_label("nothing blacked out").check()
    page.get_by_label("I have looked at each picture").check()
    page.get_by_role("button", name="Ask", exact=True).click()
    expect(page.get_by_text("The body is asked.")).to_be_visible()
    look(page, "tab")

    [letter] = until(lambda: mailbox.to(DESK))
    assert letter["Subject"] == f"{case}: Your view is asked for"
    address = address_in(letter)
    adviser = browser.new_context(base_url=hub.site, java_script_enabled=True)
    there = adviser.new_page()
    there.goto(address)
    expect(there.get_by_role("heading", name="Your view is asked for")).to_be_visible()
    expect(there.get_by_text("should go", exact=False)).to_be_hidden()
    there.get_by_text("Show the words of the post").click()
    expect(there.get_by_text("moon sign should go")).to_be_visible()
    there.get_by_text("Show the picture").click()
    picture = there.get_by_alt_text("Picture 1")
    until(lambda: picture.evaluate("image => image.complete && image.naturalWidth > 0"))
    text = there.content()
    assert not any(hidden in text for hidden in ("Demo Victim", "victim@example.org", reference, "x.com"))
    assert {cookie["name"] for cookie in adviser.cookies()} <= {"hub-csrf"}
    look(there, "adviser")

    there.get_by_role("button", name="Send the answer").click()
    expect(there.get_by_text("There is a problem")).to_be_visible()
    there.get_by_label("Answer: fill in the questions below").check()
    there.get_by_role("group", name="Does it cause harm?").get_by_label("Yes").check()
    there.get_by_label("Is there a symbol or a phrase").fill("moon sign")
    there.get_by_label("What does it mean?").fill("[Invented] Worn by those who want others gone.")
    there.get_by_role("group", name="Should it be removed?").get_by_label("Yes").check()
    there.get_by_label("Very sure").check()
    there.get_by_role("button", name="Send the answer").click()
    expect(there.get_by_role("heading", name="Your answer has been received")).to_be_visible()
    there.goto(address)
    expect(there.get_by_role("heading", name="This has been answered")).to_be_visible()
    adviser.close()

    page.goto("/hub/advice/")
    look(page, "waiting")
    page.get_by_role("link", name=case).click()
    page.get_by_text("Show the answer").click()
    expect(page.get_by_text("Worn by those who want others gone.")).to_be_visible()
    page.get_by_role("button", name="I have read this").click()
    page.get_by_role("link", name="Add what is explained to the glossary").click()
    look(page, "writing")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("heading", name="moon sign")).to_be_visible()
    page.goto("/hub/glossary/?q=moon")
    look(page, "glossary")
    expect(page.get_by_text("Worn by those who want others gone.")).to_be_visible()
