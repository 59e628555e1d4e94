"""What officers wrote beside a report without its being sealed: removed as the report's material is destroyed.

That it was decided, when and by whom stays. The audit keeps the reasons that were given, as it cannot be changed.
"""

from collections.abc import Collection
from uuid import UUID

from django.db.models import Model, Q, QuerySet

from reports.models import Report
from reports.services.erasing_again import REMOVED
from triage.models import (
    CaseLink,
    Claim,
    Diversion,
    DuplicateMatch,
    Handover,
    HandoverAttempt,
    Merge,
    MovedReport,
    Responsibility,
    Transfer,
)
from triage.selectors.merges import cases_below, root_of
from triage.selectors.retention import is_all_destroyed


def remove(*, report: Report) -> None:
    """Remove what stands beside one report, and what stands beside its case once no report of it is left."""
    _replace(Merge.objects.filter(report=report), "reason", "undone_reason")
    Merge.objects.filter(report=report).update(evidence={})
    MovedReport.objects.filter(report=report).update(gate={})
    DuplicateMatch.objects.filter(Q(report=report) | Q(other=report)).update(facts={})
    _replace(Handover.objects.filter(report=report), "reason")
    _replace(HandoverAttempt.objects.filter(handover__report=report), "note")
    _replace(Diversion.objects.filter(report=report), "lifted_reason")
    if is_all_destroyed(case_id=report.case_id):
        _remove_of_cases(cases_below(case_id=root_of(case_id=report.case_id).id))


def _remove_of_cases(case_ids: Collection[UUID]) -> None:
    _replace(CaseLink.objects.filter(Q(first__in=case_ids) | Q(second__in=case_ids)), "reason")
    _replace(Claim.objects.filter(case__in=case_ids), "reason")
    _replace(Responsibility.objects.filter(case__in=case_ids), "override_reason")
    reasons = ("reason", "answer_reason", "escalation_reason", "settled_reason")
    _replace(Transfer.objects.filter(case__in=case_ids), *reasons)


def _replace(rows: QuerySet[Model], *names: str) -> None:
    """Put a fixed sentence in the place of each text that is not empty: some may not be."""
    for name in names:
        rows.exclude(**{name: ""}).update(**{name: REMOVED})
