"""How a complainant comes back: by reference and receipt code."""

import hmac
from datetime import datetime
from uuid import UUID

from django.db import transaction

from hatehub.accounts.actors import HUB, Actor, actor_for_complainant
from hatehub.audit.services import record
from reports.models import Case, Report
from reports.rules.references import REPORT_PREFIX, parse_code, parse_reference
from reports.rules.workflow import STEPS, State, StepRefused
from reports.services import notices, updates, workflow
from reports.services.submission import receipt_hash

WITHDRAWN = "withdrawn"


class NoSuchReport(Exception):
    """The reference and the code do not belong together; which of the two is wrong is not said."""


@transaction.atomic
def open_report(*, reference: str, code: str, at: datetime) -> Report:
    """Return the report that a reference and a receipt code open, and record it. Raises NoSuchReport.

    Afterwards every decision that stands on the status page has been told.
    """
    parsed, given = parse_reference(reference, prefix=REPORT_PREFIX), parse_code(code)
    report = Report.objects.filter(reference=parsed).first() if parsed else None
    stored = report.receipt_hash if report else "0" * 64
    if not hmac.compare_digest(receipt_hash(given or ""), stored) or report is None:
        raise NoSuchReport
    by = actor_for_complainant(report.reference)
    notices.mark_seen(report_id=report.id, by=by, at=at)
    record(subject=f"report:{report.reference}", verb="status_opened", by=by, at=at)
    return report


class LeadsOthers(Exception):
    """The report leads a case of several: another has to lead before it can be withdrawn."""


@transaction.atomic
def withdraw(*, report_id: UUID, at: datetime) -> Report:
    """Withdraw a report for its complainant. Raises StepRefused once the hub has decided, and LeadsOthers."""
    # The lock under which others are merged into this report's case.
    Case.objects.select_for_update().filter(reports=report_id).order_by("id").first()
    if _leads_others(report_id):
        raise LeadsOthers
    return workflow.withdraw(report_id=report_id, by=_complainant(report_id), at=at)


def can_withdraw(*, report: Report) -> bool:
    """Tell whether a report can be withdrawn now: nothing is decided, and it leads no others."""
    return report.state in STEPS["withdraw"].sources and not _leads_others(report.id)


def _leads_others(report_id: UUID) -> bool:
    return Report.objects.filter(case__lead_id=report_id).exclude(id=report_id).exists()


def can_ask_for_review(*, report: Report) -> bool:
    """Tell whether a decision stands that can be reviewed; for a merged report it is that on its lead."""
    lead = report.case.lead if report.state == State.MERGED else report
    return lead.state in STEPS["request_review"].sources and WITHDRAWN not in (lead.outcome, report.outcome)


@transaction.atomic
def request_review(*, report_id: UUID, at: datetime) -> Report:
    """Ask for a review, for the complainant. Raises StepRefused where there is no decision to review.

    The decision on a merged report is that on its lead: the hub looks at it again, and the lead's own
    complainant hears that much and no more.
    """
    report = Report.objects.select_related("case__lead").get(id=report_id)
    if not can_ask_for_review(report=report):
        raise StepRefused(step="request_review", state=report.state)
    by = _complainant(report_id)
    if report.state != State.MERGED:
        return workflow.request_review(report_id=report_id, by=by, at=at)
    record(subject=f"report:{report.reference}", verb="review_requested", by=by, at=at)
    updates.note(report=report, kind="step_request_review", key=f"review:{at.isoformat()}", by=by, at=at)
    why = "A complainant whose report was merged asks for a review."
    return workflow.reopen(report_id=report.case.lead_id, by=HUB, at=at, reason=why)


@transaction.atomic
def look_again(*, report_id: UUID, by: Actor, at: datetime) -> bool:
    """Reopen a closed case because its complainant wrote, so that what they wrote belongs to a queue.

    A report that was withdrawn stays closed. Tells whether anything was reopened.
    """
    report = Report.objects.select_related("case__lead").get(id=report_id)
    lead = Report.objects.select_for_update().get(id=report.case.lead_id)
    if lead.state != State.CLOSED or WITHDRAWN in (lead.outcome, report.outcome):
        return False
    workflow.reopen(report_id=lead.id, by=by, at=at, reason="The complainant wrote after the case was closed.")
    return True


def _complainant(report_id: UUID) -> Actor:
    return actor_for_complainant(Report.objects.values_list("reference", flat=True).get(id=report_id))
