"""Counting the tables of a snapshot: of every month, or only of those in which a fact has changed."""

from collections.abc import Iterator, Mapping
from datetime import date
from hashlib import sha256

from django.db import connection

from intel.models import Snapshot, SnapshotCell
from intel.rules.statistics.catalogue import SUBJECTS
from intel.rules.statistics.periods import Grain, Period
from intel.rules.statistics.tables import TABLES, Table
from intel.rules.statistics.terms import Unit
from intel.selectors.fact_counts import Asked, count

LENGTHS = {Grain.MONTH: 1, Grain.QUARTER: 3, Grain.YEAR: 12}
COPY = """
INSERT INTO intel_snapshotcell (snapshot_id, "table", period, values, numbers, of)
SELECT %s, "table", period, values, numbers, of FROM intel_snapshotcell
WHERE snapshot_id = %s AND split_part("table", '/', 1) = %s AND period <> ALL (%s)
"""


def scheme() -> str:
    """Return what tells one way of counting from another: nothing is carried on from tables that were counted so."""
    return sha256(repr((TABLES, SUBJECTS)).encode()).hexdigest()


def count_all(snapshot: Snapshot) -> None:
    """Count every table."""
    cells = (cell for table in TABLES.values() for grain in table.grains for cell in _cells(snapshot, table, grain))
    SnapshotCell.objects.bulk_create(cells, batch_size=2000)


def count_changed(snapshot: Snapshot, *, before: Snapshot, months: Mapping[Unit, frozenset[date]]) -> None:
    """Count the periods in which a fact has changed since the snapshot before; the others are as they were."""
    for unit, changed in months.items():
        periods = {grain: _periods(grain, changed) for grain in LENGTHS}
        codes = [period.code for each in periods.values() for period in each] + ([""] if changed else [])
        with connection.cursor() as cursor:
            cursor.execute(COPY, [snapshot.pk, before.pk, unit.value, codes])
        if changed:
            SnapshotCell.objects.bulk_create(_changed(snapshot, unit, periods), batch_size=2000)


def _changed(snapshot: Snapshot, unit: Unit, periods: Mapping[Grain, set[Period]]) -> Iterator[SnapshotCell]:
    for table in TABLES.values():
        if table.unit is unit:
            for grain in table.grains:
                within = periods.get(grain)
                months = None if within is None else [month for period in within for month in _months(period)]
                yield from _cells(snapshot, table, grain, months)


def _cells(snapshot: Snapshot, table: Table, grain: Grain, months: list[date] | None = None) -> Iterator[SnapshotCell]:
    asked = Asked(unit=table.unit, dimensions=table.dimensions, measures=table.measures, grain=grain, months=months)
    for cell in count(asked):
        yield SnapshotCell(
            snapshot=snapshot,
            table=table.code,
            period=cell.period,
            values=list(cell.values),
            numbers=dict(cell.numbers),
            of=dict(cell.of),
        )


def _periods(grain: Grain, months: frozenset[date]) -> set[Period]:
    length = LENGTHS[grain]
    return {Period(date(month.year, (month.month - 1) // length * length + 1, 1), length) for month in months}


def _months(period: Period) -> list[date]:
    return [period.begin] if period.months == 1 else [each for part in period.parts() for each in _months(part)]
