"""Merging a report into another case, and taking it out again."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from hatehub.accounts.actors import Actor
from hatehub.accounts.permissions import require
from hatehub.accounts.roles import Action
from hatehub.outbox.services import publish
from reports.models import Case, Report
from reports.rules.workflow import ON_FORCE_SIDE, State
from reports.services import workflow
from reports.services.updates import tell
from triage.events import ReportMerged, ReportUnmerged
from triage.models import DuplicateMatch, Merge


class MergeRefused(Exception):
    """These two cannot be merged; the message says why and what to do instead."""


@transaction.atomic
def merge(*, report_id: UUID, into_case_id: UUID, by: Actor, at: datetime, reason: str) -> Merge:
    """Work a report as part of another case. Only its case and its state change.

    Afterwards the emptied case's reference leads to the other, the complainant is caught up, and the Merge row
    knows where the report stood. Raises MergeRefused, NotPermitted and StepRefused.
    """
    require(by=by, action=Action.MERGE)
    report, from_case, into_case = _lock(report_id, into_case_id)
    _check(report, from_case, into_case)
    row = Merge.objects.create(
        report=report,
        from_case=from_case,
        into_case=into_case,
        stood_at=report.state,
        evidence={"matches": _decide_matches(report, into_case, by=by, at=at)},
        reason=reason,
        merged_by=str(by),
        merged_at=at,
    )
    workflow.merge(report_id=report.id, into=into_case, by=by, at=at, reason=reason)
    from_case.merged_into = into_case
    from_case.save(update_fields=["merged_into"])
    _catch_up(report, into_case, by=by, at=at, merge_id=row.id)
    publish(ReportMerged(report_id=str(report.id), case_id=str(into_case.id)), stream=str(into_case.id), at=at)
    return row


@transaction.atomic
def unmerge(*, report_id: UUID, by: Actor, at: datetime, reason: str) -> Report:
    """Work a report by itself again, in its own case and where it stood. Raises MergeRefused where it is not merged."""
    require(by=by, action=Action.MERGE)
    row = Merge.objects.filter(report_id=report_id, undone_at__isnull=True).first()
    if row is None:
        raise MergeRefused("This report is not merged.")
    list(Case.objects.filter(id__in=[row.from_case_id, row.into_case_id]).order_by("id").select_for_update())
    row = Merge.objects.select_for_update().get(id=row.id)
    if row.undone_at is not None:
        raise MergeRefused("This report is not merged.")
    report = workflow.unmerge(
        report_id=report_id,
        case_id=row.from_case_id,
        stood_at=State(row.stood_at),
        by=by,
        at=at,
        reason=reason,
    )
    row.undone_by, row.undone_at, row.undone_reason = str(by), at, reason
    row.save(update_fields=["undone_by", "undone_at", "undone_reason"])
    row.from_case.merged_into = None
    row.from_case.save(update_fields=["merged_into"])
    DuplicateMatch.objects.filter(id__in=row.evidence["matches"]).update(
        state=DuplicateMatch.State.OFFERED, decided_by="", decided_at=None
    )
    event = ReportUnmerged(report_id=str(report_id), case_id=str(row.from_case_id))
    publish(event, stream=str(row.from_case_id), at=at)
    return report


def _lock(report_id: UUID, into_case_id: UUID) -> tuple[Report, Case, Case]:
    """Lock both cases in one order, whichever way round two officers merge, then the report and the lead it joins."""
    case_id = Report.objects.values_list("case_id", flat=True).get(id=report_id)
    ids = {case_id, into_case_id}
    cases = {case.id: case for case in Case.objects.filter(id__in=ids).order_by("id").select_for_update()}
    into_case = cases[into_case_id] if into_case_id in cases else Case.objects.get(id=into_case_id)
    wanted = Report.objects.filter(id__in=[report_id, into_case.lead_id])
    reports = {row.id: row for row in wanted.order_by("id").select_for_update()}
    report, into_case.lead = reports[report_id], reports[into_case.lead_id]
    if report.case_id != case_id:
        raise MergeRefused("Somebody else has just moved this report. Look at it again.")
    return report, cases[case_id], into_case


def _check(report: Report, from_case: Case, into_case: Case) -> None:
    lead = into_case.lead
    if report.state == State.MERGED:
        raise MergeRefused("This report is already merged. Take it out first.")
    if from_case.id == into_case.id:
        raise MergeRefused("The report is in this case already.")
    if into_case.merged_into_id is not None:
        raise MergeRefused("That case has itself been merged into another. Merge into that one.")
    if from_case.reports.exclude(id=report.id).exists():
        raise MergeRefused("Other reports are merged into this one. Merge them one by one, or the other way round.")
    if lead.state == State.CLOSED:
        raise MergeRefused("That case is closed. Reopen it first.")
    if report.state in ON_FORCE_SIDE and lead.state in ON_FORCE_SIDE:
        raise MergeRefused("Both cases are with forces already. They can be linked, not merged.")


def _decide_matches(report: Report, into_case: Case, *, by: Actor, at: datetime) -> list[int]:
    pair = Q(report=report, other__case=into_case) | Q(other=report, report__case=into_case)
    matches = list(DuplicateMatch.objects.select_for_update().filter(pair, state=DuplicateMatch.State.OFFERED))
    for match in matches:
        match.state, match.decided_by, match.decided_at = DuplicateMatch.State.MERGED, str(by), at
    DuplicateMatch.objects.bulk_update(matches, ["state", "decided_by", "decided_at"])
    return [match.id for match in matches]


def _catch_up(report: Report, into_case: Case, *, by: Actor, at: datetime, merge_id: int) -> None:
    """A late joiner is told once that work has begun already."""
    if into_case.lead.state != State.RECEIVED:
        tell(reports=[report], kind="caught_up", key=f"caught-up:{merge_id}", by=by, at=at)
