"""The one frame through which every report takes every step."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from hatehub.accounts.actors import Actor
from hatehub.accounts.permissions import require
from hatehub.accounts.roles import Action
from hatehub.audit.services import record
from hatehub.outbox.services import publish
from reports.events import ReportMoved
from reports.models import Case, Report
from reports.rules.clocks import due_at
from reports.rules.gates import GatesOpen, open_gates
from reports.rules.workflow import State, check_step
from reports.selectors.clocks import get_clocks
from reports.selectors.gates import gate_states

TOLD = ("outcome", "force")
"""Of a step's details, the codes that the complainant may be told."""


class StaleReport(Exception):
    """Somebody else has moved the report since the page was opened."""


@transaction.atomic
def take_step(
    *,
    report_id: UUID,
    step: str,
    by: Actor,
    at: datetime,
    reason: str = "",
    expected_version: int | None = None,
    details: dict[str, Any] | None = None,
    **arguments: Any,
) -> Report:
    """Lock the report, check, move, save, audit and publish: all of it, or nothing.

    `arguments` go to the transition. Raises StepRefused, NotPermitted, and StaleReport where
    `expected_version` is not the report's.
    """
    report = Report.objects.select_for_update().get(id=report_id)
    if expected_version is not None and report.version != expected_version:
        raise StaleReport("Somebody else has changed this report since you opened it.")
    checked = check_step(step, state=report.state)
    require(by=by, action=Action(checked.action))
    stood_at = report.state
    getattr(report, step)(**arguments)
    report.state_since, report.version = at, report.version + 1
    report.due_at = due_at(get_clocks(), state=report.state, since=at)
    report.save()
    facts = {"step": step, "from": stood_at, "to": report.state, "version": report.version, **(details or {})}
    record(subject=f"report:{report.reference}", verb=checked.verb, by=by, at=at, reason=reason, details=facts)
    _publish(report, step=step, at=at, facts=_facts(by=by, details=details or {}))
    return report


def _facts(*, by: Actor, details: dict[str, Any]) -> dict[str, str]:
    """Return the codes of a step that its text may name; a force that acts is the one that is meant."""
    acting = {"force": by.force_code} if by.force_code else {}
    return {**acting, **{name: str(details[name]) for name in TOLD if details.get(name)}}


def _publish(report: Report, *, step: str, at: datetime, facts: dict[str, str]) -> None:
    event = ReportMoved(
        report_id=str(report.id),
        case_id=str(report.case_id),
        step=step,
        state=report.state,
        version=report.version,
        facts=facts,
    )
    publish(event, stream=str(report.case_id), at=at)


def start_triage(*, report_id: UUID, by: Actor, at: datetime) -> Report:
    """Open a report. Afterwards it is in triage."""
    return take_step(report_id=report_id, step="start_triage", by=by, at=at)


def record_crime(*, report_id: UUID, by: Actor, at: datetime, reason: str, **frame: Any) -> Report:
    """Record a report as a crime. Afterwards it waits to be assigned."""
    return take_step(report_id=report_id, step="record_crime", by=by, at=at, reason=reason, **frame)


def record_non_crime(*, report_id: UUID, by: Actor, at: datetime, reason: str, **frame: Any) -> Report:
    """Record a report as a non-crime. Afterwards it waits to be closed, or assigned for recording."""
    return take_step(report_id=report_id, step="record_non_crime", by=by, at=at, reason=reason, **frame)


def mark_out_of_scope(*, report_id: UUID, by: Actor, at: datetime, reason: str, **frame: Any) -> Report:
    """Mark a report as not for the hub. Afterwards it waits to be closed with an explanation."""
    return take_step(report_id=report_id, step="mark_out_of_scope", by=by, at=at, reason=reason, **frame)


def assign(*, report_id: UUID, by: Actor, at: datetime, reason: str, **frame: Any) -> Report:
    """Offer a report to the force that is responsible. Afterwards a package is due."""
    return take_step(report_id=report_id, step="assign", by=by, at=at, reason=reason, **frame)


def mark_packaged(*, report_id: UUID, by: Actor, at: datetime, **frame: Any) -> Report:
    """Note that the evidence package is sealed. Afterwards the report waits on the force."""
    return take_step(report_id=report_id, step="mark_packaged", by=by, at=at, **frame)


