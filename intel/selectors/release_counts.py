"""The true counts of the tables of a release, and the categories that they have. Never shown as they are."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Min

from hatehub.reference.models import Force, Offence, Platform, Strand
from intel.models import ReportFact
from intel.rules.disclosure.releases import Cell, Frame, Table
from intel.rules.statistics.catalogue import SUBJECTS
from intel.rules.statistics.periods import Grain
from intel.rules.statistics.published import (
    DURATIONS,
    LENGTHS,
    NONE,
    SEVERAL,
    Population,
    PublicTable,
    frame_of,
    periods_of,
    table_of,
)
from intel.rules.statistics.terms import Unit, Values
from intel.selectors.fact_counts import Asked, count
from intel.selectors.value_names import UNKNOWN

OWN = {"joined": ("led", "joined")}
"""Dimensions that only releases have, with their categories."""


@dataclass(frozen=True, kw_only=True)
class Median:
    """One median in days with the number of reports that it is of."""

    measure: str
    period: str
    days: float | None
    of: int


def first_month() -> date | None:
    """Return the month in which the first report arrived, None before there is any."""
    found: date | None = ReportFact.objects.aggregate(first=Min("month"))["first"]
    return found


def tables_of(population: Population, *, first: date, day: date) -> list[Table]:
    """Return all tables of a population with their true counts, every cell that can occur among them."""
    return [_table(population, each, first=first, day=day) for each in population.tables]


def medians(*, first: date, day: date) -> Iterator[Median]:
    """Yield the medians of all reports of each quarter and year that is over."""
    for duration in DURATIONS:
        for grain in duration.grains:
            over = set(periods_of((grain,), first=first, day=day))
            for cell in count(Asked(unit=Unit.REPORT, measures=(duration.measure,), grain=grain)):
                if cell.period in over:
                    days, of = cell.numbers[duration.measure], cell.of[duration.measure]
                    yield Median(measure=duration.measure, period=cell.period, days=days, of=of)


def categories_of(unit: Unit, code: str) -> list[str]:
    """Return every category of a dimension, used or not, in the order of the reference data."""
    if code in OWN:
        return list(OWN[code])
    dimension = SUBJECTS[unit].dimensions[code]
    if dimension.values is Values.COMBINATIONS:
        return [*_codes(Strand, "position"), SEVERAL, NONE]
    if dimension.values is Values.FIXED:
        return [*dimension.names, *([NONE] if dimension.none != "Not known" else [])]
    listed = {
        Values.STRANDS: lambda: _codes(Strand, "position"),
        Values.PLATFORMS: lambda: [*_codes(Platform, "name"), UNKNOWN],
        Values.OFFENCES: lambda: _codes(Offence, "id"),
        Values.FORCES: lambda: _codes(Force, "name"),
    }[dimension.values]()
    return listed if dimension.several else [*listed, NONE]


def _codes(model: Any, order: str) -> list[str]:
    return list(model.objects.order_by(order).values_list("code", flat=True))


def _table(population: Population, table: PublicTable, *, first: date, day: date) -> Table:
    categories = {code: categories_of(population.unit, code) for code in table.dimensions}
    periods = periods_of(table.grains, first=first, day=day)
    frame = frame_of(table, unit=population.unit, categories=categories, periods=periods)
    return table_of(frame, _counted(population, table, frame))


def _counted(population: Population, table: PublicTable, frame: Frame) -> Iterator[tuple[Cell, int]]:
    """Yield the counts of each cell: of both dimensions, of each alone, and of all."""
    ways: list[tuple[str, ...]] = [(), *((code,) for code in table.dimensions)]
    if len(table.dimensions) > 1:
        ways.append(table.dimensions)
    periods = set(frame.periods)
    for grain in table.grains:
        for way in ways:
            for period, values, number in _rows(population, way, grain):
                if period in periods:
                    chosen = dict(zip(way, values, strict=True))
                    yield frame.cell(tuple(chosen.get(code) for code in table.dimensions), period), number


def _rows(population: Population, way: Sequence[str], grain: Grain) -> Iterator[tuple[str, tuple[str, ...], int]]:
    if grain not in LENGTHS:
        raise ValueError(f"A release has no tables by {grain}.")
    asked = Asked(unit=population.unit, dimensions=[*_known(way)], measures=[population.measure], grain=grain)
    if way == ("joined",):
        yield from _joined(population, grain)
        return
    for cell in count(asked):
        values = tuple(_category(population.unit, code, value) for code, value in zip(way, cell.values, strict=True))
        if None not in values:
            yield cell.period, values, int(cell.numbers[population.measure] or 0)  # type: ignore[misc]


def _joined(population: Population, grain: Grain) -> Iterator[tuple[str, tuple[str, ...], int]]:
    asked = Asked(unit=population.unit, measures=["cases", "joined"], grain=grain)
    for cell in count(asked):
        yield cell.period, ("led",), int(cell.numbers["cases"] or 0)
        yield cell.period, ("joined",), int(cell.numbers["joined"] or 0)


def _known(way: Sequence[str]) -> Sequence[str]:
    return [code for code in way if code not in OWN]


def _category(unit: Unit, code: str, value: str) -> str | None:
    """Return the category of a value; None where a row of a dimension of several values has none."""
    dimension = SUBJECTS[unit].dimensions[code]
    if value == "":
        return None if dimension.several else NONE
    if dimension.values is Values.COMBINATIONS and "+" in value:
        return SEVERAL
    return value
