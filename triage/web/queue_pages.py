"""The queue page."""

from datetime import date, datetime
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_safe

from hatehub.accounts.staff import StaffRequest, staff_only
from reports.rules.workflow import Queue
from reports.services.personal import first_words
from triage.selectors.cases import is_late
from triage.selectors.queue_orders import Order
from triage.selectors.queues import QueuePage, count_queues, list_queue, names_of
from triage.web import emergency_rows, told_rows, wording
from triage.web.priority_rows import band_row

WARN_DAYS = 30
ORDERS: dict[Order, str | Promise] = {
    Order.PRIORITY: gettext_lazy("Priority"),
    Order.CLOCK: gettext_lazy("Clock"),
    Order.TIME_BAR: gettext_lazy("Time bar"),
}


@require_safe
@staff_only
def home(request: StaffRequest) -> HttpResponse:
    """Lead to the queues."""
    return redirect("hub_queue")


@require_safe
@staff_only
def queue(request: StaffRequest) -> HttpResponse:
    """Show one queue, or all open reports."""
    queue = next((each for each in Queue if each.value == request.GET.get("queue", "")), None)
    order = next((each for each in Order if each.value == request.GET.get("order", "")), Order.PRIORITY)
    page = list_queue(queue=queue, after=request.GET.get("after", ""), by=request.actor, order=order)
    context = {
        "title": wording.QUEUES[queue] if queue else _("All open reports"),
        "rows": _rows(page, at=timezone.now()),
        "emergencies": emergency_rows.open_rows(by=request.actor, at=timezone.now()),
        "queues": _side(count_queues(by=request.actor), chosen=queue, order=order),
        "orders": _orders(queue, chosen=order),
        "page": {"previous": "", "next": _address(queue, order, after=page.following) if page.following else ""},
        "is_first": not request.GET.get("after"),
        "first_page": _address(queue, order),
    }
    return render(request, "hub/queue.html", context)


def _address(queue: Queue | None, order: Order, *, after: str = "") -> str:
    """Return the address of a queue: all that is chosen stands in it."""
    asked = {"queue": queue or "", "order": order if order is not Order.PRIORITY else "", "after": after}
    return f"{reverse('hub_queue')}?{urlencode({name: value for name, value in asked.items() if value})}"


def _orders(queue: Queue | None, *, chosen: Order) -> list[dict[str, Any]]:
    return [
        {"text": text, "href": _address(queue, order), "is_chosen": order is chosen} for order, text in ORDERS.items()
    ]


def _side(counts: dict[Queue, int], *, chosen: Queue | None, order: Order) -> list[dict[str, Any]]:
    total = {
        "text": _("All open"),
        "href": _address(None, order),
        "count": sum(counts.values()),
        "active": chosen is None,
    }
    return [
        total,
        *(
            {
                "text": wording.QUEUES[queue],
                "href": _address(queue, order),
                "count": count,
                "active": queue is chosen,
            }
            for queue, count in counts.items()
        ),
    ]


def _rows(page: QueuePage, *, at: datetime) -> list[dict[str, Any]]:
    names = names_of()
    posts = page.first_posts
    words = first_words(contents=posts.values())
    handovers = emergency_rows.queue_tags(page.reports, at=at)
    return [
        {
            "id": report.id,
            "href": reverse("hub_case", args=[report.case.reference]),
            "reference": report.case.reference,
            "strands": [names["strands"].get(code, code) for code in report.strands],
            "danger": told_rows.danger_of(report),
            "handover": handovers.get(report.case_id, ""),
            "is_in_burst": report.is_in_burst,
            "platform": names["platforms"].get(posts[report.id].platform_code, "") if report.id in posts else "",
            "words": wording.shortened(words.get(report.id, "")),
            "force": names["forces"].get(report.victim_area.get("force") or "", _("not known")),
            "priority": band_row(page.priorities.get(report.case_id)),
            "time_bar": _time_bar(page.time_bars.get(report.case_id), at=at),
            "state": report.state,
            "state_label": wording.STATES[report.state],
            "clock": wording.clock(report.due_at, at=at),
            "late": is_late(report=report, at=at),
        }
        for report in page.reports
    ]


def _time_bar(last_day: date | None, *, at: datetime) -> dict[str, Any] | None:
    """Return the last day on which proceedings can begin, and what to say where that is near or over."""
    if last_day is None:
        return None
    left = (last_day - timezone.localdate(at)).days
    if left < 0:
        return {"day": last_day, "warning": _("passed")}
    warning = ngettext("%d day left", "%d days left", left) % left if left <= WARN_DAYS else ""
    return {"day": last_day, "warning": warning}
