"""Closing a case by whichever step its state asks for."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from hatehub.accounts.actors import Actor
from hatehub.accounts.permissions import require
from hatehub.accounts.roles import Action
from reports.models import Case, Report
from reports.rules.workflow import State
from reports.services import workflow
from triage.models import SecondReading
from triage.services import second_readings
from triage.services.assessing import latest_assessment


@transaction.atomic
def close(
    *, case_id: UUID, outcome: str, reason: str, by: Actor, at: datetime, expected_version: int
) -> SecondReading | None:
    """Close a case with an outcome and its reason, and return None.

    Where it is a crime of a repeat victim on which nobody is to act, another officer reads it first: then it is not
    closed, and the reading that it waits for is returned. Raises NotPermitted, StepRefused, GatesOpen, StaleReport.
    """
    require(by=by, action=Action.CLOSE)
    case = Case.objects.select_for_update(no_key=True).get(id=case_id)
    lead = Report.objects.select_for_update().get(id=case.lead_id)
    step = workflow.close
    if lead.state == State.ASSESSED_CRIME:
        if lead.version != expected_version:
            raise workflow.StaleReport("Somebody else has changed this report since you opened it.")
        waiting = _read_first(lead, reason=reason, by=by, at=at)
        if waiting:
            return waiting
        step = workflow.close_without_enforcement
    step(report_id=lead.id, by=by, at=at, outcome=outcome, reason=reason, expected_version=expected_version)
    return None


def _read_first(lead: Report, *, reason: str, by: Actor, at: datetime) -> SecondReading | None:
    decided = latest_assessment(report=lead)
    if decided is None:
        return None
    return second_readings.ask_before_closing(assessment=decided, reason=reason, by=by, at=at)
