"""One case as a force may read it; the reading is recorded."""

from datetime import datetime
from typing import Any

from hatehub.accounts.actors import Actor
from hatehub.audit.services import record
from referrals.selectors.force_cases import (
    get_case,
    has_whole,
    visible_reports,
    visible_responsibilities,
    visible_transfer,
)
from referrals.services import disclosing
from referrals.services.packaging import latest_to_share
from reports.models import Report
from reports.services.personal import read_narratives_left
from reports.services.subjects import withholds_subject
from triage.selectors.time_bars import find_time_bar
from triage.services.assessing import latest_assessment


def read_case(*, reference: str, by: Actor, at: datetime) -> dict[str, Any]:
    """Return a case of the actor's force with its reports, decisions and package, and record that it was read.

    A force that only keeps in touch with somebody gets that person's report, and no package. What was erased is
    empty, and of diverted posts not even the address is given. Raises CaseNotFound.
    """
    case = get_case(reference=reference, by=by)
    record(subject=f"case:{case.reference}", verb="read_by_force", by=by, at=at)
    reports = list(visible_reports(case=case, by=by).order_by("submitted_at", "id").prefetch_related("contents"))
    disclosing.note_reading(reports=reports, by=by, at=at)
    assessment = latest_assessment(report=case.lead)
    narratives = read_narratives_left(reports=reports)
    is_withheld = withholds_subject(case=case)
    return {
        "reference": case.reference,
        "state": case.lead.state,
        "opened_at": case.opened_at,
        "offence": str(assessment.offence) if assessment and assessment.offence else None,
        "time_limit": find_time_bar(case=case),
        "responsibilities": list(visible_responsibilities(case=case, by=by)),
        "reports": [
            _report(report, narrative=narratives.get(report.id, ""), is_withheld=is_withheld) for report in reports
        ],
        "transfer": visible_transfer(case=case, by=by),
        "package": latest_to_share(case=case) if has_whole(case=case, by=by) else None,
    }


def _report(report: Report, *, narrative: str, is_withheld: bool) -> dict[str, Any]:
    posts = [] if is_withheld else sorted(report.contents.all(), key=lambda post: post.position)
    return {
        "reference": report.reference,
        "submitted_at": report.submitted_at,
        "happened_on": report.happened_on,
        "strands": report.strands,
        "narrative": narrative,
        "urls": [post.url for post in posts if post.url and not post.diverted_as],
    }
