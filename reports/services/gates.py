"""Marking the gates of closing."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db import transaction

from hatehub.accounts.actors import Actor
from hatehub.accounts.permissions import require
from hatehub.accounts.roles import Action
from hatehub.audit.services import Note, record_many
from reports.models import Gate, Report
from reports.rules.gates import DECIDED_ANEW, DEMANDED_GATES, GATES, TOLD


class WaiverNeedsReason(Exception):
    """A gate is waived only with a reason."""


class NotByHand(Exception):
    """A demanded gate is marked by its owner, when what it waits for is done."""


def open_all(*, report: Report) -> None:
    """Make every gate of the policy for a new report, open."""
    Gate.objects.bulk_create(Gate(report=report, name=name) for name in GATES)


def meet(*, report_id: UUID, name: str, by: Actor, at: datetime, reason: str = "") -> Gate:
    """Mark a gate as met. Marking it twice changes nothing."""
    return _mark([report_id], name=name, state=Gate.State.MET, by=by, at=at, reason=reason)[0]


def waive(*, report_id: UUID, name: str, by: Actor, at: datetime, reason: str) -> Gate:
    """Waive a gate: the person cannot be reached, or does not answer. Raises WaiverNeedsReason."""
    return waive_many(report_ids=[report_id], name=name, by=by, at=at, reason=reason)[0]


def reopen(*, report_id: UUID, name: str, by: Actor, at: datetime, reason: str) -> Gate:
    """Open a gate again: what had met it turned out not to have happened."""
    return _mark([report_id], name=name, state=Gate.State.OPEN, by=by, at=at, reason=reason)[0]


def open_again(*, report: Report, by: Actor, at: datetime) -> int:
    """Open what a new decision asks for anew, as a step of the workflow looks at a report again; return how many.

    These are the telling of the decision, and whatever was waived. Whoever may take that step may do this.
    """
    rows = Gate.objects.filter(report=report, name__in=GATES).exclude(state=Gate.State.OPEN)
    gates = [gate for gate in rows.select_related("report") if gate.name == TOLD or gate.state == Gate.State.WAIVED]
    _store(gates, state=Gate.State.OPEN, by=by, at=at, reason=DECIDED_ANEW)
    return len(gates)


@transaction.atomic
def demand(*, report_id: UUID, name: str, by: Actor, at: datetime, reason: str) -> Gate:
    """Make a demanded gate, open, or open it again. One that is open stays as it is."""
    require(by=by, action=Action.MARK_GATE)
    _lock({report_id})
    gate, is_new = Gate.objects.get_or_create(report_id=report_id, name=name)
    if is_new:
        gate.reason, gate.marked_at = reason, at
        gate.save(update_fields=["reason", "marked_at"])
        record_many(notes=[_note(gate)], by=by, at=at)
        return gate
    return _mark([report_id], name=name, state=Gate.State.OPEN, by=by, at=at, reason=reason, is_owner=True)[0]


def fulfil(*, report_id: UUID, name: str, by: Actor, at: datetime, reason: str) -> Gate:
    """Mark a demanded gate as met. Raises Gate.DoesNotExist where it was not demanded."""
    return _mark([report_id], name=name, state=Gate.State.MET, by=by, at=at, reason=reason, is_owner=True)[0]


def drop(*, report_id: UUID, name: str, by: Actor, at: datetime, reason: str) -> Gate | None:
    """Waive a demanded gate that is open, because what demanded it has fallen; None where there is none open."""
    if not Gate.objects.filter(report_id=report_id, name=name, state=Gate.State.OPEN).exists():
        return None
    return _mark([report_id], name=name, state=Gate.State.WAIVED, by=by, at=at, reason=reason, is_owner=True)[0]


@transaction.atomic
def hand_on(*, from_report_id: UUID, to_report_id: UUID, by: Actor, at: datetime) -> None:
    """Give the report that leads from now on the demanded gates of the one that led, as they stand there."""
    for gate in Gate.objects.filter(report_id=from_report_id, name__in=DEMANDED_GATES):
        reason = gate.reason or "handed on with the lead"
        demand(report_id=to_report_id, name=gate.name, by=by, at=at, reason=reason)
        if gate.state == Gate.State.MET:
            fulfil(report_id=to_report_id, name=gate.name, by=by, at=at, reason=reason)
        elif gate.state == Gate.State.WAIVED:
            drop(report_id=to_report_id, name=gate.name, by=by, at=at, reason=reason)
        drop(report_id=from_report_id, name=gate.name, by=by, at=at, reason="handed on with the lead")


def meet_many(*, report_ids: Iterable[UUID], name: str, by: Actor, at: datetime, reason: str = "") -> list[Gate]:
    """Mark one gate of many reports as met, as `meet` would one by one, with as many statements as for one."""
    return _mark(report_ids, name=name, state=Gate.State.MET, by=by, at=at, reason=reason)


def waive_many(*, report_ids: Iterable[UUID], name: str, by: Actor, at: datetime, reason: str) -> list[Gate]:
    """Waive one gate of many reports for one reason, as `waive` would one by one. Raises WaiverNeedsReason."""
    if not reason.strip():
        raise WaiverNeedsReason("Say why this is waived.")
    return _mark(report_ids, name=name, state=Gate.State.WAIVED, by=by, at=at, reason=reason)


@transaction.atomic
def _mark(
    report_ids: Iterable[UUID],
    *,
    name: str,
    state: Gate.State,
    by: Actor,
    at: datetime,
    reason: str,
    is_owner: bool = False,
) -> list[Gate]:
    require(by=by, action=Action.MARK_GATE)
    if name in DEMANDED_GATES and not is_owner:
        raise NotByHand(name)
    chosen = set(report_ids)
    _lock(chosen)
    rows = Gate.objects.filter(report_id__in=chosen, name=name).select_related("report")
    gates = list(rows.only("report_id", "name", "state", "reason", "marked_at", "report__reference").order_by("id"))
    if len(gates) < len(chosen):
        raise Gate.DoesNotExist(name)
    changing = [gate for gate in gates if gate.state != state]
    _store(changing, state=state, by=by, at=at, reason=reason)
    return gates


def _store(gates: list[Gate], *, state: Gate.State, by: Actor, at: datetime, reason: str) -> None:
    for gate in gates:
        gate.state, gate.reason, gate.marked_at = state, reason, at
    ids = [gate.id for gate in gates]
    Gate.objects.filter(id__in=ids).update(state=state, reason=reason, marked_at=at)
    record_many(notes=[_note(gate) for gate in gates], by=by, at=at)


def _lock(report_ids: set[UUID]) -> None:
    """Take the lock under which closing reads its gates, of all reports in one order."""
    list(Report.objects.filter(id__in=report_ids).order_by("id").select_for_update().values_list("id"))


def _note(gate: Gate) -> Note:
    return Note(
        subject=f"report:{gate.report.reference}",
        verb=f"gate_{Gate.State(gate.state).value}",
        reason=gate.reason,
        details={"gate": gate.name},
    )
