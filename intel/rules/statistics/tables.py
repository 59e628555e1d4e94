"""The tables that each snapshot keeps, so that no page has to count a million reports. Pure."""

from dataclasses import dataclass

from intel.rules.statistics.catalogue import REPORTS, SUBJECTS
from intel.rules.statistics.periods import Grain
from intel.rules.statistics.terms import Kind, Unit

TIMED = frozenset({"", "strand", "platform", "force", "kind", "result", "partner"})
"""Tables by these have medians as well, which cannot be added up from shorter periods."""
PAIRS = (("strand", "platform"), ("strand", "decided_as"), ("platform", "offence"), ("strand", "area"))
COUNTED = frozenset({Kind.ROWS, Kind.FILTERED, Kind.SUM})


@dataclass(frozen=True, kw_only=True)
class Table:
    """What is counted by what: codes of the catalogue."""

    unit: Unit
    dimensions: tuple[str, ...]
    measures: tuple[str, ...]
    grains: tuple[Grain, ...] = (Grain.MONTH,)

    @property
    def code(self) -> str:
        """The name under which its cells are kept."""
        return "/".join([self.unit.value, *self.dimensions])


def _tables() -> tuple[Table, ...]:
    found = []
    for unit, subject in SUBJECTS.items():
        counts = tuple(code for code, each in subject.measures.items() if each.kind in COUNTED)
        found.append(Table(unit=unit, dimensions=(), measures=tuple(subject.measures), grains=tuple(Grain)))
        for code in subject.dimensions:
            timed = code in TIMED
            measures = tuple(subject.measures) if timed else counts
            grains = (Grain.MONTH, Grain.QUARTER, Grain.YEAR) if timed else (Grain.MONTH,)
            found.append(Table(unit=unit, dimensions=(code,), measures=measures, grains=grains))
    pairs = (Table(unit=REPORTS.unit, dimensions=each, measures=("reports", "cases")) for each in PAIRS)
    return (*found, *pairs)


TABLES: dict[str, Table] = {each.code: each for each in _tables()}
"""All of them by code."""
