"""Counting for supervisors' figures: what happened on each day, out of the tables that say so."""

from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Case, CharField, Count, DateField, Expression, F, Q, QuerySet, Value, When
from django.db.models.functions import Concat, TruncDate
from django.utils import timezone

from reports.models import DecisionNotice, Report
from reports.models.report import STATES
from triage.models import Merge, SecondReading, StepTaken
from triage.rules.figures import AFTERS, LATENESS, MET, TELLING, Measure

Counted = tuple[date, Measure, str, str, int]
"""A day, what was counted, the group, the part, and how many."""
OUTCOMES = {"record_crime": "crime", "record_non_crime": "non_crime", "mark_out_of_scope": "out_of_scope"}
STAFF = Q(by__startswith="officer:") | Q(by__startswith="supervisor:")
Days = tuple[date, date]
"""The first and the last day, both counted."""


def count_days(days: Days) -> Iterator[Counted]:
    """Yield every number of what happened from the first to the last day, with a fixed number of statements."""
    yield from _count(_within(Report.objects.filter(state__in=STATES), "submitted_at", days), Measure.ARRIVED)
    yield from _steps(days)
    yield from _clocks(days)
    yield from _readings(days)
    yield from _questions(days)
    yield from _merges(days)


def _steps(days: Days) -> Iterator[Counted]:
    steps = _within(StepTaken.objects.all(), "at", days)
    decided = steps.filter(step__in=OUTCOMES)
    outcome = Case(*(When(step=step, then=Value(name)) for step, name in OUTCOMES.items()), output_field=CharField())
    yield from _count(decided, Measure.DECIDED, group=outcome)
    closed = steps.filter(state="closed")
    yield from _count(closed, Measure.CLOSED, group=F("outcome"))
    yield from _count(decided.filter(STAFF), Measure.OFFICER, group=F("by"), part=Value("decided"))
    yield from _count(closed.filter(STAFF), Measure.OFFICER, group=F("by"), part=Value("closed"))
    reopened = steps.filter(stood_at="closed").exclude(why="")
    yield from _count(reopened, Measure.REOPENED, group=F("why"), part=F("outcome"))
    yield from _count(reopened, Measure.AFTER, group=_band(AFTERS, later="at", earlier="since"))
    again = decided.exclude(decided_before="").annotate(outcome_now=outcome)
    changed = Case(When(decided_before=F("outcome_now"), then=Value("same")), default=Value("changed"))
    yield from _count(again, Measure.REVIEWED, group=changed)


def _clocks(days: Days) -> Iterator[Counted]:
    """Count clocks on the day on which they stop: of a state with the step out of it, of telling when it is told."""
    steps = _within(StepTaken.objects.filter(due_at__isnull=False), "at", days)
    yield from _count(steps, Measure.CLOCK, group=F("stood_at"), part=_met_or_band("at", "due_at"))
    notices = _within(DecisionNotice.objects.filter(told_at__isnull=False), "told_at", days)
    yield from _count(notices, Measure.CLOCK, group=Value(TELLING), part=_met_or_band("told_at", "tell_by"))


def _readings(days: Days) -> Iterator[Counted]:
    """Count readings when they are read, and what was upheld when that is settled.

    One that lapsed after it was read had been a disagreement: what was agreed does not lapse.
    """
    agreed = Case(When(state=SecondReading.State.AGREED, then=Value("agreed")), default=Value("disagreed"))
    yield from _count(_within(SecondReading.objects.all(), "read_at", days), Measure.READING, group=agreed)
    settled = _within(SecondReading.objects.exclude(upheld=""), "settled_at", days)
    upheld = Concat(Value("upheld_"), F("upheld"), output_field=CharField())
    yield from _count(settled, Measure.READING, group=upheld)


def _questions(days: Days) -> Iterator[Counted]:
    """Count, for each question that both officers were asked, whether they gave the same answer."""
    read = _within(SecondReading.objects.all(), "read_at", days)
    counted: Counter[tuple[date, str, str]] = Counter()
    rows = read.values_list("day", "assessment__policy_version", "assessment__path", "path")
    for day, version, first, second in rows.iterator():
        answers = {step[0]: step[1] for step in first}
        for question, answer in ((step[0], step[1]) for step in second):
            if question in answers:
                part = "same" if answers[question] == answer else "different"
                counted[day, f"{version}/{question}", part] += 1
    for (day, group, part), number in counted.items():
        yield day, Measure.QUESTION, group, part, number


def _merges(days: Days) -> Iterator[Counted]:
    yield from _count(_within(Merge.objects.all(), "merged_at", days), Measure.MERGE, group=Value("made"))
    yield from _count(_within(Merge.objects.all(), "reviewed_at", days), Measure.MERGE, group=Value("reviewed"))
    undone = Merge.objects.filter(ended_as=Merge.Ended.UNMERGED)
    yield from _count(_within(undone, "undone_at", days), Measure.MERGE, group=Value("undone"))


def _within(rows: QuerySet[Any], moment: str, days: Days) -> QuerySet[Any]:
    """Return the rows of some days, each with its `day` as the hub's clock has it."""
    begin, end = begin_of(days[0]), begin_of(days[1] + timedelta(days=1))
    day = TruncDate(moment, tzinfo=timezone.get_default_timezone(), output_field=DateField())
    found: QuerySet[Any] = rows.filter(**{f"{moment}__gte": begin, f"{moment}__lt": end}).annotate(day=day)
    return found


def begin_of(day: date) -> datetime:
    """Return the moment at which a day begins where the hub is."""
    return datetime(day.year, day.month, day.day, tzinfo=timezone.get_default_timezone())


def _count(
    rows: QuerySet[Any],
    measure: Measure,
    *,
    group: Expression | F = Value(""),  # noqa: B008 - never changed
    part: Expression | F = Value(""),  # noqa: B008 - never changed
) -> Iterator[Counted]:
    named = rows.order_by().annotate(counted_group=group, counted_part=part)
    found = named.values_list("day", "counted_group", "counted_part").annotate(n=Count("pk"))
    for day, name, of, number in found:
        yield day, measure, name, of, number


def _met_or_band(moment: str, due: str) -> Case:
    return Case(When(**{f"{moment}__lte": F(due)}, then=Value(MET)), default=_band(LATENESS, later=moment, earlier=due))


def _band(bands: tuple[int, ...], *, later: str, earlier: str) -> Case:
    """Return the band of the time between two moments, as `rules.figures.band_of` names it."""
    whens = [
        When(**{f"{later}__gte": F(earlier) + timedelta(days=days)}, then=Value(str(days))) for days in bands[:0:-1]
    ]
    return Case(*whens, default=Value(str(bands[0])), output_field=CharField())
