from datetime import timedelta

import pytest

from hatehub.accounts.permissions import NotPermitted
from hatehub.audit.models import Entry
from hatehub.outbox.models import OutboxEvent
from reports.models import Report, StatusEntry
from reports.rules.references import REPORT_PREFIX, new_reference
from reports.rules.workflow import StepRefused
from reports.services import following, workflow
from reports.services.following import NoSuchReport
from reports.services.submission import receipt_code
from tests.making import reports as making
from triage.services import merging


def test_reference_and_code_open_the_report_and_that_is_recorded(submit, at):
    report = submit()
    assert following.open_report(reference=report.reference, code=report.code, at=at) == report
    entry = Entry.objects.get(verb="status_opened")
    assert entry.actor == f"complainant:{report.reference}"


@pytest.mark.parametrize(
    "typed",
    [
        lambda text: text.lower(),
        lambda text: text.replace("-", ""),
        lambda text: text.replace("-", " "),
        lambda text: f"  {text}\n",
        lambda text: text.replace("0", "o").replace("1", "L"),
    ],
)
def test_reference_and_code_are_understood_however_they_are_typed(submit, at, typed):
    report = submit()
    assert following.open_report(reference=typed(report.reference), code=typed(report.code), at=at) == report


def test_wrong_code_wrong_reference_and_both_are_refused_alike_and_leave_no_trace(submit, at):
    mine, other = submit(), submit()
    before = Entry.objects.count()
    said = set()
    for reference, code in (
        (mine.reference, other.code),
        (other.reference, mine.code),
        (new_reference(REPORT_PREFIX), mine.code),
        (mine.case.reference, mine.code),
        (mine.reference, ""),
        ("", mine.code),
        ("", ""),
        ("'; DROP TABLE", "\0"),
        (mine.reference, mine.receipt_hash),
    ):
        with pytest.raises(NoSuchReport) as refused:
            following.open_report(reference=reference, code=code, at=at)
        said.add(str(refused.value))
    assert len(said) == 1
    assert Entry.objects.count() == before


def test_code_depends_on_the_pepper_and_on_the_token(settings):
    first = receipt_code(token="one")
    assert first == receipt_code(token="one") != receipt_code(token="two")
    settings.LOOKUP_PEPPER = "another pepper of at least 32 letters"
    assert receipt_code(token="one") != first


@pytest.mark.parametrize("state", ["received", "in_triage"])
def test_complainant_withdraws_before_the_hub_has_decided(report_at, at, state):
    report = report_at(state)
    assert following.withdraw(report_id=report.id, at=at).outcome == "withdrawn"
    assert Entry.objects.get(verb="withdrawn").actor == f"complainant:{report.reference}"


@pytest.mark.parametrize("state", ["assessed_crime", "assigned", "with_force", "closed"])
def test_complainant_cannot_withdraw_after_the_hub_has_decided(report_at, at, state):
    report = report_at(state)
    with pytest.raises(StepRefused):
        following.withdraw(report_id=report.id, at=at)
    assert Report.objects.get(id=report.id).state == state


def test_wish_to_withdraw_from_a_case_of_several_is_kept_at_once_and_passed_on_once(submit, officer, at):
    lead, other = submit(), submit()
    merging.merge(report_id=other.id, into_case_id=lead.case_id, by=officer, at=at, reason="same")
    for report in (lead, other):
        asked = following.withdraw(report_id=report.id, at=at)
        following.withdraw(report_id=report.id, at=at + timedelta(hours=1))
        assert (asked.state, asked.withdrawal_asked_at) in (("received", at), ("merged", at))
        assert StatusEntry.objects.filter(report=report, kind="withdrawal_asked").count() == 1
        entry = Entry.objects.get(subject=f"report:{report.reference}", verb="withdrawal_asked")
        assert entry.actor == f"complainant:{report.reference}"
        assert not following.can_withdraw(report=Report.objects.get(id=report.id))
    events = OutboxEvent.objects.filter(name="reports.withdrawal_asked").order_by("sequence")
    assert [event.payload["report_id"] for event in events] == [str(lead.id), str(other.id)]


def test_officer_does_not_withdraw_for_a_complainant(submit, officer, at):
    with pytest.raises(NotPermitted):
        workflow.withdraw(report_id=submit().id, by=officer, at=at)


@pytest.mark.django_db
def test_merged_complainant_asks_for_a_review_and_nobody_else_hears_who(officer, at):
    lead, member = making.submit(at=at), making.submit(at=at)
    merging.merge(report_id=member.id, into_case_id=lead.case_id, by=officer, at=at, reason="same post")
    making.walk(lead, to="closed", by=officer, at=at)
    making.work_off()
    member = Report.objects.get(id=member.id)
    assert following.can_ask_for_review(report=member)
    following.request_review(report_id=member.id, at=at)
    making.work_off()
    assert Report.objects.get(id=lead.id).state == "in_triage"
    kinds = {
        report.id: set(StatusEntry.objects.filter(report=report).values_list("kind", flat=True))
        for report in (lead, member)
    }
    assert "step_request_review" in kinds[member.id]
    assert "step_request_review" not in kinds[lead.id]
    assert "step_reopen" in kinds[lead.id]


@pytest.mark.django_db
def test_review_of_the_lead_is_its_own_complainants_doing(officer, at):
    lead, member = making.submit(at=at), making.submit(at=at)
    merging.merge(report_id=member.id, into_case_id=lead.case_id, by=officer, at=at, reason="same post")
    making.walk(lead, to="closed", by=officer, at=at)
    making.work_off()
    following.request_review(report_id=lead.id, at=at)
    making.work_off()
    entry = StatusEntry.objects.get(report=lead, kind="step_request_review")
    assert entry.role == "complainant"
    assert not StatusEntry.objects.filter(report=member, kind="step_request_review").exists()
    assert StatusEntry.objects.filter(report=member, kind="step_reopen").exists()
