"""Marking the gates of closing."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from hatehub.accounts.actors import Actor
from hatehub.accounts.permissions import require
from hatehub.accounts.roles import Action
from hatehub.audit.services import record
from reports.models import Gate, Report
from reports.rules.gates import GATES


class WaiverNeedsReason(Exception):
    """A gate is waived only with a reason."""


def open_all(*, report: Report) -> None:
    """Make every gate of the policy for a new report, open."""
    Gate.objects.bulk_create(Gate(report=report, name=name) for name in GATES)


def meet(*, report_id: UUID, name: str, by: Actor, at: datetime, reason: str = "") -> Gate:
    """Mark a gate as met. Marking it twice changes nothing."""
    return _mark(report_id=report_id, name=name, state=Gate.State.MET, by=by, at=at, reason=reason)


def waive(*, report_id: UUID, name: str, by: Actor, at: datetime, reason: str) -> Gate:
    """Waive a gate: the person cannot be reached, or does not answer. Raises WaiverNeedsReason."""
    if not reason.strip():
        raise WaiverNeedsReason("Say why this is waived.")
    return _mark(report_id=report_id, name=name, state=Gate.State.WAIVED, by=by, at=at, reason=reason)


def reopen(*, report_id: UUID, name: str, by: Actor, at: datetime, reason: str) -> Gate:
    """Open a gate again: what had met it turned out not to have happened."""
    return _mark(report_id=report_id, name=name, state=Gate.State.OPEN, by=by, at=at, reason=reason)


@transaction.atomic
def _mark(*, report_id: UUID, name: str, state: Gate.State, by: Actor, at: datetime, reason: str) -> Gate:
    require(by=by, action=Action.MARK_GATE)
    Report.objects.select_for_update().get(id=report_id)  # the lock under which closing reads its gates
    gate = Gate.objects.select_related("report").get(report_id=report_id, name=name)
    if gate.state == state:
        return gate
    gate.state, gate.reason, gate.marked_at = state, reason, at
    gate.save(update_fields=["state", "reason", "marked_at"])
    record(
        subject=f"report:{gate.report.reference}",
        verb=f"gate_{state.value}",
        by=by,
        at=at,
        reason=reason,
        details={"gate": name},
    )
    return gate
