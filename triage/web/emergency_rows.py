"""Emergency hand-overs as rows: the banner of a case, the tag of a queue, the list of the late."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from reports.models import Case, OfficeMail, Report
from triage.models import Handover, HandoverAttempt
from triage.selectors import handovers
from triage.web import wording

State = Handover.State
MINUTES_UNTIL = 120
KINDS: dict[str, str | Promise] = {
    "threat_to_life": gettext_lazy("A threat to life"),
    "child_at_risk": gettext_lazy("A child at risk"),
}
WHYS: dict[str, str | Promise] = {
    HandoverAttempt.Why.NO_ANSWER: gettext_lazy("nobody answered"),
    HandoverAttempt.Why.ENGAGED: gettext_lazy("engaged, or too long a wait"),
    HandoverAttempt.Why.WRONG_NUMBER: gettext_lazy("the number is wrong"),
    HandoverAttempt.Why.NOT_TAKEN: gettext_lazy("reached, but they did not take it"),
}


def minutes_clock(due: datetime, *, at: datetime) -> str:
    """Return how long is left, or how late it is: in minutes up to two hours, then as other clocks do."""
    minutes = int(abs(due - at).total_seconds() // 60)
    if minutes >= MINUTES_UNTIL:
        return wording.clock(due, at=at)
    amount = ngettext("%d minute", "%d minutes", minutes) % minutes
    return _("%s left") % amount if due - at >= timedelta() else _("%s late") % amount


def address_of(case: Case, *, report: Report | None = None) -> str:
    """Return the address of the page on which a case, or one of its reports, is handed over."""
    address = reverse("hub_emergency", args=[case.reference])
    return f"{address}?report={report.id}" if report is not None else address


def banner(case: Case, *, at: datetime) -> dict[str, Any] | None:
    """Return what stands on top of a case with an open hand-over; None for any other."""
    row = handovers.open_of(cases=[case.id]).get(case.id)
    if row is None:
        if not handovers.asks_for_one(report=case.lead):
            return None
        return {"title": _("Hand over to the control room"), "href": address_of(case), "clock": "", "is_late": False}
    return {
        "title": _title(row),
        "href": address_of(case, report=row.report),
        "report": row.report.reference if row.report_id != case.lead_id else "",
        "clock": minutes_clock(row.due_at, at=at) if row.due_at else "",
        "is_late": row.due_at is not None and row.due_at < at,
        "others": handovers.count_open(case=case) - 1,
    }


def queue_tags(rows: Iterable[Handover], *, at: datetime) -> dict[Any, str]:
    """Return by case what a row of the queue says of its open hand-over, the one that is due first."""
    tags: dict[Any, str] = {}
    for row in rows:
        if row.due_at:
            tags.setdefault(row.report.case_id, f"{_title(row)}: {minutes_clock(row.due_at, at=at)}")
    return tags


def open_rows(rows: Sequence[Handover], *, at: datetime) -> list[dict[str, Any]]:
    """Return open hand-overs as they stand above the queues."""
    return [
        {
            "href": address_of(row.report.case, report=row.report),
            "case": row.report.case.reference,
            "kind": KINDS[row.kind],
            "title": _title(row),
            "clock": minutes_clock(row.due_at, at=at) if row.due_at else "",
        }
        for row in rows
    ]


def late_rows(rows: Sequence[Handover], *, at: datetime) -> list[dict[str, Any]]:
    """Return the late hand-overs, and those of which no duty desk knows, as supervisors read them."""
    return [
        {
            "href": address_of(row.report.case, report=row.report),
            "case": row.report.case.reference,
            "kind": KINDS[row.kind],
            "title": _title(row),
            "force": row.force.name if row.force else "",
            "due_at": row.due_at,
            "is_late": row.due_at is not None and row.due_at < at,
            "clock": minutes_clock(row.due_at, at=at) if row.due_at else "",
            "desk": duty_desk(row) if row.state == State.BEGUN else "",
        }
        for row in rows
    ]


def duty_desk(row: Handover) -> str:
    """Return in words whether the force's duty desk has been told."""
    mail = row.duty_mail
    if mail is None:
        return _("The duty desk was not told: no address of it is known.")
    if mail.state == OfficeMail.State.FAILED:
        return _("The duty desk was not told: the message came back (%s).") % mail.failure
    if mail.state == OfficeMail.State.SENT:
        return _("The duty desk has been told by e-mail.")
    if mail.failure:
        return _("The message to the duty desk has not gone yet (%s); it is tried again.") % mail.failure
    return _("The message to the duty desk is on its way.")


def is_told(row: Handover) -> bool:
    """Tell whether the message to the duty desk has gone or is on its way."""
    return row.duty_mail is not None and row.duty_mail.state != OfficeMail.State.FAILED


def _title(row: Handover) -> str:
    if row.state == State.WAITING:
        return _("Hand over to the control room")
    return _("Handed over, and not taken yet")
