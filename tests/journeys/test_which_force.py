"""Which force: a crime with two forces, no victim, nobody responsible, a force that refuses, and the registrar."""

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import CODES, Answer, RunningHub, until
from tests.journeys.walking import broken_rules, sign_in, status_text

pytestmark = [pytest.mark.journey, pytest.mark.xdist_group("journeys")]

WYP, KENT = "West Yorkshire Police", "Kent Police"


def crime(hub: RunningHub) -> tuple[str, str, str]:
    """Make a report that is assessed as a crime; return its case's address, its reference and its receipt code."""
    made = (
        "import secrets\n"
        "from django.utils import timezone\n"
        "from hatehub.accounts.actors import Actor\n"
        "from hatehub.accounts.roles import Role\n"
        "from tests.making import reports as making\n"
        "url = f'https://x.com/journey_forces/status/{1_700_000_000_000_000_000 + secrets.randbelow(10**17)}'\n"
        "at, by = timezone.now(), Actor(role=Role.OFFICER, identifier='journey')\n"
        "sent = making.submit(at=at, url=url, narrative='[Invented] They wrote that I should leave.', kind='victim')\n"
        "report = making.walk(sent, to='assessed_crime', by=by, at=at)\n"
        "print(report.case.reference, report.reference, sent.code)"
    )
    case, reference, code = hub.manage("shell", "-v", "0", "-c", made).stdout.split()[-3:]
    return f"/hub/cases/{case}/", reference, code


def reference_in(address: str) -> str:
    return address.strip("/").split("/")[-1]


def test_case_goes_to_two_forces_is_transferred_refused_and_settled(
    page: Page, hub: RunningHub, answer: Answer
) -> None:
    address, *sent = crime(hub)
    sign_in(page, "supervisor")
    case = reference_in(address)
    page.goto(f"{address}responsibility/")
    assert broken_rules(page) == []
    page.get_by_role("button", name="Assign").click()
    until(lambda: answer(WYP, f"cases/{case}")["state"] == "packaged")
    answer(WYP, f"cases/{case}/accept", crime_number="13/1/26")
    propose(page, address)
    assert answer(KENT, f"cases/{case}")["transfer"]["from_force"] == CODES[WYP]
    answer(KENT, f"cases/{case}/transfer/refuse", reason="[Invented] He has moved to Leeds.")
    page.goto(f"{address}forces/")
    expect(page.get_by_text("[Invented] He has moved to Leeds.")).to_be_visible()
    page.get_by_role("link", name="Take it to the registrar").click()
    page.get_by_label("Reason").fill("[Invented] The rule names Kent.")
    assert broken_rules(page) == []
    page.get_by_role("button", name="Take it to the registrar").click()
    page.goto("/hub/disputes/")
    assert broken_rules(page) == []
    page.get_by_role("link", name=case).click()
    page.get_by_label(KENT, exact=True).check()
    page.get_by_label("Why? Both forces read this.").fill("[Invented] He was in Kent when it was sent.")
    assert broken_rules(page) == []
    page.get_by_role("button", name="Decide").click()
    until(lambda: answer(KENT, f"cases/{case}")["state"] == "packaged")
    answer(KENT, f"cases/{case}/accept", crime_number="46/1/26")
    page.goto(address)
    expect(page.get_by_text("stays in touch with the victim as well").first).to_be_visible()
    assert KENT in str(until(lambda: KENT in status_text(page, *sent) and status_text(page, *sent)))


def propose(page: Page, address: str) -> None:
    """Enter that the suspect was traced to Kent, see what the rule says, and propose the transfer."""
    page.goto(f"{address}forces/")
    page.get_by_text("Change what is known").click()
    page.get_by_role("group", name="Where was the suspect when it was sent?").get_by_label(
        "In the area of the force below"
    ).first.check()
    page.get_by_label("Suspect's force").select_option(KENT)
    page.get_by_label("The victim's force had recorded it before").check()
    page.get_by_role("button", name="Ask the rule again").click()
    expect(page.get_by_role("heading", name="What rule S3 says")).to_be_visible()
    assert broken_rules(page) == []
    page.get_by_label("Why? The force reads this.").fill("[Invented] The suspect was traced to Kent.")
    page.get_by_role("button", name="Propose the transfer").click()
    expect(page.get_by_text("Proposed. The force that has the case keeps it")).to_be_visible()


def test_no_victim_asks_for_a_nomination_and_two_abroad_stay_with_the_hub(page: Page, hub: RunningHub) -> None:
    address, *_ = crime(hub)
    sign_in(page, "supervisor")
    page.goto(f"{address}responsibility/")
    page.get_by_text("Change what is known").click()
    page.get_by_label("There is no one victim").check()
    page.get_by_label("Force of the person who reported it").select_option("")
    page.get_by_role("button", name="Ask the rule again").click()
    expect(page.get_by_text("Which force does the hub nominate?").first).to_be_visible()
    page.get_by_label("The force that the hub nominates").select_option(KENT)
    page.get_by_role("button", name="Ask the rule again").click()
    expect(page.get_by_role("heading", name="Rule S8 decides")).to_be_visible()
    page.get_by_text("Change what is known").click()
    page.get_by_role("group", name="Where does the victim live?").get_by_label("Abroad").first.check()
    page.get_by_role("group", name="Where was the suspect when it was sent?").get_by_label("Abroad").first.check()
    page.get_by_role("button", name="Ask the rule again").click()
    expect(page.get_by_text("No force records or investigates this; the hub keeps it.")).to_be_visible()
    assert broken_rules(page) == []
    page.get_by_role("button", name="Keep it at the hub").click()
    expect(page.get_by_text("Recorded: no force records it")).to_be_visible()
