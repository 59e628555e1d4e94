"""Reading tasks: of a case, and of one officer."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from uuid import UUID

from django.db.models import F, Q, QuerySet

from hatehub.accounts.actors import Actor
from hatehub.accounts.permissions import require
from hatehub.accounts.roles import Action
from hatehub.vault import services as vault
from hatehub.vault.models import Purpose
from reports.rules.workflow import State
from triage.models import Task
from triage.selectors.notes import Sealed

MOST = 100


@dataclass(frozen=True, kw_only=True)
class ToDo:
    """A task with its words; None stands for words that have been erased.

    `case` is the reference of the case that it is worked as now. `assignee` is empty where the task is for whoever
    has the case. `is_case_closed`: that case is closed.
    """

    id: int
    case: str
    is_case_closed: bool
    text: str | None
    assignee: str
    due_on: date
    due_time: time | None
    due_at: datetime
    state: str
    set_by: str
    set_at: datetime
    ended_by: str
    ended_at: datetime | None


def text_field(task_id: int) -> str:
    """Return the name under which the words of a task are sealed."""
    return f"task:{task_id}"


def open_tasks(*, case_ids: Collection[UUID]) -> list[ToDo]:
    """Return up to 100 open tasks on these cases, the first due first, for whoever has been let in to the case.

    The cases are one and all that were emptied into it (`merges.cases_below`). Two queries; one where there are none.
    """
    rows = Task.objects.filter(case__in=case_ids, state=Task.State.OPEN)
    return _opened(_with_case(rows).order_by("due_at", "id")[:MOST])


def ended_tasks(*, case_ids: Collection[UUID], by: Actor) -> list[ToDo]:
    """Return the newest 100 tasks on these cases that were done or cancelled, with two queries. Raises NotPermitted."""
    require(by=by, action=Action.VIEW_CASE)
    rows = Task.objects.filter(case__in=case_ids).exclude(state=Task.State.OPEN)
    return _opened(_with_case(rows).order_by(F("ended_at").desc(), "-id")[:MOST])


def my_rows(*, by: Actor, owned: Collection[UUID]) -> list[Task]:
    """Return up to 100 open tasks of the actor, the first due first: given to them, or to whoever has a case of theirs.

    `owned` are the cases that they have, with all that were emptied into those. The words are still sealed. One
    query. Raises NotPermitted.
    """
    require(by=by, action=Action.VIEW_CASE)
    if by.user_id is None:
        return []
    rows = Task.objects.filter(state=Task.State.OPEN).filter(
        Q(assignee=by.user_id) | Q(assignee__isnull=True, case__in=owned)
    )
    return list(_with_case(rows).order_by("due_at", "id")[:MOST])


def find_task(*, task_id: int, case_ids: Collection[UUID]) -> Task | None:
    """Return a task on one of these cases, or None."""
    return _with_case(Task.objects.filter(id=task_id, case__in=case_ids)).first()


def opened_task(task: Task) -> ToDo:
    """Return a task that `find_task` gave, with its words: one query."""
    return _opened([task])[0]


def _with_case(rows: QuerySet[Task]) -> QuerySet[Task]:
    """Fetch with each task the case it was set on, and the one that this is worked as: the case of its lead."""
    return rows.select_related("assignee", "case__lead__case__lead")


def sealed_in(rows: Iterable[Task]) -> dict[str, Sealed]:
    """Return what is sealed in tasks, by name, as `vault.unseal_each` takes it under the purpose of material."""
    return {
        text_field(row.id): (row.report_id, text_field(row.id), row.sealed_text)
        for row in rows
        if row.sealed_text is not None
    }


def to_do(rows: Iterable[Task], words: Mapping[str, str]) -> list[ToDo]:
    """Return tasks with the words that were unsealed."""
    return [_to_do(row, words.get(text_field(row.id))) for row in rows]


def _opened(tasks: Iterable[Task]) -> list[ToDo]:
    rows = list(tasks)
    return to_do(rows, vault.unseal_each(sealed_in(rows), purpose=Purpose.MATERIAL)) if rows else []


def _to_do(row: Task, text: str | None) -> ToDo:
    worked_as = row.case.lead.case
    return ToDo(
        id=row.id,
        case=worked_as.reference,
        is_case_closed=worked_as.lead.state == State.CLOSED,
        text=text,
        assignee=row.assignee.username if row.assignee else "",
        due_on=row.due_on,
        due_time=row.due_time,
        due_at=row.due_at,
        state=row.state,
        set_by=row.set_by.partition(":")[2],
        set_at=row.set_at,
        ended_by=row.ended_by.partition(":")[2],
        ended_at=row.ended_at,
    )
