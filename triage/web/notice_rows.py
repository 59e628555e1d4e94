"""Notices of decisions as pages show them."""

from datetime import datetime
from typing import Any

from django.urls import reverse

from reports.models import DecisionNotice, Update
from reports.rules.working_days import working_days_between
from reports.selectors.working_calendar import WorkingCalendar
from triage.rules.untold import MessageFacts, Why, why_untold
from triage.web import wording


def notice_row(notice: DecisionNotice, *, at: datetime) -> dict[str, Any]:
    """Return a notice in words, from one that was fetched as `reports.selectors.notices.with_reasons` does."""
    case = notice.report.case
    return {
        "id": notice.id,
        "report": notice.report.reference,
        "case": case.reference,
        "is_merged": case.lead_id != notice.report_id,
        "href": reverse("hub_case", args=[case.reference]),
        "decision": wording.DECISIONS[notice.step],
        "entitlement": wording.ENTITLEMENTS[notice.entitlement],
        "decided_at": notice.decided_at,
        "tell_by": notice.tell_by,
        "told_at": notice.told_at,
        "route": wording.ROUTES.get(notice.route, ""),
        "is_late": (notice.told_at or at) > notice.tell_by,
        "why": "" if notice.told_at else wording.WHY_UNTOLD[_why(notice, at=at)],
    }


def late_row(notice: DecisionNotice, *, at: datetime, calendar: WorkingCalendar) -> dict[str, Any]:
    """Return a notice in words, with how late it is in working days."""
    days = working_days_between(notice.tell_by, at, calendar.holidays, calendar.zone)
    return {**notice_row(notice, at=at), "late": wording.working_days_late(days)}


def _why(notice: DecisionNotice, *, at: datetime) -> Why:
    complainant = notice.report.complainant
    return why_untold(
        message=_message(getattr(notice.entry, "update", None)),
        address_fails=complainant.bounced_at is not None,
        only_telephone=complainant.has_telephone and not complainant.has_email,
        at=at,
    )


def _message(update: Update | None) -> MessageFacts | None:
    if update is None:
        return None
    return MessageFacts(
        state=update.state,
        attempts=update.attempts,
        not_before=update.not_before,
        came_back=update.bounced_at is not None,
    )
