"""A threat to life goes to a control room at once; a force that stays silent gives the case back by itself."""

import secrets

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import Mailbox, RunningHub, until
from tests.journeys.walking import broken_rules, sign_in

pytestmark = [pytest.mark.journey, pytest.mark.xdist_group("journeys")]

DESK = "duty.desk@west-yorkshire.example"
MAKE = """
from django.utils import timezone
from hatehub.accounts.actors import Actor
from hatehub.accounts.roles import Role
from hatehub.reference.models import Force
from tests.making import reports as making
Force.objects.filter(code='E23000010').update(duty_email='{desk}')
at, by = timezone.now(), Actor(role=Role.OFFICER, identifier='journey')
told = '[Invented] He writes that he comes tonight.'
sent = making.submit(at=at, url='{url}', narrative=told, kind='victim', **{more})
report = making.walk(sent, to='{to}', by=by, at=at)
print(report.case.reference)
"""
WAIT = """
from datetime import timedelta
from django.utils import timezone
from hatehub.accounts.actors import HUB
from reports.models import Case
from triage.services import silences
case = Case.objects.get(reference='{case}')
for hours in (49, 73, 200):
    print(silences.chase(case_id=case.id, by=HUB, at=timezone.now() + timedelta(hours=hours)))
"""


def make(hub: RunningHub, *, to: str, **more: str) -> str:
    """Make a report as its sender would, walk it to a state, and return the address of its case."""
    url = f"https://x.com/journey_danger/status/{1_700_000_000_000_000_000 + secrets.randbelow(10**17)}"
    done = hub.manage("shell", "-v", "0", "-c", MAKE.format(desk=DESK, url=url, to=to, more=more))
    return f"/hub/cases/{done.stdout.split()[-1]}/"


def test_threat_to_life_is_handed_over_and_logged(page: Page, hub: RunningHub, mailbox: Mailbox) -> None:
    address = make(hub, to="received", danger="danger")
    case = address.strip("/").split("/")[-1]
    sign_in(page, "officer")

    def is_first() -> bool:
        page.goto("/hub/queues/")
        return page.get_by_role("link", name=case).count() > 1

    until(is_first)
    page.get_by_role("link", name=case).first.click()
    page.goto(f"{address}emergency/")
    expect(page.get_by_role("link", name="999")).to_be_visible()
    page.get_by_label("A threat to life").check()
    page.get_by_role("button", name="Begin the hand-over").click()
    expect(page.get_by_role("heading", name="Read this out")).to_be_visible()
    expect(page.get_by_text("[Invented] He writes that he comes tonight.").first).to_be_visible()
    assert broken_rules(page) == []
    until(lambda: mailbox.to(DESK))
    told = mailbox.to(DESK)[0]
    assert case in str(told)
    assert "comes tonight" not in str(told)
    page.get_by_label("Who took the call").fill("[Invented] Operator 12")
    page.get_by_label("Their incident number").fill("WYP-20260302-0099")
    page.get_by_label("When they took it").fill("00:01")
    page.get_by_role("button", name="Record that they took it").click()
    expect(page.get_by_text("WYP-20260302-0099").first).to_be_visible()
    assert broken_rules(page) == []
    page.goto(address)
    expect(page.get_by_role("button", name="Begin triage")).to_be_visible()


def test_silent_force_is_reminded_and_the_case_comes_back(page: Page, hub: RunningHub) -> None:
    address = make(hub, to="packaged")
    case = address.strip("/").split("/")[-1]
    sign_in(page, "supervisor")
    page.goto(address)
    expect(page.get_by_text("Offered to force").first).to_be_visible()
    hub.manage("shell", "-v", "0", "-c", WAIT.format(case=case))
    page.goto(address)
    expect(page.get_by_role("button", name="Settle the force")).to_be_visible()
    page.goto(f"{address}tab/timeline/")
    assert broken_rules(page) == []
