"""A decision on a case of many reaches each of them once, slice after slice."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from hatehub.audit.models import Entry
from hatehub.audit.selectors import verify
from hatehub.outbox import services as outbox
from hatehub.outbox.models import Delivery
from reports.models import DecisionNotice, Gate, Report, StatusEntry, Update
from reports.services import gates, updates, workflow
from tests.making import reports as making
from triage.services import merging

pytest_plugins = ["tests.making.committing"]
MEMBERS = 7


def wave(officer, at, *, members=MEMBERS):
    """Make a case of so many reports beside the lead, of which every second can be mailed."""
    lead = making.submit(at=at, email="lead@example.org")
    for number in range(members):
        member = making.submit(at=at, email=f"m{number}@example.org" if number % 2 else "")
        merging.merge(report_id=member.id, into_case_id=lead.case_id, by=officer, at=at, reason="same")
    workflow.start_triage(report_id=lead.id, by=officer, at=at)
    making.work_off()
    return lead


def decide(lead, officer, at):
    making.assess(lead, making.CRIME, by=officer, at=at)


def told(lead, kind="step_record_crime"):
    return StatusEntry.objects.filter(report__case_id=lead.case_id, kind=kind)


def parts(at):
    """Deliver until nothing is due; return how many were told after each delivery."""
    seen = []
    while True:
        outbox.number_events()
        due = outbox.lease_due(at=at)
        if not due:
            return seen
        for each in due:
            outbox.handle(delivery_id=each, at=at)
        seen.append(told_in_all())


def told_in_all():
    return StatusEntry.objects.filter(kind="step_record_crime").count()


@pytest.fixture
def _small_slices(monkeypatch):
    monkeypatch.setattr(updates, "SLICE", 3)


@pytest.mark.usefixtures("_small_slices")
def test_large_case_is_told_part_by_part_and_everybody_once(db, officer, at):
    lead = wave(officer, at)
    decide(lead, officer, at)
    assert list(dict.fromkeys(parts(at))) == [3, 6, MEMBERS + 1]
    assert told(lead).count() == told(lead).values("report").distinct().count() == MEMBERS + 1
    assert DecisionNotice.objects.filter(step="record_crime").count() == MEMBERS + 1
    assert Update.objects.filter(entry__kind="step_record_crime").count() == 4
    assert not Delivery.objects.exclude(state="done").exists()
    assert verify().first_broken is None


@pytest.mark.usefixtures("_small_slices")
def test_lead_is_told_first_and_alone_reads_why_it_was_closed(db, officer, at):
    lead = wave(officer, at)
    decide(lead, officer, at)
    making.work_off()
    for name in ("support_offered", "intelligence_considered"):
        gates.waive(report_id=lead.id, name=name, by=officer, at=at, reason="for the test")
    workflow.close_without_enforcement(
        report_id=lead.id, by=officer, at=at, outcome="no_enforcement", reason="Only for the lead."
    )
    outbox.number_events()
    for each in outbox.lease_due(at=at):
        outbox.handle(delivery_id=each, at=at)
    making.work_off()
    closed = told(lead, "step_close_without_enforcement").order_by("id")
    assert closed.count() == MEMBERS + 1
    assert closed[0].report_id == lead.id
    assert [line.report_id for line in closed if line.sealed_note] == [lead.id]


@pytest.mark.usefixtures("_small_slices")
def test_second_decision_waits_until_everybody_has_heard_the_first(db, officer, at):
    lead = wave(officer, at)
    decide(lead, officer, at)
    workflow.reopen(report_id=lead.id, by=officer, at=at, reason="New facts.")
    making.assess(lead, making.OUT_OF_SCOPE, by=officer, at=at)
    making.work_off()
    for report in Report.objects.filter(case_id=lead.case_id):
        lines = list(report.story.order_by("id").values_list("kind", flat=True))
        assert lines[-3:] == ["step_record_crime", "step_reopen", "step_mark_out_of_scope"]


@pytest.mark.usefixtures("_small_slices")
def test_worker_that_dies_in_the_middle_loses_nothing_and_tells_nobody_twice(committed, officer, at, monkeypatch):
    lead = wave(officer, at)
    decide(lead, officer, at)
    outbox.number_events()
    (tell,) = [each for each in outbox.lease_due(at=at) if Delivery.objects.get(id=each).handler == "reports.tell"]
    outbox.handle(delivery_id=tell, at=at)
    open_notices = updates.notices.open_notices

    def die(**arguments):
        open_notices(**arguments)
        raise SystemExit

    monkeypatch.setattr(updates.notices, "open_notices", die)
    with pytest.raises(SystemExit):
        outbox.handle(delivery_id=tell, at=at)
    assert told_in_all() == 3
    monkeypatch.setattr(updates.notices, "open_notices", open_notices)
    making.work_off(at=at + outbox.LEASE)
    assert told(lead).count() == told(lead).values("report").distinct().count() == MEMBERS + 1
    assert Entry.objects.filter(verb="gate_met").count() == Gate.objects.filter(state="met").count()
    assert DecisionNotice.objects.count() == MEMBERS + 1


@pytest.mark.usefixtures("_small_slices")
def test_two_workers_with_one_delivery_tell_everybody_once(together, officer, at):
    lead = wave(officer, at)
    decide(lead, officer, at)
    outbox.number_events()
    due = outbox.lease_due(at=at)
    together(*[lambda: [outbox.handle(delivery_id=each, at=at) for each in due] for _ in range(4)])
    making.work_off()
    assert told(lead).count() == told(lead).values("report").distinct().count() == MEMBERS + 1


def test_telling_asks_no_more_of_the_database_for_more_people(db, officer, hub, at):
    counted = []
    for members in (2, 6):
        lead = wave(officer, at, members=members)
        decide(lead, officer, at)
        report = Report.objects.get(id=lead.id)
        with CaptureQueriesContext(connection) as queries:
            updates.tell_of_step(report=report, step="record_crime", version=report.version, by=hub, at=at)
        counted.append(len(queries))
    assert counted[0] == counted[1]


def test_member_who_had_no_line_of_an_earlier_decision_is_not_told_of_it_later(db, officer, hub, at):
    lead = wave(officer, at, members=1)
    decide(lead, officer, at)
    making.work_off()
    late = making.submit(at=at)
    merging.merge(report_id=late.id, into_case_id=lead.case_id, by=officer, at=at, reason="same")
    report = Report.objects.get(id=lead.id)
    assert updates.tell_of_step(report=report, step="record_crime", version=report.version, by=hub, at=at)
    assert not late.story.filter(kind="step_record_crime").exists()


def test_many_late_joiners_are_caught_up_once_each(db, hub, at):
    reports = [making.submit(at=at, email="a@example.org") for _ in range(3)]
    joined = {report.id: number for number, report in enumerate(reports, start=1)}
    assert updates.catch_up(joined=joined, by=hub, at=at) == 3
    assert updates.catch_up(joined=joined, by=hub, at=at) == 0
    assert [report.story.get(kind="caught_up").key for report in reports] == [f"caught-up:{n}" for n in (1, 2, 3)]


def test_gate_of_many_is_marked_where_it_was_not_and_recorded_for_each(db, officer, at):
    reports = [making.submit(at=at) for _ in range(3)]
    gates.meet(report_id=reports[0].id, name="support_offered", by=officer, at=at)
    ids = [report.id for report in reports]
    assert len(gates.meet_many(report_ids=ids, name="support_offered", by=officer, at=at)) == 3
    assert Entry.objects.filter(verb="gate_met").count() == 3
    assert set(Gate.objects.filter(name="support_offered").values_list("state", flat=True)) == {"met"}


def test_gate_of_many_that_the_policy_does_not_know_marks_none(db, officer, at):
    with pytest.raises(Gate.DoesNotExist):
        gates.meet_many(report_ids=[making.submit(at=at).id], name="tea_offered", by=officer, at=at)


def test_waiving_for_many_needs_a_reason(db, officer, at):
    with pytest.raises(gates.WaiverNeedsReason):
        gates.waive_many(report_ids=[making.submit(at=at).id], name="support_offered", by=officer, at=at, reason=" ")
