"""Every step of the workflow, refused to each role that may not take it; the reports are made once."""

from datetime import UTC, datetime

import pytest

from hatehub.accounts.actors import Actor
from hatehub.accounts.permissions import NotPermitted
from hatehub.accounts.roles import ROLE_ACTIONS, Action, Role
from hatehub.audit.models import Entry
from hatehub.outbox.models import OutboxEvent
from reports.models import Report
from reports.rules.workflow import STEPS
from reports.services.workflow import take_step
from tests.making import reports as making
from tests.making.steps import arguments_of
from triage.services import merging

pytest_plugins = ["tests.making.kept"]
AT = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)


@pytest.fixture(scope="module")
def standing_at(kept_rows):
    """A report at each state from which some step starts."""
    officer = Actor(role=Role.OFFICER, identifier="officer-1")
    states = {min(step.sources) for step in STEPS.values()}
    made = {state: making.walk(making.submit(at=AT), to=state, by=officer, at=AT) for state in states - {"merged"}}
    if "merged" in states:
        lead, other = making.submit(at=AT), making.submit(at=AT)
        merging.merge(report_id=other.id, into_case_id=lead.case_id, by=officer, at=AT, reason="same")
        made["merged"] = Report.objects.get(id=other.id)
    return made


def traces():
    return Entry.objects.count(), OutboxEvent.objects.count()


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("step", STEPS.values(), ids=lambda step: step.name)
def test_step_is_refused_to_roles_without_its_action(standing_at, db, step, role):
    if Action(step.action) in ROLE_ACTIONS[role]:
        return
    report = standing_at[min(step.sources)]
    before = traces()
    with pytest.raises(NotPermitted):
        take_step(
            report_id=report.id,
            step=step.name,
            by=Actor(role=role, identifier="x"),
            at=AT,
            **arguments_of(step.name, report),
        )
    assert Report.objects.get(id=report.id).state == report.state
    assert traces() == before
