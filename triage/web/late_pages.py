"""The supervisor's page: what was not told or done in time."""

from datetime import date, datetime, timedelta
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from hatehub.accounts.staff import StaffRequest, staff_only
from reports.models import Report
from reports.rules.workflow import OWNING_QUEUE, Queue, State
from reports.selectors.working_calendar import WorkingCalendar, get_working_calendar
from triage.selectors.handovers import list_late
from triage.selectors.late import LateFigures, LatePage, late_figures, list_due_today, list_overdue, list_untold
from triage.web import wording
from triage.web.emergency_rows import late_rows
from triage.web.notice_rows import late_row

WARN_BEFORE = timedelta(days=60)


@require_safe
@staff_only
def late(request: StaffRequest) -> HttpResponse:
    """Show what is late, and what will be unless it is done today."""
    by, at, calendar = request.actor, timezone.now(), get_working_calendar()
    queue = next((each for each in Queue if each.value == request.GET.get("queue", "")), None)
    untold = list_untold(after=request.GET.get("untold", ""), by=by, at=at)
    due_today = list_due_today(after=request.GET.get("today", ""), by=by, at=at)
    overdue = list_overdue(queue=queue, after=request.GET.get("overdue", ""), by=by, at=at)
    figures = late_figures(by=by, at=at)
    context = {
        "figures": figures,
        "handovers": late_rows(list_late(by=by, at=at), at=at),
        "remark": _remark(calendar, at=at),
        "untold": {**_paging(untold, "untold"), "rows": _notices(untold, at=at, calendar=calendar)},
        "due_today": {**_paging(due_today, "today"), "rows": _notices(due_today, at=at, calendar=calendar)},
        "overdue": {**_paging(overdue, "overdue", queue=queue or ""), "rows": _reports(overdue.rows, at=at)},
        "queues": _queues(figures, chosen=queue, at=at),
        "queue_name": wording.QUEUES[queue] if queue else "",
        "is_further_on": {name: bool(request.GET.get(name)) for name in ("untold", "today", "overdue")},
    }
    return render(request, "hub/late.html", context)


def _notices(page: LatePage[Any], *, at: datetime, calendar: WorkingCalendar) -> list[dict[str, Any]]:
    return [late_row(notice, at=at, calendar=calendar) for notice in page.rows]


def _reports(rows: list[Report], *, at: datetime) -> list[dict[str, Any]]:
    return [
        {
            "href": reverse("hub_case", args=[report.case.reference]),
            "case": report.case.reference,
            "queue": wording.QUEUES[OWNING_QUEUE[State(report.state)]],
            "next": wording.NEXT_STEPS[report.state],
            "due_at": report.due_at,
            "late": wording.clock(report.due_at, at=at),
        }
        for report in rows
    ]


def _queues(figures: LateFigures, *, chosen: Queue | None, at: datetime) -> list[dict[str, Any]]:
    return [
        {
            "name": wording.QUEUES[queue],
            "href": f"{reverse('hub_late')}?queue={queue}#overdue",
            "number": lateness.number,
            "oldest": wording.clock(lateness.oldest, at=at),
            "is_chosen": queue is chosen,
        }
        for queue, lateness in figures.queues.items()
    ]


def _paging(page: LatePage[Any], name: str, **kept: str) -> dict[str, Any]:
    """Return the addresses of the first and the next rows of one part; the other parts begin again."""
    following = f"?{urlencode({**kept, name: page.following})}#{name}" if page.following else ""
    return {"first": f"?{urlencode(kept)}#{name}", "next": following}


def _remark(calendar: WorkingCalendar, *, at: datetime) -> dict[str, date | None] | None:
    """Return the end of the table of bank holidays where it is near or past: from there only weekends are left out."""
    known_to = calendar.known_to
    if known_to is not None and (at + WARN_BEFORE).date() <= known_to:
        return None
    return {"known_to": known_to}
