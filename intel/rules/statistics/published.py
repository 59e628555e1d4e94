"""Which tables a release to the public has: of what, by what, for which periods. Pure.

Categories are those of the reference data, whether anything was reported in them or not: to list only what occurred
would tell that it did. Nothing is smaller than the area of a force.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from intel.rules.disclosure.releases import Cell, Dimension, Frame, Rules, Table
from intel.rules.statistics.catalogue import SUBJECTS
from intel.rules.statistics.periods import Grain, Period
from intel.rules.statistics.terms import Unit

RULES = Rules(threshold=10, base=5)
NONE, SEVERAL = "none", "several"
"""Codes of what has no value, and of what has several where they are not told apart."""
LENGTHS = {Grain.MONTH: 1, Grain.QUARTER: 3, Grain.YEAR: 12}
LONG, SHORT = (Grain.QUARTER, Grain.YEAR), (Grain.MONTH, Grain.QUARTER, Grain.YEAR)


@dataclass(frozen=True, kw_only=True)
class PublicTable:
    """One table: codes of the catalogue's dimensions, and how long its periods are."""

    dimensions: tuple[str, ...]
    grains: tuple[Grain, ...] = LONG

    @property
    def code(self) -> str:
        """The name of its file."""
        return "-".join(self.dimensions).replace("_", "-")


@dataclass(frozen=True, kw_only=True)
class Population:
    """What is counted in some tables together: their totals are the same, and an attacker knows that they are."""

    code: str
    unit: Unit
    measure: str
    tables: tuple[PublicTable, ...]


@dataclass(frozen=True, kw_only=True)
class Duration:
    """A median that is published for all reports of a period."""

    measure: str
    grains: tuple[Grain, ...] = LONG


POPULATIONS: Mapping[str, Population] = {
    each.code: each
    for each in (
        Population(
            code="reports",
            unit=Unit.REPORT,
            measure="reports",
            tables=(
                PublicTable(dimensions=("decided_as",), grains=SHORT),
                PublicTable(dimensions=("strand",)),
                PublicTable(dimensions=("combination",)),
                PublicTable(dimensions=("platform",)),
                PublicTable(dimensions=("offence",)),
                PublicTable(dimensions=("area",), grains=(Grain.YEAR,)),
                PublicTable(dimensions=("kind",)),
                PublicTable(dimensions=("outcome",)),
                PublicTable(dimensions=("takedown",)),
                PublicTable(dimensions=("joined",)),
                PublicTable(dimensions=("strand", "platform"), grains=(Grain.YEAR,)),
                PublicTable(dimensions=("strand", "decided_as"), grains=(Grain.YEAR,)),
            ),
        ),
        Population(
            code="requests",
            unit=Unit.TAKEDOWN,
            measure="requests",
            tables=(PublicTable(dimensions=("result",)), PublicTable(dimensions=("platform",))),
        ),
        Population(
            code="posts-gone", unit=Unit.TAKEDOWN, measure="posts_gone", tables=(PublicTable(dimensions=("platform",)),)
        ),
        Population(
            code="referrals", unit=Unit.SUPPORT, measure="referrals", tables=(PublicTable(dimensions=("result",)),)
        ),
    )
}
DURATIONS = tuple(
    Duration(measure=each) for each in ("days_to_decision", "days_to_told", "days_to_accepted", "days_to_closed")
)
PARTIAL = frozenset({"platform", "offence", "strand"})
"""Dimensions of several values of which a report may have none."""


def periods_of(grains: Sequence[Grain], *, first: date, day: date) -> tuple[str, ...]:
    """Return the periods from the month `first` on that were over with `day`, by their codes."""
    found = []
    for grain in grains:
        length = LENGTHS[grain]
        begin = date(first.year, (first.month - 1) // length * length + 1, 1)
        while (period := Period(begin, length)).is_over(day=day):
            found.append(period.code)
            begin = period.end
    return tuple(found)


def frame_of(
    table: PublicTable, *, unit: Unit, categories: Mapping[str, Sequence[str]], periods: Sequence[str]
) -> Frame:
    """Return the public side of a table."""
    dimensions = tuple(
        Dimension(
            name=code,
            categories=tuple(categories[code]),
            adds_up=not is_several(unit, code),
            covers=not is_several(unit, code),
        )
        for code in table.dimensions
    )
    return Frame(name=table.code, dimensions=dimensions, periods=tuple(periods))


def is_several(unit: Unit, code: str) -> bool:
    """Tell whether a row may be in several categories of a dimension, or in none."""
    known = SUBJECTS[unit].dimensions.get(code)
    return known is not None and known.several


def table_of(frame: Frame, counted: Iterable[tuple[Cell, int]]) -> Table:
    """Return a table with its counts; what was not counted is none. Raises KeyError of a cell that it has not."""
    counts = dict.fromkeys(frame.cells(), 0)
    for cell, number in counted:
        if cell not in counts:
            raise KeyError(cell.code)
        counts[cell] += number
    return Table(frame=frame, counts=counts)
