"""One counting of a report that was built, as a page shows it: a table, the picture of its first number, the words."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from hatehub.design.charts import BarPicture, bar_picture
from intel.models import BuiltRun
from intel.rules.statistics.periods import Grain, NoPeriod
from intel.web.statistics_figures import MOST_BARS, period_name
from triage.web.figure_tables import NONE, Table


@dataclass(frozen=True, kw_only=True)
class RunFigure:
    """The numbers of a counting with their picture, their period in words, and what it is narrowed to."""

    table: Table
    bars: BarPicture | None
    period: str
    names: int
    """How many of the first columns name a row; the others are numbers."""


def run_figure(run: BuiltRun) -> RunFigure:
    """Return a counting as a page shows it."""
    names = len(run.plan["dimensions"]) + (run.plan["grain"] != Grain.WHOLE.value)
    rows = [_named(row, run) for row in run.rows]
    note = _("One report may be in several rows, so that these add up to more than there are.")
    table = Table(
        code="counted",
        title=run.report.title,
        headings=tuple(run.headings) if names else (_("All"), *run.headings),
        rows=tuple(tuple(NONE if cell is None else cell for cell in row) for row in rows),
        note=note if run.said["several"] else "",
        is_long=len(rows) > MOST_BARS,
    )
    heading = run.headings[names]
    return RunFigure(
        table=table,
        bars=_bars(run, rows, heading=heading, names=max(1, names)),
        period=_period(run.said),
        names=max(1, names),
    )


def _named(row: Sequence[Any], run: BuiltRun) -> list[Any]:
    """Return a row with its period in words; one of nothing but numbers gets a name."""
    if run.plan["grain"] != Grain.WHOLE.value:
        return [_period_or_code(str(row[0])), *row[1:]]
    return list(row) if run.plan["dimensions"] else [_("All"), *row]


def _period_or_code(code: str) -> str:
    try:
        return period_name(code)
    except NoPeriod:
        return code


def _bars(run: BuiltRun, rows: Sequence[Sequence[Any]], *, heading: str, names: int) -> BarPicture | None:
    """Draw the first number, where it is a count."""
    drawn = [(", ".join(str(cell) for cell in row[:names]), row[names]) for row in rows]
    if not drawn or not all(isinstance(number, int) for _name, number in drawn):
        return None
    if run.plan["grain"] == Grain.WHOLE.value:
        drawn.sort(key=lambda pair: -pair[1])
    said = _("%(what)s, the first %(number)d rows.") if len(drawn) > MOST_BARS else _("%(what)s of each row.")
    return bar_picture(
        id="chart-counted",
        title=run.report.title,
        description=said % {"what": heading, "number": MOST_BARS},
        kinds=(heading,),
        rows=[(name, [number]) for name, number in drawn[:MOST_BARS]],
    )


def _period(said: dict[str, Any]) -> str:
    day = date_format(date.fromisoformat(said["day"]), "j F Y")
    if not said["since"]:
        return _("All months up to %s.") % day
    since, until = date.fromisoformat(said["since"]), date.fromisoformat(said["until"])
    last = date_format(date.fromordinal(until.toordinal() - 1), "j F Y")
    return _("%(since)s to %(last)s.") % {"since": date_format(since, "j F Y"), "last": last}
