"""Counting what supervisors' pictures are drawn from."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from django.db import connection, transaction
from django.utils import timezone

from hatehub.accounts.actors import Actor
from hatehub.accounts.permissions import require
from hatehub.accounts.roles import Action
from triage.models import FigureDay
from triage.rules.figures import KEPT_PERSONAL, PERSONAL, STANDING, Measure, first_monday, monday_of
from triage.selectors.figure_counts import Counted, count_days
from triage.selectors.standing_counts import count_standing, count_waits

LOCK = 5_190_611
"""Only one counts at a time."""


@transaction.atomic
def count_now(*, by: Actor, at: datetime) -> None:
    """Count yesterday and today anew, and what stands; done as often as one likes. Raises NotPermitted.

    Yesterday is counted again because the last steps of a day may be noted after it.
    """
    require(by=by, action=Action.COUNT_FIGURES)
    today = timezone.localdate(at)
    _hold()
    _replace((today - timedelta(days=1), today), at=at)
    standing = FigureDay.objects.filter(day=today, measure__in=STANDING)
    standing.delete()
    _keep(count_standing(at=at), at=at)


@transaction.atomic
def count_again(*, by: Actor, at: datetime) -> None:
    """Count all 12 weeks anew, and forget numbers of officers older than 28 days. Raises NotPermitted.

    Afterwards everything that was changed later counts as it stands now, such as a message that came back.
    """
    require(by=by, action=Action.COUNT_FIGURES)
    today = timezone.localdate(at)
    _hold()
    _replace((first_monday(today), today), at=at)
    FigureDay.objects.filter(day__lt=today - KEPT_PERSONAL, measure__in=PERSONAL).delete()


def _replace(days: tuple[date, date], *, at: datetime) -> None:
    """Put the numbers of what happened on some days in the place of those that are there, and of their weeks."""
    first, last = days
    known = FigureDay.objects.exclude(measure__in=STANDING)
    known.filter(day__gte=first, day__lte=last).exclude(measure=Measure.WAITED).delete()
    known.filter(day__gte=monday_of(first), day__lte=last, measure=Measure.WAITED).delete()
    _keep(count_days(days), at=at)
    _keep(count_waits(monday=monday_of(first), until=last), at=at)


def _keep(counted: Iterable[Counted], *, at: datetime) -> None:
    rows = (
        FigureDay(day=day, measure=measure.value, group=group, part=part, number=number, counted_at=at)
        for day, measure, group, part, number in counted
    )
    FigureDay.objects.bulk_create(rows, batch_size=1000)


def _hold() -> None:
    """Wait for whoever counts already: two at once would count everything twice."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
