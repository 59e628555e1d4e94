"""How a complainant comes back: by reference and receipt code."""

import hmac
from datetime import datetime
from uuid import UUID

from django.db import transaction

from hatehub.accounts.actors import HUB, Actor, actor_for_complainant
from hatehub.audit.services import record
from hatehub.outbox.services import publish
from reports.events import WithdrawalAsked
from reports.models import Case, Report
from reports.rules.references import REPORT_PREFIX, parse_code, parse_reference
from reports.rules.workflow import STEPS, State, StepRefused
from reports.services import notices, updates, workflow
from reports.services.submission import receipt_hash

WITHDRAWN = "withdrawn"
ASKED = "withdrawal_asked"


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


@transaction.atomic
def withdraw(*, report_id: UUID, at: datetime) -> Report:
    """Withdraw a report for its complainant. Raises StepRefused once the hub has decided.

    A report that is worked together with others is only asked for here: the wish is kept on the report and in its
    story at once, and triage takes it out of its case. Asking again changes nothing.
    """
    # The lock under which others are merged into this report's case.
    Case.objects.select_for_update(no_key=True).filter(reports=report_id).order_by("id").first()
    report = Report.objects.select_related("case__lead").get(id=report_id)
    if not _is_among_others(report):
        return workflow.withdraw(report_id=report_id, by=_complainant(report_id), at=at)
    if report.withdrawal_asked_at is None and not can_withdraw(report=report):
        raise StepRefused(step="withdraw", state=report.case.lead.state)
    return _ask_to_withdraw(report_id, at=at)


def _ask_to_withdraw(report_id: UUID, *, at: datetime) -> Report:
    report = Report.objects.select_for_update().get(id=report_id)
    if report.withdrawal_asked_at is not None:
        return report
    report.withdrawal_asked_at = at
    report.save(update_fields=["withdrawal_asked_at"])
    by = _complainant(report_id)
    record(subject=f"report:{report.reference}", verb="withdrawal_asked", by=by, at=at)
    updates.note(report=report, kind=ASKED, key=f"{ASKED}:{at.isoformat()}", by=by, at=at)
    event = WithdrawalAsked(report_id=str(report.id), case_id=str(report.case_id))
    publish(event, stream=str(report.case_id), at=at)
    return report


def can_withdraw(*, report: Report) -> bool:
    """Tell whether a report can be withdrawn now: nothing is decided, for a merged one on its lead, nor asked yet."""
    lead = report.case.lead if report.state == State.MERGED else report
    return lead.state in STEPS["withdraw"].sources and not is_being_withdrawn(report=report)


def is_being_withdrawn(*, report: Report) -> bool:
    """Tell whether the complainant has asked to withdraw a report and it is not done yet."""
    return report.withdrawal_asked_at is not None and report.state != State.CLOSED


def _is_among_others(report: Report) -> bool:
    return report.state == State.MERGED or Report.objects.filter(case=report.case_id).exclude(id=report.id).exists()


def can_ask_for_review(*, report: Report) -> bool:
    """Tell whether a decision stands that can be reviewed; for a merged report it is that on its lead."""
    lead = report.case.lead if report.state == State.MERGED else report
    if lead.destroyed_at is not None:
        return False
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
    return workflow.reopen(report_id=report.case.lead_id, by=HUB, at=at, reason=why, review_asked_at=at)


@transaction.atomic
def look_again(*, report_id: UUID, by: Actor, at: datetime) -> bool:
    """Reopen a closed case because its complainant wrote, so that what they wrote belongs to a queue.

    A report that was withdrawn stays closed, and so does a case that was destroyed. Tells whether anything was
    reopened.
    """
    report = Report.objects.select_related("case__lead").get(id=report_id)
    lead = Report.objects.select_for_update().get(id=report.case.lead_id)
    if lead.state != State.CLOSED or lead.destroyed_at is not None or WITHDRAWN in (lead.outcome, report.outcome):
        return False
    workflow.reopen(report_id=lead.id, by=by, at=at, reason="The complainant wrote after the case was closed.")
    return True


def _complainant(report_id: UUID) -> Actor:
    return actor_for_complainant(Report.objects.values_list("reference", flat=True).get(id=report_id))
