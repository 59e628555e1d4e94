"""What came of an officer's own cases: pictures and tables that only that officer sees."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from hatehub.accounts.roles import Action
from hatehub.accounts.staff import StaffRequest, holders_of
from hatehub.design.charts import line_picture
from intel.forms.statistics import asked_of
from intel.models import Snapshot
from intel.rules.statistics.catalogue import REPORTS
from intel.rules.statistics.periods import Grain
from intel.selectors import snapshot_tables
from intel.selectors.own_figures import OwnFigures, OwnMonth, own_figures
from intel.selectors.value_names import names_of, order_of
from intel.web.statistics_frame import statistics_tabs, taken
from triage.web.figure_tables import NONE, Cell, Table, bars_of, csv_answer

DAYS = "days_to_decision"


@require_safe
@holders_of(Action.VIEW_STATISTICS)
def own(request: StaffRequest) -> HttpResponse:
    """Show what became of the cases one had in the last twelve months, or give a table as a file: `?csv=`."""
    snapshot = snapshot_tables.latest(by=request.actor)
    context: dict[str, Any] = {"tabs": statistics_tabs(active="own", role=request.actor.role), **taken(snapshot)}
    if snapshot is not None:
        _grain, _since, until = asked_of({}, day=snapshot.day, first=snapshot.day.year)
        since = until.replace(year=until.year - 1)
        found = own_figures(by=request.actor, since=since, until=until)
        months, stages = _by_month(found.months), _by_stage(found)
        if "csv" in request.GET:
            return _as_file(request.GET["csv"], (months, stages), snapshot)
        context |= {
            "has_any": bool(found.months),
            "large": _large(found.months),
            "beside": _beside(found.months, snapshot=snapshot, since=since, until=until),
            "stages": bars_of(stages, columns=slice(1, 2), description=_("The numbers of the table below.")),
            "tables": (stages, months),
        }
    return render(request, "hub/statistics_own.html", context)


def _as_file(wanted: str, tables: Sequence[Table], snapshot: Snapshot) -> HttpResponse:
    found = {table.code: table for table in tables}.get(wanted)
    if found is None:
        raise Http404
    return csv_answer(found, day=snapshot.day)


def _large(months: Sequence[OwnMonth]) -> list[dict[str, Any]]:
    return [
        {"number": sum(each.cases for each in months), "meaning": _("cases that you had")},
        {"number": sum(each.reports for each in months), "meaning": _("reports in them")},
        {"number": sum(each.decided for each in months), "meaning": _("of the cases are decided")},
        {"number": sum(each.accepted for each in months), "meaning": _("were accepted by a force")},
        {"number": sum(each.removed for each in months), "meaning": _("had content removed")},
    ]


def _by_month(months: Sequence[OwnMonth]) -> Table:
    rows: list[tuple[Cell, ...]] = [
        (
            _name(each.month),
            *(each.cases, each.reports, each.decided, each.accepted, each.removed),
            NONE if each.days_to_decision is None else each.days_to_decision,
        )
        for each in months
    ]
    names = (_("Cases"), _("Reports"), _("Decided"), _("Accepted by a force"), _("Content removed"))
    headings = (_("Month"), *names, REPORTS.measures[DAYS].name)
    return Table(code="own-months", title=_("By month of arrival"), headings=headings, rows=tuple(rows))


def _by_stage(found: OwnFigures) -> Table:
    dimension = REPORTS.dimensions["stage"]
    names = names_of(dimension, found.stages)
    order = order_of(dimension)
    codes = sorted(found.stages, key=order) if order else sorted(found.stages)
    rows = tuple((names[code], found.stages[code]) for code in codes)
    return Table(code="own-stages", title=_("Where they stand"), headings=(dimension.name, _("Cases")), rows=rows)


def _beside(months: Sequence[OwnMonth], *, snapshot: Snapshot, since: date, until: date) -> Any:
    """Draw the days to a decision of one's own cases beside those of the hub."""
    cells = snapshot_tables.read(snapshot=snapshot, table="report", grain=Grain.MONTH, since=since, until=until)
    mine = {f"{each.month:%Y-%m}": each.days_to_decision for each in months}
    return line_picture(
        id="chart-own-days",
        title=REPORTS.measures[DAYS].name,
        description=_("Your cases beside all reports of the hub, by month of arrival."),
        steps=[_name(date.fromisoformat(f"{period}-01")) for period in cells.periods],
        series=[
            (_("Your cases"), [mine.get(period) for period in cells.periods]),
            (_("All of the hub"), [cells.number(DAYS, period, ()) for period in cells.periods]),
        ],
        unit=_("%s days"),
    )


def _name(month: date) -> str:
    return date_format(month, "M Y")
