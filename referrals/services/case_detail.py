"""One case as a force may read it; the reading is recorded."""

from datetime import datetime
from typing import Any

from hatehub.accounts.actors import Actor
from hatehub.audit.services import record
from referrals.selectors.feed import version_for
from referrals.selectors.force_cases import get_case, has_whole, resolve_case, visible_transfer
from referrals.services.case_reports import ReportPage, read_reports
from referrals.services.packaging import latest_to_share
from reports.models import Case
from triage.models import Assessment
from triage.selectors.offences import engaged_offences
from triage.selectors.priorities import find_priority
from triage.selectors.strands import strands_named
from triage.selectors.time_bars import find_time_bar
from triage.services.assessing import latest_assessment


def read_case(*, reference: str, by: Actor, at: datetime) -> dict[str, Any]:
    """Return a case of the actor's force with its first reports, decisions and package, and record that it was read.

    A force that only keeps in touch with somebody gets that person's report, and no package. What was erased is
    empty, and of diverted posts not even the address is given. A case that was merged into another one of the force's
    is read as that one, and `merged_into` says so. Raises CaseNotFound.
    """
    case = resolve_case(reference=reference, by=by)
    version = version_for(case=case, by=by)  # before all else: what is read afterwards is at least as new
    record(subject=f"case:{case.reference}", verb="read_by_force", by=by, at=at)
    page, is_whole = read_reports(case=case, after="", by=by, at=at), has_whole(case=case, by=by)
    assessment, priority = latest_assessment(report=case.lead), find_priority(case=case)
    return {
        "case": case,
        "is_whole": is_whole,
        "reference": case.reference,
        "merged_into": case.reference if case.reference != reference else None,
        "version": version,
        "state": case.lead.state,
        "opened_at": case.opened_at,
        "strands": _strands(case, page, is_whole=is_whole),
        "priority": priority.band_in_force if priority else None,
        "offence": str(assessment.offence) if assessment and assessment.offence else None,
        "assessment": _assessment(case, assessment),
        "time_limit": find_time_bar(case=case),
        "responsibilities": page.responsibilities,
        "reports": page.reports,
        "reports_next": page.following,
        "transfer": visible_transfer(case=case, by=by),
        "package": latest_to_share(case=case) if is_whole else None,
    }


def read_more_reports(*, reference: str, after: str, by: Actor, at: datetime) -> ReportPage:
    """Return the reports of a case after a cursor, and record that they were read. Raises CaseNotFound, BadCursor."""
    case = get_case(reference=reference, by=by)
    page = read_reports(case=case, after=after, by=by, at=at)
    details = {"reports": len(page.reports)}
    record(subject=f"case:{case.reference}", verb="read_by_force", by=by, at=at, details=details)
    return page


def _strands(case: Case, page: ReportPage, *, is_whole: bool) -> list[str]:
    if is_whole:
        return sorted(strands_named(case=case))
    return sorted({strand for report in page.reports for strand in report["strands"]})


def _assessment(case: Case, decision: Assessment | None) -> dict[str, Any] | None:
    """Return the decision in force; its reasons can quote people, and go with the package, where nobody is named."""
    if decision is None:
        return None
    return {
        "outcome": decision.outcome,
        "disposal": decision.disposal,
        "policy": decision.policy_version,
        "flags": decision.flags,
        "decided_at": decision.decided_at,
        "offences": [
            {"code": row.offence.code, "offence": str(row.offence), "aggravated": row.is_aggravated}
            for row in engaged_offences(case_id=case.id)
        ],
    }
