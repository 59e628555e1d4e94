"""Withdrawing a report from a case of several, as its complainant has asked: the case goes on without it."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from hatehub.accounts.actors import Actor, actor_for_complainant
from hatehub.accounts.permissions import require
from hatehub.accounts.roles import Action
from hatehub.vault import services as vault
from hatehub.vault.models import Purpose
from reports.models import Case, Report
from reports.rules.references import CASE_PREFIX, new_reference
from reports.rules.workflow import State
from reports.services import workflow
from triage.models import Merge
from triage.selectors.merges import list_below
from triage.services.merging.leading import change_lead
from triage.services.merging.refusing import moved_meanwhile
from triage.services.merging.separating import UNDECIDED, lock_merges, separate

WHY = "Its complainant has asked to withdraw it."


@transaction.atomic
def withdraw_from_case(*, report_id: UUID, by: Actor, at: datetime) -> bool:
    """Take a report out of its case and close it, because its complainant has asked so; tell whether it was done now.

    Where it leads others, the oldest of them whose words are still there leads from now on. What was asked in time
    is done, however far the case has gone since. Raises MergeRefused where somebody moved it just now: try again.
    """
    require(by=by, action=Action.MERGE)
    seen = _lock(report_id)
    report = Report.objects.get(id=report_id)
    if report.case_id != seen:
        raise moved_meanwhile()
    if report.withdrawal_asked_at is None or report.state == State.CLOSED:
        return False
    successor = _successor(report) if report.state != State.MERGED else None
    if successor is not None:
        change_lead(case_id=report.case_id, to_report_id=successor, by=by, at=at, reason=WHY)
    if successor is not None or report.state == State.MERGED:
        _leave(report_id, by=by, at=at)
    elif report.state not in UNDECIDED:
        workflow.reopen(report_id=report_id, by=by, at=at, reason=WHY)
    workflow.withdraw(report_id=report_id, by=actor_for_complainant(report.reference), at=at)
    return True


def _lock(report_id: UUID) -> UUID:
    """Lock the case that the report is worked as, and the own cases of all who may move; return the former's id."""
    report = Report.objects.get(id=report_id)
    moving = [report_id, *([_successor(report)] if report.state != State.MERGED else [])]
    own = Merge.objects.filter(report__in=[each for each in moving if each], undone_at__isnull=True)
    ids = {report.case_id, *own.values_list("from_case_id", flat=True)}
    list(Case.objects.filter(id__in=ids).order_by("id").select_for_update(no_key=True))
    return report.case_id


def _successor(report: Report) -> UUID | None:
    """Return the oldest other report of the case whose keys live, or the oldest of all; None where there is none."""
    others = Report.objects.filter(case=report.case_id, state=State.MERGED, withdrawal_asked_at__isnull=True)
    oldest = None
    for report_id in others.order_by("submitted_at", "id").values_list("id", flat=True).iterator(chunk_size=100):
        oldest = oldest or report_id
        if not vault.is_destroyed(owner=report_id, purpose=Purpose.MATERIAL):
            return report_id
    return oldest


def _leave(report_id: UUID, *, by: Actor, at: datetime) -> None:
    """Give a merged report a case of its own: the one it had, unless others came along from that one and stay."""
    rows, worked_in, refused = lock_merges([report_id])
    for refusal in refused.values():
        raise refusal
    row = rows[0]
    below = list_below(tops=[row.from_case_id], worked_in=set(worked_in.values()))
    others_stay = any(not each.is_top for each in below)
    stood_at = State(row.stood_at) if row.stood_at in UNDECIDED else State.IN_TRIAGE
    own = _new_case(row, at=at) if others_stay else row.from_case
    workflow.leave_case(report_id=report_id, case_id=own.id, stood_at=stood_at, by=by, at=at, reason=WHY)
    alone = [each for each in below if each.is_top]
    ended_as = Merge.Ended.WITHDRAWN
    separate(rows, worked_in=worked_in, below=alone, ended_as=ended_as, by=by, at=at, reason=WHY)
    if not others_stay:
        Case.objects.filter(id=row.from_case_id).update(merged_into=None)


def _new_case(row: Merge, *, at: datetime) -> Case:
    return Case.objects.create(reference=new_reference(CASE_PREFIX), lead_id=row.report_id, opened_at=at)
