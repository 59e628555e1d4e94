"""The pages of tasks: those of a case, setting one, changing it, and ending it."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from hatehub.accounts.staff import StaffRequest
from hatehub.vault.services import KeyDestroyed
from reports.models import Case
from reports.services.workflow import StaleReport
from triage.forms.tasks import DueForm, TaskForm
from triage.models import Task
from triage.selectors.merges import cases_below
from triage.selectors.tasks import ended_tasks, find_task, opened_task
from triage.services import opening
from triage.services import tasks as services
from triage.services.tasks import DueInThePast, TaskOver, TaskRefused
from triage.web.case_pages import frame_context, with_case
from triage.web.legible import erased
from triage.web.standing import CaseRequest
from triage.web.task_rows import task_row


@require_http_methods(["GET", "HEAD", "POST"])
@with_case
def tasks(request: StaffRequest, case: Case) -> HttpResponse:
    """Show the tasks of a case, and set another one."""
    form, at = TaskForm(request.POST if request.method == "POST" else None), timezone.now()
    if request.method == "POST" and form.is_valid():
        try:
            services.set_task(
                case_id=case.id,
                text=form.cleaned_data["text"],
                due=form.due(),
                assignee_id=form.assignee_id(),
                by=request.actor,
                at=at,
            )
        except (TaskRefused, KeyDestroyed) as refusal:
            _refuse(form, refusal)
        else:
            messages.success(request, _("The task is set."))
            return redirect("hub_tasks", case.reference)
    opening.note_opening(case=case, tab="tasks", by=request.actor, at=at)
    ended = ended_tasks(case_ids=cases_below(case_id=case.id), by=request.actor)
    context: dict[str, Any] = {**frame_context(case, active=""), "form": form}
    context["ended"] = [task_row(task, at=at) for task in ended]
    return render(request, "hub/tasks.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@with_case
def change(request: CaseRequest, case: Case, task_id: int) -> HttpResponse:
    """Move a task to another day, or hand it on."""
    task, at = _task(case, task_id), timezone.now()
    begun = {"day": task.due_on, "time": task.due_time and f"{task.due_time:%H:%M}", "assignee": task.assignee_id}
    form = DueForm(request.POST if request.method == "POST" else None, initial=begun)
    if request.method == "POST" and form.is_valid():
        try:
            with request.standing.acting(case):
                services.change(
                    task_id=task.id, due=form.due(), assignee_id=form.assignee_id(), by=request.actor, at=at
                )
        except TaskRefused as refusal:
            _refuse(form, refusal)
        except StaleReport as refusal:
            request.standing.refuse(refusal, case, form)
        else:
            messages.success(request, _("The task is changed."))
            return redirect("hub_tasks", case.reference)
    context = {**frame_context(case, active=""), "form": form, "task": task_row(opened_task(task), at=at)}
    return render(request, "hub/task.html", context, status=request.standing.status(form))


@require_POST
@with_case
def done(request: StaffRequest, case: Case, task_id: int) -> HttpResponse:
    """Have a task be done."""
    task = _task(case, task_id)
    try:
        services.finish(task_id=task.id, by=request.actor, at=timezone.now())
    except TaskOver as refusal:
        messages.warning(request, str(refusal))
    else:
        messages.success(request, _("The task is done."))
    return _back(request, case)


@require_POST
@with_case
def cancel(request: StaffRequest, case: Case, task_id: int) -> HttpResponse:
    """Have a task not be done any more."""
    task = _task(case, task_id)
    try:
        services.cancel(task_id=task.id, by=request.actor, at=timezone.now())
    except TaskOver as refusal:
        messages.warning(request, str(refusal))
    else:
        messages.success(request, _("The task is cancelled."))
    return _back(request, case)


def _task(case: Case, task_id: int) -> Task:
    task = find_task(task_id=task_id, case_ids=cases_below(case_id=case.id))
    if task is None:
        raise Http404
    return task


def _refuse(form: DueForm, refusal: Exception) -> None:
    """Say beside the field what is wrong: the day, or for what cannot be put right, above all."""
    if isinstance(refusal, KeyDestroyed):
        form.add_error(None, erased())
    else:
        form.add_error("day" if isinstance(refusal, DueInThePast) else None, str(refusal))


def _back(request: StaffRequest, case: Case) -> HttpResponse:
    """Lead back to the page that the button stood on: one of the hub's own, or the tasks of the case."""
    wanted = request.POST.get("back", "")
    is_own = wanted.startswith("/hub/") and url_has_allowed_host_and_scheme(wanted, allowed_hosts=None)
    return redirect(wanted) if is_own else redirect("hub_tasks", case.reference)
