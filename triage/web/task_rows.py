"""Tasks as pages show them."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils import formats, timezone
from django.utils.translation import gettext as _

from triage.rules.due import When, when_due
from triage.selectors.tasks import ToDo, open_tasks
from triage.selectors.time_bars import local_day
from triage.web import wording
from triage.web.legible import erased

Row = dict[str, Any]


def open_rows(case_ids: list[UUID]) -> list[Row]:
    """Return the open tasks of a case, the first due first."""
    at = timezone.now()
    return [task_row(task, at=at) for task in open_tasks(case_ids=case_ids)]


def task_row(task: ToDo, *, at: datetime) -> Row:
    """Return a task: the words, when it is due in words, how late it is, for whom, and where it can be changed."""
    when = when_due(due_at=task.due_at, due_on=task.due_on, now=at, today=local_day(at))
    is_open = task.state == "open"
    return {
        **vars(task),
        "text": erased() if task.text is None else task.text,
        "who": task.assignee or _("whoever has the case"),
        "due": due_words(task),
        "when": when.value,
        "late": wording.clock(task.due_at, at=at) if is_open and when is When.OVERDUE else "",
        "is_today": is_open and when is When.TODAY,
        "case_href": reverse("hub_case", args=[task.case]),
        "change_href": reverse("hub_change_task", args=[task.case, task.id]),
        "done_href": reverse("hub_task_done", args=[task.case, task.id]),
        "cancel_href": reverse("hub_task_cancel", args=[task.case, task.id]),
    }


def due_words(task: ToDo) -> str:
    """Return the day, and the time where there is one."""
    day = formats.date_format(task.due_on, "j F Y")
    return f"{day}, {task.due_time:%H:%M}" if task.due_time else day
