"""When a time limit that draws near is chased: the days before it, each once, the newest in place of missed ones."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

PASSED = -1


class BadWarnings(Exception):
    """The table of warnings cannot be used; the message says why."""


@dataclass(frozen=True, kw_only=True)
class Warnings:
    """The days before a limit on which it is chased, the first one first, and from when it counts as near."""

    version: str
    days: tuple[int, ...]
    near_days: int

    def horizon(self, today: date) -> date:
        """Return the last limit that is chased on a day."""
        return today + timedelta(days=self.days[0])

    def near_until(self, today: date) -> date:
        """Return the last limit that counts as near on a day; one that has passed does as well."""
        return today + timedelta(days=self.near_days)


def read_warnings(data: Mapping[str, Any]) -> Warnings:
    """Return the table from its data, checked. Raises BadWarnings."""
    days, near = data["warn_days"], data["near_days"]
    if not days or any(not isinstance(day, int) or day < 0 for day in [*days, near]):
        raise BadWarnings("warn_days and near_days are whole numbers of days, and there is at least one")
    if sorted(set(days), reverse=True) != days:
        raise BadWarnings("warn_days run from the first to the last, each once")
    return Warnings(version=data["version"], days=tuple(days), near_days=near)


def warning_due(warnings: Warnings, *, due_on: date, today: date, last: int | None) -> int | None:
    """Return which warning is to be given today, in days before the limit or PASSED; None for none.

    `last` is the one given last for this limit. Of several that were missed only the newest is given.
    """
    left = (due_on - today).days
    reached = [day for day in warnings.days if left <= day]
    if not reached:
        return None
    newest = PASSED if left < 0 else reached[-1]
    return newest if last is None or newest < last else None
