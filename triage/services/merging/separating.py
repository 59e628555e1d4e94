"""Un-merging: a report is worked in a case of its own again, with those that it had brought along."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import F, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce

from hatehub.accounts.actors import Actor
from hatehub.accounts.permissions import require
from hatehub.accounts.roles import Action
from hatehub.audit.services import Note, record_many
from hatehub.outbox.services import publish_many
from reports.models import Case, Report
from reports.rules.workflow import State
from reports.services import workflow
from reports.services.giving_back import give_back
from reports.services.updates import tell
from reports.services.workflow import Clock, Move
from triage.events import ReportUnmerged
from triage.models import DuplicateMatch, Merge, MovedReport
from triage.selectors.merges import Below, list_below
from triage.services import time_bars
from triage.services.merging.refusing import MergeRefused, destroyed, moved_meanwhile
from triage.services.victim_contact import end_contacts

UNDECIDED = frozenset({State.RECEIVED, State.IN_TRIAGE})


@dataclass(frozen=True, kw_only=True)
class Separated:
    """What became of many reports: those that stand by themselves again, and why the others do not."""

    reports: list[Report] = field(default_factory=list)
    refused: dict[UUID, MergeRefused] = field(default_factory=dict)


def unmerge(*, report_id: UUID, by: Actor, at: datetime, reason: str) -> Report:
    """Work a report by itself again, in its own case and where it stood, with those it brought that are still there.

    Everything that the merge touched is as it was, except history. The clock starts anew; who was late stays late.
    Raises MergeRefused where it is not merged, and NotPermitted.
    """
    separated = unmerge_many(report_ids=[report_id], by=by, at=at, reason=reason)
    for refusal in separated.refused.values():
        raise refusal
    return separated.reports[0]


@transaction.atomic
def unmerge_many(*, report_ids: Sequence[UUID], by: Actor, at: datetime, reason: str) -> Separated:
    """Take many reports out of the cases they were merged into, as `unmerge` does one by one.

    Those that cannot be taken out are left, and returned with the reason. Raises NotPermitted.
    """
    require(by=by, action=Action.MERGE)
    rows, worked_in, refused = lock_merges(report_ids)
    if not rows:
        return Separated(refused=refused)
    moves = {row.report_id: _move(row, at=at) for row in rows}
    below = list_below(tops=[row.from_case_id for row in rows], worked_in=set(worked_in.values()))
    taken = workflow.take_steps(moves=moves, step="unmerge", by=by, at=at, reason=reason)
    separate(rows, worked_in=worked_in, below=below, ended_as=Merge.Ended.UNMERGED, by=by, at=at, reason=reason)
    Case.objects.filter(id__in=[row.from_case_id for row in rows]).update(merged_into=None)
    return Separated(reports=taken, refused=refused)


def lock_merges(
    report_ids: Sequence[UUID],
) -> tuple[list[Merge], dict[UUID, UUID], dict[UUID, MergeRefused]]:
    """Lock the merges that hold, with their cases; return them, where each report is worked, and refusals."""
    asked = list(dict.fromkeys(report_ids))
    holding = Merge.objects.filter(report__in=asked, undone_at__isnull=True)
    seen = {row.report_id: row for row in holding.select_related("report")}
    worked_in = {report_id: row.report.case_id for report_id, row in seen.items()}
    wanted = {*worked_in.values(), *(row.from_case_id for row in seen.values())}
    list(Case.objects.filter(id__in=wanted).order_by("id").select_for_update(no_key=True))
    locked = {row.report_id: row for row in holding.select_related("from_case").order_by("id").select_for_update()}
    now_in = dict(Report.objects.filter(id__in=locked).values_list("id", "case_id"))
    gone = set(
        Case.objects.filter(id__in=now_in.values(), lead__destroyed_at__isnull=False).values_list("id", flat=True)
    )
    refused: dict[UUID, MergeRefused] = {}
    for report_id in asked:
        if report_id not in locked:
            refused[report_id] = MergeRefused("This report is not merged.", code="not_merged")
        elif now_in[report_id] != worked_in.get(report_id):
            refused[report_id] = moved_meanwhile()
        elif now_in[report_id] in gone:
            refused[report_id] = destroyed()
    rows = [locked[report_id] for report_id in asked if report_id not in refused]
    return rows, {row.report_id: worked_in[row.report_id] for row in rows}, refused


def clock_of(row: Merge, *, at: datetime) -> Clock | None:
    """Return the clock of a report that leaves: late when it was merged, it is late still; None starts it anew."""
    was_late = row.due_at is not None and row.due_at < row.merged_at
    return Clock(since=at, due_at=row.due_at) if was_late else None


def _move(row: Merge, *, at: datetime) -> Move:
    arguments = {"case_id": row.from_case_id, "stood_at": State(row.stood_at).value}
    return Move(stream=str(row.from_case_id), arguments=arguments, clock=clock_of(row, at=at))


def separate(
    rows: Sequence[Merge],
    *,
    worked_in: Mapping[UUID, UUID],
    below: Sequence[Below],
    ended_as: str,
    by: Actor,
    at: datetime,
    reason: str,
) -> None:
    """Do all that un-merging does beside the step of the reports themselves, which has been taken.

    `below` names who comes along with each. The emptied cases are the caller's to give back.
    """
    merges = {row.from_case_id: row for row in rows}
    companions = {row.report_id: row.top for row in below if not row.is_top}
    left = {row.id: worked_in[row.report_id] for row in rows}
    _take_back(companions, merges)
    _end(rows, left=left, ended_as=ended_as, by=by, at=at, reason=reason)
    everybody = [*companions, *(row.report_id for row in rows)]
    _offer_again(everybody)
    end_contacts(tops={**companions, **{row.report_id: row.from_case_id for row in rows}}, at=at)
    time_bars.settle_parted(cases={*left.values(), *merges}, by=by, at=at)
    _give_back(merges, below, by=by, at=at)
    _announce(merges, companions, worked_in=worked_in, by=by, at=at, reason=reason)


def _take_back(companions: Mapping[UUID, UUID], merges: Mapping[UUID, Merge]) -> None:
    """Give those that came along the case that they had joined, with the version at which they had joined it."""
    for top in set(companions.values()):
        own = [report_id for report_id, theirs in companions.items() if theirs == top]
        kept = MovedReport.objects.filter(merge=merges[top], report=OuterRef("pk")).values("joined_at_version")
        moved = Report.objects.filter(id__in=own)
        moved.update(case=top, joined_at_version=Coalesce(Subquery(kept[:1]), F("joined_at_version")))


def _end(
    rows: Sequence[Merge], *, left: Mapping[int, UUID], ended_as: str, by: Actor, at: datetime, reason: str
) -> None:
    for row in rows:
        row.undone_by, row.undone_at, row.undone_reason = str(by), at, reason
        row.ended_as, row.left_case_id = ended_as, left[row.id]
    changed = ["undone_by", "undone_at", "undone_reason", "ended_as", "left_case"]
    Merge.objects.bulk_update(rows, changed, batch_size=500)


def _offer_again(reports: Sequence[UUID]) -> None:
    """Offer again what was decided by being merged, and is in two cases again."""
    pairs = Q(report__in=reports) | Q(other__in=reports)
    decided = DuplicateMatch.objects.filter(pairs, state=DuplicateMatch.State.MERGED)
    parted = decided.exclude(report__case=F("other__case"))
    parted.update(state=DuplicateMatch.State.OFFERED, decided_by="", decided_at=None)


def _give_back(merges: Mapping[UUID, Merge], below: Sequence[Below], *, by: Actor, at: datetime) -> None:
    leads: dict[UUID, set[str]] = {}
    for each in below:
        leads.setdefault(each.top, set()).add(each.reference)
    kept = {
        (row.merge_id, row.report_id): row.gate
        for row in MovedReport.objects.filter(merge__in=[row.id for row in merges.values()])
    }
    gates = {}
    for each in below:
        row = merges[each.top]
        gate = kept.get((row.id, each.report_id))
        if gate and not (gate["state"] == "open" and row.stood_at not in UNDECIDED):  # told of it since, and rightly
            gates[each.report_id] = gate
    give_back(gates=gates, own_leads={each.report_id: leads[each.top] for each in below}, by=by, at=at)


def _announce(
    merges: Mapping[UUID, Merge],
    companions: Mapping[UUID, UUID],
    *,
    worked_in: Mapping[UUID, UUID],
    by: Actor,
    at: datetime,
    reason: str,
) -> None:
    number = dict.fromkeys(merges, 1)
    for top in companions.values():
        number[top] += 1
    left: dict[UUID, list[Merge]] = {}
    for row in merges.values():
        left.setdefault(worked_in[row.report_id], []).append(row)
    cases = Case.objects.filter(id__in=left).select_related("lead")
    notes, events = [], []
    now_in = dict(Report.objects.filter(merges__in=list(merges.values())).values_list("id", "case_id"))
    for case in cases:
        rows = left[case.id]
        details = {
            "merges": len(rows),
            "reports": sum(number[row.from_case_id] for row in rows),
            "cases": [row.from_case.reference for row in rows],
        }
        notes.append(Note(subject=f"case:{case.reference}", verb="reports_left", reason=reason, details=details))
        for row in rows:
            _tell_companions(row, case, companions, by=by, at=at)
            own = now_in[row.report_id]
            events.append((str(own), _event(row, own, case, number[row.from_case_id])))
    record_many(notes=notes, by=by, at=at)
    publish_many(events, at=at)


def _tell_companions(row: Merge, case: Case, companions: Mapping[UUID, UUID], *, by: Actor, at: datetime) -> None:
    """Tell those that were told of a decision which is not theirs any more; the report itself is told of its step."""
    if row.stood_at not in UNDECIDED or case.lead.state in UNDECIDED:
        return
    own = [report_id for report_id, top in companions.items() if top == row.from_case_id]
    if own:
        reports = Report.objects.filter(id__in=own)
        tell(reports=reports, kind="step_reopen", key=f"separated:{row.id}", by=by, at=at)


def _event(row: Merge, own: UUID, left: Case, reports: int) -> ReportUnmerged:
    return ReportUnmerged(report_id=str(row.report_id), case_id=str(own), left_case_id=str(left.id), reports=reports)
