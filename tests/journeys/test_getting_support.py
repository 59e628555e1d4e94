"""Somebody asks for support on their page; a service declines, the next accepts, is chased, and gets in touch."""

import os
import re

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys.conftest import Mailbox, RunningHub, until
from tests.journeys.walking import beyond, broken_rules, report_in_full, sign_in, speak, status_text

pytestmark = [pytest.mark.journey, pytest.mark.xdist_group("journeys")]
LINK = "https://x.com/journey_supported/status/1766666666677700088"
FIRST, NEXT = "Invented Victim Service, West Yorkshire", "Invented Faith Communities' Support"
FIRST_DESK, NEXT_DESK = "desk@victim-service.invalid", "desk@faith-support.invalid"
CASE_OF = """
from reports.models import Report
print(Report.objects.select_related("case").get(reference="{reference}").case.reference)
"""
TWO_DAYS_LATER = """
from datetime import timedelta
from django.db.models import F
from referrals.models import SupportReferral
from referrals.tasks import chase_support
rows = SupportReferral.objects.filter(report__reference="{reference}", state="accepted")
assert rows.update(contact_due_at=F("contact_due_at") - timedelta(days=2, minutes=1)) == 1
chase_support()
"""


def letters_to(mailbox: Mailbox, desk: str, title: str) -> list[str]:
    """Return the addresses in the letters to a desk with a title."""
    found = [letter for letter in mailbox.to(desk) if str(letter["Subject"]).endswith(title)]
    bodies = [letter.get_payload(decode=True).decode() for letter in found]  # type: ignore[union-attr]
    assert not any("Demo Victim" in body or "victim@example.org" in body or "x.com" in body for body in bodies)
    return [match.group() for body in bodies if (match := re.search(r"/answer/[\w-]{43}/", body))]


def look(page: Page, name: str) -> None:
    """Check a page under axe, and on a small screen; keep a picture where a folder for them is named."""
    assert broken_rules(page) == [], name
    folder = os.environ.get("HATEHUB_PICTURES")
    for width in (1280, 375, 320):
        page.set_viewport_size({"width": width, "height": 900})
        if folder:
            page.screenshot(path=f"{folder}/{name}-{width}.png", full_page=True)
    assert beyond(page) == [], name
    page.set_viewport_size({"width": 1280, "height": 900})


def ask_for_support(page: Page, reference: str, code: str) -> None:
    status_text(page, reference, code)
    expect(page.get_by_role("heading", name="Looking after yourself")).to_be_visible()
    look(page, "status")
    page.get_by_role("link", name="More advice").click()
    look(page, "more-advice")
    page.get_by_role("link", name="Back", exact=True).click()
    page.get_by_role("link", name="Would you like support?").click()
    look(page, "would-you-like")
    page.get_by_label("Yes, a support service may").check()
    page.get_by_role("button", name="Send", exact=True).click()
    expect(page.get_by_text("We ask a support service for you.")).to_be_visible()


def test_support_is_asked_for_declined_accepted_chased_and_given(
    page: Page, browser: Browser, hub: RunningHub, mailbox: Mailbox
) -> None:
    reference, code = report_in_full(page, link=LINK)
    case = hub.manage("shell", "-v", "0", "-c", CASE_OF.format(reference=reference)).stdout.split()[-1]
    ask_for_support(page, reference, code)

    sign_in(page, "officer")
    page.goto(f"/hub/cases/{case}/tab/support/")
    expect(page.get_by_text(f"{FIRST}: it works in the area of West Yorkshire Police")).to_be_visible()
    look(page, "tab")
    page.get_by_role("link", name="Ask a service").click()
    look(page, "asking")
    expect(page.get_by_label(FIRST)).to_be_checked()
    page.get_by_role("button", name="Ask", exact=True).click()
    expect(page.get_by_text("The service is asked.")).to_be_visible()

    [address] = until(lambda: letters_to(mailbox, FIRST_DESK, f"{case}: Can you support somebody?"))
    service = browser.new_context(base_url=hub.site)
    there = service.new_page()
    there.goto(address)
    expect(there.get_by_text("Religion or belief")).to_be_visible()
    assert "Demo Victim" not in there.content()
    look(there, "deciding")
    there.get_by_label("No", exact=True).check()
    there.get_by_label("We cannot take anybody on just now").check()
    there.get_by_role("button", name="Send the answer").click()
    expect(there.get_by_role("heading", name="Your answer has been received")).to_be_visible()

    page.goto("/hub/support/")
    look(page, "waiting")
    page.get_by_role("link", name=case).click()
    page.get_by_role("button", name="I have seen to this").click()
    page.get_by_role("link", name="Ask a service").click()
    expect(page.get_by_label(NEXT)).to_be_checked()
    page.get_by_role("button", name="Ask", exact=True).click()

    [address] = until(lambda: letters_to(mailbox, NEXT_DESK, f"{case}: Can you support somebody?"))
    there.goto(address)
    there.get_by_label("Yes, we get in touch within two days").check()
    there.get_by_role("button", name="Send the answer").click()
    expect(there.get_by_role("heading", name="You can answer again")).to_be_visible()
    until(lambda: letters_to(mailbox, NEXT_DESK, f"{case}: What we ask next"))

    result = hub.manage("shell", "-v", "0", "-c", TWO_DAYS_LATER.format(reference=reference))
    assert result.returncode == 0, result.stderr
    [address] = until(lambda: letters_to(mailbox, NEXT_DESK, f"{case}: Have you been in touch?"))
    there.goto(address)
    assert "Demo Victim" not in there.content()
    look(there, "in-touch")
    with service.expect_page() as opened:
        there.get_by_role("button", name="Show the details").click()
    expect(opened.value.get_by_text("Demo Victim")).to_be_visible()
    expect(opened.value.get_by_text("victim@example.org")).to_be_visible()
    look(opened.value, "details")
    assert "my shop" not in opened.value.content()
    there.get_by_label("Yes, we have spoken or written").check()
    there.get_by_role("button", name="Send the answer").click()
    there.get_by_role("link", name=hub.site).click()
    look(there, "outcome")
    there.get_by_label("We supported them").check()
    there.get_by_role("button", name="Send the answer").click()
    expect(there.get_by_role("heading", name="Your answer has been received")).to_be_visible()
    service.close()

    page.goto(f"/hub/cases/{case}/tab/support/")
    expect(page.get_by_text("Support offered: done.")).to_be_visible()
    expect(page.get_by_text("Supported, or still is")).to_be_visible()
    look(page, "tab-in-the-end")
    text = status_text(page, reference, code)
    assert f"{NEXT} will get in touch with you" in text
    assert "to offer you support" in text
    speak(page, "pl")
    expect(page.get_by_text(f"{NEXT} skontaktuje się z Tobą")).to_be_visible()
    speak(page, "en-gb")
