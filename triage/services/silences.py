"""Forces that do not answer: reminded, then the case comes back, or the transfer lapses, by itself."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, OuterRef, Q

from hatehub.accounts.actors import Actor
from hatehub.accounts.permissions import require
from hatehub.accounts.roles import Action
from hatehub.audit.services import record
from hatehub.outbox.services import publish
from reports.models import Case, Report
from reports.rules.workflow import ON_FORCE_SIDE, State
from reports.services import workflow
from triage.events import TransferMoved
from triage.models import Transfer
from triage.rules.answer_times import Times, what_is_due
from triage.selectors.answer_times import get_answer_times
from triage.selectors.transfers import force_in_charge, inputs_in_force
from triage.services.assessing import latest_assessment
from triage.services.offers import open_of
from triage.services.transferring import announce

MOST = 500
OPEN = (Transfer.State.PROPOSED, Transfer.State.ESCALATED)
ANSWERABLE = (State.PACKAGED, State.WITH_FORCE)
SILENT = "No answer in %d hours."


def list_due(*, at: datetime) -> list[UUID]:
    """Return up to 500 cases in which a force is to be reminded, or something has ended, or has no clock yet."""
    rows = Transfer.objects.filter(state=Transfer.State.PROPOSED)
    due = rows.filter(next_at__lte=at)
    without_clock = rows.filter(next_at__isnull=True, case__lead__state__in=ANSWERABLE)
    left_behind = Transfer.objects.filter(_has_moved_on(), state__in=OPEN)
    unknown = Case.objects.filter(lead__state=State.PACKAGED, merged_into__isnull=True).exclude(
        Exists(Transfer.objects.filter(case=OuterRef("pk"), state__in=OPEN))
    )
    cases: list[UUID] = []
    for found in (due, without_clock, left_behind):
        cases += found.order_by("next_at").values_list("case_id", flat=True)[:MOST]
    cases += unknown.values_list("id", flat=True)[:MOST]
    return list(dict.fromkeys(cases))[:MOST]


@transaction.atomic
def chase(*, case_id: UUID, by: Actor, at: datetime) -> str:
    """Do what is due of a case that waits for a force, and return it: clock, reminder, back, ended, or nothing.

    Safe to call twice, and by two workers at once: a case that is being worked on is left alone until the next time.
    A case that is worked as part of another waits. Raises NotPermitted.
    """
    require(by=by, action=Action.RETURN)
    case = (
        Case.objects.select_for_update(skip_locked=True, no_key=True)
        .filter(id=case_id, merged_into__isnull=True)
        .first()
    )
    if case is None:
        return ""
    lead = Report.objects.select_for_update().get(id=case.lead_id)
    row = open_of(case=case) or _adopted(case, lead, by=by, at=at)
    if row is None or lead.state == State.MERGED:
        return ""
    if _is_over(row, lead):
        return _end(row, lead, by=by, at=at)
    if row.state == Transfer.State.ESCALATED or (row.is_offer and lead.state == State.ASSIGNED):
        return ""
    since = lead.state_since if row.is_offer else max(row.proposed_at, lead.state_since)
    times = _times(row)
    if row.clock_since != since:
        return _start_clock(row, times, since=since)
    return _do_what_is_due(row, times, by=by, at=at)


def _do_what_is_due(row: Transfer, times: Times, *, by: Actor, at: datetime) -> str:
    assert row.clock_since is not None  # noqa: S101 - the caller starts it
    due = what_is_due(times, since=row.clock_since, reminded=row.reminders, reminded_at=row.reminded_at, at=at)
    if due.comes_back:
        return _come_back(row, times, by=by, at=at)
    row.next_at = due.next_at
    if due.reminder is not None:
        row.reminders, row.reminded_at = due.reminder, at
        _remind(row, by=by, at=at)
    row.save(update_fields=["next_at", "reminders", "reminded_at"])
    return "reminder" if due.reminder is not None else ""


def _remind(row: Transfer, *, by: Actor, at: datetime) -> None:
    """Remind the force that was asked, and it alone."""
    details = {"transfer": row.id, "force": row.to_force.code, "reminder": row.reminders}
    record(subject=f"case:{row.case.reference}", verb="force_reminded", by=by, at=at, details=details)
    event = TransferMoved(case_id=str(row.case_id), transfer_id=row.id, change="reminder", forces=(row.to_force.code,))
    publish(event, stream=str(row.case_id), at=at)


def _come_back(row: Transfer, times: Times, *, by: Actor, at: datetime) -> str:
    """End what the force did not answer. A case that was offered is the hub's again; one to be transferred stays."""
    assert row.clock_since is not None  # noqa: S101 - as above
    reason = SILENT % ((at - row.clock_since).total_seconds() // 3600)
    row.lapse()
    row.answered_at, row.answer_reason, row.next_at = at, reason, None
    row.save()
    if not row.is_offer:
        announce(row, change="transfer_lapsed", by=by, at=at, reason=reason)
        return "back"
    details = {"transfer": row.id, "force": row.to_force.code, "reminders": row.reminders}
    record(subject=f"case:{row.case.reference}", verb="force_silent", by=by, at=at, reason=reason, details=details)
    assessment = latest_assessment(report=row.case.lead)
    is_crime = assessment is None or assessment.outcome == "crime"
    step = workflow.take_back if is_crime else workflow.take_back_record
    step(report_id=row.case.lead_id, by=by, at=at, reason=reason)
    return "back"


def _start_clock(row: Transfer, times: Times, *, since: datetime) -> str:
    """Start the clock from where the force can answer: also anew, where the case was elsewhere meanwhile."""
    row.clock_since, row.answer_by, row.next_at = since, since + times.answer, since + times.reminders[0]
    row.reminders, row.reminded_at = 0, None
    row.save(update_fields=["clock_since", "answer_by", "next_at", "reminders", "reminded_at"])
    return "clock"


def _adopted(case: Case, lead: Report, *, by: Actor, at: datetime) -> Transfer | None:
    """Return an offer for a case that was offered before offers were kept; None for any other."""
    force = force_in_charge(case=case)
    if lead.state != State.PACKAGED or force is None:
        return None
    reason = "It was offered before offers were kept."
    return Transfer.objects.create(
        case=case,
        to_force=force,
        inputs=inputs_in_force(case=case),
        reason=reason,
        proposed_by=str(by),
        proposed_at=lead.state_since,
    )


def _is_over(row: Transfer, lead: Report) -> bool:
    if row.state == Transfer.State.ESCALATED:
        stands = (State.ASSESSED_CRIME, State.ASSESSED_NON_CRIME) if row.is_offer else (State.WITH_FORCE,)
        return lead.state not in stands
    return lead.state not in ((State.ASSIGNED, State.PACKAGED) if row.is_offer else (State.WITH_FORCE,))


def _end(row: Transfer, lead: Report, *, by: Actor, at: datetime) -> str:
    """End what nobody can answer any more, because the case is elsewhere now."""
    is_taken = row.is_offer and row.state == Transfer.State.PROPOSED and lead.state == State.WITH_FORCE
    row.accept() if is_taken else row.withdraw()
    row.answered_at, row.next_at = row.answered_at or at, None
    row.answer_reason = row.answer_reason or "The case has moved on."
    row.save()
    if not is_taken:
        change = "offer_withdrawn" if row.is_offer else "transfer_withdrawn"
        announce(row, change=change, by=by, at=at, reason=row.answer_reason)
    return "ended"


def _has_moved_on() -> Q:
    """Return what finds the open rows whose case is where they cannot be answered, as `_is_over` says of one."""
    away = Q(case__lead__state__in=_others(*ON_FORCE_SIDE))
    offer, transfer = Q(from_force__isnull=True), Q(from_force__isnull=False)
    disputed = Q(state=Transfer.State.ESCALATED)
    to_assign = (State.ASSESSED_CRIME, State.ASSESSED_NON_CRIME)
    return (
        (~disputed & offer & (away | Q(case__lead__state=State.WITH_FORCE)))
        | (transfer & Q(case__lead__state__in=_others(State.WITH_FORCE)))
        | (disputed & offer & Q(case__lead__state__in=_others(*to_assign)))
    )


def _others(*states: State) -> list[str]:
    """Return every state but these, and but merged: such a case comes back to where it stood, or it does not."""
    return [state.value for state in State if state not in (*states, State.MERGED)]


def _times(row: Transfer) -> Times:
    table = get_answer_times()
    return table.offer if row.is_offer else table.transfer


def chase_many(*, case_ids: Iterable[UUID], by: Actor, at: datetime) -> int:
    """Chase many cases, each in a transaction of its own; return in how many something was done."""
    return sum(bool(chase(case_id=case_id, by=by, at=at)) for case_id in case_ids)
