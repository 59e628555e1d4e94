"""Forces with cases of the same subject are told of one another, and one is proposed as the lead."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from hatehub.accounts.actors import HUB
from hatehub.accounts.permissions import NotPermitted
from hatehub.audit.models import Entry
from intel.models import Account, AccountLink, SharedSubject, Subject
from intel.services import deciding_links, sharing_subjects, watching_subjects
from intel.services.sharing_subjects import LeadRefused
from referrals.models import FeedEntry
from reports.services import subjects as withheld
from tests.making import reports as making
from tests.making.transfers import KENT, force

pytest_plugins = ["tests.making.http", "tests.making.force_client"]
NAME, WEST_YORKSHIRE = "lanternfenwick", making.WEST_YORKSHIRE
X, TIKTOK = "https://x.com/{}/status/17000000000000000{}", "https://www.tiktok.com/@{}/video/72000000000000000{}"


@pytest.fixture
def case(submit, officer, at):
    """Make a case of a force that names an account, and work it off."""
    numbers = iter(range(10, 99))

    def make(*, force=WEST_YORKSHIRE, name=NAME, site=X):
        report = submit(url=site.format(name, next(numbers)))
        making.walk(report, to="assessed_crime", by=officer, at=at)
        report = making.assign(report, by=officer, at=at, force=force)
        making.work_off()
        return report

    return make


def entries(force):
    return FeedEntry.objects.filter(force__code=force, change="subject_shared")


def account_of(report):
    return Account.objects.get(sightings__report=report)


def test_two_forces_with_one_account_are_told_once_and_the_earlier_is_proposed(case):
    first = case()
    assert not SharedSubject.objects.exists()
    second = case(force=KENT)
    row = SharedSubject.objects.get()
    assert row.forces == sorted([KENT, WEST_YORKSHIRE])
    assert (row.lead.code, row.ground, row.state) == (WEST_YORKSHIRE, "earlier", "proposed")
    assert entries(WEST_YORKSHIRE).get().case == first.case
    assert entries(KENT).get().case == second.case
    watching_subjects.look_at_cases(cases=[first.case_id, second.case_id], by=HUB, at=row.told_at)
    making.work_off()
    assert FeedEntry.objects.filter(change="subject_shared").count() == 2
    assert Entry.objects.filter(verb="forces_told").count() == 1


def test_one_force_is_told_nothing(case):
    case()
    case()
    assert not SharedSubject.objects.exists()
    assert not entries(WEST_YORKSHIRE).exists()


def test_one_more_report_moves_the_lead_to_nobody_else(case):
    case()
    case(force=KENT)
    for _ in range(3):
        case(force=KENT)
    assert SharedSubject.objects.get().lead.code == WEST_YORKSHIRE


def test_a_confirmed_link_brings_forces_together_and_taking_it_back_parts_them(case, officer, at):
    one, other = case(), case(force=KENT, site=TIKTOK)
    assert not SharedSubject.objects.exists()
    link = AccountLink.objects.get()
    deciding_links.confirm(link_id=link.id, by=officer, at=at, reason="The same face.")
    making.work_off()
    row = SharedSubject.objects.get()
    assert row.subject == account_of(other).subject
    assert (entries(KENT).count(), entries(WEST_YORKSHIRE).count()) == (1, 1)
    deciding_links.reopen(link_id=link.id, by=officer, at=at, reason="It was a cousin.")
    making.work_off()
    assert not SharedSubject.objects.exists()
    assert entries(KENT).count() + entries(WEST_YORKSHIRE).count() >= 3
    assert account_of(one).subject != account_of(other).subject


def test_what_is_withheld_is_no_share(case, officer, at):
    case()
    second = case(force=KENT)
    withheld.restrict(
        case_id=second.case_id, destroy_at=at + timedelta(days=30), by=officer, at=at, reason="It is no crime."
    )
    watching_subjects.look_at_cases(cases=[second.case_id], by=HUB, at=at)
    assert not SharedSubject.objects.exists()


def test_an_officer_names_the_lead_and_it_stays(case, officer, at):
    case()
    case(force=KENT)
    row = SharedSubject.objects.get()
    facts = {"subject": row.subject, "by": officer, "at": at}
    with pytest.raises(LeadRefused) as refused:
        sharing_subjects.name_lead(force="W06000015", is_agreed=True, reason="They met.", **facts)
    assert refused.value.field == "force"
    with pytest.raises(LeadRefused):
        sharing_subjects.name_lead(force=KENT, is_agreed=True, reason=" ", **facts)
    sharing_subjects.name_lead(force=KENT, is_agreed=True, reason="Agreed by telephone.", **facts)
    making.work_off()
    row.refresh_from_db()
    assert (row.lead.code, row.state, row.ground) == (KENT, "agreed", "")
    assert entries(WEST_YORKSHIRE).count() == 2
    case()
    row.refresh_from_db()
    assert (row.lead.code, row.state) == (KENT, "agreed")
    assert Entry.objects.get(verb="lead_named").reason == "Agreed by telephone."


def test_nobody_else_may(case, at):
    case()
    case(force=KENT)
    for by in (force(KENT), HUB):
        with pytest.raises(NotPermitted):
            sharing_subjects.name_lead(
                subject=SharedSubject.objects.get().subject, force=KENT, is_agreed=False, reason="x", by=by, at=at
            )


def test_the_api_tells_who_else_has_cases_and_nothing_of_them(case, program):
    first = case()
    second = case(force=KENT)
    client = program()
    (told,) = client.get(f"cases/{first.case.reference}").json()["subjects"]
    assert told["cases"] == [first.case.reference]
    assert [each["handle"] for each in told["accounts"]] == [NAME]
    assert told["other_forces"] == [{"force": KENT, "name": "Kent Police", "cases": 1}]
    assert told["lead"]["because"] == "It has the earliest report."
    assert second.case.reference not in str(client.get(f"cases/{first.case.reference}").json()["subjects"])


def test_the_number_of_statements_does_not_grow_with_cases(case, program):
    first = case()
    case(force=KENT)
    client = program()
    client.get(f"cases/{first.case.reference}")
    with CaptureQueriesContext(connection) as few:
        client.get(f"cases/{first.case.reference}")
    for _ in range(3):
        case()
    with CaptureQueriesContext(connection) as more:
        client.get(f"cases/{first.case.reference}")
    assert len(more) <= len(few) + 1


def test_a_subject_that_many_reports_name_is_looked_at_later_and_once(case, monkeypatch, at):
    monkeypatch.setattr(watching_subjects, "MANY", 1)
    case()
    case(force=KENT)
    assert not SharedSubject.objects.exists()
    subject = Subject.objects.get()
    assert subject.look_due_at is not None
    assert watching_subjects.look_at_due(by=HUB, at=timezone.now() + timedelta(seconds=1)) == 1
    assert SharedSubject.objects.get().subject == subject
    assert watching_subjects.look_at_due(by=HUB, at=timezone.now() + timedelta(seconds=1)) == 0
    case()
    subject.refresh_from_db()
    assert subject.look_due_at is not None
