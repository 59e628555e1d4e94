import pytest

from hatehub.accounts.permissions import NotPermitted
from reports.models import Report, StatusEntry, Update
from reports.selectors.shipped_texts import TEXTS
from reports.selectors.story import list_story, shown_state
from reports.selectors.texts import UnknownText
from reports.services import updates, workflow
from tests.making import reports as making
from triage.services import merging


def kinds(report):
    return list(report.story.order_by("id").values_list("kind", flat=True))


@pytest.fixture
def pair(submit, officer, at):
    lead, member = submit(email="lead@example.org"), submit(email="member@example.org")
    merging.merge(report_id=member.id, into_case_id=lead.case_id, by=officer, at=at, reason="same")
    return lead, Report.objects.get(id=member.id)


def test_person_without_an_address_has_a_story_and_no_message(submit):
    report = submit()
    making.work_off()
    assert kinds(report) == ["received"]
    assert not Update.objects.exists()


def test_person_with_an_address_gets_one_message_for_each_line(report_at):
    report = report_at("assessed_crime", email="a@example.org")
    making.work_off()
    assert kinds(report) == ["received", "step_start_triage", "step_record_crime"]
    assert Update.objects.filter(entry__report=report, state="waiting").count() == 3


def test_line_is_told_once_whatever_the_worker_repeats(submit, hub, at):
    report = submit(email="a@example.org")
    told = [updates.tell(reports=[report], kind="caught_up", key="again", by=hub, at=at) for _ in range(3)]
    assert told == [1, 0, 0]
    assert (StatusEntry.objects.count(), Update.objects.count()) == (2, 2)


def test_kind_without_a_text_is_refused(submit, hub, at):
    report = submit()
    with pytest.raises(UnknownText):
        updates.tell(reports=[report], kind="nonsense", key="k", by=hub, at=at)
    assert kinds(report) == ["received"]


def test_force_writes_no_story(submit, west_yorkshire, at):
    with pytest.raises(NotPermitted):
        updates.tell(reports=[submit()], kind="received", key="k", by=west_yorkshire, at=at)


def test_every_text_can_be_shown(submit, hub, at):
    report = submit()
    for kind in TEXTS:
        updates.tell(reports=[report], kind=kind, key=kind, by=hub, at=at)
    lines = list_story(report=report)
    assert len(lines) == len(TEXTS)
    assert all(line.title and line.body and line.by for line in lines)


def test_decision_that_can_be_told_meets_the_gate(report_at):
    report = report_at("assessed_crime", email="a@example.org")
    making.work_off()
    assert report.gates.get(name="complainant_told").state == "met"


def test_decision_that_cannot_be_sent_is_waived_with_the_reason(report_at):
    report = report_at("out_of_scope")
    making.work_off()
    gate = report.gates.get(name="complainant_told")
    assert gate.state == "waived"
    assert "status page" in gate.reason


def test_members_of_a_case_hear_of_every_step_of_the_lead(pair, officer, at):
    lead, member = pair
    workflow.start_triage(report_id=lead.id, by=officer, at=at)
    making.assess(lead, making.CRIME, by=officer, at=at)
    making.work_off()
    assert kinds(member)[-2:] == ["step_start_triage", "step_record_crime"]
    assert member.gates.get(name="complainant_told").state == "met"
    assert shown_state(report=member) == "assessed_crime"


def test_merge_is_told_to_the_member_alone(pair):
    lead, member = pair
    making.work_off()
    assert kinds(member) == ["received", "step_merge"]
    assert kinds(lead) == ["received"]


def test_late_joiner_is_caught_up_once(report_at, submit, officer, at):
    lead, member = report_at("in_triage"), submit()
    making.work_off()
    merging.merge(report_id=member.id, into_case_id=lead.case_id, by=officer, at=at, reason="same")
    making.work_off()
    assert sorted(kinds(member)) == ["caught_up", "received", "step_merge"]


def test_report_taken_out_again_hears_nothing_more_of_the_lead(pair, officer, at):
    lead, member = pair
    merging.unmerge(report_id=member.id, by=officer, at=at, reason="not the same")
    workflow.start_triage(report_id=lead.id, by=officer, at=at)
    making.work_off()
    assert kinds(member)[-1] == "step_unmerge"
    assert "step_start_triage" not in kinds(member)


def test_late_joiner_does_not_hear_of_steps_taken_before_it_joined(report_at, submit, officer, at):
    lead, member = report_at("in_triage"), submit()
    merging.merge(report_id=member.id, into_case_id=lead.case_id, by=officer, at=at, reason="same")
    making.work_off()
    assert "step_start_triage" not in kinds(member)
