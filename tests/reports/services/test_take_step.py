from datetime import timedelta

import pytest

from hatehub.accounts.actors import Actor, actor_for_complainant
from hatehub.accounts.roles import ROLE_ACTIONS, Action
from hatehub.audit.models import Entry
from hatehub.outbox.models import OutboxEvent
from reports.models import Report
from reports.rules.workflow import OPEN_STATES, STEPS, State, StepRefused
from reports.selectors.clocks import get_clocks
from reports.services import workflow
from reports.services.workflow import StaleReport, take_step
from tests.making import reports as making
from tests.making.steps import arguments_of
from triage.services import merging

pytest_plugins = ["tests.making.committing"]


@pytest.fixture
def standing_at(report_at, submit, officer, at):
    def make(state):
        if state != "merged":
            return report_at(state)
        lead, other = submit(), submit()
        merging.merge(report_id=other.id, into_case_id=lead.case_id, by=officer, at=at, reason="same")
        return Report.objects.get(id=other.id)

    return make


def somebody_who_may(action):
    role = next(role for role, held in ROLE_ACTIONS.items() if Action(action) in held)
    return Actor(role=role, identifier="somebody", force_code=making.WEST_YORKSHIRE)


def traces():
    return Entry.objects.count(), OutboxEvent.objects.count()


@pytest.mark.parametrize("state", State)
def test_steps_that_the_table_does_not_give_leave_nothing_behind(standing_at, at, state):
    report = standing_at(state)
    before = traces()
    for step in STEPS.values():
        if state in step.sources:
            continue
        with pytest.raises(StepRefused):
            take_step(
                report_id=report.id,
                step=step.name,
                by=somebody_who_may(step.action),
                at=at,
                **arguments_of(step.name, report),
            )
    again = Report.objects.get(id=report.id)
    assert (again.state, again.version, again.state_since) == (report.state, report.version, report.state_since)
    assert traces() == before


@pytest.mark.parametrize("step", STEPS.values(), ids=lambda step: step.name)
def test_step_moves_audits_and_publishes_from_each_of_its_sources(standing_at, at, step):
    later = at + timedelta(hours=1)
    for state in sorted(step.sources):
        report = standing_at(state)
        by = somebody_who_may(step.action)
        taken = take_step(
            report_id=report.id, step=step.name, by=by, at=later, reason="why", **arguments_of(step.name, report)
        )
        target = step.target or State.IN_TRIAGE
        stored = Report.objects.get(id=report.id)
        assert (taken.state, stored.state, stored.version) == (target, target, report.version + 1)
        assert stored.state_since == later
        open_until = later + timedelta(hours=get_clocks().hours[target]) if target in OPEN_STATES else None
        assert stored.due_at == open_until
        entry = Entry.objects.filter(subject=f"report:{report.reference}").latest("sequence")
        assert (entry.verb, entry.actor, entry.reason) == (step.verb, str(by), "why")
        assert (entry.details["from"], entry.details["to"]) == (state, target)
        event = OutboxEvent.objects.latest("sequence")
        assert event.stream == str(stored.case_id)
        assert (event.payload["step"], event.payload["version"]) == (step.name, stored.version)


def test_stale_page_changes_nothing(submit, officer, at):
    report = submit()
    before = traces()
    for version in (0, report.version + 1):
        with pytest.raises(StaleReport):
            take_step(report_id=report.id, step="start_triage", by=officer, at=at, expected_version=version)
    assert traces() == before
    taken = take_step(report_id=report.id, step="start_triage", by=officer, at=at, expected_version=report.version)
    assert taken.state == "in_triage"


@pytest.mark.parametrize("failing", ["record", "publish"])
def test_failing_audit_or_event_rolls_the_state_back(submit, officer, at, monkeypatch, failing):
    report = submit()
    before = traces()

    def fail(*args, **kwargs):
        raise RuntimeError

    monkeypatch.setattr(workflow, failing, fail)
    with pytest.raises(RuntimeError):
        workflow.start_triage(report_id=report.id, by=officer, at=at)
    assert Report.objects.get(id=report.id).state == "received"
    assert traces() == before


def test_state_cannot_be_set_past_the_machine(submit):
    report = submit()
    with pytest.raises(AttributeError):
        report.state = "closed"


def test_one_of_two_officers_at_once_takes_the_step(together, officer, at):
    report = making.submit(at=at)
    answers = together(*[lambda: workflow.start_triage(report_id=report.id, by=officer, at=at)] * 4)
    assert sorted(type(answer).__name__ for answer in answers) == ["Report"] + ["StepRefused"] * 3
    assert Entry.objects.filter(verb="triage_started").count() == 1


def test_complainant_withdraws_an_own_report_through_the_frame(submit, at):
    report = submit()
    workflow.withdraw(report_id=report.id, by=actor_for_complainant(report.reference), at=at)
    stored = Report.objects.get(id=report.id)
    assert (stored.state, stored.outcome, stored.due_at) == ("closed", "withdrawn", None)
