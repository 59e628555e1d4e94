"""Changing the report that leads a case: the case keeps its reference and its stage."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from hatehub.accounts.actors import Actor
from hatehub.accounts.permissions import require
from hatehub.accounts.roles import Action
from hatehub.audit.services import record
from hatehub.outbox.services import publish
from reports.models import Case, Gate, Report
from reports.rules.references import CASE_PREFIX, new_reference
from reports.rules.workflow import State
from reports.services import gates, workflow
from reports.services.giving_back import gates_to_keep
from reports.services.workflow import Clock
from triage.events import LeadChanged
from triage.models import Merge, MovedReport
from triage.services.merging.refusing import MergeRefused, moved_meanwhile
from triage.services.merging.separating import clock_of
from triage.services.merging.telling import tell_what_waits

GATES_OF_THE_CASE = ("intelligence_considered",)
"""What is done once for a case, whichever report leads it; the other gates are about the person of each report."""


@transaction.atomic
def change_lead(*, case_id: UUID, to_report_id: UUID, by: Actor, at: datetime, reason: str) -> Case:
    """Let another report of a case lead it, from where the case stands; nobody is told, for nothing changes for them.

    Afterwards the report that led is a member with an own, emptied case, and can be taken out like any other; it
    stands in triage then, since the decisions belong to the case. Letting the lead lead changes nothing. Raises
    MergeRefused and NotPermitted.
    """
    require(by=by, action=Action.MERGE)
    row = Merge.objects.filter(report_id=to_report_id, undone_at__isnull=True).first()
    ids = [case_id, *([row.from_case_id] if row else [])]
    cases = {case.id: case for case in Case.objects.filter(id__in=ids).order_by("id").select_for_update(no_key=True)}
    case = cases[case_id]
    if case.lead_id == to_report_id:
        return case
    wanted = Report.objects.filter(id__in=[case.lead_id, to_report_id]).order_by("id").select_for_update()
    reports = {report.id: report for report in wanted}
    former, member = reports[case.lead_id], reports[to_report_id]
    _check(case, former, member)
    row = Merge.objects.select_for_update().filter(report=member, undone_at__isnull=True).first()
    if row is None or row.from_case_id not in cases:
        raise moved_meanwhile()
    tell_what_waits(leads=[former], at=at)
    _end(row, case, by=by, at=at, reason=reason)
    _become_member(former, case, next_version=max(member.version, former.version + 1) + 1, by=by, at=at, reason=reason)
    clock = Clock(since=former.state_since, due_at=former.due_at)
    workflow.take_lead(report_id=member.id, former=former, clock=clock, by=by, at=at, reason=reason)
    case.lead = member
    case.save(update_fields=["lead"])
    _hand_on_gates(former, member, by=by, at=at)
    _announce(case, former, member, by=by, at=at, reason=reason)
    return case


def _check(case: Case, former: Report, member: Report) -> None:
    if case.merged_into_id is not None:
        text = "That case has itself been merged into another. Change the lead of that one."
        raise MergeRefused(text, code="emptied")
    if member.case_id != case.id or member.state != State.MERGED:
        raise MergeRefused("This report is not one of the others of the case.", code="not_a_member")
    if former.state == State.CLOSED:
        raise MergeRefused("That case is closed. Reopen it first.", code="closed")
    if member.withdrawal_asked_at is not None:
        raise MergeRefused("Its complainant has asked to withdraw this report.", code="withdrawing")


def _end(row: Merge, case: Case, *, by: Actor, at: datetime, reason: str) -> None:
    """End the merge of the report that leads from now on; its own case stays emptied, and leads to this one."""
    row.undone_by, row.undone_at, row.undone_reason = str(by), at, reason
    row.ended_as, row.left_case = Merge.Ended.LED, case
    row.save(update_fields=["undone_by", "undone_at", "undone_reason", "ended_as", "left_case"])
    Case.objects.filter(id=row.from_case_id).update(merged_into=case)


def _become_member(former: Report, case: Case, *, next_version: int, by: Actor, at: datetime, reason: str) -> None:
    """Make the report that led a member: merged from a case of its own, which it may have had before it led."""
    own = Case.objects.filter(lead=former, merged_into=case).order_by("opened_at", "id").first()
    earlier = (
        own and Merge.objects.filter(report=former, from_case=own, ended_as=Merge.Ended.LED).order_by("-id").first()
    )
    if own is None:
        reference = new_reference(CASE_PREFIX)
        own = Case.objects.create(reference=reference, lead=former, merged_into=case, opened_at=at)
    row = Merge(report=former, from_case=own, into_case=case, reason=reason, merged_by=str(by), merged_at=at)
    if earlier:
        clock = clock_of(earlier, at=at)
        row.stood_at, row.due_at = earlier.stood_at, clock.due_at if clock else None
    else:
        row.stood_at = State.RECEIVED if former.state == State.RECEIVED else State.IN_TRIAGE
        row.due_at = former.due_at
    row.save()
    _remember(row, earlier or None)
    workflow.hand_on_lead(report_id=former.id, lead_version=next_version, by=by, at=at, reason=reason)


def _remember(row: Merge, earlier: Merge | None) -> None:
    """Keep what un-merging gives back: what an earlier merge kept, or how the report stands now."""
    if earlier is not None:
        kept = MovedReport.objects.filter(merge=earlier)
        copies = [
            MovedReport(merge=row, report_id=each.report_id, joined_at_version=each.joined_at_version, gate=each.gate)
            for each in kept
        ]
        MovedReport.objects.bulk_create(copies, batch_size=500)
        return
    gate = gates_to_keep(reports=[row.report_id]).get(row.report_id, {})
    MovedReport.objects.create(merge=row, report_id=row.report_id, gate=gate)


def _hand_on_gates(former: Report, member: Report, *, by: Actor, at: datetime) -> None:
    """Mark for the new lead what was done for the case, so that it need not be done again."""
    done = Gate.objects.filter(report=former, name__in=GATES_OF_THE_CASE).exclude(state=Gate.State.OPEN)
    for gate in done:
        mark = gates.meet if gate.state == Gate.State.MET else gates.waive
        mark(report_id=member.id, name=gate.name, by=by, at=at, reason=gate.reason)
    gates.hand_on(from_report_id=former.id, to_report_id=member.id, by=by, at=at)


def _announce(case: Case, former: Report, member: Report, *, by: Actor, at: datetime, reason: str) -> None:
    details = {"from": former.reference, "to": member.reference}
    record(subject=f"case:{case.reference}", verb="lead_changed", by=by, at=at, reason=reason, details=details)
    event = LeadChanged(case_id=str(case.id), report_id=str(member.id), former_report_id=str(former.id))
    publish(event, stream=str(case.id), at=at)
