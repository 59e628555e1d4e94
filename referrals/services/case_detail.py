"""One case as a force may read it; the reading is recorded."""

from datetime import datetime
from typing import Any

from hatehub.accounts.actors import Actor
from hatehub.audit.services import record
from referrals.selectors.force_cases import get_case
from referrals.services import disclosing
from referrals.services.packaging import latest_to_share
from reports.models import Report
from reports.services.personal import read_narrative
from triage.models import Responsibility
from triage.services.assessing import latest_assessment


def read_case(*, reference: str, by: Actor, at: datetime) -> dict[str, Any]:
    """Return a case of the actor's force with its reports, decisions and package, and record that it was read.

    Raises CaseNotFound.
    """
    case = get_case(reference=reference, by=by)
    record(subject=f"case:{case.reference}", verb="read_by_force", by=by, at=at)
    disclosing.note_reading(case=case, by=by, at=at)
    assessment = latest_assessment(report=case.lead)
    current = Responsibility.objects.filter(case=case, replaced_at__isnull=True)
    return {
        "reference": case.reference,
        "state": case.lead.state,
        "opened_at": case.opened_at,
        "offence": str(assessment.offence) if assessment and assessment.offence else None,
        "responsibilities": list(current.select_related("force").order_by("role")),
        "reports": [_report(report) for report in case.reports.order_by("submitted_at", "id")],
        "package": latest_to_share(case=case),
    }


def _report(report: Report) -> dict[str, Any]:
    return {
        "reference": report.reference,
        "submitted_at": report.submitted_at,
        "happened_on": report.happened_on,
        "strands": report.strands,
        "narrative": read_narrative(report=report),
        "urls": [url for url in report.contents.order_by("position").values_list("url", flat=True) if url],
    }
