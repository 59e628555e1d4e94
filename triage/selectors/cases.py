"""Reading a case for the workbench."""

from datetime import datetime

from hatehub.accounts.actors import Actor
from hatehub.accounts.permissions import require
from hatehub.accounts.roles import Action
from hatehub.audit.models import Entry
from hatehub.audit.selectors import list_entries
from reports.models import Case, Report
from triage.models import Merge, Responsibility


class CaseNotFound(Exception):
    """There is no case under this reference."""


def get_case(*, reference: str, by: Actor) -> Case:
    """Return a case; a reference that was emptied by a merge gives the case it went into. Raises CaseNotFound."""
    require(by=by, action=Action.VIEW_CASE)
    case = Case.objects.select_related("lead__complainant", "merged_into").filter(reference=reference).first()
    if case is None:
        raise CaseNotFound
    while case.merged_into_id is not None:
        case = Case.objects.select_related("lead__complainant", "merged_into").get(id=case.merged_into_id)
    return case


def list_members(*, case: Case) -> list[Report]:
    """Return the reports of a case, the lead first, then as they came."""
    reports = case.reports.select_related("complainant").prefetch_related("contents")
    return sorted(reports, key=lambda report: (report.id != case.lead_id, report.submitted_at))


def current_merges(*, case: Case) -> dict[object, Merge]:
    """Return, by report, the merges that brought reports into this case and still hold."""
    return {row.report_id: row for row in Merge.objects.filter(into_case=case, undone_at__isnull=True)}


def current_responsibilities(*, case: Case) -> list[Responsibility]:
    """Return who is responsible now; empty before it is decided."""
    rows = Responsibility.objects.filter(case=case, replaced_at__isnull=True)
    return list(rows.select_related("force").order_by("id"))


def timeline(*, case: Case) -> list[Entry]:
    """Return everything that was done on a case and its reports, newest first."""
    references = case.reports.values_list("reference", flat=True)
    subjects = [f"case:{case.reference}", *(f"report:{reference}" for reference in references)]
    return list(reversed(list_entries(subjects=subjects)))


def is_late(*, report: Report, at: datetime) -> bool:
    """Tell whether a report's clock has run out."""
    return report.due_at is not None and report.due_at < at
