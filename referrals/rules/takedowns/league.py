"""What platforms did, counted: which period, what each number means, and of how many a share is given. Pure."""

from dataclasses import dataclass, fields
from datetime import date
from enum import StrEnum

FEWEST = 5
"""Of fewer requests no share is given: one more or less would move it by twenty points."""


class Period(StrEnum):
    """Since when requests are counted, by the day on which they were sent."""

    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"
    ALL = "all"


def first_day(period: Period, *, today: date) -> date | None:
    """Return the first day of the running month, quarter or year; None where everything is counted."""
    if period is Period.ALL:
        return None
    month = {Period.MONTH: today.month, Period.QUARTER: today.month - (today.month - 1) % 3, Period.YEAR: 1}[period]
    return date(today.year, month, 1)


@dataclass(frozen=True, kw_only=True)
class Tally:
    """Requests to remove that were sent. `removed` to `waiting` are where each stands: they add up to `asked`.

    `removed` was seen gone; `unseen` is said to be, and nobody has seen it. `belied` were said to be removed and found
    up at some time, wherever they stand now. `aged` were sent a day ago or longer, and `answered_in_day` are those of
    them that were answered within 24 hours. Hours are medians, None where there is nothing to measure.
    """

    asked: int = 0
    aged: int = 0
    answered_in_day: int = 0
    removed: int = 0
    unseen: int = 0
    again: int = 0
    restricted: int = 0
    refused: int = 0
    no_answer: int = 0
    waiting: int = 0
    belied: int = 0
    hours_to_answer: float | None = None
    hours_to_removal: float | None = None


COUNTS = tuple(field.name for field in fields(Tally) if not field.name.startswith("hours"))


def percent(number: int, total: int) -> int | None:
    """Return a share in whole per cent; None of fewer than five."""
    return round(100 * number / total) if total >= FEWEST else None
