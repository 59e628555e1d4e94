"""Tables of statistics as pages show them: the numbers, their picture, their definition and what they leave out."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from hatehub.design.charts import BarPicture, LinePicture, line_picture
from intel.models import Snapshot
from intel.rules.statistics.catalogue import SUBJECTS
from intel.rules.statistics.periods import Grain, Period
from intel.rules.statistics.tables import TABLES
from intel.rules.statistics.terms import Dimension, Measure
from intel.rules.statistics.topics import Shown
from intel.selectors.snapshot_tables import COUNTS, Cells, read
from intel.selectors.value_names import names_of, order_of
from triage.web.figure_tables import NONE, Cell, Table, bars_of

MOST_BARS = 15
Values = tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Asked:
    """For which months a table is shown, and how long its periods are."""

    grain: Grain
    since: date
    until: date


@dataclass(frozen=True, kw_only=True)
class Answer:
    """One table with its picture and the words that belong to it."""

    table: Table
    bars: BarPicture | None
    line: LinePicture | None
    definitions: Sequence[str]
    leaves_out: Sequence[str]


def answer(shown: Shown, *, snapshot: Snapshot, asked: Asked) -> Answer:
    """Return one table of a snapshot, read with two queries and one for the names of each dimension."""
    kept = TABLES[shown.table]
    subject = SUBJECTS[kept.unit]
    dimensions = [subject.dimensions[code] for code in kept.dimensions]
    measure = subject.measures[shown.measure]
    cells = read(snapshot=snapshot, table=shown.table, grain=asked.grain, since=asked.since, until=asked.until)
    table = _over_time(shown, cells, measure) if not dimensions else _by_values(shown, cells, measure, dimensions)
    return Answer(
        table=table,
        bars=None if shown.as_lines or not table.rows else _bars(table),
        line=_line(table, measure) if shown.as_lines and table.rows else None,
        definitions=[measure.definition, *(each.definition for each in dimensions), f"{subject.month}."],
        leaves_out=[measure.leaves_out, subject.leaves_out],
    )


def period_name(code: str) -> str:
    """Return a month, a quarter or a year in words."""
    period = Period.of(code)
    if period.months == 1:
        return date_format(period.begin, "M Y")
    if period.months == 12:
        return code
    return f"{date_format(period.begin, 'M')}\N{EN DASH}{date_format(period.parts()[-1].begin, 'M Y')}"


def _over_time(shown: Shown, cells: Cells, measure: Measure) -> Table:
    headings: tuple[str, ...] = (_("Period"), measure.name)
    rows: list[tuple[Cell, ...]] = []
    is_median = measure.code not in COUNTS
    for period in cells.periods:
        number = cells.number(measure.code, period, ())
        row: tuple[Cell, ...] = (period_name(period), NONE if number is None else number)
        rows.append((*row, cells.of.get((period, ()), {}).get(measure.code, 0)) if is_median else row)
    if is_median:
        headings = (*headings, _("Of how many"))
    return Table(code=f"{_code(shown)}-{shown.measure}", title=measure.name, headings=headings, rows=tuple(rows))


def _by_values(shown: Shown, cells: Cells, measure: Measure, dimensions: Sequence[Dimension]) -> Table:
    totals = {values: cells.total(measure.code, values) for values in cells.values()}
    names = [
        names_of(each, {values[place] for values in totals if totals[values]}) for place, each in enumerate(dimensions)
    ]
    order = order_of(dimensions[0]) if len(dimensions) == 1 else None
    ordered = sorted(
        (values for values in totals if totals[values]),
        key=lambda values: order(values[0]) if order else (-totals[values], *values),
    )
    shown_periods = cells.periods if len(dimensions) == 1 else []
    rows: tuple[tuple[Cell, ...], ...] = tuple(
        (
            ", ".join(names[place][value] for place, value in enumerate(values)),
            totals[values],
            *(_whole(cells.number(measure.code, period, values)) for period in shown_periods),
        )
        for values in ordered
    )
    return Table(
        code=f"{_code(shown)}-{shown.measure}",
        title=_("%(measure)s by %(by)s") % {"measure": measure.name, "by": _joined(dimensions)},
        headings=(dimensions[0].name, _("All"), *(period_name(period) for period in shown_periods)),
        rows=rows,
        note=_("One report may be in several rows, so that these add up to more than there are.")
        if any(each.several for each in dimensions)
        else "",
        is_long=len(rows) > MOST_BARS,
    )


def _joined(dimensions: Sequence[Dimension]) -> str:
    names = [each.name[0].lower() + each.name[1:] for each in dimensions]
    return _(" and ").join(names)


def _whole(number: Any) -> int:
    return int(number or 0)


def _bars(table: Table) -> BarPicture:
    description = _("The numbers of the table below, all periods together.")
    if len(table.rows) > MOST_BARS:
        description = _("The largest %d rows of the table below, all periods together.") % MOST_BARS
    return bars_of(table, columns=slice(1, 2), description=description, rows=slice(MOST_BARS))


def _line(table: Table, measure: Measure) -> LinePicture:
    is_count = measure.code in COUNTS
    return line_picture(
        id=f"chart-{table.code}",
        title=table.title,
        description=_("The same numbers as in the table below, over time."),
        steps=[str(row[0]) for row in table.rows],
        series=[(measure.name, [row[1] if isinstance(row[1], int | float) else None for row in table.rows])],
        unit="%s" if is_count else _("%s days"),
    )


def _code(shown: Shown) -> str:
    return shown.table.replace("/", "-")
