"""The queue page."""

from datetime import datetime
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from hatehub.accounts.staff import StaffRequest, staff_only
from reports.rules.workflow import Queue
from reports.services.personal import first_words
from triage.selectors.cases import is_late
from triage.selectors.queues import QueuePage, count_queues, list_queue, names_of
from triage.web import told_rows, wording


@require_safe
@staff_only
def home(request: StaffRequest) -> HttpResponse:
    """Lead to the queues."""
    return redirect("hub_queue")


@require_safe
@staff_only
def queue(request: StaffRequest) -> HttpResponse:
    """Show one queue, or all open reports."""
    chosen = request.GET.get("queue", "")
    queue = next((each for each in Queue if each.value == chosen), None)
    page = list_queue(queue=queue, after=request.GET.get("after", ""), by=request.actor)
    address = reverse("hub_queue")
    following = f"{address}?queue={queue or ''}&after={page.following}" if page.following else ""
    context = {
        "title": wording.QUEUES[queue] if queue else _("All open reports"),
        "rows": _rows(page, at=timezone.now()),
        "queues": _side(count_queues(by=request.actor), chosen=queue),
        "page": {"previous": "", "next": following.replace("+", "%2B")},
        "is_first": not request.GET.get("after"),
        "first_page": f"{address}?queue={queue or ''}",
    }
    return render(request, "hub/queue.html", context)


def _side(counts: dict[Queue, int], *, chosen: Queue | None) -> list[dict[str, Any]]:
    address = reverse("hub_queue")
    total = {"text": _("All open"), "href": address, "count": sum(counts.values()), "active": chosen is None}
    return [
        total,
        *(
            {
                "text": wording.QUEUES[queue],
                "href": f"{address}?queue={queue}",
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
    return [
        {
            "id": report.id,
            "href": reverse("hub_case", args=[report.case.reference]),
            "reference": report.case.reference,
            "strands": [names["strands"].get(code, code) for code in report.strands],
            "danger": told_rows.danger_of(report),
            "is_in_burst": report.is_in_burst,
            "platform": names["platforms"].get(posts[report.id].platform_code, "") if report.id in posts else "",
            "words": wording.shortened(words.get(report.id, "")),
            "force": names["forces"].get(report.victim_area.get("force") or "", _("not known")),
            "state": report.state,
            "state_label": wording.STATES[report.state],
            "clock": wording.clock(report.due_at, at=at),
            "late": is_late(report=report, at=at),
        }
        for report in page.reports
    ]
