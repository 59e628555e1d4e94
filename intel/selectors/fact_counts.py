"""Counting facts by dimensions, in one statement whatever is asked."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db import connection

from intel.models import ReportFact, SupportFact, TakedownFact
from intel.rules.statistics.catalogue import SUBJECTS
from intel.rules.statistics.periods import Grain
from intel.rules.statistics.terms import Dimension, Kind, Measure, Unit

FACTS = {Unit.REPORT: ReportFact, Unit.TAKEDOWN: TakedownFact, Unit.SUPPORT: SupportFact}
MINUTES_A_DAY = 1440
PERIODS = {
    Grain.MONTH: "to_char(fact.month, 'YYYY-MM')",
    Grain.QUARTER: "to_char(fact.month, 'YYYY-\"Q\"Q')",
    Grain.YEAR: "to_char(fact.month, 'YYYY')",
    Grain.WHOLE: "''",
}


@dataclass(frozen=True, kw_only=True)
class Asked:
    """What is counted: codes of the catalogue. `since` is the first month, `until` the first month after the last.

    `months` are the only ones that count; None: all between.
    """

    unit: Unit
    dimensions: Sequence[str] = ()
    measures: Sequence[str] = ()
    grain: Grain = Grain.WHOLE
    since: date | None = None
    until: date | None = None
    months: Sequence[date] | None = None
    filters: Mapping[str, Sequence[str]] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Counted:
    """One cell: the period, a value for each dimension, and numbers by measure.

    A median is in days and None where no row has the time; `of` says of how many rows it is.
    """

    period: str
    values: tuple[str, ...]
    numbers: Mapping[str, float | int | None]
    of: Mapping[str, int]


def count(asked: Asked) -> Iterator[Counted]:
    """Yield the cells that have any row, by period and values. Raises KeyError of a code that is not known."""
    subject = SUBJECTS[asked.unit]
    dimensions = [subject.dimensions[code] for code in asked.dimensions]
    measures = [subject.measures[code] for code in asked.measures]
    statement, values = _statement(asked, dimensions, measures)
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        for row in cursor:
            yield _counted(row, len(dimensions), measures)


def _counted(row: Sequence[Any], dimensions: int, measures: Sequence[Measure]) -> Counted:
    numbers: dict[str, float | int | None] = {}
    of: dict[str, int] = {}
    for place, measure in enumerate(measures):
        number, rows = row[1 + dimensions + 2 * place : 3 + dimensions + 2 * place]
        if measure.kind in (Kind.MEDIAN, Kind.SLOWEST_TENTH):
            numbers[measure.code] = None if number is None else round(float(number) / MINUTES_A_DAY, 1)
            of[measure.code] = rows
        else:
            numbers[measure.code] = int(number or 0)
    return Counted(period=row[0], values=tuple(row[1 : 1 + dimensions]), numbers=numbers, of=of)


def _statement(asked: Asked, dimensions: Sequence[Dimension], measures: Sequence[Measure]) -> tuple[str, list[Any]]:
    """Write the statement. Every name in it is of the catalogue; what was asked for goes as values."""
    table = FACTS[asked.unit]._meta.db_table
    unnested = [
        f"CROSS JOIN LATERAL unnest(CASE WHEN cardinality(fact.{each.column}) = 0"
        f" THEN ARRAY['']::varchar[] ELSE fact.{each.column} END) AS by{place} (value)"
        for place, each in enumerate(dimensions)
        if each.several
    ]
    named = [
        f"by{place}.value" if each.several else f"coalesce(fact.{each.column}::text, '')"
        for place, each in enumerate(dimensions)
    ]
    counted: list[str] = []
    values: list[Any] = []
    for measure in measures:
        expression, equals = _measured(measure)
        counted.append(expression)
        values += equals
    where, limits = _where(asked)
    grouped = ", ".join(str(place) for place in range(1, len(dimensions) + 2))
    statement = " ".join(
        [
            "SELECT",
            ", ".join([PERIODS[asked.grain], *named, *counted]),
            f"FROM {table} fact",
            *unnested,
            f"WHERE {where} GROUP BY {grouped} ORDER BY {grouped}",
        ]
    )
    return statement, values + limits


def _measured(measure: Measure) -> tuple[str, list[Any]]:
    """Return a measure as two expressions, the number and the number of rows that it is of."""
    column = f"fact.{measure.column}"
    if measure.kind is Kind.ROWS:
        return "count(*), NULL", []
    if measure.kind is Kind.FILTERED:
        if measure.equals:
            return f"count(*) FILTER (WHERE {column}::text = ANY(%s)), NULL", [list(measure.equals)]
        return f"count(*) FILTER (WHERE {column}), NULL", []
    if measure.kind is Kind.SUM:
        return f"sum({column}), NULL", []
    share = "0.5" if measure.kind is Kind.MEDIAN else "0.9"
    return f"percentile_cont({share}) WITHIN GROUP (ORDER BY {column}), count({column})", []


def _where(asked: Asked) -> tuple[str, list[Any]]:
    conditions, values = ["TRUE"], list[Any]()
    if asked.since:
        conditions.append("fact.month >= %s")
        values.append(asked.since)
    if asked.until:
        conditions.append("fact.month < %s")
        values.append(asked.until)
    if asked.months is not None:
        conditions.append("fact.month = ANY(%s)")
        values.append(list(asked.months))
    for code, wanted in asked.filters.items():
        dimension = SUBJECTS[asked.unit].dimensions[code]
        if dimension.several:
            empty = f" OR cardinality(fact.{dimension.column}) = 0" if "" in wanted else ""
            conditions.append(f"(fact.{dimension.column} && %s::varchar[]{empty})")
        else:
            conditions.append(f"coalesce(fact.{dimension.column}::text, '') = ANY(%s)")
        values.append(list(wanted))
    return " AND ".join(conditions), values
