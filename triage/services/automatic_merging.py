"""Merging without an officer: only what is certain, where that is switched on, and nobody who may need more."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from hatehub.accounts.actors import Actor
from reports.models import Case, Report
from reports.rules.workflow import OPEN_STATES, State, StepRefused
from triage.models import DuplicateMatch, Merge
from triage.rules.differences import URGENT
from triage.rules.matching import CERTAIN
from triage.selectors.differences import differing
from triage.services import merging

WHY = "The same post or the same file; merged by the hub itself."


def merge_if_certain(*, report_id: UUID, by: Actor, at: datetime) -> Merge | None:
    """Merge a new report that leads only itself into the earliest open case with which a certain match is offered.

    One that differs from that case's lead in an urgent way is left to an officer, with what is offered, and so is one
    that an officer has taken out before, or that the merge refuses. Returns None where nothing was merged. Raises
    NotPermitted.
    """
    report = Report.objects.get(id=report_id)
    if report.state != State.RECEIVED or Report.objects.filter(case=report.case_id).exclude(id=report.id).exists():
        return None
    case = _earliest_case(report)
    if case is None or not URGENT.isdisjoint(differing([report.id], lead=case.lead).get(report.id, ())):
        return None
    try:
        with transaction.atomic():
            return merging.merge(report_id=report.id, into_case_id=case.id, by=by, at=at, reason=WHY)
    except (merging.MergeRefused, StepRefused):
        return None


def _earliest_case(report: Report) -> Case | None:
    """Return the open case, opened first, of the reports with which a certain match is offered."""
    pairs = Q(report=report) | Q(other=report)
    certain = DuplicateMatch.objects.filter(pairs, kind__in=CERTAIN, state=DuplicateMatch.State.OFFERED)
    ids = {each for pair in certain.values_list("report", "other") for each in pair} - {report.id}
    is_open = Q(lead__state__in=[state.value for state in OPEN_STATES])
    cases = Case.objects.filter(is_open, reports__in=ids, merged_into__isnull=True).exclude(id=report.case_id)
    return cases.select_related("lead__complainant").order_by("opened_at", "id").first()
