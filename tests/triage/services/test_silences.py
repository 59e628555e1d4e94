"""Forces that do not answer: reminded once each, then it comes back; also after downtime, and with two workers."""

from datetime import timedelta

import pytest

from hatehub.accounts.permissions import NotPermitted
from hatehub.audit.models import Entry
from hatehub.outbox.models import OutboxEvent
from referrals.services import answering
from reports.models import Report, StatusEntry
from reports.services import workflow
from tests.making import reports as making
from tests.making.transfers import escalate, force, propose, refuse
from triage.models import Transfer
from triage.selectors.answer_times import get_answer_times
from triage.services import merging, silences

pytest_plugins = ["tests.making.committing"]
HOUR = timedelta(hours=1)
OFFER, TRANSFER = get_answer_times().offer, get_answer_times().transfer
WYP = making.WEST_YORKSHIRE


def sweep(hub, at):
    return silences.chase_many(case_ids=silences.list_due(at=at), by=hub, at=at)


def reminders():
    return OutboxEvent.objects.filter(name="triage.transfer_moved", payload__change="reminder").count()


def state_of(report):
    return Report.objects.get(id=report.id).state


def test_silent_force_is_reminded_once_each_and_then_the_case_comes_back(report_at, hub, at):
    report = report_at("packaged")
    assert sweep(hub, at) == 1
    assert Transfer.objects.get().answer_by == at + OFFER.answer
    seen = []
    for hours in range(0, 130, 2):
        sweep(hub, at + hours * HOUR)
        seen.append((hours, reminders(), state_of(report)))
    firsts = [next(hours for hours, number, _ in seen if number == each) * HOUR for each in (1, 2)]
    assert tuple(firsts) == OFFER.reminders
    assert max(number for _, number, _ in seen) == len(OFFER.reminders)
    back = next(hours for hours, _, state in seen if state == "assessed_crime") * HOUR
    assert back == OFFER.back
    row = Transfer.objects.get()
    assert (row.state, row.answered_by, row.answer_reason) == ("lapsed", "", "No answer in 120 hours.")
    entry = Entry.objects.get(verb="taken_back")
    assert (entry.actor, entry.reason) == ("hub:hub", "No answer in 120 hours.")
    assert Entry.objects.filter(verb="force_reminded").count() == 2
    assert Entry.objects.get(verb="force_silent").details["force"] == WYP


def test_complainant_is_told_that_the_case_came_back(report_at, hub, at):
    report = report_at("packaged")
    for hours in (0, 48, 72, 120):
        sweep(hub, at + hours * HOUR)
    making.work_off()
    assert StatusEntry.objects.filter(report=report).latest("id").kind == "step_take_back"


def test_record_of_a_non_crime_goes_back_to_triage(report_at, officer, hub, at):
    report = report_at("assessed_non_crime")
    making.assign(report, by=officer, at=at)
    making.pack(report, at=at)
    for hours in (0, 48, 72, 120):
        sweep(hub, at + hours * HOUR)
    assert state_of(report) == "in_triage"
    assert Entry.objects.filter(verb="record_taken_back").exists()
    assert not Entry.objects.filter(verb="taken_back").exists()
    making.work_off()
    assert StatusEntry.objects.filter(report=report).latest("id").kind == "step_take_back_record"


def test_nothing_is_taken_back_unwarned_after_downtime(report_at, hub, at):
    report = report_at("packaged")
    late = at + timedelta(days=30)
    sweep(hub, late)
    assert reminders() == 0
    sweep(hub, late)
    assert (reminders(), state_of(report)) == (1, "packaged")
    sweep(hub, late + OFFER.grace - HOUR)
    assert (reminders(), state_of(report)) == (1, "packaged")
    sweep(hub, late + OFFER.grace)
    assert (reminders(), state_of(report)) == (1, "assessed_crime")


def test_clock_waits_for_the_package(report_at, hub, at):
    report = report_at("assigned")
    assert sweep(hub, at + timedelta(days=30)) == 0
    making.pack(report, at=at + timedelta(days=30))
    sweep(hub, at + timedelta(days=30))
    assert Transfer.objects.get().clock_since == at + timedelta(days=30)
    assert state_of(report) == "packaged"


def test_answer_ends_it(report_at, west_yorkshire, hub, at):
    report = report_at("packaged")
    sweep(hub, at)
    answering.accept(reference=report.case.reference, crime_number="1", by=west_yorkshire, at=at)
    for days in (3, 6, 9):
        assert sweep(hub, at + timedelta(days=days)) == 0
    assert state_of(report) == "with_force"


def test_refusal_is_kept_with_its_reason(report_at, west_yorkshire, hub, at):
    report = report_at("packaged")
    answering.refuse(reference=report.case.reference, reason="Not in our area.", by=west_yorkshire, at=at)
    row = Transfer.objects.get()
    assert (row.state, row.answer_reason) == ("refused", "Not in our area.")
    assert sweep(hub, at + timedelta(days=9)) == 0


