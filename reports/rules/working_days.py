"""Arithmetic on working days: weekends and bank holidays don't count, and a limit ends at midnight on the wall."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from itertools import count, islice

DAY = timedelta(days=1)
SATURDAY = 5


class HolidaysUnknown(Exception):
    """The table of bank holidays does not reach the day that was computed; `known_to` is its last day, if any."""

    def __init__(self, *, known_to: date | None) -> None:
        super().__init__(f"bank holidays are known to {known_to}")
        self.known_to = known_to


def end_of_working_day(after: datetime, days: int, holidays: frozenset[date], zone: tzinfo) -> datetime:
    """Return the last moment, in UTC, of the `days`-th working day after the day in `zone` on which `after` lies.

    Raises HolidaysUnknown where that day is past the table of holidays, and ValueError for a moment without a
    time zone or for less than one day.
    """
    day = _nth_working_day(after, days, holidays, zone)
    known_to = last_known_day(holidays)
    if known_to is None or day > known_to:
        raise HolidaysUnknown(known_to=known_to)
    return end_of_day(day, zone)


def end_of_presumed_day(after: datetime, days: int, holidays: frozenset[date], zone: tzinfo) -> datetime:
    """Return the same past the end of the table, where only weekends are known. Never later than the true limit."""
    return end_of_day(_nth_working_day(after, days, holidays, zone), zone)


def last_known_day(holidays: frozenset[date]) -> date | None:
    """Return the last day about which the table says something: the last of its last year. None for an empty table."""
    return date(max(holidays).year, 12, 31) if holidays else None


def working_days_between(first: datetime, last: datetime, holidays: frozenset[date], zone: tzinfo) -> int:
    """Count the working days after the day of `first`, up to and with the day of `last`; 0 where none has begun."""
    until = last.astimezone(zone).date()
    begun = 0
    for day in working_days_after(first.astimezone(zone).date(), holidays):
        if day > until:
            return begun
        begun += 1
    return begun


def working_days_after(day: date, holidays: frozenset[date]) -> Iterator[date]:
    """Give the working days after a day, without end."""
    days = (day + DAY * number for number in count(1))
    return (each for each in days if is_working_day(each, holidays))


def is_working_day(day: date, holidays: frozenset[date]) -> bool:
    """Tell whether somebody works on a day: Monday to Friday, and no bank holiday."""
    return day.weekday() < SATURDAY and day not in holidays


def end_of_day(day: date, zone: tzinfo) -> datetime:
    """Return the last microsecond of a day in `zone`, in UTC: the clocks may have gone forward or back since."""
    return datetime.combine(day, time.max, zone).astimezone(UTC)


def _nth_working_day(after: datetime, days: int, holidays: frozenset[date], zone: tzinfo) -> date:
    if after.tzinfo is None or days < 1:
        raise ValueError("A moment with a time zone and at least one day are needed.")
    return next(islice(working_days_after(after.astimezone(zone).date(), holidays), days - 1, None))
