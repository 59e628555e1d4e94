"""What a supervisor must see: decisions not told in time or due today, and reports whose own clock has run out."""

from dataclasses import dataclass
from datetime import datetime
from typing import Generic, TypeVar
from uuid import UUID

from django.db.models import Count, Min, Model, Q, QuerySet
from django.utils import timezone

from hatehub.accounts.actors import Actor
from hatehub.accounts.permissions import require
from hatehub.accounts.roles import Action
from reports.models import DecisionNotice, Report
from reports.rules.workflow import OPEN_STATES, OWNING_QUEUE, Queue
from reports.rules.working_days import end_of_day
from reports.selectors.notices import untold_notices, with_reasons
from triage.selectors.keyset import cursor_of, rows_after

PAGE = 50

Row = TypeVar("Row", bound=Model)


@dataclass(frozen=True, kw_only=True)
class LatePage(Generic[Row]):
    """The first 50 rows after a cursor, and the cursor of the next, or None on the last page."""

    rows: list[Row]
    following: str | None


@dataclass(frozen=True, kw_only=True)
class QueueLateness:
    """How many reports of a queue are past their clock, and since when the oldest is."""

    number: int
    oldest: datetime


@dataclass(frozen=True, kw_only=True)
class LateFigures:
    """How much is late, and how much will be unless it is done today."""

    untold: int
    due_today: int
    queues: dict[Queue, QueueLateness]

    @property
    def overdue(self) -> int:
        """How many reports are past their clock, in all queues."""
        return sum(queue.number for queue in self.queues.values())


def late_rows(*, by: Actor, at: datetime) -> tuple[QuerySet[DecisionNotice], QuerySet[Report]]:
    """Return the decisions and the reports that are late. Raises NotPermitted."""
    require(by=by, action=Action.VIEW_LATE)
    return untold_notices().filter(tell_by__lt=at), _overdue(at)


def late_figures(*, by: Actor, at: datetime) -> LateFigures:
    """Return the figures of the page, with two queries. Raises NotPermitted."""
    require(by=by, action=Action.VIEW_LATE)
    notices = untold_notices().aggregate(
        untold=Count("id", filter=Q(tell_by__lt=at)),
        due_today=Count("id", filter=Q(tell_by__gte=at, tell_by__lte=_end_of_today(at))),
    )
    queues: dict[Queue, QueueLateness] = {}
    for state, number, oldest in _overdue(at).values_list("state").annotate(n=Count("id"), since=Min("due_at")):
        queue = OWNING_QUEUE[state]
        known = queues.get(queue, QueueLateness(number=0, oldest=oldest))
        queues[queue] = QueueLateness(number=known.number + number, oldest=min(known.oldest, oldest))
    ordered = {queue: queues[queue] for queue in Queue if queue in queues}
    return LateFigures(untold=notices["untold"], due_today=notices["due_today"], queues=ordered)


def list_untold(*, after: str, by: Actor, at: datetime) -> LatePage[DecisionNotice]:
    """Return the decisions that were not told in time, the longest overdue first. Raises NotPermitted."""
    require(by=by, action=Action.VIEW_LATE)
    return _notices(untold_notices().filter(tell_by__lt=at), after)


def list_due_today(*, after: str, by: Actor, at: datetime) -> LatePage[DecisionNotice]:
    """Return the decisions that are late unless they are told today. Raises NotPermitted."""
    require(by=by, action=Action.VIEW_LATE)
    return _notices(untold_notices().filter(tell_by__gte=at, tell_by__lte=_end_of_today(at)), after)


def list_overdue(*, queue: Queue | None, after: str, by: Actor, at: datetime) -> LatePage[Report]:
    """Return the reports of a queue, or of all, whose clock has run out, the oldest first. Raises NotPermitted."""
    require(by=by, action=Action.VIEW_LATE)
    rows = _overdue(at, queue=queue).select_related("case")
    found = list(rows_after(rows, after, moment="due_at", read_key=UUID)[: PAGE + 1])
    return _page(found, moment="due_at")


def get_notice(*, notice_id: int, by: Actor) -> DecisionNotice | None:
    """Return one notice with its report and case, or None. Raises NotPermitted."""
    require(by=by, action=Action.VIEW_CASE)
    return DecisionNotice.objects.select_related("report__case__lead").filter(id=notice_id).first()


def _overdue(at: datetime, *, queue: Queue | None = None) -> QuerySet[Report]:
    states = [state.value for state in OPEN_STATES if queue in (None, OWNING_QUEUE[state])]
    return Report.objects.filter(state__in=states, due_at__lt=at)


def _notices(rows: QuerySet[DecisionNotice], after: str) -> LatePage[DecisionNotice]:
    found = list(rows_after(with_reasons(rows), after, moment="tell_by", read_key=int)[: PAGE + 1])
    return _page(found, moment="tell_by")


def _page(found: list[Row], *, moment: str) -> LatePage[Row]:
    rows = found[:PAGE]
    following = cursor_of(getattr(rows[-1], moment), rows[-1].pk) if len(found) > PAGE else None
    return LatePage(rows=rows, following=following)


def _end_of_today(at: datetime) -> datetime:
    zone = timezone.get_default_timezone()
    return end_of_day(at.astimezone(zone).date(), zone)
