"""Counting for supervisors' figures: what stands now, and how long decisions took by week."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db import connection
from django.db.models import Case as Choice
from django.db.models import CharField, Count, Q, Value, When
from django.utils import timezone

from reports.models import Report
from reports.models.report import OPEN
from reports.selectors.notices import untold_notices
from triage.models import Claim
from triage.rules.figures import AGES, ALL, TELLING, Measure
from triage.selectors.figure_counts import OUTCOMES, Counted, begin_of

DAYS_AHEAD = 7

WAITED = """
    SELECT date_trunc('week', step.at AT TIME ZONE %(zone)s)::date,
           count(*),
           percentile_cont(0.5) WITHIN GROUP (ORDER BY extract(epoch FROM step.at - report.submitted_at) / 60),
           percentile_cont(0.9) WITHIN GROUP (ORDER BY extract(epoch FROM step.at - report.submitted_at) / 60)
      FROM triage_steptaken AS step JOIN reports_report AS report ON report.id = step.report_id
     WHERE step.at >= %(begin)s AND step.at < %(end)s AND step.step = ANY(%(steps)s) AND step.decided_before = ''
  GROUP BY 1
"""


def count_standing(*, at: datetime) -> Iterator[Counted]:
    """Yield what stands at `at`: open cases by state and age, clocks that run out, and what each officer has."""
    today, ages = timezone.localdate(at), _ages(at)
    yield today, Measure.OPEN, ALL, "", sum(number for _, _, number in ages)
    for state, band, number in ages:
        yield today, Measure.OPEN, state, band, number
    for state, when, number in _due(at):
        yield today, Measure.DUE, state, when, number
    for officer, state, number in _held():
        yield today, Measure.HELD, officer, state, number


def count_waits(*, monday: date, until: date) -> Iterator[Counted]:
    """Yield, for each week, how many cases were first decided, and in how many minutes half and nine in ten were."""
    values: dict[str, Any] = {
        "zone": timezone.get_default_timezone_name(),
        "begin": begin_of(monday),
        "end": begin_of(until + timedelta(days=1)),
        "steps": list(OUTCOMES),
    }
    with connection.cursor() as cursor:
        cursor.execute(WAITED, values)
        for week, number, median, ninth in cursor.fetchall():
            yield week, Measure.WAITED, "", "number", number
            yield week, Measure.WAITED, "", "median", max(0, round(median))
            yield week, Measure.WAITED, "", "ninth", max(0, round(ninth))


def _ages(at: datetime) -> list[tuple[str, str, int]]:
    """Count open cases by how long ago they were reported: 1, 3, 7, ... times 24 hours."""
    older = [When(submitted_at__lte=at - timedelta(days=days), then=Value(str(days))) for days in AGES[:0:-1]]
    band = Choice(*older, default=Value(str(AGES[0])), output_field=CharField())
    return _by_state(band)


def _due(at: datetime) -> list[tuple[str, str, int]]:
    """Count open cases, and decisions to be told, by when they are late: already, today, in the six days after."""
    zone = timezone.get_default_timezone()
    midnight = datetime.combine(timezone.localdate(at) + timedelta(days=1), time(), tzinfo=zone)
    week = datetime.combine(timezone.localdate(at) + timedelta(days=DAYS_AHEAD), time(), tzinfo=zone)

    def when(moment: str) -> Choice:
        before = {"late": at, "today": midnight, "week": week}
        whens = [When(**{f"{moment}__lt": end}, then=Value(name)) for name, end in before.items()]
        return Choice(*whens, default=Value("later"), output_field=CharField())

    notices = untold_notices().order_by().annotate(counted_part=when("tell_by"))
    untold = notices.values_list("counted_part").annotate(n=Count("pk"))
    return [*_by_state(when("due_at")), *((TELLING, part, number) for part, number in untold)]


def _by_state(part: Choice) -> list[tuple[str, str, int]]:
    opened = Report.objects.filter(state__in=OPEN).order_by().annotate(counted_part=part)
    return list(opened.values_list("state", "counted_part").annotate(n=Count("pk")))


def _held() -> list[tuple[str, str, int]]:
    """Count what each officer has claimed and is open, by state."""
    held = Claim.objects.filter(Q(ended_at__isnull=True), case__lead__state__in=OPEN).order_by()
    return list(held.values_list("officer__username", "case__lead__state").annotate(n=Count("pk")))
