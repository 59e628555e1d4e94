"""What waits for one officer: tasks, mentions, and the cases that they have."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Count, Exists, IntegerField, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone

from hatehub.accounts.actors import Actor
from hatehub.accounts.permissions import require
from hatehub.accounts.roles import Action
from hatehub.vault import services as vault
from hatehub.vault.models import Purpose
from reports.models import Message
from reports.rules.workflow import OPEN_STATES, OWNING_QUEUE, Queue, State
from triage.models import Claim, Mention, Task
from triage.rules.due import due_moment
from triage.selectors.mentions import Mentioned, mentioned, unread_rows
from triage.selectors.merges import cases_below_all
from triage.selectors.notes import sealed_in as sealed_notes
from triage.selectors.notes import written
from triage.selectors.tasks import ToDo, my_rows, to_do
from triage.selectors.tasks import sealed_in as sealed_tasks
from triage.selectors.time_bars import local_day

CASES = 25
MENTIONS = 5


@dataclass(frozen=True, kw_only=True)
class MyCase:
    """A case that the officer has: where its lead stands, its clock, messages unread and questions unanswered."""

    id: UUID
    reference: str
    state: str
    due_at: datetime | None
    unread: int
    asked: int


@dataclass(frozen=True, kw_only=True)
class MyDay:
    """What waits for an officer.

    `cases` are up to 25, those whose clock ends first; of all of theirs `total` is the number, `waiting` counts them
    by queue, `unread` what complainants wrote that nobody has read, and `asked` the questions that nobody answered.
    """

    tasks: list[ToDo]
    mentions: list[Mentioned]
    cases: list[MyCase]
    total: int
    waiting: dict[Queue, int]
    unread: int
    asked: int


def get_my_day(*, by: Actor) -> MyDay:
    """Return what waits for the actor, with five queries. Raises NotPermitted."""
    require(by=by, action=Action.VIEW_CASE)
    every = _my_cases(by)
    cases = [case for case in every if case.state in OPEN_STATES]
    waiting = Counter(OWNING_QUEUE[State(case.state)] for case in cases)
    tasks = my_rows(by=by, owned=cases_below_all(case_ids=[case.id for case in every]))
    mentions = unread_rows(by=by, most=MENTIONS)
    notes = [mention.note for mention in mentions]
    sealed = sealed_tasks(tasks) | sealed_notes(notes)
    words = vault.unseal_each(sealed, purpose=Purpose.MATERIAL) if sealed else {}
    return MyDay(
        tasks=to_do(tasks, words),
        mentions=mentioned(mentions, written(notes, words)),
        cases=cases[:CASES],
        total=len(cases),
        waiting={queue: waiting[queue] for queue in Queue if waiting[queue]},
        unread=sum(case.unread for case in cases),
        asked=sum(case.asked for case in cases),
    )


def waiting_rows(*, by: Actor, before: datetime) -> list[QuerySet[Any]]:
    """Return the actor's open tasks that are due by a moment, and the mentions they have not read; none read yet.

    Tasks for whoever has a case are among them, but for those that were set on a case which was merged into theirs.
    Raises NotPermitted.
    """
    require(by=by, action=Action.VIEW_CASE)
    if by.user_id is None:
        return []
    due = Task.objects.filter(state=Task.State.OPEN, due_at__lte=before)
    owned = Claim.objects.filter(officer=by.user_id, ended_at__isnull=True).values("case")
    unread = Mention.objects.filter(user=by.user_id, read_at__isnull=True)
    return [due.filter(assignee=by.user_id), due.filter(assignee__isnull=True, case__in=owned), unread]


def end_of_day(at: datetime) -> datetime:
    """Return the moment at which the day ends where the hub is: what is due on it is due by then."""
    return due_moment(day=local_day(at), at_time=None, zone=timezone.get_default_timezone())


def _number(rows: QuerySet[Any], owner: str) -> Coalesce:
    counted = rows.order_by().values(owner).annotate(n=Count("id")).values("n")
    return Coalesce(Subquery(counted, output_field=IntegerField()), 0)


def _my_cases(by: Actor) -> list[MyCase]:
    """Return the open cases that the actor has, the first clock to end first, and those closed ones of `_left_over`.

    One query. A case that is merged into another is left out: its claim does not count meanwhile.
    """
    if by.user_id is None:
        return []
    has = Q(ended_at__isnull=True, case__merged_into__isnull=True, case__lead__state__in=OPEN_STATES)
    claims = Claim.objects.filter(has | _left_over(), officer=by.user_id)
    is_question = Q(kind=Message.Kind.QUESTION)
    said = Message.objects.filter(report__case=OuterRef("case"))
    unread = _number(said.filter(~is_question, read_at__isnull=True), "report__case")
    asked = _number(said.filter(is_question, taken_back_at__isnull=True, reply__isnull=True), "report__case")
    rows = claims.order_by("case__lead__due_at", "id").values_list(
        "case_id", "case__reference", "case__lead__state", "case__lead__due_at", unread, asked
    )
    names = ("id", "reference", "state", "due_at", "unread", "asked")
    return [MyCase(**dict(zip(names, row, strict=True))) for row in rows]


def _left_over() -> Q:
    """Return which claims ended as their case was closed, with tasks for whoever has it that nobody else would see."""
    of_case = Claim.objects.filter(case=OuterRef("case"), ended_at__isnull=True)
    tasks = Task.objects.filter(case=OuterRef("case"), state=Task.State.OPEN, assignee__isnull=True)
    closed = Q(ended_as=Claim.Ended.CLOSED, case__lead__state=State.CLOSED)
    return closed & Exists(tasks) & ~Exists(of_case)