def accept(*, report_id: UUID, by: Actor, at: datetime, **frame: Any) -> Report:
    """Note that the force has accepted the case with its package."""
    return take_step(report_id=report_id, step="accept", by=by, at=at, **frame)


def accept_for_recording(*, report_id: UUID, by: Actor, at: datetime, **frame: Any) -> Report:
    """Note that the force has accepted the case for recording only, without a package."""
    return take_step(report_id=report_id, step="accept_for_recording", by=by, at=at, **frame)


def refuse(*, report_id: UUID, by: Actor, at: datetime, reason: str, **frame: Any) -> Report:
    """Note that the force has refused the case. Afterwards the hub decides again who is responsible."""
    return take_step(report_id=report_id, step="refuse", by=by, at=at, reason=reason, **frame)


def refuse_record(*, report_id: UUID, by: Actor, at: datetime, reason: str, **frame: Any) -> Report:
    """Note that the force will not record a non-crime. Afterwards the hub looks at it again."""
    return take_step(report_id=report_id, step="refuse_record", by=by, at=at, reason=reason, **frame)


def take_back(*, report_id: UUID, by: Actor, at: datetime, reason: str) -> Report:
    """Take a case back from a force. Afterwards the hub decides again who is responsible."""
    return take_step(report_id=report_id, step="take_back", by=by, at=at, reason=reason)


def reopen(*, report_id: UUID, by: Actor, at: datetime, reason: str) -> Report:
    """Look at a report again. Afterwards it is in triage."""
    return take_step(report_id=report_id, step="reopen", by=by, at=at, reason=reason)


def request_review(*, report_id: UUID, by: Actor, at: datetime) -> Report:
    """Look at a decision again because its complainant asks so. Afterwards it is in triage."""
    return take_step(report_id=report_id, step="request_review", by=by, at=at)


def withdraw(*, report_id: UUID, by: Actor, at: datetime) -> Report:
    """Close a report because its complainant asks so."""
    return take_step(report_id=report_id, step="withdraw", by=by, at=at)


def close(
    *, report_id: UUID, by: Actor, at: datetime, outcome: str, reason: str, expected_version: int | None = None
) -> Report:
    """Close a report with an outcome. Raises GatesOpen where a gate is neither met nor waived, and StaleReport."""
    return _close(report_id, "close", by=by, at=at, outcome=outcome, reason=reason, version=expected_version)


def close_without_enforcement(
    *, report_id: UUID, by: Actor, at: datetime, outcome: str, reason: str, expected_version: int | None = None
) -> Report:
    """Close a crime on which nobody can act, and say why. Raises as `close` does."""
    step = "close_without_enforcement"
    return _close(report_id, step, by=by, at=at, outcome=outcome, reason=reason, version=expected_version)


def merge(*, report_id: UUID, into: Case, by: Actor, at: datetime, reason: str) -> Report:
    """Put a report into another case. Only the report's case and state change; triage keeps the Merge row."""
    return take_step(
        report_id=report_id,
        step="merge",
        by=by,
        at=at,
        reason=reason,
        case_id=into.id,
        lead_version=into.lead.version,
    )


def unmerge(*, report_id: UUID, case_id: UUID, stood_at: State, by: Actor, at: datetime, reason: str) -> Report:
    """Give a report its own case back, where it stood. Its clock starts anew."""
    return take_step(
        report_id=report_id,
        step="unmerge",
        by=by,
        at=at,
        reason=reason,
        case_id=case_id,
        stood_at=State(stood_at).value,
    )


@transaction.atomic
def _close(
    report_id: UUID, step: str, *, by: Actor, at: datetime, outcome: str, reason: str, version: int | None
) -> Report:
    """Close by either step, the gates read under the report's lock. The reason stands for the complainant too."""
    Report.objects.select_for_update().get(id=report_id)
    waiting = open_gates(gate_states(report_id=report_id))
    if waiting:
        raise GatesOpen(waiting)
    return take_step(
        report_id=report_id,
        step=step,
        by=by,
        at=at,
        reason=reason,
        expected_version=version,
        details={"outcome": outcome},
        outcome=outcome,
        because=reason,
    )
