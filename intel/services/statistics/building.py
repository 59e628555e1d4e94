"""Reports that an analyst builds: kept, changed, counted now or by themselves, removed."""

from collections.abc import Sequence
from datetime import datetime
from itertools import islice
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from hatehub.accounts.actors import Actor
from hatehub.accounts.permissions import require
from hatehub.accounts.roles import Action
from hatehub.audit.services import record
from intel.models import BuiltReport, BuiltRun, Snapshot
from intel.rules.statistics.catalogue import SUBJECTS
from intel.rules.statistics.periods import Grain
from intel.rules.statistics.plans import MOST_ROWS, BadPlan, Every, Plan, check, from_data, next_due, to_data
from intel.rules.statistics.tables import COUNTED
from intel.selectors.built_reports import own_or_shared
from intel.selectors.fact_counts import Asked, Counted, count
from intel.selectors.value_names import names_of

KEPT_RUNS = 52
"""How many countings of a report are kept."""


class ReportChanged(Exception):
    """Somebody has changed or removed the report since the page was opened."""


class NothingCounted(Exception):
    """There is no snapshot yet whose facts could be counted."""


@transaction.atomic
def build(*, title: str, plan: Plan, is_shared: bool, every: Every, by: Actor, at: datetime) -> BuiltReport:
    """Keep a plan under a title, and count it. Raises NotPermitted, BadPlan, NothingCounted."""
    require(by=by, action=Action.BUILD_STATISTICS)
    check(plan)
    report = BuiltReport.objects.create(
        title=title,
        plan=to_data(plan),
        is_shared=is_shared,
        every=every.value,
        due_on=next_due(every, after=timezone.localdate(at)),
        built_by=str(by),
        built_at=at,
    )
    record(subject=f"built_report:{report.id}", verb="built", by=by, at=at, details={"plan": report.plan})
    _count(report, by=by, at=at)
    return report


@transaction.atomic
def change(
    *,
    report_id: UUID,
    title: str,
    plan: Plan,
    is_shared: bool,
    every: Every,
    expected_edits: int,
    by: Actor,
    at: datetime,
) -> BuiltReport:
    """Change a report of one's own, and count it. Raises NotPermitted, ReportChanged, BadPlan, NothingCounted."""
    report = _own(report_id, by=by, expected_edits=expected_edits)
    check(plan)
    report.title, report.plan, report.is_shared = title, to_data(plan), is_shared
    report.every, report.due_on = every.value, next_due(every, after=timezone.localdate(at))
    report.edits += 1
    report.save()
    record(subject=f"built_report:{report.id}", verb="changed", by=by, at=at, details={"plan": report.plan})
    _count(report, by=by, at=at)
    return report


@transaction.atomic
def count_again(*, report_id: UUID, by: Actor, at: datetime) -> BuiltRun:
    """Count a report that one may see anew. Raises NotPermitted, BuiltReport.DoesNotExist, BadPlan, NothingCounted."""
    require(by=by, action=Action.BUILD_STATISTICS)
    report = own_or_shared(by=by).select_for_update().get(id=report_id)
    return _count(report, by=by, at=at)


@transaction.atomic
def remove(*, report_id: UUID, expected_edits: int, by: Actor, at: datetime) -> None:
    """Take a report of one's own away: nobody sees it or counts it any more. Raises NotPermitted, ReportChanged."""
    report = _own(report_id, by=by, expected_edits=expected_edits)
    report.removed_at, report.every, report.due_on = at, Every.NEVER.value, None
    report.save(update_fields=["removed_at", "every", "due_on"])
    report.runs.all().delete()
    record(subject=f"built_report:{report.id}", verb="removed", by=by, at=at)


def count_due(*, by: Actor, at: datetime) -> int:
    """Count what is due by today, each in its own transaction; return how many. Raises NotPermitted, NothingCounted.

    One that this release cannot count any more is left, with the day moved on: its page says why.
    """
    require(by=by, action=Action.COUNT_FIGURES)
    today = timezone.localdate(at)
    due = BuiltReport.objects.filter(removed_at__isnull=True, due_on__lte=today).order_by("due_on", "built_at")
    counted = 0
    for report_id in list(due.values_list("id", flat=True)):
        with transaction.atomic():
            report = BuiltReport.objects.select_for_update().get(id=report_id)
            if report.due_on is None or report.due_on > today:
                continue
            report.due_on = next_due(Every(report.every), after=today)
            report.save(update_fields=["due_on"])
            try:
                _count(report, by=by, at=at)
            except BadPlan:
                continue
            counted += 1
    return counted


