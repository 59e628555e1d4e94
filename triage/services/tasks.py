"""Setting tasks on a case, moving them, and ending them."""

from dataclasses import dataclass
from datetime import date, datetime, time
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from hatehub.accounts.actors import Actor
from hatehub.accounts.models import User
from hatehub.accounts.permissions import require
from hatehub.accounts.roles import Action
from hatehub.audit.services import record
from hatehub.vault import services as vault
from hatehub.vault.models import Purpose
from reports.models import Case
from triage.models import Task
from triage.rules.due import due_moment
from triage.selectors.colleagues import find_colleague
from triage.selectors.tasks import text_field

LONGEST_TASK = 1000


class TaskRefused(Exception):
    """The task cannot be set or changed; the message says why."""


class TaskOver(TaskRefused):
    """The task has been done or cancelled already."""


class DueInThePast(TaskRefused):
    """A task is due at a moment that is still to come."""


@dataclass(frozen=True, kw_only=True)
class Due:
    """A day, and a time on its clock where the hub is, or None for the end of the day."""

    day: date
    clock: time | None = None

    def moment(self) -> datetime:
        """Return the moment from which a task is late. Raises DueInThePast for the last day of the calendar."""
        try:
            return due_moment(day=self.day, at_time=self.clock, zone=timezone.get_default_timezone())
        except OverflowError:
            raise DueInThePast("Choose an earlier day.") from None


@transaction.atomic
def set_task(*, case_id: UUID, text: str, due: Due, assignee_id: int | None, by: Actor, at: datetime) -> Task:
    """Set a task on a case for an officer, or for whoever has the case (None), sealed as a note is.

    It may be set on a closed case too. The audit has for whom and when, no words. Raises TaskRefused where nothing
    is written or the assignee does not work on cases, DueInThePast, KeyDestroyed, NotPermitted.
    """
    require(by=by, action=Action.WORK_TASKS)
    if not text.strip():
        raise TaskRefused("Write what is to be done.")
    if len(text) > LONGEST_TASK:
        raise TaskRefused(f"At most {LONGEST_TASK} characters.")
    case = Case.objects.get(id=case_id)
    task = Task(case=case, report_id=case.lead_id, assignee=_colleague(assignee_id), set_by=str(by), set_at=at)
    _put(task, due, at=at)
    task.save()
    task.sealed_text = vault.seal(text, owner=task.report_id, purpose=Purpose.MATERIAL, field=text_field(task.id))
    task.save(update_fields=["sealed_text"])
    _record(task, verb="task_set", by=by, at=at, due=_written(task), for_whom=_name(task))
    return task


@transaction.atomic
def change(*, task_id: int, due: Due, assignee_id: int | None, by: Actor, at: datetime) -> Task:
    """Have an open task be due at another moment, or be for somebody else; what stays as it is leaves no trace.

    Needs no reason; the audit has what was and what is. Raises TaskOver, TaskRefused, DueInThePast where the moment
    changes to one that has passed, NotPermitted and Task.DoesNotExist.
    """
    require(by=by, action=Action.WORK_TASKS)
    task = _lock_open(task_id)
    was_due, was_for = _written(task), _name(task)
    if (due.day, due.clock) != (task.due_on, task.due_time):
        _put(task, due, at=at)
    if assignee_id != task.assignee_id:
        task.assignee = _colleague(assignee_id)
    task.save(update_fields=["assignee", "due_on", "due_time", "due_at"])
    if _written(task) != was_due:
        _record(task, verb="task_moved", by=by, at=at, was=was_due, due=_written(task))
    if _name(task) != was_for:
        _record(task, verb="task_handed_on", by=by, at=at, was=was_for, for_whom=_name(task))
    return task


@transaction.atomic
def finish(*, task_id: int, by: Actor, at: datetime) -> Task:
    """Have a task be done, by this actor. Raises TaskOver, NotPermitted and Task.DoesNotExist."""
    return _end(task_id, state=Task.State.DONE, by=by, at=at)


@transaction.atomic
def cancel(*, task_id: int, by: Actor, at: datetime) -> Task:
    """Have a task not be done any more. Raises TaskOver, NotPermitted and Task.DoesNotExist."""
    return _end(task_id, state=Task.State.CANCELLED, by=by, at=at)


def _end(task_id: int, *, state: Task.State, by: Actor, at: datetime) -> Task:
    require(by=by, action=Action.WORK_TASKS)
    task = _lock_open(task_id)
    task.state, task.ended_by, task.ended_at = state, str(by), at
    task.save(update_fields=["state", "ended_by", "ended_at"])
    _record(task, verb=f"task_{state.value}", by=by, at=at)
    return task


def _lock_open(task_id: int) -> Task:
    locked = Task.objects.select_for_update(of=("self",)).select_related("case", "assignee")
    task = locked.get(id=task_id)
    if task.state != Task.State.OPEN:
        raise TaskOver(f"Somebody has ended this task already: it is {task.state}.")
    return task


def _put(task: Task, due: Due, *, at: datetime) -> None:
    moment = due.moment()
    if moment <= at:
        raise DueInThePast("Choose a day and a time that are still to come.")
    task.due_on, task.due_time, task.due_at = due.day, due.clock, moment


def _colleague(user_id: int | None) -> User | None:
    if user_id is None:
        return None
    found = find_colleague(user_id=user_id)
    if found is None:
        raise TaskRefused("Nobody who works on cases has this account.")
    return found


def _name(task: Task) -> str:
    return task.assignee.username if task.assignee else "owner"


def _written(task: Task) -> str:
    return f"{task.due_on}T{task.due_time:%H:%M}" if task.due_time else str(task.due_on)


def _record(task: Task, *, verb: str, by: Actor, at: datetime, **details: str) -> None:
    subject = f"case:{task.case.reference}"
    record(subject=subject, verb=verb, by=by, at=at, details={"task": task.id, **details})
