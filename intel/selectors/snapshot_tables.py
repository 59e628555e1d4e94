"""Reading the tables of the newest snapshot: a few hundred rows, whatever the number of reports."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Min

from hatehub.accounts.actors import Actor
from hatehub.accounts.permissions import require
from hatehub.accounts.roles import Action
from intel.models import Snapshot, SnapshotCell
from intel.rules.statistics.catalogue import SUBJECTS
from intel.rules.statistics.periods import Grain, Period
from intel.rules.statistics.tables import COUNTED, TABLES

Numbers = Mapping[str, float | int | None]
COUNTS = frozenset(
    code for subject in SUBJECTS.values() for code, measure in subject.measures.items() if measure.kind in COUNTED
)
"""Measures that can be added up."""
MONTHS = {Grain.MONTH: 1, Grain.QUARTER: 3, Grain.YEAR: 12}


@dataclass(frozen=True, kw_only=True)
class Cells:
    """The cells of a table by period and values, and the periods in their order, empty ones as well."""

    periods: Sequence[str]
    by_period: Mapping[tuple[str, tuple[str, ...]], Numbers]
    of: Mapping[tuple[str, tuple[str, ...]], Mapping[str, int]]

    def values(self) -> set[tuple[str, ...]]:
        """Return the values that there are."""
        return {values for _period, values in self.by_period}

    def number(self, measure: str, period: str, values: tuple[str, ...]) -> float | int | None:
        """Return one number: what was not counted is 0, and a median of nothing None."""
        cell = self.by_period.get((period, values))
        if cell is None:
            return 0 if measure in COUNTS else None
        return cell.get(measure)

    def total(self, measure: str, values: tuple[str, ...]) -> int:
        """Return the sum of a count over the periods."""
        return sum(int(self.number(measure, period, values) or 0) for period in self.periods)


def latest(*, by: Actor) -> Snapshot | None:
    """Return the newest snapshot; None before the first. Raises NotPermitted."""
    require(by=by, action=Action.VIEW_STATISTICS)
    return Snapshot.objects.order_by("-taken_at").first()


def first_year(*, snapshot: Snapshot) -> int:
    """Return the first year in which a report arrived."""
    years = SnapshotCell.objects.filter(snapshot=snapshot, table="report", period__regex=r"^\d{4}$")
    found = years.aggregate(first=Min("period"))["first"]
    return int(found) if found else snapshot.day.year


def read(*, snapshot: Snapshot, table: str, grain: Grain, since: date, until: date) -> Cells:
    """Return a table by months, quarters or years, from the first day of `since` up to `until`, which is left out.

    Counts of longer periods are added up from months. Medians cannot be: where the table has them, the longer
    periods were counted by themselves.
    """
    periods = list(_periods(grain, since, until))
    kept = grain if grain in TABLES[table].grains else Grain.MONTH
    wanted = {each.code for each in (periods if kept is grain else _periods(kept, since, until))}
    rows = SnapshotCell.objects.filter(snapshot=snapshot, table=table, period__in=wanted)
    by_period: dict[tuple[str, tuple[str, ...]], dict[str, float | int | None]] = defaultdict(dict)
    of: dict[tuple[str, tuple[str, ...]], Mapping[str, int]] = {}
    within = {part: period.code for period in periods for part in _months_of(period)} if kept is not grain else {}
    for period, values, numbers, rows_of in rows.values_list("period", "values", "numbers", "of"):
        key = (within.get(period, period), tuple(values))
        of[key] = rows_of
        for measure, number in numbers.items():
            by_period[key][measure] = number if measure not in COUNTS else (by_period[key].get(measure) or 0) + number
    return Cells(periods=[each.code for each in periods], by_period=by_period, of=of)


def _periods(grain: Grain, since: date, until: date) -> Iterator[Period]:
    months = MONTHS[grain]
    begin = date(since.year, (since.month - 1) // months * months + 1, 1)
    while begin < until:
        period = Period(begin, months)
        yield period
        begin = period.end


def _months_of(period: Period) -> list[str]:
    parts = period.parts()
    return [period.code] if not parts else [code for part in parts for code in _months_of(part)]
