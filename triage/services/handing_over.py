"""Emergency hand-overs: awaited, begun, tried, taken, or not needed. The case moves on in its own workflow."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from hatehub.accounts.actors import Actor
from hatehub.accounts.permissions import require
from hatehub.accounts.roles import Action
from hatehub.audit.services import Note, ReasonRequired, record, record_many
from hatehub.reference.models import Force
from hatehub.reference.selectors import get_force
from hatehub.vault import services as vault
from hatehub.vault.models import Purpose
from reports.models import OfficeMail, Report
from reports.services import office_mail
from triage.models import Handover, HandoverAttempt
from triage.rules.emergency import begin_by, kind_of, taken_by
from triage.selectors.emergency_table import get_emergency_table

State = Handover.State
OPEN = (State.WAITING, State.BEGUN)
SUBJECT = "Emergency hand-over {reference}"
BODY = """The hub for online hate crime is handing an emergency over to {force}: {kind}.

Reference: {reference}
Begun: {at}

An officer of the hub is ringing your control room now with what is known. If you have not been rung, ring the hub and
give the reference. If the case is with your force already, you can read it under this reference.

Nothing personal is in this message, and nothing personal should be sent in reply to it.
"""
KINDS_IN_MAIL = {
    Handover.Kind.THREAT_TO_LIFE: "a threat to life",
    Handover.Kind.CHILD_AT_RISK: "a child at risk",
}


class AlreadyBegun(Exception):
    """Somebody has begun this hand-over already."""


class NotOpen(Exception):
    """This hand-over has not begun, or is settled."""


class TakenInFuture(Exception):
    """A call that has not been made yet cannot have been taken."""


@transaction.atomic
def note_danger(*, report_id: UUID, by: Actor, at: datetime) -> Handover | None:
    """Start the clock where a report says that somebody is in danger; None where it doesn't, or has one already.

    Raises NotPermitted.
    """
    require(by=by, action=Action.HAND_OVER)
    report = Report.objects.select_for_update().get(id=report_id)
    kind = kind_of(report.danger)
    if kind is None or report.handovers.exists():
        return None
    return _await(report, kind=kind, since=at)


@transaction.atomic
def begin(*, report_id: UUID, kind: Handover.Kind, force_code: str, by: Actor, at: datetime) -> Handover:
    """Begin to hand a report over to a force's control room, and have its duty desk told at once.

    Afterwards the clock runs until the control room has taken it. A report whose last hand-over is settled gets
    another. Raises AlreadyBegun, NotPermitted and Force.DoesNotExist.
    """
    require(by=by, action=Action.HAND_OVER)
    report = Report.objects.select_for_update(of=("self",)).select_related("case").get(id=report_id)
    row = report.handovers.filter(state__in=OPEN).first() or _await(report, kind=kind.value, since=at)
    if row.state == State.BEGUN:
        raise AlreadyBegun(f"{row.started_by.partition(':')[2]} has begun this hand-over already.")
    row.kind, row.state, row.force = kind.value, State.BEGUN, get_force(force_code)
    row.case, row.started_by, row.started_at = report.case, str(by), at
    row.due_at = taken_by(get_emergency_table(), started_at=at)
    row.duty_mail = _tell_duty_desk(row, at=at)
    row.save()
    told = "duty desk" if row.duty_mail else "nobody: no address is known"
    details = {"report": report.reference, "kind": row.kind, "force": force_code, "told": told}
    record(subject=f"case:{report.case.reference}", verb="handover_begun", by=by, at=at, details=details)
    return row


@transaction.atomic
def pass_on(*, handover_id: int, force_code: str, by: Actor, at: datetime) -> Handover:
    """Turn to another force with a hand-over that has begun; its duty desk is told, and the clock starts again.

    The force that was tried stays in the audit and in its attempts. Raises NotOpen, NotPermitted, Force.DoesNotExist.
    """
    row = _begun(handover_id, by=by)
    former = row.force
    if former is not None and former.code == force_code:
        return row
    row.force, row.started_by, row.started_at = get_force(force_code), str(by), at
    row.due_at = taken_by(get_emergency_table(), started_at=at)
    row.duty_mail = _tell_duty_desk(row, at=at)
    row.save()
    details = {"report": row.report.reference, "from": former.code if former else "", "force": force_code}
    record(subject=f"case:{row.report.case.reference}", verb="handover_passed_on", by=by, at=at, details=details)
    return row


@transaction.atomic
def note_attempt(*, handover_id: int, why: HandoverAttempt.Why, note: str, by: Actor, at: datetime) -> HandoverAttempt:
    """Note that the control room was not reached, or did not take it; the clock runs on.

    Raises NotOpen and NotPermitted.
    """
    row = _begun(handover_id, by=by)
    attempt = HandoverAttempt.objects.create(
        handover=row, force=_force(row), why=why.value, note=note, tried_by=str(by), tried_at=at
    )
    details = {"report": row.report.reference, "force": _force(row).code, "why": why.value}
    record(subject=f"case:{row.report.case.reference}", verb="handover_tried", by=by, at=at, details=details)
    return attempt


@transaction.atomic
def note_taken(
    *, handover_id: int, taken_by_name: str, incident_number: str, taken_at: datetime, by: Actor, at: datetime
) -> Handover:
    """Note that the control room has taken it: who took the call, under which number of theirs, and when.

    Raises NotOpen where a colleague was faster, TakenInFuture and NotPermitted.
    """
    row = _begun(handover_id, by=by)
    if taken_at > at:
        raise TakenInFuture("The call cannot have been taken later than now.")
    row.state, row.due_at, row.settled_by, row.settled_at = State.TAKEN, None, str(by), at
    row.sealed_taken_by = _sealed(taken_by_name, row=row)
    row.incident_number, row.taken_at = incident_number, taken_at
    row.save()
    details = {"report": row.report.reference, "force": _force(row).code, "incident": incident_number}
    record(subject=f"case:{row.report.case.reference}", verb="handover_taken", by=by, at=at, details=details)
    return row


@transaction.atomic
def say_not_needed(*, report_id: UUID, reason: str, with_others: bool, by: Actor, at: datetime) -> int:
    """Settle a hand-over without a call, for a reason; `with_others`, also those that wait in the same case.

    Returns how many are settled now. Raises ReasonRequired and NotPermitted.
    """
    require(by=by, action=Action.HAND_OVER)
    if not reason.strip():
        raise ReasonRequired("Say why no hand-over is needed.")
    report = Report.objects.select_for_update(of=("self",)).select_related("case").get(id=report_id)
    kind = kind_of(report.danger)
    if kind is not None and not report.handovers.exists():
        _await(report, kind=kind, since=report.submitted_at)
    rows = list(report.handovers.filter(state__in=OPEN).select_for_update())
    if with_others:
        others = Handover.objects.filter(report__case=report.case_id, state=State.WAITING).exclude(report=report)
        rows += others.order_by("id").select_for_update(of=("self",))
    for row in rows:
        row.state, row.due_at, row.reason = State.NOT_NEEDED, None, reason
        row.settled_by, row.settled_at = str(by), at
    Handover.objects.bulk_update(rows, ["state", "due_at", "reason", "settled_by", "settled_at"], batch_size=500)
    _record_not_needed(rows, report, by=by, at=at, reason=reason)
    return len(rows)


def read_taken_by(*, handover: Handover) -> str:
    """Return who took the call; empty where nobody was named. Raises KeyDestroyed once the material is erased."""
    if handover.sealed_taken_by is None:
        return ""
    field = _field(handover)
    return str(vault.unseal(handover.sealed_taken_by, owner=handover.report_id, purpose=Purpose.MATERIAL, field=field))


def _await(report: Report, *, kind: str, since: datetime) -> Handover:
    due_at = begin_by(get_emergency_table(), since=since)
    return Handover.objects.create(case_id=report.case_id, report=report, kind=kind, since=since, due_at=due_at)


def _begun(handover_id: int, *, by: Actor) -> Handover:
    """Return a hand-over that has begun, locked. Raises NotOpen, NotPermitted and Handover.DoesNotExist."""
    require(by=by, action=Action.HAND_OVER)
    rows = Handover.objects.select_for_update(of=("self",)).select_related("report__case", "force")
    row = rows.get(id=handover_id)
    if row.state != State.BEGUN:
        raise NotOpen("A colleague has settled this hand-over already, or nobody has begun it.")
    return row


def _force(row: Handover) -> Force:
    assert row.force is not None  # noqa: S101 - the table's constraint says so of one that has begun
    return row.force


def _tell_duty_desk(row: Handover, *, at: datetime) -> OfficeMail | None:
    """Queue the message to the force's duty desk; None where no address is known. Nothing personal is in it."""
    force, reference = _force(row), row.report.case.reference
    if not force.duty_email:
        return None
    kind = KINDS_IN_MAIL[Handover.Kind(row.kind)]
    body = BODY.format(
        force=force.name, kind=kind, reference=reference, at=timezone.localtime(at).strftime("%d %B %Y, %H:%M")
    )
    return office_mail.queue(to=force.duty_email, subject=SUBJECT.format(reference=reference), body=body, at=at)


def _sealed(name: str, *, row: Handover) -> bytes | None:
    """Return a name sealed; nothing where there is none, or the report's material was erased."""
    try:
        return vault.seal(name, owner=row.report_id, purpose=Purpose.MATERIAL, field=_field(row)) if name else None
    except vault.KeyDestroyed:
        return None


def _field(row: Handover) -> str:
    return f"handover:{row.id}:taken-by"


def _record_not_needed(rows: list[Handover], report: Report, *, by: Actor, at: datetime, reason: str) -> None:
    references = dict(Report.objects.filter(id__in=[row.report_id for row in rows]).values_list("id", "reference"))
    subject = f"case:{report.case.reference}"
    notes = (
        Note(
            subject=subject,
            verb="handover_not_needed",
            reason=reason,
            details={"report": references[row.report_id], "kind": row.kind},
        )
        for row in rows
    )
    record_many(notes=notes, by=by, at=at)