def test_silent_transfer_lapses_and_the_first_force_keeps_the_case(report_at, officer, hub, at):
    report = report_at("with_force")
    row = propose(report, by=officer, at=at)
    for hours in (72, 120, 168):
        sweep(hub, at + hours * HOUR)
    row = Transfer.objects.get(id=row.id)
    assert (row.state, reminders(), state_of(report)) == ("lapsed", len(TRANSFER.reminders), "with_force")
    with pytest.raises(Exception, match="lapsed already"):
        refuse(row, at=at)
    assert escalate(row, by=officer, at=at).state == "escalated"


def test_reminder_goes_to_the_force_that_was_asked_alone(report_at, officer, hub, at):
    propose(report_at("with_force"), by=officer, at=at)
    sweep(hub, at + 72 * HOUR)
    event = OutboxEvent.objects.get(payload__change="reminder")
    assert event.payload["forces"] == ["E23000032"]


def test_proposal_ends_when_the_case_goes_elsewhere(report_at, officer, hub, at):
    report = report_at("with_force")
    row = propose(report, by=officer, at=at)
    workflow.reopen(report_id=report.id, by=officer, at=at, reason="New facts.")
    assert sweep(hub, at + HOUR) == 1
    row = Transfer.objects.get(id=row.id)
    assert (row.state, row.answer_reason) == ("withdrawn", "The case has moved on.")
    assert sweep(hub, at + 2 * HOUR) == 0


def test_dispute_ends_when_the_case_is_closed(report_at, officer, west_yorkshire, hub, at):
    report = report_at("packaged")
    answering.refuse(reference=report.case.reference, reason="Not ours.", by=west_yorkshire, at=at)
    row = escalate(Transfer.objects.get(), by=officer, at=at)
    making.close(report, by=officer, at=at)
    assert sweep(hub, at + HOUR) == 1
    row = Transfer.objects.get(id=row.id)
    assert (row.state, row.answer_reason) == ("withdrawn", "Not ours.")


def test_dispute_is_not_ended_while_it_waits_for_the_registrar(report_at, officer, hub, at):
    report = report_at("with_force")
    row = escalate(refuse(propose(report, by=officer, at=at), at=at), by=officer, at=at)
    assert sweep(hub, at + timedelta(days=60)) == 0
    row = Transfer.objects.get(id=row.id)
    assert row.state == "escalated"


def test_case_that_is_worked_as_part_of_another_waits_and_its_clock_starts_anew(report_at, submit, officer, hub, at):
    report = report_at("packaged")
    sweep(hub, at)
    merging.merge(report_id=report.id, into_case_id=submit().case_id, by=officer, at=at, reason="same")
    later = at + timedelta(days=20)
    assert sweep(hub, later) == 0
    merging.unmerge(report_id=report.id, by=officer, at=later, reason="not the same")
    assert sweep(hub, later) == 1
    row = Transfer.objects.get()
    assert (row.clock_since, row.reminders, row.state) == (later, 0, "proposed")
    assert sweep(hub, later + HOUR) == 0


def test_case_offered_before_offers_were_kept_is_chased_as_well(report_at, hub, at):
    report = report_at("packaged")
    Transfer.objects.all().delete()
    for hours in (1, 1, 48, 72, 120):
        sweep(hub, at + hours * HOUR)
    row = Transfer.objects.get()
    assert (row.state, row.clock_since, row.inputs["victim"]["force"]) == ("lapsed", at, WYP)
    assert state_of(report) == "assessed_crime"


def test_only_the_hub_and_supervisors_take_back(report_at, officer, west_yorkshire, at):
    report = report_at("packaged")
    for by in (officer, west_yorkshire):
        with pytest.raises(NotPermitted):
            silences.chase(case_id=report.case_id, by=by, at=at)


def test_two_workers_at_once_do_it_once(together, officer, hub, at):
    report = making.walk(making.submit(at=at), to="packaged", by=officer, at=at)
    sweep(hub, at)
    for hours in (48, 72, 120):
        when = at + hours * HOUR
        together(*[lambda when=when: sweep(hub, when)] * 3)
    assert (reminders(), state_of(report)) == (2, "assessed_crime")
    assert Entry.objects.filter(verb="taken_back").count() == 1
    assert Entry.objects.filter(verb="force_reminded").count() == 2


def test_answer_at_the_moment_it_comes_back_leaves_one_of_the_two(together, officer, hub, at):
    report = making.walk(making.submit(at=at), to="packaged", by=officer, at=at)
    for hours in (0, 48, 72):
        sweep(hub, at + hours * HOUR)
    when = at + OFFER.back
    together(
        lambda: sweep(hub, when),
        lambda: answering.accept(reference=report.case.reference, crime_number="1", by=force(WYP), at=when),
    )
    row = Transfer.objects.get()
    assert (row.state, state_of(report)) in {("lapsed", "assessed_crime"), ("accepted", "with_force")}
