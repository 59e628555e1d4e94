"""Plans of reports that an analyst builds: what they may ask for, and when they are counted again. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum
from typing import Any

from intel.rules.statistics.catalogue import SUBJECTS
from intel.rules.statistics.periods import Grain
from intel.rules.statistics.terms import Unit

MOST_DIMENSIONS, MOST_MEASURES, MOST_VALUES, MOST_ROWS = 3, 6, 60, 5_000
BACKS = (1, 3, 6, 12, 24, 48)
"""How many whole months back a plan may reach; 0 stands for all."""


class Every(StrEnum):
    """How often a report is counted again by itself."""

    NEVER = "never"
    WEEK = "week"
    MONTH = "month"


class BadPlan(ValueError):
    """A plan cannot be counted; the message says why. `field` is the part that is wrong."""

    def __init__(self, part: str, message: str) -> None:
        super().__init__(message)
        self.part = part


@dataclass(frozen=True, kw_only=True)
class Plan:
    """What is counted by what. `back` is a number of whole months; with 0 all of them, the running one as well."""

    unit: Unit
    dimensions: tuple[str, ...] = ()
    measures: tuple[str, ...]
    grain: Grain = Grain.WHOLE
    back: int = 12
    filters: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def months(self, *, day: date) -> tuple[date | None, date | None]:
        """Return the first month and the month after the last, as of the last day that is counted."""
        if not self.back:
            return None, None
        after = day + timedelta(days=1)
        whole = after.year * 12 + after.month - 1
        return _month(whole - self.back), _month(whole)


def check(plan: Plan) -> None:
    """Accept a plan quietly. Raises BadPlan, with the part that is wrong."""
    subject = SUBJECTS[plan.unit]
    if not plan.measures:
        raise BadPlan("measures", "Choose what is counted.")
    _check_codes("dimensions", plan.dimensions, known=subject.dimensions, most=MOST_DIMENSIONS)
    _check_codes("measures", plan.measures, known=subject.measures, most=MOST_MEASURES)
    if plan.back not in (0, *BACKS):
        raise BadPlan("back", "Choose how far it reaches.")
    for code, values in plan.filters.items():
        if code not in subject.dimensions:
            raise BadPlan("filters", f"{subject.name} cannot be narrowed by {code}.")
        if not values or len(values) > MOST_VALUES:
            raise BadPlan("filters", f"Choose 1 to {MOST_VALUES} values.")


def _check_codes(part: str, chosen: Sequence[str], *, known: Mapping[str, Any], most: int) -> None:
    if len(chosen) > most:
        raise BadPlan(part, f"Choose at most {most}.")
    if len(set(chosen)) < len(chosen):
        raise BadPlan(part, "Choose each only once.")
    if unknown := set(chosen) - known.keys():
        raise BadPlan(part, f"This cannot be counted here: {', '.join(sorted(unknown))}.")


def to_data(plan: Plan) -> dict[str, Any]:
    """Return a plan as it is stored."""
    return {
        "unit": plan.unit.value,
        "dimensions": list(plan.dimensions),
        "measures": list(plan.measures),
        "grain": plan.grain.value,
        "back": plan.back,
        "filters": {code: list(values) for code, values in plan.filters.items()},
    }


def from_data(data: Mapping[str, Any]) -> Plan:
    """Return a plan that was stored. Raises BadPlan of one that this release cannot count."""
    try:
        plan = Plan(
            unit=Unit(data["unit"]),
            dimensions=tuple(data["dimensions"]),
            measures=tuple(data["measures"]),
            grain=Grain(data["grain"]),
            back=int(data["back"]),
            filters={code: tuple(values) for code, values in data["filters"].items()},
        )
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise BadPlan("unit", "It was built by a release that counted otherwise.") from error
    check(plan)
    return plan


def next_due(every: Every, *, after: date) -> date | None:
    """Return the first day after `after` on which a report is counted: a Monday, or the first of a month."""
    if every is Every.WEEK:
        return after + timedelta(days=7 - after.weekday())
    return _month(after.year * 12 + after.month) if every is Every.MONTH else None


def _month(number: int) -> date:
    return date(number // 12, number % 12 + 1, 1)
