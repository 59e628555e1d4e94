"""The page with which an officer begins the day."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from hatehub.accounts.staff import StaffRequest, staff_only
from triage.rules.due import When
from triage.selectors.my_day import MyCase, get_my_day
from triage.web import wording
from triage.web.mention_rows import mention_row
from triage.web.task_rows import task_row

Row = dict[str, Any]


@require_safe
@staff_only
def my_day(request: StaffRequest) -> HttpResponse:
    """Show what waits for somebody: tasks, mentions, own cases by clock, and what those wait for."""
    at, found = timezone.now(), get_my_day(by=request.actor)
    tasks = [task_row(task, at=at) for task in found.tasks]
    context = {
        **{f"tasks_{when.value}": [task for task in tasks if task["when"] == when.value] for when in When},
        "has_tasks": bool(tasks),
        "mentions": [mention_row(each) for each in found.mentions],
        "cases": [_case_row(case) for case in found.cases],
        "total": found.total,
        "waiting": [{"name": wording.QUEUES[queue], "number": number} for queue, number in found.waiting.items()],
        "unread": found.unread,
        "asked": found.asked,
    }
    return render(request, "hub/my_day.html", context)


def _case_row(case: MyCase) -> Row:
    at = timezone.now()
    return {
        "reference": case.reference,
        "href": reverse("hub_case", args=[case.reference]),
        "state": case.state,
        "state_label": wording.STATES[case.state],
        "next": wording.NEXT_STEPS[case.state],
        "clock": wording.clock(case.due_at, at=at),
        "is_late": case.due_at is not None and case.due_at < at,
    }