def _own(report_id: UUID, *, by: Actor, expected_edits: int) -> BuiltReport:
    require(by=by, action=Action.BUILD_STATISTICS)
    mine = BuiltReport.objects.select_for_update().filter(built_by=str(by), removed_at__isnull=True)
    report = mine.filter(id=report_id).first()
    if report is None or report.edits != expected_edits:
        raise ReportChanged("This report was changed or removed since you opened it. Look at it again.")
    return report


def _count(report: BuiltReport, *, by: Actor, at: datetime) -> BuiltRun:
    """Count a plan on the facts of the newest snapshot; keep the answer with the words of today."""
    snapshot = Snapshot.objects.order_by("-taken_at").first()
    if snapshot is None:
        raise NothingCounted("Nothing was counted yet. Figures are counted each night.")
    plan = from_data(report.plan)
    since, until = plan.months(day=snapshot.day)
    asked = Asked(
        unit=plan.unit,
        dimensions=plan.dimensions,
        measures=plan.measures,
        grain=plan.grain,
        since=since,
        until=until,
        filters=plan.filters,
    )
    counted = list(islice(count(asked), MOST_ROWS + 1))
    if len(counted) > MOST_ROWS:
        raise BadPlan("dimensions", f"That is more than {MOST_ROWS} rows. Count by fewer, or narrow it.")
    run = BuiltRun.objects.create(
        report=report,
        plan=report.plan,
        headings=_headings(plan),
        rows=_rows(plan, counted),
        said=_said(plan, since=since, until=until, snapshot=snapshot),
        counted_at=at,
        facts_at=snapshot.taken_at,
        differs=bool(snapshot.differs),
        counted_by=str(by),
    )
    old = report.runs.order_by("-counted_at", "-id").values_list("id", flat=True)[KEPT_RUNS:]
    BuiltRun.objects.filter(id__in=list(old)).delete()
    return run


def _headings(plan: Plan) -> list[str]:
    subject = SUBJECTS[plan.unit]
    found = ["Period"] if plan.grain is not Grain.WHOLE else []
    found += [subject.dimensions[code].name for code in plan.dimensions]
    for code in plan.measures:
        measure = subject.measures[code]
        found.append(measure.name)
        if measure.kind not in COUNTED:
            found.append(f"{measure.name}: of how many")
    return found


def _rows(plan: Plan, counted: Sequence[Counted]) -> list[list[Any]]:
    subject = SUBJECTS[plan.unit]
    names = [
        names_of(subject.dimensions[code], {cell.values[place] for cell in counted})
        for place, code in enumerate(plan.dimensions)
    ]
    rows = []
    for cell in counted:
        row: list[Any] = [cell.period] if plan.grain is not Grain.WHOLE else []
        row += [names[place][value] for place, value in enumerate(cell.values)]
        for code in plan.measures:
            row.append(cell.numbers[code])
            if code in cell.of:
                row.append(cell.of[code])
        rows.append(row)
    return rows


def _said(plan: Plan, *, since: Any, until: Any, snapshot: Snapshot) -> dict[str, Any]:
    """Return what a reader has to know: definitions, the months, what is left out, and what it is narrowed to."""
    subject = SUBJECTS[plan.unit]
    measures = [subject.measures[code] for code in plan.measures]
    dimensions = [subject.dimensions[code] for code in plan.dimensions]
    narrowed = []
    for code, values in plan.filters.items():
        dimension = subject.dimensions[code]
        names = names_of(dimension, values)
        narrowed.append({"name": dimension.name, "values": [names[value] for value in values]})
    return {
        "unit": subject.name,
        "month": subject.month,
        "since": since.isoformat() if since else "",
        "until": until.isoformat() if until else "",
        "day": snapshot.day.isoformat(),
        "definitions": [
            *({"name": each.name, "text": each.definition} for each in measures),
            *({"name": each.name, "text": each.definition} for each in dimensions),
        ],
        "leaves_out": [*(each.leaves_out for each in measures), subject.leaves_out],
        "several": any(each.several for each in dimensions),
        "narrowed": narrowed,
    }
