"""Merging: reports that lead cases of their own are worked as part of another case, with all that they lead."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from hatehub.accounts.actors import Actor
from hatehub.accounts.permissions import require
from hatehub.accounts.roles import Action, Role
from hatehub.audit.services import record
from hatehub.outbox.services import publish_many
from reports.models import Case, Report
from reports.rules.workflow import State, StepRefused
from reports.services import workflow
from reports.services.giving_back import gates_to_keep
from reports.services.updates import tell
from triage.events import ReportMerged
from triage.models import DuplicateMatch, Merge, MovedReport
from triage.services import time_bars
from triage.services.merging.automatic import refuse_uncertain
from triage.services.merging.refusing import MergeRefused, moved_meanwhile, refusal_of
from triage.services.merging.telling import tell_what_waits
from triage.services.victim_contact import decide_for_joiners

BATCH = 500
SEALED = ("sealed_narrative", "sealed_suspect", "sealed_details")


@dataclass(frozen=True, kw_only=True)
class Joined:
    """What became of many reports: the merges that were made, and by report why one was not."""

    merges: list[Merge] = field(default_factory=list)
    refused: dict[UUID, MergeRefused | StepRefused] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class _Locked:
    """The rows of one merge, locked: the reports asked for, the cases they lead, and who comes along with each."""

    into_case: Case
    lead: Report
    reports: list[Report]
    from_cases: dict[UUID, Case]
    companions: dict[UUID, list[Report]]
    refused: dict[UUID, MergeRefused | StepRefused]

    def brought_by(self, report: Report) -> list[Report]:
        """Return the report and those that come along with it."""
        return [report, *self.companions.get(report.case_id, [])]


def merge(*, report_id: UUID, into_case_id: UUID, by: Actor, at: datetime, reason: str) -> Merge:
    """Work a report, and all that it leads, as part of another case. Only their case and the one's state change.

    Afterwards the emptied case's reference leads to the other, each complainant is caught up once, and the Merge
    row knows where everything stood. The hub itself merges only what is certain, and only where that is switched
    on. Raises MergeRefused, NotPermitted and StepRefused.
    """
    joined = merge_many(report_ids=[report_id], into_case_id=into_case_id, by=by, at=at, reason=reason)
    for refusal in joined.refused.values():
        raise refusal
    return joined.merges[0]


@transaction.atomic
def merge_many(*, report_ids: Sequence[UUID], into_case_id: UUID, by: Actor, at: datetime, reason: str) -> Joined:
    """Merge many reports into one case, as `merge` does one by one, in a number of statements that hardly grows.

    Those that cannot be merged are left out, and returned with the reason. Raises NotPermitted.
    """
    require(by=by, action=Action.MERGE)
    locked = _lock(report_ids, into_case_id)
    refused = dict(locked.refused)
    if by.role is Role.HUB:
        chosen = [report for report in locked.reports if report.id not in refused]
        refused |= refuse_uncertain(reports=chosen, into_case=locked.into_case)
    chosen = [report for report in locked.reports if report.id not in refused]
    if not chosen:
        return Joined(refused=refused)
    merges = _join(locked, chosen, by=by, at=at, reason=reason)
    return Joined(merges=merges, refused=refused)


def _lock(report_ids: Sequence[UUID], into_case_id: UUID) -> _Locked:
    """Lock the cases, whichever way round two officers merge in one order, then the reports in one order."""
    asked = list(dict.fromkeys(report_ids))
    seen = dict(Report.objects.filter(id__in=asked).values_list("id", "case_id"))
    wanted = Case.objects.filter(id__in={*seen.values(), into_case_id})
    cases = {case.id: case for case in wanted.order_by("id").select_for_update()}
    into_case = cases[into_case_id] if into_case_id in cases else Case.objects.get(id=into_case_id)
    led = {case.id for case in cases.values() if case.lead_id in seen and case.id != into_case_id}
    rows = Report.objects.filter(Q(id__in={*asked, into_case.lead_id}) | Q(case__in=led)).defer(*SEALED)
    found = {report.id: report for report in rows.order_by("id").select_for_update()}
    lead = found[into_case.lead_id]
    companions: dict[UUID, list[Report]] = {}
    for report in found.values():
        if report.case_id in led and report.id != cases[report.case_id].lead_id:
            companions.setdefault(report.case_id, []).append(report)
    refused: dict[UUID, MergeRefused | StepRefused] = {}
    for report_id in asked:
        report = found[report_id]
        if report.case_id != seen[report_id]:
            refused[report_id] = moved_meanwhile()
            continue
        from_case = cases[report.case_id]
        refusal = refusal_of(report=report, from_case=from_case, into_case=into_case, lead=lead)
        if refusal is not None:
            refused[report_id] = refusal
    return _Locked(
        into_case=into_case,
        lead=lead,
        reports=[found[report_id] for report_id in asked],
        from_cases=cases,
        companions=companions,
        refused=refused,
    )


def _join(locked: _Locked, chosen: list[Report], *, by: Actor, at: datetime, reason: str) -> list[Merge]:
    into_case, lead = locked.into_case, locked.lead
    brought = {report.id: locked.brought_by(report) for report in chosen}
    matches = _decide_matches(brought, into_case, by=by, at=at)
    merges = [
        Merge(
            report=report,
            from_case=locked.from_cases[report.case_id],
            into_case=into_case,
            stood_at=report.state,
            due_at=report.due_at,
            evidence={"matches": matches.get(report.id, [])},
            reason=reason,
            merged_by=str(by),
            merged_at=at,
            is_automatic=by.role is Role.HUB,
        )
        for report in chosen
    ]
    Merge.objects.bulk_create(merges, batch_size=BATCH)
    _remember(merges, brought)
    companions = [report for each in brought.values() for report in each[1:]]
    tell_what_waits(leads=[report for report in chosen if len(brought[report.id]) > 1], at=at)
    workflow.merge_many(reports=chosen, into=into_case, lead=lead, by=by, at=at, reason=reason)
    _take_along(companions, into_case, lead=lead)
    Case.objects.filter(id__in=[row.from_case_id for row in merges]).update(merged_into=into_case)
    joiners = [each.id for each in (*chosen, *companions)]
    decide_for_joiners(case=into_case, reports=joiners, by=by, at=at)
    time_bars.settle_joined(case_id=into_case.id, reports=joiners, by=by, at=at)
    if lead.state != State.RECEIVED:  # late joiners are told once that work has begun already
        tell(reports=[*chosen, *companions], kind="caught_up", key=f"caught-up:{merges[0].id}", by=by, at=at)
    _announce(merges, brought, into_case, by=by, at=at, reason=reason)
    return merges


def _remember(merges: list[Merge], brought: dict[UUID, list[Report]]) -> None:
    """Keep what un-merging gives back to each report that moves."""
    gates = gates_to_keep(reports=[report.id for each in brought.values() for report in each])
    MovedReport.objects.bulk_create(
        (
            MovedReport(
                merge=row,
                report=report,
                joined_at_version=report.joined_at_version,
                gate=gates.get(report.id, {}),
            )
            for row in merges
            for report in brought[row.report_id]
        ),
        batch_size=BATCH,
    )


def _take_along(companions: list[Report], into_case: Case, *, lead: Report) -> None:
    """Move those that are merged already: their state stays, and each keeps its merge into the case that it joined."""
    if companions:
        moved = Report.objects.filter(id__in=[report.id for report in companions])
        moved.update(case=into_case, joined_at_version=lead.version)


def _decide_matches(
    brought: dict[UUID, list[Report]], into_case: Case, *, by: Actor, at: datetime
) -> dict[UUID, list[int]]:
    """Decide what is offered between the reports that join and those that are or come there; by report that joins."""
    joins = {report.id: lead_id for lead_id, reports in brought.items() for report in reports}
    order = {lead_id: number for number, lead_id in enumerate(brought)}
    with_those_there = Q(report__in=joins, other__case=into_case) | Q(other__in=joins, report__case=into_case)
    among_them = Q(report__in=joins, other__in=joins) if len(brought) > 1 else Q(pk__in=[])
    offered = DuplicateMatch.objects.filter(with_those_there | among_them, state=DuplicateMatch.State.OFFERED)
    found: dict[UUID, list[int]] = {}
    for match in offered.order_by("id").select_for_update(of=("self",)):
        ends = {joins[end] for end in (match.report_id, match.other_id) if end in joins}
        is_pair_of_two = len(ends) == 2 or not {match.report_id, match.other_id} <= joins.keys()
        if is_pair_of_two:
            found.setdefault(max(ends, key=order.__getitem__), []).append(match.id)
    decided = [match for each in found.values() for match in each]
    if decided:
        state = DuplicateMatch.State.MERGED
        DuplicateMatch.objects.filter(id__in=decided).update(state=state, decided_by=str(by), decided_at=at)
    return found


def _announce(
    merges: list[Merge], brought: dict[UUID, list[Report]], into_case: Case, *, by: Actor, at: datetime, reason: str
) -> None:
    record(
        subject=f"case:{into_case.reference}",
        verb="reports_joined",
        by=by,
        at=at,
        reason=reason,
        details={
            "merges": len(merges),
            "reports": sum(len(brought[row.report_id]) for row in merges),
            "cases": [row.from_case.reference for row in merges],
        },
    )
    publish_many(((str(row.from_case_id), _event(row, len(brought[row.report_id]))) for row in merges), at=at)


def _event(row: Merge, reports: int) -> ReportMerged:
    return ReportMerged(
        report_id=str(row.report_id),
        case_id=str(row.into_case_id),
        from_case_id=str(row.from_case_id),
        reports=reports,
    )
